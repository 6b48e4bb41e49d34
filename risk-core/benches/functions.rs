//! Native time of every public function, on the inputs that `test/cases` declares.
#![allow(missing_docs)] // of what criterion's macros add

use std::hint::black_box;

use ballast_risk_cases::{Input, Meter, all, run};
use criterion::{Bencher, Criterion, criterion_group, criterion_main};

/// Repeats.
struct Repeat<'a, 'b>(&'a mut Bencher<'b>);

impl Meter for Repeat<'_, '_> {
    fn measure<T: core::fmt::Debug>(&mut self, mut function: impl FnMut() -> T) {
        self.0.iter(|| black_box(function()));
    }
}

fn functions(criterion: &mut Criterion) {
    for function in all() {
        let mut group =
            criterion.benchmark_group(format!("{}::{}", function.module, function.name));
        for case in &function.cases {
            group.bench_function(case.label, |bencher| {
                let known = run(
                    function.selector(),
                    &mut Input::new(&case.input),
                    &mut Repeat(bencher),
                );
                assert!(known, "declared functions are known");
            });
        }
        group.finish();
    }
}

criterion_group!(benches, functions);
criterion_main!(benches);
