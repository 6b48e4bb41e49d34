//! Settings that are not of one asset.

use alloy::primitives::Address;
use ballast_bindings::insurance::IInsurance::Terms;
use ballast_bindings::unwinder::IUnwinder::{Budgets, Parameters};
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::{Ratio, ReserveSettings};
use alloy::primitives::U256;
use std::collections::BTreeSet;

/// Longest delay of a timelock, seconds: one that is longer by mistake could be shortened only after it.
const DELAY_MAX: u64 = 7_776_000;

/// Who may do at once what the owner does after the timelock's delay.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Pauses what is new and lowers caps; unset: nobody but the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Address>,
    /// Keeps the allow-list of gated reserves; unset: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gatekeeper: Option<Address>,
}

impl Roles {
    /// A gate that nobody opens keeps everybody out.
    pub(super) fn check_gate(&self, reserve: &ReserveSettings, check: &mut Check<'_>) {
        let opened = self.gatekeeper.is_some_and(|keeper| !keeper.is_zero());
        check.require(
            !reserve.gated || opened,
            "gated",
            reserve.gated,
            "nobody keeps the allow-list; name roles.gatekeeper",
        );
    }
}

/// Which loans without liquidation are deployed along. Their programs have no settings and no owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Loans {
    /// For fixed terms, with locked collateral: `term-loan`, and `loan-lens`, which tells of them.
    pub term: bool,
    /// Protected by puts: `option-loan`, `collar` on top of it, the extension of the markets of puts, and `roller`, which moves
    /// accounts from one protected underlying to the next; markets and protected underlyings are deployed one by one.
    pub put: bool,
    /// Repaid by what the collateral yields: `yield-loan`.
    pub growth: bool,
}

impl Loans {
    /// Every program, and whether it is deployed: each behind those that its constructor names.
    #[must_use]
    pub fn programs(&self) -> [(&'static str, bool); 7] {
        [
            ("term-loan", self.term),
            ("loan-lens", self.term),
            ("option-market-extension", self.put),
            ("option-loan", self.put),
            ("collar", self.put),
            ("roller", self.put),
            ("yield-loan", self.growth),
        ]
    }
}

impl Default for Loans {
    fn default() -> Self {
        Self {
            term: true,
            put: true,
            growth: true,
        }
    }
}

/// Fees of a vault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultFees {
    /// Share of what a share's price rises above its highest, bps.
    #[serde(default)]
    pub performance: u16,
    /// Share of all assets per year, bps.
    #[serde(default)]
    pub management: u16,
    /// Gets them as shares.
    pub recipient: Address,
}

impl VaultFees {
    /// What the vault would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("performance", self.performance, (0, 5_000), "bps");
        check.within("management", self.management, (0, 500), "bps per year");
        check.require(
            !self.recipient.is_zero(),
            "recipient",
            self.recipient,
            "write who gets the fees",
        );
    }
}

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
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("delay", self.delay, (1, DELAY_MAX), "s");
        check.require(
            !self.proposers.is_empty(),
            "proposers",
            "[]",
            "nobody could propose anything any more; write at least one",
        );
        check.require(
            !self.executors.is_empty(),
            "executors",
            "[]",
            "nobody could execute; write at least one, or the zero address for anyone",
        );
        check.require(
            !self.proposers.contains(&Address::ZERO),
            "proposers",
            Address::ZERO,
            "anyone could propose; write who may",
        );
    }
}

/// The oracle's averages and sequencer feed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OracleSettings {
    /// Half-life of the smoothed price, seconds.
    pub smoothing: u32,
    /// Half-life of the fast variance, seconds.
    pub fast: u32,
    /// Half-life of the slow variance, seconds.
    pub slow: u32,
    /// Chainlink's sequencer-uptime feed; unset: none is consulted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequencer_feed: Option<Address>,
    /// Seconds after an outage during which prices do not count.
    pub sequencer_grace: u32,
    /// Pauses feeds and tightens how they are read; unset: nobody but the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Address>,
}

impl OracleSettings {
    /// What the oracle would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("smoothing", self.smoothing, (300, 21_600), "s");
        check.within("fast", self.fast, (3_600, 7_776_000), "s");
        check.within("slow", self.slow, (self.fast, 7_776_000), "s (from fast)");
        check.within("sequencer_grace", self.sequencer_grace, (0, 86_400), "s");
    }
}

/// What health is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
    /// How long it takes until what became stricter holds for debts that there are, seconds.
    pub ramp: u32,
}

impl RiskSettings {
    /// What a new pool has: three days.
    pub const RAMP: u32 = 259_200;

