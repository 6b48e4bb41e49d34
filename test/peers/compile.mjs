// Compiles the peers from their npm packages, each with the compiler and the settings of its own repository.
// Writes out/contracts.json: creation code and where libraries' addresses go into it, by contract. What is unchanged since
// the last time is not compiled again. Usage: node compile.mjs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const morpho = "@morpho-org/morpho-blue/src/";
const aave = "@aave-dao/aave-v3-origin/src/contracts/";

const builds = [
  {
    // github.com/morpho-org/morpho-blue, foundry.toml
    compiler: "solc-0.8.19",
    settings: { viaIR: true, optimizer: { enabled: true, runs: 999_999 }, evmVersion: "paris" },
    sources: ["Morpho", "mocks/IrmMock", "mocks/OracleMock"].map((name) => `${morpho}${name}.sol`),
  },
  {
    // github.com/aave-dao/aave-v3-origin, foundry.toml
    compiler: "solc-0.8.27",
    settings: { optimizer: { enabled: true, runs: 200 }, evmVersion: "shanghai" },
    sources: [
      "instances/PoolInstance",
      "instances/PoolConfiguratorInstance",
      "instances/ATokenInstance",
      "instances/VariableDebtTokenInstance",
      "misc/AaveOracle",
      "misc/DefaultReserveInterestRateStrategyV2",
      "protocol/configuration/PoolAddressesProvider",
      "protocol/configuration/ACLManager",
      ...["Borrow", "Configurator", "FlashLoan", "Liquidation", "Pool", "Supply"].map(
        (name) => `protocol/libraries/logic/${name}Logic`,
      ),
    ].map((name) => `${aave}${name}.sol`),
  },
];

const remappings = [
  ["openzeppelin-contracts/contracts/", "node_modules/@openzeppelin/contracts/"],
  ["solidity-utils/", "node_modules/@bgd-labs/solidity-utils/src/"],
  ["@", "node_modules/@"],
];

const read = (name) => {
  const [from, to] = remappings.find(([prefix]) => name.startsWith(prefix)) ?? [name, name];
  return readFileSync(path(to + name.slice(from.length)), "utf8");
};

const compile = ({ compiler, settings, sources }) => {
  const solc = require(compiler);
  const wanted = { "*": { "*": ["evm.bytecode.object", "evm.bytecode.linkReferences"] } };
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(sources.map((name) => [name, { content: read(name) }])),
    settings: { ...settings, metadata: { bytecodeHash: "none" }, outputSelection: wanted },
  };
  const found = (name) => {
    try {
      return { contents: read(name) };
    } catch (error) {
      return { error: error.message };
    }
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));
  return sources.map((source) => {
    const contract = source.split("/").at(-1).slice(0, -".sol".length);
    const { object, linkReferences } = output.contracts[source][contract].evm.bytecode;
    const libraries = Object.values(linkReferences).flatMap(Object.entries);
    const links = libraries.map(([library, places]) => [library, places.map(({ start }) => start)]);
    return [contract, { code: object, links: Object.fromEntries(links) }];
  });
};

const hash = createHash("sha256").update(readFileSync(path("package-lock.json"))).update(readFileSync(path("compile.mjs")));
const version = hash.digest("hex");
const file = path("out/contracts.json");
if (existsSync(file) && JSON.parse(readFileSync(file, "utf8")).version === version) process.exit(0);
const contracts = Object.fromEntries(builds.flatMap(compile));
mkdirSync(path("out"), { recursive: true });
writeFileSync(file, JSON.stringify({ version, contracts }));
