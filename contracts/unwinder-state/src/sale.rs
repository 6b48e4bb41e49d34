//! What of an account may be sold now, and at what price.

use alloc::vec::Vec;

use alloy_primitives::Address;
use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_down, mul_div_up},
    health::{MAX_POSITIONS, Position},
    unwind::{self, Pair, Sale},
};

use crate::{
    assess::Assessment,
    layout::{Parameters, Schedule},
    portfolio::{Holding, Portfolio, Prices},
    stages::{self, Window},
};

/// Of all collateral, the part under which a holding counts for little.
const LITTLE: u128 = 64;

/// The part of what a fill sells that the opener gets beside it at most.
pub const FEE_PART: u128 = 100;

/// An offer. Token units, USD and ratios WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Sold and repaid, as indices of holdings.
    pub pair: Pair,
    /// USD at spot that must be sold in all, of this pair and those after it, to reach the target, as of now.
    pub need: u128,
    /// Most that may be bought now, token units.
    pub collateral_amount: u128,
    /// USD per whole collateral token.
    pub price: u128,
    /// Lowest that the price decays to.
    pub floor: u128,
    /// Lowest at which the sale costs no more than the stress that it releases, and so the bound of what the opener gets beside it.
    pub least: u128,
    /// Over which the need is released.
    pub window: Window,
    /// What is sold.
    pub sold: Side,
    /// What is repaid.
    pub owed: Side,
}

/// One asset of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Side {
    /// The token.
    pub asset: Address,
    /// One whole token, token units.
    pub unit: u128,
    /// USD per whole token.
    pub spot: u128,
    /// Of it escrowed (sold) or owed, token units.
    pub amount: u128,
}

impl Side {
    fn new(holding: &Holding, amount: u128) -> Self {
        Self {
            asset: holding.asset,
            unit: holding.unit,
            spot: holding.spot,
            amount,
        }
    }
}

/// The pair to be sold next; nothing is sold whose price is flagged.
///
/// # Errors
/// Of `risk-core`.
pub fn pair(portfolio: &Portfolio, assessment: &Assessment) -> Result<Option<Pair>, RiskError> {
    unwind::best_pair(
        &saleable(portfolio, assessment),
        &portfolio.factors,
        portfolio.stress,
        Wad::ZERO,
    )
}

/// The positions without what has no price to be sold or repaid at, which is too little to count: see `require_prices`.
/// And without what is worth under a part of all the rest, [`LITTLE`]: that is sold last, or else a cent of the asset that may
/// lose the most, deposited anew whenever it was sold, would hold up everything.
#[inline(never)]
fn saleable(portfolio: &Portfolio, assessment: &Assessment) -> Vec<Position> {
    let mut positions = assessment.positions.clone();
    let mut total = 0_u128;
    for (position, holding) in positions.iter_mut().zip(&portfolio.holdings) {
        if holding.is_unpriced() {
            (position.collateral, position.debt) = (Wad::ZERO, Wad::ZERO);
        }
        total = total.saturating_add(position.collateral.0);
    }
    let little = total / LITTLE;
    for position in &mut positions {
        if position.collateral.0 < little {
            position.collateral = Wad::ZERO;
        }
    }
    positions
}

