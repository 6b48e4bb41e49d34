//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::book::{Kind, Plan};
use crate::decimal::parse_wad;
use crate::depeg::Depeg;
use crate::depth::{DepthModel, RECOVERY};
use crate::engine::Conditions;
use crate::error::Result;
use crate::fixed::WAD;
use crate::inputs::{Days, Inputs, PriceFile};
use crate::lineup::Choice;
use crate::prices::InBarOrder;

/// Runs engines for loans that can no longer be carried side by side: Ballast, Aave v3.7, Aave v4, Morpho and LLAMMA on
/// the same prices, book, market and keepers.
///
/// Without arguments: a synthetic crash over a generated book. The same arguments give the same numbers on every machine.
///
/// Exit codes: 0 done, 1 a run failed, 2 wrong usage or a bad input file.
#[derive(Debug, Parser)]
#[command(
    name = "ballast-simulate",
    version,
    args_conflicts_with_subcommands = true
)]
pub struct Arguments {
    /// What to do instead of one comparison.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The comparison's own arguments.
    #[command(flatten)]
    pub compare: Compare,
}

/// Other things than one comparison.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tries a grid of parameters on some windows and checks the best on others; prints markdown.
    Study(Study),
    /// Feeds a wrong price for a while to a book that is nearly unhealthy: what is sold by it, under each engine.
    Harm(Harm),
    /// Follows loans that no price can take anything from, beside pool loans, over every price window: what they cost and yield.
    Loans(Box<Loans>),
}

/// Arguments of a study.
#[derive(Debug, Clone, clap::Args)]
pub struct Study {
    /// What to try, on what: windows, books, grid; JSON, described in script/simulate/README.md.
    #[arg(
        long,
        value_name = "FILE",
        default_value = "script/simulate/study.json"
    )]
    pub config: PathBuf,
    /// Folder that the configuration's file names are relative to.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub data: PathBuf,
    /// Loans per book instead of the configuration's number, to try a study out.
    #[arg(long, value_name = "N")]
    pub loan_count: Option<usize>,
    /// Write every combination's numbers here.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write the markdown here instead of printing it.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

