//! Another caller, who must be served all the time.

use crate::support::{COUNTER, result};
use alloy::primitives::{Address, U256};
use ballast_devnet::Handle;
use serde_json::{Value, json};
use std::{future::Future, sync::Arc};

/// Does `harm` while another caller reads, calls and sends; both must end, and every answer of the other must be right.
pub async fn while_served<T>(devnet: &Arc<Handle>, harm: impl Future<Output = T>) -> T {
    let counter = Address::repeat_byte(0xc0);
    devnet
        .node()
        .set_code(counter, COUNTER.into())
        .expect("code");
    let before = devnet
        .node()
        .state(alloy::eips::BlockId::latest())
        .expect("state")
        .slot(counter, U256::ZERO);
    let (stop, mut stopped) = tokio::sync::oneshot::channel::<()>();
    let witness = {
        let devnet = devnet.clone();
        tokio::spawn(async move {
            let from = devnet.accounts()[7].address;
            let mut sent = 0_u64;
            loop {
                let request = json!([{ "from": from, "to": counter, "gas": "0x186a0" }]);
                let hash = result(&devnet, "eth_sendTransaction", request).await;
                sent += 1;
                let receipt = result(&devnet, "eth_getTransactionReceipt", json!([hash])).await;
                assert_eq!(receipt["status"], "0x1");
                let read = json!([{ "to": counter, "data": "0x01" }, "latest"]);
                let expected = json!(alloy::primitives::B256::from(before + U256::from(sent)));
                assert_eq!(result(&devnet, "eth_call", read).await, expected);
                assert_eq!(result(&devnet, "eth_chainId", Value::Null).await, "0x64aba");
                if stopped.try_recv() != Err(tokio::sync::oneshot::error::TryRecvError::Empty) {
                    return sent;
                }
            }
        })
    };
    let outcome = harm.await;
    drop(stop);
    let sent = witness.await.expect("the other caller was served");
    assert!(sent > 0);
    outcome
}
