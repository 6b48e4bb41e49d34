//! What tells loan-to-value engines apart.

use crate::decimal::format_wad;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};

const PERCENT: u128 = WAD / 100;

/// Aave v3.7; WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AaveV3 {
    /// Part of the total debt that one call may repay.
    pub close_factor: u128,
    /// Health factor at or below which all may be repaid.
    pub whole_below_health: u128,
    /// USD value of the picked debt or collateral below which all may be repaid.
    pub whole_below_usd: u128,
    /// USD value that must be left of both, unless one is closed whole.
    pub least_left_usd: u128,
    /// Collateral paid beyond what is repaid.
    pub bonus: u128,
}

impl Default for AaveV3 {
    fn default() -> Self {
        Self {
            close_factor: WAD / 2,
            whole_below_health: 95 * PERCENT,
            whole_below_usd: 2_000 * WAD,
            least_left_usd: 1_000 * WAD,
            bonus: 5 * PERCENT,
        }
    }
}

/// Aave v4; WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AaveV4 {
    /// Health factor that a call brings the account to.
    pub target: u128,
    /// Greatest bonus.
    pub most_bonus: u128,
    /// Part of the greatest bonus that is paid at a health factor of 1.
    pub bonus_factor: u128,
    /// Health factor at or below which the greatest bonus is paid.
    pub most_bonus_below: u128,
    /// USD value of debt or collateral under which nothing is left.
    pub dust_usd: u128,
}

impl Default for AaveV4 {
    fn default() -> Self {
        Self {
            target: 105 * PERCENT,
            most_bonus: 5 * PERCENT,
            bonus_factor: 50 * PERCENT,
            most_bonus_below: 90 * PERCENT,
            dust_usd: 1_000 * WAD,
        }
    }
}

/// Morpho; WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Morpho {
    /// How the incentive grows with the distance of the threshold from one.
    pub cursor: u128,
    /// Greatest incentive factor.
    pub most: u128,
}

impl Default for Morpho {
    fn default() -> Self {
        Self {
            cursor: 30 * PERCENT,
            most: 115 * PERCENT,
        }
    }
}

/// A loan-to-value engine's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Half or all, at a fixed bonus.
    AaveV3(AaveV3),
    /// To a target health, at a bonus that rises as health falls.
    AaveV4(AaveV4),
    /// All, at an incentive that follows from the threshold.
    Morpho(Morpho),
}

/// An account below health 1, as a rule sees it. USD and ratios WAD.
pub(super) struct Case {
    /// Debt at which liquidation begins, over collateral.
    pub threshold: u128,
    /// Collateral times threshold.
    pub backing: u128,
    /// All debt.
    pub owed: u128,
    /// The picked debt.
    pub owing: u128,
    /// The picked collateral.
    pub held: u128,
}

/// What a rule lets a liquidator do.
pub(super) struct Terms {
    /// Collateral paid beyond what is repaid, WAD.
    pub bonus: u128,
    /// Most of the picked debt that may be repaid, USD; all of it where that is less.
    pub repay: u128,
    /// What must be left of both, USD, unless one of them is closed whole.
    pub least_left: u128,
    /// Whether everything may be taken where less than that would be left; else less is repaid.
    pub whole_for_dust: bool,
}

/// Units of gas of a liquidation call, measured by the projects themselves where they publish it.
const AAVE_V3_GAS: u128 = 345_000;
const AAVE_V4_GAS: u128 = 340_000;
const MORPHO_GAS: u128 = 120_000;

