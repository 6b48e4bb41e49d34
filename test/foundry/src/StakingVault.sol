// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

/// @title A liquid-staking vault whose share is collateral
/// @notice An example of what an ERC-4626 share must be so that the pool can take it: a plain ERC-20 whose worth its own
/// contract tells. Rewards are tokens that come in without shares being minted; a slashing is tokens that go. So whoever
/// sends tokens raises the rate at once: the oracle's feed of it (`IOracle.setRateFeed`, then `Product` with the asset's
/// feed) believes no more growth than its cap, and a donation makes no collateral out of nothing.
contract StakingVault is ERC4626 {
    /// @notice Who reports slashings; stands for the chain's consensus.
    address public immutable reporter;

    /// @notice Only the reporter may do that.
    error NotReporter(address caller);

    /// @notice The deployer becomes the reporter.
    constructor(IERC20 asset_, string memory name_, string memory symbol_) ERC4626(asset_) ERC20(name_, symbol_) {
        reporter = msg.sender;
    }

    /// @notice Loses `assets` of all holders. Only the reporter.
    function slash(uint256 assets) external {
        if (msg.sender != reporter) revert NotReporter(msg.sender);
        require(IERC20(asset()).transfer(reporter, assets), "transfer failed");
    }
}
