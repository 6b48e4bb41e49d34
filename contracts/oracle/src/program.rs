//! The program's storage and its functions by selector.

use alloc::{vec, vec::Vec};

use alloy_primitives::{Address, U256};
use ballast_common::{
    abi::{
        IOracle::{self, Kind},
        IOwned,
    },
    dispatch::{Input, Output, one, one_address},
    owned::Owned,
    program,
    revert::Failure,
    select,
};
use stylus_sdk::{
    prelude::*,
    storage::{StorageB256, StorageMap},
};

use crate::{averages::HalfLives, layout::Source, settings::Variances, source::numbers};

/// The oracle.
#[storage]
#[entrypoint]
pub struct Oracle {
    pub(crate) owned: Owned,
    pub(crate) table: StorageMap<U256, StorageB256>,
}

program!(Oracle);

impl Oracle {
    /// Arguments: `owner`, who sets parameters.
    fn construct(&mut self, mut input: Input) -> Result<(), Vec<u8>> {
        let owner = input.address();
        input.finish()?;
        Ok(self.initialise(owner)?)
    }

    pub(crate) fn dispatch(&mut self, selector: u32, mut input: Input) -> Result<Vec<u8>, Vec<u8>> {
        let input = &mut input;
        Ok(select!(selector, {
            IOracle::readCall => {
                let readings = self.read(numbers(input)?)?;
                let mut out = Output::new();
                out.number(32).number(readings.len() as u64);
                for reading in &readings {
                    write(&mut out, reading);
                }
                out.done()
            },
            IOracle::pokeCall => {
                self.poke(numbers(input)?)?;
                Vec::new()
            },
            IOracle::priceCall => {
                let feed = self.token(only_address(input)?)?.feed;
                let mut out = Output::new();
                for reading in &self.read(vec![feed])? {
                    write(&mut out, reading);
                }
                out.done()
            },
            IOracle::getQuoteCall => {
                let (amount, base, quote) = (input.word(), input.address(), input.address());
                input.finish()?;
                one(self.get_quote(amount, base, quote)?)
            },
            IOracle::feedOfCall => number(self.token(only_address(input)?)?.feed.into()),
            IOracle::feedCountCall => number(self.feeds_count()),
            IOracle::feedAtCall => self.feed_at(only_feed(input)?)?,
            IOracle::sourceAtCall => self.source_at(only_feed(input)?)?,
            IOracle::halfLivesCall => {
                let lives = self.load_settings().half_lives;
                Output::new()
                    .number(lives.smoothing.into())
                    .number(lives.fast.into())
                    .number(lives.slow.into())
                    .done()
            },
            IOracle::sequencerFeedCall => {
                let settings = self.load_settings();
                Output::new()
                    .address(&settings.sequencer_feed)
                    .number(settings.grace.into())
                    .done()
            },
            IOracle::guardianCall => one_address(&self.guardian()),
            IOwned::ownerCall => one_address(&self.owned.owner()),
            else => return self.set(selector, input),
        }))
    }

    /// Functions that set.
    fn set(&mut self, selector: u32, input: &mut Input) -> Result<Vec<u8>, Vec<u8>> {
        Ok(select!(selector, {
            IOracle::setFeedCall => {
                let (asset, aggregator) = (input.address(), input.address());
                let heartbeat = input.number(u32::MAX.into());
                let variances = Variances::read(input, 4);
                input.finish()?;
                number(self.set_feed(asset, aggregator, heartbeat, variances)?.into())
            },
            IOracle::setRateFeedCall => {
                let (asset, target, selector) = (input.address(), input.address(), input.word());
                // Only the first four bytes may be set.
                if selector.wrapping_shl(32) != U256::ZERO {
                    return Err(Vec::new());
                }
                let source = Source {
                    target,
                    paused: false,
                    kind: Kind::Rate as u8,
                    detail: selector.wrapping_shr(224).as_limbs()[0] as u32,
                    first: input.number(u8::MAX.into()) as u8,
                    decimals: input.number(u8::MAX.into()) as u8,
                    second: 0,
                    growth: input.number(u16::MAX.into()) as u16,
                    tolerance: input.number(u16::MAX.into()) as u16,
                };
                let anchor = input.amount();
                let variances = Variances::read(input, 9);
                input.finish()?;
                number(self.set_rate_feed(asset, source, anchor, variances)?.into())
            },
            IOracle::setDerivedFeedCall => {
                let asset = input.address();
                let source = Source {
                    kind: input.number(Kind::Peg as u64) as u8,
                    first: input.number(u8::MAX.into()) as u8,
                    second: input.number(u8::MAX.into()) as u8,
                    tolerance: input.number(u16::MAX.into()) as u16,
                    ..Source::default()
                };
                let variances = Variances::read(input, 6);
                input.finish()?;
                number(self.set_derived_feed(asset, source, variances)?.into())
            },
            IOracle::setTokenCall => {
                let token = input.address();
                let (feed, decimals) = (input.number(255) as u8, input.number(255) as u8);
                input.finish()?;
                done(self.set_token(token, feed, decimals))?
            },
            IOracle::setStoredAgeCall => {
                let (feed, age) = (input.number(255) as u8, input.number(u16::MAX.into()) as u16);
                input.finish()?;
                done(self.set_stored_age(feed, age))?
            },
            IOracle::setGrowthCall => {
                let (feed, growth) = (input.number(255) as u8, input.number(u16::MAX.into()) as u16);
                input.finish()?;
                done(self.set_growth(feed, growth))?
            },
            IOracle::setPausedCall => {
                let (feed, paused) = (input.number(255) as u8, input.flag());
                input.finish()?;
                done(self.set_paused(feed, paused))?
            },
            IOracle::setGuardianCall => {
                let guardian = only_address(input)?;
                done(self.set_guardian(guardian))?
            },
            IOracle::setHalfLivesCall => {
                let mut next = || input.number(u32::MAX.into()) as u32;
                let lives = HalfLives {
                    smoothing: next(),
                    fast: next(),
                    slow: next(),
                };
                input.finish()?;
                done(self.set_half_lives(lives))?
            },
            IOracle::setSequencerFeedCall => {
                let (feed, grace) = (input.address(), input.number(u32::MAX.into()) as u32);
                input.finish()?;
                done(self.set_sequencer_feed(feed, grace))?
            },
            IOwned::transferOwnershipCall => {
                let candidate = only_address(input)?;
                done(self.owned.transfer(candidate).map_err(Failure::from))?
            },
            IOwned::acceptOwnershipCall => done(self.owned.accept().map_err(Failure::from))?,
            else => return Err(Vec::new()),
        }))
    }
}

/// Nothing to return.
fn done(result: Result<(), Failure>) -> Result<Vec<u8>, Vec<u8>> {
    result.map(|()| Vec::new()).map_err(Into::into)
}

fn number(number: u64) -> Vec<u8> {
    Output::new().number(number).done()
}

/// The only argument: an address.
fn only_address(input: &mut Input) -> Result<Address, Vec<u8>> {
    let address = input.address();
    input.finish()?;
    Ok(address)
}

/// The only argument: the number of a feed.
fn only_feed(input: &mut Input) -> Result<u8, Vec<u8>> {
    let feed = input.number(u8::MAX.into()) as u8;
    input.finish()?;
    Ok(feed)
}

/// A reading as words.
fn write(out: &mut Output, reading: &IOracle::Reading) {
    out.word(reading.spot)
        .word(reading.smoothed)
        .word(reading.fastVariance)
        .word(reading.slowVariance)
        .number(reading.updatedAt)
        .number(reading.flags.into());
}
