//! Correlations and the layout of an asset's risk.

use super::*;

#[test]
fn correlations_must_be_possible() {
    let valid = |correlations| correlations_valid(correlations);
    assert_eq!(valid([0; 6]), Ok(()));
    assert_eq!(valid([10_000; 6]), Ok(()), "singular, but possible");
    assert_eq!(valid([10_001, 0, 0, 0, 0, 0]), Err(RiskError::OutOfDomain));
    assert_eq!(valid([i16::MIN; 6]), Err(RiskError::OutOfDomain));
    // Two that move together cannot move oppositely with a third.
    assert_eq!(
        valid([10_000, 10_000, 0, -10_000, 0, 0]),
        Err(RiskError::NotPositiveSemiDefinite)
    );
    assert_eq!(
        valid([10_000, 10_000, 0, 9_999, 0, 0]),
        Err(RiskError::NotPositiveSemiDefinite)
    );
    // Every triple is possible, the four together are not: -1/3 is the least that four may share.
    assert_eq!(valid([-3_333; 6]), Ok(()));
    assert_eq!(valid([-3_334; 6]), Err(RiskError::NotPositiveSemiDefinite));
}

#[test]
fn the_layout_of_a_profile() {
    let risk = AssetRisk {
        loadings: [1, -2, 0x0304, i16::MIN],
        idiosyncratic: 0x0506,
        issuer: 7,
        family: 8,
        haircut: 0x090a,
        basis: 0x0b0c,
        depth: 0x0d0e_0f10_1112_1314,
        scenarios: core::array::from_fn(|s| 0x0100 * s as i16 - 1),
    };
    let (profile, scenarios) = risk.pack();
    assert_eq!(
        profile,
        [
            0, 1, 0xff, 0xfe, 3, 4, 0x80, 0, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
            20, 0, 0, 0, 0, 0, 0, 0, 0
        ]
    );
    assert_eq!(scenarios[..6], [0xff, 0xff, 0, 0xff, 1, 0xff]);
    assert_eq!(AssetRisk::unpack(profile, scenarios), risk);
}

/// The eigenvalues of a symmetric matrix are not negative: Cholesky with a pivot tolerance, in floating point.
fn positive(correlations: [i16; 6]) -> Option<bool> {
    let [a, b, c, d, e, f] = correlations.map(|r| f64::from(r) / 1e4);
    let mut m = [
        [1.0, a, b, c],
        [a, 1.0, d, e],
        [b, d, 1.0, f],
        [c, e, f, 1.0],
    ];
    for k in 0..4 {
        if m[k][k].abs() < 1e-7 {
            return None; // too near to call
        }
        if m[k][k] < 0.0 {
            return Some(false);
        }
        for i in k + 1..4 {
            for j in k + 1..4 {
                m[i][j] -= m[i][k] * m[k][j] / m[k][k];
            }
        }
    }
    Some(true)
}

proptest! {
    #[test]
    fn correlations_agree_with_cholesky(correlations in prop::array::uniform6(-10_000_i16..=10_000), scale in 1_i16..6) {
        let correlations = correlations.map(|r| r / scale);
        if let Some(positive) = positive(correlations) {
            prop_assert_eq!(correlations_valid(correlations).is_ok(), positive);
        }
    }

    #[test]
    fn packing_is_lossless(risk in wild_risk()) {
        let (profile, scenarios) = risk.pack();
        prop_assert_eq!(AssetRisk::unpack(profile, scenarios), risk);
        prop_assert_eq!(&profile[24..], &[0; 8]);
    }
}
