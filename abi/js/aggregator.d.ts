export declare const aggregatorAbi: readonly [
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
    readonly name: "description";
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
        readonly internalType: "uint80";
        readonly name: "id";
        readonly type: "uint80";
      },
    ];
    readonly name: "getRoundData";
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
    readonly name: "version";
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
];
