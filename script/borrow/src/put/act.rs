//! Taking, repaying, exercising, rolling, claiming: as plans that are carried out.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::IOptionLoan;

use super::desk::{Desk, Loan};
use crate::amount::Amount;
use crate::cli::Sending;
use crate::failure::Failure;
use crate::loan::sums::Sums;
use crate::loan::{Kind, Plan, an_hour, at_most, ended, enough, own, unclaimed};
use crate::session::Session;

/// What a new loan is to be.
#[derive(Debug)]
pub struct New {
    /// From which offer.
    pub offer: U256,
    /// How much.
    pub amount: Amount,
    /// Most collateral, whole tokens.
    pub most: Option<String>,
    /// Most premium, whole tokens.
    pub most_premium: Option<String>,
}

/// What is asked for.
#[derive(Debug)]
pub enum Wish {
    /// A loan from an offer.
    Take {
        /// Which.
        new: New,
        /// The premium is paid by the wallet, not out of what is lent.
        up_front: bool,
        /// Who receives the cash.
        to: Option<Address>,
    },
    /// Principal, and the interest on it.
    Repay {
        /// The loan.
        loan: U256,
        /// How much.
        amount: Amount,
    },
    /// The puts' cash.
    Exercise {
        /// The loan.
        loan: U256,
    },
    /// Another loan in the place of one.
    Roll {
        /// The loan.
        loan: U256,
        /// By which.
        new: New,
    },
    /// What was paid to a position, or waits for the borrower.
    Claim {
        /// The loan.
        loan: U256,
    },
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
        Wish::Take { new, up_front, to } => take(&desk, &new, up_front, to).await?,
        Wish::Repay { loan, amount } => repay(&desk, loan, &amount).await?,
        Wish::Exercise { loan } => exercise(&desk, loan).await?,
        Wish::Roll { loan, new } => roll(&desk, loan, &new).await?,
        Wish::Claim { loan } => claim(&desk, loan).await?,
    };
    plan.carry_out(session, sending, json).await
}

async fn take(
    desk: &Desk<'_>,
    new: &New,
    up_front: bool,
    to: Option<Address>,
) -> Result<Plan, Failure> {
    own(desk.session, "takes loans")?;
    let opening = opening(desk, new).await?;
    let (offer, premium) = (opening.offer, opening.most_premium);
    let call = IOptionLoan::takeCall {
        offer: new.offer,
        amount: opening.amount,
        mostCollateral: opening.most,
        mostPremium: premium,
        upFront: up_front,
        receiver: to.unwrap_or(desk.session.account),
    };
    let paid = if up_front { premium } else { U256::ZERO };
    Ok(Plan {
        kind: Kind::Put,
        action: "take",
        past: "took a loan from",
        about: format!("offer {}", new.offer),
        pulls: vec![
            (offer.collateral.clone(), opening.most),
            (offer.debt.clone(), paid),
        ],
        debt: offer.debt,
        collateral: offer.collateral,
        call: call.abi_encode().into(),
        expected: opening.expected,
    })
}

/// A new loan with its limits.
struct Opening {
    offer: super::desk::Offer,
    amount: U256,
    most: U256,
    most_premium: U256,
    expected: Sums,
}

async fn opening(desk: &Desk<'_>, new: &New) -> Result<Opening, Failure> {
    let offer = desk.offer(new.offer).await?;
    let limits = offer.limits(desk.program);
    let amount = limits.wanted(&new.amount)?;
    limits.check(desk.session, amount).await?;
    let quote = desk.quote(new.offer, amount).await?;
    // No price moves the collateral; the premium it does.
    let most = at_most(
        &offer.collateral,
        quote.collateral,
        new.most.as_deref(),
        false,
    )?;
    let premium = new.most_premium.as_deref();
    let most_premium = at_most(&offer.debt, quote.premium, premium, true)?;
    let expected = Sums {
        borrowed: amount,
        locked: quote.collateral,
        premium: quote.premium,
        ..Sums::default()
    };
    Ok(Opening {
        offer,
        amount,
        most,
        most_premium,
        expected,
    })
}

