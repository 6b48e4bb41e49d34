export declare const rollerAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
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
    readonly name: "onDepositCollateral";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
    ];
    readonly name: "order";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint40";
            readonly name: "expires";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "lead";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "tenor";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofStrike";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofPrice";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "premium";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "fee";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IRoller.Order";
        readonly name: "told";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "roll";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "fee";
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
        readonly name: "pool";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint40";
            readonly name: "expires";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "lead";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "tenor";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofStrike";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofPrice";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "premium";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "fee";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IRoller.Order";
        readonly name: "order";
        readonly type: "tuple";
      },
    ];
    readonly name: "set";
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
        readonly name: "pool";
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
        readonly name: "from";
        readonly type: "address";
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
        readonly name: "pool";
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
        readonly name: "from";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "uint40";
            readonly name: "expires";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "lead";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "tenor";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofStrike";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "ofPrice";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "premium";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "fee";
            readonly type: "uint128";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct IRoller.Order";
        readonly name: "order";
        readonly type: "tuple";
      },
    ];
    readonly name: "OrderSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "pool";
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
        readonly name: "from";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "executor";
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
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "fee";
        readonly type: "uint256";
      },
    ];
    readonly name: "Rolled";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "target";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "reason";
        readonly type: "bytes";
      },
    ];
    readonly name: "CallFailed";
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
        readonly name: "expected";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "found";
        readonly type: "uint256";
      },
    ];
    readonly name: "CollateralChanged";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
    ];
    readonly name: "Exercisable";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
    ];
    readonly name: "Exercised";
    readonly type: "error";
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
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
    ];
    readonly name: "NoOrder";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "expires";
        readonly type: "uint256";
      },
    ];
    readonly name: "OrderExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "PremiumAboveLimit";
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
    readonly name: "PriceUnavailable";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "StrikeTooLow";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "expiry";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "TenorTooShort";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "from";
        readonly type: "uint256";
      },
    ];
    readonly name: "TooEarly";
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
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
    ];
    readonly name: "Unfit";
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
