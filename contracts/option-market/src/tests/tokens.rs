//! Shares as ERC-20, puts as ERC-6909.

use super::*;

fn accepted<C: SolCall<Return = bool>>(program: &mut OptionMarket, to: &C) {
    assert_eq!(call(program, to), Ok(true));
}

#[test]
fn shares_move_by_their_owner_and_who_is_allowed() {
    let (vm, mut program) = funded(1);
    let all = DOLLAR * 1_000_000;
    let told = call(&mut program, &IOptionMarket::decimalsCall {});
    assert_eq!(told, Ok(12));
    let told = call(&mut program, &IOptionMarket::nameCall {}).unwrap();
    assert_eq!(told, "Ballast put writers");
    assert_eq!(
        call(&mut program, &IOptionMarket::symbolCall {}).unwrap(),
        "bPUT"
    );
    assert_eq!(call(&mut program, &IOptionMarket::assetCall {}), Ok(USDC));
    let give = |to, value| IOptionMarket::transfer_0Call {
        to,
        value: number(value),
    };
    accepted(&mut program, &give(OTHER, 10));
    let event: IOptionMarket::Transfer_0 = last_event(&vm);
    assert_eq!(
        (event.from, event.to, event.value),
        (WRITER, OTHER, number(10))
    );
    assert_eq!(
        (shares(&mut program, WRITER), shares(&mut program, OTHER)),
        (all - 10, 10)
    );
    let lacks = IOptionMarket::ERC20InsufficientBalance {
        sender: WRITER,
        balance: number(all - 10),
        needed: number(all),
    };
    let refusal = refused(&mut program, &give(OTHER, all));
    assert_eq!(refusal, Refusal::ERC20InsufficientBalance(lacks));
    let nobody = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(
        shared_refusal(&mut program, &give(Address::ZERO, 1)),
        nobody
    );

    let allow = |value| IOptionMarket::approve_0Call {
        spender: OTHER,
        value,
    };
    accepted(&mut program, &allow(number(5)));
    let event: IOptionMarket::Approval_0 = last_event(&vm);
    assert_eq!(
        (event.owner, event.spender, event.value),
        (WRITER, OTHER, number(5))
    );
    vm.set_sender(OTHER);
    let take = |value| IOptionMarket::transferFrom_0Call {
        from: WRITER,
        to: HOLDER,
        value: number(value),
    };
    let lacks = IOptionMarket::ERC20InsufficientAllowance {
        spender: OTHER,
        allowance: number(5),
        needed: number(6),
    };
    let refusal = refused(&mut program, &take(6));
    assert_eq!(refusal, Refusal::ERC20InsufficientAllowance(lacks));
    accepted(&mut program, &take(2));
    let left = IOptionMarket::allowance_0Call {
        owner: WRITER,
        spender: OTHER,
    };
    assert_eq!(call(&mut program, &left), Ok(number(3)));
    assert_eq!(shares(&mut program, HOLDER), 2);
    // Who may not take them may not redeem them either.
    let refusal = refused(&mut program, &redeem(1_000_000, WRITER));
    assert!(matches!(refusal, Refusal::ERC20InsufficientAllowance(_)));
    vm.set_sender(WRITER);
    accepted(&mut program, &allow(U256::MAX));
    vm.set_sender(OTHER);
    assert_eq!(
        call(&mut program, &redeem(1_000_000, WRITER)),
        Ok(U256::ONE)
    );
    assert_eq!(call(&mut program, &left), Ok(U256::MAX));
}

