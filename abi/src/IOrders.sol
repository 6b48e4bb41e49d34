// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Margin calls and standing orders of borrowers
/// @notice What an owner wants done with its account before an unwind must begin. An order is set, changed and cancelled by the
/// account's owner alone, and executed by anyone, for the owner's fee, as soon as what it waits for is there. The program holds
/// nothing between two calls and is owned by nobody. Sales need the owner's authorisation of this program at the book
/// (`IPool.setAuthorization`), which it may take back at any time; additions need the payer's allowance to this program.
/// It works on any debt book (IDebtBook, IDebtBookPayments) and asks nobody which.
/// Health is (collateral - stress) / debt at smoothed prices, see IUnwinder.Status.smoothedHealth: one wrong round of a feed
/// starts nothing. Sales are priced from spot. USD, prices, ratios and health are WAD, amounts token units.
/// @dev Warning: who executes an order on a book trusts that book as its borrowers do.
interface IOrders {
    /// @notice What the owner wants.
    /// @param kind 1 deleverage: while health is under `trigger`, sell collateral for debt up to health `target`. 2 add collateral
    /// while health is under `trigger`. 3 repay debt while health is under `trigger`. 4 sell collateral for debt while its spot
    /// price is at most `trigger`. 5 the same while it is at least `trigger`.
    /// @param collateralAsset Sold, or added; the zero address for kind 3.
    /// @param debtAsset Repaid; the zero address for kind 2.
    /// @param source Whose tokens are added or repaid (kinds 2 and 3): the account itself, or who has consented (`consent`). The
    /// zero address for sales.
    /// @param expires Last second.
    /// @param interval Seconds between two executions: 60 to 2592000.
    /// @param decay Seconds over which the price of a sale falls from spot to its least: 0 (at once) to 86400; 0 for kinds 2, 3.
    /// @param discount Most that a sale may lose against spot, 0 to 0.05; 0 for kinds 2 and 3.
    /// @param trigger Health, above 0 and at most 16, or price, above 0.
    /// @param target Health, from `trigger` to 16, of kind 1; else 0.
    /// @param worstPrice USD per whole collateral token under which a sale is refused; 0: none.
    /// @param perExecution Most at a time: collateral sold or added, debt repaid.
    /// @param total Most in all from now on.
    /// @param fee Of each execution, in what is sold, added or repaid, and at most a hundredth of it.
    struct Order {
        uint8 kind;
        address collateralAsset;
        address debtAsset;
        address source;
        uint64 expires;
        uint32 interval;
        uint32 decay;
        uint64 discount;
        uint256 trigger;
        uint256 target;
        uint256 worstPrice;
        uint256 perExecution;
        uint256 total;
        uint256 fee;
    }

    /// @notice What executing would do now.
    /// @param most That may be moved now: collateral sold or added, debt repaid. @param least That must be moved: a quarter of it.
    /// @param fee Of `most`: stays with the executor. @param paid What the executor pays for `most`, debt tokens, rounded up.
    /// @param price USD per whole collateral token; 0 for kinds 2 and 3. @param floor Least that it falls to.
    /// @param health Before. @param healthAfter After moving `most`; as before where the account does not hold yet what is added.
    struct Quote {
        uint256 most;
        uint256 least;
        uint256 fee;
        uint256 paid;
        uint256 price;
        uint256 floor;
        uint256 health;
        uint256 healthAfter;
    }

    /// @notice The account is in the watch stage: 1 <= health < 1 + buffer. Once per episode.
    /// @param required Health at which the episode ends: 1 + buffer.
    event MarginCall(address indexed book, address indexed account, uint256 health, uint256 required);
    /// @notice The episode is over: health is 1 + buffer or more.
    event MarginCallEnded(address indexed book, address indexed account, uint256 health);
    /// @notice An order was set or changed. @param nonce What executors must name.
    event OrderSet(address indexed book, address indexed account, uint8 indexed id, uint32 nonce, Order order);
    /// @notice An order was cancelled.
    event OrderCancelled(address indexed book, address indexed account, uint8 indexed id, uint32 nonce);
    /// @notice What an order waits for is there: its price falls from now on.
    event OrderArmed(address indexed book, address indexed account, uint8 indexed id, uint256 health, uint256 spot);
    /// @notice An order was executed.
    /// @param moved Collateral sold or added, or debt repaid, fee included. @param paid Debt tokens that the executor paid.
    /// @param fee Of `moved`, for the executor. @param price As in Quote. @param left Of the order's total.
    event OrderExecuted(
        address indexed book,
        address indexed account,
        uint8 indexed id,
        address executor,
        uint8 kind,
        uint256 moved,
        uint256 paid,
        uint256 fee,
        uint256 price,
        uint256 health,
        uint256 healthAfter,
        uint256 left
    );
    /// @notice `source` lets orders of `account` take up to `amount` more of an asset.
    event ConsentSet(address indexed book, address indexed source, address indexed account, address asset, uint256 amount);

