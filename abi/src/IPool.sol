// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Pooled money market
/// @notice Suppliers lend an asset; borrowers escrow collateral, which no borrower gets, and owe debt shares. What a callback
/// of this pool's verbs takes out within one transaction, escrow included, is there again at its end, or all reverts.
/// Whole accounts are judged: health = (collateral - stress) / debt, see IDebtBook.Portfolio.
/// Units: token units unless said otherwise. Rounding: shares minted and assets paid out round down,
/// shares burned and debt round up: against the caller, for the pool. `type(uint256).max`, or any amount of
/// 2^128 and more, means all: of a supply, a collateral or a debt where these are taken back or repaid, and no share of
/// it is left; of the caller's balance where tokens are supplied or escrowed. Nobody can borrow as much.
/// Tokens whose transfers deliver another amount than asked are refused (TransferMismatch).
interface IPool {
    /// @notice A reserve's settings. Rates per year and ratios are in bps, caps in whole tokens.
    /// @param feed Number of the asset's feed in the oracle.
    /// @param collateralEnabled New collateral is accepted.
    /// @param borrowEnabled New borrowing is open.
    /// @param baseRate Borrow rate at utilisation 0.
    /// @param slopeBelow Added linearly up to the kink.
    /// @param slopeAbove Added linearly from the kink to utilisation 1.
    /// @param kink Utilisation of the kink. Zero: an adaptive curve instead, and rate and slopes are zero too. Its rate at 90%
    /// utilisation begins at 4% a year and drifts by exp(50 * error * years), between 0.1% and 200%; the error is the
    /// distance from 90% as a part of what there is on that side. At full utilisation the rate is four times that, at none a
    /// quarter.
    /// @param reserveFactor Share of interest that the protocol keeps.
    /// @param premiumFactor Share of interest that is paid to the insurance fund.
    /// @param supplyCap Largest total of cash, debt and collateral: of supply, fees not paid out yet, and collateral.
    /// @param borrowCap Largest total debt.
    /// @param profile `AssetRisk` packed, see IDebtBook.Holding.
    /// @param scenarios `AssetRisk` packed.
    struct ReserveConfig {
        uint8 feed;
        bool collateralEnabled;
        bool borrowEnabled;
        uint16 baseRate;
        uint16 slopeBelow;
        uint16 slopeAbove;
        uint16 kink;
        uint16 reserveFactor;
        uint16 premiumFactor;
        uint64 supplyCap;
        uint64 borrowCap;
        bytes32 profile;
        bytes32 scenarios;
    }

    /// @notice A reserve's totals, with interest to now.
    /// @param cash Tokens that suppliers' claims and borrowers draw on. Donations are not counted.
    /// @param debt Owed by all borrowers, rounded up.
    /// @param supplyShares Shares of all suppliers.
    /// @param debtShares Shares of all borrowers.
    /// @param reserves Earned by the protocol.
    /// @param premium Earned by the insurance fund, not yet paid to it.
    /// @param collateral Escrowed by all accounts.
    /// @param borrowRate Per year, WAD.
    /// @param provision Of suppliers' claims, expected to be lost: who leaves is paid net of it, who comes pays gross.
    struct ReserveState {
        uint256 cash;
        uint256 debt;
        uint256 supplyShares;
        uint256 debtShares;
        uint256 reserves;
        uint256 premium;
        uint256 collateral;
        uint256 borrowRate;
        uint256 provision;
    }

    /// @notice What an account has in one reserve.
    /// @param supplied What its supply shares are of all claims, rounded down.
    /// @param supplyShares Its supply shares.
    /// @param collateral Escrowed.
    /// @param debt Owed, rounded up.
    /// @param debtShares Its debt shares.
    /// @param withdrawable What its supply shares are paid where there is cash: their part of claims less the reserve's
    /// provision, rounded down.
    struct Position {
        uint256 supplied;
        uint256 supplyShares;
        uint256 collateral;
        uint256 debt;
        uint256 debtShares;
        uint256 withdrawable;
    }

