//! Installed filters: what is new since the last time someone asked.

use super::{Api, RpcError, arguments::Arguments, arguments::Quantity};
use alloy::{
    eips::BlockId,
    primitives::B256,
    rpc::types::{Filter, FilterBlockOption},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most filters installed at once; the oldest goes when another comes.
const CAPACITY: usize = 4_096;

#[derive(Debug)]
enum Subject {
    Logs(Box<Filter>),
    Blocks,
    Transactions,
}

#[derive(Debug)]
struct Installed {
    subject: Subject,
    /// The first block, or the number of the first transaction, not reported yet.
    next: u64,
    /// How often the chain had gone back when it was last asked.
    rewinds: usize,
}

/// The installed filters by id; ids count up from 1.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    installed: BTreeMap<u64, Installed>,
    count: u64,
}

impl Filters {
    fn install(&mut self, installed: Installed) -> u64 {
        if self.installed.len() >= CAPACITY {
            self.installed.pop_first();
        }
        self.count = self.count.saturating_add(1);
        self.installed.insert(self.count, installed);
        self.count
    }
}

fn install(api: &Api, subject: Subject) -> Value {
    let installed = {
        let chain = api.node().read();
        Installed {
            next: match subject {
                Subject::Transactions => chain.arrivals().count(),
                Subject::Logs(_) | Subject::Blocks => chain.height().saturating_add(1),
            },
            rewinds: chain.rewinds().len(),
            subject,
        }
    };
    super::query::quantity(api.filters().install(installed))
}

pub(super) fn new_log_filter(api: &Api, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let filter: Filter = arguments.required(0)?;
    Ok(install(api, Subject::Logs(Box::new(filter))))
}

pub(super) fn new_block_filter(api: &Api) -> Result<Value, RpcError> {
    Ok(install(api, Subject::Blocks))
}

pub(super) fn new_transaction_filter(api: &Api) -> Result<Value, RpcError> {
    Ok(install(api, Subject::Transactions))
}

pub(super) fn uninstall(api: &Api, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let id = arguments.required::<Quantity>(0)?.to_u64()?;
    Ok(json!(api.filters().installed.remove(&id).is_some()))
}

fn not_found() -> RpcError {
    RpcError::server("filter not found")
}

pub(super) fn changes(api: &Api, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let id = arguments.required::<Quantity>(0)?.to_u64()?;
    let mut filters = api.filters();
    let installed = filters.installed.get_mut(&id).ok_or_else(not_found)?;
    let height = {
        let chain = api.node().read();
        if matches!(installed.subject, Subject::Transactions) {
            let new = chain.arrivals().since(installed.next);
            installed.next = chain.arrivals().count();
            return Ok(json!(new));
        }
        // Blocks above a height to which the chain went back are new ones.
        let gone_back = chain.rewinds().get(installed.rewinds..).unwrap_or_default();
        if let Some(lowest) = gone_back.iter().min() {
            installed.next = installed.next.min(lowest.saturating_add(1));
        }
        installed.rewinds = chain.rewinds().len();
        chain.height()
    };
    let first = installed.next;
    installed.next = height.saturating_add(1);
    match &installed.subject {
        Subject::Blocks | Subject::Transactions => Ok(json!(hashes(api, first, height))),
        Subject::Logs(filter) => {
            let (from, to) = match filter.block_option {
                FilterBlockOption::Range {
                    from_block,
                    to_block,
                } => (
                    from_block.and_then(|bound| bound.as_number()).unwrap_or(0),
                    to_block
                        .and_then(|bound| bound.as_number())
                        .unwrap_or(u64::MAX),
                ),
                FilterBlockOption::AtBlockHash(_) => (0, u64::MAX),
            };
            Ok(serde_json::to_value(api.node().logs_in(
                filter,
                first.max(from),
                height.min(to),
            ))?)
        }
    }
}

fn hashes(api: &Api, first: u64, last: u64) -> Vec<B256> {
    (first..=last)
        .filter_map(|number| api.node().block(BlockId::number(number)))
        .map(|block| block.hash())
        .collect()
}

pub(super) fn logs(api: &Api, arguments: &mut Arguments) -> Result<Value, RpcError> {
    let id = arguments.required::<Quantity>(0)?.to_u64()?;
    let filters = api.filters();
    match filters
        .installed
        .get(&id)
        .map(|installed| &installed.subject)
    {
        Some(Subject::Logs(filter)) => Ok(serde_json::to_value(api.node().logs(filter)?)?),
        _ => Err(not_found()),
    }
}
