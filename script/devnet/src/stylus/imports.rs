//! The functions that a program may import, with their exact signatures.

use wasmparser::{FuncType, ValType};

/// Module of the host functions.
pub(crate) const HOOKS: &str = "vm_hooks";
/// Printing; debug chains only.
pub(crate) const CONSOLE: &str = "console";
/// Measuring; debug chains only.
pub(crate) const DEBUG: &str = "debug";
/// Payment for new pages, which every program that can grow must import.
pub(crate) const PAY_FOR_MEMORY_GROW: &str = "pay_for_memory_grow";

use ValType::{F32, F64, I32, I64};

type Signature = (&'static str, &'static [ValType], &'static [ValType]);

const HOOK_SIGNATURES: &[Signature] = &[
    ("read_args", &[I32], &[]),
    ("write_result", &[I32, I32], &[]),
    ("exit_early", &[I32], &[]),
    ("storage_load_bytes32", &[I32, I32], &[]),
    ("storage_cache_bytes32", &[I32, I32], &[]),
    ("storage_flush_cache", &[I32], &[]),
    ("transient_load_bytes32", &[I32, I32], &[]),
    ("transient_store_bytes32", &[I32, I32], &[]),
    ("call_contract", &[I32, I32, I32, I32, I64, I32], &[I32]),
    ("delegate_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    ("static_call_contract", &[I32, I32, I32, I64, I32], &[I32]),
    ("create1", &[I32, I32, I32, I32, I32], &[]),
    ("create2", &[I32, I32, I32, I32, I32, I32], &[]),
    ("read_return_data", &[I32, I32, I32], &[I32]),
    ("return_data_size", &[], &[I32]),
    ("emit_log", &[I32, I32, I32], &[]),
    ("account_balance", &[I32, I32], &[]),
    ("account_code", &[I32, I32, I32, I32], &[I32]),
    ("account_code_size", &[I32], &[I32]),
    ("account_codehash", &[I32, I32], &[]),
    ("evm_gas_left", &[], &[I64]),
    ("evm_ink_left", &[], &[I64]),
    ("block_basefee", &[I32], &[]),
    ("block_coinbase", &[I32], &[]),
    ("block_gas_limit", &[], &[I64]),
    ("block_number", &[], &[I64]),
    ("block_timestamp", &[], &[I64]),
    ("chainid", &[], &[I64]),
    ("contract_address", &[I32], &[]),
    ("msg_reentrant", &[], &[I32]),
    ("msg_sender", &[I32], &[]),
    ("msg_value", &[I32], &[]),
    ("tx_gas_price", &[I32], &[]),
    ("tx_ink_price", &[], &[I32]),
    ("tx_origin", &[I32], &[]),
    (PAY_FOR_MEMORY_GROW, &[I32], &[]),
    ("native_keccak256", &[I32, I32, I32], &[]),
    ("math_div", &[I32, I32], &[]),
    ("math_mod", &[I32, I32], &[]),
    ("math_pow", &[I32, I32], &[]),
    ("math_add_mod", &[I32, I32, I32], &[]),
    ("math_mul_mod", &[I32, I32, I32], &[]),
];

const CONSOLE_SIGNATURES: &[Signature] = &[
    ("log_txt", &[I32, I32], &[]),
    ("log_i32", &[I32], &[]),
    ("log_i64", &[I64], &[]),
    ("log_f32", &[F32], &[]),
    ("log_f64", &[F64], &[]),
    ("tee_i32", &[I32], &[I32]),
    ("tee_i64", &[I64], &[I64]),
    ("tee_f32", &[F32], &[F32]),
    ("tee_f64", &[F64], &[F64]),
];

const DEBUG_SIGNATURES: &[Signature] = &[
    ("null_host", &[], &[]),
    ("start_benchmark", &[], &[]),
    ("end_benchmark", &[], &[]),
];

/// The signature of a host function, `None` if there is no such function.
pub(crate) fn signature(module: &str, name: &str) -> Option<FuncType> {
    let table = match module {
        HOOKS => HOOK_SIGNATURES,
        CONSOLE => CONSOLE_SIGNATURES,
        DEBUG => DEBUG_SIGNATURES,
        _ => return None,
    };
    let (_, params, results) = table.iter().find(|(known, ..)| *known == name)?;
    Some(FuncType::new(
        params.iter().copied(),
        results.iter().copied(),
    ))
}

/// Whether only debug chains have a module of host functions.
pub(crate) fn is_for_debugging(module: &str) -> bool {
    matches!(module, CONSOLE | DEBUG)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_42_hooks() {
        assert_eq!(HOOK_SIGNATURES.len(), 42);
        assert!(
            HOOK_SIGNATURES
                .iter()
                .all(|(name, ..)| signature(HOOKS, name).is_some())
        );
    }

    #[test]
    fn modules_do_not_lend_each_other_functions() {
        assert!(signature(CONSOLE, "log_txt").is_some() && is_for_debugging(CONSOLE));
        assert!(signature(DEBUG, "null_host").is_some() && is_for_debugging(DEBUG));
        assert!(signature(HOOKS, "log_txt").is_none() && !is_for_debugging(HOOKS));
    }
}
