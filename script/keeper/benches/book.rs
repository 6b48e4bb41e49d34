//! How long it takes to judge 100,000 accounts on one core:
//! `cargo bench -p ballast-keeper --profile dev --bench book`.

use alloy::primitives::{Address, U256};
use ballast_keeper::{
    assess::{Asset, Market, level, rank},
    book::{Account, Book, Holding},
    config::bps_to_wad,
};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use rand::{Rng, SeedableRng, rngs::StdRng};
use risk_core::{
    fixed::Wad,
    health::{AssetRisk, Auction, SCENARIOS, StressParameters},
};
use std::hint::black_box;

const ACCOUNTS: usize = 100_000;
const ASSETS: u8 = 8;
const UNIT: u128 = 1_000_000_000_000_000_000;

fn token(index: u8) -> Address {
    Address::with_last_byte(index)
}

/// Eight assets, the last two of them stablecoins; the first one's price has moved by so much.
fn market(moved_bps: u128) -> Market {
    let assets = (0..ASSETS).map(|index| {
        let stable = index >= ASSETS - 2;
        let price = if stable { UNIT } else { 1_000 * UNIT };
        let spot = if index == 0 {
            price / 10_000 * (10_000 - moved_bps)
        } else {
            price
        };
        let mut scenarios = [0; SCENARIOS];
        for (number, loss) in scenarios.iter_mut().enumerate() {
            *loss = if stable {
                50
            } else {
                1_600 - 100 * number as i16
            };
        }
        let risk = AssetRisk {
            loadings: if stable {
                [0, 0, 0, 10_000]
            } else {
                [10_000, 2_000 * i16::from(index), 0, 0]
            },
            idiosyncratic: if stable { 100 } else { 2_500 },
            issuer: index,
            family: index / 2,
            haircut: if stable { 100 } else { 900 },
            basis: 50,
            depth: 1_000_000,
            scenarios,
        };
        let asset = Asset {
            feed: index,
            decimals: 18,
            spot,
            smoothed: price,
            flags: 0,
            updated_at: 1,
            debt: U256::from(1_050_000),
            debt_shares: U256::from(1_000_000),
            borrow_rate: U256::ZERO,
            risk,
        };
        (token(index), asset)
    });
    Market::new(
        assets.collect(),
        [UNIT / 2, UNIT / 10, UNIT / 10, UNIT / 10_000].map(Wad),
        [5_000, 3_000, 0, 2_000, 0, 0],
        StressParameters {
            z: Wad(2_330_000_000_000_000_000),
            horizon: 43_200,
        },
        Auction {
            duration: 1_800,
            discount: Wad(UNIT / 12),
        },
    )
    .expect("a market")
}

/// Loans of one to three collaterals against one or two stablecoins, at health 1.02 to 2.5 or so.
fn book() -> Book {
    let mut random = StdRng::seed_from_u64(7);
    let mut book = Book::default();
    for number in 0..ACCOUNTS {
        let mut account = Account::default();
        let first = random.random_range(0..ASSETS - 2);
        let count = random.random_range(1..=3_u8).min(ASSETS - 2 - first);
        for index in first..first + count {
            account.holdings.push(Holding {
                asset: token(index),
                collateral: U256::from(random.random_range(1..100_u128) * UNIT / 10),
                shares: U256::ZERO,
            });
        }
        let collateral: U256 = account.holdings.iter().map(|held| held.collateral).sum();
        let debts = random.random_range(1..=2_u8);
        for index in ASSETS - debts..ASSETS {
            // A thousand dollars a token, 30% to 76% lent.
            let share = U256::from(random.random_range(300..760_u32));
            account.holdings.push(Holding {
                asset: token(index),
                collateral: U256::ZERO,
                shares: collateral * share / U256::from(debts),
            });
        }
        let address = Address::left_padding_from(&(number as u64).to_be_bytes());
        book.accounts_mut().insert(address, account);
    }
    book
}

fn judging(criterion: &mut Criterion) {
    let level = level(bps_to_wad(20));
    let (calm, nudged, moved) = (market(0), market(100), market(1_500));
    let fresh = book();
    let mut judged = fresh.clone();
    rank(&mut judged, &calm, level, level);
    for (name, book, market) in [
        ("all of 100,000 in full", &fresh, &calm),
        (
            "100,000 after one asset of eight fell by 15%",
            &judged,
            &moved,
        ),
        (
            "100,000 after one asset of eight fell by 1%",
            &judged,
            &nudged,
        ),
        ("100,000 when nothing moved", &judged, &calm),
    ] {
        let once = rank(&mut book.clone(), market, level, level);
        println!(
            "{name}: {} judged, {} to be asked about",
            once.judged,
            once.needy.len()
        );
        criterion.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || book.clone(),
                |book| black_box(rank(book, market, level, level)),
                BatchSize::LargeInput,
            );
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = judging
}
criterion_main!(benches);
