//! What of a configuration contradicts a deployment that was made with another, and no transaction can change.

use crate::{Config, Record};

/// Each with its key, its value, and what to do; none: the deployment can become what is configured.
pub(super) fn conflicts(record: &Record, config: &Config) -> Vec<String> {
    let mut found = Vec::new();
    let mut conflict = |key: String, value: &str, deployed: &str, advice: &str| {
        found.push(format!(
            "{key} = {value}, but it was deployed with {deployed}: {advice}"
        ));
    };
    if let Some(salt) = config.salt.filter(|salt| *salt != record.salt) {
        let (salt, recorded) = (salt.to_string(), record.salt.to_string());
        let advice = "addresses are made of it; write that one, or leave it out";
        conflict("salt".to_owned(), &salt, &recorded, advice);
    }
    if let (Some(timelock), None) = (record.timelock, &config.timelock) {
        let advice = "it owns everything; put [timelock] back";
        conflict(
            "timelock".to_owned(),
            "(none)",
            &timelock.to_string(),
            advice,
        );
    }
    for (name, wanted) in config.loans.programs() {
        if let (Some(program), false) = (record.loans.get(name), wanted) {
            let advice = "a program cannot be removed; write true, or leave it out";
            let at = program.to_string();
            conflict(format!("loans: {name}"), "false", &at, advice);
        }
    }
    for (symbol, token) in &record.tokens {
        let Some(asset) = config.asset(symbol) else {
            let advice = "a reserve cannot be removed; put the asset back and close it (both enabled = false, caps 0)";
            let at = token.address.to_string();
            conflict(format!("assets.{symbol}"), "(none)", &at, advice);
            continue;
        };
        if let Some(at) = asset.token.filter(|at| *at != token.address) {
            let advice =
                "a reserve keeps its token; write that one, or add the new token as another asset";
            let (at, deployed) = (at.to_string(), token.address.to_string());
            conflict(format!("assets.{symbol}.token"), &at, &deployed, advice);
        }
        if asset.decimals != token.decimals {
            let (now, deployed) = (asset.decimals.to_string(), token.decimals.to_string());
            let advice = "a token keeps its decimals; write those";
            conflict(format!("assets.{symbol}.decimals"), &now, &deployed, advice);
        }
        if !asset.vault && record.vaults.contains_key(symbol) {
            let advice = "a vault cannot be removed; put vault = true back";
            conflict(format!("assets.{symbol}.vault"), "false", "true", advice);
        }
    }
    for name in record.feeds.keys() {
        if !config.price_feeds().iter().any(|feed| feed.name == name) {
            let advice = "a feed cannot be removed; put it back";
            conflict(format!("feeds.{name}"), "(none)", "it", advice);
        }
    }
    for (name, market) in &record.markets {
        let Some(now) = config.markets.iter().find(|market| market.name == *name) else {
            let advice = "a market cannot be removed; put it back and close it (caps 0)";
            conflict(format!("markets.{name}"), "(none)", "it", advice);
            continue;
        };
        let pairs = [
            ("collateral", &now.collateral, &market.collateral),
            ("debt", &now.debt, &market.debt),
        ];
        for (key, now, deployed) in pairs {
            if now != deployed {
                let advice = "a market keeps its two assets; give the new market another name";
                conflict(format!("markets.{name}.{key}"), now, deployed, advice);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use alloy::primitives::{Address, B256};

    use super::*;
    use crate::Token;
    use crate::config::{Market, TimelockSettings};
    use crate::deployment::{Anchor, RecordedFeed, RecordedMarket};

    fn deployed(config: &Config) -> Record {
        let anchor = Anchor {
            number: 0,
            hash: B256::ZERO,
        };
        let (owner, salt) = (Address::repeat_byte(1), B256::repeat_byte(2));
        let mut record = Record::new(1, anchor, owner, salt, config.hash());
        for asset in &config.assets {
            let token = Token {
                address: Address::repeat_byte(asset.decimals),
                decimals: asset.decimals,
            };
            record.tokens.insert(asset.symbol.clone(), token);
            record.vaults.insert(asset.symbol.clone(), Address::ZERO);
        }
        for feed in config.price_feeds() {
            let feed_record = RecordedFeed {
                aggregator: Address::ZERO,
                id: None,
            };
            record.feeds.insert(feed.name.to_owned(), feed_record);
        }
        for market in &config.markets {
            let recorded = RecordedMarket {
                collateral: market.collateral.clone(),
                debt: market.debt.clone(),
                ..RecordedMarket::default()
            };
            record.markets.insert(market.name.clone(), recorded);
        }
        record
    }

    #[test]
    fn what_cannot_change_is_told_with_what_to_do() {
        let mut config = Config::devnet();
        config.markets = vec![Market::new("m", "ETH", "USDC")];
        let mut record = deployed(&config);
        assert_eq!(conflicts(&record, &config), Vec::<String>::new());
        config.asset_mut("ETH").unwrap().reserve.kink -= 1;
        config.assets.push(
            Config::devnet_with(&["SOL"])
                .unwrap()
                .asset("SOL")
                .unwrap()
                .clone(),
        );
        assert_eq!(
            conflicts(&record, &config),
            Vec::<String>::new(),
            "settings may change"
        );

        config.salt = Some(B256::repeat_byte(3));
        config.assets.retain(|asset| asset.symbol != "BTC");
        let eth = config.asset_mut("ETH").unwrap();
        (eth.token, eth.decimals, eth.vault) = (Some(Address::repeat_byte(9)), 8, false);
        config.markets[0].collateral = "SOL".to_owned();
        record.timelock = Some(Address::repeat_byte(4));
        let loan = ("term-loan".to_owned(), Address::repeat_byte(5));
        record.loans.extend([loan]);
        config.loans.term = false;
        let found = conflicts(&record, &config);
        for (said, key) in found.iter().zip([
            "salt",
            "timelock",
            "loans: term-loan",
            "assets.BTC",
            "assets.ETH.token",
            "assets.ETH.decimals",
            "assets.ETH.vault",
            "feeds.BTC",
            "markets.m.collateral",
        ]) {
            assert!(said.starts_with(&format!("{key} = ")), "{said}");
        }
        assert_eq!(found.len(), 9, "{found:?}");

        config.markets.clear();
        config.timelock = Some(TimelockSettings {
            delay: 1,
            proposers: Vec::new(),
            executors: Vec::new(),
        });
        let found = conflicts(&record, &config);
        assert!(
            found
                .iter()
                .any(|said| said.starts_with("markets.m = (none)")),
            "{found:?}"
        );
        assert!(
            !found.iter().any(|said| said.starts_with("timelock")),
            "{found:?}"
        );
    }
}
