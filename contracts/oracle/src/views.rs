//! What is read of settings, and quotes.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256, address};
use alloy_sol_types::SolError;
use ballast_common::{
    abi::IOracle::{self, Kind},
    dispatch::Output,
    revert::{Failure, Result},
};
use risk_core::{
    fixed::Wad,
    oracle::{MAX_DECIMALS, quote_down},
};

use crate::{Oracle, prices::Session};

/// USD, by its ISO 4217 number, as ERC-7726 has it.
pub(crate) const USD: Address = address!("0000000000000000000000000000000000000348");

impl Oracle {
    /// How much of `quote` the amount of `base` is worth, rounded down.
    pub(crate) fn get_quote(&self, amount: U256, base: Address, quote: Address) -> Result<U256> {
        let mut session = self.session();
        let mut flags = 0;
        let mut price = |asset| self.worth(asset, &mut session, &mut flags);
        let (Some(first), Some(second)) = (price(base)?, price(quote)?) else {
            return Err(about_pair(
                IOracle::OracleUnsupportedPair::SELECTOR,
                &base,
                &quote,
            ));
        };
        if flags != 0 {
            return Err(about_pair(
                IOracle::OracleUntrustedData::SELECTOR,
                &base,
                &quote,
            ));
        }
        Ok(quote_down(amount, first, second)?)
    }

    /// Spot price and decimals of an asset that can be quoted.
    fn worth(
        &self,
        asset: Address,
        session: &mut Session,
        flags: &mut u8,
    ) -> Result<Option<(Wad, u8)>> {
        if asset == USD {
            return Ok(Some((Wad::ONE, 18)));
        }
        let Ok(token) = self.token(asset) else {
            return Ok(None);
        };
        if token.decimals > MAX_DECIMALS {
            return Ok(None);
        }
        let kept = self.now(token.feed, session)?;
        *flags |= kept.flags;
        Ok(Some((kept.state.spot, token.decimals)))
    }

    /// Settings of a feed, as `IOracle.Feed`.
    pub(crate) fn feed_at(&self, feed: u8) -> Result<Vec<u8>> {
        let kept = self.kept(feed)?;
        let (source, listing) = (self.source(feed), self.listing(feed));
        Ok(Output::new()
            .address(&listing.asset)
            .address(&source.target)
            .number(source.decimals.into())
            .number(source.heartbeat().into())
            .number(kept.variance_floor)
            .number(listing.variance_cap)
            .done())
    }

    /// What a feed reads, as `IOracle.Source`.
    pub(crate) fn source_at(&self, feed: u8) -> Result<Vec<u8>> {
        let kept = self.kept(feed)?;
        let (source, anchor) = (self.source(feed), self.anchor(feed));
        let rate = source.kind == Kind::Rate as u8;
        let only = |holds: bool, value: u32| if holds { value } else { 0 };
        Ok(Output::new()
            .number(source.kind.into())
            .number(source.paused.into())
            .address(&source.target)
            .word(U256::from(only(rate, source.detail)).wrapping_shl(224))
            .number(only(rate, source.first.into()).into())
            .number(source.decimals.into())
            .number(source.heartbeat().into())
            .number(only(!rate, source.first.into()).into())
            .number(source.second.into())
            .number(source.tolerance.into())
            .number(source.growth.into())
            .number(kept.stored_age.into())
            .amount(anchor.rate.0)
            .number(anchor.at)
            .done())
    }
}

/// An error about two tokens.
#[cold]
#[inline(never)]
fn about_pair(selector: [u8; 4], first: &Address, second: &Address) -> Failure {
    Failure(
        Output::selected(selector)
            .address(first)
            .address(second)
            .done(),
    )
}
