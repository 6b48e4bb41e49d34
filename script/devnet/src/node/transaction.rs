//! From bytes to a transaction ready to run, with the checks that come before the queue.

use super::{DevAccount, Rejection, State};
use crate::exec::Checks;
use alloy::{
    consensus::{
        SignableTransaction, Transaction, TxEnvelope, TxType, Typed2718, TypedTransaction,
        transaction::SignerRecoverable,
    },
    eips::eip2718::Decodable2718,
    primitives::{Address, B256, KECCAK256_EMPTY, Signature, U256},
    signers::SignerSync,
};
use revm::{
    context::{TxEnv, either::Either},
    context_interface::transaction::{AccessList, AccessListItem},
};

/// Most bytes of creation code, EIP-3860.
const INITCODE_LIMIT: usize = 2 * 24_576;

/// A transaction with a known sender.
#[derive(Clone, Debug)]
pub(crate) struct Submission {
    /// The signed envelope; of an impersonated sender, with a placeholder signature.
    pub transaction: TxEnvelope,
    /// Transaction hash.
    pub hash: B256,
    sender: Address,
    impersonated: bool,
}

impl Submission {
    /// Decodes a raw signed transaction and recovers its sender.
    ///
    /// # Errors
    /// [`Rejection::Undecodable`], [`Rejection::TypeNotSupported`], [`Rejection::InvalidSender`].
    pub fn decode(mut raw: &[u8]) -> Result<Self, Rejection> {
        Self::signed(decode(&mut raw)?)
    }

    /// Takes a signed transaction and recovers its sender.
    ///
    /// # Errors
    /// [`Rejection::TypeNotSupported`], [`Rejection::InvalidSender`].
    pub fn signed(transaction: TxEnvelope) -> Result<Self, Rejection> {
        let transaction = supported(transaction)?;
        let sender = transaction
            .recover_signer()
            .map_err(|_| Rejection::InvalidSender)?;
        let hash = *transaction.tx_hash();
        Ok(Self {
            transaction,
            hash,
            sender,
            impersonated: false,
        })
    }

    /// Takes an unsigned transaction: signs it with the sender's key, or, for an impersonated sender, puts a
    /// placeholder in the signature's place that names the sender, so that hashes stay unique.
    ///
    /// # Errors
    /// [`Rejection::UnknownAccount`] without key and impersonation, [`Rejection::Other`] when signing fails.
    pub fn unsigned(
        transaction: TypedTransaction,
        sender: Address,
        key: Option<&DevAccount>,
        impersonated: bool,
    ) -> Result<Self, Rejection> {
        let signature = match (key, impersonated) {
            (Some(key), _) => key
                .signer()
                .sign_hash_sync(&transaction.signature_hash())
                .map_err(|error| Rejection::Other(error.to_string()))?,
            (None, true) => {
                Signature::new(U256::from_be_slice(sender.as_slice()), U256::ONE, false)
            }
            (None, false) => return Err(Rejection::UnknownAccount(sender)),
        };
        let transaction: TxEnvelope = transaction.into_envelope(signature);
        let transaction = supported(transaction)?;
        let hash = *transaction.tx_hash();
        Ok(Self {
            transaction,
            hash,
            sender,
            impersonated: key.is_none(),
        })
    }

    /// Reads a transaction that a node accepted before, with the sender that it found then.
    ///
    /// # Errors
    /// [`Rejection::Undecodable`], [`Rejection::TypeNotSupported`].
    pub fn restored(
        mut raw: &[u8],
        sender: Address,
        impersonated: bool,
    ) -> Result<Self, Rejection> {
        let transaction = decode(&mut raw)?;
        let hash = *transaction.tx_hash();
        Ok(Self {
            transaction,
            hash,
            sender,
            impersonated,
        })
    }

    /// Whether it was sent without its sender's key.
    pub fn is_impersonated(&self) -> bool {
        self.impersonated
    }

    /// Who sends it.
    pub fn sender(&self) -> Address {
        self.sender
    }

    /// Which checks revm makes. An impersonated sender may have code; the other checks are [`Submission::check_state`].
    pub fn checks(&self) -> Checks {
        if self.impersonated {
            Checks::Call
        } else {
            Checks::Transaction
        }
    }

