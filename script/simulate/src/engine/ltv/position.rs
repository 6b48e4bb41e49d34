//! One account of a loan-to-value engine, and the calls that liquidate it.

use super::rules::{Case, Rule};
use crate::engine::{Account, Balances, Desk, Loss, Moment, Sale, SaleKind};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};

/// Halvings of a call that a liquidator tries where all of it does not pay.
const HALVINGS: u32 = 6;

#[derive(Debug, Clone)]
pub(super) struct Position {
    loan: usize,
    threshold: u128,
    collateral: Vec<(usize, u128)>,
    /// As of `growth`.
    debt: Vec<(usize, u128)>,
    growth: u128,
    /// When a keeper who saw it unhealthy arrives.
    due: Option<u64>,
    fence: Option<Fence>,
}

/// Prices within which an account is healthy: collateral no lower, debts no higher, growth no more.
#[derive(Debug, Clone)]
struct Fence {
    lows: Vec<(usize, u128)>,
    highs: Vec<(usize, u128)>,
    growth: u128,
}

/// A planned call: tokens, and the places of the two balances.
struct Call {
    debt: usize,
    collateral: usize,
    repay: u128,
    seize: u128,
}

type Value = fn(u128, u128) -> Result<u128>;

fn value_down(amount: u128, price: u128) -> Result<u128> {
    scale_down(amount, price, WAD, "a value")
}

fn value_up(amount: u128, price: u128) -> Result<u128> {
    scale_up(amount, price, WAD, "a value")
}

fn price_of(prices: &[u128], asset: usize) -> u128 {
    prices.get(asset).copied().unwrap_or(0)
}

fn total(balances: &[(usize, u128)], prices: &[u128], value: Value) -> Result<u128> {
    balances.iter().try_fold(0_u128, |sum, (asset, amount)| {
        let value = value(*amount, price_of(prices, *asset))?;
        sum.checked_add(value).ok_or(Error::Overflow {
            what: "an account's value",
        })
    })
}

/// Place of a balance, the balance, and its value.
type Valued = (usize, (usize, u128), u128);

/// The balance of the highest value; the first of equals.
fn largest(balances: &[(usize, u128)], prices: &[u128], value: Value) -> Result<Option<Valued>> {
    let mut best: Option<Valued> = None;
    for (place, balance) in balances.iter().enumerate().filter(|(_, b)| b.1 > 0) {
        let value = value(balance.1, price_of(prices, balance.0))?;
        if best.is_none_or(|(_, _, most)| value > most) {
            best = Some((place, *balance, value));
        }
    }
    Ok(best)
}

impl Position {
    pub(super) fn open(account: &Account, assets: &[String], growth: u128) -> Self {
        let balances = |side: &[(String, u128)]| -> Vec<(usize, u128)> {
            side.iter()
                .filter_map(|(symbol, amount)| {
                    let asset = assets.iter().position(|asset| asset == symbol)?;
                    Some((asset, *amount))
                })
                .collect()
        };
        Self {
            loan: account.loan.id,
            threshold: account.threshold,
            collateral: balances(&account.loan.collateral),
            debt: balances(&account.loan.debt),
            growth,
            due: None,
            fence: None,
        }
    }

    pub(super) fn is_due(&self) -> bool {
        self.due.is_some()
    }

    pub(super) fn balances(&self, growth: u128) -> Balances {
        Balances {
            collateral: self.collateral.clone(),
            debt: self.debt_at(growth).unwrap_or_else(|_| self.debt.clone()),
        }
    }

    /// Debts with interest, rounded up; what they are as stored where nothing has grown.
    fn debt_at(&self, growth: u128) -> Result<Vec<(usize, u128)>> {
        let grown = |(asset, amount): &(usize, u128)| -> Result<(usize, u128)> {
            Ok((*asset, scale_up(*amount, growth, self.growth, "a debt")?))
        };
        self.debt.iter().map(grown).collect()
    }

    pub(super) fn is_behind_fence(&self, moment: &Moment<'_>) -> bool {
        self.fence.as_ref().is_some_and(|fence| {
            moment.growth <= fence.growth
                && fence
                    .lows
                    .iter()
                    .all(|(asset, low)| price_of(moment.prices, *asset) >= *low)
                && fence
                    .highs
                    .iter()
                    .all(|(asset, high)| price_of(moment.prices, *asset) <= *high)
        })
    }

