// What a wallet does with a Stylus program, by viem: estimate, sign, send, wait, read events, decode a typed error.
// Usage: wallet.mjs HTTP_URL WS_URL PRIVATE_KEY COUNTER; prints "done".
import assert from "node:assert/strict";
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createTestClient,
  createWalletClient,
  http,
  parseAbi,
  parseEther,
  webSocket,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

const [httpUrl, wsUrl, key, counter] = process.argv.slice(2);
const transport = http(httpUrl);
const reader = createPublicClient({ transport });
const id = await reader.getChainId();
const chain = {
  id,
  name: "devnet",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [httpUrl] } },
};
const account = privateKeyToAccount(key);
const wallet = createWalletClient({ account, chain, transport });
const abi = parseAbi([
  "event Counted(uint256 count)",
  "error Ended(uint256 count)",
  "function count() view returns (uint256)",
  "function increment(uint256 by) returns (uint256)",
]);
const contract = { address: counter, abi };

// A wallet's flow: simulate, estimate, sign itself, send raw, wait, decode.
const call = { ...contract, functionName: "increment", args: [41n], account };
const { result } = await reader.simulateContract(call);
assert.equal(result, 41n);
const request = await wallet.prepareTransactionRequest({
  to: counter,
  data: "0x7cf5dab0" + 41n.toString(16).padStart(64, "0"),
});
assert.ok(request.gas > 21_000n);
const hash = await wallet.sendRawTransaction({ serializedTransaction: await wallet.signTransaction(request) });
const receipt = await reader.waitForTransactionReceipt({ hash });
assert.equal(receipt.status, "success");
assert.ok(receipt.gasUsed <= request.gas);
assert.equal(await reader.readContract({ ...contract, functionName: "count" }), 41n);
const events = await reader.getContractEvents({ ...contract, eventName: "Counted", fromBlock: 0n });
assert.deepEqual(events.map((event) => event.args.count), [41n]);

// The typed error, decoded from the node's answer.
await assert.rejects(
  reader.simulateContract({ ...call, args: [0n] }),
  (error) => {
    assert.ok(error instanceof BaseError);
    const reverted = error.walk((cause) => cause instanceof ContractFunctionRevertedError);
    assert.equal(reverted.data.errorName, "Ended");
    assert.deepEqual(reverted.data.args, [41n]);
    return true;
  },
);
await assert.rejects(wallet.writeContract({ ...call, args: [0n] }), /Ended/);

// Money, EIP-1559 fees and the history of fees.
const to = "0x00000000000000000000000000000000000000b0";
const paid = await wallet.sendTransaction({ to, value: parseEther("1") });
await reader.waitForTransactionReceipt({ hash: paid });
assert.equal(await reader.getBalance({ address: to }), parseEther("1"));
const fees = await reader.getFeeHistory({ blockCount: 2, rewardPercentiles: [50] });
assert.equal(fees.reward.length, 2);

// EIP-712: signed here, recovered here; and a batch of reads in one request.
const batch = createPublicClient({ transport: http(httpUrl, { batch: true }) });
const [balance, block, code] = await Promise.all([
  batch.getBalance({ address: account.address }),
  batch.getBlock({ includeTransactions: true }),
  batch.getCode({ address: counter }),
]);
assert.ok(balance > 0n);
assert.equal(block.transactions[0].hash, paid);
assert.ok(code.startsWith("0xeff00000"));

// anvil's methods, by viem's test client.
const test = createTestClient({ mode: "anvil", chain, transport });
const point = await test.snapshot();
await test.setBalance({ address: to, value: 5n });
assert.equal(await reader.getBalance({ address: to }), 5n);
await test.revert({ id: point });
assert.equal(await reader.getBalance({ address: to }), parseEther("1"));

// Subscriptions over WebSocket.
const socket = createPublicClient({ transport: webSocket(wsUrl) });
const seen = new Promise((resolve, reject) => {
  const stop = socket.watchContractEvent({
    ...contract,
    eventName: "Counted",
    onLogs: (logs) => {
      stop();
      resolve(logs[0].args.count);
    },
    onError: reject,
  });
  // Subscribed once the node has answered this.
  socket.getBlockNumber().then(() => wallet.writeContract({ ...call, args: [42n] }), reject);
});
assert.equal(await seen, 42n);

console.log("done");
process.exit(0);
