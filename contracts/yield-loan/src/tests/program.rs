//! Offers, bounds, and who may do what.

use super::*;

/// A program with one offer and one loan of it, which was turned at the start.
fn lent(turned: bool) -> (TestVM, YieldLoan) {
    let (vm, mut program) = fresh();
    let made = offer();
    call(&mut program, &make(&made)).unwrap();
    let event: IYieldLoan::OfferMade = last_event(&vm);
    assert_eq!((event.offer, event.lender), (U256::ONE, LENDER));
    assert_eq!(
        (event.collateralAsset, event.terms),
        (SHARE, terms_of(&made))
    );
    let mut loan = loan(90 * WAD, 100 * WAD);
    if turned {
        loan.turn(&offer(), START).unwrap();
    }
    program.put_counts(1, 1);
    program.put_loan(1, &loan);
    ballast_common::positions::Positions::mint(&mut program, 1, &LENDER);
    (vm, program)
}

#[test]
fn terms_have_bounds() {
    let (_, mut program) = fresh();
    let cases: Vec<(u8, u128, Offer)> = vec![
        (
            2,
            1 << 112,
            Offer {
                size: 1 << 112,
                ..offer()
            },
        ),
        (
            3,
            1_000 * WAD + 1,
            Offer {
                least: 1_000 * WAD + 1,
                ..offer()
            },
        ),
        (
            6,
            10 * WAD + 1,
            Offer {
                rate: 10 * WAD as u64 + 1,
                ..offer()
            },
        ),
        (
            7,
            0,
            Offer {
                yield_floor: 0,
                ..offer()
            },
        ),
        (
            7,
            10 * WAD + 1,
            Offer {
                yield_floor: 10 * WAD as u64 + 1,
                ..offer()
            },
        ),
        (
            8,
            10_001,
            Offer {
                margin: 10_001,
                ..offer()
            },
        ),
        (
            9,
            0,
            Offer {
                loan_to_value: 0,
                ..offer()
            },
        ),
        (
            9,
            10_001,
            Offer {
                loan_to_value: 10_001,
                ..offer()
            },
        ),
        (
            10,
            0,
            Offer {
                growth_cap: 0,
                ..offer()
            },
        ),
        // Growth that is counted on, 2.5%, must be believed.
        (
            10,
            249,
            Offer {
                growth_cap: 249,
                ..offer()
            },
        ),
        (
            10,
            250,
            Offer {
                growth_cap: 250,
                yield_floor: (WAD / 40) as u64 + 1,
                ..offer()
            },
        ),
        (
            10,
            10_001,
            Offer {
                growth_cap: 10_001,
                ..offer()
            },
        ),
        (
            11,
            501,
            Offer {
                discount: 501,
                ..offer()
            },
        ),
        (
            12,
            86_399,
            Offer {
                patience: 86_399,
                ..offer()
            },
        ),
        (
            12,
            31_536_001,
            Offer {
                patience: 31_536_001,
                ..offer()
            },
        ),
        (
            13,
            604_799,
            Offer {
                longest: 604_799,
                ..offer()
            },
        ),
        // Without interest nothing stands unpaid: its yield phase must end.
        (
            13,
            0,
            Offer {
                rate: 0,
                longest: 0,
                ..offer()
            },
        ),
        (
            13,
            315_360_001,
            Offer {
                longest: 315_360_001,
                ..offer()
            },
        ),
        (
            14,
            10 * WAD + 1,
            Offer {
                term_rate: 10 * WAD as u64 + 1,
                ..offer()
            },
        ),
        (
            15,
            0,
            Offer {
                count: 0,
                ..offer()
            },
        ),
        (
            15,
            121,
            Offer {
                count: 121,
                ..offer()
            },
        ),
        (
            16,
            3_599,
            Offer {
                period: 3_599,
                ..offer()
            },
        ),
        (
            16,
            105_120_001,
            Offer {
                period: 105_120_001,
                ..offer()
            },
        ),
        (
            17,
            7_776_001,
            Offer {
                grace: 7_776_001,
                ..offer()
            },
        ),
        (
            18,
            u128::from(START - 1),
            Offer {
                expiry: START - 1,
                ..offer()
            },
        ),
    ];
    for (position, value, terms) in cases {
        let error = IOwned::ParameterOutOfBounds {
            position: number(position.into()),
            value: number(value),
        };
        assert_eq!(
            shared_refusal(&mut program, &make(&terms)),
            IOwned::IOwnedErrors::ParameterOutOfBounds(error)
        );
    }
    // Their ends are inside.
    let ends = [
        Offer {
            size: (1 << 112) - 1,
            least: (1 << 112) - 1,
            rate: 10 * WAD as u64,
            yield_floor: WAD as u64,
            margin: 10_000,
            loan_to_value: 10_000,
            growth_cap: 10_000,
            discount: 500,
            patience: 31_536_000,
            longest: 315_360_000,
            term_rate: 10 * WAD as u64,
            count: 120,
            period: 2_628_000,
            grace: 7_776_000,
            expiry: START,
            ..offer()
        },
        Offer {
            least: 0,
            rate: 0,
            yield_floor: 0,
            margin: 0,
            loan_to_value: 1,
            growth_cap: 1,
            patience: 86_400,
            longest: 86_400,
            term_rate: 0,
            count: 1,
            period: 3_600,
            grace: 0,
            ..offer()
        },
    ];
    let ends = ends.into_iter().chain([
        Offer {
            growth_cap: 250,
            ..offer()
        },
        Offer {
            rate: 0,
            yield_floor: 10 * WAD as u64,
            longest: offer().patience,
            ..offer()
        },
    ]);
    for (index, terms) in ends.enumerate() {
        let made = call(&mut program, &make(&terms)).unwrap();
        assert_eq!(made, number(index as u128 + 1));
        let told = call(&mut program, &IYieldLoan::offerAtCall { offer: made }).unwrap();
        assert_eq!(told.terms, terms_of(&terms));
    }
}

