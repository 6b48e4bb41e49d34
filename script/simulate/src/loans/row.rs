//! Loans of one kind summed up.

use serde::{Serialize, Serializer};

use super::outcome::{Behaviour, Kind, Outcome, Parts, YEAR, share};
use super::{Economics, Followed, SCHEMA};
use crate::error::{Error, Result};
use crate::fixed::WAD;
use crate::show::format::exact;

/// A share, WAD; as JSON an exact decimal in a string. None: there is nothing that it is a share of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share(pub Option<i128>);

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0 {
            Some(share) => serializer.serialize_some(&exact(share)),
            None => serializer.serialize_none(),
        }
    }
}

/// Which loans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The kind.
    pub kind: Kind,
    /// What the borrower does.
    pub behaviour: Behaviour,
    /// Seconds; none: all.
    pub tenor: Option<u64>,
    /// WAD; none: all.
    pub ltv: Option<u128>,
}

impl Group {
    fn holds(&self, outcome: &Outcome) -> bool {
        outcome.kind == self.kind
            && outcome.behaviour == self.behaviour
            && self.tenor.is_none_or(|tenor| tenor == outcome.tenor)
            && self.ltv.is_none_or(|ltv| ltv == outcome.ltv)
    }
}

/// Loans summed up. Returns and costs per year weigh every loan by its cash and time; worst ones are shares of one loan, not
/// per year. Field names are the JSON's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Their kind.
    pub kind: Kind,
    /// What their borrowers do.
    pub behaviour: Behaviour,
    /// Seconds; none: of every length.
    pub tenor: Option<u64>,
    /// Debt over collateral at the opening; none: of every one.
    pub ltv: Share,
    /// How many.
    pub loans: u64,
    /// Of them: some of the collateral was given up at a date.
    pub gave_up: u64,
    /// Times that a price had collateral sold.
    pub forced_sales: u64,
    /// Mean rate per year.
    pub rate: Share,
    /// Borrowers' cost per year, of the cash that they have.
    pub cost: Share,
    /// Of it: interest; premium; given up beyond the debt that ended; penalty of forced sales; sold low.
    pub interest: Share,
    /// For options.
    pub premium: Share,
    /// Given up beyond the debt that ended by it.
    pub given_up: Share,
    /// What forced sales cost.
    pub penalty: Share,
    /// What left, at the last price less when it left.
    pub sold_low: Share,
    /// The largest cost of a loan, of its cash.
    pub worst_cost: Share,
    /// Part of the loans that cost less a year than the same loan from Ballast's pool, of those that it opens.
    pub cheaper_than_ballast: Share,
    /// The same of Aave's.
    pub cheaper_than_aave: Share,
    /// Lenders' gain per year.
    pub lender: Share,
    /// The least gain of a lender, of what he lent: negative where he lost.
    pub lender_worst: Share,
    /// Lenders that lost anything.
    pub lenders_lost: u64,
    /// Writers' gain per year, of the cash that they lock.
    pub writer: Share,
    /// The least gain of a writer, of the cash that he locked.
    pub writer_worst: Share,
}

fn least(one: Option<i128>, other: Option<i128>) -> Option<i128> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

impl Row {
    /// The loans of a group; none where there are none.
    #[must_use]
    pub fn of<'a>(group: Group, outcomes: impl Iterator<Item = &'a Outcome>) -> Option<Self> {
        let (mut loans, mut gave_up, mut forced, mut lost) = (0, 0, 0, 0);
        let (mut cost, mut lender, mut writer) = (0_i128, 0_i128, 0_i128);
        let (mut cash, mut lent, mut locked, mut rates) = (0_u128, 0_u128, 0_u128, 0_u128);
        let mut parts = Parts::default();
        let (mut cheaper, mut compared) = ([0_i128; 2], [0_u128; 2]);
        let [mut best, mut lender_worst, mut writer_worst] = [None; 3];
        for outcome in outcomes.filter(|outcome| group.holds(outcome)) {
            loans += 1;
            gave_up += u64::from(outcome.given_up > 0);
            forced += outcome.forced;
            lost += u64::from(outcome.gains.lender < 0);
            cost += outcome.cost();
            lender += outcome.gains.lender;
            writer += outcome.gains.writer;
            cash += outcome.received_time;
            lent += outcome.lent_time;
            locked += outcome.locked_time;
            rates += outcome.rate;
            parts.interest += outcome.parts.interest;
            parts.premium += outcome.parts.premium;
            parts.given_up += outcome.parts.given_up;
            parts.penalty += outcome.parts.penalty;
            parts.sold_low += outcome.parts.sold_low;
            let pools = outcome.cheaper.iter().zip(&mut cheaper).zip(&mut compared);
            for ((is, cheaper), compared) in pools {
                *cheaper += i128::from(*is == Some(true));
                *compared += u128::from(is.is_some());
            }
            let gains = &outcome.gains;
            best = least(best, share(gains.borrower, WAD, outcome.received));
            lender_worst = least(lender_worst, share(gains.lender, WAD, outcome.lent));
            writer_worst = least(writer_worst, share(gains.writer, WAD, outcome.locked));
        }
        if loans == 0 {
            return None;
        }
        let yearly = |part: i128, whole: u128| Share(share(part, WAD * YEAR, whole));
        let [ballast, aave] = cheaper;
        let [of_ballast, of_aave] = compared;
        let rate = i128::try_from(rates / u128::from(loans)).ok();
        Some(Self {
            kind: group.kind,
            behaviour: group.behaviour,
            tenor: group.tenor,
            ltv: Share(group.ltv.and_then(|ltv| i128::try_from(ltv).ok())),
            loans,
            gave_up,
            forced_sales: forced,
            rate: Share(rate),
            cost: yearly(cost, cash),
            interest: yearly(parts.interest, cash),
            premium: yearly(parts.premium, cash),
            given_up: yearly(parts.given_up, cash),
            penalty: yearly(parts.penalty, cash),
            sold_low: yearly(parts.sold_low, cash),
            worst_cost: Share(best.map(|best| -best)),
            cheaper_than_ballast: Share(share(ballast, WAD, of_ballast)),
            cheaper_than_aave: Share(share(aave, WAD, of_aave)),
            lender: yearly(lender, lent),
            lender_worst: Share(lender_worst),
            lenders_lost: lost,
            writer: yearly(writer, locked),
            writer_worst: Share(writer_worst),
        })
    }
}