/// The offer for `pair` at `now`; brings the schedule's released amount to now.
///
/// The price falls over a slice or an auction from spot with the premium to spot less the discount, which is never more than the stress that the sale releases per dollar (UNW-2). The sale is the least that
/// reaches the target at this price (UNW-1); where less than the dust limit would be left of the
/// collateral or of the debt, all of it. `paying`: fills pay the opener as well, which makes the sale that UNW-2 judges larger.
///
/// # Errors
/// Of `risk-core`.
#[inline(never)]
pub fn offer(
    portfolio: &Portfolio,
    assessment: &Assessment,
    parameters: &Parameters,
    schedule: &mut Schedule,
    pair: Pair,
    paying: bool,
    now: u64,
) -> Result<Offer, RiskError> {
    let window = stages::window(schedule, parameters, now);
    let holding = portfolio
        .holdings
        .get(pair.collateral)
        .ok_or(RiskError::OutOfDomain)?;
    let owed = portfolio
        .holdings
        .get(pair.debt)
        .ok_or(RiskError::OutOfDomain)?;
    let auction = schedule.auction_start > 0;
    let (discount, start, duration) = if auction {
        (
            parameters.auction_discount,
            schedule.auction_start,
            u64::from(parameters.auction_duration),
        )
    } else {
        (
            parameters.slice_discount,
            window.step_start,
            window.step_end.saturating_sub(window.step_start),
        )
    };
    // From spot, never from the smoothed price: that one stands far above the market in a fall, where the price would
    // reach the market only as the step ends, and below it in a rise.
    let top = mul_div_up(
        holding.spot,
        WAD.saturating_add(u128::from(parameters.slice_premium)),
        WAD,
    )?;
    let lowest = discounted(holding.spot, u128::from(discount))?;
    let wanted = unwind::dutch_linear(Wad(top), Wad(lowest), now.saturating_sub(start), duration).0;

    let mut need_amount = least_sale(portfolio, assessment, parameters, pair, wanted)?;
    // UNW-2, at spot, where the cost is measured. A smaller sale releases no less stress per dollar.
    let mut need_usd = mul_div_down(need_amount, holding.spot, holding.unit)?;
    if paying {
        need_usd = need_usd.saturating_add(need_usd / FEE_PART);
    }
    need_usd = need_usd.min(spot_collateral(assessment, pair)?);
    let allowed = unwind::max_discount(
        &assessment.spot,
        &portfolio.factors,
        portfolio.stress,
        pair,
        Wad(need_usd),
    )?;
    let least = discounted(holding.spot, allowed.0.min(WAD))?;
    let floor = lowest.max(least);
    let price = wanted.max(floor);
    if price > wanted {
        need_amount = least_sale(portfolio, assessment, parameters, pair, price)?;
    }
    // The schedule meters the account, not the pair: where this pair alone does not reach the target, what the next
    // ones must sell counts. Otherwise a speck of collateral would hold everything up.
    let need = mul_div_up(need_amount, holding.spot, holding.unit)?.saturating_add(further_need(
        portfolio,
        assessment,
        parameters,
        pair,
        need_amount,
        price,
    )?);

    stages::release(schedule, &window, parameters.urgency, need)?;
    let released = mul_div_down(schedule.available(), holding.unit, holding.spot.max(1))?;
    let (sold, owed) = sides(holding, owed);
    let whole = whole(&sold, &owed, price)?;
    Ok(Offer {
        pair,
        need,
        collateral_amount: released.min(need_amount).min(whole),
        price,
        floor,
        least,
        window,
        sold,
        owed,
    })
}

fn spot_collateral(assessment: &Assessment, pair: Pair) -> Result<u128, RiskError> {
    assessment
        .spot
        .get(pair.collateral)
        .map(|position| position.collateral.0)
        .ok_or(RiskError::OutOfDomain)
}

fn discounted(price: u128, discount: u128) -> Result<u128, RiskError> {
    mul_div_up(price, WAD.saturating_sub(discount), WAD)
}

/// What a pair sells and repays.
fn sides(sold: &Holding, owed: &Holding) -> (Side, Side) {
    (Side::new(sold, sold.collateral), Side::new(owed, owed.debt))
}

/// Collateral that pays the whole debt at `price`: more is never taken. Rounded down, against the filler, whom the debt's last
/// part of a unit costs as well; but one unit at least, or else such a part would stay.
///
/// # Errors
/// Overflow.
#[inline(never)]
pub fn whole(sold: &Side, owed: &Side, price: u128) -> Result<u128, RiskError> {
    let usd = mul_div_up(owed.amount, owed.spot, owed.unit)?;
    Ok(mul_div_down(usd, sold.unit, price.max(1))?.max(1))
}

/// What buying `amount` costs at `price`, token units of the debt asset: rounded up, against the filler, at most the debt, and
/// no less than it for all that it is worth.
///
/// # Errors
/// Overflow.
#[inline(never)]
pub fn cost(sold: &Side, owed: &Side, amount: u128, price: u128) -> Result<u128, RiskError> {
    if amount >= whole(sold, owed, price)? {
        return Ok(owed.amount);
    }
    let usd = mul_div_up(amount, price, sold.unit)?;
    Ok(mul_div_up(usd, owed.unit, owed.spot.max(1))?.min(owed.amount))
}

