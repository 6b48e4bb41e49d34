//! Sources: what aggregators may do wrong, share rates, feeds of two feeds.

use alloy::primitives::{Address, I256, U256, aliases::U80, fixed_bytes};
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::{IOracle, IOwned};
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::{IToken, travelling};

use super::{IMoody, become_moody, feed, moody, poke, price, read, round, store_for, wad};

/// A rate source that is told by `target`.
fn rate_of(target: Address, selector: [u8; 4]) -> IOracle::RateSource {
    IOracle::RateSource {
        target,
        selector: selector.into(),
        shareDecimals: 18,
        rateDecimals: 18,
        growthBps: 1_000,
        toleranceBps: 200,
        anchor: 0,
    }
}

/// Sets a rate feed under its target's address, always read live.
async fn set_rate(stage: &Stage, source: &IOracle::RateSource) -> u8 {
    let call = IOracle::setRateFeedCall {
        asset: source.target,
        source: source.clone(),
        varianceFloor: 0,
        varianceCap: 0,
    };
    let feed = stage
        .does(&stage.owner, stage.oracle(), &call)
        .await
        .returned;
    store_for(stage, feed, 0).await;
    feed
}

fn derived(
    number: u8,
    kind: Kind,
    first: u8,
    second: u8,
    tolerance: u16,
) -> IOracle::setDerivedFeedCall {
    IOracle::setDerivedFeedCall {
        asset: Address::left_padding_from(&[0xde, number]),
        kind,
        first,
        second,
        toleranceBps: tolerance,
        varianceFloor: 0,
        varianceCap: 1_000_000_000_000_000_000,
    }
}

/// Sets a feed of two feeds, always read live.
async fn derive(stage: &Stage, call: &IOracle::setDerivedFeedCall) -> u8 {
    let done = stage.does(&stage.owner, stage.oracle(), call).await;
    let event = done.event::<IOracle::DerivedFeedSet>(stage.oracle());
    assert_eq!((event.feed, event.kind), (done.returned, call.kind));
    assert_eq!(
        (event.first, event.second, event.toleranceBps),
        (call.first, call.second, call.toleranceBps)
    );
    store_for(stage, done.returned, 0).await;
    done.returned
}

/// A moody contract that tells a rate in thousandths, and the number of its feed.
async fn lst(stage: &Stage, thousandths: u64) -> (Address, u8) {
    let arguments = (U256::from(18),).abi_encode_params();
    let target = stage.create(&stage.owner, "MoodyFeed", &arguments).await;
    tell(stage, target, thousandths).await;
    let feed = set_rate(stage, &rate_of(target, IMoody::stEthPerTokenCall::SELECTOR)).await;
    (target, feed)
}

async fn tell(stage: &Stage, target: Address, thousandths: u64) {
    let rate = i128::from(thousandths) * 10_i128.pow(15);
    let call = IMoody::writeCall {
        id: U80::ZERO,
        answer: I256::try_from(rate).unwrap(),
        started: U256::ZERO,
        updated: U256::ZERO,
        answeredIn: U80::ZERO,
    };
    stage.does(&stage.owner, target, &call).await;
}

