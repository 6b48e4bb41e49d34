//! What people are told: conditions that begin and end, and changes of settings. Pure.
//!
//! A condition is told when it begins, again when it has become twice as grave or has lasted for long, and when it has
//! been over for a while; however it flickers in between. No more than so many notices leave within a minute: what is too
//! much waits, and what was never told is not told to be over.

use crate::{
    assess::{Market, float},
    book::Book,
    loans::{Due, NEVER},
};
use alloy::{
    primitives::{Address, B256, U256},
    rpc::types::Log,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashSet, VecDeque},
    fmt,
};

/// Flags of readings.
const DEPEGGED: u8 = 8;
/// One, in WAD.
const ONE: f64 = 1e18;
/// Changes of settings that wait to be told at most.
const MOST_WAITING: usize = 1_000;
/// Seconds over which notices are counted.
const MINUTE: u64 = 60;

/// When people are told. Shares are of one: 0.1 is 10%. Times are seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertRules {
    /// Effective health under which a loan is told.
    pub health: f64,
    /// Loans of less debt than this, USD, do not count.
    pub min_debt: f64,
    /// Accounts that are told one by one, whatever they owe.
    pub accounts: Vec<Address>,
    /// Fall of a price from its highest within `window`.
    pub price_drop: f64,
    /// Distance from one dollar of the assets in `pegged`.
    pub depeg: f64,
    /// Assets that ought to be worth a dollar.
    pub pegged: Vec<Address>,
    /// Rise of a borrow rate, per year, from its lowest within `window`.
    pub rate_jump: f64,
    /// How far back falls and rises are measured.
    pub window: u64,
    /// Capital of an insurance fund as a share of the debt that it covers.
    pub fund_coverage: f64,
    /// Seconds before an instalment of a loan falls due.
    pub instalment_due: u64,
    /// Seconds before the end of their window within which a loan's puts ought to have been exercised.
    pub exercise_left: u64,
    /// Ether of the keeper's account.
    pub gas_balance: f64,
    /// Days until a program's activation expires.
    pub activation_days: u64,
    /// Ticks that failed in a row.
    pub failed_ticks: u32,
    /// A condition that lasts is told again after so long.
    pub repeat: u64,
    /// A condition is over when it has not been seen for so long.
    pub resolve_after: u64,
    /// Most notices in a minute.
    pub per_minute: usize,
}

impl Default for AlertRules {
    fn default() -> Self {
        Self {
            health: 1.02,
            min_debt: 1_000.0,
            accounts: Vec::new(),
            price_drop: 0.1,
            depeg: 0.01,
            pegged: Vec::new(),
            rate_jump: 0.05,
            window: 3_600,
            fund_coverage: 0.005,
            instalment_due: 86_400,
            exercise_left: 3_600,
            gas_balance: 0.01,
            activation_days: 30,
            failed_ticks: 3,
            repeat: 14_400,
            resolve_after: 300,
            per_minute: 20,
        }
    }
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A loan's health is under the threshold.
    Health,
    /// A price fell.
    PriceDrop,
    /// An asset is not worth what it is pegged to.
    Depeg,
    /// A borrow rate rose.
    RateJump,
    /// Somebody changed settings.
    ParameterChange,
    /// A price is stale, in doubt, or the sequencer is down.
    StaleFeed,
    /// An insurance fund is worth little beside what it covers.
    FundCoverage,
    /// Instalments of loans fall due soon.
    InstalmentDue,
    /// Instalments are past their date, and forfeit collateral unless they are paid in their grace.
    InstalmentOverdue,
    /// Loans past their grace whose puts nobody has exercised, and whose window ends soon.
    Unexercised,
    /// The keeper's account has little ether.
    GasBalance,
    /// A program's activation expires soon, or has.
    Activation,
    /// The keeper does not get its work done.
    Failing,
}

/// Where a notice stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is so.
    Firing,
    /// It is so no longer.
    Resolved,
    /// It happened.
    Happened,
}

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What it is about.
    pub kind: Kind,
    /// Whether it began, ended or happened.
    pub stage: Stage,
    /// What it is about in particular: the same from beginning to end.
    pub key: String,
    /// In words.
    pub text: String,
    /// Time of the block, seconds; 0 where it does not matter.
    pub time: u64,
    #[serde(skip)]
    origin: Option<(B256, u64)>,
}

