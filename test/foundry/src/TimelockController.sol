// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

// The deployer's timelock is OpenZeppelin's, unchanged: this makes the compiler build it.
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
