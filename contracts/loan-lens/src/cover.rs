//! What it costs a term loan's lender to cover its forfeitures with puts on what is forfeited.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError};
use ballast_common::{
    convert::price_scale,
    dispatch::{Input, Output},
    revert::{Result, about},
    token,
};
use risk_core::{
    RiskError,
    amortise::{MAX_INSTALMENTS, PricedInstalment, fair_rate},
    fixed::{Wad, mul_div_up},
};
use stylus_sdk::stylus_core::Host;

use crate::{
    program::{ILoanLens, ask, failed},
    put::abi::IOptionMarket,
    term::Term,
};

/// Most strikes of a market.
const MAX_STRIKES: u64 = 8;
/// Most decimals of a market's tokens.
const MAX_DECIMALS: u8 = 18;

/// As `ILoanLens.Fit`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fit {
    Covered,
    #[default]
    Late,
    High,
    Short,
}

/// A market, as far as it matters here.
struct Market {
    at: Address,
    /// In which a strike's price times puts is divided for debt units.
    scale: u128,
    expiry: u64,
    /// Last second of the window.
    until: u64,
    /// Their prices, WAD.
    strikes: Vec<u128>,
}

impl Market {
    /// # Errors
    /// `CallFailed`; `OtherAssets` where its puts are on other assets.
    #[inline(never)]
    fn read<H: Host + ?Sized>(
        vm: &H,
        at: Address,
        debt: &Address,
        collateral: &Address,
    ) -> Result<Self> {
        let question = Output::selected(IOptionMarket::termsCall::SELECTOR);
        let words = ask(vm, &at, &question)?;
        let mut terms = Input::new(words.bytes());
        let (underlying, debt_asset, _oracle) = (terms.address(), terms.address(), terms.address());
        let (expiry, window) = (terms.number(u64::MAX), terms.number(u64::MAX));
        let question = Output::selected(IOptionMarket::strikeCountCall::SELECTOR);
        let words = ask(vm, &at, &question)?;
        let mut counted = Input::new(words.bytes());
        let count = counted.number(MAX_STRIKES);
        terms
            .finish()
            .and(counted.finish())
            .map_err(|_| failed(&at))?;
        if (underlying, debt_asset) != (*collateral, *debt) {
            return Err(about(ILoanLens::OtherAssets::SELECTOR, &at));
        }
        let mut strikes = Vec::with_capacity(MAX_STRIKES as usize);
        for number in 0..count {
            let mut question = Output::selected(IOptionMarket::strikeAtCall::SELECTOR);
            let words = ask(vm, &at, question.number(number))?;
            strikes.push(Input::new(words.bytes()).amount());
        }
        let decimals = [
            token::decimals(vm, *collateral)?,
            token::decimals(vm, *debt)?,
        ];
        if decimals.iter().any(|count| *count > MAX_DECIMALS) {
            return Err(failed(&at));
        }
        let [of, by] = decimals;
        Ok(Self {
            at,
            scale: price_scale(of, by),
            expiry,
            until: expiry.saturating_add(window),
            strikes,
        })
    }

    /// What so many puts cost now, and how many there are to buy; `None` where it does not tell.
    #[inline(never)]
    fn quote<H: Host + ?Sized>(&self, vm: &H, strike: u64, amount: u128) -> Option<(u128, u128)> {
        let mut question = Output::selected(IOptionMarket::quoteCall::SELECTOR);
        let words = ask(vm, &self.at, question.number(strike).amount(amount)).ok()?;
        let mut input = Input::new(words.bytes());
        let (premium, _value, _delta) = (input.amount(), input.word(), input.word());
        let (_volatility, available) = (input.word(), input.amount());
        input.finish().ok().map(|()| (premium, available))
    }
}

/// As `ILoanLens.Cover`.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    number: u64,
    missed_after: u64,
    owed: u128,
    collateral: u128,
    fit: Fit,
    strike: u64,
    price: u128,
    from: u64,
    premium: u128,
}

/// Puts of one market that are counted together: those of one strike cost what all of them cost at once.
#[derive(Default)]
struct Basket {
    /// Of all strikes.
    puts: u128,
    /// Of the strike that was asked for last.
    strike: u64,
    of_strike: u128,
    paid: u128,
}