    /// @notice A reserve was added or its settings changed.
    event ReserveSet(address indexed asset, uint8 indexed reserve, ReserveConfig config);
    /// @notice Risk parameters changed.
    event RiskSet(uint256 zScore, uint256 horizon, uint256 buffer, uint8[4] factorFeeds, bytes32 correlations);
    /// @notice The program that may unwind changed.
    event UnwinderSet(address unwinder);
    /// @notice The fund that covers a reserve changed.
    event InsuranceSet(address indexed asset, address insurance);
    /// @notice Interest was added to a reserve. Whole token units: fractions of one are told once they have become one.
    /// @param interest Added to all debts. @param reserves Of it, to the protocol. @param premium Of it, to insurance.
    event Accrued(address indexed asset, uint256 interest, uint256 reserves, uint256 premium);
    /// @notice Assets were lent.
    event Supplied(address indexed asset, address indexed payer, address indexed account, uint256 assets, uint256 shares);
    /// @notice Lent assets were taken back.
    event Withdrawn(address indexed asset, address indexed account, address receiver, uint256 assets, uint256 shares);
    /// @notice Collateral was escrowed.
    event CollateralDeposited(address indexed asset, address indexed payer, address indexed account, uint256 amount);
    /// @notice Collateral went back to its owner's receiver.
    event CollateralWithdrawn(address indexed asset, address indexed account, address receiver, uint256 amount);
    /// @notice Assets were borrowed.
    event Borrowed(address indexed asset, address indexed account, address receiver, uint256 assets, uint256 shares);
    /// @notice Debt was repaid.
    event Repaid(address indexed asset, address indexed payer, address indexed account, uint256 assets, uint256 shares);
    /// @notice The unwinder sold collateral of an account for repayment of its debt.
    event Settled(
        address indexed account,
        address indexed collateralAsset,
        address indexed debtAsset,
        uint256 collateralAmount,
        uint256 repaid,
        uint256 shares,
        address payer,
        address receiver
    );
    /// @notice What of suppliers' claims is expected to be lost was told anew. @param provision Token units: what of all expected
    /// shortfalls neither fees nor the insurance fund's `claimable` bear, rounded up by at most a 256th.
    event Provided(address indexed asset, uint256 provision);
    /// @notice A debt without collateral was ended, and who bore it. debt = covered + reserves + lost.
    event WrittenOff(
        address indexed account, address indexed asset, uint256 debt, uint256 covered, uint256 reserves, uint256 lost
    );
    /// @notice Premium was paid to the insurance fund.
    event PremiumPaid(address indexed asset, address insurance, uint256 amount);
    /// @notice A flash loan was paid back. @param fee Of it, to the reserve's suppliers.
    event FlashLoaned(address indexed asset, address indexed borrower, uint256 amount, uint256 fee);
    /// @notice The fee of flash loans of an asset changed. @param fee Bps.
    event FlashFeeSet(address indexed asset, uint16 fee);
    /// @notice An account let a manager act for it, or no longer.
    event AuthorizationSet(address indexed account, address indexed manager, bool authorised);
    /// @notice Who may pause and tighten changed.
    event GuardianSet(address guardian);
    /// @notice Who keeps the allow-list changed.
    event GatekeeperSet(address gatekeeper);
    /// @notice What is paused of a reserve changed. @param paused All that is paused now: a sum of the numbers at `pause`.
    event PausesSet(address indexed asset, uint8 paused);
    /// @notice A reserve's caps were lowered. Whole tokens, both as they are now.
    event CapsLowered(address indexed asset, uint64 supplyCap, uint64 borrowCap);
    /// @notice A reserve's allow-list or outflow cap changed.
    event LimitsSet(address indexed asset, bool gated, uint64 outflowCap, uint32 window);
    /// @notice An account came onto the allow-list or went off it.
    event AllowedSet(address indexed account, bool allowed);
    /// @notice What an asset, or with the zero address the pool, is judged by moves to what was set until `ends`, seconds.
    event RampBegun(address indexed asset, uint256 ends);
    /// @notice How long changes take was set.
    event RampSet(uint256 duration);
    /// @notice Settings are what they are for ever.
    event SettingsSealed();
    /// @notice Signatures of an account with nonces below `next` are worth nothing.
    event NonceUsed(address indexed account, uint256 next);
    /// @notice Protocol reserves were paid out.
    event ReservesClaimed(address indexed asset, address receiver, uint256 amount);

