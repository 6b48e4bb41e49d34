//! Writers come, leave, and take what is left.

use super::*;

fn in_window() -> Refusal {
    Refusal::InWindow(IOptionMarket::InWindow {
        until: U256::from(UNTIL),
    })
}

fn withdraw(assets: u128) -> IOptionMarket::withdrawCall {
    IOptionMarket::withdrawCall {
        assets: number(assets),
        receiver: WRITER,
        owner: WRITER,
    }
}

fn total(program: &mut OptionMarket) -> u128 {
    call(program, &IOptionMarket::totalAssetsCall {})
        .unwrap()
        .to()
}

/// What can be done, as told: deposit, mint, withdraw, redeem.
fn mosts(program: &mut OptionMarket, account: Address) -> [U256; 4] {
    [
        call(
            program,
            &IOptionMarket::maxDepositCall { receiver: account },
        )
        .unwrap(),
        call(program, &IOptionMarket::maxMintCall { receiver: account }).unwrap(),
        call(program, &IOptionMarket::maxWithdrawCall { owner: account }).unwrap(),
        call(program, &IOptionMarket::maxRedeemCall { owner: account }).unwrap(),
    ]
}

#[test]
fn cash_comes_and_goes_at_par_while_no_puts_are_open() {
    let (vm, mut program) = fresh();
    kill_oracle(&vm);
    let told = call(
        &mut program,
        &IOptionMarket::previewDepositCall {
            assets: number(500),
        },
    );
    assert_eq!(told, Ok(number(500_000_000)));
    assert_eq!(pulls(&mut program, USDC, &deposit(500)), 500);
    let event: IOptionMarket::Deposit = last_event(&vm);
    assert_eq!(
        (event.assets, event.shares),
        (number(500), number(500_000_000))
    );
    let mint = IOptionMarket::mintCall {
        shares: number(1_000_001),
        receiver: WRITER,
    };
    assert_eq!(pulls(&mut program, USDC, &mint), 2);
    assert_eq!(shares(&mut program, WRITER), 501_000_001);
    assert_eq!(total(&mut program), 502);
    let [_, _, most, all] = mosts(&mut program, WRITER);
    assert_eq!(all, number(501_000_001));
    // The unit that the mint rounded up is everybody's, the virtual shares' too.
    assert_eq!(most, number(501));
    assert_eq!(
        call(&mut program, &withdraw(500)).map(|shares| shares < number(500_000_000)),
        Ok(true)
    );
    let left = shares(&mut program, WRITER);
    assert_eq!(call(&mut program, &redeem(left, WRITER)), Ok(U256::ONE));
    assert_eq!(shares(&mut program, WRITER), 0);
    let event: IOptionMarket::Withdraw = last_event(&vm);
    assert_eq!(
        (event.sender, event.receiver, event.owner),
        (WRITER, WRITER, WRITER)
    );
}

#[test]
fn who_comes_pays_for_puts_at_their_least_and_who_leaves_at_their_most() {
    let (vm, mut program) = sold(10_000, 2 * WAD);
    vm.set_sender(WRITER);
    let [cash, locked, ..] = book(&mut program);
    let total = total(&mut program);
    // The premium was more than the puts are worth.
    assert!(10_000 * DOLLAR < total && total < cash, "{total} of {cash}");
    let all = shares(&mut program, WRITER);
    let entry: u128 = call(
        &mut program,
        &IOptionMarket::previewMintCall {
            shares: number(all),
        },
    )
    .unwrap()
    .to();
    let exit: u128 = call(
        &mut program,
        &IOptionMarket::previewRedeemCall {
            shares: number(all),
        },
    )
    .unwrap()
    .to();
    assert!(entry > exit, "{entry} {exit}");
    assert!(exit <= total);
    // In and out at once loses.
    let assets = 1_000 * DOLLAR;
    pulls(&mut program, USDC, &deposit(assets));
    let got = shares(&mut program, WRITER) - all;
    let back: u128 = call(&mut program, &redeem(got, WRITER)).unwrap().to();
    assert!(back < assets, "{back}");
    // Only what is free can leave, and what is told to be free can.
    let [_, _, most, most_shares] = mosts(&mut program, WRITER);
    let [cash, ..] = book(&mut program);
    assert_eq!(most, number(cash - locked));
    let short = IOptionMarket::InsufficientCash {
        available: most,
        wanted: most + U256::ONE,
    };
    let refusal = refused(&mut program, &withdraw(most.to::<u128>() + 1));
    assert_eq!(refusal, Refusal::InsufficientCash(short));
    assert!(call(&mut program, &redeem(most_shares.to(), WRITER)).unwrap() <= most);
    let [_, _, rest, _] = mosts(&mut program, WRITER);
    if rest > U256::ZERO {
        call(&mut program, &withdraw(rest.to())).unwrap();
    }
    let [cash, still, ..] = book(&mut program);
    assert_eq!((cash, still), (locked, locked));
}