#[test]
fn an_offer_names_two_tokens_and_an_oracle() {
    let (_, mut program) = fresh();
    let zero = Address::ZERO;
    for terms in [
        Offer {
            debt_asset: zero,
            ..offer()
        },
        Offer {
            collateral_asset: zero,
            ..offer()
        },
        Offer {
            oracle: zero,
            ..offer()
        },
        Offer {
            rate_asset: zero,
            ..offer()
        },
    ] {
        assert!(matches!(
            shared_refusal(&mut program, &make(&terms)),
            IOwned::IOwnedErrors::ZeroAddress(_)
        ));
    }
    let same = Offer {
        debt_asset: SHARE,
        ..offer()
    };
    assert_eq!(
        refused(&mut program, &make(&same)),
        IYieldLoan::IYieldLoanErrors::SameAsset(IYieldLoan::SameAsset { asset: SHARE })
    );
    let none = Offer {
        size: 0,
        least: 0,
        ..offer()
    };
    assert!(matches!(
        refused(&mut program, &make(&none)),
        IYieldLoan::IYieldLoanErrors::ZeroAmount(_)
    ));
    assert_eq!(Offer::scaled(19, 18), Err(crate::terms::Fault(1, 19)));
    assert_eq!(Offer::scaled(18, 19), Err(crate::terms::Fault(0, 19)));
    assert_eq!(Offer::scaled(18, 6), Ok(30));
    assert_eq!(Offer::scaled(0, 18), Ok(0));
}

