//! What puts cost and shares are worth now, by the oracle.

use alloy_sol_types::SolError;
use ballast_common::revert::{Result, number};
use risk_core::{
    RiskError,
    fixed::{SignedWad, Wad, mul_div_down, mul_div_up},
};

use crate::{
    IOptionMarket, State,
    book::{Book, Capital, Line},
    pricing::{Prices, Side},
    terms::{Phase, Terms},
};

/// What puts cost now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Debt units.
    pub premium: u128,
    /// Of a put, WAD.
    pub delta: SignedWad,
    /// WAD per root year.
    pub volatility: Wad,
}

impl State {
    /// What `amount` of puts beyond those of `line` costs, rounded up, a unit at least.
    ///
    /// # Errors
    /// [`RiskError`].
    #[inline(never)]
    pub fn cost(
        &self,
        terms: &Terms,
        book: &Book,
        line: &Line,
        amount: u128,
        prices: &Prices,
    ) -> Result<Cost> {
        let scale = terms.scale();
        let mut after = *book;
        // More than the cash there is counts as all of it.
        let used = after
            .relock(line, &line.with(amount)?, scale)
            .and_then(|()| Wad(after.locked).div_up(Wad(book.cash)))
            .unwrap_or(Wad::ONE);
        let (quote, volatility) = prices.ask_up(terms, line, self.seconds(terms), used)?;
        Ok(Cost {
            premium: mul_div_up(amount, quote.price.0, scale)?.max(1),
            delta: quote.delta,
            volatility,
        })
    }

    /// What `amount` of puts is bought back for, rounded down.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn value(
        &self,
        terms: &Terms,
        line: &Line,
        amount: u128,
        prices: &Prices,
    ) -> Result<u128, RiskError> {
        let bid = prices.bid_down(terms, line, self.seconds(terms))?;
        mul_div_down(amount, bid.0, terms.scale())
    }

    /// Prices where puts are open; without any no price is needed.
    ///
    /// # Errors
    /// `PriceUnavailable`; [`RiskError`].
    fn prices_if_open(&self, terms: &Terms, book: &Book) -> Result<Option<Prices>> {
        if book.locked == 0 {
            return Ok(None);
        }
        self.prices(terms).map(Some)
    }

    /// What shares are worth at these prices; without any, as if no puts were open.
    ///
    /// # Errors
    /// [`RiskError`].
    #[inline(never)]
    pub fn capital(
        &self,
        terms: &Terms,
        book: &Book,
        prices: Option<&Prices>,
        side: Side,
    ) -> Result<Capital> {
        let (scale, seconds) = (terms.scale(), self.seconds(terms));
        let mut owed = 0_u128;
        if let Some(prices) = prices {
            for strike in 0..terms.strikes {
                let line = self.line(strike.into())?;
                if line.open > 0 {
                    owed = owed.saturating_add(prices.worth(&line, scale, seconds, side)?);
                }
            }
        }
        Ok(Capital {
            assets: book.cash.saturating_sub(owed.min(book.locked)),
            shares: book.shares,
            settled: terms.phase(self.time()) == Phase::Settled,
        })
    }

    /// What shares are worth to who comes.
    ///
    /// # Errors
    /// `Expired`, `PriceUnavailable`; [`RiskError`].
    pub fn entering(&self, terms: &Terms, book: &Book) -> Result<Capital> {
        self.before_expiry(terms)?;
        let prices = self.prices_if_open(terms, book)?;
        self.capital(terms, book, prices.as_ref(), Side::Entering)
    }

    /// What shares are worth to who leaves, and cash for who does not wait.
    ///
    /// # Errors
    /// `InWindow`, `PriceUnavailable`; [`RiskError`].
    #[inline(never)]
    pub fn leaving(&self, terms: &Terms, book: &Book) -> Result<(Capital, u128)> {
        match terms.phase(self.time()) {
            Phase::Window => Err(number(IOptionMarket::InWindow::SELECTOR, terms.until())),
            Phase::Settled => Ok((self.capital(terms, book, None, Side::Leaving)?, book.cash)),
            Phase::Open => {
                let prices = self.prices_if_open(terms, book)?;
                let capital = self.capital(terms, book, prices.as_ref(), Side::Leaving)?;
                Ok((capital, self.available(terms, book, prices.as_ref())?))
            }
        }
    }

    /// Cash that is neither locked nor kept for those who wait.
    ///
    /// # Errors
    /// [`RiskError`].
    pub fn available(&self, terms: &Terms, book: &Book, prices: Option<&Prices>) -> Result<u128> {
        if book.queued == 0 {
            return Ok(book.free());
        }
        let dearest = self.capital(terms, book, prices, Side::Entering)?;
        Ok(book.free().saturating_sub(dearest.assets_up(book.queued)?))
    }
}
