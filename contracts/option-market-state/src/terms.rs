//! What a market is of, and when what can be done. Pure.

use alloy_primitives::Address;

use crate::book::DAY;

/// Most strikes.
pub const MAX_STRIKES: usize = 8;
/// From construction to expiry, seconds: an hour to two years.
pub const LIFE: (u64, u64) = (3_600, 63_072_000);
/// Seconds in which puts can be exercised: an hour to 30 days.
pub const WINDOW: (u32, u32) = (3_600, 2_592_000);
/// Seconds after which the underlying's last round prices nothing.
pub const STALENESS: (u32, u32) = (60, 172_800);
/// Largest skew, WAD.
pub const MAX_SKEW: u64 = 10_000_000_000_000_000_000;
/// Largest spread, bps.
pub const MAX_SPREAD: u16 = 5_000;
/// Largest edge, bps.
pub const MAX_EDGE: u16 = 1_000;
/// Largest volatility of a strike, bps: 1,000%.
pub const MAX_VOLATILITY: u32 = 100_000;
/// Highest price of a strike.
pub const MAX_PRICE: u128 = (1 << 96) - 1;
/// Least depth: a unit comes back in each second, so purchases of dust in every one of them keep little of it back.
pub const MIN_DEPTH: u128 = DAY;
/// Latest second that can be written.
pub const MAX_TIME: u64 = (1 << 40) - 1;
/// Most decimals of either token.
pub const MAX_DECIMALS: u8 = 18;

/// What time it is for a market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Before the expiry: puts are bought and closed, cash comes and goes.
    Open,
    /// Puts can be exercised; nothing else moves.
    Window,
    /// Writers take what is left.
    Settled,
}

/// As `IOptionMarket.Terms`, with what follows from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Token that holders deliver.
    pub underlying: Address,
    /// Token that writers pay.
    pub debt_asset: Address,
    /// Of both prices.
    pub oracle: Address,
    /// Seconds.
    pub expiry: u64,
    /// Seconds.
    pub window: u32,
    /// Seconds.
    pub staleness: u32,
    /// WAD.
    pub skew: u64,
    /// Bps.
    pub spread: u16,
    /// Bps.
    pub edge: u16,
    /// Units of the underlying.
    pub depth: u128,
    /// Decimals of the underlying and of the debt asset.
    pub decimals: [u8; 2],
    /// Their feeds.
    pub feeds: [u8; 2],
    /// How many strikes there are.
    pub strikes: u8,
}

impl Terms {
    /// Which term is out of its bounds: its place in `IOptionMarket.Terms`, and its value.
    pub fn fault(&self, now: u64) -> Option<(u8, u128)> {
        let life = self.expiry.saturating_sub(now);
        let within = |value: u64, (low, high): (u64, u64)| (low..=high).contains(&value);
        let wide = |(low, high): (u32, u32)| (u64::from(low), u64::from(high));
        [
            (3, self.expiry.into(), within(life, LIFE)),
            (
                4,
                self.window.into(),
                within(self.window.into(), wide(WINDOW)),
            ),
            (
                5,
                self.staleness.into(),
                within(self.staleness.into(), wide(STALENESS)),
            ),
            (6, self.skew.into(), self.skew <= MAX_SKEW),
            (7, self.spread.into(), self.spread <= MAX_SPREAD),
            (8, self.edge.into(), self.edge <= MAX_EDGE),
            (9, self.depth, self.depth >= MIN_DEPTH),
        ]
        .into_iter()
        .find_map(|(place, value, good)| (!good).then_some((place, value)))
    }

    /// The last second in which puts can be exercised.
    pub fn until(&self) -> u64 {
        self.expiry.saturating_add(self.window.into())
    }

    /// What time it is at `now`.
    pub fn phase(&self, now: u64) -> Phase {
        if now < self.expiry {
            Phase::Open
        } else if now <= self.until() {
            Phase::Window
        } else {
            Phase::Settled
        }
    }

    /// What the product of an amount of the underlying and a price is divided by to give cash: 10^(18 + decimals of the
    /// underlying - decimals of the debt asset), at most 10^36.
    pub fn scale(&self) -> u128 {
        let [underlying, debt] = self.decimals.map(u32::from);
        let exponent = underlying.saturating_add(18).saturating_sub(debt);
        (0..exponent).fold(1, |scale: u128, _| scale.wrapping_mul(10))
    }
}
