// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IUnwinder} from "ballast/IUnwinder.sol";
import {IOracle} from "ballast/IOracle.sol";
import {IDebtBook} from "ballast/IDebtBook.sol";
import {IOwned} from "ballast/IOwned.sol";
import {DevnetTest} from "./DevnetTest.sol";
import {vm} from "./Vm.sol";

/// @title The programs as Solidity sees them: the published interfaces encode and decode what they take and return
contract PoolTest is DevnetTest {
    address private user;

    function prepare() internal override {
        user = account("user");
        approve(usdc, user, address(pool));
        approve(eth, user, address(pool));
    }

    /// @notice Amounts in and out of a reserve and of escrow are those told.
    function testFuzz_amountsAreWhatTheyAreCalled(uint256 supplied, uint256 escrowed) public {
        supplied = bound(supplied, 1, 1_000_000e6);
        escrowed = bound(escrowed, 1, 1_000 ether);
        mint(usdc, user, supplied);
        mint(eth, user, escrowed);
        uint256 had = position(eth, user).collateral;
        send(user, address(pool), abi.encodeCall(IPool.supply, (address(usdc), supplied, user)));
        send(user, address(pool), abi.encodeCall(IPool.depositCollateral, (address(eth), escrowed, user)));
        assertEq(position(eth, user).collateral, had + escrowed, "collateral");
        assertEq(balance(usdc, user), 0, "all was lent");
        bytes memory back = abi.encodeCall(IPool.withdrawCollateral, (address(eth), escrowed, user, user));
        assertEq(abi.decode(_ask(back), (uint256)), escrowed, "told");
        send(user, address(pool), back);
        assertEq(position(eth, user).collateral, had, "collateral after");
        bytes memory more = abi.encodeCall(IPool.withdrawCollateral, (address(eth), had + 1, user, user));
        refuses(user, address(pool), more, IPool.InsufficientBalance.selector);
    }

    function _ask(bytes memory data) private returns (bytes memory answer) {
        bool success;
        (success, answer) = attempt(user, address(pool), data);
        require(success, "reverts");
    }

    /// @notice Every view decodes with the published interface.
    function test_viewsDecode() public {
        address[] memory reserves = abi.decode(read(address(pool), abi.encodeCall(IPool.reserves, ())), (address[]));
        require(reserves.length >= 3 && reserves[0] == address(usdc), "reserves");
        (IPool.ReserveConfig memory config,) = abi.decode(
            read(address(pool), abi.encodeCall(IPool.reserveConfig, (address(eth)))), (IPool.ReserveConfig, address)
        );
        require(config.collateralEnabled && config.kink <= 10_000, "config");
        bytes memory state = read(address(pool), abi.encodeCall(IPool.reserveState, (address(usdc))));
        require(abi.decode(state, (IPool.ReserveState)).borrowRate < 10e18, "state");
        (uint256 zScore, uint256 horizon, uint256 buffer,,) = abi.decode(
            read(address(pool), abi.encodeCall(IPool.risk, ())), (uint256, uint256, uint256, uint8[4], bytes32)
        );
        require(zScore >= 1e18 && horizon >= 3600 && buffer >= 0.01e18, "risk");
        bytes memory book = read(address(pool), abi.encodeCall(IDebtBook.portfolio, (user)));
        require(abi.decode(book, (IDebtBook.Portfolio)).buffer == buffer, "portfolio");
        address unwinder = abi.decode(read(address(pool), abi.encodeCall(IPool.unwinder, ())), (address));
        bytes memory status = read(unwinder, abi.encodeCall(IUnwinder.status, (address(pool), user)));
        require(abi.decode(status, (IUnwinder.Status)).stage == 0, "status");
        bytes memory parameters = read(unwinder, abi.encodeCall(IUnwinder.parameters, ()));
        require(abi.decode(parameters, (IUnwinder.Parameters)).target >= 1e18, "parameters");
        bytes memory schedule = read(unwinder, abi.encodeCall(IUnwinder.schedule, (address(pool), user)));
        require(abi.decode(schedule, (IUnwinder.Schedule)).start == 0, "schedule");
        address oracle = abi.decode(read(address(pool), abi.encodeCall(IPool.oracle, ())), (address));
        bytes memory price = read(oracle, abi.encodeCall(IOracle.price, (address(eth))));
        require(abi.decode(price, (IOracle.Reading)).spot > 0, "price");
        uint8[] memory feeds = new uint8[](2);
        feeds[1] = 1;
        bytes memory readings = read(oracle, abi.encodeCall(IOracle.read, (feeds)));
        require(abi.decode(readings, (IOracle.Reading[])).length == 2, "readings");
    }

    /// @notice Settings are the owner's.
    function test_settingsAreTheOwners() public {
        bytes4 refusal = IOwned.Unauthorised.selector;
        refuses(user, address(pool), abi.encodeCall(IPool.setInsurance, (address(usdc), user)), refusal);
        refuses(user, address(pool), abi.encodeCall(IPool.claimReserves, (address(usdc), 1, user)), refusal);
        refuses(user, address(pool), abi.encodeCall(IOwned.transferOwnership, (user)), refusal);
        refuses(owner, address(pool), abi.encodeCall(IPool.setUnwinder, (user)), IOwned.AlreadySet.selector);
    }
}
