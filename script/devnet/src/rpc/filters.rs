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
    /// The first block not reported yet.
    next: u64,
}

/// The installed filters by id; ids count up from 1.
#[derive(Debug, Default)]
pub(crate) struct Filters {
    installed: BTreeMap<u64, Installed>,
    count: u64,
}

impl Filters {
    fn install(&mut self, subject: Subject, next: u64) -> u64 {
        if self.installed.len() >= CAPACITY {
            self.installed.pop_first();
        }
        self.count = self.count.saturating_add(1);
        self.installed
            .insert(self.count, Installed { subject, next });
        self.count
    }
}

fn install(api: &Api, subject: Subject) -> Value {
    let next = api.node().status().height.saturating_add(1);
    super::query::quantity(api.filters().install(subject, next))
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
    let height = api.node().status().height;
    let mut filters = api.filters();
    let installed = filters.installed.get_mut(&id).ok_or_else(not_found)?;
    // After a return to a snapshot the chain may be shorter than what was reported.
    let first = installed.next.min(height.saturating_add(1));
    installed.next = height.saturating_add(1);
    match &installed.subject {
        Subject::Blocks => Ok(json!(hashes(api, first, height))),
        Subject::Transactions => Ok(json!(transactions(api, first, height))),
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

fn transactions(api: &Api, first: u64, last: u64) -> Vec<B256> {
    (first..=last)
        .filter_map(|number| api.node().block(BlockId::number(number)))
        .flat_map(|block| {
            block
                .transactions
                .iter()
                .map(|mined| mined.hash())
                .collect::<Vec<_>>()
        })
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
