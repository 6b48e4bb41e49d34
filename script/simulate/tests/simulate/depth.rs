//! The depth model: fit, cost, displacement, recovery.

use ballast_simulate::depth::{Curve, DepthModel, HEADER, Market, fit_quotes, read_quotes};
use ballast_simulate::engine::Depth;
use proptest::prelude::*;

use crate::market_data::folder;
use crate::{WAD, file, text};

/// ETH: 1% absorbs $1M, impact in proportion to the root of size; BTC: $500,000, in proportion to size.
fn model() -> DepthModel {
    let curve = |asset: &str, depth: u128, exponent| Curve {
        asset: asset.to_owned(),
        depth: depth * WAD,
        exponent,
        fit: None,
    };
    DepthModel {
        curves: vec![curve("ETH", 1_000_000, WAD / 2), curve("BTC", 500_000, WAD)],
        scale: WAD,
        recovery: 600,
        source: "test".to_owned(),
    }
}

const ASSETS: [&str; 4] = ["ETH", "BTC", "USDC", "SOL"];
const ETH: usize = 0;
const BTC: usize = 1;
const USDC: usize = 2;
const SOL: usize = 3;

fn market() -> Market {
    Market::new(model(), &ASSETS.map(str::to_owned))
}

fn close(value: u128, expected: u128) -> bool {
    value.abs_diff(expected) <= expected / 1_000_000
}

#[test]
fn a_sale_costs_what_the_form_says() {
    let model = model();
    assert_eq!(model.cost(ETH, 0).unwrap(), 0);
    assert!(close(
        model.cost(ETH, 1_000_000 * WAD).unwrap(),
        10_000 * WAD
    ));
    // Four times the size, twice the impact.
    assert!(close(
        model.cost(ETH, 4_000_000 * WAD).unwrap(),
        80_000 * WAD
    ));
    // A quarter of the depth does the same to the same size.
    let thin = model.clone().with(WAD / 4, 600).unwrap();
    assert!(close(
        thin.cost(ETH, 1_000_000 * WAD).unwrap(),
        20_000 * WAD
    ));
    // All is lost, not more.
    assert_eq!(model.cost(BTC, u128::MAX / 2).unwrap(), u128::MAX / 2);
}

#[test]
fn assets_without_quotes_take_the_thinnest_curve_and_dollars_none() {
    let model = model();
    let curves = ASSETS.map(|asset| model.curve(asset));
    assert_eq!(curves, [Some(0), Some(1), None, Some(1)]);
    let mut market = market();
    market.trade(USDC, 0, 1_000_000 * WAD, 0);
    assert_eq!(
        (market.displacement(USDC, 0), market.slippage(USDC, 0, WAD)),
        (0, 0)
    );
    // SOL is sold in BTC's market.
    market.trade(SOL, 0, 1_000_000 * WAD, 0);
    assert_eq!(market.displacement(BTC, 0), market.displacement(SOL, 0));
    assert_eq!(market.displacement(ETH, 0), 0);
}

#[test]
fn what_was_sold_weighs_and_fades_by_half() {
    let mut market = market();
    let usd = 1_000_000 * WAD;
    assert!(close(market.slippage(ETH, 0, usd), WAD / 100));
    market.trade(ETH, 1_000, usd, 0);
    // The derivative of x 1% (x / $1M)^0.5 at $1M is 1.5%, at half of that 1.5% by the root of two.
    assert!(close(market.displacement(ETH, 1_000), WAD / 1_000 * 15));
    assert!(close(
        market.displacement(ETH, 1_600),
        10_606_601_717_798_212
    ));
    assert!(market.displacement(ETH, 1_000 + 600 * 200) == 0);
    // Another million: (2^1.5 - 1) 1% on average of the path's price, less what is displaced already.
    let expected = 1.0 - (1.0 - 0.018_284_271_247) / (1.0 - 0.015);
    let slippage = market.slippage(ETH, 1_000, usd) as f64 / WAD as f64;
    assert!((slippage - expected).abs() < 1e-9, "{slippage} {expected}");
    // Purchases take it away, and lift nothing.
    market.trade(ETH, 1_000, 0, 5 * usd);
    assert_eq!(market.displacement(ETH, 1_000), 0);
}

#[test]
fn scale_and_recovery_are_bounded() {
    for (scale, recovery) in [
        (0, 600),
        (WAD / 1_001, 600),
        (1_001 * WAD, 600),
        (WAD, 0),
        (WAD, 604_801),
    ] {
        model().with(scale, recovery).unwrap_err();
    }
    let message = model().with(0, 1).unwrap_err().to_string();
    assert!(
        message.contains("the scale of depth is 0; give 0.001 to 1000"),
        "{message}"
    );
}

proptest! {
    #[test]
    fn costs_grow_with_size_and_never_exceed_it(a in 0..1_000_000_000_000u128, b in 0..1_000_000_000_000u128, curve in 0..2usize) {
        let (less, more) = (a.min(b) * (WAD / 100), a.max(b) * (WAD / 100));
        let model = model();
        let (low, high) = (model.cost(curve, less).unwrap(), model.cost(curve, more).unwrap());
        prop_assert!(low <= high);
        prop_assert!(high <= more);
    }

    #[test]
    fn cutting_a_sale_in_pieces_gains_nothing_at_once(usd in 100..100_000_000u128, pieces in 2..20u128, asset in 0..4usize) {
        let piece = usd * WAD / pieces;
        let kept = |market: &Market, usd: u128| {
            let shares = (WAD - market.displacement(asset, 500), WAD - market.slippage(asset, 500, usd));
            usd as f64 * (shares.0 as f64 / WAD as f64) * (shares.1 as f64 / WAD as f64)
        };
        let once = kept(&market(), piece * pieces);
        let (mut parts, mut sum) = (market(), 0.0);
        for _ in 0..pieces {
            sum += kept(&parts, piece);
            parts.trade(asset, 500, piece, 0);
        }
        // Where the last dollar sold would bring nothing, the bound of the cost binds.
        prop_assert!(sum <= once * (1.0 + 1e-6) || once < 0.55 * (piece * pieces) as f64, "{sum} {once}");
    }

    #[test]
    fn a_price_is_never_displaced_to_nothing_and_recovers(usd: u64, asset in 0..4usize, waited in 1..100_000u64) {
        let mut market = market();
        market.trade(asset, 7, u128::from(usd) * WAD, 0);
        let (now, later) = (market.displacement(asset, 7), market.displacement(asset, 7 + waited));
        prop_assert!(later <= now && now <= WAD / 10 * 9);
        prop_assert!(market.slippage(asset, 7 + waited, WAD) <= WAD);
    }
}

