//! A portfolio with one pair on trial: a sale changes two exposures, and with them the sums that they are part of.

use super::{MAX_PROCEEDS, Pair, Sale};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, ratio_up};
use crate::health::{
    Book, Factors, Horizon, MAX_POSITIONS, Position, Roots, Slopes, StressParameters,
};
use crate::health::{collateral, debt, gap, per_dollar, slope_of};
use crate::search::{Concave, Point};

/// What a quick trial keeps.
struct Memory {
    roots: Roots,
    /// The last two sales of the pair that were tried, and the stress after each.
    tried: [(u128, Wad); 2],
}

/// No sale was tried: none is so great.
const UNTRIED: (u128, Wad) = (u128::MAX, Wad::ZERO);

/// A portfolio with one pair on trial. A quick one leaves out losses and pairs that cannot count: more code, which pays
/// where many pairs are tried.
pub(super) struct Trial<'a, const QUICK: bool> {
    book: Book<'a>,
    /// Of a quick one only.
    memory: Option<Memory>,
    /// Collateral and debt of each position, before the sale on trial.
    held: [(Wad, Wad); MAX_POSITIONS],
    count: usize,
    /// Of the whole portfolio, before the sale on trial.
    pub collateral: Wad,
    pub debt: Wad,
    pub stress: Wad,
    /// Debt repaid per dollar sold.
    proceeds: u128,
    pub target: Wad,
    pub pair: Pair,
    /// The pair's collateral and debt, and the most that can be sold.
    pub available: Wad,
    pub owed: Wad,
    pub capacity: u128,
}

impl<'a, const QUICK: bool> Trial<'a, QUICK> {
    #[inline(never)]
    pub fn new(
        positions: &'a [Position],
        factors: &'a Factors,
        parameters: StressParameters,
        proceeds: Wad,
    ) -> Result<Self, RiskError> {
        if proceeds.0 == 0 || proceeds.0 > MAX_PROCEEDS.0 {
            return Err(RiskError::OutOfDomain);
        }
        let book = Book::new(positions, Horizon::new(factors, parameters)?, Wad::ZERO)?;
        let mut held = [(Wad::ZERO, Wad::ZERO); MAX_POSITIONS];
        for (held, position) in held.iter_mut().zip(positions) {
            *held = (position.collateral, position.debt);
        }
        Ok(Self {
            stress: book.total(),
            book,
            memory: if QUICK {
                Some(Memory {
                    roots: Roots::of(factors),
                    tried: [UNTRIED; 2],
                })
            } else {
                None
            },
            held,
            count: positions.len(),
            collateral: collateral(positions),
            debt: debt(positions),
            proceeds: proceeds.0,
            target: Wad::ONE,
            pair: Pair::default(),
            available: Wad::ZERO,
            owed: Wad::ZERO,
            capacity: 0,
        })
    }

    /// Forgets the sales that were tried.
    fn forget(&mut self) {
        if QUICK && let Some(memory) = &mut self.memory {
            memory.tried = [UNTRIED; 2];
        }
    }

    /// What a position holds and owes before the sale on trial.
    fn position(&self, index: usize) -> Option<(Wad, Wad)> {
        self.held.get(..self.count)?.get(index).copied()
    }

    /// Puts a pair on trial, in place of the one before.
    #[inline(never)]
    pub fn choose(&mut self, pair: Pair) -> Result<(), RiskError> {
        let (Some((available, _)), Some((_, owed))) =
            (self.position(pair.collateral), self.position(pair.debt))
        else {
            return Err(RiskError::OutOfDomain);
        };
        for index in [self.pair.collateral, self.pair.debt] {
            if index != pair.collateral && index != pair.debt {
                self.change(index, Wad::ZERO, Wad::ZERO);
            }
        }
        self.pair = pair;
        self.forget();
        self.available = available;
        self.owed = owed;
        // Rounded up, so that the whole debt can be repaid.
        self.capacity = ratio_up(owed.0, WAD, self.proceeds).min(available.0);
        Ok(())
    }

    /// Puts a position into the book less what is sold and repaid of it.
    fn change(&mut self, index: usize, sold: Wad, repaid: Wad) {
        if let Some((collateral, debt)) = self.position(index) {
            let (collateral, debt) = (collateral.saturating_sub(sold), debt.saturating_sub(repaid));
            self.book.set(index, collateral, debt);
        }
    }

