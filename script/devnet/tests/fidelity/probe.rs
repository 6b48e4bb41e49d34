//! Measuring ink inside a program: code between two looks at the ink that is left.

use alloy::primitives::{Address, Bytes};

use crate::{
    model::{HOST, blocks},
    support::{Lab, numbers},
    wat::HEADER,
};

/// Where measured numbers are kept, behind what the code itself uses.
const RESULTS: usize = 0xC000;

/// Code, and what it must cost.
pub struct Sample {
    /// Flat code, one operation a line.
    code: String,
    /// How often each of its blocks runs; once where nothing is said.
    runs: Vec<u64>,
    /// Ink of host functions and of what depends on lengths.
    extra: u64,
}

impl Sample {
    /// Code without host functions, every block run once.
    pub fn plain(code: &str) -> Self {
        Self::host(code, 0)
    }

    /// Code whose host functions take `extra` ink.
    pub fn host(code: &str, extra: u64) -> Self {
        Self {
            code: code.to_owned(),
            runs: Vec::new(),
            extra,
        }
    }

    /// Code whose blocks run as often as this says; the last block is the one with the second look.
    pub fn branching(code: &str, runs: &[u64]) -> Self {
        Self {
            runs: runs.to_vec(),
            ..Self::plain(code)
        }
    }

    fn with_looks(&self) -> String {
        format!(
            "local.set $x\n{}\nlocal.get $x\ncall $ink_left\n",
            self.code
        )
    }

    /// Ink between the two looks: the blocks, what the host takes, and the second look itself.
    pub fn expected(&self) -> u64 {
        let prices = blocks(&self.with_looks());
        if !self.runs.is_empty() {
            assert_eq!(self.runs.len(), prices.len(), "{}", self.code);
        }
        let runs = self.runs.iter().copied().chain(std::iter::repeat(1));
        prices
            .iter()
            .zip(runs)
            .map(|(price, runs)| price * runs)
            .sum::<u64>()
            + self.extra
            + HOST
    }
}

/// A program that measures each sample and returns the differences. `items` goes before its functions, `setup` before
/// the first sample.
pub fn probe(items: &str, setup: &str, samples: &[Sample]) -> String {
    let mut body = setup.to_owned();
    for (index, sample) in samples.iter().enumerate() {
        let at = RESULTS + 8 * index;
        body += &format!(
            "\ncall $ink_left\n{}i64.sub\nlocal.set $x\ni32.const {at}\nlocal.get $x\ni64.store\n",
            sample.with_looks()
        );
    }
    format!(
        r#"(module {HEADER}
        (global $g32 (mut i32) (i32.const 0))
        {items}
        (func (export "user_entrypoint") (param $len i32) (result i32)
            (local $n i32) (local $m i32) (local $x i64)
            {body}
            (call $write_result (i32.const {RESULTS}) (i32.const {}))
            (i32.const 0)))"#,
        8 * samples.len()
    )
}

/// Deploys the probe, calls it, and compares every difference.
pub async fn verify(lab: &Lab, items: &str, setup: &str, samples: &[Sample]) {
    let program = lab.program(&probe(items, setup, samples)).await;
    compare(lab, program, [], samples).await;
}

/// Calls a probe and compares every difference.
pub async fn compare(lab: &Lab, program: Address, data: impl Into<Bytes>, samples: &[Sample]) {
    let measured = numbers(&lab.call(program, data).await.success());
    assert_eq!(measured.len(), samples.len());
    for (sample, ink) in samples.iter().zip(measured) {
        assert_eq!(ink, sample.expected(), "{}", sample.code);
    }
}
