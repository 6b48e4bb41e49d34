// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title The plain part of the misbehaving tokens
/// @notice For tests: anyone mints. Each animal of the zoo overrides how transfers go.
abstract contract ZooToken {
    /// @notice Whole tokens have 18 decimals.
    uint8 public constant decimals = 18;
    /// @notice What each account has.
    mapping(address => uint256) public balanceOf;
    /// @notice What each spender may pull.
    mapping(address => mapping(address => uint256)) public allowance;

    /// @notice Makes tokens.
    function mint(address account, uint256 amount) external {
        balanceOf[account] += amount;
    }

    /// @notice Lets `spender` pull.
    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function _spend(address from, uint256 amount) internal {
        if (from != msg.sender) allowance[from][msg.sender] -= amount;
    }

    function _move(address from, address to, uint256 amount) internal {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}
