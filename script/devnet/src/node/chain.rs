//! The chain proper: its state, its blocks and how a transaction becomes one.

use super::{
    Block, Clock, MinedTransaction, NodeError, Rejection, State,
    block::{BLOCK_GAS_LIMIT, Frame},
    pool::Pool,
    snapshot::Snapshots,
    state::Map,
    transaction::Submission,
};
use crate::{
    BASE_FEE,
    exec::{self, BlockContext, ExecError, Outcome, RecentPrograms, Runtime},
};
use alloy::{
    consensus::Transaction as _,
    eips::{BlockId, BlockNumberOrTag},
    primitives::{Address, B256, address, b256},
};
use revm::{DatabaseCommit, database_interface::WrapDatabaseRef};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};
use tokio::sync::broadcast;

/// Fee recipient in Arbitrum's headers: the sequencer.
const SEQUENCER: Address = address!("0xA4b000000000000000000073657175656e636572");
/// What `PREVRANDAO` returns on Arbitrum: 1.
const PREVRANDAO: B256 = b256!("0000000000000000000000000000000000000000000000000000000000000001");
/// Most transactions in one block; only `evm_mine` with automining off comes near.
const BLOCK_CAPACITY: usize = 10_000;
/// How many sealed blocks a slow subscriber may lag behind before it loses some.
const SUBSCRIBER_LAG: usize = 4_096;

/// How many accepted transactions are remembered for filters that ask late.
const ARRIVALS: usize = 65_536;

/// How blocks come about.
#[derive(Clone, Debug)]
pub(crate) struct Mining {
    /// Every accepted transaction is mined at once.
    pub automine: bool,
    /// Fee recipient of new blocks.
    pub coinbase: Address,
    /// `PREVRANDAO` of new blocks.
    pub prevrandao: B256,
    /// Base fee of new blocks, wei per gas.
    pub base_fee: u64,
    /// Seconds between blocks that are mined whether or not anything waits.
    pub interval: Option<u64>,
    /// Seconds from one block's timestamp to the next one's, instead of the clock's.
    pub spacing: Option<u64>,
}

/// For whom `eth_sendTransaction` works without a key.
#[derive(Clone, Debug, Default)]
pub(crate) struct Impersonation {
    pub accounts: HashSet<Address>,
    pub everyone: bool,
}

impl Impersonation {
    pub fn covers(&self, address: Address) -> bool {
        self.everyone || self.accounts.contains(&address)
    }
}

/// The hashes of the last transactions accepted, by number of arrival.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arrivals {
    hashes: VecDeque<B256>,
    count: u64,
}

impl Arrivals {
    fn push(&mut self, hash: B256) {
        if self.hashes.len() >= ARRIVALS {
            self.hashes.pop_front();
        }
        self.hashes.push_back(hash);
        self.count = self.count.saturating_add(1);
    }

    /// How many there have been.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Those after the first `seen` of them; what is too old is lost.
    pub fn since(&self, seen: u64) -> Vec<B256> {
        let new = usize::try_from(self.count.saturating_sub(seen)).unwrap_or(usize::MAX);
        let old = self.hashes.len().saturating_sub(new);
        self.hashes.range(old..).copied().collect()
    }
}

/// State and surroundings for a call at some block.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub state: State,
    pub context: BlockContext,
}

pub(crate) struct Chain {
    pub(super) runtime: Runtime,
    pub(crate) state: State,
    pub(super) blocks: Vec<Arc<Block>>,
    by_hash: HashMap<B256, u64>,
    transactions: HashMap<B256, (u64, usize)>,
    /// States after past blocks, the latest excluded.
    pub(super) history: Map<u64, State>,
    history_limit: u64,
    pub(crate) pool: Pool,
    pub(super) clock: Clock,
    pub(super) mining: Mining,
    pub(super) impersonation: Impersonation,
    pub(super) snapshots: Snapshots,
    sealed: broadcast::Sender<Arc<Block>>,
    accepted: broadcast::Sender<B256>,
    arrivals: Arrivals,
    /// Heights to which the chain went back, oldest first.
    rewinds: Vec<u64>,
}

