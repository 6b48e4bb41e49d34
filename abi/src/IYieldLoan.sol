// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Loans without liquidation that the collateral's yield repays
/// @notice A lender offers terms; whoever takes them locks shares whose rate grows (a liquid-staking token, an ERC-4626
/// vault) in this program, where nobody lends them on and no price can take them away. The growth of the rate above its mark
/// pays interest, then principal, whoever calls: in kind, where the debt is what the shares hold, by handing shares to the
/// lender at the rate; else by selling them at a price that falls from a premium over spot to a stated discount. The loan is
/// limited by cash flow, for a stated growth must earn the interest with a margin, and by what the rate may be off.
///
/// Interest is simple and sits in a bucket of its own: principal never grows (YLD-1). Where interest older than the offer's
/// patience stands unpaid, or the yield phase lasts longer than the offer says, anyone may turn the loan into one with dates:
/// principal must fall by equal parts, and what stands above its line at the end of a grace is forfeited with its share of
/// the shares, and owed no longer. Before that the borrower can repay any part at any time, and after it too.
///
/// A fall of the rate is borne first by growth that was not harvested, then by the yield, which stops until the rate is above
/// its mark again, then, where the loan is turned and not paid, by the lender, whose share of the collateral is worth less.
///
/// Nobody owns this program: it has no settings, no fees and no pause. Cash comes from the lender's wallet when an offer is
/// taken. What is paid back waits here until the holder of the loan's position, an ERC-721 token whose number is the loan's,
/// claims it; unlocked shares that cannot be sent wait for the borrower. The oracle is named by the offer: it can stop the
/// yield, and by telling too high a rate pass locked shares off as growth, as far as the offer's cap goes: in kind at that rate;
/// where growth is sold at the price that it tells, though for no less than the debt that the shares stand for (YLD-2).
///
/// Amounts are units of their token, below 2^128. Rates are WAD per year. Interest and shares to be locked or forfeited round
/// up, shares harvested and unlocked round down, what harvested shares are worth rounds down. Tokens that take fees on
/// transfer are refused; balances that move by themselves are not followed, so rebasing tokens must be wrapped.
interface IYieldLoan {
    /// @notice What a lender offers.
    /// @param debtAsset Token that is lent.
    /// @param collateralAsset Token of the shares that are locked; another one.
    /// @param size Units of the debt asset that are lent, to one borrower or many; below 2^112.
    /// @param least Least that is taken at once, unless it is all that is left.
    /// @param oracle Answers `price(rateAsset)` and, unless `discount` is 0, ERC-7726 `getQuote` of both tokens. Both sides
    /// trust it within `growthCap`.
    /// @param rateAsset Of the oracle: its price is the rate, WAD debt tokens per whole share (in kind), or of whatever the
    /// shares hold.
    /// @param rate WAD per year while yield repays the loan, at most 10. Simple.
    /// @param yieldFloor Growth of the rate per year that is counted on at the opening, WAD, at most 10; above 0 where `rate` is.
    /// @param margin By how much that growth must exceed the interest at the opening, bps of the interest, at most 10,000.
    /// @param loanToValue Most debt per value of the shares at the opening, bps, 1 to 10,000: what the rate may be off or fall.
    /// @param growthCap Most growth of the rate per year that is believed, bps, 1 to 10,000, and no less than `yieldFloor` where
    /// `rate` is above 0: in kind since the last harvest, so that no headroom is saved up; where growth is sold since the opening.
    /// @param discount 0: the debt is what the shares hold, and growth is handed over in kind. Else growth is sold, at spot
    /// less so many bps in the end, at most 500: of the growth of a `patience` that must pay a buyer's gas.
    /// @param patience Seconds that interest may stand unpaid, a day to a year.
    /// @param longest Seconds after which the loan may be turned though interest is paid: `patience` to ten years; 0: never, which
    /// a `rate` of 0 must not have.
    /// @param termRate WAD per year once it is turned, at most 10. Simple.
    /// @param count Equal parts of principal from then on, 1 to 120.
    /// @param period Seconds between their dates, at least 3,600; all together at most ten years.
    /// @param grace Seconds after a date in which it can still be met, at most 90 days.
    /// @param expiry Last second at which the offer can be taken.
    /// @param allowed Who may take it: an account, or those of whom this contract tells so (`IAllowList`); zero: anyone. Who took
    /// it may hand the loan on to others (`changeBorrower`).
    struct Terms {
        address debtAsset;
        address collateralAsset;
        uint128 size;
        uint128 least;
        address oracle;
        address rateAsset;
        uint64 rate;
        uint64 yieldFloor;
        uint16 margin;
        uint16 loanToValue;
        uint16 growthCap;
        uint16 discount;
        uint32 patience;
        uint32 longest;
        uint64 termRate;
        uint16 count;
        uint32 period;
        uint32 grace;
        uint40 expiry;
        address allowed;
    }

