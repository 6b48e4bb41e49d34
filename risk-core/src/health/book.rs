//! The working form of a portfolio: exposures with their sums, which a trial changes by one position at a time.
//!
//! Exposures are kept as whole multiples of a power of two of wei that leaves the greatest value 44 bits: one part in
//! 10^13. So everything but the quadratic form runs on wasm's native 64-bit integers. What a position adds to the
//! factors, scenarios, issuers and families is linear in its exposure on either side of zero, so that a change is
//! made by its difference alone; only the roots and maxima of the few sums are taken anew.

use super::form::{Horizon, quadratic};
use super::{FACTORS, MAX_MARGINAL_IMPACT, MAX_POSITIONS, MAX_VALUE, Position, SCENARIOS, Stress};
use crate::RiskError;
use crate::fixed::{BPS, LOW_32, Wad, high, isqrt, join, low, product, short_digit};

/// Bits of an exposure: 16 of them times 16 bits of basis points fill 64.
const EXPOSURE_BITS: u32 = 44;
/// 1% impact on `depth` USD per minute: 100 * WAD / 60, rounded down, so that the cost is not understated.
const CAPACITY: u64 = 1_666_666_666_666_666_666;
/// [`BPS`] in 64 bits.
const UNIT_BPS: u64 = 10_000;

/// One position's part in the sums.
#[derive(Clone, Copy)]
pub(super) struct Line {
    /// In units, negative where more is owed than held.
    pub exposure: i64,
    /// Where the sums of its issuer and its family stand: at the first position of each.
    pub issuer: usize,
    pub family: usize,
    pub capacity: Capacity,
    /// What leaving costs, in units times basis points.
    exit: u64,
}

/// A hundred times what leaves at 1% impact over the horizon, in units, rounded down: an exposure as great would lose all,
/// its last dollar twice that.
#[derive(Clone, Copy, Default)]
pub(super) struct Capacity {
    /// whole * 2^excess, the whole below 2^[`WHOLE_BITS`].
    whole: u64,
    excess: u32,
}

/// The longs or the shorts of a family: their exposure, and it times haircuts and bases.
#[derive(Clone, Copy, Default)]
pub(super) struct Side {
    exposure: u64,
    pub haircut: u64,
    pub basis: u64,
}

/// A portfolio's exposures and their sums, in units times basis points.
#[derive(Clone)]
pub(crate) struct Book<'a> {
    pub(super) positions: &'a [Position],
    pub(super) horizon: Horizon<'a>,
    /// An exposure counts 2^unit wei, at most 2^56.
    pub(super) unit: u32,
    pub(super) lines: [Line; MAX_POSITIONS],
    /// Net exposure to each factor, and loss in each scenario.
    pub(super) factors: [i64; FACTORS],
    pub(super) scenarios: [i64; SCENARIOS],
    /// What the assets of an issuer may lose together; all issuers' sum is below 2^64.
    pub(super) issuers: [u64; MAX_POSITIONS],
    /// Sum of the squares of that.
    idiosyncratic: u128,
    /// Longs and shorts of each family.
    pub(super) families: [(Side, Side); MAX_POSITIONS],
    /// Sum of what leaving costs.
    pub(super) exits: u64,
}

/// Adds `change` times each weight to the sums.
#[inline(never)]
fn accumulate(sums: &mut [i64], weights: &[i16], change: i64) {
    // Four at a time, for a loop costs more than what it repeats.
    let (sums, weights) = (sums.as_chunks_mut().0, weights.as_chunks().0);
    for ([a, b, c, d], [e, f, g, h]) in sums.iter_mut().zip(weights) {
        let add = |sum: &mut i64, weight: i16| {
            *sum = sum.wrapping_add(change.wrapping_mul(i64::from(weight)));
        };
        add(a, *e);
        add(b, *f);
        add(c, *g);
        add(d, *h);
    }
}

const _: () = assert!(FACTORS.is_multiple_of(4) && SCENARIOS.is_multiple_of(4));

/// The first position of each issuer or family, by its number.
struct Firsts([u8; 256]);

