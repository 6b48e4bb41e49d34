//! What a lender offers. Pure.

use alloy_primitives::Address;
use risk_core::{
    RiskError,
    amortise::{Earnings, MAX_INSTALMENTS},
    fixed::{BPS, Wad, mul_div_down, mul_div_up},
};

/// Most that an offer lends: interest at the highest rate is then counted for as long as seconds are.
pub const MAX_SIZE: u128 = (1 << 112) - 1;
/// Highest rate, and growth that is counted on, WAD per year.
pub const MAX_RATE: u64 = 10_000_000_000_000_000_000;
/// Most that growth is sold under spot, bps.
pub const MAX_DISCOUNT: u16 = 500;
/// Least and most patience, seconds: a day, a year.
pub const MIN_PATIENCE: u32 = 86_400;
pub const MAX_PATIENCE: u32 = 31_536_000;
/// Longest time, seconds: ten years.
pub const MAX_TERM: u32 = 315_360_000;
/// Shortest period between dates, seconds.
pub const MIN_PERIOD: u32 = 3_600;
/// Longest grace, seconds: 90 days.
pub const MAX_GRACE: u32 = 7_776_000;
/// Most decimals of tokens in kind, and those of a rate.
pub const DECIMALS: u8 = 18;

/// As `IYieldLoan.Terms`, with its lender.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// Whose cash it is; zero: there is no such offer.
    pub lender: Address,
    pub debt_asset: Address,
    pub collateral_asset: Address,
    /// Units that are left; 0: it can no longer be taken.
    pub size: u128,
    pub least: u128,
    pub oracle: Address,
    pub rate_asset: Address,
    /// WAD per year.
    pub rate: u64,
    pub yield_floor: u64,
    /// Bps.
    pub margin: u16,
    pub loan_to_value: u16,
    pub growth_cap: u16,
    /// Bps; 0: growth is handed over in kind.
    pub discount: u16,
    /// Seconds.
    pub patience: u32,
    pub longest: u32,
    /// WAD per year.
    pub term_rate: u64,
    pub count: u16,
    pub period: u32,
    pub grace: u32,
    pub expiry: u64,
    pub allowed: Address,
    /// In kind: a unit of shares is rate / 10^scale units of debt.
    pub scale: u8,
}

/// Which of the terms is out of its bounds: the place in `IYieldLoan.Terms`, and the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(pub u8, pub u128);

impl Offer {
    /// Whether growth is sold; else it is handed over in kind.
    pub fn sells(&self) -> bool {
        self.discount > 0
    }

    /// By what the size of a loan is limited.
    pub fn earnings(&self) -> Earnings {
        Earnings {
            rate: Wad(self.rate.into()),
            floor: Wad(self.yield_floor.into()),
            margin: self.margin,
            loan_to_value: self.loan_to_value,
        }
    }

    fn unit(&self) -> u128 {
        10_u128.wrapping_pow(self.scale.into())
    }

    /// What shares are worth in kind, debt units, rounded down.
    pub fn worth_down(&self, shares: u128, rate: Wad) -> Result<u128, RiskError> {
        mul_div_down(shares, rate.0, self.unit())
    }

    /// Shares that are worth `value` in kind, rounded up.
    pub fn shares_up(&self, value: u128, rate: Wad) -> Result<u128, RiskError> {
        mul_div_up(value, self.unit(), rate.0)
    }

    /// The scale of two tokens with these decimals.
    pub fn scaled(collateral: u8, debt: u8) -> Result<u8, Fault> {
        for (place, decimals) in [(0, debt), (1, collateral)] {
            if decimals > DECIMALS {
                return Err(Fault(place, decimals.into()));
            }
        }
        Ok(DECIMALS.wrapping_add(collateral).wrapping_sub(debt))
    }

    /// Refuses terms out of their bounds at `now`.
    pub fn check(&self, now: u64) -> Result<(), Fault> {
        let most = MAX_TERM.checked_div(self.count.into()).unwrap_or_default();
        let interest = self.rate > 0;
        // Growth that is counted on must be believed, and a loan must lapse some day.
        let counted = u128::from(self.yield_floor).div_ceil(Wad::from_bps(1).0);
        let least_cap = if interest { counted.max(1) } else { 1 };
        let least_time = if self.longest == 0 && interest {
            0
        } else {
            self.patience.into()
        };
        let bounds: [(u8, u128, u128, u128); 16] = [
            (2, self.size, 0, MAX_SIZE),
            (3, self.least, 0, self.size),
            (6, self.rate.into(), 0, MAX_RATE.into()),
            (7, self.yield_floor.into(), interest.into(), MAX_RATE.into()),
            (8, self.margin.into(), 0, BPS),
            (9, self.loan_to_value.into(), 1, BPS),
            (10, self.growth_cap.into(), least_cap, BPS),
            (11, self.discount.into(), 0, MAX_DISCOUNT.into()),
            (
                12,
                self.patience.into(),
                MIN_PATIENCE.into(),
                MAX_PATIENCE.into(),
            ),
            (13, self.longest.into(), least_time, MAX_TERM.into()),
            (14, self.term_rate.into(), 0, MAX_RATE.into()),
            (15, self.count.into(), 1, MAX_INSTALMENTS as u128),
            (16, self.period.into(), MIN_PERIOD.into(), most.into()),
            (17, self.grace.into(), 0, MAX_GRACE.into()),
            (18, self.expiry.into(), now.into(), (u64::MAX >> 24).into()),
            (1, self.scale.into(), 0, 36),
        ];
        for (place, value, low, high) in bounds {
            if !(low..=high).contains(&value) {
                return Err(Fault(place, value));
            }
        }
        Ok(())
    }
}
