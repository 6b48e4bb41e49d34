//! Guardian, pauses, caps, allow-list, outflow, and markets whose settings are sealed.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolValue;
use ballast_bindings::{IDebtBook, IOwned, IPool};
use ballast_chain_tests::stage::{test, travelling};
use ballast_chain_tests::{Actor, Stage};

const SUPPLY: u8 = 1;
const BORROW: u8 = 2;
const WITHDRAW: u8 = 4;
const COLLATERAL: u8 = 8;
const ALL: u8 = 31;

/// What one account does.
struct Verbs<'a> {
    stage: &'a Stage,
    actor: &'a Actor,
}

impl Verbs<'_> {
    fn supply(&self, symbol: &str, whole: &str) -> IPool::supplyCall {
        IPool::supplyCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }

    fn withdraw(&self, symbol: &str, whole: &str) -> IPool::withdrawCall {
        IPool::withdrawCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn deposit(&self, symbol: &str, whole: &str) -> IPool::depositCollateralCall {
        IPool::depositCollateralCall {
            asset: self.stage.token(symbol),
            amount: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }

    fn take_collateral(&self, symbol: &str, whole: &str) -> IPool::withdrawCollateralCall {
        IPool::withdrawCollateralCall {
            asset: self.stage.token(symbol),
            amount: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn borrow(&self, symbol: &str, whole: &str) -> IPool::borrowCall {
        IPool::borrowCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            account: self.actor.address(),
            receiver: self.actor.address(),
        }
    }

    fn repay(&self, symbol: &str, whole: &str) -> IPool::repayCall {
        IPool::repayCall {
            asset: self.stage.token(symbol),
            assets: self.stage.amount(symbol, whole),
            onBehalf: self.actor.address(),
        }
    }
}

/// A lender of 100,000 USDC, and a debtor of 5,000 with 10 ETH.
async fn market(stage: &Stage) -> (Actor, Actor) {
    let tokens = [("USDC", "200000"), ("ETH", "100")];
    let lender = stage.rich("lender", &tokens).await;
    stage.supply(&lender, "USDC", "100000").await;
    let debtor = stage.rich("debtor", &tokens).await;
    stage.deposit(&debtor, "ETH", "10").await;
    stage.borrow(&debtor, "USDC", "5000").await;
    (lender, debtor)
}

#[test]
fn whatever_is_paused_debts_are_repaid_and_topped_up_and_collateral_leaves() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let (lender, debtor) = market(stage).await;
        let guardian = stage.actor("guardian").await;
        let caller = guardian.address();
        let all = IPool::pauseAllCall { what: ALL };
        let naming = IPool::setGuardianCall { guardian: caller };
        let refusal = || IOwned::Unauthorised { caller };
        stage.refuses(&guardian, pool, &all, refusal()).await;
        stage.refuses(&guardian, pool, &naming, refusal()).await;
        let done = stage.does(owner, pool, &naming).await;
        assert_eq!(done.event::<IPool::GuardianSet>(pool).guardian, caller);
        let roles = stage.read(pool, &IPool::rolesCall {}).await;
        assert_eq!((roles.guardian, roles.settingsSealed), (caller, false));

        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        // One at a time: nothing else stops.
        let borrow = Verbs {
            stage,
            actor: &debtor,
        }
        .borrow("USDC", "100");
        let pause = |asset, what| IPool::pauseCall { asset, what };
        let done = stage.does(&guardian, pool, &pause(usdc, BORROW)).await;
        let event = done.event::<IPool::PausesSet>(pool);
        assert_eq!((event.asset, event.paused), (usdc, BORROW));
        let paused = |asset, what| IPool::Paused { asset, what };
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage.does(&lender, pool, &lends.supply("USDC", "10")).await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "10"))
            .await;
        let undo = IPool::unpauseCall {
            asset: usdc,
            what: BORROW,
        };
        stage.refuses(&guardian, pool, &undo, refusal()).await;
        stage.does(owner, pool, &undo).await;
        stage.does(&debtor, pool, &borrow).await;

        let done = stage.does(&guardian, pool, &all).await;
        assert_eq!(done.events::<IPool::PausesSet>(pool).len(), 4);
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses(
                &lender,
                pool,
                &lends.supply("USDC", "10"),
                paused(usdc, SUPPLY),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.withdraw("USDC", "10"),
                paused(usdc, WITHDRAW),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.deposit("ETH", "1"),
                paused(eth, COLLATERAL),
            )
            .await;
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        // Not even the owner's settings end a pause.
        let config = stage
            .read(pool, &IPool::reserveConfigCall { asset: usdc })
            .await
            .config;
        stage
            .does(
                owner,
                pool,
                &IPool::setReserveCall {
                    asset: usdc,
                    config,
                },
            )
            .await;
        stage
            .refuses(&debtor, pool, &borrow, paused(usdc, BORROW))
            .await;
        assert_eq!(
            stage
                .read(pool, &IPool::limitsCall { asset: usdc })
                .await
                .paused,
            ALL
        );
        // What harms nobody goes on.
        stage.does(&debtor, pool, &owes.deposit("ETH", "1")).await;
        stage.does(&debtor, pool, &owes.repay("USDC", "100")).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "1"))
            .await;
        stage
            .does(&lender, pool, &IPool::accrueCall { asset: usdc })
            .await;
        let everything = IPool::repayCall {
            assets: U256::MAX,
            ..owes.repay("USDC", "0")
        };
        stage.does(&debtor, pool, &everything).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "10"))
            .await;
        let back = IPool::unpauseCall {
            asset: usdc,
            what: ALL,
        };
        stage.does(owner, pool, &back).await;
        let out = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        stage.does(&lender, pool, &out).await;
    });
}

