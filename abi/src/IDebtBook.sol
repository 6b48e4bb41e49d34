// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What the unwinder needs of a book of debts
/// @notice The pool is one; later programs (debt positions, credit lines) are others.
interface IDebtBook {
    /// @notice One asset of an account: collateral, debt or both.
    /// @param asset The token.
    /// @param decimals Of the token.
    /// @param flags Of the oracle's reading.
    /// @param updatedAt Time of the feed's round, seconds.
    /// @param collateral Token units.
    /// @param debt Token units with interest to now, rounded up.
    /// @param spot USD per whole token, WAD.
    /// @param smoothed The same, smoothed.
    /// @param profile Loadings, volatility, issuer, family, haircut, basis and depth: `AssetRisk` packed.
    /// @param scenarios Sixteen scenario losses in bps: `AssetRisk` packed.
    struct Holding {
        address asset;
        uint8 decimals;
        uint8 flags;
        uint64 updatedAt;
        uint256 collateral;
        uint256 debt;
        uint256 spot;
        uint256 smoothed;
        bytes32 profile;
        bytes32 scenarios;
    }

    /// @notice An account, and what its health is judged by.
    /// @param slowVariances Through-the-cycle variance of each factor, per year, WAD.
    /// @param correlations Of the factors, six int16 in bps: 01, 02, 03, 12, 13, 23; leftmost bytes first.
    /// @param zScore Standard deviations that the stress covers, WAD.
    /// @param horizon Recovery horizon of the stress, seconds.
    /// @param buffer Health above 1 that opening demands, WAD.
    struct Portfolio {
        Holding[] holdings;
        uint256[4] slowVariances;
        bytes32 correlations;
        uint256 zScore;
        uint256 horizon;
        uint256 buffer;
    }

    /// @notice Distress was charged on a debt. @param charged Token units added. @param premium Of it, to the insurance fund.
    /// @param shares Of debt, added. @param rate Per year, WAD, as the unwinder told it.
    event DistressCharged(
        address indexed account, address indexed debtAsset, uint256 charged, uint256 premium, uint256 shares, uint256 rate
    );

    /// @notice Everything that an account's health depends on, as of now.
    function portfolio(address account) external view returns (Portfolio memory);

    /// @notice What of a debt is expected not to come back was told anew.
    /// @param expected Token units, of this debt. @param all Of all debts of the reserve.
    event ShortfallExpected(address indexed account, address indexed debtAsset, uint256 expected, uint256 all);

    /// @notice Notes what of a debt is expected not to come back, token units: what the unwinder tells, at most the debt. Ends
    /// with the debt's write-off. Whoever else calls tells nothing, but has what was repaid since taken off: at most the debt
    /// stays noted, and nothing of one that was repaid. So nobody has to bear a note that no longer holds: who is about to be
    /// priced by it has it brought up to date first. Each call asks anew what of all that is expected neither the reserve's fees
    /// nor its insurance fund will bear, and provides for it: who leaves the reserve bears his part.
    /// @return noted What is noted now.
    /// @dev Events: ShortfallExpected and IPool.Provided, where they differ. Errors: Reentered, and those of the book.
    function expectShortfall(address account, address debtAsset, uint256 expected) external returns (uint256 noted);

    /// @notice What the insurance fund of a reserve stands for: all that was lent of the asset, with interest to now, and
    /// of it what was noted as expected not to come back, before anybody has covered any.
    function exposure(address asset) external view returns (uint256 debt, uint256 expected);

    /// @notice Sells `collateralAmount` of the account's collateral to `receiver` for `repayAmount` of
    /// debt tokens, pulled from `payer` (who has approved the book). Only the unwinder, and the account itself or a manager that
    /// it has authorised. Of these the caller pays, whoever `payer` is; what is sold and all debts must have a price, and health
    /// for opening must neither fall nor be zero: so whoever is under what opening demands can still pay debt with collateral. Nor,
    /// while that health is under 1, may collateral per debt fall: nobody takes out a margin that lenders rely on.
    /// @return repaid Token units by which the debt went down: at most `repayAmount`; the rest is not pulled.
    function settle(
        address account,
        address collateralAsset,
        uint256 collateralAmount,
        address debtAsset,
        uint256 repayAmount,
        address payer,
        address receiver
    ) external returns (uint256 repaid);

