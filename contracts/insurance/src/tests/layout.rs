//! Golden: how words and keys are packed.

use alloy_primitives::hex;
use risk_core::cover::Window;

use super::*;
use crate::layout::{Holding, pack_window, unpack_window};

fn bytes(word: U256) -> String {
    hex::encode(word.to_be_bytes::<32>())
}

#[test]
fn words_are_laid_out_as_documented() {
    let terms = Terms {
        cooldown: 1,
        claim_share: 2,
        discount: 3,
        held_share: 4,
        purchase_share: 5,
        sale_interval: 6,
        sale_share: 7,
        sale_premium: 8,
        sale_discount: 0xabc_def9,
    };
    assert_eq!(
        bytes(terms.pack()),
        "0abcdef900000080000007000000600000050000004000000300000020000001"
    );
    assert_eq!(Terms::unpack(terms.pack()), terms);
    assert_eq!(Terms::unpack(Terms::DEFAULT.pack()), Terms::DEFAULT);

    let holding = Holding {
        amount: 7,
        left: 5,
        interval: 3,
        decimals: 18,
        share: 2_500,
    };
    let [amounts, terms] = holding.pack();
    assert_eq!(
        bytes(amounts),
        "0000000000000000000000000000000700000000000000000000000000000005"
    );
    assert_eq!(
        bytes(terms),
        "00000000000000000000000000000003000000000000001200000000000009c4"
    );
    assert_eq!(Holding::unpack(amounts, terms), holding);

    let window = Window {
        period: 0x0102_0304,
        current: (1 << 112) - 1,
        previous: 6,
    };
    assert_eq!(
        bytes(pack_window(&window)),
        "01020304ffffffffffffffffffffffffffff0000000000000000000000000006"
    );
    assert_eq!(unpack_window(pack_window(&window)), window);
    let more = Window {
        current: u128::MAX,
        ..window
    };
    assert_eq!(
        unpack_window(pack_window(&more)),
        window,
        "cut, not mixed up"
    );
}

#[test]
fn keys_are_laid_out_as_documented() {
    assert_eq!(
        bytes(key(Kind::Stake, &Address::repeat_byte(0xaa), 1)),
        "01000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0000000000000001"
    );
    assert_eq!(
        bytes(key(Kind::CollateralAt, &Address::ZERO, 3)),
        "0500000000000000000000000000000000000000000000000000000000000003"
    );
    assert_eq!(
        bytes(slots::PURCHASES),
        "0000000000000000000000000000000000000000000000000000000000000006"
    );
}
