// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Collars: loans that a put protects, whose put a sold call pays for
/// @notice Buyers bid for calls: the right to buy collateral at a price, the call's strike, when its market expires. Who opens
/// a collar takes a loan of `IOptionLoan`, whose puts bound what the collateral can come to be worth, and sells the bidder a
/// call on the same collateral, which bounds it from above. The bidder's premium is paid out with the loan: where it is no
/// less than the puts', the collar costs nothing. The collateral itself stands for the call, so the call is covered at every
/// price; and no price and no oracle take part after the opening.
///
/// This program is the borrower of those loans, for their owners. The loans know nothing of calls: OPT-2 holds as ever, and
/// what others may do with a loan, they may do still. What comes to the borrower waits in the loan
/// (`IOptionLoan.withhold`), from where it is taken in for its collar, to the unit.
///
/// Dates. A call can be exercised from its market's expiry for as many seconds as its bid says, its window, which ends an
/// hour or more before others may exercise the loan's puts. Until it is over the collateral stays, though the loan be
/// repaid; after it, or once the call is exercised or cancelled, the collar is its owner's alone: to repay, to exercise
/// the puts, or to take the loan itself (`release`), before others may exercise.
///
/// Who bears what. The owner gives up what the collateral gains above the call's strike, and bears what a borrower of
/// `IOptionLoan` bears. The call's holder bears the premium, and that it does not or cannot exercise within the window.
/// The lender bears what it does without a collar. Nobody owns this program: it has no parameters, no fees and no pause.
///
/// Amounts are units, below 2^128. A call's premium rounds down, what its exercise costs up. Tokens that take fees on
/// transfer are refused; rebasing tokens must be wrapped. Tokens sent otherwise count for nothing. Errors of `IOptionLoan`
/// come through as they are.
interface ICollar {
    /// @notice What a buyer bids for a call on a unit of collateral.
    /// @param market `IOptionMarket` whose puts the loan has: of its underlying, in its debt asset, at its expiry.
    /// @param strike Debt asset for a whole unit of the underlying, WAD: what the call's exercise pays.
    /// @param price Of the call, likewise: what the bidder pays now.
    /// @param size Units of the underlying; falls as collars are opened.
    /// @param least Units that one collar must have, unless it takes all that is left.
    /// @param window Seconds from the market's expiry in which the call can be exercised: 3,600, to two hours less than the
    /// market's window.
    /// @param expiry Last second in which a collar can be opened by it.
    /// @param allowed Who may: an account, or those of whom this contract tells so (`IAllowList`); zero: anyone.
    struct Bid {
        address market;
        uint128 strike;
        uint128 price;
        uint128 size;
        uint128 least;
        uint32 window;
        uint40 expiry;
        address allowed;
    }

    /// @notice What became of a call.
    enum Call {
        Open,
        Exercised,
        Cancelled
    }

    /// @notice A collar as it is stored.
    /// @param owner Whose it is.
    /// @param bid Whose terms hold.
    /// @param loan Of `loans`; zero: released.
    /// @param call What became of the call.
    /// @param amount Units of the underlying that the call is on.
    /// @param cash Debt units here, the owner's.
    /// @param collateral Units here: the call's while that can be exercised, then the owner's.
    /// @param puts Puts here, the owner's.
    struct Collar {
        address owner;
        uint64 bid;
        uint64 loan;
        Call call;
        uint128 amount;
        uint128 cash;
        uint128 collateral;
        uint128 puts;
    }

    /// @notice What can be done with a collar.
    enum Phase {
        Running,
        Callable,
        Over
    }

    /// @notice Where a collar stands, with what waits in its loan.
    /// @param phase `Running` before the market's expiry; `Callable` in the call's window; `Over` after it, and once the call
    /// is exercised or cancelled: the owner's alone.
    /// @param owed What repaying all of the loan costs now; nothing where it is released.
    /// @param cost What exercise of the call costs.
    /// @param cash Debt units that are the owner's, with what the market withholds of them still.
    /// @param collateral Units that the call, and then the owner, can have without the loan being repaid.
    /// @param puts Puts that the owner can claim.
    /// @param callFrom From this second on the call can be exercised: the market's expiry.
    /// @param callUntil Until this second, included.
    /// @param graceUntil Until this second, included, nobody but the owner can have the loan's puts exercised.
    /// @param until Until this second, included, they can be exercised.
    /// @param forfeitFrom From this second on, if nothing was done, the loan's collateral is its lender's.
    struct Status {
        Phase phase;
        uint256 owed;
        uint256 cost;
        uint256 cash;
        uint256 collateral;
        uint256 puts;
        uint256 callFrom;
        uint256 callUntil;
        uint256 graceUntil;
        uint256 until;
        uint256 forfeitFrom;
    }

