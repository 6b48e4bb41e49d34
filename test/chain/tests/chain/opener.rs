//! What who opens a schedule is paid for it: once, beside fills, out of what they sell.

use alloy::primitives::{Address, U256};
use ballast_bindings::unwinder::IUnwinder::{Budgets, openerFeeReturn};
use ballast_bindings::{IDebtBook, IOwned, IPool, IUnwinder};
use ballast_chain_tests::stage::{test, travelling};
use ballast_chain_tests::{Actor, Stage};

use crate::scene::{Scene, scene, scene_at, wad};

async fn fee(stage: &Stage, account: Address) -> openerFeeReturn {
    let call = IUnwinder::openerFeeCall {
        book: stage.pool(),
        account,
    };
    stage.read(stage.unwinder(), &call).await
}

async fn ether(stage: &Stage, account: Address) -> U256 {
    stage.position("ETH", account).await.collateral
}

/// The owner of the loan repays, until nothing has to be sold, and the schedule closes.
async fn recovers(stage: &Stage, loan: &Scene, whole: &str) {
    let call = IPool::repayCall {
        asset: stage.token("USDC"),
        assets: stage.amount("USDC", whole),
        onBehalf: loan.account(),
    };
    stage.does(&loan.borrower, stage.pool(), &call).await;
    stage
        .does(&loan.keeper, stage.unwinder(), &loan.closing(stage))
        .await;
}

async fn opens(stage: &Stage, loan: &Scene, opener: &Actor) {
    stage
        .does(opener, stage.unwinder(), &loan.opening(stage))
        .await;
}

#[test]
fn the_opener_is_paid_as_quoted_beside_fills_until_the_fee_is_paid() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        let opener = stage.actor("opener").await;
        let before = fee(stage, loan.account()).await;
        assert_eq!(
            (before.opener, before.owed, before.amount),
            (Address::ZERO, wad(), U256::ZERO),
            "what it would bring"
        );
        opens(stage, &loan, &opener).await;
        let owed = fee(stage, loan.account()).await;
        assert_eq!((owed.opener, owed.owed), (opener.address(), wad()));

        let (mut paid, mut usd, mut left) = (U256::ZERO, U256::ZERO, wad());
        let mut times = 0;
        for _ in 0..12 {
            stage.advance(300).await;
            let told = fee(stage, loan.account()).await;
            let quote = loan.quote(stage).await;
            let had = ether(stage, loan.account()).await;
            // UNW-2 with the fee: `Scene::fill` compares debt and stress less collateral before and after.
            let (done, fill) = loan.fill(stage, quote.collateralAmount).await;
            let (told_by_book, events) = (
                done.events::<IDebtBook::OpenerPaid>(stage.pool()),
                done.events::<IUnwinder::OpenerPaid>(unwinder),
            );
            let gone = had - ether(stage, loan.account()).await;
            let Some(event) = events.first() else {
                assert!(told_by_book.is_empty() && told.owed.is_zero());
                assert_eq!((told.opener, told.amount), (Address::ZERO, U256::ZERO));
                assert_eq!(gone, fill.collateralAmount);
                continue;
            };
            times += 1;
            assert_eq!(
                (
                    event.book,
                    event.account,
                    event.opener,
                    event.collateralAsset
                ),
                (
                    stage.pool(),
                    loan.account(),
                    opener.address(),
                    stage.token("ETH")
                )
            );
            let amount = event.collateralAmount;
            if fill.collateralAmount == quote.collateralAmount {
                assert_eq!(amount, told.amount, "as quoted");
            }
            assert_eq!(
                (
                    told_by_book[0].account,
                    told_by_book[0].opener,
                    told_by_book[0].collateralAmount
                ),
                (loan.account(), opener.address(), amount)
            );
            assert!(
                amount * U256::from(100) <= fill.collateralAmount,
                "a hundredth"
            );
            assert_eq!(gone, fill.collateralAmount + amount, "POOL-2");
            assert!(event.owed < left, "paid twice");
            paid += amount;
            usd += amount * fill.spot / wad();
            left = event.owed;
        }
        assert!(times > 0 && left.is_zero(), "{times} times, {left} left");
        assert!(
            usd <= wad() && usd + wad() / U256::from(1_000) >= wad(),
            "{usd}"
        );
        // It is collateral like any other: its own, to take.
        assert_eq!(ether(stage, opener.address()).await, paid);
        let take = IPool::withdrawCollateralCall {
            asset: stage.token("ETH"),
            amount: U256::MAX,
            account: opener.address(),
            receiver: opener.address(),
        };
        stage.does(&opener, stage.pool(), &take).await;
        assert_eq!(stage.balance("ETH", opener.address()).await, paid);
    });
}