impl Rule {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::AaveV3(_) => "Aave v3.7",
            Self::AaveV4(_) => "Aave v4",
            Self::Morpho(_) => "Morpho",
        }
    }

    /// Gas of a call.
    pub(super) fn gas(&self) -> u128 {
        match self {
            Self::AaveV3(_) => AAVE_V3_GAS,
            Self::AaveV4(_) => AAVE_V4_GAS,
            Self::Morpho(_) => MORPHO_GAS,
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        let require = |holds: bool, name, value: u128, advice| {
            if holds {
                return Ok(());
            }
            let value = format_wad(value);
            Err(Error::Parameter {
                name,
                value,
                advice,
            })
        };
        match self {
            Self::AaveV3(rule) => {
                let part = rule.close_factor;
                require(
                    part > 0 && part <= WAD,
                    "close factor",
                    part,
                    "give more than 0 and at most 1",
                )?;
                require(
                    rule.whole_below_usd >= rule.least_left_usd.saturating_mul(2),
                    "whole below USD",
                    rule.whole_below_usd,
                    "give at least twice the value that must be left",
                )?;
                require(rule.bonus <= WAD, "bonus", rule.bonus, "give at most 1")
            }
            Self::AaveV4(rule) => {
                require(
                    rule.target > WAD && rule.target <= 2 * WAD,
                    "target health",
                    rule.target,
                    "give more than 1 and at most 2",
                )?;
                require(
                    rule.most_bonus <= WAD && rule.bonus_factor <= WAD,
                    "bonus",
                    rule.most_bonus,
                    "give bonus and factor of at most 1",
                )?;
                require(
                    rule.most_bonus_below < WAD,
                    "health of the greatest bonus",
                    rule.most_bonus_below,
                    "give less than 1",
                )
            }
            Self::Morpho(rule) => require(
                rule.cursor < WAD && rule.most >= WAD && rule.most <= 2 * WAD,
                "incentive",
                rule.most,
                "give a cursor below 1 and a greatest factor from 1 to 2",
            ),
        }
    }

    pub(super) fn terms(&self, case: &Case) -> Result<Terms> {
        let health = scale_down(case.backing, WAD, case.owed, "an account's health")?;
        match self {
            Self::AaveV3(rule) => {
                let part_only = health > rule.whole_below_health
                    && case.owing >= rule.whole_below_usd
                    && case.held >= rule.whole_below_usd;
                let part = scale_down(case.owed, rule.close_factor, WAD, "a repayment")?;
                Ok(Terms {
                    bonus: rule.bonus,
                    repay: if part_only { part } else { u128::MAX },
                    least_left: rule.least_left_usd,
                    whole_for_dust: false,
                })
            }
            Self::AaveV4(rule) => {
                let least = scale_down(rule.most_bonus, rule.bonus_factor, WAD, "a bonus")?;
                let depth = WAD.saturating_sub(health);
                let span = WAD.saturating_sub(rule.most_bonus_below);
                let above = rule.most_bonus.saturating_sub(least);
                let bonus = if depth >= span {
                    rule.most_bonus
                } else {
                    least.saturating_add(scale_down(above, depth, span, "a bonus")?)
                };
                // What a dollar repaid takes off the backing; at or above the target no sale reaches it.
                let taken = scale_up(WAD.saturating_add(bonus), case.threshold, WAD, "a bonus")?;
                let repay = match rule.target.checked_sub(taken) {
                    None | Some(0) => u128::MAX,
                    Some(gain) => {
                        let missing = rule.target.saturating_sub(health);
                        scale_up(case.owed, missing, gain, "a repayment")?
                    }
                };
                Ok(Terms {
                    bonus,
                    repay,
                    least_left: rule.dust_usd,
                    whole_for_dust: true,
                })
            }
            Self::Morpho(rule) => {
                let short = scale_down(
                    rule.cursor,
                    WAD.saturating_sub(case.threshold.min(WAD)),
                    WAD,
                    "an incentive",
                )?;
                let factor = scale_down(WAD, WAD, WAD.saturating_sub(short), "an incentive")?;
                Ok(Terms {
                    bonus: factor.min(rule.most).saturating_sub(WAD),
                    repay: u128::MAX,
                    least_left: 0,
                    whole_for_dust: false,
                })
            }
        }
    }
}
