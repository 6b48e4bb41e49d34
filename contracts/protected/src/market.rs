//! All that is asked of the market of puts. It was named by who made the program; it may pull what one call is for, no more and no
//! later, and what it pays or gives is what arrives.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use ballast_common::{
    call::{self, Words},
    convert::{narrow, wide, word_address},
    dispatch::Output,
    revert::{Failure, Result, about, because},
    token::{self, TokenError},
};
use stylus_sdk::prelude::*;

use crate::{Protected, program::IProtected, storage::Made, worth::Floor};

sol!("../../abi/src/IOptionMarket.sol");

/// Words of `IOptionMarket.terms`.
const UNDERLYING: usize = 0;
const ASSET: usize = 1;
const EXPIRY: usize = 3;
const WINDOW: usize = 4;

#[cold]
fn invalid(market: &Address) -> Failure {
    about(IProtected::InvalidMarket::SELECTOR, market)
}

/// The first word of an answer.
#[inline(never)]
fn first(answer: core::result::Result<Words, Vec<u8>>, market: &Address) -> Result<u128> {
    let failed = |reason: &[u8]| because(IProtected::CallFailed::SELECTOR, market, reason);
    let words = answer.map_err(|reason| failed(&reason))?;
    words
        .get(0)
        .and_then(narrow)
        .ok_or_else(|| failed(words.bytes()))
}

/// Refuses what is not exactly as it should be.
///
/// # Errors
/// `TransferMismatch`.
#[inline(never)]
pub(crate) fn exactly(token: Address, expected: u128, received: U256) -> Result<()> {
    let expected = wide(expected);
    if received == expected {
        return Ok(());
    }
    Err(TokenError::Mismatch {
        token,
        expected,
        received,
    }
    .into())
}

impl Protected {
    /// What a market tells of itself and of a strike; `floor` is what else is fixed.
    ///
    /// # Errors
    /// `InvalidMarket`.
    #[inline(never)]
    pub(crate) fn describe(&self, market: Address, strike: u8, floor: Floor) -> Result<Made> {
        let error = || invalid(&market);
        let ask =
            |question: &Output| call::read(self.vm(), market, question.data()).map_err(|_| error());
        let terms = ask(&Output::selected(IOptionMarket::termsCall::SELECTOR))?;
        let line =
            ask(Output::selected(IOptionMarket::strikeAtCall::SELECTOR).number(strike.into()))?;
        let small = |words: &Words, index, bits: u32| {
            let value = words.get(index).and_then(narrow);
            let value = value.filter(|value| value.wrapping_shr(bits) == 0);
            value.ok_or_else(error)
        };
        let token = |index| terms.get(index).map(word_address).ok_or_else(error);
        Ok(Made {
            market,
            strike,
            underlying: token(UNDERLYING)?,
            asset: token(ASSET)?,
            floor: Floor {
                strike: small(&line, 0, 96)?,
                expiry: small(&terms, EXPIRY, 40)? as u64,
                window: small(&terms, WINDOW, 32)? as u32,
                ..floor
            },
            ..Made::default()
        })
    }

    /// Balance of a token here.
    pub(crate) fn held(&self, asset: Address) -> Result<U256> {
        Ok(token::balance(
            self.vm(),
            asset,
            self.vm().contract_address(),
        )?)
    }

    /// Puts of the strike here.
    #[inline(never)]
    fn puts(&self, made: &Made) -> Result<u128> {
        let mut question = Output::selected(IOptionMarket::balanceOf_1Call::SELECTOR);
        question
            .address(&self.vm().contract_address())
            .number(made.strike.into());
        first(
            call::read(self.vm(), made.market, question.data()),
            &made.market,
        )
    }

