//! Interest rates.

use risk_core::curve::{self, KinkedCurve};
use risk_core::fixed::Wad;
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{WAD, YEAR};

crate::wire_structs! {
    KinkedCurve { base, slope_below, slope_above, kink }
}

/// 4% at the kink of 90%, 60% above it.
#[cfg(not(target_arch = "wasm32"))]
const KINKED: KinkedCurve = KinkedCurve {
    base: Wad(WAD / 100),
    slope_below: Wad(WAD / 25),
    slope_above: Wad(WAD / 5 * 3),
    kink: Wad(WAD / 10 * 9),
};

crate::functions! { curve;
    "KinkedCurve::borrow_rate" (curve: KinkedCurve, utilisation: Wad) => curve.borrow_rate(utilisation), {
        "below the kink": (KINKED, Wad(WAD / 3)),
        "above the kink": (KINKED, Wad(WAD / 100 * 97)),
    }
    "utilisation" (cash: u128, debt: u128) => curve::utilisation(cash, debt), {
        "a third": (20_000_000 * WAD, 10_000_000 * WAD),
    }
    "growth" (rate: Wad, seconds: u64) => curve::growth(rate, seconds), {
        "5%, a minute": (Wad(WAD / 20), 60),
        "200%, a year": (Wad(2 * WAD), YEAR),
    }
    "supply_rate" (rate: Wad, utilisation: Wad, factor: Wad) => curve::supply_rate(rate, utilisation, factor), {
        "5% at 80%": (Wad(WAD / 20), Wad(WAD / 5 * 4), Wad(WAD / 10)),
    }
}
