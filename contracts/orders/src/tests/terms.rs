//! When orders are due, and on what terms.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::revert::Failure;
use ballast_unwinder_state::portfolio::{Holding, Portfolio};
use proptest::prelude::*;
use risk_core::{
    fixed::{WAD, Wad},
    health::{AssetRisk, Factors, StressParameters},
};

use super::*;
use crate::{
    IOrders,
    terms::{Case, Healths},
};

/// `ether` whole ether against `debt` whole USDC; prices of ether in cents.
fn loan(ether: u128, debt: u128, spot: u128, smoothed: u128) -> Portfolio {
    let variances = [445, 640, 445, 1].map(|thousandths| Wad(thousandths * WAD / 1_000));
    let usdc = AssetRisk {
        loadings: [0, 0, 0, 10_000],
        idiosyncratic: 0,
        issuer: 1,
        family: 1,
        haircut: 100,
        basis: 0,
        depth: u64::MAX,
        scenarios: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 500, -100, -100, 300, 0, 0],
    };
    let eth = AssetRisk {
        loadings: [0, 10_000, 0, 0],
        idiosyncratic: 2_000,
        issuer: 2,
        family: 2,
        haircut: 1_500,
        basis: 0,
        depth: 1_000_000,
        scenarios: [
            1_600, -1_600, 800, -800, 1_200, -1_200, 0, 0, 0, 0, 0, 0, 1_600, 1_600, 0, 0,
        ],
    };
    let holding = Holding {
        asset: ETH,
        unit: WAD,
        flags: 0,
        updated_at: NOW,
        collateral: ether * WAD,
        debt: 0,
        spot: spot * WAD / 100,
        smoothed: smoothed * WAD / 100,
        risk: eth,
    };
    let owed = Holding {
        asset: USDC,
        unit: DOLLAR,
        collateral: 0,
        debt: debt * DOLLAR,
        spot: WAD,
        smoothed: WAD,
        risk: usdc,
        ..holding
    };
    Portfolio {
        holdings: vec![holding, owed],
        factors: Factors::new(variances, [8_500, 9_000, 0, 8_000, 0, 0]).unwrap(),
        stress: StressParameters {
            z: Wad(2_330_000_000_000_000_000),
            horizon: 43_200,
        },
        buffer: WAD / 20,
    }
}

fn case(order: Order, portfolio: Portfolio) -> Case {
    Case {
        healths: Healths::of(&portfolio).unwrap(),
        portfolio,
        order,
    }
}

fn is<E: SolError>(refused: Failure) -> E {
    E::abi_decode_validate(&refused.0).unwrap()
}

#[test]
fn a_deleverage_is_due_under_its_trigger_and_reaches_its_target() {
    let calm = case(deleverage(), loan(10, 23_000, 300_000, 300_000));
    let not: IOrders::NotDue = is(calm.require_due().unwrap_err());
    assert_eq!(not.value.to::<u128>(), calm.healths.smoothed);
    assert_eq!(not.trigger.to::<u128>(), deleverage().trigger);

    let due = case(deleverage(), loan(10, 23_000, 285_000, 285_000));
    due.require_due().unwrap();
    let all = Order {
        per_execution: 10 * WAD,
        left: 10 * WAD,
        fee: 0,
        ..deleverage()
    };
    let due = Case { order: all, ..due };
    let terms = due.terms(0, 0).unwrap();
    assert_eq!(terms.price, 2_850 * WAD, "from spot");
    assert_eq!(terms.floor, 2_850 * WAD / 100 * 99);
    assert_eq!(due.terms(600, 0).unwrap().price, terms.floor);
    assert_eq!(
        due.terms(300, 0).unwrap().price,
        (terms.price + terms.floor) / 2
    );
    let paid = due.cost(&terms, terms.most).unwrap();
    let after = due.after(terms.most, paid).unwrap();
    due.healths.require_no_lower(after).unwrap();
    let reached = after.smoothed;
    assert!(
        reached >= all.target && reached < all.target + WAD / 10_000,
        "{reached}"
    );
}

