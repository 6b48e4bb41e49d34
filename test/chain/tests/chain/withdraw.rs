//! `withdraw`.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IOwned, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{test, travelling};

use crate::scene::scene;

fn call(
    stage: &Stage,
    symbol: &str,
    assets: U256,
    account: Address,
    receiver: Address,
) -> IPool::withdrawCall {
    IPool::withdrawCall {
        asset: stage.token(symbol),
        assets,
        account,
        receiver,
    }
}

#[test]
fn pays_what_is_asked_and_burns_shares() {
    test(async |stage| {
        let (lender, friend) = (
            stage.rich("lender", &[("USDC", "1000")]).await,
            stage.actor("friend").await,
        );
        stage.supply(&lender, "USDC", "1000").await;
        let assets = stage.amount("USDC", "300");
        let done = stage
            .does(
                &lender,
                stage.pool(),
                &call(stage, "USDC", assets, lender.address(), friend.address()),
            )
            .await;
        assert_eq!(done.returned, assets);
        let event = done.event::<IPool::Withdrawn>(stage.pool());
        assert_eq!(
            (event.asset, event.account),
            (stage.token("USDC"), lender.address())
        );
        assert_eq!((event.receiver, event.assets), (friend.address(), assets));
        assert_eq!(event.shares, assets * U256::from(1_000_000));
        assert_eq!(stage.balance("USDC", friend.address()).await, assets);
        assert_eq!(
            stage.position("USDC", lender.address()).await.supplied,
            stage.amount("USDC", "700")
        );
    });
}

#[test]
fn the_largest_number_means_all() {
    test(async |stage| {
        let lender = stage.rich("lender", &[("USDC", "1000")]).await;
        stage.supply(&lender, "USDC", "1000").await;
        let done = stage
            .does(
                &lender,
                stage.pool(),
                &call(stage, "USDC", U256::MAX, lender.address(), lender.address()),
            )
            .await;
        assert_eq!(done.returned, stage.amount("USDC", "1000"));
        let position = stage.position("USDC", lender.address()).await;
        assert_eq!(
            (position.supplied, position.supplyShares),
            (U256::ZERO, U256::ZERO)
        );
        let reserve = stage.reserve("USDC").await;
        assert_eq!(
            (reserve.cash, reserve.supplyShares),
            (U256::ZERO, U256::ZERO)
        );
    });
}

#[test]
fn refuses_more_than_there_is() {
    test(async |stage| {
        let (pool, usdc) = (stage.pool(), stage.token("USDC"));
        let lender = stage.rich("lender", &[("USDC", "30000")]).await;
        let me = lender.address();
        stage
            .refuses(
                &lender,
                pool,
                &call(stage, "USDC", U256::MAX, me, me),
                IPool::ZeroAmount {},
            )
            .await;
        stage.supply(&lender, "USDC", "30000").await;
        let (available, wanted) = (
            stage.amount("USDC", "30000"),
            stage.amount("USDC", "30000.000001"),
        );
        let expected = IPool::InsufficientBalance {
            asset: usdc,
            available,
            wanted,
        };
        stage
            .refuses(
                &lender,
                pool,
                &call(stage, "USDC", wanted, me, me),
                expected,
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &call(stage, "USDC", U256::ZERO, me, me),
                IPool::ZeroAmount {},
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &call(stage, "USDC", available, me, Address::ZERO),
                IOwned::ZeroAddress {},
            )
            .await;
        let stranger = IPool::withdrawCall {
            asset: me,
            assets: available,
            account: me,
            receiver: me,
        };
        stage
            .refuses(
                &lender,
                pool,
                &stranger,
                IPool::UnknownReserve { asset: me },
            )
            .await;

        let borrower = stage.rich("borrower", &[("ETH", "10")]).await;
        stage.deposit(&borrower, "ETH", "10").await;
        stage.borrow(&borrower, "USDC", "20000").await;
        let cash = stage.amount("USDC", "10000");
        let expected = IPool::InsufficientCash {
            asset: usdc,
            available: cash,
            wanted: available,
        };
        stage
            .refuses(
                &lender,
                pool,
                &call(stage, "USDC", available, me, me),
                expected,
            )
            .await;
        stage
            .does(&lender, pool, &call(stage, "USDC", cash, me, me))
            .await;
    });
}

#[test]
fn a_round_trip_in_one_block_gains_nothing() {
    travelling(async |stage| {
        let lender = stage.rich("lender", &[("USDC", "50000")]).await;
        stage.supply(&lender, "USDC", "50000").await;
        let borrower = stage.rich("borrower", &[("ETH", "10")]).await;
        stage.deposit(&borrower, "ETH", "10").await;
        stage.borrow(&borrower, "USDC", "20000").await;
        stage.advance(86_400 * 7 + 1).await;
        // Odd amounts at an odd share price: what comes back is never more, and at most one unit less.
        for assets in ["0.000003", "1.234567", "999.999999"] {
            let trader = stage
                .rich(&format!("trader {assets}"), &[("USDC", assets)])
                .await;
            stage.supply(&trader, "USDC", assets).await;
            let back = stage.node.now().await;
            let done = stage
                .does(
                    &trader,
                    stage.pool(),
                    &call(stage, "USDC", U256::MAX, trader.address(), trader.address()),
                )
                .await;
            let put = stage.amount("USDC", assets);
            assert!(done.returned <= put, "{assets} became {}", done.returned);
            assert!(
                done.returned + U256::from(1) >= put || stage.node.now().await != back,
                "{assets} became {}",
                done.returned
            );
        }
        // A single unit is worth less than one once its shares are rounded down: it is dust, which never pays out.
        let trader = stage.rich("trader of dust", &[("USDC", "0.000001")]).await;
        stage.supply(&trader, "USDC", "0.000001").await;
        let all = call(stage, "USDC", U256::MAX, trader.address(), trader.address());
        stage
            .refuses(&trader, stage.pool(), &all, IPool::ZeroAmount {})
            .await;
    });
}

