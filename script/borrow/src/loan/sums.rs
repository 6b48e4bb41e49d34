//! What an action moves: expected beforehand, told by events afterwards.

use alloy::primitives::{Address, Log, U256};
use alloy::sol_types::SolEvent;
use ballast_bindings::{ICollar, IOptionLoan, ITermLoan, IYieldLoan};
use serde_json::{Map, Value};

use super::Kind;
use crate::amount::tokens;
use crate::session::Asset;

/// Amounts of one action on a loan, token units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The loan or collar that was opened.
    pub opened: Option<U256>,
    /// Principal of it.
    pub borrowed: U256,
    /// Collateral of it.
    pub locked: U256,
    /// Paid for its puts.
    pub premium: U256,
    /// Paid by the buyer of its call.
    pub earned: U256,
    /// Sent to who receives the cash.
    pub paid_out: U256,
    /// Paid for a call's collateral.
    pub paid: U256,
    /// Cash that exercise of its puts paid.
    pub exercised: U256,
    /// Of that, the lender's.
    pub to_lender: U256,
    /// Principal repaid.
    pub principal: U256,
    /// Interest paid.
    pub interest: U256,
    /// Collateral unlocked.
    pub unlocked: U256,
    /// Growth of collateral handed to the lender.
    pub harvested: U256,
    /// Collateral forfeited, for instalments were missed before.
    pub forfeited: U256,
    /// Cash claimed.
    pub cash: U256,
    /// Collateral claimed.
    pub collateral: U256,
    /// Puts claimed.
    pub puts: U256,
}

impl Sums {
    /// Of the events of the program, and of that of the loans beneath it, in a receipt.
    pub fn of<'a>(
        kind: Kind,
        program: Address,
        beneath: Option<Address>,
        logs: impl Iterator<Item = &'a Log>,
    ) -> Self {
        let mut sums = Self::default();
        for log in logs {
            if Some(log.address) == beneath {
                sums.add_protected(log);
            }
            if log.address != program {
                continue;
            }
            match kind {
                Kind::Term => sums.add_term(log),
                Kind::Put => sums.add_put(log),
                Kind::Collar => sums.add_collar(log),
                Kind::Growth => sums.add_growth(log),
            }
        }
        sums
    }

    fn add_term(&mut self, log: &Log) {
        if let Ok(e) = ITermLoan::Opened::decode_log(log) {
            self.open(e.loan, e.principal, e.collateral);
        } else if let Ok(e) = ITermLoan::InstalmentPaid::decode_log(log) {
            self.pay(e.principal, e.interest, e.unlocked);
        } else if let Ok(e) = ITermLoan::RepaidEarly::decode_log(log) {
            self.pay(e.principal, e.interest, e.unlocked);
        } else if let Ok(e) = ITermLoan::Forfeited::decode_log(log) {
            add(&mut self.forfeited, e.collateral);
        } else if let Ok(e) = ITermLoan::Claimed::decode_log(log) {
            self.claim(e.cash, e.collateral);
        }
    }

    fn add_put(&mut self, log: &Log) {
        self.add_protected(log);
        if let Ok(e) = IOptionLoan::Claimed::decode_log(log) {
            self.claim(e.cash, e.collateral);
        } else if let Ok(e) = IOptionLoan::WithheldClaimed::decode_log(log) {
            self.claim(e.cash, e.collateral);
        }
    }

    fn add_collar(&mut self, log: &Log) {
        if let Ok(e) = ICollar::Opened::decode_log(log) {
            self.opened = Some(e.collar);
            add(&mut self.earned, e.premium);
            add(&mut self.paid_out, e.paid);
        } else if let Ok(e) = ICollar::CallExercised::decode_log(log) {
            add(&mut self.paid, e.cost);
            add(&mut self.collateral, e.collateral);
        } else if let Ok(e) = ICollar::Claimed::decode_log(log) {
            self.claim(e.cash, e.collateral);
            add(&mut self.puts, e.puts);
        }
    }

    /// What happened to a loan that puts protect.
    fn add_protected(&mut self, log: &Log) {
        if let Ok(e) = IOptionLoan::Opened::decode_log(log) {
            self.open(e.loan, e.principal, e.collateral);
            add(&mut self.premium, e.premium);
        } else if let Ok(e) = IOptionLoan::Repaid::decode_log(log) {
            self.pay(e.principal, e.interest, e.unlocked);
        } else if let Ok(e) = IOptionLoan::PutsExercised::decode_log(log) {
            add(&mut self.exercised, e.cash);
            add(&mut self.to_lender, e.toLender);
        }
    }

    fn add_growth(&mut self, log: &Log) {
        if let Ok(e) = IYieldLoan::Opened::decode_log(log) {
            self.open(e.loan, e.principal, e.collateral);
        } else if let Ok(e) = IYieldLoan::Repaid::decode_log(log) {
            self.pay(e.principal, e.interest, e.unlocked);
        } else if let Ok(e) = IYieldLoan::Harvested::decode_log(log) {
            self.pay(e.principal, e.interest, e.unlocked);
            add(&mut self.harvested, e.shares);
        } else if let Ok(e) = IYieldLoan::Forfeited::decode_log(log) {
            add(&mut self.forfeited, e.collateral);
        } else if let Ok(e) = IYieldLoan::Claimed::decode_log(log) {
            self.claim(e.cash, e.shares);
        } else if let Ok(e) = IYieldLoan::UnlockedClaimed::decode_log(log) {
            self.claim(U256::ZERO, e.shares);
        }
    }

    fn open(&mut self, loan: U256, principal: U256, collateral: U256) {
        self.opened = Some(loan);
        add(&mut self.borrowed, principal);
        add(&mut self.locked, collateral);
    }

    fn pay(&mut self, principal: U256, interest: U256, unlocked: U256) {
        add(&mut self.principal, principal);
        add(&mut self.interest, interest);
        add(&mut self.unlocked, unlocked);
    }

    fn claim(&mut self, cash: U256, collateral: U256) {
        add(&mut self.cash, cash);
        add(&mut self.collateral, collateral);
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
            ("premium", self.premium, debt),
            ("earned", self.earned, debt),
            ("paid_out", self.paid_out, debt),
            ("paid", self.paid, debt),
            ("exercised", self.exercised, debt),
            ("to_lender", self.to_lender, debt),
            ("principal", self.principal, debt),
            ("interest", self.interest, debt),
            ("unlocked", self.unlocked, collateral),
            ("harvested", self.harvested, collateral),
            ("forfeited", self.forfeited, collateral),
            ("cash", self.cash, debt),
            ("collateral", self.collateral, collateral),
            ("puts", self.puts, collateral),
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

fn add(sum: &mut U256, amount: U256) {
    *sum = sum.saturating_add(amount);
}
