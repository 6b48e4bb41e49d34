//! The program's storage and its functions by selector.
#![allow(missing_docs)] // of what the SDK's macros add

use alloc::{vec, vec::Vec};
use core::ops::{Deref, DerefMut};

use alloy_primitives::U256;
use alloy_sol_types::SolError;
use ballast_common::{
    abi::IDebtBook,
    convert::address_word,
    dispatch::{Input, Output, one, one_address, one_amount},
    program, select,
};
use ballast_delegate::forward;
use ballast_pool_state::{IPool, State, error::about, layout::Key};
use stylus_sdk::prelude::*;

use crate::{
    in_kind::{Passage, holder},
    signature::{Authorization, NAME},
};

/// The extension. Its storage is the pool's, laid out by the same [`State`]; at its own address it has nothing but where the
/// settings' program is: no owner, no reserve, no unwinder, so every function that changes anything is refused there.
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
    /// Argument: `settings`, the program with the pool's settings, which every pool of this extension takes over and keeps.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let settings = input.address();
        input.finish()?;
        // Without code, every one of its functions would seem to succeed.
        if self.vm().code_size(settings) == 0 {
            return Err(about(IPool::CallFailed::SELECTOR, &settings).into());
        }
        self.put(Key::SETTINGS, address_word(settings));
        Ok(())
    }

    /// Runs the code of the settings on this storage.
    #[cold]
    #[inline(never)]
    fn forwarded(&mut self, selector: u32, input: &Input) -> Result<Vec<u8>, Vec<u8>> {
        let (vm, settings) = (self.vm().clone(), self.address_at(Key::SETTINGS));
        // At the extension's own address nothing is set, and nothing changes.
        forward(&vm, self, settings, selector, input.rest())
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
            IPool::domainSeparatorCall => self.domain_separator().to_vec(),
            IPool::eip712DomainCall => ballast_common::signature::domain(self.vm(), NAME),
            IPool::permitCall => {
                let (asset, amount, deadline) = (input.address(), input.word(), input.word());
                let v = U256::from(input.number(255));
                let terms = [deadline, v, input.word(), input.word()];
                input.finish()?;
                self.permit(asset, amount, terms)?;
                Vec::new()
            },
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
            IDebtBook::expectShortfallCall => {
                let (account, asset, expected) = (input.address(), input.address(), input.amount());
                input.finish()?;
                one_amount(self.expect_shortfall(account, asset, expected)?)
            },
            IDebtBook::passInKindCall => {
                let passage = Passage::read(input);
                input.finish()?;
                let (moved, holder) = self.pass_in_kind(passage)?;
                Output::new().amount(moved).address(&holder).done()
            },
            IDebtBook::holderInKindCall => {
                let (collateral, debt) = (input.address(), input.address());
                input.finish()?;
                one_address(&holder(&collateral, &debt))
            },
            IDebtBook::exposureCall => {
                let asset = input.address();
                input.finish()?;
                self.exposure(asset)?
            },
            IDebtBook::chargeDistressCall => {
                let (account, asset) = (input.address(), input.address());
                let (rate, time) = (input.amount(), input.number(u64::MAX));
                input.finish()?;
                one_amount(self.charge_distress(account, asset, rate, time)?)
            },
            IDebtBook::distressCall => {
                let (account, asset) = (input.address(), input.address());
                input.finish()?;
                self.distress(&account, &asset)?
            },
            IDebtBook::payOpenerCall => {
                let (account, asset, amount) = (input.address(), input.address(), input.amount());
                let opener = input.address();
                input.finish()?;
                one_amount(self.pay_opener(account, asset, amount, opener)?)
            },
            IPool::claimReservesCall => {
                let (asset, amount, receiver) = (input.address(), input.amount(), input.address());
                input.finish()?;
                self.claim_reserves(asset, amount, receiver)?;
                Vec::new()
            },
            IDebtBook::portfolioCall => {
                let account = input.address();
                input.finish()?;
                self.portfolio(account)?
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
            IPool::settingsCall => one(self.word_at(Key::SETTINGS)),
            else => return self.forwarded(selector, input),
        }))
    }
}
