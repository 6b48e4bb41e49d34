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
};
use stylus_sdk::prelude::*;

use crate::{
    book::Settlement,
    verbs::{Action, Checks},
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
        self.owned.initialise(owner)?;
        let judge = Judge::new(address(oracle)?, U256::ZERO);
        self.put(Key::JUDGE, judge.0);
        // Without code, every function of the extension would seem to succeed; without settings, those of these.
        let question = Output::selected(IPool::settingsCall::SELECTOR);
        match call::read(self.vm(), extension, question.data()) {
            Ok(words) if self.vm().code_size(extension) > 0 => {
                let settings = words.get(0).unwrap_or_default();
                if settings.is_zero() {
                    return Err(about(IPool::CallFailed::SELECTOR, &extension));
                }
                self.put(Key::SETTINGS, settings);
            }
            _ => return Err(about(IPool::CallFailed::SELECTOR, &extension)),
        }
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
        let mut results = Vec::new();
        let mut checks = Some(Vec::new());
        for _ in 0..count {
            let call = calls.bytes();
            calls.finish()?;
            let (selector, arguments) = call.split_first_chunk::<4>().ok_or_else(Vec::new)?;
            let selector = u32::from_be_bytes(*selector);
            results.push(self.act(selector, Input::new(arguments), &mut checks)?);
        }
        for account in checks.into_iter().flatten() {
            self.require_opening(&account)?;
        }
        let mut out = Output::new();
        out.number(32).number(count);
        let mut offset = count.saturating_mul(32);
        for result in &results {
            out.number(offset);
            let words = (result.len() as u64).div_ceil(32).saturating_add(1);
            offset = offset.saturating_add(words.saturating_mul(32));
        }
        for result in &results {
            out.number(result.len() as u64).bytes(result);
        }
        Ok(out.done())
    }

    /// One call, by itself or of a multicall.
    #[inline(never)]
    fn act(
        &mut self,
        selector: u32,
        mut input: Input,
        checks: &mut Checks,
    ) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IPool::supplyCall => one_amount(self.supply(Action::read(input)?)?),
            IPool::withdrawCall => one_amount(self.withdraw(Action::read_paying(input)?)?),
            IPool::depositCollateralCall => {
                self.deposit_collateral(Action::read(input)?)?;
                Vec::new()
            },
            IPool::withdrawCollateralCall => one_amount(self.withdraw_collateral(Action::read_paying(input)?, checks)?),
            IPool::borrowCall => one_amount(self.borrow(Action::read_paying(input)?, checks)?),
            IPool::repayCall => one_amount(self.repay(Action::read(input)?)?),
            IPool::supplyAndCallCall => one_amount(self.supply(Action::read_calling(input)?)?),
            IPool::depositCollateralAndCallCall => {
                self.deposit_collateral(Action::read_calling(input)?)?;
                Vec::new()
            },
            IPool::repayAndCallCall => one_amount(self.repay(Action::read_calling(input)?)?),
            IPool::accrueCall => {
                let asset = input.address();
                input.finish()?;
                self.accrue(asset)?;
                Vec::new()
            },
            IDebtBook::settleCall => {
                let sale = Settlement::read(input);
                input.finish()?;
                one_amount(self.settle(sale)?)
            },
            IPool::openingHealthCall => {
                let account = input.address();
                input.finish()?;
                self.opening_health(account)?
            },
            else => return self.extended(selector, input),
        }))
    }
}