#[test]
fn with_a_dead_oracle_nobody_comes_or_leaves_while_puts_are_open() {
    let (vm, mut program) = sold(10_000, WAD);
    vm.set_sender(WRITER);
    kill_oracle(&vm);
    let unavailable = Refusal::PriceUnavailable(IOptionMarket::PriceUnavailable { asset: ETH });
    assert_eq!(refused(&mut program, &deposit(DOLLAR)), unavailable);
    assert_eq!(refused(&mut program, &withdraw(DOLLAR)), unavailable);
    assert_eq!(
        refused(&mut program, &redeem(1_000_000, WRITER)),
        unavailable
    );
    assert_eq!(mosts(&mut program, WRITER), [U256::ZERO; 4]);
    // What shares are worth at worst is told.
    let [cash, locked, ..] = book(&mut program);
    assert_eq!(total(&mut program), cash - locked);
}

#[test]
fn nothing_rounds_to_shares_or_cash_for_nothing() {
    let (_, mut program) = funded(10_000);
    let zero = Refusal::ZeroAmount(IOptionMarket::ZeroAmount {});
    assert_eq!(refused(&mut program, &deposit(0)), zero);
    assert_eq!(refused(&mut program, &withdraw(0)), zero);
    assert_eq!(refused(&mut program, &redeem(0, WRITER)), zero);
    assert_eq!(refused(&mut program, &redeem(999_999, WRITER)), zero);
    let nobody = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    let to = IOptionMarket::depositCall {
        receiver: Address::ZERO,
        ..deposit(1)
    };
    assert_eq!(shared_refusal(&mut program, &to), nobody);
    let to = IOptionMarket::redeemCall {
        receiver: Address::ZERO,
        ..redeem(1, WRITER)
    };
    assert_eq!(shared_refusal(&mut program, &to), nobody);
    // More than can be counted.
    let overflow = IOwned::IOwnedErrors::RiskCalculation(IOwned::RiskCalculation { code: 0 });
    let to = IOptionMarket::depositCall {
        assets: U256::MAX,
        ..deposit(1)
    };
    assert_eq!(shared_refusal(&mut program, &to), overflow);
    let lacks = IOptionMarket::ERC20InsufficientBalance {
        sender: WRITER,
        balance: number(10_000 * DOLLAR * 1_000_000),
        needed: number(10_000 * DOLLAR * 1_000_000 + 1),
    };
    let refusal = refused(
        &mut program,
        &redeem(10_000 * DOLLAR * 1_000_000 + 1, WRITER),
    );
    assert_eq!(refusal, Refusal::ERC20InsufficientBalance(lacks));
}

#[test]
fn writers_come_until_the_expiry_and_leave_after_the_window() {
    let (vm, mut program) = funded(10_000);
    vm.set_block_timestamp(EXPIRY - 1);
    pulls(&mut program, USDC, &deposit(DOLLAR));
    call(&mut program, &withdraw(DOLLAR)).unwrap();
    let expired = Refusal::Expired(IOptionMarket::Expired {
        expiry: U256::from(EXPIRY),
    });
    for now in [EXPIRY, EXPIRY + 1, UNTIL - 1, UNTIL] {
        vm.set_block_timestamp(now);
        assert_eq!(refused(&mut program, &deposit(DOLLAR)), expired);
        assert_eq!(refused(&mut program, &withdraw(DOLLAR)), in_window());
        assert_eq!(
            refused(&mut program, &redeem(1_000_000, WRITER)),
            in_window()
        );
        assert_eq!(mosts(&mut program, WRITER), [U256::ZERO; 4]);
        assert_eq!(total(&mut program), 10_000 * DOLLAR);
    }
    vm.set_block_timestamp(UNTIL + 1);
    assert_eq!(refused(&mut program, &deposit(DOLLAR)), expired);
    let [in_assets, in_shares, most, all] = mosts(&mut program, WRITER);
    assert_eq!(
        (in_assets, in_shares, most),
        (U256::ZERO, U256::ZERO, number(10_000 * DOLLAR))
    );
    call(&mut program, &withdraw(DOLLAR)).unwrap();
    let left: u128 = shares(&mut program, WRITER);
    assert!(number(left) < all);
    assert_eq!(
        call(&mut program, &redeem(left, WRITER)),
        Ok(number(9_999 * DOLLAR))
    );
    assert_eq!(book(&mut program), [0; 4]);
}

/// Two writers, one of a quarter; five puts at 2,000, of which three are exercised.
fn settled() -> (TestVM, OptionMarket) {
    let (vm, mut program) = funded(9_000);
    let other = IOptionMarket::depositCall {
        receiver: OTHER,
        ..deposit(3_000 * DOLLAR)
    };
    pulls(&mut program, USDC, &other);
    vm.set_sender(HOLDER);
    pulls(&mut program, USDC, &buy(1, 5 * WAD));
    kill_oracle(&vm);
    vm.set_block_timestamp(UNTIL);
    pulls(&mut program, ETH, &exercise(1, 3 * WAD));
    vm.set_block_timestamp(UNTIL + 1);
    vm.set_sender(WRITER);
    (vm, program)
}

