//! Tests of a reserve's accounting, by properties.

mod interest;
mod limits;
mod loss;
mod ramp;
mod sequence;
mod shares;

use alloy_primitives::U512;
use proptest::prelude::*;

use crate::{
    Config, Market,
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED, FRACTION, Provision, Split, fractions},
    market::Earned,
};

const START: u64 = 1_700_000_000;

/// USDC as the devnet's defaults have it.
fn usdc_config() -> Config {
    Config {
        base_rate: 0,
        slope_below: 550,
        slope_above: 4_000,
        kink: 9_000,
        reserve_factor: 1_000,
        premium_factor: 500,
        supply_cap: 1_000_000_000,
        borrow_cap: 900_000_000,
        feed: 0,
        decimals: 6,
        flags: COLLATERAL_ENABLED | BORROW_ENABLED,
        place: 1,
    }
}

/// Whole units in fractions.
fn whole(units: u128) -> u128 {
    fractions(units).unwrap()
}

/// The division that makes a market's fees `earned`, which they must come to.
fn divided(earned: Earned) -> (u128, Split) {
    let fees = whole(earned.reserves + earned.premium);
    let premium = whole(earned.premium);
    (
        fees,
        Split {
            divided: fees,
            premium,
        },
    )
}

/// a b / c in 512 bits; none where it does not fit 128.
fn wide_mul_div(a: u128, b: u128, c: u128, up: bool) -> Option<u128> {
    let product = U512::from(a) * U512::from(b);
    let (quotient, rest) = product.div_rem(U512::from(c));
    let quotient = if up && !rest.is_zero() {
        quotient + U512::from(1)
    } else {
        quotient
    };
    u128::try_from(quotient).ok()
}

prop_compose! {
    /// A reserve in use, and how its fees are divided: a share of either kind is worth between a thousandth and a
    /// thousand of its first price.
    fn any_market()(
        cash in prop_oneof![0u128..1_000, 0u128..1 << 60, 0u128..1 << 98],
        debt in prop_oneof![0u128..1_000, 0u128..1 << 60, 0u128..1 << 98],
        supply_price in 1_000u128..1_000_000_000,
        debt_price in 1_000u128..1_000_001,
        earned in 0u128..1_000,
        split in 0u128..=1_000,
        part in 0u128..=1_000,
        fraction in 0u128..1 << FRACTION,
        provided in prop_oneof![Just(0u128), 0u128..=1_200],
        (reserve_factor, premium_factor) in (0u16..2_500, 0u16..2_500),
    ) -> (Market, Split) {
        let earned = (cash + debt) / 1_000 * earned;
        let owed = whole(debt) + if debt > 0 { fraction } else { 0 };
        let fees = whole(earned.min(1 << 95)) + if earned > 0 && debt > 0 { fraction } else { 0 };
        let divided = fees / 1_000 * part;
        let claims = cash + debt - earned;
        let market = Market {
            config: Config { reserve_factor, premium_factor, ..usdc_config() },
            cash,
            owed,
            supply_shares: claims.saturating_mul(supply_price).min(1 << 120),
            debt_shares: debt.saturating_mul(debt_price).min(1 << 120),
            fees,
            provision: Provision::holding(debt / 1_000 * provided),
            escrow: 0,
            accrued_at: START,
            rate_at_target: 0,
        };
        (market, Split { divided, premium: divided / 1_000 * split })
    }
}
