//! What was found, as a snapshot and as tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// By how much gas may differ from what is kept before it counts, in thousandths: addresses depend on code, and each
/// zero byte in one makes calldata cheaper. `test/gas` keeps Ballast's own gas to the unit.
const TOLERANCE: u64 = 5;

/// The operation that the targets for health views are about.
const MOST_ASSETS: &str = "health view, 8 assets";

/// What is compared with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// A market of its own.
    Isolated,
    /// A pool of eight reserves, an account with one collateral.
    One,
    /// The same, an account with three.
    Three,
    /// Views of health in that pool.
    Health,
}

impl Section {
    /// Those of a pool of eight reserves.
    pub const CROSSED: [Self; 3] = [Self::One, Self::Three, Self::Health];

    fn title(self) -> &'static str {
        match self {
            Self::Isolated => "Isolated market: USDC lent against ETH",
            Self::One => "Pool of 8 reserves, account with one collateral",
            Self::Three => "Pool of 8 reserves, account with three collaterals",
            Self::Health => "Health of an account in a pool of 8 reserves",
        }
    }

    /// Which of ours is compared with which of theirs, and the largest part of its gas that ours is to be.
    fn pairs(self, operation: &str) -> [(Column, Column, Option<f64>); 2] {
        match self {
            Self::Isolated => [
                (Column::Live, Column::MorphoLive, Some(1.0)),
                (Column::Stored, Column::MorphoStored, Some(1.0)),
            ],
            Self::One | Self::Three => {
                [Column::Live, Column::Stored].map(|own| (own, Column::Aave, Some(0.6)))
            }
            Self::Health => {
                let most = operation == MOST_ASSETS;
                [(Column::Live, 0.45), (Column::Stored, 0.3)]
                    .map(|(own, target)| (own, Column::Aave, most.then_some(target)))
            }
        }
    }

    /// Whose gas its table shows.
    fn columns(self) -> &'static [Column] {
        match self {
            Self::Isolated => &[
                Column::Uncached,
                Column::Live,
                Column::Stored,
                Column::MorphoLive,
                Column::MorphoStored,
            ],
            _ => &[Column::Uncached, Column::Live, Column::Stored, Column::Aave],
        }
    }
}

/// Whose gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Ballast with live feeds, its programs outside the chain's cache.
    Uncached,
    /// Ballast with live feeds, its programs inside the chain's cache.
    Live,
    /// Ballast at prices stored a moment before, its programs inside the chain's cache.
    Stored,
    /// Morpho Blue at a stored price, without interest.
    MorphoStored,
    /// Morpho Blue with two live feeds and a rate model.
    MorphoLive,
    /// Aave.
    Aave,
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Self::Uncached => "Ballast, live feeds, uncached",
            Self::Live => "Ballast, live feeds",
            Self::Stored => "Ballast, stored prices",
            Self::MorphoStored => "Morpho Blue, stored price, no interest",
            Self::MorphoLive => "Morpho Blue, live feeds, interest",
            Self::Aave => "Aave 3.6.0",
        }
    }

    fn is_own(self) -> bool {
        matches!(self, Self::Uncached | Self::Live | Self::Stored)
    }
}

/// One operation, and what it cost whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Row {
    section: Section,
    operation: String,
    gas: BTreeMap<Column, u64>,
}

/// Everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report {
    rows: Vec<Row>,
}

impl Report {
    pub fn note(&mut self, section: Section, operation: &str, column: Column, gas: u64) {
        let known = self
            .rows
            .iter_mut()
            .find(|row| row.section == section && row.operation == operation);
        match known {
            Some(row) => {
                row.gas.insert(column, gas);
            }
            None => self.rows.push(Row {
                section,
                operation: operation.to_owned(),
                gas: BTreeMap::from([(column, gas)]),
            }),
        }
    }

    /// Takes the peers' gas from what is kept.
    pub fn adopt(&mut self, kept: &Self) {
        for row in &kept.rows {
            for (column, gas) in &row.gas {
                if !column.is_own() {
                    self.note(row.section, &row.operation, *column, *gas);
                }
            }
        }
    }

    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers")
    }

    /// What is not as kept, in words.
    pub fn differences(&self, kept: &Self) -> Vec<String> {
        let cell = |report: &Self, row: &Row, column| {
            let same =
                |other: &&Row| other.section == row.section && other.operation == row.operation;
            let found = report.rows.iter().find(same);
            found.and_then(|row| row.gas.get(&column)).copied()
        };
        let mut differences = Vec::new();
        let mut seen = Vec::new();
        for row in self.rows.iter().chain(&kept.rows) {
            for column in row.gas.keys() {
                let place = (row.section, &row.operation, *column);
                if seen.contains(&place) {
                    continue;
                }
                seen.push(place);
                let (now, then) = (cell(self, row, *column), cell(kept, row, *column));
                let close = match (now, then) {
                    (Some(now), Some(then)) => now.abs_diff(then) * 1000 <= then * TOLERANCE,
                    _ => false,
                };
                if !close {
                    let shown =
                        |gas: Option<u64>| gas.map_or("nothing".to_owned(), |gas| gas.to_string());
                    let (now, then) = (shown(now), shown(then));
                    let what = format!(
                        "{}: {}, {}",
                        row.section.title(),
                        row.operation,
                        column.title()
                    );
                    differences.push(format!("{what}: {now}, kept is {then}"));
                }
            }
        }
        differences
    }

    /// Tables for people.
    pub fn markdown(&self) -> String {
        let mut text = String::from(
            "# Gas beside that of peers\n\nMade by `test/peers/run --update`; [README.md](README.md) says what is compared, \
             and how. Ballast's\nprograms are in the chain's cache but for the first column. Empty where a protocol has no \
             such thing.\n",
        );
        for section in [
            Section::Isolated,
            Section::One,
            Section::Three,
            Section::Health,
        ] {
            self.table(&mut text, section);
        }
        text
    }

    fn table(&self, text: &mut String, section: Section) {
        let columns = section.columns();
        let titles = columns.iter().map(|column| column.title());
        let heads: Vec<_> = titles
            .chain(["ratio, live", "missed by", "ratio, stored", "missed by"])
            .collect();
        let _infallible = write!(
            text,
            "\n## {}\n\n| | {} |\n|---|",
            section.title(),
            heads.join(" | ")
        );
        let _infallible = writeln!(text, "{}", "--:|".repeat(heads.len()));
        for row in self.rows.iter().filter(|row| row.section == section) {
            let gas = |column: &Column| row.gas.get(column).copied();
            let shown = |number: Option<u64>| number.map_or_else(String::new, grouped);
            let mut cells: Vec<_> = columns.iter().map(|column| shown(gas(column))).collect();
            for (own, peer, target) in section.pairs(&row.operation) {
                let (Some(own), Some(peer)) = (gas(&own), gas(&peer)) else {
                    cells.extend([String::new(), String::new()]);
                    continue;
                };
                let aimed = target.map(|target| format!(" of {target}"));
                let ratio = own as f64 / peer as f64;
                cells.push(format!("{ratio:.2}{}", aimed.unwrap_or_default()));
                let allowed = target.map_or(u64::MAX, |target| (target * peer as f64) as u64);
                cells.push(
                    own.checked_sub(allowed)
                        .filter(|missed| *missed > 0)
                        .map_or_else(String::new, grouped),
                );
            }
            let _infallible = writeln!(text, "| {} | {} |", row.operation, cells.join(" | "));
        }
    }
}

/// With a comma every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
