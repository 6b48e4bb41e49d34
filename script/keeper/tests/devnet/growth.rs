//! Loans that yield repays: harvested, bought, given dates, settled.

use crate::scene::{config, keeper, purse};
use alloy::{
    primitives::{
        Address, I256, U256,
        aliases::{U40, U80},
    },
    sol,
    sol_types::{SolCall, SolValue},
};
use ballast_bindings::{
    IOracle, IYieldLoan, oracle::IOracle::Kind as Derived, yield_loan::IYieldLoan::Terms,
};
use ballast_chain_tests::{
    Actor, Stage,
    stage::{self, IToken},
};
use ballast_keeper::{
    KeeperConfig, TickReport,
    alerts::Kind,
    loans::{Loans, growth::KIND},
};

sol! {
    /// `src/zoo/MoodyFeed.sol`, which tells a rate.
    interface IMoody {
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
        function stEthPerToken() external view returns (uint256);
    }
}

const DAY: u64 = 86_400;
const PERIOD: u64 = 10 * DAY;
const GRACE: u64 = 2 * DAY;
const WAD: u128 = 1_000_000_000_000_000_000;

/// Shares of an ETH each, a lender and a borrower, and a loan of nine tenths of a hundred of them.
struct Farm<'a> {
    stage: &'a Stage,
    at: Address,
    rate: Address,
    shares: Address,
    borrower: Actor,
    loan: U256,
}

impl<'a> Farm<'a> {
    /// Growth pays the lender in kind, or is sold where USDC is owed.
    async fn new(stage: &'a Stage, sold: bool) -> Self {
        let at = stage.at.loans["yield-loan"];
        let arguments =
            ("Staked".to_owned(), "Staked".to_owned(), U256::from(18)).abi_encode_params();
        let shares = stage.create(&stage.owner, "DevToken", &arguments).await;
        let rate = stage
            .create(
                &stage.owner,
                "MoodyFeed",
                &(U256::from(18),).abi_encode_params(),
            )
            .await;
        let rich = [("USDC", "1000000"), ("ETH", "1000")];
        let (lender, borrower) = (
            stage.rich("lender", &rich).await,
            stage.rich("borrower", &rich).await,
        );
        let call = IToken::mintCall {
            account: borrower.address(),
            amount: U256::from(200 * WAD),
        };
        stage.does(&stage.owner, shares, &call).await;
        let debt = stage.token(if sold { "USDC" } else { "ETH" });
        for actor in [&lender, &borrower] {
            for token in [debt, shares] {
                stage.approve_at(token, actor, at).await;
            }
        }
        stage.settle_at("ETH", "3000").await;
        let mut farm = Self {
            stage,
            at,
            rate,
            shares,
            borrower,
            loan: U256::ZERO,
        };
        farm.tell(WAD).await;
        farm.set_feeds().await;
        let terms = Terms {
            debtAsset: debt,
            collateralAsset: shares,
            size: 500_000 * WAD,
            least: 1,
            oracle: stage.oracle(),
            rateAsset: rate,
            rate: (WAD / 50) as u64,
            yieldFloor: (WAD / 40) as u64,
            margin: 2_000,
            loanToValue: 9_000,
            growthCap: 10_000,
            discount: if sold { 200 } else { 0 },
            patience: 7 * DAY as u32,
            longest: 0,
            termRate: (WAD / 10) as u64,
            count: 3,
            period: PERIOD as u32,
            grace: GRACE as u32,
            expiry: U40::from(stage.node.now().await + 300 * DAY),
            allowed: Address::ZERO,
        };
        let call = IYieldLoan::makeOfferCall { terms };
        let offer = stage.does(&lender, at, &call).await.returned;
        let amount = if sold { 270_000_000_000 } else { 90 * WAD };
        let call = IYieldLoan::takeCall {
            offer,
            amount: U256::from(amount),
            most: U256::MAX,
            receiver: farm.borrower.address(),
        };
        farm.loan = stage.does(&farm.borrower, at, &call).await.returned;
        farm
    }

    /// A feed of the rate, which may double in a year, and one of the shares' price.
    async fn set_feeds(&self) {
        let (stage, oracle) = (self.stage, self.stage.oracle());
        stage.refresh().await;
        let source = IOracle::RateSource {
            target: self.rate,
            selector: IMoody::stEthPerTokenCall::SELECTOR.into(),
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 10_000,
            toleranceBps: 5_000,
            anchor: 0,
        };
        let call = IOracle::setRateFeedCall {
            asset: self.rate,
            source,
            varianceFloor: 0,
            varianceCap: 0,
        };
        let rate = stage.does(&stage.owner, oracle, &call).await.returned;
        let call = IOracle::setDerivedFeedCall {
            asset: self.shares,
            kind: Derived::Product,
            first: rate,
            second: stage.at.feeds["ETH"].id,
            toleranceBps: 0,
            varianceFloor: 0,
            varianceCap: WAD as u64,
        };
        let price = stage.does(&stage.owner, oracle, &call).await.returned;
        for feed in [rate, price] {
            let call = IOracle::setStoredAgeCall { feed, storedAge: 0 };
            stage.does(&stage.owner, oracle, &call).await;
        }
    }

    async fn tell(&self, rate: u128) {
        let call = IMoody::writeCall {
            id: U80::ZERO,
            answer: I256::from_raw(U256::from(rate)),
            started: U256::ZERO,
            updated: U256::ZERO,
            answeredIn: U80::ZERO,
        };
        self.stage.does(&self.stage.owner, self.rate, &call).await;
    }

