//! How programs end: status, data and gas of each way.

use alloy::primitives::Bytes;

use crate::{
    model::{HOST, REQUEST, gas_up, read, straight},
    support::{Answer, LIMIT, Lab},
    wat::{HEADER, module},
};

/// Leaves two bytes as the output.
const RESULT: &str = "i32.const 0\ni32.const 2\ncall $write_result\n";
const RESULT_INK: u64 = HOST + 2 * 16_381;

enum End {
    Success,
    Revert,
    /// Reverts without the output.
    Trap,
}

/// Code after [`RESULT`], how it ends, and ink of what it runs.
fn endings() -> Vec<(&'static str, End, u64)> {
    let all = |code: &str| straight(&format!("{RESULT}{code}\nend"));
    let upto = |code: &str| straight(&format!("{RESULT}{code}"));
    vec![
        ("i32.const 0", End::Success, all("i32.const 0")),
        ("i32.const 1", End::Revert, all("i32.const 1")),
        ("i32.const 77", End::Revert, all("i32.const 77")),
        (
            "i32.const 0\nreturn",
            End::Success,
            upto("i32.const 0\nreturn"),
        ),
        (
            "i32.const 0\ncall $exit_early\ni32.const 1",
            End::Success,
            upto("i32.const 0\ncall $exit_early"),
        ),
        (
            "i32.const 1\ncall $exit_early\ni32.const 0",
            End::Revert,
            upto("i32.const 1\ncall $exit_early"),
        ),
        // The whole block is paid for, though it traps in the middle.
        ("unreachable", End::Trap, all("unreachable")),
        (
            "unreachable\nnop\nnop\ni32.const 0",
            End::Trap,
            all("unreachable\nnop\nnop\ni32.const 0"),
        ),
        (
            "i32.const 65533\ni32.load\ndrop\ni32.const 0",
            End::Trap,
            all("i32.const 65533\ni32.load\ndrop\ni32.const 0"),
        ),
        (
            "i32.const 1\ni32.const 0\ni32.div_u",
            End::Trap,
            all("i32.const 1\ni32.const 0\ni32.div_u"),
        ),
        (
            "i32.const 0x80000000\ni32.const -1\ni32.div_s",
            End::Trap,
            all("i32.const 0x80000000\ni32.const -1\ni32.div_s"),
        ),
        // Host functions take their price before they look at memory.
        (
            "i32.const 65535\ni32.const 2\ncall $write_result\ni32.const 0",
            End::Trap,
            upto("i32.const 65535\ni32.const 2\ncall $write_result") + HOST + 2 * read(2),
        ),
        (
            "i32.const 0\ni32.const 31\ni32.const 1\ncall $emit_log\ni32.const 0",
            End::Trap,
            upto("i32.const 0\ni32.const 31\ni32.const 1\ncall $emit_log") + HOST + REQUEST,
        ),
        (
            "i32.const 0\ni32.const 160\ni32.const 5\ncall $emit_log\ni32.const 0",
            End::Trap,
            upto("i32.const 0\ni32.const 160\ni32.const 5\ncall $emit_log") + HOST + REQUEST,
        ),
        // Nothing at the very end of memory is legal, beyond it is not.
        (
            "i32.const 65536\ni32.const 0\ncall $write_result\ni32.const 1",
            End::Revert,
            all("i32.const 65536\ni32.const 0\ncall $write_result\ni32.const 1")
                + HOST
                + 2 * read(0),
        ),
        (
            "i32.const 65537\ni32.const 0\ncall $write_result\ni32.const 1",
            End::Trap,
            upto("i32.const 65537\ni32.const 0\ncall $write_result") + HOST + 2 * read(0),
        ),
    ]
}

#[tokio::test]
async fn statuses_data_and_gas() {
    let lab = Lab::new();
    for (code, end, ink) in endings() {
        let program = lab.program(&module(&format!("{RESULT}{code}"))).await;
        let entry = lab.entry(program).await;
        let answer = lab.call(program, []).await;
        let output = if code.starts_with("i32.const 65536") {
            Bytes::new()
        } else {
            Bytes::from(vec![0, 0])
        };
        let expected = match end {
            End::Success => Answer::Success(output),
            End::Revert => Answer::Revert(output),
            End::Trap => Answer::Revert(Bytes::new()),
        };
        assert_eq!(answer, expected, "{code}");
        let receipt = lab.send(program, []).await;
        assert_eq!(receipt.status(), matches!(end, End::Success), "{code}");
        assert_eq!(
            receipt.gas_used,
            21_000 + entry + gas_up(RESULT_INK + ink),
            "{code}"
        );
    }
}

