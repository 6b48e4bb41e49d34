//! Settings: feeds, who may tighten, averages.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOracle::{self, Kind},
    dispatch::{Input, Output},
    guard, owned,
    revert::{Failure, Result, address, bare, bounded, number, pair},
    token,
};
use risk_core::{fixed::Wad, oracle::MAX_DECIMALS};
use stylus_sdk::prelude::*;

use crate::{
    Oracle,
    averages::{HalfLives, State},
    flags,
    layout::{self, Anchor, Kept, Listing, Settings, Source, Token, Watch},
    prices::DEPTH,
    source::{self, MAX_AGGREGATOR_DECIMALS, MAX_PRICE},
    storage::{COUNT, GUARDIAN, SETTINGS, Word},
};

/// Seconds after which a round may be set to be stale.
const HEARTBEAT: (u128, u128) = (60, 172_800);
/// Half-lives of the smoothed price, seconds.
const SMOOTHING: (u128, u128) = (300, 21_600);
/// Half-lives of variances, seconds.
const VARIANCE: (u128, u128) = (3_600, 7_776_000);
/// Longest grace period after an outage, seconds.
const GRACE_MAX: u128 = 86_400;
/// Most growth of a rate, bps per year.
const GROWTH_MAX: u128 = 10_000;
/// Tolerances, bps.
const TOLERANCE: (u128, u128) = (1, 5_000);
/// Longest time that a round may be read from storage, seconds.
const STORED_AGE_MAX: u128 = 900;
/// The same of a new feed.
const DEFAULT_STORED_AGE: u16 = 60;
/// Decimals of a token that tells none.
pub(crate) const NO_DECIMALS: u8 = u8::MAX;
/// Half-lives at the start: 30 minutes, 1 day, 30 days.
const DEFAULT_HALF_LIVES: HalfLives = HalfLives {
    smoothing: 1_800,
    fast: 86_400,
    slow: 2_592_000,
};

/// Bounds of a variance, as every feed has them.
#[derive(Clone, Copy)]
pub(crate) struct Variances {
    floor: u64,
    cap: u64,
    /// Place of the cap among the arguments.
    position: u128,
}

impl Variances {
    /// The last two arguments, of which the cap's place is `position`.
    pub(crate) fn read(input: &mut Input, position: u128) -> Self {
        Self {
            floor: input.number(u64::MAX),
            cap: input.number(u64::MAX),
            position,
        }
    }
}

impl Oracle {
    /// Names the owner and sets the default half-lives.
    pub(crate) fn initialise(&mut self, owner: Address) -> Result<()> {
        self.owned.initialise(owner)?;
        self.store_half_lives(DEFAULT_HALF_LIVES);
        Ok(())
    }

    /// Lets the owner do anything, and the guardian what is `tighter`.
    #[inline(never)]
    fn only_tightening(&self, tighter: bool) -> Result<()> {
        if tighter && owned::only(self.vm(), self.guardian()).is_ok() {
            return Ok(());
        }
        Ok(self.owned.only_owner()?)
    }

    /// Adds a feed that reads an aggregator, or replaces the asset's.
    pub(crate) fn set_feed(
        &mut self,
        asset: Address,
        aggregator: Address,
        heartbeat: u64,
        variances: Variances,
    ) -> Result<u8> {
        self.begin(asset)?;
        address(aggregator)?;
        bounded(2, heartbeat.into(), HEARTBEAT.0, HEARTBEAT.1)?;
        let decimals =
            token::decimals(self.vm(), aggregator).map_err(|_| unusable(aggregator, U256::ZERO))?;
        if decimals > MAX_AGGREGATOR_DECIMALS {
            return Err(unusable(aggregator, U256::from(decimals)));
        }
        let source = Source {
            target: aggregator,
            decimals,
            detail: heartbeat as u32,
            ..Source::default()
        };
        let (number, old) = self.claim(asset, &source)?;
        self.establish(number, asset, old, variances)?;
        Ok(number)
    }

