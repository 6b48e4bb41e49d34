//! The one error type of this crate.

/// Why a calculation has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RiskError {
    /// The result does not fit its type.
    Overflow,
    /// A divisor is zero.
    DivisionByZero,
    /// An argument lies outside the domain that the function states.
    OutOfDomain,
    /// More than [`MAX_POSITIONS`](crate::health::MAX_POSITIONS) positions.
    TooManyPositions,
    /// Correlations that no set of random variables can have.
    NotPositiveSemiDefinite,
}
