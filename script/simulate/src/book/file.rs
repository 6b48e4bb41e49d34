//! Books in files: the plain form `owner,asset,collateral,debt`, and the wstETH borrowers of Aave.

use std::collections::HashMap;

use super::{Book, Loan, aave};
use crate::decimal::{format_wad, parse_wad};
use crate::error::{Error, Fault, Result};
use crate::table;

/// Header of a book file: one row per position, the rows of one owner being one loan; amounts in
/// whole tokens, an empty cell is zero.
pub const HEADER: &str = "owner,asset,collateral,debt";

/// Reads a book of loans: [`HEADER`], or the table of Aave v3 wstETH borrowers (see the book's notes
/// for what that reading assumes). Which of the two it is, the header says.
///
/// # Errors
/// [`Error::Io`], or [`Error::Line`] with the file, the line and the [`Fault`].
pub fn read_book(file: impl AsRef<std::path::Path>) -> Result<Book> {
    let source = file.as_ref().display().to_string();
    let bytes = std::fs::read(file.as_ref()).map_err(|cause| Error::io(&source, cause))?;
    let header = table::header(&source, &bytes, HEADER)?;
    if header
        .iter()
        .map(String::as_str)
        .eq(aave::HEADER.split(','))
    {
        aave::parse(&source, &bytes)
    } else {
        parse(&source, &bytes)
    }
}

/// Writes the book under [`HEADER`], a row for each asset of each loan. [`read_book`] reads the same
/// loans back if their owners' names differ.
///
/// # Errors
/// [`Error::Io`].
pub fn write_book(book: &Book, file: impl AsRef<std::path::Path>) -> Result<()> {
    let name = file.as_ref().display().to_string();
    let io = |cause: std::io::Error| Error::io(&name, cause);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 4]| {
        writer
            .write_record(row)
            .map_err(|error| io(std::io::Error::other(error)))
    };
    let [owner, asset, collateral, debt] = ["owner", "asset", "collateral", "debt"];
    write([owner, asset, collateral, debt])?;
    for loan in &book.loans {
        for (asset, amount) in &loan.collateral {
            let owed = loan
                .debt
                .iter()
                .find(|(debt, _)| debt == asset)
                .map_or(0, |(_, owed)| *owed);
            write([&loan.owner, asset, &format_wad(*amount), &format_wad(owed)])?;
        }
        for (asset, owed) in &loan.debt {
            if !loan
                .collateral
                .iter()
                .any(|(collateral, _)| collateral == asset)
            {
                write([&loan.owner, asset, "0", &format_wad(*owed)])?;
            }
        }
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| io(std::io::Error::other(error.to_string())))?;
    std::fs::write(file.as_ref(), bytes).map_err(io)
}

/// One owner's rows while they are gathered.
struct Gathered {
    owner: String,
    first_line: u64,
    positions: Vec<(String, u64)>,
    collateral: Vec<(String, u128)>,
    debt: Vec<(String, u128)>,
}

fn parse(source: &str, bytes: &[u8]) -> Result<Book> {
    let mut gathered = Vec::<Gathered>::new();
    let mut places = HashMap::<String, usize>::new();
    for row in table::rows(source, bytes, HEADER)? {
        let (line, record) = row?;
        let fail = |fault| Error::line(source, line, fault);
        let field = |index: usize| record.get(index).unwrap_or("");
        let name = |index, column| match field(index) {
            "" => Err(fail(Fault::EmptyName { column })),
            name => Ok(name.to_owned()),
        };
        let amount = |index, column| match field(index) {
            "" => Ok(0),
            text => parse_wad(text).map_err(|reason| fail(number(column, text, reason))),
        };
        let (owner, asset) = (name(0, "owner")?, name(1, "asset")?.to_uppercase());
        let (collateral, debt) = (amount(2, "collateral")?, amount(3, "debt")?);
        let place = *places.entry(owner.clone()).or_insert_with(|| {
            gathered.push(Gathered {
                owner: owner.clone(),
                first_line: line,
                positions: Vec::new(),
                collateral: Vec::new(),
                debt: Vec::new(),
            });
            gathered.len() - 1
        });
        let Some(loan) = gathered.get_mut(place) else {
            continue;
        };
        if let Some((_, first)) = loan.positions.iter().find(|(known, _)| *known == asset) {
            return Err(fail(Fault::DuplicatePosition {
                owner,
                asset,
                first: *first,
            }));
        }
        loan.positions.push((asset.clone(), line));
        if collateral > 0 {
            loan.collateral.push((asset.clone(), collateral));
        }
        if debt > 0 {
            loan.debt.push((asset, debt));
        }
    }
    if gathered.is_empty() {
        return Err(Error::line(
            source,
            1,
            Fault::TooFewRows { rows: 0, needed: 1 },
        ));
    }
    let mut loans = Vec::with_capacity(gathered.len());
    for (id, loan) in gathered.into_iter().enumerate() {
        let Gathered {
            owner,
            first_line,
            collateral,
            debt,
            ..
        } = loan;
        for (side, amounts) in [("collateral", &collateral), ("debt", &debt)] {
            if amounts.is_empty() {
                return Err(Error::line(
                    source,
                    first_line,
                    Fault::HalfLoan { owner, side },
                ));
            }
        }
        let shape = Loan::shape_of(&collateral, &debt);
        loans.push(Loan {
            id,
            owner,
            collateral,
            debt,
            shape,
        });
    }
    let (notes, reference_prices) = (Vec::new(), Vec::new());
    Ok(Book {
        loans,
        source: source.to_owned(),
        notes,
        reference_prices,
    })
}

pub(super) fn number(column: &str, text: &str, reason: &'static str) -> Fault {
    Fault::Number {
        column: column.to_owned(),
        text: text.to_owned(),
        reason,
    }
}
