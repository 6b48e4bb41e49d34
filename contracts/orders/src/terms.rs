//! Whether an order is due, and on what terms: pure logic over what the debt book tells.

use alloy_primitives::Address;
use alloy_sol_types::SolError;
use ballast_common::revert::{Result, about_one, bare, nonzero, pair};
use ballast_unwinder_state::{
    assess::maintenance,
    portfolio::{Holding, Portfolio, Prices},
};
use risk_core::{
    RiskError,
    fixed::{WAD, Wad, mul_div_up},
    unwind::{self, MAX_PROCEEDS, Pair},
};

use crate::{
    IOrders,
    layout::{Kind, Order},
};

/// Maintenance health of an account at both prices, WAD.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Healths {
    /// At smoothed prices: what orders wait for.
    pub smoothed: u128,
    /// At spot prices.
    pub spot: u128,
}

impl Healths {
    /// Of an account.
    ///
    /// # Errors
    /// Of `risk-core`.
    #[inline(never)]
    pub fn of(portfolio: &Portfolio) -> Result<Self> {
        let at = |prices| -> Result<u128, RiskError> {
            Ok(maintenance(portfolio, &portfolio.positions(prices)?)?.0)
        };
        Ok(Self {
            smoothed: at(Prices::Smoothed)?,
            spot: at(Prices::Spot)?,
        })
    }

    /// Refuses where either is lower after an action.
    ///
    /// # Errors
    /// `LowersHealth`.
    pub fn require_no_lower(self, after: Self) -> Result<()> {
        for (before, after) in [(self.smoothed, after.smoothed), (self.spot, after.spot)] {
            if after < before {
                return Err(pair(IOrders::LowersHealth::SELECTOR, before, after));
            }
        }
        Ok(())
    }
}

/// Refuses while a price that matters is not there: of a debt, of `asset`, or of collateral worth a sixteenth of the debts and
/// more. Less of it holds nothing up: else a stranger's speck of an asset with a dead feed would.
///
/// # Errors
/// `PriceUnavailable`.
pub fn require_prices(portfolio: &Portfolio, asset: &Address) -> Result<()> {
    let mut debts = 0u128;
    for holding in &portfolio.holdings {
        debts = debts.saturating_add(holding.debt_usd(holding.spot)?);
    }
    for holding in portfolio.holdings.iter().filter(|held| held.is_unpriced()) {
        let value = holding.collateral_usd(holding.spot.max(holding.smoothed))?;
        if holding.debt > 0 || holding.asset == *asset || value >= (debts >> 4).max(1) {
            let flags = u128::from(holding.flags);
            return Err(about_one(
                IOrders::PriceUnavailable::SELECTOR,
                &holding.asset,
                flags,
            ));
        }
    }
    Ok(())
}

/// Place of an asset among the holdings, and the holding.
fn held<'a>(portfolio: &'a Portfolio, asset: &Address) -> Option<(usize, &'a Holding)> {
    let mut holdings = portfolio.holdings.iter().enumerate();
    holdings.find(|(_, holding)| holding.asset == *asset)
}

/// An order on an account.
pub struct Case {
    /// What the debt book tells.
    pub portfolio: Portfolio,
    /// What is wanted.
    pub order: Order,
    /// Before anything is done.
    pub healths: Healths,
}

/// What executing comes to. Token units, USD WAD.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Most that may be moved.
    pub most: u128,
    /// USD per whole collateral token; zero where nothing is sold.
    pub price: u128,
    /// Least that it falls to.
    pub floor: u128,
}

impl Terms {
    /// Least that must be moved, so that specks do not keep others from executing: a quarter, rounded up.
    pub fn least(&self) -> u128 {
        self.most.div_ceil(4)
    }
}

impl Case {
    /// Refuses an order whose condition is not there.
    ///
    /// # Errors
    /// `NotDue`; `PriceUnavailable`; `ZeroAmount` where the account has nothing of what is sold.
    #[inline(never)]
    pub fn require_due(&self) -> Result<()> {
        let Self {
            portfolio, order, ..
        } = self;
        require_prices(portfolio, &order.collateral_asset)?;
        let (value, due) = if order.kind.waits_for_price() {
            let spot = self.sold()?.1.spot;
            let due = match order.kind {
                Kind::SellAbove => spot >= order.trigger,
                _ => spot <= order.trigger,
            };
            (spot, due)
        } else {
            let health = self.healths.smoothed;
            (health, health < order.trigger)
        };
        if due {
            Ok(())
        } else {
            Err(pair(IOrders::NotDue::SELECTOR, value, order.trigger))
        }
    }

    /// The holding that is sold.
    fn sold(&self) -> Result<(usize, &Holding)> {
        held(&self.portfolio, &self.order.collateral_asset)
            .ok_or_else(|| bare(IOrders::ZeroAmount::SELECTOR))
    }

    /// The holding that is repaid.
    fn owed(&self) -> Result<(usize, &Holding)> {
        held(&self.portfolio, &self.order.debt_asset)
            .filter(|(_, holding)| holding.debt > 0)
            .ok_or_else(|| bare(IOrders::ZeroAmount::SELECTOR))
    }

