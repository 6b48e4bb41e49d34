//! An open schedule brought to the present: what every fill, and every view of what could be filled, begins with.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::Output,
    revert::{Failure, Result},
};
use risk_core::{
    fixed::{WAD, Wad, mul_div_down, mul_div_up},
    unwind::{self, Flow, Pair},
};

use crate::{
    IUnwinder, assess,
    layout::Schedule,
    portfolio::{Holding, Prices},
    records::{FLOW, LOWEST_ADMITTED, Left, SEEN, Seen, asset_key, markup},
    sale::{self, Offer},
    stages::{self, Change, Circumstances},
    state::{Case, State},
};

/// What an open schedule comes to now.
pub struct Moment {
    /// Advanced and released to now.
    pub schedule: Schedule,
    /// Its end came nearer, for health has fallen.
    pub hastened: bool,
    /// What advancing changed.
    pub change: Change,
    /// What may be bought; none where there is no collateral or no debt.
    pub offer: Option<Offer>,
    /// Whether the offer is of the pair that is to be sold first.
    pub first: bool,
    /// What the market of what is sold still takes; none: everything.
    pub flow: Option<Flow>,
    /// What sales may still cost, USD.
    pub cost_left: u128,
    /// Prices seen of what is sold and of what is repaid.
    pub seen: [Seen; 2],
}

impl Moment {
    /// USD that must be sold.
    pub fn need(&self) -> u128 {
        self.offer.as_ref().map_or(0, |offer| offer.need)
    }
}

impl State {
    /// Brings a case's schedule to its time. The offer is of the pair that is to be sold first, or of the `wanted` one once that
    /// has stood unsold for a slice's length: a token that cannot move must not hold the others up.
    ///
    /// # Errors
    /// `WrongPair` for a wanted pair that another goes before, or whose sale releases no stress; of `risk-core`.
    #[inline(never)]
    pub fn moment(
        &self,
        book: &Address,
        case: &Case,
        wanted: Option<&[Address; 2]>,
    ) -> Result<Moment> {
        let Case {
            portfolio,
            assessment,
            parameters,
            now,
            ..
        } = case;
        let mut schedule = case.schedule;
        let first = sale::pair(portfolio, assessment)?;
        let sold = first.and_then(|pair| portfolio.holdings.get(pair.collateral));
        let circumstances = Circumstances {
            health: assessment.health,
            target: u128::from(parameters.target),
            critical: assessment.is_critical(),
            round: sold.map_or(0, |holding| holding.updated_at),
            now: *now,
        };
        let hastened = stages::hasten(&mut schedule, assessment, parameters, *now);
        let mut moment = Moment {
            change: stages::advance(&mut schedule, &circumstances),
            schedule,
            hastened,
            offer: None,
            first: true,
            flow: None,
            cost_left: 0,
            seen: [Seen::default(); 2],
        };
        let Some(first) = first.filter(|_| !moment.change.closed) else {
            return Ok(moment);
        };
        let mut pair = first;
        if let Some(wanted) = wanted {
            let interval = u64::from(parameters.slice_interval);
            let open = *now >= case.trace.moved_at.saturating_add(interval);
            match case.pair_of(wanted) {
                Some(other) if other == first || open => pair = other,
                _ => return Err(case.wrong_pair(first)),
            }
        }
        let (Some(sold), Some(owed)) = (
            portfolio.holdings.get(pair.collateral),
            portfolio.holdings.get(pair.debt),
        ) else {
            return Ok(moment);
        };
        moment.first = pair == first;
        moment.seen = [self.seen(book, sold), self.seen(book, owed)];
        let [old_sold, old_owed] = &moment.seen;
        let offer = sale::marked_up(
            portfolio,
            assessment,
            parameters,
            &mut moment.schedule,
            pair,
            *now,
            markup(old_sold, old_owed, case.time),
        )?;
        if !moment.first && offer.floor >= offer.sold.spot {
            return Err(case.wrong_pair(first));
        }
        moment.cost_left = case
            .trace
            .cost_left(assessment.collateral, &case.budgets, *now);
        let left = Left::unpack(self.word_at(book, asset_key(&sold.asset, FLOW)));
        let target = Wad(u128::from(parameters.target));
        moment.flow = case
            .budgets
            .bucket(sold.risk.depth, left, target, case.time);
        moment.offer = Some(offer);
        moment.limit(case)?;
        Ok(moment)
    }

