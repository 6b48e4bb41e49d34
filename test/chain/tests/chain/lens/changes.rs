//! Health after a change that is only thought of.

use alloy::primitives::{I256, U256};
use ballast_bindings::lens::ILens::Change;
use ballast_bindings::{ILens, IOwned, IPool};
use ballast_chain_tests::stage::travelling;
use risk_core::health::AssetRisk;

use super::{
    Tried, borrowing, depositing, health_after, limits, look, number, releasing, try_limits,
};
use crate::scene::{scene, wad};

#[test]
fn health_after_a_change_is_the_health_after_it() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (owner, me) = (loan.account(), &loan.borrower);
        let signed = |amount: U256| I256::from_raw(amount);
        let (eth, usdc) = (stage.token("ETH"), stage.token("USDC"));
        let now = health_after(stage, owner, vec![]).await;
        let pool_opening = stage
            .read(stage.pool(), &IPool::openingHealthCall { account: owner })
            .await;
        assert_eq!(now.opening, pool_opening);
        // Half an ETH less, a thousand USDC repaid: as told.
        let (less, repaid) = (stage.amount("ETH", "0.5"), stage.amount("USDC", "1000"));
        let changes = vec![
            Change {
                asset: eth,
                collateral: -signed(less),
                debt: I256::ZERO,
            },
            Change {
                asset: usdc,
                collateral: I256::ZERO,
                debt: -signed(repaid),
            },
        ];
        let told = health_after(stage, owner, changes).await;
        let repay = IPool::repayCall {
            asset: usdc,
            assets: repaid,
            onBehalf: owner,
        };
        stage.does(me, stage.pool(), &repay).await;
        stage
            .does(me, stage.pool(), &releasing(stage, me, "ETH", less))
            .await;
        let found = health_after(stage, owner, vec![]).await;
        assert_eq!(told.collateral, found.collateral);
        // A repayment rounds the debt by a unit.
        let close = |a: U256, b: U256| a.abs_diff(b) <= wad() / number(1_000_000_000);
        assert!(
            close(told.opening, found.opening) && close(told.smoothed, found.smoothed),
            "{told:?} {found:?}"
        );
        // An asset that the account does not have, both ways; more taken than there is.
        let btc = Change {
            asset: stage.token("BTC"),
            collateral: signed(stage.amount("BTC", "1")),
            debt: I256::ZERO,
        };
        assert!(health_after(stage, owner, vec![btc.clone()]).await.opening > found.opening);
        let owed = Change {
            collateral: I256::ZERO,
            debt: btc.collateral,
            ..btc.clone()
        };
        assert!(health_after(stage, owner, vec![owed]).await.opening < wad());
        let all = Change {
            asset: usdc,
            collateral: I256::ZERO,
            debt: I256::MIN,
        };
        assert_eq!(
            health_after(stage, owner, vec![all]).await.opening,
            U256::MAX
        );
        // Beyond what can be judged.
        let absurd = Change {
            collateral: I256::MAX,
            ..btc
        };
        let call = ILens::healthAfterCall {
            pool: stage.pool(),
            owner,
            changes: vec![absurd],
        };
        stage
            .refuses_as::<_, IOwned::RiskCalculation>(me, stage.at.lens, &call)
            .await;
    });
}

