// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Staged, time-weighted unwinding
/// @notice A position whose effective health is under 1 is sold in small slices, released over time,
/// each a short Dutch auction priced from spot, and only while it stays under the target.
/// Stages: 0 calm, 1 watch, 2 metered, 3 auction, 4 backstop, 5 shortfall. An auction that has ended at its floor goes on at
/// the backstop's price, which the insurance fund pays within its caps; for as long as it ran. Then what nobody buys passes
/// in kind to the suppliers of what is owed, at that price.
/// Smoothed prices decide when, spot decides the price. Only a stale price or a sequencer outage pauses
/// an unwind. USD amounts and ratios are WAD.
interface IUnwinder {
    /// @notice Settings. Ratios are WAD, times are seconds.
    /// @param target Health at which an unwind ends: 1 to 1.2.
    /// @param recovery Longest schedule: 3600 to 259200.
    /// @param minimumRecovery Shortest schedule: 300 to 7200.
    /// @param urgency k T of the trajectory: 0 (straight line) to 5.
    /// @param sliceInterval 60 to 3600.
    /// @param slicePremium Over spot at the start of a slice or auction: 0 to 0.02.
    /// @param sliceDiscount Under spot at a slice's end: 0.001 to 0.05.
    /// @param auctionDuration 600 to 7200.
    /// @param auctionDiscount Under spot at an auction's end: 0.01 to 0.15.
    /// @param dust USD under which leftovers are closed whole: 1 to 1000.
    struct Parameters {
        uint256 target;
        uint256 recovery;
        uint256 minimumRecovery;
        uint256 urgency;
        uint256 sliceInterval;
        uint256 slicePremium;
        uint256 sliceDiscount;
        uint256 auctionDuration;
        uint256 auctionDiscount;
        uint256 dust;
    }

    /// @notice Budgets of all unwinds. These hold until they are set: 2500, 100, 0.1, 1, 1000.
    /// @param flow Of an asset's depth per minute, what all its unwinds together may sell in a minute, bps: 100 to 10000. A full
    /// bucket holds ten minutes of it. As it empties only lower health may draw: full it admits the target, empty 0.9. Critical
    /// accounts draw without limit; auctions after a schedule's end like health 0.9.
    /// @param cost Of a position, USD at spot, what its slices may cost a day, bps: 10 to 500. Cost is what was sold less what was
    /// repaid, at spot.
    /// @param floor Of the straight line from start to end, what a schedule may sell however dear it is: 0.01 to 1, WAD.
    /// @param openerFee USD, WAD, for who opens a schedule: 0 to 10. Paid beside fills, in what they sell: see OpenerPaid.
    /// @param backstop Under spot, once an auction has ended at its floor, bps: 200 to 2000; no less than the auction's.
    struct Budgets {
        uint256 flow;
        uint256 cost;
        uint256 floor;
        uint256 openerFee;
        uint256 backstop;
    }

    /// @notice Why no more may be bought than a quote says.
    /// @param flowCapacity USD that a full bucket of what is sold holds; this and the next two the greatest number where its
    /// market takes everything.
    /// @param flowLevel USD that it holds.
    /// @param admittedHealth Health under which an account may draw now.
    /// @param costLeft USD that slices may still cost.
    /// @param released USD released and not sold.
    /// @param movedAt When the pair that is to be sold first was last sold, or the schedule opened or resumed. A slice's interval
    /// later every pair may be filled.
    struct Limits {
        uint256 flowCapacity;
        uint256 flowLevel;
        uint256 admittedHealth;
        uint256 costLeft;
        uint256 released;
        uint64 movedAt;
    }

    /// @notice A schedule. Zero start: none. Its times are told as block times: those before an outage of the sequencer are
    /// shifted by how long the book's clock stood.
    /// @param start When it began, shifted on reopening by the time that it was closed.
    /// @param end When stage 3 begins; never pushed out while open, nearer where health falls.
    /// @param accountedUntil Time to which the released amount is brought.
    /// @param criticalSince When the account was first seen critical, 0 if it is not.
    /// @param criticalRound Feed round (newest update time of the pair to be sold next) of that sighting.
    /// @param auctionStart When the auction began, 0 if none.
    /// @param closedAt When it closed, 0 while open.
    /// @param released USD that may be or was sold; never falls.
    /// @param sold USD sold, at spot of each fill.
    struct Schedule {
        uint64 start;
        uint64 end;
        uint64 accountedUntil;
        uint64 criticalSince;
        uint64 criticalRound;
        uint64 auctionStart;
        uint64 closedAt;
        uint256 released;
        uint256 sold;
    }

