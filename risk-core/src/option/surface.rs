//! A volatility surface of nine quoted points, and what a market quotes from it.

use super::{Kind, MAX_SECONDS, Terms, quote_down, quote_up};
use crate::RiskError;
use crate::fixed::{SignedWad, WAD, Wad, isqrt, mul_div_down, mul_div_up};

/// Volatilities quoted beyond this, 1,000%, are refused.
const MAX_QUOTED: u128 = 10_000_000_000_000_000_000;

/// Total variances are kept by 2^32 less than WAD^2: at most 10^38 * 3.2e9 / 2^32.
const VARIANCE_SCALE: u128 = 1 << 32;

/// Volatilities at three strikes and three expiries, without arbitrage between them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Surface {
    strikes: [Wad; 3],
    expiries: [u64; 3],
    /// Total variance v^2 T of each expiry's strikes, WAD^2 / [`VARIANCE_SCALE`] by seconds (not years).
    variances: [[u128; 3]; 3],
}

/// `from + (to - from) * at / whole` for at <= whole, rounded up.
fn between(from: u128, to: u128, at: u128, whole: u128) -> Result<u128, RiskError> {
    if to >= from {
        Ok(from.saturating_add(mul_div_up(to.wrapping_sub(from), at, whole)?))
    } else {
        Ok(from.saturating_sub(mul_div_down(from.wrapping_sub(to), at, whole)?))
    }
}

/// Whether three calls on a forward of one keep the bounds of a butterfly: their price falls with the strike by no more
/// than the strike rises, ever more slowly, from one at strike zero.
fn convex(strikes: &[Wad; 3], volatilities: &[Wad; 3], seconds: u64) -> Result<bool, RiskError> {
    let mut last = (0_u128, WAD, WAD); // strike, highest price, and how steeply it may fall at most
    for (strike, volatility) in strikes.iter().zip(volatilities) {
        let terms = Terms {
            spot: Wad::ONE,
            strike: *strike,
            rate: SignedWad::ZERO,
            carry: SignedWad::ZERO,
            volatility: *volatility,
            seconds,
        };
        let (low, high) = (
            quote_down(Kind::Call, &terms)?.price.0,
            quote_up(Kind::Call, &terms)?.price.0,
        );
        let (strike_before, price_before, steepest) = last;
        let run = strike.0.saturating_sub(strike_before);
        let fall = price_before.saturating_sub(low);
        let slope = mul_div_down(fall, WAD, run)?;
        // The slopes are known to the errors of the prices only.
        let allowance = mul_div_up(100, WAD, run)?;
        if low > price_before.saturating_add(100) || slope > steepest.saturating_add(allowance) {
            return Ok(false);
        }
        last = (strike.0, high, slope);
    }
    Ok(true)
}

impl Surface {
    /// A surface of `volatilities[expiry][strike]`, the strikes as fractions of the forward price.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] unless strikes and expiries rise from above zero, volatilities are above zero and at
    /// most 1,000%, total variance never falls with the expiry (calendar), and calls at each expiry are convex and
    /// falling in the strike (butterfly).
    pub fn new(
        strikes: [Wad; 3],
        expiries: [u64; 3],
        volatilities: [[Wad; 3]; 3],
    ) -> Result<Self, RiskError> {
        let rising = strikes.is_sorted_by(|a, b| a < b) && expiries.is_sorted_by(|a, b| a < b);
        let within = strikes.iter().all(|strike| strike.0 > 0)
            && expiries
                .iter()
                .all(|expiry| (1..=MAX_SECONDS).contains(expiry))
            && volatilities
                .iter()
                .flatten()
                .all(|v| v.0 > 0 && v.0 <= MAX_QUOTED);
        if !rising || !within {
            return Err(RiskError::OutOfDomain);
        }
        let mut variances = [[0_u128; 3]; 3];
        let mut before = [0_u128; 3];
        for ((row, quoted), seconds) in variances.iter_mut().zip(&volatilities).zip(expiries) {
            for (variance, volatility) in row.iter_mut().zip(quoted) {
                // The square is at most 10^38.
                *variance = mul_div_up(
                    volatility.0.wrapping_mul(volatility.0),
                    u128::from(seconds),
                    VARIANCE_SCALE,
                )?;
            }
            if row.iter().zip(&before).any(|(now, earlier)| now < earlier)
                || !convex(&strikes, quoted, seconds)?
            {
                return Err(RiskError::OutOfDomain);
            }
            before = *row;
        }
        Ok(Self {
            strikes,
            expiries,
            variances,
        })
    }

    /// Total variance of one expiry: linear in the strike between the quoted ones, flat beyond.
    fn across(&self, row: &[u128; 3], strike: Wad) -> Result<u128, RiskError> {
        let [low, middle, high] = self.strikes;
        let [at_low, at_middle, at_high] = *row;
        let strike = strike.clamp(low, high);
        if strike <= middle {
            between(
                at_low,
                at_middle,
                strike.0.saturating_sub(low.0),
                middle.0.saturating_sub(low.0),
            )
        } else {
            between(
                at_middle,
                at_high,
                strike.0.saturating_sub(middle.0),
                high.0.saturating_sub(middle.0),
            )
        }
    }

    /// Volatility at a strike (a fraction of the forward) and expiry, rounded up: total variance is linear between the quoted
    /// points; before the first expiry and after the last, and beyond the outer strikes, volatility is flat. Total
    /// variance never falls with time. Error: less than 3 units, for volatilities of 1e-8 and more.
    ///
    /// # Errors
    /// [`RiskError::OutOfDomain`] for no time at all, or more than [`MAX_SECONDS`].
    pub fn volatility(&self, strike: Wad, seconds: u64) -> Result<Wad, RiskError> {
        if seconds == 0 || seconds > MAX_SECONDS {
            return Err(RiskError::OutOfDomain);
        }
        let [first, second, third] = self.expiries;
        let [near, middle, far] = &self.variances;
        // Variance and the time that it belongs to.
        let (variance, time) = if seconds <= first {
            (self.across(near, strike)?, first)
        } else if seconds >= third {
            (self.across(far, strike)?, third)
        } else {
            let (from, to, start, end) = if seconds <= second {
                (near, middle, first, second)
            } else {
                (middle, far, second, third)
            };
            let passed = u128::from(seconds.saturating_sub(start));
            let whole = u128::from(end.saturating_sub(start));
            (
                between(
                    self.across(from, strike)?,
                    self.across(to, strike)?,
                    passed,
                    whole,
                )?,
                seconds,
            )
        };
        let per_second = mul_div_up(variance, VARIANCE_SCALE, u128::from(time))?;
        let root = isqrt(per_second);
        Ok(Wad(if root.wrapping_mul(root) < per_second {
            root.saturating_add(1)
        } else {
            root
        }))
    }
}

/// The volatility that a market sells at: the greater of the surface's and the slow one, raised in proportion to the part
/// of the writers' capital that is in use: `max(surface, slow) * (1 + skew * utilisation)`, rounded up. Utilisation
/// above one counts as one.
///
/// # Errors
/// [`RiskError::Overflow`].
pub fn quoted_volatility(
    surface: Wad,
    slow: Wad,
    skew: Wad,
    utilisation: Wad,
) -> Result<Wad, RiskError> {
    let raised = Wad::ONE.checked_add(skew.mul_up(utilisation.min(Wad::ONE))?)?;
    surface.max(slow).mul_up(raised)
}
