//! Ballast: health, stages, sales and interest by the very functions that the programs run.
//!
//! The unwinder's shared crate, the oracle's averages and the pool's reserves and meters are the programs' own; what is written
//! here is what the programs' entry points do around them, and the keepers. A test replays a book on the devnet and finds
//! the same sales to the wei.
//!
//! - [`feeds`]: smoothed prices and variances, round by round, as the oracle program keeps them. Keepers poke every round.
//! - [`unwind`]: open, observe, fill, close, resolve, as the unwinder's entry points do them.
//! - [`fence`]: within which prices an account that is healthy stays so.
//!
//! Keepers open what falls below health 1, note criticality and auctions, and buy what is offered as soon as the price is
//! under spot by their costs: gas, and what selling it loses to the market's depth; where all of it does not pay, halves
//! of it, down to a 64th. They charge distress after opening, before every fill and every 50 minutes, and open without a fee. Amounts are in token units here and WAD tokens in records.

mod feeds;
mod fence;
mod terms;
mod unwind;

pub use ballast_pool_state::layout::Config as ReserveConfig;
pub use terms::{AssetTerms, HalfLives, Terms, UnwindTerms};
pub use unwind::Verb;

use super::{Account, Balances, Desk, Engine, Loss, Moment};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use ballast_pool_state::Market;
use ballast_pool_state::distress::Meter;
use ballast_pool_state::layout::{Config, Split};
use ballast_unwinder_state::portfolio::{Holding, Portfolio};
use feeds::Feeds;
use fence::{Fence, Sight};
use risk_core::fixed::Wad;
use risk_core::health::{Factors, StressParameters};
use unwind::{Shared, Unwind, address};

/// The engine.
#[derive(Debug, Clone)]
pub struct Ballast {
    terms: Terms,
    shared: Shared,
    feeds: Feeds,
    /// As stored at the last change.
    reserves: Vec<Market>,
    /// With interest to now.
    present: Vec<Market>,
    accounts: Vec<Place>,
    sight: Sight,
    busy: usize,
    fenced: bool,
    journal: Option<Vec<Step>>,
    /// Index of every asset in the path, where it has prices.
    priced: Vec<Option<usize>>,
}

/// A keeper's call, as kept by [`Ballast::recording`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Unix second.
    pub time: u64,
    /// The loan's id.
    pub loan: usize,
    /// What was called.
    pub verb: Verb,
}

/// An account.
#[derive(Debug, Clone)]
struct Place {
    loan: usize,
    held: Vec<Held>,
    unwind: Unwind,
    fence: Option<Fence>,
    finished: bool,
    /// Charged for distress, USD.
    charges: u128,
}

/// What an account has of one asset: place among the terms' assets, token units, shares of the reserve's debt.
#[derive(Debug, Clone, Copy)]
struct Held {
    asset: usize,
    collateral: u128,
    shares: u128,
    distress: Meter,
}

fn risk(_: risk_core::RiskError) -> Error {
    Error::Overflow {
        what: "Ballast's arithmetic",
    }
}

impl Ballast {
    /// An engine of these terms.
    ///
    /// # Errors
    /// [`Error::Parameter`] for settings that the programs refuse.
    pub fn new(terms: Terms) -> Result<Self> {
        let (parameters, budgets) = (terms.unwind.parameters()?, terms.unwind.budgets()?);
        Ok(Self {
            shared: Shared::new(parameters, budgets, terms.assets.len()),
            terms,
            feeds: Feeds::default(),
            reserves: Vec::new(),
            present: Vec::new(),
            accounts: Vec::new(),
            sight: Sight::default(),
            busy: 0,
            fenced: true,
            journal: None,
            priced: Vec::new(),
        })
    }

    /// Evaluates every account at every moment, for tests of the fence.
    #[must_use]
    pub fn unfenced(mut self) -> Self {
        self.fenced = false;
        self
    }

    /// Keeps every call of the keepers, so that they can be repeated on a chain.
    #[must_use]
    pub fn recording(mut self) -> Self {
        self.journal = Some(Vec::new());
        self
    }

    /// The calls so far, in order; none unless [`Ballast::recording`].
    #[must_use]
    pub fn journal(&self) -> &[Step] {
        self.journal.as_deref().unwrap_or_default()
    }

    fn note(&mut self, place: &Place, verb: Verb, moment: &Moment<'_>) {
        if let Some(journal) = &mut self.journal {
            journal.push(Step {
                time: moment.time,
                loan: place.loan,
                verb,
            });
        }
    }

