//! Words, keys and bounds.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolError;
use ballast_common::abi::IOwned::ParameterOutOfBounds;
use ballast_common::{
    convert::pair,
    dispatch::{Input, Output},
    revert::pair as refusal,
};
use proptest::prelude::*;
use risk_core::fixed::WAD;

use super::*;
use crate::layout::{Stored, WORDS, call_key, order_key};

fn words(stored: &Stored) -> [U256; WORDS as usize] {
    let mut words = [U256::ZERO; WORDS as usize];
    for (field, word) in stored.changing().into_iter().chain(stored.fixed()) {
        words[field as usize] = word;
    }
    words
}

#[test]
fn words_are_as_documented() {
    let stored = Stored {
        order: Order {
            kind: Kind::SellAbove,
            collateral_asset: ETH,
            debt_asset: USDC,
            source: SOURCE,
            expires: 1,
            interval: 2,
            decay: 3,
            discount: 4,
            trigger: 5,
            target: 6,
            worst_price: 7,
            per_execution: 8,
            left: 9,
            fee: 10,
        },
        nonce: 11,
        armed_at: 12,
        executed_at: 13,
    };
    let expected = [
        U256::from_limbs([(12 << 32) | 13, (11 << 32) | 3, 4, (1 << 32) | 2]),
        pair(5, 6),
        pair(7, 10),
        pair(8, 9),
        U256::from_limbs([0xb2, 0, 5 << 32, 0]),
        U256::from(0xb1),
        U256::from(0xc1),
    ];
    assert_eq!(words(&stored), expected);
    assert_eq!(Stored::unpack(expected), stored);
    assert_eq!(Stored::unpack([U256::ZERO; 7]), Stored::default());
}

#[test]
fn keys_of_orders_and_calls_differ() {
    let mut keys: Vec<U256> = (0..=u8::MAX)
        .flat_map(|id| (0..WORDS).map(move |field| order_key(&ETH, id, field)))
        .chain((0..WORDS).map(|field| order_key(&USDC, 0, field)))
        .chain([call_key(&ETH), call_key(&USDC)])
        .collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
}

#[test]
fn an_order_crosses_the_abi_unchanged() {
    for order in [
        deleverage(),
        payment(Kind::Add),
        at_price(Kind::SellBelow, 7),
    ] {
        let mut out = Output::new();
        order.write(&mut out);
        let data = out.done();
        let mut input = Input::new(&data);
        assert_eq!(Order::read(&mut input), order);
        assert!(input.finish().is_ok() && input.rest().is_empty());
    }
}

#[test]
fn orders_out_of_bounds_are_refused_with_the_field() {
    let orders = [
        deleverage(),
        payment(Kind::Add),
        payment(Kind::Repay),
        at_price(Kind::SellBelow, 1),
        at_price(Kind::SellAbove, u128::MAX),
    ];
    for order in orders {
        assert!(order.validate().is_ok(), "{order:?}");
    }
    let place = |order: Order| {
        let data = order.validate().unwrap_err().0;
        let error = ParameterOutOfBounds::abi_decode_validate(&data).unwrap();
        error.position.to::<u64>()
    };
    let sale = deleverage();
    let add = payment(Kind::Add);
    let stop = at_price(Kind::SellBelow, 1);
    let none = Address::ZERO;
    assert_eq!(
        place(Order {
            kind: Kind::None,
            ..sale
        }),
        0
    );
    assert_eq!(
        place(Order {
            collateral_asset: none,
            ..sale
        }),
        1
    );
    assert_eq!(
        place(Order {
            collateral_asset: ETH,
            ..payment(Kind::Repay)
        }),
        1
    );
    assert_eq!(
        place(Order {
            debt_asset: none,
            ..sale
        }),
        2
    );
    assert_eq!(
        place(Order {
            debt_asset: USDC,
            ..add
        }),
        2
    );
    assert_eq!(
        place(Order {
            source: SOURCE,
            ..sale
        }),
        3
    );
    assert_eq!(
        place(Order {
            source: none,
            ..add
        }),
        3
    );
    assert_eq!(place(Order { expires: 0, ..sale }), 4);
    assert_eq!(
        place(Order {
            expires: 1 << 32,
            ..sale
        }),
        4
    );
    assert_eq!(
        place(Order {
            interval: 59,
            ..sale
        }),
        5
    );
    assert_eq!(
        place(Order {
            interval: 2_592_001,
            ..sale
        }),
        5
    );
    assert_eq!(
        place(Order {
            decay: 86_401,
            ..sale
        }),
        6
    );
    assert_eq!(place(Order { decay: 1, ..add }), 6);
    assert_eq!(
        place(Order {
            discount: (WAD / 20) as u64 + 1,
            ..sale
        }),
        7
    );
    assert_eq!(place(Order { discount: 1, ..add }), 7);
    assert_eq!(place(Order { trigger: 0, ..sale }), 8);
    assert_eq!(
        place(Order {
            trigger: 16 * WAD + 1,
            ..add
        }),
        8
    );
    assert_eq!(
        place(Order {
            target: sale.trigger - 1,
            ..sale
        }),
        9
    );
    assert_eq!(
        place(Order {
            target: 16 * WAD + 1,
            ..sale
        }),
        9
    );
    assert_eq!(place(Order { target: 1, ..stop }), 9);
    assert_eq!(
        place(Order {
            worst_price: 1,
            ..add
        }),
        10
    );
    assert_eq!(
        place(Order {
            per_execution: 0,
            ..sale
        }),
        11
    );
    assert_eq!(place(Order { left: 0, ..sale }), 12);
    let value = Order {
        interval: 59,
        ..sale
    }
    .validate()
    .unwrap_err();
    assert_eq!(value, refusal(ParameterOutOfBounds::SELECTOR, 5, 59));
}

#[test]
fn a_fall_holds_for_twice_its_time() {
    let stored = Stored {
        order: deleverage(),
        armed_at: NOW,
        ..Stored::default()
    };
    assert_eq!(stored.falling_for(NOW), Some(0));
    assert_eq!(stored.falling_for(NOW + 1_200), Some(1_200));
    assert_eq!(stored.falling_for(NOW + 1_201), None);
    assert_eq!(
        Stored {
            armed_at: 0,
            ..stored
        }
        .falling_for(NOW),
        None
    );
    let at_once = Stored {
        order: Order {
            decay: 0,
            ..stored.order
        },
        ..Stored::default()
    };
    assert_eq!(at_once.falling_for(NOW), Some(0));
    assert_eq!(at_once.next(), 0);
    assert_eq!(
        Stored {
            executed_at: NOW,
            ..at_once
        }
        .next(),
        NOW + 300
    );
}

proptest! {
    #[test]
    fn fees_are_a_hundredth_at_most(fee in any::<u128>(), moved in any::<u128>()) {
        let order = Order { fee, ..deleverage() };
        prop_assert!(order.fee_of(moved) <= moved / 100);
        prop_assert!(order.fee_of(moved) <= fee);
    }
}
