//! What sources answer, and which of it is believed.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::{
    Words,
    abi::IOracle,
    call,
    convert::narrow,
    dispatch::{Input, Output},
    revert::{Result, pair},
};
use risk_core::{
    fixed::Wad,
    oracle::{MAX_DECIMALS, Round as Answer, rescale_down, round_fault, sequencer_halted},
};
use stylus_sdk::stylus_core::Host;

use crate::{averages::Round, layout::Source};

const LATEST_ROUND_DATA: [u8; 4] = [0xfe, 0xaf, 0x96, 0x8c];

/// Decimals of WAD.
const WAD_DECIMALS: u8 = 18;
/// Most decimals of an aggregator: answers up to 10^14 USD then fit 128 bits.
pub const MAX_AGGREGATOR_DECIMALS: u8 = 24;
/// Largest price believed: 10^12 USD per whole token. All that is computed from prices fits below it.
pub const MAX_PRICE: u128 = 1_000_000_000_000_000_000_000_000_000_000;

/// Gas that a source may use. One that wants more fails; the rest of a batched read goes on.
pub const SOURCE_GAS: u64 = 250_000;
/// Gas with which a source surely gets [`SOURCE_GAS`]: a call keeps 1/63 back, and costs itself.
pub const GAS_NEEDED: u64 = 260_000;

/// A source's answer; none if the call fails.
///
/// # Errors
/// `InsufficientGas` where it fails with less gas than it is promised: else a caller could make sources fail.
#[inline(never)]
fn ask<H: Host + ?Sized>(vm: &H, source: Address, data: &[u8]) -> Result<Option<Words>> {
    let left = vm.evm_gas_left();
    match call::read_within(vm, source, data, SOURCE_GAS) {
        Ok(words) => Ok(Some(words)),
        Err(_) if left < GAS_NEEDED => Err(pair(
            IOracle::InsufficientGas::SELECTOR,
            left.into(),
            GAS_NEEDED.into(),
        )),
        Err(_) => Ok(None),
    }
}

/// The latest round of `aggregator`, unchecked, its answer as it came; nothing if the call reverts or answers too little.
///
/// # Errors
/// `InsufficientGas`.
#[inline(never)]
pub fn latest<H: Host + ?Sized>(vm: &H, aggregator: Address) -> Result<Option<(Answer, U256)>> {
    let words = ask(vm, aggregator, Output::selected(LATEST_ROUND_DATA).data())?;
    Ok(words.as_ref().and_then(answer))
}

fn answer(words: &Words) -> Option<(Answer, U256)> {
    let answered_in = half(words, 4)?;
    // Times that do not fit lie in the future, and an answer that does not fit counts as not positive.
    let time =
        |index| half(words, index).map_or(u64::MAX, |at| u64::try_from(at).unwrap_or(u64::MAX));
    let round = Answer {
        id: half(words, 0)?,
        answer: half(words, 1).map_or(-1, |answer| i128::try_from(answer).unwrap_or(-1)),
        started_at: time(2),
        updated_at: time(3),
        answered_in,
    };
    Some((round, words.get(1)?))
}

/// A word that fits 128 bits.
#[inline(never)]
fn half(words: &Words, index: usize) -> Option<u128> {
    narrow(words.get(index)?)
}

/// The round, if its price is positive and within bounds, its time is neither zero nor to come, and its answer is its own.
pub fn believed(answer: &Answer, decimals: u8, now: u64) -> Option<Round> {
    if round_fault(answer, now).is_some() {
        return None;
    }
    Some(Round {
        price: price(u128::try_from(answer.answer).ok()?, decimals)?,
        updated_at: answer.updated_at,
    })
}

/// The answer as WAD, rounded down: which favours the protocol for collateral, and is below one part in
/// 10^18 of a USD otherwise. Nothing if zero, or above [`MAX_PRICE`].
pub fn price(answer: u128, decimals: u8) -> Option<Wad> {
    rescale_down(answer, decimals, WAD_DECIMALS)
        .ok()
        .and_then(priced)
}

/// A price, if it is positive and within bounds.
pub fn priced(wad: u128) -> Option<Wad> {
    (wad > 0 && wad <= MAX_PRICE).then_some(Wad(wad))
}

/// What a rate source tells of one whole share, as it came; nothing if the call reverts or answers nothing.
///
/// # Errors
/// `InsufficientGas`.
pub fn rate<H: Host + ?Sized>(vm: &H, source: &Source) -> Result<Option<U256>> {
    let share = 10_u128.wrapping_pow(source.first.min(MAX_DECIMALS).into());
    let mut call = Output::selected(source.detail.to_be_bytes());
    let words = ask(vm, source.target, call.amount(share).data())?;
    Ok(words.and_then(|words| words.get(0)))
}

/// Whether the sequencer is down, back for less than `grace` seconds, or its feed gives no sense.
pub fn sequencer_down(answer: Option<(Answer, U256)>, grace: u32, now: u64) -> bool {
    answer.is_none_or(|(round, answer)| {
        sequencer_halted(answer.is_zero(), round.started_at, grace.into(), now)
    })
}

/// Numbers of feeds, as the only argument.
///
/// # Errors
/// No data, where they are malformed.
pub fn numbers(input: &mut Input) -> core::result::Result<Vec<u8>, Vec<u8>> {
    let arguments = input.rest();
    let offset = input.number(arguments.len() as u64) as usize;
    let mut list = Input::new(arguments.get(offset..).unwrap_or_default());
    let count = list.number(u64::from(u32::MAX));
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(list.number(u8::MAX.into()) as u8);
        list.finish()?;
    }
    input.finish()?;
    list.finish()?;
    Ok(numbers)
}
