//! What a loan's plan says: what is paid and unlocked when. Pure; the arithmetic is the program's, by the same `risk-core`.

use ballast_bindings::term_loan::ITermLoan::{self, Kind, Step, Terms};
use risk_core::RiskError;
use risk_core::amortise::{Instalment, Locked, Market, Plan, fair_rate_of, interest};
use risk_core::fixed::{BPS, Wad, mul_div_up};
use serde_json::{Value, json};

use crate::amount::duration;
use alloy::primitives::U256;

/// Decimals of a fair rate's amounts.
const WHOLE: u8 = 18;

/// An instalment that can still be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// From 1.
    pub number: u16,
    /// Its date, unix seconds.
    pub due: u64,
    /// Last second at which it can be paid.
    pub until: u64,
    /// Debt units.
    pub principal: u128,
    /// Debt units, if it is paid at its date, or now where that is later.
    pub interest: u128,
    /// Collateral units.
    pub unlocks: u128,
}

/// A loan as far as its plan matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// When it was opened.
    pub start: u64,
    /// Instalments paid or missed.
    pub settled: u16,
    /// Second up to which interest is paid.
    pub interest_from: u64,
    /// Principal at the start.
    pub opened: u128,
    /// Principal that is owed.
    pub principal: u128,
    /// Collateral that is locked.
    pub collateral: u128,
}

impl Standing {
    /// A loan that is opened now.
    pub const fn fresh(now: u64, principal: u128, collateral: u128) -> Self {
        Self {
            start: now,
            settled: 0,
            interest_from: now,
            opened: principal,
            principal,
            collateral,
        }
    }

    /// As the program tells.
    pub fn of(loan: &ITermLoan::Loan) -> Self {
        Self {
            start: loan.start.to(),
            settled: loan.settled,
            interest_from: loan.interestFrom.to(),
            opened: loan.opened,
            principal: loan.principal,
            collateral: loan.collateral,
        }
    }
}

/// Every instalment that can still be paid at `now`, each as if those before it were paid at their dates. What was missed is
/// forfeited first, as the program does.
///
/// # Errors
/// None for terms that the program took.
pub fn payments(
    terms: &Terms,
    steps: &[Step],
    loan: &Standing,
    now: u64,
) -> Result<Vec<Payment>, RiskError> {
    with_plan(terms, steps, loan.opened, |plan| {
        let mut left = Vec::new();
        let (mut interest_from, grace) = (loan.interest_from, u64::from(terms.grace));
        let mut locked = Locked {
            principal: loan.principal,
            collateral: loan.collateral,
        };
        for number in loan.settled.saturating_add(1)..=plan.count()? {
            if locked.principal == 0 {
                break;
            }
            let principal = share(plan, loan.opened, locked.principal, number)?;
            let due = loan.start.saturating_add(plan.due(number)?);
            let until = due.saturating_add(grace);
            if now > until {
                locked = locked.forfeit(principal)?.0;
                continue;
            }
            let paid = due.max(now);
            let seconds = paid.saturating_sub(interest_from);
            let interest = interest(locked.principal, rate(terms), seconds)?;
            let (rest, unlocks) = locked.repay(principal)?;
            left.push(Payment {
                number,
                due,
                until,
                principal,
                interest,
                unlocks,
            });
            (locked, interest_from) = (rest, interest_from.max(paid));
        }
        Ok(left)
    })?
}

/// Principal of an instalment: its share of what the plan still expects, of what is owed. The last one is all that is left.
fn share(plan: &Plan, opened: u128, owed: u128, number: u16) -> Result<u128, RiskError> {
    let before = plan.repaid_by(opened, number.saturating_sub(1))?;
    let share = plan.repaid_by(opened, number)?.saturating_sub(before);
    let expected = opened.saturating_sub(before);
    if expected <= share {
        return Ok(owed);
    }
    Ok(mul_div_up(owed, share, expected)?.clamp(1, owed.max(1)))
}

const fn rate(terms: &Terms) -> Wad {
    Wad(terms.rate as u128)
}