    /// The same for one that reads a rate.
    pub(crate) fn set_rate_feed(
        &mut self,
        asset: Address,
        source: Source,
        anchor: u128,
        variances: Variances,
    ) -> Result<u8> {
        self.begin(asset)?;
        address(source.target)?;
        bounded(3, source.first.into(), 0, MAX_DECIMALS.into())?;
        bounded(4, source.decimals.into(), 0, MAX_DECIMALS.into())?;
        bounded(5, source.growth.into(), 0, GROWTH_MAX)?;
        bounded(6, source.tolerance.into(), TOLERANCE.0, TOLERANCE.1)?;
        bounded(7, anchor, 0, MAX_PRICE)?;
        let (number, old) = self.claim(asset, &source)?;
        let at = self.vm().block_timestamp();
        let rate = Wad(anchor);
        // Without an anchor, the rate told is believed.
        self.set_word(number, Word::Anchor, Anchor { rate, at }.pack());
        let told = self.establish(number, asset, old, variances)?;
        Output::event(&IOracle::RateFeedSet::SIGNATURE_HASH)
            .number(number.into())
            .word(U256::from(source.detail).wrapping_shl(224))
            .number(source.first.into())
            .number(source.decimals.into())
            .number(source.growth.into())
            .number(source.tolerance.into())
            .emit(self.vm(), 1);
        let rate = if anchor == 0 { told } else { rate };
        self.settle(number, &Anchor { rate, at });
        Ok(number)
    }

    /// Lets a rate count from here, whatever looks found.
    fn settle(&mut self, number: u8, anchor: &Anchor) {
        self.set_watch(number, &Watch::from(anchor));
        self.set_anchor(number, anchor);
    }

    /// The same for one that reads two feeds.
    pub(crate) fn set_derived_feed(
        &mut self,
        asset: Address,
        source: Source,
        variances: Variances,
    ) -> Result<u8> {
        self.begin(asset)?;
        let Source {
            kind,
            first,
            second,
            tolerance,
            ..
        } = source;
        let (product, peg) = (Kind::Product as u8, Kind::Peg as u8);
        bounded(1, kind.into(), product.into(), peg.into())?;
        self.kept(first)?;
        self.kept(second)?;
        let (least, most) = if kind < Kind::Mean as u8 {
            (0, 0)
        } else {
            TOLERANCE
        };
        bounded(4, tolerance.into(), least, most)?;
        let (number, old) = self.claim(asset, &source)?;
        self.establish(number, asset, old, variances)?;
        Output::event(&IOracle::DerivedFeedSet::SIGNATURE_HASH)
            .number(number.into())
            .number(kind.into())
            .number(first.into())
            .number(second.into())
            .number(tolerance.into())
            .emit(self.vm(), 1);
        Ok(number)
    }

    /// What setting any feed begins with.
    #[inline(never)]
    fn begin(&self, asset: Address) -> Result<()> {
        guard::enter(self.vm())?;
        self.owned.only_owner()?;
        address(asset)?;
        Ok(())
    }

    /// The number of the asset's feed, or a new one, and what is kept of it, told up to now; its source is stored.
    #[inline(never)]
    fn claim(&mut self, asset: Address, source: &Source) -> Result<(u8, Option<Kept>)> {
        if let Ok(token) = self.token(asset)
            && self.listing(token.feed).asset == asset
        {
            let mut old = self.kept(token.feed)?;
            if !self.source(token.feed).reads_as(source) {
                // What it tells of is another source's.
                old.state.updated_at = 0;
            }
            // Another source does not end a pause: who replaces a feed may not know why it was paused.
            let paused = self.source(token.feed).paused;
            self.set_source(token.feed, &Source { paused, ..*source });
            return Ok((token.feed, Some(old)));
        }
        let feed =
            u8::try_from(self.feeds_count()).map_err(|_| bare(IOracle::TooManyFeeds::SELECTOR))?;
        self.set_source(feed, source);
        Ok((feed, None))
    }

    /// Counts a new feed, whose asset may be quoted if it tells its decimals.
    #[inline(never)]
    fn enlist(&mut self, asset: Address, feed: u8) {
        let count = u64::from(feed).saturating_add(1);
        self.put(COUNT, layout::pack_counter(count));
        let decimals = token::decimals(self.vm(), asset)
            .ok()
            .filter(|decimals| *decimals <= MAX_DECIMALS)
            .unwrap_or(NO_DECIMALS);
        self.put_token(asset, &Token { feed, decimals });
    }

