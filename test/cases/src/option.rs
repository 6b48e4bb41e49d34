//! Options.

use crate::{Input, Wire};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::{SignedWad, Wad};
use risk_core::option::{self, Kind, Surface, Terms};

crate::wire_structs! {
    Terms { spot, strike, rate, carry, volatility, seconds }
}

impl Wire for Kind {
    fn read(input: &mut Input) -> Self {
        if bool::read(input) {
            Self::Call
        } else {
            Self::Put
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        matches!(self, Self::Call).write(output);
    }
}

/// Ether at 3,000 and 70% volatility, struck a tenth lower, for a month.
#[cfg(not(target_arch = "wasm32"))]
const MONTH: Terms = Terms {
    spot: Wad(3_000 * WAD),
    strike: Wad(2_700 * WAD),
    rate: SignedWad(40_000_000_000_000_000),
    carry: SignedWad(20_000_000_000_000_000),
    volatility: Wad(WAD / 10 * 7),
    seconds: 2_592_000,
};

/// An hour, far out of the money.
#[cfg(not(target_arch = "wasm32"))]
const HOUR: Terms = Terms {
    strike: Wad(2_000 * WAD),
    seconds: 3_600,
    ..MONTH
};

/// Strikes at 80%, 100% and 120% of the forward; a week, a month and three.
#[cfg(not(target_arch = "wasm32"))]
const STRIKES: [Wad; 3] = [Wad(WAD / 10 * 8), Wad(WAD), Wad(WAD / 10 * 12)];
#[cfg(not(target_arch = "wasm32"))]
const EXPIRIES: [u64; 3] = [604_800, 2_592_000, 7_776_000];
#[cfg(not(target_arch = "wasm32"))]
const VOLATILITIES: [[Wad; 3]; 3] = [[
    Wad(WAD / 100 * 72),
    Wad(WAD / 100 * 68),
    Wad(WAD / 100 * 70),
]; 3];

crate::functions! { option;
    "quote_up" (kind: Kind, terms: Terms) => option::quote_up(kind, &terms), {
        "put with delta, a month": (Kind::Put, MONTH),
        "put with delta, an hour": (Kind::Put, HOUR),
        "call with delta, a month": (Kind::Call, MONTH),
    }
    "quote_down" (kind: Kind, terms: Terms) => option::quote_down(kind, &terms), {
        "put with delta, a month": (Kind::Put, MONTH),
    }
    "greeks" (kind: Kind, terms: Terms) => option::greeks(kind, &terms), {
        "put, a month": (Kind::Put, MONTH),
    }
    "implied_volatility" (kind: Kind, terms: Terms, price: Wad) => option::implied_volatility(kind, &terms, price), {
        "put, a month": (Kind::Put, MONTH, Wad(120 * WAD)),
    }
    "collar_call_strike" (terms: Terms, premium: Wad, spread: Wad) => option::collar_call_strike(&terms, premium, spread), {
        "a month": (MONTH, Wad(100 * WAD), Wad(WAD / 100)),
    }
    "early_close_down" (kind: Kind, terms: Terms, spread: Wad) => option::early_close_down(kind, &terms, spread), {
        "put, a month": (Kind::Put, MONTH, Wad(WAD / 100)),
    }
    "Surface::new" (strikes: [Wad; 3], expiries: [u64; 3], volatilities: [[Wad; 3]; 3])
        => Surface::new(strikes, expiries, volatilities), {
        "nine points": (STRIKES, EXPIRIES, VOLATILITIES),
    }
    "Surface::volatility"
        (strikes: [Wad; 3], expiries: [u64; 3], volatilities: [[Wad; 3]; 3], strike: Wad, seconds: u64)
        => Surface::new(strikes, expiries, volatilities).and_then(|surface| surface.volatility(strike, seconds)), {
        "with the surface made anew": (STRIKES, EXPIRIES, VOLATILITIES, Wad(WAD / 100 * 93), 1_500_000),
    }
    "quoted_volatility" (surface: Wad, slow: Wad, skew: Wad, utilisation: Wad)
        => option::quoted_volatility(surface, slow, skew, utilisation), {
        "half used": (Wad(WAD / 10 * 7), Wad(WAD / 10 * 6), Wad(WAD / 5), Wad(WAD / 2)),
    }
}
