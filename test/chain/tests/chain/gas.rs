//! Gas of whole transactions, verb by verb: programs outside and inside the chain's cache, the first time (storage is
//! created) and again (storage is there). Minutes pass before each, so every one adds interest.
//!
//! The embedded devnet is exact and deterministic, so the numbers are kept in `test/gas/snapshot.json` and what differs
//! by more than [`ADDRESSES`] fails. `BALLAST_UPDATE_SNAPSHOTS=1` writes the file anew. To see the table:
//! `cargo test -p ballast-chain-tests --test chain -- --nocapture gas_of`. Beside peers: `test/peers/run`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use alloy::primitives::{Address, U256, address};
use alloy::sol;
use alloy::sol_types::SolCall;
use ballast_bindings::{IPool, IUnwinder, IVault};
use ballast_chain_tests::{Actor, Stage, stage::travelling};
use ballast_deploy::project_root;

use crate::scene::{Scene, scene_at};

sol! {
    interface ICaching {
        function becomeChainOwner() external;
        function cacheProgram(address program) external;
    }
}

const ARB_DEBUG: Address = address!("00000000000000000000000000000000000000ff");
const ARB_WASM_CACHE: Address = address!("0000000000000000000000000000000000000072");

/// A program's address depends on its code, and each zero byte in it makes calldata 12 gas cheaper.
const ADDRESSES: u64 = 48;

/// Gas by verb: outside the cache, inside it.
pub type Table = BTreeMap<String, [u64; 2]>;

/// Everybody who acts, and the table that grows.
pub struct Run<'a> {
    pub stage: &'a Stage,
    pub column: usize,
    pub table: &'a mut Table,
}

impl Run<'_> {
    /// Sends a call a minute later, prices being fresh, and notes its gas.
    pub async fn step<C: SolCall>(&mut self, name: &str, actor: &Actor, to: Address, call: &C) {
        self.stage.advance(60).await;
        let done = self.stage.does(actor, to, call).await;
        self.table.entry(name.to_owned()).or_default()[self.column] = done.receipt.gas_used;
    }

    async fn lending(&mut self) {
        let stage = self.stage;
        let (pool, usdc, eth) = (stage.pool(), stage.token("USDC"), stage.token("ETH"));
        let lender = stage.rich("gas lender", &[("USDC", "1000000")]).await;
        let borrower = stage
            .rich("gas borrower", &[("ETH", "100"), ("USDC", "100000")])
            .await;
        let (me, them) = (lender.address(), borrower.address());
        let dollars = |whole| stage.amount("USDC", whole);
        let ether = |whole| stage.amount("ETH", whole);
        let supply = |assets| IPool::supplyCall {
            asset: usdc,
            assets,
            onBehalf: me,
        };
        self.step("supply first", &lender, pool, &supply(dollars("100000")))
            .await;
        let deposit = |amount| IPool::depositCollateralCall {
            asset: eth,
            amount,
            onBehalf: them,
        };
        self.step(
            "deposit collateral first",
            &borrower,
            pool,
            &deposit(ether("10")),
        )
        .await;
        self.step(
            "deposit collateral again",
            &borrower,
            pool,
            &deposit(ether("10")),
        )
        .await;
        let borrow = |assets| IPool::borrowCall {
            asset: usdc,
            assets,
            account: them,
            receiver: them,
        };
        self.step("borrow first", &borrower, pool, &borrow(dollars("10000")))
            .await;
        self.step("borrow again", &borrower, pool, &borrow(dollars("1000")))
            .await;
        self.step("supply again", &lender, pool, &supply(dollars("1000")))
            .await;
        self.step(
            "accrue",
            &borrower,
            pool,
            &IPool::accrueCall { asset: usdc },
        )
        .await;
        let repay = |assets| IPool::repayCall {
            asset: usdc,
            assets,
            onBehalf: them,
        };
        self.step("repay part", &borrower, pool, &repay(dollars("1000")))
            .await;
        let take = |amount| IPool::withdrawCollateralCall {
            asset: eth,
            amount,
            account: them,
            receiver: them,
        };
        self.step(
            "withdraw collateral part",
            &borrower,
            pool,
            &take(ether("1")),
        )
        .await;
        let withdraw = |assets| IPool::withdrawCall {
            asset: usdc,
            assets,
            account: me,
            receiver: me,
        };
        self.step("withdraw part", &lender, pool, &withdraw(dollars("1000")))
            .await;
        self.step("repay all", &borrower, pool, &repay(U256::MAX))
            .await;
        self.step("withdraw collateral all", &borrower, pool, &take(U256::MAX))
            .await;
        self.step("withdraw all", &lender, pool, &withdraw(U256::MAX))
            .await;
        self.step(
            "pay premium",
            &borrower,
            pool,
            &IPool::payPremiumCall { asset: usdc },
        )
        .await;
    }

    /// A vault with both fees, beside a loan that earns interest.
    async fn saving(&mut self) {
        let stage = self.stage;
        let (vault, usdc) = (stage.at.vaults["USDC"], stage.token("USDC"));
        let saver = stage.rich("gas saver", &[("USDC", "1000000")]).await;
        let borrower = stage.rich("gas borrower", &[("ETH", "100")]).await;
        let me = saver.address();
        stage.approve_at(usdc, &saver, vault).await;
        stage.supply(&saver, "USDC", "100000").await;
        stage.deposit(&borrower, "ETH", "100").await;
        stage.borrow(&borrower, "USDC", "50000").await;
        let assets = stage.amount("USDC", "1000");
        let deposit = IVault::depositCall {
            assets,
            receiver: me,
        };
        let redeem = |shares| IVault::redeemCall {
            shares,
            receiver: me,
            owner: me,
        };
        self.step("vault deposit first", &saver, vault, &deposit)
            .await;
        self.step("vault deposit again", &saver, vault, &deposit)
            .await;
        let fees = IVault::setFeesCall {
            performance: 1_000,
            management: 100,
            recipient: stage.owner.address(),
        };
        stage.does(&stage.owner, vault, &fees).await;
        stage.does(&saver, vault, &deposit).await;
        self.step("vault deposit with fees", &saver, vault, &deposit)
            .await;
        let shares = stage
            .read(vault, &IVault::balanceOfCall { account: me })
            .await;
        let part = redeem(shares / U256::from(4));
        self.step("vault redeem with fees", &saver, vault, &part)
            .await;
        let none = IVault::setFeesCall {
            performance: 0,
            management: 0,
            recipient: me,
        };
        stage.does(&stage.owner, vault, &none).await;
        self.step("vault redeem part", &saver, vault, &part).await;
        let in_kind = IVault::redeemInKindCall {
            shares: part.shares,
            receiver: me,
            owner: me,
        };
        self.step("vault redeem in kind", &saver, vault, &in_kind)
            .await;
        let to = borrower.address();
        let transfer = IVault::transferCall { to, value: assets };
        self.step("vault transfer first", &saver, vault, &transfer)
            .await;
        let left = stage
            .read(vault, &IVault::balanceOfCall { account: me })
            .await;
        self.step("vault redeem all", &saver, vault, &redeem(left))
            .await;
    }

    async fn unwinding(&mut self) {
        let stage = self.stage;
        let scene: Scene = scene_at(stage, "2700").await;
        let unwinder = stage.unwinder();
        self.step(
            "open unwind",
            &scene.keeper,
            unwinder,
            &scene.opening(stage),
        )
        .await;
        stage.advance(1_800).await;
        let fill: IUnwinder::fillCall = scene.filling(stage, stage.amount("ETH", "0.01"));
        self.step("fill first", &scene.keeper, unwinder, &fill)
            .await;
        self.step("fill again", &scene.keeper, unwinder, &fill)
            .await;
    }
}

