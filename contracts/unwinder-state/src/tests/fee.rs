//! What who opens a schedule is paid beside fills: once, in parts, and within what a fill may cost the account.

use proptest::prelude::*;
use risk_core::fixed::Wad;

use super::{
    fixtures::*,
    sale::{any_loan, any_moment, shortfall},
};
use crate::{
    Case, Moment,
    layout::Schedule,
    limits::{Limited, Stored},
    portfolio::{Portfolio, Prices},
    records::{Budgets, Clock, Left, Seen, Trace},
    stages::resumes,
};

/// What of an account may be bought, with the trace that a fresh schedule has.
fn limited(
    portfolio: &Portfolio,
    schedule: Schedule,
    trace: Trace,
    now: u64,
) -> Option<(Moment, Limited)> {
    let budgets = Budgets::DEFAULT;
    let case = Case {
        assessment: assessed(portfolio),
        portfolio: portfolio.clone(),
        parameters: parameters(),
        budgets,
        schedule,
        trace,
        clock: Clock::default(),
        now,
    };
    let moment = case.moment(None).unwrap();
    let terms = moment.terms?;
    let [sold, owed] = terms.rounds;
    let stored = Stored {
        budgets,
        target: Wad(u128::from(parameters().target)),
        left: Left::default(),
        seen: [
            Seen::default().with(terms.sold.spot, sold),
            Seen::default().with(terms.owed.spot, owed),
        ],
    };
    let limited = Limited::of(&moment, &trace, &terms, &stored, [now, now]).unwrap();
    Some((moment, limited))
}

fn fresh() -> Trace {
    Trace::default().opened(false, &Budgets::DEFAULT, START)
}

/// Buys `bought`, and takes it, what it pays and the fee out of the account: the fee.
fn buy(
    portfolio: &mut Portfolio,
    (moment, limited): (Moment, Limited),
    trace: Trace,
    bought: u128,
    now: u64,
) -> (u128, Schedule, Trace) {
    let terms = limited.terms;
    let paid = terms.cost(bought, terms.price).unwrap();
    let fee = limited.fee(&moment, &trace, bought);
    let made = limited.purchase(&moment, &trace, &parameters(), [bought, paid, fee], now);
    let made = made.unwrap();
    portfolio.holdings[0].collateral -= bought + fee;
    portfolio.holdings[1].debt -= paid;
    (fee, made.schedule, made.trace)
}

#[test]
fn it_is_paid_once_in_parts_of_what_is_sold_and_counts_as_cost() {
    let mut portfolio = loan(100, 262_000, 300_000, 300_000);
    let (mut schedule, mut trace) = (open(), fresh());
    assert_eq!(trace.fee_usd(), WAD, "a dollar");
    let (mut paid, mut times) = (0, 0);
    for slice in 1..20 {
        let now = START + 300 * slice + 100;
        let (moment, limited) = limited(&portfolio, schedule, trace, now).unwrap();
        // Forty dollars' worth pay forty cents at most.
        let bought = limited.terms.amount.min(WAD / 75);
        let (left, spot) = (limited.cost_left, limited.terms.sold.spot);
        let before = trace.fee_usd();
        let (fee, after, next) = buy(&mut portfolio, (moment, limited), trace, bought, now);
        assert!(fee <= bought / 100, "{fee} of {bought}");
        if fee > 0 {
            times += 1;
            assert!(next.cost + fee * spot / WAD <= left + bought * spot / WAD / 100);
            assert!(next.fee_usd() < before);
        }
        paid += fee * (spot / WAD);
        (schedule, trace) = (after, next);
    }
    // Never more; what is kept of it is rounded down to 10^-9 USD.
    assert!(paid <= WAD && paid + 4_000_000_000 >= WAD, "{paid}");
    assert_eq!((times, trace.fee), (3, 0), "40, 40 and 20 cents");
}

