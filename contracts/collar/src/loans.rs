//! All that is asked of the loans' program, which is trusted with its loans' state, and of a market, which buyer and lender
//! name and which is trusted with nothing.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent, sol};
use ballast_common::{
    Words, call,
    convert::{narrow, wide, word_address},
    dispatch::Output,
    revert::{Failure, Result, about},
    token::{self, TokenError},
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    CollarProgram,
    collar::{Collar, Holding},
    program::{ICollar, IOptionLoan},
    storage::MAX_TIME,
    terms::{Calls, MAX_DECIMALS},
};

sol!("../../abi/src/IOptionMarket.sol");

/// Most gas that sending puts may take.
const SENDING_GAS: u64 = 2_000_000;

/// An offer of a loan, as far as a collar needs it.
#[derive(Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) market: Address,
    pub(crate) strike: u8,
    pub(crate) size: u128,
    pub(crate) rate: u64,
    pub(crate) grace: u32,
}

/// A loan, as far as a collar needs it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Loan {
    pub(crate) principal: u128,
    /// What the program can claim of it.
    pub(crate) waiting: Holding,
}

/// A word of an answer as an amount.
pub(crate) fn amount(words: &Words, index: usize) -> Result<u128> {
    let word = words.get(index).and_then(narrow);
    word.ok_or_else(|| RiskError::Overflow.into())
}

fn holding(words: &Words, start: usize) -> Result<Holding> {
    Ok(Holding {
        cash: amount(words, start)?,
        collateral: amount(words, start.wrapping_add(1))?,
        puts: amount(words, start.wrapping_add(2))?,
    })
}

fn invalid(market: &Address) -> Failure {
    about(ICollar::InvalidMarket::SELECTOR, market)
}

impl CollarProgram {
    /// Asks the loans' program.
    ///
    /// # Errors
    /// Its own.
    #[inline(never)]
    pub(crate) fn ask(&self, question: &Output) -> Result<Words> {
        call::read(self.vm(), self.loans(), question.data()).map_err(Failure)
    }

    /// Has the loans' program do something.
    ///
    /// # Errors
    /// Its own.
    #[inline(never)]
    pub(crate) fn tell(&mut self, order: &Output) -> Result<Words> {
        let (vm, loans) = (self.vm().clone(), self.loans());
        call::write(&vm, self, loans, order.data()).map_err(Failure)
    }

    /// An offer of a loan.
    ///
    /// # Errors
    /// `IOptionLoan.UnknownOffer`.
    #[inline(never)]
    pub(crate) fn offer(&self, id: u64) -> Result<Offer> {
        let mut question = Output::selected(IOptionLoan::offerAtCall::SELECTOR);
        let words = self.ask(question.number(id))?;
        Ok(Offer {
            market: word_address(words.get(1).unwrap_or_default()),
            strike: amount(&words, 2)? as u8,
            size: amount(&words, 3)?,
            rate: amount(&words, 5)? as u64,
            grace: amount(&words, 6)? as u32,
        })
    }

    /// A collar's loan; none where it was released.
    ///
    /// # Errors
    /// None of a loan that was taken.
    #[inline(never)]
    pub(crate) fn loan(&self, collar: &Collar) -> Result<Loan> {
        if collar.loan == 0 {
            return Ok(Loan::default());
        }
        let mut question = Output::selected(IOptionLoan::loanAtCall::SELECTOR);
        let words = self.ask(question.number(collar.loan))?;
        Ok(Loan {
            principal: amount(&words, 3)?,
            waiting: holding(&words, 7)?,
        })
    }

    /// What a market tells of itself.
    ///
    /// # Errors
    /// `InvalidMarket`; `TransferFailed` where a token has no decimals.
    #[inline(never)]
    pub(crate) fn describe(&self, calls: &mut Calls) -> Result<()> {
        let error = || invalid(&calls.market);
        let question = Output::selected(IOptionMarket::termsCall::SELECTOR);
        let terms = call::read(self.vm(), calls.market, question.data()).map_err(|_| error())?;
        let small = |index, most: u64| match amount(&terms, index) {
            Ok(value) if value <= most.into() => Ok(value as u64),
            _ => Err(error()),
        };
        let assets = [0, 1].map(|index| terms.get(index).map(word_address));
        let [Some(collateral), Some(debt)] = assets else {
            return Err(error());
        };
        let decimals = [collateral, debt].map(|asset| token::decimals(self.vm(), asset));
        let [of, by] = decimals;
        let decimals = [of?, by?];
        let (expiry, window) = (small(3, MAX_TIME)?, small(4, u32::MAX.into())? as u32);
        if collateral == debt || decimals.iter().any(|decimals| *decimals > MAX_DECIMALS) {
            return Err(error());
        }
        *calls = Calls {
            debt_asset: debt,
            collateral_asset: collateral,
            decimals,
            expiry,
            puts_window: window,
            ..*calls
        };
        Ok(())
    }

    /// Price of a market's strike, WAD.
    ///
    /// # Errors
    /// `InvalidMarket`, also for a strike of nothing.
    #[inline(never)]
    pub(crate) fn price_of(&self, offer: &Offer) -> Result<u128> {
        let mut question = Output::selected(IOptionMarket::strikeAtCall::SELECTOR);
        question.number(offer.strike.into());
        let answer = call::read(self.vm(), offer.market, question.data());
        let price = answer.ok().and_then(|words| amount(&words, 0).ok());
        price
            .filter(|price| *price > 0)
            .ok_or_else(|| invalid(&offer.market))
    }

