//! Lenders' positions as ERC-721.

use super::*;

type Refusal = ITermLoan::ITermLoanErrors;

const ONE: U256 = U256::ONE;

fn owner(program: &mut TermLoan) -> Address {
    call(program, &ITermLoan::ownerOfCall { tokenId: ONE }).unwrap()
}

fn transfer(from: Address, to: Address) -> ITermLoan::transferFromCall {
    ITermLoan::transferFromCall {
        from,
        to,
        tokenId: ONE,
    }
}

#[test]
fn a_position_passes_from_hand_to_hand() {
    let (vm, mut program) = lent();
    assert_eq!(owner(&mut program), LENDER);
    vm.set_sender(LENDER);
    let approve = ITermLoan::approveCall {
        to: OTHER,
        tokenId: ONE,
    };
    call(&mut program, &approve).unwrap();
    let event: ITermLoan::Approval = last_event(&vm);
    assert_eq!(
        (event.owner, event.approved, event.tokenId),
        (LENDER, OTHER, ONE)
    );
    let approved = ITermLoan::getApprovedCall { tokenId: ONE };
    assert_eq!(call(&mut program, &approved), Ok(OTHER));
    vm.set_sender(OTHER);
    call(&mut program, &transfer(LENDER, BORROWER)).unwrap();
    let event: ITermLoan::Transfer = last_event(&vm);
    assert_eq!(
        (event.from, event.to, event.tokenId),
        (LENDER, BORROWER, ONE)
    );
    assert_eq!(owner(&mut program), BORROWER);
    assert_eq!(
        call(&mut program, &approved),
        Ok(Address::ZERO),
        "an approval ends with the transfer"
    );
    for (owner, count) in [(LENDER, 0), (BORROWER, 1)] {
        assert_eq!(
            call(&mut program, &ITermLoan::balanceOfCall { owner }),
            Ok(number(count))
        );
    }
    // To oneself nothing changes.
    vm.set_sender(BORROWER);
    call(&mut program, &transfer(BORROWER, BORROWER)).unwrap();
    let holds = ITermLoan::balanceOfCall { owner: BORROWER };
    assert_eq!(
        (owner(&mut program), call(&mut program, &holds)),
        (BORROWER, Ok(ONE))
    );
}

#[test]
fn operators_move_and_approve() {
    let (vm, mut program) = lent();
    vm.set_sender(LENDER);
    let (operator, approved) = (OTHER, true);
    call(
        &mut program,
        &ITermLoan::setApprovalForAllCall { operator, approved },
    )
    .unwrap();
    let event: ITermLoan::ApprovalForAll = last_event(&vm);
    assert_eq!(
        (event.owner, event.operator, event.approved),
        (LENDER, OTHER, true)
    );
    let asked = ITermLoan::isApprovedForAllCall {
        owner: LENDER,
        operator,
    };
    assert_eq!(call(&mut program, &asked), Ok(true));
    vm.set_sender(OTHER);
    call(
        &mut program,
        &ITermLoan::approveCall {
            to: BORROWER,
            tokenId: ONE,
        },
    )
    .unwrap();
    call(&mut program, &transfer(LENDER, OTHER)).unwrap();
    assert_eq!(owner(&mut program), OTHER);
    vm.set_sender(LENDER);
    call(
        &mut program,
        &ITermLoan::setApprovalForAllCall {
            operator,
            approved: false,
        },
    )
    .unwrap();
    assert_eq!(call(&mut program, &asked), Ok(false));
}