impl Basket {
    /// What an instalment's puts cost beside those before it; `None` where they cannot be bought.
    fn add<H: Host + ?Sized>(
        &mut self,
        vm: &H,
        market: &Market,
        strike: u64,
        amount: u128,
    ) -> Option<u128> {
        let (before, paid) = if self.strike == strike {
            (self.of_strike, self.paid)
        } else {
            (0, 0)
        };
        let (all, puts) = (before.checked_add(amount)?, self.puts.checked_add(amount)?);
        let (premium, available) = market.quote(vm, strike, all)?;
        if puts > available {
            return None;
        }
        *self = Self {
            puts,
            strike,
            of_strike: all,
            paid: premium,
        };
        Some(premium.saturating_sub(paid))
    }
}

impl Row {
    /// Of puts on what is forfeited; of nothing more where they do not fit.
    #[inline(never)]
    fn cover<H: Host + ?Sized>(
        &mut self,
        vm: &H,
        market: &Market,
        reserve: u64,
        basket: &mut Basket,
    ) {
        let needed = mul_div_up(self.owed, market.scale, self.collateral).unwrap_or(u128::MAX);
        self.price = needed;
        // It is forfeited in the second after its grace.
        if self.missed_after.saturating_add(reserve) >= market.until {
            return;
        }
        self.fit = Fit::High;
        let mut strikes = (0..).zip(&market.strikes);
        let Some((strike, price)) = strikes.find(|(_, price)| **price >= needed) else {
            return;
        };
        (self.fit, self.strike, self.price) = (Fit::Short, strike, *price);
        self.from = self.missed_after.saturating_add(1).max(market.expiry);
        if let Some(premium) = basket.add(vm, market, strike, self.collateral) {
            (self.fit, self.premium) = (Fit::Covered, premium);
        }
    }

    fn tell(&self, out: &mut Output) {
        out.number(self.number)
            .number(self.missed_after)
            .amount(self.owed)
            .amount(self.collateral)
            .number(self.fit as u64)
            .number(self.strike)
            .amount(self.price)
            .number(self.from)
            .amount(self.premium);
    }
}

/// `ILoanLens.cover` and `coverOffer`.
///
/// # Errors
/// `CallFailed`; `OtherAssets`; [`RiskError`].
#[inline(never)]
pub(crate) fn tell<H: Host + ?Sized>(
    vm: &H,
    term: &Term,
    market: Address,
    reserve: u64,
) -> Result<Vec<u8>> {
    let offer = &term.offer;
    let market = Market::read(vm, market, &offer.debt_asset, &offer.collateral_asset)?;
    let mut priced = [PricedInstalment {
        due: 0,
        principal: 0,
        put: 0,
    }; MAX_INSTALMENTS];
    let (mut loan, mut basket) = (term.loan, Basket::default());
    let (mut rows, mut count, mut sum) = (Output::new(), 0_u64, 0_u128);
    // As if all were missed, which owes the most interest on each: where one before it is paid, less.
    for entry in &mut priced {
        if !loan.lives() {
            break;
        }
        let next = offer.with_plan(loan.opened, |plan| loan.next(plan))??;
        let (rest, collateral) = loan.locked.forfeit(next.principal)?;
        let missed_after = next.due.saturating_add(offer.grace.into());
        let interest = loan.interest(offer, next.principal, missed_after)?;
        let owed = next.principal.checked_add(interest);
        let mut row = Row {
            number: next.number.into(),
            missed_after,
            owed: owed.ok_or(RiskError::Overflow)?,
            collateral,
            ..Row::default()
        };
        row.cover(vm, &market, reserve, &mut basket);
        row.tell(&mut rows);
        count = count.saturating_add(1);
        sum = sum.checked_add(row.premium).ok_or(RiskError::Overflow)?;
        *entry = PricedInstalment {
            due: next.due.saturating_sub(vm.block_timestamp()),
            principal: next.principal,
            put: row.premium,
        };
        (loan.locked, loan.settled) = (rest, next.number);
    }
    let rate = match sum {
        0 => 0,
        // Where no time is left no rate brings the premium back.
        _ => fair_rate(Wad::ZERO, &priced).map_or(u128::MAX, |rate| rate.0),
    };
    Ok(Output::new()
        .number(128)
        .number(market.until)
        .amount(sum)
        .amount(rate)
        .number(count)
        .bytes(rows.data())
        .done())
}