#[test]
fn sales_are_limited_by_order_collateral_and_debt() {
    let most = |order: Order, portfolio| case(order, portfolio).terms(0, 0).unwrap().most;
    let sick = || loan(10, 23_000, 270_000, 270_000);
    assert_eq!(most(deleverage(), sick()), 2 * WAD, "per execution");
    assert_eq!(
        most(
            Order {
                left: WAD,
                ..deleverage()
            },
            sick()
        ),
        WAD,
        "in all"
    );
    let stop = Order {
        per_execution: 100 * WAD,
        left: 100 * WAD,
        fee: 0,
        ..at_price(Kind::SellBelow, 5_000 * WAD)
    };
    assert_eq!(
        most(stop, loan(3, 23_000, 300_000, 300_000)),
        3 * WAD,
        "collateral"
    );
    let closing = case(stop, loan(10, 6_000, 300_000, 300_000));
    let terms = closing.terms(0, 0).unwrap();
    assert_eq!(terms.most, 2 * WAD, "debt");
    assert_eq!(closing.cost(&terms, terms.most).unwrap(), 6_000 * DOLLAR);
    assert_eq!(terms.least(), WAD / 2);
    // The fee comes on top of what pays the debt.
    let order = Order {
        fee: WAD / 100,
        ..stop
    };
    let with_fee = case(order, loan(10, 6_000, 300_000, 300_000));
    let terms = with_fee.terms(0, 0).unwrap();
    assert_eq!(terms.most, 2 * WAD + WAD / 100);
    assert_eq!(with_fee.cost(&terms, terms.most).unwrap(), 6_000 * DOLLAR);
}

#[test]
fn prices_start_and_end_an_order_at_spot() {
    let due = |kind, trigger, spot| {
        case(
            at_price(kind, trigger * WAD),
            loan(10, 20_000, spot, 300_000),
        )
        .require_due()
    };
    due(Kind::SellBelow, 2_800, 280_000).unwrap();
    let not: IOrders::NotDue = is(due(Kind::SellBelow, 2_800, 280_001).unwrap_err());
    assert_eq!(not.value.to::<u128>(), 280_001 * WAD / 100);
    due(Kind::SellAbove, 3_200, 320_000).unwrap();
    let _: IOrders::NotDue = is(due(Kind::SellAbove, 3_200, 319_999).unwrap_err());
}

#[test]
fn the_worst_price_holds() {
    let order = Order {
        worst_price: 2_840 * WAD,
        ..deleverage()
    };
    let terms = case(order, loan(10, 23_000, 285_000, 285_000))
        .terms(600, 0)
        .unwrap();
    assert_eq!((terms.price, terms.floor), (2_840 * WAD, 2_840 * WAD));
    let under = case(order, loan(10, 23_000, 283_999, 285_000)).terms(0, 0);
    let low: IOrders::PriceTooLow = is(under.unwrap_err());
    assert_eq!(low.worstPrice.to::<u128>(), 2_840 * WAD);
}

#[test]
fn payments_are_limited_by_order_source_and_debt() {
    let order = Order {
        per_execution: 500 * DOLLAR,
        left: 700 * DOLLAR,
        fee: 0,
        ..payment(Kind::Repay)
    };
    let sick = |order, debt| case(order, loan(10, debt, 270_000, 270_000));
    assert_eq!(
        sick(order, 23_000).terms(0, u128::MAX).unwrap().most,
        500 * DOLLAR
    );
    assert_eq!(
        sick(order, 23_000).terms(0, 300 * DOLLAR).unwrap().most,
        300 * DOLLAR
    );
    assert_eq!(
        sick(order, 200).terms(0, u128::MAX).unwrap().most,
        200 * DOLLAR
    );
    let _: IOrders::ZeroAmount = is(sick(order, 23_000).terms(0, 0).unwrap_err());
    assert_eq!(sick(order, 23_000).cost(&Default::default(), 7).unwrap(), 0);
    let add = sick(payment(Kind::Add), 23_000);
    let after = add.after(2 * WAD, 0).unwrap();
    assert!(after.smoothed > add.healths.smoothed && after.spot > add.healths.spot);
}

