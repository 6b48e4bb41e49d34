//! Search for logs.

use super::{Block, NodeError, chain::Chain};
use alloy::{
    eips::{BlockId, BlockNumberOrTag},
    rpc::types::{Filter, FilterBlockOption, Log},
};
use std::sync::Arc;

/// The blocks that a filter selects and whose bloom filter does not rule them out.
///
/// # Errors
/// [`NodeError::UnknownBlock`] for an unknown block hash, [`NodeError::InvalidInput`] for a range that ends before it
/// begins.
pub(crate) fn candidates(chain: &Chain, filter: &Filter) -> Result<Vec<Arc<Block>>, NodeError> {
    let (first, last) = match filter.block_option {
        FilterBlockOption::AtBlockHash(hash) => {
            let number = chain.number_of(hash).ok_or(NodeError::UnknownBlock)?;
            (number, number)
        }
        FilterBlockOption::Range {
            from_block,
            to_block,
        } => {
            let first = position(chain, from_block);
            let last = position(chain, to_block);
            if first > last {
                return Err(NodeError::InvalidInput("invalid block range params".into()));
            }
            (first, last)
        }
    };
    Ok(in_range(chain, filter, first, last))
}

/// The blocks from `first` to `last` whose bloom filter does not rule them out.
pub(crate) fn in_range(chain: &Chain, filter: &Filter, first: u64, last: u64) -> Vec<Arc<Block>> {
    let last = last.min(chain.height());
    (first..=last)
        .filter_map(|number| chain.block(number))
        .filter(|block| {
            !block.header.logs_bloom.is_zero() && filter.matches_bloom(block.header.logs_bloom)
        })
        .cloned()
        .collect()
}

/// The matching logs of these blocks.
pub(crate) fn matching<'a>(
    blocks: impl IntoIterator<Item = &'a Arc<Block>>,
    filter: &Filter,
) -> Vec<Log> {
    blocks
        .into_iter()
        .flat_map(|block| block.logs().filter(|log| filter.matches(&log.inner)))
        .collect()
}

/// A bound of a range, without bounding it by the height: what lies beyond has no logs yet.
fn position(chain: &Chain, bound: Option<BlockNumberOrTag>) -> u64 {
    match bound {
        Some(BlockNumberOrTag::Number(number)) => number,
        Some(tag) => chain
            .resolve(BlockId::Number(tag))
            .unwrap_or_else(|_| chain.height()),
        None => chain.height(),
    }
}
