//! Instalments.

use risk_core::amortise::{self, Earnings, Instalment, Locked, Market, Plan, PricedInstalment};
use risk_core::fixed::{SignedWad, Wad};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::{WAD, YEAR};

crate::wire_structs! {
    Instalment { due, principal }
    PricedInstalment { due, principal, put }
    Locked { principal, collateral }
    Market { spot, volatility, carry, base }
    Earnings { rate, floor, margin, loan_to_value }
}

/// A plan by its kind: 0 bullet, 1 equal principal, 2 equal payments, 3 the list.
type Terms = ((u8, u64), (u16, Wad));
/// The list of a plan.
type Listed = [Instalment; 4];

/// The plan of these terms.
fn plan<'a>(terms: &Terms, list: &'a Listed) -> Plan<'a> {
    let ((kind, period), (count, rate)) = *terms;
    match kind % 4 {
        0 => Plan::Bullet { term: period },
        1 => Plan::EqualPrincipal { period, count },
        2 => Plan::EqualPayment {
            period,
            count,
            rate,
        },
        _ => Plan::Custom(list),
    }
}

#[cfg(not(target_arch = "wasm32"))]
const PRINCIPAL: u128 = 1_000_000_000_000;
#[cfg(not(target_arch = "wasm32"))]
const MONTH: u64 = YEAR / 12;
#[cfg(not(target_arch = "wasm32"))]
const RATE: Wad = Wad(WAD / 100 * 8);
#[cfg(not(target_arch = "wasm32"))]
const EQUAL: Terms = ((1, MONTH), (12, Wad(0)));
#[cfg(not(target_arch = "wasm32"))]
const ANNUITY: Terms = ((2, MONTH), (12, RATE));
#[cfg(not(target_arch = "wasm32"))]
const CUSTOM: Terms = ((3, 0), (0, Wad(0)));
#[cfg(not(target_arch = "wasm32"))]
const LIST: Listed = [
    Instalment {
        due: MONTH,
        principal: PRINCIPAL / 4,
    },
    Instalment {
        due: 2 * MONTH,
        principal: PRINCIPAL / 4,
    },
    Instalment {
        due: 3 * MONTH,
        principal: PRINCIPAL / 4,
    },
    Instalment {
        due: 4 * MONTH,
        principal: PRINCIPAL / 4,
    },
];
#[cfg(not(target_arch = "wasm32"))]
const PRICED: PricedInstalment = PricedInstalment {
    due: MONTH,
    principal: PRINCIPAL / 12,
    put: PRINCIPAL / 1_000,
};

#[cfg(not(target_arch = "wasm32"))]
const MARKET: Market = Market {
    spot: Wad(3_000 * WAD),
    volatility: Wad(WAD / 10 * 7),
    carry: SignedWad(0),
    base: Wad(WAD / 25),
};

#[cfg(not(target_arch = "wasm32"))]
const EARNINGS: Earnings = Earnings {
    rate: Wad(WAD / 50),
    floor: Wad(WAD / 40),
    margin: 2_000,
    loan_to_value: 9_000,
};

