// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Loans that a put protects
/// @notice Lenders offer cash at a fixed rate against the puts of one market and strike. Who takes it locks the underlying,
/// and the loan buys as many puts as it locks: what they pay on exercise covers all that can ever be owed, so the lender gets
/// its due at every price (OPT-2). No price and no oracle take part after the opening, and nothing is ever sold: the
/// borrower keeps all that the collateral gains.
///
/// Dates. A loan is due at its market's expiry. It can be repaid at any time until it is exercised or forfeited. From the
/// expiry to the end of the market's window the borrower may exercise; once the offer's grace after the expiry is over, anyone
/// may: the collateral goes to the market's writers for the strike's cash, of which the lender gets what is owed, and the
/// borrower the rest. Who does neither repay nor roll at a price above the strike leaves what is above it to the writers.
///
/// Who bears what. Writers of the market bear the fall of the underlying below the strike. The borrower bears the premium,
/// the interest, and the loss of what is above the strike where nobody repays. The lender bears that nobody, itself
/// included, exercises in the window: then, another grace after the window, the collateral is its own whole, and repaying
/// is open until somebody says so. It bears also that the market is not what it took it for, and that a token can no
/// longer be sent. Nobody owns this program: it has no parameters, no fees and no pause.
///
/// Amounts are units, below 2^128. What is owed and locked rounds up, what is unlocked and what exercise pays down. Tokens
/// that take fees on transfer are refused; rebasing tokens must be wrapped. Tokens sent otherwise count for nothing.
interface IOptionLoan {
    /// @notice What a lender offers.
    /// @param market `IOptionMarket` whose debt asset is lent against its underlying.
    /// @param strike Of its puts.
    /// @param size Debt units that can be borrowed from it; falls as it is taken.
    /// @param least Debt units that one loan must have, unless it takes all that is left.
    /// @param rate Continuously compounded, WAD per year, at most 10 WAD. It ends with the market's window.
    /// @param grace Seconds after the market's expiry from when anyone may exercise: 3,600, to an hour less than the window.
    /// @param expiry Last second in which it can be taken.
    /// @param allowed Who may take it: an account, or those of whom this contract tells so (`IAllowList`); zero: anyone.
    struct Terms {
        address market;
        uint8 strike;
        uint128 size;
        uint128 least;
        uint64 rate;
        uint32 grace;
        uint40 expiry;
        address allowed;
    }

    /// @notice A loan as it is stored.
    /// @param borrower Whom unlocked collateral belongs to.
    /// @param offer Whose terms hold.
    /// @param start When it was opened: interest on what is owed counts from it.
    /// @param principal Principal that is owed.
    /// @param collateral Collateral that is locked, and puts that protect it.
    /// @param cash Debt units that the position's holder can claim, also of cash that the market withholds still.
    /// @param forfeited Collateral units that it can claim.
    /// @param withheldCash Debt units that could not be sent, or are withheld, which the borrower can claim.
    /// @param withheldCollateral Collateral units, likewise.
    /// @param withheldPuts Puts, likewise.
    /// @param withholding Whether what is the borrower's waits until claimed, as it asked.
    struct Loan {
        address borrower;
        uint64 offer;
        uint40 start;
        uint128 principal;
        uint128 collateral;
        uint128 cash;
        uint128 forfeited;
        uint128 withheldCash;
        uint128 withheldCollateral;
        uint128 withheldPuts;
        bool withholding;
    }

    /// @notice What can be done with a loan.
    enum Phase {
        Ended,
        Running,
        Grace,
        Exercisable,
        Late,
        Forfeitable
    }

    /// @notice What a loan stands for now: health, maturity and exercise in one.
    /// @param phase `Running` before the market's expiry; `Grace` from it on, in which the borrower may exercise;
    /// `Exercisable` by anyone; `Late` after the window; `Forfeitable` a grace after it.
    /// @param owed Principal and interest, as `repay` of all would cost.
    /// @param owedAtMost The same at the end of the window, from where it grows no more.
    /// @param floor Cash that exercise pays, whatever the price: at least `owedAtMost`, but for a unit after repayments.
    /// @param due The market's expiry.
    /// @param graceUntil Until this second, included, only the borrower may exercise.
    /// @param until Until this second, included, the puts can be exercised.
    /// @param forfeitFrom From this second on, if nothing was done, the collateral is the lender's.
    struct Status {
        Phase phase;
        uint256 owed;
        uint256 owedAtMost;
        uint256 floor;
        uint256 due;
        uint256 graceUntil;
        uint256 until;
        uint256 forfeitFrom;
    }

