//! The program: storage and calls.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros add

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    dispatch::{Input, Output, one, one_address, one_amount},
    program,
    revert::{Failure, about},
    select,
};
pub(crate) use ballast_loan_state::abi::{IAllowList, ITermLoan};
use ballast_loan_state::words::{read_steps, read_terms};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    lending::Request,
    positions::{id_of, text},
    repaying::Payment,
    storage::Position,
    views,
};

/// Term loans. Slots: 0 the table of words (`storage`), 1 operators by holder.
#[storage]
#[entrypoint]
pub struct TermLoan {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) operators: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(TermLoan);

/// Arguments.
fn only_id(input: &mut Input) -> Result<u64, Vec<u8>> {
    let id = id_of(input.word());
    input.finish().map(|()| id)
}

fn only_address(input: &mut Input) -> Result<Address, Vec<u8>> {
    let account = input.address();
    input.finish().map(|()| account)
}

fn two((first, second): (u128, u128)) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

fn flag(value: bool) -> Vec<u8> {
    one_amount(value.into())
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
                let id = only_id(input)?;
                self.cancel_offer(id)?;
                Vec::new()
            },
            ITermLoan::takeCall => {
                let request = Request { offer: id_of(input.word()), amount: input.amount(), most: input.amount() };
                let receiver = only_address(input)?;
                one(U256::from(self.take(&request, receiver)?))
            },
            ITermLoan::payInstalmentCall => {
                let (loan, most) = (id_of(input.word()), input.amount());
                let receiver = only_address(input)?;
                two(self.pay_instalment(&Payment { loan, most, receiver })?)
            },
            ITermLoan::repayCall => {
                let (loan, principal, most) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = only_address(input)?;
                two(self.repay(&Payment { loan, most, receiver }, principal)?)
            },
            ITermLoan::settleCall => {
                let id = only_id(input)?;
                one_amount(self.settle(id)?)
            },
            ITermLoan::refinanceCall => {
                let (loan, offer, amount) = (id_of(input.word()), id_of(input.word()), input.amount());
                let request = Request { offer, amount, most: input.amount() };
                let most = input.amount();
                let receiver = only_address(input)?;
                one(U256::from(self.refinance(&Payment { loan, most, receiver }, &request)?))
            },
            ITermLoan::claimCall => {
                let (loan, cash, collateral) = (id_of(input.word()), input.amount(), input.amount());
                let receiver = only_address(input)?;
                two(self.claim(loan, cash, collateral, receiver)?)
            },
            ITermLoan::claimUnlockedCall => {
                let id = id_of(input.word());
                let receiver = only_address(input)?;
                one_amount(self.claim_unlocked(id, receiver)?)
            },
            ITermLoan::changeBorrowerCall => {
                let id = id_of(input.word());
                let borrower = only_address(input)?;
                self.change_borrower(id, borrower)?;
                Vec::new()
            },
            ITermLoan::offerAtCall => self.offer_at(only_id(input)?)?,
            ITermLoan::collateralForCall => {
                let (id, amount) = (id_of(input.word()), input.amount());
                input.finish()?;
                let offer = self.offer(id)?;
                let amount = if amount == u128::MAX { offer.size } else { amount };
                one_amount(self.collateral_for(&offer, amount)?)
            },
            ITermLoan::loanAtCall => self.loan_at(only_id(input)?)?,
            ITermLoan::owedCall => self.owed(only_id(input)?)?.done(),
            ITermLoan::countsCall => two(self.counts()),
            ITermLoan::balanceOfCall => {
                let account = only_address(input)?;
                if account.is_zero() {
                    return Err(about(ITermLoan::ERC721InvalidOwner::SELECTOR, &account).into());
                }
                one(self.held(&account))
            },
            ITermLoan::ownerOfCall => one_address(&self.holder(only_id(input)?)?),
            ITermLoan::getApprovedCall => {
                let id = only_id(input)?;
                self.holder(id)?;
                one_address(&self.position(id, Position::Approved))
            },
            ITermLoan::isApprovedForAllCall => {
                let holder = input.address();
                flag(self.operates(&holder, &only_address(input)?))
            },
            ITermLoan::approveCall => {
                let (to, id) = (input.address(), only_id(input)?);
                self.approve(id, &to)?;
                Vec::new()
            },
            ITermLoan::setApprovalForAllCall => {
                let (operator, approved) = (input.address(), input.flag());
                input.finish()?;
                self.set_operator(&operator, approved)?;
                Vec::new()
            },
            ITermLoan::transferFromCall => {
                let (from, to, id) = (input.address(), input.address(), only_id(input)?);
                self.transfer(&from, &to, id)?;
                Vec::new()
            },
            ITermLoan::safeTransferFrom_0Call => {
                let (from, to, id) = (input.address(), input.address(), only_id(input)?);
                self.transfer_safely(&from, &to, id, &[])?;
                Vec::new()
            },
            ITermLoan::safeTransferFrom_1Call => {
                let (from, to, id) = (input.address(), input.address(), id_of(input.word()));
                let data = input.bytes();
                input.finish()?;
                self.transfer_safely(&from, &to, id, data)?;
                Vec::new()
            },
            ITermLoan::supportsInterfaceCall => {
                let id = input.word();
                input.finish()?;
                let [.., high] = *id.as_limbs();
                flag(views::supports((high >> 32) as u32))
            },
            ITermLoan::nameCall => text("Ballast term loan"),
            ITermLoan::symbolCall => text("bTERM"),
            else => return Err(Vec::new()),
        }))
    }
}
