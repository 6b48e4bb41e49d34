//! Puts bought, closed, exercised.

use alloy_sol_types::SolError;

use super::*;

const EXERCISABLE: IOptionMarket::NotExercisable = IOptionMarket::NotExercisable {
    from: U256::from_limbs([EXPIRY, 0, 0, 0]),
    until: U256::from_limbs([UNTIL, 0, 0, 0]),
};

fn expired() -> Refusal {
    Refusal::Expired(IOptionMarket::Expired {
        expiry: U256::from(EXPIRY),
    })
}

fn unavailable(asset: Address) -> Refusal {
    Refusal::PriceUnavailable(IOptionMarket::PriceUnavailable { asset })
}

fn zero() -> Refusal {
    Refusal::ZeroAmount(IOptionMarket::ZeroAmount {})
}

#[test]
fn a_purchase_costs_what_was_quoted_and_locks_the_strike() {
    let (vm, mut program) = funded(10_000);
    vm.set_sender(HOLDER);
    let told = quote(&mut program, 1, WAD);
    // 30 days and one, at 60% raised by a tenth, at the money: about 10% of 2,000, with 5% of spread.
    let premium: u128 = told.premium.to();
    assert!((130 * DOLLAR..190 * DOLLAR).contains(&premium), "{premium}");
    assert!(told.value < told.premium && told.value > U256::ZERO);
    let volatility: u128 = told.volatility.to();
    let slow = WAD / 2 + WAD / 100;
    assert!(slow < volatility);
    assert!(volatility.abs_diff(66 * WAD / 100) < 10, "{volatility}");
    assert!(told.delta.is_negative());
    assert_eq!(told.available, number(5 * WAD));

    let limit = IOptionMarket::buyCall {
        most: number(premium - 1),
        ..buy(1, WAD)
    };
    let above = IOptionMarket::PremiumAboveLimit {
        premium: number(premium),
        limit: number(premium - 1),
    };
    assert_eq!(
        refused(&mut program, &limit),
        Refusal::PremiumAboveLimit(above)
    );
    let exact = IOptionMarket::buyCall {
        most: number(premium),
        ..buy(1, WAD)
    };
    assert_eq!(pulls(&mut program, USDC, &exact), premium);
    let cash = 10_000 * DOLLAR + premium;
    assert_eq!(book(&mut program), [cash, 2_000 * DOLLAR, 0, 0]);
    assert_eq!(open(&mut program, 1), WAD);
    assert_eq!(puts(&mut program, HOLDER, 1), WAD);
    let event: IOptionMarket::Bought = last_event(&vm);
    assert_eq!((event.buyer, event.receiver), (HOLDER, HOLDER));
    assert_eq!((event.strike, event.amount), (number(1), number(WAD)));
    assert_eq!(event.premium, number(premium));
    let event: IOptionMarket::Transfer_1 = last_of(&vm);
    assert_eq!((event.sender, event.receiver), (Address::ZERO, HOLDER));
    assert_eq!(
        (event.caller, event.id, event.amount),
        (HOLDER, number(1), number(WAD))
    );
    // What is in use makes the next one dearer.
    assert!(quote(&mut program, 1, WAD).premium > number(premium));
}

#[test]
fn what_cannot_be_covered_is_not_sold() {
    let (vm, mut program) = funded(10_000);
    vm.set_sender(HOLDER);
    // A unit of the underlying beyond five whole ones locks another unit of cash.
    let short = IOptionMarket::InsufficientCash {
        available: number(10_000 * DOLLAR),
        wanted: number(10_000 * DOLLAR + 1),
    };
    let refusal = refused(&mut program, &buy(1, 5 * WAD + 1));
    assert_eq!(refusal, Refusal::InsufficientCash(short));
    let premium = pulls(&mut program, USDC, &buy(1, 5 * WAD));
    // Premiums cover later puts.
    assert_eq!(
        book(&mut program),
        [10_000 * DOLLAR + premium, 10_000 * DOLLAR, 0, 0]
    );
    let available: u128 = quote(&mut program, 1, 1).available.to();
    pulls(&mut program, USDC, &buy(1, available));
    let [cash, locked, ..] = book(&mut program);
    assert!(cash >= locked);
    // An empty market sells nothing.
    let (_, mut program) = fresh();
    assert_eq!(quote(&mut program, 1, WAD).available, U256::ZERO);
    let refusal = refused(&mut program, &buy(1, 1));
    assert!(matches!(refusal, Refusal::InsufficientCash(_)));
}