#[test]
fn every_fault_of_a_round_flags_its_feed_and_no_other() {
    travelling(async |stage| {
        let (aggregator, bad) = moody(stage, 100).await;
        let eth = feed(stage, "ETH");
        store_for(stage, eth, 0).await;
        let now = U256::from(stage.node.now().await);
        let (nine, dollars) = (U80::from(9), I256::try_from(10_000_000_000_i64).unwrap());
        let write = |id: U80, answer, started, updated, answered_in: U80| IMoody::writeCall {
            id,
            answer,
            started,
            updated,
            answeredIn: answered_in,
        };
        for (name, call) in [
            ("carried over", write(nine, dollars, now, now, U80::from(8))),
            ("no round", write(U80::ZERO, dollars, now, now, U80::ZERO)),
            ("incomplete", write(nine, dollars, now, U256::ZERO, nine)),
            (
                "started later",
                write(nine, dollars, now + U256::ONE, now, nine),
            ),
            (
                "to come",
                write(nine, dollars, now, now + U256::from(60), nine),
            ),
            ("zero", write(nine, I256::ZERO, now, now, nine)),
            ("negative", write(nine, -dollars, now, now, nine)),
            ("too large", write(nine, I256::MAX, now, now, nine)),
        ] {
            stage.does(&stage.owner, aggregator, &call).await;
            let readings = read(stage, &[bad, eth]).await;
            assert_eq!(
                (readings[0].spot, readings[0].flags),
                (wad(100), 1),
                "{name}"
            );
            assert_eq!(
                (readings[1].spot, readings[1].flags),
                (wad(3_000), 0),
                "{name}"
            );
            poke(stage, &[bad]).await;
        }
        round(stage, aggregator, 101).await;
        assert_eq!(read(stage, &[bad]).await[0].flags, 0);
        for (mood, name) in [
            (1, "reverts"),
            (2, "returns nothing"),
            (3, "returns too little"),
            (4, "burns all gas"),
            (5, "floods"),
        ] {
            become_moody(stage, aggregator, mood).await;
            let readings = read(stage, &[bad, eth, bad, eth]).await;
            assert_eq!(readings[0].flags, 1, "{name}");
            assert_eq!(
                (readings[1].spot, readings[1].flags),
                (wad(3_000), 0),
                "{name}"
            );
            poke(stage, &[bad, eth]).await;
        }
        become_moody(stage, aggregator, 0).await;
        assert_eq!(read(stage, &[bad]).await[0].flags, 0);
    });
}

#[test]
fn a_caller_with_little_gas_makes_no_source_fail() {
    travelling(async |stage| {
        let (aggregator, bad) = moody(stage, 100).await;
        become_moody(stage, aggregator, 4).await;
        let call = IOracle::readCall { feeds: vec![bad] };
        let refused = |data: &[u8]| {
            <IOracle::InsufficientGas as alloy::sol_types::SolError>::abi_decode_validate(data)
        };
        let little = stage
            .node
            .call_with_gas(
                stage.owner.address(),
                stage.oracle(),
                call.abi_encode().into(),
                250_000,
            )
            .await;
        let error = refused(&little.expect_err("too little gas")).expect("InsufficientGas");
        assert!(error.left < error.needed);
        let much = stage
            .node
            .call_with_gas(
                stage.owner.address(),
                stage.oracle(),
                call.abi_encode().into(),
                700_000,
            )
            .await;
        assert!(much.is_ok(), "with enough, the feed is flagged");
    });
}

#[test]
fn decimals_of_every_kind_make_the_same_price() {
    travelling(async |stage| {
        for decimals in [0_u64, 6, 8, 18, 24] {
            let arguments = (U256::from(decimals),).abi_encode_params();
            let aggregator = stage.create(&stage.owner, "MoodyFeed", &arguments).await;
            let now = U256::from(stage.node.now().await);
            let answer = U256::from(3_000) * U256::from(10).pow(U256::from(decimals));
            let call = IMoody::writeCall {
                id: U80::from(1),
                answer: I256::from_raw(answer),
                started: now,
                updated: now,
                answeredIn: U80::from(1),
            };
            stage.does(&stage.owner, aggregator, &call).await;
            let set = IOracle::setFeedCall {
                asset: aggregator,
                aggregator,
                heartbeat: 60,
                varianceFloor: 0,
                varianceCap: 0,
            };
            let feed = stage
                .does(&stage.owner, stage.oracle(), &set)
                .await
                .returned;
            assert_eq!(read(stage, &[feed]).await[0].spot, wad(3_000));
        }
    });
}

