//! Stage 4: what an auction leaves, the insurance fund buys within its caps and sells over time; what it does not buy passes
//! in kind to the suppliers of what is owed.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IInsurance, IOwned, IPool, IUnwinder};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::travelling;

use crate::scene::{Scene, scene, scene_at, wad};

/// The auction's duration, seconds.
const AUCTION: u64 = 600;

/// The loan in an auction: 24,000 of collateral against 23,000 of debt, and nobody buys.
async fn auctioned(stage: &Stage) -> Scene {
    let loan = scene(stage).await;
    stage.price("ETH", "2400").await;
    stage.advance(3_600).await;
    loan.open(stage).await;
    stage.advance(61).await;
    loan.observe(stage)
        .await
        .event::<IUnwinder::AuctionStarted>(stage.unwinder());
    loan
}

fn buying(stage: &Stage, account: Address) -> IInsurance::backstopCall {
    IInsurance::backstopCall {
        book: stage.pool(),
        account,
        collateral: stage.token("ETH"),
        amount: U256::MAX,
    }
}

fn passing(stage: &Stage, account: Address) -> IUnwinder::passInKindCall {
    IUnwinder::passInKindCall {
        book: stage.pool(),
        account,
    }
}

/// What so much ETH costs at 10% under $2,400, USDC units, rounded up.
fn at_discount(amount: U256) -> U256 {
    (amount * U256::from(2_160_000_000u64)).div_ceil(wad())
}

async fn capital(stage: &Stage) -> U256 {
    stage.read(stage.fund(), &IInsurance::capitalCall {}).await
}

async fn worth(stage: &Stage) -> U256 {
    stage
        .read(stage.fund(), &IInsurance::totalAssetsCall {})
        .await
}

