//! What puts cost, and what they are worth to writers who come and go. Pure.
//!
//! Interest and carry count as none: at that a put is worth the most wherever the underlying yields no more than the debt asset
//! does, and too little where it yields more, which a market's volatilities or spread must make up for. Time runs to the
//! end of the window, and so the choice when within it to exercise is paid for.

use risk_core::{
    RiskError,
    fixed::{SignedWad, Wad, mul_div_down, mul_div_up, sqrt},
    option::{self, Kind, Quote, early_close_down, quote_down, quote_up, quoted_volatility},
};

use crate::{book::Line, terms::Terms};

/// What the oracle tells of an asset; as `IOracle.Reading`, without flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// WAD USD.
    pub spot: u128,
    /// Its moving average.
    pub smoothed: u128,
    /// Annual.
    pub fast_variance: u128,
    /// Annual.
    pub slow_variance: u128,
}

/// The underlying's price in the debt asset, WAD per whole token, and its volatilities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// By whichever of spot and smoothed make it lower, less the edge, rounded down.
    pub low: Wad,
    /// And higher, and the edge, rounded up.
    pub high: Wad,
    /// By the fast variances, WAD per root year.
    pub fast: Wad,
    /// By the slow ones.
    pub slow: Wad,
}

/// For whom something is valued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Writers who leave: puts at their most.
    Leaving,
    /// Writers who come: puts at their least.
    Entering,
}

/// The volatility of a variance, rounded up.
fn root_up(variance: u128) -> Wad {
    let root = sqrt(Wad(variance));
    root.saturating_add(Wad(u128::from(variance > 0)))
}

impl Prices {
    /// Of both readings, each price moved by the edge, bps, against whom it is for. Volatilities add: that of the price in
    /// the debt asset is no higher, however both move together.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`] where the debt asset is worth nothing; [`RiskError::Overflow`].
    pub fn of(underlying: &Reading, debt: &Reading, edge: u16) -> Result<Self, RiskError> {
        let both =
            |of: fn(&Reading) -> u128| root_up(of(underlying)).checked_add(root_up(of(debt)));
        let low = Wad(underlying.spot.min(underlying.smoothed));
        let high = Wad(underlying.spot.max(underlying.smoothed));
        let low = low.div_down(Wad(debt.spot.max(debt.smoothed)))?;
        let high = high.div_up(Wad(debt.spot.min(debt.smoothed)))?;
        let edge = Wad::from_bps(edge);
        Ok(Self {
            low: low.saturating_sub(low.mul_up(edge)?),
            high: high.checked_add(high.mul_up(edge)?)?,
            fast: both(|reading| reading.fast_variance)?,
            slow: both(|reading| reading.slow_variance)?,
        })
    }

    fn terms(line: &Line, spot: Wad, volatility: Wad, seconds: u64) -> option::Terms {
        option::Terms {
            spot,
            strike: Wad(line.price),
            rate: SignedWad::ZERO,
            carry: SignedWad::ZERO,
            volatility: volatility.min(Wad(option::MAX_VOLATILITY)),
            seconds,
        }
    }

    /// Price of one whole put to who buys it: value and spread, rounded up; its delta and volatility.
    ///
    /// # Errors
    /// [`RiskError`].
    #[inline(never)]
    pub fn ask_up(
        &self,
        terms: &Terms,
        line: &Line,
        seconds: u64,
        used: Wad,
    ) -> Result<(Quote, Wad), RiskError> {
        let surface = surface(line).max(self.fast);
        let volatility = quoted_volatility(surface, self.slow, Wad(terms.skew.into()), used)?;
        let quoted = Self::terms(line, self.low, volatility, seconds);
        let Quote { price, delta } = quote_up(Kind::Put, &quoted)?;
        let spread = price.mul_up(Wad::from_bps(terms.spread))?;
        let price = price.checked_add(spread)?;
        Ok((Quote { price, delta }, quoted.volatility))
    }

    /// Price of one whole put to who closes it: value less spread, at least what exercise would gain at this price,
    /// rounded down.
    ///
    /// # Errors
    /// [`RiskError`].
    #[inline(never)]
    pub fn bid_down(&self, terms: &Terms, line: &Line, seconds: u64) -> Result<Wad, RiskError> {
        let quoted = Self::terms(line, self.high, surface(line).max(self.slow), seconds);
        early_close_down(Kind::Put, &quoted, Wad::from_bps(terms.spread))
    }

    /// What a line's open puts are worth, units of the debt asset: at most what they lock.
    ///
    /// # Errors
    /// [`RiskError`].
    #[inline(never)]
    pub fn worth(
        &self,
        line: &Line,
        scale: u128,
        seconds: u64,
        side: Side,
    ) -> Result<u128, RiskError> {
        let volatility = surface(line).max(self.slow);
        match side {
            Side::Leaving => {
                let quoted = Self::terms(line, self.low, volatility.max(self.fast), seconds);
                let value = quote_up(Kind::Put, &quoted)?.price;
                mul_div_up(line.open, value.0, scale)
            }
            Side::Entering => {
                let quoted = Self::terms(line, self.high, volatility, seconds);
                let value = quote_down(Kind::Put, &quoted)?.price;
                mul_div_down(line.open, value.0, scale)
            }
        }
    }
}

/// Of the surface, at this strike.
fn surface(line: &Line) -> Wad {
    Wad(u128::from(line.volatility).saturating_mul(Wad::from_bps(1).0))
}