#[test]
fn puts_move_by_their_owner_and_who_is_allowed() {
    let (vm, mut program) = sold(10_000, WAD);
    let id = number(1);
    let give = |receiver, amount| IOptionMarket::transfer_1Call {
        receiver,
        id,
        amount: number(amount),
    };
    accepted(&mut program, &give(OTHER, 10));
    let event: IOptionMarket::Transfer_1 = last_event(&vm);
    assert_eq!(
        (event.caller, event.sender, event.receiver),
        (HOLDER, HOLDER, OTHER)
    );
    assert_eq!((event.id, event.amount), (id, number(10)));
    assert_eq!(
        (puts(&mut program, HOLDER, 1), puts(&mut program, OTHER, 1)),
        (WAD - 10, 10)
    );
    assert_eq!(puts(&mut program, HOLDER, 0), 0);
    let lacks = IOptionMarket::InsufficientBalance { owner: HOLDER, id };
    assert_eq!(
        refused(&mut program, &give(OTHER, WAD)),
        Refusal::InsufficientBalance(lacks)
    );
    let nobody = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(
        shared_refusal(&mut program, &give(Address::ZERO, 1)),
        nobody
    );
    // To oneself nothing changes.
    accepted(&mut program, &give(HOLDER, WAD - 10));
    assert_eq!(puts(&mut program, HOLDER, 1), WAD - 10);

    let take = |amount| IOptionMarket::transferFrom_1Call {
        sender: HOLDER,
        receiver: WRITER,
        id,
        amount: number(amount),
    };
    let allow = |amount| IOptionMarket::approve_1Call {
        spender: OTHER,
        id,
        amount,
    };
    accepted(&mut program, &allow(number(5)));
    let event: IOptionMarket::Approval_1 = last_event(&vm);
    assert_eq!(
        (event.owner, event.spender, event.id, event.amount),
        (HOLDER, OTHER, id, number(5))
    );
    vm.set_sender(OTHER);
    let lacks = IOptionMarket::InsufficientPermission { spender: OTHER, id };
    assert_eq!(
        refused(&mut program, &take(6)),
        Refusal::InsufficientPermission(lacks)
    );
    accepted(&mut program, &take(4));
    let left = IOptionMarket::allowance_1Call {
        owner: HOLDER,
        spender: OTHER,
        id,
    };
    assert_eq!(call(&mut program, &left), Ok(U256::ONE));
    // An allowance of one strike is of that strike.
    let of_other = IOptionMarket::transferFrom_1Call {
        id: U256::ZERO,
        ..take(1)
    };
    let refusal = refused(&mut program, &of_other);
    assert!(matches!(refusal, Refusal::InsufficientPermission(_)));
    vm.set_sender(HOLDER);
    let operator = |approved| IOptionMarket::setOperatorCall {
        spender: OTHER,
        approved,
    };
    accepted(&mut program, &operator(true));
    let event: IOptionMarket::OperatorSet = last_event(&vm);
    assert_eq!(
        (event.owner, event.spender, event.approved),
        (HOLDER, OTHER, true)
    );
    let is = IOptionMarket::isOperatorCall {
        owner: HOLDER,
        spender: OTHER,
    };
    assert_eq!(call(&mut program, &is), Ok(true));
    vm.set_sender(OTHER);
    accepted(&mut program, &take(100));
    assert_eq!(call(&mut program, &left), Ok(U256::ONE));
    vm.set_sender(HOLDER);
    accepted(&mut program, &operator(false));
    accepted(&mut program, &allow(U256::MAX));
    vm.set_sender(OTHER);
    accepted(&mut program, &take(1_000));
    assert_eq!(call(&mut program, &left), Ok(U256::MAX));
    assert_eq!(puts(&mut program, WRITER, 1), 1_104);
}

#[test]
fn nothing_comes_from_nobody() {
    let (_, mut program) = sold(10_000, WAD);
    let to = IOptionMarket::transferFrom_1Call {
        sender: Address::ZERO,
        receiver: HOLDER,
        id: number(1),
        amount: number(0),
    };
    let nobody = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&mut program, &to), nobody);
    assert_eq!(open(&mut program, 1), puts(&mut program, HOLDER, 1));
}

#[test]
fn interfaces_are_told() {
    let (_, mut program) = fresh();
    for (id, there) in [
        (0x01ff_c9a7_u32, true),
        (0x0f63_2fb3, true),
        (u32::MAX, false),
        (0, false),
    ] {
        let to = IOptionMarket::supportsInterfaceCall {
            id: id.to_be_bytes().into(),
        };
        assert_eq!(call(&mut program, &to), Ok(there), "{id:x}");
    }
    let unknown = cold::dispatch(&mut program, 1, &mut Input::new(&[]));
    assert_eq!(unknown, Err(vec![]));
}
