//! The path: nothing is known before its time, and several files share one clock.

use ballast_simulate::{Bar, Error, History, InBarOrder, Path};
use proptest::prelude::*;

use crate::{WAD, closes};

const START: u64 = 1_700_000_400;

fn two_bars() -> History {
    let csv = format!(
        "timestamp,open,high,low,close,volume\n{START},10,14,8,12,1\n{},12,13,11,11,1\n",
        START + 300
    );
    History::parse("ETH", "eth.csv", csv.as_bytes()).unwrap()
}

fn events(path: &Path) -> Vec<(u64, u128)> {
    path.events
        .iter()
        .map(|event| (event.time - START, event.price / WAD))
        .collect()
}

#[test]
fn closes_are_known_when_the_bar_ends() {
    let path = Path::new(&[two_bars()], InBarOrder::Close).unwrap();
    assert_eq!((path.start - START, path.end - START), (300, 600));
    assert_eq!(path.initial, [12 * WAD]);
    assert_eq!(events(&path), [(600, 11)]);
}

#[test]
fn both_orders_spread_inside_the_bar() {
    let path = Path::new(&[two_bars()], InBarOrder::OpenHighLowClose).unwrap();
    assert_eq!((path.start, path.initial.clone()), (START, vec![10 * WAD]));
    let rest = [(300, 12), (300, 12), (400, 13), (500, 11), (600, 11)];
    assert_eq!(events(&path), [&[(100, 14), (200, 8)], &rest[..]].concat());
    let path = Path::new(&[two_bars()], InBarOrder::OpenLowHighClose).unwrap();
    let rest = [(300, 12), (300, 12), (400, 11), (500, 13), (600, 11)];
    assert_eq!(events(&path), [&[(100, 8), (200, 14)], &rest[..]].concat());
}

#[test]
fn steps_may_differ_and_only_the_shared_time_is_walked() {
    let eth = closes("ETH", START, 300, &[10, 11, 12, 13]);
    let btc = closes("BTC", START + 300, 60, &[50, 51, 52, 53, 54, 55, 56]);
    let path = Path::new(&[eth, btc], InBarOrder::Close).unwrap();
    // Shared: 300 to 720. ETH's only whole bar there closes at 600, so the replay starts then.
    assert_eq!((path.start - START, path.end - START), (600, 720));
    assert_eq!(path.initial, [11 * WAD, 54 * WAD]);
    assert_eq!(events(&path), [(660, 55), (720, 56)]);
    let cuts: Vec<_> = path
        .cuts
        .iter()
        .map(|cut| (cut.asset.as_str(), cut.bars_before, cut.bars_after))
        .collect();
    assert_eq!(cuts, [("ETH", 1, 2)]);
}

#[test]
fn assets_of_one_moment_come_in_one_tick() {
    let eth = closes("ETH", START, 300, &[10, 11, 12]);
    let btc = closes("BTC", START, 300, &[50, 51, 52]);
    let path = Path::new(&[eth, btc], InBarOrder::OpenHighLowClose).unwrap();
    let ticks: Vec<(u64, usize)> = path
        .ticks()
        .map(|tick| (tick.time - START, tick.events.len()))
        .collect();
    // At 300 first both closes, then both opens.
    let expected = [100, 200, 300, 300, 400, 500, 600, 600, 700, 800, 900].map(|time| (time, 2));
    assert_eq!(ticks, expected);
}

#[test]
fn constants_join_but_replace_nothing() {
    let path = Path::new(&[two_bars()], InBarOrder::Close).unwrap();
    let path = path.with_constants(&["USDC", "ETH"], WAD);
    assert_eq!(path.assets, ["ETH", "USDC"]);
    assert_eq!(path.initial, [12 * WAD, WAD]);
}

#[test]
fn refusals() {
    assert!(matches!(
        Path::new(&[], InBarOrder::Close),
        Err(Error::NoHistories)
    ));
    let eth = closes("ETH", START, 300, &[10, 11]);
    let twice = Path::new(&[eth.clone(), eth.clone()], InBarOrder::Close).unwrap_err();
    assert!(matches!(twice, Error::DuplicateAsset { .. }));
    let btc = closes("BTC", START + 600, 300, &[10, 11]);
    let apart = Path::new(&[eth, btc], InBarOrder::Close)
        .unwrap_err()
        .to_string();
    let expected = "the price files have no time in common: ETH 1700000400 to 1700001000, BTC 1700001000 to 1700001600";
    assert!(apart.starts_with(expected), "{apart}");
}

