//! Option loans: who may take an offer, whose a position is, and what each tells of itself.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::SolError;
use ballast_bindings::option_loan::IOptionLoan::Terms;
use ballast_bindings::{IOptionLoan, IPool};
use ballast_chain_tests::stage::travelling;

use crate::option_loan::Desk;
use crate::option_market::{animal, calm};

sol! {
    /// `src/zoo/MoodyToken.sol`.
    interface IMoody {
        function become(uint8 mood) external;
    }
}

/// A whole dollar of USDC.
const DOLLAR: u128 = 1_000_000;

#[test]
fn an_offer_is_for_whom_it_names_until_it_expires_or_is_cancelled() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let now = stage.node.now().await;
        let caller = desk.borrower.address();
        let terms = Terms {
            expiry: U40::from(now + 60),
            allowed: stage.pool(),
            ..desk.terms().await
        };
        let call = IOptionLoan::makeOfferCall {
            terms: terms.clone(),
        };
        let made = stage.does(&desk.lender, desk.at, &call).await;
        let event: IOptionLoan::OfferMade = made.event(desk.at);
        assert_eq!(
            (event.offer, event.lender, event.market, event.terms),
            (
                made.returned,
                desk.lender.address(),
                terms.market,
                terms.clone()
            )
        );
        // The pool's allow-list has nobody; an account that is named is itself; another's is not.
        let error = IOptionLoan::NotAllowed { caller };
        let taking = desk.taking(made.returned, DOLLAR);
        stage
            .refuses(&desk.borrower, desk.at, &taking, error.clone())
            .await;
        let gatekeeper = IPool::setGatekeeperCall {
            gatekeeper: stage.owner.address(),
        };
        stage.does(&stage.owner, stage.pool(), &gatekeeper).await;
        let allow = IPool::setAllowedCall {
            account: caller,
            allowed: true,
        };
        stage.does(&stage.owner, stage.pool(), &allow).await;
        desk.take(made.returned, DOLLAR).await;
        let other = desk
            .offer(Terms {
                allowed: desk.friend.address(),
                ..terms.clone()
            })
            .await;
        let taking = desk.taking(other, DOLLAR);
        stage.refuses(&desk.borrower, desk.at, &taking, error).await;
        stage.does(&desk.friend, desk.at, &taking).await;

        // In its last second it can be taken, a second later not; what is cancelled never.
        desk.at(now + 60).await;
        desk.take(made.returned, DOLLAR).await;
        desk.at(now + 61).await;
        let error = IOptionLoan::OfferExpired {
            expiry: U256::from(now + 60),
        };
        let taking = desk.taking(made.returned, DOLLAR);
        stage.refuses(&desk.borrower, desk.at, &taking, error).await;
        let offer = desk.offer(desk.terms().await).await;
        let cancel = IOptionLoan::cancelOfferCall { offer };
        let cancelled = stage.does(&desk.lender, desk.at, &cancel).await;
        let event: IOptionLoan::OfferCancelled = cancelled.event(desk.at);
        assert_eq!(event.offer, offer);
        let refused = stage
            .refused(&desk.borrower, desk.at, &desk.taking(offer, DOLLAR))
            .await;
        assert_eq!(refused[..4], IOptionLoan::UnknownOffer::SELECTOR);
        desk.adds_up().await;
    });
}

