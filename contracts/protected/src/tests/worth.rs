//! The floor in time, to the second, and parts of cash to the unit.

use proptest::prelude::*;

use super::{EXPIRY, FADE, STRIKE, UNTIL, WAD, WINDOW};
use crate::worth::{Floor, Phase, part};

fn floor() -> Floor {
    Floor {
        strike: STRIKE,
        expiry: EXPIRY,
        window: WINDOW as u32,
        haircut: 1_000,
        fade: FADE as u32,
        margin: 100,
    }
}

#[test]
fn phases_turn_at_their_seconds() {
    for (now, phase) in [
        (0, Phase::Open),
        (EXPIRY - 1, Phase::Open),
        (EXPIRY, Phase::Window),
        (UNTIL, Phase::Window),
        (UNTIL + 1, Phase::Ended),
        (u64::MAX, Phase::Ended),
    ] {
        assert_eq!(floor().phase(now), phase, "{now}");
    }
}

#[test]
fn the_haircut_rises_before_the_expiry_and_to_all_before_the_window_ends() {
    let counted = |now| floor().counted(now).unwrap();
    let tenth = WAD / 10;
    assert_eq!(counted(0), WAD);
    assert_eq!(counted(EXPIRY - FADE), WAD);
    // A second of a week, of a tenth; what is not counted is rounded up.
    let second = tenth.div_ceil(u128::from(FADE));
    assert_eq!(counted(EXPIRY - FADE + 1), WAD - second);
    assert_eq!(counted(EXPIRY - FADE / 2), WAD - tenth / 2);
    assert_eq!(counted(EXPIRY), WAD - tenth);
    assert_eq!(counted(EXPIRY + WINDOW / 2), WAD - tenth);
    let second = (WAD - tenth).div_ceil(u128::from(WINDOW / 2));
    assert_eq!(counted(EXPIRY + WINDOW / 2 + 1), WAD - tenth - second);
    assert_eq!(counted(UNTIL - WINDOW / 4), (WAD - tenth) / 2);
    assert_eq!(counted(UNTIL), 0);
    assert_eq!(counted(u64::MAX), 0);
}

#[test]
fn a_share_is_worth_the_higher_of_both() {
    let floor = floor();
    let worth = |price, asset, now| floor.worth(price, asset, now).unwrap();
    assert_eq!(worth(2_000 * WAD, WAD, 0), 2_000 * WAD);
    assert_eq!(worth(STRIKE, WAD, 0), STRIKE);
    assert_eq!(worth(1, WAD, 0), STRIKE);
    // The debt asset lost half.
    assert_eq!(worth(1, WAD / 2, 0), STRIKE / 2);
    assert_eq!(worth(1_500 * WAD, WAD, EXPIRY), 1_500 * WAD);
    assert_eq!(worth(1_400 * WAD, WAD, EXPIRY), 1_440 * WAD);
    assert_eq!(worth(7, WAD, UNTIL), 7);
    assert_eq!(floor.limit(WAD), Ok(1_584 * WAD));
    assert!(floor.worth(1, u128::MAX, 0).is_err());
}

#[test]
fn the_last_take_all_that_is_left() {
    assert_eq!(part(10, 1, 3), Ok(3));
    assert_eq!(part(7, 1, 2), Ok(3));
    assert_eq!(part(4, 1, 1), Ok(4));
    assert_eq!(part(u128::MAX, u128::MAX - 1, u128::MAX), Ok(u128::MAX - 1));
}

proptest! {
    #[test]
    fn no_second_raises_the_floor(
        expiry in 1_u64 << 20..1 << 40,
        window in 3_600_u32..=2_592_000,
        haircut in 0_u16..=5_000,
        fade in 3_600_u32..=7_776_000,
        now in 0_u64..1 << 41,
        asset in 1..=1_000_000 * WAD,
    ) {
        let floor = Floor { strike: STRIKE, expiry, window, haircut, fade, margin: 0 };
        for now in [now, expiry.saturating_sub(now % u64::from(fade)), expiry + now % u64::from(window)] {
            let (before, after) = (floor.counted(now).unwrap(), floor.counted(now + 1).unwrap());
            prop_assert!(after <= before && before <= WAD);
            let worth = floor.worth(1, asset, now).unwrap();
            prop_assert!(worth >= 1 && worth <= floor.paid(asset).unwrap().max(1));
        }
    }

    #[test]
    fn parts_are_all_of_the_cash(cash: u128, amounts in prop::collection::vec(1_u128..1 << 100, 1..8)) {
        let (mut left, mut shares) = (cash, amounts.iter().sum::<u128>());
        let mut first = None;
        for amount in amounts {
            let paid = part(left, amount, shares).unwrap();
            // Nobody gets less of each share than who came first, but for the unit that is rounded away.
            let each = paid / amount;
            prop_assert!(first.is_none_or(|first| each >= first));
            first = first.or(Some(each));
            left -= paid;
            shares -= amount;
        }
        prop_assert_eq!((left, shares), (0, 0));
    }
}
