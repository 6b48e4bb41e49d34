//! Who may act for whom.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use ballast_common::dispatch::Output;
use ballast_pool_state::{IPool, layout::Key};
use stylus_sdk::prelude::*;

use crate::Extension;

impl Extension {
    /// `IPool.setAuthorization`.
    pub(crate) fn set_authorization(&mut self, manager: Address, authorised: bool) {
        let account = self.vm().msg_sender();
        self.authorise(&account, &manager, authorised);
    }

    /// Lets a manager act for an account, or no longer.
    #[inline(never)]
    pub(crate) fn authorise(&mut self, account: &Address, manager: &Address, authorised: bool) {
        let word = U256::from(u8::from(authorised));
        self.put(Key::authorisation(account, manager), word);
        let mut event = Output::event(&IPool::AuthorizationSet::SIGNATURE_HASH);
        event.address(account).address(manager).word(word);
        event.emit(self.vm(), 2);
    }
}
