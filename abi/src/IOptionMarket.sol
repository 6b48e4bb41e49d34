// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Puts on one underlying for one expiry, covered by their writers' cash
/// @notice Writers pool cash, the debt asset, for ERC-4626 shares. Whoever buys a put pays them a premium, and may deliver
/// the underlying for the strike's cash from the expiry to the end of the window. Until then that cash is locked: what all
/// open puts can ask for is there at every moment (OPT-1). Exercise is physical and asks no oracle. After the window writers
/// take what is left, cash and delivered underlying in kind, pro rata.
///
/// Who bears what. Writers bear the fall of the underlying below the strikes of the puts they sold, at worst all cash that is
/// locked. A holder bears the premium, and the loss of the right where the underlying is not delivered within the window.
///
/// Nobody owns this program: its terms are fixed at construction, and it has no fees and no pause. The oracle, whose owner may
/// pause its feeds, replace their sources and set for how long they are read from storage, prices sales, early closes, and
/// writers' entries and exits while puts are open; a false price can make these too cheap or too dear, but takes no part in
/// exercise, nor in what writers take after the window. Where a price is flagged or too old, what it prices waits.
///
/// Prices. Puts are valued by Black, Scholes and Merton without interest or carry, to the end of the window. A put is worth the
/// most then where the underlying yields no more than the debt asset; of one that yields more it is worth more than that,
/// and higher volatilities or a wider spread must make up for it. A sale takes the lower of the latest and the smoothed price,
/// less the edge, and the highest of the strike's own volatility, the oracle's fast and its slow one (both assets' added, for
/// they may move against one another), raised by the skew times the part of the cash that is locked after it; a close takes
/// the higher price and the edge, no fast volatility and no skew. The spread comes on top of a sale's value and off a close's.
/// Exits value open puts as sales do, entries as closes do, but without skew and spread: whoever enters and leaves, or buys and
/// closes, or does all of it at once, gains nothing. What skew and spread count on is cash that stays: in a transaction in which
/// cash was deposited nobody buys puts or takes cash out. Cash that a writer holds here from one transaction to the next does
/// lower the skew, and shares in the spread.
///
/// Amounts of puts are units of the underlying, cash is in units of the debt asset, both below 2^128. Strikes and prices are
/// whole debt tokens per whole underlying token, WAD. Premiums, locked cash and shares burned round up; cash of exercise and
/// close, shares minted and assets paid round down: against the caller, for those who stay. Tokens that take fees on
/// transfer are refused; balances that move by themselves are not followed, so rebasing tokens must be wrapped. Tokens
/// sent otherwise count for nothing.
interface IOptionMarket {
    /// @notice What a market is of.
    /// @param underlying Token that holders deliver; at most 18 decimals.
    /// @param debtAsset Token that writers pay; another one, of at most 18 decimals too.
    /// @param oracle `IOracle` with a feed for both.
    /// @param expiry From when puts can be exercised; until the second before they are bought and closed. An hour to two
    /// years from now.
    /// @param window Seconds after the expiry until which they can be exercised, that second included: 3,600 to 2,592,000.
    /// @param staleness Seconds since the underlying's last round after which it prices nothing, 60 to 172,800; for the debt
    /// asset the feed's own heartbeat does. Of a feed that reads two it bounds the newer one's round only, and rates count as
    /// of now: there the heartbeats of what it reads are the bound.
    /// @param skew How much volatility rises where all cash is locked, WAD, at most 10.
    /// @param spread Of a put's value, bps, at most 5,000.
    /// @param edge Of the underlying's price, bps, at most 1,000: what the feed may lag behind its market. Trades are made at the
    /// price that the oracle tells, which for the feed's `storedAge` after a poke is that of the poke (60 seconds unless set, at
    /// most 900, which the oracle's owner may raise later): choose an edge that covers what the underlying moves in that time.
    /// @param depth Units of the underlying whose puts can be bought in a day, what its market bears, at least 86,400; it comes
    /// back evenly in a day, and at once by what is closed.
    struct Terms {
        address underlying;
        address debtAsset;
        address oracle;
        uint40 expiry;
        uint32 window;
        uint32 staleness;
        uint64 skew;
        uint16 spread;
        uint16 edge;
        uint128 depth;
    }

