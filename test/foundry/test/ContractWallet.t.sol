// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IVault} from "ballast/IVault.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ContractWallet} from "../src/ContractWallet.sol";
import {DevnetTest} from "./DevnetTest.sol";
import {vm} from "./Vm.sol";

/// @title A contract wallet whose owner signs for it
contract ContractWalletTest is DevnetTest {
    ContractWallet private wallet;
    IVault private vault;
    address private signer;
    uint256 private key;

    uint256 private constant NEVER = type(uint64).max;

    function prepare() internal override {
        vault = IVault(vm.envAddress("BALLAST_VAULT_USDC"));
        // As unlikely to be anybody's as the account's address to be another's.
        key = uint256(keccak256(abi.encode("wallet owner", account("seed"))));
        signer = vm.addr(key);
        adopt(signer);
        wallet = ContractWallet(create(signer, type(ContractWallet).creationCode));
    }

    /// @notice Shares of the wallet are spent by whom its owner allowed it, once, and no more than that.
    function testFuzz_permitsSpendingOfShares(uint256 assets, uint256 allowed) public {
        assets = bound(assets, 1, 1_000_000e6);
        address spender = account("spender");
        mint(usdc, spender, assets);
        approve(usdc, spender, address(vault));
        send(spender, address(vault), abi.encodeCall(IVault.deposit, (assets, address(wallet))));
        uint256 shares = _shares(address(wallet));
        allowed = bound(allowed, 1, shares);
        bytes memory permit = _permit(spender, allowed, NEVER, key);
        bytes memory spend = abi.encodeCall(IVault.transferFrom, (address(wallet), spender, allowed));
        refuses(spender, address(vault), spend, IVault.ERC20InsufficientAllowance.selector);
        send(spender, address(vault), permit);
        refuses(spender, address(vault), permit, IVault.ERC2612InvalidSigner.selector);
        bytes memory more = abi.encodeCall(IVault.transferFrom, (address(wallet), spender, allowed + 1));
        refuses(spender, address(vault), more, IVault.ERC20InsufficientAllowance.selector);
        send(spender, address(vault), spend);
        assertEq(_shares(spender), allowed, "spent");
        assertEq(_shares(address(wallet)), shares - allowed, "kept");
        if (shares > allowed) {
            bytes memory back = abi.encodeCall(IVault.redeem, (shares - allowed, spender, address(wallet)));
            send(signer, address(wallet), abi.encodeCall(ContractWallet.execute, (address(vault), back)));
        }
    }

    /// @notice Another's signature and an expired one are worth nothing; only the owner acts.
    function test_refusesWhatItsOwnerDidNotSign() public {
        address spender = account("thief");
        bytes memory forged = _permit(spender, 1, NEVER, key ^ 1);
        refuses(spender, address(vault), forged, IVault.ERC2612InvalidSigner.selector);
        bytes memory late = _permit(spender, 1, 1, key);
        refuses(spender, address(vault), late, IVault.ERC2612ExpiredSignature.selector);
        bytes memory act = abi.encodeCall(ContractWallet.execute, (address(vault), ""));
        refuses(spender, address(wallet), act, Ownable.OwnableUnauthorizedAccount.selector);
    }

    /// @dev The call that permits `spender` to spend `value` of the wallet's shares, signed by `with`.
    function _permit(address spender, uint256 value, uint256 deadline, uint256 with) private returns (bytes memory) {
        bytes32 structure = keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                wallet,
                spender,
                value,
                abi.decode(read(address(vault), abi.encodeCall(IVault.nonces, (address(wallet)))), (uint256)),
                deadline
            )
        );
        bytes memory signature = _sign(_word(address(vault), abi.encodeCall(IVault.DOMAIN_SEPARATOR, ())), structure, with);
        return abi.encodeWithSignature(
            "permit(address,address,uint256,uint256,bytes)", wallet, spender, value, deadline, signature
        );
    }

    function _sign(bytes32 domain, bytes32 structure, uint256 with) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(with, keccak256(abi.encodePacked(hex"1901", domain, structure)));
        return abi.encodePacked(r, s, v);
    }

    function _shares(address who) private returns (uint256) {
        return uint256(_word(address(vault), abi.encodeCall(IERC20.balanceOf, (who))));
    }

    function _word(address where, bytes memory data) private returns (bytes32) {
        return abi.decode(read(where, data), (bytes32));
    }
}
