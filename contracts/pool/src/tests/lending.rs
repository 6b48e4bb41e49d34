//! What suppliers do: happy paths, and each refusal by its typed error.

use super::*;

fn supply(asset: Address, assets: u128) -> IPool::supplyCall {
    let (assets, on_behalf) = (number(assets), BOB);
    IPool::supplyCall {
        asset,
        assets,
        onBehalf: on_behalf,
    }
}

fn withdraw(assets: U256) -> IPool::withdrawCall {
    IPool::withdrawCall {
        asset: USDC,
        assets,
        account: ALICE,
        receiver: BOB,
    }
}

#[test]
fn a_supply_mints_shares_for_whom_it_is_meant_and_pulls_from_the_caller() {
    let (vm, mut pool) = with_reserves();
    mock_balance(&vm, USDC);
    assert_eq!(
        refused(&mut pool, &supply(USDC, 70 * DOLLAR)),
        mismatch(USDC, 70 * DOLLAR)
    );
    let event: IPool::Supplied = last_event(&vm);
    assert_eq!(
        (event.asset, event.payer, event.account),
        (USDC, ALICE, BOB)
    );
    let shares = number(70 * DOLLAR * 1_000_000);
    assert_eq!((event.assets, event.shares), (number(70 * DOLLAR), shares));
    let held = position(&mut pool, USDC, BOB);
    assert_eq!(
        (held.supplied, held.supplyShares),
        (number(70 * DOLLAR), shares)
    );
    let total = state(&mut pool, USDC);
    assert_eq!(
        (total.cash, total.supplyShares),
        (number(70 * DOLLAR), shares)
    );
}

#[test]
fn bad_supplies_are_refused() {
    let (_, mut pool) = with_reserves();
    let unknown = IPool::UnknownReserve { asset: ALICE };
    assert_eq!(
        refused(&mut pool, &supply(ALICE, 1)),
        IPool::IPoolErrors::UnknownReserve(unknown)
    );
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &supply(USDC, 0)), zero);
    let nobody = IPool::supplyCall {
        onBehalf: Address::ZERO,
        ..supply(USDC, 1)
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(
        shared_refusal(&call(&mut pool, &nobody).err().unwrap()),
        zero
    );
    // The cap of a thousand million counts what is lent and what is escrowed.
    lend(&mut pool, BOB, USDC, 600_000_000 * DOLLAR);
    grant(&mut pool, ALICE, USDC, 399_999_999 * DOLLAR, 0);
    let capped = |total: u128| {
        let cap = number(1_000_000_000 * DOLLAR);
        IPool::IPoolErrors::CapExceeded(IPool::CapExceeded {
            asset: USDC,
            cap,
            total: number(total),
        })
    };
    let over = 1_000_000_000 * DOLLAR + 1;
    assert_eq!(refused(&mut pool, &supply(USDC, DOLLAR + 1)), capped(over));
    assert_eq!(
        refused(&mut pool, &supply(USDC, u128::MAX - 1)),
        capped(u128::MAX),
        "no balance is that large"
    );
    // What fits no balance means the caller's whole one.
    let all = IPool::supplyCall {
        assets: U256::MAX,
        ..supply(USDC, 0)
    };
    assert_eq!(refused(&mut pool, &all), mismatch(USDC, 1));
}

#[test]
fn supplying_nothing_worth_a_share_is_refused() {
    let (_, mut pool) = with_reserves();
    let market = Market {
        cash: 1 << 90,
        ..pool.market(0)
    };
    pool.store_market(0, &market);
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    let config = Config {
        supply_cap: u64::MAX,
        decimals: 24,
        ..usdc_config()
    };
    pool.configure(USDC, config);
    assert_eq!(refused(&mut pool, &supply(USDC, 1)), zero);
}

