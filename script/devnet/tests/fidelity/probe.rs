//! Measuring ink inside a program: code between two looks at the ink that is left.

use alloy::primitives::{Address, Bytes};

use crate::{
    model::{HOST, blocks, read, straight},
    support::{Lab, numbers},
    wat::HEADER,
};

/// Where measured numbers are kept, behind what the code itself uses.
const RESULTS: usize = 0xC000;

/// Code, and what it must cost.
pub struct Sample {
    /// Flat code, one operation a line.
    pub code: String,
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

/// Flat code that measures each sample and returns the differences, after `setup`.
fn body(setup: &str, samples: &[Sample]) -> String {
    let mut body = format!("{setup}\n");
    for (index, sample) in samples.iter().enumerate() {
        let at = RESULTS + 8 * index;
        body += &format!(
            "call $ink_left\n{}i64.sub\nlocal.set $x\ni32.const {at}\nlocal.get $x\ni64.store\n",
            sample.with_looks()
        );
    }
    body + &format!(
        "i32.const {RESULTS}\ni32.const {}\ncall $write_result\ni32.const 0\n",
        8 * samples.len()
    )
}

/// Ink of a whole run of a probe whose blocks all run once and whose setup takes `setup_extra` for host functions.
pub fn whole(setup: &str, setup_extra: u64, samples: &[Sample]) -> u64 {
    assert!(samples.iter().all(|sample| sample.runs.is_empty()));
    let looks = 2 * samples.len() as u64 * HOST;
    let result = HOST + 2 * read(8 * samples.len() as u64);
    let extra: u64 = samples.iter().map(|sample| sample.extra).sum();
    straight(&(body(setup, samples) + "end")) + setup_extra + looks + extra + result
}

/// The program with [`body`]. `items` go before its functions.
pub fn probe(items: &str, setup: &str, samples: &[Sample]) -> String {
    format!(
        r#"(module {HEADER}
        (global $g32 (mut i32) (i32.const 0))
        {items}
        (func (export "user_entrypoint") (param $len i32) (result i32)
            (local $n i32) (local $m i32) (local $x i64)
            {}))"#,
        body(setup, samples)
    )
}

/// Deploys the probe, calls it, and compares every difference.
pub async fn verify(lab: &Lab, items: &str, setup: &str, samples: &[Sample]) {
    let program = lab.program(&probe(items, setup, samples)).await;
    compare(lab, program, [], samples).await;
}

/// Calls a probe and compares every difference.
pub async fn compare(lab: &Lab, program: Address, data: impl Into<Bytes>, samples: &[Sample]) {
    let measured = numbers(&lab.call_with(program, data, 50_000_000).await.success());
    assert_eq!(measured.len(), samples.len());
    for (sample, ink) in samples.iter().zip(measured) {
        assert_eq!(ink, sample.expected(), "{}", sample.code);
    }
}