    /// Stores a moment's schedule, and the prices that it saw.
    #[inline(never)]
    pub fn keep(&mut self, book: &Address, account: &Address, moment: &Moment) {
        self.store_schedule(book, account, &moment.schedule);
        if let Some(offer) = &moment.offer {
            let [sold, owed] = &moment.seen;
            for (asset, seen) in [(&offer.sold.asset, sold), (&offer.owed.asset, owed)] {
                self.put(book, asset_key(asset, SEEN), seen.pack());
            }
        }
    }

    /// Draws what was sold, USD, from what the market of the asset takes.
    pub fn draw(&mut self, book: &Address, asset: &Address, flow: Option<Flow>, sold: u128, at: u64) {
        if let Some(flow) = flow {
            let level = flow.level.saturating_sub(Wad(sold)).0;
            self.put(book, asset_key(asset, FLOW), Left { level, at }.pack());
        }
    }
}

impl Moment {
    /// Limits the offer to what budgets allow. A critical account sells whatever its market takes, one in an auction before
    /// those that are not, and slices as long as they do not cost too much.
    fn limit(&mut self, case: &Case) -> Result<()> {
        let Some(offer) = &mut self.offer else {
            return Ok(());
        };
        let schedule = &self.schedule;
        let auction = schedule.auction_start > 0;
        let spot = offer.sold.spot.max(1);
        let planned = mul_div_up(offer.collateral_amount, spot, offer.sold.unit)?;
        let mut cap = planned;
        if let Some(flow) = self.flow.filter(|_| !case.assessment.is_critical()) {
            let health = if auction {
                LOWEST_ADMITTED
            } else {
                Wad(case.assessment.health)
            };
            cap = flow.drawable(health).0;
        }
        if !auction {
            let total = schedule.end.saturating_sub(schedule.start);
            let elapsed = case.now.saturating_sub(schedule.start);
            let whole = Wad(offer.need.saturating_add(schedule.sold));
            let rate = Wad(u128::from(case.budgets.floor));
            let floor = unwind::floor_release(whole, rate, elapsed, total);
            let discount = WAD.saturating_sub(mul_div_down(offer.price, WAD, spot)?);
            let affordable = unwind::within_cost(
                Wad(planned),
                floor.saturating_sub(Wad(schedule.sold)),
                Wad(self.cost_left),
                Wad(discount),
            );
            cap = cap.min(affordable.0);
        }
        if cap < planned {
            let amount = mul_div_down(cap, offer.sold.unit, spot)?;
            offer.collateral_amount = offer.collateral_amount.min(amount);
        }
        Ok(())
    }
}

impl Case {
    /// The pair of two assets, of which one is escrowed and can be sold and the other is owed.
    fn pair_of(&self, [sold, owed]: &[Address; 2]) -> Option<Pair> {
        let find = |wanted: &dyn Fn(&Holding) -> bool| {
            let mut holdings = self.portfolio.holdings.iter();
            holdings.position(|holding| wanted(holding))
        };
        Some(Pair {
            collateral: find(&|holding| {
                holding.asset == *sold && holding.collateral > 0 && !holding.is_unpriced()
            })?,
            debt: find(&|holding| holding.asset == *owed && holding.debt > 0)?,
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

/// Effective health after a fill.
///
/// # Errors
/// Of `risk-core`.
#[inline(never)]
pub fn after(case: &mut Case, offer: &Offer, bought: u128, paid: u128) -> Result<u128> {
    let portfolio = &mut case.portfolio;
    if let Some(holding) = portfolio.holdings.get_mut(offer.pair.collateral) {
        holding.collateral = holding.collateral.saturating_sub(bought);
    }
    if let Some(holding) = portfolio.holdings.get_mut(offer.pair.debt) {
        holding.debt = holding.debt.saturating_sub(paid);
    }
    let mut lowest = assess::maintenance(portfolio, &portfolio.positions(Prices::Smoothed)?)?.0;
    if case.assessment.is_critical() {
        lowest = lowest.min(assess::maintenance(portfolio, &portfolio.positions(Prices::Spot)?)?.0);
    }
    Ok(lowest)
}
