//! `setAuthorization`, and verbs by a manager.

use alloy::primitives::{Address, U256};
use ballast_bindings::IPool;
use ballast_chain_tests::stage::test;
use ballast_chain_tests::{Actor, Stage};

/// An account with 10 ETH in escrow and 1,000 USDC lent, in a pool with money to lend.
async fn account(stage: &Stage) -> Actor {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
    let owner = stage
        .rich("account", &[("ETH", "10"), ("USDC", "1000")])
        .await;
    stage.deposit(&owner, "ETH", "10").await;
    stage.supply(&owner, "USDC", "1000").await;
    owner
}

/// The three verbs that take from an account, for `receiver`.
struct Takings {
    withdraw: IPool::withdrawCall,
    collateral: IPool::withdrawCollateralCall,
    borrow: IPool::borrowCall,
}

impl Takings {
    fn new(stage: &Stage, account: Address, receiver: Address) -> Self {
        Self {
            withdraw: IPool::withdrawCall {
                asset: stage.token("USDC"),
                assets: stage.amount("USDC", "300"),
                account,
                receiver,
            },
            collateral: IPool::withdrawCollateralCall {
                asset: stage.token("ETH"),
                amount: stage.amount("ETH", "1"),
                account,
                receiver,
            },
            borrow: IPool::borrowCall {
                asset: stage.token("USDC"),
                assets: stage.amount("USDC", "500"),
                account,
                receiver,
            },
        }
    }

    async fn are_refused(&self, stage: &Stage, by: &Actor) {
        let refusal = || IPool::NotAuthorised {
            account: self.borrow.account,
            caller: by.address(),
        };
        let pool = stage.pool();
        stage.refuses(by, pool, &self.withdraw, refusal()).await;
        stage.refuses(by, pool, &self.collateral, refusal()).await;
        stage.refuses(by, pool, &self.borrow, refusal()).await;
    }
}

async fn authorise(stage: &Stage, owner: &Actor, manager: Address, authorised: bool) {
    let call = IPool::setAuthorizationCall {
        manager,
        authorised,
    };
    let done = stage.does(owner, stage.pool(), &call).await;
    let event = done.event::<IPool::AuthorizationSet>(stage.pool());
    assert_eq!(
        (event.account, event.manager, event.authorised),
        (owner.address(), manager, authorised)
    );
    let call = IPool::isAuthorisedCall {
        account: owner.address(),
        manager,
    };
    assert_eq!(stage.read(stage.pool(), &call).await, authorised);
}

#[test]
fn strangers_take_nothing_from_an_account() {
    test(async |stage| {
        let (owner, stranger) = (account(stage).await, stage.actor("stranger").await);
        let takings = Takings::new(stage, owner.address(), stranger.address());
        takings.are_refused(stage, &stranger).await;
        // Nor does a manager's account become its owner's, nor a manager's manager the account's.
        authorise(stage, &stranger, owner.address(), true).await;
        takings.are_refused(stage, &stranger).await;
        let manager = stage.actor("manager").await;
        authorise(stage, &owner, manager.address(), true).await;
        authorise(stage, &manager, stranger.address(), true).await;
        takings.are_refused(stage, &stranger).await;
    });
}

#[test]
fn a_manager_acts_for_the_account_until_it_is_revoked() {
    test(async |stage| {
        let (owner, manager) = (account(stage).await, stage.actor("manager").await);
        let (pool, friend) = (stage.pool(), stage.actor("friend").await.address());
        let takings = Takings::new(stage, owner.address(), friend);
        takings.are_refused(stage, &manager).await;
        authorise(stage, &owner, manager.address(), true).await;

        let done = stage.does(&manager, pool, &takings.withdraw).await;
        let event = done.event::<IPool::Withdrawn>(pool);
        assert_eq!((event.account, event.receiver), (owner.address(), friend));
        let done = stage.does(&manager, pool, &takings.collateral).await;
        let event = done.event::<IPool::CollateralWithdrawn>(pool);
        assert_eq!((event.account, event.receiver), (owner.address(), friend));
        let done = stage.does(&manager, pool, &takings.borrow).await;
        let event = done.event::<IPool::Borrowed>(pool);
        assert_eq!((event.account, event.receiver), (owner.address(), friend));

        // The account's position changed, the manager's did not, and the receiver was paid.
        let [usdc, eth] = [
            stage.position("USDC", owner.address()).await,
            stage.position("ETH", owner.address()).await,
        ];
        assert_eq!(usdc.debt, stage.amount("USDC", "500"));
        assert_eq!(usdc.supplied, stage.amount("USDC", "700"));
        assert_eq!(eth.collateral, stage.amount("ETH", "9"));
        let none = stage.position("USDC", manager.address()).await;
        assert_eq!(none.debtShares + none.supplyShares, U256::ZERO);
        assert_eq!(
            stage.balance("USDC", friend).await,
            stage.amount("USDC", "800")
        );
        assert_eq!(stage.balance("ETH", friend).await, stage.amount("ETH", "1"));

        // It is the account that is judged (POOL-3).
        let more = IPool::borrowCall {
            assets: stage.amount("USDC", "30000"),
            ..takings.borrow.clone()
        };
        let _: IPool::Unhealthy = stage.refuses_as(&manager, pool, &more).await;

        authorise(stage, &owner, manager.address(), false).await;
        takings.are_refused(stage, &manager).await;
    });
}
