export { oracleAbi } from "./oracle.js";
export { poolAbi } from "./pool.js";
export { unwinderAbi } from "./unwinder.js";
export { insuranceAbi } from "./insurance.js";
export { vaultAbi } from "./vault.js";
export { lensAbi } from "./lens.js";
export { debtBookAbi } from "./debt-book.js";
export { aggregatorAbi } from "./aggregator.js";
