//! All that is asked of a market of puts. It is named by the lender and not trusted with more than its own loans: it may
//! pull what one call is for, no more and no later, and what it pays is what arrives.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use ballast_common::{
    Words, call,
    convert::{narrow, price_scale, wide, word_address},
    dispatch::Output,
    revert::{Failure, Result, about, because},
    token::{self, TokenError},
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    OptionLoan,
    program::IOptionLoan,
    storage::MAX_TIME,
    terms::{MAX_DECIMALS, Puts},
};

sol!("../../abi/src/IOptionMarket.sol");

/// Gas for sending puts: several times what the two programs of a market take outside the chain's cache.
const SENDING_GAS: u64 = 2_000_000;

#[cold]
fn invalid(market: &Address) -> Failure {
    about(IOptionLoan::InvalidMarket::SELECTOR, market)
}

impl OptionLoan {
    /// What a market tells of itself and of a strike.
    ///
    /// # Errors
    /// `InvalidMarket`, `TransferFailed` where a token has no decimals.
    #[inline(never)]
    pub(crate) fn describe(&self, market: Address, strike: u8) -> Result<Puts> {
        let error = || invalid(&market);
        let question = Output::selected(IOptionMarket::termsCall::SELECTOR);
        let terms = call::read(self.vm(), market, question.data()).map_err(|_| error())?;
        let mut question = Output::selected(IOptionMarket::strikeAtCall::SELECTOR);
        let line = call::read(self.vm(), market, question.number(strike.into()).data())
            .map_err(|_| error())?;
        let word = |words: &Words, index| words.get(index).ok_or_else(error);
        let small = |words: &Words, index, most: u128| {
            word(words, index).and_then(|word| match narrow(word) {
                Some(value) if value <= most => Ok(value),
                _ => Err(error()),
            })
        };
        let mut puts = Puts {
            market,
            strike,
            collateral_asset: word_address(word(&terms, 0)?),
            debt_asset: word_address(word(&terms, 1)?),
            expiry: small(&terms, 3, MAX_TIME.into())? as u64,
            window: small(&terms, 4, u32::MAX.into())? as u32,
            price: small(&line, 0, u128::MAX)?,
            scale: 1,
        };
        let collateral = token::decimals(self.vm(), puts.collateral_asset)?;
        let debt = token::decimals(self.vm(), puts.debt_asset)?;
        let same = puts.collateral_asset == puts.debt_asset;
        if same || puts.price == 0 || collateral.max(debt) > MAX_DECIMALS {
            return Err(error());
        }
        puts.scale = price_scale(collateral, debt);
        Ok(puts)
    }

    /// What as many puts cost now.
    ///
    /// # Errors
    /// `MarketFailed`.
    #[inline(never)]
    pub(crate) fn premium(&self, puts: &Puts, amount: u128) -> Result<u128> {
        let mut question = Output::selected(IOptionMarket::quoteCall::SELECTOR);
        question.number(puts.strike.into()).amount(amount);
        let answer = call::read(self.vm(), puts.market, question.data());
        first(answer, &puts.market)
    }

    fn balance(&self, asset: Address) -> Result<U256> {
        Ok(token::balance(
            self.vm(),
            asset,
            self.vm().contract_address(),
        )?)
    }

    /// Calls a market, which may pull at most so much of an asset meanwhile: what it answers.
    ///
    /// # Errors
    /// `MarketFailed`; `TransferFailed`.
    #[inline(never)]
    fn paying(&mut self, puts: &Puts, asset: Address, most: u128, call: &Output) -> Result<u128> {
        let vm = self.vm().clone();
        token::allow(&vm, self, asset, puts.market, wide(most))?;
        let answer = call::write(&vm, self, puts.market, call.data());
        let told = first(answer, &puts.market)?;
        token::allow(&vm, self, asset, puts.market, U256::ZERO)?;
        Ok(told)
    }

    /// Buys puts for this program with its cash: the premium.
    ///
    /// # Errors
    /// `MarketFailed`, also where they cost more than `most`; `TransferMismatch` where it took another amount than told.
    #[inline(never)]
    pub(crate) fn buy_puts(&mut self, puts: &Puts, amount: u128, most: u128) -> Result<u128> {
        // No put is worth more than what it pays; so much also fits tokens that count allowances in fewer bits.
        let most = most.min(puts.floor(amount)?);
        let mut call = Output::selected(IOptionMarket::buyCall::SELECTOR);
        call.number(puts.strike.into())
            .amount(amount)
            .amount(most)
            .address(&self.vm().contract_address());
        let before = self.balance(puts.debt_asset)?;
        let premium = self.paying(puts, puts.debt_asset, most, &call)?;
        let after = self.balance(puts.debt_asset)?;
        exactly(puts.debt_asset, premium, before.wrapping_sub(after))
    }

