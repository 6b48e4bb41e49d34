//! World state: accounts, code and storage in persistent maps.
//!
//! A [`State`] is a value: cloning it is constant-time and shares structure, so snapshots, history and the isolation
//! of `eth_call` are all plain clones, and no call ever holds the chain's lock while it runs.

use super::trie::Trie;
use alloy::{
    consensus::TrieAccount,
    primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256, map::DefaultHashBuilder},
    rlp,
};
use revm::{
    DatabaseCommit, DatabaseRef,
    bytecode::Bytecode,
    database_interface::DBErrorMarker,
    primitives::AddressMap,
    state::{Account, AccountInfo},
};
use std::fmt;

/// A persistent hash map: constant-time clone, structure shared between versions.
pub type Map<K, V> = rpds::HashTrieMapSync<K, V, DefaultHashBuilder>;

/// How many ancestors `BLOCKHASH` can see.
const VISIBLE_BLOCK_HASHES: u64 = 256;

/// A read of the state that cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// Code was asked for by a hash that no account ever had.
    #[error("no code with hash {0}")]
    UnknownCode(B256),
}

impl DBErrorMarker for StateError {}

/// One account.
#[derive(Clone)]
pub struct AccountRecord {
    /// Balance in wei.
    pub balance: U256,
    /// Transaction count, or creation count of a contract.
    pub nonce: u64,
    /// Keccak-256 of the code.
    pub code_hash: B256,
    /// Code; empty for an externally owned account.
    pub code: Bytecode,
    /// Non-zero storage slots.
    pub storage: Map<U256, U256>,
    storage_trie: Trie,
}

impl Default for AccountRecord {
    fn default() -> Self {
        Self {
            balance: U256::ZERO,
            nonce: 0,
            code_hash: KECCAK256_EMPTY,
            code: Bytecode::default(),
            storage: Map::default(),
            storage_trie: Trie::default(),
        }
    }
}

impl fmt::Debug for AccountRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRecord")
            .field("balance", &self.balance)
            .field("nonce", &self.nonce)
            .field("code_hash", &self.code_hash)
            .field("slots", &self.storage.size())
            .finish_non_exhaustive()
    }
}

impl AccountRecord {
    /// Replaces the code and its hash.
    pub fn set_code(&mut self, code: Bytecode) {
        self.code_hash = code.hash_slow();
        self.code = code;
    }

    /// Writes one slot; zero removes it.
    pub fn set_slot(&mut self, slot: U256, value: U256) {
        if self.storage.get(&slot).copied().unwrap_or_default() == value {
            return;
        }
        let key = slot.to_be_bytes::<32>();
        if value.is_zero() {
            self.storage.remove_mut(&slot);
            self.storage_trie.remove(&key);
        } else {
            self.storage.insert_mut(slot, value);
            self.storage_trie.insert(&key, rlp::encode(value));
        }
    }

    /// Empties the storage.
    pub fn clear_storage(&mut self) {
        self.storage = Map::default();
        self.storage_trie = Trie::default();
    }

    /// Root of the account's storage trie.
    pub fn storage_root(&self) -> B256 {
        self.storage_trie.root()
    }

    /// Proof of one slot's value against [`AccountRecord::storage_root`].
    pub fn prove_slot(&self, slot: U256) -> Vec<Bytes> {
        self.storage_trie.prove(&slot.to_be_bytes::<32>())
    }

    /// Whether the account counts as non-existent (EIP-161).
    pub fn is_empty(&self) -> bool {
        self.nonce == 0
            && self.balance.is_zero()
            && self.code_hash == KECCAK256_EMPTY
            && self.storage.is_empty()
    }

    fn leaf(&self) -> Vec<u8> {
        rlp::encode(TrieAccount {
            nonce: self.nonce,
            balance: self.balance,
            storage_root: self.storage_root(),
            code_hash: self.code_hash,
        })
    }

    fn info(&self) -> AccountInfo {
        AccountInfo {
            balance: self.balance,
            nonce: self.nonce,
            code_hash: self.code_hash,
            code: Some(self.code.clone()),
            ..AccountInfo::default()
        }
    }
}

/// All accounts at one moment.
#[derive(Clone, Default)]
pub struct State {
    accounts: Map<Address, AccountRecord>,
    codes: Map<B256, Bytecode>,
    block_hashes: Map<u64, B256>,
    trie: Trie,
    /// Accounts changed since the trie was last brought up to date.
    changed: Vec<Address>,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("accounts", &self.accounts.size())
            .finish_non_exhaustive()
    }
}

impl State {
    /// The account at `address`, if it exists.
    pub fn account(&self, address: Address) -> Option<&AccountRecord> {
        self.accounts.get(&address)
    }

    /// Balance in wei; zero for an account that does not exist.
    pub fn balance(&self, address: Address) -> U256 {
        self.account(address)
            .map_or(U256::ZERO, |account| account.balance)
    }

    /// Nonce; zero for an account that does not exist.
    pub fn nonce(&self, address: Address) -> u64 {
        self.account(address).map_or(0, |account| account.nonce)
    }

    /// One storage slot; zero when never written.
    pub fn slot(&self, address: Address, slot: U256) -> U256 {
        self.account(address)
            .and_then(|account| account.storage.get(&slot).copied())
            .unwrap_or_default()
    }

