//! The staged unwind: opening, slices, recovery.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IOwned, IPool, IUnwinder};
use ballast_chain_tests::stage::{test, travelling};

use crate::scene::{scene, scene_at, wad};

#[test]
fn stages_follow_health() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let mut last = U256::MAX;
        for (price, stage_number) in [("3000", 0), ("2850", 1), ("2740", 2)] {
            stage.settle_at("ETH", price).await;
            let status = loan.status(stage).await;
            assert_eq!(status.stage, stage_number, "at {price}: {status:?}");
            assert!(status.health < last, "health falls with the price");
            last = status.health;
            assert_eq!(status.flags, 0);
        }
    });
}

#[test]
fn views_agree_with_risk_core() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        stage.price("ETH", "2800").await;
        stage.node.travel(1_800).await;
        let status = loan.status(stage).await;
        let call = ballast_bindings::IDebtBook::portfolioCall {
            account: loan.account(),
        };
        let read = stage.read(stage.pool(), &call).await;
        use ballast_chain_tests::portfolio::{Prices, totals};
        let (spot, smoothed) = (totals(&read, Prices::Spot), totals(&read, Prices::Smoothed));
        assert_eq!(status.spotHealth, U256::from(spot.health));
        assert_eq!(status.smoothedHealth, U256::from(smoothed.health));
        assert_eq!(
            (status.collateral, status.debt),
            (U256::from(spot.collateral), U256::from(spot.debt))
        );
        assert_eq!(status.stress, U256::from(smoothed.stress));
        assert_eq!(
            (read.buffer, read.horizon),
            (stage.config.risk.buffer.0, U256::from(43_200))
        );
    });
}

#[test]
fn opens_below_one_and_only_once() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene(stage).await, stage.unwinder());
        let health = loan.status(stage).await.health;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.opening(stage),
                IUnwinder::Healthy { health },
            )
            .await;
        let not_open = IUnwinder::NotOpen {
            account: loan.account(),
        };
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.observing(stage),
                not_open.clone(),
            )
            .await;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.closing(stage),
                not_open.clone(),
            )
            .await;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.filling(stage, wad()),
                not_open.clone(),
            )
            .await;
        let quote = IUnwinder::quoteCall {
            book: stage.pool(),
            account: loan.account(),
        };
        stage.denies(unwinder, &quote, not_open).await;

        stage.settle_at("ETH", "2740").await;
        let status = loan.status(stage).await;
        let event = loan.open(stage).await;
        assert_eq!(
            (event.book, event.account, event.health),
            (stage.pool(), loan.account(), status.health)
        );
        assert!(event.need > U256::ZERO && event.need < status.collateral);
        // Longest at health 1, shorter towards critical.
        let duration = event.end - event.start;
        assert!((900..=43_200).contains(&duration), "{duration}");
        let schedule = loan.schedule(stage).await;
        assert_eq!(
            (schedule.start, schedule.end, schedule.closedAt),
            (event.start, event.end, 0)
        );
        assert_eq!(
            (schedule.sold, loan.status(stage).await.stage),
            (U256::ZERO, 2)
        );
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.opening(stage),
                IUnwinder::AlreadyOpen { end: event.end },
            )
            .await;
    });
}

#[test]
fn serves_only_books_that_it_knows() {
    test(async |stage| {
        let (unwinder, keeper) = (stage.unwinder(), stage.actor("keeper").await);
        let (book, account) = (keeper.address(), keeper.address());
        let unknown = IUnwinder::UnknownBook { book };
        stage
            .refuses(
                &keeper,
                unwinder,
                &IUnwinder::openCall { book, account },
                unknown.clone(),
            )
            .await;
        stage
            .refuses(
                &keeper,
                unwinder,
                &IUnwinder::observeCall { book, account },
                unknown.clone(),
            )
            .await;
        stage
            .refuses(
                &keeper,
                unwinder,
                &IUnwinder::closeCall { book, account },
                unknown.clone(),
            )
            .await;
        stage
            .refuses(
                &keeper,
                unwinder,
                &IUnwinder::resolveCall { book, account },
                unknown.clone(),
            )
            .await;
        stage
            .denies(
                unwinder,
                &IUnwinder::statusCall { book, account },
                unknown.clone(),
            )
            .await;
        stage
            .denies(
                unwinder,
                &IUnwinder::quoteCall { book, account },
                unknown.clone(),
            )
            .await;
        let fill = IUnwinder::fillCall {
            book,
            account,
            collateralAsset: stage.token("ETH"),
            debtAsset: stage.token("USDC"),
            collateralAmount: wad(),
            repayLimit: U256::MAX,
            receiver: account,
        };
        stage.refuses(&keeper, unwinder, &fill, unknown).await;
        // A book without code, once allowed, fails to answer.
        stage
            .does(
                &stage.owner,
                unwinder,
                &IUnwinder::setBookCall {
                    book,
                    allowed: true,
                },
            )
            .await;
        let failed: IUnwinder::BookCallFailed = stage
            .refuses_as(&keeper, unwinder, &IUnwinder::openCall { book, account })
            .await;
        assert_eq!(failed.book, book);
    });
}

