//! Budgets: how much flow a market takes, and what an unwind may cost.

use crate::fixed::{BPS, WAD, Wad, mul_div_up, ratio_down, ratio_up};

/// Seconds in a day.
const DAY: u128 = 86_400;
/// Seconds in a minute.
const MINUTE: u128 = 60;

/// The flow budget of an asset: a bucket of USD that all its unwinds draw from, filled by a share of the stressed depth
/// per minute.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Flow {
    /// What the bucket holds at most, USD.
    pub capacity: Wad,
    /// What it holds, USD.
    pub level: Wad,
    /// The health that a full bucket admits.
    pub highest: Wad,
    /// The health that an empty bucket still admits.
    pub lowest: Wad,
}

impl Flow {
    /// The bucket after `elapsed` seconds: level + per_minute * elapsed / 60, at most the capacity. Rounded down: for the
    /// market.
    #[must_use]
    pub fn refilled(self, per_minute: Wad, elapsed: u64) -> Self {
        let added = ratio_down(per_minute.0, u128::from(elapsed), MINUTE);
        Self {
            level: self.level.saturating_add(Wad(added)).min(self.capacity),
            ..self
        }
    }

    /// The greatest health that may draw: lowest + (highest - lowest) * level / capacity, rounded down. Falls with the
    /// level, so that the neediest go first without any sorting. A bucket without capacity admits the lowest only.
    #[must_use]
    pub fn admitted_health(self) -> Wad {
        let span = self.highest.saturating_sub(self.lowest);
        let level = self.level.min(self.capacity);
        let above = match self.capacity.0 {
            0 => 0,
            capacity => ratio_down(span.0, level.0, capacity), // at most the span
        };
        self.lowest.saturating_add(Wad(above))
    }

    /// What an account may draw: down to the level at which its health is the admitted one,
    /// level - capacity * (health - lowest) / (highest - lowest); everything at the lowest health or less, nothing above
    /// the highest. Rounded down.
    #[must_use]
    pub fn drawable(self, health: Wad) -> Wad {
        let level = self.level.min(self.capacity);
        if health <= self.lowest {
            return level;
        }
        // Above the highest this is more than the capacity, and so no less than the level.
        let above = health.saturating_sub(self.lowest);
        let span = self.highest.saturating_sub(self.lowest);
        level.saturating_sub(Wad(ratio_up(self.capacity.0, above.0, span.0)))
    }

    /// The bucket less what was drawn, and that: at most what is asked and what the health may draw.
    #[must_use]
    pub fn drawn(self, health: Wad, asked: Wad) -> (Self, Wad) {
        let drawn = self.drawable(health).min(asked);
        let level = self.level.saturating_sub(drawn);
        (Self { level, ..self }, drawn)
    }
}

/// What an unwind may still cost after `elapsed` seconds: left + position * bps / 10,000 per day, at most the budget of
/// one day, which saturates at [`Wad::MAX`]. Rounded down, by less than a unit a day and two: for the account.
#[must_use]
pub fn cost_refilled(left: Wad, position: Wad, bps_per_day: u16, elapsed: u64) -> Wad {
    let day = ratio_down(position.0, u128::from(bps_per_day), BPS);
    let added = ratio_down(day, u128::from(elapsed), DAY);
    left.saturating_add(Wad(added)).min(Wad(day))
}

/// What a schedule releases at least, however dear it is: need * rate * elapsed / total, rounded up by less than two
/// units at a rate of at most one, at most the need;
/// all of it where `total` is zero. Never nothing while time passes, there is a need and the rate is not zero.
#[must_use]
pub fn floor_release(need: Wad, rate: Wad, elapsed: u64, total: u64) -> Wad {
    let straight = match total {
        0 => need.0,
        total => ratio_up(need.0, u128::from(elapsed.min(total)), u128::from(total)),
    };
    Wad(mul_div_up(straight, rate.0, WAD).unwrap_or(u128::MAX)).min(need)
}

/// What may be sold of `planned`: all of it where its cost at `discount` is within what is left of the budget, else as
/// much as the budget pays, at least `floor`. Rounded down. So cost stays within the budget while the schedule runs
/// above its floor rate (UNW-3), and the schedule never stands still.
#[must_use]
pub fn within_cost(planned: Wad, floor: Wad, left: Wad, discount: Wad) -> Wad {
    let affordable = match discount.0 {
        0 => planned.0,
        discount => ratio_down(left.0, WAD, discount),
    };
    Wad(affordable).max(floor).min(planned)
}