    /// The terms after the price has been falling for `elapsed` seconds; `available` is what the source can give.
    ///
    /// # Errors
    /// `ZeroAmount`, `PriceTooLow`; of `risk-core`.
    #[inline(never)]
    pub fn terms(&self, elapsed: u64, available: u128) -> Result<Terms> {
        let order = &self.order;
        let most = order.per_execution.min(order.left);
        if order.kind.sells() {
            return self.sale(most, elapsed);
        }
        let most = most.min(available);
        let most = match order.kind {
            Kind::Repay => most.min(self.owed()?.1.debt),
            _ => most,
        };
        Ok(Terms {
            most: nonzero(most)?,
            ..Terms::default()
        })
    }

    /// The price falls from spot to spot less the discount, and never under the owner's worst. Up: for the owner.
    fn sale(&self, most: u128, elapsed: u64) -> Result<Terms> {
        let order = &self.order;
        let ((sold_at, sold), (owed_at, owed)) = (self.sold()?, self.owed()?);
        let kept = WAD.saturating_sub(u128::from(order.discount));
        let floor = mul_div_up(sold.spot, kept, WAD)?.max(order.worst_price);
        if sold.spot < order.worst_price || sold.spot == 0 {
            return Err(pair(
                IOrders::PriceTooLow::SELECTOR,
                sold.spot,
                order.worst_price,
            ));
        }
        let price = unwind::dutch_linear(Wad(sold.spot), Wad(floor), elapsed, order.decay).0;
        // What pays the whole debt, and the fee on top.
        let whole = mul_div_up(owed.debt_usd(owed.spot)?, sold.unit, price.max(1))?;
        let mut most = most
            .min(sold.collateral)
            .min(whole.saturating_add(order.fee_of(whole)));
        if order.kind == Kind::Deleverage {
            let pair = Pair {
                collateral: sold_at,
                debt: owed_at,
            };
            most = most.min(self.need(pair, sold, owed, price)?);
        }
        Ok(Terms {
            most: nonzero(most)?,
            price,
            floor,
        })
    }

    /// The least sale at `price` that brings health to the target, token units. Where smoothed prices stand above what a sale
    /// yields, it is sized as at smoothed prices less the discount to spot, as the unwinder does: more would be sold than is
    /// needed once averages have come down.
    fn need(&self, pair: Pair, sold: &Holding, owed: &Holding, price: u128) -> Result<u128> {
        let positions = self.portfolio.positions(Prices::Smoothed)?;
        let repaid = mul_div_up(price, owed.smoothed, owed.spot.max(1))?;
        let proceeds = mul_div_up(repaid, WAD, sold.smoothed.max(1))?;
        let at_spot = mul_div_up(price, WAD, sold.spot.max(1))?;
        let proceeds = proceeds.max(at_spot.min(WAD)).clamp(1, MAX_PROCEEDS.0);
        let sale = unwind::need(
            &positions,
            &self.portfolio.factors,
            self.portfolio.stress,
            pair,
            Wad(self.order.target),
            Wad(proceeds),
        )?;
        Ok(mul_div_up(sale.sell.0, sold.unit, sold.smoothed.max(1))?)
    }

    /// What an executor pays for `moved` of which it keeps the fee: debt token units, up, at most the debt; nothing where
    /// nothing is sold.
    ///
    /// # Errors
    /// `ZeroAmount`, where it rounds to nothing; overflow.
    pub fn cost(&self, terms: &Terms, moved: u128) -> Result<u128> {
        if !self.order.kind.sells() {
            return Ok(0);
        }
        let ((_, sold), (_, owed)) = (self.sold()?, self.owed()?);
        let priced = moved.saturating_sub(self.order.fee_of(moved));
        let usd = mul_div_up(priced, terms.price, sold.unit)?;
        nonzero(mul_div_up(usd, owed.unit, owed.spot.max(1))?.min(owed.debt))
    }

    /// Health once `moved` is moved and `paid` paid. What the account does not hold yet counts for nothing here.
    ///
    /// # Errors
    /// Of `risk-core`.
    #[inline(never)]
    pub fn after(&self, moved: u128, paid: u128) -> Result<Healths> {
        let order = &self.order;
        let net = moved.saturating_sub(order.fee_of(moved));
        let (taken, added, repaid) = match order.kind {
            Kind::Add => (0, net, 0),
            Kind::Repay => (0, 0, net),
            _ => (moved, 0, paid),
        };
        let mut portfolio = self.portfolio.clone();
        for holding in &mut portfolio.holdings {
            if holding.asset == order.collateral_asset {
                holding.collateral = holding
                    .collateral
                    .saturating_sub(taken)
                    .saturating_add(added);
            }
            if holding.asset == order.debt_asset {
                holding.debt = holding.debt.saturating_sub(repaid);
            }
        }
        Healths::of(&portfolio)
    }

    /// USD per whole token of what is sold or added; zero where the account does not hold it, or nothing is.
    pub fn spot(&self) -> u128 {
        held(&self.portfolio, &self.order.collateral_asset).map_or(0, |(_, holding)| holding.spot)
    }
}
