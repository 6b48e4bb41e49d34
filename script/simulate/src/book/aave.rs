//! The table of wstETH borrowers of Aave v3.
//!
//! It gives each account's collateral and debt in USD, and how much of them is wstETH and ETH. The
//! prices of both at that moment follow from the accounts that hold nothing else (the median of value
//! over amount). What remains of a value is not named: remaining collateral is taken as ETH (other
//! staked ether and assets that mostly move with it), remaining debt as USDC. Rests below a
//! ten-thousandth are the file's rounding to eight digits and are left out.

use super::{Book, Loan, file::number};
use crate::decimal::{format_wad, parse_wad};
use crate::error::{Error, Fault, Result};
use crate::fixed::{WAD, scale_down};
use crate::table;

/// Header of the table.
pub(super) const HEADER: &str = "position_id,total_collateral_usd,total_debt_usd,liq_threshold_bps,ltv_bps,health_factor,wsteth_amount,eth_debt_eth,emode,cbeth_collateral,reth_collateral";

/// A row as far as it is used; WAD.
struct Row {
    line: u64,
    position: String,
    collateral_usd: u128,
    debt_usd: u128,
    wsteth: u128,
    eth_debt: u128,
}

/// Rows below a dollar of collateral or debt are no loans.
const LEAST: u128 = WAD;

pub(super) fn parse(source: &str, bytes: &[u8]) -> Result<Book> {
    let mut rows = Vec::new();
    for row in table::rows(source, bytes, HEADER)? {
        let (line, record) = row?;
        let field = |index: usize| record.get(index).unwrap_or("");
        let amount = |index: usize, column: &str| {
            let text = field(index);
            let fail = |reason| Error::line(source, line, number(column, text, reason));
            parse_wad(text).map_err(fail)
        };
        rows.push(Row {
            line,
            position: field(0).to_owned(),
            collateral_usd: amount(1, "total_collateral_usd")?,
            debt_usd: amount(2, "total_debt_usd")?,
            wsteth: amount(6, "wsteth_amount")?,
            eth_debt: amount(7, "eth_debt_eth")?,
        });
    }
    let few = Error::line(
        source,
        1,
        Fault::TooFewRows {
            rows: rows.len(),
            needed: 1,
        },
    );
    let wsteth_price = implied_price(rows.iter().map(|row| (row.collateral_usd, row.wsteth)));
    let eth_price = implied_price(rows.iter().map(|row| (row.debt_usd, row.eth_debt)));
    let (Some(wsteth_price), Some(eth_price)) = (wsteth_price, eth_price) else {
        return Err(few);
    };

    let mut loans = Vec::new();
    let mut left_out = 0_usize;
    for row in rows {
        if row.collateral_usd < LEAST || row.debt_usd < LEAST {
            left_out += 1;
            continue;
        }
        let what = "an amount of the table";
        let split = |value: u128, known: u128, price: u128| -> Result<u128> {
            let rest = value.saturating_sub(scale_down(known, price, WAD, what)?);
            Ok(if rest > value / 10_000 { rest } else { 0 })
        };
        let other = split(row.collateral_usd, row.wsteth, wsteth_price)?;
        let other = scale_down(other, WAD, eth_price, what)?;
        let dollars = split(row.debt_usd, row.eth_debt, eth_price)?;
        let held = |pairs: [(&str, u128); 2]| -> Vec<(String, u128)> {
            let some = pairs.into_iter().filter(|(_, amount)| *amount > 0);
            some.map(|(asset, amount)| (asset.to_owned(), amount))
                .collect()
        };
        let collateral = held([("WSTETH", row.wsteth), ("ETH", other)]);
        let debt = held([("ETH", row.eth_debt), ("USDC", dollars)]);
        if collateral.is_empty() || debt.is_empty() {
            let owner = row.position;
            return Err(Error::line(
                source,
                row.line,
                Fault::HalfLoan {
                    owner,
                    side: "amount",
                },
            ));
        }
        let shape = Loan::shape_of(&collateral, &debt);
        let owner = format!("aave-{}", row.position);
        loans.push(Loan {
            id: loans.len(),
            owner,
            collateral,
            debt,
            shape,
        });
    }
    if loans.is_empty() {
        return Err(few);
    }
    let mut notes = vec![
        format!(
            "Aave v3 wstETH borrowers: the file implies wstETH at ${} and ETH at ${}",
            format_wad(wsteth_price),
            format_wad(eth_price)
        ),
        "collateral that the file does not name is taken as ETH, debt that is not ETH as USDC"
            .to_owned(),
    ];
    if left_out > 0 {
        notes.push(format!(
            "{left_out} rows with less than $1 of collateral or debt are left out"
        ));
    }
    let reference_prices = vec![
        ("ETH".to_owned(), eth_price),
        ("WSTETH".to_owned(), wsteth_price),
        ("USDC".to_owned(), WAD),
    ];
    Ok(Book {
        loans,
        source: source.to_owned(),
        notes,
        reference_prices,
    })
}

/// The median of value over amount, over rows whose amount is above 0.01 (below it the file's
/// rounding shows).
fn implied_price(rows: impl Iterator<Item = (u128, u128)>) -> Option<u128> {
    let mut prices: Vec<u128> = rows
        .filter(|(_, amount)| *amount > WAD / 100)
        .filter_map(|(value, amount)| scale_down(value, WAD, amount, "a price").ok())
        .collect();
    prices.sort_unstable();
    prices.get(prices.len() / 2).copied()
}

impl Book {
    /// The book with staked ether (WSTETH) turned into ETH at the rate of its
    /// [reference prices](Book::reference_prices), rounded down, for replays without a price file of
    /// its own. No loss of the peg is modelled then. A loan that held both holds the sum.
    ///
    /// # Errors
    /// [`Error::MissingPrices`] if the book holds WSTETH and knows no rate; [`Error::Overflow`].
    pub fn staked_as_ether(&self) -> Result<Self> {
        let mut book = self.clone();
        if !book.assets().iter().any(|asset| asset == STAKED) {
            return Ok(book);
        }
        let price = |asset: &str| super::price_in(&self.reference_prices, asset);
        let (Some(staked), Some(ether)) = (price(STAKED), price("ETH")) else {
            return Err(Error::MissingPrices {
                assets: vec![STAKED.to_owned()],
            });
        };
        for loan in &mut book.loans {
            for side in [&mut loan.collateral, &mut loan.debt] {
                let Some(place) = side.iter().position(|(asset, _)| asset == STAKED) else {
                    continue;
                };
                let (_, amount) = side.remove(place);
                let amount = scale_down(amount, staked, ether, "an amount of staked ether")?;
                match side.iter_mut().find(|(asset, _)| asset == "ETH") {
                    Some((_, held)) => *held = held.saturating_add(amount),
                    None => side.insert(place, ("ETH".to_owned(), amount)),
                }
            }
            loan.shape = Loan::shape_of(&loan.collateral, &loan.debt);
        }
        book.reference_prices.retain(|(asset, _)| asset != STAKED);
        book.notes.push(format!(
            "wstETH is taken as {} ETH throughout: no loss of its peg is modelled",
            format_wad(scale_down(staked, WAD, ether, "a rate")?)
        ));
        Ok(book)
    }
}

const STAKED: &str = "WSTETH";
