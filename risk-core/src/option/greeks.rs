//! Sensitivities.

use super::price::{DEVIATION_BITS, deviation, part, parts, rest};
use super::{Kind, Terms};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, mul_div_down, normal_density, with_sign};

/// Changes of an option's value with what it depends on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Greeks {
    /// Per dollar of spot, WAD.
    pub delta: SignedWad,
    /// Change of delta per dollar of spot, WAD: e^(-q T) n(d1) / (S v sqrt T). Zero where v sqrt T is.
    pub gamma: Wad,
    /// Per 1.0 of volatility, WAD USD: S e^(-q T) n(d1) sqrt T.
    pub vega: Wad,
    /// Per year that passes, WAD USD: -S e^(-q T) n(d1) v / (2 sqrt T) + r K e^(-r T) N(-d2) - q S e^(-q T) N(-d1) for a put;
    /// for a call the last two with the other sign, of N(d2) and N(d1).
    pub theta: SignedWad,
}

/// Delta, gamma, vega and theta, rounded down in magnitude.
///
/// Error, with e = 4e-18 + 4e-19 / (v sqrt T), whose second part is that of a logarithm that interest cancels:
/// - delta: e e^(-q T), and 2 units;
/// - gamma: e e^(-q T) / (S v sqrt T), and 2 (1 + 1 / S + 1 / (S v sqrt T)) units;
/// - vega: e S e^(-q T) sqrt T, and 2 + sqrt T units;
/// - theta: e (S e^(-q T) v / sqrt T + |r| K e^(-r T) + |q| S e^(-q T)), and 4 + v / sqrt T + |r| + |q| units.
///
/// Valid where v sqrt T is zero or at least 1e-6, for below d1 itself is not known so well.
///
/// # Errors
/// As for [`quote_up`](super::quote_up); [`RiskError::Overflow`] where gamma, vega, or theta or one of
/// its parts exceeds its type.
pub fn greeks(kind: Kind, terms: &Terms) -> Result<Greeks, RiskError> {
    let parts = parts(terms)?;
    let (delta, of_strike, of_spot, put) = match kind {
        Kind::Put => (
            with_sign(part(parts.carried, parts.below_1), true),
            part(parts.strike, parts.below_2),
            part(parts.spot, parts.below_1),
            true,
        ),
        Kind::Call => (
            with_sign(part(parts.carried, rest(parts.below_1)), false),
            part(parts.strike, rest(parts.below_2)),
            part(parts.spot, rest(parts.below_1)),
            false,
        ),
    };
    let interest = signed_product(of_strike, terms.rate)?;
    let yielded = signed_product(of_spot, terms.carry)?;
    let held = interest.checked_sub(yielded)?;
    let held = if put {
        held
    } else {
        SignedWad::ZERO.checked_sub(held)?
    };
    let delta = SignedWad(delta);
    if parts.deviation == 0 || terms.spot.0 == 0 {
        return Ok(Greeks {
            delta,
            gamma: Wad::ZERO,
            vega: Wad::ZERO,
            theta: held,
        });
    }
    let density = normal_density(SignedWad(parts.d1)).0;
    // sqrt T is the deviation of a volatility of one: WAD by 2^30, at most 10.
    let root = deviation(Wad::ONE, terms.seconds)?;
    let weighted = mul_div_down(parts.spot, density, WAD)?;
    let decay = mul_div_down(
        weighted,
        terms.volatility.0 << DEVIATION_BITS,
        root.wrapping_mul(2),
    )?;
    // e^(-q T) n(d1) / (v sqrt T) / S.
    let per_return = mul_div_down(
        mul_div_down(parts.carried, density, WAD)?,
        WAD << DEVIATION_BITS,
        parts.deviation,
    )?;
    Ok(Greeks {
        delta,
        gamma: Wad(mul_div_down(per_return, WAD, terms.spot.0)?),
        vega: Wad(mul_div_down(weighted, root, WAD << DEVIATION_BITS)?),
        theta: held.checked_sub(SignedWad::try_from(Wad(decay))?)?,
    })
}

/// `amount * factor`, towards zero.
fn signed_product(amount: u128, factor: SignedWad) -> Result<SignedWad, RiskError> {
    let product = SignedWad::try_from(Wad(mul_div_down(amount, factor.magnitude().0, WAD)?))?;
    if factor.0 < 0 {
        SignedWad::ZERO.checked_sub(product)
    } else {
        Ok(product)
    }
}
