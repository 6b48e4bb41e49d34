// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ZooToken} from "./ZooToken.sol";

/// @title Takes one percent of every transfer
contract FeeToken is ZooToken {
    /// @notice Delivers 99%.
    function transfer(address to, uint256 amount) external returns (bool) {
        _deliver(msg.sender, to, amount);
        return true;
    }

    /// @notice Delivers 99%.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        _deliver(from, to, amount);
        return true;
    }

    function _deliver(address from, address to, uint256 amount) private {
        uint256 fee = amount / 100;
        _move(from, to, amount - fee);
        _move(from, address(0xfee), fee);
    }
}
