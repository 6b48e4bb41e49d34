//! Transactions: simulated, signed, sent, awaited; replaced at a higher fee while they are not mined.

use crate::{
    KeeperConfig, KeeperError,
    rpc::{Rpc, Sent},
};
use alloy::{
    eips::Encodable2718,
    network::{
        Ethereum, EthereumWallet, NetworkTransactionBuilder, NetworkWallet, TransactionBuilder,
    },
    primitives::{Address, B256, U256},
    rpc::types::{TransactionReceipt, TransactionRequest},
    sol_types::SolCall,
};
use std::time::{Duration, Instant};

/// Longest pause between two looks for a receipt.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// Times that a transaction is built anew because its nonce was taken by another program with the same key.
const NONCE_ATTEMPTS: u32 = 3;
/// Times that a fee is raised for one transaction: the last pays 18 times the first.
const RAISES: u32 = 13;

/// Sends from one account.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    rpc: Rpc,
    wallet: EthereumWallet,
    /// The account.
    pub account: Address,
    receipt_timeout: Duration,
    resubmit_after: Duration,
    max_gas_price: Option<u128>,
}

impl Sender {
    pub fn new(rpc: Rpc, wallet: EthereumWallet, config: &KeeperConfig) -> Self {
        let account = NetworkWallet::<Ethereum>::default_signer_address(&wallet);
        Self {
            rpc,
            wallet,
            account,
            receipt_timeout: config.receipt_timeout,
            resubmit_after: config.resubmit_after,
            max_gas_price: config.max_gas_price,
        }
    }

    /// Simulates, signs and sends a call, and waits for its receipt. One at a time. What an earlier life of the keeper
    /// left waiting is waited for first, and replaced if it stays: so no nonce is left out, and what it did is seen by
    /// the simulation.
    ///
    /// # Errors
    /// `Reverted` where the simulation fails (nothing was sent), `Mined` where it failed on chain all the same,
    /// `GasTooDear` where the chain asks more than the settings allow.
    pub async fn send<C: SolCall>(
        &self,
        what: &'static str,
        to: Address,
        call: &C,
        value: U256,
    ) -> Result<TransactionReceipt, KeeperError> {
        let request = TransactionRequest::default()
            .with_from(self.account)
            .with_to(to)
            .with_value(value)
            .with_input(call.abi_encode());
        for _ in 0..NONCE_ATTEMPTS {
            let nonce = self.free_nonce(what).await?;
            // Half as much again: entering a program costs more when it has dropped out of the chain's cache.
            let gas = self.rpc.estimate(what, &request).await?;
            let request = request
                .clone()
                .with_chain_id(self.rpc.chain_id().await?)
                .with_gas_limit(gas.saturating_add(gas / 2))
                .with_nonce(nonce);
            if let Some(receipt) = self.submit(what, request).await? {
                return Ok(receipt);
            }
            tracing::debug!(what, nonce, "nonce taken, building anew");
        }
        Err(KeeperError::Rpc {
            what,
            attempts: NONCE_ATTEMPTS,
            message: "nonce taken every time".to_owned(),
        })
    }

    /// What the chain asks for gas, wei.
    ///
    /// # Errors
    /// `GasTooDear`.
    pub async fn gas_price(&self) -> Result<u128, KeeperError> {
        let price = self.rpc.gas_price().await?;
        match self.max_gas_price {
            Some(limit) if price > limit => Err(KeeperError::GasTooDear { price, limit }),
            _ => Ok(price),
        }
    }

    /// The nonce after the last that was mined. Where transactions wait, gives them time first.
    async fn free_nonce(&self, what: &'static str) -> Result<u64, KeeperError> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            let mined = self.rpc.mined_nonce(self.account).await?;
            let waiting = self.rpc.nonce(self.account).await?.saturating_sub(mined);
            if waiting == 0 {
                return Ok(mined);
            }
            if begun.elapsed() >= self.resubmit_after {
                tracing::warn!(
                    what,
                    nonce = mined,
                    waiting,
                    "replacing a transaction that is not mined"
                );
                return Ok(mined);
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    /// Sends with rising fees until one of the transactions is mined. None where the nonce was used by another.
    async fn submit(
        &self,
        what: &'static str,
        request: TransactionRequest,
    ) -> Result<Option<TransactionReceipt>, KeeperError> {
        let begun = Instant::now();
        let mut fee = self.gas_price().await?.saturating_mul(2);
        let mut sent: Vec<B256> = Vec::new();
        let mut raises = 0;
        loop {
            let request = request
                .clone()
                .with_max_fee_per_gas(fee)
                .with_max_priority_fee_per_gas(0);
            let signed = request
                .build(&self.wallet)
                .await
                .map_err(|error| KeeperError::Sign {
                    what,
                    message: error.to_string(),
                })?;
            let answer = self.rpc.send_raw(what, &signed.encoded_2718()).await;
            match answer {
                Ok(Sent::Taken | Sent::Known) => sent.push(*signed.tx_hash()),
                Ok(Sent::Underpriced) => {}
                // Sent by a request whose answer was lost, or by another program.
                Ok(Sent::NonceUsed) => {
                    sent.push(*signed.tx_hash());
                    if let Some(receipt) = self.mined(what, &sent, Duration::ZERO).await? {
                        return Ok(Some(receipt));
                    }
                    if sent.len() == 1 {
                        return Ok(None);
                    }
                }
                // A replacement that is refused leaves the first one waiting.
                Err(error) if sent.is_empty() => return Err(error),
                Err(error) => tracing::warn!(what, %error, "not replaced"),
            }
            let left = self.receipt_timeout.saturating_sub(begun.elapsed());
            let patience = if sent.is_empty() {
                Duration::ZERO
            } else {
                self.resubmit_after.min(left)
            };
            if let Some(receipt) = self.mined(what, &sent, patience).await? {
                return Ok(Some(receipt));
            }
            if begun.elapsed() >= self.receipt_timeout || raises >= RAISES {
                return Err(KeeperError::NoReceipt {
                    what,
                    hash: sent.last().copied().unwrap_or_default(),
                    seconds: begun.elapsed().as_secs(),
                });
            }
            // A quarter more: nodes ask for a tenth at least.
            fee = fee.saturating_add(fee / 4).max(fee.saturating_add(1));
            raises = raises.saturating_add(1);
            tracing::info!(what, fee, "not mined yet: raising the fee");
        }
    }

    /// Waits for the receipt of any of these transactions, which share a nonce.
    async fn mined(
        &self,
        what: &'static str,
        sent: &[B256],
        patience: Duration,
    ) -> Result<Option<TransactionReceipt>, KeeperError> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            for hash in sent {
                let Some(receipt) = self.rpc.receipt(*hash).await? else {
                    continue;
                };
                if !receipt.status() {
                    return Err(KeeperError::Mined { what, hash: *hash });
                }
                tracing::debug!(what, %hash, gas = receipt.gas_used, "mined");
                return Ok(Some(receipt));
            }
            if begun.elapsed() >= patience {
                return Ok(None);
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}
