//! Bounds on what a sale releases: the slopes of the stress, which is convex.

use super::MAX_POSITIONS;
use super::book::Book;
use super::form::{WEIGHT_BITS, Weigher};
use super::quick::Roots;
use crate::fixed::{SignedWad, WAD, low, ratio_down};

/// Fraction bits of a slope in basis points.
const SLOPE_BITS: u32 = 16;
/// Fraction bits of the debt that a dollar sold repays, which is at most four.
const PROCEEDS_BITS: u32 = 18;
/// What slopes that are cut short, and covariances that are rounded, may be off by together in a pair: 8 basis points.
const SLACK: i64 = 8 << SLOPE_BITS;
/// Bases by which a sale may bend the floor: two, of the dollar sold and of up to four repaid.
const BENDS: i64 = 10;
/// What two stresses may be off by where exposures are exact, in units: the digits that the factors' exposures lose come
/// to 105 units, which the roots of variances and z sqrt(tau) multiply, and each part is rounded up.
const STRESS_ERROR: u64 = 4_300;
/// What the least slope counts in WAD per dollar, 10^14 / 2^16.
const WAD_PER_SLOPE: i64 = 1_525_878_907;
/// One, as a slope.
const WHOLE_SLOPE: u64 = 10_000 << SLOPE_BITS;

/// A slope of the stress for each position: what a unit more of its exposure adds to that loss which the stress is now, and
/// to the cost of leaving. The stress is the greatest of several losses and each is convex, so that no sale releases more
/// than the slopes show.
pub(crate) struct Slopes {
    /// In basis points with [`SLOPE_BITS`] of fraction.
    each: [i64; MAX_POSITIONS],
    /// What two stresses may be off by, in units, as slopes are.
    noise: u64,
    /// What bases may add, which bend the floor.
    bend: i64,
    /// An exposure counts 2^unit wei.
    unit: u32,
    /// Debt that a dollar sold repays, with [`PROCEEDS_BITS`] of fraction, rounded down.
    proceeds: i64,
}

impl Book<'_> {
    /// The slopes of the stress as it stands; none where its own rounding counts.
    #[inline(never)]
    pub(crate) fn slopes(&self, roots: &Roots, proceeds: u128) -> Option<Slopes> {
        let (scenario, floor) = (self.worst_scenario(), self.most_floor());
        let floor = if floor > scenario { self.floor() } else { 0 };
        let deviation = if self.most_parametric(roots) > scenario.max(floor) {
            self.deviation()
        } else {
            0
        };
        let parametric = self.horizon.scaled(deviation);
        let most = low(scenario).cast_signed();
        let worst = (most > 0)
            .then(|| self.scenarios.iter().position(|loss| *loss == most))
            .flatten();
        let mut slopes = Slopes {
            each: [0; MAX_POSITIONS],
            noise: self.horizon.most().wrapping_mul(STRESS_ERROR * WHOLE_SLOPE),
            bend: 0,
            unit: self.unit,
            proceeds: low(ratio_down(proceeds, 1 << PROCEEDS_BITS, WAD)).cast_signed(),
        };
        let weigher = if parametric > scenario.max(floor) {
            let weigher = Weigher::new(&self.horizon, deviation)?;
            let weights = weigher.factors(&self.factors, self.horizon.factors);
            Some((weigher, weights))
        } else {
            None
        };
        let lines = self.lines.iter().zip(self.positions);
        for ((line, position), slope) in lines.zip(&mut slopes.each) {
            let (risk, side) = (&position.risk, line.exposure.signum());
            if let Some((weigher, weights)) = &weigher {
                let own = self
                    .issuers
                    .get(line.issuer)
                    .map_or(0, |own| weigher.issuer(*own));
                let mut sum = own
                    .wrapping_mul(i64::from(risk.idiosyncratic))
                    .wrapping_mul(side);
                for (weight, loading) in weights.iter().zip(&risk.loadings) {
                    sum = sum.wrapping_add(weight.wrapping_mul(i64::from(*loading)));
                }
                *slope = sum >> WEIGHT_BITS.wrapping_sub(SLOPE_BITS);
            } else if scenario >= floor {
                let loss = worst.and_then(|worst| risk.scenarios.get(worst));
                *slope = loss.map_or(0, |loss| i64::from(*loss) << SLOPE_BITS);
            } else {
                let net = self.families.get(line.family).map_or(0, |(long, short)| {
                    i64::from(long.haircut > short.haircut)
                        .wrapping_sub(i64::from(long.haircut < short.haircut))
                });
                *slope = net.wrapping_mul(i64::from(risk.haircut) << SLOPE_BITS);
                // Its own basis and the average of its family's, of a dollar and of up to four repaid.
                let bend = (i64::from(risk.basis) << SLOPE_BITS).wrapping_mul(BENDS);
                slopes.bend = slopes.bend.max(bend);
            }
            let exit = line.capacity.slope(line.exposure.unsigned_abs()) << SLOPE_BITS;
            if risk.depth != u64::MAX {
                *slope = slope.wrapping_add(exit.cast_signed().wrapping_mul(side));
            }
        }
        Some(slopes)
    }
}

impl Slopes {
    /// The slope of a position.
    pub(crate) fn of(&self, index: usize) -> i64 {
        self.each.get(index).copied().unwrap_or(0)
    }

    /// What a sale of at least 2^bits wei releases per dollar at most, as a slope.
    pub(crate) fn bound(&self, sold: usize, repaid: usize, bits: Option<u32>) -> i64 {
        let Some(units) = bits.and_then(|bits| bits.checked_sub(self.unit)) else {
            return i64::MAX; // less than a unit
        };
        let (sold, repaid) = (self.of(sold), self.of(repaid));
        let sizes = sold.unsigned_abs().wrapping_add(repaid.unsigned_abs());
        // Exposures are off by less than a unit, before and after. A sale has less than 2^63 units.
        let noise = self.noise.wrapping_add(sizes << 1) >> (units & 63);
        sold.wrapping_sub(repaid.wrapping_mul(self.proceeds) >> PROCEEDS_BITS)
            .wrapping_add(noise.wrapping_add(sizes >> PROCEEDS_BITS).cast_signed())
            .wrapping_add(SLACK)
            .wrapping_add(self.bend)
    }
}

/// A release per dollar as a slope, rounded down; or less, where it is beyond all sense.
pub(crate) fn slope_of(released: SignedWad) -> i64 {
    match i64::try_from(released.0) {
        Ok(released) => (released / WAD_PER_SLOPE).wrapping_sub(1),
        Err(_) if released.0 < 0 => i64::MIN,
        Err(_) => i64::MAX / WAD_PER_SLOPE,
    }
}
