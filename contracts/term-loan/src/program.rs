//! The program: storage and calls.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros add

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use ballast_common::{
    dispatch::{Input, Output, one, one_amount},
    positions::{Names, Positions, id_of, last_address, last_id},
    program,
    revert::Failure,
    select,
};
pub(crate) use ballast_loan_state::abi::ITermLoan;
use ballast_loan_state::words::{read_steps, read_terms};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{lending::Request, repaying::Payment};

/// Term loans. Slots: 0 the table of words (`storage`), 1 operators by holder.
#[storage]
#[entrypoint]
pub struct TermLoan {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) operators: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(TermLoan);

const NAMES: Names = Names {
    name: "Ballast term loan",
    symbol: "bTERM",
};

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

impl TermLoan {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            ITermLoan::makeOfferCall => {
                let mut offer = read_terms(input, self.vm().msg_sender());
                let steps = read_steps(input);
                input.finish()?;
                offer.steps = steps.map_err(Failure::from)?;
                one(U256::from(self.make_offer(&offer)?))
            },
            ITermLoan::cancelOfferCall => {
                let id = last_id(input)?;
                self.cancel_offer(id)?;
                Vec::new()
            },
            ITermLoan::takeCall => {
                let request = Request { offer: id_of(input.word()), amount: input.amount(), most: input.amount() };
                let receiver = last_address(input)?;
                one(U256::from(self.take(&request, receiver)?))
            },
            ITermLoan::payInstalmentCall => {
                let (loan, most) = (id_of(input.word()), input.amount());
                let receiver = last_address(input)?;
                two(self.pay_instalment(&Payment { loan, most, receiver })?)
            },
            ITermLoan::repayCall => {
                let (loan, principal, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.repay(&Payment { loan, most, receiver }, principal)?)
            },
            ITermLoan::settleCall => {
                let id = last_id(input)?;
                one_amount(self.settle(id)?)
            },
            ITermLoan::refinanceCall => {
                let (loan, offer, amount) = (id_of(input.word()), id_of(input.word()), input.amount());
                let request = Request { offer, amount, most: input.amount() };
                let most = input.amount();
                let receiver = last_address(input)?;
                one(U256::from(self.refinance(&Payment { loan, most, receiver }, &request)?))
            },
            ITermLoan::claimCall => {
                let (loan, cash, collateral) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.claim(loan, cash, collateral, receiver)?)
            },
            ITermLoan::claimUnlockedCall => {
                let id = id_of(input.word());
                let receiver = last_address(input)?;
                one_amount(self.claim_unlocked(id, receiver)?)
            },
            ITermLoan::changeBorrowerCall => {
                let id = id_of(input.word());
                let borrower = last_address(input)?;
                self.change_borrower(id, borrower)?;
                Vec::new()
            },
            ITermLoan::offerAtCall => self.offer_at(last_id(input)?)?,
            ITermLoan::collateralForCall => {
                let (id, amount) = (id_of(input.word()), input.amount());
                input.finish()?;
                let offer = self.offer(id)?;
                let amount = if amount == u128::MAX { offer.size } else { amount };
                one_amount(self.collateral_for(&offer, amount)?)
            },
            ITermLoan::loanAtCall => self.loan_at(last_id(input)?)?,
            ITermLoan::owedCall => self.owed(last_id(input)?)?.done(),
            ITermLoan::countsCall => two(self.counts()),
            else => return self.answer(selector, input, NAMES),
        }))
    }
}
