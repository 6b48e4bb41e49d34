//! What may be sold and at what price: UNW-1 and UNW-2 as far as they are pure.

use proptest::prelude::*;
use risk_core::{
    RiskError,
    fixed::Wad,
    unwind::{self, Pair},
};

use super::fixtures::*;
use crate::{
    assess::maintenance,
    layout::Schedule,
    portfolio::{Portfolio, Prices},
    sale::{self, Offer, offer, pair},
};

const PAIR: Pair = Pair {
    collateral: 0,
    debt: 1,
};

fn offered(portfolio: &Portfolio, schedule: &mut Schedule, now: u64) -> Offer {
    let seen = assessed(portfolio);
    assert_eq!(pair(portfolio, &seen), Ok(Some(PAIR)));
    offer(portfolio, &seen, &parameters(), schedule, PAIR, false, now).unwrap()
}

/// What so much of an offer costs.
fn cost(offer: &Offer, amount: u128) -> Result<u128, RiskError> {
    sale::cost(&offer.sold, &offer.owed, amount, offer.price)
}

/// In the auction past the schedule's end, where all of the need is released, `elapsed` seconds into it.
fn late(elapsed: u64) -> (Schedule, u64) {
    let schedule = open();
    let auction_start = schedule.end;
    let schedule = Schedule {
        auction_start,
        accounted_until: auction_start,
        ..schedule
    };
    (schedule, auction_start + elapsed)
}

/// A portfolio after a fill.
fn filled(portfolio: &Portfolio, bought: u128, paid: u128) -> Portfolio {
    let mut after = portfolio.clone();
    after.holdings[0].collateral -= bought;
    after.holdings[1].debt -= paid;
    after
}

/// debt + stress - collateral at prices, USD.
pub(super) fn shortfall(portfolio: &Portfolio, prices: Prices) -> i128 {
    let positions = portfolio.positions(prices).unwrap();
    let stress = maintenance(portfolio, &positions).unwrap().1.total.0;
    let sum = |side: Wad| i128::try_from(side.0).unwrap();
    i128::try_from(stress).unwrap() + sum(risk_core::health::debt(&positions))
        - sum(risk_core::health::collateral(&positions))
}

#[test]
fn a_slices_price_falls_from_spot_with_the_premium_to_spot_less_the_discount() {
    let cents = WAD / 100;
    for (spot, smoothed) in [(300_000, 290_000), (295_000, 300_000)] {
        let portfolio = loan(100, 262_000, spot, smoothed);
        let first = offered(&portfolio, &mut open(), START);
        let top = spot * cents;
        assert_eq!(first.price, top + top / 200, "0.5% over spot");
        assert_eq!(first.floor, spot * cents / 100 * 99, "1% under spot");
        let mut last = first.price;
        for passed in [1, 60, 150, 299] {
            let next = offered(&portfolio, &mut open(), START + passed);
            assert!(next.price < last && next.price > next.floor, "{passed}");
            last = next.price;
        }
        let again = offered(&portfolio, &mut open(), START + 300);
        assert_eq!(
            again.price, first.price,
            "the next slice starts above again"
        );
    }
}

#[test]
fn an_auctions_price_falls_to_its_own_floor_and_stays() {
    let portfolio = loan(100, 262_000, 300_000, 300_000);
    let at = |elapsed| {
        let (mut schedule, now) = late(elapsed);
        offered(&portfolio, &mut schedule, now)
    };
    let floor = 300_000 * WAD / 100 / 100 * 92;
    assert_eq!(at(0).price, 3_015 * WAD);
    assert_eq!(at(AUCTION / 2).price, (3_015 * WAD + floor) / 2);
    for elapsed in [AUCTION, AUCTION * 50] {
        let offer = at(elapsed);
        assert_eq!((offer.price, offer.floor), (floor, floor));
        assert_eq!(offer.window.start, offer.window.end);
    }
}

#[test]
fn an_auction_starts_from_spot_however_high_the_smoothed_price() {
    let (mut schedule, now) = late(0);
    let offer = offered(&loan(100, 262_000, 290_000, 310_000), &mut schedule, now);
    assert_eq!(offer.price, 2_914_500_000_000_000_000_000, "0.5% over spot");
}

#[test]
fn the_need_reaches_the_target_and_no_more() {
    let portfolio = loan(100, 262_000, 300_000, 300_000);
    let (mut schedule, now) = late(0);
    let offer = offered(&portfolio, &mut schedule, now);
    assert!(offer.collateral_amount > WAD, "{offer:?}");
    let whole = offer.collateral_amount;
    let after = assessed(&filled(&portfolio, whole, cost(&offer, whole).unwrap()));
    let target = u128::from(parameters().target);
    assert!(after.health + WAD / 1_000_000 >= target, "{}", after.health);
    assert!(
        after.health <= target + WAD / 1_000,
        "UNW-1: sold beyond the need"
    );
}

