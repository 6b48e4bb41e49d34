export declare const ordersAbi: readonly [
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
    ];
    readonly name: "arm";
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
    readonly name: "calledAt";
    readonly outputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
    ];
    readonly name: "cancel";
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
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "consent";
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
        readonly name: "source";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "consentOf";
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
        readonly name: "book";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "execute";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "moved";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
    ];
    readonly name: "order";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "kind";
            readonly type: "uint8";
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
            readonly internalType: "address";
            readonly name: "source";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "expires";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint32";
            readonly name: "interval";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "decay";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "discount";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint256";
            readonly name: "trigger";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "worstPrice";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "perExecution";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IOrders.Order";
        readonly name: "wanted";
        readonly type: "tuple";
      },
      {
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
      },
      {
        readonly internalType: "uint64";
        readonly name: "armedAt";
        readonly type: "uint64";
      },
      {
        readonly internalType: "uint64";
        readonly name: "next";
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
      {
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
    ];
    readonly name: "quote";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "most";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "least";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "paid";
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
            readonly name: "health";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "healthAfter";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IOrders.Quote";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "kind";
            readonly type: "uint8";
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
            readonly internalType: "address";
            readonly name: "source";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "expires";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint32";
            readonly name: "interval";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "decay";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "discount";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint256";
            readonly name: "trigger";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "worstPrice";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "perExecution";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct IOrders.Order";
        readonly name: "order";
        readonly type: "tuple";
      },
    ];
    readonly name: "set";
    readonly outputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
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
    ];
    readonly name: "watch";
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
        readonly name: "source";
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
        readonly name: "asset";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "ConsentSet";
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
        readonly name: "required";
        readonly type: "uint256";
      },
    ];
    readonly name: "MarginCall";
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
    ];
    readonly name: "MarginCallEnded";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
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
        readonly name: "spot";
        readonly type: "uint256";
      },
    ];
    readonly name: "OrderArmed";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
      },
    ];
    readonly name: "OrderCancelled";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "executor";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint8";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "moved";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "paid";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
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
        readonly name: "health";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "healthAfter";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "left";
        readonly type: "uint256";
      },
    ];
    readonly name: "OrderExecuted";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint8";
            readonly name: "kind";
            readonly type: "uint8";
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
            readonly internalType: "address";
            readonly name: "source";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "expires";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint32";
            readonly name: "interval";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "decay";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "discount";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint256";
            readonly name: "trigger";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "target";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "worstPrice";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "perExecution";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "total";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "fee";
            readonly type: "uint256";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IOrders.Order";
        readonly name: "order";
        readonly type: "tuple";
      },
    ];
    readonly name: "OrderSet";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "armedAt";
        readonly type: "uint64";
      },
    ];
    readonly name: "AlreadyArmed";
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
        readonly internalType: "uint256";
        readonly name: "paid";
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
      {
        readonly internalType: "uint256";
        readonly name: "healthAfter";
        readonly type: "uint256";
      },
    ];
    readonly name: "LowersHealth";
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
        readonly internalType: "uint8";
        readonly name: "id";
        readonly type: "uint8";
      },
    ];
    readonly name: "NoOrder";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "armedAt";
        readonly type: "uint64";
      },
    ];
    readonly name: "NotArmed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "trigger";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotDue";
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
        readonly internalType: "uint64";
        readonly name: "calledAt";
        readonly type: "uint64";
      },
    ];
    readonly name: "NothingToTell";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint32";
        readonly name: "nonce";
        readonly type: "uint32";
      },
    ];
    readonly name: "OrderChanged";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint64";
        readonly name: "expires";
        readonly type: "uint64";
      },
    ];
    readonly name: "OrderExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "price";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "worstPrice";
        readonly type: "uint256";
      },
    ];
    readonly name: "PriceTooLow";
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
        readonly internalType: "uint256";
        readonly name: "moved";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooLittle";
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
    readonly name: "TooSoon";
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
