//! The oracle: prices, averages, staleness, the sequencer; in the files beside it settings, sources, prices from storage,
//! and attacks.

mod attacks;
mod breakers;
mod settings;
mod sources;
mod stored;

use alloy::primitives::{Address, I256, U256};
use alloy::sol;
use alloy::sol_types::SolValue;
use ballast_bindings::IOracle;
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IFeed, test, travelling};

sol! {
    /// What tests do with `MoodyFeed`.
    #[sol(all_derives)]
    interface IMoody {
        function become(uint8 mood) external;
        function ask(bytes question) external;
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
        function stEthPerToken() external view returns (uint256);
        function getExchangeRate() external view returns (uint256);
    }
}

/// Number of an asset's feed.
fn feed(stage: &Stage, symbol: &str) -> u8 {
    stage.at.feeds[symbol].id
}

/// Reads feeds.
async fn read(stage: &Stage, feeds: &[u8]) -> Vec<IOracle::Reading> {
    let feeds = feeds.to_vec();
    stage
        .read(stage.oracle(), &IOracle::readCall { feeds })
        .await
}

/// Pokes feeds.
async fn poke(stage: &Stage, feeds: &[u8]) {
    let feeds = feeds.to_vec();
    stage
        .does(&stage.owner, stage.oracle(), &IOracle::pokeCall { feeds })
        .await;
}

/// Lets a feed be read from storage for this long.
async fn store_for(stage: &Stage, feed: u8, seconds: u16) {
    let call = IOracle::setStoredAgeCall {
        feed,
        storedAge: seconds,
    };
    stage.does(&stage.owner, stage.oracle(), &call).await;
}

/// A moody feed of 8 decimals with a good round of now, its address, and its number in the oracle, always read live.
async fn moody(stage: &Stage, usd: u64) -> (Address, u8) {
    let (owner, oracle) = (&stage.owner, stage.oracle());
    let arguments = (U256::from(8),).abi_encode_params();
    let aggregator = stage.create(owner, "MoodyFeed", &arguments).await;
    round(stage, aggregator, usd).await;
    let call = IOracle::setFeedCall {
        asset: aggregator,
        aggregator,
        heartbeat: 3_600,
        varianceFloor: 0,
        varianceCap: 1_000_000_000_000_000_000,
    };
    let feed = stage.does(owner, oracle, &call).await.returned;
    store_for(stage, feed, 0).await;
    (aggregator, feed)
}

/// Writes a good round of now to a moody feed.
async fn round(stage: &Stage, aggregator: Address, usd: u64) {
    let now = U256::from(stage.node.now().await);
    let id = alloy::primitives::aliases::U80::from(9);
    let call = IMoody::writeCall {
        id,
        answer: I256::try_from(u128::from(usd) * 100_000_000).unwrap(),
        started: now,
        updated: now,
        answeredIn: id,
    };
    stage.does(&stage.owner, aggregator, &call).await;
}

async fn become_moody(stage: &Stage, aggregator: Address, mood: u8) {
    stage
        .does(&stage.owner, aggregator, &IMoody::becomeCall { mood })
        .await;
}

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
        store_for(stage, feed(stage, "ETH"), 0).await;
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
        store_for(stage, feed(stage, "ETH"), 0).await;
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