/// Losses took all that stood behind the shares of a large reserve: a unit would buy more shares than can be counted.
#[test]
fn a_reserve_that_was_wiped_out_refuses_supply_by_name_and_still_answers() {
    let (_, mut pool) = with_reserves();
    lend(&mut pool, BOB, ETH, 1_000_000 * WAD);
    grant(&mut pool, ALICE, ETH, 0, 1_000_000 * WAD);
    let mut market = pool.market(1);
    market.cash = 0;
    let shares = market.debt_shares;
    let (loss, split) = market.write_off(shares, 0, Split::default()).unwrap();
    assert_eq!((loss.lost, market.claims()), (1_000_000 * WAD, 0));
    pool.store_market(1, &market);
    pool.put(Key::reserve(1, ReserveField::Split), split.pack());
    let exhausted = IPool::ReserveExhausted { asset: ETH };
    assert_eq!(
        refused(&mut pool, &supply(ETH, 1_000 * WAD)),
        IPool::IPoolErrors::ReserveExhausted(exhausted)
    );
    let held = position(&mut pool, ETH, BOB);
    assert_eq!(held.supplied, U256::ZERO);
    assert_eq!(state(&mut pool, ETH).debt, U256::ZERO);
    let none = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    let all = IPool::withdrawCall {
        asset: ETH,
        assets: U256::MAX,
        account: ALICE,
        receiver: BOB,
    };
    assert_eq!(refused(&mut pool, &all), none);
}

#[test]
fn a_withdrawal_burns_shares_and_pays_the_receiver() {
    let (vm, mut pool) = with_reserves();
    let shares = lend(&mut pool, ALICE, USDC, 100 * DOLLAR);
    assert_eq!(
        call(&mut pool, &withdraw(number(30 * DOLLAR))),
        Ok(number(30 * DOLLAR))
    );
    let event: IPool::Withdrawn = last_event(&vm);
    assert_eq!(
        (event.asset, event.account, event.receiver),
        (USDC, ALICE, BOB)
    );
    assert_eq!(
        (event.assets, event.shares),
        (number(30 * DOLLAR), number(shares / 10 * 3))
    );
    assert_eq!(
        call(&mut pool, &withdraw(U256::MAX)),
        Ok(number(70 * DOLLAR)),
        "all of it"
    );
    assert_eq!(position(&mut pool, USDC, ALICE).supplyShares, U256::ZERO);
    let total = state(&mut pool, USDC);
    assert_eq!((total.cash, total.supplyShares), (U256::ZERO, U256::ZERO));
}

#[test]
fn bad_withdrawals_are_refused() {
    let (_, mut pool) = with_reserves();
    let zero = IPool::IPoolErrors::ZeroAmount(IPool::ZeroAmount {});
    assert_eq!(refused(&mut pool, &withdraw(number(0))), zero);
    assert_eq!(
        refused(&mut pool, &withdraw(U256::MAX)),
        zero,
        "all of nothing"
    );
    lend(&mut pool, ALICE, USDC, 100 * DOLLAR);
    let much = number(100 * DOLLAR + 1);
    let balance = IPool::InsufficientBalance {
        asset: USDC,
        available: number(100 * DOLLAR),
        wanted: much,
    };
    assert_eq!(
        refused(&mut pool, &withdraw(much)),
        IPool::IPoolErrors::InsufficientBalance(balance)
    );
    let mut market = pool.market(0);
    (market.cash, market.owed) = (40 * DOLLAR, fractions(60 * DOLLAR).unwrap());
    pool.store_market(0, &market);
    let cash = IPool::InsufficientCash {
        asset: USDC,
        available: number(40 * DOLLAR),
        wanted: number(100 * DOLLAR),
    };
    assert_eq!(
        refused(&mut pool, &withdraw(U256::MAX)),
        IPool::IPoolErrors::InsufficientCash(cash)
    );
}

#[test]
fn tokens_that_return_nothing_are_accepted_and_addresses_without_code_are_not() {
    let (vm, mut pool) = with_reserves();
    lend(&mut pool, ALICE, USDC, 100);
    let failed = IPool::IPoolErrors::TransferFailed(IPool::TransferFailed { token: USDC });
    let mut pay = |code: &[u8], answer: Result<Vec<u8>, Vec<u8>>| {
        vm.set_code(USDC, code.to_vec());
        let data = Output::selected(TRANSFER).address(&BOB).number(1).done();
        vm.mock_call(USDC, data, U256::ZERO, answer);
        call(&mut pool, &withdraw(number(1))).map_err(|data| refusal(&data))
    };
    assert_eq!(pay(&[1], Ok(vec![])), Ok(number(1)));
    assert_eq!(pay(&[], Ok(vec![])), Err(failed.clone()), "no code");
    assert_eq!(pay(&[1], Ok(vec![0; 32])), Err(failed.clone()), "false");
    assert_eq!(
        pay(&[1], Ok(vec![0; 31])),
        Err(failed.clone()),
        "less than a word"
    );
    assert_eq!(pay(&[1], Err(vec![7])), Err(failed), "reverted");
}