#[test]
fn prices_without_worth_stop_orders() {
    let with = |place: usize, flags, asset: Address| {
        let mut portfolio = loan(10, 23_000, 270_000, 270_000);
        portfolio.holdings[place].flags = flags;
        case(
            Order {
                collateral_asset: asset,
                ..deleverage()
            },
            portfolio,
        )
        .require_due()
    };
    for flags in [1, 2, 4, 16] {
        for place in [0, 1] {
            let error: IOrders::PriceUnavailable = is(with(place, flags, ETH).unwrap_err());
            assert_eq!((error.asset, error.flags), ([ETH, USDC][place], flags));
        }
    }
    with(0, 8, ETH).unwrap();
    // A stranger's speck of an asset with a dead feed stops nothing, unless it is what is sold.
    let mut portfolio = loan(10, 23_000, 270_000, 270_000);
    let speck = Holding {
        asset: SOURCE,
        flags: 1,
        collateral: WAD / 100,
        ..portfolio.holdings[0]
    };
    portfolio.holdings.push(speck);
    case(deleverage(), portfolio.clone()).require_due().unwrap();
    let sold = Order {
        collateral_asset: SOURCE,
        ..deleverage()
    };
    let _: IOrders::PriceUnavailable = is(case(sold, portfolio).require_due().unwrap_err());
}

#[test]
fn a_sale_that_lowers_health_is_refused() {
    // The average stands 40% above spot: what is sold counts for more there than what it repays.
    let order = Order {
        target: 16 * WAD,
        trigger: 16 * WAD,
        ..deleverage()
    };
    let fallen = case(order, loan(10, 23_000, 180_000, 300_000));
    let terms = fallen.terms(600, 0).unwrap();
    let paid = fallen.cost(&terms, terms.most).unwrap();
    let after = fallen.after(terms.most, paid).unwrap();
    let error: IOrders::LowersHealth = is(fallen.healths.require_no_lower(after).unwrap_err());
    assert_eq!(error.health.to::<u128>(), fallen.healths.smoothed);
}

#[test]
fn what_the_account_does_not_have_cannot_be_sold_or_repaid() {
    let foreign = Order {
        collateral_asset: SOURCE,
        ..at_price(Kind::SellBelow, u128::MAX)
    };
    let _: IOrders::ZeroAmount = is(case(foreign, loan(10, 23_000, 270_000, 270_000))
        .require_due()
        .unwrap_err());
    let other = Order {
        debt_asset: ETH,
        ..deleverage()
    };
    let _: IOrders::ZeroAmount = is(case(other, loan(10, 23_000, 270_000, 270_000))
        .terms(0, 0)
        .unwrap_err());
}

proptest! {
    #[test]
    fn a_sale_never_moves_more_than_the_order_says_and_never_pays_under_its_floor(
        ether in 1_u128..1_000, debt in 1_u128..1_000_000, spot in 100_u128..1_000_000, gap in 0_u128..2_000,
        per in 1_u128..100 * WAD, left in 1_u128..100 * WAD, fee in 0_u128..WAD, elapsed in 0_u64..1_200,
        discount in 0_u64..(WAD / 20) as u64, part in 1_u128..=100,
    ) {
        let order = Order {
            per_execution: per, left, fee, discount, trigger: 16 * WAD, target: 16 * WAD, ..deleverage()
        };
        let case = case(order, loan(ether, debt, spot, spot * (10_000 + gap) / 10_000));
        if let Ok(terms) = case.terms(elapsed, 0) {
            let moved = terms.most * part / 100;
            prop_assert!(terms.most <= per.min(left).min(ether * WAD));
            prop_assert!(terms.price >= terms.floor && terms.price <= spot * WAD / 100);
            if let Ok(paid) = case.cost(&terms, moved) {
                let fair = Wad(moved - order.fee_of(moved)).mul_down(Wad(terms.price)).unwrap().0 / (WAD / DOLLAR);
                prop_assert!(paid >= fair.min(debt * DOLLAR), "{paid} {fair}");
                // Where health is one or more and nothing is lost, it does not fall.
                if discount == 0 && fee == 0 && gap == 0 && case.healths.spot >= WAD {
                    let after = case.after(moved, paid).unwrap();
                    prop_assert!(case.healths.require_no_lower(after).is_ok());
                }
            }
        }
    }
}
