//! The working form of a portfolio: exposures with their sums, which a trial changes by one position at a time.
//!
//! Exposures are kept as whole multiples of a power of two of wei that leaves the greatest value 44 bits: one part in
//! 10^13. So everything but the quadratic form runs on wasm's native 64-bit integers. What a position adds to the
//! factors, scenarios, issuers and families is linear in its exposure on either side of zero, so that a change is
//! made by its difference alone; only the roots and maxima of the few sums are taken anew.

use super::form::{Horizon, quadratic};
use super::{FACTORS, MAX_MARGINAL_IMPACT, MAX_POSITIONS, MAX_VALUE, Position, SCENARIOS, Stress};
use crate::RiskError;
use crate::fixed::{BPS, Wad, isqrt};

/// Bits of an exposure: 16 of them times 16 bits of basis points fill 64.
const EXPOSURE_BITS: u32 = 44;
/// 1% impact on `depth` USD per minute: 100 * WAD / 60, rounded down, so that the cost is not understated.
const CAPACITY: u128 = 1_666_666_666_666_666_666;
/// Bits of depth times seconds that times [`CAPACITY`] fit 127.
const PASSED_BITS: u32 = 66;
/// Fraction bits of the quotient in which amounts in basis points are brought to units.
const HALF_WORD: u64 = 0xffff_ffff;

/// One position's part in the sums.
#[derive(Clone, Copy)]
struct Line {
    /// In units, negative where more is owed than held.
    exposure: i64,
    /// Where the sums of its issuer and its family stand: at the first position of each.
    issuer: usize,
    family: usize,
    /// A hundred times what leaves at 1% impact over the horizon, in units: an exposure as great would lose all, its
    /// last dollar twice that.
    capacity: u128,
    /// What leaving costs, in units times basis points.
    exit: u64,
}

/// The longs or the shorts of a family: their exposure, and it times haircuts and bases.
#[derive(Clone, Copy, Default)]
struct Side {
    exposure: u64,
    haircut: u64,
    basis: u64,
}

/// A portfolio's exposures and their sums, in units times basis points.
#[derive(Clone)]
pub(crate) struct Book<'a> {
    positions: &'a [Position],
    pub(super) horizon: Horizon<'a>,
    /// An exposure counts 2^unit wei, at most 2^56.
    unit: u32,
    lines: [Line; MAX_POSITIONS],
    /// Net exposure to each factor, and loss in each scenario.
    pub(super) factors: [i64; FACTORS],
    scenarios: [i64; SCENARIOS],
    /// What the assets of an issuer may lose together; all issuers' sum is below 2^64.
    issuers: [u64; MAX_POSITIONS],
    /// Longs and shorts of each family.
    families: [(Side, Side); MAX_POSITIONS],
    /// Sum of what leaving costs.
    exits: u64,
}

/// Adds `change` times each weight to the sums.
#[inline(never)]
fn accumulate(sums: &mut [i64], weights: &[i16], change: i64) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum = sum.wrapping_add(change.wrapping_mul(i64::from(*weight)));
    }
}

/// `sum += new * weight - old * weight`, modulo 2^64: the true sum fits.
fn replace(sum: &mut u64, old: u64, new: u64, weight: u16) {
    *sum = sum.wrapping_add(new.wrapping_sub(old).wrapping_mul(u64::from(weight)));
}

impl Side {
    #[inline(never)]
    fn change(&mut self, position: &Position, old: i64, new: i64) {
        let (old, new) = (old.max(0).unsigned_abs(), new.max(0).unsigned_abs());
        replace(&mut self.exposure, old, new, 1);
        replace(&mut self.haircut, old, new, position.risk.haircut);
        replace(&mut self.basis, old, new, position.risk.basis);
    }

    /// The basis of the matched part, at the side's average.
    fn matched_basis(&self, matched: u64) -> u128 {
        proportion_up(matched, self.basis, self.exposure, 0)
    }
}

