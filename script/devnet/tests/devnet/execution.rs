//! Transactions: what they do, what their receipts say.

use crate::support::{
    COUNTER, ECHO_REVERT, count, creation_code, deploy, devnet, poke, result, wallet,
};
use alloy::{
    consensus::{
        SignableTransaction, Transaction as _, TxEip2930, TxEip7702, TxEnvelope, TxLegacy,
    },
    eips::{eip2718::Encodable2718, eip2930::AccessList, eip7702::Authorization},
    network::TransactionBuilder,
    primitives::{Address, B256, Bytes, TxKind, U256, b256, bytes},
    providers::Provider,
    rpc::types::{Filter, TransactionRequest},
    signers::SignerSync,
};
use ballast_devnet::{BASE_FEE, CHAIN_ID};
use serde_json::json;

const TOPIC: B256 = b256!("000000000000000000000000000000000000000000000000000000000000002a");

#[tokio::test]
async fn a_contract_is_deployed_called_and_heard() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    assert_eq!(
        provider.get_code_at(counter).await.expect("code"),
        Bytes::from_static(&COUNTER)
    );

    for _ in 0..3 {
        let receipt = poke(&provider, counter).await;
        assert!(receipt.status());
        assert_eq!(receipt.inner.logs().len(), 1);
        assert_eq!(receipt.effective_gas_price, u128::from(BASE_FEE));
    }
    assert_eq!(count(&provider, counter).await, U256::from(3));
    assert_eq!(
        provider
            .get_storage_at(counter, U256::ZERO)
            .await
            .expect("slot"),
        U256::from(3)
    );

    let logs = provider
        .get_logs(
            &Filter::new()
                .address(counter)
                .event_signature(TOPIC)
                .from_block(0),
        )
        .await
        .expect("logs");
    assert_eq!(
        logs.iter().map(|log| log.block_number).collect::<Vec<_>>(),
        [Some(2), Some(3), Some(4)]
    );
    let none = provider
        .get_logs(&Filter::new().event_signature(B256::ZERO).from_block(0))
        .await
        .expect("logs");
    assert!(none.is_empty());
    let head = provider.get_logs(&Filter::new()).await.expect("logs");
    assert_eq!(head.len(), 1, "without a range: the latest block");
    let by_hash = provider
        .get_logs(&Filter::new().at_block_hash(logs[0].block_hash.expect("hash")))
        .await
        .expect("logs");
    assert_eq!(by_hash, logs[..1]);
}

#[tokio::test]
async fn the_sender_pays_the_base_fee_and_no_tip() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 1);
    let sender = devnet.accounts()[1].address;
    let before = provider.get_balance(sender).await.expect("balance");
    let request = TransactionRequest::default()
        .with_to(Address::repeat_byte(9))
        .with_value(U256::from(5))
        .with_max_fee_per_gas(u128::from(BASE_FEE) * 10)
        .with_max_priority_fee_per_gas(u128::from(BASE_FEE));
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert_eq!(receipt.gas_used, 21_000);
    let spent = before - provider.get_balance(sender).await.expect("balance");
    assert_eq!(spent, U256::from(21_000 * BASE_FEE + 5));
    assert_eq!(
        provider
            .get_balance(Address::repeat_byte(9))
            .await
            .expect("balance"),
        U256::from(5)
    );
}

#[tokio::test]
async fn a_reverting_transaction_is_mined_with_status_zero_and_no_logs() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let echo = deploy(&provider, &ECHO_REVERT).await;
    let request = TransactionRequest::default()
        .with_to(echo)
        .with_input(vec![1, 2, 3])
        .with_gas_limit(100_000);
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(!receipt.status());
    assert!(receipt.inner.logs().is_empty());
    assert!(receipt.gas_used < 30_000, "a revert keeps the unspent gas");
    assert_eq!(
        provider
            .get_transaction_count(devnet.accounts()[0].address)
            .await
            .expect("nonce"),
        2
    );
}

