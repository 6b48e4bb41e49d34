//! A portfolio with one pair on trial: a sale changes two exposures, and with them the sums that they are part of.

use super::{MAX_PROCEEDS, Pair, Sale};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, ratio_up};
use crate::health::{Book, Factors, Horizon, MAX_POSITIONS, Position, StressParameters};
use crate::health::{collateral, debt, gap, per_dollar};
use crate::search::Concave;

/// A portfolio with one pair on trial.
pub(super) struct Trial<'a> {
    book: Book<'a>,
    /// Collateral and debt of each position, before the sale on trial.
    held: [(Wad, Wad); MAX_POSITIONS],
    count: usize,
    /// Of the whole portfolio, before the sale on trial.
    pub collateral: Wad,
    pub debt: Wad,
    pub stress: Wad,
    /// Debt repaid per dollar sold.
    pub proceeds: u128,
    pub target: Wad,
    pub pair: Pair,
    /// The pair's collateral and debt, and the most that can be sold.
    pub available: Wad,
    pub owed: Wad,
    pub capacity: u128,
}

impl<'a> Trial<'a> {
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
        let repay = Wad(ratio_up(sell, self.proceeds, WAD)).min(self.owed);
        let Pair { collateral, debt } = self.pair;
        if collateral == debt {
            self.change(collateral, Wad(sell), repay);
        } else {
            self.change(collateral, Wad(sell), Wad::ZERO);
            self.change(debt, Wad::ZERO, repay);
        }
        (repay, self.book.total())
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

    /// Whether the portfolio is at a target as it stands.
    pub fn reaches(&self, target: Wad) -> bool {
        gap(self.collateral, self.stress, self.debt, target) >= 0
    }

    /// Makes a sale, of which the pair's next is on trial then.
    #[inline(never)]
    pub fn commit(&mut self, sale: &Sale) {
        self.stress = self.after(sale.sell.0).1;
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
        for sold in 0..self.count {
            for repaid in 0..self.count {
                let pair = Pair {
                    collateral: sold,
                    debt: repaid,
                };
                self.choose(pair)?;
                if self.available.0 == 0 {
                    break;
                }
                if self.owed.0 == 0 {
                    continue;
                }
                let released = self.released(self.capacity.min(probe).max(1));
                if best.is_none_or(|(most, _)| released > most) {
                    best = Some((released, pair));
                }
            }
        }
        Ok(best.map(|(_, pair)| pair))
    }
}

impl Concave for Trial<'_> {
    fn at(&mut self, amount: u128) -> i128 {
        let (repay, stress) = self.after(amount);
        let held = self.collateral.saturating_sub(Wad(amount));
        gap(held, stress, self.debt.saturating_sub(repay), self.target)
    }
}
