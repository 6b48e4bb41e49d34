//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use alloy::primitives::{Address, U256};
use clap::{Args, Parser, Subcommand};

use crate::amount::Amount;
use crate::failure::Failure;
use crate::quote::Pledge;
use crate::session::{Session, Who};
use crate::term::cover::Covering;
use crate::verb::Verb;
use crate::{act, collar, growth, put, quote, show, term};

/// Quotes, opens, tends and repays loans.
///
/// Amounts are whole tokens ("1.5") or "all"; assets are symbols of the deployment, or addresses.
/// Exit codes: 0 done, 1 failed (the pool, the token or the node refused, or did not answer: nothing of it holds, or the text
/// says what was sent), 2 wrong usage (flags, amounts, files, keys: nothing was asked of the pool).
#[derive(Debug, Parser)]
#[command(
    name = "ballast-borrow",
    version,
    arg_required_else_help = true,
    max_term_width = 120
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    connection: Connection,
    /// Print JSON on stdout
    #[arg(long, global = true)]
    json: bool,
}

/// Where, and for whom.
#[derive(Debug, Args)]
pub struct Connection {
    /// Node to talk to
    #[arg(
        long,
        global = true,
        env = "BALLAST_RPC_URL",
        default_value = "http://localhost:8547"
    )]
    pub rpc_url: String,
    /// Longest that one request may take, seconds
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = 30,
        value_parser = clap::value_parser!(u64).range(1..=3600)
    )]
    pub timeout: u64,
    /// Deployments file that ballast-deploy wrote
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        default_value = "deployments.json"
    )]
    pub deployments: PathBuf,
    /// An isolated market of the deployment, by name; default: the large pool
    #[arg(long, global = true, value_name = "NAME")]
    pub market: Option<String>,
    /// File with the private key in hex; default: the variable BALLAST_PRIVATE_KEY
    #[arg(long, global = true, value_name = "FILE")]
    pub private_key_file: Option<PathBuf>,
    /// Act on this account instead of the key's: anyone may supply, deposit, top up and repay for it, its managers do the rest
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub account: Option<Address>,
}

impl Connection {
    /// Longest that one request may take.
    pub const fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show an account: positions, health, limits, rates, unwinding, loans without liquidation; needs no key where --account is given
    Show,
    /// Say what can be borrowed, what collateral it needs, how health stands afterwards, and the terms; sends nothing
    Quote {
        /// Asset to borrow
        asset: String,
        /// How much; default: as much as possible
        amount: Option<Amount>,
        /// Collateral to add first, ASSET=AMOUNT; ASSET alone asks how much of it is needed. May be repeated
        #[arg(long, value_name = "ASSET[=AMOUNT]")]
        collateral: Vec<Pledge>,
    },
    /// Lend an asset, to earn interest; what is lent is no collateral
    Supply(Pay),
    /// Take back what was lent
    Withdraw(Take),
    /// Escrow collateral
    Deposit(Pay),
    /// Take collateral out
    Release(Take),
    /// Borrow; "all" is the most that health, caps and cash allow, less 0.01% for interest until it is mined
    Borrow(Take),
    /// Add collateral to an account that owes; the amount "enough" is the least that opens it to borrowing again
    TopUp(Pay),
    /// Pay debt back; "all" leaves none
    Repay(Pay),
    /// Loans at a fixed rate for fixed dates, whose collateral no price can take
    Term {
        #[command(subcommand)]
        command: TermCommand,
    },
    /// Loans at a fixed rate whose collateral puts protect: the lender is paid at every price, and nothing is sold
    Put {
        #[command(subcommand)]
        command: put::cli::PutCommand,
    },
    /// Protected loans whose puts a sold call pays for: no gain above a price for no loss below another
    Collar {
        #[command(subcommand)]
        command: collar::cli::CollarCommand,
    },
    /// Loans without dates that the yield of the collateral repays
    Growth {
        #[command(subcommand)]
        command: growth::cli::GrowthCommand,
    },
    /// Let a manager act for the key's account: it can then take everything out of it
    Authorise {
        /// Who may act
        manager: Address,
        /// It may no longer
        #[arg(long)]
        revoke: bool,
        #[command(flatten)]
        sending: Sending,
    },
}