#[test]
fn decimals_scale_what_shares_are_worth() {
    // Shares of 18 decimals at 1.25 units of a token of 6: a whole share is 1,250,000.
    let offer = Offer {
        scale: Offer::scaled(18, 6).unwrap(),
        ..offer()
    };
    assert_eq!(offer.worth_down(WAD, rate(125)), Ok(1_250_000));
    assert_eq!(offer.worth_down(WAD - 1, rate(125)), Ok(1_249_999));
    assert_eq!(offer.shares_up(1_250_000, rate(125)), Ok(WAD));
    // Shares of 6 decimals, and a token of 18.
    let offer = Offer {
        scale: Offer::scaled(6, 18).unwrap(),
        ..offer
    };
    assert_eq!(offer.worth_down(1_000_000, rate(125)), Ok(WAD / 4 * 5));
    assert_eq!(offer.shares_up(1, rate(125)), Ok(1));
}

#[test]
fn a_lender_ends_its_offer_and_nobody_else() {
    let (vm, mut program) = lent(false);
    let cancel = IYieldLoan::cancelOfferCall { offer: U256::ONE };
    vm.set_sender(OTHER);
    assert!(matches!(
        shared_refusal(&mut program, &cancel),
        IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller: OTHER })
    ));
    vm.set_sender(LENDER);
    call(&mut program, &cancel).unwrap();
    let event: IYieldLoan::OfferCancelled = last_event(&vm);
    assert_eq!(event.offer, U256::ONE);
    let unknown =
        IYieldLoan::IYieldLoanErrors::UnknownOffer(IYieldLoan::UnknownOffer { offer: U256::ONE });
    assert_eq!(refused(&mut program, &cancel), unknown);
    let take = IYieldLoan::takeCall {
        offer: U256::ONE,
        amount: U256::MAX,
        most: U256::MAX,
        receiver: OTHER,
    };
    assert_eq!(refused(&mut program, &take), unknown);
}

#[test]
fn an_offer_is_taken_within_its_time_and_bounds() {
    let (vm, mut program) = fresh();
    let terms = Offer {
        least: 5,
        size: 10,
        allowed: BORROWER,
        ..offer()
    };
    call(&mut program, &make(&terms)).unwrap();
    let take = |amount| IYieldLoan::takeCall {
        offer: U256::ONE,
        amount: number(amount),
        most: U256::MAX,
        receiver: OTHER,
    };
    vm.set_sender(BORROWER);
    for amount in [0, 4, 11] {
        let error = IYieldLoan::AmountOutOfBounds {
            amount: number(amount),
            least: number(5),
            most: number(10),
        };
        assert_eq!(
            refused(&mut program, &take(amount)),
            IYieldLoan::IYieldLoanErrors::AmountOutOfBounds(error)
        );
    }
    let nobody = IYieldLoan::takeCall {
        receiver: Address::ZERO,
        ..take(5)
    };
    assert!(matches!(
        shared_refusal(&mut program, &nobody),
        IOwned::IOwnedErrors::ZeroAddress(_)
    ));
    vm.set_sender(OTHER);
    assert_eq!(
        refused(&mut program, &take(5)),
        IYieldLoan::IYieldLoanErrors::NotAllowed(IYieldLoan::NotAllowed { caller: OTHER })
    );
    vm.set_block_timestamp(START + DAY + 1);
    let error = IYieldLoan::OfferExpired {
        expiry: number(u128::from(START + DAY)),
    };
    assert_eq!(
        refused(&mut program, &take(5)),
        IYieldLoan::IYieldLoanErrors::OfferExpired(error)
    );
}