#[test]
fn the_fund_buys_where_the_auction_ends_and_sells_over_time() {
    travelling(async |stage| {
        let (fund, collateral) = (stage.fund(), stage.token("ETH"));
        let staker = stage.rich("staker", &[("USDC", "110000")]).await;
        stage.stake(&staker, "100000").await;
        let loan = auctioned(stage).await;
        let account = loan.account();
        // At its floor an auction is at 8% under spot, dearer than what the fund pays.
        stage.advance(AUCTION / 2).await;
        let early = stage
            .refuses_as::<_, IInsurance::CostsTooMuch>(&loan.keeper, fund, &buying(stage, account))
            .await;
        assert!(early.paid > early.limit, "{early:?}");
        // Of whom nothing is unwound, nothing is bought.
        let keeper = loan.keeper.address();
        let none: IInsurance::CallFailed = stage
            .refuses_as(&loan.keeper, fund, &buying(stage, keeper))
            .await;
        let reason = IUnwinder::NotOpen { account: keeper };
        let reason = alloy::sol_types::SolError::abi_encode(&reason);
        assert_eq!(
            (none.target, none.reason.to_vec()),
            (stage.unwinder(), reason)
        );
        stage.advance(AUCTION / 2 + 1).await;
        let quote = loan.quote(stage).await;
        assert_eq!(
            (quote.stage, quote.price),
            (4, wad() * U256::from(2_160)),
            "a tenth under spot"
        );
        assert_eq!(loan.status(stage).await.stage, 4);

        let debt = stage.position("USDC", account).await.debt;
        let (before, supplied) = (
            capital(stage).await,
            stage.position("USDC", loan.lender.address()).await.supplied,
        );
        // Anyone may have it do so: no rule rests on who calls.
        let done = stage
            .does(&loan.keeper, fund, &buying(stage, account))
            .await;
        let event = done.event::<IInsurance::Bought>(fund);
        assert_eq!(
            (event.book, event.account, event.collateral),
            (stage.pool(), account, collateral)
        );
        assert_eq!(
            (event.amount, event.paid),
            (done.returned.bought, done.returned.paid)
        );
        assert!(event.amount > U256::ZERO && event.paid <= at_discount(event.amount));
        let filled = done.event::<IUnwinder::Filled>(stage.unwinder());
        assert_eq!((filled.filler, filled.stage), (fund, 4));
        assert_eq!(capital(stage).await, before - event.paid);
        assert_eq!(stage.balance("ETH", fund).await, event.amount);
        let left = stage.position("USDC", account).await.debt;
        assert!(left + event.paid <= debt + U256::from(10_000_000), "{left}");
        assert!(stage.position("USDC", loan.lender.address()).await.supplied >= supplied);

        // Bought under spot, counted at the lower of spot and average less 1% for who leaves, at the higher for who comes.
        let held = stage
            .read(fund, &IInsurance::holdingCall { collateral })
            .await;
        assert_eq!((held.amount, held.share), (event.amount, 2_500));
        assert!(held.low > event.paid && held.low < held.high);
        assert_eq!(worth(stage).await, capital(stage).await + held.low);
        let shares = U256::from(10).pow(U256::from(15));
        let low = stage
            .read(fund, &IInsurance::convertToAssetsCall { shares })
            .await;
        let high = stage
            .read(fund, &IInsurance::previewMintCall { shares })
            .await;
        assert!(low < high, "{low} {high}");

        // Nothing is sold in the interval it was bought in; then a twentieth of it an hour, from half a percent over spot
        // to one under.
        let sale = IInsurance::saleCall { collateral };
        assert_eq!(stage.read(fund, &sale).await.amount, U256::ZERO);
        let buy = |amount, limit| IInsurance::buyCall {
            collateral,
            amount,
            limit,
            receiver: loan.keeper.address(),
        };
        let nothing = IInsurance::NothingToTrade { collateral };
        stage
            .refuses(
                &loan.keeper,
                fund,
                &buy(U256::MAX, U256::MAX),
                nothing.clone(),
            )
            .await;
        let next = stage.read(fund, &sale).await.nextAt;
        stage.advance(next - stage.node.now().await).await;
        let offer = stage.read(fund, &sale).await;
        assert_eq!(offer.amount, event.amount.div_ceil(U256::from(20)));
        let spot = wad() * U256::from(2_400);
        assert!(offer.price > spot && offer.price <= spot / U256::from(1_000) * U256::from(1_005));
        let cheap = stage
            .refuses_as::<_, IInsurance::CostsTooMuch>(
                &loan.keeper,
                fund,
                &buy(offer.amount, U256::from(1)),
            )
            .await;
        assert!(cheap.paid <= offer.cost, "the price falls by the second");
        stage.advance(3_500).await;
        let late = stage.read(fund, &sale).await;
        assert!(late.price < spot && late.price >= spot / U256::from(100) * U256::from(99));
        let before = (capital(stage).await, worth(stage).await);
        stage
            .approve_at(stage.token("USDC"), &loan.keeper, fund)
            .await;
        let done = stage
            .does(&loan.keeper, fund, &buy(U256::MAX, late.cost))
            .await;
        let sold = done.event::<IInsurance::Sold>(fund);
        assert_eq!(
            (sold.amount, sold.buyer),
            (late.amount, loan.keeper.address())
        );
        assert_eq!(capital(stage).await, before.0 + sold.paid);
        assert!(
            worth(stage).await >= before.1,
            "what is sold fetches no less than what it counted"
        );
        assert_eq!(
            stage.balance("ETH", loan.keeper.address()).await,
            sold.amount
        );
        // A metered share per interval and no more.
        stage
            .refuses(&loan.keeper, fund, &buy(U256::from(1), U256::MAX), nothing)
            .await;

        // Without a price nothing is bought, sold or staked, and redemptions count the collateral as nothing.
        stage.node.travel(3 * 86_400).await;
        let stale = IInsurance::PriceUnavailable { asset: collateral };
        let stake = IInsurance::depositCall {
            assets: U256::from(1_000_000),
            receiver: staker.address(),
        };
        stage.refuses(&staker, fund, &stake, stale.clone()).await;
        stage
            .refuses(
                &loan.keeper,
                fund,
                &buy(U256::from(1), U256::MAX),
                stale.clone(),
            )
            .await;
        stage
            .refuses(&loan.keeper, fund, &buying(stage, account), stale)
            .await;
        assert_eq!(worth(stage).await, capital(stage).await);
        let receiver = staker.address();
        let most = IInsurance::maxDepositCall { receiver };
        assert_eq!(stage.read(fund, &most).await, U256::ZERO);
    });
}

