//! The fair fixed rate of a loan whose instalments may be missed.

use super::{Locked, MAX_INSTALMENTS, Plan};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, YEAR, mul_div_up};
use crate::option::{Kind, Terms, quote_up};

/// An instalment and what the right to miss it is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PricedInstalment {
    /// Seconds after the loan's start.
    pub due: u64,
    /// Principal, token units.
    pub principal: u128,
    /// The put on its share of the collateral, token units of the debt.
    pub put: u128,
}

/// The strike at which a borrower who misses an instalment sells its share of the collateral: payment / collateral,
/// in debt units per collateral unit as WAD, rounded up: a higher strike is a dearer put, which the borrower pays.
///
/// # Errors
/// [`RiskError::DivisionByZero`] without collateral; [`RiskError::Overflow`].
pub fn strike(payment: u128, collateral: u128) -> Result<Wad, RiskError> {
    mul_div_up(payment, WAD, collateral).map(Wad)
}

/// The fixed rate per year at which lending is worth what is lent: base + sum of puts / sum of (principal * time),
/// time in years, rounded up: borrowers pay no less; by less than 1 unit in the last place.
///
/// The second term spreads the puts over the principal-years that the plan leaves outstanding. As simple interest it
/// pays the puts exactly; compounded it pays a little more, in the lender's favour.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for more than [`MAX_INSTALMENTS`]; [`RiskError::DivisionByZero`] where no principal is
/// outstanding at any time; [`RiskError::Overflow`].
#[inline(never)]
pub fn fair_rate(base: Wad, instalments: &[PricedInstalment]) -> Result<Wad, RiskError> {
    if instalments.len() > MAX_INSTALMENTS {
        return Err(RiskError::OutOfDomain);
    }
    let (mut puts, mut lent) = (0_u128, 0_u128);
    for instalment in instalments {
        puts = puts
            .checked_add(instalment.put)
            .ok_or(RiskError::Overflow)?;
        lent = instalment
            .principal
            .checked_mul(u128::from(instalment.due))
            .and_then(|seconds| lent.checked_add(seconds))
            .ok_or(RiskError::Overflow)?;
    }
    // 10^18 seconds per year's worth: below 2^85.
    let spread = mul_div_up(puts, WAD.wrapping_mul(u128::from(YEAR)), lent)?;
    base.checked_add(Wad(spread))
}

/// What puts on the collateral are worth: all in one unit of account, the debt's whole token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Market {
    /// Price of a whole token of collateral.
    pub spot: Wad,
    /// Its volatility, per root year.
    pub volatility: Wad,
    /// Its yield per year, continuously compounded.
    pub carry: SignedWad,
    /// The rate per year at which the debt's token is lent without risk: the base of the fair rate.
    pub base: Wad,
}

/// The [`fair_rate`] of a loan on these terms: base + sum of puts / principal-years. The put of an instalment is on its
/// share of the collateral, its [`strike`] the payment (with interest at `rate`) over that share, its expiry the date
/// and `grace`. Rounded up at every step: borrowers pay no less. An offer is fair where this gives its own rate.
///
/// `principal` and `collateral` are WAD of whole tokens, so that the put has all its digits.
///
/// # Errors
/// As [`Plan::check`], [`Plan::payment`], [`fair_rate`] and [`quote_up`]; [`RiskError::DivisionByZero`] where an
/// instalment has no share of the collateral.
#[inline(never)]
pub fn fair_rate_of(
    plan: &Plan,
    principal: u128,
    collateral: u128,
    grace: u64,
    rate: Wad,
    market: &Market,
) -> Result<Wad, RiskError> {
    plan.check(principal)?;
    let nothing = PricedInstalment {
        due: 0,
        principal: 0,
        put: 0,
    };
    let mut priced = [nothing; MAX_INSTALMENTS];
    let mut locked = Locked {
        principal,
        collateral,
    };
    // The plan has at most as many instalments as there is room for.
    for (number, entry) in (1..=plan.count()?).zip(&mut priced) {
        let payment = plan.payment(principal, rate, number)?;
        let (rest, share) = locked.repay(payment.principal)?;
        let owed = payment
            .principal
            .checked_add(payment.interest)
            .ok_or(RiskError::Overflow)?;
        let put = quote_up(
            Kind::Put,
            &Terms {
                spot: market.spot,
                strike: strike(owed, share)?,
                rate: market.base.try_into()?,
                carry: market.carry,
                volatility: market.volatility,
                seconds: payment.due.checked_add(grace).ok_or(RiskError::Overflow)?,
            },
        )?;
        *entry = PricedInstalment {
            due: payment.due,
            principal: payment.principal,
            put: mul_div_up(put.price.0, share, WAD)?,
        };
        locked = rest;
    }
    // What is left over is due at once and worth nothing.
    fair_rate(market.base, &priced)
}
