//! Settings that tighten: the unwinder sees them come, new loans meet them at once. And the adaptive curve.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IPool};
use ballast_chain_tests::portfolio::{Prices, totals};
use ballast_chain_tests::stage::travelling;
use ballast_chain_tests::{Stage, outcome};
use risk_core::health::AssetRisk;

use crate::scene::scene;

const DAY: u64 = 86_400;

/// Health by which the unwinder judges, and the haircut of the account's ETH.
async fn seen(stage: &Stage, account: alloy::primitives::Address) -> (u128, u16) {
    let portfolio = stage
        .read(stage.pool(), &IDebtBook::portfolioCall { account })
        .await;
    let eth = stage.token("ETH");
    let holding = portfolio
        .holdings
        .iter()
        .find(|holding| holding.asset == eth)
        .expect("ETH");
    let haircut = u16::from_be_bytes([holding.profile[12], holding.profile[13]]);
    assert_eq!(
        holding.profile[24..],
        [0; 8],
        "the pool's bits stay its own"
    );
    (totals(&portfolio, Prices::Smoothed).health, haircut)
}

#[test]
fn a_stricter_profile_lowers_no_health_at_once() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("ETH"));
        let scene = scene(stage).await;
        let account = scene.account();
        let mut config = stage
            .read(pool, &IPool::reserveConfigCall { asset })
            .await
            .config;
        let old = u16::from_be_bytes([config.profile[12], config.profile[13]]);
        let new = old + 1_500;
        config.profile[12..14].copy_from_slice(&new.to_be_bytes());
        let opening = IPool::openingHealthCall { account };
        let (before, opened) = (seen(stage, account).await, stage.read(pool, &opening).await);
        assert_eq!(before.1, old);
        let set = IPool::setReserveCall {
            asset,
            config: config.clone(),
        };
        let done = stage.does(owner, pool, &set).await;
        let event = done.event::<IPool::RampBegun>(pool);
        let now = stage.node.now().await;
        assert_eq!(event.asset, asset);
        assert!(event.ends.abs_diff(U256::from(now + 3 * DAY)) <= U256::from(5));
        assert_eq!(
            stage
                .read(pool, &IPool::reserveConfigCall { asset })
                .await
                .config,
            config
        );
        // The unwinder sees what it saw; who borrows meets the new profile.
        let begun = seen(stage, account).await;
        assert!(begun.1.abs_diff(old) <= 1);
        assert!(begun.0 * 1_000 > before.0 * 999, "{begun:?} {before:?}");
        assert!(stage.read(pool, &opening).await < opened);
        let borrow = IPool::borrowCall {
            asset: stage.token("USDC"),
            assets: stage.amount("USDC", "500"),
            account,
            receiver: account,
        };
        stage
            .refuses_as::<_, IPool::Unhealthy>(&scene.borrower, pool, &borrow)
            .await;

        let mut last = begun;
        for third in 1..=2_u16 {
            stage.advance(DAY).await;
            let held = seen(stage, account).await;
            assert!(held.1.abs_diff(old + 500 * third) <= 1, "{held:?}");
            assert!(held.0 <= last.0, "{held:?} after {last:?}");
            let told = stage.read(pool, &IPool::rampCall { asset }).await;
            assert_eq!(
                u16::from_be_bytes([told.profile[12], told.profile[13]]),
                held.1
            );
            last = held;
        }
        stage.advance(DAY).await;
        let end = seen(stage, account).await;
        assert!(end.1 == new && end.0 < last.0, "{end:?} after {last:?}");
        // Back as gradually: the haircut of what is owed protects who holds another of its family.
        config.profile[12..14].copy_from_slice(&old.to_be_bytes());
        let done = stage
            .does(owner, pool, &IPool::setReserveCall { asset, config })
            .await;
        assert_eq!(done.event::<IPool::RampBegun>(pool).asset, asset);
        assert!(seen(stage, account).await.1.abs_diff(new) <= 1);
        stage.advance(3 * DAY).await;
        assert_eq!(seen(stage, account).await.1, old);
    });
}

#[test]
fn a_higher_score_comes_gradually_and_the_duration_is_bounded() {
    travelling(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let account = scene(stage).await.account();
        for bad in [DAY - 1, 30 * DAY + 1] {
            let bad = U256::from(bad);
            let refusal = ballast_bindings::IOwned::ParameterOutOfBounds {
                position: U256::ZERO,
                value: bad,
            };
            stage
                .refuses(owner, pool, &IPool::setRampCall { duration: bad }, refusal)
                .await;
        }
        let duration = U256::from(10 * DAY);
        let done = stage
            .does(owner, pool, &IPool::setRampCall { duration })
            .await;
        assert_eq!(done.event::<IPool::RampSet>(pool).duration, duration);
        let risk = stage.read(pool, &IPool::riskCall {}).await;
        let set = IPool::setRiskCall {
            zScore: risk.zScore + U256::from(10).pow(U256::from(18)),
            horizon: risk.horizon * U256::from(2),
            buffer: risk.buffer,
            factorFeeds: risk.factorFeeds,
            correlations: risk.correlations,
        };
        stage.does(owner, pool, &set).await;
        let view = IDebtBook::portfolioCall { account };
        let told = stage.read(pool, &view).await;
        assert!(told.zScore - risk.zScore < U256::from(1_000_000_000_000_000_u64));
        stage.advance(5 * DAY).await;
        let half = stage.read(pool, &view).await;
        let (low, high) = (risk.zScore.min(set.zScore), risk.zScore.max(set.zScore));
        let middle = (low + high) / U256::from(2);
        assert!(half.zScore.abs_diff(middle) < U256::from(1_000_000_000_000_000_u64));
        assert!(half.horizon > risk.horizon && half.horizon < set.horizon);
        stage.advance(5 * DAY).await;
        let end = stage.read(pool, &view).await;
        assert_eq!((end.zScore, end.horizon), (set.zScore, set.horizon));
    });
}

