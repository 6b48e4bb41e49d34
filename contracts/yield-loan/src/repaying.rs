//! What is paid by hand, what is missed, and what lenders claim.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    owned::only,
    positions::Positions,
    revert::{Result, address, nonzero, number},
    token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    YieldLoan,
    loan::{Loan, Missed},
    program::IYieldLoan,
    terms::Offer,
};

impl YieldLoan {
    /// A loan without what it has missed, which is not stored yet; and its terms.
    ///
    /// # Errors
    /// `UnknownLoan`; [`RiskError`].
    #[inline(never)]
    pub(crate) fn settled(&self, id: u64) -> Result<(Loan, Box<Offer>, Missed)> {
        let mut loan = self.loan(id)?;
        let offer = self.terms(loan.offer);
        let missed = loan.settle(&offer, self.vm().block_timestamp())?;
        Ok((loan, offer, missed))
    }

    /// [`Self::settled`], and tells what was missed: the caller stores the loan.
    #[inline(never)]
    fn enter(&self, id: u64) -> Result<(Loan, Box<Offer>, u128)> {
        let (loan, offer, missed) = self.settled(id)?;
        if missed.principal > 0 {
            let mut log = Output::event(&IYieldLoan::Forfeited::SIGNATURE_HASH);
            log.number(id)
                .amount(missed.principal)
                .amount(missed.interest)
                .amount(missed.collateral)
                .emit(self.vm(), 1);
        }
        Ok((loan, offer, missed.collateral))
    }

    /// [`Self::enter`], of a loan on which something is owed still.
    ///
    /// # Errors
    /// `UnknownLoan`.
    fn enter_living(&self, id: u64) -> Result<(Loan, Box<Offer>)> {
        let (loan, offer, _) = self.enter(id)?;
        if loan.lives() {
            Ok((loan, offer))
        } else {
            Err(number(IYieldLoan::UnknownLoan::SELECTOR, id))
        }
    }

    /// `IYieldLoan.settle`.
    #[inline(never)]
    pub(crate) fn settle(&mut self, id: u64) -> Result<u128> {
        let (loan, _, collateral) = self.enter(id)?;
        self.put_loan(id, &loan);
        Ok(collateral)
    }

    /// Sends unlocked shares. Nothing must fail by the collateral's token: what cannot be sent waits for the borrower.
    #[inline(never)]
    pub(crate) fn free(
        &mut self,
        id: u64,
        receiver: Address,
        offer: &Offer,
        shares: u128,
    ) -> Result<()> {
        let vm = self.vm().clone();
        if !token::sent(&vm, self, offer.collateral_asset, receiver, wide(shares)) {
            let withheld = self
                .withheld(id)
                .checked_add(shares)
                .ok_or(RiskError::Overflow)?;
            self.put_withheld(id, withheld);
            let mut log = Output::event(&IYieldLoan::Withheld::SIGNATURE_HASH);
            log.number(id).amount(shares).emit(self.vm(), 1);
        }
        Ok(())
    }

    /// `IYieldLoan.repay`.
    #[inline(never)]
    pub(crate) fn repay(
        &mut self,
        id: u64,
        amount: u128,
        receiver: Address,
    ) -> Result<(u128, u128)> {
        let vm = self.vm().clone();
        guard::enter(&vm)?;
        nonzero(amount)?;
        let (mut loan, offer) = self.enter_living(id)?;
        let payer = vm.msg_sender();
        let receiver = if payer == loan.borrower {
            address(receiver)?
        } else {
            loan.borrower
        };
        let paid = loan.repay(&offer, amount, vm.block_timestamp())?;
        self.put_loan(id, &loan);
        let mut log = Output::event(&IYieldLoan::Repaid::SIGNATURE_HASH);
        log.number(id)
            .address(&payer)
            .amount(paid.interest)
            .amount(paid.principal)
            .amount(paid.unlocked)
            .emit(&vm, 2);
        self.pull(offer.debt_asset, payer, paid.total())?;
        self.free(id, receiver, &offer, paid.unlocked)?;
        Ok((paid.total(), paid.unlocked))
    }

    /// `IYieldLoan.claim`.
    #[inline(never)]
    pub(crate) fn claim(
        &mut self,
        id: u64,
        cash: u128,
        shares: u128,
        receiver: Address,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (mut loan, offer, _) = self.enter(id)?;
        self.only_mover(id, &self.holder(id)?)?;
        let (cash, shares) = (cash.min(loan.cash), shares.min(loan.shares));
        loan.cash = loan.cash.saturating_sub(cash);
        loan.shares = loan.shares.saturating_sub(shares);
        self.put_loan(id, &loan);
        let mut log = Output::event(&IYieldLoan::Claimed::SIGNATURE_HASH);
        log.number(id)
            .address(&receiver)
            .amount(cash)
            .amount(shares)
            .emit(self.vm(), 2);
        self.send(offer.debt_asset, receiver, cash)?;
        self.send(offer.collateral_asset, receiver, shares)?;
        Ok((cash, shares))
    }

    /// `IYieldLoan.claimUnlocked`.
    #[inline(never)]
    pub(crate) fn claim_unlocked(&mut self, id: u64, receiver: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let loan = self.loan(id)?;
        only(self.vm(), loan.borrower)?;
        let shares = nonzero(self.withheld(id))?;
        self.put_withheld(id, 0);
        let mut log = Output::event(&IYieldLoan::UnlockedClaimed::SIGNATURE_HASH);
        log.number(id)
            .address(&receiver)
            .amount(shares)
            .emit(self.vm(), 2);
        let asset = self.terms(loan.offer).collateral_asset;
        self.send(asset, receiver, shares)?;
        Ok(shares)
    }

    /// `IYieldLoan.changeBorrower`.
    #[inline(never)]
    pub(crate) fn change_borrower(&mut self, id: u64, borrower: Address) -> Result<()> {
        address(borrower)?;
        let (mut loan, _) = self.enter_living(id)?;
        only(self.vm(), loan.borrower)?;
        let mut log = Output::event(&IYieldLoan::BorrowerChanged::SIGNATURE_HASH);
        log.number(id)
            .address(&loan.borrower)
            .address(&borrower)
            .emit(self.vm(), 3);
        loan.borrower = borrower;
        self.put_loan(id, &loan);
        Ok(())
    }
}