/// Arguments of the scenario of a wrong feed.
#[derive(Debug, Clone, clap::Args)]
pub struct Harm {
    /// How far the feed is below the truth.
    #[arg(long, value_name = "SHARE", default_value = "0.0285", value_parser = share)]
    pub error: u128,
    /// For how many minutes.
    #[arg(long, value_name = "MINUTES", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1_440))]
    pub minutes: u64,
    /// Health of every loan before.
    #[arg(long, value_name = "RATIO", default_value = "1.02", value_parser = wad)]
    pub health: u128,
    /// Loans.
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub loan_count: usize,
    /// Seed of the book.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of the economics of loans.
#[derive(Debug, Clone, clap::Args)]
pub struct Loans {
    /// Folder of price files, or with a folder `prices` of them; their names begin with the event and hold the asset as
    /// 2021-05_may-crash_ETH-USDT_5m.csv does. Without it: the synthetic crash.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Lengths of loans; those that do not fit into a window are left out of it. Without it: 7,14,30; 1 in the synthetic crash.
    #[arg(long, value_name = "DAYS", value_delimiter = ',', value_parser = in_days)]
    pub tenors: Vec<u64>,
    /// Debt over collateral at the opening.
    #[arg(long, value_name = "SHARES", value_delimiter = ',', default_value = "0.5,0.6,0.7", value_parser = share)]
    pub ltvs: Vec<u128>,
    /// The same of loans on staked ether, by its rate.
    #[arg(long, value_name = "SHARES", value_delimiter = ',', default_value = "0.7,0.8,0.88", value_parser = share)]
    pub staked_ltvs: Vec<u128>,
    /// From one opening to the next. Without it: 6; 1 in the synthetic crash.
    #[arg(long, value_name = "HOURS", value_parser = in_hours)]
    pub every: Option<u64>,
    /// History before the first opening, from which volatility is estimated. Without it: 24; 12 in the synthetic crash.
    #[arg(long, value_name = "HOURS", value_parser = in_hours)]
    pub warm_up: Option<u64>,
    /// How long after its date an instalment can still be paid. Without it: 24; 2 in the synthetic crash.
    #[arg(long, value_name = "HOURS", value_parser = in_hours)]
    pub grace: Option<u64>,
    /// Instalments of a plan of equal payments.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=120))]
    pub instalments: u16,
    /// What a loan lends, USD.
    #[arg(long, value_name = "USD", default_value = "20000", value_parser = wad)]
    pub size: u128,
    /// Interest per year of dollars in the pools, and the base rate of the loans.
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub interest: u128,
    /// The same of ether.
    #[arg(long, value_name = "SHARE", default_value = "0.025", value_parser = share)]
    pub ether_interest: u128,
    /// Growth of staked ether's rate per year.
    #[arg(long, value_name = "SHARE", default_value = "0.03", value_parser = share)]
    pub staking_yield: u128,
    /// Spread of options on their value, bps.
    #[arg(long, value_name = "BPS", default_value_t = 500, value_parser = clap::value_parser!(u16).range(0..=5_000))]
    pub spread: u16,
    /// What the price of a put is lowered by, bps.
    #[arg(long, value_name = "BPS", default_value_t = 50, value_parser = clap::value_parser!(u16).range(0..=1_000))]
    pub edge: u16,
    /// How much volatility rises where all of the writers' cash is locked.
    #[arg(long, value_name = "SHARE", default_value = "0.5", value_parser = wad)]
    pub skew: u128,
    /// Part of the writers' cash that is locked.
    #[arg(long, value_name = "SHARE", default_value = "0.5", value_parser = share)]
    pub used: u128,
    /// How far feeds move from round to round, a share.
    #[arg(long, value_name = "SHARE", default_value = "0.005", value_parser = share)]
    pub rounds: u128,
    /// Whether sales move prices.
    #[arg(long, value_enum, default_value_t = Impact::On)]
    pub impact: Impact,
    /// Quotes of exchanges to fit the depth of markets to, as for a comparison. Without it: the fit that is built in.
    #[arg(long, value_name = "FILE")]
    pub depth: Option<PathBuf>,
    /// Depth of markets as a multiple of that of the quotes' calm day.
    #[arg(long, value_name = "RATIO", default_value = "0.2", value_parser = wad)]
    pub depth_scale: u128,
    /// Seconds in which the weight of sales on a pool's market halves.
    #[arg(long, value_name = "SECONDS", default_value_t = RECOVERY)]
    pub depth_recovery: u64,
    /// Seconds that keepers of pools are late.
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    pub latency: u64,
    /// Most seconds between two looks of theirs while something is under way.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub look_every: u64,
    /// Gas price in gwei; keepers of pools act only where their gain covers their gas.
    #[arg(long, value_name = "GWEI", default_value = "0.05", value_parser = wad)]
    pub gas_price: u128,
    /// Seed of the synthetic crash and the synthetic depeg.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Print the numbers as JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Write the tables as markdown.
    #[arg(long, value_name = "FILE.md")]
    pub out: Option<PathBuf>,
    /// Write a page with plots.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

impl Loans {
    /// What sales do to prices; none: nothing.
    ///
    /// # Errors
    /// Those of the depth model.
    pub fn depth_model(&self) -> Result<Option<DepthModel>> {
        let (scale, recovery) = (self.depth_scale, self.depth_recovery);
        depth_model(self.impact, self.depth.as_deref(), scale, recovery)
    }
}

fn depth_model(
    impact: Impact,
    file: Option<&std::path::Path>,
    scale: u128,
    recovery: u64,
) -> Result<Option<DepthModel>> {
    let model = match (impact, file) {
        (Impact::Off, _) => return Ok(None),
        (Impact::On, Some(file)) => DepthModel::read(file)?,
        (Impact::On, None) => DepthModel::built_in(),
    };
    model.with(scale, recovery).map(Some)
}

/// Whether sales move prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Impact {
    /// They do, by the depth model.
    On,
    /// They do not.
    Off,
}

/// Which prices of a bar are walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InBar {
    /// Open, high, low, close, and in another run open, low, high, close; the worse is reported.
    Both,
    /// The close, known at the bar's end.
    Close,
    /// Open, high, low, close.
    Ohlc,
    /// Open, low, high, close.
    Olhc,
}

impl InBar {
    /// The orders to run.
    #[must_use]
    pub fn orders(self) -> Vec<InBarOrder> {
        match self {
            Self::Both => vec![InBarOrder::OpenHighLowClose, InBarOrder::OpenLowHighClose],
            Self::Close => vec![InBarOrder::Close],
            Self::Ohlc => vec![InBarOrder::OpenHighLowClose],
            Self::Olhc => vec![InBarOrder::OpenLowHighClose],
        }
    }
}

/// What generated loans are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BookKind {
    /// 60% single, 25% multi, 15% hedged.
    Blend,
    /// One volatile asset against USDC.
    Single,
    /// Two volatile assets against USDC.
    Multi,
    /// Long one volatile asset, short another.
    Hedged,
    /// Staked ether against ETH, through a synthetic loss of its peg.
    Staked,
}

