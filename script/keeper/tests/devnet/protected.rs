//! Protected underlyings: exercised in their window where that pays their holders, once, and left alone above the strike.

use crate::puts::{DAY, Desk, HOUR, following};
use crate::scene::{keeper, purse};
use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{
    IProtected,
    protected::IProtected::{Phase, Protection, Terms},
};
use ballast_chain_tests::{Stage, stage};
use ballast_keeper::TickReport;

/// A program of the desk's puts at $1,800.
async fn protect(desk: &Desk<'_>) -> Address {
    let stage = desk.stage;
    let aggregator = |symbol: &str| stage.at.feeds[symbol].aggregator;
    let terms = Terms {
        market: desk.market,
        strike: 0,
        underlyingFeed: aggregator("ETH"),
        underlyingHeartbeat: HOUR as u32,
        assetFeed: aggregator("USDC"),
        assetHeartbeat: DAY as u32,
        haircut: 1_000,
        fade: DAY as u32,
        margin: 100,
    };
    let text = |value: &str| B256::right_padding_from(value.as_bytes());
    let arguments = (text("Ballast protected ETH"), text("bETH"), terms).abi_encode_params();
    let made = stage.construct("protected", &arguments).await;
    made.expect("a program")
}

/// Wraps ether of the holder's with puts that the program buys.
async fn wrap(stage: &Stage, program: Address, ether: &str) {
    let rich = [("ETH", "10"), ("USDC", "100000")];
    let holder = stage.rich("holder", &rich).await;
    for symbol in ["ETH", "USDC"] {
        stage
            .approve_at(stage.token(symbol), &holder, program)
            .await;
    }
    let call = IProtected::wrapAndBuyCall {
        amount: stage.amount("ETH", ether),
        most: U256::MAX,
        receiver: holder.address(),
    };
    stage.does(&holder, program, &call).await;
}

async fn told(stage: &Stage, program: Address) -> Protection {
    stage.read(program, &IProtected::protectionCall {}).await
}

fn quiet(report: &TickReport) {
    let sent = report.exercised.len();
    assert!(sent == 0 && report.errors.is_empty(), "{report:?}");
}

#[test]
fn protected_underlyings_are_exercised_once_where_that_pays() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (program, dust) = (protect(&desk).await, protect(&desk).await);
        wrap(stage, program, "5").await;
        wrap(stage, dust, "0.005").await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut config = following(stage);
        config.protected = vec![program, dust];
        let mut working = keeper(stage, &first, config.clone());
        let mut other = keeper(stage, &second, config);

        // Before the window nothing, however low the price.
        stage.settle_at("ETH", "1500").await;
        quiet(&working.tick().await.unwrap());
        // In it, nothing above the strike.
        stage.settle_at("ETH", "1900").await;
        desk.at(desk.expiry + 60).await;
        quiet(&working.tick().await.unwrap());
        assert_eq!(told(stage, program).await.phase, Phase::Window);
        // Under it, once; dust is left to whom it is worth the gas.
        stage.price("ETH", "1700").await;
        desk.at(desk.expiry + 2 * HOUR).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.exercised.len(), 1, "{report:?}");
        assert_eq!(report.exercised[0].account, program);
        let now = told(stage, program).await;
        assert_eq!(now.phase, Phase::Exercised);
        assert_eq!(U256::from(now.cash), stage.amount("USDC", "9000"));
        quiet(&other.tick().await.unwrap());
        desk.at(desk.expiry + 3 * HOUR).await;
        quiet(&working.tick().await.unwrap());
        assert_eq!(told(stage, dust).await.phase, Phase::Window);
    });
}
