//! The command `loans`: its outputs, and that they are the same every time.

use std::process::{Command, Output};

fn simulate(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ballast-simulate"))
        .arg("loans")
        .args(arguments)
        .output()
        .unwrap()
}

/// A few loans of the synthetic crash.
const FEW: [&str; 6] = [
    "--quiet",
    "--every",
    "4",
    "--ltvs",
    "0.6,0.7",
    "--tenors=0.5",
];

#[test]
fn the_same_arguments_give_the_same_numbers() {
    let json = || {
        let mut arguments = FEW.to_vec();
        arguments.push("--json");
        let output = simulate(&arguments);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(output.stderr.is_empty());
        String::from_utf8(output.stdout).unwrap()
    };
    let first = json();
    assert_eq!(first, json());
    let parsed: serde_json::Value = serde_json::from_str(&first).unwrap();
    assert_eq!(parsed["schema"], 1);
    let names: Vec<&str> = parsed["windows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|window| window["window"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["synthetic ETH", "synthetic WSTETH", "synthetic BTC"]
    );
    let rows = parsed["dollars"]["kinds"].as_array().unwrap();
    assert_eq!(
        rows.len(),
        12,
        "five kinds with two behaviours, and two pools"
    );
    for row in rows {
        let pool = row["kind"].as_str().unwrap().starts_with("pool");
        assert!(pool || row["forced_sales"] == 0, "{row}");
        if row["kind"].as_str().unwrap().starts_with("put") || row["kind"] == "collar" {
            assert_eq!(row["lenders_lost"], 0, "{row}");
            assert!(row["writer"].is_string());
        }
    }
    assert!(
        rows.iter().any(|row| row["forced_sales"] != 0),
        "pools sell in the crash"
    );
    assert_eq!(parsed["staked"]["kinds"].as_array().unwrap().len(), 4);
}

#[test]
fn tables_and_pages_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let (markdown, page) = (
        folder.path().join("a/loans.md"),
        folder.path().join("loans.html"),
    );
    let mut arguments = FEW.to_vec();
    let (out, report) = (markdown.display().to_string(), page.display().to_string());
    arguments.extend(["--out", &out, "--report", &report, "--impact", "off"]);
    let output = simulate(&arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let table = String::from_utf8(output.stdout).unwrap();
    for text in [
        "All windows, loans of dollars",
        "term, bullet",
        "put, paid by a call",
        "pool, Aave v3.7",
        "synthetic WSTETH",
    ] {
        assert!(table.contains(text), "{text} in {table}");
    }
    let markdown = std::fs::read_to_string(markdown).unwrap();
    assert!(
        markdown.starts_with("# Economics of the loans")
            && markdown.contains("| put, financed | 12 hours |")
    );
    assert!(markdown.contains("- Sales cost nothing."));
    let page = std::fs::read_to_string(page).unwrap();
    for text in [
        "<svg",
        "id=\"summary\"",
        "Lenders' worst loss",
        "Borrowers' cost by opening",
    ] {
        assert!(page.contains(text), "{text}");
    }
}

#[test]
fn wrong_usage_says_what_to_do() {
    for (arguments, code, text) in [
        (vec!["--ltvs", "1"], 2, "give at least 0.01 and less than 1"),
        (
            vec!["--tenors", "0.1"],
            2,
            "at least an hour for each instalment",
        ),
        (vec!["--tenors", "30"], 2, "give shorter tenors"),
        (vec!["--data", "/nowhere"], 2, "check that the path exists"),
        (vec!["--size", "0"], 2, "give 1 to 10000000 dollars"),
    ] {
        let output = simulate(&[vec!["--quiet"], arguments].concat());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(stderr.contains(text), "{stderr}");
    }
    let help = simulate(&["--help"]);
    let help = String::from_utf8(help.stdout).unwrap();
    for option in [
        "--data", "--tenors", "--ltvs", "--grace", "--spread", "--out", "--report", "--json",
    ] {
        assert!(help.contains(option), "{option}");
    }
}
