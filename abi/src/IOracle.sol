// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.24;

/// @title Prices, smoothed prices and variances
/// @notice Feeds read sources: aggregators of Chainlink's kind, contracts that tell how much a share is worth, or other
/// feeds. `read` carries the averages forward to the moment of the call, so its answer does not depend on who poked
/// when, only on which rounds were seen, and, for feeds with a stored age, by at most that many seconds.
/// Units: prices are USD per whole token (of rate feeds: units of what a share holds per share), WAD (10^18). Variances
/// are of log returns, per year, WAD. Tolerances and growth are in bps.
interface IOracle {
    /// @notice What a feed reads.
    /// `Aggregator`: the latest round of a Chainlink-style aggregator.
    /// `Rate`: what a share is worth, as its own contract says, at most the anchored rate grown at the growth cap.
    /// `Product`: first x second, rounded down: a rate and what the share holds, or a price in ETH and ETH's.
    /// `Quotient`: first / second, rounded down: second tells how many of the asset make one of what first prices.
    /// `Mean`: the mean of two prices of the same, which is their median, rounded down.
    /// `Min`: the lower of two prices of the same.
    /// `Peg`: the first, while the second, which the market makes, is not lower by more than the tolerance.
    enum Kind {
        Aggregator,
        Rate,
        Product,
        Quotient,
        Mean,
        Min,
        Peg
    }

    /// @notice One asset's prices.
    /// @param spot Latest price of the feed, rounded down.
    /// @param smoothed Exponential moving average of spot.
    /// @param fastVariance EWMA variance with the fast half-life, at least the feed's floor.
    /// @param slowVariance EWMA variance with the slow half-life, between the feed's floor and cap.
    /// @param updatedAt Time of the round, seconds; of feeds of two feeds, the newer one's, of a `Peg` the first's. Differs
    /// from round to round. A rate has no rounds: alone it is of now, beside another feed it adds none.
    /// @param flags Bit 0: stale (older than the heartbeat, incomplete, not positive, carried over from an earlier round,
    /// the source reverts, or the feed is paused). Bit 1: the sequencer is down or back for less than the grace
    /// period. Bit 2: doubt (two sources disagree, or only one answers). Bit 3: depegged (a rate fell under its anchor,
    /// or the market under the rate, by more than the tolerance). With bits 0 and 2 prices are the last good ones,
    /// except that a round which is only old is taken all the same.
    struct Reading {
        uint256 spot;
        uint256 smoothed;
        uint256 fastVariance;
        uint256 slowVariance;
        uint64 updatedAt;
        uint8 flags;
    }

    /// @notice A feed's settings.
    /// @param aggregator The aggregator, or the contract that tells the rate; zero for feeds of two feeds.
    /// @param decimals Of its answers.
    /// @param heartbeat Of aggregators; 0 for others, whose rounds are good as long as their sources'.
    struct Feed {
        address asset;
        address aggregator;
        uint8 decimals;
        uint32 heartbeat;
        uint64 varianceFloor;
        uint64 varianceCap;
    }

    /// @notice How a share's rate is read.
    /// @param target The contract that tells it.
    /// @param selector Its function. It is called with one argument, a whole share, which those without arguments pass
    /// over: `stEthPerToken()`, `getExchangeRate()`, `convertToAssets(uint256)` of ERC-4626.
    /// @param shareDecimals Decimals of a share, at most 38: the argument is 10 to their power.
    /// @param rateDecimals Decimals of the answer, at most 38.
    /// @param growthBps Most growth per year since the anchor, bps, at most 10,000.
    /// @param toleranceBps How far under the anchor the rate may fall without flag, bps, 1 to 5,000.
    /// @param anchor The rate from now, WAD, at most 10^30; 0: as the contract tells it now.
    struct RateSource {
        address target;
        bytes4 selector;
        uint8 shareDecimals;
        uint8 rateDecimals;
        uint16 growthBps;
        uint16 toleranceBps;
        uint128 anchor;
    }

    /// @notice What a feed reads, and how; fields that its kind does not use are zero.
    struct Source {
        Kind kind;
        bool paused;
        address target;
        bytes4 selector;
        uint8 shareDecimals;
        uint8 decimals;
        uint32 heartbeat;
        uint8 first;
        uint8 second;
        uint16 toleranceBps;
        uint16 growthBps;
        uint16 storedAge;
        uint128 anchor;
        uint64 anchoredAt;
    }

