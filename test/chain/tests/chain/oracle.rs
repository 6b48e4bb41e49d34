//! The oracle: prices, averages, staleness, the sequencer.

use alloy::primitives::{Address, I256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IOracle, IOwned};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IFeed, test, travelling};

fn wad(whole: u64) -> U256 {
    U256::from(whole) * U256::from(10).pow(U256::from(18))
}

async fn price(stage: &Stage, symbol: &str) -> IOracle::Reading {
    stage
        .read(
            stage.oracle(),
            &IOracle::priceCall {
                asset: stage.token(symbol),
            },
        )
        .await
}

#[test]
fn reads_many_in_the_order_asked() {
    test(async |stage| {
        let (oracle, feeds) = (stage.oracle(), &stage.at.feeds);
        let (eth, btc, usdc) = (feeds["ETH"].id, feeds["BTC"].id, feeds["USDC"].id);
        let readings = stage
            .read(
                oracle,
                &IOracle::readCall {
                    feeds: vec![btc, usdc, eth, btc],
                },
            )
            .await;
        let spots: Vec<U256> = readings.iter().map(|reading| reading.spot).collect();
        assert_eq!(spots, [wad(60_000), wad(1), wad(3_000), wad(60_000)]);
        assert!(
            readings
                .iter()
                .all(|reading| reading.flags == 0 && reading.smoothed == reading.spot)
        );
        assert_eq!(readings[2], price(stage, "ETH").await);
        assert!(
            stage
                .read(oracle, &IOracle::readCall { feeds: vec![] })
                .await
                .is_empty()
        );
        stage
            .denies(
                oracle,
                &IOracle::readCall {
                    feeds: vec![eth, 200],
                },
                IOracle::UnknownFeed { feed: 200 },
            )
            .await;
        let asset = stage.owner.address();
        stage
            .denies(
                oracle,
                &IOracle::priceCall { asset },
                IOracle::UnknownAsset { asset },
            )
            .await;
        stage
            .denies(
                oracle,
                &IOracle::feedOfCall { asset },
                IOracle::UnknownAsset { asset },
            )
            .await;
        stage
            .denies(
                oracle,
                &IOracle::feedAtCall { feed: 200 },
                IOracle::UnknownFeed { feed: 200 },
            )
            .await;
        let poke = IOracle::pokeCall { feeds: vec![200] };
        stage
            .refuses(
                &stage.owner,
                oracle,
                &poke,
                IOracle::UnknownFeed { feed: 200 },
            )
            .await;
        assert_eq!(
            stage.read(oracle, &IOracle::feedCountCall {}).await,
            U256::from(4)
        );
        assert_eq!(
            stage
                .read(
                    oracle,
                    &IOracle::feedOfCall {
                        asset: stage.token("ETH")
                    }
                )
                .await,
            eth
        );
        let listed = stage.read(oracle, &IOracle::feedAtCall { feed: eth }).await;
        assert_eq!(
            (listed.asset, listed.aggregator),
            (stage.token("ETH"), feeds["ETH"].aggregator)
        );
        assert_eq!((listed.decimals, listed.heartbeat), (8, 7_200));
    });
}

#[test]
fn smoothed_prices_halve_the_distance_every_half_life() {
    travelling(async |stage| {
        stage.price("ETH", "2000").await;
        assert_eq!(price(stage, "ETH").await.smoothed, wad(3_000));
        for expected in [2_500, 2_250, 2_125] {
            stage.node.travel(1_800).await;
            let reading = price(stage, "ETH").await;
            assert_eq!(reading.spot, wad(2_000));
            let error = reading.smoothed.abs_diff(wad(expected));
            // A wall clock may have moved on by a second or two.
            assert!(
                error < wad(expected) / U256::from(1_000),
                "{} is not {expected}",
                reading.smoothed
            );
        }
    });
}