    /// @notice Where an account stands.
    /// @param stage 0 calm, 1 watch, 2 metered (open or to be opened), 3 auction, 4 backstop, 5 shortfall.
    /// @param health Effective: smoothed; while critical the lower of smoothed and spot.
    /// @param smoothedHealth At smoothed prices. @param spotHealth At spot prices.
    /// @param criticalHealth At spot with what may be lost until an auction has sold; critical under 1.
    /// @param collateral USD at spot. @param debt USD at spot. @param stress USD at the prices of `health`.
    /// @param flags Of all prices of the account, or-ed. What is flagged, but for depegged, is not sold; of a debt, or of a
    /// sixteenth of the debts and more, it pauses unwinding.
    struct Status {
        uint8 stage;
        uint256 health;
        uint256 smoothedHealth;
        uint256 spotHealth;
        uint256 criticalHealth;
        uint256 collateral;
        uint256 debt;
        uint256 stress;
        uint8 flags;
    }

    /// @notice What may be bought now, and at what price.
    /// @param collateralAsset Sold. @param debtAsset Repaid.
    /// @param collateralAmount Most that may be bought now, token units.
    /// @param repayAmount What it costs, token units of the debt asset, rounded up.
    /// @param price USD per whole collateral token, WAD. @param floor Lowest that it decays to.
    /// @param need USD at spot that must be sold in all, of this pair and those after it, to reach the target, as of now.
    /// @param endsAt When the schedule or auction ends. @param stage As in Status.
    struct Quote {
        address collateralAsset;
        address debtAsset;
        uint256 collateralAmount;
        uint256 repayAmount;
        uint256 price;
        uint256 floor;
        uint256 need;
        uint64 endsAt;
        uint8 stage;
    }

    /// @notice What an account has to expect, and why.
    /// @param stage As in Status. @param open A schedule is open. @param critical The loan could not be carried through an auction.
    /// @param blockedBy The asset whose price pauses all this, zero: none. @param flags Of its price.
    /// @param endsAt When the schedule or auction ends, 0: none is open.
    /// @param released USD that may be or was sold. @param sold USD sold.
    /// @param distressRate Per year, WAD, at this moment: see `chargeDistress`. @param distressCharged USD at spot, within the
    /// present thirty days of the debt book's. @param breachProbability That health falls to 1 within the horizon, WAD; one where
    /// it is there. By the volatility that the maintenance stress at spot allows for, without a trend.
    struct Outlook {
        uint8 stage;
        bool open;
        bool critical;
        address blockedBy;
        uint8 flags;
        uint64 endsAt;
        uint256 released;
        uint256 sold;
        uint256 distressRate;
        uint256 distressCharged;
        uint256 breachProbability;
    }

