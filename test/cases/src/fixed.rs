//! Fixed-point numbers.

use risk_core::fixed::{self, Ray, SignedWad, Wad};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{RAY, WAD};
use ruint::aliases::U256;

crate::functions! { fixed;
    "mul_div_down" (a: u128, b: u128, d: u128) => fixed::mul_div_down(a, b, d), {
        "128 bits by WAD": (123_456_789 * WAD + 7, 3 * WAD / 7, WAD),
        "256 bits by 128": (u128::MAX - 12_345, u128::MAX / 3, u128::MAX / 2 + 1),
        "64 bits": (1 << 40, 12_345, 67),
    }
    "mul_div_up" (a: u128, b: u128, d: u128) => fixed::mul_div_up(a, b, d), {
        "128 bits by WAD": (123_456_789 * WAD + 7, 3 * WAD / 7, WAD),
        "256 bits by 128": (u128::MAX - 12_345, u128::MAX / 3, u128::MAX / 2 + 1),
    }
    "wide_mul_div_down" (a: U256, b: U256, d: U256) => fixed::wide_mul_div_down(a, b, d), {
        "amounts": (U256::from(123_456_789 * WAD), U256::from(987 * WAD), U256::from(1_234 * WAD)),
        "512 bits": (U256::MAX - U256::from(7), U256::MAX >> 3, (U256::MAX >> 1) + U256::from(WAD)),
    }
    "wide_mul_div_up" (a: U256, b: U256, d: U256) => fixed::wide_mul_div_up(a, b, d), {
        "amounts": (U256::from(123_456_789 * WAD), U256::from(987 * WAD), U256::from(1_234 * WAD)),
        "512 bits": (U256::MAX - U256::from(7), U256::MAX >> 3, (U256::MAX >> 1) + U256::from(WAD)),
    }
    "isqrt" (n: u128) => fixed::isqrt(n), {
        "greatest": (u128::MAX,),
        "least": (1,),
    }
    "Wad::from_bps" (bps: u16) => Wad::from_bps(bps), { "5%": (500,), }
    "Wad::checked_add" (a: Wad, b: Wad) => a.checked_add(b), { "any": (Wad(3 * WAD), Wad(WAD / 7)), }
    "Wad::checked_sub" (a: Wad, b: Wad) => a.checked_sub(b), { "any": (Wad(3 * WAD), Wad(WAD / 7)), }
    "Wad::saturating_add" (a: Wad, b: Wad) => a.saturating_add(b), { "any": (Wad(3 * WAD), Wad(WAD / 7)), }
    "Wad::saturating_sub" (a: Wad, b: Wad) => a.saturating_sub(b), { "any": (Wad(3 * WAD), Wad(WAD / 7)), }
    "Wad::mul_down" (a: Wad, b: Wad) => a.mul_down(b), { "any": (Wad(3_000 * WAD), Wad(WAD / 7)), }
    "Wad::mul_up" (a: Wad, b: Wad) => a.mul_up(b), { "any": (Wad(3_000 * WAD), Wad(WAD / 7)), }
    "Wad::div_down" (a: Wad, b: Wad) => a.div_down(b), { "any": (Wad(3_000 * WAD), Wad(WAD / 7)), }
    "Wad::div_up" (a: Wad, b: Wad) => a.div_up(b), { "any": (Wad(3_000 * WAD), Wad(WAD / 7)), }
    "SignedWad::checked_add" (a: SignedWad, b: SignedWad) => a.checked_add(b), { "any": (SignedWad(-5), SignedWad::ONE), }
    "SignedWad::checked_sub" (a: SignedWad, b: SignedWad) => a.checked_sub(b), { "any": (SignedWad(-5), SignedWad::ONE), }
    "SignedWad::magnitude" (a: SignedWad) => a.magnitude(), { "any": (SignedWad(-5),), }
    "Ray::checked_add" (a: Ray, b: Ray) => a.checked_add(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
    "Ray::checked_sub" (a: Ray, b: Ray) => a.checked_sub(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
    "Ray::mul_down" (a: Ray, b: Ray) => a.mul_down(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
    "Ray::mul_up" (a: Ray, b: Ray) => a.mul_up(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
    "Ray::div_down" (a: Ray, b: Ray) => a.div_down(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
    "Ray::div_up" (a: Ray, b: Ray) => a.div_up(b), { "any": (Ray(3 * RAY), Ray(RAY / 7)), }
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
    "pow" (x: Wad, y: SignedWad) => fixed::pow(x, y), {
        "1.05 to the 0.25th": (Wad(WAD / 100 * 105), SignedWad(250_000_000_000_000_000)),
        "a million to the -2.7th": (Wad(1_000_000 * WAD), SignedWad(-2_700_000_000_000_000_000)),
    }
    "normal_cdf" (x: SignedWad) => fixed::normal_cdf(x), {
        "of 0.3": (SignedWad(300_000_000_000_000_000),),
        "of -1.7": (SignedWad(-1_700_000_000_000_000_000),),
        "of -3.9": (SignedWad(-3_900_000_000_000_000_000),),
        "of 8": (SignedWad(8_000_000_000_000_000_000),),
    }
    "normal_density" (x: SignedWad) => fixed::normal_density(x), {
        "of 0.3": (SignedWad(300_000_000_000_000_000),),
        "of -3.9": (SignedWad(-3_900_000_000_000_000_000),),
    }
    "inverse_normal_cdf" (p: Wad) => fixed::inverse_normal_cdf(p), {
        "of 1%": (Wad(WAD / 100),),
        "of 60%": (Wad(WAD / 5 * 3),),
        "of the least": (Wad(1),),
    }
}