    async fn state(&self) -> IYieldLoan::Loan {
        let call = IYieldLoan::loanAtCall { loan: self.loan };
        self.stage.read(self.at, &call).await
    }
}

fn following(stage: &Stage) -> KeeperConfig {
    let mut config = config(stage);
    config.yield_loan = stage.at.loan("yield-loan");
    config.gas_asset = Some(stage.token("ETH"));
    config
}

fn idle(report: &TickReport) {
    let sent = [
        &report.harvested,
        &report.bought,
        &report.turned,
        &report.settled,
    ];
    assert!(
        sent.iter().all(|done| done.is_empty()) && report.errors.is_empty(),
        "{report:?}"
    );
}

#[test]
fn growth_is_harvested_what_lapses_gets_dates_and_what_is_missed_is_settled() {
    stage::travelling(async |stage| {
        let farm = Farm::new(stage, false).await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut working = keeper(stage, &first, following(stage));
        let mut other = keeper(stage, &second, following(stage));
        let report = working.tick().await.unwrap();
        idle(&report);
        let live = Loans {
            live: 1,
            usd: 270_000.0,
            ..Loans::default()
        };
        assert_eq!(report.loans[KIND], live);

        // $3,000 of growth; a second look finds none.
        stage.node.travel(100 * DAY).await;
        farm.tell(WAD / 100 * 101).await;
        stage.refresh().await;
        let mut dry = following(stage);
        dry.dry_run = true;
        let report = keeper(stage, &first, dry).tick().await.unwrap();
        let plan = format!("harvest growth loan {}", farm.loan);
        assert!(
            report.planned.iter().any(|planned| planned.action == plan),
            "{report:?}"
        );
        let report = working.tick().await.unwrap();
        assert_eq!(
            (report.harvested.len(), report.turned.len()),
            (1, 0),
            "{report:?}"
        );
        let state = farm.state().await;
        assert!(state.principal < 90 * WAD && state.shares > 0);
        let height = stage.node.height().await;
        let mut restarted = keeper(stage, &first, following(stage));
        for keeper in [&mut working, &mut other, &mut restarted] {
            idle(&keeper.tick().await.unwrap());
        }
        assert_eq!(stage.node.height().await, height, "nothing is sent twice");

        // Eight days without growth: a day's interest is older than the week that the lender waits.
        stage.advance(8 * DAY).await;
        let report = working.tick().await.unwrap();
        assert_eq!(
            (report.harvested.len(), report.turned.len()),
            (0, 1),
            "{report:?}"
        );
        let (start, turned) = (stage.node.now().await, farm.state().await);
        assert!(turned.turned && turned.start == U40::from(start));
        let report = other.tick().await.unwrap();
        idle(&report);
        assert_eq!(report.loans[KIND].next_due, Some(start + PERIOD));

        // A date passes, and its grace.
        stage.advance(PERIOD + GRACE - 60).await;
        let report = other.tick().await.unwrap();
        idle(&report);
        assert_eq!(report.loans[KIND].overdue, 1);
        assert!(
            report
                .notices
                .iter()
                .any(|n| n.kind == Kind::InstalmentOverdue),
            "{report:?}"
        );
        stage.advance(61).await;
        let report = other.tick().await.unwrap();
        assert_eq!(report.settled.len(), 1, "{report:?}");
        let state = farm.state().await;
        assert_eq!(
            state.principal,
            turned.principal / 3 * 2 + turned.principal % 3 * 2 / 3
        );
        for keeper in [&mut working, &mut restarted] {
            let report = keeper.tick().await.unwrap();
            idle(&report);
            assert_eq!(report.loans[KIND].next_due, Some(start + 2 * PERIOD));
        }
    });
}

#[test]
fn growth_that_is_sold_is_bought_where_that_pays() {
    stage::travelling(async |stage| {
        let farm = Farm::new(stage, true).await;
        let purse = purse(stage, "keeper").await;
        // Within the patience: nothing lapses.
        stage.node.travel(6 * DAY).await;
        farm.tell(WAD / 100 * 101).await;
        stage.refresh().await;
        // Long after the opening growth costs 2% under spot.
        let mut strict = following(stage);
        strict.min_margin = U256::from(3 * WAD / 100);
        let report = keeper(stage, &purse, strict).tick().await.unwrap();
        assert!(
            report.bought.is_empty() && report.errors.is_empty(),
            "{report:?}"
        );
        assert!(
            report
                .skipped
                .iter()
                .any(|skipped| skipped.reason.contains("over")),
            "{report:?}"
        );
        let mut working = keeper(stage, &purse, following(stage));
        let report = working.tick().await.unwrap();
        assert_eq!(report.bought.len(), 1, "{report:?}");
        let account = purse.address();
        let bought = stage
            .read(farm.shares, &IToken::balanceOfCall { account })
            .await;
        // A hundredth of the shares, which is what they grew by, to a unit or two.
        let grown = U256::from(100 * WAD / 101);
        assert!(
            bought > grown * U256::from(99) / U256::from(100),
            "{bought}"
        );
        assert!(farm.state().await.cash > 2_900_000_000);
        idle(&working.tick().await.unwrap());
        idle(
            &keeper(stage, &purse, following(stage))
                .tick()
                .await
                .unwrap(),
        );
    });
}