    /// Maintenance health of an account at the present smoothed prices, WAD: what books at equal borrowing power go by.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn health(&self, account: usize) -> Result<u128> {
        let Some(place) = self.accounts.get(account) else {
            return Ok(u128::MAX);
        };
        let portfolio = self.portfolio(place)?;
        let parameters = &self.shared.parameters;
        let assessment = ballast_unwinder_state::assess::assess(&portfolio, parameters);
        Ok(assessment.map_err(risk)?.health)
    }

    /// A reserve that charges the same rate whatever is lent, with twice the cash of its debts.
    fn reserve(&self, asset: usize, lent: u128, time: u64) -> Market {
        let decimals = self.terms.assets.get(asset).map_or(18, |a| a.decimals);
        let own = self.terms.assets.get(asset).and_then(|a| a.reserve);
        Market {
            config: own.unwrap_or(Config {
                base_rate: self.terms.rate_bps,
                kink: 5_000,
                decimals,
                ..Config::default()
            }),
            cash: own.map_or(lent.saturating_mul(2), |_| {
                self.terms.assets.get(asset).map_or(0, |a| a.cash)
            }),
            accrued_at: time,
            ..Market::default()
        }
    }

    /// Everything an account has, as the debt book tells it.
    fn portfolio(&self, place: &Place) -> Result<Portfolio> {
        let mut holdings = Vec::with_capacity(place.held.len());
        for held in &place.held {
            let (Some(terms), Some(reserve)) = (
                self.terms.assets.get(held.asset),
                self.present.get(held.asset),
            ) else {
                continue;
            };
            let reading = self.feeds.present(held.asset);
            let debt = if held.shares > 0 {
                reserve.debt_assets_up(held.shares).map_err(risk)?
            } else {
                0
            };
            holdings.push(Holding {
                asset: address(held.asset),
                unit: 10_u128.saturating_pow(u32::from(terms.decimals)),
                flags: u8::from(self.feeds.is_stale(held.asset)),
                updated_at: reading.updated_at,
                collateral: held.collateral,
                debt,
                spot: reading.spot.0,
                smoothed: reading.smoothed.0,
                risk: terms.risk,
            });
        }
        Ok(Portfolio {
            holdings,
            factors: self.factors()?,
            stress: self.stress(),
            buffer: self.terms.buffer,
        })
    }

    /// Index of an asset in the path; `u32::MAX` where it has no prices there.
    fn path(&self, asset: usize) -> usize {
        path_of(&self.priced, asset)
    }

    fn stress(&self) -> StressParameters {
        StressParameters {
            z: Wad(self.terms.z),
            horizon: self.terms.horizon,
        }
    }

    fn factors(&self) -> Result<Factors> {
        let mut variances = [Wad::ZERO; risk_core::health::FACTORS];
        for (variance, asset) in variances.iter_mut().zip(self.terms.factors) {
            let floor = self.terms.assets.get(asset).map_or(0, |a| a.variance_floor);
            *variance = Wad(self.feeds.slow(asset).0.max(floor));
        }
        Factors::from_valid(variances, self.terms.correlations).map_err(risk)
    }

    fn visit(&mut self, index: usize, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        let Some(mut place) = self.accounts.get(index).cloned() else {
            return Ok(());
        };
        let result = self.attend(&mut place, moment, desk);
        if let Some(slot) = self.accounts.get_mut(index) {
            *slot = place;
        }
        result
    }

    fn attend(
        &mut self,
        place: &mut Place,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        loop {
            let portfolio = self.portfolio(place)?;
            if !portfolio.has_debt() {
                place.finished = true;
                place.unwind.forget();
                return Ok(());
            }
            if !portfolio.has_collateral(0).map_err(risk)? {
                return self.resolve(place, &portfolio, moment, desk);
            }
            let priced = &self.priced;
            let path = |asset: usize| path_of(priced, asset);
            let (shared, now) = (&mut self.shared, moment.time);
            let act = place.unwind.look(&portfolio, shared, now, desk, &path)?;
            match act {
                unwind::Act::Nothing => break,
                unwind::Act::Noted(verb) => {
                    self.note(place, verb, moment);
                    if verb == Verb::Close {
                        break;
                    }
                }
                unwind::Act::Charged(rate) => {
                    self.charge(place, rate, &portfolio, moment, desk)?;
                    self.note(place, Verb::Charge, moment);
                }
                unwind::Act::Filled(fill) => {
                    self.settle(place, &fill, &portfolio, moment, desk)?;
                    self.note(place, Verb::Fill, moment);
                }
            }
        }
        if self.fenced && !place.unwind.is_busy() {
            let portfolio = self.portfolio(place)?;
            let debts = portfolio.holdings.iter().map(|holding| holding.debt);
            let held: Vec<(Held, u128)> = place.held.iter().copied().zip(debts).collect();
            place.fence = Fence::around(&held, &self.terms, &self.sight, self.stress())?;
        } else {
            place.fence = None;
        }
        Ok(())
    }

    /// Moves collateral and debt as `IDebtBook.settle` does, and records the sale.
    fn settle(
        &mut self,
        place: &mut Place,
        fill: &unwind::Fill,
        portfolio: &Portfolio,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        let pair = fill.pair;
        let gone = || Error::Overflow { what: "a balance" };
        let owed = place.held.get_mut(pair.debt).ok_or_else(gone)?;
        let reserve = self.reserves.get_mut(owed.asset).ok_or_else(gone)?;
        reserve.accrue(moment.time).map_err(risk)?;
        let (repaid, burned) = reserve.repay(fill.paid, owed.shares).map_err(risk)?;
        owed.shares = owed.shares.checked_sub(burned).ok_or_else(gone)?;
        let debt = owed.asset;
        if let Some(present) = self.present.get_mut(debt) {
            *present = *reserve;
        }
        let sold = place.held.get_mut(pair.collateral).ok_or_else(gone)?;
        sold.collateral = sold.collateral.checked_sub(fill.bought).ok_or_else(gone)?;
        let asset = sold.asset;
        let (Some(of), Some(against)) = (
            portfolio.holdings.get(pair.collateral),
            portfolio.holdings.get(pair.debt),
        ) else {
            return Err(gone());
        };
        let sale = fill.record(place.loan, moment.time, (of, against), repaid)?;
        let sale = super::Sale {
            asset: self.path(asset),
            debt: self.path(debt),
            ..sale
        };
        desk.depth.trade(sale.asset, moment.time, sale.sold_usd, 0);
        desk.sales.push(sale);
        Ok(())
    }

    /// Charges every debt for distress as `IDebtBook.chargeDistress` does: half is the fund's, where there is one.
    fn charge(
        &mut self,
        place: &mut Place,
        rate: u128,
        portfolio: &Portfolio,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        for (held, holding) in place.held.iter_mut().zip(&portfolio.holdings) {
            let Some(reserve) = self.reserves.get_mut(held.asset) else {
                continue;
            };
            if held.shares == 0 {
                continue;
            }
            reserve.accrue(moment.time).map_err(risk)?;
            let owed = reserve.debt_assets_up(held.shares).map_err(risk)?;
            let charged = held.distress.charge(owed, rate, moment.time);
            let charged = charged.map_err(risk)?;
            if charged > 0 {
                let insured = desk.conditions.fund.is_some();
                let premium = if insured { charged >> 1 } else { 0 };
                let charge = reserve.charge(charged, premium, Split::default());
                held.shares = held.shares.saturating_add(charge.map_err(risk)?.0);
                let usd = |units: u128| scale_down(units, holding.spot, holding.unit, "a charge");
                place.charges = place.charges.saturating_add(usd(charged)?);
                *desk.earned_usd = desk.earned_usd.saturating_add(usd(premium)?);
            }
            if let Some(present) = self.present.get_mut(held.asset) {
                *present = *reserve;
            }
        }
        Ok(())
    }

    /// Writes off every debt of an account without collateral, as `IUnwinder.resolve` does.
    fn resolve(
        &mut self,
        place: &mut Place,
        portfolio: &Portfolio,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        let mut usd = 0_u128;
        for (held, holding) in place.held.iter_mut().zip(&portfolio.holdings) {
            if held.shares == 0 {
                continue;
            }
            usd = usd.saturating_add(holding.debt_usd(holding.spot).map_err(risk)?);
            if let Some(reserve) = self.reserves.get_mut(held.asset) {
                reserve.accrue(moment.time).map_err(risk)?;
                reserve
                    .write_off(held.shares, 0, Split::default())
                    .map_err(risk)?;
                if let Some(present) = self.present.get_mut(held.asset) {
                    *present = *reserve;
                }
            }
            held.shares = 0;
        }
        place.finished = true;
        place.unwind.forget();
        self.note(place, Verb::Resolve, moment);
        desk.losses.push(Loss {
            time: moment.time,
            loan: place.loan,
            usd,
            insured_usd: 0,
        });
        Ok(())
    }
}

