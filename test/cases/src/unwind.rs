//! Sizes and schedules of unwinds.

use crate::Book;
#[cfg(not(target_arch = "wasm32"))]
use crate::books::{DEFAULTS, book, factors};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::Wad;
use risk_core::health::{Factors, StressParameters};
use risk_core::unwind::{self, Pair};

crate::functions! { unwind;
    "best_pair" (book: Book, factors: Factors, parameters: StressParameters, discount: Wad)
        => unwind::best_pair(&book, &factors, parameters, discount), {
        "8 positions": (book(8), factors(), DEFAULTS, Wad(WAD / 100)),
    }
    "need" (book: Book, factors: Factors, parameters: StressParameters, sold: usize, repaid: usize, target: Wad)
        => unwind::need(&book, &factors, parameters, Pair { collateral: sold, debt: repaid }, target, Wad::ONE), {
        "8 positions": (book(8), factors(), DEFAULTS, 6, 7, Wad(WAD / 100 * 94)),
    }
    "max_discount" (book: Book, factors: Factors, parameters: StressParameters, sold: usize, repaid: usize, sell: Wad)
        => unwind::max_discount(&book, &factors, parameters, Pair { collateral: sold, debt: repaid }, sell), {
        "8 positions": (book(8), factors(), DEFAULTS, 6, 7, Wad(10_000 * WAD)),
    }
    "plan" (book: Book, factors: Factors, parameters: StressParameters, target: Wad, proceeds: Wad)
        => unwind::plan(&book, &factors, parameters, target, proceeds), {
        "8 positions": (book(8), factors(), DEFAULTS, Wad(WAD / 100 * 102), Wad(WAD / 100 * 99)),
    }
    "remaining" (urgency: Wad, elapsed: u64, total: u64) => unwind::remaining(urgency, elapsed, total), {
        "urgency one": (Wad::ONE, 3_600, 43_200),
        "straight": (Wad::ZERO, 3_600, 43_200),
        "urgency 20": (Wad(20 * WAD), 3_600, 43_200),
    }
}
