//! The storage layout, which no edit may move.

use alloy_primitives::{B256, keccak256};

use super::*;

/// Word `word` of offer or loan `id`; the table is the map at slot 0.
fn word(vm: &TestVM, of: u64, id: u64, word: u64) -> B256 {
    let key = U256::from_limbs([word, id, 0, of]).to_be_bytes::<32>();
    vm.get_storage(keccak256([key, [0; 32]].concat()).into())
}

fn golden(text: &str) -> B256 {
    text.parse().unwrap()
}

#[test]
fn words_are_packed_as_ever() {
    let (vm, mut program) = fresh();
    let mut made = custom(&[(0x0001_0000, 0x1000), (0x0002_0000, 10_000 - 0x1000)]);
    made.loan_to_value = 0x1234;
    (made.oracle, made.allowed) = (ORACLE, BORROWER);
    made.grace = 0x0001_0203;
    call(&mut program, &make(&made)).unwrap();
    for (index, expected) in [
        "0x00021234000003006555428000000000000000000000000000000000000000e1",
        "0x00000000000102030000000000000000000000000000000000000000000000b1",
        "0x00000000016345785d8a000000000000000000000000000000000000000000b2",
        "0x00000000000000000000000000b71b00000000000000000000000000000003e8",
        "0x00000000000000000000000000000000000000000000003635c9adc5dea00000",
        "0x00000000000000000000000000000000000000000000000000000000000000e2",
        "0x00000000000000000000000000000000000000000000000000000000000000b3",
        "0x0000000000000000000000000000000000000000171000020000100000010000",
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(
            word(&vm, 1, 1, index as u64),
            golden(expected),
            "word {index}"
        );
    }
    let (vm, mut program) = lent();
    vm.set_block_timestamp(START + 30 * DAY);
    let pay = ITermLoan::payInstalmentCall {
        loan: U256::ONE,
        most: U256::MAX,
        receiver: BORROWER,
    };
    call(&mut program, &pay).unwrap_err();
    let first = "0x00000001000000000000000100000000000000000000000000000000000000e2";
    assert_eq!(word(&vm, 2, 1, 0), golden(first));
    let (principal, collateral) = (5_500_000_u128, 5_500_u128);
    let second = [principal.to_be_bytes(), collateral.to_be_bytes()].concat();
    assert_eq!(word(&vm, 2, 1, 1), B256::from_slice(&second));
    let third =
        U256::from(START + 30 * DAY) << 168 | U256::from(START) << 128 | U256::from(6_000_000);
    assert_eq!(word(&vm, 2, 1, 2), B256::from(third));
    let cash = state(&mut program).cash;
    assert!(cash > 500_000);
    assert_eq!(word(&vm, 2, 1, 3), B256::from(U256::from(cash) << 128));
    assert_eq!(word(&vm, 2, 1, 4), LENDER.into_word());
    assert_eq!(word(&vm, 2, 1, 5), B256::ZERO);
    let counts = U256::from(1) << 128 | U256::from(1);
    assert_eq!(word(&vm, 0, 0, 0), B256::from(counts));
}