/// A higher score is nearly there when lower loadings begin to come: neither what held nor what is set is as strict as what
/// the unwinder judges by, and opening follows that.
#[test]
fn overlapping_changes_lend_nothing_that_is_about_to_be_unwound() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("ETH"));
        let lender = stage.rich("lender", &[("USDC", "100000")]).await;
        stage.supply(&lender, "USDC", "100000").await;
        let debtor = stage.rich("debtor", &[("ETH", "10")]).await;
        stage.deposit(&debtor, "ETH", "10").await;
        stage.borrow(&debtor, "USDC", "5000").await;
        let account = debtor.address();
        let risk = stage.read(pool, &IPool::riskCall {}).await;
        let score = |whole: u64| IPool::setRiskCall {
            zScore: U256::from(whole) * U256::from(10).pow(U256::from(18)),
            horizon: U256::from(259_200),
            buffer: risk.buffer,
            factorFeeds: risk.factorFeeds,
            correlations: risk.correlations,
        };
        let question = IPool::reserveConfigCall { asset };
        let config = stage.read(pool, &question).await.config;
        let load = |loading: i16| {
            let mut config = config.clone();
            for place in [0, 2, 4, 6] {
                if config.profile[place..place + 2] != [0; 2] {
                    config.profile[place..place + 2].copy_from_slice(&loading.to_be_bytes());
                }
            }
            config.scenarios = Default::default();
            IPool::setReserveCall { asset, config }
        };
        let opening = IPool::openingHealthCall { account };
        stage.does(owner, pool, &score(1)).await;
        stage.does(owner, pool, &load(24_000)).await;
        stage.advance(3 * DAY + 60).await;
        let before = stage.read(pool, &opening).await;
        stage.does(owner, pool, &score(4)).await;
        stage.advance(3 * DAY - 600).await;
        stage.does(owner, pool, &load(6_000)).await;
        let (opened, seen) = (
            stage.read(pool, &opening).await,
            seen(stage, account).await.0,
        );
        assert!(opened <= U256::from(seen), "{opened} {seen}");
        let (twice, thrice) = (U256::from(2), U256::from(3));
        assert!(opened * thrice < before * twice, "{opened} {before}");
    });
}

