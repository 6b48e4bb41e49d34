//! The lens of loans: what it tells of a payment is what the program takes, and a fair rate is that of the puts.

use alloy::primitives::{Address, U256};
use ballast_bindings::loan_lens::ILoanLens::{Kind as LoanKind, Which};
use ballast_bindings::term_loan::ITermLoan::{Kind, Terms};
use ballast_bindings::{ILoanLens, IOracle, ITermLoan};
use ballast_chain_tests::stage::{test, travelling};
use risk_core::amortise::{Market, Plan, fair_rate_of};
use risk_core::fixed::{SignedWad, WAD, Wad, sqrt};

use crate::term_loan::{DAY, Desk, GRACE, MONTH, number};

impl Desk<'_> {
    fn lens(&self) -> Address {
        self.stage.at.loan_lens.expect("a lens")
    }

    fn which(&self, loan: U256) -> Which {
        Which {
            program: self.at,
            kind: LoanKind::Term,
            loan,
        }
    }

    async fn outlook(&self, loan: U256) -> ILoanLens::Outlook {
        let which = vec![self.which(loan)];
        let call = ILoanLens::outlooksCall { which };
        self.stage.read(self.lens(), &call).await[0].clone()
    }

    async fn schedule(&self, loan: U256) -> Vec<ILoanLens::Instalment> {
        let call = ILoanLens::scheduleCall {
            program: self.at,
            kind: LoanKind::Term,
            loan,
        };
        self.stage.read(self.lens(), &call).await
    }

    fn fair(&self, offer: U256, amount: u128, base: u128) -> ILoanLens::fairRateCall {
        ILoanLens::fairRateCall {
            program: self.at,
            offer,
            amount: number(amount),
            oracle: self.stage.oracle(),
            base: number(base),
        }
    }
}

#[test]
fn every_instalment_takes_and_unlocks_what_was_told() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 90_000_000_001).await;
        let start = stage.node.now().await;
        let told = desk.schedule(loan).await;
        assert_eq!(told.len(), 3);
        let outlook = desk.outlook(loan).await;
        assert_eq!(
            (outlook.borrower, outlook.lender),
            (desk.borrower.address(), desk.lender.address())
        );
        assert_eq!(
            (outlook.debtAsset, outlook.collateralAsset),
            (desk.debt, desk.collateral)
        );
        assert_eq!(outlook.lenderFloor, U256::ZERO);
        assert_eq!(outlook.lastDue, number((start + 3 * MONTH).into()));
        // 1,500 units for an ETH, but for the unit that rounds.
        let even = outlook.breakEven;
        assert!(
            even <= number(1_500_000_000) && even > number(1_499_999_990),
            "{even}"
        );
        let mut unlocked = U256::ZERO;
        for (index, instalment) in told.iter().enumerate() {
            let due = start + (index as u64 + 1) * MONTH;
            assert_eq!(instalment.number, U256::from(index + 1));
            assert_eq!(instalment.due, U256::from(due));
            assert_eq!(instalment.missedAfter, U256::from(due + GRACE));
            desk.at(due).await;
            let outlook = desk.outlook(loan).await;
            assert_eq!(outlook.nextDue, instalment.due);
            let paid = stage
                .does(&desk.borrower, desk.at, &desk.paying(loan))
                .await;
            let event: ITermLoan::InstalmentPaid = paid.event(desk.at);
            assert_eq!(
                (event.principal, event.interest, event.unlocked),
                (
                    instalment.principal,
                    instalment.interest,
                    instalment.unlocks
                )
            );
            assert_eq!(
                (paid.returned.paid, paid.returned.unlocked),
                (outlook.nextPayment, outlook.nextUnlocks)
            );
            unlocked += event.unlocked;
        }
        assert_eq!(unlocked, outlook.collateral);
        let ended = desk.outlook(loan).await;
        assert_eq!(
            (
                ended.principal,
                ended.collateral,
                ended.nextDue,
                ended.breakEven
            ),
            (U256::ZERO, U256::ZERO, U256::ZERO, U256::ZERO)
        );
        assert_eq!(ended.claimableCash, number(desk.loan(loan).await.cash));
        assert!(desk.schedule(loan).await.is_empty());
    });
}

#[test]
fn what_is_missed_is_told_before_anybody_settles_it() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 90_000_000_001).await;
        let start = stage.node.now().await;
        let before = desk.outlook(loan).await;
        desk.at(start + MONTH + GRACE).await;
        let late = desk.outlook(loan).await;
        assert_eq!(late.nextDue, before.nextDue);
        // Interest runs on past the date.
        assert!(late.nextPayment > before.nextPayment);
        assert_eq!(late.claimableCollateral, U256::ZERO);
        desk.at(start + MONTH + GRACE + 1).await;
        let missed = desk.outlook(loan).await;
        // What unlocks rounds down, what is forfeited up.
        let forfeited = missed.claimableCollateral - before.nextUnlocks;
        assert!(forfeited <= U256::ONE, "{forfeited}");
        assert_eq!(missed.nextDue, before.nextDue + U256::from(MONTH));
        assert_eq!(
            missed.collateral + missed.claimableCollateral,
            before.collateral
        );
        // All of it is repaid for what is told.
        let repaid = stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        assert_eq!(repaid.returned.paid, missed.principal + missed.interest);
        assert_eq!(repaid.returned.unlocked, missed.collateral);
    });
}

