//! One isolated market: a pool of its own with one collateral and one debt.

use std::collections::BTreeSet;

use alloy::primitives::{B256, keccak256};
use serde::{Deserialize, Serialize};

use super::{Asset, ReserveSettings, RiskSettings, UnwinderSettings};
use crate::Error;

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

    /// What no program checks.
    pub(super) fn validate(&self, symbols: &BTreeSet<&str>) -> Result<(), Error> {
        let wrong = |text: String| Err(Error::Config(format!("market {}: {text}", self.name)));
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        if self.name.is_empty() || !self.name.chars().all(fits) {
            return wrong("a name is of letters, digits, - and _".to_owned());
        }
        if self.collateral == self.debt {
            return wrong("collateral and debt are the same asset".to_owned());
        }
        for symbol in self.symbols() {
            if !symbols.contains(symbol) {
                return wrong(format!("{symbol} is no asset"));
            }
        }
        let factors = self.risk.iter().flat_map(|risk| &risk.factors);
        match factors
            .into_iter()
            .find(|symbol| !symbols.contains(symbol.as_str()))
        {
            Some(factor) => wrong(format!("risk.factors names {factor}, which is no asset")),
            None => Ok(()),
        }
    }
}
