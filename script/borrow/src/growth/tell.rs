//! Offers, what a loan of one would be, and loans: for people and programs.

use alloy::primitives::{Address, U256};
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
        let terms = &offer.terms;
        let left = terms.expiry.to::<u64>().saturating_sub(now);
        vec![
            offer.number.to_string(),
            offer.debt.say(U256::from(terms.size)),
            offer.collateral.symbol.clone(),
            percent(U256::from(terms.rate)),
            format!(
                "{}, {} more than interest",
                percent(U256::from(terms.yieldFloor)),
                share(terms.margin)
            ),
            share(terms.loanToValue),
            harvests(offer),
            duration(U256::from(terms.patience)),
            duration(U256::from(left)),
            if terms.allowed.is_zero() {
                "anyone".to_owned()
            } else {
                terms.allowed.to_string()
            },
        ]
    };
    let rows: Vec<_> = offers.iter().map(row).collect();
    let head = [
        "offer",
        "left",
        "against",
        "rate",
        "counts on",
        "at most",
        "growth",
        "patience",
        "open for",
        "for",
    ];
    Ok(table(&head, &rows))
}

/// Bps for people.
fn share(bps: u16) -> String {
    format!("{}%", f64::from(bps) / 100.0)
}

fn harvests(offer: &Offer) -> String {
    if offer.sells() {
        format!(
            "sold, at {} under spot at worst",
            share(offer.terms.discount)
        )
    } else {
        "handed over".to_owned()
    }
}

fn offer_json(offer: &Offer) -> Value {
    let terms = &offer.terms;
    let debt = |units: u128| tokens(U256::from(units), offer.debt.decimals);
    let ratio = |bps: u16| f64::from(bps) / 10_000.0;
    json!({
        "offer": offer.number.to_string(),
        "lender": offer.lender,
        "asset": offer.debt.symbol,
        "left": debt(terms.size),
        "least": debt(terms.least),
        "collateral_asset": offer.collateral.symbol,
        "oracle": terms.oracle,
        "rate": exact(U256::from(terms.rate)),
        "yield_floor": exact(U256::from(terms.yieldFloor)),
        "margin": ratio(terms.margin),
        "loan_to_value": ratio(terms.loanToValue),
        "growth_cap": ratio(terms.growthCap),
        "sold_at_discount": offer.sells().then(|| ratio(terms.discount)),
        "patience_seconds": terms.patience,
        "longest_seconds": (terms.longest > 0).then_some(terms.longest),
        "term": {
            "rate": exact(U256::from(terms.termRate)),
            "count": terms.count,
            "period_seconds": terms.period,
            "grace_seconds": terms.grace,
        },
        "expiry": terms.expiry.to::<u64>(),
        "allowed": (!terms.allowed.is_zero()).then_some(terms.allowed),
    })
}

