// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC3156FlashBorrower} from "@openzeppelin/contracts/interfaces/IERC3156FlashBorrower.sol";
import {IERC3156FlashLender} from "@openzeppelin/contracts/interfaces/IERC3156FlashLender.sol";
import {LeveragedStaker} from "../src/LeveragedStaker.sol";
import {DevToken} from "../src/DevToken.sol";
import {StakingTest} from "./StakingTest.sol";

/// @title A lender of what it holds, for a ten-thousandth
contract PlainLender is IERC3156FlashLender {
    /// @inheritdoc IERC3156FlashLender
    function maxFlashLoan(address token) external view returns (uint256) {
        return IERC20(token).balanceOf(address(this));
    }

    /// @inheritdoc IERC3156FlashLender
    function flashFee(address, uint256 amount) public pure returns (uint256) {
        return amount / 10_000;
    }

    /// @inheritdoc IERC3156FlashLender
    function flashLoan(IERC3156FlashBorrower receiver, address token, uint256 amount, bytes calldata data)
        external
        returns (bool)
    {
        uint256 fee = flashFee(token, amount);
        require(IERC20(token).transfer(address(receiver), amount), "lent");
        bytes32 answer = receiver.onFlashLoan(msg.sender, token, amount, fee, data);
        require(answer == keccak256("ERC3156FlashBorrower.onFlashLoan"), "answer");
        return IERC20(token).transferFrom(address(receiver), address(this), amount + fee);
    }
}

/// @title Leveraged staking by a flash loan of somebody who is not the pool
contract LeveragedStakerTest is StakingTest {
    LeveragedStaker private staker;
    address private lender;
    address private user;

    function prepare() internal override {
        super.prepare();
        lender = create(account("lender's maker"), type(PlainLender).creationCode);
        mint(eth, lender, 1_000 ether);
        bytes memory code = abi.encodePacked(type(LeveragedStaker).creationCode, abi.encode(pool, lender, staking));
        staker = LeveragedStaker(create(account("maker"), code));
        user = account("user");
        approve(eth, user, address(staker));
        mint(eth, user, 1_000 ether);
    }

    /// @notice Up to three times the own money is borrowed and staked in one transaction, and all undone in another.
    function testFuzz_opensAndCloses(uint256 own, uint256 borrowed) public {
        own = bound(own, 0.1 ether, 50 ether);
        borrowed = bound(borrowed, 1, 3 * own);
        _authorise(true);
        uint256 before = balance(eth, user);
        send(user, address(staker), abi.encodeCall(LeveragedStaker.open, (own, borrowed)));
        assertEq(before - balance(eth, user), own, "own");
        assertEq(position(DevToken(address(staking)), user).collateral, own + borrowed, "shares");
        require(position(eth, user).debt >= borrowed, "debt");
        require(health(user) >= 1.05e18, "POOL-3");
        send(user, address(staker), abi.encodeCall(LeveragedStaker.close, ()));
        assertEq(position(eth, user).debtShares, 0, "debt left");
        assertEq(position(DevToken(address(staking)), user).collateral, 0, "shares left");
        uint256 lost = before - balance(eth, user);
        // Two fees; a wall clock may add some seconds of interest, and each step a unit of rounding.
        require(lost <= borrowed / 5_000 + borrowed / 1e6 + 4, "lost");
        assertEq(balance(eth, address(staker)) + balance(DevToken(address(staking)), address(staker)), 0, "kept");
        _authorise(false);
    }

    /// @notice Neither more than health allows, nor for who has not asked.
    function test_refusesTooMuchAndStrangers() public {
        bytes memory open = abi.encodeCall(LeveragedStaker.open, (1 ether, 2 ether));
        refuses(user, address(staker), open, IPool.NotAuthorised.selector);
        _authorise(true);
        bytes memory greedy = abi.encodeCall(LeveragedStaker.open, (1 ether, 40 ether));
        refuses(user, address(staker), greedy, IPool.Unhealthy.selector);
        send(user, address(staker), open);
        address thief = account("thief");
        bytes4 refusal = LeveragedStaker.UnexpectedLoan.selector;
        bytes memory data = abi.encode(false, user);
        bytes memory loan = abi.encodeCall(
            IERC3156FlashLender.flashLoan, (IERC3156FlashBorrower(address(staker)), address(eth), 3 ether, data)
        );
        refuses(thief, lender, loan, refusal);
        bytes memory callback =
            abi.encodeCall(IERC3156FlashBorrower.onFlashLoan, (address(staker), address(eth), 3 ether, 0, data));
        refuses(thief, address(staker), callback, refusal);
        send(user, address(staker), abi.encodeCall(LeveragedStaker.close, ()));
        _authorise(false);
    }

    function _authorise(bool authorised) private {
        send(user, address(pool), abi.encodeCall(IPool.setAuthorization, (address(staker), authorised)));
    }
}
