//! The lens: what it tells is what the programs tell, and what it promises they deliver.

use alloy::primitives::{Address, I256, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::lens::ILens::{Change, Health, Limits};
use ballast_bindings::{ILens, IOwned, IPool, IUnwinder, IVault};
use ballast_chain_tests::stage::{test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use risk_core::health::AssetRisk;
use serde_json::json;

use crate::scene::{scene, wad};

const SYMBOLS: [&str; 4] = ["USDC", "ETH", "BTC", "SOL"];

fn number(value: u64) -> U256 {
    U256::from(value)
}

async fn look<C: SolCall>(stage: &Stage, call: &C) -> C::Return {
    stage.read(stage.at.lens, call).await
}

async fn limits(stage: &Stage, owner: Address, symbol: &str) -> Limits {
    let (pool, asset) = (stage.pool(), stage.token(symbol));
    look(stage, &ILens::limitsCall { pool, owner, asset }).await
}

async fn health_after(stage: &Stage, owner: Address, changes: Vec<Change>) -> Health {
    let pool = stage.pool();
    look(
        stage,
        &ILens::healthAfterCall {
            pool,
            owner,
            changes,
        },
    )
    .await
}

/// Whether a call would succeed in this state.
async fn can<C: SolCall>(stage: &Stage, actor: &Actor, call: &C) -> bool {
    let data = call.abi_encode().into();
    stage
        .node
        .call(actor.address(), stage.pool(), data, U256::ZERO)
        .await
        .is_ok()
}

fn supplying(stage: &Stage, actor: &Actor, symbol: &str, assets: U256) -> IPool::supplyCall {
    IPool::supplyCall {
        asset: stage.token(symbol),
        assets,
        onBehalf: actor.address(),
    }
}

fn withdrawing(stage: &Stage, actor: &Actor, symbol: &str, assets: U256) -> IPool::withdrawCall {
    IPool::withdrawCall {
        asset: stage.token(symbol),
        assets,
        account: actor.address(),
        receiver: actor.address(),
    }
}

fn depositing(
    stage: &Stage,
    actor: &Actor,
    symbol: &str,
    amount: U256,
) -> IPool::depositCollateralCall {
    IPool::depositCollateralCall {
        asset: stage.token(symbol),
        amount,
        onBehalf: actor.address(),
    }
}

fn releasing(
    stage: &Stage,
    actor: &Actor,
    symbol: &str,
    amount: U256,
) -> IPool::withdrawCollateralCall {
    IPool::withdrawCollateralCall {
        asset: stage.token(symbol),
        amount,
        account: actor.address(),
        receiver: actor.address(),
    }
}

fn borrowing(stage: &Stage, actor: &Actor, symbol: &str, assets: U256) -> IPool::borrowCall {
    IPool::borrowCall {
        asset: stage.token(symbol),
        assets,
        account: actor.address(),
        receiver: actor.address(),
    }
}

/// How many limits were tried, and how many were neither nothing nor bound by what the account has.
#[derive(Debug, Default)]
struct Tried {
    all: u32,
    inner: u32,
}

/// Every limit of an account can be used to the last unit, and not passed.
async fn try_limits(stage: &Stage, actor: &Actor, symbol: &str, tried: &mut Tried) {
    let most = limits(stage, actor.address(), symbol).await;
    let position = stage.position(symbol, actor.address()).await;
    let one = number(1);
    let zero = U256::ZERO;
    let told = format!("{} {symbol} {most:?} {position:?}", actor.name);
    tried.all += 5;
    // The token's holder has enough of it for all but the caps.
    let supply = |amount| supplying(stage, actor, symbol, amount);
    let rich = stage.balance(symbol, actor.address()).await;
    if most.supply > zero && most.supply <= rich {
        assert!(
            can(stage, actor, &supply(most.supply)).await,
            "supply {told}"
        );
        tried.inner += 1;
    }
    assert!(
        !can(stage, actor, &supply(most.supply + number(4))).await,
        "supply beyond {told}"
    );
    let withdraw = |amount| withdrawing(stage, actor, symbol, amount);
    assert!(
        most.withdraw == zero || can(stage, actor, &withdraw(most.withdraw)).await,
        "withdraw {told}"
    );
    assert!(
        !can(stage, actor, &withdraw(most.withdraw + one)).await,
        "withdraw beyond {told}"
    );
    let deposit = |amount| depositing(stage, actor, symbol, amount);
    if most.depositCollateral > zero && most.depositCollateral <= rich {
        assert!(
            can(stage, actor, &deposit(most.depositCollateral)).await,
            "deposit {told}"
        );
    }
    let release = |amount| releasing(stage, actor, symbol, amount);
    let all = most.withdrawCollateral == position.collateral;
    assert!(
        most.withdrawCollateral == zero
            || can(stage, actor, &release(most.withdrawCollateral)).await,
        "release {told}"
    );
    assert!(
        !can(stage, actor, &release(most.withdrawCollateral + one)).await,
        "release beyond {told}"
    );
    tried.inner += u32::from(!all && most.withdrawCollateral > zero);
    let borrow = |amount| borrowing(stage, actor, symbol, amount);
    assert!(
        most.borrow == zero || can(stage, actor, &borrow(most.borrow)).await,
        "borrow {told}"
    );
    assert!(
        !can(stage, actor, &borrow(most.borrow + number(2))).await,
        "borrow beyond {told}"
    );
    tried.inner += u32::from(most.borrow > zero);
    assert_eq!(most.repay, position.debt, "{told}");
}

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

#[test]
fn an_account_is_told_as_the_programs_tell_it() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let (pool, owner) = (stage.pool(), loan.account());
        stage.supply(&loan.borrower, "USDC", "5000").await;
        stage.advance(100_000).await;
        let told = look(stage, &ILens::accountCall { pool, owner }).await;
        let opening = stage
            .read(pool, &IPool::openingHealthCall { account: owner })
            .await;
        let status = loan.status(stage).await;
        assert_eq!(told.health.opening, opening);
        assert_eq!(told.health.required, wad() * number(105) / number(100));
        assert_eq!(
            (told.health.smoothed, told.health.spot),
            (status.smoothedHealth, status.spotHealth)
        );
        assert_eq!(
            (told.health.collateral, told.health.debt),
            (status.collateral, status.debt)
        );
        assert_eq!(told.health.stress, status.stress);
        assert_eq!(
            (told.unwind.stage, told.unwind.health),
            (status.stage, status.health)
        );
        assert_eq!(told.unwind.criticalHealth, status.criticalHealth);
        assert_eq!(
            (told.unwind.start, told.unwind.end, told.unwind.auctionStart),
            (0, 0, 0)
        );
        assert_eq!(told.holdings.len(), 2);
        for (holding, symbol) in told.holdings.iter().zip(["USDC", "ETH"]) {
            let position = stage.position(symbol, owner).await;
            assert_eq!(holding.asset, stage.token(symbol));
            assert_eq!(
                (holding.supplied, holding.collateral, holding.debt),
                (position.supplied, position.collateral, position.debt)
            );
            assert_eq!(
                (holding.decimals, holding.flags),
                (stage.at.tokens[symbol].decimals, 0)
            );
            let unit = U256::from(10).pow(number(holding.decimals.into()));
            assert_eq!(
                holding.collateralUsd,
                position.collateral * holding.spot / unit
            );
            assert_eq!(holding.suppliedUsd, position.supplied * holding.spot / unit);
            assert_eq!(
                holding.debtUsd,
                (position.debt * holding.spot).div_ceil(unit)
            );
        }
        // An unwind under way.
        stage.settle_at("ETH", "2700").await;
        let opened = loan.open(stage).await;
        let told = look(stage, &ILens::accountCall { pool, owner }).await;
        assert_eq!(
            (told.unwind.stage, told.unwind.start, told.unwind.end),
            (2, opened.start, opened.end)
        );
        // Nobody.
        let nobody = look(
            stage,
            &ILens::accountCall {
                pool,
                owner: Address::repeat_byte(9),
            },
        )
        .await;
        assert_eq!(
            (nobody.health.opening, nobody.health.smoothed),
            (U256::MAX, U256::MAX)
        );
        assert!(nobody.holdings.is_empty() && nobody.unwind.stage == 0);
    });
}

