//! `growth …` on the command line.

use alloy::primitives::{Address, U256};
use clap::Subcommand;

use super::act::{self, Wish};
use super::tell;
use crate::amount::Amount;
use crate::cli::{Connection, Listing, Sending};
use crate::failure::Failure;
use crate::session::{Session, Who};

/// What can be done with loans that yield repays.
#[derive(Debug, Subcommand)]
pub enum GrowthCommand {
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
        /// Number of the offer
        offer: u64,
        /// Whole tokens, or all that is left of it
        amount: Amount,
        /// Most collateral to lock; default: what is needed now, and 1% more
        #[arg(long, value_name = "AMOUNT")]
        most: Option<String>,
        /// Who receives the cash; default: the key's account
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        #[command(flatten)]
        sending: Sending,
    },
    /// Pay interest, then principal, at any time; "all" ends the loan; anyone may
    Repay {
        /// Number of the loan
        loan: u64,
        /// Whole tokens, or all
        amount: Amount,
        #[command(flatten)]
        sending: Sending,
    },
    /// Hand what the collateral has grown to the lender, which pays interest, then principal; anyone may
    Harvest {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Take what was paid, harvested or forfeited to a lender's position, or what could not be sent to the borrower
    Claim {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Show a loan, or all of an account's: owed, locked, what has grown, its dates if it has any, who bears what
    Show {
        /// Number of the loan
        loan: Option<u64>,
    },
}

/// Runs the command; what to print.
///
/// # Errors
/// [`Failure`].
pub async fn run(
    connection: &Connection,
    command: GrowthCommand,
    json: bool,
) -> Result<String, Failure> {
    let number = |number: u64| U256::from(number);
    let (wish, sending) = match command {
        GrowthCommand::Offers(only) => {
            let session = Session::open(connection, Who::Anyone).await?;
            let (asset, collateral) = (only.asset.as_deref(), only.collateral.as_deref());
            return tell::offers(&session, asset, collateral, json).await;
        }
        GrowthCommand::Quote { offer, amount } => {
            let session = Session::open(connection, Who::Anyone).await?;
            return tell::quote(&session, number(offer), &amount, json).await;
        }
        GrowthCommand::Show { loan } => {
            let who = if loan.is_some() {
                Who::Anyone
            } else {
                Who::Account
            };
            let session = Session::open(connection, who).await?;
            return tell::show(&session, loan.map(number), json).await;
        }
        GrowthCommand::Take {
            offer,
            amount,
            most,
            to,
            sending,
        } => {
            let offer = number(offer);
            let wish = Wish::Take {
                offer,
                amount,
                most,
                to,
            };
            (wish, sending)
        }
        GrowthCommand::Repay {
            loan,
            amount,
            sending,
        } => {
            let loan = number(loan);
            (Wish::Repay { loan, amount }, sending)
        }
        GrowthCommand::Harvest { loan, sending } => (Wish::Harvest { loan: number(loan) }, sending),
        GrowthCommand::Claim { loan, sending } => (Wish::Claim { loan: number(loan) }, sending),
    };
    let session = Session::open(connection, Who::Signer).await?;
    act::act(&session, wish, sending, json).await
}
