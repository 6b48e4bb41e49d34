//! The judgement: what to do with an account. Pure.

use crate::attempts::About;
use crate::config::WAD;
use alloy::primitives::{Address, U256};
use ballast_bindings::unwinder::IUnwinder::{Quote, Schedule, Status};
use risk_core::fixed::{YEAR, wide_mul_div_down, wide_mul_div_up};
use serde::Serialize;
use std::fmt;

/// Seconds for which an account must be critical before its auction starts.
pub const CRITICAL_HOLD: u64 = 60;

/// Stage of an account whose auction has ended at its floor.
pub const BACKSTOP: u8 = 4;
/// Stage of an account without collateral.
const SHORTFALL: u8 = 5;
/// Bps of the collateral under whose debt distress costs next to nothing: no charge is worth its gas.
const DISTRESSING: u64 = 8_000;
/// Seconds between two charges of distress: no more than an hour is ever charged at a time.
const CHARGE_EVERY: u64 = 1_800;
/// Least that a charge brings, USD, WAD: a cent.
const LEAST_CHARGE: U256 = U256::from_limbs([10_000_000_000_000_000, 0, 0, 0]);
/// Least change of what is expected not to come back that is told, USD, WAD; and the part of what is told already.
const WORTH_TELLING: U256 = U256::from_limbs([10_000_000_000_000_000_000, 0, 0, 0]);
const TELLING_PART: U256 = U256::from_limbs([10, 0, 0, 0]);

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
    /// Under spot, in the backstop stage, WAD.
    pub backstop: U256,
}

/// When the account was looked at, and what else is known of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    /// Time of the block, seconds.
    pub now: u64,
    /// Newest update time of the account's feeds; 0 if it was not asked.
    pub newest_round: u64,
    /// Flags of the price that pauses its unwind; 0: none does.
    pub paused_by: u8,
    /// Up to when distress is charged; none if it was not asked.
    pub charged_until: Option<u64>,
    /// What of its debts is noted as expected not to come back, USD, WAD.
    pub expected: U256,
    /// When the backstop ends; 0: it does not run.
    pub backstop_ends: u64,
    /// The insurance fund of what is owed may buy.
    pub insured: bool,
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