#[test]
fn a_healthy_account_needs_no_sale() {
    let portfolio = loan(100, 200_000, 300_000, 300_000);
    let offer = offered(&portfolio, &mut open(), START);
    assert_eq!((offer.need, offer.collateral_amount), (0, 0), "UNW-4");
}

#[test]
fn an_account_beyond_rescue_sells_all_its_collateral() {
    let portfolio = loan(100, 400_000, 300_000, 300_000);
    let (mut schedule, now) = late(AUCTION);
    let offer = offered(&portfolio, &mut schedule, now);
    assert_eq!(offer.collateral_amount, 100 * WAD);
    assert!(
        cost(&offer, 100 * WAD).unwrap() < 400_000 * DOLLAR,
        "a shortfall is left"
    );
}

#[test]
fn little_of_what_may_lose_the_most_is_sold_last() {
    // Of an asset so risky that it would be sold first: at a 65th of the whole last, at a 63rd first.
    for (part, first) in [(64, 0), (62, 2)] {
        let mut portfolio = loan(100, 262_000, 300_000, 300_000);
        let mut risky = portfolio.holdings[0];
        risky.risk.haircut = 4_500;
        risky.risk.scenarios = risky.risk.scenarios.map(|loss| 3 * loss);
        (risky.risk.issuer, risky.risk.family) = (3, 3);
        risky.collateral = portfolio.holdings[0].collateral / part;
        portfolio.holdings.push(risky);
        let sold = pair(&portfolio, &assessed(&portfolio)).unwrap().unwrap();
        assert_eq!(sold.collateral, first, "a {part}th");
        // Nothing else is left: then it goes.
        portfolio.holdings[0].collateral = 0;
        let sold = pair(&portfolio, &assessed(&portfolio)).unwrap().unwrap();
        assert_eq!(sold.collateral, 2, "a {part}th");
    }
}

#[test]
fn leftovers_under_the_dust_limit_are_closed_whole() {
    // 0.01 ether, 30 USD: any partial sale would leave less than 25 USD of either.
    let mut portfolio = loan(1, 26, 300_000, 300_000);
    portfolio.holdings[0].collateral = WAD / 100;
    let (mut schedule, now) = late(0);
    let offer = offered(&portfolio, &mut schedule, now);
    let cost = cost(&offer, offer.collateral_amount).unwrap();
    assert_eq!(cost, 26 * DOLLAR, "the whole debt");
    assert!(
        offer.collateral_amount < WAD / 100,
        "and no more collateral than pays it"
    );
}

#[test]
fn the_last_part_of_a_unit_of_collateral_is_not_given_away() {
    // 10 units of 0.001 ether, 3 USD each: 26 USD at 3,015 USD per ether are 8.62 of them.
    let mut portfolio = loan(1, 26, 300_000, 300_000);
    (portfolio.holdings[0].unit, portfolio.holdings[0].collateral) = (1_000, 10);
    let (mut schedule, now) = late(0);
    let offer = offered(&portfolio, &mut schedule, now);
    assert_eq!(offer.collateral_amount, 8);
    assert_eq!(cost(&offer, 8), Ok(26 * DOLLAR), "the whole debt");
    assert_eq!(cost(&offer, 7), Ok(21_105_000));
    // Less than a unit's worth is owed: it ends all the same.
    portfolio.holdings[1].debt = 7 * DOLLAR / 5;
    (portfolio.holdings[0].unit, portfolio.holdings[0].collateral) = (2_000, 1);
    let (mut schedule, now) = late(0);
    let offer = offered(&portfolio, &mut schedule, now);
    assert_eq!(offer.collateral_amount, 1);
    assert_eq!(cost(&offer, 1), Ok(7 * DOLLAR / 5));
}

#[test]
fn a_sale_never_costs_more_than_the_debt() {
    let portfolio = loan(100, 262_000, 300_000, 300_000);
    let (mut schedule, now) = late(0);
    let offer = offered(&portfolio, &mut schedule, now);
    assert_eq!(cost(&offer, 100 * WAD).unwrap(), 262_000 * DOLLAR);
    assert_eq!(cost(&offer, 0), Ok(0));
    assert_eq!(cost(&offer, 1), Ok(1), "rounded up against the filler");
}

#[test]
fn accounts_without_collateral_or_debt_have_no_pair() {
    for portfolio in [loan(0, 5, 300_000, 300_000), loan(5, 0, 300_000, 300_000)] {
        assert_eq!(pair(&portfolio, &assessed(&portfolio)), Ok(None));
    }
}

