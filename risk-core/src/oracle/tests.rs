use super::*;
use proptest::prelude::*;

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
    fn total(a in any::<u128>(), b in any::<u128>(), c in any::<u128>(), t in any::<u64>(), h in any::<u64>(), s in 0_u32..64) {
        let _ = ewma_variance(Wad(a), Wad(b), Wad(c), t, h);
        let _ = ewma_variance(Wad(a), Wad(b), Wad(c), t >> s, h >> s);
        let _ = ema(Wad(a), Wad(b), t >> s, h >> s);
    }
}
