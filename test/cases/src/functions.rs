//! How a module's file declares its functions.

/// What runs a function: it measures, repeats or only watches.
pub trait Meter {
    /// Runs `function`, whose inputs and result the compiler cannot see through.
    fn measure<T: core::fmt::Debug>(&mut self, function: impl FnMut() -> T);
}

/// The number by which a program knows a function: FNV-1a of `module::name`.
#[must_use]
pub const fn selector(name: &str) -> u32 {
    let (bytes, mut hash, mut index) = (name.as_bytes(), 0x811c_9dc5_u32, 0);
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u32).wrapping_mul(0x0100_0193);
        index += 1;
    }
    hash
}

/// A function and its inputs.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct Function {
    /// Its module.
    pub module: &'static str,
    /// Its name, behind that of its type where it has one: `Wad::mul_down`.
    pub name: &'static str,
    /// Representative inputs, the typical one first.
    pub cases: Vec<Case>,
}

/// Inputs of a function.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Debug)]
pub struct Case {
    /// What is special about them. Begins with `fails` where the function refuses them.
    pub label: &'static str,
    /// The inputs, one behind the other.
    pub input: Vec<u8>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Function {
    /// The number by which [`crate::run`] knows it.
    #[must_use]
    pub fn selector(&self) -> u32 {
        selector(&format!("{}::{}", self.module, self.name))
    }
}

/// Declares the functions of a module:
///
/// ```text
/// functions! { fixed;
///     "mul_div_down" (a: u128, b: u128, d: u128) => fixed::mul_div_down(a, b, d) {
///         "128 bits by WAD": (3 * WAD, 5 * WAD, WAD),
///     }
/// }
/// ```
#[macro_export]
macro_rules! functions {
    ($module:ident; $(
        $name:literal ($($argument:ident : $kind:ty),* $(,)?) => $call:expr, { $($label:literal : $values:expr),* $(,)? }
    )*) => {
        /// Runs the function that the selector names; false where it names none of this module.
        #[inline(never)]
        pub fn run(selector: u32, input: &mut $crate::Input, meter: &mut impl $crate::Meter) -> bool {
            $(
                if selector == const { $crate::selector(concat!(stringify!($module), "::", $name)) } {
                    $(let mut $argument = <$kind as $crate::Wire>::read(input);)*
                    meter.measure(|| {
                        // As if written anew: nothing about the inputs is known here.
                        $(core::hint::black_box(&mut $argument);)*
                        $call
                    });
                    return true;
                }
            )*
            let _ = (selector, input, meter);
            false
        }

        /// The functions of this module.
        #[cfg(not(target_arch = "wasm32"))]
        #[must_use]
        pub fn functions() -> Vec<$crate::Function> {
            vec![$({
                let cases: Vec<(&'static str, ($($kind,)*))> = vec![$(($label, $values)),*];
                $crate::Function {
                    module: stringify!($module),
                    name: $name,
                    cases: cases
                        .into_iter()
                        .map(|(label, ($($argument,)*))| {
                            #[allow(unused_mut)]
                            let mut input = Vec::new();
                            $($crate::Wire::write(&$argument, &mut input);)*
                            $crate::Case { label, input }
                        })
                        .collect(),
                }
            }),*]
        }
    };
}
