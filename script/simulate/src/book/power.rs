//! Books at equal borrowing power.
//!
//! Engines must not be compared on books that one of them would never have opened. So every loan of a book is one that
//! Ballast opens, and each gets, for the engines that go by a ratio of debt to value, the threshold at which they see the
//! health that Ballast sees: at the opening prices the borrower could borrow the same under all of them, and is as far from being
//! sold.

use super::{Book, Loan};
use crate::engine::Account;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::ltv::threshold_at_health;

/// Halvings of the search for the largest part of a debt that can be opened: to within a millionth.
const STEPS: u32 = 20;

/// The book's loans, each with the threshold at which a rule of loan to value sees the health (WAD) that `health` says.
/// Rounded up: a ratio's health is not below Ballast's.
///
/// # Errors
/// Those of `health`; [`Error::MissingPrices`]; [`Error::Overflow`], also for an infinite health.
pub fn at_equal_power(
    book: &Book,
    prices: &[(String, u128)],
    health: &dyn Fn(&Loan) -> Result<u128>,
) -> Result<Vec<Account>> {
    let account = |loan: &Loan| {
        let (collateral, debt) = (loan.collateral_usd(prices)?, loan.debt_usd(prices)?);
        Ok(Account {
            threshold: threshold_at_health(health(loan)?, collateral, debt)?,
            loan: loan.clone(),
        })
    };
    book.loans.iter().map(account).collect()
}

/// The book with the debts of loans that could not be opened reduced, all debts of one by the same share, to what can be; loans
/// that could carry none are left out. The notes say how many of each. `can_open` must say no to more debt whenever it
/// says no to less.
///
/// # Errors
/// [`Error::NothingBorrowable`] if no loan is left; [`Error::Overflow`].
pub fn reduced_to(book: &Book, can_open: &dyn Fn(&Loan) -> bool) -> Result<Book> {
    let mut kept = Vec::with_capacity(book.loans.len());
    let (mut reduced, mut left_out) = (0_usize, 0_usize);
    for loan in &book.loans {
        if can_open(loan) {
            kept.push(loan.clone());
            continue;
        }
        let with = |share: u128| -> Result<Loan> {
            let mut part = loan.clone();
            for (_, amount) in &mut part.debt {
                *amount = scale_down(*amount, share, WAD, "a reduced debt")?;
            }
            part.debt.retain(|(_, amount)| *amount > 0);
            Ok(part)
        };
        let (mut admitted, mut refused) = (0, WAD);
        for _ in 0..STEPS {
            let middle = admitted + (refused - admitted) / 2;
            if can_open(&with(middle)?) {
                admitted = middle;
            } else {
                refused = middle;
            }
        }
        let part = with(admitted)?;
        if part.debt.is_empty() {
            left_out += 1;
        } else {
            reduced += 1;
            kept.push(part);
        }
    }
    if kept.is_empty() {
        return Err(Error::NothingBorrowable { loan: 1 });
    }
    for (id, loan) in kept.iter_mut().enumerate() {
        loan.id = id;
    }
    let mut notes = book.notes.clone();
    if reduced > 0 {
        notes.push(format!(
            "{reduced} loans owe more than Ballast opens: their debts are reduced to what it does"
        ));
    }
    if left_out > 0 {
        notes.push(format!(
            "{left_out} loans could carry no debt and are left out"
        ));
    }
    Ok(Book {
        loans: kept,
        notes,
        ..book.clone()
    })
}
