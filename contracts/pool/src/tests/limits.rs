//! Which reserves an account is in, and the limit of 16 assets.

use super::*;

fn amounts(collateral: u128, debt_shares: u128) -> Amounts {
    Amounts {
        collateral,
        debt_shares,
    }
}

#[test]
fn masks_follow_the_amounts() {
    let (_, mut pool) = fresh();
    pool.hold(ALICE, 3, amounts(5, 0)).unwrap();
    assert_eq!(pool.masks(&ALICE), 1 << 35);
    pool.hold(ALICE, 3, amounts(5, 7)).unwrap();
    pool.hold(ALICE, 31, amounts(0, 1)).unwrap();
    pool.hold(ALICE, 0, amounts(1, 0)).unwrap();
    assert_eq!(
        pool.masks(&ALICE),
        (1 << 35) | (1 << 32) | (1 << 31) | (1 << 3)
    );
    assert_eq!(pool.amounts(&ALICE, 3), amounts(5, 7));
    assert_eq!(pool.masks(&BOB), 0);
    for reserve in [3, 31, 0] {
        pool.hold(ALICE, reserve, amounts(0, 0)).unwrap();
    }
    assert_eq!(pool.masks(&ALICE), 0);
}

#[test]
fn an_account_is_in_at_most_16_assets() {
    let (_, mut pool) = fresh();
    for reserve in 0..16 {
        pool.hold(ALICE, reserve, amounts(1, 0)).unwrap();
    }
    for over in [amounts(1, 0), amounts(0, 1)] {
        let refused = pool.hold(ALICE, 16, over).unwrap_err();
        let expected = IPool::IPoolErrors::TooMany(IPool::TooMany { limit: number(16) });
        assert_eq!(refusal(&refused.0), expected);
    }
    // Both sides of one asset count once, and leaving one makes room.
    pool.hold(ALICE, 15, amounts(1, 1)).unwrap();
    pool.hold(ALICE, 0, amounts(0, 0)).unwrap();
    pool.hold(ALICE, 31, amounts(0, 1)).unwrap();
    assert_eq!(pool.masks(&ALICE).count_ones(), 17);
    assert_eq!(pool.held(&ALICE).unwrap_or_else(|_| panic!()).len(), 16);
}

proptest! {
    #[test]
    fn masks_are_those_of_the_stored_amounts(
        steps in prop::collection::vec((0u8..16, 0u128..3, 0u128..3), 1..40),
    ) {
        let (_, mut pool) = fresh();
        for (reserve, collateral, debt_shares) in &steps {
            pool.hold(ALICE, *reserve * 2, amounts(*collateral, *debt_shares)).unwrap();
        }
        let expected = (0u8..32).fold(0u64, |masks, reserve| {
            let held = pool.amounts(&ALICE, reserve);
            masks | (u64::from(held.collateral > 0) << (32 + reserve)) | (u64::from(held.debt_shares > 0) << reserve)
        });
        prop_assert_eq!(pool.masks(&ALICE), expected);
    }
}
