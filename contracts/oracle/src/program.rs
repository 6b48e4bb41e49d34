//! The program: storage, authorisation, outward calls and events.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, B256, I256, U256};
use alloy_sol_types::SolEvent;
use ballast_common::{abi::IOwned, convert::address_word, event, guard, owned::Owned, token};
use risk_core::fixed::Wad;
use stylus_sdk::{
    prelude::*,
    storage::{StorageArray, StorageB256, StorageMap},
};

use crate::{
    abi::IOracle,
    averages::{HalfLives, Round, State},
    error::Error,
    feed::{self, Answer},
    layout::{self, Listing, Settings, Source},
};

/// Flag of a reading: the prices are not current.
pub const STALE: u8 = 1;
/// Flag of a reading: the sequencer is down or just back.
pub const SEQUENCER_DOWN: u8 = 2;

/// Feed numbers there are.
const FEEDS: usize = 256;
/// Seconds after which a round may be set to be stale.
const HEARTBEAT: (u32, u32) = (60, 172_800);
/// Half-lives of the smoothed price, seconds.
const SMOOTHING: (u32, u32) = (300, 21_600);
/// Half-lives of variances, seconds.
const VARIANCE: (u32, u32) = (3_600, 7_776_000);
/// Longest grace period after an outage, seconds.
const GRACE_MAX: u32 = 86_400;
/// Half-lives at the start: 30 minutes, 1 day, 30 days.
const DEFAULT_HALF_LIVES: HalfLives = HalfLives {
    smoothing: 1_800,
    fast: 86_400,
    slow: 2_592_000,
};

/// The oracle.
#[entrypoint]
#[storage]
pub struct Oracle {
    owned: Owned,
    settings: StorageB256,
    count: StorageB256,
    numbers: StorageMap<Address, StorageB256>,
    feeds: StorageArray<StorageArray<StorageB256, 4>, FEEDS>,
}

/// A feed as loaded for a read.
struct Loaded {
    number: u8,
    source: Source,
    state: State,
}

/// Words of a feed.
const SOURCE: usize = 0;
const PRICES: usize = 1;
const VARIANCES: usize = 2;
const LISTING: usize = 3;

#[public]
impl Oracle {
    /// Names the owner and sets the default half-lives.
    #[constructor]
    pub fn constructor(&mut self, owner: Address) -> Result<(), Error> {
        self.owned.initialise(owner)?;
        self.store_half_lives(DEFAULT_HALF_LIVES);
        Ok(())
    }

    /// The present owner.
    pub fn owner(&self) -> Address {
        self.owned.owner()
    }

    /// Names the next owner.
    pub fn transfer_ownership(&mut self, candidate: Address) -> Result<(), Error> {
        Ok(self.owned.transfer(candidate)?)
    }

    /// Completes the transfer.
    pub fn accept_ownership(&mut self) -> Result<(), Error> {
        Ok(self.owned.accept()?)
    }

    /// Adds a feed for `asset`, or replaces the one that it has.
    pub fn set_feed(
        &mut self,
        asset: Address,
        aggregator: Address,
        heartbeat: u32,
        variance_floor: u64,
        variance_cap: u64,
    ) -> Result<u8, Error> {
        guard::enter(self.vm())?;
        self.owned.only_owner()?;
        if asset.is_zero() || aggregator.is_zero() {
            return Err(IOwned::ZeroAddress {}.into());
        }
        within(2, heartbeat, HEARTBEAT)?;
        if variance_cap < variance_floor {
            return Err(out_of_bounds(4, variance_cap));
        }
        let (decimals, round) = self.probe(aggregator)?;

        let source = Source {
            aggregator,
            heartbeat,
            decimals,
            variance_floor,
        };
        let listing = Listing {
            asset,
            variance_cap,
        };
        let number = self.place(&source, &listing, round)?;
        event::emit(
            self.vm(),
            IOracle::FeedSet::SIGNATURE_HASH,
            &[U256::from(number), address_word(asset)],
            &[
                address_word(aggregator),
                U256::from(heartbeat),
                U256::from(variance_floor),
                U256::from(variance_cap),
            ],
        );
        Ok(number)
    }

