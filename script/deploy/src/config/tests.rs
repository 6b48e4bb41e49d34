use super::*;
use risk_core::fixed::{WAD, Wad};
use risk_core::health::{Factors, Position, StressParameters, stress};

/// The ratio of debt in USDC to collateral at which health is 1, with the volatilities that new feeds start with.
fn threshold(config: &Config, symbol: &str) -> f64 {
    let variance = |symbol: &String| {
        let (floor, cap) = config.asset(symbol).unwrap().variances().unwrap();
        Wad(u128::from(floor / 2 + cap / 2))
    };
    let variances = config.risk.factors.each_ref().map(variance);
    let factors = Factors::new(variances, config.risk.correlations).unwrap();
    let parameters = StressParameters {
        z: Wad(config.risk.z_score.0.to::<u128>()),
        horizon: config.risk.horizon,
    };
    let dollars = |amount: f64| Wad((amount * 1e6) as u128 * (WAD / 1_000_000));
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let ratio = f64::midpoint(low, high);
        let risk = |symbol: &str| config.asset(symbol).unwrap().risk.asset_risk();
        let positions = [
            Position {
                collateral: dollars(10_000.0),
                debt: Wad(0),
                risk: risk(symbol),
            },
            Position {
                collateral: Wad(0),
                debt: dollars(10_000.0 * ratio),
                risk: risk("USDC"),
            },
        ];
        let loss = stress(&positions, &factors, parameters).unwrap().total.0 as f64 / 1e18;
        if 10_000.0 - loss >= 10_000.0 * ratio {
            low = ratio
        } else {
            high = ratio
        }
    }
    low
}

#[test]
fn thresholds_are_as_the_defaults_explain() {
    let config = Config::devnet_with(&["SOL", "LINK", "AVAX"]).unwrap();
    for (symbol, low, high) in [
        ("ETH", 0.83, 0.845),
        ("BTC", 0.85, 0.865),
        ("SOL", 0.74, 0.78),
        ("LINK", 0.73, 0.78),
        ("AVAX", 0.73, 0.78),
    ] {
        let threshold = threshold(&config, symbol);
        assert!((low..high).contains(&threshold), "{symbol}: {threshold}");
    }
}

#[test]
fn parametric_stress_of_ether_is_about_seven_percent() {
    let config = Config::devnet();
    let factors = Factors::new(
        [Wad(WAD / 2), Wad(WAD * 64 / 100), Wad(WAD / 2), Wad(0)],
        [0; 6],
    )
    .unwrap();
    let position = Position {
        collateral: Wad(WAD),
        debt: Wad(0),
        risk: config.asset("ETH").unwrap().risk.asset_risk(),
    };
    let parameters = StressParameters {
        z: Wad(233 * WAD / 100),
        horizon: 43_200,
    };
    let stress = stress(&[position], &factors, parameters).unwrap();
    assert!(
        (0.070..0.073).contains(&(stress.parametric.0 as f64 / 1e18)),
        "{stress:?}"
    );
}

#[test]
fn defaults_are_valid_and_survive_toml_and_json() {
    let config = Config::devnet_with(&["SOL", "LINK", "AVAX", "ETH"]).unwrap();
    config.validate().unwrap();
    assert_eq!(config.assets.len(), 6);
    let folder = tempfile::tempdir().unwrap();
    let toml = folder.path().join("config.toml");
    std::fs::write(&toml, config.to_toml().unwrap()).unwrap();
    assert_eq!(Config::load(&toml).unwrap(), config);
    let json = folder.path().join("config.json");
    std::fs::write(&json, serde_json::to_vec(&config).unwrap()).unwrap();
    assert_eq!(Config::load(&json).unwrap(), config);
    assert_eq!(Config::load(&json).unwrap().hash(), config.hash());
}

#[test]
fn a_short_cooldown_is_refused() {
    let mut config = Config::devnet();
    config.insurance.cooldown =
        config.unwinder.recovery + config.unwinder.auction_duration + config.insurance.claim_window;
    assert!(
        config
            .validate()
            .unwrap_err()
            .to_string()
            .contains("cooldown")
    );
    config.insurance.cooldown += 1;
    config.validate().unwrap();
}

