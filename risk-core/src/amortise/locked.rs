//! Collateral that is locked until its share of the principal is repaid or forfeited.

use crate::RiskError;
use crate::fixed::{mul_div_down, mul_div_up};

/// What a loan still owes and still locks. Collateral leaves only in proportion to principal (TERM-1): the sum of all
/// that leaves is the collateral to the unit, and what stays is never less per unit of principal than before, but for
/// the one unit that a forfeit may round away.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Locked {
    /// Principal outstanding, token units.
    pub principal: u128,
    /// Collateral locked, token units.
    pub collateral: u128,
}

impl Locked {
    /// After a repayment: the rest, and the collateral unlocked: collateral * repaid / principal, rounded down: in the
    /// lender's favour; with the last of the principal all that is left.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where more is repaid than is outstanding.
    pub fn repay(self, repaid: u128) -> Result<(Self, u128), RiskError> {
        self.leave(repaid, mul_div_down)
    }

    /// After a missed instalment: the rest, and the collateral forfeited: that instalment's share only,
    /// collateral * missed / principal, rounded up: in the lender's favour.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where more is missed than is outstanding.
    pub fn forfeit(self, missed: u128) -> Result<(Self, u128), RiskError> {
        self.leave(missed, mul_div_up)
    }

    fn leave(
        self,
        principal: u128,
        share: fn(u128, u128, u128) -> Result<u128, RiskError>,
    ) -> Result<(Self, u128), RiskError> {
        let rest = self
            .principal
            .checked_sub(principal)
            .ok_or(RiskError::OutOfDomain)?;
        let left = if rest == 0 {
            self.collateral
        } else {
            share(self.collateral, principal, self.principal)?
        };
        Ok((
            Self {
                principal: rest,
                collateral: self.collateral.saturating_sub(left),
            },
            left,
        ))
    }
}

/// Where an unpaid instalment stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Before its date.
    Early,
    /// From its date to the last second of grace: it can still be paid.
    Payable,
    /// Past grace: its share is forfeited.
    Missed,
}

/// Where an unpaid instalment stands: early before `due`, missed after `due + grace`, payable at both and between.
#[must_use]
pub fn standing(due: u64, grace: u64, now: u64) -> Standing {
    if now < due {
        Standing::Early
    } else if now.saturating_sub(due) <= grace {
        Standing::Payable
    } else {
        Standing::Missed
    }
}
