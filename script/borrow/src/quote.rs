//! What a loan would be like.

use std::str::FromStr;

use alloy::primitives::{I256, U256};
use ballast_bindings::IPool;
use ballast_bindings::lens::ILens::{Change, Health, Market};
use serde_json::json;

use crate::act::pretty;
use crate::amount::{self, Amount, WAD, exact, health, percent};
use crate::explain::flags;
use crate::failure::Failure;
use crate::rates;
use crate::session::{Asset, Session, change, signed};
use crate::show::{terms_json, terms_text};
use crate::table::list;

/// Halvings of a search: to 0.01% of where it begins.
const STEPS: u32 = 14;

/// Collateral of a quote, `ASSET=AMOUNT` or `ASSET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pledge {
    asset: String,
    amount: Option<String>,
}

impl FromStr for Pledge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((asset, amount)) = text.split_once('=') else {
            return Ok(Self {
                asset: text.to_owned(),
                amount: None,
            });
        };
        match amount.parse()? {
            Amount::Number(number) => Ok(Self {
                asset: asset.to_owned(),
                amount: Some(number),
            }),
            _ => Err("write how much as a number, or leave it out".to_owned()),
        }
    }
}

/// A loan that is asked about.
struct Loan {
    debt: Asset,
    amount: U256,
    /// Added first.
    collateral: Vec<(Asset, U256)>,
}

impl Loan {
    /// What it changes where `amount` is borrowed.
    fn changes(&self, amount: U256) -> Vec<Change> {
        let pledged = self.collateral.iter();
        let mut changes: Vec<_> = pledged
            .map(|(asset, amount)| change(asset, signed(*amount), I256::ZERO))
            .collect();
        changes.push(change(&self.debt, I256::ZERO, signed(amount)));
        changes
    }
}

/// Number of new borrowing among what is paused, see `IPool.pause`.
const BORROWING: u8 = 2;

/// What stops borrowing of a reserve besides cash and caps.
struct Gate {
    paused: bool,
    allowed: bool,
    outflow_left: U256,
}

impl Gate {
    async fn read(session: &Session, debt: &Asset) -> Result<Self, Failure> {
        let (pool, asset, account) = (session.pool, debt.address, session.account);
        let limits = session.read(pool, &IPool::limitsCall { asset }).await?;
        let call = IPool::isAllowedCall { account };
        Ok(Self {
            paused: limits.paused & BORROWING != 0,
            allowed: !limits.gated || session.read(pool, &call).await?,
            outflow_left: limits.outflowLeft,
        })
    }

    const fn is_open(&self) -> bool {
        self.allowed && !self.paused
    }
}

