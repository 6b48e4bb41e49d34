//! What happens: one step does one thing, chosen by chance.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IDebtBook, IInsurance, IOracle, IPool, IUnwinder};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::IToken;
use rand::Rng;

use super::market::SYMBOLS;
use super::world::{Role, World};
use crate::script::step;

impl World {
    /// One of the steps of a sequence: what it does by chance depends on the seed and its number only.
    pub async fn step(&mut self, number: u64) {
        self.begin(number);
        if self.loans.is_some() && self.below(10) < 7 {
            return self.lend().await;
        }
        match self.below(100) {
            0..13 => self.time_passes().await,
            13..17 => self.shock().await,
            17..22 => self.compound().await,
            22..26 => self.supply().await,
            26..29 => self.withdraw().await,
            29..33 => self.deposit_collateral().await,
            33..36 => self.withdraw_collateral().await,
            36..47 => self.borrow().await,
            47..51 => self.repay().await,
            51..70 => self.keep().await,
            70..73 => self.bookkeeping().await,
            73..77 => self.insure().await,
            77..84 => self.vault().await,
            84..89 => self.sign().await,
            89..91 => self.guard().await,
            91..94 => self.govern().await,
            94..96 => self.gate().await,
            96..97 => self.attack().await,
            _ => self.elsewhere().await,
        }
    }

    /// A reserve in which an account has something, or any.
    fn reserve_with(
        &mut self,
        account: Address,
        of: impl Fn(&IPool::Position) -> U256,
    ) -> (&'static str, Address) {
        let positions = self.positions.get(&account);
        let has = |index: &usize| positions.is_some_and(|known| !of(&known[*index]).is_zero());
        let with: Vec<_> = (0..SYMBOLS.len()).filter(has).collect();
        if with.is_empty() || self.below(10) == 0 {
            let (_, symbol, asset) = self.reserve();
            return (symbol, asset);
        }
        let symbol = SYMBOLS[with[self.below(with.len())]];
        (symbol, self.stage.token(symbol))
    }

    pub fn reserve(&mut self) -> (usize, &'static str, Address) {
        let index = self.below(SYMBOLS.len());
        (index, SYMBOLS[index], self.stage.token(SYMBOLS[index]))
    }

    pub async fn balance(&self, symbol: &str, actor: &Actor) -> U256 {
        self.stage.balance(symbol, actor.address()).await
    }

    async fn supply(&mut self) {
        let (actor, (_, symbol, asset)) = (self.mostly(Role::Supplier), self.reserve());
        let balance = self.balance(symbol, &actor).await;
        let (assets, on_behalf) = (self.some_of(balance), self.actor().address());
        let call = IPool::supplyCall {
            asset,
            assets,
            onBehalf: on_behalf,
        };
        self.act(
            "supply",
            &actor,
            self.stage.pool(),
            &call,
            &format!("{assets} {symbol}"),
        )
        .await;
    }

    async fn withdraw(&mut self) {
        let actor = self.mostly(Role::Supplier);
        let (symbol, asset) = self.reserve_with(actor.address(), |position| position.supplied);
        let held = self.stage.position(symbol, actor.address()).await.supplied;
        let assets = self.some_of(held);
        let call = IPool::withdrawCall {
            asset,
            assets,
            account: actor.address(),
            receiver: actor.address(),
        };
        self.act(
            "withdraw",
            &actor,
            self.stage.pool(),
            &call,
            &format!("{assets} {symbol}"),
        )
        .await;
    }

    async fn deposit_collateral(&mut self) {
        let actor = self.mostly(Role::Borrower);
        self.escrow_of(&actor).await;
    }

    async fn escrow_of(&mut self, actor: &Actor) {
        let (_, symbol, asset) = self.reserve();
        let balance = self.balance(symbol, actor).await;
        let amount = self.some_of(balance / U256::from(2));
        let on_behalf = if self.below(10) == 0 {
            self.actor().address()
        } else {
            actor.address()
        };
        let call = IPool::depositCollateralCall {
            asset,
            amount,
            onBehalf: on_behalf,
        };
        self.act(
            "deposit collateral",
            actor,
            self.stage.pool(),
            &call,
            &format!("{amount} {symbol}"),
        )
        .await;
    }

