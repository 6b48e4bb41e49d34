//! Offers, and loans opened from them.

use alloc::boxed::Box;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
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
use risk_core::{amortise::Locked, fixed::Wad};
use stylus_sdk::prelude::*;

use crate::{
    YieldLoan,
    loan::Loan,
    program::{IAllowList, IYieldLoan},
    terms::{Fault, Offer},
};

impl From<Fault> for Failure {
    #[cold]
    fn from(Fault(place, value): Fault) -> Self {
        pair(IOwned::ParameterOutOfBounds::SELECTOR, place.into(), value)
    }
}

/// What a borrower asks for.
pub(crate) struct Request {
    pub(crate) offer: u64,
    pub(crate) amount: u128,
    pub(crate) most: u128,
    pub(crate) receiver: Address,
}

/// `IYieldLoan.Terms` out of the arguments, whose lender is the caller.
#[inline(never)]
pub(crate) fn read_terms(input: &mut Input, lender: Address) -> Box<Offer> {
    let [short, long] = [u64::from(u16::MAX), u64::from(u32::MAX)];
    Box::new(Offer {
        lender,
        debt_asset: input.address(),
        collateral_asset: input.address(),
        size: input.amount(),
        least: input.amount(),
        oracle: input.address(),
        rate_asset: input.address(),
        rate: input.number(u64::MAX),
        yield_floor: input.number(u64::MAX),
        margin: input.number(short) as u16,
        loan_to_value: input.number(short) as u16,
        growth_cap: input.number(short) as u16,
        discount: input.number(short) as u16,
        patience: input.number(long) as u32,
        longest: input.number(long) as u32,
        term_rate: input.number(u64::MAX),
        count: input.number(short) as u16,
        period: input.number(long) as u32,
        grace: input.number(long) as u32,
        expiry: input.number(u64::MAX >> 24),
        allowed: input.address(),
        scale: 0,
    })
}

/// `IYieldLoan.Terms`, as `offerAt` and `OfferMade` tell them.
#[inline(never)]
pub(crate) fn write_terms(out: &mut Output, offer: &Offer) {
    out.address(&offer.debt_asset)
        .address(&offer.collateral_asset)
        .amount(offer.size)
        .amount(offer.least)
        .address(&offer.oracle)
        .address(&offer.rate_asset);
    for value in [
        offer.rate,
        offer.yield_floor,
        offer.margin.into(),
        offer.loan_to_value.into(),
        offer.growth_cap.into(),
        offer.discount.into(),
        offer.patience.into(),
        offer.longest.into(),
        offer.term_rate,
        offer.count.into(),
        offer.period.into(),
        offer.grace.into(),
        offer.expiry,
    ] {
        out.number(value);
    }
    out.address(&offer.allowed);
}

impl YieldLoan {
    /// An offer of which something is left.
    ///
    /// # Errors
    /// `UnknownOffer`.
    pub(crate) fn offer(&self, id: u64) -> Result<Box<Offer>> {
        let offer = self.whole_terms(id);
        if offer.size == 0 {
            return Err(number(IYieldLoan::UnknownOffer::SELECTOR, id));
        }
        Ok(offer)
    }

    /// `IYieldLoan.makeOffer`.
    #[inline(never)]
    pub(crate) fn make_offer(&mut self, mut offer: Box<Offer>) -> Result<u64> {
        for named in [
            offer.debt_asset,
            offer.collateral_asset,
            offer.oracle,
            offer.rate_asset,
        ] {
            address(named)?;
        }
        if offer.debt_asset == offer.collateral_asset {
            return Err(about(IYieldLoan::SameAsset::SELECTOR, &offer.debt_asset));
        }
        nonzero(offer.size)?;
        if !offer.sells() {
            let collateral = token::decimals(self.vm(), offer.collateral_asset)?;
            let debt = token::decimals(self.vm(), offer.debt_asset)?;
            offer.scale = Offer::scaled(collateral, debt)?;
        }
        offer.check(self.vm().block_timestamp())?;
        let (offers, loans) = self.counts();
        let id = offers.wrapping_add(1);
        self.put_counts(id, loans);
        self.put_terms(id as u64, &offer);
        let mut log = Output::event(&IYieldLoan::OfferMade::SIGNATURE_HASH);
        log.amount(id)
            .address(&offer.lender)
            .address(&offer.collateral_asset);
        write_terms(&mut log, &offer);
        log.emit(self.vm(), 3);
        Ok(id as u64)
    }

