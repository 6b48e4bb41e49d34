//! The prices that are walked, and the book as it was given.

use ballast_simulate::book::{DOLLARS, is_dollar};
use ballast_simulate::prices::worst_days;
use ballast_simulate::{
    Book, History, Path, PriceEvent, SyntheticCrash, missing_assets, read_book,
};

use crate::error::Result;
use crate::options::{Days, Options};

/// One in WAD.
pub const WAD: u128 = 1_000_000_000_000_000_000;
/// What a feed of 8 decimals can say.
const FEED_GRAIN: u128 = 10_000_000_000;
/// Gaps named one by one in the notes; further ones are counted.
const GAPS_NAMED: usize = 3;

/// Prices and, where a file gives it, the book.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What is walked, as the feeds publish it: 8 decimals, thinned to the step asked for.
    pub path: Path,
    /// The book of the file, its amounts at the path's opening prices; none: to be generated.
    pub book: Option<Book>,
    /// Where the prices come from.
    pub source: String,
    /// What was cut, missing, converted or chosen, for the report.
    pub notes: Vec<String>,
}

impl Scenario {
    /// Reads the files, or draws the synthetic crash, and lays the path out.
    ///
    /// # Errors
    /// [`crate::Error::Input`] with file and line, or with the assets that lack prices.
    pub fn load(options: &Options) -> Result<Self> {
        let mut notes = Vec::new();
        let histories = histories(options, &mut notes)?;
        let mut path = Path::new(&histories, options.order)?;
        for cut in &path.cuts {
            notes.push(format!(
                "{}: {} bars before and {} after the time that all files share are left out ({})",
                cut.asset, cut.bars_before, cut.bars_after, cut.source
            ));
        }
        let book = match &options.loans {
            None => None,
            Some(file) => Some(file_book(file, &histories, &path, &mut notes)?),
        };
        let dollars = match &book {
            Some(book) => missing_assets(book, &histories, &DOLLARS)?,
            None => vec!["USDC".to_owned()],
        };
        path = path.with_constants(&dollars, WAD);
        // The fourth risk factor is the dollar's peg, the others are ETH's and BTC's.
        path = path.with_constants(&["USDC"], WAD);
        let constant: Vec<&String> = dollars.iter().filter(|asset| is_dollar(asset)).collect();
        if !constant.is_empty() {
            let names: Vec<&str> = constant.iter().map(|name| name.as_str()).collect();
            notes.push(format!(
                "{} without a price file: a constant dollar",
                names.join(", ")
            ));
        }
        let path = published(path, options);
        let mut sources: Vec<String> = Vec::new();
        for history in &histories {
            if !sources.contains(&history.source) {
                sources.push(history.source.clone());
            }
        }
        let source = sources.join(", ");
        Ok(Self {
            path,
            book,
            source,
            notes,
        })
    }
}

fn histories(options: &Options, notes: &mut Vec<String>) -> Result<Vec<History>> {
    let mut histories = if options.prices.is_empty() {
        notes.push(
            "prices: the synthetic crash that is built in, a drawing of a crash and not a fitted model"
                .to_owned(),
        );
        let crash = SyntheticCrash {
            seed: options.seed,
            ..SyntheticCrash::default()
        };
        crash.histories()?
    } else {
        let read = options
            .prices
            .iter()
            .map(|(asset, file)| History::read(asset, file));
        read.collect::<std::result::Result<Vec<_>, _>>()?
    };
    for history in &mut histories {
        // Paths of machines are nobody's business in a report.
        if let Some(name) = std::path::Path::new(&history.source).file_name() {
            history.source = name.to_string_lossy().into_owned();
        }
    }
    if let Days::Worst(days) = options.days {
        let (start, end) = worst_days(&histories, days)?;
        let whole: usize = histories.iter().map(|history| history.bars.len()).sum();
        histories = histories
            .iter()
            .map(|history| history.window(start, end))
            .collect::<std::result::Result<Vec<_>, _>>()?;
        let kept: usize = histories.iter().map(|history| history.bars.len()).sum();
        if kept < whole {
            notes.push(format!(
                "of {whole} bars the {kept} of the {days} days around the deepest fall are walked, a window chosen in hindsight (--days all walks everything)"
            ));
        }
    }
    for history in &histories {
        let missing: u64 = history.gaps.iter().map(|gap| gap.missing).sum();
        if missing > 0 {
            let named: Vec<String> = history
                .gaps
                .iter()
                .take(GAPS_NAMED)
                .map(|gap| {
                    format!(
                        "{} to {}",
                        ballast_simulate::show::format::utc(gap.from),
                        ballast_simulate::show::format::utc(gap.to)
                    )
                })
                .collect();
            let more = history.gaps.len().saturating_sub(GAPS_NAMED);
            let more = if more > 0 {
                format!(" and {more} more")
            } else {
                String::new()
            };
            notes.push(format!(
                "{}: {missing} bars are missing in {} gaps ({}{more}); nothing is filled in, the last price stands",
                history.asset,
                history.gaps.len(),
                named.join(", "),
            ));
        }
    }
    Ok(histories)
}

fn file_book(
    file: &std::path::Path,
    histories: &[History],
    path: &Path,
    notes: &mut Vec<String>,
) -> Result<Book> {
    let mut book = read_book(file)?;
    if let Some(name) = file.file_name() {
        book.source = name.to_string_lossy().into_owned();
    }
    if !histories.iter().any(|history| history.asset == "WSTETH") {
        book = book.staked_as_ether()?;
    }
    let ether = path
        .initial_prices()
        .into_iter()
        .find(|(asset, _)| asset == "ETH");
    if let Some((_, price)) = ether {
        book = book.rebased(price)?;
    }
    notes.append(&mut book.notes);
    Ok(book)
}

/// The path as the feeds publish it.
fn published(mut path: Path, options: &Options) -> Path {
    let grain = |price: u128| (price / FEED_GRAIN * FEED_GRAIN).max(FEED_GRAIN);
    for price in &mut path.initial {
        *price = grain(*price);
    }
    if let Some(hours) = options.hours {
        path.end = path.end.min(path.start + hours * 3_600);
        let end = path.end;
        path.events.retain(|event| event.time <= end);
    }
    let mut thinned: Vec<PriceEvent> = Vec::with_capacity(path.events.len());
    let mut held: Vec<Option<u128>> = vec![None; path.assets.len()];
    let mut due = path.start;
    for tick in path.ticks() {
        for event in tick.events {
            if let Some(slot) = held.get_mut(event.asset) {
                *slot = Some(grain(event.price));
            }
        }
        if tick.time < due {
            continue;
        }
        for (asset, slot) in held.iter_mut().enumerate() {
            if let Some(price) = slot.take() {
                thinned.push(PriceEvent {
                    time: tick.time,
                    asset,
                    price,
                });
            }
        }
        due = tick.time + options.step.unwrap_or(0);
    }
    path.events = thinned;
    path
}
