//! From holdings and prices to the positions that `risk-core` judges.

use alloc::vec::Vec;

use ballast_common::{call::Words, dispatch::Input};
use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_down, mul_div_up},
    health::{self, AssetRisk, Factors, Position, StressParameters},
};

use crate::{layout::Risk, market::unit, ramp::Profile};

/// Bytes of one `IOracle.Reading`.
const READING_BYTES: usize = 6 * 32;

/// One asset of an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Held {
    /// Number of the reserve.
    pub reserve: u8,
    /// Its decimals.
    pub decimals: u8,
    /// Its feed.
    pub feed: u8,
    /// Escrowed, token units.
    pub collateral: u128,
    /// Owed with interest, token units, rounded up.
    pub debt: u128,
    /// How it may lose value.
    pub profile: Profile,
}

/// A reading of the oracle.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// USD per whole token, WAD.
    pub spot: u128,
    /// The same, smoothed.
    pub smoothed: u128,
    /// Per year, WAD.
    pub fast_variance: u128,
    /// Per year, WAD.
    pub slow_variance: u128,
    /// Time of the feed's round.
    pub updated_at: u64,
    /// Not zero: not to be relied on.
    pub flags: u8,
}

/// The `index`-th reading of what `IOracle.read` returned; `None` where it is not there or malformed.
#[inline(never)]
pub fn reading(words: &Words, index: usize) -> Option<Reading> {
    // Behind the array's offset and length.
    let start = index.checked_mul(READING_BYTES)?.checked_add(64)?;
    let mut input = Input::new(words.bytes().get(start..)?);
    let reading = Reading {
        spot: input.amount(),
        smoothed: input.amount(),
        fast_variance: input.amount(),
        slow_variance: input.amount(),
        updated_at: input.number(u64::MAX),
        flags: input.number(255) as u8,
    };
    input.finish().ok().map(|()| reading)
}

/// USD value of an amount at a price, WAD: collateral rounds down, debt up.
///
/// # Errors
/// Overflow.
pub fn value(amount: u128, price: u128, decimals: u8, up: bool) -> Result<Wad, RiskError> {
    let unit = unit(decimals).ok_or(RiskError::Overflow)?;
    if up {
        mul_div_up(amount, price, unit)
    } else {
        mul_div_down(amount, price, unit)
    }
    .map(Wad)
}

/// How an account is judged for opening: the lower of what is at spot and what at smoothed prices. WAD, rounded down; the
/// largest without debt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// (collateral - stress) / debt, both with the larger variance.
    pub health: u128,
    /// collateral / debt.
    pub cover: u128,
}

impl Opening {
    /// Without debt.
    pub const FREE: Self = Self {
        health: u128::MAX,
        cover: u128::MAX,
    };

    fn least(self, other: Self) -> Self {
        Self {
            health: self.health.min(other.health),
            cover: self.cover.min(other.cover),
        }
    }
}

/// Judges an account for opening. Needs one reading per holding and then one per factor.
///
/// # Errors
/// Of `risk-core`; `OutOfDomain` for a missing reading.
pub fn opening(
    held: &[Held],
    words: &Words,
    risk: &Risk,
    correlations: [i16; 6],
) -> Result<Opening, RiskError> {
    let mut variances = [Wad::ZERO; health::FACTORS];
    for (k, variance) in variances.iter_mut().enumerate() {
        let index = held.len().checked_add(k).ok_or(RiskError::Overflow)?;
        let reading = reading(words, index).ok_or(RiskError::OutOfDomain)?;
        *variance = Wad(reading.fast_variance.max(reading.slow_variance)).min(health::MAX_VARIANCE);
    }
    let factors = Factors::from_valid(variances, correlations)?;
    let parameters = StressParameters {
        z: Wad(u128::from(risk.z_score)),
        horizon: u64::from(risk.horizon),
    };
    let mut lowest = Opening::FREE;
    for smoothed in [false, true] {
        let mut positions = Vec::with_capacity(held.len());
        for (index, held) in held.iter().enumerate() {
            let reading = reading(words, index).ok_or(RiskError::OutOfDomain)?;
            // Collateral whose price is not to be relied on counts for nothing.
            let collateral = if reading.flags == 0 {
                held.collateral
            } else {
                0
            };
            let price = if smoothed {
                reading.smoothed
            } else {
                reading.spot
            };
            let [profile, scenarios] = held.profile.words.map(|word| word.to_be_bytes());
            positions.push(Position {
                collateral: value(collateral, price, held.decimals, false)?,
                debt: value(held.debt, price, held.decimals, true)?,
                risk: AssetRisk::unpack(profile, scenarios),
            });
        }
        let stress = health::stress(&positions, &factors, parameters)?;
        let (collateral, debt) = (health::collateral(&positions), health::debt(&positions));
        let after = |stress| health::health(collateral, stress, debt).0;
        lowest = lowest.least(Opening {
            health: after(stress.total),
            cover: after(Wad::ZERO),
        });
    }
    Ok(lowest)
}

/// What opening demands: 1 + buffer, WAD.
/// Without limit while no risk parameters are set: nobody borrows unjudged.
pub fn required(risk: &Risk) -> u128 {
    if risk.z_score == 0 {
        return u128::MAX;
    }
    WAD.saturating_add(u128::from(risk.buffer))
}
