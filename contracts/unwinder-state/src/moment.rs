//! An open schedule brought to the present, and what may be bought of its account: what every fill, and every view of what
//! could be filled, begins with. The extension computes it, for which it has the risk mathematics; the core reads it.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::{Input, Output},
    revert::{Failure, Result},
};
use risk_core::{RiskError, unwind::Pair};

use crate::{
    IUnwinder,
    layout::Schedule,
    portfolio::Holding,
    sale::{self, Side},
    stages::{self, Change, Circumstances},
    state::Case,
};

/// What an open schedule comes to now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Advanced and released to now.
    pub schedule: Schedule,
    /// Its end came nearer, for health has fallen.
    pub hastened: bool,
    /// What advancing changed.
    pub change: Change,
    /// Effective health, WAD.
    pub health: u128,
    /// Health until an auction has sold, WAD.
    pub critical_health: u128,
    /// USD at spot.
    pub collateral: u128,
    /// As in `IUnwinder.Status`.
    pub stage: u8,
    /// When the schedule, its auction or its backstop ends.
    pub ends_at: u64,
    /// Whether the terms are of the pair that is to be sold first.
    pub first: bool,
    /// What may be bought; none where there is no collateral or no debt.
    pub terms: Option<Terms>,
}

/// What may be bought of a pair, before budgets and new rounds. Token units; USD WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// USD at spot that must be sold in all.
    pub need: u128,
    /// Most that may be bought.
    pub amount: u128,
    /// USD per whole collateral token.
    pub price: u128,
    /// Lowest that the price decays to.
    pub floor: u128,
    /// Lowest at which what is sold costs no more than the stress that it releases: see [`sale::Offer`].
    pub least: u128,
    /// When more is released.
    pub next: u64,
    /// What is sold.
    pub sold: Side,
    /// What is repaid.
    pub owed: Side,
    /// Times of their rounds.
    pub rounds: [u64; 2],
    /// Of what is sold, USD per minute.
    pub depth: u64,
}

impl Terms {
    /// What buying `amount` costs at `price`: see [`sale::cost`].
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub fn cost(&self, amount: u128, price: u128) -> Result<u128, RiskError> {
        sale::cost(&self.sold, &self.owed, amount, price)
    }

    /// Collateral that pays the whole debt at `price`: more is never taken.
    ///
    /// # Errors
    /// Overflow.
    pub fn whole(&self, price: u128) -> Result<u128, RiskError> {
        sale::whole(&self.sold, &self.owed, price)
    }
}

/// What is told of a moment by one bit each.
const BITS: usize = 8;

impl Moment {
    /// USD that must be sold.
    pub fn need(&self) -> u128 {
        self.terms.as_ref().map_or(0, |terms| terms.need)
    }

    /// As words.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let change = &self.change;
        let bits: [bool; BITS] = [
            change.seen,
            change.cleared,
            change.auction_by_criticality,
            change.auction_by_end,
            change.closed,
            self.hastened,
            self.first,
            self.terms.is_some(),
        ];
        let bits = bits
            .into_iter()
            .fold(0u64, |bits, bit| (bits << 1) | u64::from(bit));
        let (times, amounts) = self.schedule.pack();
        let mut out = Output::new();
        out.word(times).word(amounts).number(bits);
        for amount in [self.health, self.critical_health, self.collateral] {
            out.amount(amount);
        }
        out.number(u64::from(self.stage)).number(self.ends_at);
        if let Some(terms) = &self.terms {
            for amount in [
                terms.need,
                terms.amount,
                terms.price,
                terms.floor,
                terms.least,
            ] {
                out.amount(amount);
            }
            out.number(terms.next).number(terms.depth);
            let [sold, owed] = terms.rounds;
            for (side, round) in [(&terms.sold, sold), (&terms.owed, owed)] {
                out.address(&side.asset);
                for amount in [side.unit, side.spot, side.amount] {
                    out.amount(amount);
                }
                out.number(round);
            }
        }
        out.done()
    }

    /// Of those words; nothing of others.
    #[must_use]
    pub fn decode(words: &[u8]) -> Option<Self> {
        let mut input = Input::new(words);
        let schedule = Schedule::unpack(input.word(), input.word());
        let bits = input.number(u64::MAX);
        let bit = |place: usize| bits & (1 << (BITS - 1).saturating_sub(place)) != 0;
        let mut moment = Self {
            schedule,
            hastened: bit(5),
            change: Change {
                seen: bit(0),
                cleared: bit(1),
                auction_by_criticality: bit(2),
                auction_by_end: bit(3),
                closed: bit(4),
            },
            health: input.amount(),
            critical_health: input.amount(),
            collateral: input.amount(),
            stage: input.number(255) as u8,
            ends_at: input.number(u64::MAX),
            first: bit(6),
            terms: None,
        };
        if bit(7) {
            let [need, amount, price, floor, least] = [0; 5].map(|_: u8| input.amount());
            let (next, depth) = (input.number(u64::MAX), input.number(u64::MAX));
            let [(sold, first), (owed, second)] = [0; 2].map(|_: u8| {
                let side = Side {
                    asset: input.address(),
                    unit: input.amount(),
                    spot: input.amount(),
                    amount: input.amount(),
                };
                (side, input.number(u64::MAX))
            });
            moment.terms = Some(Terms {
                need,
                amount,
                price,
                floor,
                least,
                next,
                sold,
                owed,
                rounds: [first, second],
                depth,
            });
        }
        input.finish().ok()?;
        Some(moment)
    }
}

