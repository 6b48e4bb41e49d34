// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {ContractWallet} from "../src/ContractWallet.sol";
import {DevnetTest} from "./DevnetTest.sol";
import {vm} from "./Vm.sol";

/// @title Managers of a contract wallet, named by its owner's signature
contract WalletManagersTest is DevnetTest {
    ContractWallet private wallet;
    address private signer;
    uint256 private key;

    uint256 private constant NEVER = type(uint64).max;

    function prepare() internal override {
        // As unlikely to be anybody's as the account's address to be another's.
        key = uint256(keccak256(abi.encode("wallet owner", account("seed"))));
        signer = vm.addr(key);
        adopt(signer);
        wallet = ContractWallet(create(signer, type(ContractWallet).creationCode));
    }

    /// @notice A manager whom the owner named by signature borrows for the wallet, until another signature dismisses it.
    function testFuzz_namesManagersBySignature(uint256 debt) public {
        debt = bound(debt, 1, 10_000e6);
        address manager = account("manager");
        mint(eth, manager, 10 ether);
        approve(eth, manager, address(pool));
        address supplier = account("supplier");
        mint(usdc, supplier, 10_000e6);
        approve(usdc, supplier, address(pool));
        send(supplier, address(pool), abi.encodeCall(IPool.supply, (address(usdc), 10_000e6, supplier)));
        bytes memory pledge = abi.encodeCall(IPool.depositCollateral, (address(eth), 10 ether, address(wallet)));
        send(manager, address(pool), pledge);
        uint256 had = balance(usdc, address(wallet));
        bytes memory draw =
            abi.encodeCall(IPool.borrow, (address(usdc), debt, address(wallet), address(wallet)));
        refuses(manager, address(pool), draw, IPool.NotAuthorised.selector);
        bytes memory naming = _authorise(manager, true, NEVER, key);
        send(manager, address(pool), naming);
        refuses(manager, address(pool), naming, IPool.InvalidSignature.selector);
        send(manager, address(pool), draw);
        assertEq(balance(usdc, address(wallet)) - had, debt, "drawn");
        send(manager, address(pool), _authorise(manager, false, NEVER, key));
        refuses(manager, address(pool), draw, IPool.NotAuthorised.selector);
        mint(usdc, manager, debt + 10e6);
        approve(usdc, manager, address(pool));
        bytes memory repay = abi.encodeCall(IPool.repay, (address(usdc), type(uint256).max, address(wallet)));
        send(manager, address(pool), repay);
    }

    /// @notice Nobody else's signature names a manager, nor an expired one, nor one that was called back.
    function test_refusesManagersThatItsOwnerDidNotName() public {
        address manager = account("second manager");
        bytes memory forged = _authorise(manager, true, NEVER, key ^ 1);
        refuses(manager, address(pool), forged, IPool.InvalidSignature.selector);
        bytes memory late = _authorise(manager, true, 1, key);
        refuses(manager, address(pool), late, IPool.SignatureExpired.selector);
        bytes memory naming = _authorise(manager, true, NEVER, key);
        bytes memory back = abi.encodeCall(IPool.invalidateNonce, ());
        send(signer, address(wallet), abi.encodeCall(ContractWallet.execute, (address(pool), back)));
        refuses(manager, address(pool), naming, IPool.InvalidSignature.selector);
    }

    /// @dev The call that makes `manager` one, or no longer, signed by `with`.
    function _authorise(address manager, bool authorised, uint256 deadline, uint256 with)
        private
        returns (bytes memory)
    {
        bytes32 structure = keccak256(
            abi.encode(
                keccak256(
                    "Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)"
                ),
                wallet,
                manager,
                authorised,
                abi.decode(read(address(pool), abi.encodeCall(IPool.nonces, (address(wallet)))), (uint256)),
                deadline
            )
        );
        bytes memory signature = _sign(_word(address(pool), abi.encodeCall(IPool.domainSeparator, ())), structure, with);
        return abi.encodeCall(
            IPool.setAuthorizationWithSig, (address(wallet), manager, authorised, deadline, signature)
        );
    }

    function _sign(bytes32 domain, bytes32 structure, uint256 with) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(with, keccak256(abi.encodePacked(hex"1901", domain, structure)));
        return abi.encodePacked(r, s, v);
    }

    function _word(address where, bytes memory data) private returns (bytes32) {
        return abi.decode(read(where, data), (bytes32));
    }
}