    /// @notice An offer stands. `terms` as given.
    event OfferMade(uint256 indexed offer, address indexed lender, address indexed market, Terms terms);
    /// @notice An offer can no longer be taken; loans from it go on.
    event OfferCancelled(uint256 indexed offer);
    /// @notice A loan was opened, and its puts were bought for `premium`.
    event Opened(
        uint256 indexed loan,
        uint256 indexed offer,
        address indexed borrower,
        address lender,
        uint256 principal,
        uint256 collateral,
        uint256 premium,
        address receiver
    );
    /// @notice Principal was repaid; collateral was unlocked, and as many puts.
    event Repaid(uint256 indexed loan, address payer, uint256 principal, uint256 interest, uint256 unlocked);
    /// @notice A loan's puts were exercised: of `cash`, `toLender` was owed, and the rest is the borrower's.
    event PutsExercised(uint256 indexed loan, address by, uint256 collateral, uint256 cash, uint256 toLender);
    /// @notice The market could not send the cash of an exercise and withholds it: claims of it take it over first.
    event CashAwaited(uint256 indexed loan, uint256 cash);
    /// @notice Nobody exercised: so much is owed no longer, and the collateral is the lender's.
    event Forfeited(uint256 indexed loan, uint256 owed, uint256 collateral);
    /// @notice A loan was repaid whole by another.
    event Rolled(uint256 indexed loan, uint256 indexed by);
    /// @notice The holder of a position took what was paid to it.
    event Claimed(uint256 indexed loan, address indexed receiver, uint256 cash, uint256 collateral);
    /// @notice Something could not be sent, or is withheld as the borrower asked, who can claim it.
    event Withheld(uint256 indexed loan, uint256 cash, uint256 collateral, uint256 puts);
    /// @notice The borrower took what had been withheld.
    event WithheldClaimed(
        uint256 indexed loan, address indexed receiver, uint256 cash, uint256 collateral, uint256 puts
    );
    /// @notice Whether what is the borrower's waits until claimed.
    event WithholdingSet(uint256 indexed loan, bool on);
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
    /// @notice More is repaid than is owed.
    error AboveDebt(uint256 amount, uint256 principal);
    /// @notice The caller may exercise from one second to another.
    error NotExercisable(uint256 from, uint256 until);
    /// @notice The collateral becomes the lender's at this second.
    error NotForfeitable(uint256 from);
    /// @notice The new loan is not of the old one's two assets.
    error OtherAssets(address debtAsset, address collateralAsset);
    /// @notice The market does not tell terms and a strike of that number, with which a loan could be made.
    error InvalidMarket(address market);
    /// @notice A call of the market failed, with this reason.
    error MarketFailed(address market, bytes reason);
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
    /// @return offer Its number, from 1.
    /// @dev Event: OfferMade. Errors: ZeroAmount, ZeroAddress, InvalidMarket, ParameterOutOfBounds (position in Terms).
    function makeOffer(Terms calldata terms) external returns (uint256 offer);

    /// @notice Ends an offer. Only its lender.
    /// @dev Event: OfferCancelled. Errors: UnknownOffer, Unauthorised.
    function cancelOffer(uint256 offer) external;

    /// @notice Takes `amount` of an offer before its market's expiry: pulls the collateral from the caller, who becomes the
    /// borrower, and the cash from the lender, buys a put for every unit of collateral, and pays `receiver`. 2^128 and more: all
    /// that is left of the offer, however little: name the amount where another may take of it first.
    /// @param mostCollateral At most; rounds up.
    /// @param mostPremium Debt units at most; never more than exercise pays.
    /// @param upFront Whether the caller pays the premium, and `receiver` gets all of `amount`; else it is paid out of it.
    /// @return loan Its number, from 1, also that of the lender's position.
    /// @dev Events: Opened, Transfer (position). Errors: UnknownOffer, OfferExpired, NotAllowed, AmountOutOfBounds,
    /// CollateralAboveLimit, PaymentAboveLimit (the premium is more than `amount`), MarketFailed (also where the market asks
    /// for more premium), ZeroAmount, ZeroAddress, RiskCalculation, Transfer*, Reentered.
    function take(
        uint256 offer,
        uint256 amount,
        uint256 mostCollateral,
        uint256 mostPremium,
        bool upFront,
        address receiver
    ) external returns (uint256 loan);

    /// @notice Repays `principal` with the interest on it up to now, and unlocks its share of collateral and puts, which the
    /// market still buys or exercises. 2^128 and more: all of it, which ends the loan. Anyone may pay; what is unlocked goes to
    /// the borrower, or where the borrower says who pays itself.
    /// @param most Debt units at most. @param receiver Where the borrower calls; ignored of others.
    /// @return paid Debt units. @return unlocked Collateral units.
    /// @dev Events: Repaid, Withheld. Errors: UnknownLoan, ZeroAmount, AboveDebt, PaymentAboveLimit, ZeroAddress,
    /// RiskCalculation, Transfer* (of the debt asset), Reentered.
    function repay(uint256 loan, uint256 principal, uint256 most, address receiver)
        external
        returns (uint256 paid, uint256 unlocked);

