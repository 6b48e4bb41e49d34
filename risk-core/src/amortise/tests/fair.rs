//! The fair fixed rate.

use super::*;

#[test]
fn the_fair_rate_pays_the_puts() {
    // 100 for a year with a put worth 5: five points on top.
    let part = PricedInstalment {
        due: YEAR,
        principal: 100,
        put: 5,
    };
    assert_eq!(
        fair_rate(Wad(WAD / 25), &[part]),
        Ok(Wad(WAD / 25 + WAD / 20))
    );
    // The same in two halves, of which one is owed half as long.
    let half = PricedInstalment {
        due: YEAR / 2,
        principal: 50,
        put: 1,
    };
    let whole = PricedInstalment {
        due: YEAR,
        principal: 50,
        put: 2,
    };
    assert_eq!(fair_rate(Wad::ZERO, &[half, whole]), Ok(Wad(WAD / 25)));
    assert_eq!(fair_rate(Wad::ZERO, &[]), Err(RiskError::DivisionByZero));
    assert_eq!(
        fair_rate(Wad::ZERO, &[part; MAX_INSTALMENTS + 1]),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(strike(1, 3), Ok(Wad(WAD / 3 + 1)));
}

fn offer(collateral: u128, volatility: u128) -> Result<Wad, RiskError> {
    let market = Market {
        spot: Wad(2_000 * WAD),
        volatility: Wad(volatility * WAD / 100),
        carry: crate::fixed::SignedWad(0),
        base: Wad(WAD / 25),
    };
    let plan = Plan::EqualPrincipal {
        period: MONTH,
        count: 3,
    };
    fair_rate_of(
        &plan,
        1_000 * WAD,
        collateral,
        86_400,
        Wad(WAD / 10),
        &market,
    )
}

#[test]
fn a_fair_rate_rises_with_the_risk_of_what_it_prices() {
    // Without volatility nobody walks away from twice the debt's worth, and the rate is the base, but for rounding.
    let still = offer(WAD, 0).unwrap().0;
    assert!((WAD / 25..WAD / 25 + 1_000).contains(&still), "{still}");
    let rates: Vec<Wad> = [20, 60, 100, 200]
        .map(|volatility| offer(WAD, volatility).unwrap())
        .into();
    assert!(rates.is_sorted_by(|a, b| a < b));
    // At 60% a year two months are priced at less than a point, at 200% at more than twenty.
    assert!(
        rates[1] < Wad::from_bps(500) && rates[3] > Wad::from_bps(2_400),
        "{rates:?}"
    );
    let rates: Vec<Wad> = [10, 8, 6, 5]
        .map(|tenths| offer(WAD / 10 * tenths, 60).unwrap())
        .into();
    assert!(rates.is_sorted_by(|a, b| a < b), "{rates:?}");
    assert_eq!(offer(0, 60), Err(RiskError::DivisionByZero));
    assert_eq!(offer(2, 60), Err(RiskError::DivisionByZero));
}

proptest! {
    #[test]
    fn the_spread_pays_at_least_the_puts(
        parts in prop::collection::vec((1_u64..3 * YEAR, 1_u128..1 << 90, 0..WAD), 1..12), base in 0..WAD,
    ) {
        let parts: Vec<PricedInstalment> = parts.iter().map(|(due, principal, share)| PricedInstalment {
            due: *due, principal: *principal, put: mul_div_down(*principal, *share, WAD).unwrap(),
        }).collect();
        let spread = fair_rate(Wad(base), &parts).unwrap().0 - base;
        let puts: u128 = parts.iter().map(|part| part.put).sum();
        let earned: u128 = parts.iter().map(|part| {
            mul_div_up(part.principal * u128::from(part.due), spread, WAD * u128::from(YEAR)).unwrap()
        }).sum();
        prop_assert!(earned >= puts);
    }
}
