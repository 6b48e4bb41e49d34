// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title A wallet that has signed what it was told that it has (ERC-1271)
contract SigningWallet {
    /// @notice Hashes of digest and signature that it accepts.
    mapping(bytes32 => bool) public signed;

    /// @notice Takes a signature for its own. Anyone.
    function sign(bytes32 digest, bytes calldata signature) external {
        signed[keccak256(abi.encode(digest, signature))] = true;
    }

    /// @notice ERC-1271.
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return signed[keccak256(abi.encode(digest, signature))] ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
