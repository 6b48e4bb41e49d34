//! What is paid, what is missed, and what lenders claim.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    owned::only,
    positions::Positions,
    revert::{Failure, Result, address, nonzero, number, pair},
    token,
};
use ballast_loan_state::{
    loan::{Loan, Missed, Paid},
    terms::Offer,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{TermLoan, lending::Request, program::ITermLoan};

/// Who pays for a loan, what at most, and who gets the collateral.
#[derive(Clone, Copy)]
pub(crate) struct Payment {
    pub(crate) loan: u64,
    pub(crate) most: u128,
    pub(crate) receiver: Address,
}

impl TermLoan {
    /// A loan without what it has missed, which is not stored yet; and its terms.
    ///
    /// # Errors
    /// `UnknownLoan`; [`risk_core::RiskError`].
    #[inline(never)]
    pub(crate) fn settled(&self, id: u64) -> Result<(Loan, Box<Offer>, Missed)> {
        let mut loan = self.loan(id)?;
        let offer = self.terms(loan.offer);
        let now = self.vm().block_timestamp();
        let missed = offer.with_plan(loan.opened, |plan| loan.settle(plan, &offer, now))??;
        Ok((loan, offer, missed))
    }

    /// [`Self::settled`], and tells what was missed: the caller stores the loan.
    #[inline(never)]
    fn enter(&self, id: u64) -> Result<(Loan, Box<Offer>)> {
        let (loan, offer, missed) = self.settled(id)?;
        if missed.principal > 0 {
            let mut log = Output::event(&ITermLoan::Forfeited::SIGNATURE_HASH);
            log.number(id).number(loan.settled.into());
            log.amount(missed.principal)
                .amount(missed.collateral)
                .emit(self.vm(), 1);
        }
        Ok((loan, offer))
    }

    /// [`Self::enter`], of a loan on which something is owed still.
    ///
    /// # Errors
    /// `UnknownLoan`.
    fn enter_living(&self, id: u64) -> Result<(Loan, Box<Offer>)> {
        let entered = self.enter(id)?;
        if entered.0.lives() {
            Ok(entered)
        } else {
            Err(number(ITermLoan::UnknownLoan::SELECTOR, id))
        }
    }

    /// `ITermLoan.settle`.
    #[inline(never)]
    pub(crate) fn settle(&mut self, id: u64) -> Result<u128> {
        let before = self.loan(id)?.forfeited;
        let (loan, _) = self.enter(id)?;
        self.put_loan(id, &loan);
        Ok(loan.forfeited.saturating_sub(before))
    }

    fn tell_instalment(&self, id: u64, loan: &Loan, paid: &Paid) {
        if paid.principal > 0 {
            let mut log = Output::event(&ITermLoan::InstalmentPaid::SIGNATURE_HASH);
            log.number(id)
                .number(loan.settled.into())
                .address(&self.vm().msg_sender());
            log.amount(paid.principal)
                .amount(paid.interest)
                .amount(paid.unlocked)
                .emit(self.vm(), 2);
        }
    }

    fn tell_early(&self, id: u64, paid: &Paid) {
        if paid.principal > 0 {
            let mut log = Output::event(&ITermLoan::RepaidEarly::SIGNATURE_HASH);
            log.number(id).address(&self.vm().msg_sender());
            log.amount(paid.principal)
                .amount(paid.interest)
                .amount(paid.unlocked)
                .emit(self.vm(), 1);
        }
    }

    /// Stores what a payment made of a loan, and moves the tokens.
    #[inline(never)]
    fn exchange(
        &mut self,
        payment: &Payment,
        loan: &Loan,
        offer: &Offer,
        paid: &Paid,
    ) -> Result<(u128, u128)> {
        let total = paid.total()?;
        if total > payment.most {
            return Err(pair(
                ITermLoan::PaymentAboveLimit::SELECTOR,
                total,
                payment.most,
            ));
        }
        let payer = self.vm().msg_sender();
        let receiver = if payer == loan.borrower {
            address(payment.receiver)?
        } else {
            loan.borrower
        };
        self.put_loan(payment.loan, loan);
        self.pull(offer.debt_asset, payer, total)?;
        // A repayment must not fail by the collateral's token: what cannot be sent waits for the borrower.
        let vm = self.vm().clone();
        if !token::sent(
            &vm,
            self,
            offer.collateral_asset,
            receiver,
            wide(paid.unlocked),
        ) {
            let withheld = self
                .withheld(payment.loan)
                .checked_add(paid.unlocked)
                .ok_or(RiskError::Overflow)?;
            self.put_withheld(payment.loan, withheld);
            let mut log = Output::event(&ITermLoan::Withheld::SIGNATURE_HASH);
            log.number(payment.loan)
                .amount(paid.unlocked)
                .emit(self.vm(), 1);
        }
        Ok((total, paid.unlocked))
    }

    /// `ITermLoan.claimUnlocked`.
    #[inline(never)]
    pub(crate) fn claim_unlocked(&mut self, id: u64, receiver: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let loan = self.loan(id)?;
        only(self.vm(), loan.borrower)?;
        let amount = nonzero(self.withheld(id))?;
        self.put_withheld(id, 0);
        let mut log = Output::event(&ITermLoan::UnlockedClaimed::SIGNATURE_HASH);
        log.number(id)
            .address(&receiver)
            .amount(amount)
            .emit(self.vm(), 2);
        let asset = self.terms(loan.offer).collateral_asset;
        self.send(asset, receiver, amount)?;
        Ok(amount)
    }

    /// `ITermLoan.payInstalment`.
    #[inline(never)]
    pub(crate) fn pay_instalment(&mut self, payment: &Payment) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let (mut loan, offer) = self.enter_living(payment.loan)?;
        let now = self.vm().block_timestamp();
        let paid =
            offer.with_plan(loan.opened, |plan| loan.pay_instalment(plan, &offer, now))??;
        self.tell_instalment(payment.loan, &loan, &paid);
        self.exchange(payment, &loan, &offer, &paid)
    }

    /// Repays principal, what is due first, in memory and in the log.
    #[inline(never)]
    fn repay_in(&self, id: u64, loan: &mut Loan, offer: &Offer, principal: u128) -> Result<Paid> {
        let now = self.vm().block_timestamp();
        let owed = loan.locked.principal;
        // More than is owed is all of it: who repays a unit before the borrower must not make his repayment fail.
        let principal = nonzero(principal)?.min(owed);
        let mut paid = offer.with_plan(loan.opened, |plan| loan.pay_due(plan, offer, now))??;
        let rest = principal.checked_sub(paid.principal).ok_or_else(|| {
            pair(
                ITermLoan::BelowInstalment::SELECTOR,
                principal,
                paid.principal,
            )
        })?;
        self.tell_instalment(id, loan, &paid);
        let early = loan.repay_early(offer, rest, now)?;
        self.tell_early(id, &early);
        paid.add(&early)?;
        Ok(paid)
    }

    /// `ITermLoan.repay`.
    #[inline(never)]
    pub(crate) fn repay(&mut self, payment: &Payment, principal: u128) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let (mut loan, offer) = self.enter_living(payment.loan)?;
        let paid = self.repay_in(payment.loan, &mut loan, &offer, principal)?;
        self.exchange(payment, &loan, &offer, &paid)
    }

    /// `ITermLoan.refinance`.
    #[inline(never)]
    pub(crate) fn refinance(&mut self, payment: &Payment, request: &Request) -> Result<u64> {
        guard::enter(self.vm())?;
        let receiver = address(payment.receiver)?;
        let (mut loan, old) = self.enter_living(payment.loan)?;
        only(self.vm(), loan.borrower)?;
        let paid = self.repay_in(payment.loan, &mut loan, &old, u128::MAX)?;
        self.put_loan(payment.loan, &loan);
        let (by, new, locked) = self.open(request, &receiver)?;
        if (old.debt_asset, old.collateral_asset) != (new.debt_asset, new.collateral_asset) {
            let mut error = Output::selected(ITermLoan::OtherAssets::SELECTOR);
            return Err(Failure(
                error
                    .address(&new.debt_asset)
                    .address(&new.collateral_asset)
                    .done(),
            ));
        }
        let total = paid.total()?;
        let lacking = total.saturating_sub(locked.principal);
        if lacking > payment.most {
            return Err(pair(
                ITermLoan::PaymentAboveLimit::SELECTOR,
                lacking,
                payment.most,
            ));
        }
        let mut log = Output::event(&ITermLoan::Refinanced::SIGNATURE_HASH);
        log.number(payment.loan).number(by).emit(self.vm(), 2);
        let borrower = loan.borrower;
        self.pull(new.debt_asset, new.lender, locked.principal)?;
        self.pull(new.debt_asset, borrower, lacking)?;
        self.pull(
            new.collateral_asset,
            borrower,
            locked.collateral.saturating_sub(paid.unlocked),
        )?;
        self.send(
            new.debt_asset,
            receiver,
            locked.principal.saturating_sub(total),
        )?;
        self.send(
            new.collateral_asset,
            receiver,
            paid.unlocked.saturating_sub(locked.collateral),
        )?;
        Ok(by)
    }

    /// `ITermLoan.claim`.
    #[inline(never)]
    pub(crate) fn claim(
        &mut self,
        id: u64,
        cash: u128,
        collateral: u128,
        receiver: Address,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (mut loan, offer) = self.enter(id)?;
        self.only_mover(id, &self.holder(id)?)?;
        let cash = cash.min(loan.cash);
        let collateral = collateral.min(loan.forfeited);
        loan.cash = loan.cash.saturating_sub(cash);
        loan.forfeited = loan.forfeited.saturating_sub(collateral);
        self.put_loan(id, &loan);
        let mut log = Output::event(&ITermLoan::Claimed::SIGNATURE_HASH);
        log.number(id)
            .address(&receiver)
            .amount(cash)
            .amount(collateral)
            .emit(self.vm(), 2);
        self.send(offer.debt_asset, receiver, cash)?;
        self.send(offer.collateral_asset, receiver, collateral)?;
        Ok((cash, collateral))
    }

    /// `ITermLoan.changeBorrower`.
    #[inline(never)]
    pub(crate) fn change_borrower(&mut self, id: u64, borrower: Address) -> Result<()> {
        address(borrower)?;
        let (mut loan, _) = self.enter_living(id)?;
        only(self.vm(), loan.borrower)?;
        let mut log = Output::event(&ITermLoan::BorrowerChanged::SIGNATURE_HASH);
        log.number(id)
            .address(&loan.borrower)
            .address(&borrower)
            .emit(self.vm(), 3);
        loan.borrower = borrower;
        self.put_loan(id, &loan);
        Ok(())
    }

    /// What `ITermLoan.owed` tells.
    #[inline(never)]
    pub(crate) fn owed(&self, id: u64) -> Result<Output> {
        let before = self.loan(id)?.forfeited;
        let (loan, offer, _) = self.settled(id)?;
        let mut out = Output::new();
        let mut interest = 0;
        if loan.lives() {
            let now = self.vm().block_timestamp();
            let due = offer.with_plan(loan.opened, |plan| loan.next(plan))??.due;
            let (mut one, mut all) = (loan, loan);
            let next =
                offer.with_plan(loan.opened, |plan| one.pay_instalment(plan, &offer, now))??;
            out.number(one.settled.into()).number(due);
            out.amount(next.principal)
                .amount(next.interest)
                .amount(next.unlocked);
            let late = offer.with_plan(loan.opened, |plan| all.pay_due(plan, &offer, now))??;
            let rest = all.locked.principal;
            interest = all
                .repay_early(&offer, rest, now)?
                .interest
                .saturating_add(late.interest);
        } else {
            (0..5).for_each(|_| {
                out.word(U256::ZERO);
            });
        }
        out.amount(loan.locked.principal).amount(interest);
        out.amount(loan.forfeited.saturating_sub(before));
        Ok(out)
    }
}