/// Two accounts past the ends of their schedules: while one is bought, the other's collateral does not pass in kind.
#[test]
fn what_others_sales_leave_no_room_for_does_not_pass_in_kind() {
    travelling(async |stage| {
        let (unwinder, pool) = (stage.unwinder(), stage.pool());
        let lender = stage.rich("another lender", &[("USDC", "9000000")]).await;
        stage.supply(&lender, "USDC", "9000000").await;
        let whale = stage.rich("whale", &[("ETH", "2000")]).await;
        stage.deposit(&whale, "ETH", "2000").await;
        stage.borrow(&whale, "USDC", "4600000").await;
        let loan = scene_at(stage, "2700").await;
        let mut budgets = stage.read(unwinder, &IUnwinder::budgetsCall {}).await;
        budgets.flow = U256::from(100);
        let set = IUnwinder::setBudgetsCall { budgets };
        stage.does(&stage.owner, unwinder, &set).await;
        let [account, large] = [loan.account(), whale.address()];
        for account in [account, large] {
            let open = IUnwinder::openCall {
                book: pool,
                account,
            };
            stage.does(&loan.keeper, unwinder, &open).await;
        }
        let observe = |account| IUnwinder::observeCall {
            book: pool,
            account,
        };
        let end = loan.schedule(stage).await.end;
        stage.advance(end + 1 - stage.node.now().await).await;
        for account in [account, large] {
            let done = stage.does(&loan.keeper, unwinder, &observe(account)).await;
            assert!(!done.event::<IUnwinder::AuctionStarted>(unwinder).critical);
        }
        stage.advance(2 * AUCTION + 1).await;
        let quote = IUnwinder::quoteCall {
            book: pool,
            account: large,
        };
        let quote = stage.read(unwinder, &quote).await;
        stage
            .mint(
                "USDC",
                loan.keeper.address(),
                quote.repayAmount * U256::from(2),
            )
            .await;
        let fill = IUnwinder::fillCall {
            account: large,
            collateralAmount: quote.collateralAmount,
            ..loan.filling(stage, U256::ZERO)
        };
        stage.does(&loan.keeper, unwinder, &fill).await;
        let limits = IUnwinder::limitsCall {
            book: pool,
            account,
        };
        let told = stage.read(unwinder, &limits).await;
        assert!(told.flowLevel < told.flowCapacity / U256::from(2));
        let refused: IUnwinder::NothingReleased = stage
            .refuses_as(&loan.keeper, unwinder, &passing(stage, account))
            .await;
        assert!(refused.next > stage.node.now().await);
        // Five minutes later the market takes more again, and nobody has bought.
        stage.advance(6 * 60).await;
        let done = stage
            .does(&loan.keeper, unwinder, &passing(stage, account))
            .await;
        let event = done.event::<IUnwinder::PassedInKind>(unwinder);
        assert_eq!(event.account, account);
    });
}

