// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC3156FlashBorrower} from "@openzeppelin/contracts/interfaces/IERC3156FlashBorrower.sol";
import {IERC3156FlashLender} from "@openzeppelin/contracts/interfaces/IERC3156FlashLender.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Leveraged staking in one transaction each way
/// @notice An example to copy. Opening takes a flash loan, stakes it together with the user's own money, escrows the shares for
/// the user and borrows for the user what the flash loan is repaid with; closing does the reverse. Position and debt
/// are the user's own, who must have made this contract a manager (`IPool.setAuthorization`); it acts for nobody but
/// its caller and keeps nothing.
contract LeveragedStaker is IERC3156FlashBorrower {
    using SafeERC20 for IERC20;

    /// @notice Where the position is.
    IPool public immutable pool;
    /// @notice Who lends within the transaction: the pool itself, or any other.
    IERC3156FlashLender public immutable lender;
    /// @notice What is staked in: an ERC-4626 vault whose share is collateral.
    IERC4626 public immutable staking;
    /// @notice What is staked and borrowed.
    IERC20 public immutable asset;

    /// @notice Only the lender may call that, and only in a loan that this contract asked for.
    error UnexpectedLoan(address caller, address initiator);

    /// @notice Fixed for ever.
    constructor(IPool pool_, IERC3156FlashLender lender_, IERC4626 staking_) {
        pool = pool_;
        lender = lender_;
        staking = staking_;
        asset = IERC20(staking_.asset());
        asset.forceApprove(address(staking_), type(uint256).max);
        asset.forceApprove(address(pool_), type(uint256).max);
        asset.forceApprove(address(lender_), type(uint256).max);
        IERC20(address(staking_)).forceApprove(address(pool_), type(uint256).max);
    }

    /// @notice Stakes `own`, which is pulled from the caller, and `borrowed`, which the caller then owes with the loan's fee.
    function open(uint256 own, uint256 borrowed) external {
        asset.safeTransferFrom(msg.sender, address(this), own);
        _flash(borrowed, abi.encode(true, msg.sender));
    }

    /// @notice Repays the caller's whole debt out of its shares, and pays out what is left.
    /// @return back Paid to the caller.
    function close() external returns (uint256 back) {
        uint256 debt = pool.position(address(asset), msg.sender).debt;
        if (debt > 0) _flash(debt, abi.encode(false, msg.sender));
        else _unstake(msg.sender);
        back = asset.balanceOf(address(this));
        asset.safeTransfer(msg.sender, back);
    }

    /// @inheritdoc IERC3156FlashBorrower
    function onFlashLoan(address initiator, address, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32)
    {
        if (msg.sender != address(lender) || initiator != address(this)) revert UnexpectedLoan(msg.sender, initiator);
        (bool opening, address user) = abi.decode(data, (bool, address));
        if (opening) {
            uint256 shares = staking.deposit(asset.balanceOf(address(this)), address(this));
            pool.depositCollateral(address(staking), shares, user);
            pool.borrow(address(asset), amount + fee, user, address(this));
        } else {
            pool.repay(address(asset), type(uint256).max, user);
            _unstake(user);
        }
        return keccak256("ERC3156FlashBorrower.onFlashLoan");
    }

    function _flash(uint256 amount, bytes memory data) private {
        lender.flashLoan(this, address(asset), amount, data);
    }

    function _unstake(address user) private {
        uint256 shares = pool.withdrawCollateral(address(staking), type(uint256).max, user, address(this));
        staking.redeem(shares, address(this), address(this));
    }
}
