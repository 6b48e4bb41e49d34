//! Ink of every operation, alone and in loops.

use crate::{
    model,
    probe::{Sample, verify},
    support::Lab,
};

/// Loads and stores with their operands.
fn memory() -> Vec<Sample> {
    let mut samples = Vec::new();
    for load in [
        "i32.load",
        "i32.load8_s",
        "i32.load8_u",
        "i32.load16_s",
        "i32.load16_u",
        "i64.load",
        "i64.load8_s",
    ] {
        samples.push(Sample::plain(&format!("i32.const 64\n{load}\ndrop")));
    }
    for load in [
        "i64.load8_u",
        "i64.load16_s",
        "i64.load16_u",
        "i64.load32_s",
        "i64.load32_u",
    ] {
        samples.push(Sample::plain(&format!(
            "i32.const 64\n{load} offset=8\ndrop"
        )));
    }
    for store in [
        "i32.store",
        "i32.store8",
        "i32.store16",
        "i64.store",
        "i64.store8",
        "i64.store16",
        "i64.store32",
    ] {
        let ty = &store[..3];
        samples.push(Sample::plain(&format!(
            "i32.const 64\n{ty}.const 7\n{store}"
        )));
    }
    samples.push(Sample::plain("memory.size\ndrop"));
    // Adding no pages is a call of the host that costs as little as any.
    let grow = "i32.const 0\nmemory.grow\ndrop";
    samples.push(Sample::host(grow, model::HOST));
    for bytes in [0u64, 1, 50, 1_000] {
        for operation in ["memory.copy", "memory.fill"] {
            let code = format!("i32.const 64\ni32.const 128\ni32.const {bytes}\n{operation}");
            samples.push(Sample::host(&code, 100 * bytes));
        }
    }
    samples
}

/// Arithmetic with one and with two operands.
fn arithmetic() -> Vec<Sample> {
    let mut samples = Vec::new();
    for ty in ["i32", "i64"] {
        for unary in ["eqz", "clz", "ctz", "popcnt", "extend8_s", "extend16_s"] {
            samples.push(Sample::plain(&format!("{ty}.const -7\n{ty}.{unary}\ndrop")));
        }
        for binary in [
            "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u", "add",
            "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and", "or", "xor", "shl", "shr_s",
            "shr_u", "rotl", "rotr",
        ] {
            samples.push(Sample::plain(&format!(
                "{ty}.const 77\n{ty}.const 3\n{ty}.{binary}\ndrop"
            )));
        }
    }
    for (from, conversion) in [
        ("i64", "i32.wrap_i64"),
        ("i32", "i64.extend_i32_s"),
        ("i32", "i64.extend_i32_u"),
        ("i64", "i64.extend32_s"),
    ] {
        samples.push(Sample::plain(&format!(
            "{from}.const 5\n{conversion}\ndrop"
        )));
    }
    samples
}

/// Variables and what has no operands.
fn variables() -> Vec<Sample> {
    [
        "nop",
        "i64.const 9\ndrop",
        "local.get $n\ndrop",
        "i32.const 3\nlocal.set $n",
        "i32.const 3\nlocal.tee $n\ndrop",
        "global.get $g32\ndrop",
        "i32.const 3\nglobal.set $g32",
        "i32.const 1\ni32.const 2\ni32.const 0\nselect\ndrop",
    ]
    .map(Sample::plain)
    .into()
}

/// Branches and calls; the numbers say how often each block runs.
fn control() -> Vec<Sample> {
    vec![
        Sample::branching("block\nend", &[1, 1]),
        Sample::branching("loop\nend", &[1, 1, 1]),
        // A branch leaves the block without its end.
        Sample::branching("block\nbr 0\nunreachable\nend", &[1, 0, 1]),
        Sample::branching("block\ni32.const 1\nbr_if 0\nend", &[1, 0, 1]),
        Sample::branching("block\ni32.const 0\nbr_if 0\nend", &[1, 1, 1]),
        Sample::branching("i32.const 1\nif\nnop\nelse\nnop\nnop\nend", &[1, 1, 0, 1]),
        Sample::branching("i32.const 0\nif\nnop\nelse\nnop\nnop\nend", &[1, 0, 1, 1]),
        Sample::branching("i32.const 0\nif\nnop\nend", &[1, 0, 1]),
        Sample::branching(
            "block\nblock\ni32.const 0\nbr_table 0 1 1\nend\nend",
            &[1, 0, 1, 1],
        ),
        Sample::branching(
            "block\nblock\ni32.const 9\nbr_table 0 0 0 0 1\nend\nend",
            &[1, 0, 0, 1],
        ),
        Sample::branching("block\ni32.const 9\nbr_table 0\nend", &[1, 0, 1]),
        // The called function's own code: its end.
        Sample::host("call $empty", model::straight("end")),
        Sample::host("call $returns", model::straight("return")),
        Sample::host("i32.const 0\ncall_indirect", model::straight("end")),
        Sample::host(
            "i32.const 1\ni64.const 2\ni32.const 1\ncall_indirect (param i32 i64) (result i32)\ndrop",
            model::straight("i32.const 1\nend"),
        ),
    ]
}

const ITEMS: &str = r#"
    (table 2 funcref)
    (elem (i32.const 0) $empty $binary)
    (func $empty)
    (func $returns return)
    (func $binary (param i32 i64) (result i32) (i32.const 1))
"#;

#[tokio::test]
async fn every_operation_costs_its_price() {
    let samples: Vec<Sample> = [memory(), arithmetic(), variables(), control()]
        .into_iter()
        .flatten()
        .collect();
    verify(&Lab::new(), ITEMS, "", &samples).await;
}

/// A loop that runs `body` this often.
fn repeated(body: &str, times: u64) -> Sample {
    let inner = format!("{body}\nlocal.get $n\ni32.const 1\ni32.sub\nlocal.tee $n\nbr_if 0");
    let code = format!("i32.const {times}\nlocal.set $n\nloop\n{inner}\nend");
    let mut runs = vec![times; model::blocks(&inner).len()];
    runs.insert(0, 1);
    runs.extend([1, 1]);
    Sample::branching(&code, &runs)
}

#[tokio::test]
async fn loops_pay_for_each_round() {
    let samples = [
        repeated("nop", 1),
        repeated("nop", 1_000),
        repeated("local.get $n\nlocal.set $m", 300),
        repeated(
            "global.get $g32\ni32.const 3\ni32.add\nglobal.set $g32",
            300,
        ),
        repeated(
            "local.get $n\ni32.const 3\ni32.mul\ni32.const 7\ni32.rem_u\ni32.popcnt\nlocal.set $m",
            300,
        ),
        repeated(
            "local.get $x\ni64.const 3\ni64.mul\ni64.const 7\ni64.div_u\ni64.popcnt\ndrop",
            300,
        ),
        repeated(
            "i32.const 64\ni32.const 64\ni32.load\ni32.const 1\ni32.add\ni32.store",
            300,
        ),
        repeated(
            "i32.const 64\ni64.const 64\ni64.store\ni32.const 64\ni64.load32_s\ndrop",
            300,
        ),
        repeated("i32.const 1\ni32.const 2\nlocal.get $n\nselect\ndrop", 300),
        repeated("local.get $n\nif\nnop\nend", 300),
    ];
    verify(&Lab::new(), ITEMS, "", &samples).await;
}