#[test]
fn the_collateral_quoted_is_what_a_loan_needs() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let borrower = stage.rich("fresh", &[("ETH", "100"), ("BTC", "10")]).await;
        let owner = borrower.address();
        let quote = |amount, collateral| ILens::quoteBorrowCall {
            pool: stage.pool(),
            owner,
            debtAsset: stage.token("USDC"),
            amount,
            collateralAsset: stage.token(collateral),
        };
        for (whole, collateral) in [("1000", "ETH"), ("2500.123456", "BTC"), ("7000", "ETH")] {
            let amount = stage.amount("USDC", whole);
            let needed = look(stage, &quote(amount, collateral)).await;
            assert!(needed > U256::ZERO);
            let short = depositing(stage, &borrower, collateral, needed - number(1));
            stage.does(&borrower, stage.pool(), &short).await;
            let borrow = borrowing(stage, &borrower, "USDC", amount + number(1));
            stage
                .refuses_as::<_, IPool::Unhealthy>(&borrower, stage.pool(), &borrow)
                .await;
            assert_eq!(look(stage, &quote(amount, collateral)).await, number(1));
            stage
                .does(
                    &borrower,
                    stage.pool(),
                    &depositing(stage, &borrower, collateral, number(1)),
                )
                .await;
            stage
                .does(
                    &borrower,
                    stage.pool(),
                    &borrowing(stage, &borrower, "USDC", amount),
                )
                .await;
        }
        // Enough is there already; no collateral is enough.
        let lender = loan.lender.address();
        stage.deposit(&loan.lender, "ETH", "10").await;
        let easy = ILens::quoteBorrowCall {
            owner: lender,
            ..quote(number(1), "ETH")
        };
        assert_eq!(look(stage, &easy).await, U256::ZERO);
        stage.node.travel(200_000).await;
        let stale = quote(number(1), "ETH");
        assert_eq!(look(stage, &stale).await, U256::MAX);
    });
}

/// A shorter horizon and smaller loadings come to hold gradually: so does what can be borrowed, and what is told can be.
#[test]
fn what_is_eased_is_lent_as_it_comes_to_hold() {
    travelling(async |stage| {
        scene(stage).await;
        let (pool, owner) = (stage.pool(), &stage.owner);
        let actor = stage
            .rich("opener", &[("ETH", "10"), ("USDC", "10000")])
            .await;
        stage.deposit(&actor, "ETH", "10").await;
        stage.borrow(&actor, "USDC", "15000").await;
        let account = actor.address();
        let before = limits(stage, account, "USDC").await.borrow;

        let asset = stage.token("ETH");
        let call = IPool::reserveConfigCall { asset };
        let mut config = stage.read(pool, &call).await.config;
        let mut profile = AssetRisk::unpack(config.profile.0, config.scenarios.0);
        profile.loadings = profile.loadings.map(|loading| loading / 2);
        profile.scenarios = profile.scenarios.map(|loss| loss / 2);
        let (words, scenarios) = profile.pack();
        (config.profile, config.scenarios) = (words.into(), scenarios.into());
        let easier = IPool::setReserveCall { asset, config };
        stage.does(owner, pool, &easier).await;
        let risk = stage.read(pool, &IPool::riskCall {}).await;
        let shorter = IPool::setRiskCall {
            zScore: risk.zScore,
            horizon: risk.horizon / number(2),
            buffer: risk.buffer,
            factorFeeds: risk.factorFeeds,
            correlations: risk.correlations,
        };
        stage.does(owner, pool, &shorter).await;

        let (mut tried, mut told) = (Tried::default(), vec![before]);
        for day in 0..4 {
            for symbol in ["USDC", "ETH", "BTC"] {
                try_limits(stage, &actor, symbol, &mut tried).await;
            }
            let health = health_after(stage, account, vec![]).await;
            let opening = IPool::openingHealthCall { account };
            assert_eq!(
                health.opening,
                stage.read(pool, &opening).await,
                "day {day}"
            );
            told.push(limits(stage, account, "USDC").await.borrow);
            stage.advance(86_400).await;
        }
        assert!(tried.inner >= 8, "{tried:?}");
        // Setting gives nothing at once but what a second or two do.
        let (risen, at_once) = (told[4] - before, told[1].abs_diff(before));
        assert!(at_once * number(1_000) < risen, "{told:?}");
        // A day later as much as the haircut allows, which was not eased; from then on interest lowers it.
        assert!(risen > before / number(50), "{told:?}");
        assert!(
            told[2] > told[1] && told[2..].is_sorted_by(|a, b| a > b),
            "{told:?}"
        );
    });
}
