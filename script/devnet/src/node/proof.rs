//! Proofs of accounts and slots against a block's state root (EIP-1186).

use super::{AccountRecord, State};
use alloy::primitives::{Address, B256, Bytes, U256};

/// What the state holds at an address, and why to believe it.
#[derive(Clone, Debug)]
pub struct AccountProof {
    /// The account; an empty one where there is none.
    pub account: AccountRecord,
    /// Root of its storage trie.
    pub storage_root: B256,
    /// Trie nodes from the state root down.
    pub proof: Vec<Bytes>,
    /// The slots asked for, in that order.
    pub slots: Vec<SlotProof>,
}

/// What a slot holds, and why to believe it.
#[derive(Clone, Debug)]
pub struct SlotProof {
    /// The slot.
    pub slot: U256,
    /// Its value; zero where nothing was written.
    pub value: U256,
    /// Trie nodes from the account's storage root down.
    pub proof: Vec<Bytes>,
}

/// The proof of an account and some of its slots in a state.
pub(super) fn prove(mut state: State, address: Address, slots: &[U256]) -> AccountProof {
    let proof = state.prove(address);
    let account = state.account(address).cloned().unwrap_or_default();
    let slots = slots
        .iter()
        .map(|slot| SlotProof {
            slot: *slot,
            value: account.storage.get(slot).copied().unwrap_or_default(),
            proof: account.prove_slot(*slot),
        })
        .collect();
    AccountProof {
        storage_root: account.storage_root(),
        account,
        proof,
        slots,
    }
}
