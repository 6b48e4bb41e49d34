//! Offers, and loans opened from them.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOwned,
    call,
    convert::wide,
    dispatch::{Input, Output},
    guard,
    owned::only,
    positions::Positions,
    revert::{Failure, Result, about, address, nonzero, number, pair},
    token,
};
use risk_core::amortise::Locked;
use stylus_sdk::prelude::*;

use crate::{
    OptionLoan,
    loan::Loan,
    program::IOptionLoan,
    storage::MAX_TIME,
    terms::{Offer, Puts},
};

/// What a borrower asks for.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) offer: u64,
    pub(crate) amount: u128,
    pub(crate) most_collateral: u128,
    pub(crate) most_premium: u128,
}

/// A loan that was opened in storage, whose tokens did not move yet.
pub(crate) struct Opening {
    pub(crate) id: u64,
    pub(crate) offer: Box<Offer>,
    pub(crate) locked: Locked,
}

/// `IOptionLoan.Terms` out of the arguments, whose lender is the caller; of its puts only market and strike.
pub(crate) fn read_terms(input: &mut Input, lender: Address) -> Box<Offer> {
    let (market, strike) = (input.address(), input.number(u8::MAX.into()) as u8);
    Box::new(Offer {
        lender,
        puts: Puts {
            market,
            strike,
            ..Puts::default()
        },
        size: input.amount(),
        least: input.amount(),
        rate: input.number(u64::MAX),
        grace: input.number(u32::MAX.into()) as u32,
        expiry: input.number(MAX_TIME),
        allowed: input.address(),
    })
}

/// `IOptionLoan.Terms`.
pub(crate) fn write_terms(out: &mut Output, offer: &Offer) {
    out.address(&offer.puts.market)
        .number(offer.puts.strike.into())
        .amount(offer.size)
        .amount(offer.least)
        .number(offer.rate)
        .number(offer.grace.into())
        .number(offer.expiry)
        .address(&offer.allowed);
}

impl OptionLoan {
    pub(crate) fn time(&self) -> u64 {
        self.vm().block_timestamp()
    }

    /// An offer of which something is left.
    ///
    /// # Errors
    /// `UnknownOffer`.
    pub(crate) fn offer(&self, id: u64) -> Result<Box<Offer>> {
        let offer = self.terms(id);
        if offer.size == 0 {
            return Err(number(IOptionLoan::UnknownOffer::SELECTOR, id));
        }
        Ok(offer)
    }

    /// `IOptionLoan.makeOffer`.
    #[inline(never)]
    pub(crate) fn make_offer(&mut self, mut offer: Box<Offer>) -> Result<u64> {
        address(offer.puts.market)?;
        nonzero(offer.size)?;
        offer.puts = self.describe(offer.puts.market, offer.puts.strike)?;
        if let Some((place, value)) = offer.fault(self.time()) {
            return Err(pair(
                IOwned::ParameterOutOfBounds::SELECTOR,
                place.into(),
                value,
            ));
        }
        let (offers, loans) = self.counts();
        let id = offers.wrapping_add(1);
        self.put_counts(id, loans);
        self.put_terms(id as u64, &offer);
        let mut log = Output::event(&IOptionLoan::OfferMade::SIGNATURE_HASH);
        log.amount(id)
            .address(&offer.lender)
            .address(&offer.puts.market);
        write_terms(&mut log, &offer);
        log.emit(self.vm(), 3);
        Ok(id as u64)
    }

    /// `IOptionLoan.cancelOffer`.
    #[inline(never)]
    pub(crate) fn cancel_offer(&mut self, id: u64) -> Result<()> {
        let mut offer = self.offer(id)?;
        only(self.vm(), offer.lender)?;
        offer.size = 0;
        self.put_size(id, &offer);
        Output::event(&IOptionLoan::OfferCancelled::SIGNATURE_HASH)
            .number(id)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Opens a loan in storage, and its position; no tokens move, and nothing but of the position is told.
    #[inline(never)]
    pub(crate) fn open(&mut self, request: &Request) -> Result<Opening> {
        let (now, borrower) = (self.time(), self.vm().msg_sender());
        let mut offer = self.offer(request.offer)?;
        if now > offer.expiry {
            return Err(number(IOptionLoan::OfferExpired::SELECTOR, offer.expiry));
        }
        if !call::admits(self.vm(), offer.allowed, &borrower) {
            return Err(about(IOptionLoan::NotAllowed::SELECTOR, &borrower));
        }
        let whole = request.amount == u128::MAX || request.amount == offer.size;
        let principal = if whole { offer.size } else { request.amount };
        if principal > offer.size || (!whole && principal < offer.least) {
            return Err(Failure(
                Output::selected(IOptionLoan::AmountOutOfBounds::SELECTOR)
                    .amount(principal)
                    .amount(offer.least)
                    .amount(offer.size)
                    .done(),
            ));
        }
        nonzero(principal)?;
        let collateral = offer.puts.covering(offer.owed_at_most(principal, now)?)?;
        if collateral > request.most_collateral {
            return Err(pair(
                IOptionLoan::CollateralAboveLimit::SELECTOR,
                collateral,
                request.most_collateral,
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
        let id = id as u64;
        self.put_loan(
            id,
            &Loan {
                borrower,
                offer: request.offer,
                start: now,
                locked,
                ..Loan::default()
            },
        );
        self.mint(id, &offer.lender);
        Ok(Opening { id, offer, locked })
    }

    /// Pulls the lender's cash and buys the puts: the premium.
    #[inline(never)]
    pub(crate) fn protect(
        &mut self,
        opening: &Opening,
        request: &Request,
        receiver: &Address,
    ) -> Result<u128> {
        let Opening { id, offer, locked } = opening;
        let puts = &offer.puts;
        self.pull(puts.debt_asset, offer.lender, locked.principal)?;
        let premium = self.buy_puts(puts, locked.collateral, request.most_premium)?;
        let mut log = Output::event(&IOptionLoan::Opened::SIGNATURE_HASH);
        log.number(*id)
            .number(request.offer)
            .address(&self.vm().msg_sender())
            .address(&offer.lender);
        log.amount(locked.principal)
            .amount(locked.collateral)
            .amount(premium)
            .address(receiver)
            .emit(self.vm(), 3);
        Ok(premium)
    }

    /// `IOptionLoan.take`.
    #[inline(never)]
    pub(crate) fn take(
        &mut self,
        request: &Request,
        up_front: bool,
        receiver: Address,
    ) -> Result<u64> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let opening = self.open(request)?;
        let borrower = self.vm().msg_sender();
        let (puts, principal) = (opening.offer.puts, opening.locked.principal);
        self.pull(puts.collateral_asset, borrower, opening.locked.collateral)?;
        let premium = self.protect(&opening, request, &receiver)?;
        let paid_out = if up_front {
            self.pull(puts.debt_asset, borrower, premium)?;
            principal
        } else {
            principal.checked_sub(premium).ok_or_else(|| {
                let error = IOptionLoan::PaymentAboveLimit::SELECTOR;
                pair(error, premium, principal)
            })?
        };
        self.send(puts.debt_asset, receiver, paid_out)?;
        Ok(opening.id)
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
