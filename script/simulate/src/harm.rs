//! Error-bounded harm: a feed that is wrong for a while, on a book that is nearly unhealthy.
//!
//! The truth does not move. The feed falls by `error` for some minutes and comes back. What is sold meanwhile is harm: an
//! engine that goes by the feed alone sells as if the error were a crash, Ballast at most what its schedules release in those
//! minutes, [`Harmed::bound`]: the need at the wrong price times 1 - x(minutes, to the end of the slice), x being the trajectory over the duration for the
//! health at the wrong price, as if the average followed the error at once. (It follows slowly: a half-life is longer than the error.)

use risk_core::fixed::{Wad, sqrt};
use risk_core::unwind::{duration, remaining};
use serde::Serialize;

use crate::book::{Plan, at_equal_power, generated_book, reduced_to};
use crate::cli::Harm;
use crate::engine::ballast::Terms;
use crate::engine::{Account, Bottomless, Conditions, run};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::lineup::{Choice, default_terms, opening_health};
use crate::prices::PriceEvent;
use crate::show::columns;
use crate::show::format::{Usd, grouped, percent, usd};
use crate::{Book, Loan, Path};

/// Ether's true price, WAD USD.
const TRUTH: u128 = 2_000 * WAD;
/// First second of the scenario.
const START: u64 = 1_767_225_600;
/// Seconds between rounds of the feed.
const ROUND: u64 = 60;
/// Seconds before the error, so that averages stand, and after it.
const CALM: u64 = 6 * 3_600;

/// What became of the book under one engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sold {
    /// The engine's name.
    pub engine: String,
    /// Loans sold from.
    pub loans: u64,
    /// Collateral sold while the feed was wrong, at its price.
    pub while_wrong: Usd,
    /// Collateral sold in all, also after it: an average forgets slowly, and an open schedule ends at its target.
    pub volume: Usd,
    /// What it cost the borrowers against the truth.
    pub cost: Usd,
}

/// The scenario and its results. Field names are the JSON's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Harmed {
    /// Loans of the book.
    pub loans: u64,
    /// Their debt.
    pub debt: Usd,
    /// What Ballast's schedules release at most while the feed is wrong.
    pub bound: Usd,
    /// By engine.
    pub engines: Vec<Sold>,
}

/// Runs the scenario.
///
/// # Errors
/// [`Error::Parameter`] for an error of 0 or half or more, or a health that no debt gives; [`Error::Overflow`].
pub fn scenario(arguments: &Harm, terms: &Terms, engines: &[Choice]) -> Result<Harmed> {
    if arguments.error == 0 || arguments.error >= WAD / 2 {
        return Err(Error::Parameter {
            name: "the feed's error",
            value: crate::decimal::format_wad(arguments.error),
            advice: "give more than 0 and less than 0.5",
        });
    }
    let truth = vec![("ETH".to_owned(), TRUTH), ("USDC".to_owned(), WAD)];
    let wrong = scale_down(TRUTH, WAD - arguments.error, WAD, "a price")?;
    let book = book(arguments, terms, &truth)?;
    let accounts = at_equal_power(&book, &truth, &|loan| opening_health(terms, loan, &truth))?;
    let seconds = arguments.minutes * 60;
    let path = path(wrong, seconds);
    let conditions = Conditions {
        latency: 0,
        look_every: 15,
        gas_price: 0,
        interest_per_year: 0,
        fund: None,
    };
    let mut results = Vec::with_capacity(engines.len());
    for choice in engines {
        let mut engine = choice.build(terms, &path)?;
        let outcome = run(
            engine.as_mut(),
            &accounts,
            &path,
            &conditions,
            &mut Bottomless,
        )?;
        let mut cost = 0_i128;
        let mut while_wrong = 0_u128;
        for sale in &outcome.sales {
            let price = if path
                .assets
                .get(sale.asset)
                .is_some_and(|asset| asset == "ETH")
            {
                TRUTH
            } else {
                WAD
            };
            let worth = Usd::of(scale_down(sale.amount, price, WAD, "a value")?).0;
            let paid = Usd::of(sale.repaid_usd).0;
            let lost = worth.saturating_sub(paid);
            if sale.is_forced() && sale.time < START + CALM + seconds {
                while_wrong = while_wrong.saturating_add(sale.sold_usd);
            }
            cost = cost.saturating_add(if sale.is_forced() {
                lost
            } else {
                lost.saturating_neg()
            });
        }
        results.push(Sold {
            engine: outcome.engine,
            loans: outcome.totals.loans_sold,
            while_wrong: Usd::of(while_wrong),
            volume: Usd::of(outcome.totals.sold_usd),
            cost: Usd(cost),
        });
    }
    let debt = accounts.iter().try_fold(0_u128, |sum, account| {
        Ok::<u128, Error>(sum.saturating_add(account.loan.debt_usd(&truth)?))
    })?;
    Ok(Harmed {
        loans: accounts.len() as u64,
        debt: Usd::of(debt),
        bound: Usd::of(bound(&accounts, terms, wrong, seconds)?),
        engines: results,
    })
}

