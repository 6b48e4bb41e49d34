//! Which feeds have a round that the oracle has not taken yet.
//!
//! The oracle's readings look through to the newest round, so they do not tell whether it was taken into the
//! stored averages. `Poked` events do: their spot and their time.

use alloy::primitives::{Address, I256, U256, aliases::U80};
use ballast_bindings::oracle::IOracle::Reading;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Flags of readings whose price is an old one.
const STALE: u8 = 1;
const DOUBT: u8 = 4;

/// A round of an aggregator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number.
    pub id: U80,
    /// Price, in the aggregator's decimals.
    pub answer: I256,
    /// Seconds.
    pub updated_at: u64,
}

/// A round that the oracle took, as its event says: `Poked`, or `FeedSet` for a feed's first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poke {
    /// Block of the event.
    pub block: u64,
    /// Time of that block, if known yet.
    pub time: Option<u64>,
    /// Spot price, WAD. `FeedSet` does not tell it.
    pub spot: Option<U256>,
}

/// A feed and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The asset priced.
    pub asset: Address,
    /// Where rounds come from: an aggregator, or the oracle itself for feeds of other kinds.
    pub aggregator: Address,
    /// It tells a rate, which changes with every second: a poke a day moves its anchor.
    pub daily: bool,
    /// Decimals of its answers.
    pub decimals: u8,
    /// Newest round that the keeper offered to the oracle, and the block in which it did.
    pub offered: Option<(Round, u64)>,
    /// Seconds for which the oracle reads it from storage after a look; 0: never.
    pub stored_age: u64,
    /// Time of the keeper's last look through the oracle, seconds.
    pub looked: u64,
}

impl Feed {
    /// Whether `round` is worth a poke at time `now`, given the last one that the chain tells of. A feed of which
    /// neither events nor memory tell is offered once.
    pub fn is_new(&self, round: &Round, poke: Option<&Poke>, now: u64) -> bool {
        let Some(spot) = scaled(round.answer, self.decimals) else {
            return false;
        };
        // The oracle believes no round without a time, nor one from the future.
        if round.updated_at == 0 || round.updated_at > now {
            return false;
        }
        let offered = self.offered;
        if offered.is_some_and(|(offered, _)| offered == *round) {
            return false;
        }
        match (poke, offered) {
            (Some(poke), Some((_, block))) if poke.block <= block => true,
            (Some(poke), _) => match (poke.spot, poke.time) {
                (Some(known), Some(time)) => spot != known || round.updated_at > time,
                (None, Some(time)) => round.updated_at >= time,
                (_, None) => true,
            },
            (None, _) => true,
        }
    }
}

impl Feed {
    /// Whether its stored price is to be renewed now, so that it stands until the next tick at the least. `poke` is the
    /// last round that anybody had taken.
    pub fn is_ageing(&self, poke: Option<&Poke>, now: u64, interval: u64) -> bool {
        let taken = poke.and_then(|poke| poke.time).unwrap_or_default();
        let looked = self.looked.max(taken);
        self.stored_age > 0 && now.saturating_add(interval) > looked.saturating_add(self.stored_age)
    }
}

/// Seconds of a day.
const DAY: u64 = 86_400;
/// Moves of a feed made of others that are worth no poke: a thousandth, below what aggregators publish. Rates move a
/// little with every second.
const QUIET: u64 = 1_000;

/// A reading of a feed that is no aggregator's, as a round: none worth a poke while it is flagged stale or in doubt.
pub fn reading_round(reading: &Reading, known: Option<U256>, daily: bool) -> Round {
    let quiet = |known: &U256| {
        let moved = reading.spot.abs_diff(*known);
        moved.saturating_mul(U256::from(QUIET)) <= *known
    };
    let held = reading.flags & (STALE | DOUBT) != 0;
    let spot = known.filter(quiet).unwrap_or(reading.spot);
    let updated_at = if daily {
        reading.updatedAt.saturating_sub(reading.updatedAt % DAY)
    } else {
        reading.updatedAt
    };
    Round {
        id: U80::ZERO,
        answer: if held {
            I256::ZERO
        } else {
            I256::from_raw(spot)
        },
        updated_at,
    }
}

/// An answer as WAD, rounded down as the oracle does; none if it is not positive or out of range.
pub fn scaled(answer: I256, decimals: u8) -> Option<U256> {
    if answer <= I256::ZERO {
        return None;
    }
    let answer = answer.into_raw();
    let ten = U256::from(10);
    match 18_u8.checked_sub(decimals) {
        Some(up) => answer.checked_mul(ten.checked_pow(U256::from(up))?),
        None => answer.checked_div(ten.checked_pow(U256::from(decimals.saturating_sub(18)))?),
    }
}

/// All feeds of the oracle.
#[derive(Clone, Debug, Default)]
pub struct Feeds {
    /// Feeds by number.
    pub feeds: BTreeMap<u8, Feed>,
    /// Whether `feeds` is what the oracle has; cleared by a `FeedSet` event.
    pub loaded: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const E8: i64 = 100_000_000;
    const NOW: u64 = 100;

    fn feed(offered: Option<(Round, u64)>) -> Feed {
        Feed {
            daily: false,
            asset: Address::ZERO,
            aggregator: Address::ZERO,
            decimals: 8,
            offered,
            stored_age: 60,
            looked: 0,
        }
    }

    fn round(id: u64, dollars: i64, updated_at: u64) -> Round {
        Round {
            id: U80::from(id),
            answer: I256::try_from(dollars * E8).unwrap(),
            updated_at,
        }
    }

