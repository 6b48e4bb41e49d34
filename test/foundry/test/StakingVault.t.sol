// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {StakingVault} from "../src/StakingVault.sol";
import {StakingTest} from "./StakingTest.sol";
import {DevToken} from "../src/DevToken.sol";

/// @title Shares of a liquid-staking vault as collateral
contract StakingVaultTest is StakingTest {
    address private user;

    function prepare() internal override {
        super.prepare();
        user = account("user");
        approve(eth, user, address(staking));
        approve(DevToken(address(staking)), user, address(pool));
    }

    /// @notice Shares carry about the debt that their assets would.
    function testFuzz_borrowsAgainstShares(uint256 staked, uint256 debt) public {
        staked = bound(staked, 1 ether, 100 ether);
        debt = bound(debt, 1e6, staked * 2_000 / 1e12);
        _pledge(staked);
        send(user, address(pool), abi.encodeCall(IPool.borrow, (address(usdc), debt, user, user)));
        require(health(user) >= 1.05e18, "POOL-3");
        uint256 most = staked * 3_000 / 1e12;
        bytes memory greedy = abi.encodeCall(IPool.borrow, (address(usdc), most, user, user));
        refuses(user, address(pool), greedy, IPool.Unhealthy.selector);
        _settle();
    }

    /// @notice Whoever sends the vault half of what it has raises its rate by half, and nobody's credit at once.
    function test_aDonationMakesNoCredit() public {
        _pledge(10 ether);
        send(user, address(pool), abi.encodeCall(IPool.borrow, (address(usdc), 15_000e6, user, user)));
        uint256 before = health(user);
        uint256 had = _rate();
        mint(eth, address(staking), _total() / 2);
        require(_rate() > had * 149 / 100, "the donation counts in the vault");
        // A wall clock may let the rate grow by seconds at a tenth per year.
        require(health(user) <= before + before / 1e5, "health");
        poke();
        require(health(user) <= before + before / 1e5, "health after a poke");
        _settle();
    }

    /// @notice A slashing lowers health at once: the loss is believed, unlike the gain.
    function test_aSlashingCounts() public {
        _pledge(10 ether);
        send(user, address(pool), abi.encodeCall(IPool.borrow, (address(usdc), 10_000e6, user, user)));
        uint256 before = health(user);
        // More than the other test's donation, which the feed does not believe yet.
        send(reporter, address(staking), abi.encodeCall(StakingVault.slash, (_total() * 6 / 10)));
        poke();
        uint256 lower = health(user);
        require(lower < before * 75 / 100, "health");
        bytes memory more = abi.encodeCall(IPool.borrow, (address(usdc), 10_000e6, user, user));
        refuses(user, address(pool), more, IPool.Unhealthy.selector);
        _settle();
    }

    function _pledge(uint256 staked) private {
        mint(eth, user, staked);
        uint256 shares = stake(user, staked);
        bytes memory pledge = abi.encodeCall(IPool.depositCollateral, (address(staking), shares, user));
        send(user, address(pool), pledge);
    }

    /// @dev Repays and takes everything back.
    function _settle() private {
        mint(usdc, user, 10_000e6);
        approve(usdc, user, address(pool));
        send(user, address(pool), abi.encodeCall(IPool.repay, (address(usdc), type(uint256).max, user)));
        bytes memory back =
            abi.encodeCall(IPool.withdrawCollateral, (address(staking), type(uint256).max, user, user));
        send(user, address(pool), back);
        assertEq(position(DevToken(address(staking)), user).collateral, 0, "collateral left");
        uint256 shares = balance(DevToken(address(staking)), user);
        send(user, address(staking), abi.encodeCall(IERC4626.redeem, (shares, user, user)));
    }

    function _total() private returns (uint256) {
        return abi.decode(read(address(staking), abi.encodeCall(IERC4626.totalAssets, ())), (uint256));
    }

    function _rate() private returns (uint256) {
        return abi.decode(read(address(staking), abi.encodeCall(IERC4626.convertToAssets, (1 ether))), (uint256));
    }
}
