//! One asset: token, feed, reserve, risk.

use alloy::primitives::{Address, B256};
use ballast_bindings::pool::IPool::ReserveConfig;
use risk_core::health::AssetRisk;
use serde::{Deserialize, Serialize};

use super::Ratio;
use super::check::Check;
use super::feed::{FeedSource, PriceFeed, stored_age, unset};
use super::settings::VaultFees;

/// An asset of the pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    /// Short name, the key of deployment files.
    pub symbol: String,
    /// Long name.
    pub name: String,
    /// Of the token.
    pub decimals: u8,
    /// An existing token; unset: a `DevToken` is deployed, which its deployer mints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Address>,
    /// Whether an insurance fund covers the reserve.
    #[serde(default)]
    pub insured: bool,
    /// Whether a vault makes the reserve's supply a token, named after the asset.
    #[serde(default)]
    pub vault: bool,
    /// Of the vault; unset: none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vault_fees: Option<VaultFees>,
    /// Where the price comes from.
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
    /// Rates and caps.
    pub reserve: ReserveSettings,
    /// How it may lose value.
    pub risk: RiskProfile,
}

/// Largest borrow rate at utilisation 1, bps.
const RATE_MAX: u32 = 100_000;
/// Most of the interest that protocol and fund keep, bps.
const FACTORS_MAX: u32 = 5_000;
/// Largest fee of flash loans, bps.
const FLASH_FEE_MAX: u16 = 100;
/// Window of an outflow cap, seconds.
const WINDOW: (u32, u32) = (3_600, 2_592_000);
/// Largest loss that an asset may be judged by, bps.
const LOSS_MAX: u32 = 9_000;
/// Largest volatility that no factor explains, bps.
const VOLATILITY_MAX: u16 = 30_000;
/// Of tokens.
const DECIMALS: (u8, u8) = (6, 24);

/// Rates per year in bps, caps in whole tokens; the names are those of `IPool.ReserveConfig` and `IPool.setLimits`. Rate,
/// slopes and kink left out: the adaptive curve, which finds its rate by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReserveSettings {
    /// New collateral is accepted.
    pub collateral_enabled: bool,
    /// New borrowing is open.
    pub borrow_enabled: bool,
    /// Borrow rate at utilisation 0.
    #[serde(default)]
    pub base_rate: u16,
    /// Added linearly up to the kink.
    #[serde(default)]
    pub slope_below: u16,
    /// Added linearly from the kink to utilisation 1.
    #[serde(default)]
    pub slope_above: u16,
    /// Utilisation of the kink.
    #[serde(default)]
    pub kink: u16,
    /// Share of interest that the protocol keeps.
    pub reserve_factor: u16,
    /// Share of interest that is paid to the insurance fund.
    pub premium_factor: u16,
    /// Largest total of supply plus collateral.
    pub supply_cap: u64,
    /// Largest total debt.
    pub borrow_cap: u64,
    /// Only accounts on the gatekeeper's allow-list may enter.
    #[serde(default)]
    pub gated: bool,
    /// Largest net outflow in one window; 0: no cap.
    #[serde(default)]
    pub outflow_cap: u64,
    /// Seconds in which a whole outflow cap is forgotten; counts only with a cap.
    #[serde(default = "day")]
    pub outflow_window: u32,
    /// Fee of flash loans.
    #[serde(default)]
    pub flash_fee: u16,
}

const fn day() -> u32 {
    86_400
}

/// Closed: nothing is accepted, lent or charged.
impl Default for ReserveSettings {
    fn default() -> Self {
        Self {
            collateral_enabled: false,
            borrow_enabled: false,
            base_rate: 0,
            slope_below: 0,
            slope_above: 0,
            kink: 0,
            reserve_factor: 0,
            premium_factor: 0,
            supply_cap: 0,
            borrow_cap: 0,
            gated: false,
            outflow_cap: 0,
            outflow_window: day(),
            flash_fee: 0,
        }
    }
}

impl ReserveSettings {
    /// Whether the rate finds itself.
    #[must_use]
    pub const fn adaptive(&self) -> bool {
        self.kink == 0
    }

    /// The outflow window as the pool takes it: none without a cap.
    #[must_use]
    pub const fn window(&self) -> u32 {
        if self.outflow_cap == 0 {
            0
        } else {
            self.outflow_window
        }
    }

    /// What the pool would refuse, before it is asked.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("kink", self.kink, (0, 10_000), "bps");
        let rates = [self.base_rate, self.slope_below, self.slope_above];
        let highest: u32 = rates.map(u32::from).iter().sum();
        if self.adaptive() {
            check.require(
                highest == 0,
                "kink",
                self.kink,
                "write the kink of base_rate and slopes, or leave all four out for the adaptive curve",
            );
        } else {
            check.require(
                highest <= RATE_MAX,
                "slope_above",
                self.slope_above,
                format!("base_rate and slopes add up to {highest} bps; write at most {RATE_MAX}"),
            );
        }
        let factors = u32::from(self.reserve_factor) + u32::from(self.premium_factor);
        check.require(
            factors <= FACTORS_MAX,
            "reserve_factor",
            self.reserve_factor,
            format!("with premium_factor it is {factors} bps of all interest; write at most {FACTORS_MAX}"),
        );
        if self.outflow_cap > 0 {
            check.within("outflow_window", self.outflow_window, WINDOW, "s");
        }
        check.within("flash_fee", self.flash_fee, (0, FLASH_FEE_MAX), "bps");
    }
}

