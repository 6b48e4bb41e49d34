//! The loan-to-value engine on random books and paths: value is conserved, nothing is negative.

use ballast_simulate::ltv::{LtvOutcome, run};
use ballast_simulate::{InBarOrder, Loan, LtvAccount, LtvRules, Path};
use proptest::prelude::*;

use crate::{WAD, closes};

const START: u64 = 1_700_000_400;

/// Collateral, debt and threshold.
type Terms = (Vec<(String, u128)>, Vec<(String, u128)>, u128);

fn loan() -> impl Strategy<Value = Terms> {
    // Values in USD from dust to $10M at ETH $1,000, BTC $20,000.
    let amount = || prop_oneof![1u128..100, 100u128..20_000, 20_000u128..10_000_000];
    (
        proptest::option::of(amount()),
        amount(),
        amount(),
        proptest::option::of(amount()),
        30u128..140,
    )
        .prop_map(|(eth, btc, usdc, owed_btc, threshold)| {
            let mut collateral = vec![("BTC".to_owned(), btc * WAD / 20_000)];
            collateral.extend(eth.map(|eth| ("ETH".to_owned(), eth * WAD / 1_000)));
            let mut debt = vec![("USDC".to_owned(), usdc * WAD)];
            debt.extend(owed_btc.map(|owed| ("WBTC".to_owned(), owed * WAD / 20_000)));
            (collateral, debt, threshold * WAD / 100)
        })
}

fn path(eth: &[u128], btc: &[u128]) -> Path {
    let histories = [
        closes("ETH", START, 300, eth),
        closes("BTC", START, 300, btc),
        closes("WBTC", START, 300, btc),
    ];
    let path = Path::new(&histories, InBarOrder::OpenLowHighClose).unwrap();
    path.with_constants(&["USDC"], WAD)
}

fn accounts(loans: Vec<Terms>) -> Vec<LtvAccount> {
    let account = |(id, (collateral, debt, threshold)): (usize, Terms)| {
        let shape = Loan::shape_of(&collateral, &debt);
        let loan = Loan {
            id,
            owner: format!("loan-{id}"),
            collateral,
            debt,
            shape,
        };
        LtvAccount { loan, threshold }
    };
    loans.into_iter().enumerate().map(account).collect()
}

/// One unit of a token at the highest price of these tests, and a few units of rounding.
const ROUNDING: u128 = 200_000;

fn check(outcome: &LtvOutcome, accounts: &[LtvAccount]) -> Result<(), TestCaseError> {
    for sale in &outcome.sales {
        let paid = sale.repaid_usd * 105 / 100;
        let apart = paid.abs_diff(sale.seized_usd);
        prop_assert!(
            apart <= ROUNDING,
            "seized is not repaid x 1.05: {apart} off in {sale:?}"
        );
        prop_assert!(sale.repaid > 0);
        prop_assert_eq!(
            sale.penalty_usd,
            sale.seized_usd.saturating_sub(sale.repaid_usd)
        );
    }
    for (loan, account) in outcome.loans.iter().zip(accounts) {
        let of_loan = || outcome.sales.iter().filter(|sale| sale.loan == loan.id);
        prop_assert_eq!(
            of_loan().map(|sale| sale.seized_usd).sum::<u128>(),
            loan.sold_usd
        );
        for (asset, amount) in &account.loan.collateral {
            let sold = of_loan().filter(|sale| sale.collateral == *asset);
            prop_assert!(sold.map(|sale| sale.seized).sum::<u128>() <= *amount);
        }
        for (asset, amount) in &account.loan.debt {
            let repaid = of_loan().filter(|sale| sale.debt == *asset);
            prop_assert!(repaid.map(|sale| sale.repaid).sum::<u128>() <= *amount);
        }
        if loan.lender_loss_usd > 0 {
            prop_assert_eq!(loan.final_collateral_usd, 0);
            prop_assert_eq!(loan.final_debt_usd, 0);
        }
        let backing =
            loan.final_collateral_usd * (account.threshold / 1_000_000_000) / (WAD / 1_000_000_000);
        let slack = loan.final_debt_usd / 1_000_000_000 + ROUNDING;
        prop_assert!(
            backing + slack >= loan.final_debt_usd,
            "ends healthy or without debt"
        );
    }
    Ok(())
}

proptest! {
    #[test]
    fn value_is_conserved(
        loans in proptest::collection::vec(loan(), 1..6),
        eth in proptest::collection::vec(100u128..3_000, 2..12),
        btc in proptest::collection::vec(5_000u128..60_000, 12),
    ) {
        let accounts = accounts(loans);
        let path = path(&eth, &btc);
        let outcome = run(&accounts, &path, &LtvRules::aave_v3_7(0)).unwrap();
        check(&outcome, &accounts)?;
    }

    #[test]
    fn equity_falls_by_the_penalty_at_a_constant_price(loans in proptest::collection::vec(loan(), 1..4)) {
        let accounts = accounts(loans);
        let path = path(&[1_000, 1_000], &[20_000, 20_000]);
        let prices = path.initial_prices();
        let outcome = run(&accounts, &path, &LtvRules::aave_v3_7(0)).unwrap();
        check(&outcome, &accounts)?;
        for (loan, account) in outcome.loans.iter().zip(&accounts) {
            let collateral = account.loan.collateral_usd(&prices).unwrap();
            let debt = account.loan.debt_usd(&prices).unwrap();
            let rounding = ROUNDING * (2 + u128::from(loan.liquidations));
            let kept = loan.final_collateral_usd + loan.sold_usd;
            prop_assert!(kept.abs_diff(collateral) <= rounding);
            let met = loan.final_debt_usd + loan.repaid_usd + loan.lender_loss_usd;
            prop_assert!(met.abs_diff(debt) <= rounding, "{} {}", met, debt);
            let before = collateral + loan.lender_loss_usd;
            let after = debt + loan.final_equity_usd + loan.penalty_usd;
            if collateral / WAD * account.threshold.min(WAD) >= debt {
                prop_assert!(before.abs_diff(after) <= rounding);
            }
        }
    }

    #[test]
    fn interest_only_raises_debt(rate in 0u128..2_000) {
        let accounts = accounts(vec![(
            vec![("ETH".to_owned(), 1_000 * WAD)],
            vec![("USDC".to_owned(), 1_000 * WAD)],
            WAD,
        )]);
        let path = path(&[1_000, 1_000, 1_000], &[20_000, 20_000, 20_000]);
        let outcome = run(&accounts, &path, &LtvRules::aave_v3_7(rate * WAD / 1_000)).unwrap();
        let debt = outcome.totals.final_debt_usd;
        prop_assert!(debt >= 1_000 * WAD);
        // 900 s of at most 200% a year.
        prop_assert!(debt <= 1_000 * WAD + 1_000 * WAD * 58 / 1_000_000);
    }
}
