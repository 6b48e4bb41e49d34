//! What the oracle tells, and what growth pays.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    call,
    convert::{narrow, wide},
    dispatch::Output,
    guard,
    revert::{Failure, Result, about, address, nonzero, number, pair},
};
use risk_core::fixed::Wad;
use stylus_sdk::prelude::*;

use crate::{
    YieldLoan,
    loan::{Loan, Paid},
    program::IYieldLoan,
    terms::Offer,
};

/// Flag of a reading: the sequencer is down or just back.
const SEQUENCER_DOWN: u128 = 2;
/// Gas with which an oracle that fails has failed by itself: sources of six feeds with what each is promised.
const GAS_NEEDED: u64 = 2_000_000;

/// What an oracle tells of a rate.
#[derive(Clone, Copy)]
pub(crate) struct Told {
    /// None: it cannot be trusted now.
    rate: Option<Wad>,
    /// Whether the sequencer is down or just back.
    halted: bool,
    /// Whether the oracle answered at all.
    answered: bool,
}

impl Told {
    /// The rate.
    ///
    /// # Errors
    /// `NoPrice`.
    pub(crate) fn usable(&self, offer: &Offer) -> Result<Wad> {
        self.rate
            .ok_or_else(|| about(IYieldLoan::NoPrice::SELECTOR, &offer.oracle))
    }
}

/// What a buyer of growth asks for.
pub(crate) struct Purchase {
    pub(crate) loan: u64,
    pub(crate) shares: u128,
    pub(crate) most: u128,
    pub(crate) receiver: Address,
}

impl YieldLoan {
    /// The rate as the offer's oracle tells it now.
    #[inline(never)]
    pub(crate) fn told(&self, offer: &Offer) -> Told {
        let mut question = Output::selected(IOracle::priceCall::SELECTOR);
        let answer = call::read(
            self.vm(),
            offer.oracle,
            question.address(&offer.rate_asset).data(),
        )
        .ok();
        let half = |index| {
            let words = answer.as_ref()?;
            words.get(index).and_then(narrow)
        };
        let (spot, flags) = (half(0), half(5));
        Told {
            rate: spot.filter(|rate| *rate > 0 && flags == Some(0)).map(Wad),
            halted: flags.is_some_and(|flags| flags & SEQUENCER_DOWN > 0),
            answered: flags.is_some(),
        }
    }

    /// How much of one token another is worth, rounded down.
    ///
    /// # Errors
    /// `NoPrice`.
    #[inline(never)]
    pub(crate) fn quote(
        &self,
        offer: &Offer,
        amount: u128,
        base: &Address,
        quote: &Address,
    ) -> Result<u128> {
        let mut question = Output::selected(IOracle::getQuoteCall::SELECTOR);
        question.word(wide(amount)).address(base).address(quote);
        call::read(self.vm(), offer.oracle, question.data())
            .ok()
            .and_then(|words| words.get(0))
            .and_then(narrow)
            .ok_or_else(|| about(IYieldLoan::NoPrice::SELECTOR, &offer.oracle))
    }

    /// A loan that yield repays, and its terms.
    ///
    /// # Errors
    /// `UnknownLoan`, `AlreadyTurned`.
    #[inline(never)]
    fn earning(&self, id: u64) -> Result<(Loan, Box<Offer>)> {
        let loan = self.loan(id)?;
        if loan.turned {
            return Err(number(IYieldLoan::AlreadyTurned::SELECTOR, id));
        }
        if !loan.lives() {
            return Err(number(IYieldLoan::UnknownLoan::SELECTOR, id));
        }
        let offer = self.terms(loan.offer);
        Ok((loan, offer))
    }

    fn tell_harvest(&self, id: u64, rate: Wad, shares: u128, paid: &Paid) {
        let mut log = Output::event(&IYieldLoan::Harvested::SIGNATURE_HASH);
        log.number(id).address(&self.vm().msg_sender());
        log.amount(shares)
            .amount(rate.0)
            .amount(paid.interest)
            .amount(paid.principal)
            .amount(paid.unlocked)
            .emit(self.vm(), 2);
    }

