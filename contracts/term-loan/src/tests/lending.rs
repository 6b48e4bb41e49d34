//! Offers and what is taken of them.

use super::*;

type Refusal = ITermLoan::ITermLoanErrors;

#[test]
fn an_offer_is_told_as_it_was_made() {
    let (vm, mut program) = fresh();
    let mut second = custom(&[
        (DAY, 1),
        (2 * DAY, 2),
        (3 * DAY, 3),
        (4 * DAY, 4),
        (5 * DAY, 5),
        (6 * DAY, 9_985),
    ]);
    (second.loan_to_value, second.oracle, second.allowed) = (5_000, ORACLE, OTHER);
    for (id, offer) in [(1, offer()), (2, second)] {
        assert_eq!(call(&mut program, &make(&offer)), Ok(number(id)));
        let (terms, steps) = terms_of(&offer);
        let event: ITermLoan::OfferMade = last_event(&vm);
        assert_eq!(
            (event.offer, event.lender, event.collateralAsset),
            (number(id), LENDER, ETH)
        );
        assert_eq!((&event.terms, &event.steps), (&terms, &steps));
        let told = call(&mut program, &ITermLoan::offerAtCall { offer: number(id) }).unwrap();
        assert_eq!(
            (told.lender, told.terms, told.steps),
            (LENDER, terms, steps)
        );
    }
    let counts = call(&mut program, &ITermLoan::countsCall {}).unwrap();
    assert_eq!((counts.offers, counts.loans), (number(2), U256::ZERO));
}

#[test]
fn bad_offers_are_refused() {
    let (_, mut program) = fresh();
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    let mut no_oracle = offer();
    no_oracle.loan_to_value = 1;
    for nowhere in [
        Offer {
            debt_asset: Address::ZERO,
            ..offer()
        },
        Offer {
            collateral_asset: Address::ZERO,
            ..offer()
        },
        no_oracle,
    ] {
        assert_eq!(shared_refusal(&mut program, &make(&nowhere)), zero);
    }
    let same = Offer {
        collateral_asset: USDC,
        ..offer()
    };
    let expected = Refusal::SameAsset(ITermLoan::SameAsset { asset: USDC });
    assert_eq!(refused(&mut program, &make(&same)), expected);
    let nothing = Offer {
        size: 0,
        least: 0,
        ..offer()
    };
    let expected = Refusal::ZeroAmount(ITermLoan::ZeroAmount {});
    assert_eq!(refused(&mut program, &make(&nothing)), expected);
    for (offer, position, value) in [
        (
            Offer {
                oracle: ORACLE,
                ..offer()
            },
            6,
            1,
        ),
        (
            Offer {
                grace: u32::MAX,
                ..offer()
            },
            11,
            u128::from(u32::MAX),
        ),
    ] {
        let (position, value) = (number(position), number(value));
        let expected = IOwned::ParameterOutOfBounds { position, value };
        let expected = IOwned::IOwnedErrors::ParameterOutOfBounds(expected);
        assert_eq!(shared_refusal(&mut program, &make(&offer)), expected);
    }
    let plan = Refusal::InvalidPlan(ITermLoan::InvalidPlan {});
    assert_eq!(refused(&mut program, &make(&custom(&[(DAY, 1)]))), plan);
    let mut many = make(&custom(&[(DAY, 10_000)]));
    many.steps = (1..=11)
        .map(|number| ITermLoan::Step {
            due: number * 86_400,
            share: 1,
        })
        .collect();
    assert_eq!(refused(&mut program, &many), plan);
    assert_eq!(
        call(&mut program, &ITermLoan::countsCall {})
            .unwrap()
            .offers,
        U256::ZERO
    );
}

#[test]
fn a_loan_is_opened_against_collateral_rounded_up() {
    let (vm, mut program) = fresh();
    call(&mut program, &make(&offer())).unwrap();
    vm.set_sender(BORROWER);
    pulls(&mut program, ETH, 2, &take(1_001));
    let loan = state(&mut program);
    assert_eq!((loan.borrower, loan.offer, loan.settled), (BORROWER, 1, 0));
    assert_eq!(
        (loan.opened, loan.principal, loan.collateral),
        (1_001, 1_001, 2)
    );
    assert_eq!((loan.cash, loan.forfeited, loan.withheld), (0, 0, 0));
    assert_eq!((loan.start, loan.interestFrom), (loan.start, loan.start));
    let event: ITermLoan::Opened = last_event(&vm);
    assert_eq!(
        (event.loan, event.offer, event.borrower),
        (U256::ONE, U256::ONE, BORROWER)
    );
    assert_eq!((event.lender, event.receiver), (LENDER, BORROWER));
    assert_eq!(
        (event.principal, event.collateral),
        (number(1_001), number(2))
    );
    let left = call(&mut program, &ITermLoan::offerAtCall { offer: U256::ONE }).unwrap();
    assert_eq!(left.terms.size, 12_000_000 - 1_001);
    // All that is left, though that is an odd amount; then there is no offer, but its terms can be read.
    pulls(&mut program, ETH, 11_999, &take(u128::MAX));
    let unknown = Refusal::UnknownOffer(ITermLoan::UnknownOffer { offer: U256::ONE });
    assert_eq!(refused(&mut program, &take(u128::MAX)), unknown);
    let told = call(&mut program, &ITermLoan::offerAtCall { offer: U256::ONE }).unwrap();
    assert_eq!((told.terms.size, told.terms.rate), (0, offer().rate));
    let holds = ITermLoan::balanceOfCall { owner: LENDER };
    assert_eq!(call(&mut program, &holds), Ok(number(2)));
}

