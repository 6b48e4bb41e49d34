// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Insurance fund of one asset
/// @notice Stakers earn premiums, pay shortfalls, and own what the fund buys in the backstop stage. ERC-4626 (and its
/// ERC-20), except that shares cannot be transferred and that leaving takes a cooldown, during which a stake still pays.
/// Capital is what was staked, paid in and earned by sales; tokens sent otherwise are not counted, of the asset or of
/// collateral. Collateral that the fund holds is marked high for those who come and low for those who leave; where it
/// has no price, nobody comes, and who leaves leaves it behind. Expected claims are taken off for those who leave.
/// Rounding: shares and assets paid out round down, shares and assets taken round up: for those who stay.
/// Shares of 10,000 are in bps, times in seconds, USD and prices WAD.
interface IInsurance {
    /// @notice Settings. Only the owner changes them, inside these bounds.
    /// @param cooldown From a request to leave to leaving: 345600 to 7776000. The least exceeds the longest recovery and
    /// auction that an unwinder allows (74 h) by 22 h for claims. Applies to requests from now on.
    /// @param claimShare Most of the capital that claims take within any seven days: 1000 to 10000.
    /// @param discount Under spot at which the fund buys, at least: 200 to 2000.
    /// @param heldShare Most of the fund's worth that it holds as collateral: 0 to 9000.
    /// @param purchaseShare Most of the fund's worth that it pays for collateral within any seven days: 0 to 9000.
    /// @param saleInterval Over which the price of a sale falls, and at whose start more is released: 300 to 86400.
    /// @param saleShare Of a holding, released per interval: 10 to 5000.
    /// @param salePremium Over spot at an interval's start: 0 to 200.
    /// @param saleDiscount Under spot at its end: 10 to 500. Redemptions count collateral less this.
    struct Terms {
        uint64 cooldown;
        uint64 claimShare;
        uint64 discount;
        uint64 heldShare;
        uint64 purchaseShare;
        uint64 saleInterval;
        uint64 saleShare;
        uint64 salePremium;
        uint64 saleDiscount;
    }

