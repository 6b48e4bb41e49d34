// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Insurance fund of one asset
/// @notice Stakers earn premiums and pay shortfalls. Capital is what was staked and paid in; tokens sent
/// otherwise are not counted. Leaving takes a cooldown during which the stake still pays.
/// Rounding: shares and assets paid out round down, for those who stay.
interface IInsurance {
    /// @notice Assets were staked.
    event Deposited(address indexed payer, address indexed account, uint256 assets, uint256 shares);
    /// @notice Shares were put in cooldown until `matureAt`; they stay slashable.
    event RedeemRequested(address indexed account, uint256 shares, uint64 matureAt);
    /// @notice Shares were redeemed.
    event Redeemed(address indexed account, address receiver, uint256 assets, uint256 shares);
    /// @notice Premium arrived.
    event PremiumReceived(address indexed book, uint256 amount);
    /// @notice A shortfall was paid.
    /// @param wanted The shortfall. @param paid What capital allowed.
    event Covered(address indexed book, uint256 wanted, uint256 paid);
    /// @notice The debt book that may claim changed.
    event BookSet(address indexed book);
    /// @notice The cooldown changed, seconds.
    event CooldownSet(uint64 cooldown);

    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice The account does not have that many shares outside cooldown.
    error InsufficientShares(uint256 available, uint256 wanted);
    /// @notice The cooldown is not over.
    error CoolingDown(uint64 matureAt);
    /// @notice The time to redeem after the cooldown is over; the cooldown must be started again.
    error RequestExpired(uint64 expiredAt);
    /// @notice The fund is empty although shares exist: stake cannot be priced until a premium arrives.
    error FundExhausted();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);

    /// @notice Stakes `assets` for `receiver`.
    /// @return shares Minted, rounded down.
    /// @dev Event: Deposited. Errors: ZeroAmount, FundExhausted, Transfer*, Reentered.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Starts the cooldown of `shares` of the caller; a second request adds to the first and
    /// starts the cooldown again for both. Zero shares: only starts it again.
    /// @dev Event: RedeemRequested. Errors: ZeroAmount, InsufficientShares.
    function requestRedeem(uint256 shares) external;

    /// @notice Pays out cooled shares of the caller, within two days of the cooldown's end: nobody keeps an exit
    /// open for the moment when a loss is near.
    /// @return assets Paid, rounded down.
    /// @dev Event: Redeemed. Errors: ZeroAmount, InsufficientShares, CoolingDown, RequestExpired, Transfer*, Reentered.
    function redeem(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice Counts `amount` that the debt book has just sent as premium. Only the debt book.
    /// @dev Event: PremiumReceived. Errors: Unauthorised, ZeroAmount, TransferMismatch.
    function notifyPremium(uint256 amount) external;

    /// @notice Pays a shortfall to the debt book, as far as capital goes (INS-1). Only the debt book.
    /// @return paid At most `wanted`.
    /// @dev Event: Covered. Errors: Unauthorised, Transfer*, Reentered.
    function cover(uint256 wanted) external returns (uint256 paid);

    /// @notice Names the debt book. Only the owner, and only once: it can claim capital.
    /// @dev Event: BookSet. Errors: Unauthorised, ZeroAddress, AlreadySet.
    function setBook(address book) external;

    /// @notice Sets the cooldown: 3600 to 7776000 seconds. Applies to requests from now on. Only the owner.
    function setCooldown(uint64 cooldown) external;

    /// @notice The token staked.
    function asset() external view returns (address);

    /// @notice Capital that stakers own and claims draw on.
    function totalAssets() external view returns (uint256);

    /// @notice All shares, those in cooldown too.
    function totalSupply() external view returns (uint256);

    /// @notice An account's shares outside cooldown.
    function balanceOf(address account) external view returns (uint256);

    /// @notice An account's shares in cooldown, and when they mature.
    function cooldownOf(address account) external view returns (uint256 shares, uint64 matureAt);

    /// @notice Assets that `shares` would pay now, rounded down.
    function convertToAssets(uint256 shares) external view returns (uint256);

    /// @notice Shares that `assets` would buy now, rounded down.
    function convertToShares(uint256 assets) external view returns (uint256);

    /// @notice The debt book.
    function book() external view returns (address);

    /// @notice The cooldown, seconds.
    function cooldown() external view returns (uint64);
}
