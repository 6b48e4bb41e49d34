//! The chain as a document, to carry it from one run to another.

use super::{
    Block, Clock, MinedTransaction, NodeError, State,
    chain::{Chain, Impersonation, Mining},
    overrides::bytecode,
    pool::Pool,
    transaction::Submission,
};
use alloy::{
    consensus::{Header, ReceiptEnvelope},
    eips::eip2718::{Decodable2718, Encodable2718},
    primitives::{Address, B256, Bytes, U256},
    rlp::Decodable,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::{self, BufWriter, Write},
    path::Path,
    sync::Arc,
};

/// Everything a node knows, apart from its snapshots and the states of past blocks.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StateDump {
    /// The chain's time, Unix seconds.
    pub timestamp: u64,
    /// Accounts by address.
    pub accounts: BTreeMap<Address, AccountDump>,
    /// Blocks, transactions and rules. A document without it holds accounts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<ChainDump>,
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

/// The part of a [`StateDump`] that is not accounts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChainDump {
    /// Blocks from block 0 on.
    pub blocks: Vec<BlockDump>,
    /// Transactions that wait, in order of arrival.
    pub waiting: Vec<TransactionDump>,
    /// Seconds added by time travel so far.
    pub travelled: i64,
    /// Timestamp chosen for the next block.
    pub next_timestamp: Option<u64>,
    /// Whether every accepted transaction is mined at once.
    pub automine: bool,
    /// Seconds between blocks mined on time.
    pub interval: Option<u64>,
    /// Seconds between timestamps.
    pub spacing: Option<u64>,
    /// Fee recipient of new blocks.
    pub coinbase: Address,
    /// `PREVRANDAO` of new blocks.
    pub prevrandao: B256,
    /// Base fee of new blocks, wei per gas.
    pub base_fee: u64,
    /// Accounts that send without their key.
    pub impersonated: Vec<Address>,
    /// Whether everyone sends without a key.
    pub impersonate_everyone: bool,
}

/// One block of a [`ChainDump`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BlockDump {
    /// Header in RLP.
    pub header: Bytes,
    /// Transactions in order.
    pub transactions: Vec<MinedDump>,
}

/// One mined transaction of a [`BlockDump`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MinedDump {
    /// The transaction.
    pub transaction: TransactionDump,
    /// Receipt in its EIP-2718 form.
    pub receipt: Bytes,
    /// Return or revert data.
    pub output: Bytes,
    /// Why it burnt its gas, where the EVM has no word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// One transaction of a [`ChainDump`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TransactionDump {
    /// The envelope in its EIP-2718 form.
    pub raw: Bytes,
    /// Sender.
    pub sender: Address,
    /// Whether it was sent without its sender's key.
    #[serde(default)]
    pub impersonated: bool,
}

impl StateDump {
    /// Writes the document beside `path` and then puts it in its place, so that `path` never holds half of it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let file = tempfile::NamedTempFile::new_in(directory)?;
        let mut writer = BufWriter::new(file);
        serde_json::to_writer(&mut writer, self)?;
        writer.flush()?;
        let file = writer
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Those of the file system, and [`io::ErrorKind::InvalidData`].
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = std::fs::read(path)?;
        Ok(serde_json::from_slice(&text)?)
    }
}

