// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IUnwinder} from "ballast/IUnwinder.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";

/// @title Fills of unwinds without capital
/// @notice An example to copy. The collateral of a fill arrives before it is paid for; it is sold at whatever exchange the
/// caller names, and what that pays, pays. What is left is the caller's. The router holds nothing and lets nobody pull anything
/// between calls, so that nothing an exchange does can take more than the fill at hand, all of which is undone where it
/// does not pay. It serves anyone, and knows nobody.
contract FillRouter {
    using SafeERC20 for IERC20;

    /// @notice A fill, and where what it brings is sold.
    /// @param book The debt book. @param account Under unwind.
    /// @param collateral Sold. @param debt Repaid.
    /// @param amount Most to buy, token units. @param repayLimit Most to pay, token units.
    /// @param exchange May pull the collateral, and is called with `swap`.
    /// @param leastProfit Of the debt token, to the caller.
    struct Order {
        address book;
        address account;
        IERC20 collateral;
        IERC20 debt;
        uint256 amount;
        uint256 repayLimit;
        address exchange;
        bytes swap;
        uint256 leastProfit;
    }

    /// @notice Where unwinds are filled.
    IUnwinder public immutable unwinder;
    /// The debt book of the fill that is going on.
    address private serving;

    /// @notice Called by another than the debt book of a fill that this contract began, or within one.
    error Unexpected(address caller);
    /// @notice The exchange paid too little.
    error TooLittle(uint256 profit, uint256 demanded);

    /// @notice Fixed for ever.
    constructor(IUnwinder unwinder_) {
        unwinder = unwinder_;
    }

    /// @notice Fills, sells and pays: the profit goes to the caller, in the debt token, and any collateral that was not sold.
    function fill(Order calldata order) external returns (uint256 profit) {
        if (serving != address(0)) revert Unexpected(msg.sender);
        serving = order.book;
        unwinder.fillAndCall(
            order.book,
            order.account,
            address(order.collateral),
            address(order.debt),
            order.amount,
            order.repayLimit,
            address(this),
            abi.encode(order.collateral, order.debt, order.exchange, order.swap)
        );
        serving = address(0);
        profit = order.debt.balanceOf(address(this));
        if (profit < order.leastProfit) revert TooLittle(profit, order.leastProfit);
        order.debt.safeTransfer(msg.sender, profit);
        uint256 unsold = order.collateral.balanceOf(address(this));
        if (unsold > 0) order.collateral.safeTransfer(msg.sender, unsold);
    }

    /// @notice `ICallbacks.onSettle`: the collateral is here.
    function onSettle(uint256 repaid, bytes calldata data) external {
        if (msg.sender != serving) revert Unexpected(msg.sender);
        (IERC20 collateral, IERC20 debt, address exchange, bytes memory swap) =
            abi.decode(data, (IERC20, IERC20, address, bytes));
        collateral.forceApprove(exchange, collateral.balanceOf(address(this)));
        Address.functionCall(exchange, swap);
        collateral.forceApprove(exchange, 0);
        debt.forceApprove(serving, repaid);
    }
}
