// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {IPool} from "ballast/IPool.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {StakingVault} from "../src/StakingVault.sol";
import {YieldAggregator} from "../src/YieldAggregator.sol";
import {DevnetTest} from "./DevnetTest.sol";
import {vm} from "./Vm.sol";

/// @title An ERC-4626 aggregator on top of Ballast's vault
contract YieldAggregatorTest is DevnetTest {
    YieldAggregator private aggregator;
    /// @notice Ballast's.
    IERC4626 private vault;
    IERC4626 private other;
    address private curator;
    address private user;

    uint256 private constant DOLLAR = 1e6;

    function prepare() internal override {
        curator = account("curator");
        user = account("user");
        vault = IERC4626(vm.envAddress("BALLAST_VAULT_USDC"));
        bytes memory code = abi.encodePacked(type(StakingVault).creationCode, abi.encode(usdc, "Other vault", "OTHER"));
        other = IERC4626(create(account("maker"), code));
        code = abi.encodePacked(type(YieldAggregator).creationCode, abi.encode(usdc, "Aggregated USDC", "aUSDC"));
        aggregator = YieldAggregator(create(curator, code));
        IERC4626[] memory queue = new IERC4626[](2);
        (queue[0], queue[1]) = (vault, other);
        send(curator, address(aggregator), abi.encodeCall(YieldAggregator.setQueue, (queue)));
        approve(usdc, user, address(aggregator));
    }

    /// @notice What comes in earns in Ballast's vault, and all of it goes out again but for rounding.
    function testFuzz_depositsAndWithdraws(uint256 assets) public {
        assets = bound(assets, 1, 1_000_000 * DOLLAR);
        mint(usdc, user, assets);
        uint256 had = _ask(abi.encodeCall(IERC20.balanceOf, (user)));
        uint256 told = _ask(abi.encodeCall(IERC4626.previewDeposit, (assets)));
        send(user, address(aggregator), abi.encodeCall(IERC4626.deposit, (assets, user)));
        uint256 shares = _ask(abi.encodeCall(IERC20.balanceOf, (user))) - had;
        // A wall clock may add a second of interest.
        require(shares <= told && shares + told / 1e6 + 1 >= told, "shares");
        assertEq(_of(address(usdc), abi.encodeCall(IERC20.balanceOf, (address(aggregator)))), 0, "idle");
        require(_of(address(vault), abi.encodeCall(IERC20.balanceOf, (address(aggregator)))) > 0, "in the vault");
        _leave(assets);
    }

    /// @notice What Ballast's vault does not take under its reserve's cap goes to the next.
    function testFuzz_goesOnWhereTheVaultIsFull(uint256 excess) public {
        excess = bound(excess, DOLLAR, 1_000_000 * DOLLAR);
        uint256 room = _of(address(vault), abi.encodeCall(IERC4626.maxDeposit, (address(aggregator))));
        uint256 assets = room + excess;
        mint(usdc, user, assets);
        send(user, address(aggregator), abi.encodeCall(IERC4626.deposit, (assets, user)));
        uint256 elsewhere = _of(address(other), abi.encodeCall(IERC4626.totalAssets, ()));
        // A wall clock may add interest, which fills the cap.
        require(elsewhere >= excess && elsewhere <= excess + 10 * DOLLAR, "excess");
        _leave(assets);
    }

    /// @notice While borrowers have all the cash, it tells how much can be withdrawn, and that can.
    function test_tellsWhatAnIlliquidReservePays() public {
        mint(usdc, user, 1_000 * DOLLAR);
        send(user, address(aggregator), abi.encodeCall(IERC4626.deposit, (1_000 * DOLLAR, user)));
        bytes memory state = read(address(pool), abi.encodeCall(IPool.reserveState, (address(usdc))));
        uint256 cash = abi.decode(state, (IPool.ReserveState)).cash;
        address borrower = account("borrower");
        uint256 collateral = cash * 1e12 / 2_000;
        mint(eth, borrower, collateral);
        approve(eth, borrower, address(pool));
        approve(usdc, borrower, address(pool));
        send(borrower, address(pool), abi.encodeCall(IPool.depositCollateral, (address(eth), collateral, borrower)));
        uint256 debt = cash - 400 * DOLLAR;
        send(borrower, address(pool), abi.encodeCall(IPool.borrow, (address(usdc), debt, borrower, borrower)));
        uint256 most = _ask(abi.encodeCall(IERC4626.maxWithdraw, (user)));
        // Roundings of those who left before may lie here or in the other vault.
        uint256 dust = _of(address(usdc), abi.encodeCall(IERC20.balanceOf, (address(aggregator))))
            + _of(address(other), abi.encodeCall(IERC4626.maxWithdraw, (address(aggregator))));
        require(dust < 1_000, "more than dust elsewhere");
        // A wall clock may add interest to what is lent out, none to the cash.
        assertEq(most, 400 * DOLLAR + dust, "what the reserve pays");
        bytes4 refusal = ERC4626.ERC4626ExceededMaxWithdraw.selector;
        bytes memory greedy = abi.encodeCall(IERC4626.withdraw, (401 * DOLLAR, user, user));
        refuses(user, address(aggregator), greedy, refusal);
        send(user, address(aggregator), abi.encodeCall(IERC4626.withdraw, (most, user, user)));
        assertEq(balance(usdc, user), most, "paid");
        mint(usdc, borrower, 100_000 * DOLLAR);
        send(borrower, address(pool), abi.encodeCall(IPool.repay, (address(usdc), type(uint256).max, borrower)));
        _leave(1_000 * DOLLAR);
    }

    /// @notice Vaults of another asset, twice, or left out while they hold money are refused; so are strangers.
    function test_choosesVaultsWithCare() public {
        bytes memory code = abi.encodePacked(type(StakingVault).creationCode, abi.encode(eth, "Staked ether", "stETH"));
        IERC4626 wrong = IERC4626(create(account("second maker"), code));
        IERC4626[] memory queue = new IERC4626[](1);
        queue[0] = wrong;
        _refusesQueue(curator, queue, YieldAggregator.OtherAsset.selector);
        queue[0] = other;
        _refusesQueue(user, queue, Ownable.OwnableUnauthorizedAccount.selector);
        mint(usdc, user, 2);
        send(user, address(aggregator), abi.encodeCall(IERC4626.deposit, (2, user)));
        _refusesQueue(curator, queue, YieldAggregator.InUse.selector);
        queue = new IERC4626[](2);
        (queue[0], queue[1]) = (vault, vault);
        _refusesQueue(curator, queue, YieldAggregator.InUse.selector);
        _refusesQueue(curator, new IERC4626[](9), YieldAggregator.TooMany.selector);
        (queue[0], queue[1]) = (other, vault);
        send(curator, address(aggregator), abi.encodeCall(YieldAggregator.setQueue, (queue)));
        // As it was, for the other tests.
        (queue[0], queue[1]) = (vault, other);
        send(curator, address(aggregator), abi.encodeCall(YieldAggregator.setQueue, (queue)));
        _leave(2);
    }

    function _refusesQueue(address from, IERC4626[] memory queue, bytes4 refusal) private {
        refuses(from, address(aggregator), abi.encodeCall(YieldAggregator.setQueue, (queue)), refusal);
    }

    /// @dev The user takes everything out, which is `assets` or more, less a unit of rounding by the aggregator and one by
    /// each vault.
    function _leave(uint256 assets) private {
        uint256 shares = _ask(abi.encodeCall(IERC4626.maxRedeem, (user)));
        require(shares > 0, "nothing to redeem");
        send(user, address(aggregator), abi.encodeCall(IERC4626.redeem, (shares, user, user)));
        uint256 back = balance(usdc, user);
        // A wall clock may add some seconds of interest.
        require(back + 3 >= assets && back <= assets + assets / 1e4 + 3, "came back");
        send(user, address(usdc), abi.encodeCall(IERC20.transfer, (owner, back)));
    }

    function _ask(bytes memory data) private returns (uint256) {
        return _of(address(aggregator), data);
    }

    function _of(address where, bytes memory data) private returns (uint256) {
        return abi.decode(read(where, data), (uint256));
    }
}