#[test]
fn what_is_not_theirs_nobody_moves() {
    let (vm, mut program) = lent();
    vm.set_sender(OTHER);
    let (operator, token) = (OTHER, ONE);
    let insufficient = ITermLoan::ERC721InsufficientApproval {
        operator,
        tokenId: token,
    };
    assert_eq!(
        refused(&mut program, &transfer(LENDER, OTHER)),
        Refusal::ERC721InsufficientApproval(insufficient)
    );
    let approver = ITermLoan::ERC721InvalidApprover { approver: OTHER };
    let approve = ITermLoan::approveCall {
        to: OTHER,
        tokenId: token,
    };
    assert_eq!(
        refused(&mut program, &approve),
        Refusal::ERC721InvalidApprover(approver)
    );
    vm.set_sender(LENDER);
    let (sender, owner) = (BORROWER, LENDER);
    let incorrect = ITermLoan::ERC721IncorrectOwner {
        sender,
        tokenId: token,
        owner,
    };
    assert_eq!(
        refused(&mut program, &transfer(BORROWER, OTHER)),
        Refusal::ERC721IncorrectOwner(incorrect)
    );
    let receiver = ITermLoan::ERC721InvalidReceiver {
        receiver: Address::ZERO,
    };
    assert_eq!(
        refused(&mut program, &transfer(LENDER, Address::ZERO)),
        Refusal::ERC721InvalidReceiver(receiver)
    );
    let token = number(2);
    let none =
        Refusal::ERC721NonexistentToken(ITermLoan::ERC721NonexistentToken { tokenId: token });
    assert_eq!(
        refused(&mut program, &ITermLoan::ownerOfCall { tokenId: token }),
        none
    );
    assert_eq!(
        refused(&mut program, &ITermLoan::getApprovedCall { tokenId: token }),
        none
    );
    assert_eq!(
        refused(
            &mut program,
            &ITermLoan::approveCall {
                to: OTHER,
                tokenId: token
            }
        ),
        none
    );
    let nobody = ITermLoan::balanceOfCall {
        owner: Address::ZERO,
    };
    let invalid = ITermLoan::ERC721InvalidOwner {
        owner: Address::ZERO,
    };
    assert_eq!(
        refused(&mut program, &nobody),
        Refusal::ERC721InvalidOwner(invalid)
    );
}

#[test]
fn a_receiver_with_code_must_say_that_it_takes_positions() {
    let (vm, mut program) = lent();
    vm.set_sender(LENDER);
    vm.set_code(OTHER, vec![1]);
    let safe = ITermLoan::safeTransferFrom_1Call {
        from: LENDER,
        to: OTHER,
        tokenId: ONE,
        data: vec![1, 2, 3].into(),
    };
    // The machine's last answer is not the one that is asked for.
    let receiver = ITermLoan::ERC721InvalidReceiver { receiver: OTHER };
    assert_eq!(
        refused(&mut program, &safe),
        Refusal::ERC721InvalidReceiver(receiver)
    );
    let mut answer = vec![0x15, 0x0b, 0x7a, 0x02];
    answer.resize(32, 0);
    vm.mock_call(OTHER, vec![], U256::ZERO, Ok(answer));
    let back = ITermLoan::safeTransferFrom_0Call {
        from: OTHER,
        to: LENDER,
        tokenId: ONE,
    };
    vm.set_sender(OTHER);
    call(&mut program, &back).unwrap();
    vm.set_sender(LENDER);
    call(&mut program, &safe).unwrap();
    assert_eq!(owner(&mut program), OTHER);
}

#[test]
fn it_says_what_it_is() {
    let (_, mut program) = fresh();
    for (id, known) in [
        (0x01ff_c9a7_u32, true),
        (0x80ac_58cd, true),
        (0x5b5e_139f, false),
        (0xffff_ffff, false),
    ] {
        let asked = ITermLoan::supportsInterfaceCall {
            id: id.to_be_bytes().into(),
        };
        assert_eq!(call(&mut program, &asked), Ok(known), "{id:x}");
    }
    assert_eq!(
        call(&mut program, &ITermLoan::nameCall {}).unwrap(),
        "Ballast term loan"
    );
    assert_eq!(
        call(&mut program, &ITermLoan::symbolCall {}).unwrap(),
        "bTERM"
    );
}