#[test]
fn a_fair_rate_is_that_of_the_puts() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        stage.settle_at("ETH", "2000").await;
        let terms = Terms {
            kind: Kind::Bullet,
            count: 1,
            ..desk.terms().await
        };
        let offer = desk.offer(terms.clone()).await;
        let base = WAD / 20;
        let lens = stage.at.loan_lens.expect("a lens");
        let told = stage
            .read(lens, &desk.fair(offer, 90_000_000_000, base))
            .await;
        assert_eq!(told.offered, number(terms.rate.into()));
        assert_eq!(told.collateral, number(60 * WAD));
        let reading = |asset| async move {
            let call = IOracle::priceCall { asset };
            stage.read(stage.oracle(), &call).await
        };
        let (eth, usdc) = (reading(desk.collateral).await, reading(desk.debt).await);
        let root = |reading: &IOracle::Reading| {
            let variance = reading.fastVariance.max(reading.slowVariance).to::<u128>();
            sqrt(Wad(variance)).0 + u128::from(variance > 0)
        };
        let market = Market {
            spot: Wad(eth.spot.to())
                .div_down(Wad(usdc.spot.to()))
                .expect("price"),
            volatility: Wad(root(&eth) + root(&usdc)),
            carry: SignedWad::ZERO,
            base: Wad(base),
        };
        let plan = Plan::Bullet { term: MONTH };
        let expected = fair_rate_of(
            &plan,
            90_000 * WAD,
            60 * WAD,
            GRACE,
            Wad(terms.rate.into()),
            &market,
        );
        assert_eq!(told.fair, number(expected.expect("rate").0));
        assert_eq!(told.volatility, number(market.volatility.0));
        assert!(told.fair > number(base));
        // More than is left is all; twice the collateral makes the puts cheaper; a falling price makes them dearer.
        let all = stage.read(lens, &desk.fair(offer, u128::MAX, base)).await;
        assert_eq!(all.collateral, number(80 * WAD));
        let safer = desk
            .offer(Terms {
                loanPerCollateral: 750_000_000,
                ..terms
            })
            .await;
        let safer = stage
            .read(lens, &desk.fair(safer, 90_000_000_000, base))
            .await;
        assert!(safer.fair < told.fair && safer.fair >= number(base));
        stage.settle_at("ETH", "1600").await;
        let dearer = stage
            .read(lens, &desk.fair(offer, 90_000_000_000, base))
            .await;
        assert!(dearer.fair > told.fair);
        // A feed that is not vouched for.
        stage.node.travel(10 * DAY).await;
        let error = ILoanLens::NoPrice { asset: desk.debt };
        stage
            .refuses(
                &desk.borrower,
                lens,
                &desk.fair(offer, 90_000_000_000, base),
                error,
            )
            .await;
    });
}

#[test]
fn who_makes_no_loans_is_named() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        let lens = stage.at.loan_lens.expect("a lens");
        let offer = desk.offer(desk.terms().await).await;
        let error = |target| ILoanLens::CallFailed { target };
        for (program, loan) in [
            (desk.at, 1),
            (stage.pool(), 1),
            (desk.borrower.address(), 1),
        ] {
            let mut which = desk.which(U256::from(loan));
            which.program = program;
            let call = ILoanLens::outlooksCall { which: vec![which] };
            stage
                .refuses(&desk.borrower, lens, &call, error(program))
                .await;
            let call = ILoanLens::scheduleCall {
                program,
                kind: LoanKind::Term,
                loan: U256::from(loan),
            };
            stage
                .refuses(&desk.borrower, lens, &call, error(program))
                .await;
        }
        let unknown = desk.fair(offer + U256::ONE, 1, 0);
        stage
            .refuses(&desk.borrower, lens, &unknown, error(desk.at))
            .await;
        let nothing = ILoanLens::outlooksCall { which: vec![] };
        assert!(stage.read(lens, &nothing).await.is_empty());
        let loan = desk.take(offer, 1_000_000).await;
        let call = ILoanLens::outlooksCall {
            which: vec![desk.which(loan); 64],
        };
        let told = stage.read(lens, &call).await;
        assert_eq!(told.len(), 64);
        assert!(
            told.iter()
                .all(|outlook| outlook.principal == number(1_000_000))
        );
    });
}