#[test]
fn what_is_left_is_shared_in_kind_to_the_last_unit() {
    let (vm, mut program) = settled();
    // Puts that were not exercised lock nothing any longer.
    let [cash, locked, underlying, _] = book(&mut program);
    assert_eq!((locked, underlying), (0, 3 * WAD));
    assert_eq!(total(&mut program), cash);
    let (mine, others) = (shares(&mut program, WRITER), shares(&mut program, OTHER));
    assert_eq!(mine, 3 * others);
    let told = call(
        &mut program,
        &IOptionMarket::previewRedeemCall {
            shares: number(mine),
        },
    );
    let paid = call(&mut program, &redeem(mine, WRITER));
    assert_eq!(paid, told);
    assert_eq!(paid, Ok(number(cash * 3 / 4)));
    let event: IOptionMarket::Delivered = last_of(&vm);
    assert_eq!(
        (event.receiver, event.underlying),
        (WRITER, number(9 * WAD / 4))
    );
    assert_eq!(book(&mut program), [cash - cash * 3 / 4, 0, 3 * WAD / 4, 0]);
    vm.set_sender(OTHER);
    assert_eq!(
        call(&mut program, &redeem(others, OTHER)),
        Ok(number(cash - cash * 3 / 4))
    );
    assert_eq!(book(&mut program), [0; 4]);
    let supply = call(&mut program, &IOptionMarket::totalSupplyCall {}).unwrap();
    assert_eq!(supply, U256::ZERO);
    // An empty market answers still.
    assert_eq!(total(&mut program), 0);
    assert_eq!(mosts(&mut program, WRITER), [U256::ZERO; 4]);
    let told = call(
        &mut program,
        &IOptionMarket::convertToAssetsCall { shares: number(1) },
    );
    assert_eq!(told, Ok(U256::ZERO));
}

#[test]
fn a_token_that_fails_holds_up_neither_the_other_nor_other_writers() {
    for token in [ETH, USDC] {
        let (vm, mut program) = settled();
        let [cash, ..] = book(&mut program);
        let amount = if token == ETH {
            9 * WAD / 4
        } else {
            cash * 3 / 4
        };
        block(&vm, token, WRITER, amount);
        let mine = shares(&mut program, WRITER);
        assert_eq!(
            call(&mut program, &redeem(mine, WRITER)),
            Ok(number(cash * 3 / 4))
        );
        let event: IOptionMarket::Withheld = last_of(&vm);
        assert_eq!(
            (event.account, event.token, event.amount),
            (WRITER, token, number(amount))
        );
        let of = |account| IOptionMarket::withheldOfCall { account, token };
        assert_eq!(call(&mut program, &of(WRITER)), Ok(number(amount)));
        vm.set_sender(OTHER);
        let others = shares(&mut program, OTHER);
        call(&mut program, &redeem(others, OTHER)).unwrap();
        let claim = IOptionMarket::claimWithheldCall {
            token,
            receiver: OTHER,
        };
        let zero = Refusal::ZeroAmount(IOptionMarket::ZeroAmount {});
        assert_eq!(refused(&mut program, &claim), zero);
        // Its owner takes it elsewhere.
        vm.set_sender(WRITER);
        assert_eq!(call(&mut program, &claim), Ok(number(amount)));
        let event: IOptionMarket::WithheldClaimed = last_event(&vm);
        assert_eq!(
            (event.account, event.receiver, event.amount),
            (WRITER, OTHER, number(amount))
        );
        assert_eq!(refused(&mut program, &claim), zero);
    }
}

#[test]
fn a_token_that_fails_before_the_expiry_moves_nothing() {
    let (vm, mut program) = funded(10_000);
    block(&vm, USDC, WRITER, DOLLAR);
    let failed = Refusal::TransferFailed(IOptionMarket::TransferFailed { token: USDC });
    assert_eq!(refused(&mut program, &withdraw(DOLLAR)), failed);
    let of = IOptionMarket::withheldOfCall {
        account: WRITER,
        token: USDC,
    };
    assert_eq!(call(&mut program, &of), Ok(U256::ZERO));
}

#[test]
fn writers_who_lost_all_cash_get_the_underlying() {
    let (vm, mut program) = funded(2_000);
    vm.set_sender(HOLDER);
    price(&vm, 1_000_000 * WAD);
    // So far out of the money that it costs next to nothing.
    let premium = pulls(&mut program, USDC, &buy(1, WAD));
    assert_eq!(premium, 1);
    vm.set_block_timestamp(EXPIRY);
    pulls(&mut program, ETH, &exercise(1, WAD));
    vm.set_block_timestamp(UNTIL + 1);
    vm.set_sender(WRITER);
    let mine = shares(&mut program, WRITER);
    // One unit of cash is left: the first half of the shares gets none of it, and half of the underlying.
    assert_eq!(
        call(&mut program, &redeem(mine / 2, WRITER)),
        Ok(U256::ZERO)
    );
    let event: IOptionMarket::Delivered = last_of(&vm);
    assert_eq!(event.underlying, number(WAD / 2));
    assert_eq!(
        call(&mut program, &redeem(mine - mine / 2, WRITER)),
        Ok(U256::ONE)
    );
    assert_eq!(book(&mut program), [0; 4]);
}
