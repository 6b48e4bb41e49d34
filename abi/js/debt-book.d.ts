export declare const debtBookAbi: readonly [
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
];
