//! What a price feed says, whether it is believed, and what is remembered of it.
//!
//! Prices are WAD, USD per whole token. Tests of doubt answer yes where they cannot tell.

mod average;
mod feed;
mod rate;
mod sources;

pub use average::{ema, ewma_variance};
pub use feed::{
    Fault, MAX_DECIMALS, Round, compose, follows, quote_down, rescale_down, rescale_up,
    round_fault, sequencer_halted, stale,
};
pub use rate::{Growth, capped_rate, depeg, rate_cap};
pub use sources::{Agreed, agree, deviation, disagree};

#[cfg(test)]
mod tests;
