// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A company's treasury that lends what it does not need and borrows against what it keeps
/// @notice An example to copy. Positions are the contract's own, but for those of accounts that made it their manager: a
/// parent company's treasury draws credit for its subsidiaries. Only its owner moves money.
contract Treasury is Ownable {
    using SafeERC20 for IERC20;

    /// @notice Where it lends and borrows.
    IPool public immutable pool;

    /// @notice The pool did not deliver what it reported.
    error WrongAmount(uint256 expected, uint256 actual);

    /// @notice The deployer becomes the owner.
    constructor(IPool pool_) Ownable(msg.sender) {
        pool = pool_;
    }

    /// @notice Lends `assets` of what the contract holds.
    function lend(IERC20 asset, uint256 assets) external onlyOwner returns (uint256 shares) {
        asset.forceApprove(address(pool), assets);
        shares = pool.supply(address(asset), assets, address(this));
    }

    /// @notice Takes lent assets back into the contract; the largest number means all.
    function unlend(IERC20 asset, uint256 assets) external onlyOwner returns (uint256 received) {
        uint256 before = asset.balanceOf(address(this));
        received = pool.withdraw(address(asset), assets, address(this), address(this));
        _check(received, asset.balanceOf(address(this)) - before);
    }

    /// @notice Escrows `collateral` and borrows `debt` against it, in one transaction.
    function borrowAgainst(IERC20 collateralAsset, uint256 collateral, IERC20 debtAsset, uint256 debt)
        external
        onlyOwner
    {
        collateralAsset.forceApprove(address(pool), collateral);
        pool.depositCollateral(address(collateralAsset), collateral, address(this));
        uint256 before = debtAsset.balanceOf(address(this));
        pool.borrow(address(debtAsset), debt, address(this), address(this));
        _check(debt, debtAsset.balanceOf(address(this)) - before);
    }

    /// @notice Repays the whole debt and takes the whole collateral back.
    function settle(IERC20 collateralAsset, IERC20 debtAsset)
        external
        onlyOwner
        returns (uint256 repaid, uint256 released)
    {
        debtAsset.forceApprove(address(pool), type(uint256).max);
        repaid = pool.repay(address(debtAsset), type(uint256).max, address(this));
        debtAsset.forceApprove(address(pool), 0);
        released = pool.withdrawCollateral(address(collateralAsset), type(uint256).max, address(this), address(this));
    }

    /// @notice Borrows for `account`, which has made this treasury its manager and owes the debt. The money goes to the account
    /// itself: a manager that sends it elsewhere takes it away from who owes it.
    function drawFor(address account, IERC20 asset, uint256 assets) external onlyOwner {
        pool.borrow(address(asset), assets, account, account);
    }

    /// @notice Repays debt of `account` out of what the contract holds, at most what is owed; nobody needs to allow that.
    function repayFor(address account, IERC20 asset, uint256 assets) external onlyOwner returns (uint256 repaid) {
        asset.forceApprove(address(pool), assets);
        repaid = pool.repay(address(asset), assets, account);
        asset.forceApprove(address(pool), 0);
    }

    /// @notice Adds collateral to `account` out of what the contract holds; nobody needs to allow that.
    function topUp(address account, IERC20 asset, uint256 amount) external onlyOwner {
        asset.forceApprove(address(pool), amount);
        pool.depositCollateral(address(asset), amount, account);
    }

    /// @notice Lets `manager` do with this contract's positions what it likes, or no longer: a keeper's contract that
    /// deleverages, a successor of this one.
    function appoint(address manager, bool authorised) external onlyOwner {
        pool.setAuthorization(manager, authorised);
    }

    /// @notice Pays out of what the contract holds.
    function pay(IERC20 asset, address to, uint256 amount) external onlyOwner {
        asset.safeTransfer(to, amount);
    }

    /// @notice What the contract may still lose before its loans are unwound: its health above 1, WAD.
    function headroom() external view returns (uint256) {
        uint256 health = pool.openingHealth(address(this));
        return health > 1e18 ? health - 1e18 : 0;
    }

    function _check(uint256 expected, uint256 actual) private pure {
        if (expected != actual) revert WrongAmount(expected, actual);
    }
}