    /// @notice A strike.
    /// @param price WAD, above that of the strike before, below 2^96.
    /// @param volatility Of the volatility surface at this strike and the expiry, bps per root year, at most 100,000.
    struct Strike {
        uint96 price;
        uint32 volatility;
    }

    /// @notice ERC-20, of writers' shares.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// @notice ERC-20. Not told where a spender uses an allowance up.
    event Approval(address indexed owner, address indexed spender, uint256 value);
    /// @notice ERC-4626.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// @notice ERC-4626. After the window followed by `Delivered`.
    event Withdraw(
        address indexed sender, address indexed receiver, address indexed owner, uint256 assets, uint256 shares
    );
    /// @notice ERC-6909, of puts; the zero address stands for puts sold, closed and exercised.
    event Transfer(
        address caller, address indexed sender, address indexed receiver, uint256 indexed id, uint256 amount
    );
    /// @notice ERC-6909. Not told where a spender uses an allowance up.
    event Approval(address indexed owner, address indexed spender, uint256 indexed id, uint256 amount);
    /// @notice ERC-6909.
    event OperatorSet(address indexed owner, address indexed spender, bool approved);
    /// @notice The market was made. Terms and strikes are as `terms` and `strikeAt` tell.
    event MarketMade(address indexed underlying, address indexed debtAsset, uint256 indexed expiry, uint256 strikes);
    /// @notice Puts were sold.
    event Bought(
        address indexed buyer, uint256 indexed strike, address indexed receiver, uint256 amount, uint256 premium
    );
    /// @notice Puts were bought back.
    event Closed(
        address indexed holder, uint256 indexed strike, address indexed receiver, uint256 amount, uint256 paid
    );
    /// @notice Underlying was delivered for cash.
    event Exercised(
        address indexed holder, uint256 indexed strike, address indexed receiver, uint256 amount, uint256 cash
    );
    /// @notice Shares wait to be redeemed.
    event Requested(uint256 indexed request, address indexed owner, uint256 shares, uint256 least);
    /// @notice Waiting shares were redeemed, so many of the request.
    event Served(uint256 indexed request, address indexed owner, uint256 assets, uint256 underlying, uint256 shares);
    /// @notice Shares that waited went back to their owner, who ended the request, or would have got too little.
    event RequestEnded(uint256 indexed request, address indexed owner, uint256 shares);
    /// @notice A writer got underlying.
    event Delivered(address indexed receiver, uint256 underlying);
    /// @notice Tokens could not be sent: the account can claim them.
    event Withheld(address indexed account, address indexed token, uint256 amount);
    /// @notice An account took what had been withheld.
    event WithheldClaimed(address indexed account, address indexed token, address indexed receiver, uint256 amount);

    /// @notice The market's underlying must not be its debt asset.
    error SameAsset(address asset);
    /// @notice Strikes are none, more than eight, or do not rise.
    error InvalidStrikes();
    /// @notice There is no such strike.
    error UnknownStrike(uint256 strike);
    /// @notice The program at this address is no extension of a market.
    error InvalidExtension(address extension);
    /// @notice Puts were bought and closed, and cash came and went, until `expiry`.
    error Expired(uint256 expiry);
    /// @notice Puts can be exercised from one second to another.
    error NotExercisable(uint256 from, uint256 until);
    /// @notice Writers can take what is left after this second.
    error InWindow(uint256 until);
    /// @notice Cash was deposited in this transaction: nobody buys puts or takes cash out in the same one.
    error JustDeposited();
    /// @notice The oracle tells no price of the asset that is good enough.
    error PriceUnavailable(address asset);
    /// @notice So much cash is neither locked nor kept for those who wait.
    error InsufficientCash(uint256 available, uint256 wanted);
    /// @notice So many puts can be bought at the moment.
    error DepthExceeded(uint256 available, uint256 wanted);
    /// @notice The premium is more than the caller gives.
    error PremiumAboveLimit(uint256 premium, uint256 limit);
    /// @notice The puts are worth less than the caller asks.
    error ValueBelowLimit(uint256 value, uint256 limit);
    /// @notice There is no such request, or it has ended.
    error UnknownRequest(uint256 request);
    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice ERC-6093: the account does not have that many shares.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// @notice ERC-6093: the spender may not use that many shares of the owner.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// @notice The account does not have that many puts of the strike.
    error InsufficientBalance(address owner, uint256 id);
    /// @notice The spender may not use that many puts of the owner.
    error InsufficientPermission(address spender, uint256 id);

