export declare const poolAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "accrue";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "borrow";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "claimReserves";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
    ];
    readonly name: "depositCollateral";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "depositCollateralAndCall";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "domainSeparator";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "eip712Domain";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes1";
        readonly name: "fields";
        readonly type: "bytes1";
      },
      {
        readonly internalType: "string";
        readonly name: "name";
        readonly type: "string";
      },
      {
        readonly internalType: "string";
        readonly name: "version";
        readonly type: "string";
      },
      {
        readonly internalType: "uint256";
        readonly name: "chainId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "verifyingContract";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "salt";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256[]";
        readonly name: "extensions";
        readonly type: "uint256[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "extension";
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
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "flashFee";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
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
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "flashLoan";
    readonly outputs: readonly [
      {
        readonly internalType: "bool";
        readonly name: "";
        readonly type: "bool";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address[]";
        readonly name: "assets";
        readonly type: "address[]";
      },
      {
        readonly internalType: "uint256[]";
        readonly name: "amounts";
        readonly type: "uint256[]";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "flashLoans";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "invalidateNonce";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "isAllowed";
    readonly outputs: readonly [
      {
        readonly internalType: "bool";
        readonly name: "";
        readonly type: "bool";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
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
        readonly name: "manager";
        readonly type: "address";
      },
    ];
    readonly name: "isAuthorised";
    readonly outputs: readonly [
      {
        readonly internalType: "bool";
        readonly name: "";
        readonly type: "bool";
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
    readonly name: "limits";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "paused";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bool";
        readonly name: "gated";
        readonly type: "bool";
      },
      {
        readonly internalType: "uint64";
        readonly name: "outflowCap";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint32";
        readonly name: "window";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "outflowLeft";
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
      {
        readonly internalType: "uint64";
        readonly name: "supplyCap";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "borrowCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "lowerCaps";
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
    ];
    readonly name: "maxFlashLoan";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "bytes[]";
        readonly name: "calls";
        readonly type: "bytes[]";
      },
    ];
    readonly name: "multicall";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes[]";
        readonly name: "results";
        readonly type: "bytes[]";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "nonces";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
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
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "openingHealth";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "oracle";
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
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "what";
        readonly type: "uint8";
      },
    ];
    readonly name: "pause";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "what";
        readonly type: "uint8";
      },
    ];
    readonly name: "pauseAll";
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
    readonly name: "payPremium";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint8";
        readonly name: "v";
        readonly type: "uint8";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "r";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "s";
        readonly type: "bytes32";
      },
    ];
    readonly name: "permit";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "position";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "supplied";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "supplyShares";
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
            readonly name: "debtShares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withdrawable";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IPool.Position";
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
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "ramp";
    readonly outputs: readonly [
      {
        readonly internalType: "bytes32";
        readonly name: "profile";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "scenarios";
        readonly type: "bytes32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "ends";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "duration";
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
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
    ];
    readonly name: "repay";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "repayAndCall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
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
    ];
    readonly name: "reserveConfig";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "feed";
            readonly type: "uint8";
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
          {
            readonly internalType: "uint16";
            readonly name: "baseRate";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeBelow";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeAbove";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "kink";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "reserveFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "premiumFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint64";
            readonly name: "supplyCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "borrowCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "profile";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "scenarios";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IPool.ReserveConfig";
        readonly name: "config";
        readonly type: "tuple";
      },
      {
        readonly internalType: "address";
        readonly name: "insurance";
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
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "reserveState";
    readonly outputs: readonly [
      {
        readonly components: readonly [
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
            readonly name: "supplyShares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "debtShares";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "reserves";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "premium";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrowRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "provision";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IPool.ReserveState";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "reserves";
    readonly outputs: readonly [
      {
        readonly internalType: "address[]";
        readonly name: "assets";
        readonly type: "address[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "risk";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "zScore";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "horizon";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "buffer";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint8[4]";
        readonly name: "factorFeeds";
        readonly type: "uint8[4]";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "correlations";
        readonly type: "bytes32";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "roles";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "guardian";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "gatekeeper";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "settingsSealed";
        readonly type: "bool";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "sealSettings";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "allowed";
        readonly type: "bool";
      },
    ];
    readonly name: "setAllowed";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "manager";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "authorised";
        readonly type: "bool";
      },
    ];
    readonly name: "setAuthorization";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "manager";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "authorised";
        readonly type: "bool";
      },
      {
        readonly internalType: "uint256";
        readonly name: "deadline";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "signature";
        readonly type: "bytes";
      },
    ];
    readonly name: "setAuthorizationWithSig";
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
        readonly internalType: "uint16";
        readonly name: "fee";
        readonly type: "uint16";
      },
    ];
    readonly name: "setFlashFee";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "gatekeeper";
        readonly type: "address";
      },
    ];
    readonly name: "setGatekeeper";
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
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "insurance";
        readonly type: "address";
      },
    ];
    readonly name: "setInsurance";
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
        readonly internalType: "bool";
        readonly name: "gated";
        readonly type: "bool";
      },
      {
        readonly internalType: "uint64";
        readonly name: "outflowCap";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint32";
        readonly name: "window";
        readonly type: "uint32";
      },
    ];
    readonly name: "setLimits";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "duration";
        readonly type: "uint256";
      },
    ];
    readonly name: "setRamp";
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
            readonly internalType: "uint8";
            readonly name: "feed";
            readonly type: "uint8";
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
          {
            readonly internalType: "uint16";
            readonly name: "baseRate";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeBelow";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeAbove";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "kink";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "reserveFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "premiumFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint64";
            readonly name: "supplyCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "borrowCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "profile";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "scenarios";
            readonly type: "bytes32";
          },
        ];
        readonly internalType: "struct IPool.ReserveConfig";
        readonly name: "config";
        readonly type: "tuple";
      },
    ];
    readonly name: "setReserve";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "reserve";
        readonly type: "uint8";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "zScore";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "horizon";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "buffer";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint8[4]";
        readonly name: "factorFeeds";
        readonly type: "uint8[4]";
      },
      {
        readonly internalType: "bytes32";
        readonly name: "correlations";
        readonly type: "bytes32";
      },
    ];
    readonly name: "setRisk";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "unwinder";
        readonly type: "address";
      },
    ];
    readonly name: "setUnwinder";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "settings";
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
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
    ];
    readonly name: "supply";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "onBehalf";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "supplyAndCall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
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
        readonly internalType: "uint8";
        readonly name: "what";
        readonly type: "uint8";
      },
    ];
    readonly name: "unpause";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "unwinder";
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
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "withdraw";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "withdrawCollateral";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "rate";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "time";
        readonly type: "uint256";
      },
    ];
    readonly name: "chargeDistress";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "charged";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "debtAsset";
        readonly type: "address";
      },
    ];
    readonly name: "distress";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "charged";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "since";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "last";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expected";
        readonly type: "uint256";
      },
    ];
    readonly name: "expectShortfall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "noted";
        readonly type: "uint256";
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
    ];
    readonly name: "exposure";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "debt";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expected";
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
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
    ];
    readonly name: "holderInKind";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "debtAmount";
        readonly type: "uint256";
      },
    ];
    readonly name: "passInKind";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "moved";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "holder";
        readonly type: "address";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "opener";
        readonly type: "address";
      },
    ];
    readonly name: "payOpener";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "paid";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "portfolio";
    readonly outputs: readonly [
      {
        readonly components: readonly [
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
                readonly internalType: "uint64";
                readonly name: "updatedAt";
                readonly type: "uint64";
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
                readonly internalType: "bytes32";
                readonly name: "profile";
                readonly type: "bytes32";
              },
              {
                readonly internalType: "bytes32";
                readonly name: "scenarios";
                readonly type: "bytes32";
              },
            ];
            readonly internalType: "struct IDebtBook.Holding[]";
            readonly name: "holdings";
            readonly type: "tuple[]";
          },
          {
            readonly internalType: "uint256[4]";
            readonly name: "slowVariances";
            readonly type: "uint256[4]";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "correlations";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "uint256";
            readonly name: "zScore";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "horizon";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "buffer";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IDebtBook.Portfolio";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "repayAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "settle";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "repayAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "settleAndCall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
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
        readonly name: "debtAsset";
        readonly type: "address";
      },
    ];
    readonly name: "writeOff";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "covered";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "lost";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
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
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "interest";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "reserves";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
    ];
    readonly name: "Accrued";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "allowed";
        readonly type: "bool";
      },
    ];
    readonly name: "AllowedSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "manager";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "authorised";
        readonly type: "bool";
      },
    ];
    readonly name: "AuthorizationSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Borrowed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "supplyCap";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "borrowCap";
        readonly type: "uint64";
      },
    ];
    readonly name: "CapsLowered";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "CollateralDeposited";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "CollateralWithdrawn";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint16";
        readonly name: "fee";
        readonly type: "uint16";
      },
    ];
    readonly name: "FlashFeeSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "borrower";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
    ];
    readonly name: "FlashLoaned";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "gatekeeper";
        readonly type: "address";
      },
    ];
    readonly name: "GatekeeperSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
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
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "insurance";
        readonly type: "address";
      },
    ];
    readonly name: "InsuranceSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "gated";
        readonly type: "bool";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "outflowCap";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "window";
        readonly type: "uint32";
      },
    ];
    readonly name: "LimitsSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "next";
        readonly type: "uint256";
      },
    ];
    readonly name: "NonceUsed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "paused";
        readonly type: "uint8";
      },
    ];
    readonly name: "PausesSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "insurance";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "PremiumPaid";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "provision";
        readonly type: "uint256";
      },
    ];
    readonly name: "Provided";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "ends";
        readonly type: "uint256";
      },
    ];
    readonly name: "RampBegun";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "duration";
        readonly type: "uint256";
      },
    ];
    readonly name: "RampSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Repaid";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint8";
        readonly name: "reserve";
        readonly type: "uint8";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "feed";
            readonly type: "uint8";
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
          {
            readonly internalType: "uint16";
            readonly name: "baseRate";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeBelow";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "slopeAbove";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "kink";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "reserveFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "premiumFactor";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint64";
            readonly name: "supplyCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "borrowCap";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "profile";
            readonly type: "bytes32";
          },
          {
            readonly internalType: "bytes32";
            readonly name: "scenarios";
            readonly type: "bytes32";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IPool.ReserveConfig";
        readonly name: "config";
        readonly type: "tuple";
      },
    ];
    readonly name: "ReserveSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "ReservesClaimed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "zScore";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "horizon";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "buffer";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8[4]";
        readonly name: "factorFeeds";
        readonly type: "uint8[4]";
      },
      {
        readonly indexed: false;
        readonly internalType: "bytes32";
        readonly name: "correlations";
        readonly type: "bytes32";
      },
    ];
    readonly name: "RiskSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [];
    readonly name: "SettingsSealed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "Settled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "payer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Supplied";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "unwinder";
        readonly type: "address";
      },
    ];
    readonly name: "UnwinderSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Withdrawn";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "debt";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "covered";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "reserves";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "lost";
        readonly type: "uint256";
      },
    ];
    readonly name: "WrittenOff";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "charged";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "rate";
        readonly type: "uint256";
      },
    ];
    readonly name: "DistressCharged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "opener";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
    ];
    readonly name: "OpenerPaid";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "holder";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "debtAmount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "PassedInKind";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "expected";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "all";
        readonly type: "uint256";
      },
    ];
    readonly name: "ShortfallExpected";
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
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "NothingToPass";
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
