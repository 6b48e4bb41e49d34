//! The pool's storage: one table of 256-bit words. Slot of a word = keccak256(key . 2), the table being
//! the map at slot 2 (slots 0 and 1 are the owner's). A key is, from its most significant byte: kind (1
//! byte), zero (3), address (20), zero (6), reserve (1), field (1); of pairs of accounts, their hash. Words are packed in 64-bit limbs,
//! named here from the most significant, except where bits are given.
//!
//! A verb touches few words: the settings of its asset with the reserve's number among them, two or three words of totals,
//! one of the account. Debts and what the protocol earns of interest are kept in [`FRACTION`]s of a token unit, so that adding
//! interest every second rounds by nothing that matters.

use alloy_primitives::{Address, U256, keccak256};
use ballast_common::convert::{address_word, pair, split, word_address};
use risk_core::{RiskError, curve::KinkedCurve, fixed::Wad};

use crate::ramp::Ramp;

/// Bits of a token unit's fraction.
pub const FRACTION: u32 = 16;

/// New collateral is accepted.
pub const COLLATERAL_ENABLED: u8 = 1;
/// New borrowing is open.
pub const BORROW_ENABLED: u8 = 2;
/// Bits of [`Config::flags`] below those that pause verbs.
pub const PAUSES: u32 = 2;
/// The reserve has an allow-list or a cap on outflow: [`crate::limits::Limits`].
pub const LIMITED: u8 = 128;

/// What the guardian can pause, and repaying, which nobody can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Paying back: what it brings in counts against outflow.
    Repay = 0,
    /// New supply.
    Supply = 1,
    /// New borrowing.
    Borrow = 2,
    /// Taking supply back.
    Withdraw = 4,
    /// New collateral.
    Collateral = 8,
    /// Flash loans.
    Flash = 16,
}

impl Verb {
    /// Every verb that can be paused, as the interface numbers them.
    pub const ALL: u8 = 31;

    /// The flag that pauses it.
    pub const fn pause(self) -> u8 {
        (self as u8) << PAUSES
    }
}

/// A key of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub U256);

impl Key {
    /// [`Judge`].
    pub const JUDGE: Self = Self::setting(0);
    /// How many reserves there are.
    pub const COUNT: Self = Self::setting(1);
    /// The program that may unwind, address.
    pub const UNWINDER: Self = Self::setting(2);
    /// [`Risk`].
    pub const RISK: Self = Self::setting(3);
    /// The program whose code runs where the core has none, address.
    pub const EXTENSION: Self = Self::setting(4);

    /// Who may pause and tighten, address.
    pub const GUARDIAN: Self = Self::setting(5);
    /// Who keeps the allow-list, address.
    pub const GATEKEEPER: Self = Self::setting(6);
    /// Whether settings are sealed: 1 or 0.
    pub const SEALED: Self = Self::setting(7);
    /// [`Risk`] that held when the present one was set; until its ramp ends.
    pub const OLD_RISK: Self = Self::setting(8);
    /// Seconds that a change of settings takes; zero: the default.
    pub const RAMP: Self = Self::setting(9);
    /// The program whose code runs where neither the core nor the extension has any, address.
    pub const SETTINGS: Self = Self::setting(10);

    const fn setting(field: u64) -> Self {
        Self(U256::from_limbs([field, 0, 0, 0]))
    }

    fn new(kind: u64, account: &Address, reserve: u8, field: u8) -> Self {
        let [a, b, c] = address_limbs(account);
        let low = (u64::from(reserve) << 8) | u64::from(field);
        // The address takes bytes 4 to 23: 32 bits beside the kind and two limbs.
        Self(U256::from_limbs([low, c, b, (kind << 56) | a]))
    }

    /// A word of a reserve.
    pub fn reserve(reserve: u8, field: ReserveField) -> Self {
        Self::new(1, &Address::ZERO, reserve, field as u8)
    }

    /// [`Config`] of an asset's reserve: the verbs' copy, which tells the reserve's number too.
    pub fn config(asset: &Address) -> Self {
        Self::new(2, asset, 0, 0)
    }

    /// Masks of an account: `0 | 0 | 0 | collateral u32, debt u32`, a bit for each reserve.
    pub fn masks(account: &Address) -> Self {
        Self::new(3, account, 0, 0)
    }

    /// An account in a reserve: `collateral u128 | debt shares u128`.
    pub fn position(account: &Address, reserve: u8) -> Self {
        Self::new(4, account, reserve, 0)
    }

