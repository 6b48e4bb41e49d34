use super::*;
use alloy::primitives::U256;
use risk_core::fixed::{WAD, Wad};
use risk_core::health::{Factors, Position, StressParameters, stress};

/// The ratio of debt in USDC to collateral at which health is 1, with the volatilities that new feeds start with.
fn threshold(config: &Config, symbol: &str) -> f64 {
    let variance = |symbol: &String| {
        let (floor, cap) = config
            .asset(symbol)
            .unwrap()
            .price_feed()
            .variances()
            .unwrap();
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
    config.unwinder.recovery = 259_200;
    config.insurance.cooldown = config.unwinder.recovery
        + 2 * config.unwinder.auction_duration
        + config.insurance.claim_window;
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
    let market = Market::new("eth-usdc", "ETH", "USDC");
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
        wrong(&|config| config.timelock.as_mut().unwrap().executors.clear())
            .contains("nobody could execute")
    );
    assert!(
        wrong(&|config| config
            .timelock
            .as_mut()
            .unwrap()
            .proposers
            .push(Address::ZERO))
        .contains("anyone could propose")
    );
    let mut slow = Config::devnet().unwinder;
    slow.recovery = 72 * 3600 * 10;
    assert!(wrong(&|config| config.markets[0].unwinder = Some(slow.clone())).contains("cooldown"));
}

