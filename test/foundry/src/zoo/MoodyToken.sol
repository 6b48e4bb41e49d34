// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ZooToken} from "./ZooToken.sol";

/// @title Transfers as its mood is
/// @notice Moods: well; returns false without moving; reverts; returns true without moving; returns false
/// though it moves.
contract MoodyToken is ZooToken {
    /// @notice How transfers go.
    enum Mood {
        Well,
        False,
        Reverts,
        Lies,
        FalseAlarm
    }

    /// @notice The mood of all transfers.
    Mood public mood;

    /// @notice Changes the mood. Anyone.
    function become(Mood mood_) external {
        mood = mood_;
    }

    /// @notice As the mood is.
    function transfer(address to, uint256 amount) external returns (bool) {
        return _go(msg.sender, to, amount);
    }

    /// @notice As the mood is.
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        return _go(from, to, amount);
    }

    function _go(address from, address to, uint256 amount) private returns (bool) {
        require(mood != Mood.Reverts, "in a bad mood");
        if (mood == Mood.Well || mood == Mood.FalseAlarm) _move(from, to, amount);
        return mood == Mood.Well || mood == Mood.Lies;
    }
}
