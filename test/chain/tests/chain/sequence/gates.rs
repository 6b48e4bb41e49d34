//! Who may enter a reserve and how fast it may be left, and the oracle's guardian: what happens, and what must hold.

use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::SolEvent;
use ballast_bindings::{IOracle, IPool};
use ballast_chain_tests::{Actor, Stage, outcome};
use rand::Rng;

use super::market::{RESERVES, SYMBOLS};
use super::world::{Role, World};

/// The reserves that may be gated and capped.
const LIMITED: [&str; 3] = ["SOL", "DOT", "LINK"];

/// A reserve's limits as events tell them, by the words of the interface: what flowed is forgotten evenly, the whole cap in
/// one window, in whole units rounded down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Gate {
    gated: bool,
    /// Token units; zero: no cap.
    cap: i128,
    window: i128,
    net: i128,
    at: u64,
}

impl Gate {
    fn forget(&mut self, now: u64) {
        let elapsed = i128::from(now.saturating_sub(self.at));
        let forgotten = self.cap * elapsed / self.window.max(1);
        if forgotten > 0 {
            self.net = self.net.signum() * (self.net.abs() - forgotten).max(0);
            self.at = now;
        }
    }

    fn flow(&mut self, amount: i128, now: u64) {
        if self.cap > 0 {
            self.forget(now);
            self.net += amount;
        }
    }
}

fn narrow(amount: U256) -> i128 {
    i128::try_from(amount).expect("below 2^127")
}

/// Names the oracle's guardian and the keeper of the allow-list.
pub async fn appoint(stage: &Stage, guardian: Address) {
    let owner = &stage.owner;
    let call = IOracle::setGuardianCall { guardian };
    stage.does(owner, stage.oracle(), &call).await;
    let gatekeeper = owner.address();
    let call = IPool::setGatekeeperCall { gatekeeper };
    stage.does(owner, stage.pool(), &call).await;
}