    /// What the pool would refuse, before it is asked. `feeds` are the names that have a feed.
    pub(super) fn check(&self, feeds: &BTreeSet<&str>, check: &mut Check<'_>) {
        let whole = Ratio::from_whole;
        check.within("z_score", self.z_score, (whole(1), whole(4)), "");
        check.within("horizon", self.horizon, (3_600, 259_200), "s");
        let buffer = (Ratio::from_bps(100), Ratio::from_bps(2_000));
        check.within("buffer", self.buffer, buffer, "");
        check.within("ramp", self.ramp, (86_400, 2_592_000), "s");
        for factor in &self.factors {
            check.require(
                feeds.contains(factor.as_str()),
                "factors",
                factor,
                "is no asset and none of [[feeds]]; write the name of one",
            );
        }
        let valid = risk_core::health::correlations_valid(self.correlations);
        check.require(
            valid.is_ok(),
            "correlations",
            format!("{:?}", self.correlations),
            "no four factors correlate so (the matrix is not positive semi-definite, or a value is beyond 10000)",
        );
    }
}

/// Settings of unwinds; the names are those of `IUnwinder.Parameters`, and after them its `Budgets`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
    /// Of an asset's depth per minute, what all its unwinds together may sell in a minute, bps.
    pub flow_budget: u64,
    /// Of a position, what its slices may cost a day, bps.
    pub cost_budget: u64,
    /// Of the straight line, what a schedule may sell however dear it is.
    pub floor_rate: Ratio,
    /// USD, for who opens a schedule.
    pub opener_fee: Ratio,
    /// Under spot, at which insurance buys and collateral passes in kind once an auction has ended at its floor, bps.
    pub backstop: u64,
}

/// What the unwinder keeps fees in: 10^-9 USD, WAD.
const FEE_UNIT: u64 = 1_000_000_000;

impl UnwinderSettings {
    /// What the unwinder would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        let (whole, bps) = (Ratio::from_whole, Ratio::from_bps);
        check.within("target", self.target, (whole(1), bps(12_000)), "");
        check.within("recovery", self.recovery, (3_600, 259_200), "s");
        let least = (300, 7_200.min(self.recovery));
        check.within("minimum_recovery", self.minimum_recovery, least, "s");
        check.within("urgency", self.urgency, (whole(0), whole(5)), "");
        check.within("slice_interval", self.slice_interval, (60, 3_600), "s");
        check.within("slice_premium", self.slice_premium, (bps(0), bps(200)), "");
        let discount = (bps(10), bps(500));
        check.within("slice_discount", self.slice_discount, discount, "");
        check.within("auction_duration", self.auction_duration, (600, 7_200), "s");
        let discount = (bps(100), bps(1_500));
        check.within("auction_discount", self.auction_discount, discount, "");
        check.within("dust", self.dust, (whole(1), whole(1_000)), "USD");
        check.within("flow_budget", self.flow_budget, (100, 10_000), "bps");
        check.within("cost_budget", self.cost_budget, (10, 500), "bps per day");
        let floor = (bps(100), whole(1));
        check.within("floor_rate", self.floor_rate, floor, "");
        let fee = (whole(0), whole(10));
        check.within("opener_fee", self.opener_fee, fee, "USD");
        check.require(
            (self.opener_fee.0 % U256::from(FEE_UNIT)).is_zero(),
            "opener_fee",
            self.opener_fee,
            "write at most nine decimals: the unwinder keeps no more",
        );
        check.within("backstop", self.backstop, (200, 2_000), "bps");
        check.require(
            bps(self.backstop) >= self.auction_discount,
            "backstop",
            self.backstop,
            format!("write auction_discount = {} or more, in bps: the backstop follows the auction's floor", self.auction_discount),
        );
    }

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

    /// As the unwinder takes them.
    #[must_use]
    pub fn budgets(&self) -> Budgets {
        Budgets {
            flow: U256::from(self.flow_budget),
            cost: U256::from(self.cost_budget),
            floor: self.floor_rate.0,
            openerFee: self.opener_fee.0,
            backstop: U256::from(self.backstop),
        }
    }
}

/// Settings of insurance funds; the names are those of `IInsurance.Terms`, shares in bps.
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

impl InsuranceSettings {
    /// What a fund would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("cooldown", self.cooldown, (345_600, 7_776_000), "s");
        for (key, value, bounds) in [
            ("claim_share", self.claim_share, (1_000, 10_000)),
            ("discount", self.discount, (200, 2_000)),
            ("held_share", self.held_share, (0, 9_000)),
            ("purchase_share", self.purchase_share, (0, 9_000)),
            ("sale_share", self.sale_share, (10, 5_000)),
            ("sale_premium", self.sale_premium, (0, 200)),
            ("sale_discount", self.sale_discount, (10, 500)),
            ("collateral_share", self.collateral_share, (0, 9_000)),
        ] {
            check.within(key, value, bounds, "bps");
        }
        check.within("sale_interval", self.sale_interval, (300, 86_400), "s");
    }

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
