//! The probability of a breach, and its price.

use risk_core::distress::{self, Holding, Path};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::{SignedWad, Wad};

crate::wire_structs! {
    Holding { collateral, debt, volatility, rate, window }
    Path { drift, volatility, seconds }
}

/// 60% volatility for twelve hours, drifting down.
#[cfg(not(target_arch = "wasm32"))]
const PATH: Path = Path {
    drift: SignedWad(-50_000_000_000_000_000),
    volatility: Wad(WAD / 10 * 6),
    seconds: 43_200,
};

/// The end of an unwind at 80%.
#[cfg(not(target_arch = "wasm32"))]
const HOLDING: Holding = Holding {
    collateral: Wad(100_000 * WAD),
    debt: Wad(95_000 * WAD),
    volatility: Wad(WAD / 10 * 8),
    rate: SignedWad::ZERO,
    window: 43_200,
};

crate::functions! { distress;
    "breach_probability" (health: Wad, path: Path) => distress::breach_probability(health, &path), {
        "at 1.02": (Wad(WAD / 100 * 102), PATH),
        "at 1.3": (Wad(WAD / 10 * 13), PATH),
    }
    "breach_health" (probability: Wad, path: Path) => distress::breach_health(probability, &path), {
        "5%": (Wad(WAD / 20), PATH),
    }
    "breach_price" (price: Wad, health: Wad, probability: Wad, path: Path)
        => distress::breach_price(price, health, probability, &path), {
        "5%": (Wad(3_000 * WAD), Wad(WAD / 100 * 108), Wad(WAD / 20), PATH),
    }
    "distress_rate" (holding: Holding, most: Wad) => distress::distress_rate(&holding, most), {
        "twelve hours": (HOLDING, Wad(10 * WAD)),
    }
}
