//! The lens of loans: what it tells of a payment is what the program takes, and a fair rate is that of the puts.

use alloy::primitives::{Address, U256};
use ballast_bindings::loan_lens::ILoanLens::{
    Bearer, Cover, Fit, Kind as LoanKind, Stage as Stand, Which,
};
use ballast_bindings::term_loan::ITermLoan::{Kind, Terms};
use ballast_bindings::{ILoanLens, IOptionLoan, IOptionMarket, IOracle, ITermLoan, IYieldLoan};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use risk_core::amortise::{Market, Plan, PricedInstalment, fair_rate, fair_rate_of};
use risk_core::fixed::{SignedWad, WAD, Wad, sqrt};

use crate::option_market::{agreed, calm, make, strikes};
use crate::term_loan::{DAY, Desk, GRACE, MONTH, number};
use crate::yield_loan::{Farm, PATIENCE, PERIOD, turn};

/// What the lens tells of a loan.
async fn outlook_of(stage: &Stage, which: &Which) -> ILoanLens::Outlook {
    let lens = stage.at.loans["loan-lens"];
    let call = ILoanLens::outlooksCall {
        which: vec![which.clone()],
    };
    let told = stage.read(lens, &call).await[0].clone();
    assert_eq!(told.which, *which);
    told
}

async fn schedule_of(stage: &Stage, which: &Which) -> Vec<ILoanLens::Instalment> {
    let call = ILoanLens::scheduleCall {
        program: which.program,
        kind: which.kind,
        loan: which.loan,
    };
    stage.read(stage.at.loans["loan-lens"], &call).await
}

/// A market of puts on ETH at these strikes, dollars, with so much cash, USDC units, that the lender may buy at and deliver to.
async fn puts(desk: &Desk<'_>, prices: &[u128], expiry: u64, cash: u128) -> Address {
    let stage = desk.stage;
    let terms = agreed(stage, desk.collateral, desk.debt, expiry);
    let market = make(stage, terms, strikes(prices)).await;
    let writer = stage.rich("writer", &[("USDC", "2000000")]).await;
    stage.approve_at(desk.debt, &writer, market).await;
    for token in [desk.debt, desk.collateral] {
        stage.approve_at(token, &desk.lender, market).await;
    }
    let call = IOptionMarket::depositCall {
        assets: number(cash),
        receiver: writer.address(),
    };
    stage.does(&writer, market, &call).await;
    market
}

/// A reserve of six hours.
const RESERVE: u64 = 6 * 3_600;

async fn go_to(stage: &Stage, time: U256) {
    let now = stage.node.now().await;
    stage.node.travel(time.to::<u64>() - now).await;
}

