//! The judgement: what to do with an account. Pure.

use crate::config::WAD;
use alloy::primitives::{Address, U256};
use ballast_bindings::unwinder::IUnwinder::{Quote, Schedule, Status};
use risk_core::fixed::{wide_mul_div_down, wide_mul_div_up};
use serde::Serialize;
use std::fmt;

/// Seconds for which an account must be critical before its auction starts.
pub const CRITICAL_HOLD: u64 = 60;

/// Stage of an account without collateral.
const SHORTFALL: u8 = 5;

/// The keeper's rules.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Health at which an unwind ends, WAD.
    pub target: U256,
    /// Least distance of a fill's price under spot, WAD.
    pub min_margin: U256,
    /// Least gain of a fill at spot, gas paid, USD, WAD.
    pub min_profit: U256,
    /// What the gas of a fill costs, USD, WAD.
    pub gas_cost: U256,
}

/// When the account was looked at.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Time of the block, seconds.
    pub now: u64,
    /// Newest update time of the account's feeds; 0 if it was not asked.
    pub newest_round: u64,
}

/// What may be bought, and what the keeper needs to judge it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// As quoted.
    pub quote: Quote,
    /// USD per whole collateral token, WAD.
    pub spot: U256,
    /// USD per whole debt token, WAD.
    pub debt_spot: U256,
    /// Of the collateral token.
    pub decimals: u8,
    /// Of the debt token.
    pub debt_decimals: u8,
    /// Debt tokens that the keeper has.
    pub available: U256,
}

/// Why an account is to be observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Reason {
    /// The schedule is past its end.
    PastEnd,
    /// It is critical, and nobody noted it yet.
    Critical,
    /// It has been critical for long enough and a further round.
    StillCritical,
    /// It is critical no longer.
    CriticalOver,
}

/// A fill to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FillOrder {
    /// Bought.
    pub collateral_asset: Address,
    /// Repaid.
    pub debt_asset: Address,
    /// Most to buy, token units.
    pub collateral_amount: U256,
    /// Most to pay, token units.
    pub repay_limit: U256,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open a schedule.
    Open,
    /// Take note of a change of stage.
    Observe(Reason),
    /// Buy.
    Fill(FillOrder),
    /// End the schedule of a recovered account.
    Close,
    /// End debt without collateral.
    Resolve,
}

impl Action {
    /// What it is, in one word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Observe(_) => "observe",
            Self::Fill(_) => "fill",
            Self::Close => "close",
            Self::Resolve => "resolve",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Observe(reason) => write!(f, "observe ({reason:?})"),
            Self::Fill(order) => write!(
                f,
                "fill ({} of {} for at most {} of {})",
                order.collateral_amount,
                order.collateral_asset,
                order.repay_limit,
                order.debt_asset
            ),
            Self::Close => f.write_str("close"),
            Self::Resolve => f.write_str("resolve"),
        }
    }
}

/// Why nothing is bought although a schedule is open. USD and prices are WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Nothing is released.
    NothingReleased,
    /// The price has not decayed enough.
    TooDear {
        /// Quoted.
        price: U256,
        /// The most that the rules allow.
        limit: U256,
    },
    /// The gain is too small.
    SmallProfit {
        /// Gain at spot, gas paid; 0 where it is a loss.
        profit: U256,
        /// What gas costs.
        gas: U256,
    },
    /// The keeper has too few debt tokens.
    NoFunds {
        /// What all of the quote costs, token units.
        cost: U256,
        /// What there is.
        available: U256,
    },
    /// A price is stale or the sequencer is down.
    Paused {
        /// The flags.
        flags: u8,
    },
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingReleased => f.write_str("nothing is released"),
            Self::TooDear { price, limit } => write!(f, "price {price} over {limit}"),
            Self::SmallProfit { profit, gas } => {
                write!(f, "profit {profit} is too small, with gas at {gas}")
            }
            Self::NoFunds { cost, available } => {
                write!(f, "costs {cost}, the keeper has {available}")
            }
            Self::Paused { flags } => write!(f, "paused by price flags {flags}"),
        }
    }
}

/// What to do, in order of urgency, and why nothing is bought where a schedule is open and nothing is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// Actions; after each that succeeds the account is to be looked at afresh.
    pub actions: Vec<Action>,
    /// Why nothing is bought.
    pub hold: Option<Hold>,
}

impl Decision {
    fn only(action: Action) -> Self {
        Self {
            actions: vec![action],
            hold: None,
        }
    }
}

/// Whether a schedule is open.
pub const fn is_open(schedule: &Schedule) -> bool {
    schedule.start != 0 && schedule.closedAt == 0
}

