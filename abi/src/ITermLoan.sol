// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Tells who may take an offer
interface IAllowList {
    /// @notice Whether an account may.
    function isAllowed(address account) external view returns (bool);
}

/// @title Loans without liquidation: fixed rate, fixed dates, locked collateral
/// @notice A lender offers terms; whoever takes them locks collateral in this program, where nobody lends it on, and which
/// no price can take away. Paying an instalment unlocks its share of the collateral. An instalment that is not paid by the
/// end of its grace forfeits that share, and is thereby settled: its principal and the interest on that are owed no longer;
/// interest on the rest comes with the next payment. So every instalment is a put that the borrower holds and the lender has
/// sold: the rate must pay for it, and the lender bears the fall of the collateral's price below what is owed. The borrower
/// bears no more than what is locked.
///
/// Nobody owns this program: it has no settings, no fees, no pause and no oracle of its own. Cash comes from the lender's
/// wallet when an offer is taken. What is paid back waits here until the holder of the loan's position, an ERC-721 token
/// whose number is the loan's, claims it, and unlocked collateral that cannot be sent waits for the borrower: neither a
/// lender nor the collateral's token can stand in the way of a repayment.
///
/// Amounts are units of their token, below 2^128. Rates are WAD per year, interest compounds by the second. Interest and
/// collateral to be locked or forfeited round up, collateral unlocked rounds down: against the borrower; the last of the
/// principal takes all collateral that is left. Tokens that take fees on transfer are refused; balances that move by
/// themselves are not followed, so rebasing tokens must be wrapped.
interface ITermLoan {
    /// @notice How principal is repaid. `Bullet`: at the end of one period. `EqualPrincipal`: the same principal each period.
    /// `EqualPayment`: the same payment, interest included, each period. `Custom`: by the offer's steps.
    enum Kind {
        Bullet,
        EqualPrincipal,
        EqualPayment,
        Custom
    }

    /// @notice An instalment of a custom plan.
    /// @param due Seconds after the loan's start, above that of the step before.
    /// @param share Of the principal, bps, at least 1; all steps together make 10,000.
    struct Step {
        uint32 due;
        uint16 share;
    }

    /// @notice What a lender offers.
    /// @param debtAsset Token that is lent.
    /// @param collateralAsset Token that is locked; another one.
    /// @param size Units of the debt asset that are lent, to one borrower or many.
    /// @param least Least that is taken at once, unless it is all that is left.
    /// @param loanPerCollateral Most debt units per collateral unit, WAD; 0: no such limit.
    /// @param loanToValue Most debt per collateral at the opening, bps of the value that `oracle` tells, at most 10,000; 0: no
    /// such limit. At least one of the two limits is set.
    /// @param oracle Answers ERC-7726 `getQuote`, and must be trusted by the lender; zero where `loanToValue` is 0.
    /// @param rate WAD per year, at most 10.
    /// @param kind How principal is repaid.
    /// @param count Instalments, 1 to 120; 1 of `Bullet`; of `Custom` 0, for there are as many as steps.
    /// @param period Seconds between instalments, at least 3,600; of `Custom` 0. No loan is longer than ten years.
    /// @param grace Seconds after its date in which an instalment can still be paid, at most 90 days.
    /// @param expiry Last second at which the offer can be taken.
    /// @param allowed Who may take it: an account, or those of whom this contract tells so (`IAllowList`); zero: anyone.
    struct Terms {
        address debtAsset;
        address collateralAsset;
        uint128 size;
        uint128 least;
        uint128 loanPerCollateral;
        uint16 loanToValue;
        address oracle;
        uint64 rate;
        Kind kind;
        uint16 count;
        uint32 period;
        uint32 grace;
        uint40 expiry;
        address allowed;
    }

