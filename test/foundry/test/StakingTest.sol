// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IOracle} from "ballast/IOracle.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {StakingVault} from "../src/StakingVault.sol";
import {DevnetTest} from "./DevnetTest.sol";

/// @title Tests with a liquid-staking vault whose share is a reserve of the pool
abstract contract StakingTest is DevnetTest {
    StakingVault internal staking;
    address internal reporter;
    IOracle internal oracle;

    /// @notice A vault that holds a million ether's worth of nobody's business, its feeds, its reserve, and lenders.
    function prepare() internal virtual override {
        reporter = account("reporter");
        bytes memory code = abi.encodePacked(type(StakingVault).creationCode, abi.encode(eth, "Staked ether", "stETH"));
        staking = StakingVault(create(reporter, code));
        oracle = IOracle(abi.decode(read(address(pool), abi.encodeCall(IPool.oracle, ())), (address)));
        _listFeeds();
        _listReserve();
        address lender = account("lender");
        mint(usdc, lender, 1_000_000e6);
        approve(usdc, lender, address(pool));
        send(lender, address(pool), abi.encodeCall(IPool.supply, (address(usdc), 1_000_000e6, lender)));
        mint(eth, lender, 1_000 ether);
        approve(eth, lender, address(pool));
        send(lender, address(pool), abi.encodeCall(IPool.supply, (address(eth), 1_000 ether, lender)));
    }

    /// @dev Stakes ether of `who`, which must have let the vault pull it.
    function stake(address who, uint256 assets) internal returns (uint256 shares) {
        bytes memory data = abi.encodeCall(IERC4626.deposit, (assets, who));
        send(who, address(staking), data);
        shares = abi.decode(read(address(staking), abi.encodeCall(IERC20.balanceOf, (who))), (uint256));
    }

    /// @dev Takes the newest prices into the averages.
    function poke() internal {
        uint256 count = abi.decode(read(address(oracle), abi.encodeCall(IOracle.feedCount, ())), (uint256));
        uint8[] memory feeds = new uint8[](count);
        for (uint8 i = 0; i < count; i++) {
            feeds[i] = i;
        }
        send(owner, address(oracle), abi.encodeCall(IOracle.poke, (feeds)));
    }

    function feedOf(address asset) internal returns (uint8) {
        return abi.decode(read(address(oracle), abi.encodeCall(IOracle.feedOf, (asset))), (uint8));
    }

    /// @dev The share's price is its rate in ether, which may grow by a tenth a year, times ether's price.
    function _listFeeds() private {
        uint8 ether_ = feedOf(address(eth));
        IOracle.Feed memory feed =
            abi.decode(read(address(oracle), abi.encodeCall(IOracle.feedAt, (ether_))), (IOracle.Feed));
        // Stands for the rate, which is no asset.
        address rate = address(uint160(address(staking)) ^ 1);
        IOracle.RateSource memory source = IOracle.RateSource({
            target: address(staking),
            selector: IERC4626.convertToAssets.selector,
            shareDecimals: 18,
            rateDecimals: 18,
            growthBps: 1_000,
            toleranceBps: 200,
            anchor: 0
        });
        bytes memory set =
            abi.encodeCall(IOracle.setRateFeed, (rate, source, feed.varianceFloor, feed.varianceCap));
        send(owner, address(oracle), set);
        set = abi.encodeCall(
            IOracle.setDerivedFeed,
            (address(staking), IOracle.Kind.Product, feedOf(rate), ether_, 0, feed.varianceFloor, feed.varianceCap)
        );
        send(owner, address(oracle), set);
        // Rates are read live, so that what a test does to one counts in the next block.
        send(owner, address(oracle), abi.encodeCall(IOracle.setStoredAge, (feedOf(rate), 0)));
        send(owner, address(oracle), abi.encodeCall(IOracle.setStoredAge, (feedOf(address(staking)), 0)));
    }

    /// @dev The share is judged as ether is.
    function _listReserve() private {
        (IPool.ReserveConfig memory config,) = abi.decode(
            read(address(pool), abi.encodeCall(IPool.reserveConfig, (address(eth)))), (IPool.ReserveConfig, address)
        );
        config.feed = feedOf(address(staking));
        config.borrowEnabled = false;
        send(owner, address(pool), abi.encodeCall(IPool.setReserve, (address(staking), config)));
    }
}
