//! Taking, repaying, harvesting, claiming: as plans that are carried out.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolCall;
use ballast_bindings::IYieldLoan;

use super::desk::{Desk, Loan};
use crate::amount::Amount;
use crate::cli::Sending;
use crate::failure::Failure;
use crate::loan::sums::Sums;
use crate::loan::{Kind, Plan, an_hour, at_most, ended, enough, own, unclaimed};
use crate::session::{Asset, Session};

/// What is asked for.
#[derive(Debug)]
pub enum Wish {
    /// A loan from an offer.
    Take {
        /// The offer.
        offer: U256,
        /// How much.
        amount: Amount,
        /// Most shares, whole tokens.
        most: Option<String>,
        /// Who receives the cash.
        to: Option<Address>,
    },
    /// Interest, then principal.
    Repay {
        /// The loan.
        loan: U256,
        /// How much.
        amount: Amount,
    },
    /// Growth handed to the lender, which pays for the borrower.
    Harvest {
        /// The loan.
        loan: U256,
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
        Wish::Take {
            offer,
            amount,
            most,
            to,
        } => take(&desk, offer, &amount, most.as_deref(), to).await?,
        Wish::Repay { loan, amount } => repay(&desk, loan, &amount).await?,
        Wish::Harvest { loan } => harvest(&desk, loan).await?,
        Wish::Claim { loan } => claim(&desk, loan).await?,
    };
    plan.carry_out(session, sending, json).await
}

async fn take(
    desk: &Desk<'_>,
    number: U256,
    amount: &Amount,
    most: Option<&str>,
    to: Option<Address>,
) -> Result<Plan, Failure> {
    own(desk.session, "takes loans")?;
    let offer = desk.offer(number).await?;
    let limits = offer.limits(desk.program);
    let units = limits.wanted(amount)?;
    limits.check(desk.session, units).await?;
    let collateral = desk.collateral_for(number, units).await?;
    let most = at_most(&offer.collateral, collateral, most, true)?;
    let call = IYieldLoan::takeCall {
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
        kind: Kind::Growth,
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

async fn repay(desk: &Desk<'_>, number: U256, amount: &Amount) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    if *amount == Amount::Enough {
        return Err(enough());
    }
    let all = loan.all();
    let given = loan.offer.debt.given(amount)?.filter(|given| *given < all);
    let hour = an_hour(all, U256::from(loan.rate()));
    let most = given.unwrap_or_else(|| all.saturating_add(hour));
    let interest = loan.owed.interest.min(most);
    let principal = given.unwrap_or(all).saturating_sub(interest);
    let call = IYieldLoan::repayCall {
        loan: number,
        amount: given.unwrap_or(U256::MAX),
        receiver: desk.session.chain.from(),
    };
    let left = loan.owed.principal;
    let unlocked = loan.locked().saturating_mul(principal) / left;
    let expected = Sums {
        principal,
        interest,
        unlocked,
        forfeited: loan.owed.forfeits,
        ..Sums::default()
    };
    let pulls = vec![(loan.offer.debt.clone(), most)];
    Ok(plan(
        "repay",
        "repaid of",
        loan,
        pulls,
        call.abi_encode(),
        expected,
    ))
}

async fn harvest(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = living(desk, number).await?;
    let (shares, value) = loan
        .growth
        .as_ref()
        .map_or((U256::ZERO, U256::ZERO), |growth| {
            (growth.shares, growth.value)
        });
    let interest = loan.owed.interest.min(value);
    let expected = Sums {
        harvested: shares,
        interest,
        principal: value.saturating_sub(interest),
        ..Sums::default()
    };
    let call = IYieldLoan::harvestCall { loan: number }.abi_encode();
    Ok(plan(
        "harvest",
        "harvested",
        loan,
        Vec::new(),
        call,
        expected,
    ))
}

async fn claim(desk: &Desk<'_>, number: U256) -> Result<Plan, Failure> {
    let loan = desk.loan(number).await?;
    let me = desk.session.chain.from();
    let (call, cash, shares) = if loan.state.withheld > 0 && loan.state.borrower == me {
        let call = IYieldLoan::claimUnlockedCall {
            loan: number,
            receiver: me,
        };
        (call.abi_encode(), 0, U256::from(loan.state.withheld))
    } else if loan.has_claims() {
        let call = IYieldLoan::claimCall {
            loan: number,
            cash: U256::MAX,
            shares: U256::MAX,
            receiver: me,
        };
        (call.abi_encode(), loan.state.cash, loan.shares())
    } else {
        return Err(unclaimed(number));
    };
    let expected = Sums {
        cash: U256::from(cash),
        collateral: shares,
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
    pulls: Vec<(Asset, U256)>,
    call: Vec<u8>,
    expected: Sums,
) -> Plan {
    Plan {
        kind: Kind::Growth,
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
