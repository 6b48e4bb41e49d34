//! What holds of every loan at every price.

use ballast_simulate::loans::backed::Backed;
use ballast_simulate::loans::known::Market;
use ballast_simulate::loans::outcome::World;
use ballast_simulate::loans::{
    Behaviour, Outcome, Quotes, Settings, backed, follow, protected, term, windows,
};
use proptest::prelude::*;
use risk_core::fixed::Wad;

use crate::WAD;
use crate::loans::{DAY, START, free, settings, staked};
use crate::market_data::folder;

/// Units that the roundings of a loan's parts may differ by.
const ROUNDING: i128 = 100;

fn holds(outcome: &Outcome) {
    let kind = outcome.kind;
    assert!(
        outcome.gains.sum().abs() <= 4,
        "a unit is missing: {outcome:?}"
    );
    assert!(
        (outcome.parts.sum() - outcome.cost()).abs() <= ROUNDING,
        "parts are not the whole: {outcome:?}"
    );
    if !kind.is_pool() {
        assert_eq!(outcome.forced, 0, "a price had something sold: {outcome:?}");
    }
    if kind.is_protected() {
        assert!(outcome.gains.lender >= 0, "OPT-2: {outcome:?}");
    }
    let lost = outcome.gains.lender < 0;
    if outcome.behaviour == Behaviour::Repays && !kind.is_pool() && outcome.given_up == 0 {
        // What yield handed over at the rate may be worth less.
        assert!(!lost || outcome.parts.given_up < 0, "{outcome:?}");
    }
}

fn any_market() -> impl Strategy<Value = Market> {
    (
        WAD / 1_000..100_000 * WAD,
        0..=WAD / 10,
        WAD / 10..4 * WAD,
        WAD / 10..2 * WAD,
    )
        .prop_map(|(spot, below, fast, slow)| Market {
            time: START,
            spot,
            low: spot - spot / WAD * below,
            fast: Wad(fast),
            slow: Wad(slow),
        })
}

/// Multiples of the spot from 0 to 1,000, WAD: small ones, large ones, and the ends.
fn any_multiple() -> impl Strategy<Value = u128> {
    prop_oneof![
        Just(0),
        Just(WAD),
        Just(1_000 * WAD),
        0..2 * WAD,
        0..1_000 * WAD,
    ]
}

fn every_course(
    settings: &Settings,
    market: &Market,
    tenor: u64,
    ltv: u128,
    price: &dyn Fn(u64) -> u128,
) -> Vec<Outcome> {
    let world = World {
        price,
        sale_cost: &free,
    };
    let collateral = 3 * WAD + 1;
    let worth = risk_core::fixed::mul_div_down(collateral, market.spot, WAD).unwrap();
    let principal = risk_core::fixed::mul_div_down(worth, ltv, WAD).unwrap();
    let quotes = Quotes::new(settings, market, tenor, principal, collateral).unwrap();
    let mut outcomes = Vec::new();
    for behaviour in [Behaviour::Rational, Behaviour::Repays] {
        for offer in quotes.term.iter().flatten() {
            outcomes
                .push(term::play(offer, behaviour, START, settings.grace, ltv, &world).unwrap());
        }
        for loan in quotes.protected.iter().flatten() {
            outcomes.push(
                protected::play(loan, behaviour, START, settings.grace, ltv, &world).unwrap(),
            );
        }
    }
    outcomes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_price_has_anything_sold_and_no_unit_is_lost(
        market in any_market(), ltv in WAD / 20..WAD / 20 * 19, days in 1_u64..40,
        multiples in prop::collection::vec(any_multiple(), 8),
    ) {
        let settings = settings(&[]);
        // A price of its own for every eighth of the time.
        let price = |time: u64| {
            let part = (time.saturating_sub(START + 1) * 8 / ((days + 1) * DAY)).min(7) as usize;
            risk_core::fixed::mul_div_down(market.spot, multiples[part], WAD).unwrap()
        };
        for outcome in every_course(&settings, &market, days * DAY, ltv, &price) {
            holds(&outcome);
        }
    }

    #[test]
    fn no_price_of_staked_ether_has_anything_sold(
        growth in 0..WAD / 2, days in 1_u64..100, ltv in WAD / 20..WAD / 20 * 19, multiples in prop::collection::vec(any_multiple(), 4),
    ) {
        let loan = Backed {
            principal: risk_core::fixed::mul_div_down(WAD / 10 * 11, ltv, WAD).unwrap(),
            tenor: days * DAY,
            ..staked(growth)
        };
        let price = |time: u64| {
            let part = (time.saturating_sub(START) * 4 / (days * DAY)).min(3) as usize;
            risk_core::fixed::mul_div_down(WAD / 10 * 11, multiples[part], WAD).unwrap()
        };
        let world = World { price: &price, sale_cost: &free };
        for behaviour in [Behaviour::Rational, Behaviour::Repays] {
            let outcome = backed::play(&loan, behaviour, START, 0, &world).unwrap();
            holds(&outcome);
            // YLD-1: what is lent never exceeds what was.
            prop_assert!(outcome.lent_time <= loan.principal * u128::from(loan.tenor));
        }
    }
}

#[test]
fn lenders_with_a_put_lose_nothing_from_zero_to_a_thousandfold() {
    let settings = settings(&[]);
    let market = crate::loans::market();
    let mut exercised = 0;
    for ltv in [WAD / 10, WAD / 2, WAD / 10 * 7, WAD / 10 * 9] {
        for thousandths in (0..2_000).step_by(7).chain([5_000, 20_000, 1_000_000]) {
            let last = market.spot / 1_000 * thousandths;
            let price = |time: u64| if time > START { last } else { market.spot };
            let outcomes = every_course(&settings, &market, 14 * DAY, ltv, &price);
            let protected = outcomes.iter().filter(|one| one.kind.is_protected());
            for outcome in protected {
                holds(outcome);
                exercised += outcome.given_up;
            }
        }
    }
    assert!(
        exercised > 1_000,
        "most of it is below the strike: {exercised}"
    );
}

#[test]
fn in_every_real_window_lenders_with_a_put_lose_nothing() {
    let Some(folder) = folder("in_every_real_window_lenders_with_a_put_lose_nothing") else {
        return;
    };
    // Few openings and looks: this walks every bar of every window four times for the pools beside.
    let few = ["--every", "120", "--look-every", "300", "--impact", "on"];
    let settings = settings(&few);
    let all = windows(&settings, Some(&folder)).unwrap();
    assert!(all.len() >= 20, "{}", all.len());
    let (mut protected, mut exercised, mut lost) = (0, 0, 0);
    for window in &all {
        let followed = follow(&settings, window).unwrap();
        for outcome in &followed.outcomes {
            holds(outcome);
            protected += u64::from(outcome.kind.is_protected());
            exercised += u64::from(outcome.kind.is_protected() && outcome.given_up > 0);
            lost += u64::from(!outcome.kind.is_protected() && outcome.gains.lender < 0);
        }
    }
    assert!(protected > 500 && exercised > 10, "{protected} {exercised}");
    assert!(lost > 0, "others do lose, so the crashes are there");
}
