// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title An underlying together with its puts, as one token that tells its own price
/// @notice One contract is one strike of one market of puts (`IOptionMarket`). A share is a unit of the underlying and a put on a
/// unit: whoever has both wraps them, one to one, and gets both back in kind. So the floor that the put gives counts wherever the
/// share is held, such as in an account of the pool: listed in the oracle, which reads it as it reads any aggregator, it is worth
/// what the underlying is worth or what the put would pay for it, whichever is more.
///
/// The price, USD per whole share, rounded down, in as many decimals as the share has. With S the underlying's price, P the debt
/// asset's, K the strike:
///
/// until the window's end: the higher of S and K x P x (1 - h). h is nothing until `fade` seconds before the expiry, rises evenly
/// to `haircut` at the expiry, stays there for the first half of the window, and rises evenly to all of it in the second, for a put
/// that nobody exercises is worth nothing at its end. After the window: S. Once exercised: the cash of a share x P.
///
/// The value of a put above what it pays at once is not counted.
///
/// In the window anyone exercises all puts here at once, while both aggregators are fresh and the underlying is worth less than the
/// strike by the margin. From then on shares are cash. Who wants otherwise unwraps, until the window's end at any time before that,
/// and exercises its puts itself, which asks no price.
///
/// Who bears what. Holders bear all that holders of puts bear; that nobody exercises, for nobody cared, or because an aggregator told
/// no fresh price in the whole window: then shares are the underlying alone; and that all is exercised at any moment of the window in
/// which the aggregators say that it pays, which may lag behind the market by their heartbeat: the margin is for that. The program
/// takes the aggregators for right, and the market for a market: name them with care, and lend only on shares whose terms you know.
///
/// Nobody owns the program; it has no settings, no fees and no pause. Amounts are units of the underlying, cash is in units of the
/// debt asset. Tokens that take fees on transfer are refused; rebasing tokens must be wrapped first. Tokens and puts sent here
/// otherwise count for nothing, and stay.
interface IProtected {
    /// @notice Where a program is. `Open`: before the expiry. `Window`: while puts can be exercised and were not. `Ended`: the window
    /// is over and nobody exercised. `Exercised`: shares are cash.
    enum Phase {
        Open,
        Window,
        Ended,
        Exercised
    }

    /// @notice What a program is of. Fixed.
    /// @param market Market of puts, `IOptionMarket`, whose underlying has 6 to 18 decimals.
    /// @param strike Its strike's number.
    /// @param underlyingFeed Aggregator of the underlying in USD, of Chainlink's kind, at most 24 decimals.
    /// @param underlyingHeartbeat Seconds after which its round is too old to tell a price or to exercise by, 60 to 172,800.
    /// @param assetFeed The same of the debt asset. @param assetHeartbeat The same of the debt asset.
    /// @param haircut Part of the floor that is not counted at the expiry, bps, `margin` to 5,000: no price counts what
    /// `exercise` does not take.
    /// @param fade Seconds before the expiry from which it rises, 3,600 to 7,776,000.
    /// @param margin By how much of the strike the underlying must be worth less for all to be exercised, bps, at most 1,000.
    struct Terms {
        address market;
        uint8 strike;
        address underlyingFeed;
        uint32 underlyingHeartbeat;
        address assetFeed;
        uint32 assetHeartbeat;
        uint16 haircut;
        uint32 fade;
        uint16 margin;
    }

    /// @notice What follows of the terms, and how things stand.
    /// @param phase As of now.
    /// @param underlying The underlying. @param asset The debt asset.
    /// @param price The strike: whole debt tokens per whole underlying token, WAD.
    /// @param expiry Second in which wrapping ends and the window begins.
    /// @param until Last second of the window.
    /// @param shares That were exercised; 0: none.
    /// @param cash Debt units that they were exercised for.
    /// @param left Of it, what holders have not taken yet.
    struct Protection {
        Phase phase;
        address underlying;
        address asset;
        uint96 price;
        uint40 expiry;
        uint40 until;
        uint128 shares;
        uint128 cash;
        uint128 left;
    }

    /// @notice Underlying and puts became shares. @param premium Debt units that the puts were bought for; 0: they were there.
    event Wrapped(address indexed caller, address indexed receiver, uint256 amount, uint256 premium);
    /// @notice Shares became what they are of.
    event Unwrapped(
        address indexed owner, address indexed receiver, uint256 amount, uint256 underlying, uint256 puts, uint256 cash
    );
    /// @notice All shares became cash. @param price Of the underlying. @param limit That it was below. USD, WAD.
    event Exercised(address indexed caller, uint256 shares, uint256 cash, uint256 price, uint256 limit);
    /// @notice The cash of the exercise had been withheld by the market, and came.
    event Fetched(uint256 cash);
    /// @notice ERC-20, of shares.
    event Transfer(address indexed from, address indexed to, uint256 value);
    /// @notice ERC-20.
    event Approval(address indexed owner, address indexed spender, uint256 value);

