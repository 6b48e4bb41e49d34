//! The program's functions by selector. It stores nothing.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_sol_types::sol;
use ballast_common::{dispatch::Input, program, select};
use stylus_sdk::prelude::*;

use crate::views::{self, Change, Wish};

sol!(
    #[sol(all_derives)]
    "../../abi/src/ILens.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IUnwinder.sol"
);

/// Most changes at once.
const MAX_CHANGES: u64 = 32;

/// The lens.
#[storage]
#[entrypoint]
pub struct Lens {}

program!(Lens);

/// The changes of `healthAfter`, whose word tells where among all `arguments` they are.
fn changes(input: &mut Input, arguments: &[u8]) -> Result<Vec<Change>, Vec<u8>> {
    let start = input.number(u32::MAX.into()) as usize;
    input.finish()?;
    let mut tail = Input::new(arguments.get(start..).unwrap_or_default());
    let count = tail.number(MAX_CHANGES);
    tail.finish()?;
    let read = |_| Change {
        asset: tail.address(),
        collateral: tail.word(),
        debt: tail.word(),
    };
    let changes = (0..count).map(read).collect();
    tail.finish().map(|()| changes)
}

impl Lens {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let (arguments, input, vm) = (input.rest(), &mut input, self.vm());
        Ok(select!(selector, {
            ILens::accountCall => {
                let (pool, owner) = (input.address(), input.address());
                input.finish()?;
                views::account(vm, &pool, &owner)?
            },
            ILens::marketsCall => {
                let pool = input.address();
                input.finish()?;
                views::markets(vm, &pool)?
            },
            ILens::limitsCall => {
                let (pool, owner, asset) = (input.address(), input.address(), input.address());
                input.finish()?;
                views::limits(vm, &pool, &owner, &asset)?
            },
            ILens::healthAfterCall => {
                let (pool, owner) = (input.address(), input.address());
                let changes = changes(input, arguments)?;
                views::health_after(vm, &pool, &owner, &changes)?
            },
            ILens::quoteBorrowCall => {
                let (pool, owner) = (input.address(), input.address());
                let wish = Wish {
                    debt_asset: input.address(),
                    amount: input.amount(),
                    collateral_asset: input.address(),
                };
                input.finish()?;
                views::quote_borrow(vm, &pool, &owner, &wish)?
            },
            else => return Err(Vec::new()),
        }))
    }
}