    /// An account's supply shares in a reserve: `0 | u128`.
    pub fn supply(account: &Address, reserve: u8) -> Self {
        Self::new(5, account, reserve, 0)
    }

    /// Whether an account is on the allow-list: 1 or 0.
    pub fn allowed(account: &Address) -> Self {
        Self::new(7, account, 0, 0)
    }

    /// The next nonce of an account's signatures.
    pub fn nonce(account: &Address) -> Self {
        Self::new(8, account, 0, 0)
    }

    /// [`crate::distress::Meter`] of an account's debt.
    pub fn distress(account: &Address, reserve: u8) -> Self {
        Self::new(9, account, reserve, 0)
    }

    /// What of an account's debt is expected not to come back, token units.
    pub fn expected(account: &Address, reserve: u8) -> Self {
        Self::new(10, account, reserve, 0)
    }

    /// Whether a manager may act for an account: 1 or 0. Two addresses are more than a key holds, so the lower 31 bytes are
    /// those of their hash.
    pub fn authorisation(account: &Address, manager: &Address) -> Self {
        let mut pair = [0; 40];
        let (first, second) = pair.split_at_mut(20);
        first.copy_from_slice(account.as_slice());
        second.copy_from_slice(manager.as_slice());
        let [low, middle, high, highest] = *U256::from_be_bytes(keccak256(pair).0).as_limbs();
        let highest = (6 << 56) | (highest & (u64::MAX >> 8));
        Self(U256::from_limbs([low, middle, high, highest]))
    }
}

/// Words of a reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReserveField {
    /// The token, address.
    Asset,
    /// [`Config`]: the copy of those who know the reserve by its number, such as health.
    Config,
    /// `AssetRisk` profile, with a [`Ramp`] in its last 64 bits.
    Profile,
    /// `AssetRisk` scenarios.
    Scenarios,
    /// [`Totals`].
    Totals,
    /// `supply shares u128 | `[`Provision`]` u16, fees u112 in fractions`.
    Claims,
    /// `debt shares u128 | escrow u128`.
    Ledger,
    /// [`Split`]; for what is cold.
    Split,
    /// The insurance fund, address.
    Insurance,
    /// [`crate::limits::Limits`], where [`LIMITED`] says so.
    Limits,
    /// Of an adaptive curve, WAD per year.
    RateAtTarget,
    /// `AssetRisk` profile that held when the present one was set; until its ramp ends.
    OldProfile,
    /// `AssetRisk` scenarios that held then.
    OldScenarios,
    /// Fee of flash loans, bps.
    FlashFee,
    /// What of all debts is expected not to come back, token units.
    Expected,
}

fn address_limbs(address: &Address) -> [u64; 3] {
    let [low, middle, high, _] = *ballast_common::convert::address_word(*address).as_limbs();
    [high, middle, low]
}

/// Settings of a reserve: `base_rate u16, slope_below u16, slope_above u16, kink u16 | reserve_factor u16,
/// premium_factor u16, feed u8, decimals u8, flags u8, place u8 | supply_cap u64 | borrow_cap u64`. Rates
/// per year and ratios in bps, caps in whole tokens. Stored twice, by asset and by number: whoever needs it reads one
/// word, and only setting a reserve writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Borrow rate at utilisation 0.
    pub base_rate: u16,
    /// Added up to the kink.
    pub slope_below: u16,
    /// Added from the kink to utilisation 1.
    pub slope_above: u16,
    /// Utilisation of the kink; zero: the adaptive curve of `risk-core`, and no rates of its own.
    pub kink: u16,
    /// Share of interest for the protocol.
    pub reserve_factor: u16,
    /// Share of interest for the insurance fund.
    pub premium_factor: u16,
    /// Largest total of supply and collateral.
    pub supply_cap: u64,
    /// Largest total debt.
    pub borrow_cap: u64,
    /// The oracle's number of the feed.
    pub feed: u8,
    /// Of the token.
    pub decimals: u8,
    /// [`COLLATERAL_ENABLED`], [`BORROW_ENABLED`], a bit for each [`Verb`] that is paused, [`LIMITED`].
    pub flags: u8,
    /// Number of the reserve plus one; zero: there is none.
    pub place: u8,
}

