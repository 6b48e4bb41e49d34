//! Endpoints that fail, and transactions that are not mined.

use crate::{
    gate::{Gate, Verdict},
    scene::{borrower, config, gated_keeper, keeper, loans, provider, purse, wallet},
};
use alloy::{
    network::{NetworkTransactionBuilder, TransactionBuilder},
    primitives::U256,
    providers::{Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
};
use ballast_chain_tests::stage;
use ballast_keeper::{Keeper, KeeperError};
use rand::{Rng, SeedableRng, rngs::StdRng};
use serde_json::json;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

#[test]
fn requests_that_fail_are_repeated_and_lost_answers_do_nothing_twice() {
    stage::travelling(async |stage| {
        loans(stage, &["23000", "22900"]).await;
        stage.settle_at("ETH", "2700").await;
        let random = Mutex::new(StdRng::seed_from_u64(5));
        let faults = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&faults);
        let judge = move |_: &str| {
            let verdict = match random.lock().unwrap().random_range(0..10) {
                0 => Verdict::Fail,
                1 => Verdict::Lose,
                _ => return Verdict::Pass,
            };
            counted.fetch_add(1, Ordering::Relaxed);
            verdict
        };
        let mut config = config(stage);
        config.retry.attempts = 12;
        let purse = purse(stage, "keeper").await;
        let mut keeper = gated_keeper(stage, &purse, config, Gate::Judge(Arc::new(judge)));
        let report = keeper.tick().await.unwrap();
        assert_eq!(
            (report.opened.len(), report.errors.len()),
            (2, 0),
            "{report:?}"
        );
        // Late in the second slice.
        stage.advance(590).await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(
            (report.fills.len(), report.errors.len()),
            (2, 0),
            "{report:?}"
        );
        let faults = faults.load(Ordering::Relaxed);
        assert!(faults > 5, "{faults}");
        assert_eq!(report.rpc_failures, faults as u64);
    });
}

#[test]
fn where_an_endpoint_fails_the_next_is_used() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        // Nobody listens there.
        let dead = ProviderBuilder::new()
            .disable_recommended_fillers()
            .connect_http("http://127.0.0.1:9".parse().unwrap())
            .erased();
        let endpoints = vec![dead.clone(), provider(stage)];
        let mut keeper = Keeper::with_endpoints(config(stage), endpoints, wallet(&purse));
        let report = keeper.tick().await.unwrap();
        assert_eq!(
            (report.opened.len(), report.rpc_failures),
            (1, 1),
            "it stays with the second"
        );
        let mut lost = Keeper::with_endpoints(config(stage), vec![dead], wallet(&purse));
        assert!(matches!(
            lost.tick().await,
            Err(KeeperError::Rpc { attempts: 5, .. })
        ));
    });
}

#[test]
fn a_transaction_that_an_earlier_life_left_waiting_is_replaced() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        let mut config = config(stage);
        config.resubmit_after = Duration::from_millis(150);
        let mut keeper = keeper(stage, &purse, config);
        stage
            .node
            .request("evm_setAutomine", json!([false]))
            .await
            .unwrap();
        let provider = provider(stage);
        let nonce = provider
            .get_transaction_count(purse.address())
            .await
            .unwrap();
        let price = provider.get_gas_price().await.unwrap();
        let left = TransactionRequest::default()
            .with_to(purse.address())
            .with_value(U256::ONE)
            .with_nonce(nonce)
            .with_gas_limit(1_000_000)
            .with_max_fee_per_gas(price)
            .with_max_priority_fee_per_gas(0)
            .with_chain_id(stage.at.chain_id);
        let left = left.build(&wallet(&purse)).await.unwrap();
        let left = *provider.send_tx_envelope(left).await.unwrap().tx_hash();
        let mining = async {
            loop {
                tokio::time::sleep(Duration::from_millis(600)).await;
                stage.node.request("evm_mine", json!([])).await.unwrap();
            }
        };
        let report = tokio::select! {
            report = keeper.tick() => report.unwrap(),
            () = mining => unreachable!(),
        };
        stage
            .node
            .request("evm_setAutomine", json!([true]))
            .await
            .unwrap();
        assert_eq!(
            (report.opened.len(), report.errors.len()),
            (1, 0),
            "{report:?}"
        );
        assert!(
            provider
                .get_transaction_receipt(left)
                .await
                .unwrap()
                .is_none(),
            "replaced"
        );
    });
}

#[test]
fn a_transaction_that_is_not_mined_is_sent_again_at_a_higher_fee() {
    stage::travelling(async |stage| {
        loans(stage, &["23000"]).await;
        stage.settle_at("ETH", "2700").await;
        let purse = purse(stage, "keeper").await;
        let sends = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&sends);
        let judge = move |method: &str| {
            counted.fetch_add(
                usize::from(method == "eth_sendRawTransaction"),
                Ordering::Relaxed,
            );
            Verdict::Pass
        };
        let mut config = config(stage);
        config.resubmit_after = Duration::from_millis(100);
        let mut keeper = gated_keeper(stage, &purse, config, Gate::Judge(Arc::new(judge)));
        stage
            .node
            .request("evm_setAutomine", json!([false]))
            .await
            .unwrap();
        let mining = async {
            loop {
                tokio::time::sleep(Duration::from_millis(500)).await;
                stage.node.request("evm_mine", json!([])).await.unwrap();
            }
        };
        let report = tokio::select! {
            report = keeper.tick() => report.unwrap(),
            () = mining => unreachable!(),
        };
        stage
            .node
            .request("evm_setAutomine", json!([true]))
            .await
            .unwrap();
        assert_eq!(
            (report.opened.len(), report.errors.len()),
            (1, 0),
            "{report:?}"
        );
        let sends = sends.load(Ordering::Relaxed);
        assert!(
            sends > report.transactions(),
            "{sends} sent for {}",
            report.transactions()
        );
        // Nothing of it is left behind.
        let provider = provider(stage);
        let mined = provider
            .get_transaction_count(purse.address())
            .await
            .unwrap();
        let pending = provider
            .get_transaction_count(purse.address())
            .pending()
            .await
            .unwrap();
        assert_eq!(mined, pending);
        borrower(stage, "afterwards", "1000").await;
        assert!(keeper.tick().await.unwrap().errors.is_empty());
    });
}
