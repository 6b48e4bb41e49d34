export declare const collarAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "to";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "approve";
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
        readonly name: "bid";
        readonly type: "uint256";
      },
    ];
    readonly name: "bidAt";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "market";
            readonly type: "address";
          },
          {
            readonly internalType: "uint128";
            readonly name: "strike";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "price";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "size";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "least";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint32";
            readonly name: "window";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "address";
            readonly name: "allowed";
            readonly type: "address";
          },
        ];
        readonly internalType: "struct ICollar.Bid";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bid";
        readonly type: "uint256";
      },
    ];
    readonly name: "cancelBid";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "cancelCall";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "changeOwner";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
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
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collateral";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "puts";
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
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "collarAt";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "owner";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "bid";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "loan";
            readonly type: "uint64";
          },
          {
            readonly internalType: "enum ICollar.Call";
            readonly name: "call";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint128";
            readonly name: "amount";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "cash";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "collateral";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "puts";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct ICollar.Collar";
        readonly name: "state";
        readonly type: "tuple";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [];
    readonly name: "counts";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bids";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "collars";
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
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "exerciseCall";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cost";
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
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "exercisePuts";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "getApproved";
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
        readonly name: "operator";
        readonly type: "address";
      },
    ];
    readonly name: "isApprovedForAll";
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
    readonly name: "loans";
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
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "market";
            readonly type: "address";
          },
          {
            readonly internalType: "uint128";
            readonly name: "strike";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "price";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "size";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "least";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint32";
            readonly name: "window";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "address";
            readonly name: "allowed";
            readonly type: "address";
          },
        ];
        readonly internalType: "struct ICollar.Bid";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "makeBid";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "bid";
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
        readonly name: "offer";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "bid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "mostCollateral";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "leastPaid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "open";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
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
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "ownerOf";
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
        readonly internalType: "uint256";
        readonly name: "offer";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "bid";
        readonly type: "uint256";
      },
    ];
    readonly name: "quote";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collateral";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "putPremium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "callPremium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "paid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "owedAtMost";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cost";
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
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "borrower";
        readonly type: "address";
      },
    ];
    readonly name: "release";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "principal";
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
    readonly name: "repay";
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
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "safeTransferFrom";
    readonly outputs: readonly [];
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
        readonly name: "tokenId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bytes";
        readonly name: "data";
        readonly type: "bytes";
      },
    ];
    readonly name: "safeTransferFrom";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly internalType: "bool";
        readonly name: "approved";
        readonly type: "bool";
      },
    ];
    readonly name: "setApprovalForAll";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "statusOf";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "enum ICollar.Phase";
            readonly name: "phase";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "owed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "cost";
            readonly type: "uint256";
          },
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
            readonly internalType: "uint256";
            readonly name: "puts";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "callFrom";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "callUntil";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "graceUntil";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "until";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "forfeitFrom";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ICollar.Status";
        readonly name: "status";
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
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "transferFrom";
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
        readonly name: "owner";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "approved";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "tokenId";
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
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "bool";
        readonly name: "approved";
        readonly type: "bool";
      },
    ];
    readonly name: "ApprovalForAll";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "bid";
        readonly type: "uint256";
      },
    ];
    readonly name: "BidCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "bid";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "market";
            readonly type: "address";
          },
          {
            readonly internalType: "uint128";
            readonly name: "strike";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "price";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "size";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "least";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint32";
            readonly name: "window";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint40";
            readonly name: "expiry";
            readonly type: "uint40";
          },
          {
            readonly internalType: "address";
            readonly name: "allowed";
            readonly type: "address";
          },
        ];
        readonly indexed: false;
        readonly internalType: "struct ICollar.Bid";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "BidMade";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "by";
        readonly type: "address";
      },
    ];
    readonly name: "CallCancelled";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "by";
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
        readonly name: "collateral";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "cost";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "repaid";
        readonly type: "uint256";
      },
    ];
    readonly name: "CallExercised";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "collar";
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
        readonly name: "cash";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateral";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "puts";
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
        readonly name: "collar";
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
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "puts";
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
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "bid";
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
        readonly internalType: "address";
        readonly name: "buyer";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "collateral";
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
        readonly name: "paid";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
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
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
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
    readonly name: "OwnerChanged";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "borrower";
        readonly type: "address";
      },
    ];
    readonly name: "Released";
    readonly type: "event";
  },
  {
    readonly anonymous: false;
    readonly inputs: readonly [
      {
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "collar";
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
        readonly internalType: "uint256";
        readonly name: "paid";
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
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "Transfer";
    readonly type: "event";
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
        readonly name: "least";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "most";
        readonly type: "uint256";
      },
    ];
    readonly name: "AmountOutOfBounds";
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
    readonly name: "BidExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "CallEnded";
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
    readonly name: "CallOpen";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "CollateralAboveLimit";
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
        readonly name: "tokenId";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "ERC721IncorrectOwner";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "operator";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "ERC721InsufficientApproval";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "approver";
        readonly type: "address";
      },
    ];
    readonly name: "ERC721InvalidApprover";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "owner";
        readonly type: "address";
      },
    ];
    readonly name: "ERC721InvalidOwner";
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
    readonly name: "ERC721InvalidReceiver";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "tokenId";
        readonly type: "uint256";
      },
    ];
    readonly name: "ERC721NonexistentToken";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "grace";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "least";
        readonly type: "uint256";
      },
    ];
    readonly name: "GraceTooShort";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "loans";
        readonly type: "address";
      },
    ];
    readonly name: "InvalidLoans";
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
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "LoanReleased";
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
    readonly name: "NotAllowed";
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
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
    ];
    readonly name: "OtherMarket";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "limit";
        readonly type: "uint256";
      },
    ];
    readonly name: "PaymentAboveLimit";
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
    readonly name: "PaymentBelowLimit";
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
        readonly name: "puts";
        readonly type: "uint256";
      },
    ];
    readonly name: "StrikeBelowPuts";
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
        readonly name: "bid";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownBid";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "collar";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnknownCollar";
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
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "principal";
        readonly type: "uint256";
      },
    ];
    readonly name: "AboveDebt";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
      {
        readonly internalType: "bytes";
        readonly name: "reason";
        readonly type: "bytes";
      },
    ];
    readonly name: "MarketFailed";
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
    readonly name: "NotForfeitable";
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
    readonly name: "OfferExpired";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
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
    ];
    readonly name: "OtherAssets";
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
    readonly name: "UnknownLoan";
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
    readonly name: "UnknownOffer";
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
