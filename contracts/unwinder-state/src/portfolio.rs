//! An account as the debt book tells it: `IDebtBook.Portfolio`, decoded.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use ballast_common::{call::Words, dispatch::Input};
use risk_core::{
    RiskError,
    fixed::{Wad, mul_div_down, mul_div_up},
    health::{AssetRisk, Factors, MAX_POSITIONS, Position, StressParameters},
};

/// One asset of an account. Amounts in token units, prices in USD per whole token, WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The token.
    pub asset: Address,
    /// One whole token, in token units.
    pub unit: u128,
    /// Of the oracle's reading.
    pub flags: u8,
    /// Time of the feed's round.
    pub updated_at: u64,
    /// Escrowed.
    pub collateral: u128,
    /// Owed.
    pub debt: u128,
    /// Latest price.
    pub spot: u128,
    /// Smoothed price.
    pub smoothed: u128,
    /// How it may lose value.
    pub risk: AssetRisk,
}

/// The oracle's flag of an asset that has left what it is pegged to: its price is the present one all the same.
const DEPEGGED: u8 = 8;

impl Holding {
    /// Whether there is no price to sell or repay at: stale, in doubt, or told while the sequencer is down.
    pub fn is_unpriced(&self) -> bool {
        self.flags & !DEPEGGED != 0
    }

    /// USD of collateral at a price, rounded down: against the account.
    pub fn collateral_usd(&self, price: u128) -> Result<u128, RiskError> {
        mul_div_down(self.collateral, price, self.unit)
    }

    /// USD of collateral at spot or smoothed, whichever is more.
    pub fn value(&self) -> Result<u128, RiskError> {
        self.collateral_usd(self.spot.max(self.smoothed))
    }

    /// USD of debt at a price, rounded up: against the account.
    pub fn debt_usd(&self, price: u128) -> Result<u128, RiskError> {
        mul_div_up(self.debt, price, self.unit)
    }
}

/// Which prices an account is valued at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// The latest.
    Spot,
    /// The smoothed.
    Smoothed,
}

/// An account, and what its health is judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portfolio {
    /// What it holds and owes.
    pub holdings: Vec<Holding>,
    /// Covariance of the factors, slow variances.
    pub factors: Factors,
    /// Of the maintenance stress.
    pub stress: StressParameters,
    /// Health above 1 under which the owner is warned, WAD.
    pub buffer: u128,
}

/// Bytes of an encoded portfolio's head, where its holdings begin.
const HEAD: u64 = 9 * 32;

impl Portfolio {
    /// Decodes what `IDebtBook.portfolio` returned; `None` where it is malformed or out of range.
    #[inline(never)]
    pub fn decode(words: &Words) -> Option<Self> {
        let mut input = Input::new(words.bytes());
        // The struct begins behind its own offset, its holdings where an encoder puts them.
        if input.number(u64::MAX) != 32 || input.number(u64::MAX) != HEAD {
            return None;
        }
        let variances = [0; 4].map(|_: u8| Wad(input.amount()));
        let factors = Factors::from_valid(variances, correlations(input.word())).ok()?;
        let stress = StressParameters {
            z: Wad(input.amount()),
            horizon: input.number(u64::MAX),
        };
        let buffer = input.amount();
        let count = input.number(MAX_POSITIONS as u64) as usize;
        input.finish().ok()?;
        let mut holdings = Vec::with_capacity(count);
        for _ in 0..count {
            holdings.push(Holding {
                asset: input.address(),
                unit: 10u128.checked_pow(input.number(38) as u32)?,
                flags: input.number(255) as u8,
                updated_at: input.number(u64::MAX),
                collateral: input.amount(),
                debt: input.amount(),
                spot: input.amount(),
                smoothed: input.amount(),
                risk: AssetRisk::unpack(input.word().to_be_bytes(), input.word().to_be_bytes()),
            });
        }
        input.finish().ok()?;
        Some(Self {
            holdings,
            factors,
            stress,
            buffer,
        })
    }

    /// The positions that `risk-core` judges, in USD.
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub fn positions(&self, prices: Prices) -> Result<Vec<Position>, RiskError> {
        let mut positions = Vec::with_capacity(self.holdings.len());
        for holding in &self.holdings {
            let price = match prices {
                Prices::Spot => holding.spot,
                Prices::Smoothed => holding.smoothed,
            };
            positions.push(Position {
                collateral: Wad(holding.collateral_usd(price)?),
                debt: Wad(holding.debt_usd(price)?),
                risk: holding.risk,
            });
        }
        Ok(positions)
    }

    /// Flags of all prices, or-ed.
    pub fn flags(&self) -> u8 {
        self.holdings
            .iter()
            .fold(0, |flags, holding| flags | holding.flags)
    }

    /// Whether anything is owed.
    pub fn has_debt(&self) -> bool {
        self.holdings.iter().any(|holding| holding.debt > 0)
    }

    /// Whether any collateral is worth something, at spot or smoothed. What has no price and is worth less than `speck`, USD,
    /// counts for none: it may never be sold, and the debt would stand for ever.
    ///
    /// # Errors
    /// Overflow.
    pub fn has_collateral(&self, speck: u128) -> Result<bool, RiskError> {
        for holding in &self.holdings {
            let least = if holding.is_unpriced() {
                speck.max(1)
            } else {
                1
            };
            if holding.value()? >= least {
                return Ok(true);
            }
        }
        Ok(false)
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