#[test]
fn rates_are_told_by_functions_with_and_without_arguments() {
    travelling(async |stage| {
        let (target, feed) = lst(stage, 1_150).await;
        let thousandths = |rate: u64| wad(rate) / U256::from(1_000);
        assert_eq!(read(stage, &[feed]).await[0].spot, thousandths(1_150));
        let selector = IMoody::getExchangeRateCall::SELECTOR;
        let call = IOracle::setRateFeedCall {
            asset: target,
            source: rate_of(target, selector),
            varianceFloor: 0,
            varianceCap: 0,
        };
        let done = stage.does(&stage.owner, stage.oracle(), &call).await;
        assert_eq!(done.returned, feed);
        let event = done.event::<IOracle::RateFeedSet>(stage.oracle());
        assert_eq!(
            (event.selector.0, event.growthBps, event.toleranceBps),
            (selector, 1_000, 200)
        );
        let source = stage
            .read(stage.oracle(), &IOracle::sourceAtCall { feed })
            .await;
        assert_eq!((source.kind, source.selector.0), (Kind::Rate, selector));
        let now = stage.node.now().await;
        assert_eq!(source.anchor, 1_150 * 10_u128.pow(15));
        assert!(source.anchoredAt <= now && now - source.anchoredAt < 60);
        // A vault over a token of 6 decimals, whose shares have 6.
        let arguments = (stage.token("USDC"),).abi_encode_params();
        let vault = stage.create(&stage.owner, "DevVault", &arguments).await;
        let source = IOracle::RateSource {
            shareDecimals: 6,
            rateDecimals: 6,
            selector: fixed_bytes!("07a2d13a"),
            ..rate_of(vault, [0; 4])
        };
        let feed = set_rate(stage, &source).await;
        assert_eq!(read(stage, &[feed]).await[0].spot, wad(1));
        let nothing = IOracle::setRateFeedCall {
            asset: stage.owner.address(),
            source: rate_of(stage.owner.address(), selector),
            varianceFloor: 0,
            varianceCap: 0,
        };
        let bad = IOracle::BadAggregator {
            aggregator: stage.owner.address(),
            answer: I256::ZERO,
        };
        stage
            .refuses(&stage.owner, stage.oracle(), &nothing, bad)
            .await;
    });
}

#[test]
fn a_staked_ether_follows_its_rate_and_ethers_price() {
    travelling(async |stage| {
        let (target, rate) = lst(stage, 1_200).await;
        let eth = feed(stage, "ETH");
        let staked = derive(stage, &derived(1, Kind::Product, rate, eth, 0)).await;
        assert_eq!(read(stage, &[staked]).await[0].spot, wad(3_600));
        stage.price("ETH", "2000").await;
        let reading = &read(stage, &[staked]).await[0];
        assert_eq!((reading.spot, reading.flags), (wad(2_400), 0));
        assert_eq!(reading.updatedAt, price(stage, "ETH").await.updatedAt);
        // A slashing counts at once; one of more than the tolerance is told.
        tell(stage, target, 1_176).await;
        let reading = &read(stage, &[staked]).await[0];
        assert_eq!((reading.spot, reading.flags), (wad(2_352), 0));
        tell(stage, target, 1_175).await;
        let reading = &read(stage, &[staked]).await[0];
        assert_eq!((reading.spot, reading.flags), (wad(2_350), 8));
        // Either part that fails makes it stale, and its last price stays.
        poke(stage, &[staked]).await;
        become_moody(stage, target, 1).await;
        let reading = &read(stage, &[staked]).await[0];
        assert_eq!((reading.spot, reading.flags), (wad(2_350), 1));
        become_moody(stage, target, 0).await;
        stage.node.travel(7_201).await;
        assert_eq!(
            read(stage, &[staked]).await[0].flags & 1,
            1,
            "ether's heartbeat"
        );
        stage.publish("ETH", "2000").await;
        assert_eq!(read(stage, &[staked]).await[0].flags, 8);
        // Shares per ether: the other way round.
        tell(stage, target, 1_200).await;
        let inverse = derive(stage, &derived(2, Kind::Quotient, eth, rate, 0)).await;
        let reading = &read(stage, &[inverse]).await[0];
        assert_eq!(reading.spot, wad(2_000) * U256::from(5) / U256::from(6));
    });
}

