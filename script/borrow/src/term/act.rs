//! Taking, paying, repaying, refinancing, claiming: planned, tried, confirmed, sent, reported.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::ITermLoan;

use super::desk::{Desk, Loan};
use super::plan::Payment;
use super::quote::collateral_for;
use crate::amount::Amount;
use crate::cli::Sending;
use crate::failure::Failure;
use crate::loan::sums::Sums;
use crate::loan::{self, Kind, Plan, at_most, ended, enough, own, unclaimed};
use crate::session::Session;

/// What is asked for.
#[derive(Debug)]
pub enum Wish {
    /// A loan from an offer.
    Take {
        /// The offer.
        offer: U256,
        /// How much.
        amount: Amount,
        /// Most collateral, whole tokens.
        most: Option<String>,
        /// Who receives the cash.
        to: Option<Address>,
    },
    /// The next instalment.
    Pay {
        /// The loan.
        loan: U256,
    },
    /// Principal before its date.
    Repay {
        /// The loan.
        loan: U256,
        /// How much.
        amount: Amount,
    },
    /// Another loan in the place of one.
    Refinance {
        /// The loan.
        loan: U256,
        /// The offer.
        offer: U256,
        /// How much of it.
        amount: Amount,
        /// Most collateral, whole tokens.
        most: Option<String>,
    },
    /// What was paid to a position.
    Claim {
        /// The loan.
        loan: U256,
    },
}

/// Plans, asks, does it.
///
/// # Errors
/// [`Failure`].
pub async fn act(
    session: &Session,
    wish: Wish,
    sending: Sending,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let plan = match wish {
        Wish::Take {
            offer,
            amount,
            most,
            to,
        } => take(&desk, offer, &amount, most.as_deref(), to).await?,
        Wish::Pay { loan } => instalment(&desk, loan).await?,
        Wish::Repay { loan, amount } => repay(&desk, loan, &amount).await?,
        Wish::Refinance {
            loan,
            offer,
            amount,
            most,
        } => refinance(&desk, loan, offer, &amount, most.as_deref()).await?,
        Wish::Claim { loan } => claim(&desk, loan).await?,
    };
    plan.carry_out(session, sending, json).await
}