    fn poke(block: u64, time: u64, dollars: u64) -> Poke {
        let spot = U256::from(dollars) * crate::config::WAD;
        Poke {
            block,
            time: Some(time),
            spot: Some(spot),
        }
    }

    #[test]
    fn scales_answers() {
        assert_eq!(
            scaled(I256::try_from(2 * E8).unwrap(), 8),
            Some(U256::from(2) * crate::config::WAD)
        );
        assert_eq!(scaled(I256::try_from(19).unwrap(), 19), Some(U256::ONE));
        assert_eq!(scaled(I256::ZERO, 8), None);
        assert_eq!(scaled(I256::MINUS_ONE, 8), None);
        assert_eq!(scaled(I256::MAX, 0), None);
        assert_eq!(scaled(I256::MAX, 255), None);
    }

    #[test]
    fn judges_by_events_after_a_restart() {
        let fresh = feed(None);
        assert!(fresh.is_new(&round(1, 100, 50), None, NOW), "never poked");
        assert!(
            !fresh.is_new(&round(1, 100, 50), Some(&poke(7, 60, 100)), NOW),
            "taken"
        );
        assert!(
            !fresh.is_new(&round(1, 100, 60), Some(&poke(7, 60, 100)), NOW),
            "taken in the round's own block"
        );
        assert!(
            fresh.is_new(&round(2, 101, 60), Some(&poke(7, 60, 100)), NOW),
            "same second, other price"
        );
        assert!(
            fresh.is_new(&round(2, 100, 61), Some(&poke(7, 60, 100)), NOW),
            "same price, later"
        );
    }

    #[test]
    fn a_new_feed_has_taken_its_first_round() {
        let set = Poke {
            spot: None,
            ..poke(7, 60, 0)
        };
        let set = Some(&set);
        assert!(!feed(None).is_new(&round(1, 100, 59), set, NOW));
        assert!(
            feed(None).is_new(&round(2, 100, 60), set, NOW),
            "perhaps later in the same second"
        );
        assert!(feed(None).is_new(&round(2, 100, 61), set, NOW));
    }

    #[test]
    fn judges_by_memory_while_running() {
        let taken = round(3, 100, 50);
        let running = feed(Some((taken, 7)));
        assert!(!running.is_new(&taken, Some(&poke(7, 60, 100)), NOW));
        assert!(
            !running.is_new(&taken, None, NOW),
            "the oracle passed it over: not offered again"
        );
        assert!(
            running.is_new(&round(4, 100, 50), Some(&poke(7, 60, 100)), NOW),
            "a back-dated round of the same price"
        );
        assert!(
            !running.is_new(&round(4, 102, 70), Some(&poke(8, 70, 102)), NOW),
            "somebody else was first"
        );
        assert!(running.is_new(&round(5, 103, 71), Some(&poke(8, 70, 102)), NOW));
    }

    #[test]
    fn renews_a_stored_price_before_it_is_too_old() {
        let mut stored = feed(None);
        let taken = poke(1, NOW, 5);
        assert!(!stored.is_ageing(Some(&taken), NOW + 50, 10));
        assert!(stored.is_ageing(Some(&taken), NOW + 51, 10));
        stored.looked = NOW + 51;
        assert!(!stored.is_ageing(Some(&taken), NOW + 100, 10), "own look");
        stored.stored_age = 0;
        assert!(!stored.is_ageing(None, NOW + 1_000, 10), "always live");
    }

    #[test]
    fn passes_over_bad_rounds() {
        assert!(!feed(None).is_new(&round(1, 0, 50), None, NOW));
        assert!(!feed(None).is_new(&round(1, -5, 50), None, NOW));
        assert!(!feed(None).is_new(&round(1, 5, 0), None, NOW));
        assert!(feed(None).is_new(&round(1, 5, NOW), None, NOW));
        assert!(
            !feed(None).is_new(&round(1, 5, NOW + 1), None, NOW),
            "from the future"
        );
    }

    #[test]
    fn feeds_of_other_kinds_are_worth_a_poke_when_they_move_or_a_day_passed() {
        let wad = U256::from(10).pow(U256::from(18));
        let reading = |thousandths: u64, updated_at, flags| Reading {
            spot: wad * U256::from(thousandths) / U256::from(1_000),
            smoothed: wad,
            fastVariance: U256::ZERO,
            slowVariance: U256::ZERO,
            updatedAt: updated_at,
            flags,
        };
        let feed = Feed {
            decimals: 18,
            ..feed(None)
        };
        let poke = Poke {
            block: 1,
            time: Some(DAY + 50),
            spot: Some(wad),
        };
        let now = 2 * DAY + 100;
        let worth = |reading: &Reading, daily| {
            let round = reading_round(reading, poke.spot, daily);
            feed.is_new(&round, Some(&poke), now)
        };
        assert!(worth(&reading(1_002, DAY, 0), false), "it moved");
        assert!(!worth(&reading(1_001, DAY, 0), false), "by little");
        assert!(!worth(&reading(1_002, DAY, STALE), false));
        assert!(!worth(&reading(1_002, DAY, DOUBT), false));
        assert!(worth(&reading(1_000, DAY + 60, 0), false), "a round came");
        assert!(
            !worth(&reading(1_000, DAY + 60, 0), true),
            "of the same day"
        );
        assert!(worth(&reading(1_000, 2 * DAY + 60, 0), true));
    }
}
