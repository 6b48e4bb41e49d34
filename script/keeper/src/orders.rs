//! Margin calls and standing orders: which there are, which may be due, and whether it pays to execute one. Pure.

use crate::{
    assess::{Market, assess},
    book::Book,
    config::WAD,
    decide::{Hold, Rules, times, worth},
};
use alloy::primitives::{Address, U256};
use ballast_bindings::orders::IOrders::{IOrdersEvents, Order, Quote};
use risk_core::fixed::{wide_mul_div_down, wide_mul_div_up};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kinds of `IOrders.Order` that sell collateral.
const SALES: [u8; 3] = [1, 4, 5];
const AT_MOST: u8 = 4;
const AT_LEAST: u8 = 5;
/// Seconds that a margin call stands at least: health that swings about the threshold costs keepers two transactions an hour.
const CALL_STANDS: u64 = 3_600;
/// Most margin calls, and ends of such, in one tick: in a crash they must not hold up unwinds.
const MOST_CALLS: usize = 16;

/// What of an order tells whether it may be due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    kind: u8,
    collateral_asset: Address,
    expires: u64,
    trigger: U256,
}

/// The margin calls and standing orders of one debt book, as events tell.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Orders {
    orders: BTreeMap<Address, BTreeMap<u8, Known>>,
    /// When accounts were called whose call has not ended; 0 where the endpoint does not tell times.
    called: BTreeMap<Address, u64>,
}

/// What makes a margin call, or its end, worth telling.
#[derive(Clone, Copy, Debug)]
pub struct Calls {
    /// Health under which an account is in the watch stage: 1 + buffer, WAD.
    pub required: u128,
    /// Least debt, USD, WAD.
    pub least_debt: u128,
    /// Time of the block, seconds.
    pub now: u64,
}

impl Orders {
    /// Takes an event of a block of this time into account; those of other books are passed over.
    pub fn apply(&mut self, book: Address, event: &IOrdersEvents, time: Option<u64>) {
        match event {
            IOrdersEvents::MarginCall(e) if e.book == book => {
                self.called.insert(e.account, time.unwrap_or_default());
            }
            IOrdersEvents::MarginCallEnded(e) if e.book == book => {
                self.called.remove(&e.account);
            }
            IOrdersEvents::OrderSet(e) if e.book == book => {
                let known = Known {
                    kind: e.order.kind,
                    collateral_asset: e.order.collateralAsset,
                    expires: e.order.expires,
                    trigger: e.order.trigger,
                };
                self.orders
                    .entry(e.account)
                    .or_default()
                    .insert(e.id, known);
            }
            IOrdersEvents::OrderCancelled(e) if e.book == book => self.drop(e.account, e.id),
            IOrdersEvents::OrderExecuted(e) if e.book == book && e.left.is_zero() => {
                self.drop(e.account, e.id);
            }
            _ => {}
        }
    }

    fn drop(&mut self, account: Address, id: u8) {
        if let Some(orders) = self.orders.get_mut(&account) {
            orders.remove(&id);
            if orders.is_empty() {
                self.orders.remove(&account);
            }
        }
    }

    /// Accounts under margin call.
    pub fn called(&self) -> usize {
        self.called.len()
    }

    /// Accounts of which a margin call, or its end, is to be told, judged in memory, the lowest health first. Looks must be exact
    /// under `required`. An end waits until the call has stood for an hour; a debt under the least is not called.
    pub fn calls(&self, book: &Book, calls: &Calls) -> Vec<Address> {
        let one = risk_core::fixed::WAD;
        let mut due = Vec::new();
        for (address, account) in book.accounts() {
            let Some(look) = account.look.as_ref().filter(|_| account.owes()) else {
                continue;
            };
            let watched = (one..calls.required).contains(&look.health);
            if watched && look.debt >= calls.least_debt && !self.called.contains_key(address) {
                due.push((look.health, *address));
            }
        }
        for (address, since) in &self.called {
            // An account without debt is as well as can be; one that cannot be judged is let be.
            let account = book.accounts().get(address).filter(|known| known.owes());
            let health = account.map_or(Some(u128::MAX), |known| {
                known.look.as_ref().map(|look| look.health)
            });
            let stood = calls.now >= since.saturating_add(CALL_STANDS);
            if let Some(health) = health.filter(|health| stood && *health >= calls.required) {
                due.push((health, *address));
            }
        }
        due.sort_unstable();
        due.truncate(MOST_CALLS);
        due.into_iter().map(|(_, address)| address).collect()
    }

