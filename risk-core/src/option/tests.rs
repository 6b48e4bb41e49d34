mod surface;

use super::*;
use crate::fixed::{WAD, YEAR};
use proptest::prelude::*;

fn terms(spot: u128, strike: u128, volatility: u128, seconds: u64) -> Terms {
    Terms {
        spot: Wad(spot),
        strike: Wad(strike),
        rate: SignedWad(50_000_000_000_000_000),
        carry: SignedWad(20_000_000_000_000_000),
        volatility: Wad(volatility),
        seconds,
    }
}

/// Ordinary options: prices from a cent to ten million dollars, 1% to 400%, up to ten years.
fn any_terms() -> impl Strategy<Value = Terms> {
    (
        WAD / 100..10_000_000 * WAD,
        WAD / 10..10 * WAD,
        WAD / 100..4 * WAD,
        0..10 * YEAR,
        -(WAD as i128) / 5..WAD as i128 / 5,
        -(WAD as i128) / 5..WAD as i128 / 5,
    )
        .prop_map(
            |(spot, moneyness, volatility, seconds, rate, carry)| Terms {
                spot: Wad(spot),
                strike: Wad(crate::fixed::mul_div_down(spot, moneyness, WAD).unwrap()),
                rate: SignedWad(rate),
                carry: SignedWad(carry),
                volatility: Wad(volatility),
                seconds,
            },
        )
}

/// What the stated error allows between two values.
fn allowance(terms: &Terms) -> u128 {
    (terms.spot.0 + terms.strike.0) / 1_000_000_000_000_000 + 10
}

#[test]
fn known_prices() {
    // Hull, "Options, Futures and Other Derivatives", example 15.6: S 42, K 40, r 10%, v 20%, six months: 4.76 and 0.81.
    let terms = Terms {
        spot: Wad(42 * WAD),
        strike: Wad(40 * WAD),
        rate: SignedWad(WAD as i128 / 10),
        carry: SignedWad::ZERO,
        volatility: Wad(WAD / 5),
        seconds: YEAR / 2,
    };
    let call = quote_up(Kind::Call, &terms).unwrap().price.0;
    let put = quote_up(Kind::Put, &terms).unwrap().price.0;
    assert_eq!((call / (WAD / 100), put / (WAD / 100)), (475, 80));
}

#[test]
fn at_the_end_only_what_is_in_the_money_is_left() {
    for quote in [quote_up, quote_down] {
        let price = |kind, spot, strike| {
            quote(kind, &terms(spot * WAD, strike * WAD, WAD, 0))
                .unwrap()
                .price
                .0
                / WAD
        };
        assert_eq!(price(Kind::Put, 80, 100), 20);
        assert_eq!(price(Kind::Put, 120, 100), 0);
        assert_eq!(price(Kind::Call, 120, 100), 20);
        assert_eq!(price(Kind::Put, 0, 100), 100);
        assert_eq!(price(Kind::Call, 100, 0), 100);
        assert_eq!(price(Kind::Put, 0, 0), 0);
    }
}

#[test]
fn terms_beyond_their_bounds_are_refused() {
    let refused = |terms: Terms| quote_up(Kind::Put, &terms) == Err(crate::RiskError::OutOfDomain);
    let base = terms(WAD, WAD, WAD, YEAR);
    assert!(refused(Terms {
        volatility: Wad(MAX_VOLATILITY + 1),
        ..base
    }));
    assert!(refused(Terms {
        seconds: MAX_SECONDS + 1,
        ..base
    }));
    assert!(refused(Terms {
        rate: SignedWad(MAX_RATE as i128 + 1),
        ..base
    }));
    assert!(refused(Terms {
        rate: SignedWad(MAX_RATE as i128),
        seconds: 3 * YEAR,
        ..base
    }));
    assert!(!refused(Terms {
        volatility: Wad(MAX_VOLATILITY),
        ..base
    }));
    assert!(!refused(Terms {
        rate: SignedWad(MAX_RATE as i128),
        carry: SignedWad(-(MAX_RATE as i128)),
        seconds: 2 * YEAR,
        ..base
    }));
    assert!(!refused(Terms {
        seconds: MAX_SECONDS,
        ..base
    }));
}

