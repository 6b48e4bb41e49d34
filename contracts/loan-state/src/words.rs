//! Terms, steps and loans as ABI words: arguments, events and answers.

use alloc::boxed::Box;

use alloy_primitives::Address;
use ballast_common::dispatch::{Input, Output};
use risk_core::amortise::Locked;

use crate::{
    loan::Loan,
    terms::{Fault, Kind, MAX_STEPS, Offer, Step},
};

/// Steps of a list.
///
/// # Errors
/// [`Fault::Plan`] for more than fit.
pub fn read_steps(input: &mut Input) -> Result<[Step; MAX_STEPS], Fault> {
    let (count, mut items) = input.list();
    let mut steps = [Step::default(); MAX_STEPS];
    if count > MAX_STEPS as u64 {
        return Err(Fault::Plan);
    }
    for step in steps.iter_mut().take(count as usize) {
        *step = Step {
            due: items.number(u32::MAX.into()) as u32,
            share: items.number(u16::MAX.into()) as u16,
        };
    }
    items.finish().map_err(|_| Fault::Plan)?;
    Ok(steps)
}

/// `ITermLoan.Terms` out of the arguments, whose lender is the caller.
pub fn read_terms(input: &mut Input, lender: Address) -> Box<Offer> {
    Box::new(Offer {
        lender,
        debt_asset: input.address(),
        collateral_asset: input.address(),
        size: input.amount(),
        least: input.amount(),
        loan_per_collateral: input.amount(),
        loan_to_value: input.number(u16::MAX.into()) as u16,
        oracle: input.address(),
        rate: input.number(u64::MAX),
        kind: Kind::of(input.number(3)),
        count: input.number(u16::MAX.into()) as u16,
        period: input.number(u32::MAX.into()) as u32,
        grace: input.number(u32::MAX.into()) as u32,
        expiry: input.number(u64::MAX >> 24),
        allowed: input.address(),
        steps: [Step::default(); MAX_STEPS],
    })
}

/// `ITermLoan.Terms` and where its steps are, then the steps: as `offerAt` and `OfferMade` tell them, behind `before` words.
pub fn write_terms(out: &mut Output, offer: &Offer, before: u64) {
    out.address(&offer.debt_asset)
        .address(&offer.collateral_asset)
        .amount(offer.size)
        .amount(offer.least)
        .amount(offer.loan_per_collateral)
        .number(offer.loan_to_value.into())
        .address(&offer.oracle)
        .number(offer.rate)
        .number(offer.kind as u64)
        .number(offer.count.into())
        .number(offer.period.into())
        .number(offer.grace.into())
        .number(offer.expiry)
        .address(&offer.allowed);
    let used = if offer.kind == Kind::Custom {
        offer.instalments()
    } else {
        0
    };
    // Fourteen words of terms, and this one.
    out.number(before.saturating_add(15).saturating_mul(32))
        .number(used.into());
    for step in offer.steps.iter().take(used.into()) {
        out.number(step.due.into()).number(step.share.into());
    }
}

/// `ITermLoan.Loan`.
pub fn read_loan(input: &mut Input) -> Loan {
    Loan {
        borrower: input.address(),
        offer: input.number(u64::MAX),
        start: input.number(u64::MAX),
        settled: input.number(u16::MAX.into()) as u16,
        interest_from: input.number(u64::MAX),
        opened: input.amount(),
        locked: Locked {
            principal: input.amount(),
            collateral: input.amount(),
        },
        cash: input.amount(),
        forfeited: input.amount(),
    }
}

/// `ITermLoan.Loan`, without what is withheld, which is its last word.
pub fn write_loan(out: &mut Output, loan: &Loan) {
    out.address(&loan.borrower)
        .number(loan.offer)
        .number(loan.start)
        .number(loan.settled.into())
        .number(loan.interest_from)
        .amount(loan.opened)
        .amount(loan.locked.principal)
        .amount(loan.locked.collateral)
        .amount(loan.cash)
        .amount(loan.forfeited);
}