impl Desk<'_> {
    fn which(&self, loan: U256) -> Which {
        Which {
            program: self.at,
            kind: LoanKind::Term,
            loan,
        }
    }

    async fn outlook(&self, loan: U256) -> ILoanLens::Outlook {
        outlook_of(self.stage, &self.which(loan)).await
    }

    async fn schedule(&self, loan: U256) -> Vec<ILoanLens::Instalment> {
        schedule_of(self.stage, &self.which(loan)).await
    }

    fn covering(&self, loan: U256, market: Address, reserve: u64) -> ILoanLens::coverCall {
        ILoanLens::coverCall {
            program: self.at,
            loan,
            market,
            reserve: U256::from(reserve),
        }
    }

    async fn cover(&self, loan: U256, market: Address) -> ILoanLens::coverReturn {
        let call = self.covering(loan, market, RESERVE);
        self.stage
            .read(self.stage.at.loans["loan-lens"], &call)
            .await
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
        assert_eq!(
            (outlook.lenderFloor, outlook.borrowerFloor),
            (U256::ZERO, U256::ZERO)
        );
        assert_eq!(
            (outlook.stage, outlook.bearer),
            (Stand::Running, Bearer::Lender)
        );
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
            assert_eq!(
                (outlook.nextDue, outlook.stage),
                (instalment.due, Stand::Due)
            );
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
        assert_eq!((ended.stage, ended.bearer), (Stand::Ended, Bearer::Nobody));
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
        let lens = stage.at.loans["loan-lens"];
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
        let more = stage
            .read(lens, &desk.fair(offer, 180_000_000_000, base))
            .await;
        assert_eq!((more.collateral, more.fair), (all.collateral, all.fair));
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
        let lens = stage.at.loans["loan-lens"];
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

/// Loans that puts protect, of 10,000 dollars each against ETH at 2,000: the program, who lends and borrows, the loans.
async fn protected(stage: &Stage, count: usize) -> (Address, Actor, Actor, Vec<Which>) {
    calm(stage).await;
    let program = stage
        .construct("option-loan", &[])
        .await
        .expect("option loans");
    let (debt, collateral) = (stage.token("USDC"), stage.token("ETH"));
    let expiry = stage.node.now().await + MONTH;
    let market = crate::option_loan::market(stage, debt, collateral, expiry).await;
    let (lender, borrower) = (stage.actor("lender").await, stage.actor("borrower").await);
    for actor in [&lender, &borrower] {
        for (token, amount) in [(debt, 1_000_000_000_000), (collateral, 1_000 * WAD)] {
            let account = actor.address();
            let amount = number(amount);
            stage
                .does(&stage.owner, token, &IToken::mintCall { account, amount })
                .await;
            stage.approve_at(token, actor, program).await;
        }
    }
    let terms = IOptionLoan::Terms {
        market,
        strike: 0,
        size: 100_000_000_000,
        least: 1,
        rate: 120_000_000_000_000_000,
        grace: 6 * 3_600,
        expiry: alloy::primitives::aliases::U40::from(expiry),
        allowed: Address::ZERO,
    };
    let offer = stage
        .does(&lender, program, &IOptionLoan::makeOfferCall { terms })
        .await
        .returned;
    let mut loans = Vec::new();
    for _ in 0..count {
        let take = IOptionLoan::takeCall {
            offer,
            amount: number(10_000_000_000),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            upFront: false,
            receiver: borrower.address(),
        };
        loans.push(Which {
            program,
            kind: LoanKind::Put,
            loan: stage.does(&borrower, program, &take).await.returned,
        });
    }
    (program, lender, borrower, loans)
}

#[test]
fn puts_pay_at_least_what_is_told_whatever_the_price() {
    travelling(async |stage| {
        let (program, lender, borrower, loans) = protected(stage, 3).await;
        let [repaid, exercised, forfeited] = &loans[..] else {
            panic!("three loans");
        };
        let told = outlook_of(stage, repaid).await;
        let other = outlook_of(stage, exercised).await;
        assert_eq!((told.stage, told.bearer), (Stand::Running, Bearer::Writers));
        assert_eq!(
            (told.borrower, told.lender),
            (borrower.address(), lender.address())
        );
        assert_eq!(
            (told.debtAsset, told.collateralAsset),
            (stage.token("USDC"), stage.token("ETH"))
        );
        assert_eq!(told.principal, number(10_000_000_000));
        // 1,800 dollars for an ETH, but for the unit that rounds.
        let strike = number(1_800_000_000);
        assert!(told.breakEven <= strike && told.breakEven + U256::ONE >= strike);
        assert_eq!(
            (told.nextDue, told.nextUnlocks),
            (told.lastDue, told.collateral)
        );
        assert_eq!(told.lenderFloor, told.nextPayment);
        let rows = schedule_of(stage, repaid).await;
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].principal + rows[0].interest, told.nextPayment);
        assert_eq!(
            (rows[0].due, rows[0].missedAfter, rows[0].unlocks),
            (told.nextDue, told.missedAfter, told.collateral)
        );
        // One is repaid on its date for what was told a month before.
        go_to(stage, told.nextDue).await;
        let due = outlook_of(stage, repaid).await;
        assert_eq!((due.stage, due.nextPayment), (Stand::Due, told.nextPayment));
        assert_eq!(due.nextPayment, due.principal + due.interest);
        let repay = |which: &Which| IOptionLoan::repayCall {
            loan: which.loan,
            principal: U256::MAX,
            most: U256::MAX,
            receiver: borrower.address(),
        };
        let paid = stage
            .does(&borrower, program, &repay(repaid))
            .await
            .returned;
        assert_eq!(
            (paid.paid, paid.unlocked),
            (told.nextPayment, told.nextUnlocks)
        );
        let ended = outlook_of(stage, repaid).await;
        assert_eq!((ended.stage, ended.bearer), (Stand::Ended, Bearer::Nobody));
        assert_eq!(ended.claimableCash, told.nextPayment);
        assert!(schedule_of(stage, repaid).await.is_empty());
        // One is exercised by somebody once nobody else may act before.
        go_to(stage, told.missedAfter).await;
        assert_eq!(outlook_of(stage, exercised).await.stage, Stand::Due);
        go_to(stage, told.missedAfter + U256::ONE).await;
        let open = outlook_of(stage, exercised).await;
        assert_eq!((open.stage, open.bearer), (Stand::Open, Bearer::Writers));
        let loan = exercised.loan;
        let done = stage
            .does(&stage.owner, program, &IOptionLoan::exerciseCall { loan })
            .await;
        let event: IOptionLoan::PutsExercised = done.event(program);
        assert!(event.toLender >= other.lenderFloor && event.toLender >= open.lenderFloor);
        assert!(event.cash - event.toLender >= other.borrowerFloor);
        // Nobody exercises the last: the lender bears the price then.
        let status = IOptionLoan::statusOfCall {
            loan: forfeited.loan,
        };
        let status = stage.read(program, &status).await;
        go_to(stage, status.until + U256::ONE).await;
        let late = outlook_of(stage, forfeited).await;
        assert_eq!((late.stage, late.bearer), (Stand::Due, Bearer::Lender));
        assert_eq!(
            (late.lenderFloor, late.borrowerFloor),
            (U256::ZERO, U256::ZERO)
        );
        assert_eq!(late.missedAfter + U256::ONE, status.forfeitFrom);
        go_to(stage, status.forfeitFrom).await;
        assert_eq!(outlook_of(stage, forfeited).await.stage, Stand::Open);
        let forfeit = IOptionLoan::forfeitCall {
            loan: forfeited.loan,
        };
        stage.does(&stage.owner, program, &forfeit).await;
        let ended = outlook_of(stage, forfeited).await;
        assert_eq!(
            (ended.claimableCollateral, ended.collateral),
            (late.collateral, U256::ZERO)
        );
    });
}

