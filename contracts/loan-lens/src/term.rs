//! Term loans, as they stand at this moment: instalments whose grace is over count as missed, though nobody has settled them.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use ballast_common::{
    convert::narrow,
    dispatch::{Input, Output},
    revert::Result,
};
use ballast_loan_state::{
    abi::ITermLoan,
    loan::{Loan, Paid},
    terms::Offer,
    words::{read_loan, read_steps, read_terms},
};
use risk_core::{RiskError, amortise::Locked};
use stylus_sdk::stylus_core::Host;

use crate::{
    outlook::{Bearer, Outlook, Row, Rows, Stage, Which, even},
    program::{ask, failed},
};

/// An offer that was made.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
fn offer<H: Host + ?Sized>(vm: &H, program: &Address, id: U256) -> Result<Box<Offer>> {
    let mut question = Output::selected(ITermLoan::offerAtCall::SELECTOR);
    let words = ask(vm, program, question.word(id))?;
    let mut input = Input::new(words.bytes());
    let lender = input.address();
    let mut offer = read_terms(&mut input, lender);
    offer.steps = read_steps(&mut input).map_err(|_| failed(program))?;
    input.finish().map_err(|_| failed(program))?;
    Ok(offer)
}

/// A loan as it stands, its terms, and collateral that it could not send.
pub(crate) struct Term {
    pub(crate) loan: Loan,
    pub(crate) offer: Box<Offer>,
    withheld: u128,
}

impl Term {
    /// A loan that was taken.
    ///
    /// # Errors
    /// `CallFailed`; [`RiskError`].
    #[inline(never)]
    pub(crate) fn load<H: Host + ?Sized>(vm: &H, program: &Address, id: U256) -> Result<Self> {
        let mut question = Output::selected(ITermLoan::loanAtCall::SELECTOR);
        let words = ask(vm, program, question.word(id))?;
        let mut input = Input::new(words.bytes());
        let mut loan = read_loan(&mut input);
        let withheld = input.amount();
        input.finish().map_err(|_| failed(program))?;
        let offer = offer(vm, program, U256::from(loan.offer))?;
        let now = vm.block_timestamp();
        offer.with_plan(loan.opened, |plan| loan.settle(plan, &offer, now))??;
        Ok(Self {
            loan,
            offer,
            withheld,
        })
    }

    /// A loan as if it were taken now, of so much of an offer; more than is left is all.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn planned<H: Host + ?Sized>(
        vm: &H,
        program: &Address,
        id: U256,
        amount: U256,
    ) -> Result<Self> {
        let offer = offer(vm, program, id)?;
        let principal = narrow(amount).unwrap_or(u128::MAX).min(offer.size);
        let mut question = Output::selected(ITermLoan::collateralForCall::SELECTOR);
        let words = ask(vm, program, question.word(id).amount(principal))?;
        let mut input = Input::new(words.bytes());
        let collateral = input.amount();
        input.finish().map_err(|_| failed(program))?;
        let now = vm.block_timestamp();
        let loan = Loan {
            start: now,
            interest_from: now,
            opened: principal,
            locked: Locked {
                principal,
                collateral,
            },
            ..Loan::default()
        };
        Ok(Self {
            loan,
            offer,
            withheld: 0,
        })
    }

    /// The next instalment, as if it were paid on its date or now where that is later; the loan goes on behind it.
    fn pay(&mut self, now: u64) -> Result<(u64, Paid), RiskError> {
        let (loan, offer) = (&mut self.loan, &self.offer);
        offer.with_plan(loan.opened, |plan| {
            let due = loan.next(plan)?.due;
            Ok((due, loan.pay_instalment(plan, offer, now)?))
        })?
    }

    /// Interest to be paid with all that is owed.
    fn interest(&self, now: u64) -> Result<u128, RiskError> {
        let (mut loan, offer) = (self.loan, &self.offer);
        let due = offer.with_plan(loan.opened, |plan| loan.pay_due(plan, offer, now))??;
        let rest = loan.locked.principal;
        let rest = loan.repay_early(offer, rest, now)?.interest;
        due.interest.checked_add(rest).ok_or(RiskError::Overflow)
    }
}

/// What `ILoanLens.outlooks` tells.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn outlook<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Outlook> {
    let mut term = Term::load(vm, &which.program, which.loan)?;
    let now = vm.block_timestamp();
    let Loan {
        borrower,
        start,
        locked,
        cash,
        forfeited,
        opened,
        ..
    } = term.loan;
    let mut told = Outlook {
        borrower,
        debt_asset: term.offer.debt_asset,
        collateral_asset: term.offer.collateral_asset,
        cash,
        forfeited,
        withheld: term.withheld,
        ..Outlook::default()
    };
    if term.loan.lives() {
        let offer = &term.offer;
        let seconds = offer.with_plan(opened, |plan| plan.due(plan.count()?))??;
        told.principal = locked.principal;
        told.interest = term.interest(now)?;
        told.collateral = locked.collateral;
        told.last_due = start.saturating_add(seconds);
        let owed = locked.principal.checked_add(told.interest);
        told.break_even = even(owed.ok_or(RiskError::Overflow)?, locked.collateral);
        // Nothing stands behind the borrower's choice but the collateral, which may be worth nothing.
        told.bearer = Bearer::Lender;
        let (due, paid) = term.pay(now)?;
        told.stage = if due <= now {
            Stage::Due
        } else {
            Stage::Running
        };
        told.next_due = due;
        told.missed_after = due.saturating_add(term.offer.grace.into());
        told.next_payment = paid.total()?;
        told.next_unlocks = paid.unlocked;
    }
    Ok(told)
}

/// `ILoanLens.schedule`.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn schedule<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Rows> {
    let mut term = Term::load(vm, &which.program, which.loan)?;
    let now = vm.block_timestamp();
    let mut rows = Rows::default();
    // Each turn pays one of at most 120 instalments.
    while term.loan.lives() {
        let (due, paid) = term.pay(now)?;
        rows.add(&Row {
            number: term.loan.settled.into(),
            due,
            missed_after: due.saturating_add(term.offer.grace.into()),
            principal: paid.principal,
            interest: paid.interest,
            unlocks: paid.unlocked,
        });
    }
    Ok(rows)
}
