//! A market apart: a sealed pool of its own, ETH against USDC, under the same unwinder and the same oracle.

use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use ballast_bindings::{IPool, IUnwinder};
use ballast_chain_tests::{Stage, outcome};
use rand::Rng;

use super::world::{Role, World};

/// Its debt and its collateral.
const PAIR: [&str; 2] = ["USDC", "ETH"];

/// What is known of it.
#[derive(Clone)]
pub struct Apart {
    /// The deployment, with its pool in place of the other.
    pub stage: Stage,
    /// Claims and shares of suppliers of USDC when last seen.
    claims: (U256, U256),
}

impl Apart {
    /// Creates it; every actor may use it.
    pub async fn new(stage: &Stage, actors: &[ballast_chain_tests::Actor]) -> Self {
        let owner = &stage.owner;
        let apart = crate::access::isolated(stage, stage.unwinder()).await;
        let (book, allowed) = (apart.pool(), true);
        let call = IUnwinder::setBookCall { book, allowed };
        stage.does(owner, stage.unwinder(), &call).await;
        for actor in actors {
            for symbol in PAIR {
                apart.approve(symbol, actor).await;
            }
        }
        Self {
            stage: apart,
            claims: (U256::ZERO, U256::ZERO),
        }
    }
}

impl World {
    /// Somebody does something there.
    pub async fn elsewhere(&mut self) {
        let stage = self.apart.stage.clone();
        let pool = stage.pool();
        let [usdc, eth] = PAIR.map(|symbol| stage.token(symbol));
        let lends = self.below(3) == 0;
        let actor = self.mostly(if lends {
            Role::Supplier
        } else {
            Role::Borrower
        });
        let me = actor.address();
        match self.below(if lends { 3 } else { 12 }) {
            0 | 1 if lends => {
                let balance = self.balance("USDC", &actor).await / U256::from(4);
                let assets = self.some_of(balance);
                let call = IPool::supplyCall {
                    asset: usdc,
                    assets,
                    onBehalf: me,
                };
                self.act("apart: supply", &actor, pool, &call, &assets.to_string())
                    .await;
            }
            2 if lends => {
                let held = stage.position("USDC", me).await.supplied;
                let assets = self.some_of(held);
                let call = IPool::withdrawCall {
                    asset: usdc,
                    assets,
                    account: me,
                    receiver: me,
                };
                self.act("apart: withdraw", &actor, pool, &call, &assets.to_string())
                    .await;
            }
            0..2 => {
                let balance = self.balance("ETH", &actor).await / U256::from(4);
                let amount = self.some_of(balance);
                let call = IPool::depositCollateralCall {
                    asset: eth,
                    amount,
                    onBehalf: me,
                };
                self.act("apart: deposit", &actor, pool, &call, &amount.to_string())
                    .await;
            }
            2 => {
                let held = stage.position("ETH", me).await.collateral;
                let amount = self.some_of(held);
                let call = IPool::withdrawCollateralCall {
                    asset: eth,
                    amount,
                    account: me,
                    receiver: me,
                };
                self.act("apart: take", &actor, pool, &call, &amount.to_string())
                    .await;
            }
            3..6 => {
                let (escrow, owed) = (
                    stage.position("ETH", me).await,
                    stage.position("USDC", me).await,
                );
                let worth = f64::from(escrow.collateral) / 1e18 * self.prices[1] * 0.8;
                let free = (worth - f64::from(owed.debt) / 1e6 * 1.04).max(0.0);
                let share = self.random.random_range(0.6..1.08);
                let assets = self.units(0, free * share);
                let call = IPool::borrowCall {
                    asset: usdc,
                    assets,
                    account: me,
                    receiver: me,
                };
                self.act("apart: borrow", &actor, pool, &call, &assets.to_string())
                    .await;
            }
            6 => {
                let owed = stage.position("USDC", me).await.debt;
                let assets = self.some_of(owed);
                let call = IPool::repayCall {
                    asset: usdc,
                    assets,
                    onBehalf: me,
                };
                self.act("apart: repay", &actor, pool, &call, &assets.to_string())
                    .await;
            }
            7 => {
                // Nothing of it can be changed.
                let call = IPool::lowerCapsCall {
                    asset: usdc,
                    supplyCap: 0,
                    borrowCap: 0,
                };
                let owner = stage.owner.clone();
                let done = self
                    .act("usurp", &owner, pool, &call, "what is sealed")
                    .await;
                assert!(done.is_none(), "SEALED: a cap is lowered");
            }
            _ => self.keep_apart(&stage).await,
        }
    }

