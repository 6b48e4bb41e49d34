//! Attacks on prices: each loses money, gains nothing, or reverts.

use alloy::primitives::{Address, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::oracle::IOracle::Kind;
use ballast_bindings::{IOracle, IOwned, IPool};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};

use super::{IMoody, become_moody, feed, moody, poke, price, read, round, store_for, wad};

sol! {
    /// What tests do with a vault.
    #[sol(all_derives)]
    interface IVault {
        function deposit(uint256 assets, address receiver) external returns (uint256 shares);
        function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
        function convertToAssets(uint256 shares) external view returns (uint256);
    }
}

/// Somebody lends 100,000 USDC, and an attacker has 10 ETH in escrow, at 3,000 USD.
async fn attacker(stage: &Stage) -> Actor {
    let lender = stage.rich("lender", &[("USDC", "100000")]).await;
    stage.supply(&lender, "USDC", "100000").await;
    let attacker = stage.rich("attacker", &[("ETH", "10")]).await;
    stage.deposit(&attacker, "ETH", "10").await;
    attacker
}

fn borrowing(stage: &Stage, attacker: &Actor, dollars: u64) -> IPool::borrowCall {
    IPool::borrowCall {
        asset: stage.token("USDC"),
        assets: U256::from(dollars) * U256::from(1_000_000),
        account: attacker.address(),
        receiver: attacker.address(),
    }
}

/// The most whole dollars that the attacker could borrow now.
async fn most(stage: &Stage, attacker: &Actor) -> u64 {
    let (mut least, mut most) = (0, 65_536);
    while least + 1 < most {
        let middle = u64::midpoint(least, most);
        let data = borrowing(stage, attacker, middle).abi_encode();
        let tried = stage
            .node
            .call(attacker.address(), stage.pool(), data.into(), U256::ZERO)
            .await;
        if tried.is_ok() {
            least = middle;
        } else {
            most = middle;
        }
    }
    least
}

#[test]
fn a_sandwich_around_a_poke_leaves_the_attacker_with_less() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        stage.poke().await;
        let fair = most(stage, &attacker).await;
        // The market falls; storage still shows the price of before, for a minute at most.
        stage.publish("ETH", "2700").await;
        assert_eq!(price(stage, "ETH").await.spot, wad(3_000));
        assert_eq!(
            most(stage, &attacker).await,
            fair,
            "no more than before the fall"
        );
        stage
            .does(&attacker, stage.pool(), &borrowing(stage, &attacker, fair))
            .await;
        stage.poke().await;
        assert_eq!(price(stage, "ETH").await.spot, wad(2_700));
        // Walking away leaves 10 ETH behind: more than was taken, even after a tenth's fall within the minute.
        assert!(fair < 27_000, "{fair} taken for 27,000");
        assert_eq!(most(stage, &attacker).await, 0);
    });
}

#[test]
fn poking_before_and_after_one_s_own_call_changes_nothing() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        stage.node.travel(600).await;
        stage.refresh().await;
        let calm = most(stage, &attacker).await;
        let eth = feed(stage, "ETH");
        for _ in 0..5 {
            poke(stage, &[eth, eth, eth]).await;
        }
        assert_eq!(most(stage, &attacker).await, calm);
        let half = borrowing(stage, &attacker, calm / 2);
        stage.does(&attacker, stage.pool(), &half).await;
        poke(stage, &[eth]).await;
        let rest = most(stage, &attacker).await;
        assert!(
            calm / 2 + rest <= calm + 1,
            "{calm}: {} and {rest}",
            calm / 2
        );
    });
}

#[test]
fn a_feed_that_jumps_lends_no_more() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        let fair = most(stage, &attacker).await;
        stage.node.travel(60).await;
        stage.publish("ETH", "30000").await;
        stage.poke().await;
        assert_eq!(price(stage, "ETH").await.spot, wad(30_000));
        // The smoothed price counts, and the jump is variance: no more than before, if anything.
        assert!(most(stage, &attacker).await <= fair);
        stage
            .refuses_as::<_, IPool::Unhealthy>(
                &attacker,
                stage.pool(),
                &borrowing(stage, &attacker, fair + 1),
            )
            .await;
        stage.price("ETH", "3000").await;
        assert!(most(stage, &attacker).await <= fair);
    });
}

#[test]
fn a_feed_that_stalls_lends_nothing() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        stage.poke().await;
        stage.node.travel(7_201).await; // ETH's heartbeat is two hours, USDC's a day
        let refused: IPool::Unhealthy = stage
            .refuses_as(&attacker, stage.pool(), &borrowing(stage, &attacker, 1))
            .await;
        assert_eq!(refused.health, U256::ZERO);
        // Poking an old round makes it no younger.
        stage.poke().await;
        assert_eq!(price(stage, "ETH").await.flags, 1);
        assert_eq!(most(stage, &attacker).await, 0);
    });
}

#[test]
fn one_of_two_sources_that_lies_lends_nothing() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        let (honest, a) = moody(stage, 3_000).await;
        let (liar, b) = moody(stage, 3_000).await;
        let old = stage
            .read(
                stage.oracle(),
                &IOracle::feedAtCall {
                    feed: feed(stage, "ETH"),
                },
            )
            .await;
        let guarded = IOracle::setDerivedFeedCall {
            asset: old.asset,
            kind: Kind::Mean,
            first: a,
            second: b,
            toleranceBps: 200,
            varianceFloor: old.varianceFloor,
            varianceCap: old.varianceCap,
        };
        let done = stage.does(&stage.owner, stage.oracle(), &guarded).await;
        assert_eq!(
            done.returned,
            feed(stage, "ETH"),
            "a feed may get a second source"
        );
        store_for(stage, done.returned, 0).await;
        let fair = most(stage, &attacker).await;
        assert!(fair > 10_000);
        for lie in [300_000, 2_900, 1] {
            round(stage, liar, lie).await;
            let reading = price(stage, "ETH").await;
            assert_eq!((reading.spot, reading.flags), (wad(3_000), 4));
            assert_eq!(most(stage, &attacker).await, 0, "{lie}");
        }
        // A lie within the tolerance moves the price by half of it.
        round(stage, liar, 3_060).await;
        assert_eq!(price(stage, "ETH").await.spot, wad(3_030));
        assert!(
            most(stage, &attacker).await <= fair,
            "and the smoothed price counts"
        );
        round(stage, honest, 3_000).await;
    });
}

