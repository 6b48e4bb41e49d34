//! TERM-1 and the value of a loan to the unit, over any actions at any times.

use proptest::prelude::*;
use risk_core::{
    amortise::interest,
    fixed::{YEAR, mul_div_down},
};

use super::*;

/// What a borrower does next, after some seconds.
#[derive(Clone, Copy, Debug)]
enum Act {
    /// Nothing, but anyone settles.
    Wait,
    PayInstalment,
    /// Repays so many ten-thousandths of what is left, what is due first.
    Repay(u16),
}

fn acts() -> impl Strategy<Value = Vec<(u64, Act)>> {
    let act = prop_oneof![
        2 => Just(Act::Wait),
        4 => Just(Act::PayInstalment),
        3 => (0..=10_000_u16).prop_map(Act::Repay),
    ];
    // Most steps are about a period of the offers below, some next to none.
    let seconds = prop_oneof![3 => 0..40 * DAY, 1 => 0..4_u64];
    prop::collection::vec((seconds, act), 1..24)
}

fn offers() -> impl Strategy<Value = Offer> {
    let rate = prop_oneof![Just(0), 0..=400_000_000_000_000_000_u64];
    let grace = prop_oneof![Just(0), Just(u32::MAX), 0..90 * DAY as u32];
    let kind = prop_oneof![
        (1..=400_u32).prop_map(|days| Offer {
            kind: Kind::Bullet,
            count: 1,
            period: days * DAY as u32,
            ..offer()
        }),
        (1..=120_u16, 1..=30_u32, any::<bool>()).prop_map(|(count, days, equal)| Offer {
            kind: if equal {
                Kind::EqualPayment
            } else {
                Kind::EqualPrincipal
            },
            count,
            period: days * DAY as u32,
            ..offer()
        }),
        prop::collection::vec((1..60_u64, 1..3_000_u16), 0..9).prop_map(|parts| {
            let (mut due, mut left) = (0, 10_000);
            let mut steps: Vec<_> = parts
                .iter()
                .map_while(|(days, share)| {
                    due += days * DAY;
                    left -= (*share).min(left);
                    (left > 0).then_some((due, *share))
                })
                .collect();
            let shares: u16 = steps.iter().map(|(_, share)| share).sum();
            steps.push((due + 10 * DAY, 10_000 - shares));
            custom(&steps)
        }),
    ];
    (kind, rate, grace).prop_map(|(offer, rate, grace)| Offer {
        rate,
        grace: grace % (90 * DAY as u32 + 1),
        ..offer
    })
}

/// Amounts from one unit on.
fn units() -> impl Strategy<Value = u128> {
    prop_oneof![1..400_u128, 1..1_u128 << 60]
}

/// All that happened to a loan.
#[derive(Default)]
struct Sums {
    repaid: u128,
    missed: u128,
    interest: u128,
    unlocked: u128,
    payments: u128,
    /// Simple interest on every part of the principal up to when it was repaid.
    least: u128,
}

impl Sums {
    fn count(&mut self, offer: &Offer, now: u64, paid: &ballast_loan_state::loan::Paid) {
        self.repaid += paid.principal;
        self.interest += paid.interest;
        self.unlocked += paid.unlocked;
        self.payments += 1;
        let seconds = u128::from(now - START) * u128::from(offer.rate);
        self.least += mul_div_down(paid.principal, seconds, WAD * u128::from(YEAR)).unwrap();
    }
}

/// What holds of a loan of `collateral` at every moment.
fn holds(loan: &Loan, collateral: u128, sums: &Sums) -> Result<(), TestCaseError> {
    let locked = loan.locked;
    prop_assert_eq!(sums.repaid + sums.missed + locked.principal, loan.opened);
    prop_assert_eq!(
        sums.unlocked + loan.forfeited + locked.collateral,
        collateral
    );
    prop_assert_eq!(loan.cash, sums.repaid + sums.interest);
    // No more leaves for the borrower than its share, and no less for the lender; and neither without cause.
    prop_assert!(
        number(sums.unlocked) * number(loan.opened) <= number(collateral) * number(sums.repaid)
    );
    prop_assert!(
        number(loan.forfeited) * number(loan.opened) >= number(collateral) * number(sums.missed)
    );
    prop_assert!(sums.repaid > 0 || sums.unlocked == 0);
    prop_assert!(sums.missed > 0 || loan.forfeited == 0);
    prop_assert!(locked.principal > 0 || locked.collateral == 0);
    prop_assert!(
        sums.interest >= sums.least,
        "{} of {}",
        sums.interest,
        sums.least
    );
    Ok(())
}

