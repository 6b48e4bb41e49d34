//! Fixed-point numbers.

#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::{self, SignedWad, Wad};

crate::functions! { fixed;
    "mul_div_down" (a: u128, b: u128, d: u128) => fixed::mul_div_down(a, b, d), {
        "128 bits by WAD": (123_456_789 * WAD + 7, 3 * WAD / 7, WAD),
        "256 bits by 128": (u128::MAX - 12_345, u128::MAX / 3, u128::MAX / 2 + 1),
        "64 bits": (1 << 40, 12_345, 67),
    }
    "sqrt" (x: Wad) => fixed::sqrt(x), {
        "two": (Wad(2 * WAD),),
        "greatest": (Wad::MAX,),
        "least": (Wad(1),),
    }
    "exp" (x: SignedWad) => fixed::exp(x), {
        "of one": (SignedWad::ONE,),
        "of -5.3": (SignedWad(-5_300_000_000_000_000_000),),
        "of 47": (SignedWad(47_000_000_000_000_000_000),),
        "of -41": (SignedWad(-41_000_000_000_000_000_000),),
    }
    "ln" (x: Wad) => fixed::ln(x), {
        "of two": (Wad(2 * WAD),),
        "of 1.000001": (Wad(WAD + WAD / 1_000_000),),
        "greatest": (Wad::MAX,),
        "least": (Wad(1),),
    }
}
