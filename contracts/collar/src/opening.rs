//! Bids, and collars opened by them.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOwned,
    call,
    convert::{narrow, wide},
    dispatch::{Input, Output},
    guard,
    owned::only,
    positions::Positions,
    revert::{Failure, Result, about, address, nonzero, number, pair},
    token::{self, TokenError},
};
use risk_core::{RiskError, fixed::mul_div_up};
use stylus_sdk::prelude::*;

use crate::{
    CollarProgram,
    collar::Collar,
    loans::{Offer, amount},
    program::{ICollar, IOptionLoan},
    storage::MAX_TIME,
    terms::{Bid, Calls},
};

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) offer: u64,
    pub(crate) amount: u128,
    pub(crate) bid: u64,
    pub(crate) most_collateral: u128,
    pub(crate) least_paid: u128,
    pub(crate) receiver: Address,
}

/// `ICollar.Bid` out of the arguments, whose buyer is the caller; of its market only the address.
pub(crate) fn read_terms(input: &mut Input, buyer: Address) -> Box<Bid> {
    let (market, strike, price) = (input.address(), input.amount(), input.amount());
    let (size, least) = (input.amount(), input.amount());
    Box::new(Bid {
        buyer,
        calls: Calls {
            market,
            strike,
            window: input.number(u32::MAX.into()) as u32,
            ..Calls::default()
        },
        price,
        size,
        least,
        expiry: input.number(MAX_TIME),
        allowed: input.address(),
    })
}

/// `ICollar.Bid`.
pub(crate) fn write_terms(out: &mut Output, bid: &Bid) {
    out.address(&bid.calls.market)
        .amount(bid.calls.strike)
        .amount(bid.price)
        .amount(bid.size)
        .amount(bid.least)
        .number(bid.calls.window.into())
        .number(bid.expiry)
        .address(&bid.allowed);
}

impl CollarProgram {
    pub(crate) fn time(&self) -> u64 {
        self.vm().block_timestamp()
    }

    /// A bid of which something is left.
    ///
    /// # Errors
    /// `UnknownBid`.
    pub(crate) fn bid(&self, id: u64) -> Result<Box<Bid>> {
        let bid = self.terms(id);
        if bid.size == 0 {
            return Err(number(ICollar::UnknownBid::SELECTOR, id));
        }
        Ok(bid)
    }

    /// `ICollar.makeBid`.
    #[inline(never)]
    pub(crate) fn make_bid(&mut self, mut bid: Box<Bid>) -> Result<u64> {
        address(bid.calls.market)?;
        nonzero(bid.size.min(bid.calls.strike))?;
        self.describe(&mut bid.calls)?;
        if let Some((place, value)) = bid.fault(self.time()) {
            let error = IOwned::ParameterOutOfBounds::SELECTOR;
            return Err(pair(error, place.into(), value));
        }
        let (bids, collars) = self.counts();
        let id = bids.wrapping_add(1);
        self.put_counts(id, collars);
        self.put_terms(id as u64, &bid);
        let mut log = Output::event(&ICollar::BidMade::SIGNATURE_HASH);
        log.amount(id)
            .address(&bid.buyer)
            .address(&bid.calls.market);
        write_terms(&mut log, &bid);
        log.emit(self.vm(), 3);
        Ok(id as u64)
    }

