//! Term loans of an account: owed when, unlocked when, what happens at the worst, who bears what.

use alloy::primitives::U256;
use serde_json::{Value, json};

use super::cover::Covering;
use super::desk::{Desk, Loan};
use super::plan;
use super::quote::{instalments_json, instalments_text};
use crate::act::pretty;
use crate::amount::{duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::loan::role;
use crate::session::Session;
use crate::table::list;

/// Prints a loan, or all of the account's.
///
/// # Errors
/// [`Failure`].
pub async fn show(
    session: &Session,
    number: Option<U256>,
    covering: Covering,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    if covering.cover.is_some() && number.is_none() {
        let text = "name the loan that --cover is asked for";
        return Err(Failure::Usage(text.to_owned()));
    }
    let loans = match number {
        Some(number) => vec![desk.loan(number).await?],
        None => desk.loans_of(session.account).await?,
    };
    let now = desk.now().await?;
    let mut cover = None;
    if let Some(number) = number {
        cover = covering.of_loan(session, desk.program, number).await?;
    }
    if json {
        let account = session.account;
        let told = |loan| {
            let mut told = as_json(session, loan);
            if let Some(cover) = &cover {
                told["cover"] = cover.json(&loan.offer);
            }
            told
        };
        let loans: Vec<_> = loans.iter().map(told).collect();
        return Ok(pretty(
            &json!({ "account": account, "program": desk.program, "loans": loans }),
        ));
    }
    if loans.is_empty() {
        return Ok(format!("{} has no term loans", session.account));
    }
    let told = |loan: &Loan| {
        let covered = cover.as_ref().map(|cover| cover.text(&loan.offer, now));
        as_text(session, loan, now) + &covered.unwrap_or_default()
    };
    Ok(loans.iter().map(told).collect())
}

/// The account's loans for the view of everything it has; none where the deployment has no term loans.
///
/// # Errors
/// Of the endpoint.
pub async fn section(session: &Session) -> Result<(Vec<Value>, String), Failure> {
    if session.term_loan.is_none() {
        return Ok((Vec::new(), String::new()));
    }
    let desk = Desk::open(session)?;
    let (loans, now) = (desk.loans_of(session.account).await?, desk.now().await?);
    let values = loans.iter().map(|loan| as_json(session, loan)).collect();
    let texts = loans.iter().map(|loan| as_text(session, loan, now));
    Ok((values, texts.collect()))
}

fn as_text(session: &Session, loan: &Loan, now: u64) -> String {
    let (debt, collateral) = (&loan.offer.debt, &loan.offer.collateral);
    let (state, terms) = (&loan.state, &loan.offer.terms);
    let mut pairs = vec![
        ("borrower", state.borrower.to_string()),
        ("lender", loan.holder.to_string()),
        (
            "rate",
            format!("{} a year, fixed", percent(U256::from(terms.rate))),
        ),
        ("repaid", plan::say(terms, &loan.offer.steps)),
        (
            "owed",
            format!(
                "{}; to end it now, {} of interest more",
                debt.say(loan.owed.principal),
                debt.say(loan.owed.interest)
            ),
        ),
        ("locked", collateral.say(loan.locked())),
    ];
    if state.withheld > 0 {
        pairs.push((
            "unlocked, not sent",
            collateral.say(U256::from(state.withheld)),
        ));
    }
    if loan.has_claims() {
        let (cash, forfeited) = (U256::from(state.cash), loan.forfeited());
        let text = format!("{} and {}", debt.say(cash), collateral.say(forfeited));
        pairs.push(("lender can claim", text));
    }
    let locked = collateral.say(loan.locked());
    pairs.extend([
        (
            "at the worst",
            format!(
                "the borrower pays no more: the lender gets {locked} instead of {}, and nothing is owed",
                debt.say(loan.owed.principal)
            ),
        ),
        (
            "risk",
            format!(
                "the borrower's: {locked}, by what is not paid {} after its date, never by a price; \
                 the lender's: the fall of {} under what is owed",
                duration(U256::from(terms.grace)),
                collateral.symbol
            ),
        ),
    ]);
    let instalments = if loan.payments.is_empty() {
        String::new()
    } else {
        format!(
            "instalments\n{}",
            instalments_text(&loan.offer, &loan.payments, now)
        )
    };
    format!(
        "term loan {} ({})\n{}{instalments}",
        loan.number,
        role(session, loan.state.borrower, loan.holder),
        list(&pairs)
    )
}

fn as_json(session: &Session, loan: &Loan) -> Value {
    let (state, offer) = (&loan.state, &loan.offer);
    let debt = |units: U256| tokens(units, offer.debt.decimals);
    let collateral = |units: U256| tokens(units, offer.collateral.decimals);
    json!({
        "kind": "term",
        "loan": loan.number.to_string(),
        "offer": offer.number.to_string(),
        "role": role(session, loan.state.borrower, loan.holder),
        "borrower": state.borrower,
        "lender": loan.holder,
        "asset": offer.debt.symbol,
        "collateral_asset": offer.collateral.symbol,
        "rate": exact(U256::from(offer.terms.rate)),
        "plan": plan::as_json(&offer.terms, &offer.steps),
        "start": state.start.to::<u64>(),
        "ends": loan.payments.last().map(|last| last.due),
        "principal": debt(loan.owed.principal),
        "interest_now": debt(loan.owed.interest),
        "locked": collateral(loan.locked()),
        "withheld": collateral(U256::from(state.withheld)),
        "claimable": {
            "cash": debt(U256::from(state.cash)),
            "collateral": collateral(loan.forfeited()),
        },
        "instalments": instalments_json(offer, &loan.payments),
        "worst_case": {
            "borrower_loses": collateral(loan.locked()),
            "still_owed": "0",
            "lender_gets": collateral(loan.locked()),
            "instead_of": debt(loan.owed.principal),
        },
        "price_risk": "lender",
    })
}
