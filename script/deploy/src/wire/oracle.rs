//! Settings of the oracle.

use alloy::primitives::{Address, U256};
use ballast_bindings::IOracle;
use ballast_bindings::oracle::IOracle::Feed;

use super::compare::{Comparison, fields, unless_unset};
use super::{Call, Wiring, unknown};
use crate::{Difference, Error};

impl Wiring<'_> {
    pub(super) async fn half_lives(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.oracle_address()?, &IOracle::halfLivesCall {})
            .await?;
        let expected = &self.config.oracle;
        Ok(fields!(
            Comparison::of("oracle.halfLives"),
            expected,
            found,
            smoothing,
            fast,
            slow
        )
        .done())
    }

    pub(super) fn set_half_lives(&self) -> Result<Call, Error> {
        let settings = &self.config.oracle;
        let (smoothing, fast, slow) = (settings.smoothing, settings.fast, settings.slow);
        let call = IOracle::setHalfLivesCall {
            smoothing,
            fast,
            slow,
        };
        Ok(Call::new(
            "oracle.setHalfLives",
            self.oracle_address()?,
            &call,
        ))
    }

    pub(super) async fn sequencer_feed(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.oracle_address()?, &IOracle::sequencerFeedCall {})
            .await?;
        let expected = self.config.oracle.sequencer_feed.unwrap_or_default();
        let mut comparison =
            Comparison::of("oracle.sequencerFeed").field("feed", &expected, &found.feed);
        // Without a feed there is no outage, and no grace after it.
        if expected != Address::ZERO {
            comparison =
                comparison.field("grace", &self.config.oracle.sequencer_grace, &found.grace);
        }
        Ok(comparison.done())
    }

    pub(super) fn set_sequencer_feed(&self) -> Result<Call, Error> {
        let settings = &self.config.oracle;
        let feed = settings.sequencer_feed.unwrap_or_default();
        let call = IOracle::setSequencerFeedCall {
            feed,
            grace: settings.sequencer_grace,
        };
        Ok(Call::new(
            "oracle.setSequencerFeed",
            self.oracle_address()?,
            &call,
        ))
    }

    pub(super) async fn feed(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let name = format!("oracle.feed.{symbol}");
        let id = match unless_unset(&name, self.feed_id(symbol).await)? {
            Ok(id) => id,
            Err(unset) => return Ok(unset),
        };
        let found = self
            .chain
            .call(self.oracle_address()?, &IOracle::feedAtCall { feed: id })
            .await?;
        let mut expected = self.expected_feed(symbol)?;
        if let crate::config::FeedSource::Aggregator { .. } = self.asset(symbol)?.feed {
            // An existing aggregator says its own decimals.
            expected.decimals = found.decimals;
        }
        let comparison = Comparison::of(name);
        Ok(fields!(
            comparison,
            expected,
            found,
            asset,
            aggregator,
            decimals,
            heartbeat,
            varianceFloor,
            varianceCap
        )
        .done())
    }

    pub(super) fn set_feed(&self, symbol: &str) -> Result<Call, Error> {
        let Feed {
            asset,
            aggregator,
            heartbeat,
            varianceFloor,
            varianceCap,
            ..
        } = self.expected_feed(symbol)?;
        let call = IOracle::setFeedCall {
            asset,
            aggregator,
            heartbeat,
            varianceFloor,
            varianceCap,
        };
        Ok(Call::new(
            &format!("oracle.setFeed of {symbol}"),
            self.oracle_address()?,
            &call,
        ))
    }

    fn expected_feed(&self, symbol: &str) -> Result<Feed, Error> {
        let settings = self.asset(symbol)?;
        let recorded = self
            .record
            .feeds
            .get(symbol)
            .ok_or_else(|| unknown(&format!("feed {symbol}")))?;
        let (variance_floor, variance_cap) = settings.variances()?;
        let decimals = match settings.feed {
            crate::config::FeedSource::Mock { decimals, .. } => decimals,
            crate::config::FeedSource::Aggregator { .. } => 0,
        };
        Ok(Feed {
            asset: self.token_address(symbol)?,
            aggregator: recorded.aggregator,
            decimals,
            heartbeat: settings.heartbeat,
            varianceFloor: variance_floor,
            varianceCap: variance_cap,
        })
    }

    /// Feeds that nobody configured would be a way in.
    pub(super) async fn feed_count(&self, comparison: Comparison) -> Result<Comparison, Error> {
        let found = self
            .chain
            .call(self.oracle_address()?, &IOracle::feedCountCall {})
            .await?;
        Ok(comparison.field(
            "oracle.feedCount",
            &U256::from(self.config.assets.len()),
            &found,
        ))
    }
}
