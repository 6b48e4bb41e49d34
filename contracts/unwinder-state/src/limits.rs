//! What of a moment's terms may be bought: new rounds make it dearer, budgets of flow and cost make it less.

use alloy_primitives::{Address, U256};
use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_down, mul_div_up},
    unwind::{self, Flow},
};

use crate::{
    layout::{Parameters, Schedule},
    moment::{Moment, Terms},
    records::{Budgets, FLOW, LOWEST_ADMITTED, Left, SEEN, Seen, Trace, asset_key, markup},
    sale::{FEE_PART, Side},
    state::State,
};

/// What is stored that limits a sale.
#[derive(Clone, Copy, Debug)]
pub struct Stored {
    /// The budgets.
    pub budgets: Budgets,
    /// The health that a full bucket admits: that at which unwinds end.
    pub target: Wad,
    /// What flow was left of what is sold.
    pub left: Left,
    /// Prices of what is sold and of what is repaid, the present ones among them.
    pub seen: [Seen; 2],
}

/// Terms within what budgets allow. USD WAD.
#[derive(Clone, Copy, Debug)]
pub struct Limited {
    /// The terms; amount and price are what holds.
    pub terms: Terms,
    /// What the market of what is sold still takes; none: everything.
    pub flow: Option<Flow>,
    /// What sales may still cost.
    pub cost_left: u128,
    /// Prices seen of what is sold and of what is repaid.
    pub seen: [Seen; 2],
}

impl State {
    /// The price of an asset that was last seen, with the present one.
    fn seen(&self, book: &Address, side: &Side, round: u64) -> Seen {
        Seen::unpack(self.word_at(book, asset_key(&side.asset, SEEN))).with(side.spot, round)
    }

    /// Takes note of the prices of a moment.
    #[inline(never)]
    pub fn see(&mut self, book: &Address, moment: &Moment) {
        if let Some(terms) = &moment.terms {
            let [sold, owed] = terms.rounds;
            for (side, round) in [(&terms.sold, sold), (&terms.owed, owed)] {
                let seen: U256 = self.seen(book, side, round).pack();
                self.put(book, asset_key(&side.asset, SEEN), seen);
            }
        }
    }

    /// Limits a moment's terms. `now` is of the book's clock, `time` the block's.
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub fn limited(
        &self,
        book: &Address,
        moment: &Moment,
        trace: &Trace,
        terms: &Terms,
        [now, time]: [u64; 2],
    ) -> Result<Limited, RiskError> {
        let [sold, owed] = terms.rounds;
        let stored = Stored {
            budgets: self.load_budgets(),
            target: Wad(u128::from(self.load_parameters().target)),
            left: Left::unpack(self.word_at(book, asset_key(&terms.sold.asset, FLOW))),
            seen: [
                self.seen(book, &terms.sold, sold),
                self.seen(book, &terms.owed, owed),
            ],
        };
        Limited::of(moment, trace, terms, &stored, [now, time])
    }

    /// Draws what was sold, USD, from what the market of the asset takes.
    pub fn draw(&mut self, book: &Address, limited: &Limited, sold: u128, at: u64) {
        if let Some(left) = limited.drawn(sold, at) {
            let key = asset_key(&limited.terms.sold.asset, FLOW);
            self.put(book, key, left.pack());
        }
    }
}

/// A purchase, and what it makes of the schedule. Token units; USD and health WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// USD at spot that was sold, rounded up.
    pub sold: u128,
    /// USD at spot that was repaid, rounded down.
    pub repaid: u128,
    /// The schedule after it.
    pub schedule: Schedule,
    /// What beside is kept of it.
    pub trace: Trace,
    /// Effective health after it, about.
    pub health: u128,
    /// Whether it closes the schedule.
    pub done: bool,
}

impl Limited {
    /// Limits a moment's terms by what is stored: see [`State::limited`].
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub fn of(
        moment: &Moment,
        trace: &Trace,
        terms: &Terms,
        stored: &Stored,
        [now, time]: [u64; 2],
    ) -> Result<Self, RiskError> {
        let budgets = &stored.budgets;
        let mut limited = Self {
            terms: *terms,
            flow: budgets.bucket(terms.depth, stored.left, stored.target, time),
            cost_left: trace.cost_left(moment.collateral, budgets, now),
            seen: stored.seen,
        };
        limited.dearer(time)?;
        limited.fewer(moment, budgets, now)?;
        Ok(limited)
    }

    /// What is left of the flow once `sold` USD were; none where the market takes everything.
    pub fn drawn(&self, sold: u128, at: u64) -> Option<Left> {
        let level = |level: Wad| level.saturating_sub(Wad(sold)).0;
        self.flow.map(|flow| Left {
            level: level(flow.level),
            at,
        })
    }

    /// Whether all unwinds together have drawn more than half of what the market of what is sold takes at once, and this one
    /// may draw no more: a critical one is not held up.
    pub fn crowded(&self, moment: &Moment) -> bool {
        let half = |flow: Flow| flow.level.0 < flow.capacity.0 / 2;
        moment.critical_health >= WAD && self.flow.is_some_and(half)
    }

