//! Taking, paying, repaying, refinancing, claiming: planned, tried, confirmed, sent, reported.

use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolError};
use ballast_bindings::ITermLoan;
use ballast_deploy::Error;
use serde_json::{Map, Value};

use super::desk::{Desk, Loan, Offer};
use super::plan::Payment;
use super::quote::{collateral_for, obstacle, wanted};
use super::refusal;
use super::sums::Sums;
use crate::act::{confirm, pretty, told};
use crate::amount::{Amount, WAD};
use crate::cli::Sending;
use crate::failure::Failure;
use crate::pay::{self, Sent};
use crate::session::{Asset, Session};
use crate::table::list;

/// Hours of a year: interest may run for one of them until a payment is mined.
const HOURS: u64 = 365 * 24;
/// What a price may move until a loan is mined, bps of its collateral.
const MOVE: u64 = 100;

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

/// What will be sent.
struct Plan {
    action: &'static str,
    past: &'static str,
    /// The loan or offer that it is about.
    about: String,
    debt: Asset,
    collateral: Asset,
    call: Bytes,
    /// Most that the program may pull of each.
    pulls: Vec<(Asset, U256)>,
    expected: Sums,
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
    let payer = session.chain.from();
    let mut approvals = Vec::new();
    for (asset, most) in &plan.pulls {
        let balance = session.balance(asset, payer).await?;
        if balance < *most {
            let (there, wanted) = (asset.say(balance), asset.say(*most));
            return Err(Failure::Failed(format!(
                "{payer} has {there}, and {wanted} may be needed: give it more, or write a smaller amount"
            )));
        }
        let lacking = pay::lacking(session, desk.program, asset, *most).await?;
        if !lacking.is_empty() {
            approvals.push((asset, lacking));
        }
    }
    let doing = format!("{} {}", plan.action, plan.about);
    let lacks = |error: &Error| {
        let token = pulled_in_vain(error);
        token.is_some_and(|token| approvals.iter().any(|(asset, _)| asset.address == token))
    };
    // The program's own word, before anybody is asked. Where only an approval that lacks stops it, all else is well.
    match pay::simulate(session, desk.program, &doing, plan.call.clone()).await {
        Ok(()) => {}
        Err(error) if lacks(&error) => {}
        Err(error) => return Err(refusal::explain(session, error)),
    }
    if sending.dry_run {
        return Ok(report(session, &plan, &plan.expected, &[], json));
    }
    confirm(&report(session, &plan, &plan.expected, &[], false), sending)?;
    let mut sent = Vec::new();
    for (asset, amounts) in &approvals {
        sent.extend(pay::approve(session, desk.program, asset, amounts).await?);
    }
    let request = pay::request(desk.program, plan.call.clone());
    let receipt = session.chain.send(&doing, request).await;
    let receipt = receipt.map_err(|error| refusal::explain(session, error))?;
    sent.push(Sent::new(plan.action, &receipt));
    let logs = receipt.inner.logs().iter().map(|log| &log.inner);
    let done = Sums::of(desk.program, logs);
    Ok(report(session, &plan, &done, &sent, json))
}

/// The token whose pull was refused, if that is why a call failed.
fn pulled_in_vain(error: &Error) -> Option<Address> {
    let Error::Reverted { data, .. } = error else {
        return None;
    };
    let failed = ITermLoan::TransferFailed::abi_decode(data).ok()?;
    Some(failed.token)
}