impl Config {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [borrow_cap, supply_cap, shares, rates] = *word.as_limbs();
        Self {
            base_rate: (rates >> 48) as u16,
            slope_below: (rates >> 32) as u16,
            slope_above: (rates >> 16) as u16,
            kink: rates as u16,
            reserve_factor: (shares >> 48) as u16,
            premium_factor: (shares >> 32) as u16,
            feed: (shares >> 24) as u8,
            decimals: (shares >> 16) as u8,
            flags: (shares >> 8) as u8,
            place: shares as u8,
            supply_cap,
            borrow_cap,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let wide = u64::from;
        let rates = (wide(self.base_rate) << 48)
            | (wide(self.slope_below) << 32)
            | (wide(self.slope_above) << 16)
            | wide(self.kink);
        let shares = (wide(self.reserve_factor) << 48)
            | (wide(self.premium_factor) << 32)
            | (u64::from(self.feed) << 24)
            | (u64::from(self.decimals) << 16)
            | (u64::from(self.flags) << 8)
            | u64::from(self.place);
        U256::from_limbs([self.borrow_cap, self.supply_cap, shares, rates])
    }

    /// The interest rate curve, WAD per year.
    pub fn curve(&self) -> KinkedCurve {
        KinkedCurve {
            base: Wad::from_bps(self.base_rate),
            slope_below: Wad::from_bps(self.slope_below),
            slope_above: Wad::from_bps(self.slope_above),
            kink: Wad::from_bps(self.kink),
        }
    }

    /// Whether a flag is set.
    pub fn allows(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// What judges health, but the correlations: `z_score u64 (WAD) | buffer u64 (WAD) | ramp u64 |
/// horizon u32, factor_feeds 4 x u8`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Risk {
    /// Standard deviations that the stress covers, WAD.
    pub z_score: u64,
    /// Recovery horizon, seconds.
    pub horizon: u32,
    /// Health above 1 that opening demands, WAD.
    pub buffer: u64,
    /// Feeds whose variances are those of the factors.
    pub factor_feeds: [u8; 4],
    /// z-score and horizon on their way.
    pub ramp: Ramp,
}

impl Risk {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [low, ramp, buffer, z_score] = *word.as_limbs();
        Self {
            z_score,
            horizon: (low >> 32) as u32,
            buffer,
            factor_feeds: (low as u32).to_be_bytes(),
            ramp: Ramp::unpack(ramp),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let feeds = u64::from(u32::from_be_bytes(self.factor_feeds));
        let low = (u64::from(self.horizon) << 32) | feeds;
        U256::from_limbs([low, self.ramp.pack(), self.buffer, self.z_score])
    }
}

/// Who tells prices, and how they move together: `correlations 6 x int16 (bps) | oracle u160` from the most
/// significant bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judge(pub U256);

impl Judge {
    const ORACLE: U256 = U256::from_limbs([u64::MAX, u64::MAX, u32::MAX as u64, 0]);

    /// From the oracle and the correlations as in the interface: leftmost bytes first, of which only these count.
    pub fn new(oracle: Address, correlations: U256) -> Self {
        Self((correlations & !Self::ORACLE) | address_word(oracle))
    }

    /// The oracle.
    pub fn oracle(&self) -> Address {
        word_address(self.0 & Self::ORACLE)
    }

    /// The correlations as in the interface: leftmost bytes first, then zeros.
    pub fn told(&self) -> U256 {
        self.0 & !Self::ORACLE
    }

    /// Correlations of the factors: 01, 02, 03, 12, 13, 23; in bps.
    pub fn correlations(&self) -> [i16; 6] {
        correlations(self.0)
    }
}

fn correlations(word: U256) -> [i16; 6] {
    let mut out = [0i16; 6];
    for (to, from) in out.iter_mut().zip(word.to_be_bytes::<32>().chunks_exact(2)) {
        if let [high, low] = from {
            *to = i16::from_be_bytes([*high, *low]);
        }
    }
    out
}

/// Whole units in fractions.
///
/// # Errors
/// Overflow above 2^112 - 1.
pub fn fractions(units: u128) -> Result<u128, RiskError> {
    if units >> (128 - FRACTION) == 0 {
        Ok(units << FRACTION)
    } else {
        Err(RiskError::Overflow)
    }
}

/// Fractions as whole units, rounded down.
pub const fn units_down(fractions: u128) -> u128 {
    fractions >> FRACTION
}

/// Fractions as whole units, rounded up.
pub const fn units_up(fractions: u128) -> u128 {
    fractions.div_ceil(1 << FRACTION)
}

/// What a reserve has and is owed, and when interest was last added: `accrued_at u34 | cash u103 | owed u119` from the most
/// significant bit. With the word of claims it is all that supplying and withdrawing write of a reserve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Tokens that claims and borrowers draw on.
    pub cash: u128,
    /// Owed by all borrowers, in fractions.
    pub owed: u128,
    /// When interest was last added, seconds.
    pub accrued_at: u64,
}