#[test]
fn a_loan_that_was_turned_is_not_harvested_and_settles() {
    let (vm, mut program) = lent(true);
    let turned =
        IYieldLoan::IYieldLoanErrors::AlreadyTurned(IYieldLoan::AlreadyTurned { loan: U256::ONE });
    let buy = IYieldLoan::buyYieldCall {
        loan: U256::ONE,
        shares: U256::MAX,
        most: U256::MAX,
        receiver: OTHER,
    };
    assert_eq!(
        refused(&mut program, &IYieldLoan::harvestCall { loan: U256::ONE }),
        turned
    );
    assert_eq!(
        refused(&mut program, &IYieldLoan::turnCall { loan: U256::ONE }),
        turned
    );
    assert_eq!(refused(&mut program, &buy), turned);
    vm.set_block_timestamp(START + 32 * DAY + 1);
    let owed = call(&mut program, &IYieldLoan::owedCall { loan: U256::ONE }).unwrap();
    assert_eq!(owed.principal, number(60 * WAD));
    assert_eq!(
        (owed.due, owed.part),
        (number(u128::from(START + 60 * DAY)), number(30 * WAD))
    );
    let forfeits = number((100 * WAD * 30).div_ceil(90));
    assert_eq!(owed.forfeits, forfeits);
    vm.set_sender(OTHER);
    let settle = IYieldLoan::settleCall { loan: U256::ONE };
    assert_eq!(call(&mut program, &settle).unwrap(), forfeits);
    assert_eq!(call(&mut program, &settle).unwrap(), U256::ZERO);
    // The borrower alone hands the loan on, the holder alone claims.
    let change = IYieldLoan::changeBorrowerCall {
        loan: U256::ONE,
        borrower: OTHER,
    };
    assert!(matches!(
        shared_refusal(&mut program, &change),
        IOwned::IOwnedErrors::Unauthorised(_)
    ));
    let claim = IYieldLoan::claimCall {
        loan: U256::ONE,
        cash: U256::MAX,
        shares: U256::MAX,
        receiver: OTHER,
    };
    assert!(matches!(
        refused(&mut program, &claim),
        IYieldLoan::IYieldLoanErrors::ERC721InsufficientApproval(_)
    ));
    vm.set_sender(BORROWER);
    call(&mut program, &change).unwrap();
    let event: IYieldLoan::BorrowerChanged = last_event(&vm);
    assert_eq!((event.previous, event.borrower), (BORROWER, OTHER));
    let told = call(&mut program, &IYieldLoan::loanAtCall { loan: U256::ONE }).unwrap();
    assert_eq!(told.borrower, OTHER);
    // At the end of all dates nothing is owed or locked.
    vm.set_block_timestamp(START + 400 * DAY);
    let owed = call(&mut program, &IYieldLoan::owedCall { loan: U256::ONE }).unwrap();
    assert_eq!((owed.principal, owed.interest), (U256::ZERO, U256::ZERO));
    let repay = IYieldLoan::repayCall {
        loan: U256::ONE,
        amount: U256::MAX,
        receiver: OTHER,
    };
    assert_eq!(
        refused(&mut program, &repay),
        IYieldLoan::IYieldLoanErrors::UnknownLoan(IYieldLoan::UnknownLoan { loan: U256::ONE })
    );
}

#[test]
fn growth_is_harvested_the_way_that_the_offer_says() {
    let (_, mut program) = lent(false);
    let buy = IYieldLoan::buyYieldCall {
        loan: U256::ONE,
        shares: U256::MAX,
        most: U256::MAX,
        receiver: OTHER,
    };
    assert_eq!(
        refused(&mut program, &buy),
        IYieldLoan::IYieldLoanErrors::OtherHarvest(IYieldLoan::OtherHarvest { sold: false })
    );
    assert_eq!(
        refused(&mut program, &IYieldLoan::harvestCall { loan: number(2) }),
        IYieldLoan::IYieldLoanErrors::UnknownLoan(IYieldLoan::UnknownLoan { loan: number(2) })
    );
}