    /// @notice Buys puts: the right to deliver `amount` of the underlying for its strike in cash. 2^128 and more is beyond any
    /// depth. Not in a transaction in which cash was deposited.
    /// @param strike Its number, from 0, which is also the ERC-6909 id.
    /// @param most Debt units at most.
    /// @param receiver Of the puts.
    /// @return premium Pulled from the caller, rounded up, at least a unit.
    /// @dev Events: Bought, Transfer (puts). Errors: JustDeposited, Expired, UnknownStrike, ZeroAmount, ZeroAddress, PriceUnavailable,
    /// DepthExceeded, InsufficientCash, PremiumAboveLimit, RiskCalculation, Transfer*, Reentered.
    function buy(uint256 strike, uint256 amount, uint256 most, address receiver) external returns (uint256 premium);

    /// @notice Sells puts of the caller back at their value less the spread, but at least at what exercise would gain at the
    /// price that values them.
    /// @param least Debt units at least.
    /// @return paid To `receiver`, rounded down.
    /// @dev Events: Closed, Transfer (puts). Errors: Expired, UnknownStrike, ZeroAmount (also where they are worth less
    /// than a unit), ZeroAddress, InsufficientBalance, PriceUnavailable, ValueBelowLimit, RiskCalculation, TransferFailed,
    /// Reentered.
    function close(uint256 strike, uint256 amount, uint256 least, address receiver) external returns (uint256 paid);

    /// @notice Delivers `amount` of the underlying, pulled from the caller, for the strike's cash: from `expiry` to
    /// `expiry + window`, both included. No oracle is asked. Cash that cannot be sent waits for `receiver`.
    /// @return cash To `receiver`, rounded down.
    /// @dev Events: Exercised, Transfer (puts), Withheld. Errors: NotExercisable, UnknownStrike, ZeroAmount (also where the
    /// cash is less than a unit), ZeroAddress, InsufficientBalance, Transfer* (of the underlying), Reentered.
    function exercise(uint256 strike, uint256 amount, address receiver) external returns (uint256 cash);

    /// @notice Lets `shares` of the caller wait until cash is free: they are redeemed in the order of their requests, at
    /// their price at that moment. Until then they bear what all shares bear.
    /// @param least Debt units at least for all of them: where they would get less before the expiry, they go back to the
    /// caller.
    /// @return request Its number, from 1.
    /// @dev Events: Requested, Transfer (shares). Errors: Expired, ZeroAmount (also for less than 10^6, a unit at the
    /// start), ERC20InsufficientBalance, Reentered.
    function requestRedeem(uint256 shares, uint256 least) external returns (uint256 request);

    /// @notice Ends a request: what waits still goes back. Only its owner.
    /// @return shares That went back.
    /// @dev Events: RequestEnded, Transfer (shares). Errors: UnknownRequest, Unauthorised, Reentered.
    function endRequest(uint256 request) external returns (uint256 shares);

    /// @notice Redeems what waits, at most so many requests, as far as free cash goes. Anyone; not within the window, and
    /// after it in cash and underlying. What cannot be sent waits for the request's owner. Not in a transaction in which cash
    /// was deposited.
    /// @return assets Paid to all of them.
    /// @dev Events: Served, RequestEnded, Transfer (shares), Withheld. Errors: JustDeposited, InWindow, PriceUnavailable (while puts
    /// are open), RiskCalculation, Reentered.
    function serve(uint256 most) external returns (uint256 assets);