    /// Puts a fence as far from the present prices as health lets, by halves of the distance that a lone move could go.
    fn put_fence(&mut self, moment: &Moment<'_>) -> Result<()> {
        self.fence = None;
        let mut room = WAD / 2;
        for _ in 0..10 {
            let moved = |(asset, _): &(usize, u128), share: u128| -> Result<(usize, u128)> {
                let price = price_of(moment.prices, *asset);
                Ok((*asset, scale_up(price, share, WAD, "a fence")?))
            };
            let lows = self
                .collateral
                .iter()
                .map(|held| moved(held, WAD.saturating_sub(room)))
                .collect::<Result<Vec<_>>>()?;
            let highs = self
                .debt
                .iter()
                .map(|owed| moved(owed, WAD.saturating_add(room / 8)))
                .collect::<Result<Vec<_>>>()?;
            let growth = scale_up(moment.growth, WAD + WAD / 500, WAD, "a fence")?;
            let at = |bounds: &[(usize, u128)], asset: usize| {
                bounds.iter().find(|bound| bound.0 == asset).map(|b| b.1)
            };
            let mut backing = 0_u128;
            for (asset, amount) in &self.collateral {
                backing =
                    backing.saturating_add(value_down(*amount, at(&lows, *asset).unwrap_or(0))?);
            }
            let mut owed = 0_u128;
            for (asset, amount) in self.debt_at(growth)? {
                owed = owed.saturating_add(value_up(amount, at(&highs, asset).unwrap_or(0))?);
            }
            if scale_down(backing, self.threshold, WAD, "an account's health")? >= owed {
                self.fence = Some(Fence {
                    lows,
                    highs,
                    growth,
                });
                return Ok(());
            }
            room /= 2;
        }
        Ok(())
    }

    /// Liquidates until the account is healthy, nothing is left, or no call pays. Ends: every call either closes a balance
    /// whole or repays a part and is followed by a smaller debt.
    pub(super) fn visit(
        &mut self,
        rule: &Rule,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        let prices = moment.prices;
        let debt = self.debt_at(moment.growth)?;
        let backing = total(&self.collateral, prices, value_down)?;
        let backing = scale_down(backing, self.threshold, WAD, "an account's health")?;
        if backing >= total(&debt, prices, value_up)? {
            self.due = None;
            return self.put_fence(moment);
        }
        self.fence = None;
        let due = *self
            .due
            .get_or_insert(moment.time.saturating_add(desk.conditions.latency));
        if moment.time < due {
            return Ok(());
        }
        self.debt = debt;
        self.growth = moment.growth;
        while let Some(call) = self.next_call(rule, prices)? {
            if !self.execute(call, rule, moment, desk)? {
                break;
            }
        }
        self.write_off(moment, desk)?;
        let owed = total(&self.debt, prices, value_up)?;
        let backing = total(&self.collateral, prices, value_down)?;
        if scale_down(backing, self.threshold, WAD, "an account's health")? >= owed {
            self.due = None;
        }
        Ok(())
    }

    fn write_off(&mut self, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        let owes = self.debt.iter().any(|debt| debt.1 > 0);
        if !owes || self.collateral.iter().any(|held| held.1 > 0) {
            return Ok(());
        }
        let usd = total(&self.debt, moment.prices, value_up)?;
        self.debt.iter_mut().for_each(|debt| debt.1 = 0);
        desk.losses.push(Loss {
            time: moment.time,
            loan: self.loan,
            usd,
            insured_usd: 0,
        });
        Ok(())
    }

    fn next_call(&self, rule: &Rule, prices: &[u128]) -> Result<Option<Call>> {
        let owed = total(&self.debt, prices, value_up)?;
        let backing = total(&self.collateral, prices, value_down)?;
        let backing = scale_down(backing, self.threshold, WAD, "an account's health")?;
        if backing >= owed {
            return Ok(None);
        }
        let picked_debt = largest(&self.debt, prices, value_up)?;
        let picked_collateral = largest(&self.collateral, prices, value_down)?;
        let (Some((debt, owing, owing_usd)), Some((collateral, held, held_usd))) =
            (picked_debt, picked_collateral)
        else {
            return Ok(None);
        };
        let terms = rule.terms(&Case {
            threshold: self.threshold,
            backing,
            owed,
            owing: owing_usd,
            held: held_usd,
        })?;
        let pair = Pair {
            debt_price: price_of(prices, owing.0),
            collateral_price: price_of(prices, held.0),
            owing: owing.1,
            held: held.1,
            bonus: terms.bonus,
        };
        let mut repay = if terms.repay >= owing_usd {
            owing.1
        } else {
            pair.debt_for(terms.repay)?
        };
        let mut seize = pair.seized_for(repay)?;
        if seize >= held.1 {
            seize = held.1;
            repay = repay.min(pair.repaid_for_all()?);
        } else if repay < owing.1 && terms.whole_for_dust {
            let owing_left = value_down(owing.1.saturating_sub(repay), pair.debt_price)?;
            let held_left = value_down(held.1.saturating_sub(seize), pair.collateral_price)?;
            if owing_left < terms.least_left || held_left < terms.least_left {
                repay = owing.1;
                seize = pair.seized_for(repay)?;
                if seize >= held.1 {
                    seize = held.1;
                    repay = repay.min(pair.repaid_for_all()?);
                }
            }
        } else if repay < owing.1 {
            let left = |value: u128| value.saturating_sub(terms.least_left);
            let collateral_left =
                scale_down(left(held_usd), WAD, WAD + terms.bonus, "a repayment")?;
            let most = pair.debt_for(left(owing_usd).min(collateral_left))?;
            if most < repay {
                repay = most;
                seize = pair.seized_for(repay)?;
            }
        }
        Ok(Some(Call {
            debt,
            collateral,
            repay,
            seize,
        }))
    }