/// Index of an asset in the path; `u32::MAX` where it has no prices there.
fn path_of(priced: &[Option<usize>], asset: usize) -> usize {
    let path = priced.get(asset).copied().flatten();
    path.unwrap_or(u32::MAX as usize)
}

impl Engine for Ballast {
    fn name(&self) -> &str {
        "Ballast"
    }

    fn open(&mut self, accounts: &[Account], assets: &[String], moment: &Moment<'_>) -> Result<()> {
        self.priced = self
            .terms
            .assets
            .iter()
            .map(|terms| assets.iter().position(|asset| *asset == terms.symbol))
            .collect();
        let first: Vec<u128> = self
            .priced
            .iter()
            .zip(&self.terms.assets)
            .map(|(path, terms)| {
                path.and_then(|path| moment.prices.get(path).copied())
                    .unwrap_or(terms.price)
            })
            .collect();
        let Shared {
            parameters,
            budgets,
            ..
        } = self.shared;
        self.shared = Shared::new(parameters, budgets, self.terms.assets.len());
        self.feeds = Feeds::open(&self.terms, &first, moment.time);
        let mut missing: Vec<String> = Vec::new();
        let mut lent = vec![0_u128; self.terms.assets.len()];
        let mut places = Vec::with_capacity(accounts.len());
        for account in accounts {
            let mut held: Vec<Held> = Vec::new();
            let mut debts: Vec<(usize, u128)> = Vec::new();
            let sides = [
                (&account.loan.collateral, false),
                (&account.loan.debt, true),
            ];
            for (side, owed) in sides {
                for (symbol, amount) in side {
                    let Some(asset) = self.terms.place(symbol) else {
                        missing.push(symbol.clone());
                        continue;
                    };
                    let units = self.terms.units(asset, *amount, owed)?;
                    if !held.iter().any(|held| held.asset == asset) {
                        held.push(Held {
                            asset,
                            collateral: 0,
                            shares: 0,
                            distress: Meter::default(),
                        });
                    }
                    if owed {
                        debts.push((asset, units));
                        if let Some(sum) = lent.get_mut(asset) {
                            *sum = sum.saturating_add(units);
                        }
                    } else if let Some(held) = held.iter_mut().find(|held| held.asset == asset) {
                        held.collateral = held.collateral.saturating_add(units);
                    }
                }
            }
            // The pool tells an account's assets in the order of their reserves.
            held.sort_by_key(|held| held.asset);
            places.push((account.loan.id, held, debts));
        }
        if !missing.is_empty() {
            missing.sort();
            missing.dedup();
            return Err(Error::MissingPrices { assets: missing });
        }
        self.reserves = lent
            .iter()
            .enumerate()
            .map(|(asset, lent)| self.reserve(asset, *lent, moment.time))
            .collect();
        self.accounts = Vec::with_capacity(places.len());
        self.sight = Sight::default();
        for (loan, mut held, debts) in places {
            for (asset, units) in debts {
                let Some(reserve) = self.reserves.get_mut(asset) else {
                    continue;
                };
                let shares = reserve.borrow(units).map_err(risk)?;
                if let Some(held) = held.iter_mut().find(|held| held.asset == asset) {
                    held.shares = held.shares.saturating_add(shares);
                }
            }
            self.accounts.push(Place {
                loan,
                held,
                unwind: Unwind::default(),
                fence: None,
                finished: false,
                charges: 0,
            });
        }
        self.present.clone_from(&self.reserves);
        Ok(())
    }

