//! Bids, what a collar of one would be, and collars: for people and programs.

use alloy::primitives::{Address, U256};
use serde_json::{Value, json};

use super::desk::{Desk, Held, Offered};
use crate::act::pretty;
use crate::amount::{Amount, duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::loan::{Kind, now};
use crate::session::Session;
use crate::table::{list, table};

/// Prints the bids that can be taken, for calls on and in these assets where they are named.
///
/// # Errors
/// [`Failure`].
pub async fn bids(
    session: &Session,
    debt: Option<&str>,
    collateral: Option<&str>,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let named = |name: Option<&str>| name.map(|name| session.address(name)).transpose();
    let (debt, collateral) = (named(debt)?, named(collateral)?);
    let of = |wanted: Option<Address>, asset| wanted.is_none_or(|wanted| wanted == asset);
    let now = now(session).await?;
    let mut bids = desk.bids(now).await?;
    bids.retain(|bid| of(debt, bid.debt.address) && of(collateral, bid.collateral.address));
    if json {
        let bids: Vec<_> = bids.iter().map(bid_json).collect();
        let program = desk.program;
        return Ok(pretty(&json!({ "program": program, "bids": bids })));
    }
    if bids.is_empty() {
        return Ok("no bid can be taken now".to_owned());
    }
    let row = |bid: &Offered| {
        let (terms, left) = (&bid.terms, bid.terms.expiry.to::<u64>());
        vec![
            bid.number.to_string(),
            bid.collateral.say(U256::from(terms.size)),
            price(bid, terms.strike),
            price(bid, terms.price),
            duration(U256::from(bid.from.saturating_sub(now))),
            duration(U256::from(terms.window)),
            duration(U256::from(left.saturating_sub(now))),
            terms.market.to_string(),
            if terms.allowed.is_zero() {
                "anyone".to_owned()
            } else {
                terms.allowed.to_string()
            },
        ]
    };
    let rows: Vec<_> = bids.iter().map(row).collect();
    let head = [
        "bid", "left", "call at", "pays", "from", "for", "open for", "market", "of",
    ];
    Ok(table(&head, &rows))
}

/// A price for people.
fn price(bid: &Offered, wad: u128) -> String {
    let price = tokens(U256::from(wad), 18);
    format!("{price} {} a {}", bid.debt.symbol, bid.collateral.symbol)
}

fn bid_json(bid: &Offered) -> Value {
    let terms = &bid.terms;
    let units = |units: u128| tokens(U256::from(units), bid.collateral.decimals);
    json!({
        "bid": bid.number.to_string(),
        "buyer": bid.buyer,
        "asset": bid.debt.symbol,
        "collateral_asset": bid.collateral.symbol,
        "left": units(terms.size),
        "least": units(terms.least),
        "market": terms.market,
        "strike": exact(U256::from(terms.strike)),
        "price": exact(U256::from(terms.price)),
        "call_from": bid.from,
        "call_until": bid.until,
        "expiry": terms.expiry.to::<u64>(),
        "allowed": (!terms.allowed.is_zero()).then_some(terms.allowed),
    })
}

/// Quotes a collar on a loan of `amount` from an offer, with the call of a bid.
///
/// # Errors
/// [`Failure`].
pub async fn quote(
    session: &Session,
    offer: U256,
    amount: &Amount,
    bid: U256,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let one = desk.matched(offer, amount, bid).await?;
    let now = now(session).await?;
    let obstacle = desk.obstacle(&one, now).await?;
    let (offer, bid, quote) = (&one.offer, &one.bid, &one.quote);
    let (debt, locked) = (&bid.debt, &bid.collateral);
    let free = quote.callPremium >= quote.putPremium;
    if json {
        let units = |amount| tokens(amount, debt.decimals);
        return Ok(pretty(&json!({
            "account": session.account,
            "offer": offer.number.to_string(),
            "bid": bid.number.to_string(),
            "asset": debt.symbol,
            "amount": units(one.amount),
            "collateral_asset": locked.symbol,
            "collateral": tokens(quote.collateral, locked.decimals),
            "put_premium": units(quote.putPremium),
            "call_premium": units(quote.callPremium),
            "received": units(quote.paid),
            "costs_nothing": free,
            "possible": obstacle.is_none(),
            "obstacle": obstacle,
            "rate": exact(U256::from(offer.terms.rate)),
            "put_strike": exact(offer.strike),
            "call_strike": exact(U256::from(bid.terms.strike)),
            "owed_at_most": units(quote.owedAtMost),
            "call_pays": units(quote.cost),
            "call_from": bid.from,
            "call_until": bid.until,
            "grace_until": offer.due.saturating_add(u64::from(offer.terms.grace)),
            "puts_until": offer.until,
        })));
    }
    let alone = u64::from(offer.terms.grace).saturating_sub(u64::from(bid.terms.window));
    let pairs = [
        (
            "borrow",
            format!(
                "{} from offer {} of {}, call of bid {} to {}",
                debt.say(one.amount),
                offer.number,
                offer.lender,
                bid.number,
                bid.buyer
            ),
        ),
        ("locks", locked.say(quote.collateral)),
        (
            "paid out",
            format!(
                "{}: the puts cost {}, the call brings {}{}",
                debt.say(quote.paid),
                debt.say(quote.putPremium),
                debt.say(quote.callPremium),
                if free {
                    ", so the collar costs nothing"
                } else {
                    ""
                }
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
                debt.say(quote.owedAtMost)
            ),
        ),
        (
            "below",
            format!(
                "{} {} a {} the puts bear the fall",
                tokens(offer.strike, 18),
                debt.symbol,
                locked.symbol
            ),
        ),
        (
            "above",
            format!(
                "{} the gain is the call's holder's, who has {} from the date on to take the collateral for {}, repay or not",
                price(bid, bid.terms.strike),
                duration(U256::from(bid.terms.window)),
                debt.say(quote.cost)
            ),
        ),
        (
            "your time",
            format!(
                "{} after that: repay and keep the collateral, exercise the puts, or roll; then anyone may exercise the puts, and \
                 you lose what the price is above their strike",
                duration(U256::from(alone))
            ),
        ),
    ];
    Ok(list(&pairs))
}

/// Prints a collar, or all of the account's.
///
/// # Errors
/// [`Failure`].
pub async fn show(session: &Session, number: Option<U256>, json: bool) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let collars = match number {
        Some(number) => vec![desk.collar(number).await?],
        None => desk.collars_of(session.account).await?,
    };
    if json {
        let (account, program) = (session.account, desk.program);
        let each = collars.iter().map(|collar| as_json(session, collar));
        let collars: Vec<_> = each.collect();
        return Ok(pretty(
            &json!({ "account": account, "program": program, "collars": collars }),
        ));
    }
    if collars.is_empty() {
        return Ok(format!("{} has no collars", session.account));
    }
    let now = now(session).await?;
    let each = collars.iter().map(|collar| as_text(session, collar, now));
    Ok(each.collect())
}

