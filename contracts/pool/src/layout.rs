//! The pool's storage: one table of 256-bit words. Slot of a word = keccak256(key . 2), the table being
//! the map at slot 2 (slots 0 and 1 are the owner's). A key is, from its most significant byte: kind (1
//! byte), zero (3), address (20), zero (6), reserve (1), field (1). Words are packed in 64-bit limbs,
//! named here from the most significant.

use alloy_primitives::{Address, U256};
use ballast_common::convert::join64;
use risk_core::{curve::KinkedCurve, fixed::Wad};

/// New collateral is accepted.
pub const COLLATERAL_ENABLED: u8 = 1;
/// New borrowing is open.
pub const BORROW_ENABLED: u8 = 2;

/// A key of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(pub U256);

impl Key {
    /// The oracle, address.
    pub const ORACLE: Self = Self::setting(0);
    /// How many reserves there are.
    pub const COUNT: Self = Self::setting(1);
    /// The program that may unwind, address.
    pub const UNWINDER: Self = Self::setting(2);
    /// [`Risk`].
    pub const RISK: Self = Self::setting(3);
    /// Six int16 in bps, leftmost bytes first.
    pub const CORRELATIONS: Self = Self::setting(4);

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

    /// Number of an asset's reserve plus one.
    pub fn number(asset: &Address) -> Self {
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
}

/// Words of a reserve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReserveField {
    /// The token, address.
    Asset,
    /// [`Config`].
    Config,
    /// `AssetRisk` profile.
    Profile,
    /// `AssetRisk` scenarios.
    Scenarios,
    /// `cash u128 | debt u128`.
    Totals,
    /// `supply shares u128 | debt shares u128`.
    Shares,
    /// [`Earned`].
    Earned,
    /// `0 | escrowed collateral u128`.
    Escrow,
    /// The insurance fund, address.
    Insurance,
}

fn address_limbs(address: &Address) -> [u64; 3] {
    let [low, middle, high, _] = *ballast_common::convert::address_word(*address).as_limbs();
    [high, middle, low]
}

/// Settings of a reserve: `base_rate u16, slope_below u16, slope_above u16, kink u16 | reserve_factor u16,
/// premium_factor u16, feed u8, decimals u8, flags u8, zero u8 | supply_cap u64 | borrow_cap u64`. Rates
/// per year and ratios in bps, caps in whole tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// Borrow rate at utilisation 0.
    pub base_rate: u16,
    /// Added up to the kink.
    pub slope_below: u16,
    /// Added from the kink to utilisation 1.
    pub slope_above: u16,
    /// Utilisation of the kink.
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
    /// [`COLLATERAL_ENABLED`], [`BORROW_ENABLED`].
    pub flags: u8,
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
            | (u64::from(self.flags) << 8);
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

/// What judges health, but the correlations: `z_score u64 (WAD) | buffer u64 (WAD) | horizon u64 |
/// zero u32, factor_feeds 4 x u8`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Risk {
    /// Standard deviations that the stress covers, WAD.
    pub z_score: u64,
    /// Recovery horizon, seconds.
    pub horizon: u64,
    /// Health above 1 that opening demands, WAD.
    pub buffer: u64,
    /// Feeds whose variances are those of the factors.
    pub factor_feeds: [u8; 4],
}

impl Risk {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [feeds, horizon, buffer, z_score] = *word.as_limbs();
        Self {
            z_score,
            horizon,
            buffer,
            factor_feeds: (feeds as u32).to_be_bytes(),
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let feeds = u64::from(u32::from_be_bytes(self.factor_feeds));
        U256::from_limbs([feeds, self.horizon, self.buffer, self.z_score])
    }
}

/// What a reserve has earned: `reserves u96, premium u96, accrued_at u64` from the most significant bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// Of the protocol, token units.
    pub reserves: u128,
    /// Of the insurance fund, token units.
    pub premium: u128,
    /// When interest was last added, seconds.
    pub accrued_at: u64,
}

/// Largest amount of `reserves` and `premium`: what interest would add above it stays with suppliers.
pub const EARNED_MAX: u128 = (1 << 96) - 1;

impl Earned {
    /// Reads a word.
    pub fn unpack(word: U256) -> Self {
        let [accrued_at, a, b, c] = *word.as_limbs();
        Self {
            reserves: join64(c, b) >> 32,
            premium: join64(b & 0xffff_ffff, a),
            accrued_at,
        }
    }

    /// Makes a word.
    pub fn pack(&self) -> U256 {
        let reserves = self.reserves.min(EARNED_MAX) << 32;
        let premium = self.premium.min(EARNED_MAX);
        let middle = (reserves as u64) | ((premium >> 64) as u64);
        U256::from_limbs([
            self.accrued_at,
            premium as u64,
            middle,
            (reserves >> 64) as u64,
        ])
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
            supply_cap: 0x1112_1314_1516_1718,
            borrow_cap: 0x2122_2324_2526_2728,
        };
        assert_eq!(
            bytes(config.pack()),
            "0102030405060708090a0b0c0d0e0f0011121314151617182122232425262728"
        );
        assert_eq!(Config::unpack(config.pack()), config);

        let risk = Risk {
            z_score: 0x1122_3344_5566_7788,
            buffer: 7,
            horizon: 0x99,
            factor_feeds: [1, 2, 3, 4],
        };
        assert_eq!(
            bytes(risk.pack()),
            "1122334455667788000000000000000700000000000000990000000001020304"
        );
        assert_eq!(Risk::unpack(risk.pack()), risk);

        let earned = Earned {
            reserves: 3,
            premium: EARNED_MAX,
            accrued_at: 1,
        };
        assert_eq!(
            bytes(earned.pack()),
            "000000000000000000000003ffffffffffffffffffffffff0000000000000001"
        );
        assert_eq!(Earned::unpack(earned.pack()), earned);
        let earned = Earned {
            reserves: EARNED_MAX,
            premium: 5,
            accrued_at: u64::MAX,
        };
        assert_eq!(Earned::unpack(earned.pack()), earned);
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
            bytes(Key::UNWINDER.0),
            "0000000000000000000000000000000000000000000000000000000000000002"
        );
    }
}