#[test]
fn the_growth_cap_is_lowered_from_where_the_rate_is() {
    travelling(async |stage| {
        let (target, rate) = lst(stage, 1_200).await;
        stage.node.travel(31_536_000 / 2).await;
        tell(stage, target, 1_250).await;
        let guardian = stage.actor("guardian").await;
        let named = IOracle::setGuardianCall {
            guardian: guardian.address(),
        };
        stage.does(&stage.owner, stage.oracle(), &named).await;
        let growth = |bps| IOracle::setGrowthCall {
            feed: rate,
            growthBps: bps,
        };
        let done = stage.does(&guardian, stage.oracle(), &growth(10)).await;
        let event = done.event::<IOracle::GrowthSet>(stage.oracle());
        assert_eq!((event.feed, event.growthBps), (rate, 10));
        let anchored = done.event::<IOracle::Anchored>(stage.oracle());
        assert_eq!(anchored.rate, wad(1_250) / U256::from(1_000));
        assert_eq!(
            read(stage, &[rate]).await[0].spot,
            anchored.rate,
            "no price falls by it"
        );
        tell(stage, target, 1_300).await;
        assert!(read(stage, &[rate]).await[0].spot < wad(1_251) / U256::from(1_000));
        let caller = guardian.address();
        stage
            .refuses(
                &guardian,
                stage.oracle(),
                &growth(11),
                IOwned::Unauthorised { caller },
            )
            .await;
        become_moody(stage, target, 1).await;
        let bad = IOracle::BadAggregator {
            aggregator: target,
            answer: I256::ZERO,
        };
        stage
            .refuses(&guardian, stage.oracle(), &growth(9), bad)
            .await;
    });
}

#[test]
fn a_rate_that_is_low_for_one_call_is_back_with_the_next() {
    travelling(async |stage| {
        let (target, rate) = lst(stage, 1_100).await;
        let eth = feed(stage, "ETH");
        let staked = derive(stage, &derived(1, Kind::Product, rate, eth, 0)).await;
        stage.advance(2 * 86_400).await;
        poke(stage, &[staked]).await;
        stage.node.travel(600).await;
        // Somebody makes it tell little, pokes at once, as often as he likes, and lets it tell the truth again.
        tell(stage, target, 660).await;
        poke(stage, &[rate, staked, rate]).await;
        let reading = read(stage, &[rate]).await.remove(0);
        assert_eq!(
            (reading.spot, reading.flags),
            (wad(660) / U256::from(1_000), 8)
        );
        tell(stage, target, 1_100).await;
        let reading = read(stage, &[rate]).await.remove(0);
        assert_eq!(
            (reading.spot, reading.flags),
            (wad(1_100) / U256::from(1_000), 0)
        );
        // Nor was the low price credited for the time before that poke.
        let reading = read(stage, &[staked]).await.remove(0);
        assert_eq!((reading.spot, reading.flags), (wad(3_300), 0));
        assert!(reading.smoothed > wad(3_290), "{}", reading.smoothed);
        poke(stage, &[rate]).await;
        // A fall that stands for a day is believed: the flag ends, no sooner.
        tell(stage, target, 1_000).await;
        poke(stage, &[rate]).await;
        stage.node.travel(86_000).await;
        poke(stage, &[rate]).await;
        assert_eq!(read(stage, &[rate]).await[0].flags, 8);
        stage.node.travel(401).await;
        poke(stage, &[rate]).await;
        let reading = read(stage, &[rate]).await.remove(0);
        assert_eq!((reading.spot, reading.flags), (wad(1), 0));
    });
}

