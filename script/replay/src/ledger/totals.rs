//! Sums over the events.
//!
//! USD are WAD, at the spot that the feeds had published when the event happened. Costs are what was sold less what
//! was repaid: positive where the borrower got less than spot, negative where a filler paid more.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256};
use ballast_bindings::debt_book::IDebtBook::IDebtBookEvents;
use ballast_bindings::insurance::IInsurance::IInsuranceEvents;
use ballast_bindings::pool::IPool::IPoolEvents;
use ballast_bindings::unwinder::IUnwinder::IUnwinderEvents;
use risk_core::fixed::{mul_div_down, mul_div_up};

use super::{Event, Ledger, narrow};
use crate::error::{Error, Result};

/// One forced sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// Unix second of the path.
    pub time: u64,
    /// Whose collateral.
    pub account: Address,
    /// Sold, place in [`Ledger::assets`].
    pub collateral: usize,
    /// Sold, WAD USD at spot.
    pub sold: u128,
    /// Repaid, WAD USD at spot.
    pub repaid: u128,
    /// Price paid, WAD USD per whole token.
    pub price: u128,
    /// Spot, WAD USD per whole token.
    pub spot: u128,
    /// 2 metered, 3 auction.
    pub stage: u8,
}

impl Sale {
    /// What the borrower gave up against spot.
    #[must_use]
    pub fn cost(&self) -> i128 {
        signed(self.sold).saturating_sub(signed(self.repaid))
    }
}

/// Debt that was written off, WAD USD at spot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Unix second of the path.
    pub time: u64,
    /// Whose debt.
    pub account: Address,
    /// All of it.
    pub debt: u128,
    /// Paid by the insurance fund.
    pub covered: u128,
    /// Paid by protocol reserves.
    pub reserves: u128,
    /// Borne by lenders.
    pub lenders: u128,
}

/// Sales of one stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageTotals {
    /// How many.
    pub count: u64,
    /// WAD USD at spot.
    pub sold: u128,
    /// WAD USD at spot.
    pub repaid: u128,
}

/// One account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountRecord {
    /// Collateral held by asset, token units.
    pub collateral: BTreeMap<usize, u128>,
    /// Forced sales.
    pub sales: u64,
    /// Sold by force, WAD USD at spot.
    pub sold: u128,
    /// What that cost the borrower, WAD USD.
    pub cost: i128,
    /// Written off, WAD USD at spot.
    pub written_off: u128,
    /// Whether a schedule is open.
    pub open: bool,
}

/// One reserve, token units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetRecord {
    /// Lent by suppliers, net.
    pub supplied: u128,
    /// Collateral escrowed.
    pub collateral: u128,
    /// Owed by borrowers, up to the last accrual.
    pub debt: u128,
    /// Interest and distress added to debts.
    pub interest: u128,
    /// Interest at spot of its time, WAD USD.
    pub interest_usd: u128,
    /// Of it to lenders: less the shares of protocol and insurance.
    pub lenders_usd: u128,
    /// Stakes in the insurance fund.
    pub staked: u128,
    /// Premium paid to the fund.
    pub premium: u128,
    /// Last published price, WAD USD.
    pub price: u128,
}

/// Everything summed up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Accounts that borrowed.
    pub accounts: BTreeMap<Address, AccountRecord>,
    /// Reserves, in the order of [`Ledger::assets`].
    pub assets: Vec<AssetRecord>,
    /// Forced sales in order.
    pub sales: Vec<Sale>,
    /// Write-offs in order.
    pub losses: Vec<Loss>,
    /// Interest as it was added to debts: path second, and WAD USD at spot of its time.
    pub accruals: Vec<(u64, u128)>,
    /// Metered sales.
    pub metered: StageTotals,
    /// Sales in auctions.
    pub auctions: StageTotals,
    /// Schedules opened or resumed.
    pub opened: u64,
    /// Schedules closed.
    pub closed: u64,
    /// Auctions started, and how many of them because the account stayed critical.
    pub auctions_started: u64,
    /// Auctions started by criticality.
    pub critical_auctions: u64,
    /// Sightings of critical accounts.
    pub critical_seen: u64,
    /// Rounds published by feeds.
    pub rounds: u64,
    /// Paid by insurance funds, WAD USD at spot of its time.
    pub insured_usd: u128,
}

