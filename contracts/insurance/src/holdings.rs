//! Collateral that the fund owns: what it is worth, buying it in unwinds, selling it over time.

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::IOracle,
    call,
    convert::{narrow, wide, word_address},
    dispatch::Output,
    guard,
    revert::{Failure, Result, about, address, because, bounded, nonzero, pair},
    token::{self, TokenError},
};
use risk_core::{
    RiskError,
    fixed::{Wad, mul_div_down, mul_div_up},
    unwind::dutch_linear,
};
use stylus_sdk::prelude::*;

use crate::{
    Insurance,
    abi::{IInsurance, IUnwinder},
    fund::{BPS, Price, Prices, WINDOW},
    layout::{COLLATERALS, Holding, Kind, ORACLE, Terms},
};

/// The oracle's flag of an asset that has left what it is pegged to: its price is the present one all the same.
const DEPEGGED: u128 = 8;
/// Largest share of the fund's worth in one collateral, bps.
const SHARE_MAX: u128 = 9_000;

/// What the fund's collateral is worth, units of the asset.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Worth {
    /// As redemptions count it: nothing where there is no price.
    pub(crate) low: u128,
    high: u128,
    /// A collateral without a price.
    unpriced: Option<Address>,
}

impl Worth {
    /// As deposits count it.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    pub(crate) fn high(&self) -> Result<u128> {
        match self.unpriced {
            None => Ok(self.high),
            Some(asset) => Err(unpriced(&asset)),
        }
    }
}

/// What is for sale now.
pub(crate) struct Sale {
    /// Token units.
    pub(crate) amount: u128,
    /// USD per whole token.
    pub(crate) price: u128,
    /// What all of it costs, units of the asset.
    pub(crate) cost: u128,
}

impl Insurance {
    /// The oracle.
    pub(crate) fn oracle(&self) -> Address {
        word_address(self.word_at(ORACLE))
    }

    /// Prices of one token, if they can be relied on.
    #[inline(never)]
    fn price(&self, asset: &Address, decimals: u8) -> Option<Price> {
        let mut question = Output::selected(IOracle::priceCall::SELECTOR);
        question.address(asset);
        let words = call::read(self.vm(), self.oracle(), question.data()).ok()?;
        let word = |place| words.get(place).and_then(narrow);
        let (spot, smoothed, flags) = (word(0)?, word(1)?, word(5)?);
        (flags & !DEPEGGED == 0 && spot > 0 && smoothed > 0).then_some(Price {
            spot,
            smoothed,
            unit: 10u128.checked_pow(decimals.into())?,
        })
    }

    /// Prices of a collateral and of the asset.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    #[inline(never)]
    fn prices(&self, collateral: &Address, decimals: u8) -> Result<Prices> {
        let asset = self.asset();
        let price =
            |token: &Address, decimals| self.price(token, decimals).ok_or_else(|| unpriced(token));
        Ok(Prices {
            collateral: price(collateral, decimals)?,
            asset: price(&asset, self.asset_decimals())?,
        })
    }

    /// What all collateral is worth. Without any, nothing is asked.
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub(crate) fn worth(&self) -> Result<Worth> {
        let (mut worth, discount) = (Worth::default(), self.terms().sale_discount);
        for collateral in self.listed(Kind::CollateralAt) {
            let Holding {
                amount, decimals, ..
            } = self.holding_of(&collateral);
            if amount == 0 {
                continue;
            }
            match self.prices(&collateral, decimals) {
                Ok(prices) => {
                    worth.low = worth.low.saturating_add(prices.low(amount, discount)?);
                    worth.high = worth.high.saturating_add(prices.high(amount)?);
                }
                Err(_) => worth.unpriced = Some(collateral),
            }
        }
        Ok(worth)
    }

    /// What the fund may pay for more of a collateral now: within its share, that of all collateral and that of seven
    /// days, each of what the fund is worth as redemptions count it, and within the capital.
    ///
    /// # Errors
    /// `PriceUnavailable` where any collateral that it holds has no price.
    #[inline(never)]
    pub(crate) fn purchasable(&self, holding: &Holding, prices: &Prices) -> Result<u128> {
        let (worth, terms, fund) = (self.worth()?, self.terms(), self.fund());
        let (held, own) = (worth.high()?, prices.high(holding.amount)?);
        let base = fund.with(worth.low).capital;
        let part = |share: u64| mul_div_down(base, share.into(), BPS);
        let lately = self
            .purchases()
            .available(part(terms.purchase_share)?, WINDOW, self.now())?;
        Ok(part(terms.held_share)?
            .saturating_sub(held)
            .min(part(holding.share)?.saturating_sub(own))
            .min(lately)
            .min(fund.capital))
    }

