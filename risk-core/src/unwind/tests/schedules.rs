//! Durations, trajectories, releases and falling prices.

use super::*;

#[test]
fn durations_follow_a_straight_line() {
    let critical = Wad(WAD / 10 * 9);
    let at = |thousandths: u128| duration(Wad(thousandths * WAD / 1_000), critical, 900, 43_200);
    assert_eq!(
        [at(1_001), at(1_000), at(950), at(900), at(899), at(0)],
        [43_200, 43_200, 22_050, 900, 900, 900]
    );
    assert_eq!(
        duration(Wad(WAD - 1), Wad::ONE, 5, 10),
        5,
        "no line where critical is not below one"
    );
    assert_eq!(duration(Wad::ZERO, critical, 20, 10), 10);
    assert_eq!(
        duration(Wad(WAD / 20 * 19), critical, 0, u64::MAX),
        u64::MAX / 2
    );
}

#[test]
fn the_trajectory_agrees_with_high_precision() {
    let expected = [
        (1, 1, 2, 443_409_441_985_036_954),
        (1, 1, 4, 699_724_214_358_712_374),
        (5, 1, 2, 81_535_615_964_988_913),
        (2, 3, 4, 143_676_691_930_660_927),
        (20, 1, 10, 135_335_283_236_612_661),
    ];
    for (urgency, elapsed, total, share) in expected {
        let result = remaining(Wad(urgency * WAD), elapsed, total).unwrap().0;
        assert!(
            result.abs_diff(share) < 100,
            "{urgency} at {elapsed} of {total}: {result}"
        );
    }
    assert_eq!(remaining(Wad::ZERO, 1, 4), Ok(Wad(WAD / 4 * 3)));
    assert_eq!(
        remaining(Wad(1), 1, 4),
        Ok(Wad(WAD / 4 * 3)),
        "small urgencies approach the straight line"
    );
    assert!(
        remaining(Wad(WAD / 1_000), 1, 4)
            .unwrap()
            .0
            .abs_diff(WAD / 4 * 3)
            < WAD / 1_000_000
    );
    assert_eq!(
        remaining(Wad(20 * WAD + 1), 1, 4),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(
        remaining(Wad::ONE, 0, 0),
        Ok(Wad::ZERO),
        "no time is no remainder"
    );
}

#[test]
fn releases_at_their_edges() {
    let release = |need, available, before, after| {
        newly_released(Wad(need), Wad(available), Wad(before), Wad(after)).0
    };
    assert_eq!(release(100, 0, WAD, WAD / 4), 75);
    assert_eq!(
        release(100, 40, WAD, WAD / 4),
        45,
        "what is there already counts"
    );
    assert_eq!(
        release(100, 0, WAD / 2, WAD / 4),
        50,
        "of what remains from now on"
    );
    assert_eq!(release(100, 100, WAD, 0), 0);
    assert_eq!(
        release(100, 200, WAD, 0),
        0,
        "a need that shrank takes nothing back"
    );
    assert_eq!(
        release(100, 0, WAD / 4, WAD / 2),
        0,
        "time does not run backwards"
    );
    assert_eq!(release(100, 30, 0, 0), 70, "past its end all is released");
}

#[test]
fn dutch_prices_at_their_edges() {
    let price = |elapsed, duration| dutch_linear(Wad(105), Wad(92), elapsed, duration).0;
    assert_eq!(
        [
            price(0, 4),
            price(1, 4),
            price(2, 4),
            price(4, 4),
            price(9, 4)
        ],
        [105, 102, 99, 92, 92]
    );
    assert_eq!(price(0, 0), 92);
    assert_eq!(
        dutch_linear(Wad(90), Wad(92), 0, 4),
        Wad(92),
        "never under the floor"
    );
}

proptest! {
    /// UNW-1: sold <= released, released never falls, each fill <= the need at that moment.
    #[test]
    fn unw_1(
        steps in prop::collection::vec((0_u64..4_000, 0_u128..1_000_000, 0_u128..=100), 1..40), urgency in 0..5 * WAD,
    ) {
        let total = 43_200;
        let (mut elapsed, mut released, mut sold) = (0_u64, 0_u128, 0_u128);
        let mut before = remaining(Wad(urgency), 0, total).unwrap();
        prop_assert_eq!(before, Wad::ONE);
        for (seconds, need, filled) in steps {
            elapsed += seconds;
            let now = remaining(Wad(urgency), elapsed, total).unwrap();
            prop_assert!(now <= before);
            let need = need * WAD;
            let available = released - sold;
            let added = newly_released(Wad(need), Wad(available), before, now).0;
            prop_assert!(available + added <= need.max(available), "no more is available than needed");
            released += added;
            // A fill takes some of what is available, and no more than is needed now.
            let fill = (released - sold).min(need) / 100 * filled;
            sold += fill;
            prop_assert!(sold <= released && fill <= need);
            if elapsed >= total {
                prop_assert_eq!(now, Wad::ZERO);
                prop_assert!(released - (sold - fill) >= need, "past the end all of the need is released");
            }
            before = now;
        }
    }

    #[test]
    fn the_trajectory_falls_from_one_to_zero(urgency in 0..=20 * WAD, total in 1_u64.., first in any::<u64>(), second in any::<u64>()) {
        let at = |elapsed| remaining(Wad(urgency), elapsed, total).unwrap();
        prop_assert_eq!(at(0), Wad::ONE);
        prop_assert_eq!(at(total), Wad::ZERO);
        prop_assert!(at(first.min(second)) >= at(first.max(second)));
        // A greater urgency sells earlier.
        let urgent = remaining(Wad((urgency + WAD).min(20 * WAD)), first, total).unwrap();
        prop_assert!(urgent.0 <= at(first).0 + 1_000);
    }

    #[test]
    fn a_pinned_need_is_released_in_full_however_often_it_is_poked(urgency in 0..5 * WAD, pokes in 1_u64..200) {
        let (total, need) = (43_200, 1_000_000 * WAD);
        let (mut released, mut before) = (0, Wad::ONE);
        for poke in 1..=pokes {
            let now = remaining(Wad(urgency), total * poke / pokes, total).unwrap();
            released += newly_released(Wad(need), Wad(released), before, now).0;
            // Nothing sold: what is released follows the trajectory, rounded down at every poke.
            let planned = need - need / 1_000_000_000 * now.0 / 1_000_000_000;
            prop_assert!(released <= planned + 1_000_000_000 && released + 1_000_000_000 >= planned);
            before = now;
        }
        prop_assert_eq!(released, need);
    }

    #[test]
    fn dutch_prices_fall_to_the_floor(start in any::<u128>(), floor in any::<u128>(), first in any::<u64>(), second in any::<u64>(), duration in any::<u64>()) {
        let price = |elapsed| dutch_linear(Wad(start), Wad(floor), elapsed, duration).0;
        prop_assert!(price(first.min(second)) >= price(first.max(second)));
        prop_assert!(price(first) >= floor && price(first) <= start.max(floor));
    }

    #[test]
    fn durations_rise_with_health(a in any::<u128>(), b in 0..WAD, critical in any::<u128>(), shift in 60_u32..70, minimum in any::<u64>(), maximum in any::<u64>()) {
        let at = |health: u128| duration(Wad(health), Wad(critical >> shift), minimum, maximum);
        let (a, b) = (a >> shift, b);
        prop_assert!(at(a.min(b)) <= at(a.max(b)));
        prop_assert!(at(a) <= maximum && at(a) >= minimum.min(maximum));
    }
}
