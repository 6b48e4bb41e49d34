//! Books that every engine would have opened alike, and staked ether off its peg.

use ballast_simulate::book::{
    Kind, Plan, at_equal_power, at_most_loan_to_value, generated_book, reduced_to,
};
use ballast_simulate::depeg::Depeg;
use ballast_simulate::{Book, InBarOrder, Loan, Path, Shape, SyntheticCrash, synthetic_book};
use proptest::prelude::*;

use crate::{WAD, prices};

fn market() -> Vec<(String, u128)> {
    prices(&[
        ("ETH", 2_000),
        ("BTC", 40_000),
        ("WSTETH", 2_250),
        ("USDC", 1),
    ])
}

fn book(kind: Kind, loans: usize, seed: u64) -> Book {
    let prices = market();
    let limit = at_most_loan_to_value(WAD / 100 * 80, &prices);
    let plan = Plan {
        loans,
        kind,
        largest: 100_000 * WAD,
        seed,
    };
    generated_book(&plan, &prices, &limit).unwrap()
}

#[test]
fn kinds_hold_what_they_say() {
    let names = |side: &[(String, u128)]| {
        side.iter()
            .map(|(asset, _)| asset.clone())
            .collect::<Vec<_>>()
    };
    for loan in book(Kind::Single, 60, 1).loans {
        assert_eq!(loan.shape, Shape::Single);
        assert_eq!(names(&loan.debt), ["USDC"]);
        assert!(loan.collateral.len() == 1 && loan.collateral[0].0 != "WSTETH");
    }
    for loan in book(Kind::Multi, 60, 1).loans {
        assert_eq!((loan.shape, loan.collateral.len()), (Shape::Multi, 2));
        assert_eq!(names(&loan.debt), ["USDC"]);
    }
    for loan in book(Kind::Hedged, 60, 1).loans {
        let (long, short) = (names(&loan.collateral), names(&loan.debt));
        assert!(
            long.len() == 1 && short.len() == 1 && long != short,
            "{long:?} {short:?}"
        );
        assert!(!short.contains(&"USDC".to_owned()));
    }
    for loan in book(Kind::Staked, 60, 1).loans {
        assert_eq!(
            (names(&loan.collateral), names(&loan.debt)),
            (vec!["WSTETH".to_owned()], vec!["ETH".to_owned()])
        );
    }
    assert_ne!(
        book(Kind::Hedged, 60, 1).loans,
        book(Kind::Hedged, 60, 2).loans
    );
    assert_eq!(book(Kind::Hedged, 60, 1), book(Kind::Hedged, 60, 1));
}

#[test]
fn sizes_end_at_the_largest() {
    let prices = market();
    let sizes: Vec<u128> = book(Kind::Single, 2_000, 3)
        .loans
        .iter()
        .map(|loan| loan.collateral_usd(&prices).unwrap())
        .collect();
    assert!(
        sizes
            .iter()
            .all(|size| *size <= 100_000 * WAD && *size >= 499 * WAD)
    );
    let above = |usd: u128| sizes.iter().filter(|size| **size > usd * WAD).count();
    assert!(
        above(90_000) > 0 && (400..1_000).contains(&above(20_000)),
        "{} {}",
        above(90_000),
        above(20_000)
    );
}

#[test]
fn impossible_plans_say_what_to_do() {
    let limit = |_: &Loan| true;
    let refused = |plan: Plan, prices: &[(String, u128)]| {
        generated_book(&plan, prices, &limit)
            .unwrap_err()
            .to_string()
    };
    let only = prices(&[("ETH", 2_000), ("USDC", 1)]);
    let plan = Plan::default();
    let hedged = refused(
        Plan {
            kind: Kind::Hedged,
            ..plan
        },
        &only,
    );
    assert_eq!(
        hedged,
        "the number of volatile assets is 1; give the prices of two, such as ETH and BTC"
    );
    assert!(
        refused(
            Plan {
                kind: Kind::Staked,
                ..plan
            },
            &only
        )
        .contains("give ETH's, and a depeg or WSTETH's")
    );
    assert!(
        refused(
            Plan {
                largest: 999 * WAD,
                ..plan
            },
            &only
        )
        .contains("the largest loan is 999")
    );
    assert!(refused(Plan { loans: 0, ..plan }, &only).contains("give at least 1"));
}

#[test]
fn a_plan_of_defaults_is_the_synthetic_book() {
    let prices = market();
    let limit = at_most_loan_to_value(WAD / 100 * 80, &prices);
    let plan = Plan {
        loans: 40,
        seed: 9,
        ..Plan::default()
    };
    assert_eq!(
        generated_book(&plan, &prices, &limit).unwrap(),
        synthetic_book(40, 9, &prices, &limit).unwrap()
    );
}

/// A health of our own: collateral less a fifth, over debt.
fn health(loan: &Loan) -> ballast_simulate::Result<u128> {
    let prices = market();
    let net = loan.collateral_usd(&prices)? / 5 * 4;
    Ok(net * 1_000 / loan.debt_usd(&prices)? * (WAD / 1_000))
}

