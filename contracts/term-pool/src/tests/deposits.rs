//! Deposits one to one before the start, and shares as ERC-20.

use super::*;

#[test]
fn a_share_is_a_unit_until_the_start() {
    let (vm, mut program) = opened();
    let most = |program: &mut TermPool| {
        let receiver = BOB;
        let assets = call(program, &ITermPool::maxDepositCall { receiver }).unwrap();
        assert_eq!(
            call(program, &ITermPool::maxMintCall { receiver }),
            Ok(assets)
        );
        assets
    };
    let out = |program: &mut TermPool, owner| {
        let assets = call(program, &ITermPool::maxWithdrawCall { owner }).unwrap();
        assert_eq!(
            call(program, &ITermPool::maxRedeemCall { owner }),
            Ok(assets)
        );
        assets
    };
    assert_eq!(most(&mut program), number(CAP));
    pulls(&mut program, 400_000, &deposit(400_000, BOB));
    let mint = ITermPool::mintCall {
        shares: number(CAP - 400_000),
        receiver: ALICE,
    };
    pulls(&mut program, CAP - 400_000, &mint);
    let event: ITermPool::Deposit = last_event(&vm);
    assert_eq!((event.sender, event.owner), (ALICE, ALICE));
    assert_eq!(event.assets, number(CAP - 400_000));
    assert_eq!(most(&mut program), U256::ZERO);
    let full = ITermPool::AboveCap {
        assets: U256::from(1),
        left: U256::ZERO,
    };
    assert_eq!(
        refused(&mut program, &deposit(1, BOB)),
        Refusal::AboveCap(full)
    );
    assert_eq!(
        call(&mut program, &ITermPool::totalAssetsCall {}),
        Ok(number(CAP))
    );
    assert_eq!(out(&mut program, BOB), number(400_000));
    // Back, by the owner and by whom it allows.
    let withdraw = ITermPool::withdrawCall {
        assets: number(150_000),
        receiver: CAROL,
        owner: BOB,
    };
    let error = ITermPool::ERC20InsufficientAllowance {
        spender: ALICE,
        allowance: U256::ZERO,
        needed: number(150_000),
    };
    assert_eq!(
        refused(&mut program, &withdraw),
        Refusal::ERC20InsufficientAllowance(error)
    );
    vm.set_sender(BOB);
    let approve = ITermPool::approveCall {
        spender: ALICE,
        value: number(200_000),
    };
    assert!(call(&mut program, &approve).unwrap());
    vm.set_sender(ALICE);
    assert_eq!(call(&mut program, &withdraw), Ok(number(150_000)));
    let event: ITermPool::Withdraw = last_event(&vm);
    assert_eq!(
        (event.sender, event.receiver, event.owner),
        (ALICE, CAROL, BOB)
    );
    let allowance = ITermPool::allowanceCall {
        owner: BOB,
        spender: ALICE,
    };
    assert_eq!(call(&mut program, &allowance), Ok(number(50_000)));
    vm.set_sender(BOB);
    let redeem = ITermPool::redeemCall {
        shares: number(250_001),
        receiver: BOB,
        owner: BOB,
    };
    let error = ITermPool::ERC20InsufficientBalance {
        sender: BOB,
        balance: number(250_000),
        needed: number(250_001),
    };
    assert_eq!(
        refused(&mut program, &redeem),
        Refusal::ERC20InsufficientBalance(error)
    );
    let redeem = ITermPool::redeemCall {
        shares: number(250_000),
        ..redeem
    };
    assert_eq!(call(&mut program, &redeem), Ok(number(250_000)));
    assert_eq!(
        call(&mut program, &ITermPool::totalSupplyCall {}),
        Ok(number(CAP - 400_000))
    );
    // One second before the start, and at it.
    vm.set_block_timestamp(START - 1);
    assert_eq!(out(&mut program, ALICE), number(CAP - 400_000));
    let one = U256::from(1);
    assert_eq!(
        call(
            &mut program,
            &ITermPool::convertToAssetsCall { shares: one }
        ),
        Ok(one)
    );
    assert_eq!(
        call(&mut program, &ITermPool::previewDepositCall { assets: one }),
        Ok(one)
    );
    vm.set_block_timestamp(START);
    assert_eq!(
        (most(&mut program), out(&mut program, ALICE)),
        (U256::ZERO, U256::ZERO)
    );
    let closed = || {
        Refusal::Closed(ITermPool::Closed {
            start: U256::from(START),
        })
    };
    assert_eq!(refused(&mut program, &deposit(1, BOB)), closed());
    vm.set_sender(ALICE);
    let redeem = ITermPool::redeemCall {
        shares: one,
        receiver: ALICE,
        owner: ALICE,
    };
    assert_eq!(refused(&mut program, &redeem), closed());
    assert_eq!(
        refused(
            &mut program,
            &ITermPool::convertToSharesCall { assets: one }
        ),
        closed()
    );
    assert_eq!(
        refused(&mut program, &ITermPool::previewRedeemCall { shares: one }),
        closed()
    );
}