    /// @notice A debt book was allowed or not.
    event BookSet(address indexed book, bool allowed);
    /// @notice Settings changed.
    event ParametersSet(Parameters parameters);
    /// @notice Budgets changed.
    event BudgetsSet(Budgets budgets);
    /// @notice A book's clock stood, or stands, from `down` to `until`; `stood` seconds in all.
    event StoodStill(address indexed book, uint64 down, uint64 until, uint64 stood);
    /// @notice The end of a schedule came nearer, for health has fallen.
    event Hastened(address indexed book, address indexed account, uint64 end);
    /// @notice A schedule was opened or resumed.
    event Opened(address indexed book, address indexed account, uint256 health, uint256 need, uint64 start, uint64 end);
    /// @notice An account was first seen critical.
    event CriticalSeen(address indexed book, address indexed account, uint256 criticalHealth, uint64 round);
    /// @notice An account is critical no longer.
    event CriticalCleared(address indexed book, address indexed account, uint256 criticalHealth);
    /// @notice Stage 3 began.
    event AuctionStarted(address indexed book, address indexed account, bool critical, uint256 need);
    /// @notice Collateral was sold.
    /// @param sold USD at spot. @param repaid USD at spot. @param price Paid, USD per whole collateral token.
    event Filled(
        address indexed book,
        address indexed account,
        address indexed filler,
        address collateralAsset,
        address debtAsset,
        uint256 collateralAmount,
        uint256 repayAmount,
        uint256 sold,
        uint256 repaid,
        uint256 price,
        uint256 spot,
        uint8 stage
    );
    /// @notice Beside a fill, who opened the schedule or resumed it last got a part of its fee, as collateral in the debt book
    /// (IDebtBook.payOpener): at spot, rounded down, at most a hundredth of what was sold, no more than leaves the fill within UNW-2
    /// and a slice within what it may cost, and only of collateral that is left after the fill. The fee is owed once for a schedule,
    /// however often that is resumed; what is left of it when the schedule ends for good is owed no more.
    /// @param owed USD, WAD, that later fills may still pay.
    event OpenerPaid(
        address indexed book,
        address indexed account,
        address indexed opener,
        address collateralAsset,
        uint256 collateralAmount,
        uint256 owed
    );
    /// @notice A schedule ended: the account is at its target, or has no debt.
    event Closed(address indexed book, address indexed account, uint256 health, uint256 released, uint256 sold);
    /// @notice Debt without collateral of any worth was ended.
    event Resolved(address indexed book, address indexed account, address indexed debtAsset, uint256 covered, uint256 lost);

    /// @notice Collateral that nobody bought passed to the suppliers of what is owed, and so much of the debt with it.
    /// @param holder The account of the debt book that holds it for them. @param price USD per whole collateral token.
    event PassedInKind(
        address indexed book,
        address indexed account,
        address indexed holder,
        address collateralAsset,
        address debtAsset,
        uint256 collateralAmount,
        uint256 debtAmount,
        uint256 price
    );

    /// @notice The book is not one that this unwinder serves.
    error UnknownBook(address book);
    /// @notice Health is not under 1, so nothing may be opened.
    error Healthy(uint256 health);
    /// @notice A schedule is open already.
    error AlreadyOpen(uint64 end);
    /// @notice No schedule is open.
    error NotOpen(address account);
    /// @notice Health is under the target, so the schedule goes on.
    error NotRecovered(uint256 health, uint256 target);
    /// @notice A price is stale or the sequencer is down.
    error PriceUnavailable(address asset, uint8 flags);
    /// @notice Nothing may be sold now; `next` is when more is released.
    error NothingReleased(uint64 next);
    /// @notice Another pair is to be sold first.
    error WrongPair(address collateralAsset, address debtAsset);
    /// @notice The fill would cost more than the filler allowed.
    error CostsTooMuch(uint256 repayAmount, uint256 limit);
    /// @notice The account has collateral that is worth something, or no debt.
    error NoShortfall(address account);
    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice A call to the debt book failed; `reason` is its revert data.
    error BookCallFailed(address book, bytes reason);
    /// @notice The sequencer is not just back from an outage that is not noted yet.
    error NoOutage(address book);
    /// @notice There is no program of the unwinder at the address.
    error CallFailed(address target);

    /// @notice Opens a schedule for an account whose effective health is under 1, or resumes one closed
    /// less than the recovery duration ago. Anyone.
    /// @dev Event: Opened. Errors: UnknownBook, Healthy, AlreadyOpen, PriceUnavailable, BookCallFailed.
    function open(address book, address account) external;

    /// @notice Takes note of how the account stands. Critical for 60 s and over two rounds of the feed of the
    /// collateral sold next: the auction starts; critical no longer: it is over. Past the end the auction starts, but
    /// where health is 1 or more the schedule closes; so it does at the target. Anyone.
    /// @dev Events: Hastened, CriticalSeen, CriticalCleared, AuctionStarted, Closed. Errors: UnknownBook, NotOpen, PriceUnavailable, BookCallFailed.
    function observe(address book, address account) external;

