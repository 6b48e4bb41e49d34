//! Rates that are fixed for a term.

use crate::RiskError;
use crate::fixed::{Wad, mul_div_up};

/// The most points that a term structure may have.
pub const MAX_TENORS: usize = 16;

/// A point of a term structure: what is charged per year, continuously compounded, for a loan of that length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tenor {
    /// Length of the loan, seconds, above zero.
    pub term: u64,
    /// Rate per year.
    pub rate: Wad,
}

/// The fixed rate per year for a term, between the points of a term structure in rising order.
///
/// Before the first point the first rate, after the last the last; between two points rate * term rises on a straight
/// line, which is a constant forward rate, so that no roll over of shorter loans beats a longer one. Rounded up:
/// borrowers owe no less; by less than 2 units in the last place.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for no points or more than [`MAX_TENORS`], for terms that do not rise or are zero, and
/// for a rate * term that falls (a negative forward rate); [`RiskError::Overflow`].
#[inline(never)]
pub fn term_rate(points: &[Tenor], term: u64) -> Result<Wad, RiskError> {
    if points.len() > MAX_TENORS {
        return Err(RiskError::OutOfDomain);
    }
    let mut found = None;
    let mut previous: Option<(Tenor, u128)> = None;
    for point in points {
        let cost = point
            .rate
            .0
            .checked_mul(u128::from(point.term))
            .ok_or(RiskError::Overflow)?;
        let start = previous.map_or(0, |(tenor, _)| tenor.term);
        let paid = previous.map_or(0, |(_, paid)| paid);
        if point.term <= start || cost < paid {
            return Err(RiskError::OutOfDomain);
        }
        if found.is_none() && term <= point.term {
            // start < term here unless this is the first point.
            found = Some(if previous.is_none() || term == point.term {
                point.rate
            } else {
                between(cost.abs_diff(paid), paid, start, point.term, term)?
            });
        }
        previous = Some((*point, cost));
    }
    let (last, _) = previous.ok_or(RiskError::OutOfDomain)?;
    Ok(found.unwrap_or(last.rate))
}

/// (paid + further * (term - start) / (end - start)) / term, rounded up.
fn between(further: u128, paid: u128, start: u64, end: u64, term: u64) -> Result<Wad, RiskError> {
    let part = mul_div_up(
        further,
        u128::from(term.abs_diff(start)),
        u128::from(end.abs_diff(start)),
    )?;
    // At most the cost at the end, which fits.
    mul_div_up(paid.saturating_add(part), 1, u128::from(term)).map(Wad)
}

#[cfg(test)]
mod tests;
