//! Stress and health of portfolios.

use crate::Book;
#[cfg(not(target_arch = "wasm32"))]
use crate::books::{CORRELATIONS, DEFAULTS, book, factors, variances};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::Wad;
use risk_core::health::{self, AssetRisk, Auction, Factors, Opening, Stress, StressParameters};

crate::wire_structs! {
    Auction { duration, discount }
    Stress { parametric, scenario, floor, liquidity, total }
}

/// Half an hour, at most 8% under spot.
#[cfg(not(target_arch = "wasm32"))]
const AUCTION: Auction = Auction {
    duration: 1_800,
    discount: Wad(WAD / 100 * 8),
};

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
    "Factors::from_valid" (variances: [Wad; 4], correlations: [i16; 6]) => Factors::from_valid(variances, correlations), {
        "four factors": (variances(), CORRELATIONS),
    }
    "AssetRisk::pack" (risk: AssetRisk) => risk.pack(), {
        "an asset": (book(1)[0].risk,),
    }
    "collateral" (book: Book) => health::collateral(&book), { "8 positions": (book(8),), }
    "debt" (book: Book) => health::debt(&book), { "8 positions": (book(8),), }
    "correlations_valid" (correlations: [i16; 6]) => health::correlations_valid(correlations), {
        "four factors": (CORRELATIONS,),
    }
    "opening_variances" (fast: [Wad; 4], slow: [Wad; 4]) => health::opening_variances(fast, slow), {
        "four factors": (variances(), [Wad(WAD / 5); 4]),
    }
    "maintenance_variances" (slow: [Wad; 4], floor: Wad, cap: Wad) => health::maintenance_variances(slow, floor, cap), {
        "four factors": (variances(), Wad(WAD / 100), Wad(WAD / 2)),
    }
    "maintenance_health" (book: Book, factors: Factors, parameters: StressParameters)
        => health::maintenance_health(&book, &factors, parameters), {
        "8 positions": (book(8), factors(), DEFAULTS),
    }
    "auction_stress"
        (book: Book, factors: Factors, parameters: StressParameters, recovery: Stress, auction: Auction)
        => health::auction_stress(&book, &factors, parameters, &recovery, auction), {
        "8 positions": (
            book(8), factors(), DEFAULTS,
            health::stress(&book(8), &factors(), DEFAULTS).expect("a stress"), AUCTION,
        ),
    }
    "critical_health" (book: Book, factors: Factors, parameters: StressParameters, auction: Auction)
        => health::critical_health(&book, &factors, parameters, auction), {
        "8 positions": (book(8), factors(), DEFAULTS, AUCTION),
    }
    "effective_health" (smoothed: Wad, spot: Wad, critical: Wad) => health::effective_health(smoothed, spot, critical), {
        "critical": (Wad(WAD), Wad(WAD / 100 * 94), Wad(WAD / 100 * 99)),
    }
}