#[tokio::test]
async fn every_kind_of_signed_transaction_is_taken() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let account = &devnet.accounts()[2];
    let signer = account.signer();
    let send = async |transaction: TxEnvelope| {
        let pending = provider
            .send_raw_transaction(&transaction.encoded_2718())
            .await
            .expect("sent");
        let receipt = pending.get_receipt().await.expect("receipt");
        assert!(receipt.status());
        assert_eq!(receipt.from, account.address);
        assert_eq!(receipt.transaction_hash, *transaction.tx_hash());
        let found = provider
            .get_transaction_by_hash(receipt.transaction_hash)
            .await
            .expect("found")
            .expect("some");
        assert_eq!(found.inner.inner(), &transaction);
    };

    let price = u128::from(BASE_FEE);
    for (nonce, chain_id) in [(0, Some(CHAIN_ID)), (1, None)] {
        let legacy = TxLegacy {
            chain_id,
            nonce,
            gas_price: price * 2,
            gas_limit: 100_000,
            to: TxKind::Call(counter),
            ..TxLegacy::default()
        };
        let signature = signer
            .sign_hash_sync(&legacy.signature_hash())
            .expect("signed");
        send(legacy.into_signed(signature).into()).await;
    }
    let with_list = TxEip2930 {
        chain_id: CHAIN_ID,
        nonce: 2,
        gas_price: price,
        gas_limit: 100_000,
        to: TxKind::Call(counter),
        access_list: AccessList::default(),
        ..TxEip2930::default()
    };
    let signature = signer
        .sign_hash_sync(&with_list.signature_hash())
        .expect("signed");
    send(with_list.into_signed(signature).into()).await;

    // EIP-7702: another account lends itself the counter's code.
    let lender = &devnet.accounts()[3];
    let authorization = Authorization {
        chain_id: U256::from(CHAIN_ID),
        address: counter,
        nonce: 0,
    };
    let signature = lender
        .signer()
        .sign_hash_sync(&authorization.signature_hash())
        .expect("signed");
    let delegating = TxEip7702 {
        chain_id: CHAIN_ID,
        nonce: 3,
        gas_limit: 200_000,
        max_fee_per_gas: price,
        max_priority_fee_per_gas: 0,
        to: lender.address,
        authorization_list: vec![authorization.into_signed(signature)],
        ..TxEip7702::default()
    };
    let signature = signer
        .sign_hash_sync(&delegating.signature_hash())
        .expect("signed");
    send(delegating.into_signed(signature).into()).await;

    assert_eq!(count(&provider, counter).await, U256::from(3));
    assert_eq!(count(&provider, lender.address).await, U256::from(1));
    let code = provider.get_code_at(lender.address).await.expect("code");
    assert!(code.starts_with(&[0xef, 0x01, 0x00]));
}

#[tokio::test]
async fn the_node_signs_for_dev_accounts_and_sends_for_impersonated_ones() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let dev = devnet.accounts()[4].address;
    let hash = result(
        &devnet,
        "eth_sendTransaction",
        json!([{ "from": dev, "to": counter }]),
    )
    .await;
    let receipt = result(&devnet, "eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["status"], "0x1");

    // A contract as a sender: only by decree.
    let request = json!([{ "from": counter, "to": dev, "value": "0x7" }]);
    let refused = crate::support::post(&devnet, "eth_sendTransaction", request.clone()).await;
    assert!(refused["error"]["message"].as_str().is_some());
    result(
        &devnet,
        "anvil_setBalance",
        json!([counter, "0xde0b6b3a7640000"]),
    )
    .await;
    result(&devnet, "hardhat_impersonateAccount", json!([counter])).await;
    let hash = result(&devnet, "eth_sendTransaction", request.clone()).await;
    let receipt = result(&devnet, "eth_getTransactionReceipt", json!([hash])).await;
    assert_eq!(receipt["from"], json!(counter));
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(
        provider
            .get_transaction_count(counter)
            .await
            .expect("nonce"),
        2,
        "a contract's nonce begins at 1"
    );
    result(&devnet, "anvil_stopImpersonatingAccount", json!([counter])).await;
    let refused = crate::support::post(&devnet, "eth_sendTransaction", request).await;
    assert_eq!(refused["error"]["message"], "unknown account");
}

#[tokio::test]
async fn a_block_commits_to_its_contents() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    let counter = deploy(&provider, &COUNTER).await;
    let receipt = poke(&provider, counter).await;
    let block = provider
        .get_block(2.into())
        .full()
        .await
        .expect("answer")
        .expect("block");
    let parent = provider
        .get_block(1.into())
        .await
        .expect("answer")
        .expect("block");
    assert_eq!(block.header.hash, block.header.inner.hash_slow());
    assert_eq!(block.header.parent_hash, parent.header.hash);
    assert_ne!(block.header.state_root, parent.header.state_root);
    assert_eq!(block.header.gas_used, receipt.gas_used);
    assert_eq!(block.header.logs_bloom, *receipt.inner.logs_bloom());
    assert_eq!(block.header.base_fee_per_gas, Some(BASE_FEE));
    assert_eq!(block.transactions.len(), 1);
    let transaction = block.transactions.txns().next().expect("transaction");
    assert_eq!(transaction.inner.inner().to(), Some(counter));
    let envelopes: Vec<_> = block
        .transactions
        .txns()
        .map(|transaction| transaction.inner.inner())
        .collect();
    assert_eq!(
        alloy::consensus::proofs::calculate_transaction_root(&envelopes),
        block.header.transactions_root
    );
    let by_hash = provider
        .get_block(block.header.hash.into())
        .await
        .expect("answer")
        .expect("block");
    assert_eq!(by_hash.header, block.header);
}

#[tokio::test]
async fn code_of_the_wrong_kind_does_not_become_a_contract() {
    let devnet = devnet().await;
    let provider = wallet(&devnet, 0);
    // Creation that reverts.
    let request = TransactionRequest::default()
        .with_deploy_code(bytes!("5f5ffd"))
        .with_gas_limit(200_000);
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(!receipt.status());
    assert!(
        provider
            .get_code_at(receipt.contract_address.expect("address"))
            .await
            .expect("code")
            .is_empty()
    );
    let empty = TransactionRequest::default().with_deploy_code(creation_code(&[]));
    let receipt = provider
        .send_transaction(empty)
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(receipt.status());
}
