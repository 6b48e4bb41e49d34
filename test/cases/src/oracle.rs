//! Averages, feeds and share rates.

use risk_core::fixed::Wad;
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{WAD, YEAR};
use risk_core::oracle::{self, Round};
use ruint::aliases::U256;

crate::wire_structs! {
    Round { id, answer, started_at, updated_at, answered_in }
}

#[cfg(not(target_arch = "wasm32"))]
const PRICE: Wad = Wad(3_000 * WAD);
#[cfg(not(target_arch = "wasm32"))]
const NEAR: Wad = Wad(3_010 * WAD);
#[cfg(not(target_arch = "wasm32"))]
const SHARE: Wad = Wad(WAD + WAD / 7);
#[cfg(not(target_arch = "wasm32"))]
const NOW: u64 = 1_800_000_000;
#[cfg(not(target_arch = "wasm32"))]
const ROUND: Round = Round {
    id: 18_446_744_073_709_562_301,
    answer: 300_000_000_000,
    started_at: NOW - 61,
    updated_at: NOW - 60,
    answered_in: 18_446_744_073_709_562_301,
};

/// Zero for a source that does not answer.
fn source(price: Wad) -> Option<Wad> {
    (price > Wad::ZERO).then_some(price)
}

crate::functions! { oracle;
    "ema" (average: Wad, sample: Wad, elapsed: u64, half_life: u64) => oracle::ema(average, sample, elapsed, half_life), {
        "a minute": (PRICE, NEAR, 60, 1_800),
    }
    "ewma_variance" (variance: Wad, previous: Wad, price: Wad, elapsed: u64, half_life: u64)
        => oracle::ewma_variance(variance, previous, price, elapsed, half_life), {
        "a minute": (Wad(WAD / 2), PRICE, NEAR, 60, 86_400),
        "within a second": (Wad(WAD / 2), PRICE, Wad(2_700 * WAD), 0, 86_400),
    }
    "round_fault" (round: Round, now: u64) => oracle::round_fault(&round, now), {
        "none": (ROUND, NOW),
    }
    "follows" (last: Round, next: Round) => oracle::follows(&last, &next), {
        "the same": (ROUND, ROUND),
    }
    "stale" (updated_at: u64, now: u64, heartbeat: u64) => oracle::stale(updated_at, now, heartbeat), {
        "fresh": (NOW - 60, NOW, 3_600),
    }
    "sequencer_halted" (up: bool, since: u64, grace: u64, now: u64) => oracle::sequencer_halted(up, since, grace, now), {
        "up": (true, NOW - 86_400, 3_600, NOW),
    }
    "rescale_down" (value: u128, from: u8, to: u8) => oracle::rescale_down(value, from, to), {
        "8 to 18": (300_000_000_000, 8, 18),
        "18 to 6": (3_000 * WAD, 18, 6),
        "fails above 38": (1, 39, 6),
    }
    "rescale_up" (value: u128, from: u8, to: u8) => oracle::rescale_up(value, from, to), {
        "18 to 6": (3_000 * WAD, 18, 6),
    }
    "compose" (price: Wad, rate: Wad) => oracle::compose(price, rate), {
        "a share": (PRICE, SHARE),
    }
    "quote_down" (amount: U256, base: (Wad, u8), quote: (Wad, u8)) => oracle::quote_down(amount, base, quote), {
        "ether in dollars": (U256::from(5 * WAD), (PRICE, 18), (Wad(WAD), 6)),
    }
    "rate_cap" (last: Wad, growth: Wad, elapsed: u64) => oracle::rate_cap(last, growth, elapsed), {
        "a day": (SHARE, Wad(WAD / 20), 86_400),
        "beyond 128 bits": (SHARE, Wad(u128::MAX / 3), 10 * YEAR),
    }
    "capped_rate" (last: Wad, rate: Wad, growth: Wad, elapsed: u64) => oracle::capped_rate(last, rate, growth, elapsed), {
        "a day": (SHARE, Wad(SHARE.0 + WAD / 10_000), Wad(WAD / 20), 86_400),
    }
    "depeg" (market: Wad, price: Wad, rate: Wad) => oracle::depeg(market, price, rate), {
        "1%": (Wad(3_394 * WAD), PRICE, SHARE),
    }
    "deviation" (a: Wad, b: Wad) => oracle::deviation(a, b), {
        "a third of a percent": (PRICE, NEAR),
        "fails at zero": (PRICE, Wad::ZERO),
    }
    "disagree" (a: Wad, b: Wad, tolerance: Wad) => oracle::disagree(a, b, tolerance), {
        "within": (PRICE, NEAR, Wad(WAD / 100)),
    }
    "agree" (first: Wad, second: Wad, last: Wad, tolerance: Wad)
        => oracle::agree(source(first), source(second), last, tolerance), {
        "both": (PRICE, NEAR, PRICE, Wad(WAD / 100)),
        "apart": (PRICE, Wad(2_000 * WAD), NEAR, Wad(WAD / 100)),
    }
}
