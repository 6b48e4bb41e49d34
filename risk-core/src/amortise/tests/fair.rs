//! The fair fixed rate.

use super::*;

#[test]
fn the_fair_rate_pays_the_puts() {
    // 100 for a year with a put worth 5: ln 1.05 on top.
    let part = PricedInstalment {
        due: YEAR,
        principal: 100,
        put: 5,
    };
    let rate = fair_rate(Wad(WAD / 25), &[part]).unwrap().0 - WAD / 25;
    assert!((rate as f64 / 1e18 - 1.05_f64.ln()).abs() < 1e-15);
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
    let rate = fair_rate(Wad::ZERO, &[half, whole]).unwrap().0;
    assert!((rate as f64 / 1e18 - 1.03_f64.ln() / 0.75).abs() < 1e-15);
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

/// A lender's worth today of a plan in equal parts at rate `rate`, per 1 lent, by the binomial tree: at each date the borrower
/// does what costs him least, having missed any of the dates before, and takes his share of the collateral where he pays. He
/// repays nothing early.
fn worth(parts: usize, collateral: f64, volatility: f64, base: f64, rate: f64) -> f64 {
    let steps = 960 / parts;
    let step = 1.0 / (parts * steps) as f64;
    let up = (volatility * step.sqrt()).exp();
    let chance = ((base * step).exp() - 1.0 / up) / (up - 1.0 / up);
    let part = 1.0 / parts as f64;
    let grown = |dates: usize| (rate * dates as f64 * part).exp();
    // By how many dates interest has not been paid, and by node: what the lender still gets.
    let mut next: Vec<Vec<f64>> = vec![vec![0.0; parts * steps + 1]; parts + 2];
    for date in (1..=parts).rev() {
        let last = date * steps;
        let left = (parts - date + 1) as f64 * part;
        let mut at: Vec<Vec<f64>> = vec![Vec::new(); parts + 2];
        for unpaid in 1..=date {
            at[unpaid] = (0..=last)
                .map(|ups| {
                    let price = up.powi(2 * ups as i32 - last as i32);
                    let missed = collateral * part * price + next[unpaid + 1][ups];
                    let paid = part + left * (grown(unpaid) - 1.0) + next[1][ups];
                    // The collateral's worth is the same whoever has it: the borrower's gain is the lender's loss.
                    missed.min(paid)
                })
                .collect();
        }
        for _ in 0..steps {
            for values in at.iter_mut().filter(|values| !values.is_empty()) {
                let discount = (-base * step).exp();
                *values = values
                    .windows(2)
                    .map(|pair| discount * (chance * pair[1] + (1.0 - chance) * pair[0]))
                    .collect();
            }
        }
        next = at;
    }
    next[1][0]
}

/// Whoever lends at the fair rate is covered, however cleverly instalments are missed, as long as nothing is repaid early; at the
/// base rate nobody is.
#[test]
fn a_fair_rate_covers_the_lender_whatever_is_missed() {
    for (parts, collateral, volatility) in [
        (1, 1.0 / 0.6, 0.8),
        (4, 1.0 / 0.6, 0.8),
        (4, 1.0 / 0.5, 0.6),
        (6, 1.0 / 0.7, 0.6),
        (12, 1.0 / 0.6, 0.8),
    ] {
        let base = 0.05;
        let market = Market {
            spot: Wad(WAD),
            volatility: Wad((volatility * 1e18) as u128),
            carry: crate::fixed::SignedWad(0),
            base: Wad(WAD / 20),
        };
        let plan = Plan::EqualPrincipal {
            period: YEAR / parts,
            count: u16::try_from(parts).unwrap(),
        };
        let locked = (collateral * 1e24) as u128;
        // The rate that gives itself back.
        let mut rate = market.base;
        for _ in 0..60 {
            rate = fair_rate_of(&plan, 1_000_000 * WAD, locked, 0, rate, &market).unwrap();
        }
        let parts = usize::try_from(parts).unwrap();
        let of = |rate| worth(parts, collateral, volatility, base, rate);
        let (fair, bare) = (of(rate.0 as f64 / 1e18), of(base));
        assert!(fair > 0.9998 && fair < 1.03, "{parts}: {fair} at {rate:?}");
        assert!(bare < 0.99, "{parts}: {bare} at the base rate");
    }
}

proptest! {
    #[test]
    fn the_spread_pays_at_least_the_puts(
        parts in prop::collection::vec((1_u64..3 * YEAR, 1_u128..1 << 90, 0..WAD), 1..12), base in 0..WAD,
    ) {
        let parts: Vec<PricedInstalment> = parts.iter().map(|(due, principal, share)| PricedInstalment {
            due: *due, principal: *principal, put: mul_div_down(*principal, *share, WAD).unwrap(),
        }).collect();
        let Ok(rate) = fair_rate(Wad(base), &parts) else { return Ok(()) };
        let spread = (rate.0 - base) as f64 / 1e18;
        let puts: f64 = parts.iter().map(|part| part.put as f64).sum();
        let earned: f64 = parts.iter().map(|part| {
            part.principal as f64 * (spread * part.due as f64 / YEAR as f64).exp_m1()
        }).sum();
        prop_assert!(earned >= puts * (1.0 - 1e-9));
    }
}
