//! Single calls, worked out by hand.

use ballast_simulate::engine::ltv::{AaveV3, AaveV4, LoanToValue, Morpho, Rule};
use ballast_simulate::engine::{Bottomless, Engine, Fund, Outcome, SaleKind, run};

use crate::market::{WAD, account, conditions, engines, path};

/// 10 ETH at 2,000 against a threshold of 0.84, after a fall of 20%: 16,000 of collateral, 13,440 of backing.
fn fallen(engine: &mut dyn Engine, usdc: u128) -> Outcome {
    let accounts = [account(0, &[("ETH", 10 * WAD)], &[("USDC", usdc * WAD)])];
    let conditions = ballast_simulate::engine::Conditions {
        interest_per_year: 0,
        ..conditions()
    };
    run(
        engine,
        &accounts,
        &path(&[(-2_000, 0, 0)]),
        &conditions,
        &mut Bottomless,
    )
    .unwrap()
}

#[test]
fn aave_v3_repays_half_above_its_health_and_all_below() {
    let mut engine = LoanToValue::new(Rule::AaveV3(AaveV3::default()));
    // Health 13,440 / 14,000 = 0.96: half, and then 7,000 against 8,650 left is healthy.
    let outcome = fallen(&mut engine, 14_000);
    assert_eq!(outcome.sales.len(), 1);
    assert_eq!(outcome.sales[0].repaid, 7_000 * WAD);
    assert_eq!(outcome.sales[0].sold_usd, 7_350 * WAD);
    assert_eq!(outcome.totals.penalty_usd, 350 * WAD);
    // Health 0.93: everything.
    let outcome = fallen(&mut engine, 14_450);
    assert_eq!(outcome.sales[0].repaid, 14_450 * WAD);
    // 15,500 times 1.05 is more than there is: all collateral for 16,000 / 1.05, the rest is lost.
    let outcome = fallen(&mut engine, 15_500);
    assert_eq!(outcome.sales[0].amount, 10 * WAD);
    let lost = outcome.totals.loss_usd;
    assert!(
        lost.abs_diff(15_500 * WAD - 16_000 * WAD / 105 * 100) < WAD / 1_000,
        "{lost}"
    );
}

#[test]
fn aave_v4_repays_what_brings_health_to_its_target() {
    let mut engine = LoanToValue::new(Rule::AaveV4(AaveV4::default()));
    let outcome = fallen(&mut engine, 14_000);
    let sale = outcome.sales[0];
    let held = outcome.endings[0].final_collateral_usd;
    let owed = outcome.endings[0].final_debt_usd;
    let billion = 1_000_000_000;
    let health = held / 100 * 84 * billion / (owed / billion);
    assert!(
        health.abs_diff(WAD / 100 * 105) < WAD / 1_000_000,
        "{health}"
    );
    // Bonus 2.5% + 2.5% * (1 - 0.96) / 0.1 = 3.5%.
    let bonus = sale.sold_usd * 1_000 / (sale.repaid_usd / WAD) / WAD;
    assert_eq!(bonus, 1_035);
}

#[test]
fn morpho_repays_everything_at_an_incentive_by_the_threshold() {
    let mut engine = LoanToValue::new(Rule::Morpho(Morpho::default()));
    let outcome = fallen(&mut engine, 14_000);
    assert_eq!(outcome.sales[0].repaid, 14_000 * WAD);
    // 1 / (1 - 0.3 * 0.16) = 1.05042.
    let seized = outcome.sales[0].sold_usd;
    assert!(
        seized.abs_diff(14_000 * WAD / 952 * 1_000) < WAD / 1_000,
        "{seized}"
    );
    assert_eq!(outcome.endings[0].final_debt_usd, 0);
}

#[test]
fn dear_gas_keeps_buyers_away_and_the_loss_stands_as_uncovered_debt() {
    for [mut engine, _] in engines() {
        let accounts = [account(0, &[("ETH", WAD / 100)], &[("USDC", 15 * WAD)])];
        let conditions = ballast_simulate::engine::Conditions {
            gas_price: WAD / 1_000,
            ..conditions()
        };
        let path = path(&[(-1_000, 0, 0), (-4_000, 0, 0)]);
        let outcome = run(&mut *engine, &accounts, &path, &conditions, &mut Bottomless).unwrap();
        assert!(outcome.sales.is_empty(), "{}", outcome.engine);
        assert!(outcome.totals.uncovered_usd > 0, "{}", outcome.engine);
    }
}

