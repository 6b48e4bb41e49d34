//! Ownership in two steps.

use alloc::{vec, vec::Vec};

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use stylus_sdk::{prelude::*, storage::StorageAddress, stylus_core::Host};

use crate::{abi::IOwned, convert::address_word, event};

/// The owner of a program and the candidate who may accept ownership. Two slots.
#[storage]
pub struct Owned {
    owner: StorageAddress,
    candidate: StorageAddress,
}

impl Owned {
    /// Sets the first owner; for constructors.
    ///
    /// # Errors
    /// [`IOwned::ZeroAddress`].
    pub fn initialise(&mut self, owner: Address) -> Result<(), IOwned::ZeroAddress> {
        self.begin(owner)?;
        transferred(self.vm(), Address::ZERO, owner);
        Ok(())
    }

    /// The same without the event, for a program that has no room for it: `owner` tells who it is.
    ///
    /// # Errors
    /// [`IOwned::ZeroAddress`].
    pub fn begin(&mut self, owner: Address) -> Result<(), IOwned::ZeroAddress> {
        if owner.is_zero() {
            return Err(IOwned::ZeroAddress {});
        }
        self.owner.set(owner);
        Ok(())
    }

    /// The owner.
    pub fn owner(&self) -> Address {
        self.owner.get()
    }

    /// Refuses everybody but the owner.
    ///
    /// # Errors
    /// [`IOwned::Unauthorised`].
    pub fn only_owner(&self) -> Result<(), IOwned::Unauthorised> {
        only(self.vm(), self.owner.get())
    }

    /// Names the next owner.
    ///
    /// # Errors
    /// [`IOwned::Unauthorised`].
    pub fn transfer(&mut self, candidate: Address) -> Result<(), IOwned::Unauthorised> {
        self.only_owner()?;
        self.candidate.set(candidate);
        let words = [address_word(self.owner.get()), address_word(candidate)];
        event::emit(
            self.vm(),
            IOwned::OwnershipOffered::SIGNATURE_HASH,
            &words,
            &[],
        );
        Ok(())
    }

    /// Passes ownership to the candidate, who must be the caller.
    ///
    /// # Errors
    /// [`IOwned::Unauthorised`].
    pub fn accept(&mut self) -> Result<(), IOwned::Unauthorised> {
        let candidate = self.candidate.get();
        only(self.vm(), candidate)?;
        let previous = self.owner.get();
        self.owner.set(candidate);
        self.candidate.set(Address::ZERO);
        transferred(self.vm(), previous, candidate);
        Ok(())
    }
}

fn transferred<H: Host + ?Sized>(vm: &H, previous: Address, owner: Address) {
    let words = [address_word(previous), address_word(owner)];
    event::emit(
        vm,
        IOwned::OwnershipTransferred::SIGNATURE_HASH,
        &words,
        &[],
    );
}

/// Refuses everybody but `account`.
///
/// # Errors
/// [`IOwned::Unauthorised`] with the caller.
pub fn only<H: Host + ?Sized>(vm: &H, account: Address) -> Result<(), IOwned::Unauthorised> {
    let caller = vm.msg_sender();
    if caller == account && !caller.is_zero() {
        Ok(())
    } else {
        Err(IOwned::Unauthorised { caller })
    }
}
