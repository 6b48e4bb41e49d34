//! Premiums, the waterfall, pro-rata splits and the rolling cap.

use crate::read::{Bound, Row, Table};
use risk_core::cover::{self, Waterfall, Window};
use risk_core::fixed::{Ray, WAD, Wad, YEAR};

const EXACT: Bound = Bound::within(0.0);

fn wad(row: &Row, name: &str) -> Wad {
    Wad(row.get(name))
}

/// One plus the load.
fn loaded(row: &Row) -> f64 {
    1.0 + row.get::<u128>("load") as f64 / WAD as f64
}

#[test]
fn premium_is_never_below() {
    Table::read("cover", "premium").check(|row| {
        let premium = cover::premium(
            row.get("exposure"),
            wad(row, "probability"),
            wad(row, "severity"),
            wad(row, "load"),
        );
        row.expect(premium, Bound::up(2.0 * loaded(row) + 1.0));
    });
}

#[test]
fn premium_rate_is_never_below() {
    Table::read("cover", "premium_rate").check(|row| {
        let horizon: u64 = row.get("horizon");
        let premium = cover::premium_rate(
            wad(row, "probability"),
            horizon,
            wad(row, "severity"),
            wad(row, "load"),
        );
        let per_year = YEAR as f64 / horizon.max(1) as f64;
        let bound = (4.0 * per_year + 2.0) * loaded(row) + 1.0;
        row.expect(premium, Bound::up(bound));
    });
}

#[test]
fn coverage_is_the_floor() {
    Table::read("cover", "coverage").check(|row| {
        let ratio = cover::coverage(row.get("capital"), row.get("exposure"));
        row.expect(ratio, Bound::FLOOR);
    });
}

#[test]
fn provision_is_the_ceiling() {
    Table::read("cover", "provision").check(|row| {
        let provision =
            cover::provision(row.get("debt"), row.get("collateral"), wad(row, "discount"));
        row.expect(provision, Bound::CEILING);
    });
}

#[test]
fn waterfall_is_exact() {
    Table::read("cover", "waterfall").check(|row| {
        let layers = Waterfall {
            position_yield: row.get("position_yield"),
            auction: row.get("auction"),
            fund: row.get("fund"),
            reserves: row.get("reserves"),
            suppliers: row.get("suppliers"),
        };
        let split = cover::waterfall(row.get("loss"), &layers);
        row.expect_in("position_yield_bears", split.position_yield, EXACT);
        row.expect_in("auction_bears", split.auction, EXACT);
        row.expect_in("fund_bears", split.fund, EXACT);
        row.expect_in("reserves_bears", split.reserves, EXACT);
        row.expect_in("suppliers_bears", split.suppliers, EXACT);
        row.expect_in("unmet", split.unmet, EXACT);
    });
}

#[test]
fn pro_rata_loss_is_the_ceiling() {
    Table::read("cover", "pro_rata_loss").check(|row| {
        let loss = cover::pro_rata_loss(row.get("claim"), row.get("claims"), row.get("loss"));
        row.expect(loss, Bound::CEILING);
    });
}

#[test]
fn written_down_is_the_floor() {
    Table::read("cover", "written_down").check(|row| {
        let index = Ray(row.get("index"));
        let left = cover::written_down(index, row.get("claims"), row.get("loss"));
        row.expect(left, Bound::FLOOR);
    });
}

#[test]
fn pro_rata_payment_is_the_floor() {
    Table::read("cover", "pro_rata_payment").check(|row| {
        let payment =
            cover::pro_rata_payment(row.get("claim"), row.get("claims"), row.get("available"));
        row.expect(payment, Bound::FLOOR);
    });
}

#[test]
fn share_out_is_exact() {
    Table::read("cover", "share_out").check(|row| {
        let claims: Vec<u128> = row.list("claims");
        let mut payments = vec![0; claims.len()];
        let paid = cover::share_out(&claims, row.get("available"), &mut payments);
        row.expect(paid, EXACT);
        if paid.is_ok() {
            let payments: Vec<String> = payments.iter().map(u128::to_string).collect();
            row.expect_text("payments", &payments.join(" "));
        } else {
            assert!(payments.iter().all(|payment| *payment == 0));
        }
    });
}

fn window(row: &Row) -> Window {
    Window {
        period: row.get("period"),
        current: row.get("current"),
        previous: row.get("previous"),
    }
}

#[test]
fn available_is_exact() {
    Table::read("cover", "available").check(|row| {
        let available = window(row).available(row.get("cap"), row.get("length"), row.get("now"));
        row.expect(available, EXACT);
    });
}

#[test]
fn draw_is_exact() {
    Table::read("cover", "draw").check(|row| {
        let drawn = window(row).draw(
            row.get("wanted"),
            row.get("cap"),
            row.get("length"),
            row.get("now"),
        );
        row.expect_in("paid", drawn.map(|(_, paid)| paid), EXACT);
        row.expect_in("period_after", drawn.map(|(state, _)| state.period), EXACT);
        row.expect_in(
            "current_after",
            drawn.map(|(state, _)| state.current),
            EXACT,
        );
        row.expect_in(
            "previous_after",
            drawn.map(|(state, _)| state.previous),
            EXACT,
        );
    });
}