proptest! {
    #[test]
    fn collateral_moves_by_repayment_and_missed_dates_alone(
        offer in offers(), principal in units(), collateral in units(), acts in acts(),
    ) {
        prop_assert!(offer.check(START).is_ok(), "{:?}", offer);
        offer.bear(principal).unwrap();
        let last = offer.with_plan(principal, |plan| plan.due(plan.count()?)).unwrap().unwrap();
        let (mut loan, mut now, mut sums) = (loan(principal, collateral), START, Sums::default());
        for (seconds, act) in acts {
            now += seconds;
            let before = loan;
            let missed = settle(&mut loan, &offer, now);
            sums.missed += missed.principal;
            holds(&loan, collateral, &sums)?;
            // Exactly what is past its grace is missed.
            let overdue = offer
                .with_plan(principal, |plan| plan.overdue(now - START, offer.grace.into()))
                .unwrap()
                .unwrap();
            if overdue <= before.settled || !before.lives() {
                prop_assert_eq!(loan, before);
            } else {
                prop_assert!(loan.settled == overdue || !loan.lives());
                prop_assert_eq!(loan.interest_from, before.interest_from);
            }
            if !loan.lives() {
                continue;
            }
            match act {
                Act::Wait => {}
                Act::PayInstalment => {
                    let paid = pay_instalment(&mut loan, &offer, now);
                    prop_assert!(paid.principal > 0);
                    sums.count(&offer, now, &paid);
                }
                Act::Repay(share) => {
                    let paid = pay_due(&mut loan, &offer, now);
                    sums.count(&offer, now, &paid);
                    let part = mul_div_down(loan.locked.principal, share.into(), 10_000).unwrap();
                    let paid = loan.repay_early(&offer, part, now).unwrap();
                    prop_assert_eq!(paid.principal, part);
                    sums.count(&offer, now, &paid);
                }
            }
            holds(&loan, collateral, &sums)?;
        }
        // At the end of all dates nothing is locked and nothing is owed, and every unit is somebody's.
        now = now.max(START + last + u64::from(offer.grace) + 1);
        let missed = settle(&mut loan, &offer, now);
        sums.missed += missed.principal;
        holds(&loan, collateral, &sums)?;
        prop_assert!(!loan.lives());
        let most = interest(principal, offer.rate(), now - START).unwrap();
        prop_assert!(sums.interest <= most + sums.payments, "{} of {}", sums.interest, most);
    }

    /// It makes no difference when and how often somebody settles.
    #[test]
    fn missed_instalments_are_settled_alike_at_once_and_one_by_one(
        offer in offers(), principal in units(), collateral in units(), times in prop::collection::vec(0..2_000 * DAY, 1..8),
    ) {
        let (mut often, mut once) = (loan(principal, collateral), loan(principal, collateral));
        let mut times = times;
        times.sort_unstable();
        for time in &times {
            settle(&mut often, &offer, START + time);
        }
        settle(&mut once, &offer, START + times[times.len() - 1]);
        prop_assert_eq!(often, once);
    }

    /// Paying each instalment at its date repays all, in exactly the plan's parts.
    #[test]
    fn what_is_paid_at_its_date_follows_the_plan(
        offer in offers(), principal in 1_u128 << 24..1 << 60, collateral in units(),
    ) {
        let mut loan = loan(principal, collateral);
        while loan.lives() {
            let number = loan.settled + 1;
            let payment = offer
                .with_plan(principal, |plan| plan.payment(principal, offer.rate(), number))
                .unwrap()
                .unwrap();
            let paid = pay_instalment(&mut loan, &offer, START + payment.due);
            prop_assert_eq!((paid.principal, paid.interest), (payment.principal, payment.interest));
        }
        prop_assert_eq!(loan.locked.collateral, 0);
    }
}
