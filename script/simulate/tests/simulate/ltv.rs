//! The loan-to-value rule by example.

use ballast_simulate::ltv::{LtvOutcome, run, threshold_at_health};
use ballast_simulate::{Error, InBarOrder, Loan, LtvAccount, LtvRules, Path};

use crate::{WAD, closes};

const START: u64 = 1_700_000_400;

fn amounts(pairs: &[(&str, u128)]) -> Vec<(String, u128)> {
    pairs
        .iter()
        .map(|(asset, amount)| ((*asset).to_owned(), *amount))
        .collect()
}

fn account(collateral: &[(&str, u128)], debt: &[(&str, u128)], threshold: u128) -> LtvAccount {
    let (collateral, debt) = (amounts(collateral), amounts(debt));
    let shape = Loan::shape_of(&collateral, &debt);
    let loan = Loan {
        id: 0,
        owner: "ann".to_owned(),
        collateral,
        debt,
        shape,
    };
    LtvAccount { loan, threshold }
}

fn eth(prices: &[u128]) -> Path {
    let history = closes("ETH", START, 300, prices);
    Path::new(&[history], InBarOrder::Close)
        .unwrap()
        .with_constants(&["USDC"], WAD)
}

fn liquidated(account: LtvAccount, path: &Path) -> LtvOutcome {
    run(&[account], path, &LtvRules::aave_v3_7(0)).unwrap()
}

