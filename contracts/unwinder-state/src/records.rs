//! Words beside the schedules, and the rules over them: budgets, what was last seen of a price, what flow is left of an
//! asset, what a schedule may still cost, and a book's clock.

use alloy_primitives::{Address, U256};
use ballast_common::{
    convert::{address_word, join64, pair, split},
    revert::{Result, bounded},
};
use risk_core::{
    fixed::{BPS, WAD, Wad, mul_div_down, mul_div_up},
    unwind::{Flow, cost_refilled},
};

/// Field of the budgets' word, under the zero book.
pub const BUDGETS: u64 = 5;
/// Field of an asset's word with the price last seen.
pub const SEEN: u64 = 0;
/// Field of an asset's word with the flow that is left.
pub const FLOW: u64 = 1;
/// Field of a schedule's third word: see [`Trace`].
pub const TRACE: u64 = 2;
/// Field of a schedule's fourth word: who opened it or resumed it last, as long as a fee is owed for that.
pub const OPENER: u64 = 3;

/// Key of a word of an asset in a book's table: apart from schedules, whose highest bit is set, and from settings, which
/// have none.
pub fn asset_key(asset: &Address, field: u64) -> U256 {
    let [low, middle, high, _] = *address_word(*asset).as_limbs();
    U256::from_limbs([field, low, middle, high | (1 << 62)])
}

fn two(high: u64, low: u64) -> u64 {
    (high << 32) | (low & 0xffff_ffff)
}

/// What unwinds may take of markets and cost their accounts; see `IUnwinder.Budgets`. One word, a limb each, the cost's with
/// the backstop's discount above it: `backstop u32 | cost u32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budgets {
    /// Of the stressed depth per minute that an asset's unwinds may take, bps.
    pub flow: u64,
    /// Of a position, what its sales may cost a day, bps.
    pub cost: u64,
    /// Of the straight line, what a schedule sells at least, WAD.
    pub floor: u64,
    /// For who opens a schedule, 10^-9 USD.
    pub fee: u64,
    /// Under spot, once an auction has ended at its floor, bps.
    pub backstop: u64,
}

/// USD WAD per unit of [`Budgets::fee`] and [`Trace::fee`].
const FEE_UNIT: u128 = 1_000_000_000;
/// How many minutes' flow a full bucket holds.
const FLOW_MINUTES: u64 = 10;
/// The health that an empty bucket still admits.
pub const LOWEST_ADMITTED: Wad = Wad(WAD / 10 * 9);

impl Budgets {
    /// What holds until it is set.
    pub const DEFAULT: Self = Self {
        flow: 2_500,
        cost: 100,
        floor: (WAD / 10) as u64,
        fee: 1_000_000_000,
        backstop: 1_000,
    };

    /// Takes the fields in the order of `IUnwinder.Budgets`, inside their hard bounds.
    ///
    /// # Errors
    /// `ParameterOutOfBounds`.
    pub fn validated(fields: [u128; 5]) -> Result<Self> {
        let [flow, cost, floor, fee, backstop] = fields;
        Ok(Self {
            flow: bounded(0, flow, 100, BPS)? as u64,
            cost: bounded(1, cost, 10, 500)? as u64,
            floor: bounded(2, floor, WAD / 100, WAD)? as u64,
            fee: mul_div_down(bounded(3, fee, 0, WAD.saturating_mul(10))?, 1, FEE_UNIT)? as u64,
            backstop: bounded(4, backstop, 200, 2_000)? as u64,
        })
    }

    /// The fields in the order of `IUnwinder.Budgets`.
    pub fn fields(&self) -> [u128; 5] {
        let [flow, cost, floor, backstop] =
            [self.flow, self.cost, self.floor, self.backstop].map(u128::from);
        [flow, cost, floor, self.fee_usd(), backstop]
    }

    /// Under spot, once an auction has ended at its floor, WAD.
    pub fn backstop_discount(&self) -> u64 {
        self.backstop.saturating_mul((WAD / BPS) as u64)
    }

    /// For who opens a schedule, USD, WAD.
    pub fn fee_usd(&self) -> u128 {
        u128::from(self.fee).saturating_mul(FEE_UNIT)
    }