/// Which offers are listed.
#[derive(Debug, Args)]
pub struct Listing {
    /// Only of this asset that is lent
    #[arg(long, value_name = "ASSET")]
    pub asset: Option<String>,
    /// Only against this collateral
    #[arg(long, value_name = "ASSET")]
    pub collateral: Option<String>,
}

/// What can be done with term loans.
#[derive(Debug, Subcommand)]
enum TermCommand {
    /// List the offers that can be taken
    Offers(Listing),
    /// Say what a loan from an offer would lock, cost, and unlock when, beside the fair rate; sends nothing
    Quote {
        /// Number of the offer
        offer: u64,
        /// Whole tokens, or all that is left of it
        amount: Amount,
        #[command(flatten)]
        covering: Covering,
    },
    /// Take a loan from an offer
    Take {
        /// Number of the offer
        offer: u64,
        /// Whole tokens, or all that is left of it
        amount: Amount,
        /// Most collateral to lock; default: what is needed now, and 1% more where it hangs on a price
        #[arg(long, value_name = "AMOUNT")]
        most: Option<String>,
        /// Who receives the cash; default: the key's account
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Address>,
        #[command(flatten)]
        sending: Sending,
    },
    /// Pay the next instalment, before its date or in its grace; anyone may
    Pay {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Repay principal before its date, with the interest on it; "all" ends the loan; anyone may
    Repay {
        /// Number of the loan
        loan: u64,
        /// Whole tokens, or all
        amount: Amount,
        #[command(flatten)]
        sending: Sending,
    },
    /// Repay a loan whole with another from an offer; its collateral stays where it is
    Refinance {
        /// Number of the loan
        loan: u64,
        /// Number of the offer
        offer: u64,
        /// Of the new loan: whole tokens, or all that is left of the offer
        amount: Amount,
        /// Most collateral of the new loan; default: what is needed now, and 1% more where it hangs on a price
        #[arg(long, value_name = "AMOUNT")]
        most: Option<String>,
        #[command(flatten)]
        sending: Sending,
    },
    /// Take what was paid or forfeited to a lender's position
    Claim {
        /// Number of the loan
        loan: u64,
        #[command(flatten)]
        sending: Sending,
    },
    /// Show a loan, or all of an account's: owed when, unlocked when, what happens at the worst, who bears what
    Show {
        /// Number of the loan
        loan: Option<u64>,
        #[command(flatten)]
        covering: Covering,
    },
}

/// Tokens of the key's account go into the pool.
#[derive(Debug, Args)]
struct Pay {
    /// Symbol or address
    asset: String,
    /// Whole tokens, or all
    amount: Amount,
    #[command(flatten)]
    sending: Sending,
}

/// Tokens come out of the pool.
#[derive(Debug, Args)]
struct Take {
    /// Symbol or address
    asset: String,
    /// Whole tokens, or all
    amount: Amount,
    /// Who receives the tokens; default: the account that they are taken from
    #[arg(long, value_name = "ADDRESS")]
    to: Option<Address>,
    #[command(flatten)]
    sending: Sending,
}

/// Whether to send.
#[derive(Clone, Copy, Debug, Args)]
pub struct Sending {
    /// Say what would happen, send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask before sending; without a terminal nothing is ever asked
    #[arg(long)]
    pub yes: bool,
}

/// Runs the command; what to print.
///
/// # Errors
/// [`Failure`].
pub async fn run(arguments: Arguments) -> Result<String, Failure> {
    let Arguments {
        command,
        connection,
        json,
    } = arguments;
    let wish = |verb, asset, amount, to, sending| act::Wish {
        verb,
        asset,
        amount,
        to,
        sending,
    };
    let wish = match command {
        Command::Show => {
            let session = Session::open(&connection, Who::Account).await?;
            return show::show(&session, json).await;
        }
        Command::Quote {
            asset,
            amount,
            collateral,
        } => {
            let session = Session::open(&connection, Who::Anyone).await?;
            return quote::quote(&session, &asset, amount, &collateral, json).await;
        }
        Command::Authorise {
            manager,
            revoke,
            sending,
        } => {
            if connection.account.is_some() {
                let text = "only an account itself names managers: leave --account out";
                return Err(Failure::Usage(text.to_owned()));
            }
            let session = Session::open(&connection, Who::Signer).await?;
            return act::authorise(&session, manager, !revoke, sending, json).await;
        }
        Command::Term { command } => return run_term(&connection, command, json).await,
        Command::Put { command } => return put::cli::run(&connection, command, json).await,
        Command::Collar { command } => return collar::cli::run(&connection, command, json).await,
        Command::Growth { command } => return growth::cli::run(&connection, command, json).await,
        Command::Supply(pay) => wish(Verb::Supply, pay.asset, pay.amount, None, pay.sending),
        Command::Deposit(pay) => wish(Verb::Deposit, pay.asset, pay.amount, None, pay.sending),
        Command::TopUp(pay) => wish(Verb::TopUp, pay.asset, pay.amount, None, pay.sending),
        Command::Repay(pay) => wish(Verb::Repay, pay.asset, pay.amount, None, pay.sending),
        Command::Withdraw(take) => wish(
            Verb::Withdraw,
            take.asset,
            take.amount,
            take.to,
            take.sending,
        ),
        Command::Release(take) => wish(
            Verb::Release,
            take.asset,
            take.amount,
            take.to,
            take.sending,
        ),
        Command::Borrow(take) => wish(Verb::Borrow, take.asset, take.amount, take.to, take.sending),
    };
    let session = Session::open(&connection, Who::Signer).await?;
    act::act(&session, wish, json).await
}

async fn run_term(
    connection: &Connection,
    command: TermCommand,
    json: bool,
) -> Result<String, Failure> {
    use term::act::Wish;
    let number = |number: u64| U256::from(number);
    let (wish, sending) = match command {
        TermCommand::Offers(only) => {
            let session = Session::open(connection, Who::Anyone).await?;
            let (asset, collateral) = (only.asset.as_deref(), only.collateral.as_deref());
            return term::offers::offers(&session, asset, collateral, json).await;
        }
        TermCommand::Quote {
            offer,
            amount,
            covering,
        } => {
            let session = Session::open(connection, Who::Anyone).await?;
            return term::quote::quote(&session, number(offer), &amount, covering, json).await;
        }
        TermCommand::Show { loan, covering } => {
            let who = if loan.is_some() {
                Who::Anyone
            } else {
                Who::Account
            };
            let session = Session::open(connection, who).await?;
            return term::show::show(&session, loan.map(number), covering, json).await;
        }
        TermCommand::Take {
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
        TermCommand::Pay { loan, sending } => (Wish::Pay { loan: number(loan) }, sending),
        TermCommand::Repay {
            loan,
            amount,
            sending,
        } => {
            let loan = number(loan);
            (Wish::Repay { loan, amount }, sending)
        }
        TermCommand::Refinance {
            loan,
            offer,
            amount,
            most,
            sending,
        } => {
            let wish = Wish::Refinance {
                loan: number(loan),
                offer: number(offer),
                amount,
                most,
            };
            (wish, sending)
        }
        TermCommand::Claim { loan, sending } => (Wish::Claim { loan: number(loan) }, sending),
    };
    let session = Session::open(connection, Who::Signer).await?;
    term::act::act(&session, wish, sending, json).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }
}
