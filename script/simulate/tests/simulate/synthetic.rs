//! The synthetic crash: the same everywhere, and a crash.

use ballast_simulate::{History, SyntheticCrash};

use crate::WAD;

/// FNV-1a, 64 bits.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn fall(history: &History) -> u128 {
    let open = history.bars[0].open;
    let low = history.bars.iter().map(|bar| bar.low).min().unwrap();
    (open - low) * 1_000 / open
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let histories = SyntheticCrash::default().histories().unwrap();
    let bytes: String = histories.iter().map(History::to_csv).collect();
    assert_eq!(hash(bytes.as_bytes()), 18_361_818_771_073_041_744);
    let other = SyntheticCrash {
        seed: 2,
        ..Default::default()
    };
    assert_ne!(other.histories().unwrap()[0].bars, histories[0].bars);
}

#[test]
fn every_seed_is_a_crash_with_a_partial_recovery() {
    for seed in 0..200 {
        let crash = SyntheticCrash {
            seed,
            ..Default::default()
        };
        let histories = crash.histories().unwrap();
        let [eth, btc] = &histories[..] else {
            panic!("two assets")
        };
        for history in [eth, btc] {
            assert_eq!((history.bars.len(), history.step), (576, 300));
            assert!(history.gaps.is_empty());
            let again =
                History::parse(&history.asset, &history.source, history.to_csv().as_bytes());
            assert_eq!(&again.unwrap(), history, "a valid price file");
        }
        assert_eq!(eth.bars[0].open, 3_000 * WAD);
        let (eth_fall, btc_fall) = (fall(eth), fall(btc));
        assert!(
            (310..=440).contains(&eth_fall),
            "seed {seed}: ETH falls {eth_fall}"
        );
        assert!(
            (240..=350).contains(&btc_fall),
            "seed {seed}: BTC falls {btc_fall}"
        );
        let low = eth.bars.iter().map(|bar| bar.low).min().unwrap();
        let (open, close) = (eth.bars[0].open, eth.bars.last().unwrap().close);
        assert!(close > low + low / 10 && close < open, "seed {seed}");
        // The crash proper: at least a quarter of the price within three hours.
        let fast = eth.bars.windows(36).map(|bars| {
            let last = bars.last().unwrap().low;
            (bars[0].open.saturating_sub(last)) * 100 / bars[0].open
        });
        assert!(fast.max().unwrap() >= 22, "seed {seed}");
    }
}

#[test]
fn eth_and_btc_move_together() {
    let histories = SyntheticCrash::default().histories().unwrap();
    let moves = |history: &History| -> Vec<f64> {
        let ratio = |bar: &ballast_simulate::Bar| bar.close as f64 / bar.open as f64 - 1.0;
        history.bars.iter().map(ratio).collect()
    };
    let (eth, btc) = (moves(&histories[0]), moves(&histories[1]));
    let dot = |a: &[f64], b: &[f64]| -> f64 { a.iter().zip(b).map(|(a, b)| a * b).sum() };
    let correlation = dot(&eth, &btc) / (dot(&eth, &eth) * dot(&btc, &btc)).sqrt();
    assert!((0.7..0.97).contains(&correlation), "{correlation}");
}

#[test]
fn parameters_are_checked() {
    let refused = |crash: SyntheticCrash| crash.histories().unwrap_err().to_string();
    let deep = SyntheticCrash {
        fall: WAD,
        ..Default::default()
    };
    assert_eq!(refused(deep), "fall is 1; give at most 0.6");
    let free = SyntheticCrash {
        eth_open: 0,
        ..Default::default()
    };
    assert!(refused(free).contains("give $1 to"));
    let calm = SyntheticCrash {
        fall: 0,
        ..Default::default()
    };
    assert!(calm.histories().is_ok());
}
