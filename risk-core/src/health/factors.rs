//! The factors' covariance matrix.

use super::{FACTORS, MAX_VARIANCE};
use crate::RiskError;
use crate::fixed::{BPS, SignedWad, WAD, Wad, isqrt, ratio_down, with_sign};

/// The covariance of the factors, per year. Symmetric and positive semi-definite when made by [`Factors::new`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Factors {
    /// Row by row, in WAD per year.
    pub covariance: [[SignedWad; FACTORS]; FACTORS],
}

/// One, as a correlation in basis points.
const ONE: i64 = 10_000;

/// The determinant of a 3x3 correlation matrix times 10^12.
const fn minor(a: i64, b: i64, c: i64) -> i64 {
    // Below 6e12 in magnitude.
    let squares = a
        .wrapping_mul(a)
        .wrapping_add(b.wrapping_mul(b))
        .wrapping_add(c.wrapping_mul(c));
    let triple = a.wrapping_mul(b).wrapping_mul(c).wrapping_mul(2);
    (ONE * ONE * ONE)
        .wrapping_sub(squares.wrapping_mul(ONE))
        .wrapping_add(triple)
}

/// Checks that correlations in basis points, ordered 01, 02, 03, 12, 13, 23, make a positive semi-definite matrix.
///
/// Exact: every principal minor is computed in integers and must not be negative; there is no tolerance.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a correlation beyond 10,000 in magnitude;
/// [`RiskError::NotPositiveSemiDefinite`].
pub fn correlations_valid(correlations: [i16; 6]) -> Result<(), RiskError> {
    let [a, b, c, d, e, f] = correlations.map(i64::from);
    if [a, b, c, d, e, f]
        .iter()
        .any(|r| r.unsigned_abs() > ONE.unsigned_abs())
    {
        return Err(RiskError::OutOfDomain);
    }
    if minor(a, b, d) < 0 || minor(a, c, e) < 0 || minor(b, c, f) < 0 || minor(d, e, f) < 0 {
        return Err(RiskError::NotPositiveSemiDefinite);
    }
    // det = 1 - sum r^2 + 2 sum of triangles + (af)^2 + (be)^2 + (cd)^2 - 2 (abef + acdf + bcde), times 10^16: every
    // partial sum is below 3e17 in magnitude. The last two groups are p^2 + q^2 + s^2 - 2 (pq + ps + qs).
    let times = i64::wrapping_mul;
    let square = |x: i64| times(x, x);
    let squares = [a, b, c, d, e, f]
        .into_iter()
        .fold(0_i64, |sum, r| sum.wrapping_add(square(r)));
    let triangles = [(a, b, d), (a, c, e), (b, c, f), (d, e, f)]
        .into_iter()
        .fold(0_i64, |sum, (x, y, z)| {
            sum.wrapping_add(times(times(x, y), z))
        });
    let (p, q, s) = (times(a, f), times(b, e), times(c, d));
    let difference = p.wrapping_sub(q).wrapping_sub(s);
    let determinant = square(square(ONE))
        .wrapping_sub(times(squares, ONE * ONE))
        .wrapping_add(times(triangles, 2 * ONE))
        .wrapping_add(square(difference))
        .wrapping_sub(times(times(q, s), 4));
    if determinant < 0 {
        return Err(RiskError::NotPositiveSemiDefinite);
    }
    Ok(())
}

/// Where each pair of factors stands: row, column, in the order of the correlations.
const PAIRS: [(usize, usize); 6] = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)];

impl Factors {
    /// From variances per year and correlations in basis points, ordered 01, 02, 03, 12, 13, 23. Covariances are
    /// rounded towards zero, variances kept.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a variance above [`MAX_VARIANCE`] or a correlation beyond one;
    /// [`RiskError::NotPositiveSemiDefinite`].
    pub fn new(variances: [Wad; FACTORS], correlations: [i16; 6]) -> Result<Self, RiskError> {
        correlations_valid(correlations)?;
        Self::from_valid(variances, correlations)
    }

    /// As [`Factors::new`] for correlations that passed [`correlations_valid`] when they were set. Others make no
    /// panic, but a matrix that may understate risk.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a variance above [`MAX_VARIANCE`].
    #[inline(never)]
    pub fn from_valid(
        variances: [Wad; FACTORS],
        correlations: [i16; 6],
    ) -> Result<Self, RiskError> {
        let mut factors = Self {
            covariance: [[SignedWad::ZERO; FACTORS]; FACTORS],
        };
        let mut deviations = [0; FACTORS];
        for (index, (variance, deviation)) in variances.iter().zip(&mut deviations).enumerate() {
            if *variance > MAX_VARIANCE {
                return Err(RiskError::OutOfDomain);
            }
            *deviation = isqrt(variance.0.wrapping_mul(WAD)); // of at most 10^38; at most 10 in WAD, below 2^64
            factors.put(index, index, with_sign(variance.0, false));
        }
        for ((row, column), correlation) in PAIRS.into_iter().zip(correlations) {
            let (Some(left), Some(right)) = (deviations.get(row), deviations.get(column)) else {
                continue;
            };
            let magnitude = ratio_down(
                left.wrapping_mul(*right),
                u128::from(correlation.unsigned_abs()),
                WAD * BPS,
            );
            let covariance = with_sign(magnitude, correlation < 0);
            factors.put(row, column, covariance);
            factors.put(column, row, covariance);
        }
        Ok(factors)
    }

    fn put(&mut self, row: usize, column: usize, value: i128) {
        if let Some(entry) = self
            .covariance
            .get_mut(row)
            .and_then(|row| row.get_mut(column))
        {
            *entry = SignedWad(value);
        }
    }
}
