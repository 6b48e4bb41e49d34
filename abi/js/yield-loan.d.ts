export declare const yieldLoanAbi: readonly [
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
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "shares";
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
    readonly name: "buyYield";
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
        readonly internalType: "uint256";
        readonly name: "offer";
        readonly type: "uint256";
      },
    ];
    readonly name: "cancelOffer";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "borrower";
        readonly type: "address";
      },
    ];
    readonly name: "changeBorrower";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "cash";
        readonly type: "uint256";
      },
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
    readonly name: "claim";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "cashPaid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "sharesPaid";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "claimUnlocked";
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
        readonly name: "offer";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "amount";
        readonly type: "uint256";
      },
    ];
    readonly name: "collateralFor";
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
    readonly inputs: readonly [];
    readonly name: "counts";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "offers";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "loans";
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
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "growth";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "value";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "harvest";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
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
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "loanAt";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "borrower";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "offer";
            readonly type: "uint64";
          },
          {
            readonly internalType: "bool";
            readonly name: "turned";
            readonly type: "bool";
          },
          {
            readonly internalType: "uint40";
            readonly name: "start";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "interestFrom";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint40";
            readonly name: "saleFrom";
            readonly type: "uint40";
          },
          {
            readonly internalType: "uint128";
            readonly name: "opened";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "principal";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "collateral";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "unpaid";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "paid";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "openedRate";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "mark";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "cash";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "shares";
            readonly type: "uint128";
          },
          {
            readonly internalType: "uint128";
            readonly name: "withheld";
            readonly type: "uint128";
          },
        ];
        readonly internalType: "struct IYieldLoan.Loan";
        readonly name: "state";
        readonly type: "tuple";
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
            readonly name: "debtAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "collateralAsset";
            readonly type: "address";
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
            readonly internalType: "address";
            readonly name: "oracle";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "rateAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "rate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "yieldFloor";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "margin";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "loanToValue";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "growthCap";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "discount";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "patience";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "longest";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "termRate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "count";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "period";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "grace";
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
        readonly internalType: "struct IYieldLoan.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "makeOffer";
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
    ];
    readonly name: "offerAt";
    readonly outputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "lender";
        readonly type: "address";
      },
      {
        readonly components: readonly [
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
            readonly internalType: "address";
            readonly name: "oracle";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "rateAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "rate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "yieldFloor";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "margin";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "loanToValue";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "growthCap";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "discount";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "patience";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "longest";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "termRate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "count";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "period";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "grace";
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
        readonly internalType: "struct IYieldLoan.Terms";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "owed";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "principal";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "interest";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "forfeits";
        readonly type: "uint256";
      },
      {
        readonly internalType: "bool";
        readonly name: "lapsed";
        readonly type: "bool";
      },
      {
        readonly internalType: "uint256";
        readonly name: "due";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "part";
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
        readonly name: "loan";
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
    readonly name: "repay";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "paid";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "unlocked";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "settle";
    readonly outputs: readonly [
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
        readonly name: "most";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "take";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
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
    readonly name: "transferFrom";
    readonly outputs: readonly [];
    readonly stateMutability: "nonpayable";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "turn";
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
        readonly name: "loan";
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
        readonly name: "borrower";
        readonly type: "address";
      },
    ];
    readonly name: "BorrowerChanged";
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
        readonly name: "shares";
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
        readonly name: "principal";
        readonly type: "uint256";
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
        readonly name: "collateral";
        readonly type: "uint256";
      },
    ];
    readonly name: "Forfeited";
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
        readonly name: "rate";
        readonly type: "uint256";
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
        readonly name: "principal";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "unlocked";
        readonly type: "uint256";
      },
    ];
    readonly name: "Harvested";
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
    ];
    readonly name: "OfferCancelled";
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
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "lender";
        readonly type: "address";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "collateralAsset";
        readonly type: "address";
      },
      {
        readonly components: readonly [
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
            readonly internalType: "address";
            readonly name: "oracle";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "rateAsset";
            readonly type: "address";
          },
          {
            readonly internalType: "uint64";
            readonly name: "rate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint64";
            readonly name: "yieldFloor";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "margin";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "loanToValue";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "growthCap";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint16";
            readonly name: "discount";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "patience";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "longest";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint64";
            readonly name: "termRate";
            readonly type: "uint64";
          },
          {
            readonly internalType: "uint16";
            readonly name: "count";
            readonly type: "uint16";
          },
          {
            readonly internalType: "uint32";
            readonly name: "period";
            readonly type: "uint32";
          },
          {
            readonly internalType: "uint32";
            readonly name: "grace";
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
        readonly internalType: "struct IYieldLoan.Terms";
        readonly name: "terms";
        readonly type: "tuple";
      },
    ];
    readonly name: "OfferMade";
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
        readonly indexed: true;
        readonly internalType: "uint256";
        readonly name: "offer";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "borrower";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "lender";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "principal";
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
        readonly name: "rate";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "payer";
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
        readonly name: "principal";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "unlocked";
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
        readonly name: "principal";
        readonly type: "uint256";
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
        readonly name: "unlocked";
        readonly type: "uint256";
      },
    ];
    readonly name: "Turned";
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
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "UnlockedClaimed";
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
        readonly name: "shares";
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
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly indexed: true;
        readonly internalType: "address";
        readonly name: "buyer";
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
        readonly name: "interest";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "principal";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "uint256";
        readonly name: "unlocked";
        readonly type: "uint256";
      },
      {
        readonly indexed: false;
        readonly internalType: "address";
        readonly name: "receiver";
        readonly type: "address";
      },
    ];
    readonly name: "YieldSold";
    readonly type: "event";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "AlreadyTurned";
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
        readonly name: "left";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "needed";
        readonly type: "uint256";
      },
    ];
    readonly name: "InsufficientGas";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "oracle";
        readonly type: "address";
      },
    ];
    readonly name: "NoPrice";
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
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "NotLapsed";
    readonly type: "error";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "shares";
        readonly type: "uint256";
      },
    ];
    readonly name: "NothingToHarvest";
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
        readonly internalType: "bool";
        readonly name: "sold";
        readonly type: "bool";
      },
    ];
    readonly name: "OtherHarvest";
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
