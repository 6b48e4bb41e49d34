//! Pays writers who waited for cash to be free, in the order of their requests.

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::{dispatch::Output, guard, revert::Result};
use ballast_option_market_state::{IOptionMarket, storage::Requests, tokens::Token};
use risk_core::fixed::mul_div_down;
use stylus_sdk::prelude::*;

use crate::OptionMarket;

impl OptionMarket {
    /// `IOptionMarket.serve`.
    #[inline(never)]
    pub(crate) fn serve(&mut self, most: u128) -> Result<u128> {
        guard::enter(self.vm())?;
        self.without_deposit()?;
        let terms = self.terms();
        let mut book = self.book_now(&terms);
        let (mut capital, _) = self.leaving(&terms, &book)?;
        let Requests { first, last } = self.requests();
        let (mut first, mut left, mut total) = (first.max(1), most, 0_u128);
        while left > 0 && first <= last {
            left = left.wrapping_sub(1);
            let mut request = self.request(first);
            if request.shares > 0 {
                let part = if capital.settled {
                    book.part(request.shares)?
                } else {
                    capital.payable(request.shares, book.free())?
                };
                if part.shares == 0 {
                    break;
                }
                let little =
                    !capital.settled && capital.assets_down(request.shares)? < request.least;
                if little || part.assets | part.underlying == 0 {
                    self.give_back(&mut book, first, &request)?;
                } else {
                    let this = self.this();
                    book.release(&part)?;
                    book.queued = book.queued.saturating_sub(part.shares);
                    self.put_book(&book);
                    capital.assets = capital.assets.saturating_sub(part.assets);
                    capital.shares = capital.shares.saturating_sub(part.shares);
                    let rest = request.shares.saturating_sub(part.shares);
                    // Down: the price that is asked for stays, but for a unit.
                    let least = mul_div_down(request.least, rest, request.shares)?;
                    let owner = request.owner;
                    (request.shares, request.least) = (rest, least);
                    self.put_request(first, &request);
                    self.hand(Token::Shares, &this, &Address::ZERO, part.shares)?;
                    let mut log = Output::event(&IOptionMarket::Served::SIGNATURE_HASH);
                    log.number(first).address(&owner);
                    log.amount(part.assets)
                        .amount(part.underlying)
                        .amount(part.shares)
                        .emit(self.vm(), 2);
                    total = total.saturating_add(part.assets);
                    self.hand_out(&terms, owner, &part)?;
                    if rest > 0 {
                        break;
                    }
                }
            }
            first = first.wrapping_add(1);
        }
        self.put_requests(&Requests { first, last });
        Ok(total)
    }
}
