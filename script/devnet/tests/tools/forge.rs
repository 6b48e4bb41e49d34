//! Foundry's forge: builds with the pinned compiler and creates a contract with a constructor.

use crate::support::{devnet, key, npm, provider, root, run, target};
use alloy::{primitives::Address, providers::Provider, sol};
use serde_json::Value;
use std::process::Command;

sol! {
    #[sol(rpc)]
    interface IToken {
        function name() external view returns (string);
        function decimals() external view returns (uint8);
        function owner() external view returns (address);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn creates_a_contract() {
    let devnet = devnet().await;
    // Outputs apart from those of the Foundry tests, which may run at the same time.
    let folder = target().join("forge");
    let printed = run(Command::new(npm(".bin/forge"))
        .current_dir(root().join("test/foundry"))
        .args([
            "create",
            "src/DevToken.sol:DevToken",
            "--broadcast",
            "--json",
        ])
        .args(["--rpc-url", devnet.url(), "--private-key", &key(&devnet)])
        .arg("--out")
        .arg(folder.join("out"))
        .arg("--cache-path")
        .arg(folder.join("cache"))
        .args(["--constructor-args", "Dollar", "USD", "6"]));
    // The compiler's words come first.
    let printed = printed
        .find('{')
        .and_then(|start| printed.get(start..))
        .unwrap_or_default();
    let printed: Value = serde_json::from_str(printed).unwrap_or_else(|_| panic!("{printed}"));
    let token: Address = printed["deployedTo"]
        .as_str()
        .expect("address")
        .parse()
        .expect("address");
    let provider = provider(&devnet);
    let contract = IToken::new(token, &provider);
    assert_eq!(contract.name().call().await.expect("name"), "Dollar");
    assert_eq!(contract.decimals().call().await.expect("decimals"), 6);
    assert_eq!(
        contract.owner().call().await.expect("owner"),
        devnet.accounts()[0].address
    );
    let hash = printed["transactionHash"]
        .as_str()
        .expect("hash")
        .parse()
        .expect("hash");
    let receipt = provider
        .get_transaction_receipt(hash)
        .await
        .expect("receipt")
        .expect("mined");
    assert_eq!(receipt.contract_address, Some(token));
}
