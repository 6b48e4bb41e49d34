export declare const protectedAbi: readonly [
  {
    readonly inputs: readonly [];
    readonly name: "DOMAIN_SEPARATOR";
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
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
    ];
    readonly name: "allowance";
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "approve";
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
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
    ];
    readonly name: "balanceOf";
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
    readonly name: "decimals";
    readonly outputs: readonly [
      {
        readonly internalType: "uint8";
        readonly name: "";
        readonly type: "uint8";
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
    readonly name: "exercise";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "latestRoundData";
    readonly outputs: readonly [
      {
        readonly internalType: "uint80";
        readonly name: "roundId";
        readonly type: "uint80";
      },
      {
        readonly internalType: "int256";
        readonly name: "answer";
        readonly type: "int256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "startedAt";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "updatedAt";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint80";
        readonly name: "answeredInRound";
        readonly type: "uint80";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "name";
    readonly outputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "";
        readonly type: "string";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
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
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
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
    readonly name: "permit";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
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
    readonly inputs: readonly [];
    readonly name: "protection";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "enum IProtected.Phase";
            readonly name: "phase";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "underlying";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "asset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint96";
            readonly name: "price";
            readonly type: "uint96";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "until";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint128";
            readonly name: "shares";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "cash";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "left";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IProtected.Protection";
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
        readonly internalType: "bytes4";
        readonly name: "id";
        readonly type: "bytes4";
      },
    ];
    readonly name: "supportsInterface";
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
    readonly inputs: readonly [];
    readonly name: "symbol";
    readonly outputs: readonly [
      {
        readonly internalType: "string";
        readonly name: "";
        readonly type: "string";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "terms";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "market";
            readonly type: "address";
          },
          {
            readonly internalType: "uint8";
            readonly name: "strike";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "underlyingFeed";
            readonly type: "address";
          },
          {
            readonly internalType: "uint32";
            readonly name: "underlyingHeartbeat";
            readonly type: "uint32";
          },
          {
            readonly internalType: "address";
            readonly name: "assetFeed";
            readonly type: "address";
          },
          {
            readonly internalType: "uint32";
            readonly name: "assetHeartbeat";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint16";
            readonly name: "haircut";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "fade";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint16";
            readonly name: "margin";
            readonly type: "uint16";
          },
        ];
        readonly internalType: "struct IProtected.Terms";
        readonly name: "told";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "totalSupply";
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
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "transfer";
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
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "transferFrom";
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
    readonly name: "unwrap";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "underlying";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "puts";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
    ];
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
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "wrap";
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
        readonly internalType: "uint256";
        readonly name: "most";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "wrapAndBuy";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "premium";
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
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "Approval";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
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
        readonly name: "cash";
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
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "Exercised";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
    ];
    readonly name: "Fetched";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "from";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
    ];
    readonly name: "Transfer";
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
        readonly name: "receiver";
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
        readonly name: "underlying";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "puts";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
    ];
    readonly name: "Unwrapped";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
      {
        readonly indexed: true;
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
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
    ];
    readonly name: "Wrapped";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [];
    readonly name: "AlreadyExercised";
    readonly type: "error";
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "allowance";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
    ];
    readonly name: "ERC20InsufficientAllowance";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "sender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "balance";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
    ];
    readonly name: "ERC20InsufficientBalance";
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
    readonly name: "ERC2612ExpiredSignature";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "signer";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "ERC2612InvalidSigner";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "expiry";
        readonly type: "uint256";
      },
    ];
    readonly name: "Expired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
    ];
    readonly name: "InvalidMarket";
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
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotBelowStrike";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "from";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotExercisable";
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
        readonly name: "aggregator";
        readonly type: "address";
      },
    ];
    readonly name: "PriceUnavailable";
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