/// Decides what to do with an account. `offer` is none where no quote was asked or it reverted.
pub fn decide(
    status: &Status,
    schedule: &Schedule,
    offer: Option<&Offer>,
    moment: Moment,
    rules: &Rules,
) -> Decision {
    if status.stage == SHORTFALL {
        return Decision::only(Action::Resolve);
    }
    let paused = status.flags != 0 && !status.debt.is_zero();
    if is_open(schedule) && !paused && (status.debt.is_zero() || status.health >= rules.target) {
        return Decision::only(Action::Close);
    }
    if paused {
        let hold = is_open(schedule).then_some(Hold::Paused {
            flags: status.flags,
        });
        return Decision {
            actions: Vec::new(),
            hold,
        };
    }
    if !is_open(schedule) {
        let below = !status.debt.is_zero() && status.health < WAD;
        return if below {
            Decision::only(Action::Open)
        } else {
            Decision::default()
        };
    }
    let mut decision = Decision::default();
    decision
        .actions
        .extend(observation(status, schedule, moment).map(Action::Observe));
    match offer.map_or(Err(Hold::NothingReleased), |offer| plan_fill(offer, rules)) {
        Ok(order) => decision.actions.push(Action::Fill(order)),
        Err(hold) => decision.hold = Some(hold),
    }
    decision
}

/// Why an account with an open schedule is to be observed, if it is.
fn observation(status: &Status, schedule: &Schedule, moment: Moment) -> Option<Reason> {
    let critical = status.criticalHealth < WAD;
    let noted = schedule.criticalSince != 0;
    let auction = schedule.auctionStart != 0;
    if !auction && moment.now >= schedule.end {
        return Some(Reason::PastEnd);
    }
    match (critical, noted) {
        (true, false) => Some(Reason::Critical),
        (false, true) => Some(Reason::CriticalOver),
        (true, true) => {
            let held = moment.now >= schedule.criticalSince.saturating_add(CRITICAL_HOLD);
            let further = moment.newest_round > schedule.criticalRound;
            (!auction && held && further).then_some(Reason::StillCritical)
        }
        (false, false) => None,
    }
}

/// What to buy of an offer: all of it, or what the keeper's debt tokens pay for.
///
/// # Errors
/// The [`Hold`] that forbids it.
pub fn plan_fill(offer: &Offer, rules: &Rules) -> Result<FillOrder, Hold> {
    let quote = &offer.quote;
    if quote.collateralAmount.is_zero() || quote.repayAmount.is_zero() {
        return Err(Hold::NothingReleased);
    }
    let limit = times(offer.spot, WAD.saturating_sub(rules.min_margin));
    if quote.price > limit {
        return Err(Hold::TooDear {
            price: quote.price,
            limit,
        });
    }
    let (collateral_amount, repay_limit) = if offer.available >= quote.repayAmount {
        (quote.collateralAmount, quote.repayAmount)
    } else {
        // Rounded down, so that its cost stays within what there is.
        let part = wide_mul_div_down(quote.collateralAmount, offer.available, quote.repayAmount);
        (part.unwrap_or_default(), offer.available)
    };
    if collateral_amount.is_zero() {
        return Err(Hold::NoFunds {
            cost: quote.repayAmount,
            available: offer.available,
        });
    }
    let gained = worth(
        wide_mul_div_down,
        collateral_amount,
        offer.spot,
        offer.decimals,
    );
    let spent = worth(
        wide_mul_div_up,
        repay_limit,
        offer.debt_spot,
        offer.debt_decimals,
    );
    let profit = match (gained, spent) {
        (Some(gained), Some(spent)) => gained.checked_sub(spent),
        _ => None,
    };
    let profit = profit.and_then(|profit| profit.checked_sub(rules.gas_cost));
    match profit {
        Some(profit) if profit >= rules.min_profit => Ok(FillOrder {
            collateral_asset: quote.collateralAsset,
            debt_asset: quote.debtAsset,
            collateral_amount,
            repay_limit,
        }),
        profit => Err(Hold::SmallProfit {
            profit: profit.unwrap_or_default(),
            gas: rules.gas_cost,
        }),
    }
}

/// `a * b` in WAD, rounded down; 0 where it does not fit.
fn times(a: U256, b: U256) -> U256 {
    wide_mul_div_down(a, b, WAD).unwrap_or_default()
}

/// USD, WAD, of an amount of a token, rounded as `divide` rounds; none where it does not fit.
fn worth(
    divide: fn(U256, U256, U256) -> Result<U256, risk_core::RiskError>,
    amount: U256,
    price: U256,
    decimals: u8,
) -> Option<U256> {
    let unit = U256::from(10).checked_pow(U256::from(decimals))?;
    divide(amount, price, unit).ok()
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
