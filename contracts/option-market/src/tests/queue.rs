//! Writers who wait.

use super::*;

fn request(shares: u128, least: u128) -> IOptionMarket::requestRedeemCall {
    IOptionMarket::requestRedeemCall {
        shares: number(shares),
        least: number(least),
    }
}

fn serve(program: &mut OptionMarket, most: u128) -> u128 {
    let to = IOptionMarket::serveCall { most: number(most) };
    call(program, &to).unwrap().to()
}

fn end(id: u64) -> IOptionMarket::endRequestCall {
    IOptionMarket::endRequestCall {
        request: U256::from(id),
    }
}

fn waits(program: &mut OptionMarket, id: u64) -> Option<(Address, u128)> {
    let to = IOptionMarket::requestAtCall {
        request: U256::from(id),
    };
    let told = call(program, &to).ok()?;
    Some((told.owner, told.shares.to()))
}

fn numbers(program: &mut OptionMarket) -> (u64, u64) {
    let told = call(program, &IOptionMarket::requestsCall {}).unwrap();
    (told.first.to(), told.last.to())
}

/// Two writers of 5,000 each; all but the premium is locked.
fn exhausted() -> (TestVM, OptionMarket) {
    let (vm, mut program) = funded(5_000);
    let other = IOptionMarket::depositCall {
        receiver: OTHER,
        ..deposit(5_000 * DOLLAR)
    };
    pulls(&mut program, USDC, &other);
    vm.set_sender(HOLDER);
    pulls(&mut program, USDC, &buy(1, 5 * WAD));
    vm.set_sender(WRITER);
    (vm, program)
}

#[test]
fn requests_are_served_in_their_order_as_cash_frees() {
    let (vm, mut program) = exhausted();
    let [cash, locked, ..] = book(&mut program);
    let free = cash - locked;
    let (mine, others) = (shares(&mut program, WRITER), shares(&mut program, OTHER));
    assert_eq!(call(&mut program, &request(mine, 0)), Ok(number(1)));
    vm.set_sender(OTHER);
    assert_eq!(call(&mut program, &request(others, 0)), Ok(number(2)));
    assert_eq!(numbers(&mut program), (1, 2));
    assert_eq!(book(&mut program)[3], mine + others);
    assert_eq!(
        (shares(&mut program, WRITER), shares(&mut program, THIS)),
        (0, mine + others)
    );
    // The first gets all that is free, the second nothing yet.
    assert_eq!(serve(&mut program, 10), free);
    let event: IOptionMarket::Served = last_of(&vm);
    assert_eq!((event.request, event.owner), (number(1), WRITER));
    assert_eq!((event.assets, event.underlying), (number(free), U256::ZERO));
    let (owner, rest) = waits(&mut program, 1).unwrap();
    assert_eq!((owner, rest), (WRITER, mine - event.shares.to::<u128>()));
    assert_eq!(waits(&mut program, 2), Some((OTHER, others)));
    assert_eq!(book(&mut program), [locked, locked, 0, rest + others]);
    assert_eq!(serve(&mut program, 10), 0);
    // A close frees cash: the first is served whole before the second.
    vm.set_sender(HOLDER);
    call(&mut program, &close(1, 5 * WAD)).unwrap();
    serve(&mut program, 1);
    assert_eq!(
        (waits(&mut program, 1), numbers(&mut program)),
        (None, (2, 2))
    );
    assert_eq!(waits(&mut program, 2), Some((OTHER, others)));
    serve(&mut program, u128::MAX);
    assert_eq!(waits(&mut program, 2), None);
    assert_eq!(numbers(&mut program), (3, 2));
    let [_, locked, _, queued] = book(&mut program);
    assert_eq!((locked, queued, shares(&mut program, THIS)), (0, 0, 0));
    assert_eq!(
        call(&mut program, &IOptionMarket::totalSupplyCall {}),
        Ok(U256::ZERO)
    );
    // A later request has the next number.
    vm.set_sender(WRITER);
    pulls(&mut program, USDC, &deposit(DOLLAR));
    assert_eq!(call(&mut program, &request(1_000_000, 0)), Ok(number(3)));
}

