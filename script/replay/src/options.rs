//! What a demo is asked to do, independent of the command line.

use std::path::PathBuf;

use ballast_simulate::InBarOrder;

use crate::beside::Kind;

/// How much of the price files is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// All of the time that the files share.
    All,
    /// This many days around the deepest fall.
    Worst(u64),
}

/// Everything that shapes a demo.
#[derive(Debug, Clone)]
pub struct Options {
    /// Asset and price file.
    pub prices: Vec<(String, PathBuf)>,
    /// Book of loans; none: a generated one.
    pub loans: Option<PathBuf>,
    /// How much of the files is walked.
    pub days: Days,
    /// Seed of the synthetic crash and of the generated book.
    pub seed: u64,
    /// Loans of the generated book.
    pub loan_count: usize,
    /// Which prices of a bar are walked, and in which order.
    pub order: InBarOrder,
    /// Least seconds between two publications; none: every price of the path.
    pub step: Option<u64>,
    /// Loans without liquidation that are carried beside the book.
    pub beside: Vec<Kind>,
    /// Seconds between two ticks of the keeper while an unwind is open.
    pub keeper_interval: u64,
    /// Ticks after which the keeper is thrown away and started anew; none: never.
    pub restart_keeper: Option<u64>,
    /// Most samples of the book's health over the replay.
    pub samples: u64,
    /// Node to use; none: an embedded devnet.
    pub rpc_url: Option<String>,
    /// Deployments file on that node to go on with, or to record a fresh deployment in; none: deployed afresh, unrecorded.
    pub deployments: Option<PathBuf>,
    /// Hours of the path to walk at most, from its start; none: all.
    pub hours: Option<u64>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            prices: Vec::new(),
            loans: None,
            days: Days::Worst(2),
            seed: 1,
            loan_count: ballast_simulate::book::DEFAULT_LOANS,
            order: InBarOrder::Close,
            step: None,
            beside: Vec::new(),
            keeper_interval: 75,
            restart_keeper: None,
            samples: 192,
            rpc_url: None,
            deployments: None,
            hours: None,
        }
    }
}