/// Loans of ETH against USDC that all have the health asked for.
fn book(arguments: &Harm, terms: &Terms, truth: &[(String, u128)]) -> Result<Book> {
    let has = |loan: &Loan| {
        opening_health(terms, loan, truth).is_ok_and(|health| health >= arguments.health)
    };
    let plan = Plan {
        loans: arguments.loan_count,
        kind: crate::book::Kind::Single,
        largest: crate::compare::SMALL,
        seed: arguments.seed,
    };
    let mut book = generated_book(&plan, truth, &has)?;
    // Three times the collateral is more than any health admits; then down to the most that it does.
    for loan in &mut book.loans {
        let most = loan.collateral_usd(truth)?.saturating_mul(3);
        loan.debt = vec![("USDC".to_owned(), most)];
    }
    reduced_to(&book, &has)
}

/// The truth, a round a minute; wrong in the middle.
fn path(wrong: u128, seconds: u64) -> Path {
    let (from, until) = (START + CALM, START + CALM + seconds);
    let end = until + CALM;
    let times = (START + ROUND..=end).step_by(usize::try_from(ROUND).unwrap_or(1));
    let event = |time| PriceEvent {
        time,
        asset: 0,
        price: if (from..until).contains(&time) {
            wrong
        } else {
            TRUTH
        },
    };
    let path = Path {
        assets: vec!["ETH".to_owned()],
        start: START,
        end,
        initial: vec![TRUTH],
        events: times.map(event).collect(),
        cuts: Vec::new(),
    };
    path.with_constants(&["USDC"], WAD)
}

/// What schedules release at most in so many seconds, had the average followed the error at once.
fn bound(accounts: &[Account], terms: &Terms, wrong: u128, seconds: u64) -> Result<u128> {
    let prices = vec![("ETH".to_owned(), wrong), ("USDC".to_owned(), WAD)];
    let overflow = |_| Error::Overflow { what: "a schedule" };
    let mut sum = 0_u128;
    for account in accounts {
        let health = opening_health(terms, &account.loan, &prices)?;
        if health >= WAD {
            continue;
        }
        // Selling s at par brings (collateral - stress share (collateral - s) - s) / (debt - s) to the target.
        let collateral = account.loan.collateral_usd(&prices)?;
        let debt = account.loan.debt_usd(&prices)?;
        let backing = scale_down(health, debt, WAD, "a need")?;
        let kept = scale_down(backing, WAD, collateral, "a need")?;
        let wanted = scale_up(terms.unwind.target, debt, WAD, "a need")?;
        let paid = WAD.saturating_sub(terms.unwind.slice_discount);
        let per_dollar = scale_down(terms.unwind.target, paid, WAD, "a need")?;
        let missing = wanted.saturating_sub(backing);
        let need = match per_dollar.checked_sub(kept) {
            Some(gain) if gain > 0 => scale_up(missing, WAD, gain, "a need")?.min(collateral),
            _ => collateral,
        };
        // At most what the auction's floor takes and the root of time leaves of the stress: a little more than the unwinder
        // allows for, so a little shorter schedules.
        let time = scale_up(
            terms.unwind.auction_duration.into(),
            WAD,
            terms.horizon.max(1).into(),
            "a share",
        )?;
        let brief = scale_up(WAD.saturating_sub(kept), sqrt(Wad(time)).0, WAD, "a stress")?;
        let brief = brief.saturating_add(terms.unwind.auction_discount);
        let critical = scale_up(
            kept,
            WAD,
            WAD.saturating_sub(brief).max(1),
            "a critical health",
        )?;
        let shortest = duration(
            Wad(health),
            Wad(critical.min(WAD)),
            terms.unwind.minimum_recovery,
            terms.unwind.recovery,
        );
        // Released is what falls due to the end of a slice.
        let slice = terms.unwind.slice_interval.max(1);
        let released = (seconds / slice).saturating_add(1).saturating_mul(slice);
        let left = remaining(Wad(terms.unwind.urgency), released, shortest).map_err(overflow)?;
        sum = sum.saturating_add(scale_up(need, WAD - left.0.min(WAD), WAD, "a need")?);
    }
    Ok(sum)
}

/// As the command line asks.
///
/// # Errors
/// Those of [`scenario`].
pub fn command(arguments: &Harm) -> Result<String> {
    let harmed = scenario(arguments, &default_terms(0), &Choice::ALL)?;
    if arguments.json {
        return serde_json::to_string_pretty(&harmed)
            .map_err(|_| Error::Overflow { what: "the JSON" });
    }
    let mut table = vec![
        [
            "",
            "loans sold from",
            "sold meanwhile",
            "of the debt",
            "sold in all",
            "cost",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let debt = harmed.debt.0.unsigned_abs();
    for sold in &harmed.engines {
        table.push(vec![
            sold.engine.clone(),
            grouped(sold.loans.into()),
            usd(sold.while_wrong.0),
            percent(sold.while_wrong.0, debt),
            usd(sold.volume.0),
            usd(sold.cost.0),
        ]);
    }
    Ok(format!(
        "A feed {} too low for {} minutes, on {} loans of health {} that owe {}\n\n{}\nBallast's schedules release at most {} ({} of the debt) in that time.",
        percent(Usd::of(arguments.error).0, WAD),
        arguments.minutes,
        harmed.loans,
        crate::decimal::format_wad(arguments.health),
        usd(harmed.debt.0),
        columns(&table),
        usd(harmed.bound.0),
        percent(harmed.bound.0, debt),
    ))
}
