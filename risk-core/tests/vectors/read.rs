//! Vectors from their files, and the comparison with them.

use std::cell::RefCell;
use std::fmt::{self, Debug, Display};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::str::FromStr;

use flate2::read::GzDecoder;
use risk_core::RiskError;
use risk_core::fixed::{Ray, SignedWad, Wad};
use ruint::aliases::{U256, U512};

/// Digits that expected values keep beyond the unit in the last place, as a power of ten.
const SCALE: u64 = 1_000_000;
/// A table has at least so many rows.
const LEAST: usize = 2_000;
/// Failures that are printed.
const PRINTED: usize = 10;

/// A number with six decimals: a result, or the exact value that it should have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Real {
    negative: bool,
    /// In millionths of a unit.
    magnitude: U512,
}

impl Real {
    fn whole(negative: bool, units: U256) -> Self {
        let magnitude = U512::from(units) * U512::from(SCALE);
        Self {
            negative: negative && !units.is_zero(),
            magnitude,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = text
            .strip_prefix('-')
            .map_or((false, text), |digits| (true, digits));
        let (units, parts) = digits.split_once('.')?;
        if parts.len() != 6 {
            return None;
        }
        let magnitude = U512::from_str_radix(&format!("{units}{parts}"), 10).ok()?;
        Some(Self {
            negative,
            magnitude,
        })
    }

    /// The difference to another: its magnitude, and whether it is negative.
    fn minus(self, other: Self) -> Self {
        let (a, b) = (self.magnitude, other.magnitude);
        let (magnitude, negative) = if self.negative != other.negative {
            (a + b, self.negative)
        } else if a >= b {
            (a - b, self.negative)
        } else {
            (b - a, !self.negative)
        };
        Self {
            negative: negative && !magnitude.is_zero(),
            magnitude,
        }
    }

    fn float(self) -> f64 {
        let size = f64::from(self.magnitude) / SCALE as f64;
        if self.negative { -size } else { size }
    }
}

impl Display for Real {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = U512::from(SCALE);
        let (units, parts) = (self.magnitude / scale, self.magnitude % scale);
        let sign = if self.negative { "-" } else { "" };
        write!(f, "{sign}{units}.{:06}", parts.to::<u64>())
    }
}

impl From<u128> for Real {
    fn from(units: u128) -> Self {
        Self::whole(false, U256::from(units))
    }
}

impl From<u64> for Real {
    fn from(units: u64) -> Self {
        Self::whole(false, U256::from(units))
    }
}

impl From<i128> for Real {
    fn from(units: i128) -> Self {
        Self::whole(units < 0, U256::from(units.unsigned_abs()))
    }
}

impl From<U256> for Real {
    fn from(units: U256) -> Self {
        Self::whole(false, units)
    }
}

impl From<Wad> for Real {
    fn from(value: Wad) -> Self {
        value.0.into()
    }
}

impl From<SignedWad> for Real {
    fn from(value: SignedWad) -> Self {
        value.0.into()
    }
}

impl From<Ray> for Real {
    fn from(value: Ray) -> Self {
        value.0.into()
    }
}

/// How far a result may lie from the exact value.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// Below it by at most so many units in the last place.
    below: f64,
    /// Above it by at most so many.
    above: f64,
    /// Of the value, where that is more than the units; for the sides that are not zero.
    relative: f64,
    /// Less than `below` and `above`, not at most.
    strict: bool,
}

impl Bound {
    /// Exactly the greatest whole number not above the value.
    pub const FLOOR: Self = Self {
        below: 1.0,
        above: 0.0,
        relative: 0.0,
        strict: true,
    };
    /// Exactly the least whole number not below the value.
    pub const CEILING: Self = Self {
        below: 0.0,
        above: 1.0,
        relative: 0.0,
        strict: true,
    };

    /// At most `units` away, on either side.
    pub const fn within(units: f64) -> Self {
        Self {
            below: units,
            above: units,
            relative: 0.0,
            strict: false,
        }
    }

    /// Never above, below by at most `units`.
    pub const fn down(units: f64) -> Self {
        Self {
            below: units,
            above: 0.0,
            relative: 0.0,
            strict: false,
        }
    }