#[test]
fn a_feed_of_two_is_as_new_as_the_newer() {
    travelling(async |stage| {
        let (older, a) = moody(stage, 100).await;
        let (newer, b) = moody(stage, 10).await;
        let product = derive(stage, &derived(1, Kind::Product, a, b, 0)).await;
        let first = read(stage, &[product]).await.remove(0);
        stage.node.travel(1_800).await;
        // A fifth less, a second ago: it counts for that second, not for the half-life since the last look.
        round(stage, newer, 8).await;
        let second = read(stage, &[product]).await.remove(0);
        assert_eq!((second.spot, second.flags), (wad(800), 0));
        assert!(second.smoothed > wad(995), "{}", second.smoothed);
        assert!(second.updatedAt >= first.updatedAt + 1_800);
        poke(stage, &[product]).await;
        stage.node.travel(60).await;
        round(stage, newer, 7).await;
        let third = read(stage, &[product]).await.remove(0);
        assert!(
            third.updatedAt >= second.updatedAt + 60,
            "every round differs"
        );
        // It is stale with the older one.
        stage.node.travel(1_800).await;
        assert_eq!(read(stage, &[product]).await[0].flags, 1);
        round(stage, older, 100).await;
        assert_eq!(read(stage, &[product]).await[0].flags, 0);
    });
}

#[test]
fn two_sources_guard_one_another() {
    travelling(async |stage| {
        let (first, a) = moody(stage, 1_000).await;
        let (second, b) = moody(stage, 1_004).await;
        let mean = derive(stage, &derived(1, Kind::Mean, a, b, 100)).await;
        let least = derive(stage, &derived(2, Kind::Min, a, b, 100)).await;
        let both = async || {
            let readings = read(stage, &[mean, least]).await;
            readings
                .iter()
                .map(|reading| (reading.spot, reading.flags))
                .collect::<Vec<_>>()
        };
        assert_eq!(both().await, [(wad(1_002), 0), (wad(1_000), 0)]);
        stage.node.travel(1).await;
        round(stage, first, 1_008).await;
        round(stage, second, 1_000).await;
        assert_eq!(both().await, [(wad(1_004), 0), (wad(1_000), 0)]);
        poke(stage, &[mean, least]).await;
        // One lies: the last price on which both agreed stays, whatever the lie.
        for lie in [1, 500, 1_019, 100_000] {
            round(stage, first, lie).await;
            poke(stage, &[mean, least]).await;
            assert_eq!(both().await, [(wad(1_004), 4), (wad(1_000), 4)], "{lie}");
        }
        // One fails: nothing guards the other any more.
        become_moody(stage, first, 1).await;
        assert_eq!(both().await, [(wad(1_004), 4), (wad(1_000), 4)]);
        become_moody(stage, second, 1).await;
        assert_eq!(both().await, [(wad(1_004), 1), (wad(1_000), 1)]);
        become_moody(stage, first, 0).await;
        become_moody(stage, second, 0).await;
        round(stage, first, 990).await;
        round(stage, second, 992).await;
        assert_eq!(both().await, [(wad(991), 0), (wad(990), 0)]);
        stage.node.travel(3_601).await;
        round(stage, first, 990).await;
        assert_eq!(both().await[0].1, 1, "one is old");
    });
}

#[test]
fn a_market_that_leaves_the_rate_is_told() {
    travelling(async |stage| {
        let (_, rate) = lst(stage, 1_200).await;
        let staked = derive(
            stage,
            &derived(1, Kind::Product, rate, feed(stage, "ETH"), 0),
        )
        .await;
        let (market, traded) = moody(stage, 3_600).await;
        let pegged = derive(stage, &derived(2, Kind::Peg, staked, traded, 300)).await;
        let now = async || {
            let reading = read(stage, &[pegged]).await.remove(0);
            (reading.spot, reading.flags)
        };
        assert_eq!(now().await, (wad(3_600), 0));
        for (usd, flags) in [(3_492, 0), (3_491, 8), (4_000, 0)] {
            round(stage, market, usd).await;
            assert_eq!(now().await, (wad(3_600), flags), "{usd}");
        }
        become_moody(stage, market, 1).await;
        assert_eq!(now().await, (wad(3_600), 4), "no market to compare with");
    });
}