/// When a price can be known at the earliest: where its bar opens for the open, inside the bar for
/// the extremes of a drawn path, where the bar closes for the close.
fn earliest(bar: &Bar, step: u64, price: u128) -> u64 {
    if price == bar.open {
        bar.time
    } else if price == bar.high || price == bar.low {
        bar.time + step / 3
    } else {
        bar.time + step
    }
}

proptest! {
    #[test]
    fn nothing_is_known_before_its_time(
        rises in proptest::collection::vec((1u128..1_000, 0u64..3), 2..40),
        order in prop_oneof![
            Just(InBarOrder::Close),
            Just(InBarOrder::OpenHighLowClose),
            Just(InBarOrder::OpenLowHighClose)
        ],
    ) {
        // Prices never repeat, so that an event names its bar; some bars are missing.
        let mut csv = String::from("timestamp,open,high,low,close,volume\n");
        let (mut time, mut price) = (START, 10u128);
        for (rise, missing) in &rises {
            let (low, close, high) = (price + rise, price + 2 * rise + 1, price + 3 * rise + 2);
            let open = price + rise + 1;
            csv.push_str(&format!("{time},{open},{high},{low},{close},1\n"));
            price = high;
            time += 300 * (1 + missing);
        }
        let Ok(history) = History::parse("ETH", "eth.csv", csv.as_bytes()) else { return Ok(()) };
        let path = Path::new(std::slice::from_ref(&history), order).unwrap();
        prop_assert!(path.events.is_sorted_by_key(|event| event.time));
        for event in &path.events {
            let bar = history
                .bars
                .iter()
                .find(|bar| (bar.low..=bar.high).contains(&event.price))
                .unwrap();
            prop_assert!(event.time >= earliest(bar, history.step, event.price));
            prop_assert!(event.time <= bar.time + history.step);
        }
        let per_bar = if order == InBarOrder::Close { 1 } else { 4 };
        prop_assert_eq!(path.events.len() + 1, history.bars.len() * per_bar);
    }
}

#[test]
fn feeds_publish_rounds_on_a_straight_way_within_bars() {
    let path = Path::new(&[two_bars()], InBarOrder::OpenHighLowClose).unwrap();
    assert_eq!(path.clone().with_rounds(0, 300), path);
    // 10 to 14 in 100 s: two parts of 2 are a fifth of 10; 14 to 8: two of 3 are more than a fifth of 14.
    let path = path.with_rounds(WAD / 5, 300);
    let rest = [(300, 12), (300, 12), (400, 13), (500, 11), (600, 11)];
    let first = [(50, 12), (100, 14), (133, 12), (166, 10), (200, 8)];
    assert_eq!(&events(&path)[..5], first);
    assert_eq!(events(&path)[events(&path).len() - 5..], rest);
    // Prices further apart than a bar stay a jump.
    let apart = Path::new(&[two_bars()], InBarOrder::OpenHighLowClose).unwrap();
    assert_eq!(apart.clone().with_rounds(WAD / 5, 60), apart);
}

proptest! {
    #[test]
    fn rounds_stay_between_the_bars_prices(threshold in 1_u128..100, prices in prop::collection::vec(1_u64..1_000, 2..20)) {
        let path = Path {
            assets: vec!["ETH".to_owned()],
            start: START,
            end: START + 100 * prices.len() as u64,
            initial: vec![u128::from(prices[0]) * WAD],
            events: prices.iter().enumerate().map(|(place, price)| ballast_simulate::PriceEvent {
                time: START + 100 * place as u64,
                asset: 0,
                price: u128::from(*price) * WAD,
            }).collect(),
            cuts: Vec::new(),
        };
        let dense = path.clone().with_rounds(threshold * WAD / 1_000, 100);
        prop_assert!(path.events.iter().all(|event| dense.events.contains(event)));
        prop_assert!(dense.events.windows(2).all(|pair| pair[0].time <= pair[1].time));
        for (place, pair) in prices.windows(2).enumerate() {
            let (low, high) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            let (from, to) = (START + 100 * place as u64, START + 100 * (place as u64 + 1));
            for event in dense.events.iter().filter(|event| event.time > from && event.time < to) {
                prop_assert!(event.price >= u128::from(low) * WAD && event.price <= u128::from(high) * WAD);
            }
        }
    }
}
