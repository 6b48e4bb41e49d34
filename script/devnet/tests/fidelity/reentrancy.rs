//! Who counts as reentered: the address that acts, not the code that runs.

use alloy::primitives::Address;

use crate::{
    support::Lab,
    wat::{CALL, DELEGATE, evm_delegator, evm_forward, evm_forwarder, forward, module},
};

/// Returns the flag, after calling on if there is call data left: `flag | what the callee returned`. The number makes
/// programs differ.
fn looker(number: u32) -> String {
    let on = |name: &str, value: &str| {
        format!(
            "(drop (call ${name} (i32.const 0x101) (i32.const 0x135) (i32.sub (local.get $len) (i32.const 53))
                {value} (i64.const -1) (i32.const 0)))"
        )
    };
    module(&format!(
        r#"
        (drop (i32.const {number}))
        (call $read_args (i32.const 0x100))
        (i32.store8 (i32.const 0x80) (call $reentrant))
        (if (local.get $len) (then
            (if (i32.load8_u (i32.const 0x100)) (then {}) (else {}))
            (local.set $n (call $return_data_size))
            (drop (call $read_return_data (i32.const 0x81) (i32.const 0) (local.get $n)))))
        (call $write_result (i32.const 0x80) (i32.add (i32.const 1) (local.get $n)))
        (i32.const 0)"#,
        on("delegate", ""),
        on("call", "(i32.const 0x115)")
    ))
}

#[tokio::test]
async fn the_matrix() {
    let lab = Lab::new();
    let a = lab.program(&looker(1)).await;
    let b = lab.program(&looker(2)).await;
    let evm = lab.deploy(&evm_forwarder()).await;
    let proxy = lab.deploy(&evm_delegator()).await;
    let call = |to: Address, data: &[u8]| forward(CALL, to, 0, data);
    let delegate = |to: Address, data: &[u8]| forward(DELEGATE, to, 0, data);
    let through = |to: Address, data: &[u8]| call(evm, &evm_forward(to, data));
    let cases: [(&str, Address, Vec<u8>, &[u8]); 14] = [
        ("A", a, vec![], &[0]),
        ("A calls A", a, call(a, &[]), &[0, 1]),
        ("A calls B", a, call(b, &[]), &[0, 0]),
        ("A, B, A", a, call(b, &call(a, &[])), &[0, 0, 1]),
        (
            "A, B, A, B",
            a,
            call(b, &call(a, &call(b, &[]))),
            &[0, 0, 1, 1],
        ),
        ("A, contract, A", a, through(a, &[]), &[0, 1]),
        ("A, contract, B", a, through(b, &[]), &[0, 0]),
        // Delegation borrows code and acts for the same address: no second entry.
        ("A delegates to B", a, delegate(b, &[]), &[0, 0]),
        ("A delegates to A", a, delegate(a, &[]), &[0, 0]),
        (
            "A delegates to B, which calls A",
            a,
            delegate(b, &call(a, &[])),
            &[0, 0, 1],
        ),
        (
            "A delegates to B, which calls B",
            a,
            delegate(b, &call(b, &[])),
            &[0, 0, 0],
        ),
        ("proxy of A", proxy, evm_forward(a, &[]), &[0]),
        (
            "proxy of A, contract, proxy of A",
            proxy,
            evm_forward(a, &through(proxy, &evm_forward(a, &[]))),
            &[0, 1],
        ),
        (
            "proxy of A, contract, A",
            proxy,
            evm_forward(a, &through(a, &[])),
            &[0, 0],
        ),
    ];
    for (name, to, data, flags) in cases {
        assert_eq!(lab.call(to, data).await.success()[..], *flags, "{name}");
    }
}

/// A frame that failed leaves nothing behind.
#[tokio::test]
async fn failed_frames_are_forgotten() {
    let lab = Lab::new();
    let a = lab.program(&looker(1)).await;
    let failing = lab.program(&module("unreachable")).await;
    let twice = module(
        r#"
        (call $read_args (i32.const 0x100))
        (drop (call $call (i32.const 0x114) (i32.const 0) (i32.const 0) (i32.const 0x800) (i64.const 1000000) (i32.const 0)))
        (drop (call $call (i32.const 0x100) (i32.const 0) (i32.const 0) (i32.const 0x800) (i64.const -1) (i32.const 0)))
        (drop (call $call (i32.const 0x100) (i32.const 0) (i32.const 0) (i32.const 0x800) (i64.const -1) (i32.const 0)))
        (drop (call $read_return_data (i32.const 0) (i32.const 0) (i32.const 1)))
        (call $write_result (i32.const 0) (i32.const 1))
        (i32.const 0)"#,
    );
    let caller = lab.program(&twice).await;
    assert_eq!(
        lab.call(caller, [a.as_slice(), failing.as_slice()].concat())
            .await
            .success()[..],
        [0]
    );
}
