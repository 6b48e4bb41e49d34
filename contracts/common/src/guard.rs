//! The reentrancy lock.

use stylus_sdk::stylus_core::Host;

use crate::abi::IOwned::Reentered;

/// Refuses to go on when the program is already running further down this transaction's call stack.
///
/// The lock is the chain's own count of the program's open frames (`msg_reentrant`): it needs no
/// storage, cannot be left locked and costs one gas. Every state-changing function that calls outward
/// starts with it; views do not, so they may be read from within a callback, after the state was written.
///
/// # Errors
/// [`Reentered`].
pub fn enter<H: Host + ?Sized>(vm: &H) -> Result<(), Reentered> {
    if vm.msg_reentrant() {
        Err(Reentered {})
    } else {
        Ok(())
    }
}