    /// @notice The asset has no reserve.
    error UnknownReserve(address asset);
    /// @notice No more than 32 reserves, no more than 16 assets per account, and no more than 8 by what others give it.
    error TooMany(uint256 limit);
    /// @notice The amount is zero, or rounds to zero.
    error ZeroAmount();
    /// @notice The reserve does not take new collateral or new borrowing.
    error NotEnabled(address asset);
    /// @notice The guardian or the owner has paused this. @param what A number as at `pause`.
    error Paused(address asset, uint8 what);
    /// @notice The reserve is for accounts on the allow-list, and this one is not.
    error NotAllowed(address asset, address account);
    /// @notice More would flow out than the reserve's outflow cap leaves at this moment. Token units.
    error OutflowExceeded(address asset, uint256 available, uint256 wanted);
    /// @notice Settings are sealed.
    error SettingsAreSealed();
    /// @notice The signature was good until `deadline`.
    error SignatureExpired(uint256 deadline);
    /// @notice The account has not signed that, or not with its present nonce.
    error InvalidSignature(address account);
    /// @notice The token refused the permit, and what the owner had approved before is less than asked.
    error PermitFailed(address token);
    /// @notice A cap would be passed.
    error CapExceeded(address asset, uint256 cap, uint256 total);
    /// @notice Losses left so little behind the supply shares that no more can be priced: the reserve takes no supply.
    error ReserveExhausted(address asset);
    /// @notice The reserve does not hold enough cash.
    error InsufficientCash(address asset, uint256 available, uint256 wanted);
    /// @notice The account does not have that much.
    error InsufficientBalance(address asset, uint256 available, uint256 wanted);
    /// @notice After the action, health would be under what opening demands. WAD.
    error Unhealthy(uint256 health, uint256 required);
    /// @notice The receiver of a flash loan did not answer as ERC-3156 asks.
    error CallbackRefused(address receiver);
    /// @notice The caller is neither the account nor a manager that it has authorised.
    error NotAuthorised(address account, address caller);
    /// @notice The price of a debt is stale or the sequencer is down. Collateral with such a price counts for nothing.
    error PriceUnavailable(address asset, uint8 flags);
    /// @notice A token call failed.
    error TransferFailed(address token);
    /// @notice A transfer delivered another amount than asked.
    error TransferMismatch(address token, uint256 expected, uint256 received);
    /// @notice An outward call to another Ballast program failed.
    error CallFailed(address target);

    /// @notice Lends `assets`. Anyone, for anyone.
    /// @return shares Minted, rounded down.
    /// @dev Event: Supplied. Errors: UnknownReserve, ZeroAmount, ZeroAddress, Paused, NotAllowed, CapExceeded,
    /// ReserveExhausted, Transfer*, Reentered.
    function supply(address asset, uint256 assets, address onBehalf) external returns (uint256 shares);

    /// @notice The same, with a call back to the caller (ICallbacks.onSupply) before its tokens are pulled.
    /// @dev Event and errors of `supply`; those of the callback.
    function supplyAndCall(address asset, uint256 assets, address onBehalf, bytes calldata data)
        external
        returns (uint256 shares);

    /// @notice Takes back assets that `account` lent, at a share of claims less the reserve's provision. Only the account itself or
    /// a manager that it has authorised.
    /// @return assets Paid out; shares burned round up.
    /// @dev Event: Withdrawn. Errors: UnknownReserve, NotAuthorised, ZeroAddress, ZeroAmount, InsufficientBalance, Paused,
    /// OutflowExceeded, InsufficientCash, Transfer*, Reentered.
    function withdraw(address asset, uint256 assets, address account, address receiver) external returns (uint256);

    /// @notice Escrows collateral. Anyone, for anyone. An account that owes may always be given more of collateral that it
    /// has: no cap, closed reserve, pause or allow-list stops such a top-up, made without a callback. Others than its managers
    /// may make an account hold 8 assets at most, so that no stranger's dust takes the room that it needs.
    /// @dev The cap counts interest up to when it was last added. Event: CollateralDeposited. Errors: UnknownReserve,
    /// ZeroAmount, ZeroAddress, Paused, NotAllowed, NotEnabled, CapExceeded, TooMany, Transfer*, Reentered.
    function depositCollateral(address asset, uint256 amount, address onBehalf) external;

    /// @notice The same, with a call back to the caller (ICallbacks.onDepositCollateral) before its tokens are pulled: in it
    /// one may borrow against this collateral and buy it with what was borrowed. Caps, pauses and the allow-list hold for
    /// top-ups too.
    /// @dev Event and errors of `depositCollateral`; those of the callback.
    function depositCollateralAndCall(address asset, uint256 amount, address onBehalf, bytes calldata data) external;

