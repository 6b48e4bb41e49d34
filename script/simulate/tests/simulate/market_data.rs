//! Real histories and loans, from the folder that `BALLAST_MARKET_DATA` names.

use std::io::Write;
use std::path::PathBuf;

use ballast_simulate::book::{DOLLARS, at_most_loan_to_value};
use ballast_simulate::lineup::{default_terms, least_health, opening_health};
use ballast_simulate::ltv::{run, threshold_at_health};
use ballast_simulate::prices::worst_days;
use ballast_simulate::{
    History, InBarOrder, LtvAccount, LtvRules, Path, missing_assets, read_book, synthetic_book,
};

use crate::WAD;

/// The folder, or `None` after saying that this test is skipped.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("BALLAST_MARKET_DATA").map(PathBuf::from);
    if folder.is_none() {
        // Past the capture of the test harness, so that it is always seen.
        let line = format!("SKIPPED {test}: BALLAST_MARKET_DATA is not set\n");
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
    folder
}

/// Every price file: event, asset, history.
fn histories(folder: &std::path::Path) -> Vec<(String, History)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("prices"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let read = |file: PathBuf| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let mut parts = name.splitn(4, '_');
        let event = parts.next().unwrap().to_owned();
        let asset = parts.nth(1).unwrap().split('-').next().unwrap().to_owned();
        (event, History::read(&asset, &file).unwrap())
    };
    files.into_iter().map(read).collect()
}

#[test]
fn every_price_file_is_read_with_its_step_and_gaps() {
    let Some(folder) = folder("every_price_file_is_read_with_its_step_and_gaps") else {
        return;
    };
    let histories = histories(&folder);
    assert!(histories.len() >= 17);
    for (event, history) in &histories {
        let step = [("1m", 60), ("5m", 300), ("1h", 3_600)];
        let step = step
            .iter()
            .find(|(name, _)| history.source.contains(&format!("_{name}_")));
        assert_eq!(history.step, step.unwrap().1, "{event} {}", history.asset);
        let missing: u64 = history.gaps.iter().map(|gap| gap.missing).sum();
        let all = (history.end() - history.start()) / history.step;
        assert_eq!(
            history.bars.len() as u64 + missing,
            all,
            "{}",
            history.source
        );
        assert_eq!(
            history.gaps.is_empty(),
            history.asset != "USDC",
            "{}",
            history.source
        );
    }
    let low = |event: &str, asset: &str| {
        let found = histories
            .iter()
            .find(|(e, h)| e == event && h.asset == asset);
        found
            .unwrap()
            .1
            .bars
            .iter()
            .map(|bar| bar.low)
            .min()
            .unwrap()
    };
    assert_eq!(low("2020-03", "ETH"), 86 * WAD);
    assert_eq!(low("2021-05", "ETH"), 172_874 * WAD / 100);
    assert_eq!(low("2023-03", "USDC"), 874 * WAD / 1_000);
}

#[test]
fn the_worst_days_hold_the_low_of_each_crash() {
    let Some(folder) = folder("the_worst_days_hold_the_low_of_each_crash") else {
        return;
    };
    let histories = histories(&folder);
    for event in ["2020-03", "2021-05", "2022-05", "2024-08", "2025-02"] {
        let of: Vec<History> = histories
            .iter()
            .filter(|(e, _)| e == event)
            .map(|(_, h)| h.clone())
            .collect();
        let (start, end) = worst_days(&of, 2).unwrap();
        assert_eq!(end - start, 2 * 86_400, "{event}");
        let eth = of.iter().find(|history| history.asset == "ETH").unwrap();
        let part = eth.worst_days(4).unwrap();
        let low = |history: &History| history.bars.iter().map(|bar| bar.low).min().unwrap();
        // In 2021-05 and 2022-05 the last low came days after the fast fall.
        if !["2021-05", "2022-05"].contains(&event) {
            assert_eq!(low(&part), low(eth), "{event}");
        }
    }
}

#[test]
fn a_real_crash_is_replayed_in_both_orders() {
    let Some(folder) = folder("a_real_crash_is_replayed_in_both_orders") else {
        return;
    };
    let may: Vec<History> = histories(&folder)
        .into_iter()
        .filter(|(event, history)| event == "2021-05" && ["ETH", "BTC"].contains(&&*history.asset))
        .map(|(_, history)| history)
        .collect();
    let path = |order| {
        let path = Path::new(&may, order).unwrap();
        path.with_constants(&["USDC"], WAD)
    };
    let prices = path(InBarOrder::Close).initial_prices();
    let limit = at_most_loan_to_value(WAD / 100 * 78, &prices);
    let book = synthetic_book(120, 1, &prices, &limit).unwrap();
    let threshold = WAD * 825 / 1_000;
    let account = |loan| LtvAccount { loan, threshold };
    let accounts: Vec<LtvAccount> = book.loans.into_iter().map(account).collect();
    let liquidated = |order| {
        let outcome = run(&accounts, &path(order), &LtvRules::aave_v3_7(WAD / 20)).unwrap();
        assert!(outcome.totals.liquidations > 50);
        // 5% on what is repaid is 1/21 of what is sold.
        let penalty = outcome.totals.sold_usd / 21;
        assert!(outcome.totals.penalty_usd.abs_diff(penalty) < WAD / 1_000);
        outcome.totals.liquidated_loans
    };
    let closes = liquidated(InBarOrder::Close);
    for order in [InBarOrder::OpenHighLowClose, InBarOrder::OpenLowHighClose] {
        assert!(
            liquidated(order) >= closes,
            "extremes reach at least what closes reach"
        );
    }
}