/// A strike with all digits.
const STRIKE: u128 = 100_000_000_000_000_000_000_000_000_000_000_000_000;
/// (rate, seconds, floor of STRIKE * e^(-rate * seconds / YEAR)), by mpmath at 80 digits.
const DISCOUNTED: [(i128, u64, u128); 6] = [
    (
        827_191_591_336_826_137,
        7_374_297,
        82_412_888_226_556_770_675_640_692_531_639_593_270,
    ),
    (
        504_186_237_695_595_970,
        76_797_062,
        29_293_520_566_805_632_441_570_050_055_742_124_525,
    ),
    (
        326_079_484_042_792_896,
        90_588_430,
        39_192_826_648_336_777_053_716_512_286_080_234_488,
    ),
    (
        619_708_370_208_733_825,
        8_080_940,
        85_316_942_753_415_031_223_490_290_061_113_192_171,
    ),
    (
        219_039_643_531_659_418,
        83_196_743,
        56_109_797_491_737_471_817_993_341_880_375_161_723,
    ),
    (
        754_002_753_330_239_527,
        11_593_943,
        75_790_084_069_438_155_571_225_508_226_037_299_554,
    ),
];

#[test]
fn a_strike_is_discounted_to_a_part_in_ten_to_the_eighteenth() {
    // Rates over a year of which little less than a unit would be lost; to nearest it is half of one at most.
    for (rate, seconds, leg) in DISCOUNTED {
        let terms = Terms {
            spot: Wad::ZERO,
            strike: Wad(STRIKE),
            rate: SignedWad(rate),
            carry: SignedWad::ZERO,
            volatility: Wad::ONE,
            seconds,
        };
        let value = price::middle(Kind::Put, &terms).unwrap().1.0;
        // Half a unit of the exponent, and the power's own 5e-19.
        assert!(value.abs_diff(leg) <= leg / WAD + 1, "{value}, not {leg}");
    }
}

#[test]
fn an_implied_volatility_is_found_where_vega_is_small_beside_the_strike() {
    // Newton's steps alone leave a bracket that closes from one side only.
    let terms = Terms {
        spot: Wad(1_490_709_115_906_674_603_246),
        strike: Wad(4_688_308_490_173_062_024_357),
        rate: SignedWad(-129_320_298_070_713_558),
        carry: SignedWad(-74_418_047_894_920_510),
        volatility: Wad(3_182_736_940_510_871_901),
        seconds: 203_462_178,
    };
    let price = quote_up(Kind::Put, &terms).unwrap().price;
    let volatility = implied_volatility(Kind::Put, &terms, price).unwrap();
    let (_, again, _, margin) = price::middle(
        Kind::Put,
        &Terms {
            volatility,
            ..terms
        },
    )
    .unwrap();
    assert!(again.0.abs_diff(price.0) <= margin, "{again:?} {price:?}");
}

#[test]
fn an_implied_volatility_stops_within_the_margin() {
    // The first guess of one is the answer, to the error of the price.
    let terms = terms(100 * WAD, 110 * WAD, WAD, YEAR);
    let price = price::middle(Kind::Put, &terms).unwrap().1;
    assert_eq!(implied_volatility(Kind::Put, &terms, price), Ok(Wad::ONE));
    assert_eq!(
        implied_volatility(Kind::Put, &terms, Wad(price.0 + 1)),
        Ok(Wad::ONE)
    );
}

#[test]
fn the_greatest_volatility_is_one_that_may_be_implied() {
    let terms = terms(100 * WAD, 110 * WAD, WAD, 86_400);
    let dearest = Terms {
        volatility: Wad(MAX_VOLATILITY),
        ..terms
    };
    let (_, price, most, margin) = price::middle(Kind::Call, &dearest).unwrap();
    let implied = |price| implied_volatility(Kind::Call, &terms, price);
    let volatility = implied(price).unwrap();
    let found = Terms {
        volatility,
        ..terms
    };
    let again = price::middle(Kind::Call, &found).unwrap().1;
    assert!(again.0.abs_diff(price.0) <= margin);
    assert!(price.0 + 2 * margin < most.0);
    let refused = Err(crate::RiskError::OutOfDomain);
    assert_eq!(implied(Wad(price.0 + 2 * margin)), refused);
    assert_eq!(implied(most), refused);
}