impl Firsts {
    /// The first position with this number, which is `index` where it is new.
    fn of(&mut self, number: u8, index: usize) -> usize {
        let Some(first) = self.0.get_mut(usize::from(number)) else {
            return index;
        };
        if *first == 0 {
            *first = u8::try_from(index.wrapping_add(1)).unwrap_or(0); // at most 16
        }
        usize::from(*first).wrapping_sub(1)
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
    fn matched_basis(&self, matched: u64) -> u64 {
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
            capacity: Capacity::default(),
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
            idiosyncratic: 0,
            families: [(Side::default(), Side::default()); MAX_POSITIONS],
            exits: 0,
        };
        let (mut issuers, mut families) = (Firsts([0; 256]), Firsts([0; 256]));
        for (index, position) in positions.iter().enumerate() {
            let issuer = issuers.of(position.risk.issuer, index);
            let family = families.of(position.risk.family, index);
            let capacity = book.capacity(position.risk.depth);
            if let Some(line) = book.lines.get_mut(index) {
                line.issuer = issuer;
                line.family = family;
                line.capacity = capacity;
            }
            book.set(index, position.collateral, position.debt);
        }
        Ok(book)
    }

    /// What a depth absorbs over the horizon.
    fn capacity(&self, depth: u64) -> Capacity {
        let (passed, passed_excess) = leading_word(product(depth, self.horizon.seconds));
        let (absorbed, absorbed_excess) = leading_word(product(passed, CAPACITY));
        // The leading bits, and how many lie below them; those below a unit are dropped.
        let spare = 64_u32.wrapping_sub(absorbed.leading_zeros());
        let spare = spare.saturating_sub(WHOLE_BITS);
        let below = passed_excess
            .wrapping_add(absorbed_excess)
            .wrapping_add(spare); // at most 100
        Capacity {
            whole: (absorbed >> (spare & 63))
                .checked_shr(self.unit.saturating_sub(below))
                .unwrap_or(0),
            excess: below.saturating_sub(self.unit),
        }
    }

    /// Replaces the collateral and debt of one position; neither may exceed what the book was made for.
    #[inline(never)]
    pub(crate) fn set(&mut self, index: usize, collateral: Wad, debt: Wad) {
        let (Some(position), Some(line)) = (self.positions.get(index), self.lines.get_mut(index))
        else {
            return;
        };
        // The magnitude is rounded up: at most 2^44 units.
        let unit = self.unit & 63;
        let magnitude = collateral.0.abs_diff(debt.0);
        let magnitude = magnitude.wrapping_add(join(0, (1_u64 << unit).wrapping_sub(1)));
        let mut new = (((high(magnitude) << 1) << (63_u32.wrapping_sub(unit)))
            | (low(magnitude) >> unit))
            .cast_signed();
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
            let before = product(*own, *own);
            replace(own, old.unsigned_abs(), size, position.risk.idiosyncratic);
            let squares = self.idiosyncratic.wrapping_sub(before);
            self.idiosyncratic = squares.wrapping_add(product(*own, *own));
        }
        if let Some((long, short)) = self.families.get_mut(line.family) {
            long.change(position, old, new);
            short.change(position, old.wrapping_neg(), new.wrapping_neg());
        }
        if position.risk.depth != u64::MAX {
            let exit = exit_cost(size, line.capacity);
            self.exits = self.exits.wrapping_add(exit).wrapping_sub(line.exit);
            line.exit = exit;
        }
    }

    /// An amount in units times basis points in USD, rounded up to whole units.
    #[inline(never)]
    pub(super) fn usd(&self, amount: u128) -> Wad {
        // Two digits of base 2^32, for amounts are below 2^69 (the root of the form is 64 bits, its multiple 2^4): 64-bit
        // divisions only.
        let amount = amount.wrapping_add(BPS.wrapping_sub(1));
        let (first, second) = (low(amount >> 32), low(amount) & LOW_32);
        let rest = ((first % UNIT_BPS) << 32) | second;
        let units = ((first / UNIT_BPS) << 32).wrapping_add(rest / UNIT_BPS); // below 2^56
        let (unit, down) = (self.unit & 63, 63_u32.wrapping_sub(self.unit & 63));
        Wad(join((units >> 1) >> down, units << unit))
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
        [self.parametric(), self.worst_scenario(), self.floor()]
    }

    /// What the worst scenario loses, at least nothing, in units times basis points.
    pub(super) fn worst_scenario(&self) -> u128 {
        let worst = self
            .scenarios
            .iter()
            .fold(0, |worst, loss| worst.max(*loss));
        join(0, worst.unsigned_abs())
    }

    /// The root of F' C F + sum of idio^2, in units times basis points, rounded up.
    #[inline(never)]
    pub(super) fn deviation(&self) -> u64 {
        let form =
            quadratic(&self.factors, self.horizon.factors).saturating_add(self.idiosyncratic);
        let root = u64::try_from(isqrt(form)).unwrap_or(u64::MAX);
        root.saturating_add(u64::from(form != 0))
    }

    /// z sqrt(tau) times the deviation, in units times basis points, rounded up.
    pub(super) fn parametric(&self) -> u128 {
        self.horizon.scaled(self.deviation())
    }

    /// Per family the haircut of the net exposure and the bases of the matched part, in units times basis points,
    /// rounded up.
    #[inline(never)]
    pub(super) fn floor(&self) -> u128 {
        let mut sum = 0_u128;
        for (long, short) in self.families.iter().take(self.positions.len()) {
            let matched = long.exposure.min(short.exposure);
            sum = sum.wrapping_add(u128::from(long.haircut.abs_diff(short.haircut)));
            if matched != 0 {
                sum = sum
                    .wrapping_add(u128::from(long.matched_basis(matched)))
                    .wrapping_add(u128::from(short.matched_basis(matched)));
            }
        }
        sum
    }
}

