//! Snapshots: the whole chain at a moment, kept for one return.

use super::{
    Clock, State,
    chain::{Chain, Impersonation, Mining},
    pool::Pool,
    state::Map,
};
use std::collections::BTreeMap;

/// Everything that can change, apart from the blocks: those above `height` are dropped on return.
#[derive(Clone)]
struct Snapshot {
    height: u64,
    state: State,
    history: Map<u64, State>,
    pool: Pool,
    clock: Clock,
    mining: Mining,
    impersonation: Impersonation,
}

/// Snapshots by id; ids count up from 1 and are not used twice.
#[derive(Clone, Default)]
pub(crate) struct Snapshots {
    held: BTreeMap<u64, Snapshot>,
    taken: u64,
}

impl Chain {
    /// Takes a snapshot, in constant time, and returns its id.
    pub fn snapshot(&mut self) -> u64 {
        let snapshot = Snapshot {
            height: self.height(),
            state: self.state.clone(),
            history: self.history.clone(),
            pool: self.pool.clone(),
            clock: self.clock.clone(),
            mining: self.mining.clone(),
            impersonation: self.impersonation.clone(),
        };
        self.snapshots.taken = self.snapshots.taken.saturating_add(1);
        let id = self.snapshots.taken;
        self.snapshots.held.insert(id, snapshot);
        id
    }

    /// Returns to a snapshot and drops it with all later ones; false when there is none with this id.
    pub fn revert(&mut self, id: u64) -> bool {
        let Some(snapshot) = self.snapshots.held.remove(&id) else {
            return false;
        };
        self.snapshots.held.split_off(&id);
        self.truncate(snapshot.height);
        self.state = snapshot.state;
        self.history = snapshot.history;
        self.pool = snapshot.pool;
        self.clock = snapshot.clock;
        self.mining = snapshot.mining;
        self.impersonation = snapshot.impersonation;
        true
    }
}