#[test]
fn a_schedule_that_goes_on_owes_no_second_fee() {
    let parameters = parameters();
    let recovery = u64::from(parameters.recovery);
    let budgets = Budgets::DEFAULT;
    let spent = Trace { fee: 0, ..fresh() };
    // Even where it was closed in the second in which it was opened.
    for closed_at in [START, START + 700] {
        let closed = Schedule {
            closed_at,
            ..open()
        };
        for (now, resumed) in [
            (closed_at, true),
            (closed_at + 1, true),
            (closed_at + recovery - 1, true),
            (closed_at + recovery, false),
        ] {
            assert_eq!(resumes(&closed, &parameters, now), resumed, "{now}");
            let fee = spent.opened(resumed, &budgets, now).fee;
            assert_eq!(fee, if resumed { 0 } else { budgets.fee });
        }
    }
    assert!(!resumes(&open(), &parameters, START), "open");
    assert!(!resumes(&Schedule::default(), &parameters, START), "none");
    // What was not paid yet is still owed.
    let half = Trace { fee: 5, ..fresh() };
    assert_eq!(half.opened(true, &budgets, START).fee, 5);
}

#[test]
fn it_comes_out_of_what_a_fill_leaves_and_never_out_of_lenders() {
    // Beyond rescue: all is sold, and a shortfall is left.
    let portfolio = loan(100, 400_000, 300_000, 300_000);
    let late = Schedule {
        auction_start: open().end,
        accounted_until: open().end,
        ..open()
    };
    let now = late.auction_start + AUCTION;
    let (moment, limited) = limited(&portfolio, late, fresh(), now).unwrap();
    let whole = limited.terms.amount;
    assert_eq!(whole, portfolio.holdings[0].collateral);
    assert_eq!(limited.fee(&moment, &fresh(), whole), 0);
    assert_eq!(limited.fee(&moment, &fresh(), whole - 7), 7);
    assert_eq!(limited.fee(&moment, &fresh(), 0), 0);
    assert_eq!(limited.fee(&moment, &fresh(), 199), 1);
    let none = Trace { fee: 0, ..fresh() };
    assert_eq!(limited.fee(&moment, &none, whole / 2), 0);
}

#[test]
fn unw_3_a_slice_pays_it_within_what_slices_may_cost() {
    let portfolio = loan(100, 262_000, 300_000, 300_000);
    // At the slice's end an ether costs 30 dollars.
    let now = START + 599;
    let short = |cost: u128| Trace {
        cost,
        cost_at: now,
        ..fresh()
    };
    let fee = |trace: Trace| {
        let (moment, limited) = limited(&portfolio, open(), trace, now).unwrap();
        limited.fee(&moment, &trace, WAD / 30)
    };
    assert_eq!(fee(short(10 * WAD)), WAD / 3_000, "a dollar");
    let left = fee(short(WAD + WAD / 4));
    // A dollar of cost, near enough, and what is left of the budget.
    assert!(left < WAD / 11_000 && left > WAD / 13_000, "{left}");
    assert_eq!(fee(short(0)), 0);
}

proptest! {
    #[test]
    fn unw_2_a_fill_with_the_fee_never_raises_debt_and_stress_less_collateral(
        portfolio in any_loan(), moment in any_moment(), share in 1u128..=100, owed in 1u64..=10_000_000_000,
    ) {
        let (schedule, now) = moment;
        let trace = Trace { fee: owed, ..fresh() };
        let Some(found) = limited(&portfolio, schedule, trace, now) else { return Ok(()) };
        let bought = found.1.terms.amount / 100 * share;
        let before = shortfall(&portfolio, Prices::Spot);
        let gross = i128::try_from(assessed(&portfolio).collateral).unwrap();
        let mut after = portfolio.clone();
        let (fee, _, next) = buy(&mut after, found, trace, bought, now);
        prop_assert!(fee <= bought / 100);
        prop_assert!(
            shortfall(&after, Prices::Spot) <= before + gross / 1_000_000_000 + 1_000_000_000_000,
            "UNW-2: {} from {before} with a fee of {fee}", shortfall(&after, Prices::Spot)
        );
        // Never more than is owed.
        let usd = fee.saturating_mul(portfolio.holdings[0].spot / 1_000_000_000) / 1_000_000_000;
        prop_assert!(usd + next.fee_usd() <= trace.fee_usd() + WAD / 1_000_000_000);
    }
}