    /// @notice There is no such order.
    error NoOrder(address account, uint8 id);
    /// @notice The order is another by now. @param nonce The present one's.
    error OrderChanged(uint32 nonce);
    /// @notice The order ended.
    error OrderExpired(uint64 expires);
    /// @notice It was executed less than its interval ago.
    error TooSoon(uint64 next);
    /// @notice What the order waits for is not there. @param value Health, or price. @param trigger The order's.
    error NotDue(uint256 value, uint256 trigger);
    /// @notice The price's fall was not begun, or is over: call `arm` first. @param armedAt When it began, 0: never.
    error NotArmed(uint64 armedAt);
    /// @notice The price falls already. @param armedAt Since when.
    error AlreadyArmed(uint64 armedAt);
    /// @notice So little would keep others from executing. @param least That must be moved.
    error TooLittle(uint256 moved, uint256 least);
    /// @notice The price is under the worst that the owner takes.
    error PriceTooLow(uint256 price, uint256 worstPrice);
    /// @notice The sale would lower health, at smoothed or at spot prices.
    error LowersHealth(uint256 health, uint256 healthAfter);
    /// @notice The execution would cost more than the executor allowed.
    error CostsTooMuch(uint256 paid, uint256 limit);
    /// @notice Neither has a margin call begun nor ended. @param health Of the account. @param calledAt 0: not called.
    error NothingToTell(uint256 health, uint64 calledAt);
    /// @notice A price is stale, in doubt or without a sequencer: of a debt, of what is sold, or of collateral worth a sixteenth of
    /// the debts and more.
    error PriceUnavailable(address asset, uint8 flags);
    /// @notice A call to the debt book failed; `reason` is its revert data.
    error BookCallFailed(address book, bytes reason);
    /// @notice The amount is zero: the order's total is used up, there is nothing to sell, to add or to repay, or the source has no
    /// tokens, has allowed none or has consented to none.
    error ZeroAmount();

    /// @notice Sets the caller's order `id` at a book, or another in its place.
    /// @return nonce The order's, which grows with every change.
    /// @dev The position in ParameterOutOfBounds is the field's place in Order, from 0. Event: OrderSet. Errors:
    /// ParameterOutOfBounds.
    function set(address book, uint8 id, Order calldata order) external returns (uint32 nonce);

    /// @notice Cancels an order of the caller's.
    /// @dev Event: OrderCancelled. Errors: NoOrder.
    function cancel(address book, uint8 id) external;

    /// @notice Lets orders of `account` take up to `amount` of an asset from the caller, which allows this program as much. The
    /// number replaces the one before; zero ends it.
    /// @dev Event: ConsentSet.
    function consent(address book, address account, address asset, uint256 amount) external;

    /// @notice Begins the fall of a sale's price, where what the order waits for is there. It holds for twice the order's
    /// `decay`, then it must be begun again; an execution begins it anew. Orders without decay need no arming. Anyone.
    /// @dev Event: OrderArmed. Errors: NoOrder, OrderExpired, AlreadyArmed, NotDue, PriceUnavailable, BookCallFailed.
    function arm(address book, address account, uint8 id) external;

    /// @notice Executes an order. Of a sale the executor pays debt tokens, which it has allowed this program, and gets the
    /// collateral; of an addition it gets the fee. Health never falls: neither here, at smoothed and at spot prices, nor at the
    /// book, as it judges opening. Anyone.
    /// @param nonce The order's, as read. @param amount Most to move. @param limit Most to pay.
    /// @return moved Fee included.
    /// @return paid Rounded up.
    /// @dev Event: OrderExecuted. Errors: NoOrder, OrderChanged, OrderExpired, TooSoon, NotArmed, NotDue, PriceUnavailable,
    /// TooLittle, PriceTooLow, LowersHealth, CostsTooMuch, ZeroAmount, Transfer*, BookCallFailed, Reentered.
    function execute(
        address book,
        address account,
        uint8 id,
        uint32 nonce,
        uint256 amount,
        uint256 limit,
        address receiver
    ) external returns (uint256 moved, uint256 paid);

    /// @notice Tells a margin call where 1 <= health < 1 + buffer and none was told since health was last seen at 1 + buffer; and
    /// its end where health is there again. Anyone.
    /// @dev Events: MarginCall, MarginCallEnded. Errors: NothingToTell, PriceUnavailable, BookCallFailed.
    function watch(address book, address account) external;

    /// @notice An order.
    /// @return wanted As set, `total` being what is left.
    /// @return nonce What executors must name.
    /// @return armedAt When its price began to fall, 0: not.
    /// @return next When it may be executed next, 0: at once.
    function order(address book, address account, uint8 id)
        external
        view
        returns (Order memory wanted, uint32 nonce, uint64 armedAt, uint64 next);

    /// @notice What executing an order would do now.
    /// @dev Errors: as those of `execute` where nothing could be executed.
    function quote(address book, address account, uint8 id) external view returns (Quote memory);

    /// @notice What orders of `account` may still take from `source`.
    function consentOf(address book, address source, address account, address asset) external view returns (uint256);

    /// @notice When a margin call was told that has not ended, 0: none.
    function calledAt(address book, address account) external view returns (uint64);
}
