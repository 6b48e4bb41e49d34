//! Margin calls: told once, by one keeper, and ended. Standing orders: armed, executed, left where they do not pay.

use crate::scene::{config, keeper, loans, purse, status, wad};
use alloy::primitives::{Address, U256};
use ballast_bindings::{IOrders, IPool, orders::IOrders::Order};
use ballast_chain_tests::{Actor, Stage, stage};

/// Sells two ether at a time, three in all, once ether costs at most $2,950: from spot to 1% under it in ten minutes.
async fn sale(stage: &Stage, owner: &Actor) {
    let order = Order {
        kind: 4,
        collateralAsset: stage.token("ETH"),
        debtAsset: stage.token("USDC"),
        source: Address::ZERO,
        expires: stage.node.now().await + 86_400,
        interval: 3_600,
        decay: 600,
        discount: 10_000_000_000_000_000,
        trigger: U256::from(2_950) * wad(),
        target: U256::ZERO,
        worstPrice: U256::ZERO,
        perExecution: stage.amount("ETH", "2"),
        total: stage.amount("ETH", "3"),
        fee: U256::ZERO,
    };
    let call = IPool::setAuthorizationCall {
        manager: stage.at.orders,
        authorised: true,
    };
    stage.does(owner, stage.pool(), &call).await;
    let call = IOrders::setCall {
        book: stage.pool(),
        id: 1,
        order,
    };
    stage.does(owner, stage.at.orders, &call).await;
}

#[test]
fn orders_are_armed_and_executed_once_they_are_due_and_pay() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["20000"]).await;
        sale(stage, &borrowers[0]).await;
        let purse = purse(stage, "keeper").await;
        let mut config = config(stage);
        config.orders = Some(stage.at.orders);
        let mut greedy = config.clone();
        greedy.min_profit = U256::from(1_000) * wad();
        let mut greedy = keeper(stage, &purse, greedy);
        let mut keeper = keeper(stage, &purse, config);
        let waiting = keeper.tick().await.unwrap();
        assert!(waiting.armed.is_empty() && waiting.executed.is_empty());

        stage.price("ETH", "2900").await;
        assert!(greedy.tick().await.unwrap().armed.is_empty(), "never pays");
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.armed.len(), 1, "{report:?}");
        let report = keeper.tick().await.unwrap();
        assert!(
            report.armed.is_empty() && report.executed.is_empty(),
            "at spot: {report:?}"
        );
        stage.advance(590).await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.executed.len(), 1, "{report:?}");
        assert_eq!(
            stage.balance("ETH", purse.address()).await,
            stage.amount("ETH", "2")
        );
        let again = keeper.tick().await.unwrap();
        assert!(again.executed.is_empty(), "only after an hour: {again:?}");

        // The rest, after which the order is gone.
        stage.advance(3_600).await;
        keeper.tick().await.unwrap();
        stage.advance(590).await;
        let report = keeper.tick().await.unwrap();
        assert_eq!(report.executed.len(), 1, "{report:?}");
        assert_eq!(
            stage.balance("ETH", purse.address()).await,
            stage.amount("ETH", "3")
        );
        stage.advance(7_200).await;
        let report = keeper.tick().await.unwrap();
        assert!(
            report.armed.is_empty() && report.errors.is_empty(),
            "{report:?}"
        );
    });
}

/// When the account was called, 0: it is not under margin call.
async fn called_at(stage: &Stage, account: Address) -> u64 {
    let call = IOrders::calledAtCall {
        book: stage.pool(),
        account,
    };
    stage.read(stage.at.orders, &call).await
}

#[test]
fn margin_calls_are_told_once_whoever_is_restarted_and_ended_once() {
    stage::travelling(async |stage| {
        let borrowers = loans(stage, &["23000", "15000", "50"]).await;
        let account = borrowers[0].address();
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut config = config(stage);
        config.orders = Some(stage.at.orders);
        let mut silent = config.clone();
        silent.margin_call_debt = None;
        let mut dry = config.clone();
        dry.dry_run = true;
        let quiet = keeper(stage, &first, config.clone()).tick().await.unwrap();
        assert_eq!((quiet.watched.len(), quiet.called), (0, 0));

        // 1 <= health < 1.05 of the first alone.
        stage.settle_at("ETH", "2850").await;
        let stands = status(stage, account).await;
        assert!(stands.stage == 1, "{stands:?}");
        let silent = keeper(stage, &first, silent).tick().await.unwrap();
        assert!(silent.watched.is_empty(), "{silent:?}");
        let dry = keeper(stage, &first, dry).tick().await.unwrap();
        assert_eq!(
            dry.planned.iter().filter(|p| p.action == "watch").count(),
            1,
            "{dry:?}"
        );
        let mut calling = keeper(stage, &first, config.clone());
        let mut other = keeper(stage, &second, config.clone());
        let report = calling.tick().await.unwrap();
        assert_eq!(report.watched.len(), 1, "{report:?}");
        assert_eq!(report.watched[0].account, account);
        assert!(called_at(stage, account).await > 0);
        let height = stage.node.height().await;
        let mut restarted = keeper(stage, &first, config.clone());
        for keeper in [&mut calling, &mut other, &mut restarted] {
            let report = keeper.tick().await.unwrap();
            assert_eq!((report.watched.len(), report.called), (0, 1), "{report:?}");
            assert_eq!(report.errors.len(), 0, "{report:?}");
        }
        assert_eq!(stage.node.height().await, height, "nothing was sent");

        // Recovered, an hour after the call at the earliest.
        stage.price("ETH", "3600").await;
        stage.advance(3_000).await;
        assert!(status(stage, account).await.health > wad());
        let early = calling.tick().await.unwrap();
        assert!(early.watched.is_empty(), "{early:?}");
        stage.advance(1_000).await;
        let report = restarted.tick().await.unwrap();
        assert_eq!(report.watched.len(), 1, "{report:?}");
        assert_eq!(called_at(stage, account).await, 0);
        for keeper in [&mut calling, &mut other, &mut restarted] {
            let report = keeper.tick().await.unwrap();
            assert_eq!((report.watched.len(), report.called), (0, 0), "{report:?}");
        }
    });
}
