//! Letting the pool pull exactly what an action pays.

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::providers::Provider;
use alloy::rpc::types::{TransactionReceipt, TransactionRequest};
use ballast_deploy::Error;
use serde::Serialize;

use crate::failure::Failure;
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

/// The approvals that lack for the pool to pull `amount`: a smaller one that is left goes to zero first, as some tokens
/// demand.
pub async fn lacking(session: &Session, asset: &Asset, amount: U256) -> Result<Vec<U256>, Failure> {
    let (owner, spender) = (session.chain.from(), session.pool);
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

/// Sends approvals.
pub async fn approve(
    session: &Session,
    asset: &Asset,
    approvals: &[U256],
) -> Result<Vec<Sent>, Error> {
    let mut sent = Vec::new();
    for &amount in approvals {
        let what = format!("approving {}", asset.say(amount));
        let spender = session.pool;
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

/// Whether a call of the pool would succeed now.
pub async fn simulate(session: &Session, doing: &str, data: Bytes) -> Result<(), Error> {
    let request = request(session.pool, data).with_from(session.chain.from());
    let answer = session.chain.provider().call(request).await;
    answer
        .map(|_| ())
        .map_err(|error| ballast_deploy::chain::failed(doing, &error))
}
