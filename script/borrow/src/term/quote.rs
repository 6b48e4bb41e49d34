//! What a loan from an offer would be like: collateral, dates, cost, what happens at the worst.

use alloy::primitives::U256;
use ballast_bindings::lens::ILens::Market;
use ballast_bindings::{IOracle, IPool, ITermLoan};
use risk_core::amortise;
use risk_core::fixed::{SignedWad, Wad, sqrt};
use serde_json::{Value, json};

use super::cover::Covering;
use super::desk::{Desk, Offer};
use super::offers::limits;
use super::plan::{self, Payment, Standing};
use crate::act::pretty;
use crate::amount::{self, Amount, duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::loan::{Kind, refusal};
use crate::session::Session;
use crate::table::{list, table};

/// Quotes a loan of `amount` from an offer.
///
/// # Errors
/// [`Failure`].
pub async fn quote(
    session: &Session,
    number: U256,
    amount: &Amount,
    covering: Covering,
    json: bool,
) -> Result<String, Failure> {
    let desk = Desk::open(session)?;
    let offer = desk.offer(number).await?;
    let allowed = offer.limits(desk.program);
    let amount = allowed.wanted(amount)?;
    let collateral = collateral_for(&desk, &offer, amount).await?;
    let now = desk.now().await?;
    let narrow = |value: U256| u128::try_from(value).unwrap_or(u128::MAX);
    let fresh = Standing::fresh(now, narrow(amount), narrow(collateral));
    let payments = plan::payments(&offer.terms, &offer.steps, &fresh, now)
        .map_err(|error| Failure::Failed(format!("the plan of offer {number}: {error:?}")))?;
    let obstacle = allowed.obstacle(session, amount, now).await?;
    let fair = fair(&desk, &offer, narrow(amount), narrow(collateral)).await?;
    let cover = covering
        .of_offer(session, desk.program, number, amount)
        .await?;
    let interest = payments
        .iter()
        .map(|p| U256::from(p.interest))
        .sum::<U256>();
    if json {
        return Ok(pretty(&json!({
            "account": session.account,
            "offer": number.to_string(),
            "lender": offer.lender,
            "asset": offer.debt.symbol,
            "amount": tokens(amount, offer.debt.decimals),
            "collateral_asset": offer.collateral.symbol,
            "collateral": tokens(collateral, offer.collateral.decimals),
            "possible": obstacle.is_none(),
            "obstacle": obstacle,
            "rate": exact(U256::from(offer.terms.rate)),
            "fair_rate": fair.and_then(exact),
            "interest": tokens(interest, offer.debt.decimals),
            "grace_seconds": offer.terms.grace,
            "instalments": instalments_json(&offer, &payments),
            "cover": cover.map(|cover| cover.json(&offer)),
            "worst_case": {
                "lost_collateral": tokens(collateral, offer.collateral.decimals),
                "still_owed": "0",
            },
        })));
    }
    let (debt, locked) = (&offer.debt, &offer.collateral);
    let fair = fair.map_or_else(
        || "cannot be told: the pool's oracle does not price both".to_owned(),
        |fair| {
            format!(
                "{} a year: what suppliers of the pool earn and what your right not to pay is worth now",
                percent(fair)
            )
        },
    );
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
            format!("{} (at most {})", locked.say(collateral), limits(&offer)),
        ),
        ("possible", obstacle.unwrap_or_else(|| "yes".to_owned())),
        (
            "rate",
            format!("{} a year, fixed", percent(U256::from(offer.terms.rate))),
        ),
        ("fair rate", fair),
        (
            "interest",
            format!("{} in all, paid as below", debt.say(interest)),
        ),
        (
            "worst case",
            format!(
                "no price can take the collateral; what you do not pay {} after its date forfeits what it would have \
                 unlocked, and nothing of it is owed any longer: you lose at most {}",
                duration(U256::from(offer.terms.grace)),
                locked.say(collateral)
            ),
        ),
    ];
    Ok(format!(
        "{}instalments\n{}{}",
        list(&pairs),
        instalments_text(&offer, &payments, now),
        cover.map_or_else(String::new, |cover| cover.text(&offer, now))
    ))
}

