//! What an account may do at most: promised by the view, delivered by the call.

use alloy::primitives::U256;
use alloy::sol_types::SolCall;
use ballast_bindings::{ILens, IPool, IUnwinder, IVault};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::travelling;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use risk_core::health::AssetRisk;
use serde_json::json;

use super::{SYMBOLS, Tried, borrowing, depositing, health_after, limits, number, try_limits};
use crate::scene::scene;

/// Over random books: four assets of 6, 18, 8 and 9 decimals as collateral and debt, prices that jump and smooth, interest.
#[test]
fn what_limits_promise_calls_deliver() {
    travelling(async |stage| {
        let mut random = StdRng::seed_from_u64(7);
        let asset = stage.token("SOL");
        let call = IPool::reserveConfigCall { asset };
        let mut config = stage.read(stage.pool(), &call).await.config;
        (config.borrowEnabled, config.borrowCap) = (true, 400);
        let call = IPool::setReserveCall { asset, config };
        stage.does(&stage.owner, stage.pool(), &call).await;
        let lender = stage
            .rich(
                "lender",
                &[
                    ("USDC", "900000"),
                    ("ETH", "300"),
                    ("BTC", "10"),
                    ("SOL", "2000"),
                ],
            )
            .await;
        for (symbol, whole) in [
            ("USDC", "400000"),
            ("ETH", "90"),
            ("BTC", "5"),
            ("SOL", "900"),
        ] {
            stage.supply(&lender, symbol, whole).await;
        }
        let mut tried = Tried::default();
        for book in 0..20 {
            let name = format!("borrower {book}");
            let held = [
                ("USDC", "30000"),
                ("ETH", "20"),
                ("BTC", "1"),
                ("SOL", "100"),
            ];
            let actor = stage.rich(&name, &held).await;
            for (symbol, whole) in held {
                if random.random_bool(0.6) {
                    let amount = stage.amount(symbol, whole) * number(random.random_range(1..900))
                        / number(1_000);
                    stage
                        .does(
                            &actor,
                            stage.pool(),
                            &depositing(stage, &actor, symbol, amount),
                        )
                        .await;
                }
            }
            for symbol in SYMBOLS {
                let most = limits(stage, actor.address(), symbol).await.borrow;
                if most > U256::ZERO && random.random_bool(0.7) {
                    let amount = most * number(random.random_range(1..=60)) / number(100);
                    if amount > U256::ZERO {
                        stage
                            .does(
                                &actor,
                                stage.pool(),
                                &borrowing(stage, &actor, symbol, amount),
                            )
                            .await;
                    }
                }
            }
            for (symbol, price) in [("ETH", 3_000), ("BTC", 60_000), ("SOL", 150)] {
                let price = price * random.random_range(94..110) / 100;
                stage.price(symbol, &price.to_string()).await;
            }
            stage.advance(random.random_range(60..20_000)).await;
            for symbol in SYMBOLS {
                try_limits(stage, &actor, symbol, &mut tried).await;
                try_limits(stage, &lender, symbol, &mut tried).await;
            }
            // And in fact: all that can be borrowed, then nothing more.
            let symbol = SYMBOLS[random.random_range(0..4)];
            let most = limits(stage, actor.address(), symbol).await.borrow;
            if most > U256::ZERO {
                stage
                    .does(
                        &actor,
                        stage.pool(),
                        &borrowing(stage, &actor, symbol, most),
                    )
                    .await;
                let left = limits(stage, actor.address(), symbol).await.borrow;
                assert!(left <= number(1), "{left} {symbol} of {most} left");
            }
        }
        println!("{} limits, {} of them inner", tried.all, tried.inner);
        let call = ILens::limitsCall {
            pool: stage.pool(),
            owner: Actor::named("borrower 19").address(),
            asset: stage.token("USDC"),
        };
        let (to, data) = (
            stage.at.lens,
            alloy::hex::encode_prefixed(call.abi_encode()),
        );
        let gas = stage
            .node
            .request("eth_estimateGas", json!([{ "to": to, "data": data }]))
            .await;
        println!("limits of a mixed book: {} gas", gas.expect("estimate"));
        assert!(tried.inner >= 40, "the books are too simple: {tried:?}");
    });
}

