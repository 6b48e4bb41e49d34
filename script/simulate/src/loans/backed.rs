//! The course of a loan that its collateral's yield repays: staked ether against ether.
//!
//! By its design, for its program has none of its mathematics in `risk-core`: once a day anyone harvests what the share rate has
//! grown, shares * (1 - last rate / rate) rounded down, and hands it to the lender at the rate, interest first, then
//! principal; interest that it does not cover waits in a bucket of its own and bears none. No price takes anything. At the end of what
//! is watched the borrower leaves: he repays, or, rational and with collateral worth less than he owes, leaves it to the lender,
//! as the loan's terms would in the end.

use risk_core::amortise::interest;
use risk_core::curve::growth;
use risk_core::fixed::{RAY, Wad};

use super::ledger::{Ledger, Party};
use super::outcome::{Behaviour, Kind, Outcome, Parts, World, signed, sold_low};
use super::settings::DAY;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};

/// A loan on a share-rate asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backed {
    /// Seconds that it is watched.
    pub tenor: u64,
    /// Debt tokens, WAD.
    pub principal: u128,
    /// Shares, WAD.
    pub collateral: u128,
    /// Per year, WAD.
    pub rate: Wad,
    /// Debt tokens per share at the opening, WAD.
    pub share_rate: u128,
    /// Its growth per year, WAD.
    pub growth: Wad,
}

impl Backed {
    /// The share rate so many seconds after the opening, rounded down.
    fn share_rate(&self, seconds: u64) -> Result<u128> {
        let factor = growth(self.growth, seconds).map_err(overflow)?;
        scale_down(self.share_rate, factor.0, RAY, "a share rate")
    }
}

fn overflow(_: risk_core::RiskError) -> Error {
    Error::Overflow { what: "a harvest" }
}

/// From the opening to the last second that is watched.
///
/// # Errors
/// [`Error::Overflow`].
pub fn play(
    loan: &Backed,
    behaviour: Behaviour,
    opened: u64,
    ltv: u128,
    world: &World<'_>,
) -> Result<Outcome> {
    let mut ledger = Ledger::default();
    ledger.pay(Party::Lender, Party::Borrower, loan.principal)?;
    ledger.give(Party::Borrower, Party::Custody, loan.collateral)?;
    let last = (world.price)(opened.saturating_add(loan.tenor));
    let (mut shares, mut principal, mut bucket) = (loan.collateral, loan.principal, 0_u128);
    let (mut before, mut rate) = (0, loan.share_rate);
    let (mut lent_time, mut parts, mut given_up) = (0_u128, Parts::default(), 0);
    while before < loan.tenor {
        let at = before.saturating_add(DAY).min(loan.tenor);
        let due = interest(principal, loan.rate, at - before).map_err(overflow)?;
        bucket = bucket.saturating_add(due);
        lent_time = lent_time.saturating_add(principal.saturating_mul((at - before).into()));
        let next = loan.share_rate(at)?;
        let owed = principal.saturating_add(bucket);
        // What the rate has grown, no more than is owed.
        let kept = risk_core::fixed::mul_div_up(shares, rate, next).map_err(overflow)?;
        let most = scale_down(owed, WAD, next, "a harvest")?;
        let grown = shares.saturating_sub(kept).min(most);
        let worth = scale_down(grown, next, WAD, "a harvest")?;
        let to_interest = worth.min(bucket);
        let to_principal = (worth - to_interest).min(principal);
        bucket -= to_interest;
        principal -= to_principal;
        shares -= grown;
        let now = opened.saturating_add(at);
        ledger.release(Party::Lender, grown, true)?;
        parts.interest += signed(to_interest)?;
        parts.given_up += signed(world.value(now, grown)?)? - signed(worth)?;
        parts.sold_low += sold_low(grown, (world.price)(now), last)?;
        world.sell(&mut ledger, Party::Lender, now, grown)?;
        (before, rate) = (at, next);
    }
    let owed = principal.saturating_add(bucket);
    let now = opened.saturating_add(loan.tenor);
    if behaviour == Behaviour::Repays || world.value(now, shares)? >= owed {
        ledger.pay(Party::Borrower, Party::Lender, owed)?;
        ledger.release(Party::Borrower, shares, false)?;
        parts.interest += signed(bucket)?;
    } else {
        ledger.release(Party::Lender, shares, true)?;
        parts.given_up += signed(world.value(now, shares)?)? - signed(principal)?;
        world.sell(&mut ledger, Party::Lender, now, shares)?;
        given_up = 1;
    }
    Ok(Outcome {
        kind: Kind::Yield,
        behaviour,
        opened,
        tenor: loan.tenor,
        ltv,
        received: loan.principal,
        received_time: lent_time,
        lent: loan.principal,
        lent_time,
        locked: 0,
        locked_time: 0,
        rate: loan.rate.0,
        gains: ledger.close(last)?,
        parts,
        forced: ledger.forced(),
        given_up,
        cheaper: [None; 2],
    })
}