    /// Sets the half-lives. They hold for all time since each feed's last poke.
    pub fn set_half_lives(&mut self, smoothing: u32, fast: u32, slow: u32) -> Result<(), Error> {
        self.owned.only_owner()?;
        within(0, smoothing, SMOOTHING)?;
        within(1, fast, VARIANCE)?;
        within(2, slow, (fast, VARIANCE.1))?;
        self.store_half_lives(HalfLives {
            smoothing,
            fast,
            slow,
        });
        Ok(())
    }

    /// Sets the sequencer-uptime feed and the grace period, at most a day.
    pub fn set_sequencer_feed(&mut self, feed: Address, grace: u32) -> Result<(), Error> {
        self.owned.only_owner()?;
        within(1, grace, (0, GRACE_MAX))?;
        let settings = Settings {
            sequencer_feed: feed,
            grace,
            ..self.load_settings()
        };
        self.settings.set(settings.pack());
        let words = [address_word(feed), U256::from(grace)];
        event::emit(
            self.vm(),
            IOracle::SequencerFeedSet::SIGNATURE_HASH,
            &[],
            &words,
        );
        Ok(())
    }

    /// Takes the newest rounds of `feeds` into the stored averages.
    pub fn poke(&mut self, feeds: Vec<u8>) -> Result<(), Error> {
        guard::enter(self.vm())?;
        let settings = self.load_settings();
        for number in feeds {
            let loaded = self.load_feed(number)?;
            if let Some(round) = self
                .round(&loaded.source)
                .filter(|round| loaded.state.precedes(round))
            {
                let state = self.advance(&loaded, Some(round), &settings.half_lives)?;
                self.store_state(number, &state);
                let words = [state.spot, state.smoothed, state.fast, state.slow].map(wide);
                event::emit(
                    self.vm(),
                    IOracle::Poked::SIGNATURE_HASH,
                    &[U256::from(number)],
                    &words,
                );
            }
        }
        Ok(())
    }

    /// Prices of several assets, as of now, in the order asked.
    pub fn read(&self, feeds: Vec<u8>) -> Result<Vec<IOracle::Reading>, Error> {
        let settings = self.load_settings();
        let flags = self.sequencer_flag(&settings);
        let mut readings: Vec<IOracle::Reading> = Vec::with_capacity(feeds.len());
        for (index, number) in feeds.iter().enumerate() {
            // A feed asked for again is not read again: accounts' assets often are factors too.
            let known = feeds.iter().take(index).position(|known| known == number);
            let reading = match known.and_then(|known| readings.get(known)) {
                Some(reading) => reading.clone(),
                None => self.reading(*number, &settings, flags)?,
            };
            readings.push(reading);
        }
        Ok(readings)
    }

    /// Price of one asset, as of now.
    pub fn price(&self, asset: Address) -> Result<IOracle::Reading, Error> {
        let number = self.feed_of(asset)?;
        let settings = self.load_settings();
        let flags = self.sequencer_flag(&settings);
        self.reading(number, &settings, flags)
    }

    /// Number of an asset's feed.
    pub fn feed_of(&self, asset: Address) -> Result<u8, Error> {
        layout::counter(self.numbers.get(asset))
            .checked_sub(1)
            .and_then(|number| u8::try_from(number).ok())
            .ok_or(Error::UnknownAsset(IOracle::UnknownAsset { asset }))
    }

    /// How many feeds there are.
    pub fn feed_count(&self) -> U256 {
        ballast_common::convert::wide(layout::counter(self.count.get()).into())
    }

