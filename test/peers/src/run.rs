//! The operations that every protocol does, in one order.

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use ballast_chain_tests::{Actor, Node};
use ballast_deploy::chain::Chain;
use ballast_deploy::{Silent, build_programs, project_root};
use ballast_devnet::Options;
use ballast_devnet::node::ClockMode;

use crate::aave::Aave;
use crate::ballast::Ballast;
use crate::bench::{ASSETS, Bench, Request};
use crate::market::{Action, Market};
use crate::morpho::Morpho;
use crate::report::{Column, Report, Section};

sol! {
    #![sol(all_derives)]

    interface IFlashBorrower {
        function trust(address token, address lender) external;
        function take(address lender, bytes calldata request) external;
    }
}

/// The key of Nitro's development account, which every devnet funds.
const DEVELOPMENT_KEY: &str = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
/// Time at which the devnet begins.
const GENESIS_TIME: u64 = 1_800_000_000;
/// All of it.
const ALL: U256 = U256::MAX;

/// Deploys everything on one devnet and measures it; the peers only where asked for.
pub async fn run(peers: bool) -> Report {
    let options = Options {
        timestamp: Some(GENESIS_TIME),
        clock: ClockMode::Manual,
        ..Options::default()
    };
    let devnet = ballast_devnet::start(options).expect("devnet");
    let signer: PrivateKeySigner = DEVELOPMENT_KEY.parse().expect("a private key");
    let owner = Actor::keyed("owner", signer.clone());
    let bench = Bench::new(Node::connect(devnet.url()).await, owner).await;
    let flash = bench.create_own("FlashBorrower", &[]).await;
    // Before Ballast, so that their addresses do not depend on what it takes to deploy it.
    let compared = if peers {
        Some((Morpho::deploy(&bench).await, Aave::deploy(&bench).await))
    } else {
        None
    };
    let programs = build_programs(&project_root(), &Silent)
        .unwrap_or_else(|error| panic!("programs: {error}"));
    let mut pools = Vec::new();
    for count in [2, ASSETS.len()] {
        let chain = Chain::connect(devnet.url(), signer.clone())
            .await
            .expect("node");
        pools.push(Ballast::deploy(&bench, chain, &programs, count).await);
    }
    let mut tester = Tester {
        snapshot: bench.snapshot().await,
        bench,
        flash,
        report: Report::default(),
    };
    let [isolated, crossed] = &pools[..] else {
        unreachable!("two pools")
    };
    for column in [Column::Uncached, Column::Live, Column::Stored] {
        tester.measure(isolated, column, &[Section::Isolated]).await;
        tester.measure(crossed, column, &Section::CROSSED).await;
    }
    if let Some(([stored, live], aave)) = compared {
        tester
            .measure(&stored, Column::MorphoStored, &[Section::Isolated])
            .await;
        tester
            .measure(&live, Column::MorphoLive, &[Section::Isolated])
            .await;
        tester.measure(&aave, Column::Aave, &Section::CROSSED).await;
    }
    tester.report
}

/// Where everything is deployed, and what was found so far.
struct Tester {
    bench: Bench,
    flash: Address,
    snapshot: serde_json::Value,
    report: Report,
}

impl Tester {
    /// Fills a column of some sections, each from the state after deployment.
    async fn measure(&mut self, market: &impl Market, column: Column, sections: &[Section]) {
        for section in sections {
            self.bench.node.revert(&self.snapshot).await;
            self.snapshot = self.bench.snapshot().await;
            market.begin(&self.bench, column).await;
            let mut run = Run {
                bench: &self.bench,
                flash: self.flash,
                market,
                column,
                section: *section,
                report: &mut self.report,
            };
            match section {
                Section::Isolated | Section::One => run.lifecycle(&[]).await,
                Section::Three => run.lifecycle(&["BTC", "LINK"]).await,
                Section::Health => run.health().await,
            }
        }
    }
}

/// One protocol's turn in one section.
struct Run<'a, M> {
    bench: &'a Bench,
    flash: Address,
    market: &'a M,
    column: Column,
    section: Section,
    report: &'a mut Report,
}

