//! Who may do what: roles, pauses, the allow-list, caps on outflow, and the seal on settings.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    convert::{address_word, wide},
    dispatch::Output,
    owned::only,
};
use ballast_pool_state::{
    IPool,
    error::{Result, address, bare, bounded},
    layout::{Key, LIMITED, PAUSES, ReserveField, Verb},
    limits::Limits,
};
use stylus_sdk::prelude::*;

use crate::Settings;

/// Shortest and longest window of an outflow cap, seconds: an hour and thirty days.
const WINDOW: (u128, u128) = (3_600, 2_592_000);

impl Settings {
    /// Refuses everybody but the owner, and everybody once settings are sealed.
    #[inline(never)]
    pub(crate) fn only_unsealed_owner(&self) -> Result<()> {
        self.owned.only_owner()?;
        self.require_unsealed()
    }

    fn require_unsealed(&self) -> Result<()> {
        if self.word_at(Key::SEALED).is_zero() {
            Ok(())
        } else {
            Err(bare(IPool::SettingsAreSealed::SELECTOR))
        }
    }

    /// Refuses everybody but the guardian and the owner.
    #[inline(never)]
    fn only_guardian(&self) -> Result<()> {
        match only(self.vm(), self.address_at(Key::GUARDIAN)) {
            Ok(()) => Ok(()),
            Err(_) => Ok(self.owned.only_owner()?),
        }
    }

    /// `IPool.setGuardian` and `IPool.setGatekeeper`.
    #[inline(never)]
    pub(crate) fn set_role(&mut self, role: Key, holder: Address) -> Result<()> {
        self.owned.only_owner()?;
        self.put(role, address_word(holder));
        let signature = if role == Key::GUARDIAN {
            &IPool::GuardianSet::SIGNATURE_HASH
        } else {
            &IPool::GatekeeperSet::SIGNATURE_HASH
        };
        Output::event(signature).address(&holder).emit(self.vm(), 0);
        Ok(())
    }

    /// `IPool.pause` and, for the owner, `IPool.unpause`.
    #[inline(never)]
    pub(crate) fn set_pauses(&mut self, asset: Address, what: u8, paused: bool) -> Result<()> {
        if paused {
            self.only_guardian()?;
            // Suppliers of a sealed market leave whenever there is cash.
            if what & Verb::Withdraw as u8 != 0 {
                self.require_unsealed()?;
            }
        } else {
            self.owned.only_owner()?;
        }
        bounded(1, u128::from(what), 0, u128::from(Verb::ALL))?;
        let mut config = self.config(&asset)?;
        let flags = what << PAUSES;
        if paused {
            config.flags |= flags;
        } else {
            config.flags &= !flags;
        }
        self.store_config(&asset, &config);
        let mut event = Output::event(&IPool::PausesSet::SIGNATURE_HASH);
        event
            .address(&asset)
            .number(u64::from(paused_of(config.flags)));
        event.emit(self.vm(), 1);
        Ok(())
    }

    /// `IPool.pauseAll`.
    #[inline(never)]
    pub(crate) fn pause_all(&mut self, what: u8) -> Result<()> {
        self.only_guardian()?;
        bounded(0, u128::from(what), 0, u128::from(Verb::ALL))?;
        for reserve in 0..self.count() {
            let asset = self.asset(reserve);
            self.set_pauses(asset, what, true)?;
        }
        Ok(())
    }

    /// `IPool.lowerCaps`.
    #[inline(never)]
    pub(crate) fn lower_caps(
        &mut self,
        asset: Address,
        supply_cap: u64,
        borrow_cap: u64,
    ) -> Result<()> {
        self.only_guardian()?;
        // Nobody could raise them again.
        self.require_unsealed()?;
        let mut config = self.config(&asset)?;
        config.supply_cap = config.supply_cap.min(supply_cap);
        config.borrow_cap = config.borrow_cap.min(borrow_cap);
        self.store_config(&asset, &config);
        let mut event = Output::event(&IPool::CapsLowered::SIGNATURE_HASH);
        event
            .address(&asset)
            .number(config.supply_cap)
            .number(config.borrow_cap);
        event.emit(self.vm(), 1);
        Ok(())
    }

    /// `IPool.setLimits`. What flowed so far is kept.
    #[inline(never)]
    pub(crate) fn set_limits(
        &mut self,
        asset: Address,
        gated: bool,
        outflow_cap: u64,
        window: u32,
    ) -> Result<()> {
        self.only_unsealed_owner()?;
        if outflow_cap > 0 {
            bounded(3, u128::from(window), WINDOW.0, WINDOW.1)?;
        } else {
            bounded(3, u128::from(window), 0, 0)?;
        }
        let mut config = self.config(&asset)?;
        let limited = gated || outflow_cap > 0;
        let before = self.limits(&config);
        // Without a cap nothing was counted: what a former one counted is out of date.
        let net = if before.outflow_cap > 0 {
            before.net
        } else {
            0
        };
        let limits = Limits {
            outflow_cap,
            window,
            gated,
            net,
            updated_at: self.vm().block_timestamp(),
        };
        config.flags &= !LIMITED;
        if limited {
            config.flags |= LIMITED;
        }
        self.store_config(&asset, &config);
        let reserve = config.place.wrapping_sub(1);
        self.put(Key::reserve(reserve, ReserveField::Limits), limits.pack());
        let mut event = Output::event(&IPool::LimitsSet::SIGNATURE_HASH);
        event
            .address(&asset)
            .number(u64::from(gated))
            .number(outflow_cap)
            .number(u64::from(window));
        event.emit(self.vm(), 1);
        Ok(())
    }

    /// `IPool.setAllowed`.
    #[inline(never)]
    pub(crate) fn set_allowed(&mut self, account: Address, allowed: bool) -> Result<()> {
        only(self.vm(), self.address_at(Key::GATEKEEPER))?;
        let word = wide(u128::from(allowed));
        self.put(Key::allowed(&account), word);
        Output::event(&IPool::AllowedSet::SIGNATURE_HASH)
            .address(&account)
            .word(word)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// `IPool.sealSettings`. Ends pauses of withdrawing, which nobody can begin any more.
    #[inline(never)]
    pub(crate) fn seal_settings(&mut self) -> Result<()> {
        self.only_unsealed_owner()?;
        // A market that can never be unwound, or one that the owner may name any contract for, protects no lender.
        address(self.address_at(Key::UNWINDER))?;
        for reserve in 0..self.count() {
            let asset = self.asset(reserve);
            self.set_pauses(asset, Verb::Withdraw as u8, false)?;
        }
        self.put(Key::SEALED, wide(1));
        Output::event(&IPool::SettingsSealed::SIGNATURE_HASH).emit(self.vm(), 0);
        Ok(())
    }
}

/// What is paused, as the interface numbers it.
pub(crate) fn paused_of(flags: u8) -> u8 {
    (flags >> PAUSES) & Verb::ALL
}