/// Quotes a loan.
///
/// # Errors
/// [`Failure`].
pub async fn quote(
    session: &Session,
    asset: &str,
    amount: Option<Amount>,
    pledges: &[Pledge],
    json: bool,
) -> Result<String, Failure> {
    let debt = session.asset(asset)?;
    let given = match &amount {
        Some(Amount::Enough) => {
            let text = "write how much to borrow, or leave it out for the most";
            return Err(Failure::Usage(text.to_owned()));
        }
        Some(amount) => debt.given(amount)?,
        None => None,
    };
    let collateral = collateral(session, &debt, given, pledges).await?;
    let mut loan = Loan {
        debt,
        amount: given.unwrap_or_default(),
        collateral,
    };
    let market = session.market(&loan.debt)?;
    let gate = Gate::read(session, &loan.debt).await?;
    if given.is_none() {
        loan.amount = most(session, &loan, market, &gate).await?;
    }
    let after = session.health_after(loan.changes(loan.amount)).await?;
    let obstacle = collateral_obstacle(session, &loan)
        .await?
        .or_else(|| obstacle(&loan, market, &gate, &after));
    let fall = fall(session, &loan, &after).await?;
    let rates = rates::after(session, market, loan.amount).await?;
    let terms = session.terms().await?;
    if json {
        let collateral: Vec<_> = loan
            .collateral
            .iter()
            .map(|(asset, units)| {
                json!({ "asset": asset.symbol, "amount": amount::tokens(*units, asset.decimals) })
            })
            .collect();
        return Ok(pretty(&json!({
            "account": session.account,
            "asset": loan.debt.symbol,
            "amount": amount::tokens(loan.amount, loan.debt.decimals),
            "is_most": given.is_none(),
            "collateral_added": collateral,
            "possible": obstacle.is_none(),
            "obstacle": obstacle,
            "health": {
                "opening": exact(after.opening),
                "required": exact(after.required),
                "smoothed": exact(after.smoothed),
                "collateral_usd": exact(after.collateral),
                "debt_usd": exact(after.debt),
            },
            "fall_to_unwind": fall.and_then(exact),
            "borrow_rate": exact(rates.borrow),
            "utilisation": exact(rates.utilisation),
            "unwind_terms": terms_json(&terms),
        })));
    }
    let word = if given.is_none() { "at most " } else { "" };
    let mut pairs = vec![("borrow", format!("{word}{}", loan.debt.say(loan.amount)))];
    for (asset, units) in &loan.collateral {
        pairs.push(("collateral to add", asset.say(*units)));
    }
    pairs.push(("possible", obstacle.unwrap_or_else(|| "yes".to_owned())));
    pairs.push((
        "health after",
        format!(
            "opening {} (required {}), smoothed {}",
            health(after.opening),
            health(after.required),
            health(after.smoothed)
        ),
    ));
    if let Some(fall) = fall {
        let text = format!(
            "when collateral has lost about {} against the debt",
            percent(fall)
        );
        pairs.push(("unwinding begins", text));
    }
    pairs.push((
        "borrow rate",
        format!(
            "{} a year at {} utilisation, this loan counted; moves with it",
            percent(rates.borrow),
            percent(rates.utilisation)
        ),
    ));
    pairs.extend(terms_text(&terms));
    Ok(list(&pairs))
}

/// The collateral to add, with what is asked for worked out.
async fn collateral(
    session: &Session,
    debt: &Asset,
    amount: Option<U256>,
    pledges: &[Pledge],
) -> Result<Vec<(Asset, U256)>, Failure> {
    let open = pledges.iter().any(|pledge| pledge.amount.is_none());
    if open && (pledges.len() > 1 || amount.is_none()) {
        let text = "how much collateral is needed can be asked of one asset, for one amount to borrow: \
                    write ASSET=AMOUNT for the others";
        return Err(Failure::Usage(text.to_owned()));
    }
    let mut collateral: Vec<(Asset, U256)> = Vec::new();
    for pledge in pledges {
        let asset = session.asset(&pledge.asset)?;
        if collateral.iter().any(|(known, _)| *known == asset) {
            let text = format!("{} is named twice", asset.symbol);
            return Err(Failure::Usage(text));
        }
        let units = match &pledge.amount {
            Some(number) => asset.units(number)?,
            None => {
                let amount = amount.unwrap_or_default();
                let needed = session.collateral_for(debt, amount, &asset).await?;
                if needed == U256::MAX {
                    let text = format!("no amount of {} is enough", asset.symbol);
                    return Err(Failure::Failed(text));
                }
                needed
            }
        };
        collateral.push((asset, units));
    }
    Ok(collateral)
}