    /// Checks that need no state.
    ///
    /// # Errors
    /// A [`Rejection`] for chain, nonce, gas, code size or fees.
    pub fn check_form(
        &self,
        chain_id: u64,
        block_gas_limit: u64,
        base_fee: u64,
    ) -> Result<(), Rejection> {
        let tx = &self.transaction;
        if let Some(have) = tx.chain_id()
            && have != chain_id
        {
            return Err(Rejection::WrongChain {
                have,
                want: chain_id,
            });
        }
        if tx.nonce() == u64::MAX {
            return Err(Rejection::NonceMax(self.sender));
        }
        if tx.gas_limit() > block_gas_limit {
            return Err(Rejection::BlockGasLimit);
        }
        if tx.is_create() && tx.input().len() > INITCODE_LIMIT {
            return Err(Rejection::InitcodeSize {
                size: tx.input().len(),
                limit: INITCODE_LIMIT,
            });
        }
        let needed = intrinsic_gas(tx);
        if tx.gas_limit() < needed {
            return Err(Rejection::IntrinsicGas {
                gas: tx.gas_limit(),
                needed,
            });
        }
        let cap = tx.max_fee_per_gas();
        if let Some(tip) = tx.max_priority_fee_per_gas()
            && tip > cap
        {
            return Err(Rejection::TipAboveCap {
                sender: self.sender,
                tip,
                cap,
            });
        }
        if cap < u128::from(base_fee) {
            return Err(Rejection::FeeTooLow {
                sender: self.sender,
                offered: cap,
                base_fee,
            });
        }
        Ok(())
    }

    /// Checks against the sender's account: nonce not used, no foreign code, funds for the whole gas limit.
    ///
    /// # Errors
    /// [`Rejection::NonceTooLow`], [`Rejection::SenderHasCode`], [`Rejection::InsufficientFunds`].
    pub fn check_state(&self, state: &State) -> Result<(), Rejection> {
        let (sender, tx) = (self.sender, &self.transaction);
        let account = state.account(sender);
        let next = account.map_or(0, |account| account.nonce);
        if tx.nonce() < next {
            return Err(Rejection::NonceTooLow {
                sender,
                have: tx.nonce(),
                next,
            });
        }
        if let Some(account) = account
            && !self.impersonated
            && account.code_hash != KECCAK256_EMPTY
            && !account.code.is_eip7702()
        {
            return Err(Rejection::SenderHasCode {
                sender,
                code_hash: account.code_hash,
            });
        }
        let have = account.map_or(U256::ZERO, |account| account.balance);
        let want = U256::from(tx.max_fee_per_gas())
            .saturating_mul(U256::from(tx.gas_limit()))
            .saturating_add(tx.value());
        if have < want {
            return Err(Rejection::InsufficientFunds { sender, have, want });
        }
        Ok(())
    }

    /// The transaction as revm takes it.
    pub fn environment(&self) -> TxEnv {
        let tx = &self.transaction;
        TxEnv {
            tx_type: tx.ty(),
            caller: self.sender,
            gas_limit: tx.gas_limit(),
            gas_price: tx.max_fee_per_gas(),
            kind: tx.kind(),
            value: tx.value(),
            data: tx.input().clone(),
            nonce: tx.nonce(),
            chain_id: tx.chain_id(),
            access_list: tx.access_list().map(access_list).unwrap_or_default(),
            gas_priority_fee: tx.max_priority_fee_per_gas(),
            blob_hashes: Vec::new(),
            max_fee_per_blob_gas: 0,
            authorization_list: tx
                .authorization_list()
                .map(|list| list.iter().cloned().map(Either::Left).collect())
                .unwrap_or_default(),
        }
    }
}

/// The one transaction that the bytes hold.
fn decode(raw: &mut &[u8]) -> Result<TxEnvelope, Rejection> {
    let transaction =
        TxEnvelope::decode_2718(raw).map_err(|error| Rejection::Undecodable(error.to_string()))?;
    if !raw.is_empty() {
        return Err(Rejection::Undecodable("bytes after the end".into()));
    }
    supported(transaction)
}

fn supported(transaction: TxEnvelope) -> Result<TxEnvelope, Rejection> {
    if transaction.ty() == TxType::Eip4844 as u8 {
        return Err(Rejection::TypeNotSupported);
    }
    Ok(transaction)
}

/// The access list in revm's type.
pub(crate) fn access_list(list: &alloy::eips::eip2930::AccessList) -> AccessList {
    AccessList(
        list.iter()
            .map(|item| AccessListItem {
                address: item.address,
                storage_keys: item.storage_keys.clone(),
            })
            .collect(),
    )
}

/// Gas that a transaction costs before its first instruction: base, creation, data, access list, authorizations.
/// Arbitrum has no data floor (EIP-7623).
fn intrinsic_gas(tx: &TxEnvelope) -> u64 {
    let data = tx.input();
    let zeros = data.iter().filter(|byte| **byte == 0).count() as u64;
    let non_zeros = (data.len() as u64).saturating_sub(zeros);
    let creation = if tx.is_create() {
        32_000 + 2 * (data.len() as u64).div_ceil(32)
    } else {
        0
    };
    let access = tx.access_list().map_or(0, |list| {
        2_400 * list.len() as u64
            + 1_900
                * list
                    .iter()
                    .map(|item| item.storage_keys.len() as u64)
                    .sum::<u64>()
    });
    let authorizations = tx
        .authorization_list()
        .map_or(0, |list| 25_000 * list.len() as u64);
    21_000 + 4 * zeros + 16 * non_zeros + creation + access + authorizations
}