    /// `IYieldLoan.cancelOffer`.
    #[inline(never)]
    pub(crate) fn cancel_offer(&mut self, id: u64) -> Result<()> {
        let mut offer = self.offer(id)?;
        only(self.vm(), offer.lender)?;
        offer.size = 0;
        self.put_size(id, &offer);
        Output::event(&IYieldLoan::OfferCancelled::SIGNATURE_HASH)
            .number(id)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Shares that `principal` of an offer locks at a rate, rounded up: what they are worth earns the interest, and covers
    /// what the rate may be off.
    ///
    /// # Errors
    /// `NoPrice`; overflow.
    #[inline(never)]
    fn locks(&self, offer: &Offer, principal: u128, rate: Wad) -> Result<u128> {
        let value = offer.earnings().value_needed(principal)?;
        if !offer.sells() {
            return Ok(offer.shares_up(value, rate)?);
        }
        // The quote was rounded down: one unit more makes up for it.
        let equal = self.quote(offer, value, &offer.debt_asset, &offer.collateral_asset)?;
        Ok(equal.saturating_add(1))
    }

    /// `IYieldLoan.collateralFor`.
    #[inline(never)]
    pub(crate) fn collateral_for(&self, id: u64, amount: u128) -> Result<u128> {
        let offer = self.offer(id)?;
        let amount = if amount == u128::MAX {
            offer.size
        } else {
            amount
        };
        let rate = self.told(&offer).usable(&offer)?;
        self.locks(&offer, amount, rate)
    }

    /// Whether an account may take an offer.
    fn allows(&self, offer: &Offer, account: &Address) -> bool {
        if offer.allowed.is_zero() || offer.allowed == *account {
            return true;
        }
        let mut question = Output::selected(IAllowList::isAllowedCall::SELECTOR);
        let answer = call::read(self.vm(), offer.allowed, question.address(account).data());
        answer.ok().and_then(|words| words.get(0)) == Some(U256::from(1))
    }

    /// How much of an offer is taken.
    ///
    /// # Errors
    /// `OfferExpired`, `NotAllowed`, `AmountOutOfBounds`, `ZeroAmount`.
    #[inline(never)]
    fn part(&self, offer: &Offer, amount: u128) -> Result<u128> {
        if self.vm().block_timestamp() > offer.expiry {
            return Err(number(IYieldLoan::OfferExpired::SELECTOR, offer.expiry));
        }
        let borrower = self.vm().msg_sender();
        if !self.allows(offer, &borrower) {
            return Err(about(IYieldLoan::NotAllowed::SELECTOR, &borrower));
        }
        let whole = amount == u128::MAX || amount == offer.size;
        let principal = if whole { offer.size } else { amount };
        if principal > offer.size || (!whole && principal < offer.least) {
            return Err(Failure(
                Output::selected(IYieldLoan::AmountOutOfBounds::SELECTOR)
                    .amount(principal)
                    .amount(offer.least)
                    .amount(offer.size)
                    .done(),
            ));
        }
        nonzero(principal)
    }

    /// `IYieldLoan.take`.
    #[inline(never)]
    pub(crate) fn take(&mut self, request: &Request) -> Result<u64> {
        let vm = self.vm().clone();
        guard::enter(&vm)?;
        address(request.receiver)?;
        let mut offer = self.offer(request.offer)?;
        let principal = self.part(&offer, request.amount)?;
        let rate = self.told(&offer).usable(&offer)?;
        let collateral = self.locks(&offer, principal, rate)?;
        if collateral > request.most {
            return Err(pair(
                IYieldLoan::CollateralAboveLimit::SELECTOR,
                collateral,
                request.most,
            ));
        }
        offer.size = offer.size.wrapping_sub(principal);
        self.put_size(request.offer, &offer);
        let (offers, loans) = self.counts();
        let id = loans.wrapping_add(1);
        self.put_counts(offers, id);
        let id = id as u64;
        let (now, borrower) = (vm.block_timestamp(), vm.msg_sender());
        self.put_loan(
            id,
            &Loan {
                borrower,
                offer: request.offer,
                start: now,
                interest_from: now,
                sale_from: now,
                opened: principal,
                locked: Locked {
                    principal,
                    collateral,
                },
                opened_rate: rate,
                mark: rate,
                ..Loan::default()
            },
        );
        self.mint(id, &offer.lender);
        let mut log = Output::event(&IYieldLoan::Opened::SIGNATURE_HASH);
        log.number(id)
            .number(request.offer)
            .address(&borrower)
            .address(&offer.lender);
        log.amount(principal)
            .amount(collateral)
            .amount(rate.0)
            .address(&request.receiver)
            .emit(&vm, 3);
        self.pull(offer.collateral_asset, borrower, collateral)?;
        self.pull(offer.debt_asset, offer.lender, principal)?;
        self.send(offer.debt_asset, request.receiver, principal)?;
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
