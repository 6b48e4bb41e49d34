//! What a tick did.

use crate::{
    alerts::{Kind, Notice},
    loans::Loans,
};
use alloy::primitives::{Address, B256, U256};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// Everything that one tick did and did not do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TickReport {
    /// Block up to which events were read.
    pub block: u64,
    /// Its time, seconds.
    pub timestamp: u64,
    /// Why the tick failed as a whole; nothing else is known then.
    pub failed: Option<String>,
    /// Accounts with debt or an open schedule.
    pub accounts: usize,
    /// Accounts that were judged anew; the others' judgement still held.
    pub evaluated: usize,
    /// Accounts that the chain was asked about: open or near 1.
    pub needy: usize,
    /// Accounts with an open schedule.
    pub open: usize,
    /// Accounts under health 1, and what they owe, USD.
    pub under_one: usize,
    /// Of those.
    pub under_one_debt: f64,
    /// Lowest effective health of an account with debt, where it is under the threshold of alerts.
    pub lowest_health: Option<f64>,
    /// Wei of the keeper's account, if known.
    pub balance: Option<U256>,
    /// Accounts under margin call.
    pub called: usize,
    /// Loans without liquidation, by kind.
    pub loans: BTreeMap<&'static str, Loans>,
    /// How far each insurance fund's worth covers what is lent of its asset, by what people call that; none where nothing is.
    pub coverage: BTreeMap<String, f64>,
    /// Seconds until the activation of each program expires, as of the last look.
    pub activations: BTreeMap<Address, u64>,
    /// Requests to endpoints that failed since the start.
    pub rpc_failures: u64,
    /// Times that the chain was rewound since the start.
    pub reorganisations: u64,
    /// Seconds that the tick took.
    pub took: f64,
    /// Pokes sent.
    pub pokes: Vec<PokeDone>,
    /// Schedules opened.
    pub opened: Vec<Done>,
    /// Accounts observed.
    pub observed: Vec<Done>,
    /// Fills made.
    pub fills: Vec<FillDone>,
    /// Schedules closed, by `close` or by a fill that reached the target.
    pub closed: Vec<Done>,
    /// Shortfalls resolved.
    pub resolved: Vec<Done>,
    /// Distress charged.
    pub charged: Vec<Done>,
    /// What is expected not to come back noted.
    pub told: Vec<Done>,
    /// Purchases of insurance funds.
    pub backstops: Vec<Done>,
    /// Collateral passed in kind.
    pub passed: Vec<Done>,
    /// Margin calls told, and their ends.
    pub watched: Vec<Done>,
    /// Standing orders armed.
    pub armed: Vec<Done>,
    /// Standing orders executed.
    pub executed: Vec<Done>,
    /// Missed dates of loans settled, and loans forfeited; `account` is the borrower.
    pub settled: Vec<Done>,
    /// Puts exercised; `account` is the borrower, or the protected underlying.
    pub exercised: Vec<Done>,
    /// Growth of loans harvested; `account` is the borrower.
    pub harvested: Vec<Done>,
    /// Loans that yield repaid given dates; `account` is the borrower.
    pub turned: Vec<Done>,
    /// Writers of puts served; `account` is the market.
    pub served: Vec<Done>,
    /// Series of term lenders published; `account` is the pool.
    pub published: Vec<Done>,
    /// What was paid sent to a collar's owner, or collected by a pool of term lenders; `account` is the owner or the pool.
    pub collected: Vec<Done>,
    /// Bought from insurance funds, and growth of loans; `account` is the fund or the borrower.
    pub bought: Vec<Done>,
    /// Outages of the sequencer noted.
    pub stood_still: Vec<Done>,
    /// Actions that a dry run would have sent.
    pub planned: Vec<Planned>,
    /// What was not done, for normal reasons: somebody was first, too dear, no funds, paused.
    pub skipped: Vec<Skipped>,
    /// What failed.
    pub errors: Vec<TickError>,
    /// What people are to be told.
    pub notices: Vec<Notice>,
    /// Conditions that hold, or ended too short ago to be told so.
    pub firing: Vec<Kind>,
}

