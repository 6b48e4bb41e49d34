//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use ballast_common::{
    abi::IOwned,
    dispatch::{Input, one, one_address, one_amount},
    program,
    revert::Failure,
    select,
};
use ballast_pool_state::{IPool, State, layout::Key};
use stylus_sdk::prelude::*;

use crate::settings::ReserveSettings;

/// The settings. Their storage is the pool's, laid out by the same [`State`].
#[storage]
#[entrypoint]
pub struct Settings {
    state: State,
}

impl Deref for Settings {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Settings {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Settings);

impl Settings {
    /// There is nothing to construct: what nobody initialises, nobody can take over.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
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
            IPool::setRampCall => {
                let duration = input.amount();
                input.finish()?;
                self.set_ramp(duration)?;
                Vec::new()
            },
            IPool::setLimitsCall => {
                let (asset, gated) = (input.address(), input.flag());
                let (outflow_cap, window) = (input.number(u64::MAX), input.number(u64::from(u32::MAX)));
                input.finish()?;
                self.set_limits(asset, gated, outflow_cap, window as u32)?;
                Vec::new()
            },
            IPool::setFlashFeeCall => {
                let (asset, fee) = (input.address(), input.number(u64::from(u16::MAX)));
                input.finish()?;
                self.set_flash_fee(asset, u128::from(fee))?;
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
            IPool::setGuardianCall => {
                let holder = input.address();
                input.finish()?;
                self.set_role(Key::GUARDIAN, holder)?;
                Vec::new()
            },
            IPool::setGatekeeperCall => {
                let holder = input.address();
                input.finish()?;
                self.set_role(Key::GATEKEEPER, holder)?;
                Vec::new()
            },
            IPool::pauseCall => {
                let (asset, what) = (input.address(), input.number(255) as u8);
                input.finish()?;
                self.set_pauses(asset, what, true)?;
                Vec::new()
            },
            IPool::pauseAllCall => {
                let what = input.number(255) as u8;
                input.finish()?;
                self.pause_all(what)?;
                Vec::new()
            },
            IPool::unpauseCall => {
                let (asset, what) = (input.address(), input.number(255) as u8);
                input.finish()?;
                self.set_pauses(asset, what, false)?;
                Vec::new()
            },
            IPool::lowerCapsCall => {
                let asset = input.address();
                let (supply_cap, borrow_cap) = (input.number(u64::MAX), input.number(u64::MAX));
                input.finish()?;
                self.lower_caps(asset, supply_cap, borrow_cap)?;
                Vec::new()
            },
            IPool::setAllowedCall => {
                let (account, allowed) = (input.address(), input.flag());
                input.finish()?;
                self.set_allowed(account, allowed)?;
                Vec::new()
            },
            IPool::sealSettingsCall => {
                self.seal_settings()?;
                Vec::new()
            },
            IPool::reserveConfigCall => {
                let asset = input.address();
                input.finish()?;
                self.reserve_config(asset)?
            },
            IPool::riskCall => self.risk(),
            IPool::rampCall => {
                let asset = input.address();
                input.finish()?;
                self.told_ramp(asset)?
            },
            IPool::limitsCall => {
                let asset = input.address();
                input.finish()?;
                self.told_limits(asset)?
            },
            IPool::isAllowedCall => {
                let account = input.address();
                input.finish()?;
                one(self.word_at(Key::allowed(&account)))
            },
            IPool::rolesCall => self.roles(),
            IPool::accrueCall => {
                let asset = input.address();
                input.finish()?;
                let (reserve, market) = self.accrued(&asset)?;
                self.store_market(reserve, &market);
                Vec::new()
            },
            IPool::isAuthorisedCall => {
                let (account, manager) = (input.address(), input.address());
                input.finish()?;
                one(self.word_at(Key::authorisation(&account, &manager)))
            },
            IPool::noncesCall => {
                let account = input.address();
                input.finish()?;
                one(self.word_at(Key::nonce(&account)))
            },
            IPool::reservesCall => self.reserves(),
            IPool::oracleCall => one_address(&self.judge().oracle()),
            IPool::extensionCall => one(self.word_at(Key::EXTENSION)),
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
}
