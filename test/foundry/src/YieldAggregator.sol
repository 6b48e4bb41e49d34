// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC4626} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC4626} from "@openzeppelin/contracts/interfaces/IERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title A vault of vaults
/// @notice An example to copy: an ERC-4626 aggregator that spreads one asset over several ERC-4626 vaults, Ballast's among
/// them, in the order of a queue, and takes it back in the same order. It leans on `maxDeposit` and `maxWithdraw` of
/// its vaults and therefore on their truth: what they tell must succeed, under caps and in an illiquid reserve too.
/// Its own are as truthful, as long as no two of its vaults draw on the same liquidity.
/// What no vault takes stays here and earns nothing. Only the owner chooses vaults, and can take nothing.
contract YieldAggregator is ERC4626, Ownable {
    using SafeERC20 for IERC20;

    /// @notice Most vaults, so that a withdrawal always fits into a block.
    uint256 public constant MOST = 8;

    IERC4626[] private _queue;

    /// @notice The vaults changed, in this order.
    event QueueSet(IERC4626[] queue);

    /// @notice A vault is of another asset.
    error OtherAsset(IERC4626 vault);
    /// @notice A vault that still holds money is left out, or named twice.
    error InUse(IERC4626 vault);
    /// @notice Too many vaults.
    error TooMany(uint256 most);

    /// @notice The deployer becomes the owner.
    constructor(IERC20 asset_, string memory name_, string memory symbol_)
        ERC4626(asset_)
        ERC20(name_, symbol_)
        Ownable(msg.sender)
    {}

    /// @notice Chooses the vaults, first to be filled first. One that holds money must stay.
    function setQueue(IERC4626[] calldata vaults) external onlyOwner {
        if (vaults.length > MOST) revert TooMany(MOST);
        for (uint256 i = 0; i < vaults.length; i++) {
            if (vaults[i].asset() != asset()) revert OtherAsset(vaults[i]);
            for (uint256 j = 0; j < i; j++) {
                if (address(vaults[i]) == address(vaults[j])) revert InUse(vaults[i]);
            }
        }
        for (uint256 i = 0; i < _queue.length; i++) {
            IERC4626 old = _queue[i];
            bool kept = old.balanceOf(address(this)) == 0;
            for (uint256 j = 0; !kept && j < vaults.length; j++) {
                kept = address(vaults[j]) == address(old);
            }
            if (!kept) revert InUse(old);
        }
        _queue = vaults;
        emit QueueSet(vaults);
    }

    /// @notice The vaults in their order.
    function queue() external view returns (IERC4626[] memory) {
        return _queue;
    }

    /// @notice Puts what lies idle into vaults, as far as they take it. Anyone; every deposit does it.
    function allocate() public {
        IERC20 token = IERC20(asset());
        uint256 idle = token.balanceOf(address(this));
        for (uint256 i = 0; i < _queue.length && idle > 0; i++) {
            uint256 assets = Math.min(idle, _queue[i].maxDeposit(address(this)));
            if (assets == 0 || _queue[i].previewDeposit(assets) == 0) continue;
            token.forceApprove(address(_queue[i]), assets);
            _queue[i].deposit(assets, address(this));
            idle -= assets;
        }
    }

    /// @inheritdoc ERC4626
    /// @dev What lies here and what the vaults' shares are worth, rounded down.
    function totalAssets() public view override returns (uint256 assets) {
        assets = IERC20(asset()).balanceOf(address(this));
        for (uint256 i = 0; i < _queue.length; i++) {
            assets += _queue[i].convertToAssets(_queue[i].balanceOf(address(this)));
        }
    }

    /// @inheritdoc ERC4626
    /// @dev What the vaults take now: more would earn nothing.
    function maxDeposit(address) public view override returns (uint256 assets) {
        for (uint256 i = 0; i < _queue.length; i++) {
            assets = Math.saturatingAdd(assets, _queue[i].maxDeposit(address(this)));
        }
    }

    /// @inheritdoc ERC4626
    function maxMint(address receiver) public view override returns (uint256) {
        uint256 assets = maxDeposit(receiver);
        return assets > type(uint128).max ? type(uint256).max : _convertToShares(assets, Math.Rounding.Floor);
    }

    /// @inheritdoc ERC4626
    /// @dev At most what the vaults pay out now; not by way of shares, which would round a unit of it away.
    function maxWithdraw(address owner_) public view override returns (uint256) {
        return Math.min(_convertToAssets(balanceOf(owner_), Math.Rounding.Floor), _liquid());
    }

    /// @inheritdoc ERC4626
    function maxRedeem(address owner_) public view override returns (uint256) {
        uint256 shares = super.maxRedeem(owner_);
        uint256 liquid = _liquid();
        return previewRedeem(shares) <= liquid ? shares : _convertToShares(liquid, Math.Rounding.Floor);
    }

    function _liquid() private view returns (uint256 assets) {
        assets = IERC20(asset()).balanceOf(address(this));
        for (uint256 i = 0; i < _queue.length; i++) {
            assets += _queue[i].maxWithdraw(address(this));
        }
    }

    /// @dev A million virtual shares: nobody can raise the price of an empty aggregator.
    function _decimalsOffset() internal pure override returns (uint8) {
        return 6;
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        allocate();
    }

    function _withdraw(address caller, address receiver, address owner_, uint256 assets, uint256 shares)
        internal
        override
    {
        uint256 idle = IERC20(asset()).balanceOf(address(this));
        for (uint256 i = 0; i < _queue.length && idle < assets; i++) {
            uint256 part = Math.min(assets - idle, _queue[i].maxWithdraw(address(this)));
            if (part == 0) continue;
            _queue[i].withdraw(part, address(this), address(this));
            idle += part;
        }
        super._withdraw(caller, receiver, owner_, assets, shares);
    }
}
