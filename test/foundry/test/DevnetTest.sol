// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {DevToken} from "../src/DevToken.sol";
import {vm} from "./Vm.sol";

/// @title Tests that drive the programs on a node over RPC
/// @notice forge cannot run Stylus code, so calls and transactions go to the node at BALLAST_RPC_URL, on which the
/// programs at BALLAST_POOL and so on are deployed; `test/run` sets these. Senders are accounts that the node
/// impersonates. The node keeps what a test or a fuzz run did: each must leave its contracts as it found them, or make
/// new ones.
abstract contract DevnetTest {
    string internal url;
    IPool internal pool;
    DevToken internal usdc;
    DevToken internal eth;
    /// @notice Owns programs, tokens and feeds.
    address internal owner;

    /// @notice A call that must succeed reverted.
    error Reverted(address to, bytes data, bytes reason);

    function setUp() public {
        url = vm.envString("BALLAST_RPC_URL");
        pool = IPool(vm.envAddress("BALLAST_POOL"));
        usdc = DevToken(vm.envAddress("BALLAST_TOKEN_USDC"));
        eth = DevToken(vm.envAddress("BALLAST_TOKEN_ETH"));
        owner = vm.envAddress("BALLAST_OWNER");
        prepare();
    }

    /// @dev What a contract's tests need.
    function prepare() internal virtual {}

    /// @dev A new account with ether, for which the node sends.
    function account(string memory name) internal returns (address who) {
        bytes memory moment = vm.rpc(url, "eth_blockNumber", "[]");
        who = address(uint160(uint256(keccak256(abi.encode(address(this), name, moment)))));
        adopt(who);
    }

    /// @dev Gives an account ether and lets the node send for it.
    function adopt(address who) internal {
        vm.rpc(url, "anvil_impersonateAccount", string.concat('["', vm.toString(who), '"]'));
        vm.rpc(url, "anvil_setBalance", string.concat('["', vm.toString(who), '","0x56bc75e2d63100000"]'));
    }

    /// @dev Sends a transaction that must succeed. Its gas is more than any needs: an estimate of this second is too little
    /// for the next, in which interest is due.
    function send(address from, address to, bytes memory data) internal {
        (bool succeeds, bytes memory reason) = attempt(from, to, data);
        require(succeeds, string(reason));
        vm.rpc(url, "eth_sendTransaction", string.concat("[", _request(from, to, data), "]"));
    }

    /// @dev Creates a contract from an account that has sent nothing yet.
    function create(address from, bytes memory code) internal returns (address) {
        string memory request =
            string.concat('[{"from":"', vm.toString(from), '","data":"', vm.toString(code), '"}]');
        vm.rpc(url, "eth_sendTransaction", request);
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", from, hex"80")))));
    }

    /// @dev Whether a call would succeed, with what it returns, or the node's error.
    function attempt(address from, address to, bytes memory data) internal returns (bool, bytes memory) {
        try vm.rpc(url, "eth_call", string.concat("[", _request(from, to, data), ',"latest"]')) returns (
            bytes memory answer
        ) {
            return (true, answer);
        } catch (bytes memory reason) {
            return (false, reason);
        }
    }

    /// @dev A call that must succeed.
    function read(address to, bytes memory data) internal returns (bytes memory) {
        (bool success, bytes memory answer) = attempt(owner, to, data);
        if (!success) revert Reverted(to, data, answer);
        return answer;
    }

    /// @dev A call that must revert with this error, whatever its values.
    function refuses(address from, address to, bytes memory data, bytes4 selector) internal {
        (bool success, bytes memory reason) = attempt(from, to, data);
        require(!success, "succeeds, but must revert");
        require(_contains(reason, bytes(vm.toString(abi.encodePacked(selector)))), string(reason));
    }

    function mint(DevToken token, address to, uint256 amount) internal {
        send(owner, address(token), abi.encodeCall(DevToken.mint, (to, amount)));
    }

    function approve(DevToken token, address from, address spender) internal {
        send(from, address(token), abi.encodeCall(token.approve, (spender, type(uint256).max)));
    }

    function balance(DevToken token, address who) internal returns (uint256) {
        return abi.decode(read(address(token), abi.encodeCall(token.balanceOf, (who))), (uint256));
    }

    function position(DevToken token, address who) internal returns (IPool.Position memory) {
        return abi.decode(read(address(pool), abi.encodeCall(IPool.position, (address(token), who))), (IPool.Position));
    }

    function health(address who) internal returns (uint256) {
        return abi.decode(read(address(pool), abi.encodeCall(IPool.openingHealth, (who))), (uint256));
    }

    /// @dev `value` brought into `least` to `most`.
    function bound(uint256 value, uint256 least, uint256 most) internal pure returns (uint256) {
        return least + value % (most - least + 1);
    }

    function assertEq(uint256 found, uint256 expected, string memory what) internal pure {
        require(found == expected, string.concat(what, ": ", vm.toString(found), " is not ", vm.toString(expected)));
    }

    function _request(address from, address to, bytes memory data) private pure returns (string memory) {
        return string.concat(
            '{"from":"', vm.toString(from), '","to":"', vm.toString(to), '","data":"', vm.toString(data),
            '","gas":"0x1c9c380"}'
        );
    }

    /// @dev Whether `text` holds `part` without its leading 0x.
    function _contains(bytes memory text, bytes memory part) private pure returns (bool) {
        for (uint256 start = 0; start + part.length - 2 <= text.length; start++) {
            uint256 same = 2;
            while (same < part.length && text[start + same - 2] == part[same]) same++;
            if (same == part.length) return true;
        }
        return false;
    }
}
