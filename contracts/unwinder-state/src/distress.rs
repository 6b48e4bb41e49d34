//! What the slowness of an unwind is worth to the borrower, and how likely it is to begin.

use risk_core::{
    RiskError,
    distress::{self, Path},
    fixed::{SignedWad, WAD, Wad, YEAR, mul_div_down, mul_div_up, sqrt},
    option::MAX_VOLATILITY,
};

use crate::{assess::maintenance, state::Case};

/// Highest rate per year, WAD: what debt books charge at most.
pub const MAX_RATE: Wad = Wad::ONE;

impl Case {
    /// Volatility of the account's collateral less its debts, per year and USD of collateral, WAD: the deviation that the
    /// maintenance stress at spot covers z times over its horizon. Rounded up.
    ///
    /// # Errors
    /// Of `risk-core`; division by zero without collateral.
    #[inline(never)]
    fn volatility(&self) -> Result<Wad, RiskError> {
        let (_, stress) = maintenance(&self.portfolio, &self.assessment.spot)?;
        let terms = self.portfolio.stress;
        let covered = mul_div_up(stress.parametric.0, WAD, self.assessment.collateral)?;
        let one = mul_div_up(covered, WAD, terms.z.0)?;
        let periods = mul_div_up(u128::from(YEAR), WAD, u128::from(terms.horizon))?;
        let volatility = mul_div_up(one, sqrt(Wad(periods)).0, WAD)?;
        Ok(Wad(volatility.min(MAX_VOLATILITY)))
    }

    /// Seconds that the unwind may still last: to the end of the schedule, of its auction or of its backstop, at least a slice; the longest
    /// schedule where none is open.
    fn window(&self) -> u64 {
        let parameters = &self.parameters;
        let end = if self.schedule.is_open() {
            self.ends_at(&self.schedule)
        } else {
            self.now.saturating_add(u64::from(parameters.recovery))
        };
        let least = u64::from(parameters.slice_interval);
        end.saturating_sub(self.now).max(least)
    }

    /// The distress rate per year, WAD: the value of a put on the collateral struck at the debt over the remaining window, per
    /// unit of debt and year, at spot; at most [`MAX_RATE`], zero from health 1.
    ///
    /// # Errors
    /// Of `risk-core`.
    #[inline(never)]
    pub fn distress_rate(&self) -> Result<Wad, RiskError> {
        let assessment = &self.assessment;
        if assessment.health >= WAD || assessment.debt == 0 {
            return Ok(Wad::ZERO);
        }
        if assessment.collateral == 0 {
            return Ok(MAX_RATE);
        }
        let holding = distress::Holding {
            collateral: Wad(assessment.collateral),
            debt: Wad(assessment.debt),
            volatility: self.volatility()?,
            rate: SignedWad::ZERO,
            window: self.window(),
        };
        distress::distress_rate(&holding, MAX_RATE)
    }

    /// The probability that effective health falls to 1 within `seconds`, WAD: one where it is there. Health moves as the
    /// collateral's price, without drift but for half the variance.
    ///
    /// # Errors
    /// Of `risk-core`, for horizons beyond a hundred years.
    #[inline(never)]
    pub fn breach_probability(&self, seconds: u64) -> Result<Wad, RiskError> {
        let assessment = &self.assessment;
        if assessment.health <= WAD {
            return Ok(Wad::ONE);
        }
        if assessment.debt == 0 {
            return Ok(Wad::ZERO);
        }
        // A drift of ten a year at most, which 450% of volatility comes to.
        let volatility = self.volatility()?.min(Wad(4 * WAD));
        let half = mul_div_down(volatility.0, volatility.0, WAD)? / 2;
        let path = Path {
            drift: SignedWad(i128::try_from(half).unwrap_or(0).saturating_neg()),
            volatility,
            seconds,
        };
        distress::breach_probability(Wad(assessment.health), &path)
    }
}