#[test]
fn who_pokes_when_does_not_change_what_is_read() {
    travelling(async |stage| {
        stage.price("ETH", "2500").await;
        stage.node.travel(600).await;
        stage.poke().await; // no new round: nothing to take
        stage.node.travel(600).await;
        stage.publish("ETH", "2700").await;
        let unpoked = price(stage, "ETH").await;
        stage.poke().await;
        let poked = price(stage, "ETH").await;
        assert_eq!((unpoked.spot, unpoked.flags), (poked.spot, poked.flags));
        assert!(unpoked.smoothed.abs_diff(poked.smoothed) < U256::from(10_u64.pow(16)));
        assert_eq!(unpoked.updatedAt, poked.updatedAt);
    });
}

#[test]
fn poking_tells_what_was_taken_and_passes_over_what_is_not_new() {
    travelling(async |stage| {
        let (oracle, feed) = (stage.oracle(), stage.at.feeds["ETH"].id);
        let poke = IOracle::pokeCall { feeds: vec![feed] };
        assert!(
            stage
                .does(&stage.owner, oracle, &poke)
                .await
                .events::<IOracle::Poked>(oracle)
                .is_empty()
        );
        stage.node.travel(3_600).await;
        stage.publish("ETH", "2400").await;
        let done = stage.does(&stage.owner, oracle, &poke).await;
        let event = done.event::<IOracle::Poked>(oracle);
        assert_eq!((event.feed, event.spot), (feed, wad(2_400)));
        assert_eq!(
            event.smoothed,
            wad(3_000),
            "the old price held until this round"
        );
        let reading = price(stage, "ETH").await;
        assert_eq!(
            (reading.fastVariance, reading.spot),
            (event.fastVariance, event.spot)
        );
        // A fifth within an hour is far above 80% a year: the fast variance rises more than the slow one.
        assert!(event.fastVariance > event.slowVariance && event.slowVariance > U256::ZERO);
    });
}

#[test]
fn old_rounds_are_stale() {
    travelling(async |stage| {
        stage.node.travel(7_200).await;
        let now = stage.node.now().await;
        let reading = price(stage, "ETH").await;
        if now - reading.updatedAt <= 7_200 {
            assert_eq!(reading.flags, 0, "the heartbeat itself is still good");
        }
        stage.node.travel(2).await;
        let reading = price(stage, "ETH").await;
        assert_eq!((reading.flags, reading.spot), (1, wad(3_000)));
        assert_eq!(price(stage, "USDC").await.flags, 0);
        stage.publish("ETH", "2900").await;
        assert_eq!(price(stage, "ETH").await.flags, 0);
    });
}

#[test]
fn answers_that_cannot_be_are_stale_and_leave_the_last_good_price() {
    travelling(async |stage| {
        let now = U256::from(stage.node.now().await);
        let huge = I256::try_from(10_i128.pow(21)).unwrap(); // 10^13 USD
        for (answer, updated) in [
            (I256::MINUS_ONE, now),
            (I256::ZERO, now),
            (huge, now),
            (I256::MAX, now),
            (I256::MIN, now),
            (I256::try_from(290_000_000_000_i64).unwrap(), U256::ZERO),
            (
                I256::try_from(290_000_000_000_i64).unwrap(),
                now + U256::from(1_000_000),
            ),
            (
                I256::try_from(290_000_000_000_i64).unwrap(),
                now - U256::from(100_000),
            ), // back in time
        ] {
            stage.answer("ETH", answer, updated).await;
            let reading = price(stage, "ETH").await;
            assert_eq!(
                (reading.spot, reading.flags),
                (wad(3_000), 1),
                "{answer} at {updated}"
            );
            stage.poke().await;
            assert_eq!(price(stage, "ETH").await.spot, wad(3_000));
        }
        stage.price("ETH", "2950").await;
        let reading = price(stage, "ETH").await;
        assert_eq!((reading.spot, reading.flags), (wad(2_950), 0));
    });
}

