//! The unwinder's storage: for every debt book one table of 256-bit words. Slot of a word =
//! keccak256(key . keccak256(book . 2)); slots 0 and 1 are the owner's. The program's own settings stand
//! under the zero book. A schedule's key has its highest bit set, the account in bytes 4 to 23 and a field in its
//! last byte; an asset's has the second highest set; a setting's key is its field alone. Words are packed in
//! 64-bit limbs, named here from the most significant. `records` has the words beside settings and schedules.

use alloy_primitives::{Address, U256};
use ballast_common::{
    convert::{address_word, pair, split},
    revert::{Result, bounded},
};
use risk_core::fixed::{WAD, mul_div_down};

/// Key of a setting, of a book or (under the zero book) of the program.
pub fn key(field: u64) -> U256 {
    U256::from_limbs([field, 0, 0, 0])
}

/// Key of a word of an account's schedule: apart from settings, whose highest bit is not set.
pub fn schedule_key(account: &Address, field: u64) -> U256 {
    let [low, middle, high, _] = *address_word(*account).as_limbs();
    U256::from_limbs([field, low, middle, high | (1 << 63)])
}

/// Field of a book's word: whether it is served, and its clock.
pub const SERVED: u64 = 0;
/// First field of the parameters, under the zero book.
pub const PARAMETERS: u64 = 1;
/// The program with the cold paths, under the zero book.
pub const EXTENSION: u64 = 3;
/// The program with the settings, under the zero book.
pub const SETTINGS: u64 = 4;
/// First field of an account's schedule.
pub const SCHEDULE: u64 = 0;

/// Settings; see `IUnwinder.Parameters`. Two words: `target u64 | urgency u64 | slice_premium u64 |
/// slice_discount u64` and `auction_discount u64 | dust u64, in 10^-9 USD | recovery u32,
/// minimum_recovery u32 | slice_interval u32, auction_duration u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// Health at which an unwind ends, WAD.
    pub target: u64,
    /// Longest schedule, seconds.
    pub recovery: u32,
    /// Shortest schedule, seconds.
    pub minimum_recovery: u32,
    /// k T of the trajectory, WAD.
    pub urgency: u64,
    /// Seconds.
    pub slice_interval: u32,
    /// Over spot at the start of a slice or auction, WAD.
    pub slice_premium: u64,
    /// Under spot at a slice's end, WAD.
    pub slice_discount: u64,
    /// Seconds.
    pub auction_duration: u32,
    /// Under spot at an auction's end, WAD.
    pub auction_discount: u64,
    /// Leftovers under this are closed whole, 10^-9 USD.
    pub dust: u64,
}

/// USD WAD per unit of [`Parameters::dust`].
const DUST_UNIT: u128 = 1_000_000_000;

impl Parameters {
    /// Takes the fields in the order of `IUnwinder.Parameters`, inside their hard bounds.
    ///
    /// # Errors
    /// `ParameterOutOfBounds`.
    pub fn validated(fields: [u128; 10]) -> Result<Self> {
        const PERCENT: u128 = WAD / 100;
        let [
            target,
            recovery,
            minimum,
            urgency,
            interval,
            premium,
            discount,
            auction,
            auction_discount,
            dust,
        ] = fields;
        Ok(Self {
            target: bounded(0, target, WAD, WAD.saturating_add(20 * PERCENT))? as u64,
            recovery: bounded(1, recovery, 3_600, 259_200)? as u32,
            minimum_recovery: bounded(2, minimum, 300, 7_200.min(recovery))? as u32,
            urgency: bounded(3, urgency, 0, WAD.saturating_mul(5))? as u64,
            slice_interval: bounded(4, interval, 60, 3_600)? as u32,
            slice_premium: bounded(5, premium, 0, 2 * PERCENT)? as u64,
            slice_discount: bounded(6, discount, PERCENT / 10, 5 * PERCENT)? as u64,
            auction_duration: bounded(7, auction, 600, 7_200)? as u32,
            auction_discount: bounded(8, auction_discount, PERCENT, 15 * PERCENT)? as u64,
            dust: mul_div_down(
                bounded(9, dust, WAD, WAD.saturating_mul(1_000))?,
                1,
                DUST_UNIT,
            )? as u64,
        })
    }

    /// The fields in the order of `IUnwinder.Parameters`.
    pub fn fields(&self) -> [u128; 10] {
        [
            u128::from(self.target),
            u128::from(self.recovery),
            u128::from(self.minimum_recovery),
            u128::from(self.urgency),
            u128::from(self.slice_interval),
            u128::from(self.slice_premium),
            u128::from(self.slice_discount),
            u128::from(self.auction_duration),
            u128::from(self.auction_discount),
            self.dust_usd(),
        ]
    }

