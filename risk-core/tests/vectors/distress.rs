//! First passage.

use crate::read::{Bound, Table};
use risk_core::distress::{Path, breach_probability};
use risk_core::fixed::{SignedWad, Wad};

#[test]
fn breach_probability_keeps_its_bound() {
    Table::read("distress", "breach_probability").check(|row| {
        let path = Path {
            drift: SignedWad(row.get("drift")),
            volatility: Wad(row.get("volatility")),
            seconds: row.get("seconds"),
        };
        row.expect(
            breach_probability(Wad(row.get("health")), &path),
            Bound::within(5.0),
        );
    });
}