async fn repay(desk: &Desk<'_>, number: U256, amount: &Amount) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    if *amount == Amount::Enough {
        return Err(enough());
    }
    let principal = U256::from(loan.state.principal);
    let given = loan
        .offer
        .debt
        .given(amount)?
        .filter(|given| *given < principal);
    let repaid = given.unwrap_or(principal);
    let interest = loan.status.owed.saturating_sub(principal);
    let interest = interest.saturating_mul(repaid).div_ceil(principal);
    let most = repaid.saturating_add(interest).saturating_add(hour(&loan));
    let call = IOptionLoan::repayCall {
        loan: number,
        principal: given.unwrap_or(U256::MAX),
        most,
        receiver: desk.session.chain.from(),
    };
    let expected = Sums {
        principal: repaid,
        interest,
        unlocked: U256::from(loan.state.collateral).saturating_mul(repaid) / principal,
        ..Sums::default()
    };
    let pulls = vec![(loan.offer.debt.clone(), most)];
    let call = call.abi_encode();
    Ok(plan("repay", "repaid of", loan, pulls, call, expected))
}

async fn exercise(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    let expected = Sums {
        exercised: loan.status.floor,
        to_lender: loan.status.owed.min(loan.status.floor),
        ..Sums::default()
    };
    let call = IOptionLoan::exerciseCall { loan: number }.abi_encode();
    Ok(plan(
        "exercise",
        "exercised the puts of",
        loan,
        Vec::new(),
        call,
        expected,
    ))
}

async fn roll(desk: &Desk<'_>, number: U256, new: &New) -> Result<Plan, Failure> {
    own(desk.session, "rolls its loans")?;
    let loan = living(desk, number).await?;
    let opening = opening(desk, new).await?;
    let owed = loan.status.owed.saturating_add(hour(&loan));
    let paid = owed
        .saturating_add(opening.most_premium)
        .saturating_sub(opening.amount);
    let call = IOptionLoan::rollCall {
        loan: number,
        offer: new.offer,
        amount: opening.amount,
        mostCollateral: opening.most,
        mostPremium: opening.most_premium,
        mostPaid: paid,
        receiver: desk.session.account,
    };
    let (locked, principal) = (
        U256::from(loan.state.collateral),
        U256::from(loan.state.principal),
    );
    let expected = Sums {
        principal,
        interest: loan.status.owed.saturating_sub(principal),
        unlocked: locked,
        ..opening.expected
    };
    let more = opening.most.saturating_sub(locked);
    let offer = opening.offer;
    let pulls = vec![(offer.debt, paid), (offer.collateral, more)];
    let call = call.abi_encode();
    Ok(plan("roll", "rolled", loan, pulls, call, expected))
}

async fn claim(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = desk.loan(number).await?;
    let me = desk.session.chain.from();
    let state = &loan.state;
    let (call, cash, collateral) = if loan.withholds() && state.borrower == me {
        let call = IOptionLoan::claimWithheldCall {
            loan: number,
            receiver: me,
        };
        (
            call.abi_encode(),
            state.withheldCash,
            state.withheldCollateral,
        )
    } else if loan.has_claims() {
        let call = IOptionLoan::claimCall {
            loan: number,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: me,
        };
        (call.abi_encode(), state.cash, state.forfeited)
    } else {
        return Err(unclaimed(number));
    };
    let expected = Sums {
        cash: U256::from(cash),
        collateral: U256::from(collateral),
        ..Sums::default()
    };
    Ok(plan(
        "claim",
        "claimed what was paid of",
        loan,
        Vec::new(),
        call,
        expected,
    ))
}

/// About a loan.
fn plan(
    action: &'static str,
    past: &'static str,
    loan: Loan,
    pulls: Vec<(crate::session::Asset, U256)>,
    call: Vec<u8>,
    expected: Sums,
) -> Plan {
    Plan {
        kind: Kind::Put,
        action,
        past,
        about: format!("loan {}", loan.number),
        debt: loan.offer.debt,
        collateral: loan.offer.collateral,
        call: call.into(),
        pulls,
        expected,
    }
}

/// A loan that is owed.
async fn living(desk: &Desk<'_>, number: U256) -> Result<Loan, Failure> {
    let loan = desk.loan(number).await?;
    if loan.lives() {
        Ok(loan)
    } else {
        Err(ended(number))
    }
}

/// What an hour may add until a payment is mined.
fn hour(loan: &Loan) -> U256 {
    an_hour(loan.status.owed, U256::from(loan.offer.terms.rate))
}
