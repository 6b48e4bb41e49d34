//! Cases of orders.

use super::*;
use crate::{
    assess::Look,
    book::{Account, Holding},
};
use ballast_bindings::orders::IOrders;

const BOOK: Address = Address::repeat_byte(9);
const ALICE: Address = Address::repeat_byte(1);

/// Hundredths as WAD.
fn wad(hundredths: u64) -> U256 {
    U256::from(hundredths) * WAD / U256::from(100)
}

fn rules(gas: u64) -> Rules {
    Rules {
        target: wad(102),
        min_margin: crate::config::bps_to_wad(20),
        min_profit: U256::ZERO,
        gas_cost: wad(gas * 100),
        backstop: wad(10),
    }
}

fn order(kind: u8) -> Order {
    Order {
        kind,
        collateralAsset: Address::repeat_byte(2),
        debtAsset: Address::repeat_byte(3),
        source: Address::ZERO,
        expires: 1_000,
        interval: 60,
        decay: 100,
        discount: 10_000_000_000_000_000,
        trigger: wad(110),
        target: wad(120),
        worstPrice: U256::ZERO,
        perExecution: WAD,
        total: WAD * U256::from(3),
        fee: U256::ZERO,
    }
}

fn set(book: Address, id: u8) -> IOrdersEvents {
    IOrdersEvents::OrderSet(IOrders::OrderSet {
        book,
        account: ALICE,
        id,
        nonce: 1,
        order: order(1),
    })
}

fn executed(id: u8, left: U256) -> IOrdersEvents {
    let zero = U256::ZERO;
    IOrdersEvents::OrderExecuted(IOrders::OrderExecuted {
        book: BOOK,
        account: ALICE,
        id,
        executor: ALICE,
        kind: 1,
        moved: zero,
        paid: zero,
        fee: zero,
        price: zero,
        health: zero,
        healthAfter: zero,
        left,
    })
}

#[test]
fn orders_live_until_they_are_cancelled_or_used_up() {
    let mut orders = Orders::default();
    orders.apply(BOOK, &set(BOOK, 1), None);
    orders.apply(BOOK, &set(ALICE, 2), None);
    assert_eq!(orders.orders[&ALICE].len(), 1, "of this book");
    orders.apply(BOOK, &executed(1, WAD), None);
    assert_eq!(orders.orders[&ALICE].len(), 1);
    let text = serde_json::to_string(&orders).unwrap();
    assert_eq!(serde_json::from_str::<Orders>(&text).unwrap(), orders);
    orders.apply(BOOK, &executed(1, U256::ZERO), None);
    assert!(orders.orders.is_empty());
    orders.apply(BOOK, &set(BOOK, 1), None);
    orders.apply(
        BOOK,
        &IOrdersEvents::OrderCancelled(IOrders::OrderCancelled {
            book: BOOK,
            account: ALICE,
            id: 1,
            nonce: 2,
        }),
        None,
    );
    assert!(orders.orders.is_empty());
}

/// A book of accounts by health in hundredths and debt in dollars; without debt, no look either.
fn book(accounts: &[(Address, u128, u128)]) -> Book {
    let mut book = Book::default();
    for (address, health, debt) in accounts {
        let look = Look {
            health: health * risk_core::fixed::WAD / 100,
            debt: debt * risk_core::fixed::WAD,
            ..Look::default()
        };
        let held = Holding {
            asset: Address::ZERO,
            collateral: U256::ONE,
            shares: U256::from(*debt),
        };
        let account = Account {
            holdings: vec![held],
            look: (*debt > 0).then_some(look),
            ..Account::default()
        };
        book.accounts_mut().insert(*address, account);
    }
    book
}

