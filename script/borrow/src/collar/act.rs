//! Opening, repaying, exercising, claiming, releasing: as plans that are carried out.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::ICollar;

use super::desk::{Desk, Held};
use crate::amount::Amount;
use crate::cli::Sending;
use crate::failure::Failure;
use crate::loan::sums::Sums;
use crate::loan::{self, Kind, Plan, an_hour, at_most, enough, own};
use crate::session::{Asset, Session};

/// What is asked for.
#[derive(Debug)]
pub enum Wish {
    /// A collar from an offer and a bid.
    Open {
        /// Of loans.
        offer: U256,
        /// How much of it.
        amount: Amount,
        /// For the call.
        bid: U256,
        /// Most collateral, whole tokens.
        most: Option<String>,
        /// Least that is paid out, whole tokens.
        least: Option<String>,
        /// Who receives the cash.
        to: Option<Address>,
    },
    /// Principal, and the interest on it.
    Repay {
        /// The collar.
        collar: U256,
        /// How much.
        amount: Amount,
    },
    /// The puts' cash.
    Exercise(U256),
    /// The call's collateral.
    Call(U256),
    /// What is the owner's.
    Claim(U256),
    /// The loan itself.
    Release(U256),
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
        Wish::Open {
            offer,
            amount,
            bid,
            most,
            least,
            to,
        } => {
            let limits = (most.as_deref(), least.as_deref());
            open(&desk, offer, &amount, bid, limits, to).await?
        }
        Wish::Repay { collar, amount } => repay(&desk, collar, &amount).await?,
        Wish::Exercise(collar) => exercise(&desk, collar).await?,
        Wish::Call(collar) => call(&desk, collar).await?,
        Wish::Claim(collar) => claim(&desk, collar).await?,
        Wish::Release(collar) => release(&desk, collar).await?,
    };
    plan.carry_out(session, sending, json).await
}

async fn open(
    desk: &Desk<'_>,
    offer: U256,
    amount: &Amount,
    bid: U256,
    (most, least): (Option<&str>, Option<&str>),
    to: Option<Address>,
) -> Result<Plan, Failure> {
    own(desk.session, "opens collars")?;
    let one = desk.matched(offer, amount, bid).await?;
    let now = loan::now(desk.session).await?;
    if let Some(text) = desk.obstacle(&one, now).await? {
        let text = text.trim_start_matches("no: ");
        return Err(Failure::Failed(text.to_owned()));
    }
    let (debt, collateral, quote) = (one.bid.debt, one.bid.collateral, one.quote);
    let most = at_most(&collateral, quote.collateral, most, false)?;
    let least = match least {
        Some(least) => debt.units(least)?,
        None => {
            let moves = at_most(&debt, quote.putPremium, None, true)?;
            let more = moves.saturating_sub(quote.putPremium);
            quote.paid.saturating_sub(more)
        }
    };
    let call = ICollar::openCall {
        offer,
        amount: one.amount,
        bid,
        mostCollateral: most,
        leastPaid: least,
        receiver: to.unwrap_or(desk.session.account),
    };
    let expected = Sums {
        borrowed: one.amount,
        locked: quote.collateral,
        premium: quote.putPremium,
        earned: quote.callPremium,
        paid_out: quote.paid,
        ..Sums::default()
    };
    Ok(Plan {
        kind: Kind::Collar,
        action: "open",
        past: "opened a collar from",
        about: format!("offer {offer} and bid {bid}"),
        pulls: vec![(collateral.clone(), most)],
        debt,
        collateral,
        call: call.abi_encode().into(),
        expected,
    })
}

async fn repay(desk: &Desk<'_>, number: U256, amount: &Amount) -> Result<Plan, Failure> {
    let collar = living(desk, number).await?;
    if *amount == Amount::Enough {
        return Err(enough());
    }
    let (principal, debt) = (collar.principal, &collar.bid.debt);
    let given = debt.given(amount)?.filter(|given| *given < principal);
    let repaid = given.unwrap_or(principal);
    let interest = collar.status.owed.saturating_sub(principal);
    let interest = interest.saturating_mul(repaid).div_ceil(principal);
    let hour = an_hour(collar.status.owed, collar.rate);
    let most = repaid.saturating_add(interest).saturating_add(hour);
    let call = ICollar::repayCall {
        collar: number,
        principal: given.unwrap_or(U256::MAX),
        most,
        receiver: desk.session.chain.from(),
    };
    let expected = Sums {
        principal: repaid,
        interest,
        ..Sums::default()
    };
    let pulls = vec![(debt.clone(), most)];
    let call = call.abi_encode();
    Ok(plan("repay", "repaid of", collar, pulls, call, expected))
}

async fn exercise(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let collar = living(desk, number).await?;
    let receiver = desk.session.chain.from();
    let call = ICollar::exercisePutsCall {
        collar: number,
        receiver,
    };
    let expected = Sums {
        to_lender: collar.status.owed,
        ..Sums::default()
    };
    let past = "exercised the puts of";
    let call = call.abi_encode();
    Ok(plan("exercise", past, collar, Vec::new(), call, expected))
}

async fn call(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let collar = desk.collar(number).await?;
    let cost = collar.status.cost;
    let receiver = desk.session.chain.from();
    let call = ICollar::exerciseCallCall {
        collar: number,
        receiver,
    };
    let expected = Sums {
        paid: cost,
        collateral: U256::from(collar.state.amount),
        ..Sums::default()
    };
    let pulls = vec![(collar.bid.debt.clone(), cost)];
    let past = "exercised the call of";
    let call = call.abi_encode();
    Ok(plan("call", past, collar, pulls, call, expected))
}

async fn claim(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let collar = desk.collar(number).await?;
    if !collar.waits() {
        let text = format!("nothing of collar {number} can be claimed yet");
        return Err(Failure::Failed(text));
    }
    let receiver = desk.session.chain.from();
    let call = ICollar::claimCall {
        collar: number,
        receiver,
    };
    let status = &collar.status;
    let expected = Sums {
        cash: status.cash,
        collateral: if collar.is_called() {
            U256::ZERO
        } else {
            status.collateral
        },
        puts: status.puts,
        ..Sums::default()
    };
    let past = "had the owner sent what is its own of";
    let call = call.abi_encode();
    Ok(plan("claim", past, collar, Vec::new(), call, expected))
}

async fn release(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let collar = living(desk, number).await?;
    let borrower = desk.session.chain.from();
    let call = ICollar::releaseCall {
        collar: number,
        borrower,
    };
    let call = call.abi_encode();
    let past = "took the loan out of";
    let expected = Sums::default();
    Ok(plan("release", past, collar, Vec::new(), call, expected))
}

/// About a collar.
fn plan(
    action: &'static str,
    past: &'static str,
    collar: Held,
    pulls: Vec<(Asset, U256)>,
    call: Vec<u8>,
    expected: Sums,
) -> Plan {
    Plan {
        kind: Kind::Collar,
        action,
        past,
        about: format!("collar {}", collar.number),
        debt: collar.bid.debt,
        collateral: collar.bid.collateral,
        call: call.into(),
        pulls,
        expected,
    }
}

/// A collar whose loan is owed.
async fn living(desk: &Desk<'_>, number: U256) -> Result<Held, Failure> {
    let collar = desk.collar(number).await?;
    if collar.lives() {
        return Ok(collar);
    }
    let text = format!("nothing of collar {number}'s loan is owed any longer");
    Err(Failure::Failed(text))
}
