//! Where prices come from.

use alloy::primitives::{Address, FixedBytes, keccak256};
use ballast_bindings::oracle::IOracle::Kind;
use serde::{Deserialize, Serialize};

use super::Ratio;
use super::check::Check;

/// Seconds after which a round may be called stale.
const HEARTBEAT: (u32, u32) = (60, 172_800);
/// Longest time that a stored round may stand for the live one, seconds.
const STORED_AGE_MAX: u16 = 900;
/// Most decimals of an aggregator.
const AGGREGATOR_DECIMALS_MAX: u8 = 24;
/// Most decimals of a share or its rate.
const RATE_DECIMALS_MAX: u8 = 38;
/// Tolerances, bps.
const TOLERANCE: (u16, u16) = (1, 5_000);
/// Most growth of a rate, bps per year.
const GROWTH_MAX: u16 = 10_000;
/// Largest price and rate.
const PRICE_MAX: u64 = 1_000_000_000_000;
/// Feeds of two feeds on any way down to an aggregator or a rate.
const DEPTH_MAX: usize = 4;

/// Where a price comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeedSource {
    /// An existing aggregator.
    Aggregator {
        /// Where it is.
        address: Address,
    },
    /// A `MockFeed` is deployed, which its deployer sets.
    Mock {
        /// Of its answers.
        decimals: u8,
        /// The first answer, USD.
        price: Ratio,
    },
    /// What a share is worth, as its own contract says: units of what it holds, not USD.
    Rate {
        /// The contract that tells it.
        address: Address,
        /// Its function, `name()` or `name(uint256)`, which then gets one whole share.
        function: String,
        /// Of a share.
        #[serde(default = "eighteen")]
        share_decimals: u8,
        /// Of the answer.
        #[serde(default = "eighteen")]
        rate_decimals: u8,
        /// Most growth that is believed, bps per year.
        #[serde(default = "growth")]
        growth: u16,
        /// How far it may fall without flag, bps.
        #[serde(default = "tolerance")]
        tolerance: u16,
        /// What growth counts from; unset: the rate that the contract tells when the feed is made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        anchor: Option<Ratio>,
    },
    /// The first times the second: a rate and what the share holds, or a price in ETH and ETH's.
    Product {
        /// Names of feeds or assets.
        of: [String; 2],
    },
    /// The first divided by the second.
    Quotient {
        /// Names of feeds or assets.
        of: [String; 2],
    },
    /// The mean, which is the median, of two prices of the same; in doubt where they are further apart than the tolerance.
    Mean {
        /// Names of feeds or assets.
        of: [String; 2],
        /// Bps of the lower.
        #[serde(default = "tolerance")]
        tolerance: u16,
    },
    /// The lower of two prices of the same.
    Min {
        /// Names of feeds or assets.
        of: [String; 2],
        /// Bps of the lower.
        #[serde(default = "tolerance")]
        tolerance: u16,
    },
    /// The first, while the second, which the market makes, is not lower by more than the tolerance; else depegged.
    Peg {
        /// Names of feeds or assets.
        of: [String; 2],
        /// Bps.
        #[serde(default = "tolerance")]
        tolerance: u16,
    },
}

const fn eighteen() -> u8 {
    18
}

/// Bps per year: liquid staking earns 3% to 8%.
const fn growth() -> u16 {
    1_000
}

/// Bps: twice what Chainlink's dollar feeds deviate before they are written anew.
const fn tolerance() -> u16 {
    100
}

/// Default of `stored_age`.
pub(super) const fn stored_age() -> u16 {
    PriceFeed::STORED_AGE
}

/// Whether a heartbeat is left out.
#[allow(clippy::trivially_copy_pass_by_ref)] // as serde asks
pub(super) const fn unset(heartbeat: &u32) -> bool {
    *heartbeat == 0
}

impl FeedSource {
    /// The feeds that it reads, of the kinds that read feeds.
    #[must_use]
    pub fn reads(&self) -> Option<&[String; 2]> {
        match self {
            Self::Product { of }
            | Self::Quotient { of }
            | Self::Mean { of, .. }
            | Self::Min { of, .. }
            | Self::Peg { of, .. } => Some(of),
            Self::Aggregator { .. } | Self::Mock { .. } | Self::Rate { .. } => None,
        }
    }

