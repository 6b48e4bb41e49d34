//! What kinds share: a loan of the book once more, money for it, and what it is worth at the last prices.

use alloy::primitives::{Address, U256, utils::parse_ether};
use ballast_bindings::pool::IPool;
use risk_core::fixed::mul_div_down;

use crate::endpoint::{Actor, Endpoint, Signed};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, narrow, signed, usd};
use crate::market::{AssetHandle, Market, units};
use crate::opening::{IToken, OpenedLoan, Parties};
use crate::scenario::WAD;

/// Most loans of the book that are opened once more.
const MOST: usize = 25;

/// A loan of the book once more.
#[derive(Debug)]
pub(super) struct Twin {
    pub number: U256,
    pub borrower: Actor,
    pub debt: AssetHandle,
    pub collateral: AssetHandle,
    /// Token units.
    pub principal: u128,
    /// Of the loan of the book, token units.
    pub held: u128,
    /// Token units.
    pub locked: u128,
    /// Debt units per collateral unit, WAD, rounded down.
    pub per_collateral: u128,
    /// WAD per year.
    pub rate: u128,
    /// Chain second.
    pub start: u64,
    /// Of the book.
    pub owner: String,
    /// Its account in the pool.
    pub account: Address,
}

impl Twin {
    /// The same collateral and debt as a loan of the book, for a borrower of its own; not opened yet.
    pub async fn of(
        endpoint: &Endpoint,
        market: &Market,
        opened: &OpenedLoan,
        kind: &str,
        number: U256,
    ) -> Result<Self> {
        let assets = market.assets()?;
        let part = |amounts: &[(String, u128)]| {
            let (symbol, amount) = amounts.first()?;
            let asset = assets.iter().find(|asset| asset.symbol == *symbol)?;
            Some((asset.clone(), units(*amount, asset.decimals)))
        };
        let missing = || Error::Audit(format!("{} has no assets", opened.loan.owner));
        let (debt, principal) = part(&opened.loan.debt).ok_or_else(missing)?;
        let (collateral, held) = part(&opened.loan.collateral).ok_or_else(missing)?;
        let mut borrower = Actor::named(&format!("{} {kind}", opened.loan.owner), endpoint)?;
        endpoint.meet(&mut borrower).await?;
        Ok(Self {
            number,
            borrower,
            debt,
            collateral,
            principal,
            per_collateral: mul_div_down(principal, WAD, held).map_err(overflow)?,
            held,
            locked: held,
            rate: 0,
            start: 0,
            owner: opened.loan.owner.clone(),
            account: opened.account,
        })
    }

    /// Debt units at the last price, USD, WAD, rounded down.
    pub fn lent(&self, ledger: &Ledger, units: u128) -> Result<i128> {
        let debt = &self.debt;
        usd(units, last_price(ledger, debt), debt.decimals, false).map(signed)
    }

    /// The same of collateral units.
    pub fn worth(&self, ledger: &Ledger, units: u128) -> Result<i128> {
        let collateral = &self.collateral;
        let price = last_price(ledger, collateral);
        usd(units, price, collateral.decimals, false).map(signed)
    }

    /// What the loan of the pool left its borrower with at the last prices: collateral less debt, which may be left for it.
    pub async fn in_pool(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        ledger: &Ledger,
    ) -> Result<i128> {
        let of = async |asset: &AssetHandle| {
            let call = IPool::positionCall {
                account: self.account,
                asset: asset.token,
            };
            endpoint.view(market.deployment.pool, &call).await
        };
        let owed = narrow(of(&self.debt).await?.debt)?;
        let kept = narrow(of(&self.collateral).await?.collateral)?;
        Ok((self.worth(ledger, kept)? - self.lent(ledger, owed)?).max(0))
    }
}

fn last_price(ledger: &Ledger, asset: &AssetHandle) -> u128 {
    let spots = ledger.asset(asset.token).map(|place| ledger.spots(place));
    let last = spots.and_then(|spots| spots.last().map(|(_, price)| *price));
    last.unwrap_or(asset.opening_price)
}

/// Loans of the book with one collateral and one debt.
pub(super) fn single(parties: &Parties) -> Vec<&OpenedLoan> {
    let single = |loan: &&OpenedLoan| loan.loan.collateral.len() == 1 && loan.loan.debt.len() == 1;
    parties.loans.iter().filter(single).take(MOST).collect()
}

/// The program of a kind.
pub(super) fn program(market: &Market, name: &str) -> Result<Address> {
    let program = market.deployment.loan(name);
    program.ok_or_else(|| Error::Usage(format!("this deployment has no {name}")))
}

pub(super) fn overflow(_: risk_core::RiskError) -> Error {
    Error::Overflow("a loan beside the book")
}

pub(super) fn ether(market: &mut Market, name: &str, to: Address) -> Result<Signed> {
    let ether = parse_ether("1").unwrap_or(U256::ZERO);
    let what = format!("ether for the loan beside the book of {name}");
    market.owner.transfer(&what, to, ether)
}

pub(super) fn mint(
    market: &mut Market,
    asset: &AssetHandle,
    to: Address,
    amount: u128,
) -> Result<Signed> {
    mint_at(market, asset.token, to, amount)
}

/// Of a token that is no asset of the pool.
pub(super) fn mint_at(
    market: &mut Market,
    token: Address,
    to: Address,
    amount: u128,
) -> Result<Signed> {
    let call = IToken::mintCall {
        account: to,
        amount: U256::from(amount),
    };
    market.owner.call(&format!("minting {token}"), token, &call)
}
