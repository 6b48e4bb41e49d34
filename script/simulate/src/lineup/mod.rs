//! The engines by name, and the market that Ballast is set to.

mod market;

pub use market::default_terms;

use clap::ValueEnum;
use risk_core::fixed::Wad;
use risk_core::health::{Factors, Position, StressParameters, health, stress};

use crate::book::price_in;
use crate::engine::Engine;
use crate::engine::ballast::{Ballast, Terms};
use crate::engine::llamma::Llamma;
use crate::engine::ltv::{AaveV3, AaveV4, LoanToValue, Morpho, Rule};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::{Loan, Path};

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// Ballast: metered unwinds and auctions.
    Ballast,
    /// Aave v3.7: half or all, at a fixed bonus.
    #[value(name = "aave-v3")]
    AaveV3,
    /// Aave v4: to a target health.
    #[value(name = "aave-v4")]
    AaveV4,
    /// Morpho: all, at an incentive.
    Morpho,
    /// LLAMMA: bands of a market maker, and all below them.
    Llamma,
}

impl Choice {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Ballast,
        Self::AaveV3,
        Self::AaveV4,
        Self::Morpho,
        Self::Llamma,
    ];

    /// The engine for a path; Ballast on these terms. A price that never changes on the path is taken to be confirmed by
    /// its feed again and again: it is never stale.
    ///
    /// # Errors
    /// [`Error::Parameter`] for terms that the programs refuse.
    pub fn build(self, terms: &Terms, path: &Path) -> Result<Box<dyn Engine>> {
        Ok(match self {
            Self::Ballast => {
                let mut terms = terms.clone();
                for asset in &mut terms.assets {
                    let place = path.asset(&asset.symbol);
                    let moves = |place| path.events.iter().any(|event| event.asset == place);
                    if !place.is_some_and(moves) {
                        asset.heartbeat = u64::MAX;
                    }
                }
                Box::new(Ballast::new(terms)?)
            }
            Self::AaveV3 => Box::new(LoanToValue::new(Rule::AaveV3(AaveV3::default()))),
            Self::AaveV4 => Box::new(LoanToValue::new(Rule::AaveV4(AaveV4::default()))),
            Self::Morpho => Box::new(LoanToValue::new(Rule::Morpho(Morpho::default()))),
            Self::Llamma => Box::new(Llamma::default()),
        })
    }
}

/// The health (WAD) that Ballast sees when a loan is opened at these prices: its feeds have just begun, so spot and average, fast
/// and slow variance agree.
///
/// # Errors
/// [`Error::MissingPrices`] for an asset without terms or price; [`Error::Overflow`].
pub fn opening_health(terms: &Terms, loan: &Loan, prices: &[(String, u128)]) -> Result<u128> {
    let mut positions: Vec<Position> = Vec::new();
    let mut places: Vec<usize> = Vec::new();
    let sides = [(&loan.collateral, false), (&loan.debt, true)];
    for (side, owed) in sides {
        for (symbol, amount) in side {
            let missing = || Error::MissingPrices {
                assets: vec![symbol.clone()],
            };
            let place = terms.place(symbol).ok_or_else(missing)?;
            let asset = terms.assets.get(place).ok_or_else(missing)?;
            let price = price_in(prices, symbol).ok_or_else(missing)?;
            let scale = if owed { scale_up } else { scale_down };
            let usd = Wad(scale(*amount, price, WAD, "a loan's value")?);
            let known = places.iter().position(|known| *known == place);
            let index = known.unwrap_or(positions.len());
            if known.is_none() {
                places.push(place);
                positions.push(Position {
                    risk: asset.risk,
                    ..Position::NONE
                });
            }
            if let Some(position) = positions.get_mut(index) {
                let sum = if owed {
                    &mut position.debt
                } else {
                    &mut position.collateral
                };
                *sum = sum.saturating_add(usd);
            }
        }
    }
    let mut variances = [Wad::ZERO; risk_core::health::FACTORS];
    for (variance, place) in variances.iter_mut().zip(terms.factors) {
        let asset = terms.assets.get(place);
        *variance = Wad(asset.map_or(0, |asset| asset.variance.max(asset.variance_floor)));
    }
    let overflow = |_| Error::Overflow {
        what: "a loan's health",
    };
    let factors = Factors::from_valid(variances, terms.correlations).map_err(overflow)?;
    let parameters = StressParameters {
        z: Wad(terms.z),
        horizon: terms.horizon,
    };
    let loss = stress(&positions, &factors, parameters).map_err(overflow)?;
    let (collateral, debt) = (
        risk_core::health::collateral(&positions),
        risk_core::health::debt(&positions),
    );
    Ok(health(collateral, loss.total, debt).0)
}

/// A share per year (WAD) in bps, rounded down, as reserves have it.
#[must_use]
pub fn rate_bps(share: u128) -> u16 {
    u16::try_from(share / (WAD / 10_000)).unwrap_or(u16::MAX)
}

/// Health that Ballast demands of a loan at its opening, WAD.
#[must_use]
pub fn least_health(terms: &Terms) -> u128 {
    WAD.saturating_add(terms.buffer)
}