impl Notice {
    /// Somebody changed settings.
    pub fn changed(log: &Log, text: &str) -> Self {
        Self {
            kind: Kind::ParameterChange,
            stage: Stage::Happened,
            key: format!("{}", log.address()),
            text: format!(
                "settings changed by transaction {}: {text}",
                log.transaction_hash.unwrap_or_default()
            ),
            time: log.block_timestamp.unwrap_or_default(),
            origin: log.transaction_hash.zip(log.log_index),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = if self.stage == Stage::Resolved {
            "over: "
        } else {
            ""
        };
        write!(f, "{over}{}", self.text)
    }
}

/// Something that is so at this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// What it is about.
    pub kind: Kind,
    /// What in particular.
    pub key: String,
    /// In words.
    pub text: String,
    /// How grave; only compared with itself.
    pub weight: f64,
}

impl Condition {
    fn new(kind: Kind, key: impl fmt::Display, weight: f64, text: String) -> Self {
        Self {
            kind,
            key: key.to_string(),
            text,
            weight,
        }
    }
}

/// What is looked at.
#[derive(Debug)]
pub struct Observation<'a> {
    /// Time of the block, seconds.
    pub now: u64,
    /// The accounts, judged.
    pub book: &'a Book,
    /// Prices and rates.
    pub market: &'a Market,
    /// How far the fund of each insured asset covers what is lent of it, WAD; the largest number where nothing is.
    pub coverage: &'a BTreeMap<Address, U256>,
    /// Wei of the keeper's account, if known.
    pub balance: Option<U256>,
    /// The next date of every loan without liquidation.
    pub dues: &'a [Due],
    /// Seconds until programs' activations expire, as far as known.
    pub activations: &'a BTreeMap<Address, u64>,
    /// What people call the assets.
    pub names: &'a BTreeMap<Address, String>,
}

#[derive(Clone, Debug)]
struct Firing {
    condition: Condition,
    seen: u64,
    /// When it was told last and how grave it was.
    told: Option<(u64, f64)>,
}

/// What is so, and what was told of it.
#[derive(Clone, Debug, Default)]
pub struct Alerts {
    rules: AlertRules,
    firing: BTreeMap<(Kind, String), Firing>,
    prices: BTreeMap<Address, VecDeque<(u64, f64)>>,
    rates: BTreeMap<Address, VecDeque<(u64, f64)>>,
    waiting: VecDeque<Notice>,
    happened: HashSet<(B256, u64)>,
    sent: VecDeque<u64>,
}

impl Alerts {
    /// Nothing told yet.
    pub fn new(rules: AlertRules) -> Self {
        Self {
            rules,
            ..Self::default()
        }
    }

    /// The rules.
    pub const fn rules(&self) -> &AlertRules {
        &self.rules
    }

    /// Conditions that hold, or ended too short ago to be told so.
    pub fn firing(&self) -> impl Iterator<Item = Kind> {
        self.firing.keys().map(|(kind, _)| *kind)
    }

    /// What is to be told of how things stand, and of what happened.
    pub fn observe(&mut self, at: &Observation<'_>, happened: Vec<Notice>) -> Vec<Notice> {
        let conditions = self.conditions(at);
        self.hear(happened);
        self.update(at.now, conditions)
    }

    /// What is to be told after `failures` ticks failed in a row, the last with `error`. Nothing else is known then.
    pub fn failed(&mut self, now: u64, failures: u32, error: &str) -> Vec<Notice> {
        if failures < self.rules.failed_ticks {
            return Vec::new();
        }
        let text = format!("{failures} ticks failed in a row, the last with: {error}");
        let condition = Condition::new(Kind::Failing, "", f64::from(failures), text);
        self.note(now, condition);
        self.tell(now)
    }

    /// Notes what happened, each event once, however often the chain is read again.
    fn hear(&mut self, happened: Vec<Notice>) {
        for notice in happened {
            let new = notice
                .origin
                .is_none_or(|origin| self.happened.insert(origin));
            if new && self.waiting.len() < MOST_WAITING {
                self.waiting.push_back(notice);
            }
        }
    }

    fn note(&mut self, now: u64, condition: Condition) {
        let key = (condition.kind, condition.key.clone());
        let told = self.firing.get(&key).and_then(|firing| firing.told);
        let firing = Firing {
            condition,
            seen: now,
            told,
        };
        self.firing.insert(key, firing);
    }

    fn update(&mut self, now: u64, conditions: Vec<Condition>) -> Vec<Notice> {
        for condition in conditions {
            self.note(now, condition);
        }
        self.tell(now)
    }

