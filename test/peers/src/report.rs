//! What was found, as a snapshot and as tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// By how much gas may differ from what is kept before it counts, in thousandths: addresses depend on code, and each
/// zero byte in one makes calldata cheaper. `test/gas` keeps Ballast's own gas to the unit.
const TOLERANCE: u64 = 5;

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

    /// Whom it is compared with.
    fn peers(self) -> &'static [Column] {
        match self {
            Self::Isolated => &[Column::MorphoStored, Column::MorphoLive],
            Self::One | Self::Three | Self::Health => &[Column::Aave],
        }
    }

    /// The largest part of the peer's gas that ours, cached, is to be.
    fn target(self, operation: &str) -> Option<f64> {
        match self {
            Self::Isolated => Some(1.0),
            Self::One | Self::Three => Some(0.6),
            Self::Health if operation == "health view, 8 assets" => Some(0.45),
            Self::Health => None,
        }
    }
}

/// Whose gas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// Ballast, its programs outside the chain's cache.
    Uncached,
    /// Ballast, its programs inside the chain's cache.
    Cached,
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
            Self::Uncached => "Ballast, uncached",
            Self::Cached => "Ballast, cached",
            Self::MorphoStored => "Morpho Blue, stored price, no interest",
            Self::MorphoLive => "Morpho Blue, live feeds, interest",
            Self::Aave => "Aave 3.6.0",
        }
    }

    fn is_own(self) -> bool {
        matches!(self, Self::Uncached | Self::Cached)
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
             and how. Ratios are of Ballast\nwith its programs in the chain's cache.\n",
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
        let columns = [&[Column::Uncached, Column::Cached], section.peers()].concat();
        let mut heads: Vec<_> = columns
            .iter()
            .map(|column| column.title().to_owned())
            .collect();
        heads.extend(section.peers().iter().map(|_| "ratio".to_owned()));
        heads.push("target".to_owned());
        heads.push("missed by".to_owned());
        let _infallible = write!(
            text,
            "\n## {}\n\n| | {} |\n|---|",
            section.title(),
            heads.join(" | ")
        );
        let _infallible = writeln!(text, "{}", "--:|".repeat(heads.len()));
        for row in self.rows.iter().filter(|row| row.section == section) {
            let shown = |gas: Option<&u64>| gas.map_or(String::new(), |gas| grouped(*gas));
            let mut cells: Vec<_> = columns
                .iter()
                .map(|column| shown(row.gas.get(column)))
                .collect();
            let own = row.gas.get(&Column::Cached);
            let ratios = section.peers().iter().map(|peer| {
                let peer = row.gas.get(peer)?;
                own.map(|own| *own as f64 / *peer as f64)
            });
            let ratios: Vec<_> = ratios.collect();
            cells.extend(
                ratios
                    .iter()
                    .map(|ratio| ratio.map_or(String::new(), |ratio| format!("{ratio:.2}"))),
            );
            let target = section.target(&row.operation);
            cells.push(target.map_or(String::new(), |target| target.to_string()));
            // The last peer works as Ballast does.
            let missed = match (
                target,
                ratios.last(),
                section.peers().last().and_then(|peer| row.gas.get(peer)),
            ) {
                (Some(target), Some(Some(ratio)), Some(peer)) if *ratio > target => {
                    grouped(((ratio - target) * *peer as f64).round() as u64)
                }
                _ => String::new(),
            };
            cells.push(missed);
            let _infallible = writeln!(text, "| {} | {} |", row.operation, cells.join(" | "));
        }
    }
}

/// With a comma every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
