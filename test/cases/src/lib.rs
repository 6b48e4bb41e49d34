//! Every public function of risk-core with representative inputs, declared once: its price in ink is measured with them
//! inside a program, its time natively, and the fuzz targets start from them.
//!
//! A module's file lists its functions by [`functions!`]. Inputs travel as bytes ([`Wire`]), so that a program, which must
//! not know them while it is compiled, reads them from its calldata.
#![cfg_attr(target_arch = "wasm32", no_std)]

mod functions;
mod wire;

#[cfg(feature = "amortise")]
pub mod amortise;
#[cfg(feature = "cover")]
pub mod cover;
#[cfg(feature = "curve")]
pub mod curve;
#[cfg(feature = "distress")]
pub mod distress;
#[cfg(feature = "fixed")]
pub mod fixed;
#[cfg(feature = "health")]
pub mod health;
#[cfg(feature = "option")]
pub mod option;
#[cfg(feature = "oracle")]
pub mod oracle;
#[cfg(feature = "unwind")]
pub mod unwind;

#[cfg(not(target_arch = "wasm32"))]
mod books;
#[cfg(not(target_arch = "wasm32"))]
mod fuzzing;

#[cfg(not(target_arch = "wasm32"))]
pub use functions::{Case, Function};
pub use functions::{Meter, selector};
#[cfg(not(target_arch = "wasm32"))]
pub use fuzzing::{fuzz, seeds};
pub use wire::{Book, Input, Wire};

/// Something that every module's file has.
macro_rules! modules {
    ($($module:ident = $feature:literal),* $(,)?) => {
        /// Runs the function that the selector names on these inputs; false where it names none.
        pub fn run(selector: u32, input: &mut Input, meter: &mut impl Meter) -> bool {
            $(
                #[cfg(feature = $feature)]
                if $module::run(selector, input, meter) {
                    return true;
                }
            )*
            let _ = (selector, input, meter);
            false
        }

        /// All functions, module by module.
        #[cfg(not(target_arch = "wasm32"))]
        #[must_use]
        pub fn all() -> Vec<Function> {
            let mut functions = Vec::new();
            $(
                #[cfg(feature = $feature)]
                functions.extend($module::functions());
            )*
            functions
        }

        /// The names of the modules, which are features of this crate.
        pub const MODULES: &[&str] = &[$($feature),*];
    };
}

modules! {
    amortise = "amortise",
    cover = "cover",
    curve = "curve",
    distress = "distress",
    fixed = "fixed",
    health = "health",
    option = "option",
    oracle = "oracle",
    unwind = "unwind",
}

#[cfg(test)]
mod tests;
