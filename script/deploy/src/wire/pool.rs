//! Settings of the pool.

use alloy::primitives::{Address, B256, FixedBytes};
use ballast_bindings::IPool;

use super::compare::{Comparison, fields, unless_unset};
use super::{Call, Wiring};
use crate::{Difference, Error};

impl Wiring<'_> {
    pub(super) async fn reserve(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let name = self.name(&format!("pool.reserve.{symbol}"));
        let call = IPool::reserveConfigCall {
            asset: self.token_address(symbol)?,
        };
        let found = match unless_unset(&name, self.chain.call(self.pool_address()?, &call).await)? {
            Ok(found) => found.config,
            Err(unset) => return Ok(unset),
        };
        let expected = self
            .asset(symbol)?
            .reserve_config(self.feed_id(symbol).await?);
        let comparison = fields!(
            Comparison::of(name),
            expected,
            found,
            feed,
            collateralEnabled,
            borrowEnabled,
            baseRate,
            slopeBelow,
            slopeAbove,
            kink,
            reserveFactor,
            premiumFactor,
            supplyCap,
            borrowCap,
            profile,
            scenarios,
        );
        Ok(comparison.done())
    }

    pub(super) async fn set_reserve(&self, symbol: &str) -> Result<Call, Error> {
        let config = self
            .asset(symbol)?
            .reserve_config(self.feed_id(symbol).await?);
        let call = IPool::setReserveCall {
            asset: self.token_address(symbol)?,
            config,
        };
        Ok(Call::new(
            &format!("pool.setReserve of {symbol}"),
            self.pool_address()?,
            &call,
        ))
    }

    pub(super) async fn risk(&self) -> Result<Vec<Difference>, Error> {
        // Reverts in no known case; a pool that does is one without risk parameters.
        let read = self
            .chain
            .call(self.pool_address()?, &IPool::riskCall {})
            .await;
        let found = match unless_unset(&self.name("pool.risk"), read)? {
            Ok(found) => found,
            Err(unset) => return Ok(unset),
        };
        let expected = self.expected_risk().await?;
        let comparison = Comparison::of(self.name("pool.risk"));
        Ok(fields!(
            comparison,
            expected,
            found,
            zScore,
            horizon,
            buffer,
            factorFeeds,
            correlations
        )
        .done())
    }

    pub(super) async fn set_risk(&self) -> Result<Call, Error> {
        Ok(Call::new(
            "pool.setRisk",
            self.pool_address()?,
            &self.expected_risk().await?,
        ))
    }

    async fn expected_risk(&self) -> Result<IPool::setRiskCall, Error> {
        let settings = self.risk_settings();
        let mut feeds = [0; 4];
        for (feed, symbol) in feeds.iter_mut().zip(&settings.factors) {
            *feed = self.feed_id(symbol).await?;
        }
        Ok(IPool::setRiskCall {
            zScore: settings.z_score.0,
            horizon: alloy::primitives::U256::from(settings.horizon),
            buffer: settings.buffer.0,
            factorFeeds: feeds,
            correlations: pack_correlations(settings.correlations),
        })
    }

    pub(super) async fn pool_unwinder(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.pool_address()?, &IPool::unwinderCall {})
            .await?;
        Ok(Comparison::of(self.name("pool"))
            .field("unwinder", &self.unwinder_address()?, &found)
            .done())
    }

    pub(super) fn set_pool_unwinder(&self) -> Result<Call, Error> {
        let call = IPool::setUnwinderCall {
            unwinder: self.unwinder_address()?,
        };
        Ok(Call::new("pool.setUnwinder", self.pool_address()?, &call))
    }

    pub(super) async fn insurance(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let call = IPool::reserveConfigCall {
            asset: self.token_address(symbol)?,
        };
        let name = self.name(&format!("pool.reserve.{symbol}"));
        let found = match unless_unset(&name, self.chain.call(self.pool_address()?, &call).await)? {
            Ok(found) => found.insurance,
            Err(unset) => return Ok(unset),
        };
        Ok(Comparison::of(name)
            .field("insurance", &self.covering(symbol)?, &found)
            .done())
    }

    /// The fund that should cover a reserve; zero: none.
    fn covering(&self, symbol: &str) -> Result<Address, Error> {
        if self.asset(symbol)?.insured {
            self.fund_address(symbol)
        } else {
            Ok(Address::ZERO)
        }
    }

    pub(super) fn set_insurance(&self, symbol: &str) -> Result<Call, Error> {
        let (asset, insurance) = (self.token_address(symbol)?, self.covering(symbol)?);
        let call = IPool::setInsuranceCall { asset, insurance };
        Ok(Call::new(
            &format!("pool.setInsurance of {symbol}"),
            self.pool_address()?,
            &call,
        ))
    }
}

/// Six int16, leftmost bytes first.
pub(super) fn pack_correlations(correlations: [i16; 6]) -> B256 {
    let mut packed = FixedBytes::ZERO;
    let bytes = correlations
        .iter()
        .flat_map(|correlation| correlation.to_be_bytes());
    for (to, from) in packed.iter_mut().zip(bytes) {
        *to = from;
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::b256;

    #[test]
    fn correlations_stand_leftmost() {
        let packed = pack_correlations([1, -1, 256, 0, 0, 10_000]);
        assert_eq!(
            packed,
            b256!("0001ffff01000000000027100000000000000000000000000000000000000000")
        );
    }
}
