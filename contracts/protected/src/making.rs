//! The constructor, and what is told of what it fixed.

use alloc::vec::Vec;

use ballast_common::{
    dispatch::{Input, Output},
    revert::{Failure, Result, address, bounded},
    token,
};
use stylus_sdk::prelude::*;

use crate::{
    Protected,
    sources::MAX_DECIMALS,
    storage::{Feed, Made},
    worth::{Floor, Phase},
};

/// Words of the constructor's arguments that are bounded.
const HAIRCUT: u128 = 8;
const FADE: u128 = 9;
const MARGIN: u128 = 10;
/// Stand for the decimals of tokens and aggregators, which are bounded too; heartbeats come behind their aggregators.
const MARKET: u128 = 2;
const UNDERLYING_FEED: u128 = 4;
const ASSET_FEED: u128 = 6;

impl Protected {
    /// An aggregator that tells a price now.
    ///
    /// # Errors
    /// `ZeroAddress`, `ParameterOutOfBounds`, `TransferFailed` where it has no decimals, `PriceUnavailable`.
    #[inline(never)]
    fn feed(&self, input: &mut Input, position: u128) -> Result<Feed, Vec<u8>> {
        let (at, heartbeat) = (input.address(), input.number(u32::MAX.into()));
        input.finish()?;
        let decimals = token::decimals(self.vm(), address(at)?).map_err(Failure::from)?;
        bounded(position, decimals.into(), 0, MAX_DECIMALS.into())?;
        bounded(position.wrapping_add(1), heartbeat.into(), 60, 172_800)?;
        let feed = Feed {
            at,
            heartbeat: heartbeat as u32,
            decimals,
        };
        self.quote(&feed)?;
        Ok(feed)
    }

    /// The constructor. Arguments: name, symbol, `IProtected.Terms`.
    ///
    /// # Errors
    /// Of [`Self::feed`]; `InvalidMarket`, `Expired`.
    #[inline(never)]
    pub(crate) fn initialise(&mut self, input: &mut Input) -> Result<(), Vec<u8>> {
        let names = [input.word(), input.word()];
        let (market, strike) = (input.address(), input.number(255) as u8);
        let feeds = [
            self.feed(input, UNDERLYING_FEED)?,
            self.feed(input, ASSET_FEED)?,
        ];
        let haircut = input.number(u16::MAX.into());
        let fade = input.number(u32::MAX.into());
        let margin = input.number(u16::MAX.into());
        input.finish()?;
        bounded(MARGIN, margin.into(), 0, 1_000)?;
        // So that no price counts what `exercise` would not take.
        bounded(HAIRCUT, haircut.into(), margin.into(), 5_000)?;
        bounded(FADE, fade.into(), 3_600, 7_776_000)?;
        let floor = Floor {
            haircut: haircut as u16,
            fade: fade as u32,
            margin: margin as u16,
            ..Floor::default()
        };
        let mut made = self.describe(address(market)?, strike, floor)?;
        let decimals = [made.underlying, made.asset].map(|token| token::decimals(self.vm(), token));
        let [decimals, asset_decimals] = decimals;
        made.decimals = decimals.map_err(Failure::from)?;
        made.asset_decimals = asset_decimals.map_err(Failure::from)?;
        // They are those of the price as well.
        bounded(MARKET, made.decimals.into(), 6, 18)?;
        bounded(MARKET, made.asset_decimals.into(), 0, 18)?;
        self.wrapping(&made)?;
        self.put_made(&made, &feeds, names);
        Ok(())
    }

    /// `IProtected.terms`.
    #[inline(never)]
    pub(crate) fn tell_terms(&self) -> Vec<u8> {
        let made = self.made();
        let mut out = Output::new();
        out.address(&made.market).number(made.strike.into());
        for feed in [self.underlying_feed(), self.asset_feed()] {
            out.address(&feed.at).number(feed.heartbeat.into());
        }
        out.number(made.floor.haircut.into())
            .number(made.floor.fade.into())
            .number(made.floor.margin.into());
        out.done()
    }

    /// `IProtected.protection`.
    #[inline(never)]
    pub(crate) fn tell_protection(&self) -> Vec<u8> {
        let (made, exercise) = (self.made(), self.exercised());
        let mut out = Output::new();
        out.number(self.phase(&made) as u64)
            .address(&made.underlying)
            .address(&made.asset)
            .amount(made.floor.strike)
            .number(made.floor.expiry)
            .number(made.floor.until())
            .amount(exercise.shares)
            .amount(exercise.cash)
            .amount(self.left());
        out.done()
    }

    /// Where the program is in its life.
    pub(crate) fn phase(&self, made: &Made) -> Phase {
        if self.exercised().shares > 0 {
            Phase::Exercised
        } else {
            made.floor.phase(self.vm().block_timestamp())
        }
    }
}