    /// Makes a call, or the largest of its halves that pays; says whether anybody did.
    fn execute(
        &mut self,
        call: Call,
        rule: &Rule,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<bool> {
        let gone = || Error::Overflow { what: "a balance" };
        let debt = self.debt.get_mut(call.debt).ok_or_else(gone)?;
        let collateral = self.collateral.get_mut(call.collateral).ok_or_else(gone)?;
        let (debt_price, spot) = (
            price_of(moment.prices, debt.0),
            price_of(moment.prices, collateral.0),
        );
        let gas_usd = rule.gas().saturating_mul(desk.conditions.gas_price);
        for halving in 0..=HALVINGS {
            // A part of a call pays the same price: seized rounds down, repaid up, for the borrower.
            let (seize, repay) = (
                call.seize >> halving,
                call.repay.div_ceil(1 << halving).min(call.repay),
            );
            let sold_usd = value_down(seize, spot)?;
            let repaid_usd = value_down(repay, debt_price)?;
            let slippage = desk.depth.slippage(collateral.0, moment.time, sold_usd);
            let slippage_usd = scale_up(sold_usd, slippage.min(WAD), WAD, "slippage")?;
            let gain = sold_usd.saturating_sub(repaid_usd);
            // Without costs anything is taken, even what is worth nothing: somebody ends the account.
            if gain < slippage_usd.saturating_add(gas_usd) {
                continue;
            }
            debt.1 = debt.1.checked_sub(repay).ok_or_else(gone)?;
            collateral.1 = collateral.1.checked_sub(seize).ok_or_else(gone)?;
            desk.depth.trade(collateral.0, moment.time, sold_usd, 0);
            desk.sales.push(Sale {
                time: moment.time,
                loan: self.loan,
                kind: SaleKind::Liquidation,
                asset: collateral.0,
                debt: debt.0,
                amount: seize,
                price: scale_down(repaid_usd, WAD, seize.max(1), "a price")?,
                spot,
                repaid: repay,
                sold_usd,
                repaid_usd,
                slippage_usd,
                gas_usd,
            });
            return Ok(true);
        }
        Ok(false)
    }
}

/// The picked debt and collateral.
struct Pair {
    debt_price: u128,
    collateral_price: u128,
    owing: u128,
    held: u128,
    bonus: u128,
}

impl Pair {
    /// Debt tokens worth this many USD, rounded down but at least the smallest unit, at most all.
    fn debt_for(&self, usd: u128) -> Result<u128> {
        Ok(scale_down(usd, WAD, self.debt_price, "a repayment")?.clamp(1, self.owing))
    }

    /// Collateral tokens seized for a repayment: its value and the bonus, rounded down.
    fn seized_for(&self, repay: u128) -> Result<u128> {
        let usd = value_down(repay, self.debt_price)?;
        let usd = scale_down(usd, WAD + self.bonus, WAD, "a seizure")?;
        scale_down(usd, WAD, self.collateral_price, "a seizure")
    }

    /// Debt tokens repaid for all of the collateral: its value less the bonus, rounded up.
    fn repaid_for_all(&self) -> Result<u128> {
        let usd = value_up(self.held, self.collateral_price)?;
        let usd = scale_up(usd, WAD, WAD + self.bonus, "a repayment")?;
        Ok(scale_up(usd, WAD, self.debt_price, "a repayment")?.clamp(1, self.owing))
    }
}
