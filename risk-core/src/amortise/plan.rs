//! Instalment plans.

use super::interest;
use crate::RiskError;
use crate::curve::{ONE_36, mean_decay};
use crate::fixed::{WAD, Wad, YEAR, mul_div_down, mul_div_up};

/// The most instalments of a plan.
pub const MAX_INSTALMENTS: usize = 120;
/// The greatest rate * time of a plan of equal payments, at 36 decimals: as for [`growth`](crate::curve::growth).
const EXPONENT_MAX: u128 = 27 * ONE_36;

/// Principal to repay, and when.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Instalment {
    /// Seconds after the loan's start.
    pub due: u64,
    /// Principal, token units.
    pub principal: u128,
}

/// An instalment with the interest that is paid at its date when all before it were paid at theirs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Payment {
    /// Seconds after the loan's start.
    pub due: u64,
    /// Principal, token units.
    pub principal: u128,
    /// Interest on what was outstanding since the instalment before, token units.
    pub interest: u128,
}

/// How a loan's principal is repaid. Instalments are numbered from one; whatever the plan, their sum is the principal
/// to the unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plan<'a> {
    /// All at the end.
    Bullet {
        /// Seconds from start to end, above zero.
        term: u64,
    },
    /// Each instalment repays the same principal.
    EqualPrincipal {
        /// Seconds between instalments, above zero.
        period: u64,
        /// Instalments, at least one.
        count: u16,
    },
    /// Each instalment with its interest is the same payment (an annuity).
    EqualPayment {
        /// Seconds between instalments, above zero.
        period: u64,
        /// Instalments, at least one.
        count: u16,
        /// The loan's rate per year.
        rate: Wad,
    },
    /// As listed, dates rising from above zero.
    Custom(&'a [Instalment]),
}