#[test]
fn a_loan_that_yield_repays_lapses_and_is_paid_as_told() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 90 * WAD).await;
        let start = stage.node.now().await;
        let which = Which {
            program: farm.at,
            kind: LoanKind::Growth,
            loan,
        };
        let told = outlook_of(stage, &which).await;
        assert_eq!((told.stage, told.bearer), (Stand::Running, Bearer::Lender));
        assert_eq!(told.nextDue, U256::from(start + PATIENCE + 1));
        assert_eq!(
            (told.nextPayment, told.lastDue, told.lenderFloor),
            (U256::ZERO, U256::ZERO, U256::ZERO)
        );
        assert!(schedule_of(stage, &which).await.is_empty());
        // Interest that is paid moves the date, to the second.
        farm.at(start + 3 * DAY).await;
        let pay = farm.repaying(loan, number(10_u128.pow(15)));
        stage.does(&farm.borrower, farm.at, &pay).await;
        let moved = outlook_of(stage, &which).await;
        assert!(moved.nextDue > told.nextDue);
        go_to(stage, moved.nextDue - U256::ONE).await;
        assert_eq!(outlook_of(stage, &which).await.stage, Stand::Running);
        assert!(!farm.owed(loan).await.lapsed);
        go_to(stage, moved.nextDue).await;
        let lapsed = outlook_of(stage, &which).await;
        assert_eq!(lapsed.stage, Stand::Open);
        assert!(lapsed.nextPayment > U256::ZERO && farm.owed(loan).await.lapsed);
        // What is told cures it.
        let pay = farm.repaying(loan, lapsed.nextPayment);
        stage.does(&farm.borrower, farm.at, &pay).await;
        let cured = outlook_of(stage, &which).await;
        assert_eq!(cured.stage, Stand::Running);
        go_to(stage, cured.nextDue).await;
        stage.does(&farm.borrower, farm.at, &turn(loan)).await;
        let turned = stage.node.now().await;
        // Three dates, each of which takes what was told when it got them.
        let outlook = outlook_of(stage, &which).await;
        assert_eq!(outlook.lastDue, U256::from(turned + 3 * PERIOD));
        let rows = schedule_of(stage, &which).await;
        assert_eq!(rows.len(), 3);
        let mut unlocked = U256::ZERO;
        for (index, row) in rows.iter().enumerate() {
            assert_eq!(row.number, U256::from(index + 1));
            assert_eq!(row.due, U256::from(turned + (index as u64 + 1) * PERIOD));
            go_to(stage, row.due).await;
            let due = outlook_of(stage, &which).await;
            assert_eq!((due.stage, due.nextDue), (Stand::Due, row.due));
            assert_eq!(due.missedAfter, row.missedAfter);
            assert_eq!(due.nextPayment, row.principal + row.interest);
            let pay = farm.repaying(loan, due.nextPayment);
            let paid = stage.does(&farm.borrower, farm.at, &pay).await;
            let event: IYieldLoan::Repaid = paid.event(farm.at);
            assert_eq!(
                (event.principal, event.interest, event.unlocked),
                (row.principal, row.interest, row.unlocks)
            );
            assert_eq!(event.unlocked, due.nextUnlocks);
            unlocked += event.unlocked;
            if index + 1 < rows.len() {
                let ahead = outlook_of(stage, &which).await;
                assert_eq!(
                    (ahead.stage, ahead.nextPayment),
                    (Stand::Running, U256::ZERO)
                );
            }
        }
        assert_eq!(unlocked, outlook.collateral);
        assert_eq!(outlook_of(stage, &which).await.stage, Stand::Ended);
    });
}

