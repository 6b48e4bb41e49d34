//! Time of the chain: when the next block happens.

use super::NodeError;
use std::time::{SystemTime, UNIX_EPOCH};

/// What makes time pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ClockMode {
    /// The machine's clock, shifted by what time travel added.
    #[default]
    Wall,
    /// Nothing but time travel: blocks share a timestamp until told otherwise. For reproducible runs.
    Manual,
}

/// The chain's clock. Timestamps never decrease; consecutive blocks may share one, as on Arbitrum.
#[derive(Clone, Debug)]
pub struct Clock {
    mode: ClockMode,
    /// `Wall`: shift in seconds; `Manual`: the time itself.
    position: i64,
    /// Seconds added by [`Clock::increase`] so far.
    travelled: i64,
    next: Option<u64>,
}

impl Clock {
    /// A clock that reads `start` now, Unix seconds; without it the machine's time.
    pub fn new(mode: ClockMode, start: Option<u64>) -> Self {
        let mut clock = Self {
            mode,
            position: 0,
            travelled: 0,
            next: None,
        };
        clock.set(start.unwrap_or_else(wall_seconds));
        clock
    }

    /// The time now, Unix seconds.
    pub fn now(&self) -> u64 {
        let seconds = match self.mode {
            ClockMode::Wall => signed(wall_seconds()).saturating_add(self.position),
            ClockMode::Manual => self.position,
        };
        u64::try_from(seconds).unwrap_or(0)
    }

    /// Timestamp of the next block after one at `parent`.
    pub fn peek(&self, parent: u64) -> u64 {
        self.next.unwrap_or_else(|| self.now()).max(parent)
    }

    /// A clock as it was when it was written down.
    pub(super) fn restored(mode: ClockMode, now: u64, travelled: i64, next: Option<u64>) -> Self {
        Self {
            travelled,
            next,
            ..Self::new(mode, Some(now))
        }
    }

    /// What makes time pass.
    pub fn mode(&self) -> ClockMode {
        self.mode
    }

    /// Seconds added by [`Clock::increase`] so far.
    pub fn travelled(&self) -> i64 {
        self.travelled
    }

    /// Timestamp chosen for the next block, if one was.
    pub fn next(&self) -> Option<u64> {
        self.next
    }

    /// A block at `timestamp` was sealed: a timestamp chosen for it is used up, and time goes on from there.
    pub fn sealed(&mut self, timestamp: u64) {
        if self.next.take().is_some() {
            self.set(timestamp);
        }
    }

    /// Moves time on by `seconds` and returns the seconds added so far.
    pub fn increase(&mut self, seconds: u64) -> i64 {
        let seconds = signed(seconds);
        self.position = self.position.saturating_add(seconds);
        self.travelled = self.travelled.saturating_add(seconds);
        self.travelled
    }

    /// Chooses the timestamp of the next block.
    ///
    /// # Errors
    /// When it is before `parent`, the latest block's timestamp.
    pub fn set_next(&mut self, timestamp: u64, parent: u64) -> Result<(), NodeError> {
        not_before(timestamp, parent)?;
        self.next = Some(timestamp);
        Ok(())
    }

    /// Sets the time now and returns the shift against what it was, in seconds.
    ///
    /// # Errors
    /// When it is before `parent`, the latest block's timestamp.
    pub fn travel_to(&mut self, timestamp: u64, parent: u64) -> Result<i64, NodeError> {
        not_before(timestamp, parent)?;
        let shift = signed(timestamp).saturating_sub(signed(self.now()));
        self.set(timestamp);
        Ok(shift)
    }

    fn set(&mut self, timestamp: u64) {
        self.position = match self.mode {
            ClockMode::Wall => signed(timestamp).saturating_sub(signed(wall_seconds())),
            ClockMode::Manual => signed(timestamp),
        };
    }
}

fn not_before(timestamp: u64, parent: u64) -> Result<(), NodeError> {
    if timestamp < parent {
        return Err(NodeError::InvalidInput(format!(
            "Timestamp error: {timestamp} is lower than the latest block's timestamp {parent}"
        )));
    }
    Ok(())
}

fn signed(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}

fn wall_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let mut clock = Clock::new(ClockMode::Manual, Some(1_000));
        assert_eq!(clock.peek(1_000), 1_000);
        clock.increase(60);
        assert_eq!(clock.peek(1_000), 1_060);
        clock.set_next(2_000, 1_060).expect("later");
        assert_eq!(clock.peek(1_060), 2_000);
        clock.sealed(2_000);
        assert_eq!(clock.peek(2_000), 2_000);
        assert!(clock.set_next(1_999, 2_000).is_err());
        assert_eq!(clock.travel_to(2_500, 2_000), Ok(500));
        assert_eq!(clock.now(), 2_500);
    }

    #[test]
    fn time_never_runs_backwards() {
        let clock = Clock::new(ClockMode::Manual, Some(5));
        assert_eq!(clock.peek(10), 10);
    }
}
