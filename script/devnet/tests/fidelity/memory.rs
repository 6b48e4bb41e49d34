//! Memory: pages over the whole transaction, programs within programs, and pages of frames that reverted.

use crate::{
    model::{self, GAS, HOST, POINTER, REQUEST, gas_up, pages, read, straight},
    probe::{Sample, compare, probe, verify},
    support::{Answer, Lab},
    wat::HEADER,
};

fn grow(by: u64, gas: u64) -> Sample {
    Sample::host(&format!("i32.const {by}\nmemory.grow\ndrop"), gas * GAS)
}

/// A probe whose memory has this type.
fn with_memory(samples: &[Sample], memory: &str) -> String {
    let one = r#"(memory (export "memory") 1)"#;
    probe("", "", samples).replace(one, &format!(r#"(memory (export "memory") {memory})"#))
}

#[tokio::test]
async fn growing_from_nothing() {
    let lab = Lab::new();
    for by in [1, 2, 3, 64, 127, 128] {
        let samples = [grow(by, pages(by, 0, 0))];
        let program = lab.program(&with_memory(&samples, "0")).await;
        compare(&lab, program, [], &samples).await;
    }
    assert_eq!(pages(128, 0, 0), 31_999_998);
    assert_eq!((pages(2, 0, 0), pages(3, 0, 0)), (0, 1_000));
}

#[tokio::test]
async fn growing_in_steps_costs_what_growing_at_once_does() {
    let steps = [1, 1, 1, 1, 60, 30, 20, 13];
    let mut open = 1;
    let mut samples = Vec::new();
    for by in steps {
        samples.push(grow(by, pages(by, open, open)));
        open += by;
    }
    assert_eq!(open, 128);
    verify(&Lab::new(), "", "", &samples).await;
}

#[tokio::test]
async fn whoever_cannot_grow_pays_all_the_same() {
    let lab = Lab::new();
    // The maximum forbids it, the payment is made before.
    let samples = [grow(10, pages(10, 1, 1)), grow(10, pages(10, 11, 11))];
    let program = lab.program(&with_memory(&samples, "1 5")).await;
    compare(&lab, program, [], &samples).await;
    // Memory of a fixed size asks for nothing.
    let samples = [grow(10, 0), grow(0, 0)];
    let program = lab.program(&with_memory(&samples, "1 1")).await;
    compare(&lab, program, [], &samples).await;
    // Nobody can pay for the 129th page.
    for by in [128, 65_535] {
        let program = lab.program(&probe("", "", &[grow(by, 0)])).await;
        assert!(matches!(
            lab.call_with(program, [], 50_000_000).await,
            Answer::Halt(_)
        ));
    }
}

/// A program with this memory whose body leaves a status.
fn callee(memory: &str, body: &str) -> String {
    let header = HEADER.replace(
        r#"(memory (export "memory") 1)"#,
        &format!(r#"(memory (export "memory") {memory})"#),
    );
    format!(
        r#"(module {header} (func (export "user_entrypoint") (param i32) (result i32) {body}))"#
    )
}

/// Calls the address at `at`; `inside` is the gas that the callee burns.
fn call(at: u64, base: u64, inside: u64) -> Sample {
    let code = format!(
        "i32.const {at}\ni32.const 0\ni32.const 0\ni32.const 0x1000\ni64.const -1\ni32.const 0x1020\ncall $call\ndrop"
    );
    Sample::host(
        &code,
        HOST + 3 * POINTER + REQUEST + 2 * read(0) + (base + inside) * GAS,
    )
}

#[tokio::test]
async fn programs_within_programs_share_the_pages() {
    let lab = Lab::new();
    let simple = "i32.const 0";
    let greedy = "i32.const 50\nmemory.grow\ndrop\ni32.const 1";
    let three = lab.program(&callee("3", simple)).await;
    let reverting = lab.program(&callee("1", greedy)).await;
    let entry = [lab.entry(three).await, lab.entry(reverting).await];
    let run = gas_up(straight(&format!("{simple}\nend")));
    let grown = |open: u64, ever: u64| {
        let ink =
            straight(&format!("{greedy}\nend")) + pages(50, open + 1, ever.max(open + 1)) * GAS;
        gas_up(ink)
    };
    let samples = [
        grow(9, pages(9, 1, 1)),
        // 10 open: three more for the callee, which are free again when it returns.
        call(0, 2_600, entry[0] + pages(3, 10, 10) + run),
        call(0, 100, entry[0] + pages(3, 10, 13) + run),
        grow(2, pages(2, 10, 13)),
        grow(5, pages(5, 12, 13)),
        // 17 open. What reverts has grown all the same, but holds nothing any more.
        call(20, 2_600, entry[1] + pages(1, 17, 17) + grown(17, 18)),
        grow(20, pages(20, 17, 68)),
        call(20, 100, entry[1] + pages(1, 37, 68) + grown(37, 68)),
        grow(90, pages(90, 37, 88)),
    ];
    let program = lab
        .program(&probe("", "i32.const 0\ncall $read_args", &samples))
        .await;
    let targets = [three.as_slice(), reverting.as_slice()].concat();
    compare(&lab, program, targets, &samples).await;
}

#[tokio::test]
async fn pages_at_the_start_are_paid_at_entry() {
    let lab = Lab::new();
    for held in [0u64, 1, 2, 3, 17, 100] {
        let program = lab.program(&callee(&held.to_string(), "i32.const 0")).await;
        let entry = lab.entry(program).await;
        let receipt = lab.send(program, []).await;
        let run = gas_up(straight("i32.const 0\nend"));
        assert_eq!(
            receipt.gas_used,
            21_000 + entry + model::pages(held, 0, 0) + run,
            "{held} pages"
        );
    }
}
