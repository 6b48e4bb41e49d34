// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What a caller of the pool implements where it wants to be called back
/// @notice Of the verbs that end in `AndCall`, and of flash loans, the pool calls `msg.sender` back when all is booked and
/// before it pulls the tokens. So a contract may borrow against collateral that it is about to pay for, or sell
/// collateral that the repayment has just freed. Inside, the pool's verbs may be used, but for `onSettle`, and views show the
/// state as booked. If the callback reverts, or what is due cannot be pulled afterwards, all of it reverts, with the callback's own
/// revert data.
/// @dev Warning: check that `msg.sender` is the pool, and that you started this: anyone may send such a call to you.
interface ICallbacks {
    /// @notice In `IPool.supplyAndCall`: the shares are minted.
    /// @param assets To be pulled from the callee. @param data As given to the pool.
    function onSupply(uint256 assets, bytes calldata data) external;

    /// @notice In `IPool.depositCollateralAndCall`: the collateral counts.
    /// @param amount To be pulled from the callee. @param data As given to the pool.
    function onDepositCollateral(uint256 amount, bytes calldata data) external;

    /// @notice In `IPool.repayAndCall`: the debt is gone.
    /// @param repaid To be pulled from the callee. @param data As given to the pool.
    function onRepay(uint256 repaid, bytes calldata data) external;

    /// @notice In `IDebtBook.settleAndCall` and `IUnwinder.fillAndCall`: the collateral has arrived at its receiver, whose balance
    /// tells how much. The debt book calls, also where the callee has called the unwinder, and its verbs stay locked.
    /// @param repaid Debt tokens, to be pulled from the callee, which must have let the debt book do that. @param data As given.
    function onSettle(uint256 repaid, bytes calldata data) external;

    /// @notice In `IPool.flashLoans`: the assets have arrived.
    /// @param assets As given to the pool. @param amounts As given to the pool.
    /// @param fees To be pulled from the callee on top of the amounts. @param data As given to the pool.
    function onFlashLoans(
        address[] calldata assets,
        uint256[] calldata amounts,
        uint256[] calldata fees,
        bytes calldata data
    ) external;
}

/// @title Borrower of ERC-3156
interface IERC3156FlashBorrower {
    /// @notice Called with the loan at hand. Before it returns, the lender must be approved for amount plus fee.
    /// @param initiator Who asked for the loan. @param token Lent. @param amount Lent.
    /// @param fee To be paid on top. @param data As given to the lender.
    /// @return keccak256("ERC3156FlashBorrower.onFlashLoan")
    function onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32);
}