#[test]
fn mistakes_are_named() {
    let mut config = Config::devnet();
    config.risk.factors[1] = "DOGE".to_owned();
    assert!(config.validate().unwrap_err().to_string().contains("DOGE"));
    let mut config = Config::devnet();
    config.asset_mut("ETH").unwrap().reserve.premium_factor = 1;
    assert!(config.validate().unwrap_err().to_string().contains("ETH"));
    assert!(Config::devnet_with(&["DOGE"]).is_err());
    assert!(
        Config::devnet()
            .start_price("DOGE", Ratio::from_whole(1))
            .is_err()
    );
}

#[test]
fn ratios_are_exact() {
    for text in ["2.33", "0.005", "1", "25", "0.000000000000000001"] {
        let ratio: Ratio = text.parse().unwrap();
        assert_eq!(ratio.to_string(), text);
    }
    assert_eq!(
        "2.33".parse::<Ratio>().unwrap().0.to_string(),
        "2330000000000000000"
    );
    assert_eq!(
        serde_json::from_str::<Ratio>("2.33").unwrap().0.to_string(),
        "2330000000000000000"
    );
    assert!("-1".parse::<Ratio>().is_err());
    assert!("0.0000000000000000001".parse::<Ratio>().is_err());
    assert_eq!(
        "3000.5"
            .parse::<Ratio>()
            .unwrap()
            .with_decimals(8)
            .to_string(),
        "300050000000"
    );
}

#[test]
fn mistakes_in_markets_and_timelocks_are_named() {
    let market = Market {
        name: "eth-usdc".to_owned(),
        collateral: "ETH".to_owned(),
        debt: "USDC".to_owned(),
        insured: false,
        collateral_reserve: None,
        debt_reserve: None,
        risk: None,
        unwinder: None,
    };
    let timelock = TimelockSettings {
        delay: 1,
        proposers: vec![Address::repeat_byte(1)],
        executors: vec![Address::ZERO],
    };
    let wrong = |change: &dyn Fn(&mut Config)| {
        let mut config = Config::devnet();
        config.markets = vec![market.clone()];
        config.timelock = Some(timelock.clone());
        config.validate().unwrap();
        let text = config.to_toml().unwrap();
        assert_eq!(toml::from_str::<Config>(&text).unwrap(), config);
        change(&mut config);
        config.validate().unwrap_err().to_string()
    };
    assert!(wrong(&|config| config.markets[0].debt = "ETH".to_owned()).contains("same asset"));
    assert!(wrong(&|config| config.markets[0].debt = "DOGE".to_owned()).contains("DOGE"));
    assert!(wrong(&|config| config.markets[0].name = "a b".to_owned()).contains("name"));
    assert!(wrong(&|config| config.markets.push(config.markets[0].clone())).contains("same name"));
    assert!(wrong(&|config| config.handover = Some(Address::repeat_byte(2))).contains("handover"));
    assert!(
        wrong(&|config| config.timelock.as_mut().unwrap().executors.clear()).contains("nobody")
    );
    assert!(
        wrong(&|config| config
            .timelock
            .as_mut()
            .unwrap()
            .proposers
            .push(Address::ZERO))
        .contains("anyone")
    );
    let mut slow = Config::devnet().unwinder;
    slow.recovery = 72 * 3600 * 10;
    assert!(wrong(&|config| config.markets[0].unwinder = Some(slow.clone())).contains("cooldown"));
}

#[test]
fn a_market_closes_what_its_assets_are_not_for() {
    let config = Config::devnet();
    let market = Market {
        name: "m".to_owned(),
        collateral: "ETH".to_owned(),
        debt: "USDC".to_owned(),
        insured: false,
        collateral_reserve: None,
        debt_reserve: None,
        risk: None,
        unwinder: None,
    };
    let [escrowed, lent] = market
        .symbols()
        .map(|symbol| market.asset(config.asset(symbol).unwrap()));
    assert!(escrowed.reserve.collateral_enabled && !escrowed.reserve.borrow_enabled);
    assert!(!lent.reserve.collateral_enabled && lent.reserve.borrow_enabled);
    assert_eq!(
        (lent.reserve.premium_factor, lent.insured),
        (0, false),
        "no fund, no premium"
    );
    assert_eq!(escrowed.risk, config.asset("ETH").unwrap().risk);
    assert_ne!(market.salt(B256::ZERO), B256::ZERO);
}
