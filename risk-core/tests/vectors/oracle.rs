//! Averages, rounds, age, decimals, share rates and two sources.

use crate::read::{Bound, Row, Table};
use risk_core::fixed::{WAD, Wad, YEAR};
use risk_core::oracle::{self, Fault, Round};

const EXACT: Bound = Bound::within(0.0);

fn wad(row: &Row, name: &str) -> Wad {
    Wad(row.get(name))
}

fn real(row: &Row, name: &str) -> f64 {
    row.get::<u128>(name) as f64
}

#[test]
fn ema_is_close() {
    Table::read("oracle", "ema").check(|row| {
        let average = oracle::ema(
            wad(row, "average"),
            wad(row, "sample"),
            row.get("elapsed"),
            row.get("half_life"),
        );
        let difference = (real(row, "average") - real(row, "sample")).abs();
        row.expect(average, Bound::within(1.0 + difference * 4e-18));
    });
}

#[test]
fn ewma_variance_is_close() {
    Table::read("oracle", "ewma_variance").check(|row| {
        let (elapsed, half_life): (u64, u64) = (row.get("elapsed"), row.get("half_life"));
        let variance = oracle::ewma_variance(
            wad(row, "variance"),
            wad(row, "previous"),
            wad(row, "price"),
            elapsed,
            half_life,
        );
        let r = (real(row, "price") / real(row, "previous")).ln().abs();
        let years = (if elapsed == 0 { half_life } else { elapsed }) as f64 / YEAR as f64;
        let bound = 8.0 * r * r / years + 4.0 * real(row, "variance") / WAD as f64 + 3.0;
        row.expect(variance, Bound::within(bound));
    });
}

#[test]
fn deviation_is_the_ceiling() {
    Table::read("oracle", "deviation").check(|row| {
        row.expect(
            oracle::deviation(wad(row, "a"), wad(row, "b")),
            Bound::CEILING,
        );
    });
}

#[test]
fn disagree_is_exact() {
    Table::read("oracle", "disagree").check(|row| {
        let disagree = oracle::disagree(wad(row, "a"), wad(row, "b"), wad(row, "tolerance"));
        row.expect(u64::from(disagree), EXACT);
    });
}

#[test]
fn agree_is_the_floor() {
    Table::read("oracle", "agree").check(|row| {
        let source = |name| match row.get::<String>(name).as_str() {
            "none" => None,
            _ => Some(wad(row, name)),
        };
        let agreed = oracle::agree(
            source("first"),
            source("second"),
            wad(row, "last"),
            wad(row, "tolerance"),
        );
        row.expect_in("price", agreed.price, Bound::FLOOR);
        row.expect_in("doubtful", u64::from(agreed.doubtful), EXACT);
        row.expect_in("single", u64::from(agreed.single), EXACT);
    });
}

#[test]
fn stale_is_exact() {
    Table::read("oracle", "stale").check(|row| {
        let stale = oracle::stale(row.get("updated_at"), row.get("now"), row.get("heartbeat"));
        row.expect(u64::from(stale), EXACT);
    });
}

#[test]
fn sequencer_halted_is_exact() {
    Table::read("oracle", "sequencer_halted").check(|row| {
        let halted = oracle::sequencer_halted(
            row.flag("up"),
            row.get("since"),
            row.get("grace"),
            row.get("now"),
        );
        row.expect(u64::from(halted), EXACT);
    });
}

#[test]
fn round_fault_is_exact() {
    Table::read("oracle", "round_fault").check(|row| {
        let round = Round {
            id: row.get("id"),
            answer: row.get("answer"),
            started_at: row.get("started_at"),
            updated_at: row.get("updated_at"),
            answered_in: row.get("answered_in"),
        };
        let code = match oracle::round_fault(&round, row.get("now")) {
            None => 0_u64,
            Some(Fault::Incomplete) => 1,
            Some(Fault::NotPositive) => 2,
            Some(Fault::WrongTime) => 3,
            Some(Fault::CarriedOver) => 4,
        };
        row.expect(code, EXACT);
    });
}

#[test]
fn follows_is_exact() {
    Table::read("oracle", "follows").check(|row| {
        let round = |id, updated_at| Round {
            id: row.get(id),
            answer: 1,
            started_at: 0,
            updated_at: row.get(updated_at),
            answered_in: 0,
        };
        let follows = oracle::follows(
            &round("last_id", "last_updated_at"),
            &round("next_id", "next_updated_at"),
        );
        row.expect(u64::from(follows), EXACT);
    });
}

#[test]
fn rescale_down_is_the_floor() {
    Table::read("oracle", "rescale_down").check(|row| {
        let scaled = oracle::rescale_down(row.get("value"), row.get("before"), row.get("after"));
        row.expect(scaled, Bound::FLOOR);
    });
}

#[test]
fn rescale_up_is_the_ceiling() {
    Table::read("oracle", "rescale_up").check(|row| {
        let scaled = oracle::rescale_up(row.get("value"), row.get("before"), row.get("after"));
        row.expect(scaled, Bound::CEILING);
    });
}

#[test]
fn compose_is_the_floor() {
    Table::read("oracle", "compose").check(|row| {
        row.expect(
            oracle::compose(wad(row, "price"), wad(row, "rate")),
            Bound::FLOOR,
        );
    });
}

#[test]
fn quote_down_is_the_floor() {
    Table::read("oracle", "quote_down").check(|row| {
        let quote = oracle::quote_down(
            row.get("amount"),
            (wad(row, "base_price"), row.get("base_decimals")),
            (wad(row, "quote_price"), row.get("quote_decimals")),
        );
        row.expect(quote, Bound::FLOOR);
    });
}

#[test]
fn rate_cap_is_the_floor() {
    Table::read("oracle", "rate_cap").check(|row| {
        let cap = oracle::rate_cap(wad(row, "last"), wad(row, "growth"), row.get("elapsed"));
        row.expect(cap, Bound::FLOOR);
    });
}

#[test]
fn capped_rate_is_exact() {
    Table::read("oracle", "capped_rate").check(|row| {
        let growth = oracle::capped_rate(
            wad(row, "last"),
            wad(row, "rate"),
            wad(row, "growth"),
            row.get("elapsed"),
        );
        row.expect_in(
            "counted",
            growth.map(|growth| growth.rate),
            Bound::down(2.0),
        );
        let flag = |flag: bool| u64::from(flag);
        row.expect_in("capped", growth.map(|growth| flag(growth.capped)), EXACT);
        row.expect_in("fell", growth.map(|growth| flag(growth.fell)), EXACT);
    });
}

#[test]
fn depeg_is_never_below() {
    Table::read("oracle", "depeg").check(|row| {
        let shortfall = oracle::depeg(wad(row, "market"), wad(row, "price"), wad(row, "rate"));
        let fair = real(row, "price") * real(row, "rate") / WAD as f64;
        row.expect(shortfall, Bound::up(1.0 + WAD as f64 / fair));
    });
}