impl Chain {
    /// A chain whose block 0 holds `state`.
    pub fn new(runtime: Runtime, mut state: State, clock: Clock, history_limit: u64) -> Self {
        let mining = Mining {
            automine: true,
            coinbase: SEQUENCER,
            prevrandao: PREVRANDAO,
            base_fee: BASE_FEE,
            interval: None,
            spacing: None,
        };
        let genesis = Arc::new(Block::seal(
            Frame {
                parent: B256::ZERO,
                number: 0,
                timestamp: clock.now(),
                coinbase: mining.coinbase,
                prevrandao: mining.prevrandao,
                base_fee: mining.base_fee,
                state: state.settle(),
            },
            Vec::new(),
        ));
        state.record_block_hash(0, genesis.hash());
        Self {
            runtime,
            state,
            by_hash: HashMap::from([(genesis.hash(), 0)]),
            blocks: vec![genesis],
            transactions: HashMap::new(),
            history: Map::default(),
            history_limit,
            pool: Pool::default(),
            clock,
            mining,
            impersonation: Impersonation::default(),
            snapshots: Snapshots::default(),
            sealed: broadcast::channel(SUBSCRIBER_LAG).0,
            accepted: broadcast::channel(SUBSCRIBER_LAG).0,
            arrivals: Arrivals::default(),
            rewinds: Vec::new(),
        }
    }

    /// Becomes `fresh`; who listened goes on listening.
    pub fn start_over(&mut self, fresh: Self) {
        let mut rewinds = std::mem::take(&mut self.rewinds);
        // Not even block 0 is what it was.
        rewinds.push(0);
        *self = Self {
            sealed: self.sealed.clone(),
            accepted: self.accepted.clone(),
            arrivals: std::mem::take(&mut self.arrivals),
            rewinds,
            ..fresh
        };
    }

    /// Becomes another chain with these blocks, of which there is at least one; who listened goes on listening.
    pub(super) fn become_restored(
        &mut self,
        state: State,
        blocks: Vec<Arc<Block>>,
        pool: Pool,
        clock: Clock,
        mining: Mining,
        impersonation: Impersonation,
    ) {
        let mut fresh = Self::new(
            self.runtime.clone(),
            State::default(),
            clock,
            self.history_limit,
        );
        fresh.by_hash = HashMap::new();
        for block in &blocks {
            fresh.index(block);
        }
        fresh.state = state;
        fresh.state.settle();
        fresh.blocks = blocks;
        fresh.pool = pool;
        fresh.mining = mining;
        fresh.impersonation = impersonation;
        self.start_over(fresh);
    }

    fn index(&mut self, block: &Block) {
        self.by_hash.insert(block.hash(), block.number());
        for (index, mined) in block.transactions.iter().enumerate() {
            self.transactions
                .insert(mined.hash(), (block.number(), index));
        }
    }

    /// A stream of the hashes of transactions accepted from now on, mined or waiting.
    pub fn subscribe_accepted(&self) -> broadcast::Receiver<B256> {
        self.accepted.subscribe()
    }

