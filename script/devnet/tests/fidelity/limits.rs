//! Limits of modules: at each of them activation takes the module, one beyond it says which.

use crate::{
    code::packed,
    model::Sizes,
    rejections::{ENTRY, PAY, many, refusal, with},
    support::{ARB_WASM, LIMIT, Lab, activation},
    wat::{CALL, forward, forwarder},
};

fn exports(count: usize) -> String {
    let exports: String = (0..count)
        .map(|n| format!(r#"(export "e{n}" (func $f))"#))
        .collect();
    format!("(func $f) {exports}")
}

/// Things at their limit, and the same one beyond with the words that refuse it. The 32,768 globals that a module may
/// have do not fit into the 131,072 bytes that it may have.
fn limits() -> Vec<(String, String, &'static str)> {
    let counted =
        |at: usize, part: &dyn Fn(usize) -> String, words| (part(at), part(at + 1), words);
    let data = |n| with(&many(n, r#"(data (i32.const 0) "")"#));
    let elements = |n| {
        with(&format!(
            "(table 1 funcref) {}",
            many(n, "(elem (i32.const 0))")
        ))
    };
    // The entry point and the memory are exports, and so are the four globals of metering.
    let exported = |n: usize| with(&exports(n - 6));
    let functions = |n: usize| with(&many(n - 1, "(func)"));
    let locals = |n| with(&format!("(func {})", many(n, "(local i32)")));
    let imports = |n: usize| {
        with(&many(
            n - 1,
            r#"(import "vm_hooks" "read_args" (func (param i32)))"#,
        ))
    };
    let table = |n| with(&format!("(table {n} funcref)"));
    // Each index is one byte; six more say where and how many.
    let entries = |bytes: usize| {
        with(&format!(
            "(table 4096 funcref) (elem (i32.const 0) {})",
            many(bytes - 6, "0 ")
        ))
    };
    let name = |n| with(&format!(r#"(func (export "{}"))"#, many(n, "a")));
    let module_name = |n| with("").replace("(module", &format!("(module ${}", many(n, "a")));
    let pages = |n| format!(r#"(module {PAY} (memory (export "memory") {n}) {ENTRY})"#);
    // Twelve of the meter, twelve and five of the depth check, and the end.
    let operations = |n: usize| with(&format!("(func {})", many(n - 30, "nop ")));
    // Operands: the meter needs two that no longer count at the height, all blocks being one.
    let operands = |n: usize| {
        with(&format!(
            "(func {} {})",
            many(n, "i32.const 0 "),
            many(n, "drop ")
        ))
    };
    vec![
        counted(128, &data, "too many wasm datas: 129 > 128"),
        counted(128, &elements, "too many wasm elements: 129 > 128"),
        counted(1_024, &exported, "too many wasm exports: 1025 > 1024"),
        counted(4_096, &functions, "too many wasm functions: 4097 > 4096"),
        counted(348, &locals, "too many wasm locals: 349 > 348"),
        counted(513, &imports, "too many wasm imports: 514 > 513"),
        counted(4_096, &table, "too many wasm table entries: 4097 > 4096"),
        counted(
            4_096,
            &entries,
            "too many wasm element entries: 4097 > 4096",
        ),
        counted(512, &name, "wasm name too long: 513 > 512"),
        counted(512, &module_name, "wasm module name too long: 513 > 512"),
        counted(128, &pages, "memory size 129 exceeds bound 128"),
        counted(
            65_536,
            &operations,
            "too many wasm opcodes in func body: 65537 > 65536",
        ),
        counted(
            4_096,
            &operands,
            "too many values on the stack at once in func 0: 4097 > 4096",
        ),
    ]
}

#[tokio::test]
async fn limits_are_where_they_should_be() {
    let lab = Lab::new();
    for (at, beyond, words) in limits() {
        let parse = |wat: &str| ::wat::parse_str(wat).expect("WAT");
        assert_eq!(
            refusal(&lab, &parse(&at)).await,
            None,
            "{words}: at the limit"
        );
        let told = refusal(&lab, &parse(&beyond))
            .await
            .unwrap_or_else(|| panic!("taken: {words}"));
        assert!(told.contains(words), "{told:?} lacks {words:?}");
    }
}

/// A frame may have 10,240 words, which no function reaches within the limits of its parts.
#[tokio::test]
async fn operands_and_locals_at_their_limits_fit_a_frame() {
    let lab = Lab::new();
    let (consts, drops) = (many(4_096, "i32.const 0 "), many(4_096, "drop "));
    let wat = with(&format!(
        "(func {} {consts} {drops})",
        many(348, "(local i32)")
    ));
    assert_eq!(
        refusal(&lab, &::wat::parse_str(&wat).expect("WAT")).await,
        None
    );
}

/// The price of an entry has 16 bits.
#[tokio::test]
async fn a_program_too_dear_to_enter() {
    let lab = Lab::new();
    let module = |bytes: usize| {
        let data = many(bytes, "x");
        let wat = format!(
            r#"(module (memory (export "memory") 2 2) (data (i32.const 0) "{data}") {ENTRY})"#
        );
        ::wat::parse_str(&wat).expect("WAT")
    };
    let frame = module(80_000).len() - 80_000;
    let cached = |bytes: usize| {
        let wasm = (frame + bytes) as u64;
        // A flag, an offset of three bytes, a length of three, the bytes.
        let range = 1 + 3 + 3 + bytes as u64;
        let sizes = Sizes {
            wasm,
            functions: 1,
            values: 2,
            data_range: range,
            pages: 2,
            ..Sizes::default()
        };
        sizes.entry().0 - 352
    };
    let last = (80_000..90_000)
        .rev()
        .find(|bytes| cached(*bytes) <= 65_535)
        .expect("a limit");
    assert_eq!(refusal(&lab, &module(last)).await, None);
    let told = refusal(&lab, &module(last + 1)).await.expect("refused");
    assert!(told.contains("cached cost too high"), "{told}");
}

/// A module may not begin with more pages than the transaction has left.
#[tokio::test]
async fn pages_that_are_open_are_not_to_be_had_again() {
    let lab = Lab::new();
    let held = forwarder().replace(
        r#"(memory (export "memory") 1)"#,
        r#"(memory (export "memory") 100)"#,
    );
    let caller = lab.program(&held).await;
    let module = |pages: u64| {
        let wat = format!(r#"(module (memory (export "memory") {pages} {pages}) {ENTRY})"#);
        packed(&::wat::parse_str(&wat).expect("WAT"))
    };
    for (pages, is_taken) in [(29, false), (28, true)] {
        let program = lab.deploy(&module(pages)).await;
        assert_eq!(lab.refusal(program).await, serde_json::Value::Null);
        let data = forward(CALL, ARB_WASM, 1_000_000_000_000_000, &activation(program));
        let receipt = lab
            .send_with(caller, data, 1_000_000_000_000_000, LIMIT)
            .await;
        assert_eq!(receipt.status(), is_taken, "{pages} pages");
    }
}
