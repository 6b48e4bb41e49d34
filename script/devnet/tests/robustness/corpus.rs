//! The fuzzers' corpus, and changed copies of it, without a fuzzer.

#[path = "../../fuzz/harness/rpc.rs"]
mod rpc;
#[path = "../../fuzz/harness/wasm.rs"]
mod wasm;

use std::path::Path;

/// Inputs of a target by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut inputs: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| {
            let entry = entry.expect("entry");
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("input"))
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "the corpus of {target} is there");
    inputs
}

/// A small generator with a fixed course, so that a failure comes again.
struct Course(u64);

impl Course {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).expect("small")
    }

    /// `input` with a few bytes changed, cut, doubled, or taken from `other`.
    fn changed(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.next(3) {
            let at = self.next(bytes.len());
            match self.next(6) {
                0 | 1 if !bytes.is_empty() => bytes[at] = self.next(256) as u8,
                2 if !bytes.is_empty() => bytes[at] ^= 1 << self.next(8),
                3 => bytes.truncate(at),
                4 => bytes.insert(at, self.next(256) as u8),
                _ => {
                    let from = self.next(other.len());
                    let to = (from + 1 + self.next(32)).min(other.len());
                    let part: Vec<u8> = other.get(from..to).unwrap_or_default().to_vec();
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes
    }
}

/// `BALLAST_FUZZ_ROUNDS` times as many copies, on another course.
fn rounds() -> usize {
    let asked = std::env::var("BALLAST_FUZZ_ROUNDS").ok();
    asked.and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

fn replay(target: &str, copies: usize, check: fn(&[u8])) {
    let (inputs, copies) = (corpus(target), copies * rounds());
    let mut course = Course(0x9e37_79b9_7f4a_7c15 ^ copies as u64);
    for (name, input) in &inputs {
        let tried = std::panic::catch_unwind(|| check(input));
        assert!(tried.is_ok(), "{target}/{name}");
        for copy in 0..copies {
            let other = &inputs[course.next(inputs.len())].1;
            let changed = course.changed(input, other);
            let tried = std::panic::catch_unwind(|| check(&changed));
            assert!(
                tried.is_ok(),
                "{target}/{name}, copy {copy}: {}",
                alloy::hex::encode(&changed)
            );
        }
    }
}

#[test]
fn messages() {
    replay("rpc", 150, rpc::check);
}

#[test]
fn programs() {
    replay("wasm", 60, wasm::check);
}