    /// `ICollar.cancelBid`.
    #[inline(never)]
    pub(crate) fn cancel_bid(&mut self, id: u64) -> Result<()> {
        let mut bid = self.bid(id)?;
        only(self.vm(), bid.buyer)?;
        bid.size = 0;
        self.put_size(id, &bid);
        Output::event(&ICollar::BidCancelled::SIGNATURE_HASH)
            .number(id)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Refuses an offer whose loan the bid's call would not fit: that it would not repay, or that would be gone before it.
    /// Gives the puts' strike.
    #[inline(never)]
    fn fitting(&self, bid: &Bid, offer: &Offer) -> Result<u128> {
        if offer.market != bid.calls.market {
            return Err(about(ICollar::OtherMarket::SELECTOR, &offer.market));
        }
        let least = bid.calls.least_grace();
        if offer.grace < least {
            let error = ICollar::GraceTooShort::SELECTOR;
            return Err(pair(error, offer.grace.into(), least.into()));
        }
        let puts = self.price_of(offer)?;
        if bid.calls.strike < puts {
            let error = ICollar::StrikeBelowPuts::SELECTOR;
            return Err(pair(error, bid.calls.strike, puts));
        }
        Ok(puts)
    }

    /// A bid that the caller may take, less the collateral it is taken for.
    #[inline(never)]
    fn taken(
        &mut self,
        request: &Request,
        collar: &Collar,
        puts: u128,
        bid: &mut Bid,
    ) -> Result<u128> {
        let owed = collar.owed(&bid.calls, request.amount, u64::MAX)?;
        let collateral = mul_div_up(owed, bid.calls.scale(), puts)?;
        if collateral > request.most_collateral {
            let error = ICollar::CollateralAboveLimit::SELECTOR;
            return Err(pair(error, collateral, request.most_collateral));
        }
        if !bid.takes(collateral) {
            return Err(Failure(
                Output::selected(ICollar::AmountOutOfBounds::SELECTOR)
                    .amount(collateral)
                    .amount(bid.least)
                    .amount(bid.size)
                    .done(),
            ));
        }
        // What exercise costs can be told.
        bid.calls.cost(collateral)?;
        bid.size = bid.size.wrapping_sub(collateral);
        self.put_size(request.bid, bid);
        Ok(collateral)
    }

    /// Takes a loan for a collar, whose collateral is here: its number.
    #[inline(never)]
    fn borrow(&mut self, request: &Request, collateral: u128, asset: Address) -> Result<u64> {
        let mut order = Output::selected(IOptionLoan::takeCall::SELECTOR);
        order.number(request.offer).amount(request.amount);
        // The least that the receiver gets bounds the premium.
        order.amount(collateral).amount(u128::MAX).number(0);
        order.address(&self.vm().contract_address());
        let words = self.tell_with(asset, collateral, &order)?;
        let loan = amount(&words, 0)? as u64;
        let mut order = Output::selected(IOptionLoan::withholdCall::SELECTOR);
        self.tell(order.number(loan).number(1))?;
        Ok(loan)
    }

    /// `ICollar.open`.
    #[inline(never)]
    pub(crate) fn open(&mut self, mut request: Request) -> Result<u64> {
        guard::enter(self.vm())?;
        let receiver = address(request.receiver)?;
        let (now, owner) = (self.time(), self.vm().msg_sender());
        let mut bid = self.bid(request.bid)?;
        if now > bid.expiry {
            return Err(number(ICollar::BidExpired::SELECTOR, bid.expiry));
        }
        if !call::admits(self.vm(), bid.allowed, &owner) {
            return Err(about(ICollar::NotAllowed::SELECTOR, &owner));
        }
        let offer = self.offer(request.offer)?;
        let puts = self.fitting(&bid, &offer)?;
        if request.amount == u128::MAX {
            request.amount = offer.size;
        }
        nonzero(request.amount)?;
        let mut collar = Collar {
            owner,
            bid: request.bid,
            rate: offer.rate,
            start: now,
            strike: offer.strike,
            ..Collar::default()
        };
        collar.amount = self.taken(&request, &collar, puts, &mut bid)?;
        let premium = bid.premium(collar.amount)?;
        let (bids, collars) = self.counts();
        let id = collars.wrapping_add(1);
        self.put_counts(bids, id);
        let id = id as u64;

        let calls = &bid.calls;
        let before = self.balances(calls)?;
        self.pull(calls.debt_asset, bid.buyer, premium)?;
        self.pull(calls.collateral_asset, owner, collar.amount)?;
        collar.loan = self.borrow(&request, collar.amount, calls.collateral_asset)?;
        // A market that told lender and buyer different dates would part the loan from its call.
        if !self.keeps_dates(collar.loan, calls)? {
            return Err(about(ICollar::OtherMarket::SELECTOR, &offer.market));
        }
        let paid = self.gained(calls, before)?;
        if paid < request.least_paid {
            let error = ICollar::PaymentBelowLimit::SELECTOR;
            return Err(pair(error, paid, request.least_paid));
        }
        self.put_collar(id, &collar);
        self.put_here(id, &collar);
        self.mint(id, &bid.buyer);
        let mut log = Output::event(&ICollar::Opened::SIGNATURE_HASH);
        log.number(id).number(request.bid).address(&owner);
        log.address(&bid.buyer)
            .number(collar.loan)
            .amount(collar.amount)
            .amount(premium)
            .amount(paid)
            .address(&receiver)
            .emit(self.vm(), 3);
        self.send(calls.debt_asset, receiver, paid)?;
        Ok(id)
    }

    /// Cash that came since; as much collateral must have gone as came.
    #[inline(never)]
    fn gained(&self, calls: &Calls, before: [alloy_primitives::U256; 2]) -> Result<u128> {
        let [cash, collateral] = before;
        let [cash_now, collateral_now] = self.balances(calls)?;
        if collateral_now != collateral {
            return Err(TokenError::Mismatch {
                token: calls.collateral_asset,
                expected: collateral,
                received: collateral_now,
            }
            .into());
        }
        let gained = cash_now.checked_sub(cash).and_then(narrow);
        gained.ok_or_else(|| RiskError::Overflow.into())
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