    /// A keeper looks after whoever needs it most there.
    async fn keep_apart(&mut self, stage: &Stage) {
        let (book, unwinder) = (stage.pool(), stage.unwinder());
        let keeper = self.of(Role::Keeper);
        let mut worst: Option<(Address, IUnwinder::Status)> = None;
        for account in self.accounts() {
            let call = IUnwinder::statusCall { book, account };
            let status = stage.read(unwinder, &call).await;
            if worst
                .as_ref()
                .is_none_or(|(_, known)| status.health < known.health)
            {
                worst = Some((account, status));
            }
        }
        let Some((account, status)) = worst else {
            return;
        };
        let about = format!("{} at health {}", self.name(account), status.health);
        if status.stage == 5 {
            let call = IUnwinder::resolveCall { book, account };
            self.act("apart: resolve", &keeper, unwinder, &call, &about)
                .await;
            return;
        }
        let call = IUnwinder::openCall { book, account };
        self.act("apart: open", &keeper, unwinder, &call, &about)
            .await;
        let [debt, collateral] = PAIR.map(|symbol| stage.token(symbol));
        let call = IUnwinder::fillCall {
            book,
            account,
            collateralAsset: collateral,
            debtAsset: debt,
            collateralAmount: U256::MAX,
            repayLimit: U256::MAX,
            receiver: keeper.address(),
        };
        self.act("apart: fill", &keeper, unwinder, &call, &about)
            .await;
        let call = IUnwinder::closeCall { book, account };
        self.act("apart: close", &keeper, unwinder, &call, &about)
            .await;
    }

    /// POOL-1 to POOL-5 there, where something happened there.
    pub async fn check_apart(&mut self, receipt: &TransactionReceipt) {
        let stage = self.apart.stage.clone();
        let pool = stage.pool();
        if receipt.inner.logs().iter().all(|log| log.address() != pool) {
            return;
        }
        for account in Self::judged(receipt, pool) {
            let call = IPool::openingHealthCall { account };
            let health = stage.read(pool, &call).await;
            let required = U256::from(10).pow(U256::from(18)) + stage.config.risk.buffer.0;
            assert!(health >= required, "POOL-3: {account} apart at {health}");
        }
        let accounts = self.accounts();
        for symbol in PAIR {
            let state = stage.reserve(symbol).await;
            let (mut claims, mut collateral, mut shares) = (U256::ZERO, U256::ZERO, U256::ZERO);
            for account in &accounts {
                let position = stage.position(symbol, *account).await;
                claims += position.supplied;
                collateral += position.collateral;
                shares += position.debtShares;
            }
            assert!(
                state.cash + state.debt >= claims + state.reserves + state.premium,
                "POOL-1: {symbol} apart: claims of {claims} on {state:?}"
            );
            assert_eq!(
                (collateral, shares),
                (state.collateral, state.debtShares),
                "POOL-5: {symbol} apart"
            );
            let balance = stage.balance(symbol, pool).await;
            assert!(
                balance >= state.cash + state.collateral,
                "POOL-5: {symbol} apart: {balance} in tokens"
            );
            if symbol == "ETH" {
                assert_eq!(
                    (state.debt, state.debtShares),
                    (U256::ZERO, U256::ZERO),
                    "ISOLATED: ETH is lent"
                );
                continue;
            }
            assert!(state.collateral.is_zero(), "ISOLATED: USDC is collateral");
            let now = (
                state.cash + state.debt - state.reserves - state.premium,
                state.supplyShares + U256::from(1_000_000),
            );
            let before = std::mem::replace(&mut self.apart.claims, now);
            if outcome::events::<IPool::WrittenOff>(receipt, pool).is_empty() && !before.1.is_zero()
            {
                assert!(
                    (now.0 + U256::from(4)) * before.1 >= before.0 * now.1,
                    "POOL-4: USDC apart: {before:?} became {now:?}"
                );
            }
        }
    }
}