    /// @notice The same, paid last: what is sold goes to `receiver`, then `payer` is called back (`ICallbacks.onSettle`), then
    /// the debt tokens are pulled from it; all of it or nothing. So a payer may sell what it gets to pay for it. The book stays
    /// locked meanwhile: none of its verbs can be entered, views show the state as booked.
    /// @param data For the callback. @return repaid As of `settle`.
    /// @dev Event: as of `settle`. Errors: those of `settle`, and the callback's own.
    function settleAndCall(
        address account,
        address collateralAsset,
        uint256 collateralAmount,
        address debtAsset,
        uint256 repayAmount,
        address payer,
        address receiver,
        bytes calldata data
    ) external returns (uint256 repaid);

    /// @notice Who opened an unwind was paid of its collateral.
    event OpenerPaid(
        address indexed account, address indexed opener, address collateralAsset, uint256 collateralAmount
    );

    /// @notice Moves collateral of an account under unwind to the account of who opened that, where it is collateral like any
    /// other: no token moves, so that nothing that a token or a receiver does holds a sale up. Only the unwinder. An account that
    /// holds half of the assets that an account may hold, and not this one, gets nothing.
    /// @return paid Token units: all of it or nothing.
    /// @dev Event: OpenerPaid, where something moved. Errors: Unauthorised, ZeroAmount, Reentered, and those of the book.
    function payOpener(address account, address collateralAsset, uint256 collateralAmount, address opener)
        external
        returns (uint256 paid);

    /// @notice Collateral that nobody bought passed to the suppliers of a reserve, with a part of the debt.
    /// @param shares Of debt, of `debtAmount`.
    event PassedInKind(
        address indexed account,
        address indexed holder,
        address collateralAsset,
        address debtAsset,
        uint256 collateralAmount,
        uint256 debtAmount,
        uint256 shares
    );

    /// @notice Passes collateral in kind to the suppliers of `debtAsset`: the book's own account for the two assets, whose
    /// address nobody has a key for, takes over collateral and so much of the debt. Claims do not change: what was owed to
    /// suppliers by the account is owed to them by what is theirs, and more collateral than debt stands behind it. What is left
    /// of it when the debt is repaid stays behind what passes next. Only the unwinder. Refused for such an account itself.
    /// @return moved Debt that the account no longer owes: at most `debtAmount`. @return holder The book's account.
    /// @dev Event: PassedInKind. Errors: Unauthorised, ZeroAmount, NothingToPass, and those of the book.
    function passInKind(
        address account,
        address collateralAsset,
        uint256 collateralAmount,
        address debtAsset,
        uint256 debtAmount
    ) external returns (uint256 moved, address holder);

    /// @notice The account that holds collateral for the suppliers of `debtAsset`.
    function holderInKind(address collateralAsset, address debtAsset) external view returns (address);

    /// @notice The account holds for suppliers already.
    error NothingToPass(address account);

    /// @notice Adds to a debt what its unwind is worth to the borrower, for suppliers and, half of it where there is one, the
    /// insurance fund. Only the unwinder. Whatever it asks for, the book charges no more than 100% a year, for no more than an
    /// hour at a time (the first charge and one after a longer gap only begin), and no more than a fiftieth of the debt within
    /// thirty days.
    /// @param rate Per year, WAD. @param time Up to which is charged, seconds: at most now.
    /// @return charged Token units, rounded down; what rounds to nothing waits.
    function chargeDistress(address account, address debtAsset, uint256 rate, uint256 time)
        external
        returns (uint256 charged);

    /// @notice What was charged on a debt for distress.
    /// @return charged Token units since `since`.
    /// @return since When the present thirty days began.
    /// @return last Up to when it is charged, 0: never was.
    function distress(address account, address debtAsset)
        external
        view
        returns (uint256 charged, uint256 since, uint256 last);

    /// @notice Ends a debt: the insurance fund pays, then protocol reserves, then that reserve's suppliers share the
    /// loss. Only the unwinder, which vouches that no collateral of value is left.
    /// @return covered What the insurance fund paid, token units.
    /// @return lost What suppliers lost, token units.
    function writeOff(address account, address debtAsset) external returns (uint256 covered, uint256 lost);
}

/// @title What standing orders need of a debt book beside IDebtBook
/// @notice The pool's verbs of the same name: anyone may use them for any account.
interface IDebtBookPayments {
    /// @notice Adds collateral, pulled from the caller, to an account.
    function depositCollateral(address asset, uint256 amount, address onBehalf) external;

    /// @notice Repays debt of an account, pulled from the caller, never more than is owed.
    /// @return repaid Token units.
    function repay(address asset, uint256 assets, address onBehalf) external returns (uint256 repaid);
}