/// [`MAX_MARGINAL_IMPACT`] widened; it must divide 20,000.
#[allow(clippy::as_conversions)]
const MARGINAL: u64 = MAX_MARGINAL_IMPACT as u64;
const _: () = assert!((2 * UNIT_BPS).is_multiple_of(MARGINAL));

/// Bits of the greatest whole of a capacity: those beyond count less than the unit.
const WHOLE_BITS: u32 = 50;
/// From this excess on a capacity's share of capped impact is beyond any exposure.
const AMPLE: u32 = 64 - WHOLE_BITS;

impl Capacity {
    /// What the last unit of an exposure loses to impact, in basis points: within one of it.
    pub fn slope(self, exposure: u64) -> u64 {
        let impact = exposure
            .wrapping_mul(2 * UNIT_BPS)
            .checked_div(self.whole)
            .unwrap_or(u64::MAX);
        impact.checked_shr(self.excess).unwrap_or(0).min(MARGINAL)
    }
}

/// The leading 64 bits of a number, and how many it has below them.
fn leading_word(x: u128) -> (u64, u32) {
    let n = 64_u32.wrapping_sub(high(x).leading_zeros()); // at most 64, and none where the upper word is empty
    if n == 0 {
        return (low(x), 0);
    }
    // In two steps, for a shift by 64 would be none.
    let word = (high(x) << (64_u32.wrapping_sub(n) & 63)) | ((low(x) >> 1) >> n.wrapping_sub(1));
    (word, n)
}

/// What leaving an exposure evenly over the horizon costs, in units times basis points, rounded up: at most 2^57.
#[inline(never)]
fn exit_cost(exposure: u64, capacity: Capacity) -> u64 {
    let Capacity { whole, excess } = capacity;
    let mut within = exposure;
    if excess < AMPLE {
        within = within.min((whole << excess) / (2 * UNIT_BPS / MARGINAL));
    }
    let cost = exposure.wrapping_sub(within).wrapping_mul(MARGINAL);
    if within == 0 {
        return cost;
    }
    cost.wrapping_add(proportion_up(
        within,
        within.wrapping_mul(UNIT_BPS),
        whole,
        excess,
    ))
}

/// amount * part / (whole * 2^excess), rounded up but for 2^-64 of the amount. The whole is below 2^63, amount * part /
/// whole below 2^64. Zero for a whole of zero.
#[inline(never)]
fn proportion_up(amount: u64, part: u64, whole: u64, excess: u32) -> u64 {
    if part == 0 || whole == 0 {
        return 0;
    }
    let quotient = part.checked_div(whole).unwrap_or(0);
    let rest = part.wrapping_sub(quotient.wrapping_mul(whole));
    let zeros = whole.leading_zeros() & 63;
    let fraction = short_digit(rest << zeros, 0, whole << zeros);
    let product = amount
        .wrapping_mul(quotient)
        .wrapping_add(high(product(amount, fraction)));
    product.checked_shr(excess).unwrap_or(0).wrapping_add(1)
}
