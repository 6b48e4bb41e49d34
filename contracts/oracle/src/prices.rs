//! Prices: looking at sources, reading, poking.

use alloc::vec::Vec;

use alloy_sol_types::SolEvent;
use ballast_common::{
    abi::IOracle::{self, Kind},
    convert::{narrow, wide},
    dispatch::Output,
    guard,
    revert::Result,
};
use risk_core::{fixed::Wad, oracle::capped_rate};
use stylus_sdk::prelude::*;

use crate::{
    Oracle, anchors, flags,
    layout::{Anchor, Kept, Settings, Source},
    rules::{self, Quote},
    source,
};

/// How deep feeds may read one another.
pub(crate) const DEPTH: u8 = 4;
/// Seconds for which a rate, which tells no time, is good: as long as the longest heartbeat.
const RATE_LASTS: u64 = 172_800;

/// What one batch of prices has in common.
pub(crate) struct Session {
    now: u64,
    settings: Settings,
    /// The sequencer's flag, once it was asked for.
    sequencer: Option<u8>,
}

impl Oracle {
    pub(crate) fn session(&self) -> Session {
        Session {
            now: self.vm().block_timestamp(),
            settings: self.load_settings(),
            sequencer: None,
        }
    }

    pub(crate) fn sequencer_flag(&self, session: &mut Session) -> Result<u8> {
        if let Some(flag) = session.sequencer {
            return Ok(flag);
        }
        let Settings {
            sequencer_feed,
            grace,
            ..
        } = session.settings;
        let down = !sequencer_feed.is_zero()
            && source::sequencer_down(
                source::latest(self.vm(), sequencer_feed)?,
                grace,
                session.now,
            );
        let flag = if down { flags::SEQUENCER_DOWN } else { 0 };
        session.sequencer = Some(flag);
        Ok(flag)
    }

    /// The price that a source gives now; nothing if it is not to be believed, or deeper than `depth`.
    pub(crate) fn quote(&self, number: u8, source: &Source, depth: u8) -> Result<Option<Quote>> {
        if source.paused {
            return Ok(None);
        }
        let now = self.vm().block_timestamp();
        if source.kind == Kind::Aggregator as u8 {
            let answer = source::latest(self.vm(), source.target)?;
            let round =
                answer.and_then(|(round, _)| source::believed(&round, source.decimals, now));
            return Ok(round.map(|round| Quote {
                price: round.price,
                updated_at: round.updated_at,
                good_until: round.updated_at.saturating_add(source.heartbeat().into()),
                flags: 0,
            }));
        }
        if source.kind == Kind::Rate as u8 {
            return self.rate(number, source, now);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return Ok(None);
        };
        let first = self.quote(source.first, &self.source(source.first), depth)?;
        let second = self.quote(source.second, &self.source(source.second), depth)?;
        let tolerance = Wad::from_bps(source.tolerance);
        Ok(rules::combine(source.kind, tolerance, first, second))
    }

    /// What a share counts for: what its contract tells, at most the anchor grown at the cap, rounded down.
    fn rate(&self, number: u8, source: &Source, now: u64) -> Result<Option<Quote>> {
        let told = source::rate(self.vm(), source)?;
        let Some(rate) = told
            .and_then(narrow)
            .and_then(|told| source::price(told, source.decimals))
        else {
            return Ok(None);
        };
        let Anchor { rate: anchor, at } = self.anchor(number);
        // The first time, it is its own anchor.
        let anchor = if anchor == Wad::ZERO { rate } else { anchor };
        let growth = Wad::from_bps(source.growth);
        let counted = capped_rate(anchor, rate, growth, now.saturating_sub(at))?;
        let fell = rules::depegged(rate, anchor, Wad::from_bps(source.tolerance));
        Ok(Some(Quote {
            price: counted.rate,
            updated_at: 0,
            good_until: now.saturating_add(RATE_LASTS),
            flags: if fell { flags::DEPEGGED } else { 0 },
        }))
    }