    /// As the oracle calls it.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Aggregator { .. } | Self::Mock { .. } => Kind::Aggregator,
            Self::Rate { .. } => Kind::Rate,
            Self::Product { .. } => Kind::Product,
            Self::Quotient { .. } => Kind::Quotient,
            Self::Mean { .. } => Kind::Mean,
            Self::Min { .. } => Kind::Min,
            Self::Peg { .. } => Kind::Peg,
        }
    }

    /// Bps; 0 for kinds without.
    #[must_use]
    pub const fn tolerance(&self) -> u16 {
        match self {
            Self::Rate { tolerance, .. }
            | Self::Mean { tolerance, .. }
            | Self::Min { tolerance, .. }
            | Self::Peg { tolerance, .. } => *tolerance,
            _ => 0,
        }
    }

    /// A contract of others' that it needs.
    #[must_use]
    pub const fn existing(&self) -> Option<Address> {
        match self {
            Self::Aggregator { address } | Self::Rate { address, .. } => Some(*address),
            _ => None,
        }
    }
}

/// The selector of a function written as `name()` or `name(uint256)`.
#[must_use]
pub fn selector(function: &str) -> FixedBytes<4> {
    FixedBytes::from_slice(keccak256(function).get(..4).unwrap_or(&[0; 4]))
}

/// A feed that is no asset's, for feeds of two feeds to read: a rate, a price in ETH, a second source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedFeed {
    /// What `of` calls it; no asset has the same symbol.
    pub name: String,
    /// Where it comes from.
    pub feed: FeedSource,
    /// Seconds after which a round is stale; of aggregators only.
    #[serde(default, skip_serializing_if = "unset")]
    pub heartbeat: u32,
    /// Seconds for which a stored round may stand for the live one.
    #[serde(default = "stored_age")]
    pub stored_age: u16,
    /// Least volatility per year.
    pub volatility_floor: Ratio,
    /// Largest slow volatility per year.
    pub volatility_cap: Ratio,
}

impl NamedFeed {
    /// As one of all feeds.
    #[must_use]
    pub fn price_feed(&self) -> PriceFeed<'_> {
        PriceFeed {
            name: &self.name,
            of_asset: false,
            source: &self.feed,
            heartbeat: self.heartbeat,
            stored_age: self.stored_age,
            volatility_floor: self.volatility_floor,
            volatility_cap: self.volatility_cap,
        }
    }
}

/// A feed of the oracle, an asset's or a named one.
#[derive(Clone, Copy, Debug)]
pub struct PriceFeed<'a> {
    /// Symbol of the asset, or the name.
    pub name: &'a str,
    /// Whether it prices an asset.
    pub of_asset: bool,
    /// Where it comes from.
    pub source: &'a FeedSource,
    /// Seconds; 0 where the kind has none.
    pub heartbeat: u32,
    /// Seconds.
    pub stored_age: u16,
    /// Least volatility per year.
    pub volatility_floor: Ratio,
    /// Largest slow volatility per year.
    pub volatility_cap: Ratio,
}

