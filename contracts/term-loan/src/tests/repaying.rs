//! Payments, what is missed, claims.

use super::*;

type Refusal = ITermLoan::ITermLoanErrors;

fn pay(most: U256) -> ITermLoan::payInstalmentCall {
    ITermLoan::payInstalmentCall {
        loan: U256::ONE,
        most,
        receiver: BORROWER,
    }
}

fn repay(principal: U256) -> ITermLoan::repayCall {
    ITermLoan::repayCall {
        loan: U256::ONE,
        principal,
        most: U256::MAX,
        receiver: BORROWER,
    }
}

fn owed(program: &mut TermLoan) -> ITermLoan::owedReturn {
    call(program, &ITermLoan::owedCall { loan: U256::ONE }).unwrap()
}

#[test]
fn what_is_owed_is_what_is_paid() {
    let (vm, mut program) = lent();
    let month = START + 30 * DAY;
    for now in [START, month - 1, month, month + 2 * DAY] {
        vm.set_block_timestamp(now);
        let told = owed(&mut program);
        assert_eq!(
            (told.next.number, told.next.principal, told.next.unlocks),
            (1, 500_000, 500)
        );
        assert_eq!(
            (told.principal, told.forfeits),
            (number(6_000_000), U256::ZERO)
        );
        let total = told.next.principal + told.next.interest;
        let limit = ITermLoan::PaymentAboveLimit {
            needed: number(total),
            limit: number(total - 1),
        };
        assert_eq!(
            refused(&mut program, &pay(number(total - 1))),
            Refusal::PaymentAboveLimit(limit)
        );
        let all = told.principal + told.interest;
        let most = ITermLoan::repayCall {
            most: all - U256::ONE,
            ..repay(U256::MAX)
        };
        let limit = ITermLoan::PaymentAboveLimit {
            needed: all,
            limit: all - U256::ONE,
        };
        assert_eq!(
            refused(&mut program, &most),
            Refusal::PaymentAboveLimit(limit)
        );
    }
    let told = owed(&mut program);
    let total = told.next.principal + told.next.interest;
    pulls(&mut program, USDC, total, &pay(number(total)));
    let loan = state(&mut program);
    assert_eq!(
        (loan.settled, loan.principal, loan.collateral, loan.cash),
        (1, 5_500_000, 5_500, total)
    );
    let event: ITermLoan::InstalmentPaid = last_event(&vm);
    assert_eq!(
        (event.loan, event.number, event.payer),
        (U256::ONE, U256::ONE, BORROWER)
    );
    let paid = (event.principal, event.interest, event.unlocked);
    assert_eq!(
        paid,
        (number(500_000), number(told.next.interest), number(500))
    );
}

#[test]
fn a_repayment_covers_what_is_due_first() {
    let (vm, mut program) = lent();
    vm.set_block_timestamp(START + 30 * DAY);
    let below = ITermLoan::BelowInstalment {
        amount: number(499_999),
        instalment: number(500_000),
    };
    assert_eq!(
        refused(&mut program, &repay(number(499_999))),
        Refusal::BelowInstalment(below)
    );
    let zero = Refusal::ZeroAmount(ITermLoan::ZeroAmount {});
    assert_eq!(refused(&mut program, &repay(U256::ZERO)), zero);
    let told = owed(&mut program);
    let all = u128::try_from(told.principal + told.interest).unwrap();
    // A unit more than is owed is all of it.
    pulls(&mut program, USDC, all, &repay(number(6_000_001)));
    let events = vm.get_emitted_logs();
    let names: Vec<_> = events[events.len() - 2..]
        .iter()
        .map(|(topics, _)| topics[0])
        .collect();
    assert_eq!(
        names,
        [
            ITermLoan::InstalmentPaid::SIGNATURE_HASH,
            ITermLoan::RepaidEarly::SIGNATURE_HASH
        ]
    );
    let loan = state(&mut program);
    assert_eq!((loan.principal, loan.collateral, loan.cash), (0, 0, all));
    // The loan has ended; what it was can be read, and its position claimed.
    let ended = Refusal::UnknownLoan(ITermLoan::UnknownLoan { loan: U256::ONE });
    assert_eq!(refused(&mut program, &pay(U256::MAX)), ended);
    assert_eq!(refused(&mut program, &repay(U256::MAX)), ended);
    let told = owed(&mut program);
    assert_eq!(
        (told.next.principal, told.principal, told.interest),
        (0, U256::ZERO, U256::ZERO)
    );
    let settle = ITermLoan::settleCall { loan: U256::ONE };
    assert_eq!(call(&mut program, &settle), Ok(U256::ZERO));
}

#[test]
fn missed_instalments_are_settled_before_anything_else() {
    let (vm, mut program) = lent();
    vm.set_block_timestamp(START + 62 * DAY + 1);
    let told = owed(&mut program);
    assert_eq!((told.forfeits, told.next.number), (number(1_000), 3));
    assert_eq!(state(&mut program).settled, 0, "a view stores nothing");
    let events = vm.get_emitted_logs().len();
    let settle = ITermLoan::settleCall { loan: U256::ONE };
    vm.set_sender(OTHER);
    assert_eq!(call(&mut program, &settle), Ok(number(1_000)));
    let event: ITermLoan::Forfeited = last_event(&vm);
    assert_eq!((event.loan, event.number), (U256::ONE, number(2)));
    assert_eq!(
        (event.principal, event.collateral),
        (number(1_000_000), number(1_000))
    );
    assert_eq!(call(&mut program, &settle), Ok(U256::ZERO));
    assert_eq!(
        vm.get_emitted_logs().len(),
        events + 1,
        "nothing is told twice"
    );
    let loan = state(&mut program);
    assert_eq!(
        (
            loan.settled,
            loan.principal,
            loan.collateral,
            loan.forfeited
        ),
        (2, 5_000_000, 5_000, 1_000)
    );
    // A payment settles by itself; after the last date there is nothing to pay.
    vm.set_block_timestamp(START + 92 * DAY + 1);
    call(&mut program, &pay(U256::MAX)).unwrap_err();
    assert_eq!(state(&mut program).settled, 4);
    vm.set_block_timestamp(START + 362 * DAY + 1);
    let ended = Refusal::UnknownLoan(ITermLoan::UnknownLoan { loan: U256::ONE });
    assert_eq!(refused(&mut program, &pay(U256::MAX)), ended);
}

