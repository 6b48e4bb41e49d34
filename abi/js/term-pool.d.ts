export declare const termPoolAbi: readonly [
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
    readonly inputs: readonly [];
    readonly name: "asset";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateral";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "claim";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cashPaid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralPaid";
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
    readonly name: "claimable";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
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
        readonly internalType: "uint256[]";
        readonly name: "loans";
        readonly type: "uint256[]";
      },
    ];
    readonly name: "collect";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateral";
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
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "convertToAssets";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly name: "convertToShares";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "deposit";
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
    readonly name: "income";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cashIn";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralIn";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cashPaid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateralPaid";
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
    ];
    readonly name: "maxDeposit";
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
    ];
    readonly name: "maxMint";
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
    ];
    readonly name: "maxRedeem";
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
    ];
    readonly name: "maxWithdraw";
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
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "mint";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly name: "previewDeposit";
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
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "previewMint";
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
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "previewRedeem";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly name: "previewWithdraw";
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
    readonly name: "publish";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "offer";
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
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "redeem";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "series";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "enum ITermPool.Phase";
            readonly name: "phase";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "program";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "debtAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "collateralAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint40";
            readonly name: "start";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint128";
            readonly name: "cap";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint64";
            readonly name: "template";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "offer";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bool";
            readonly name: "closed";
            readonly type: "bool";
          },
        ];
        readonly internalType: "struct ITermPool.Series";
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
    readonly name: "totalAssets";
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
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "withdraw";
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
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateral";
        readonly type: "uint256";
      },
    ];
    readonly name: "Claimed";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "loan";
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
        readonly name: "collateral";
        readonly type: "uint256";
      },
    ];
    readonly name: "Collected";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "sender";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "owner";
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
    readonly name: "Deposit";
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
    readonly name: "Left";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "offer";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "size";
        readonly type: "uint256";
      },
    ];
    readonly name: "Published";
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
        readonly name: "sender";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "owner";
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
    readonly name: "Withdraw";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "left";
        readonly type: "uint256";
      },
    ];
    readonly name: "AboveCap";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "offer";
        readonly type: "uint256";
      },
    ];
    readonly name: "AlreadyPublished";
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
        readonly internalType: "uint256";
        readonly name: "start";
        readonly type: "uint256";
      },
    ];
    readonly name: "Closed";
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
        readonly name: "start";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "expiry";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotPublishable";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "OtherLoan";
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
