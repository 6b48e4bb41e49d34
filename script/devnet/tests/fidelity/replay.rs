//! The same signed transactions on two nodes: equal storage, logs and gas.

use alloy::{
    primitives::{Address, Bytes, TxKind, U256},
    rpc::types::TransactionReceipt,
};
use ballast_devnet::{Handle, spawn};
use serde_json::{Value, json};

use crate::{
    code::{init_code, program_code},
    support::{ARB_WASM, LIMIT, Lab, activation, options},
    wat::{CALL, DELEGATE, evm_forward, evm_forwarder, forward, forwarder, module, storage, store},
};

/// A book of debts in one program. Call data `verb | account | amount`: borrows (0), repays (1) or reads (2), keeps the
/// sum under the key 0 and each account's debt under its own, logs what it did; repaying more than is owed reverts.
fn book() -> String {
    module(
        r#"
        (call $read_args (i32.const 0x100))
        (local.set $n (i32.load8_u (i32.const 0x100)))
        (call $load (i32.const 0x101) (i32.const 0x200))
        (call $load (i32.const 0x0) (i32.const 0x220))
        (if (i32.lt_u (local.get $n) (i32.const 2)) (then
            ;; the last byte of each word is enough for the test's amounts
            (if (i32.eq (local.get $n) (i32.const 1)) (then
                (if (i32.lt_u (i32.load8_u (i32.const 0x21f)) (i32.load8_u (i32.const 0x140)))
                    (then (call $exit_early (i32.const 1))))
                (i32.store8 (i32.const 0x21f) (i32.sub (i32.load8_u (i32.const 0x21f)) (i32.load8_u (i32.const 0x140))))
                (i32.store8 (i32.const 0x23f) (i32.sub (i32.load8_u (i32.const 0x23f)) (i32.load8_u (i32.const 0x140)))))
            (else
                (i32.store8 (i32.const 0x21f) (i32.add (i32.load8_u (i32.const 0x21f)) (i32.load8_u (i32.const 0x140))))
                (i32.store8 (i32.const 0x23f) (i32.add (i32.load8_u (i32.const 0x23f)) (i32.load8_u (i32.const 0x140))))))
            (call $cache (i32.const 0x101) (i32.const 0x200))
            (call $cache (i32.const 0x0) (i32.const 0x220))
            (call $flush (i32.const 0))
            (call $emit_log (i32.const 0x101) (i32.const 64) (i32.const 1))))
        (call $write_result (i32.const 0x200) (i32.const 0x40))
        (i32.const 0)"#,
    )
}

fn entry(verb: u8, account: u64, amount: u64) -> Vec<u8> {
    store(verb, account, amount)
}

/// What a scenario sends: where to, data, value.
type Step = (TxKind, Bytes, u64);

/// Deployments, activations, loans through a program, a contract and a delegation, a failure, and a transfer.
fn scenario(from: Address) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let codes = [
        program_code(&book()),
        program_code(&forwarder()),
        program_code(&storage()),
        evm_forwarder(),
    ];
    for code in &codes {
        steps.push((TxKind::Create, init_code(code).into(), 0));
    }
    let [book, program, slots, contract] = [0, 1, 2, 3].map(|nonce| from.create(nonce));
    for target in [book, program, slots] {
        steps.push((
            TxKind::Call(ARB_WASM),
            activation(target).into(),
            1_000_000_000_000_000_000,
        ));
    }
    for account in 1..6 {
        steps.push((
            TxKind::Call(book),
            entry(0, account, 10 * account).into(),
            0,
        ));
        let through = forward(CALL, book, 0, &entry(1, account, 5));
        steps.push((TxKind::Call(program), through.into(), 0));
        let through = evm_forward(
            program,
            &forward(CALL, book, 0, &entry(1, account, account)),
        );
        steps.push((TxKind::Call(contract), through.into(), 0));
    }
    // More than is owed: reverts, on both nodes alike.
    steps.push((TxKind::Call(book), entry(1, 1, 200).into(), 0));
    steps.push((
        TxKind::Call(program),
        forward(DELEGATE, slots, 0, &store(1, 9, 77)).into(),
        0,
    ));
    steps.push((
        TxKind::Call(program),
        forward(CALL, Address::repeat_byte(0xBB), 5, &[]).into(),
        5,
    ));
    steps.push((TxKind::Call(book), entry(1, 5, 40).into(), 0));
    steps
}

async fn node() -> Handle {
    spawn(options()).await.expect("devnet starts")
}

/// What must be equal of a receipt: everything but hashes of blocks, which hold the time.
fn facts(receipt: &TransactionReceipt) -> Value {
    let logs: Vec<Value> = receipt
        .inner
        .logs()
        .iter()
        .map(|log| json!([log.address(), log.topics(), log.data().data]))
        .collect();
    json!([
        receipt.status(),
        receipt.gas_used,
        receipt.contract_address,
        logs,
        receipt.transaction_hash
    ])
}

#[tokio::test]
async fn two_nodes_agree() {
    let (first, second) = (node().await, node().await);
    let (original, copy) = (Lab::on(&first, 0), Lab::on(&second, 0));
    let mut failures = 0;
    let mut logs = 0;
    for (to, data, value) in scenario(original.address()) {
        let raw = original.signed(to, data, U256::from(value), LIMIT);
        let here = original.send_raw(&raw).await;
        let there = copy.send_raw(&raw).await;
        assert_eq!(facts(&here), facts(&there));
        failures += usize::from(!here.status());
        logs += here.inner.logs().len();
    }
    assert_eq!(failures, 1, "the one that repays too much");
    assert_eq!(
        logs,
        3 + 5 * 3 + 1,
        "activations, loans, the last repayment"
    );
    let root = async |lab: &Lab| {
        lab.result("eth_getBlockByNumber", json!(["latest", false]))
            .await["stateRoot"]
            .clone()
    };
    assert_eq!(root(&original).await, root(&copy).await);

    // And both hold what the scenario says, by arithmetic.
    let book = original.address().create(0);
    let debts = [
        10 - 5 - 1,
        20 - 5 - 2,
        30 - 5 - 3,
        40 - 5 - 4,
        50 - 5 - 5 - 40,
    ];
    for lab in [&original, &copy] {
        for (account, debt) in (1u64..).zip(debts) {
            assert_eq!(lab.slot(book, account).await, U256::from(debt));
        }
        assert_eq!(
            lab.slot(book, 0).await,
            U256::from(debts.iter().sum::<u64>())
        );
        assert_eq!(
            lab.slot(original.address().create(1), 9).await,
            U256::from(77)
        );
        assert_eq!(lab.balance(Address::repeat_byte(0xBB)).await, U256::from(5));
    }
}
