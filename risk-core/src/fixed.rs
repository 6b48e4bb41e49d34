//! Fixed-point numbers: WAD and RAY newtypes with checked, directed methods only.

mod exponential;
mod logarithm;
pub(crate) mod normal;
mod polynomial;
mod root;
mod wide;
mod words;

pub use exponential::exp;
pub(crate) use exponential::power;
pub(crate) use logarithm::log_ratio;
pub use logarithm::{ln, pow};
pub use normal::{inverse_normal_cdf, normal_cdf, normal_density};
pub use root::isqrt;
pub(crate) use root::sqrt_product;
pub use wide::{wide_mul_div_down, wide_mul_div_up};
pub(crate) use words::{
    LOW_32, high, join, low, product, ratio_down, ratio_up, shift_left, shift_right, short_digit,
    wide_product, with_sign,
};
pub use words::{mul_div_down, mul_div_up};

use crate::RiskError;

/// 10^18: one, in WAD.
pub const WAD: u128 = 1_000_000_000_000_000_000;
/// 10^27: one, in RAY.
pub const RAY: u128 = 1_000_000_000_000_000_000_000_000_000;
/// 10,000: one, in basis points.
pub const BPS: u128 = 10_000;
/// Seconds in a year of 365 days.
pub const YEAR: u64 = 31_536_000;

/// WAD per basis point.
const WAD_PER_BPS: u128 = 100_000_000_000_000;

/// An unsigned number scaled by 10^18: a ratio, a price in USD per whole token, or a USD value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Wad(pub u128);

/// A signed number scaled by 10^18.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct SignedWad(pub i128);

/// An unsigned number scaled by 10^27: an index or a growth factor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Ray(pub u128);

impl Wad {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(WAD);
    /// The greatest value; stands for infinity where a function says so.
    pub const MAX: Self = Self(u128::MAX);

    /// Exactly `bps` basis points.
    #[must_use]
    pub const fn from_bps(bps: u16) -> Self {
        Self(words::widen_u16(bps).wrapping_mul(WAD_PER_BPS)) // below 2^63
    }

    /// `self + other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`] where the result would be negative.
    pub fn checked_sub(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// `self + other`, at most [`Wad::MAX`].
    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// `self - other`, at least zero.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// `self * factor`, rounded down.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn mul_down(self, factor: Self) -> Result<Self, RiskError> {
        mul_div_down(self.0, factor.0, WAD).map(Self)
    }

    /// `self * factor`, rounded up.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn mul_up(self, factor: Self) -> Result<Self, RiskError> {
        mul_div_up(self.0, factor.0, WAD).map(Self)
    }

    /// `self / divisor`, rounded down.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`], [`RiskError::Overflow`].
    pub fn div_down(self, divisor: Self) -> Result<Self, RiskError> {
        mul_div_down(self.0, WAD, divisor.0).map(Self)
    }

    /// `self / divisor`, rounded up.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`], [`RiskError::Overflow`].
    pub fn div_up(self, divisor: Self) -> Result<Self, RiskError> {
        mul_div_up(self.0, WAD, divisor.0).map(Self)
    }
}

impl SignedWad {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(1_000_000_000_000_000_000);

    /// `self + other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn checked_sub(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// The magnitude.
    #[must_use]
    pub const fn magnitude(self) -> Wad {
        Wad(self.0.unsigned_abs())
    }
}

impl TryFrom<Wad> for SignedWad {
    type Error = RiskError;

    fn try_from(value: Wad) -> Result<Self, RiskError> {
        i128::try_from(value.0)
            .map(Self)
            .map_err(|_| RiskError::Overflow)
    }
}

impl Ray {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(RAY);

    /// `self + other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn checked_add(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// [`RiskError::Overflow`] where the result would be negative.
    pub fn checked_sub(self, other: Self) -> Result<Self, RiskError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(RiskError::Overflow)
    }

    /// `self * factor`, rounded down.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn mul_down(self, factor: Self) -> Result<Self, RiskError> {
        mul_div_down(self.0, factor.0, RAY).map(Self)
    }

    /// `self * factor`, rounded up.
    ///
    /// # Errors
    /// [`RiskError::Overflow`].
    pub fn mul_up(self, factor: Self) -> Result<Self, RiskError> {
        mul_div_up(self.0, factor.0, RAY).map(Self)
    }

    /// `self / divisor`, rounded down.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`], [`RiskError::Overflow`].
    pub fn div_down(self, divisor: Self) -> Result<Self, RiskError> {
        mul_div_down(self.0, RAY, divisor.0).map(Self)
    }

    /// `self / divisor`, rounded up.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`], [`RiskError::Overflow`].
    pub fn div_up(self, divisor: Self) -> Result<Self, RiskError> {
        mul_div_up(self.0, RAY, divisor.0).map(Self)
    }
}

/// The square root: the exact floor of sqrt(x) in WAD.
#[must_use]
pub fn sqrt(x: Wad) -> Wad {
    Wad(sqrt_product(x.0, WAD))
}

#[cfg(test)]
mod tests;
