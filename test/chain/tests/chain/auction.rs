//! Stage 3: the auction, by criticality or past the schedule's end; and an unwind to its end.

use alloy::primitives::U256;
use ballast_bindings::IUnwinder;
use ballast_chain_tests::stage::travelling;

use crate::scene::{scene, scene_at, wad};

#[test]
fn criticality_must_hold_for_a_minute_and_two_rounds() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene(stage).await, stage.unwinder());
        stage.price("ETH", "2250").await; // debt is above collateral
        stage.advance(1_800).await;
        let status = loan.status(stage).await;
        assert!(status.criticalHealth < wad(), "{status:?}");
        assert_eq!(status.health, status.smoothedHealth.min(status.spotHealth));
        let done = stage
            .does(&loan.keeper, unwinder, &loan.opening(stage))
            .await;
        let seen = done.event::<IUnwinder::CriticalSeen>(unwinder);
        assert_eq!(
            (seen.book, seen.account, seen.criticalHealth),
            (stage.pool(), loan.account(), status.criticalHealth)
        );
        assert!(
            done.events::<IUnwinder::AuctionStarted>(unwinder)
                .is_empty()
        );
        let schedule = loan.schedule(stage).await;
        assert_eq!(
            (schedule.criticalRound, schedule.auctionStart),
            (seen.round, 0)
        );
        assert!(schedule.criticalSince > 0);

        // A minute without a new round is not enough, nor is a new round within the minute.
        stage.node.travel(30).await;
        stage.refresh().await;
        let done = loan.observe(stage).await;
        assert!(
            done.events::<IUnwinder::AuctionStarted>(unwinder)
                .is_empty(),
            "30 s"
        );
        stage.node.travel(31).await;
        let done = loan.observe(stage).await;
        let started = done.event::<IUnwinder::AuctionStarted>(unwinder);
        assert!(started.critical && started.need > U256::ZERO);
        assert_eq!(
            (started.book, started.account),
            (stage.pool(), loan.account())
        );
        assert_eq!(loan.status(stage).await.stage, 3);
        assert_eq!(loan.quote(stage).await.stage, 3);
        assert!(loan.schedule(stage).await.auctionStart > 0);
    });
}

#[test]
fn one_wrong_round_starts_no_auction() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2740").await, stage.unwinder());
        loan.open(stage).await;
        stage.advance(60).await;
        stage.price("ETH", "2000").await;
        let done = loan.observe(stage).await;
        done.event::<IUnwinder::CriticalSeen>(unwinder);
        stage.node.travel(3_600).await; // however long, it is one round
        let done = loan.observe(stage).await;
        assert!(
            done.events::<IUnwinder::AuctionStarted>(unwinder)
                .is_empty()
        );
        stage.price("ETH", "2990").await;
        let done = loan.observe(stage).await;
        let cleared = done.event::<IUnwinder::CriticalCleared>(unwinder);
        assert_eq!(
            (cleared.book, cleared.account),
            (stage.pool(), loan.account())
        );
        assert!(cleared.criticalHealth >= wad());
        let schedule = loan.schedule(stage).await;
        assert_eq!((schedule.criticalSince, schedule.criticalRound), (0, 0));
    });
}

#[test]
fn an_auction_ends_with_the_criticality_that_started_it() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene(stage).await, stage.unwinder());
        stage.price("ETH", "2250").await;
        stage.advance(1_800).await;
        let opened = loan.open(stage).await;
        stage.advance(61).await;
        loan.observe(stage)
            .await
            .event::<IUnwinder::AuctionStarted>(unwinder);
        stage.price("ETH", "2990").await;
        let done = loan.observe(stage).await;
        done.event::<IUnwinder::CriticalCleared>(unwinder);
        let schedule = loan.schedule(stage).await;
        // Health may have fallen since it opened: the end is nearer then, never later.
        assert!(schedule.auctionStart == 0 && schedule.end <= opened.end);
        assert!(stage.node.now().await < schedule.end);
    });
}

#[test]
fn past_the_end_all_that_is_needed_is_offered_at_once() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2755").await, stage.unwinder());
        let opened = loan.open(stage).await;
        stage.advance(opened.end - stage.node.now().await).await;
        let done = loan.observe(stage).await;
        let started = done.event::<IUnwinder::AuctionStarted>(unwinder);
        assert!(!started.critical);
        let quote = loan.quote(stage).await;
        assert_eq!(quote.stage, 3);
        assert!(quote.need > U256::ZERO);
        // The whole need, at its price: nothing is metered any longer.
        let offered = quote.collateralAmount * U256::from(2_755);
        assert!(
            offered + wad() >= quote.need && offered <= quote.need + wad(),
            "{quote:?}"
        );
        let (done, event) = loan.fill(stage, U256::MAX).await;
        assert_eq!(event.stage, 3);
        let closed = done.event::<IUnwinder::Closed>(unwinder);
        let status = loan.status(stage).await;
        assert!(closed.health >= wad() && status.health >= wad());
        assert!(
            status.health.abs_diff(stage.config.unwinder.target.0) < wad() / U256::from(200),
            "{status:?}"
        );
        assert!(loan.schedule(stage).await.closedAt > 0);
    });
}

#[test]
fn an_auctions_price_falls_over_its_duration_to_what_unw_2_allows() {
    travelling(async |stage| {
        let loan = scene_at(stage, "2755").await;
        let opened = loan.open(stage).await;
        stage.advance(opened.end - stage.node.now().await).await;
        loan.observe(stage).await;
        let spot = wad() * U256::from(2_755);
        // No more than the stress released per dollar, which is 16% here.
        let percent = |parts: u64| spot * U256::from(parts) / U256::from(100);
        let mut last = U256::MAX;
        for _ in 0..4 {
            let quote = loan.quote(stage).await;
            assert!(
                quote.price < last && quote.price >= quote.floor,
                "{quote:?}"
            );
            assert!(quote.floor.abs_diff(percent(92)) < wad(), "{quote:?}");
            last = quote.price;
            stage
                .advance(stage.config.unwinder.auction_duration.div_ceil(4))
                .await;
        }
        // Its end is at its floor, and the backstop goes on from there.
        let quote = loan.quote(stage).await;
        assert_eq!((quote.price, quote.stage), (quote.floor, 4));
        assert!(quote.floor.abs_diff(percent(90)) < wad(), "{quote:?}");
        loan.fill(stage, U256::MAX).await;
    });
}

#[test]
fn metered_slices_bring_an_account_back_to_its_target() {
    travelling(async |stage| {
        let (loan, unwinder) = (scene_at(stage, "2755").await, stage.unwinder());
        let opened = loan.open(stage).await;
        let mut fills = 0;
        while loan.schedule(stage).await.closedAt == 0 && stage.node.now().await < opened.end {
            stage.advance(600).await;
            if loan.quote(stage).await.collateralAmount > U256::ZERO {
                let (done, event) = loan.fill(stage, U256::MAX).await;
                fills += 1;
                assert!(event.stage == 2 || stage.node.now().await >= opened.end);
                if let [closed] = done.events::<IUnwinder::Closed>(unwinder).as_slice() {
                    assert!(closed.health >= wad());
                }
            }
        }
        let status = loan.status(stage).await;
        assert!(fills > 5, "{fills} fills");
        assert!(status.health >= wad(), "{status:?}");
        // Released and sold are what was needed at most: the sale stops at the target.
        assert!(
            status.health < stage.config.unwinder.target.0 + wad() / U256::from(200),
            "{status:?}"
        );
    });
}