/// While what was set is on its way opening goes by the stricter, and what is paused, gated or capped is told.
#[test]
fn limits_know_what_is_closed_and_what_is_on_its_way() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (pool, owner, vault) = (stage.pool(), &stage.owner, stage.at.vaults["USDC"]);
        let actor = stage
            .rich("opener", &[("ETH", "10"), ("USDC", "10000")])
            .await;
        stage.deposit(&actor, "ETH", "10").await;
        stage.borrow(&actor, "USDC", "15000").await;
        let mut tried = Tried::default();
        let asset = stage.token("ETH");
        let call = IPool::reserveConfigCall { asset };
        let mut config = stage.read(pool, &call).await.config;
        let mut risk = AssetRisk::unpack(config.profile.0, config.scenarios.0);
        risk.haircut += 1_500;
        let (profile, scenarios) = risk.pack();
        (config.profile, config.scenarios) = (profile.into(), scenarios.into());
        let before = limits(stage, actor.address(), "USDC").await.borrow;
        let set = IPool::setReserveCall { asset, config };
        stage.does(owner, pool, &set).await;
        let after = limits(stage, actor.address(), "USDC").await.borrow;
        assert!(
            after < before,
            "opening goes by what was set at once: {before} {after}"
        );
        for days in 0..5 {
            for symbol in ["USDC", "ETH", "BTC"] {
                try_limits(stage, &actor, symbol, &mut tried).await;
            }
            let told = health_after(stage, actor.address(), vec![]).await;
            let call = IUnwinder::statusCall {
                book: pool,
                account: actor.address(),
            };
            let status = stage.read(stage.unwinder(), &call).await;
            assert_eq!(told.smoothed, status.smoothedHealth, "day {days}");
            let call = IPool::openingHealthCall {
                account: actor.address(),
            };
            assert_eq!(told.opening, stage.read(pool, &call).await, "day {days}");
            stage.advance(86_400).await;
        }
        assert!(tried.inner >= 8, "{tried:?}");

        let asset = stage.token("USDC");
        let lender = &loan.lender;
        let saver = lender.address();
        stage.approve_at(asset, lender, vault).await;
        stage
            .mint("USDC", saver, stage.amount("USDC", "100000"))
            .await;
        let deposit = IVault::depositCall {
            assets: stage.amount("USDC", "5000"),
            receiver: saver,
        };
        stage.does(lender, vault, &deposit).await;
        let pause = |what| IPool::pauseCall { asset, what };
        stage.does(owner, pool, &pause(1 | 2 | 4 | 8)).await;
        let most = limits(stage, saver, "USDC").await;
        let closed = [
            most.supply,
            most.withdraw,
            most.depositCollateral,
            most.borrow,
        ];
        assert_eq!(closed, [U256::ZERO; 4]);
        try_limits(stage, lender, "USDC", &mut tried).await;
        let max = async |call: [Vec<u8>; 4]| {
            let mut found = Vec::new();
            for data in call {
                let answer = stage.node.call(saver, vault, data.into(), U256::ZERO).await;
                found.push(U256::from_be_slice(&answer.expect("max* never reverts")));
            }
            found
        };
        let calls = || {
            [
                IVault::maxDepositCall { receiver: saver }.abi_encode(),
                IVault::maxMintCall { receiver: saver }.abi_encode(),
                IVault::maxWithdrawCall { owner: saver }.abi_encode(),
                IVault::maxRedeemCall { owner: saver }.abi_encode(),
            ]
        };
        assert_eq!(max(calls()).await, [U256::ZERO; 4]);
        stage
            .refuses_as::<_, IPool::Paused>(lender, vault, &deposit)
            .await;
        let unpause = IPool::unpauseCall {
            asset,
            what: 1 | 2 | 4 | 8,
        };
        stage.does(owner, pool, &unpause).await;
        try_limits(stage, lender, "USDC", &mut tried).await;

        // An allow-list that the vault is not on, and a cap on what flows out.
        let gatekeeper = owner.address();
        stage
            .does(owner, pool, &IPool::setGatekeeperCall { gatekeeper })
            .await;
        let set = IPool::setLimitsCall {
            asset,
            gated: true,
            outflowCap: 1_000,
            window: 86_400,
        };
        stage.does(owner, pool, &set).await;
        let most = limits(stage, saver, "USDC").await;
        assert_eq!(
            (most.supply, most.withdraw),
            (U256::ZERO, stage.amount("USDC", "1000"))
        );
        for account in [lender, &actor] {
            try_limits(stage, account, "USDC", &mut tried).await;
        }
        let found = max(calls()).await;
        assert_eq!(
            (found[0], found[2]),
            (U256::ZERO, stage.amount("USDC", "1000"))
        );
        let withdraw = |assets| IVault::withdrawCall {
            assets,
            receiver: saver,
            owner: saver,
        };
        stage
            .refuses_as::<_, IPool::OutflowExceeded>(lender, vault, &withdraw(found[2] + number(1)))
            .await;
        stage
            .refuses_as::<_, IPool::NotAllowed>(lender, vault, &deposit)
            .await;
        stage.does(lender, vault, &withdraw(found[2])).await;
        assert_eq!(max(calls()).await[2], U256::ZERO);
        for account in [vault, saver] {
            stage
                .does(
                    owner,
                    pool,
                    &IPool::setAllowedCall {
                        account,
                        allowed: true,
                    },
                )
                .await;
        }
        assert!(max(calls()).await[0] > U256::ZERO);
        stage.does(lender, vault, &deposit).await;
        // What came in may flow out again.
        assert_eq!(max(calls()).await[2], deposit.assets);
        try_limits(stage, lender, "USDC", &mut tried).await;
    });
}
