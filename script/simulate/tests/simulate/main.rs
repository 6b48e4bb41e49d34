//! Tests of the replay library from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod book;
mod compare;
mod depth;
mod equal_power;
mod loans;
mod loans_command;
mod loans_properties;
mod ltv;
mod ltv_properties;
mod market_data;
mod path;
mod prices;
mod study;
mod synthetic;

use std::path::PathBuf;

/// One dollar, one token, one.
const WAD: u128 = 1_000_000_000_000_000_000;

/// A file of this content in a folder that lives as long as the guard.
fn file(name: &str, content: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

/// The text of an error without the folder of its file.
fn text<T: std::fmt::Debug>(
    result: ballast_simulate::Result<T>,
    folder: &tempfile::TempDir,
) -> String {
    let error = result.unwrap_err().to_string();
    error.replace(&format!("{}/", folder.path().display()), "")
}

/// A history with these closes, one every `step` seconds from `start` on; each bar opens at the close
/// before.
fn closes(asset: &str, start: u64, step: u64, closes: &[u128]) -> ballast_simulate::History {
    let mut csv = String::from("timestamp,open,high,low,close,volume\n");
    let mut open = closes[0];
    for (index, close) in closes.iter().enumerate() {
        let time = start + index as u64 * step;
        let (high, low) = (open.max(*close), open.min(*close));
        csv.push_str(&format!("{time},{open},{high},{low},{close},1\n"));
        open = *close;
    }
    ballast_simulate::History::parse(asset, "test.csv", csv.as_bytes()).unwrap()
}

/// Symbols with whole-dollar prices.
fn prices(pairs: &[(&str, u128)]) -> Vec<(String, u128)> {
    pairs
        .iter()
        .map(|(asset, price)| ((*asset).to_owned(), price * WAD))
        .collect()
}
