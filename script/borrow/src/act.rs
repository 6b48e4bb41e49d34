//! Actions: planned, tried, confirmed, sent, reported.

use std::io::{BufRead, IsTerminal, Write};

use alloy::primitives::{Address, U256};
use ballast_bindings::IPool;
use ballast_bindings::lens::ILens::Health;
use serde::Serialize;
use serde_json::json;

use crate::amount::{self, Amount, WAD};
use crate::cli::Sending;
use crate::explain::explain;
use crate::failure::Failure;
use crate::pay::{self, Payment, Sent};
use crate::session::{Asset, Session, holding};
use crate::table::list;
use crate::verb::Verb;

/// Of the most that can be borrowed, what "all" leaves for the interest until it is mined.
const LEFT: u64 = 10_000;
/// For how long interest may run until a repayment of all is mined, as a part of a year: an hour.
const HOURS: u64 = 365 * 24;

/// What was asked for.
#[derive(Debug)]
pub struct Wish {
    /// The action.
    pub verb: Verb,
    /// Symbol or address.
    pub asset: String,
    /// How much.
    pub amount: Amount,
    /// Who receives what comes out.
    pub to: Option<Address>,
    /// Whether to send.
    pub sending: Sending,
}

/// What will be sent.
#[derive(Debug)]
struct Plan {
    verb: Verb,
    asset: Asset,
    /// Of the call: the largest value for all.
    asked: U256,
    /// As well as can be told beforehand.
    expected: U256,
    /// Most that the pool may pull.
    pulled: U256,
    receiver: Address,
    before: Health,
    after: Health,
}

/// What came of it.
#[derive(Serialize)]
struct Report<'a> {
    action: &'a str,
    asset: &'a str,
    amount: String,
    account: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    receiver: Option<Address>,
    /// Opening health, none without debt.
    health_before: Option<String>,
    health_after: Option<String>,
    health_required: Option<String>,
    /// Smoothed: an unwind opens under 1.
    smoothed_health_after: Option<String>,
    sent: bool,
    transactions: &'a [Sent],
}

/// Plans the action, asks, does it.
///
/// # Errors
/// [`Failure`].
pub async fn act(session: &Session, wish: Wish, json: bool) -> Result<String, Failure> {
    let Some(plan) = plan(session, &wish).await? else {
        return Ok(nothing_needed(session, &wish, json));
    };
    let Plan { verb, asset, .. } = &plan;
    let call = verb.call(asset, plan.asked, session.account, plan.receiver);
    let doing = format!("{} {}", verb.name(), asset.say(plan.expected));
    let approvals = if verb.pays() {
        pay::lacking(session, session.pool, asset, plan.pulled).await?
    } else {
        Vec::new()
    };
    let refused = async |error| explain(session, *verb, asset, plan.expected, error).await;
    // The pool's own word, before anybody is asked. It pulls tokens last: where only that fails, all else is well.
    match pay::simulate(session, session.pool, &doing, call.clone()).await {
        Ok(()) => {}
        Err(error) if !approvals.is_empty() && pay::is_pull_refusal(&error) => {}
        Err(error) => return Err(refused(error).await),
    }
    if wish.sending.dry_run {
        return Ok(report(
            session,
            &plan,
            plan.expected,
            &plan.after,
            &[],
            json,
        ));
    }
    let question = report(session, &plan, plan.expected, &plan.after, &[], false);
    confirm(&question, wish.sending)?;
    let payment = Payment {
        asset,
        pulled: plan.pulled,
        approvals,
    };
    let (sent, receipt) = match pay::send(session, &doing, verb.name(), call, &payment).await {
        Ok(done) => done,
        Err(error) => return Err(refused(error).await),
    };
    let done = verb.done(session.pool, &receipt).unwrap_or(plan.expected);
    let after = session.standing().await?.health;
    Ok(report(session, &plan, done, &after, &sent, json))
}

