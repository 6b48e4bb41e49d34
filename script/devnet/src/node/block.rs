//! Blocks, receipts and their forms in JSON-RPC.

use super::transaction::Submission;
use crate::BASE_FEE;
use alloy::{
    consensus::{
        Eip658Value, Header, Receipt, ReceiptEnvelope, ReceiptWithBloom, Sealed, Transaction as _,
        TxReceipt, Typed2718,
        constants::EMPTY_OMMER_ROOT_HASH,
        proofs::{calculate_receipt_root, calculate_transaction_root},
        transaction::Recovered,
    },
    eips::eip2718::Encodable2718,
    primitives::{Address, B64, B256, Bloom, Bytes, Log as RawLog, U256},
    rlp::Encodable,
    rpc::types as rpc,
};
use revm::context::result::ExecutionResult;
use std::sync::Arc;

/// Gas limit that Nitro's headers carry: 2^50.
pub(crate) const BLOCK_GAS_LIMIT: u64 = 1 << 50;

/// A transaction in a block, with what it did.
#[derive(Clone, Debug)]
pub struct MinedTransaction {
    pub(crate) submission: Arc<Submission>,
    /// Receipt as the protocol hashes it.
    pub receipt: ReceiptEnvelope<RawLog>,
    /// Gas this transaction used.
    pub gas_used: u64,
    /// Contract created, if any.
    pub contract: Option<Address>,
    /// Index in the block of its first log.
    pub first_log: u64,
    /// Return or revert data.
    pub output: Bytes,
    /// Why it burnt its gas, where the EVM has no word for it.
    pub notice: Option<String>,
}

impl MinedTransaction {
    pub(crate) fn new(
        submission: Arc<Submission>,
        result: ExecutionResult,
        notice: Option<String>,
        gas_before: u64,
        first_log: u64,
    ) -> Self {
        let gas_used = result.tx_gas_used();
        let success = result.is_success();
        let contract = contract(&submission);
        let output = result.output().cloned().unwrap_or_default();
        // Logs of failed frames are no events: only a success has any.
        let logs = if success {
            result.into_logs()
        } else {
            Vec::new()
        };
        let receipt = Receipt {
            status: Eip658Value::Eip658(success),
            cumulative_gas_used: gas_before.saturating_add(gas_used),
            logs,
        };
        let receipt = envelope(submission.transaction.ty(), receipt.with_bloom());
        Self {
            submission,
            receipt,
            gas_used,
            contract,
            first_log,
            output,
            notice,
        }
    }

    /// One that was mined before.
    pub(super) fn restored(
        submission: Submission,
        receipt: ReceiptEnvelope<RawLog>,
        gas_used: u64,
        first_log: u64,
        output: Bytes,
        notice: Option<String>,
    ) -> Self {
        Self {
            contract: contract(&submission),
            submission: Arc::new(submission),
            receipt,
            gas_used,
            first_log,
            output,
            notice,
        }
    }

    /// Transaction hash.
    pub fn hash(&self) -> B256 {
        self.submission.hash
    }

    /// Sender.
    pub fn sender(&self) -> Address {
        self.submission.sender()
    }

    /// Whether it succeeded.
    pub fn success(&self) -> bool {
        self.receipt.status()
    }
}

/// The contract that a transaction creates or would have created.
fn contract(submission: &Submission) -> Option<Address> {
    let transaction = &submission.transaction;
    transaction
        .is_create()
        .then(|| submission.sender().create(transaction.nonce()))
}

fn envelope<L>(ty: u8, receipt: ReceiptWithBloom<Receipt<L>>) -> ReceiptEnvelope<L> {
    match ty {
        1 => ReceiptEnvelope::Eip2930(receipt),
        2 => ReceiptEnvelope::Eip1559(receipt),
        4 => ReceiptEnvelope::Eip7702(receipt),
        _ => ReceiptEnvelope::Legacy(receipt),
    }
}

/// Roots of the transactions and of their receipts.
fn roots(transactions: &[MinedTransaction]) -> (B256, B256) {
    let envelopes: Vec<_> = transactions
        .iter()
        .map(|mined| &mined.submission.transaction)
        .collect();
    let receipts: Vec<_> = transactions.iter().map(|mined| &mined.receipt).collect();
    (
        calculate_transaction_root(&envelopes),
        calculate_receipt_root(&receipts),
    )
}

/// What a new block takes from its surroundings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub parent: B256,
    pub number: u64,
    pub timestamp: u64,
    pub coinbase: Address,
    pub prevrandao: B256,
    pub base_fee: u64,
    pub state: B256,
}

/// A sealed block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Header with its hash.
    pub header: Sealed<Header>,
    /// Transactions in order.
    pub transactions: Vec<MinedTransaction>,
    size: usize,
}