impl Plan<'_> {
    /// Whether the plan repays exactly `principal` in at most [`MAX_INSTALMENTS`], each at a later date.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] where it does not; [`RiskError::Overflow`] where a date exceeds 64 bits or rate * time
    /// of equal payments exceeds 27.
    pub fn check(&self, principal: u128) -> Result<(), RiskError> {
        let count = self.count()?;
        self.due(count)?;
        match self {
            Self::EqualPayment { period, rate, .. } => reach(*rate, *period, count).map(|_| ()),
            Self::Custom(list) => {
                let (mut date, mut sum) = (0, 0_u128);
                for instalment in *list {
                    if instalment.due <= date {
                        return Err(RiskError::OutOfDomain);
                    }
                    date = instalment.due;
                    sum = sum
                        .checked_add(instalment.principal)
                        .ok_or(RiskError::OutOfDomain)?;
                }
                if sum == principal {
                    Ok(())
                } else {
                    Err(RiskError::OutOfDomain)
                }
            }
            Self::Bullet { .. } | Self::EqualPrincipal { .. } => Ok(()),
        }
    }

    /// How many instalments there are.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for none or more than [`MAX_INSTALMENTS`].
    pub fn count(&self) -> Result<u16, RiskError> {
        let count = match self {
            Self::Bullet { .. } => 1,
            Self::EqualPrincipal { count, .. } | Self::EqualPayment { count, .. } => *count,
            Self::Custom(list) => u16::try_from(list.len()).unwrap_or(u16::MAX),
        };
        if count == 0 || usize::from(count) > MAX_INSTALMENTS {
            return Err(RiskError::OutOfDomain);
        }
        Ok(count)
    }

    /// When an instalment is due, seconds after the start.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a number outside the plan and a period or term of zero; [`RiskError::Overflow`].
    pub fn due(&self, number: u16) -> Result<u64, RiskError> {
        if number == 0 || number > self.count()? {
            return Err(RiskError::OutOfDomain);
        }
        match self {
            Self::Bullet { term: period }
            | Self::EqualPrincipal { period, .. }
            | Self::EqualPayment { period, .. } => {
                if *period == 0 {
                    return Err(RiskError::OutOfDomain);
                }
                period
                    .checked_mul(u64::from(number))
                    .ok_or(RiskError::Overflow)
            }
            Self::Custom(list) => list
                .get(usize::from(number).saturating_sub(1))
                .map(|instalment| instalment.due)
                .ok_or(RiskError::OutOfDomain),
        }
    }

    /// The principal repaid once `number` instalments are paid; zero at zero, all at the last.
    ///
    /// With n instalments: equal principal: principal * number / n, rounded up. Equal payments at rate r and period t:
    /// principal less what is outstanding, principal * (1 - e^(-r t (n - number))) / (1 - e^(-r t n)) rounded down,
    /// which is equal principal at rate zero; within 1 unit or principal * 1e-23 of the exact value. Rounded up:
    /// borrowers repay no later.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a number outside the plan; [`RiskError::Overflow`].
    #[inline(never)]
    pub fn repaid_by(&self, principal: u128, number: u16) -> Result<u128, RiskError> {
        let count = self.count()?;
        let left = count.checked_sub(number).ok_or(RiskError::OutOfDomain)?;
        if number == 0 {
            return Ok(0);
        }
        if left == 0 {
            return Ok(principal);
        }
        match self {
            Self::Bullet { .. } | Self::EqualPrincipal { .. } => {
                mul_div_up(principal, u128::from(number), u128::from(count))
            }
            Self::EqualPayment { period, rate, .. } => {
                let whole = annuity(reach(*rate, *period, count)?, count);
                let rest = annuity(reach(*rate, *period, left)?, left);
                // rest < whole but for rounding.
                let outstanding = mul_div_down(principal, rest.min(whole), whole)?;
                Ok(principal.saturating_sub(outstanding))
            }
            Self::Custom(list) => list
                .iter()
                .take(usize::from(number))
                .try_fold(0_u128, |sum, instalment| {
                    sum.checked_add(instalment.principal)
                })
                .map(|sum| sum.min(principal))
                .ok_or(RiskError::Overflow),
        }
    }

    /// An instalment: its date, and what it adds to [`repaid_by`](Self::repaid_by).
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for a number outside the plan; [`RiskError::Overflow`].
    pub fn instalment(&self, principal: u128, number: u16) -> Result<Instalment, RiskError> {
        let due = self.due(number)?;
        let before = self.repaid_by(principal, number.saturating_sub(1))?;
        let after = self.repaid_by(principal, number)?;
        Ok(Instalment {
            due,
            principal: after.saturating_sub(before),
        })
    }

    /// An instalment with its [`interest`] at `rate` on the principal outstanding since the date before.
    ///
    /// # Errors
    /// As [`instalment`](Self::instalment) and [`interest`].
    pub fn payment(&self, principal: u128, rate: Wad, number: u16) -> Result<Payment, RiskError> {
        let Instalment {
            due,
            principal: share,
        } = self.instalment(principal, number)?;
        let before = number.saturating_sub(1);
        let since = if before == 0 { 0 } else { self.due(before)? };
        let outstanding = principal.saturating_sub(self.repaid_by(principal, before)?);
        Ok(Payment {
            due,
            principal: share,
            interest: interest(outstanding, rate, due.saturating_sub(since))?,
        })
    }

    /// How many instalments were due more than `grace` seconds before `elapsed` seconds after the start: those that
    /// are missed if they are not paid. An instalment may be paid up to and including the last second of grace.
    ///
    /// # Errors
    /// As [`due`](Self::due).
    pub fn overdue(&self, elapsed: u64, grace: u64) -> Result<u16, RiskError> {
        let count = self.count()?;
        let mut passed = 0;
        for number in 1..=count {
            // A date beyond 64 bits never comes.
            if self
                .due(number)?
                .checked_add(grace)
                .is_none_or(|last| elapsed <= last)
            {
                break;
            }
            passed = number;
        }
        Ok(passed)
    }
}

/// rate * time of some periods, at 36 decimals, rounded down.
fn reach(rate: Wad, period: u64, periods: u16) -> Result<u128, RiskError> {
    let time = period
        .checked_mul(u64::from(periods))
        .ok_or(RiskError::Overflow)?;
    let scaled = u128::from(time).wrapping_mul(WAD); // below 2^64 * 2^60
    match mul_div_down(rate.0, scaled, u128::from(YEAR)) {
        Ok(reach) if reach <= EXPONENT_MAX => Ok(reach),
        _ => Err(RiskError::Overflow),
    }
}

/// periods * (1 - e^-reach) / reach in units that all annuities share: at most [`MAX_INSTALMENTS`] * 10^36 < 2^127.
fn annuity(reach: u128, periods: u16) -> u128 {
    mean_decay(reach).wrapping_mul(u128::from(periods))
}