impl Case {
    /// Brings the schedule to the case's time. The terms are of the pair that is to be sold first, or of the `wanted` one once
    /// that has stood unsold for a slice's length: a token that cannot move must not hold the others up.
    ///
    /// # Errors
    /// `WrongPair` for a wanted pair that another goes before, or whose sale releases no stress; of `risk-core`.
    #[inline(never)]
    pub fn moment(&self, wanted: Option<&[Address; 2]>) -> Result<Moment> {
        let Self {
            portfolio,
            assessment,
            parameters,
            now,
            ..
        } = self;
        let mut schedule = self.schedule;
        let first = sale::pair(portfolio, assessment)?;
        let round = |index: usize| {
            let holding = portfolio.holdings.get(index);
            holding.map_or(0, |holding| holding.updated_at)
        };
        let circumstances = Circumstances {
            health: assessment.health,
            target: u128::from(parameters.target),
            critical: assessment.is_critical(),
            // Whichever of the two moves: a loan of ether against dollars turns critical by ether's rounds.
            round: first.map_or(0, |pair| round(pair.collateral).max(round(pair.debt))),
            now: *now,
        };
        let hastened = stages::hasten(&mut schedule, assessment, parameters, *now);
        let change = stages::advance(&mut schedule, &circumstances);
        let mut moment = Moment {
            change,
            stage: self.stage(&schedule),
            ends_at: self.ends_at(&schedule),
            schedule,
            hastened,
            health: assessment.health,
            critical_health: assessment.critical_health,
            collateral: assessment.collateral,
            first: true,
            terms: None,
        };
        let Some(first) = first.filter(|_| !moment.change.closed) else {
            return Ok(moment);
        };
        let mut pair = first;
        if let Some(wanted) = wanted {
            let interval = u64::from(parameters.slice_interval);
            let open = *now >= self.trace.moved_at.saturating_add(interval);
            match self.pair_of(wanted) {
                Some(other) if other == first || open => pair = other,
                _ => return Err(self.wrong_pair(first)),
            }
        }
        moment.first = pair == first;
        let schedule = &mut moment.schedule;
        let priced = stages::priced(schedule, parameters, &self.budgets, *now);
        let paying = self.trace.fee > 0;
        let offer = sale::offer(portfolio, assessment, &priced, schedule, pair, paying, *now)?;
        if !moment.first && offer.floor >= offer.sold.spot {
            return Err(self.wrong_pair(first));
        }
        let holding = |index: usize| portfolio.holdings.get(index);
        let (sold, owed) = (holding(pair.collateral), holding(pair.debt));
        let round = |holding: Option<&Holding>| holding.map_or(0, |holding| holding.updated_at);
        moment.terms = Some(Terms {
            need: offer.need,
            amount: offer.collateral_amount,
            price: offer.price,
            floor: offer.floor,
            least: offer.least,
            next: offer.window.step_end,
            sold: offer.sold,
            owed: offer.owed,
            rounds: [round(sold), round(owed)],
            depth: sold.map_or(0, |holding| holding.risk.depth),
        });
        Ok(moment)
    }

    /// Stage of the account, its schedule as given: see [`stages::stage`], and 4 where the backstop's price holds.
    pub fn stage(&self, schedule: &Schedule) -> u8 {
        let backstop = stages::backstopped(schedule, &self.parameters, self.now);
        match stages::stage(&self.assessment, schedule, self.portfolio.buffer) {
            3 if backstop => 4,
            stage => stage,
        }
    }

    /// When an open schedule, its auction or its backstop ends, by the book's clock.
    pub fn ends_at(&self, schedule: &Schedule) -> u64 {
        stages::ends_at(schedule, &self.parameters, self.now)
    }

    /// The pair of two assets, of which one is escrowed and can be sold and the other is owed.
    fn pair_of(&self, [sold, owed]: &[Address; 2]) -> Option<Pair> {
        let mut pair = (None, None);
        for (index, holding) in self.portfolio.holdings.iter().enumerate() {
            if holding.asset == *sold && holding.collateral > 0 && !holding.is_unpriced() {
                pair.0 = Some(index);
            }
            if holding.asset == *owed && holding.debt > 0 && !holding.is_unpriced() {
                pair.1 = Some(index);
            }
        }
        Some(Pair {
            collateral: pair.0?,
            debt: pair.1?,
        })
    }

    /// That `first` goes before the wanted pair.
    #[inline(never)]
    fn wrong_pair(&self, first: Pair) -> Failure {
        let mut out = Output::selected(IUnwinder::WrongPair::SELECTOR);
        for index in [first.collateral, first.debt] {
            let holding = self.portfolio.holdings.get(index);
            out.address(&holding.map_or(Address::ZERO, |holding| holding.asset));
        }
        Failure(out.done())
    }
}
