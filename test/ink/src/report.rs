//! The table of prices and sizes.

use std::fmt::Write;

use ballast_deploy::Program;
use ballast_deploy::wasm::LIMIT;
use serde::Serialize;

/// Ink per gas.
const INK_PER_GAS: u64 = 10_000;

/// One case of one function.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    /// Its module.
    pub module: String,
    /// Its name.
    pub function: String,
    /// What is special about the inputs.
    pub case: String,
    /// What it took.
    pub ink: u64,
    /// What it may take, where that is fixed.
    pub target: Option<u64>,
}

/// A program with some of the modules.
#[derive(Clone, Debug, Serialize)]
pub struct Size {
    /// The module, `all` or `none`.
    pub modules: String,
    /// Bytes of WASM as activated.
    pub wasm: usize,
    /// Bytes of code as deployed: compressed.
    pub code: usize,
}

impl Size {
    /// Of this program.
    pub fn of(program: &Program) -> Self {
        Self {
            modules: program.name.clone(),
            wasm: program.wasm.len(),
            code: program.compressed_len,
        }
    }
}

/// All prices and sizes.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Case by case.
    pub lines: Vec<Line>,
    /// Program by program: without any module first, with all last.
    pub sizes: Vec<Size>,
}

impl Report {
    /// The snapshot: for people, and compared line by line.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::from(
            "# Prices of risk-core's functions in a Stylus program\n\n\
             Ink on the embedded devnet, without the call into the program and the decoding of inputs; 10,000 ink are one gas.\n\
             Made by `test/ink/run --update`.\n\n\
             | function | inputs | ink | gas | target |\n|---|---|--:|--:|---|\n",
        );
        for line in &self.lines {
            let target = line.target.map_or_else(String::new, |target| {
                let verdict = if line.ink <= target { "met" } else { "missed" };
                format!("{} {verdict}", thousands(target))
            });
            let _ = writeln!(
                text,
                "| {}::{} | {} | {} | {} | {target} |",
                line.module,
                line.function,
                line.case,
                thousands(line.ink),
                thousands(line.ink.div_ceil(INK_PER_GAS)),
            );
        }
        let _ = write!(
            text,
            "\n## Sizes\n\n\
             Bytes of a program with every public function of the module, and what the module adds to a program without any.\n\
             A program may have {} bytes of code.\n\n\
             | modules | WASM | code | adds |\n|---|--:|--:|--:|\n",
            thousands(LIMIT as u64)
        );
        let empty = self.sizes.first().map_or(0, |size| size.code);
        for size in &self.sizes {
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} |",
                size.modules,
                thousands(size.wasm as u64),
                thousands(size.code as u64),
                thousands(size.code.saturating_sub(empty) as u64),
            );
        }
        text
    }
}

/// With commas between groups of three digits.
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_000), "1,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
