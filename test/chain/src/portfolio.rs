//! An account as `risk-core` sees it, recomputed from what the pool tells: independent of the programs' own arithmetic.

use alloy::primitives::{Address, B256, U256};
use ballast_bindings::debt_book::IDebtBook::Portfolio;
use risk_core::fixed::{WAD, Wad, mul_div_down, mul_div_up};
use risk_core::health::{self, AssetRisk, Factors, Position, Stress, StressParameters};

/// Which prices to value at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// The latest.
    Spot,
    /// The moving average.
    Smoothed,
}

/// Totals of an account, USD WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Rounded down.
    pub collateral: u128,
    /// Rounded up.
    pub debt: u128,
    /// What must be withstood over the recovery horizon.
    pub stress: u128,
    /// (collateral - stress) / debt.
    pub health: u128,
}

impl Totals {
    /// debt + stress - collateral: what UNW-2 says no fill raises.
    #[must_use]
    pub fn shortage(&self) -> i128 {
        let signed = |value: u128| i128::try_from(value).expect("below 2^127");
        signed(self.debt) + signed(self.stress) - signed(self.collateral)
    }

    /// What everything is worth, for tolerances.
    #[must_use]
    pub fn gross(&self) -> u128 {
        self.collateral + self.debt
    }
}

fn narrow(value: U256) -> u128 {
    u128::try_from(value).expect("fits 128 bits")
}

/// Six int16, leftmost bytes first.
fn correlations(word: B256) -> [i16; 6] {
    std::array::from_fn(|index| i16::from_be_bytes([word[2 * index], word[2 * index + 1]]))
}

/// The positions of a portfolio, in USD.
#[must_use]
pub fn positions(portfolio: &Portfolio, prices: Prices) -> Vec<Position> {
    let position = |holding: &ballast_bindings::debt_book::IDebtBook::Holding| {
        let price = narrow(if prices == Prices::Spot {
            holding.spot
        } else {
            holding.smoothed
        });
        let unit = 10_u128.pow(u32::from(holding.decimals));
        Position {
            collateral: Wad(mul_div_down(narrow(holding.collateral), price, unit).expect("value")),
            debt: Wad(mul_div_up(narrow(holding.debt), price, unit).expect("value")),
            risk: AssetRisk::unpack(holding.profile.0, holding.scenarios.0),
        }
    };
    portfolio.holdings.iter().map(position).collect()
}

/// The factors of a portfolio.
#[must_use]
pub fn factors(portfolio: &Portfolio) -> Factors {
    let variances = portfolio
        .slowVariances
        .map(|variance| Wad(narrow(variance)));
    Factors::new(variances, correlations(portfolio.correlations)).expect("factors")
}

/// What the maintenance stress covers.
#[must_use]
pub fn parameters(portfolio: &Portfolio) -> StressParameters {
    let horizon = u64::try_from(portfolio.horizon).expect("horizon");
    StressParameters {
        z: Wad(narrow(portfolio.zScore)),
        horizon,
    }
}

/// The maintenance stress.
#[must_use]
pub fn stress(portfolio: &Portfolio, prices: Prices) -> Stress {
    let positions = positions(portfolio, prices);
    health::stress(&positions, &factors(portfolio), parameters(portfolio)).expect("stress")
}

/// Collateral, debt, stress and health.
#[must_use]
pub fn totals(portfolio: &Portfolio, prices: Prices) -> Totals {
    let positions = positions(portfolio, prices);
    let (collateral, debt) = (health::collateral(&positions), health::debt(&positions));
    let stress = stress(portfolio, prices).total;
    Totals {
        collateral: collateral.0,
        debt: debt.0,
        stress: stress.0,
        health: health::health(collateral, stress, debt).0,
    }
}

/// UNW-2: what a fill did to debt + stress - collateral at spot, and how much of a rise is rounding: 2e-9 of the
/// gross value, for the stress is kept to 1e-9 of it (see `risk_core::health::stress`), and a hundredth of a dollar
/// for the units of tokens with few decimals.
#[must_use]
pub fn shortage_raised(before: &Portfolio, after: &Portfolio) -> (i128, i128) {
    let (before, after) = (totals(before, Prices::Spot), totals(after, Prices::Spot));
    let tolerance = i128::try_from(before.gross() / 500_000_000 + WAD / 100).expect("tolerance");
    (after.shortage() - before.shortage(), tolerance)
}

/// A portfolio in words, for failure messages: USD at spot, and the stress at spot and smoothed prices.
#[must_use]
pub fn tell(portfolio: &Portfolio) -> String {
    let lines = portfolio
        .holdings
        .iter()
        .zip(positions(portfolio, Prices::Spot))
        .map(|(holding, position)| {
            let dollars = |value: Wad| value.0 / (WAD / 1_000_000);
            format!(
                "{} collateral {} debt {} micro-USD, spot {} smoothed {}",
                short(holding.asset),
                dollars(position.collateral),
                dollars(position.debt),
                holding.spot,
                holding.smoothed
            )
        });
    let mut lines: Vec<_> = lines.collect();
    for prices in [Prices::Spot, Prices::Smoothed] {
        lines.push(format!(
            "{prices:?}: {:?} {:?}",
            totals(portfolio, prices),
            stress(portfolio, prices)
        ));
    }
    lines.push(format!("variances {:?}", portfolio.slowVariances));
    lines.join("\n")
}

/// The account's address in short, for messages.
#[must_use]
pub fn short(address: Address) -> String {
    address.to_string().chars().take(8).collect()
}
