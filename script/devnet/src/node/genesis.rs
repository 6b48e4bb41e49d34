//! Block 0: the accounts that exist before any transaction.

use super::{DevAccount, NodeError, Options, State, overrides::bytecode};
use crate::exec::{self, Runtime};

/// The state of block 0: the precompiles, the CREATE2 factory, StylusDeployer, and the funded accounts.
///
/// # Errors
/// [`NodeError::Engine`] when the chain's own accounts cannot be built.
pub(crate) fn genesis_state(
    options: &Options,
    accounts: &[DevAccount],
    runtime: &Runtime,
) -> Result<State, NodeError> {
    let mut state = State::default();
    for (address, account) in exec::genesis(runtime)? {
        let code = bytecode(account.code)?;
        state.update(address, |record| {
            record.balance = account.balance;
            record.nonce = account.nonce;
            if !code.is_empty() {
                record.set_code(code);
            }
            for (slot, value) in account.storage {
                record.set_slot(slot, value);
            }
        });
    }
    for account in accounts {
        state.update(account.address, |record| record.balance = options.balance);
    }
    Ok(state)
}
