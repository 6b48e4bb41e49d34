//! The table of program sizes.

use serde::Serialize;

use crate::wasm::{BUDGET, LIMIT, Program};

/// Sizes of one program, bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Its name.
    pub program: String,
    /// As cargo built it.
    pub built: usize,
    /// As activated: optimised, without custom sections.
    pub wasm: usize,
    /// As deployed: prefix and compressed WASM.
    pub code: usize,
    /// At most [`BUDGET`].
    pub within_budget: bool,
}

/// Sizes of all programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// What the chain allows.
    pub limit: usize,
    /// What this project allows itself.
    pub budget: usize,
    /// In the order of [`crate::PROGRAMS`].
    pub programs: Vec<Size>,
}

impl Sizes {
    /// Of these programs.
    #[must_use]
    pub fn of(programs: &[Program]) -> Self {
        let size = |program: &Program| Size {
            program: program.name.clone(),
            built: program.built_len,
            wasm: program.wasm.len(),
            code: program.compressed_len,
            within_budget: program.compressed_len <= BUDGET,
        };
        Self {
            limit: LIMIT,
            budget: BUDGET,
            programs: programs.iter().map(size).collect(),
        }
    }

    /// Whether every program is within the budget.
    #[must_use]
    pub fn within_budget(&self) -> bool {
        self.programs.iter().all(|size| size.within_budget)
    }

    /// For people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<18} {:>8} {:>10} {:>10} {:>8}  of {} (limit {})",
            "program", "built", "optimised", "code", "budget", self.budget, self.limit
        )];
        for size in &self.programs {
            let share = size.code * 100 / self.budget;
            let verdict = if size.within_budget {
                ""
            } else {
                "  OVER THE BUDGET"
            };
            lines.push(format!(
                "{:<18} {:>8} {:>10} {:>10} {:>7}%{verdict}",
                size.program, size.built, size.wasm, size.code, share
            ));
        }
        lines.join("\n")
    }
}
