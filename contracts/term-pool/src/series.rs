//! A series: opened by the constructor, published at its start. Its terms are those of an offer that the program that lends has
//! checked and keeps, and that is withdrawn before anybody can take it.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    call::{self, Words},
    convert::{narrow, wide, word_address},
    dispatch::{Input, Output},
    guard,
    positions::id_of,
    revert::{Failure, Result, address, because, bounded, nonzero, number, pair},
    token,
};
use ballast_loan_state::abi::ITermLoan;
use stylus_sdk::prelude::*;

use crate::{TermPool, income::MAX_SHARES, program::ITermPool, storage::Series};

/// Words of `ITermLoan.Terms`, and places in it.
const TERMS: usize = 14;
const SIZE: usize = 2;
const LEAST: usize = 3;
const EXPIRY: usize = 12;
/// One more step than a plan can have: the program refuses it.
const STEPS: u64 = 11;
/// Latest second.
const MAX_TIME: u128 = (1 << 40) - 1;
/// Seconds after the start in which the offer can be taken, at most: 30 days.
const MAX_TAKING: u128 = 2_592_000;

/// Words of the answer of `ITermLoan.offerAt` before the terms, and up to the steps: the lender, the terms, where steps are.
const BEFORE_TERMS: usize = 1;
const BEFORE_STEPS: usize = BEFORE_TERMS + TERMS + 1;
/// Where `ITermLoan.makeOffer` has its steps, bytes: behind the terms and this.
const BEFORE_LIST: u64 = (TERMS as u64 + 1) * 32;
/// Words of the constructor's arguments that are bounded here.
const START_WORD: u128 = 1;
const CAP_WORD: u128 = 4 + SIZE as u128;
const EXPIRY_WORD: u128 = 4 + EXPIRY as u128;

/// `ITermLoan.makeOffer` up to its steps.
fn offer_of(terms: &[U256]) -> Output {
    let mut question = Output::selected(ITermLoan::makeOfferCall::SELECTOR);
    for word in terms {
        question.word(*word);
    }
    question.number(BEFORE_LIST);
    question
}

/// `CallFailed`.
#[cold]
pub(crate) fn failed(program: &Address, reason: &[u8]) -> Failure {
    because(ITermPool::CallFailed::SELECTOR, program, reason)
}

impl TermPool {
    /// Pulls exactly `amount` from the caller. Nothing for nothing.
    #[inline(never)]
    pub(crate) fn pull(&mut self, asset: Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        let from = vm.msg_sender();
        Ok(token::pull(&vm, self, asset, from, wide(amount))?)
    }

