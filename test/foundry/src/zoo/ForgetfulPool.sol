// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title A pool that books nothing
/// @notice For tests: it tells the same collateral of everybody, takes every call, and does nothing.
contract ForgetfulPool {
    /// @notice As `IPool.position`: five tokens of collateral.
    function position(address, address) external pure returns (uint256, uint256, uint256, uint256, uint256) {
        return (0, 0, 5e18, 0, 0);
    }

    /// @notice As `IPool.depositCollateralAndCall`: nothing.
    function depositCollateralAndCall(address, uint256, address, bytes calldata) external {}
}