#[test]
fn markets_are_told_as_the_pool_tells_them() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        stage.advance(1_000_000).await;
        let markets = look(stage, &ILens::marketsCall { pool: stage.pool() }).await;
        let assets = stage.read(stage.pool(), &IPool::reservesCall {}).await;
        assert_eq!(
            markets
                .iter()
                .map(|market| market.asset)
                .collect::<Vec<_>>(),
            assets
        );
        for market in &markets {
            let symbol = stage.symbol(market.asset);
            let state = stage.reserve(symbol).await;
            let call = IPool::reserveConfigCall {
                asset: market.asset,
            };
            let config = stage.read(stage.pool(), &call).await.config;
            assert_eq!(
                (market.cash, market.debt, market.collateral),
                (state.cash, state.debt, state.collateral)
            );
            assert_eq!(market.borrowRate, state.borrowRate);
            assert_eq!(
                (market.borrowEnabled, market.collateralEnabled),
                (config.borrowEnabled, config.collateralEnabled)
            );
            let unit = U256::from(10).pow(number(market.decimals.into()));
            assert_eq!(market.supplyCap, number(config.supplyCap) * unit);
            assert_eq!(market.borrowCap, number(config.borrowCap) * unit);
            assert_eq!(
                market.supplyLeft,
                market.supplyCap - market.cash - market.debt - market.collateral
            );
            assert_eq!(market.borrowLeft, market.borrowCap - market.debt);
            assert_eq!(market.flags, 0);
            if symbol == "USDC" {
                let supplied = stage.position("USDC", loan.lender.address()).await.supplied;
                assert!(market.supplied >= supplied && market.supplied <= supplied + number(5));
                assert!(market.supplyRate > U256::ZERO && market.supplyRate < market.borrowRate);
                assert!(market.utilisation > U256::ZERO && market.utilisation < wad());
            }
        }
    });
}

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