#[test]
fn a_position_tells_whose_it_is_and_who_may_move_it() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 1_000 * DOLLAR).await;
        let [from, to] = [desk.lender.address(), desk.friend.address()];
        let none = U256::from(9);
        let owner = IOptionLoan::ownerOfCall { tokenId: none };
        let error = IOptionLoan::ERC721NonexistentToken { tokenId: none };
        stage.denies(desk.at, &owner, error).await;
        let nobody = IOptionLoan::balanceOfCall {
            owner: Address::ZERO,
        };
        let error = IOptionLoan::ERC721InvalidOwner {
            owner: Address::ZERO,
        };
        stage.denies(desk.at, &nobody, error).await;

        // The holder names who may move one, and an operator of all.
        let approve = IOptionLoan::approveCall { to, tokenId: loan };
        let error = IOptionLoan::ERC721InvalidApprover { approver: to };
        stage.refuses(&desk.friend, desk.at, &approve, error).await;
        let approved = stage.does(&desk.lender, desk.at, &approve).await;
        let event: IOptionLoan::Approval = approved.event(desk.at);
        assert_eq!(
            (event.owner, event.approved, event.tokenId),
            (from, to, loan)
        );
        let operator = IOptionLoan::setApprovalForAllCall {
            operator: to,
            approved: true,
        };
        let set = stage.does(&desk.lender, desk.at, &operator).await;
        let event: IOptionLoan::ApprovalForAll = set.event(desk.at);
        assert_eq!(
            (event.owner, event.operator, event.approved),
            (from, to, true)
        );
        let moved = |from, to| IOptionLoan::transferFromCall {
            from,
            to,
            tokenId: loan,
        };
        let error = IOptionLoan::ERC721IncorrectOwner {
            sender: desk.friend.address(),
            tokenId: loan,
            owner: from,
        };
        stage
            .refuses(&desk.friend, desk.at, &moved(to, from), error)
            .await;
        let error = IOptionLoan::ERC721InvalidReceiver {
            receiver: Address::ZERO,
        };
        stage
            .refuses(&desk.friend, desk.at, &moved(from, Address::ZERO), error)
            .await;
        let done = stage.does(&desk.friend, desk.at, &moved(from, to)).await;
        let event: IOptionLoan::Transfer = done.event(desk.at);
        assert_eq!((event.from, event.to, event.tokenId), (from, to, loan));
    });
}

#[test]
fn a_borrower_hands_a_loan_on_and_each_claims_what_is_its_own() {
    travelling(async |stage| {
        calm(stage).await;
        let moody = animal(stage, "MoodyToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), moody).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 1_000 * DOLLAR).await;
        let principal = U256::from(1_000 * DOLLAR);
        // More than is owed is not all of it, unless it is beyond every amount.
        let above = desk.repaying(loan, principal + U256::ONE);
        let error = IOptionLoan::AboveDebt {
            amount: principal + U256::ONE,
            principal,
        };
        stage.refuses(&desk.borrower, desk.at, &above, error).await;
        // A token that fails is told.
        let become_ = |mood| IMoody::becomeCall { mood };
        stage.does(&stage.owner, moody, &become_(2)).await;
        let error = IOptionLoan::TransferFailed { token: moody };
        let taking = desk.taking(offer, DOLLAR);
        stage.refuses(&desk.borrower, desk.at, &taking, error).await;

        let [previous, borrower] = [desk.borrower.address(), desk.friend.address()];
        let change = IOptionLoan::changeBorrowerCall { loan, borrower };
        let changed = stage.does(&desk.borrower, desk.at, &change).await;
        let event: IOptionLoan::BorrowerChanged = changed.event(desk.at);
        assert_eq!(
            (event.loan, event.previous, event.borrower),
            (loan, previous, borrower)
        );
        // The old one pays; what cannot be sent is the new one's.
        let collateral = U256::from(desk.loan(loan).await.collateral);
        let repaid = stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        let paid = repaid.returned.paid;
        stage.does(&stage.owner, moody, &become_(0)).await;
        let claim = IOptionLoan::claimWithheldCall {
            loan,
            receiver: borrower,
        };
        let before = desk.has(borrower).await;
        let claimed = stage.does(&desk.friend, desk.at, &claim).await;
        let event: IOptionLoan::WithheldClaimed = claimed.event(desk.at);
        assert_eq!(
            (event.loan, event.receiver, event.collateral),
            (loan, borrower, collateral)
        );
        assert_eq!(
            desk.has(borrower).await,
            [before[0], before[1] + collateral]
        );
        let lender = desk.lender.address();
        let claimed = stage
            .does(&desk.lender, desk.at, &desk.claiming(loan, lender))
            .await;
        let event: IOptionLoan::Claimed = claimed.event(desk.at);
        assert_eq!(
            (event.loan, event.receiver, event.cash, event.collateral),
            (loan, lender, paid, U256::ZERO)
        );
        desk.adds_up().await;
    });
}