/// What happens where yield does not pay the interest.
fn turning(offer: &Offer) -> String {
    let terms = &offer.terms;
    format!(
        "where interest stands unpaid for {}{}, anyone may give it dates: {} equal parts {} apart at {} a year",
        duration(U256::from(terms.patience)),
        if terms.longest > 0 {
            format!(", or after {}", duration(U256::from(terms.longest)))
        } else {
            String::new()
        },
        terms.count,
        duration(U256::from(terms.period)),
        percent(U256::from(terms.termRate))
    )
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
    let obstacle = limits
        .obstacle(session, amount, now(session).await?)
        .await?;
    let collateral = desk.collateral_for(number, amount).await?;
    let (debt, locked, terms) = (&offer.debt, &offer.collateral, &offer.terms);
    let wad = U256::from(crate::amount::WAD);
    let interest = amount.saturating_mul(U256::from(terms.rate)).div_ceil(wad);
    if json {
        return Ok(pretty(&json!({
            "account": session.account,
            "offer": number.to_string(),
            "lender": offer.lender,
            "asset": debt.symbol,
            "amount": tokens(amount, debt.decimals),
            "collateral_asset": locked.symbol,
            "collateral": tokens(collateral, locked.decimals),
            "possible": obstacle.is_none(),
            "obstacle": obstacle,
            "rate": exact(U256::from(terms.rate)),
            "interest_of_a_year": tokens(interest, debt.decimals),
            "terms": offer_json(&offer),
            "worst_case": {
                "lost_collateral": tokens(collateral, locked.decimals),
                "still_owed": "0",
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
        ("locks", locked.say(collateral)),
        ("possible", obstacle.unwrap_or_else(|| "yes".to_owned())),
        (
            "rate",
            format!(
                "{} a year: {} of interest in the first, which growth of {} pays",
                percent(U256::from(terms.rate)),
                debt.say(interest),
                locked.symbol
            ),
        ),
        (
            "growth",
            format!(
                "is {}: it pays interest first, then principal",
                harvests(&offer)
            ),
        ),
        ("dates", format!("none; {}", turning(&offer))),
        (
            "worst case",
            format!(
                "no price can take the collateral; once it has dates, what you do not pay {} after one forfeits its share of \
                 it, and is owed no longer: you lose at most {}",
                duration(U256::from(terms.grace)),
                locked.say(collateral)
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
            "{} has no loans that yield repays",
            session.account
        ));
    }
    Ok(loans.iter().map(|loan| as_text(session, loan)).collect())
}

/// The account's loans for the view of everything it has; none where the deployment has none of the kind.
///
/// # Errors
/// Of the endpoint.
pub async fn section(session: &Session) -> Result<(Vec<Value>, String), Failure> {
    if Kind::Growth.at(session).is_none() {
        return Ok((Vec::new(), String::new()));
    }
    let loans = Desk::open(session)?.loans_of(session.account).await?;
    let values = loans.iter().map(|loan| as_json(session, loan)).collect();
    Ok((
        values,
        loans.iter().map(|loan| as_text(session, loan)).collect(),
    ))
}

fn as_text(session: &Session, loan: &Loan) -> String {
    let (debt, collateral) = (&loan.offer.debt, &loan.offer.collateral);
    let (state, owed) = (&loan.state, &loan.owed);
    let mut pairs = vec![
        ("borrower", state.borrower.to_string()),
        ("lender", loan.holder.to_string()),
    ];
    if loan.lives() {
        let dates = if state.turned {
            format!(
                "of {} a part by unix time {}",
                debt.say(owed.part),
                owed.due
            )
        } else if owed.lapsed {
            "anyone may give it dates now: interest has stood unpaid for too long, or its time is over".to_owned()
        } else {
            format!("none; {}", turning(&loan.offer))
        };
        let growth = match &loan.growth {
            Some(growth) => format!(
                "{} can be harvested, for {}; it is {}",
                collateral.say(growth.shares),
                debt.say(growth.value),
                harvests(&loan.offer)
            ),
            None => "cannot be told: the offer's oracle tells no rate now".to_owned(),
        };
        pairs.extend([
            ("rate", format!("{} a year, simple", percent(U256::from(loan.rate())))),
            ("owed", format!("{} and {} of interest", debt.say(owed.principal), debt.say(owed.interest))),
            ("locked", collateral.say(loan.locked())),
            ("growth", growth),
            ("dates", dates),
            (
                "risk",
                format!(
                    "the borrower's: that yield does not pay the interest, never a price; the lender's: that {} falls under \
                     what is owed",
                    collateral.symbol
                ),
            ),
        ]);
    }
    if state.withheld > 0 {
        pairs.push((
            "borrower can claim",
            collateral.say(U256::from(state.withheld)),
        ));
    }
    if loan.has_claims() {
        let text = format!(
            "{} and {}",
            debt.say(U256::from(state.cash)),
            collateral.say(loan.shares())
        );
        pairs.push(("lender can claim", text));
    }
    let role = role(session, state.borrower, loan.holder);
    format!("growth loan {} ({role})\n{}", loan.number, list(&pairs))
}

fn as_json(session: &Session, loan: &Loan) -> Value {
    let (state, owed, offer) = (&loan.state, &loan.owed, &loan.offer);
    let debt = |units: U256| tokens(units, offer.debt.decimals);
    let collateral = |units: U256| tokens(units, offer.collateral.decimals);
    json!({
        "kind": "growth",
        "loan": loan.number.to_string(),
        "offer": offer.number.to_string(),
        "role": role(session, state.borrower, loan.holder),
        "borrower": state.borrower,
        "lender": loan.holder,
        "asset": offer.debt.symbol,
        "collateral_asset": offer.collateral.symbol,
        "rate": exact(U256::from(loan.rate())),
        "has_dates": state.turned,
        "lapsed": owed.lapsed,
        "start": state.start.to::<u64>(),
        "principal": debt(owed.principal),
        "interest_now": debt(owed.interest),
        "locked": collateral(loan.locked()),
        "growth": loan.growth.as_ref().map(|growth| json!({
            "shares": collateral(growth.shares),
            "value": debt(growth.value),
        })),
        "next_date": (state.turned && loan.lives()).then(|| json!({
            "due": owed.due.saturating_to::<u64>(),
            "part": debt(owed.part),
        })),
        "withheld": collateral(U256::from(state.withheld)),
        "claimable": {
            "cash": debt(U256::from(state.cash)),
            "collateral": collateral(loan.shares()),
        },
        "worst_case": {
            "borrower_loses": collateral(loan.locked()),
            "still_owed": "0",
            "lender_gets": collateral(loan.locked()),
            "instead_of": debt(owed.principal),
        },
        "price_risk": "lender",
    })
}
