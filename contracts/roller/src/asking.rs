//! What is asked of pools, oracles, markets and protected underlyings: nothing that they answer is trusted with more than one roll of
//! who named them.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use ballast_common::{
    abi::IOracle,
    call::{self, Words},
    convert::{narrow, wide, word_address},
    dispatch::Output,
    revert::{Failure, Result, about, because},
    token::{self, TokenError},
};
use risk_core::fixed::{WAD, mul_div_down};
use stylus_sdk::prelude::*;

use crate::{Roller, program::IRoller};

#[allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate
mod abi {
    use super::sol;

    sol!("../../abi/src/IPool.sol");
    sol!("../../abi/src/IProtected.sol");
    sol!("../../abi/src/IOptionMarket.sol");
}
use abi::{IOptionMarket, IPool, IProtected};

/// Words of `IProtected.protection`.
const PHASE: usize = 0;
const UNDERLYING: usize = 1;
const ASSET: usize = 2;
const PRICE: usize = 3;
const EXPIRY: usize = 4;
/// Words of `IOracle.Reading`.
const SPOT: usize = 0;
const FLAGS: usize = 5;
/// Word of `IPool.Position`.
const COLLATERAL: usize = 2;
/// Numbers of `IProtected.Phase`.
const OPEN: u128 = 0;
const WINDOW: u128 = 1;
const EXERCISED: u128 = 3;

/// A protected underlying as it tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    phase: u128,
    pub(crate) underlying: Address,
    pub(crate) asset: Address,
    pub(crate) strike: u128,
    pub(crate) expiry: u64,
    pub(crate) market: Address,
    pub(crate) number: u128,
}

/// `CallFailed`.
#[cold]
pub(crate) fn failed(target: &Address, reason: &[u8]) -> Failure {
    because(IRoller::CallFailed::SELECTOR, target, reason)
}

/// Refuses another amount than there should be.
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

impl Told {
    /// Whether it can be wrapped, of the tokens of another, and protects for longer: so no two can be rolled into each other.
    pub(crate) fn follows(&self, other: &Self) -> bool {
        self.phase == OPEN
            && self.underlying == other.underlying
            && self.asset == other.asset
            && self.expiry > other.expiry
    }

    /// Whether its puts can be exercised, and for all its holders at once.
    pub(crate) fn exercisable(&self) -> bool {
        self.phase == WINDOW
    }

    /// Whether its shares are cash.
    pub(crate) fn exercised(&self) -> bool {
        self.phase >= EXERCISED
    }
}