impl<'a> Book<'a> {
    /// `spare`: the most that [`Book::set`] will put into a position beyond what the positions have.
    #[inline(never)]
    pub(crate) fn new(
        positions: &'a [Position],
        horizon: Horizon<'a>,
        spare: Wad,
    ) -> Result<Self, RiskError> {
        if positions.len() > MAX_POSITIONS {
            return Err(RiskError::TooManyPositions);
        }
        let mut peak = spare.0;
        for position in positions {
            peak = peak.max(position.collateral.0).max(position.debt.0);
        }
        if peak > MAX_VALUE.0 {
            return Err(RiskError::OutOfDomain);
        }
        let unit = 128_u32
            .wrapping_sub(peak.leading_zeros())
            .saturating_sub(EXPOSURE_BITS);
        let line = Line {
            exposure: 0,
            issuer: 0,
            family: 0,
            capacity: 0,
            exit: 0,
        };
        let mut book = Self {
            positions,
            horizon,
            unit,
            lines: [line; MAX_POSITIONS],
            factors: [0; FACTORS],
            scenarios: [0; SCENARIOS],
            issuers: [0; MAX_POSITIONS],
            families: [(Side::default(), Side::default()); MAX_POSITIONS],
            exits: 0,
        };
        for (index, position) in positions.iter().enumerate() {
            let issuer = positions
                .iter()
                .position(|other| other.risk.issuer == position.risk.issuer);
            let family = positions
                .iter()
                .position(|other| other.risk.family == position.risk.family);
            let capacity = book.capacity(position.risk.depth);
            if let Some(line) = book.lines.get_mut(index) {
                line.issuer = issuer.unwrap_or(index);
                line.family = family.unwrap_or(index);
                line.capacity = capacity;
            }
            book.set(index, position.collateral, position.debt);
        }
        Ok(book)
    }

    /// A hundred times what a depth absorbs at 1% over the horizon, in units, rounded down.
    fn capacity(&self, depth: u64) -> u128 {
        let passed = u128::from(depth).wrapping_mul(u128::from(self.horizon.seconds)); // below 2^89
        let excess = 128_u32
            .wrapping_sub(passed.leading_zeros())
            .saturating_sub(PASSED_BITS);
        if excess > self.unit {
            return u128::MAX >> 1; // more than 2^117 times any exposure
        }
        (passed >> excess).wrapping_mul(CAPACITY) >> self.unit.wrapping_sub(excess)
    }

    /// Replaces the collateral and debt of one position; neither may exceed what the book was made for.
    #[inline(never)]
    pub(crate) fn set(&mut self, index: usize, collateral: Wad, debt: Wad) {
        let (Some(position), Some(line)) = (self.positions.get(index), self.lines.get_mut(index))
        else {
            return;
        };
        // The magnitude is rounded up.
        let magnitude = collateral.0.abs_diff(debt.0);
        let magnitude = magnitude.wrapping_add((1_u128 << self.unit).wrapping_sub(1)) >> self.unit;
        let mut new = i64::try_from(magnitude).unwrap_or(0); // at most 2^44
        let (old, size) = (line.exposure, new.unsigned_abs());
        if collateral < debt {
            new = new.wrapping_neg();
        }
        if new == old {
            return;
        }
        line.exposure = new;
        let change = new.wrapping_sub(old);
        accumulate(&mut self.factors, &position.risk.loadings, change);
        accumulate(&mut self.scenarios, &position.risk.scenarios, change);
        if let Some(own) = self.issuers.get_mut(line.issuer) {
            replace(own, old.unsigned_abs(), size, position.risk.idiosyncratic);
        }
        if let Some((long, short)) = self.families.get_mut(line.family) {
            long.change(position, old, new);
            short.change(position, old.wrapping_neg(), new.wrapping_neg());
        }
        if position.risk.depth != u64::MAX {
            let exit = exit_cost(u128::from(size), line.capacity);
            self.exits = self.exits.wrapping_add(exit).wrapping_sub(line.exit);
            line.exit = exit;
        }
    }

    /// An amount in units times basis points in USD, rounded up to whole units.
    #[inline(never)]
    fn usd(&self, amount: u128) -> Wad {
        // Two digits of base 2^32, for amounts are below 2^96: 64-bit divisions only.
        let amount = amount.wrapping_add(BPS.wrapping_sub(1));
        let low = u64::try_from(amount & u128::from(HALF_WORD)).unwrap_or(0);
        let high = u64::try_from(amount >> 32).unwrap_or(u64::MAX);
        let rest = ((high % UNIT_BPS) << 32) | low;
        let units = (u128::from(high / UNIT_BPS) << 32).wrapping_add(u128::from(rest / UNIT_BPS));
        if units.leading_zeros() < self.unit {
            return Wad::MAX; // only for parameters beyond all sense
        }
        Wad(units << self.unit)
    }

    /// The stress of the exposures as they stand.
    #[inline(never)]
    pub(crate) fn stress(&self) -> Stress {
        let [parametric, scenario, floor] = self.losses().map(|loss| self.usd(loss));
        let liquidity = self.usd(u128::from(self.exits));
        Stress {
            parametric,
            scenario,
            floor,
            liquidity,
            total: parametric
                .max(scenario)
                .max(floor)
                .saturating_add(liquidity),
        }
    }

