// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC3156FlashBorrower} from "@openzeppelin/contracts/interfaces/IERC3156FlashBorrower.sol";
import {IERC3156FlashLender} from "@openzeppelin/contracts/interfaces/IERC3156FlashLender.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Where one token is exchanged for another
interface IMarket {
    /// @notice Takes `amount` of `from` from the caller, which allowed it, and pays `to`.
    /// @return received Paid to the caller.
    function exchange(IERC20 from, IERC20 to, uint256 amount) external returns (uint256 received);
}

/// @title Another collateral in place of one, while the debt stays
/// @notice An example to copy. The new collateral comes from a flash loan and is escrowed first, so the account is never short
/// of any; then the old one is released, sold, and the loan repaid. Nothing of the debt is touched. The user must
/// have made this contract a manager (`IPool.setAuthorization`); it acts for nobody but its caller, keeps nothing, and
/// sells for no less than the caller demands.
contract CollateralSwap is IERC3156FlashBorrower {
    using SafeERC20 for IERC20;

    /// @notice Where the collateral is.
    IPool public immutable pool;
    /// @notice Who lends within the transaction: the pool itself, or any other.
    IERC3156FlashLender public immutable lender;
    /// @notice Where it is sold.
    IMarket public immutable market;

    /// @notice Only the lender may call that, and only in a loan that this contract asked for.
    error UnexpectedLoan(address caller, address initiator);
    /// @notice The market pays less than the caller demands, or than repays the loan.
    error TooLittle(uint256 received, uint256 demanded);

    /// @notice Fixed for ever.
    constructor(IPool pool_, IERC3156FlashLender lender_, IMarket market_) {
        pool = pool_;
        lender = lender_;
        market = market_;
    }

    /// @notice Exchanges `amount` of the caller's collateral `from` for `to`: at least `least` is escrowed; what the market
    /// pays above that and the loan's fee goes to the caller.
    function swap(IERC20 from, uint256 amount, IERC20 to, uint256 least) external {
        lender.flashLoan(this, address(to), least, abi.encode(msg.sender, from, amount));
    }

    /// @inheritdoc IERC3156FlashBorrower
    function onFlashLoan(address initiator, address token, uint256 least, uint256 fee, bytes calldata data)
        external
        returns (bytes32)
    {
        if (msg.sender != address(lender) || initiator != address(this)) revert UnexpectedLoan(msg.sender, initiator);
        (address user, IERC20 from, uint256 amount) = abi.decode(data, (address, IERC20, uint256));
        IERC20 to = IERC20(token);
        to.forceApprove(address(pool), least);
        pool.depositCollateral(token, least, user);
        amount = pool.withdrawCollateral(address(from), amount, user, address(this));
        from.forceApprove(address(market), amount);
        uint256 received = market.exchange(from, to, amount);
        if (received < least + fee) revert TooLittle(received, least + fee);
        to.safeTransfer(user, received - least - fee);
        to.forceApprove(address(lender), least + fee);
        return keccak256("ERC3156FlashBorrower.onFlashLoan");
    }
}
