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
    let made = Offer {
        size: 0x51,
        least: 0x1e,
        rate: 0x0a01,
        yield_floor: 0x0f01,
        margin: 0x0102,
        loan_to_value: 0x0203,
        growth_cap: 0x0304,
        patience: 0x0002_0405,
        longest: 0x0003_0506,
        term_rate: 0x7e01,
        count: 0x11,
        period: 0x0001_0607,
        grace: 0x0708,
        expiry: START + DAY,
        allowed: BORROWER,
        ..offer()
    };
    call(&mut program, &make(&made)).unwrap();
    let terms = call(&mut program, &IYieldLoan::offerAtCall { offer: U256::ONE }).unwrap();
    assert_eq!((terms.lender, terms.terms), (LENDER, terms_of(&made)));
    for (index, fields) in [
        // 18 is the scale of two tokens with as many decimals.
        vec![
            (0x12_u64, 232),
            (0x0203, 216),
            (0x11, 200),
            (START + DAY, 160),
        ],
        vec![(0x0002_0405, 224), (0x0708, 192), (0x0001_0607, 160)],
        vec![(0x0003_0506, 224), (0x0a01, 160)],
        vec![(0x51, 128), (0x1e, 0)],
        vec![(0x0304, 240), (0x0102, 224), (0x7e01, 160)],
        vec![(0x0f01, 160)],
    ]
    .into_iter()
    .enumerate()
    {
        let holder = [LENDER, WETH, SHARE, Address::ZERO, ORACLE, RATE][index];
        let sum = fields.into_iter().fold(
            U256::from_be_bytes(holder.into_word().0),
            |sum, (value, shift)| sum | (U256::from(value) << shift),
        );
        assert_eq!(
            word(&vm, 1, 1, index as u64),
            B256::from(sum),
            "word {index}"
        );
    }
    assert_eq!(word(&vm, 1, 1, 6), BORROWER.into_word());
    assert_eq!(
        word(&vm, 0, 0, 0),
        golden("0x0000000000000000000000000000000100000000000000000000000000000000")
    );
}

#[test]
fn a_loan_is_read_as_it_was_stored() {
    let (vm, mut program) = fresh();
    let stored = Loan {
        borrower: BORROWER,
        offer: 0x0102_0304_0506_0708,
        turned: true,
        start: 0xff_0000_0001,
        interest_from: 0xfe_0000_0002,
        sale_from: 0xfd_0000_0003,
        opened: u128::MAX - 1,
        locked: Locked {
            principal: u128::MAX - 2,
            collateral: u128::MAX - 3,
        },
        unpaid: u128::MAX - 4,
        paid: u128::MAX - 5,
        opened_rate: Wad(u128::MAX - 6),
        mark: Wad(u128::MAX - 7),
        cash: u128::MAX - 8,
        shares: u128::MAX - 9,
    };
    program.put_loan(3, &stored);
    program.put_withheld(3, 77);
    assert_eq!(program.loan(3).unwrap(), stored);
    let told = call(&mut program, &IYieldLoan::loanAtCall { loan: number(3) }).unwrap();
    assert_eq!(
        (told.borrower, told.offer, told.turned, told.withheld),
        (BORROWER, stored.offer, true, 77)
    );
    assert_eq!(
        [told.start, told.interestFrom, told.saleFrom].map(|at| at.to::<u64>()),
        [stored.start, stored.interest_from, stored.sale_from]
    );
    assert_eq!(
        [
            told.opened,
            told.principal,
            told.collateral,
            told.unpaid,
            told.paid,
            told.openedRate,
            told.mark,
            told.cash,
            told.shares
        ],
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map(|less| u128::MAX - less)
    );
    assert_eq!(
        word(&vm, 2, 3, 0),
        golden("0x0000000101020304050607080000000000000000000000000000000000000000")
            | BORROWER.into_word()
    );
    let times = [
        U256::from(stored.sale_from) << 208,
        U256::from(stored.interest_from) << 168,
        U256::from(stored.start) << 128,
        U256::from(stored.opened),
    ];
    let times = times.into_iter().fold(U256::ZERO, |sum, part| sum | part);
    assert_eq!(word(&vm, 2, 3, 2), B256::from(times));
    for (index, (upper, lower)) in [(1, (2, 3)), (3, (8, 9)), (7, (4, 5)), (8, (6, 7))] {
        let pair = U256::from(u128::MAX - upper) << 128 | U256::from(u128::MAX - lower);
        assert_eq!(word(&vm, 2, 3, index), B256::from(pair), "word {index}");
    }
    assert_eq!(word(&vm, 2, 3, 6), B256::from(U256::from(77)));
}