    /// Collateral that the opener gets beside a fill of `bought`, token units, rounded down: what it is owed, at most a part of
    /// what is sold, and no more than leaves all that is taken within what the sale releases of stress (UNW-2) and, of a slice, within
    /// what it may cost (UNW-3). Of what is left after the fill only, so that no lender pays it where collateral does not do.
    #[inline(never)]
    pub fn fee(&self, moment: &Moment, trace: &Trace, bought: u128) -> u128 {
        let terms = &self.terms;
        let down = |value: u128, by: u128, divisor: u128| {
            mul_div_down(value, by, divisor.max(1)).unwrap_or(u128::MAX)
        };
        let (spot, unit) = (terms.sold.spot, terms.sold.unit);
        let above = terms.price.saturating_sub(terms.least);
        let mut usd = trace.fee_usd();
        if moment.schedule.auction_start == 0 {
            let cost = mul_div_up(bought, spot.saturating_sub(terms.price), unit);
            usd = usd.min(self.cost_left.saturating_sub(cost.unwrap_or(u128::MAX)));
        }
        down(usd, unit, spot)
            .min(bought / FEE_PART)
            .min(down(bought, above, terms.least))
            .min(terms.sold.amount.saturating_sub(bought))
    }

    /// What buying `bought` for `paid` comes to at `now`, with `fee` of collateral to the opener beside it.
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub fn purchase(
        &self,
        moment: &Moment,
        trace: &Trace,
        parameters: &Parameters,
        [bought, paid, fee]: [u128; 3],
        now: u64,
    ) -> Result<Purchase, RiskError> {
        let terms = &self.terms;
        // USD at spot: what was sold counts up, what was repaid down.
        let usd = |amount: u128| mul_div_up(amount, terms.sold.spot, terms.sold.unit);
        let (sold, fee) = (usd(bought)?, usd(fee)?);
        let repaid = mul_div_down(paid, terms.owed.spot, terms.owed.unit)?;
        let mut schedule = moment.schedule;
        schedule.sold = schedule.sold.saturating_add(sold).min(schedule.released);
        // The need is what brings health to the target; health rises with what is sold of it.
        let left = terms.need.saturating_sub(sold);
        let target = u128::from(parameters.target);
        let risen = mul_div_down(
            target.saturating_sub(moment.health),
            sold.min(terms.need),
            terms.need.max(1),
        )?;
        let health = moment.health.saturating_add(risen);
        let done = left == 0 || (health >= WAD && left < parameters.dust_usd());
        if done {
            schedule.closed_at = now;
        }
        let cost = sold.saturating_add(fee).saturating_sub(repaid);
        let trace = Trace {
            cost: self.cost_left.saturating_sub(cost),
            cost_at: now,
            moved_at: if moment.first { now } else { trace.moved_at },
            fee: trace.fee_left(fee, usd(1)?),
        };
        Ok(Purchase {
            sold,
            repaid,
            schedule,
            trace,
            health,
            done,
        })
    }

    /// The worse of the prices before and after a new round, and no more than pays the whole debt at it.
    fn dearer(&mut self, time: u64) -> Result<(), RiskError> {
        let [sold, owed] = &self.seen;
        let terms = &mut self.terms;
        terms.price = mul_div_up(terms.price, markup(sold, owed, time), WAD)?;
        terms.amount = terms.amount.min(terms.whole(terms.price)?);
        Ok(())
    }

    /// What the budgets allow. A critical account sells whatever its market takes, one in an auction before those that are
    /// not, and slices as long as they do not cost too much.
    fn fewer(&mut self, moment: &Moment, budgets: &Budgets, now: u64) -> Result<(), RiskError> {
        let schedule = &moment.schedule;
        let auction = schedule.auction_start > 0;
        let terms = &mut self.terms;
        let spot = terms.sold.spot.max(1);
        let planned = mul_div_up(terms.amount, spot, terms.sold.unit)?;
        let mut cap = planned;
        if let Some(flow) = self.flow.filter(|_| moment.critical_health >= WAD) {
            let health = if auction {
                LOWEST_ADMITTED
            } else {
                Wad(moment.health)
            };
            cap = flow.drawable(health).0;
        }
        if !auction {
            let total = schedule.end.saturating_sub(schedule.start);
            let elapsed = now.saturating_sub(schedule.start);
            let whole = Wad(terms.need.saturating_add(schedule.sold));
            let rate = Wad(u128::from(budgets.floor));
            let floor = unwind::floor_release(whole, rate, elapsed, total);
            let discount = WAD.saturating_sub(mul_div_down(terms.price, WAD, spot)?);
            let affordable = unwind::within_cost(
                Wad(planned),
                floor.saturating_sub(Wad(schedule.sold)),
                Wad(self.cost_left),
                Wad(discount),
            );
            cap = cap.min(affordable.0);
        }
        if cap < planned {
            let amount = mul_div_down(cap, terms.sold.unit, spot)?;
            terms.amount = terms.amount.min(amount);
        }
        Ok(())
    }
}
