//! The same book on the same prices under a loan-to-value engine, at equal borrowing power.
//!
//! Every loan gets the threshold at which that engine sees, at the start, the health that Ballast sees: so both let
//! the same loan be opened, and both begin to act at the same loss of the collateral's value when nothing else moves.

use ballast_bindings::pool::IPool;
use ballast_bindings::unwinder::IUnwinder;
use ballast_simulate::ltv::{self, threshold_at_health};
use ballast_simulate::{LtvAccount, LtvOutcome, LtvRules, Path};

use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::ledger::narrow;
use crate::market::{Market, amount_of, units};
use crate::opening::OpenedLoan;

/// What the other engine starts from.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The loans with their thresholds.
    pub accounts: Vec<LtvAccount>,
    /// The rule.
    pub rules: LtvRules,
}

/// Reads each loan's health, and the borrow rates, from the chain as the book has just been opened.
///
/// # Errors
/// [`Error::Rpc`]; [`Error::Input`] for a value past 128 bits.
pub async fn terms(
    endpoint: &Endpoint,
    market: &Market,
    loans: &[OpenedLoan],
    path: &Path,
) -> Result<Terms> {
    let (book, unwinder) = (market.deployment.pool, market.deployment.unwinder);
    let calls: Vec<IUnwinder::statusCall> = loans
        .iter()
        .map(|opened| IUnwinder::statusCall {
            book,
            account: opened.account,
        })
        .collect();
    let calls: Vec<_> = calls.iter().map(|call| (unwinder, call)).collect();
    let statuses = endpoint.views(&calls).await?;
    let prices = path.initial_prices();
    let mut accounts = Vec::with_capacity(loans.len());
    for (opened, status) in loans.iter().zip(statuses) {
        let loan = opened.loan.clone();
        let threshold = threshold_at_health(
            narrow(status.health)?,
            loan.collateral_usd(&prices)?,
            loan.debt_usd(&prices)?,
        )?;
        accounts.push(LtvAccount { loan, threshold });
    }
    let rules = LtvRules::aave_v3_7(borrow_rate(endpoint, market, loans, path).await?);
    Ok(Terms { accounts, rules })
}

/// The book's mean borrow rate per year at its opening, weighted by debt, WAD.
async fn borrow_rate(
    endpoint: &Endpoint,
    market: &Market,
    loans: &[OpenedLoan],
    path: &Path,
) -> Result<u128> {
    let prices = path.initial_prices();
    let (mut weighted, mut whole) = (0.0_f64, 0.0_f64);
    for asset in market.assets()? {
        let owed = loans.iter().fold(0_u128, |sum, opened| {
            let owed = amount_of(&opened.loan.debt, &asset.symbol);
            sum.saturating_add(units(owed, asset.decimals))
        });
        if owed == 0 {
            continue;
        }
        let call = IPool::reserveStateCall { asset: asset.token };
        let state = endpoint.view(market.deployment.pool, &call).await?;
        let value = crate::ledger::usd(
            owed,
            amount_of(&prices, &asset.symbol),
            asset.decimals,
            true,
        )?;
        let value = value as f64;
        weighted += value * narrow(state.borrowRate)? as f64;
        whole += value;
    }
    if whole == 0.0 {
        return Err(Error::Audit("nothing is borrowed".to_owned()));
    }
    // A rate for the other engine, not an amount: a float's 15 digits are more than it deserves.
    Ok((weighted / whole) as u128)
}

/// Runs the rule over the path.
///
/// # Errors
/// [`Error::Input`].
pub fn run(terms: &Terms, path: &Path) -> Result<LtvOutcome> {
    Ok(ltv::run(&terms.accounts, path, &terms.rules)?)
}