/// What suppliers are expected to lose, in 16 bits beside the fees: `shift u7 | mantissa u9`, an amount in token units of
/// `mantissa << shift`. Who leaves finds it in a word that he reads anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provision(pub u16);

impl Provision {
    const MANTISSA: u32 = 9;

    /// The least that holds `amount`, at most a 256th above it: against who leaves.
    pub const fn holding(amount: u128) -> Self {
        let bits = 128u32.wrapping_sub(amount.leading_zeros());
        let shift = bits.saturating_sub(Self::MANTISSA);
        let whole = amount.wrapping_shr(shift);
        let mantissa = whole.wrapping_add((whole.wrapping_shl(shift) != amount) as u128);
        // All ones round up to a power of two, which has a bit more.
        if mantissa >> Self::MANTISSA == 0 {
            Self(((shift << Self::MANTISSA) as u16) | (mantissa as u16))
        } else {
            let shift = shift.saturating_add(1);
            Self(((shift << Self::MANTISSA) as u16) | (1 << (Self::MANTISSA - 1)))
        }
    }

    /// Token units.
    pub const fn amount(self) -> u128 {
        let mantissa = self.0 & ((1 << Self::MANTISSA) - 1);
        (mantissa as u128).wrapping_shl((self.0 >> Self::MANTISSA) as u32)
    }

    /// Fees and provision of a lower half of a word of claims.
    pub const fn beside(half: u128) -> (u128, Self) {
        (half & FEES_MAX, Self((half >> FEES_BITS) as u16))
    }

    /// The lower half of a word of claims.
    pub const fn with(self, fees: u128) -> u128 {
        ((self.0 as u128) << FEES_BITS) | fees
    }
}

/// Largest fees of a reserve, in fractions: what interest would add above it stays with suppliers.
pub const FEES_MAX: u128 = (1 << FEES_BITS) - 1;
const FEES_BITS: u32 = 112;
const OWED_BITS: u32 = 119;
const CASH_BITS: u32 = 103;
/// Bits of cash that stand beside what is owed, and beside the time.
const CASH_LOW: u32 = 128 - OWED_BITS;
const CASH_HIGH: u32 = CASH_BITS - CASH_LOW;
const CASH_MAX: u128 = (1 << CASH_BITS) - 1;
/// Largest [`Totals::accrued_at`]: the year 2514.
const TIME_MAX: u64 = (1 << 34) - 1;

impl Totals {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let (upper, lower) = split(word);
        Self {
            cash: ((upper << CASH_LOW) & CASH_MAX) | (lower >> OWED_BITS),
            owed: lower & ((1 << OWED_BITS) - 1),
            accrued_at: (upper >> CASH_HIGH) as u64,
        }
    }

    /// Makes a word. What caps keep from being larger is cut.
    pub fn pack(&self) -> U256 {
        let cash = self.cash.min(CASH_MAX);
        let owed = self.owed.min((1 << OWED_BITS) - 1);
        let time = u128::from(self.accrued_at.min(TIME_MAX));
        pair(
            (time << CASH_HIGH) | (cash >> CASH_LOW),
            (cash << OWED_BITS) | owed,
        )
    }
}

/// How much of a reserve's fees was divided between the protocol and the insurance fund so far, by the factors that
/// held then: `divided u128 | premium u128`. The rest is divided by the present ones when somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Fees that are divided, in fractions.
    pub divided: u128,
    /// Of them, the insurance fund's, in fractions.
    pub premium: u128,
}

impl Split {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let (divided, premium) = split(word);
        Self { divided, premium }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        pair(self.divided, self.premium)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::hex;

    fn bytes(word: U256) -> String {
        hex::encode(word.to_be_bytes::<32>())
    }

