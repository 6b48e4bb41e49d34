//! The loan that the unwind tests are about: 10 ETH at $3,000 against 23,000 USDC. Its health reaches 1 at about
//! $2,760 an ETH, where the crash scenario takes 16% and USDC may cost 1% more.

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, U256};
use ballast_bindings::unwinder::IUnwinder::{Quote, Schedule, Status};
use ballast_bindings::{IDebtBook, IUnwinder};
use ballast_chain_tests::{Actor, Done, Stage, portfolio};

pub struct Scene {
    pub borrower: Actor,
    /// Has a million USDC that pool may pull.
    pub keeper: Actor,
    pub lender: Actor,
}

/// The loan, at $3,000.
pub async fn scene(stage: &Stage) -> Scene {
    let lender = stage
        .rich("lender", &[("USDC", "100000"), ("ETH", "100")])
        .await;
    stage.supply(&lender, "USDC", "100000").await;
    let borrower = stage
        .rich("borrower", &[("ETH", "10"), ("USDC", "30000")])
        .await;
    stage.deposit(&borrower, "ETH", "10").await;
    stage.borrow(&borrower, "USDC", "23000").await;
    let keeper = stage.rich("keeper", &[("USDC", "1000000")]).await;
    Scene {
        borrower,
        keeper,
        lender,
    }
}

/// The loan at a price that spot and average agree on.
pub async fn scene_at(stage: &Stage, price: &str) -> Scene {
    let scene = scene(stage).await;
    stage.settle_at("ETH", price).await;
    scene
}

impl Scene {
    pub fn account(&self) -> Address {
        self.borrower.address()
    }

    pub async fn status(&self, stage: &Stage) -> Status {
        stage
            .read(
                stage.unwinder(),
                &IUnwinder::statusCall {
                    book: stage.pool(),
                    account: self.account(),
                },
            )
            .await
    }

    pub async fn schedule(&self, stage: &Stage) -> Schedule {
        stage
            .read(
                stage.unwinder(),
                &IUnwinder::scheduleCall {
                    book: stage.pool(),
                    account: self.account(),
                },
            )
            .await
    }

    pub async fn quote(&self, stage: &Stage) -> Quote {
        stage
            .read(
                stage.unwinder(),
                &IUnwinder::quoteCall {
                    book: stage.pool(),
                    account: self.account(),
                },
            )
            .await
    }

    pub fn opening(&self, stage: &Stage) -> IUnwinder::openCall {
        IUnwinder::openCall {
            book: stage.pool(),
            account: self.account(),
        }
    }

    pub fn observing(&self, stage: &Stage) -> IUnwinder::observeCall {
        IUnwinder::observeCall {
            book: stage.pool(),
            account: self.account(),
        }
    }

    pub fn closing(&self, stage: &Stage) -> IUnwinder::closeCall {
        IUnwinder::closeCall {
            book: stage.pool(),
            account: self.account(),
        }
    }

    /// Buys at most `amount` of ETH for USDC.
    pub fn filling(&self, stage: &Stage, amount: U256) -> IUnwinder::fillCall {
        IUnwinder::fillCall {
            book: stage.pool(),
            account: self.account(),
            collateralAsset: stage.token("ETH"),
            debtAsset: stage.token("USDC"),
            collateralAmount: amount,
            repayLimit: U256::MAX,
            receiver: self.keeper.address(),
        }
    }

    pub async fn open(&self, stage: &Stage) -> IUnwinder::Opened {
        stage
            .does(&self.keeper, stage.unwinder(), &self.opening(stage))
            .await
            .event(stage.unwinder())
    }

    pub async fn observe(&self, stage: &Stage) -> Done<IUnwinder::observeReturn> {
        stage
            .does(&self.keeper, stage.unwinder(), &self.observing(stage))
            .await
    }

    /// Fills and checks UNW-1 and UNW-2 on the way.
    pub async fn fill(
        &self,
        stage: &Stage,
        amount: U256,
    ) -> (Done<IUnwinder::fillReturn>, IUnwinder::Filled) {
        let block = BlockNumberOrTag::Number(stage.node.height().await);
        let view = IDebtBook::portfolioCall {
            account: self.account(),
        };
        let done = stage
            .does(&self.keeper, stage.unwinder(), &self.filling(stage, amount))
            .await;
        let event = done.event::<IUnwinder::Filled>(stage.unwinder());
        let before = stage
            .read_at(stage.owner.address(), stage.pool(), &view, block)
            .await;
        let after = stage.read(stage.pool(), &view).await;
        let (raised, tolerance) = portfolio::shortage_raised(&before, &after);
        assert!(
            raised <= tolerance,
            "UNW-2: a fill raised debt + stress - collateral by {raised} WAD"
        );
        let schedule = self.schedule(stage).await;
        assert!(
            schedule.sold <= schedule.released,
            "UNW-1: {} sold of {}",
            schedule.sold,
            schedule.released
        );
        (done, event)
    }
}

/// One, in WAD.
pub fn wad() -> U256 {
    U256::from(10).pow(U256::from(18))
}
