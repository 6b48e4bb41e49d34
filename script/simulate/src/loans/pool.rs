//! The same loan from a pool: the engines of this crate on the same prices, from the opening to the same date.
//!
//! All loan-to-values of one opening are one run and share its market. The engines' feeds begin at the opening. A borrower who
//! is under water at the end leaves his collateral to the lender. What distress charges counts as interest, and goes to the
//! lender; there is no insurance. Of both orders in which a bar's prices may have come the one counts in which borrower and
//! lender together have less.

use risk_core::curve::growth;
use risk_core::fixed::Wad;

use super::ledger::{Ledger, Party, worth};
use super::outcome::{Behaviour, Kind, Outcome, Parts, World, signed};
use super::settings::Settings;
use super::window::Window;
use crate::book::Shape;
use crate::depth::Market;
use crate::engine::{Account, Bottomless, Conditions, Depth, Engine, run};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::lineup::{Choice, default_terms, least_health, opening_health, rate_bps};
use crate::ltv::threshold_at_health;
use crate::prices::{Path, PriceEvent};
use crate::{Loan, engine};

/// Ether's price for gas, WAD USD.
const ETHER: u128 = 2_500 * WAD;

/// A loan that is asked for: loan-to-value, debt tokens, collateral tokens, WAD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Debt over collateral, WAD.
    pub ltv: u128,
    /// Debt tokens.
    pub principal: u128,
    /// Collateral tokens.
    pub collateral: u128,
}

/// Runs both pools over every order of a bar. Loans that Ballast does not open are in neither.
///
/// # Errors
/// The engines'.
pub fn play(
    settings: &Settings,
    window: &Window,
    asked: &[Asked],
    opened: u64,
    tenor: u64,
    world: &World<'_>,
) -> Result<Vec<Outcome>> {
    let rate = window.base(settings);
    let terms = default_terms(rate_bps(rate.0));
    let end = opened.saturating_add(tenor);
    let paths: Vec<Path> = window
        .paths
        .iter()
        .map(|path| part(path, window, opened, end))
        .collect();
    let prices = paths.first().map(Path::initial_prices).unwrap_or_default();
    let mut accounts = Vec::new();
    let mut kept = Vec::new();
    for ask in asked {
        let loan = Loan {
            id: accounts.len(),
            owner: format!("{}", ask.ltv),
            collateral: vec![(window.asset.clone(), ask.collateral)],
            debt: vec![(window.debt.clone(), ask.principal)],
            shape: Shape::Single,
        };
        let health = opening_health(&terms, &loan, &prices)?;
        if health < least_health(&terms) {
            continue;
        }
        let (collateral, debt) = (loan.collateral_usd(&prices)?, loan.debt_usd(&prices)?);
        accounts.push(Account {
            threshold: threshold_at_health(health, collateral, debt)?,
            loan,
        });
        kept.push(*ask);
    }
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let conditions = Conditions {
        latency: settings.latency,
        look_every: settings.look_every,
        gas_price: scale_down(settings.gas_price, ETHER, WAD * 1_000_000_000, "gas")?,
        interest_per_year: rate.0,
        fund: None,
    };
    let mut outcomes = Vec::with_capacity(2 * kept.len());
    for (choice, kind) in [
        (Choice::Ballast, Kind::PoolBallast),
        (Choice::AaveV3, Kind::PoolAave),
    ] {
        let mut worse: Vec<Option<Outcome>> = vec![None; kept.len()];
        for path in &paths {
            let mut engine = choice.build(&terms, path)?;
            let mut market: Box<dyn Depth> = match &settings.depth {
                Some(model) => Box::new(Market::new(model.clone(), &path.assets)),
                None => Box::new(Bottomless),
            };
            let result = run(
                engine.as_mut(),
                &accounts,
                path,
                &conditions,
                market.as_mut(),
            )?;
            for (place, (slot, ask)) in worse.iter_mut().zip(&kept).enumerate() {
                let course = Course {
                    kind,
                    ask,
                    place,
                    opened,
                    tenor,
                    rate,
                };
                let outcome = course.reckon(engine.as_ref(), &result.sales, window, world)?;
                let both = |outcome: &Outcome| outcome.gains.borrower + outcome.gains.lender;
                if slot.is_none_or(|before| both(&outcome) < both(&before)) {
                    *slot = Some(outcome);
                }
            }
        }
        outcomes.extend(worse.into_iter().flatten());
    }
    Ok(outcomes)
}

