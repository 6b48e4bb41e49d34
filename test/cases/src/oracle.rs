//! Averages.

#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::Wad;
use risk_core::oracle;

crate::functions! { oracle;
    "ema" (average: Wad, sample: Wad, elapsed: u64, half_life: u64) => oracle::ema(average, sample, elapsed, half_life), {
        "a minute": (Wad(3_000 * WAD), Wad(3_010 * WAD), 60, 1_800),
    }
    "ewma_variance" (variance: Wad, previous: Wad, price: Wad, elapsed: u64, half_life: u64)
        => oracle::ewma_variance(variance, previous, price, elapsed, half_life), {
        "a minute": (Wad(WAD / 2), Wad(3_000 * WAD), Wad(3_010 * WAD), 60, 86_400),
        "within a second": (Wad(WAD / 2), Wad(3_000 * WAD), Wad(2_700 * WAD), 0, 86_400),
    }
}
