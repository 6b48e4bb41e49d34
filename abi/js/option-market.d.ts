export declare const optionMarketAbi: readonly [
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
        readonly name: "id";
        readonly type: "uint256";
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
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
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
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
    readonly name: "book";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "locked";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "underlying";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "queued";
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
        readonly name: "strike";
        readonly type: "uint256";
      },
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
    readonly name: "buy";
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
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "claimWithheld";
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
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "close";
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
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "convertToAssets";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
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
        readonly name: "shares";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
      },
    ];
    readonly name: "endRequest";
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
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
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
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
    ];
    readonly name: "isOperator";
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
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "maxDeposit";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "assets";
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
        readonly name: "shares";
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
        readonly name: "shares";
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
        readonly name: "assets";
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
        readonly internalType: "uint256";
        readonly name: "assets";
        readonly type: "uint256";
      },
    ];
    readonly name: "previewDeposit";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
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
        readonly name: "assets";
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
        readonly name: "assets";
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
        readonly name: "shares";
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
        readonly name: "strike";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "quote";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
        readonly type: "uint256";
      },
      {
        readonly internalType: "int256";
        readonly name: "delta";
        readonly type: "int256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "volatility";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "available";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
      },
    ];
    readonly name: "requestAt";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
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
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "requestRedeem";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "requests";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "first";
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
        readonly internalType: "uint256";
        readonly name: "most";
        readonly type: "uint256";
      },
    ];
    readonly name: "serve";
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
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "approved";
        readonly type: "bool";
      },
    ];
    readonly name: "setOperator";
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
        readonly name: "strike";
        readonly type: "uint256";
      },
    ];
    readonly name: "strikeAt";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint96";
            readonly name: "price";
            readonly type: "uint96";
          },
          {
            readonly internalType: "uint32";
            readonly name: "volatility";
            readonly type: "uint32";
          },
        ];
        readonly internalType: "struct IOptionMarket.Strike";
        readonly name: "settings";
        readonly type: "tuple";
      },
      {
        readonly internalType: "uint256";
        readonly name: "open";
        readonly type: "uint256";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "strikeCount";
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
            readonly name: "underlying";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "debtAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "oracle";
            readonly type: "address";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint32";
            readonly name: "window";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "staleness";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "skew";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "spread";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "edge";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint128";
            readonly name: "depth";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IOptionMarket.Terms";
        readonly name: "";
        readonly type: "tuple";
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
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
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
        readonly internalType: "address";
        readonly name: "sender";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
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
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "account";
        readonly type: "address";
      },
      {
        readonly internalType: "address";
        readonly name: "token";
        readonly type: "address";
      },
    ];
    readonly name: "withheldOf";
    readonly outputs: readonly [
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
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
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
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
    readonly name: "Bought";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "holder";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
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
        readonly name: "paid";
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
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "underlying";
        readonly type: "uint256";
      },
    ];
    readonly name: "Delivered";
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
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "holder";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
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
        readonly name: "cash";
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
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "underlying";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "debtAsset";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "expiry";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "strikes";
        readonly type: "uint256";
      },
    ];
    readonly name: "MarketMade";
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "approved";
        readonly type: "bool";
      },
    ];
    readonly name: "OperatorSet";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
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
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "RequestEnded";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
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
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "Requested";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "request";
        readonly type: "uint256";
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
        readonly name: "underlying";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "Served";
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
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "caller";
        readonly type: "address";
      },
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
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
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
        readonly name: "token";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "Withheld";
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
        readonly name: "token";
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
    ];
    readonly name: "WithheldClaimed";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
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
    readonly name: "DepthExceeded";
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
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
    ];
    readonly name: "InWindow";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientBalance";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
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
        readonly name: "spender";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "id";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientPermission";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "extension";
        readonly type: "address";
      },
    ];
    readonly name: "InvalidExtension";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "InvalidStrikes";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [];
    readonly name: "JustDeposited";
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
        readonly internalType: "address";
        readonly name: "asset";
        readonly type: "address";
      },
    ];
    readonly name: "SameAsset";
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
        readonly name: "request";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownRequest";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "strike";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownStrike";
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
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "ValueBelowLimit";
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
