//! Functions on bytes that nobody chose.

use std::sync::OnceLock;

use crate::{Function, Input, Meter, all, run};

/// Runs and drops the result.
struct Once;

impl Meter for Once {
    fn measure<T: core::fmt::Debug>(&mut self, mut function: impl FnMut() -> T) {
        core::hint::black_box(function());
    }
}

/// Runs one function of the module: the first byte chooses it, the rest are its inputs.
pub fn fuzz(module: &str, bytes: &[u8]) {
    static FUNCTIONS: OnceLock<Vec<Function>> = OnceLock::new();
    let functions = FUNCTIONS.get_or_init(all);
    let count = functions
        .iter()
        .filter(|function| function.module == module)
        .count();
    let Some((first, inputs)) = bytes.split_first() else {
        return;
    };
    let chosen = usize::from(*first).checked_rem(count).and_then(|index| {
        functions
            .iter()
            .filter(|function| function.module == module)
            .nth(index)
    });
    if let Some(function) = chosen {
        run(function.selector(), &mut Input::new(inputs), &mut Once);
    }
}

/// Inputs of [`fuzz`] to start from: every declared case of the module, by a name for a file.
#[must_use]
pub fn seeds(module: &str) -> Vec<(String, Vec<u8>)> {
    let functions = all();
    let functions = functions
        .iter()
        .filter(|function| function.module == module);
    let mut seeds = Vec::new();
    for (index, function) in functions.enumerate() {
        let number = u8::try_from(index).expect("fewer than 256 functions in a module");
        for (case, inputs) in function.cases.iter().enumerate() {
            let name = format!("{}-{case}", function.name.replace("::", "-"));
            seeds.push((name, [&[number], inputs.input.as_slice()].concat()));
        }
    }
    seeds
}
