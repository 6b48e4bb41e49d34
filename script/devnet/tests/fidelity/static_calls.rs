//! What a static call forbids, and what a breach costs.

use alloy::primitives::U256;

use crate::{
    model::{GAS, HOST, POINTER, REQUEST, blocks, gas_up, read},
    probe::{Sample, compare, probe},
    support::Lab,
    wat::{evm_forward, evm_forwarder, module},
};

const WORDS: u64 = HOST + 2 * POINTER;
const CALL: u64 = HOST + 3 * POINTER + REQUEST;

/// One thing that a program does when it is called.
struct Deed {
    name: &'static str,
    code: &'static str,
    /// Ink of its host functions when called statically.
    ink: u64,
    is_allowed: bool,
}

fn deeds() -> Vec<Deed> {
    let deed = |name, code, ink, is_allowed| Deed {
        name,
        code,
        ink,
        is_allowed,
    };
    let dirty = "i32.const 0\ni32.const 32\ncall $cache\ni32.const 0\ncall $flush";
    let clean = "i32.const 0\ni32.const 64\ncall $load\ni32.const 0\ni32.const 64\ncall $cache\ni32.const 1\ncall $flush";
    let value = "i32.const 0x293\ni32.const 0\ni32.const 0\ni32.const 0x300\ni64.const -1\ni32.const 0x400\ncall $call\ndrop";
    let create =
        "i32.const 0\ni32.const 0\ni32.const 64\ni32.const 0x400\ni32.const 0x420\ncall $create1";
    vec![
        deed(
            "flush of a dirty slot",
            dirty,
            WORDS + HOST + REQUEST,
            false,
        ),
        deed(
            "flush of a clean slot",
            clean,
            2 * WORDS + 2_105 * GAS + HOST + REQUEST,
            true,
        ),
        deed(
            "flush of nothing",
            "i32.const 0\ncall $flush",
            HOST + REQUEST,
            true,
        ),
        deed(
            "write without flush",
            "i32.const 0\ni32.const 32\ncall $cache",
            WORDS,
            true,
        ),
        deed(
            "transient load",
            "i32.const 0\ni32.const 64\ncall $tload",
            WORDS + REQUEST + 100 * GAS,
            true,
        ),
        deed(
            "transient store",
            "i32.const 0\ni32.const 64\ncall $tstore",
            WORDS + REQUEST + 100 * GAS,
            false,
        ),
        deed(
            "log",
            "i32.const 0\ni32.const 0\ni32.const 0\ncall $emit_log",
            HOST + REQUEST + read(0) + 375 * GAS,
            false,
        ),
        deed("create", create, CALL + 2 * read(0), false),
        // A call with value fails for nothing, and the program goes on.
        deed("call with value", value, CALL + 2 * read(0), true),
    ]
}

fn program(deed: &Deed) -> String {
    let data = r#"(data (i32.const 0x3f) "\07") (data (i32.const 0x31f) "\01")"#;
    module(&format!("{}\ni32.const 0", deed.code))
        .replace("(memory (export", &format!("{data} (memory (export"))
}

/// Static calls, whose status the sample's code leaves in `$n`; `inside` is the gas that the callee burns.
fn static_call(inside: u64) -> Sample {
    let code = "i32.const 0\ni32.const 0\ni32.const 0\ni64.const -1\ni32.const 0x1020\ncall $static\nlocal.set $n";
    Sample::host(code, CALL + 2 * read(0) + (2_600 + inside) * GAS)
}

#[tokio::test]
async fn the_matrix() {
    let lab = Lab::new();
    for deed in deeds() {
        let target = lab.program(&program(&deed)).await;
        let entry = lab.entry(target).await;
        let prices = blocks(&format!("{}\ni32.const 0\nend", deed.code));
        // A breach ends the program where it happens: the last block never runs.
        let run: u64 = if deed.is_allowed {
            prices.iter().sum()
        } else {
            prices[..prices.len() - 1].iter().sum()
        };
        let samples = [static_call(entry + gas_up(run + deed.ink))];
        let caller = lab
            .program(&probe("", "i32.const 0\ncall $read_args", &samples))
            .await;
        compare(&lab, caller, target.to_vec(), &samples).await;
        // The status, through a contract too: static is sticky.
        let evm = lab.deploy(&evm_forwarder()).await;
        let status = module(
            "(call $read_args (i32.const 0))
             (i32.store8 (i32.const 0x800) (call $static (i32.const 0) (i32.const 20)
                (i32.sub (local.get $len) (i32.const 20)) (i64.const -1) (i32.const 0x900)))
             (call $write_result (i32.const 0x800) (i32.const 1)) (i32.const 0)",
        );
        let status = lab.program(&status).await;
        let expected = if deed.is_allowed { 0 } else { 2 };
        let directly = lab.call(status, target.to_vec()).await.success();
        let through = [evm.as_slice(), &evm_forward(target, &[])].concat();
        let through = lab.call(status, through).await.success();
        assert_eq!(
            (directly[0], through[0]),
            (expected, expected),
            "{}",
            deed.name
        );
        // Called plainly all of it is allowed.
        assert!(lab.send(target, []).await.status(), "{}", deed.name);
    }
}

/// Value cannot leave, whoever in the subtree tries.
#[tokio::test]
async fn a_value_call_in_a_static_call_has_status_2() {
    let lab = Lab::new();
    let inner = module(
        "(i32.store8 (i32.const 0x31f) (i32.const 1))
         (i32.store8 (i32.const 0) (call $call (i32.const 0x40) (i32.const 0) (i32.const 0) (i32.const 0x300)
            (i64.const -1) (i32.const 0x400)))
         (i32.store8 (i32.const 1) (call $return_data_size))
         (call $write_result (i32.const 0) (i32.const 2)) (i32.const 0)",
    );
    let inner = lab.program(&inner).await;
    let outer = module(
        "(call $read_args (i32.const 0))
         (drop (call $static (i32.const 0) (i32.const 0) (i32.const 0) (i64.const -1) (i32.const 0x400)))
         (drop (call $read_return_data (i32.const 0x500) (i32.const 0) (i32.const 2)))
         (call $write_result (i32.const 0x500) (i32.const 2)) (i32.const 0)",
    );
    let outer = lab.program(&outer).await;
    assert_eq!(lab.call(outer, inner.to_vec()).await.success()[..], [2, 0]);
    // Not static, it pays: nothing of what it was sent is left.
    assert!(lab.send_with(inner, [], 1, 30_000_000).await.status());
    assert_eq!(lab.balance(inner).await, U256::ZERO);
}
