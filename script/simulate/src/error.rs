//! Errors: what is wrong, where (file and line), and what to do next.

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why an input or a calculation was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be opened, read or written.
    #[error("{file}: {cause}; check that the path exists and may be read or written")]
    Io {
        /// The file as it was named.
        file: String,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// One line of a file is wrong.
    #[error("{file}:{line}: {fault}")]
    Line {
        /// The file as it was named.
        file: String,
        /// Line of the file, the header being line 1.
        line: u64,
        /// What is wrong there, and what to do.
        fault: Fault,
    },
    /// The histories share no span of time.
    #[error(
        "the price files have no time in common: {spans}; give files that cover the same days, or fewer of them"
    )]
    NoOverlap {
        /// Every asset with its span.
        spans: String,
    },
    /// No history was given.
    #[error("no price history was given; name at least one price file, or use the synthetic crash")]
    NoHistories,
    /// Two histories are of the same asset.
    #[error("two price files are given for {asset}; keep one")]
    DuplicateAsset {
        /// The asset's symbol.
        asset: String,
    },
    /// A window holds too few bars to be replayed.
    #[error(
        "{file}: fewer than two bars of {asset} lie between {start} and {end}; choose a longer or another window"
    )]
    EmptyWindow {
        /// Where the history comes from.
        file: String,
        /// The asset's symbol.
        asset: String,
        /// Start of the window, unix seconds.
        start: u64,
        /// End of the window, unix seconds.
        end: u64,
    },
    /// The book holds assets whose price nobody gives.
    #[error(
        "no price file for {}; give one for each, or take the loans that hold them out of the book",
        assets.join(", ")
    )]
    MissingPrices {
        /// Every asset that lacks a price, sorted.
        assets: Vec<String>,
    },
    /// A parameter is outside what the function accepts.
    #[error("{name} is {value}; {advice}")]
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// The value given.
        value: String,
        /// What is accepted.
        advice: &'static str,
    },
    /// A loan of a generated book can carry no debt at all under the caller's limit.
    #[error(
        "loan {loan} could borrow nothing within the opening limit; check the limit and the prices"
    )]
    NothingBorrowable {
        /// Number of the loan.
        loan: usize,
    },
    /// A configuration is not what it must be.
    #[error("{file}: {problem}")]
    Config {
        /// The file as it was named.
        file: String,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A plot could not be drawn.
    #[error("drawing {what}: {reason}")]
    Plot {
        /// Which.
        what: &'static str,
        /// What the plotter said.
        reason: String,
    },
    /// A number grew past 128 bits.
    #[error("{what} does not fit 128 bits; amounts times prices must stay below 3.4e20 USD")]
    Overflow {
        /// What was being computed.
        what: &'static str,
    },
}

/// What is wrong with one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Nothing is in the file.
    #[error("the file is empty; it must start with the header {expected}")]
    EmptyFile {
        /// The header expected.
        expected: &'static str,
    },
    /// The file has a header and too few rows.
    #[error("only {rows} rows follow the header; give at least {needed}")]
    TooFewRows {
        /// Rows found.
        rows: usize,
        /// Rows needed.
        needed: usize,
    },
    /// The header is not the one expected.
    #[error("{problem}; the header must be exactly {expected}")]
    Header {
        /// Missing, unknown or misplaced columns.
        problem: String,
        /// The header expected.
        expected: &'static str,
    },
    /// The line has another number of fields than the header.
    #[error("{found} fields instead of {expected}; give every column, and no thousands separators")]
    FieldCount {
        /// Fields found.
        found: usize,
        /// Fields expected.
        expected: usize,
    },
    /// The line is not valid CSV or not UTF-8.
    #[error("not readable as CSV: {detail}; save the file as plain UTF-8 CSV")]
    Csv {
        /// What the reader said.
        detail: String,
    },
    /// A field is not a plain decimal number.
    #[error("{column} `{text}` {reason}; write a plain decimal number such as 1234.56")]
    Number {
        /// Name of the column.
        column: String,
        /// The field as it stands in the file.
        text: String,
        /// Why it is refused.
        reason: &'static str,
    },
    /// A price is zero.
    #[error("{column} is zero; prices must be above zero: remove the row, a gap is accepted")]
    ZeroPrice {
        /// Name of the column.
        column: String,
    },
    /// The bar's prices contradict each other.
    #[error("{problem}; check the source of this row, or remove it: a gap is accepted")]
    Bar {
        /// The contradiction.
        problem: &'static str,
    },
    /// The time stamp is not in whole unix seconds.
    #[error(
        "timestamp `{text}` is no unix second between 2001 and 2100; divide milliseconds by 1000"
    )]
    Timestamp {
        /// The field as it stands in the file.
        text: String,
    },
    /// The rows are not in order of time.
    #[error("timestamp {time} comes after {previous}; sort the rows by time")]
    Unsorted {
        /// This row's time.
        time: u64,
        /// The row before.
        previous: u64,
    },
    /// The same time stands twice.
    #[error("timestamp {time} stands twice; keep one of the two rows")]
    DuplicateTime {
        /// The repeated time.
        time: u64,
    },
    /// A bar opens before the one before it has closed.
    #[error(
        "only {found} s after the row before, but most bars are {step} s apart; use one step per file"
    )]
    MixedSteps {
        /// Distance found.
        found: u64,
        /// The file's step.
        step: u64,
    },
    /// An owner or an asset is not named.
    #[error("{column} is empty; name it")]
    EmptyName {
        /// Name of the column.
        column: &'static str,
    },
    /// An owner has two rows of the same asset.
    #[error(
        "{owner} already has a row of {asset} at line {first}; add the two up, or rename the owner"
    )]
    DuplicatePosition {
        /// The owner.
        owner: String,
        /// The asset.
        asset: String,
        /// Line of the first row.
        first: u64,
    },
    /// An owner's rows hold no debt or no collateral.
    #[error("{owner} has no {side}; a loan needs both collateral and debt")]
    HalfLoan {
        /// The owner.
        owner: String,
        /// `collateral` or `debt`.
        side: &'static str,
    },
}

impl Error {
    /// For programs: 2 where the caller must change what he asked for or gave, else 1.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Plot { .. } | Self::Overflow { .. } => 1,
            _ => 2,
        }
    }

    /// A file that could not be written.
    #[must_use]
    pub fn written(file: &std::path::Path, cause: std::io::Error) -> Self {
        Self::io(&file.display().to_string(), cause)
    }

    pub(crate) fn io(file: &str, cause: std::io::Error) -> Self {
        Self::Io {
            file: file.to_owned(),
            cause,
        }
    }

    pub(crate) fn line(file: &str, line: u64, fault: Fault) -> Self {
        Self::Line {
            file: file.to_owned(),
            line,
            fault,
        }
    }
}
