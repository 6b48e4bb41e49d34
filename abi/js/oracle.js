export const oracleAbi = [
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "name": "feedAt",
    "outputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "asset",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "aggregator",
            "type": "address"
          },
          {
            "internalType": "uint8",
            "name": "decimals",
            "type": "uint8"
          },
          {
            "internalType": "uint32",
            "name": "heartbeat",
            "type": "uint32"
          },
          {
            "internalType": "uint64",
            "name": "varianceFloor",
            "type": "uint64"
          },
          {
            "internalType": "uint64",
            "name": "varianceCap",
            "type": "uint64"
          }
        ],
        "internalType": "struct IOracle.Feed",
        "name": "settings",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "feedCount",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "count",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      }
    ],
    "name": "feedOf",
    "outputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "baseAmount",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "base",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "quote",
        "type": "address"
      }
    ],
    "name": "getQuote",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "quoteAmount",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "guardian",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "halfLives",
    "outputs": [
      {
        "internalType": "uint32",
        "name": "smoothing",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "fast",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "slow",
        "type": "uint32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8[]",
        "name": "feeds",
        "type": "uint8[]"
      }
    ],
    "name": "poke",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      }
    ],
    "name": "price",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint256",
            "name": "spot",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "smoothed",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "fastVariance",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "slowVariance",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "updatedAt",
            "type": "uint64"
          },
          {
            "internalType": "uint8",
            "name": "flags",
            "type": "uint8"
          }
        ],
        "internalType": "struct IOracle.Reading",
        "name": "reading",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8[]",
        "name": "feeds",
        "type": "uint8[]"
      }
    ],
    "name": "read",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint256",
            "name": "spot",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "smoothed",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "fastVariance",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "slowVariance",
            "type": "uint256"
          },
          {
            "internalType": "uint64",
            "name": "updatedAt",
            "type": "uint64"
          },
          {
            "internalType": "uint8",
            "name": "flags",
            "type": "uint8"
          }
        ],
        "internalType": "struct IOracle.Reading[]",
        "name": "readings",
        "type": "tuple[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "sequencerFeed",
    "outputs": [
      {
        "internalType": "address",
        "name": "feed",
        "type": "address"
      },
      {
        "internalType": "uint32",
        "name": "grace",
        "type": "uint32"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      },
      {
        "internalType": "enum IOracle.Kind",
        "name": "kind",
        "type": "uint8"
      },
      {
        "internalType": "uint8",
        "name": "first",
        "type": "uint8"
      },
      {
        "internalType": "uint8",
        "name": "second",
        "type": "uint8"
      },
      {
        "internalType": "uint16",
        "name": "toleranceBps",
        "type": "uint16"
      },
      {
        "internalType": "uint64",
        "name": "varianceFloor",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "varianceCap",
        "type": "uint64"
      }
    ],
    "name": "setDerivedFeed",
    "outputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "aggregator",
        "type": "address"
      },
      {
        "internalType": "uint32",
        "name": "heartbeat",
        "type": "uint32"
      },
      {
        "internalType": "uint64",
        "name": "varianceFloor",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "varianceCap",
        "type": "uint64"
      }
    ],
    "name": "setFeed",
    "outputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "internalType": "uint16",
        "name": "growthBps",
        "type": "uint16"
      }
    ],
    "name": "setGrowth",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "guardian",
        "type": "address"
      }
    ],
    "name": "setGuardian",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint32",
        "name": "smoothing",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "fast",
        "type": "uint32"
      },
      {
        "internalType": "uint32",
        "name": "slow",
        "type": "uint32"
      }
    ],
    "name": "setHalfLives",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "internalType": "bool",
        "name": "paused",
        "type": "bool"
      }
    ],
    "name": "setPaused",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      },
      {
        "components": [
          {
            "internalType": "address",
            "name": "target",
            "type": "address"
          },
          {
            "internalType": "bytes4",
            "name": "selector",
            "type": "bytes4"
          },
          {
            "internalType": "uint8",
            "name": "shareDecimals",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "rateDecimals",
            "type": "uint8"
          },
          {
            "internalType": "uint16",
            "name": "growthBps",
            "type": "uint16"
          },
          {
            "internalType": "uint16",
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "internalType": "uint128",
            "name": "anchor",
            "type": "uint128"
          }
        ],
        "internalType": "struct IOracle.RateSource",
        "name": "source",
        "type": "tuple"
      },
      {
        "internalType": "uint64",
        "name": "varianceFloor",
        "type": "uint64"
      },
      {
        "internalType": "uint64",
        "name": "varianceCap",
        "type": "uint64"
      }
    ],
    "name": "setRateFeed",
    "outputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "feed",
        "type": "address"
      },
      {
        "internalType": "uint32",
        "name": "grace",
        "type": "uint32"
      }
    ],
    "name": "setSequencerFeed",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "internalType": "uint16",
        "name": "storedAge",
        "type": "uint16"
      }
    ],
    "name": "setStoredAge",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "token",
        "type": "address"
      },
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "internalType": "uint8",
        "name": "decimals",
        "type": "uint8"
      }
    ],
    "name": "setToken",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "name": "sourceAt",
    "outputs": [
      {
        "components": [
          {
            "internalType": "enum IOracle.Kind",
            "name": "kind",
            "type": "uint8"
          },
          {
            "internalType": "bool",
            "name": "paused",
            "type": "bool"
          },
          {
            "internalType": "address",
            "name": "target",
            "type": "address"
          },
          {
            "internalType": "bytes4",
            "name": "selector",
            "type": "bytes4"
          },
          {
            "internalType": "uint8",
            "name": "shareDecimals",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "decimals",
            "type": "uint8"
          },
          {
            "internalType": "uint32",
            "name": "heartbeat",
            "type": "uint32"
          },
          {
            "internalType": "uint8",
            "name": "first",
            "type": "uint8"
          },
          {
            "internalType": "uint8",
            "name": "second",
            "type": "uint8"
          },
          {
            "internalType": "uint16",
            "name": "toleranceBps",
            "type": "uint16"
          },
          {
            "internalType": "uint16",
            "name": "growthBps",
            "type": "uint16"
          },
          {
            "internalType": "uint16",
            "name": "storedAge",
            "type": "uint16"
          },
          {
            "internalType": "uint128",
            "name": "anchor",
            "type": "uint128"
          },
          {
            "internalType": "uint64",
            "name": "anchoredAt",
            "type": "uint64"
          }
        ],
        "internalType": "struct IOracle.Source",
        "name": "source",
        "type": "tuple"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "acceptOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "owner",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "candidate",
        "type": "address"
      }
    ],
    "name": "transferOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "rate",
        "type": "uint256"
      }
    ],
    "name": "Anchored",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "enum IOracle.Kind",
        "name": "kind",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "first",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "second",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint16",
        "name": "toleranceBps",
        "type": "uint16"
      }
    ],
    "name": "DerivedFeedSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "bool",
        "name": "paused",
        "type": "bool"
      }
    ],
    "name": "FeedPaused",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "asset",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "address",
        "name": "aggregator",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "heartbeat",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "varianceFloor",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "varianceCap",
        "type": "uint64"
      }
    ],
    "name": "FeedSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint16",
        "name": "growthBps",
        "type": "uint16"
      }
    ],
    "name": "GrowthSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "guardian",
        "type": "address"
      }
    ],
    "name": "GuardianSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "smoothing",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "fast",
        "type": "uint32"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "slow",
        "type": "uint32"
      }
    ],
    "name": "HalfLivesSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "spot",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "smoothed",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "fastVariance",
        "type": "uint256"
      },
      {
        "indexed": false,
        "internalType": "uint256",
        "name": "slowVariance",
        "type": "uint256"
      }
    ],
    "name": "Poked",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "bytes4",
        "name": "selector",
        "type": "bytes4"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "shareDecimals",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "rateDecimals",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint16",
        "name": "growthBps",
        "type": "uint16"
      },
      {
        "indexed": false,
        "internalType": "uint16",
        "name": "toleranceBps",
        "type": "uint16"
      }
    ],
    "name": "RateFeedSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": false,
        "internalType": "address",
        "name": "feed",
        "type": "address"
      },
      {
        "indexed": false,
        "internalType": "uint32",
        "name": "grace",
        "type": "uint32"
      }
    ],
    "name": "SequencerFeedSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint16",
        "name": "storedAge",
        "type": "uint16"
      }
    ],
    "name": "StoredAgeSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "token",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      },
      {
        "indexed": false,
        "internalType": "uint8",
        "name": "decimals",
        "type": "uint8"
      }
    ],
    "name": "TokenSet",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "owner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "candidate",
        "type": "address"
      }
    ],
    "name": "OwnershipOffered",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "previous",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "OwnershipTransferred",
    "type": "event"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "aggregator",
        "type": "address"
      },
      {
        "internalType": "int256",
        "name": "answer",
        "type": "int256"
      }
    ],
    "name": "BadAggregator",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "left",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "needed",
        "type": "uint256"
      }
    ],
    "name": "InsufficientGas",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "name": "NotARate",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "base",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "quote",
        "type": "address"
      }
    ],
    "name": "OracleUnsupportedPair",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "base",
        "type": "address"
      },
      {
        "internalType": "address",
        "name": "quote",
        "type": "address"
      }
    ],
    "name": "OracleUntrustedData",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "TooManyFeeds",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      }
    ],
    "name": "UnknownAsset",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "feed",
        "type": "uint8"
      }
    ],
    "name": "UnknownFeed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "first",
        "type": "uint8"
      },
      {
        "internalType": "uint8",
        "name": "second",
        "type": "uint8"
      }
    ],
    "name": "UnusableSources",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "current",
        "type": "address"
      }
    ],
    "name": "AlreadySet",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "ParameterOutOfBounds",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Reentered",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "code",
        "type": "uint8"
      }
    ],
    "name": "RiskCalculation",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "Unauthorised",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroAddress",
    "type": "error"
  }
];
