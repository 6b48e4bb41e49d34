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
    earning::Purchase,
    lending::{Request, read_terms},
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IYieldLoan.sol"
);

mod lists {
    alloy_sol_types::sol!("../../abi/src/ITermLoan.sol");
}
pub(crate) use lists::IAllowList;

/// Loans that yield repays. Slots: 0 the table of words (`storage`), 1 operators by holder.
#[storage]
#[entrypoint]
pub struct YieldLoan {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) operators: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(YieldLoan);

const NAMES: Names = Names {
    name: "Ballast yield loan",
    symbol: "bYIELD",
};

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

impl YieldLoan {
    /// There is nothing to construct.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IYieldLoan::makeOfferCall => {
                let offer = read_terms(input, self.vm().msg_sender());
                input.finish()?;
                one_amount(self.make_offer(offer)?.into())
            },
            IYieldLoan::cancelOfferCall => {
                let id = last_id(input)?;
                self.cancel_offer(id)?;
                Vec::new()
            },
            IYieldLoan::takeCall => {
                let (offer, amount, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                one(U256::from(self.take(&Request { offer, amount, most, receiver })?))
            },
            IYieldLoan::harvestCall => {
                let id = last_id(input)?;
                two(self.harvest(id)?)
            },
            IYieldLoan::buyYieldCall => {
                let (loan, shares, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.buy_yield(&Purchase { loan, shares, most, receiver })?)
            },
            IYieldLoan::repayCall => {
                let (loan, amount) = (id_of(input.word()), input.amount());
                let receiver = last_address(input)?;
                two(self.repay(loan, amount, receiver)?)
            },
            IYieldLoan::turnCall => {
                let id = last_id(input)?;
                self.turn(id)?;
                Vec::new()
            },
            IYieldLoan::settleCall => {
                let id = last_id(input)?;
                one_amount(self.settle(id)?)
            },
            IYieldLoan::claimCall => {
                let (loan, cash, shares) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.claim(loan, cash, shares, receiver)?)
            },
            IYieldLoan::claimUnlockedCall => {
                let id = id_of(input.word());
                let receiver = last_address(input)?;
                one_amount(self.claim_unlocked(id, receiver)?)
            },
            IYieldLoan::changeBorrowerCall => {
                let id = id_of(input.word());
                let borrower = last_address(input)?;
                self.change_borrower(id, borrower)?;
                Vec::new()
            },
            IYieldLoan::offerAtCall => self.offer_at(last_id(input)?)?,
            IYieldLoan::collateralForCall => {
                let (id, amount) = (id_of(input.word()), input.amount());
                input.finish()?;
                one_amount(self.collateral_for(id, amount)?)
            },
            IYieldLoan::loanAtCall => self.loan_at(last_id(input)?)?,
            IYieldLoan::owedCall => self.owed(last_id(input)?)?,
            IYieldLoan::growthCall => two(self.growth(last_id(input)?)?),
            IYieldLoan::countsCall => {
                input.finish()?;
                two(self.counts())
            },
            else => return self.answer(selector, input, NAMES),
        }))
    }
}
