//! Programs and contracts that tests share.

use alloy::primitives::{Address, U256};

/// All 42 host functions, and a page of memory.
pub const HEADER: &str = r#"
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "exit_early" (func $exit_early (param i32)))
  (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
  (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
  (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
  (import "vm_hooks" "transient_load_bytes32" (func $tload (param i32 i32)))
  (import "vm_hooks" "transient_store_bytes32" (func $tstore (param i32 i32)))
  (import "vm_hooks" "call_contract" (func $call (param i32 i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "delegate_call_contract" (func $delegate (param i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "static_call_contract" (func $static (param i32 i32 i32 i64 i32) (result i32)))
  (import "vm_hooks" "create1" (func $create1 (param i32 i32 i32 i32 i32)))
  (import "vm_hooks" "create2" (func $create2 (param i32 i32 i32 i32 i32 i32)))
  (import "vm_hooks" "read_return_data" (func $read_return_data (param i32 i32 i32) (result i32)))
  (import "vm_hooks" "return_data_size" (func $return_data_size (result i32)))
  (import "vm_hooks" "emit_log" (func $emit_log (param i32 i32 i32)))
  (import "vm_hooks" "account_balance" (func $balance (param i32 i32)))
  (import "vm_hooks" "account_code" (func $code (param i32 i32 i32 i32) (result i32)))
  (import "vm_hooks" "account_code_size" (func $code_size (param i32) (result i32)))
  (import "vm_hooks" "account_codehash" (func $codehash (param i32 i32)))
  (import "vm_hooks" "evm_gas_left" (func $gas_left (result i64)))
  (import "vm_hooks" "evm_ink_left" (func $ink_left (result i64)))
  (import "vm_hooks" "msg_reentrant" (func $reentrant (result i32)))
  (import "vm_hooks" "block_basefee" (func $basefee (param i32)))
  (import "vm_hooks" "block_coinbase" (func $coinbase (param i32)))
  (import "vm_hooks" "block_gas_limit" (func $gas_limit (result i64)))
  (import "vm_hooks" "block_number" (func $number (result i64)))
  (import "vm_hooks" "block_timestamp" (func $timestamp (result i64)))
  (import "vm_hooks" "chainid" (func $chainid (result i64)))
  (import "vm_hooks" "tx_gas_price" (func $gas_price (param i32)))
  (import "vm_hooks" "tx_ink_price" (func $ink_price (result i32)))
  (import "vm_hooks" "tx_origin" (func $origin (param i32)))
  (import "vm_hooks" "msg_sender" (func $sender (param i32)))
  (import "vm_hooks" "msg_value" (func $value (param i32)))
  (import "vm_hooks" "contract_address" (func $address (param i32)))
  (import "vm_hooks" "pay_for_memory_grow" (func $pay (param i32)))
  (import "vm_hooks" "native_keccak256" (func $keccak (param i32 i32 i32)))
  (import "vm_hooks" "math_div" (func $div (param i32 i32)))
  (import "vm_hooks" "math_mod" (func $mod (param i32 i32)))
  (import "vm_hooks" "math_pow" (func $pow (param i32 i32)))
  (import "vm_hooks" "math_add_mod" (func $add_mod (param i32 i32 i32)))
  (import "vm_hooks" "math_mul_mod" (func $mul_mod (param i32 i32 i32)))
  (memory (export "memory") 1)
"#;

/// A program with this body for its entry point, whose parameter is `$len`.
pub fn module(body: &str) -> String {
    format!(
        r#"(module {HEADER}
        (func (export "user_entrypoint") (param $len i32) (result i32)
            (local $status i32) (local $n i32) (local $x i64)
            {body}))"#
    )
}

/// Call data `kind | target | value | data`: calls (0), delegate-calls (1) or static-calls (2) and passes the result
/// on, data and status.
pub fn forwarder() -> String {
    module(
        r#"
        (call $read_args (i32.const 0x100))
        (if (i32.eq (i32.load8_u (i32.const 0x100)) (i32.const 0)) (then
            (local.set $status (call $call (i32.const 0x101) (i32.const 0x135)
                (i32.sub (local.get $len) (i32.const 53)) (i32.const 0x115) (i64.const -1) (i32.const 0)))))
        (if (i32.eq (i32.load8_u (i32.const 0x100)) (i32.const 1)) (then
            (local.set $status (call $delegate (i32.const 0x101) (i32.const 0x135)
                (i32.sub (local.get $len) (i32.const 53)) (i64.const -1) (i32.const 0)))))
        (if (i32.eq (i32.load8_u (i32.const 0x100)) (i32.const 2)) (then
            (local.set $status (call $static (i32.const 0x101) (i32.const 0x135)
                (i32.sub (local.get $len) (i32.const 53)) (i64.const -1) (i32.const 0)))))
        (local.set $n (i32.load (i32.const 0)))
        (drop (call $read_return_data (i32.const 0x8000) (i32.const 0) (local.get $n)))
        (call $write_result (i32.const 0x8000) (local.get $n))
        (local.get $status)"#,
    )
}

pub const CALL: u8 = 0;
pub const DELEGATE: u8 = 1;
pub const STATIC: u8 = 2;

/// Call data for [`forwarder`].
pub fn forward(kind: u8, to: Address, value: u64, data: &[u8]) -> Vec<u8> {
    [
        &[kind],
        to.as_slice(),
        &U256::from(value).to_be_bytes::<32>(),
        data,
    ]
    .concat()
}

/// Call data `kind | key | value`: returns what the slot held, then writes (1), caches without flushing (2), or
/// writes and clears the cache (3); 0 only reads.
pub fn storage() -> String {
    module(
        r#"
        (call $read_args (i32.const 0x100))
        (call $load (i32.const 0x101) (i32.const 0x200))
        (local.set $n (i32.load8_u (i32.const 0x100)))
        (if (local.get $n) (then (call $cache (i32.const 0x101) (i32.const 0x121))))
        (if (i32.eq (local.get $n) (i32.const 1)) (then (call $flush (i32.const 0))))
        (if (i32.eq (local.get $n) (i32.const 3)) (then (call $flush (i32.const 1))))
        (call $write_result (i32.const 0x200) (i32.const 32))
        (i32.const 0)"#,
    )
}

/// Call data for [`storage`].
pub fn store(kind: u8, key: u64, value: u64) -> Vec<u8> {
    [
        &[kind],
        &U256::from(key).to_be_bytes::<32>()[..],
        &U256::from(value).to_be_bytes::<32>(),
    ]
    .concat()
}

/// EVM code: call data `target word | data`; calls with all gas and passes the result on.
pub fn evm_forwarder() -> Vec<u8> {
    evm_forwarder_by(0xF1)
}

/// As [`evm_forwarder`] with a delegate call.
pub fn evm_delegator() -> Vec<u8> {
    evm_forwarder_by(0xF4)
}

fn evm_forwarder_by(opcode: u8) -> Vec<u8> {
    let mut code = vec![0x60, 0x20, 0x36, 0x03]; // len = calldatasize - 32
    code.extend([0x80, 0x60, 0x20, 0x60, 0x00, 0x37]); // calldatacopy(0, 32, len)
    code.extend([0x60, 0x00, 0x60, 0x00, 0x82, 0x60, 0x00]); // out size, out offset, in size, in offset
    if opcode == 0xF1 {
        code.extend([0x60, 0x00]); // value
    }
    code.extend([0x60, 0x00, 0x35, 0x5A, opcode]); // address, gas
    code.extend([0x3D, 0x60, 0x00, 0x60, 0x00, 0x3E]); // returndatacopy
    let target = u8::try_from(code.len() + 7).unwrap();
    code.extend([0x60, target, 0x57, 0x3D, 0x60, 0x00, 0xFD]); // revert unless it succeeded
    code.extend([0x5B, 0x3D, 0x60, 0x00, 0xF3]);
    code
}

/// Call data for the EVM forwarders.
pub fn evm_forward(to: Address, data: &[u8]) -> Vec<u8> {
    [to.into_word().as_slice(), data].concat()
}