/// USD at the assessment's prices that pairs after `pair` must sell once `amount` of it is sold at `price`.
#[inline(never)]
fn further_need(
    portfolio: &Portfolio,
    assessment: &Assessment,
    parameters: &Parameters,
    pair: Pair,
    amount: u128,
    price: u128,
) -> Result<u128, RiskError> {
    let mut positions = saleable(portfolio, assessment);
    let (Some(holding), Some(owed)) = (
        portfolio.holdings.get(pair.collateral),
        portfolio.holdings.get(pair.debt),
    ) else {
        return Ok(0);
    };
    let usd = |price: u128| mul_div_down(amount, price, holding.unit);
    let repaid = mul_div_down(usd(price)?, assessed(assessment, owed), owed.spot.max(1))?;
    let mut sale = Sale {
        sell: Wad(usd(assessed(assessment, holding))?),
        repay: Wad(repaid),
        stress_released: Wad::ZERO,
    };
    let (mut pair, mut total) = (pair, 0u128);
    for _ in 0..MAX_POSITIONS {
        if let Some(sold) = positions.get_mut(pair.collateral) {
            sold.collateral = sold.collateral.saturating_sub(sale.sell);
        }
        if let Some(repaid) = positions.get_mut(pair.debt) {
            repaid.debt = repaid.debt.saturating_sub(sale.repay);
        }
        let Some(next) =
            unwind::best_pair(&positions, &portfolio.factors, portfolio.stress, Wad::ZERO)?
        else {
            break;
        };
        let target = Wad(u128::from(parameters.target));
        sale = unwind::need(
            &positions,
            &portfolio.factors,
            portfolio.stress,
            next,
            target,
            Wad::ONE,
        )?;
        if sale.sell.0 == 0 {
            break;
        }
        pair = next;
        total = total.saturating_add(sale.sell.0);
    }
    Ok(total)
}

/// A holding's price as the assessment has it.
fn assessed(assessment: &Assessment, holding: &Holding) -> u128 {
    match assessment.prices {
        Prices::Spot => holding.spot,
        Prices::Smoothed => holding.smoothed,
    }
}

/// The least sale at `price` that brings health to the target, token units of collateral; with the dust rule.
#[inline(never)]
fn least_sale(
    portfolio: &Portfolio,
    assessment: &Assessment,
    parameters: &Parameters,
    pair: Pair,
    price: u128,
) -> Result<u128, RiskError> {
    let holding = portfolio
        .holdings
        .get(pair.collateral)
        .ok_or(RiskError::OutOfDomain)?;
    let owed = portfolio
        .holdings
        .get(pair.debt)
        .ok_or(RiskError::OutOfDomain)?;
    let position = assessment
        .positions
        .get(pair.collateral)
        .ok_or(RiskError::OutOfDomain)?;
    let (value, debt_value) = (assessed(assessment, holding), assessed(assessment, owed));
    // USD of debt repaid, at the assessment's prices, per USD of collateral sold, at its prices.
    let repaid = mul_div_up(price, debt_value, owed.spot.max(1))?;
    let proceeds = mul_div_up(repaid, WAD, value.max(1))?;
    // Where the assessed (smoothed) price is above what a sale yields, the sale is sized as at the assessed
    // price less the discount to spot: the decision rests on smoothed prices, and each fill is recomputed.
    let at_spot = mul_div_up(price, WAD, holding.spot.max(1))?;
    let proceeds = proceeds
        .max(at_spot.min(WAD))
        .clamp(1, unwind::MAX_PROCEEDS.0);
    let target = Wad(u128::from(parameters.target));
    let sale = unwind::need(
        &assessment.positions,
        &portfolio.factors,
        portfolio.stress,
        pair,
        target,
        Wad(proceeds),
    )?;
    let amount = mul_div_up(sale.sell.0, holding.unit, value.max(1))?.min(holding.collateral);
    let dust = parameters.dust_usd();
    let kept = position.collateral.0.saturating_sub(sale.sell.0);
    let owing = assessment
        .positions
        .get(pair.debt)
        .map_or(0, |debt| debt.debt.0.saturating_sub(sale.repay.0));
    if sale.sell.0 > 0 && (kept < dust || owing < dust) {
        let (sold, owed) = sides(holding, owed);
        Ok(whole(&sold, &owed, price)?
            .min(holding.collateral)
            .max(amount))
    } else {
        Ok(amount)
    }
}
