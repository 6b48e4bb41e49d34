export declare const loanLensAbi: readonly [
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "program";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
      {
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "reserve";
        readonly type: "uint256";
      },
    ];
    readonly name: "cover";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "number";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missedAfter";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "owed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum ILoanLens.Fit";
            readonly name: "fit";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "strike";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "from";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "premium";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILoanLens.Cover[]";
        readonly name: "covers";
        readonly type: "tuple[]";
      },
      {
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "rate";
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
        readonly name: "program";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "market";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "reserve";
        readonly type: "uint256";
      },
    ];
    readonly name: "coverOffer";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "number";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missedAfter";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "owed";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum ILoanLens.Fit";
            readonly name: "fit";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "strike";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "price";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "from";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "premium";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILoanLens.Cover[]";
        readonly name: "covers";
        readonly type: "tuple[]";
      },
      {
        readonly internalType: "uint256";
        readonly name: "until";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "premium";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "rate";
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
        readonly name: "program";
        readonly type: "address";
      },
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
        readonly internalType: "address";
        readonly name: "oracle";
        readonly type: "address";
      },
      {
        readonly internalType: "uint256";
        readonly name: "base";
        readonly type: "uint256";
      },
    ];
    readonly name: "fairRate";
    readonly outputs: readonly [
      {
        readonly internalType: "uint256";
        readonly name: "fair";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "offered";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "price";
        readonly type: "uint256";
      },
      {
        readonly internalType: "uint256";
        readonly name: "volatility";
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
        readonly components: readonly [
          {
            readonly internalType: "address";
            readonly name: "program";
            readonly type: "address";
          },
          {
            readonly internalType: "enum ILoanLens.Kind";
            readonly name: "kind";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "loan";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILoanLens.Which[]";
        readonly name: "which";
        readonly type: "tuple[]";
      },
    ];
    readonly name: "outlooks";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly components: readonly [
              {
                readonly internalType: "address";
                readonly name: "program";
                readonly type: "address";
              },
              {
                readonly internalType: "enum ILoanLens.Kind";
                readonly name: "kind";
                readonly type: "uint8";
              },
              {
                readonly internalType: "uint256";
                readonly name: "loan";
                readonly type: "uint256";
              },
            ];
            readonly internalType: "struct ILoanLens.Which";
            readonly name: "which";
            readonly type: "tuple";
          },
          {
            readonly internalType: "enum ILoanLens.Stage";
            readonly name: "stage";
            readonly type: "uint8";
          },
          {
            readonly internalType: "address";
            readonly name: "borrower";
            readonly type: "address";
          },
          {
            readonly internalType: "address";
            readonly name: "lender";
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
            readonly name: "collateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "nextDue";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missedAfter";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "nextPayment";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "nextUnlocks";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "lastDue";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "breakEven";
            readonly type: "uint256";
          },
          {
            readonly internalType: "enum ILoanLens.Bearer";
            readonly name: "bearer";
            readonly type: "uint8";
          },
          {
            readonly internalType: "uint256";
            readonly name: "lenderFloor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "borrowerFloor";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "claimableCash";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "claimableCollateral";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withheldCash";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withheld";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "withheldPuts";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILoanLens.Outlook[]";
        readonly name: "told";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
  },
  {
    readonly inputs: readonly [
      {
        readonly internalType: "address";
        readonly name: "program";
        readonly type: "address";
      },
      {
        readonly internalType: "enum ILoanLens.Kind";
        readonly name: "kind";
        readonly type: "uint8";
      },
      {
        readonly internalType: "uint256";
        readonly name: "loan";
        readonly type: "uint256";
      },
    ];
    readonly name: "schedule";
    readonly outputs: readonly [
      {
        readonly components: readonly [
          {
            readonly internalType: "uint256";
            readonly name: "number";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "due";
            readonly type: "uint256";
          },
          {
            readonly internalType: "uint256";
            readonly name: "missedAfter";
            readonly type: "uint256";
          },
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
            readonly name: "unlocks";
            readonly type: "uint256";
          },
        ];
        readonly internalType: "struct ILoanLens.Instalment[]";
        readonly name: "instalments";
        readonly type: "tuple[]";
      },
    ];
    readonly stateMutability: "view";
    readonly type: "function";
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
        readonly name: "asset";
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
        readonly name: "market";
        readonly type: "address";
      },
    ];
    readonly name: "OtherAssets";
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
