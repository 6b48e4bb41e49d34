//! What the node refuses, and what it lets wait.

use crate::support::{COUNTER, count, deploy, devnet, post, result, wallet};
use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope},
    eips::eip2718::Encodable2718,
    primitives::{Address, TxKind, U256, hex},
    providers::Provider,
    signers::SignerSync,
};
use ballast_devnet::{BASE_FEE, CHAIN_ID, DevAccount, Handle};
use serde_json::json;

fn transaction(nonce: u64, to: Address) -> TxEip1559 {
    TxEip1559 {
        chain_id: CHAIN_ID,
        nonce,
        gas_limit: 100_000,
        max_fee_per_gas: u128::from(BASE_FEE),
        max_priority_fee_per_gas: 0,
        to: TxKind::Call(to),
        ..TxEip1559::default()
    }
}

fn sign(account: &DevAccount, transaction: TxEip1559) -> TxEnvelope {
    let signature = account
        .signer()
        .sign_hash_sync(&transaction.signature_hash())
        .expect("signed");
    transaction.into_signed(signature).into()
}

async fn send(devnet: &Handle, transaction: &TxEnvelope) -> Result<(), String> {
    let raw = hex::encode_prefixed(transaction.encoded_2718());
    let response = post(devnet, "eth_sendRawTransaction", json!([raw])).await;
    match response.get("error") {
        Some(error) => {
            assert_eq!(error["code"], -32000, "{error}");
            Err(error["message"].as_str().expect("message").to_owned())
        }
        None => Ok(()),
    }
}

#[tokio::test]
async fn refusals_read_like_geths() {
    let devnet = devnet().await;
    let account = &devnet.accounts()[1];
    let to = Address::repeat_byte(7);
    send(&devnet, &sign(account, transaction(0, to)))
        .await
        .expect("first");

    let base = transaction(1, to);
    let cases: Vec<(TxEip1559, &str)> = vec![
        (transaction(0, to), "nonce too low"),
        (
            TxEip1559 {
                gas_limit: 20_999,
                ..base.clone()
            },
            "intrinsic gas too low",
        ),
        (
            TxEip1559 {
                gas_limit: 1 << 51,
                ..base.clone()
            },
            "exceeds block gas limit",
        ),
        (
            TxEip1559 {
                value: U256::MAX >> 8,
                ..base.clone()
            },
            "insufficient funds for gas * price + value",
        ),
        (
            TxEip1559 {
                max_fee_per_gas: 1,
                ..base.clone()
            },
            "max fee per gas less than block base fee",
        ),
        (
            TxEip1559 {
                max_priority_fee_per_gas: u128::from(BASE_FEE) + 1,
                ..base.clone()
            },
            "max priority fee per gas higher than max fee per gas",
        ),
        (
            TxEip1559 {
                chain_id: 1,
                ..base.clone()
            },
            "invalid chain id for signer: have 1 want 412346",
        ),
        (
            TxEip1559 {
                to: TxKind::Create,
                input: vec![0; 49_153].into(),
                gas_limit: 10_000_000,
                ..base
            },
            "max initcode size exceeded",
        ),
    ];
    for (transaction, expected) in cases {
        let refusal = send(&devnet, &sign(account, transaction))
            .await
            .expect_err(expected);
        assert!(
            refusal.starts_with(expected),
            "{refusal} instead of {expected}"
        );
    }
    let garbage = post(&devnet, "eth_sendRawTransaction", json!(["0x02c0"])).await;
    assert_eq!(garbage["error"]["code"], -32000);
    assert_eq!(
        devnet.node().head().number(),
        1,
        "nothing refused was mined"
    );
}

#[tokio::test]
async fn transactions_wait_for_a_nonce_gap_to_close() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let account = &devnet.accounts()[1];

    let late = sign(account, transaction(2, counter));
    send(&devnet, &late).await.expect("queued");
    send(&devnet, &sign(account, transaction(1, counter)))
        .await
        .expect("queued");
    assert_eq!(
        send(&devnet, &late).await.expect_err("twice"),
        "already known"
    );
    let cheaper = TxEip1559 {
        gas_limit: 90_000,
        ..transaction(2, counter)
    };
    assert_eq!(
        send(&devnet, &sign(account, cheaper))
            .await
            .expect_err("same price"),
        "replacement transaction underpriced"
    );
    assert_eq!(
        result(&devnet, "txpool_status", json!([])).await,
        json!({ "pending": "0x0", "queued": "0x2" })
    );
    let waiting = provider
        .get_transaction_by_hash(*late.tx_hash())
        .await
        .expect("answer")
        .expect("waiting");
    assert_eq!(waiting.block_number, None);
    assert!(
        provider
            .get_transaction_receipt(*late.tx_hash())
            .await
            .expect("answer")
            .is_none()
    );

    send(&devnet, &sign(account, transaction(0, counter)))
        .await
        .expect("mined");
    assert_eq!(count(&provider, counter).await, U256::from(3));
    assert_eq!(
        provider.get_block_number().await.expect("height"),
        4,
        "one block for each"
    );
    assert_eq!(
        provider
            .get_transaction_receipt(*late.tx_hash())
            .await
            .expect("answer")
            .expect("mined")
            .block_number,
        Some(4)
    );
    assert_eq!(
        result(&devnet, "txpool_status", json!([])).await,
        json!({ "pending": "0x0", "queued": "0x0" })
    );
}

#[tokio::test]
async fn without_automining_blocks_hold_what_waits() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    result(&devnet, "evm_setAutomine", json!([false])).await;
    for (account, nonce) in [(1, 0), (2, 0), (1, 1), (2, 5)] {
        send(
            &devnet,
            &sign(&devnet.accounts()[account], transaction(nonce, counter)),
        )
        .await
        .expect("queued");
    }
    let address = devnet.accounts()[1].address;
    assert_eq!(
        provider
            .get_transaction_count(address)
            .await
            .expect("latest"),
        0
    );
    assert_eq!(
        provider
            .get_transaction_count(address)
            .pending()
            .await
            .expect("pending"),
        2
    );
    assert_eq!(
        result(&devnet, "txpool_status", json!([])).await,
        json!({ "pending": "0x3", "queued": "0x1" })
    );

    result(&devnet, "evm_mine", json!([])).await;
    let block = devnet.node().head();
    assert_eq!((block.number(), block.transactions.len()), (2, 3));
    let receipts = provider
        .get_block_receipts(2.into())
        .await
        .expect("answer")
        .expect("receipts");
    let positions: Vec<_> = receipts
        .iter()
        .map(|receipt| (receipt.transaction_index, receipt.inner.logs()[0].log_index))
        .collect();
    assert_eq!(
        positions,
        [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))]
    );
    assert_eq!(
        receipts[2].inner.cumulative_gas_used(),
        block.header.gas_used
    );

    for nonce in 1..5 {
        send(
            &devnet,
            &sign(&devnet.accounts()[2], transaction(nonce, counter)),
        )
        .await
        .expect("queued");
    }
    result(&devnet, "evm_setAutomine", json!([true])).await;
    assert_eq!(count(&provider, counter).await, U256::from(8));
}