/// Collateral that a loan would lock now.
///
/// # Errors
/// As the program refuses.
pub async fn collateral_for(desk: &Desk<'_>, offer: &Offer, amount: U256) -> Result<U256, Failure> {
    let call = ITermLoan::collateralForCall {
        offer: offer.number,
        amount,
    };
    let needed = desk.session.read(desk.program, &call).await;
    needed.map_err(|error| refusal::explain(desk.session, Kind::Term, error))
}

/// The rate that would pay for the puts, as far as the pool's oracle prices both assets.
async fn fair(
    desk: &Desk<'_>,
    offer: &Offer,
    principal: u128,
    collateral: u128,
) -> Result<Option<U256>, Failure> {
    let session = desk.session;
    let (debt, locked) = (
        session.market(&offer.debt),
        session.market(&offer.collateral),
    );
    let (Ok(debt), Ok(locked)) = (debt, locked) else {
        return Ok(None);
    };
    let call = IPool::reserveConfigCall {
        asset: locked.asset,
    };
    let feed = session.read(session.pool, &call).await?.config.feed;
    let oracle = session.read(session.pool, &IPool::oracleCall {}).await?;
    let call = IOracle::readCall { feeds: vec![feed] };
    let readings = session.read(oracle, &call).await?;
    let variance = readings.first().map(|r| r.slowVariance.max(r.fastVariance));
    let market = variance.and_then(|variance| market(debt, locked, variance));
    let Some(market) = market else {
        return Ok(None);
    };
    let rate = plan::fair(
        &offer.terms,
        &offer.steps,
        (principal, offer.debt.decimals),
        (collateral, offer.collateral.decimals),
        &market,
    );
    Ok(rate.ok().map(|rate| U256::from(rate.0)))
}

/// The collateral in units of the debt asset. The larger of fast and slow variance; what suppliers earn is the base.
fn market(debt: &Market, locked: &Market, variance: U256) -> Option<amortise::Market> {
    let narrow = |value: U256| u128::try_from(value).ok().map(Wad);
    let wad = U256::from(amount::WAD);
    if debt.spot.is_zero() || locked.spot.is_zero() {
        return None;
    }
    Some(amortise::Market {
        spot: narrow(locked.spot.saturating_mul(wad) / debt.spot)?,
        volatility: sqrt(narrow(variance)?),
        carry: SignedWad(0),
        base: narrow(debt.supplyRate)?,
    })
}

/// What is paid and unlocked when, for people.
pub fn instalments_text(offer: &Offer, payments: &[Payment], now: u64) -> String {
    let (debt, locked) = (&offer.debt, &offer.collateral);
    let rows: Vec<_> = payments
        .iter()
        .map(|payment| {
            let to = payment.due.saturating_sub(now);
            let (principal, interest) =
                (U256::from(payment.principal), U256::from(payment.interest));
            vec![
                payment.number.to_string(),
                duration(U256::from(to)),
                payment.due.to_string(),
                debt.say(principal.saturating_add(interest)),
                tokens(principal, debt.decimals),
                tokens(interest, debt.decimals),
                locked.say(U256::from(payment.unlocks)),
            ]
        })
        .collect();
    let head = [
        "no.",
        "in",
        "unix time",
        "pay",
        "principal",
        "interest",
        "unlocks",
    ];
    table(&head, &rows)
}

/// The same for programs.
pub fn instalments_json(offer: &Offer, payments: &[Payment]) -> Vec<Value> {
    let debt = |units: u128| tokens(U256::from(units), offer.debt.decimals);
    let each = payments.iter().map(|payment| {
        json!({
            "number": payment.number,
            "due": payment.due,
            "until": payment.until,
            "principal": debt(payment.principal),
            "interest": debt(payment.interest),
            "unlocks": tokens(U256::from(payment.unlocks), offer.collateral.decimals),
        })
    });
    each.collect()
}