    fn step(&mut self, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        for (asset, path) in self.priced.iter().enumerate() {
            if let Some(path) = path
                && moment.rounds.contains(path)
                && let Some(price) = moment.prices.get(*path)
            {
                self.feeds.round(asset, *price, moment.time)?;
            }
        }
        self.feeds.carry(moment.time)?;
        self.present.clone_from(&self.reserves);
        for present in &mut self.present {
            present.accrue(moment.time).map_err(risk)?;
        }
        self.sight.look(&self.terms, &self.feeds, &self.present)?;
        let mut busy = 0;
        for index in 0..self.accounts.len() {
            let Some(place) = self.accounts.get(index) else {
                continue;
            };
            if place.finished {
                continue;
            }
            let behind = place
                .fence
                .as_ref()
                .is_some_and(|fence| fence.holds(&self.sight));
            if !behind {
                self.visit(index, moment, desk)?;
            }
            busy += usize::from(
                self.accounts
                    .get(index)
                    .is_some_and(|place| place.unwind.is_busy()),
            );
        }
        self.busy = busy;
        Ok(())
    }

    fn is_busy(&self) -> bool {
        self.busy > 0
    }

    fn accounts(&self) -> usize {
        self.accounts.len()
    }

    fn balances(&self, account: usize, _growth: u128) -> Balances {
        let mut balances = Balances::default();
        let Some(place) = self.accounts.get(account) else {
            return balances;
        };
        for held in &place.held {
            let Some(path) = self.priced.get(held.asset).copied().flatten() else {
                continue;
            };
            let whole = |units: u128| self.terms.whole(held.asset, units);
            if held.collateral > 0 {
                balances.collateral.push((path, whole(held.collateral)));
            }
            if held.shares > 0
                && let Some(reserve) = self.present.get(held.asset)
            {
                let owed = reserve.debt_assets_up(held.shares);
                balances.debt.push((path, whole(owed.unwrap_or(u128::MAX))));
            }
        }
        balances
    }

    fn charges(&self, account: usize) -> u128 {
        self.accounts.get(account).map_or(0, |place| place.charges)
    }
}

/// USD of a part of spot, rounded up.
fn share_up(usd: u128, share: u128) -> Result<u128> {
    scale_up(usd, share.min(WAD), WAD, "a share")
}