    /// @notice Pays out what could not be sent to the caller.
    /// @param token The underlying or the debt asset.
    /// @return amount Units.
    /// @dev Event: WithheldClaimed. Errors: ZeroAmount (there is none), ZeroAddress, TransferFailed, Reentered.
    function claimWithheld(address token, address receiver) external returns (uint256 amount);

    /// @notice ERC-4626: deposits exactly `assets` of the caller for `receiver`, before the expiry.
    /// @return shares Minted, rounded down.
    /// @dev Events: Deposit, Transfer. Errors: Expired, ZeroAddress, ZeroAmount (no share), PriceUnavailable (while puts are
    /// open), RiskCalculation (beyond what can be counted), Transfer*, Reentered.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice ERC-4626: mints exactly `shares` to `receiver`, before the expiry.
    /// @return assets Pulled from the caller, rounded up.
    /// @dev As `deposit`.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice ERC-4626: pays exactly `assets` for shares of `owner`, by it or by who has its allowance: before the expiry of
    /// cash that is neither locked nor kept for those who wait; not within the window; after it with the shares' part
    /// of the underlying, and what cannot be sent waits for `receiver`, so that neither token holds the other up. Not in a
    /// transaction in which cash was deposited.
    /// @return shares Burned, rounded up.
    /// @dev Events: Withdraw, Transfer, Delivered, Withheld (after the window). Errors: JustDeposited, InWindow, ZeroAddress,
    /// ZeroAmount, InsufficientCash, PriceUnavailable (while puts are open), ERC20Insufficient*, RiskCalculation, TransferFailed,
    /// Reentered.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice ERC-4626: burns exactly `shares` of `owner`, by it or by who has its allowance, as `withdraw` does.
    /// @return assets Paid to `receiver`, rounded down.
    /// @dev As `withdraw`.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);

    /// @notice The program whose code the market runs on its own storage for what is called seldom or only read. Fixed.
    function extension() external view returns (address);

    /// @notice The terms.
    function terms() external view returns (Terms memory);

    /// @notice How many strikes there are; their numbers run from 0.
    function strikeCount() external view returns (uint256);

    /// @notice A strike, and puts of it that are open: after the window nobody can exercise them.
    /// @dev Errors: UnknownStrike.
    function strikeAt(uint256 strike) external view returns (Strike memory settings, uint256 open);

    /// @notice What `amount` of puts costs now and is bought back for, and how many can be bought.
    /// @return premium Debt units, as `buy` would take.
    /// @return value Debt units, as `close` would pay of puts that are open.
    /// @return delta Change of a put's value per change of the price, WAD, of a sale: 0 to -1.
    /// @return volatility WAD per root year, of a sale.
    /// @return available Units of the underlying whose puts depth and free cash allow; each alone may allow more.
    /// @dev Errors: Expired, UnknownStrike, PriceUnavailable, RiskCalculation.
    function quote(uint256 strike, uint256 amount)
        external
        view
        returns (uint256 premium, uint256 value, int256 delta, uint256 volatility, uint256 available);

    /// @notice What the market has.
    /// @return cash Debt units.
    /// @return locked Of it, for open puts; after the window none.
    /// @return underlying Units delivered.
    /// @return queued Shares that wait.
    function book() external view returns (uint256 cash, uint256 locked, uint256 underlying, uint256 queued);

    /// @notice A request.
    /// @dev Errors: UnknownRequest.
    function requestAt(uint256 request) external view returns (address owner, uint256 shares, uint256 least);

    /// @notice The first request that may wait still, and the last.
    function requests() external view returns (uint256 first, uint256 last);

    /// @notice What an account can claim of a token that could not be sent.
    function withheldOf(address account, address token) external view returns (uint256 amount);