#[test]
fn keepers_that_are_late_find_a_lower_price() {
    let accounts = [account(0, &[("ETH", 10 * WAD)], &[("USDC", 14_000 * WAD)])];
    let path = path(&[(-2_000, 0, 0), (-500, 0, 0), (-500, 0, 0)]);
    let late = ballast_simulate::engine::Conditions {
        latency: 150,
        ..conditions()
    };
    let mut engine = LoanToValue::new(Rule::AaveV3(AaveV3::default()));
    let outcome = run(&mut engine, &accounts, &path, &late, &mut Bottomless).unwrap();
    assert!(
        outcome.sales[0].spot < 1_600 * WAD,
        "{:?}",
        outcome.sales[0]
    );
    assert!(outcome.sales[0].time >= path.start + 250);
}

#[test]
fn the_fund_pays_what_it_has_within_its_window() {
    let accounts = [account(0, &[("ETH", 10 * WAD)], &[("USDC", 16_000 * WAD)])];
    let conditions = ballast_simulate::engine::Conditions {
        fund: Some(Fund {
            capital: 1_000 * WAD,
            premium_per_year: WAD / 100,
            window_cap: WAD / 5,
            window: 86_400,
        }),
        ..conditions()
    };
    let mut engine = LoanToValue::new(Rule::Morpho(Morpho::default()));
    let outcome = run(
        &mut engine,
        &accounts,
        &path(&[(-3_000, 0, 0)]),
        &conditions,
        &mut Bottomless,
    )
    .unwrap();
    assert_eq!(outcome.losses[0].insured_usd, 200 * WAD);
    assert_eq!(outcome.fund_usd, 800 * WAD);
}

#[test]
fn a_fall_is_unwound_in_slices_that_stop_at_the_target() {
    let [mut engine, _] = engines().pop().unwrap();
    let accounts = [account(0, &[("ETH", 10 * WAD)], &[("USDC", 15_800 * WAD)])];
    let moves: Vec<(i16, i16, i8)> = (0..400)
        .map(|tick| (if tick < 12 { -90 } else { 0 }, 0, 0))
        .collect();
    let outcome = run(
        &mut *engine,
        &accounts,
        &path(&moves),
        &conditions(),
        &mut Bottomless,
    )
    .unwrap();
    assert!(outcome.sales.len() > 10, "{}", outcome.sales.len());
    assert!(
        outcome
            .sales
            .iter()
            .any(|sale| sale.kind == SaleKind::Slice)
    );
    assert!(
        outcome
            .sales
            .iter()
            .all(|sale| sale.discount() <= WAD / 100 * 8)
    );
    assert_eq!(outcome.totals.loss_usd, 0);
}

#[test]
fn soft_liquidation_sells_in_a_fall_and_buys_back_in_the_rise() {
    let mut engine = ballast_simulate::engine::llamma::Llamma::default();
    let accounts = [account(0, &[("ETH", 10 * WAD)], &[("USDC", 14_500 * WAD)])];
    let moves: Vec<(i16, i16, i8)> = (0..300)
        .map(|tick| {
            (
                if tick < 40 {
                    -40
                } else if tick < 100 {
                    0
                } else if tick < 140 {
                    41
                } else {
                    0
                },
                0,
                0,
            )
        })
        .collect();
    let outcome = run(
        &mut engine,
        &accounts,
        &path(&moves),
        &conditions(),
        &mut Bottomless,
    )
    .unwrap();
    let kinds = |kind| {
        outcome
            .sales
            .iter()
            .filter(|sale| sale.kind == kind)
            .count()
    };
    assert!(
        kinds(SaleKind::SoftSale) > 5 && kinds(SaleKind::SoftPurchase) > 5,
        "{:?}",
        outcome.totals
    );
    // Both directions cost.
    assert!(outcome.totals.penalty_usd > outcome.totals.gain_usd);
    assert_eq!(outcome.totals.loss_usd, 0);
}
