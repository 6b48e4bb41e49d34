//! From files and seeds to what engines run on.

use std::path::{Path as FilePath, PathBuf};

use crate::book::{DOLLARS, Plan, at_equal_power, generated_book, reduced_to};
use crate::compare::Window;
use crate::depeg::Depeg;
use crate::depth::DepthModel;
use crate::engine::Conditions;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::prices::worst_days;
use crate::show::format::utc;
use crate::{Book, History, InBarOrder, Loan, Path, SyntheticCrash, missing_assets, read_book};

/// A price file and whose prices it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceFile {
    /// The asset's symbol, upper case.
    pub asset: String,
    /// The file.
    pub file: PathBuf,
}

impl PriceFile {
    /// Reads `ASSET=FILE`, or a file whose name tells the asset as `..._ETH-USDT_...` does.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        if let Some((asset, file)) = text.split_once('=')
            && !asset.trim().is_empty()
            && !asset.contains(std::path::MAIN_SEPARATOR)
        {
            let asset = asset.trim().to_uppercase();
            return match file {
                "" => Err(format!("no file follows {asset}=")),
                file => Ok(Self {
                    asset,
                    file: file.into(),
                }),
            };
        }
        let file = PathBuf::from(text);
        let name = file
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned());
        let pair = |part: &str| {
            let (asset, quote) = part.split_once('-')?;
            let is_pair = ["USD", "USDT", "USDC"].contains(&quote) && !asset.is_empty();
            is_pair.then(|| asset.to_uppercase())
        };
        let found = name
            .as_deref()
            .and_then(|name| name.split('_').find_map(pair));
        let advice = || {
            format!(
                "the name of {text} does not tell whose prices it holds; give ASSET=FILE, such as ETH={text}"
            )
        };
        Ok(Self {
            asset: found.ok_or_else(advice)?,
            file,
        })
    }
}

/// How much of the files is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Days {
    /// All of the time that the files share.
    All,
    /// This many days around the deepest fall.
    Worst(u64),
}

/// Health at the opening, WAD, of a loan at given prices.
pub type Health<'a> = dyn Fn(&Loan, &[(String, u128)]) -> Result<u128> + 'a;

/// Everything that shapes a window.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// Its name; none: from the first file's.
    pub name: Option<String>,
    /// Price files; none: the synthetic crash.
    pub prices: Vec<PriceFile>,
    /// How much of them is walked.
    pub days: Days,
    /// How bars are walked, every one a run.
    pub orders: Vec<InBarOrder>,
    /// How far a feed's answer moves from round to round within a bar, WAD share; 0: its four prices are its only rounds.
    pub rounds: u128,
    /// A book from a file; none: generated.
    pub loans: Option<PathBuf>,
    /// The generated book, and the seed of the synthetic crash.
    pub plan: Plan,
    /// Staked ether's prices where no file gives them and the book holds it; its rate is the book's where that tells one.
    pub depeg: Depeg,
    /// What sales do to prices; none: nothing.
    pub depth: Option<DepthModel>,
    /// What surrounds the engines; `gas_price` in WAD gwei, made USD at ether's first price.
    pub conditions: Conditions,
    /// Premium of the insurance per year, WAD share of the debt; the fund starts with a year of it on the book. 0: none.
    pub premium: u128,
}

/// Ether's price for gas where the files have none, WAD USD.
const ETHER: u128 = 2_500 * WAD;
/// Premium of the insurance where nobody asks for another: WAD share of the debt per year.
pub const PREMIUM: u128 = WAD / 200;

impl Inputs {
    /// Reads the files, lays out the paths, and makes or reads the book: every loan has a health of at least `least` at
    /// the opening, as `health` says.
    ///
    /// # Errors
    /// With file and line, or what lacks and what to do.
    pub fn window(&self, health: &Health<'_>, least: u128) -> Result<Window> {
        let mut notes = Vec::new();
        let mut histories = self.histories(&mut notes)?;
        let mut book = self.loans.as_ref().map(read_named).transpose()?;
        self.add_staked(&mut histories, book.as_ref(), &mut notes)?;
        let dollars = match &book {
            Some(book) => missing_assets(book, &histories, &DOLLARS)?,
            None => Vec::new(),
        };
        let mut paths = Vec::with_capacity(self.orders.len());
        for order in &self.orders {
            let path = Path::new(&histories, *order)?;
            let step = histories.iter().map(|history| history.step).max();
            let path = path
                .with_rounds(self.rounds, step.unwrap_or(0))
                .with_constants(&dollars, WAD)
                .with_constants(&["USDC"], WAD);
            paths.push((*order, path));
        }
        let Some((_, first)) = paths.first() else {
            return Err(Error::NoHistories);
        };
        let prices = first.initial_prices();
        let can_open = |loan: &Loan| health(loan, &prices).is_ok_and(|health| health >= least);
        if let Some(given) = book.take() {
            let ether = crate::book::price_in(&prices, "ETH");
            let given = match ether {
                Some(price) => given.rebased(price)?,
                None => given,
            };
            book = Some(reduced_to(&given, &can_open)?);
        }
        let book = match book {
            Some(book) => book,
            None => generated_book(&self.plan, &prices, &can_open)?,
        };
        let accounts = at_equal_power(&book, &prices, &|loan| health(loan, &prices))?;
        notes.push(format!("book: {}", book.source));
        notes.extend(book.notes.iter().cloned());
        let mut window = Window {
            name: self.name(),
            paths,
            accounts,
            conditions: self.conditions(&prices)?,
            depth: self.depth.clone(),
            notes,
        };
        window.insure(self.premium)?;
        Ok(window)
    }

