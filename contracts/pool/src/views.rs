//! What the core lets anyone read: health, which it judges by itself. The extension has the other views.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::dispatch::Output;
use ballast_pool_state::{
    error::Result,
    health::Opening,
    layout::{Key, Risk},
    state::MAX_RESERVES,
};

use crate::Pool;

impl Pool {
    /// An account judged for opening: see `State::opening`.
    #[inline(never)]
    pub(crate) fn judged(&self, account: &Address, sold: u8) -> Result<Opening> {
        self.opening(account, &Risk::unpack(self.word_at(Key::RISK)), sold)
    }

    /// `IPool.openingHealth`, encoded.
    #[inline(never)]
    pub(crate) fn opening_health(&self, account: Address) -> Result<Vec<u8>> {
        let health = self.judged(&account, MAX_RESERVES)?.health;
        Ok(Output::new().health(health).done())
    }
}
