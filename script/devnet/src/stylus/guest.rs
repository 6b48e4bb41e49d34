//! What a running program sees and what it asks for.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use revm::primitives::{Address, B256, Bytes, U256};
use thiserror::Error;
use wasmtime::{Global, Memory};

use super::{host_trace::HostTrace, pages::Pages};

/// What holds for a whole frame.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// The acting address: storage, balance and logs are its own.
    pub(crate) contract: Address,
    /// Who called.
    pub(crate) sender: Address,
    /// Wei sent, or inherited by a delegate call.
    pub(crate) value: U256,
    /// Call data.
    pub(crate) calldata: Bytes,
    /// Whether the acting address was already running.
    pub(crate) reentrant: bool,
    /// Whether state must not change.
    pub(crate) is_static: bool,
    /// Signer of the transaction.
    pub(crate) origin: Address,
    /// Wei per gas.
    pub(crate) gas_price: U256,
    /// Wei per gas of the block.
    pub(crate) base_fee: U256,
    /// Block number.
    pub(crate) block_number: u64,
    /// Seconds since 1970.
    pub(crate) timestamp: u64,
    /// Gas limit of the block.
    pub(crate) block_gas_limit: u64,
    /// Fee recipient of the block.
    pub(crate) coinbase: Address,
    /// Chain id.
    pub(crate) chain_id: u64,
    /// Ink per gas.
    pub(crate) ink_price: u64,
    /// Words of the program's stack.
    pub(crate) stack_depth: u32,
}

/// How a program leaves its code other than by returning.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum Escape {
    /// No ink left.
    #[error("out of ink")]
    OutOfInk,
    /// A host function was misused: bad pointer, bad log, writing in a static call.
    #[error("{0}")]
    Failure(&'static str),
    /// `exit_early`.
    #[error("exit with status {0}")]
    Exit(u32),
}

/// Kinds of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallKind {
    /// With value and own context.
    Call,
    /// The target's code in this context.
    Delegate,
    /// Without state changes.
    Static,
}

/// A call as the program asked for it.
#[derive(Clone, Debug)]
pub(crate) struct CallRequest {
    /// Kind.
    pub(crate) kind: CallKind,
    /// Target.
    pub(crate) to: Address,
    /// Call data.
    pub(crate) data: Bytes,
    /// Wei to send.
    pub(crate) value: U256,
    /// Gas to forward at most.
    pub(crate) gas: u64,
    /// Gas that the program holds.
    pub(crate) gas_left: u64,
}

/// A create as the program asked for it.
#[derive(Clone, Debug)]
pub(crate) struct CreateRequest {
    /// Init code.
    pub(crate) code: Bytes,
    /// Wei to send.
    pub(crate) value: U256,
    /// Salt of CREATE2; CREATE without.
    pub(crate) salt: Option<U256>,
    /// Gas that the program holds.
    pub(crate) gas_left: u64,
}

/// What only the EVM can do.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// Read a slot.
    Load(U256),
    /// Write slots, with the gas that is left for it.
    Flush(Vec<(U256, U256)>, u64),
    /// Read a transient slot.
    TransientLoad(U256),
    /// Write a transient slot.
    TransientStore(U256, U256),
    /// Emit a log.
    Log(Vec<B256>, Bytes),
    /// An account's balance.
    Balance(Address),
    /// An account's code.
    Code(Address),
    /// An account's codehash.
    Codehash(Address),
    /// A call.
    Call(CallRequest),
    /// A create.
    Create(CreateRequest),
}

/// The EVM's answer. `gas` is what it costs.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    /// Nothing to say.
    Done,
    /// A word.
    Word {
        /// The word.
        word: U256,
        /// Cost.
        gas: u64,
    },
    /// Code.
    Code {
        /// The code.
        code: Bytes,
        /// Cost.
        gas: u64,
    },
    /// Slots were written.
    Flushed {
        /// Cost.
        gas: u64,
    },
    /// The gas did not suffice.
    OutOfGas,
    /// Outcome of a call.
    Called {
        /// Whether it succeeded.
        success: bool,
        /// Data returned on success and revert.
        data: Bytes,
        /// Cost.
        gas: u64,
    },
    /// Outcome of a create.
    Created {
        /// Where, zero when it failed.
        address: Address,
        /// Data of a revert.
        data: Bytes,
        /// Cost.
        gas: u64,
    },
    /// A create that cannot even be tried: the program fails.
    Refused(&'static str),
}

