//! `put …` on the command line.

use alloy::primitives::{Address, U256};
use clap::{Args, Subcommand};

use super::act::{self, New, Wish};
use super::tell;
use crate::amount::Amount;
use crate::cli::{Connection, Listing, Sending};
use crate::failure::Failure;
use crate::session::{Session, Who};

/// What can be done with loans that puts protect.
#[derive(Debug, Subcommand)]
pub enum PutCommand {
    /// List the offers that can be taken
    Offers(Listing),
    /// Say what a loan from an offer would lock and cost, and what happens at the worst; sends nothing
    Quote {
        /// Number of the offer
        offer: u64,
        /// Whole tokens, or all that is left of it
        amount: Amount,
    },
    /// Take a loan from an offer
    Take {
        #[command(flatten)]
        opening: Opening,
        /// Pay the premium from the wallet; default: it is paid out of what is lent
        #[arg(long)]
        up_front: bool,
        /// Who receives the cash; default: the key's account
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        #[command(flatten)]
        sending: Sending,
    },
    /// Repay principal with the interest on it; "all" ends the loan; anyone may
    Repay {
        /// Number of the loan
        loan: u64,
        /// Whole tokens, or all
        amount: Amount,
        #[command(flatten)]
        sending: Sending,
    },
    /// Give the collateral for the strike's cash: the borrower from the date on, anyone after the grace, until the puts end
    Exercise {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Repay a loan whole with another from an offer: a later date, another strike; its collateral stays where it is
    Roll {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        opening: Opening,
        #[command(flatten)]
        sending: Sending,
    },
    /// Take what was paid or forfeited to a lender's position, or what could not be sent to the borrower
    Claim {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Show a loan, or all of an account's: owed, locked, its dates, what happens at the worst, who bears what
    Show {
        /// Number of the loan
        loan: Option<u64>,
    },
}

/// A new loan.
#[derive(Debug, Args)]
pub struct Opening {
    /// Number of the offer
    offer: u64,
    /// Whole tokens, or all that is left of it
    amount: Amount,
    /// Most collateral to lock; default: what is needed now
    #[arg(long, value_name = "AMOUNT")]
    most: Option<String>,
    /// Most premium to pay; default: what it is now, and 1% more
    #[arg(long, value_name = "AMOUNT")]
    most_premium: Option<String>,
}

impl From<Opening> for New {
    fn from(opening: Opening) -> Self {
        Self {
            offer: U256::from(opening.offer),
            amount: opening.amount,
            most: opening.most,
            most_premium: opening.most_premium,
        }
    }
}

/// Runs the command; what to print.
///
/// # Errors
/// [`Failure`].
pub async fn run(
    connection: &Connection,
    command: PutCommand,
    json: bool,
) -> Result<String, Failure> {
    let number = |number: u64| U256::from(number);
    let (wish, sending) = match command {
        PutCommand::Offers(only) => {
            let session = Session::open(connection, Who::Anyone).await?;
            let (asset, collateral) = (only.asset.as_deref(), only.collateral.as_deref());
            return tell::offers(&session, asset, collateral, json).await;
        }
        PutCommand::Quote { offer, amount } => {
            let session = Session::open(connection, Who::Anyone).await?;
            return tell::quote(&session, number(offer), &amount, json).await;
        }
        PutCommand::Show { loan } => {
            let who = if loan.is_some() {
                Who::Anyone
            } else {
                Who::Account
            };
            let session = Session::open(connection, who).await?;
            return tell::show(&session, loan.map(number), json).await;
        }
        PutCommand::Take {
            opening,
            up_front,
            to,
            sending,
        } => {
            let new = opening.into();
            (Wish::Take { new, up_front, to }, sending)
        }
        PutCommand::Repay {
            loan,
            amount,
            sending,
        } => {
            let loan = number(loan);
            (Wish::Repay { loan, amount }, sending)
        }
        PutCommand::Exercise { loan, sending } => (Wish::Exercise { loan: number(loan) }, sending),
        PutCommand::Roll {
            loan,
            opening,
            sending,
        } => {
            let (loan, new) = (number(loan), opening.into());
            (Wish::Roll { loan, new }, sending)
        }
        PutCommand::Claim { loan, sending } => (Wish::Claim { loan: number(loan) }, sending),
    };
    let session = Session::open(connection, Who::Signer).await?;
    act::act(&session, wish, sending, json).await
}