#[test]
fn the_sequencers_outage_and_the_grace_after_it_flag_everything() {
    travelling(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let arguments = (U256::ZERO, "sequencer".to_owned()).abi_encode_params();
        let feed = stage.create(owner, "MockFeed", &arguments).await;
        let set = async |answer: i64| {
            let updated = U256::from(stage.node.now().await);
            let call = IFeed::setCall {
                answer: I256::try_from(answer).unwrap(),
                updatedAt: updated,
            };
            stage.does(owner, feed, &call).await;
        };
        stage
            .does(
                owner,
                oracle,
                &IOracle::setSequencerFeedCall { feed, grace: 3_600 },
            )
            .await;
        assert_eq!(
            price(stage, "ETH").await.flags,
            2,
            "a feed without a round gives no sense"
        );
        set(0).await;
        assert_eq!(price(stage, "ETH").await.flags, 2, "just back");
        stage.node.travel(3_600).await;
        assert_eq!(price(stage, "ETH").await.flags, 0);
        set(1).await;
        assert_eq!(price(stage, "ETH").await.flags, 2, "down");
        stage.node.travel(7_201).await;
        assert_eq!(price(stage, "ETH").await.flags, 3, "down and stale");
        set(0).await;
        stage.node.travel(3_601).await;
        assert_eq!(price(stage, "ETH").await.flags, 1);
        stage
            .does(
                owner,
                oracle,
                &IOracle::setSequencerFeedCall {
                    feed: Address::ZERO,
                    grace: 0,
                },
            )
            .await;
        stage.refresh().await;
        assert_eq!(price(stage, "ETH").await.flags, 0);
    });
}

#[test]
fn feeds_are_set_inside_bounds_and_only_if_they_answer() {
    test(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let stranger = stage.actor("stranger").await;
        let (caller, aggregator) = (stranger.address(), stage.at.feeds["ETH"].aggregator);
        let good = IOracle::setFeedCall {
            asset: caller,
            aggregator,
            heartbeat: 60,
            varianceFloor: 100,
            varianceCap: 300,
        };
        stage
            .refuses(&stranger, oracle, &good, IOwned::Unauthorised { caller })
            .await;
        let nobody = IOracle::setFeedCall {
            asset: Address::ZERO,
            ..good.clone()
        };
        stage
            .refuses(owner, oracle, &nobody, IOwned::ZeroAddress {})
            .await;
        let nothing = IOracle::setFeedCall {
            aggregator: Address::ZERO,
            ..good.clone()
        };
        stage
            .refuses(owner, oracle, &nothing, IOwned::ZeroAddress {})
            .await;
        for heartbeat in [59_u32, 172_801] {
            let expected = IOwned::ParameterOutOfBounds {
                position: U256::from(2),
                value: U256::from(heartbeat),
            };
            stage
                .refuses(
                    owner,
                    oracle,
                    &IOracle::setFeedCall {
                        heartbeat,
                        ..good.clone()
                    },
                    expected,
                )
                .await;
        }
        let expected = IOwned::ParameterOutOfBounds {
            position: U256::from(4),
            value: U256::from(99),
        };
        stage
            .refuses(
                owner,
                oracle,
                &IOracle::setFeedCall {
                    varianceCap: 99,
                    ..good.clone()
                },
                expected,
            )
            .await;
        // No code, a token, a feed without a round, a feed with a bad answer, too many decimals.
        let bad = |aggregator, answer| IOracle::BadAggregator { aggregator, answer };
        for aggregator in [caller, stage.token("ETH")] {
            let call = IOracle::setFeedCall {
                aggregator,
                ..good.clone()
            };
            stage
                .refuses(owner, oracle, &call, bad(aggregator, I256::ZERO))
                .await;
        }
        let arguments =
            |decimals: u64| (U256::from(decimals), "test".to_owned()).abi_encode_params();
        let aggregator = stage.create(owner, "MockFeed", &arguments(8)).await;
        let call = IOracle::setFeedCall {
            aggregator,
            ..good.clone()
        };
        stage
            .refuses(owner, oracle, &call, bad(aggregator, I256::ZERO))
            .await;
        let updated = U256::from(stage.node.now().await);
        stage
            .does(
                owner,
                aggregator,
                &IFeed::setCall {
                    answer: I256::MINUS_ONE,
                    updatedAt: updated,
                },
            )
            .await;
        stage
            .refuses(owner, oracle, &call, bad(aggregator, I256::MINUS_ONE))
            .await;
        let fine = stage.create(owner, "MockFeed", &arguments(25)).await;
        let call = IOracle::setFeedCall {
            aggregator: fine,
            ..good.clone()
        };
        stage
            .refuses(owner, oracle, &call, bad(fine, I256::try_from(25).unwrap()))
            .await;

        let done = stage.does(owner, oracle, &good).await;
        assert_eq!(done.returned, 4);
        let event = done.event::<IOracle::FeedSet>(oracle);
        assert_eq!((event.feed, event.asset, event.heartbeat), (4, caller, 60));
        assert_eq!(
            (event.varianceFloor, event.varianceCap, event.aggregator),
            (100, 300, good.aggregator)
        );
        let reading = stage
            .read(oracle, &IOracle::priceCall { asset: caller })
            .await;
        assert_eq!(
            (reading.slowVariance, reading.fastVariance),
            (U256::from(200), U256::from(200))
        );
    });
}