    /// Reads a word; none was set where it is zero.
    pub fn unpack(word: U256) -> Self {
        let [flow, cost, floor, fee] = *word.as_limbs();
        if flow == 0 {
            return Self::DEFAULT;
        }
        Self {
            flow,
            cost: cost & u64::from(u32::MAX),
            floor,
            fee,
            backstop: cost >> 32,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let cost = two(self.backstop, self.cost);
        U256::from_limbs([self.flow, cost, self.floor, self.fee])
    }

    /// The bucket of an asset with `depth` USD per minute at `now`, of which `left` was left; none for an asset whose
    /// market takes everything. `target` is what a full bucket admits.
    pub fn bucket(&self, depth: u64, left: Left, target: Wad, now: u64) -> Option<Flow> {
        if depth == u64::MAX || depth == 0 {
            return None;
        }
        let depth = u128::from(depth).saturating_mul(WAD);
        let per_minute = mul_div_down(depth, u128::from(self.flow), BPS).unwrap_or(u128::MAX);
        let elapsed = now.saturating_sub(left.at);
        let flow = Flow {
            capacity: Wad(per_minute.saturating_mul(u128::from(FLOW_MINUTES))),
            level: Wad(left.level),
            highest: target,
            lowest: LOWEST_ADMITTED,
        };
        let full = FLOW_MINUTES.saturating_mul(60);
        Some(flow.refilled(Wad(per_minute), elapsed.min(full)))
    }
}

/// What flow was left of an asset, and when. One word; never written: a full bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// USD, WAD.
    pub level: u128,
    /// Block time.
    pub at: u64,
}

impl Left {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let (level, at) = split(word);
        Self {
            level,
            at: at as u64,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        pair(self.level, u128::from(self.at))
    }
}

/// Seconds for which the price before a new round still counts.
pub const ROUND_SECONDS: u64 = 15;
/// One, of the ratios of [`Seen`].
const ONE: u128 = 1_000_000_000;

/// The price of an asset that was last seen, and between what it moved shortly before. One word: `price u128 | round u32,
/// since u32 | high u32, low u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// USD per whole token, WAD; 0: none was seen.
    pub price: u128,
    /// Time of its round.
    pub round: u64,
    /// Time of the round since which `high` and `low` are kept.
    pub since: u64,
    /// Highest price since then, and right before, over `price`, 10^-9, rounded up.
    pub high: u64,
    /// Lowest, likewise, rounded down.
    pub low: u64,
}

impl Seen {
    /// With the price of the present round. The price before it counts beside it; so do those of rounds that came less than
    /// [`ROUND_SECONDS`] before, so that several rounds at once hide nothing.
    #[must_use]
    pub fn with(self, price: u128, round: u64) -> Self {
        let price = price.max(1);
        if self.price == price && self.round == round {
            return self;
        }
        let (mut since, mut high, mut low) = (round, ONE, ONE);
        if self.price != 0 {
            let mut span = (ONE, ONE);
            if round < self.since.saturating_add(ROUND_SECONDS) {
                since = self.since;
                span = (
                    u128::from(self.high).max(ONE),
                    u128::from(self.low).min(ONE),
                );
            }
            let most = u128::from(u32::MAX);
            // 10^-9 of the old price over the new one.
            high = mul_div_up(self.price, span.0, price).unwrap_or(most);
            low = mul_div_down(self.price, span.1, price).unwrap_or(most);
            high = high.clamp(ONE, most);
            low = low.min(ONE);
        }
        Self {
            price,
            round,
            since,
            high: high as u64,
            low: low as u64,
        }
    }

    /// Highest and lowest price that count at `now`, over the present one, WAD, while its round is new; else one.
    pub fn span(&self, now: u64) -> (u128, u128) {
        if now >= self.round.saturating_add(ROUND_SECONDS) {
            return (WAD, WAD);
        }
        let wad = |ratio: u64| u128::from(ratio).saturating_mul(WAD / ONE);
        (wad(self.high).max(WAD), wad(self.low).clamp(1, WAD))
    }

    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [span, times, low, high] = *word.as_limbs();
        Self {
            price: join64(high, low),
            round: times >> 32,
            since: times & 0xffff_ffff,
            high: span >> 32,
            low: span & 0xffff_ffff,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let [low, high, ..] = *U256::from(self.price).as_limbs();
        let times = two(self.round, self.since);
        U256::from_limbs([two(self.high, self.low), times, low, high])
    }
}