#[test]
fn a_position_is_claimed_by_its_holder_alone() {
    let (vm, mut program) = lent();
    vm.set_block_timestamp(START + 32 * DAY + 1);
    let claim = |cash, collateral| ITermLoan::claimCall {
        loan: U256::ONE,
        cash,
        collateral,
        receiver: OTHER,
    };
    let insufficient = |operator| {
        let token = U256::ONE;
        Refusal::ERC721InsufficientApproval(ITermLoan::ERC721InsufficientApproval {
            operator,
            tokenId: token,
        })
    };
    assert_eq!(
        refused(&mut program, &claim(U256::MAX, U256::MAX)),
        insufficient(BORROWER)
    );
    vm.set_sender(LENDER);
    let part = call(&mut program, &claim(U256::MAX, number(200))).unwrap();
    assert_eq!(
        (part.cashPaid, part.collateralPaid),
        (U256::ZERO, number(200))
    );
    let event: ITermLoan::Claimed = last_event(&vm);
    assert_eq!(
        (event.receiver, event.cash, event.collateral),
        (OTHER, U256::ZERO, number(200))
    );
    let rest = call(&mut program, &claim(U256::MAX, U256::MAX)).unwrap();
    assert_eq!(rest.collateralPaid, number(300));
    let none = call(&mut program, &claim(U256::MAX, U256::MAX)).unwrap();
    assert_eq!(
        (none.cashPaid, none.collateralPaid),
        (U256::ZERO, U256::ZERO)
    );
    let nowhere = ITermLoan::claimCall {
        receiver: Address::ZERO,
        ..claim(U256::MAX, U256::MAX)
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&mut program, &nowhere), zero);
}

#[test]
fn only_the_borrower_hands_a_loan_on() {
    let (vm, mut program) = lent();
    let change = |borrower| ITermLoan::changeBorrowerCall {
        loan: U256::ONE,
        borrower,
    };
    let unauthorised = |caller| IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller });
    vm.set_sender(LENDER);
    assert_eq!(
        shared_refusal(&mut program, &change(LENDER)),
        unauthorised(LENDER)
    );
    vm.set_sender(BORROWER);
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&mut program, &change(Address::ZERO)), zero);
    call(&mut program, &change(OTHER)).unwrap();
    let event: ITermLoan::BorrowerChanged = last_event(&vm);
    assert_eq!((event.previous, event.borrower), (BORROWER, OTHER));
    assert_eq!(state(&mut program).borrower, OTHER);
    assert_eq!(
        shared_refusal(&mut program, &change(BORROWER)),
        unauthorised(BORROWER)
    );
    let refinance = ITermLoan::refinanceCall {
        loan: U256::ONE,
        offer: U256::ONE,
        amount: number(1_000),
        mostCollateral: U256::MAX,
        mostPaid: U256::MAX,
        receiver: BORROWER,
    };
    assert_eq!(
        shared_refusal(&mut program, &refinance),
        unauthorised(BORROWER)
    );
    let claim = ITermLoan::claimUnlockedCall {
        loan: U256::ONE,
        receiver: BORROWER,
    };
    assert_eq!(shared_refusal(&mut program, &claim), unauthorised(BORROWER));
    vm.set_sender(OTHER);
    let nothing = Refusal::ZeroAmount(ITermLoan::ZeroAmount {});
    assert_eq!(refused(&mut program, &claim), nothing);
}

#[test]
fn unknown_loans_are_refused_by_every_verb() {
    let (_, mut program) = lent();
    let loan = number(2);
    let unknown = Refusal::UnknownLoan(ITermLoan::UnknownLoan { loan });
    assert_eq!(
        refused(
            &mut program,
            &ITermLoan::payInstalmentCall {
                loan,
                ..pay(U256::MAX)
            }
        ),
        unknown
    );
    assert_eq!(
        refused(
            &mut program,
            &ITermLoan::repayCall {
                loan,
                ..repay(U256::MAX)
            }
        ),
        unknown
    );
    assert_eq!(
        refused(&mut program, &ITermLoan::settleCall { loan }),
        unknown
    );
    assert_eq!(
        refused(&mut program, &ITermLoan::loanAtCall { loan }),
        unknown
    );
    assert_eq!(
        refused(&mut program, &ITermLoan::owedCall { loan }),
        unknown
    );
    let change = ITermLoan::changeBorrowerCall {
        loan,
        borrower: OTHER,
    };
    assert_eq!(refused(&mut program, &change), unknown);
    let claim = ITermLoan::claimUnlockedCall {
        loan,
        receiver: OTHER,
    };
    assert_eq!(refused(&mut program, &claim), unknown);
}