struct Course<'a> {
    kind: Kind,
    ask: &'a Asked,
    place: usize,
    opened: u64,
    tenor: u64,
    rate: Wad,
}

impl Course<'_> {
    fn reckon(
        &self,
        engine: &dyn Engine,
        sales: &[engine::Sale],
        window: &Window,
        world: &World<'_>,
    ) -> Result<Outcome> {
        let end = self.opened.saturating_add(self.tenor);
        let last = (world.price)(end);
        let mut ledger = Ledger::default();
        ledger.pay(Party::Lender, Party::Borrower, self.ask.principal)?;
        ledger.give(Party::Borrower, Party::Custody, self.ask.collateral)?;
        let mut parts = Parts::default();
        for sale in sales.iter().filter(|sale| sale.loan == self.place) {
            ledger.release(Party::Market, sale.amount, false)?;
            ledger.pay(Party::Market, Party::Lender, sale.repaid)?;
            let debt = window.known.debt_usd(sale.time);
            let value = scale_down(sale.sold_usd, WAD, debt, "a sale")?;
            parts.penalty += signed(value)? - signed(sale.repaid)?;
            parts.sold_low += worth(signed(sale.amount)?, last)? - signed(value)?;
        }
        let factor = growth(self.rate, self.tenor).map_err(|_| Error::Overflow {
            what: "a pool's interest",
        })?;
        let balances = engine.balances(self.place, factor.0);
        let total = |side: &[(usize, u128)]| -> u128 { side.iter().map(|(_, held)| held).sum() };
        let (held, owed) = (total(&balances.collateral), total(&balances.debt));
        let value = world.value(end, held)?;
        if value >= owed {
            ledger.pay(Party::Borrower, Party::Lender, owed)?;
            ledger.release(Party::Borrower, held, false)?;
        } else {
            ledger.release(Party::Lender, held, true)?;
            world.sell(&mut ledger, Party::Lender, end, held)?;
            parts.given_up += signed(value)? - signed(owed)?;
        }
        let gains = ledger.close(last)?;
        // Interest is the rest of the cost; debt that was written off is less of it.
        parts.interest = -gains.borrower - parts.sum();
        let time = self.ask.principal.saturating_mul(self.tenor.into());
        Ok(Outcome {
            kind: self.kind,
            behaviour: Behaviour::Rational,
            opened: self.opened,
            tenor: self.tenor,
            ltv: self.ask.ltv,
            received: self.ask.principal,
            received_time: time,
            lent: self.ask.principal,
            lent_time: time,
            locked: 0,
            locked_time: 0,
            rate: self.rate.0,
            gains,
            parts,
            forced: ledger.forced(),
            given_up: u64::from(value < owed),
            cheaper: [None; 2],
        })
    }
}

/// The part of a path from one second to another. It begins at the prices of the loans' own quotes, and a last look is taken
/// at its end.
fn part(path: &Path, window: &Window, start: u64, end: u64) -> Path {
    let mut initial = path.initial.clone();
    let before = path.events.iter().take_while(|event| event.time <= start);
    for event in before {
        if let Some(price) = initial.get_mut(event.asset) {
            *price = event.price;
        }
    }
    if let Some(place) = path.asset(&window.asset) {
        let spot = window.known.price(start);
        let usd = scale_down(spot, window.known.debt_usd(start), WAD, "a price");
        if let (Some(price), Ok(usd)) = (initial.get_mut(place), usd) {
            *price = usd;
        }
    }
    if let Some(price) = path
        .asset(&window.debt)
        .and_then(|place| initial.get_mut(place))
    {
        *price = window.known.debt_usd(start);
    }
    let inside = |event: &&PriceEvent| event.time > start && event.time <= end;
    let mut events: Vec<PriceEvent> = path.events.iter().filter(inside).copied().collect();
    if events.last().is_none_or(|event| event.time < end) {
        let asset = path.asset(&window.asset).unwrap_or(0);
        let last = events.iter().rev().find(|event| event.asset == asset);
        let price = last.map_or(initial.get(asset).copied().unwrap_or(0), |event| {
            event.price
        });
        events.push(PriceEvent {
            time: end,
            asset,
            price,
        });
    }
    Path {
        assets: path.assets.clone(),
        start,
        end,
        initial,
        events,
        cuts: Vec::new(),
    }
}