#[test]
fn a_healthy_account_is_left_alone() {
    let account = account(
        &[("ETH", 10 * WAD)],
        &[("USDC", 8_000 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &eth(&[1_000, 1_000]));
    assert!(
        outcome.sales.is_empty(),
        "a health factor of exactly 1 is healthy"
    );
    assert_eq!(outcome.totals.final_equity_usd, 2_000 * WAD);
}

#[test]
fn half_is_repaid_just_below_one() {
    // $9,900 at 80%: health 0.99; half of 8,000 repaid for 4,200 of collateral leaves health 1.14.
    let account = account(
        &[("ETH", 10 * WAD)],
        &[("USDC", 8_000 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &eth(&[1_000, 990]));
    assert_eq!(outcome.sales.len(), 1);
    let sale = &outcome.sales[0];
    assert_eq!((sale.time, sale.loan), (START + 600, 0));
    assert_eq!(
        (sale.collateral.as_str(), sale.debt.as_str()),
        ("ETH", "USDC")
    );
    assert_eq!(sale.repaid, 4_000 * WAD);
    assert_eq!(sale.seized, 4_200 * WAD / 990);
    assert!(4_200 * WAD - sale.seized_usd < 1_000);
    assert!(200 * WAD - sale.penalty_usd < 1_000);
    let loan = &outcome.loans[0];
    assert_eq!((loan.liquidations, loan.final_debt_usd), (1, 4_000 * WAD));
    assert_eq!((loan.lender_loss_usd, outcome.losses.len()), (0, 0));
}

#[test]
fn all_is_repaid_at_a_health_of_95_percent() {
    // $9,500 x 80% = 7,600 against 8,000: exactly 0.95, which is not above it.
    let account = account(
        &[("ETH", 10 * WAD)],
        &[("USDC", 8_000 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &eth(&[1_000, 950]));
    assert_eq!(outcome.sales.len(), 1);
    assert_eq!(outcome.sales[0].repaid, 8_000 * WAD);
    assert_eq!(outcome.totals.final_debt_usd, 0);
}

#[test]
fn small_reserves_are_closed_whole() {
    let account = account(
        &[("ETH", 2 * WAD)],
        &[("USDC", 1_600 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &eth(&[1_000, 999]));
    assert_eq!(outcome.sales[0].repaid, 1_600 * WAD, "a debt below $2,000");
}

#[test]
fn what_is_left_is_a_thousand_dollars_or_nothing() {
    // Collateral worth $2,400 of which half the debt would take $2,100: it takes 1,400 and leaves 1,000.
    let account = account(
        &[("ETH", WAD * 24 / 10)],
        &[("USDC", 4_000 * WAD)],
        WAD * 17 / 10,
    );
    let outcome = liquidated(account, &eth(&[1_000, 979]));
    let sale = &outcome.sales[0];
    let left = (WAD * 24 / 10 - sale.seized) * 979;
    assert!((1_000 * WAD..1_001 * WAD).contains(&left), "{left}");
    assert!(sale.repaid < 2_000 * WAD);
}

#[test]
fn repeats_until_healthy() {
    // A high threshold and the bonus: one half does not restore the health, so it goes on.
    let account = account(
        &[("ETH", 100 * WAD)],
        &[("USDC", 96_000 * WAD)],
        WAD / 100 * 96,
    );
    let outcome = liquidated(account, &eth(&[1_000, 995]));
    assert!(outcome.sales.len() > 1, "{}", outcome.sales.len());
    assert!(outcome.sales.iter().all(|sale| sale.time == START + 600));
}

#[test]
fn debt_without_collateral_is_the_lenders_loss() {
    let account = account(
        &[("ETH", 10 * WAD)],
        &[("USDC", 8_000 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &eth(&[1_000, 630, 2_000]));
    // 6,300 / 1.05 = 6,000 repaid for all of it.
    let loan = &outcome.loans[0];
    assert_eq!((loan.sold_usd, loan.repaid_usd), (6_300 * WAD, 6_000 * WAD));
    assert_eq!(
        (loan.penalty_usd, loan.lender_loss_usd),
        (300 * WAD, 2_000 * WAD)
    );
    assert_eq!((loan.final_equity_usd, loan.final_debt_usd), (0, 0));
    assert_eq!(outcome.losses.len(), 1);
    assert_eq!(
        (outcome.losses[0].time, outcome.losses[0].usd),
        (START + 600, 2_000 * WAD)
    );
}

#[test]
fn the_largest_debt_and_collateral_go_first() {
    let eth = closes("ETH", START, 300, &[1_000, 940]);
    let btc = closes("BTC", START, 300, &[50_000, 50_000]);
    let path = Path::new(&[eth, btc], InBarOrder::Close).unwrap();
    let path = path.with_constants(&["USDC", "DAI"], WAD);
    let account = account(
        &[("BTC", WAD / 10), ("ETH", 10 * WAD)],
        &[("DAI", 4_000 * WAD), ("USDC", 8_000 * WAD)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &path);
    let sale = &outcome.sales[0];
    assert_eq!(
        (sale.debt.as_str(), sale.collateral.as_str()),
        ("USDC", "ETH")
    );
    assert_eq!(sale.repaid, 6_000 * WAD, "half of the total debt");
}

#[test]
fn debts_in_a_volatile_asset_are_valued_at_its_price() {
    let eth = closes("ETH", START, 300, &[1_000, 1_000]);
    let btc = closes("BTC", START, 300, &[50_000, 60_000]);
    let path = Path::new(&[eth, btc], InBarOrder::Close).unwrap();
    let account = account(
        &[("ETH", 100 * WAD)],
        &[("BTC", WAD * 14 / 10)],
        WAD / 100 * 80,
    );
    let outcome = liquidated(account, &path);
    let sale = &outcome.sales[0];
    assert_eq!(sale.repaid_usd, 42_000 * WAD);
    assert_eq!(sale.seized_usd, 44_100 * WAD);
}

#[test]
fn interest_compounds_and_can_breach() {
    let account = account(
        &[("ETH", 10 * WAD)],
        &[("USDC", 7_999 * WAD)],
        WAD / 100 * 80,
    );
    let path = eth(&[1_000; 300]);
    let calm = run(
        std::slice::from_ref(&account),
        &path,
        &LtvRules::aave_v3_7(0),
    )
    .unwrap();
    assert!(calm.sales.is_empty());
    let dear = run(&[account], &path, &LtvRules::aave_v3_7(WAD)).unwrap();
    assert_eq!(dear.sales.len(), 1);
    // 8000 / 7999 at 100% a year takes 3,942 s: the fourteenth bar after the first.
    assert_eq!(dear.sales[0].time, START + 300 + 14 * 300);
}

#[test]
fn equal_borrowing_power_at_the_start() {
    let threshold = threshold_at_health(WAD * 12 / 10, 10_000 * WAD, 6_000 * WAD).unwrap();
    assert_eq!(threshold, WAD * 72 / 100);
    assert!(threshold_at_health(u128::MAX, WAD, 2 * WAD).is_err());
}

#[test]
fn unpriced_assets_are_all_listed() {
    let account = account(&[("SOL", WAD), ("LINK", WAD)], &[("USDC", WAD)], WAD);
    let error = run(&[account], &eth(&[1, 1]), &LtvRules::aave_v3_7(0)).unwrap_err();
    assert!(matches!(error, Error::MissingPrices { assets } if assets == ["LINK", "SOL"]));
}

#[test]
fn contradicting_rules_are_refused() {
    let good = LtvRules::aave_v3_7(0);
    for rules in [
        LtvRules {
            close_factor: 0,
            ..good
        },
        LtvRules {
            close_factor: WAD + 1,
            ..good
        },
        LtvRules {
            whole_below_usd: WAD,
            ..good
        },
        LtvRules {
            bonus: 2 * WAD,
            ..good
        },
        LtvRules {
            interest_per_year: 11 * WAD,
            ..good
        },
    ] {
        let error = run(&[], &eth(&[1, 1]), &rules).unwrap_err();
        assert!(matches!(error, Error::Parameter { .. }), "{error}");
    }
}