#[test]
fn whoever_withdraws_leaves_the_others_no_worse() {
    travelling(async |stage| {
        let (first, second) = (
            stage.rich("first", &[("USDC", "50000")]).await,
            stage.rich("second", &[("USDC", "777")]).await,
        );
        stage.supply(&first, "USDC", "50000").await;
        stage.supply(&second, "USDC", "777").await;
        let borrower = stage.rich("borrower", &[("ETH", "10")]).await;
        stage.deposit(&borrower, "ETH", "10").await;
        stage.borrow(&borrower, "USDC", "20000").await;
        stage.advance(86_401).await;
        let before = stage.position("USDC", first.address()).await.supplied;
        for units in [1_u64, 2, 3, 1_000_003] {
            stage
                .does(
                    &second,
                    stage.pool(),
                    &call(
                        stage,
                        "USDC",
                        U256::from(units),
                        second.address(),
                        second.address(),
                    ),
                )
                .await;
        }
        assert!(stage.position("USDC", first.address()).await.supplied >= before);
    });
}

/// What neither fees nor the insurance fund will bear of a loss is taken off for who leaves, and not for who comes.
#[test]
fn leaving_a_reserve_before_a_loss_is_booked_gains_nothing() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (leaver, comer) = (
            stage.rich("leaver", &[("USDC", "50000")]).await,
            stage.rich("comer", &[("USDC", "1000")]).await,
        );
        stage.supply(&leaver, "USDC", "50000").await;
        let expect = IUnwinder::expectShortfallCall {
            book: stage.pool(),
            account: loan.account(),
        };
        stage.does(&loan.keeper, stage.unwinder(), &expect).await;
        let sound = stage.position("USDC", leaver.address()).await;
        assert_eq!(sound.withdrawable, sound.supplied, "a sound loan");

        // 15,000 of collateral less a tenth against 23,000, and nobody has staked anything.
        stage.price("ETH", "1500").await;
        let done = stage.does(&loan.keeper, stage.unwinder(), &expect).await;
        let provided = done.event::<IPool::Provided>(stage.pool()).provision;
        let least = stage.amount("USDC", "9500");
        assert!(
            provided > least && provided < stage.amount("USDC", "9600"),
            "{provided}"
        );
        assert_eq!(stage.reserve("USDC").await.provision, provided);
        let told = stage.position("USDC", leaver.address()).await;
        let third = told.supplied - provided / U256::from(3);
        assert!(
            told.withdrawable.abs_diff(third) <= U256::from(100),
            "{} of {}, {third} of which is not provided for",
            told.withdrawable,
            told.supplied
        );
        let me = leaver.address();
        let much = told.withdrawable + stage.amount("USDC", "1");
        let refused = stage
            .refuses_as::<_, IPool::InsufficientBalance>(
                &leaver,
                stage.pool(),
                &call(stage, "USDC", much, me, me),
            )
            .await;
        assert_eq!((refused.asset, refused.wanted), (stage.token("USDC"), much));

        // ALL-1: in and out at once gains nothing, and who stays is priced as before.
        let before = stage.position("USDC", loan.lender.address()).await;
        stage.supply(&comer, "USDC", "1000").await;
        let them = comer.address();
        let back = stage
            .does(
                &comer,
                stage.pool(),
                &call(stage, "USDC", U256::MAX, them, them),
            )
            .await
            .returned;
        let lost = stage.amount("USDC", "1000") - back;
        assert!(
            lost > stage.amount("USDC", "60"),
            "who comes pays gross: {lost}"
        );
        let paid = stage
            .does(
                &leaver,
                stage.pool(),
                &call(stage, "USDC", U256::MAX, me, me),
            )
            .await
            .returned;
        assert!(
            paid >= told.withdrawable && paid <= told.withdrawable + lost,
            "{paid}: no less for who came and went, and no more than he lost"
        );
        let stays = stage.position("USDC", loan.lender.address()).await;
        assert!(
            stays.withdrawable >= before.withdrawable,
            "ALL-1: leaving costs who stay"
        );

        // The price comes back before anything is lost: what leavers did not get is of those who stayed.
        stage.price("ETH", "3000").await;
        let done = stage.does(&loan.keeper, stage.unwinder(), &expect).await;
        let event = done.event::<IPool::Provided>(stage.pool());
        assert_eq!(
            (event.asset, event.provision),
            (stage.token("USDC"), U256::ZERO)
        );
        let whole = stage.position("USDC", loan.lender.address()).await;
        assert_eq!(whole.withdrawable, whole.supplied);
        assert!(whole.supplied >= before.supplied + provided / U256::from(4));
    });
}