    /// What as many puts cost now.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn premium(&self, made: &Made, amount: u128) -> Result<u128> {
        let mut question = Output::selected(IOptionMarket::quoteCall::SELECTOR);
        question.number(made.strike.into()).amount(amount);
        first(
            call::read(self.vm(), made.market, question.data()),
            &made.market,
        )
    }

    /// Calls the market: what it answers.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn order(&mut self, made: &Made, call: &Output) -> Result<u128> {
        let vm = self.vm().clone();
        let answer = call::write(&vm, self, made.market, call.data());
        first(answer, &made.market)
    }

    /// Calls the market, which may pull at most so much of a token meanwhile, and must pull exactly that.
    ///
    /// # Errors
    /// `CallFailed`, `TransferFailed`, `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn paying(
        &mut self,
        made: &Made,
        asset: Address,
        amount: u128,
        call: &Output,
    ) -> Result<()> {
        let vm = self.vm().clone();
        let before = self.held(asset)?;
        token::allow(&vm, self, asset, made.market, wide(amount))?;
        self.order(made, call)?;
        token::allow(&vm, self, asset, made.market, U256::ZERO)?;
        exactly(asset, amount, before.wrapping_sub(self.held(asset)?))
    }

    /// Has exactly `amount` more puts after a call: of the market, or one that pays it.
    #[inline(never)]
    fn gaining(
        &mut self,
        made: &Made,
        amount: u128,
        act: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let before = self.puts(made)?;
        act(self)?;
        let gained = self.puts(made)?.wrapping_sub(before);
        exactly(made.market, amount, wide(gained))
    }

    /// Pulls puts of the caller.
    ///
    /// # Errors
    /// `CallFailed`, `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn pull_puts(&mut self, made: &Made, amount: u128) -> Result<()> {
        let mut call = Output::selected(IOptionMarket::transferFrom_1Call::SELECTOR);
        call.address(&self.vm().msg_sender())
            .address(&self.vm().contract_address())
            .number(made.strike.into())
            .amount(amount);
        self.gaining(made, amount, |program| {
            program.order(made, &call).map(|_| ())
        })
    }

    /// Buys puts for this program with debt units that are here.
    ///
    /// # Errors
    /// `CallFailed`, `TransferFailed`, `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn buy_puts(&mut self, made: &Made, amount: u128, premium: u128) -> Result<()> {
        let mut call = Output::selected(IOptionMarket::buyCall::SELECTOR);
        call.number(made.strike.into())
            .amount(amount)
            .amount(premium)
            .address(&self.vm().contract_address());
        self.gaining(made, amount, |program| {
            program.paying(made, made.asset, premium, &call)
        })
    }

    /// Sends puts.
    ///
    /// # Errors
    /// `CallFailed`, also where the market does not say that it did.
    #[inline(never)]
    pub(crate) fn send_puts(&mut self, made: &Made, to: &Address, amount: u128) -> Result<()> {
        let mut call = Output::selected(IOptionMarket::transfer_1Call::SELECTOR);
        call.address(to).number(made.strike.into()).amount(amount);
        if self.order(made, &call)? == 1 {
            return Ok(());
        }
        Err(because(IProtected::CallFailed::SELECTOR, &made.market, &[]))
    }

    /// Exercises puts of this program, which pay exactly `cash`: whether the market withholds it, for it could not send it.
    ///
    /// # Errors
    /// `CallFailed`, `TransferFailed`; `TransferMismatch` where another amount came than there should.
    #[inline(never)]
    pub(crate) fn exercise_puts(&mut self, made: &Made, amount: u128, cash: u128) -> Result<bool> {
        let this = self.vm().contract_address();
        let mut call = Output::selected(IOptionMarket::exerciseCall::SELECTOR);
        call.number(made.strike.into())
            .amount(amount)
            .address(&this);
        let before = self.held(made.asset)?;
        self.paying(made, made.underlying, amount, &call)?;
        let came = self.held(made.asset)?.wrapping_sub(before);
        if came.is_zero() {
            let mut question = Output::selected(IOptionMarket::withheldOfCall::SELECTOR);
            question.address(&this).address(&made.asset);
            let told = call::read(self.vm(), made.market, question.data());
            if first(told, &made.market)? >= cash {
                return Ok(true);
            }
        }
        exactly(made.asset, cash, came).map(|()| false)
    }

    /// Takes over at least `cash` that the market withheld for this program.
    ///
    /// # Errors
    /// `CallFailed`, `TransferFailed`; `TransferMismatch` where less came.
    #[inline(never)]
    pub(crate) fn fetch(&mut self, made: &Made, cash: u128) -> Result<()> {
        let mut call = Output::selected(IOptionMarket::claimWithheldCall::SELECTOR);
        call.address(&made.asset)
            .address(&self.vm().contract_address());
        let before = self.held(made.asset)?;
        self.order(made, &call)?;
        let came = self.held(made.asset)?.saturating_sub(before);
        exactly(made.asset, cash, came.min(wide(cash)))
    }
}
