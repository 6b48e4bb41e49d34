//! What must hold for every program: it is activated or refused, and then runs or does not, without a panic.

use alloy::{
    network::TransactionBuilder,
    primitives::{Address, U256, address, keccak256},
    rpc::types::TransactionRequest,
};
use ballast_devnet::{
    Node, NodeError, Options,
    node::{CallRequest, ClockMode},
};
use std::cell::RefCell;

const ARB_WASM: Address = address!("0000000000000000000000000000000000000071");
/// Programs after which a chain, with what it has compiled, is replaced by a fresh one.
const LIFETIME: u32 = 64;
const PREFIX: [u8; 4] = [0xef, 0xf0, 0x00, 0x00];

thread_local! {
    static CHAIN: RefCell<Option<(Node, u32)>> = const { RefCell::new(None) };
}

/// Activates and runs a program. Input that begins as code does is taken as code; everything else is WASM.
pub fn check(input: &[u8]) {
    let code = if input.starts_with(&PREFIX[..2]) {
        input.to_vec()
    } else {
        packed(input)
    };
    let (node, used) = CHAIN.take().unwrap_or_else(|| (fresh(), 0));
    let program = Address::repeat_byte(0x99);
    if node.set_code(program, code.into()).is_ok() {
        let activate = [
            &keccak256("activateProgram(address)")[..4],
            program.into_word().as_slice(),
        ]
        .concat();
        let activated = sends(
            &node,
            ARB_WASM,
            &activate,
            1_000_000_000_000_000_000,
            32_000_000,
        );
        let ran = sends(&node, program, &[], 0, 2_000_000);
        assert!(activated || !ran, "what is not activated cannot run");
        let call = TransactionRequest::default()
            .with_to(program)
            .with_gas_limit(2_000_000);
        let answer = node.call(&CallRequest::latest(call));
        assert!(!matches!(answer, Err(NodeError::Engine(_))), "{answer:?}");
    }
    if used < LIFETIME {
        CHAIN.set(Some((node, used + 1)));
    }
}

fn fresh() -> Node {
    let options = Options {
        timestamp: Some(1_800_000_000),
        clock: ClockMode::Manual,
        history: 16,
        ..Options::default()
    };
    Node::new(options).expect("a node")
}

fn packed(wasm: &[u8]) -> Vec<u8> {
    let mut code = PREFIX.to_vec();
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 0,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &parameters).expect("compressed");
    code
}

/// Sends a transaction, which must be mined; whether it succeeded.
fn sends(node: &Node, to: Address, data: &[u8], value: u64, gas: u64) -> bool {
    let request = TransactionRequest::default()
        .with_from(node.accounts()[0].address)
        .with_to(to)
        .with_input(data.to_vec())
        .with_value(U256::from(value))
        .with_gas_limit(gas);
    let hash = node.send_unsigned(request).expect("accepted");
    node.receipt(hash).expect("mined").status()
}
