//! The node as its users see it: in process here, over JSON-RPC in [`crate::rpc`].

use super::{
    Block, CallRequest, Clock, DevAccount, NodeError, Options, Rejection, State, StateDump,
    accounts::dev_accounts,
    call::{self, call_gas},
    chain::{Chain, View},
    estimate, genesis,
    interval::{Miner, Ticker},
    logs,
    proof::{self, AccountProof},
    transaction::Submission,
};
use crate::{
    CHAIN_ID,
    exec::{Outcome, Runtime, Settings},
};
use alloy::{
    consensus::TxEnvelope,
    eips::BlockId,
    primitives::{Address, B256, Bytes, TxKind, U256},
    rpc::types::{Filter, Log, TransactionReceipt, TransactionRequest},
};
use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
};
use tokio::sync::broadcast;

struct Inner {
    options: Options,
    accounts: Vec<DevAccount>,
    runtime: Runtime,
    chain: RwLock<Chain>,
    ticker: Ticker,
}

/// A chain in memory. Clones are handles to the same chain; every method may be called from any thread.
///
/// Calls run on a constant-time copy of the state, outside the lock. Transactions run one at a time, inside it. If the
/// engine panics the chain is as it was before the request.
#[derive(Clone)]
pub struct Node {
    inner: Arc<Inner>,
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node")
            .field("options", &self.inner.options)
            .finish_non_exhaustive()
    }
}

/// Counts of waiting transactions and other small facts, read at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// Number of the latest block.
    pub height: u64,
    /// Waiting transactions that the next block could take.
    pub pending: u64,
    /// Waiting transactions behind a nonce gap.
    pub queued: u64,
    /// Whether every accepted transaction is mined at once.
    pub automine: bool,
    /// Seconds between blocks that are mined on time.
    pub interval: Option<u64>,
}

impl Node {
    /// A new chain.
    ///
    /// # Errors
    /// [`NodeError::Engine`] when the runtime cannot start.
    pub fn new(mut options: Options) -> Result<Self, NodeError> {
        let accounts =
            dev_accounts(options.accounts).map_err(|error| NodeError::Engine(error.to_string()))?;
        let settings = Settings {
            chain_id: CHAIN_ID,
            production: options.production,
            expiry: options.expiry,
            arbos: options.arbos,
        };
        let runtime = Runtime::new(settings)?;
        let mut chain = first_block(&options, &accounts, &runtime)?;
        if let Some(state) = options.state.take() {
            chain.load(state)?;
        }
        if options.block_time.is_some() {
            chain.set_interval(options.block_time);
        }
        let node = Self {
            inner: Arc::new(Inner {
                options,
                accounts,
                runtime,
                chain: RwLock::new(chain),
                ticker: Ticker::default(),
            }),
        };
        node.wake_ticker();
        Ok(node)
    }

    /// Starts over: a new chain with the same settings, no snapshots, no waiting transactions. Subscribers stay.
    ///
    /// # Errors
    /// [`NodeError::Engine`]; then nothing changed.
    pub fn reset(&self) -> Result<(), NodeError> {
        let fresh = first_block(self.options(), self.accounts(), &self.inner.runtime)?;
        self.write().start_over(fresh);
        self.wake_ticker();
        Ok(())
    }

    /// The settings it was made with.
    pub fn options(&self) -> &Options {
        &self.inner.options
    }

    /// Chain id.
    pub fn chain_id(&self) -> u64 {
        CHAIN_ID
    }

    /// The funded accounts: Nitro's dev account first.
    pub fn accounts(&self) -> &[DevAccount] {
        &self.inner.accounts
    }

