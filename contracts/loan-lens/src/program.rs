//! The program's functions by selector. It stores nothing.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::Address;
use alloy_sol_types::{SolError, sol};
use ballast_common::{
    call::{self, Words},
    dispatch::{Input, Output},
    program,
    revert::{Failure, Result as Outcome, about},
    select,
};
use stylus_sdk::{prelude::*, stylus_core::Host};

use crate::{
    cover, fair,
    outlook::{self, Which},
    term::Term,
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/ILoanLens.sol"
);

/// Most loans at once.
const MAX_LOANS: u64 = 64;

/// The lens.
#[storage]
#[entrypoint]
pub struct LoanLens {}

program!(LoanLens);

/// Calls `target` and returns what it says.
///
/// # Errors
/// `CallFailed`.
#[inline(never)]
pub(crate) fn ask<H: Host + ?Sized>(vm: &H, target: &Address, question: &Output) -> Outcome<Words> {
    call::read(vm, *target, question.data()).map_err(|_| failed(target))
}

/// `CallFailed`.
#[cold]
pub(crate) fn failed(target: &Address) -> Failure {
    about(ILoanLens::CallFailed::SELECTOR, target)
}

impl LoanLens {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let (input, vm) = (&mut input, self.vm());
        Ok(select!(selector, {
            ILoanLens::outlooksCall => {
                let (count, mut items) = input.list();
                input.finish()?;
                if count > MAX_LOANS {
                    return Err(Vec::new());
                }
                let mut out = Output::new();
                out.number(32).number(count);
                for _ in 0..count {
                    let which = Which::read(&mut items);
                    items.finish()?;
                    outlook::tell(vm, &which, &mut out)?;
                }
                out.done()
            },
            ILoanLens::scheduleCall => {
                let which = Which::read(input);
                input.finish()?;
                outlook::schedule(vm, &which)?
            },
            ILoanLens::fairRateCall => {
                let asked = fair::Asked {
                    program: input.address(),
                    offer: input.word(),
                    amount: input.word(),
                    oracle: input.address(),
                    base: input.number(u64::MAX),
                };
                input.finish()?;
                fair::rate(vm, &asked)?
            },
            ILoanLens::coverCall => {
                let (program, loan) = (input.address(), input.word());
                let (market, reserve) = (input.address(), input.number(u64::MAX));
                input.finish()?;
                cover::tell(vm, &Term::load(vm, &program, loan)?, market, reserve)?
            },
            ILoanLens::coverOfferCall => {
                let (program, offer, amount) = (input.address(), input.word(), input.word());
                let (market, reserve) = (input.address(), input.number(u64::MAX));
                input.finish()?;
                let term = Term::planned(vm, &program, offer, amount)?;
                cover::tell(vm, &term, market, reserve)?
            },
            else => return Err(Vec::new()),
        }))
    }
}
