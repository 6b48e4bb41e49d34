//! Letting a program pull exactly what an action pays.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider;
use alloy::rpc::types::{TransactionReceipt, TransactionRequest};
use alloy::sol_types::SolError;
use ballast_bindings::IPool;
use ballast_deploy::Error;
use serde::Serialize;

use crate::failure::Failure;
use crate::permit;
use crate::session::{Asset, IToken, Session};

/// A transaction that was mined.
#[derive(Clone, Debug, Serialize)]
pub struct Sent {
    /// What it did.
    pub what: String,
    /// Its hash.
    pub hash: B256,
    /// What it burned.
    pub gas_used: u64,
}

impl Sent {
    /// Of a receipt.
    pub fn new(what: &str, receipt: &TransactionReceipt) -> Self {
        Self {
            what: what.to_owned(),
            hash: receipt.transaction_hash,
            gas_used: receipt.gas_used,
        }
    }
}

/// The approvals that lack for `spender` to pull `amount`: a smaller one that is left goes to zero first, as some tokens
/// demand.
pub async fn lacking(
    session: &Session,
    spender: Address,
    asset: &Asset,
    amount: U256,
) -> Result<Vec<U256>, Failure> {
    let owner = session.chain.from();
    let call = IToken::allowanceCall { owner, spender };
    let allowed = session.read(asset.address, &call).await?;
    Ok(if allowed >= amount {
        Vec::new()
    } else if allowed.is_zero() {
        vec![amount]
    } else {
        vec![U256::ZERO, amount]
    })
}

/// What the pool is to be let pull.
#[derive(Debug)]
pub struct Payment<'a> {
    /// Of the key's account.
    pub asset: &'a Asset,
    /// At most.
    pub pulled: U256,
    /// As [`lacking`]; empty where nothing is pulled, or enough is approved.
    pub approvals: Vec<U256>,
}

/// Sends a call of the pool, with a permit in the same transaction where something lacks and the token takes permits, else
/// behind approvals.
///
/// # Errors
/// Of the endpoint and the pool.
pub async fn send(
    session: &Session,
    doing: &str,
    what: &str,
    call: Bytes,
    payment: &Payment<'_>,
) -> Result<(Vec<Sent>, TransactionReceipt), Error> {
    let mut sent = Vec::new();
    if !payment.approvals.is_empty() {
        match with_permit(session, doing, &call, payment).await {
            Ok(Some(receipt)) => return Ok((vec![Sent::new(what, &receipt)], receipt)),
            Ok(None) => {}
            // A token with permits of its own kind: nothing was sent.
            Err(Error::Reverted { data, .. }) if is_permit_refusal(&data) => {}
            Err(error) => return Err(error),
        }
        sent = approve(session, session.pool, payment.asset, &payment.approvals).await?;
    }
    let receipt = session
        .chain
        .send(doing, request(session.pool, call))
        .await?;
    sent.push(Sent::new(what, &receipt));
    Ok((sent, receipt))
}

fn is_permit_refusal(data: &[u8]) -> bool {
    data.starts_with(&IPool::PermitFailed::SELECTOR)
}

/// Permit and call in one; none where the token has no permits.
async fn with_permit(
    session: &Session,
    doing: &str,
    call: &Bytes,
    payment: &Payment<'_>,
) -> Result<Option<TransactionReceipt>, Error> {
    let (asset, amount) = (payment.asset, payment.pulled);
    let Some(domain) = permit::domain(session, asset.address).await else {
        return Ok(None);
    };
    let permit = permit::permit(session, asset, &domain, amount).await?;
    let calls = vec![permit, call.clone()];
    let call = IPool::multicallCall { calls };
    let receipt = session.chain.transact(doing, session.pool, &call).await?;
    Ok(Some(receipt))
}

/// Sends approvals.
pub async fn approve(
    session: &Session,
    spender: Address,
    asset: &Asset,
    approvals: &[U256],
) -> Result<Vec<Sent>, Error> {
    let mut sent = Vec::new();
    for &amount in approvals {
        let what = format!("approving {}", asset.say(amount));
        let call = IToken::approveCall { spender, amount };
        let receipt = session.chain.transact(&what, asset.address, &call).await?;
        sent.push(Sent::new("approve", &receipt));
    }
    Ok(sent)
}

/// A transaction to `to`.
pub fn request(to: Address, data: Bytes) -> TransactionRequest {
    TransactionRequest::default().with_to(to).with_input(data)
}

/// Whether a call of the pool came as far as pulling tokens, and was refused there.
pub fn is_pull_refusal(error: &Error) -> bool {
    matches!(error, Error::Reverted { data, .. } if data.starts_with(&IPool::TransferFailed::SELECTOR))
}

/// Whether a call of a program would succeed now.
pub async fn simulate(
    session: &Session,
    to: Address,
    doing: &str,
    data: Bytes,
) -> Result<(), Error> {
    let request = request(to, data).with_from(session.chain.from());
    let answer = session.chain.provider().call(request).await;
    answer
        .map(|_| ())
        .map_err(|error| ballast_deploy::chain::failed(doing, &error))
}