#[test]
fn ratios_see_the_same_health() {
    let prices = market();
    for kind in [Kind::Blend, Kind::Hedged, Kind::Staked] {
        for account in at_equal_power(&book(kind, 50, 4), &prices, &health).unwrap() {
            let collateral = account.loan.collateral_usd(&prices).unwrap() as f64;
            let ratio = collateral * account.threshold as f64
                / account.loan.debt_usd(&prices).unwrap() as f64;
            let health = health(&account.loan).unwrap() as f64;
            assert!(
                ratio >= health * (1.0 - 1e-12) && ratio < health * (1.0 + 1e-9),
                "{ratio} {health}"
            );
        }
    }
}

#[test]
fn debts_are_reduced_to_what_can_be_opened() {
    let prices = market();
    let book = book(Kind::Blend, 80, 5);
    let limit = at_most_loan_to_value(WAD / 2, &prices);
    let reduced = reduced_to(&book, &limit).unwrap();
    let mut changed = 0;
    for (before, after) in book.loans.iter().zip(&reduced.loans) {
        assert_eq!(before.collateral, after.collateral);
        assert!(limit(after));
        if !limit(before) {
            changed += 1;
            let ratio = after.debt_usd(&prices).unwrap() as f64
                / after.collateral_usd(&prices).unwrap() as f64;
            assert!(ratio > 0.499, "{ratio}");
        } else {
            assert_eq!(before, after);
        }
    }
    assert!(changed > 20);
    assert!(
        reduced
            .notes
            .iter()
            .any(|note| note.starts_with(&format!("{changed} loans owe more"))),
        "{:?}",
        reduced.notes
    );
    reduced_to(&book, &|_| false).unwrap_err();
}

#[test]
fn the_depeg_reaches_its_low_exactly_and_comes_back() {
    let ether = &SyntheticCrash::default().histories().unwrap()[0];
    let depeg = Depeg::default();
    let staked = depeg.history(ether).unwrap();
    assert_eq!(
        (staked.asset.as_str(), staked.bars.len(), staked.step),
        ("WSTETH", ether.bars.len(), ether.step)
    );
    let peg = |close: u128, ether: u128| close as f64 / ether as f64 / 1.125;
    let pegs: Vec<f64> = staked
        .bars
        .iter()
        .zip(&ether.bars)
        .map(|(s, e)| peg(s.close, e.close))
        .collect();
    let lowest = pegs.iter().copied().fold(f64::MAX, f64::min);
    assert!((lowest - 0.9367).abs() < 1e-9, "{lowest}");
    assert!(
        pegs[..100]
            .iter()
            .all(|peg| (0.997..=1.0 + 1e-9).contains(peg))
    );
    assert!((pegs[pegs.len() - 1] - 0.97).abs() < 0.003);
    // It reads like any price file, and walks like one.
    let again =
        ballast_simulate::History::parse("WSTETH", &staked.source, staked.to_csv().as_bytes())
            .unwrap();
    assert_eq!(again, staked);
    Path::new(&[ether.clone(), staked], InBarOrder::OpenLowHighClose).unwrap();
    let other = Depeg { seed: 2, ..depeg }.history(ether).unwrap();
    assert_ne!(other.bars, depeg.history(ether).unwrap().bars);
}

#[test]
fn impossible_depegs_are_refused() {
    let ether = &SyntheticCrash::default().histories().unwrap()[0];
    let good = Depeg::default();
    for bad in [
        Depeg { low: 0, ..good },
        Depeg {
            low: WAD + 1,
            ..good
        },
        Depeg {
            end: good.low - 1,
            ..good
        },
        Depeg { rate: 0, ..good },
        Depeg { onset: WAD, ..good },
        Depeg {
            onset: u128::MAX,
            ..good
        },
    ] {
        bad.history(ether).unwrap_err();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn every_depeg_keeps_between_its_low_and_par(low in 10u128..=100, end in 0u128..=100, parts: [u8; 5], seed: u64) {
        let ether = &SyntheticCrash::default().histories().unwrap()[0];
        let whole: u128 = parts.iter().map(|part| u128::from(*part)).sum::<u128>().max(1);
        let part = |index: usize| u128::from(parts[index]) * WAD / whole;
        let depeg = Depeg {
            rate: WAD,
            low: low * WAD / 100,
            end: low.max(end) * WAD / 100,
            onset: part(0),
            fall: part(1),
            trough: part(2),
            recovery: part(3),
            seed,
        };
        let staked = depeg.history(ether).unwrap();
        for (staked, ether) in staked.bars.iter().zip(&ether.bars) {
            prop_assert!(staked.low <= staked.open.min(staked.close) && staked.high >= staked.open.max(staked.close));
            prop_assert!(staked.high <= ether.high);
            prop_assert!(staked.low + 10 >= ether.low / 100 * low);
        }
    }
}