/// Does `work` with the plan of a loan of `principal`.
fn with_plan<T>(
    terms: &Terms,
    steps: &[Step],
    principal: u128,
    work: impl FnOnce(&Plan) -> T,
) -> Result<T, RiskError> {
    let (period, count, rate) = (u64::from(terms.period), terms.count, rate(terms));
    Ok(match terms.kind {
        Kind::Bullet => work(&Plan::Bullet { term: period }),
        Kind::EqualPrincipal => work(&Plan::EqualPrincipal { period, count }),
        Kind::EqualPayment => work(&Plan::EqualPayment {
            period,
            count,
            rate,
        }),
        _ => {
            let (mut shares, mut before, mut list) = (0_u128, 0, Vec::new());
            for step in steps {
                shares = shares.saturating_add(step.share.into());
                let repaid = mul_div_up(principal, shares, BPS)?;
                list.push(Instalment {
                    due: step.due.into(),
                    principal: repaid.saturating_sub(before),
                });
                before = repaid;
            }
            work(&Plan::Custom(&list))
        }
    })
}

/// Units in 18 decimals, as far as that fits.
fn whole(amount: u128, decimals: u8) -> Result<u128, RiskError> {
    let up = u32::from(WHOLE.saturating_sub(decimals));
    let down = u32::from(decimals.saturating_sub(WHOLE));
    let scale = |power| 10_u128.checked_pow(power).ok_or(RiskError::Overflow);
    let scaled = amount.checked_mul(scale(up)?).ok_or(RiskError::Overflow)?;
    Ok(scaled / scale(down)?)
}

/// The rate at which an offer would pay for the puts that its borrower holds, in `market`.
///
/// # Errors
/// Of `risk-core`, for values beyond its domain.
pub fn fair(
    terms: &Terms,
    steps: &[Step],
    (principal, debt_decimals): (u128, u8),
    (collateral, collateral_decimals): (u128, u8),
    market: &Market,
) -> Result<Wad, RiskError> {
    let principal = whole(principal, debt_decimals)?;
    let collateral = whole(collateral, collateral_decimals)?;
    with_plan(terms, steps, principal, |plan| {
        let grace = u64::from(terms.grace);
        fair_rate_of(plan, principal, collateral, grace, rate(terms), market)
    })?
}