#[test]
fn a_donation_to_a_vault_raises_its_price_by_what_the_cap_allows() {
    travelling(async |stage| {
        let attacker = stage.rich("attacker", &[("USDC", "2000000")]).await;
        let usdc = stage.token("USDC");
        let arguments = (usdc,).abi_encode_params();
        let vault = stage.create(&stage.owner, "DevVault", &arguments).await;
        stage.approve_at(usdc, &attacker, vault).await;
        let deposit = IVault::depositCall {
            assets: stage.amount("USDC", "1000000"),
            receiver: attacker.address(),
        };
        stage.does(&attacker, vault, &deposit).await;
        let rate = IOracle::setRateFeedCall {
            asset: vault,
            source: IOracle::RateSource {
                target: vault,
                selector: IVault::convertToAssetsCall::SELECTOR.into(),
                shareDecimals: 6,
                rateDecimals: 6,
                growthBps: 1_000,
                toleranceBps: 100,
                anchor: 0,
            },
            varianceFloor: 0,
            varianceCap: 0,
        };
        let rate = stage
            .does(&stage.owner, stage.oracle(), &rate)
            .await
            .returned;
        let share = IOracle::setDerivedFeedCall {
            asset: Address::repeat_byte(0xd0),
            kind: Kind::Product,
            first: rate,
            second: feed(stage, "USDC"),
            toleranceBps: 0,
            varianceFloor: 0,
            varianceCap: 0,
        };
        let share = stage
            .does(&stage.owner, stage.oracle(), &share)
            .await
            .returned;
        store_for(stage, rate, 0).await;
        store_for(stage, share, 0).await;
        let before = read(stage, &[share]).await[0].clone();
        // The sDOLA attack: 13.8% in one transaction.
        let donation = IToken::transferCall {
            to: vault,
            amount: stage.amount("USDC", "138000"),
        };
        stage.does(&attacker, usdc, &donation).await;
        let told = IVault::convertToAssetsCall {
            shares: U256::from(1_000_000),
        };
        assert!(stage.read(vault, &told).await > U256::from(1_137_000));
        poke(stage, &[rate, share]).await;
        let after = read(stage, &[share]).await[0].clone();
        let allowed = before.spot + before.spot / U256::from(1_000_000); // a tenth a year, for seconds
        assert!(
            after.spot <= allowed,
            "{} after {}",
            after.spot,
            before.spot
        );
        // An hour later it is a tenth of an 8,760th.
        stage.advance(3_600).await;
        poke(stage, &[rate, share]).await;
        let later = read(stage, &[share]).await[0].clone();
        assert!(later.spot <= before.spot * U256::from(1_000_012) / U256::from(1_000_000));
        assert_eq!(later.flags, 0, "a capped rate stops nobody's unwind");
    });
}

/// A source that calls back while it is read answers with what it was told: that the oracle is busy.
#[test]
fn a_source_cannot_enter_the_oracle_again() {
    test(async |stage| {
        let oracle = stage.oracle();
        let (source, feed) = moody(stage, 3_000).await;
        let growth = IOracle::setGrowthCall { feed, growthBps: 1 };
        let feeds = vec![feed];
        for question in [
            IOracle::pokeCall { feeds }.abi_encode(),
            growth.abi_encode(),
        ] {
            let question = question.into();
            let ask = IMoody::askCall { question };
            stage.does(&stage.owner, source, &ask).await;
            become_moody(stage, source, 6).await;
            poke(stage, &[feed]).await;
            let told = IOwned::Reentered::SELECTOR;
            let told = U256::from(u32::from_be_bytes(told)) * U256::from(10).pow(U256::from(10));
            assert_eq!(read(stage, &[feed]).await[0].spot, told);
            become_moody(stage, source, 0).await;
            round(stage, source, 3_000).await;
            poke(stage, &[feed]).await;
        }
        // Views answer: what is read in between is what stands.
        let question = IOracle::feedCountCall {}.abi_encode().into();
        let ask = IMoody::askCall { question };
        stage.does(&stage.owner, source, &ask).await;
        become_moody(stage, source, 6).await;
        let reading = read(stage, &[feed]).await.remove(0);
        assert_ne!(
            reading.flags, 0,
            "a word that begins with zeros is no price"
        );
        let refused = stage.refused(&stage.owner, oracle, &growth).await;
        assert!(refused.starts_with(&IOracle::NotARate::SELECTOR));
    });
}

#[test]
fn a_round_that_goes_back_in_time_is_not_taken() {
    travelling(async |stage| {
        let attacker = attacker(stage).await;
        stage.advance(600).await;
        let past = U256::from(stage.node.now().await - 300);
        let answer = I256::try_from(900_000_000_000_i64).unwrap();
        stage.answer("ETH", answer, past).await;
        stage.poke().await;
        let reading = price(stage, "ETH").await;
        assert_eq!((reading.spot, reading.flags), (wad(3_000), 1));
        assert_eq!(most(stage, &attacker).await, 0);
    });
}
