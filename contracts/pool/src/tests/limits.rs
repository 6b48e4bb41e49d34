//! Which reserves an account is in, the limits of 16 assets and of 8 by strangers, and what is always taken.

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

/// Eight reserves' dust in Bob's name leave him the room for eight of his own.
#[test]
fn strangers_fill_half_of_an_accounts_room_at_most() {
    let (vm, mut pool) = with_reserves();
    mock_balance(&vm, ETH);
    let deposit = |account| IPool::depositCollateralCall {
        asset: ETH,
        amount: number(1),
        onBehalf: account,
    };
    for reserve in 2..10 {
        pool.hold(BOB, reserve, amounts(1, 0)).unwrap();
    }
    vm.set_sender(ALICE);
    let full = IPool::IPoolErrors::TooMany(IPool::TooMany { limit: number(8) });
    assert_eq!(refused(&mut pool, &deposit(BOB)), full);
    // The machine undoes nothing: take it away again.
    pool.put(Key::position(&BOB, 1), U256::ZERO);
    vm.set_sender(BOB);
    assert_eq!(
        refused(&mut pool, &deposit(BOB)),
        mismatch(ETH, 1),
        "his own"
    );
    vm.set_sender(ALICE);
    assert_eq!(
        refused(&mut pool, &deposit(BOB)),
        mismatch(ETH, 1),
        "more of what he holds"
    );
    for reserve in 2..10 {
        pool.hold(BOB, reserve, amounts(0, 0)).unwrap();
    }
    for reserve in 10..16 {
        pool.hold(BOB, reserve, amounts(0, 1)).unwrap();
    }
    let usdc = IPool::depositCollateralCall {
        asset: USDC,
        ..deposit(BOB)
    };
    mock_balance(&vm, USDC);
    assert_eq!(
        refused(&mut pool, &usdc),
        mismatch(USDC, 1),
        "up to the eighth"
    );
}

/// Pausing never blocks a top-up: what stands for a debt already may always be added to.
#[test]
fn a_top_up_passes_closed_reserves_and_caps() {
    let closed = Config {
        flags: BORROW_ENABLED,
        feed: 1,
        decimals: 18,
        ..usdc_config()
    };
    let capped = Config {
        supply_cap: 1,
        feed: 1,
        decimals: 18,
        ..usdc_config()
    };
    for config in [closed, capped] {
        let (vm, mut pool) = with_reserves();
        mock_balance(&vm, ETH);
        grant(&mut pool, ALICE, ETH, 5 * WAD, 0);
        pool.configure(ETH, config);
        let deposit = |amount, account| IPool::depositCollateralCall {
            asset: ETH,
            amount: number(amount),
            onBehalf: account,
        };
        let stopped = |error| {
            matches!(
                error,
                IPool::IPoolErrors::NotEnabled(_) | IPool::IPoolErrors::CapExceeded(_)
            )
        };
        assert!(stopped(refused(&mut pool, &deposit(1, ALICE))), "no debt");
        lend(&mut pool, BOB, USDC, 1_000 * DOLLAR);
        grant(&mut pool, ALICE, USDC, 0, 100 * DOLLAR);
        grant(&mut pool, BOB, USDC, 0, 100 * DOLLAR);
        assert!(
            stopped(refused(&mut pool, &deposit(1, BOB))),
            "no such collateral"
        );
        assert_eq!(
            refused(&mut pool, &deposit(WAD, ALICE)),
            mismatch(ETH, WAD),
            "taken"
        );
        assert_eq!(pool.amounts(&ALICE, 1).collateral, 6 * WAD);
        let calling = IPool::depositCollateralAndCallCall {
            asset: ETH,
            amount: number(WAD),
            onBehalf: ALICE,
            data: Default::default(),
        };
        assert!(
            stopped(refused(&mut pool, &calling)),
            "who is called back could take others' tokens out meanwhile"
        );
        // What is lent does not count here.
        let lent = Market {
            cash: 1 << 99,
            ..pool.market(1)
        };
        pool.store_market(1, &lent);
        assert_eq!(
            refused(&mut pool, &deposit(1 << 99, ALICE)),
            mismatch(ETH, 1 << 99)
        );
        let held = 6 * WAD + (1 << 99);
        let cap = IPool::CapExceeded {
            asset: ETH,
            cap: number(1 << 100),
            total: number((1 << 100) + held),
        };
        assert_eq!(
            refused(&mut pool, &deposit(1 << 100, ALICE)),
            IPool::IPoolErrors::CapExceeded(cap),
            "but for what storage holds"
        );
    }
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
