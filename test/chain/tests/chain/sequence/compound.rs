//! Actions of several parts: managers, several calls in one, callbacks and flash loans, honest and hostile.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::{IDebtBook, IPool};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::IToken;
use rand::Rng;

use super::market::{RESERVES, SYMBOLS};
use super::world::{Role, World};
use crate::script::{Step, attempt, data, run, step};

impl World {
    pub async fn compound(&mut self) {
        match self.below(8) {
            0 => self.authorise().await,
            1..4 => self.several().await,
            4..6 => self.call_back().await,
            _ => self.flash().await,
        }
    }

    async fn authorise(&mut self) {
        let (actor, other) = (self.actor(), self.mostly(Role::Manager));
        let (manager, authorised) = (other.address(), self.below(4) > 0);
        let call = IPool::setAuthorizationCall {
            manager,
            authorised,
        };
        let pool = self.stage.pool();
        self.act("authorise", &actor, pool, &call, &other.name)
            .await;
    }

    fn any_amount(&mut self, index: usize) -> U256 {
        match self.below(14) {
            0 => U256::MAX,
            1 => U256::ZERO,
            2 => U256::from(1),
            _ => {
                let usd = self.random.random_range(1.0..4_000.0);
                self.units(index, usd)
            }
        }
    }

    /// A verb for `account`, encoded.
    fn verb(&mut self, account: Address, receiver: Address) -> Vec<u8> {
        let index = self.below(SYMBOLS.len());
        let asset = self.stage.token(SYMBOLS[index]);
        let amount = self.any_amount(index);
        match self.below(6) {
            0 => IPool::supplyCall {
                asset,
                assets: amount,
                onBehalf: account,
            }
            .abi_encode(),
            1 => IPool::withdrawCall {
                asset,
                assets: amount,
                account,
                receiver,
            }
            .abi_encode(),
            2 => IPool::depositCollateralCall {
                asset,
                amount,
                onBehalf: account,
            }
            .abi_encode(),
            3 => IPool::withdrawCollateralCall {
                asset,
                amount,
                account,
                receiver,
            }
            .abi_encode(),
            4 => IPool::borrowCall {
                asset,
                assets: amount,
                account,
                receiver,
            }
            .abi_encode(),
            _ => IPool::repayCall {
                asset,
                assets: amount,
                onBehalf: account,
            }
            .abi_encode(),
        }
    }

    /// Several verbs in one call: for the caller, for who has authorised it, or for who has not.
    async fn several(&mut self) {
        let known: Vec<_> = self.managers.iter().copied().collect();
        let (actor, account) = match self.below(4) {
            0 => (self.mostly(Role::Thief), self.actor().address()),
            1 if !known.is_empty() => {
                let (account, manager) = known[self.below(known.len())];
                let manager = self.actors.iter().find(|actor| actor.address() == manager);
                (manager.expect("an actor").clone(), account)
            }
            _ => {
                let actor = self.actor();
                (actor.clone(), actor.address())
            }
        };
        let count = 1 + self.below(3);
        let calls: Vec<Bytes> = (0..count)
            .map(|_| self.verb(account, actor.address()).into())
            .collect();
        let label = if account == actor.address() {
            "several"
        } else {
            "several as manager"
        };
        let about = format!("for {account}: {calls:?}");
        let call = IPool::multicallCall { calls };
        self.act(label, &actor, self.stage.pool(), &call, &about)
            .await;
    }

    /// What a scripted account does in a callback: verbs of its own, and what must not succeed.
    fn script(&mut self, account: Address) -> Vec<Step> {
        let pool = self.stage.pool();
        let mut steps = Vec::new();
        for _ in 0..self.below(4) {
            let may_fail = self.below(4) > 0;
            let next = match self.below(10) {
                0 => {
                    let settle = IDebtBook::settleCall {
                        account: self.actor().address(),
                        collateralAsset: self.stage.token("ETH"),
                        collateralAmount: U256::from(1),
                        debtAsset: self.stage.token("USDC"),
                        repayAmount: U256::from(1),
                        payer: account,
                        receiver: account,
                    };
                    attempt(pool, &settle)
                }
                1 => {
                    let victim = self.actor().address();
                    Step {
                        target: pool,
                        data: self.verb(victim, account).into(),
                        mayFail: true,
                    }
                }
                2 => {
                    let (to, symbol) = (self.actor().address(), SYMBOLS[self.below(RESERVES)]);
                    let transfer = IToken::transferCall {
                        to,
                        amount: U256::from(1),
                    };
                    attempt(self.stage.token(symbol), &transfer)
                }
                3 => {
                    let calls = vec![
                        self.verb(account, account).into(),
                        self.verb(account, account).into(),
                    ];
                    attempt(pool, &IPool::multicallCall { calls })
                }
                _ => Step {
                    target: pool,
                    data: self.verb(account, account).into(),
                    mayFail: may_fail,
                },
            };
            steps.push(next);
        }
        steps
    }

    fn contract(&mut self) -> Address {
        let index = self.below(self.contracts.len());
        self.contracts[index]
    }

    /// A scripted account that fills, and what it does before it pays: what the lock refuses, mostly.
    pub fn paying_last(&mut self) -> (Address, Bytes) {
        let filler = self.contract();
        let mut steps = self.script(filler);
        for step in &mut steps {
            // Or hardly any fill would go through.
            step.mayFail |= self.below(4) > 0;
        }
        (filler, data(&steps))
    }

    pub async fn runs(&mut self, label: &'static str, actor: &Actor, account: Address, step: Step) {
        let about = format!("{account}: {}", step.data);
        let call = run(vec![step]);
        self.act(label, actor, account, &call, &about).await;
    }

    async fn call_back(&mut self) {
        let actor = self.mostly(Role::Reenterer);
        let (account, pool) = (self.contract(), self.stage.pool());
        let index = self.below(SYMBOLS.len());
        let asset = self.stage.token(SYMBOLS[index]);
        let amount = self.any_amount(index);
        let data = data(&self.script(account));
        let outer = match self.below(3) {
            0 => step(
                pool,
                &IPool::supplyAndCallCall {
                    asset,
                    assets: amount,
                    onBehalf: account,
                    data,
                },
            ),
            1 => step(
                pool,
                &IPool::depositCollateralAndCallCall {
                    asset,
                    amount,
                    onBehalf: account,
                    data,
                },
            ),
            _ => step(
                pool,
                &IPool::repayAndCallCall {
                    asset,
                    assets: amount,
                    onBehalf: account,
                    data,
                },
            ),
        };
        self.runs("callback", &actor, account, outer).await;
    }

    async fn flash(&mut self) {
        let actor = self.mostly(Role::Reenterer);
        let (account, pool) = (self.contract(), self.stage.pool());
        let mut steps = self.script(account);
        // Sometimes a loan within the loan.
        for inner in [true, false] {
            if inner && self.below(3) > 0 {
                continue;
            }
            let (mut assets, mut amounts) = (Vec::new(), Vec::new());
            for _ in 0..1 + self.below(2) {
                let symbol = SYMBOLS[self.below(RESERVES)];
                let token = self.stage.token(symbol);
                let call = IPool::maxFlashLoanCall { token };
                let most = self.stage.read(pool, &call).await;
                assets.push(token);
                amounts.push(self.some_of(most / U256::from(2)));
            }
            let call = IPool::flashLoansCall {
                assets,
                amounts,
                data: data(&steps),
            };
            steps = vec![Step {
                mayFail: inner,
                ..step(pool, &call)
            }];
        }
        let Some(outer) = steps.pop() else { return };
        self.runs("flash loan", &actor, account, outer).await;
    }
}
