//! Calls: what is forwarded, what is billed, what comes back.

use alloy::primitives::{Address, U256};

use crate::{
    chain::{Chain, Facts},
    model::{
        GAS, HOST, POINTER, REQUEST, forwardable, gas_up, intrinsic, read, return_floor, straight,
    },
    probe::{Sample, compare, probe},
    support::{Answer, LIMIT, Lab, numbers},
    wat::{evm_forward, evm_forwarder, module},
};

/// A call of the address at 0, with what it takes before the EVM acts.
fn call(value: u64, gas: i64) -> String {
    let value = 0x300 + 32 * value;
    format!(
        "i32.const 0\ni32.const 0\ni32.const 0\ni32.const {value}\ni64.const {gas}\ni32.const 0x1020\ncall $call"
    )
}

const CALL_INK: u64 = HOST + 3 * POINTER + REQUEST;

fn call_ink() -> u64 {
    CALL_INK + 2 * read(0)
}

/// Reads call data, an address, to 0; the values 0 and 1 at 0x300 and 0x320.
const ITEMS: &str = r#"(data (i32.const 0x33f) "\01")"#;
const SETUP: &str = "i32.const 0\ncall $read_args";
const SETUP_INK: u64 = HOST + 5_040;

fn billed(value: u64, gas: i64, cost: u64) -> Sample {
    Sample::host(&(call(value, gas) + "\ndrop"), call_ink() + cost * GAS)
}

/// The status of a call, kept where the result is read from.
fn status_probe(value: u64, gas: i64) -> String {
    module(&format!(
        "{SETUP}\ni32.const 0x400\n{}\ni32.store8\ncall $return_data_size\nlocal.set $n\n
         i32.const 0x401\ni32.const 0\nlocal.get $n\ncall $read_return_data\ndrop\n
         i32.const 0x400\nlocal.get $n\ni32.const 1\ni32.add\ncall $write_result\ni32.const 0",
        call(value, gas)
    ))
    .replace("(memory (export", &format!("{ITEMS} (memory (export"))
}

#[tokio::test]
async fn a_63rd_of_64_goes_to_the_callee_rounded_down() {
    let lab = Lab::new();
    // The callee's first look at its ink, against the caller's last before the call.
    let looks = module(
        "(i64.store (i32.const 0) (call $ink_left)) (call $write_result (i32.const 0) (i32.const 8)) (i32.const 0)",
    );
    let callee = lab.program(&looks).await;
    let entry = lab.entry(callee).await;
    let look = straight("i32.const 0\ncall $ink_left") + HOST;
    for requested in [-1i64, 1_000_000, 500_000, 12_345] {
        let body = format!(
            "{SETUP}\ni32.const 0x8000\ncall $ink_left\ni64.store\n{}\ndrop\n
             i32.const 0x8008\ni32.const 0\ni32.const 8\ncall $read_return_data\ndrop\n
             i32.const 0x8000\ni32.const 16\ncall $write_result\ni32.const 0",
            call(0, requested)
        );
        let caller = lab.program(&module(&body)).await;
        for limit in [3_000_000u64, 3_000_037, 29_999_999] {
            let [before, inside] = numbers(
                &lab.call_with(caller, callee.to_vec(), limit)
                    .await
                    .success(),
            )[..] else {
                panic!("two numbers");
            };
            let held =
                (before - straight(&format!("i64.store\n{}", call(0, 0))) - call_ink()) / GAS;
            let given = forwardable(held, 2_600).min(requested.cast_unsigned());
            assert_eq!(
                inside,
                (given - entry) * GAS - look,
                "{requested} of {limit}"
            );
        }
    }
}

/// Returns the gas that is left: GAS, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN.
const GAS_LEFT: [u8; 7] = [0x5A, 0x5F, 0x52, 0x60, 0x20, 0x5F, 0xF3];
/// Gas of [`GAS_LEFT`], memory included, and of its first operation alone.
const GAS_LEFT_COST: u64 = 2 + 2 + 6 + 3 + 2;
const GAS_OPERATION: u64 = 2;

