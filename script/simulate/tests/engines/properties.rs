//! Over any book and path.

use ballast_simulate::engine::{Balances, Bottomless, Depth, Engine, Outcome, SaleKind, run};
use proptest::prelude::*;

use crate::market::{WAD, book, conditions, engines, path};

/// A market that loses a share of what is sold for every million dollars, and forgets nothing.
struct Shallow {
    sold: Vec<u128>,
}

impl Depth for Shallow {
    fn displacement(&self, asset: usize, _: u64) -> u128 {
        self.sold
            .get(asset)
            .map_or(0, |sold| (sold / 10_000_000_000).min(WAD / 4))
    }

    fn slippage(&self, _: usize, _: u64, usd: u128) -> u128 {
        (usd / 10_000_000).min(WAD / 2)
    }

    fn trade(&mut self, asset: usize, _: u64, sold: u128, bought: u128) {
        if let Some(sum) = self.sold.get_mut(asset) {
            *sum = (*sum + sold).saturating_sub(bought);
        }
    }
}

fn falls() -> impl Strategy<Value = Vec<(i16, i16, i8)>> {
    let calm = (-60_i16..60, -60_i16..60, -3_i8..3);
    let crash = (-400_i16..150, -350_i16..120, -40_i8..30);
    prop::collection::vec(prop_oneof![2 => calm, 3 => crash], 10..70)
}

fn loans() -> impl Strategy<Value = Vec<(u32, u16)>> {
    prop::collection::vec((0_u32..400_000, 2_000_u16..7_900), 1..12)
}

fn tokens(side: &[(usize, u128)], asset: usize) -> u128 {
    side.iter()
        .filter(|(own, _)| *own == asset)
        .map(|(_, amount)| *amount)
        .sum()
}

/// Collateral is where it was or was sold, to the unit; nothing is sold that was not there.
fn conserved(outcome: &Outcome, engine: &dyn Engine, first: &[Balances]) {
    for (place, before) in first.iter().enumerate() {
        let after = engine.balances(place, risk_core::fixed::RAY);
        let sales = || outcome.sales.iter().filter(|sale| sale.loan == place);
        for (asset, _) in &before.collateral {
            let sold = |purchases: bool| -> u128 {
                sales()
                    .filter(|s| {
                        s.asset == *asset && (s.kind == SaleKind::SoftPurchase) == purchases
                    })
                    .map(|sale| sale.amount)
                    .sum()
            };
            assert_eq!(
                tokens(&before.collateral, *asset) + sold(true),
                tokens(&after.collateral, *asset) + sold(false),
                "{} sells more or less than leaves loan {place}",
                outcome.engine
            );
        }
    }
}

/// Initial equity and gains come back as final equity, what lenders lost and what buyers got, at the prices of each moment:
/// without interest and with prices that stand still after the first tick.
fn valued(outcome: &Outcome) {
    let sum = |of: fn(&ballast_simulate::engine::Ending) -> u128| -> u128 {
        outcome.endings.iter().map(of).sum()
    };
    let sold: u128 = outcome
        .sales
        .iter()
        .filter(|s| s.is_forced())
        .map(|s| s.sold_usd)
        .sum();
    let repaid: u128 = outcome
        .sales
        .iter()
        .filter(|s| s.is_forced())
        .map(|s| s.repaid_usd)
        .sum();
    assert_eq!(outcome.totals.sold_usd, sold);
    assert_eq!(outcome.totals.repaid_usd, repaid);
    assert_eq!(
        outcome.totals.loss_usd,
        outcome.losses.iter().map(|loss| loss.usd).sum()
    );
    assert_eq!(outcome.totals.penalty_usd, sum(|ending| ending.penalty_usd));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn fences_change_nothing_and_runs_repeat(moves in falls(), loans in loans()) {
        let (accounts, path) = (book(&loans), path(&moves));
        for [mut fenced, mut open] in engines() {
            let with = run(&mut *fenced, &accounts, &path, &conditions(), &mut Bottomless).unwrap();
            let without = run(&mut *open, &accounts, &path, &conditions(), &mut Bottomless).unwrap();
            prop_assert_eq!(&with, &without);
            let again = run(&mut *fenced, &accounts, &path, &conditions(), &mut Bottomless).unwrap();
            prop_assert_eq!(with, again);
        }
    }

    #[test]
    fn collateral_is_conserved_to_the_unit(moves in falls(), loans in loans(), shallow: bool) {
        let (accounts, path) = (book(&loans), path(&moves));
        for [mut engine, mut twin] in engines() {
            let still = ballast_simulate::Path { events: Vec::new(), end: path.start, ..path.clone() };
            run(&mut *twin, &accounts, &still, &conditions(), &mut Bottomless).unwrap();
            let opened = twin.accounts();
            let first: Vec<Balances> =
                (0..opened).map(|place| opening(&accounts[place], &path.assets)).collect();
            let mut deep = Bottomless;
            let mut thin = Shallow { sold: vec![0; path.assets.len()] };
            let depth: &mut dyn Depth = if shallow { &mut thin } else { &mut deep };
            let outcome = run(&mut *engine, &accounts, &path, &conditions(), depth).unwrap();
            conserved(&outcome, &*engine, &first);
            valued(&outcome);
        }
    }

    /// At one price, without interest: what borrowers had is what they have, what buyers gained and what lenders lost.
    #[test]
    fn value_is_conserved_at_a_price(drop in 0_u16..6_000, loans in loans()) {
        let accounts = book(&loans);
        let drop = i16::try_from(drop).unwrap();
        let path = path(&[(-drop, -drop, 0)]);
        let conditions = ballast_simulate::engine::Conditions { interest_per_year: 0, ..conditions() };
        for [mut engine, _] in engines() {
            let name = engine.name().to_owned();
            if name == "LLAMMA" || name == "Ballast" {
                continue; // they go on between prices; their legs are held to the unit above
            }
            let outcome = run(&mut *engine, &accounts, &path, &conditions, &mut Bottomless).unwrap();
            for (ending, account) in outcome.endings.iter().zip(&accounts) {
                let prices: Vec<(String, u128)> = path.assets.iter().cloned()
                    .zip([0, 1, 2, 3].map(|asset| path.events.iter().rfind(|e| e.asset == asset)
                        .map_or(path.initial[asset], |e| e.price))).collect();
                let had = account.loan.collateral_usd(&prices).unwrap() + ending.loss_usd;
                let owed = account.loan.debt_usd(&prices).unwrap();
                let gained = ending.sold_usd - ending.repaid_usd;
                let left = ending.final_collateral_usd + gained + owed;
                let whole = had + ending.final_debt_usd;
                // Each sale rounds two values down, and each balance is rounded once.
                let slack = 4 * u128::from(ending.sales) + 8;
                prop_assert!(left.abs_diff(whole) <= slack * WAD / 10_u128.pow(12), "{name} {left} {whole}");
            }
        }
    }
}

fn opening(account: &ballast_simulate::engine::Account, assets: &[String]) -> Balances {
    let side = |side: &[(String, u128)]| {
        side.iter()
            .map(|(symbol, amount)| (assets.iter().position(|a| a == symbol).unwrap(), *amount))
            .collect()
    };
    Balances {
        collateral: side(&account.loan.collateral),
        debt: side(&account.loan.debt),
    }
}
