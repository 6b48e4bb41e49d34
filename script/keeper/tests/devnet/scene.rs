//! Loans and keepers of tests.

use crate::gate::{Gate, gated};
use alloy::{
    network::EthereumWallet,
    primitives::{Address, U256},
    providers::{DynProvider, Provider, ProviderBuilder},
};
use ballast_bindings::{IUnwinder, unwinder::IUnwinder::Status};
use ballast_chain_tests::{Actor, Stage};
use ballast_keeper::{Keeper, KeeperConfig};
use std::time::Duration;

/// A lender, and an account that owes USDC against ETH for each part of 10 ETH at $3,000 that is named: health reaches 1
/// at about $2,760 an ETH where 23,000 USDC are owed.
pub async fn loans(stage: &Stage, debts: &[&str]) -> Vec<Actor> {
    let lender = stage
        .rich("lender", &[("USDC", "1000000"), ("ETH", "1000")])
        .await;
    stage.supply(&lender, "USDC", "1000000").await;
    let mut borrowers = Vec::new();
    for (number, debt) in debts.iter().enumerate() {
        borrowers.push(borrower(stage, &format!("borrower {number}"), debt).await);
    }
    borrowers
}

/// One more such loan.
pub async fn borrower(stage: &Stage, name: &str, debt: &str) -> Actor {
    let borrower = stage.rich(name, &[("ETH", "10"), ("USDC", "30000")]).await;
    stage.deposit(&borrower, "ETH", "10").await;
    stage.borrow(&borrower, "USDC", debt).await;
    borrower
}

/// An account with ether and tokens for a keeper, which approves by itself.
pub async fn purse(stage: &Stage, name: &str) -> Actor {
    let actor = stage.actor(name).await;
    stage
        .mint("USDC", actor.address(), stage.amount("USDC", "1000000"))
        .await;
    actor
}

/// Settings for the stage's deployment, quick to give up.
pub fn config(stage: &Stage) -> KeeperConfig {
    let mut config = KeeperConfig::new(stage.pool(), stage.unwinder(), stage.oracle(), 0);
    config.concurrency = 1;
    config.retry.first_pause = Duration::from_millis(1);
    config
}

/// The stage's node.
pub fn provider(stage: &Stage) -> DynProvider {
    ProviderBuilder::new()
        .disable_recommended_fillers()
        .connect_http(stage.url().parse().unwrap())
        .erased()
}

/// A keeper that has just been started.
pub fn keeper(stage: &Stage, actor: &Actor, config: KeeperConfig) -> Keeper {
    Keeper::new(config, provider(stage), wallet(actor))
}

/// A keeper whose every request asks `gate` first.
pub fn gated_keeper(stage: &Stage, actor: &Actor, config: KeeperConfig, gate: Gate) -> Keeper {
    Keeper::new(config, gated(stage.url(), gate), wallet(actor))
}

/// Signs for an account.
pub fn wallet(actor: &Actor) -> EthereumWallet {
    EthereumWallet::from(actor.signer().clone())
}

/// Where an account stands.
pub async fn status(stage: &Stage, account: Address) -> Status {
    let call = IUnwinder::statusCall {
        book: stage.pool(),
        account,
    };
    stage.read(stage.unwinder(), &call).await
}

/// One, in WAD.
pub fn wad() -> U256 {
    U256::from(10).pow(U256::from(18))
}
