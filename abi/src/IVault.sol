// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Tokenised supply of one reserve of the pool: ERC-4626, ERC-20, ERC-2612
/// @notice Everything deposited is lent to the pool; shares rise with interest and bear the reserve's losses alike.
/// Decimals are the asset's and six more: a share begins at 10^-6 units, and a million virtual shares own one virtual
/// unit, so that nobody can raise the price of an empty vault. Tokens sent to the vault count for nothing; whoever
/// supplies to the pool in the vault's name gives to all holders.
/// Rounding: shares minted and assets paid round down, shares burned and assets pulled round up: for those who stay.
/// The pool's own rounding, at most a millionth of a unit's worth of shares per call, falls on all holders.
/// Amounts of 2^128 and more are beyond every balance. What the pool refuses reverts with the pool's error, unchanged.
/// The owner sets fees inside hard bounds and can move nothing.
interface IVault {
    /// @notice ERC-20.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// @notice ERC-20. Not told where a spender uses an allowance up.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// @notice ERC-4626.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// @notice ERC-4626.
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// @notice Shares were given up for a claim on the pool.
    event RedeemedInKind(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// @notice Fees changed. Bps; `management` per year.
    event FeesSet(uint16 performance, uint16 management, address recipient);
    /// @notice Fee shares were minted, for management and for performance.
    event FeesTaken(address indexed recipient, uint256 management, uint256 performance);

    /// @notice ERC-6093: the account does not have that many shares.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// @notice ERC-6093: the spender may not use that many shares of the owner.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// @notice The permit's deadline has passed.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice The permit was not signed by the owner: another key, another nonce, or a malleable signature.
    /// @param signer Recovered, zero where none.
    error ERC2612InvalidSigner(address signer, address owner);
    /// @notice A deposit would mint no share.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice The pool does not answer as a pool must.
    error CallFailed(address target);

    /// @notice Deposits exactly `assets` of the caller for `receiver`.
    /// @return shares Minted, rounded down.
    /// @dev Events: Deposit, Transfer, FeesTaken. Errors: ZeroAddress, ZeroAmount (no share for some assets), RiskCalculation
    /// (beyond what can be counted), Transfer*, those of IPool.supply, Reentered.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Mints exactly `shares` to `receiver`.
    /// @return assets Pulled from the caller, rounded up.
    /// @dev As `deposit`.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice Pays exactly `assets` out of the pool to `receiver` for shares of `owner`, by it or by who has its allowance.
    /// @return shares Burned, rounded up.
    /// @dev Events: Withdraw, Transfer, FeesTaken. Errors: ZeroAddress, ERC20Insufficient*, RiskCalculation, those of
    /// IPool.withdraw (InsufficientCash where the reserve is illiquid), Reentered.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice Burns exactly `shares` of `owner`, by it or by who has its allowance.
    /// @return assets Paid out of the pool to `receiver`, rounded down; shares of a claim of less than a unit pay nothing. Where the pool provides for
    /// losses of all of the claim nothing is paid, and none are burned (ZeroAmount).
    /// @dev As `withdraw`.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);

    /// @notice The exit from an illiquid reserve: burns `shares` of `owner`, by it or by who has its allowance, and moves the
    /// vault's claim on the pool to `receiver`, who then is a supplier like the vault. Within this call the caller lends
    /// the vault `assets`, which are supplied for the receiver and withdrawn for the vault, and come back whole: a flash loan
    /// from anywhere will do. While the pool provides for losses, the provision is taken off twice: of what the shares move, and of
    /// what the receiver is paid by the pool. `redeem` then pays more where there is cash.
    /// @return assets Claim moved, rounded down; the receiver's may be another unit less, by the pool's rounding.
    /// @dev Events: RedeemedInKind, Transfer, FeesTaken. Errors: as `withdraw` and IPool.supply (CapExceeded while the
    /// reserve's supply is at its cap); Reentered also where the share price moved while the assets were pulled.
    function redeemInKind(uint256 shares, address receiver, address owner) external returns (uint256 assets);

    /// @notice Mints the fees accrued so far. Anyone; every deposit and withdrawal does it.
    /// @dev Event: FeesTaken, where there are any. Errors: CallFailed, Reentered.
    function takeFees() external;

    /// @notice Sets fees from now on; those accrued are taken first. Only the owner.
    /// @param performance Share of what the price of a share rises above its highest, bps, at most 5000. After a loss nothing is
    /// due until it is made good.
    /// @param management Share of all assets per year, bps, at most 500.
    /// @param recipient Gets them as shares; not zero while there are fees.
    /// @dev Event: FeesSet. Errors: Unauthorised, ParameterOutOfBounds, ZeroAddress, CallFailed, Reentered.
    function setFees(uint16 performance, uint16 management, address recipient) external;

    /// @notice ERC-20. @dev Event: Transfer. Errors: ZeroAddress, ERC20InsufficientBalance.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice ERC-20; the largest allowance is never used up.
    /// @dev Event: Transfer. Errors: ZeroAddress, ERC20InsufficientAllowance, ERC20InsufficientBalance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    /// @notice ERC-20. @dev Event: Approval. Errors: ZeroAddress.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice ERC-2612: sets an allowance by the owner's signature; uses up its nonce.
    /// @dev Event: Approval. Errors: ZeroAddress, ERC2612ExpiredSignature, ERC2612InvalidSigner.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;

    /// @notice The same with a signature of any form: of 65 bytes (r, s, v) by a key, or what an account with code accepts
    /// (ERC-1271).
    /// @dev As the other.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @notice ERC-2612: nonce of the next permit.
    function nonces(address owner) external view returns (uint256);

    /// @notice ERC-2612: EIP-712 domain of name, version "1", chain and this address, as of now.
    function DOMAIN_SEPARATOR() external view returns (bytes32);

    /// @notice ERC-5267: the EIP-712 domain in its parts, as of now.
    /// @return fields Which of them count: 0x0f, all but the salt.
    /// @return name As of the share.
    /// @return version "1".
    /// @return chainId The chain's present id.
    /// @return verifyingContract This address.
    /// @return salt Zero.
    /// @return extensions None.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );

    /// @notice ERC-20.
    function name() external view returns (string memory);

    /// @notice ERC-20.
    function symbol() external view returns (string memory);

    /// @notice ERC-20: the asset's and 6.
    function decimals() external view returns (uint8);

    /// @notice ERC-20: all shares, without fees not minted yet.
    function totalSupply() external view returns (uint256);

    /// @notice ERC-20.
    function balanceOf(address account) external view returns (uint256);

    /// @notice ERC-20.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice ERC-4626: the token lent.
    function asset() external view returns (address);

    /// @notice ERC-4626: what leaving the pool pays for the vault's supply, with interest to now, less losses and what the pool
    /// provides for; fees not minted yet are in it, and in the number of shares that conversions go by. Who comes pays for what is
    /// provided for as well: `previewDeposit` and `previewMint` count it.
    /// @dev Errors: CallFailed.
    function totalAssets() external view returns (uint256);

    /// @notice ERC-4626: rounded down. @dev Errors: CallFailed, RiskCalculation (too large).
    function convertToShares(uint256 assets) external view returns (uint256 shares);

    /// @notice ERC-4626: rounded down. @dev Errors: CallFailed, RiskCalculation (too large).
    function convertToAssets(uint256 shares) external view returns (uint256 assets);

    /// @notice ERC-4626: exactly what `deposit` would mint in this state. @dev Errors: CallFailed, RiskCalculation.
    function previewDeposit(uint256 assets) external view returns (uint256 shares);

    /// @notice ERC-4626: exactly what `mint` would pull in this state. @dev Errors: CallFailed, RiskCalculation.
    function previewMint(uint256 shares) external view returns (uint256 assets);

    /// @notice ERC-4626: exactly what `withdraw` would burn in this state, if it were liquid. @dev Errors: CallFailed, RiskCalculation.
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);

    /// @notice ERC-4626: exactly what `redeem` would pay in this state, if it were liquid. @dev Errors: CallFailed, RiskCalculation.
    function previewRedeem(uint256 shares) external view returns (uint256 assets);

    /// @notice ERC-4626: what the reserve's cap leaves, at most three units less. Never reverts; what it tells can be deposited.
    function maxDeposit(address receiver) external view returns (uint256 assets);

    /// @notice ERC-4626: shares for `maxDeposit`. Never reverts.
    function maxMint(address receiver) external view returns (uint256 shares);

    /// @notice ERC-4626: what the owner's shares are worth, at most the reserve's cash. Never reverts.
    function maxWithdraw(address owner) external view returns (uint256 assets);

    /// @notice ERC-4626: the owner's shares, at most what the reserve's cash pays. Never reverts.
    function maxRedeem(address owner) external view returns (uint256 shares);

    /// @notice The fees, bps, and who gets them.
    function fees() external view returns (uint16 performance, uint16 management, address recipient);

    /// @notice Highest price of a share so far, after fees, in units times 10^27, rounded up; performance is what is above.
    /// Without shares it begins anew.
    function highestPrice() external view returns (uint256);

    /// @notice The pool, fixed at construction.
    function pool() external view returns (address);
}