    /// Sends `amount`. Nothing for nothing.
    #[inline(never)]
    pub(crate) fn send(&mut self, asset: Address, to: &Address, amount: u128) -> Result<()> {
        if amount == 0 {
            return Ok(());
        }
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, asset, *to, wide(amount))?)
    }

    /// Reads from the program.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn ask(&self, program: &Address, question: &Output) -> Result<Words> {
        call::read(self.vm(), *program, question.data()).map_err(|reason| failed(program, &reason))
    }

    /// An offer as the program tells it.
    pub(crate) fn told(&self, program: &Address, offer: u64) -> Result<Words> {
        let mut question = Output::selected(ITermLoan::offerAtCall::SELECTOR);
        self.ask(program, question.number(offer))
    }

    /// Makes an offer: its number.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    fn make(&mut self, program: &Address, question: &Output) -> Result<u64> {
        let vm = self.vm().clone();
        let answer = call::write(&vm, self, *program, question.data())
            .map_err(|reason| failed(program, &reason))?;
        match answer.get(0).map_or(0, id_of) {
            0 => Err(failed(program, &[])),
            id => Ok(id),
        }
    }

    /// The constructor. Arguments: the program, the start, name and symbol, and terms and steps as of `ITermLoan.makeOffer`,
    /// whose size is the most that is deposited.
    #[inline(never)]
    pub(crate) fn initialise(&mut self, input: &mut Input) -> Result<(), Vec<u8>> {
        let (program, start) = (input.address(), input.number(MAX_TIME as u64));
        let names = [input.word(), input.word()];
        let terms = [0; TERMS].map(|_: u8| input.word());
        let (count, mut steps) = input.list();
        input.finish()?;
        let [debt_asset, collateral_asset, cap, .., expiry, _] = terms;
        let [debt_asset, collateral_asset] = [debt_asset, collateral_asset].map(word_address);
        let [cap, expiry] = [cap, expiry].map(|word| narrow(word).unwrap_or(u128::MAX));
        address(program)?;
        bounded(CAP_WORD, cap, 1, MAX_SHARES)?;
        // The offer cannot be withdrawn: nobody is held to it for long.
        let latest = u128::from(start).saturating_add(MAX_TAKING).min(MAX_TIME);
        bounded(EXPIRY_WORD, expiry, 0, latest)?;
        let now = self.vm().block_timestamp();
        bounded(
            START_WORD,
            start.into(),
            u128::from(now).saturating_add(1),
            expiry,
        )?;
        let decimals = token::decimals(self.vm(), debt_asset).map_err(Failure::from)?;
        let mut question = offer_of(&terms);
        let count = count.min(STEPS);
        question.number(count);
        for _ in 0..count.saturating_mul(2) {
            question.word(steps.word());
        }
        steps.finish()?;
        let template = self.make(&program, &question)?;
        let mut question = Output::selected(ITermLoan::cancelOfferCall::SELECTOR);
        let vm = self.vm().clone();
        call::write(&vm, self, program, question.number(template).data())
            .map_err(|reason| failed(&program, &reason))?;
        self.put_name_and_symbol(names);
        self.put_series(&Series {
            program,
            debt_asset,
            collateral_asset,
            start,
            expiry: expiry as u64,
            cap,
            template,
            offer: 0,
            closed: false,
            decimals,
        });
        Ok(())
    }

    /// `ITermPool.publish`.
    #[inline(never)]
    pub(crate) fn publish(&mut self) -> Result<u64> {
        guard::enter(self.vm())?;
        let mut series = self.series();
        let now = self.vm().block_timestamp();
        if now < series.start || now > series.expiry {
            let (from, until) = (series.start.into(), series.expiry.into());
            return Err(pair(ITermPool::NotPublishable::SELECTOR, from, until));
        }
        if series.offer != 0 {
            let error = ITermPool::AlreadyPublished::SELECTOR;
            return Err(number(error, series.offer));
        }
        let size = nonzero(self.supply())?;
        let program = series.program;
        let answer = self.told(&program, series.template)?;
        let mut terms = [U256::ZERO; TERMS];
        for (index, word) in terms.iter_mut().enumerate() {
            *word = answer
                .get(index.wrapping_add(BEFORE_TERMS))
                .ok_or_else(|| failed(&program, &[]))?;
        }
        for (index, word) in terms.iter_mut().enumerate() {
            *word = match index {
                SIZE => wide(size),
                // What is less than the least is taken in one.
                LEAST => wide(size).min(*word),
                _ => *word,
            };
        }
        let mut question = offer_of(&terms);
        question.bytes(answer.bytes().get(BEFORE_STEPS * 32..).unwrap_or_default());
        let vm = self.vm().clone();
        token::allow(&vm, self, series.debt_asset, program, wide(size))?;
        series.offer = self.make(&program, &question)?;
        self.put_series(&series);
        Output::event(&ITermPool::Published::SIGNATURE_HASH)
            .number(series.offer)
            .amount(size)
            .emit(self.vm(), 1);
        Ok(series.offer)
    }

    /// `ITermPool.series`.
    #[inline(never)]
    pub(crate) fn tell_series(&self) -> Vec<u8> {
        let (series, now) = (self.series(), self.vm().block_timestamp());
        let phase = u64::from(now >= series.start).saturating_add((now > series.expiry).into());
        let mut out = Output::new();
        out.number(phase)
            .address(&series.program)
            .address(&series.debt_asset)
            .address(&series.collateral_asset)
            .number(series.start)
            .number(series.expiry)
            .amount(series.cap)
            .number(series.template)
            .number(series.offer)
            .number(series.closed.into());
        out.done()
    }
}