    /// Exercises puts of this program: whether their cash came, or else is withheld by the market, which could not send it.
    ///
    /// # Errors
    /// `MarketFailed`; `TransferMismatch` where another amount came, or went, than there should.
    #[inline(never)]
    pub(crate) fn exercise_puts(&mut self, puts: &Puts, amount: u128) -> Result<bool> {
        let mut call = Output::selected(IOptionMarket::exerciseCall::SELECTOR);
        call.number(puts.strike.into())
            .amount(amount)
            .address(&self.vm().contract_address());
        let assets = [puts.debt_asset, puts.collateral_asset];
        let [cash, collateral] = assets.map(|asset| self.balance(asset));
        let (cash, collateral) = (cash?, collateral?);
        self.paying(puts, puts.collateral_asset, amount, &call)?;
        let [came, left] = assets.map(|asset| self.balance(asset));
        let (came, left) = (came?.wrapping_sub(cash), collateral.wrapping_sub(left?));
        exactly(puts.collateral_asset, amount, left)?;
        let cash = puts.floor(amount)?;
        if came.is_zero() && self.withholds(puts, cash)? {
            return Ok(false);
        }
        exactly(puts.debt_asset, cash, came).map(|_| true)
    }

    /// Whether a market withholds so much more for this program than is noted; notes it then.
    #[inline(never)]
    pub(crate) fn withholds(&mut self, puts: &Puts, cash: u128) -> Result<bool> {
        let mut question = Output::selected(IOptionMarket::withheldOfCall::SELECTOR);
        question
            .address(&self.vm().contract_address())
            .address(&puts.debt_asset);
        let told = first(
            call::read(self.vm(), puts.market, question.data()),
            &puts.market,
        )?;
        let (promised, arrived) = self.promises(puts);
        let all = promised.checked_add(cash).ok_or(RiskError::Overflow)?;
        if told < all {
            return Ok(false);
        }
        self.put_promises(puts, all, arrived);
        Ok(true)
    }

    /// Takes over what a market withheld of a loan's exercise: with it all that it withheld for others of that market, which
    /// is kept for them. Nothing of a loan of which nothing is withheld.
    ///
    /// # Errors
    /// `MarketFailed`; `TransferMismatch` where less has come than there should.
    #[inline(never)]
    pub(crate) fn fetch(&mut self, id: u64, puts: &Puts) -> Result<()> {
        let awaited = self.awaited(id);
        if awaited == 0 {
            return Ok(());
        }
        let (mut promised, mut arrived) = self.promises(puts);
        if arrived < awaited {
            let vm = self.vm().clone();
            let mut call = Output::selected(IOptionMarket::claimWithheldCall::SELECTOR);
            call.address(&puts.debt_asset)
                .address(&vm.contract_address());
            let before = self.balance(puts.debt_asset)?;
            first(
                call::write_within(&vm, self, puts.market, call.data(), SENDING_GAS),
                &puts.market,
            )?;
            let came = self.balance(puts.debt_asset)?.saturating_sub(before);
            let came = narrow(came).ok_or(RiskError::Overflow)?;
            promised = 0;
            arrived = arrived.checked_add(came).ok_or(RiskError::Overflow)?;
        }
        if arrived < awaited {
            self.put_promises(puts, promised, arrived);
            return exactly(puts.debt_asset, awaited, wide(arrived)).map(|_| ());
        }
        self.put_promises(puts, promised, arrived.saturating_sub(awaited));
        self.put_awaited(id, 0);
        Ok(())
    }

    /// Sends puts of this program; whether that worked. A market that burns all gas, or answers at length, holds nothing up.
    #[inline(never)]
    pub(crate) fn send_puts(&mut self, puts: &Puts, to: Address, amount: u128) -> bool {
        let vm = self.vm().clone();
        let mut call = Output::selected(IOptionMarket::transfer_1Call::SELECTOR);
        call.address(&to).number(puts.strike.into()).amount(amount);
        let answer = call::write_within(&vm, self, puts.market, call.data(), SENDING_GAS);
        first(answer, &puts.market) == Ok(1)
    }
}

/// The first word of an answer.
fn first(
    answer: core::result::Result<Words, alloc::vec::Vec<u8>>,
    market: &Address,
) -> Result<u128> {
    let failed = |reason: &[u8]| because(IOptionLoan::MarketFailed::SELECTOR, market, reason);
    let words = answer.map_err(|reason| failed(&reason))?;
    words
        .get(0)
        .and_then(narrow)
        .ok_or_else(|| failed(words.bytes()))
}

fn exactly(token: Address, expected: u128, received: U256) -> Result<u128> {
    let asked = wide(expected);
    if received == asked {
        return Ok(expected);
    }
    Err(TokenError::Mismatch {
        token,
        expected: asked,
        received,
    }
    .into())
}
