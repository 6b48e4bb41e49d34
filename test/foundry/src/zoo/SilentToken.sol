// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ZooToken} from "./ZooToken.sol";

/// @title Transfers and returns nothing, as some of the oldest tokens do
contract SilentToken is ZooToken {
    /// @notice Returns nothing.
    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    /// @notice Returns nothing.
    function transferFrom(address from, address to, uint256 amount) external {
        _spend(from, amount);
        _move(from, to, amount);
    }
}