    // A panic while the lock was held left the chain whole: every change is made on a copy and put in place last.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Chain> {
        self.inner
            .chain
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Chain> {
        self.inner
            .chain
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Accepts a raw signed transaction and returns its hash. With automining on it is mined when this returns,
    /// unless its nonce leaves a gap; a transaction that reverts is mined too.
    ///
    /// # Errors
    /// [`NodeError::Rejected`], [`NodeError::Engine`].
    pub fn send_raw(&self, raw: &[u8]) -> Result<B256, NodeError> {
        self.submit(Submission::decode(raw)?)
    }

    /// Accepts a signed transaction, as [`Node::send_raw`] does.
    ///
    /// # Errors
    /// [`NodeError::Rejected`], [`NodeError::Engine`].
    pub fn send(&self, transaction: TxEnvelope) -> Result<B256, NodeError> {
        self.submit(Submission::signed(transaction)?)
    }

    /// Sends for an account whose key the node holds or that it impersonates; what the request leaves open is filled
    /// in: next nonce, estimated gas, base fee.
    ///
    /// # Errors
    /// [`Rejection::UnknownAccount`]; errors of the estimate; [`NodeError::Rejected`], [`NodeError::Engine`].
    pub fn send_unsigned(&self, request: TransactionRequest) -> Result<B256, NodeError> {
        let (request, sender) = self.prepare(request)?;
        // Under the lock, so that no two requests take the same nonce.
        let mut chain = self.write();
        let submission = self.sign(&chain, request, sender)?;
        let hash = submission.hash;
        chain.submit(submission)?;
        Ok(hash)
    }

    /// The transaction that [`Node::send_unsigned`] would send.
    ///
    /// # Errors
    /// Those of [`Node::send_unsigned`].
    pub fn sign_unsigned(&self, request: TransactionRequest) -> Result<TxEnvelope, NodeError> {
        let (request, sender) = self.prepare(request)?;
        Ok(self.sign(&self.read(), request, sender)?.transaction)
    }

    fn prepare(
        &self,
        mut request: TransactionRequest,
    ) -> Result<(TransactionRequest, Address), NodeError> {
        let sender = request
            .from
            .or_else(|| self.accounts().first().map(|account| account.address))
            .ok_or(Rejection::UnknownAccount(Address::ZERO))?;
        request.from = Some(sender);
        if self.key(sender).is_none() && !self.read().impersonation.covers(sender) {
            return Err(Rejection::UnknownAccount(sender).into());
        }
        self.fill(&mut request)?;
        Ok((request, sender))
    }

    fn key(&self, address: Address) -> Option<&DevAccount> {
        self.accounts()
            .iter()
            .find(|account| account.address == address)
    }

    fn sign(
        &self,
        chain: &Chain,
        mut request: TransactionRequest,
        sender: Address,
    ) -> Result<Submission, NodeError> {
        let next = chain.pool.pending_nonce(sender, chain.state.nonce(sender));
        request.nonce.get_or_insert(next);
        let transaction = request.build_consensus_tx().map_err(|error| {
            NodeError::InvalidInput(format!("incomplete transaction: {}", error.error))
        })?;
        let impersonated = chain.impersonation.covers(sender);
        let key = self.key(sender).filter(|_| !impersonated);
        Ok(Submission::unsigned(
            transaction,
            sender,
            key,
            impersonated,
        )?)
    }

    /// Fills in what a request leaves open, apart from the nonce.
    fn fill(&self, request: &mut TransactionRequest) -> Result<(), NodeError> {
        request.chain_id = Some(CHAIN_ID);
        if let Some(data) = request.input.data.take() {
            request.input.input.get_or_insert(data);
        }
        request.to.get_or_insert(TxKind::Create);
        if request.gas.is_none() {
            request.gas = Some(self.estimate_gas(&CallRequest {
                transaction: request.clone(),
                block: BlockId::pending(),
                state_overrides: None,
                block_overrides: None,
            })?);
        }
        if request.gas_price.is_none() {
            request
                .max_fee_per_gas
                .get_or_insert(u128::from(self.base_fee()));
            request.max_priority_fee_per_gas.get_or_insert(0);
        }
        Ok(())
    }

    fn submit(&self, submission: Submission) -> Result<B256, NodeError> {
        let hash = submission.hash;
        self.write().submit(submission)?;
        Ok(hash)
    }

    /// Runs a call and returns its return data.
    ///
    /// # Errors
    /// [`NodeError::Reverted`], [`NodeError::Halted`], [`NodeError::StateGone`] and the like.
    pub fn call(&self, request: &CallRequest) -> Result<Bytes, NodeError> {
        call::output(self.execute_call(request)?)
    }

    /// Runs a call and returns everything it did: gas, logs, state changes.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`], [`NodeError::InvalidInput`], [`NodeError::Engine`].
    pub fn execute_call(&self, request: &CallRequest) -> Result<Outcome, NodeError> {
        let view = self.view(request)?;
        let gas = call_gas(request.transaction.gas);
        let env = call::environment(&request.transaction, &view.state, gas)?;
        call::run(&self.inner.runtime, &view, env)
    }

    /// Who receives the fees of a block.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`].
    pub fn fee_recipient(&self, block: BlockId) -> Result<Address, NodeError> {
        Ok(self.read().view(block)?.context.coinbase)
    }

    /// A gas limit that suffices, at most 1.5% above the least that does.
    ///
    /// # Errors
    /// Those of [`Node::call`], and [`NodeError::GasAllowance`].
    pub fn estimate_gas(&self, request: &CallRequest) -> Result<u64, NodeError> {
        let view = self.view(request)?;
        estimate::estimate(&self.inner.runtime, &view, &request.transaction)
    }

    fn view(&self, request: &CallRequest) -> Result<View, NodeError> {
        let mut view = self.read().view(request.block)?;
        request.prepare(&mut view)?;
        Ok(view)
    }

    /// The state after a block: a value, unaffected by what happens later.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`].
    pub fn state(&self, block: BlockId) -> Result<State, NodeError> {
        Ok(self.read().state_at(block)?.clone())
    }

    /// Latest balance, wei.
    pub fn balance(&self, address: Address) -> U256 {
        self.read().state.balance(address)
    }

    /// Latest nonce.
    pub fn nonce(&self, address: Address) -> u64 {
        self.read().state.nonce(address)
    }

    /// The nonce for the sender's next transaction, after those that wait.
    pub fn pending_nonce(&self, address: Address) -> u64 {
        let chain = self.read();
        chain
            .pool
            .pending_nonce(address, chain.state.nonce(address))
    }

    /// The latest block.
    pub fn head(&self) -> Arc<Block> {
        self.read().head().clone()
    }

    /// A block by number, hash or tag.
    pub fn block(&self, id: BlockId) -> Option<Arc<Block>> {
        let chain = self.read();
        chain
            .resolve(id)
            .ok()
            .and_then(|number| chain.block(number).cloned())
    }

    /// The block that holds a transaction, and its index there.
    pub fn find_transaction(&self, hash: B256) -> Option<(Arc<Block>, usize)> {
        self.read()
            .find_transaction(hash)
            .map(|(block, index)| (block.clone(), index))
    }

    /// The receipt of a mined transaction.
    pub fn receipt(&self, hash: B256) -> Option<TransactionReceipt> {
        let (block, index) = self.find_transaction(hash)?;
        block.receipt_rpc(index)
    }

    /// The logs that a filter selects.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::InvalidInput`].
    pub fn logs(&self, filter: &Filter) -> Result<Vec<Log>, NodeError> {
        let blocks = logs::candidates(&self.read(), filter)?;
        Ok(logs::matching(&blocks, filter))
    }

    /// The logs that a filter selects in blocks `first` to `last`, whatever its own range.
    pub fn logs_in(&self, filter: &Filter, first: u64, last: u64) -> Vec<Log> {
        let blocks = logs::in_range(&self.read(), filter, first, last);
        logs::matching(&blocks, filter)
    }

    /// A stream of the blocks mined from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Block>> {
        self.read().subscribe()
    }

