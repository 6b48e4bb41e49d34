use super::*;
use crate::book::Holding;
use proptest::prelude::*;
use risk_core::health::{SCENARIOS, critical_health, effective_health, maintenance_health};

const ETH: Address = Address::repeat_byte(1);
const BTC: Address = Address::repeat_byte(2);
const USDC: Address = Address::repeat_byte(3);

const UNIT: u128 = 1_000_000_000_000_000_000;

fn asset(decimals: u8, dollars: u128, volatile: bool) -> Asset {
    let price = dollars * UNIT;
    let mut scenarios = [0; SCENARIOS];
    scenarios[0] = if volatile { 1_600 } else { -100 };
    let risk = AssetRisk {
        loadings: if volatile {
            [10_000, 3_000, 0, 0]
        } else {
            [0, 0, 0, 10_000]
        },
        idiosyncratic: if volatile { 2_000 } else { 100 },
        issuer: decimals,
        family: decimals,
        haircut: if volatile { 900 } else { 100 },
        basis: 0,
        depth: 1_000_000,
        scenarios,
    };
    Asset {
        feed: decimals,
        decimals,
        spot: price,
        smoothed: price,
        flags: 0,
        updated_at: 1,
        debt: U256::from(1_100),
        debt_shares: U256::from(1_000),
        borrow_rate: U256::ZERO,
        risk,
    }
}

fn assets() -> BTreeMap<Address, Asset> {
    BTreeMap::from([
        (ETH, asset(18, 3_000, true)),
        (BTC, asset(8, 60_000, true)),
        (USDC, asset(6, 1, false)),
    ])
}

