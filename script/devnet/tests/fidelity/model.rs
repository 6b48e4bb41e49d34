//! What execution costs, in plain arithmetic: Nitro's formulas written down once more, away from the devnet's code.

/// Ink per gas.
pub const GAS: u64 = 10_000;
/// Base price of a host function, of a pointer, of a request to the EVM; ink.
pub const HOST: u64 = 8_400;
pub const POINTER: u64 = 5_040;
pub const REQUEST: u64 = 59_673;

/// Ink to bring `n` bytes from the program to the host.
pub fn read(n: u64) -> u64 {
    16_381 + 55 * n.saturating_sub(32)
}

/// Ink to bring `n` bytes from the host to the program.
pub fn write(n: u64) -> u64 {
    5_040 + 30 * n.saturating_sub(32)
}

/// Gas of a transaction before it runs.
pub fn intrinsic(data: &[u8]) -> u64 {
    let price = |byte: &u8| if *byte == 0 { 4 } else { 16 };
    21_000 + data.iter().map(price).sum::<u64>()
}

/// Ink in whole gas, rounded up: what a frame that burns it seems to have used.
pub fn gas_up(ink: u64) -> u64 {
    ink.div_ceil(GAS)
}

/// Ink of one operation by its name in the text format. Tables and indirect calls have prices of their own.
pub fn operation(name: &str) -> u64 {
    match name {
        "i32.const" | "i64.const" | "nop" | "block" | "loop" | "else" | "end" | "return"
        | "unreachable" => 1,
        "drop" => 9,
        "local.get" | "local.tee" => 75,
        "local.set" => 210,
        "global.get" => 225,
        "global.set" => 575,
        "br" | "br_if" | "if" => 765,
        "select" => 1_250,
        "call" => 3_800,
        "memory.size" => 3_000,
        "memory.grow" => 8_050,
        "memory.copy" | "memory.fill" => 950,
        "i32.wrap_i64" => 100,
        _ => by_family(name),
    }
}

fn by_family(name: &str) -> u64 {
    let (ty, rest) = name.split_once('.').expect(name);
    let is_long = ty == "i64";
    let choose = |short, long| if is_long { long } else { short };
    match rest {
        _ if rest.starts_with("load") => choose(670, 680),
        _ if rest.starts_with("store") => choose(825, 950),
        _ if rest.starts_with("extend") => 100,
        "eqz" | "eq" | "ne" | "lt_s" | "lt_u" | "gt_s" | "gt_u" | "le_s" | "le_u" | "ge_s"
        | "ge_u" => choose(170, 225),
        "clz" | "ctz" => 210,
        "popcnt" => choose(2_650, 6_000),
        "add" | "sub" | "and" | "or" | "xor" | "shl" | "shr_s" | "shr_u" | "rotl" | "rotr" => {
            choose(70, 100)
        }
        "mul" => 160,
        "div_s" | "div_u" | "rem_s" | "rem_u" => choose(1_120, 1_270),
        other => panic!("no price for {other}"),
    }
}

/// Price of one line of flat code. Indirect calls are written with their type inline.
fn line(text: &str) -> u64 {
    let mut words = text.split_whitespace();
    match words.next().expect("no empty lines") {
        // The last label is the default and costs nothing.
        "br_table" => 2_400 + 325 * (words.count() as u64 - 1),
        "call_indirect" => {
            13_610 + 650 * (text.matches("i32").count() + text.matches("i64").count()) as u64
                - result(text)
        }
        name => operation(name),
    }
}

/// What the result of an indirect call must not add.
fn result(text: &str) -> u64 {
    650 * text.matches("(result").count() as u64
}

fn ends_block(text: &str) -> bool {
    let name = text.split_whitespace().next().expect("no empty lines");
    matches!(
        name,
        "end"
            | "else"
            | "return"
            | "loop"
            | "if"
            | "br"
            | "br_if"
            | "br_table"
            | "call"
            | "call_indirect"
    )
}

/// Ink of each metered block of flat code, one operation a line.
pub fn blocks(code: &str) -> Vec<u64> {
    let mut prices = Vec::new();
    let mut sum = 0;
    for text in code.lines().map(str::trim).filter(|text| !text.is_empty()) {
        sum += line(text);
        if ends_block(text) {
            prices.push(sum + 2_450);
            sum = 0;
        }
    }
    assert_eq!(sum, 0, "code ends with a block");
    prices
}

