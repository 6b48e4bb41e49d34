//! Who holds what: every transfer of a loan has two sides, so that nothing appears or is lost.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};

/// Somebody with a part in a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Brings collateral, gets cash.
    Borrower,
    /// Brings cash.
    Lender,
    /// Writes options, with cash of his own locked.
    Writer,
    /// Buys what lenders, writers and engines sell.
    Market,
    /// What the program holds: nothing before and nothing after.
    Custody,
}

const PARTIES: usize = 5;

/// What moved so far: debt tokens and collateral tokens by party, WAD, negative where more went than came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    cash: [i128; PARTIES],
    collateral: [i128; PARTIES],
    /// Times that collateral left custody for somebody else than the borrower while nothing was due.
    forced: u64,
}

/// What every party gained, debt tokens, WAD: collateral at the last price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Gains {
    /// Beside holding the same collateral without a loan.
    pub borrower: i128,
    /// Over what was lent.
    pub lender: i128,
    /// Over the cash that was locked.
    pub writer: i128,
    /// Of who bought collateral, from then to the last price.
    pub market: i128,
}

impl Gains {
    /// Sum over all: zero but for the rounding of each party's collateral, at most a unit each.
    #[must_use]
    pub fn sum(&self) -> i128 {
        self.borrower + self.lender + self.writer + self.market
    }
}

fn overflow() -> Error {
    Error::Overflow { what: "a balance" }
}

fn shift(
    balances: &mut [i128; PARTIES],
    from: Party,
    to: Party,
    amount: u128,
    covered: bool,
) -> Result<()> {
    let amount = i128::try_from(amount).map_err(|_| overflow())?;
    let of = |party: Party| party as usize;
    let source = balances.get_mut(of(from)).ok_or_else(overflow)?;
    *source = source.checked_sub(amount).ok_or_else(overflow)?;
    if covered && *source < 0 {
        return Err(Error::Overflow {
            what: "what a program pays, for it holds less: it",
        });
    }
    let target = balances.get_mut(of(to)).ok_or_else(overflow)?;
    *target = target.checked_add(amount).ok_or_else(overflow)?;
    Ok(())
}

impl Ledger {
    /// Moves cash. Custody cannot pay what it does not hold.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn pay(&mut self, from: Party, to: Party, amount: u128) -> Result<()> {
        shift(&mut self.cash, from, to, amount, from == Party::Custody)
    }

    /// Moves collateral. Custody cannot give what it does not hold.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn give(&mut self, from: Party, to: Party, amount: u128) -> Result<()> {
        shift(
            &mut self.collateral,
            from,
            to,
            amount,
            from == Party::Custody,
        )
    }

    /// Collateral leaves custody. At a `date` of the loan anybody may get it; at another time only the borrower, else it is
    /// a forced sale.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn release(&mut self, to: Party, amount: u128, date: bool) -> Result<()> {
        if amount > 0 && !date && to != Party::Borrower {
            self.forced += 1;
        }
        self.give(Party::Custody, to, amount)
    }

    /// Times that collateral was taken while nothing was due.
    #[must_use]
    pub fn forced(&self) -> u64 {
        self.forced
    }

    /// The end: every token is accounted for, and custody is empty.
    ///
    /// # Errors
    /// [`Error::Overflow`] where a program would keep or lack anything.
    pub fn close(&self, price: u128) -> Result<Gains> {
        let custody = Party::Custody as usize;
        for balances in [&self.cash, &self.collateral] {
            if balances.iter().sum::<i128>() != 0 || balances.get(custody) != Some(&0) {
                return Err(Error::Overflow {
                    what: "what is left in a program that should be empty: it",
                });
            }
        }
        let gain = |party: Party| -> Result<i128> {
            let held = self.collateral.get(party as usize).copied().unwrap_or(0);
            let worth = worth(held, price)?;
            let cash = self.cash.get(party as usize).copied().unwrap_or(0);
            cash.checked_add(worth).ok_or_else(overflow)
        };
        Ok(Gains {
            borrower: gain(Party::Borrower)?,
            lender: gain(Party::Lender)?,
            writer: gain(Party::Writer)?,
            market: gain(Party::Market)?,
        })
    }
}

/// Collateral at a price, towards zero.
///
/// # Errors
/// [`Error::Overflow`].
pub fn worth(amount: i128, price: u128) -> Result<i128> {
    let value = scale_down(amount.unsigned_abs(), price, WAD, "a value")?;
    let value = i128::try_from(value).map_err(|_| overflow())?;
    Ok(if amount < 0 { -value } else { value })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn custody_gives_nothing_that_it_lacks_and_keeps_nothing() {
        let mut ledger = Ledger::default();
        assert!(ledger.release(Party::Lender, 1, true).is_err());
        let mut ledger = Ledger::default();
        assert!(ledger.pay(Party::Custody, Party::Lender, 1).is_err());
        let mut ledger = Ledger::default();
        ledger.give(Party::Borrower, Party::Custody, 5).unwrap();
        assert!(ledger.close(WAD).is_err(), "five are left");
        ledger.release(Party::Borrower, 4, false).unwrap();
        assert_eq!(ledger.forced(), 0);
        ledger.release(Party::Lender, 1, false).unwrap();
        assert_eq!(ledger.forced(), 1);
        let gains = ledger.close(3 * WAD).unwrap();
        assert_eq!((gains.borrower, gains.lender, gains.sum()), (-3, 3, 0));
    }

    proptest! {
        #[test]
        fn gains_sum_to_nothing(moves in prop::collection::vec((0_usize..4, 0_usize..4, any::<bool>(), 0..u128::from(u64::MAX)), 0..40),
                                price in 0..1_000_000 * WAD) {
            let parties = [Party::Borrower, Party::Lender, Party::Writer, Party::Market];
            let mut ledger = Ledger::default();
            for (from, to, cash, amount) in moves {
                if cash {
                    ledger.pay(parties[from], parties[to], amount).unwrap();
                } else {
                    ledger.give(parties[from], parties[to], amount).unwrap();
                }
            }
            prop_assert!(ledger.close(price).unwrap().sum().abs() <= 4);
        }
    }
}
