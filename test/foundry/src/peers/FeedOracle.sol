// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IAggregator} from "ballast/IAggregator.sol";

/// @title The price that a Morpho market asks for, from one live feed of each asset
/// @notice Does no more than a market's Chainlink oracle must: two feeds, immutable, answers not negative.
contract FeedOracle {
    IAggregator private immutable _collateral;
    IAggregator private immutable _loan;
    uint256 private immutable _scale;

    /// @param scale 10^(36 + decimals of the loan token - decimals of the collateral token), both feeds having equal decimals.
    constructor(IAggregator collateral, IAggregator loan, uint256 scale) {
        _collateral = collateral;
        _loan = loan;
        _scale = scale;
    }

    /// @notice Loan tokens per collateral token, scaled by 10^36.
    function price() external view returns (uint256) {
        return _scale * _answer(_collateral) / _answer(_loan);
    }

    function _answer(IAggregator feed) private view returns (uint256) {
        (, int256 answer,,,) = feed.latestRoundData();
        require(answer >= 0, "negative answer");
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint256(answer);
    }
}
