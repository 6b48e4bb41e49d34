//! The program: storage and calls.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros add

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, sol};
use ballast_common::{
    dispatch::{Input, Output, one, one_address, one_amount},
    positions::{Names, Positions, id_of, last_address, last_id},
    program,
    revert::{about, address},
    select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::opening::{Request, read_terms};

sol!(
    #[sol(all_derives)]
    "../../abi/src/ICollar.sol"
);
sol!("../../abi/src/IOptionLoan.sol");

/// Collars. Slots: 0 the table of words (`storage`), 1 operators by holder.
#[storage]
#[entrypoint]
pub struct CollarProgram {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) operators: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(CollarProgram);

const NAMES: Names = Names {
    name: "Ballast covered call",
    symbol: "bCALL",
};

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

/// Arguments.
fn place(input: &mut Input) -> Result<(u64, Address), Vec<u8>> {
    let id = id_of(input.word());
    Ok((id, last_address(input)?))
}

impl CollarProgram {
    /// Argument: `loans`, the program whose loans are collared.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let loans = address(last_address(&mut input)?)?;
        self.put_loans(loans);
        let question = Output::selected(IOptionLoan::countsCall::SELECTOR);
        match self.ask(&question) {
            Ok(words) if words.bytes().len() == 64 => Ok(()),
            _ => Err(about(ICollar::InvalidLoans::SELECTOR, &loans).into()),
        }
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            ICollar::makeBidCall => {
                let bid = read_terms(input, self.vm().msg_sender());
                input.finish()?;
                one(U256::from(self.make_bid(bid)?))
            },
            ICollar::cancelBidCall => {
                let id = last_id(input)?;
                self.cancel_bid(id)?;
                Vec::new()
            },
            ICollar::openCall => {
                let request = Request {
                    offer: id_of(input.word()),
                    amount: input.amount(),
                    bid: id_of(input.word()),
                    most_collateral: input.amount(),
                    least_paid: input.amount(),
                    receiver: last_address(input)?,
                };
                one(U256::from(self.open(request)?))
            },
            ICollar::exerciseCallCall => {
                let (id, receiver) = place(input)?;
                two(self.exercise_call(id, receiver)?)
            },
            ICollar::cancelCallCall => {
                let id = last_id(input)?;
                self.cancel_call(id)?;
                Vec::new()
            },
            ICollar::repayCall => {
                let (id, principal, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                one_amount(self.repay(id, principal, most, receiver)?)
            },
            ICollar::exercisePutsCall => {
                let (id, receiver) = place(input)?;
                one_amount(self.exercise_puts(id, receiver)?)
            },
            ICollar::claimCall => {
                let (id, receiver) = place(input)?;
                let sent = self.claim(id, receiver)?;
                Output::new().amount(sent.cash).amount(sent.collateral).amount(sent.puts).done()
            },
            ICollar::releaseCall => {
                let (id, borrower) = place(input)?;
                self.release(id, borrower)?;
                Vec::new()
            },
            ICollar::changeOwnerCall => {
                let (id, owner) = place(input)?;
                self.change_owner(id, owner)?;
                Vec::new()
            },
            ICollar::loansCall => {
                input.finish()?;
                one_address(&self.loans())
            },
            ICollar::bidAtCall => self.bid_at(last_id(input)?)?,
            ICollar::quoteCall => {
                let (offer, amount, bid) = (id_of(input.word()), input.amount(), last_id(input)?);
                self.quote(offer, amount, bid)?
            },
            ICollar::collarAtCall => self.collar_at(last_id(input)?)?,
            ICollar::statusOfCall => self.status_of(last_id(input)?)?,
            ICollar::countsCall => two(self.counts()),
            else => return self.answer(selector, input, NAMES),
        }))
    }
}
