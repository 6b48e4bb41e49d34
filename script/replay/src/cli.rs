//! The command line.

use std::path::PathBuf;

use ballast_simulate::InBarOrder;
use clap::{Parser, Subcommand, ValueEnum};

use crate::beside::Kind;
use crate::options::{Days, Options};

/// Carries a book of loans through a crash on the devnet, beside a loan-to-value engine on the same prices, and
/// writes a report.
///
/// Exit codes: 0 done, 1 a step failed or the books do not add up, 2 wrong usage or a bad input file.
///
/// All state is on the chain. A demo that is killed leaves nothing to clean up: the next one deploys afresh, on a new
/// embedded devnet, or with --rpc-url beside what was left there, unless --deployments names what to go on with, and
/// replaces report.html and summary.json as a whole when it is done.
#[derive(Debug, Parser)]
#[command(name = "demo", version, args_conflicts_with_subcommands = true)]
pub struct Arguments {
    /// What to do instead of a demo.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The demo's own arguments.
    #[command(flatten)]
    pub demo: Demo,
}

/// Other things than a demo.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Prints the devnet's throughput and how long each phase of a demo takes.
    Bench {
        /// Transactions, and calls, that are timed.
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(1..))]
        count: u64,
        /// The demo that is timed.
        #[command(flatten)]
        demo: Box<Demo>,
    },
}

/// Which prices of a bar are walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// Its close, known at its end.
    Close,
    /// Open, high, low, close.
    Ohlc,
    /// Open, low, high, close.
    Olhc,
}

/// Arguments of a demo.
#[derive(Debug, Clone, clap::Args)]
pub struct Demo {
    /// Price file of an asset: CSV with the header timestamp,open,high,low,close,volume, timestamps being the unix
    /// seconds at which bars open. Repeatable. Without any: a synthetic crash of ETH and BTC.
    #[arg(long, value_name = "ASSET=FILE", value_parser = price_file)]
    pub prices: Vec<(String, PathBuf)>,
    /// Book of loans: CSV with the header owner,asset,collateral,debt, amounts in whole tokens, rows of one owner
    /// being one loan; or the table of Aave v3 wstETH borrowers. Without it: a generated book.
    #[arg(long, value_name = "FILE")]
    pub loans: Option<PathBuf>,
    /// Days to walk around the deepest fall, or `all`.
    #[arg(long, default_value = "2", value_parser = days)]
    pub days: Days,
    /// Seed of the synthetic crash and of the generated book.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Loans of the generated book.
    #[arg(long, value_name = "N", default_value_t = ballast_simulate::book::DEFAULT_LOANS)]
    pub loan_count: usize,
    /// Which prices of a bar are walked, and in which order: a bar hides the path inside it.
    #[arg(long, value_enum, default_value_t = Order::Close)]
    pub order: Order,
    /// Least seconds between two publications of prices; without it every price of the files is published.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    pub step: Option<u64>,
    /// Loans without liquidation to carry beside the book, through the same prices, in the same report: term loans, loans that
    /// puts protect, loans that yield repays. Several with commas.
    #[arg(long = "with", value_name = "KIND", value_enum, value_delimiter = ',')]
    pub beside: Vec<Kind>,
    /// Seconds between two looks of the keeper while an unwind is open. At the default it sees each slice of 5 minutes
    /// four times, and buys it at about a quarter percent under spot where spot stands still.
    #[arg(long, value_name = "SECONDS", default_value_t = 75, value_parser = clap::value_parser!(u64).range(10..=3600))]
    pub keeper_interval: u64,
    /// Throw the keeper away and start a new one after this many of its ticks, to show that it needs no memory.
    #[arg(long, value_name = "TICKS", value_parser = clap::value_parser!(u64).range(1..))]
    pub restart_keeper: Option<u64>,
    /// Node to use instead of the embedded devnet. It must travel in time (evm_mine with a time, evm_setAutomine) and
    /// know Nitro's dev account.
    #[arg(long, value_name = "URL", env = "BALLAST_RPC_URL")]
    pub rpc_url: Option<String>,
    /// Deployments file on that node. There already: the demo goes on with it, where it fits: the same chain, deployed by
    /// Nitro's dev account, configured as this demo configures it, its feeds at the prices that the files begin with, and not
    /// in use yet; an unfinished one is finished. Not there: deployed afresh, and recorded there. The demo says which.
    #[arg(long, value_name = "FILE", requires = "rpc_url")]
    pub deployments: Option<PathBuf>,
    /// Folder for report.html and summary.json.
    #[arg(long, value_name = "DIR", default_value = "build/demo")]
    pub out: PathBuf,
    /// Print the summary as JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

impl Demo {
    /// As options.
    #[must_use]
    pub fn options(&self) -> Options {
        Options {
            prices: self.prices.clone(),
            loans: self.loans.clone(),
            days: self.days,
            seed: self.seed,
            loan_count: self.loan_count,
            order: match self.order {
                Order::Close => InBarOrder::Close,
                Order::Ohlc => InBarOrder::OpenHighLowClose,
                Order::Olhc => InBarOrder::OpenLowHighClose,
            },
            step: self.step,
            beside: self.beside.clone(),
            keeper_interval: self.keeper_interval,
            restart_keeper: self.restart_keeper,
            rpc_url: self.rpc_url.clone(),
            deployments: self.deployments.clone(),
            ..Options::default()
        }
    }
}

fn price_file(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((asset, file)) if !asset.trim().is_empty() && !file.is_empty() => {
            Ok((asset.trim().to_uppercase(), PathBuf::from(file)))
        }
        _ => Err("give ASSET=FILE, such as ETH=eth.csv".to_owned()),
    }
}

fn days(text: &str) -> Result<Days, String> {
    if text.eq_ignore_ascii_case("all") {
        return Ok(Days::All);
    }
    match text.parse::<u64>() {
        Ok(days) if (1..=3_650).contains(&days) => Ok(Days::Worst(days)),
        _ => Err("give a number of days from 1 to 3650, or all".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn price_files_and_days() {
        let (asset, file) = price_file("eth=a=b.csv").unwrap();
        assert_eq!((asset.as_str(), file), ("ETH", PathBuf::from("a=b.csv")));
        assert!(price_file("eth").is_err());
        assert!(price_file("=x").is_err());
        assert_eq!(days("all"), Ok(Days::All));
        assert_eq!(days("3"), Ok(Days::Worst(3)));
        assert!(days("0").is_err());
        assert!(days("x").is_err());
    }
}