    /// What may be told now.
    fn tell(&mut self, now: u64) -> Vec<Notice> {
        // A clock that was turned back forgets.
        self.sent
            .retain(|at| *at <= now && now.saturating_sub(*at) < MINUTE);
        let mut room = self.rules.per_minute.saturating_sub(self.sent.len());
        let mut notices = Vec::new();
        while room > 0
            && let Some(notice) = self.waiting.pop_front()
        {
            notices.push(notice);
            room = room.saturating_sub(1);
        }
        let mut over = Vec::new();
        for (key, firing) in &mut self.firing {
            let condition = &firing.condition;
            let notice = |stage| Notice {
                kind: condition.kind,
                stage,
                key: condition.key.clone(),
                text: condition.text.clone(),
                time: now,
                origin: None,
            };
            if firing.seen < now && now.saturating_sub(firing.seen) >= self.rules.resolve_after {
                if firing.told.is_none() {
                    over.push(key.clone());
                } else if room > 0 {
                    notices.push(notice(Stage::Resolved));
                    over.push(key.clone());
                    room = room.saturating_sub(1);
                }
                continue;
            }
            let due = firing.told.is_none_or(|(at, weight)| {
                now.saturating_sub(at) >= self.rules.repeat || condition.weight >= 2.0 * weight
            });
            if firing.seen == now && due && room > 0 {
                firing.told = Some((now, condition.weight));
                notices.push(notice(Stage::Firing));
                room = room.saturating_sub(1);
            }
        }
        for key in over {
            self.firing.remove(&key);
        }
        self.sent.extend(notices.iter().map(|_| now));
        notices
    }

    /// Everything that is so.
    fn conditions(&mut self, at: &Observation<'_>) -> Vec<Condition> {
        let mut all = Vec::new();
        self.loans(at, &mut all);
        self.instalments(at, &mut all);
        self.unexercised(at, &mut all);
        let name = |asset: &Address| match at.names.get(asset) {
            Some(name) => name.clone(),
            None => asset.to_string(),
        };
        for (address, asset) in &at.market.assets {
            let (name, price) = (name(address), asset.spot as f64 / ONE);
            let since = at.now.saturating_sub(self.rules.window);
            let prices = self.prices.entry(*address).or_default();
            let highest = extreme(prices, at.now, since, price, f64::max);
            let fall = 1.0 - price / highest;
            if fall >= self.rules.price_drop {
                let text = format!("{name} fell by {:.1}% to ${price:.4}", fall * 100.0);
                all.push(Condition::new(Kind::PriceDrop, &name, fall, text));
            }
            let rate = float(asset.borrow_rate) / ONE;
            let rates = self.rates.entry(*address).or_default();
            let lowest = extreme(rates, at.now, since, rate, f64::min);
            if rate - lowest >= self.rules.rate_jump {
                let text = format!(
                    "the borrow rate of {name} rose from {:.2}% to {:.2}% a year",
                    lowest * 100.0,
                    rate * 100.0
                );
                all.push(Condition::new(Kind::RateJump, &name, rate - lowest, text));
            }
            let off = (price - 1.0).abs();
            if asset.flags & DEPEGGED != 0 {
                let text = format!("the oracle calls {name} depegged, at ${price:.4}");
                all.push(Condition::new(Kind::Depeg, &name, 1.0, text));
            } else if self.rules.pegged.contains(address) && off >= self.rules.depeg {
                let text = format!("{name} is at ${price:.4}");
                all.push(Condition::new(Kind::Depeg, &name, off, text));
            }
            if asset.flags & !DEPEGGED != 0 {
                let text = format!(
                    "the price of {name} is not usable (flags {}, last round {} s ago)",
                    asset.flags,
                    at.now.saturating_sub(asset.updated_at)
                );
                all.push(Condition::new(Kind::StaleFeed, &name, 1.0, text));
            }
            if let Some(coverage) = at.coverage.get(address) {
                let coverage = float(*coverage) / ONE;
                if coverage < self.rules.fund_coverage {
                    let text = format!(
                        "the insurance fund of {name} is worth {:.3}% of what it covers",
                        coverage * 100.0
                    );
                    let weight = (1.0 / coverage).min(1e9);
                    all.push(Condition::new(Kind::FundCoverage, &name, weight, text));
                }
            }
        }
        if let Some(balance) = at.balance {
            let ether = float(balance) / ONE;
            if ether < self.rules.gas_balance {
                let text = format!("the keeper's account has {ether:.6} ether left");
                all.push(Condition::new(
                    Kind::GasBalance,
                    "",
                    (1.0 / ether).min(1e9),
                    text,
                ));
            }
        }
        for (program, seconds) in at.activations {
            let days = seconds / 86_400;
            if days < self.rules.activation_days {
                let text = format!("the activation of {program} expires in {days} days");
                all.push(Condition::new(Kind::Activation, program, 1.0, text));
            }
        }
        all
    }