#[test]
fn where_the_funds_caps_bind_collateral_passes_in_kind() {
    travelling(async |stage| {
        let (fund, pool, unwinder) = (stage.fund(), stage.pool(), stage.unwinder());
        let staker = stage.rich("staker", &[("USDC", "10000")]).await;
        stage.stake(&staker, "10000").await;
        let owner = staker.address();
        let shares = stage
            .read(fund, &IInsurance::balanceOfCall { account: owner })
            .await;
        stage
            .does(&staker, fund, &IInsurance::requestRedeemCall { shares })
            .await;
        let loan = auctioned(stage).await;
        let account = loan.account();
        let holder = stage
            .read(
                pool,
                &IDebtBook::holderInKindCall {
                    collateralAsset: stage.token("ETH"),
                    debtAsset: stage.token("USDC"),
                },
            )
            .await;
        stage.advance(AUCTION + 1).await;
        // A quarter of what the fund is worth within any week, and no more than a quarter of it in one collateral.
        let done = stage
            .does(&loan.keeper, fund, &buying(stage, account))
            .await;
        assert!(
            done.returned.paid <= stage.amount("USDC", "2500")
                && done.returned.paid > stage.amount("USDC", "2200"),
            "{}",
            done.returned.paid
        );
        let again = stage
            .tries(&loan.keeper, fund, &buying(stage, account))
            .await;
        if let Ok(again) = again {
            assert!(again.returned.paid < stage.amount("USDC", "300"));
        }
        // The backstop has as long as the auction.
        let early = stage
            .refuses_as::<_, IUnwinder::NothingReleased>(
                &loan.keeper,
                unwinder,
                &passing(stage, account),
            )
            .await;
        stage.advance(early.next - stage.node.now().await).await;
        let lender = stage.position("USDC", loan.lender.address()).await.supplied;
        let reserve = stage.reserve("USDC").await;
        let tokens = (
            stage.balance("USDC", pool).await,
            stage.balance("ETH", pool).await,
        );
        let quote = loan.quote(stage).await;
        let (eth, usdc) = (
            stage.position("ETH", account).await.collateral,
            stage.position("USDC", account).await.debt,
        );
        let done = stage
            .does(&loan.keeper, unwinder, &passing(stage, account))
            .await;
        let event = done.event::<IUnwinder::PassedInKind>(unwinder);
        assert_eq!(
            (event.account, event.holder, event.price),
            (account, holder, quote.price)
        );
        assert_eq!(quote.price, wad() * U256::from(2_160), "a tenth under spot");
        assert_eq!(
            event.debtAmount,
            at_discount(event.collateralAmount).min(usdc + U256::from(100_000))
        );
        let booked = done.event::<IDebtBook::PassedInKind>(pool);
        assert_eq!(
            (booked.account, booked.holder, booked.debtAmount),
            (account, holder, event.debtAmount)
        );
        // Nobody's claim changes and no token moves.
        assert_eq!(
            (
                stage.balance("USDC", pool).await,
                stage.balance("ETH", pool).await
            ),
            tokens
        );
        let after = stage.reserve("USDC").await;
        assert_eq!(
            (after.cash, after.debtShares, after.supplyShares),
            (reserve.cash, reserve.debtShares, reserve.supplyShares)
        );
        assert!(stage.position("USDC", loan.lender.address()).await.supplied >= lender);
        let kept = stage.position("ETH", holder).await;
        assert_eq!(kept.collateral, event.collateralAmount);
        assert_eq!(
            stage.position("ETH", account).await.collateral,
            eth - event.collateralAmount
        );
        let owed = stage.position("USDC", holder).await.debt;
        assert!(owed.abs_diff(event.debtAmount) <= U256::from(1), "{owed}");

        // What is the suppliers' own is unwound like anybody's, and does not pass to them again.
        let open = IUnwinder::openCall {
            book: pool,
            account: holder,
        };
        let opened = stage.does(&loan.keeper, unwinder, &open).await;
        assert_eq!(opened.event::<IUnwinder::Opened>(unwinder).account, holder);
        let fill = IUnwinder::fillCall {
            account: holder,
            ..loan.filling(stage, U256::MAX)
        };
        stage.advance(300).await;
        let done = stage.does(&loan.keeper, unwinder, &fill).await;
        assert!(done.returned.bought > U256::ZERO);
        assert!(stage.position("USDC", holder).await.debt < owed);

        // Who leaves is paid from capital: the rest of what the shares are worth once collateral is sold.
        let matures = stage
            .read(fund, &IInsurance::cooldownOfCall { account: owner })
            .await
            .matureAt;
        stage.advance(matures - stage.node.now().await).await;
        let all = IInsurance::redeemCall {
            shares,
            receiver: owner,
            owner,
        };
        let short: IInsurance::InsufficientCash = stage.refuses_as(&staker, fund, &all).await;
        assert_eq!(short.available, capital(stage).await);
        assert!(short.wanted > short.available);
        let most = stage
            .read(fund, &IInsurance::maxWithdrawCall { owner })
            .await;
        assert!(most <= short.available && most > short.available - U256::from(1_000));
        let exit = IInsurance::withdrawCall {
            assets: most,
            receiver: owner,
            owner,
        };
        stage.does(&staker, fund, &exit).await;
        assert!(capital(stage).await < U256::from(1_000));
    });
}