pub(crate) fn signed(value: u128) -> i128 {
    i128::try_from(value).unwrap_or(i128::MAX)
}

impl Totals {
    /// Sums a ledger up.
    ///
    /// # Errors
    /// [`Error::Overflow`]; [`Error::Audit`] where events contradict each other.
    pub fn of(ledger: &Ledger) -> Result<Self> {
        let mut totals = Self {
            assets: vec![AssetRecord::default(); ledger.assets.len()],
            ..Self::default()
        };
        for entry in &ledger.entries {
            match &entry.event {
                Event::Spot { asset, price } => {
                    totals.rounds += 1;
                    totals.asset(*asset)?.price = *price;
                }
                Event::Smoothed { .. } => {}
                Event::Pool(event) => totals.pool(ledger, entry.time, event)?,
                Event::Book(event) => totals.book(ledger, entry.time, event)?,
                Event::Unwinder(event) => totals.unwinder(ledger, entry.time, event)?,
                Event::Fund { asset, event } => totals.fund(ledger, *asset, event)?,
            }
        }
        Ok(totals)
    }

    /// All forced sales, WAD USD at spot.
    #[must_use]
    pub fn sold(&self) -> u128 {
        self.metered.sold.saturating_add(self.auctions.sold)
    }

    /// All that they repaid, WAD USD at spot.
    #[must_use]
    pub fn repaid(&self) -> u128 {
        self.metered.repaid.saturating_add(self.auctions.repaid)
    }

    /// What forced sales cost borrowers against spot, WAD USD.
    #[must_use]
    pub fn cost(&self) -> i128 {
        signed(self.sold()).saturating_sub(signed(self.repaid()))
    }

    /// Lenders' losses, WAD USD at spot of their times.
    #[must_use]
    pub fn lenders_lost(&self) -> u128 {
        sum(self.losses.iter().map(|loss| loss.lenders))
    }

    /// Interest, WAD USD at spot of its time.
    #[must_use]
    pub fn interest(&self) -> u128 {
        sum(self.assets.iter().map(|asset| asset.interest_usd))
    }

    /// Of the interest to lenders, WAD USD at spot of its time.
    #[must_use]
    pub fn lenders_interest(&self) -> u128 {
        sum(self.assets.iter().map(|asset| asset.lenders_usd))
    }

    /// Accounts sold from at least once.
    #[must_use]
    pub fn accounts_sold(&self) -> usize {
        self.accounts.values().filter(|a| a.sales > 0).count()
    }

