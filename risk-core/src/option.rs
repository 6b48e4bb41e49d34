//! European options by Black, Scholes and Merton (1973): prices, sensitivities, implied volatility, collars, early
//! closing, and the volatility that a market quotes from.
//!
//! With S the spot, K the strike, r the rate, q the carry (yield of the underlying), v the volatility, T in years:
//!
//! ```text
//! d1 = (ln(S / K) + (r - q + v^2 / 2) T) / (v sqrt T)        d2 = d1 - v sqrt T
//! put  = K e^(-r T) N(-d2) - S e^(-q T) N(-d1)
//! call = S e^(-q T) N(d1)  - K e^(-r T) N(d2)
//! ```
//!
//! A seller quotes with [`quote_up`], a buyer back with [`quote_down`]: the true value lies between them.

mod collar;
mod greeks;
mod implied;
mod price;
mod surface;

pub use collar::{collar_call_strike, early_close_down};
pub use greeks::{Greeks, greeks};
pub use implied::implied_volatility;
pub use price::{Quote, quote_down, quote_up};
pub(crate) use price::{deviation, growth_log, in_deviations};
pub use surface::{Surface, quoted_volatility};

use crate::fixed::{SignedWad, Wad, YEAR};

/// The greatest magnitude of rate and carry, per year in WAD.
pub const MAX_RATE: u128 = 10_000_000_000_000_000_000;
/// The greatest volatility, per root year in WAD: 10,000%.
pub const MAX_VOLATILITY: u128 = 100_000_000_000_000_000_000;
/// The longest life: a hundred years.
pub const MAX_SECONDS: u64 = YEAR.wrapping_mul(100);
/// The greatest magnitude of rate * time and of carry * time, in WAD: e^20 is 485 million.
pub const MAX_GROWTH: u128 = 20_000_000_000_000_000_000;

/// The right to sell, or to buy, one unit at the strike at the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The right to sell.
    Put,
    /// The right to buy.
    Call,
}

/// What an option's value depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Terms {
    /// Price of the underlying now, WAD USD.
    pub spot: Wad,
    /// Price at which it may be sold or bought, WAD USD.
    pub strike: Wad,
    /// Continuously compounded riskless rate per year, WAD; within [`MAX_RATE`].
    pub rate: SignedWad,
    /// Continuously compounded yield of the underlying per year, WAD; within [`MAX_RATE`].
    pub carry: SignedWad,
    /// Volatility per root year, WAD; at most [`MAX_VOLATILITY`].
    pub volatility: Wad,
    /// Seconds until expiry, at most [`MAX_SECONDS`].
    pub seconds: u64,
}

#[cfg(test)]
mod tests;