#[test]
fn a_replaced_feed_keeps_its_number_and_averages() {
    travelling(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let arguments = (U256::from(18), "ETH / USD".to_owned()).abi_encode_params();
        let aggregator = stage.create(owner, "MockFeed", &arguments).await;
        let answer = I256::try_from(2_000_i128 * 10_i128.pow(18)).unwrap();
        stage
            .does(
                owner,
                aggregator,
                &IFeed::setCall {
                    answer,
                    updatedAt: U256::from(stage.node.now().await),
                },
            )
            .await;
        let old = stage
            .read(
                oracle,
                &IOracle::feedAtCall {
                    feed: stage.at.feeds["ETH"].id,
                },
            )
            .await;
        let call = IOracle::setFeedCall {
            asset: old.asset,
            aggregator,
            heartbeat: old.heartbeat,
            varianceFloor: old.varianceFloor,
            varianceCap: old.varianceCap,
        };
        let before = price(stage, "ETH").await;
        assert_eq!(
            stage.does(owner, oracle, &call).await.returned,
            stage.at.feeds["ETH"].id
        );
        let after = price(stage, "ETH").await;
        assert_eq!((after.spot, after.smoothed), (wad(2_000), before.smoothed));
        assert_eq!(
            after.slowVariance, before.slowVariance,
            "the step is no return of the market"
        );
    });
}

#[test]
fn there_are_at_most_256_feeds() {
    test(async |stage| {
        let (oracle, owner, aggregator) = (
            stage.oracle(),
            &stage.owner,
            stage.at.feeds["ETH"].aggregator,
        );
        let call = |number: u64| IOracle::setFeedCall {
            asset: Address::left_padding_from(&(0xfeed_0000 + number).to_be_bytes()),
            aggregator,
            heartbeat: 3_600,
            varianceFloor: 1,
            varianceCap: 2,
        };
        for number in 4..256 {
            assert_eq!(
                u64::from(stage.does(owner, oracle, &call(number)).await.returned),
                number
            );
        }
        stage
            .refuses(owner, oracle, &call(256), IOracle::TooManyFeeds {})
            .await;
        assert_eq!(
            stage.read(oracle, &IOracle::feedCountCall {}).await,
            U256::from(256)
        );
        let all = stage
            .read(
                oracle,
                &IOracle::readCall {
                    feeds: (0..=255).collect(),
                },
            )
            .await;
        assert_eq!(all.len(), 256);
    });
}
