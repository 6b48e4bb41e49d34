//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use alloy_sol_types::sol;
use ballast_common::{
    dispatch::{Input, Output, one, one_address, one_amount},
    positions::last_address,
    program, select,
    shares::{Shares, one_text},
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::storage::Both;

sol!(
    #[sol(all_derives)]
    "../../abi/src/ITermPool.sol"
);

/// A pool. Slots: 0 the table of words (`storage`), 1 allowances by owner and spender.
#[storage]
#[entrypoint]
pub struct TermPool {
    pub(crate) words: StorageMap<U256, StorageU256>,
    pub(crate) allowances: StorageMap<Address, StorageMap<Address, StorageU256>>,
}

program!(TermPool);

/// ERC-165 itself and ERC-20.
const INTERFACES: [u32; 2] = [0x01ff_c9a7, 0x3637_2b07];

fn two((first, second): Both) -> Vec<u8> {
    Output::new().amount(first).amount(second).done()
}

impl TermPool {
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        self.initialise(&mut input)
    }

    #[inline(never)]
    fn enter(&mut self, input: &mut Input) -> Result<Vec<u8>, Vec<u8>> {
        let amount = input.amount();
        let receiver = last_address(input)?;
        Ok(one_amount(self.deposit(amount, &receiver)?))
    }

    #[inline(never)]
    fn leave(&mut self, input: &mut Input) -> Result<Vec<u8>, Vec<u8>> {
        let (amount, receiver) = (input.amount(), input.address());
        let owner = last_address(input)?;
        Ok(one_amount(self.withdraw(amount, &receiver, &owner)?))
    }

    /// Shares for units, or units for shares.
    #[inline(never)]
    fn alike(&self, input: &mut Input) -> Result<Vec<u8>, Vec<u8>> {
        let amount = input.word();
        input.finish()?;
        self.open_series()?;
        Ok(one(amount))
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            ITermPool::depositCall => self.enter(input)?,
            ITermPool::mintCall => self.enter(input)?,
            ITermPool::withdrawCall => self.leave(input)?,
            ITermPool::redeemCall => self.leave(input)?,
            ITermPool::publishCall => one(U256::from(self.publish()?)),
            ITermPool::collectCall => {
                let (count, mut loans) = input.list();
                input.finish()?;
                two(self.collect(count, &mut loans)?)
            },
            ITermPool::claimCall => {
                let (cash, collateral) = (input.amount(), input.amount());
                let receiver = last_address(input)?;
                two(self.claim(cash, collateral, &receiver)?)
            },
            ITermPool::claimableCall => two(self.claimable(&last_address(input)?)?),
            ITermPool::seriesCall => self.tell_series(),
            ITermPool::incomeCall => {
                let (came, paid) = (self.income(), self.paid());
                let mut out = Output::new();
                out.amount(came.0).amount(came.1).amount(paid.0).amount(paid.1);
                out.done()
            },
            ITermPool::assetCall => one_address(&self.series().debt_asset),
            ITermPool::totalAssetsCall => one_amount(self.total_assets()?),
            ITermPool::convertToSharesCall => self.alike(input)?,
            ITermPool::convertToAssetsCall => self.alike(input)?,
            ITermPool::previewDepositCall => self.alike(input)?,
            ITermPool::previewMintCall => self.alike(input)?,
            ITermPool::previewWithdrawCall => self.alike(input)?,
            ITermPool::previewRedeemCall => self.alike(input)?,
            ITermPool::maxDepositCall => one_amount(self.most_in(&last_address(input)?)),
            ITermPool::maxMintCall => one_amount(self.most_in(&last_address(input)?)),
            ITermPool::maxWithdrawCall => one_amount(self.most_out(&last_address(input)?)),
            ITermPool::maxRedeemCall => one_amount(self.most_out(&last_address(input)?)),
            ITermPool::nameCall => one_text(self.title()),
            ITermPool::symbolCall => one_text(self.symbol()),
            ITermPool::decimalsCall => one_amount(self.series().decimals.into()),
            ITermPool::totalSupplyCall => one_amount(self.supply()),
            ITermPool::supportsInterfaceCall => {
                let id = input.word();
                input.finish()?;
                let [.., high] = *id.as_limbs();
                one_amount(INTERFACES.contains(&((high >> 32) as u32)).into())
            },
            else => return self.answer(selector, input),
        }))
    }
}
