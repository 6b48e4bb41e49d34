//! Settings that tighten: the unwinder sees them come, new loans meet them at once. And the adaptive curve.

use alloy::primitives::U256;
use ballast_bindings::{IDebtBook, IPool};
use ballast_chain_tests::Stage;
use ballast_chain_tests::portfolio::{Prices, totals};
use ballast_chain_tests::stage::travelling;

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