    fn name(&self) -> String {
        let from_file = || {
            let file = self
                .prices
                .first()?
                .file
                .file_stem()?
                .to_string_lossy()
                .into_owned();
            let mut parts = file.split('_');
            let first = parts.next()?.to_owned();
            Some(match parts.next() {
                Some(second) if !second.contains('-') => format!("{first} {second}"),
                _ => first,
            })
        };
        let name = self.name.clone().or_else(from_file);
        name.unwrap_or_else(|| "synthetic crash".to_owned())
    }

    fn histories(&self, notes: &mut Vec<String>) -> Result<Vec<History>> {
        let mut histories = if self.prices.is_empty() {
            notes.push("prices: the synthetic crash that is built in, a drawing of a crash and not a fitted model".to_owned());
            let seed = self.plan.seed;
            let crash = SyntheticCrash {
                seed,
                ..SyntheticCrash::default()
            };
            crash.histories()?
        } else {
            let files = self.prices.iter();
            files
                .map(|price| History::read(&price.asset, &price.file))
                .collect::<Result<Vec<_>>>()?
        };
        for history in &mut histories {
            // Paths of machines are nobody's business in a report.
            if let Some(name) = FilePath::new(&history.source).file_name() {
                history.source = name.to_string_lossy().into_owned();
            }
        }
        if let Days::Worst(days) = self.days {
            let (start, end) = worst_days(&histories, days)?;
            let cut = histories.iter().map(|history| history.window(start, end));
            histories = cut.collect::<Result<Vec<_>>>()?;
            notes.push(format!(
                "only {} to {} is walked, around the deepest fall: a window chosen in hindsight",
                utc(start),
                utc(end)
            ));
        }
        for history in &histories {
            let missing: u64 = history.gaps.iter().map(|gap| gap.missing).sum();
            if missing > 0 {
                notes.push(format!(
                    "{}: {missing} bars are missing in {} gaps; nothing is filled in, the last price stands",
                    history.asset,
                    history.gaps.len()
                ));
            }
        }
        Ok(histories)
    }

    /// Staked ether's history where the book needs one.
    fn add_staked(
        &self,
        histories: &mut Vec<History>,
        book: Option<&Book>,
        notes: &mut Vec<String>,
    ) -> Result<()> {
        let holds = match book {
            Some(book) => book.assets().iter().any(|asset| asset == "WSTETH"),
            None => self.plan.kind == crate::book::Kind::Staked,
        };
        let known = |asset: &str| histories.iter().position(|history| history.asset == asset);
        let (true, None, Some(ether)) = (holds, known("WSTETH"), known("ETH")) else {
            return Ok(());
        };
        let mut depeg = self.depeg;
        let reference = book
            .map(|book| book.reference_prices.as_slice())
            .unwrap_or_default();
        let price = |asset: &str| crate::book::price_in(reference, asset);
        if let (Some(staked), Some(ether)) = (price("WSTETH"), price("ETH")) {
            depeg.rate = scale_down(staked, WAD, ether, "the rate of staked ether")?;
        }
        if let Some(ether) = histories.get(ether) {
            let staked = depeg.history(ether)?;
            notes.push(format!("WSTETH: {}", staked.source));
            histories.push(staked);
        }
        Ok(())
    }

    fn conditions(&self, prices: &[(String, u128)]) -> Result<Conditions> {
        let ether = crate::book::price_in(prices, "ETH").unwrap_or(ETHER);
        let gas_price = scale_down(self.conditions.gas_price, ether, WAD * 1_000_000_000, "gas")?;
        Ok(Conditions {
            gas_price,
            ..self.conditions
        })
    }
}

fn read_named(file: &PathBuf) -> Result<Book> {
    let mut book = read_book(file)?;
    if let Some(name) = file.file_name() {
        book.source = name.to_string_lossy().into_owned();
    }
    Ok(book)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn price_files_tell_their_asset() {
        let parsed = |text: &str| {
            PriceFile::parse(text).map(|price| (price.asset, price.file.display().to_string()))
        };
        let pair = |asset: &str, file: &str| Ok((asset.to_owned(), file.to_owned()));
        assert_eq!(parsed("eth=a=b.csv"), pair("ETH", "a=b.csv"));
        assert_eq!(
            parsed("d/2021-05_may-crash_BTC-USDT_5m_x.csv"),
            pair("BTC", "d/2021-05_may-crash_BTC-USDT_5m_x.csv")
        );
        assert_eq!(
            parsed("2023-03_USDC-USD_1m.csv"),
            pair("USDC", "2023-03_USDC-USD_1m.csv")
        );
        assert_eq!(
            parsed("d=e/2021_ETH-USDT.csv"),
            pair("D", "e/2021_ETH-USDT.csv")
        );
        assert!(
            parsed("prices.csv")
                .unwrap_err()
                .contains("give ASSET=FILE, such as ETH=prices.csv")
        );
        assert_eq!(parsed("ETH="), Err("no file follows ETH=".to_owned()));
    }
}
