//! How a feed's averages move with its rounds and with time. Pure.

use risk_core::{
    RiskError,
    fixed::Wad,
    oracle::{ema, ewma_variance},
};

/// A round of a feed that passed every check but age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// USD per whole token, WAD, positive.
    pub price: Wad,
    /// Seconds; not in the future.
    pub updated_at: u64,
}

/// Half-lives, seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HalfLives {
    /// Of the smoothed price.
    pub smoothing: u32,
    /// Of the fast variance.
    pub fast: u32,
    /// Of the slow variance.
    pub slow: u32,
}

/// A feed's prices and averages at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Price of the last round taken.
    pub spot: Wad,
    /// Moving average of spot at `carried_at`.
    pub smoothed: Wad,
    /// Fast variance per year as of the last round.
    pub fast: Wad,
    /// Slow variance per year as of the last round, at most the feed's cap.
    pub slow: Wad,
    /// Up to when `smoothed` was carried, seconds.
    pub carried_at: u64,
    /// Time of the last round taken, seconds.
    pub updated_at: u64,
}

impl State {
    /// The state of a feed that has seen one round: no history, so the averages are the round's own.
    pub fn first(round: Round, variance: Wad, now: u64) -> Self {
        Self {
            spot: round.price,
            smoothed: round.price,
            fast: variance,
            slow: variance,
            carried_at: now,
            updated_at: round.updated_at,
        }
    }

    /// Whether `round` comes after the last one taken. Two rounds within one second count as two if
    /// their prices differ.
    pub fn precedes(&self, round: &Round) -> bool {
        round.updated_at > self.updated_at
            || (round.updated_at == self.updated_at && round.price != self.spot)
    }

    /// Takes a new round: smoothed moves towards the old spot up to the round's time (which may lie
    /// before `carried_at`: what was carried stays), variances take the return since the last round.
    /// The slow variance is cut to `cap`, so that one wrong round is forgotten at its half-life.
    ///
    /// # Errors
    /// None for prices within the feed's bounds; what the averages report otherwise.
    pub fn take(
        mut self,
        round: Round,
        half_lives: &HalfLives,
        cap: Wad,
    ) -> Result<Self, RiskError> {
        let elapsed = round.updated_at.saturating_sub(self.updated_at);
        let turn = round.updated_at.max(self.carried_at);
        let variance = |variance: Wad, half_life: u32| {
            ewma_variance(variance, self.spot, round.price, elapsed, half_life.into())
        };
        let fast = variance(self.fast, half_lives.fast)?;
        let slow = variance(self.slow, half_lives.slow)?.min(cap);
        self = self.carry(turn, half_lives)?;
        Ok(Self {
            spot: round.price,
            updated_at: round.updated_at,
            fast,
            slow,
            ..self
        })
    }

    /// Carries smoothed to `now`, towards spot. Variances stay: between rounds nothing is known.
    ///
    /// Carrying in steps or at once differs by rounding only: per step by at most
    /// 2 + 4 x |smoothed - spot| / 10^18 units in the last place.
    ///
    /// # Errors
    /// None for prices within the feed's bounds.
    #[inline(never)]
    pub fn carry(mut self, now: u64, half_lives: &HalfLives) -> Result<Self, RiskError> {
        let elapsed = now.saturating_sub(self.carried_at);
        self.smoothed = ema(
            self.smoothed,
            self.spot,
            elapsed,
            half_lives.smoothing.into(),
        )?;
        self.carried_at = self.carried_at.max(now);
        Ok(self)
    }
}
