// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Loans without liquidation, as a wallet shows them: owed when, unlocked when, who bears what
/// @notice Reads loans from the programs that made them, and reckons with those programs' own code. It holds nothing and is
/// owned by nobody; anyone can deploy it anew. A program that is named must be trusted to tell the truth.
///
/// Amounts are units of their token. Everything is as of this block: an instalment whose grace is over counts as missed, even
/// where nobody has settled it yet. Debts round up, what is unlocked rounds down, as in the programs.
/// Errors: CallFailed where a program does not answer or knows no such loan or offer; malformed arguments, among them more than
/// 64 loans, revert without data.
interface ILoanLens {
    /// @notice By which program's rules a loan goes. `Term`: ITermLoan.
    enum Kind {
        Term
    }

    /// @notice Which loan.
    /// @param program That made it. @param kind Of the program. @param loan Its number there.
    struct Which {
        address program;
        Kind kind;
        uint256 loan;
    }

    /// @notice A loan. What ended has zeros from `interest` to `breakEven`.
    /// @param borrower Who gets the collateral that is unlocked; who owes nothing beyond it.
    /// @param lender Holder of the position, who gets what is paid and forfeited.
    /// @param principal Owed. @param interest Owed beside it, where all is repaid now.
    /// @param collateral Locked. If nothing more is paid the borrower loses all of it, and never more: the worst case.
    /// @param nextDue Date of the next instalment. @param missedAfter End of its grace: afterwards it is forfeited.
    /// @param nextPayment Principal and interest of it, on its date or now where that is later.
    /// @param nextUnlocks Collateral that it unlocks, or, a unit more at most, forfeits where it is missed.
    /// @param lastDue Maturity: the last instalment's date.
    /// @param breakEven Debt units per collateral unit, WAD, rounded up: if the collateral is worth less than this, who pays
    /// nothing more gains by it, and the lender bears the difference.
    /// @param lenderFloor Debt units that the lender is sure of, whatever the collateral is worth and whoever pays: 0 for term
    /// loans, whose lender bears the whole fall of the price.
    /// @param claimableCash What the lender may claim. @param claimableCollateral Forfeited, likewise.
    /// @param withheld Unlocked collateral that could not be sent, which the borrower may claim.
    struct Outlook {
        address program;
        Kind kind;
        uint256 loan;
        address borrower;
        address lender;
        address debtAsset;
        address collateralAsset;
        uint256 principal;
        uint256 interest;
        uint256 collateral;
        uint256 nextDue;
        uint256 missedAfter;
        uint256 nextPayment;
        uint256 nextUnlocks;
        uint256 lastDue;
        uint256 breakEven;
        uint256 lenderFloor;
        uint256 claimableCash;
        uint256 claimableCollateral;
        uint256 withheld;
    }

    /// @notice An instalment that is neither paid nor missed.
    /// @param number From 1. @param due Date. @param missedAfter End of its grace.
    /// @param principal That it repays. @param interest Due with it, if every instalment before is paid on its date, or now
    /// where that is later. @param unlocks Collateral that it unlocks, or, a unit more at most, forfeits where it is missed.
    struct Instalment {
        uint256 number;
        uint256 due;
        uint256 missedAfter;
        uint256 principal;
        uint256 interest;
        uint256 unlocks;
    }

    /// @notice A program does not answer, or not what it should.
    error CallFailed(address target);
    /// @notice The oracle does not know the asset's price, or does not vouch for it.
    error NoPrice(address asset);

    /// @notice Loans, of any programs, kinds and parties, as they stand.
    /// @param which At most 64.
    /// Errors: CallFailed.
    function outlooks(Which[] calldata which) external view returns (Outlook[] memory told);

    /// @notice All instalments to come of a loan; none of one that ended.
    /// Errors: CallFailed.
    function schedule(address program, Kind kind, uint256 loan) external view returns (Instalment[] memory instalments);

    /// @notice The rate at which an offer would be worth to its lender what is lent: the base rate and, spread over the principal's
    /// time, the puts that the borrower holds, one per instalment: strike its payment over its collateral, expiry its date and
    /// grace. An offer below it is cheap for the borrower, one above it dear.
    /// Black-Scholes without carry, at the oracle's spot; volatility is the higher of its fast and slow estimate, that of
    /// both assets added, which the price of one in the other cannot exceed; at most 100. Rounded up, but for less than 10^-18 of a
    /// collateral token. Of more than one instalment it is somewhat too high: each put is priced with the interest on all that
    /// is owed, of which a missed instalment ends only its own. Errors: CallFailed;
    /// NoPrice; RiskCalculation where the puts have no price, such as without any collateral.
    /// @param program An ITermLoan. @param offer Its number. @param amount Debt units to be taken of it; more than is left: all.
    /// @param oracle An IOracle that knows both assets. @param base WAD per year at which the debt asset is lent without risk,
    /// such as a pool's rate for suppliers.
    /// @return fair WAD per year.
    /// @return offered The offer's own rate, WAD per year.
    /// @return price Of a whole collateral token in whole debt tokens, WAD.
    /// @return volatility WAD per root year.
    /// @return collateral Units that would be locked.
    function fairRate(address program, uint256 offer, uint256 amount, address oracle, uint256 base)
        external
        view
        returns (uint256 fair, uint256 offered, uint256 price, uint256 volatility, uint256 collateral);
}