    /// A stream of the hashes of the transactions accepted from now on.
    pub fn subscribe_accepted(&self) -> broadcast::Receiver<B256> {
        self.read().subscribe_accepted()
    }

    /// Small facts at one moment.
    pub fn status(&self) -> NodeStatus {
        let chain = self.read();
        let (pending, queued) = chain.pool.counts(|sender| chain.state.nonce(sender));
        NodeStatus {
            height: chain.height(),
            pending,
            queued,
            automine: chain.automine(),
            interval: chain.mining.interval,
        }
    }

    /// Takes a snapshot of everything, in constant time, and returns its id.
    pub fn snapshot(&self) -> u64 {
        self.write().snapshot()
    }

    /// Returns to a snapshot and drops it with all later ones; false when there is none with this id.
    pub fn revert(&self, id: u64) -> bool {
        let reverted = self.write().revert(id);
        self.wake_ticker();
        reverted
    }

    /// Mines `count` blocks, each `interval` seconds after the one before when an interval is given.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for more than 100,000 blocks.
    pub fn mine(&self, count: u64, interval: Option<u64>) -> Result<(), NodeError> {
        self.write().mine(count, interval)
    }

    /// Moves time on by `seconds`; the next block shows it. Returns the seconds added so far.
    pub fn increase_time(&self, seconds: u64) -> i64 {
        self.write().clock.increase(seconds)
    }