#[test]
fn the_guardian_lowers_caps() {
    test(async |stage| {
        let pool = stage.pool();
        let (lender, debtor) = market(stage).await;
        let guardian = stage.actor("guardian").await;
        let naming = IPool::setGuardianCall {
            guardian: guardian.address(),
        };
        stage.does(&stage.owner, pool, &naming).await;
        let asset = stage.token("USDC");
        let lower = IPool::lowerCapsCall {
            asset,
            supplyCap: 90_000,
            borrowCap: 5_000,
        };
        let caller = lender.address();
        stage
            .refuses(&lender, pool, &lower, IOwned::Unauthorised { caller })
            .await;
        let done = stage.does(&guardian, pool, &lower).await;
        let event = done.event::<IPool::CapsLowered>(pool);
        assert_eq!(
            (event.asset, event.supplyCap, event.borrowCap),
            (asset, 90_000, 5_000)
        );
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&lender, pool, &lends.supply("USDC", "1"))
            .await;
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses_as::<_, IPool::CapExceeded>(&debtor, pool, &owes.borrow("USDC", "1"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let raise = IPool::lowerCapsCall {
            supplyCap: u64::MAX,
            borrowCap: u64::MAX,
            ..lower
        };
        let event = stage
            .does(&guardian, pool, &raise)
            .await
            .event::<IPool::CapsLowered>(pool);
        assert_eq!((event.supplyCap, event.borrowCap), (90_000, 5_000));
    });
}

#[test]
fn a_gated_reserve_is_entered_by_allowed_accounts_and_left_by_all() {
    test(async |stage| {
        let (pool, owner) = (stage.pool(), &stage.owner);
        let (lender, debtor) = market(stage).await;
        let gatekeeper = stage.actor("gatekeeper").await;
        let naming = IPool::setGatekeeperCall {
            gatekeeper: gatekeeper.address(),
        };
        let done = stage.does(owner, pool, &naming).await;
        assert_eq!(
            done.event::<IPool::GatekeeperSet>(pool).gatekeeper,
            gatekeeper.address()
        );
        for symbol in ["USDC", "ETH"] {
            let gate = IPool::setLimitsCall {
                asset: stage.token(symbol),
                gated: true,
                outflowCap: 0,
                window: 0,
            };
            let caller = lender.address();
            stage
                .refuses(&lender, pool, &gate, IOwned::Unauthorised { caller })
                .await;
            let event = stage
                .does(owner, pool, &gate)
                .await
                .event::<IPool::LimitsSet>(pool);
            assert_eq!(
                (event.asset, event.gated, event.outflowCap),
                (gate.asset, true, 0)
            );
        }
        let allow = |account| IPool::setAllowedCall {
            account,
            allowed: true,
        };
        let caller = owner.address();
        stage
            .refuses(owner, pool, &allow(caller), IOwned::Unauthorised { caller })
            .await;
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let refusal = |asset, actor: &Actor| IPool::NotAllowed {
            asset,
            account: actor.address(),
        };
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .refuses(
                &lender,
                pool,
                &lends.supply("USDC", "1"),
                refusal(usdc, &lender),
            )
            .await;
        stage
            .refuses(
                &debtor,
                pool,
                &owes.borrow("USDC", "1"),
                refusal(usdc, &debtor),
            )
            .await;
        stage
            .refuses(
                &lender,
                pool,
                &lends.deposit("ETH", "1"),
                refusal(eth, &lender),
            )
            .await;
        // Whoever is in owes and tops up, and leaves.
        stage.does(&debtor, pool, &owes.deposit("ETH", "1")).await;
        stage.does(&debtor, pool, &owes.repay("USDC", "1000")).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "1"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let done = stage
            .does(&gatekeeper, pool, &allow(lender.address()))
            .await;
        let event = done.event::<IPool::AllowedSet>(pool);
        assert_eq!((event.account, event.allowed), (lender.address(), true));
        assert!(
            stage
                .read(
                    pool,
                    &IPool::isAllowedCall {
                        account: lender.address()
                    }
                )
                .await
        );
        stage
            .does(&lender, pool, &lends.supply("USDC", "1000"))
            .await;
        stage.does(&lender, pool, &lends.deposit("ETH", "1")).await;
        // What counts is whose position grows: nobody enters in another's name.
        let other = IPool::supplyCall {
            onBehalf: debtor.address(),
            ..lends.supply("USDC", "1")
        };
        stage
            .refuses(&lender, pool, &other, refusal(usdc, &debtor))
            .await;
    });
}

#[test]
fn outflow_is_capped_over_a_window() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("USDC"));
        let (lender, debtor) = market(stage).await;
        let set = IPool::setLimitsCall {
            asset,
            gated: false,
            outflowCap: 10_000,
            window: 86_400,
        };
        stage.does(owner, pool, &set).await;
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        let owes = Verbs {
            stage,
            actor: &debtor,
        };
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "8000"))
            .await;
        let error: IPool::OutflowExceeded = stage
            .refuses_as(&debtor, pool, &owes.borrow("USDC", "3000"))
            .await;
        assert_eq!(
            (error.asset, error.wanted),
            (asset, stage.amount("USDC", "3000"))
        );
        assert!(error.available >= stage.amount("USDC", "2000"));
        assert!(
            error.available < stage.amount("USDC", "2010"),
            "{}",
            error.available
        );
        // What comes back may leave again.
        stage.does(&debtor, pool, &owes.repay("USDC", "2000")).await;
        stage
            .does(&debtor, pool, &owes.borrow("USDC", "3000"))
            .await;
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        stage
            .refuses_as::<_, IPool::OutflowExceeded>(&lender, pool, &whole)
            .await;
        stage.advance(86_400).await;
        let left = stage
            .read(pool, &IPool::limitsCall { asset })
            .await
            .outflowLeft;
        assert_eq!(left, stage.amount("USDC", "10000"));
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "10000"))
            .await;
        // In and out in one block leaves the room to others as it was.
        stage
            .does(&lender, pool, &lends.supply("USDC", "50000"))
            .await;
        stage
            .does(&lender, pool, &lends.withdraw("USDC", "50000"))
            .await;
        let left = stage
            .read(pool, &IPool::limitsCall { asset })
            .await
            .outflowLeft;
        assert!(left < stage.amount("USDC", "10"), "{left}");
        // Repaying and collateral know no cap.
        let everything = IPool::repayCall {
            assets: U256::MAX,
            ..owes.repay("USDC", "0")
        };
        stage.does(&debtor, pool, &everything).await;
        stage
            .does(&debtor, pool, &owes.take_collateral("ETH", "10"))
            .await;
    });
}