    /// @notice A loan as it is stored; what is missed and not settled yet is still in it.
    /// @param borrower Whom unlocked collateral belongs to.
    /// @param offer Whose terms hold.
    /// @param start When it was opened.
    /// @param settled Instalments that are paid or missed.
    /// @param interestFrom Second up to which interest on all principal is paid.
    /// @param opened Principal at the start.
    /// @param principal Principal that is owed.
    /// @param collateral Collateral that is locked.
    /// @param cash Debt units that the position's holder can claim.
    /// @param forfeited Collateral units that it can claim.
    /// @param withheld Unlocked collateral that could not be sent, which the borrower can claim.
    struct Loan {
        address borrower;
        uint64 offer;
        uint40 start;
        uint16 settled;
        uint40 interestFrom;
        uint128 opened;
        uint128 principal;
        uint128 collateral;
        uint128 cash;
        uint128 forfeited;
        uint128 withheld;
    }

    /// @notice An instalment that is neither paid nor missed.
    /// @param number From 1.
    /// @param due Its date; it can be paid until `due + grace`, that second included.
    /// @param principal Principal that it repays.
    /// @param interest Interest on all principal that comes with it: up to its date, or up to now if that is later.
    /// @param unlocks Collateral that it unlocks.
    struct Instalment {
        uint16 number;
        uint40 due;
        uint128 principal;
        uint128 interest;
        uint128 unlocks;
    }

