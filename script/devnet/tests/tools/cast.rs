//! Foundry's cast.

use crate::support::{ICounter, counter, devnet, end_of, key, npm, run};
use alloy::{primitives::keccak256, sol_types::SolEvent};
use ballast_devnet::Handle;
use serde_json::Value;
use std::process::Command;

/// cast with this subcommand, on the devnet.
fn cast(devnet: &Handle, arguments: &[&str]) -> Command {
    let mut command = Command::new(npm(".bin/cast"));
    command.args(arguments).args(["--rpc-url", devnet.url()]);
    command
}

/// The counter, with its own keys.
fn send(devnet: &Handle, arguments: &[&str]) -> Value {
    let mut command = cast(devnet, &["send", "--json", "--private-key", &key(devnet)]);
    serde_json::from_str(&run(command.args(arguments))).expect("a receipt")
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_calls_and_reads_a_program() {
    let devnet = devnet().await;
    let program = counter(&devnet).await.to_string();
    let receipt = send(&devnet, &[&program, "increment(uint256)", "7"]);
    assert_eq!(receipt["status"], "0x1");
    assert_eq!(
        receipt["logs"][0]["topics"][0],
        ICounter::Counted::SIGNATURE_HASH.to_string()
    );
    assert_eq!(
        run(&mut cast(&devnet, &["call", &program, "count()(uint256)"])),
        "7"
    );
    assert!(run(&mut cast(&devnet, &["code", &program])).starts_with("0xeff00000"));
    assert_eq!(
        run(&mut cast(&devnet, &["storage", &program, "0"])),
        format!("0x{:064x}", 7)
    );
    let logs = run(&mut cast(
        &devnet,
        &[
            "logs",
            "--json",
            "--from-block",
            "0",
            "--address",
            &program,
            "Counted(uint256)",
        ],
    ));
    let logs: Value = serde_json::from_str(&logs).expect("logs");
    assert_eq!(logs.as_array().map(Vec::len), Some(1));
    assert_eq!(logs[0]["data"], format!("0x{:064x}", 7));
    let hash = receipt["transactionHash"].as_str().expect("hash");
    let again = run(&mut cast(&devnet, &["receipt", "--json", hash]));
    let again: Value = serde_json::from_str(&again).expect("receipt");
    assert_eq!(again["gasUsed"], receipt["gasUsed"]);
    let sent = run(&mut cast(&devnet, &["tx", "--json", hash]));
    let sent: Value = serde_json::from_str(&sent).expect("transaction");
    assert_eq!(sent["hash"], hash);
    let estimate = run(&mut cast(
        &devnet,
        &["estimate", &program, "increment(uint256)", "8"],
    ));
    let used = receipt["gasUsed"]
        .as_str()
        .and_then(|gas| gas.strip_prefix("0x"));
    let used = u64::from_str_radix(used.expect("gas"), 16).expect("gas");
    // The second write to the slot is the cheaper one.
    let estimate: u64 = estimate.parse().expect("gas");
    assert!(
        (used - 20_000..used).contains(&estimate),
        "{estimate} after {used}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_a_programs_typed_error() {
    let devnet = devnet().await;
    let program = counter(&devnet).await.to_string();
    let output = end_of(&mut cast(
        &devnet,
        &["call", &program, "increment(uint256)", "0"],
    ));
    assert!(output.stdout.is_empty(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stderr);
    let selector = &keccak256("Ended(uint256)")[..4];
    assert!(text.contains(&alloy::hex::encode(selector)), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_through_the_create2_factory() {
    let devnet = devnet().await;
    // Creation code of a contract whose code is one STOP.
    let creation = "600160005360016000f3";
    let computed = run(Command::new(npm(".bin/cast")).args([
        "create2",
        "--salt",
        "0x0000000000000000000000000000000000000000000000000000000000000007",
        "--init-code",
        creation,
        "--deployer",
        "0x4e59b44847b379578588920cA78FbF26c0B4956C",
    ]));
    let computed = computed
        .split_whitespace()
        .find(|word| word.starts_with("0x") && word.len() == 42)
        .unwrap_or_else(|| panic!("no address in {computed}"))
        .to_owned();
    assert_eq!(run(&mut cast(&devnet, &["code", &computed])), "0x");
    send(
        &devnet,
        &[
            "0x4e59b44847b379578588920cA78FbF26c0B4956C",
            &format!("0x{:064x}{creation}", 7),
        ],
    );
    assert_eq!(run(&mut cast(&devnet, &["code", &computed])), "0x01");
}

#[tokio::test(flavor = "multi_thread")]
async fn has_anvils_methods() {
    let devnet = devnet().await;
    let rpc = |arguments: &[&str]| run(cast(&devnet, &["rpc"]).args(arguments));
    let someone = "0x00000000000000000000000000000000000a11ce";
    let point = rpc(&["evm_snapshot"]);
    rpc(&["anvil_setBalance", someone, "0xde0b6b3a7640000"]);
    assert_eq!(
        run(&mut cast(&devnet, &["balance", someone])),
        "1000000000000000000"
    );
    rpc(&["anvil_impersonateAccount", someone]);
    let receipt = run(cast(
        &devnet,
        &["send", "--json", "--unlocked", "--from", someone],
    )
    .args(["0x00000000000000000000000000000000000000b0", "--value", "1"]));
    let receipt: Value = serde_json::from_str(&receipt).expect("receipt");
    assert_eq!(receipt["from"], someone);
    let before: u64 = run(&mut cast(
        &devnet,
        &["block", "latest", "--field", "timestamp"],
    ))
    .parse()
    .expect("time");
    rpc(&["evm_increaseTime", "3600"]);
    rpc(&["evm_mine"]);
    let after: u64 = run(&mut cast(
        &devnet,
        &["block", "latest", "--field", "timestamp"],
    ))
    .parse()
    .expect("time");
    assert!(after >= before + 3600, "{before} to {after}");
    assert_eq!(rpc(&["evm_revert", point.trim_matches('"')]), "true");
    assert_eq!(run(&mut cast(&devnet, &["balance", someone])), "0");
}