#[test]
fn what_a_loan_with_dates_misses_is_told_before_anybody_settles_it() {
    travelling(async |stage| {
        let farm = Farm::in_kind(stage).await;
        let offer = farm.offer(farm.terms().await).await;
        let loan = farm.take(offer, 90 * WAD).await;
        let which = Which {
            program: farm.at,
            kind: LoanKind::Growth,
            loan,
        };
        go_to(stage, outlook_of(stage, &which).await.nextDue).await;
        stage.does(&farm.borrower, farm.at, &turn(loan)).await;
        let before = outlook_of(stage, &which).await;
        go_to(stage, before.missedAfter + U256::from(1)).await;
        let missed = outlook_of(stage, &which).await;
        assert_eq!(missed.nextDue, before.nextDue + U256::from(PERIOD));
        assert_eq!(
            missed.collateral + missed.claimableCollateral,
            before.collateral
        );
        assert!(missed.claimableCollateral >= before.nextUnlocks);
        // The next date takes what is told now.
        go_to(stage, missed.nextDue).await;
        let pay = farm.repaying(loan, missed.nextPayment);
        let paid = stage.does(&farm.borrower, farm.at, &pay).await;
        let event: IYieldLoan::Repaid = paid.event(farm.at);
        assert_eq!(event.interest + event.principal, missed.nextPayment);
        // Settling at the payment starts the bucket anew, which may round by a unit.
        assert!(event.unlocked <= missed.nextUnlocks + U256::from(3));
        assert!(outlook_of(stage, &which).await.nextPayment <= U256::from(2));
    });
}

