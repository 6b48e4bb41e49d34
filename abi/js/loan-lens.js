export const loanLensAbi = [
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "program",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "loan",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "market",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "reserve",
        "type": "uint256"
      }
    ],
    "name": "cover",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint256",
            "name": "number",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "missedAfter",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "owed",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "collateral",
            "type": "uint256"
          },
          {
            "internalType": "enum ILoanLens.Fit",
            "name": "fit",
            "type": "uint8"
          },
          {
            "internalType": "uint256",
            "name": "strike",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "price",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "from",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "premium",
            "type": "uint256"
          }
        ],
        "internalType": "struct ILoanLens.Cover[]",
        "name": "covers",
        "type": "tuple[]"
      },
      {
        "internalType": "uint256",
        "name": "until",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "premium",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "rate",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "program",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "offer",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "market",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "reserve",
        "type": "uint256"
      }
    ],
    "name": "coverOffer",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint256",
            "name": "number",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "missedAfter",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "owed",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "collateral",
            "type": "uint256"
          },
          {
            "internalType": "enum ILoanLens.Fit",
            "name": "fit",
            "type": "uint8"
          },
          {
            "internalType": "uint256",
            "name": "strike",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "price",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "from",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "premium",
            "type": "uint256"
          }
        ],
        "internalType": "struct ILoanLens.Cover[]",
        "name": "covers",
        "type": "tuple[]"
      },
      {
        "internalType": "uint256",
        "name": "until",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "premium",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "rate",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "program",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "offer",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "amount",
        "type": "uint256"
      },
      {
        "internalType": "address",
        "name": "oracle",
        "type": "address"
      },
      {
        "internalType": "uint256",
        "name": "base",
        "type": "uint256"
      }
    ],
    "name": "fairRate",
    "outputs": [
      {
        "internalType": "uint256",
        "name": "fair",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "offered",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "price",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "volatility",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "collateral",
        "type": "uint256"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "components": [
          {
            "internalType": "address",
            "name": "program",
            "type": "address"
          },
          {
            "internalType": "enum ILoanLens.Kind",
            "name": "kind",
            "type": "uint8"
          },
          {
            "internalType": "uint256",
            "name": "loan",
            "type": "uint256"
          }
        ],
        "internalType": "struct ILoanLens.Which[]",
        "name": "which",
        "type": "tuple[]"
      }
    ],
    "name": "outlooks",
    "outputs": [
      {
        "components": [
          {
            "components": [
              {
                "internalType": "address",
                "name": "program",
                "type": "address"
              },
              {
                "internalType": "enum ILoanLens.Kind",
                "name": "kind",
                "type": "uint8"
              },
              {
                "internalType": "uint256",
                "name": "loan",
                "type": "uint256"
              }
            ],
            "internalType": "struct ILoanLens.Which",
            "name": "which",
            "type": "tuple"
          },
          {
            "internalType": "enum ILoanLens.Stage",
            "name": "stage",
            "type": "uint8"
          },
          {
            "internalType": "address",
            "name": "borrower",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "lender",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "debtAsset",
            "type": "address"
          },
          {
            "internalType": "address",
            "name": "collateralAsset",
            "type": "address"
          },
          {
            "internalType": "uint256",
            "name": "principal",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "interest",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "collateral",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "nextDue",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "missedAfter",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "nextPayment",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "nextUnlocks",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "lastDue",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "breakEven",
            "type": "uint256"
          },
          {
            "internalType": "enum ILoanLens.Bearer",
            "name": "bearer",
            "type": "uint8"
          },
          {
            "internalType": "uint256",
            "name": "lenderFloor",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "borrowerFloor",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "claimableCash",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "claimableCollateral",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "withheldCash",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "withheld",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "withheldPuts",
            "type": "uint256"
          }
        ],
        "internalType": "struct ILoanLens.Outlook[]",
        "name": "told",
        "type": "tuple[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "program",
        "type": "address"
      },
      {
        "internalType": "enum ILoanLens.Kind",
        "name": "kind",
        "type": "uint8"
      },
      {
        "internalType": "uint256",
        "name": "loan",
        "type": "uint256"
      }
    ],
    "name": "schedule",
    "outputs": [
      {
        "components": [
          {
            "internalType": "uint256",
            "name": "number",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "due",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "missedAfter",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "principal",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "interest",
            "type": "uint256"
          },
          {
            "internalType": "uint256",
            "name": "unlocks",
            "type": "uint256"
          }
        ],
        "internalType": "struct ILoanLens.Instalment[]",
        "name": "instalments",
        "type": "tuple[]"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "target",
        "type": "address"
      }
    ],
    "name": "CallFailed",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "asset",
        "type": "address"
      }
    ],
    "name": "NoPrice",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "market",
        "type": "address"
      }
    ],
    "name": "OtherAssets",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "current",
        "type": "address"
      }
    ],
    "name": "AlreadySet",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint256",
        "name": "position",
        "type": "uint256"
      },
      {
        "internalType": "uint256",
        "name": "value",
        "type": "uint256"
      }
    ],
    "name": "ParameterOutOfBounds",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "Reentered",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "uint8",
        "name": "code",
        "type": "uint8"
      }
    ],
    "name": "RiskCalculation",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "caller",
        "type": "address"
      }
    ],
    "name": "Unauthorised",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "ZeroAddress",
    "type": "error"
  }
];