impl BookKind {
    /// As the generator takes it.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::Blend => Kind::Blend,
            Self::Single => Kind::Single,
            Self::Multi => Kind::Multi,
            Self::Hedged => Kind::Hedged,
            Self::Staked => Kind::Staked,
        }
    }
}

/// Arguments of a comparison.
#[derive(Debug, Clone, clap::Args)]
pub struct Compare {
    /// Price files: CSV with the header timestamp,open,high,low,close,volume, timestamps being the unix seconds at which
    /// bars open. ASSET=FILE, or a file named like ..._ETH-USDT_.... Without any: a synthetic crash of ETH and BTC.
    #[arg(long, value_name = "[ASSET=]FILE", num_args = 1.., value_parser = PriceFile::parse)]
    pub prices: Vec<PriceFile>,
    /// Book of loans: CSV with the header owner,asset,collateral,debt, amounts in whole tokens; or the table of Aave v3
    /// wstETH borrowers. Debts are reduced where Ballast would not open them. Without it: a generated book.
    #[arg(long, value_name = "FILE")]
    pub loans: Option<PathBuf>,
    /// Quotes of exchanges to fit the depth of markets to: CSV with the header
    /// timestamp,src_sym,dst_sym,in_amt,out_amt,price_impact,rate. Without it: the fit that is built in.
    #[arg(long, value_name = "FILE")]
    pub depth: Option<PathBuf>,
    /// Engines to run.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = Choice::ALL)]
    pub engines: Vec<Choice>,
    /// What generated loans are made of.
    #[arg(long, value_enum, default_value_t = BookKind::Blend, conflicts_with = "loans")]
    pub book: BookKind,
    /// Loans of the generated book.
    #[arg(long, value_name = "N", default_value_t = 400)]
    pub loan_count: usize,
    /// Largest collateral of a generated loan, USD; the smallest is $500.
    #[arg(long, value_name = "USD", default_value = "100000", value_parser = wad)]
    pub largest: u128,
    /// Seed of the generated book, the synthetic crash and the synthetic depeg.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Days to walk around the deepest fall, or `all`.
    #[arg(long, default_value = "all", value_parser = days)]
    pub days: Days,
    /// Which prices of a bar are walked: a bar hides the path inside it.
    #[arg(long, value_enum, default_value_t = InBar::Both)]
    pub in_bar: InBar,
    /// How far feeds move from round to round on their way between a bar's prices, a share; 0: a bar's four prices are all.
    #[arg(long, value_name = "SHARE", default_value = "0.005", value_parser = share)]
    pub rounds: u128,
    /// Seconds from the moment at which keepers have something to do until they have done it.
    #[arg(long, value_name = "SECONDS", default_value_t = 15)]
    pub latency: u64,
    /// Most seconds between two looks of keepers while something is under way.
    #[arg(long, value_name = "SECONDS", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub look_every: u64,
    /// Gas price in gwei; keepers act only where their gain covers their gas.
    #[arg(long, value_name = "GWEI", default_value = "0.05", value_parser = wad)]
    pub gas_price: u128,
    /// Interest per year on every debt.
    #[arg(long, value_name = "SHARE", default_value = "0.05", value_parser = share)]
    pub interest: u128,
    /// Premium of the insurance per year, a share of the debt; the fund starts with one year of it on the book and lives on
    /// premiums only. It insures Ballast's lenders alone. 0: no fund.
    #[arg(long, value_name = "SHARE", default_value = "0.005", value_parser = share)]
    pub premium: u128,
    /// Whether sales move prices.
    #[arg(long, value_enum, default_value_t = Impact::On)]
    pub impact: Impact,
    /// Depth of markets as a multiple of that of the quotes' calm day.
    #[arg(long, value_name = "RATIO", default_value = "0.2", value_parser = wad)]
    pub depth_scale: u128,
    /// Seconds in which the weight of sales on a market halves.
    #[arg(long, value_name = "SECONDS", default_value_t = RECOVERY)]
    pub depth_recovery: u64,
    /// Lowest peg of the synthetic depeg, for books that hold WSTETH without a price file of it.
    #[arg(long, value_name = "SHARE", default_value = "0.9367", value_parser = share)]
    pub depeg_low: u128,
    /// Its peg at the end.
    #[arg(long, value_name = "SHARE", default_value = "0.97", value_parser = share)]
    pub depeg_end: u128,
    /// Parts of the window: before the fall, in the fall, at the low, on the way back.
    #[arg(long, value_name = "SHARES", default_value = "0.2,0.2,0.02,0.4", value_parser = parts)]
    pub depeg_parts: [u128; 4],
    /// Print the numbers as JSON instead of a table.
    #[arg(long)]
    pub json: bool,
    /// Write a page with plots.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Show no progress.
    #[arg(long)]
    pub quiet: bool,
}

