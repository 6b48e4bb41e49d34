use super::*;
use crate::fixed::{SignedWad, WAD, Wad, YEAR};
use proptest::prelude::*;

fn any_path() -> impl Strategy<Value = Path> {
    (
        -2 * SignedWad::ONE.0..2 * SignedWad::ONE.0,
        0..3 * WAD,
        0..2 * YEAR,
    )
        .prop_map(|(drift, volatility, seconds)| Path {
            drift: SignedWad(drift),
            volatility: Wad(volatility),
            seconds,
        })
}

#[test]
fn without_drift_a_breach_is_twice_as_likely_as_ending_below() {
    // b = v sqrt T: 2 N(-1) = 0.317310507862914.
    let health = crate::fixed::exp(SignedWad::ONE).unwrap();
    let path = Path {
        drift: SignedWad::ZERO,
        volatility: Wad::ONE,
        seconds: YEAR,
    };
    let probability = breach_probability(health, &path).unwrap().0;
    assert!(
        probability.abs_diff(317_310_507_862_914_102) < 20,
        "{probability}"
    );
}

#[test]
fn the_ends_of_the_domain() {
    let path = Path {
        drift: SignedWad::ZERO,
        volatility: Wad::ONE,
        seconds: 0,
    };
    assert_eq!(breach_probability(Wad::ONE, &path), Ok(Wad::ONE));
    assert_eq!(breach_probability(Wad(WAD + 1), &path), Ok(Wad::ZERO));
    let falling = Path {
        drift: SignedWad(-SignedWad::ONE.0),
        volatility: Wad::ZERO,
        seconds: YEAR,
    };
    assert_eq!(breach_probability(Wad(2 * WAD), &falling), Ok(Wad::ONE));
    assert_eq!(breach_probability(Wad(3 * WAD), &falling), Ok(Wad::ZERO));
    assert!(breach_health(Wad::ZERO, &path).is_err());
    assert!(breach_health(Wad::ONE, &path).is_err());
    let wild = Path {
        volatility: Wad(101 * WAD),
        ..path
    };
    assert!(breach_probability(Wad(2 * WAD), &wild).is_err());
    // Drift * horizon of 20 is the most.
    let far = |seconds| Path {
        drift: SignedWad(10 * SignedWad::ONE.0),
        volatility: Wad::ONE,
        seconds,
    };
    assert!(breach_probability(Wad(2 * WAD), &far(2 * YEAR)).is_ok());
    let beyond = breach_probability(Wad(2 * WAD), &far(2 * YEAR + 1));
    assert_eq!(beyond, Err(crate::RiskError::OutOfDomain));
}

#[test]
fn a_drift_of_many_deviations_decides() {
    // To the threshold on the average, at 40 deviations: N(0) and, by the second term, 1 / (40 sqrt(2 pi)).
    let path = |drift: i128, volatility| Path {
        drift: SignedWad(drift * SignedWad::ONE.0),
        volatility: Wad(volatility),
        seconds: YEAR,
    };
    let health = crate::fixed::exp(SignedWad::ONE).unwrap();
    let toward = breach_probability(health, &path(-1, WAD / 20)).unwrap().0;
    assert!(toward.abs_diff(509_967_335_188_301_311) < 20, "{toward}");
    // Away at a million deviations, from next to the threshold: e^(-2 m b / v^2) = e^-2.
    let away = breach_probability(Wad(WAD + 1_000_000), &path(1, WAD / 1_000_000))
        .unwrap()
        .0;
    assert!(away.abs_diff(135_335_283_236_748_027) < 20, "{away}");
}

#[test]
fn the_distress_rate_is_the_put_per_year() {
    let holding = Holding {
        collateral: Wad(100 * WAD),
        debt: Wad(90 * WAD),
        volatility: Wad(WAD),
        rate: SignedWad::ZERO,
        window: YEAR / 365,
    };
    let most = Wad(100 * WAD);
    let rate = distress_rate(&holding, most).unwrap();
    assert!(rate > Wad::ZERO && rate < most);
    assert!(
        distress_rate(
            &Holding {
                debt: Wad(95 * WAD),
                ..holding
            },
            most
        )
        .unwrap()
            > rate
    );
    assert_eq!(
        distress_rate(
            &Holding {
                debt: Wad::ZERO,
                ..holding
            },
            most
        ),
        Ok(Wad::ZERO)
    );
    assert_eq!(
        distress_rate(
            &Holding {
                window: 0,
                ..holding
            },
            most
        ),
        Ok(most)
    );
    assert_eq!(
        distress_rate(
            &Holding {
                debt: Wad(1_000_000 * WAD),
                ..holding
            },
            most
        ),
        Ok(most)
    );
}

proptest! {
    #[test]
    fn a_breach_is_less_likely_with_health_and_drift_and_more_with_time(
        health in WAD + 1..4 * WAD, path in any_path(), more in 1..WAD, later in 0..YEAR,
    ) {
        let chance = |health, path: &Path| breach_probability(Wad(health), path).unwrap().0;
        let here = chance(health, &path);
        prop_assert!(here <= WAD);
        prop_assert!(chance(health + more, &path) <= here + 10);
        prop_assert!(chance(health, &Path { seconds: path.seconds + later, ..path }) + 10 >= here, "later");
        prop_assert!(chance(health, &Path { drift: SignedWad(path.drift.0 + more as i128), ..path }) <= here + 10, "more drift");
    }

    #[test]
    fn the_health_found_is_the_least_safe_one(probability in WAD / 1_000_000..WAD / 10 * 9, path in any_path()) {
        if let Ok(health) = breach_health(Wad(probability), &path) {
            prop_assert!(breach_probability(health, &path).unwrap().0 <= probability);
            prop_assert!(breach_probability(Wad(health.0 - 1), &path).unwrap().0 > probability);
            prop_assert_eq!(breach_price(Wad::ONE, Wad::ONE, Wad(probability), &path), Ok(health));
        }
    }

    #[test]
    fn every_function_is_total(a in any::<u128>(), b in any::<u128>(), c in any::<i128>(), d in any::<u128>(), t in any::<u64>(), s in 0_u32..128) {
        let path = Path { drift: SignedWad(c >> s), volatility: Wad(d >> s), seconds: t >> (s / 2) };
        let _ = breach_probability(Wad(a >> s), &path);
        let _ = breach_price(Wad(a), Wad(b), Wad(b % WAD), &path);
        let holding = Holding { collateral: Wad(a), debt: Wad(b >> s), volatility: Wad(d >> s), rate: SignedWad(c >> s), window: t >> (s / 2) };
        let _ = distress_rate(&holding, Wad(a));
    }
}
