#!/usr/bin/env node
// Makes all of this package that follows from src/*.sol: JSON ABIs, typed ABIs for JavaScript and TypeScript, and the
// tables of the specification. `--check` writes nothing and fails where a file is not as it would be made.
// The compiler is the pinned npm package of test/foundry.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const solc = createRequire(join(root, "test/foundry/package.json"))("solc");

/**
 * What has an ABI: its interfaces in the order of the specification; `spec`, whether it has a page, as programs have and
 * interfaces that others implement have not; `errors`, interfaces whose errors it passes on or takes over; `gas`, the first
 * words of its rows in the gas snapshot.
 */
const programs = JSON.parse(readFileSync(join(here, "programs.json"), "utf8"));

/** Everything that the compiler knows of src/*.sol. */
function compile() {
  const names = readdirSync(join(here, "src")).filter((name) => name.endsWith(".sol")).sort();
  const sources = Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(here, "src", name), "utf8") }]));
  const input = {
    language: "Solidity",
    sources,
    settings: { outputSelection: { "*": { "*": ["abi"], "": ["ast"] } } },
  };
  const resolve = (path) => (sources[path] ? { contents: sources[path].content } : { error: "not found" });
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: resolve }));
  const errors = (output.errors ?? []).filter((error) => error.severity === "error");
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  const interfaces = new Map();
  for (const name of names) {
    for (const node of output.sources[name].ast.nodes) {
      if (node.nodeType === "ContractDefinition") {
        interfaces.set(node.name, { name: node.name, file: name, node, abi: output.contracts[name][node.name].abi });
      }
    }
  }
  return interfaces;
}

/** NatSpec as { notice, dev, params: [[name, text]], returns: [text] }; tags may follow each other on one line. */
function natspec(node) {
  const text = node.documentation?.text ?? "";
  const found = { notice: "", dev: "", params: [], returns: [] };
  for (const part of text.split(/(?:^|\s)@(?=(?:title|notice|dev|param|return)\b)/)) {
    const [tag, ...words] = part.trim().split(/\s+/);
    const rest = words.join(" ");
    if (tag === "notice") found.notice = rest;
    else if (tag === "dev") found.dev = rest;
    else if (tag === "return") found.returns.push(rest);
    else if (tag === "param") found.params.push([words[0], words.slice(1).join(" ")]);
    else if (tag !== "" && tag !== "title" && found.notice === "") found.notice = part.trim().split(/\s+/).join(" ");
  }
  return found;
}

/** A type as Solidity writes it, with the names of structs. */
const shown = (input) => {
  const struct = input.internalType?.match(/^(?:struct|enum) (?:\w+\.)?(\w+)((?:\[\d*\])*)$/);
  return struct ? struct[1] + struct[2] : input.type;
};
const list = (inputs) => inputs.map((input) => [shown(input), input.indexed ? "indexed" : "", input.name].filter(Boolean).join(" ")).join(", ");
const signature = (entry) => `${entry.name}(${list(entry.inputs)})`;
const cell = (text) => text.replaceAll("|", "\\|");

/** The tables of a program's specification, by name. */
function tables(used, gas) {
  const kinds = { FunctionDefinition: "function", EventDefinition: "event", ErrorDefinition: "error" };
  const entries = { function: [], event: [], error: [], struct: [] };
  for (const { node, abi } of used) {
    for (const child of node.nodes) {
      if (child.nodeType === "StructDefinition" || child.nodeType === "EnumDefinition") entries.struct.push(child);
      const kind = kinds[child.nodeType];
      if (!kind) continue;
      const same = abi.filter((entry) => entry.type === kind && entry.name === child.name);
      const types = child.parameters.parameters.map((parameter) => parameter.name).join();
      const entry = same.length > 1 ? same.find((one) => one.inputs.map((input) => input.name).join() === types) : same[0];
      entries[kind].push({ ...entry, doc: natspec(child), selector: child.functionSelector ?? child.errorSelector ?? child.eventSelector });
    }
  }
  const functions = entries.function.map((entry) => {
    const results = entry.outputs.length > 0 ? ` → ${list(entry.outputs)}` : "";
    const view = entry.stateMutability === "nonpayable" ? "" : ` ${entry.stateMutability}`;
    const { notice, dev, params, returns } = entry.doc;
    const named = params.map(([name, text]) => `\`${name}\`: ${text}`);
    const given = returns.map((text, place) => {
      const [name, ...words] = text.split(" ");
      const result = entry.outputs[place]?.name;
      return result !== "" && name === result ? `Returns \`${name}\`: ${words.join(" ")}` : `Returns: ${text}`;
    });
    return [`- **\`${signature(entry)}${results}\`**${view} \`0x${entry.selector}\`<br>`, [notice, ...named, ...given, dev].filter(Boolean).join(" ")].join("\n  ");
  });
  const structs = entries.struct.map((struct) => {
    const { notice, params } = natspec(struct);
    const texts = new Map(params);
    if (struct.nodeType === "EnumDefinition") {
      return `**\`${struct.name}\`** ${struct.members.map((member, number) => `${number} ${member.name}`).join(", ")}. ${notice}`;
    }
    const members = struct.members.map((member) => {
      const type = member.typeDescriptions.typeString.replace(/^(struct|enum|contract) (\w+\.)?/, "");
      return `| \`${type} ${member.name}\` | ${cell(texts.get(member.name) ?? "")} |`;
    });
    return [`**\`${struct.name}\`** ${notice}`, "", "| field | |", "|---|---|", ...members].join("\n");
  });
  const rows = (kind) => entries[kind].map((entry) => {
    const { notice, params, dev } = entry.doc;
    const named = params.map(([name, text]) => `\`${name}\`: ${text}`);
    const selector = kind === "error" ? ` | \`0x${entry.selector}\`` : "";
    return `| \`${signature(entry)}\`${selector} | ${cell([notice, ...named, dev].filter(Boolean).join(" "))} |`;
  });
  const unique = (lines) => [...new Set(lines)];
  const prices = gas.map(([verb, [uncached, cached]]) => `| ${verb} | ${thousands(uncached)} | ${thousands(cached)} |`);
  return {
    functions: functions.join("\n"),
    structs: structs.join("\n\n") || "None.",
    events: ["| event | |", "|---|---|", ...unique(rows("event"))].join("\n"),
    errors: ["| error | selector | |", "|---|---|---|", ...unique(rows("error"))].join("\n"),
    gas: prices.length > 0 ? ["| transaction | uncached | cached |", "|---|--:|--:|", ...prices].join("\n") : "None kept.",
  };
}

