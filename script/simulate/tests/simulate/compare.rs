//! Comparisons: metrics, determinism, outputs, the command line.

use std::process::{Command, Output};

use ballast_simulate::book::{Kind, Plan};
use ballast_simulate::compare::page::page;
use ballast_simulate::compare::{Comparison, Metrics, SCHEMA, Window, text};
use ballast_simulate::depeg::Depeg;
use ballast_simulate::depth::DepthModel;
use ballast_simulate::engine::{Conditions, Ending, Outcome, Sale, SaleKind, Totals};
use ballast_simulate::inputs::{Days, Inputs, PriceFile};
use ballast_simulate::lineup::{Choice, default_terms, least_health, opening_health};
use ballast_simulate::show::format::Usd;
use ballast_simulate::{InBarOrder, Path};

use crate::{WAD, closes, file};

fn inputs(kind: Kind) -> Inputs {
    Inputs {
        name: None,
        prices: Vec::new(),
        days: Days::All,
        rounds: 0,
        orders: vec![InBarOrder::OpenHighLowClose, InBarOrder::OpenLowHighClose],
        loans: None,
        plan: Plan {
            loans: 25,
            kind,
            largest: 100_000 * WAD,
            seed: 2,
        },
        depeg: Depeg::default(),
        depth: Some(DepthModel::built_in()),
        conditions: Conditions {
            latency: 15,
            look_every: 300,
            gas_price: WAD / 100,
            interest_per_year: WAD / 20,
            fund: None,
        },
        premium: WAD / 200,
    }
}

fn window(kind: Kind) -> Window {
    let terms = default_terms(500);
    let health = |loan: &ballast_simulate::Loan, prices: &[(String, u128)]| {
        opening_health(&terms, loan, prices)
    };
    inputs(kind).window(&health, least_health(&terms)).unwrap()
}

fn comparison(kind: Kind, engines: &[Choice]) -> Comparison {
    let (window, terms) = (window(kind), default_terms(500));
    let run = |choice: &Choice| {
        window
            .insured(*choice == Choice::Ballast)
            .run(&|path| choice.build(&terms, path))
            .unwrap()
    };
    let results = engines.iter().map(run).collect();
    Comparison { window, results }
}

#[test]
fn every_loan_opens_and_is_seen_alike() {
    let terms = default_terms(500);
    for kind in [
        Kind::Blend,
        Kind::Single,
        Kind::Multi,
        Kind::Hedged,
        Kind::Staked,
    ] {
        let window = window(kind);
        assert_eq!(window.paths.len(), 2);
        let prices = window.paths[0].1.initial_prices();
        for account in &window.accounts {
            let health = opening_health(&terms, &account.loan, &prices).unwrap();
            assert!(health >= WAD / 100 * 105, "{health}");
            let backed =
                account.loan.collateral_usd(&prices).unwrap() as f64 * account.threshold as f64;
            let ratio = backed / account.loan.debt_usd(&prices).unwrap() as f64;
            assert!(
                (ratio / health as f64 - 1.0).abs() < 1e-6,
                "{kind:?} {ratio} {health}"
            );
        }
        // The fund starts with a year of premiums.
        let fund = window.conditions.fund.unwrap();
        let debt: u128 = window
            .accounts
            .iter()
            .map(|a| a.loan.debt_usd(&prices).unwrap())
            .sum();
        assert!(fund.capital.abs_diff(debt / 200) < WAD);
        assert!(window.insured(false).conditions.fund.is_none());
    }
}

#[test]
fn a_hedged_book_may_borrow_more_than_its_parts() {
    let thresholds = |kind| {
        window(kind)
            .accounts
            .iter()
            .map(|a| a.threshold)
            .min()
            .unwrap()
    };
    assert!(thresholds(Kind::Staked) > thresholds(Kind::Single));
    assert!(thresholds(Kind::Single) > WAD / 100 * 80);
}

#[test]
fn metrics_add_up() {
    let history = closes("ETH", 1_700_000_100, 300, &[2_000, 1_900, 1_800, 1_900]);
    let path = Path::new(&[history], InBarOrder::Close)
        .unwrap()
        .with_constants(&["USDC"], WAD);
    let sale = |time, kind, usd: u128| Sale {
        time,
        loan: 0,
        kind,
        asset: 0,
        debt: 1,
        amount: WAD,
        price: (usd - 20) * WAD,
        spot: usd * WAD,
        repaid: (usd - 20) * WAD,
        sold_usd: usd * WAD,
        repaid_usd: (usd - 20) * WAD,
        slippage_usd: 3 * WAD,
        gas_usd: WAD,
    };
    // 1,900 at the second close, 1,800 at the third; the sales are told 10 below, displaced.
    let sales = vec![
        sale(path.start + 300, SaleKind::Slice, 1_890),
        sale(path.start + 600, SaleKind::Auction, 1_790),
    ];
    let ending = Ending {
        loan: 0,
        sales: 2,
        first_sale: path.start + 300,
        last_sale: path.start + 600,
        sold_usd: 3_680 * WAD,
        repaid_usd: 3_640 * WAD,
        penalty_usd: 40 * WAD,
        charges_usd: 5 * WAD,
        loss_usd: 100 * WAD,
        insured_usd: 60 * WAD,
        opening_collateral_usd: 4_000 * WAD,
        opening_debt_usd: 3_900 * WAD,
        ..Ending::default()
    };
    let outcome = Outcome {
        engine: "test".to_owned(),
        assets: path.assets.clone(),
        totals: Totals::of(&[ending], &sales).unwrap(),
        endings: vec![ending],
        sales,
        losses: Vec::new(),
        fund_usd: 7 * WAD,
    };
    let metrics = Metrics::of(&outcome, &path).unwrap();
    let usd = |dollars: i128| Usd(dollars * WAD as i128);
    assert_eq!(
        (metrics.volume, metrics.volume_in_auctions),
        (usd(3_680), usd(1_790))
    );
    assert_eq!(
        (metrics.penalty, metrics.charges, metrics.impact),
        (usd(40), usd(5), usd(20))
    );
    // At the end ETH is at 1,900: nothing was missed by the first sale, 100 by the second.
    assert_eq!(metrics.sold_low, usd(100));
    assert_eq!(metrics.borrowers_cost, usd(165));
    assert_eq!(
        (metrics.loss, metrics.insured, metrics.lenders_loss),
        (usd(100), usd(60), usd(40))
    );
    assert_eq!(
        (
            metrics.median_sale,
            metrics.largest_sale,
            metrics.median_small_sale
        ),
        (usd(1_790), usd(1_890), usd(1_790))
    );
    assert_eq!(
        (
            metrics.median_duration,
            metrics.sales,
            metrics.loans_sold_from
        ),
        (300, 2, 1)
    );
    let other = Metrics {
        volume: usd(1),
        lenders_loss: usd(50),
        equity_at_end: usd(-1),
        ..Metrics::default()
    };
    let worse = metrics.worse(&other);
    assert_eq!(
        (worse.volume, worse.lenders_loss, worse.equity_at_end),
        (usd(3_680), usd(50), usd(-1))
    );
}