    /// All accounts, in no particular order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &AccountRecord)> {
        self.accounts.iter()
    }

    /// Brings the account trie up to date and returns its root: the `stateRoot` of the Ethereum protocol. The cost
    /// grows with what changed since the last time, not with the size of the state.
    pub fn settle(&mut self) -> B256 {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        for address in changed {
            match self.accounts.get(&address) {
                Some(record) => self.trie.insert(address.as_slice(), record.leaf()),
                None => self.trie.remove(address.as_slice()),
            }
        }
        self.trie.root()
    }

    /// Proof of an account, or of its absence, against the root of [`State::settle`].
    pub fn prove(&mut self, address: Address) -> Vec<Bytes> {
        self.settle();
        self.trie.prove(address.as_slice())
    }

    /// Changes one account, creating it first when it does not exist; an account left empty is removed.
    pub fn update(&mut self, address: Address, change: impl FnOnce(&mut AccountRecord)) {
        let mut record = self.accounts.get(&address).cloned().unwrap_or_default();
        change(&mut record);
        self.mark(address);
        if record.is_empty() {
            self.accounts.remove_mut(&address);
            return;
        }
        if record.code_hash != KECCAK256_EMPTY && !self.codes.contains_key(&record.code_hash) {
            self.codes.insert_mut(record.code_hash, record.code.clone());
        }
        self.accounts.insert_mut(address, record);
    }

    /// Removes an account with everything it holds.
    pub fn remove(&mut self, address: Address) {
        if self.accounts.remove_mut(&address) {
            self.mark(address);
        }
    }

    /// Lets `BLOCKHASH` return `hash` for a block, whatever was sealed.
    pub(super) fn pretend_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert_mut(number, hash);
    }

    fn mark(&mut self, address: Address) {
        if self.changed.last() != Some(&address) {
            self.changed.push(address);
        }
    }

    /// Makes the hash of a sealed block visible to `BLOCKHASH`.
    pub fn record_block_hash(&mut self, number: u64, hash: B256) {
        self.block_hashes.insert_mut(number, hash);
        if let Some(old) = number.checked_sub(VISIBLE_BLOCK_HASHES) {
            self.block_hashes.remove_mut(&old);
        }
    }

    fn apply(&mut self, address: Address, account: Account) {
        if !account.is_touched() {
            return;
        }
        if account.is_selfdestructed() {
            self.remove(address);
            return;
        }
        let created = account.is_created();
        self.update(address, |record| {
            if created {
                record.clear_storage();
            }
            record.balance = account.info.balance;
            record.nonce = account.info.nonce;
            if record.code_hash != account.info.code_hash {
                record.code_hash = account.info.code_hash;
                record.code = account.info.code.unwrap_or_default();
            }
            for (slot, value) in account.storage {
                if value.is_changed() {
                    record.set_slot(slot, value.present_value);
                }
            }
        });
    }
}

impl DatabaseCommit for State {
    fn commit(&mut self, changes: AddressMap<Account>) {
        for (address, account) in changes {
            self.apply(address, account);
        }
    }

    fn commit_iter(&mut self, changes: &mut dyn Iterator<Item = (Address, Account)>) {
        for (address, account) in changes {
            self.apply(address, account);
        }
    }
}

impl DatabaseRef for State {
    type Error = StateError;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, StateError> {
        Ok(self.account(address).map(AccountRecord::info))
    }

    fn code_by_hash_ref(&self, code_hash: B256) -> Result<Bytecode, StateError> {
        if code_hash == KECCAK256_EMPTY || code_hash.is_zero() {
            return Ok(Bytecode::default());
        }
        self.codes
            .get(&code_hash)
            .cloned()
            .ok_or(StateError::UnknownCode(code_hash))
    }

    fn storage_ref(&self, address: Address, index: U256) -> Result<U256, StateError> {
        Ok(self.slot(address, index))
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, StateError> {
        Ok(self.block_hashes.get(&number).copied().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_depends_on_content_not_on_history_and_is_the_protocols() {
        let (a, b) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let mut left = State::default();
        left.update(a, |account| account.set_slot(U256::from(7), U256::from(9)));
        left.update(a, |account| account.nonce = 1);
        left.update(b, |account| account.balance = U256::from(5));

        let mut right = State::default();
        right.update(b, |account| account.balance = U256::from(6));
        right.update(b, |account| account.balance = U256::from(5));
        right.update(a, |account| {
            account.nonce = 1;
            account.set_slot(U256::from(1), U256::from(1));
            account.set_slot(U256::from(7), U256::from(9));
            account.set_slot(U256::from(1), U256::ZERO);
        });
        let expected =
            alloy_trie::root::state_root_unhashed(left.accounts().map(|(address, account)| {
                let slots = account
                    .storage
                    .iter()
                    .map(|(slot, value)| (B256::from(*slot), *value));
                let account = TrieAccount {
                    nonce: account.nonce,
                    balance: account.balance,
                    storage_root: alloy_trie::root::storage_root_unhashed(slots),
                    code_hash: account.code_hash,
                };
                (*address, account)
            }));
        assert_eq!(left.settle(), expected);
        assert_eq!(right.settle(), expected);

        right.update(b, |account| account.balance = U256::ZERO);
        assert_ne!(left.settle(), right.settle());
        right.remove(a);
        assert_eq!(right.settle(), alloy_trie::EMPTY_ROOT_HASH);
        assert!(right.accounts().next().is_none());
    }

    #[test]
    fn clones_are_independent() {
        let address = Address::repeat_byte(3);
        let mut state = State::default();
        state.update(address, |account| {
            account.set_slot(U256::from(1), U256::from(10))
        });
        let snapshot = state.clone();
        state.update(address, |account| {
            account.set_slot(U256::from(1), U256::from(11))
        });
        assert_eq!(snapshot.slot(address, U256::from(1)), U256::from(10));
        assert_eq!(state.slot(address, U256::from(1)), U256::from(11));
    }
}
