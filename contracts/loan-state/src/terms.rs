//! What a lender offers.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::{
    abi::IOwned,
    revert::{Failure, bare, pair},
};
use risk_core::{
    RiskError,
    amortise::{Instalment, MAX_INSTALMENTS, Plan, interest},
    fixed::{BPS, WAD, Wad, mul_div_up},
};

use crate::abi::ITermLoan;

/// Most steps of a custom plan.
pub const MAX_STEPS: usize = 10;
/// Highest rate, WAD per year.
pub const MAX_RATE: u64 = 10_000_000_000_000_000_000;
/// Shortest period between instalments, seconds.
pub const MIN_PERIOD: u32 = 3_600;
/// Longest loan, seconds: ten years.
pub const MAX_TERM: u32 = 315_360_000;
/// Longest grace, seconds: 90 days.
pub const MAX_GRACE: u32 = 7_776_000;

/// How principal is repaid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// At the end of one period.
    #[default]
    Bullet,
    /// The same principal each period.
    EqualPrincipal,
    /// The same payment each period.
    EqualPayment,
    /// By steps.
    Custom,
}

impl Kind {
    /// By its number in the ABI; anything else is custom.
    pub fn of(number: u64) -> Self {
        match number {
            0 => Self::Bullet,
            1 => Self::EqualPrincipal,
            2 => Self::EqualPayment,
            _ => Self::Custom,
        }
    }
}

/// An instalment of a custom plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Seconds after the loan's start.
    pub due: u32,
    /// Of the principal, bps.
    pub share: u16,
}

/// As `ITermLoan.Terms`, with its lender and steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Whose cash it is; zero: there is no such offer.
    pub lender: Address,
    /// Token that is lent.
    pub debt_asset: Address,
    /// Token that is locked.
    pub collateral_asset: Address,
    /// Units that are left; 0: it can no longer be taken.
    pub size: u128,
    /// Least that is taken at once, unless it is all that is left, units.
    pub least: u128,
    /// WAD; 0: no limit.
    pub loan_per_collateral: u128,
    /// Bps; 0: no limit.
    pub loan_to_value: u16,
    /// That tells the value for the loan-to-value limit.
    pub oracle: Address,
    /// WAD per year.
    pub rate: u64,
    /// How principal is repaid.
    pub kind: Kind,
    /// Instalments, but of a custom plan.
    pub count: u16,
    /// Between them, seconds.
    pub period: u32,
    /// After each date, seconds.
    pub grace: u32,
    /// Last second at which it is taken.
    pub expiry: u64,
    /// Who may take it: an account, or a contract that tells; zero: anyone.
    pub allowed: Address,
    /// Of a custom plan; the rest are zeros.
    pub steps: [Step; MAX_STEPS],
}

/// Which of the terms is out of its bounds: the place in `ITermLoan.Terms`, and the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Out of bounds.
    Bound(u8, u128),
    /// The steps do not make a plan.
    Plan,
}

impl From<Fault> for Failure {
    #[cold]
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Bound(place, value) => {
                pair(IOwned::ParameterOutOfBounds::SELECTOR, place.into(), value)
            }
            Fault::Plan => bare(ITermLoan::InvalidPlan::SELECTOR),
        }
    }
}

impl Offer {
    /// WAD per year.
    pub fn rate(&self) -> Wad {
        Wad(self.rate.into())
    }

    /// How many instalments its loans have.
    pub fn instalments(&self) -> u16 {
        match self.kind {
            Kind::Custom => self.steps.iter().take_while(|step| step.share > 0).count() as u16,
            _ => self.count,
        }
    }

    /// Does `work` with the plan of a loan of `principal`. The instalments of a custom plan are rounded up together: by
    /// its date, ceil(principal * sum of shares so far) is repaid.
    pub fn with_plan<T>(
        &self,
        principal: u128,
        work: impl FnOnce(&Plan) -> T,
    ) -> Result<T, RiskError> {
        let (period, count, rate) = (u64::from(self.period), self.count, self.rate());
        Ok(match self.kind {
            Kind::Bullet => work(&Plan::Bullet { term: period }),
            Kind::EqualPrincipal => work(&Plan::EqualPrincipal { period, count }),
            Kind::EqualPayment => work(&Plan::EqualPayment {
                period,
                count,
                rate,
            }),
            Kind::Custom => {
                let mut list = [Instalment {
                    due: 0,
                    principal: 0,
                }; MAX_STEPS];
                let (mut shares, mut before) = (0_u128, 0);
                for (entry, step) in list.iter_mut().zip(&self.steps) {
                    shares = shares.saturating_add(step.share.into());
                    let repaid = mul_div_up(principal, shares, BPS)?;
                    *entry = Instalment {
                        due: step.due.into(),
                        principal: repaid.saturating_sub(before),
                    };
                    before = repaid;
                }
                work(&Plan::Custom(
                    list.get(..self.instalments().into()).unwrap_or_default(),
                ))
            }
        })
    }

