//! Whole demos, small ones, in process: report against raw events, restarts, errors of the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod events;

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use ballast_devnet::{Handle, spawn};
use ballast_replay::{Options, Outcome, beside::Kind, output, run};
use ballast_simulate::show::progress::Display;
use serde_json::Value;

/// The crash of the synthetic history lies between its 18th and 21st hour.
const HOURS: u64 = 21;
const LOANS: usize = 12;

fn options() -> Options {
    Options {
        loan_count: LOANS,
        hours: Some(HOURS),
        samples: 24,
        ..Options::default()
    }
}

async fn demo(options: &Options) -> Outcome {
    let outcome = run(options, &Display::new(true)).await.unwrap();
    assert_eq!(outcome.summary.audit, Vec::<String>::new());
    outcome
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The JSON that stands in the report.
fn reported(folder: &std::path::Path) -> Value {
    let page = std::fs::read_to_string(folder.join("report.html")).unwrap();
    let (_, rest) = page
        .split_once("<script type=\"application/json\" id=\"summary\">")
        .unwrap();
    let (text, _) = rest.split_once("</script>").unwrap();
    assert!(
        !page.contains("http://") || page.contains("www.w3.org"),
        "no outside resources"
    );
    serde_json::from_str(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_report_equals_an_independent_reading_of_the_events() {
    let outcome = demo(&options()).await;
    let folder = folder();
    output::write(folder.path(), &outcome).unwrap();
    let report = reported(folder.path());
    let read = events::read(&outcome).await;
    assert!(read.fills > 0, "the crash sells something");
    assert_eq!(report["scenario"]["loans"], LOANS as u64);
    assert_eq!(read.borrowers, LOANS);
    for (place, expected) in [
        ("/ballast/sales", read.fills),
        ("/ballast/loans_sold_from", read.accounts_sold),
        ("/stages/metered_sales", read.metered),
        ("/stages/auction_sales", read.fills - read.metered),
        ("/stages/schedules_opened", read.opened),
        ("/stages/schedules_closed", read.closed),
        ("/stages/auctions", read.auctions),
        ("/stages/rounds", read.rounds),
    ] {
        assert_eq!(
            report.pointer(place).and_then(Value::as_u64),
            Some(expected),
            "{place}"
        );
    }
    for (place, expected) in [
        ("/ballast/volume", read.sold),
        ("/ballast/penalty", read.sold - read.repaid),
        ("/ballast/lenders_lost", read.lost),
        ("/stages/insured", read.covered),
        ("/stages/reserves_paid", read.reserves),
        ("/stages/interest", read.interest),
        ("/ballast/collateral_at_end", read.collateral),
        ("/ballast/debt_at_end", read.debt),
    ] {
        let text = report.pointer(place).and_then(Value::as_str).unwrap();
        assert_eq!(text, events::decimal(expected), "{place}");
    }
}

/// Lenders of puts lose nothing, borrowers keep what is above the strike, and no price takes anything from shares that earn.
#[tokio::test(flavor = "multi_thread")]
async fn protected_loans_and_loans_that_yield_repays_end_without_a_forced_sale_and_to_the_unit() {
    let outcome = demo(&Options {
        beside: vec![Kind::Put, Kind::Growth],
        // The loans fall due some hours after the crash.
        hours: Some(36),
        ..options()
    })
    .await;
    let [put, growth] = outcome.summary.beside.as_slice() else {
        panic!("{:?}", outcome.summary.beside)
    };
    assert_eq!(outcome.walk.failures, 0, "{:?}", outcome.walk.messages);
    assert_eq!((put.kind.as_str(), put.forced_sales), ("put", 0));
    assert_eq!((growth.kind.as_str(), growth.forced_sales), ("growth", 0));
    assert!(put.loans.len() > 2 && growth.loans.len() == put.loans.len());
    for end in &put.loans {
        assert!(
            end.premium.0 > 0 && end.lender.0 > 0,
            "the lender gains at every price: {end:?}"
        );
        assert_eq!(
            end.instalments_paid + end.instalments_missed,
            1,
            "repaid or exercised: {end:?}"
        );
        assert_eq!(end.owed.0, 0, "{end:?}");
        // Writers bear what the lender does not: no more than the strike's cash.
        assert!(end.writers.0 > -end.lent.0 - end.lent.0 / 5, "{end:?}");
    }
    for end in &growth.loans {
        assert!(
            end.instalments_paid > 0 && end.paid.0 > 0,
            "growth was sold: {end:?}"
        );
        assert_eq!((end.forfeited.0, end.instalments_missed), (0, 0), "{end:?}");
        assert!(end.owed.0 > 0 && end.borrower.0 >= end.lent.0, "{end:?}");
    }
    let folder = folder();
    output::write(folder.path(), &outcome).unwrap();
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    for title in ["put loans", "growth loans"] {
        assert!(
            page.contains(&format!("Without liquidation: {title}")),
            "{title}"
        );
    }
    let text = ballast_replay::table::text(&outcome.summary);
    assert!(
        text.contains("writers of puts") && text.contains("growth loans: "),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn term_loans_beside_the_book_end_without_a_forced_sale_and_to_the_unit() {
    let outcome = demo(&Options {
        beside: vec![Kind::Term],
        ..options()
    })
    .await;
    let [group] = outcome.summary.beside.as_slice() else {
        panic!("{:?}", outcome.summary.beside)
    };
    assert_eq!(outcome.walk.failures, 0, "{:?}", outcome.walk.messages);
    assert_eq!((group.kind.as_str(), group.forced_sales), ("term", 0));
    assert!(group.loans.len() > 2, "{group:?}");
    let all = &group.all;
    assert_eq!(
        all.instalments_paid + all.instalments_missed,
        3 * group.loans.len() as u64,
        "each was paid, or missed and settled by the keeper"
    );
    for end in &group.loans {
        assert!(end.rate.0 > 0, "{end:?}");
        // The borrower may walk away, and loses no more than what was locked for what was missed.
        assert!(end.borrower.0 >= end.lent.0 - end.paid.0, "{end:?}");
        if end.instalments_missed == 0 {
            assert!(end.lender.0 > 0, "interest, and nothing lost: {end:?}");
            assert_eq!(end.forfeited.0, 0);
        } else {
            assert!(end.forfeited.0 > 0);
        }
    }
    // Beside them the book goes as it goes without them.
    let alone = demo(&options()).await;
    assert_eq!(alone.summary.ballast, outcome.summary.ballast);
    let folder = folder();
    output::write(folder.path(), &outcome).unwrap();
    let page = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(page.contains("Without liquidation: term loans") && page.contains("0 forced sales"));
    assert_eq!(
        reported(folder.path())
            .pointer("/beside/0/loans/0/owner")
            .unwrap(),
        group.loans[0].owner.as_str()
    );
    let text = ballast_replay::table::text(&outcome.summary);
    assert!(
        text.contains("lender gained") && text.contains("term loans: "),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_killed_after_every_tick_does_the_same() {
    let steady = demo(&options()).await;
    let restarted = demo(&Options {
        restart_keeper: Some(1),
        ..options()
    })
    .await;
    assert!(restarted.walk.restarts > 100);
    assert_eq!(restarted.walk.failures, 0);
    assert_eq!(steady.totals, restarted.totals);
    assert_eq!(steady.summary.ballast, restarted.summary.ballast);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_is_killed_leaves_a_node_that_takes_the_next_one() {
    let node: Handle = spawn(ballast_devnet::Options::default()).await.unwrap();
    let on_node = Options {
        rpc_url: Some(node.url().to_owned()),
        ..options()
    };
    let folder = folder();
    let mut killed = Command::new(env!("CARGO_BIN_EXE_ballast-demo"))
        .args(["--loan-count", "12", "--rpc-url", node.url(), "--out"])
        .arg(folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // In the midst of the crash, wherever that line finds it.
    let lines = BufReader::new(killed.stderr.take().unwrap()).lines();
    let reached = lines
        .map_while(Result::ok)
        .any(|line| line.starts_with("replay 40%"));
    assert!(reached, "the demo ended before it could be killed");
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(
        !folder.path().join("report.html").exists(),
        "no half report"
    );
    let after = demo(&on_node).await;
    assert_eq!(after.parties.loans.len(), LOANS);
    assert!(!after.totals.sales.is_empty());
    assert_eq!(after.walk.failures, 0, "{:?}", after.walk.messages);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_goes_on_with_a_deployment_that_fits_and_refuses_one_that_does_not() {
    let node: Handle = spawn(ballast_devnet::Options::default()).await.unwrap();
    let folder = folder();
    let path = folder.path().join("deployments.json");
    let on_node = Options {
        rpc_url: Some(node.url().to_owned()),
        deployments: Some(path.clone()),
        ..options()
    };
    // Deployed by the tool, with the demo's configuration: nothing of it is deployed again.
    let mut notes = Vec::new();
    let scenario = ballast_replay::scenario::Scenario::load(&on_node).unwrap();
    let config = ballast_replay::market::configure(&scenario, &mut notes).unwrap();
    let endpoint = ballast_replay::endpoint::Endpoint::connect(node.url())
        .await
        .unwrap();
    let key: alloy::signers::local::PrivateKeySigner =
        "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659"
            .parse()
            .unwrap();
    let deployed = async || {
        let silent = ballast_deploy::Silent;
        let key = key.clone();
        ballast_replay::existing::deployment(&endpoint, key, &config, &path, &silent).await
    };
    let (at, did) = deployed().await.unwrap();
    assert!(did.starts_with("deployed afresh, recorded in "), "{did}");
    let (again, did) = deployed().await.unwrap();
    assert!(did.starts_with("goes on with the deployment in "), "{did}");
    assert_eq!(again, at);
    // An unfinished one is finished.
    let mut record = ballast_deploy::Record::load(&path).unwrap().unwrap();
    record.complete = false;
    record.save(&path).unwrap();
    let (again, did) = deployed().await.unwrap();
    assert!(did.starts_with("went on with the unfinished"), "{did}");
    assert_eq!(again.pool, at.pool);

    let outcome = demo(&on_node).await;
    assert_eq!(outcome.market.deployment.pool, at.pool);
    assert_eq!(outcome.parties.loans.len(), LOANS);
    assert_eq!(outcome.walk.failures, 0, "{:?}", outcome.walk.messages);

    // It is in use now, and its prices fell.
    let path = path.to_str().unwrap();
    let out = folder.path().join("out").display().to_string();
    let arguments = [
        "--rpc-url",
        node.url(),
        "--deployments",
        path,
        "--out",
        &out,
        "--quiet",
    ];
    let (code, said) = command(&arguments);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("deployments.json does not fit this demo") && said.contains("is in use"),
        "{said}"
    );
    // Of another chain.
    let text = std::fs::read_to_string(path).unwrap();
    std::fs::write(path, text.replace("412346", "42161")).unwrap();
    let (code, said) = command(&arguments);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is of chain 42161"), "{said}");
    // Without a node of one's own there is nothing to go on with.
    let (code, said) = command(&["--deployments", path]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--rpc-url"), "{said}");
}

fn command(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ballast-demo"))
        .args(arguments)
        .env_remove("BALLAST_RPC_URL")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), text)
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn bad_inputs_end_with_code_2_and_say_where() {
    let folder = folder();
    let out = folder.path().join("out");
    let out = out.to_str().unwrap();
    let header = "timestamp,open,high,low,close,volume";
    let good =
        format!("{header}\n1700000000,1,1,1,1,1\n1700000300,1,1,1,1,1\n1700000600,1,1,1,1,1\n");
    let cases = [
        (
            "bad row",
            format!("{header}\n1700000000,1,1,1,1,1\n1700000300,1,x,1,1,1\n"),
            ":3:",
        ),
        (
            "unsorted",
            format!("{header}\n1700000300,1,1,1,1,1\n1700000000,1,1,1,1,1\n"),
            ":3:",
        ),
        (
            "columns",
            "time,open,high,low,close,volume\n".to_owned(),
            ":1:",
        ),
    ];
    for (name, text, place) in cases {
        let path = file(&folder, "prices.csv", &text);
        let prices = format!("ETH={}", path.display());
        let (code, said) = command(&["--prices", &prices, "--out", out, "--quiet"]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert!(
            said.contains("prices.csv") && said.contains(place),
            "{name}: {said}"
        );
    }
    let prices = format!("ETH={}", file(&folder, "eth.csv", &good).display());
    let loans = "owner,asset,collateral,debt\na,DOGE,1000,\na,USDC,,10\nb,PEPE,5,\nb,USDC,,1\n";
    let loans = file(&folder, "loans.csv", loans).display().to_string();
    let (code, said) = command(&[
        "--prices", &prices, "--loans", &loans, "--out", out, "--quiet",
    ]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("DOGE, PEPE"), "{said}");
    let (code, said) = command(&["--prices", "ETH=/does/not/exist", "--out", out, "--quiet"]);
    assert_eq!(code, Some(2), "{said}");
    let (code, _) = command(&["--days", "0"]);
    assert_eq!(code, Some(2));
    let (code, _) = command(&["--with", "magic"]);
    assert_eq!(code, Some(2));
    let (code, said) = command(&[
        "--prices", &prices, "--with", "term", "--out", out, "--quiet",
    ]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("too few for 3 instalments"), "{said}");
    let (code, said) = command(&["--rpc-url", "http://127.0.0.1:9", "--out", out, "--quiet"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("does not answer"), "{said}");
}
