//! A process that is killed while it writes its state.

use alloy::primitives::{Address, U256, keccak256};
use ballast_devnet::{Node, Options, node::StateDump};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

fn start(path: &Path) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ballast-devnet"))
        .args(["--port", "0", "--json", "--state"])
        .arg(path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout"))
        .read_line(&mut line)
        .expect("line");
    let line: Value = serde_json::from_str(&line).expect("json");
    (child, line["url"].as_str().expect("url").to_owned())
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status();
    // After its end there is nobody to signal.
    let _ = sent.expect("kill runs");
}

#[tokio::test]
async fn the_file_is_the_old_chain_or_the_new_one_whenever_it_is_killed() {
    let directory = tempfile::tempdir().expect("directory");
    let path = directory.path().join("state.json");
    let node = Node::new(Options::default()).expect("node");
    for index in 0..20_000_u64 {
        let address = Address::from_word(keccak256(index.to_be_bytes()));
        node.set_balance(address, U256::from(index + 1));
    }
    node.dump().save(&path).expect("saved");
    let marked = Address::repeat_byte(0x77);
    let (mut old, mut new) = (0, 0);
    for round in 1..=8_u64 {
        let before = StateDump::open(&path)
            .expect("whole")
            .accounts
            .get(&marked)
            .map(|account| account.balance);
        let (mut child, url) = start(&path);
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "anvil_setBalance", "params": [marked, round] });
        reqwest::Client::new()
            .post(url)
            .body(request.to_string())
            .send()
            .await
            .expect("answer");
        signal(&child, "-TERM");
        tokio::time::sleep(Duration::from_millis((round - 1) * 12)).await;
        signal(&child, "-KILL");
        child.wait().expect("ended");
        let after = StateDump::open(&path).expect("the file is whole");
        assert!(after.accounts.len() > 20_000);
        let balance = after.accounts.get(&marked).map(|account| account.balance);
        if balance == Some(U256::from(round)) {
            new += 1;
        } else {
            assert_eq!(balance, before);
            old += 1;
        }
    }
    assert_eq!(old + new, 8);

    let (mut child, url) = start(&path);
    let request =
        json!({ "jsonrpc": "2.0", "id": 1, "method": "anvil_setBalance", "params": [marked, 99] });
    reqwest::Client::new()
        .post(url)
        .body(request.to_string())
        .send()
        .await
        .expect("answer");
    signal(&child, "-TERM");
    assert_eq!(child.wait().expect("ended").code(), Some(0));
    let after = StateDump::open(&path).expect("whole");
    assert_eq!(
        after.accounts[&marked].balance,
        U256::from(99),
        "left alone it is written"
    );
}

#[test]
fn a_file_that_is_no_chain_is_refused_before_serving() {
    let directory = tempfile::tempdir().expect("directory");
    for (name, text) in [
        ("empty", ""),
        ("half", r#"{"timestamp":1,"accounts":{"#),
        ("other", r#"{"block":1}"#),
    ] {
        let path = directory.path().join(name);
        std::fs::write(&path, text).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_ballast-devnet"))
            .args(["--port", "0", "--state"])
            .arg(&path)
            .output()
            .expect("runs");
        assert_eq!(output.status.code(), Some(1), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot read the state file"));
        assert_eq!(
            std::fs::read_to_string(&path).expect("kept"),
            text,
            "the file is left as it was"
        );
    }
}