    async fn withdraw_collateral(&mut self) {
        let actor = self.mostly(Role::Borrower);
        let (symbol, asset) = self.reserve_with(actor.address(), |position| position.collateral);
        let held = self
            .escrow
            .get(&(actor.address(), asset))
            .copied()
            .unwrap_or_default();
        let amount = self.some_of(held);
        let call = IPool::withdrawCollateralCall {
            asset,
            amount,
            account: actor.address(),
            receiver: actor.address(),
        };
        self.act(
            "withdraw collateral",
            &actor,
            self.stage.pool(),
            &call,
            &format!("{amount} {symbol}"),
        )
        .await;
    }

    /// Borrows up to some share of what the account has in escrow: often close to what is allowed.
    async fn borrow(&mut self) {
        let (actor, (index, symbol, asset)) = (self.mostly(Role::Borrower), self.reserve());
        let mut free = 0.0;
        let positions = self.survey(&[actor.address()]).await.1.remove(0);
        for (other, position) in positions.iter().enumerate() {
            let decimals = i32::from(self.stage.at.tokens[SYMBOLS[other]].decimals);
            let usd = |amount: U256| f64::from(amount) / 10_f64.powi(decimals) * self.prices[other];
            free += usd(position.collateral) * 0.80 - usd(position.debt) * 1.04;
        }
        if free <= 0.0 && self.below(8) > 0 {
            return self.escrow_of(&actor).await;
        }
        let share = self.random.random_range(0.6..1.08);
        let wanted = self.units(index, free.max(0.0) * share);
        let assets = if self.below(15) == 0 {
            self.some_of(wanted)
        } else {
            wanted
        };
        let call = IPool::borrowCall {
            asset,
            assets,
            account: actor.address(),
            receiver: actor.address(),
        };
        self.act(
            "borrow",
            &actor,
            self.stage.pool(),
            &call,
            &format!("{assets} {symbol}"),
        )
        .await;
    }

    async fn repay(&mut self) {
        let actor = self.mostly(Role::Borrower);
        let account = if self.below(5) == 0 {
            self.actor()
        } else {
            actor.clone()
        };
        let (symbol, asset) = self.reserve_with(account.address(), |position| position.debt);
        let owed = self.stage.position(symbol, account.address()).await.debt;
        let assets = self.some_of(owed);
        let call = IPool::repayCall {
            asset,
            assets,
            onBehalf: account.address(),
        };
        self.act(
            "repay",
            &actor,
            self.stage.pool(),
            &call,
            &format!("{assets} {symbol} of {}", account.name),
        )
        .await;
    }

    /// A keeper looks after some accounts: opens, observes, fills, closes, resolves, sensibly or not.
    async fn keep(&mut self) {
        let (pool, unwinder) = (self.stage.pool(), self.stage.unwinder());
        let keeper = self.mostly(Role::Keeper);
        // Where something is open, and some others.
        let known = self.schedules.iter();
        let open = known.filter(|(_, known)| known.start != 0 && known.closedAt == 0);
        let mut accounts: Vec<_> = open.map(|(account, _)| *account).collect();
        accounts.extend((0..4).map(|_| self.mostly(Role::Borrower).address()));
        accounts.sort_unstable();
        accounts.dedup();
        let mut targets = Vec::new();
        for account in accounts {
            let call = IUnwinder::statusCall {
                book: pool,
                account,
            };
            targets.push((account, self.stage.read(unwinder, &call).await));
        }
        // The neediest first, and sometimes somebody who is not needy at all.
        targets.sort_by_key(|(_, status)| status.health);
        let any = self.below(targets.len());
        let any = targets[any].clone();
        for (account, _) in targets.into_iter().take(2).chain([any]) {
            // As of now: the step before may have changed it.
            let status = self
                .stage
                .read(
                    unwinder,
                    &IUnwinder::statusCall {
                        book: pool,
                        account,
                    },
                )
                .await;
            let open = self
                .schedules
                .get(&account)
                .is_some_and(|known| known.start != 0 && known.closedAt == 0);
            let about = format!("{} at health {}", self.name(account), status.health);
            if status.stage == 5 {
                let call = IUnwinder::resolveCall {
                    book: pool,
                    account,
                };
                self.act("resolve", &keeper, unwinder, &call, &about).await;
            } else if !open && (status.stage >= 2 || self.below(20) == 0) {
                self.act(
                    "open",
                    &keeper,
                    unwinder,
                    &IUnwinder::openCall {
                        book: pool,
                        account,
                    },
                    &about,
                )
                .await;
            } else if open {
                if self.below(3) == 0 {
                    let call = IUnwinder::observeCall {
                        book: pool,
                        account,
                    };
                    self.act("observe", &keeper, unwinder, &call, &about).await;
                }
                if self.below(3) == 0 || status.health >= self.stage.config.unwinder.target.0 {
                    let call = IUnwinder::closeCall {
                        book: pool,
                        account,
                    };
                    self.act("close", &keeper, unwinder, &call, &about).await;
                }
                if self.below(3) == 0 {
                    self.back(&keeper, account, &about).await;
                } else {
                    self.fill(&keeper, account, &about).await;
                }
            }
            if self.below(40) == 0 {
                let call = IUnwinder::expectShortfallCall {
                    book: pool,
                    account,
                };
                self.act("expect", &keeper, unwinder, &call, &about).await;
            }
        }
    }