#[tokio::test]
async fn whatever_runs_out_loses_everything() {
    let lab = Lab::new();
    let recursion = format!(
        r#"(module {HEADER} (func $deeper (call $deeper))
        (func (export "user_entrypoint") (param i32) (result i32) (call $deeper) (i32.const 0)))"#
    );
    let float = module("(drop (f32.const 1)) (i32.const 0)");
    let bomb = module("(memory.fill (i32.const 0) (i32.const 0) (i32.const -1)) (i32.const 0)");
    let cases = [
        (
            "endless loop",
            module("(loop (br 0)) (i32.const 0)"),
            "out of gas",
        ),
        ("endless recursion", recursion, "max call depth exceeded"),
        // Floats may be held, but nobody can pay for one.
        ("float", float, "out of gas"),
        ("length that nobody can pay for", bomb, "out of gas"),
    ];
    for (name, wat, text) in cases {
        let program = lab.program(&wat).await;
        assert_eq!(
            lab.call(program, []).await,
            Answer::Halt(text.to_owned()),
            "{name}"
        );
        let receipt = lab.send(program, []).await;
        assert!(!receipt.status(), "{name}");
        assert_eq!(receipt.gas_used, LIMIT, "{name}");
    }
    // Above the cap of a transaction gas is not lost.
    let program = lab.program(&module("(loop (br 0)) (i32.const 0)")).await;
    assert_eq!(
        lab.send_with(program, [], 0, 90_000_000).await.gas_used,
        32_000_000
    );
}

#[tokio::test]
async fn the_last_ink_decides() {
    let lab = Lab::new();
    let code = "i32.const 0\nend";
    let program = lab.program(&module("i32.const 0")).await;
    let least = 21_000 + lab.entry(program).await + gas_up(straight(code));
    assert!(matches!(
        lab.call_with(program, [], least).await,
        Answer::Success(_)
    ));
    assert!(matches!(
        lab.call_with(program, [], least - 1).await,
        Answer::Halt(_)
    ));
    assert_eq!(lab.send_with(program, [], 0, least).await.gas_used, least);
    // Short of the entry itself.
    let receipt = lab.send_with(program, [], 0, least - 2).await;
    assert!(!receipt.status() && receipt.gas_used == least - 2);
}

#[tokio::test]
async fn a_program_that_may_not_run_takes_all_gas() {
    let lab = Lab::new();
    let wat = module("(nop) (nop) (nop) (nop) (nop) (i32.const 0)");
    let idle = lab.deploy(&crate::code::program_code(&wat)).await;
    let receipt = lab.send(idle, []).await;
    assert!(!receipt.status());
    assert_eq!(receipt.gas_used, LIMIT);
    assert_eq!(
        lab.call(idle, []).await,
        Answer::Halt("program not activated".to_owned())
    );
}

/// Recursion ends where the chain's count of stack words says: 22,000, of which each frame takes its highest stack, its
/// locals and four, and must leave one.
#[tokio::test]
async fn recursion_ends_at_the_word() {
    let lab = Lab::new();
    // Declared locals, operands at their highest, and operations before the call. Every block begins with a meter that
    // holds two.
    let shapes: [(u64, u64, &str); 6] = [
        (0, 2, ""),
        (10, 2, ""),
        (
            0,
            4,
            "(drop (i32.add (i32.const 1) (i32.add (i32.const 2) (i32.add (i32.const 3) (i32.const 4)))))",
        ),
        // The result of a block has its place before the block begins, below the next block's meter.
        (0, 3, "(drop (block (result i32) (i32.const 1)))"),
        // Results come before parameters go.
        (
            0,
            5,
            "(drop (call $five (i32.const 0) (i32.const 0) (i32.const 0) (local.get $left)))",
        ),
        // The meter of a copy holds four on top of what lies under its length.
        (
            3,
            6,
            "(memory.copy (i32.const 0) (i32.const 0) (i32.const 0))",
        ),
    ];
    for (locals, highest, code) in shapes {
        let names = "(local i32) ".repeat(locals as usize);
        let wat = format!(
            r#"(module {HEADER}
            (func $five (param i32 i32 i32 i32) (result i32) (i32.const 0))
            (func $down (param $left i32) {names}
                {code}
                (if (local.get $left) (then (call $down (i32.sub (local.get $left) (i32.const 1))))))
            (func (export "user_entrypoint") (param $len i32) (result i32)
                (call $read_args (i32.const 0))
                (call $down (i32.load (i32.const 0)))
                (i32.const 0)))"#
        );
        let program = lab.program(&wat).await;
        // The entry point: the meter's two, no locals.
        let entry = 2 + 4;
        let frame = highest + locals + 4;
        // Every frame needs more than it takes.
        let frames = (22_000 - entry - 1) / frame;
        let data = |calls: u64| u32::try_from(calls).unwrap().to_le_bytes();
        assert!(
            matches!(
                lab.call(program, data(frames - 1)).await,
                Answer::Success(_)
            ),
            "{locals} {highest} {code}"
        );
        assert_eq!(
            lab.call(program, data(frames)).await,
            Answer::Halt("max call depth exceeded".into()),
            "{code}"
        );
    }
}
