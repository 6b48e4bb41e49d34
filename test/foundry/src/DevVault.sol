// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";

/// @title A vault whose shares are worth what it holds
/// @notice OpenZeppelin's ERC-4626 as it is: whoever sends it tokens raises its rate at once.
contract DevVault is ERC4626 {
    /// @notice A vault of `asset`.
    constructor(IERC20 asset) ERC4626(asset) ERC20("Vault share", "vSHARE") {}
}
