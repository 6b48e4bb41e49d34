//! The walk over a path: prices, moments between them, the fund, and the reckoning at the end.

use super::{
    Account, Conditions, Depth, Desk, Ending, Engine, Loss, Moment, Outcome, Sale, Totals,
};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::prices::Path;
use risk_core::cover::Window;
use risk_core::fixed::Wad;

/// Seconds between two payments of premiums.
const PREMIUM_EVERY: u64 = 3_600;
/// Seconds of a year.
const YEAR: u128 = risk_core::fixed::YEAR as u128;

/// Runs an engine over the path: first at its opening prices, then at every price, and between prices as often as
/// `conditions` say while something is under way. Deterministic.
///
/// # Errors
/// [`Error::MissingPrices`] with every asset of the accounts that the path lacks; the engine's; [`Error::Overflow`].
pub fn run(
    engine: &mut dyn Engine,
    accounts: &[Account],
    path: &Path,
    conditions: &Conditions,
    depth: &mut dyn Depth,
) -> Result<Outcome> {
    check_prices(accounts, path)?;
    let mut prices = path.initial.clone();
    let all: Vec<usize> = (0..prices.len()).collect();
    let first = Moment {
        time: path.start,
        prices: &prices,
        rounds: &all,
        growth: risk_core::fixed::RAY,
    };
    engine.open(accounts, &path.assets, &first)?;
    let mut walk = Walk {
        market: prices.clone(),
        now: path.start,
        start: path.start,
        growth: risk_core::fixed::RAY,
        conditions,
        depth,
        sales: Vec::new(),
        losses: Vec::new(),
        settled: 0,
        fund: conditions.fund.map_or(0, |fund| fund.capital),
        window: Window::default(),
        premium_usd: 0,
        paid_until: path.start,
    };
    let mut endings = accounts
        .iter()
        .enumerate()
        .map(|(place, account)| {
            let (collateral, debt) = value(engine, place, &prices, risk_core::fixed::RAY)?;
            Ok(Ending {
                loan: account.loan.id,
                opening_collateral_usd: collateral,
                opening_debt_usd: debt,
                ..Ending::default()
            })
        })
        .collect::<Result<Vec<_>>>()?;
    walk.step(engine, path.start, &prices, &all)?;
    let mut rounds = Vec::new();
    for tick in path.ticks() {
        walk.look_until(engine, tick.time, &prices)?;
        rounds.clear();
        for event in tick.events {
            if let Some(price) = prices.get_mut(event.asset) {
                *price = event.price;
            }
            rounds.push(event.asset);
        }
        walk.step(engine, tick.time, &prices, &rounds)?;
    }
    walk.look_until(engine, path.end, &prices)?;
    walk.reckon(engine, path, &mut endings)
}

fn check_prices(accounts: &[Account], path: &Path) -> Result<()> {
    let sides = accounts
        .iter()
        .flat_map(|account| account.loan.collateral.iter().chain(&account.loan.debt));
    let mut assets: Vec<String> = sides
        .filter(|(asset, _)| path.asset(asset).is_none())
        .map(|(asset, _)| asset.clone())
        .collect();
    assets.sort();
    assets.dedup();
    if assets.is_empty() {
        Ok(())
    } else {
        Err(Error::MissingPrices { assets })
    }
}

/// Collateral, rounded down, and debt, rounded up, of an account.
fn value(engine: &dyn Engine, place: usize, prices: &[u128], growth: u128) -> Result<(u128, u128)> {
    let balances = engine.balances(place, growth);
    let (mut collateral, mut debt) = (0, 0);
    for (asset, amount) in &balances.collateral {
        let price = prices.get(*asset).copied().unwrap_or(0);
        add(&mut collateral, scale_down(*amount, price, WAD, "a value")?)?;
    }
    for (asset, amount) in &balances.debt {
        let price = prices.get(*asset).copied().unwrap_or(0);
        add(&mut debt, scale_up(*amount, price, WAD, "a value")?)?;
    }
    Ok((collateral, debt))
}

fn add(sum: &mut u128, value: u128) -> Result<()> {
    *sum = sum
        .checked_add(value)
        .ok_or(Error::Overflow { what: "a total" })?;
    Ok(())
}

struct Walk<'a> {
    /// The path's prices less what sales displaced.
    market: Vec<u128>,
    now: u64,
    start: u64,
    growth: u128,
    conditions: &'a Conditions,
    depth: &'a mut dyn Depth,
    sales: Vec<Sale>,
    losses: Vec<Loss>,
    /// Losses that the fund has dealt with.
    settled: usize,
    fund: u128,
    window: Window,
    premium_usd: u128,
    paid_until: u64,
}

