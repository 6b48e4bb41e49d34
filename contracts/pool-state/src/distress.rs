//! What may be charged for distress: bounds that hold whatever the unwinder asks for.

use alloy_primitives::U256;
use ballast_common::convert::join64;
use risk_core::{
    RiskError,
    fixed::{WAD, YEAR, mul_div_down},
};

/// Highest rate per year, WAD: 100%.
pub const MAX_RATE: u128 = WAD;
/// Longest time that one charge is for, seconds; who comes later begins anew.
pub const MAX_SECONDS: u64 = 3_600;
/// Time within which the total is bounded, seconds: thirty days.
pub const WINDOW: u64 = 2_592_000;
/// One over the part of a debt that may be charged within that time: 2%.
pub const TOTAL: u128 = 50;

/// What was charged on a debt. One word: `charged u128 | since u64 | last u64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meter {
    /// Token units since `since`.
    pub charged: u128,
    /// When the present window began.
    pub since: u64,
    /// Up to when distress is charged, 0: never was.
    pub last: u64,
}

impl Meter {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [last, since, low, high] = *word.as_limbs();
        Self {
            charged: join64(high, low),
            since,
            last,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let charged = self.charged;
        U256::from_limbs([
            self.last,
            self.since,
            charged as u64,
            (charged >> 64) as u64,
        ])
    }

    /// Brings the meter to `time`: what is charged on a debt of `owed` at `rate` per year, token units, rounded down. The first
    /// charge, and one after a gap, only begins. What rounds to nothing waits until it is something.
    ///
    /// # Errors
    /// Overflow.
    pub fn charge(&mut self, owed: u128, rate: u128, time: u64) -> Result<u128, RiskError> {
        if time < self.last {
            return Ok(0);
        }
        let elapsed = time.saturating_sub(self.last);
        if self.last == 0 || elapsed > MAX_SECONDS {
            self.last = time;
            return Ok(0);
        }
        if time >= self.since.saturating_add(WINDOW) {
            (self.since, self.charged) = (time, 0);
        }
        let rate = rate.min(MAX_RATE);
        let share = mul_div_down(rate, u128::from(elapsed), u128::from(YEAR))?;
        let wanted = mul_div_down(owed, share, WAD)?;
        if wanted > 0 || rate == 0 {
            self.last = time;
        }
        let left = owed
            .checked_div(TOTAL)
            .unwrap_or(0)
            .saturating_sub(self.charged);
        let amount = wanted.min(left);
        self.charged = self.charged.saturating_add(amount);
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: u64 = 1_700_000_000;
    const DEBT: u128 = 23_000_000_000;

    fn running() -> Meter {
        Meter {
            charged: 0,
            since: NOW,
            last: NOW,
        }
    }

    #[test]
    fn a_word_is_as_documented() {
        let meter = Meter {
            charged: (1 << 64) | 2,
            since: 3,
            last: 4,
        };
        assert_eq!(meter.pack(), U256::from_limbs([4, 3, 2, 1]));
        assert_eq!(Meter::unpack(meter.pack()), meter);
    }

    #[test]
    fn the_first_charge_and_one_after_a_gap_only_begin() {
        let mut meter = Meter::default();
        assert_eq!(meter.charge(DEBT, WAD, NOW), Ok(0));
        assert_eq!(meter.last, NOW);
        assert_eq!(meter.charge(DEBT, WAD, NOW + MAX_SECONDS + 1), Ok(0));
        assert_eq!(meter.last, NOW + MAX_SECONDS + 1);
        assert_eq!(
            meter.charge(DEBT, WAD, NOW),
            Ok(0),
            "clocks that run backwards"
        );
        assert_eq!(meter.last, NOW + MAX_SECONDS + 1);
        let expected = DEBT * 60 / u128::from(YEAR);
        let charged = meter.charge(DEBT, WAD, NOW + MAX_SECONDS + 61).unwrap();
        assert!(charged.abs_diff(expected) <= 1, "{charged}");
    }

    #[test]
    fn the_rate_and_the_total_are_bounded() {
        let (mut wild, mut most) = (running(), running());
        let at = NOW + 3_600;
        assert_eq!(
            wild.charge(DEBT, u128::MAX, at),
            most.charge(DEBT, MAX_RATE, at)
        );
        let mut meter = Meter {
            charged: DEBT / TOTAL - 7,
            ..running()
        };
        assert_eq!(meter.charge(DEBT, MAX_RATE, at), Ok(7));
        assert_eq!(meter.charge(DEBT, MAX_RATE, at + 3_600), Ok(0));
        // Another window, another two hundredths.
        meter.last = NOW + WINDOW - 1;
        assert!(meter.charge(DEBT, MAX_RATE, NOW + WINDOW + 3_000).unwrap() > 0);
        assert_eq!(meter.since, NOW + WINDOW + 3_000);
    }

    #[test]
    fn what_rounds_to_nothing_waits() {
        let mut meter = running();
        // A dollar at 1% a year: a unit in 3,154 s.
        assert_eq!(meter.charge(1_000_000, WAD / 100, NOW + 3_000), Ok(0));
        assert_eq!(meter.last, NOW);
        assert_eq!(meter.charge(1_000_000, WAD / 100, NOW + 3_200), Ok(1));
        assert_eq!(meter.last, NOW + 3_200);
        assert_eq!(meter.charge(1_000_000, 0, NOW + 3_300), Ok(0));
        assert_eq!(meter.last, NOW + 3_300, "no rate: time passes");
    }

    proptest! {
        #[test]
        fn no_sequence_of_charges_takes_more_than_bounds(
            rates in proptest::collection::vec((any::<u128>(), 0_u64..10_000), 1..60), owed in 1_u128..1 << 100,
        ) {
            let (mut meter, mut time, mut total) = (running(), NOW, 0);
            for (rate, pause) in rates {
                time += pause;
                total += meter.charge(owed, rate, time).unwrap();
                let most = owed / u128::from(YEAR) * u128::from(time - NOW) + owed % u128::from(YEAR);
                prop_assert!(total <= most.saturating_add(u128::from(time - NOW)));
                prop_assert!(total <= owed / TOTAL);
            }
        }
    }
}