    /// @notice A bid stands. `terms` as given.
    event BidMade(uint256 indexed bid, address indexed buyer, address indexed market, Bid terms);
    /// @notice A bid can no longer be taken; calls from it go on.
    event BidCancelled(uint256 indexed bid);
    /// @notice A collar was opened: `buyer` paid `premium` for a call on `collateral`, and of it and what the loan paid out
    /// above its puts `receiver` got `paid`.
    event Opened(
        uint256 indexed collar,
        uint256 indexed bid,
        address indexed owner,
        address buyer,
        uint256 loan,
        uint256 collateral,
        uint256 premium,
        uint256 paid,
        address receiver
    );
    /// @notice A call was exercised: of `cost`, `repaid` ended the loan, and the rest is the owner's.
    event CallExercised(
        uint256 indexed collar, address by, address indexed receiver, uint256 collateral, uint256 cost, uint256 repaid
    );
    /// @notice A call was given up by who holds it.
    event CallCancelled(uint256 indexed collar, address by);
    /// @notice Principal of a collar's loan was repaid here, with interest `paid` in all.
    event Repaid(uint256 indexed collar, address payer, uint256 paid);
    /// @notice What a loan freed was taken in for its collar.
    event Collected(uint256 indexed collar, uint256 cash, uint256 collateral, uint256 puts);
    /// @notice An owner was sent what is its own.
    event Claimed(uint256 indexed collar, address indexed receiver, uint256 cash, uint256 collateral, uint256 puts);
    /// @notice A collar's loan went to another borrower, with what waits in it.
    event Released(uint256 indexed collar, address indexed borrower);
    /// @notice A collar has another owner.
    event OwnerChanged(uint256 indexed collar, address indexed previous, address indexed owner);
    /// @notice ERC-721, of calls.
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    /// @notice ERC-721.
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    /// @notice ERC-721.
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    /// @notice There is no such bid, or nothing is left of it.
    error UnknownBid(uint256 bid);
    /// @notice There is no such collar.
    error UnknownCollar(uint256 collar);
    /// @notice The bid could be taken until `expiry`.
    error BidExpired(uint256 expiry);
    /// @notice The bid is not for this account.
    error NotAllowed(address caller);
    /// @notice Not from `least` to `most` units of collateral are taken by the bid.
    error AmountOutOfBounds(uint256 amount, uint256 least, uint256 most);
    /// @notice The loan's puts are of this market, and not of the bid's.
    error OtherMarket(address market);
    /// @notice The call's strike is below the puts', at which its exercise would not pay what is owed.
    error StrikeBelowPuts(uint256 strike, uint256 puts);
    /// @notice Others may exercise the loan's puts after `grace` seconds; a call of this window needs `least`.
    error GraceTooShort(uint256 grace, uint256 least);
    /// @notice The loan needs more collateral than the caller gives.
    error CollateralAboveLimit(uint256 needed, uint256 limit);
    /// @notice Loan and call pay less than the caller asks.
    error PaymentBelowLimit(uint256 paid, uint256 limit);
    /// @notice The payment is more than the caller gives.
    error PaymentAboveLimit(uint256 needed, uint256 limit);
    /// @notice The call can be exercised from one second to another.
    error NotExercisable(uint256 from, uint256 until);
    /// @notice The call can be exercised until this second: the collar is not its owner's alone yet.
    error CallOpen(uint256 until);
    /// @notice The call was exercised or cancelled.
    error CallEnded(uint256 collar);
    /// @notice The loan was released.
    error LoanReleased(uint256 collar);
    /// @notice The program at this address is none of `IOptionLoan`.
    error InvalidLoans(address loans);
    /// @notice The market does not tell terms by which a call could be made.
    error InvalidMarket(address market);
    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice ERC-6093: the zero address holds no calls.
    error ERC721InvalidOwner(address owner);
    /// @notice ERC-6093: there is no such call.
    error ERC721NonexistentToken(uint256 tokenId);
    /// @notice ERC-6093: the call is another's.
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    /// @notice ERC-6093: the caller may not move the call.
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    /// @notice ERC-6093: the account does not take calls.
    error ERC721InvalidReceiver(address receiver);
    /// @notice ERC-6093: only the owner and its operators approve.
    error ERC721InvalidApprover(address approver);

