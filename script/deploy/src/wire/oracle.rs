//! Settings of the oracle.

use alloy::primitives::{Address, U256};
use ballast_bindings::IOracle;

use super::compare::{Comparison, fields};
use super::{Call, Wiring};
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

    pub(super) async fn oracle_guardian(&self) -> Result<Vec<Difference>, Error> {
        let call = IOracle::guardianCall {};
        let found = self.chain.call(self.oracle_address()?, &call).await?;
        let expected = self.config.oracle.guardian.unwrap_or_default();
        Ok(Comparison::of("oracle")
            .field("guardian", &expected, &found)
            .done())
    }

    pub(super) fn set_oracle_guardian(&self) -> Result<Call, Error> {
        let guardian = self.config.oracle.guardian.unwrap_or_default();
        let call = IOracle::setGuardianCall { guardian };
        Ok(Call::new(
            "oracle.setGuardian",
            self.oracle_address()?,
            &call,
        ))
    }

    /// Feeds that nobody configured would be a way in.
    pub(super) async fn feed_count(&self, comparison: Comparison) -> Result<Comparison, Error> {
        let found = self
            .chain
            .call(self.oracle_address()?, &IOracle::feedCountCall {})
            .await?;
        Ok(comparison.field(
            "oracle.feedCount",
            &U256::from(self.config.assets.len() + self.config.feeds.len()),
            &found,
        ))
    }
}
