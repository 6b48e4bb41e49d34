//! What an action moves: expected beforehand, told by events afterwards.

use alloy::primitives::{Address, Log, U256};
use alloy::sol_types::SolEvent;
use ballast_bindings::ITermLoan;
use serde_json::{Map, Value};

use crate::amount::tokens;
use crate::session::Asset;

/// Amounts of one action on a loan, token units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The loan that was opened.
    pub opened: Option<U256>,
    /// Principal of it.
    pub borrowed: U256,
    /// Collateral of it.
    pub locked: U256,
    /// Principal repaid.
    pub principal: U256,
    /// Interest paid.
    pub interest: U256,
    /// Collateral unlocked.
    pub unlocked: U256,
    /// Collateral forfeited, for instalments were missed before.
    pub forfeited: U256,
    /// Cash claimed by the position's holder.
    pub cash: U256,
    /// Collateral claimed by it.
    pub collateral: U256,
}

impl Sums {
    /// Of the program's events in a receipt.
    pub fn of<'a>(program: Address, logs: impl Iterator<Item = &'a Log>) -> Self {
        let mut sums = Self::default();
        let add = |sum: &mut U256, amount| *sum = sum.saturating_add(amount);
        for log in logs.filter(|log| log.address == program) {
            if let Ok(e) = ITermLoan::Opened::decode_log(log) {
                sums.opened = Some(e.loan);
                add(&mut sums.borrowed, e.principal);
                add(&mut sums.locked, e.collateral);
            } else if let Ok(e) = ITermLoan::InstalmentPaid::decode_log(log) {
                add(&mut sums.principal, e.principal);
                add(&mut sums.interest, e.interest);
                add(&mut sums.unlocked, e.unlocked);
            } else if let Ok(e) = ITermLoan::RepaidEarly::decode_log(log) {
                add(&mut sums.principal, e.principal);
                add(&mut sums.interest, e.interest);
                add(&mut sums.unlocked, e.unlocked);
            } else if let Ok(e) = ITermLoan::Forfeited::decode_log(log) {
                add(&mut sums.forfeited, e.collateral);
            } else if let Ok(e) = ITermLoan::Claimed::decode_log(log) {
                add(&mut sums.cash, e.cash);
                add(&mut sums.collateral, e.collateral);
            }
        }
        sums
    }

    /// Name, amount and asset of everything that moves.
    fn parts<'a>(
        &self,
        debt: &'a Asset,
        collateral: &'a Asset,
    ) -> Vec<(&'static str, String, &'a Asset)> {
        let all = [
            ("borrowed", self.borrowed, debt),
            ("locked", self.locked, collateral),
            ("principal", self.principal, debt),
            ("interest", self.interest, debt),
            ("unlocked", self.unlocked, collateral),
            ("forfeited", self.forfeited, collateral),
            ("cash", self.cash, debt),
            ("collateral", self.collateral, collateral),
        ];
        let moved = all.into_iter().filter(|(_, amount, _)| !amount.is_zero());
        moved
            .map(|(name, amount, asset)| (name, tokens(amount, asset.decimals), asset))
            .collect()
    }

    /// For people.
    pub fn pairs(&self, debt: &Asset, collateral: &Asset) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.opened.map(|loan| ("loan", loan.to_string())));
        let parts = self.parts(debt, collateral).into_iter();
        pairs.extend(
            parts.map(|(name, amount, asset)| (name, format!("{amount} {}", asset.symbol))),
        );
        pairs
    }

    /// For programs.
    pub fn json(&self, debt: &Asset, collateral: &Asset) -> Map<String, Value> {
        let mut map = Map::new();
        if let Some(loan) = self.opened {
            map.insert("opened".to_owned(), loan.to_string().into());
        }
        for (name, amount, _) in self.parts(debt, collateral) {
            map.insert(name.to_owned(), amount.into());
        }
        map
    }
}