#[test]
fn margin_calls_are_told_once_and_their_end_an_hour_later() {
    let bob = Address::repeat_byte(4);
    let called = |account| {
        IOrdersEvents::MarginCall(IOrders::MarginCall {
            book: BOOK,
            account,
            health: wad(103),
            required: wad(105),
        })
    };
    let at = |now| Calls {
        required: risk_core::fixed::WAD / 100 * 105,
        least_debt: risk_core::fixed::WAD * 100,
        now,
    };
    let mut orders = Orders::default();
    let fallen = book(&[(ALICE, 103, 200), (bob, 102, 100)]);
    assert_eq!(
        orders.calls(&fallen, &at(1)),
        [bob, ALICE],
        "the lowest health first"
    );
    for (account, health, debt, why) in [
        (ALICE, 105, 200, "calm"),
        (ALICE, 99, 200, "to be unwound"),
        (ALICE, 103, 99, "not worth it"),
        (ALICE, 103, 0, "owes nothing"),
    ] {
        let book = book(&[(account, health, debt)]);
        assert!(orders.calls(&book, &at(1)).is_empty(), "{why}");
    }
    orders.apply(BOOK, &called(ALICE), Some(1_000));
    orders.apply(ALICE, &called(bob), Some(1_000));
    assert_eq!(orders.called(), 1, "of this book");
    assert_eq!(orders.calls(&fallen, &at(9_000)), [bob], "once");
    let text = serde_json::to_string(&orders).unwrap();
    assert_eq!(serde_json::from_str::<Orders>(&text).unwrap(), orders);

    let recovered = book(&[(ALICE, 106, 200)]);
    assert!(orders.calls(&recovered, &at(4_599)).is_empty());
    assert_eq!(orders.calls(&recovered, &at(4_600)), [ALICE]);
    let repaid = book(&[(ALICE, 0, 0)]);
    assert_eq!(orders.calls(&repaid, &at(4_600)), [ALICE]);
    assert_eq!(orders.calls(&Book::default(), &at(4_600)), [ALICE]);
    let ended = IOrdersEvents::MarginCallEnded(IOrders::MarginCallEnded {
        book: BOOK,
        account: ALICE,
        health: wad(106),
    });
    orders.apply(BOOK, &ended, Some(4_600));
    assert!(orders.calls(&recovered, &at(9_000)).is_empty());

    let many: Vec<_> = (0..40)
        .map(|byte| (Address::repeat_byte(byte), 103, 200))
        .collect();
    assert_eq!(orders.calls(&book(&many), &at(1)).len(), MOST_CALLS);
}

#[test]
fn a_fall_is_begun_once_and_again_when_it_is_over() {
    let order = order(1);
    assert!(must_be_armed(&order, 0, 1_000));
    assert!(!must_be_armed(&order, 900, 1_099));
    assert!(must_be_armed(&order, 900, 1_100));
    assert!(!must_be_armed(
        &Order {
            decay: 0,
            ..order.clone()
        },
        0,
        1_000
    ));
    assert!(!must_be_armed(&Order { kind: 2, ..order }, 0, 1_000));
}

#[test]
fn arming_pays_for_two_transactions_at_the_prices_end() {
    // One WETH at $2,000, sold at a hundredth less: $20.
    let arms = |order: &Order, gas| is_worth_arming(order, wad(200_000), 18, &rules(gas));
    assert!(arms(&order(4), 10));
    assert!(!arms(&order(4), 11));
    let mut thin = order(4);
    thin.discount = 1_999_999_999_999_999;
    assert!(!arms(&thin, 0), "under the margin");
    thin.fee = WAD / U256::from(100);
    assert!(arms(&thin, 0), "the fee counts");
}

/// One WETH at $2,000 for `dollars`.
fn deal(dollars: u64, funds: u64) -> Deal {
    Deal {
        quote: Quote {
            most: WAD,
            least: WAD / U256::from(4),
            fee: WAD / U256::from(1_000),
            paid: U256::from(dollars * 1_000_000),
            price: wad(dollars * 100),
            floor: wad(dollars * 100),
            health: wad(105),
            healthAfter: wad(106),
        },
        spot: wad(200_000),
        decimals: 18,
        debt_spot: WAD,
        debt_decimals: 6,
        available: U256::from(funds * 1_000_000),
    }
}

#[test]
fn sales_are_executed_as_far_as_funds_go_where_they_pay() {
    let plan = |dollars, funds, gas| plan_sale(&deal(dollars, funds), &rules(gas));
    let whole = plan(1_980, 5_000, 20).unwrap();
    assert_eq!(
        (whole.amount, whole.limit),
        (WAD, U256::from(1_980_000_000))
    );
    assert_eq!(
        plan(1_980, 990, 0).unwrap().amount,
        WAD / U256::from(2),
        "as far as funds go"
    );
    assert!(matches!(plan(1_980, 494, 0), Err(Hold::NoFunds { .. })));
    assert!(matches!(plan(1_997, 5_000, 0), Err(Hold::TooDear { .. })));
    assert!(matches!(
        plan(1_980, 5_000, 21),
        Err(Hold::SmallProfit { .. })
    ));
}

#[test]
fn additions_are_executed_for_their_fee() {
    // A thousandth of one WETH: $2.
    let deal = deal(0, 0);
    let execution = plan_addition(&deal, &rules(2)).unwrap();
    assert_eq!((execution.amount, execution.limit), (WAD, U256::ZERO));
    assert!(plan_addition(&deal, &rules(3)).is_err());
}

#[test]
fn absurd_values_do_not_panic() {
    let mut deal = deal(1, 1);
    deal.decimals = 255;
    deal.spot = U256::MAX;
    deal.quote.most = U256::MAX;
    deal.quote.paid = U256::MAX;
    assert!(plan_sale(&deal, &rules(0)).is_err());
    assert!(plan_addition(&deal, &rules(1)).is_err());
    let mut order = order(5);
    order.perExecution = U256::MAX;
    order.total = U256::MAX;
    order.discount = u64::MAX;
    is_worth_arming(&order, U256::MAX, 0, &rules(1));
    must_be_armed(&order, u64::MAX, 0);
}
