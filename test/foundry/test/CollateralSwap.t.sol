// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC3156FlashBorrower} from "@openzeppelin/contracts/interfaces/IERC3156FlashBorrower.sol";
import {CollateralSwap, IMarket} from "../src/CollateralSwap.sol";
import {DevToken} from "../src/DevToken.sol";
import {DevnetTest} from "./DevnetTest.sol";
import {vm} from "./Vm.sol";

/// @title Sells ether for bitcoin, twenty for one
contract FixedMarket is IMarket {
    /// @inheritdoc IMarket
    function exchange(IERC20 from, IERC20 to, uint256 amount) external returns (uint256 received) {
        received = amount / 20 / 1e10;
        require(from.transferFrom(msg.sender, address(this), amount) && to.transfer(msg.sender, received), "transfer");
    }
}

/// @title Ether collateral changed for bitcoin under a debt of dollars, by a flash loan of the pool
contract CollateralSwapTest is DevnetTest {
    CollateralSwap private swapper;
    address private market;
    DevToken private btc;
    address private user;

    function prepare() internal override {
        btc = DevToken(vm.envAddress("BALLAST_TOKEN_BTC"));
        market = create(account("market maker"), type(FixedMarket).creationCode);
        bytes memory code = abi.encodePacked(type(CollateralSwap).creationCode, abi.encode(pool, pool, market));
        swapper = CollateralSwap(create(account("maker"), code));
        mint(btc, market, 1_000e8);
        address lender = account("lender");
        mint(btc, lender, 1_000e8);
        mint(usdc, lender, 1_000_000e6);
        approve(btc, lender, address(pool));
        approve(usdc, lender, address(pool));
        send(lender, address(pool), abi.encodeCall(IPool.supply, (address(btc), 1_000e8, lender)));
        send(lender, address(pool), abi.encodeCall(IPool.supply, (address(usdc), 1_000_000e6, lender)));
        user = account("user");
        // Every run sells some.
        mint(eth, user, 100_000 ether);
        approve(eth, user, address(pool));
        approve(usdc, user, address(pool));
    }

    /// @notice Half or all of the collateral is changed, although the account could not do without it; the debt stays.
    function testFuzz_changesCollateralUnderDebt(uint256 amount, uint256 part) public {
        amount = bound(amount, 1 ether, 10 ether);
        part = bound(part, amount / 2, amount);
        _borrow(amount);
        _authorise(true);
        uint256 owed = position(usdc, user).debt;
        uint256 due = part / 20 / 1e10;
        uint256 least = due * 99 / 100;
        uint256 had = balance(btc, user);
        send(user, address(swapper), abi.encodeCall(CollateralSwap.swap, (eth, part, btc, least)));
        assertEq(position(eth, user).collateral, amount - part, "ether");
        assertEq(position(btc, user).collateral, least, "bitcoin");
        assertEq(balance(btc, user) - had, due - least, "what the market paid on top");
        require(position(usdc, user).debt >= owed, "debt");
        require(health(user) >= 1.05e18, "POOL-3");
        assertEq(balance(btc, address(swapper)) + balance(eth, address(swapper)), 0, "kept");
        _settle();
    }

    /// @notice Demands that the market does not meet change nothing; nor does a loan that somebody else asks for.
    function test_refusesWhatItsUserDidNotAsk() public {
        _borrow(2 ether);
        bytes memory swap = abi.encodeCall(CollateralSwap.swap, (eth, 2 ether, btc, 0.099e8));
        refuses(user, address(swapper), swap, IPool.NotAuthorised.selector);
        _authorise(true);
        bytes memory greedy = abi.encodeCall(CollateralSwap.swap, (eth, 2 ether, btc, 0.101e8));
        refuses(user, address(swapper), greedy, CollateralSwap.TooLittle.selector);
        bytes memory data = abi.encode(user, eth, 2 ether);
        bytes4 refusal = CollateralSwap.UnexpectedLoan.selector;
        address thief = account("thief");
        bytes memory loan = abi.encodeCall(IPool.flashLoan, (address(swapper), address(btc), 0.05e8, data));
        refuses(thief, address(pool), loan, refusal);
        bytes memory callback =
            abi.encodeCall(IERC3156FlashBorrower.onFlashLoan, (address(swapper), address(btc), 0.05e8, 0, data));
        refuses(thief, address(swapper), callback, refusal);
        // Without the old collateral, the new one must carry the debt.
        bytes memory poor = abi.encodeCall(CollateralSwap.swap, (eth, 2 ether, btc, 0.01e8));
        refuses(user, address(swapper), poor, IPool.Unhealthy.selector);
        _settle();
    }

    /// @dev Borrows two thirds of what the collateral is worth.
    function _borrow(uint256 amount) private {
        send(user, address(pool), abi.encodeCall(IPool.depositCollateral, (address(eth), amount, user)));
        uint256 debt = amount * 2_000 / 1e12;
        send(user, address(pool), abi.encodeCall(IPool.borrow, (address(usdc), debt, user, user)));
    }

    function _authorise(bool authorised) private {
        send(user, address(pool), abi.encodeCall(IPool.setAuthorization, (address(swapper), authorised)));
    }

    /// @dev Repays, and takes all collateral back.
    function _settle() private {
        mint(usdc, user, 1_000e6);
        send(user, address(pool), abi.encodeCall(IPool.repay, (address(usdc), type(uint256).max, user)));
        DevToken[2] memory assets = [eth, btc];
        for (uint256 i = 0; i < 2; i++) {
            if (position(assets[i], user).collateral == 0) continue;
            bytes memory back =
                abi.encodeCall(IPool.withdrawCollateral, (address(assets[i]), type(uint256).max, user, user));
            send(user, address(pool), back);
        }
        _authorise(false);
    }
}
