//! World state: accounts, code and storage in persistent maps.
//!
//! A [`State`] is a value: cloning it is constant-time and shares structure, so snapshots, history and the isolation
//! of `eth_call` are all plain clones, and no call ever holds the chain's lock while it runs.

use alloy::primitives::{Address, B256, KECCAK256_EMPTY, U256, keccak256, map::DefaultHashBuilder};
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
    storage_sum: U256,
}

impl Default for AccountRecord {
    fn default() -> Self {
        Self {
            balance: U256::ZERO,
            nonce: 0,
            code_hash: KECCAK256_EMPTY,
            code: Bytecode::default(),
            storage: Map::default(),
            storage_sum: U256::ZERO,
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
        let old = self.storage.get(&slot).copied().unwrap_or_default();
        if old == value {
            return;
        }
        if !old.is_zero() {
            self.storage_sum = self.storage_sum.wrapping_sub(slot_term(slot, old));
        }
        if value.is_zero() {
            self.storage.remove_mut(&slot);
        } else {
            self.storage_sum = self.storage_sum.wrapping_add(slot_term(slot, value));
            self.storage.insert_mut(slot, value);
        }
    }

    /// Empties the storage.
    pub fn clear_storage(&mut self) {
        self.storage = Map::default();
        self.storage_sum = U256::ZERO;
    }

    /// Whether the account counts as non-existent (EIP-161).
    pub fn is_empty(&self) -> bool {
        self.nonce == 0
            && self.balance.is_zero()
            && self.code_hash == KECCAK256_EMPTY
            && self.storage.is_empty()
    }

    fn term(&self, address: Address) -> U256 {
        let mut bytes = [0_u8; 124];
        bytes[..20].copy_from_slice(address.as_slice());
        bytes[20..28].copy_from_slice(&self.nonce.to_be_bytes());
        bytes[28..60].copy_from_slice(&self.balance.to_be_bytes::<32>());
        bytes[60..92].copy_from_slice(self.code_hash.as_slice());
        bytes[92..124].copy_from_slice(&self.storage_sum.to_be_bytes::<32>());
        keccak256(bytes).into()
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

fn slot_term(slot: U256, value: U256) -> U256 {
    let mut bytes = [0_u8; 64];
    bytes[..32].copy_from_slice(&slot.to_be_bytes::<32>());
    bytes[32..].copy_from_slice(&value.to_be_bytes::<32>());
    keccak256(bytes).into()
}

/// All accounts at one moment.
#[derive(Clone, Default)]
pub struct State {
    accounts: Map<Address, AccountRecord>,
    codes: Map<B256, Bytecode>,
    block_hashes: Map<u64, B256>,
    commitment: U256,
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State")
            .field("accounts", &self.accounts.size())
            .field("commitment", &self.commitment())
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

    /// What the header's `stateRoot` field carries: a commitment whose upkeep costs the same for every changed slot
    /// whatever the size of the state.
    ///
    /// It is the sum modulo 2^256, over all accounts, of
    /// `keccak256(address ‖ nonce ‖ balance ‖ code hash ‖ S)`, where `S` is the sum over the account's non-zero slots
    /// of `keccak256(slot ‖ value)`. Equal states have equal commitments however they were reached. It is *not* the
    /// Merkle-Patricia root of the Ethereum protocol: no proof can be made against it. See [`State::merkle_root`].
    pub fn commitment(&self) -> B256 {
        self.commitment.into()
    }

    /// The Merkle-Patricia root of the Ethereum protocol, computed afresh from every account and slot.
    pub fn merkle_root(&self) -> B256 {
        use alloy::consensus::TrieAccount;
        alloy_trie::root::state_root_unhashed(self.accounts.iter().map(|(address, account)| {
            let storage_root = alloy_trie::root::storage_root_unhashed(
                account
                    .storage
                    .iter()
                    .map(|(slot, value)| (B256::from(*slot), *value)),
            );
            let trie_account = TrieAccount {
                nonce: account.nonce,
                balance: account.balance,
                storage_root,
                code_hash: account.code_hash,
            };
            (*address, trie_account)
        }))
    }

    /// Changes one account, creating it first when it does not exist; an account left empty is removed.
    pub fn update(&mut self, address: Address, change: impl FnOnce(&mut AccountRecord)) {
        let mut record = match self.accounts.get(&address) {
            Some(record) => {
                self.commitment = self.commitment.wrapping_sub(record.term(address));
                record.clone()
            }
            None => AccountRecord::default(),
        };
        change(&mut record);
        if record.is_empty() {
            self.accounts.remove_mut(&address);
            return;
        }
        if record.code_hash != KECCAK256_EMPTY && !self.codes.contains_key(&record.code_hash) {
            self.codes.insert_mut(record.code_hash, record.code.clone());
        }
        self.commitment = self.commitment.wrapping_add(record.term(address));
        self.accounts.insert_mut(address, record);
    }

    /// Removes an account with everything it holds.
    pub fn remove(&mut self, address: Address) {
        if let Some(record) = self.accounts.get(&address) {
            self.commitment = self.commitment.wrapping_sub(record.term(address));
            self.accounts.remove_mut(&address);
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
    fn commitment_depends_on_content_not_on_history() {
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
        assert_eq!(left.commitment(), right.commitment());
        assert_eq!(left.merkle_root(), right.merkle_root());

        right.update(b, |account| account.balance = U256::ZERO);
        assert_ne!(left.commitment(), right.commitment());
        right.remove(a);
        assert_eq!(right.commitment(), B256::ZERO);
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
