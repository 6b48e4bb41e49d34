//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    abi::IDebtBook,
    call,
    convert::address_word,
    dispatch::{Input, Output, one_amount},
    program, select,
};
use ballast_delegate::forward;
use ballast_pool_state::{
    IPool, State,
    error::{Result, about, address},
    layout::{Judge, Key},
    lock,
};
use stylus_sdk::prelude::*;

use crate::{
    book::Settlement,
    verbs::{Action, Checks, Form},
};

/// The pool.
#[storage]
#[entrypoint]
pub struct Pool {
    state: State,
}

impl Deref for Pool {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Pool {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Pool);

impl Pool {
    /// Arguments: `owner`, who sets parameters; `oracle` and `extension`, which are fixed.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let (owner, oracle, extension) = (input.address(), input.address(), input.address());
        input.finish()?;
        self.initialise(owner, oracle, extension)
            .map_err(Into::into)
    }

    fn initialise(&mut self, owner: Address, oracle: Address, extension: Address) -> Result<()> {
        self.owned.begin(owner)?;
        let judge = Judge::new(address(oracle)?, U256::ZERO);
        self.put(Key::JUDGE, judge.0);
        // Without code, every function of the extension would seem to succeed; without settings, those of these.
        let question = Output::selected(IPool::settingsCall::SELECTOR);
        let settings = match call::read(self.vm(), extension, question.data()) {
            Ok(words) => words.get(0).unwrap_or_default(),
            Err(_) => U256::ZERO,
        };
        if settings.is_zero() {
            return Err(about(IPool::CallFailed::SELECTOR, &extension));
        }
        self.put(Key::SETTINGS, settings);
        self.put(Key::EXTENSION, address_word(extension));
        Ok(())
    }

    /// Runs the extension's code on this storage: what it returns or reverts with goes to the caller unchanged.
    #[cold]
    #[inline(never)]
    fn extended(&mut self, selector: u32, input: &Input) -> Result<Vec<u8>, Vec<u8>> {
        let (vm, extension) = (self.vm().clone(), self.address_at(Key::EXTENSION));
        forward(&vm, self, extension, selector, input.rest())
    }

    fn dispatch(&mut self, selector: u32, input: Input) -> Result<Vec<u8>, Vec<u8>> {
        if selector == const { u32::from_be_bytes(IPool::multicallCall::SELECTOR) } {
            self.multicall(input)
        } else {
            self.act(selector, input, &mut None)
        }
    }

    /// `IPool.multicall`.
    #[inline(never)]
    fn multicall(&mut self, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let (count, mut calls) = input.list();
        input.finish()?;
        let mut checks = Some(Vec::new());
        // The results' offsets, and the results behind them.
        let (mut out, mut results) = (Output::new(), Output::new());
        out.number(32).number(count);
        let heads = count.saturating_mul(32);
        for _ in 0..count {
            let call = calls.bytes();
            calls.finish()?;
            let (selector, arguments) = call.split_first_chunk::<4>().ok_or_else(Vec::new)?;
            let selector = u32::from_be_bytes(*selector);
            let result = self.act(selector, Input::new(arguments), &mut checks)?;
            out.number(heads.saturating_add(results.data().len() as u64));
            results.number(result.len() as u64).bytes(&result);
        }
        for account in checks.into_iter().flatten() {
            self.require_opening(&account)?;
        }
        Ok(out.bytes(results.data()).done())
    }

    /// One call, by itself or of a multicall.
    #[inline(never)]
    fn act(
        &mut self,
        selector: u32,
        mut input: Input,
        checks: &mut Checks,
    ) -> Result<Vec<u8>, Vec<u8>> {
        let (verb, form) = select!(selector, {
            IPool::supplyCall => (Verb::Supply, Form::Plain),
            IPool::withdrawCall => (Verb::Withdraw, Form::Paying),
            IPool::depositCollateralCall => (Verb::Deposit, Form::Plain),
            IPool::withdrawCollateralCall => (Verb::TakeCollateral, Form::Paying),
            IPool::borrowCall => (Verb::Borrow, Form::Paying),
            IPool::repayCall => (Verb::Repay, Form::Plain),
            IPool::supplyAndCallCall => (Verb::Supply, Form::Calling),
            IPool::depositCollateralAndCallCall => (Verb::Deposit, Form::Calling),
            IPool::repayAndCallCall => (Verb::Repay, Form::Calling),
            else => return self.other(selector, input),
        });
        let action = Action::read(&mut input, form)?;
        let entered = lock::enter(self.vm())?;
        let amount = match verb {
            Verb::Supply => self.supply(action),
            Verb::Withdraw => self.withdraw(action),
            Verb::Deposit => self.deposit_collateral(action),
            Verb::TakeCollateral => self.withdraw_collateral(action, checks),
            Verb::Borrow => self.borrow(action, checks),
            Verb::Repay => self.repay(action),
        }?;
        lock::leave(self.vm(), entered);
        Ok(match verb {
            Verb::Deposit => Vec::new(),
            _ => one_amount(amount),
        })
    }

    /// A sale of collateral, from its arguments.
    #[inline(never)]
    fn settled(&mut self, input: &mut Input, calls: bool) -> Result<Vec<u8>, Vec<u8>> {
        let sale = Settlement::read(input, calls);
        input.finish()?;
        Ok(one_amount(self.settle(sale)?))
    }

    /// A call that is no verb of an account's.
    #[inline(never)]
    fn other(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IDebtBook::settleCall => self.settled(input, false)?,
            IDebtBook::settleAndCallCall => self.settled(input, true)?,
            IPool::openingHealthCall => {
                let account = input.address();
                input.finish()?;
                self.opening_health(account)?
            },
            else => return self.extended(selector, input),
        }))
    }
}

/// What accounts do.
#[derive(Clone, Copy)]
enum Verb {
    Supply,
    Withdraw,
    Deposit,
    TakeCollateral,
    Borrow,
    Repay,
}