impl Block {
    pub(crate) fn seal(frame: Frame, transactions: Vec<MinedTransaction>) -> Self {
        let (mut bloom, mut gas_used) = (Bloom::ZERO, 0_u64);
        for transaction in &transactions {
            bloom |= transaction.receipt.bloom();
            gas_used = gas_used.saturating_add(transaction.gas_used);
        }
        let (transactions_root, receipts_root) = roots(&transactions);
        let header = Header {
            parent_hash: frame.parent,
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            beneficiary: frame.coinbase,
            state_root: frame.state,
            transactions_root,
            receipts_root,
            logs_bloom: bloom,
            difficulty: U256::from(1),
            number: frame.number,
            gas_limit: BLOCK_GAS_LIMIT,
            gas_used,
            timestamp: frame.timestamp,
            extra_data: Bytes::from(B256::ZERO),
            mix_hash: frame.prevrandao,
            nonce: B64::ZERO,
            base_fee_per_gas: Some(frame.base_fee),
            ..Header::default()
        };
        Self::assemble(header, transactions)
    }

    /// A block that was sealed before; none when its header does not speak of these transactions.
    pub(super) fn restored(header: Header, transactions: Vec<MinedTransaction>) -> Option<Self> {
        let fits = (header.transactions_root, header.receipts_root) == roots(&transactions);
        fits.then(|| Self::assemble(header, transactions))
    }

    fn assemble(header: Header, transactions: Vec<MinedTransaction>) -> Self {
        let body: usize = transactions
            .iter()
            .map(|mined| mined.submission.transaction.encode_2718_len())
            .sum();
        let size = header.length().saturating_add(body);
        Self {
            header: Sealed::new(header),
            transactions,
            size,
        }
    }

    /// Number.
    pub fn number(&self) -> u64 {
        self.header.number
    }

    /// Hash.
    pub fn hash(&self) -> B256 {
        self.header.seal()
    }

    /// Unix seconds.
    pub fn timestamp(&self) -> u64 {
        self.header.timestamp
    }

    /// Wei per gas, paid by every transaction in it.
    pub fn base_fee(&self) -> u64 {
        self.header.base_fee_per_gas.unwrap_or(BASE_FEE)
    }

    /// The block as JSON-RPC shows it, with whole transactions or only their hashes.
    pub fn to_rpc(&self, full: bool) -> rpc::Block {
        let transactions = if full {
            rpc::BlockTransactions::Full(
                (0..self.transactions.len())
                    .filter_map(|i| self.transaction_rpc(i))
                    .collect(),
            )
        } else {
            rpc::BlockTransactions::Hashes(
                self.transactions
                    .iter()
                    .map(MinedTransaction::hash)
                    .collect(),
            )
        };
        rpc::Block {
            header: self.header_rpc(),
            uncles: Vec::new(),
            transactions,
            withdrawals: None,
        }
    }

    /// The header as JSON-RPC shows it.
    pub fn header_rpc(&self) -> rpc::Header {
        rpc::Header {
            hash: self.hash(),
            inner: self.header.inner().clone(),
            total_difficulty: None,
            size: Some(U256::from(self.size)),
        }
    }

    /// One transaction as JSON-RPC shows it.
    pub fn transaction_rpc(&self, index: usize) -> Option<rpc::Transaction> {
        let mined = self.transactions.get(index)?;
        Some(rpc::Transaction {
            inner: Recovered::new_unchecked(mined.submission.transaction.clone(), mined.sender()),
            block_hash: Some(self.hash()),
            block_number: Some(self.number()),
            transaction_index: Some(index as u64),
            effective_gas_price: Some(u128::from(self.base_fee())),
            block_timestamp: Some(self.timestamp()),
        })
    }

    /// One receipt as JSON-RPC shows it.
    pub fn receipt_rpc(&self, index: usize) -> Option<rpc::TransactionReceipt> {
        let mined = self.transactions.get(index)?;
        let receipt = Receipt {
            status: Eip658Value::Eip658(mined.success()),
            cumulative_gas_used: mined.receipt.cumulative_gas_used(),
            logs: self.logs_of(index).collect(),
        };
        let receipt = ReceiptWithBloom {
            receipt,
            logs_bloom: mined.receipt.bloom(),
        };
        Some(rpc::TransactionReceipt {
            inner: envelope(mined.submission.transaction.ty(), receipt),
            transaction_hash: mined.hash(),
            transaction_index: Some(index as u64),
            block_hash: Some(self.hash()),
            block_number: Some(self.number()),
            gas_used: mined.gas_used,
            effective_gas_price: u128::from(self.base_fee()),
            blob_gas_used: None,
            blob_gas_price: None,
            from: mined.sender(),
            to: mined.submission.transaction.to(),
            contract_address: mined.contract,
        })
    }

    /// All logs in order.
    pub fn logs(&self) -> impl Iterator<Item = rpc::Log> + '_ {
        (0..self.transactions.len()).flat_map(|index| self.logs_of(index))
    }

    fn logs_of(&self, index: usize) -> impl Iterator<Item = rpc::Log> + '_ {
        self.transactions
            .get(index)
            .into_iter()
            .flat_map(move |mined| {
                mined
                    .receipt
                    .logs()
                    .iter()
                    .enumerate()
                    .map(move |(position, log)| rpc::Log {
                        inner: log.clone(),
                        block_hash: Some(self.hash()),
                        block_number: Some(self.number()),
                        block_timestamp: Some(self.timestamp()),
                        transaction_hash: Some(mined.hash()),
                        transaction_index: Some(index as u64),
                        log_index: Some(mined.first_log.saturating_add(position as u64)),
                        removed: false,
                    })
            })
    }
}
