//! What the functions may cost.

/// Ink that a case may take: module, function, the beginning of the case's label, ink.
const TARGETS: &[(&str, &str, &str, u64)] = &[
    ("fixed", "mul_div_down", "128 bits by WAD", 80_000),
    ("fixed", "wide_mul_div_down", "512 bits", 400_000),
    ("fixed", "exp", "", 400_000),
    ("fixed", "ln", "", 400_000),
    ("fixed", "normal_cdf", "", 1_500_000),
    ("option", "quote_up", "put", 6_000_000),
    ("health", "stress", "8 positions", 10_000_000),
    ("unwind", "plan", "8 positions", 25_000_000),
];

/// The target of a case.
pub fn target(module: &str, function: &str, case: &str) -> Option<u64> {
    TARGETS
        .iter()
        .find(|target| target.0 == module && target.1 == function && case.starts_with(target.2))
        .map(|target| target.3)
}
