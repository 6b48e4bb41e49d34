// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A contract wallet that signs by ERC-1271
/// @notice An example to copy: its owner's key signs for it without a transaction, so others can pay for making somebody a
/// manager (`IPool.setAuthorizationWithSig`) or for allowing shares to be spent (`IVault.permit`). Both put the wallet's
/// address into what is signed, so a signature for one wallet is worth nothing for another of the same owner.
contract ContractWallet is Ownable, IERC1271 {
    /// @notice The deployer becomes the owner.
    constructor() Ownable(msg.sender) {}

    /// @notice Calls anything. Only the owner.
    function execute(address to, bytes calldata data) external onlyOwner returns (bytes memory) {
        return Address.functionCall(to, data);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        (address signer, ECDSA.RecoverError problem,) = ECDSA.tryRecover(hash, signature);
        bool valid = problem == ECDSA.RecoverError.NoError && signer == owner();
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