    /// @notice ERC-20. @dev Event: Transfer. Errors: ZeroAddress, ERC20InsufficientBalance.
    function transfer(address to, uint256 value) external returns (bool);
    /// @notice ERC-20; the largest allowance is never used up.
    /// @dev Event: Transfer. Errors: ZeroAddress, ERC20InsufficientAllowance, ERC20InsufficientBalance.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// @notice ERC-20. @dev Event: Approval. Errors: ZeroAddress.
    function approve(address spender, uint256 value) external returns (bool);
    /// @notice ERC-20: "Ballast put writers".
    function name() external view returns (string memory);
    /// @notice ERC-20: "bPUT".
    function symbol() external view returns (string memory);
    /// @notice ERC-20: the debt asset's and 6.
    function decimals() external view returns (uint8);
    /// @notice ERC-20: all shares, waiting ones too, which this program holds.
    function totalSupply() external view returns (uint256);
    /// @notice ERC-20.
    function balanceOf(address account) external view returns (uint256);
    /// @notice ERC-20.
    function allowance(address owner, address spender) external view returns (uint256);

    /// @notice ERC-4626: the debt asset.
    function asset() external view returns (address);
    /// @notice ERC-4626: cash less what open puts are worth to writers who leave; where that cannot be told, and within
    /// the window, cash that is not locked. After the window cash; the delivered underlying is not in it.
    function totalAssets() external view returns (uint256);
    /// @notice ERC-4626: rounded down, by `totalAssets`. @dev Errors: RiskCalculation.
    function convertToShares(uint256 assets) external view returns (uint256 shares);
    /// @notice ERC-4626: rounded down, by `totalAssets`. @dev Errors: RiskCalculation.
    function convertToAssets(uint256 shares) external view returns (uint256 assets);
    /// @notice ERC-4626: exactly what `deposit` would mint in this state. @dev Errors: as `deposit`.
    function previewDeposit(uint256 assets) external view returns (uint256 shares);
    /// @notice ERC-4626: exactly what `mint` would pull in this state. @dev Errors: as `mint`.
    function previewMint(uint256 shares) external view returns (uint256 assets);
    /// @notice ERC-4626: exactly what `withdraw` would burn in this state, if cash were free. @dev Errors: as `withdraw`.
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);
    /// @notice ERC-4626: exactly what `redeem` would pay in this state, if cash were free. @dev Errors: as `redeem`.
    function previewRedeem(uint256 shares) external view returns (uint256 assets);
    /// @notice ERC-4626: zero where `deposit` would be refused. Never reverts.
    function maxDeposit(address receiver) external view returns (uint256 assets);
    /// @notice ERC-4626: shares for `maxDeposit`. Never reverts.
    function maxMint(address receiver) external view returns (uint256 shares);
    /// @notice ERC-4626: what the owner's shares are worth, at most what is neither locked nor kept; nothing in a transaction in
    /// which cash was deposited. Never reverts.
    function maxWithdraw(address owner) external view returns (uint256 assets);
    /// @notice ERC-4626: the owner's shares, at most those that the same cash pays. Never reverts.
    function maxRedeem(address owner) external view returns (uint256 shares);

    /// @notice ERC-6909: puts of a strike.
    function balanceOf(address owner, uint256 id) external view returns (uint256);
    /// @notice ERC-6909.
    function allowance(address owner, address spender, uint256 id) external view returns (uint256);
    /// @notice ERC-6909.
    function isOperator(address owner, address spender) external view returns (bool);
    /// @notice ERC-6909. @dev Event: Transfer. Errors: ZeroAddress, InsufficientBalance.
    function transfer(address receiver, uint256 id, uint256 amount) external returns (bool);
    /// @notice ERC-6909; operators need no allowance, and the largest is never used up.
    /// @dev Event: Transfer. Errors: ZeroAddress, InsufficientBalance, InsufficientPermission.
    function transferFrom(address sender, address receiver, uint256 id, uint256 amount) external returns (bool);
    /// @notice ERC-6909. @dev Event: Approval. Errors: ZeroAddress.
    function approve(address spender, uint256 id, uint256 amount) external returns (bool);
    /// @notice ERC-6909. @dev Event: OperatorSet. Errors: ZeroAddress.
    function setOperator(address spender, bool approved) external returns (bool);
    /// @notice ERC-165: ERC-6909 and ERC-165 itself.
    function supportsInterface(bytes4 id) external view returns (bool);
}
