// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title Takes a flash loan from any of the protocols and pays it back
contract FlashBorrower {
    /// @notice Lets `lender` pull whatever it wants of `token`, so that each loan writes no allowance.
    function trust(IERC20 token, address lender) external {
        token.approve(lender, type(uint256).max);
    }

    /// @notice Asks `lender` for a loan.
    function take(address lender, bytes calldata request) external {
        (bool success, bytes memory reason) = lender.call(request);
        if (!success) {
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
    }

    /// @notice Morpho's callback.
    function onMorphoFlashLoan(uint256, bytes calldata) external {}

    /// @notice Aave's callback.
    function executeOperation(address, uint256, uint256, address, bytes calldata) external pure returns (bool) {
        return true;
    }

    /// @notice The callback of ERC-3156.
    function onFlashLoan(address, address, uint256, uint256, bytes calldata) external pure returns (bytes32) {
        return keccak256("ERC3156FlashBorrower.onFlashLoan");
    }
}