prop_compose! {
    /// A loan of about 75% to 110% of its collateral's value at smoothed prices, spot within 25% of them.
    pub(super) fn any_loan()(
        ether in prop_oneof![1u128..20, 20u128..3_000], smoothed in 100_000u128..400_000,
        spot in 75u128..125, percent in 75u128..110,
    ) -> Portfolio {
        loan(ether, ether * smoothed / 10_000 * percent, smoothed * spot / 100, smoothed)
    }
}

prop_compose! {
    /// A moment in a schedule's slices or in the auction past its end.
    pub(super) fn any_moment()(passed in 0u64..42_000, elapsed in 0u64..4_000, auction: bool) -> (Schedule, u64) {
        if auction { late(elapsed) } else { (open(), START + passed) }
    }
}

proptest! {
    #[test]
    fn unw_2_no_price_is_under_the_stress_released(portfolio in any_loan(), moment in any_moment()) {
        let (mut schedule, now) = moment;
        let offer = offered(&portfolio, &mut schedule, now);
        prop_assert!(offer.price >= offer.floor, "UNW-2");
        let discount = if schedule.auction_start > 0 { 92 } else { 99 };
        let spot = portfolio.holdings[0].spot;
        prop_assert!(offer.floor >= spot / 100 * discount, "never below spot less the discount");
        let top = spot.max(portfolio.holdings[0].smoothed);
        prop_assert!(offer.price <= offer.floor.max(top + top / 200 + 1));
        // What is sold releases at least the discount that it is sold at.
        let sold = portfolio.holdings[0].spot * (offer.collateral_amount / 1_000_000_000) / 1_000_000_000;
        if sold > 0 && offer.price < spot {
            let seen = assessed(&portfolio);
            let allowed = unwind::max_discount(
                &seen.spot, &portfolio.factors, portfolio.stress, PAIR, Wad(sold),
            ).unwrap().0;
            let discount = WAD - offer.price * 1_000_000_000 / (spot / 1_000_000_000);
            prop_assert!(discount <= allowed + WAD / 1_000_000, "UNW-2: {discount} over {allowed}");
        }
    }

    #[test]
    fn unw_2_a_fill_never_raises_debt_and_stress_less_collateral(
        portfolio in any_loan(), moment in any_moment(), share in 1u128..=100,
    ) {
        let (mut schedule, now) = moment;
        let offer = offered(&portfolio, &mut schedule, now);
        let bought = offer.collateral_amount / 100 * share;
        let after = filled(&portfolio, bought, cost(&offer, bought).unwrap());
        let before = shortfall(&portfolio, Prices::Spot);
        let gross = i128::try_from(assessed(&portfolio).collateral).unwrap();
        prop_assert!(
            shortfall(&after, Prices::Spot) <= before + gross / 1_000_000_000 + 1_000_000_000_000,
            "UNW-2: {} from {before}", shortfall(&after, Prices::Spot)
        );
    }

    #[test]
    fn unw_1_no_sale_exceeds_the_need_what_is_released_or_what_the_debt_can_take(
        portfolio in any_loan(), moment in any_moment(),
    ) {
        let (mut schedule, now) = moment;
        let offer = offered(&portfolio, &mut schedule, now);
        let spot = portfolio.holdings[0].spot;
        let usd = risk_core::fixed::mul_div_down(offer.collateral_amount, spot, WAD).unwrap();
        prop_assert!(usd <= offer.need, "UNW-1: {usd} of {}", offer.need);
        prop_assert!(usd <= schedule.available(), "UNW-1: {usd} of {}", schedule.available());
        prop_assert!(offer.collateral_amount <= portfolio.holdings[0].collateral);
        let cost = cost(&offer, offer.collateral_amount).unwrap();
        prop_assert!(cost <= portfolio.holdings[1].debt);
        // A cent of rounding apart, the filler pays the price.
        let due = risk_core::fixed::mul_div_down(offer.collateral_amount, offer.price, WAD).unwrap() / (WAD / DOLLAR);
        prop_assert!(cost >= due.saturating_sub(10_000), "{cost} for {due}");
    }

    #[test]
    fn unw_4_an_account_at_its_target_needs_nothing(
        ether in 1u128..3_000, price in 100_000u128..400_000, percent in 1u128..82,
    ) {
        let portfolio = loan(ether, ether * price / 10_000 * percent, price, price);
        prop_assume!(assessed(&portfolio).health >= u128::from(parameters().target));
        let (mut schedule, now) = late(0);
        let seen = assessed(&portfolio);
        if let Some(pair) = pair(&portfolio, &seen).unwrap() {
            let offer =
                offer(&portfolio, &seen, &parameters(), &mut schedule, pair, false, now).unwrap();
            prop_assert_eq!((offer.need, offer.collateral_amount), (0, 0), "UNW-4");
            prop_assert_eq!(schedule.released, 0);
        }
    }
}