    /// What this program has of debt asset and collateral, all collars together.
    #[inline(never)]
    pub(crate) fn balances(&self, calls: &Calls) -> Result<[U256; 2]> {
        let this = self.vm().contract_address();
        let of = |asset| token::balance(self.vm(), asset, this);
        Ok([of(calls.debt_asset)?, of(calls.collateral_asset)?])
    }

    /// Has the loans' program do something for which it may pull so much of an asset: afterwards it may pull nothing, whatever
    /// it took. What stayed allowed would be others' at the word of the next market.
    ///
    /// # Errors
    /// Its own; `TransferFailed`.
    #[inline(never)]
    pub(crate) fn tell_with(
        &mut self,
        asset: Address,
        amount: u128,
        order: &Output,
    ) -> Result<Words> {
        let (vm, loans) = (self.vm().clone(), self.loans());
        token::allow(&vm, self, asset, loans, wide(amount))?;
        let words = self.tell(order)?;
        token::allow(&vm, self, asset, loans, U256::ZERO)?;
        Ok(words)
    }

    /// Whether a loan's puts expire, and can be exercised, until when a bid was told.
    ///
    /// # Errors
    /// Of `IOptionLoan.statusOf`.
    #[inline(never)]
    pub(crate) fn keeps_dates(&self, loan: u64, calls: &Calls) -> Result<bool> {
        let mut question = Output::selected(IOptionLoan::statusOfCall::SELECTOR);
        let words = self.ask(question.number(loan))?;
        let [due, until] = [amount(&words, 4)?, amount(&words, 6)?];
        Ok(due == calls.expiry.into() && until == calls.puts_until().into())
    }

    /// Takes in what waits in a collar's loan: what the loan says was sent, where no less arrived. Gives the principal owed.
    ///
    /// # Errors
    /// `TransferMismatch`, `TransferFailed`.
    #[inline(never)]
    pub(crate) fn collect(&mut self, id: u64, collar: &mut Collar, calls: &Calls) -> Result<u128> {
        let loan = self.loan(collar)?;
        if !loan.waiting.any() {
            return Ok(loan.principal);
        }
        let before = self.balances(calls)?;
        let mut order = Output::selected(IOptionLoan::claimWithheldCall::SELECTOR);
        order
            .number(collar.loan)
            .address(&self.vm().contract_address());
        let sent = holding(&self.tell(&order)?, 0)?;
        let after = self.balances(calls)?;
        let assets = [
            (calls.debt_asset, sent.cash),
            (calls.collateral_asset, sent.collateral),
        ];
        for ((token, sent), (before, after)) in
            assets.into_iter().zip(before.into_iter().zip(after))
        {
            let received = after.saturating_sub(before);
            if received < wide(sent) {
                return Err(TokenError::Mismatch {
                    token,
                    expected: wide(sent),
                    received,
                }
                .into());
            }
        }
        collar.here = collar.here.with(&sent)?;
        self.put_here(id, collar);
        let mut log = Output::event(&ICollar::Collected::SIGNATURE_HASH);
        log.number(id).amount(sent.cash);
        log.amount(sent.collateral)
            .amount(sent.puts)
            .emit(self.vm(), 1);
        Ok(loan.principal)
    }

    /// Repays principal of a collar's loan with cash that is here: what was paid, which is what has gone of it.
    ///
    /// # Errors
    /// Of `IOptionLoan.repay`; `TransferMismatch`.
    #[inline(never)]
    pub(crate) fn repay_loan(
        &mut self,
        collar: &Collar,
        calls: &Calls,
        principal: u128,
    ) -> Result<u128> {
        let owed = collar.owed(calls, principal, self.vm().block_timestamp())?;
        let mut order = Output::selected(IOptionLoan::repayCall::SELECTOR);
        order
            .number(collar.loan)
            .amount(principal)
            .amount(owed)
            .address(&self.vm().contract_address());
        let [before, _] = self.balances(calls)?;
        let words = self.tell_with(calls.debt_asset, owed, &order)?;
        let paid = amount(&words, 0)?;
        let [after, _] = self.balances(calls)?;
        let gone = before.saturating_sub(after);
        if gone != wide(paid) {
            return Err(TokenError::Mismatch {
                token: calls.debt_asset,
                expected: wide(paid),
                received: gone,
            }
            .into());
        }
        Ok(paid)
    }

    /// Sends puts of this program; whether that worked. A market that burns all gas, or answers at length, holds nothing up.
    #[inline(never)]
    pub(crate) fn send_puts(
        &mut self,
        market: Address,
        strike: u8,
        to: Address,
        sum: u128,
    ) -> bool {
        let vm = self.vm().clone();
        let mut order = Output::selected(IOptionMarket::transfer_1Call::SELECTOR);
        order.address(&to).number(strike.into()).amount(sum);
        let answer = call::write_within(&vm, self, market, order.data(), SENDING_GAS);
        answer.ok().and_then(|words| words.get(0)) == Some(U256::from(1))
    }
}