const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

/** The ABI of a program: that of its interfaces, without what several of them declare alike. */
function merged(used) {
  const seen = new Set();
  const order = { function: 0, event: 1, error: 2 };
  const all = used.flatMap(({ abi }) => abi).filter((entry) => {
    const key = `${entry.type} ${entry.name}(${entry.inputs.map((input) => JSON.stringify(input)).join()})`;
    return !seen.has(key) && seen.add(key);
  });
  return all.sort((a, b) => order[a.type] - order[b.type]);
}

/** `pool-state` as `poolState`. */
const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

/** A JSON value as a TypeScript type in which nothing is widened. */
function literal(value, indent) {
  const next = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "readonly []";
    return `readonly [\n${value.map((one) => `${next}${literal(one, next)}`).join(",\n")},\n${indent}]`;
  }
  if (value && typeof value === "object") {
    const fields = Object.entries(value).map(([key, one]) => `${next}readonly ${key}: ${literal(one, next)};`);
    return `{\n${fields.join("\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/** All generated files: path from here, content. */
function generate() {
  const interfaces = compile();
  const gas = JSON.parse(readFileSync(join(root, "test/gas/snapshot.json"), "utf8"));
  const files = new Map();
  const index = { js: [], ts: [] };
  const named = new Set();
  for (const [program, { interfaces: names, spec = true, errors = [], gas: verbs = [] }] of Object.entries(programs)) {
    const find = (name) => {
      const found = interfaces.get(name);
      if (!found) throw new Error(`programs.json: ${program} names ${name}, which no file of src/ declares`);
      return found;
    };
    const used = names.map((name) => {
      named.add(name);
      return find(name);
    });
    const passed = errors.map((name) => ({ abi: find(name).abi.filter((entry) => entry.type === "error") }));
    const abi = merged([...used, ...passed]);
    const name = `${camel(program)}Abi`;
    files.set(`json/${program}.json`, `${JSON.stringify(abi, null, 2)}\n`);
    files.set(`js/${program}.js`, `export const ${name} = ${JSON.stringify(abi, null, 2)};\n`);
    files.set(`js/${program}.d.ts`, `export declare const ${name}: ${literal(abi, "")};\n`);
    index.js.push(`export { ${name} } from "./${program}.js";`);
    index.ts.push(`export { ${name} } from "./${program}.js";`);
    if (!spec) continue;
    const page = `spec/${program}.md`;
    const prices = Object.entries(gas).filter(([verb]) => verbs.some((known) => verb === known || verb.startsWith(`${known} `)));
    files.set(page, filled(page, tables(used, prices)));
  }
  const left = [...interfaces.keys()].filter((name) => !named.has(name));
  if (left.length > 0) throw new Error(`programs.json: no program has ${left.join(", ")}`);
  files.set("js/index.js", `${index.js.join("\n")}\n`);
  files.set("js/index.d.ts", `${index.ts.join("\n")}\n`);
  return files;
}

/** A page with what stands between `<!-- NAME -->` and `<!-- end -->` made anew. */
function filled(page, made) {
  const text = readFileSync(join(here, page), "utf8");
  const seen = new Set();
  const result = text.replace(/<!-- (\w+) -->\n[^]*?<!-- end -->/g, (whole, name) => {
    if (made[name] === undefined) throw new Error(`${page}: no table is called ${name}`);
    seen.add(name);
    return `<!-- ${name} -->\n${made[name]}\n<!-- end -->`;
  });
  const missing = Object.keys(made).filter((name) => !seen.has(name) && !(name === "structs" && made.structs === "None."));
  if (missing.length > 0) throw new Error(`${page} has no place for: ${missing.join(", ")}`);
  return result;
}

const check = process.argv.includes("--check");
if (process.argv.length > (check ? 3 : 2)) {
  console.error("Usage: abi/generate.mjs [--check]");
  process.exit(2);
}
const files = generate();
const present = ["json", "js"].flatMap((folder) => {
  try {
    return readdirSync(join(here, folder)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
});
const stale = present.filter((path) => !files.has(path));
const differing = [...files].filter(([path, content]) => {
  try {
    return readFileSync(join(here, path), "utf8") !== content;
  } catch {
    return true;
  }
});
if (check) {
  for (const path of stale) console.log(`abi/${path}: made from nothing in src/`);
  for (const [path] of differing) console.log(`abi/${path}: not as src/ and programs.json make it`);
  const wrong = stale.length + differing.length;
  console.log(wrong > 0 ? "Run abi/generate.mjs and commit what it writes." : `${files.size} files are as their sources make them`);
  process.exitCode = wrong > 0 ? 1 : 0;
} else {
  for (const path of stale) rmSync(join(here, path));
  for (const [path, content] of differing) {
    mkdirSync(dirname(join(here, path)), { recursive: true });
    writeFileSync(join(here, path), content);
    console.log(`wrote ${relative(root, join(here, path))}`);
  }
}
