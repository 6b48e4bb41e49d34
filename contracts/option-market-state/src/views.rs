//! What can be asked for. The `max` functions and `totalAssets` never revert, and what they tell can be done.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::{convert::wide, dispatch::Output, revert::Result};
use risk_core::fixed::mul_div_down;

use crate::{
    State,
    book::{Book, Capital, Line},
    tokens::Token,
};

impl State {
    /// `IOptionMarket.quote`.
    #[inline(never)]
    pub fn quote(&self, strike: u64, amount: u128) -> Result<Vec<u8>> {
        let terms = self.terms();
        self.before_expiry(&terms)?;
        let (line, book) = (self.line(strike)?, self.book());
        let prices = self.prices(&terms)?;
        let cost = self.cost(&terms, &book, &line, amount, &prices)?;
        let value = self.value(&terms, &line, amount, &prices)?;
        let cash = self.available(&terms, &book, Some(&prices))?;
        let buyable = buyable(&line, cash, terms.scale())?.min(self.depth_left(&terms));
        // Of a put, so not above zero.
        let delta = wide(cost.delta.0.unsigned_abs()).wrapping_neg();
        let mut out = Output::new();
        out.amount(cost.premium)
            .amount(value)
            .word(delta)
            .amount(cost.volatility.0)
            .amount(buyable);
        Ok(out.done())
    }

    /// What shares are worth, as `IOptionMarket.totalAssets` says.
    #[inline(never)]
    pub fn total(&self) -> Capital {
        let terms = self.terms();
        let book = self.book_now(&terms);
        self.leaving(&terms, &book).map_or_else(
            // Puts are worth no more than what they lock.
            |_| Capital {
                assets: book.free(),
                shares: book.shares,
                settled: false,
            },
            |(capital, _)| capital,
        )
    }

    /// What shares are worth to who comes, or to who leaves.
    ///
    /// # Errors
    /// As of `deposit`, and of `withdraw`.
    pub fn previewed(&self, comes: bool) -> Result<Capital> {
        let terms = self.terms();
        let book = self.book_now(&terms);
        if comes {
            self.entering(&terms, &book)
        } else {
            Ok(self.leaving(&terms, &book)?.0)
        }
    }

    /// `IOptionMarket.maxDeposit` and `maxMint`: assets, and shares for them.
    #[inline(never)]
    pub fn max_in(&self, receiver: &Address) -> (u128, u128) {
        let (terms, book) = (self.terms(), self.book());
        let Ok(capital) = self.entering(&terms, &book) else {
            return (0, 0);
        };
        let assets = capital.countable_assets(book.cash);
        match capital.shares_down(assets) {
            Ok(shares) if shares > 0 && !receiver.is_zero() => (assets, shares),
            _ => (0, 0),
        }
    }

    /// `IOptionMarket.maxWithdraw` and `maxRedeem`: assets, and shares for them.
    #[inline(never)]
    pub fn max_out(&self, owner: &Address) -> (u128, u128) {
        let terms = self.terms();
        let book = self.book_now(&terms);
        self.without_deposit()
            .and_then(|()| self.leaving(&terms, &book))
            .and_then(|(capital, available)| self.most_out(&capital, available, &book, owner))
            .unwrap_or_default()
    }

    fn most_out(
        &self,
        capital: &Capital,
        available: u128,
        book: &Book,
        owner: &Address,
    ) -> Result<(u128, u128)> {
        let held = self.balance(Token::Shares, owner);
        let worth = capital.assets_down(held)?;
        let (assets, shares) = if worth <= available {
            (worth, held)
        } else {
            (available, capital.shares_down(available)?.min(held))
        };
        // Shares that would get nothing cannot be redeemed.
        let gets = capital.assets_down(shares)?
            | if capital.settled && held > 0 {
                book.part(shares)?.underlying
            } else {
                0
            };
        Ok((assets, if gets == 0 { 0 } else { shares }))
    }
}

/// How many more puts of a line so much cash covers, rounded down.
fn buyable(line: &Line, cash: u128, scale: u128) -> Result<u128> {
    let locked = line.lock_up(line.open, scale)?;
    let covered = mul_div_down(locked.saturating_add(cash), scale, line.price).unwrap_or(u128::MAX);
    Ok(covered.saturating_sub(line.open))
}