    /// @notice Buys collateral of an account under unwind; the debt tokens are pulled from the caller,
    /// who has approved the book. Anyone. Closes the schedule when the target is reached.
    /// @dev For 15 seconds after a feed's new round the price before it counts too, where it is the worse for the filler.
    /// Another pair than the quoted one may be filled once that has stood unsold for a slice's interval, at its own price, if
    /// its sale releases stress: a token that cannot move holds nothing up.
    /// @param collateralAsset Expected pair, as quoted. @param debtAsset Expected pair, as quoted.
    /// @param collateralAmount Most to buy, token units. @param repayLimit Most to pay, token units.
    /// @return bought Collateral, rounded down. @return paid Debt tokens, rounded up.
    /// Events: Hastened, Filled, Closed. Errors: UnknownBook, NotOpen, Healthy (at or above the target), PriceUnavailable,
    /// NothingReleased, WrongPair, CostsTooMuch, ZeroAmount, BookCallFailed, Reentered.
    function fill(
        address book,
        address account,
        address collateralAsset,
        address debtAsset,
        uint256 collateralAmount,
        uint256 repayLimit,
        address receiver
    ) external returns (uint256 bought, uint256 paid);

    /// @notice The same, paid last: the collateral goes to `receiver`, then the caller is called back
    /// (`ICallbacks.onSettle`) by the debt book, then the debt tokens are pulled from the caller; all of it or nothing. So a
    /// filler needs no capital: it sells what it gets, at any exchange, and pays with that. Nobody but the caller is ever called,
    /// and with that function only. Meanwhile the unwinder and the debt book stay locked.
    /// @param data For the callback.
    /// @dev Events and errors: as of `fill`; what the callback reverts with is the reason in BookCallFailed.
    function fillAndCall(
        address book,
        address account,
        address collateralAsset,
        address debtAsset,
        uint256 collateralAmount,
        uint256 repayLimit,
        address receiver,
        bytes calldata data
    ) external returns (uint256 bought, uint256 paid);

    /// @notice Ends the schedule of an account that has recovered. Anyone.
    /// @dev Event: Closed. Errors: UnknownBook, NotOpen, NotRecovered, PriceUnavailable, BookCallFailed.
    function close(address book, address account) external;

    /// @notice Passes collateral that nobody has bought, neither in an auction nor at the backstop's price for as long again, to
    /// the suppliers of what is owed, at that price: the debt book's own account for the pair takes it and so much of the debt
    /// over (IDebtBook.passInKind), and is unwound like any other, so that it is sold over time. Moves no tokens, asks no
    /// fund: nothing that is paused, empty or failing elsewhere holds it up. While less than half of the asset's flow is left nobody
    /// could buy, and nothing passes, unless the account is critical. Anyone.
    /// @dev Events: PassedInKind, Closed. Errors: UnknownBook, NotOpen, Healthy, PriceUnavailable, NothingReleased (`next` is
    /// when it may be; a minute on where flow lacks), ZeroAmount, BookCallFailed (also for a debt book's own account), Reentered.
    function passInKind(address book, address account) external;

    /// @notice Tells the debt book what of an account's debts is expected not to come back: what its collateral at spot, less the
    /// backstop's discount or less its stress where that is less, does not cover, divided among its debts by their worth at spot;
    /// nothing for whoever has a health of 1 or more, or is not critical. Who leaves the insurance fund or the reserve then leaves what
    /// will be claimed or lost behind. Anyone, at any time, whether a schedule is open or not.
    /// @return shortfall USD.
    /// @dev Event: IDebtBook.ShortfallExpected, of the book. Errors: UnknownBook, PriceUnavailable, BookCallFailed, Reentered.
    function expectShortfall(address book, address account) external returns (uint256 shortfall);

    /// @notice Ends the debts of an account whose collateral is worth nothing (under 10^-18 USD). Anyone.
    /// @dev Events: Resolved, Closed. Errors: UnknownBook, NoShortfall, PriceUnavailable, BookCallFailed, Reentered.
    function resolve(address book, address account) external;