#[test]
fn opens_fills_twice_and_ends_when_the_price_recovers() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        let opened = loan.open(stage).await;
        let ends = opened.end;
        let debt = stage.position("USDC", loan.account()).await.debt;
        let mut sold = U256::ZERO;
        for round in 0..2 {
            stage.advance(300).await;
            let quote = loan.quote(stage).await;
            assert_eq!(
                (quote.collateralAsset, quote.debtAsset),
                (stage.token("ETH"), stage.token("USDC"))
            );
            assert_eq!((quote.stage, quote.endsAt), (2, ends), "metered: {quote:?}");
            let had = stage.balance("ETH", loan.keeper.address()).await;
            let (done, event) = loan.fill(stage, U256::MAX).await;
            assert_eq!(
                (event.book, event.account, event.filler),
                (stage.pool(), loan.account(), loan.keeper.address())
            );
            assert_eq!(
                (event.collateralAsset, event.debtAsset),
                (quote.collateralAsset, quote.debtAsset)
            );
            assert_eq!(
                (event.collateralAmount, event.repayAmount),
                (done.returned.bought, done.returned.paid)
            );
            assert_eq!((event.stage, event.spot), (2, wad() * U256::from(2_740)));
            assert!(
                event.price >= quote.floor
                    && event.price <= event.spot * U256::from(101) / U256::from(100)
            );
            assert!(
                event.sold <= quote.need,
                "UNW-1: {} sold of a need of {}",
                event.sold,
                quote.need
            );
            let settled = done.event::<IPool::Settled>(stage.pool());
            assert_eq!(
                (settled.account, settled.payer, settled.receiver),
                (loan.account(), loan.keeper.address(), loan.keeper.address())
            );
            assert_eq!(
                (settled.collateralAmount, settled.repaid),
                (event.collateralAmount, event.repayAmount)
            );
            assert_eq!(
                stage.balance("ETH", loan.keeper.address()).await - had,
                event.collateralAmount
            );
            let schedule = loan.schedule(stage).await;
            assert!(
                schedule.closedAt == 0 && schedule.end == ends,
                "round {round}: the end is never pushed out"
            );
            assert!(schedule.sold > sold);
            sold = schedule.sold;
        }
        let target = stage.config.unwinder.target.0;
        assert!(stage.position("USDC", loan.account()).await.debt < debt);
        let health = loan.status(stage).await.health;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.closing(stage),
                IUnwinder::NotRecovered { health, target },
            )
            .await;

        stage.settle_at("ETH", "2950").await;
        let status = loan.status(stage).await;
        assert!(status.health >= target);
        // UNW-4: at the target nothing can be sold, and there is nothing on offer.
        let healthy = IUnwinder::Healthy {
            health: status.health,
        };
        stage
            .refuses(&loan.keeper, unwinder, &loan.filling(stage, wad()), healthy)
            .await;
        assert_eq!(
            loan.quote(stage).await.collateralAmount,
            U256::ZERO,
            "UNW-4"
        );
        let done = stage
            .does(&loan.keeper, unwinder, &loan.closing(stage))
            .await;
        let closed = done.event::<IUnwinder::Closed>(unwinder);
        assert_eq!(
            (closed.book, closed.account, closed.health),
            (stage.pool(), loan.account(), status.health)
        );
        assert_eq!(closed.sold, sold);
        assert!(closed.sold <= closed.released);
        assert!(loan.schedule(stage).await.closedAt > 0);
        let gone = IUnwinder::NotOpen {
            account: loan.account(),
        };
        stage
            .refuses(&loan.keeper, unwinder, &loan.closing(stage), gone)
            .await;
    });
}