    /// What stands behind an unwind that nobody fills: distress is charged, the fund buys, the rest passes in kind.
    async fn back(&mut self, keeper: &Actor, account: Address, about: &str) {
        let (book, unwinder, fund) = (self.stage.pool(), self.stage.unwinder(), self.stage.fund());
        let charge = IUnwinder::chargeDistressCall { book, account };
        self.act("charge distress", keeper, unwinder, &charge, about)
            .await;
        let buy = IInsurance::backstopCall {
            book,
            account,
            collateral: self.stage.token("ETH"),
            amount: U256::MAX,
        };
        self.act("backstop", keeper, fund, &buy, about).await;
        let pass = IUnwinder::passInKindCall { book, account };
        self.act("pass in kind", keeper, unwinder, &pass, about)
            .await;
    }

    async fn fill(&mut self, keeper: &Actor, account: Address, about: &str) {
        let (pool, unwinder) = (self.stage.pool(), self.stage.unwinder());
        let view = IUnwinder::quoteCall {
            book: pool,
            account,
        };
        let data = alloy::sol_types::SolCall::abi_encode(&view);
        let Ok(answer) = self
            .stage
            .node
            .call(keeper.address(), unwinder, data.into(), U256::ZERO)
            .await
        else {
            return; // closed, or a price is missing: `attack` fills blindly
        };
        let decoded =
            <IUnwinder::quoteCall as alloy::sol_types::SolCall>::abi_decode_returns_validate(
                &answer,
            );
        let quote = decoded.expect("a quote");
        let amount = self.some_of(quote.collateralAmount);
        if self.below(3) == 0 {
            let (filler, data) = self.paying_last();
            let call = IUnwinder::fillAndCallCall {
                book: pool,
                account,
                collateralAsset: quote.collateralAsset,
                debtAsset: quote.debtAsset,
                collateralAmount: amount,
                repayLimit: U256::MAX,
                receiver: filler,
                data,
            };
            let outer = step(unwinder, &call);
            self.runs("fill with callback", keeper, filler, outer).await;
            return;
        }
        let call = IUnwinder::fillCall {
            book: pool,
            account,
            collateralAsset: quote.collateralAsset,
            debtAsset: quote.debtAsset,
            collateralAmount: amount,
            repayLimit: U256::MAX,
            receiver: keeper.address(),
        };
        self.act(
            "fill",
            keeper,
            unwinder,
            &call,
            &format!("{about}: {amount}"),
        )
        .await;
    }

    async fn bookkeeping(&mut self) {
        let (actor, (_, symbol, asset)) = (self.mostly(Role::Keeper), self.reserve());
        let (pool, owner) = (self.stage.pool(), self.stage.owner.clone());
        match self.below(4) {
            0 => drop(
                self.act("accrue", &actor, pool, &IPool::accrueCall { asset }, symbol)
                    .await,
            ),
            1 => drop(
                self.act(
                    "pay premium",
                    &actor,
                    pool,
                    &IPool::payPremiumCall { asset },
                    symbol,
                )
                .await,
            ),
            2 => {
                let earned = self.stage.reserve(symbol).await.reserves;
                let amount = self.some_of(earned);
                let call = IPool::claimReservesCall {
                    asset,
                    amount,
                    receiver: owner.address(),
                };
                self.act(
                    "claim reserves",
                    &owner,
                    pool,
                    &call,
                    &format!("{amount} {symbol}"),
                )
                .await;
            }
            _ => {
                let feeds = (0..3)
                    .map(|_| u8::try_from(self.below(11)).unwrap_or(0))
                    .collect();
                self.act(
                    "poke",
                    &actor,
                    self.stage.oracle(),
                    &IOracle::pokeCall { feeds },
                    "",
                )
                .await;
            }
        }
    }