impl Roller {
    /// Reads.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn ask(&self, target: &Address, question: &Output) -> Result<Words> {
        call::read(self.vm(), *target, question.data()).map_err(|reason| failed(target, &reason))
    }

    /// A word of an answer that fits 128 bits.
    fn amount(&self, target: &Address, answer: &Words, index: usize) -> Result<u128> {
        let word = answer.get(index).and_then(narrow);
        word.ok_or_else(|| failed(target, &[]))
    }

    /// Calls.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn order_of(&mut self, target: &Address, call: &Output) -> Result<Words> {
        let vm = self.vm().clone();
        call::write(&vm, self, *target, call.data()).map_err(|reason| failed(target, &reason))
    }

    /// What a protected underlying tells of itself.
    ///
    /// # Errors
    /// `Unfit`.
    #[inline(never)]
    pub(crate) fn describe(&self, at: &Address) -> Result<Told> {
        let told = || -> Result<Told> {
            let line = self.ask(at, &Output::selected(IProtected::protectionCall::SELECTOR))?;
            let terms = self.ask(at, &Output::selected(IProtected::termsCall::SELECTOR))?;
            let number = |words: &Words, index| self.amount(at, words, index);
            let address = |words: &Words, index| -> Result<Address> {
                let word = words.get(index).ok_or_else(|| failed(at, &[]))?;
                Ok(word_address(word))
            };
            let expiry = u64::try_from(number(&line, EXPIRY)?).map_err(|_| failed(at, &[]))?;
            Ok(Told {
                phase: number(&line, PHASE)?,
                underlying: address(&line, UNDERLYING)?,
                asset: address(&line, ASSET)?,
                strike: number(&line, PRICE)?,
                expiry,
                market: address(&terms, 0)?,
                number: number(&terms, 1)?,
            })
        };
        told().map_err(|_| about(IRoller::Unfit::SELECTOR, at))
    }

    /// Collateral of an account.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn collateral(
        &self,
        pool: &Address,
        asset: &Address,
        account: &Address,
    ) -> Result<u128> {
        let mut question = Output::selected(IPool::positionCall::SELECTOR);
        let answer = self.ask(pool, question.address(asset).address(account))?;
        self.amount(pool, &answer, COLLATERAL)
    }

    /// The price of one asset in another by the pool's oracle, whole tokens, WAD, down.
    ///
    /// # Errors
    /// `CallFailed`, `PriceUnavailable`.
    #[inline(never)]
    pub(crate) fn price(&self, pool: &Address, of: &Address, by: &Address) -> Result<u128> {
        let answer = self.ask(pool, &Output::selected(IPool::oracleCall::SELECTOR))?;
        let oracle = answer.get(0).map(word_address);
        let oracle = oracle.ok_or_else(|| failed(pool, &[]))?;
        let read = |asset: &Address| -> Result<u128> {
            let mut question = Output::selected(IOracle::priceCall::SELECTOR);
            let answer = self.ask(&oracle, question.address(asset))?;
            let flags = self.amount(&oracle, &answer, FLAGS)?;
            let spot = self.amount(&oracle, &answer, SPOT)?;
            if flags != 0 || spot == 0 {
                return Err(about(IRoller::PriceUnavailable::SELECTOR, asset));
            }
            Ok(spot)
        };
        Ok(mul_div_down(read(of)?, WAD, read(by)?)?)
    }

    /// What as many puts cost now.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn premium(&self, told: &Told, amount: u128) -> Result<u128> {
        let mut question = Output::selected(IOptionMarket::quoteCall::SELECTOR);
        let answer = self.ask(&told.market, question.amount(told.number).amount(amount))?;
        self.amount(&told.market, &answer, 0)
    }

    /// Balance of a token here.
    fn held(&self, asset: Address) -> Result<U256> {
        Ok(token::balance(
            self.vm(),
            asset,
            self.vm().contract_address(),
        )?)
    }

    /// Takes collateral out of the pool.
    ///
    /// # Errors
    /// `CallFailed`, `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn take_out(
        &mut self,
        pool: &Address,
        asset: &Address,
        account: &Address,
        amount: u128,
    ) -> Result<()> {
        let mut call = Output::selected(IPool::withdrawCollateralCall::SELECTOR);
        call.address(asset)
            .amount(amount)
            .address(account)
            .address(&self.vm().contract_address());
        let before = self.held(*asset)?;
        self.order_of(pool, &call)?;
        exactly(*asset, amount, self.held(*asset)?.wrapping_sub(before))
    }

    /// Unwraps shares of this program, whose puts go to the account: exactly as much of the underlying must come.
    ///
    /// # Errors
    /// `CallFailed`, `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn unwrap(
        &mut self,
        from: &Address,
        told: &Told,
        account: &Address,
        amount: u128,
    ) -> Result<()> {
        let mut call = Output::selected(IProtected::unwrapCall::SELECTOR);
        call.amount(amount).address(&self.vm().contract_address());
        let before = self.held(told.underlying)?;
        let answer = self.order_of(from, &call)?;
        let came = self.held(told.underlying)?.wrapping_sub(before);
        exactly(told.underlying, amount, came)?;
        let puts = self.amount(from, &answer, 1)?;
        if puts > 0 {
            let mut call = Output::selected(IOptionMarket::transfer_1Call::SELECTOR);
            call.address(account).amount(told.number).amount(puts);
            self.order_of(&told.market, &call)?;
        }
        Ok(())
    }

    /// Wraps the underlying with puts that are bought for it: exactly as many shares must come, for exactly the premium.
    ///
    /// # Errors
    /// `CallFailed`, `TransferMismatch`, `TransferFailed`.
    #[inline(never)]
    pub(crate) fn cover(
        &mut self,
        to: &Address,
        told: &Told,
        amount: u128,
        premium: u128,
    ) -> Result<()> {
        let vm = self.vm().clone();
        let allowed = [(told.underlying, amount), (told.asset, premium)];
        let before = [told.underlying, told.asset, *to].map(|asset| self.held(asset));
        for (asset, amount) in allowed {
            token::allow(&vm, self, asset, *to, wide(amount))?;
        }
        let mut call = Output::selected(IProtected::wrapAndBuyCall::SELECTOR);
        call.amount(amount)
            .amount(premium)
            .address(&vm.contract_address());
        self.order_of(to, &call)?;
        for (asset, _) in allowed {
            token::allow(&vm, self, asset, *to, U256::ZERO)?;
        }
        let [underlying, asset, shares] = before;
        exactly(
            told.underlying,
            amount,
            underlying?.wrapping_sub(self.held(told.underlying)?),
        )?;
        exactly(
            told.asset,
            premium,
            asset?.wrapping_sub(self.held(told.asset)?),
        )?;
        exactly(*to, amount, self.held(*to)?.wrapping_sub(shares?))
    }

    /// Lets the pool pull what it was told to, and calls it.
    ///
    /// # Errors
    /// `CallFailed`, `TransferFailed`.
    #[inline(never)]
    pub(crate) fn put_in(
        &mut self,
        pool: &Address,
        asset: &Address,
        account: &Address,
        amount: u128,
        data: &[u8],
    ) -> Result<()> {
        let vm = self.vm().clone();
        let mut call = Output::selected(IPool::depositCollateralAndCallCall::SELECTOR);
        call.address(asset)
            .amount(amount)
            .address(account)
            .number(128)
            .number(data.len() as u64)
            .bytes(data);
        token::allow(&vm, self, *asset, *pool, wide(amount))?;
        self.order_of(pool, &call)?;
        Ok(token::allow(&vm, self, *asset, *pool, U256::ZERO)?)
    }
}

/// Packs what the callback is to know.
pub(crate) fn told_data(account: &Address, from: &Address, to: &Address, premium: u128) -> Vec<u8> {
    let mut out = Output::new();
    out.address(account)
        .address(from)
        .address(to)
        .amount(premium);
    out.done()
}
