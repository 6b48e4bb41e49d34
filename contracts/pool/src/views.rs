//! What the core lets anyone read: health, which it judges by itself. The extension has the other views.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::dispatch::Output;
use ballast_pool_state::{
    error::Result,
    layout::{Key, Risk},
    state::MAX_RESERVES,
};

use crate::Pool;

impl Pool {
    /// `IPool.openingHealth`, encoded.
    #[inline(never)]
    pub(crate) fn opening_health(&self, account: Address) -> Result<Vec<u8>> {
        let risk = Risk::unpack(self.word_at(Key::RISK));
        let opening = self.opening(&account, &risk, MAX_RESERVES)?;
        Ok(Output::new().health(opening.health).done())
    }
}
