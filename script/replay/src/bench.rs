//! How fast the devnet is, and where a demo's time goes.

use std::time::Instant;

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use serde_json::json;

use crate::endpoint::{Actor, Endpoint};
use crate::error::{Error, Result};
use crate::opening::IToken;
use crate::run::Outcome;

/// Throughput of a fresh embedded devnet, per second.
#[derive(Debug, Clone, Copy)]
pub struct Devnet {
    /// Transfers of ether: signed, sent in batches, mined one block each, receipts read.
    pub transfers: f64,
    /// Blocks without transactions.
    pub blocks: f64,
    /// Calls of `eth_call` on an account without code, in batches.
    pub calls: f64,
}

/// Times a fresh embedded devnet with `count` of each.
///
/// # Errors
/// [`Error::Devnet`], [`Error::Rpc`], [`Error::Transaction`].
pub async fn devnet(count: u64) -> Result<Devnet> {
    let handle = ballast_devnet::spawn(ballast_devnet::Options::default()).await?;
    let endpoint = Endpoint::connect(handle.url()).await?;
    let key = handle
        .accounts()
        .first()
        .map(|account| account.signer())
        .ok_or_else(|| Error::Usage("the devnet has no accounts".to_owned()))?;
    let mut actor = Actor::new(key, &endpoint);
    let receiver = PrivateKeySigner::random().address();
    let begun = Instant::now();
    let transfers = (0..count)
        .map(|_| actor.transfer("a transfer", receiver, U256::from(1)))
        .collect::<Result<Vec<_>>>()?;
    endpoint.send(&transfers).await?;
    let transfers = rate(count, begun);
    let now = endpoint.head().await?.time;
    let begun = Instant::now();
    for second in 1..=count {
        endpoint.mine_at(now + second).await?;
    }
    let blocks = rate(count, begun);
    let mint = IToken::mintCall {
        account: Address::ZERO,
        amount: U256::ZERO,
    };
    let calls: Vec<_> = (0..count).map(|_| (receiver, &mint)).collect();
    let begun = Instant::now();
    endpoint.views(&calls).await?;
    let calls = rate(count, begun);
    Ok(Devnet {
        transfers,
        blocks,
        calls,
    })
}

fn rate(count: u64, begun: Instant) -> f64 {
    count as f64 / begun.elapsed().as_secs_f64().max(f64::EPSILON)
}

/// The measurements as text.
#[must_use]
pub fn text(devnet: &Devnet, outcome: &Outcome) -> String {
    let mut out = format!(
        "embedded devnet, over HTTP\n  {:>8.0} transfers per second\n  {:>8.0} empty blocks per second\n  {:>8.0} calls per second of an account without code\ndemo of {} loans over {} rounds\n",
        devnet.transfers,
        devnet.blocks,
        devnet.calls,
        outcome.parties.loans.len(),
        outcome.walk.rounds,
    );
    for (phase, took) in &outcome.timings {
        out.push_str(&format!("  {:>8.1} s {phase}\n", took.as_secs_f64()));
    }
    let [publishing, keeper, sampling] = outcome.walk.spent.map(|took| took.as_secs_f64());
    out.push_str(&format!(
        "  of the replay: {publishing:.1} s publishing, {keeper:.1} s in {} ticks of the keeper with {} transactions, {sampling:.1} s in {} samples of the book\n",
        outcome.walk.ticks,
        outcome.walk.keeper_transactions,
        outcome.walk.samples.len(),
    ));
    out.push_str(&format!(
        "  {:>8.0} calls of the unwinder's status per second, each through unwinder, pool and oracle\n",
        status_rate(outcome)
    ));
    out
}

/// Calls of a program per second, while the book was sampled.
fn status_rate(outcome: &Outcome) -> f64 {
    let calls = outcome.walk.samples.len() * outcome.parties.loans.len();
    let [_, _, sampling] = outcome.walk.spent;
    calls as f64 / sampling.as_secs_f64().max(f64::EPSILON)
}

/// The measurements as JSON; seconds, and per second.
#[must_use]
pub fn json(devnet: &Devnet, outcome: &Outcome) -> String {
    let [publishing, keeper, sampling] = outcome.walk.spent.map(|took| took.as_secs_f64());
    let phases: serde_json::Map<String, serde_json::Value> = outcome
        .timings
        .iter()
        .map(|(phase, took)| (phase.clone(), json!(took.as_secs_f64())))
        .collect();
    json!({
        "devnet": { "transfers": devnet.transfers, "blocks": devnet.blocks, "calls": devnet.calls },
        "loans": outcome.parties.loans.len(),
        "rounds": outcome.walk.rounds,
        "keeper_ticks": outcome.walk.ticks,
        "keeper_transactions": outcome.walk.keeper_transactions,
        "samples": outcome.walk.samples.len(),
        "status_calls_per_second": status_rate(outcome),
        "phases": phases,
        "replay": { "publishing": publishing, "keeper": keeper, "sampling": sampling },
    })
    .to_string()
}