    /// `IInsurance.backstop`: what arrived and what it cost.
    #[inline(never)]
    pub(crate) fn backstop(
        &mut self,
        book: Address,
        account: Address,
        collateral: Address,
        wanted: u128,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        self.require_book(&book)?;
        let (asset, this) = (self.asset(), self.vm().contract_address());
        let holding = self.holding_of(&collateral);
        let prices = self.prices(&collateral, holding.decimals)?;
        let discount = u128::from(self.terms().discount);
        let highest = prices.off_spot(BPS.saturating_sub(discount))?;
        // Who pays the whole debt pays its last part of a unit of collateral as well.
        let limit = |amount: u128| prices.cost(amount.saturating_add(1), highest);
        let room = self.purchasable(&holding, &prices)?;
        let amount = wanted.min(prices.bought(room, highest)?);
        if amount == 0 || collateral == asset {
            return Err(about(IInsurance::NothingToTrade::SELECTOR, &collateral));
        }
        let question = Output::selected(ballast_pool_state::IPool::unwinderCall::SELECTOR);
        let unwinder = call::read(self.vm(), book, question.data())
            .ok()
            .and_then(|words| words.get(0))
            .map(word_address)
            .ok_or_else(|| because(IInsurance::CallFailed::SELECTOR, &book, &[]))?;
        let before = (self.balance(&asset)?, self.balance(&collateral)?);
        let mut order = Output::selected(IUnwinder::fillCall::SELECTOR);
        order
            .address(&book)
            .address(&account)
            .address(&collateral)
            .address(&asset)
            .amount(amount)
            .amount(limit(amount)?)
            .address(&this);
        let vm = self.vm().clone();
        call::write(&vm, self, unwinder, order.data())
            .map_err(|reason| because(IInsurance::CallFailed::SELECTOR, &unwinder, &reason))?;
        // What happened is what the balances say, whoever the book obeys.
        let paid = before.0.saturating_sub(self.balance(&asset)?);
        let bought = self.balance(&collateral)?.saturating_sub(before.1);
        let most = limit(bought)?;
        if paid > most {
            return Err(pair(IInsurance::CostsTooMuch::SELECTOR, paid, most));
        }
        let (purchases, _) = self.purchases().draw(paid, u128::MAX, WINDOW, self.now())?;
        self.store_purchases(&purchases);
        self.store_fund(&self.fund().pay(paid));
        // What is for sale in this interval was fixed before.
        let mut holding = self.opened(holding, &self.terms())?;
        holding.amount = crate::fund::add(holding.amount, bought)?;
        self.store_holding(&collateral, &holding);
        let mut event = Output::event(&IInsurance::Bought::SIGNATURE_HASH);
        event
            .address(&book)
            .address(&account)
            .address(&collateral)
            .amount(bought)
            .amount(paid);
        event.emit(self.vm(), 3);
        Ok((bought, paid))
    }

    /// A holding with what is for sale in the present interval: of a new one, its share, rounded up, so that the last
    /// units go too.
    fn opened(&self, holding: Holding, terms: &Terms) -> Result<Holding, RiskError> {
        let interval = self.interval(terms);
        if holding.interval == interval {
            return Ok(holding);
        }
        Ok(Holding {
            interval,
            left: mul_div_up(holding.amount, terms.sale_share.into(), BPS)?,
            ..holding
        })
    }

    /// Number of the present interval.
    fn interval(&self, terms: &Terms) -> u64 {
        self.now().checked_div(terms.sale_interval).unwrap_or(0)
    }

    /// When the next interval begins.
    pub(crate) fn next_at(&self) -> u64 {
        let terms = self.terms();
        self.interval(&terms)
            .saturating_add(1)
            .saturating_mul(terms.sale_interval)
    }