impl Chain {
    /// Everything as a document.
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
            timestamp: self.clock.now(),
            accounts: accounts.collect(),
            chain: Some(ChainDump {
                blocks: self.blocks.iter().map(|block| dump_block(block)).collect(),
                waiting: self.pool.in_order().map(dump_transaction).collect(),
                travelled: self.clock.travelled(),
                next_timestamp: self.clock.next(),
                automine: self.mining.automine,
                interval: self.mining.interval,
                spacing: self.mining.spacing,
                coinbase: self.mining.coinbase,
                prevrandao: self.mining.prevrandao,
                base_fee: self.mining.base_fee,
                impersonated: self.impersonation.accounts.iter().copied().collect(),
                impersonate_everyone: self.impersonation.everyone,
            }),
        }
    }

    /// Becomes the chain of the document; snapshots are dropped. A document that holds accounts only replaces those
    /// that it names, and time moves on to the document's when that is later.
    ///
    /// # Errors
    /// [`NodeError::InvalidInput`] for malformed code, blocks or transactions; then nothing changed.
    pub fn load(&mut self, dump: StateDump) -> Result<(), NodeError> {
        let Some(chain) = dump.chain else {
            let mut state = self.state.clone();
            load_accounts(&mut state, dump.accounts)?;
            self.state = state;
            if dump.timestamp > self.clock.now() {
                self.travel_to(dump.timestamp)?;
            }
            return Ok(());
        };
        let mut state = State::default();
        load_accounts(&mut state, dump.accounts)?;
        let blocks = load_blocks(chain.blocks)?;
        for block in &blocks {
            state.record_block_hash(block.number(), block.hash());
        }
        let mut pool = Pool::default();
        for waiting in chain.waiting {
            pool.add(load_transaction(waiting)?)?;
        }
        let clock = Clock::restored(
            self.clock.mode(),
            dump.timestamp,
            chain.travelled,
            chain.next_timestamp,
        );
        let mining = Mining {
            automine: chain.automine,
            coinbase: chain.coinbase,
            prevrandao: chain.prevrandao,
            base_fee: chain.base_fee,
            interval: chain.interval,
            spacing: chain.spacing,
        };
        let impersonation = Impersonation {
            accounts: chain.impersonated.into_iter().collect(),
            everyone: chain.impersonate_everyone,
        };
        self.become_restored(state, blocks, pool, clock, mining, impersonation);
        Ok(())
    }
}

fn load_accounts(
    state: &mut State,
    accounts: BTreeMap<Address, AccountDump>,
) -> Result<(), NodeError> {
    for (address, account) in accounts {
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
    Ok(())
}

fn dump_block(block: &Block) -> BlockDump {
    BlockDump {
        header: alloy::rlp::encode(block.header.inner()).into(),
        transactions: block
            .transactions
            .iter()
            .map(|mined| MinedDump {
                transaction: dump_transaction(&mined.submission),
                receipt: mined.receipt.encoded_2718().into(),
                output: mined.output.clone(),
                notice: mined.notice.clone(),
            })
            .collect(),
    }
}

fn dump_transaction(submission: &Arc<Submission>) -> TransactionDump {
    TransactionDump {
        raw: submission.transaction.encoded_2718().into(),
        sender: submission.sender(),
        impersonated: submission.is_impersonated(),
    }
}

fn invalid(what: impl std::fmt::Display) -> NodeError {
    NodeError::InvalidInput(format!("bad state dump: {what}"))
}

fn load_transaction(dump: TransactionDump) -> Result<Submission, NodeError> {
    Submission::restored(&dump.raw, dump.sender, dump.impersonated).map_err(invalid)
}

/// The blocks, each of which must hold what its header says and follow the one before.
fn load_blocks(dumps: Vec<BlockDump>) -> Result<Vec<Arc<Block>>, NodeError> {
    let mut blocks: Vec<Arc<Block>> = Vec::with_capacity(dumps.len());
    for dump in dumps {
        let header = Header::decode(&mut dump.header.as_ref()).map_err(invalid)?;
        let (mut gas, mut logs) = (0_u64, 0_u64);
        let mut transactions = Vec::with_capacity(dump.transactions.len());
        for mined in dump.transactions {
            let receipt =
                ReceiptEnvelope::decode_2718(&mut mined.receipt.as_ref()).map_err(invalid)?;
            let (cumulative, count) = (receipt.cumulative_gas_used(), receipt.logs().len() as u64);
            transactions.push(MinedTransaction::restored(
                load_transaction(mined.transaction)?,
                receipt,
                cumulative.saturating_sub(gas),
                logs,
                mined.output,
                mined.notice,
            ));
            gas = cumulative;
            logs = logs.saturating_add(count);
        }
        let parent = blocks.last().map_or(B256::ZERO, |parent| parent.hash());
        let block = Block::restored(header, transactions)
            .filter(|block| {
                block.header.parent_hash == parent && block.number() == blocks.len() as u64
            })
            .ok_or_else(|| invalid(format!("block {} does not fit", blocks.len())))?;
        blocks.push(Arc::new(block));
    }
    if blocks.is_empty() {
        return Err(invalid("no blocks"));
    }
    Ok(blocks)
}