#[test]
fn an_empty_fund_holds_nothing_up_and_only_the_unwinder_passes() {
    travelling(async |stage| {
        let (pool, unwinder) = (stage.pool(), stage.unwinder());
        let loan = auctioned(stage).await;
        let account = loan.account();
        let caller = loan.keeper.address();
        let passage = IDebtBook::passInKindCall {
            account,
            collateralAsset: stage.token("ETH"),
            collateralAmount: U256::from(1),
            debtAsset: stage.token("USDC"),
            debtAmount: U256::from(1),
        };
        stage
            .refuses(
                &loan.keeper,
                pool,
                &passage,
                IOwned::Unauthorised { caller },
            )
            .await;
        stage.advance(AUCTION + 1).await;
        let nothing = IInsurance::NothingToTrade {
            collateral: stage.token("ETH"),
        };
        stage
            .refuses(&loan.keeper, stage.fund(), &buying(stage, account), nothing)
            .await;
        stage.advance(AUCTION).await;
        stage
            .does(&loan.keeper, unwinder, &passing(stage, account))
            .await
            .event::<IDebtBook::PassedInKind>(pool);

        // The debt book checks what its unwinder asks for.
        let stage = &stage.with_pool_under(caller).await;
        stage.settle_at("ETH", "3000").await;
        // Until what volatility the fall and the rise left is over, less may be borrowed.
        stage.advance(10 * 86_400).await;
        let (loan, pool) = (scene(stage).await, stage.pool());
        let holder = stage
            .read(
                pool,
                &IDebtBook::holderInKindCall {
                    collateralAsset: stage.token("ETH"),
                    debtAsset: stage.token("USDC"),
                },
            )
            .await;
        let own = IDebtBook::passInKindCall {
            account: holder,
            ..passage.clone()
        };
        let expected = IDebtBook::NothingToPass { account: holder };
        stage.refuses(&loan.keeper, pool, &own, expected).await;
        for none in [
            IDebtBook::passInKindCall {
                collateralAmount: U256::ZERO,
                ..passage.clone()
            },
            IDebtBook::passInKindCall {
                debtAmount: U256::ZERO,
                ..passage.clone()
            },
        ] {
            stage
                .refuses(&loan.keeper, pool, &none, IPool::ZeroAmount {})
                .await;
        }
        let wanted = stage.amount("ETH", "11");
        let more = IDebtBook::passInKindCall {
            collateralAmount: wanted,
            ..passage.clone()
        };
        let expected = IPool::InsufficientBalance {
            asset: stage.token("ETH"),
            available: stage.amount("ETH", "10"),
            wanted,
        };
        stage.refuses(&loan.keeper, pool, &more, expected).await;
        // More debt than there is: all of it.
        let all = IDebtBook::passInKindCall {
            collateralAmount: stage.amount("ETH", "10"),
            debtAmount: U256::MAX,
            ..passage
        };
        let debt = stage.position("USDC", loan.account()).await.debt;
        let done = stage.does(&loan.keeper, pool, &all).await;
        assert!(done.returned.moved >= debt);
        assert_eq!(done.returned.holder, holder);
        let left = stage.position("USDC", loan.account()).await;
        assert_eq!((left.debt, left.debtShares), (U256::ZERO, U256::ZERO));
    });
}