    /// @notice A loan as it is stored; what is missed and not settled yet is still in it.
    /// @param borrower Whom unlocked shares belong to.
    /// @param offer Whose terms hold.
    /// @param turned Whether it has dates.
    /// @param start When it was opened, or turned.
    /// @param interestFrom Second from which interest on the principal counts, on top of `unpaid`.
    /// @param saleFrom Second from which the price of growth falls; in kind that of the last harvest, or else the opening, since
    /// which growth is believed.
    /// @param opened Principal for which all that is locked stands: that at the opening, less in proportion what was repaid by
    /// hand; once it has dates, principal when it was turned.
    /// @param principal Principal that is owed.
    /// @param collateral Shares that are locked.
    /// @param unpaid Interest from before `interestFrom`.
    /// @param paid Interest that was paid since.
    /// @param openedRate The rate at the opening, WAD.
    /// @param mark The rate above which there is growth, WAD.
    /// @param cash Debt units that the position's holder can claim.
    /// @param shares Shares that it can claim: harvested in kind, or forfeited.
    /// @param withheld Unlocked shares that could not be sent, which the borrower can claim.
    struct Loan {
        address borrower;
        uint64 offer;
        bool turned;
        uint40 start;
        uint40 interestFrom;
        uint40 saleFrom;
        uint128 opened;
        uint128 principal;
        uint128 collateral;
        uint128 unpaid;
        uint128 paid;
        uint128 openedRate;
        uint128 mark;
        uint128 cash;
        uint128 shares;
        uint128 withheld;
    }

    /// @notice An offer stands. `terms` as given.
    event OfferMade(uint256 indexed offer, address indexed lender, address indexed collateralAsset, Terms terms);
    /// @notice An offer can no longer be taken; loans from it go on.
    event OfferCancelled(uint256 indexed offer);
    /// @notice A loan was opened, at this rate (WAD).
    event Opened(
        uint256 indexed loan,
        uint256 indexed offer,
        address indexed borrower,
        address lender,
        uint256 principal,
        uint256 collateral,
        uint256 rate,
        address receiver
    );
    /// @notice Growth was handed to the lender at this rate (WAD); it paid so much. `unlocked`: where it ended the loan.
    event Harvested(
        uint256 indexed loan,
        address indexed caller,
        uint256 shares,
        uint256 rate,
        uint256 interest,
        uint256 principal,
        uint256 unlocked
    );
    /// @notice Growth was sold for what it paid of interest and principal. `unlocked`: where it ended the loan.
    event YieldSold(
        uint256 indexed loan,
        address indexed buyer,
        uint256 shares,
        uint256 interest,
        uint256 principal,
        uint256 unlocked,
        address receiver
    );
    /// @notice Somebody paid.
    event Repaid(uint256 indexed loan, address indexed payer, uint256 interest, uint256 principal, uint256 unlocked);
    /// @notice A loan has dates from now on, with so much principal and unpaid interest. `unlocked`: the share of the principal
    /// that yield had repaid.
    event Turned(uint256 indexed loan, uint256 principal, uint256 interest, uint256 unlocked);
    /// @notice What stood above the line of the principal at the end of a grace is owed no longer, nor the interest on it, and
    /// so many shares are the lender's.
    event Forfeited(uint256 indexed loan, uint256 principal, uint256 interest, uint256 collateral);
    /// @notice The holder of a position took what was paid to it.
    event Claimed(uint256 indexed loan, address indexed receiver, uint256 cash, uint256 shares);
    /// @notice Unlocked shares could not be sent: the borrower can claim them.
    event Withheld(uint256 indexed loan, uint256 shares);
    /// @notice The borrower took what had been withheld.
    event UnlockedClaimed(uint256 indexed loan, address indexed receiver, uint256 shares);
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
    /// @notice The loan needs more shares than the caller gives.
    error CollateralAboveLimit(uint256 needed, uint256 limit);
    /// @notice The growth costs more than the caller gives.
    error PaymentAboveLimit(uint256 needed, uint256 limit);
    /// @notice Terms must name two tokens.
    error SameAsset(address asset);
    /// @notice The offer's oracle gives no rate or price that can be trusted.
    error NoPrice(address oracle);
    /// @notice The oracle failed with less gas than it may need: nobody may make it fail by sending little.
    error InsufficientGas(uint256 left, uint256 needed);
    /// @notice Growth of this loan is sold, not handed over, or the other way round.
    error OtherHarvest(bool sold);
    /// @notice There is no growth, or less than is worth a harvest.
    error NothingToHarvest(uint256 shares);
    /// @notice The loan has dates already.
    error AlreadyTurned(uint256 loan);
    /// @notice Interest stands unpaid for no longer than the offer's patience, and the yield phase is not over.
    error NotLapsed(uint256 loan);
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
    /// @dev In kind, both tokens must tell at most 18 decimals. Event: OfferMade. Errors: ZeroAmount, ZeroAddress, SameAsset,
    /// ParameterOutOfBounds (position in Terms), TransferFailed (a token does not tell its decimals).
    function makeOffer(Terms calldata terms) external returns (uint256 offer);

