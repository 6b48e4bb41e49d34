//! The course of a loan with a put: repaid, or exercised by anyone past grace; no oracle takes part.

use risk_core::amortise::interest;

use super::ledger::{Ledger, Party};
use super::outcome::{Behaviour, Kind, Outcome, Parts, World, signed};
use super::quote::{Premium, Protected};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};

/// From the opening to the date, or its last second of grace.
///
/// Writers lock the strike's cash for the whole collateral. The rational borrower leaves the collateral where it is worth less
/// than the strike: it is exercised, the lender gets what is owed (OPT-2: at least the lesser of it and the strike's
/// cash), the borrower the rest. One who always repays does so even then, and his put lapses. Above a call's strike the writers
/// have the collateral bought at it: the auction of that right brings them all that it is worth.
///
/// # Errors
/// [`Error::Overflow`].
pub fn play(
    loan: &Protected,
    behaviour: Behaviour,
    opened: u64,
    grace: u64,
    ltv: u128,
    world: &World<'_>,
) -> Result<Outcome> {
    let mut ledger = Ledger::default();
    let cash = scale_up(loan.collateral, loan.strike, WAD, "the strike's cash")?;
    ledger.pay(Party::Writer, Party::Custody, cash)?;
    ledger.give(Party::Borrower, Party::Custody, loan.collateral)?;
    ledger.pay(Party::Lender, Party::Borrower, loan.principal)?;
    let mut parts = Parts::default();
    if loan.call.is_none() {
        ledger.pay(Party::Borrower, Party::Writer, loan.premium)?;
        parts.premium = signed(loan.premium)?;
    }
    let wait = match behaviour {
        Behaviour::Rational => grace,
        Behaviour::Repays => 0,
    };
    let seconds = loan.tenor.saturating_add(wait);
    let now = opened.saturating_add(seconds);
    let price = (world.price)(now);
    let charged = interest(loan.principal, loan.rate, seconds)
        .map_err(|_| Error::Overflow { what: "interest" })?;
    let owed = loan.principal.saturating_add(charged);
    parts.interest = signed(charged)?;
    let mut given_up = 0;
    let called = loan.call.filter(|call| price > *call);
    if let Some(call) = called {
        // Somebody pays the strike into the loan, and the writers what the right is worth.
        let paid = scale_down(loan.collateral, call, WAD, "a call's cash")?;
        let value = world.value(now, loan.collateral)?;
        ledger.pay(Party::Market, Party::Borrower, paid)?;
        ledger.pay(Party::Market, Party::Writer, value.saturating_sub(paid))?;
        ledger.release(Party::Market, loan.collateral, true)?;
        ledger.pay(Party::Borrower, Party::Lender, owed)?;
        ledger.pay(Party::Custody, Party::Writer, cash)?;
        parts.given_up = signed(value)? - signed(paid)?;
        given_up = 1;
    } else if behaviour == Behaviour::Rational && price < loan.strike {
        let paid = scale_down(loan.collateral, loan.strike, WAD, "the strike's cash")?;
        let lender = paid.min(owed);
        ledger.pay(Party::Custody, Party::Lender, lender)?;
        ledger.pay(Party::Custody, Party::Borrower, paid - lender)?;
        ledger.pay(Party::Custody, Party::Writer, cash - paid)?;
        ledger.release(Party::Writer, loan.collateral, true)?;
        world.sell(&mut ledger, Party::Writer, now, loan.collateral)?;
        parts.given_up = signed(world.value(now, loan.collateral)?)? - signed(paid)?;
        given_up = 1;
    } else {
        ledger.pay(Party::Borrower, Party::Lender, owed)?;
        ledger.release(Party::Borrower, loan.collateral, false)?;
        ledger.pay(Party::Custody, Party::Writer, cash)?;
    }
    let time = u128::from(seconds);
    Ok(Outcome {
        kind: match loan.by {
            Premium::UpFront => Kind::PutUpFront,
            Premium::Financed => Kind::PutFinanced,
            Premium::Call => Kind::Collar,
        },
        behaviour,
        opened,
        tenor: loan.tenor,
        ltv,
        received: loan.received,
        received_time: loan.received.saturating_mul(time),
        lent: loan.principal,
        lent_time: loan.principal.saturating_mul(time),
        locked: cash,
        locked_time: cash.saturating_mul(time),
        rate: loan.rate.0,
        gains: ledger.close(price)?,
        parts,
        forced: ledger.forced(),
        given_up,
        cheaper: [None; 2],
    })
}
