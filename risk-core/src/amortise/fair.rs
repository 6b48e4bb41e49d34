//! The fair fixed rate of a loan whose instalments may be missed.

use super::{Locked, MAX_INSTALMENTS, Plan, interest};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, YEAR, ln, mul_div_up};
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

/// The fixed rate per year, continuously compounded, at which lending is worth what is lent: what is lent and the puts have to
/// grow out of the spread,
///
/// ```text
/// base + ln(1 + puts / principal) * principal / sum of (principal * time),      time in years,
/// ```
///
/// rounded up: borrowers pay no less. All that is outstanding counts as if due at its mean time: exact where there is one date,
/// more than the puts where there are several, for e^x is convex.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for more than [`MAX_INSTALMENTS`]; [`RiskError::DivisionByZero`] where no principal is
/// outstanding at any time; [`RiskError::Overflow`].
#[inline(never)]
pub fn fair_rate(base: Wad, instalments: &[PricedInstalment]) -> Result<Wad, RiskError> {
    if instalments.len() > MAX_INSTALMENTS {
        return Err(RiskError::OutOfDomain);
    }
    let (mut puts, mut principal, mut lent) = (0_u128, 0_u128, 0_u128);
    for instalment in instalments {
        let add = |sum: u128, part: Option<u128>| {
            part.and_then(|part| sum.checked_add(part))
                .ok_or(RiskError::Overflow)
        };
        puts = add(puts, Some(instalment.put))?;
        principal = add(principal, Some(instalment.principal))?;
        let due = u128::from(instalment.due);
        lent = add(lent, instalment.principal.checked_mul(due))?;
    }
    let growth = mul_div_up(puts, WAD, principal)?
        .checked_add(WAD)
        .ok_or(RiskError::Overflow)?;
    // To nearest; a unit more is above it.
    let spread = ln(Wad(growth))?.0.unsigned_abs().saturating_add(1);
    let years = principal
        .checked_mul(u128::from(YEAR))
        .ok_or(RiskError::Overflow)?;
    base.checked_add(Wad(mul_div_up(spread, years, lent)?))
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

/// The [`fair_rate`] of a loan on these terms. The put of an instalment is on its
/// share of the collateral, its [`strike`] its principal and all interest on that at `rate` over that share; its expiry the date
/// and `grace`. Rounded up at every step: borrowers pay no less. An offer is fair where this gives its own rate.
///
/// This prices a plan as that many loans, each repaid whole at its own date or never: with parts that are alike it covers the
/// lender whatever instalments are missed, for what is paid at a date besides is interest on later principal, which is no longer at
/// stake then. It leaves out that a borrower may repay early, with interest until then only, which is worth the more the further
/// the rate stands above the base: a lender who is repaid when the price has risen keeps less of the spread than the puts took.
/// It converges where the collateral is worth more than the principal.
///
/// `principal` and `collateral` are WAD of whole tokens, so that the put has all its digits.
///
/// # Errors
/// As [`Plan::check`], [`Plan::instalment`], [`interest`], [`fair_rate`] and [`quote_up`];
/// [`RiskError::DivisionByZero`] where an instalment has no share of the collateral.
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
        let instalment = plan.instalment(principal, number)?;
        let (rest, share) = locked.repay(instalment.principal)?;
        let expiry = instalment
            .due
            .checked_add(grace)
            .ok_or(RiskError::Overflow)?;
        // Who pays in grace owes interest until then.
        let accrued = interest(instalment.principal, rate, expiry)?;
        let owed = instalment
            .principal
            .checked_add(accrued)
            .ok_or(RiskError::Overflow)?;
        let put = quote_up(
            Kind::Put,
            &Terms {
                spot: market.spot,
                strike: strike(owed, share)?,
                rate: market.base.try_into()?,
                carry: market.carry,
                volatility: market.volatility,
                seconds: expiry,
            },
        )?;
        *entry = PricedInstalment {
            due: instalment.due,
            principal: instalment.principal,
            put: mul_div_up(put.price.0, share, WAD)?,
        };
        locked = rest;
    }
    // What is left over is due at once and worth nothing.
    fair_rate(market.base, &priced)
}
