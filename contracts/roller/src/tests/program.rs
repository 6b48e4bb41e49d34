//! Orders are set and cancelled by their accounts alone, and what cannot be rolled is refused before anything is pulled.

use super::*;
use crate::asking::exactly;

const PLACE: Place = Place {
    pool: POOL,
    account: ALICE,
    from: FROM,
};

#[test]
fn an_order_is_set_told_changed_and_cancelled() {
    let (vm, mut program) = machine();
    let view = IRoller::orderCall {
        pool: POOL,
        account: ALICE,
        from: FROM,
    };
    assert_eq!(
        call(&mut program, &view).unwrap(),
        as_call(&Order::default())
    );
    for order in [wanted(), Order { fee: 0, ..wanted() }] {
        call(&mut program, &set(&order)).unwrap_or_else(|_| panic!());
        let event: IRoller::OrderSet = last_event(&vm);
        assert_eq!((event.pool, event.account, event.from), (POOL, ALICE, FROM));
        assert_eq!(event.order, as_call(&order));
        assert_eq!(call(&mut program, &view).unwrap(), as_call(&order));
    }
    // Nobody else's.
    vm.set_sender(BOB);
    let cancel = IRoller::cancelCall {
        pool: POOL,
        from: FROM,
    };
    let none = IRoller::NoOrder {
        pool: POOL,
        account: BOB,
        from: FROM,
    };
    assert_eq!(
        refused(&mut program, &cancel),
        Refusal::NoOrder(none.clone())
    );
    assert!(program.order(&PLACE).expires > 0);
    vm.set_sender(ALICE);
    call(&mut program, &cancel).unwrap_or_else(|_| panic!());
    let event: IRoller::OrderCancelled = last_event(&vm);
    assert_eq!((event.pool, event.account, event.from), (POOL, ALICE, FROM));
    assert_eq!(program.order(&PLACE), Order::default());
    let none = IRoller::NoOrder {
        account: ALICE,
        ..none
    };
    assert_eq!(refused(&mut program, &roll()), Refusal::NoOrder(none));
}

#[test]
fn an_order_out_of_bounds_or_of_nothing_is_not_set() {
    let (_, mut program) = machine();
    let bad = Order {
        tenor: 0,
        ..wanted()
    };
    let data = call(&mut program, &set(&bad)).err().unwrap();
    assert_eq!(data, out_of_bounds(2, 0));
    let nothing = IRoller::setCall {
        from: Address::ZERO,
        ..set(&wanted())
    };
    let error = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {}).abi_encode();
    assert_eq!(call(&mut program, &nothing).err(), Some(error));
    assert_eq!(program.order(&PLACE), Order::default());
}

#[test]
fn what_is_no_protection_is_unfit() {
    let (vm, mut program) = machine();
    program.put_order(&PLACE, &wanted());
    let unfit = |to| Refusal::Unfit(IRoller::Unfit { to });
    for data in [vec![], vec![0; 31], [U256::MAX; 9].abi_encode()] {
        vm.mock_static_call(Address::ZERO, vec![], Ok(data));
        assert_eq!(refused(&mut program, &roll()), unfit(FROM));
    }
    // Phase, tokens, strike, expiry: as of both.
    let answer = |phase: u64| {
        let words = [
            U256::from(phase),
            U256::from(1),
            U256::from(2),
            number(1_600 * WAD),
            U256::from(NOW + 31 * DAY),
        ];
        words.abi_encode()
    };
    let early = IRoller::TooEarly {
        from: U256::from(NOW + 24 * DAY),
    };
    vm.mock_static_call(Address::ZERO, vec![], Ok(answer(0)));
    assert_eq!(refused(&mut program, &roll()), Refusal::TooEarly(early));
    vm.set_block_timestamp(NOW + 24 * DAY);
    let same = IRoller::rollCall { to: FROM, ..roll() };
    assert_eq!(refused(&mut program, &same), unfit(FROM));
    assert_eq!(refused(&mut program, &roll()), unfit(TO), "no longer");
    vm.mock_static_call(Address::ZERO, vec![], Ok(answer(1)));
    let exercisable = IRoller::Exercisable { from: FROM };
    assert_eq!(
        refused(&mut program, &roll()),
        Refusal::Exercisable(exercisable)
    );
    vm.mock_static_call(Address::ZERO, vec![], Ok(answer(3)));
    let exercised = IRoller::Exercised { from: FROM };
    assert_eq!(
        refused(&mut program, &roll()),
        Refusal::Exercised(exercised)
    );
}

#[test]
fn the_callback_is_of_use_to_nobody_but_the_pool_of_a_running_roll_and_once() {
    let (vm, mut program) = machine();
    let data = (ALICE, FROM, TO, number(5)).abi_encode_params();
    let back = IRoller::onDepositCollateralCall {
        amount: number(7),
        data: data.clone().into(),
    };
    let strange = |caller| {
        let error = IOwned::Unauthorised { caller };
        Some(IOwned::IOwnedErrors::Unauthorised(error).abi_encode())
    };
    vm.set_sender(POOL);
    assert_eq!(call(&mut program, &back).err(), strange(POOL));
    let mark = program.mark(&POOL, 7, &data);
    program.running.set(U256::from_be_bytes(mark.0));
    vm.set_sender(BOB);
    assert_eq!(call(&mut program, &back).err(), strange(BOB));
    vm.set_sender(POOL);
    let more = IRoller::onDepositCollateralCall {
        amount: number(8),
        ..back.clone()
    };
    assert_eq!(call(&mut program, &more).err(), strange(POOL));
    let other = IRoller::onDepositCollateralCall {
        data: (BOB, FROM, TO, number(5)).abi_encode_params().into(),
        ..back.clone()
    };
    assert_eq!(call(&mut program, &other).err(), strange(POOL));
    // The roll's own goes on, to what answers nothing here.
    let unfit = Refusal::Unfit(IRoller::Unfit { to: FROM });
    assert_eq!(refused(&mut program, &back), unfit);
    assert_eq!(call(&mut program, &back).err(), strange(POOL));
}

#[test]
fn an_amount_that_is_not_exact_is_refused() {
    let mismatch = |received| {
        Refusal::TransferMismatch(IRoller::TransferMismatch {
            token: TO,
            expected: number(5),
            received,
        })
    };
    assert!(exactly(TO, 5, number(5)).is_ok());
    // A balance that fell where it should rise is as far off as can be.
    for received in [U256::ZERO, number(4), number(6), U256::MAX] {
        assert_eq!(failure(exactly(TO, 5, received)), mismatch(received));
    }
}
