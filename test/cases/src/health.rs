//! Stress and health of portfolios.

use crate::Book;
#[cfg(not(target_arch = "wasm32"))]
use crate::books::{CORRELATIONS, DEFAULTS, book, factors, variances};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::Wad;
use risk_core::health::{self, AssetRisk, Factors, Opening, StressParameters};

crate::functions! { health;
    "stress" (book: Book, factors: Factors, parameters: StressParameters) => health::stress(&book, &factors, parameters), {
        "8 positions": (book(8), factors(), DEFAULTS),
        "2 positions": (book(2), factors(), DEFAULTS),
        "16 positions": (book(16), factors(), DEFAULTS),
    }
    "health" (collateral: Wad, stress: Wad, debt: Wad) => health::health(collateral, stress, debt), {
        "near one": (Wad(100_000 * WAD), Wad(14_000 * WAD), Wad(85_000 * WAD + 1)),
    }
    "marginal_stress" (book: Book, factors: Factors, parameters: StressParameters, index: usize, added: Wad)
        => health::marginal_stress(&book, &factors, parameters, index, added), {
        "8 positions": (book(8), factors(), DEFAULTS, 2, Wad(WAD)),
    }
    "worst_marginal_stress" (risk: AssetRisk, factors: Factors, parameters: StressParameters, cap: Wad)
        => health::worst_marginal_stress(risk, &factors, parameters, cap), {
        "an asset": (book(1)[0].risk, factors(), DEFAULTS, Wad(1_000_000 * WAD)),
    }
    "opening_health" (book: Book, factors: Factors, parameters: StressParameters)
        => health::opening_health(&book, &book, &factors, parameters), {
        "8 positions": (book(8), factors(), DEFAULTS),
    }
    "marginal_stresses" (book: Book, factors: Factors, parameters: StressParameters, added: Wad)
        => health::marginal_stresses(&book, &factors, parameters, added), {
        "8 positions": (book(8), factors(), DEFAULTS, Wad(WAD)),
    }
    "Opening::max_borrow" (book: Book, factors: Factors, parameters: StressParameters, index: usize, relative: Wad)
        => Opening { spot: &book, smoothed: &book, factors: &factors, parameters, required: Wad::ONE }
            .max_borrow(index, relative), {
        "7 positions": (book(7), factors(), DEFAULTS, 3, Wad::ONE),
    }
    "Opening::max_withdraw" (book: Book, factors: Factors, parameters: StressParameters, index: usize, relative: Wad)
        => Opening { spot: &book, smoothed: &book, factors: &factors, parameters, required: Wad::ONE }
            .max_withdraw(index, relative), {
        "7 positions": (book(7), factors(), DEFAULTS, 0, Wad::ONE),
    }
    "Factors::new" (variances: [Wad; 4], correlations: [i16; 6]) => Factors::new(variances, correlations), {
        "four factors": (variances(), CORRELATIONS),
    }
    "AssetRisk::unpack" (profile: [u8; 32], scenarios: [u8; 32]) => AssetRisk::unpack(profile, scenarios), {
        "an asset": (book(1)[0].risk.pack().0, book(1)[0].risk.pack().1),
    }
}