    /// Settings of a feed.
    pub fn feed_at(&self, feed: u8) -> Result<IOracle::Feed, Error> {
        let source = self.source(feed)?;
        let listing = Listing::unpack(self.word(feed, LISTING));
        Ok(IOracle::Feed {
            asset: listing.asset,
            aggregator: source.aggregator,
            decimals: source.decimals,
            heartbeat: source.heartbeat,
            varianceFloor: source.variance_floor,
            varianceCap: listing.variance_cap,
        })
    }

    /// The half-lives.
    pub fn half_lives(&self) -> (u32, u32, u32) {
        let HalfLives {
            smoothing,
            fast,
            slow,
        } = self.load_settings().half_lives;
        (smoothing, fast, slow)
    }

    /// The sequencer-uptime feed and grace period.
    pub fn sequencer_feed(&self) -> (Address, u32) {
        let settings = self.load_settings();
        (settings.sequencer_feed, settings.grace)
    }
}

/// Logic: load, compute, store.
impl Oracle {
    /// Decimals and latest round of an aggregator that is to be set.
    fn probe(&self, aggregator: Address) -> Result<(u8, Round), Error> {
        let bad = |answer| IOracle::BadAggregator {
            aggregator,
            answer: I256::from_raw(answer),
        };
        let decimals = token::decimals(self.vm(), aggregator).map_err(|_| bad(U256::ZERO))?;
        if decimals > feed::MAX_DECIMALS {
            return Err(bad(U256::from(decimals)).into());
        }
        let answer = feed::latest(self.vm(), aggregator).ok_or(bad(U256::ZERO))?;
        let round = feed::round(&answer, decimals, self.vm().block_timestamp());
        Ok((decimals, round.ok_or(bad(answer.answer))?))
    }

    /// Stores a feed under its asset's number, or a new one. The averages of a feed that is replaced are
    /// kept: smoothed is carried to now, and where the aggregator is another one, spot is that one's
    /// from now on; the step between the two is no return of the market, so variances do not take it.
    fn place(&mut self, source: &Source, listing: &Listing, round: Round) -> Result<u8, Error> {
        let now = self.vm().block_timestamp();
        let cap = Wad(listing.variance_cap.into());
        let (number, state) = match self.feed_of(listing.asset) {
            Ok(number) => {
                let old = self.load_feed(number)?;
                let mut state = old.state.carry(now, &self.load_settings().half_lives)?;
                if old.source.aggregator != source.aggregator {
                    state = State {
                        spot: round.price,
                        updated_at: round.updated_at,
                        ..state
                    };
                }
                (
                    number,
                    State {
                        slow: state.slow.min(cap),
                        ..state
                    },
                )
            }
            Err(_) => {
                let count = layout::counter(self.count.get());
                let number = u8::try_from(count).map_err(|_| IOracle::TooManyFeeds {})?;
                let next = layout::pack_counter(count.saturating_add(1));
                self.count.set(next);
                self.numbers.insert(listing.asset, next);
                let mean = u128::midpoint(source.variance_floor.into(), cap.0);
                (number, State::first(round, Wad(mean), now))
            }
        };
        self.set_word(number, SOURCE, source.pack());
        self.set_word(number, LISTING, listing.pack());
        self.store_state(number, &state);
        Ok(number)
    }

    /// The latest round of a feed, if it is believed.
    fn round(&self, source: &Source) -> Option<Round> {
        let answer = feed::latest(self.vm(), source.aggregator)?;
        feed::round(&answer, source.decimals, self.vm().block_timestamp())
    }

    /// The state now: with the round, if there is a new one, and carried to now.
    #[inline(never)]
    fn advance(
        &self,
        loaded: &Loaded,
        round: Option<Round>,
        half_lives: &HalfLives,
    ) -> Result<State, Error> {
        let mut state = loaded.state;
        if let Some(round) = round.filter(|round| state.precedes(round)) {
            let listing = Listing::unpack(self.word(loaded.number, LISTING));
            state = state.take(round, half_lives, Wad(listing.variance_cap.into()))?;
        }
        Ok(state.carry(self.vm().block_timestamp(), half_lives)?)
    }

