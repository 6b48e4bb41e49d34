//! cargo-stylus on the small project in `project/`: a counter without and a purse with a constructor.

use crate::support::{ICounter, devnet, end_of, key, provider, run, target};
use alloy::{
    primitives::{Address, U256},
    sol,
};
use ballast_devnet::Handle;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The version that the devnet is held against.
const VERSION: &str = "0.10.10";

sol! {
    #[sol(rpc)]
    interface IPurse {
        function owner() external view returns (address);
        function deposit() external view returns (uint256);
    }
}

/// cargo-stylus, where it is installed in the version wanted.
fn installed() -> Option<PathBuf> {
    let candidates = [
        target().join("bin/cargo-stylus"),
        PathBuf::from("cargo-stylus"),
    ];
    candidates.into_iter().find(|path| {
        let output = Command::new(path).args(["stylus", "--version"]).output();
        output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(VERSION))
    })
}

/// `cargo stylus` with these arguments on one program of the project.
fn stylus(tool: &Path, devnet: &Handle, program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(tool);
    command
        .arg("stylus")
        .args(arguments)
        .args(["--endpoint", devnet.url()])
        .current_dir(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("tests/tools/project")
                .join(program),
        )
        .env("CARGO_TARGET_DIR", target().join("project"))
        .env_remove("CARGO_MANIFEST_DIR");
    command
}

/// The address after `words` in what cargo-stylus printed, coloured or not.
fn address_after(printed: &str, words: &str) -> Address {
    let rest = printed
        .split_once(words)
        .map(|(_, rest)| rest)
        .unwrap_or_else(|| panic!("{printed}"));
    let at = rest.find("0x").unwrap_or_else(|| panic!("{printed}"));
    rest.get(at..at + 42)
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("{printed}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_and_deploys_without_and_with_a_constructor() {
    let Some(tool) = installed() else {
        println!(
            "skipped cargo_stylus: cargo-stylus {VERSION} is not installed (test/run --full installs it)"
        );
        return;
    };
    let devnet = devnet().await;
    let owner = devnet.accounts()[0].address;
    let checked = end_of(&mut stylus(&tool, &devnet, "counter", &["check"]));
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&checked.stdout),
        String::from_utf8_lossy(&checked.stderr)
    );
    assert!(
        checked.status.success() && text.contains("wasm data fee"),
        "{text}"
    );

    let key = key(&devnet);
    let deploy = ["deploy", "--no-verify", "--private-key", &key];
    let printed = run(&mut stylus(&tool, &devnet, "counter", &deploy));
    let address = address_after(&printed, "activated contract");
    let provider = provider(&devnet);
    let counter = ICounter::new(address, &provider);
    let sent = counter.increment(U256::from(3)).send().await.expect("sent");
    assert!(sent.get_receipt().await.expect("receipt").status());
    assert_eq!(counter.count().call().await.expect("count"), U256::from(3));

    let owner_text = owner.to_string();
    let mut command = stylus(&tool, &devnet, "purse", &deploy);
    let printed = run(command.args([
        "--constructor-value",
        "7",
        "--constructor-args",
        &owner_text,
    ]));
    let address = address_after(&printed, "deployed code at address");
    let purse = IPurse::new(address, &provider);
    assert_eq!(purse.owner().call().await.expect("owner"), owner);
    let deposit = purse.deposit().call().await.expect("deposit");
    assert_eq!(deposit, U256::from(7) * U256::from(10).pow(U256::from(18)));

    // What the constructor refuses, the deployer reports.
    let nobody = Address::ZERO.to_string();
    let mut command = stylus(&tool, &devnet, "purse", &deploy);
    let refused = end_of(command.args(["--constructor-args", &nobody]));
    assert!(!refused.status.success());

    // What is deployed and active already is told so.
    let again = end_of(&mut stylus(&tool, &devnet, "counter", &["check"]));
    assert!(again.status.success());
}
