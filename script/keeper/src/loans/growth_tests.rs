//! Cases of loans that yield repays.

use super::*;
use ballast_bindings::yield_loan::IYieldLoan::Terms;

const ALICE: Address = Address::repeat_byte(1);
const BOB: Address = Address::repeat_byte(2);
const ETH: Address = Address::repeat_byte(3);
const SHARES: Address = Address::repeat_byte(4);

fn number(value: u64) -> U256 {
    U256::from(value)
}

/// Three dates a hundred seconds apart, ten of grace.
fn offered(discount: u16) -> IYieldLoanEvents {
    let terms = Terms {
        debtAsset: ETH,
        collateralAsset: SHARES,
        size: 1_000,
        least: 1,
        oracle: BOB,
        rateAsset: SHARES,
        rate: 1,
        yieldFloor: 2,
        margin: 0,
        loanToValue: 9_000,
        growthCap: 1,
        discount,
        patience: 86_400,
        longest: 0,
        termRate: 1,
        count: 3,
        period: 100,
        grace: 10,
        expiry: Default::default(),
        allowed: Address::ZERO,
    };
    IYieldLoanEvents::OfferMade(IYieldLoan::OfferMade {
        offer: number(1),
        lender: BOB,
        collateralAsset: SHARES,
        terms,
    })
}

fn opened(loan: u64) -> IYieldLoanEvents {
    IYieldLoanEvents::Opened(IYieldLoan::Opened {
        loan: number(loan),
        offer: number(1),
        borrower: ALICE,
        lender: BOB,
        principal: number(100),
        collateral: number(120),
        rate: number(1),
        receiver: ALICE,
    })
}

fn harvested(loan: u64, principal: u64) -> IYieldLoanEvents {
    IYieldLoanEvents::Harvested(IYieldLoan::Harvested {
        loan: number(loan),
        caller: BOB,
        shares: number(3),
        rate: number(1),
        interest: number(1),
        principal: number(principal),
        unlocked: U256::ZERO,
    })
}

fn turned(loan: u64, principal: u64) -> IYieldLoanEvents {
    IYieldLoanEvents::Turned(IYieldLoan::Turned {
        loan: number(loan),
        principal: number(principal),
        interest: number(2),
        unlocked: number(5),
    })
}

fn repaid(loan: u64, principal: u64) -> IYieldLoanEvents {
    IYieldLoanEvents::Repaid(IYieldLoan::Repaid {
        loan: number(loan),
        payer: ALICE,
        interest: number(1),
        principal: number(principal),
        unlocked: number(3),
    })
}

fn forfeited(loan: u64, principal: u64) -> IYieldLoanEvents {
    IYieldLoanEvents::Forfeited(IYieldLoan::Forfeited {
        loan: number(loan),
        principal: number(principal),
        interest: number(1),
        collateral: number(30),
    })
}

#[test]
fn a_loan_earns_until_it_is_turned_and_then_has_lines_to_meet() {
    let mut loans = YieldLoans::default();
    loans.apply(&offered(0), None);
    loans.apply(&opened(1), Some(50));
    assert_eq!(loans.earning(), [number(1)]);
    assert!(!loans.known(number(1)).unwrap().0.sells);
    let dues = |loans: &YieldLoans| -> Vec<_> {
        let dues = loans.dues(|asset, amount| {
            assert_eq!(asset, ETH);
            f64::from(amount)
        });
        dues.iter()
            .map(|due| (due.due, due.until, due.usd))
            .collect()
    };
    assert_eq!(dues(&loans), [(NEVER, NEVER, 100.0)]);
    loans.apply(&harvested(1, 10), None);
    assert_eq!(dues(&loans), [(NEVER, NEVER, 90.0)]);
    assert!(loans.missed(u64::MAX).is_empty(), "it has no dates");

    loans.apply(&turned(1, 90), Some(1_000));
    assert!(loans.earning().is_empty() && loans.undated().is_empty());
    assert_eq!(dues(&loans), [(1_100, 1_110, 90.0)]);
    // Too little, then as much as the first line asks, then more.
    loans.apply(&repaid(1, 29), None);
    assert_eq!(dues(&loans), [(1_100, 1_110, 61.0)]);
    loans.apply(&repaid(1, 1), None);
    assert_eq!(dues(&loans), [(1_200, 1_210, 60.0)]);
    assert!(loans.missed(1_210).is_empty(), "the last second of grace");
    assert_eq!(loans.missed(1_211), [number(1)]);
    let text = serde_json::to_string(&loans).unwrap();
    assert_eq!(serde_json::from_str::<YieldLoans>(&text).unwrap(), loans);
    loans.apply(&forfeited(1, 30), None);
    assert_eq!(dues(&loans), [(1_300, 1_310, 30.0)]);
    loans.apply(&forfeited(1, 30), None);
    assert!(loans.loans.is_empty());
    // Late news of a loan that is over.
    loans.apply(&repaid(1, 1), None);
    assert!(loans.loans.is_empty());
}

#[test]
fn when_it_was_turned_is_asked_where_events_do_not_tell() {
    let mut loans = YieldLoans::default();
    loans.apply(&offered(200), None);
    loans.apply(&opened(1), None);
    assert!(loans.known(number(1)).unwrap().0.sells);
    loans.apply(&turned(1, 100), None);
    assert_eq!(loans.undated(), [number(1)]);
    assert!(loans.missed(u64::MAX).is_empty());
    let dates = loans.loans.get_mut(&number(1)).unwrap().dates.as_mut();
    dates.unwrap().start = Some(7);
    assert_eq!(loans.missed(118), [number(1)]);
}
