//! Offers, what a loan of one would be, and loans: for people and programs.

use alloy::primitives::{Address, U256};
use ballast_bindings::IOptionLoan;
use serde_json::{Value, json};

use super::desk::{Desk, Loan, Offer};
use crate::act::pretty;
use crate::amount::{Amount, duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::loan::{Kind, now, role};
use crate::session::Session;
use crate::table::{list, table};

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
    let (now, mut offers) = (now(session).await?, desk.offers().await?);
    offers.retain(|offer| of(debt, offer.debt.address) && of(collateral, offer.collateral.address));
    if json {
        let offers: Vec<_> = offers.iter().map(offer_json).collect();
        let program = desk.program;
        return Ok(pretty(&json!({ "program": program, "offers": offers })));
    }
    if offers.is_empty() {
        return Ok("no offer can be taken now".to_owned());
    }
    let row = |offer: &Offer| {
        let allowed = offer.terms.allowed;
        let left = offer.limits(desk.program).expiry.saturating_sub(now);
        vec![
            offer.number.to_string(),
            offer.debt.say(U256::from(offer.terms.size)),
            offer.collateral.symbol.clone(),
            strike(offer),
            percent(U256::from(offer.terms.rate)),
            duration(U256::from(offer.due.saturating_sub(now))),
            duration(U256::from(offer.terms.grace)),
            duration(U256::from(left)),
            if allowed.is_zero() {
                "anyone".to_owned()
            } else {
                allowed.to_string()
            },
        ]
    };
    let rows: Vec<_> = offers.iter().map(row).collect();
    let head = [
        "offer", "left", "against", "puts at", "rate", "due in", "grace", "open for", "for",
    ];
    Ok(table(&head, &rows))
}

/// A strike for people.
fn strike(offer: &Offer) -> String {
    let price = tokens(offer.strike, 18);
    format!(
        "{price} {} a {}",
        offer.debt.symbol, offer.collateral.symbol
    )
}

fn offer_json(offer: &Offer) -> Value {
    let terms = &offer.terms;
    let debt = |units: u128| tokens(U256::from(units), offer.debt.decimals);
    json!({
        "offer": offer.number.to_string(),
        "lender": offer.lender,
        "asset": offer.debt.symbol,
        "left": debt(terms.size),
        "least": debt(terms.least),
        "collateral_asset": offer.collateral.symbol,
        "market": terms.market,
        "strike": exact(offer.strike),
        "rate": exact(U256::from(terms.rate)),
        "due": offer.due,
        "grace_seconds": terms.grace,
        "puts_until": offer.until,
        "expiry": terms.expiry.to::<u64>(),
        "allowed": (!terms.allowed.is_zero()).then_some(terms.allowed),
    })
}

/// Quotes a loan of `amount` from an offer.
///
/// # Errors
/// [`Failure`].
pub async fn quote(
    session: &Session,
    number: U256,
    amount: &Amount,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let offer = desk.offer(number).await?;
    let limits = offer.limits(desk.program);
    let amount = limits.wanted(amount)?;
    let now = now(session).await?;
    let obstacle = limits.obstacle(session, amount, now).await?;
    let quote = desk.quote(number, amount).await?;
    let IOptionLoan::quoteReturn {
        collateral,
        premium,
        owedAtMost: most,
        floor,
    } = quote;
    let (debt, locked) = (&offer.debt, &offer.collateral);
    let left = floor.saturating_sub(most);
    if json {
        let units = |amount| tokens(amount, debt.decimals);
        return Ok(pretty(&json!({
            "account": session.account,
            "offer": number.to_string(),
            "lender": offer.lender,
            "asset": debt.symbol,
            "amount": units(amount),
            "collateral_asset": locked.symbol,
            "collateral": tokens(collateral, locked.decimals),
            "premium": units(premium),
            "received": units(amount.saturating_sub(premium)),
            "possible": obstacle.is_none(),
            "obstacle": obstacle,
            "rate": exact(U256::from(offer.terms.rate)),
            "strike": exact(offer.strike),
            "owed_at_most": units(most),
            "due": offer.due,
            "grace_until": offer.due.saturating_add(u64::from(offer.terms.grace)),
            "puts_until": offer.until,
            "worst_case": {
                "lost_collateral": tokens(collateral, locked.decimals),
                "still_owed": "0",
                "returned": units(left),
            },
        })));
    }
    let pairs = [
        (
            "borrow",
            format!(
                "{} from offer {number} of {}",
                debt.say(amount),
                offer.lender
            ),
        ),
        (
            "locks",
            format!(
                "{}, and as many puts at {}",
                locked.say(collateral),
                strike(&offer)
            ),
        ),
        (
            "premium",
            format!(
                "{} of it: {} are paid out, or all of it with --up-front",
                debt.say(premium),
                debt.say(amount.saturating_sub(premium))
            ),
        ),
        ("possible", obstacle.unwrap_or_else(|| "yes".to_owned())),
        (
            "rate",
            format!("{} a year, fixed", percent(U256::from(offer.terms.rate))),
        ),
        (
            "due",
            format!(
                "in {} at unix time {}, at most {} in all",
                duration(U256::from(offer.due.saturating_sub(now))),
                offer.due,
                debt.say(most)
            ),
        ),
        (
            "worst case",
            format!(
                "no price can take the collateral. Do not repay, and from {} after that date on anyone may exercise its puts: you \
                 lose {} for {} of what is owed, and get {} back, however low the price is; above the strike you lose what it \
                 is above. Exercise nobody within {} of it, and the collateral is the lender's unless you repay within the grace \
                 after that",
                duration(U256::from(offer.terms.grace)),
                locked.say(collateral),
                debt.say(most),
                debt.say(left),
                duration(U256::from(offer.until.saturating_sub(offer.due)))
            ),
        ),
    ];
    Ok(list(&pairs))
}

