// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title A contract wallet that signs by its owner's key (ERC-1271)
/// @notice `become` makes it answer wrongly: 1 reverts, 2 returns nothing, 3 says yes with dirty bits.
contract OwnedWallet is IERC1271 {
    address public immutable owner;
    uint8 public mood;

    constructor(address owner_) {
        owner = owner_;
    }

    function become(uint8 mood_) external {
        mood = mood_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        require(mood != 1, "mood");
        if (mood == 2) {
            assembly {
                return(0, 0)
            }
        }
        bytes4 yes = IERC1271.isValidSignature.selector;
        if (mood == 3) {
            assembly {
                mstore(0, or(yes, 1))
                return(0, 32)
            }
        }
        (address signer,,) = ECDSA.tryRecoverCalldata(hash, signature);
        return signer == owner ? yes : bytes4(0);
    }
}
