// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ICallbacks, IERC3156FlashBorrower} from "ballast/ICallbacks.sol";

/// @title An account that does what it is told, also in the middle of callbacks
/// @notice Steps are calls, encoded; the data of every callback are steps too.
contract Scripted is ICallbacks, IERC3156FlashBorrower {
    /// @notice One call. @param mayFail Whether the script goes on where it reverts; its answer is kept either way.
    struct Step {
        address target;
        bytes data;
        bool mayFail;
    }

    /// @notice What was called back, in order: the selector and its plain arguments.
    bytes[] public callbacks;
    /// @notice How each step ended, in order.
    bytes[] public answers;
    /// @notice Whether the next callback of ERC-3156 answers with something else than it should.
    bool public rude;

    /// @notice Forgets what was noted.
    function clear(bool rude_) external {
        delete callbacks;
        delete answers;
        rude = rude_;
    }

    /// @notice Does steps. Anyone.
    function run(Step[] calldata steps) external {
        for (uint256 i = 0; i < steps.length; i++) {
            (bool done, bytes memory answer) = steps[i].target.call(steps[i].data);
            if (!done && !steps[i].mayFail) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
            answers.push(answer);
        }
    }

    /// @inheritdoc ICallbacks
    function onSupply(uint256 assets, bytes calldata data) external {
        callbacks.push(abi.encodeWithSelector(this.onSupply.selector, assets));
        this.run(abi.decode(data, (Step[])));
    }

    /// @inheritdoc ICallbacks
    function onDepositCollateral(uint256 amount, bytes calldata data) external {
        callbacks.push(abi.encodeWithSelector(this.onDepositCollateral.selector, amount));
        this.run(abi.decode(data, (Step[])));
    }

    /// @inheritdoc ICallbacks
    function onRepay(uint256 repaid, bytes calldata data) external {
        callbacks.push(abi.encodeWithSelector(this.onRepay.selector, repaid));
        this.run(abi.decode(data, (Step[])));
    }

    /// @inheritdoc ICallbacks
    function onSettle(uint256 repaid, bytes calldata data) external {
        callbacks.push(abi.encodeWithSelector(this.onSettle.selector, repaid));
        this.run(abi.decode(data, (Step[])));
    }

    /// @inheritdoc ICallbacks
    function onFlashLoans(
        address[] calldata assets,
        uint256[] calldata amounts,
        uint256[] calldata fees,
        bytes calldata data
    ) external {
        callbacks.push(abi.encodeWithSelector(this.onFlashLoans.selector, assets, amounts, fees));
        this.run(abi.decode(data, (Step[])));
    }

    /// @inheritdoc IERC3156FlashBorrower
    function onFlashLoan(address initiator, address token, uint256 amount, uint256 fee, bytes calldata data)
        external
        returns (bytes32)
    {
        callbacks.push(abi.encodeWithSelector(this.onFlashLoan.selector, initiator, token, amount, fee));
        this.run(abi.decode(data, (Step[])));
        return rude ? bytes32(0) : keccak256("ERC3156FlashBorrower.onFlashLoan");
    }
}
