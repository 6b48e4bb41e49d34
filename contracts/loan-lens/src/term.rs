//! Term loans, as they stand at this moment: instalments whose grace is over count as missed, though nobody has settled them.

use alloc::{boxed::Box, vec::Vec};

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
use risk_core::{
    RiskError,
    fixed::{WAD, mul_div_up},
};
use stylus_sdk::stylus_core::Host;

use crate::program::{ask, failed};

/// An offer that was made.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
pub(crate) fn offer<H: Host + ?Sized>(vm: &H, program: &Address, id: U256) -> Result<Box<Offer>> {
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
struct Term {
    loan: Loan,
    offer: Box<Offer>,
    withheld: u128,
}

impl Term {
    #[inline(never)]
    fn load<H: Host + ?Sized>(vm: &H, program: &Address, id: U256) -> Result<Self> {
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

/// Appends an `ILoanLens.Outlook`.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn outlook<H: Host + ?Sized>(
    vm: &H,
    program: &Address,
    id: U256,
    out: &mut Output,
) -> Result<()> {
    let mut term = Term::load(vm, program, id)?;
    let mut question = Output::selected(ITermLoan::ownerOfCall::SELECTOR);
    let holder = Input::new(ask(vm, program, question.word(id))?.bytes()).address();
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
    out.address(program).number(0).word(id);
    out.address(&borrower)
        .address(&holder)
        .address(&term.offer.debt_asset)
        .address(&term.offer.collateral_asset)
        .amount(locked.principal);
    if term.loan.lives() {
        let offer = &term.offer;
        let seconds = offer.with_plan(opened, |plan| plan.due(plan.count()?))??;
        out.amount(term.interest(now)?).amount(locked.collateral);
        let last = start.saturating_add(seconds);
        let (due, paid) = term.pay(now)?;
        out.number(due)
            .number(due.saturating_add(term.offer.grace.into()))
            .amount(paid.total()?)
            .amount(paid.unlocked)
            .number(last)
            .amount(mul_div_up(locked.principal, WAD, locked.collateral)?);
    } else {
        (0..8).for_each(|_| {
            out.number(0);
        });
    }
    // Nothing stands behind the borrower's choice but the collateral, which may be worth nothing.
    out.number(0)
        .amount(cash)
        .amount(forfeited)
        .amount(term.withheld);
    Ok(())
}

/// `ILoanLens.schedule`.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn schedule<H: Host + ?Sized>(vm: &H, program: &Address, id: U256) -> Result<Vec<u8>> {
    let mut term = Term::load(vm, program, id)?;
    let now = vm.block_timestamp();
    let (mut rows, mut count) = (Output::new(), 0_u64);
    // Each turn pays one of at most 120 instalments.
    while term.loan.lives() {
        let (due, paid) = term.pay(now)?;
        rows.number(term.loan.settled.into())
            .number(due)
            .number(due.saturating_add(term.offer.grace.into()))
            .amount(paid.principal)
            .amount(paid.interest)
            .amount(paid.unlocked);
        count = count.saturating_add(1);
    }
    Ok(Output::new()
        .number(32)
        .number(count)
        .bytes(rows.data())
        .done())
}

/// Units of an amount that a word tells: all where it does not fit.
pub(crate) fn amount(word: U256) -> u128 {
    narrow(word).unwrap_or(u128::MAX)
}
