//! What a loan does to the rate that it bears.

use alloy::primitives::U256;
use ballast_bindings::IPool::{self, ReserveConfig};
use ballast_bindings::lens::ILens::Market;
use risk_core::RiskError;
use risk_core::curve::{AdaptiveCurve, KinkedCurve, utilisation};
use risk_core::fixed::{WAD, Wad, mul_div_up};

use crate::failure::Failure;
use crate::session::Session;

/// Utilisation and borrow rate a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    pub utilisation: U256,
    pub borrow: U256,
}

/// Rates of a reserve once `amount` more is borrowed of it.
///
/// # Errors
/// [`Failure`].
pub async fn after(session: &Session, market: &Market, amount: U256) -> Result<Rates, Failure> {
    let call = IPool::reserveConfigCall {
        asset: market.asset,
    };
    let config = session.read(session.pool, &call).await?.config;
    let narrow = |value: U256| value.saturating_to::<u128>();
    // Nobody borrows more than there is.
    let amount = amount.min(market.cash);
    let cash = narrow(market.cash - amount);
    let lent = utilisation(cash, narrow(market.debt.saturating_add(amount)));
    let now = Wad(narrow(market.utilisation));
    let borrow = moved(&config, Wad(narrow(market.borrowRate)), now, lent)
        .map_err(|error| Failure::Failed(format!("the rate after borrowing: {error:?}")))?;
    Ok(Rates {
        utilisation: U256::from(lent.0),
        borrow: U256::from(borrow.0),
    })
}

/// The rate at utilisation `then`, given that it is `rate` at utilisation `now`.
fn moved(config: &ReserveConfig, rate: Wad, now: Wad, then: Wad) -> Result<Wad, RiskError> {
    if config.kink != 0 {
        let curve = KinkedCurve {
            base: Wad::from_bps(config.baseRate),
            slope_below: Wad::from_bps(config.slopeBelow),
            slope_above: Wad::from_bps(config.slopeAbove),
            kink: Wad::from_bps(config.kink),
        };
        return curve.borrow_rate(then);
    }
    // The adaptive curve scales with its rate at target, which the pool does not tell.
    let part = |utilisation| AdaptiveCurve::DEFAULT.borrow_rate(Wad(WAD), utilisation);
    mul_div_up(rate.0, part(then)?.0, part(now)?.0).map(Wad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy::primitives::B256;

    const fn config(kink: u16) -> ReserveConfig {
        ReserveConfig {
            feed: 0,
            collateralEnabled: true,
            borrowEnabled: true,
            baseRate: 100,
            slopeBelow: 400,
            slopeAbove: 6000,
            kink,
            reserveFactor: 0,
            premiumFactor: 0,
            supplyCap: 0,
            borrowCap: 0,
            profile: B256::ZERO,
            scenarios: B256::ZERO,
        }
    }

    #[test]
    fn rates_move_along_the_reserves_curve() {
        let percent = |whole: u128| Wad(whole * WAD / 100);
        let kinked = moved(&config(8000), Wad(0), Wad(0), percent(40));
        assert_eq!(kinked, Ok(percent(3)), "whatever it was");
        // Four times the rate at 90% where all is lent, a quarter where nothing is.
        let (none, target, all) = (Wad(0), percent(90), percent(100));
        assert_eq!(moved(&config(0), percent(4), target, all), Ok(percent(16)));
        assert_eq!(moved(&config(0), percent(4), target, none), Ok(percent(1)));
        assert_eq!(moved(&config(0), percent(16), all, target), Ok(percent(4)));
    }
}