impl PriceFeed<'_> {
    /// The stored age of a new feed, seconds.
    pub const STORED_AGE: u16 = 60;

    /// The address that stands for a feed that is no asset's.
    #[must_use]
    pub fn stand_in(name: &str) -> Address {
        Address::from_word(keccak256(format!("ballast feed {name}")))
    }

    /// The least and the largest slow variance per year, WAD, rounded down; none for a volatility above about 429%, whose
    /// variance no feed holds.
    #[must_use]
    pub fn variances(&self) -> Option<(u64, u64)> {
        let wad = Ratio::from_whole(1).0;
        let variance =
            |volatility: Ratio| u64::try_from(volatility.0.saturating_mul(volatility.0) / wad).ok();
        variance(self.volatility_floor).zip(variance(self.volatility_cap))
    }

    /// What the oracle would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        let (floor, cap) = (self.volatility_floor, self.volatility_cap);
        check.require(
            floor <= cap,
            "volatility_floor",
            floor,
            format!("write at most volatility_cap, which is {cap}"),
        );
        check.require(
            self.variances().is_some(),
            "volatility_cap",
            cap,
            "write at most 4.29",
        );
        check.within("stored_age", self.stored_age, (0, STORED_AGE_MAX), "s");
        if self.source.kind() == Kind::Aggregator {
            check.within("heartbeat", self.heartbeat, HEARTBEAT, "s");
        } else {
            check.require(
                self.heartbeat == 0,
                "heartbeat",
                self.heartbeat,
                "leave it out: only aggregators have one",
            );
        }
        let mut check = check.under("feed");
        if self.source.existing() == Some(Address::ZERO) {
            check.require(false, "address", Address::ZERO, "write the contract's");
        }
        match self.source {
            FeedSource::Mock { decimals, price } => {
                check.within("decimals", *decimals, (0, AGGREGATOR_DECIMALS_MAX), "");
                let holds = !price.with_decimals(*decimals).is_zero()
                    && *price <= Ratio::from_whole(PRICE_MAX);
                let advice =
                    format!("write more than zero in {decimals} decimals, at most {PRICE_MAX}");
                check.require(holds, "price", price, advice);
            }
            FeedSource::Rate {
                function,
                share_decimals,
                rate_decimals,
                growth,
                anchor,
                ..
            } => {
                let name = function
                    .strip_suffix("()")
                    .or(function.strip_suffix("(uint256)"));
                let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                check.require(
                    name.is_some_and(|name| !name.is_empty() && name.chars().all(letter)),
                    "function",
                    function,
                    "write name() or name(uint256), such as convertToAssets(uint256)",
                );
                check.within(
                    "share_decimals",
                    *share_decimals,
                    (0, RATE_DECIMALS_MAX),
                    "",
                );
                check.within("rate_decimals", *rate_decimals, (0, RATE_DECIMALS_MAX), "");
                check.within("growth", *growth, (0, GROWTH_MAX), "bps per year");
                if let Some(anchor) = anchor {
                    let most = Ratio::from_whole(PRICE_MAX);
                    let holds = !anchor.0.is_zero() && *anchor <= most;
                    let advice = format!(
                        "write more than zero, at most {most}, or leave it out for the rate of now"
                    );
                    check.require(holds, "anchor", anchor, advice);
                }
            }
            _ => {}
        }
        if self.source.tolerance() != 0
            || matches!(
                self.source.kind(),
                Kind::Rate | Kind::Mean | Kind::Min | Kind::Peg
            )
        {
            check.within("tolerance", self.source.tolerance(), TOLERANCE, "bps");
        }
    }
}

/// Feeds in an order in which each finds what it reads, and those that never do.
pub(super) fn in_order(feeds: Vec<PriceFeed<'_>>) -> (Vec<PriceFeed<'_>>, Vec<PriceFeed<'_>>) {
    let (mut made, mut rest): (Vec<PriceFeed<'_>>, _) = (Vec::new(), feeds);
    loop {
        let there = |name: &String| made.iter().any(|feed| feed.name == name);
        let ready =
            |feed: &PriceFeed<'_>| feed.source.reads().is_none_or(|of| of.iter().all(there));
        let (next, waiting): (Vec<_>, Vec<_>) = rest.into_iter().partition(ready);
        if next.is_empty() {
            return (made, waiting);
        }
        made.extend(next);
        rest = waiting;
    }
}

/// Whether feeds of two feeds find what they read, and not too deep.
pub(super) fn check_reading(feeds: &[PriceFeed<'_>], check: &mut Check<'_>) {
    let find = |name: &String| feeds.iter().find(|feed| feed.name == name);
    let table = |feed: &PriceFeed<'_>| if feed.of_asset { "assets" } else { "feeds" };
    for feed in feeds {
        for name in feed.source.reads().into_iter().flatten() {
            check.under(table(feed)).under(feed.name).require(
                find(name).is_some(),
                "feed.of",
                name,
                "is no asset and none of [[feeds]]; write the name of one",
            );
        }
    }
    let (made, circular) = in_order(feeds.to_vec());
    for feed in circular {
        let of = feed.source.reads().map(|of| of.join(", "));
        let known = feed
            .source
            .reads()
            .into_iter()
            .flatten()
            .all(|name| find(name).is_some());
        check.under(table(&feed)).under(feed.name).require(
            !known,
            "feed.of",
            of.unwrap_or_default(),
            "reads itself in a circle, or what does; let one of them read an aggregator",
        );
    }
    let mut depths: Vec<(&str, usize)> = Vec::new();
    for feed in made {
        let of = |name: &String| depths.iter().find(|(known, _)| known == name);
        let below = feed.source.reads().map(|names| {
            let depths = names.iter().filter_map(of).map(|(_, depth)| *depth);
            depths.max().unwrap_or(0)
        });
        let depth = below.map_or(0, |below| below + 1);
        check.under(table(&feed)).under(feed.name).require(
            depth <= DEPTH_MAX,
            "feed.of",
            feed.source
                .reads()
                .map(|of| of.join(", "))
                .unwrap_or_default(),
            format!("is {depth} feeds of two feeds deep; the oracle reads at most {DEPTH_MAX}"),
        );
        depths.push((feed.name, depth));
    }
}
