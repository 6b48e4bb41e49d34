//! What became of one loan.

use serde::Serialize;

use super::ledger::{Gains, Ledger, Party, worth};
use crate::depth::DepthModel;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};

/// Seconds of a year.
pub const YEAR: u128 = risk_core::fixed::YEAR as u128;

/// What a loan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Term loan, repaid at its end.
    Bullet,
    /// Term loan in equal payments.
    Instalments,
    /// With a put whose premium is paid at the opening.
    PutUpFront,
    /// With a put whose premium the loan pays.
    PutFinanced,
    /// With a put that a sold call pays for.
    Collar,
    /// Repaid by the yield of its collateral.
    Yield,
    /// From Ballast's pool.
    PoolBallast,
    /// From Aave v3.7.
    PoolAave,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Bullet,
        Self::Instalments,
        Self::PutUpFront,
        Self::PutFinanced,
        Self::Collar,
        Self::Yield,
        Self::PoolBallast,
        Self::PoolAave,
    ];

    /// For people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bullet => "term, bullet",
            Self::Instalments => "term, instalments",
            Self::PutUpFront => "put, paid up front",
            Self::PutFinanced => "put, financed",
            Self::Collar => "put, paid by a call",
            Self::Yield => "yield",
            Self::PoolBallast => "pool, Ballast",
            Self::PoolAave => "pool, Aave v3.7",
        }
    }

    /// Whether its lender holds a put on all that is owed.
    #[must_use]
    pub fn is_protected(self) -> bool {
        matches!(self, Self::PutUpFront | Self::PutFinanced | Self::Collar)
    }

    /// Whether it may be sold from because of a price.
    #[must_use]
    pub fn is_pool(self) -> bool {
        matches!(self, Self::PoolBallast | Self::PoolAave)
    }
}

/// What the borrower does at a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Behaviour {
    /// In the last second of grace he keeps what is worth more by the price then.
    Rational,
    /// He repays at the date, whatever the price.
    Repays,
}

/// The borrower's cost by what it is for, debt tokens, WAD; parts that he gains by are negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// Interest paid; in a pool with distress.
    pub interest: i128,
    /// For options.
    pub premium: i128,
    /// Collateral that left at a date, at the price then, less the debt that ended by it.
    pub given_up: i128,
    /// What forced sales cost against spot.
    pub penalty: i128,
    /// What left, at the last price less at the price when it left.
    pub sold_low: i128,
}

impl Parts {
    /// All together.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.interest + self.premium + self.given_up + self.penalty + self.sold_low
    }
}

/// One loan from its opening to its end. Amounts are debt tokens, WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// What it is.
    pub kind: Kind,
    /// What the borrower does.
    pub behaviour: Behaviour,
    /// Unix second.
    pub opened: u64,
    /// Seconds to its last date.
    pub tenor: u64,
    /// Debt over collateral that was asked for, WAD.
    pub ltv: u128,
    /// What the borrower has at the opening.
    pub received: u128,
    /// What he has times the seconds that he has it.
    pub received_time: u128,
    /// What the lender lends.
    pub lent: u128,
    /// What he lends times the seconds until it is back or gone.
    pub lent_time: u128,
    /// What writers lock.
    pub locked: u128,
    /// What they lock times the seconds that they do.
    pub locked_time: u128,
    /// Its rate per year, WAD; in a pool the pool's.
    pub rate: u128,
    /// What everybody gained.
    pub gains: Gains,
    /// The borrower's cost by what it is for.
    pub parts: Parts,
    /// Forced sales.
    pub forced: u64,
    /// Dates at which collateral was given up: missed, exercised, called.
    pub given_up: u64,
    /// Whether it cost less a year than the same loan from Ballast's pool, and from Aave's; none where the pool opens none.
    pub cheaper: [Option<bool>; 2],
}

/// part * factor / whole, towards zero; none without a whole.
#[must_use]
pub fn share(part: i128, factor: u128, whole: u128) -> Option<i128> {
    let size = scale_down(part.unsigned_abs(), factor, whole, "a share").ok()?;
    let size = i128::try_from(size).ok()?;
    Some(if part < 0 { -size } else { size })
}

impl Outcome {
    /// The cost per year, of the cash that the borrower has, WAD.
    #[must_use]
    pub fn yearly_cost(&self) -> Option<i128> {
        share(self.cost(), WAD * YEAR, self.received_time)
    }

    /// Notes whether it cost less a year than the same loan from a pool.
    pub fn compare(&mut self, pools: &[Self]) {
        let cheaper = |kind: Kind| {
            let same = |pool: &&Self| pool.kind == kind && pool.ltv == self.ltv;
            let pool = pools.iter().find(same).filter(|_| kind != self.kind)?;
            Some(self.yearly_cost() < pool.yearly_cost())
        };
        self.cheaper = [Kind::PoolBallast, Kind::PoolAave].map(cheaper);
    }

    /// What the loan cost its borrower beside holding the collateral without one.
    #[must_use]
    pub fn cost(&self) -> i128 {
        -self.gains.borrower
    }
}

/// Prices to come, and what selling costs. Only the loan's course sees them, never its quote.
pub struct World<'a> {
    /// Debt tokens per token of collateral at a time, WAD.
    pub price: &'a dyn Fn(u64) -> u128,
    /// What selling collateral of this value at once costs, debt tokens.
    pub sale_cost: &'a dyn Fn(u64, u128) -> Result<u128>,
}

impl World<'_> {
    /// Value of collateral at a time, rounded down.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn value(&self, time: u64, collateral: u128) -> Result<u128> {
        scale_down(collateral, (self.price)(time), WAD, "a value")
    }

    /// A party that was given collateral sells it at once.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn sell(
        &self,
        ledger: &mut Ledger,
        from: Party,
        time: u64,
        collateral: u128,
    ) -> Result<()> {
        let value = self.value(time, collateral)?;
        let proceeds = value.saturating_sub((self.sale_cost)(time, value)?);
        ledger.give(from, Party::Market, collateral)?;
        ledger.pay(Party::Market, from, proceeds)
    }
}

/// What collateral that left at `then` is worth more at `last`.
///
/// # Errors
/// [`Error::Overflow`].
pub fn sold_low(collateral: u128, then: u128, last: u128) -> Result<i128> {
    let amount = signed(collateral)?;
    Ok(worth(amount, last)? - worth(amount, then)?)
}

/// As a signed amount.
///
/// # Errors
/// [`Error::Overflow`].
pub fn signed(amount: u128) -> Result<i128> {
    i128::try_from(amount).map_err(|_| Error::Overflow { what: "an amount" })
}

/// What selling this value of an asset at once in an untouched market costs, in a debt asset of this price.
///
/// # Errors
/// [`Error::Overflow`].
pub fn cost_of_sale(
    model: Option<&DepthModel>,
    asset: &str,
    value: u128,
    debt_usd: u128,
) -> Result<u128> {
    let Some((model, curve)) = model.and_then(|model| Some((model, model.curve(asset)?))) else {
        return Ok(0);
    };
    let usd = scale_down(value, debt_usd, WAD, "a sale")?;
    scale_up(model.cost(curve, usd)?, WAD, debt_usd, "a sale")
}
