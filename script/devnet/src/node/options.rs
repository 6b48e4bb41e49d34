//! How to set up a node.

use super::{StateDump, clock::ClockMode};
use alloy::primitives::U256;
use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

/// Settings of a node and of the server in front of it.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address to listen on.
    pub host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    pub port: u16,
    /// Funded accounts of the test mnemonic, beside Nitro's dev account.
    pub accounts: u32,
    /// Balance of each funded account, wei.
    pub balance: U256,
    /// Timestamp of the genesis block, Unix seconds; the wall clock's when absent.
    pub timestamp: Option<u64>,
    /// What makes time pass.
    pub clock: ClockMode,
    /// How many past states are held; at least the latest one always is.
    pub history: u64,
    /// Mine a block every so many seconds, instead of one per transaction.
    pub block_time: Option<u64>,
    /// How long a connection may stay silent, or take over the head of a request, before it is closed.
    pub idle_timeout: Duration,
    /// Refuse programs with `console` or `debug` imports, as production chains do.
    pub production: bool,
    /// Let activations of programs expire after 365 days, as on Arbitrum.
    pub expiry: bool,
    /// Version of ArbOS: 51 or 60.
    pub arbos: u64,
    /// Chain to start from, instead of an empty one.
    pub state: Option<StateDump>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            accounts: 10,
            // 1,000,000 ether
            balance: U256::from(10_u64).pow(U256::from(24_u64)),
            timestamp: None,
            clock: ClockMode::Wall,
            history: 1024,
            block_time: None,
            idle_timeout: Duration::from_secs(120),
            production: false,
            expiry: true,
            arbos: crate::exec::DEFAULT_ARBOS,
            state: None,
        }
    }
}
