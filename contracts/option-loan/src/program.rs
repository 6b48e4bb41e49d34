//! The program: storage and calls.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros add

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    dispatch::{Input, Output, one, one_amount},
    positions::{Names, Positions, id_of, last_address, last_id},
    program, select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    lending::{Request, read_terms},
    settling::Payment,
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IOptionLoan.sol"
);

/// Loans that puts protect. Slots: 0 the table of words (`storage`), 1 operators by holder, 2 what markets withhold by asset.
#[storage]
#[entrypoint]
pub struct OptionLoan {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) operators: StorageMap<Address, StorageMap<Address, StorageU256>>,
    pub(crate) promises: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(OptionLoan);

const NAMES: Names = Names {
    name: "Ballast option loan",
    symbol: "bOPT",
};

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

/// Arguments.
fn request(input: &mut Input) -> Request {
    Request {
        offer: id_of(input.word()),
        amount: input.amount(),
        most_collateral: input.amount(),
        most_premium: input.amount(),
    }
}

impl OptionLoan {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IOptionLoan::makeOfferCall => {
                let offer = read_terms(input, self.vm().msg_sender());
                input.finish()?;
                one(U256::from(self.make_offer(offer)?))
            },
            IOptionLoan::cancelOfferCall => {
                let id = last_id(input)?;
                self.cancel_offer(id)?;
                Vec::new()
            },
            IOptionLoan::takeCall => {
                let (request, up_front) = (request(input), input.flag());
                let receiver = last_address(input)?;
                one(U256::from(self.take(&request, up_front, receiver)?))
            },
            IOptionLoan::repayCall => {
                let (loan, principal, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.repay(&Payment { loan, most, receiver }, principal)?)
            },
            IOptionLoan::exerciseCall => {
                let id = last_id(input)?;
                two(self.exercise(id)?)
            },
            IOptionLoan::forfeitCall => {
                let id = last_id(input)?;
                one_amount(self.forfeit(id)?)
            },
            IOptionLoan::rollCall => {
                let (loan, request, most) = (id_of(input.word()), request(input), input.amount());
                let receiver = last_address(input)?;
                one(U256::from(self.roll(&Payment { loan, most, receiver }, &request)?))
            },
            IOptionLoan::claimCall => {
                let (loan, cash, collateral) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.claim(loan, cash, collateral, receiver)?)
            },
            IOptionLoan::claimWithheldCall => {
                let id = id_of(input.word());
                let receiver = last_address(input)?;
                let sent = self.claim_withheld(id, receiver)?;
                Output::new().amount(sent.cash).amount(sent.collateral).amount(sent.puts).done()
            },
            IOptionLoan::changeBorrowerCall => {
                let id = id_of(input.word());
                let borrower = last_address(input)?;
                self.change_borrower(id, borrower)?;
                Vec::new()
            },
            IOptionLoan::withholdCall => {
                let (id, on) = (id_of(input.word()), input.flag());
                input.finish()?;
                self.withhold(id, on)?;
                Vec::new()
            },
            IOptionLoan::offerAtCall => self.offer_at(last_id(input)?)?,
            IOptionLoan::quoteCall => {
                let (id, amount) = (id_of(input.word()), input.amount());
                input.finish()?;
                self.quote(id, amount)?
            },
            IOptionLoan::loanAtCall => self.loan_at(last_id(input)?)?,
            IOptionLoan::statusOfCall => self.status_of(last_id(input)?)?,
            IOptionLoan::countsCall => two(self.counts()),
            else => return self.answer(selector, input, NAMES),
        }))
    }
}
