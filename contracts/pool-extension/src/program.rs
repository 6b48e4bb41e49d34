//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::U256;
use ballast_common::{
    abi::{IDebtBook, IOwned},
    dispatch::{Input, Output, one, one_address, one_amount},
    program,
    revert::Failure,
    select,
};
use ballast_pool_state::{IPool, State, layout::Key};
use stylus_sdk::prelude::*;

use crate::{settings::ReserveSettings, signature::Authorization};

/// The extension. Its storage is the pool's, laid out by the same [`State`]; at its own address it is empty, for ever:
/// no owner, no reserve, no unwinder, so every function that changes anything is refused there.
#[storage]
#[entrypoint]
pub struct Extension {
    state: State,
}

impl Deref for Extension {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl DerefMut for Extension {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

program!(Extension);

impl Extension {
    /// There is nothing to construct: what nobody initialises, nobody can take over.
    fn construct(&mut self, _: Input) -> Result<(), Vec<u8>> {
        Err(Vec::new())
    }

    fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IPool::setAuthorizationCall => {
                let (manager, authorised) = (input.address(), input.flag());
                input.finish()?;
                self.set_authorization(manager, authorised);
                Vec::new()
            },
            IPool::isAuthorisedCall => {
                let (account, manager) = (input.address(), input.address());
                input.finish()?;
                one(self.word_at(Key::authorisation(&account, &manager)))
            },
            IPool::setAuthorizationWithSigCall => {
                let wanted = Authorization {
                    account: input.address(),
                    manager: input.address(),
                    authorised: input.flag(),
                    deadline: input.word(),
                };
                let signature = input.bytes();
                input.finish()?;
                self.set_authorization_signed(wanted, signature)?;
                Vec::new()
            },
            IPool::invalidateNonceCall => {
                let account = self.vm().msg_sender();
                self.use_nonce(account);
                Vec::new()
            },
            IPool::noncesCall => {
                let account = input.address();
                input.finish()?;
                one(self.word_at(Key::nonce(&account)))
            },
            IPool::domainSeparatorCall => self.domain_separator().to_vec(),
            IPool::permitCall => {
                let (asset, amount, deadline) = (input.address(), input.word(), input.word());
                let v = U256::from(input.number(255));
                let terms = [deadline, v, input.word(), input.word()];
                input.finish()?;
                self.permit(asset, amount, terms)?;
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
            IPool::setLimitsCall => {
                let (asset, gated) = (input.address(), input.flag());
                let (outflow_cap, window) = (input.number(u64::MAX), input.number(u64::from(u32::MAX)));
                input.finish()?;
                self.set_limits(asset, gated, outflow_cap, window as u32)?;
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
            IPool::limitsCall => {
                let asset = input.address();
                input.finish()?;
                self.told_limits(asset)?
            },
            IPool::rampCall => {
                let asset = input.address();
                input.finish()?;
                self.told_ramp(asset)?
            },
            IPool::setRampCall => {
                let duration = input.amount();
                input.finish()?;
                self.set_ramp(duration)?;
                Vec::new()
            },
            IPool::isAllowedCall => {
                let account = input.address();
                input.finish()?;
                one(self.word_at(Key::allowed(&account)))
            },
            IPool::rolesCall => self.roles(),
            IPool::flashLoansCall => {
                self.flash_loans(input)?;
                Vec::new()
            },
            IPool::flashLoanCall => {
                let (receiver, asset, amount) = (input.address(), input.address(), input.amount());
                let data = input.bytes();
                input.finish()?;
                self.flash_loan(receiver, asset, amount, data)?;
                one(U256::from(1))
            },
            IPool::maxFlashLoanCall => {
                let asset = input.address();
                input.finish()?;
                one_amount(self.max_flash_loan(asset))
            },
            IPool::flashFeeCall => {
                let (asset, amount) = (input.address(), input.amount());
                input.finish()?;
                one_amount(self.flash_fee(asset, amount)?)
            },
            IPool::setFlashFeeCall => {
                let (asset, fee) = (input.address(), input.number(u64::from(u16::MAX)));
                input.finish()?;
                self.set_flash_fee(asset, u128::from(fee))?;
                Vec::new()
            },
            IPool::payPremiumCall => {
                let asset = input.address();
                input.finish()?;
                one_amount(self.pay_premium(asset)?)
            },
            IDebtBook::writeOffCall => {
                let (account, asset) = (input.address(), input.address());
                input.finish()?;
                let loss = self.write_off(account, asset)?;
                Output::new().amount(loss.covered).amount(loss.lost).done()
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
