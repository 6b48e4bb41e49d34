//! The lens: what it tells is what the programs tell, and what it promises they deliver.

mod changes;
mod limits;
mod told;

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::lens::ILens::{Change, Health, Limits};
use ballast_bindings::{ILens, IPool};
use ballast_chain_tests::{Actor, Stage};

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