#[test]
fn real_borrowers_keep_their_health() {
    let Some(folder) = folder("real_borrowers_keep_their_health") else {
        return;
    };
    let file = std::fs::read_dir(folder.join("loans"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let book = read_book(&file).unwrap();
    assert!(book.loans.len() >= 495, "{}", book.loans.len());
    assert_eq!(book.assets(), ["ETH", "USDC", "WSTETH"]);
    let eth: Vec<History> = histories(&folder)
        .into_iter()
        .filter(|(event, history)| event == "2021-05" && history.asset == "ETH")
        .map(|(_, history)| history)
        .collect();
    let missing = missing_assets(&book, &eth, &DOLLARS)
        .unwrap_err()
        .to_string();
    assert!(missing.contains("no price file for WSTETH;"), "{missing}");
    let ether = book.staked_as_ether().unwrap();
    assert_eq!(missing_assets(&ether, &eth, &DOLLARS).unwrap(), ["USDC"]);
    let path = Path::new(&eth, InBarOrder::Close)
        .unwrap()
        .with_constants(&["USDC"], WAD);
    let prices = path.initial_prices();
    let rebased = ether.rebased(path.initial[0]).unwrap();
    let mut accounts = Vec::new();
    for (then, now) in book.loans.iter().zip(&rebased.loans) {
        let ratio = |loan: &ballast_simulate::Loan, prices: &[(String, u128)]| {
            let collateral = loan.collateral_usd(prices).unwrap();
            loan.debt_usd(prices).unwrap() as f64 / collateral as f64
        };
        let (then, ratio_now) = (ratio(then, &book.reference_prices), ratio(now, &prices));
        assert!(
            (then - ratio_now).abs() < 1e-6,
            "{} {then} {ratio_now}",
            now.owner
        );
        let (collateral, debt) = (
            now.collateral_usd(&prices).unwrap(),
            now.debt_usd(&prices).unwrap(),
        );
        let threshold = threshold_at_health(WAD * 11 / 10, collateral, debt).unwrap();
        accounts.push(LtvAccount {
            loan: now.clone(),
            threshold,
        });
    }
    let outcome = run(&accounts, &path, &LtvRules::aave_v3_7(0)).unwrap();
    let hedged = |loan: &LtvAccount| loan.loan.debt.iter().all(|(asset, _)| asset == "ETH");
    for (loan, account) in outcome.loans.iter().zip(&accounts) {
        // Against ETH alone staked ether without a depeg never moves.
        assert!(
            !hedged(account) || loan.liquidations == 0,
            "{}",
            account.loan.owner
        );
    }
    assert!(outcome.totals.liquidated_loans > 100);
}

#[test]
fn health_factors_of_the_loans_file_recompute() {
    let Some(folder) = folder("health_factors_of_the_loans_file_recompute") else {
        return;
    };
    let file = std::fs::read_dir(folder.join("loans"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut rows = 0;
    for row in csv::Reader::from_path(file).unwrap().records() {
        let row = row.unwrap();
        let number = |column: usize| row[column].parse::<f64>().unwrap();
        if number(2) > 0.0 {
            let health = number(1) * number(3) / 10_000.0 / number(2);
            assert!((health / number(5) - 1.0).abs() < 1e-6, "{row:?} {health}");
            rows += 1;
        }
    }
    assert!(rows >= 495, "{rows}");
}

#[test]
fn the_real_staked_book_goes_through_the_depeg() {
    let Some(folder) = folder("the_real_staked_book_goes_through_the_depeg") else {
        return;
    };
    let only = |name: &str| {
        std::fs::read_dir(folder.join(name))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path()
    };
    let ether = std::fs::read_dir(folder.join("prices"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .find(|file| file.display().to_string().contains("2022-05_luna_ETH"))
        .unwrap();
    let prices = ether.display().to_string();
    let loans = only("loans").display().to_string();
    let arguments = ["x", "--prices", &prices, "--loans", &loans];
    let arguments = <ballast_simulate::cli::Arguments as clap::Parser>::parse_from(arguments);
    let terms = default_terms(500);
    let health = |loan: &ballast_simulate::Loan, prices: &[(String, u128)]| {
        opening_health(&terms, loan, prices)
    };
    let window = arguments
        .compare
        .inputs()
        .unwrap()
        .window(&health, least_health(&terms))
        .unwrap();
    assert_eq!(window.name, "2022-05 luna");
    assert!(window.accounts.len() >= 490, "{}", window.accounts.len());
    let path = &window.paths[0].1;
    let (staked, ether) = (path.asset("WSTETH").unwrap(), path.asset("ETH").unwrap());
    let rate = path.initial[staked] as f64 / path.initial[ether] as f64;
    assert!((1.1..1.15).contains(&rate), "{rate}");
    let note = window
        .notes
        .iter()
        .find(|note| note.contains("owe more than Ballast opens"))
        .unwrap();
    println!("{note}");
}
