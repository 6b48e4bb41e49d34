export declare const lensAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "account";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "opening";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "required";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "smoothed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "spot";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "stress";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILens.Health";
        readonly name: "health";
        readonly type: "tuple";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "stage";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "health";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "criticalHealth";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "start";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "end";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "auctionStart";
            readonly type: "uint64";
          },
        ];
        readonly internalType: "struct ILens.Unwind";
        readonly name: "unwind";
        readonly type: "tuple";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "asset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "decimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplied";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debt";
            readonly type: "uint256";
          },
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
            readonly name: "suppliedUsd";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateralUsd";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debtUsd";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILens.Holding[]";
        readonly name: "holdings";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "asset";
            readonly type: "address";
          },
          {
            readonly internalType: "int256";
            readonly name: "collateral";
            readonly type: "int256";
          },
          {
            readonly internalType: "int256";
            readonly name: "debt";
            readonly type: "int256";
          },
        ];
        readonly internalType: "struct ILens.Change[]";
        readonly name: "changes";
        readonly type: "tuple[]";
      },
    ];
    readonly name: "healthAfter";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "opening";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "required";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "smoothed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "spot";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "stress";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILens.Health";
        readonly name: "health";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "limits";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "supply";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withdraw";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "depositCollateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withdrawCollateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "repay";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILens.Limits";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
    ];
    readonly name: "markets";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "asset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "decimals";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
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
            readonly name: "cash";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debt";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplied";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "utilisation";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrowRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplyRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplyCap";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrowCap";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplyLeft";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrowLeft";
            readonly type: "uint256";
          },
          {
            readonly internalType: "bool";
            readonly name: "collateralEnabled";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "borrowEnabled";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct ILens.Market[]";
        readonly name: "";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
    ];
    readonly name: "quoteBorrow";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collateral";
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
        readonly name: "target";
        readonly type: "address";
      },
    ];
    readonly name: "CallFailed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "CallbackRefused";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cap";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "total";
        readonly type: "uint256";
      },
    ];
    readonly name: "CapExceeded";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "available";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "wanted";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientBalance";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "available";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "wanted";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientCash";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "InvalidSignature";
    readonly type: "error";
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
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NotAllowed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
    ];
    readonly name: "NotAuthorised";
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
    readonly name: "NotEnabled";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "available";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "wanted";
        readonly type: "uint256";
      },
    ];
    readonly name: "OutflowExceeded";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "what";
        readonly type: "uint8";
      },
    ];
    readonly name: "Paused";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
    ];
    readonly name: "PermitFailed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "flags";
        readonly type: "uint8";
      },
    ];
    readonly name: "PriceUnavailable";
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
    readonly name: "ReserveExhausted";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "SettingsAreSealed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
    ];
    readonly name: "SignatureExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooMany";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
    ];
    readonly name: "TransferFailed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expected";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "received";
        readonly type: "uint256";
      },
    ];
    readonly name: "TransferMismatch";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "health";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "required";
        readonly type: "uint256";
      },
    ];
    readonly name: "Unhealthy";
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
    readonly name: "UnknownReserve";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "ZeroAmount";
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