proptest! {
    #[test]
    fn quotes_bracket_and_keep_their_bounds(terms in any_terms()) {
        for kind in [Kind::Put, Kind::Call] {
            let (up, down) = (quote_up(kind, &terms).unwrap(), quote_down(kind, &terms).unwrap());
            prop_assert!(down.price <= up.price);
            prop_assert_eq!(up.delta, down.delta);
            let certain = quote_down(kind, &Terms { volatility: Wad::ZERO, ..terms }).unwrap().price;
            prop_assert!(certain.0 <= down.price.0);
            let most = match kind {
                Kind::Put => quote_up(Kind::Put, &Terms { spot: Wad::ZERO, ..terms }).unwrap().price,
                Kind::Call => quote_up(Kind::Call, &Terms { strike: Wad::ZERO, ..terms }).unwrap().price,
            };
            prop_assert!(up.price.0 <= most.0 + allowance(&terms));
        }
    }

    #[test]
    fn put_and_call_differ_by_the_forward(terms in any_terms()) {
        let (put, call) = (quote_up(Kind::Put, &terms).unwrap(), quote_up(Kind::Call, &terms).unwrap());
        let strike = quote_up(Kind::Put, &Terms { spot: Wad::ZERO, ..terms }).unwrap().price;
        let spot = quote_up(Kind::Call, &Terms { strike: Wad::ZERO, ..terms }).unwrap().price;
        prop_assert!((call.price.0 + strike.0).abs_diff(put.price.0 + spot.0) <= allowance(&terms));
    }

    #[test]
    fn a_put_rises_with_strike_and_volatility_and_falls_with_spot(terms in any_terms(), more in WAD / 1000..WAD) {
        let price = |terms: &Terms| quote_up(Kind::Put, terms).unwrap().price.0;
        let slack = allowance(&terms) * 4;
        prop_assert!(price(&terms) <= price(&Terms { strike: Wad(terms.strike.0 + more), ..terms }) + slack, "order");
        prop_assert!(price(&terms) <= price(&Terms { volatility: Wad(terms.volatility.0 + more), ..terms }) + slack, "order");
        prop_assert!(price(&terms) + slack >= price(&Terms { spot: Wad(terms.spot.0 + more), ..terms }), "order");
        // Time is worth something where no interest is at stake.
        let still = Terms { rate: SignedWad::ZERO, carry: SignedWad::ZERO, ..terms };
        prop_assert!(price(&still) <= price(&Terms { seconds: still.seconds + 86_400, ..still }) + slack, "order");
    }

    #[test]
    fn delta_is_the_slope(terms in any_terms()) {
        let terms = Terms { volatility: Wad(terms.volatility.0 + WAD / 5), seconds: terms.seconds + YEAR / 12, ..terms };
        let bump = terms.spot.0 / 100_000;
        let price = |spot| quote_up(Kind::Call, &Terms { spot: Wad(spot), ..terms }).unwrap().price.0 as i128;
        let slope = (price(terms.spot.0 + bump) - price(terms.spot.0 - bump)) as f64 / (2 * bump) as f64;
        let delta = quote_up(Kind::Call, &terms).unwrap().delta.0 as f64 / WAD as f64;
        prop_assert!((slope - delta).abs() < 1e-6, "{} {}", slope, delta);
    }

    #[test]
    fn implied_volatility_is_that_of_the_price(terms in any_terms()) {
        let price = quote_up(Kind::Put, &terms).unwrap().price;
        if let Ok(volatility) = implied_volatility(Kind::Put, &terms, price) {
            let again = quote_up(Kind::Put, &Terms { volatility, ..terms }).unwrap().price;
            prop_assert!(again.0.abs_diff(price.0) <= allowance(&terms), "{} {}", again.0, price.0);
        }
    }

    #[test]
    fn a_collar_costs_nothing(terms in any_terms()) {
        let premium = quote_up(Kind::Put, &terms).unwrap().price;
        if let Ok(strike) = collar_call_strike(&terms, premium, Wad(WAD / 100)) {
            let call = quote_down(Kind::Call, &Terms { strike, ..terms }).unwrap().price;
            prop_assert!(call.0 / 100 * 99 + 100 >= premium.0);
        }
    }

    #[test]
    fn closing_early_never_pays_more_than_the_value(terms in any_terms(), spread in 0..WAD) {
        let bid = early_close_down(Kind::Put, &terms, Wad(spread)).unwrap();
        prop_assert!(bid <= quote_up(Kind::Put, &terms).unwrap().price);
    }

    #[test]
    fn every_function_is_total(a in any::<u128>(), b in any::<u128>(), c in any::<i128>(), d in any::<i128>(), e in any::<u128>(),
                               t in any::<u64>(), s in 0_u32..128, price in any::<u128>()) {
        let terms = Terms {
            spot: Wad(a >> s), strike: Wad(b >> (127 - s)), rate: SignedWad(c >> s), carry: SignedWad(d >> s), volatility: Wad(e >> s),
            seconds: t >> (s / 2),
        };
        for kind in [Kind::Put, Kind::Call] {
            let _ = quote_up(kind, &terms);
            let _ = quote_down(kind, &terms);
            let _ = greeks(kind, &terms);
            let _ = implied_volatility(kind, &terms, Wad(price >> s));
            let _ = early_close_down(kind, &terms, Wad(price));
        }
        let _ = collar_call_strike(&terms, Wad(price >> s), Wad(a >> s));
        let _ = Surface::new([Wad(a >> s), Wad(b), Wad(e)], [t >> 40, t >> 35, t], [[Wad(a), Wad(b), Wad(e >> s)]; 3]);
        let _ = quoted_volatility(Wad(a), Wad(b >> s), Wad(e), Wad(price));
    }
}
