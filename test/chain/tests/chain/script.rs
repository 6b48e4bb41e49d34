//! Accounts that are contracts and do what they are told, also in callbacks: `src/zoo/Scripted.sol`.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::IPool;
use ballast_chain_tests::Stage;
use ballast_chain_tests::stage::IToken;

sol! {
    #[sol(all_derives)]
    interface IScripted {
        struct Step {
            address target;
            bytes data;
            bool mayFail;
        }
        function clear(bool rude) external;
        function run(Step[] calldata steps) external;
        function callbacks(uint256 index) external view returns (bytes memory);
        function answers(uint256 index) external view returns (bytes memory);
    }
}

pub use IScripted::Step;

/// A call that must succeed.
pub fn step<C: SolCall>(target: Address, call: &C) -> Step {
    Step {
        target,
        data: call.abi_encode().into(),
        mayFail: false,
    }
}

/// A call that may fail.
pub fn attempt<C: SolCall>(target: Address, call: &C) -> Step {
    Step {
        mayFail: true,
        ..step(target, call)
    }
}

/// Steps as the data of a callback.
pub fn data(steps: &[Step]) -> Bytes {
    steps.to_vec().abi_encode().into()
}

/// Steps as a call.
pub fn run(steps: Vec<Step>) -> IScripted::runCall {
    IScripted::runCall { steps }
}

/// A scripted account with tokens, which the pool may pull.
pub async fn scripted(stage: &Stage, tokens: &[(&str, &str)]) -> Address {
    let account = stage.create(&stage.owner, "Scripted", &[]).await;
    for (symbol, whole) in tokens {
        stage
            .mint(symbol, account, stage.amount(symbol, whole))
            .await;
    }
    let approvals = ["USDC", "ETH", "BTC", "SOL"].map(|symbol| {
        let approve = IToken::approveCall {
            spender: stage.pool(),
            amount: U256::MAX,
        };
        step(stage.token(symbol), &approve)
    });
    stage
        .does(&stage.owner, account, &run(approvals.to_vec()))
        .await;
    stage
        .does(&stage.owner, account, &IScripted::clearCall { rude: false })
        .await;
    account
}

/// A transfer of the account that runs it.
pub fn pay(stage: &Stage, symbol: &str, to: Address, whole: &str) -> Step {
    let transfer = IToken::transferCall {
        to,
        amount: stage.amount(symbol, whole),
    };
    step(stage.token(symbol), &transfer)
}

/// A swap at a maker, another scripted account: `give` of one token for `take` of another.
pub fn swap(
    stage: &Stage,
    maker: Address,
    account: Address,
    give: (&str, &str),
    take: (&str, &str),
) -> [Step; 2] {
    let back = run(vec![pay(stage, take.0, account, take.1)]);
    [pay(stage, give.0, maker, give.1), step(maker, &back)]
}

/// What the account was told in its `index`-th callback: the selector and its plain arguments.
pub async fn callback(stage: &Stage, account: Address, index: u64) -> Bytes {
    let index = U256::from(index);
    let call = IScripted::callbacksCall { index };
    stage.read(account, &call).await
}

/// How the account's `index`-th step ended; steps of callbacks come before the step that caused them.
pub async fn answer(stage: &Stage, account: Address, index: u64) -> Bytes {
    let index = U256::from(index);
    let call = IScripted::answersCall { index };
    stage.read(account, &call).await
}

/// `borrow` for itself.
pub fn borrow(stage: &Stage, account: Address, symbol: &str, whole: &str) -> IPool::borrowCall {
    IPool::borrowCall {
        asset: stage.token(symbol),
        assets: stage.amount(symbol, whole),
        account,
        receiver: account,
    }
}
