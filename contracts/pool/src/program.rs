//! The program's storage and its functions by selector.
#![allow(missing_docs, clippy::too_many_arguments)] // of what the interface files generate

use alloc::{vec, vec::Vec};

use alloy_sol_types::sol;
use ballast_common::{
    abi::IOwned,
    convert::address_word,
    dispatch::{Input, Output, one, one_address, one_amount},
    owned::Owned,
    program, select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageMap, StorageU256},
};

use crate::{
    book::Settlement,
    error::{Failure, Result, address},
    layout::{Key, Risk},
    settings::{ReserveSettings, write_risk},
};

sol!(
    #[sol(all_derives)]
    "../../abi/src/IPool.sol"
);
sol!(
    #[sol(all_derives)]
    "../../abi/src/IDebtBook.sol"
);

/// The pool.
#[storage]
#[entrypoint]
pub struct Pool {
    pub(crate) owned: Owned,
    pub(crate) words: StorageMap<alloy_primitives::U256, StorageU256>,
}

program!(Pool);

impl Pool {
    /// Arguments: `owner`, who sets parameters, and `oracle`, which is fixed.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let (owner, oracle) = (input.address(), input.address());
        input.finish()?;
        self.initialise(owner, oracle).map_err(Into::into)
    }

    pub(crate) fn initialise(
        &mut self,
        owner: alloy_primitives::Address,
        oracle: alloy_primitives::Address,
    ) -> Result<()> {
        self.owned.initialise(owner)?;
        self.put(Key::ORACLE, address_word(address(oracle)?));
        Ok(())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IPool::supplyCall => {
                let (asset, assets, account) = (input.address(), input.amount(), input.address());
                input.finish()?;
                one_amount(self.supply(asset, assets, account)?)
            },
            IPool::withdrawCall => {
                let (asset, assets, receiver) = (input.address(), input.amount(), input.address());
                input.finish()?;
                one_amount(self.withdraw(asset, assets, receiver)?)
            },
            IPool::depositCollateralCall => {
                let (asset, amount, account) = (input.address(), input.amount(), input.address());
                input.finish()?;
                self.deposit_collateral(asset, amount, account)?;
                Vec::new()
            },
            IPool::withdrawCollateralCall => {
                let (asset, amount, receiver) = (input.address(), input.amount(), input.address());
                input.finish()?;
                one_amount(self.withdraw_collateral(asset, amount, receiver)?)
            },
            IPool::borrowCall => {
                let (asset, assets, receiver) = (input.address(), input.amount(), input.address());
                input.finish()?;
                one_amount(self.borrow(asset, assets, receiver)?)
            },
            IPool::repayCall => {
                let (asset, assets, account) = (input.address(), input.amount(), input.address());
                input.finish()?;
                one_amount(self.repay(asset, assets, account)?)
            },
            IPool::accrueCall => {
                let asset = input.address();
                input.finish()?;
                self.accrue(asset)?;
                Vec::new()
            },
            IPool::payPremiumCall => {
                let asset = input.address();
                input.finish()?;
                one_amount(self.pay_premium(asset)?)
            },
            IDebtBook::settleCall => {
                let sale = Settlement::read(input);
                input.finish()?;
                one_amount(self.settle(sale)?)
            },
            IDebtBook::writeOffCall => {
                let (account, asset) = (input.address(), input.address());
                input.finish()?;
                let loss = self.write_off(account, asset)?;
                Output::new().amount(loss.covered).amount(loss.lost).done()
            },
            IDebtBook::portfolioCall => {
                let account = input.address();
                input.finish()?;
                self.portfolio(account)?
            },
            IPool::setReserveCall => {
                let (asset, settings) = (input.address(), ReserveSettings::read(input));
                input.finish()?;
                one_amount(u128::from(self.set_reserve(asset, settings)?))
            },
            IPool::setRiskCall => {
                let (z_score, horizon, buffer) = (input.amount(), input.amount(), input.amount());
                let feeds = [0; 4].map(|_: u8| input.number(255) as u8);
                let correlations = input.word();
                input.finish()?;
                self.set_risk(z_score, horizon, buffer, feeds, correlations)?;
                Vec::new()
            },
            IPool::setUnwinderCall => {
                let unwinder = input.address();
                input.finish()?;
                self.set_unwinder(unwinder)?;
                Vec::new()
            },
            IPool::setInsuranceCall => {
                let (asset, insurance) = (input.address(), input.address());
                input.finish()?;
                self.set_insurance(asset, insurance)?;
                Vec::new()
            },
            IPool::claimReservesCall => {
                let (asset, amount, receiver) = (input.address(), input.amount(), input.address());
                input.finish()?;
                self.claim_reserves(asset, amount, receiver)?;
                Vec::new()
            },
            IPool::openingHealthCall => {
                let account = input.address();
                input.finish()?;
                self.opening_health(account)?
            },
            IPool::positionCall => {
                let (asset, account) = (input.address(), input.address());
                input.finish()?;
                self.position(asset, account)?
            },
            IPool::reserveStateCall => {
                let asset = input.address();
                input.finish()?;
                self.reserve_state(asset)?
            },
            IPool::reserveConfigCall => {
                let asset = input.address();
                input.finish()?;
                self.reserve_config(asset)?
            },
            IPool::reservesCall => self.reserves(),
            IPool::riskCall => self.risk(),
            IPool::oracleCall => one(self.word_at(Key::ORACLE)),
            IPool::unwinderCall => one(self.word_at(Key::UNWINDER)),
            IOwned::ownerCall => one_address(&self.owned.owner()),
            IOwned::transferOwnershipCall => {
                let candidate = input.address();
                input.finish()?;
                self.owned.transfer(candidate).map_err(Failure::from)?;
                Vec::new()
            },
            IOwned::acceptOwnershipCall => {
                self.owned.accept().map_err(Failure::from)?;
                Vec::new()
            },
            else => return Err(Vec::new()),
        }))
    }

    fn risk(&self) -> Vec<u8> {
        let mut out = Output::new();
        write_risk(
            &mut out,
            &Risk::unpack(self.word_at(Key::RISK)),
            self.word_at(Key::CORRELATIONS),
        );
        out.done()
    }
}