    /// Never below, above by at most `units`.
    pub const fn up(units: f64) -> Self {
        Self {
            below: 0.0,
            above: units,
            relative: 0.0,
            strict: false,
        }
    }

    /// Or by `part` of the value, whichever is larger.
    pub const fn or_relative(self, part: f64) -> Self {
        Self {
            relative: part,
            ..self
        }
    }

    /// Whether it allows this error of a result for this value.
    fn allows(self, error: Real, value: Real) -> bool {
        let side = if error.negative {
            self.below
        } else {
            self.above
        };
        if error.magnitude.is_zero() {
            return true;
        }
        if side == 0.0 {
            return false;
        }
        let size = error.float().abs();
        let limit = side.max(self.relative * value.float().abs());
        if self.strict {
            size < limit
        } else {
            size <= limit
        }
    }
}

/// What a function may return: a value, or a value or an error.
pub trait Outcome {
    /// As a result.
    fn outcome(self) -> Result<Real, RiskError>;
}

impl<T: Into<Real>> Outcome for Result<T, RiskError> {
    fn outcome(self) -> Result<Real, RiskError> {
        self.map(Into::into)
    }
}

macro_rules! outcome_of_values {
    ($($value:ty),*) => {$(
        impl Outcome for $value {
            fn outcome(self) -> Result<Real, RiskError> {
                Ok(self.into())
            }
        }
    )*};
}
outcome_of_values!(u64, u128, i128, U256, Wad, SignedWad, Ray);

/// The vectors of one function.
pub struct Table {
    name: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    count: usize,
}

impl Table {
    /// Reads `test/vectors/data/<module>/<function>.csv.gz`.
    pub fn read(module: &str, function: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../test/vectors/data")
            .join(module)
            .join(format!("{function}.csv.gz"));
        let mut text = String::new();
        File::open(&path)
            .and_then(|file| GzDecoder::new(file).read_to_string(&mut text))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut lines = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect());
        let header: Vec<String> = lines.next().expect("a header");
        let rows: Vec<Vec<String>> = lines.collect();
        assert!(rows.len() >= LEAST, "{function}: only {} rows", rows.len());
        assert!(
            rows.iter().all(|row| row.len() == header.len()),
            "{function}: a row of another length than the header"
        );
        Self {
            name: format!("{module}::{function}"),
            count: rows.len(),
            header,
            rows,
        }
    }

    /// Runs `compare` on every row, which calls [`Row::expect`]; fails with the first of the rows that differ.
    /// Prints the greatest error, which `cargo test -- --nocapture` shows.
    pub fn check(&self, compare: impl Fn(&Row)) {
        let (mut failures, mut compared, mut failing, mut worst) = (Vec::new(), 0, 0, 0.0_f64);
        for (index, fields) in self.rows.iter().enumerate() {
            let row = Row {
                table: self,
                line: index + 2,
                fields,
                findings: RefCell::default(),
            };
            compare(&row);
            let findings = row.findings.into_inner();
            assert!(
                findings.compared > 0,
                "{}: line {} is not compared",
                self.name,
                index + 2
            );
            compared += findings.compared;
            failing += usize::from(!findings.failures.is_empty());
            failures.extend(findings.failures);
            worst = worst.max(findings.worst);
        }
        println!(
            "{}: {} rows, {compared} values, greatest error {worst:.3} units",
            self.name, self.count
        );
        if !failures.is_empty() {
            failures.truncate(PRINTED);
            panic!(
                "{}: {failing} of {} rows differ:\n{}",
                self.name,
                self.count,
                failures.join("\n")
            );
        }
    }
}

#[derive(Default)]
struct Findings {
    compared: usize,
    failures: Vec<String>,
    worst: f64,
}

/// One vector.
pub struct Row<'a> {
    table: &'a Table,
    line: usize,
    fields: &'a [String],
    findings: RefCell<Findings>,
}

