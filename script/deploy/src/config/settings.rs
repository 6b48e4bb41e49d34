//! Settings that are not of one asset.

use alloy::primitives::Address;
use ballast_bindings::insurance::IInsurance::Terms;
use ballast_bindings::unwinder::IUnwinder::Parameters;
use serde::{Deserialize, Serialize};

use super::Ratio;
use crate::Error;
use alloy::primitives::U256;

/// OpenZeppelin's `TimelockController`, which owns every program once everything is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimelockSettings {
    /// Seconds between a proposal and its execution.
    pub delay: u64,
    /// Who may propose, and cancel what is proposed.
    pub proposers: Vec<Address>,
    /// Who may execute what has waited long enough; the zero address: anyone.
    pub executors: Vec<Address>,
}

impl TimelockSettings {
    /// A timelock that nobody can use would own everything for ever.
    pub(super) fn validate(&self) -> Result<(), Error> {
        let wrong = |text: &str| Err(Error::Config(format!("timelock: {text}")));
        if self.proposers.is_empty() || self.executors.is_empty() {
            return wrong("nobody may propose, or nobody execute");
        }
        if self.proposers.contains(&Address::ZERO) {
            return wrong("the zero address is a proposer: anyone could propose");
        }
        Ok(())
    }
}

/// The oracle's averages and sequencer feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OracleSettings {
    /// Half-life of the smoothed price, seconds.
    pub smoothing: u32,
    /// Half-life of the fast variance, seconds.
    pub fast: u32,
    /// Half-life of the slow variance, seconds.
    pub slow: u32,
    /// Chainlink's sequencer-uptime feed; unset: none is consulted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sequencer_feed: Option<Address>,
    /// Seconds after an outage during which prices do not count.
    pub sequencer_grace: u32,
}

/// What health is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskSettings {
    /// Standard deviations that the stress covers.
    pub z_score: Ratio,
    /// Recovery horizon of the stress, seconds.
    pub horizon: u64,
    /// Health above 1 that opening demands.
    pub buffer: Ratio,
    /// The assets whose feeds give the variances of the factors: market, ETH family, BTC family, USD peg.
    pub factors: [String; 4],
    /// Of the factors, bps: 01, 02, 03, 12, 13, 23.
    pub correlations: [i16; 6],
}

/// Settings of unwinds; the names are those of `IUnwinder.Parameters`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnwinderSettings {
    /// Health at which an unwind ends.
    pub target: Ratio,
    /// Longest schedule, seconds.
    pub recovery: u64,
    /// Shortest schedule, seconds.
    pub minimum_recovery: u64,
    /// k T of the trajectory.
    pub urgency: Ratio,
    /// Seconds.
    pub slice_interval: u64,
    /// Over spot at the start of a slice or auction.
    pub slice_premium: Ratio,
    /// Under spot at a slice's end.
    pub slice_discount: Ratio,
    /// Seconds.
    pub auction_duration: u64,
    /// Under spot at an auction's end.
    pub auction_discount: Ratio,
    /// USD under which leftovers are closed whole.
    pub dust: Ratio,
}

impl UnwinderSettings {
    /// As the unwinder takes them.
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        Parameters {
            target: self.target.0,
            recovery: U256::from(self.recovery),
            minimumRecovery: U256::from(self.minimum_recovery),
            urgency: self.urgency.0,
            sliceInterval: U256::from(self.slice_interval),
            slicePremium: self.slice_premium.0,
            sliceDiscount: self.slice_discount.0,
            auctionDuration: U256::from(self.auction_duration),
            auctionDiscount: self.auction_discount.0,
            dust: self.dust.0,
        }
    }
}

/// Settings of insurance funds; the names are those of `IInsurance.Terms`, shares in bps. What is not named is as here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InsuranceSettings {
    /// Between a request to redeem and its payment, seconds.
    pub cooldown: u64,
    /// How long after an auction's end a loss may be claimed, seconds; only compared with the cooldown.
    pub claim_window: u64,
    /// Of capital that claims take within any seven days.
    pub claim_share: u64,
    /// Under spot, at which collateral is bought.
    pub discount: u64,
    /// Of a fund's worth held as collateral.
    pub held_share: u64,
    /// Of a fund's worth paid for collateral within any seven days.
    pub purchase_share: u64,
    /// Over which the price of a sale falls, seconds.
    pub sale_interval: u64,
    /// Of a holding released per interval.
    pub sale_share: u64,
    /// Over spot at an interval's start.
    pub sale_premium: u64,
    /// Under spot at its end.
    pub sale_discount: u64,
    /// Of a fund's worth held in any one collateral of its pool; 0: funds buy none.
    pub collateral_share: u64,
}

impl Default for InsuranceSettings {
    fn default() -> Self {
        Self {
            cooldown: 7 * 86_400,
            claim_window: 3 * 86_400,
            claim_share: 5_000,
            discount: 1_000,
            held_share: 5_000,
            purchase_share: 2_500,
            sale_interval: 3_600,
            sale_share: 500,
            sale_premium: 50,
            sale_discount: 100,
            collateral_share: 2_500,
        }
    }
}

impl InsuranceSettings {
    /// As funds take them.
    #[must_use]
    pub const fn terms(&self) -> Terms {
        Terms {
            cooldown: self.cooldown,
            claimShare: self.claim_share,
            discount: self.discount,
            heldShare: self.held_share,
            purchaseShare: self.purchase_share,
            saleInterval: self.sale_interval,
            saleShare: self.sale_share,
            salePremium: self.sale_premium,
            saleDiscount: self.sale_discount,
        }
    }
}
