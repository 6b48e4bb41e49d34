//! No input makes a function panic: what the fuzz targets look for without end, here on the declared cases, on bytes
//! changed from them, and on what fuzzing once found (`risk-core/fuzz/found`).

use std::path::Path;

use ballast_risk_cases::{MODULES, fuzz, seeds};

/// Changed copies of every case.
const COPIES: u64 = 2_000;

/// Numbers by xorshift: the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

/// Some bytes replaced: by any, by the extremes of numbers, or by a run of them.
fn change(bytes: &mut [u8], random: &mut Random) {
    for _ in 0..=random.below(6) {
        let (start, kind) = (random.below(bytes.len()), random.below(4));
        let end = (start + 1 + random.below(if kind == 0 { 1 } else { 32 })).min(bytes.len());
        for byte in &mut bytes[start..end] {
            *byte = match kind {
                0 | 1 => random.next().to_be_bytes()[0],
                2 => 0,
                _ => 0xff,
            };
        }
    }
}

#[test]
fn functions_are_total_around_their_cases() {
    let mut random = Random(0x0bad_5eed_0bad_5eed);
    for module in MODULES {
        for (_, seed) in seeds(module) {
            fuzz(module, &seed);
            for _ in 0..COPIES {
                let mut bytes = seed.clone();
                // The first byte chooses the function.
                change(&mut bytes[1..], &mut random);
                fuzz(module, &bytes);
            }
        }
    }
}

#[test]
fn functions_are_total_on_what_fuzzing_found() {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../risk-core/fuzz/found");
    let mut replayed = 0;
    for module in MODULES {
        for entry in std::fs::read_dir(found.join(module)).unwrap() {
            fuzz(module, &std::fs::read(entry.unwrap().path()).unwrap());
            replayed += 1;
        }
    }
    assert!(replayed > 0, "nothing to replay");
}

#[test]
fn every_module_has_a_fuzz_target() {
    let targets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../risk-core/fuzz");
    let manifest = std::fs::read_to_string(targets.join("Cargo.toml")).unwrap();
    for module in MODULES {
        let target = targets.join(format!("fuzz_targets/{module}.rs"));
        let text =
            std::fs::read_to_string(&target).unwrap_or_else(|_| panic!("no {}", target.display()));
        assert!(text.contains(&format!("fuzz(\"{module}\"")));
        assert!(manifest.contains(&format!("name = \"{module}\"")));
    }
}