/// How an offer's loans are repaid.
pub fn say(terms: &Terms, steps: &[Step]) -> String {
    let period = duration(U256::from(terms.period));
    match terms.kind {
        Kind::Bullet => format!("all after {period}"),
        Kind::EqualPrincipal => {
            format!("{} times the same principal, every {period}", terms.count)
        }
        Kind::EqualPayment => format!("{} equal payments, every {period}", terms.count),
        _ => {
            let step = |step: &Step| {
                let share = f64::from(step.share) / 100.0;
                format!("{share}% after {}", duration(U256::from(step.due)))
            };
            steps.iter().map(step).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The same for programs.
pub fn as_json(terms: &Terms, steps: &[Step]) -> Value {
    let kind = match terms.kind {
        Kind::Bullet => "bullet",
        Kind::EqualPrincipal => "equal_principal",
        Kind::EqualPayment => "equal_payment",
        _ => "custom",
    };
    let steps = steps
        .iter()
        .map(|s| json!({ "seconds": s.due, "share_bps": s.share }));
    json!({
        "kind": kind,
        "count": terms.count,
        "period_seconds": terms.period,
        "grace_seconds": terms.grace,
        "steps": steps.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::Address;
    use alloy::primitives::aliases::U40;

    const DAY: u32 = 86_400;

    fn terms(kind: Kind, count: u16) -> Terms {
        Terms {
            debtAsset: Address::repeat_byte(1),
            collateralAsset: Address::repeat_byte(2),
            size: 1_000_000,
            least: 1,
            loanPerCollateral: 1,
            loanToValue: 0,
            oracle: Address::ZERO,
            rate: 120_000_000_000_000_000,
            kind,
            count,
            period: 30 * DAY,
            grace: 2 * DAY,
            expiry: U40::MAX,
            allowed: Address::ZERO,
        }
    }

    fn principals(left: &[Payment]) -> Vec<u128> {
        left.iter().map(|payment| payment.principal).collect()
    }

    #[test]
    fn a_fresh_loan_pays_and_unlocks_all_of_it() {
        let fresh = Standing::fresh(1_000, 100, 10);
        let equal = payments(&terms(Kind::EqualPrincipal, 3), &[], &fresh, 1_000).unwrap();
        assert_eq!(principals(&equal), [34, 33, 33]);
        assert_eq!(equal.iter().map(|p| p.unlocks).sum::<u128>(), 10);
        assert_eq!(equal[0].due, 1_000 + 30 * u64::from(DAY));
        assert_eq!(equal[2].until, 1_000 + 92 * u64::from(DAY));
        let bullet = payments(&terms(Kind::Bullet, 1), &[], &fresh, 1_000).unwrap();
        assert_eq!(principals(&bullet), [100]);
        // 100 at 12% for 30 days, rounded up.
        assert_eq!((bullet[0].interest, bullet[0].unlocks), (1, 10));
        let steps = [5, 9].map(|days| Step {
            due: days * DAY,
            share: 5_000,
        });
        let custom = payments(&terms(Kind::Custom, 0), &steps, &fresh, 1_000).unwrap();
        assert_eq!(principals(&custom), [50, 50]);
        assert_eq!(custom[1].due, 1_000 + 9 * u64::from(DAY));
    }

    #[test]
    fn what_was_missed_is_left_out_with_its_share() {
        let day = u64::from(DAY);
        let fresh = Standing::fresh(0, 90, 9);
        let terms = terms(Kind::EqualPrincipal, 3);
        let at = |now| payments(&terms, &[], &fresh, now).unwrap();
        assert_eq!(
            principals(&at(32 * day)),
            [30, 30, 30],
            "the last second of grace"
        );
        let left = at(32 * day + 1);
        assert_eq!(principals(&left), [30, 30]);
        assert_eq!(left[0].number, 2);
        assert_eq!(left.iter().map(|p| p.unlocks).sum::<u128>(), 6);
        assert!(at(93 * day).is_empty());
        // In its grace interest runs on, and the next has the rest of the time.
        let (early, late) = (at(30 * day), at(31 * day));
        assert!(late[0].interest >= early[0].interest);
    }

    #[test]
    fn early_repayments_lower_what_follows_in_proportion() {
        let loan = Standing {
            settled: 1,
            principal: 30,
            collateral: 3,
            ..Standing::fresh(0, 90, 9)
        };
        let left = payments(&terms(Kind::EqualPrincipal, 3), &[], &loan, 0).unwrap();
        assert_eq!(principals(&left), [15, 15]);
    }

    #[test]
    fn a_fair_rate_is_the_base_and_what_the_puts_are_worth() {
        let wad = |hundredths: u128| Wad(hundredths * 10_000_000_000_000_000);
        let market = Market {
            spot: wad(300_000),
            volatility: wad(60),
            carry: Default::default(),
            base: wad(3),
        };
        let rate = |collateral: u128| {
            let terms = terms(Kind::EqualPrincipal, 3);
            fair(&terms, &[], (1_500_000_000, 6), (collateral, 18), &market).unwrap()
        };
        let (ample, thin) = (rate(10_u128.pow(18)), rate(6 * 10_u128.pow(17)));
        assert!(ample >= wad(3) && ample < wad(20), "{ample:?}");
        assert!(thin > ample, "the puts are dearer: {thin:?}");
        assert!(whole(1, 6).unwrap() == 10_u128.pow(12) && whole(u128::MAX, 6).is_err());
    }

    #[test]
    fn plans_are_said() {
        assert_eq!(
            say(&terms(Kind::EqualPrincipal, 3), &[]),
            "3 times the same principal, every 30 d"
        );
        let steps = [Step {
            due: DAY * 3,
            share: 2_550,
        }];
        assert_eq!(say(&terms(Kind::Custom, 0), &steps), "25.5% after 3 d");
        assert_eq!(as_json(&terms(Kind::Bullet, 1), &[])["kind"], "bullet");
    }
}
