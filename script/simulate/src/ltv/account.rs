//! One account's balances, and the calls that liquidate it.

use super::outcome::{ForcedSale, LenderLoss, LoanOutcome};
use super::{LtvAccount, LtvRules, value_down, value_up};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use crate::prices::Path;
use risk_core::fixed::{RAY, Ray};

/// A balance of one asset: index into the path's assets, WAD tokens.
#[derive(Debug, Clone, Copy)]
struct Balance {
    asset: usize,
    amount: u128,
}

pub(super) struct Account {
    collateral: Vec<Balance>,
    debt: Vec<Balance>,
    threshold: u128,
    outcome: LoanOutcome,
}

/// One call as planned: tokens, and the places of the two balances.
struct Call {
    debt: usize,
    collateral: usize,
    repay: u128,
    seize: u128,
}

type Value = fn(u128, u128) -> Result<u128>;

fn price_of(prices: &[u128], asset: usize) -> u128 {
    prices.get(asset).copied().unwrap_or(0)
}

fn total(balances: &[Balance], prices: &[u128], value: Value) -> Result<u128> {
    balances.iter().try_fold(0_u128, |sum, balance| {
        let value = value(balance.amount, price_of(prices, balance.asset))?;
        sum.checked_add(value).ok_or(Error::Overflow {
            what: "an account's value",
        })
    })
}

fn add(sum: &mut u128, value: u128) -> Result<()> {
    *sum = sum.checked_add(value).ok_or(Error::Overflow {
        what: "a loan's total",
    })?;
    Ok(())
}

/// Place, balance and value of the balance of the highest value; the first of equals.
fn largest(
    balances: &[Balance],
    prices: &[u128],
    value: Value,
) -> Result<Option<(usize, Balance, u128)>> {
    let mut best: Option<(usize, Balance, u128)> = None;
    for (place, balance) in balances.iter().enumerate().filter(|(_, b)| b.amount > 0) {
        let value = value(balance.amount, price_of(prices, balance.asset))?;
        if best.is_none_or(|(_, _, most)| value > most) {
            best = Some((place, *balance, value));
        }
    }
    Ok(best)
}

impl Account {
    pub(super) fn open(account: &LtvAccount, path: &Path, prices: &[u128]) -> Result<Self> {
        let balances = |side: &[(String, u128)]| -> Vec<Balance> {
            side.iter()
                .filter_map(|(asset, amount)| {
                    path.asset(asset).map(|asset| Balance {
                        asset,
                        amount: *amount,
                    })
                })
                .collect()
        };
        let collateral = balances(&account.loan.collateral);
        let debt = balances(&account.loan.debt);
        let equity =
            total(&collateral, prices, value_down)?.saturating_sub(total(&debt, prices, value_up)?);
        let outcome = LoanOutcome {
            id: account.loan.id,
            opening_equity_usd: equity,
            ..Default::default()
        };
        Ok(Self {
            collateral,
            debt,
            threshold: account.threshold,
            outcome,
        })
    }

    /// Multiplies the debts by `growth`, rounded up.
    pub(super) fn accrue(&mut self, growth: Ray) -> Result<()> {
        for debt in &mut self.debt {
            debt.amount = scale_up(debt.amount, growth.0, RAY, "a debt")?;
        }
        Ok(())
    }

    /// Liquidates until the health factor is 1 or nothing is left to seize or to repay. Ends: every
    /// call either closes a balance whole or repays the close factor's part or as much as leaves the
    /// least value, and is followed by a smaller debt.
    pub(super) fn liquidate(
        &mut self,
        time: u64,
        prices: &[u128],
        path: &Path,
        rules: &LtvRules,
        sales: &mut Vec<ForcedSale>,
        losses: &mut Vec<LenderLoss>,
    ) -> Result<()> {
        while let Some(call) = self.next_call(prices, rules)? {
            let sale = self.execute(&call, time, prices, path)?;
            sales.push(sale);
            self.outcome.liquidations += 1;
        }
        let owes = self.debt.iter().any(|debt| debt.amount > 0);
        if owes
            && self
                .collateral
                .iter()
                .all(|collateral| collateral.amount == 0)
        {
            let usd = total(&self.debt, prices, value_up)?;
            self.debt.iter_mut().for_each(|debt| debt.amount = 0);
            add(&mut self.outcome.lender_loss_usd, usd)?;
            losses.push(LenderLoss {
                time,
                loan: self.outcome.id,
                usd,
            });
        }
        Ok(())
    }

    fn next_call(&self, prices: &[u128], rules: &LtvRules) -> Result<Option<Call>> {
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
        let pair = Pair {
            debt_price: price_of(prices, owing.asset),
            collateral_price: price_of(prices, held.asset),
            owing: owing.amount,
            held: held.amount,
            bonus: rules.bonus,
        };
        let health = scale_down(backing, WAD, owed, "an account's health")?;
        let part_only = health > rules.whole_below_health
            && owing_usd >= rules.whole_below_usd
            && held_usd >= rules.whole_below_usd;
        let mut repay = owing.amount;
        if part_only {
            let most = scale_down(owed, rules.close_factor, WAD, "a repayment")?;
            repay = repay.min(pair.debt_for(most)?);
        }
        let mut seize = pair.seized_for(repay)?;
        if seize >= held.amount {
            seize = held.amount;
            repay = repay.min(pair.repaid_for_all()?);
        } else if repay < owing.amount {
            let left = |value: u128| value.saturating_sub(rules.least_left_usd);
            let collateral_left =
                scale_down(left(held_usd), WAD, WAD + rules.bonus, "a repayment")?;
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

    fn execute(
        &mut self,
        call: &Call,
        time: u64,
        prices: &[u128],
        path: &Path,
    ) -> Result<ForcedSale> {
        let gone = || Error::Overflow { what: "a balance" };
        let debt = self.debt.get_mut(call.debt).ok_or_else(gone)?;
        let collateral = self.collateral.get_mut(call.collateral).ok_or_else(gone)?;
        debt.amount = debt.amount.checked_sub(call.repay).ok_or_else(gone)?;
        collateral.amount = collateral.amount.checked_sub(call.seize).ok_or_else(gone)?;
        let seized_usd = value_down(call.seize, price_of(prices, collateral.asset))?;
        let repaid_usd = value_down(call.repay, price_of(prices, debt.asset))?;
        let penalty_usd = seized_usd.saturating_sub(repaid_usd);
        add(&mut self.outcome.sold_usd, seized_usd)?;
        add(&mut self.outcome.repaid_usd, repaid_usd)?;
        add(&mut self.outcome.penalty_usd, penalty_usd)?;
        let symbol = |asset: usize| path.assets.get(asset).cloned().unwrap_or_default();
        Ok(ForcedSale {
            time,
            loan: self.outcome.id,
            collateral: symbol(collateral.asset),
            debt: symbol(debt.asset),
            seized: call.seize,
            repaid: call.repay,
            seized_usd,
            repaid_usd,
            penalty_usd,
        })
    }

    pub(super) fn outcome(&self, prices: &[u128]) -> Result<LoanOutcome> {
        let final_collateral_usd = total(&self.collateral, prices, value_down)?;
        let final_debt_usd = total(&self.debt, prices, value_up)?;
        Ok(LoanOutcome {
            final_collateral_usd,
            final_debt_usd,
            final_equity_usd: final_collateral_usd.saturating_sub(final_debt_usd),
            ..self.outcome.clone()
        })
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