/// The account's collars for the view of everything it has; none where the deployment has none of the kind.
///
/// # Errors
/// Of the endpoint.
pub async fn section(session: &Session) -> Result<(Vec<Value>, String), Failure> {
    if Kind::Collar.at(session).is_none() {
        return Ok((Vec::new(), String::new()));
    }
    let (desk, now) = (Desk::open(session)?, now(session).await?);
    let collars = desk.collars_of(session.account).await?;
    let each = collars.iter();
    let values = each.map(|collar| as_json(session, collar)).collect();
    let texts = collars.iter().map(|collar| as_text(session, collar, now));
    Ok((values, texts.collect()))
}

fn role(session: &Session, collar: &Held) -> &'static str {
    let account = session.account;
    match (collar.state.owner == account, collar.holder == account) {
        (true, true) => "owner, and holder of its call",
        (true, false) => "owner",
        (false, true) => "holder of its call",
        (false, false) => "other",
    }
}

fn as_text(session: &Session, collar: &Held, now: u64) -> String {
    let (debt, locked) = (&collar.bid.debt, &collar.bid.collateral);
    let (state, status) = (&collar.state, &collar.status);
    let when = |time: U256| {
        let time = time.saturating_to::<u64>();
        match time.checked_sub(now) {
            Some(left) => format!("in {} (unix time {time})", duration(U256::from(left))),
            None => format!("at unix time {time}, which is past"),
        }
    };
    let amount = locked.say(U256::from(state.amount));
    let mut pairs = vec![
        ("owner", state.owner.to_string()),
        ("stands", collar.phase().to_owned()),
    ];
    if collar.is_called() {
        pairs.extend([
            ("call's holder", collar.holder.to_string()),
            (
                "call",
                format!(
                    "on {amount} for {}, from {} to {}",
                    debt.say(status.cost),
                    when(status.callFrom),
                    when(status.callUntil)
                ),
            ),
        ]);
    }
    if collar.lives() {
        pairs.extend([
            (
                "rate",
                format!("{} a year, fixed", percent(collar.rate)),
            ),
            (
                "owed",
                format!("{} of loan {}", debt.say(status.owed), state.loan),
            ),
            ("locked", locked.say(collar.locked)),
            (
                "anyone exercises",
                format!("the puts after its owner's time, which ends {}", when(status.graceUntil)),
            ),
            ("puts end", when(status.until)),
            (
                "at the worst",
                "the puts or the call pay what is owed, the owner has the rest, and nothing is owed".to_owned(),
            ),
        ]);
    }
    if collar.waits() {
        let called = if collar.is_called() {
            " (once the call is over)"
        } else {
            ""
        };
        pairs.push((
            "owner can claim",
            format!(
                "{}, {}{called} and {} puts",
                debt.say(status.cash),
                locked.say(status.collateral),
                tokens(status.puts, locked.decimals)
            ),
        ));
    }
    let role = role(session, collar);
    format!("collar {} ({role})\n{}", collar.number, list(&pairs))
}

fn as_json(session: &Session, collar: &Held) -> Value {
    let (state, status, bid) = (&collar.state, &collar.status, &collar.bid);
    let debt = |units: U256| tokens(units, bid.debt.decimals);
    let units = |units: U256| tokens(units, bid.collateral.decimals);
    let time = |time: U256| time.saturating_to::<u64>();
    json!({
        "kind": "collar",
        "collar": collar.number.to_string(),
        "bid": bid.number.to_string(),
        "loan": state.loan.to_string(),
        "role": role(session, collar),
        "owner": state.owner,
        "holder": collar.holder,
        "asset": bid.debt.symbol,
        "collateral_asset": bid.collateral.symbol,
        "rate": exact(collar.rate),
        "phase": collar.phase_name(),
        "call": collar.call_name(),
        "amount": units(U256::from(state.amount)),
        "call_strike": exact(U256::from(bid.terms.strike)),
        "call_pays": debt(status.cost),
        "principal": debt(collar.principal),
        "owed": debt(status.owed),
        "locked": units(collar.locked),
        "call_from": time(status.callFrom),
        "call_until": time(status.callUntil),
        "grace_until": time(status.graceUntil),
        "puts_until": time(status.until),
        "forfeit_from": time(status.forfeitFrom),
        "claimable": {
            "cash": debt(status.cash),
            "collateral": units(status.collateral),
            "puts": units(status.puts),
        },
        "price_risk": "writers of the puts",
    })
}
