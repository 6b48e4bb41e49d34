// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title The cheatcodes that these tests use
/// @notice Declared here because the `forge-std` of npm is too old to have them.
interface Vm {
    /// @notice Sends a JSON-RPC request to the node at `url`; `params` is a JSON array. Answers in JSON strings that
    /// are hex come back as bytes.
    function rpc(string calldata url, string calldata method, string calldata params) external returns (bytes memory);

    /// @notice An environment variable; fails where it is not set.
    function envString(string calldata name) external view returns (string memory);

    /// @notice An environment variable as address; fails where it is not set.
    function envAddress(string calldata name) external view returns (address);

    /// @notice Code that creates a contract of this project.
    function getCode(string calldata artefact) external view returns (bytes memory);

    /// @notice The account of `privateKey`.
    function addr(uint256 privateKey) external pure returns (address);

    /// @notice A signature by `privateKey`.
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice `value` in decimal.
    function toString(uint256 value) external pure returns (string memory);

    /// @notice `value` in hexadecimal.
    function toString(address value) external pure returns (string memory);

    /// @notice `value` in hexadecimal.
    function toString(bytes calldata value) external pure returns (string memory);
}

/// @dev Where forge answers cheatcodes.
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
