// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title The cheatcodes that these tests use
/// @notice Declared here because the `forge-std` of npm is too old to have them.
interface Vm {
    /// @notice Sends a JSON-RPC request to the node at `url`; `params` is a JSON array.
    function rpc(string calldata url, string calldata method, string calldata params) external returns (bytes memory);

    /// @notice An environment variable, or `fallbackValue`.
    function envOr(string calldata name, string calldata fallbackValue) external view returns (string memory);

    /// @notice An environment variable as address, or `fallbackValue`.
    function envOr(string calldata name, address fallbackValue) external view returns (address);

    /// @notice The text of a file that foundry.toml allows to read.
    function readFile(string calldata path) external view returns (string memory);

    /// @notice An address in JSON.
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);

    /// @notice A number in JSON.
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);

    /// @notice Signs as the account of `privateKey`.
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);

    /// @notice The account of `privateKey`.
    function addr(uint256 privateKey) external pure returns (address);

    /// @notice The next call is from `sender`.
    function prank(address sender) external;

    /// @notice Calls are from `sender` until `stopPrank`.
    function startPrank(address sender) external;

    /// @notice Ends `startPrank`.
    function stopPrank() external;

    /// @notice Sets block.timestamp.
    function warp(uint256 timestamp) external;

    /// @notice The next call must revert.
    function expectRevert() external;

    /// @notice The next call must revert with this error, arguments apart.
    function expectPartialRevert(bytes4 selector) external;

    /// @notice The next call must revert with exactly these data.
    function expectRevert(bytes calldata data) external;

    /// @notice Leaves the current fuzz run out unless `condition` holds.
    function assume(bool condition) external pure;

    /// @notice Skips the current test, saying why.
    function skip(bool skipTest, string calldata reason) external;

    /// @notice `value` in decimal.
    function toString(uint256 value) external pure returns (string memory);

    /// @notice `value` in hexadecimal.
    function toString(address value) external pure returns (string memory);

    /// @notice `value` in hexadecimal.
    function toString(bytes calldata value) external pure returns (string memory);
}

/// @dev Where forge answers cheatcodes.
Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
