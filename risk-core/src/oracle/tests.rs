mod feed;

use super::*;
use crate::RiskError;
use crate::fixed::{WAD, Wad, YEAR, mul_div_up};
use proptest::prelude::*;
use ruint::aliases::U256;

#[test]
fn weights_agree_with_high_precision() {
    let expected = [
        (1, 385_007_632_510_367),
        (1_800, 500_000_000_000_000_000),
        (60, 22_840_031_565_754_045),
        (3_600, 750_000_000_000_000_000),
        (86_400, 999_999_999_999_996_447),
    ];
    for (elapsed, weight) in expected {
        let result = ema(Wad::ZERO, Wad::ONE, elapsed, 1_800).unwrap().0;
        assert!(result.abs_diff(weight) <= 3, "{elapsed} s: {result}");
    }
}

#[test]
fn variances_agree_with_high_precision() {
    // 0.64 per year, a fall from 2000 to 1900 within 60 s and at once, half-life a day.
    let variance = |elapsed| {
        ewma_variance(
            Wad(WAD / 100 * 64),
            Wad(2_000 * WAD),
            Wad(1_900 * WAD),
            elapsed,
            86_400,
        )
    };
    assert!(variance(60).unwrap().0.abs_diff(1_305_171_983_867_418_330) < 10_000);
    assert!(variance(0).unwrap().0.abs_diff(1_305_640_153_126_167_381) < 10_000);
}