    /// The total of [`Book::stress`].
    pub(crate) fn total(&self) -> Wad {
        self.stress().total
    }

    /// Parametric stress, worst scenario and floor, in units times basis points, rounded up.
    #[inline(never)]
    fn losses(&self) -> [u128; 3] {
        let worst = self
            .scenarios
            .iter()
            .fold(0, |worst, loss| worst.max(*loss));
        [
            self.parametric(),
            u128::from(worst.unsigned_abs()),
            self.floor(),
        ]
    }

    /// The root of F' C F + sum of idio^2, in units times basis points, rounded up.
    #[inline(never)]
    pub(super) fn deviation(&self) -> u64 {
        let mut form = quadratic(&self.factors, self.horizon.factors);
        for own in self.issuers.iter().take(self.positions.len()) {
            let own = u128::from(*own);
            form = form.saturating_add(own.wrapping_mul(own));
        }
        let root = u64::try_from(isqrt(form)).unwrap_or(u64::MAX);
        root.saturating_add(u64::from(form != 0))
    }

    /// z sqrt(tau) times the deviation, in units times basis points, rounded up.
    fn parametric(&self) -> u128 {
        self.horizon.scaled(self.deviation())
    }

    /// Per family the haircut of the net exposure and the bases of the matched part, in units times basis points,
    /// rounded up.
    #[inline(never)]
    fn floor(&self) -> u128 {
        let mut sum = 0_u128;
        for (long, short) in self.families.iter().take(self.positions.len()) {
            let matched = long.exposure.min(short.exposure);
            sum = sum.wrapping_add(u128::from(long.haircut.abs_diff(short.haircut)));
            if matched != 0 {
                sum = sum
                    .wrapping_add(long.matched_basis(matched))
                    .wrapping_add(short.matched_basis(matched));
            }
        }
        sum
    }
}

/// [`BPS`] in 64 bits.
const UNIT_BPS: u64 = 10_000;

/// [`MAX_MARGINAL_IMPACT`] widened; it must divide 20,000.
#[allow(clippy::as_conversions)]
const MARGINAL: u128 = MAX_MARGINAL_IMPACT as u128;
const _: () = assert!((2 * BPS).is_multiple_of(MARGINAL));

/// What leaving an exposure evenly over the horizon costs, in units times basis points, rounded up: at most 2^57.
#[inline(never)]
fn exit_cost(exposure: u128, capacity: u128) -> u64 {
    let within = exposure.min(capacity / (2 * BPS / MARGINAL));
    let beyond = exposure.wrapping_sub(within).wrapping_mul(MARGINAL);
    let mut cost = u64::try_from(beyond).unwrap_or(u64::MAX);
    if within != 0 {
        let within = u64::try_from(within).unwrap_or(0); // at most 2^44
        // Bits of the capacity beyond the 50th count less than the unit.
        let excess = 128_u32
            .wrapping_sub(capacity.leading_zeros())
            .saturating_sub(WHOLE_BITS);
        let whole = u64::try_from(capacity >> excess).unwrap_or(u64::MAX);
        let impact = proportion_up(within, within.wrapping_mul(UNIT_BPS), whole, excess);
        cost = cost.wrapping_add(u64::try_from(impact).unwrap_or(u64::MAX));
    }
    cost
}

/// Bits of the greatest whole of a proportion.
const WHOLE_BITS: u32 = 50;
/// Bits that each step of its division adds: with a rest of [`WHOLE_BITS`] they fill 63.
const DIGIT_BITS: u32 = 13;
const DIGITS: u32 = 3;

/// amount * part / (whole * 2^excess), rounded up but for 2^-39 of the amount: a long division in 64 bits, for a general
/// one costs several times as much. The whole is below 2^50, amount * part / whole below 2^88.
#[inline(never)]
fn proportion_up(amount: u64, part: u64, whole: u64, excess: u32) -> u128 {
    if part == 0 {
        return 0;
    }
    let mut quotient = part.checked_div(whole).unwrap_or(0);
    let mut rest = part.wrapping_sub(quotient.wrapping_mul(whole));
    for _ in 0..DIGITS {
        rest <<= DIGIT_BITS;
        let digit = rest.checked_div(whole).unwrap_or(0);
        rest = rest.wrapping_sub(digit.wrapping_mul(whole));
        quotient = (quotient << DIGIT_BITS).wrapping_add(digit);
    }
    let product = u128::from(amount).wrapping_mul(u128::from(quotient));
    let shift = (DIGITS * DIGIT_BITS).wrapping_add(excess);
    product.checked_shr(shift).unwrap_or(0).wrapping_add(1)
}
