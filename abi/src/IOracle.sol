// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Prices, smoothed prices and variances
/// @notice Wraps Chainlink-style aggregators. `read` carries the averages forward to the moment of the
/// call, so its answer does not depend on who poked when, only on which rounds were seen.
/// Units: prices are USD per whole token, WAD (10^18). Variances are of log returns, per year, WAD.
interface IOracle {
    /// @notice One asset's prices.
    /// @param spot Latest answer of the feed, rounded down.
    /// @param smoothed Exponential moving average of spot.
    /// @param fastVariance EWMA variance with the fast half-life, at least the feed's floor.
    /// @param slowVariance EWMA variance with the slow half-life, between the feed's floor and cap.
    /// @param updatedAt Time of the feed's round, seconds. Differs from round to round.
    /// @param flags Bit 0: stale (older than the heartbeat, incomplete, not positive, or the feed reverts;
    /// prices are then the last good ones). Bit 1: the sequencer is down or back for less than the grace period.
    struct Reading {
        uint256 spot;
        uint256 smoothed;
        uint256 fastVariance;
        uint256 slowVariance;
        uint64 updatedAt;
        uint8 flags;
    }

    /// @notice A feed's settings.
    struct Feed {
        address asset;
        address aggregator;
        uint8 decimals;
        uint32 heartbeat;
        uint64 varianceFloor;
        uint64 varianceCap;
    }

    /// @notice A feed was added or its settings changed.
    event FeedSet(
        uint8 indexed feed,
        address indexed asset,
        address aggregator,
        uint32 heartbeat,
        uint64 varianceFloor,
        uint64 varianceCap
    );
    /// @notice A new round was taken into the averages.
    event Poked(uint8 indexed feed, uint256 spot, uint256 smoothed, uint256 fastVariance, uint256 slowVariance);
    /// @notice Half-lives changed, seconds.
    event HalfLivesSet(uint32 smoothing, uint32 fast, uint32 slow);
    /// @notice The sequencer-uptime feed changed; zero address: none is consulted.
    event SequencerFeedSet(address feed, uint32 grace);

    /// @notice No feed has this number.
    error UnknownFeed(uint8 feed);
    /// @notice No feed is set for this asset.
    error UnknownAsset(address asset);
    /// @notice The aggregator does not answer as a feed must: `answer` is what it gave, 0 if it reverted.
    error BadAggregator(address aggregator, int256 answer);
    /// @notice All 256 feed numbers are taken.
    error TooManyFeeds();

    /// @notice Adds a feed for `asset`, or replaces the one that it has (its averages are kept).
    /// Only the owner.
    /// @param heartbeat Seconds after which a round is stale, 60 to 172800.
    /// @param varianceFloor Least annual variance, WAD.
    /// @param varianceCap Largest slow annual variance, WAD; not below the floor. A new feed starts at the mean of both.
    /// @return feed Its number, which `read` takes.
    /// @dev Errors: Unauthorised, ZeroAddress, BadAggregator, ParameterOutOfBounds, TooManyFeeds.
    function setFeed(
        address asset,
        address aggregator,
        uint32 heartbeat,
        uint64 varianceFloor,
        uint64 varianceCap
    ) external returns (uint8 feed);

    /// @notice Sets the half-lives, seconds. Only the owner.
    /// @param smoothing Of the smoothed price: 300 to 21600.
    /// @param fast Of the fast variance: 3600 to 7776000.
    /// @param slow Of the slow variance: `fast` to 7776000.
    /// @dev Errors: Unauthorised, ParameterOutOfBounds.
    function setHalfLives(uint32 smoothing, uint32 fast, uint32 slow) external;

    /// @notice Sets the sequencer-uptime feed and the grace period after an outage. Only the owner.
    /// @dev Errors: Unauthorised, ParameterOutOfBounds.
    function setSequencerFeed(address feed, uint32 grace) external;

    /// @notice Takes the newest rounds of `feeds` into the stored averages. Anyone. Feeds whose round is
    /// not new, or whose source fails, are passed over.
    /// @dev Errors: UnknownFeed, Reentered.
    function poke(uint8[] calldata feeds) external;

    /// @notice Prices of several assets, as of now, in the order asked.
    /// @dev Errors: UnknownFeed.
    function read(uint8[] calldata feeds) external view returns (Reading[] memory readings);

    /// @notice Price of one asset, as of now.
    /// @dev Errors: UnknownAsset.
    function price(address asset) external view returns (Reading memory reading);

    /// @notice Number of an asset's feed.
    /// @dev Errors: UnknownAsset.
    function feedOf(address asset) external view returns (uint8 feed);

    /// @notice How many feeds there are; their numbers run from 0.
    function feedCount() external view returns (uint256 count);

    /// @notice Settings of a feed.
    /// @dev Errors: UnknownFeed.
    function feedAt(uint8 feed) external view returns (Feed memory settings);

    /// @notice The half-lives, seconds.
    function halfLives() external view returns (uint32 smoothing, uint32 fast, uint32 slow);

    /// @notice The sequencer-uptime feed and grace period.
    function sequencerFeed() external view returns (address feed, uint32 grace);
}
