//! Feeds of the oracle, of every kind.

use alloy::primitives::{Address, FixedBytes};
use ballast_bindings::IOracle;
use ballast_bindings::oracle::IOracle::{Kind, RateSource, Source};

use super::compare::{Comparison, fields, unless_unset};
use super::{Call, Wiring};
use crate::config::{FeedSource, PriceFeed, Ratio, selector};
use crate::{Difference, Error};

/// What a feed should be.
struct Expected {
    asset: Address,
    source: Source,
    variance_floor: u64,
    variance_cap: u64,
    anchor: Option<Ratio>,
}

impl Wiring<'_> {
    pub(super) async fn feed(&self, name: &str) -> Result<Vec<Difference>, Error> {
        let setting = format!("oracle.feed.{name}");
        let id = match unless_unset(&setting, self.feed_id(name).await)? {
            Ok(id) => id,
            Err(unset) => return Ok(unset),
        };
        // One that it reads may be missing where this one read others before.
        let mut expected = match unless_unset(&setting, self.expected_feed(name).await)? {
            Ok(expected) => expected,
            Err(unset) => return Ok(unset),
        };
        let oracle = self.oracle_address()?;
        let listed = IOracle::feedAtCall { feed: id };
        let listed = self.chain.call(oracle, &listed).await?;
        let source = IOracle::sourceAtCall { feed: id };
        let source = self.chain.call(oracle, &source).await?;
        if let FeedSource::Aggregator { .. } = self.price_feed(name)?.source {
            // An existing aggregator says its own decimals.
            expected.source.decimals = source.decimals;
        }
        let comparison = Comparison::of(setting)
            .field("asset", &expected.asset, &listed.asset)
            .field(
                "varianceFloor",
                &expected.variance_floor,
                &listed.varianceFloor,
            )
            .field("varianceCap", &expected.variance_cap, &listed.varianceCap);
        let comparison = fields!(
            comparison,
            expected.source,
            source,
            kind,
            target,
            selector,
            shareDecimals,
            decimals,
            heartbeat,
            first,
            second,
            toleranceBps,
            growthBps,
        );
        Ok(comparison.done())
    }

    /// Where a rate's anchor stands: pokes move it up with the rate, within the growth believed, and a lasting fall moves
    /// it down.
    pub(super) async fn anchor(&self, name: &str) -> Result<Vec<Difference>, Error> {
        let FeedSource::Rate { anchor, growth, .. } = self.price_feed(name)?.source else {
            return Ok(Vec::new());
        };
        let feed = self.feed_id(name).await?;
        let source = IOracle::sourceAtCall { feed };
        let found = self.chain.call(self.oracle_address()?, &source).await?;
        let (least, most) = match anchor {
            None => (1, u128::MAX),
            Some(anchor) => {
                let begun = self.chain.block_time(self.record.anchor.number).await?;
                let (_, _, now) = self.chain.head().await?;
                let least = u128::try_from(anchor.0).unwrap_or(u128::MAX);
                (least, grown(least, *growth, now.saturating_sub(begun)))
            }
        };
        let setting = format!("oracle.feed.{name}.anchor");
        if (least..=most).contains(&found.anchor) {
            return Ok(Vec::new());
        }
        let expected = if anchor.is_some() {
            format!("{least} to {most}, by its growth since")
        } else {
            "an anchor".to_owned()
        };
        Ok(vec![Difference {
            setting,
            expected,
            found: found.anchor.to_string(),
        }])
    }

    pub(super) async fn set_feed(&self, name: &str) -> Result<Call, Error> {
        let Expected {
            asset,
            source,
            variance_floor,
            variance_cap,
            anchor,
        } = self.expected_feed(name).await?;
        let (oracle, doing) = (self.oracle_address()?, format!("oracle.setFeed of {name}"));
        Ok(match source.kind {
            Kind::Aggregator => {
                let call = IOracle::setFeedCall {
                    asset,
                    aggregator: source.target,
                    heartbeat: source.heartbeat,
                    varianceFloor: variance_floor,
                    varianceCap: variance_cap,
                };
                Call::new(&doing, oracle, &call)
            }
            Kind::Rate => {
                let rate = RateSource {
                    target: source.target,
                    selector: source.selector,
                    shareDecimals: source.shareDecimals,
                    rateDecimals: source.decimals,
                    growthBps: source.growthBps,
                    toleranceBps: source.toleranceBps,
                    anchor: anchor.map_or(0, |a| u128::try_from(a.0).unwrap_or(u128::MAX)),
                };
                let call = IOracle::setRateFeedCall {
                    asset,
                    source: rate,
                    varianceFloor: variance_floor,
                    varianceCap: variance_cap,
                };
                Call::new(&doing, oracle, &call)
            }
            kind => {
                let call = IOracle::setDerivedFeedCall {
                    asset,
                    kind,
                    first: source.first,
                    second: source.second,
                    toleranceBps: source.toleranceBps,
                    varianceFloor: variance_floor,
                    varianceCap: variance_cap,
                };
                Call::new(&doing, oracle, &call)
            }
        })
    }

    pub(super) async fn stored_age(&self, name: &str) -> Result<Vec<Difference>, Error> {
        let expected = self.price_feed(name)?.stored_age;
        // A feed that is not there yet will have what every new one has.
        let mut found = PriceFeed::STORED_AGE;
        if let Ok(feed) = unless_unset(name, self.feed_id(name).await)? {
            let call = IOracle::sourceAtCall { feed };
            let source = self.chain.call(self.oracle_address()?, &call).await?;
            found = source.storedAge;
        }
        Ok(Comparison::of(format!("oracle.feed.{name}"))
            .field("storedAge", &expected, &found)
            .done())
    }

    pub(super) async fn set_stored_age(&self, name: &str) -> Result<Call, Error> {
        let call = IOracle::setStoredAgeCall {
            feed: self.feed_id(name).await?,
            storedAge: self.price_feed(name)?.stored_age,
        };
        Ok(Call::new(
            &format!("oracle.setStoredAge of {name}"),
            self.oracle_address()?,
            &call,
        ))
    }

    async fn expected_feed(&self, name: &str) -> Result<Expected, Error> {
        let feed = self.price_feed(name)?;
        let (variance_floor, variance_cap) = feed
            .variances()
            .ok_or_else(|| Error::Config(format!("{name}: a volatility is too large")))?;
        let PriceFeed {
            source, heartbeat, ..
        } = feed;
        let mut expected = Source {
            kind: source.kind(),
            paused: false,
            target: Address::ZERO,
            selector: FixedBytes::ZERO,
            shareDecimals: 0,
            decimals: 0,
            heartbeat,
            first: 0,
            second: 0,
            toleranceBps: source.tolerance(),
            growthBps: 0,
            storedAge: 0,
            anchor: 0,
            anchoredAt: 0,
        };
        let mut anchored = None;
        match source {
            FeedSource::Aggregator { address } => expected.target = *address,
            FeedSource::Mock { decimals, .. } => {
                expected.target = self.mock(name)?;
                expected.decimals = *decimals;
            }
            FeedSource::Rate {
                address,
                function,
                share_decimals,
                rate_decimals,
                growth,
                anchor,
                ..
            } => {
                expected.target = *address;
                expected.selector = selector(function);
                (expected.shareDecimals, expected.decimals) = (*share_decimals, *rate_decimals);
                expected.growthBps = *growth;
                anchored = *anchor;
            }
            FeedSource::Product { .. }
            | FeedSource::Quotient { .. }
            | FeedSource::Mean { .. }
            | FeedSource::Min { .. }
            | FeedSource::Peg { .. } => {
                if let Some([first, second]) = source.reads() {
                    expected.first = self.feed_id(first).await?;
                    expected.second = self.feed_id(second).await?;
                }
            }
        }
        Ok(Expected {
            asset: self.priced(name)?,
            source: expected,
            variance_floor,
            variance_cap,
            anchor: anchored,
        })
    }

    /// The feed that was deployed for a name.
    fn mock(&self, name: &str) -> Result<Address, Error> {
        let recorded = self.record.feeds.get(name);
        let recorded = recorded.ok_or_else(|| super::unknown(&format!("feed {name}")))?;
        Ok(recorded.aggregator)
    }
}

/// What a rate may have grown to, compounded all the time, rounded up to a millionth.
fn grown(rate: u128, growth_bps: u16, seconds: u64) -> u128 {
    // At most 1 a year, and a chain is younger than a century.
    let years = seconds as f64 / 31_536_000.0;
    let factor = (f64::from(growth_bps) / 10_000.0 * years).exp();
    let millionths = ((factor * 1e6).ceil() as u128).saturating_add(1);
    rate.saturating_mul(millionths) / 1_000_000
}

#[cfg(test)]
mod tests {
    use super::grown;

    #[test]
    fn a_rate_grows_by_no_more_than_its_cap() {
        assert_eq!(grown(1_000_000, 1_000, 0), 1_000_001);
        assert_eq!(grown(1_000_000, 1_000, 31_536_000), 1_105_172);
        assert_eq!(grown(u128::MAX, 10_000, u64::MAX), u128::MAX / 1_000_000);
    }
}
