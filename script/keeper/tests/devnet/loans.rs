//! Term loans: followed from events, settled once what was missed is past its grace, told before.

use crate::scene::{config, keeper, purse};
use alloy::{
    primitives::{Address, U256, aliases::U40},
    sol,
    sol_types::SolValue,
};
use ballast_bindings::{
    ITermLoan,
    term_loan::ITermLoan::{Kind as Plan, Terms},
};
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_keeper::{
    KeeperConfig,
    alerts::Kind,
    loans::{Loans, term::KIND},
};

sol! {
    function mint(address account, uint256 amount) external;
}

pub const DAY: u64 = 86_400;
pub const MONTH: u64 = 30 * DAY;

/// A lender, a borrower, and an offer of 1,500 USDC for an ETH over three months, with two days of grace.
pub struct Desk<'a> {
    pub stage: &'a Stage,
    pub at: Address,
    pub lender: Actor,
    pub borrower: Actor,
}

impl<'a> Desk<'a> {
    pub async fn new(stage: &'a Stage) -> Self {
        let at = stage.at.loans["term-loan"];
        let lender = stage.rich("lender", &[("USDC", "1000000")]).await;
        let borrower = stage
            .rich("borrower", &[("ETH", "1000"), ("USDC", "100000")])
            .await;
        for actor in [&lender, &borrower] {
            for symbol in ["USDC", "ETH"] {
                stage.approve_at(stage.token(symbol), actor, at).await;
            }
        }
        Self {
            stage,
            at,
            lender,
            borrower,
        }
    }

    pub async fn terms(&self) -> Terms {
        Terms {
            debtAsset: self.stage.token("USDC"),
            collateralAsset: self.stage.token("ETH"),
            size: 120_000_000_000,
            least: 1,
            loanPerCollateral: 1_500_000_000,
            loanToValue: 0,
            oracle: Address::ZERO,
            rate: 120_000_000_000_000_000,
            kind: Plan::EqualPrincipal,
            count: 3,
            period: MONTH as u32,
            grace: 2 * DAY as u32,
            expiry: U40::from(self.stage.node.now().await + 10 * MONTH),
            allowed: Address::ZERO,
        }
    }

    async fn take(&self, terms: Terms, amount: &str) -> U256 {
        let steps = Vec::new();
        let call = ITermLoan::makeOfferCall { terms, steps };
        let offer = self.stage.does(&self.lender, self.at, &call).await.returned;
        let call = ITermLoan::takeCall {
            offer,
            // The odd token has as many decimals.
            amount: self.stage.amount("USDC", amount),
            most: U256::MAX,
            receiver: self.borrower.address(),
        };
        self.stage
            .does(&self.borrower, self.at, &call)
            .await
            .returned
    }

    pub async fn pay(&self, loan: U256) {
        let call = ITermLoan::payInstalmentCall {
            loan,
            most: U256::MAX,
            receiver: self.borrower.address(),
        };
        self.stage.does(&self.borrower, self.at, &call).await;
    }

    async fn owed(&self, loan: U256) -> ITermLoan::owedReturn {
        self.stage
            .read(self.at, &ITermLoan::owedCall { loan })
            .await
    }
}

pub fn following(stage: &Stage) -> KeeperConfig {
    let mut config = config(stage);
    config.term_loan = stage.at.loan("term-loan");
    config.programs.extend(stage.at.loan("term-loan"));
    config
}

