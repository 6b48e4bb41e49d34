//! Insurance.

use risk_core::cover::{self, Waterfall, Window};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{RAY, WAD, YEAR};
use risk_core::fixed::{Ray, Wad};

crate::wire_structs! {
    Waterfall { position_yield, auction, fund, reserves, suppliers }
    Window { period, current, previous }
}

#[cfg(not(target_arch = "wasm32"))]
const MILLION: u128 = 1_000_000 * WAD;
#[cfg(not(target_arch = "wasm32"))]
const LAYERS: Waterfall = Waterfall {
    position_yield: WAD,
    auction: 3 * WAD,
    fund: 5 * WAD,
    reserves: 7 * WAD,
    suppliers: MILLION,
};
#[cfg(not(target_arch = "wasm32"))]
const WINDOW: Window = Window {
    period: 2_900,
    current: MILLION,
    previous: MILLION / 2,
};

/// Divides among eight.
fn among_eight(claims: [u128; 8], available: u128) -> Result<[u128; 8], risk_core::RiskError> {
    let mut payments = [0; 8];
    cover::share_out(&claims, available, &mut payments).map(|_| payments)
}

crate::functions! { cover;
    "premium" (exposure: u128, probability: Wad, severity: Wad, load: Wad)
        => cover::premium(exposure, probability, severity, load), {
        "2% of losing 30%": (MILLION, Wad(WAD / 50), Wad(WAD / 10 * 3), Wad(WAD / 2)),
        "fails above one": (MILLION, Wad(WAD + 1), Wad(WAD / 10 * 3), Wad(WAD / 2)),
    }
    "premium_rate" (probability: Wad, horizon: u64, severity: Wad, load: Wad)
        => cover::premium_rate(probability, horizon, severity, load), {
        "2% a month": (Wad(WAD / 50), YEAR / 12, Wad(WAD / 10 * 3), Wad(WAD / 2)),
        "fails if certain": (Wad(WAD), YEAR / 12, Wad(WAD / 10 * 3), Wad(WAD / 2)),
    }
    "coverage" (capital: u128, exposure: u128) => cover::coverage(capital, exposure), {
        "a third": (MILLION, 3 * MILLION),
    }
    "provision" (debt: u128, collateral: u128, discount: Wad) => cover::provision(debt, collateral, discount), {
        "of a shortfall": (MILLION, MILLION, Wad(WAD / 10)),
    }
    "waterfall" (loss: u128, layers: Waterfall) => cover::waterfall(loss, &layers), {
        "to the suppliers": (20 * WAD, LAYERS),
    }
    "pro_rata_loss" (claim: u128, claims: u128, loss: u128) => cover::pro_rata_loss(claim, claims, loss), {
        "a third": (MILLION, 3 * MILLION, WAD),
        "fails above all claims": (MILLION, WAD, WAD),
    }
    "written_down" (index: Ray, claims: u128, loss: u128) => cover::written_down(index, claims, loss), {
        "by a little": (Ray(RAY + RAY / 20), 3 * MILLION, WAD),
    }
    "pro_rata_payment" (claim: u128, claims: u128, available: u128) => cover::pro_rata_payment(claim, claims, available), {
        "a third": (MILLION, 3 * MILLION, MILLION),
    }
    "share_out" (claims: [u128; 8], available: u128) => among_eight(claims, available), {
        "among eight": ([MILLION, 5, 7 * MILLION, 0, WAD, 3 * WAD, 11, MILLION / 7], MILLION),
    }
    "Window::available" (window: Window, cap: u128, length: u64, now: u64) => window.available(cap, length, now), {
        "in the next period": (WINDOW, 3 * MILLION, 604_800, 2_901 * 604_800),
    }
    "Window::draw" (window: Window, wanted: u128, cap: u128, length: u64, now: u64)
        => window.draw(wanted, cap, length, now), {
        "in the next period": (WINDOW, MILLION, 3 * MILLION, 604_800, 2_901 * 604_800),
    }
}