    /// @notice Exercises a loan's puts, which ends it: the borrower from its market's expiry on, anyone once the grace is over;
    /// until the end of the window. Of the cash the lender gets what is owed, and the borrower the rest. Cash that the market
    /// cannot send, for its token is paused, stays withheld there in this program's name, and is taken over by the claims.
    /// @return cash Debt units of the strike. @return toLender Of them.
    /// @dev Events: PutsExercised, CashAwaited, Withheld. Errors: UnknownLoan, NotExercisable, MarketFailed, RiskCalculation,
    /// TransferMismatch (where the market neither sent nor withheld it), Reentered.
    function exercise(uint256 loan) external returns (uint256 cash, uint256 toLender);

    /// @notice Makes the collateral the lender's, a grace after the window in which nobody exercised. Anyone.
    /// @return collateral Units.
    /// @dev Event: Forfeited. Errors: UnknownLoan, NotForfeitable.
    function forfeit(uint256 loan) external returns (uint256 collateral);

    /// @notice Repays a loan whole with another from an offer of the same two assets, in one step: a later expiry, another
    /// strike. Its collateral stays where it is; its puts go to `receiver`. What the new loan brings above debt and premium
    /// goes to `receiver`, what it lacks is pulled from the caller; so with the collateral. Only the borrower.
    /// @param amount Of the new loan, as in `take`. @param mostCollateral Of the new loan. @param mostPremium Of it.
    /// @param mostPaid Debt units pulled at most.
    /// @return by The new loan.
    /// @dev Events: Repaid, Opened, Rolled, Transfer, Withheld. Errors: as `repay` and `take`; Unauthorised; OtherAssets.
    function roll(
        uint256 loan,
        uint256 offer,
        uint256 amount,
        uint256 mostCollateral,
        uint256 mostPremium,
        uint256 mostPaid,
        address receiver
    ) external returns (uint256 by);

    /// @notice Pays out what a position can claim, at most `cash` and `collateral` of it; 2^128 and more: all. Asked for one
    /// alone, it is paid though the other's token fails. Only the position's holder, and who may move it. Cash of an exercise that
    /// the market withheld is taken over from it first.
    /// @return cashPaid Debt units. @return collateralPaid Collateral units.
    /// @dev Event: Claimed. Errors: UnknownLoan, ERC721NonexistentToken, ERC721InsufficientApproval, ZeroAddress, MarketFailed
    /// (where the market cannot send it still), RiskCalculation, Transfer*, Reentered.
    function claim(uint256 loan, uint256 cash, uint256 collateral, address receiver)
        external
        returns (uint256 cashPaid, uint256 collateralPaid);

    /// @notice Sends what could not be sent to the borrower, or was withheld; what fails again stays. Only the borrower.
    /// @return cash Debt units. @return collateral Units. @return puts Units.
    /// @dev Events: WithheldClaimed, Withheld. Errors: UnknownLoan, Unauthorised, ZeroAmount (there is none), ZeroAddress,
    /// Reentered.
    function claimWithheld(uint256 loan, address receiver)
        external
        returns (uint256 cash, uint256 collateral, uint256 puts);

    /// @notice Whether what exercise, repayments and rolls leave to the borrower waits for `claimWithheld`, whoever acts and
    /// whatever receiver is named: for contracts that keep accounts of many loans. Only the borrower; off at first.
    /// @dev Event: WithholdingSet. Errors: UnknownLoan, Unauthorised.
    function withhold(uint256 loan, bool on) external;

    /// @notice Makes `borrower` the one whom the loan's collateral belongs to, what waits too; what comes is sent to it, until
    /// it says `withhold`. Only the borrower.
    /// @dev Event: BorrowerChanged. Errors: UnknownLoan, Unauthorised, ZeroAddress.
    function changeBorrower(uint256 loan, address borrower) external;

    /// @notice An offer: its lender, and its terms with `size` as far as it is left (0: nothing, or cancelled).
    /// @dev Errors: UnknownOffer.
    function offerAt(uint256 offer) external view returns (address lender, Terms memory terms);

    /// @notice What a loan of `amount` would be now. 2^128 and more: all that is left of the offer.
    /// @return collateral That it would lock, rounded up.
    /// @return premium Of as many puts, by the market.
    /// @return owedAtMost Debt units at the end of the market's window.
    /// @return floor Cash that exercise would pay.
    /// @dev Errors: UnknownOffer, MarketFailed, RiskCalculation.
    function quote(uint256 offer, uint256 amount)
        external
        view
        returns (uint256 collateral, uint256 premium, uint256 owedAtMost, uint256 floor);

    /// @notice A loan, also one that has ended.
    /// @dev Errors: UnknownLoan.
    function loanAt(uint256 loan) external view returns (Loan memory state);

    /// @notice Where a loan stands; of one that has ended only its dates.
    /// @dev Errors: UnknownLoan, RiskCalculation.
    function statusOf(uint256 loan) external view returns (Status memory status);

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
    /// @notice ERC-721: "Ballast option loan".
    function name() external view returns (string memory);
    /// @notice ERC-721: "bOPT".
    function symbol() external view returns (string memory);
}