async fn cache(stage: &Stage) {
    stage
        .does(&stage.owner, ARB_DEBUG, &ICaching::becomeChainOwnerCall {})
        .await;
    for (_, program) in stage.at.programs() {
        cache_program(stage, program).await;
    }
}

pub async fn cache_program(stage: &Stage, program: Address) {
    let call = ICaching::cacheProgramCall { program };
    stage.does(&stage.owner, ARB_WASM_CACHE, &call).await;
}

/// The table for people.
fn render(table: &Table) -> String {
    let mut text = format!("\n{:<26} {:>9} {:>9}\n", "gas", "uncached", "cached");
    for (name, [uncached, cached]) in table {
        let _infallible = writeln!(text, "{name:<26} {uncached:>9} {cached:>9}");
    }
    text
}

#[test]
fn gas_of_every_verb_is_as_kept() {
    travelling(async |stage| {
        if !stage.node.stands_still {
            let _closed = writeln!(
                std::io::stderr(),
                "skipped gas: numbers are kept for the embedded devnet only"
            );
            return;
        }
        let mut table = Table::new();
        let mut snapshot = stage.node.snapshot().await;
        for column in [0, 1] {
            for part in 0..8 {
                if column == 1 {
                    cache(stage).await;
                }
                let mut run = Run {
                    stage,
                    column,
                    table: &mut table,
                };
                match part {
                    0 => run.lending().await,
                    1 => run.unwinding().await,
                    2 => run.lending_for_terms().await,
                    3 => run.protecting().await,
                    4 => run.growing().await,
                    5 => run.pooling().await,
                    6 => run.flooring().await,
                    _ => run.saving().await,
                }
                stage.node.revert(&snapshot).await;
                snapshot = stage.node.snapshot().await;
            }
        }
        println!("{}", render(&table));
        let path = project_root().join("test/gas/snapshot.json");
        if std::env::var_os("BALLAST_UPDATE_SNAPSHOTS").is_some() {
            let text = serde_json::to_string_pretty(&table).expect("numbers");
            std::fs::write(&path, text + "\n").expect("test/gas/snapshot.json");
        }
        let kept = std::fs::read_to_string(&path).expect("test/gas/snapshot.json");
        let kept: Table = serde_json::from_str(&kept).expect("test/gas/snapshot.json");
        let names = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&table), names(&kept), "other verbs than are kept");
        let differs = |name: &&String| {
            let (found, kept) = (table[*name], kept[*name]);
            (0..2).any(|column| found[column].abs_diff(kept[column]) > ADDRESSES)
        };
        let changed: Vec<_> = table.keys().filter(differs).collect();
        assert!(
            changed.is_empty(),
            "gas of {changed:?} is not as kept in test/gas/snapshot.json; where that is meant, run again with \
             BALLAST_UPDATE_SNAPSHOTS=1"
        );
    });
}