    /// @notice Ends an offer. Only its lender.
    /// @dev Event: OfferCancelled. Errors: UnknownOffer, Unauthorised.
    function cancelOffer(uint256 offer) external;

    /// @notice Takes `amount` of an offer: pulls the shares from the caller, who becomes the borrower, and the cash from the
    /// lender, and pays it to `receiver`. 2^128 and more: all that is left of the offer.
    /// @param most Shares at most; rounds up.
    /// @return loan Its number, from 1, also that of the lender's position.
    /// @dev Events: Opened, Transfer (position). Errors: UnknownOffer, OfferExpired, NotAllowed, AmountOutOfBounds,
    /// CollateralAboveLimit, NoPrice, ZeroAmount, ZeroAddress, RiskCalculation, Transfer*, Reentered.
    function take(uint256 offer, uint256 amount, uint256 most, address receiver) external returns (uint256 loan);

    /// @notice Hands the growth of the shares to the lender, at the rate: interest first, then principal; no more than is owed.
    /// Anyone. Once nothing is owed, all that is locked is the borrower's.
    /// @return shares That the position can claim. @return paid Debt units that they paid, rounded down.
    /// @dev A hundred-thousandth of the shares at least, unless it ends the loan. Events: Harvested, Withheld. Errors:
    /// UnknownLoan, OtherHarvest, AlreadyTurned, NoPrice, NothingToHarvest, RiskCalculation, Reentered.
    function harvest(uint256 loan) external returns (uint256 shares, uint256 paid);

    /// @notice Buys growth of the shares for the debt's token, which pays interest first, then principal. Anyone. The price is
    /// spot and 0.5% at `saleFrom`, and falls in a straight line, for six hours, to spot less the offer's discount, but never
    /// below the debt that the shares stand for, debt * shares / locked shares (YLD-2): where they are worth less than that,
    /// nobody buys. A part of the growth moves `saleFrom` on in proportion. Once nothing is owed, all that is locked is the
    /// borrower's.
    /// @param shares At most; 2^128 and more: all the growth.
    /// @param most Debt units at most; rounds up.
    /// @return bought Shares. @return paid Debt units.
    /// @dev Events: YieldSold, Withheld. Errors: UnknownLoan, OtherHarvest, AlreadyTurned, NoPrice, NothingToHarvest,
    /// PaymentAboveLimit, ZeroAmount, ZeroAddress, RiskCalculation, Transfer*, Reentered.
    function buyYield(uint256 loan, uint256 shares, uint256 most, address receiver)
        external
        returns (uint256 bought, uint256 paid);

    /// @notice Pays interest, then principal, at most `amount` and no more than is owed; principal unlocks its share of the
    /// shares. Anyone may pay; shares go to the borrower, or where the borrower says who pays itself. 2^128 and more: all,
    /// which ends the loan.
    /// @param receiver Of the shares, where the borrower calls; ignored of others, who pay for the borrower.
    /// @return paid Debt units. @return unlocked Shares.
    /// @dev Settles first. Events: Forfeited, Repaid, Withheld. Errors: UnknownLoan, ZeroAmount, ZeroAddress, RiskCalculation,
    /// Transfer* (of the debt asset), Reentered.
    function repay(uint256 loan, uint256 amount, address receiver) external returns (uint256 paid, uint256 unlocked);