#[test]
fn a_schedule_that_is_resumed_owes_what_was_left_and_a_new_one_anew() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        let (first, second) = (stage.actor("first").await, stage.actor("second").await);
        let opener = async || fee(stage, loan.account()).await;
        opens(stage, &loan, &first).await;
        // Nothing was sold: what is owed goes to who resumes it.
        recovers(stage, &loan, "1500").await;
        let told = opener().await;
        assert_eq!((told.opener, told.owed), (Address::ZERO, wad()));
        stage.settle_at("ETH", "2550").await;
        opens(stage, &loan, &second).await;
        assert_eq!(opener().await.opener, second.address());
        for _ in 0..6 {
            stage.advance(300).await;
            loan.fill(stage, U256::MAX).await;
        }
        assert_eq!(opener().await.owed, U256::ZERO, "paid");
        assert!(ether(stage, second.address()).await > U256::ZERO);
        assert_eq!(ether(stage, first.address()).await, U256::ZERO);

        // Closed and opened again within the recovery duration: nothing more, to nobody.
        recovers(stage, &loan, "2000").await;
        assert_eq!(opener().await.owed, U256::ZERO);
        stage.settle_at("ETH", "2250").await;
        opens(stage, &loan, &first).await;
        let told = opener().await;
        assert_eq!((told.opener, told.owed), (Address::ZERO, U256::ZERO));
        stage.advance(300).await;
        let (done, _) = loan.fill(stage, U256::MAX).await;
        assert!(
            done.events::<IUnwinder::OpenerPaid>(stage.unwinder())
                .is_empty()
        );
        // Later than that it is another schedule.
        recovers(stage, &loan, "3000").await;
        let recovery = stage
            .read(stage.unwinder(), &IUnwinder::parametersCall {})
            .await
            .recovery
            .to::<u64>();
        stage.advance(recovery).await;
        assert_eq!(opener().await.owed, wad());
    });
}

#[test]
fn nobody_gains_by_opening_his_own_unwind() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        opens(stage, &loan, &loan.borrower).await;
        stage.advance(300).await;
        let before = ether(stage, loan.account()).await;
        let (done, fill) = loan.fill(stage, U256::MAX).await;
        let paid = done.event::<IUnwinder::OpenerPaid>(stage.unwinder());
        assert_eq!(paid.opener, loan.account());
        let after = ether(stage, loan.account()).await;
        assert_eq!(after, before - fill.collateralAmount, "to himself");
    });
}

#[test]
fn without_a_fee_nobody_is_owed_anything() {
    travelling(async |stage| {
        let unwinder = stage.unwinder();
        let budgets = stage.read(unwinder, &IUnwinder::budgetsCall {}).await;
        assert_eq!(budgets.openerFee, wad());
        let none = Budgets {
            openerFee: U256::ZERO,
            ..budgets
        };
        let set = IUnwinder::setBudgetsCall { budgets: none };
        stage.does(&stage.owner, unwinder, &set).await;
        let loan = scene_at(stage, "2740").await;
        loan.open(stage).await;
        stage.advance(300).await;
        let told = fee(stage, loan.account()).await;
        assert_eq!((told.opener, told.owed), (Address::ZERO, U256::ZERO));
        let (done, _) = loan.fill(stage, U256::MAX).await;
        assert!(done.events::<IUnwinder::OpenerPaid>(unwinder).is_empty());
    });
}

#[test]
fn only_the_unwinder_has_the_book_pay_it() {
    test(async |stage| {
        let loan = scene(stage).await;
        let caller = loan.keeper.address();
        let pay = IDebtBook::payOpenerCall {
            account: loan.account(),
            collateralAsset: stage.token("ETH"),
            collateralAmount: U256::from(5),
            opener: caller,
        };
        let refused = IOwned::Unauthorised { caller };
        stage
            .refuses(&loan.keeper, stage.pool(), &pay, refused)
            .await;
        // A book that obeys the keeper gives no more than there is, and not nothing.
        let stage = &stage.with_pool_under(caller).await;
        let (loan, pool) = (scene(stage).await, stage.pool());
        let done = stage.does(&loan.keeper, pool, &pay).await;
        assert_eq!(done.returned, U256::from(5));
        let event = done.event::<IDebtBook::OpenerPaid>(pool);
        assert_eq!(
            (event.account, event.opener, event.collateralAmount),
            (loan.account(), caller, U256::from(5))
        );
        assert_eq!(ether(stage, caller).await, U256::from(5));
        let much = IDebtBook::payOpenerCall {
            collateralAmount: stage.amount("ETH", "10"),
            ..pay.clone()
        };
        let _: IPool::InsufficientBalance = stage.refuses_as(&loan.keeper, pool, &much).await;
        let nothing = IDebtBook::payOpenerCall {
            collateralAmount: U256::ZERO,
            ..pay
        };
        stage
            .refuses(&loan.keeper, pool, &nothing, IPool::ZeroAmount {})
            .await;
    });
}