/// Names a manager of the key's account, or takes the right back.
///
/// # Errors
/// [`Failure`].
pub async fn authorise(
    session: &Session,
    manager: Address,
    authorised: bool,
    sending: Sending,
    json: bool,
) -> Result<String, Failure> {
    let account = session.account;
    let sentence = |done: bool| match (authorised, done) {
        (true, false) => {
            format!("{manager} would have the right to take everything out of {account}")
        }
        (true, true) => {
            format!("{manager} may now act for {account}, and take everything out of it")
        }
        (false, false) => format!("{manager} would no longer act for {account}"),
        (false, true) => format!("{manager} may no longer act for {account}"),
    };
    let mut sent = Vec::new();
    if !sending.dry_run {
        confirm(&format!("{}\n", sentence(false)), sending)?;
        let call = IPool::setAuthorizationCall {
            manager,
            authorised,
        };
        let receipt = session
            .chain
            .transact("authorise", session.pool, &call)
            .await?;
        sent.push(Sent::new("authorise", &receipt));
    }
    if json {
        let report = json!({
            "action": "authorise", "account": account, "manager": manager, "authorised": authorised,
            "sent": !sending.dry_run, "transactions": sent,
        });
        return Ok(pretty(&report));
    }
    Ok(format!("{}\n{}", sentence(!sending.dry_run), told(&sent)))
}

/// What to send; none where nothing is needed.
async fn plan(session: &Session, wish: &Wish) -> Result<Option<Plan>, Failure> {
    let verb = wish.verb;
    let asset = session.asset(&wish.asset)?;
    if wish.amount == Amount::Enough && verb != Verb::TopUp {
        let text = "only top-up knows what is enough; write a number, or all";
        return Err(Failure::Usage(text.to_owned()));
    }
    let given = asset.given(&wish.amount)?;
    let standing = session.standing().await?;
    let held = holding(&standing.holdings, &asset);
    let payer = session.chain.from();
    let balance = if verb.pays() {
        session.balance(&asset, payer).await?
    } else {
        U256::ZERO
    };
    let account = session.account;
    let owes = standing.holdings.iter().find(|h| !h.debt.is_zero());
    if verb == Verb::TopUp && owes.is_none() {
        let text = format!("{account} owes nothing, there is nothing to top up: use deposit");
        return Err(Failure::Failed(text));
    }
    let debt = held.map_or(U256::ZERO, |h| h.debt);
    let (asked, expected, pulled) = match (verb, given) {
        (Verb::Repay, _) if debt.is_zero() => {
            let text = format!("{account} owes no {}: nothing to repay", asset.symbol);
            return Err(Failure::Failed(text));
        }
        (Verb::Repay, None) => repay_all(session, &asset, debt)?,
        // As much as is owed or more is all, so that interest until then leaves no dust.
        (Verb::Repay, Some(amount)) if amount >= debt => repay_all(session, &asset, debt)?,
        (Verb::TopUp, None) if wish.amount == Amount::Enough => {
            let owed = session.named(owes.map_or(asset.address, |h| h.asset));
            let needed = session.collateral_for(&owed, U256::ZERO, &asset).await?;
            if needed.is_zero() {
                return Ok(None);
            }
            if needed == U256::MAX {
                let text = format!(
                    "no amount of {} is enough: repay debt instead",
                    asset.symbol
                );
                return Err(Failure::Failed(text));
            }
            (needed, needed, needed)
        }
        (Verb::Withdraw, None) => (
            U256::MAX,
            held.map_or(U256::ZERO, |h| h.supplied),
            U256::ZERO,
        ),
        (Verb::Release, None) => (
            U256::MAX,
            held.map_or(U256::ZERO, |h| h.collateral),
            U256::ZERO,
        ),
        (Verb::Borrow, None) => {
            let most = session.limits(asset.address).await?.borrow;
            let amount = most.saturating_sub(most.div_ceil(U256::from(LEFT)));
            if amount.is_zero() {
                let text = format!(
                    "no {} can be borrowed now: `quote {}` says what collateral it takes",
                    asset.symbol, asset.symbol
                );
                return Err(Failure::Failed(text));
            }
            (amount, amount, U256::ZERO)
        }
        (_, None) => (balance, balance, balance),
        (_, Some(amount)) => (amount, amount, amount),
    };
    if verb.pays() && (balance.is_zero() || balance < expected) {
        let (there, wanted) = (asset.say(balance), asset.say(expected));
        let text = format!(
            "{payer} has {there}, and {wanted} is needed: give it more, or write a smaller amount"
        );
        return Err(Failure::Failed(text));
    }
    if expected.is_zero() {
        let text = format!("{account} has no {} to {}", asset.symbol, verb.name());
        return Err(Failure::Failed(text));
    }
    let after = session.health_after(verb.changes(&asset, expected)).await?;
    Ok(Some(Plan {
        verb,
        asset,
        asked,
        expected,
        pulled,
        receiver: wish.to.unwrap_or(account),
        before: standing.health,
        after,
    }))
}