#[test]
fn edges() {
    let (old, new) = (Wad(5), Wad(9));
    assert_eq!(ema(old, new, 0, 1_800), Ok(old));
    assert_eq!(ema(old, new, 1, 0), Ok(new));
    assert_eq!(ema(old, new, u64::MAX, 1), Ok(new));
    assert_eq!(ema(Wad::MAX, Wad::ZERO, u64::MAX, 1), Ok(Wad::ZERO));
    let price = Wad::ONE;
    assert_eq!(ewma_variance(old, price, price, 0, 1), Ok(old));
    assert_eq!(ewma_variance(old, price, price, 7, 0), Ok(Wad::ZERO));
    assert_eq!(
        ewma_variance(old, Wad::ZERO, price, 1, 1),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(
        ewma_variance(old, price, Wad::ZERO, 1, 1),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(
        ewma_variance(old, price, price, 0, 0),
        Err(RiskError::DivisionByZero)
    );
}

#[test]
fn a_steady_volatility_is_found() {
    // 1% up and down every hour: 0.01^2 * 8760 = 0.876 per year.
    let mut variance = Wad::ZERO;
    for hour in 0..2_000_u64 {
        let (from, to) = if hour % 2 == 0 {
            (100, 101)
        } else {
            (101, 100)
        };
        variance = ewma_variance(variance, Wad(from * WAD), Wad(to * WAD), 3_600, 86_400).unwrap();
    }
    let expected = 0.01_f64.ln_1p().powi(2) * 8_760.0;
    assert!((variance.0 as f64 / 1e18 / expected - 1.0).abs() < 1e-9);
}

fn whole(price: u128) -> Wad {
    Wad(price * WAD)
}

#[test]
fn two_sources_come_to_one_price() {
    let tolerance = Wad::from_bps(100);
    let price = |first, second| agree(first, second, whole(100), tolerance);
    let sure = |price| Agreed {
        price,
        doubtful: false,
        single: false,
    };
    assert_eq!(
        price(Some(whole(100)), Some(whole(101))),
        sure(Wad(100 * WAD + WAD / 2))
    );
    // Further apart than one percent: the last price between them, or the nearer of the two.
    let doubtful = |price| Agreed {
        doubtful: true,
        ..sure(price)
    };
    assert_eq!(
        price(Some(whole(100)), Some(whole(102))),
        doubtful(whole(100))
    );
    assert_eq!(
        price(Some(whole(90)), Some(whole(110))),
        doubtful(whole(100))
    );
    assert_eq!(
        price(Some(whole(300)), Some(whole(110))),
        doubtful(whole(110))
    );
    assert_eq!(price(Some(whole(10)), Some(whole(90))), doubtful(whole(90)));
    let single = Agreed {
        single: true,
        ..sure(whole(105))
    };
    assert_eq!(price(Some(whole(105)), None), single);
    assert_eq!(price(Some(Wad::ZERO), Some(whole(105))), single);
    assert_eq!(price(None, Some(Wad::ZERO)), doubtful(whole(100)));
}

#[test]
fn a_share_rate_cannot_jump() {
    // 5% a year: half of it in half a year.
    let (last, growth) = (Wad::ONE, Wad(WAD / 20));
    assert_eq!(rate_cap(last, growth, YEAR / 2), Wad(WAD + WAD / 40));
    let capped = |rate| capped_rate(last, Wad(rate), growth, YEAR / 2).unwrap();
    let believed = Growth {
        rate: Wad(WAD + WAD / 40),
        capped: false,
        fell: false,
    };
    assert_eq!(capped(WAD + WAD / 40), believed);
    assert_eq!(
        capped(WAD + WAD / 40 + 1),
        Growth {
            capped: true,
            ..believed
        }
    );
    assert_eq!(
        capped(WAD - 1),
        Growth {
            rate: Wad(WAD - 1),
            capped: false,
            fell: true
        }
    );
    assert_eq!(
        capped_rate(last, Wad::ZERO, growth, 1),
        Err(RiskError::OutOfDomain)
    );
    // Growth beyond 128 bits of growth * time caps as well.
    assert_eq!(rate_cap(Wad(1), Wad::MAX, 0), Wad(1));
    assert_eq!(rate_cap(Wad(WAD), Wad::MAX, u64::MAX), Wad::MAX);
    // The market pays 3% less than the rate says.
    assert_eq!(
        depeg(whole(97), whole(80), Wad(WAD / 100 * 125)),
        Ok(Wad(WAD / 100 * 3))
    );
    assert_eq!(
        depeg(whole(101), whole(80), Wad(WAD / 100 * 125)),
        Ok(Wad::ZERO)
    );
    assert_eq!(
        depeg(whole(1), Wad::ZERO, Wad::ONE),
        Err(RiskError::OutOfDomain)
    );
}

proptest! {
    #[test]
    fn an_average_stays_between(average in any::<u128>(), sample in any::<u128>(), elapsed in any::<u64>(), half_life in any::<u64>()) {
        let result = ema(Wad(average), Wad(sample), elapsed, half_life).unwrap().0;
        prop_assert!(average.min(sample) <= result && result <= average.max(sample));
    }

    #[test]
    fn averaging_in_steps_changes_nothing(average in 0..1_000_000 * WAD, sample in 0..1_000_000 * WAD, first in 0_u64..100_000, second in 0_u64..100_000) {
        let stepped = ema(ema(Wad(average), Wad(sample), first, 1_800).unwrap(), Wad(sample), second, 1_800).unwrap();
        let whole = ema(Wad(average), Wad(sample), first + second, 1_800).unwrap();
        prop_assert!(stepped.0.abs_diff(whole.0) <= 10_000_000);
    }

    #[test]
    fn variance_is_symmetric_and_rises_with_the_move(
        price in WAD..1_000_000 * WAD, up in WAD..3 * WAD, further in 1..WAD, elapsed in 0_u64..1_000_000,
    ) {
        let moved = Wad(price).mul_down(Wad(up)).unwrap();
        let variance = |from, to| ewma_variance(Wad(WAD / 2), from, to, elapsed, 86_400).unwrap();
        prop_assert_eq!(variance(Wad(price), moved), variance(moved, Wad(price)));
        prop_assert!(variance(Wad(price), moved) <= variance(Wad(price), Wad(moved.0 + further)));
    }

    #[test]
    fn a_wrong_source_cannot_move_the_price_beyond_the_right_one(
        right in 1..1_000_000 * WAD, wrong in any::<u128>(), last in 1..1_000_000 * WAD, tolerance in 0..WAD, swap in any::<bool>(),
    ) {
        let (first, second) = if swap { (wrong, right) } else { (right, wrong) };
        let agreed = agree(Some(Wad(first)), Some(Wad(second)), Wad(last), Wad(tolerance));
        prop_assert_eq!(agreed, agree(Some(Wad(second)), Some(Wad(first)), Wad(last), Wad(tolerance)));
        if agreed.doubtful {
            prop_assert!(right.min(last) <= agreed.price.0 && agreed.price.0 <= right.max(last));
        } else {
            // Within half of the tolerance of the right one.
            let apart = agreed.price.0.abs_diff(right);
            prop_assert!(apart <= mul_div_up(right, tolerance, WAD).unwrap() / 2 + 1);
        }
        prop_assert_eq!(deviation(Wad(first), Wad(second)), deviation(Wad(second), Wad(first)));
    }

    #[test]
    fn growth_capped_in_steps_stays_under_the_exponential(
        last in WAD..10 * WAD, yearly in 0..WAD, steps in prop::collection::vec(0_u64..10_000_000, 1..20),
    ) {
        let (mut rate, mut total) = (Wad(last), 0);
        for seconds in steps {
            let growth = capped_rate(rate, Wad::MAX, Wad(yearly), seconds).unwrap();
            prop_assert!(growth.capped && growth.rate >= rate);
            rate = growth.rate;
            total += seconds;
        }
        let most = mul_div_up(last, crate::curve::growth(Wad(yearly), total).unwrap().0, crate::fixed::RAY).unwrap();
        prop_assert!(rate.0 <= most && rate >= rate_cap(Wad(last), Wad(yearly), total).saturating_sub(Wad(20)));
    }

    #[test]
    fn total(a in any::<u128>(), b in any::<u128>(), c in any::<u128>(), t in any::<u64>(), h in any::<u64>(), s in 0_u32..64) {
        let _ = ewma_variance(Wad(a), Wad(b), Wad(c), t, h);
        let _ = ewma_variance(Wad(a), Wad(b), Wad(c), t >> s, h >> s);
        let _ = ema(Wad(a), Wad(b), t >> s, h >> s);
        let [decimals, others] = [t as u8, h as u8];
        let _ = (deviation(Wad(a), Wad(b)), disagree(Wad(a), Wad(b), Wad(c)), stale(t, h, t >> s));
        let _ = (agree(Some(Wad(a)), None, Wad(b), Wad(c)), agree(Some(Wad(a)), Some(Wad(b)), Wad(c), Wad(a >> s)));
        let _ = (rescale_down(a, decimals, others), rescale_up(a, decimals, others), compose(Wad(a), Wad(b)));
        let _ = quote_down(U256::from(a).wrapping_mul(U256::from(b)), (Wad(c), decimals), (Wad(a >> s), others));
        let _ = (rate_cap(Wad(a), Wad(b), t), capped_rate(Wad(a), Wad(b), Wad(c), t), depeg(Wad(a), Wad(b), Wad(c)));
        let round = Round { id: a, answer: b as i128, started_at: t, updated_at: h, answered_in: c };
        let _ = (round_fault(&round, t >> s), follows(&round, &round), sequencer_halted(true, t, h, t >> s));
    }
}
