// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title A market of puts that makes sending them dear, and changes its word
/// @notice For tests: puts cost nothing, and are worth as much. Sending them burns all gas, or answers at great length.
contract GreedyMarket {
    address private immutable _underlying;
    address private _debtAsset;
    uint40 private _expiry;

    /// @notice Whether it answers at length; else it burns all gas.
    bool public talks;

    /// @notice A market of these tokens, with a window of a day.
    constructor(address underlying, address debtAsset, uint40 expiry) {
        (_underlying, _debtAsset, _expiry) = (underlying, debtAsset, expiry);
    }

    /// @notice Lets it talk. Anyone.
    function talk() external {
        talks = true;
    }

    /// @notice Tells other terms from now on. Anyone.
    function change(address debtAsset, uint40 expiry) external {
        (_debtAsset, _expiry) = (debtAsset, expiry);
    }

    /// @notice As far as loans ask for them.
    function terms() external view returns (address, address, address, uint40, uint32) {
        return (_underlying, _debtAsset, address(0), _expiry, 86_400);
    }

    /// @notice One strike for all numbers.
    function strikeAt(uint256) external pure returns (uint96, uint32, uint256) {
        return (1_800e18, 0, 0);
    }

    /// @notice For nothing.
    function buy(uint256, uint256, uint256, address) external pure returns (uint256) {
        return 0;
    }

    /// @notice Burns, or talks.
    function transfer(address, uint256, uint256) external view returns (bool) {
        if (talks) {
            assembly {
                return(0, 600000)
            }
        }
        assembly {
            invalid()
        }
    }
}
