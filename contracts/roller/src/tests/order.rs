//! An order at its ends, and what it refuses at the second and the unit.

use proptest::prelude::*;

use super::*;

#[test]
fn every_field_survives_at_its_ends() {
    let most = Order {
        expires: (1 << 40) - 1,
        lead: u32::MAX,
        tenor: u32::MAX,
        of_strike: u16::MAX,
        of_price: u16::MAX,
        premium: u128::MAX,
        fee: u128::MAX,
    };
    let none = Order::default();
    for order in [
        most,
        none,
        wanted(),
        Order {
            lead: u32::MAX,
            ..none
        },
        Order {
            of_strike: 1,
            ..none
        },
        Order {
            of_price: u16::MAX,
            ..none
        },
        Order {
            fee: u128::MAX,
            ..none
        },
    ] {
        assert_eq!(Order::unpack(order.pack()), order);
    }
}

#[test]
fn orders_have_hard_bounds() {
    let good = wanted();
    assert!(good.validate(NOW).is_ok());
    for (position, value, order) in [
        (
            0,
            u128::from(NOW - 1),
            Order {
                expires: NOW - 1,
                ..good
            },
        ),
        (
            1,
            7_776_001,
            Order {
                lead: 7_776_001,
                ..good
            },
        ),
        (
            2,
            3_599,
            Order {
                tenor: 3_599,
                ..good
            },
        ),
        (
            2,
            63_072_001,
            Order {
                tenor: 63_072_001,
                ..good
            },
        ),
        (
            3,
            20_001,
            Order {
                of_strike: 20_001,
                ..good
            },
        ),
        (
            4,
            20_001,
            Order {
                of_price: 20_001,
                ..good
            },
        ),
        (
            5,
            u128::MAX,
            Order {
                premium: u128::MAX,
                ..good
            },
        ),
        (
            6,
            1 << 127,
            Order {
                fee: 1 << 127,
                ..good
            },
        ),
    ] {
        let refused = order.validate(NOW).unwrap_err();
        assert_eq!(refused.0, out_of_bounds(position, value));
    }
}

#[test]
fn an_order_is_due_from_its_lead_to_its_end() {
    let order = wanted();
    let expiry = NOW + 10 * DAY;
    let from = expiry - 7 * DAY;
    let early = IRoller::TooEarly {
        from: U256::from(from),
    };
    assert_eq!(
        failure(order.due(from - 1, expiry)),
        Refusal::TooEarly(early)
    );
    assert!(order.due(from, expiry).is_ok());
    assert!(order.due(order.expires, expiry).is_ok());
    let over = IRoller::OrderExpired {
        expires: U256::from(order.expires),
    };
    let refusal = failure(order.due(order.expires + 1, expiry));
    assert_eq!(refusal, Refusal::OrderExpired(over));
    // A lead beyond the beginning of time is at once.
    assert!(order.due(0, 5).is_ok());

    let least = NOW + 30 * DAY;
    assert!(order.long_enough(NOW, least).is_ok());
    let short = IRoller::TenorTooShort {
        expiry: U256::from(least - 1),
        least: U256::from(least),
    };
    let refusal = failure(order.long_enough(NOW, least - 1));
    assert_eq!(refusal, Refusal::TenorTooShort(short));
}

#[test]
fn a_strike_is_high_enough_by_both_measures() {
    let order = wanted();
    let low = |strike: u128, least: u128| {
        Refusal::StrikeTooLow(IRoller::StrikeTooLow {
            strike: number(strike),
            least: number(least),
        })
    };
    // Nine tenths of 1,600, which are more than eight of 1,700.
    let (old, price) = (1_600 * WAD, 1_700 * WAD);
    assert!(order.high_enough(1_440 * WAD, old, price).is_ok());
    let refusal = failure(order.high_enough(1_440 * WAD - 1, old, price));
    assert_eq!(refusal, low(1_440 * WAD - 1, 1_440 * WAD));
    let refusal = failure(order.high_enough(1_600 * WAD - 1, old, 2_000 * WAD));
    assert_eq!(refusal, low(1_600 * WAD - 1, 1_600 * WAD));
    // Up: for the account.
    assert!(order.high_enough(1, 1, 0).is_ok());
    assert_eq!(failure(order.high_enough(0, 1, 0)), low(0, 1));
    let any = Order {
        of_strike: 0,
        of_price: 0,
        ..order
    };
    assert!(any.high_enough(0, u128::MAX, u128::MAX).is_ok());
}

proptest! {
    #[test]
    fn costs_are_no_more_than_their_part(premium in 0_u128..1 << 90, fee in 0_u128..1 << 90, amount in 0_u128..1 << 90) {
        let order = Order { premium, fee, ..wanted() };
        let (most, paid) = order.costs(amount, WAD).unwrap();
        let exact = |each: u128| number(each) * number(amount);
        prop_assert!(number(most) * number(WAD) <= exact(premium));
        prop_assert!((number(paid) + U256::from(1)) * number(WAD) > exact(fee));
    }
}
