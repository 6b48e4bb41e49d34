//! The guardian, who may pause and tighten and tries more; and the owner, who undoes it and changes settings.

use alloy::primitives::{Address, U256};
use ballast_bindings::{IOracle, IPool, IUnwinder};
use ballast_chain_tests::Actor;
use ballast_chain_tests::stage::IFeed;

use super::market::configure;
use super::world::{Role, World};

/// What part of an account's health a change of settings may cost at once: none but rounding.
const AT_ONCE: u64 = 1_000_000;

impl World {
    fn guardian(&mut self) -> Actor {
        self.of(Role::Guardian)
    }

    /// Of its power and past it.
    pub async fn guard(&mut self) {
        let (guardian, (_, symbol, asset)) = (self.guardian(), self.reserve());
        let pool = self.stage.pool();
        let what = match self.below(3) {
            0 => 1 + u8::try_from(self.below(31)).unwrap_or(0),
            _ => 1 << self.below(5),
        };
        match self.below(11) {
            0..3 => {
                let call = IPool::pauseCall { asset, what };
                let about = format!("{what} of {symbol}");
                self.act("pause", &guardian, pool, &call, &about).await;
            }
            3 => {
                let call = IPool::pauseAllCall { what };
                self.act("pause all", &guardian, pool, &call, &what.to_string())
                    .await;
            }
            4 => {
                let part = self.below(120);
                let call = IPool::reserveConfigCall { asset };
                let config = self.stage.read(pool, &call).await.config;
                let lower = |cap: u64| cap / 100 * u64::try_from(part).unwrap_or(0);
                let call = IPool::lowerCapsCall {
                    asset,
                    supplyCap: lower(config.supplyCap),
                    borrowCap: lower(config.borrowCap),
                };
                let about = format!("{symbol} to {part}%");
                self.act("lower caps", &guardian, pool, &call, &about).await;
            }
            5..7 => self.pause_feed(&guardian).await,
            _ => self.usurp(&guardian, asset, what).await,
        }
    }

    /// What only the owner may, and what nobody may.
    async fn usurp(&mut self, guardian: &Actor, asset: Address, what: u8) {
        let (pool, me) = (self.stage.pool(), guardian.address());
        let label = "usurp";
        let done = match self.below(7) {
            0 => {
                let call = IPool::unpauseCall { asset, what };
                self.act(label, guardian, pool, &call, "unpause")
                    .await
                    .is_some()
            }
            1 => {
                let call = IPool::reserveConfigCall { asset };
                let config = self.stage.read(pool, &call).await.config;
                let call = IPool::setReserveCall { asset, config };
                self.act(label, guardian, pool, &call, "set reserve")
                    .await
                    .is_some()
            }
            2 => {
                let call = IPool::claimReservesCall {
                    asset,
                    amount: U256::from(1),
                    receiver: me,
                };
                self.act(label, guardian, pool, &call, "claim")
                    .await
                    .is_some()
            }
            3 => {
                let call = IPool::setLimitsCall {
                    asset,
                    gated: true,
                    outflowCap: 0,
                    window: 0,
                };
                self.act(label, guardian, pool, &call, "limits")
                    .await
                    .is_some()
            }
            4 => {
                let call = IPool::setGuardianCall { guardian: me };
                self.act(label, guardian, pool, &call, "guardian")
                    .await
                    .is_some()
            }
            5 => {
                let call = IFeed::setCall {
                    answer: alloy::primitives::I256::ONE,
                    updatedAt: U256::from(1),
                };
                let feed = self.stage.at.feeds["ETH"].aggregator;
                self.act(label, guardian, feed, &call, "feed")
                    .await
                    .is_some()
            }
            _ => {
                let call = IOracle::setPausedCall {
                    feed: 0,
                    paused: false,
                };
                let oracle = self.stage.oracle();
                self.act(label, guardian, oracle, &call, "oracle")
                    .await
                    .is_some()
            }
        };
        assert!(!done, "ROLES: the guardian does what it may not");
    }

