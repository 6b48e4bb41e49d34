//! What a dollar more of each position does to the stress.

use super::{AssetRisk, Book, Factors, Horizon, MAX_POSITIONS, Position, StressParameters, stress};
use crate::RiskError;
use crate::fixed::{BPS, SignedWad, WAD, Wad, ratio_down, ratio_up, with_sign};

/// The stress that `added` USD of collateral at `index` brings, per dollar; negative where it hedges. Rounded towards
/// zero. Adding collateral never lowers health while this is at most one.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for an index without position or values outside the domain of [`stress`];
/// [`RiskError::DivisionByZero`] for nothing added; else as [`stress`].
pub fn marginal_stress(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    index: usize,
    added: Wad,
) -> Result<SignedWad, RiskError> {
    if index >= positions.len() {
        return Err(RiskError::OutOfDomain);
    }
    let all = marginal_stresses(positions, factors, parameters, added)?;
    all.get(index).copied().ok_or(RiskError::OutOfDomain)
}

/// For each position the stress that `added` USD of collateral of its asset brings, per dollar: its marginal risk,
/// negative where it hedges. Zero beyond the last position. Repaying as much debt of it brings the same.
///
/// (stress(v_i + added) - stress(v_i)) / added, rounded towards zero. What the stress is off by counts per dollar
/// added: see [`stress`]; a hundredth of a percent of the greatest position leaves nine digits. The sale of i against
/// the debt j releases at most the difference of their values, for the stress is convex.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for values outside the domain of [`stress`] with what is added;
/// [`RiskError::DivisionByZero`] for nothing added; else as [`stress`].
pub fn marginal_stresses(
    positions: &[Position],
    factors: &Factors,
    parameters: StressParameters,
    added: Wad,
) -> Result<[SignedWad; MAX_POSITIONS], RiskError> {
    if added.0 == 0 {
        return Err(RiskError::DivisionByZero);
    }
    let most = positions
        .iter()
        .fold(Wad::ZERO, |most, position| most.max(position.collateral));
    let horizon = Horizon::new(factors, parameters)?;
    let mut book = Book::new(positions, horizon, most.saturating_add(added))?;
    let before = book.total();
    let mut marginals = [SignedWad::ZERO; MAX_POSITIONS];
    for (index, (position, marginal)) in positions.iter().zip(&mut marginals).enumerate() {
        book.set(
            index,
            position.collateral.saturating_add(added),
            position.debt,
        );
        *marginal = per_dollar(book.total(), before, added);
        book.set(index, position.collateral, position.debt);
    }
    Ok(marginals)
}

/// The most stress that a further dollar of an asset may bring to any portfolio in which its exposure stays within
/// `cap`: below one, adding such collateral never lowers health, so that the asset may be admitted up to the cap.
///
/// ```text
/// max(z sqrt(tau) sqrt(b' C b + s^2), worst scenario loss, haircut + basis) + min(2% * cap / (depth * minutes), 50%)
/// ```
///
/// The three losses of a sum rise by no more than those of what is added: the parametric one is a norm, the worst
/// scenario a maximum, and the floor of a family falls or rises by at most the haircut beside the basis, where no
/// basis of the family exceeds twice the haircut. Rounded up; accuracy as [`stress`].
///
/// # Errors
/// [`RiskError::DivisionByZero`] for a cap of zero; else as [`stress`].
pub fn worst_marginal_stress(
    risk: AssetRisk,
    factors: &Factors,
    parameters: StressParameters,
    cap: Wad,
) -> Result<Wad, RiskError> {
    if cap.0 == 0 {
        return Err(RiskError::DivisionByZero);
    }
    let alone = Position {
        collateral: cap,
        debt: Wad::ZERO,
        risk,
    };
    let stress = stress(&[alone], factors, parameters)?;
    let basis = ratio_up(cap.0, u128::from(risk.basis), BPS);
    let loss = stress
        .parametric
        .max(stress.scenario)
        .max(stress.floor.saturating_add(Wad(basis)));
    let impact = ratio_up(stress.liquidity.0 << 1, WAD, cap.0).min(WAD / 2); // the cost is below 2^100
    Ok(Wad(ratio_up(loss.0, WAD, cap.0)).saturating_add(Wad(impact)))
}

/// (high - low) / amount, rounded towards zero, saturating.
pub(crate) fn per_dollar(high: Wad, low: Wad, amount: Wad) -> SignedWad {
    SignedWad(with_sign(
        ratio_down(high.0.abs_diff(low.0), WAD, amount.0),
        high < low,
    ))
}
