//! The cases are what they say.

use crate::{Input, Meter, all, run};

/// Runs once and keeps what came out.
#[derive(Default)]
struct Watch(Option<String>);

impl Meter for Watch {
    fn measure<T: core::fmt::Debug>(&mut self, mut function: impl FnMut() -> T) {
        self.0 = Some(format!("{:?}", function()));
    }
}

#[test]
fn every_function_has_cases_that_succeed_or_say_that_they_fail() {
    let mut selectors = std::collections::BTreeSet::new();
    for function in all() {
        let name = format!("{}::{}", function.module, function.name);
        assert!(!function.cases.is_empty(), "{name}: no case");
        assert!(
            selectors.insert(function.selector()),
            "{name}: its selector is taken"
        );
        for case in &function.cases {
            let mut watch = Watch::default();
            assert!(run(
                function.selector(),
                &mut Input::new(&case.input),
                &mut watch
            ));
            let result = watch.0.expect("a result");
            assert_eq!(
                result.starts_with("Err("),
                case.label.starts_with("fails"),
                "{name}, {}: {result}",
                case.label
            );
        }
    }
}