    /// @notice Notes the sequencer's last outage, so that the book's clock stands still from its beginning to the end of the
    /// grace period: schedules, slices and auctions take up after it where they were. Anyone, from when the sequencer is back
    /// until the grace period ends, while nothing can be opened or filled anyway; later it is not made good.
    /// @dev Event: StoodStill. Errors: UnknownBook, NoOutage, BookCallFailed (the book's oracle or the feed fails), Reentered.
    function standStill(address book) external;

    /// @notice Allows a debt book. Only the owner.
    function setBook(address book, bool allowed) external;

    /// @notice Sets the parameters. Only the owner.
    /// @dev Event: ParametersSet. Errors: Unauthorised, ParameterOutOfBounds.
    function setParameters(Parameters calldata parameters) external;

    /// @notice Sets the budgets. Only the owner.
    /// @dev Event: BudgetsSet. Errors: Unauthorised, ParameterOutOfBounds.
    function setBudgets(Budgets calldata budgets) external;

    /// @notice Charges the debts of an account under unwind what its slowness is worth to the borrower: at a rate of the value of
    /// a put on the collateral, struck at the debt, over the remaining window, by the volatility that the stress allows for; none
    /// from health 1. The clock is the book's, which stands still while the sequencer is down; the debt book bounds rate and
    /// total (IDebtBook.chargeDistress). Anyone: keepers call it right after opening, which begins it, beside every fill, and once
    /// an hour at least, for the book charges nothing for longer gaps. Under four fifths of debt to collateral the rate is next to
    /// nothing and not worth a call.
    /// @dev Event: IDebtBook.DistressCharged, of the book. Errors: UnknownBook, NotOpen, PriceUnavailable, BookCallFailed, Reentered.
    function chargeDistress(address book, address account) external;

    /// @notice What an account has to expect within `horizon` seconds, and why.
    /// @dev Errors: UnknownBook, BookCallFailed, RiskCalculation (a horizon of more than a hundred years).
    function outlook(address book, address account, uint64 horizon) external view returns (Outlook memory);

    /// @notice Where an account stands now.
    function status(address book, address account) external view returns (Status memory);

    /// @notice What may be bought now. Zero amounts where nothing is released.
    /// @dev Errors as those of `fill` where nothing could be filled for another reason.
    function quote(address book, address account) external view returns (Quote memory);

    /// @notice The same for a pair of the filler's choice.
    /// @dev Errors as those of `quote`, and WrongPair where `fill` would refuse the pair.
    function quotePair(address book, address account, address collateralAsset, address debtAsset)
        external
        view
        returns (Quote memory);

    /// @notice What fills and quotes begin with, in words of the programs' own (`Moment` in `contracts/unwinder-state`): not for
    /// others. A zero collateral asset stands for the pair that is to be sold first.
    function prepare(address book, address account, address collateralAsset, address debtAsset) external view;

    /// @notice What opening an account's schedule brings, or brought.
    /// @return opener Who is owed: zero where nothing is, or no schedule is open.
    /// @return owed USD, WAD: what fills may still pay it; where no schedule is open, what they might pay who opens one now.
    /// @return amount Of the collateral that `quote` tells: what a fill of all that it tells pays of that now, token units.
    /// @dev Errors as those of `quote`, where a schedule is open.
    function openerFee(address book, address account)
        external
        view
        returns (address opener, uint256 owed, uint256 amount);

    /// @notice Why no more may be bought than `quote` says.
    /// @dev Errors as those of `quote`.
    function limits(address book, address account) external view returns (Limits memory);

    /// @notice An account's schedule as stored.
    function schedule(address book, address account) external view returns (Schedule memory);

    /// @notice The parameters.
    function parameters() external view returns (Parameters memory);

    /// @notice The budgets.
    function budgets() external view returns (Budgets memory);

    /// @notice A book's clock: its present time, the block time until which it stands or last stood, and for how long it has
    /// stood in all, seconds.
    function clock(address book) external view returns (uint64 time, uint64 until, uint64 stood);

    /// @notice Whether a debt book is served.
    function isBook(address book) external view returns (bool);

    /// @notice The program whose code runs for what is called seldom; fixed at construction. At its own address it has
    /// no owner and serves no book.
    function extension() external view returns (address);

    /// @notice The program whose code runs for settings, and for what is told as it is stored; fixed at construction.
    function settings() external view returns (address);
}