/// All of a debt: what is asked, expected, and may be pulled with an hour's interest.
fn repay_all(session: &Session, asset: &Asset, debt: U256) -> Result<(U256, U256, U256), Failure> {
    let rate = session.market(asset)?.borrowRate;
    let year = U256::from(WAD).saturating_mul(U256::from(HOURS));
    let hour = debt.saturating_mul(rate).div_ceil(year);
    let most = debt.saturating_add(hour).saturating_add(U256::ONE);
    Ok((U256::MAX, debt, most))
}

/// Asks on a terminal.
///
/// # Errors
/// Where the answer is no.
pub fn confirm(question: &str, sending: Sending) -> Result<(), Failure> {
    let asked = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    if sending.yes || !asked {
        return Ok(());
    }
    let mut stderr = std::io::stderr();
    let mut answer = String::new();
    let read = write!(stderr, "{question}Send? [y/N] ")
        .and_then(|()| stderr.flush())
        .and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    match (read, answer.trim()) {
        (Ok(_), "y" | "Y" | "yes") => Ok(()),
        _ => Err(Failure::Failed(
            "not confirmed, nothing was sent".to_owned(),
        )),
    }
}

/// The plan, or what came of it.
fn report(
    session: &Session,
    plan: &Plan,
    amount: U256,
    after: &Health,
    sent: &[Sent],
    json: bool,
) -> String {
    let Plan {
        verb,
        asset,
        before,
        ..
    } = plan;
    let receiver = (!verb.pays()).then_some(plan.receiver);
    if json {
        let report = Report {
            action: verb.name(),
            asset: &asset.symbol,
            amount: amount::tokens(amount, asset.decimals),
            account: session.account,
            receiver,
            health_before: amount::exact(before.opening),
            health_after: amount::exact(after.opening),
            health_required: amount::exact(after.required),
            smoothed_health_after: amount::exact(after.smoothed),
            sent: !sent.is_empty(),
            transactions: sent,
        };
        return pretty(&json!(report));
    }
    let head = if sent.is_empty() {
        format!("would {} {}", verb.name(), asset.say(amount))
    } else {
        format!("{} {}", verb.past(), asset.say(amount))
    };
    let change = |before, after| format!("{} -> {}", amount::health(before), amount::health(after));
    let required = amount::health(after.required);
    let mut pairs = vec![("account", session.account.to_string())];
    if let Some(receiver) = receiver {
        pairs.push(("receiver", receiver.to_string()));
    }
    pairs.extend([
        (
            "opening health",
            format!(
                "{} (required {required})",
                change(before.opening, after.opening)
            ),
        ),
        ("smoothed health", change(before.smoothed, after.smoothed)),
    ]);
    format!("{head}\n{}{}", list(&pairs), told(sent))
}

/// Transactions, one a line.
pub fn told(sent: &[Sent]) -> String {
    let line = |sent: &Sent| format!("  {} {} ({} gas)\n", sent.what, sent.hash, sent.gas_used);
    sent.iter().map(line).collect()
}

/// `top-up ASSET enough` where nothing lacks.
fn nothing_needed(session: &Session, wish: &Wish, json: bool) -> String {
    if json {
        let none: [Sent; 0] = [];
        return pretty(&json!({
            "action": wish.verb.name(), "asset": wish.asset, "amount": "0", "account": session.account,
            "sent": false, "transactions": none,
        }));
    }
    "nothing is needed: health is what opening demands".to_owned()
}

/// JSON for stdout.
pub fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
