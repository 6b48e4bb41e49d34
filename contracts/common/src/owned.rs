//! Ownership in two steps.

use alloc::{vec, vec::Vec};

use alloy_primitives::Address;
use stylus_sdk::{prelude::*, storage::StorageAddress};

use crate::abi::IOwned;

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
        if owner.is_zero() {
            return Err(IOwned::ZeroAddress {});
        }
        self.owner.set(owner);
        self.vm().log(IOwned::OwnershipTransferred { previous: Address::ZERO, owner });
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
        self.vm().log(IOwned::OwnershipOffered { owner: self.owner.get(), candidate });
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
        self.vm().log(IOwned::OwnershipTransferred { previous, owner: candidate });
        Ok(())
    }
}

/// Refuses everybody but `account`.
///
/// # Errors
/// [`IOwned::Unauthorised`] with the caller.
pub fn only<H: stylus_sdk::stylus_core::Host + ?Sized>(vm: &H, account: Address) -> Result<(), IOwned::Unauthorised> {
    let caller = vm.msg_sender();
    if caller == account && !caller.is_zero() { Ok(()) } else { Err(IOwned::Unauthorised { caller }) }
}