    /// @notice Takes collateral of `account` back; its health must then allow opening (POOL-3). Only the account itself or
    /// a manager that it has authorised.
    /// @return amount Paid out.
    /// @dev Event: CollateralWithdrawn. Errors: UnknownReserve, NotAuthorised, ZeroAddress, ZeroAmount, InsufficientBalance,
    /// Unhealthy, PriceUnavailable, Transfer*, Reentered.
    function withdrawCollateral(address asset, uint256 amount, address account, address receiver)
        external
        returns (uint256);

    /// @notice Borrows for `account`, which owes the debt; its health must then allow opening (POOL-3). Only the account
    /// itself or a manager that it has authorised.
    /// @return shares Of debt, rounded up.
    /// @dev Event: Borrowed. Errors: UnknownReserve, NotAuthorised, ZeroAddress, ZeroAmount, NotEnabled, Paused, NotAllowed,
    /// OutflowExceeded, CapExceeded, TooMany, InsufficientCash, Unhealthy, PriceUnavailable, Transfer*, Reentered.
    function borrow(address asset, uint256 assets, address account, address receiver) external returns (uint256 shares);

    /// @notice Repays debt of `onBehalf`, never more than is owed. Anyone, for anyone, at any price.
    /// @return repaid Pulled from the caller.
    /// @dev Event: Repaid. Errors: UnknownReserve, ZeroAmount, Transfer*, Reentered.
    function repay(address asset, uint256 assets, address onBehalf) external returns (uint256 repaid);

    /// @notice The same, with a call back to the caller (ICallbacks.onRepay) before its tokens are pulled: in it one may take
    /// the collateral that is no longer needed and sell it for what is due.
    /// @dev Event and errors of `repay`; those of the callback.
    function repayAndCall(address asset, uint256 assets, address onBehalf, bytes calldata data)
        external
        returns (uint256 repaid);

    /// @notice Does several calls of this interface in one, each as if the caller had made it, in order; all or none.
    /// Where they borrow or withdraw collateral, the health of each account that did is judged once, after the last.
    /// @param calls Calldata: selector and arguments. None of them may be a `multicall`.
    /// @return results What each returned.
    /// @dev An inner error reverts all with its own revert data. Errors: Unhealthy, PriceUnavailable; of the calls.
    function multicall(bytes[] calldata calls) external returns (bytes[] memory results);

    /// @notice Lends several assets to the caller until the end of its callback (ICallbacks.onFlashLoans), then pulls each
    /// amount plus its fee. The same asset may be there more than once. No flash loan has collateral, nor what reserves have
    /// not in cash. The pause and the fee are those of flash loans only: within a callback of `supplyAndCall`,
    /// `depositCollateralAndCall` or `repayAndCall` one may take out, at no fee, what was booked and not paid yet, of cash or
    /// escrow, as far as caps and pauses of that verb let it be booked. Recorded cash is not lowered meanwhile, so no share
    /// price moves. Fees are the suppliers'.
    /// @dev Event: FlashLoaned for each. Errors: UnknownReserve, Paused, ZeroAmount, InsufficientCash, Transfer*, Reentered;
    /// those of the callback. No data where the lists differ in length.
    function flashLoans(address[] calldata assets, uint256[] calldata amounts, bytes calldata data) external;

    /// @notice ERC-3156: lends `amount` to `receiver` until the end of its callback (IERC3156FlashBorrower.onFlashLoan), then
    /// pulls amount plus fee from it. Anyone may have any receiver called: receivers check the initiator.
    /// @return True.
    /// @dev Event: FlashLoaned. Errors: as `flashLoans`; CallbackRefused.
    function flashLoan(address receiver, address token, uint256 amount, bytes calldata data) external returns (bool);

    /// @notice ERC-3156: the most that a flash loan can have of a token at this moment; zero where it can have none.
    function maxFlashLoan(address token) external view returns (uint256);

    /// @notice ERC-3156: the fee of a flash loan, rounded up.
    /// @dev Errors: UnknownReserve.
    function flashFee(address token, uint256 amount) external view returns (uint256);

    /// @notice Sets the fee of flash loans of an asset. Only the owner.
    /// @param fee Bps, 0 to 100; 0 where it was never set.
    /// @dev Event: FlashFeeSet. Errors: Unauthorised, SettingsAreSealed, UnknownReserve, ParameterOutOfBounds.
    function setFlashFee(address asset, uint16 fee) external;

