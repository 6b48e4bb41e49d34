//! `collar …` on the command line.

use alloy::primitives::{Address, U256};
use clap::Subcommand;

use super::act::{self, Wish};
use super::tell;
use crate::amount::Amount;
use crate::cli::{Connection, Listing, Sending};
use crate::failure::Failure;
use crate::session::{Session, Who};

/// What can be done with collars.
#[derive(Debug, Subcommand)]
pub enum CollarCommand {
    /// List the bids for calls that can be taken; `put offers` lists the loans that they go with
    Bids(Listing),
    /// Say what a collar would lock, pay out and cost, and what happens at the worst; sends nothing
    Quote {
        /// Number of the loans' offer, as `put offers` lists them
        offer: u64,
        /// Whole tokens, or all that is left of the offer
        amount: Amount,
        /// Number of the bid
        bid: u64,
    },
    /// Take a protected loan and sell a call on its collateral, in one step
    Open {
        /// Number of the loans' offer
        offer: u64,
        /// Whole tokens, or all that is left of the offer
        amount: Amount,
        /// Number of the bid
        bid: u64,
        /// Most collateral to lock; default: what is needed now
        #[arg(long, value_name = "AMOUNT")]
        most: Option<String>,
        /// Least to be paid out; default: what it is now, less 1% of the puts' premium
        #[arg(long, value_name = "AMOUNT")]
        least: Option<String>,
        /// Who receives the cash; default: the key's account
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        #[command(flatten)]
        sending: Sending,
    },
    /// Repay principal with the interest on it; "all" ends the loan; anyone may. The collateral stays until the call is over
    Repay {
        /// Number of the collar
        collar: u64,
        /// Whole tokens, or all
        amount: Amount,
        #[command(flatten)]
        sending: Sending,
    },
    /// Give the collateral for the puts' cash: the owner, once the call is over
    Exercise {
        /// Number of the collar
        collar: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Exercise the call: its holder pays the strike and has the collateral
    Call {
        /// Number of the collar
        collar: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Have what is the owner's sent to it: cash and puts, and collateral once the call is over; anyone may
    Claim {
        /// Number of the collar
        collar: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Take the loan out of the collar once the call is over: to roll it, say, with `put roll`
    Release {
        /// Number of the collar
        collar: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Show a collar, or all of an account's: owed, locked, its dates, what happens at the worst, who bears what
    Show {
        /// Number of the collar
        collar: Option<u64>,
    },
}

/// Runs the command; what to print.
///
/// # Errors
/// [`Failure`].
pub async fn run(
    connection: &Connection,
    command: CollarCommand,
    json: bool,
) -> Result<String, Failure> {
    let number = |number: u64| U256::from(number);
    let (wish, sending) = match command {
        CollarCommand::Bids(only) => {
            let session = Session::open(connection, Who::Anyone).await?;
            let (asset, collateral) = (only.asset.as_deref(), only.collateral.as_deref());
            return tell::bids(&session, asset, collateral, json).await;
        }
        CollarCommand::Quote { offer, amount, bid } => {
            let session = Session::open(connection, Who::Anyone).await?;
            return tell::quote(&session, number(offer), &amount, number(bid), json).await;
        }
        CollarCommand::Show { collar } => {
            let who = if collar.is_some() {
                Who::Anyone
            } else {
                Who::Account
            };
            let session = Session::open(connection, who).await?;
            return tell::show(&session, collar.map(number), json).await;
        }
        CollarCommand::Open {
            offer,
            amount,
            bid,
            most,
            least,
            to,
            sending,
        } => {
            let (offer, bid) = (number(offer), number(bid));
            let wish = Wish::Open {
                offer,
                amount,
                bid,
                most,
                least,
                to,
            };
            (wish, sending)
        }
        CollarCommand::Repay {
            collar,
            amount,
            sending,
        } => {
            let collar = number(collar);
            (Wish::Repay { collar, amount }, sending)
        }
        CollarCommand::Exercise { collar, sending } => (Wish::Exercise(number(collar)), sending),
        CollarCommand::Call { collar, sending } => (Wish::Call(number(collar)), sending),
        CollarCommand::Claim { collar, sending } => (Wish::Claim(number(collar)), sending),
        CollarCommand::Release { collar, sending } => (Wish::Release(number(collar)), sending),
    };
    let session = Session::open(connection, Who::Signer).await?;
    act::act(&session, wish, sending, json).await
}