    /// The dust limit, USD, WAD.
    pub fn dust_usd(&self) -> u128 {
        u128::from(self.dust).saturating_mul(DUST_UNIT)
    }

    /// Reads two words.
    pub fn unpack(first: U256, second: U256) -> Self {
        let [slice_discount, slice_premium, urgency, target] = *first.as_limbs();
        let [times, recoveries, dust, auction_discount] = *second.as_limbs();
        Self {
            target,
            recovery: (recoveries >> 32) as u32,
            minimum_recovery: recoveries as u32,
            urgency,
            slice_interval: (times >> 32) as u32,
            slice_premium,
            slice_discount,
            auction_duration: times as u32,
            auction_discount,
            dust,
        }
    }

    /// Makes two words.
    pub fn pack(&self) -> (U256, U256) {
        let two = |high: u32, low: u32| (u64::from(high) << 32) | u64::from(low);
        (
            U256::from_limbs([
                self.slice_discount,
                self.slice_premium,
                self.urgency,
                self.target,
            ]),
            U256::from_limbs([
                two(self.slice_interval, self.auction_duration),
                two(self.recovery, self.minimum_recovery),
                self.dust,
                self.auction_discount,
            ]),
        )
    }
}

/// A schedule; see `IUnwinder.Schedule`. Two words: `start u32, end u32 | accounted_until u32, closed_at u32 |
/// critical_since u32, auction_start u32 | critical_round u64` and `released u128 | sold u128`. Times are
/// seconds, until 2106.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Schedule {
    /// When it began; 0: never.
    pub start: u64,
    /// When stage 3 begins.
    pub end: u64,
    /// Time to which `released` is brought.
    pub accounted_until: u64,
    /// When the account was first seen critical; 0: it is not.
    pub critical_since: u64,
    /// Newest feed round at that sighting.
    pub critical_round: u64,
    /// When the auction began; 0: none.
    pub auction_start: u64,
    /// When it closed; 0 while open.
    pub closed_at: u64,
    /// USD at spot that may be or was sold.
    pub released: u128,
    /// USD at spot sold.
    pub sold: u128,
}

impl Schedule {
    /// Whether it runs.
    pub fn is_open(&self) -> bool {
        self.start != 0 && self.closed_at == 0
    }

    /// What was released and not sold, USD.
    pub fn available(&self) -> u128 {
        self.released.saturating_sub(self.sold)
    }

    /// Reads two words.
    pub fn unpack(times: U256, amounts: U256) -> Self {
        let [critical_round, second, first, span] = *times.as_limbs();
        let (released, sold) = split(amounts);
        let low = |limb: u64| limb & 0xffff_ffff;
        Self {
            start: span >> 32,
            end: low(span),
            accounted_until: first >> 32,
            closed_at: low(first),
            critical_since: second >> 32,
            auction_start: low(second),
            critical_round,
            released,
            sold,
        }
    }

    /// Makes two words.
    pub fn pack(&self) -> (U256, U256) {
        let two = |high: u64, low: u64| (high << 32) | (low & 0xffff_ffff);
        (
            U256::from_limbs([
                self.critical_round,
                two(self.critical_since, self.auction_start),
                two(self.accounted_until, self.closed_at),
                two(self.start, self.end),
            ]),
            pair(self.released, self.sold),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_as_documented() {
        let parameters = Parameters {
            target: 1,
            recovery: 2,
            minimum_recovery: 3,
            urgency: 4,
            slice_interval: 5,
            slice_premium: 6,
            slice_discount: 7,
            auction_duration: 8,
            auction_discount: 9,
            dust: 10,
        };
        let (first, second) = parameters.pack();
        assert_eq!(first, U256::from_limbs([7, 6, 4, 1]));
        assert_eq!(
            second,
            U256::from_limbs([(5 << 32) | 8, (2 << 32) | 3, 10, 9])
        );
        assert_eq!(Parameters::unpack(first, second), parameters);

        let schedule = Schedule {
            start: 1,
            end: 2,
            accounted_until: 3,
            critical_since: 4,
            critical_round: 5,
            auction_start: 6,
            closed_at: 7,
            released: 8,
            sold: 9,
        };
        let (times, amounts) = schedule.pack();
        assert_eq!(
            times,
            U256::from_limbs([5, (4 << 32) | 6, (3 << 32) | 7, (1 << 32) | 2])
        );
        assert_eq!(Schedule::unpack(times, amounts), schedule);
    }
}
