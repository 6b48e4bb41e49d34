// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title A price feed, or a share, that answers as its mood is
/// @notice Every field of a round is anyone's to write, and whatever is asked is answered the same way: `decimals`,
/// `latestRoundData`, `convertToAssets`, `stEthPerToken` and all others.
contract MoodyFeed {
    /// @notice How calls are answered.
    enum Mood {
        Well,
        Reverts,
        Nothing,
        Short,
        BurnsAllGas,
        Floods,
        CallsBack
    }

    Mood private mood;
    uint8 private places;
    uint80 private roundId;
    int256 private answer;
    uint256 private startedAt;
    uint256 private updatedAt;
    uint80 private answeredInRound;
    bytes private question;

    /// @notice Decimals that it tells, which no mood changes.
    constructor(uint8 decimals_) {
        places = decimals_;
    }

    /// @notice Changes the mood. Anyone.
    function become(Mood mood_) external {
        mood = mood_;
    }

    /// @notice What it calls back with in that mood. Anyone.
    function ask(bytes calldata question_) external {
        question = question_;
    }

    /// @notice Writes a whole round. Anyone.
    function write(uint80 id, int256 answer_, uint256 started, uint256 updated, uint80 answeredIn) external {
        (roundId, answer, startedAt, updatedAt, answeredInRound) = (id, answer_, started, updated, answeredIn);
    }

    /// @notice Decimals.
    function decimals() external view returns (uint8) {
        return places;
    }

    /// @notice The round, as the mood is. Whoever calls back answers with the first four bytes of what came back.
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (mood == Mood.CallsBack) {
            (, bytes memory told) = msg.sender.staticcall(question);
            return (roundId, int256(uint256(uint32(bytes4(told)))), startedAt, updatedAt, answeredInRound);
        }
        _moody();
        return (roundId, answer, startedAt, updatedAt, answeredInRound);
    }

    /// @notice The answer, as the mood is: a rate.
    fallback(bytes calldata) external returns (bytes memory) {
        _moody();
        return abi.encode(answer);
    }

    function _moody() private view {
        Mood now_ = mood;
        if (now_ == Mood.Reverts) revert("in a bad mood");
        if (now_ == Mood.BurnsAllGas) {
            assembly {
                invalid()
            }
        }
        uint256 size = now_ == Mood.Nothing ? 0 : now_ == Mood.Short ? 31 : now_ == Mood.Floods ? 200_000 : 32;
        if (now_ != Mood.Well) {
            assembly {
                return(0, size)
            }
        }
    }
}