/// Prints a loan, or all of the account's.
///
/// # Errors
/// [`Failure`].
pub async fn show(session: &Session, number: Option<U256>, json: bool) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let loans = match number {
        Some(number) => vec![desk.loan(number).await?],
        None => desk.loans_of(session.account).await?,
    };
    if json {
        let (account, program) = (session.account, desk.program);
        let loans: Vec<_> = loans.iter().map(|loan| as_json(session, loan)).collect();
        return Ok(pretty(
            &json!({ "account": account, "program": program, "loans": loans }),
        ));
    }
    if loans.is_empty() {
        return Ok(format!(
            "{} has no loans that puts protect",
            session.account
        ));
    }
    let now = now(session).await?;
    Ok(loans
        .iter()
        .map(|loan| as_text(session, loan, now))
        .collect())
}

/// The account's loans for the view of everything it has; none where the deployment has none of the kind.
///
/// # Errors
/// Of the endpoint.
pub async fn section(session: &Session) -> Result<(Vec<Value>, String), Failure> {
    if Kind::Put.at(session).is_none() {
        return Ok((Vec::new(), String::new()));
    }
    let (desk, now) = (Desk::open(session)?, now(session).await?);
    let loans = desk.loans_of(session.account).await?;
    let values = loans.iter().map(|loan| as_json(session, loan)).collect();
    let texts = loans.iter().map(|loan| as_text(session, loan, now));
    Ok((values, texts.collect()))
}

fn as_text(session: &Session, loan: &Loan, now: u64) -> String {
    let (debt, collateral) = (&loan.offer.debt, &loan.offer.collateral);
    let (state, status) = (&loan.state, &loan.status);
    let locked = collateral.say(U256::from(state.collateral));
    let when = |time: U256| {
        let time = time.saturating_to::<u64>();
        match time.checked_sub(now) {
            Some(left) => format!("in {} (unix time {time})", duration(U256::from(left))),
            None => format!("at unix time {time}, which is past"),
        }
    };
    let mut pairs = vec![
        ("borrower", state.borrower.to_string()),
        ("lender", loan.holder.to_string()),
        ("stands", loan.phase().to_owned()),
    ];
    if loan.lives() {
        pairs.extend([
            ("rate", format!("{} a year, fixed", percent(U256::from(loan.offer.terms.rate)))),
            ("owed", format!("{}, at most {}", debt.say(status.owed), debt.say(status.owedAtMost))),
            ("locked", format!("{locked}, and as many puts at {}", strike(&loan.offer))),
            ("due", when(status.due)),
            ("anyone exercises", format!("after its grace, which ends {}", when(status.graceUntil))),
            ("puts end", when(status.until)),
            (
                "at the worst",
                format!(
                    "the puts pay {}: the lender gets what it is owed, the borrower the rest, and nothing is owed",
                    debt.say(status.floor)
                ),
            ),
            (
                "risk",
                format!(
                    "the borrower's: what {} is worth above the strike, if it does not repay; the lender's: that nobody exercises",
                    collateral.symbol
                ),
            ),
        ]);
    }
    if loan.withholds() {
        let (cash, kind) = (
            U256::from(state.withheldCash),
            U256::from(state.withheldCollateral),
        );
        pairs.push((
            "borrower can claim",
            format!("{} and {}", debt.say(cash), collateral.say(kind)),
        ));
    }
    if loan.has_claims() {
        let (cash, kind) = (U256::from(state.cash), U256::from(state.forfeited));
        pairs.push((
            "lender can claim",
            format!("{} and {}", debt.say(cash), collateral.say(kind)),
        ));
    }
    let role = role(session, state.borrower, loan.holder);
    format!("put loan {} ({role})\n{}", loan.number, list(&pairs))
}

fn as_json(session: &Session, loan: &Loan) -> Value {
    let (state, status, offer) = (&loan.state, &loan.status, &loan.offer);
    let debt = |units: U256| tokens(units, offer.debt.decimals);
    let collateral = |units: u128| tokens(U256::from(units), offer.collateral.decimals);
    json!({
        "kind": "put",
        "loan": loan.number.to_string(),
        "offer": offer.number.to_string(),
        "role": role(session, state.borrower, loan.holder),
        "borrower": state.borrower,
        "lender": loan.holder,
        "asset": offer.debt.symbol,
        "collateral_asset": offer.collateral.symbol,
        "rate": exact(U256::from(offer.terms.rate)),
        "phase": loan.phase_name(),
        "start": state.start.to::<u64>(),
        "strike": exact(offer.strike),
        "principal": debt(U256::from(state.principal)),
        "owed": debt(status.owed),
        "owed_at_most": debt(status.owedAtMost),
        "locked": collateral(state.collateral),
        "floor": debt(status.floor),
        "ends": status.due.saturating_to::<u64>(),
        "grace_until": status.graceUntil.saturating_to::<u64>(),
        "puts_until": status.until.saturating_to::<u64>(),
        "forfeit_from": status.forfeitFrom.saturating_to::<u64>(),
        "withheld": {
            "cash": debt(U256::from(state.withheldCash)),
            "collateral": collateral(state.withheldCollateral),
            "puts": collateral(state.withheldPuts),
        },
        "claimable": {
            "cash": debt(U256::from(state.cash)),
            "collateral": collateral(state.forfeited),
        },
        "worst_case": {
            "borrower_loses": collateral(state.collateral),
            "borrower_gets": debt(status.floor.saturating_sub(status.owedAtMost)),
            "still_owed": "0",
            "lender_gets": debt(status.owedAtMost.min(status.floor)),
        },
        "price_risk": "writers of the puts",
    })
}