impl Walk<'_> {
    /// Looks between prices, up to but not at `until`.
    fn look_until(&mut self, engine: &mut dyn Engine, until: u64, prices: &[u128]) -> Result<()> {
        let every = self.conditions.look_every.max(1);
        while engine.is_busy() && self.now.saturating_add(every) < until {
            self.step(engine, self.now.saturating_add(every), prices, &[])?;
        }
        Ok(())
    }

    fn step(
        &mut self,
        engine: &mut dyn Engine,
        time: u64,
        prices: &[u128],
        rounds: &[usize],
    ) -> Result<()> {
        self.now = time;
        for (asset, (market, price)) in self.market.iter_mut().zip(prices).enumerate() {
            let left = WAD.saturating_sub(self.depth.displacement(asset, time));
            *market = if left == WAD {
                *price
            } else {
                scale_down(*price, left, WAD, "a price")?.max(1)
            };
        }
        let rate = Wad(self.conditions.interest_per_year);
        self.growth = risk_core::curve::growth(rate, time.saturating_sub(self.start))
            .map_err(|_| Error::Overflow { what: "interest" })?
            .0;
        let moment = Moment {
            time,
            prices: &self.market,
            rounds,
            growth: self.growth,
        };
        let mut earned = 0;
        let mut desk = Desk {
            depth: &mut *self.depth,
            conditions: self.conditions,
            sales: &mut self.sales,
            losses: &mut self.losses,
            earned_usd: &mut earned,
        };
        engine.step(&moment, &mut desk)?;
        if self.conditions.fund.is_some() {
            add(&mut self.fund, earned)?;
            add(&mut self.premium_usd, earned)?;
        }
        self.insure(engine, time)
    }

    /// The fund takes its premiums and pays for what was lost since the last time.
    fn insure(&mut self, engine: &dyn Engine, time: u64) -> Result<()> {
        let Some(terms) = self.conditions.fund else {
            return Ok(());
        };
        let since = time.saturating_sub(self.paid_until);
        if since >= PREMIUM_EVERY {
            let mut debt = 0;
            for place in 0..engine.accounts() {
                add(
                    &mut debt,
                    value(engine, place, &self.market, self.growth)?.1,
                )?;
            }
            let year = scale_down(debt, terms.premium_per_year, WAD, "a premium")?;
            let premium = scale_down(year, since.into(), YEAR, "a premium")?;
            add(&mut self.fund, premium)?;
            add(&mut self.premium_usd, premium)?;
            self.paid_until = time;
        }
        for loss in self.losses.iter_mut().skip(self.settled) {
            let wanted = loss.usd.min(self.fund);
            let cap = scale_down(self.fund, terms.window_cap, WAD, "a cap")?;
            let (window, paid) =
                self.window
                    .draw(wanted, cap, terms.window, time)
                    .map_err(|_| Error::Parameter {
                        name: "fund's window",
                        value: terms.window.to_string(),
                        advice: "give at least one second",
                    })?;
            self.window = window;
            loss.insured_usd = paid;
            self.fund = self.fund.saturating_sub(paid);
        }
        self.settled = self.losses.len();
        Ok(())
    }

    fn reckon(self, engine: &dyn Engine, path: &Path, endings: &mut [Ending]) -> Result<Outcome> {
        let place_of: std::collections::BTreeMap<usize, usize> = endings
            .iter()
            .enumerate()
            .map(|(place, ending)| (ending.loan, place))
            .collect();
        let find = |loan: usize| place_of.get(&loan).copied().unwrap_or(usize::MAX);
        for sale in &self.sales {
            let Some(ending) = endings.get_mut(find(sale.loan)) else {
                continue;
            };
            if sale.is_forced() {
                ending.sales += 1;
                if ending.first_sale == 0 {
                    ending.first_sale = sale.time;
                }
                ending.last_sale = sale.time;
                add(&mut ending.sold_usd, sale.sold_usd)?;
                add(&mut ending.repaid_usd, sale.repaid_usd)?;
            } else {
                add(&mut ending.bought_usd, sale.sold_usd)?;
            }
            add(&mut ending.penalty_usd, sale.penalty_usd())?;
            add(&mut ending.gain_usd, sale.gain_usd())?;
        }
        for loss in &self.losses {
            if let Some(ending) = endings.get_mut(find(loss.loan)) {
                add(&mut ending.loss_usd, loss.usd)?;
                add(&mut ending.insured_usd, loss.insured_usd)?;
            }
        }
        for (place, ending) in endings.iter_mut().enumerate() {
            let (collateral, debt) = value(engine, place, &self.market, self.growth)?;
            ending.final_collateral_usd = collateral;
            ending.final_debt_usd = debt;
            ending.charges_usd = engine.charges(place);
        }
        let totals = Totals {
            premium_usd: self.premium_usd,
            ..Totals::of(endings, &self.sales)?
        };
        Ok(Outcome {
            engine: engine.name().to_owned(),
            assets: path.assets.clone(),
            sales: self.sales,
            losses: self.losses,
            endings: endings.to_vec(),
            totals,
            fund_usd: self.fund,
        })
    }
}
