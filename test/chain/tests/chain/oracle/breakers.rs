//! Circuit breakers: whatever trips one, debts are repaid and collateral is added as ever.

use alloy::primitives::{I256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::{IOracle, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IFeed, travelling};

use super::{feed, moody, price, round, store_for};
use crate::scene::{Scene, scene};

/// Of the scene's borrower: what opens, and what never closes.
struct Doors<'a> {
    stage: &'a Stage,
    loan: &'a Scene,
}

impl Doors<'_> {
    fn borrowing(&self, whole: &str) -> IPool::borrowCall {
        IPool::borrowCall {
            asset: self.stage.token("USDC"),
            assets: self.stage.amount("USDC", whole),
            account: self.loan.account(),
            receiver: self.loan.account(),
        }
    }

    fn withdrawing(&self, whole: &str) -> IPool::withdrawCollateralCall {
        IPool::withdrawCollateralCall {
            asset: self.stage.token("ETH"),
            amount: self.stage.amount("ETH", whole),
            account: self.loan.account(),
            receiver: self.loan.account(),
        }
    }

    /// Neither borrowing nor withdrawing collateral is possible, however little.
    async fn are_shut(&self) {
        let (stage, borrower) = (self.stage, &self.loan.borrower);
        stage
            .refused(borrower, stage.pool(), &self.borrowing("0.01"))
            .await;
        stage
            .refused(borrower, stage.pool(), &self.withdrawing("0.0001"))
            .await;
    }

    /// A hundred USDC are repaid and a tenth of an ether is added.
    async fn of_rescue_are_open(&self) {
        let (stage, borrower) = (self.stage, &self.loan.borrower);
        let account = borrower.address();
        stage.mint("ETH", account, stage.amount("ETH", "0.1")).await;
        let before = (
            stage.position("USDC", account).await.debt,
            stage.position("ETH", account).await.collateral,
        );
        let repay = IPool::repayCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "100"),
            onBehalf: account,
        };
        stage.does(borrower, stage.pool(), &repay).await;
        stage.deposit(borrower, "ETH", "0.1").await;
        let after = (
            stage.position("USDC", account).await.debt,
            stage.position("ETH", account).await.collateral,
        );
        let repaid = before.0 - after.0;
        assert!(repaid <= repay.assets && repaid + U256::from(1) >= repay.assets);
        assert_eq!(after.1 - before.1, stage.amount("ETH", "0.1"));
    }

    /// Small amounts may be borrowed and withdrawn.
    async fn are_open(&self) {
        let (stage, borrower) = (self.stage, &self.loan.borrower);
        stage
            .does(borrower, stage.pool(), &self.borrowing("1"))
            .await;
        stage
            .does(borrower, stage.pool(), &self.withdrawing("0.001"))
            .await;
    }

    /// An unwind is paused for the price of `symbol`.
    async fn pause(&self, symbol: &str, flags: u8) {
        let (stage, keeper) = (self.stage, &self.loan.keeper);
        let expected = IUnwinder::PriceUnavailable {
            asset: stage.token(symbol),
            flags,
        };
        stage
            .refuses(
                keeper,
                stage.unwinder(),
                &self.loan.opening(stage),
                expected,
            )
            .await;
    }
}

/// Gives ether a feed of two, both at $3,000: their aggregators.
async fn guard(stage: &Stage, kind: Kind) -> [alloy::primitives::Address; 2] {
    let ((first, a), (second, b)) = (moody(stage, 3_000).await, moody(stage, 3_000).await);
    let old = IOracle::feedAtCall {
        feed: feed(stage, "ETH"),
    };
    let old = stage.read(stage.oracle(), &old).await;
    let guarded = IOracle::setDerivedFeedCall {
        asset: old.asset,
        kind,
        first: a,
        second: b,
        toleranceBps: 200,
        varianceFloor: old.varianceFloor,
        varianceCap: old.varianceCap,
    };
    let done = stage.does(&stage.owner, stage.oracle(), &guarded).await;
    store_for(stage, done.returned, 0).await;
    [first, second]
}

#[test]
fn a_stale_feed_shuts_what_opens_and_pauses_unwinds_and_leaves_repaying_and_topping_up_open() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        doors.are_open().await;
        stage.node.travel(86_400 * 2).await;
        stage.publish("USDC", "1").await;
        doors.are_shut().await;
        doors.of_rescue_are_open().await;
        doors.pause("ETH", price(stage, "ETH").await.flags).await;
        stage.refresh().await;
        doors.are_open().await;
    });
}

#[test]
fn disagreeing_feeds_shut_what_opens_and_pause_unwinds_and_leave_repaying_and_topping_up_open() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        let [_, liar] = guard(stage, Kind::Mean).await;
        doors.are_open().await;
        round(stage, liar, 1_000).await;
        assert_eq!(price(stage, "ETH").await.flags, 4);
        doors.are_shut().await;
        doors.of_rescue_are_open().await;
        doors.pause("ETH", 4).await;
        round(stage, liar, 3_000).await;
        doors.are_open().await;
    });
}