    /// Instalments that fall due within the time set, and those in their grace: of accounts that are named one by one, of others
    /// together.
    fn instalments(&self, at: &Observation<'_>, all: &mut Vec<Condition>) {
        let rules = &self.rules;
        let (mut soon, mut late) = (Vec::new(), Vec::new());
        for due in at.dues {
            if due.due == NEVER {
                continue;
            }
            if at.now < due.due && due.due <= at.now.saturating_add(rules.instalment_due) {
                soon.push((due.due, due));
            } else if (due.due..=due.until).contains(&at.now) {
                late.push((due.until, due));
            }
        }
        let hours = |until: u64| until.saturating_sub(at.now) as f64 / 3_600.0;
        for (kind, list, happens) in [
            (Kind::InstalmentDue, soon, "falls due"),
            (
                Kind::InstalmentOverdue,
                late,
                "is overdue, and its collateral lost",
            ),
        ] {
            let said = |until: u64, due: &Due| {
                format!(
                    "what {} loan {} of {} owes next {happens} in {:.1} hours",
                    due.kind,
                    due.loan,
                    due.borrower,
                    hours(until)
                )
            };
            let named = |due: &Due| rules.accounts.contains(&due.borrower);
            for (until, due) in list.iter().filter(|(_, due)| named(due)) {
                let key = format!("{} {}", due.kind, due.loan);
                all.push(Condition::new(kind, key, 1.0, said(*until, due)));
            }
            let others = list
                .iter()
                .filter(|(_, due)| !named(due) && due.usd >= rules.min_debt);
            let others: Vec<_> = others.collect();
            if let Some((until, due)) = others.iter().min_by_key(|(until, _)| *until) {
                let (count, usd) = (
                    others.len(),
                    others.iter().map(|(_, due)| due.usd).sum::<f64>(),
                );
                let text = format!(
                    "{count} loans that owe ${usd:.0}: first {}",
                    said(*until, due)
                );
                all.push(Condition::new(kind, "all", usd, text));
            }
        }
    }

    /// Loans that lose their protection soon, all that owe enough together.
    fn unexercised(&self, at: &Observation<'_>, all: &mut Vec<Condition>) {
        let soon = at.dues.iter().filter_map(|due| {
            let until = due.protected_until?;
            let left = until.checked_sub(at.now)?;
            let counts =
                due.usd >= self.rules.min_debt || self.rules.accounts.contains(&due.borrower);
            let late = at.now > due.until && left <= self.rules.exercise_left;
            (late && counts).then_some((left, due))
        });
        let soon: Vec<_> = soon.collect();
        if let Some((left, first)) = soon.iter().min_by_key(|(left, _)| *left) {
            let usd: f64 = soon.iter().map(|(_, due)| due.usd).sum();
            let text = format!(
                "nobody has exercised the puts of {} loans that owe ${usd:.0}: those of {} loan {} end in {:.0} minutes",
                soon.len(),
                first.kind,
                first.loan,
                *left as f64 / 60.0
            );
            all.push(Condition::new(Kind::Unexercised, "all", usd, text));
        }
    }

    /// Loans under the threshold: those named one by one, the others together.
    fn loans(&self, at: &Observation<'_>, all: &mut Vec<Condition>) {
        let (mut count, mut debt) = (0_u64, 0.0);
        let mut worst: Option<(u128, Address)> = None;
        for (address, account) in at.book.accounts() {
            let Some(look) = account.look.as_ref().filter(|look| look.debt > 0) else {
                continue;
            };
            let (health, owed) = (look.health as f64 / ONE, look.debt as f64 / ONE);
            if health >= self.rules.health {
                continue;
            }
            if self.rules.accounts.contains(address) {
                let text = format!("health of {address} is {health:.4}, it owes ${owed:.0}");
                all.push(Condition::new(
                    Kind::Health,
                    address,
                    1.0 / health.max(1e-9),
                    text,
                ));
            } else if owed >= self.rules.min_debt {
                count = count.saturating_add(1);
                debt += owed;
                let this = (look.health, *address);
                worst = Some(worst.map_or(this, |worst| worst.min(this)));
            }
        }
        if let Some((health, address)) = worst {
            let text = format!(
                "{count} loans that owe ${debt:.0} are under health {}; the lowest is {:.4}, of {address}",
                self.rules.health,
                health as f64 / ONE
            );
            all.push(Condition::new(Kind::Health, "book", debt, text));
        }
    }
}

/// Notes a value and gives the extreme of those since then.
fn extreme(
    known: &mut VecDeque<(u64, f64)>,
    now: u64,
    since: u64,
    value: f64,
    pick: fn(f64, f64) -> f64,
) -> f64 {
    // Values that a later one outdoes are never the extreme again.
    while known
        .back()
        .is_some_and(|(at, last)| *at > now || pick(*last, value) == value)
    {
        known.pop_back();
    }
    known.push_back((now, value));
    while known.len() > 1 && known.front().is_some_and(|(at, _)| *at < since) {
        known.pop_front();
    }
    known.front().map_or(value, |(_, extreme)| *extreme)
}

#[cfg(test)]
#[path = "alerts_tests.rs"]
mod tests;
