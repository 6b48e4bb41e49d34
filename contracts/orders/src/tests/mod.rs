//! Orders as stored, and their terms, natively. What needs a chain is in `test/chain/tests/chain/orders.rs`.

mod layout;
mod terms;

use alloy_primitives::{Address, address};
use risk_core::fixed::WAD;

use crate::layout::{Kind, Order};

pub const ETH: Address = address!("0x00000000000000000000000000000000000000b2");
pub const USDC: Address = address!("0x00000000000000000000000000000000000000b1");
pub const SOURCE: Address = address!("0x00000000000000000000000000000000000000c1");
pub const DOLLAR: u128 = 1_000_000;
pub const NOW: u64 = 1_700_000_000;

/// Under health 1.05, up to 1.1, two ether at a time at 1% under spot at most.
pub fn deleverage() -> Order {
    Order {
        kind: Kind::Deleverage,
        collateral_asset: ETH,
        debt_asset: USDC,
        source: Address::ZERO,
        expires: NOW + 86_400,
        interval: 300,
        decay: 600,
        discount: (WAD / 100) as u64,
        trigger: WAD / 100 * 105,
        target: WAD / 100 * 110,
        worst_price: 0,
        per_execution: 2 * WAD,
        left: 5 * WAD,
        fee: WAD / 1_000,
    }
}

/// The same for tokens that a source pays.
pub fn payment(kind: Kind) -> Order {
    let asset = |used: bool, asset| if used { asset } else { Address::ZERO };
    Order {
        kind,
        collateral_asset: asset(kind == Kind::Add, ETH),
        debt_asset: asset(kind == Kind::Repay, USDC),
        source: SOURCE,
        decay: 0,
        discount: 0,
        target: 0,
        ..deleverage()
    }
}

/// The same at a price.
pub fn at_price(kind: Kind, trigger: u128) -> Order {
    Order {
        kind,
        trigger,
        target: 0,
        ..deleverage()
    }
}