    /// A stream of the blocks sealed from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.sealed.subscribe()
    }

    /// The last transactions accepted.
    pub fn arrivals(&self) -> &Arrivals {
        &self.arrivals
    }

    /// The heights to which the chain went back, oldest first.
    pub fn rewinds(&self) -> &[u64] {
        &self.rewinds
    }

    /// Number of the latest block.
    pub fn height(&self) -> u64 {
        (self.blocks.len() as u64).saturating_sub(1)
    }

    /// The latest block; there is always one, the genesis block at least.
    pub fn head(&self) -> &Arc<Block> {
        &self.blocks[self.blocks.len() - 1]
    }

    pub fn block(&self, number: u64) -> Option<&Arc<Block>> {
        usize::try_from(number)
            .ok()
            .and_then(|index| self.blocks.get(index))
    }

    pub fn number_of(&self, hash: B256) -> Option<u64> {
        self.by_hash.get(&hash).copied()
    }

    /// The block that holds a transaction, and its index there.
    pub fn find_transaction(&self, hash: B256) -> Option<(&Arc<Block>, usize)> {
        let (number, index) = self.transactions.get(&hash)?;
        Some((self.block(*number)?, *index))
    }

    /// The existing block that `id` names; pending counts as latest.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`].
    pub fn resolve(&self, id: BlockId) -> Result<u64, NodeError> {
        let number = match id {
            BlockId::Hash(hash) => self
                .number_of(hash.block_hash)
                .ok_or(NodeError::UnknownBlock)?,
            BlockId::Number(BlockNumberOrTag::Number(number)) => number,
            BlockId::Number(BlockNumberOrTag::Earliest) => 0,
            BlockId::Number(_) => self.height(),
        };
        if number > self.height() {
            Err(NodeError::UnknownBlock)
        } else {
            Ok(number)
        }
    }

    /// The state after the block that `id` names.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`].
    pub fn state_at(&self, id: BlockId) -> Result<&State, NodeError> {
        let number = self.resolve(id)?;
        if number == self.height() {
            return Ok(&self.state);
        }
        self.history.get(&number).ok_or(NodeError::StateGone {
            block: number,
            history: self.history_limit,
        })
    }

    /// State and block context for a call at `id`: that block's own number and time, or the next block's for pending.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`].
    pub fn view(&self, id: BlockId) -> Result<View, NodeError> {
        let state = self.state_at(id)?.clone();
        if id == BlockId::pending() {
            return Ok(View {
                state,
                context: self.next_context(),
            });
        }
        let block = self
            .block(self.resolve(id)?)
            .ok_or(NodeError::UnknownBlock)?;
        let context = BlockContext {
            number: block.number(),
            timestamp: block.timestamp(),
            base_fee: block.base_fee(),
            coinbase: block.header.beneficiary,
            gas_limit: BLOCK_GAS_LIMIT,
            prevrandao: block.header.mix_hash,
        };
        Ok(View { state, context })
    }

    /// The context of the block that would be mined now.
    pub fn next_context(&self) -> BlockContext {
        BlockContext {
            number: self.height().saturating_add(1),
            timestamp: self.next_timestamp(),
            base_fee: self.mining.base_fee,
            coinbase: self.mining.coinbase,
            gas_limit: BLOCK_GAS_LIMIT,
            prevrandao: self.mining.prevrandao,
        }
    }

    fn next_timestamp(&self) -> u64 {
        let parent = self.head().timestamp();
        match self.mining.spacing {
            Some(spacing) if self.clock.next().is_none() => parent.saturating_add(spacing),
            _ => self.clock.peek(parent),
        }
    }

    /// Accepts a transaction: mines it, with whatever waited behind it, or lets it wait.
    ///
    /// # Errors
    /// [`NodeError::Rejected`] when it is refused, [`NodeError::Engine`] when the runtime fails; then nothing changed.
    pub fn submit(&mut self, submission: Submission) -> Result<(), NodeError> {
        let chain_id = self.runtime.settings().chain_id;
        submission.check_form(chain_id, BLOCK_GAS_LIMIT, self.mining.base_fee)?;
        submission.check_state(&self.state)?;
        let (sender, nonce) = (submission.sender(), submission.transaction.nonce());
        let hash = submission.hash;
        if !self.mining.automine || nonce != self.state.nonce(sender) {
            self.pool.add(submission)?;
            self.announce(hash);
            return Ok(());
        }
        self.mine_one(Arc::new(submission))?;
        self.announce(hash);
        self.pool.drop_stale(sender, self.state.nonce(sender));
        while let Some(next) = self.pool.take(sender, self.state.nonce(sender)) {
            // A follower that turned invalid, say for lack of funds, is dropped, as a pool does.
            if let Err(error) = next
                .check_state(&self.state)
                .map_err(NodeError::from)
                .and_then(|()| self.mine_one(next))
            {
                tracing::warn!(%sender, %error, "dropped a waiting transaction");
            }
        }
        Ok(())
    }

    fn announce(&mut self, hash: B256) {
        self.arrivals.push(hash);
        // Nobody listening is no error.
        let _ = self.accepted.send(hash);
    }

    fn mine_one(&mut self, submission: Arc<Submission>) -> Result<(), NodeError> {
        let context = self.next_context();
        let mut state = self.state.clone();
        let mined = self.run(
            (&mut state, &mut RecentPrograms::default()),
            &context,
            submission,
            (0, 0),
        )?;
        self.seal(state, &context, vec![mined]);
        Ok(())
    }

    /// Mines one block of every waiting transaction that is ready, empty when none is.
    pub fn mine_block(&mut self) {
        let context = self.next_context();
        let mut state = self.state.clone();
        let mut transactions: Vec<MinedTransaction> = Vec::new();
        let (mut gas, mut logs) = (0_u64, 0_u64);
        let mut recent = RecentPrograms::default();
        while transactions.len() < BLOCK_CAPACITY {
            let Some(next) = self.pool.take_ready(|sender| state.nonce(sender)) else {
                break;
            };
            let hash = next.hash;
            let result = next
                .check_state(&state)
                .map_err(NodeError::from)
                .and_then(|()| self.run((&mut state, &mut recent), &context, next, (gas, logs)));
            match result {
                Ok(mined) => {
                    gas = gas.saturating_add(mined.gas_used);
                    logs = logs.saturating_add(mined.receipt.logs().len() as u64);
                    transactions.push(mined);
                }
                Err(error) => tracing::warn!(%hash, %error, "dropped a waiting transaction"),
            }
        }
        self.seal(state, &context, transactions);
    }

    /// Mines blocks until no waiting transaction is ready.
    pub fn drain_pool(&mut self) {
        while self.pool.counts(|sender| self.state.nonce(sender)).0 > 0 {
            self.mine_block();
        }
    }

    fn run(
        &self,
        (state, recent): (&mut State, &mut RecentPrograms),
        context: &BlockContext,
        submission: Arc<Submission>,
        (gas_before, first_log): (u64, u64),
    ) -> Result<MinedTransaction, NodeError> {
        let outcome = exec::execute_in_block(
            &self.runtime,
            WrapDatabaseRef(&*state),
            context,
            submission.environment(),
            submission.checks(),
            recent,
        )?;
        let Outcome {
            result_and_state,
            notice,
            console,
            ..
        } = outcome;
        for line in console {
            tracing::info!(target: "console", transaction = %submission.hash, "{line}");
        }
        if let Some(notice) = &notice {
            tracing::warn!(transaction = %submission.hash, "{notice}");
        }
        state.commit(result_and_state.state);
        Ok(MinedTransaction::new(
            submission,
            result_and_state.result,
            notice,
            gas_before,
            first_log,
        ))
    }

    fn seal(
        &mut self,
        mut state: State,
        context: &BlockContext,
        transactions: Vec<MinedTransaction>,
    ) {
        let frame = Frame {
            parent: self.head().hash(),
            number: context.number,
            timestamp: context.timestamp,
            coinbase: context.coinbase,
            prevrandao: context.prevrandao,
            base_fee: context.base_fee,
            state: state.settle(),
        };
        let block = Arc::new(Block::seal(frame, transactions));
        state.record_block_hash(block.number(), block.hash());
        let previous = std::mem::replace(&mut self.state, state);
        self.remember(self.height(), previous);
        self.index(&block);
        self.clock.sealed(block.timestamp());
        self.blocks.push(block.clone());
        // Nobody listening is no error.
        let _ = self.sealed.send(block);
    }

    fn remember(&mut self, number: u64, state: State) {
        if self.history_limit == 0 {
            return;
        }
        self.history.insert_mut(number, state);
        if let Some(old) = number.checked_sub(self.history_limit) {
            self.history.remove_mut(&old);
        }
    }

    /// Removes all blocks above `height`.
    pub(super) fn truncate(&mut self, height: u64) {
        let keep = usize::try_from(height)
            .unwrap_or(usize::MAX)
            .saturating_add(1)
            .min(self.blocks.len());
        self.rewinds.push(height);
        for block in self.blocks.drain(keep..) {
            self.by_hash.remove(&block.hash());
            for mined in &block.transactions {
                self.transactions.remove(&mined.hash());
            }
        }
    }
}

impl From<ExecError> for NodeError {
    fn from(error: ExecError) -> Self {
        match error {
            ExecError::Invalid(reason) => Rejection::Other(reason).into(),
            other => Self::Engine(other.to_string()),
        }
    }
}
