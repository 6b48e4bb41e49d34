//! One isolated market: a pool of its own with one collateral and one debt.

use std::collections::BTreeSet;

use alloy::primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};

use super::check::Check;
use super::{Asset, ReserveSettings, RiskSettings, Roles, UnwinderSettings};

/// An isolated market. Nothing that happens in it reaches another pool; it shares the oracle, the code of its programs and
/// their activation. What is unset is as the large pool has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Key of deployment files and of settings' names: letters, digits, `-` and `_`.
    pub name: String,
    /// Symbol of the asset that is escrowed.
    pub collateral: String,
    /// Symbol of the asset that is lent.
    pub debt: String,
    /// Whether an insurance fund of its own covers the debt.
    #[serde(default)]
    pub insured: bool,
    /// Its settings are sealed once they are set and verified: nobody ever changes them again.
    #[serde(default)]
    pub sealed: bool,
    /// Who may pause it, and who keeps its allow-list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Roles>,
    /// Caps of the collateral; nothing of it is borrowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collateral_reserve: Option<ReserveSettings>,
    /// Rates and caps of the debt; none of it is collateral.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debt_reserve: Option<ReserveSettings>,
    /// What health is judged by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskSettings>,
    /// Of unwinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unwinder: Option<UnwinderSettings>,
}

impl Market {
    /// One that is in all as the large pool has it, open to change and without a fund.
    #[must_use]
    pub fn new(name: &str, collateral: &str, debt: &str) -> Self {
        Self {
            name: name.to_owned(),
            collateral: collateral.to_owned(),
            debt: debt.to_owned(),
            insured: false,
            sealed: false,
            roles: None,
            collateral_reserve: None,
            debt_reserve: None,
            risk: None,
            unwinder: None,
        }
    }

    /// The two assets, the collateral first.
    #[must_use]
    pub fn symbols(&self) -> [&str; 2] {
        [&self.collateral, &self.debt]
    }

    /// An asset as this market has it. What only one side does is closed on the other, and premium is for a fund.
    #[must_use]
    pub fn asset(&self, asset: &Asset) -> Asset {
        let lent = asset.symbol == self.debt;
        let own = if lent {
            &self.debt_reserve
        } else {
            &self.collateral_reserve
        };
        let mut asset = asset.clone();
        let reserve = &mut asset.reserve;
        if let Some(own) = own {
            reserve.clone_from(own);
        }
        if lent {
            (reserve.collateral_enabled, reserve.borrow_enabled) = (false, true);
        } else {
            (reserve.collateral_enabled, reserve.borrow_enabled) = (true, false);
            reserve.borrow_cap = 0;
        }
        asset.insured = lent && self.insured;
        if !asset.insured {
            reserve.premium_factor = 0;
        }
        asset
    }

    /// Makes the addresses of its programs, which have the same code and owner as those of others.
    #[must_use]
    pub fn salt(&self, salt: B256) -> B256 {
        keccak256([salt.as_slice(), self.name.as_bytes()].concat())
    }

    /// What programs would refuse, and what they cannot know. `symbols` are those of assets, `feeds` all that have a feed.
    pub(super) fn check(
        &self,
        symbols: &BTreeSet<&str>,
        feeds: &BTreeSet<&str>,
        roles: &Roles,
        check: &mut Check<'_>,
    ) {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        check.require(
            !self.name.is_empty() && self.name.chars().all(fits),
            "name",
            &self.name,
            "a name is of letters, digits, - and _",
        );
        check.require(
            self.collateral != self.debt,
            "debt",
            &self.debt,
            "is the same asset as the collateral; a market has two",
        );
        for (key, symbol) in [("collateral", &self.collateral), ("debt", &self.debt)] {
            let there = symbols.contains(symbol.as_str());
            check.require(there, key, symbol, "is no asset; write the symbol of one");
        }
        let reserves = [
            ("collateral_reserve", &self.collateral_reserve),
            ("debt_reserve", &self.debt_reserve),
        ];
        for (key, reserve) in reserves {
            if let Some(reserve) = reserve {
                let mut check = check.under(key);
                reserve.check(&mut check);
                self.roles
                    .as_ref()
                    .unwrap_or(roles)
                    .check_gate(reserve, &mut check);
            }
        }
        if let Some(risk) = &self.risk {
            risk.check(feeds, &mut check.under("risk"));
        }
        if let Some(unwinder) = &self.unwinder {
            unwinder.check(&mut check.under("unwinder"));
        }
    }
}
