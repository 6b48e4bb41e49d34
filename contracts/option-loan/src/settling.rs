//! How loans end: repaid, rolled, exercised, forfeited; and what lenders and borrowers claim.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    owned::only,
    positions::Positions,
    revert::{Failure, Result, address, bare, nonzero, number, pair},
    token,
};
use stylus_sdk::prelude::*;

use crate::{
    OptionLoan,
    lending::Request,
    loan::{Loan, Paid, Phase, Withheld},
    program::IOptionLoan,
    terms::{Offer, Puts},
};

/// Who pays for a loan, what at most, and who gets the collateral.
#[derive(Clone, Copy)]
pub(crate) struct Payment {
    pub(crate) loan: u64,
    pub(crate) most: u128,
    pub(crate) receiver: Address,
}

impl OptionLoan {
    /// A loan on which something is owed, and its terms.
    ///
    /// # Errors
    /// `UnknownLoan`.
    #[inline(never)]
    fn living(&self, id: u64) -> Result<(Loan, Box<Offer>)> {
        let loan = self.loan(id)?;
        if !loan.lives() {
            return Err(number(IOptionLoan::UnknownLoan::SELECTOR, id));
        }
        Ok((loan, self.terms(loan.offer)))
    }

    /// Sends a borrower what is its own, and keeps what cannot be sent: neither a token nor the market stands in the way of
    /// an end. All is kept where the borrower wants to claim it.
    #[inline(never)]
    fn hand_out(
        &mut self,
        id: u64,
        puts: &Puts,
        to: Address,
        what: &Withheld,
        keep: bool,
    ) -> Result<()> {
        let (vm, mut kept) = (self.vm().clone(), Withheld::default());
        if keep || !token::sent(&vm, self, puts.debt_asset, to, wide(what.cash)) {
            kept.cash = what.cash;
        }
        if keep || !token::sent(&vm, self, puts.collateral_asset, to, wide(what.collateral)) {
            kept.collateral = what.collateral;
        }
        if what.puts > 0 && (keep || !self.send_puts(puts, to, what.puts)) {
            kept.puts = what.puts;
        }
        self.keep_back(id, &kept)
    }

    /// Keeps for a borrower what cannot be sent.
    #[inline(never)]
    fn keep_back(&mut self, id: u64, kept: &Withheld) -> Result<()> {
        if !kept.any() {
            return Ok(());
        }
        let all = self.withheld(id).with(kept)?;
        self.put_withheld(id, &all);
        let mut log = Output::event(&IOptionLoan::Withheld::SIGNATURE_HASH);
        log.number(id).amount(kept.cash);
        log.amount(kept.collateral)
            .amount(kept.puts)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// What is unlocked, and puts of it that are worth something still.
    fn unlocked(&self, offer: &Offer, collateral: u128) -> Withheld {
        let exercisable = self.time() <= offer.puts.until();
        Withheld {
            cash: 0,
            collateral,
            puts: if exercisable { collateral } else { 0 },
        }
    }

    /// Repays principal, in memory and in the log.
    #[inline(never)]
    fn repay_in(&self, id: u64, loan: &mut Loan, offer: &Offer, principal: u128) -> Result<Paid> {
        let owed = loan.locked.principal;
        let principal = if principal == u128::MAX {
            owed
        } else {
            nonzero(principal)?
        };
        if principal > owed {
            return Err(pair(IOptionLoan::AboveDebt::SELECTOR, principal, owed));
        }
        let paid = loan.repay(offer, principal, self.time())?;
        let mut log = Output::event(&IOptionLoan::Repaid::SIGNATURE_HASH);
        log.number(id).address(&self.vm().msg_sender());
        log.amount(paid.principal)
            .amount(paid.interest)
            .amount(paid.unlocked)
            .emit(self.vm(), 1);
        Ok(paid)
    }

    /// `IOptionLoan.repay`.
    #[inline(never)]
    pub(crate) fn repay(&mut self, payment: &Payment, principal: u128) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let (mut loan, offer) = self.living(payment.loan)?;
        let paid = self.repay_in(payment.loan, &mut loan, &offer, principal)?;
        let total = paid.total()?;
        limited(total, payment.most)?;
        let payer = self.vm().msg_sender();
        let receiver = if payer == loan.borrower {
            address(payment.receiver)?
        } else {
            loan.borrower
        };
        self.put_loan(payment.loan, &loan);
        self.pull(offer.puts.debt_asset, payer, total)?;
        let unlocked = self.unlocked(&offer, paid.unlocked);
        let keep = loan.withholding;
        self.hand_out(payment.loan, &offer.puts, receiver, &unlocked, keep)?;
        Ok((total, paid.unlocked))
    }

