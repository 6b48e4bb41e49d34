//! The storage layout, which tools may read directly: append only.

use alloy_primitives::{B256, b256, keccak256};
use proptest::prelude::*;

use super::*;
use crate::layout::{Stake, Terms};

/// First of the two slots of an account's stake.
pub fn stake_slot(account: Address) -> U256 {
    let key = [account.into_word().0, U256::from(5).to_be_bytes::<32>()].concat();
    U256::from_be_bytes(keccak256(key).0)
}

#[test]
fn words_are_packed_as_documented() {
    let terms = Terms {
        book: Address::repeat_byte(0xaa),
        cooldown: 0x1122_3344_5566_7788,
    };
    assert_eq!(
        terms.pack(),
        b256!("0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa112233445566778800000000")
    );
    let fund = Fund {
        capital: 1,
        shares: u128::MAX,
    };
    assert_eq!(
        fund.pack(),
        b256!("0x00000000000000000000000000000001ffffffffffffffffffffffffffffffff")
    );
    let stake = Stake {
        free: 1,
        cooling: 2,
        mature_at: 3,
    };
    let [shares, time] = stake.pack();
    assert_eq!(
        shares,
        b256!("0x0000000000000000000000000000000100000000000000000000000000000002")
    );
    assert_eq!(time, B256::with_last_byte(3));
}

#[test]
fn slots_are_where_documented() {
    let (vm, mut insurance) = staked();
    insurance.request_redeem(number(400)).unwrap();
    let slot = |slot: u64| vm.get_storage(U256::from(slot));
    assert_eq!(
        (slot(0), slot(1), slot(2)),
        (OWNER.into_word(), B256::ZERO, TOKEN.into_word())
    );
    assert_eq!(
        Terms::unpack(slot(3)),
        Terms {
            book: BOOK,
            cooldown: WEEK
        }
    );
    let shares = insurance.total_supply().to::<u128>();
    assert_eq!(
        Fund::unpack(slot(4)),
        Fund {
            capital: 1_000,
            shares
        }
    );
    let first = stake_slot(ALICE);
    let stake = Stake::unpack(vm.get_storage(first), vm.get_storage(first + U256::ONE));
    assert_eq!(
        stake,
        Stake {
            free: shares - 400,
            cooling: 400,
            mature_at: START + WEEK
        }
    );
}

proptest! {
    #[test]
    fn words_round_trip(book: [u8; 20], cooldown: u64, free: u128, cooling: u128, mature_at: u64) {
        let terms = Terms { book: book.into(), cooldown };
        prop_assert_eq!(Terms::unpack(terms.pack()), terms);
        let stake = Stake { free, cooling, mature_at };
        let [shares, time] = stake.pack();
        prop_assert_eq!(Stake::unpack(shares, time), stake);
        let fund = Fund { capital: free, shares: cooling };
        prop_assert_eq!(Fund::unpack(fund.pack()), fund);
    }
}