/// A hedge that would be gone in a day, and what it hedges in three: between their ends an account would be judged far more
/// strictly than before and after. They end together, so that nothing between is stricter than both.
#[test]
fn changes_that_overlap_end_together() {
    travelling(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let lender = stage.rich("lender", &[("BTC", "10")]).await;
        stage.supply(&lender, "BTC", "10").await;
        let debtor = stage.rich("debtor", &[("ETH", "40")]).await;
        stage.deposit(&debtor, "ETH", "40").await;
        stage.borrow(&debtor, "BTC", "1").await;
        let account = debtor.address();
        let load = async |symbol, loading: i16| {
            let asset = stage.token(symbol);
            let call = IPool::reserveConfigCall { asset };
            let mut config = stage.read(pool, &call).await.config;
            let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
            (risk.loadings, risk.scenarios) = ([0, loading, 0, 0], [0; 16]);
            (risk.haircut, risk.idiosyncratic) = (100, 0);
            let (profile, scenarios) = risk.pack();
            (config.profile, config.scenarios) = (profile.into(), scenarios.into());
            let call = IPool::setReserveCall { asset, config };
            stage.does(owner, pool, &call).await
        };
        let ends = async |symbol| {
            let asset = stage.token(symbol);
            stage.read(pool, &IPool::rampCall { asset }).await.ends
        };
        let ramp = async |days| {
            let duration = U256::from(days * DAY);
            let call = IPool::setRampCall { duration };
            stage.does(owner, pool, &call).await;
        };
        let opening = IPool::openingHealthCall { account };
        ramp(1).await;
        // 120,000 USD of ETH half as sensitive as 60,000 USD of BTC: hedged.
        load("ETH", 1_000).await;
        load("BTC", 2_000).await;
        stage.advance(DAY + 60).await;
        load("ETH", 15_000).await;
        let first = ends("ETH").await;
        ramp(3).await;
        let done = load("BTC", 30_000).await;
        let told: Vec<IPool::RampBegun> = outcome::events(&done.receipt, pool);
        let assets: Vec<_> = told.iter().map(|event| event.asset).collect();
        assert_eq!(assets, [stage.token("ETH"), stage.token("BTC")]);
        let last = ends("BTC").await;
        assert!(last > first && ends("ETH").await == last);
        assert!(told.iter().all(|event| event.ends == last));
        let promised = stage.read(pool, &opening).await;
        for hours in [12, 12, 1, 11, 12, 12, 12, 1] {
            stage.advance(hours * 3_600).await;
            let (now, _) = seen(stage, account).await;
            let least = promised - promised / U256::from(200); // variances and interest move a little
            assert!(U256::from(now) >= least, "{now} after {promised}");
        }
        // One that is shorter than what is under way takes as long.
        load("BTC", 20_000).await;
        ramp(1).await;
        load("ETH", 10_000).await;
        assert_eq!(ends("ETH").await, ends("BTC").await);
        let now = U256::from(stage.node.now().await);
        assert!(ends("ETH").await > now + U256::from(2 * DAY));
        // And a score on its way comes along.
        let risk = stage.read(pool, &IPool::riskCall {}).await;
        let stricter = IPool::setRiskCall {
            zScore: risk.zScore + U256::from(10).pow(U256::from(17)),
            horizon: risk.horizon,
            buffer: risk.buffer,
            factorFeeds: risk.factorFeeds,
            correlations: risk.correlations,
        };
        let done = stage.does(owner, pool, &stricter).await;
        let told: IPool::RampBegun = done.event(pool);
        assert_eq!((told.asset, told.ends), (Address::ZERO, ends("ETH").await));
        ramp(5).await;
        stage.advance(3_600).await;
        let view = IDebtBook::portfolioCall { account };
        let before = stage.read(pool, &view).await.zScore;
        let done = load("BTC", 30_000).await;
        let told: Vec<IPool::RampBegun> = outcome::events(&done.receipt, pool);
        let assets: Vec<_> = told.iter().map(|event| event.asset).collect();
        let expected = [stage.token("ETH"), Address::ZERO, stage.token("BTC")];
        assert_eq!(assets, expected);
        let after = stage.read(pool, &view).await.zScore;
        assert!(after.abs_diff(before) < U256::from(10).pow(U256::from(13)));
        stage.advance(5 * DAY).await;
        assert_eq!(stage.read(pool, &view).await.zScore, stricter.zScore);
    });
}

/// Everything is lent: the rate doubles about every five days; at the end what was owed is repaid to the last unit.
#[test]
fn an_adaptive_rate_rises_while_everything_is_lent() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("USDC"));
        let question = IPool::reserveConfigCall { asset };
        let mut config = stage.read(pool, &question).await.config;
        (
            config.baseRate,
            config.slopeBelow,
            config.slopeAbove,
            config.kink,
        ) = (0, 0, 0, 0);
        stage
            .does(
                owner,
                pool,
                &IPool::setReserveCall {
                    asset,
                    config: config.clone(),
                },
            )
            .await;
        assert_eq!(stage.read(pool, &question).await.config, config);
        let lender = stage.rich("lender", &[("USDC", "10000")]).await;
        stage.supply(&lender, "USDC", "10000").await;
        let debtor = stage
            .rich("debtor", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        stage.deposit(&debtor, "ETH", "100").await;
        stage.borrow(&debtor, "USDC", "10000").await;
        let wad = U256::from(10).pow(U256::from(18));
        let first = stage.reserve("USDC").await.borrowRate;
        // Four times 4%, but for the days before anything was lent, in which it fell.
        assert!(first > wad / U256::from(10) && first <= wad * U256::from(16) / U256::from(100));
        let mut last = first;
        for _ in 0..3 {
            stage.advance(5 * DAY).await;
            let view = stage.reserve("USDC").await;
            stage.does(owner, pool, &IPool::accrueCall { asset }).await;
            let booked = stage.reserve("USDC").await;
            assert!(booked.debt >= view.debt);
            assert!(
                booked.debt - view.debt <= view.debt / U256::from(100_000),
                "a second or so"
            );
            // exp(50 x 5 / 365) = 1.98.
            let growth = booked.borrowRate * U256::from(100) / last;
            assert!((197..=200).contains(&growth.to::<u64>()), "{growth}");
            last = booked.borrowRate;
        }
        // Nobody comes for a month.
        stage.node.travel(30 * DAY).await;
        let everything = IPool::repayCall {
            asset,
            assets: U256::MAX,
            onBehalf: debtor.address(),
        };
        let repaid = stage.does(&debtor, pool, &everything).await.returned;
        let (low, high) = (stage.amount("USDC", "14000"), stage.amount("USDC", "20000"));
        assert!(low < repaid && repaid < high, "{repaid}");
        assert_eq!(
            stage.position("USDC", debtor.address()).await.debtShares,
            U256::ZERO
        );
    });
}
