#!/usr/bin/env node
// Every error and event of abi/src is expected by a test, by the name of its interface and its own: on the chain, in the
// programs' own tests, or in the Foundry project's. Bindings number events of one name.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folders = ["test/chain/src", "test/chain/tests", "test/foundry/test"];
for (const program of readdirSync(join(root, "contracts"))) folders.push(`contracts/${program}/src/tests`);

function files(folder) {
  let entries;
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]));
}
const tests = folders
  .flatMap(files)
  .filter((name) => /\.(rs|sol)$/.test(name))
  .map((name) => readFileSync(join(root, name), "utf8"))
  .join("\n");

let [known, missing] = [0, 0];
for (const name of readdirSync(join(root, "abi/src")).sort()) {
  const text = readFileSync(join(root, "abi/src", name), "utf8").replace(/\/\/.*$/gm, "");
  const of = name.replace(".sol", "");
  for (const [, kind, id] of text.matchAll(/\b(error|event)\s+(\w+)\s*\(/g)) {
    if (new RegExp(`\\b${of}(?:Errors|Events)?(?:::|\\.)${id}(?:_\\d)?\\b`).test(tests)) {
      known += 1;
    } else {
      missing += 1;
      console.log(`${of}.${id}: no test expects this ${kind}`);
    }
  }
}
console.log(`test result: ${missing === 0 ? "ok" : "FAILED"}. ${known} passed; ${missing} failed`);
process.exitCode = missing === 0 ? 0 : 1;
