//! A term loan's course, as `ITermLoan` has it: no price takes anything; a date that is missed forfeits its share.

use risk_core::amortise::{Locked, interest};

use super::ledger::{Ledger, Party};
use super::outcome::{Behaviour, Kind, Outcome, Parts, World, signed, sold_low};
use super::quote::{Offer, Repayment};
use crate::error::{Error, Result};

fn overflow(_: risk_core::RiskError) -> Error {
    Error::Overflow {
        what: "an instalment",
    }
}

/// From the opening to the last date, or its last second of grace.
///
/// The rational borrower pays an instalment where its share of the collateral is worth at least its principal and the
/// interest on that. The interest on what stays owed is paid with it, as the program demands.
///
/// # Errors
/// [`Error::Overflow`].
pub fn play(
    offer: &Offer,
    behaviour: Behaviour,
    opened: u64,
    grace: u64,
    ltv: u128,
    world: &World<'_>,
) -> Result<Outcome> {
    let mut ledger = Ledger::default();
    ledger.pay(Party::Lender, Party::Borrower, offer.principal)?;
    ledger.give(Party::Borrower, Party::Custody, offer.collateral)?;
    let plan = offer.plan();
    let wait = match behaviour {
        Behaviour::Rational => grace,
        Behaviour::Repays => 0,
    };
    let end = opened.saturating_add(offer.tenor).saturating_add(wait);
    let last = (world.price)(end);
    let mut locked = Locked {
        principal: offer.principal,
        collateral: offer.collateral,
    };
    let (mut paid_to, mut lent_time, mut given_up) = (opened, 0_u128, 0);
    let mut parts = Parts::default();
    for number in 1..=plan.count().map_err(overflow)? {
        let instalment = plan.instalment(offer.principal, number).map_err(overflow)?;
        let principal = instalment.principal;
        let now = opened.saturating_add(instalment.due).saturating_add(wait);
        let since = now.saturating_sub(paid_to);
        let own = interest(principal, offer.rate, since).map_err(overflow)?;
        let (kept, share) = locked.repay(principal).map_err(overflow)?;
        let elapsed = u128::from(now.saturating_sub(opened));
        lent_time = lent_time.saturating_add(principal.saturating_mul(elapsed));
        let worth_it = world.value(now, share)? >= principal.saturating_add(own);
        if behaviour == Behaviour::Repays || worth_it {
            let all = interest(locked.principal, offer.rate, since).map_err(overflow)?;
            ledger.pay(Party::Borrower, Party::Lender, principal)?;
            ledger.pay(Party::Borrower, Party::Lender, all)?;
            ledger.release(Party::Borrower, share, true)?;
            parts.interest += signed(all)?;
            (locked, paid_to) = (kept, now);
        } else {
            let (kept, lost) = locked.forfeit(principal).map_err(overflow)?;
            ledger.release(Party::Lender, lost, true)?;
            parts.given_up += signed(world.value(now, lost)?)? - signed(principal)?;
            parts.sold_low += sold_low(lost, (world.price)(now), last)?;
            world.sell(&mut ledger, Party::Lender, now, lost)?;
            given_up += 1;
            locked = kept;
        }
    }
    Ok(Outcome {
        kind: match offer.repayment {
            Repayment::Bullet => Kind::Bullet,
            Repayment::Instalments => Kind::Instalments,
        },
        behaviour,
        opened,
        tenor: offer.tenor,
        ltv,
        received: offer.principal,
        received_time: lent_time,
        lent: offer.principal,
        lent_time,
        locked: 0,
        locked_time: 0,
        rate: offer.rate.0,
        gains: ledger.close(last)?,
        parts,
        forced: ledger.forced(),
        given_up,
        cheaper: [None; 2],
    })
}