#[test]
fn depth_bounds_what_is_sold_in_a_day() {
    let (vm, mut program) = funded(10_000_000);
    let exceeded = |available: u128, wanted: u128| {
        Refusal::DepthExceeded(IOptionMarket::DepthExceeded {
            available: number(available),
            wanted: number(wanted),
        })
    };
    let depth = 100 * WAD;
    assert_eq!(
        refused(&mut program, &buy(0, depth + 1)),
        exceeded(depth, depth + 1)
    );
    let beyond = IOptionMarket::buyCall {
        amount: U256::MAX,
        ..buy(0, 0)
    };
    assert_eq!(refused(&mut program, &beyond), exceeded(depth, u128::MAX));
    pulls(&mut program, USDC, &buy(0, depth));
    assert_eq!(refused(&mut program, &buy(1, 1)), exceeded(0, 1));
    vm.set_block_timestamp(START + DAY / 2);
    assert_eq!(quote(&mut program, 1, 1).available, number(depth / 2));
    assert_eq!(
        refused(&mut program, &buy(1, depth / 2 + 1)),
        exceeded(depth / 2, depth / 2 + 1)
    );
    pulls(&mut program, USDC, &buy(1, depth / 2));
    vm.set_block_timestamp(START + 3 * DAY);
    assert_eq!(quote(&mut program, 1, 1).available, number(depth));
}

#[test]
fn what_is_closed_gives_its_depth_back() {
    let (vm, mut program) = funded(10_000_000);
    vm.set_sender(HOLDER);
    pulls(&mut program, USDC, &buy(0, 100 * WAD));
    call(&mut program, &close(0, 30 * WAD)).unwrap();
    let exceeded = IOptionMarket::DepthExceeded {
        available: number(30 * WAD),
        wanted: number(30 * WAD + 1),
    };
    let refusal = refused(&mut program, &buy(0, 30 * WAD + 1));
    assert_eq!(refusal, Refusal::DepthExceeded(exceeded));
    // No more than there is in a day.
    vm.set_block_timestamp(START + DAY);
    call(&mut program, &close(0, 10 * WAD)).unwrap();
    assert_eq!(quote(&mut program, 0, 1).available, number(100 * WAD));
}

/// As who borrows cash for a transaction would have it: the part of the cash that is in use would hardly rise, and nearly all
/// of the spread would be its own.
#[test]
fn cash_that_came_in_the_same_transaction_lowers_no_skew_and_shares_no_spread() {
    let (vm, mut program) = sold(10_000, WAD);
    let most = IOptionMarket::maxRedeemCall { owner: WRITER };
    let serve = IOptionMarket::serveCall { most: U256::ONE };
    let withdraw = IOptionMarket::withdrawCall {
        assets: U256::ONE,
        receiver: WRITER,
        owner: WRITER,
    };
    pulls(&mut program, USDC, &deposit(10_000_000 * DOLLAR));
    let just = || IOptionMarket::JustDeposited {}.abi_encode();
    assert_eq!(then(&mut program, &buy(1, WAD)), Err(just()));
    assert_eq!(then(&mut program, &serve), Err(just()));
    assert_eq!(then(&mut program, &most), Ok(U256::ZERO));
    vm.set_sender(WRITER);
    let leave = redeem(1_000_000_000, WRITER);
    assert_eq!(then(&mut program, &leave), Err(just()));
    assert_eq!(then(&mut program, &withdraw), Err(just()));
    // What does not depend on the cash goes on.
    vm.set_sender(HOLDER);
    then(&mut program, &close(1, WAD / 2)).unwrap();
    // In the next one all does; `mint` is a deposit too, and one that is refused is none.
    pulls(&mut program, USDC, &buy(1, WAD));
    call(&mut program, &serve).unwrap();
    vm.set_sender(WRITER);
    assert!(call(&mut program, &most).unwrap() > U256::ZERO);
    call(&mut program, &leave).unwrap();
    call(&mut program, &deposit(0)).unwrap_err();
    then(&mut program, &withdraw).unwrap();
    let mint = IOptionMarket::mintCall {
        shares: number(1_000_000),
        receiver: WRITER,
    };
    pulls(&mut program, USDC, &mint);
    assert_eq!(then(&mut program, &leave), Err(just()));
}

