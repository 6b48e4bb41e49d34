export declare const unwinderAbi: readonly [
  {
    readonly inputs: readonly [];
    readonly name: "budgets";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "flow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "cost";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "floor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "openerFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "backstop";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Budgets";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "chargeDistress";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
    ];
    readonly name: "clock";
    readonly outputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "time";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "until";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "stood";
        readonly type: "uint64";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "close";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "expectShortfall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shortfall";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
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
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "repayLimit";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "fill";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bought";
        readonly type: "uint256";
      },
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
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "repayLimit";
        readonly type: "uint256";
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
    readonly name: "fillAndCall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bought";
        readonly type: "uint256";
      },
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
        readonly name: "book";
        readonly type: "address";
      },
    ];
    readonly name: "isBook";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "limits";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "flowCapacity";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "flowLevel";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "admittedHealth";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "costLeft";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "released";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "movedAt";
            readonly type: "uint64";
          },
        ];
        readonly internalType: "struct IUnwinder.Limits";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "observe";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "open";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "openerFee";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "opener";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "owed";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "uint64";
        readonly name: "horizon";
        readonly type: "uint64";
      },
    ];
    readonly name: "outlook";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "stage";
            readonly type: "uint8";
          },
          {
            readonly internalType: "bool";
            readonly name: "open";
            readonly type: "bool";
          },
          {
            readonly internalType: "bool";
            readonly name: "critical";
            readonly type: "bool";
          },
          {
            readonly internalType: "address";
            readonly name: "blockedBy";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint64";
            readonly name: "endsAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint256";
            readonly name: "released";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sold";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "distressRate";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "distressCharged";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "breachProbability";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Outlook";
        readonly name: "";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "parameters";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "recovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minimumRecovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "urgency";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceInterval";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "slicePremium";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDuration";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "dust";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Parameters";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "passInKind";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
    ];
    readonly name: "prepare";
    readonly outputs: readonly [];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "quote";
    readonly outputs: readonly [
      {
        readonly components: readonly [
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
          {
            readonly internalType: "uint256";
            readonly name: "collateralAmount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "repayAmount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "floor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "need";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "endsAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint8";
            readonly name: "stage";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IUnwinder.Quote";
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
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
    ];
    readonly name: "quotePair";
    readonly outputs: readonly [
      {
        readonly components: readonly [
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
          {
            readonly internalType: "uint256";
            readonly name: "collateralAmount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "repayAmount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "floor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "need";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint64";
            readonly name: "endsAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint8";
            readonly name: "stage";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IUnwinder.Quote";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "resolve";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "schedule";
    readonly outputs: readonly [
      {
        readonly components: readonly [
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
            readonly name: "accountedUntil";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "criticalSince";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "criticalRound";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "auctionStart";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "closedAt";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint256";
            readonly name: "released";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sold";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Schedule";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "allowed";
        readonly type: "bool";
      },
    ];
    readonly name: "setBook";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "flow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "cost";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "floor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "openerFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "backstop";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Budgets";
        readonly name: "budgets";
        readonly type: "tuple";
      },
    ];
    readonly name: "setBudgets";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "recovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minimumRecovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "urgency";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceInterval";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "slicePremium";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDuration";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "dust";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IUnwinder.Parameters";
        readonly name: "parameters";
        readonly type: "tuple";
      },
    ];
    readonly name: "setParameters";
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
        readonly name: "book";
        readonly type: "address";
      },
    ];
    readonly name: "standStill";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "status";
    readonly outputs: readonly [
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
            readonly name: "smoothedHealth";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "spotHealth";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "criticalHealth";
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
          {
            readonly internalType: "uint8";
            readonly name: "flags";
            readonly type: "uint8";
          },
        ];
        readonly internalType: "struct IUnwinder.Status";
        readonly name: "";
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
        readonly internalType: "address";
        readonly name: "book";
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
        readonly internalType: "bool";
        readonly name: "critical";
        readonly type: "bool";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "need";
        readonly type: "uint256";
      },
    ];
    readonly name: "AuctionStarted";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "allowed";
        readonly type: "bool";
      },
    ];
    readonly name: "BookSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "flow";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "cost";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "floor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "openerFee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "backstop";
            readonly type: "uint256";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IUnwinder.Budgets";
        readonly name: "budgets";
        readonly type: "tuple";
      },
    ];
    readonly name: "BudgetsSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
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
        readonly name: "health";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "released";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "sold";
        readonly type: "uint256";
      },
    ];
    readonly name: "Closed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
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
        readonly name: "criticalHealth";
        readonly type: "uint256";
      },
    ];
    readonly name: "CriticalCleared";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
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
        readonly name: "criticalHealth";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "round";
        readonly type: "uint64";
      },
    ];
    readonly name: "CriticalSeen";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "filler";
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
        readonly name: "repayAmount";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "sold";
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
        readonly name: "price";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "spot";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "stage";
        readonly type: "uint8";
      },
    ];
    readonly name: "Filled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
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
        readonly internalType: "uint64";
        readonly name: "end";
        readonly type: "uint64";
      },
    ];
    readonly name: "Hastened";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
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
        readonly name: "health";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "need";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "start";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "end";
        readonly type: "uint64";
      },
    ];
    readonly name: "Opened";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
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
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "owed";
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
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "recovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "minimumRecovery";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "urgency";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceInterval";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "slicePremium";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "sliceDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDuration";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "auctionDiscount";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "dust";
            readonly type: "uint256";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IUnwinder.Parameters";
        readonly name: "parameters";
        readonly type: "tuple";
      },
    ];
    readonly name: "ParametersSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly name: "price";
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
        readonly name: "book";
        readonly type: "address";
      },
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
        readonly name: "covered";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "lost";
        readonly type: "uint256";
      },
    ];
    readonly name: "Resolved";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "down";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "until";
        readonly type: "uint64";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint64";
        readonly name: "stood";
        readonly type: "uint64";
      },
    ];
    readonly name: "StoodStill";
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
        readonly internalType: "uint64";
        readonly name: "end";
        readonly type: "uint64";
      },
    ];
    readonly name: "AlreadyOpen";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "reason";
        readonly type: "bytes";
      },
    ];
    readonly name: "BookCallFailed";
    readonly type: "error";
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
        readonly internalType: "uint256";
        readonly name: "repayAmount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "CostsTooMuch";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "health";
        readonly type: "uint256";
      },
    ];
    readonly name: "Healthy";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "book";
        readonly type: "address";
      },
    ];
    readonly name: "NoOutage";
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
    readonly name: "NoShortfall";
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
    readonly name: "NotOpen";
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
        readonly name: "target";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotRecovered";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "next";
        readonly type: "uint64";
      },
    ];
    readonly name: "NothingReleased";
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
        readonly name: "book";
        readonly type: "address";
      },
    ];
    readonly name: "UnknownBook";
    readonly type: "error";
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
    readonly name: "WrongPair";
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