    /// @notice Assets were staked (ERC-4626).
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// @notice Shares were redeemed (ERC-4626).
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// @notice Shares came to be (`from` zero) or ended (`to` zero) (ERC-20).
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// @notice Shares were put in cooldown until `matureAt`; they stay slashable.
    event RedeemRequested(address indexed account, uint256 shares, uint64 matureAt);
    /// @notice Premium arrived, from a debt book or anyone.
    event PremiumReceived(address indexed payer, uint256 amount);
    /// @notice A shortfall was paid.
    /// @param wanted The shortfall. @param paid What capital and the cap of seven days allowed.
    event Covered(address indexed book, uint256 wanted, uint256 paid);
    /// @notice Collateral was bought in an unwind. @param amount Of it, token units. @param paid Of the fund's asset.
    event Bought(address indexed book, address indexed account, address indexed collateral, uint256 amount, uint256 paid);
    /// @notice Collateral was sold. @param price USD per whole token.
    event Sold(
        address indexed buyer, address indexed receiver, address indexed collateral, uint256 amount, uint256 paid, uint256 price
    );
    /// @notice A debt book may claim its part of the cap: weight over the sum of weights.
    event BookAdded(address indexed book, uint64 weight);
    /// @notice The oracle that values collateral was named.
    event OracleSet(address indexed oracle);
    /// @notice How much of the fund's worth it may hold in a collateral, bps.
    event CollateralSet(address indexed collateral, uint64 share);
    /// @notice Settings changed.
    event TermsSet(Terms terms);

    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice The account does not have that many shares outside cooldown (requesting) or redeemable (leaving).
    error InsufficientShares(uint256 available, uint256 wanted);
    /// @notice The cooldown is not over.
    error CoolingDown(uint64 matureAt);
    /// @notice The time to redeem after the cooldown is over; the cooldown must be started again.
    error RequestExpired(uint64 expiredAt);
    /// @notice The fund is worth nothing although shares exist: stake cannot be priced until a premium arrives.
    error FundExhausted();
    /// @notice So much of the worth is collateral that the fund cannot pay this now.
    error InsufficientCash(uint256 available, uint256 wanted);
    /// @notice Shares cannot be transferred, nor an account's shares be redeemed by another.
    error NotTransferable();
    /// @notice Somebody has staked: who may claim is fixed.
    error AlreadyStaked();
    /// @notice All eight places for debt books, or for collaterals, are taken.
    error TooMany();
    /// @notice The fund does not hold this, or may hold no more of it.
    error NothingToTrade(address collateral);
    /// @notice No price that can be relied on: stale, in doubt, or the sequencer is down.
    error PriceUnavailable(address asset);
    /// @notice It would cost more than the limit: the buyer's, or what the fund pays for what it got.
    error CostsTooMuch(uint256 paid, uint256 limit);
    /// @notice A call to another program failed; `reason` is its revert data.
    error CallFailed(address target, bytes reason);
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);

    /// @notice Stakes `assets` for `receiver`.
    /// @return shares Minted, rounded down.
    /// @dev Events: Transfer, Deposit. Errors: ZeroAddress, ZeroAmount, FundExhausted, PriceUnavailable, Transfer*, Reentered.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Stakes for `receiver` what `shares` cost.
    /// @return assets Taken, rounded up.
    /// @dev As `deposit`.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice Starts the cooldown of `shares` of the caller; a second request adds to the first and
    /// starts the cooldown again for both. Zero shares: only starts it again.
    /// @dev Event: RedeemRequested. Errors: ZeroAmount, InsufficientShares.
    function requestRedeem(uint256 shares) external;

    /// @notice Pays out cooled shares of the caller, within two days of the cooldown's end: nobody keeps an exit
    /// open for the moment when a loss is near. `owner` must be the caller.
    /// @return assets Paid, rounded down.
    /// @dev Events: Transfer, Withdraw. Errors: ZeroAddress, NotTransferable, ZeroAmount, InsufficientShares, CoolingDown,
    /// RequestExpired, InsufficientCash, Transfer*, Reentered.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);

    /// @notice The same for as many shares as `assets` cost.
    /// @return shares Burned, rounded up.
    /// @dev As `redeem`.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice Counts `amount` that the debt book has just sent as premium. Only a debt book.
    /// @dev Event: PremiumReceived. Errors: Unauthorised, ZeroAmount, TransferMismatch.
    function notifyPremium(uint256 amount) external;

    /// @notice Takes `amount` from the caller as premium, such as a part of the penalty that an unwind saved. Anyone.
    /// @dev Event: PremiumReceived. Errors: ZeroAmount, Transfer*, Reentered.
    function payPremium(uint256 amount) external;

    /// @notice Pays a shortfall to the debt book, as far as capital and its part of the cap of seven days go (INS-1).
    /// Only a debt book.
    /// @return paid At most `wanted`.
    /// @dev Event: Covered. Errors: Unauthorised, Transfer*, Reentered.
    function cover(uint256 wanted) external returns (uint256 paid);

    /// @notice Buys collateral of an account under unwind with the fund's capital, as any other filler would, where the
    /// price is under spot by the discount at least: that is where an auction has ended at its floor. Anyone may have it
    /// do so. Buys what the unwinder sells, at most `amount`, and at most what its caps leave.
    /// @return bought Collateral that arrived.
    /// @return paid Of the fund's asset.
    /// @dev Event: Bought. Errors: Unauthorised (no debt book), NothingToTrade, PriceUnavailable, CostsTooMuch, CallFailed,
    /// TransferMismatch, Reentered.
    function backstop(address book, address account, address collateral, uint256 amount)
        external
        returns (uint256 bought, uint256 paid);

    /// @notice Sells at most `amount` of a holding to the caller at the present price of its Dutch curve. Anyone.
    /// @param limit Most to pay.
    /// @return bought Collateral.
    /// @return paid Of the fund's asset, rounded up.
    /// @dev Event: Sold. Errors: ZeroAddress, NothingToTrade, ZeroAmount, PriceUnavailable, CostsTooMuch, Transfer*, Reentered.
    function buy(address collateral, uint256 amount, uint256 limit, address receiver)
        external
        returns (uint256 bought, uint256 paid);

    /// @notice Names a debt book and its weight. Only the owner, and only while nobody has staked: it can claim capital.
    /// Lets the book pull what the fund pays for collateral.
    /// @dev Event: BookAdded. Errors: Unauthorised, ZeroAddress, AlreadySet, AlreadyStaked, TooMany, ParameterOutOfBounds
    /// (weight 1 to 1000000), TransferFailed.
    function addBook(address book, uint64 weight) external;

    /// @notice Names the oracle that values collateral. Only the owner, and only once.
    /// @dev Event: OracleSet. Errors: Unauthorised, ZeroAddress, AlreadySet.
    function setOracle(address oracle) external;

    /// @notice Sets how much of the fund's worth it may hold in a collateral, 0 to 9000 bps; 0: it buys no more.
    /// Only the owner.
    /// @dev Event: CollateralSet. Errors: Unauthorised, ZeroAddress, TooMany, ParameterOutOfBounds, TransferFailed.
    function setCollateral(address collateral, uint64 share) external;

    /// @notice Sets the terms. Only the owner.
    /// @dev Event: TermsSet. Errors: Unauthorised, ParameterOutOfBounds.
    function setTerms(Terms calldata terms) external;

    /// @notice The token staked.
    function asset() external view returns (address);

    /// @notice What the fund is worth: capital, and collateral as redemptions count it.
    function totalAssets() external view returns (uint256);

    /// @notice Capital in the asset: what claims and purchases draw on.
    function capital() external view returns (uint256);

    /// @notice All shares, those in cooldown too.
    function totalSupply() external view returns (uint256);

    /// @notice An account's shares, those in cooldown too.
    function balanceOf(address account) external view returns (uint256);

    /// @notice An account's shares in cooldown, and when they mature.
    function cooldownOf(address account) external view returns (uint256 shares, uint64 matureAt);

    /// @notice Assets that `shares` would pay now, rounded down.
    function convertToAssets(uint256 shares) external view returns (uint256);

    /// @notice Shares that `assets` would buy now, rounded down; none while the fund is exhausted.
    /// @dev Errors: PriceUnavailable.
    function convertToShares(uint256 assets) external view returns (uint256);

    /// @notice What `deposit` would mint now.
    function previewDeposit(uint256 assets) external view returns (uint256);

    /// @notice What `mint` would take now.
    function previewMint(uint256 shares) external view returns (uint256);

    /// @notice What `withdraw` would burn now.
    function previewWithdraw(uint256 assets) external view returns (uint256);

    /// @notice What `redeem` would pay now.
    function previewRedeem(uint256 shares) external view returns (uint256);

    /// @notice Most that may be staked now; 0 while stake has no price.
    function maxDeposit(address receiver) external view returns (uint256);

    /// @notice Most shares that may be minted now.
    function maxMint(address receiver) external view returns (uint256);

    /// @notice Most that the account may withdraw now.
    function maxWithdraw(address owner) external view returns (uint256);

    /// @notice Most shares that the account may redeem now.
    function maxRedeem(address owner) external view returns (uint256);

    /// @notice Of a share: those of the asset and six more.
    function decimals() external view returns (uint8);

    /// @notice "Ballast insurance".
    function name() external view returns (string memory);

    /// @notice "bINS".
    function symbol() external view returns (string memory);

    /// @notice None: shares cannot be transferred.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice Refused: NotTransferable.
    function transfer(address to, uint256 value) external returns (bool);

    /// @notice Refused: NotTransferable.
    function transferFrom(address from, address to, uint256 value) external returns (bool);

    /// @notice Refused: NotTransferable.
    function approve(address spender, uint256 value) external returns (bool);

    /// @notice What a debt book could claim now.
    function claimable(address book) external view returns (uint256);

    /// @notice How far the fund's worth covers what all its debt books have lent of the asset: WAD, rounded down; the
    /// largest number where nothing is lent.
    /// @return ratio WAD.
    /// @return debt Lent.
    /// @return expected Of it, expected shortfall.
    /// @dev Errors: CallFailed.
    function coverage() external view returns (uint256 ratio, uint256 debt, uint256 expected);

    /// @notice A collateral as the fund holds it.
    /// @return amount Held.
    /// @return low What redemptions count it as, of the asset.
    /// @return high What deposits do.
    /// @return share Most of the fund's worth that may be in it, bps.
    /// @return purchasable What the fund may pay for more now.
    function holding(address collateral)
        external
        view
        returns (uint256 amount, uint256 low, uint256 high, uint64 share, uint256 purchasable);

    /// @notice What `buy` sells now: amount, USD per whole token, what all of it costs, and when more is released.
    /// Zero amounts where there is nothing or no price.
    function sale(address collateral)
        external
        view
        returns (uint256 amount, uint256 price, uint256 cost, uint64 nextAt);

    /// @notice The debt books that may claim.
    function books() external view returns (address[] memory);

    /// @notice Whether an address is a debt book that may claim.
    function isBook(address book) external view returns (bool);

    /// @notice Weight of a debt book; 0: it is none.
    function weightOf(address book) external view returns (uint64);

    /// @notice The collaterals that the fund has been allowed to hold.
    function collaterals() external view returns (address[] memory);

    /// @notice The oracle.
    function oracle() external view returns (address);

    /// @notice The settings.
    function terms() external view returns (Terms memory);
}
