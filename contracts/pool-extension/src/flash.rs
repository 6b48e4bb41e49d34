//! Flash loans: cash for the length of a callback.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    convert::{narrow, wide},
    dispatch::{Input, Output},
    token,
};
use ballast_pool_state::{
    Config, ICallbacks, IERC3156FlashBorrower, IPool,
    error::{Result, about, nonzero, require_cash},
    layout::{ReserveField, Verb},
    lock,
    market::add,
};
use risk_core::fixed::mul_div_up;
use stylus_sdk::prelude::*;

use crate::Extension;

const BPS: u128 = 10_000;
/// keccak256("ERC3156FlashBorrower.onFlashLoan").
const ACCEPTED: [u8; 32] =
    alloy_primitives::hex!("439148f0bbc682ca079e46d6e2c2f0c1e3b820f1a291b069d8882abf8cf18dd9");

/// One asset of a flash loan.
#[derive(Clone, Copy)]
struct Loan {
    asset: Address,
    amount: u128,
    fee: u128,
}

impl Extension {
    /// What a flash loan of a reserve can have: its cash, as far as it is there and no account's collateral.
    #[inline(never)]
    fn lendable(&self, asset: &Address, config: &Config) -> Result<u128> {
        let this = self.vm().contract_address();
        let balance = token::balance(self.vm(), *asset, this)?;
        let market = self.market_of(*config);
        // In a callback tokens that are booked may not be there yet, or be lent already.
        let free = balance.saturating_sub(wide(market.escrow));
        Ok(narrow(free).unwrap_or(u128::MAX).min(market.cash))
    }

    /// The fee of a loan, rounded up.
    #[inline(never)]
    fn fee(&self, config: &Config, amount: u128) -> Result<u128> {
        let fee = self.field(config.place.wrapping_sub(1), ReserveField::FlashFee);
        let fee = narrow(fee).unwrap_or_default();
        Ok(mul_div_up(amount, fee, BPS)?)
    }

    /// Sends a loan out. No total changes: the share price stands still.
    #[inline(never)]
    fn lend(&mut self, asset: Address, amount: u128, to: &Address) -> Result<Loan> {
        let amount = nonzero(amount)?;
        let config = self.config(&asset)?;
        self.guard(&asset, &config, Verb::Flash, to, 0)?;
        require_cash(asset, self.lendable(&asset, &config)?, amount)?;
        let fee = self.fee(&config, amount)?;
        self.send(&asset, to, amount)?;
        Ok(Loan { asset, amount, fee })
    }

    /// Pulls a loan and its fee in. The fee is booked as cash, which is the suppliers'.
    #[inline(never)]
    fn take_back(&mut self, loan: Loan, from: &Address) -> Result<()> {
        let Loan { asset, amount, fee } = loan;
        if fee > 0 {
            let (reserve, mut market) = self.accrued(&asset)?;
            market.cash = add(market.cash, fee)?;
            self.store_market(reserve, &market);
        }
        let mut event = Output::event(&IPool::FlashLoaned::SIGNATURE_HASH);
        event
            .address(&asset)
            .address(from)
            .amount(amount)
            .amount(fee);
        event.emit(self.vm(), 2);
        let vm = self.vm().clone();
        Ok(token::pull(
            &vm,
            self,
            asset,
            *from,
            wide(add(amount, fee)?),
        )?)
    }

    /// `IPool.flashLoans`, of its arguments.
    #[inline(never)]
    pub(crate) fn flash_loans(&mut self, input: &mut Input) -> Result<(), Vec<u8>> {
        let ((count, mut assets), (amounts_count, mut amounts)) = (input.list(), input.list());
        let data = input.bytes();
        input.finish()?;
        if count != amounts_count {
            return Err(Vec::new());
        }
        let entered = lock::enter(self.vm())?;
        let borrower = self.vm().msg_sender();
        let mut loans = Vec::new();
        for _ in 0..count {
            let (asset, amount) = (assets.address(), amounts.amount());
            assets.finish()?;
            amounts.finish()?;
            loans.push(self.lend(asset, amount, &borrower)?);
        }

        let mut call = Output::selected(ICallbacks::onFlashLoansCall::SELECTOR);
        let list = count.saturating_add(1).saturating_mul(32);
        for index in 0..4 {
            call.number(list.saturating_mul(index).saturating_add(128));
        }
        call.number(count);
        for loan in &loans {
            call.address(&loan.asset);
        }
        call.number(count);
        for loan in &loans {
            call.amount(loan.amount);
        }
        call.number(count);
        for loan in &loans {
            call.amount(loan.fee);
        }
        call.number(data.len() as u64).bytes(data);
        let vm = self.vm().clone();
        lock::call_back(&vm, self, borrower, call.data(), true)?;
        for loan in loans {
            self.take_back(loan, &borrower)?;
        }
        lock::leave(self.vm(), entered);
        Ok(())
    }

    /// `IPool.flashLoan`.
    #[inline(never)]
    pub(crate) fn flash_loan(
        &mut self,
        receiver: Address,
        asset: Address,
        amount: u128,
        data: &[u8],
    ) -> Result<()> {
        let entered = lock::enter(self.vm())?;
        let loan = self.lend(asset, amount, &receiver)?;
        let mut call = Output::selected(IERC3156FlashBorrower::onFlashLoanCall::SELECTOR);
        call.address(&self.vm().msg_sender())
            .address(&asset)
            .amount(amount)
            .amount(loan.fee)
            .number(160)
            .number(data.len() as u64)
            .bytes(data);
        let vm = self.vm().clone();
        let answer = lock::call_back(&vm, self, receiver, call.data(), true)?;
        if answer.bytes() != ACCEPTED {
            return Err(about(IPool::CallbackRefused::SELECTOR, &receiver));
        }
        self.take_back(loan, &receiver)?;
        lock::leave(self.vm(), entered);
        Ok(())
    }

    /// `IPool.maxFlashLoan`.
    pub(crate) fn max_flash_loan(&self, asset: Address) -> u128 {
        match self.config(&asset) {
            Ok(config) if !config.allows(Verb::Flash.pause()) => {
                self.lendable(&asset, &config).unwrap_or(0)
            }
            _ => 0,
        }
    }

    /// `IPool.flashFee`.
    pub(crate) fn flash_fee(&self, asset: Address, amount: u128) -> Result<u128> {
        let config = self.config(&asset)?;
        self.fee(&config, amount)
    }
}
