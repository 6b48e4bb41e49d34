//! Collars: who may take a bid, whose a call is, and what each verb tells of itself.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, U256};
use alloy::sol;
use alloy::sol_types::{SolError, SolValue};
use ballast_bindings::IOptionLoan;
use ballast_bindings::collar::ICollar::{self, Bid};
use ballast_bindings::option_loan::IOptionLoan::Terms;
use ballast_chain_tests::stage::{IToken, travelling};

use crate::collar::Desk;

sol! {
    /// `src/zoo/GreedyMarket.sol`.
    interface IChanging {
        function change(address debtAsset, uint40 expiry) external;
    }
}

sol! {
    /// Any token.
    interface IAllowing {
        function allowance(address owner, address spender) external view returns (uint256);
    }
}

/// A whole dollar of USDC.
const DOLLAR: u128 = 1_000_000;

#[test]
fn a_bid_is_told_and_taken_until_it_is_cancelled() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        // What is no program of loans makes no collars.
        let arguments = (desk.debt,).abi_encode_params();
        let refused = stage.construct("collar", &arguments).await;
        let refused = refused.expect_err("loans").to_string();
        let name = ICollar::InvalidLoans::SIGNATURE.trim_end_matches("(address)");
        assert!(refused.contains(name), "{refused}");

        let terms = Bid {
            expiry: U40::from(stage.node.now().await + 60),
            ..desk.bidding()
        };
        let call = ICollar::makeBidCall {
            terms: terms.clone(),
        };
        let made = stage.does(&desk.buyer, desk.at, &call).await;
        let event: ICollar::BidMade = made.event(desk.at);
        assert_eq!(
            (event.bid, event.buyer, event.market, event.terms),
            (made.returned, desk.buyer.address(), desk.market, terms)
        );
        let offer = desk.offer(desk.terms()).await;
        desk.open(offer, DOLLAR, made.returned).await;
        let cancel = ICollar::cancelBidCall { bid: made.returned };
        let cancelled = stage.does(&desk.buyer, desk.at, &cancel).await;
        let event: ICollar::BidCancelled = cancelled.event(desk.at);
        assert_eq!(event.bid, made.returned);
        let opening = desk.opening(offer, DOLLAR, made.returned);
        let refused = stage.refused(&desk.owner, desk.at, &opening).await;
        assert_eq!(refused[..4], ICollar::UnknownBid::SELECTOR);
        let collar = U256::from(9);
        let unknown = ICollar::UnknownCollar { collar };
        stage
            .denies(desk.at, &ICollar::collarAtCall { collar }, unknown)
            .await;
        desk.adds_up().await;
    });
}

#[test]
fn a_call_tells_whose_it_is_and_who_may_move_it() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        let [from, to] = [desk.buyer.address(), desk.friend.address()];
        let none = U256::from(9);
        let error = ICollar::ERC721NonexistentToken { tokenId: none };
        stage
            .denies(desk.at, &ICollar::ownerOfCall { tokenId: none }, error)
            .await;
        let owner = Address::ZERO;
        let error = ICollar::ERC721InvalidOwner { owner };
        stage
            .denies(desk.at, &ICollar::balanceOfCall { owner }, error)
            .await;

        let approve = ICollar::approveCall {
            to,
            tokenId: collar,
        };
        let error = ICollar::ERC721InvalidApprover { approver: to };
        stage.refuses(&desk.friend, desk.at, &approve, error).await;
        let approved = stage.does(&desk.buyer, desk.at, &approve).await;
        let event: ICollar::Approval = approved.event(desk.at);
        assert_eq!(
            (event.owner, event.approved, event.tokenId),
            (from, to, collar)
        );
        let operator = ICollar::setApprovalForAllCall {
            operator: to,
            approved: true,
        };
        let set = stage.does(&desk.buyer, desk.at, &operator).await;
        let event: ICollar::ApprovalForAll = set.event(desk.at);
        assert_eq!(
            (event.owner, event.operator, event.approved),
            (from, to, true)
        );
        let moved = |from, to| ICollar::transferFromCall {
            from,
            to,
            tokenId: collar,
        };
        let error = ICollar::ERC721IncorrectOwner {
            sender: to,
            tokenId: collar,
            owner: from,
        };
        stage
            .refuses(&desk.friend, desk.at, &moved(to, from), error)
            .await;
        let error = ICollar::ERC721InvalidReceiver {
            receiver: Address::ZERO,
        };
        stage
            .refuses(&desk.friend, desk.at, &moved(from, Address::ZERO), error)
            .await;
        let done = stage.does(&desk.friend, desk.at, &moved(from, to)).await;
        let event: ICollar::Transfer = done.event(desk.at);
        assert_eq!((event.from, event.to, event.tokenId), (from, to, collar));
    });
}

