//! Books of loans: generated, or read from a file.
//!
//! Amounts are WAD whole tokens, symbols upper case. A dollar asset without a price file is worth a
//! constant dollar; every other asset needs a price file.

mod aave;
mod file;
mod generate;
mod power;

pub use file::{HEADER, read_book, write_book};
pub use generate::{
    DEFAULT_LOANS, Kind, Plan, at_most_loan_to_value, generated_book, synthetic_book,
};
pub use power::{at_equal_power, reduced_to};

use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::prices::History;

/// Assets that are worth one dollar where no price file says otherwise.
pub const DOLLARS: [&str; 3] = ["USDC", "USDT", "DAI"];

/// What a loan is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// One collateral against dollars.
    Single,
    /// Several collaterals against dollars.
    Multi,
    /// Some debt in an asset that is no dollar: it falls with the market, as the collateral does.
    Hedged,
}

/// One account's collateral and debt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loan {
    /// Place in the book, from 0.
    pub id: usize,
    /// Name of the owner.
    pub owner: String,
    /// Symbol and amount of every collateral.
    pub collateral: Vec<(String, u128)>,
    /// Symbol and amount of every debt.
    pub debt: Vec<(String, u128)>,
    /// What the loan is made of.
    pub shape: Shape,
}

impl Loan {
    /// The shape that the assets make.
    #[must_use]
    pub fn shape_of(collateral: &[(String, u128)], debt: &[(String, u128)]) -> Shape {
        if debt.iter().any(|(asset, _)| !is_dollar(asset)) {
            Shape::Hedged
        } else if collateral.len() > 1 {
            Shape::Multi
        } else {
            Shape::Single
        }
    }

    /// WAD USD value of the collateral, rounded down per asset (for the lender).
    ///
    /// # Errors
    /// [`Error::MissingPrices`] if `prices` lacks an asset; [`Error::Overflow`].
    pub fn collateral_usd(&self, prices: &[(String, u128)]) -> Result<u128> {
        total(&self.collateral, prices, scale_down)
    }

    /// WAD USD value of the debt, rounded up per asset (for the lender).
    ///
    /// # Errors
    /// As [`Loan::collateral_usd`].
    pub fn debt_usd(&self, prices: &[(String, u128)]) -> Result<u128> {
        total(&self.debt, prices, scale_up)
    }
}

/// A book of loans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// The loans, their ids being their places.
    pub loans: Vec<Loan>,
    /// The file as it was named, or a description.
    pub source: String,
    /// What was assumed, converted or left out on the way in, for the report.
    pub notes: Vec<String>,
    /// WAD USD prices at which the amounts were taken, where the file implies them; else empty.
    pub reference_prices: Vec<(String, u128)>,
}

impl Book {
    /// Symbols of the book, sorted.
    #[must_use]
    pub fn assets(&self) -> Vec<String> {
        let sides = self
            .loans
            .iter()
            .flat_map(|loan| loan.collateral.iter().chain(&loan.debt));
        let mut assets: Vec<String> = sides.map(|(asset, _)| asset.clone()).collect();
        assets.sort();
        assets.dedup();
        assets
    }

    /// The book as if it had been opened at other prices: dollar amounts are multiplied by ETH's
    /// price now over ETH's [reference price](Book::reference_prices), so that every loan keeps the
    /// loan-to-value it has in its file. Rounded down. A book without reference prices stays as it is.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn rebased(&self, eth_price: u128) -> Result<Self> {
        let mut book = self.clone();
        let Some(reference) = price_in(&self.reference_prices, "ETH") else {
            return Ok(book);
        };
        for loan in &mut book.loans {
            for (asset, amount) in loan.collateral.iter_mut().chain(&mut loan.debt) {
                if is_dollar(asset) {
                    *amount = scale_down(*amount, eth_price, reference, "a rebased amount")?;
                }
            }
        }
        if let Some((_, price)) = book
            .reference_prices
            .iter_mut()
            .find(|(asset, _)| asset == "ETH")
        {
            *price = eth_price;
        }
        book.notes.push(format!(
            "dollar amounts are multiplied by ETH's opening price here over ${} then, which keeps each loan's loan-to-value",
            crate::decimal::format_wad(reference)
        ));
        Ok(book)
    }
}

/// Whether an asset counts as a dollar.
#[must_use]
pub fn is_dollar(asset: &str) -> bool {
    DOLLARS.contains(&asset)
}

/// The book's dollar assets that no history prices: they are worth a constant dollar.
///
/// # Errors
/// [`Error::MissingPrices`] with every other asset of the book that no history prices.
pub fn missing_assets(
    book: &Book,
    histories: &[History],
    dollar_assets: &[&str],
) -> Result<Vec<String>> {
    let (dollars, assets): (Vec<String>, Vec<String>) = book
        .assets()
        .into_iter()
        .filter(|asset| !histories.iter().any(|history| history.asset == *asset))
        .partition(|asset| dollar_assets.contains(&asset.as_str()));
    if assets.is_empty() {
        Ok(dollars)
    } else {
        Err(Error::MissingPrices { assets })
    }
}

/// The price of a symbol in a list.
pub(crate) fn price_in(prices: &[(String, u128)], asset: &str) -> Option<u128> {
    prices
        .iter()
        .find(|(symbol, _)| symbol == asset)
        .map(|(_, price)| *price)
}

type Scale = fn(u128, u128, u128, &'static str) -> Result<u128>;

fn total(amounts: &[(String, u128)], prices: &[(String, u128)], scale: Scale) -> Result<u128> {
    let what = "a loan's value";
    let mut sum: u128 = 0;
    for (asset, amount) in amounts {
        let price = price_in(prices, asset).ok_or_else(|| Error::MissingPrices {
            assets: vec![asset.clone()],
        })?;
        let value = scale(*amount, price, WAD, what)?;
        sum = sum.checked_add(value).ok_or(Error::Overflow { what })?;
    }
    Ok(sum)
}
