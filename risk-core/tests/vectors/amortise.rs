//! Instalments, what they unlock, and the fair rate.

use crate::read::{Bound, Row, Table};
use risk_core::amortise::{
    self, Earnings, Instalment, Locked, Market, Plan, PricedInstalment, Standing,
};
use risk_core::fixed::{SignedWad, WAD, Wad, YEAR};

const EXACT: Bound = Bound::within(0.0);

fn wad(row: &Row, name: &str) -> Wad {
    Wad(row.get(name))
}

/// e^(rate * time), for bounds.
fn growth(rate: Wad, seconds: u64) -> f64 {
    (rate.0 as f64 / WAD as f64 * seconds as f64 / YEAR as f64).exp()
}

/// What interest on a principal may be above its exact value.
fn interest_bound(principal: f64, rate: Wad, seconds: u64) -> f64 {
    1.0 + (principal * 2e-27).max(principal * growth(rate, seconds) * 3e-35)
}

#[test]
fn interest_is_never_below() {
    Table::read("amortise", "interest").check(|row| {
        let (principal, rate): (u128, _) = (row.get("principal"), wad(row, "rate"));
        let seconds = row.get("seconds");
        let bound = Bound::up(interest_bound(principal as f64, rate, seconds));
        row.expect(amortise::interest(principal, rate, seconds), bound);
    });
}

#[test]
fn principal_paid_is_never_above() {
    Table::read("amortise", "principal_paid").check(|row| {
        let payment: u128 = row.get("payment");
        let paid = amortise::principal_paid(
            payment,
            row.get("outstanding"),
            wad(row, "rate"),
            row.get("seconds"),
        );
        // The last is what the file leaves out.
        row.expect(paid, Bound::down(1.0 + payment as f64 * 2e-27 + 1e-6));
    });
}

/// Calls with the plan of a row.
fn with_plan<T>(row: &Row, call: impl Fn(&Plan) -> T) -> T {
    let listed: Vec<Instalment> = row
        .list("dates")
        .into_iter()
        .zip(row.list("principals"))
        .map(|(due, principal)| Instalment { due, principal })
        .collect();
    let (period, count) = (row.get("period"), row.get("number_of"));
    call(&match row.get::<u8>("kind") {
        0 => Plan::Bullet { term: period },
        1 => Plan::EqualPrincipal { period, count },
        2 => Plan::EqualPayment {
            period,
            count,
            rate: wad(row, "rate"),
        },
        _ => Plan::Custom(&listed),
    })
}

/// How far the principal of an annuity may be off; that of other plans is exact.
fn annuity_bound(row: &Row) -> f64 {
    if row.get::<u8>("kind") == 2 {
        1.0 + row.get::<u128>("principal") as f64 * 1e-23
    } else {
        0.0
    }
}

#[test]
fn plans_are_checked() {
    Table::read("amortise", "check").check(|row| {
        let checked = with_plan(row, |plan| plan.check(row.get("principal")));
        row.expect(checked.map(|()| 1_u64), EXACT);
    });
}

#[test]
fn count_is_exact() {
    Table::read("amortise", "count").check(|row| {
        row.expect(with_plan(row, |plan| plan.count().map(u64::from)), EXACT);
    });
}

#[test]
fn due_is_exact() {
    Table::read("amortise", "due").check(|row| {
        row.expect(with_plan(row, |plan| plan.due(row.get("number"))), EXACT);
    });
}

#[test]
fn repaid_by_is_the_ceiling() {
    Table::read("amortise", "repaid_by").check(|row| {
        let repaid = with_plan(row, |plan| {
            plan.repaid_by(row.get("principal"), row.get("number"))
        });
        let bound = match annuity_bound(row) {
            0.0 => Bound::CEILING,
            bound => Bound::within(bound),
        };
        row.expect(repaid, bound);
    });
}

#[test]
fn instalment_is_exact() {
    Table::read("amortise", "instalment").check(|row| {
        let instalment = with_plan(row, |plan| {
            plan.instalment(row.get("principal"), row.get("number"))
        });
        row.expect_in("due_at", instalment.map(|instalment| instalment.due), EXACT);
        row.expect_in(
            "share",
            instalment.map(|instalment| instalment.principal),
            Bound::within(2.0 * annuity_bound(row)),
        );
    });
}

#[test]
fn payment_is_never_below() {
    Table::read("amortise", "payment").check(|row| {
        let (principal, rate): (u128, _) = (row.get("principal"), wad(row, "loan_rate"));
        let payment = with_plan(row, |plan| plan.payment(principal, rate, row.get("number")));
        let off = annuity_bound(row);
        row.expect_in("due_at", payment.map(|payment| payment.due), EXACT);
        row.expect_in(
            "share",
            payment.map(|payment| payment.principal),
            Bound::within(2.0 * off),
        );
        // The longest that a period of a row may be, for the bound.
        let seconds = row
            .get::<u64>("period")
            .max(row.list::<u64>("dates").into_iter().max().unwrap_or(0));
        let above = interest_bound(principal as f64, rate, seconds);
        let bound = if off == 0.0 {
            Bound::up(above)
        } else {
            Bound::within(above + off * growth(rate, seconds))
        };
        row.expect_in("interest", payment.map(|payment| payment.interest), bound);
    });
}

