//! Interest rates.

use risk_core::curve::{self, AdaptiveCurve, KinkedCurve, Tenor};
use risk_core::fixed::Wad;
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{WAD, YEAR};

crate::wire_structs! {
    KinkedCurve { base, slope_below, slope_above, kink }
    AdaptiveCurve { target, steepness, speed, minimum, maximum }
    Tenor { term, rate }
}

/// 4% at the kink of 90%, 60% above it.
#[cfg(not(target_arch = "wasm32"))]
const KINKED: KinkedCurve = KinkedCurve {
    base: Wad(WAD / 100),
    slope_below: Wad(WAD / 25),
    slope_above: Wad(WAD / 5 * 3),
    kink: Wad(WAD / 10 * 9),
};
#[cfg(not(target_arch = "wasm32"))]
const ADAPTIVE: AdaptiveCurve = AdaptiveCurve::DEFAULT;
/// 4%.
#[cfg(not(target_arch = "wasm32"))]
const START: Wad = AdaptiveCurve::INITIAL_RATE_AT_TARGET;

/// A term structure of four points.
#[cfg(not(target_arch = "wasm32"))]
fn structure() -> [Tenor; 4] {
    [(30, 300), (90, 400), (180, 450), (365, 480)].map(|(days, bps)| Tenor {
        term: days * 86_400,
        rate: Wad::from_bps(bps),
    })
}

crate::functions! { curve;
    "KinkedCurve::borrow_rate" (curve: KinkedCurve, utilisation: Wad) => curve.borrow_rate(utilisation), {
        "below the kink": (KINKED, Wad(WAD / 3)),
        "above the kink": (KINKED, Wad(WAD / 100 * 97)),
    }
    "AdaptiveCurve::check" (curve: AdaptiveCurve) => curve.check(), {
        "the default": (ADAPTIVE,),
        "fails without a target": (AdaptiveCurve { target: Wad::ZERO, ..ADAPTIVE },),
    }
    "AdaptiveCurve::borrow_rate" (curve: AdaptiveCurve, rate: Wad, utilisation: Wad) => curve.borrow_rate(rate, utilisation), {
        "below the target": (ADAPTIVE, START, Wad(WAD / 3)),
        "above the target": (ADAPTIVE, START, Wad(WAD / 100 * 97)),
    }
    "AdaptiveCurve::accrue" (curve: AdaptiveCurve, rate: Wad, utilisation: Wad, seconds: u64)
        => curve.accrue(rate, utilisation, seconds), {
        "a minute": (ADAPTIVE, START, Wad(WAD / 5 * 4), 60),
        "a day": (ADAPTIVE, START, Wad(WAD / 100 * 97), 86_400),
        "a year, to its bound": (ADAPTIVE, START, Wad(WAD / 100 * 97), YEAR),
    }
    "term_rate" (points: [Tenor; 4], term: u64) => curve::term_rate(&points, term), {
        "between the last two of four points": (structure(), 200 * 86_400),
    }
    "utilisation" (cash: u128, debt: u128) => curve::utilisation(cash, debt), {
        "a third": (20_000_000 * WAD, 10_000_000 * WAD),
    }
    "growth" (rate: Wad, seconds: u64) => curve::growth(rate, seconds), {
        "5%, a minute": (Wad(WAD / 20), 60),
        "5%, a day": (Wad(WAD / 20), 86_400),
        "200%, a year": (Wad(2 * WAD), YEAR),
    }
    "supply_rate" (rate: Wad, utilisation: Wad, factor: Wad) => curve::supply_rate(rate, utilisation, factor), {
        "5% at 80%": (Wad(WAD / 20), Wad(WAD / 5 * 4), Wad(WAD / 10)),
    }
}