#[test]
fn cash_is_kept_for_those_who_wait() {
    let (vm, mut program) = funded(10_000);
    let all = shares(&mut program, WRITER);
    call(&mut program, &request(all / 2, 0)).unwrap();
    // Half can be sold against, half can leave at once.
    assert_eq!(quote(&mut program, 1, 1).available, number(5 * WAD / 2));
    let most = call(
        &mut program,
        &IOptionMarket::maxWithdrawCall { owner: WRITER },
    )
    .unwrap();
    assert_eq!(most, number(5_000 * DOLLAR));
    vm.set_sender(HOLDER);
    let refusal = refused(&mut program, &buy(1, 5 * WAD / 2 + 1));
    let short = IOptionMarket::InsufficientCash {
        available: number(5_000 * DOLLAR),
        wanted: number(5_000 * DOLLAR + 1),
    };
    assert_eq!(refusal, Refusal::InsufficientCash(short));
    pulls(&mut program, USDC, &buy(1, 5 * WAD / 2));
    // Who waited can be served still.
    assert!(serve(&mut program, 1) >= 4_990 * DOLLAR);
    assert_eq!(waits(&mut program, 1), None);
}

#[test]
fn a_request_ends_by_its_owner_alone() {
    let (vm, mut program) = exhausted();
    let mine = shares(&mut program, WRITER);
    call(&mut program, &request(mine, 7)).unwrap();
    vm.set_sender(OTHER);
    let unauthorised = IOwned::Unauthorised { caller: OTHER };
    let unauthorised = IOwned::IOwnedErrors::Unauthorised(unauthorised);
    assert_eq!(shared_refusal(&mut program, &end(1)), unauthorised);
    let unknown = |id: u64| {
        Refusal::UnknownRequest(IOptionMarket::UnknownRequest {
            request: U256::from(id),
        })
    };
    for id in [0, 2, u64::MAX] {
        assert_eq!(refused(&mut program, &end(id)), unknown(id));
    }
    vm.set_sender(WRITER);
    assert_eq!(call(&mut program, &end(1)), Ok(number(mine)));
    assert_eq!(
        (shares(&mut program, WRITER), book(&mut program)[3]),
        (mine, 0)
    );
    let event: IOptionMarket::RequestEnded = last_event(&vm);
    assert_eq!((event.owner, event.shares), (WRITER, number(mine)));
    assert_eq!(refused(&mut program, &end(1)), unknown(1));
    // It is passed over.
    let again = mine / 2;
    assert_eq!(call(&mut program, &request(again, 0)), Ok(number(2)));
    assert_eq!(serve(&mut program, 1), 0);
    assert!(serve(&mut program, 1) > 0);
}

#[test]
fn who_would_get_less_than_asked_gets_the_shares_back() {
    let (vm, mut program) = funded(10_000);
    let all = shares(&mut program, WRITER);
    call(&mut program, &request(all / 2, 5_000 * DOLLAR + 1)).unwrap();
    call(&mut program, &request(all / 4, 2_500 * DOLLAR)).unwrap();
    assert_eq!(serve(&mut program, 9), 2_500 * DOLLAR);
    assert_eq!(
        (waits(&mut program, 1), waits(&mut program, 2)),
        (None, None)
    );
    assert_eq!(shares(&mut program, WRITER), all - all / 4);
    assert_eq!(book(&mut program), [7_500 * DOLLAR, 0, 0, 0]);
    // A fall of the price does not sell those cheaply who said so.
    vm.set_sender(HOLDER);
    pulls(&mut program, USDC, &buy(1, 3 * WAD));
    vm.set_sender(WRITER);
    call(&mut program, &request(all / 4, 2_500 * DOLLAR)).unwrap();
    price(&vm, 1_000 * WAD);
    assert_eq!(serve(&mut program, 9), 0);
    assert_eq!((waits(&mut program, 3), book(&mut program)[3]), (None, 0));
}

#[test]
fn the_price_asked_for_stays_with_what_waits_still() {
    let (vm, mut program) = exhausted();
    let mine = shares(&mut program, WRITER);
    let told: u128 = call(
        &mut program,
        &IOptionMarket::previewRedeemCall {
            shares: number(mine),
        },
    )
    .unwrap()
    .to();
    call(&mut program, &request(mine, told)).unwrap();
    let paid = serve(&mut program, 1);
    assert!(paid > 0);
    let to = IOptionMarket::requestAtCall { request: U256::ONE };
    let left = call(&mut program, &to).unwrap();
    let least: u128 = left.least.to();
    assert!(
        least + paid <= told && least + paid + 2 >= told,
        "{least} + {paid} of {told}"
    );
    price(&vm, 1_900 * WAD);
    vm.set_sender(HOLDER);
    call(&mut program, &close(1, WAD)).unwrap();
    assert_eq!(serve(&mut program, 1), 0);
    assert_eq!(waits(&mut program, 1), None);
}