impl Compare {
    /// As inputs.
    ///
    /// # Errors
    /// Those of the depth model.
    pub fn inputs(&self) -> Result<Inputs> {
        let (scale, recovery) = (self.depth_scale, self.depth_recovery);
        let depth = depth_model(self.impact, self.depth.as_deref(), scale, recovery)?;
        let mut depeg = Depeg {
            low: self.depeg_low,
            end: self.depeg_end,
            seed: self.seed,
            ..Depeg::default()
        };
        [depeg.onset, depeg.fall, depeg.trough, depeg.recovery] = self.depeg_parts;
        Ok(Inputs {
            name: None,
            prices: self.prices.clone(),
            days: self.days,
            orders: self.in_bar.orders(),
            rounds: self.rounds,
            loans: self.loans.clone(),
            plan: Plan {
                loans: self.loan_count,
                kind: self.book.kind(),
                largest: self.largest,
                seed: self.seed,
            },
            depeg,
            depth,
            conditions: Conditions {
                latency: self.latency,
                look_every: self.look_every,
                gas_price: self.gas_price,
                interest_per_year: self.interest,
                fund: None,
            },
            premium: self.premium,
        })
    }
}

fn wad(text: &str) -> std::result::Result<u128, String> {
    parse_wad(text)
        .map_err(|reason| format!("`{text}` {reason}; write a plain decimal number such as 0.2"))
}

fn share(text: &str) -> std::result::Result<u128, String> {
    let value = wad(text)?;
    if value > WAD {
        return Err(format!(
            "`{text}` is above 1; write a share such as 0.05 for 5%"
        ));
    }
    Ok(value)
}

/// A number of units as seconds.
fn seconds(text: &str, unit: u64) -> std::result::Result<u64, String> {
    let count = wad(text)?;
    let most = 36_500 * WAD;
    if count > most {
        return Err(format!("`{text}` is above 36500"));
    }
    let seconds = count / WAD * u128::from(unit) + count % WAD * u128::from(unit) / WAD;
    match u64::try_from(seconds) {
        Ok(seconds) if seconds > 0 => Ok(seconds),
        _ => Err(format!("`{text}` is less than a second")),
    }
}

fn in_days(text: &str) -> std::result::Result<u64, String> {
    seconds(text, 86_400)
}

fn in_hours(text: &str) -> std::result::Result<u64, String> {
    seconds(text, 3_600)
}

fn parts(text: &str) -> std::result::Result<[u128; 4], String> {
    let parts: Vec<u128> = text
        .split(',')
        .map(share)
        .collect::<std::result::Result<_, _>>()?;
    parts
        .try_into()
        .map_err(|_| "write four shares with commas between, such as 0.2,0.2,0.02,0.4".to_owned())
}

fn days(text: &str) -> std::result::Result<Days, String> {
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
    fn numbers_are_shares_and_days() {
        assert_eq!(share("0.05"), Ok(WAD / 20));
        assert!(share("5").unwrap_err().contains("such as 0.05 for 5%"));
        assert!(wad("x").unwrap_err().contains("is not a number"));
        assert_eq!(days("3"), Ok(Days::Worst(3)));
        assert!(days("0").is_err());
        assert_eq!(in_days("0.5"), Ok(43_200));
        assert_eq!(in_hours("24"), Ok(86_400));
        assert!(in_hours("0").unwrap_err().contains("less than a second"));
    }

    #[test]
    fn without_arguments_everything_has_a_value() {
        let arguments = Arguments::try_parse_from(["ballast-simulate"]).unwrap();
        let inputs = arguments.compare.inputs().unwrap();
        assert_eq!(inputs.orders.len(), 2);
        assert_eq!(inputs.depth.unwrap().scale, WAD / 5);
        assert_eq!(arguments.compare.engines, Choice::ALL);
        let parts = [
            "ballast-simulate",
            "--depeg-parts",
            "0.1,0.2,0.3,0.4",
            "--impact",
            "off",
        ];
        let inputs = Arguments::try_parse_from(parts)
            .unwrap()
            .compare
            .inputs()
            .unwrap();
        assert_eq!((inputs.depeg.trough, inputs.depth), (WAD / 10 * 3, None));
    }
}