#[test]
fn a_market_closes_what_its_assets_are_not_for() {
    let config = Config::devnet();
    let market = Market::new("m", "ETH", "USDC");
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

#[test]
fn every_value_out_of_bounds_is_refused_with_its_key() {
    let refused = |key: &str, change: &dyn Fn(&mut Config)| {
        let mut config = Config::devnet();
        config.markets = vec![Market::new("m", "ETH", "USDC")];
        config.feeds = vec![rate("rate")];
        config.validate().unwrap();
        change(&mut config);
        let text = config.validate().unwrap_err().to_string();
        assert!(
            text.starts_with(&format!("configuration: {key} = ")),
            "{key}: {text}"
        );
        assert!(!text.contains("values are wrong"), "only this one: {text}");
    };
    let bps = Ratio::from_bps;
    refused("salt", &|c| c.salt = Some(B256::ZERO));
    refused("oracle.smoothing", &|c| c.oracle.smoothing = 299);
    refused("oracle.fast", &|c| c.oracle.fast = 3_599);
    refused("oracle.slow", &|c| c.oracle.slow = c.oracle.fast - 1);
    refused("oracle.sequencer_grace", &|c| {
        c.oracle.sequencer_grace = 86_401
    });
    refused("risk.z_score", &|c| c.risk.z_score = bps(9_999));
    refused("risk.horizon", &|c| c.risk.horizon = 259_201);
    refused("risk.buffer", &|c| c.risk.buffer = bps(99));
    refused("risk.ramp", &|c| c.risk.ramp = 86_399);
    refused("risk.correlations", &|c| c.risk.correlations[0] = 10_001);
    refused("unwinder.target", &|c| c.unwinder.target = bps(12_001));
    refused("unwinder.recovery", &|c| {
        (c.unwinder.recovery, c.unwinder.minimum_recovery) = (3_599, 300);
    });
    refused("unwinder.minimum_recovery", &|c| {
        c.unwinder.minimum_recovery = 7_201
    });
    refused("unwinder.urgency", &|c| c.unwinder.urgency = bps(50_001));
    refused("unwinder.slice_interval", &|c| {
        c.unwinder.slice_interval = 59
    });
    refused("unwinder.slice_premium", &|c| {
        c.unwinder.slice_premium = bps(201)
    });
    refused("unwinder.slice_discount", &|c| {
        c.unwinder.slice_discount = bps(9)
    });
    refused("unwinder.auction_duration", &|c| {
        c.unwinder.auction_duration = 599
    });
    refused("unwinder.auction_discount", &|c| {
        (c.unwinder.auction_discount, c.unwinder.backstop) = (bps(1_501), 2_000)
    });
    refused("unwinder.dust", &|c| c.unwinder.dust = bps(9_999));
    refused("unwinder.flow_budget", &|c| c.unwinder.flow_budget = 99);
    refused("unwinder.cost_budget", &|c| c.unwinder.cost_budget = 501);
    refused("unwinder.floor_rate", &|c| c.unwinder.floor_rate = bps(99));
    refused("unwinder.opener_fee", &|c| {
        c.unwinder.opener_fee = bps(100_001)
    });
    refused("unwinder.opener_fee", &|c| {
        c.unwinder.opener_fee.0 += U256::from(1)
    });
    refused("unwinder.backstop", &|c| c.unwinder.backstop = 2_001);
    refused("unwinder.backstop", &|c| {
        (c.unwinder.backstop, c.insurance.discount) = (799, 799)
    });
    refused("insurance.discount", &|c| c.unwinder.backstop = 999);
    refused("insurance.cooldown", &|c| c.insurance.cooldown = 7_776_001);
    let fund = |key: &str, change: &dyn Fn(&mut InsuranceSettings)| {
        refused(&format!("insurance.{key}"), &|c| change(&mut c.insurance));
    };
    fund("cooldown", &|f| (f.cooldown, f.claim_window) = (345_599, 0));
    fund("claim_share", &|f| f.claim_share = 999);
    fund("discount", &|f| f.discount = 199);
    fund("held_share", &|f| f.held_share = 9_001);
    fund("purchase_share", &|f| f.purchase_share = 9_001);
    fund("sale_interval", &|f| f.sale_interval = 299);
    fund("sale_share", &|f| f.sale_share = 9);
    fund("sale_premium", &|f| f.sale_premium = 201);
    fund("sale_discount", &|f| f.sale_discount = 9);
    fund("collateral_share", &|f| f.collateral_share = 9_001);
    refused("markets.m.unwinder.dust", &|c| {
        let mut own = c.unwinder.clone();
        own.dust = bps(9_999);
        c.markets[0].unwinder = Some(own);
    });
    refused("markets.m.risk.ramp", &|c| {
        let mut own = c.risk.clone();
        own.ramp = 1;
        c.markets[0].risk = Some(own);
    });
    refused("markets.m.debt_reserve.gated", &|c| {
        let mut own = c.assets[0].reserve.clone();
        own.gated = true;
        c.markets[0].debt_reserve = Some(own);
    });
    let asset = |key: &str, change: &dyn Fn(&mut Asset)| {
        refused(&format!("assets.ETH.{key}"), &|c| {
            change(c.asset_mut("ETH").unwrap())
        });
    };
    asset("decimals", &|a| a.decimals = 5);
    asset("token", &|a| a.token = Some(Address::ZERO));
    asset("heartbeat", &|a| a.heartbeat = 59);
    asset("stored_age", &|a| a.stored_age = 901);
    asset("volatility_cap", &|a| a.volatility_cap = bps(43_000));
    asset("volatility_floor", &|a| a.volatility_floor = bps(9_593));
    asset("feed.price", &|a| {
        a.feed = FeedSource::Mock {
            decimals: 8,
            price: bps(0),
        }
    });
    asset("feed.decimals", &|a| {
        a.feed = FeedSource::Mock {
            decimals: 25,
            price: bps(1),
        }
    });
    asset("feed.address", &|a| {
        a.feed = FeedSource::Aggregator {
            address: Address::ZERO,
        }
    });
    asset("reserve.kink", &|a| a.reserve.kink = 10_001);
    asset("reserve.kink", &|a| a.reserve.kink = 0);
    asset("reserve.slope_above", &|a| {
        (a.reserve.slope_above, a.reserve.slope_below) = (60_000, 60_000)
    });
    asset("reserve.reserve_factor", &|a| {
        a.reserve.reserve_factor = 5_001
    });
    asset("reserve.premium_factor", &|a| a.reserve.premium_factor = 1);
    asset("reserve.flash_fee", &|a| a.reserve.flash_fee = 101);
    asset("reserve.outflow_window", &|a| {
        (a.reserve.outflow_cap, a.reserve.outflow_window) = (1, 3_599);
    });
    asset("reserve.gated", &|a| a.reserve.gated = true);
    asset("risk.haircut", &|a| a.risk.basis = 7_501);
    asset("risk.idiosyncratic", &|a| a.risk.idiosyncratic = 30_001);
    asset("risk.scenarios", &|a| a.risk.scenarios[3] = -9_001);
    let fees = |performance, management, byte| {
        Some(VaultFees {
            performance,
            management,
            recipient: Address::repeat_byte(byte),
        })
    };
    asset("vault_fees.performance", &|a| {
        a.vault_fees = fees(5_001, 0, 1)
    });
    asset("vault_fees.management", &|a| a.vault_fees = fees(0, 501, 1));
    asset("vault_fees.recipient", &|a| a.vault_fees = fees(1, 0, 0));
    asset("vault_fees.performance", &|a| {
        (a.vault, a.vault_fees) = (false, fees(1, 0, 1))
    });
    let of_rate = |key: &str, change: &dyn Fn(&mut FeedSource)| {
        refused(&format!("feeds.rate.{key}"), &|c| {
            change(&mut c.feeds[0].feed)
        });
    };
    of_rate("feed.function", &|f| {
        if let FeedSource::Rate { function, .. } = f {
            *function = "getRate(address)".to_owned();
        }
    });
    of_rate("feed.growth", &|f| {
        if let FeedSource::Rate { growth, .. } = f {
            *growth = 10_001;
        }
    });
    of_rate("feed.tolerance", &|f| {
        if let FeedSource::Rate { tolerance, .. } = f {
            *tolerance = 0;
        }
    });
    of_rate("feed.share_decimals", &|f| {
        if let FeedSource::Rate { share_decimals, .. } = f {
            *share_decimals = 39;
        }
    });
    of_rate("feed.rate_decimals", &|f| {
        if let FeedSource::Rate { rate_decimals, .. } = f {
            *rate_decimals = 39;
        }
    });
    of_rate("feed.anchor", &|f| {
        if let FeedSource::Rate { anchor, .. } = f {
            *anchor = Some(bps(0));
        }
    });
    refused("feeds.rate.heartbeat", &|c| c.feeds[0].heartbeat = 60);
    let timelock = |delay| TimelockSettings {
        delay,
        proposers: vec![Address::repeat_byte(1)],
        executors: vec![Address::ZERO],
    };
    refused("timelock.delay", &|c| c.timelock = Some(timelock(0)));
    refused("timelock.delay", &|c| {
        c.timelock = Some(timelock(172_800_000))
    });
}

fn rate(name: &str) -> NamedFeed {
    NamedFeed {
        name: name.to_owned(),
        feed: FeedSource::Rate {
            address: Address::repeat_byte(1),
            function: "convertToAssets(uint256)".to_owned(),
            share_decimals: 18,
            rate_decimals: 18,
            growth: 1_000,
            tolerance: 100,
            anchor: None,
        },
        heartbeat: 0,
        stored_age: 60,
        volatility_floor: Ratio::from_bps(100),
        volatility_cap: Ratio::from_bps(1_000),
    }
}

fn product(name: &str, first: &str, second: &str) -> NamedFeed {
    let of = [first, second].map(str::to_owned);
    NamedFeed {
        feed: FeedSource::Product { of },
        ..rate(name)
    }
}

#[test]
fn feeds_are_made_after_what_they_read() {
    let mut config = Config::devnet();
    config.feeds = vec![
        product("a", "b", "ETH"),
        product("b", "rate", "ETH"),
        rate("rate"),
    ];
    config.validate().unwrap();
    let names: Vec<_> = config
        .price_feeds()
        .iter()
        .map(|feed| feed.name.to_owned())
        .collect();
    assert_eq!(names, ["rate", "USDC", "ETH", "BTC", "b", "a"]);

    let wrong = |feeds: Vec<NamedFeed>| {
        let mut config = Config::devnet();
        config.feeds = feeds;
        config.validate().unwrap_err().to_string()
    };
    let text = wrong(vec![product("a", "b", "ETH"), product("b", "a", "ETH")]);
    assert!(
        text.contains("feeds.a.feed.of = b, ETH: reads itself in a circle"),
        "{text}"
    );
    let text = wrong(vec![product("a", "none", "ETH")]);
    assert!(
        text.contains("feeds.a.feed.of = none: is no asset"),
        "{text}"
    );
    let text = wrong(vec![rate("ETH")]);
    assert!(text.contains("same name"), "{text}");
    let mut deep: Vec<_> = vec![product("1", "ETH", "ETH")];
    for depth in 2..=4 {
        deep.push(product(&depth.to_string(), &(depth - 1).to_string(), "ETH"));
    }
    config.feeds.clone_from(&deep);
    config.validate().unwrap();
    deep.push(product("5", "4", "ETH"));
    assert!(wrong(deep).contains("feeds.5.feed.of = 4, ETH: is 5 feeds of two feeds deep"));
}

#[test]
fn what_is_left_out_has_sensible_defaults() {
    let mut config = Config::devnet();
    config.feeds = vec![rate("rate"), product("price", "rate", "ETH")];
    let text = config.to_toml().unwrap();
    let gone = [
        "gated",
        "outflow",
        "flash_fee",
        "stored_age",
        "ramp",
        "share_decimals",
        "rate_decimals",
        "growth =",
    ];
    let short: Vec<_> = text
        .lines()
        .filter(|line| !gone.iter().any(|key| line.starts_with(key)))
        .collect();
    let read: Config = toml::from_str(&short.join("\n")).unwrap();
    assert_eq!(read, config);
    let curve = "collateral_enabled = true\nborrow_enabled = true\nreserve_factor = 0\npremium_factor = 0\nsupply_cap = 1\nborrow_cap = 1";
    assert!(toml::from_str::<ReserveSettings>(curve).unwrap().adaptive());
}

#[test]
fn examples_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        Config::load(&path).unwrap_or_else(|error| panic!("{error}"));
        count += 1;
    }
    assert_eq!(count, 2);
}