impl Row<'_> {
    fn field(&self, name: &str) -> &str {
        let index = self.table.header.iter().position(|column| column == name);
        let index = index.unwrap_or_else(|| panic!("{}: no column {name}", self.table.name));
        &self.fields[index]
    }

    /// The input `name`.
    pub fn get<T: FromStr>(&self, name: &str) -> T {
        self.field(name)
            .parse()
            .unwrap_or_else(|_| panic!("{}: line {}, {name}", self.table.name, self.line))
    }

    /// The input `name`: 1 or 0.
    #[allow(dead_code)] // not every module has such
    pub fn flag(&self, name: &str) -> bool {
        self.get::<u8>(name) == 1
    }

    /// The inputs of a list, which spaces separate.
    #[allow(dead_code)] // as above
    pub fn list<T: FromStr>(&self, name: &str) -> Vec<T> {
        let parsed = self.field(name).split_whitespace().map(str::parse);
        parsed
            .collect::<Result<_, _>>()
            .unwrap_or_else(|_| panic!("{}: line {}, {name}", self.table.name, self.line))
    }

    /// Compares with the column `expected`.
    pub fn expect(&self, actual: impl Outcome, bound: Bound) {
        self.expect_in("expected", actual, bound);
    }

    /// Compares with another column: within the bound, or the same error.
    pub fn expect_in(&self, column: &str, actual: impl Outcome, bound: Bound) {
        let (text, actual) = (self.field(column), actual.outcome());
        let mut findings = self.findings.borrow_mut();
        findings.compared += 1;
        let (fine, off) = match (actual, Real::parse(text)) {
            (Ok(actual), Some(expected)) => {
                let error = actual.minus(expected);
                findings.worst = findings.worst.max(error.float().abs());
                (
                    bound.allows(error, expected),
                    format!(", off by {error} units"),
                )
            }
            (Err(error), None) => (format!("{error:?}") == text, String::new()),
            _ => (false, String::new()),
        };
        if !fine {
            let got = match actual {
                Ok(value) => value.to_string(),
                Err(error) => format!("{error:?}"),
            };
            findings.failures.push(format!(
                "line {}: {column}({}) = {got}, not {text}{off}; allowed {bound:?}",
                self.line,
                self.inputs()
            ));
        }
    }

    /// Compares what is no number, by the text that `Debug` or a test gives it: exactly.
    #[allow(dead_code)] // not every module has such
    pub fn expect_text(&self, column: &str, actual: &str) {
        let mut findings = self.findings.borrow_mut();
        findings.compared += 1;
        if self.field(column) != actual {
            findings.failures.push(format!(
                "line {}: {column}({}) = {actual}, not {}",
                self.line,
                self.inputs(),
                self.field(column)
            ));
        }
    }

    fn inputs(&self) -> String {
        let named = self.table.header.iter().zip(self.fields);
        let inputs = named.map(|(name, value)| format!("{name}={value}"));
        inputs.collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn bounds_tell_what_is_off() {
    let real = |text| Real::parse(text).unwrap();
    let error = |actual: i128, expected| Real::from(actual).minus(real(expected));
    let allows =
        |bound: Bound, actual, expected| bound.allows(error(actual, expected), real(expected));
    assert!(allows(Bound::FLOOR, 5, "5.999999") && allows(Bound::FLOOR, 5, "5.000000"));
    assert!(!allows(Bound::FLOOR, 5, "6.000000") && !allows(Bound::FLOOR, 5, "4.999999"));
    assert!(allows(Bound::FLOOR, -6, "-5.000001") && !allows(Bound::FLOOR, -5, "-5.000001"));
    assert!(allows(Bound::CEILING, 6, "5.000001") && !allows(Bound::CEILING, 5, "5.000001"));
    assert!(
        allows(Bound::within(2.0), 5, "7.000000") && !allows(Bound::within(2.0), 5, "7.000001")
    );
    assert!(!allows(Bound::down(2.0), 8, "7.900000") && allows(Bound::up(2.0), 8, "7.900000"));
    let relative = Bound::within(1.0).or_relative(0.01);
    assert!(allows(relative, 1_010, "1000.000000") && !allows(relative, 1_011, "1000.000000"));
    assert_eq!(error(-1, "1.500000").to_string(), "-2.500000");
    assert!(Real::parse("12").is_none() && Real::parse("Overflow").is_none());
}
