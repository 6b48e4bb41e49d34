// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title What a wallet needs, in one call
/// @notice Reads a pool and what stands behind it; holds nothing and is owned by nobody. Everything is as of now, by the
/// pool's own arithmetic: what a limit promises, a call delivers in the same state.
/// Units: token units; USD, prices, ratios, rates per year and health are WAD (10^18). Rounding: collateral, supply, health
/// and limits down, debt up: against the account.
/// Errors: CallFailed where the pool, its oracle or a token does not answer, or has no such reserve; RiskCalculation for amounts
/// beyond what can be judged.
interface ILens {
    /// @notice How an account is judged.
    /// @param opening What borrowing and withdrawing collateral must leave at `required`: see IPool.openingHealth. No debt: the
    /// largest value. Zero also where a debt has no price (see Holding.flags): then neither is possible.
    /// @param required 1 + buffer; without risk parameters the largest value.
    /// @param smoothed At smoothed prices, with slow variances: under 1 an unwind opens.
    /// @param spot The same at spot prices.
    /// @param collateral USD at spot. @param debt USD at spot. @param stress USD at smoothed prices, of `smoothed`.
    struct Health {
        uint256 opening;
        uint256 required;
        uint256 smoothed;
        uint256 spot;
        uint256 collateral;
        uint256 debt;
        uint256 stress;
    }

    /// @notice Where the account stands with the pool's unwinder; zeros where the pool has none that answers.
    /// @param stage IUnwinder.Status: 0 calm, 1 watch, 2 metered, 3 auction, 5 shortfall.
    /// @param health Effective. @param criticalHealth Under 1: critical.
    /// @param start Of the open schedule, zero if there is none. @param end Its end. @param auctionStart Zero before stage 3.
    struct Unwind {
        uint8 stage;
        uint256 health;
        uint256 criticalHealth;
        uint64 start;
        uint64 end;
        uint64 auctionStart;
    }

    /// @notice What an account has in one reserve.
    /// @param flags Of the price: see IOracle.Reading. Not zero: collateral of it counts for nothing, and a debt of it closes
    /// borrowing and withdrawing collateral.
    /// @param supplied What withdrawing pays where there is cash: less what the reserve provides for.
    /// @param suppliedUsd At spot. @param collateralUsd At spot, whatever the flags. @param debtUsd At spot.
    struct Holding {
        address asset;
        uint8 decimals;
        uint8 flags;
        uint256 supplied;
        uint256 collateral;
        uint256 debt;
        uint256 spot;
        uint256 smoothed;
        uint256 suppliedUsd;
        uint256 collateralUsd;
        uint256 debtUsd;
    }

    /// @notice A reserve as wallets show it.
    /// @param flags Of the price.
    /// @param supplied Claims of all suppliers, rounded up, by at most three units. @param collateral Of all accounts.
    /// @param supplyRate What suppliers earn: borrow rate times utilisation, less reserve and premium factor; not compounded.
    /// @param supplyLeft Under the supply cap, which counts collateral too. @param borrowLeft Under the borrow cap.
    struct Market {
        address asset;
        uint8 decimals;
        uint8 flags;
        uint256 spot;
        uint256 smoothed;
        uint256 cash;
        uint256 debt;
        uint256 supplied;
        uint256 collateral;
        uint256 utilisation;
        uint256 borrowRate;
        uint256 supplyRate;
        uint256 supplyCap;
        uint256 borrowCap;
        uint256 supplyLeft;
        uint256 borrowLeft;
        bool collateralEnabled;
        bool borrowEnabled;
    }

    /// @notice The most that an account can do now with one asset, if it has the tokens. Each succeeds as told; all are
    /// limited by caps, cash, health and prices.
    /// @param supply At most 3 units less than the pool would take. @param withdraw Exact.
    /// @param depositCollateral By the account itself; at most 3 units less, and what interest since the last accrual comes to.
    /// @param withdrawCollateral Exact. @param borrow At most one unit less. @param repay Exact: the debt.
    struct Limits {
        uint256 supply;
        uint256 withdraw;
        uint256 depositCollateral;
        uint256 withdrawCollateral;
        uint256 borrow;
        uint256 repay;
    }

    /// @notice What would change: token units, negative to take away, at most what there is.
    struct Change {
        address asset;
        int256 collateral;
        int256 debt;
    }

    /// @notice The pool, its oracle or a token does not answer as it must.
    error CallFailed(address target);

    /// @notice Everything that an account has and how it is judged.
    function account(address pool, address owner)
        external
        view
        returns (Health memory health, Unwind memory unwind, Holding[] memory holdings);

    /// @notice Every reserve, by number.
    function markets(address pool) external view returns (Market[] memory);

    /// @notice The most that an account can do now with an asset.
    function limits(address pool, address owner, address asset) external view returns (Limits memory);

    /// @notice How an account would be judged after `changes`, whatever caps and cash allow.
    function healthAfter(address pool, address owner, Change[] calldata changes)
        external
        view
        returns (Health memory health);

    /// @notice The least collateral to add for borrowing `amount`: by one unit less the borrowing is refused, by the amount
    /// quoted health allows it; caps and cash: see `limits`.
    /// @return collateral Of `collateralAsset`, to be deposited in addition; zero where none is needed; the largest value where
    /// none is enough.
    function quoteBorrow(address pool, address owner, address debtAsset, uint256 amount, address collateralAsset)
        external
        view
        returns (uint256 collateral);
}