/// Kinds with their behaviours, in order of the report. Pools have no dates at which a borrower decides.
#[must_use]
pub fn kinds() -> Vec<(Kind, Behaviour)> {
    let both = |kind: Kind| {
        let behaviours: &[Behaviour] = if kind.is_pool() {
            &[Behaviour::Rational]
        } else {
            &[Behaviour::Rational, Behaviour::Repays]
        };
        behaviours.iter().map(move |behaviour| (kind, *behaviour))
    };
    Kind::ALL.into_iter().flat_map(both).collect()
}

impl Followed {
    /// A row per kind and behaviour.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let row = |(kind, behaviour)| {
            let group = Group {
                kind,
                behaviour,
                tenor: None,
                ltv: None,
            };
            Row::of(group, self.outcomes.iter())
        };
        kinds().into_iter().filter_map(row).collect()
    }
}

impl Economics {
    /// Every loan on staked ether, or every other.
    #[must_use]
    pub fn outcomes(&self, staked: bool) -> Vec<&Outcome> {
        let windows = self.windows.iter().filter(|one| one.staked == staked);
        windows.flat_map(|window| &window.outcomes).collect()
    }

    /// Of loans on staked ether, or of all others: a row per kind and behaviour, then one per tenor and loan-to-value too.
    #[must_use]
    pub fn rows(&self, staked: bool) -> (Vec<Row>, Vec<Row>) {
        let outcomes = self.outcomes(staked);
        let mut terms: Vec<(u64, u128)> = outcomes
            .iter()
            .map(|outcome| (outcome.tenor, outcome.ltv))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        for (kind, behaviour) in kinds() {
            let all = Group {
                kind,
                behaviour,
                tenor: None,
                ltv: None,
            };
            whole.extend(Row::of(all, outcomes.iter().copied()));
            for (tenor, ltv) in &terms {
                let group = Group {
                    tenor: Some(*tenor),
                    ltv: Some(*ltv),
                    ..all
                };
                parts.extend(Row::of(group, outcomes.iter().copied()));
            }
        }
        (whole, parts)
    }

    /// As JSON, of schema [`SCHEMA`]: a line per row.
    ///
    /// # Errors
    /// [`Error::Overflow`] in name only: numbers and text can always be written.
    pub fn json(&self) -> Result<String> {
        let mut out = format!(
            "{{\n\"schema\": {SCHEMA},\n\"assumptions\": {},\n\"notes\": {},\n",
            line(&super::text::assumptions(&self.settings))?,
            line(&self.notes)?
        );
        for (name, staked) in [("dollars", false), ("staked", true)] {
            let (whole, parts) = self.rows(staked);
            out.push_str(&format!(
                "\"{name}\": {{\"kinds\": {}, \"parts\": {}}},\n",
                lines(&whole)?,
                lines(&parts)?
            ));
        }
        out.push_str("\"windows\": [");
        for (place, window) in self.windows.iter().enumerate() {
            let refused = window.refused.iter().filter(|(_, count)| *count > 0);
            let refused: Vec<Refused> = refused
                .map(|(kind, loans)| Refused {
                    kind: *kind,
                    loans: *loans,
                })
                .collect();
            out.push_str(&format!(
                "{}{{\"window\": {}, \"from\": {}, \"to\": {}, \"refused\": {}, \"kinds\": {}}}",
                if place == 0 { "\n" } else { ",\n" },
                line(&window.name)?,
                window.span.0,
                window.span.1,
                line(&refused)?,
                lines(&window.rows())?
            ));
        }
        out.push_str("\n]\n}\n");
        Ok(out)
    }
}

fn line<T: Serialize + ?Sized>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Overflow { what: "the JSON" })
}

fn lines(rows: &[Row]) -> Result<String> {
    let rows: Vec<String> = rows.iter().map(line).collect::<Result<_>>()?;
    Ok(format!("[\n{}\n]", rows.join(",\n")))
}

#[derive(Serialize)]
struct Refused {
    kind: Kind,
    loans: u64,
}
