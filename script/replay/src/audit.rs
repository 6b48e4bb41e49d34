//! Whether the chain's books add up at the end: nothing may be lost on the way.

use alloy::primitives::U256;
use ballast_bindings::pool::IPool;

use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::ledger::{Ledger, Totals};
use crate::market::Market;
use crate::opening::{IToken, Parties};

/// Checks the market's tokens, claims and totals; returns what does not hold, in words. Empty: all is well.
///
/// - POOL-5: the pool's tokens are at least its cash and its collateral.
/// - POOL-1: cash and debt are at least the lenders' claims, reserves and premium.
/// - The collateral that events left equals what the pool says; so does debt, to within one unit per event.
///
/// # Errors
/// [`crate::Error::Rpc`].
pub async fn check(
    endpoint: &Endpoint,
    market: &Market,
    parties: &Parties,
    ledger: &Ledger,
    totals: &Totals,
) -> Result<Vec<String>> {
    let pool = market.deployment.pool;
    let mut wrong = Vec::new();
    let tolerance = U256::from(ledger.entries.len());
    for (asset, record) in ledger.assets.iter().zip(&totals.assets) {
        let symbol = &asset.symbol;
        let call = IPool::reserveStateCall { asset: asset.token };
        let state = endpoint.view(pool, &call).await?;
        let call = IToken::balanceOfCall { account: pool };
        let balance = endpoint.view(asset.token, &call).await?;
        let liabilities = state.cash.saturating_add(state.collateral);
        if balance < liabilities {
            wrong.push(format!(
                "POOL-5 {symbol}: the pool holds {balance}, its books say {liabilities}"
            ));
        }
        let mut claims = state.reserves.saturating_add(state.premium);
        for (lender, _) in &parties.lenders {
            let call = IPool::positionCall {
                asset: asset.token,
                account: *lender,
            };
            let position = endpoint.view(pool, &call).await?;
            claims = claims.saturating_add(position.supplied);
        }
        let backing = state.cash.saturating_add(state.debt);
        if backing < claims {
            wrong.push(format!(
                "POOL-1 {symbol}: cash and debt are {backing}, claims {claims}"
            ));
        }
        if state.collateral != U256::from(record.collateral) {
            wrong.push(format!(
                "{symbol}: events leave {} of collateral, the pool says {}",
                record.collateral, state.collateral
            ));
        }
        if state.debt.abs_diff(U256::from(record.debt)) > tolerance {
            wrong.push(format!(
                "{symbol}: events leave a debt of {}, the pool says {}",
                record.debt, state.debt
            ));
        }
    }
    Ok(wrong)
}
