//! Two sources for one price.

use crate::RiskError;
use crate::fixed::{WAD, Wad, mul_div_up};

/// The price that two sources come to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Agreed {
    /// The price.
    pub price: Wad,
    /// Whether it should not be relied upon: the sources disagree, or neither answers.
    pub doubtful: bool,
    /// Whether only one source answers, so that nothing was compared.
    pub single: bool,
}

/// How far two prices lie apart: |a - b| / min(a, b), the same either way round, rounded up: in doubt they disagree.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a price of zero; [`RiskError::Overflow`].
pub fn deviation(a: Wad, b: Wad) -> Result<Wad, RiskError> {
    let least = a.min(b);
    if least == Wad::ZERO {
        return Err(RiskError::OutOfDomain);
    }
    mul_div_up(a.0.abs_diff(b.0), WAD, least.0).map(Wad)
}

/// Whether two prices lie further apart than `tolerance`, or cannot be compared.
#[must_use]
pub fn disagree(a: Wad, b: Wad, tolerance: Wad) -> bool {
    !deviation(a, b).is_ok_and(|apart| apart <= tolerance)
}

/// The price of two sources, either of which may fail to answer, beside the last good one.
///
/// Both within `tolerance`: their median, which is their mean, rounded down. Both, but further apart: the median of
/// three, with the last good price, so that one wrong source cannot move it beyond the other one; doubtful. One: that
/// one; single. None: the last good price; doubtful. A price of zero is no answer.
#[must_use]
pub fn agree(first: Option<Wad>, second: Option<Wad>, last: Wad, tolerance: Wad) -> Agreed {
    let answer = |source: Option<Wad>| source.filter(|price| *price > Wad::ZERO);
    match (answer(first), answer(second)) {
        (Some(a), Some(b)) if disagree(a, b, tolerance) => Agreed {
            price: last.max(a.min(b)).min(a.max(b)),
            doubtful: true,
            single: false,
        },
        (Some(a), Some(b)) => Agreed {
            price: Wad(a.0.midpoint(b.0)),
            doubtful: false,
            single: false,
        },
        (Some(price), None) | (None, Some(price)) => Agreed {
            price,
            doubtful: false,
            single: true,
        },
        (None, None) => Agreed {
            price: last,
            doubtful: true,
            single: false,
        },
    }
}
