// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Standing orders that move an account's protection on before it ends
/// @notice An account of the pool that holds a protected underlying (`IProtected`) as collateral stores what the next one may be. Anyone
/// rolls it then, for the account's fee: in one transaction the account's shares are withdrawn and unwrapped, new puts are bought for
/// the underlying with the account's cash, and as many new shares are deposited for it. The old puts go to the account.
///
/// The account names this program as its manager at the pool (`IPool.setAuthorization`) and allows it the debt asset, for premium and
/// fee; it may take back either, and cancel the order, at any time. Collateral is lowered here for an order alone (POOL-2), and by no
/// more than is there again at the end, in units. The pool judges health as it does of a withdrawal: an account that could not
/// withdraw cannot be rolled.
///
/// The pool is the one that the account names in its order, and trusts as its borrowers do. What the next one is, is its listing's
/// to vouch for: the pool takes as collateral what it lists, and nothing else.
///
/// Nobody owns the program; it has no settings, no fees of its own and no pause, holds nothing between two calls, and lets nobody pull
/// anything. Amounts are units of the underlying; premium and fee are in units of the debt asset, per whole underlying token,
/// rounded down.
interface IRoller {
    /// @notice What an account wants of its protection. Ratios are in bps.
    /// @param expires Last second of the order, from now on.
    /// @param lead Seconds before the old expiry from which it is rolled, at most 7,776,000; also after the window, where puts were
    /// not exercised.
    /// @param tenor Least seconds from now to the new expiry, 3,600 to 63,072,000.
    /// @param ofStrike Least new strike, of the old one, at most 20,000; 0: any.
    /// @param ofPrice Least new strike, of the underlying's price in the debt asset as the pool's oracle tells it, at most 20,000; 0: any.
    /// Either way it is rounded up.
    /// @param premium Most, debt units per whole underlying token.
    /// @param fee For who rolls, debt units per whole underlying token.
    struct Order {
        uint40 expires;
        uint32 lead;
        uint32 tenor;
        uint16 ofStrike;
        uint16 ofPrice;
        uint128 premium;
        uint128 fee;
    }

    /// @notice An order was set or changed.
    event OrderSet(address indexed pool, address indexed account, address indexed from, Order order);
    /// @notice An order was cancelled.
    event OrderCancelled(address indexed pool, address indexed account, address indexed from);
    /// @notice Shares of one were rolled into another. @param fee To `executor`.
    event Rolled(
        address indexed pool,
        address indexed account,
        address indexed from,
        address to,
        address executor,
        uint256 amount,
        uint256 premium,
        uint256 fee
    );

    /// @notice The account has no order for this.
    error NoOrder(address pool, address account, address from);
    /// @notice The order ended.
    error OrderExpired(uint256 expires);
    /// @notice It is rolled from this second on.
    error TooEarly(uint256 from);
    /// @notice The window of its puts has begun: in it they are exercised, by anyone for all, and not rolled.
    error Exercisable(address from);
    /// @notice What was protected was exercised: it is cash.
    error Exercised(address from);
    /// @notice This is no protected underlying of the same two tokens, or another program than it was, or it is over, or ends no later
    /// than the old one.
    error Unfit(address to);
    /// @notice The new expiry is too near.
    error TenorTooShort(uint256 expiry, uint256 least);
    /// @notice The new strike is too low. WAD.
    error StrikeTooLow(uint256 strike, uint256 least);
    /// @notice The new puts cost more than the account gives.
    error PremiumAboveLimit(uint256 premium, uint256 limit);
    /// @notice The oracle tells no price of the asset that is good enough.
    error PriceUnavailable(address asset);
    /// @notice The account's collateral is not what it was.
    error CollateralChanged(address asset, uint256 expected, uint256 found);
    /// @notice A call of pool, oracle, market or program failed, or answered nothing of use. `reason`: what it reverted with; of the pool
    /// that may be an error of this program, of what failed when it was called back.
    error CallFailed(address target, bytes reason);
    /// @notice The amount is zero, or the account has no such collateral.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);

    /// @notice Sets the caller's order for its collateral `from` at a pool, or another in its place.
    /// @dev The position in ParameterOutOfBounds is the field's place in Order, from 0. Event: OrderSet. Errors:
    /// ParameterOutOfBounds, ZeroAddress.
    function set(address pool, address from, Order calldata order) external;

    /// @notice Ends the caller's order. Calls nobody, and so always works.
    /// @dev Event: OrderCancelled. Errors: NoOrder.
    function cancel(address pool, address from) external;

    /// @notice Rolls `amount` of an account's collateral `from` into `to`; 2^128 and more: all of it. Anyone. The caller gets the fee.
    /// @return premium Debt units. @return fee Debt units, rounded down.
    /// @dev Event: Rolled. Errors: NoOrder, OrderExpired, TooEarly, Exercisable, Exercised, Unfit, TenorTooShort, StrikeTooLow, PremiumAboveLimit,
    /// PriceUnavailable, ZeroAmount, CollateralChanged, CallFailed (of the pool: health, caps, pauses, what it does not list, the
    /// account's authorisation), Transfer*, RiskCalculation, Reentered.
    function roll(address pool, address account, address from, address to, uint256 amount)
        external
        returns (uint256 premium, uint256 fee);

    /// @notice The pool's callback within `roll`, and of no use otherwise: withdraws, unwraps, and wraps anew.
    /// @dev Errors: Unauthorised.
    function onDepositCollateral(uint256 amount, bytes calldata data) external;

    /// @notice An order; `expires` is 0 where there is none.
    function order(address pool, address account, address from) external view returns (Order memory told);
}
