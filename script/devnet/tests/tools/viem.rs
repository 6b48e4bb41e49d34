//! viem, the library of wallets: `test/foundry/tools/wallet.mjs` does the work and asserts.

use crate::support::{counter, devnet, key, npm, root, run};
use std::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn estimates_signs_sends_waits_and_decodes_the_error() {
    let devnet = devnet().await;
    let program = counter(&devnet).await.to_string();
    npm("viem/package.json");
    let printed = run(Command::new("node")
        .arg(root().join("test/foundry/tools/wallet.mjs"))
        .args([devnet.url(), &devnet.ws_url(), &key(&devnet), &program]));
    assert_eq!(printed, "done");
}