#[test]
fn a_single_unit_costs_a_unit_and_pays_none() {
    let (vm, mut program) = funded(10_000);
    vm.set_sender(HOLDER);
    assert_eq!(pulls(&mut program, USDC, &buy(1, 1)), 1);
    assert_eq!(book(&mut program), [10_000 * DOLLAR + 1, 1, 0, 0]);
    assert_eq!(refused(&mut program, &close(1, 1)), zero());
    vm.set_block_timestamp(EXPIRY);
    assert_eq!(refused(&mut program, &exercise(1, 1)), zero());
    assert_eq!(puts(&mut program, HOLDER, 1), 1);
    // The least that pays: a unit of cash at 2,000.
    let (vm, mut program) = sold(10_000, 500_000_000);
    vm.set_block_timestamp(EXPIRY);
    assert_eq!(refused(&mut program, &exercise(1, 499_999_999)), zero());
    assert_eq!(
        pulls(&mut program, ETH, &exercise(1, 500_000_000)),
        500_000_000
    );
}

#[test]
fn bad_arguments_are_refused() {
    let (vm, mut program) = sold(10_000, WAD);
    assert_eq!(refused(&mut program, &buy(1, 0)), zero());
    assert_eq!(refused(&mut program, &close(1, 0)), zero());
    let nobody = Address::ZERO;
    let zero_address = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    let to = IOptionMarket::buyCall {
        receiver: nobody,
        ..buy(1, WAD)
    };
    assert_eq!(shared_refusal(&mut program, &to), zero_address);
    let to = IOptionMarket::closeCall {
        receiver: nobody,
        ..close(1, WAD)
    };
    assert_eq!(shared_refusal(&mut program, &to), zero_address);
    let unknown = |strike: u64| {
        Refusal::UnknownStrike(IOptionMarket::UnknownStrike {
            strike: U256::from(strike),
        })
    };
    assert_eq!(refused(&mut program, &buy(3, WAD)), unknown(3));
    assert_eq!(refused(&mut program, &close(3, WAD)), unknown(3));
    let far = IOptionMarket::buyCall {
        strike: U256::MAX,
        ..buy(3, WAD)
    };
    assert_eq!(refused(&mut program, &far), unknown(u64::MAX));
    let lacks = Refusal::InsufficientBalance(IOptionMarket::InsufficientBalance {
        owner: HOLDER,
        id: number(1),
    });
    assert_eq!(refused(&mut program, &close(1, WAD + 1)), lacks);
    vm.set_block_timestamp(EXPIRY);
    assert_eq!(refused(&mut program, &exercise(1, 0)), zero());
    assert_eq!(refused(&mut program, &exercise(3, WAD)), unknown(3));
    let to = IOptionMarket::exerciseCall {
        receiver: nobody,
        ..exercise(1, WAD)
    };
    assert_eq!(shared_refusal(&mut program, &to), zero_address);
    assert_eq!(refused(&mut program, &exercise(1, WAD + 1)), lacks);
    vm.set_sender(OTHER);
    let lacks = Refusal::InsufficientBalance(IOptionMarket::InsufficientBalance {
        owner: OTHER,
        id: number(1),
    });
    assert_eq!(refused(&mut program, &exercise(1, WAD)), lacks);
}

#[test]
fn a_round_trip_at_once_loses_the_spread() {
    let (vm, mut program) = funded(10_000);
    vm.set_sender(HOLDER);
    let premium = pulls(&mut program, USDC, &buy(2, 2 * WAD));
    let told = quote(&mut program, 2, 2 * WAD).value;
    let limit = IOptionMarket::closeCall {
        least: told + U256::ONE,
        ..close(2, 2 * WAD)
    };
    let below = IOptionMarket::ValueBelowLimit {
        value: told,
        limit: told + U256::ONE,
    };
    assert_eq!(
        refused(&mut program, &limit),
        Refusal::ValueBelowLimit(below)
    );
    let to = IOptionMarket::closeCall {
        least: told,
        ..close(2, 2 * WAD)
    };
    let paid: u128 = call(&mut program, &to).unwrap().to();
    assert_eq!(number(paid), told);
    assert!(paid < premium, "{paid} {premium}");
    // In the money by 400, and the price that values it is half a percent up: at least that is paid.
    assert!(paid >= 2 * 390 * DOLLAR);
    assert_eq!(
        book(&mut program),
        [10_000 * DOLLAR + premium - paid, 0, 0, 0]
    );
    assert_eq!(
        (open(&mut program, 2), puts(&mut program, HOLDER, 2)),
        (0, 0)
    );
    let event: IOptionMarket::Closed = last_event(&vm);
    assert_eq!((event.holder, event.receiver), (HOLDER, HOLDER));
    assert_eq!((event.amount, event.paid), (number(2 * WAD), told));
}