    /// `IOptionLoan.roll`.
    #[inline(never)]
    pub(crate) fn roll(&mut self, payment: &Payment, request: &Request) -> Result<u64> {
        guard::enter(self.vm())?;
        let receiver = address(payment.receiver)?;
        let (mut loan, old) = self.living(payment.loan)?;
        only(self.vm(), loan.borrower)?;
        let paid = self.repay_in(payment.loan, &mut loan, &old, u128::MAX)?;
        self.put_loan(payment.loan, &loan);
        let opening = self.open(request)?;
        let new = opening.offer.puts;
        let (debt, collateral) = (new.debt_asset, new.collateral_asset);
        if (old.puts.debt_asset, old.puts.collateral_asset) != (debt, collateral) {
            let mut error = Output::selected(IOptionLoan::OtherAssets::SELECTOR);
            return Err(Failure(error.address(&debt).address(&collateral).done()));
        }
        let premium = self.protect(&opening, request, &receiver)?;
        let needed = paid.total()?.saturating_add(premium);
        let lacking = needed.saturating_sub(opening.locked.principal);
        limited(lacking, payment.most)?;
        let mut log = Output::event(&IOptionLoan::Rolled::SIGNATURE_HASH);
        log.number(payment.loan)
            .number(opening.id)
            .emit(self.vm(), 2);
        let added = opening.locked.collateral.saturating_sub(paid.unlocked);
        self.pull(debt, loan.borrower, lacking)?;
        self.pull(collateral, loan.borrower, added)?;
        let back = paid.unlocked.saturating_sub(opening.locked.collateral);
        let rest = Withheld {
            cash: opening.locked.principal.saturating_sub(needed),
            collateral: back,
            puts: self.unlocked(&old, paid.unlocked).puts,
        };
        let keep = loan.withholding;
        self.hand_out(payment.loan, &old.puts, receiver, &rest, keep)?;
        Ok(opening.id)
    }