#[test]
fn a_depegged_feed_shuts_what_opens_and_leaves_repaying_topping_up_and_unwinding_open() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        let [_, market] = guard(stage, Kind::Peg).await;
        doors.are_open().await;
        round(stage, market, 2_500).await;
        assert_eq!(price(stage, "ETH").await.flags, 8);
        doors.are_shut().await;
        doors.of_rescue_are_open().await;
        // Its price is the present one all the same: an unwind goes by health, and that is good.
        let health = loan.status(stage).await.health;
        let healthy = IUnwinder::Healthy { health };
        stage
            .refuses(
                &loan.keeper,
                stage.unwinder(),
                &loan.opening(stage),
                healthy,
            )
            .await;
        round(stage, market, 3_000).await;
        doors.are_open().await;
    });
}

#[test]
fn an_outage_of_the_sequencer_shuts_what_opens_and_pauses_unwinds_and_leaves_repaying_and_topping_up_open()
 {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        store_for(stage, feed(stage, "ETH"), 0).await;
        let arguments = (U256::ZERO, "sequencer".to_owned()).abi_encode_params();
        let sequencer = stage.create(&stage.owner, "MockFeed", &arguments).await;
        let tell = async |answer: i64| {
            let updated_at = U256::from(stage.node.now().await);
            let answer = I256::try_from(answer).unwrap();
            stage
                .does(
                    &stage.owner,
                    sequencer,
                    &IFeed::setCall {
                        answer,
                        updatedAt: updated_at,
                    },
                )
                .await;
        };
        tell(0).await;
        let watched = IOracle::setSequencerFeedCall {
            feed: sequencer,
            grace: 600,
        };
        stage.does(&stage.owner, stage.oracle(), &watched).await;
        stage.node.travel(600).await;
        stage.refresh().await;
        doors.are_open().await;
        tell(1).await;
        doors.are_shut().await;
        doors.of_rescue_are_open().await;
        // Every price; the first that is asked for is told.
        doors.pause("USDC", 2).await;
        // Back, but within the grace period.
        tell(0).await;
        doors.are_shut().await;
        doors.of_rescue_are_open().await;
        stage.node.travel(600).await;
        stage.refresh().await;
        doors.are_open().await;
    });
}

#[test]
fn an_outflow_limit_stops_borrowing_and_leaves_repaying_and_topping_up_open() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        let limits = IPool::setLimitsCall {
            asset: stage.token("USDC"),
            gated: false,
            outflowCap: 1,
            window: 86_400,
        };
        stage.does(&stage.owner, stage.pool(), &limits).await;
        let pool = stage.pool();
        let refused: IPool::OutflowExceeded = stage
            .refuses_as(&loan.borrower, pool, &doors.borrowing("2"))
            .await;
        assert_eq!(refused.wanted, stage.amount("USDC", "2"));
        let lent = IPool::withdrawCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "2"),
            account: loan.lender.address(),
            receiver: loan.lender.address(),
        };
        let _: IPool::OutflowExceeded = stage.refuses_as(&loan.lender, pool, &lent).await;
        doors.of_rescue_are_open().await;
        // What came back may leave again; collateral is none of it.
        stage
            .does(&loan.borrower, pool, &doors.borrowing("50"))
            .await;
        stage
            .does(&loan.borrower, pool, &doors.withdrawing("0.01"))
            .await;
    });
}

#[test]
fn withdrawals_are_frozen_for_the_account_under_unwind_alone_which_may_repay_and_top_up() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let doors = Doors { stage, loan: &loan };
        let other = stage.rich("other", &[("ETH", "10")]).await;
        stage.deposit(&other, "ETH", "10").await;
        stage.borrow(&other, "USDC", "5000").await;
        stage.settle_at("ETH", "2740").await;
        loan.open(stage).await;
        doors.are_shut().await;
        let pool = stage.pool();
        let theirs = |call: IPool::withdrawCollateralCall| IPool::withdrawCollateralCall {
            account: other.address(),
            receiver: other.address(),
            ..call
        };
        stage
            .does(&other, pool, &theirs(doors.withdrawing("0.1")))
            .await;
        let lent = IPool::withdrawCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "1000"),
            account: loan.lender.address(),
            receiver: loan.lender.address(),
        };
        stage.does(&loan.lender, pool, &lent).await;
        doors.of_rescue_are_open().await;
        // What the account lends, it may take; its collateral is free again once it has recovered.
        let repay = IPool::repayCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "6000"),
            onBehalf: loan.account(),
        };
        stage.does(&loan.borrower, pool, &repay).await;
        doors.are_open().await;
    });
}