#[test]
fn prices_that_are_not_there_close_what_needs_them() {
    travelling(async |stage| {
        let loan = scene(stage).await;
        let owner = loan.account();
        // Past every heartbeat.
        stage.node.travel(200_000).await;
        let told = look(
            stage,
            &ILens::accountCall {
                pool: stage.pool(),
                owner,
            },
        )
        .await;
        assert_eq!(told.health.opening, U256::ZERO);
        assert!(told.holdings.iter().all(|holding| holding.flags & 1 == 1));
        let most = limits(stage, owner, "USDC").await;
        assert_eq!(
            (most.borrow, most.withdrawCollateral),
            (U256::ZERO, U256::ZERO)
        );
        assert!(most.repay > stage.amount("USDC", "23000") && most.supply > U256::ZERO);
        assert_eq!(
            limits(stage, owner, "ETH").await.withdrawCollateral,
            U256::ZERO
        );
        // Without debt no price is needed.
        let lender = loan.lender.address();
        stage.deposit(&loan.lender, "ETH", "3").await;
        assert_eq!(
            limits(stage, lender, "ETH").await.withdrawCollateral,
            stage.amount("ETH", "3")
        );
        assert!(
            can(
                stage,
                &loan.lender,
                &releasing(stage, &loan.lender, "ETH", stage.amount("ETH", "3"))
            )
            .await
        );
    });
}

#[test]
fn who_is_no_pool_is_named() {
    test(async |stage| {
        let user = stage.actor("user").await;
        let (lens, owner) = (stage.at.lens, user.address());
        let failed = |target| ILens::CallFailed { target };
        let oracle = stage.oracle();
        let usdc = stage.token("USDC");
        stage
            .refuses(
                &user,
                lens,
                &ILens::accountCall {
                    pool: oracle,
                    owner,
                },
                failed(oracle),
            )
            .await;
        stage
            .refuses(
                &user,
                lens,
                &ILens::accountCall { pool: owner, owner },
                failed(owner),
            )
            .await;
        stage
            .refuses(
                &user,
                lens,
                &ILens::marketsCall { pool: oracle },
                failed(oracle),
            )
            .await;
        let limits = |pool, asset| ILens::limitsCall { pool, owner, asset };
        stage
            .refuses(&user, lens, &limits(stage.pool(), oracle), failed(oracle))
            .await;
        stage
            .refuses(&user, lens, &limits(oracle, usdc), failed(oracle))
            .await;
        // A token without reserve.
        let stray = stage.create(&stage.owner, "FeeToken", &[]).await;
        stage
            .refuses(
                &user,
                lens,
                &limits(stage.pool(), stray),
                failed(stage.pool()),
            )
            .await;
        // A pool without unwinder is told without one.
        let judge = stage.actor("judge").await;
        let bare = stage.with_pool_under(judge.address()).await;
        let told = stage
            .read(
                lens,
                &ILens::accountCall {
                    pool: bare.pool(),
                    owner,
                },
            )
            .await;
        assert_eq!((told.unwind.stage, told.unwind.health), (0, U256::ZERO));
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
