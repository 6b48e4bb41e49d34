//! The normal distribution.

use crate::fixed::{SignedWad, WAD, Wad, inverse_normal_cdf, normal_cdf, normal_density};
use proptest::prelude::*;

#[test]
fn the_middle_is_a_half() {
    assert_eq!(normal_cdf(SignedWad::ZERO), Wad(WAD / 2));
    assert_eq!(inverse_normal_cdf(Wad(WAD / 2)).unwrap().0.abs(), 0);
    // 1 / sqrt(2 pi), rounded down.
    assert_eq!(
        normal_density(SignedWad::ZERO),
        Wad(398_942_280_401_432_677)
    );
}

proptest! {
    #[test]
    fn the_normal_distribution_is_symmetric(x in prop_oneof![
        any::<i128>(), -10 * SignedWad::ONE.0..10 * SignedWad::ONE.0, -1_000..1_000_i128,
    ]) {
        let (below, above) = (normal_cdf(SignedWad(x)).0, normal_cdf(SignedWad(x.saturating_neg())).0);
        prop_assert!((below + above).abs_diff(WAD) <= 1, "{} and {}", below, above);
        prop_assert_eq!(normal_density(SignedWad(x)), normal_density(SignedWad(x.saturating_neg())));
    }

    #[test]
    fn the_normal_distribution_rises_between_zero_and_one(x in -10 * SignedWad::ONE.0..10 * SignedWad::ONE.0, more in 0..SignedWad::ONE.0) {
        let (here, further) = (normal_cdf(SignedWad(x)).0, normal_cdf(SignedWad(x + more)).0);
        prop_assert!(here <= further + 2 && further <= WAD, "{} and {}", here, further);
    }

    #[test]
    fn the_inverse_distribution_is_that_of_the_distribution(p in prop_oneof![1..WAD, 1..1_000_000_000_u128, WAD - 1_000_000_000..WAD]) {
        let x = inverse_normal_cdf(Wad(p)).unwrap();
        // An error of 4e-18 in x is at most 1.6e-18 in p, and N adds 1.5e-18.
        prop_assert!(normal_cdf(x).0.abs_diff(p) <= 3, "N({}) = {}, not {}", x.0, normal_cdf(x).0, p);
        prop_assert_eq!(inverse_normal_cdf(Wad(WAD - p)).unwrap().0, -x.0);
    }
}
