//! Offers, and loans opened from them.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    call,
    convert::{narrow, wide},
    dispatch::Output,
    guard,
    owned::only,
    positions::Positions,
    revert::{Failure, Result, about, address, nonzero, number, pair},
    token,
};
use ballast_loan_state::{
    loan::Loan,
    terms::{Fault, Offer},
    words::write_terms,
};
use risk_core::amortise::Locked;
use stylus_sdk::prelude::*;

use crate::{TermLoan, program::ITermLoan};

/// What a borrower asks for.
pub(crate) struct Request {
    pub(crate) offer: u64,
    pub(crate) amount: u128,
    pub(crate) most: u128,
}

impl TermLoan {
    /// An offer of which something is left.
    ///
    /// # Errors
    /// `UnknownOffer`.
    pub(crate) fn offer(&self, id: u64) -> Result<Box<Offer>> {
        let offer = self.whole_terms(id);
        if offer.size == 0 {
            return Err(number(ITermLoan::UnknownOffer::SELECTOR, id));
        }
        Ok(offer)
    }

    /// `ITermLoan.makeOffer`.
    #[inline(never)]
    pub(crate) fn make_offer(&mut self, offer: &Offer) -> Result<u64> {
        address(offer.debt_asset)?;
        address(offer.collateral_asset)?;
        if offer.debt_asset == offer.collateral_asset {
            return Err(about(ITermLoan::SameAsset::SELECTOR, &offer.debt_asset));
        }
        nonzero(offer.size)?;
        if offer.loan_to_value > 0 {
            address(offer.oracle)?;
        } else if !offer.oracle.is_zero() {
            return Err(Fault::Bound(6, 1).into());
        }
        offer.check(self.vm().block_timestamp())?;
        let (offers, loans) = self.counts();
        let id = offers.wrapping_add(1);
        self.put_counts(id, loans);
        self.put_terms(id as u64, offer);
        let mut log = Output::event(&ITermLoan::OfferMade::SIGNATURE_HASH);
        log.amount(id)
            .address(&offer.lender)
            .address(&offer.collateral_asset);
        write_terms(&mut log, offer, 0);
        log.emit(self.vm(), 3);
        Ok(id as u64)
    }

    /// `ITermLoan.cancelOffer`.
    #[inline(never)]
    pub(crate) fn cancel_offer(&mut self, id: u64) -> Result<()> {
        let mut offer = self.offer(id)?;
        only(self.vm(), offer.lender)?;
        offer.size = 0;
        self.put_size(id, &offer);
        Output::event(&ITermLoan::OfferCancelled::SIGNATURE_HASH)
            .number(id)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Collateral that `principal` of an offer locks, rounded up: a unit at least.
    ///
    /// # Errors
    /// `NoPrice`; overflow.
    #[inline(never)]
    pub(crate) fn collateral_for(&self, offer: &Offer, principal: u128) -> Result<u128> {
        let by_unit = offer.collateral_by_unit(principal)?;
        if offer.loan_to_value == 0 {
            return Ok(by_unit);
        }
        let mut question = Output::selected(IOracle::getQuoteCall::SELECTOR);
        question
            .amount(principal)
            .address(&offer.debt_asset)
            .address(&offer.collateral_asset);
        let equal = call::read(self.vm(), offer.oracle, question.data())
            .ok()
            .and_then(|words| words.get(0))
            .and_then(narrow)
            .ok_or_else(|| about(ITermLoan::NoPrice::SELECTOR, &offer.oracle))?;
        Ok(by_unit.max(offer.collateral_by_value(equal)?))
    }

    /// Opens a loan in storage and tells of it; no tokens move. Gives its number, the offer, principal and collateral.
    #[inline(never)]
    pub(crate) fn open(
        &mut self,
        request: &Request,
        receiver: &Address,
    ) -> Result<(u64, Box<Offer>, Locked)> {
        let vm = self.vm().clone();
        let (now, borrower) = (vm.block_timestamp(), vm.msg_sender());
        let mut offer = self.offer(request.offer)?;
        if now > offer.expiry {
            return Err(number(ITermLoan::OfferExpired::SELECTOR, offer.expiry));
        }
        if !call::admits(self.vm(), offer.allowed, &borrower) {
            return Err(about(ITermLoan::NotAllowed::SELECTOR, &borrower));
        }
        let whole = request.amount == u128::MAX || request.amount == offer.size;
        let principal = if whole { offer.size } else { request.amount };
        if principal > offer.size || (!whole && principal < offer.least) {
            return Err(Failure(
                Output::selected(ITermLoan::AmountOutOfBounds::SELECTOR)
                    .amount(principal)
                    .amount(offer.least)
                    .amount(offer.size)
                    .done(),
            ));
        }
        nonzero(principal)?;
        offer.bear(principal)?;
        let collateral = self.collateral_for(&offer, principal)?;
        if collateral > request.most {
            return Err(pair(
                ITermLoan::CollateralAboveLimit::SELECTOR,
                collateral,
                request.most,
            ));
        }
        offer.size = offer.size.wrapping_sub(principal);
        self.put_size(request.offer, &offer);
        let (offers, loans) = self.counts();
        let id = loans.wrapping_add(1);
        self.put_counts(offers, id);
        let locked = Locked {
            principal,
            collateral,
        };
        let loan = Loan {
            borrower,
            offer: request.offer,
            start: now,
            settled: 0,
            interest_from: now,
            opened: principal,
            locked,
            cash: 0,
            forfeited: 0,
        };
        let id = id as u64;
        self.put_loan(id, &loan);
        self.mint(id, &offer.lender);
        let mut log = Output::event(&ITermLoan::Opened::SIGNATURE_HASH);
        log.number(id)
            .number(request.offer)
            .address(&borrower)
            .address(&offer.lender);
        log.amount(principal)
            .amount(collateral)
            .address(receiver)
            .emit(&vm, 3);
        Ok((id, offer, locked))
    }

    /// `ITermLoan.take`.
    #[inline(never)]
    pub(crate) fn take(&mut self, request: &Request, receiver: Address) -> Result<u64> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (id, offer, locked) = self.open(request, &receiver)?;
        let borrower = self.vm().msg_sender();
        self.pull(offer.collateral_asset, borrower, locked.collateral)?;
        self.pull(offer.debt_asset, offer.lender, locked.principal)?;
        self.send(offer.debt_asset, receiver, locked.principal)?;
        Ok(id)
    }

    /// Pulls exactly `amount`. Nothing for nothing.
    #[inline(never)]
    pub(crate) fn pull(&mut self, asset: Address, from: Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        Ok(token::pull(&vm, self, asset, from, wide(amount))?)
    }

    /// Sends `amount`. Nothing for nothing.
    #[inline(never)]
    pub(crate) fn send(&mut self, asset: Address, to: Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, asset, to, wide(amount))?)
    }
}
