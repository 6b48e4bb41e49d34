//! The total stress without the losses that cannot be the greatest.

use super::book::Book;
use super::{FACTORS, Factors};
use crate::fixed::{Wad, isqrt, join, low};

/// Bits of a factor's exposure that the upper bound of the parametric stress rounds up.
const DROPPED_BITS: u32 = 36;
/// The root of WAD, as those of variances in WAD are scaled.
const ROOT_OF_WAD: u64 = 1_000_000_000;

/// The roots of the factors' variances, rounded up: at most 10^10 and one.
pub(crate) struct Roots([u64; FACTORS]);

impl Roots {
    pub(crate) fn of(factors: &Factors) -> Self {
        let mut roots = [0; FACTORS];
        for (index, (root, row)) in roots.iter_mut().zip(&factors.covariance).enumerate() {
            let variance = row
                .get(index)
                .map_or(0, |variance| variance.0.unsigned_abs());
            *root = low(isqrt(variance)).wrapping_add(1);
        }
        Self(roots)
    }
}

impl Book<'_> {
    /// As [`Book::total`], for factors that are possible.
    #[inline(never)]
    pub(crate) fn quick_total(&self, roots: &Roots) -> Wad {
        let mut loss = self.worst_scenario();
        if self.most_floor() > loss {
            loss = loss.max(self.floor());
        }
        if self.most_parametric(roots) > loss {
            loss = loss.max(self.parametric());
        }
        let exits = self.usd(join(0, self.exits));
        self.usd(loss).saturating_add(exits)
    }

    /// At least the floor: the matched part has no more basis than the whole.
    #[inline(never)]
    pub(super) fn most_floor(&self) -> u128 {
        // Haircuts of all exposures together are below 2^64, and bases; each is rounded up.
        let (mut net, mut bases) = (0_u64, 0_u64);
        for (long, short) in self.families.iter().take(self.positions.len()) {
            net = net.wrapping_add(long.haircut.abs_diff(short.haircut));
            bases = bases.wrapping_add(long.basis).wrapping_add(short.basis);
        }
        join(0, net)
            .wrapping_add(join(0, bases))
            .wrapping_add(2 * MOST_FAMILIES)
    }

    /// At least the parametric stress: as if all factors and issuers moved together.
    #[inline(never)]
    pub(super) fn most_parametric(&self, roots: &Roots) -> u128 {
        let mut sum = 0_u64;
        for (net, root) in self.factors.iter().zip(&roots.0) {
            // Of at most 28 bits, rounded up, and 34.
            let net = (net.unsigned_abs() >> DROPPED_BITS).wrapping_add(1);
            sum = sum.wrapping_add(net.wrapping_mul(*root));
        }
        let sum = (sum / ROOT_OF_WAD).wrapping_add(1); // below 2^34
        if sum >> (63 - DROPPED_BITS) != 0 {
            return u128::MAX;
        }
        let mut deviation = (sum << DROPPED_BITS).wrapping_add(2);
        for own in self.issuers.iter().take(self.positions.len()) {
            deviation = deviation.saturating_add(*own);
        }
        self.horizon.scaled(deviation)
    }
}

/// Families of a book at most, each with two sides.
const MOST_FAMILIES: u128 = 16;