#[test]
fn fills_refuse_what_the_filler_does_not_want() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        loan.open(stage).await;
        stage.advance(300).await;
        let quote = loan.quote(stage).await;
        let good = loan.filling(stage, quote.collateralAmount);
        let keeper = &loan.keeper;
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));
        let other = IUnwinder::fillCall {
            collateralAsset: stage.token("BTC"),
            ..good.clone()
        };
        let wrong = IUnwinder::WrongPair {
            collateralAsset: eth,
            debtAsset: usdc,
        };
        stage.refuses(keeper, unwinder, &other, wrong.clone()).await;
        stage
            .refuses(
                keeper,
                unwinder,
                &IUnwinder::fillCall {
                    debtAsset: eth,
                    ..good.clone()
                },
                wrong,
            )
            .await;
        let limit = quote.repayAmount - U256::from(1);
        let cheap = IUnwinder::fillCall {
            repayLimit: limit,
            ..good.clone()
        };
        let costs: IUnwinder::CostsTooMuch = stage.refuses_as(keeper, unwinder, &cheap).await;
        assert_eq!(costs.limit, limit);
        assert!(costs.repayAmount <= quote.repayAmount && costs.repayAmount > limit);
        let none = IUnwinder::fillCall {
            collateralAmount: U256::ZERO,
            ..good.clone()
        };
        stage
            .refuses(keeper, unwinder, &none, IUnwinder::ZeroAmount {})
            .await;
        let nobody = IUnwinder::fillCall {
            receiver: Address::ZERO,
            ..good.clone()
        };
        stage
            .refuses(keeper, unwinder, &nobody, IOwned::ZeroAddress {})
            .await;
        // Whoever has not approved the book cannot pay.
        let poor = stage.actor("poor").await;
        let failed: IUnwinder::BookCallFailed = stage.refuses_as(&poor, unwinder, &good).await;
        let reason = alloy::sol_types::SolError::abi_encode(&IPool::TransferFailed { token: usdc });
        assert_eq!(
            (failed.book, failed.reason.to_vec()),
            (stage.pool(), reason)
        );
        // What a step has released is sold once.
        let (done, _) = loan.fill(stage, U256::MAX).await;
        assert!(done.returned.paid <= quote.repayAmount);
        let nothing: IUnwinder::NothingReleased = stage.refuses_as(keeper, unwinder, &good).await;
        let now = stage.node.now().await;
        assert!(
            nothing.next > now && nothing.next <= now + 300,
            "{} at {now}",
            nothing.next
        );
    });
}

#[test]
fn a_slice_can_be_filled_in_parts_for_no_less() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        loan.open(stage).await;
        stage.advance(300).await;
        let whole = loan.quote(stage).await;
        let part = whole.collateralAmount / U256::from(3);
        let (mut bought, mut paid) = (U256::ZERO, U256::ZERO);
        for amount in [part, part, U256::from(1)] {
            let (done, _) = loan.fill(stage, amount).await;
            assert!(done.returned.bought <= amount);
            bought += done.returned.bought;
            paid += done.returned.paid;
        }
        // Each part rounds up against the filler.
        assert!(
            paid * whole.collateralAmount >= whole.repayAmount * bought - whole.collateralAmount
        );
    });
}

#[test]
fn a_slices_price_falls_to_its_floor() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        loan.open(stage).await;
        stage.advance(300).await;
        let mut last = U256::MAX;
        for step in 0..6 {
            let quote = loan.quote(stage).await;
            assert!(
                quote.price < last && quote.price >= quote.floor,
                "step {step}: {quote:?}"
            );
            last = quote.price;
            stage.node.travel(45).await;
        }
        // The next slice starts high again.
        stage.node.travel(75).await;
        assert!(loan.quote(stage).await.price > last);
    });
}

#[test]
fn pauses_while_a_price_is_stale_and_goes_on_after() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        stage.node.travel(7_201).await;
        let expected = IUnwinder::PriceUnavailable {
            asset: stage.token("ETH"),
            flags: 1,
        };
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.opening(stage),
                expected.clone(),
            )
            .await;
        assert_eq!(loan.status(stage).await.flags, 1);
        stage.refresh().await;
        loan.open(stage).await;
        stage.node.travel(7_201).await;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.filling(stage, wad()),
                expected.clone(),
            )
            .await;
        stage
            .refuses(
                &loan.keeper,
                unwinder,
                &loan.observing(stage),
                expected.clone(),
            )
            .await;
        let quote = IUnwinder::quoteCall {
            book: stage.pool(),
            account: loan.account(),
        };
        stage.denies(unwinder, &quote, expected).await;
        stage.refresh().await;
        loan.fill(stage, wad() / U256::from(100)).await;
    });
}

