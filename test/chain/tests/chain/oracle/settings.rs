//! Settings: feeds, bounds, ownership, the guardian.

use alloy::primitives::{Address, I256, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IOracle, IOwned};
use ballast_chain_tests::stage::{IFeed, test, travelling};

use super::{feed, price, read, store_for, wad};

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

#[test]
fn the_guardian_only_tightens() {
    test(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let guardian = stage.actor("guardian").await;
        let caller = guardian.address();
        let (eth, call) = (
            feed(stage, "ETH"),
            IOracle::setGuardianCall { guardian: caller },
        );
        stage
            .refuses(&guardian, oracle, &call, IOwned::Unauthorised { caller })
            .await;
        let done = stage.does(owner, oracle, &call).await;
        assert_eq!(done.event::<IOracle::GuardianSet>(oracle).guardian, caller);
        assert_eq!(stage.read(oracle, &IOracle::guardianCall {}).await, caller);

        let paused = |paused| IOracle::setPausedCall { feed: eth, paused };
        let done = stage.does(&guardian, oracle, &paused(true)).await;
        let event = done.event::<IOracle::FeedPaused>(oracle);
        assert_eq!((event.feed, event.paused), (eth, true));
        assert_eq!(price(stage, "ETH").await.flags, 1);
        assert_eq!(price(stage, "BTC").await.flags, 0);
        stage.price("ETH", "2000").await;
        assert_eq!(
            (
                price(stage, "ETH").await.spot,
                price(stage, "ETH").await.flags
            ),
            (wad(3_000), 1)
        );
        stage
            .refuses(
                &guardian,
                oracle,
                &paused(false),
                IOwned::Unauthorised { caller },
            )
            .await;
        stage.does(owner, oracle, &paused(false)).await;
        assert_eq!(
            (
                price(stage, "ETH").await.spot,
                price(stage, "ETH").await.flags
            ),
            (wad(2_000), 0)
        );

        let age = |stored_age| IOracle::setStoredAgeCall {
            feed: eth,
            storedAge: stored_age,
        };
        let done = stage.does(&guardian, oracle, &age(30)).await;
        let event = done.event::<IOracle::StoredAgeSet>(oracle);
        assert_eq!((event.feed, event.storedAge), (eth, 30));
        stage
            .refuses(&guardian, oracle, &age(31), IOwned::Unauthorised { caller })
            .await;
        let expected = IOwned::ParameterOutOfBounds {
            position: U256::from(1),
            value: U256::from(901),
        };
        stage.refuses(owner, oracle, &age(901), expected).await;
        store_for(stage, eth, 900).await;
        let growth = IOracle::setGrowthCall {
            feed: eth,
            growthBps: 0,
        };
        stage
            .refuses(owner, oracle, &growth, IOracle::NotARate { feed: eth })
            .await;
    });
}

#[test]
fn quotes_are_rounded_down_and_refused_where_they_cannot_be_trusted() {
    travelling(async |stage| {
        let oracle = stage.oracle();
        let usd = Address::left_padding_from(&840_u64.to_be_bytes());
        let (eth, usdc, btc) = (stage.token("ETH"), stage.token("USDC"), stage.token("BTC"));
        let quote = |amount: U256, base, quote| IOracle::getQuoteCall {
            baseAmount: amount,
            base,
            quote,
        };
        // The decimals are the tokens' own: 18, 6 and 8.
        let dollars = stage.read(oracle, &quote(wad(2), eth, usdc)).await;
        assert_eq!(dollars, U256::from(6_000_000_000_u64));
        let coins = stage.read(oracle, &quote(wad(1), eth, btc)).await;
        assert_eq!(coins, U256::from(5_000_000));
        assert_eq!(
            stage.read(oracle, &quote(wad(1), eth, usd)).await,
            wad(3_000)
        );
        let least = U256::from(600_000_000_000_u64); // a fraction of a satoshi under 60
        assert_eq!(
            stage
                .read(oracle, &quote(least - U256::ONE, eth, btc))
                .await,
            U256::from(2)
        );
        assert_eq!(
            stage.read(oracle, &quote(least, eth, btc)).await,
            U256::from(3)
        );
        let stranger = stage.owner.address();
        stage
            .denies(
                oracle,
                &quote(wad(1), eth, stranger),
                IOracle::OracleUnsupportedPair {
                    base: eth,
                    quote: stranger,
                },
            )
            .await;
        // Another token of ETH's feed, of 9 decimals.
        let call = IOracle::setTokenCall {
            token: stranger,
            feed: feed(stage, "ETH"),
            decimals: 9,
        };
        let done = stage.does(&stage.owner, oracle, &call).await;
        let event = done.event::<IOracle::TokenSet>(oracle);
        assert_eq!(
            (event.token, event.feed, event.decimals),
            (stranger, call.feed, 9)
        );
        let gwei = stage.read(oracle, &quote(wad(1), eth, stranger)).await;
        assert_eq!(gwei, U256::from(1_000_000_000));
        let huge = stage.node.call(
            stranger,
            oracle,
            alloy::sol_types::SolCall::abi_encode(&quote(U256::MAX, eth, usd)).into(),
            U256::ZERO,
        );
        let code = huge.await.expect_err("beyond 256 bits");
        assert_eq!(
            code[..4],
            <IOwned::RiskCalculation as alloy::sol_types::SolError>::SELECTOR
        );
        stage.node.travel(7_201).await;
        assert_eq!(read(stage, &[feed(stage, "ETH")]).await[0].flags, 1);
        for (base, other) in [(eth, usdc), (usdc, eth)] {
            let expected = IOracle::OracleUntrustedData { base, quote: other };
            stage
                .denies(oracle, &quote(wad(1), base, other), expected)
                .await;
        }
    });
}
