// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAggregator} from "ballast/IAggregator.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A price feed that its owner writes
/// @notice Stands for a Chainlink aggregator on a devnet. Rounds count up from 1; before the first, every
/// field reads zero, as an aggregator without data does. Answers are not checked: a test may publish bad ones.
contract MockFeed is IAggregator, Ownable {
    /// @notice One published price.
    struct Round {
        int256 answer;
        uint256 updatedAt;
    }

    /// @notice A price was published.
    event AnswerSet(uint80 indexed roundId, int256 answer, uint256 updatedAt);

    /// @inheritdoc IAggregator
    uint8 public immutable decimals;
    /// @inheritdoc IAggregator
    string public description;
    /// @inheritdoc IAggregator
    uint256 public constant version = 1;

    /// @notice The newest round.
    uint80 public latestRound;
    mapping(uint80 => Round) private rounds;

    /// @notice The deployer becomes the owner.
    constructor(uint8 decimals_, string memory description_) Ownable(msg.sender) {
        decimals = decimals_;
        description = description_;
    }

    /// @notice Publishes a new round. Only the owner.
    /// @param answer Price, with `decimals` decimals.
    /// @param updatedAt Seconds.
    function set(int256 answer, uint256 updatedAt) external onlyOwner {
        uint80 id = ++latestRound;
        rounds[id] = Round(answer, updatedAt);
        emit AnswerSet(id, answer, updatedAt);
    }

    /// @inheritdoc IAggregator
    function getRoundData(uint80 id) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = rounds[id];
        return (id, round.answer, round.updatedAt, round.updatedAt, id);
    }

    /// @inheritdoc IAggregator
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        return getRoundData(latestRound);
    }
}
