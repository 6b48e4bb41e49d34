//! A cap on what a fund pays within any window of time.

use crate::RiskError;

/// What a fund paid in the present period and in the one before it, periods being as long as the window.
///
/// Any window touches at most two periods that follow each other, so keeping their sum under the cap keeps what any
/// window pays under it, wherever it begins (INS-1). A token bucket that pays the cap at once would allow nearly twice
/// the cap. The price: capacity comes back when a whole period has passed, one to two windows after the payment.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Window {
    /// The number of the present period: time / length.
    pub period: u64,
    /// Paid in it, token units.
    pub current: u128,
    /// Paid in the one before, token units.
    pub previous: u128,
}

impl Window {
    /// What may be paid now under `cap`. A clock that runs backwards stands still.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`] for a length of zero seconds.
    pub fn available(self, cap: u128, length: u64, now: u64) -> Result<u128, RiskError> {
        let Self {
            current, previous, ..
        } = self.at(length, now)?;
        Ok(cap.saturating_sub(current).saturating_sub(previous))
    }

    /// Pays what is wanted as far as the cap goes: the state after it, and what is paid.
    ///
    /// # Errors
    /// [`RiskError::DivisionByZero`] for a length of zero seconds.
    pub fn draw(
        self,
        wanted: u128,
        cap: u128,
        length: u64,
        now: u64,
    ) -> Result<(Self, u128), RiskError> {
        let paid = wanted.min(self.available(cap, length, now)?);
        let state = self.at(length, now)?;
        Ok((
            Self {
                current: state.current.saturating_add(paid), // at most the cap
                ..state
            },
            paid,
        ))
    }

    /// The state at `now`.
    fn at(self, length: u64, now: u64) -> Result<Self, RiskError> {
        let period = now.checked_div(length).ok_or(RiskError::DivisionByZero)?;
        Ok(match period.checked_sub(self.period) {
            None | Some(0) => self,
            Some(1) => Self {
                period,
                current: 0,
                previous: self.current,
            },
            Some(_) => Self {
                period,
                ..Self::default()
            },
        })
    }
}