    /// Chooses the next block's timestamp, Unix seconds.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for a time before the latest block's.
    pub fn set_next_timestamp(&self, timestamp: u64) -> Result<(), NodeError> {
        self.write().set_next_timestamp(timestamp)
    }

    /// Sets the time now, Unix seconds, and returns the shift in seconds.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for a time before the latest block's.
    pub fn travel_to(&self, timestamp: u64) -> Result<i64, NodeError> {
        self.write().travel_to(timestamp)
    }

    /// Switches automining; switching it on mines what is ready.
    pub fn set_automine(&self, on: bool) {
        self.write().set_automine(on);
        self.wake_ticker();
    }

    /// Mines a block every so many seconds instead of one per transaction; none ends that, and automining stays off.
    pub fn set_interval(&self, seconds: Option<u64>) {
        self.write().set_interval(seconds);
        self.wake_ticker();
    }

    /// Wei per gas in the next block; constant unless [`Node::set_base_fee`] says otherwise.
    pub fn base_fee(&self) -> u64 {
        self.read().next_context().base_fee
    }

    /// Sets the base fee of all further blocks, wei per gas.
    pub fn set_base_fee(&self, wei: u64) {
        self.write().set_base_fee(wei);
    }

    fn wake_ticker(&self) {
        self.inner.ticker.wake(Arc::downgrade(&self.inner));
    }

    /// Sets a balance, wei.
    pub fn set_balance(&self, address: Address, wei: U256) {
        self.write().set_balance(address, wei);
    }

    /// Sets a nonce.
    pub fn set_nonce(&self, address: Address, nonce: u64) {
        self.write().set_nonce(address, nonce);
    }

    /// Sets code.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for a malformed delegation.
    pub fn set_code(&self, address: Address, code: Bytes) -> Result<(), NodeError> {
        self.write().set_code(address, code)
    }

    /// Sets one storage slot.
    pub fn set_slot(&self, address: Address, slot: U256, value: U256) {
        self.write().set_slot(address, slot, value);
    }

    /// Lets `eth_sendTransaction` send for an account without its key, or ends that.
    pub fn impersonate(&self, address: Address, on: bool) {
        let mut chain = self.write();
        if on {
            chain.impersonation.accounts.insert(address);
        } else {
            chain.impersonation.accounts.remove(&address);
        }
    }

    /// Lets `eth_sendTransaction` send for everyone, or ends that.
    pub fn impersonate_everyone(&self, on: bool) {
        self.write().impersonation.everyone = on;
    }

    /// The latest state as a document.
    pub fn dump(&self) -> StateDump {
        self.read().dump()
    }

    /// Puts the accounts of a document into the state.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for malformed code; then nothing changed.
    pub fn load(&self, dump: StateDump) -> Result<(), NodeError> {
        self.write().load(dump)?;
        self.wake_ticker();
        Ok(())
    }

    /// A proof of an account and of some of its slots, against the state root of the block.
    ///
    /// # Errors
    /// [`NodeError::UnknownBlock`], [`NodeError::StateGone`].
    pub fn prove(
        &self,
        address: Address,
        slots: &[U256],
        block: BlockId,
    ) -> Result<AccountProof, NodeError> {
        Ok(proof::prove(self.state(block)?, address, slots))
    }
}

impl Miner for Inner {
    fn interval(&self) -> Option<u64> {
        let chain = self.chain.read().unwrap_or_else(PoisonError::into_inner);
        chain.mining.interval
    }

    fn tick(&self) {
        let mut chain = self.chain.write().unwrap_or_else(PoisonError::into_inner);
        // It may have been switched off while this thread waited for the lock.
        if chain.mining.interval.is_some() {
            chain.mine_block();
        }
    }
}

/// A chain with nothing but its genesis block.
fn first_block(
    options: &Options,
    accounts: &[DevAccount],
    runtime: &Runtime,
) -> Result<Chain, NodeError> {
    let clock = Clock::new(options.clock, options.timestamp);
    let state = genesis::genesis_state(options, accounts, runtime)?;
    let mut chain = Chain::new(runtime.clone(), state, clock, options.history);
    if options.block_time.is_some() {
        chain.set_interval(options.block_time);
    }
    Ok(chain)
}