#[test]
fn quoted_cover_pays_a_lender_what_a_crash_takes() {
    travelling(async |stage| {
        calm(stage).await;
        let desk = Desk::new(stage).await;
        let terms = Terms {
            kind: Kind::Bullet,
            count: 1,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let expiry = stage.node.now().await + MONTH + GRACE;
        let market = puts(&desk, &[1_400, 1_600, 2_000], expiry, 1_000_000_000_000).await;
        let planned = ILoanLens::coverOfferCall {
            program: desk.at,
            offer,
            amount: number(90_000_000_000),
            market,
            reserve: U256::from(RESERVE),
        };
        let lens = stage.at.loans["loan-lens"];
        let planned = stage.read(lens, &planned).await;
        let loan = desk.take(offer, 90_000_000_000).await;
        let told = desk.cover(loan, market).await;
        let [cover] = &told.covers[..] else {
            panic!("one instalment");
        };
        let lent = &planned.covers[0];
        assert_eq!(
            (lent.fit, lent.owed, lent.collateral, lent.strike),
            (Fit::Covered, cover.owed, cover.collateral, U256::ONE)
        );
        // 32 days at 12%: 1,516 dollars for an ether, so the strike above that.
        assert_eq!((cover.fit, cover.strike), (Fit::Covered, U256::ONE));
        assert_eq!(cover.price, number(1_600 * WAD));
        assert_eq!(cover.collateral, number(60 * WAD));
        let outlook = desk.outlook(loan).await;
        assert!(
            cover.owed > outlook.nextPayment,
            "with interest of its grace"
        );
        assert_eq!(cover.missedAfter, outlook.missedAfter);
        assert_eq!(cover.from, cover.missedAfter + U256::ONE);
        assert_eq!(told.until, U256::from(expiry + DAY));
        let put = cover.premium.to::<u128>();
        assert!(put > 0 && told.premium == cover.premium);
        let due = (outlook.nextDue.to::<u64>()) - stage.node.now().await;
        let priced = PricedInstalment {
            due,
            principal: 90_000_000_000,
            put,
        };
        let rate = fair_rate(Wad(0), &[priced]).expect("rate");
        assert_eq!(told.rate, number(rate.0));

        // Bought for what was told; nothing of the price matters any more.
        let lender = desk.lender.address();
        let before = desk.balances(lender).await;
        let buy = IOptionMarket::buyCall {
            strike: cover.strike,
            amount: cover.collateral,
            most: cover.premium,
            receiver: lender,
        };
        let bought = stage.does(&desk.lender, market, &buy).await;
        assert_eq!(bought.returned, cover.premium);
        stage.publish("ETH", "20").await;
        go_to(stage, cover.from).await;
        let claim = ITermLoan::claimCall {
            loan,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: lender,
        };
        let claimed = stage.does(&desk.lender, desk.at, &claim).await.returned;
        assert_eq!(claimed.collateralPaid, cover.collateral);
        let exercise = IOptionMarket::exerciseCall {
            strike: cover.strike,
            amount: cover.collateral,
            receiver: lender,
        };
        let cash = stage.does(&desk.lender, market, &exercise).await.returned;
        assert!(cash >= cover.owed, "{cash}");
        let after = desk.balances(lender).await;
        assert_eq!(after, [before[0] + cash - cover.premium, before[1]]);
        // Nothing of an ended loan is to be covered.
        let ended = desk.cover(loan, market).await;
        assert!(ended.covers.is_empty());
        assert_eq!((ended.premium, ended.rate), (U256::ZERO, U256::ZERO));
    });
}

#[test]
fn each_instalment_is_told_what_covers_it_or_why_nothing_does() {
    travelling(async |stage| {
        calm(stage).await;
        let desk = Desk::new(stage).await;
        let lens = stage.at.loans["loan-lens"];
        let offer = desk.offer(desk.terms().await).await;
        let expiry = stage.node.now().await + 2 * MONTH + GRACE;
        let market = puts(&desk, &[1_600, 2_000], expiry, 1_000_000_000_000).await;
        let loan = desk.take(offer, 90_000_000_000).await;
        let told = desk.cover(loan, market).await;
        let fits: Vec<_> = told.covers.iter().map(|cover| cover.fit).collect();
        assert_eq!(fits, [Fit::Covered, Fit::Covered, Fit::Late]);
        let [first, second, third] = &told.covers[..] else {
            panic!("three instalments");
        };
        // The first is forfeited a month before the puts can be exercised, and waits.
        assert_eq!(first.from, U256::from(expiry));
        assert_eq!(second.from, second.missedAfter + U256::ONE);
        assert_eq!((third.from, third.premium), (U256::ZERO, U256::ZERO));
        assert!(third.price > second.owed && third.price < number(1_600 * WAD));
        // Both together cost what buying them at once does.
        let quote = IOptionMarket::quoteCall {
            strike: U256::ZERO,
            amount: first.collateral + second.collateral,
        };
        let quote = stage.read(market, &quote).await;
        assert_eq!(told.premium, quote.premium);
        assert_eq!(told.premium, first.premium + second.premium);
        // The reserve counts to the second.
        let left = (told.until - second.missedAfter).to::<u64>();
        let fit = async |reserve| {
            let call = desk.covering(loan, market, reserve);
            stage.read(lens, &call).await.covers[1].fit
        };
        assert_eq!(fit(left - 1).await, Fit::Covered);
        assert_eq!(fit(left).await, Fit::Late);
        assert_eq!(fit(u64::MAX).await, Fit::Late);

        // Strikes that are all too low; cash that is all too little; puts on another token; no market at all.
        let low = puts(&desk, &[1_000, 1_500], expiry, 1_000_000_000_000).await;
        let told = desk.cover(loan, low).await;
        assert_eq!(told.covers[0].fit, Fit::High);
        assert!(told.covers[0].price > number(1_500 * WAD));
        assert_eq!((told.premium, told.rate), (U256::ZERO, U256::ZERO));
        let poor = puts(&desk, &[1_600, 2_000], expiry, 40_000_000_000).await;
        let told = desk.cover(loan, poor).await;
        let fits: Vec<_> = told.covers.iter().map(|cover| cover.fit).collect();
        assert_eq!(fits, [Fit::Covered, Fit::Short, Fit::Late], "cash of one");
        assert_eq!(told.premium, told.covers[0].premium);
        assert_eq!(told.covers[1].price, number(1_600 * WAD));
        let other = agreed(stage, stage.token("BTC"), desk.debt, expiry);
        let other = make(stage, other, strikes(&[1_600])).await;
        let call = desk.covering(loan, other, RESERVE);
        let error = ILoanLens::OtherAssets { market: other };
        stage.refuses(&desk.borrower, lens, &call, error).await;
        let pool = stage.pool();
        let call = desk.covering(loan, pool, RESERVE);
        let error = ILoanLens::CallFailed { target: pool };
        stage.refuses(&desk.borrower, lens, &call, error).await;

        // What is owed counts interest as if all before is missed, and falls where it is paid.
        let same = |a: &Cover, b: &Cover| (a.owed, a.collateral) == (b.owed, b.collateral);
        let paid = desk.take(offer, 30_000_000_000).await;
        let before = desk.cover(paid, market).await.covers;
        stage
            .does(&desk.borrower, desk.at, &desk.paying(paid))
            .await;
        let after = desk.cover(paid, market).await.covers;
        assert!(after[0].number == before[1].number && after[0].owed < before[1].owed);
        go_to(stage, first.missedAfter + U256::ONE).await;
        let missed = desk.cover(loan, market).await.covers;
        assert!(missed.len() == 2 && same(&missed[0], second) && same(&missed[1], third));
        // No price is left of it: what the market does not quote is told as that.
        assert_eq!(missed[0].fit, Fit::Short);
    });
}
