//! Margin calls, standing orders and outages of the sequencer: asked about, simulated, sent.

use crate::{
    Keeper, KeeperError,
    attempts::{About, State},
    decide::Rules,
    orders::{self, Calls, Deal},
    report::{Done, Planned, TickReport},
    turn::{fail, pass},
};
use alloy::{primitives::Address, primitives::U256, sol_types::SolCall};
use ballast_bindings::{IOrders, IUnwinder, orders::IOrders::Order};

/// The oracle's flag of prices that do not count because of the sequencer.
const SEQUENCER: u8 = 2;

/// An order of an account.
#[derive(Clone, Copy, Debug)]
struct Place {
    program: Address,
    account: Address,
    id: u8,
}

impl Keeper {
    /// Health under which accounts are called, WAD; none where that is left to others.
    pub(crate) fn calls_under(&self) -> Option<u128> {
        self.config.orders.and(self.config.margin_call_debt)?;
        Some(risk_core::fixed::WAD.saturating_add(self.buffer))
    }

    /// Tells margin calls and their ends. Whatever fails ends up in the report and ends one call only.
    pub(crate) async fn call_margins(&mut self, report: &mut TickReport) {
        let Some((program, required)) = self.config.orders.zip(self.calls_under()) else {
            return;
        };
        let least = self.config.margin_call_debt.unwrap_or_default();
        let calls = Calls {
            required,
            least_debt: u128::try_from(least).unwrap_or(u128::MAX),
            now: report.timestamp,
        };
        let tip = &self.journal.tip;
        for account in tip.orders.calls(&tip.book, &calls) {
            if self.is_stopping() {
                return;
            }
            if self.config.dry_run {
                report.planned.push(Planned {
                    account: Some(account),
                    action: "watch".to_owned(),
                });
                continue;
            }
            let about = ("watch", program, Address::ZERO);
            let call = IOrders::watchCall {
                book: self.config.pool,
                account,
            };
            match self.attempt(account, about, program, &call, report).await {
                Ok(done) => report.watched.extend(done),
                Err(error) if error.is_normal() => {
                    tracing::info!(%account, %error, "margin call passed over");
                    pass(report, account, about.0.to_owned(), error.to_string());
                }
                Err(error) => fail(report, account, about.0.to_owned(), &error),
            }
        }
    }

    /// Arms and executes standing orders where that pays. Whatever fails ends up in the report and ends one order only.
    pub(crate) async fn serve_orders(&mut self, rules: &Rules, report: &mut TickReport) {
        let Some((program, market)) = self.config.orders.zip(self.market.as_ref()) else {
            return;
        };
        if !self.config.execute_orders {
            return;
        }
        let (tip, now) = (&self.journal.tip, report.timestamp);
        let due = tip.orders.due(&tip.book, market, now, self.config.guard);
        for (account, id) in due {
            if self.is_stopping() {
                return;
            }
            let place = Place {
                program,
                account,
                id,
            };
            match self.serve(place, rules, report).await {
                Ok(()) => {}
                Err(error) if error.is_normal() => {
                    tracing::info!(%account, id, %error, "order passed over");
                    pass(report, account, format!("order {id}"), error.to_string());
                }
                Err(error) => fail(report, account, format!("order {id}"), &error),
            }
        }
    }

