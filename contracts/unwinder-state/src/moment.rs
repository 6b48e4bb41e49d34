//! An open schedule brought to the present: what every fill, and every view of what could be filled, begins with.

use ballast_common::revert::Result;

use crate::{
    assess,
    layout::Schedule,
    portfolio::Prices,
    sale::{self, Offer},
    stages::{self, Change, Circumstances},
    state::Case,
};

/// What an open schedule comes to now.
pub struct Moment {
    /// Advanced and released to now.
    pub schedule: Schedule,
    /// What advancing changed.
    pub change: Change,
    /// What may be bought; none where there is no collateral or no debt.
    pub offer: Option<Offer>,
}

impl Moment {
    /// Advances a case's schedule to its time.
    ///
    /// # Errors
    /// Of `risk-core`.
    #[inline(never)]
    pub fn of(case: &Case) -> Result<Self> {
        let Case {
            portfolio,
            assessment,
            parameters,
            now,
            ..
        } = case;
        let mut schedule = case.schedule;
        let pair = sale::pair(portfolio, assessment)?;
        let sold = pair.and_then(|pair| portfolio.holdings.get(pair.collateral));
        let circumstances = Circumstances {
            health: assessment.health,
            target: u128::from(parameters.target),
            critical: assessment.is_critical(),
            round: sold.map_or(0, |holding| holding.updated_at),
            now: *now,
        };
        let change = stages::advance(&mut schedule, &circumstances);
        let offer = match pair.filter(|_| !change.closed) {
            Some(pair) => Some(sale::offer(
                portfolio,
                assessment,
                parameters,
                &mut schedule,
                pair,
                *now,
            )?),
            None => None,
        };
        Ok(Self {
            schedule,
            change,
            offer,
        })
    }

    /// USD that must be sold.
    pub fn need(&self) -> u128 {
        self.offer.as_ref().map_or(0, |offer| offer.need)
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