crate::functions! { amortise;
    "interest" (principal: u128, rate: Wad, seconds: u64) => amortise::interest(principal, rate, seconds), {
        "8%, a month": (PRINCIPAL, RATE, MONTH),
    }
    "principal_paid" (payment: u128, outstanding: u128, rate: Wad, seconds: u64)
        => amortise::principal_paid(payment, outstanding, rate, seconds), {
        "8%, a month": (PRINCIPAL / 12, PRINCIPAL, RATE, MONTH),
    }
    "Plan::check" (terms: Terms, list: Listed, principal: u128) => plan(&terms, &list).check(principal), {
        "an annuity": (ANNUITY, LIST, PRINCIPAL),
        "a list of four": (CUSTOM, LIST, PRINCIPAL),
        "fails with another sum": (CUSTOM, LIST, PRINCIPAL + 1),
    }
    "Plan::count" (terms: Terms, list: Listed) => plan(&terms, &list).count(), {
        "an annuity": (ANNUITY, LIST),
    }
    "Plan::due" (terms: Terms, list: Listed, number: u16) => plan(&terms, &list).due(number), {
        "an annuity": (ANNUITY, LIST, 7),
        "fails outside": (ANNUITY, LIST, 13),
    }
    "Plan::repaid_by" (terms: Terms, list: Listed, principal: u128, number: u16)
        => plan(&terms, &list).repaid_by(principal, number), {
        "equal principal": (EQUAL, LIST, PRINCIPAL, 7),
        "an annuity": (ANNUITY, LIST, PRINCIPAL, 7),
    }
    "Plan::instalment" (terms: Terms, list: Listed, principal: u128, number: u16)
        => plan(&terms, &list).instalment(principal, number), {
        "equal principal": (EQUAL, LIST, PRINCIPAL, 7),
        "an annuity": (ANNUITY, LIST, PRINCIPAL, 7),
    }
    "Plan::payment" (terms: Terms, list: Listed, principal: u128, rate: Wad, number: u16)
        => plan(&terms, &list).payment(principal, rate, number), {
        "equal principal": (EQUAL, LIST, PRINCIPAL, RATE, 7),
        "an annuity": (ANNUITY, LIST, PRINCIPAL, RATE, 7),
    }
    "Plan::overdue" (terms: Terms, list: Listed, elapsed: u64, grace: u64) => plan(&terms, &list).overdue(elapsed, grace), {
        "seven of twelve": (ANNUITY, LIST, 8 * MONTH, 86_400),
    }
    "Locked::repay" (locked: Locked, repaid: u128) => locked.repay(repaid), {
        "a twelfth": (Locked { principal: PRINCIPAL, collateral: 700 * WAD }, PRINCIPAL / 12),
        "fails with more": (Locked { principal: PRINCIPAL, collateral: 700 * WAD }, PRINCIPAL + 1),
    }
    "Locked::forfeit" (locked: Locked, missed: u128) => locked.forfeit(missed), {
        "a twelfth": (Locked { principal: PRINCIPAL, collateral: 700 * WAD }, PRINCIPAL / 12),
    }
    "standing" (due: u64, grace: u64, now: u64) => amortise::standing(due, grace, now), {
        "payable": (MONTH, 86_400, MONTH + 1),
    }
    "strike" (payment: u128, collateral: u128) => amortise::strike(payment, collateral), {
        "six decimals to eighteen": (PRINCIPAL, 700 * WAD),
    }
    "fair_rate" (base: Wad, instalments: [PricedInstalment; 12]) => amortise::fair_rate(base, &instalments), {
        "twelve instalments": (RATE, [PRICED; 12]),
    }
    "fair_rate_of" (terms: Terms, list: Listed, loan: (u128, u128), times: (u64, Wad), market: Market)
        => amortise::fair_rate_of(&plan(&terms, &list), loan.0, loan.1, times.0, times.1, &market), {
        "a bullet": (((0, YEAR / 4), (0, Wad(0))), LIST, (1_800 * WAD, WAD), (86_400, RATE), MARKET),
        "an annuity of twelve": (ANNUITY, LIST, (1_800 * WAD, WAD), (86_400, RATE), MARKET),
    }
    "simple_interest" (principal: u128, rate: Wad, seconds: u64) => amortise::simple_interest(principal, rate, seconds), {
        "8%, a month": (PRINCIPAL, RATE, MONTH),
        "fails with the greatest rate": (PRINCIPAL, Wad(u128::MAX), MONTH),
    }
    "harvestable" (collateral: u128, mark: Wad, rate: Wad) => amortise::harvestable(collateral, mark, rate), {
        "a month at 3%": (700 * WAD, Wad(WAD), Wad(WAD + WAD / 400)),
        "fails without a mark": (700 * WAD, Wad(0), Wad(WAD)),
    }
    "marked" (collateral: u128, mark: Wad, taken: u128) => amortise::marked(collateral, mark, taken), {
        "a four hundredth": (700 * WAD, Wad(WAD), 700 * WAD / 400),
        "fails with all": (700 * WAD, Wad(WAD), 700 * WAD),
    }
    "Earnings::value_needed" (earnings: Earnings, principal: u128) => earnings.value_needed(principal), {
        "2% of 2.5%": (EARNINGS, PRINCIPAL),
    }
}