/// The greatest factor by which prices before a new round make a fill dearer.
const MAX_MARKUP: u128 = 4 * WAD;

/// What a fill pays more for new rounds, WAD, at least one: the worse for the filler of old and new prices of what is sold
/// and what is repaid. Rounded up.
pub fn markup(sold: &Seen, owed: &Seen, now: u64) -> u128 {
    mul_div_up(sold.span(now).0, WAD, owed.span(now).1)
        .unwrap_or(MAX_MARKUP)
        .clamp(WAD, MAX_MARKUP)
}

/// What beside its times and amounts is kept of a schedule. One word: `cost left u128 | fee u64 |
/// cost_at u32, moved_at u32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What its sales may still cost, USD.
    pub cost: u128,
    /// As of when.
    pub cost_at: u64,
    /// When the pair that is to be sold first was last seen to move: sold, or the schedule opened or resumed.
    pub moved_at: u64,
    /// Still owed to who opened the schedule, 10^-9 USD: see [`OPENER`].
    pub fee: u64,
}

impl Trace {
    /// Of a schedule opened or resumed at `now`: a day's budget and the opener's fee, but no more after a pause than there was.
    #[must_use]
    pub fn opened(self, resumed: bool, budgets: &Budgets, now: u64) -> Self {
        if resumed {
            Self {
                moved_at: now,
                ..self
            }
        } else {
            Self {
                cost: u128::MAX,
                cost_at: now,
                moved_at: now,
                fee: budgets.fee,
            }
        }
    }

    /// What is still owed to who opened the schedule, USD, WAD.
    pub fn fee_usd(&self) -> u128 {
        u128::from(self.fee).saturating_mul(FEE_UNIT)
    }

    /// What is left of the fee once `paid` USD of it were: nothing where that is not worth a token unit, which costs `least`.
    pub fn fee_left(&self, paid: u128, least: u128) -> u64 {
        let left = self.fee_usd().saturating_sub(paid);
        // At most what it was.
        if left < least {
            0
        } else {
            (left / FEE_UNIT) as u64
        }
    }

    /// What sales may still cost at `now`, USD, for a position of `collateral` USD.
    pub fn cost_left(&self, collateral: u128, budgets: &Budgets, now: u64) -> u128 {
        let bps = budgets.cost as u16; // at most 500
        let elapsed = now.saturating_sub(self.cost_at);
        cost_refilled(Wad(self.cost), Wad(collateral), bps, elapsed).0
    }

    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [times, fee, low, high] = *word.as_limbs();
        Self {
            cost: join64(high, low),
            cost_at: times >> 32,
            moved_at: times & 0xffff_ffff,
            fee,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let [low, high, ..] = *U256::from(self.cost).as_limbs();
        U256::from_limbs([two(self.cost_at, self.moved_at), self.fee, low, high])
    }
}

/// A book: whether it is served, and its clock, which stands still while the sequencer is down and through the grace period
/// after it. One word, a limb each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Whether the book is served.
    pub served: bool,
    /// When the sequencer last came back, as far as noted.
    pub restart: u64,
    /// When the grace period after it ends.
    pub until: u64,
    /// For how long the clock has stood in all, to the end of that grace period, seconds.
    pub stood: u64,
}

impl Clock {
    /// The clock at a block time.
    pub fn at(&self, time: u64) -> u64 {
        time.max(self.until).saturating_sub(self.stood)
    }

    /// A time of the clock as block time, as far as it is known now; nothing stays nothing.
    pub fn told(&self, time: u64) -> u64 {
        if time == 0 {
            0
        } else {
            time.saturating_add(self.stood)
        }
    }

    /// Notes an outage from `down` to `restart` with `grace` seconds after it; what an earlier one covers counts once.
    #[must_use]
    pub fn stand(self, down: u64, restart: u64, grace: u64) -> Self {
        let until = restart.saturating_add(grace).max(self.until);
        let more = until.saturating_sub(down.max(self.until));
        Self {
            restart,
            until,
            stood: self.stood.saturating_add(more),
            ..self
        }
    }

    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [served, restart, until, stood] = *word.as_limbs();
        Self {
            served: served != 0,
            restart,
            until,
            stood,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        U256::from_limbs([u64::from(self.served), self.restart, self.until, self.stood])
    }
}
