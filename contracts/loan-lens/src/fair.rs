//! What the rate of an offer should be.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    abi::IOracle,
    dispatch::{Input, Output},
    revert::{Result, about},
    token,
};
use risk_core::{
    RiskError,
    amortise::{Locked, Market, fair_rate_of},
    fixed::{SignedWad, WAD, Wad, mul_div_down, mul_div_up, sqrt},
    option::MAX_VOLATILITY,
};
use stylus_sdk::stylus_core::Host;

use crate::{
    program::{ILoanLens, ask},
    term::Term,
};

/// As `ILoanLens.fairRate`.
pub(crate) struct Asked {
    pub(crate) program: Address,
    pub(crate) offer: U256,
    pub(crate) amount: U256,
    pub(crate) oracle: Address,
    pub(crate) base: u64,
}

/// Price and volatility of an asset.
struct Price {
    spot: u128,
    volatility: Wad,
}

impl Price {
    /// # Errors
    /// `NoPrice` where the oracle does not answer, flags it, or tells none.
    #[inline(never)]
    fn read<H: Host + ?Sized>(vm: &H, oracle: &Address, asset: &Address) -> Result<Self> {
        let none = || about(ILoanLens::NoPrice::SELECTOR, asset);
        let mut question = Output::selected(IOracle::priceCall::SELECTOR);
        let words = ask(vm, oracle, question.address(asset)).map_err(|_| none())?;
        let mut input = Input::new(words.bytes());
        let (spot, _smoothed) = (input.amount(), input.amount());
        let variance = input.amount().max(input.amount());
        let (_round, flags) = (input.number(u64::MAX), input.number(u64::MAX));
        if input.finish().is_err() || flags != 0 || spot == 0 || spot == u128::MAX {
            return Err(none());
        }
        // One more than the root rounded down is no less than the root.
        let root = sqrt(Wad(variance));
        let volatility = root.saturating_add(Wad(u128::from(variance > 0)));
        Ok(Self { spot, volatility })
    }
}

/// Whole tokens, WAD, rounded as `round` does; exact of a token that has at most 18 decimals.
fn whole<H: Host + ?Sized>(
    vm: &H,
    units: u128,
    asset: &Address,
    round: fn(u128, u128, u128) -> Result<u128, RiskError>,
) -> Result<u128> {
    let decimals = token::decimals(vm, *asset)?;
    let unit = 10_u128
        .checked_pow(decimals.into())
        .ok_or(RiskError::Overflow)?;
    Ok(round(units, WAD, unit)?)
}

/// `ILoanLens.fairRate`.
///
/// # Errors
/// `NoPrice`; `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn rate<H: Host + ?Sized>(vm: &H, asked: &Asked) -> Result<Vec<u8>> {
    let program = &asked.program;
    let Term { loan, offer, .. } = Term::planned(vm, program, asked.offer, asked.amount)?;
    let Locked {
        principal: units,
        collateral,
    } = loan.locked;
    let debt = Price::read(vm, &asked.oracle, &offer.debt_asset)?;
    let locked = Price::read(vm, &asked.oracle, &offer.collateral_asset)?;
    let volatility = locked
        .volatility
        .checked_add(debt.volatility)?
        .min(Wad(MAX_VOLATILITY));
    let market = Market {
        spot: Wad(locked.spot).div_down(Wad(debt.spot))?,
        volatility,
        carry: SignedWad::ZERO,
        base: Wad(asked.base.into()),
    };
    // More debt over less collateral: the puts, and with them the rate, are no cheaper.
    let principal = whole(vm, units, &offer.debt_asset, mul_div_up)?;
    let backing = whole(vm, collateral, &offer.collateral_asset, mul_div_down)?;
    let fair = offer.with_plan(principal, |plan| {
        let grace = offer.grace.into();
        fair_rate_of(plan, principal, backing, grace, offer.rate(), &market)
    })??;
    Ok(Output::new()
        .amount(fair.0)
        .number(offer.rate)
        .amount(market.spot.0)
        .amount(volatility.0)
        .amount(collateral)
        .done())
}
