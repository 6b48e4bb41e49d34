//! How many transactions and calls per second one node takes in process: `cargo run -p ballast-devnet --example throughput`.

use alloy::{
    consensus::{SignableTransaction, TxEip1559, TxEnvelope, transaction::SignerRecoverable},
    eips::eip2718::{Decodable2718, Encodable2718},
    network::TransactionBuilder,
    primitives::{Address, TxKind, hex},
    rpc::types::TransactionRequest,
    signers::SignerSync,
};
use ballast_devnet::{BASE_FEE, CHAIN_ID, Node, Options, node::CallRequest, rpc::Api};
use std::time::Instant;

const TRANSACTIONS: u64 = 5_000;
const CALLS: u32 = 20_000;
/// Adds one to slot 0 and logs topic 42; with data, returns slot 0.
const COUNTER: [u8; 26] = hex!("366011575f546001015f55602a5f5fa1005b5f545f5260205ff3");

fn main() -> anyhow::Result<()> {
    let node = Node::new(Options::default())?;
    let counter = Address::repeat_byte(0xc0);
    node.set_code(counter, COUNTER.into())?;

    let signer = node.accounts()[0].signer();
    let raw: Vec<Vec<u8>> = (0..TRANSACTIONS)
        .map(|nonce| {
            let transaction = TxEip1559 {
                chain_id: CHAIN_ID,
                nonce,
                gas_limit: 100_000,
                max_fee_per_gas: u128::from(BASE_FEE),
                to: TxKind::Call(counter),
                ..TxEip1559::default()
            };
            let signature = signer.sign_hash_sync(&transaction.signature_hash())?;
            Ok(TxEnvelope::from(transaction.into_signed(signature)).encoded_2718())
        })
        .collect::<anyhow::Result<_>>()?;
    let start = Instant::now();
    for raw in &raw {
        TxEnvelope::decode_2718(&mut raw.as_slice())?.recover_signer()?;
    }
    rate("signatures recovered", TRANSACTIONS as f64, start);
    let start = Instant::now();
    for raw in &raw {
        node.send_raw(raw)?;
    }
    rate(
        "signed transactions, one block each",
        TRANSACTIONS as f64,
        start,
    );

    let request = CallRequest::latest(
        TransactionRequest::default()
            .with_to(counter)
            .with_input(vec![1]),
    );
    let start = Instant::now();
    for _ in 0..CALLS {
        node.call(&request)?;
    }
    rate("calls in process", f64::from(CALLS), start);

    let api = Api::new(node);
    let message = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"eth_call","params":[{{"to":"{counter}","data":"0x01"}},"latest"]}}"#
    );
    let start = Instant::now();
    for _ in 0..CALLS {
        api.answer(message.as_bytes());
    }
    rate("calls as JSON-RPC text", f64::from(CALLS), start);
    Ok(())
}

fn rate(what: &str, count: f64, start: Instant) {
    println!(
        "{:>10.0} {what} per second",
        count / start.elapsed().as_secs_f64()
    );
}