    /// What a sale repays and the stress after it.
    #[inline(never)]
    pub fn after(&mut self, sell: u128) -> (Wad, Wad) {
        let repay = self.repaid(sell);
        if !QUICK {
            self.put(sell, repay);
            return (repay, self.book.total());
        }
        let [(last, stress), (before, stress_before)] = self.tried();
        if last == sell {
            return (repay, stress);
        }
        if before == sell {
            return (repay, stress_before);
        }
        self.put(sell, repay);
        let Some(memory) = &mut self.memory else {
            return (repay, self.book.total());
        };
        let after = self.book.quick_total(&memory.roots);
        memory.tried = [(sell, after), (last, stress)];
        (repay, after)
    }

    /// The last two sales of the pair that were tried.
    fn tried(&self) -> [(u128, Wad); 2] {
        self.memory
            .as_ref()
            .map_or([UNTRIED; 2], |memory| memory.tried)
    }

    /// Debt that a sale repays.
    fn repaid(&self, sell: u128) -> Wad {
        Wad(ratio_up(sell, self.proceeds, WAD)).min(self.owed)
    }

    /// Puts the positions into the book as a sale leaves them.
    fn put(&mut self, sell: u128, repay: Wad) {
        let Pair { collateral, debt } = self.pair;
        if collateral == debt {
            self.change(collateral, Wad(sell), repay);
        } else {
            self.change(collateral, Wad(sell), Wad::ZERO);
            self.change(debt, Wad::ZERO, repay);
        }
    }

    /// Changes what a dollar sold repays.
    pub fn repay_at(&mut self, proceeds: u128) {
        self.proceeds = proceeds;
        self.forget();
    }

    /// The stress that a sale releases per dollar sold; negative where it adds stress.
    #[inline(never)]
    pub fn released(&mut self, sell: u128) -> SignedWad {
        per_dollar(self.stress, self.after(sell).1, Wad(sell))
    }

    /// What a sale does.
    pub fn sale(&mut self, sell: u128) -> Sale {
        let (repay, after) = self.after(sell);
        Sale {
            sell: Wad(sell),
            repay,
            stress_released: self.stress.saturating_sub(after),
        }
    }

    /// The sale of nothing: the portfolio as it stands.
    pub fn nothing(&self) -> Point {
        Point {
            amount: 0,
            gap: gap(self.collateral, self.stress, self.debt, self.target),
        }
    }

    /// Makes a sale, of which the pair's next is on trial then.
    #[inline(never)]
    pub fn commit(&mut self, sale: &Sale) {
        self.stress = self.after(sale.sell.0).1;
        let [(last, _), _] = self.tried();
        if !QUICK || last != sale.sell.0 {
            self.put(sale.sell.0, sale.repay);
        }
        self.collateral = self.collateral.saturating_sub(sale.sell);
        self.debt = self.debt.saturating_sub(sale.repay);
        if let Some((collateral, _)) = self.held.get_mut(self.pair.collateral) {
            *collateral = collateral.saturating_sub(sale.sell);
        }
        if let Some((_, debt)) = self.held.get_mut(self.pair.debt) {
            *debt = debt.saturating_sub(sale.repay);
        }
    }

    /// The pair that releases the most stress per dollar: see [`super::best_pair`].
    #[inline(never)]
    pub fn best_pair(&mut self) -> Result<Option<Pair>, RiskError> {
        let shortfall = self
            .debt
            .saturating_add(self.stress)
            .saturating_sub(self.collateral);
        let probe = shortfall.0.max(self.debt.0 >> 7);
        let mut best = None;
        let slopes = if QUICK { self.slopes() } else { None };
        // The pair of the steepest slopes first, so that it rules out others.
        if let Some(pair) = slopes.as_ref().and_then(|slopes| self.steepest(slopes)) {
            self.choose(pair)?;
            best = Some((self.probed(probe), pair));
        }
        for collateral in 0..self.count {
            for debt in 0..self.count {
                let pair = Pair { collateral, debt };
                if let (Some(slopes), Some((most, best))) = (&slopes, best)
                    && (pair == best || self.ruled_out(slopes, pair, probe, most))
                {
                    continue;
                }
                self.choose(pair)?;
                if self.available.0 == 0 {
                    break;
                }
                if self.owed.0 == 0 {
                    continue;
                }
                let released = self.probed(probe);
                if best.is_none_or(|(most, best)| {
                    released > most || (QUICK && released == most && pair < best)
                }) {
                    best = Some((released, pair));
                }
            }
        }
        Ok(best.map(|(_, pair)| pair))
    }