    /// @notice A feed was added or its settings changed; followed by another event if it is no aggregator's.
    event FeedSet(
        uint8 indexed feed,
        address indexed asset,
        address aggregator,
        uint32 heartbeat,
        uint64 varianceFloor,
        uint64 varianceCap
    );
    /// @notice A feed reads a rate.
    event RateFeedSet(
        uint8 indexed feed, bytes4 selector, uint8 shareDecimals, uint8 rateDecimals, uint16 growthBps, uint16 toleranceBps
    );
    /// @notice A feed reads two feeds.
    event DerivedFeedSet(uint8 indexed feed, Kind kind, uint8 first, uint8 second, uint16 toleranceBps);
    /// @notice A rate counts from this value, WAD, and now on.
    event Anchored(uint8 indexed feed, uint256 rate);
    /// @notice Growth that a rate feed believes, bps per year.
    event GrowthSet(uint8 indexed feed, uint16 growthBps);
    /// @notice For how many seconds a feed's stored round may stand for the live one.
    event StoredAgeSet(uint8 indexed feed, uint16 storedAge);
    /// @notice A feed was paused, or goes on.
    event FeedPaused(uint8 indexed feed, bool paused);
    /// @notice A token's quotes come from this feed.
    event TokenSet(address indexed token, uint8 indexed feed, uint8 decimals);
    /// @notice A new round was taken into the averages.
    event Poked(uint8 indexed feed, uint256 spot, uint256 smoothed, uint256 fastVariance, uint256 slowVariance);
    /// @notice Half-lives changed, seconds.
    event HalfLivesSet(uint32 smoothing, uint32 fast, uint32 slow);
    /// @notice The sequencer-uptime feed changed; zero address: none is consulted.
    event SequencerFeedSet(address feed, uint32 grace);
    /// @notice The guardian changed; zero address: there is none.
    event GuardianSet(address indexed guardian);

    /// @notice No feed has this number.
    error UnknownFeed(uint8 feed);
    /// @notice No feed is set for this asset.
    error UnknownAsset(address asset);
    /// @notice The source does not answer as it must: `answer` is what it gave, 0 if it reverted.
    error BadAggregator(address aggregator, int256 answer);
    /// @notice Two feeds do not make one: a source fails, they disagree, they read one another in a circle or more than
    /// four feeds deep, or the price leaves the bounds.
    error UnusableSources(uint8 first, uint8 second);
    /// @notice The feed is not of the kind `Rate`.
    error NotARate(uint8 feed);
    /// @notice All 256 feed numbers are taken.
    error TooManyFeeds();
    /// @notice A source failed with less gas than it is promised: nobody may make one fail by sending little.
    error InsufficientGas(uint256 left, uint256 needed);
    /// @notice No quotes for these tokens: one has no feed, or its decimals are not known (ERC-7726).
    error OracleUnsupportedPair(address base, address quote);
    /// @notice The price of one of these tokens is flagged (ERC-7726).
    error OracleUntrustedData(address base, address quote);

    /// @notice Adds a feed for `asset`, or replaces the one that it has (its averages are kept, and its stored age).
    /// Only the owner. The decimals for quotes are the asset's own, if it is a token that tells them.
    /// @param heartbeat Seconds after which a round is stale, 60 to 172800.
    /// @param varianceFloor Least annual variance, WAD.
    /// @param varianceCap Largest slow annual variance, WAD; not below the floor. A new feed starts at the mean of both.
    /// @return feed Its number, which `read` takes.
    /// @dev Errors: Unauthorised, ZeroAddress, BadAggregator, ParameterOutOfBounds, TooManyFeeds, InsufficientGas, Reentered.
    function setFeed(
        address asset,
        address aggregator,
        uint32 heartbeat,
        uint64 varianceFloor,
        uint64 varianceCap
    ) external returns (uint8 feed);

    /// @notice The same for a feed that reads a share's rate; `asset` is any address that stands for it. Feeds of the
    /// kinds `Product` and `Peg` make a price of it. Only the owner.
    /// @dev Errors: those of `setFeed`. Positions of ParameterOutOfBounds count the fields of `source`.
    function setRateFeed(address asset, RateSource calldata source, uint64 varianceFloor, uint64 varianceCap)
        external
        returns (uint8 feed);

    /// @notice The same for a feed that reads two feeds, which may read such feeds too: at most four feeds of two
    /// feeds on any way down to an aggregator or a rate, itself counted. Only the owner.
    /// @param kind `Product` and all after it.
    /// @param toleranceBps Of `Mean`, `Min` (how far apart, of the lower) and `Peg` (how far under), bps, 1 to 5000; 0 for others.
    /// @dev Errors: those of `setFeed`, and UnusableSources, UnknownFeed.
    function setDerivedFeed(
        address asset,
        Kind kind,
        uint8 first,
        uint8 second,
        uint16 toleranceBps,
        uint64 varianceFloor,
        uint64 varianceCap
    ) external returns (uint8 feed);

