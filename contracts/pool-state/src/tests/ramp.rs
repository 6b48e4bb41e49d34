//! Settings on their way: between old and new, without turning back.

use alloy_primitives::U256;
use proptest::prelude::*;
use risk_core::health::AssetRisk;

use crate::ramp::Ramp;

const DAY: u64 = 86_400;

fn ramp(length: u64) -> Ramp {
    Ramp {
        ends: 1_700_000_000 + length,
        length,
    }
}

fn words(risk: &AssetRisk) -> [U256; 2] {
    let (profile, scenarios) = risk.pack();
    [profile, scenarios].map(U256::from_be_bytes)
}

fn blended(ramp: Ramp, left: u64, old: &AssetRisk, new: &AssetRisk) -> AssetRisk {
    let [profile, scenarios] = ramp
        .blend(left, words(old), words(new))
        .map(|word| word.to_be_bytes());
    let risk = AssetRisk::unpack(profile, scenarios);
    assert_eq!(risk.pack(), (profile, scenarios), "unused bits are zero");
    risk
}

prop_compose! {
    fn any_risk()(
        loadings: [i16; 4], idiosyncratic in 0u16..=30_000, haircut in 0u16..=9_000, basis in 0u16..=9_000,
        depth in prop_oneof![Just(u64::MAX), Just(0), any::<u64>(), 0u64..100_000_000], scenarios: [i16; 16],
    ) -> AssetRisk {
        AssetRisk { loadings, idiosyncratic, issuer: 3, family: 4, haircut, basis, depth, scenarios }
    }
}

/// Every number of a profile, as one of a kind that compares.
fn numbers(risk: &AssetRisk) -> Vec<i128> {
    let mut all: Vec<i128> = risk
        .loadings
        .iter()
        .map(|loading| i128::from(*loading))
        .collect();
    all.extend(risk.scenarios.iter().map(|loss| i128::from(*loss)));
    let others: [i128; 4] = [
        risk.idiosyncratic.into(),
        risk.haircut.into(),
        risk.basis.into(),
        risk.depth.into(),
    ];
    all.extend(others);
    all
}

proptest! {
    #[test]
    fn every_number_goes_from_old_to_new_without_turning_back(
        mut old in any_risk(), new in any_risk(), length in DAY..=30 * DAY, a in 0.0f64..1.0, b in 0.0f64..1.0,
    ) {
        // Depth only falls on its way: more of it holds at once.
        old.depth = old.depth.max(new.depth);
        let ramp = ramp(length);
        let at = |part: f64| (part * length as f64) as u64;
        let (early, late) = (at(a.max(b)), at(a.min(b)));
        // A depth of zero is reached with the end, when nothing blends any more.
        let depth = new.depth.max(old.depth.min(1));
        prop_assert_eq!(blended(ramp, 0, &old, &new), AssetRisk { depth, ..new });
        let start = blended(ramp, length, &old, &new);
        prop_assert_eq!((start.issuer, start.family), (3, 4));
        let [first, then] = [early, late].map(|left| numbers(&blended(ramp, left, &old, &new)));
        for (((from, to), first), then) in numbers(&old).into_iter().zip(numbers(&new)).zip(first).zip(then) {
            let inside = |x: i128| from.min(to) <= x && x <= from.max(to);
            prop_assert!(inside(first) && inside(then), "{from} {first} {then} {to}");
            prop_assert!((first - to).abs() >= (then - to).abs(), "{from} {first} {then} {to}");
        }
        let begun = numbers(&start);
        prop_assert_eq!(&begun[..23], &numbers(&old)[..23], "nothing jumps at the start");
    }

    #[test]
    fn ramps_round_trip_and_end(ends in 0u64..1 << 40, length in 0u64..1 << 24, now in 0u64..1 << 40) {
        let ramp = Ramp { ends, length };
        prop_assert_eq!(Ramp::unpack(ramp.pack()), ramp);
        prop_assert!(ramp.left(now) <= length);
        prop_assert_eq!(ramp.left(ends), 0);
        prop_assert_eq!(Ramp::default().left(now), 0);
    }
}

#[test]
fn halfway_is_halfway() {
    let risk = |haircut, loss, depth| AssetRisk {
        haircut,
        depth,
        scenarios: [loss; 16],
        ..AssetRisk::NONE
    };
    let ramp = ramp(2 * DAY);
    let half = blended(
        ramp,
        DAY,
        &risk(1_000, -500, 6_000_000),
        &risk(2_000, 1_500, 2_000_000),
    );
    // The cost of leaving is the mean of 1/6 and 1/2: 1/3.
    assert_eq!(
        (half.haircut, half.scenarios[7], half.depth),
        (1_500, 500, 3_000_000)
    );
    let numeraire = blended(ramp, DAY, &risk(0, 0, u64::MAX), &risk(0, 0, 1_000_000));
    assert!(
        (1_999_999..=2_000_001).contains(&numeraire.depth),
        "{}",
        numeraire.depth
    );
    let dry = blended(ramp, 1, &risk(0, 0, 1_000_000), &risk(0, 0, 0));
    assert!(dry.depth <= 1_000_000);
}