#[test]
fn overdue_is_exact() {
    Table::read("amortise", "overdue").check(|row| {
        let overdue = with_plan(row, |plan| {
            plan.overdue(row.get("elapsed"), row.get("grace"))
        });
        row.expect(overdue.map(u64::from), EXACT);
    });
}

fn moved(row: &Row, result: Result<(Locked, u128), risk_core::RiskError>) {
    let rest = result.map(|(rest, _)| rest);
    row.expect_in("principal_after", rest.map(|rest| rest.principal), EXACT);
    row.expect_in("collateral_after", rest.map(|rest| rest.collateral), EXACT);
    row.expect_in("moved", result.map(|(_, moved)| moved), EXACT);
}

fn locked(row: &Row) -> Locked {
    Locked {
        principal: row.get("principal"),
        collateral: row.get("collateral"),
    }
}

#[test]
fn repay_is_exact() {
    Table::read("amortise", "repay").check(|row| moved(row, locked(row).repay(row.get("repaid"))));
}

#[test]
fn forfeit_is_exact() {
    Table::read("amortise", "forfeit")
        .check(|row| moved(row, locked(row).forfeit(row.get("missed"))));
}

#[test]
fn standing_is_exact() {
    Table::read("amortise", "standing").check(|row| {
        let standing = amortise::standing(row.get("due"), row.get("grace"), row.get("now"));
        let number = match standing {
            Standing::Early => 0_u64,
            Standing::Payable => 1,
            Standing::Missed => 2,
        };
        row.expect(number, EXACT);
    });
}

#[test]
fn strike_is_the_ceiling() {
    Table::read("amortise", "strike").check(|row| {
        let strike = amortise::strike(row.get("payment"), row.get("collateral"));
        row.expect(strike, Bound::CEILING);
    });
}

#[test]
fn fair_rate_is_never_below() {
    Table::read("amortise", "fair_rate").check(|row| {
        let (dates, principals, puts) = (
            row.list::<u64>("dates"),
            row.list::<u128>("principals"),
            row.list::<u128>("puts"),
        );
        let parts: Vec<PricedInstalment> = (0..dates.len())
            .map(|i| PricedInstalment {
                due: dates[i],
                principal: principals[i],
                put: puts[i],
            })
            .collect();
        // Three units of the logarithm, and one of the rate.
        let lent = |part: &PricedInstalment| part.principal as f64 * part.due as f64;
        let principal: f64 = parts.iter().map(|part| part.principal as f64).sum();
        let years = parts.iter().map(lent).sum::<f64>() / YEAR as f64;
        row.expect(
            amortise::fair_rate(wad(row, "base"), &parts),
            Bound::up(1.0 + 3.0 * principal / years),
        );
    });
}

#[test]
fn fair_rate_of_is_never_below() {
    Table::read("amortise", "fair_rate_of").check(|row| {
        let market = Market {
            spot: wad(row, "spot"),
            volatility: wad(row, "volatility"),
            carry: SignedWad(row.get("carry")),
            base: wad(row, "base"),
        };
        let rate = with_plan(row, |plan| {
            amortise::fair_rate_of(
                plan,
                row.get("principal"),
                row.get("collateral"),
                row.get("grace"),
                wad(row, "offered"),
                &market,
            )
        });
        row.expect(rate, Bound::up(row.get::<u128>("slack") as f64));
    });
}

#[test]
fn simple_interest_is_the_least_above() {
    Table::read("amortise", "simple_interest").check(|row| {
        let (principal, rate) = (row.get("principal"), wad(row, "rate"));
        row.expect(
            amortise::simple_interest(principal, rate, row.get("seconds")),
            Bound::CEILING,
        );
    });
}

#[test]
fn harvestable_is_the_greatest_below() {
    Table::read("amortise", "harvestable").check(|row| {
        let (mark, now) = (wad(row, "mark"), wad(row, "now"));
        row.expect(
            amortise::harvestable(row.get("collateral"), mark, now),
            Bound::FLOOR,
        );
    });
}

#[test]
fn marked_is_the_least_above() {
    Table::read("amortise", "marked").check(|row| {
        let mark = wad(row, "mark");
        row.expect(
            amortise::marked(row.get("collateral"), mark, row.get("taken")),
            Bound::CEILING,
        );
    });
}

#[test]
fn value_needed_is_the_least_above() {
    Table::read("amortise", "value_needed").check(|row| {
        let earnings = Earnings {
            rate: wad(row, "interest"),
            floor: wad(row, "growth"),
            margin: row.get("margin"),
            loan_to_value: row.get("loan_to_value"),
        };
        row.expect(earnings.value_needed(row.get("principal")), Bound::CEILING);
    });
}