#[test]
fn a_position_is_an_erc_721_token() {
    let (vm, mut program) = lent(false);
    let one = U256::ONE;
    let event: IYieldLoan::Transfer = last_event(&vm);
    assert_eq!(
        (event.from, event.to, event.tokenId),
        (Address::ZERO, LENDER, one)
    );
    let holds = |owner| IYieldLoan::balanceOfCall { owner };
    let owner_of = IYieldLoan::ownerOfCall { tokenId: one };
    assert_eq!(call(&mut program, &holds(LENDER)).unwrap(), one);
    assert_eq!(call(&mut program, &owner_of).unwrap(), LENDER);
    type Errors = IYieldLoan::IYieldLoanErrors;
    let owner = Address::ZERO;
    assert_eq!(
        refused(&mut program, &holds(owner)),
        Errors::ERC721InvalidOwner(IYieldLoan::ERC721InvalidOwner { owner })
    );
    let none = IYieldLoan::ERC721NonexistentToken { tokenId: number(9) };
    assert_eq!(
        refused(
            &mut program,
            &IYieldLoan::ownerOfCall { tokenId: number(9) }
        ),
        Errors::ERC721NonexistentToken(none)
    );
    let give = |from, to| IYieldLoan::transferFromCall {
        from,
        to,
        tokenId: one,
    };
    // Neither by a stranger, nor from another, nor to nobody.
    vm.set_sender(OTHER);
    let error = IYieldLoan::ERC721InsufficientApproval {
        operator: OTHER,
        tokenId: one,
    };
    assert_eq!(
        refused(&mut program, &give(LENDER, OTHER)),
        Errors::ERC721InsufficientApproval(error)
    );
    let approve = IYieldLoan::approveCall {
        to: OTHER,
        tokenId: one,
    };
    let error = IYieldLoan::ERC721InvalidApprover { approver: OTHER };
    assert_eq!(
        refused(&mut program, &approve),
        Errors::ERC721InvalidApprover(error)
    );
    vm.set_sender(LENDER);
    let error = IYieldLoan::ERC721IncorrectOwner {
        sender: BORROWER,
        tokenId: one,
        owner: LENDER,
    };
    assert_eq!(
        refused(&mut program, &give(BORROWER, OTHER)),
        Errors::ERC721IncorrectOwner(error)
    );
    let receiver = Address::ZERO;
    assert_eq!(
        refused(&mut program, &give(LENDER, receiver)),
        Errors::ERC721InvalidReceiver(IYieldLoan::ERC721InvalidReceiver { receiver })
    );
    // By who is approved, for once; by an operator, always.
    call(&mut program, &approve).unwrap();
    let event: IYieldLoan::Approval = last_event(&vm);
    assert_eq!((event.owner, event.approved), (LENDER, OTHER));
    let approved = IYieldLoan::getApprovedCall { tokenId: one };
    assert_eq!(call(&mut program, &approved).unwrap(), OTHER);
    vm.set_sender(OTHER);
    call(&mut program, &give(LENDER, BORROWER)).unwrap();
    assert_eq!(call(&mut program, &approved).unwrap(), Address::ZERO);
    assert_eq!(call(&mut program, &owner_of).unwrap(), BORROWER);
    assert_eq!(call(&mut program, &holds(LENDER)).unwrap(), U256::ZERO);
    vm.set_sender(BORROWER);
    let operator = IYieldLoan::setApprovalForAllCall {
        operator: OTHER,
        approved: true,
    };
    call(&mut program, &operator).unwrap();
    let event: IYieldLoan::ApprovalForAll = last_event(&vm);
    assert_eq!((event.operator, event.approved), (OTHER, true));
    let operates = IYieldLoan::isApprovedForAllCall {
        owner: BORROWER,
        operator: OTHER,
    };
    assert!(call(&mut program, &operates).unwrap());
    vm.set_sender(OTHER);
    call(&mut program, &give(BORROWER, LENDER)).unwrap();
    assert_eq!(call(&mut program, &owner_of).unwrap(), LENDER);
    for (id, known) in [
        (0x80ac_58cd_u32, true),
        (0x01ff_c9a7, true),
        (0xffff_ffff, false),
    ] {
        let ask = IYieldLoan::supportsInterfaceCall {
            id: id.to_be_bytes().into(),
        };
        assert_eq!(call(&mut program, &ask).unwrap(), known);
    }
    let name = call(&mut program, &IYieldLoan::nameCall {}).unwrap();
    let symbol = call(&mut program, &IYieldLoan::symbolCall {}).unwrap();
    assert_eq!(
        (name.as_str(), symbol.as_str()),
        ("Ballast yield loan", "bYIELD")
    );
}