/// Where a program leaves its request and finds the reply.
#[derive(Debug, Default)]
pub(crate) struct Mailbox {
    /// The program's request.
    pub(crate) request: Option<Request>,
    /// The EVM's reply.
    pub(crate) reply: Option<Reply>,
}

/// Shared by a program and its driver.
pub(crate) type SharedMailbox = Arc<Mutex<Mailbox>>;

/// A frame's view of storage. Writes stay here until a flush; what is never flushed is lost.
#[derive(Debug, Default)]
pub(crate) struct StorageCache {
    slots: BTreeMap<U256, Slot>,
    reads: u32,
    writes: u32,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    value: U256,
    /// Value in the state as far as this frame knows it.
    known: Option<U256>,
}

impl StorageCache {
    /// Gas for keeping the next read: free up to 32, then 2, then 10.
    pub(crate) fn read_gas(&mut self) -> u64 {
        self.reads = self.reads.saturating_add(1);
        match self.reads {
            0..=32 => 0,
            33..=128 => 2,
            _ => 10,
        }
    }

    /// Gas for keeping the next write: free up to 8, then 7, then 10.
    pub(crate) fn write_gas(&mut self) -> u64 {
        self.writes = self.writes.saturating_add(1);
        match self.writes {
            0..=8 => 0,
            9..=64 => 7,
            _ => 10,
        }
    }

    /// The slot's value if this frame has seen it.
    pub(crate) fn get(&self, key: U256) -> Option<U256> {
        self.slots.get(&key).map(|slot| slot.value)
    }

    /// Remembers what the state holds.
    pub(crate) fn loaded(&mut self, key: U256, value: U256) {
        self.slots.insert(
            key,
            Slot {
                value,
                known: Some(value),
            },
        );
    }

    /// Writes into the cache.
    pub(crate) fn write(&mut self, key: U256, value: U256) {
        self.slots
            .entry(key)
            .and_modify(|slot| slot.value = value)
            .or_insert(Slot { value, known: None });
    }

    /// Slots to write to the state: unknown ones, and those that differ. They count as known from now on.
    pub(crate) fn take_dirty(&mut self) -> Vec<(U256, U256)> {
        let mut dirty = Vec::new();
        for (key, slot) in &mut self.slots {
            if slot.known != Some(slot.value) {
                slot.known = Some(slot.value);
                dirty.push((*key, slot.value));
            }
        }
        dirty
    }

    /// Whether a flush would write anything.
    pub(crate) fn is_dirty(&self) -> bool {
        self.slots
            .values()
            .any(|slot| slot.known != Some(slot.value))
    }

    /// Forgets all slots; the counters of reads and writes go on.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
    }
}

/// Handles into the instance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handles {
    /// Linear memory.
    pub(crate) memory: Memory,
    /// Ink left.
    pub(crate) ink: Global,
}

/// State of one program frame, owned by its WASM store.
pub(crate) struct Guest {
    /// What holds for the frame.
    pub(crate) environment: Environment,
    /// The way to the EVM.
    pub(crate) mailbox: SharedMailbox,
    /// Pages of the transaction.
    pub(crate) pages: Arc<Pages>,
    /// What was printed in the transaction.
    pub(crate) console: Arc<Mutex<Vec<String>>>,
    /// Where host functions are written down, if anybody wants to know.
    pub(crate) host_trace: Option<HostTrace>,
    /// Set once the instance exists.
    pub(crate) handles: Option<Handles>,
    /// Set by `write_result`.
    pub(crate) output: Bytes,
    /// Storage as this frame sees it.
    pub(crate) storage: StorageCache,
    /// Data that the last call or create returned.
    pub(crate) return_data: Bytes,
    /// The last non-empty code that was looked up.
    pub(crate) last_code: Option<(Address, Bytes)>,
}

impl Guest {
    /// Prints a line.
    pub(crate) fn print(&self, line: String) {
        self.console
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(line);
    }
}