async fn take(
    desk: &Desk<'_>,
    number: U256,
    amount: &Amount,
    most: Option<&str>,
    to: Option<Address>,
) -> Result<Plan, Failure> {
    own(desk.session, "takes loans")?;
    let offer = desk.offer(number).await?;
    let limits = offer.limits(desk.program);
    let units = limits.wanted(amount)?;
    limits.check(desk.session, units).await?;
    let collateral = collateral_for(desk, &offer, units).await?;
    let moves = offer.terms.loanToValue > 0;
    let most = at_most(&offer.collateral, collateral, most, moves)?;
    let call = ITermLoan::takeCall {
        offer: number,
        amount: units,
        most,
        receiver: to.unwrap_or(desk.session.account),
    };
    let expected = Sums {
        borrowed: units,
        locked: collateral,
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Term,
        action: "take",
        past: "took a loan from",
        about: format!("offer {number}"),
        pulls: vec![(offer.collateral.clone(), most)],
        debt: offer.debt,
        collateral: offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

async fn instalment(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    let next = next(&loan)?;
    let (principal, interest) = (U256::from(next.principal), U256::from(next.interest));
    // Before its date all of it is fixed; in its grace interest runs on.
    let more = if desk.now().await? < next.due {
        U256::ZERO
    } else {
        an_hour(&loan)
    };
    let most = principal.saturating_add(interest).saturating_add(more);
    let call = ITermLoan::payInstalmentCall {
        loan: number,
        most,
        receiver: desk.session.chain.from(),
    };
    let expected = Sums {
        principal,
        interest,
        unlocked: U256::from(next.unlocks),
        forfeited: loan.owed.forfeits,
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Term,
        action: "pay",
        past: "paid an instalment of",
        about: format!("loan {number}"),
        pulls: vec![(loan.offer.debt.clone(), most)],
        debt: loan.offer.debt,
        collateral: loan.offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

async fn repay(desk: &Desk<'_>, number: U256, amount: &Amount) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    if *amount == Amount::Enough {
        return Err(enough());
    }
    let owed = loan.owed.principal;
    let given = loan.offer.debt.given(amount)?.filter(|given| *given < owed);
    let principal = given.unwrap_or(owed);
    let due = desk.now().await? >= next(&loan)?.due;
    let interest = interest_of(&loan, principal, due)?;
    let most = principal
        .saturating_add(interest)
        .saturating_add(an_hour(&loan));
    let call = ITermLoan::repayCall {
        loan: number,
        principal: given.unwrap_or(U256::MAX),
        most,
        receiver: desk.session.chain.from(),
    };
    let unlocked = loan.locked().saturating_mul(principal) / owed;
    let expected = Sums {
        principal,
        interest,
        unlocked,
        forfeited: loan.owed.forfeits,
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Term,
        action: "repay",
        past: "repaid of",
        about: format!("loan {number}"),
        pulls: vec![(loan.offer.debt.clone(), most)],
        debt: loan.offer.debt,
        collateral: loan.offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

/// Interest that comes with a repayment of `principal` now: on that part alone; where an instalment has fallen due, on all.
fn interest_of(loan: &Loan, principal: U256, due: bool) -> Result<U256, Failure> {
    let all = loan.owed.interest;
    Ok(if due {
        U256::from(next(loan)?.interest)
    } else {
        all.saturating_mul(principal).div_ceil(loan.owed.principal)
    })
}

async fn refinance(
    desk: &Desk<'_>,
    number: U256,
    by: U256,
    amount: &Amount,
    most: Option<&str>,
) -> Result<Plan, Failure> {
    own(desk.session, "refinances its loans")?;
    let loan = living(desk, number).await?;
    let offer = desk.offer(by).await?;
    let limits = offer.limits(desk.program);
    let units = limits.wanted(amount)?;
    limits.check(desk.session, units).await?;
    let collateral = collateral_for(desk, &offer, units).await?;
    let moves = offer.terms.loanToValue > 0;
    let most = at_most(&offer.collateral, collateral, most, moves)?;
    let (principal, interest) = (loan.owed.principal, loan.owed.interest);
    let repaid = principal
        .saturating_add(interest)
        .saturating_add(an_hour(&loan));
    let paid = repaid.saturating_sub(units);
    let call = ITermLoan::refinanceCall {
        loan: number,
        offer: by,
        amount: units,
        mostCollateral: most,
        mostPaid: paid,
        receiver: desk.session.account,
    };
    let more = most.saturating_sub(loan.locked());
    let pulls = [(offer.debt.clone(), paid), (offer.collateral.clone(), more)];
    let expected = Sums {
        borrowed: units,
        locked: collateral,
        principal,
        interest,
        unlocked: loan.locked(),
        forfeited: loan.owed.forfeits,
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Term,
        action: "refinance",
        past: "refinanced",
        about: format!("loan {number}"),
        pulls: pulls.to_vec(),
        debt: offer.debt,
        collateral: offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

async fn claim(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = desk.loan(number).await?;
    if !loan.has_claims() {
        return Err(unclaimed(number));
    }
    let call = ITermLoan::claimCall {
        loan: number,
        cash: U256::MAX,
        collateral: U256::MAX,
        receiver: desk.session.chain.from(),
    };
    let expected = Sums {
        cash: U256::from(loan.state.cash),
        collateral: loan.forfeited(),
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Term,
        action: "claim",
        past: "claimed what was paid of",
        about: format!("loan {number}"),
        pulls: Vec::new(),
        debt: loan.offer.debt,
        collateral: loan.offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

/// A loan that is owed.
async fn living(desk: &Desk<'_>, number: U256) -> Result<Loan, Failure> {
    let loan = desk.loan(number).await?;
    if loan.lives() {
        return Ok(loan);
    }
    Err(ended(number))
}

fn next(loan: &Loan) -> Result<&Payment, Failure> {
    let none = || Failure::Failed(format!("loan {} has no instalment left", loan.number));
    loan.payments.first().ok_or_else(none)
}

/// What an hour may add until a payment is mined.
fn an_hour(loan: &Loan) -> U256 {
    let owed = loan.owed.principal.saturating_add(loan.owed.interest);
    loan::an_hour(owed, U256::from(loan.offer.terms.rate))
}