    /// Looks at a source that was just stored, and stores what is kept. The averages of a feed that is replaced are kept:
    /// smoothed is carried to now, and where the source is another one, spot is that one's from now on; the step between
    /// the two is no return of the market, so variances do not take it. Gives the price told.
    #[inline(never)]
    fn establish(
        &mut self,
        number: u8,
        asset: Address,
        old: Option<Kept>,
        variances: Variances,
    ) -> Result<Wad> {
        let Variances {
            floor,
            cap,
            position,
        } = variances;
        bounded(position, cap.into(), floor.into(), u64::MAX.into())?;
        let source = self.source(number);
        // Looked at as if it went on.
        let awake = Source {
            paused: false,
            ..source
        };
        let quote = self
            .quote(number, &awake, DEPTH)?
            .filter(|quote| quote.flags & flags::DOUBT == 0);
        let Some(quote) = quote else {
            return Err(self.unusable(&source)?);
        };
        let mut session = self.session();
        let now = self.vm().block_timestamp();
        let round = quote.round(now);
        let state = match old {
            Some(kept) => {
                let half_lives = self.load_settings().half_lives;
                let mut state = kept.state.carry(now, &half_lives)?;
                if state.updated_at == 0 {
                    state = State {
                        spot: round.price,
                        updated_at: round.updated_at,
                        ..state
                    };
                }
                State {
                    slow: state.slow.min(Wad(cap.into())),
                    ..state
                }
            }
            None => State::first(round, Wad(u128::midpoint(floor.into(), cap.into())), now),
        };
        // Where the last round taken is not this one, the next look is live.
        let current = state.spot == round.price && state.updated_at == round.updated_at;
        let stale = source.paused || !current || now > quote.good_until;
        let kept = Kept {
            state,
            stored_age: old.map_or(DEFAULT_STORED_AGE, |old| old.stored_age),
            flags: quote.flags
                | self.sequencer_flag(&mut session)?
                | if stale { flags::STALE } else { 0 },
            variance_floor: floor,
            lasts: quote.good_until.saturating_sub(round.updated_at),
        };
        let listing = Listing {
            asset,
            variance_cap: cap,
        };
        if old.is_none() {
            self.enlist(asset, number);
        }
        self.set_word(number, Word::Listing, listing.pack());
        self.keep(number, None, &kept);
        Output::event(&IOracle::FeedSet::SIGNATURE_HASH)
            .number(number.into())
            .address(&asset)
            .address(&source.target)
            .number(source.heartbeat().into())
            .number(floor)
            .number(cap)
            .emit(self.vm(), 2);
        Ok(quote.price)
    }

    /// Why a source cannot be used: with what it answers.
    #[cold]
    #[inline(never)]
    fn unusable(&self, source: &Source) -> Result<Failure> {
        let answer = if source.kind == Kind::Aggregator as u8 {
            source::latest(self.vm(), source.target)?.map(|(_, answer)| answer)
        } else if source.kind == Kind::Rate as u8 {
            source::rate(self.vm(), source)?
        } else {
            let (first, second) = (source.first.into(), source.second.into());
            return Ok(pair(IOracle::UnusableSources::SELECTOR, first, second));
        };
        Ok(unusable(source.target, answer.unwrap_or_default()))
    }

    /// Lets quotes of `token` come from a feed.
    pub(crate) fn set_token(&mut self, token: Address, feed: u8, decimals: u8) -> Result<()> {
        self.owned.only_owner()?;
        address(token)?;
        self.kept(feed)?;
        bounded(2, decimals.into(), 0, MAX_DECIMALS.into())?;
        // A feed's asset stays its own: `setFeed` finds the feed by it.
        if let Ok(known) = self.token(token)
            && known.feed != feed
            && self.listing(known.feed).asset == token
        {
            bounded(1, feed.into(), known.feed.into(), known.feed.into())?;
        }
        self.put_token(token, &Token { feed, decimals });
        Ok(())
    }