    /// `IYieldLoan.harvest`.
    #[inline(never)]
    pub(crate) fn harvest(&mut self, id: u64) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let (mut loan, offer) = self.earning(id)?;
        only_where_sold(&offer, false)?;
        let now = self.vm().block_timestamp();
        let rate = loan.believed(&offer, self.told(&offer).usable(&offer)?, now);
        let growth = loan.worthwhile(&offer, rate, now)?;
        let (shares, paid) = loan.harvest(&offer, growth, now)?;
        if shares == 0 {
            return Err(nothing(loan.grown(rate)?));
        }
        self.put_loan(id, &loan);
        self.tell_harvest(id, rate, shares, &paid);
        self.free(id, loan.borrower, &offer, paid.unlocked)?;
        Ok((shares, paid.total()))
    }

    /// Growth that is for sale, and what `most` of it costs now.
    ///
    /// # Errors
    /// `NoPrice`.
    #[inline(never)]
    fn offered(&self, loan: &Loan, offer: &Offer, most: u128) -> Result<(u128, (u128, u128))> {
        let now = self.vm().block_timestamp();
        let rate = loan.believed(offer, self.told(offer).usable(offer)?, now);
        let grown = loan.grown(rate)?;
        let shares = grown.min(most);
        if shares == 0 {
            return Ok((grown, (0, 0)));
        }
        let value = self.quote(offer, shares, &offer.collateral_asset, &offer.debt_asset)?;
        Ok((grown, loan.price(offer, shares, value, now)?))
    }

    /// `IYieldLoan.buyYield`.
    #[inline(never)]
    pub(crate) fn buy_yield(&mut self, purchase: &Purchase) -> Result<(u128, u128)> {
        let vm = self.vm().clone();
        guard::enter(&vm)?;
        let receiver = address(purchase.receiver)?;
        let id = purchase.loan;
        let (mut loan, offer) = self.earning(id)?;
        only_where_sold(&offer, true)?;
        let (grown, sale) = self.offered(&loan, &offer, nonzero(purchase.shares)?)?;
        let (shares, cost) = sale;
        if shares == 0 {
            return Err(nothing(grown));
        }
        if cost > purchase.most {
            return Err(pair(
                IYieldLoan::PaymentAboveLimit::SELECTOR,
                cost,
                purchase.most,
            ));
        }
        let paid = loan.sell(&offer, grown, sale, vm.block_timestamp())?;
        self.put_loan(id, &loan);
        let buyer = vm.msg_sender();
        let mut log = Output::event(&IYieldLoan::YieldSold::SIGNATURE_HASH);
        log.number(id).address(&buyer).amount(shares);
        log.amount(paid.interest)
            .amount(paid.principal)
            .amount(paid.unlocked)
            .address(&receiver)
            .emit(&vm, 2);
        self.pull(offer.debt_asset, buyer, cost)?;
        self.send(offer.collateral_asset, receiver, shares)?;
        self.free(id, loan.borrower, &offer, paid.unlocked)?;
        Ok((shares, cost))
    }

    /// `IYieldLoan.growth`.
    #[inline(never)]
    pub(crate) fn growth(&self, id: u64) -> Result<(u128, u128)> {
        let loan = self.loan(id)?;
        if loan.turned || !loan.lives() {
            return Ok((0, 0));
        }
        let offer = self.terms(loan.offer);
        if offer.sells() {
            return Ok(self.offered(&loan, &offer, u128::MAX)?.1);
        }
        let now = self.vm().block_timestamp();
        let rate = loan.believed(&offer, self.told(&offer).usable(&offer)?, now);
        Ok(loan.worthwhile(&offer, rate, now)?)
    }

    /// `IYieldLoan.turn`.
    #[inline(never)]
    pub(crate) fn turn(&mut self, id: u64) -> Result<()> {
        let vm = self.vm().clone();
        guard::enter(&vm)?;
        let (mut loan, offer) = self.earning(id)?;
        let now = vm.block_timestamp();
        let left = vm.evm_gas_left();
        let told = self.told(&offer);
        if !told.answered && left < GAS_NEEDED {
            return Err(pair(
                IYieldLoan::InsufficientGas::SELECTOR,
                left.into(),
                GAS_NEEDED.into(),
            ));
        }
        let mut harvested = None;
        if let Some(rate) = told.rate.filter(|_| !offer.sells()) {
            let rate = loan.believed(&offer, rate, now);
            // All of it: no loan lapses for growth that is too little to be harvested by itself.
            let growth = loan.in_kind(&offer, rate, now)?;
            let (shares, paid) = loan.harvest(&offer, growth, now)?;
            harvested = (shares > 0).then_some((rate, shares, paid));
        }
        if !loan.lapsed(&offer, told.halted, now)? {
            return Err(number(IYieldLoan::NotLapsed::SELECTOR, id));
        }
        let unlocked = loan.turn(&offer, now)?;
        self.put_loan(id, &loan);
        if let Some((rate, shares, paid)) = harvested {
            self.tell_harvest(id, rate, shares, &paid);
        }
        let mut log = Output::event(&IYieldLoan::Turned::SIGNATURE_HASH);
        log.number(id)
            .amount(loan.locked.principal)
            .amount(loan.unpaid)
            .amount(unlocked)
            .emit(&vm, 1);
        self.free(id, loan.borrower, &offer, unlocked)
    }
}

/// Refuses the verb of the other way to harvest.
///
/// # Errors
/// `OtherHarvest`.
fn only_where_sold(offer: &Offer, sold: bool) -> Result<()> {
    if offer.sells() == sold {
        return Ok(());
    }
    let other = u64::from(offer.sells());
    Err(number(IYieldLoan::OtherHarvest::SELECTOR, other))
}

/// There is nothing, or less than is worth it.
#[cold]
fn nothing(shares: u128) -> Failure {
    let mut error = Output::selected(IYieldLoan::NothingToHarvest::SELECTOR);
    Failure(error.amount(shares).done())
}
