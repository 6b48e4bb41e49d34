//! A second reading of the chain's events, which shares nothing with the crate's ledger: raw `eth_getLogs` over plain
//! JSON, words cut out of data by hand, topics from signatures written out here, own arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use alloy::primitives::{U256, U512, keccak256};
use ballast_replay::Outcome;
use serde_json::{Value, json};

/// What the events say, summed up. USD in WAD.
#[derive(Debug, Default)]
pub struct Reading {
    pub fills: u64,
    pub metered: u64,
    pub accounts_sold: u64,
    pub borrowers: usize,
    pub opened: u64,
    pub closed: u64,
    pub auctions: u64,
    pub rounds: u64,
    pub sold: i128,
    pub repaid: i128,
    pub lost: i128,
    pub covered: i128,
    pub reserves: i128,
    pub interest: i128,
    pub collateral: i128,
    pub debt: i128,
}

/// Tokens of one asset, in its units, and its last price in WAD.
#[derive(Debug, Default, Clone)]
struct Asset {
    unit: u128,
    price: u128,
    collateral: u128,
    debt: u128,
}

pub fn decimal(value: i128) -> String {
    let (sign, size) = (if value < 0 { "-" } else { "" }, value.unsigned_abs());
    let text = format!("{}.{:018}", size / 10_u128.pow(18), size % 10_u128.pow(18));
    format!("{sign}{}", text.trim_end_matches('0').trim_end_matches('.'))
}

fn topic(signature: &str) -> String {
    keccak256(signature).to_string()
}

fn word(data: &str, place: usize) -> U256 {
    let hex = data.trim_start_matches("0x");
    U256::from_str_radix(&hex[place * 64..(place + 1) * 64], 16).unwrap()
}

fn number(data: &str, place: usize) -> u128 {
    u128::try_from(word(data, place)).unwrap()
}

fn address(word: &str) -> String {
    word[word.len() - 40..].to_lowercase()
}

fn value(amount: u128, asset: &Asset, up: bool) -> i128 {
    let product = U512::from(amount) * U512::from(asset.price);
    let unit = U512::from(asset.unit);
    let rounded = if up {
        product.div_ceil(unit)
    } else {
        product / unit
    };
    i128::try_from(u128::try_from(rounded).unwrap()).unwrap()
}

pub async fn read(outcome: &Outcome) -> Reading {
    let filter = json!([{ "fromBlock": "0x0", "toBlock": "latest" }]);
    let logs: Vec<Value> = outcome
        .endpoint
        .request("eth_getLogs", filter)
        .await
        .unwrap();
    let deployment = &outcome.market.deployment;
    let lower = |text: String| address(&text);
    let pool = lower(deployment.pool.to_string());
    let unwinder = lower(deployment.unwinder.to_string());
    let mut assets: BTreeMap<String, Asset> = BTreeMap::new();
    let mut feeds: BTreeMap<String, String> = BTreeMap::new();
    for (symbol, token) in &deployment.tokens {
        let token_key = lower(token.address.to_string());
        let feed = lower(deployment.feeds[symbol].aggregator.to_string());
        feeds.insert(feed, token_key.clone());
        let unit = 10_u128.pow(u32::from(token.decimals));
        assets.insert(
            token_key,
            Asset {
                unit,
                ..Asset::default()
            },
        );
    }
    let answer = topic("AnswerSet(uint80,int256,uint256)");
    let deposited = topic("CollateralDeposited(address,address,address,uint256)");
    let borrowed = topic("Borrowed(address,address,address,uint256,uint256)");
    let settled = topic("Settled(address,address,address,uint256,uint256,uint256,address,address)");
    let accrued = topic("Accrued(address,uint256,uint256,uint256)");
    let distress = topic("DistressCharged(address,address,uint256,uint256,uint256,uint256)");
    let written = topic("WrittenOff(address,address,uint256,uint256,uint256,uint256)");
    let filled = topic(
        "Filled(address,address,address,address,address,uint256,uint256,uint256,uint256,uint256,uint256,uint8)",
    );
    let opened = topic("Opened(address,address,uint256,uint256,uint64,uint64)");
    let closed = topic("Closed(address,address,uint256,uint256,uint256)");
    let auction = topic("AuctionStarted(address,address,bool,uint256)");
    let mut reading = Reading::default();
    let (mut borrowers, mut sold_from) = (BTreeSet::new(), BTreeSet::new());
    for log in &logs {
        let from = lower(log["address"].as_str().unwrap().to_owned());
        let data = log["data"].as_str().unwrap();
        let topics: Vec<&str> = log["topics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|topic| topic.as_str().unwrap())
            .collect();
        let Some(kind) = topics.first().map(|kind| kind.to_lowercase()) else {
            continue;
        };
        if let Some(token) = feeds.get(&from) {
            if kind == answer {
                reading.rounds += 1;
                let price = number(data, 0) * 10_u128.pow(10);
                assets.get_mut(token).unwrap().price = price;
            }
        } else if from == pool {
            if kind == deposited {
                assets.get_mut(&address(topics[1])).unwrap().collateral += number(data, 0);
            } else if kind == borrowed {
                // Data: receiver, assets, shares.
                assets.get_mut(&address(topics[1])).unwrap().debt += number(data, 1);
                borrowers.insert(address(topics[2]));
            } else if kind == settled {
                // Data: collateral amount, repaid, shares, payer, receiver.
                assets.get_mut(&address(topics[2])).unwrap().collateral -= number(data, 0);
                let debt = &mut assets.get_mut(&address(topics[3])).unwrap().debt;
                *debt = debt.saturating_sub(number(data, 1));
            } else if kind == accrued {
                let asset = assets.get_mut(&address(topics[1])).unwrap();
                asset.debt += number(data, 0);
                reading.interest += value(number(data, 0), asset, true);
            } else if kind == distress {
                // Data: charged, premium, shares, rate.
                let asset = assets.get_mut(&address(topics[2])).unwrap();
                asset.debt += number(data, 0);
                reading.interest += value(number(data, 0), asset, true);
            } else if kind == written {
                // Data: debt, covered, reserves, lost.
                let asset = assets.get_mut(&address(topics[2])).unwrap();
                asset.debt = asset.debt.saturating_sub(number(data, 0));
                reading.covered += value(number(data, 1), asset, false);
                reading.reserves += value(number(data, 2), asset, false);
                reading.lost += value(number(data, 3), asset, true);
            }
        } else if from == unwinder {
            if kind == filled {
                // Data: collateral and debt asset, amounts of both, sold, repaid, price, spot, stage.
                reading.fills += 1;
                sold_from.insert(address(topics[2]));
                reading.sold += i128::try_from(number(data, 4)).unwrap();
                reading.repaid += i128::try_from(number(data, 5)).unwrap();
                reading.metered += u64::from(number(data, 8) == 2);
            } else if kind == opened {
                reading.opened += 1;
            } else if kind == closed {
                reading.closed += 1;
            } else if kind == auction {
                reading.auctions += 1;
            }
        }
    }
    reading.borrowers = borrowers.len();
    reading.accounts_sold = sold_from.len() as u64;
    for asset in assets.values() {
        reading.collateral += value(asset.collateral, asset, false);
        reading.debt += value(asset.debt, asset, false);
    }
    reading
}
