//! Reads quotes of exchanges.

use crate::book::is_dollar;
use crate::decimal::parse_wad;
use crate::error::{Error, Fault, Result};
use crate::fixed::{WAD, scale_down};
use crate::table;

/// The header that a file of quotes must have: amounts in whole tokens, `price_impact` as a share of one.
pub const HEADER: &str = "timestamp,src_sym,dst_sym,in_amt,out_amt,price_impact,rate";

/// What one sale would have brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Symbol of what is sold.
    pub asset: String,
    /// What the sale would bring without its own impact, WAD USD.
    pub usd: u128,
    /// Share of it that the sale's own size costs, WAD, below one.
    pub impact: u128,
}

/// Reads the quotes of sales for dollars; every line is checked, those of other pairs are then left out. Wrapped ether
/// and bitcoin are taken as what they wrap.
///
/// # Errors
/// [`Error::Io`], or [`Error::Line`] with the file, the line and the [`Fault`].
pub fn read_quotes(file: impl AsRef<std::path::Path>) -> Result<Vec<Quote>> {
    let source = file.as_ref().display().to_string();
    let bytes = std::fs::read(file.as_ref()).map_err(|cause| Error::io(&source, cause))?;
    let mut quotes = Vec::new();
    for row in table::rows(&source, &bytes, HEADER)? {
        let (line, record) = row?;
        let field = |index: usize| record.get(index).unwrap_or("");
        let refuse = |index: usize, column: &str, reason| {
            let (column, text) = (column.to_owned(), field(index).to_owned());
            Error::line(
                &source,
                line,
                Fault::Number {
                    column,
                    text,
                    reason,
                },
            )
        };
        let number = |index, column, fits: fn(u128) -> bool, reason| match parse_wad(field(index)) {
            Err(reason) => Err(refuse(index, column, reason)),
            Ok(value) if fits(value) => Ok(value),
            Ok(_) => Err(refuse(index, column, reason)),
        };
        let symbol = |index, column| match field(index) {
            "" => Err(Error::line(&source, line, Fault::EmptyName { column })),
            text => Ok(unwrapped(&text.to_uppercase())),
        };
        let (asset, bought) = (symbol(1, "src_sym")?, symbol(2, "dst_sym")?);
        number(3, "in_amt", |amount| amount > 0, "is zero")?;
        let proceeds = number(4, "out_amt", |amount| amount > 0, "is zero")?;
        let impact = number(5, "price_impact", |impact| impact < WAD, "is 1 or more")?;
        if is_dollar(&bought) && !is_dollar(&asset) {
            let usd = scale_down(proceeds, WAD, WAD - impact, "the value of a quote")?;
            quotes.push(Quote { asset, usd, impact });
        }
    }
    Ok(quotes)
}

/// What an asset counts as.
fn unwrapped(asset: &str) -> String {
    match asset {
        "WETH" => "ETH",
        "WBTC" => "BTC",
        other => other,
    }
    .to_owned()
}