/// A pool of its own with ETH against USDC, owned by the test's owner, whose unwinder is `unwinder`.
pub async fn isolated(stage: &Stage, unwinder: Address) -> Stage {
    let owner = &stage.owner;
    let arguments = (owner.address(), stage.oracle(), stage.at.pool_extension).abi_encode_params();
    let pool = stage.construct("pool", &arguments).await.expect("pool");
    for symbol in ["USDC", "ETH"] {
        let asset = stage.token(symbol);
        let question = IPool::reserveConfigCall { asset };
        let mut config = stage.read(stage.pool(), &question).await.config;
        (config.collateralEnabled, config.borrowEnabled) = (symbol == "ETH", symbol == "USDC");
        config.premiumFactor = 0;
        stage
            .does(owner, pool, &IPool::setReserveCall { asset, config })
            .await;
    }
    let risk = stage.read(stage.pool(), &IPool::riskCall {}).await;
    let risk = IPool::setRiskCall {
        zScore: risk.zScore,
        horizon: risk.horizon,
        buffer: risk.buffer,
        factorFeeds: risk.factorFeeds,
        correlations: risk.correlations,
    };
    stage.does(owner, pool, &risk).await;
    stage
        .does(owner, pool, &IPool::setUnwinderCall { unwinder })
        .await;
    let done = stage.does(owner, pool, &IPool::sealSettingsCall {}).await;
    assert_eq!(done.events::<IPool::SettingsSealed>(pool).len(), 1);
    let mut other = stage.clone();
    other.at.pool = pool;
    other
}