    async fn insure(&mut self) {
        let (actor, fund) = (self.mostly(Role::Supplier), self.stage.fund());
        let account = actor.address();
        match self.below(3) {
            0 => {
                let balance = self.balance("USDC", &actor).await / U256::from(10);
                let assets = self.some_of(balance);
                let call = IInsurance::depositCall {
                    assets,
                    receiver: account,
                };
                self.act("stake", &actor, fund, &call, &assets.to_string())
                    .await;
            }
            1 => {
                let held = self
                    .stage
                    .read(fund, &IInsurance::balanceOfCall { account })
                    .await;
                let shares = self.some_of(held);
                self.act(
                    "request redeem",
                    &actor,
                    fund,
                    &IInsurance::requestRedeemCall { shares },
                    "",
                )
                .await;
            }
            _ => {
                let held = self
                    .stage
                    .read(fund, &IInsurance::cooldownOfCall { account })
                    .await
                    .shares;
                let shares = self.some_of(held);
                let call = IInsurance::redeemCall {
                    shares,
                    receiver: account,
                    owner: account,
                };
                self.act("redeem", &actor, fund, &call, "").await;
            }
        }
    }

    /// What nobody should gain by.
    async fn attack(&mut self) {
        let (actor, victim) = (self.mostly(Role::Thief), self.mostly(Role::Borrower));
        let (_, symbol, asset) = self.reserve();
        let (pool, unwinder, me, other) = (
            self.stage.pool(),
            self.stage.unwinder(),
            actor.address(),
            victim.address(),
        );
        let amount = U256::from(self.random.random_range(1..1_000_000_000_u64));
        match self.below(8) {
            0 => {
                let actor = self.mostly(Role::Donor);
                let vault = self.vaults()[0].1;
                let to = [pool, unwinder, self.stage.fund(), vault][self.below(4)];
                let balance = self.balance(symbol, &actor).await / U256::from(200);
                let amount = self.some_of(balance);
                let call = IToken::transferCall { to, amount };
                self.act(
                    "donate",
                    &actor,
                    asset,
                    &call,
                    &format!("{amount} {symbol} to {to}"),
                )
                .await;
            }
            1 => {
                let call = IDebtBook::settleCall {
                    account: other,
                    collateralAsset: asset,
                    collateralAmount: amount,
                    debtAsset: self.stage.token("USDC"),
                    repayAmount: U256::from(1),
                    payer: me,
                    receiver: me,
                };
                let done = self.act("settle", &actor, pool, &call, &victim.name).await;
                let manages = IPool::isAuthorisedCall {
                    account: other,
                    manager: me,
                };
                let may = me == other || self.stage.read(pool, &manages).await;
                assert!(done.is_none() || may, "POOL-2: anybody settles");
            }
            2 => {
                let call = IDebtBook::writeOffCall {
                    account: other,
                    debtAsset: asset,
                };
                assert!(
                    self.act("write off", &actor, pool, &call, &victim.name)
                        .await
                        .is_none(),
                    "anybody writes off"
                );
            }
            3 => {
                let call = IInsurance::coverCall { wanted: amount };
                assert!(
                    self.act("cover", &actor, self.stage.fund(), &call, "")
                        .await
                        .is_none(),
                    "anybody claims"
                );
            }
            4 => {
                let call = IPool::claimReservesCall {
                    asset,
                    amount,
                    receiver: me,
                };
                assert!(
                    self.act("steal reserves", &actor, pool, &call, symbol)
                        .await
                        .is_none(),
                    "anybody claims"
                );
            }
            5 => drop(
                self.act(
                    "open",
                    &actor,
                    unwinder,
                    &IUnwinder::openCall {
                        book: pool,
                        account: other,
                    },
                    &victim.name,
                )
                .await,
            ),
            6 => drop(
                self.act(
                    "close",
                    &actor,
                    unwinder,
                    &IUnwinder::closeCall {
                        book: pool,
                        account: other,
                    },
                    &victim.name,
                )
                .await,
            ),
            _ => {
                let debt = self.reserve().2;
                let call = IUnwinder::fillCall {
                    book: pool,
                    account: other,
                    collateralAsset: asset,
                    debtAsset: debt,
                    collateralAmount: U256::MAX,
                    repayLimit: U256::MAX,
                    receiver: me,
                };
                self.act(
                    "fill",
                    &actor,
                    unwinder,
                    &call,
                    &format!("{}, blindly", victim.name),
                )
                .await;
            }
        }
    }
}
