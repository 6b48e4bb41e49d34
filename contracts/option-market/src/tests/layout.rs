//! The storage layout, which no edit may move.

use alloy_primitives::{B256, keccak256};

use super::*;

/// Word `word` of `id` of a kind; the table is the map at slot 0.
fn word(vm: &TestVM, of: u64, id: u64, word: u64) -> B256 {
    let key = U256::from_limbs([word, id, 0, of]).to_be_bytes::<32>();
    vm.get_storage(keccak256([key, [0; 32]].concat()).into())
}

fn golden(text: &str) -> B256 {
    text.parse().unwrap()
}

fn two(upper: u128, lower: u128) -> B256 {
    B256::from_slice(&[upper.to_be_bytes(), lower.to_be_bytes()].concat())
}

#[test]
fn words_are_packed_as_ever() {
    let (vm, mut program) = funded(10_000);
    let words = [
        (
            1,
            "0x0000000006120503003201f400000000000000000000000000000000000000b1",
        ),
        (
            2,
            "0x00000e1006f05b59d3b2000000000000000000000000000000000000000000b3",
        ),
        (
            3,
            "0x0000000000000000000000000000000000000000000000056bc75e2d63100000",
        ),
    ];
    for (index, expected) in words {
        assert_eq!(word(&vm, 0, 0, index), golden(expected), "word {index}");
    }
    let first = U256::from(3) << 232 | U256::from(DAY) << 200 | U256::from(EXPIRY) << 160;
    let first = first | U256::from_be_bytes(ETH.into_word().0);
    assert_eq!(word(&vm, 0, 0, 0), B256::from(first));
    vm.set_sender(HOLDER);
    let premium = pulls(&mut program, USDC, &buy(1, WAD));
    let line = U256::from(6_000) << 224 | number(2_000 * WAD) << 128 | number(WAD);
    assert_eq!(word(&vm, 1, 1, 0), B256::from(line));
    vm.set_sender(WRITER);
    let shares = 10_000 * DOLLAR * 1_000_000;
    let to = IOptionMarket::requestRedeemCall {
        shares: number(7_000_000),
        least: number(9),
    };
    call(&mut program, &to).unwrap();
    assert_eq!(
        word(&vm, 2, 0, 0),
        two(10_000 * DOLLAR + premium, 2_000 * DOLLAR)
    );
    assert_eq!(word(&vm, 2, 0, 1), two(shares, 0));
    assert_eq!(word(&vm, 2, 0, 2), two(7_000_000, 1 << 64 | 1));
    assert_eq!(word(&vm, 2, 0, 3), two(99 * WAD, START.into()));
    assert_eq!(word(&vm, 3, 1, 0), WRITER.into_word());
    assert_eq!(word(&vm, 3, 1, 1), two(7_000_000, 9));
}