#[test]
fn shares_are_a_token() {
    let (vm, mut program) = held(&[(ALICE, 10)]);
    assert_eq!(
        call(&mut program, &ITermPool::nameCall {}).unwrap(),
        "Ballast USDC series"
    );
    assert_eq!(
        call(&mut program, &ITermPool::symbolCall {}).unwrap(),
        "bSERIES"
    );
    assert_eq!(call(&mut program, &ITermPool::decimalsCall {}), Ok(1));
    assert_eq!(call(&mut program, &ITermPool::assetCall {}), Ok(USDC));
    let transfer = |to, value| ITermPool::transferCall {
        to,
        value: number(value),
    };
    assert_eq!(call(&mut program, &transfer(BOB, 4)), Ok(true));
    let event: ITermPool::Transfer = last_event(&vm);
    assert_eq!((event.from, event.to, event.value), (ALICE, BOB, number(4)));
    // To oneself nothing changes.
    assert_eq!(call(&mut program, &transfer(ALICE, 6)), Ok(true));
    for (account, shares) in [(ALICE, 6), (BOB, 4)] {
        assert_eq!(
            call(&mut program, &ITermPool::balanceOfCall { account }),
            Ok(number(shares))
        );
    }
    assert!(matches!(
        refused(&mut program, &transfer(BOB, 7)),
        Refusal::ERC20InsufficientBalance(_)
    ));
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {}).abi_encode();
    assert_eq!(
        call(&mut program, &transfer(Address::ZERO, 1)),
        Err(zero.clone())
    );
    let minted = ITermPool::transferFromCall {
        from: Address::ZERO,
        to: ALICE,
        value: U256::ZERO,
    };
    assert_eq!(call(&mut program, &minted), Err(zero));
    for (id, expected) in [
        (0x01ff_c9a7, true),
        (0x3637_2b07, true),
        (0x87df_e5a0, false),
        (u32::MAX, false),
    ] {
        let id = alloy_primitives::FixedBytes(u32::to_be_bytes(id));
        assert_eq!(
            call(&mut program, &ITermPool::supportsInterfaceCall { id }),
            Ok(expected)
        );
    }
}

#[test]
fn a_permit_is_the_owners_in_time() {
    let (vm, mut program) = held(&[(ALICE, 10)]);
    let permit = |deadline: u64| ITermPool::permit_0Call {
        owner: ALICE,
        spender: BOB,
        value: number(5),
        deadline: U256::from(deadline),
        v: 27,
        r: alloy_primitives::B256::repeat_byte(1),
        s: alloy_primitives::B256::repeat_byte(1),
    };
    let late = ITermPool::ERC2612ExpiredSignature {
        deadline: U256::from(NOW - 1),
    };
    assert_eq!(
        refused(&mut program, &permit(NOW - 1)),
        Refusal::ERC2612ExpiredSignature(late)
    );
    assert!(matches!(
        refused(&mut program, &permit(NOW)),
        Refusal::ERC2612InvalidSigner(ITermPool::ERC2612InvalidSigner { owner: ALICE, .. })
    ));
    assert_eq!(
        call(&mut program, &ITermPool::noncesCall { owner: ALICE }),
        Ok(U256::ZERO)
    );
    // The machine's `ecrecover` answers what was mocked last: who signed.
    let signed_by = |account: Address| {
        vm.mock_static_call(Address::with_last_byte(1), vec![], Ok(account.abi_encode()));
    };
    signed_by(ALICE);
    call(&mut program, &permit(NOW)).unwrap();
    let event: ITermPool::Approval = last_event(&vm);
    assert_eq!(
        (event.owner, event.spender, event.value),
        (ALICE, BOB, number(5))
    );
    assert_eq!(
        call(&mut program, &ITermPool::noncesCall { owner: ALICE }),
        Ok(U256::from(1))
    );
    signed_by(BOB);
    assert!(matches!(
        refused(&mut program, &permit(NOW)),
        Refusal::ERC2612InvalidSigner(_)
    ));
}