impl<M: Market> Run<'_, M> {
    async fn act(&self, actor: &Actor, action: Action) -> u64 {
        let request = self.market.request(self.bench, action, actor.address());
        self.bench.send(actor, request.await).await
    }

    /// A minute later.
    async fn wait(&self) {
        self.bench.advance().await;
        self.market.keep(self.bench).await;
    }

    async fn step(&mut self, operation: &str, actor: &Actor, action: Action) {
        self.wait().await;
        let gas = self.act(actor, action).await;
        self.note(operation, gas);
    }

    fn note(&mut self, operation: &str, gas: u64) {
        self.report.note(self.section, operation, self.column, gas);
    }

    async fn actor(&self, name: &str, tokens: &[&str]) -> Actor {
        self.bench.actor(name, self.market.address(), tokens).await
    }

    /// Somebody lends and somebody borrows before the measured accounts come, and a tenth of what is lent is lent on.
    async fn live(&self, others: &[&'static str]) {
        let bench = self.bench;
        let tokens = [&["USDC", "ETH"], others].concat();
        let first = self.actor("first lender", &["USDC"]).await;
        let supplied = Action::Supply("USDC", bench.worth("USDC", 1_000_000));
        self.act(&first, supplied).await;
        let resident = self.actor("first borrower", &tokens).await;
        for symbol in &tokens[1..] {
            self.act(
                &resident,
                Action::Deposit(symbol, bench.worth(symbol, 300_000)),
            )
            .await;
        }
        self.act(
            &resident,
            Action::Borrow("USDC", bench.worth("USDC", 100_000)),
        )
        .await;
    }

    /// An account's life, while it has these other collaterals too.
    async fn lifecycle(&mut self, others: &[&'static str]) {
        self.live(others).await;
        let bench = self.bench;
        let dollars = |amount| bench.worth("USDC", amount);
        let ether = |amount| bench.worth("ETH", amount);
        let lender = self.actor("lender", &["USDC"]).await;
        let tokens = [&["USDC", "ETH"], others].concat();
        let borrower = self.actor("borrower", &tokens).await;
        for symbol in others {
            self.act(
                &borrower,
                Action::Deposit(symbol, bench.worth(symbol, 30_000)),
            )
            .await;
        }
        self.step(
            "supply, first",
            &lender,
            Action::Supply("USDC", dollars(100_000)),
        )
        .await;
        self.step(
            "supply, again",
            &lender,
            Action::Supply("USDC", dollars(1_000)),
        )
        .await;
        self.step(
            "collateral in, first",
            &borrower,
            Action::Deposit("ETH", ether(30_000)),
        )
        .await;
        self.step(
            "collateral in, again",
            &borrower,
            Action::Deposit("ETH", ether(30_000)),
        )
        .await;
        self.step(
            "borrow, first",
            &borrower,
            Action::Borrow("USDC", dollars(10_000)),
        )
        .await;
        self.step(
            "borrow, again",
            &borrower,
            Action::Borrow("USDC", dollars(1_000)),
        )
        .await;
        self.step(
            "repay, part",
            &borrower,
            Action::Repay("USDC", dollars(1_000)),
        )
        .await;
        self.step(
            "collateral out, part",
            &borrower,
            Action::Release("ETH", ether(3_000)),
        )
        .await;
        self.step(
            "withdraw, part",
            &lender,
            Action::Withdraw("USDC", dollars(1_000)),
        )
        .await;
        self.flash_loan(&lender, dollars(1_000)).await;
        self.step("repay, all", &borrower, Action::Repay("USDC", ALL))
            .await;
        self.step(
            "collateral out, all",
            &borrower,
            Action::Release("ETH", ALL),
        )
        .await;
        self.step("withdraw, all", &lender, Action::Withdraw("USDC", ALL))
            .await;
    }

    async fn flash_loan(&mut self, actor: &Actor, amount: U256) {
        let (bench, receiver, lender) = (self.bench, self.flash, self.market.address());
        let Some(request) = self.market.flash(bench, "USDC", amount, receiver).await else {
            return;
        };
        let token = bench.asset("USDC").token;
        bench
            .does(
                actor,
                receiver,
                &IFlashBorrower::trustCall { token, lender },
            )
            .await;
        self.wait().await;
        let request = IFlashBorrower::takeCall {
            lender,
            request: request.data,
        };
        let gas = bench.does(actor, receiver, &request).await;
        self.note("flash loan", gas);
    }

    /// The health view of accounts that have to do with ever more assets. Gas of a transaction that asks for it, less
    /// what every transaction costs.
    async fn health(&mut self) {
        self.live(&["BTC", "SOL", "LINK", "AVAX", "UNI", "ARB"])
            .await;
        let bench = self.bench;
        let lender = self.actor("lender of ETH", &["ETH"]).await;
        self.act(&lender, Action::Supply("ETH", bench.worth("ETH", 100_000)))
            .await;
        for count in [1, 2, 4, 8] {
            let symbols = ASSETS.map(|asset| asset.0);
            // With one asset, it is owed and pledged.
            let (owed, pledged) = match count {
                1 => ("ETH", &symbols[1..2]),
                _ => ("USDC", &symbols[1..count]),
            };
            let account = self
                .actor(&format!("owner of {count} assets"), pledged)
                .await;
            for symbol in pledged {
                self.act(
                    &account,
                    Action::Deposit(symbol, bench.worth(symbol, 10_000)),
                )
                .await;
            }
            self.act(&account, Action::Borrow(owed, bench.worth(owed, 1_000)))
                .await;
            self.wait().await;
            let Some(request) = self.market.health(account.address()) else {
                continue;
            };
            let intrinsic = intrinsic(&request);
            let gas = bench.send(&lender, request).await - intrinsic;
            let plural = if count == 1 { "" } else { "s" };
            self.note(&format!("health view, {count} asset{plural}"), gas);
        }
    }
}

/// What a transaction costs before it does anything.
fn intrinsic(request: &Request) -> u64 {
    let bytes = request.data.iter();
    21_000
        + bytes
            .map(|byte| if *byte == 0 { 4 } else { 16 })
            .sum::<u64>()
}