    /// @notice Lets quotes of `token` come from a feed, be it another asset's. Only the owner.
    /// @param decimals At most 38.
    /// @dev Errors: Unauthorised, ZeroAddress, UnknownFeed, ParameterOutOfBounds (also for the asset of another feed).
    function setToken(address token, uint8 feed, uint8 decimals) external;

    /// @notice Sets for how many seconds after a poke a feed is read from storage, without a call to its sources: 0 (always
    /// live) to 900; 60 for a new feed. What is read then is at most that much older than the sources.
    /// The owner; the guardian to lower it.
    /// @dev Errors: Unauthorised, UnknownFeed, ParameterOutOfBounds.
    function setStoredAge(uint8 feed, uint16 storedAge) external;

    /// @notice Sets the growth that a rate feed believes, from the rate that it tells now, or from its anchor where that is
    /// higher. The owner; the guardian to lower it.
    /// @dev Errors: Unauthorised, UnknownFeed, NotARate, ParameterOutOfBounds, BadAggregator, InsufficientGas, Reentered.
    function setGrowth(uint8 feed, uint16 growthBps) external;

    /// @notice Pauses a feed: it is stale, and feeds that read it are stale or in doubt, once their stored age is over.
    /// The owner; the guardian to pause.
    /// @dev Errors: Unauthorised, UnknownFeed.
    function setPaused(uint8 feed, bool paused) external;

    /// @notice Names who may tighten. Only the owner.
    /// @dev Errors: Unauthorised.
    function setGuardian(address guardian) external;

    /// @notice Sets the half-lives, seconds. Only the owner.
    /// @param smoothing Of the smoothed price: 300 to 21600.
    /// @param fast Of the fast variance: 3600 to 7776000.
    /// @param slow Of the slow variance: `fast` to 7776000.
    /// @dev Errors: Unauthorised, ParameterOutOfBounds.
    function setHalfLives(uint32 smoothing, uint32 fast, uint32 slow) external;

    /// @notice Sets the sequencer-uptime feed and the grace period after an outage, at most 86400 seconds. Only the owner.
    /// @dev Errors: Unauthorised, ParameterOutOfBounds.
    function setSequencerFeed(address feed, uint32 grace) external;

    /// @notice Takes the newest rounds of `feeds` into the stored averages. Anyone. Feeds whose source fails are passed
    /// over; of those whose round is not new, the time of the look is stored, which their stored age counts from.
    /// Anchors of rate feeds move up to the rate counted where they are a day old, and down where every look of a day found
    /// the rate under them, to the highest of these.
    /// @dev Errors: UnknownFeed, Reentered, InsufficientGas.
    function poke(uint8[] calldata feeds) external;

    /// @notice Prices of several assets, as of now, in the order asked. Feeds poked within their stored age, with
    /// nothing to flag, are read from storage; if any is read live, the sequencer-uptime feed is too, and flags all.
    /// @dev Errors: UnknownFeed, InsufficientGas.
    function read(uint8[] calldata feeds) external view returns (Reading[] memory readings);

    /// @notice Price of one asset, as of now.
    /// @dev Errors: UnknownAsset, InsufficientGas.
    function price(address asset) external view returns (Reading memory reading);

    /// @notice How much of `quote` the amount of `base` is worth at spot prices, rounded down (ERC-7726). The address 840
    /// stands for USD, with 18 decimals.
    /// @dev Errors: OracleUnsupportedPair, OracleUntrustedData, RiskCalculation (overflow), InsufficientGas.
    function getQuote(uint256 baseAmount, address base, address quote) external view returns (uint256 quoteAmount);

    /// @notice Number of the feed of an asset or token.
    /// @dev Errors: UnknownAsset.
    function feedOf(address asset) external view returns (uint8 feed);

    /// @notice How many feeds there are; their numbers run from 0.
    function feedCount() external view returns (uint256 count);

    /// @notice Settings of a feed.
    /// @dev Errors: UnknownFeed.
    function feedAt(uint8 feed) external view returns (Feed memory settings);

    /// @notice What a feed reads, and how.
    /// @dev Errors: UnknownFeed.
    function sourceAt(uint8 feed) external view returns (Source memory source);

    /// @notice The half-lives, seconds.
    function halfLives() external view returns (uint32 smoothing, uint32 fast, uint32 slow);

    /// @notice The sequencer-uptime feed and grace period.
    function sequencerFeed() external view returns (address feed, uint32 grace);

    /// @notice Who may tighten; zero: nobody.
    function guardian() external view returns (address);
}
