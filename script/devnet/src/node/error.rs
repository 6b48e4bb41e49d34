//! What can go wrong, with the words that Ethereum tools look for (they match geth's texts).

use alloy::{
    primitives::{Address, B256, Bytes, U256},
    sol_types::{Panic, Revert, SolError},
};

/// A transaction that the node will not accept. Texts are geth's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The bytes are no signed transaction.
    #[error("failed to decode transaction: {0}")]
    Undecodable(String),
    /// A kind that Arbitrum does not take: blobs.
    #[error("transaction type not supported")]
    TypeNotSupported,
    /// Signed for another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    WrongChain {
        /// Chain id in the transaction.
        have: u64,
        /// This chain's id.
        want: u64,
    },
    /// The signature recovers to nobody.
    #[error("invalid sender")]
    InvalidSender,
    /// The gas limit is above the block's.
    #[error("exceeds block gas limit")]
    BlockGasLimit,
    /// The gas limit does not even pay for the transaction's own bytes.
    #[error("intrinsic gas too low: gas {gas}, minimum needed {needed}")]
    IntrinsicGas {
        /// Gas limit of the transaction.
        gas: u64,
        /// Least gas limit.
        needed: u64,
    },
    /// Creation code is above the limit.
    #[error("max initcode size exceeded: code size {size}, limit {limit}")]
    InitcodeSize {
        /// Bytes of creation code.
        size: usize,
        /// Most bytes allowed.
        limit: usize,
    },
    /// The fee offered is below the base fee.
    #[error(
        "max fee per gas less than block base fee: address {sender}, maxFeePerGas: {offered}, baseFee: {base_fee}"
    )]
    FeeTooLow {
        /// Sender.
        sender: Address,
        /// Wei per gas offered.
        offered: u128,
        /// Wei per gas asked.
        base_fee: u64,
    },
    /// The tip is above the fee cap.
    #[error(
        "max priority fee per gas higher than max fee per gas: address {sender}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {cap}"
    )]
    TipAboveCap {
        /// Sender.
        sender: Address,
        /// Tip, wei per gas.
        tip: u128,
        /// Cap, wei per gas.
        cap: u128,
    },
    /// The nonce is used.
    #[error("nonce too low: address {sender}, tx: {have} state: {next}")]
    NonceTooLow {
        /// Sender.
        sender: Address,
        /// Nonce in the transaction.
        have: u64,
        /// Next nonce of the account.
        next: u64,
    },
    /// No nonce could follow (EIP-2681).
    #[error("nonce has max value: address {0}, nonce: 18446744073709551615")]
    NonceMax(Address),
    /// The sender cannot pay.
    #[error("insufficient funds for gas * price + value: address {sender} have {have} want {want}")]
    InsufficientFunds {
        /// Sender.
        sender: Address,
        /// Balance, wei.
        have: U256,
        /// Cost, wei.
        want: U256,
    },
    /// The sender has code that is no delegation (EIP-3607).
    #[error("sender not an eoa: address {sender}, codehash: {code_hash}")]
    SenderHasCode {
        /// Sender.
        sender: Address,
        /// Hash of its code.
        code_hash: B256,
    },
    /// The same transaction waits already.
    #[error("already known")]
    AlreadyKnown,
    /// Another transaction with this nonce waits and pays as much.
    #[error("replacement transaction underpriced")]
    Underpriced,
    /// Too many transactions wait.
    #[error("txpool is full")]
    PoolFull,
    /// The node holds no key for the sender and does not impersonate it.
    #[error("unknown account")]
    UnknownAccount(Address),
    /// Execution refused the transaction for another reason.
    #[error("{0}")]
    Other(String),
}

/// A request that the node cannot answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeError {
    /// A transaction was refused.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A call or an estimate reverted.
    #[error("execution reverted{}", reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default())]
    Reverted {
        /// Decoded `Error(string)` or `Panic(uint256)`.
        reason: Option<String>,
        /// Raw return data.
        data: Bytes,
    },
    /// A call or an estimate ended exceptionally.
    #[error("{0}")]
    Halted(String),
    /// No gas limit up to the cap lets the transaction succeed.
    #[error("gas required exceeds allowance ({0})")]
    GasAllowance(u64),
    /// The block does not exist.
    #[error("header not found")]
    UnknownBlock,
    /// The block exists, its state is no longer held.
    #[error(
        "state of block {block} is no longer held: this devnet keeps the states of the last {history} blocks (--history)"
    )]
    StateGone {
        /// Block asked for.
        block: u64,
        /// States held.
        history: u64,
    },
    /// The arguments make no sense.
    #[error("{0}")]
    InvalidInput(String),
    /// The engine failed; nothing was changed.
    #[error("execution failed: {0}")]
    Engine(String),
}

impl NodeError {
    /// The error of a revert with `data`, its reason decoded where it is one of Solidity's own two forms.
    pub fn reverted(data: Bytes) -> Self {
        let reason = Revert::abi_decode(&data)
            .map(|revert| revert.reason)
            .or_else(|_| Panic::abi_decode(&data).map(|panic| panic.to_string()))
            .ok();
        Self::Reverted { reason, data }
    }
}
