//! What happens: one step does one thing, chosen by chance.

use alloy::primitives::{Address, I256, U256};
use ballast_bindings::{IDebtBook, IInsurance, IOracle, IPool, IUnwinder};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::IToken;
use rand::Rng;

use super::world::{ACTORS, SYMBOLS, World};

impl World {
    pub async fn step(&mut self) {
        match self.below(100) {
            0..14 => self.time_passes().await,
            14..18 => self.shock().await,
            18..20 => self.compound().await,
            20..24 => self.supply().await,
            24..28 => self.withdraw().await,
            28..33 => self.deposit_collateral().await,
            33..38 => self.withdraw_collateral().await,
            38..50 => self.borrow().await,
            50..55 => self.compound().await,
            55..60 => self.repay().await,
            60..84 => self.keep().await,
            84..88 => self.bookkeeping().await,
            88..93 => self.insure().await,
            _ => self.attack().await,
        }
    }

    fn reserve(&mut self) -> (usize, &'static str, Address) {
        let index = self.below(SYMBOLS.len());
        (index, SYMBOLS[index], self.stage.token(SYMBOLS[index]))
    }

    /// Publishes every price, but at times leaves one out or lets a feed fail.
    async fn publish(&mut self) {
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            match self.below(60) {
                0 => self.note(format!("{symbol} is not published")),
                1 => {
                    self.note(format!("{symbol} answers -1"));
                    let now = U256::from(self.stage.node.now().await);
                    self.stage.answer(symbol, I256::MINUS_ONE, now).await;
                }
                _ => {
                    self.stage
                        .publish(symbol, &format!("{:.8}", self.prices[index]))
                        .await
                }
            }
        }
        if self.below(5) > 0 {
            self.stage.poke().await;
        }
    }

    fn clamp(&mut self) {
        let ranges = [
            (0.97, 1.02),
            (600.0, 12_000.0),
            (12_000.0, 250_000.0),
            (30.0, 700.0),
        ];
        for (price, (least, most)) in self.prices.iter_mut().zip(ranges) {
            *price = price.clamp(least, most);
        }
    }

    async fn time_passes(&mut self) {
        let seconds = match self.below(10) {
            0..5 => self.random.random_range(1..300),
            5..9 => self.random.random_range(300..3_600),
            _ => self.random.random_range(3_600..20_000),
        };
        let common: f64 = self.random.random_range(-1.0..1.0);
        let step = 0.02 * (f64::from(u32::try_from(seconds).unwrap_or(0)) / 3_600.0).sqrt();
        for index in 0..SYMBOLS.len() {
            let own: f64 = self.random.random_range(-1.0..1.0);
            let size = if index == 0 { 0.02 } else { 1.0 };
            self.prices[index] *= 1.0 + size * step * (common + own);
        }
        self.clamp();
        self.note(format!("{seconds} s pass; prices {:.4?}", self.prices));
        self.stage.node.travel(seconds).await;
        self.publish().await;
    }

    /// A jump of one price or all.
    async fn shock(&mut self) {
        // Falls, and now and then what makes up for them.
        let low = self.prices[1] < 1_500.0;
        let rises = self.below(3) == 0 || low;
        let factor = self
            .random
            .random_range(if rises { 1.05..1.5 } else { 0.72..0.97 });
        let one = self.below(SYMBOLS.len() + 1);
        for index in 1..SYMBOLS.len() {
            if one == 0 || one == index {
                self.prices[index] *= factor;
            }
        }
        if one == SYMBOLS.len() {
            self.prices[0] *= if factor < 1.0 { 0.99 } else { 1.01 };
        }
        self.clamp();
        self.note(format!("a shock: prices {:.4?}", self.prices));
        self.stage.node.travel(12).await;
        self.publish().await;
    }

    async fn balance(&self, symbol: &str, actor: &Actor) -> U256 {
        self.stage.balance(symbol, actor.address()).await
    }

    async fn supply(&mut self) {
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
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
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
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
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
        let balance = self.balance(symbol, &actor).await;
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
            &actor,
            self.stage.pool(),
            &call,
            &format!("{amount} {symbol}"),
        )
        .await;
    }

    async fn withdraw_collateral(&mut self) {
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
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

    /// Whole tokens of a price's worth, in token units.
    pub fn units(&self, index: usize, usd: f64) -> U256 {
        let whole = (usd / self.prices[index]).max(0.0);
        self.stage.amount(SYMBOLS[index], &format!("{whole:.6}"))
    }

    /// Borrows up to some share of what the account has in escrow: often close to what is allowed.
    async fn borrow(&mut self) {
        let (actor, (index, symbol, asset)) = (self.actor(), self.reserve());
        let mut free = 0.0;
        for (other, known) in SYMBOLS.into_iter().enumerate() {
            let position = self.stage.position(known, actor.address()).await;
            let decimals = i32::from(self.stage.at.tokens[known].decimals);
            let usd = |amount: U256| f64::from(amount) / 10_f64.powi(decimals) * self.prices[other];
            free += usd(position.collateral) * 0.80 - usd(position.debt) * 1.04;
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
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
        let account = if self.below(5) == 0 {
            self.actor()
        } else {
            actor.clone()
        };
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
        let keeper = self.actor();
        let mut targets = Vec::new();
        for index in 0..ACTORS {
            let account = self.actors[index].address();
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
            targets.push((index, status));
        }
        // The neediest first, and sometimes somebody who is not needy at all.
        targets.sort_by_key(|(_, status)| status.health);
        let any = self.below(ACTORS);
        let any = targets[any].clone();
        for (index, _) in targets.into_iter().take(2).chain([any]) {
            let target = self.actors[index].clone();
            let account = target.address();
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
            let about = format!("{} at health {}", target.name, status.health);
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
                self.fill(&keeper, account, &about).await;
            }
        }
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
        let (actor, (_, symbol, asset)) = (self.actor(), self.reserve());
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
                    .map(|_| u8::try_from(self.below(5)).unwrap_or(0))
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
        let (actor, fund) = (self.actor(), self.stage.fund());
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
                };
                self.act("redeem", &actor, fund, &call, "").await;
            }
        }
    }

    /// What nobody should gain by.
    async fn attack(&mut self) {
        let (actor, victim, (_, symbol, asset)) = (self.actor(), self.actor(), self.reserve());
        let (pool, unwinder, me, other) = (
            self.stage.pool(),
            self.stage.unwinder(),
            actor.address(),
            victim.address(),
        );
        let amount = U256::from(self.random.random_range(1..1_000_000_000_u64));
        match self.below(8) {
            0 => {
                let call = IToken::transferCall { to: pool, amount };
                self.act("donate", &actor, asset, &call, symbol).await;
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
                assert!(done.is_none(), "POOL-2: anybody settles");
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
