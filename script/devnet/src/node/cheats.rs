//! What only a devnet can do: change accounts, time and rules by decree.

use super::{NodeError, chain::Chain, overrides::bytecode};
use alloy::primitives::{Address, B256, Bytes, U256};

/// Most blocks that one request may mine.
const MOST_BLOCKS: u64 = 100_000;

impl Chain {
    pub fn set_balance(&mut self, address: Address, wei: U256) {
        self.state.update(address, |record| record.balance = wei);
    }

    pub fn set_nonce(&mut self, address: Address, nonce: u64) {
        self.state.update(address, |record| record.nonce = nonce);
    }

    /// # Errors
    /// [`NodeError::InvalidInput`] for a malformed delegation.
    pub fn set_code(&mut self, address: Address, code: Bytes) -> Result<(), NodeError> {
        let code = bytecode(code)?;
        self.state.update(address, |record| record.set_code(code));
        Ok(())
    }

    pub fn set_slot(&mut self, address: Address, slot: U256, value: U256) {
        self.state
            .update(address, |record| record.set_slot(slot, value));
    }

    pub fn set_coinbase(&mut self, address: Address) {
        self.mining.coinbase = address;
    }

    pub fn set_prevrandao(&mut self, value: B256) {
        self.mining.prevrandao = value;
    }

    pub fn set_base_fee(&mut self, wei: u64) {
        self.mining.base_fee = wei;
    }

    pub fn set_spacing(&mut self, seconds: Option<u64>) {
        self.mining.spacing = seconds;
    }

    /// Mines every `seconds` from now on, and not per transaction; none ends that.
    pub fn set_interval(&mut self, seconds: Option<u64>) {
        self.mining.interval = seconds;
        if seconds.is_some() {
            self.mining.automine = false;
        }
    }

    pub fn automine(&self) -> bool {
        self.mining.automine
    }

    /// Switches automining; switching it on mines what is ready.
    pub fn set_automine(&mut self, on: bool) {
        self.mining.automine = on;
        if on {
            self.mining.interval = None;
            self.drain_pool();
        }
    }

    /// Mines `count` blocks, each `interval` seconds after the one before when an interval is given.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for more than 100,000 blocks.
    pub fn mine(&mut self, count: u64, interval: Option<u64>) -> Result<(), NodeError> {
        if count > MOST_BLOCKS {
            return Err(NodeError::InvalidInput(format!(
                "cannot mine more than {MOST_BLOCKS} blocks at once"
            )));
        }
        for index in 0..count {
            if let Some(interval) = interval.filter(|_| index > 0) {
                let parent = self.head().timestamp();
                self.clock
                    .set_next(parent.saturating_add(interval), parent)?;
            }
            self.mine_block();
        }
        Ok(())
    }

    /// # Errors
    /// [`NodeError::InvalidInput`] for a time before the latest block's.
    pub fn set_next_timestamp(&mut self, timestamp: u64) -> Result<(), NodeError> {
        let parent = self.head().timestamp();
        self.clock.set_next(timestamp, parent)
    }

    /// # Errors
    /// [`NodeError::InvalidInput`] for a time before the latest block's.
    pub fn travel_to(&mut self, timestamp: u64) -> Result<i64, NodeError> {
        let parent = self.head().timestamp();
        self.clock.travel_to(timestamp, parent)
    }
}