    /// The owner ends pauses, brings caps back, and changes settings.
    pub async fn govern(&mut self) {
        let (owner, pool) = (self.stage.owner.clone(), self.stage.pool());
        let (index, symbol, asset) = self.reserve();
        match self.below(8) {
            0..4 => {
                self.resume_feeds().await;
                let paused = self.stage.read(pool, &IPool::reservesCall {}).await;
                for asset in paused {
                    let limits = self.stage.read(pool, &IPool::limitsCall { asset }).await;
                    if limits.paused != 0 {
                        let what = limits.paused;
                        let call = IPool::unpauseCall { asset, what };
                        let about = self.stage.symbol(asset).to_owned();
                        self.act("unpause", &owner, pool, &call, &about).await;
                    }
                }
                // Caps that were lowered.
                for (index, symbol) in super::market::SYMBOLS.into_iter().enumerate() {
                    let (supply, borrow) = self.caps[index];
                    let call = IPool::reserveConfigCall {
                        asset: self.stage.token(symbol),
                    };
                    let config = self.stage.read(pool, &call).await.config;
                    if (config.supplyCap, config.borrowCap) != (supply, borrow) {
                        let raise = |config: &mut IPool::ReserveConfig| {
                            (config.supplyCap, config.borrowCap) = (supply, borrow);
                        };
                        configure(&self.stage, symbol, raise).await;
                        self.note(format!("the caps of {symbol} are back"));
                    }
                }
            }
            4..6 => {
                let call = IPool::reserveConfigCall { asset };
                let mut config = self.stage.read(pool, &call).await.config;
                // Haircuts move by at most 3% and stay about what they were.
                let haircut = self.haircuts[index] + u16::try_from(self.below(300)).unwrap_or(0);
                config.profile[12..14].copy_from_slice(&haircut.to_be_bytes());
                if config.kink != 0 {
                    config.slopeAbove = 2_000 + u16::try_from(self.below(20_000)).unwrap_or(0);
                }
                config.reserveFactor = u16::try_from(self.below(3_000)).unwrap_or(0);
                let before = self.healths().await;
                let call = IPool::setReserveCall { asset, config };
                let about = format!("{symbol}, haircut {haircut} bps");
                self.act("set reserve", &owner, pool, &call, &about).await;
                self.nobody_lost_health(&before).await;
            }
            6 => {
                let risk = self.stage.read(pool, &IPool::riskCall {}).await;
                let z = 2_000 + self.below(700);
                let call = IPool::setRiskCall {
                    zScore: U256::from(z) * U256::from(10).pow(U256::from(15)),
                    horizon: U256::from(30_000 + self.below(30_000)),
                    buffer: risk.buffer,
                    factorFeeds: risk.factorFeeds,
                    correlations: risk.correlations,
                };
                let before = self.healths().await;
                let about = format!("z {z}");
                self.act("set risk", &owner, pool, &call, &about).await;
                self.nobody_lost_health(&before).await;
            }
            _ => {
                let days = 1 + self.below(10);
                let duration = U256::from(86_400 * days);
                let call = IPool::setRampCall { duration };
                let about = format!("{days} days");
                self.act("set ramp", &owner, pool, &call, &about).await;
            }
        }
    }

    /// What the unwinder judges some borrowers by.
    async fn healths(&mut self) -> Vec<(Address, U256)> {
        let mut healths = Vec::new();
        for _ in 0..4 {
            let account = self.of(Role::Borrower).address();
            healths.push((account, self.health(account).await));
        }
        healths
    }

    async fn health(&self, account: Address) -> U256 {
        let book = self.stage.pool();
        let call = IUnwinder::statusCall { book, account };
        self.stage
            .read(self.stage.unwinder(), &call)
            .await
            .smoothedHealth
    }

    /// Settings come to hold gradually for those who owe.
    async fn nobody_lost_health(&self, before: &[(Address, U256)]) {
        if !self.stage.node.stands_still {
            return;
        }
        for (account, before) in before {
            let now = self.health(*account).await;
            let tolerated = before / U256::from(AT_ONCE) + U256::from(1_000);
            assert!(
                now.saturating_add(tolerated) >= *before,
                "RAMP: settings took {} of {before} WAD from the health of {account} at once",
                before - now
            );
        }
    }
}
