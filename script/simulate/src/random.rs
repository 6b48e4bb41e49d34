//! A small generator of our own (SplitMix64), so that a seed gives the same bytes on every machine
//! and with every version of every dependency.

use crate::fixed::WAD;

/// SplitMix64: 64 bits of state, integers only.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from 0 up to, not including, `bound` (0 for a bound of 0). The bias is below
    /// bound / 2^64.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or(0)
    }

    /// A WAD between `low` and `high`, spread evenly.
    pub(crate) fn between(&mut self, low: u128, high: u128) -> u128 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(u64::MAX);
        low + u128::from(self.below(span))
    }

    /// A draw of mean 0 and variance 1 in millionths: the sum of twelve even draws, which is close
    /// to the normal distribution and never beyond 6.
    pub(crate) fn normal_millionths(&mut self) -> i64 {
        let sum: u64 = (0..12).map(|_| self.below(1_000_000)).sum();
        i64::try_from(sum).unwrap_or(0) - 6_000_000
    }

    /// Puts the items in a random order (Fisher-Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = usize::try_from(self.below(last as u64 + 1)).unwrap_or(0);
            items.swap(last, other);
        }
    }

    /// A WAD from 1 to 2^`doublings`, even in its logarithm. Rounded down to within 1e-12.
    pub(crate) fn log_even(&mut self, doublings: u128) -> u128 {
        let exponent = self.between(0, doublings * WAD);
        let mut value = WAD << (exponent / WAD).min(40);
        let mut fraction = exponent % WAD;
        let mut root = 2 * WAD;
        for _ in 0..40 {
            root = (root * WAD).isqrt();
            fraction *= 2;
            if fraction >= WAD {
                fraction -= WAD;
                value = crate::fixed::scale_down(value, root, WAD, "a draw").unwrap_or(value);
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_stream() {
        // The published first outputs of SplitMix64 for seed 1234567.
        let mut random = Random::new(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn normal_has_mean_zero_and_variance_one() {
        let mut random = Random::new(7);
        let draws: Vec<i64> = (0..20_000).map(|_| random.normal_millionths()).collect();
        let mean = draws.iter().sum::<i64>() / 20_000;
        let variance = draws.iter().map(|d| d * d / 1_000_000).sum::<i64>() / 20_000;
        assert!(mean.abs() < 30_000, "{mean}");
        assert!((variance - 1_000_000).abs() < 40_000, "{variance}");
    }

    #[test]
    fn log_even_spreads_over_the_doublings() {
        let mut random = Random::new(3);
        let mut counts = [0u32; 12];
        for _ in 0..12_000 {
            let value = random.log_even(12);
            assert!((WAD..=WAD << 12).contains(&value));
            counts[((value / WAD).ilog2() as usize).min(11)] += 1;
        }
        assert!(
            counts.iter().all(|&c| (850..1_150).contains(&c)),
            "{counts:?}"
        );
    }
}