/// Quotes on an exact power law: 1% at $20M, exponent 0.8, the price $2,000.
fn exact_quotes(noise: f64) -> String {
    let mut csv = format!("{HEADER}\n");
    for index in 0..400_u32 {
        let usd = 1e5 * 1e3_f64.powf(f64::from(index) / 400.0);
        let wobble = 1.0 + noise * f64::from(index % 7).sin();
        let impact = 0.01 * (usd / 2e7).powf(0.8) * wobble;
        let amount = usd / 2_000.0;
        let proceeds = usd * (1.0 - impact);
        csv.push_str(&format!(
            "1700440159,WETH,USDC,{amount},{proceeds},{impact},{}\n",
            proceeds / amount
        ));
    }
    csv
}

#[test]
fn a_power_law_is_found_again() {
    for (noise, tolerance) in [(0.0, 0.005), (0.3, 0.12)] {
        let (_guard, path) = file("quotes.csv", &exact_quotes(noise));
        let curves = fit_quotes("quotes.csv", &read_quotes(&path).unwrap()).unwrap();
        let [curve] = curves.as_slice() else {
            panic!("{curves:?}");
        };
        assert_eq!(curve.asset, "ETH");
        let exponent = curve.exponent as f64 / WAD as f64;
        let depth = curve.depth as f64 / WAD as f64;
        assert!((exponent - 0.8).abs() < tolerance, "{exponent}");
        assert!((depth / 2e7 - 1.0).abs() < 3.0 * tolerance, "{depth}");
        let fit = curve.fit.unwrap();
        assert!(
            fit.error <= fit.largest && fit.largest as f64 / (WAD as f64) < 0.01 + noise,
            "{fit:?}"
        );
        assert!(fit.bins >= 8 && fit.quotes >= 40, "{fit:?}");
    }
}

#[test]
fn bad_quotes_are_refused_with_their_line() {
    let refused = |row: &str| {
        let (guard, path) = file("q.csv", &format!("{HEADER}\n{row}\n"));
        text(read_quotes(&path), &guard)
    };
    assert!(refused("1,WETH,USDC,0,1,0.1,1").starts_with("q.csv:2: in_amt `0` is zero"));
    assert!(refused("1,WETH,USDC,1,1,1,1").contains("price_impact `1` is 1 or more"));
    assert!(refused("1,WETH,USDC,1,x,0,1").contains("out_amt `x` is not a number"));
    assert!(refused("1,,USDC,1,1,0,1").contains("src_sym is empty"));
    let (guard, path) = file(
        "q.csv",
        &format!("{HEADER}\n1,WETH,USDC,1,2000,0.001,2000\n"),
    );
    let too_few =
        fit_quotes("q.csv", &read_quotes(&path).unwrap()).map_err(|error| error.to_string());
    assert!(
        too_few
            .unwrap_err()
            .contains("only 1 rows follow the header; give at least 15")
    );
    drop(guard);
}

#[test]
fn real_quotes_are_fitted_within_stated_errors() {
    let Some(folder) = folder("real_quotes_are_fitted_within_stated_errors") else {
        return;
    };
    let file = std::fs::read_dir(folder.join("depth"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let real = DepthModel::read(&file).unwrap();
    // Root of the mean square and largest miss of ln(impact): what the README states.
    for (asset, error, largest) in [
        ("ETH", 0.18, 0.39),
        ("BTC", 0.14, 0.25),
        ("WSTETH", 0.31, 0.65),
    ] {
        let curve = real
            .curves
            .iter()
            .find(|curve| curve.asset == asset)
            .unwrap();
        let fit = curve.fit.unwrap();
        assert!(fit.error as f64 / (WAD as f64) < error, "{curve:?}");
        assert!(fit.largest as f64 / (WAD as f64) < largest, "{curve:?}");
    }
    let ether = real.curve("ETH").unwrap();
    // What the quotes say of 2.6k, 6.5k, 18k and 39k ETH at about $2,000.
    for (tokens, percents) in [(2_600, 0.3), (6_500, 0.9), (18_000, 1.5), (39_000, 3.3)] {
        let usd = tokens * 2_000 * WAD;
        let impact = real.cost(ether, usd).unwrap() as f64 / usd as f64 * 100.0;
        assert!((impact / percents).ln().abs() < 0.5, "{tokens}: {impact}");
    }
    // The built-in curves are these, rounded.
    for built_in in DepthModel::built_in().curves {
        let fitted = real
            .curves
            .iter()
            .find(|curve| curve.asset == built_in.asset)
            .unwrap();
        assert!(
            fitted.depth.abs_diff(built_in.depth) < built_in.depth / 500,
            "{fitted:?}"
        );
        assert!(
            fitted.exponent.abs_diff(built_in.exponent) <= WAD / 1_000,
            "{fitted:?}"
        );
    }
}