#[test]
fn feeds_of_two_feeds_have_bounds_and_no_circles() {
    travelling(async |stage| {
        let (oracle, owner) = (stage.oracle(), &stage.owner);
        let (first, a) = moody(stage, 1_000).await;
        let (_, b) = moody(stage, 1_000).await;
        let out = |position: u64, value: u64| IOwned::ParameterOutOfBounds {
            position: U256::from(position),
            value: U256::from(value),
        };
        for (kind, tolerance, expected) in [
            (Kind::Aggregator, 0, out(1, 0)),
            (Kind::Rate, 0, out(1, 1)),
            (Kind::Product, 1, out(4, 1)),
            (Kind::Quotient, 1, out(4, 1)),
            (Kind::Mean, 0, out(4, 0)),
            (Kind::Min, 5_001, out(4, 5_001)),
            (Kind::Peg, 0, out(4, 0)),
        ] {
            let call = derived(1, kind, a, b, tolerance);
            stage.refuses(owner, oracle, &call, expected).await;
        }
        let unknown = derived(1, Kind::Product, a, 200, 0);
        stage
            .refuses(owner, oracle, &unknown, IOracle::UnknownFeed { feed: 200 })
            .await;
        let unusable = |first, second| IOracle::UnusableSources { first, second };
        round(stage, first, 2_000).await;
        let mean = derived(1, Kind::Mean, a, b, 100);
        stage.refuses(owner, oracle, &mean, unusable(a, b)).await;
        round(stage, first, 1_000).await;
        let mut top = derive(stage, &mean).await;
        let itself = derived(1, Kind::Min, top, b, 100);
        stage
            .refuses(owner, oracle, &itself, unusable(top, b))
            .await;
        for number in 2..5 {
            top = derive(stage, &derived(number, Kind::Min, top, b, 100)).await;
        }
        assert_eq!(read(stage, &[top]).await[0].spot, wad(1_000));
        let deep = derived(5, Kind::Min, top, b, 100);
        stage.refuses(owner, oracle, &deep, unusable(top, b)).await;
        let circle = derived(1, Kind::Min, top, b, 100);
        stage
            .refuses(owner, oracle, &circle, unusable(top, b))
            .await;
        assert_eq!(
            read(stage, &[top]).await[0].spot,
            wad(1_000),
            "nothing changed"
        );
        // A paused source makes what it guards doubtful, and what is made of it stale.
        let product = derive(stage, &derived(6, Kind::Product, a, b, 0)).await;
        let pause = IOracle::setPausedCall {
            feed: a,
            paused: true,
        };
        stage.does(owner, oracle, &pause).await;
        let readings = read(stage, &[a, product, top]).await;
        let flags: Vec<_> = readings.iter().map(|reading| reading.flags).collect();
        assert_eq!(flags, [1, 1, 4]);
    });
}

#[test]
fn a_vaults_rate_grows_with_what_it_earns() {
    travelling(async |stage| {
        let keeper = stage.rich("earner", &[("USDC", "1000000")]).await;
        let arguments = (stage.token("USDC"),).abi_encode_params();
        let vault = stage.create(&stage.owner, "DevVault", &arguments).await;
        let send = |whole| IToken::transferCall {
            to: vault,
            amount: stage.amount("USDC", whole),
        };
        let usdc = stage.token("USDC");
        stage.approve_at(usdc, &keeper, vault).await;
        let deposit = super::attacks::IVault::depositCall {
            assets: stage.amount("USDC", "100000"),
            receiver: keeper.address(),
        };
        stage.does(&keeper, vault, &deposit).await;
        let source = IOracle::RateSource {
            shareDecimals: 6,
            rateDecimals: 6,
            ..rate_of(vault, [0x07, 0xa2, 0xd1, 0x3a])
        };
        let rate = set_rate(stage, &source).await;
        let before = read(stage, &[rate]).await[0].spot;
        // The cap of ten per cent a year allows five in half a year.
        stage.node.travel(31_536_000 / 2).await;
        stage.does(&keeper, usdc, &send("4000")).await;
        let after = read(stage, &[rate]).await[0].spot;
        assert!(after > before * U256::from(1_039) / U256::from(1_000));
        poke(stage, &[rate]).await;
        let source = stage
            .read(stage.oracle(), &IOracle::sourceAtCall { feed: rate })
            .await;
        assert_eq!(
            U256::from(source.anchor),
            after,
            "an old anchor moves with a poke"
        );
    });
}
