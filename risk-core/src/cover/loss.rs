//! Who bears a loss.

use crate::RiskError;
use crate::fixed::{Ray, mul_div_down, mul_div_up};

/// The most claimants that [`share_out`] divides among.
pub const MAX_CLAIMANTS: usize = 256;

/// What each layer of the waterfall can bear, in the order in which they do.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Waterfall {
    /// The yield that the position has earned.
    pub position_yield: u128,
    /// What unwind and auction of the position brought.
    pub auction: u128,
    /// What the insurance fund may pay now: [`Window::available`](super::Window::available).
    pub fund: u128,
    /// Reserves of the protocol.
    pub reserves: u128,
    /// Claims of that reserve's suppliers, who bear it in proportion.
    pub suppliers: u128,
}

/// What each layer bears of a loss. The sum of all fields is the loss.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Split {
    /// By the position's yield.
    pub position_yield: u128,
    /// By its unwind and auction.
    pub auction: u128,
    /// By the insurance fund.
    pub fund: u128,
    /// By reserves.
    pub reserves: u128,
    /// By suppliers.
    pub suppliers: u128,
    /// By nobody: what exceeds all layers.
    pub unmet: u128,
}

/// Splits a loss over the layers: each bears the lesser of what is left and what it can bear. Exact.
#[must_use]
pub fn waterfall(loss: u128, layers: &Waterfall) -> Split {
    let mut left = loss;
    let mut bear = |available: u128| {
        let borne = left.min(available);
        left = left.saturating_sub(borne);
        borne
    };
    let split = Split {
        position_yield: bear(layers.position_yield),
        auction: bear(layers.auction),
        fund: bear(layers.fund),
        reserves: bear(layers.reserves),
        suppliers: bear(layers.suppliers),
        unmet: 0,
    };
    Split {
        unmet: left,
        ..split
    }
}

/// One claimant's part of a loss that all bear in proportion: claim * loss / claims, rounded up, at most the claim:
/// the parts always come to the loss.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where the claim exceeds all claims or the loss does; [`RiskError::DivisionByZero`] without
/// claims.
pub fn pro_rata_loss(claim: u128, claims: u128, loss: u128) -> Result<u128, RiskError> {
    if claims == 0 {
        return Err(RiskError::DivisionByZero);
    }
    if claim > claims || loss > claims {
        return Err(RiskError::OutOfDomain);
    }
    mul_div_up(claim, loss, claims)
}

/// The index of claims after a loss that all bear in proportion: index * (claims - loss) / claims, rounded down:
/// claims never come to more than what is left.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where the loss exceeds the claims; [`RiskError::DivisionByZero`] without claims.
pub fn written_down(index: Ray, claims: u128, loss: u128) -> Result<Ray, RiskError> {
    if claims == 0 {
        return Err(RiskError::DivisionByZero);
    }
    let left = claims.checked_sub(loss).ok_or(RiskError::OutOfDomain)?;
    mul_div_down(index.0, left, claims).map(Ray)
}

/// What one claimant gets where all share `available` in proportion: the claim where it suffices for all, else
/// claim * available / claims, rounded down: all payments never come to more than is available.
///
/// # Errors
/// [`RiskError::OutOfDomain`] where the claim exceeds all claims.
pub fn pro_rata_payment(claim: u128, claims: u128, available: u128) -> Result<u128, RiskError> {
    if claim > claims {
        return Err(RiskError::OutOfDomain);
    }
    if claims <= available {
        return Ok(claim);
    }
    // available < claims, so claims are above zero and the quotient is at most the claim.
    mul_div_down(claim, available, claims)
}

/// Divides `available` among claims in proportion, into `payments`, to the unit: the k-th is what the first k get
/// together less what those before it get, floor(available * sum of claims / all claims). Each is within one unit of its
/// exact share and never above its claim; their sum, which is returned, is the lesser of `available` and all claims.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for more than [`MAX_CLAIMANTS`] or another number of payments than claims;
/// [`RiskError::Overflow`] where all claims exceed 128 bits. `payments` is unchanged then.
#[inline(never)]
pub fn share_out(
    claims: &[u128],
    available: u128,
    payments: &mut [u128],
) -> Result<u128, RiskError> {
    if claims.len() > MAX_CLAIMANTS || claims.len() != payments.len() {
        return Err(RiskError::OutOfDomain);
    }
    let all = claims
        .iter()
        .try_fold(0_u128, |sum, claim| sum.checked_add(*claim))
        .ok_or(RiskError::Overflow)?;
    let (mut claimed, mut paid) = (0_u128, 0_u128);
    for (claim, payment) in claims.iter().zip(payments) {
        claimed = claimed.wrapping_add(*claim); // at most all claims
        let together = pro_rata_payment(claimed, all, available)?;
        *payment = together.saturating_sub(paid);
        paid = together;
    }
    Ok(paid)
}
