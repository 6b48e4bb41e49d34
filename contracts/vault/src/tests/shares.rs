//! What a share is worth, and fees.

use proptest::prelude::*;
use risk_core::{RiskError, fixed::YEAR};

use crate::shares::{
    Capital, MAX_MANAGEMENT, MAX_PERFORMANCE, MAX_SHARES, Rates, Taken, VIRTUAL_SHARES,
};

/// As much as caps allow, and shares as losses and interest may leave them.
fn capital() -> impl Strategy<Value = Capital> {
    (0..1_u128 << 100, 0..=1_000_u128, 0..1_u128 << 112).prop_map(|(assets, part, shares)| {
        Capital {
            assets,
            exit: assets / 1_000 * part,
            shares,
            highest: 0,
        }
    })
}

fn rates() -> impl Strategy<Value = Rates> {
    let (performance, management) = (0..=MAX_PERFORMANCE as u16, 0..=MAX_MANAGEMENT as u16);
    (performance, management).prop_map(|(performance, management)| Rates {
        performance,
        management,
    })
}

proptest! {
    #[test]
    fn round_trips_gain_nothing(capital in capital(), assets in 0..1_u128 << 100) {
        if let Ok(shares) = capital.shares_down(assets) && let Ok(back) = capital.assets_down(shares) {
            prop_assert!(back <= assets);
            prop_assert!(capital.shares_up(assets).unwrap() >= shares);
        }
    }

    /// Who comes pays for what is provided for, who leaves is not paid for it: whatever is provided, going in and out gains
    /// nothing, and leaves those who stay with no less each.
    #[test]
    fn all_1_provisions_are_paid_coming_and_not_leaving(
        capital in capital(), assets in 0..1_u128 << 100, held in 0..1_u128 << 112,
    ) {
        let leaving = capital.leaving();
        if let (Ok(shares), Ok(least)) = (capital.shares_down(assets), leaving.shares_down(assets)) {
            prop_assert!(shares <= least);
            if let Ok(back) = leaving.assets_down(shares) {
                prop_assert!(back <= assets, "ALL-1: {} back for {}", back, assets);
            }
        }
        if let (Ok(paid), Ok(claim)) = (leaving.assets_down(held), capital.assets_down(held)) {
            prop_assert!(paid <= claim);
        }
    }

    #[test]
    fn shares_burned_for_the_most_are_held(capital in capital(), held in 0..1_u128 << 112) {
        if let Ok(assets) = capital.assets_down(held) {
            prop_assert!(capital.shares_up(assets).unwrap() <= held);
        }
    }

    #[test]
    fn everybody_together_gets_no_more_than_there_is(capital in capital()) {
        prop_assert!(capital.assets_down(capital.shares).unwrap() <= capital.assets);
    }

    /// Fees never cost holders more than the rates say, and what is due is never taken twice.
    #[test]
    fn fees_keep_to_their_rates(
        before in capital(), rates in rates(), elapsed in 0..20 * YEAR, gain in 0..1_u128 << 100,
    ) {
        let mut capital = before;
        capital.take(Rates::default(), 0);
        capital.assets = capital.assets.saturating_add(gain).min(1 << 100);
        capital.exit = capital.exit.saturating_add(gain).min(capital.assets);
        let unfeed = capital;
        let taken = capital.take(rates, elapsed);
        let minted = taken.management + taken.performance;
        prop_assert_eq!(capital.shares, before.shares + minted);
        if before.shares == 0 {
            prop_assert_eq!(minted, 0);
            return Ok(());
        }
        // Shares minted of all shares, with a unit for rounding: at most half for management.
        let all = (capital.shares + VIRTUAL_SHARES) as f64;
        let managed = taken.management as f64 / (before.shares + taken.management) as f64;
        let due = (f64::from(rates.management) * elapsed as f64 / (1e4 * YEAR as f64)).min(0.5);
        prop_assert!(managed <= due * (1.0 + 1e-9) + 1e-30, "{} of {}", managed, due);
        let risen = (unfeed.exit - before.exit) as f64 / (unfeed.exit + 1) as f64;
        let performed = taken.performance as f64 / all;
        prop_assert!(performed <= risen * f64::from(rates.performance) / 1e4 * (1.0 + 1e-9) + 1e-30);
        // Nothing more is due at once.
        let again = capital.take(rates, 0);
        prop_assert_eq!(again.management, 0);
        prop_assert_eq!(again.performance, 0);
        prop_assert!(capital.highest >= unfeed.highest);
    }
}