#[test]
fn what_cannot_be_taken_is_refused() {
    let (vm, mut program) = fresh();
    call(
        &mut program,
        &make(&Offer {
            allowed: OTHER,
            ..offer()
        }),
    )
    .unwrap();
    call(&mut program, &make(&offer())).unwrap();
    let not_allowed = |caller| Refusal::NotAllowed(ITermLoan::NotAllowed { caller });
    // What the test machine answers, a balance of one, is a yes as well: so ask while the answer is another.
    vm.mock_static_call(OTHER, vec![0; 36], Ok(vec![0; 32]));
    vm.set_sender(BORROWER);
    assert_eq!(refused(&mut program, &take(5_000)), not_allowed(BORROWER));
    let second = |amount: u128| ITermLoan::takeCall {
        offer: number(2),
        ..take(amount)
    };
    let bounds = |amount| {
        let (least, most) = (number(1_000), number(12_000_000));
        let amount = number(amount);
        Refusal::AmountOutOfBounds(ITermLoan::AmountOutOfBounds {
            amount,
            least,
            most,
        })
    };
    for amount in [0, 999, 12_000_001, u128::MAX - 1] {
        assert_eq!(refused(&mut program, &second(amount)), bounds(amount));
    }
    let costly = ITermLoan::takeCall {
        most: number(11_999),
        ..second(12_000_000)
    };
    let expected = ITermLoan::CollateralAboveLimit {
        needed: number(12_000),
        limit: number(11_999),
    };
    assert_eq!(
        refused(&mut program, &costly),
        Refusal::CollateralAboveLimit(expected)
    );
    let nowhere = ITermLoan::takeCall {
        receiver: Address::ZERO,
        ..second(1_000)
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(shared_refusal(&mut program, &nowhere), zero);
    let expiry = START + DAY;
    vm.set_block_timestamp(expiry + 1);
    let expired = Refusal::OfferExpired(ITermLoan::OfferExpired {
        expiry: number(expiry.into()),
    });
    assert_eq!(refused(&mut program, &second(1_000)), expired);
    for offer in [U256::ZERO, number(3), U256::MAX, U256::from(1) << 64] {
        let unknown = ITermLoan::takeCall {
            offer,
            ..take(1_000)
        };
        assert!(matches!(
            refused(&mut program, &unknown),
            Refusal::UnknownOffer(_)
        ));
    }
    // At the last second it can still be taken.
    vm.set_block_timestamp(expiry);
    let (_, rest) = (vm.set_sender(BORROWER), second(1_000));
    assert!(matches!(
        refused(&mut program, &rest),
        Refusal::TransferFailed(_) | Refusal::TransferMismatch(_)
    ));
}

#[test]
fn only_its_lender_cancels_an_offer() {
    let (vm, mut program) = fresh();
    call(&mut program, &make(&offer())).unwrap();
    let cancel = ITermLoan::cancelOfferCall { offer: U256::ONE };
    vm.set_sender(BORROWER);
    let caller = BORROWER;
    let expected = IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller });
    assert_eq!(shared_refusal(&mut program, &cancel), expected);
    vm.set_sender(LENDER);
    call(&mut program, &cancel).unwrap();
    let event: ITermLoan::OfferCancelled = last_event(&vm);
    assert_eq!(event.offer, U256::ONE);
    let unknown = Refusal::UnknownOffer(ITermLoan::UnknownOffer { offer: U256::ONE });
    assert_eq!(refused(&mut program, &cancel), unknown);
    assert_eq!(refused(&mut program, &take(1_000)), unknown);
    let nothing = ITermLoan::offerAtCall { offer: number(2) };
    assert!(matches!(
        refused(&mut program, &nothing),
        Refusal::UnknownOffer(_)
    ));
}

#[test]
fn what_a_loan_would_lock_is_told_beforehand() {
    let (_, mut program) = fresh();
    call(&mut program, &make(&offer())).unwrap();
    for (amount, collateral) in [
        (number(0), 0),
        (number(1), 1),
        (number(1_001), 2),
        (U256::MAX, 12_000),
    ] {
        let question = ITermLoan::collateralForCall {
            offer: U256::ONE,
            amount,
        };
        assert_eq!(call(&mut program, &question), Ok(number(collateral)));
    }
}
