// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Treasury} from "../src/Treasury.sol";
import {DevnetTest} from "./DevnetTest.sol";

/// @title A contract that supplies to and borrows from the pool
contract TreasuryTest is DevnetTest {
    Treasury private treasury;
    address private treasurer;

    uint256 private constant DOLLAR = 1e6;

    /// @notice A treasury, and a lender whose money can be borrowed.
    function prepare() internal override {
        treasurer = account("treasurer");
        bytes memory code = abi.encodePacked(type(Treasury).creationCode, abi.encode(pool));
        treasury = Treasury(create(treasurer, code));
        address lender = account("lender");
        mint(usdc, lender, 1_000_000 * DOLLAR);
        approve(usdc, lender, address(pool));
        send(lender, address(pool), abi.encodeCall(IPool.supply, (address(usdc), 1_000_000 * DOLLAR, lender)));
    }

    /// @notice What is lent comes back whole, but for at most one unit of rounding.
    function testFuzz_lendsAndTakesBack(uint256 assets) public {
        assets = bound(assets, 2, 100_000 * DOLLAR);
        mint(usdc, address(treasury), assets);
        uint256 before = balance(usdc, address(treasury));
        send(treasurer, address(treasury), abi.encodeCall(Treasury.lend, (usdc, assets)));
        uint256 supplied = position(usdc, address(treasury)).supplied;
        require(supplied <= assets && supplied + 1 >= assets, "supplied");
        send(treasurer, address(treasury), abi.encodeCall(Treasury.unlend, (usdc, type(uint256).max)));
        uint256 back = balance(usdc, address(treasury));
        // A wall clock may add a second of interest.
        require(back + 1 >= before && back <= before + assets / 1e6 + 1, "came back");
        assertEq(position(usdc, address(treasury)).supplied, 0, "left behind");
    }

    /// @notice Borrows up to what health allows, and never beyond.
    function testFuzz_borrowsWhileHealthAllows(uint256 debt) public {
        debt = bound(debt, DOLLAR, 40_000 * DOLLAR);
        mint(eth, address(treasury), 10 ether);
        bytes memory call = abi.encodeCall(Treasury.borrowAgainst, (eth, 10 ether, usdc, debt));
        (bool allowed,) = attempt(treasurer, address(treasury), call);
        if (!allowed) {
            refuses(treasurer, address(treasury), call, IPool.Unhealthy.selector);
            require(debt > 20_000 * DOLLAR, "refused although 20,000 of 30,000 are allowed");
            return;
        }
        send(treasurer, address(treasury), call);
        require(health(address(treasury)) >= 1.05e18, "POOL-3");
        require(position(usdc, address(treasury)).debt >= debt, "debt");
        mint(usdc, address(treasury), 1_000 * DOLLAR);
        send(treasurer, address(treasury), abi.encodeCall(Treasury.settle, (eth, usdc)));
        IPool.Position memory left = position(usdc, address(treasury));
        assertEq(left.debt + left.debtShares, 0, "debt left");
        assertEq(position(eth, address(treasury)).collateral, 0, "collateral left");
        require(balance(eth, address(treasury)) >= 10 ether, "collateral came back");
    }

    /// @notice A treasury borrows for a subsidiary while that wants it to, tops it up and repays for it.
    function testFuzz_actsForWhoMadeItManager(uint256 debt, uint256 repaid) public {
        debt = bound(debt, DOLLAR, 10_000 * DOLLAR);
        repaid = bound(repaid, 1, debt);
        address subsidiary = account("subsidiary");
        mint(eth, address(treasury), 10 ether);
        send(treasurer, address(treasury), abi.encodeCall(Treasury.topUp, (subsidiary, eth, 10 ether)));
        bytes memory draw = abi.encodeCall(Treasury.drawFor, (subsidiary, usdc, debt));
        refuses(treasurer, address(treasury), draw, IPool.NotAuthorised.selector);
        send(subsidiary, address(pool), abi.encodeCall(IPool.setAuthorization, (address(treasury), true)));
        send(treasurer, address(treasury), draw);
        assertEq(balance(usdc, subsidiary), debt, "drawn");
        assertEq(position(usdc, address(treasury)).debt, 0, "debt of the treasury itself");
        uint256 owed = position(usdc, subsidiary).debt;
        require(owed >= debt, "debt");
        mint(usdc, address(treasury), repaid);
        send(treasurer, address(treasury), abi.encodeCall(Treasury.repayFor, (subsidiary, usdc, repaid)));
        // A wall clock may add a second of interest.
        uint256 left = position(usdc, subsidiary).debt;
        require(left + repaid >= owed && left + repaid <= owed + debt / 1e6 + 2, "repaid");
        send(subsidiary, address(pool), abi.encodeCall(IPool.setAuthorization, (address(treasury), false)));
        refuses(treasurer, address(treasury), draw, IPool.NotAuthorised.selector);
    }

    /// @notice A manager that the treasury appoints takes its supply out, until it is dismissed.
    function test_appointsAndDismisses() public {
        address manager = account("manager");
        mint(usdc, address(treasury), 100 * DOLLAR);
        send(treasurer, address(treasury), abi.encodeCall(Treasury.lend, (usdc, 100 * DOLLAR)));
        bytes memory take = abi.encodeCall(IPool.withdraw, (address(usdc), DOLLAR, address(treasury), manager));
        refuses(manager, address(pool), take, IPool.NotAuthorised.selector);
        send(treasurer, address(treasury), abi.encodeCall(Treasury.appoint, (manager, true)));
        send(manager, address(pool), take);
        assertEq(balance(usdc, manager), DOLLAR, "taken");
        send(treasurer, address(treasury), abi.encodeCall(Treasury.appoint, (manager, false)));
        refuses(manager, address(pool), take, IPool.NotAuthorised.selector);
    }

    /// @notice Only its owner moves money.
    function test_obeysItsOwnerAlone() public {
        address stranger = account("stranger");
        bytes4 refusal = Ownable.OwnableUnauthorizedAccount.selector;
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.lend, (usdc, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.unlend, (usdc, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.settle, (eth, usdc)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.pay, (usdc, stranger, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.drawFor, (stranger, usdc, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.repayFor, (stranger, usdc, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.topUp, (stranger, usdc, 1)), refusal);
        refuses(stranger, address(treasury), abi.encodeCall(Treasury.appoint, (stranger, true)), refusal);
    }

    /// @notice The pool's own reasons come through.
    function test_tellsThePoolsReasons() public {
        prepare(); // a treasury that has nothing
        refuses(treasurer, address(treasury), abi.encodeCall(Treasury.lend, (usdc, 0)), IPool.ZeroAmount.selector);
        bytes memory unknown = abi.encodeCall(Treasury.lend, (IERC20(address(usdc)), 1));
        refuses(treasurer, address(treasury), unknown, IPool.TransferFailed.selector);
        mint(eth, address(treasury), 1 ether);
        bytes memory greedy = abi.encodeCall(Treasury.borrowAgainst, (eth, 1 ether, usdc, 3_000 * DOLLAR));
        refuses(treasurer, address(treasury), greedy, IPool.Unhealthy.selector);
    }
}