    /// Refuses terms out of their bounds at `now`.
    pub fn check(&self, now: u64) -> Result<(), Fault> {
        let bound = |place, value: u128, low: u128, high: u128| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err(Fault::Bound(place, value))
            }
        };
        bound(3, self.least, 0, self.size)?;
        let limited = self.loan_per_collateral > 0 || self.loan_to_value > 0;
        bound(
            4,
            self.loan_per_collateral,
            if limited { 0 } else { 1 },
            u128::MAX,
        )?;
        bound(5, self.loan_to_value.into(), 0, BPS)?;
        bound(7, self.rate.into(), 0, MAX_RATE.into())?;
        let (fewest, most) = match self.kind {
            Kind::Bullet => (1, 1),
            Kind::Custom => (0, 0),
            _ => (1, MAX_INSTALMENTS as u128),
        };
        bound(9, self.count.into(), fewest, most)?;
        if self.kind == Kind::Custom {
            bound(10, self.period.into(), 0, 0)?;
            self.check_steps()?;
        } else {
            let most = MAX_TERM.checked_div(self.count.into()).unwrap_or_default();
            bound(10, self.period.into(), MIN_PERIOD.into(), most.into())?;
            if self.steps != [Step::default(); MAX_STEPS] {
                return Err(Fault::Plan);
            }
        }
        bound(11, self.grace.into(), 0, MAX_GRACE.into())?;
        bound(12, self.expiry.into(), now.into(), (u64::MAX >> 24).into())?;
        // The rate over the whole time must be within what interest can be computed of.
        let sound = self.with_plan(WAD, |plan| plan.check(WAD));
        match (sound, self.bear(WAD)) {
            (Ok(Ok(())), Ok(())) => Ok(()),
            _ => Err(Fault::Bound(7, self.rate.into())),
        }
    }

    /// Refuses a principal that could come to owe 2^127 units: with it nothing that is paid later can fail to be counted.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn bear(&self, principal: u128) -> Result<(), RiskError> {
        let last = self.with_plan(principal, |plan| plan.due(plan.count()?))??;
        let most = interest(
            principal,
            self.rate(),
            last.saturating_add(self.grace.into()),
        )?;
        if principal.saturating_add(most) >> 127 == 0 {
            Ok(())
        } else {
            Err(RiskError::Overflow)
        }
    }

    fn check_steps(&self) -> Result<(), Fault> {
        let used = usize::from(self.instalments());
        let (steps, rest) = self.steps.split_at_checked(used).ok_or(Fault::Plan)?;
        let (mut due, mut shares) = (0, 0_u128);
        for step in steps {
            let apart = step.due.checked_sub(due).ok_or(Fault::Plan)?;
            if apart < MIN_PERIOD || step.due > MAX_TERM {
                return Err(Fault::Plan);
            }
            (due, shares) = (step.due, shares.saturating_add(step.share.into()));
        }
        if shares == BPS && rest.iter().all(|step| *step == Step::default()) {
            Ok(())
        } else {
            Err(Fault::Plan)
        }
    }

    /// Collateral for a loan of `principal` by the limit per unit of collateral, rounded up.
    pub fn collateral_by_unit(&self, principal: u128) -> Result<u128, RiskError> {
        if self.loan_per_collateral == 0 {
            return Ok(0);
        }
        mul_div_up(principal, WAD, self.loan_per_collateral)
    }

    /// Collateral for a loan that is worth `equal` units of it, by the loan-to-value limit, rounded up. The quote was
    /// rounded down: one unit more makes up for it.
    pub fn collateral_by_value(&self, equal: u128) -> Result<u128, RiskError> {
        let equal = equal.checked_add(1).ok_or(RiskError::Overflow)?;
        mul_div_up(equal, BPS, self.loan_to_value.into())
    }
}