    /// @notice An offer stands. `terms` as given.
    event OfferMade(uint256 indexed offer, address indexed lender, address indexed collateralAsset, Terms terms, Step[] steps);
    /// @notice An offer can no longer be taken; loans from it go on.
    event OfferCancelled(uint256 indexed offer);
    /// @notice A loan was opened.
    event Opened(
        uint256 indexed loan,
        uint256 indexed offer,
        address indexed borrower,
        address lender,
        uint256 principal,
        uint256 collateral,
        address receiver
    );
    /// @notice Instalments were paid, up to the one of this number.
    event InstalmentPaid(
        uint256 indexed loan, uint256 indexed number, address payer, uint256 principal, uint256 interest, uint256 unlocked
    );
    /// @notice Principal was repaid before its date.
    event RepaidEarly(uint256 indexed loan, address payer, uint256 principal, uint256 interest, uint256 unlocked);
    /// @notice Instalments were missed, up to the one of this number: so much principal is owed no longer, nor the interest
    /// on it, and so much collateral is the lender's.
    event Forfeited(uint256 indexed loan, uint256 number, uint256 principal, uint256 collateral);
    /// @notice A loan was repaid whole by another.
    event Refinanced(uint256 indexed loan, uint256 indexed by);
    /// @notice The holder of a position took what was paid to it.
    event Claimed(uint256 indexed loan, address indexed receiver, uint256 cash, uint256 collateral);
    /// @notice Unlocked collateral could not be sent: the borrower can claim it.
    event Withheld(uint256 indexed loan, uint256 collateral);
    /// @notice The borrower took what had been withheld.
    event UnlockedClaimed(uint256 indexed loan, address indexed receiver, uint256 collateral);
    /// @notice A loan has another borrower.
    event BorrowerChanged(uint256 indexed loan, address indexed previous, address indexed borrower);
    /// @notice ERC-721, of positions.
    event Transfer(address indexed from, address indexed to, uint256 indexed tokenId);
    /// @notice ERC-721.
    event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId);
    /// @notice ERC-721.
    event ApprovalForAll(address indexed owner, address indexed operator, bool approved);

    /// @notice There is no such offer, or nothing is left of it.
    error UnknownOffer(uint256 offer);
    /// @notice There is no such loan, or it has ended.
    error UnknownLoan(uint256 loan);
    /// @notice The offer could be taken until `expiry`.
    error OfferExpired(uint256 expiry);
    /// @notice The offer is not for this account.
    error NotAllowed(address caller);
    /// @notice Not from `least` to `most` is taken.
    error AmountOutOfBounds(uint256 amount, uint256 least, uint256 most);
    /// @notice The loan needs more collateral than the caller gives.
    error CollateralAboveLimit(uint256 needed, uint256 limit);
    /// @notice The payment is more than the caller gives.
    error PaymentAboveLimit(uint256 needed, uint256 limit);
    /// @notice What is repaid is less than the instalment that is due.
    error BelowInstalment(uint256 amount, uint256 instalment);
    /// @notice Terms must name two tokens.
    error SameAsset(address asset);
    /// @notice The new loan is not of the old one's two assets.
    error OtherAssets(address debtAsset, address collateralAsset);
    /// @notice The steps do not make a plan.
    error InvalidPlan();
    /// @notice The offer's oracle gives no price.
    error NoPrice(address oracle);
    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice ERC-6093: the zero address holds no positions.
    error ERC721InvalidOwner(address owner);
    /// @notice ERC-6093: there is no such position.
    error ERC721NonexistentToken(uint256 tokenId);
    /// @notice ERC-6093: the position is another's.
    error ERC721IncorrectOwner(address sender, uint256 tokenId, address owner);
    /// @notice ERC-6093: the caller may not move the position.
    error ERC721InsufficientApproval(address operator, uint256 tokenId);
    /// @notice ERC-6093: the account does not take positions.
    error ERC721InvalidReceiver(address receiver);
    /// @notice ERC-6093: only the owner and its operators approve.
    error ERC721InvalidApprover(address approver);

    /// @notice Offers the caller's cash on these terms. It stays in the caller's wallet, which must approve this program.
    /// @param steps Of a custom plan, 1 to 10; of others none.
    /// @return offer Its number, from 1.
    /// @dev Event: OfferMade. Errors: ZeroAmount, ZeroAddress, SameAsset, ParameterOutOfBounds (position in Terms), InvalidPlan.
    function makeOffer(Terms calldata terms, Step[] calldata steps) external returns (uint256 offer);

    /// @notice Ends an offer. Only its lender.
    /// @dev Event: OfferCancelled. Errors: UnknownOffer, Unauthorised.
    function cancelOffer(uint256 offer) external;

    /// @notice Takes `amount` of an offer: pulls the collateral from the caller, who becomes the borrower, and the cash from
    /// the lender, and pays it to `receiver`. 2^128 and more: all that is left of the offer.
    /// @param most Collateral at most; rounds up.
    /// @return loan Its number, from 1, also that of the lender's position.
    /// @dev Events: Opened, Transfer (position). Errors: UnknownOffer, OfferExpired, NotAllowed, AmountOutOfBounds,
    /// CollateralAboveLimit, NoPrice, ZeroAmount, ZeroAddress, RiskCalculation (also where 2^127 units could come to be owed),
    /// Transfer*, Reentered.
    function take(uint256 offer, uint256 amount, uint256 most, address receiver) external returns (uint256 loan);

    /// @notice Pays the next instalment whole, before its date or at it with all interest up to it, in its grace with all
    /// interest up to now. Anyone may pay; collateral goes to the borrower, or where the borrower says who pays itself.
    /// @param most Debt units at most.
    /// @param receiver Of the collateral, where the borrower calls; ignored of others, who pay for the borrower.
    /// @return paid Debt units. @return unlocked Collateral units.
    /// @dev Settles first. Events: Forfeited, InstalmentPaid, Withheld. Errors: UnknownLoan, PaymentAboveLimit, ZeroAddress,
    /// RiskCalculation, Transfer* (of the debt asset), Reentered.
    function payInstalment(uint256 loan, uint256 most, address receiver) external returns (uint256 paid, uint256 unlocked);

    /// @notice Repays `principal`, with the interest on it up to now; later instalments fall in proportion. An instalment
    /// whose date has come is paid first, and in whole. More than is owed: all of it, which ends the loan.
    /// @param most Debt units at most. @param receiver As `payInstalment`.
    /// @return paid Debt units. @return unlocked Collateral units.
    /// @dev Settles first. Events: Forfeited, InstalmentPaid, RepaidEarly, Withheld. Errors: UnknownLoan, ZeroAmount,
    /// BelowInstalment, PaymentAboveLimit, ZeroAddress, RiskCalculation, Transfer* (of the debt asset), Reentered.
    function repay(uint256 loan, uint256 principal, uint256 most, address receiver)
        external
        returns (uint256 paid, uint256 unlocked);

    /// @notice Forfeits what was missed: the shares of instalments whose grace is over. Anyone; other verbs do it first.
    /// @return collateral That became the lender's.
    /// @dev Event: Forfeited, if there is any. Errors: UnknownLoan, RiskCalculation.
    function settle(uint256 loan) external returns (uint256 collateral);

    /// @notice Repays a loan whole with another from an offer of the same two assets, in one step: its collateral stays where
    /// it is. What the new loan brings above what is repaid goes to `receiver`, what it lacks is pulled from the caller; so with
    /// the collateral. Only the borrower.
    /// @param amount Of the new loan, as in `take`. @param mostCollateral Of the new loan. @param mostPaid Debt units pulled at
    /// most.
    /// @return by The new loan.
    /// @dev Settles first. Events: Forfeited, InstalmentPaid and RepaidEarly, Opened, Refinanced, Transfer. Errors: as
    /// `repay` and `take`; Unauthorised; OtherAssets.
    function refinance(
        uint256 loan,
        uint256 offer,
        uint256 amount,
        uint256 mostCollateral,
        uint256 mostPaid,
        address receiver
    ) external returns (uint256 by);

    /// @notice Pays out what a position can claim, at most `cash` and `collateral` of it; 2^128 and more: all. Asked for one
    /// alone, it is paid though the other's token fails. Only the position's holder, and who may move it.
    /// @return cashPaid Debt units. @return collateralPaid Collateral units.
    /// @dev Settles first. Events: Forfeited, Claimed. Errors: UnknownLoan, ERC721NonexistentToken,
    /// ERC721InsufficientApproval, ZeroAddress, RiskCalculation, Transfer*, Reentered.
    function claim(uint256 loan, uint256 cash, uint256 collateral, address receiver)
        external
        returns (uint256 cashPaid, uint256 collateralPaid);

    /// @notice Pays out unlocked collateral that could not be sent. Only the borrower.
    /// @return collateral Units.
    /// @dev Event: UnlockedClaimed. Errors: UnknownLoan, Unauthorised, ZeroAmount (there is none), ZeroAddress, TransferFailed,
    /// Reentered.
    function claimUnlocked(uint256 loan, address receiver) external returns (uint256 collateral);

    /// @notice Makes `borrower` the one whom the loan's collateral belongs to, withheld collateral too. Only the borrower.
    /// @dev Settles first. Events: Forfeited, BorrowerChanged. Errors: UnknownLoan, Unauthorised, ZeroAddress.
    function changeBorrower(uint256 loan, address borrower) external;

    /// @notice An offer: its lender, its terms with `size` as far as it is left (0: nothing, or cancelled), its steps.
    /// @dev Errors: UnknownOffer.
    function offerAt(uint256 offer) external view returns (address lender, Terms memory terms, Step[] memory steps);

    /// @notice Collateral that a loan of `amount` would lock now, rounded up. 2^128 and more: all that is left of the offer.
    /// @dev Errors: UnknownOffer, NoPrice, RiskCalculation.
    function collateralFor(uint256 offer, uint256 amount) external view returns (uint256 collateral);

    /// @notice A loan, also one that has ended.
    /// @dev Errors: UnknownLoan.
    function loanAt(uint256 loan) external view returns (Loan memory state);

    /// @notice What can be paid now, as if settled: the next instalment; all principal; the interest that repaying all now
    /// would cost; and what settling would forfeit.
    /// @dev All zero of a loan that has ended or would end by settling, but for `forfeits`. Errors: UnknownLoan.
    function owed(uint256 loan)
        external
        view
        returns (Instalment memory next, uint256 principal, uint256 interest, uint256 forfeits);

    /// @notice How many offers and loans there have been: their last numbers.
    function counts() external view returns (uint256 offers, uint256 loans);

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
    /// @notice ERC-721: "Ballast term loan".
    function name() external view returns (string memory);
    /// @notice ERC-721: "bTERM".
    function symbol() external view returns (string memory);
}