/// Ink of code whose blocks all run once.
pub fn straight(code: &str) -> u64 {
    blocks(code).iter().sum()
}

/// Gas of holding `pages` for the first time.
fn exponent(pages: u64) -> u64 {
    (31_874_000f64.ln() / 128.0).exp().powf(pages as f64) as u64
}

/// Gas to add `new` pages to `open` held now, when `ever` were held at most.
pub fn pages(new: u64, open: u64, ever: u64) -> u64 {
    let held = open + new;
    let most = ever.max(held);
    if most <= 2 {
        return 0;
    }
    1_000 * (held.saturating_sub(2) - open.saturating_sub(2)) + exponent(most) - exponent(ever)
}

/// Gas that returning data must have cost.
pub fn return_floor(bytes: u64) -> u64 {
    let words = bytes.div_ceil(32);
    3 * words + words * words / 512
}

/// Gas that a program with `left` may forward in a call that costs `base`.
pub fn forwardable(left: u64, base: u64) -> u64 {
    (left - base) * 63 / 64
}

/// Gas and refund of writing a warm slot that was `original` before the transaction and is `current` now.
pub fn sstore(original: u64, current: u64, new: u64) -> (u64, i64) {
    if current == new {
        return (100, 0);
    }
    if original == current {
        return match (original, new) {
            (0, _) => (20_000, 0),
            (_, 0) => (2_900, 4_800),
            _ => (2_900, 0),
        };
    }
    let mut refund = 0;
    if original != 0 {
        refund += if current == 0 { -4_800 } else { 0 };
        refund += if new == 0 { 4_800 } else { 0 };
    }
    if original == new {
        refund += if original == 0 { 19_900 } else { 2_800 };
    }
    (100, refund)
}

/// Sizes of a module that prices of activation depend on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sizes {
    pub wasm: u64,
    pub functions: u64,
    pub values: u64,
    pub globals: u64,
    pub data: u64,
    pub data_range: u64,
    pub element_range: u64,
    pub pages: u64,
    pub operations: u64,
}

impl Sizes {
    /// Estimated bytes of native code.
    pub fn native(&self) -> u64 {
        512_000
            + self.functions * 996_829 / 1_000
            + self.values * 11_416 / 1_000
            + self.wasm * 62_628 / 10_000
    }

    /// Gas of an entry when cached, and what initialisation adds.
    pub fn entry(&self) -> (u64, u64) {
        let cached = self.functions * 13_420 / 100_000
            + self.values * 89 / 100_000
            + self.wasm * 122 / 100_000
            + (self.globals + 4) * 1_628 / 1_000
            + (self.data_range + self.element_range) * 75_244 / 100_000
            + 5 * self.pages;
        let init = self.functions * 8_252 / 1_000
            + self.values * 1_059 / 1_000
            + self.wasm * 1_286 / 10_000;
        (11 * 32 + cached, 69 * 128 + init)
    }

    /// Gas of the work that activation is.
    pub fn activation(&self) -> u64 {
        let microseconds = self.wasm * 31_733 / 100_000
            + self.functions * 17_263 / 100_000
            + self.data * 17_376 / 100_000
            + self.element_range * 17_376 / 100_000
            + self.pages * 2_217
            + self.operations * 535 / 1_000;
        1_659_168 + 28 * microseconds
    }
}

/// Gas that the precompile takes around activation: opening ArbOS, arguments and results by the word, parameters,
/// record, five reads and two writes of the fee's model, module hash, record, fee account, event.
pub fn activation_overhead() -> u64 {
    let event = 375 + 2 * 375 + 8 * 4 * 32;
    800 + 3 + 3 * 2 + 100 + 800 + 5 * 800 + 2 * 20_000 + 20_000 + 20_000 + 800 + event
}

/// Wei for `bytes` of native code at a demand that holds them already.
pub fn data_fee(bytes: u64, demand: u64) -> u128 {
    let exponent = 10_000 * demand / 21_360_419;
    let mut sum = 10_000 + exponent / 12;
    for term in (1..12).rev() {
        sum = 10_000 + sum * exponent / (term * 10_000);
    }
    u128::from(82_928_201 * sum / 10_000) * u128::from(bytes)
}