    /// Looks at a feed's source: what is kept, with the round if it is new, carried to now, and the flags. A source that
    /// fails, is in doubt, or whose rounds go back in time leaves the last good prices. Tells too whether there is a new round.
    #[inline(never)]
    fn look(&self, number: u8, kept: &Kept, session: &mut Session) -> Result<(Kept, bool)> {
        let (now, half_lives) = (session.now, session.settings.half_lives);
        let mut seen = *kept;
        let mut new = false;
        seen.flags = flags::STALE;
        if let Some(quote) = self.quote(number, &self.source(number), DEPTH)? {
            let round = quote.round(now);
            seen.flags = quote.flags;
            if now > quote.good_until || round.updated_at < kept.state.updated_at {
                seen.flags |= flags::STALE;
            }
            if quote.flags & flags::DOUBT == 0 && round.updated_at >= kept.state.updated_at {
                seen.lasts = quote.good_until.saturating_sub(round.updated_at);
                new = kept.state.precedes(&round);
                if new {
                    let cap = Wad(self.listing(number).variance_cap.into());
                    let mut state = kept.state;
                    if round.updated_at == state.updated_at {
                        // Nothing tells when the price changed (a rate in it did): it counts from now.
                        state = state.carry(now, &half_lives)?;
                    }
                    seen.state = state.take(round, &half_lives, cap)?;
                }
            }
        }
        seen.flags |= self.sequencer_flag(session)?;
        seen.state = seen.state.carry(now, &half_lives)?;
        Ok((seen, new))
    }

    /// A feed now: from storage where the last look is young enough and flagged nothing, else live.
    #[inline(never)]
    pub(crate) fn now(&self, number: u8, session: &mut Session) -> Result<Kept> {
        let mut kept = self.kept(number)?;
        let age = session.now.saturating_sub(kept.state.carried_at);
        if kept.flags != 0 || kept.stored_age == 0 || age > kept.stored_age.into() {
            return Ok(self.look(number, &kept, session)?.0);
        }
        if session.now > kept.state.updated_at.saturating_add(kept.lasts) {
            kept.flags = flags::STALE;
        }
        kept.state = kept
            .state
            .carry(session.now, &session.settings.half_lives)?;
        Ok(kept)
    }

    /// A feed's prices now.
    pub(crate) fn reading(&self, number: u8, session: &mut Session) -> Result<IOracle::Reading> {
        Ok(reading(&self.now(number, session)?))
    }

    /// Prices of several assets, as of now, in the order asked.
    pub(crate) fn read(&self, feeds: Vec<u8>) -> Result<Vec<IOracle::Reading>> {
        let mut session = self.session();
        let mut readings: Vec<IOracle::Reading> = Vec::with_capacity(feeds.len());
        for (index, number) in feeds.iter().enumerate() {
            // A feed asked for again is not read again: accounts' assets often are factors too.
            let known = feeds.iter().take(index).position(|known| known == number);
            let reading = match known.and_then(|known| readings.get(known)) {
                Some(reading) => reading.clone(),
                None => self.reading(*number, &mut session)?,
            };
            readings.push(reading);
        }
        if let Some(flag) = session.sequencer {
            readings
                .iter_mut()
                .for_each(|reading| reading.flags |= flag);
        }
        Ok(readings)
    }

    /// Takes the newest rounds of `feeds` into the stored averages.
    pub(crate) fn poke(&mut self, feeds: Vec<u8>) -> Result<()> {
        guard::enter(self.vm())?;
        let mut session = self.session();
        for number in feeds {
            let kept = self.kept(number)?;
            let (seen, new) = self.look(number, &kept, &mut session)?;
            // Where nothing is read from storage, the time of a look without a new round is of no use.
            if new || (seen.stored_age > 0 && seen != kept) {
                self.keep(number, Some(&kept), &seen);
            }
            if new {
                self.tell(number, &seen);
                self.move_anchor(number, &seen);
            }
        }
        Ok(())
    }

    fn tell(&self, number: u8, seen: &Kept) {
        let reading = reading(seen);
        Output::event(&IOracle::Poked::SIGNATURE_HASH)
            .number(number.into())
            .word(reading.spot)
            .word(reading.smoothed)
            .word(reading.fastVariance)
            .word(reading.slowVariance)
            .emit(self.vm(), 1);
    }

    /// Moves a rate's anchor by what it counts for now. The anchor never moves above what the cap allowed, so moving it opens
    /// nothing; it keeps what a rate may jump by small.
    fn move_anchor(&mut self, number: u8, seen: &Kept) {
        if self.source(number).kind != Kind::Rate as u8 {
            return;
        }
        let (anchor, watch) = (self.anchor(number), self.watch(number));
        let (next, watched) = anchors::moved(anchor, watch, seen.state.spot, seen.state.carried_at);
        if watched != watch {
            self.set_watch(number, &watched);
        }
        if next != anchor {
            self.set_anchor(number, &next);
        }
    }
}

fn reading(kept: &Kept) -> IOracle::Reading {
    let floor: u128 = kept.variance_floor.into();
    IOracle::Reading {
        spot: wide(kept.state.spot.0),
        smoothed: wide(kept.state.smoothed.0),
        fastVariance: wide(kept.state.fast.0.max(floor)),
        slowVariance: wide(kept.state.slow.0.max(floor)),
        updatedAt: kept.state.updated_at,
        flags: kept.flags,
    }
}