#[test]
fn a_loss_in_an_isolated_market_leaves_the_others_untouched() {
    test(async |stage| {
        let (lender, debtor) = market(stage).await;
        let unwinder = stage.actor("unwinder").await;
        let apart = isolated(stage, unwinder.address()).await;
        let (main, pool) = (stage.pool(), apart.pool());
        assert_ne!(main, pool);
        assert!(stage.read(pool, &IPool::rolesCall {}).await.settingsSealed);
        for (symbol, actor) in [("USDC", &lender), ("ETH", &debtor), ("USDC", &debtor)] {
            apart.approve(symbol, actor).await;
        }
        apart.supply(&lender, "USDC", "50000").await;
        apart.deposit(&debtor, "ETH", "10").await;
        apart.borrow(&debtor, "USDC", "20000").await;
        // One collateral, one debt.
        let owes = Verbs {
            stage: &apart,
            actor: &debtor,
        };
        let (usdc, eth) = (stage.token("USDC"), stage.token("ETH"));
        let closed = |asset| IPool::NotEnabled { asset };
        apart
            .refuses(&debtor, pool, &owes.deposit("USDC", "1"), closed(usdc))
            .await;
        apart
            .refuses(&debtor, pool, &owes.borrow("ETH", "1"), closed(eth))
            .await;
        // Nothing can be added or loosened.
        let config = stage
            .read(pool, &IPool::reserveConfigCall { asset: usdc })
            .await
            .config;
        for asset in [usdc, stage.token("BTC")] {
            let set = IPool::setReserveCall {
                asset,
                config: config.clone(),
            };
            let sealed = IPool::SettingsAreSealed {};
            apart.refuses(&stage.owner, pool, &set, sealed).await;
        }
        let sealed = || IPool::SettingsAreSealed {};
        let (owner, none) = (&stage.owner, Address::ZERO);
        let name = IPool::setUnwinderCall {
            unwinder: owner.address(),
        };
        apart.refuses(owner, pool, &name, sealed()).await;
        let fund = IPool::setInsuranceCall {
            asset: usdc,
            insurance: none,
        };
        apart.refuses(owner, pool, &fund, sealed()).await;
        let lower = IPool::lowerCapsCall {
            asset: usdc,
            supplyCap: 0,
            borrowCap: 0,
        };
        apart.refuses(owner, pool, &lower, sealed()).await;
        // What is new can be paused; lenders leave.
        let all = |what| IPool::pauseAllCall { what };
        apart.refuses(owner, pool, &all(ALL), sealed()).await;
        apart.does(owner, pool, &all(ALL - WITHDRAW)).await;
        let lends = Verbs {
            stage: &apart,
            actor: &lender,
        };
        apart
            .does(&lender, pool, &lends.withdraw("USDC", "1000"))
            .await;
        let before = (
            stage.reserve("USDC").await,
            stage.position("USDC", lender.address()).await,
            stage.balance("USDC", main).await,
            stage.balance("ETH", main).await,
        );
        let held = apart.position("USDC", lender.address()).await.supplied;
        let loss = IDebtBook::writeOffCall {
            account: debtor.address(),
            debtAsset: usdc,
        };
        let caller = unwinder.address();
        stage
            .refuses(&unwinder, main, &loss, IOwned::Unauthorised { caller })
            .await;
        let done = apart.does(&unwinder, pool, &loss).await;
        assert!(done.returned.lost >= stage.amount("USDC", "20000"));
        let left = apart.position("USDC", lender.address()).await.supplied;
        assert!(left <= held - done.returned.lost);
        let after = (
            stage.reserve("USDC").await,
            stage.position("USDC", lender.address()).await,
            stage.balance("USDC", main).await,
            stage.balance("ETH", main).await,
        );
        assert_eq!(after.2, before.2);
        assert_eq!(after.3, before.3);
        assert!(after.0.cash == before.0.cash && after.0.supplyShares == before.0.supplyShares);
        assert!(after.0.debt >= before.0.debt && after.1.supplied >= before.1.supplied);
        let lends = Verbs {
            stage,
            actor: &lender,
        };
        stage
            .does(&lender, main, &lends.withdraw("USDC", "90000"))
            .await;
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        apart.does(&lender, pool, &whole).await;
    });
}