impl World {
    /// What the reserves' limits are at first.
    pub async fn read_gates(&mut self) {
        let now = self.stage.node.now().await;
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let asset = self.stage.token(symbol);
            let call = IPool::limitsCall { asset };
            let told = self.stage.read(self.stage.pool(), &call).await;
            let cap = self.stage.amount(symbol, &told.outflowCap.to_string());
            let cap = narrow(cap);
            let left = if cap > 0 { narrow(told.outflowLeft) } else { 0 };
            self.gates[index] = Gate {
                gated: told.gated,
                cap,
                window: i128::from(told.window),
                net: cap - left,
                at: now,
            };
        }
    }

    /// The owner limits a reserve or ends that; the gatekeeper lets somebody in or out; somebody else tries.
    pub async fn gate(&mut self) {
        let (owner, pool) = (self.stage.owner.clone(), self.stage.pool());
        let symbol = LIMITED[self.below(LIMITED.len())];
        let asset = self.stage.token(symbol);
        match self.below(6) {
            0..2 => {
                let capped = self.below(3) > 0;
                let window = self.random.random_range(3_600..200_000);
                let call = IPool::setLimitsCall {
                    asset,
                    gated: self.below(3) == 0,
                    outflowCap: if capped {
                        self.random.random_range(1..3_000)
                    } else {
                        0
                    },
                    window: if capped { window } else { 0 },
                };
                let about = format!(
                    "{symbol}: {} in {}, gated {}",
                    call.outflowCap, call.window, call.gated
                );
                self.act("set limits", &owner, pool, &call, &about).await;
            }
            2..5 => {
                let other = self.actor();
                let call = IPool::setAllowedCall {
                    account: other.address(),
                    allowed: self.below(3) > 0,
                };
                self.act("set allowed", &owner, pool, &call, &other.name)
                    .await;
            }
            _ => {
                let thief = self.mostly(Role::Thief);
                let call = IPool::setAllowedCall {
                    account: thief.address(),
                    allowed: true,
                };
                let done = self
                    .act("usurp", &thief, pool, &call, "the allow-list")
                    .await;
                assert!(done.is_none(), "ROLES: anybody enters the allow-list");
            }
        }
    }

    /// The guardian pauses a feed, whose price is flagged from then on.
    pub async fn pause_feed(&mut self, guardian: &Actor) {
        let oracle = self.stage.oracle();
        let symbol = SYMBOLS[self.below(RESERVES - 1)];
        let feed = self.stage.at.feeds[symbol].id;
        if self.below(4) == 0 {
            let call = IOracle::setStoredAgeCall { feed, storedAge: 0 };
            self.act("read live", guardian, oracle, &call, symbol).await;
            return;
        }
        let call = IOracle::setPausedCall { feed, paused: true };
        let done = self
            .act("pause feed", guardian, oracle, &call, symbol)
            .await;
        if done.is_some() {
            self.paused_feeds.insert(feed);
            let call = IOracle::readCall { feeds: vec![feed] };
            let reading = self.stage.read(oracle, &call).await.remove(0);
            assert_ne!(
                reading.flags, 0,
                "ORACLE: {symbol} is paused and not flagged"
            );
        }
    }

    /// The owner lets feeds go on.
    pub async fn resume_feeds(&mut self) {
        let (owner, oracle) = (self.stage.owner.clone(), self.stage.oracle());
        for feed in std::mem::take(&mut self.paused_feeds) {
            let call = IOracle::setPausedCall {
                feed,
                paused: false,
            };
            self.act("resume feed", &owner, oracle, &call, &feed.to_string())
                .await;
        }
    }

    /// Nobody enters a gated reserve who is not on the list, but for a debtor who adds to collateral; what flowed is counted.
    pub async fn gates_are_kept(&mut self, receipt: &TransactionReceipt) {
        let (pool, now) = (self.stage.pool(), self.stage.node.now().await);
        for log in receipt
            .inner
            .logs()
            .iter()
            .filter(|log| log.address() == pool)
        {
            let (Some(kind), data) = (log.topic0(), log.inner.clone()) else {
                continue;
            };
            if *kind == IPool::AllowedSet::SIGNATURE_HASH {
                let told = IPool::AllowedSet::decode_log(&data).expect("an event");
                if told.allowed {
                    self.allowed.insert(told.account);
                } else {
                    self.allowed.remove(&told.account);
                }
            } else if *kind == IPool::LimitsSet::SIGNATURE_HASH {
                let told = IPool::LimitsSet::decode_log(&data).expect("an event");
                let symbol = self.stage.symbol(told.asset).to_owned();
                let cap = self.stage.amount(&symbol, &told.outflowCap.to_string());
                let gate = self.gate_of(told.asset);
                gate.forget(now);
                let net = if gate.cap > 0 { gate.net } else { 0 };
                *gate = Gate {
                    gated: told.gated,
                    cap: narrow(cap),
                    window: i128::from(told.window),
                    net,
                    at: now,
                };
            } else if *kind == IPool::Supplied::SIGNATURE_HASH {
                let told = IPool::Supplied::decode_log(&data).expect("an event");
                self.may_enter(told.asset, told.account, false);
                self.gate_of(told.asset).flow(-narrow(told.assets), now);
            } else if *kind == IPool::Withdrawn::SIGNATURE_HASH {
                let told = IPool::Withdrawn::decode_log(&data).expect("an event");
                self.gate_of(told.asset).flow(narrow(told.assets), now);
                self.is_within_cap(told.asset);
            } else if *kind == IPool::Borrowed::SIGNATURE_HASH {
                let told = IPool::Borrowed::decode_log(&data).expect("an event");
                self.may_enter(told.asset, told.account, false);
                self.gate_of(told.asset).flow(narrow(told.assets), now);
                self.is_within_cap(told.asset);
            } else if *kind == IPool::Repaid::SIGNATURE_HASH {
                let told = IPool::Repaid::decode_log(&data).expect("an event");
                self.gate_of(told.asset).flow(-narrow(told.assets), now);
            } else if *kind == IPool::FlashLoaned::SIGNATURE_HASH {
                // Nothing flows, but what flowed is forgotten up to now, in whole units.
                let told = IPool::FlashLoaned::decode_log(&data).expect("an event");
                self.gate_of(told.asset).flow(0, now);
            } else if *kind == IPool::Settled::SIGNATURE_HASH {
                let told = IPool::Settled::decode_log(&data).expect("an event");
                self.gate_of(told.debtAsset).flow(-narrow(told.repaid), now);
            } else if *kind == IPool::CollateralDeposited::SIGNATURE_HASH {
                let told = IPool::CollateralDeposited::decode_log(&data).expect("an event");
                self.may_enter(told.asset, told.account, true);
            }
        }
        if self.stage.node.stands_still {
            self.outflow_is_as_told(now).await;
        }
    }

    fn gate_of(&mut self, asset: Address) -> &mut Gate {
        let symbol = self.stage.symbol(asset);
        let index = SYMBOLS.iter().position(|known| *known == symbol);
        &mut self.gates[index.expect("a reserve")]
    }

    fn may_enter(&mut self, asset: Address, account: Address, adding: bool) {
        let symbol = self.stage.symbol(asset).to_owned();
        if !self.gate_of(asset).gated || self.allowed.contains(&account) {
            return;
        }
        let index = SYMBOLS
            .iter()
            .position(|known| *known == symbol)
            .expect("a reserve");
        let known = self.positions.get(&account);
        let had = known.is_some_and(|known| !known[index].collateral.is_zero());
        assert!(adding && had, "GATE: {account} enters {symbol}");
    }

    fn is_within_cap(&mut self, asset: Address) {
        let gate = *self.gate_of(asset);
        assert!(
            gate.cap == 0 || gate.net <= gate.cap,
            "OUTFLOW: {asset}: {gate:?}"
        );
    }

    /// The room that is told is what the cap leaves of what flowed.
    async fn outflow_is_as_told(&mut self, now: u64) {
        for symbol in LIMITED {
            let asset = self.stage.token(symbol);
            let call = IPool::limitsCall { asset };
            let told = self.stage.read(self.stage.pool(), &call).await;
            let mut gate = *self.gate_of(asset);
            assert_eq!(told.gated, gate.gated, "GATE: {symbol}");
            if gate.cap == 0 {
                assert_eq!(told.outflowLeft, U256::MAX, "OUTFLOW: {symbol}");
                continue;
            }
            gate.forget(now);
            let left = U256::try_from((gate.cap - gate.net).max(0)).expect("positive");
            assert_eq!(told.outflowLeft, left, "OUTFLOW: {symbol}: {gate:?}");
        }
    }

    /// What other pools do changes nothing of this one.
    pub fn nothing_moved_unseen(
        &mut self,
        receipt: &TransactionReceipt,
        states: &[IPool::ReserveState],
    ) {
        let pool = self.stage.pool();
        let moved = receipt.inner.logs().iter().any(|log| log.address() == pool);
        let totals = |state: &IPool::ReserveState| {
            [
                state.cash,
                state.collateral,
                state.supplyShares,
                state.debtShares,
            ]
        };
        let now: Vec<_> = states.iter().map(totals).collect();
        let before = std::mem::replace(&mut self.totals, now);
        assert!(
            moved || before.is_empty() || before == self.totals,
            "ISOLATED: {before:?} became {:?}",
            self.totals
        );
    }

    /// The events of a pool's borrowing and withdrawing, whose accounts were judged.
    pub fn judged(receipt: &TransactionReceipt, pool: Address) -> Vec<Address> {
        let borrowed = outcome::events::<IPool::Borrowed>(receipt, pool);
        let withdrawn = outcome::events::<IPool::CollateralWithdrawn>(receipt, pool);
        let mut opened: Vec<_> = borrowed.iter().map(|event| event.account).collect();
        opened.extend(withdrawn.iter().map(|event| event.account));
        opened.sort_unstable();
        opened.dedup();
        opened
    }
}
