//! The offers that stand.

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};

use super::desk::{Desk, Offer};
use super::plan;
use crate::act::pretty;
use crate::amount::{duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::session::Session;
use crate::table::table;

/// Prints the offers that can be taken, of these assets where they are named.
///
/// # Errors
/// [`Failure`].
pub async fn offers(
    session: &Session,
    debt: Option<&str>,
    collateral: Option<&str>,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let named = |name: Option<&str>| name.map(|name| session.address(name)).transpose();
    let (debt, collateral) = (named(debt)?, named(collateral)?);
    let of = |wanted: Option<Address>, asset| wanted.is_none_or(|wanted| wanted == asset);
    let now = desk.now().await?;
    let mut offers = desk.offers().await?;
    offers.retain(|offer| of(debt, offer.debt.address) && of(collateral, offer.collateral.address));
    if json {
        let offers: Vec<_> = offers.iter().map(as_json).collect();
        return Ok(pretty(
            &json!({ "program": desk.program, "offers": offers }),
        ));
    }
    if offers.is_empty() {
        return Ok("no offer can be taken now".to_owned());
    }
    let rows: Vec<_> = offers.iter().map(|offer| row(offer, now)).collect();
    let head = [
        "offer", "left", "against", "at most", "rate", "repaid", "grace", "open for", "for",
    ];
    Ok(table(&head, &rows))
}

/// What limits a loan of this offer.
pub fn limits(offer: &Offer) -> String {
    let terms = &offer.terms;
    let mut limits = Vec::new();
    if terms.loanPerCollateral > 0 {
        limits.push(format!(
            "{} a {}",
            offer.debt.say(per_whole(offer)),
            offer.collateral.symbol
        ));
    }
    if terms.loanToValue > 0 {
        let share = f64::from(terms.loanToValue) / 100.0;
        limits.push(format!("{share}% of its value"));
    }
    limits.join(" and ")
}

/// Debt units per whole token of collateral, rounded down.
fn per_whole(offer: &Offer) -> U256 {
    let whole = U256::from(10).pow(U256::from(offer.collateral.decimals));
    let wad = U256::from(crate::amount::WAD);
    U256::from(offer.terms.loanPerCollateral).saturating_mul(whole) / wad
}

fn row(offer: &Offer, now: u64) -> Vec<String> {
    let terms = &offer.terms;
    let left = terms.expiry.to::<u64>().saturating_sub(now);
    let whom = if terms.allowed.is_zero() {
        "anyone".to_owned()
    } else {
        terms.allowed.to_string()
    };
    vec![
        offer.number.to_string(),
        offer.debt.say(U256::from(terms.size)),
        offer.collateral.symbol.clone(),
        limits(offer),
        percent(U256::from(terms.rate)),
        plan::say(terms, &offer.steps),
        duration(U256::from(terms.grace)),
        duration(U256::from(left)),
        whom,
    ]
}

/// For programs.
pub fn as_json(offer: &Offer) -> Value {
    let terms = &offer.terms;
    let some = |set: bool, value: Value| if set { value } else { Value::Null };
    json!({
        "offer": offer.number.to_string(),
        "lender": offer.lender,
        "asset": offer.debt.symbol,
        "left": tokens(U256::from(terms.size), offer.debt.decimals),
        "least": tokens(U256::from(terms.least), offer.debt.decimals),
        "collateral_asset": offer.collateral.symbol,
        "loan_per_collateral": some(
            terms.loanPerCollateral > 0,
            tokens(per_whole(offer), offer.debt.decimals).into(),
        ),
        "loan_to_value": some(
            terms.loanToValue > 0,
            (f64::from(terms.loanToValue) / 10_000.0).into(),
        ),
        "oracle": some(!terms.oracle.is_zero(), json!(terms.oracle)),
        "rate": exact(U256::from(terms.rate)),
        "plan": plan::as_json(terms, &offer.steps),
        "expiry": terms.expiry.to::<u64>(),
        "allowed": some(!terms.allowed.is_zero(), json!(terms.allowed)),
    })
}