#[test]
fn the_owner_may_repay_top_up_and_never_lower_health() {
    travelling(async |stage| {
        let (loan, pool) = (scene_at(stage, "2740").await, stage.pool());
        loan.open(stage).await;
        let me = loan.account();
        let asset = stage.token("ETH");
        let take = IPool::withdrawCollateralCall {
            asset,
            amount: U256::from(1),
            account: me,
            receiver: me,
        };
        let _: IPool::Unhealthy = stage.refuses_as(&loan.borrower, pool, &take).await;
        let more = IPool::borrowCall {
            asset: stage.token("USDC"),
            assets: U256::from(1),
            account: me,
            receiver: me,
        };
        let _: IPool::Unhealthy = stage.refuses_as(&loan.borrower, pool, &more).await;
        let asset = stage.token("USDC");
        let repay = IPool::repayCall {
            asset,
            assets: stage.amount("USDC", "3000"),
            onBehalf: me,
        };
        stage.does(&loan.borrower, pool, &repay).await;
        let status = loan.status(stage).await;
        assert!(status.health >= stage.config.unwinder.target.0);
        let done = stage
            .does(&loan.borrower, stage.unwinder(), &loan.closing(stage))
            .await;
        assert_eq!(
            done.event::<IUnwinder::Closed>(stage.unwinder()).sold,
            U256::ZERO
        );
    });
}

#[test]
fn filling_ones_own_unwind_is_allowed_and_gains_nothing() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        // He opens it too, so that the fee for that is his own.
        stage
            .does(&loan.borrower, stage.unwinder(), &loan.opening(stage))
            .await;
        stage.advance(300).await;
        let value = async || {
            let call = ballast_bindings::IDebtBook::portfolioCall {
                account: loan.account(),
            };
            let read = stage.read(stage.pool(), &call).await;
            let totals = ballast_chain_tests::portfolio::totals(
                &read,
                ballast_chain_tests::portfolio::Prices::Spot,
            );
            let held = stage.balance("ETH", loan.account()).await * U256::from(2_740)
                + stage.balance("USDC", loan.account()).await * U256::from(10_u64.pow(12));
            held + U256::from(totals.collateral) - U256::from(totals.debt)
        };
        let before = value().await;
        let call = IUnwinder::fillCall {
            receiver: loan.account(),
            ..loan.filling(stage, U256::MAX)
        };
        stage.does(&loan.borrower, stage.unwinder(), &call).await;
        let after = value().await;
        assert!(
            after.abs_diff(before) < U256::from(10_u64.pow(14)),
            "{before} became {after}"
        );
    });
}

#[test]
fn reopening_goes_on_where_the_schedule_was() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        let first = loan.open(stage).await;
        stage.advance(1_200).await;
        stage.settle_at("ETH", "2950").await;
        let closed_at = stage.node.now().await;
        stage
            .does(&loan.keeper, stage.unwinder(), &loan.closing(stage))
            .await;
        let closed = loan.schedule(stage).await;
        assert!(closed.closedAt >= closed_at);
        // Again below one, within the recovery duration: at most what was left is left.
        stage.price("ETH", "2600").await;
        stage.advance(5_400).await;
        let again = loan.open(stage).await;
        let pause = again_pause(&closed, stage.node.now().await);
        assert_eq!(
            again.start,
            first.start + pause,
            "the time that it was open counts"
        );
        assert!(
            again.end <= first.end + pause,
            "{} is after {}",
            again.end,
            first.end + pause
        );
    });
}

fn again_pause(closed: &ballast_bindings::unwinder::IUnwinder::Schedule, now: u64) -> u64 {
    now - closed.closedAt
}

#[test]
fn a_schedule_closed_long_ago_is_forgotten() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2740").await;
        let first = loan.open(stage).await;
        stage.settle_at("ETH", "2950").await;
        stage
            .does(&loan.keeper, stage.unwinder(), &loan.closing(stage))
            .await;
        stage.advance(43_201).await;
        stage.settle_at("ETH", "2740").await;
        let again = loan.open(stage).await;
        assert!(again.start > first.end);
        assert_eq!(again.start, loan.schedule(stage).await.start);
    });
}
