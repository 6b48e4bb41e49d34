//! Loans that puts protect: exercised past their grace where that protects, forfeited where nobody did; writers who wait are served.

use crate::scene::{config, keeper, purse};
use alloy::{
    primitives::{
        Address, U256,
        aliases::{U40, U96},
    },
    sol_types::SolValue,
};
use ballast_bindings::{
    IOptionLoan, IOptionMarket, option_loan::IOptionLoan::Terms, option_market::IOptionMarket as M,
};
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_keeper::{
    KeeperConfig, TickReport,
    alerts::Kind,
    loans::{Loans, put::KIND},
};

pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
pub const GRACE: u64 = 6 * HOUR;
pub const DOLLAR: u128 = 1_000_000;

/// A market of puts at $1,800 with an ether at $2,000, whose window is a day; a lender at that strike, and a borrower.
pub struct Desk<'a> {
    pub stage: &'a Stage,
    at: Address,
    pub market: Address,
    pub expiry: u64,
    pub offer: U256,
    writer: Actor,
    borrower: Actor,
}

impl<'a> Desk<'a> {
    pub async fn new(stage: &'a Stage) -> Self {
        stage.settle_at("ETH", "2000").await;
        stage.advance(10 * DAY).await;
        let at = stage.at.loans["option-loan"];
        let (debt, underlying) = (stage.token("USDC"), stage.token("ETH"));
        let expiry = stage.node.now().await + LIFE;
        let terms = M::Terms {
            underlying,
            debtAsset: debt,
            oracle: stage.oracle(),
            expiry: U40::from(expiry),
            window: DAY as u32,
            staleness: HOUR as u32,
            skew: 500_000_000_000_000_000,
            spread: 500,
            edge: 50,
            depth: 100_000_000_000_000_000_000,
        };
        let strikes = vec![M::Strike {
            price: U96::from(1_800_000_000_000_000_000_000_u128),
            volatility: 6_000,
        }];
        let extension = stage.at.loans["option-market-extension"];
        let arguments = (terms, strikes, extension).abi_encode_params();
        let market = stage
            .construct("option-market", &arguments)
            .await
            .expect("a market");
        let rich = [("USDC", "1000000"), ("ETH", "1000")];
        let [writer, lender, borrower] = [
            stage.rich("writer", &rich).await,
            stage.rich("lender", &rich).await,
            stage.rich("borrower", &rich).await,
        ];
        stage.approve_at(debt, &writer, market).await;
        let call = IOptionMarket::depositCall {
            assets: stage.amount("USDC", "1000000"),
            receiver: writer.address(),
        };
        stage.does(&writer, market, &call).await;
        for actor in [&lender, &borrower] {
            for token in [debt, underlying] {
                stage.approve_at(token, actor, at).await;
            }
        }
        let terms = Terms {
            market,
            strike: 0,
            size: 100_000 * DOLLAR,
            least: 1,
            rate: 120_000_000_000_000_000,
            grace: GRACE as u32,
            expiry: U40::from(expiry),
            allowed: Address::ZERO,
        };
        let call = IOptionLoan::makeOfferCall { terms };
        let offer = stage.does(&lender, at, &call).await.returned;
        Self {
            stage,
            at,
            market,
            expiry,
            offer,
            writer,
            borrower,
        }
    }

    async fn take(&self, dollars: u128) -> U256 {
        let call = IOptionLoan::takeCall {
            offer: self.offer,
            amount: U256::from(dollars * DOLLAR),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            upFront: false,
            receiver: self.borrower.address(),
        };
        self.stage
            .does(&self.borrower, self.at, &call)
            .await
            .returned
    }

    pub async fn loan(&self, loan: U256) -> IOptionLoan::Loan {
        let call = IOptionLoan::loanAtCall { loan };
        self.stage.read(self.at, &call).await
    }

    /// Goes to a second, with ETH at a price that the oracle does not doubt.
    pub async fn at(&self, time: u64) {
        let now = self.stage.node.now().await;
        self.stage.node.travel(time - now).await;
        self.stage.refresh().await;
    }
}

pub fn following(stage: &Stage) -> KeeperConfig {
    let mut config = config(stage);
    config.option_loan = stage.at.loan("option-loan");
    config.gas_asset = Some(stage.token("ETH"));
    config
}

fn quiet(report: &TickReport) {
    assert!(
        report.exercised.is_empty() && report.settled.is_empty(),
        "{report:?}"
    );
    assert!(report.errors.is_empty(), "{report:?}");
}