    /// What is for sale of a holding that is `opened`.
    #[inline(never)]
    fn offered(&self, holding: &Holding, prices: &Prices, terms: &Terms) -> Result<Sale> {
        let start = self.interval(terms).saturating_mul(terms.sale_interval);
        let top = prices.off_spot(BPS.saturating_add(terms.sale_premium.into()))?;
        let floor = prices.off_spot(BPS.saturating_sub(terms.sale_discount.into()))?;
        let elapsed = self.now().saturating_sub(start);
        let price = dutch_linear(Wad(top), Wad(floor), elapsed, terms.sale_interval).0;
        let amount = holding.left.min(holding.amount);
        Ok(Sale {
            amount,
            price,
            cost: prices.cost(amount, price)?,
        })
    }

    /// `IInsurance.sale`.
    ///
    /// # Errors
    /// `PriceUnavailable`.
    pub(crate) fn sale(&self, collateral: &Address) -> Result<Sale> {
        let terms = self.terms();
        let holding = self.opened(self.holding_of(collateral), &terms)?;
        let prices = self.prices(collateral, holding.decimals)?;
        self.offered(&holding, &prices, &terms)
    }

    /// `IInsurance.buy`: collateral and what it cost.
    #[inline(never)]
    pub(crate) fn buy(
        &mut self,
        collateral: Address,
        wanted: u128,
        limit: u128,
        receiver: Address,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let terms = self.terms();
        let holding = self.opened(self.holding_of(&collateral), &terms)?;
        let bought = nonzero(wanted)?.min(holding.left).min(holding.amount);
        if bought == 0 {
            return Err(about(IInsurance::NothingToTrade::SELECTOR, &collateral));
        }
        let prices = self.prices(&collateral, holding.decimals)?;
        let price = self.offered(&holding, &prices, &terms)?.price;
        let paid = nonzero(prices.cost(bought, price)?)?;
        if paid > limit {
            return Err(pair(IInsurance::CostsTooMuch::SELECTOR, paid, limit));
        }
        self.store_fund(&self.fund().earn(paid)?);
        let holding = Holding {
            amount: holding.amount.saturating_sub(bought),
            left: holding.left.saturating_sub(bought),
            ..holding
        };
        self.store_holding(&collateral, &holding);
        let mut event = Output::event(&IInsurance::Sold::SIGNATURE_HASH);
        event
            .address(&self.vm().msg_sender())
            .address(&receiver)
            .address(&collateral)
            .amount(bought)
            .amount(paid)
            .amount(price);
        event.emit(self.vm(), 3);
        self.pull(paid)?;
        self.send(&collateral, &receiver, bought)?;
        Ok((bought, paid))
    }

    /// `IInsurance.holding`, encoded.
    #[inline(never)]
    pub(crate) fn holding(&self, collateral: &Address) -> Result<alloc::vec::Vec<u8>> {
        let holding = self.holding_of(collateral);
        let (mut low, mut high, mut purchasable) = (0, 0, 0);
        if let Ok(prices) = self.prices(collateral, holding.decimals) {
            low = prices.low(holding.amount, self.terms().sale_discount)?;
            high = prices.high(holding.amount)?;
            purchasable = self.purchasable(&holding, &prices).unwrap_or(0);
        }
        Ok(Output::new()
            .amount(holding.amount)
            .amount(low)
            .amount(high)
            .number(holding.share)
            .amount(purchasable)
            .done())
    }

    /// `IInsurance.setCollateral`.
    #[inline(never)]
    pub(crate) fn set_collateral(&mut self, collateral: Address, share: u128) -> Result<()> {
        self.owned.only_owner()?;
        address(collateral)?;
        bounded(1, share, 0, SHARE_MAX)?;
        let mut holding = self.holding_of(&collateral);
        if !self.listed(Kind::CollateralAt).contains(&collateral) {
            let count = self.enlist(Kind::CollateralAt, &collateral)?;
            self.put(COLLATERALS, wide(count.into()));
            let decimals = token::decimals(self.vm(), collateral);
            holding.decimals = match decimals {
                Ok(decimals) if decimals <= 38 => decimals,
                _ => return Err(TokenError::Failed(collateral).into()),
            };
        }
        holding.share = share as u64;
        self.store_holding(&collateral, &holding);
        Output::event(&IInsurance::CollateralSet::SIGNATURE_HASH)
            .address(&collateral)
            .amount(share)
            .emit(self.vm(), 1);
        Ok(())
    }

    fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }
}

#[cold]
fn unpriced(asset: &Address) -> Failure {
    about(IInsurance::PriceUnavailable::SELECTOR, asset)
}
