//! Studies: configuration, frontier, and the feed that errs.

use ballast_simulate::cli::Harm;
use ballast_simulate::compare::Metrics;
use ballast_simulate::harm::scenario;
use ballast_simulate::lineup::{Choice, default_terms};
use ballast_simulate::show::format::Usd;
use ballast_simulate::show::progress::Display;
use ballast_simulate::study::{Cell, Config, Trial, frontier, study};
use ballast_simulate::{SyntheticCrash, study};

use crate::{WAD, file};

fn config(grid: &str) -> String {
    format!(
        r#"{{"loans": 6, "largest": "50000", "seed": 1, "interest": "0.05", "rounds": "0", "gas_price": "0.05", "latency": 15, "look_every": 900,
        "days": null, "depth": {{"file": null, "scale": "0.2", "recovery": 600}},
        "books": [{{"name": "single", "kind": "single", "loans": null}}, {{"name": "hedged", "kind": "hedged", "loans": null}}],
        "calibrate": [{{"name": "one", "prices": ["ETH=eth.csv"]}}], "check": [{{"name": "two", "prices": ["ETH=eth.csv"]}}],
        "grid": {grid}}}"#
    )
}

fn read(text: &str) -> ballast_simulate::Result<Config> {
    let (_guard, path) = file("study.json", text);
    Config::read(&path)
}

#[test]
fn a_configuration_is_checked() {
    let message = |grid: &str| read(&config(grid)).unwrap_err().to_string();
    assert!(
        message(r#"[{"parameter": "luck", "values": ["1"]}]"#)
            .contains("`luck` is no parameter; known are smoothing")
    );
    assert!(message(r#"[{"parameter": "z", "values": []}]"#).contains("`z` has no values"));
    assert!(
        message(r#"[{"parameter": "z", "values": ["high"]}]"#).contains("`high` is not a number")
    );
    assert!(message("[").contains("line"));
    let text = config("[]").replace("\"single\", \"loans\"", "\"odd\", \"loans\"");
    assert!(
        read(&text)
            .unwrap_err()
            .to_string()
            .contains("`odd` is no kind of book")
    );
    assert!(
        read(&config("[]").replace("\"seed\"", "\"sed\""))
            .unwrap_err()
            .to_string()
            .contains("unknown field `sed`")
    );
}

#[test]
fn every_combination_is_tried_and_set() {
    let grid = r#"[{"parameter": "smoothing", "values": ["600", "1800"]}, {"parameter": "premium", "values": ["0.001", "0.002", "0.003"]}]"#;
    let config = read(&config(grid)).unwrap();
    let combinations = config.combinations();
    assert_eq!(combinations.len(), 6);
    assert_eq!(
        (&combinations[0][..], &combinations[5][..]),
        (&[0, 0][..], &[1, 2][..])
    );
    let mut terms = default_terms(500);
    let premium = config.apply(&combinations[5], &mut terms).unwrap();
    assert_eq!(
        (terms.half_lives.smoothing, premium),
        (1_800, Some(WAD / 1_000 * 3))
    );
    assert_eq!(
        config.words(&combinations[5]),
        "smoothing 1800, premium 0.003"
    );
}

fn trial(place: usize, excess: i128, penalty: i128, volume: i128) -> Trial {
    let usd = |dollars: i128| Usd(dollars * WAD as i128);
    let theirs = Metrics {
        volume: usd(100),
        penalty: usd(100),
        lenders_loss: usd(0),
        ..Metrics::default()
    };
    let ours = Metrics {
        volume: usd(volume),
        penalty: usd(penalty),
        lenders_loss: usd(excess),
        ..Metrics::default()
    };
    let (window, book) = ("w".to_owned(), "b".to_owned());
    Trial {
        combination: vec![place],
        cells: vec![Cell {
            window,
            book,
            ours,
            theirs,
        }],
    }
}

#[test]
fn the_frontier_puts_lenders_first() {
    let trials = [
        trial(0, 50, 10, 90),
        trial(1, 0, 40, 95),
        trial(2, 0, 30, 90),
        trial(3, 0, 60, 40),
        trial(4, 50, 20, 90),
    ];
    // 1 is beaten by 2, 4 by 0; 3 has the least sum of those without loss.
    assert_eq!(frontier(&trials), [3, 2, 0]);
    assert_eq!(trials[0].scores(), [50.0, 0.1, 0.9]);
    assert!(frontier(&[]).is_empty());
}

#[test]
fn a_small_study_ends_in_markdown() {
    let folder = tempfile::tempdir().unwrap();
    let ether = &SyntheticCrash::default().histories().unwrap()[0];
    std::fs::write(folder.path().join("eth.csv"), ether.to_csv()).unwrap();
    let config = read(&config(
        r#"[{"parameter": "smoothing", "values": ["600", "3600"]}]"#,
    ))
    .unwrap();
    let found = study(&config, folder.path(), &Display::new(true)).unwrap();
    assert_eq!(
        (found.trials.len(), found.check.len()),
        (2, 1),
        "hedged needs two assets"
    );
    assert_eq!(found.notes.len(), 2);
    let text = study::markdown(&config, &found);
    for part in [
        "**Chosen**: smoothing",
        "## Frontier",
        "### smoothing: half-life",
        "## Left out",
        "| two | single |",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_wrong_feed_sells_at_most_what_is_metered() {
    for (error, minutes, health) in [(285, 10, 102), (285, 60, 101), (500, 30, 102)] {
        let arguments = Harm {
            error: error * WAD / 10_000,
            minutes,
            health: health * WAD / 100,
            loan_count: 30,
            seed: 1,
            json: false,
        };
        let engines = [Choice::Ballast, Choice::AaveV3];
        let harmed = scenario(&arguments, &default_terms(0), &engines).unwrap();
        let [ours, theirs] = harmed.engines.as_slice() else {
            panic!("{harmed:?}");
        };
        assert!(ours.while_wrong <= harmed.bound, "{harmed:?}");
        // The other sells half of what it can at once: a loan at 1.02 is below 1 by a feed 2.85% low.
        assert!(
            theirs.loans == 30 && theirs.while_wrong.0 > harmed.debt.0 / 3,
            "{harmed:?}"
        );
        assert!(harmed.bound.0 < theirs.while_wrong.0 / 2, "{harmed:?}");
    }
}