    /// @notice Gives a loan dates from now on: where interest older than the patience stands unpaid, though growth in kind, from
    /// a unit's worth on, is harvested first, or the longest yield phase is over. Anyone. While the oracle says that the sequencer is down or just
    /// back, all of it counts a patience later; other failures of the oracle hold nothing up. The share of the principal that
    /// yield has repaid is unlocked, rounded down, and sent to the borrower: a loan with dates forfeits no more than it owes for.
    /// @dev Events: Harvested, Turned, Withheld. Errors: UnknownLoan, AlreadyTurned, NotLapsed, InsufficientGas,
    /// RiskCalculation, Reentered.
    function turn(uint256 loan) external;

    /// @notice Forfeits what stands above the line of the principal: opened * parts left / parts, rounded down, at the last date
    /// whose grace is over. Anyone; other verbs do it first.
    /// @return collateral That became the lender's.
    /// @dev Event: Forfeited, if there is any. Errors: UnknownLoan, RiskCalculation.
    function settle(uint256 loan) external returns (uint256 collateral);

    /// @notice Pays out what a position can claim, at most `cash` and `shares` of it; 2^128 and more: all. Asked for one alone,
    /// it is paid though the other's token fails. Only the position's holder, and who may move it.
    /// @return cashPaid Debt units. @return sharesPaid Shares.
    /// @dev Settles first. Events: Forfeited, Claimed. Errors: UnknownLoan, ERC721NonexistentToken,
    /// ERC721InsufficientApproval, ZeroAddress, RiskCalculation, Transfer*, Reentered.
    function claim(uint256 loan, uint256 cash, uint256 shares, address receiver)
        external
        returns (uint256 cashPaid, uint256 sharesPaid);

    /// @notice Pays out unlocked shares that could not be sent. Only the borrower.
    /// @return shares Units.
    /// @dev Event: UnlockedClaimed. Errors: UnknownLoan, Unauthorised, ZeroAmount (there are none), ZeroAddress,
    /// TransferFailed, Reentered.
    function claimUnlocked(uint256 loan, address receiver) external returns (uint256 shares);

    /// @notice Makes `borrower` the one whom the loan's shares belong to, withheld ones too. Only the borrower, and to any account:
    /// whom the offer allows is asked when it is taken, never after.
    /// @dev Settles first. Events: Forfeited, BorrowerChanged. Errors: UnknownLoan, Unauthorised, ZeroAddress.
    function changeBorrower(uint256 loan, address borrower) external;

    /// @notice An offer: its lender, its terms with `size` as far as it is left (0: nothing, or cancelled).
    /// @dev Errors: UnknownOffer.
    function offerAt(uint256 offer) external view returns (address lender, Terms memory terms);

    /// @notice Shares that a loan of `amount` would lock now, rounded up. 2^128 and more: all that is left of the offer.
    /// @dev Errors: UnknownOffer, NoPrice, RiskCalculation.
    function collateralFor(uint256 offer, uint256 amount) external view returns (uint256 collateral);

    /// @notice A loan, also one that has ended.
    /// @dev Errors: UnknownLoan.
    function loanAt(uint256 loan) external view returns (Loan memory state);

    /// @notice What is owed now, as if settled: principal; the interest in its bucket; what settling would forfeit; whether
    /// interest older than the patience stands unpaid or the longest yield phase is over, by the book alone; and, of a loan with
    /// dates, the next line: its date, and the principal that must be paid by the end of its grace.
    /// @dev Errors: UnknownLoan, RiskCalculation.
    function owed(uint256 loan)
        external
        view
        returns (uint256 principal, uint256 interest, uint256 forfeits, bool lapsed, uint256 due, uint256 part);

    /// @notice What can be harvested now: shares, and what they pay (in kind, rounded down) or cost (sold, rounded up).
    /// @dev Nothing of a loan that has dates or has ended, and in kind where `harvest` would refuse it as too little. Errors:
    /// UnknownLoan, NoPrice, RiskCalculation.
    function growth(uint256 loan) external view returns (uint256 shares, uint256 value);

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
    /// @notice ERC-721: "Ballast yield loan".
    function name() external view returns (string memory);
    /// @notice ERC-721: "bYIELD".
    function symbol() external view returns (string memory);
}