    #[test]
    fn words_are_laid_out_as_documented() {
        let config = Config {
            base_rate: 0x0102,
            slope_below: 0x0304,
            slope_above: 0x0506,
            kink: 0x0708,
            reserve_factor: 0x090a,
            premium_factor: 0x0b0c,
            feed: 0x0d,
            decimals: 0x0e,
            flags: 0x0f,
            place: 0x10,
            supply_cap: 0x1112_1314_1516_1718,
            borrow_cap: 0x2122_2324_2526_2728,
        };
        assert_eq!(
            bytes(config.pack()),
            "0102030405060708090a0b0c0d0e0f1011121314151617182122232425262728"
        );
        assert_eq!(Config::unpack(config.pack()), config);

        let risk = Risk {
            z_score: 0x1122_3344_5566_7788,
            buffer: 7,
            horizon: 0x99,
            factor_feeds: [1, 2, 3, 4],
            ramp: Ramp {
                ends: 0xab,
                length: 0xcd,
            },
        };
        assert_eq!(
            bytes(risk.pack()),
            "1122334455667788000000000000000700000000ab0000cd0000009901020304"
        );
        assert_eq!(Risk::unpack(risk.pack()), risk);

        let totals = Totals {
            cash: 3,
            owed: (1 << OWED_BITS) - 1,
            accrued_at: 5,
        };
        assert_eq!(
            bytes(totals.pack()),
            "0000000140000000000000000000000001ffffffffffffffffffffffffffffff"
        );
        assert_eq!(Totals::unpack(totals.pack()), totals);
        let totals = Totals {
            cash: CASH_MAX,
            owed: 1,
            accrued_at: TIME_MAX,
        };
        assert_eq!(Totals::unpack(totals.pack()), totals);
        let over = Totals {
            cash: u128::MAX,
            owed: u128::MAX,
            accrued_at: u64::MAX,
        };
        assert_eq!(over.pack(), U256::MAX);

        let split = Split {
            divided: 7,
            premium: 5,
        };
        assert_eq!(
            bytes(split.pack()),
            "0000000000000000000000000000000700000000000000000000000000000005"
        );
        assert_eq!(Split::unpack(split.pack()), split);

        let told = "0001fffe0003000400050006aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
        let told = U256::from_str_radix(told, 16).unwrap();
        let judge = Judge::new(Address::repeat_byte(0xbb), told);
        assert_eq!(
            bytes(judge.0),
            "0001fffe0003000400050006bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
        );
        assert_eq!(judge.oracle(), Address::repeat_byte(0xbb));
        assert_eq!(judge.correlations(), [1, -2, 3, 4, 5, 6]);
        assert_eq!(
            bytes(judge.told()),
            "0001fffe00030004000500060000000000000000000000000000000000000000"
        );
    }

    #[test]
    fn provisions_are_held_in_sixteen_bits_and_round_up() {
        for amount in [0, 1, 2, 510, 511] {
            assert_eq!(Provision::holding(amount).amount(), amount);
        }
        assert_eq!(Provision::holding(512).amount(), 512);
        assert_eq!(Provision::holding(513).amount(), 514);
        assert_eq!(Provision::holding(1_023).amount(), 1_024, "a bit more");
        for bit in 9..127 {
            for amount in [(1u128 << bit) - 1, 1 << bit, (1 << bit) + 1] {
                let held = Provision::holding(amount).amount();
                assert!(
                    held >= amount && held - amount <= amount / 256,
                    "{amount}: {held}"
                );
            }
        }
        let provision = Provision::holding(1 << 90);
        assert_eq!(
            Provision::beside(provision.with(FEES_MAX)),
            (FEES_MAX, provision)
        );
        assert_eq!(Provision::beside(7), (7, Provision(0)));
    }

    #[test]
    fn fractions_round_as_their_names_say() {
        assert_eq!(fractions(3), Ok(3 << 16));
        assert_eq!(fractions(1 << 112), Err(RiskError::Overflow));
        assert_eq!((units_down((3 << 16) + 1), units_up((3 << 16) + 1)), (3, 4));
        assert_eq!((units_down(3 << 16), units_up(3 << 16)), (3, 3));
        assert_eq!(units_up(u128::MAX), 1 << 112);
    }

    #[test]
    fn keys_are_laid_out_as_documented() {
        let account = Address::repeat_byte(0xaa);
        assert_eq!(
            bytes(Key::position(&account, 5).0),
            "04000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000500"
        );
        assert_eq!(
            bytes(Key::reserve(7, ReserveField::Insurance).0),
            "0100000000000000000000000000000000000000000000000000000000000708"
        );
        assert_eq!(
            bytes(Key::authorisation(&account, &Address::repeat_byte(0xbb)).0),
            "06d86a728ba3c5e24f7964d799623a23eaef3daaf3e0ff777a4cd4ef40eb6cd9"
        );
        assert_eq!(
            bytes(Key::UNWINDER.0),
            "0000000000000000000000000000000000000000000000000000000000000002"
        );
    }
}