#[test]
fn what_was_missed_is_settled_once_after_its_grace_by_whoever_is_there() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let loan = desk.take(desk.terms().await, "30000").await;
        let start = stage.node.now().await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut working = keeper(stage, &first, following(stage));
        let mut other = keeper(stage, &second, following(stage));
        let mut off = following(stage);
        off.term_loan = None;
        let mut off = keeper(stage, &second, off);
        let mut dry = following(stage);
        dry.dry_run = true;
        let report = working.tick().await.unwrap();
        let all = |overdue, missed, usd, next| Loans {
            live: 1,
            usd,
            overdue,
            missed,
            next_due: next,
        };
        assert_eq!(report.loans[KIND], all(0, 0, 30_000.0, Some(start + MONTH)));

        desk.pay(loan).await;
        // Memory has the date of the chain.
        let next = desk.owed(loan).await.next;
        let report = working.tick().await.unwrap();
        let due = start + 2 * MONTH;
        assert_eq!(report.loans[KIND], all(0, 0, 20_000.0, Some(due)));
        assert_eq!(next.due, U40::from(due));

        // In its grace, to its last second.
        stage
            .node
            .travel(due + 2 * DAY - stage.node.now().await - 1)
            .await;
        stage.refresh().await;
        for keeper in [&mut working, &mut other] {
            let report = keeper.tick().await.unwrap();
            assert!(
                report.settled.is_empty() && report.errors.is_empty(),
                "{report:?}"
            );
            assert_eq!(report.loans[KIND], all(1, 0, 20_000.0, None));
            assert!(
                report
                    .notices
                    .iter()
                    .any(|n| n.kind == Kind::InstalmentOverdue)
            );
        }
        stage.advance(60).await;
        assert!(off.tick().await.unwrap().settled.is_empty());
        let report = keeper(stage, &first, dry).tick().await.unwrap();
        let planned = report
            .planned
            .iter()
            .filter(|p| p.action == format!("settle term loan {loan}"));
        assert_eq!(planned.count(), 1, "{report:?}");
        let report = working.tick().await.unwrap();
        assert_eq!(report.settled.len(), 1, "{report:?}");
        assert_eq!(report.settled[0].account, desk.borrower.address());
        let state = stage.read(desk.at, &ITermLoan::loanAtCall { loan }).await;
        assert_eq!((state.settled, state.principal), (2, 10_000_000_000));
        let height = stage.node.height().await;
        let mut restarted = keeper(stage, &first, following(stage));
        for keeper in [&mut working, &mut other, &mut restarted] {
            let report = keeper.tick().await.unwrap();
            assert!(
                report.settled.is_empty() && report.errors.is_empty(),
                "{report:?}"
            );
            assert_eq!(
                report.loans[KIND],
                all(0, 0, 10_000.0, Some(start + 3 * MONTH))
            );
        }
        assert_eq!(stage.node.height().await, height, "nothing is sent twice");

        // The last one too: then it is over.
        stage.node.travel(MONTH).await;
        stage.refresh().await;
        let report = other.tick().await.unwrap();
        assert_eq!(report.settled.len(), 1, "{report:?}");
        let report = restarted.tick().await.unwrap();
        assert_eq!(report.loans[KIND], Loans::default());
    });
}

#[test]
fn several_missed_are_settled_at_once_and_dust_and_unknown_tokens_are_left() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let terms = desk.terms().await;
        let large = desk.take(terms.clone(), "30").await;
        let dust = desk.take(terms.clone(), "29").await;
        let mut config = following(stage);
        config.settle_debt = U256::from(10) * crate::scene::wad();
        let mut unpriced = following(stage);
        unpriced.settle_debt = U256::ZERO;
        let purse = purse(stage, "keeper").await;
        let mut keeper_ = keeper(stage, &purse, config);
        keeper_.tick().await.unwrap();
        stage.node.travel(MONTH + 2 * DAY + 1).await;
        stage.refresh().await;
        let report = keeper_.tick().await.unwrap();
        let at = desk.at;
        let settled = |loan: U256| async move {
            let call = ITermLoan::loanAtCall { loan };
            stage.read(at, &call).await.settled
        };
        assert_eq!(report.settled.len(), 1, "{report:?}");
        assert_eq!((settled(large).await, settled(dust).await), (1, 0));
        // Two instalments of dust are worth it.
        stage.node.travel(MONTH).await;
        stage.refresh().await;
        let report = keeper_.tick().await.unwrap();
        assert_eq!(report.settled.len(), 2, "{report:?}");
        assert_eq!((settled(large).await, settled(dust).await), (2, 2));

        // A debt asset without a price is its lenders' business, whatever is set.
        let arguments = ("Odd".to_owned(), "ODD".to_owned(), U256::from(6)).abi_encode_params();
        let token = stage.create(&desk.lender, "DevToken", &arguments).await;
        let call = mintCall {
            account: desk.lender.address(),
            amount: U256::from(1_000_000_000_000_u64),
        };
        stage.does(&desk.lender, token, &call).await;
        stage.approve_at(token, &desk.lender, desk.at).await;
        let mut terms = terms;
        terms.debtAsset = token;
        terms.expiry = U40::from(stage.node.now().await + MONTH);
        let loan = desk.take(terms, "30000").await;
        stage.node.travel(MONTH + 2 * DAY + 1).await;
        stage.refresh().await;
        let mut keeper_ = keeper(stage, &purse, unpriced);
        keeper_.tick().await.unwrap();
        // The others have ended.
        let report = keeper_.tick().await.unwrap();
        assert_eq!(settled(loan).await, 0, "{report:?}");
        assert!(report.errors.is_empty(), "{report:?}");
        assert_eq!((report.loans[KIND].live, report.loans[KIND].missed), (1, 1));
    });
}