    /// @notice Bids the caller's cash for calls. It stays in the caller's wallet, which must approve this program.
    /// @return bid Its number, from 1.
    /// @dev Event: BidMade. Errors: ZeroAmount (of size or strike), ZeroAddress, InvalidMarket, TransferFailed (a token
    /// without decimals), ParameterOutOfBounds (position in Bid).
    function makeBid(Bid calldata terms) external returns (uint256 bid);

    /// @notice Ends a bid. Only its buyer.
    /// @dev Event: BidCancelled. Errors: UnknownBid, Unauthorised.
    function cancelBid(uint256 bid) external;

    /// @notice Opens a collar, in one step: pulls the premium from the buyer and the collateral from the caller, who becomes
    /// the owner, takes `amount` of an offer of `loans` with its puts paid out of it, and sends `receiver` what is left with
    /// the premium: `amount` less the puts' premium and with the call's. The call, on as much as the loan locks, is the
    /// buyer's position. 2^128 and more: all that is left of the offer.
    /// @param offer Of `loans`; its lender must take this program for a borrower.
    /// @param mostCollateral At most; rounds up.
    /// @param leastPaid Debt units at least to `receiver`: with `amount` the collar costs nothing.
    /// @return collar Its number, from 1, also that of the call's position.
    /// @dev Events: Opened, Transfer (position), and of the loan. Errors: UnknownBid, BidExpired, NotAllowed, OtherMarket,
    /// StrikeBelowPuts, GraceTooShort, AmountOutOfBounds, CollateralAboveLimit, PaymentBelowLimit, InvalidMarket,
    /// ZeroAmount, ZeroAddress, RiskCalculation, Transfer*, Reentered; of `IOptionLoan.take`.
    function open(
        uint256 offer,
        uint256 amount,
        uint256 bid,
        uint256 mostCollateral,
        uint256 leastPaid,
        address receiver
    ) external returns (uint256 collar);

    /// @notice Exercises a call in its window: pulls what it costs from the caller, repays the loan with it, and sends the
    /// call's collateral to `receiver`. The rest of the cash is the owner's to claim, with the puts. Only the call's holder,
    /// and who may move it.
    /// @return cost Debt units. @return collateral Units.
    /// @dev Events: CallExercised, Collected, and of the loan. Errors: UnknownCollar, CallEnded, NotExercisable,
    /// ERC721InsufficientApproval, ZeroAddress, RiskCalculation, Transfer* (also where the loan could not send the
    /// collateral), Reentered.
    function exerciseCall(uint256 collar, address receiver) external returns (uint256 cost, uint256 collateral);

    /// @notice Gives a call up, so that the collar is its owner's alone: a call that the owner bought back, say. Only the
    /// call's holder, and who may move it.
    /// @dev Event: CallCancelled. Errors: UnknownCollar, CallEnded, ERC721InsufficientApproval.
    function cancelCall(uint256 collar) external;

    /// @notice Repays `principal` of the loan with the interest on it up to now, at any time. What it frees and can be had
    /// goes to the owner, or where the owner says who pays itself: puts, and collateral once the call is over. 2^128 and more:
    /// all of it. Anyone may pay.
    /// @param most Debt units at most. @param receiver Where the owner calls; ignored of others.
    /// @return paid Debt units.
    /// @dev Events: Repaid, Collected, Claimed, and of the loan. Errors: UnknownCollar, LoanReleased, PaymentAboveLimit,
    /// ZeroAddress, RiskCalculation, Transfer* (of the debt asset), Reentered; of `IOptionLoan.repay`.
    function repay(uint256 collar, uint256 principal, uint256 most, address receiver) external returns (uint256 paid);

    /// @notice Exercises the loan's puts once the call is over, which ends the loan, and sends `receiver` what is the owner's.
    /// Only the owner; others, past the grace, at `loans` itself.
    /// @return cash Debt units to `receiver`.
    /// @dev Events: Collected, Claimed, and of the loan. Errors: UnknownCollar, Unauthorised, LoanReleased, CallOpen,
    /// ZeroAddress, Transfer*, Reentered; of `IOptionLoan.exercise`.
    function exercisePuts(uint256 collar, address receiver) external returns (uint256 cash);