/// Reserves wiped out whole: suppliers' shares are worth nothing, the rest of the pool goes on, and paused or not the
/// owner gets what protocol reserves there are.
#[test]
fn a_reserve_that_is_wiped_out_still_lets_everybody_go() {
    travelling(async |stage| {
        let unwinder = stage.actor("unwinder").await;
        let apart = isolated(stage, unwinder.address()).await;
        let (pool, asset) = (apart.pool(), stage.token("USDC"));
        let tokens = [("USDC", "200000"), ("ETH", "100")];
        let lender = apart.rich("wiped lender", &tokens).await;
        let debtor = apart.rich("wiped debtor", &tokens).await;
        apart.supply(&lender, "USDC", "20000").await;
        apart.deposit(&debtor, "ETH", "10").await;
        apart.borrow(&debtor, "USDC", "20000").await;
        apart.advance(86_400 * 30).await;
        let owner = &stage.owner;
        let reserves = apart.reserve("USDC").await.reserves;
        assert!(reserves > U256::ZERO);
        let claim = |amount| IPool::claimReservesCall {
            asset,
            amount,
            receiver: owner.address(),
        };
        // No cash to pay them from: refused, and they stay.
        apart
            .refuses_as::<_, IPool::InsufficientCash>(owner, pool, &claim(reserves))
            .await;
        let loss = IDebtBook::writeOffCall {
            account: debtor.address(),
            debtAsset: asset,
        };
        apart.does(&unwinder, pool, &loss).await;
        let state = apart.reserve("USDC").await;
        assert_eq!(
            (state.debt, state.cash, state.reserves),
            (U256::ZERO, U256::ZERO, U256::ZERO)
        );
        assert_eq!(
            apart.position("USDC", lender.address()).await.supplied,
            U256::ZERO
        );
        let lends = Verbs {
            stage: &apart,
            actor: &lender,
        };
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..lends.withdraw("USDC", "0")
        };
        apart
            .refuses(&lender, pool, &whole, IPool::ZeroAmount {})
            .await;
        // Who comes now owns what he brings, but for what shares without worth may round to.
        let later = Verbs {
            stage: &apart,
            actor: &debtor,
        };
        apart
            .does(&debtor, pool, &later.supply("USDC", "10000"))
            .await;
        let held = apart.position("USDC", debtor.address()).await.supplied;
        assert!(held >= apart.amount("USDC", "9999.99"), "{held}");
        let whole = IPool::withdrawCall {
            assets: U256::MAX,
            ..later.withdraw("USDC", "0")
        };
        apart.does(&debtor, pool, &whole).await;
        apart
            .does(&debtor, pool, &later.take_collateral("ETH", "10"))
            .await;
        apart
            .does(
                owner,
                pool,
                &IPool::pauseAllCall {
                    what: ALL - WITHDRAW,
                },
            )
            .await;
        apart
            .refuses_as::<_, IPool::InsufficientBalance>(owner, pool, &claim(U256::from(1)))
            .await;
    });
}

#[test]
fn reserves_are_claimed_while_everything_is_paused() {
    travelling(async |stage| {
        let (pool, owner, asset) = (stage.pool(), &stage.owner, stage.token("USDC"));
        market(stage).await;
        stage.advance(86_400 * 30).await;
        stage
            .does(owner, pool, &IPool::pauseAllCall { what: ALL })
            .await;
        let amount = stage.reserve("USDC").await.reserves;
        let claim = IPool::claimReservesCall {
            asset,
            amount,
            receiver: owner.address(),
        };
        let before = stage.balance("USDC", owner.address()).await;
        stage.does(owner, pool, &claim).await;
        assert_eq!(
            stage.balance("USDC", owner.address()).await,
            before + amount
        );
        stage
            .does(owner, pool, &IPool::payPremiumCall { asset })
            .await;
    });
}