    /// Whether the slopes show that a pair releases less than `most`, or that it is none.
    fn ruled_out(&self, slopes: &Slopes, pair: Pair, probe: u128, most: SignedWad) -> bool {
        let (Some((available, _)), Some((_, owed))) =
            (self.position(pair.collateral), self.position(pair.debt))
        else {
            return true;
        };
        if available.0 == 0 || owed.0 == 0 {
            return true;
        }
        // The sale is no less than a quarter of the debt, for proceeds are at most four.
        let zeros = probe.leading_zeros().max(available.0.leading_zeros());
        let zeros = zeros.max(owed.0.leading_zeros().wrapping_add(2));
        slopes.bound(pair.collateral, pair.debt, 127_u32.checked_sub(zeros)) < slope_of(most)
    }

    /// What the pair's sale of `probe`, or of as much as it has, releases per dollar.
    fn probed(&mut self, probe: u128) -> SignedWad {
        self.released(self.capacity.min(probe).max(1))
    }

    /// The collateral with the greatest slope and the debt with the least.
    fn steepest(&self, slopes: &Slopes) -> Option<Pair> {
        let (mut collateral, mut debt) = (None, None);
        for index in 0..self.count {
            let ((available, owed), slope) = (self.position(index)?, slopes.of(index));
            if available.0 != 0 && collateral.is_none_or(|(_, most)| slope > most) {
                collateral = Some((index, slope));
            }
            if owed.0 != 0 && debt.is_none_or(|(_, least)| slope < least) {
                debt = Some((index, slope));
            }
        }
        let ((collateral, _), (debt, _)) = (collateral?, debt?);
        Some(Pair { collateral, debt })
    }

    /// The slopes of the portfolio as it stands, without the sale on trial.
    fn slopes(&mut self) -> Option<Slopes> {
        for index in [self.pair.collateral, self.pair.debt] {
            self.change(index, Wad::ZERO, Wad::ZERO);
        }
        let memory = self.memory.as_ref()?;
        self.book.slopes(&memory.roots, self.proceeds)
    }
}

impl<const QUICK: bool> Concave for Trial<'_, QUICK> {
    fn at(&mut self, amount: u128) -> i128 {
        let (repay, stress) = self.after(amount);
        let held = self.collateral.saturating_sub(Wad(amount));
        gap(held, stress, self.debt.saturating_sub(repay), self.target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{any_factors, any_parameters, any_position, wild_risk};
    use crate::unwind::size::least_sale;
    use proptest::prelude::*;

    /// Books of up to twelve positions: of any risk, beyond all sense, or of few assets only, so that pairs are equal.
    fn any_large_book() -> impl Strategy<Value = Vec<Position>> {
        let positions = || prop::collection::vec(any_position(), 2..12);
        let wild = (
            positions(),
            prop::collection::vec(wild_risk(), 12),
            0_u32..60,
        );
        prop_oneof![
            positions(),
            wild.prop_map(|(mut book, risks, shift)| {
                for (position, risk) in book.iter_mut().zip(risks) {
                    position.risk = risk;
                    position.collateral.0 >>= shift;
                    position.debt.0 >>= shift / 2;
                }
                book
            }),
            positions().prop_map(|mut book| {
                let risks = [book[0].risk, book[1].risk];
                for (index, position) in book.iter_mut().enumerate() {
                    position.risk = risks[index % 2];
                    if index % 3 == 0 {
                        position.collateral.0 = position.collateral.0.min(10);
                    }
                }
                book
            }),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn what_bounds_leave_out_changes_nothing(
            book in any_large_book(), factors in any_factors(), parameters in any_parameters(), scale in 0_u32..4,
            proceeds in WAD / 2..=4 * WAD, target in WAD / 2..2 * WAD,
        ) {
            let parameters = StressParameters { z: Wad(parameters.z.0 >> (4 * scale)), ..parameters };
            let mut quick = Trial::<true>::new(&book, &factors, parameters, Wad(proceeds)).unwrap();
            let mut full = Trial::<false>::new(&book, &factors, parameters, Wad(proceeds)).unwrap();
            for _ in 0..6 {
                prop_assert_eq!(quick.book.quick_total(&quick.memory.as_ref().unwrap().roots), full.book.total());
                let pair = full.best_pair().unwrap();
                prop_assert_eq!(quick.best_pair().unwrap(), pair);
                let Some(pair) = pair else { break };
                quick.choose(pair).unwrap();
                full.choose(pair).unwrap();
                let sale = least_sale(&mut full, Wad(target)).unwrap();
                prop_assert_eq!(least_sale(&mut quick, Wad(target)).unwrap(), sale);
                quick.commit(&sale);
                full.commit(&sale);
            }
        }
    }
}