    /// Collateral of all accounts at the last prices, WAD USD, rounded down.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn collateral_usd(&self, ledger: &Ledger) -> Result<u128> {
        self.value(ledger, |asset| asset.collateral)
    }

    /// Debt of all accounts at the last prices, WAD USD, rounded down.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn debt_usd(&self, ledger: &Ledger) -> Result<u128> {
        self.value(ledger, |asset| asset.debt)
    }

    fn value(&self, ledger: &Ledger, amount: impl Fn(&AssetRecord) -> u128) -> Result<u128> {
        let mut sum: u128 = 0;
        for (record, handle) in self.assets.iter().zip(&ledger.assets) {
            let value = usd(amount(record), record.price, handle.decimals, false)?;
            sum = sum.saturating_add(value);
        }
        Ok(sum)
    }

    fn asset(&mut self, asset: usize) -> Result<&mut AssetRecord> {
        self.assets
            .get_mut(asset)
            .ok_or_else(|| Error::Audit("an event names an unknown asset".to_owned()))
    }

    fn pool(&mut self, ledger: &Ledger, time: u64, event: &IPoolEvents) -> Result<()> {
        let place = |token: Address| {
            ledger
                .asset(token)
                .ok_or_else(|| Error::Audit(format!("the pool names the unknown token {token}")))
        };
        match event {
            IPoolEvents::Supplied(e) => {
                add(&mut self.asset(place(e.asset)?)?.supplied, e.assets)?;
            }
            IPoolEvents::Withdrawn(e) => {
                take(&mut self.asset(place(e.asset)?)?.supplied, e.assets)?;
            }
            IPoolEvents::CollateralDeposited(e) => {
                let asset = place(e.asset)?;
                add(&mut self.asset(asset)?.collateral, e.amount)?;
                let account = self.accounts.entry(e.account).or_default();
                add(account.collateral.entry(asset).or_default(), e.amount)?;
            }
            IPoolEvents::CollateralWithdrawn(e) => {
                self.remove_collateral(e.account, place(e.asset)?, e.amount)?;
            }
            IPoolEvents::Borrowed(e) => {
                add(&mut self.asset(place(e.asset)?)?.debt, e.assets)?;
                self.accounts.entry(e.account).or_default();
            }
            IPoolEvents::Repaid(e) => take(&mut self.asset(place(e.asset)?)?.debt, e.assets)?,
            IPoolEvents::Settled(e) => {
                self.remove_collateral(e.account, place(e.collateralAsset)?, e.collateralAmount)?;
                take(&mut self.asset(place(e.debtAsset)?)?.debt, e.repaid)?;
            }
            IPoolEvents::Accrued(e) => {
                let shares = narrow(e.reserves)?.saturating_add(narrow(e.premium)?);
                self.accrue(ledger, time, place(e.asset)?, (e.interest, shares))?;
            }
            IPoolEvents::PremiumPaid(e) => {
                add(&mut self.asset(place(e.asset)?)?.premium, e.amount)?;
            }
            IPoolEvents::WrittenOff(e) => {
                let asset = place(e.asset)?;
                let decimals = decimals(ledger, asset);
                let record = self.asset(asset)?;
                let price = record.price;
                take(&mut record.debt, e.debt)?;
                let value = |amount: U256, up| usd(narrow(amount)?, price, decimals, up);
                let loss = Loss {
                    time,
                    account: e.account,
                    debt: value(e.debt, true)?,
                    covered: value(e.covered, false)?,
                    reserves: value(e.reserves, false)?,
                    lenders: value(e.lost, true)?,
                };
                let account = self.accounts.entry(e.account).or_default();
                account.written_off = account.written_off.saturating_add(loss.debt);
                self.losses.push(loss);
            }
            _ => {}
        }
        Ok(())
    }

    /// Interest, or what distress costs, and how much of it is not the lenders'.
    fn accrue(
        &mut self,
        ledger: &Ledger,
        time: u64,
        asset: usize,
        (interest, shares): (U256, u128),
    ) -> Result<()> {
        let decimals = decimals(ledger, asset);
        let record = self.asset(asset)?;
        add(&mut record.debt, interest)?;
        add(&mut record.interest, interest)?;
        let value = usd(narrow(interest)?, record.price, decimals, true)?;
        record.interest_usd = record.interest_usd.saturating_add(value);
        let shares = usd(shares, record.price, decimals, true)?;
        let lenders = value.saturating_sub(shares);
        record.lenders_usd = record.lenders_usd.saturating_add(lenders);
        self.accruals.push((time, value));
        Ok(())
    }

    fn book(&mut self, ledger: &Ledger, time: u64, event: &IDebtBookEvents) -> Result<()> {
        let place = |token: Address| {
            ledger
                .asset(token)
                .ok_or_else(|| Error::Audit(format!("the pool names the unknown token {token}")))
        };
        match event {
            IDebtBookEvents::DistressCharged(e) => {
                let asset = place(e.debtAsset)?;
                self.accrue(ledger, time, asset, (e.charged, narrow(e.premium)?))
            }
            IDebtBookEvents::PassedInKind(e) => {
                let asset = place(e.collateralAsset)?;
                self.move_collateral([e.account, e.holder], asset, e.collateralAmount)
            }
            IDebtBookEvents::OpenerPaid(e) => {
                let asset = place(e.collateralAsset)?;
                self.move_collateral([e.account, e.opener], asset, e.collateralAmount)
            }
            IDebtBookEvents::ShortfallExpected(_) => Ok(()),
        }
    }

    fn remove_collateral(&mut self, account: Address, asset: usize, amount: U256) -> Result<()> {
        take(&mut self.asset(asset)?.collateral, amount)?;
        let record = self.accounts.entry(account).or_default();
        take(record.collateral.entry(asset).or_default(), amount)
    }

    fn move_collateral(
        &mut self,
        [from, to]: [Address; 2],
        asset: usize,
        amount: U256,
    ) -> Result<()> {
        self.remove_collateral(from, asset, amount)?;
        add(&mut self.asset(asset)?.collateral, amount)?;
        let record = self.accounts.entry(to).or_default();
        add(record.collateral.entry(asset).or_default(), amount)
    }

    fn unwinder(&mut self, ledger: &Ledger, time: u64, event: &IUnwinderEvents) -> Result<()> {
        match event {
            IUnwinderEvents::Opened(e) if e.book == ledger.pool => {
                self.opened += 1;
                self.accounts.entry(e.account).or_default().open = true;
            }
            IUnwinderEvents::Closed(e) if e.book == ledger.pool => {
                self.closed += 1;
                self.accounts.entry(e.account).or_default().open = false;
            }
            IUnwinderEvents::CriticalSeen(e) if e.book == ledger.pool => self.critical_seen += 1,
            IUnwinderEvents::AuctionStarted(e) if e.book == ledger.pool => {
                self.auctions_started += 1;
                self.critical_auctions += u64::from(e.critical);
            }
            IUnwinderEvents::Filled(e) if e.book == ledger.pool => {
                let collateral = ledger.asset(e.collateralAsset).ok_or_else(|| {
                    Error::Audit(format!(
                        "a fill names the unknown token {}",
                        e.collateralAsset
                    ))
                })?;
                let sale = Sale {
                    time,
                    account: e.account,
                    collateral,
                    sold: narrow(e.sold)?,
                    repaid: narrow(e.repaid)?,
                    price: narrow(e.price)?,
                    spot: narrow(e.spot)?,
                    stage: e.stage,
                };
                let stage = if e.stage >= 3 {
                    &mut self.auctions
                } else {
                    &mut self.metered
                };
                stage.count += 1;
                stage.sold = stage.sold.saturating_add(sale.sold);
                stage.repaid = stage.repaid.saturating_add(sale.repaid);
                let account = self.accounts.entry(e.account).or_default();
                account.sales += 1;
                account.sold = account.sold.saturating_add(sale.sold);
                account.cost = account.cost.saturating_add(sale.cost());
                self.sales.push(sale);
            }
            _ => {}
        }
        Ok(())
    }

    fn fund(&mut self, ledger: &Ledger, asset: usize, event: &IInsuranceEvents) -> Result<()> {
        match event {
            IInsuranceEvents::Deposit(e) => add(&mut self.asset(asset)?.staked, e.assets)?,
            IInsuranceEvents::Covered(e) => {
                let price = self.asset(asset)?.price;
                let value = usd(narrow(e.paid)?, price, decimals(ledger, asset), false)?;
                self.insured_usd = self.insured_usd.saturating_add(value);
            }
            _ => {}
        }
        Ok(())
    }
}

fn decimals(ledger: &Ledger, asset: usize) -> u8 {
    ledger
        .assets
        .get(asset)
        .map_or(18, |handle| handle.decimals)
}

/// Token units at a price, WAD USD.
pub(crate) fn usd(amount: u128, price: u128, decimals: u8, up: bool) -> Result<u128> {
    let overflow = Error::Overflow("a value");
    let Some(unit) = 10_u128.checked_pow(u32::from(decimals)) else {
        return Err(overflow);
    };
    let value = if up {
        mul_div_up(amount, price, unit)
    } else {
        mul_div_down(amount, price, unit)
    };
    value.map_err(|_| overflow)
}

fn add(sum: &mut u128, value: U256) -> Result<()> {
    *sum = sum
        .checked_add(narrow(value)?)
        .ok_or(Error::Overflow("a sum of events"))?;
    Ok(())
}

/// Subtracts; debts are rounded up per account and down in sum, so a unit may be missing.
fn take(sum: &mut u128, value: U256) -> Result<()> {
    *sum = sum.saturating_sub(narrow(value)?);
    Ok(())
}

fn sum(values: impl Iterator<Item = u128>) -> u128 {
    values.fold(0, u128::saturating_add)
}