    /// @notice Sends the owner what is its own, here and in the loan: cash and puts, and collateral once the call is over. To
    /// `receiver` where the owner calls; anyone may have it sent to the owner. What cannot be sent stays.
    /// @return cash Debt units. @return collateral Units. @return puts Units.
    /// @dev Events: Collected, Claimed. Errors: UnknownCollar, ZeroAmount (there is none), ZeroAddress, Transfer* (the loan
    /// sent less than it says), Reentered.
    function claim(uint256 collar, address receiver)
        external
        returns (uint256 cash, uint256 collateral, uint256 puts);

    /// @notice Makes `borrower` the loan's, once the call is over, with what waits in it: to roll it, say. Only the owner.
    /// What is here already stays to be claimed.
    /// @dev Events: Released, and of the loan. Errors: UnknownCollar, Unauthorised, LoanReleased, CallOpen, ZeroAddress,
    /// Reentered.
    function release(uint256 collar, address borrower) external;

    /// @notice Makes `owner` the one whom the collar belongs to. Only the owner.
    /// @dev Event: OwnerChanged. Errors: UnknownCollar, Unauthorised, ZeroAddress.
    function changeOwner(uint256 collar, address owner) external;

    /// @notice `IOptionLoan` whose loans these are. Fixed.
    function loans() external view returns (address);

    /// @notice A bid: its buyer, and its terms with `size` as far as it is left (0: nothing, or cancelled).
    /// @dev Errors: UnknownBid.
    function bidAt(uint256 bid) external view returns (address buyer, Bid memory terms);

    /// @notice What a collar would be now. 2^128 and more: all that is left of the offer.
    /// @return collateral That its loan would lock, and its call be on.
    /// @return putPremium Of the puts, by the market.
    /// @return callPremium That the buyer would pay.
    /// @return paid Debt units to the receiver; zero also where the puts cost more than there is.
    /// @return owedAtMost Debt units at the end of the market's window.
    /// @return cost Of the call's exercise.
    /// @dev Errors: UnknownBid, RiskCalculation; of `IOptionLoan.quote`.
    function quote(uint256 offer, uint256 amount, uint256 bid)
        external
        view
        returns (
            uint256 collateral,
            uint256 putPremium,
            uint256 callPremium,
            uint256 paid,
            uint256 owedAtMost,
            uint256 cost
        );

    /// @notice A collar, also one that has ended.
    /// @dev Errors: UnknownCollar.
    function collarAt(uint256 collar) external view returns (Collar memory state);

    /// @notice Where a collar stands.
    /// @dev Errors: UnknownCollar, RiskCalculation.
    function statusOf(uint256 collar) external view returns (Status memory status);

    /// @notice How many bids and collars there have been: their last numbers.
    function counts() external view returns (uint256 bids, uint256 collars);

    /// @notice ERC-721. Errors: ERC721InvalidOwner.
    function balanceOf(address owner) external view returns (uint256);
    /// @notice ERC-721.
    function ownerOf(uint256 tokenId) external view returns (address);
    /// @notice ERC-721.
    function getApproved(uint256 tokenId) external view returns (address);
    /// @notice ERC-721.
    function isApprovedForAll(address owner, address operator) external view returns (bool);
    /// @notice ERC-721.
    function approve(address to, uint256 tokenId) external;
    /// @notice ERC-721.
    function setApprovalForAll(address operator, bool approved) external;
    /// @notice ERC-721.
    function transferFrom(address from, address to, uint256 tokenId) external;
    /// @notice ERC-721: asks `to` whether it takes the position, if it is a contract.
    function safeTransferFrom(address from, address to, uint256 tokenId) external;
    /// @notice ERC-721, with data for `to`.
    function safeTransferFrom(address from, address to, uint256 tokenId, bytes calldata data) external;
    /// @notice ERC-165: ERC-721 and ERC-165 itself.
    function supportsInterface(bytes4 id) external view returns (bool);
    /// @notice ERC-721: "Ballast covered call".
    function name() external view returns (string memory);
    /// @notice ERC-721: "bCALL".
    function symbol() external view returns (string memory);
}