/// The most that can be borrowed: exact where no collateral is added, else to 0.01% of the collateral's worth.
async fn most(
    session: &Session,
    loan: &Loan,
    market: &Market,
    gate: &Gate,
) -> Result<U256, Failure> {
    if loan.collateral.is_empty() {
        return Ok(session.limits(loan.debt.address).await?.borrow);
    }
    if !market.borrowEnabled || !gate.is_open() || market.spot.is_zero() {
        return Ok(U256::ZERO);
    }
    let free = market.cash.min(market.borrowLeft).min(gate.outflow_left);
    let worth = session
        .health_after(loan.changes(U256::ZERO))
        .await?
        .collateral;
    let unit = U256::from(10).pow(U256::from(market.decimals));
    // No health over 1 leaves more debt than collateral.
    let (mut good, mut bad) = (U256::ZERO, worth.saturating_mul(unit) / market.spot);
    if free < bad {
        if allows(&session.health_after(loan.changes(free)).await?) {
            return Ok(free);
        }
        bad = free;
    }
    for _ in 0..STEPS {
        let middle = (good + bad) / U256::from(2);
        if allows(&session.health_after(loan.changes(middle)).await?) {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Ok(good)
}

fn allows(health: &Health) -> bool {
    health.opening >= health.required
}

/// Why the collateral cannot be added, if it cannot.
async fn collateral_obstacle(session: &Session, loan: &Loan) -> Result<Option<String>, Failure> {
    for (asset, amount) in &loan.collateral {
        let most = session.limits(asset.address).await?.depositCollateral;
        if *amount > most {
            let most = asset.say(most);
            return Ok(Some(format!("no: at most {most} can be deposited now")));
        }
    }
    Ok(None)
}

/// Why the loan cannot be had, if it cannot.
fn obstacle(loan: &Loan, market: &Market, gate: &Gate, after: &Health) -> Option<String> {
    let debt = &loan.debt;
    if !market.borrowEnabled {
        return Some(format!("no: {} is closed to new borrowing", debt.symbol));
    }
    if gate.paused {
        return Some(format!(
            "no: the guardian has paused borrowing {}",
            debt.symbol
        ));
    }
    if !gate.allowed {
        return Some(format!(
            "no: {} is for accounts on the allow-list",
            debt.symbol
        ));
    }
    if loan.amount > gate.outflow_left || gate.outflow_left.is_zero() {
        let left = debt.say(gate.outflow_left);
        return Some(format!("no: the outflow cap leaves {left} at this moment"));
    }
    if market.flags != 0 {
        let why = flags(market.flags);
        return Some(format!("no: the price of {} is {why}", debt.symbol));
    }
    if market.cash.is_zero() || loan.amount > market.cash {
        let there = debt.say(market.cash);
        return Some(format!("no: the reserve has only {there} in cash"));
    }
    if market.borrowLeft.is_zero() || loan.amount > market.borrowLeft {
        let left = debt.say(market.borrowLeft);
        return Some(format!("no: the borrow cap leaves {left}"));
    }
    if !allows(after) {
        return Some(format!(
            "no: health would be {}, and {} is required; add collateral (--collateral ASSET says how much)",
            health(after.opening),
            health(after.required)
        ));
    }
    loan.amount
        .is_zero()
        .then(|| "no: add collateral (--collateral ASSET=AMOUNT)".to_owned())
}

/// What part of all collateral may be lost until smoothed health is under 1, WAD, to 0.01%; none without debt.
async fn fall(session: &Session, loan: &Loan, after: &Health) -> Result<Option<U256>, Failure> {
    let wad = U256::from(WAD);
    if after.smoothed == U256::MAX {
        return Ok(None);
    }
    if after.smoothed < wad {
        return Ok(Some(U256::ZERO));
    }
    let held = session.standing().await?.holdings;
    let lost = |part: U256| {
        let less = |units: U256| signed(units.saturating_mul(part) / wad);
        let mut changes = loan.changes(loan.amount);
        for change in &mut changes {
            change.collateral -= less(U256::try_from(change.collateral).unwrap_or_default());
        }
        let there = held.iter().filter(|held| !held.collateral.is_zero());
        changes.extend(there.map(|held| Change {
            asset: held.asset,
            collateral: -less(held.collateral),
            debt: I256::ZERO,
        }));
        changes
    };
    let (mut good, mut bad) = (U256::ZERO, wad);
    for _ in 0..STEPS {
        let middle = (good + bad) / U256::from(2);
        if session.health_after(lost(middle)).await?.smoothed >= wad {
            good = middle;
        } else {
            bad = middle;
        }
    }
    Ok(Some(good))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pledges_name_an_asset_and_perhaps_an_amount() {
        let pledge = |asset: &str, amount: Option<&str>| Pledge {
            asset: asset.to_owned(),
            amount: amount.map(str::to_owned),
        };
        assert_eq!("ETH".parse(), Ok(pledge("ETH", None)));
        assert_eq!("ETH=1.5".parse(), Ok(pledge("ETH", Some("1.5"))));
        assert!("ETH=all".parse::<Pledge>().is_err());
        assert!("ETH=".parse::<Pledge>().is_err());
    }
}
