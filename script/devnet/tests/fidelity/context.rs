//! What programs are told about their transaction, block and chain, and arithmetic of the host.

use alloy::{
    eips::eip7702::Authorization,
    network::TransactionBuilder7702,
    primitives::{Address, B256, U256},
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use ballast_devnet::{BASE_FEE, CHAIN_ID};
use serde_json::json;

use crate::{
    model::{GAS, HOST, POINTER, REQUEST, gas_up, read, straight},
    probe::{Sample, compare, probe},
    support::{Answer, LIMIT, Lab},
    wat::module,
};

#[tokio::test]
async fn the_surroundings() {
    let lab = Lab::new();
    let words = ["basefee", "value", "gas_price"];
    let addresses = ["coinbase", "address", "sender", "origin"];
    let numbers = ["gas_limit", "number", "timestamp", "chainid"];
    let mut body = String::new();
    for (index, name) in words.iter().enumerate() {
        body += &format!("(call ${name} (i32.const {}))", 32 * index);
    }
    for (index, name) in addresses.iter().enumerate() {
        body += &format!("(call ${name} (i32.const {}))", 96 + 20 * index);
    }
    for (index, name) in numbers.iter().enumerate() {
        body += &format!("(i64.store (i32.const {}) (call ${name}))", 176 + 8 * index);
    }
    body += "(i32.store (i32.const 208) (call $ink_price)) (i32.store (i32.const 212) (call $reentrant))";
    body += "(call $emit_log (i32.const 0) (i32.const 216) (i32.const 0)) (i32.const 0)";
    let program = lab.program(&module(&body)).await;
    let receipt = lab.send_with(program, [], 77, LIMIT).await;
    let data = &receipt.inner.logs()[0].data().data;
    let word = |at: usize| U256::from_be_slice(&data[at..at + 32]);
    assert_eq!(
        [word(0), word(32), word(64)],
        [BASE_FEE, 77, BASE_FEE].map(U256::from)
    );
    let address = |at: usize| Address::from_slice(&data[at..at + 20]);
    assert_eq!(
        [address(116), address(136), address(156)],
        [program, lab.address(), lab.address()]
    );
    let number = |at: usize| u64::from_le_bytes(data[at..at + 8].try_into().unwrap());
    let receipt_block = receipt.block_number.unwrap();
    let header = lab
        .result(
            "eth_getBlockByNumber",
            json!([format!("0x{receipt_block:x}"), false]),
        )
        .await;
    let timestamp = u64::from_str_radix(&header["timestamp"].as_str().unwrap()[2..], 16).unwrap();
    let coinbase: Address = header["miner"].as_str().unwrap().parse().unwrap();
    assert_eq!(address(96), coinbase);
    assert_eq!(
        [number(176), number(184), number(192), number(200)],
        [1 << 50, receipt_block, timestamp, CHAIN_ID]
    );
    // The ink price, and the flag of reentrancy above it.
    assert_eq!(number(208), 10_000);
}

#[tokio::test]
async fn arithmetic_wraps_and_knows_zero() {
    let lab = Lab::new();
    let apply = async |call: &str, words: [U256; 3]| {
        let body = format!(
            "(call $read_args (i32.const 0)) (call {call}) (call $write_result (i32.const 0) (i32.const 32)) (i32.const 0)"
        );
        let program = lab.program(&module(&body)).await;
        let data = words.map(|word| word.to_be_bytes::<32>()).concat();
        U256::from_be_slice(&lab.call(program, data).await.success())
    };
    let two = "(i32.const 0) (i32.const 32)";
    let three = "(i32.const 0) (i32.const 32) (i32.const 64)";
    let n = |number: u64| U256::from(number);
    let (zero, most) = (U256::ZERO, U256::MAX);
    let cases = [
        (format!("$div {two}"), [most, n(2), zero], most >> 1),
        (format!("$div {two}"), [most, zero, zero], zero),
        (format!("$div {two}"), [zero, zero, zero], zero),
        (format!("$mod {two}"), [most, n(7), zero], most % n(7)),
        (format!("$mod {two}"), [n(9), zero, zero], zero),
        (format!("$pow {two}"), [n(3), n(4), zero], n(81)),
        (format!("$pow {two}"), [zero, zero, zero], n(1)),
        (format!("$pow {two}"), [n(2), n(256), zero], zero),
        (
            format!("$pow {two}"),
            [n(3), most, zero],
            n(3).wrapping_pow(most),
        ),
        // The sum and the product are not cut before the remainder is taken.
        (format!("$add_mod {three}"), [most, most, n(10)], n(0)),
        (format!("$add_mod {three}"), [n(8), n(9), zero], zero),
        (format!("$mul_mod {three}"), [most, most, n(12)], n(9)),
        (format!("$mul_mod {three}"), [n(8), n(9), zero], zero),
    ];
    for (call, words, expected) in cases {
        assert_eq!(apply(&call, words).await, expected, "{call} {words:?}");
    }
}

/// An account that delegates to a program is a program, one step deep, and calls of it cost what others do.
#[tokio::test]
async fn delegated_accounts_run_programs() {
    let lab = Lab::new();
    let body = "i32.const 0x100\ncall $address\ni32.const 0x100\ni32.const 20\ncall $write_result\ni32.const 0";
    let program = lab.program(&module(body)).await;
    let owner = alloy::signers::local::PrivateKeySigner::random();
    let authorization = Authorization {
        chain_id: U256::from(CHAIN_ID),
        address: program,
        nonce: 0,
    };
    let signature = owner
        .sign_hash_sync(&authorization.signature_hash())
        .expect("signature");
    let request = TransactionRequest {
        to: Some(Address::ZERO.into()),
        max_fee_per_gas: Some(BASE_FEE.into()),
        gas: Some(200_000),
        ..Default::default()
    }
    .with_authorization_list(vec![authorization.into_signed(signature)]);
    assert!(lab.send_request(request).await.status());
    assert_eq!(
        lab.call(owner.address(), []).await,
        Answer::Success(owner.address().to_vec().into())
    );

    let entry = lab.entry(program).await;
    let ink = straight(&format!("{body}\nend")) + HOST + POINTER + HOST + 2 * read(20);
    let call = "i32.const 0\ni32.const 0\ni32.const 0\ni32.const 0x300\ni64.const -1\ni32.const 0x320\ncall $call\ndrop";
    let cost =
        |base: u64| HOST + 3 * POINTER + REQUEST + 2 * read(0) + (base + entry + gas_up(ink)) * GAS;
    let samples = [
        Sample::host(call, cost(2_600)),
        Sample::host(call, cost(100)),
    ];
    let caller = lab
        .program(&probe("", "i32.const 0\ncall $read_args", &samples))
        .await;
    compare(&lab, caller, owner.address().to_vec(), &samples).await;
}

/// Blobs have no price on Arbitrum.
#[tokio::test]
async fn contracts_cannot_ask_for_the_price_of_blobs() {
    let lab = Lab::new();
    // BLOBBASEFEE
    let contract = lab.deploy(&[0x4A]).await;
    let receipt = lab.send(contract, []).await;
    assert!(!receipt.status());
    assert_eq!(receipt.gas_used, LIMIT);
    // The random number of every block is 1: PREVRANDAO, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN.
    let contract = lab
        .deploy(&[0x44, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3])
        .await;
    let random = lab.call(contract, []).await.success();
    assert_eq!(B256::from_slice(&random), U256::from(1).to_be_bytes::<32>());
}
