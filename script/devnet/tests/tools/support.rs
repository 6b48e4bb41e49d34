//! A devnet with a program on it, and how tools are run.

use alloy::{
    network::{EthereumWallet, TransactionBuilder},
    primitives::{Address, U256, address},
    providers::{DynProvider, Provider, ProviderBuilder},
    rpc::types::TransactionRequest,
    sol,
    sol_types::{SolCall, SolError, SolEvent},
};
use ballast_devnet::{Handle, Options, spawn};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

sol! {
    /// What the program [`COUNTER`](counter_code) answers to.
    #[sol(rpc)]
    interface ICounter {
        event Counted(uint256 count);
        error Ended(uint256 count);
        function count() external view returns (uint256);
        function increment(uint256 by) external returns (uint256);
    }

    /// Activates programs.
    interface IArbWasm {
        function activateProgram(address program) external payable returns (uint16, uint256);
    }
}

/// Activates programs.
pub const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");

/// The devnet as it starts by default.
pub async fn devnet() -> Handle {
    spawn(Options::default()).await.expect("devnet starts")
}

/// The key of Nitro's development account, hexadecimal.
pub fn key(devnet: &Handle) -> String {
    alloy::hex::encode_prefixed(devnet.accounts()[0].signer().to_bytes())
}

/// A provider that signs for Nitro's development account.
pub fn provider(devnet: &Handle) -> DynProvider {
    ProviderBuilder::new()
        .wallet(EthereumWallet::from(devnet.accounts()[0].signer()))
        .connect_http(devnet.url().parse().expect("url"))
        .erased()
}

/// A Stylus program written by hand that sets its count where asked for more than nothing, and else ends with a typed error.
pub fn counter_code() -> Vec<u8> {
    let bytes = |data: &[u8]| {
        data.iter()
            .map(|byte| format!("\\{byte:02x}"))
            .collect::<String>()
    };
    let wasm = wat::parse_str(format!(
        r#"(module
        (import "vm_hooks" "read_args" (func $read_args (param i32)))
        (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
        (import "vm_hooks" "storage_load_bytes32" (func $load (param i32 i32)))
        (import "vm_hooks" "storage_cache_bytes32" (func $cache (param i32 i32)))
        (import "vm_hooks" "storage_flush_cache" (func $flush (param i32)))
        (import "vm_hooks" "emit_log" (func $emit_log (param i32 i32 i32)))
        (import "vm_hooks" "pay_for_memory_grow" (func (param i32)))
        (memory (export "memory") 1)
        (data (i32.const 0x200) "{ended}")
        (data (i32.const 0x300) "{counted}")
        (func (export "user_entrypoint") (param $len i32) (result i32)
            (call $read_args (i32.const 0x100))
            (if (i32.lt_u (local.get $len) (i32.const 36)) (then
                (call $load (i32.const 0) (i32.const 0x40))
                (call $write_result (i32.const 0x40) (i32.const 32))
                (return (i32.const 0))))
            (if (i32.eqz (i32.load8_u (i32.const 0x123))) (then
                (call $load (i32.const 0) (i32.const 0x204))
                (call $write_result (i32.const 0x200) (i32.const 36))
                (return (i32.const 1))))
            (call $cache (i32.const 0) (i32.const 0x104))
            (call $flush (i32.const 0))
            (memory.copy (i32.const 0x320) (i32.const 0x104) (i32.const 32))
            (call $emit_log (i32.const 0x300) (i32.const 64) (i32.const 1))
            (call $write_result (i32.const 0x104) (i32.const 32))
            (i32.const 0)))"#,
        ended = bytes(&ICounter::Ended::SELECTOR),
        counted = bytes(ICounter::Counted::SIGNATURE_HASH.as_slice()),
    ))
    .expect("wat");
    let mut code = vec![0xef, 0xf0, 0x00, 0x00];
    let mut compressor = brotli::CompressorWriter::new(&mut code, 4096, 11, 22);
    std::io::Write::write_all(&mut compressor, &wasm).expect("compressed");
    drop(compressor);
    code
}

/// Creation code for [`counter_code`], as cargo-stylus makes it.
pub fn counter_creation() -> Vec<u8> {
    let code = counter_code();
    let mut creation = vec![0x7f];
    creation.extend(U256::from(code.len()).to_be_bytes::<32>());
    // DUP1, PUSH1 43, PUSH1 0, CODECOPY, PUSH1 0, RETURN, version 0
    creation.extend([0x80, 0x60, 0x2b, 0x60, 0x00, 0x39, 0x60, 0x00, 0xf3, 0x00]);
    creation.extend(code);
    creation
}

/// The counter, deployed and activated.
pub async fn counter(devnet: &Handle) -> Address {
    let provider = provider(devnet);
    let request = TransactionRequest::default().with_deploy_code(counter_creation());
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await;
    let program = receipt.expect("receipt").contract_address.expect("address");
    let request = TransactionRequest::default()
        .with_to(ARB_WASM)
        .with_value(U256::from(10_u64.pow(16)))
        .with_input(IArbWasm::activateProgramCall { program }.abi_encode());
    let receipt = provider
        .send_transaction(request)
        .await
        .expect("sent")
        .get_receipt()
        .await;
    assert!(receipt.expect("receipt").status());
    program
}

/// The project's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .expect("root")
}

/// Where tools and what they build lie.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), PathBuf::from)
        .join("tools")
}

/// A file of the npm packages.
pub fn npm(file: &str) -> PathBuf {
    let path = root().join("test/foundry/node_modules").join(file);
    assert!(
        path.exists(),
        "{} is missing: npm ci --prefix test/foundry --ignore-scripts",
        path.display()
    );
    path
}

/// Runs a command to its end, whatever that is. Threads of the devnet go on meanwhile.
pub fn end_of(command: &mut Command) -> Output {
    command
        .env("NO_COLOR", "1")
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// What a command that must succeed prints.
pub fn run(command: &mut Command) -> String {
    let output = end_of(command);
    let complaints = String::from_utf8_lossy(&output.stderr);
    let printed = String::from_utf8_lossy(&output.stdout);
    // The npm packages' launchers exit with 0 whatever happened.
    assert!(
        output.status.success() && !complaints.contains("Error:"),
        "{command:?}\n{printed}\n{complaints}"
    );
    printed.trim().to_owned()
}