impl TickReport {
    /// Whether nothing was sent, planned, or wrong.
    pub fn is_quiet(&self) -> bool {
        self.transactions() == 0 && self.planned.is_empty() && self.errors.is_empty()
    }

    /// Transactions that did something.
    pub fn transactions(&self) -> usize {
        let first = self.pokes.len().saturating_add(self.fills.len());
        let lists = self.done().into_iter();
        lists.fold(first, |sum, (_, done)| sum.saturating_add(done.len()))
    }

    /// What was done besides pokes and fills, by action. A schedule that another action closed is under `close` too.
    pub fn done(&self) -> [(&'static str, &[Done]); 20] {
        [
            ("open", &self.opened),
            ("observe", &self.observed),
            ("close", &self.closed),
            ("resolve", &self.resolved),
            ("charge", &self.charged),
            ("tell", &self.told),
            ("backstop", &self.backstops),
            ("pass_in_kind", &self.passed),
            ("watch", &self.watched),
            ("arm", &self.armed),
            ("execute", &self.executed),
            ("settle", &self.settled),
            ("exercise", &self.exercised),
            ("harvest", &self.harvested),
            ("turn", &self.turned),
            ("serve", &self.served),
            ("publish", &self.published),
            ("collect", &self.collected),
            ("buy", &self.bought),
            ("stand_still", &self.stood_still),
        ]
    }
}

/// A poke.
#[derive(Clone, Debug, Serialize)]
pub struct PokeDone {
    /// Feeds whose rounds were offered.
    pub feeds: Vec<u8>,
    /// The transaction.
    pub transaction: B256,
    /// Gas burned.
    pub gas_used: u64,
}

/// Something done to an account.
#[derive(Clone, Debug, Serialize)]
pub struct Done {
    /// The account.
    pub account: Address,
    /// The transaction.
    pub transaction: B256,
    /// Gas burned.
    pub gas_used: u64,
}

/// A fill, as its event says.
#[derive(Clone, Debug, Serialize)]
pub struct FillDone {
    /// Whose collateral was sold.
    pub account: Address,
    /// Sold.
    pub collateral_asset: Address,
    /// Repaid.
    pub debt_asset: Address,
    /// Bought, token units.
    #[serde(serialize_with = "decimal")]
    pub bought: U256,
    /// Paid, token units.
    #[serde(serialize_with = "decimal")]
    pub paid: U256,
    /// Sold, USD at spot, WAD.
    #[serde(serialize_with = "decimal")]
    pub sold_usd: U256,
    /// Repaid, USD at spot, WAD.
    #[serde(serialize_with = "decimal")]
    pub repaid_usd: U256,
    /// Paid, USD per whole collateral token, WAD.
    #[serde(serialize_with = "decimal")]
    pub price: U256,
    /// Spot at the fill, USD per whole collateral token, WAD.
    #[serde(serialize_with = "decimal")]
    pub spot: U256,
    /// 2 metered, 3 auction.
    pub stage: u8,
    /// The transaction.
    pub transaction: B256,
    /// Gas burned.
    pub gas_used: u64,
}

/// What a dry run would have sent.
#[derive(Clone, Debug, Serialize)]
pub struct Planned {
    /// The account; none for a poke.
    pub account: Option<Address>,
    /// What.
    pub action: String,
}

/// What was passed over for a normal reason.
#[derive(Clone, Debug, Serialize)]
pub struct Skipped {
    /// The account; none for a poke.
    pub account: Option<Address>,
    /// What.
    pub action: String,
    /// Why.
    pub reason: String,
}

/// What failed.
#[derive(Clone, Debug, Serialize)]
pub struct TickError {
    /// The account, if it was about one.
    pub account: Option<Address>,
    /// What was tried.
    pub action: String,
    /// Why it failed.
    pub message: String,
}

/// Writes a number in decimal, so that other languages read it without hexadecimal.
fn decimal<S: Serializer>(value: &U256, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
