//! alloy's provider with a local signer and its recommended fillers.

use crate::support::{ICounter, counter, devnet, provider};
use alloy::primitives::U256;

#[tokio::test(flavor = "multi_thread")]
async fn sends_waits_and_decodes_the_error() {
    let devnet = devnet().await;
    let provider = provider(&devnet);
    let program = ICounter::new(counter(&devnet).await, &provider);
    let receipt = program
        .increment(U256::from(7))
        .send()
        .await
        .expect("sent")
        .get_receipt()
        .await
        .expect("receipt");
    assert!(receipt.status());
    let event = receipt.decoded_log::<ICounter::Counted>().expect("event");
    assert_eq!(event.count, U256::from(7));
    assert_eq!(program.count().call().await.expect("count"), U256::from(7));
    let error = program
        .increment(U256::ZERO)
        .send()
        .await
        .expect_err("nothing to count");
    let error = error.as_decoded_error::<ICounter::Ended>().expect("typed");
    assert_eq!(error.count, U256::from(7));
}