fn market_with(assets: BTreeMap<Address, Asset>, variances: [u128; 4]) -> Market {
    Market::new(
        assets,
        variances.map(Wad),
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
    .unwrap()
}

fn variances() -> [u128; 4] {
    [UNIT / 2, UNIT / 10, UNIT / 10, UNIT / 10_000]
}

fn market() -> Market {
    market_with(assets(), variances())
}

/// Collateral of ETH and BTC, and debt shares of USDC and ETH, in thousandths of a token.
fn account(eth: u128, btc: u128, usdc: u128, eth_owed: u128) -> Account {
    let held = |asset, unit: u128, collateral: u128, shares: u128| Holding {
        asset,
        collateral: U256::from(collateral * unit / 1_000),
        shares: U256::from(shares * unit / 1_000),
    };
    Account {
        holdings: vec![
            held(ETH, UNIT, eth, eth_owed),
            held(BTC, 100_000_000, btc, 0),
            held(USDC, 1_000_000, 0, usdc),
        ],
        ..Account::default()
    }
}

const LEVEL: u128 = UNIT + UNIT / 500;

#[test]
fn judges_as_risk_core_does() {
    let mut assets = assets();
    assets.get_mut(&ETH).unwrap().spot = 2_200 * UNIT;
    let market = market_with(assets, variances());
    let account = account(10_000, 0, 19_000_000, 0);
    let look = assess(&account, &market, LEVEL).unwrap();
    let positions = |price: u128| {
        let position = |collateral, debt, risk| Position {
            collateral: Wad(collateral),
            debt: Wad(debt),
            risk,
        };
        [
            position(10 * price, 0, market.assets[&ETH].risk),
            // A tenth of interest.
            position(0, 20_900 * UNIT, market.assets[&USDC].risk),
        ]
    };
    let (spot, smoothed) = (positions(2_200 * UNIT), positions(3_000 * UNIT));
    let health = |positions| maintenance_health(positions, &market.factors, market.stress).unwrap();
    let critical = critical_health(&spot, &market.factors, market.stress, market.auction).unwrap();
    assert!(look.critical && critical < Wad::ONE);
    let effective = effective_health(health(&smoothed), health(&spot), critical);
    assert_eq!(look.health, effective.0);
    assert_eq!(look.lowest, health(&smoothed).min(health(&spot)).0);
    assert_eq!((look.collateral, look.debt), (22_000 * UNIT, 20_900 * UNIT));
}

#[test]
fn ranks_the_needy_worst_first_and_leaves_the_others_alone() {
    let mut book = Book::default();
    for (index, debt) in [21_000_000_u128, 10_000_000, 24_000_000, 23_000_000]
        .into_iter()
        .enumerate()
    {
        let address = Address::with_last_byte(index as u8);
        book.accounts_mut()
            .insert(address, account(10_000, 0, debt, 0));
    }
    let open = Account {
        open: true,
        ..account(10_000, 0, 1_000_000, 0)
    };
    book.accounts_mut().insert(Address::with_last_byte(9), open);
    let idle = account(10_000, 0, 0, 0);
    book.accounts_mut().insert(Address::with_last_byte(8), idle);

    let first = rank(&mut book, &market(), LEVEL, LEVEL);
    let address = Address::with_last_byte;
    assert_eq!(first.judged, 5, "all but who owes nothing");
    assert_eq!(
        first.needy.last(),
        Some(&address(9)),
        "open, and the healthiest"
    );
    assert_eq!(first.needy[..2], [address(2), address(3)]);

    let again = rank(&mut book, &market(), LEVEL, LEVEL);
    assert_eq!(again.needy, first.needy);
    assert_eq!(
        again.judged,
        first.needy.len() - 1,
        "who is near or under 1"
    );
}

#[test]
fn who_has_nothing_of_what_moved_is_not_judged_again() {
    let mut book = Book::default();
    let mut of_eth = account(10_000, 0, 10_000_000, 0);
    of_eth.holdings.remove(1);
    let mut of_btc = account(0, 1_000, 30_000_000, 0);
    of_btc.holdings.remove(0);
    book.accounts_mut().insert(ETH, of_eth);
    book.accounts_mut().insert(BTC, of_btc);
    assert_eq!(rank(&mut book, &market(), LEVEL, LEVEL).judged, 2);
    assert_eq!(rank(&mut book, &market(), LEVEL, LEVEL).judged, 0);
    let mut moved = assets();
    moved.get_mut(&BTC).unwrap().spot /= 2;
    let moved = market_with(moved, variances());
    assert_eq!(rank(&mut book, &moved, LEVEL, LEVEL).judged, 1);
    // New flags, too, are a reason.
    let mut flagged = assets();
    flagged.get_mut(&ETH).unwrap().flags = 1;
    let flagged = market_with(flagged, variances());
    assert!(rank(&mut book, &flagged, LEVEL, LEVEL).judged >= 1);
    assert_eq!(book.accounts()[&ETH].look.as_ref().unwrap().flags, 1);
}

#[test]
fn rules_are_compared_whole() {
    let known = market();
    assert!(known.same_rules(&market()));
    let mut other = market();
    other.correlations[0] = 4_999;
    assert!(!known.same_rules(&other));
    let mut other = assets();
    other.get_mut(&ETH).unwrap().risk.haircut += 1;
    assert!(!known.same_rules(&market_with(other, variances())));
    let mut priced = assets();
    priced.get_mut(&ETH).unwrap().spot += 1;
    assert!(known.same_rules(&market_with(priced, variances())));
}

#[test]
fn an_account_of_an_unknown_asset_is_an_error_and_comes_first() {
    let mut book = Book::default();
    let mut strange = account(1_000, 0, 1_000_000, 0);
    strange.holdings[1].asset = Address::repeat_byte(7);
    book.accounts_mut().insert(ETH, strange);
    let ranking = rank(&mut book, &market(), LEVEL, LEVEL);
    assert_eq!((ranking.failed.len(), ranking.needy), (1, vec![ETH]));
}

fn scaled(value: u128, bps: i128) -> u128 {
    (value as i128 / 10_000 * (10_000 + bps)) as u128
}

proptest! {
    /// The bound by which accounts are left alone: while a look holds, full evaluation finds health at the level.
    #[test]
    fn a_look_that_holds_never_hides_an_account_under_the_level(
        eth in 0_u128..50_000, btc in 0_u128..3_000, usdc in 0_u128..100_000_000, owed in 0_u128..5_000,
        moves in prop::array::uniform3((-3_000_i128..3_000, -3_000_i128..3_000, 0_i128..200)),
        scale in 1_i128..200,
        variance in -2_000_i128..2_000,
    ) {
        let account = account(eth, btc, usdc, owed);
        prop_assume!(account.owes());
        let before = market();
        let look = assess(&account, &before, LEVEL).unwrap();
        let mut moved = assets();
        for (asset, (spot, smoothed, interest)) in moved.values_mut().zip(moves) {
            asset.spot = scaled(asset.spot, spot * scale / 200);
            asset.smoothed = scaled(asset.smoothed, smoothed * scale / 200);
            asset.debt = U256::from(11_000_000 + interest * scale / 200);
            asset.debt_shares = U256::from(10_000_000);
        }
        let variances = variances().map(|known| scaled(known, variance * scale / 200));
        let after = market_with(moved, variances);
        if look.holds(&account, &after, after.shaken(&look.deviations)) {
            let full = assess(&account, &after, LEVEL).unwrap();
            prop_assert!(full.lowest >= LEVEL, "{} under the level, slack {}", full.lowest, look.slack);
        }
    }
}
