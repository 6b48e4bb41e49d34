// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAggregator} from "ballast/IAggregator.sol";

/// @title A price feed that every protocol reads
/// @notice Stores what Chainlink's aggregators do and as they do: the newest round's number in one slot, its answer and
/// time in another. Has their old `latestAnswer` too, which Aave asks for. Anyone may write: nothing real depends on it.
contract Aggregator is IAggregator {
    /// @notice One published price.
    struct Round {
        int192 answer;
        uint64 updatedAt;
    }

    /// @inheritdoc IAggregator
    uint8 public constant decimals = 8;
    /// @inheritdoc IAggregator
    uint256 public constant version = 1;
    /// @inheritdoc IAggregator
    string public description;

    uint80 private latest;
    mapping(uint80 => Round) private rounds;

    constructor(string memory description_) {
        description = description_;
    }

    /// @notice Publishes a new round, as of now.
    function set(int192 answer) external {
        rounds[++latest] = Round(answer, uint64(block.timestamp));
    }

    /// @inheritdoc IAggregator
    function getRoundData(uint80 id) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = rounds[id];
        return (id, round.answer, round.updatedAt, round.updatedAt, id);
    }

    /// @inheritdoc IAggregator
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latest);
    }

    /// @notice The newest answer.
    function latestAnswer() external view returns (int256) {
        return rounds[latest].answer;
    }
}
