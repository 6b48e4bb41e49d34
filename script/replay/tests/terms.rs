//! The simulator's default market is the one that the deployer sets up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use ballast_deploy::config::{Config, Ratio};
use ballast_simulate::lineup::default_terms;

#[test]
fn the_simulators_market_is_the_deployers() {
    let config = Config::devnet_with(&["SOL", "LINK", "AVAX"]).unwrap();
    let terms = default_terms(500);
    let wad = |ratio: Ratio| u128::try_from(ratio.0).unwrap();
    for asset in &config.assets {
        let place = terms.place(&asset.symbol).unwrap();
        let ours = &terms.assets[place];
        assert_eq!(ours.risk, asset.risk.asset_risk(), "{}", asset.symbol);
        assert_eq!(ours.decimals, asset.decimals, "{}", asset.symbol);
        assert_eq!(
            ours.heartbeat,
            u64::from(asset.heartbeat),
            "{}",
            asset.symbol
        );
        for (variance, volatility) in [
            (ours.variance_floor, asset.volatility_floor),
            (ours.variance_cap, asset.volatility_cap),
        ] {
            let volatility = wad(volatility) as f64 / 1e18;
            let off = variance as f64 / 1e18 - volatility * volatility;
            assert!(off.abs() < 1e-12, "{} {off}", asset.symbol);
        }
    }
    let symbols: Vec<&String> = terms
        .factors
        .iter()
        .map(|place| &terms.assets[*place].symbol)
        .collect();
    assert_eq!(symbols, config.risk.factors.iter().collect::<Vec<_>>());
    assert_eq!(terms.correlations, config.risk.correlations);
    assert_eq!(
        (terms.z, terms.horizon),
        (wad(config.risk.z_score), config.risk.horizon)
    );
    assert_eq!(terms.buffer, wad(config.risk.buffer));
    let (ours, theirs) = (&terms.half_lives, &config.oracle);
    assert_eq!(
        (ours.smoothing, ours.fast, ours.slow),
        (theirs.smoothing, theirs.fast, theirs.slow)
    );
    let (ours, theirs) = (&terms.unwind, &config.unwinder);
    assert_eq!(ours.target, wad(theirs.target));
    assert_eq!(
        (ours.recovery, ours.minimum_recovery),
        (theirs.recovery, theirs.minimum_recovery)
    );
    assert_eq!(ours.urgency, wad(theirs.urgency));
    assert_eq!(ours.slice_interval, theirs.slice_interval);
    assert_eq!(
        (ours.slice_premium, ours.slice_discount),
        (wad(theirs.slice_premium), wad(theirs.slice_discount))
    );
    assert_eq!(
        (ours.auction_duration, ours.auction_discount),
        (theirs.auction_duration, wad(theirs.auction_discount))
    );
    assert_eq!(ours.dust, wad(theirs.dust));
    assert_eq!(
        (ours.flow, ours.cost, ours.floor, ours.backstop),
        (
            theirs.flow_budget,
            theirs.cost_budget,
            wad(theirs.floor_rate),
            theirs.backstop
        )
    );
}
