//! Transactions that wait: behind a nonce gap, or for a block while automining is off.

use super::{Rejection, transaction::Submission};
use alloy::{
    consensus::Transaction,
    primitives::{Address, B256},
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Most transactions that may wait at once.
const CAPACITY: usize = 65_536;

#[derive(Clone, Debug)]
struct Waiting {
    submission: Arc<Submission>,
    arrival: u64,
}

/// The waiting transactions of every sender by nonce.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool {
    senders: BTreeMap<Address, BTreeMap<u64, Waiting>>,
    by_hash: HashMap<B256, (Address, u64)>,
    arrivals: u64,
}

impl Pool {
    /// Adds a transaction, or replaces one of the same nonce that pays at least 10% less.
    ///
    /// # Errors
    /// [`Rejection::AlreadyKnown`], [`Rejection::Underpriced`], [`Rejection::PoolFull`].
    pub fn add(&mut self, submission: Submission) -> Result<(), Rejection> {
        if self.by_hash.contains_key(&submission.hash) {
            return Err(Rejection::AlreadyKnown);
        }
        if self.by_hash.len() >= CAPACITY {
            return Err(Rejection::PoolFull);
        }
        let (sender, nonce) = (submission.sender(), submission.transaction.nonce());
        if let Some(old) = self
            .senders
            .get(&sender)
            .and_then(|queue| queue.get(&nonce))
        {
            let old_fee = old.submission.transaction.max_fee_per_gas();
            if submission.transaction.max_fee_per_gas() < old_fee.saturating_add(old_fee / 10) {
                return Err(Rejection::Underpriced);
            }
            self.by_hash.remove(&old.submission.hash);
        }
        self.by_hash.insert(submission.hash, (sender, nonce));
        let arrival = self.arrivals;
        self.arrivals = self.arrivals.saturating_add(1);
        self.senders.entry(sender).or_default().insert(
            nonce,
            Waiting {
                submission: Arc::new(submission),
                arrival,
            },
        );
        Ok(())
    }

    /// Takes `sender`'s transaction with this nonce.
    pub fn take(&mut self, sender: Address, nonce: u64) -> Option<Arc<Submission>> {
        let queue = self.senders.get_mut(&sender)?;
        let waiting = queue.remove(&nonce)?;
        if queue.is_empty() {
            self.senders.remove(&sender);
        }
        self.by_hash.remove(&waiting.submission.hash);
        Some(waiting.submission)
    }

    /// Takes, of the transactions whose nonce is their sender's next one, the one that arrived first.
    pub fn take_ready(&mut self, next_nonce: impl Fn(Address) -> u64) -> Option<Arc<Submission>> {
        let (_, sender, nonce) = self
            .senders
            .iter()
            .filter_map(|(sender, queue)| {
                let nonce = next_nonce(*sender);
                queue
                    .get(&nonce)
                    .map(|waiting| (waiting.arrival, *sender, nonce))
            })
            .min()?;
        self.take(sender, nonce)
    }

    /// Drops what can never be mined because its nonce is used.
    pub fn drop_stale(&mut self, sender: Address, next_nonce: u64) {
        let Some(queue) = self.senders.get_mut(&sender) else {
            return;
        };
        let fresh = queue.split_off(&next_nonce);
        for stale in std::mem::replace(queue, fresh).into_values() {
            self.by_hash.remove(&stale.submission.hash);
        }
        if queue.is_empty() {
            self.senders.remove(&sender);
        }
    }

    /// The nonce after `sender`'s unbroken run of waiting transactions that starts at `next_nonce`.
    pub fn pending_nonce(&self, sender: Address, next_nonce: u64) -> u64 {
        let Some(queue) = self.senders.get(&sender) else {
            return next_nonce;
        };
        let mut nonce = next_nonce;
        while queue.contains_key(&nonce) {
            nonce = nonce.saturating_add(1);
        }
        nonce
    }

    /// The waiting transaction with this hash.
    pub fn get(&self, hash: B256) -> Option<Arc<Submission>> {
        let (sender, nonce) = self.by_hash.get(&hash)?;
        Some(self.senders.get(sender)?.get(nonce)?.submission.clone())
    }

    /// How many transactions could be mined now, and how many wait behind a nonce gap.
    pub fn counts(&self, next_nonce: impl Fn(Address) -> u64) -> (u64, u64) {
        let (mut pending, mut queued) = (0_u64, 0_u64);
        for (sender, queue) in &self.senders {
            let first = next_nonce(*sender);
            let ready = self.pending_nonce(*sender, first).saturating_sub(first);
            pending = pending.saturating_add(ready);
            queued = queued.saturating_add((queue.len() as u64).saturating_sub(ready));
        }
        (pending, queued)
    }

    /// Every waiting transaction by sender and nonce.
    pub fn contents(&self) -> impl Iterator<Item = (Address, u64, &Arc<Submission>)> {
        self.senders.iter().flat_map(|(sender, queue)| {
            queue
                .iter()
                .map(|(nonce, waiting)| (*sender, *nonce, &waiting.submission))
        })
    }

    /// Every waiting transaction in the order in which they came.
    pub fn in_order(&self) -> impl Iterator<Item = &Arc<Submission>> {
        let mut waiting: Vec<_> = self.senders.values().flat_map(BTreeMap::values).collect();
        waiting.sort_unstable_by_key(|waiting| waiting.arrival);
        waiting.into_iter().map(|waiting| &waiting.submission)
    }

    /// Forgets all of a sender's transactions.
    pub fn remove_sender(&mut self, sender: Address) {
        self.drop_stale(sender, u64::MAX);
        self.take(sender, u64::MAX);
    }

    /// Forgets a transaction; whether it was there.
    pub fn remove(&mut self, hash: B256) -> bool {
        match self.by_hash.get(&hash).copied() {
            Some((sender, nonce)) => self.take(sender, nonce).is_some(),
            None => false,
        }
    }
}
