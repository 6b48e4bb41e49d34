//! Rounds of an aggregator: checks, age, decimals, composition.

use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_down, mul_div_up, wide_mul_div_down};
use ruint::aliases::U256;

/// The most decimals of a number: 10^38 still fits 128 bits.
pub const MAX_DECIMALS: u8 = 38;

/// A round as an aggregator reports it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Round {
    /// Its number.
    pub id: u128,
    /// The answer, with the aggregator's decimals.
    pub answer: i128,
    /// When it started, seconds.
    pub started_at: u64,
    /// When the answer was given, seconds; zero while there is none.
    pub updated_at: u64,
    /// The round in which the answer was given.
    pub answered_in: u128,
}

/// Why a round is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It has no answer yet.
    Incomplete,
    /// Its answer is zero or negative.
    NotPositive,
    /// It lies in the future, or its answer came before it started.
    WrongTime,
    /// Its answer was carried over from an earlier round.
    CarriedOver,
}

/// The first reason, in the order of [`Fault`], not to believe a round at `now`.
#[must_use]
pub fn round_fault(round: &Round, now: u64) -> Option<Fault> {
    if round.updated_at == 0 || round.id == 0 {
        Some(Fault::Incomplete)
    } else if round.answer <= 0 {
        Some(Fault::NotPositive)
    } else if round.updated_at > now || round.started_at > round.updated_at {
        Some(Fault::WrongTime)
    } else if round.answered_in < round.id {
        Some(Fault::CarriedOver)
    } else {
        None
    }
}

/// Whether `next` comes after `last`: a later number, and a time no earlier.
#[must_use]
pub fn follows(last: &Round, next: &Round) -> bool {
    next.id > last.id && next.updated_at >= last.updated_at
}

/// Whether a price is too old or its time makes no sense: updated at zero, after `now`, or more than `heartbeat`
/// seconds before it.
#[must_use]
pub fn stale(updated_at: u64, now: u64, heartbeat: u64) -> bool {
    updated_at == 0
        || now
            .checked_sub(updated_at)
            .is_none_or(|age| age > heartbeat)
}

/// Whether a sequencer counts as down: it is, or has been up for less than `grace` seconds since `since`, or that
/// time is zero or lies in the future.
#[must_use]
pub fn sequencer_halted(up: bool, since: u64, grace: u64, now: u64) -> bool {
    !up || since == 0 || now.checked_sub(since).is_none_or(|age| age < grace)
}

/// A number with other decimals: value * 10^(to - from), rounded down.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for decimals above [`MAX_DECIMALS`]; [`RiskError::Overflow`].
pub fn rescale_down(value: u128, from: u8, to: u8) -> Result<u128, RiskError> {
    mul_div_down(
        value,
        power(to.saturating_sub(from), from)?,
        power(from.saturating_sub(to), to)?,
    )
}

/// A number with other decimals: value * 10^(to - from), rounded up.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for decimals above [`MAX_DECIMALS`]; [`RiskError::Overflow`].
pub fn rescale_up(value: u128, from: u8, to: u8) -> Result<u128, RiskError> {
    mul_div_up(
        value,
        power(to.saturating_sub(from), from)?,
        power(from.saturating_sub(to), to)?,
    )
}

/// A feed composed of two: price * rate, the price of what a share holds and how much of it a share holds, both WAD.
/// Rounded down: collateral is valued no higher.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where either is zero; [`RiskError::Overflow`].
pub fn compose(price: Wad, rate: Wad) -> Result<Wad, RiskError> {
    if price == Wad::ZERO || rate == Wad::ZERO {
        return Err(RiskError::OutOfDomain);
    }
    mul_div_down(price.0, rate.0, WAD).map(Wad)
}

/// An amount of one token as an amount of another of the same value (as ERC-7726 asks): amount * price of the base *
/// 10^(decimals of the quote) / (price of the quote * 10^(decimals of the base)), rounded down, with a 512-bit
/// intermediate product.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for decimals above [`MAX_DECIMALS`]; [`RiskError::DivisionByZero`] where the quote's price
/// is zero; [`RiskError::Overflow`].
pub fn quote_down(amount: U256, base: (Wad, u8), quote: (Wad, u8)) -> Result<U256, RiskError> {
    // Below 2^128 * 2^127: neither product wraps.
    let scaled = |price: Wad, decimals: u8| {
        let power = power(decimals, 0)?;
        Ok(U256::from(price.0).wrapping_mul(U256::from(power)))
    };
    wide_mul_div_down(amount, scaled(base.0, quote.1)?, scaled(quote.0, base.1)?)
}

/// 10^exponent, where the exponent and `other` are decimals that may be.
fn power(exponent: u8, other: u8) -> Result<u128, RiskError> {
    if other > MAX_DECIMALS {
        return Err(RiskError::OutOfDomain);
    }
    10_u128
        .checked_pow(u32::from(exponent))
        .ok_or(RiskError::OutOfDomain)
}