    /// @notice Lets `manager` act for the caller, or no longer: withdraw its supply and collateral to anyone, borrow for it
    /// to anyone, and pay its debt with its collateral (IDebtBook.settle). Whoever is authorised can take all that the account
    /// has: name only contracts and people that you trust with it.
    /// @dev Event: AuthorizationSet.
    function setAuthorization(address manager, bool authorised) external;

    /// @notice Whether `manager` may act for `account`. An account needs no authorisation for itself.
    function isAuthorised(address account, address manager) external view returns (bool);

    /// @notice The same as `setAuthorization`, for `account`, which has signed it: the EIP-712 struct
    /// `Authorization(address account,address manager,bool authorised,uint256 nonce,uint256 deadline)` with its present nonce,
    /// in the domain of name "Ballast Pool", version "1", the chain's id and this pool's address. Anyone.
    /// @param deadline Last second at which it holds.
    /// @param signature 65 bytes (r, s, v) of the account's own key, s in the lower half of the order and v 27 or 28; or what
    /// the account, being a contract, accepts by ERC-1271.
    /// @dev Event: AuthorizationSet, NonceUsed. Errors: SignatureExpired, InvalidSignature.
    function setAuthorizationWithSig(
        address account,
        address manager,
        bool authorised,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice Makes what the caller has signed with its present nonce worth nothing. What it signed for a later nonce holds
    /// once that is the present one: call this as often as there are such signatures.
    /// @dev Event: NonceUsed.
    function invalidateNonce() external;

    /// @notice The nonce that an account's next signature must have.
    function nonces(address account) external view returns (uint256);

    /// @notice The EIP-712 domain, computed from the chain's present id.
    function domainSeparator() external view returns (bytes32);

    /// @notice ERC-5267: the EIP-712 domain in its parts, as of now.
    /// @return fields Which of them count: 0x0f, all but the salt.
    /// @return name "Ballast Pool".
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

    /// @notice Calls the token's ERC-2612 `permit` for the caller, with this pool as spender. A permit that fails because
    /// somebody sent it first does no harm: what counts is that the pool may then pull `amount`. In a callback of the pool it is
    /// refused, also in a `multicall` there.
    /// @dev Errors: UnknownReserve, PermitFailed, Reentered.
    function permit(address asset, uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Adds interest to a reserve up to now. Anyone.
    /// @dev Event: Accrued. Errors: UnknownReserve.
    function accrue(address asset) external;

    /// @notice Pays the premium earned so far to the reserve's insurance fund. Anyone.
    /// @return amount Paid; limited to cash.
    /// @dev Event: PremiumPaid. Errors: UnknownReserve, ZeroAddress (no fund), ZeroAmount, Transfer*, CallFailed, Reentered.
    function payPremium(address asset) external returns (uint256 amount);

    /// @notice Adds a reserve, or changes one's settings. Only the owner. Interest up to now is added under
    /// the old curve first. Kink at most 10000, rate and slopes together at most 100000 (0 without a kink), reserve and premium
    /// factor together at most 5000; the token has 6 to 24 decimals, which are kept; the oracle knows the feed; haircut and
    /// basis together and every scenario's loss are at most 9000 bps; volatility that no factor explains at most 30000 bps.
    /// What makes an existing reserve's asset riskier is held against new borrowing at once, and against debts that there are
    /// gradually over the ramp (`setRamp`), each number on its own and evenly, depth by its inverse; issuer, family and feed
    /// change at once. While that lasts, opening is judged by the stricter of what holds at the moment and what was
    /// set. What is on its way already goes on from where it is, so that all ends at one time, the latest. Adding collateral
    /// must never lower a health: a dollar more of the asset, or of another of its family, may bring less than a dollar of
    /// stress, at the cap of the factors' slow variances and where one account holds all of the supply cap at the price of
    /// this moment (ParameterOutOfBounds at 11, with that stress in WAD).
    /// @return reserve Its number.
    /// @dev Events: ReserveSet, RampBegun. Errors: Unauthorised, SettingsAreSealed, ZeroAddress, ParameterOutOfBounds, TooMany,
    /// TransferFailed, CallFailed.
    function setReserve(address asset, ReserveConfig calldata config) external returns (uint8 reserve);

    /// @notice Sets what health is judged by. Only the owner. A higher z-score and another horizon come to hold gradually, as
    /// with `setReserve`; buffer, feeds and correlations hold at once. Refused (ParameterOutOfBounds at 0) where a dollar more of
    /// some reserve's asset could bring a dollar of stress, as there.
    /// @param zScore 1 to 4, WAD.
    /// @param horizon 3600 to 259200 seconds.
    /// @param buffer 0.01 to 0.2, WAD.
    /// @param factorFeeds Feeds whose variances are those of the four factors.
    /// @param correlations Of the factors, six int16 in bps, leftmost bytes first, then zeros; positive semi-definite.
    /// @dev Events: RiskSet, RampBegun. Errors: Unauthorised, SettingsAreSealed, ParameterOutOfBounds, RiskCalculation, CallFailed
    /// (unknown feed).
    function setRisk(uint256 zScore, uint256 horizon, uint256 buffer, uint8[4] calldata factorFeeds, bytes32 correlations)
        external;

    /// @notice Names who may pause and lower caps, and nothing else; the zero address: nobody but the owner. Only the owner.
    /// @dev Event: GuardianSet. Errors: Unauthorised.
    function setGuardian(address guardian) external;

    /// @notice Names who keeps the allow-list; the zero address: nobody. Only the owner.
    /// @dev Event: GatekeeperSet. Errors: Unauthorised.
    function setGatekeeper(address gatekeeper) external;

    /// @notice Pauses verbs of a reserve until the owner unpauses them; `setReserve` does not. Only the guardian or the owner.
    /// Nothing pauses repaying, withdrawing collateral, adding collateral of which a debtor has some already, unwinding, or
    /// authorising. Within callbacks pauses hold as outside.
    /// @param what A sum of: 1 new supply; 2 new borrowing; 4 taking supply back, refused once settings are sealed; 8 new
    /// collateral; 16 flash loans.
    /// @dev Event: PausesSet. Errors: Unauthorised, SettingsAreSealed, UnknownReserve, ParameterOutOfBounds.
    function pause(address asset, uint8 what) external;

    /// @notice The same for every reserve that there is.
    /// @dev Event: PausesSet for each. Errors: Unauthorised, SettingsAreSealed, ParameterOutOfBounds.
    function pauseAll(uint8 what) external;

    /// @notice Ends pauses. Only the owner.
    /// @dev Event: PausesSet. Errors: Unauthorised, UnknownReserve, ParameterOutOfBounds.
    function unpause(address asset, uint8 what) external;

    /// @notice Lowers caps: each becomes what is given where that is less than it is. Whole tokens. What is above a cap stays,
    /// and grows no more but by interest. A `setReserve` that waited in the owner's timelock sets the caps that it has: to stop
    /// something for certain, pause. Only the guardian or the owner, until settings are sealed: nobody could raise them again.
    /// @dev Event: CapsLowered. Errors: Unauthorised, SettingsAreSealed, UnknownReserve.
    function lowerCaps(address asset, uint64 supplyCap, uint64 borrowCap) external;

    /// @notice Sets who may enter a reserve, and how fast it may be left. Only the owner.
    /// @param gated Only accounts on the allow-list may be supplied for, be given collateral (but for a debtor's that has some
    /// already) and borrow. Withdrawing and repaying are open to all.
    /// @param outflowCap Largest net outflow by withdrawing supply and borrowing in one window, whole tokens; zero: no cap.
    /// Supply and repayments give back what they bring in. What flowed is forgotten evenly, the whole cap in one window.
    /// @param window 3600 to 2592000 seconds; zero where there is no cap.
    /// @dev Event: LimitsSet. Errors: Unauthorised, SettingsAreSealed, UnknownReserve, ParameterOutOfBounds.
    function setLimits(address asset, bool gated, uint64 outflowCap, uint32 window) external;

    /// @notice Sets how long it takes until what `setReserve` and `setRisk` made stricter holds for those who have borrowed. Only
    /// the owner. What is under way is not changed until another change takes it along. Three days until it is set.
    /// @param duration 86400 to 2592000 seconds.
    /// @dev Event: RampSet. Errors: Unauthorised, SettingsAreSealed, ParameterOutOfBounds.
    function setRamp(uint256 duration) external;

    /// @notice Puts an account on the allow-list or takes it off. Only the gatekeeper.
    /// @dev Event: AllowedSet. Errors: Unauthorised.
    function setAllowed(address account, bool allowed) external;

    /// @notice Ends `setReserve`, `setRisk`, `setLimits`, `setRamp`, `setFlashFee`, `setInsurance`, `setUnwinder` and `lowerCaps`
    /// for ever: no reserve can be added, no setting changed. What is on its way goes on to its end. Pauses of taking supply
    /// back end and cannot begin again; other verbs can be paused and unpaused as before, guardian and gatekeeper named,
    /// protocol reserves claimed. The unwinder must be named before. For isolated markets: a pool of its own with one
    /// collateral and one debt, whose lenders need to trust nobody's settings. Only the owner.
    /// @dev Events: PausesSet for each reserve, SettingsSealed. Errors: Unauthorised, SettingsAreSealed, ZeroAddress (no
    /// unwinder).
    function sealSettings() external;

    /// @notice Names the program that may unwind. Only the owner, and only once: it can sell collateral.
    /// @dev Event: UnwinderSet. Errors: Unauthorised, SettingsAreSealed, ZeroAddress, AlreadySet.
    function setUnwinder(address unwinder) external;

    /// @notice Names the fund that covers a reserve and earns its premium; the zero address: none. Only the owner.
    /// @dev The fund must be of this asset and name this pool as its book.
    /// Event: InsuranceSet. Errors: Unauthorised, SettingsAreSealed, UnknownReserve, CallFailed.
    function setInsurance(address asset, address insurance) external;

    /// @notice Pays protocol reserves out. Only the owner.
    /// @dev Event: ReservesClaimed. Errors: Unauthorised, UnknownReserve, ZeroAddress, ZeroAmount, InsufficientBalance,
    /// InsufficientCash, Transfer*, Reentered.
    function claimReserves(address asset, uint256 amount, address receiver) external;

    /// @notice Lower of the health at spot and at smoothed prices, both with the larger of the fast and
    /// slow variances, WAD, rounded down. Opening demands 1 + buffer. No debt: the largest value.
    /// @dev Errors: PriceUnavailable.
    function openingHealth(address account) external view returns (uint256);

    /// @notice What an account has in one reserve, as of now.
    function position(address asset, address account) external view returns (Position memory);

    /// @notice A reserve's totals, as of now.
    function reserveState(address asset) external view returns (ReserveState memory);

    /// @notice A reserve's settings.
    function reserveConfig(address asset) external view returns (ReserveConfig memory config, address insurance);

    /// @notice The assets that have a reserve, by number.
    function reserves() external view returns (address[] memory assets);

    /// @notice The risk parameters.
    function risk()
        external
        view
        returns (uint256 zScore, uint256 horizon, uint256 buffer, uint8[4] memory factorFeeds, bytes32 correlations);

    /// @notice What a reserve is closed to.
    /// @param paused A sum of the numbers at `pause`.
    /// @param gated Whether only accounts on the allow-list may enter.
    /// @param outflowCap Whole tokens; zero: no cap.
    /// @param window Seconds.
    /// @param outflowLeft Token units that may flow out at this moment; without a cap the largest value.
    /// @dev Errors: UnknownReserve.
    function limits(address asset)
        external
        view
        returns (uint8 paused, bool gated, uint64 outflowCap, uint32 window, uint256 outflowLeft);

    /// @notice How an asset may lose value at this moment, which is what the unwinder judges by: on its way from what held to
    /// what `reserveConfig` says.
    /// @param profile `AssetRisk` packed, see IDebtBook.Holding.
    /// @param scenarios `AssetRisk` packed.
    /// @param ends When what was set last holds, seconds; past or zero: it does.
    /// @param duration What the next change will take, seconds.
    /// @dev Errors: UnknownReserve.
    function ramp(address asset)
        external
        view
        returns (bytes32 profile, bytes32 scenarios, uint256 ends, uint256 duration);

    /// @notice Whether an account is on the allow-list.
    function isAllowed(address account) external view returns (bool);

    /// @notice Who may pause and tighten, who keeps the allow-list, and whether settings are sealed.
    function roles() external view returns (address guardian, address gatekeeper, bool settingsSealed);

    /// @notice The oracle, fixed at construction.
    function oracle() external view returns (address);

    /// @notice The program whose code runs on the pool's storage for what the core does not have; fixed at construction.
    /// Users call the pool only.
    function extension() external view returns (address);

    /// @notice The program whose code runs on the pool's storage for settings; fixed with the extension.
    function settings() external view returns (address);

    /// @notice The program that may unwind.
    function unwinder() external view returns (address);
}