async fn take(
    desk: &Desk<'_>,
    number: U256,
    amount: &Amount,
    most: Option<&str>,
    to: Option<Address>,
) -> Result<Plan, Failure> {
    own(desk, "takes loans")?;
    let offer = desk.offer(number).await?;
    let units = wanted(&offer, amount)?;
    if let Some(text) = obstacle(desk, &offer, units, desk.now().await?).await? {
        return Err(Failure::Failed(text.trim_start_matches("no: ").to_owned()));
    }
    let collateral = collateral_for(desk, &offer, units).await?;
    let most = most_collateral(&offer, collateral, most)?;
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

/// What is given at most: as much as named; else what is needed, and a hundredth more where it hangs on a price.
fn most_collateral(offer: &Offer, needed: U256, most: Option<&str>) -> Result<U256, Failure> {
    if let Some(most) = most {
        return offer.collateral.units(most);
    }
    let moves = if offer.terms.loanToValue > 0 { MOVE } else { 0 };
    let more = needed.saturating_mul(U256::from(moves)) / U256::from(10_000);
    Ok(needed.saturating_add(more))
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
        return Err(Failure::Usage(
            "only top-up knows what is enough; write a number, or all".to_owned(),
        ));
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
    own(desk, "refinances its loans")?;
    let loan = living(desk, number).await?;
    let offer = desk.offer(by).await?;
    let units = wanted(&offer, amount)?;
    if let Some(text) = obstacle(desk, &offer, units, desk.now().await?).await? {
        return Err(Failure::Failed(text.trim_start_matches("no: ").to_owned()));
    }
    let collateral = collateral_for(desk, &offer, units).await?;
    let most = most_collateral(&offer, collateral, most)?;
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
        action: "refinance",
        past: "refinanced",
        about: format!("loan {number}"),
        pulls: pulls
            .into_iter()
            .filter(|(_, most)| !most.is_zero())
            .collect(),
        debt: offer.debt,
        collateral: offer.collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

async fn claim(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = desk.loan(number).await?;
    if !loan.has_claims() {
        let text = format!("nothing of loan {number} can be claimed yet");
        return Err(Failure::Failed(text));
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

/// Who takes or refinances a loan is its borrower.
fn own(desk: &Desk<'_>, does: &str) -> Result<(), Failure> {
    let session = desk.session;
    if session.account == session.chain.from() {
        return Ok(());
    }
    let text = format!("only an account itself {does}: leave --account out");
    Err(Failure::Usage(text))
}

/// A loan that is owed.
async fn living(desk: &Desk<'_>, number: U256) -> Result<Loan, Failure> {
    let loan = desk.loan(number).await?;
    if loan.lives() {
        return Ok(loan);
    }
    let text = format!("nothing of loan {number} is owed any longer");
    Err(Failure::Failed(text))
}

fn next(loan: &Loan) -> Result<&Payment, Failure> {
    let none = || Failure::Failed(format!("loan {} has no instalment left", loan.number));
    loan.payments.first().ok_or_else(none)
}

/// Interest of an hour on all that is owed, and the unit that rounding adds to each of two payments.
fn an_hour(loan: &Loan) -> U256 {
    let year = U256::from(WAD).saturating_mul(U256::from(HOURS));
    let owed = loan.owed.principal.saturating_add(loan.owed.interest);
    let rate = U256::from(loan.offer.terms.rate);
    let hour = owed.saturating_mul(rate).div_ceil(year);
    // Compounded within the hour it is under a hundredth more, at any rate that the program takes.
    hour.saturating_add(hour / U256::from(100))
        .saturating_add(U256::from(2))
}

/// The plan, or what came of it.
fn report(session: &Session, plan: &Plan, sums: &Sums, sent: &[Sent], json: bool) -> String {
    let Plan {
        action,
        past,
        about,
        debt,
        collateral,
        ..
    } = plan;
    if json {
        let mut map = Map::new();
        let mut put = |name: &str, value: Value| map.insert(name.to_owned(), value);
        put("action", (*action).into());
        put("about", about.as_str().into());
        put("account", session.account.to_string().into());
        put("asset", debt.symbol.as_str().into());
        put("collateral_asset", collateral.symbol.as_str().into());
        put("sent", (!sent.is_empty()).into());
        put("transactions", serde_json::json!(sent));
        map.extend(sums.json(debt, collateral));
        return pretty(&Value::Object(map));
    }
    let head = if sent.is_empty() {
        format!("would {action} {about}")
    } else {
        format!("{past} {about}")
    };
    let mut pairs = vec![("account", session.account.to_string())];
    pairs.extend(sums.pairs(debt, collateral));
    format!("{head}\n{}{}", list(&pairs), told(sent))
}