#[test]
fn a_price_that_cannot_be_trusted_prices_nothing() {
    let (vm, mut program) = sold(10_000, WAD);
    let flagged = |reading: IOracle::Reading, flags| IOracle::Reading { flags, ..reading };
    let calm = || reading(2_000 * WAD, START);
    for (underlying, debt, asset) in [
        (flagged(calm(), 1), dollar(), ETH),
        (flagged(calm(), 8), dollar(), ETH),
        (calm(), flagged(dollar(), 2), USDC),
        (
            calm(),
            IOracle::Reading {
                spot: U256::ZERO,
                ..dollar()
            },
            USDC,
        ),
        (
            calm(),
            IOracle::Reading {
                smoothed: U256::ZERO,
                ..dollar()
            },
            USDC,
        ),
        (
            IOracle::Reading {
                spot: U256::MAX,
                ..calm()
            },
            dollar(),
            ETH,
        ),
    ] {
        tell(&vm, underlying, debt);
        assert_eq!(refused(&mut program, &buy(1, WAD)), unavailable(asset));
        assert_eq!(refused(&mut program, &close(1, WAD)), unavailable(asset));
    }
    // Exactly as old as can be, and a second older; the debt asset's round may be of yesterday.
    tell(&vm, calm(), dollar());
    vm.set_block_timestamp(START + 3_600);
    pulls(&mut program, USDC, &buy(1, 1));
    vm.set_block_timestamp(START + 3_601);
    assert_eq!(refused(&mut program, &buy(1, WAD)), unavailable(ETH));
    assert_eq!(refused(&mut program, &close(1, WAD)), unavailable(ETH));
    kill_oracle(&vm);
    assert_eq!(refused(&mut program, &buy(1, WAD)), unavailable(ETH));
    assert_eq!(refused(&mut program, &close(1, WAD)), unavailable(ETH));
    assert_eq!(puts(&mut program, HOLDER, 1), WAD + 1);
}

#[test]
fn sales_and_closes_end_with_the_second_before_the_expiry() {
    let (vm, mut program) = sold(10_000, 2 * WAD);
    vm.set_block_timestamp(EXPIRY - 1);
    pulls(&mut program, USDC, &buy(1, WAD));
    call(&mut program, &close(2, 1)).unwrap_err();
    call(&mut program, &close(1, WAD)).unwrap();
    for now in [EXPIRY, EXPIRY + 1, UNTIL, UNTIL + 1] {
        vm.set_block_timestamp(now);
        assert_eq!(refused(&mut program, &buy(1, WAD)), expired());
        assert_eq!(refused(&mut program, &close(1, WAD)), expired());
        let to = IOptionMarket::quoteCall {
            strike: number(1),
            amount: number(WAD),
        };
        assert_eq!(refused(&mut program, &to), expired());
    }
    assert_eq!(puts(&mut program, HOLDER, 1), 2 * WAD);
}

#[test]
fn exercise_is_from_the_expiry_to_the_end_of_the_window_without_an_oracle() {
    let (vm, mut program) = sold(10_000, 5 * WAD);
    kill_oracle(&vm);
    let early = Refusal::NotExercisable(EXERCISABLE);
    for now in [START, EXPIRY - 1, UNTIL + 1, UNTIL + 1_000 * DAY] {
        vm.set_block_timestamp(now);
        assert_eq!(refused(&mut program, &exercise(1, WAD)), early, "{now}");
    }
    let [before, ..] = book(&mut program);
    let times = [EXPIRY, EXPIRY + 1, UNTIL - 1, UNTIL];
    for (count, now) in (1..).zip(times) {
        vm.set_block_timestamp(now);
        assert_eq!(pulls(&mut program, ETH, &exercise(1, WAD)), WAD);
        let event: IOptionMarket::Exercised = last_event(&vm);
        assert_eq!((event.holder, event.receiver), (HOLDER, HOLDER));
        assert_eq!(
            (event.amount, event.cash),
            (number(WAD), number(2_000 * DOLLAR))
        );
        let paid = count * 2_000 * DOLLAR;
        let locked = 10_000 * DOLLAR - paid;
        assert_eq!(book(&mut program), [before - paid, locked, count * WAD, 0]);
        assert_eq!(puts(&mut program, HOLDER, 1), (5 - count) * WAD);
        assert_eq!(open(&mut program, 1), (5 - count) * WAD);
    }
}

#[test]
fn puts_are_exercised_by_whom_they_were_given_to() {
    let (vm, mut program) = sold(10_000, WAD);
    let to = IOptionMarket::transfer_1Call {
        receiver: OTHER,
        id: number(1),
        amount: number(WAD),
    };
    assert!(call(&mut program, &to).unwrap());
    vm.set_block_timestamp(UNTIL);
    vm.set_sender(OTHER);
    assert_eq!(pulls(&mut program, ETH, &exercise(1, WAD)), WAD);
    assert_eq!(puts(&mut program, OTHER, 1), 0);
}
