//! What aggregators answer, and which of it is believed.

use alloy_primitives::{Address, U256};
use ballast_common::{call, convert::narrow, dispatch::Output};
use risk_core::fixed::{Wad, mul_div_down};
use stylus_sdk::stylus_core::Host;

use crate::{averages::Round, layout};

const LATEST_ROUND_DATA: [u8; 4] = [0xfe, 0xaf, 0x96, 0x8c];

/// Decimals of WAD.
const WAD_DECIMALS: u8 = 18;
/// Largest decimals of an aggregator: answers up to 10^14 USD then fit 128 bits.
pub const MAX_DECIMALS: u8 = 24;
/// Largest price believed: 10^12 USD per whole token. All that is computed from prices fits below it.
pub const MAX_PRICE: u128 = 1_000_000_000_000_000_000_000_000_000_000;

/// An aggregator's latest round, unchecked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The answer, two's complement.
    pub answer: U256,
    /// When the round started.
    pub started_at: U256,
    /// When the answer was given.
    pub updated_at: U256,
}

/// The latest round of `aggregator`; nothing if the call reverts or answers too little.
#[inline(never)]
pub fn latest<H: Host + ?Sized>(vm: &H, aggregator: Address) -> Option<Answer> {
    let words = call::read(vm, aggregator, Output::selected(LATEST_ROUND_DATA).data()).ok()?;
    words.get(4)?;
    Some(Answer {
        answer: words.get(1)?,
        started_at: words.get(2)?,
        updated_at: words.get(3)?,
    })
}

/// The round, if its price is positive and within bounds and its time is neither zero nor to come.
pub fn round(answer: &Answer, decimals: u8, now: u64) -> Option<Round> {
    let updated_at = layout::time(answer.updated_at).filter(|at| *at > 0 && *at <= now)?;
    Some(Round {
        price: price(answer.answer, decimals)?,
        updated_at,
    })
}

/// The answer as WAD, rounded down: which favours the protocol for collateral, and is below one part in
/// 10^18 of a USD otherwise. Nothing if negative, zero, or above [`MAX_PRICE`].
pub fn price(answer: U256, decimals: u8) -> Option<Wad> {
    let answer = narrow(answer)?;
    let power = |exponent: u8| (0..exponent).fold(1u128, |power, _| power.wrapping_mul(10)); // at most 10^24
    let (up, down) = (
        WAD_DECIMALS.saturating_sub(decimals),
        decimals.saturating_sub(WAD_DECIMALS),
    );
    let scaled = mul_div_down(answer, power(up), power(down.min(MAX_DECIMALS))).ok()?;
    (scaled > 0 && scaled <= MAX_PRICE).then_some(Wad(scaled))
}

/// Whether the sequencer is down, back for less than `grace` seconds, or its feed gives no sense.
pub fn sequencer_down(answer: Option<Answer>, grace: u32, now: u64) -> bool {
    let Some(answer) = answer else { return true };
    let since = layout::time(answer.started_at)
        .filter(|at| *at > 0)
        .and_then(|at| now.checked_sub(at));
    !answer.answer.is_zero() || since.is_none_or(|seconds| seconds < u64::from(grace))
}
