// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title An offer of term loans that many lend together
/// @notice One contract is one series. Until its start anyone deposits the debt asset, a share for a unit, and may take it back.
/// From the start on anyone publishes the series' terms on `ITermLoan` as an offer of all that was deposited: the pool is
/// the lender, and cash leaves it only into loans on these terms. When the offer can no longer be taken what is left of it
/// counts as income. So does what loans pay back, and the collateral that they forfeit, in kind, once anyone collects it.
///
/// Income belongs to the shares that there are when it is collected, in proportion and to the wei: fractions of a unit stay
/// with their holder and count in what comes in later. Holders claim theirs at any time and keep their shares for what is
/// still to come, so nobody gains by coming first or last, and nothing is ever priced. A transfer of shares takes the right
/// to what is not collected yet along; what was collected stays with who held.
///
/// Who bears what: holders bear together what the lender of a term loan bears: the fall of the collateral's price below what
/// is owed. The offer cannot be withdrawn, so that borrowers choose when to take it, for 30 days at most: who deposits gives them
/// that choice too. Holders bear also that the two tokens, the program and the oracle of the terms are not what they took them for.
/// Nobody owns the pool; it has no settings, no fees, no pause, and no price.
///
/// Not an ERC-4626 vault throughout: until the start its functions do what the standard says, at one to one. Afterwards shares
/// are worth two assets of which one has no price here, so `max*` tell 0, and conversions, previews and the four verbs
/// revert with `Closed` rather than tell a number that others would lend on.
///
/// Amounts are units of their token, below 2^127. What holders can claim rounds down. Tokens that take fees on transfer are
/// refused; rebasing tokens must be wrapped. Tokens and positions sent to the pool otherwise count for nothing, and stay.
interface ITermPool {
    /// @notice Where a series is. `Open`: before its start. `Taking`: until the last second in which its offer can be taken.
    /// `Ended`: after it.
    enum Phase {
        Open,
        Taking,
        Ended
    }

    /// @notice A series.
    /// @param phase As of now.
    /// @param program `ITermLoan` on which the offer is made.
    /// @param debtAsset Token that is lent. @param collateralAsset Token that is locked.
    /// @param start First second in which nothing is deposited or taken back any more, and the offer can be published.
    /// @param expiry Last second in which the offer can be taken, 30 days after the start at most.
    /// @param cap Debt units at most.
    /// @param template An offer of `program` that has the terms, and cannot be taken: `offerAt` of it tells them.
    /// @param offer The offer; 0: none was published.
    /// @param closed Whether what was left of the offer counts as income already.
    struct Series {
        Phase phase;
        address program;
        address debtAsset;
        address collateralAsset;
        uint40 start;
        uint40 expiry;
        uint128 cap;
        uint64 template;
        uint64 offer;
        bool closed;
    }

    /// @notice ERC-4626.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// @notice ERC-4626.
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// @notice The offer stands, of so many debt units.
    event Published(uint256 indexed offer, uint256 size);
    /// @notice What was left of the offer counts as income, or, where none was published, all deposits.
    event Left(uint256 cash);
    /// @notice A loan's claims were collected.
    event Collected(uint256 indexed loan, uint256 cash, uint256 collateral);
    /// @notice A holder took what it could claim.
    event Claimed(address indexed owner, address indexed receiver, uint256 cash, uint256 collateral);
    /// @notice ERC-20, of shares.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// @notice ERC-20.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice Shares are bought and given back before the start only.
    error Closed(uint256 start);
    /// @notice More than the series takes.
    error AboveCap(uint256 assets, uint256 left);
    /// @notice The offer can be published from `start` to `expiry`.
    error NotPublishable(uint256 start, uint256 expiry);
    /// @notice The offer is published already.
    error AlreadyPublished(uint256 offer);
    /// @notice The loan is not of this pool's offer.
    error OtherLoan(uint256 loan);
    /// @notice A call of the program failed, or answered nothing of use. `reason`: what it reverted with.
    error CallFailed(address target, bytes reason);
    /// @notice The amount is zero, or nobody deposited.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice ERC-6093.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// @notice ERC-6093.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// @notice A permit is past its deadline.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice A permit is not the owner's: of a contract that does not answer for it, the signer is zero.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice Publishes the offer with all deposits, and lets the program pull as much. Anyone, once, from the start to the
    /// offer's expiry.
    /// @return offer Its number.
    /// @dev Event: Published. Errors: NotPublishable, AlreadyPublished, ZeroAmount (nobody deposited), CallFailed,
    /// TransferFailed, Reentered.
    function publish() external returns (uint256 offer);