    /// Sets how long a feed is read from storage.
    pub(crate) fn set_stored_age(&mut self, feed: u8, stored_age: u16) -> Result<()> {
        let kept = self.kept(feed)?;
        self.only_tightening(stored_age < kept.stored_age)?;
        bounded(1, stored_age.into(), 0, STORED_AGE_MAX)?;
        self.keep(feed, Some(&kept), &Kept { stored_age, ..kept });
        Output::event(&IOracle::StoredAgeSet::SIGNATURE_HASH)
            .number(feed.into())
            .number(stored_age.into())
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Sets the growth that a rate feed believes, from what it counts for now: lowering it lowers no price. A fall leaves the
    /// anchor where it is, and its flag.
    pub(crate) fn set_growth(&mut self, feed: u8, growth: u16) -> Result<()> {
        guard::enter(self.vm())?;
        self.kept(feed)?;
        let source = self.source(feed);
        if source.kind != Kind::Rate as u8 {
            return Err(number(IOracle::NotARate::SELECTOR, feed.into()));
        }
        self.only_tightening(growth < source.growth)?;
        bounded(1, growth.into(), 0, GROWTH_MAX)?;
        let awake = Source {
            paused: false,
            ..source
        };
        let Some(quote) = self.quote(feed, &awake, DEPTH)? else {
            return Err(self.unusable(&source)?);
        };
        self.set_source(feed, &Source { growth, ..source });
        let rate = quote.price.max(self.anchor(feed).rate);
        let at = self.vm().block_timestamp();
        self.settle(feed, &Anchor { rate, at });
        Output::event(&IOracle::GrowthSet::SIGNATURE_HASH)
            .number(feed.into())
            .number(growth.into())
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Pauses a feed, or lets it go on.
    pub(crate) fn set_paused(&mut self, feed: u8, paused: bool) -> Result<()> {
        let kept = self.kept(feed)?;
        self.only_tightening(paused)?;
        let source = self.source(feed);
        self.set_source(feed, &Source { paused, ..source });
        // Nothing is read from storage until the next look.
        let flags = kept.flags | flags::STALE;
        self.keep(feed, Some(&kept), &Kept { flags, ..kept });
        Output::event(&IOracle::FeedPaused::SIGNATURE_HASH)
            .number(feed.into())
            .number(paused.into())
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Names who may tighten.
    pub(crate) fn set_guardian(&mut self, guardian: Address) -> Result<()> {
        self.owned.only_owner()?;
        self.put(GUARDIAN, guardian.into_word());
        Output::event(&IOracle::GuardianSet::SIGNATURE_HASH)
            .address(&guardian)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// Sets the half-lives. They hold for all time since each feed's last poke.
    pub(crate) fn set_half_lives(&mut self, half_lives: HalfLives) -> Result<()> {
        self.owned.only_owner()?;
        let HalfLives {
            smoothing,
            fast,
            slow,
        } = half_lives;
        bounded(0, smoothing.into(), SMOOTHING.0, SMOOTHING.1)?;
        bounded(1, fast.into(), VARIANCE.0, VARIANCE.1)?;
        bounded(2, slow.into(), fast.into(), VARIANCE.1)?;
        self.store_half_lives(half_lives);
        Ok(())
    }

    /// Sets the sequencer-uptime feed and the grace period, at most a day.
    pub(crate) fn set_sequencer_feed(&mut self, feed: Address, grace: u32) -> Result<()> {
        self.owned.only_owner()?;
        bounded(1, grace.into(), 0, GRACE_MAX)?;
        let settings = Settings {
            sequencer_feed: feed,
            grace,
            ..self.load_settings()
        };
        self.put(SETTINGS, settings.pack());
        Output::event(&IOracle::SequencerFeedSet::SIGNATURE_HASH)
            .address(&feed)
            .number(grace.into())
            .emit(self.vm(), 0);
        Ok(())
    }
}

/// A source that does not answer as it must.
#[cold]
#[inline(never)]
fn unusable(source: Address, answer: U256) -> Failure {
    Failure(
        Output::selected(IOracle::BadAggregator::SELECTOR)
            .address(&source)
            .word(answer)
            .done(),
    )
}