    /// @notice The market tells nothing of use of itself or of this strike.
    error InvalidMarket(address market);
    /// @notice Wrapping ended with the expiry.
    error Expired(uint256 expiry);
    /// @notice Puts can be exercised from one second to another.
    error NotExercisable(uint256 from, uint256 until);
    /// @notice All was exercised.
    error AlreadyExercised();
    /// @notice The underlying is not worth less than the strike by the margin. USD, WAD.
    error NotBelowStrike(uint256 price, uint256 limit);
    /// @notice The aggregator tells no price; for exercise: no fresh one.
    error PriceUnavailable(address aggregator);
    /// @notice The puts cost more than the caller gives.
    error PremiumAboveLimit(uint256 premium, uint256 limit);
    /// @notice A call of the market failed, or answered nothing of use. `reason`: what it reverted with.
    error CallFailed(address target, bytes reason);
    /// @notice The amount is zero, or nothing is wrapped, or its cash rounds to zero.
    error ZeroAmount();
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked; of puts, the token is the market.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice ERC-6093.
    error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed);
    /// @notice ERC-6093.
    error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed);
    /// @notice A permit is past its deadline.
    error ERC2612ExpiredSignature(uint256 deadline);
    /// @notice A permit is not the owner's: of a contract that does not answer for it, the signer is zero.
    error ERC2612InvalidSigner(address signer, address owner);

    /// @notice Pulls `amount` of the underlying and as many puts from the caller, who has allowed both, and gives as many shares.
    /// Before the expiry.
    /// @dev Events: Transfer, Wrapped. Errors: Expired, ZeroAmount, ZeroAddress, RiskCalculation (beyond what can be counted),
    /// Transfer*, CallFailed, Reentered.
    function wrap(uint256 amount, address receiver) external;

    /// @notice The same with puts that this program buys from the market for the caller: pulls their premium too.
    /// @param most Debt units of premium at most.
    /// @return premium Debt units. Nothing stays here, nor any allowance.
    /// @dev Not in a transaction in which cash was deposited in the market (`JustDeposited`, in CallFailed). Events: Transfer, Wrapped.
    /// Errors: those of `wrap`, PremiumAboveLimit.
    function wrapAndBuy(uint256 amount, uint256 most, address receiver) external returns (uint256 premium);

    /// @notice Ends `amount` of the caller's shares. Until the window's end: underlying and puts in kind. After it: the underlying.
    /// Once exercised: their part of the cash that is left, rounded down; the last shares take all of it.
    /// @return underlying Units. @return puts Units of the underlying. @return cash Debt units.
    /// @dev Events: Transfer, Unwrapped, Fetched. Errors: ZeroAmount, ZeroAddress, ERC20InsufficientBalance, TransferFailed,
    /// TransferMismatch (the market pays out less than it withheld), CallFailed, Reentered.
    function unwrap(uint256 amount, address receiver)
        external
        returns (uint256 underlying, uint256 puts, uint256 cash);

    /// @notice Exercises the puts of all shares. Anyone, in the market's window, once. Cash that the market cannot send is
    /// withheld there for this program, and fetched by who unwraps first.
    /// @return cash Debt units, of all shares.
    /// @dev Events: Exercised. Errors: NotExercisable, AlreadyExercised, ZeroAmount, PriceUnavailable, NotBelowStrike,
    /// RiskCalculation, TransferFailed, TransferMismatch, CallFailed, Reentered.
    function exercise() external returns (uint256 cash);

    /// @notice Terms as they were made.
    function terms() external view returns (Terms memory told);

    /// @notice What follows of them, and how things stand.
    function protection() external view returns (Protection memory told);

    /// @notice The price of a share as a round of an aggregator (see above), as of now. It changes between rounds too: with time, and
    /// by exercise.
    /// @return roundId The sum of the rounds of both sources, which advances when either does; where one source alone counts, its
    /// round and 2^79, which is higher.
    /// @return answer USD per whole share.
    /// @return startedAt As `updatedAt`.
    /// @return updatedAt When the older one of the sources that count was updated: it never goes back.
    /// @return answeredInRound As `roundId`.
    /// @dev Errors: PriceUnavailable, where a source that counts tells none, or its round is older than its heartbeat (the oracle
    /// flags it as stale), RiskCalculation.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    /// @notice ERC-20.
    function name() external view returns (string memory);
    /// @notice ERC-20.
    function symbol() external view returns (string memory);
    /// @notice ERC-20: those of the underlying. They are the decimals of `latestRoundData` too, of which this is the same function.
    function decimals() external view returns (uint8);
    /// @notice ERC-20.
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
    /// @notice ERC-165: ERC-20 and ERC-165 itself.
    function supportsInterface(bytes4 id) external view returns (bool);
}