    /// @notice Collects what the position of each loan can claim, as income of all who hold shares now. Anyone. Where one token
    /// fails the other is collected. After the end it counts what was left of the offer too, the first time.
    /// @param loans Of this pool's offer.
    /// @return cash Debt units of the loans. @return collateral Collateral units.
    /// @dev Settles the loans first, as `ITermLoan.claim` does. Events: Left, Collected. Errors: OtherLoan, CallFailed (also
    /// where neither token can be collected of a loan), TransferFailed, Reentered.
    function collect(uint256[] calldata loans) external returns (uint256 cash, uint256 collateral);

    /// @notice Pays out of the caller's share of income, at most `cash` and `collateral` of it; 2^128 and more: all. Asked for one
    /// alone, it is paid though the other's token fails. The caller keeps its shares.
    /// @return cashPaid Debt units. @return collateralPaid Collateral units.
    /// @dev Counts what was left of the offer first, once it ended. Events: Left, Claimed. Errors: ZeroAddress, CallFailed,
    /// TransferFailed, Reentered.
    function claim(uint256 cash, uint256 collateral, address receiver)
        external
        returns (uint256 cashPaid, uint256 collateralPaid);

    /// @notice What an account could claim now, rounded down: of what was collected, and once the offer ended of what was left, which goes
    /// with shares that are transferred before anybody counts it (Left).
    /// @dev Errors: CallFailed.
    function claimable(address account) external view returns (uint256 cash, uint256 collateral);

    /// @notice The series.
    function series() external view returns (Series memory told);

    /// @notice All that came in as income, and what holders claimed of it.
    /// @dev Of what was left only once it counts: see `Series.closed`.
    function income()
        external
        view
        returns (uint256 cashIn, uint256 collateralIn, uint256 cashPaid, uint256 collateralPaid);

    /// @notice ERC-4626, before the start: pulls `assets`, gives as many shares.
    /// @dev Events: Deposit, Transfer. Errors: Closed, AboveCap, ZeroAddress, Transfer*, Reentered.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);
    /// @notice ERC-4626: as `deposit`.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);
    /// @notice ERC-4626, before the start: burns shares, pays as many units.
    /// @dev Events: Withdraw, Transfer. Errors: Closed, ERC20InsufficientBalance, ERC20InsufficientAllowance, ZeroAddress,
    /// TransferFailed, Reentered.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);
    /// @notice ERC-4626: as `withdraw`.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
    /// @notice ERC-4626: the debt asset.
    function asset() external view returns (address);
    /// @notice ERC-4626, before the start: all deposits. Afterwards debt units that wait for borrowers or for holders, as far
    /// as collected; never what is lent out, nor any collateral.
    /// @dev Errors: CallFailed.
    function totalAssets() external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function convertToShares(uint256 assets) external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function convertToAssets(uint256 shares) external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function previewDeposit(uint256 assets) external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function previewMint(uint256 shares) external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function previewWithdraw(uint256 assets) external view returns (uint256);
    /// @notice ERC-4626: one to one. Errors: Closed.
    function previewRedeem(uint256 shares) external view returns (uint256);
    /// @notice ERC-4626: what is left of the cap; 0 from the start on.
    function maxDeposit(address receiver) external view returns (uint256);
    /// @notice ERC-4626: as `maxDeposit`.
    function maxMint(address receiver) external view returns (uint256);
    /// @notice ERC-4626: what the account holds; 0 from the start on.
    function maxWithdraw(address owner) external view returns (uint256);
    /// @notice ERC-4626: as `maxWithdraw`.
    function maxRedeem(address owner) external view returns (uint256);

    /// @notice ERC-20.
    function name() external view returns (string memory);
    /// @notice ERC-20.
    function symbol() external view returns (string memory);
    /// @notice ERC-20: those of the debt asset.
    function decimals() external view returns (uint8);
    /// @notice ERC-20: nothing changes it from the start on.
    function totalSupply() external view returns (uint256);
    /// @notice ERC-20.
    function balanceOf(address account) external view returns (uint256);
    /// @notice ERC-20.
    function allowance(address owner, address spender) external view returns (uint256);
    /// @notice ERC-20. Errors: ZeroAddress, ERC20InsufficientBalance.
    function transfer(address to, uint256 value) external returns (bool);
    /// @notice ERC-20. An allowance of 2^256-1 is not used up. Errors: as `transfer`, ERC20InsufficientAllowance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// @notice ERC-20. Errors: ZeroAddress.
    function approve(address spender, uint256 value) external returns (bool);
    /// @notice ERC-2612. Errors: ERC2612ExpiredSignature, ERC2612InvalidSigner, ZeroAddress.
    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external;
    /// @notice ERC-2612 with the signature as bytes, which a contract may answer for (ERC-1271). Errors: as `permit`.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
    /// @notice ERC-2612.
    function nonces(address owner) external view returns (uint256);
    /// @notice ERC-2612.
    function DOMAIN_SEPARATOR() external view returns (bytes32);
    /// @notice ERC-5267.
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
    /// @notice ERC-165: ERC-20 and ERC-165 itself; not ERC-4626 (see above).
    function supportsInterface(bytes4 id) external view returns (bool);
}
