//! How two prices make one. Pure.

use ballast_common::abi::IOracle::Kind;
use risk_core::{
    fixed::{WAD, Wad, mul_div_down},
    oracle::{compose, depeg, disagree},
};

use crate::{averages::Round, flags, source::priced};

/// A price that a feed's source gives now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote {
    /// WAD, positive.
    pub price: Wad,
    /// Time of its newest round, seconds; not in the future. 0: it is made of rates alone, which have none.
    pub updated_at: u64,
    /// The last second in which it is not stale.
    pub good_until: u64,
    /// Doubt and depeg; age is the reader's to judge.
    pub flags: u8,
}

impl Quote {
    /// The round that it is at time `now`. What has no time of its own is of now.
    pub fn round(&self, now: u64) -> Round {
        let updated_at = if self.updated_at == 0 {
            now
        } else {
            self.updated_at
        };
        Round {
            price: self.price,
            updated_at,
        }
    }
}

/// Whether `market` is lower than `fair` by more than `tolerance`, or they cannot be compared.
pub fn depegged(market: Wad, fair: Wad, tolerance: Wad) -> bool {
    !depeg(market, fair, Wad::ONE).is_ok_and(|short| short <= tolerance)
}

/// The price of a feed that reads two: see `IOracle.Kind`. Where the kind guards one source by another and only one
/// answers, that one's, in doubt.
pub fn combine(
    kind: u8,
    tolerance: Wad,
    first: Option<Quote>,
    second: Option<Quote>,
) -> Option<Quote> {
    let (first, second) = match (first, second) {
        (Some(first), Some(second)) => (first, second),
        (Some(one), None) | (None, Some(one)) if kind >= Kind::Mean as u8 => {
            return Some(Quote {
                flags: one.flags | flags::DOUBT,
                ..one
            });
        }
        _ => return None,
    };
    let (a, b) = (first.price, second.price);
    let mut both = Quote {
        price: a,
        // The price is what it is since the newer one moved.
        updated_at: first.updated_at.max(second.updated_at),
        good_until: first.good_until.min(second.good_until),
        flags: first.flags | second.flags,
    };
    if kind == Kind::Peg as u8 {
        both.updated_at = first.updated_at;
        if depegged(b, a, tolerance) {
            both.flags |= flags::DEPEGGED;
        }
    } else if kind == Kind::Product as u8 {
        both.price = compose(a, b).ok().and_then(|price| priced(price.0))?;
    } else if kind == Kind::Quotient as u8 {
        both.price = mul_div_down(a.0, WAD, b.0).ok().and_then(priced)?;
    } else {
        if disagree(a, b, tolerance) {
            both.flags |= flags::DOUBT;
        }
        both.price = if kind == Kind::Mean as u8 {
            Wad(a.0.midpoint(b.0))
        } else {
            a.min(b)
        };
    }
    Some(both)
}
