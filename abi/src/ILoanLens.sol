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
    /// @notice By which program's rules a loan goes. `Term`: ITermLoan. `Put`: IOptionLoan. `Growth`: IYieldLoan.
    enum Kind {
        Term,
        Put,
        Growth
    }

    /// @notice Where a loan stands. `Ended`: nothing is owed. `Running`: no date has come. `Due`: a date has come, and who owes can
    /// still pay, or exercise its puts; nobody can act against it until `missedAfter` is over. `Open`: anyone may act: exercise
    /// its puts, forfeit it after their window, or give a loan that yield repays its dates.
    enum Stage {
        Ended,
        Running,
        Due,
        Open
    }

    /// @notice Who bears that the collateral falls below `breakEven`. `Nobody`: the loan has ended. `Writers`: of the puts, as
    /// long as these can be exercised.
    enum Bearer {
        Nobody,
        Lender,
        Writers
    }

    /// @notice Which loan.
    /// @param program That made it. @param kind Of the program. @param loan Its number there.
    struct Which {
        address program;
        Kind kind;
        uint256 loan;
    }

    /// @notice A loan. What ended has zeros from `principal` to `borrowerFloor`.
    /// @param which It is.
    /// @param stage As of now.
    /// @param borrower Who gets the collateral that is unlocked; who owes nothing beyond it.
    /// @param lender Holder of the position, who gets what is paid and forfeited.
    /// @param principal Owed. @param interest Owed beside it, where all is repaid now.
    /// @param collateral Locked. If nothing more is paid the borrower loses all of it, and never more, for `borrowerFloor`: the
    /// worst case. A put for each unit is locked with it where puts protect the loan.
    /// @param nextDue Date of the next instalment. `Growth` without dates: the first second in which anyone may give it dates if
    /// neither growth nor anybody pays before; 0: none.
    /// @param missedAfter End of its grace: afterwards it is forfeited, or, of `Put`, anyone may exercise; after the puts'
    /// window: the last second before anyone may forfeit. `Growth` without dates: 0.
    /// @param nextPayment Principal and interest of it, on its date or now where that is later; 0 where enough was paid ahead.
    /// `Growth` without dates: the interest whose time is over; 0 until then.
    /// @param nextUnlocks Collateral that it unlocks, or, a unit more at most, forfeits where it is missed.
    /// @param lastDue Maturity: the last instalment's date; 0: it has none.
    /// @param breakEven Debt units per collateral unit, WAD, rounded up: all that is owed now, or of puts that can be exercised the
    /// strike, over what is locked. If the collateral is worth less at its date than this with the interest until then, who
    /// pays nothing more gains by it, and `bearer` bears the difference. 2^128-1 where nothing is locked.
    /// @param bearer Of that.
    /// @param lenderFloor Debt units that the lender is sure of, whatever the collateral is worth and though the borrower does
    /// nothing, if anyone exercises the puts in their window: 0 of other kinds, whose lender bears the whole fall of the price,
    /// and after the window.
    /// @param borrowerFloor Debt units that the borrower is sure of, likewise, though it pays nothing more.
    /// @param claimableCash What the lender may claim. @param claimableCollateral Forfeited or harvested, likewise.
    /// @param withheldCash Debt units that could not be sent, or wait as the borrower asked, who may claim them.
    /// @param withheld Collateral units, likewise. @param withheldPuts Puts, likewise.
    struct Outlook {
        Which which;
        Stage stage;
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
        Bearer bearer;
        uint256 lenderFloor;
        uint256 borrowerFloor;
        uint256 claimableCash;
        uint256 claimableCollateral;
        uint256 withheldCash;
        uint256 withheld;
        uint256 withheldPuts;
    }

    /// @notice An instalment that is neither paid nor missed.
    /// @param number From 1. @param due Date. @param missedAfter As in `Outlook`.
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

    /// @notice Whether a market's puts cover an instalment. `Covered`: they can be bought now for `premium`. `Late`: the window
    /// ends too soon after the instalment's grace. `High`: no strike is as high as it needs. `Short`: so many are not sold now, for
    /// want of cash, depth or a price, or because the market's expiry has come.
    enum Fit {
        Covered,
        Late,
        High,
        Short
    }

    /// @notice Puts that cover an instalment of a term loan.
    /// @param number Of the instalment, from 1. @param missedAfter End of its grace: a second later it is forfeited.
    /// @param owed Debt units that end when it is forfeited: its principal, and the interest on that (the interest on later
    /// principal stays owed) to the end of its grace, since the loan's interest was last paid as of now: if an instalment before
    /// it is paid, less.
    /// @param collateral Units that are forfeited, a unit less per instalment before it at most: puts that it needs.
    /// @param fit Of the market.
    /// @param strike Number of the market's lowest strike at which the puts pay `owed` or more; 0 of `Late` and `High`.
    /// @param price Of that strike; of `Late` and `High` the least that would do. Whole debt tokens per whole collateral
    /// token, WAD, rounded up.
    /// @param from First second in which what is forfeited can be delivered; 0 of `Late` and `High`.
    /// @param premium Debt units; 0 unless `Covered`.
    struct Cover {
        uint256 number;
        uint256 missedAfter;
        uint256 owed;
        uint256 collateral;
        Fit fit;
        uint256 strike;
        uint256 price;
        uint256 from;
        uint256 premium;
    }

    /// @notice A program does not answer, or not what it should.
    error CallFailed(address target);
    /// @notice The oracle does not know the asset's price, or does not vouch for it.
    error NoPrice(address asset);
    /// @notice The market's puts are not on the loan's collateral, or not for its debt asset.
    error OtherAssets(address market);

    /// @notice Loans, of any programs, kinds and parties, as they stand.
    /// @param which At most 64.
    /// Errors: CallFailed.
    function outlooks(Which[] calldata which) external view returns (Outlook[] memory told);

    /// @notice All instalments to come of a loan; none of one that ended, or has no dates yet. One of `Put`. Of `Growth` those at
    /// which principal stands above its line.
    /// Errors: CallFailed.
    function schedule(address program, Kind kind, uint256 loan) external view returns (Instalment[] memory instalments);

    /// @notice The least rate at which an offer is worth to its lender what is lent, if nothing is repaid early: the base rate, and
    /// what pays for the puts that the borrower holds, one per instalment: strike its principal with all interest on that over its
    /// collateral, expiry its date and grace. An offer below it is cheap for the borrower. The right to repay early,
    /// with interest until then only, is left out: a lender wants more than this, the more the further it stands above `base`.
    /// Black-Scholes without carry, at the oracle's spot; volatility is the higher of its fast and slow estimate, that of
    /// both assets added, which the price of one in the other cannot exceed; at most 100. Rounded up. Of
    /// instalments that are alike it is up to a few percent of the loan too high, for interest paid along the way is not at stake.
    /// Errors: CallFailed; NoPrice; RiskCalculation where the puts have no price, such as without any collateral.
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

    /// @notice What it costs to cover the forfeitures of a loan with a market's puts now. Whoever holds the position and these
    /// puts has, of each covered instalment, what is paid, or the collateral and from `from` to `until` `owed` for it,
    /// whatever it is worth. The holder has to claim what is forfeited and exercise; the premium is spent in any case.
    /// Premiums of puts at one strike are those of buying all of them at once; those of several strikes leave out that
    /// each purchase makes the next one dearer, as the market's skew says: buy with a limit.
    /// Errors: CallFailed; OtherAssets; TransferFailed where a token has no decimals; RiskCalculation.
    /// @param program An ITermLoan. @param loan Its number.
    /// @param market An IOptionMarket. One that does not fit an instalment tells so; another one may.
    /// @param reserve Seconds that must be left from the forfeiture to the end of the window.
    /// @return covers Of all instalments to come, in their order; none of a loan that ended.
    /// @return until Last second in which the puts can be exercised.
    /// @return premium Of all that are covered, debt units.
    /// @return rate WAD per year that brings the premium in, if all is paid at its date: for a lender to add to its rate. Rounded
    /// up; those of several markets add up to no less than all of them take. 2^128-1 where no time is left.
    function cover(address program, uint256 loan, address market, uint256 reserve)
        external
        view
        returns (Cover[] memory covers, uint256 until, uint256 premium, uint256 rate);

    /// @notice `cover` of a loan that would be taken of an offer now.
    /// @param amount Debt units to be taken of it; more than is left: all.
    function coverOffer(address program, uint256 offer, uint256 amount, address market, uint256 reserve)
        external
        view
        returns (Cover[] memory covers, uint256 until, uint256 premium, uint256 rate);
}