#[test]
fn under_the_strike_puts_are_exercised_once_as_soon_as_the_grace_is_over() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let loan = desk.take(10_000).await;
        let dust = desk.take(9).await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut working = keeper(stage, &first, following(stage));
        let mut other = keeper(stage, &second, following(stage));
        let all = |overdue, missed, next_due| Loans {
            live: 2,
            usd: 10_009.0,
            overdue,
            missed,
            next_due,
        };
        let report = working.tick().await.unwrap();
        quiet(&report);
        assert_eq!(report.loans[KIND], all(0, 0, Some(desk.expiry)));

        // The borrower's time, to its last second, whatever the price.
        stage.settle_at("ETH", "1700").await;
        desk.at(desk.expiry + GRACE - 60).await;
        let report = working.tick().await.unwrap();
        quiet(&report);
        assert_eq!(report.loans[KIND], all(2, 0, None));
        desk.at(desk.expiry + GRACE + 1).await;
        let mut dry = following(stage);
        dry.dry_run = true;
        let report = keeper(stage, &first, dry).tick().await.unwrap();
        let plans = report
            .planned
            .iter()
            .filter(|p| p.action == format!("exercise put loan {loan}"));
        assert_eq!(plans.count(), 1, "{report:?}");
        // Nobody pays its gas: it may be too much.
        let mut poor = following(stage);
        poor.loan_gas = U256::ZERO;
        let report = keeper(stage, &first, poor).tick().await.unwrap();
        quiet(&report);
        assert!(
            report
                .skipped
                .iter()
                .any(|skipped| skipped.reason.contains("gas")),
            "{report:?}"
        );

        let report = working.tick().await.unwrap();
        assert_eq!(report.exercised.len(), 1, "{report:?}");
        assert_eq!(report.exercised[0].account, desk.borrower.address());
        let state = desk.loan(loan).await;
        assert_eq!((state.principal, state.collateral), (0, 0));
        assert!(
            state.cash > 10_000 * DOLLAR,
            "the lender has its interest too"
        );
        assert!(
            desk.loan(dust).await.principal > 0,
            "dust is its lender's business"
        );
        let height = stage.node.height().await;
        let mut restarted = keeper(stage, &first, following(stage));
        for keeper in [&mut working, &mut other, &mut restarted] {
            let report = keeper.tick().await.unwrap();
            quiet(&report);
            assert_eq!((report.loans[KIND].live, report.loans[KIND].missed), (1, 1));
        }
        assert_eq!(stage.node.height().await, height, "nothing is sent twice");
    });
}

#[test]
fn above_the_strike_the_borrower_is_left_to_repay_until_the_window_ends() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (loan, until) = (desk.take(10_000).await, desk.expiry + DAY);
        let purse = purse(stage, "keeper").await;
        let mut working = keeper(stage, &purse, following(stage));
        let mut idle = following(stage);
        idle.exercise_before = 0;
        let mut idle = keeper(stage, &purse, idle);
        desk.at(desk.expiry + GRACE + 1).await;
        quiet(&working.tick().await.unwrap());
        desk.at(until - 2 * HOUR - 60).await;
        quiet(&working.tick().await.unwrap());
        desk.at(until - HOUR).await;
        let report = idle.tick().await.unwrap();
        quiet(&report);
        assert!(
            report.notices.iter().any(|n| n.kind == Kind::Unexercised),
            "{report:?}"
        );
        let report = working.tick().await.unwrap();
        assert_eq!(report.exercised.len(), 1, "{report:?}");
        assert_eq!(desk.loan(loan).await.principal, 0);
    });
}

#[test]
fn what_nobody_exercised_is_forfeited_and_writers_who_wait_are_served() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let loan = desk.take(10_000).await;
        let locked = desk.loan(loan).await.collateral;
        let purse = purse(stage, "keeper").await;
        let mut off = following(stage);
        off.option_loan = None;
        off.markets = vec![desk.market];
        let account = desk.writer.address();
        let shares: U256 = stage
            .read(desk.market, &IOptionMarket::balanceOf_0Call { account })
            .await;
        let request = |shares| IOptionMarket::requestRedeemCall {
            shares,
            least: U256::ZERO,
        };
        // Half can leave at once, though puts are open.
        stage
            .does(&desk.writer, desk.market, &request(shares / U256::from(2)))
            .await;
        let mut queue = keeper(stage, &purse, off.clone());
        let before = stage.balance("USDC", account).await;
        let report = queue.tick().await.unwrap();
        assert_eq!(report.served.len(), 1, "{report:?}");
        assert!(stage.balance("USDC", account).await > before + stage.amount("USDC", "499000"));
        assert!(queue.tick().await.unwrap().served.is_empty());
        let report = keeper(stage, &purse, off.clone()).tick().await.unwrap();
        assert!(
            report.served.is_empty() && report.errors.is_empty(),
            "{report:?}"
        );
        // The rest waits for the end of the window.
        let rest = shares - shares / U256::from(2);
        stage.does(&desk.writer, desk.market, &request(rest)).await;

        desk.at(desk.expiry + DAY + GRACE).await;
        let mut working = keeper(stage, &purse, following(stage));
        quiet(&working.tick().await.unwrap());
        desk.at(desk.expiry + DAY + GRACE + 1).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.settled.len(), 1, "{report:?}");
        assert_eq!(desk.loan(loan).await.forfeited, locked);
        quiet(
            &keeper(stage, &purse, following(stage))
                .tick()
                .await
                .unwrap(),
        );
        let report = keeper(stage, &purse, off).tick().await.unwrap();
        assert!(report.errors.is_empty(), "{report:?}");
        let book = stage.read(desk.market, &IOptionMarket::bookCall {}).await;
        assert_eq!(book.queued, U256::ZERO, "{report:?}");
    });
}
