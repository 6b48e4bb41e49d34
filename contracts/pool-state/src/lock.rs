//! The pool's reentrancy lock, and the one way through it.
//!
//! While a frame of the pool runs, whatever it calls (a token, an oracle, a fund) finds the pool locked: the chain counts
//! the frames of its address that are open. Verbs may be entered again in one case: the pool has just called back whoever
//! called it, as that asked, with its own state written. Then the window is open. Who enters closes it behind him, so
//! tokens that the inner verb calls find the pool locked as ever, and opens it again where he leaves; an inner verb may
//! call back in turn. The window is a word of transient storage: what reverts, and the end of a transaction, close it.

use alloy_primitives::Address;
use ballast_common::{
    abi::IOwned::Reentered,
    call::{self, Words},
    revert::Failure,
};
use ballast_delegate::transient;
use stylus_sdk::{prelude::TopLevelStorage, stylus_core::Host};

use crate::error::Result;

const CLOSED: u8 = 0;
const OPEN: u8 = 1;

/// A verb that holds the lock, until it gives it to [`leave`].
#[must_use]
#[derive(Debug)]
pub struct Entered {
    /// The pool was running: the window was open, and opens again.
    again: bool,
}

/// Takes the lock. Costs nothing but a look at the chain's count where the pool is not running.
///
/// # Errors
/// [`Reentered`].
#[inline(never)]
pub fn enter<H: Host + ?Sized>(vm: &H) -> Result<Entered> {
    let again = vm.msg_reentrant();
    if again {
        if transient::load(vm) != OPEN {
            return Err(Reentered {}.into());
        }
        transient::store(vm, CLOSED);
    }
    Ok(Entered { again })
}

/// Gives the lock back.
#[inline(never)]
pub fn leave<H: Host + ?Sized>(vm: &H, entered: Entered) {
    if entered.again {
        transient::store(vm, OPEN);
    }
}

/// Calls `caller` back, with the window open for verbs or not. All state must be written, and whatever was loaded be loaded anew
/// after it.
///
/// # Errors
/// The revert data.
#[inline(never)]
pub fn call_back<H, S>(
    vm: &H,
    storage: &mut S,
    caller: Address,
    data: &[u8],
    window: bool,
) -> Result<Words>
where
    H: Host + ?Sized,
    S: TopLevelStorage,
{
    transient::store(vm, if window { OPEN } else { CLOSED });
    let answer = call::write(vm, storage, caller, data).map_err(Failure)?;
    transient::store(vm, CLOSED);
    Ok(answer)
}
