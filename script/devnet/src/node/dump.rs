//! The state as a document, to carry it from one run to another.

use super::{NodeError, chain::Chain, overrides::bytecode};
use alloy::primitives::{Address, Bytes, U256};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All accounts, with the time at which they were read. Blocks, receipts and logs are not part of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateDump {
    /// Timestamp of the latest block, Unix seconds.
    pub timestamp: u64,
    /// Accounts by address.
    pub accounts: BTreeMap<Address, AccountDump>,
}

/// One account of a [`StateDump`].
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountDump {
    /// Balance, wei.
    pub balance: U256,
    /// Nonce.
    pub nonce: u64,
    /// Code; empty for none.
    #[serde(default)]
    pub code: Bytes,
    /// Non-zero slots.
    #[serde(default)]
    pub storage: BTreeMap<U256, U256>,
}

impl Chain {
    /// The latest state as a document.
    pub fn dump(&self) -> StateDump {
        let accounts = self.state.accounts().map(|(address, account)| {
            let dump = AccountDump {
                balance: account.balance,
                nonce: account.nonce,
                code: account.code.original_bytes(),
                storage: account
                    .storage
                    .iter()
                    .map(|(slot, value)| (*slot, *value))
                    .collect(),
            };
            (*address, dump)
        });
        StateDump {
            timestamp: self.head().timestamp(),
            accounts: accounts.collect(),
        }
    }

    /// Replaces every account that the document names; the others stay. Time moves on to the document's when that is
    /// later.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for malformed code; then nothing changed.
    pub fn load(&mut self, dump: StateDump) -> Result<(), NodeError> {
        let mut state = self.state.clone();
        for (address, account) in dump.accounts {
            let code = bytecode(account.code)?;
            state.remove(address);
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
        self.state = state;
        if dump.timestamp > self.clock.now() {
            self.travel_to(dump.timestamp)?;
        }
        Ok(())
    }
}