#[test]
fn every_change_of_a_collar_is_told() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        let (owner, friend) = (desk.owner.address(), desk.friend.address());
        let collateral = U256::from(desk.collar(collar).await.amount);

        // A friend repays all: the puts go to the owner, the collateral waits for the call.
        let repay = desk.repaying(collar, U256::MAX);
        let repaid = stage.does(&desk.friend, desk.at, &repay).await;
        let event: ICollar::Repaid = repaid.event(desk.at);
        assert_eq!(
            (event.collar, event.payer, event.paid),
            (collar, friend, repaid.returned)
        );
        let event: ICollar::Collected = repaid.event(desk.at);
        assert_eq!((event.collar, event.puts), (collar, collateral));
        let event: ICollar::Claimed = repaid.event(desk.at);
        assert_eq!(
            (event.receiver, event.collateral, event.puts),
            (owner, U256::ZERO, collateral)
        );
        // Its holder gives the call up, and all is the owner's.
        let cancel = ICollar::cancelCallCall { collar };
        let cancelled = stage.does(&desk.buyer, desk.at, &cancel).await;
        let event: ICollar::CallCancelled = cancelled.event(desk.at);
        assert_eq!((event.collar, event.by), (collar, desk.buyer.address()));
        let change = ICollar::changeOwnerCall {
            collar,
            owner: friend,
        };
        let changed = stage.does(&desk.owner, desk.at, &change).await;
        let event: ICollar::OwnerChanged = changed.event(desk.at);
        assert_eq!((event.previous, event.owner), (owner, friend));
        let before = desk.has(friend).await;
        let claim = ICollar::claimCall {
            collar,
            receiver: friend,
        };
        let claimed = stage.does(&desk.friend, desk.at, &claim).await;
        let event: ICollar::Claimed = claimed.event(desk.at);
        assert_eq!((event.receiver, event.collateral), (friend, collateral));
        assert_eq!(desk.has(friend).await[1], before[1] + collateral);
        desk.adds_up().await;

        // Another is released once its call is given up.
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        let cancel = ICollar::cancelCallCall { collar };
        stage.does(&desk.buyer, desk.at, &cancel).await;
        let release = ICollar::releaseCall {
            collar,
            borrower: friend,
        };
        let released = stage.does(&desk.owner, desk.at, &release).await;
        let event: ICollar::Released = released.event(desk.at);
        assert_eq!((event.collar, event.borrower), (collar, friend));
        desk.adds_up().await;
    });
}