    /// Arms an order, or executes it, or says why not.
    async fn serve(
        &mut self,
        place: Place,
        rules: &Rules,
        report: &mut TickReport,
    ) -> Result<(), KeeperError> {
        let Place {
            program,
            account,
            id,
        } = place;
        let book = self.config.pool;
        let call = IOrders::orderCall { book, account, id };
        let stored = self.view("order", program, &call).await?;
        let (order, now) = (&stored.wanted, report.timestamp);
        if now < stored.next || now > order.expires || order.total.is_zero() {
            return Ok(());
        }
        let (spot, decimals) = self.priced(orders::moved_asset(order)).await?;
        if orders::must_be_armed(order, stored.armedAt, now) {
            if orders::is_worth_arming(order, spot, decimals, rules) {
                let call = IOrders::armCall { book, account, id };
                if let Some(done) = self.try_order("arm", place, &call, report).await? {
                    report.armed.push(done);
                }
            }
            return Ok(());
        }
        let call = IOrders::quoteCall { book, account, id };
        let quote = self.view("quote of an order", program, &call).await?;
        let deal = Deal {
            quote,
            spot,
            decimals,
            debt_spot: U256::ZERO,
            debt_decimals: 0,
            available: U256::ZERO,
        };
        let planned = if orders::sells(order) {
            orders::plan_sale(&self.paying(deal, order).await?, rules)
        } else {
            orders::plan_addition(&deal, rules)
        };
        let execution = match planned {
            Ok(execution) => execution,
            Err(hold) => {
                pass(report, account, format!("order {id}"), hold.to_string());
                return Ok(());
            }
        };
        if orders::sells(order) && !self.config.dry_run {
            self.approve(program, order.debtAsset, execution.limit)
                .await?;
        }
        let call = IOrders::executeCall {
            book,
            account,
            id,
            nonce: stored.nonce,
            amount: execution.amount,
            limit: execution.limit,
            receiver: self.sender.account,
        };
        if let Some(done) = self.try_order("execute", place, &call, report).await? {
            report.executed.push(done);
        }
        Ok(())
    }

    /// What paying for a sale takes.
    async fn paying(&self, deal: Deal, order: &Order) -> Result<Deal, KeeperError> {
        let (debt_spot, debt_decimals) = self.priced(order.debtAsset).await?;
        Ok(Deal {
            debt_spot,
            debt_decimals,
            available: self.funds(order.debtAsset).await?,
            ..deal
        })
    }

    /// Sends what an order asks for, unless that was lost in this state before; what was done, if anything.
    async fn try_order<C: SolCall>(
        &mut self,
        kind: &'static str,
        place: Place,
        call: &C,
        report: &mut TickReport,
    ) -> Result<Option<Done>, KeeperError> {
        let Place {
            program,
            account,
            id,
        } = place;
        if self.config.dry_run {
            report.planned.push(Planned {
                account: Some(account),
                action: format!("{kind} order {id}"),
            });
            return Ok(None);
        }
        let about = (kind, program, Address::with_last_byte(id));
        self.attempt(account, about, program, call, report).await
    }

    /// Sends a call about an account, unless that was lost in this state before.
    pub(crate) async fn attempt<C: SolCall>(
        &mut self,
        account: Address,
        about: About,
        to: Address,
        call: &C,
        report: &TickReport,
    ) -> Result<Option<Done>, KeeperError> {
        let state = State {
            version: self.journal.tip.book.version(account),
            epoch: self.epoch,
        };
        let (now, patience) = (report.timestamp, self.config.patience);
        if !self.attempts.allows(account, about, state, now, patience) {
            return Ok(None);
        }
        match self.sender.send(about.0, to, call, U256::ZERO).await {
            Ok(receipt) => {
                let done = Done {
                    account,
                    transaction: receipt.transaction_hash,
                    gas_used: receipt.gas_used,
                };
                tracing::info!(%account, action = about.0, transaction = %done.transaction, "done");
                Ok(Some(done))
            }
            Err(error) => {
                if error.is_revert() {
                    self.attempts.lost(account, about, state, now);
                }
                Err(error)
            }
        }
    }

    /// Has an outage of the sequencer noted, so that the book's clock stood still meanwhile.
    pub(crate) async fn note_outage(&mut self, report: &mut TickReport) {
        let down = self.market.as_ref().is_some_and(|market| {
            let mut assets = market.assets.values();
            assets.any(|asset| asset.flags & SEQUENCER != 0)
        });
        if !down || self.config.dry_run {
            return;
        }
        let book = self.config.pool;
        let about = ("stand still", Address::ZERO, Address::ZERO);
        let call = IUnwinder::standStillCall { book };
        let sent = self.attempt(book, about, self.config.unwinder, &call, report);
        match sent.await {
            Ok(done) => report.stood_still.extend(done),
            // Still down, or noted already.
            Err(error) if error.is_normal() => {}
            Err(error) => fail(report, book, about.0.to_owned(), &error),
        }
    }
}