#[test]
fn the_same_inputs_give_the_same_json() {
    let run = || comparison(Kind::Blend, &[Choice::Ballast, Choice::AaveV3]);
    let (one, other) = (run(), run());
    let json = one.json().unwrap();
    assert_eq!(json, other.json().unwrap());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["schema"], SCHEMA);
    assert_eq!(value["window"], "synthetic crash");
    for engine in value["engines"].as_array().unwrap() {
        assert_eq!(engine["orders"].as_array().unwrap().len(), 2);
        for name in [
            "volume",
            "penalty",
            "lenders_loss",
            "median_sale",
            "borrowers_cost",
        ] {
            let worse: f64 = engine["worse"][name].as_str().unwrap().parse().unwrap();
            for order in engine["orders"].as_array().unwrap() {
                let value: f64 = order["metrics"][name].as_str().unwrap().parse().unwrap();
                assert!(value <= worse, "{name}");
            }
        }
    }
    let table = text::text(&one);
    assert!(
        table.contains("borrowers' total cost") && table.contains("Aave v3.7"),
        "{table}"
    );
    let page = page(&[one], &json).unwrap();
    assert_eq!(page.matches("<svg").count(), 6);
    assert!(page.contains("id=\"summary\""));
}

#[test]
fn a_crash_without_impact_costs_no_displacement() {
    let mut window = window(Kind::Single);
    window.depth = None;
    let terms = default_terms(500);
    for choice in Choice::ALL {
        let results = window.run(&|path| choice.build(&terms, path)).unwrap();
        assert_eq!(results.worse.impact, Usd(0), "{}", results.engine);
        assert!(results.worse.volume > Usd(0), "{}", results.engine);
    }
}

#[test]
fn prices_that_never_change_are_never_stale() {
    // Four days in which only ETH moves: USDC's feed is taken to be confirmed.
    let (calm, fallen) = (vec![2_000; 900], vec![1_640; 252]);
    let history = closes("ETH", 1_700_000_100, 300, &[calm, fallen].concat());
    let (_guard, path) = file("x_ETH-USDT_.csv", &history.to_csv());
    let terms = default_terms(0);
    let health = |loan: &ballast_simulate::Loan, prices: &[(String, u128)]| {
        opening_health(&terms, loan, prices)
    };
    let mut inputs = inputs(Kind::Single);
    inputs.prices = vec![PriceFile::parse(&path.display().to_string()).unwrap()];
    inputs.depth = None;
    let window = inputs.window(&health, least_health(&terms)).unwrap();
    let results = window
        .run(&|path| Choice::Ballast.build(&terms, path))
        .unwrap();
    assert!(results.worse.volume > Usd(0));
}

fn simulate(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_ballast-simulate");
    Command::new(program).args(arguments).output().unwrap()
}

#[test]
fn the_command_runs_anywhere_and_writes_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("new/report.html");
    let page_name = page.display().to_string();
    let arguments = [
        "--loan-count",
        "8",
        "--look-every",
        "600",
        "--json",
        "--report",
        page_name.as_str(),
    ];
    let output = simulate(&arguments);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        value["engines"].as_array().unwrap().len(),
        Choice::ALL.len()
    );
    assert!(std::fs::read_to_string(page).unwrap().contains("<svg"));
}

#[test]
fn bad_arguments_and_files_end_with_two_and_say_what_to_do() {
    let (folder, prices) = file("prices.csv", "timestamp,open\n");
    let prices = prices.display().to_string();
    let named = format!("ETH={prices}");
    for (arguments, said) in [
        (vec!["--prices", prices.as_str()], "give ASSET=FILE"),
        (
            vec!["--prices", named.as_str()],
            "the header must be exactly",
        ),
        (
            vec!["--prices", "ETH=/nowhere.csv"],
            "check that the path exists",
        ),
        (vec!["--engines", "dydx"], "possible values"),
        (vec!["--depth-scale", "0"], "give 0.001 to 1000"),
        (vec!["--loan-count", "0"], "give at least 1"),
        (
            vec!["study", "--config", "/nowhere.json"],
            "check that the path exists",
        ),
        (
            vec!["harm", "--error", "0"],
            "give more than 0 and less than 0.5",
        ),
    ] {
        let output = simulate(&arguments);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {stderr}");
        assert!(stderr.contains(said), "{arguments:?} {stderr}");
    }
    drop(folder);
}
