//! Cases of orders.

use super::*;
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
    orders.apply(BOOK, &set(BOOK, 1));
    orders.apply(BOOK, &set(ALICE, 2));
    assert_eq!(orders.orders[&ALICE].len(), 1, "of this book");
    orders.apply(BOOK, &executed(1, WAD));
    assert_eq!(orders.orders[&ALICE].len(), 1);
    let text = serde_json::to_string(&orders).unwrap();
    assert_eq!(serde_json::from_str::<Orders>(&text).unwrap(), orders);
    orders.apply(BOOK, &executed(1, U256::ZERO));
    assert!(orders.orders.is_empty());
    orders.apply(BOOK, &set(BOOK, 1));
    orders.apply(
        BOOK,
        &IOrdersEvents::OrderCancelled(IOrders::OrderCancelled {
            book: BOOK,
            account: ALICE,
            id: 1,
            nonce: 2,
        }),
    );
    assert!(orders.orders.is_empty());
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
