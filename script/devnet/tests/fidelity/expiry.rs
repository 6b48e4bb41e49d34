//! Lives of activations: 365 days from the hour in which they were made, and what prolongs them.

use alloy::primitives::{B256, U256, keccak256};
use ballast_devnet::{Handle, Options, spawn};
use serde_json::json;

use crate::{
    code::program_code,
    model::data_fee,
    support::{ARB_WASM, Answer, LIMIT, Lab, NOW, options},
    wat::module,
};

const DAY: u64 = 86_400;
const ETHER: u64 = 1_000_000_000_000_000_000;

/// Start of the hour of Arbitrum's clock that holds this time.
fn hour(time: u64) -> u64 {
    time - (time - 1_421_388_000) % 3_600
}

/// Makes a block at this time, where calls then are.
async fn travel(lab: &Lab, time: u64) {
    lab.result("evm_setNextBlockTimestamp", json!([time])).await;
    lab.result("evm_mine", json!([])).await;
}

async fn chain(expiry: bool) -> Handle {
    spawn(Options {
        expiry,
        ..options()
    })
    .await
    .expect("devnet starts")
}

fn keepalive(codehash: B256) -> Vec<u8> {
    [
        &keccak256("codehashKeepalive(bytes32)")[..4],
        codehash.as_slice(),
    ]
    .concat()
}

fn error(signature: &str, number: u64) -> Answer {
    Answer::Revert(
        [
            &keccak256(signature)[..4],
            &U256::from(number).to_be_bytes::<32>(),
        ]
        .concat()
        .into(),
    )
}

#[tokio::test]
async fn programs_live_365_days_from_their_hour() {
    let devnet = chain(true).await;
    let lab = Lab::on(&devnet, 0);
    let wat = module("i32.const 0");
    let activated = NOW + 1_000;
    lab.result("evm_setNextBlockTimestamp", json!([activated - 1]))
        .await;
    let program = lab.deploy(&program_code(&wat)).await;
    lab.result("evm_setNextBlockTimestamp", json!([activated]))
        .await;
    assert!(lab.activate(program).await.status());
    let codehash = keccak256(program_code(&wat));

    // Prolonging is for programs of at least 31 days.
    let early = hour(activated) + 31 * DAY - 1;
    travel(&lab, early).await;
    let soon = lab.call(ARB_WASM, keepalive(codehash)).await;
    assert_eq!(soon, error("ProgramKeepaliveTooSoon(uint64)", 31 * DAY - 1));

    let last = hour(activated) + 365 * DAY;
    travel(&lab, last).await;
    assert_eq!(
        lab.call(program, []).await,
        Answer::Success(Default::default())
    );
    assert_eq!(
        lab.view(ARB_WASM, "programTimeLeft(address)", program.into_word())
            .await,
        [U256::ZERO]
    );
    travel(&lab, last + 1).await;
    let dead = lab.call(program, []).await;
    assert!(
        matches!(&dead, Answer::Halt(text) if text.contains("expired")),
        "{dead:?}"
    );
    assert_eq!(lab.send(program, []).await.gas_used, LIMIT);
    let told = lab.call(ARB_WASM, keepalive(codehash)).await;
    assert_eq!(told, error("ProgramExpired(uint64)", 365 * DAY + 1));
    // Activated once more it lives again.
    assert!(lab.activate(program).await.status());
    assert!(lab.send(program, []).await.status());
}

#[tokio::test]
async fn keeping_alive_is_paid_by_the_size_on_record() {
    let devnet = chain(true).await;
    let lab = Lab::on(&devnet, 0);
    let wat = module("i32.const 0");
    let program = lab.program(&wat).await;
    let codehash = keccak256(program_code(&wat));
    let size = lab
        .view(ARB_WASM, "codehashAsmSize(bytes32)", codehash)
        .await[0]
        .to::<u64>();
    travel(&lab, NOW + 40 * DAY).await;
    let receipt = lab
        .send_with(ARB_WASM, keepalive(codehash), ETHER, LIMIT)
        .await;
    assert!(receipt.status());
    let log = &receipt.inner.logs()[0];
    assert_eq!(
        log.topics(),
        [
            keccak256("ProgramLifetimeExtended(bytes32,uint256)"),
            codehash
        ]
    );
    // After so long nothing of the earlier demand is left.
    assert_eq!(
        U256::from_be_slice(&log.data().data),
        U256::from(data_fee(size, size))
    );
    let renewed = NOW + 40 * DAY;
    travel(&lab, hour(renewed) + 365 * DAY).await;
    assert_eq!(
        lab.call(program, []).await,
        Answer::Success(Default::default())
    );
}

/// A chain may be told that programs do not expire.
#[tokio::test]
async fn without_expiry_programs_live_for_ever() {
    let devnet = chain(false).await;
    let lab = Lab::on(&devnet, 0);
    let program = lab.program(&module("i32.const 0")).await;
    travel(&lab, NOW + 4_000 * DAY).await;
    assert_eq!(
        lab.call(program, []).await,
        Answer::Success(Default::default())
    );
}