#[test]
fn requests_are_of_what_there_is_and_before_the_expiry() {
    let (vm, mut program) = funded(10_000);
    let zero = Refusal::ZeroAmount(IOptionMarket::ZeroAmount {});
    for dust in [0, 999_999] {
        assert_eq!(refused(&mut program, &request(dust, 0)), zero);
    }
    let all = shares(&mut program, WRITER);
    let refusal = refused(&mut program, &request(all + 1, 0));
    assert!(matches!(refusal, Refusal::ERC20InsufficientBalance(_)));
    vm.set_block_timestamp(EXPIRY - 1);
    call(&mut program, &request(1_000_000, 0)).unwrap();
    vm.set_block_timestamp(EXPIRY);
    let refusal = refused(&mut program, &request(1_000_000, 0));
    assert!(matches!(refusal, Refusal::Expired(_)));
}

#[test]
fn nobody_is_served_within_the_window_and_in_kind_after_it() {
    let (vm, mut program) = exhausted();
    let (mine, others) = (shares(&mut program, WRITER), shares(&mut program, OTHER));
    call(&mut program, &request(mine, u128::MAX)).unwrap();
    vm.set_block_timestamp(EXPIRY);
    kill_oracle(&vm);
    vm.set_sender(HOLDER);
    pulls(&mut program, ETH, &exercise(1, WAD));
    for now in [EXPIRY, UNTIL] {
        vm.set_block_timestamp(now);
        let to = IOptionMarket::serveCall { most: number(1) };
        let refusal = refused(&mut program, &to);
        assert!(matches!(refusal, Refusal::InWindow(_)));
    }
    vm.set_block_timestamp(UNTIL + 1);
    let [cash, ..] = book(&mut program);
    block(&vm, ETH, WRITER, WAD / 2);
    // What was asked for at least holds before the expiry only: there is nothing to wait for.
    assert_eq!(serve(&mut program, 1), cash / 2);
    let event: IOptionMarket::Served = last_of(&vm);
    assert_eq!(
        (event.assets, event.underlying),
        (number(cash / 2), number(WAD / 2))
    );
    let of = IOptionMarket::withheldOfCall {
        account: WRITER,
        token: ETH,
    };
    assert_eq!(call(&mut program, &of), Ok(number(WAD / 2)));
    vm.set_sender(OTHER);
    assert_eq!(
        call(&mut program, &redeem(others, OTHER)),
        Ok(number(cash - cash / 2))
    );
    assert_eq!(book(&mut program), [0; 4]);
}

#[test]
fn a_request_can_end_in_and_after_the_window() {
    for now in [EXPIRY, UNTIL + 1] {
        let (vm, mut program) = exhausted();
        let mine = shares(&mut program, WRITER);
        call(&mut program, &request(mine, 0)).unwrap();
        vm.set_block_timestamp(now);
        assert_eq!(call(&mut program, &end(1)), Ok(number(mine)));
    }
}

#[test]
fn a_receiver_that_the_token_refuses_does_not_hold_up_the_queue() {
    let (vm, mut program) = funded(10_000);
    let all = shares(&mut program, WRITER);
    let to = IOptionMarket::transfer_0Call {
        to: OTHER,
        value: number(all / 2),
    };
    assert!(call(&mut program, &to).unwrap());
    call(&mut program, &request(all / 2, 0)).unwrap();
    vm.set_sender(OTHER);
    call(&mut program, &request(all / 2, 0)).unwrap();
    block(&vm, USDC, WRITER, 5_000 * DOLLAR);
    assert_eq!(serve(&mut program, 5), 10_000 * DOLLAR);
    let of = IOptionMarket::withheldOfCall {
        account: WRITER,
        token: USDC,
    };
    assert_eq!(call(&mut program, &of), Ok(number(5_000 * DOLLAR)));
    assert_eq!(
        (waits(&mut program, 1), waits(&mut program, 2)),
        (None, None)
    );
}