#[tokio::test]
async fn value_brings_a_stipend_that_the_caller_pays_for_as_far_as_it_is_used() {
    let lab = Lab::new();
    let contract = lab.deploy(&GAS_LEFT).await;
    let samples = [
        billed(1, 0, 2_600 + 9_000 + GAS_LEFT_COST),
        billed(1, 0, 100 + 9_000 + GAS_LEFT_COST),
        billed(0, 100, 100 + GAS_LEFT_COST),
        // Without gas the callee fails, and takes what it was given: nothing.
        billed(0, 0, 100),
        billed(0, 7, 100 + 7),
    ];
    let program = lab.program(&probe(ITEMS, SETUP, &samples)).await;
    lab.send_with(program, contract.to_vec(), 10, LIMIT).await;
    compare(&lab, program, contract.to_vec(), &samples).await;

    let told = lab.program(&status_probe(1, 5)).await;
    lab.send_with(told, contract.to_vec(), 10, LIMIT).await;
    let answer = lab.call(told, contract.to_vec()).await.success();
    assert_eq!(answer[0], 0);
    assert_eq!(
        U256::from_be_slice(&answer[1..]),
        U256::from(2_300 + 5 - GAS_OPERATION)
    );
}

#[tokio::test]
async fn value_to_an_account_that_does_not_exist_costs_its_creation() {
    let lab = Lab::new();
    let samples = [
        billed(0, -1, 2_600),
        billed(1, -1, 100 + 9_000 + 25_000),
        billed(1, -1, 100 + 9_000),
    ];
    let program = lab.program(&probe(ITEMS, SETUP, &samples)).await;
    let nobody = Address::repeat_byte(0x5A);
    lab.send_with(program, lab.address().to_vec(), 100, LIMIT)
        .await;
    compare(&lab, program, nobody.to_vec(), &samples).await;
    assert!(lab.send(program, nobody.to_vec()).await.status());
    assert_eq!(lab.balance(nobody).await, U256::from(2));
}

#[tokio::test]
async fn funds_that_are_not_there_fail_the_call_and_return_its_gas() {
    let lab = Lab::new();
    // The sender of the transaction is warm.
    let samples = [billed(1, -1, 100 + 9_000), billed(0, -1, 100)];
    let program = lab
        .program(&probe(
            &format!("{ITEMS} (data (i32.const 0) \"poor\")"),
            SETUP,
            &samples,
        ))
        .await;
    compare(&lab, program, lab.address().to_vec(), &samples).await;
    let told = lab.program(&status_probe(1, -1)).await;
    assert_eq!(
        lab.call(told, lab.address().to_vec()).await.success()[..],
        [2]
    );
}

#[tokio::test]
async fn statuses_and_return_data() {
    let lab = Lab::new();
    let told = lab.program(&status_probe(0, 1_000_000)).await;
    // PUSH1 0xAB, PUSH0, MSTORE8, PUSH1 3, PUSH0, then RETURN, REVERT or INVALID.
    let ending = |opcode: u8| [0x60, 0xAB, 0x5F, 0x53, 0x60, 3, 0x5F, opcode];
    let told = async |target: Address| lab.call(told, target.to_vec()).await.success().to_vec();
    assert_eq!(told(lab.deploy(&ending(0xF3)).await).await, [0, 0xAB, 0, 0]);
    assert_eq!(told(lab.deploy(&ending(0xFD)).await).await, [2, 0xAB, 0, 0]);
    assert_eq!(told(lab.deploy(&ending(0xFE)).await).await, [2]);
    let result = "i32.const 0x33f\ni32.const 1\ncall $write_result";
    let program = |status: u32| {
        module(&format!("{result}\ni32.const {status}"))
            .replace("(memory (export", &format!("{ITEMS} (memory (export"))
    };
    assert_eq!(told(lab.program(&program(0)).await).await, [0, 1]);
    assert_eq!(told(lab.program(&program(1)).await).await, [2, 1]);
    assert_eq!(
        told(lab.program(&module(&format!("{result} unreachable"))).await).await,
        [2]
    );
    assert_eq!(
        told(lab.program(&module("(loop (br 0)) (i32.const 0)")).await).await,
        [2]
    );
    // Code that was deployed and never activated, and an account without code.
    let idle = lab
        .deploy(&crate::code::program_code(&module(
            "(nop) (nop) (nop) (i32.const 9)",
        )))
        .await;
    assert_eq!(told(idle).await, [2]);
    assert_eq!(told(Address::repeat_byte(0x77)).await, [0]);
}

