//! Transactions: simulated, signed once, sent, awaited.

use crate::{KeeperError, rpc::Rpc};
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

/// Sends from one account.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    rpc: Rpc,
    wallet: EthereumWallet,
    /// The account.
    pub account: Address,
    receipt_timeout: Duration,
}

impl Sender {
    pub fn new(rpc: Rpc, wallet: EthereumWallet, receipt_timeout: Duration) -> Self {
        let account = NetworkWallet::<Ethereum>::default_signer_address(&wallet);
        Self {
            rpc,
            wallet,
            account,
            receipt_timeout,
        }
    }

    /// Simulates, signs and sends a call, and waits for its receipt. One at a time: the nonce is the chain's.
    ///
    /// # Errors
    /// `Reverted` where the simulation fails (nothing was sent), `Mined` where it failed on chain all the same.
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
        // Half as much again: entering a program costs more when it has dropped out of the chain's cache.
        let gas = self.rpc.estimate(what, &request).await?;
        let gas = gas.saturating_add(gas / 2);
        let chain_id = self.rpc.chain_id().await?;
        for _ in 0..NONCE_ATTEMPTS {
            let price = self.rpc.gas_price().await?;
            let request = request
                .clone()
                .with_chain_id(chain_id)
                .with_gas_limit(gas)
                .with_nonce(self.rpc.nonce(self.account).await?)
                .with_max_fee_per_gas(price.saturating_mul(2))
                .with_max_priority_fee_per_gas(0);
            let signed = request
                .build(&self.wallet)
                .await
                .map_err(|error| KeeperError::Sign {
                    what,
                    message: error.to_string(),
                })?;
            let hash = *signed.tx_hash();
            let fresh = self.rpc.send_raw(what, &signed.encoded_2718()).await?;
            if !fresh
                && self.rpc.receipt(hash).await?.is_none()
                && !self.is_pending(&signed).await?
            {
                tracing::debug!(what, %hash, "nonce taken, building anew");
                continue;
            }
            return self.receipt(what, hash).await;
        }
        Err(KeeperError::Rpc {
            what,
            attempts: NONCE_ATTEMPTS,
            message: "nonce taken every time".to_owned(),
        })
    }

    /// Whether the nonce of a transaction that the endpoint calls known is still to be used, so that it waits.
    async fn is_pending(
        &self,
        signed: &impl alloy::consensus::Transaction,
    ) -> Result<bool, KeeperError> {
        Ok(self.rpc.mined_nonce(self.account).await? <= signed.nonce())
    }

    /// Waits for a receipt.
    async fn receipt(
        &self,
        what: &'static str,
        hash: B256,
    ) -> Result<TransactionReceipt, KeeperError> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(5);
        loop {
            if let Some(receipt) = self.rpc.receipt(hash).await? {
                if !receipt.status() {
                    return Err(KeeperError::Mined { what, hash });
                }
                tracing::debug!(what, %hash, gas = receipt.gas_used, "mined");
                return Ok(receipt);
            }
            if begun.elapsed() >= self.receipt_timeout {
                return Err(KeeperError::NoReceipt {
                    what,
                    hash,
                    seconds: self.receipt_timeout.as_secs(),
                });
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }
}