#[test]
fn fees_are_what_they_say() {
    let million = 1_000_000 * 1_000_000;
    let mut capital = Capital {
        assets: million,
        exit: million,
        shares: million * VIRTUAL_SHARES,
        highest: 0,
    };
    let rates = Rates {
        performance: 1_000,
        management: 100,
    };
    capital.take(Rates::default(), 0);
    assert_eq!(capital.shares, million * VIRTUAL_SHARES);
    // A tenth of 5% of gain, and a hundredth of everything for a year; the latter lowers the price first.
    capital.assets = million + million / 20;
    capital.exit = capital.assets;
    let taken = capital.take(rates, YEAR);
    let worth = |shares| capital.assets_down(shares).unwrap();
    let management = worth(taken.management);
    assert!(
        (10_400_000_000..=10_500_000_000).contains(&management),
        "{management}"
    );
    let performance = worth(taken.performance);
    assert!(
        (3_900_000_000..=4_000_000_000).contains(&performance),
        "{performance}"
    );
}

#[test]
fn a_loss_is_made_good_before_performance_is_due() {
    let rates = Rates {
        performance: 5_000,
        management: 0,
    };
    let mut capital = Capital {
        assets: 1_000_000,
        exit: 1_000_000,
        shares: 1_000_000 * VIRTUAL_SHARES,
        highest: 0,
    };
    capital.take(Rates::default(), 0);
    capital.assets = 600_000;
    capital.exit = 600_000;
    assert_eq!(capital.take(rates, 100).performance, 0);
    capital.assets = 1_000_000;
    capital.exit = 1_000_000;
    assert_eq!(capital.take(rates, 100).performance, 0, "made good");
    capital.assets = 1_000_100;
    assert_eq!(capital.take(rates, 100).performance, 0, "may yet be lost");
    capital.exit = 1_000_100;
    let performance = capital.take(rates, 100).performance;
    assert_eq!(
        capital.assets_down(performance).unwrap(),
        49,
        "half of what is above, rounded down"
    );
}

#[test]
fn an_empty_vault_begins_anew() {
    let rates = Rates {
        performance: 5_000,
        management: 500,
    };
    let mut capital = Capital {
        assets: 5_000_000,
        exit: 5_000_000,
        shares: 0,
        highest: u128::MAX,
    };
    assert_eq!(capital.take(rates, YEAR).performance, 0);
    assert!(capital.highest < u128::MAX);
}

#[test]
fn fees_beyond_counting_are_not_taken() {
    let management = Rates {
        performance: 0,
        management: 500,
    };
    let performance = Rates {
        performance: 5_000,
        management: 0,
    };
    for (rates, elapsed) in [(management, YEAR), (performance, 0)] {
        for shares in [MAX_SHARES, MAX_SHARES - VIRTUAL_SHARES] {
            let mut capital = Capital {
                assets: 1 << 100,
                exit: 1 << 100,
                shares,
                highest: 0,
            };
            let taken = capital.take(rates, elapsed);
            assert_eq!((taken, capital.shares), (Taken::default(), shares));
        }
    }
}

/// With as many shares as can be, and all between, what is held can still leave; one more is not minted.
#[test]
fn shares_that_can_be_minted_can_be_converted() {
    let capital = |shares| Capital {
        assets: 1 << 100,
        exit: 1 << 100,
        shares,
        highest: 0,
    };
    let full = capital(MAX_SHARES);
    assert_eq!(full.shares_with(0), Ok(MAX_SHARES));
    for minted in [1, VIRTUAL_SHARES, u128::MAX] {
        assert_eq!(full.shares_with(minted), Err(RiskError::Overflow));
    }
    assert!(full.assets_down(MAX_SHARES).unwrap() >= (1 << 100) - 1);
    assert_eq!(full.countable_assets(), 0);
    // What a deposit of the most mints can be counted.
    let nearly = capital(MAX_SHARES - (1 << 40));
    let minted = nearly.shares_down(nearly.countable_assets()).unwrap();
    assert!(minted > 0 && nearly.shares_with(minted).is_ok());
}
