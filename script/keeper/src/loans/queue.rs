//! Writers of puts who wait to leave their market: served as far as its cash goes, where that is worth the gas.

use super::{Deed, noted, value};
use crate::{Keeper, KeeperError, report::TickReport};
use alloy::primitives::{Address, U256};
use ballast_bindings::IOptionMarket;
use risk_core::fixed::wide_mul_div_down;

/// Seconds between two looks at a market's queue.
const LOOK: u64 = 600;
/// Most requests that are served at once.
const MOST_SERVED: u64 = 16;

impl Keeper {
    /// Serves those who wait in the markets that are watched.
    pub(super) async fn serve_queues(&mut self, report: &mut TickReport) {
        for market in self.config.markets.clone() {
            let number = U256::from_be_slice(market.as_slice());
            if self.is_stopping() || !self.is_to_look("queue", number, report.timestamp, LOOK) {
                continue;
            }
            let deed = Deed {
                action: "serve",
                kind: "market",
                program: market,
                loan: U256::ZERO,
                borrower: market,
            };
            let result = self.serve_queue(deed, report).await;
            noted(report, &deed, result);
        }
    }

    async fn serve_queue(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let market = deed.program;
        let book = self
            .view("book", market, &IOptionMarket::bookCall {})
            .await?;
        if book.queued.is_zero() {
            return Ok(false);
        }
        let call = IOptionMarket::serveCall {
            most: U256::from(MOST_SERVED),
        };
        // Refused within the window, and while there is no price: then it is tried at the next look.
        let assets = self.view("serve", market, &call).await?;
        if !self.is_worth_serving(market, assets, &book).await? {
            return Ok(false);
        }
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.served.extend(done);
        Ok(sent)
    }

    /// Whether what those who wait get is worth the gas: cash, and after the window their part of the underlying.
    async fn is_worth_serving(
        &self,
        market: Address,
        assets: U256,
        book: &IOptionMarket::bookReturn,
    ) -> Result<bool, KeeperError> {
        let terms = self
            .view("terms", market, &IOptionMarket::termsCall {})
            .await?;
        let supply = self
            .view("totalSupply", market, &IOptionMarket::totalSupplyCall {})
            .await?;
        let Some(prices) = &self.market else {
            return Ok(false);
        };
        let part = wide_mul_div_down(book.underlying, book.queued, supply).unwrap_or_default();
        let cash = value(prices, terms.debtAsset, assets).unwrap_or_default();
        let kind = value(prices, terms.underlying, part).unwrap_or_default();
        Ok(cash.saturating_add(kind) >= self.config.settle_debt
            && assets.saturating_add(part) > U256::ZERO)
    }
}
