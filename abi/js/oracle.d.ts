export declare const oracleAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly name: "feedAt";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "asset";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "aggregator";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "decimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint32";
            readonly name: "heartbeat";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "varianceFloor";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "varianceCap";
            readonly type: "uint64";
          },
        ];
        readonly internalType: "struct IOracle.Feed";
        readonly name: "settings";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "feedCount";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "count";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "feedOf";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "baseAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "base";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "quote";
        readonly type: "address";
      },
    ];
    readonly name: "getQuote";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "quoteAmount";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "guardian";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "";
        readonly type: "address";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "halfLives";
    readonly outputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "smoothing";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint32";
        readonly name: "fast";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint32";
        readonly name: "slow";
        readonly type: "uint32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8[]";
        readonly name: "feeds";
        readonly type: "uint8[]";
      },
    ];
    readonly name: "poke";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "price";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "spot";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "smoothed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fastVariance";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "slowVariance";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "updatedAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IOracle.Reading";
        readonly name: "reading";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8[]";
        readonly name: "feeds";
        readonly type: "uint8[]";
      },
    ];
    readonly name: "read";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "spot";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "smoothed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fastVariance";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "slowVariance";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "updatedAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IOracle.Reading[]";
        readonly name: "readings";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "sequencerFeed";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "feed";
        readonly type: "address";
      },
      {
        readonly internalType: "uint32";
        readonly name: "grace";
        readonly type: "uint32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "enum IOracle.Kind";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint8";
        readonly name: "first";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint8";
        readonly name: "second";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint16";
        readonly name: "toleranceBps";
        readonly type: "uint16";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceFloor";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "setDerivedFeed";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "aggregator";
        readonly type: "address";
      },
      {
        readonly internalType: "uint32";
        readonly name: "heartbeat";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceFloor";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "setFeed";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint16";
        readonly name: "growthBps";
        readonly type: "uint16";
      },
    ];
    readonly name: "setGrowth";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "guardian";
        readonly type: "address";
      },
    ];
    readonly name: "setGuardian";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "smoothing";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint32";
        readonly name: "fast";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint32";
        readonly name: "slow";
        readonly type: "uint32";
      },
    ];
    readonly name: "setHalfLives";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bool";
        readonly name: "paused";
        readonly type: "bool";
      },
    ];
    readonly name: "setPaused";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "target";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes4";
            readonly name: "selector";
            readonly type: "bytes4";
          },
          {
            readonly internalType: "uint8";
            readonly name: "shareDecimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint8";
            readonly name: "rateDecimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint16";
            readonly name: "growthBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "toleranceBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "anchor";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IOracle.RateSource";
        readonly name: "source";
        readonly type: "tuple";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceFloor";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "varianceCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "setRateFeed";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "feed";
        readonly type: "address";
      },
      {
        readonly internalType: "uint32";
        readonly name: "grace";
        readonly type: "uint32";
      },
    ];
    readonly name: "setSequencerFeed";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint16";
        readonly name: "storedAge";
        readonly type: "uint16";
      },
    ];
    readonly name: "setStoredAge";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint8";
        readonly name: "decimals";
        readonly type: "uint8";
      },
    ];
    readonly name: "setToken";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly name: "sourceAt";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "enum IOracle.Kind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "bool";
            readonly name: "paused";
            readonly type: "bool";
          },
          {
            readonly internalType: "address";
            readonly name: "target";
            readonly type: "address";
          },
          {
            readonly internalType: "bytes4";
            readonly name: "selector";
            readonly type: "bytes4";
          },
          {
            readonly internalType: "uint8";
            readonly name: "shareDecimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint8";
            readonly name: "decimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint32";
            readonly name: "heartbeat";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint8";
            readonly name: "first";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint8";
            readonly name: "second";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint16";
            readonly name: "toleranceBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "growthBps";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "storedAge";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "anchor";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint64";
            readonly name: "anchoredAt";
            readonly type: "uint64";
          },
        ];
        readonly internalType: "struct IOracle.Source";
        readonly name: "source";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "acceptOwnership";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "owner";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "";
        readonly type: "address";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "candidate";
        readonly type: "address";
      },
    ];
    readonly name: "transferOwnership";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "rate";
        readonly type: "uint256";
      },
    ];
    readonly name: "Anchored";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "enum IOracle.Kind";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "first";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "second";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "toleranceBps";
        readonly type: "uint16";
      },
    ];
    readonly name: "DerivedFeedSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "paused";
        readonly type: "bool";
      },
    ];
    readonly name: "FeedPaused";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "aggregator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "heartbeat";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "varianceFloor";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "varianceCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "FeedSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "growthBps";
        readonly type: "uint16";
      },
    ];
    readonly name: "GrowthSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "guardian";
        readonly type: "address";
      },
    ];
    readonly name: "GuardianSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "smoothing";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "fast";
        readonly type: "uint32";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "slow";
        readonly type: "uint32";
      },
    ];
    readonly name: "HalfLivesSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "spot";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "smoothed";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fastVariance";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "slowVariance";
        readonly type: "uint256";
      },
    ];
    readonly name: "Poked";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes4";
        readonly name: "selector";
        readonly type: "bytes4";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "shareDecimals";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "rateDecimals";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "growthBps";
        readonly type: "uint16";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "toleranceBps";
        readonly type: "uint16";
      },
    ];
    readonly name: "RateFeedSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "feed";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "grace";
        readonly type: "uint32";
      },
    ];
    readonly name: "SequencerFeedSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "storedAge";
        readonly type: "uint16";
      },
    ];
    readonly name: "StoredAgeSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "decimals";
        readonly type: "uint8";
      },
    ];
    readonly name: "TokenSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "candidate";
        readonly type: "address";
      },
    ];
    readonly name: "OwnershipOffered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "previous";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "OwnershipTransferred";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "aggregator";
        readonly type: "address";
      },
      {
        readonly internalType: "int256";
        readonly name: "answer";
        readonly type: "int256";
      },
    ];
    readonly name: "BadAggregator";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "left";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientGas";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly name: "NotARate";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "base";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "quote";
        readonly type: "address";
      },
    ];
    readonly name: "OracleUnsupportedPair";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "base";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "quote";
        readonly type: "address";
      },
    ];
    readonly name: "OracleUntrustedData";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "TooManyFeeds";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "UnknownAsset";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "feed";
        readonly type: "uint8";
      },
    ];
    readonly name: "UnknownFeed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "first";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint8";
        readonly name: "second";
        readonly type: "uint8";
      },
    ];
    readonly name: "UnusableSources";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "current";
        readonly type: "address";
      },
    ];
    readonly name: "AlreadySet";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "position";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "ParameterOutOfBounds";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "Reentered";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "code";
        readonly type: "uint8";
      },
    ];
    readonly name: "RiskCalculation";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "Unauthorised";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ZeroAddress";
    readonly type: "error";
  },
];
