//! First passage of health below one.

use crate::RiskError;
use crate::fixed::normal::{NORMAL_LIMIT, gaussian, probability_below, scaled_tail, weighted};
use crate::fixed::{
    SignedWad, WAD, Wad, YEAR, log_ratio, mul_div_up, power, ratio_down, with_sign,
};
use crate::option::{MAX_RATE, MAX_VOLATILITY, deviation, growth_log, in_deviations};

/// At most 69 doublings until a health that is safe enough is found, then at most 127 halvings to a unit of WAD.
pub const SEARCH_STEPS: usize = 196;

/// How the logarithm of health moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Path {
    /// Its drift per year, WAD: that of the price less half the variance. At most 10 in magnitude.
    pub drift: SignedWad,
    /// Its volatility per root year, WAD; at most 100.
    pub volatility: Wad,
    /// The horizon in seconds; at most a hundred years, and drift * horizon at most 20 in magnitude.
    pub seconds: u64,
}

/// The probability that health falls to one or below within the path's horizon, at most one.
///
/// Error: less than 5e-18: 9e-19 for each probability, 1.5e-18 for the exponential, and 0.4e-18 for each rounding of a
/// distance to WAD; and 4e-19 / (v sqrt T), for the logarithm of health, known to 3.5e-19, which the drift may cancel;
/// where v sqrt T is zero or at least 1e-6. A health of one or less has breached already. Without volatility, or without
/// time, the path is straight and its end decides.
///
/// # Errors
/// [`RiskError::OutOfDomain`] beyond the bounds of [`Path`].
#[inline(never)]
pub fn breach_probability(health: Wad, path: &Path) -> Result<Wad, RiskError> {
    let drift = path.drift.0;
    let travel = ratio_down(
        drift.unsigned_abs(),
        u128::from(path.seconds),
        u128::from(YEAR),
    );
    if drift.unsigned_abs() > MAX_RATE
        || path.volatility.0 > MAX_VOLATILITY
        || travel > crate::option::MAX_GROWTH
    {
        return Err(RiskError::OutOfDomain);
    }
    let deviation = deviation(path.volatility, path.seconds)?;
    if health <= Wad::ONE {
        return Ok(Wad::ONE);
    }
    let distance = log_ratio(health.0, WAD);
    let travel = growth_log(drift, path.seconds);
    if deviation == 0 {
        return Ok(if distance.wrapping_add(travel) <= 0 {
            Wad::ONE
        } else {
            Wad::ZERO
        });
    }
    // By 2^33 less, so that a drift of many deviations does not saturate: to 3e14 of them.
    let few = |log: i128| in_deviations(log >> 33, deviation);
    // Both are below 2^126.5: nothing wraps.
    let in_wad = |log: i128| with_sign(few(log) >> 20, log < 0);
    let (ahead, behind) = (
        in_wad(distance.wrapping_add(travel)),
        in_wad(distance.wrapping_sub(travel)),
    );
    let ends_below = probability_below(ahead.wrapping_neg());
    let returns = if behind >= 0 {
        // e^(-2 m b / v^2) e^(-behind^2 / 2) is e^(-ahead^2 / 2): one small number instead of a huge by a tiny one.
        let nearness = u64::try_from(ahead.unsigned_abs()).unwrap_or(u64::MAX);
        weighted(gaussian(nearness), tail_ratio(behind.unsigned_abs()))
    } else {
        // The drift leads away by more than the distance: 2 (b / s) (m T / s) is positive.
        let product = ratio_down(in_deviations(distance, deviation), few(travel), WAD << 27);
        let exponent = with_sign(product >> 45, true);
        let shrunk = power(exponent).times(1 << 63)?;
        let shrunk = u64::try_from(shrunk).unwrap_or(0).min(1 << 63);
        half_product(shrunk, probability_below(behind.wrapping_neg()))
    };
    let sum = ends_below.saturating_add(returns).min(1 << 63);
    Ok(Wad(ratio_down(u128::from(sum), WAD, 1 << 63)))
}

/// e^(x^2 / 2) N(-x) by 2^62 for any x >= 0 in WAD: beyond the kernel's range by the asymptotic series
/// 1 / (x sqrt(2 pi)) * (1 - y (1 - 3 y (1 - 5 y (...)))), y = 1 / x^2 <= 0.0119, whose rest after 30 terms is below 2e-19.
fn tail_ratio(x: u128) -> u64 {
    const TERMS: u128 = 30;
    /// 2^62 / sqrt(2 pi).
    const SCALE: u128 = 1_839_796_536_686_825_613;
    if let Ok(x) = u64::try_from(x)
        && x <= NORMAL_LIMIT
    {
        return scaled_tail(x);
    }
    let y = ratio_down(ratio_down(WAD, WAD, x), WAD, x);
    let mut sum = WAD;
    let mut odd = TERMS.wrapping_mul(2);
    while odd > 0 {
        odd = odd.saturating_sub(2);
        let share = ratio_down(y.wrapping_mul(odd.wrapping_add(1)), sum, WAD);
        sum = WAD.saturating_sub(share);
    }
    u64::try_from(ratio_down(sum, SCALE, x)).unwrap_or(0)
}

/// The product of two numbers by 2^63.
fn half_product(a: u64, b: u64) -> u64 {
    u64::try_from(ratio_down(u128::from(a), u128::from(b), 1 << 63)).unwrap_or(0)
}

/// The least health at which the probability of a breach within the horizon is at most `probability`: rounded up to a
/// unit, and by as much more as the error of [`breach_probability`] takes to show.
///
/// # Errors
/// [`RiskError::OutOfDomain`] for a probability of zero, or of one and more, and beyond the bounds of [`Path`];
/// [`RiskError::Overflow`] where no health up to 2^68 is safe enough.
pub fn breach_health(probability: Wad, path: &Path) -> Result<Wad, RiskError> {
    if probability == Wad::ZERO || probability >= Wad::ONE {
        return Err(RiskError::OutOfDomain);
    }
    let (mut low, mut high) = (WAD, 0_u128);
    for _ in 0..SEARCH_STEPS {
        if high != 0 && high.wrapping_sub(low) <= 1 {
            break;
        }
        let guess = if high == 0 {
            low.checked_mul(2).ok_or(RiskError::Overflow)?
        } else {
            low.wrapping_add(high.wrapping_sub(low) >> 1)
        };
        if breach_probability(Wad(guess), path)? <= probability {
            high = guess;
        } else {
            low = guess;
        }
    }
    Ok(Wad(high))
}

/// The price at which a position's probability of a breach reaches `probability`, rounded up: health of one asset against
/// the unit of account moves as its price, so it is `price * breach_health / health`.
///
/// # Errors
/// As for [`breach_health`]; [`RiskError::DivisionByZero`] where health is zero.
pub fn breach_price(
    price: Wad,
    health: Wad,
    probability: Wad,
    path: &Path,
) -> Result<Wad, RiskError> {
    mul_div_up(price.0, breach_health(probability, path)?.0, health.0).map(Wad)
}