/// Too little gas to call at all: nothing runs, the call has failed, and what was left is gone.
#[tokio::test]
async fn a_call_that_cannot_be_paid_takes_what_is_there() {
    let lab = Lab::new();
    // Nops move the ink's remainder, which is all that the program has to go on with.
    let body = |nops: usize| {
        let nops = "nop\n".repeat(nops);
        (
            format!("{SETUP}\n{nops}{}\n", call(0, -1)),
            "i32.const 2\ni32.eq\nend",
        )
    };
    let ink = |nops: usize| straight(&body(nops).0) + SETUP_INK + call_ink();
    let nops = (0..10_000)
        .step_by(500)
        .find(|nops| (3_000..9_000).contains(&((GAS - ink(*nops) % GAS) % GAS)))
        .unwrap();
    let (before, after) = body(nops);
    let caller = lab
        .program(&module(&format!("{before}{}", after.replace("end", ""))))
        .await;
    let data = Address::repeat_byte(0x66).to_vec();
    let spent = intrinsic(&data) + lab.entry(caller).await + gas_up(ink(nops));
    // One gas short of a cold account the status is 2, which the program returns as its own.
    assert_eq!(
        lab.call_with(caller, data.clone(), spent + 2_599).await,
        Answer::Revert(Default::default())
    );
    let receipt = lab.send_with(caller, data.clone(), 0, spent + 2_599).await;
    assert_eq!(receipt.gas_used, spent + 2_599, "all of it is gone");
    assert!(matches!(
        lab.call_with(caller, data, spent + 2_600).await,
        Answer::Success(_)
    ));
}

/// In process, because no limit of a node forwards enough through 1024 frames.
#[test]
fn below_1024_frames_a_call_fails_and_returns_its_gas() {
    let mut chain = Chain::new();
    let sample = [billed(0, -1, 2_600)];
    let program = chain.program(&probe(ITEMS, SETUP, &sample));
    let evm = chain.contract(&evm_forwarder());
    let descend = |frames: usize, last: Address, data: Vec<u8>| {
        (0..frames).fold((last, data), |(target, data), _| {
            (evm, evm_forward(target, &data))
        })
    };
    // An account that fails the depth check is cold all the same.
    let nobody = Address::repeat_byte(0x99).to_vec();
    let (target, data) = descend(1_024, program, nobody.clone());
    let deepest = chain.call_deep(target, data);
    assert!(
        deepest.is_success(),
        "{:?}",
        deepest.result_and_state.result
    );
    assert_eq!(numbers(&deepest.output()), [sample[0].expected()]);
    let (target, data) = descend(1_025, program, nobody);
    assert!(!chain.call_deep(target, data).is_success());
}

#[tokio::test]
async fn returned_data_costs_at_least_the_evms_memory() {
    let lab = Lab::new();
    for bytes in [32u64, 1_000, 40_000, 60_000] {
        let flat = format!("i32.const 0\ni32.const {bytes}\ncall $write_result\ni32.const 0\nend");
        let ink = straight(&flat) + HOST + 2 * read(bytes);
        let program = lab
            .program(&module(flat.strip_suffix("end").unwrap()))
            .await;
        let entry = lab.entry(program).await;
        let receipt = lab.send(program, []).await;
        let (used, floor) = (entry + gas_up(ink), return_floor(bytes));
        assert_eq!(
            floor > used,
            bytes == 60_000,
            "the floor binds for the longest"
        );
        assert_eq!(receipt.gas_used, 21_000 + used.max(floor), "{bytes} bytes");
    }
}