/// A market tells the lender one thing and the buyer another: neither dates nor assets that differ get at what is others'.
#[test]
fn a_market_that_changes_its_word_takes_nothing_from_other_collars() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        // What there is to take: cash of a call that was exercised, which its owner did not claim.
        let (offer, bid) = (
            desk.offer(desk.terms()).await,
            desk.bid(desk.bidding()).await,
        );
        let rich = desk.open(offer, 10_000 * DOLLAR, bid).await;

        let tokens = [stage.token("ETH"), stage.token("USDC")];
        let expiry = U40::from(stage.node.now().await + 86_400);
        let arguments = (tokens[0], tokens[1], U256::from(expiry)).abi_encode_params();
        let market = stage.create(&stage.owner, "GreedyMarket", &arguments).await;
        let change = async |debt, expiry| {
            let call = IChanging::changeCall {
                debtAsset: debt,
                expiry,
            };
            stage.does(&stage.owner, market, &call).await;
        };
        let lend = async || {
            let terms = Terms {
                market,
                ..desk.terms()
            };
            desk.offer(terms).await
        };
        let bidding = async || {
            let terms = Bid {
                market,
                price: 0,
                expiry,
                ..desk.bidding()
            };
            desk.bid(terms).await
        };
        // Other dates: the loan would end before its call.
        let offer = lend().await;
        change(tokens[1], expiry + U40::from(86_400)).await;
        let bid = bidding().await;
        let error = ICollar::OtherMarket { market };
        stage
            .refuses(
                &desk.owner,
                desk.at,
                &desk.opening(offer, 1_000 * DOLLAR, bid),
                error,
            )
            .await;
        // Other assets: the loan is of USDC, the call of a token of which anyone makes as much as it likes.
        change(tokens[1], expiry).await;
        let offer = lend().await;
        let arguments = ("F".to_owned(), "F".to_owned(), U256::from(6)).abi_encode_params();
        let fake = stage.create(&stage.owner, "DevToken", &arguments).await;
        change(fake, expiry).await;
        let bid = bidding().await;
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        for account in [desk.owner.address(), desk.buyer.address()] {
            let amount = U256::from(u64::MAX);
            let call = IToken::mintCall { account, amount };
            stage.does(&stage.owner, fake, &call).await;
        }
        stage.approve_at(fake, &desk.owner, desk.at).await;
        let refused = stage
            .refused(&desk.owner, desk.at, &desk.repaying(collar, U256::MAX))
            .await;
        assert_eq!(refused[..4], IOptionLoan::TransferFailed::SELECTOR);

        // The program of loans may pull nothing between calls, of whatever asset.
        let allowed = async || {
            for token in [tokens[0], tokens[1], fake] {
                let (owner, spender) = (desk.at, desk.loans);
                let call = IAllowing::allowanceCall { owner, spender };
                assert_eq!(stage.read(token, &call).await, U256::ZERO);
            }
        };
        allowed().await;
        let some = desk.repaying(rich, U256::from(1_000 * DOLLAR));
        stage.does(&desk.owner, desk.at, &some).await;
        allowed().await;
    });
}

/// Puts that cannot be sent wait; cash and collateral do not.
#[test]
fn a_market_that_burns_gas_holds_up_nothing_but_its_puts() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let expiry = U40::from(stage.node.now().await + 86_400);
        let tokens = [stage.token("ETH"), stage.token("USDC")];
        let arguments = (tokens[0], tokens[1], U256::from(expiry)).abi_encode_params();
        let market = stage.create(&stage.owner, "GreedyMarket", &arguments).await;
        let terms = Terms {
            market,
            ..desk.terms()
        };
        let offer = desk.offer(terms).await;
        let bid = desk
            .bid(Bid {
                market,
                expiry,
                ..desk.bidding()
            })
            .await;
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        let cancel = ICollar::cancelCallCall { collar };
        stage.does(&desk.buyer, desk.at, &cancel).await;
        let before = desk.has(desk.owner.address()).await[1];
        let locked = U256::from(desk.collar(collar).await.amount);
        let repaid = stage
            .does(&desk.owner, desk.at, &desk.repaying(collar, U256::MAX))
            .await;
        let has = desk.has(desk.owner.address()).await[1];
        assert_eq!(has, before + locked);
        // Twice two million for what burns, here and in the loan.
        let gas = repaid.receipt.gas_used;
        assert!(gas < 6_000_000, "{gas}");
    });
}
