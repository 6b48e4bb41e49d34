// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Ownership in two steps
/// @notice Every program has one owner, meant to be a timelock. The owner sets parameters inside hard
/// bounds and can move nobody's funds: who may settle sales and claim insurance is named once.
interface IOwned {
    /// @notice A new owner was named and has not accepted yet.
    event OwnershipOffered(address indexed owner, address indexed candidate);
    /// @notice Ownership passed.
    event OwnershipTransferred(address indexed previous, address indexed owner);

    /// @notice The caller is not the account that this function is for.
    error Unauthorised(address caller);
    /// @notice The program was entered again from within one of its own outward calls.
    error Reentered();
    /// @notice The zero address stands where an account or contract is needed.
    error ZeroAddress();
    /// @notice It can be set only once, and is.
    error AlreadySet(address current);
    /// @notice A parameter lies outside its hard bounds. `position` is the argument's place, from 0.
    error ParameterOutOfBounds(uint256 position, uint256 value);
    /// @notice A calculation left its domain; `code` is the number of `risk_core::RiskError`.
    error RiskCalculation(uint8 code);

    /// @notice The present owner.
    function owner() external view returns (address);

    /// @notice Names `candidate` as the next owner, who must accept.
    /// @dev Errors: Unauthorised.
    function transferOwnership(address candidate) external;

    /// @notice Completes the transfer. Only the named candidate.
    /// @dev Errors: Unauthorised.
    function acceptOwnership() external;
}