/// The asset's `AssetRisk`, all but depth in bps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskProfile {
    /// Sensitivity to market, ETH family, BTC family, USD peg.
    pub loadings: [i16; 4],
    /// Volatility per year that no factor explains.
    pub idiosyncratic: u16,
    /// The issuer or bridge: risks of one issuer add up.
    pub issuer: u8,
    /// The family within which longs and shorts net.
    pub family: u8,
    /// Least loss to withstand.
    pub haircut: u16,
    /// How far it may depart from its family.
    pub basis: u16,
    /// USD per minute that its market absorbs at 1% impact; unset: a numeraire, without exit cost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<u64>,
    /// Loss of a long exposure in each scenario; negative for a gain.
    pub scenarios: [i16; 16],
}

impl Asset {
    /// Its feed, as one of all.
    #[must_use]
    pub fn price_feed(&self) -> PriceFeed<'_> {
        PriceFeed {
            name: &self.symbol,
            of_asset: true,
            source: &self.feed,
            heartbeat: self.heartbeat,
            stored_age: self.stored_age,
            volatility_floor: self.volatility_floor,
            volatility_cap: self.volatility_cap,
        }
    }

    /// The reserve's settings as the pool takes them.
    #[must_use]
    pub fn reserve_config(&self, feed: u8) -> ReserveConfig {
        let (profile, scenarios) = self.risk.asset_risk().pack();
        let reserve = &self.reserve;
        ReserveConfig {
            feed,
            collateralEnabled: reserve.collateral_enabled,
            borrowEnabled: reserve.borrow_enabled,
            baseRate: reserve.base_rate,
            slopeBelow: reserve.slope_below,
            slopeAbove: reserve.slope_above,
            kink: reserve.kink,
            reserveFactor: reserve.reserve_factor,
            premiumFactor: reserve.premium_factor,
            supplyCap: reserve.supply_cap,
            borrowCap: reserve.borrow_cap,
            profile: B256::from(profile),
            scenarios: B256::from(scenarios),
        }
    }

    /// Name of a vault's share, as its constructor takes it.
    #[must_use]
    pub fn vault_name(&self) -> B256 {
        text(&format!("Ballast {}", self.symbol))
    }

    /// Symbol of a vault's share.
    #[must_use]
    pub fn vault_symbol(&self) -> B256 {
        text(&format!("b{}", self.symbol))
    }

    /// What programs would refuse, and what they cannot know.
    pub(super) fn check(&self, check: &mut Check<'_>) {
        check.within("decimals", self.decimals, DECIMALS, "");
        check.require(
            self.token != Some(Address::ZERO),
            "token",
            Address::ZERO,
            "write the token's address, or leave it out where the deployer is to make one",
        );
        check.require(
            !self.vault || self.symbol.len() <= 24,
            "vault",
            true,
            "a vault's name has room for 24 bytes of the symbol; shorten it",
        );
        if let Some(fees) = &self.vault_fees {
            check.require(
                self.vault,
                "vault_fees.performance",
                fees.performance,
                "there is no vault to take fees; set vault = true, or leave vault_fees out",
            );
            fees.check(&mut check.under("vault_fees"));
        }
        check.require(
            self.insured || self.reserve.premium_factor == 0,
            "reserve.premium_factor",
            self.reserve.premium_factor,
            "no fund insures the reserve; set insured = true, or write 0",
        );
        self.price_feed().check(check);
        self.reserve.check(&mut check.under("reserve"));
        self.risk.check(&mut check.under("risk"));
    }
}

/// A text in a word, leftmost, cut at 32 bytes.
fn text(text: &str) -> B256 {
    let mut word = B256::ZERO;
    for (to, from) in word.iter_mut().zip(text.bytes()) {
        *to = from;
    }
    word
}

impl RiskProfile {
    /// What the pool would refuse, before it is asked.
    fn check(&self, check: &mut Check<'_>) {
        check.within(
            "idiosyncratic",
            self.idiosyncratic,
            (0, VOLATILITY_MAX),
            "bps",
        );
        let floor = u32::from(self.haircut) + u32::from(self.basis);
        check.require(
            floor <= LOSS_MAX,
            "haircut",
            self.haircut,
            format!("with basis it is {floor} bps; write at most {LOSS_MAX}"),
        );
        for loss in self.scenarios {
            check.require(
                u32::from(loss.unsigned_abs()) <= LOSS_MAX,
                "scenarios",
                loss,
                format!("write -{LOSS_MAX} to {LOSS_MAX} bps"),
            );
        }
    }

    /// As the risk mathematics takes it.
    #[must_use]
    pub fn asset_risk(&self) -> AssetRisk {
        AssetRisk {
            loadings: self.loadings,
            idiosyncratic: self.idiosyncratic,
            issuer: self.issuer,
            family: self.family,
            haircut: self.haircut,
            basis: self.basis,
            depth: self.depth.unwrap_or(u64::MAX),
            scenarios: self.scenarios,
        }
    }
}