    /// `IOptionLoan.exercise`.
    #[inline(never)]
    pub(crate) fn exercise(&mut self, id: u64) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let (mut loan, offer) = self.living(id)?;
        let (now, by) = (self.time(), self.vm().msg_sender());
        let phase = loan.phase(&offer, now);
        let borrower = by == loan.borrower;
        if phase != Phase::Exercisable && !(borrower && phase == Phase::Grace) {
            let from = if borrower {
                offer.puts.expiry
            } else {
                offer.grace_until().saturating_add(1)
            };
            let error = IOptionLoan::NotExercisable::SELECTOR;
            return Err(pair(error, from.into(), offer.puts.until().into()));
        }
        let collateral = loan.locked.collateral;
        let floor = offer.puts.floor(collateral)?;
        let rest = loan.exercise(&offer, floor, now)?;
        let to_lender = floor.saturating_sub(rest);
        self.put_loan(id, &loan);
        let mut log = Output::event(&IOptionLoan::PutsExercised::SIGNATURE_HASH);
        log.number(id).address(&by).amount(collateral);
        log.amount(floor).amount(to_lender).emit(self.vm(), 1);
        let rest = Withheld {
            cash: rest,
            ..Withheld::default()
        };
        // Exactly so much comes, or is withheld by the market, or nothing was done.
        if self.exercise_puts(&offer.puts, collateral)? {
            self.hand_out(id, &offer.puts, loan.borrower, &rest, loan.withholding)?;
        } else {
            self.put_awaited(id, floor);
            let mut log = Output::event(&IOptionLoan::CashAwaited::SIGNATURE_HASH);
            log.number(id).amount(floor).emit(self.vm(), 1);
            self.keep_back(id, &rest)?;
        }
        Ok((floor, to_lender))
    }

    /// `IOptionLoan.forfeit`.
    #[inline(never)]
    pub(crate) fn forfeit(&mut self, id: u64) -> Result<u128> {
        let (mut loan, offer) = self.living(id)?;
        let now = self.time();
        if loan.phase(&offer, now) != Phase::Forfeitable {
            let error = IOptionLoan::NotForfeitable::SELECTOR;
            return Err(number(error, offer.forfeit_from()));
        }
        let owed = loan.owed(&offer, now)?;
        let lost = loan.forfeit()?;
        self.put_loan(id, &loan);
        let mut log = Output::event(&IOptionLoan::Forfeited::SIGNATURE_HASH);
        log.number(id).amount(owed).amount(lost).emit(self.vm(), 1);
        Ok(lost)
    }

    /// `IOptionLoan.claim`.
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
        let mut loan = self.loan(id)?;
        self.only_mover(id, &self.holder(id)?)?;
        let puts = self.terms(loan.offer).puts;
        let cash = cash.min(loan.cash);
        // What the market withholds still is asked for once the rest does not do. The borrower's part of it is withheld here.
        let awaited = self.awaited(id).saturating_sub(self.withheld(id).cash);
        let short = cash > loan.cash.saturating_sub(awaited);
        let collateral = collateral.min(loan.forfeited);
        loan.cash = loan.cash.saturating_sub(cash);
        loan.forfeited = loan.forfeited.saturating_sub(collateral);
        self.put_loan(id, &loan);
        if short {
            self.fetch(id, &puts)?;
        }
        let mut log = Output::event(&IOptionLoan::Claimed::SIGNATURE_HASH);
        log.number(id).address(&receiver);
        log.amount(cash).amount(collateral).emit(self.vm(), 2);
        self.send(puts.debt_asset, receiver, cash)?;
        self.send(puts.collateral_asset, receiver, collateral)?;
        Ok((cash, collateral))
    }

    /// `IOptionLoan.claimWithheld`.
    #[inline(never)]
    pub(crate) fn claim_withheld(&mut self, id: u64, receiver: Address) -> Result<Withheld> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let loan = self.loan(id)?;
        only(self.vm(), loan.borrower)?;
        let what = self.withheld(id);
        if !what.any() {
            return Err(bare(IOptionLoan::ZeroAmount::SELECTOR));
        }
        let puts = self.terms(loan.offer).puts;
        // Cash that the market still withholds holds up nothing else.
        let (mut now, mut later) = (what, Withheld::default());
        self.put_withheld(id, &later);
        if what.cash > 0 && self.fetch(id, &puts).is_err() {
            (now.cash, later.cash) = (0, what.cash);
            self.put_withheld(id, &later);
        }
        let mut log = Output::event(&IOptionLoan::WithheldClaimed::SIGNATURE_HASH);
        log.number(id).address(&receiver);
        log.amount(now.cash)
            .amount(now.collateral)
            .amount(now.puts)
            .emit(self.vm(), 2);
        self.hand_out(id, &puts, receiver, &now, false)?;
        let kept = self.withheld(id);
        Ok(Withheld {
            cash: what.cash.saturating_sub(kept.cash),
            collateral: what.collateral.saturating_sub(kept.collateral),
            puts: what.puts.saturating_sub(kept.puts),
        })
    }

    /// `IOptionLoan.changeBorrower`.
    #[inline(never)]
    pub(crate) fn change_borrower(&mut self, id: u64, borrower: Address) -> Result<()> {
        address(borrower)?;
        // Also of a loan that has ended: what is withheld still is the borrower's.
        let mut loan = self.loan(id)?;
        only(self.vm(), loan.borrower)?;
        let mut log = Output::event(&IOptionLoan::BorrowerChanged::SIGNATURE_HASH);
        log.number(id)
            .address(&loan.borrower)
            .address(&borrower)
            .emit(self.vm(), 3);
        loan.borrower = borrower;
        loan.withholding = false;
        self.put_loan(id, &loan);
        Ok(())
    }

    /// `IOptionLoan.withhold`.
    #[inline(never)]
    pub(crate) fn withhold(&mut self, id: u64, on: bool) -> Result<()> {
        let mut loan = self.loan(id)?;
        only(self.vm(), loan.borrower)?;
        loan.withholding = on;
        self.put_loan(id, &loan);
        Output::event(&IOptionLoan::WithholdingSet::SIGNATURE_HASH)
            .number(id)
            .number(on.into())
            .emit(self.vm(), 1);
        Ok(())
    }
}

/// Refuses more than the caller gives.
fn limited(needed: u128, limit: u128) -> Result<()> {
    if needed > limit {
        return Err(pair(
            IOptionLoan::PaymentAboveLimit::SELECTOR,
            needed,
            limit,
        ));
    }
    Ok(())
}