    /// A feed's prices now. A source that fails, or whose rounds go back in time, leaves the last good
    /// ones and the flag.
    #[inline(never)]
    fn reading(
        &self,
        number: u8,
        settings: &Settings,
        flags: u8,
    ) -> Result<IOracle::Reading, Error> {
        let loaded = self.load_feed(number)?;
        let round = self
            .round(&loaded.source)
            .filter(|round| round.updated_at >= loaded.state.updated_at);
        let state = self.advance(&loaded, round, &settings.half_lives)?;
        let age = self.vm().block_timestamp().saturating_sub(state.updated_at);
        let stale = round.is_none() || age > loaded.source.heartbeat.into();
        let floor = Wad(loaded.source.variance_floor.into());
        Ok(IOracle::Reading {
            spot: wide(state.spot),
            smoothed: wide(state.smoothed),
            fastVariance: wide(state.fast.max(floor)),
            slowVariance: wide(state.slow.max(floor)),
            updatedAt: state.updated_at,
            flags: if stale { flags | STALE } else { flags },
        })
    }

    fn sequencer_flag(&self, settings: &Settings) -> u8 {
        if settings.sequencer_feed.is_zero() {
            return 0;
        }
        let answer: Option<Answer> = feed::latest(self.vm(), settings.sequencer_feed);
        let down = feed::sequencer_down(answer, settings.grace, self.vm().block_timestamp());
        if down { SEQUENCER_DOWN } else { 0 }
    }
}

/// Storage.
impl Oracle {
    fn load_settings(&self) -> Settings {
        Settings::unpack(self.settings.get())
    }

    fn store_half_lives(&mut self, half_lives: HalfLives) {
        let settings = Settings {
            half_lives,
            ..self.load_settings()
        };
        self.settings.set(settings.pack());
        let HalfLives {
            smoothing,
            fast,
            slow,
        } = half_lives;
        let words = [smoothing, fast, slow].map(U256::from);
        event::emit(
            self.vm(),
            IOracle::HalfLivesSet::SIGNATURE_HASH,
            &[],
            &words,
        );
    }

    #[inline(never)]
    fn word(&self, number: u8, word: usize) -> B256 {
        self.feeds
            .get(number)
            .and_then(|feed| feed.get(word))
            .unwrap_or_default()
    }

    #[inline(never)]
    fn set_word(&mut self, number: u8, word: usize, value: B256) {
        if let Some(mut feed) = self.feeds.setter(number)
            && let Some(mut slot) = feed.setter(word)
        {
            slot.set(value);
        }
    }

    fn source(&self, number: u8) -> Result<Source, Error> {
        let source = Source::unpack(self.word(number, SOURCE));
        if source.aggregator.is_zero() {
            return Err(IOracle::UnknownFeed { feed: number }.into());
        }
        Ok(source)
    }

    fn load_feed(&self, number: u8) -> Result<Loaded, Error> {
        let source = self.source(number)?;
        let state = State::unpack(self.word(number, PRICES), self.word(number, VARIANCES));
        Ok(Loaded {
            number,
            source,
            state,
        })
    }

    fn store_state(&mut self, number: u8, state: &State) {
        self.set_word(number, PRICES, state.pack_prices());
        self.set_word(number, VARIANCES, state.pack_variances());
    }
}

fn wide(value: Wad) -> U256 {
    ballast_common::convert::wide(value.0)
}

fn out_of_bounds(position: u8, value: u64) -> Error {
    Error::ParameterOutOfBounds(IOwned::ParameterOutOfBounds {
        position: U256::from(position),
        value: U256::from(value),
    })
}

fn within(position: u8, value: u32, (least, most): (u32, u32)) -> Result<(), Error> {
    if value < least || value > most {
        Err(out_of_bounds(position, value.into()))
    } else {
        Ok(())
    }
}