    /// Orders that may be due at time `now`, judged in memory: by price exactly, by health with a `guard` (WAD) over it.
    pub fn due(&self, book: &Book, market: &Market, now: u64, guard: U256) -> Vec<(Address, u8)> {
        let mut due = Vec::new();
        for (account, orders) in &self.orders {
            let Some(held) = book.accounts().get(account).filter(|held| held.owes()) else {
                continue;
            };
            let mut health = None;
            for (id, order) in orders {
                let spot = market.assets.get(&order.collateral_asset);
                let spot = spot.map(|asset| U256::from(asset.spot));
                let met = match order.kind {
                    AT_MOST => spot.is_some_and(|spot| spot <= order.trigger),
                    AT_LEAST => spot.is_some_and(|spot| spot >= order.trigger),
                    _ => {
                        let health = *health.get_or_insert_with(|| {
                            // What cannot be judged here, the chain is asked.
                            assess(held, market, 0).map_or(0, |look| look.lowest)
                        });
                        let most = times(order.trigger, WAD.saturating_add(guard));
                        U256::from(health) < most
                    }
                };
                if met && now <= order.expires {
                    due.push((*account, *id));
                }
            }
        }
        due
    }
}

/// Whether an order sells collateral; others add or repay.
pub fn sells(order: &Order) -> bool {
    SALES.contains(&order.kind)
}

/// What an order moves: collateral sold or added, debt repaid.
pub fn moved_asset(order: &Order) -> Address {
    if order.collateralAsset.is_zero() {
        order.debtAsset
    } else {
        order.collateralAsset
    }
}

/// Whether the fall of a sale's price is to be begun first.
pub fn must_be_armed(order: &Order, armed_at: u64, now: u64) -> bool {
    let lasts = u64::from(order.decay).saturating_mul(2);
    sells(order) && order.decay > 0 && (armed_at == 0 || now >= armed_at.saturating_add(lasts))
}

/// What executing brings, and what the executor needs to judge it.
#[derive(Clone, Debug)]
pub struct Deal {
    /// As quoted.
    pub quote: Quote,
    /// USD per whole token of what is moved, WAD.
    pub spot: U256,
    /// Of what is moved.
    pub decimals: u8,
    /// USD per whole debt token, WAD.
    pub debt_spot: U256,
    /// Of the debt token.
    pub debt_decimals: u8,
    /// Debt tokens that the executor has.
    pub available: U256,
}

/// Most to move, and most to pay. Token units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Most to move.
    pub amount: U256,
    /// Most to pay.
    pub limit: U256,
}

/// Whether beginning the fall of a sale's price may ever pay: at its end, for as much as is sold at a time, with the gas of two
/// transactions.
pub fn is_worth_arming(order: &Order, spot: U256, decimals: u8, rules: &Rules) -> bool {
    let most = order.perExecution.min(order.total);
    let value = |amount| worth(wide_mul_div_down, amount, spot, decimals).unwrap_or_default();
    let (sold, fee) = (value(most), value(order.fee.min(most)));
    let gain = times(sold, U256::from(order.discount)).saturating_add(fee);
    let gas = rules.gas_cost.saturating_mul(U256::from(2));
    gain >= times(sold, rules.min_margin) && gain >= gas.saturating_add(rules.min_profit)
}

/// What to execute of an order that sells: all of it, or what the executor's debt tokens pay for.
///
/// # Errors
/// The [`Hold`] that forbids it.
pub fn plan_sale(deal: &Deal, rules: &Rules) -> Result<Execution, Hold> {
    let Quote {
        most, least, paid, ..
    } = deal.quote;
    if most.is_zero() || paid.is_zero() {
        return Err(Hold::NothingReleased);
    }
    let (amount, limit) = if deal.available >= paid {
        (most, paid)
    } else {
        let part = wide_mul_div_down(most, deal.available, paid);
        (part.unwrap_or_default(), deal.available)
    };
    if amount.is_zero() || amount < least {
        return Err(Hold::NoFunds {
            cost: paid,
            available: deal.available,
        });
    }
    let gained = worth(wide_mul_div_down, amount, deal.spot, deal.decimals);
    let spent = worth(wide_mul_div_up, limit, deal.debt_spot, deal.debt_decimals);
    let (gained, spent) = (gained.unwrap_or_default(), spent.unwrap_or(U256::MAX));
    if spent > times(gained, WAD.saturating_sub(rules.min_margin)) {
        return Err(Hold::TooDear {
            price: deal.quote.price,
            limit: times(deal.spot, WAD.saturating_sub(rules.min_margin)),
        });
    }
    let profit = gained.saturating_sub(spent);
    pays(profit, rules).map(|()| Execution { amount, limit })
}

/// What to execute of an order that adds or repays: all of it, for its fee.
///
/// # Errors
/// The [`Hold`] that forbids it.
pub fn plan_addition(deal: &Deal, rules: &Rules) -> Result<Execution, Hold> {
    let Quote { most, fee, .. } = deal.quote;
    let fee = worth(wide_mul_div_down, fee, deal.spot, deal.decimals).unwrap_or_default();
    pays(fee, rules).map(|()| Execution {
        amount: most,
        limit: U256::ZERO,
    })
}

fn pays(gain: U256, rules: &Rules) -> Result<(), Hold> {
    match gain.checked_sub(rules.gas_cost) {
        Some(profit) if profit >= rules.min_profit => Ok(()),
        profit => Err(Hold::SmallProfit {
            profit: profit.unwrap_or_default(),
            gas: rules.gas_cost,
        }),
    }
}

#[cfg(test)]
#[path = "orders_tests.rs"]
mod tests;
