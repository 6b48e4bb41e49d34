// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ZooToken} from "./ZooToken.sol";

/// @title Calls somebody in the middle of every transfer
contract ReenteringToken is ZooToken {
    /// @notice Called during transfers; zero: nobody.
    address public target;
    /// @notice With these data.
    bytes public data;
    /// @notice How the last such call ended.
    bool public succeeded;
    /// @notice What it returned or reverted with.
    bytes public answer;
    /// @notice How many such calls there were.
    uint256 public calls;

    /// @notice Chooses whom to call. Anyone.
    function arm(address target_, bytes calldata data_) external {
        target = target_;
        data = data_;
    }

    /// @notice Calls the target, then moves.
    function transfer(address to, uint256 amount) external returns (bool) {
        _call();
        _move(msg.sender, to, amount);
        return true;
    }

    /// @notice Calls the target, then moves.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        _call();
        _move(from, to, amount);
        return true;
    }

    function _call() private {
        if (target == address(0)) return;
        calls++;
        (succeeded, answer) = target.call(data);
    }
}
