//! How anchors move: the pure part.

use proptest::prelude::*;
use risk_core::{
    fixed::{WAD, Wad},
    oracle::rate_cap,
};

use super::START;
use crate::{
    anchors::{DAY, moved},
    layout::{Anchor, Watch},
};

const GROWTH: Wad = Wad(WAD / 10);

/// An anchor that was set at `START`, and looks at it.
struct Feed {
    anchor: Anchor,
    watch: Watch,
}

impl Feed {
    fn at(rate: u128) -> Self {
        let anchor = Anchor {
            rate: Wad(rate),
            at: START,
        };
        let watch = Watch::from(&anchor);
        Self { anchor, watch }
    }

    /// What a rate counts for after so many seconds.
    fn counts(&self, rate: u128, passed: u64) -> Wad {
        let elapsed = START + passed - self.anchor.at;
        Wad(rate).min(rate_cap(self.anchor.rate, GROWTH, elapsed))
    }

    /// A poke; gives rate of the anchor, and seconds after the start at which it was set.
    fn look(&mut self, rate: u128, passed: u64) -> (u128, u64) {
        let counted = self.counts(rate, passed);
        (self.anchor, self.watch) = moved(self.anchor, self.watch, counted, START + passed);
        (self.anchor.rate.0, self.anchor.at - START)
    }
}

#[test]
fn one_low_look_changes_nothing() {
    let mut feed = Feed::at(1_100);
    for (rate, passed) in [(660, DAY), (1_100, DAY + 1)] {
        feed.look(rate, passed);
        assert_eq!(feed.counts(1_100, passed), Wad(1_100));
    }
    // Nor does one every day, with one honest look between, for a year.
    for day in 2..365 {
        feed.look(660, day * DAY);
        feed.look(1_089, day * DAY + 1);
        assert_eq!(feed.look(1_100, day * DAY + 2).0, 1_100);
    }
}

#[test]
fn a_fall_that_stood_for_a_day_moves_the_anchor_to_the_best_of_its_looks() {
    let mut feed = Feed::at(1_100);
    assert_eq!(feed.look(700, 2 * DAY), (1_100, 0));
    assert_eq!(feed.look(720, 2 * DAY + 5), (1_100, 0));
    assert_eq!(feed.look(1, 3 * DAY - 1), (1_100, 0));
    // The look that moves it is far lower: that has not stood.
    assert_eq!(feed.look(2, 3 * DAY), (720, 3 * DAY));
    assert_eq!(feed.look(2, 4 * DAY - 1), (720, 3 * DAY));
    assert_eq!(feed.look(2, 4 * DAY), (2, 4 * DAY));
    // And no look brings it back by more than the cap.
    assert_eq!(feed.look(720, 5 * DAY), (2, 5 * DAY));
}

#[test]
fn a_pumped_anchor_goes_back_the_same_day_not_below_the_one_before() {
    let mut feed = Feed::at(100_000_000);
    let (pumped, at) = feed.look(u128::MAX, 365 * DAY);
    assert_eq!((pumped, at), (110_000_000, 365 * DAY));
    // A fall is no reason to go back.
    assert_eq!(feed.look(99_999_999, at + 1), (pumped, at));
    assert_eq!(feed.look(103_000_000, at + 9), (103_000_000, at));
    assert_eq!(feed.look(104_000_000, at + 10), (103_000_000, at));
    assert_eq!(feed.look(100_000_000, at + DAY - 1), (100_000_000, at));
    assert_eq!(feed.look(99_000_000, at + DAY), (100_000_000, at));
    // One that the owner set does not go back.
    let mut feed = Feed::at(1_000);
    assert_eq!(feed.look(999, 1), (1_000, 0));
}

#[test]
fn who_wins_every_daily_poke_saves_up_a_day_s_headroom() {
    let (mut feed, mut honest) = (Feed::at(WAD), WAD);
    for day in 1..=365 {
        feed.look(u128::MAX, day * DAY);
        honest += WAD / 10_000; // 3.65% a year
        assert_eq!(feed.look(honest, day * DAY + 3_600), (honest, day * DAY));
    }
    assert!(feed.counts(u128::MAX, 366 * DAY).0 < honest + WAD / 2_000);
}

proptest! {
    /// Whatever is told and whenever: moving changes no price, allows no more than before, and no look under the anchor
    /// lowers it below the lower of its best of a day and the anchor before.
    #[test]
    fn moving_opens_nothing(looks in prop::collection::vec((1u128..3 * WAD, 1u64..2 * DAY), 1..40), later in 0u64..400 * DAY) {
        let mut feed = Feed::at(WAD);
        let mut passed = 0;
        for (rate, wait) in looks {
            passed += wait;
            let counted = feed.counts(rate, passed);
            let (most, before) = (feed.counts(u128::MAX, passed), feed.anchor.rate);
            let least = before.min(feed.watch.before).min(if feed.watch.since == 0 { before } else { feed.watch.best });
            feed.look(rate, passed);
            prop_assert_eq!(feed.counts(rate, passed), counted);
            prop_assert!(feed.counts(u128::MAX, passed) <= most);
            prop_assert!(feed.anchor.rate >= least);
            // Compounding by the day adds less than a fiftieth a year to a tenth.
            let cap = feed.counts(u128::MAX, passed + later).0;
            prop_assert!(cap <= rate_cap(most, Wad(GROWTH.0 * 11 / 10), later).0);
        }
    }
}