/// What the insurance fund is to buy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Bought.
    pub collateral_asset: Address,
    /// Repaid, by the fund of this asset.
    pub debt_asset: Address,
    /// Most to buy, token units.
    pub amount: U256,
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
    /// Charge what the slowness is worth to the borrower.
    Charge,
    /// Have the insurance fund buy.
    Backstop(Purchase),
    /// Pass what nobody bought to the suppliers of what is owed.
    PassInKind,
    /// Note what is expected not to come back.
    Tell,
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
            Self::Charge => "charge",
            Self::Backstop(_) => "backstop",
            Self::PassInKind => "pass in kind",
            Self::Tell => "tell",
            Self::Close => "close",
            Self::Resolve => "resolve",
        }
    }

    /// What it is about: its kind, and the pair of a sale.
    pub const fn about(&self) -> About {
        let [collateral, debt] = match self {
            Self::Fill(order) => [order.collateral_asset, order.debt_asset],
            Self::Backstop(order) => [order.collateral_asset, order.debt_asset],
            _ => [Address::ZERO; 2],
        };
        (self.kind(), collateral, debt)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open | Self::Charge | Self::PassInKind | Self::Tell => f.write_str(self.kind()),
            Self::Backstop(order) => write!(
                f,
                "backstop ({} of {} against {})",
                order.amount, order.collateral_asset, order.debt_asset
            ),
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

/// Decides what to do with an account. `offers` are the pairs that may be bought, the one that is to be sold first before
/// others; none where no quote was asked or all reverted.
pub fn decide(
    status: &Status,
    schedule: &Schedule,
    offers: &[Offer],
    moment: Moment,
    rules: &Rules,
) -> Decision {
    if status.stage == SHORTFALL {
        return Decision::only(Action::Resolve);
    }
    let (open, owes) = (is_open(schedule), !status.debt.is_zero());
    let paused = moment.paused_by != 0 && owes;
    if open && !paused && (!owes || status.health >= rules.target) {
        return Decision::only(Action::Close);
    }
    if paused {
        let hold = open.then_some(Hold::Paused {
            flags: moment.paused_by,
        });
        return Decision {
            actions: Vec::new(),
            hold,
        };
    }
    let tell = is_to_be_told(status, moment.expected, rules).then_some(Action::Tell);
    let mut decision = Decision::default();
    if !open {
        let below = owes && status.health < WAD;
        decision.actions.extend(below.then_some(Action::Open));
        decision.actions.extend(tell);
        return decision;
    }
    decision
        .actions
        .extend(observation(status, schedule, moment).map(Action::Observe));
    let charge = owes_distress(status, moment).then_some(Action::Charge);
    decision.actions.extend(charge);
    decision.actions.extend(tell);
    let mut hold = None;
    for offer in offers {
        match plan_fill(offer, rules) {
            Ok(order) => decision.actions.push(Action::Fill(order)),
            Err(reason) => hold = hold.or(Some(reason)),
        }
    }
    let fills = |action: &Action| matches!(action, Action::Fill(_));
    if !decision.actions.iter().any(fills) {
        decision.hold = Some(hold.unwrap_or(Hold::NothingReleased));
    }
    if status.stage == BACKSTOP {
        let purchases = offers.iter().filter(|_| moment.insured).map(|offer| {
            Action::Backstop(Purchase {
                collateral_asset: offer.quote.collateralAsset,
                debt_asset: offer.quote.debtAsset,
                amount: offer.quote.collateralAmount,
            })
        });
        decision.actions.extend(purchases.take(1));
        let ended = moment.backstop_ends != 0 && moment.now >= moment.backstop_ends;
        decision.actions.extend(ended.then_some(Action::PassInKind));
    }
    decision
}

/// Whether distress is to be charged: the first charge begins it, and no gap may be longer than an hour.
fn owes_distress(status: &Status, moment: Moment) -> bool {
    is_distressing(status)
        && moment
            .charged_until
            .is_some_and(|until| until == 0 || moment.now >= until.saturating_add(CHARGE_EVERY))
}

/// Whether distress is worth charging at all: under health 1, and with most of the collateral owed.
pub fn is_distressing(status: &Status) -> bool {
    let most = wide_mul_div_down(
        status.collateral,
        U256::from(DISTRESSING),
        U256::from(10_000),
    );
    status.health < WAD && most.is_ok_and(|most| status.debt >= most)
}

/// Whether a charge at `rate` per year, WAD, brings anything in the time between two.
pub fn is_worth_charging(status: &Status, rate: U256) -> bool {
    let share = wide_mul_div_down(rate, U256::from(CHARGE_EVERY), U256::from(YEAR));
    share.is_ok_and(|share| times(status.debt, share) >= LEAST_CHARGE)
}

/// Whether what is expected not to come back differs from what is `noted` by enough, USD.
fn is_to_be_told(status: &Status, noted: U256, rules: &Rules) -> bool {
    let brings = times(status.collateral, WAD.saturating_sub(rules.backstop));
    let expected = if status.criticalHealth < WAD {
        status.debt.saturating_sub(brings)
    } else {
        U256::ZERO
    };
    let least = WORTH_TELLING.max(noted / TELLING_PART);
    // Where nothing is expected any more, nothing stays noted.
    let over = expected.is_zero() && noted >= WAD;
    over || expected.abs_diff(noted) >= least
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
pub(crate) fn times(a: U256, b: U256) -> U256 {
    wide_mul_div_down(a, b, WAD).unwrap_or_default()
}

/// USD, WAD, of an amount of a token, rounded as `divide` rounds; none where it does not fit.
pub(crate) fn worth(
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
