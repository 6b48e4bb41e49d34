//! Insurance funds: what they bought is bought back from them where that pays; how far they cover what is lent.

use crate::scene::{config, keeper, loans, purse};
use alloy::primitives::U256;
use ballast_bindings::IInsurance;
use ballast_chain_tests::{Stage, stage};
use ballast_keeper::{KeeperConfig, alerts::Kind};

/// What the fund holds of ETH.
async fn held(stage: &Stage) -> U256 {
    let collateral = stage.token("ETH");
    let call = IInsurance::holdingCall { collateral };
    stage.read(stage.fund(), &call).await.amount
}

/// The fund has bought ETH in the backstop stage, for a keeper without debt tokens had it do so.
async fn fund_with_collateral(stage: &Stage) {
    loans(stage, &["23000"]).await;
    let staker = stage.rich("staker", &[("USDC", "40000")]).await;
    stage.stake(&staker, "40000").await;
    let poor = stage.actor("poor").await;
    let mut idle = keeper(stage, &poor, config(stage));
    stage.price("ETH", "2400").await;
    for seconds in [3_600, 61, 601] {
        stage.advance(seconds).await;
        idle.tick().await.unwrap();
    }
    assert!(held(stage).await > U256::ZERO, "the fund bought");
    // What it left others buy, so that nothing but its sale is left to do.
    let rich = purse(stage, "cleaner").await;
    let mut off = config(stage);
    off.buy_from_funds = false;
    let mut cleaner = keeper(stage, &rich, off);
    for _ in 0..3 {
        cleaner.tick().await.unwrap();
    }
    let open = cleaner
        .book()
        .accounts()
        .values()
        .any(|account| account.open);
    assert!(!open, "bought whole, or back at its target");
}

fn named(stage: &Stage) -> KeeperConfig {
    let mut config = config(stage);
    for symbol in ["ETH", "USDC"] {
        config.names.insert(stage.token(symbol), symbol.to_owned());
    }
    config
}

#[test]
fn what_a_fund_sells_is_bought_where_it_pays_and_once() {
    stage::travelling(async |stage| {
        fund_with_collateral(stage).await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut off = named(stage);
        off.buy_from_funds = false;
        let mut greedy = named(stage);
        greedy.min_profit = U256::from(1_000_000) * crate::scene::wad();
        let mut keepers = [
            keeper(stage, &first, named(stage)),
            keeper(stage, &second, named(stage)),
        ];
        let terms = stage.read(stage.fund(), &IInsurance::termsCall {}).await;
        let interval = terms.saleInterval;
        let mut bought = 0;
        let mut before = held(stage).await;
        for quarter in 0..12 {
            stage.advance(interval / 4).await;
            let reports = [
                keeper(stage, &first, off.clone()).tick().await.unwrap(),
                keeper(stage, &first, greedy.clone()).tick().await.unwrap(),
            ];
            assert!(reports.iter().all(|r| r.bought.is_empty()), "{reports:?}");
            assert_eq!(held(stage).await, before, "left alone");
            let mut now = 0;
            for keeper in &mut keepers {
                let report = keeper.tick().await.unwrap();
                assert_eq!(report.errors.len(), 0, "{report:?}");
                now += report.bought.len();
            }
            assert!(
                now <= 1,
                "what one bought the other does not, in quarter {quarter}"
            );
            bought += now;
            let after = held(stage).await;
            assert_eq!(now > 0, after < before);
            before = after;
        }
        assert!(bought >= 2, "{bought} in three intervals");
        let got = stage.balance("ETH", first.address()).await
            + stage.balance("ETH", second.address()).await;
        assert!(got > U256::ZERO);
    });
}

#[test]
fn a_keeper_buys_with_what_it_has_and_a_dry_run_only_says_so() {
    stage::travelling(async |stage| {
        fund_with_collateral(stage).await;
        let mut dry = named(stage);
        dry.dry_run = true;
        let rich = purse(stage, "rich").await;
        let mut dry = keeper(stage, &rich, dry);
        let small = stage.actor("small").await;
        stage
            .mint("USDC", small.address(), stage.amount("USDC", "100"))
            .await;
        let mut small_keeper = keeper(stage, &small, named(stage));
        let terms = stage.read(stage.fund(), &IInsurance::termsCall {}).await;
        let (before, mut planned) = (held(stage).await, 0);
        for _ in 0..8 {
            stage.advance(terms.saleInterval / 4 - 1).await;
            let report = dry.tick().await.unwrap();
            let buys = report
                .planned
                .iter()
                .filter(|p| p.action.starts_with("buy ("));
            planned += buys.count();
            assert_eq!(held(stage).await, before);
            if planned > 0 {
                let report = small_keeper.tick().await.unwrap();
                assert_eq!(report.bought.len(), 1, "{report:?}");
                assert!(stage.balance("USDC", small.address()).await < stage.amount("USDC", "1"));
                assert!(held(stage).await < before);
                return;
            }
        }
        panic!("never planned");
    });
}

#[test]
fn coverage_is_the_funds_own_word() {
    stage::travelling(async |stage| {
        loans(stage, &["20000"]).await;
        let staker = stage.rich("staker", &[("USDC", "1000")]).await;
        stage.stake(&staker, "1000").await;
        let mut config = named(stage);
        config.dry_run = true;
        config.alerts.fund_coverage = 0.06;
        let mut keeper = keeper(stage, &purse(stage, "keeper").await, config);
        let report = keeper.tick().await.unwrap();
        let told = stage.read(stage.fund(), &IInsurance::coverageCall {}).await;
        let ratio = f64::from(told.ratio) / 1e18;
        assert!((0.049..0.051).contains(&ratio), "{ratio}");
        assert_eq!(report.coverage["USDC"], ratio, "{report:?}");
        let alert = report.notices.iter().find(|n| n.kind == Kind::FundCoverage);
        assert!(alert.unwrap().text.contains("USDC"), "{report:?}");
    });
}
