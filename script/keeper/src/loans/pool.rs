//! Pools of term lenders: a series is published when its start has come, and what its loans paid and forfeited is collected.

use super::{Deed, MOST_DONE, noted, value};
use crate::{Keeper, KeeperError, report::TickReport};
use alloy::primitives::U256;
use ballast_bindings::{
    ITermLoan, ITermPool,
    term_pool::ITermPool::{Phase, Series},
};

/// Seconds between two looks at a series.
const LOOK: u64 = 600;
/// Seconds between two looks at what a loan has for its position.
const LOOK_AT_LOAN: u64 = 3_600;
/// Most loans that are looked at for a series at once.
const MOST_LOOKED_AT: usize = 64;

impl Keeper {
    /// Publishes and collects the series that are watched.
    pub(super) async fn serve_pools(&mut self, report: &mut TickReport) {
        for pool in self.config.pools.clone() {
            let number = U256::from_be_slice(pool.as_slice());
            if self.is_stopping() || !self.is_to_look("pool", number, report.timestamp, LOOK) {
                continue;
            }
            let deed = Deed {
                action: "collect",
                kind: "pool",
                program: pool,
                loan: U256::ZERO,
                borrower: pool,
            };
            let result = self.serve_pool(deed, report).await;
            noted(report, &deed, result);
        }
    }

    async fn serve_pool(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let series = self
            .view("series", deed.program, &ITermPool::seriesCall {})
            .await?;
        if series.offer > 0 {
            self.collect(deed, &series, report).await
        } else if series.phase == Phase::Taking {
            let action = "publish";
            self.publish(Deed { action, ..deed }, &series, report).await
        } else {
            Ok(false)
        }
    }

    /// Publishes a series where enough was deposited; whether it was sent.
    async fn publish(
        &mut self,
        deed: Deed,
        series: &Series,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let supply = self
            .view("totalSupply", deed.program, &ITermPool::totalSupplyCall {})
            .await?;
        // A share is a unit of the debt asset until now.
        if supply.is_zero() || !self.is_worth_gas(series.debtAsset, supply) {
            return Ok(false);
        }
        let call = ITermPool::publishCall {};
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.published.extend(done);
        Ok(sent)
    }

    /// Collects what a series' loans have for it, where that is worth the gas; whether it was sent.
    async fn collect(
        &mut self,
        deed: Deed,
        series: &Series,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let program = series.program;
        if Some(program) != self.config.term_loan {
            return Ok(false);
        }
        let (mut loans, mut worth) = (Vec::new(), U256::ZERO);
        for loan in self.loans_to_look_at(series, report.timestamp) {
            let state = self
                .view("loanAt", program, &ITermLoan::loanAtCall { loan })
                .await?;
            let owed = self
                .view("owed", program, &ITermLoan::owedCall { loan })
                .await?;
            let collateral = U256::from(state.forfeited).saturating_add(owed.forfeits);
            let cash = U256::from(state.cash);
            if cash.is_zero() && collateral.is_zero() {
                if state.principal == 0 {
                    self.emptied.insert(loan);
                }
                continue;
            }
            let Some(prices) = &self.market else {
                return Ok(false);
            };
            for (asset, amount) in [
                (series.debtAsset, cash),
                (series.collateralAsset, collateral),
            ] {
                worth = worth.saturating_add(value(prices, asset, amount).unwrap_or_default());
            }
            loans.push(loan);
            if loans.len() >= MOST_DONE {
                break;
            }
        }
        if loans.is_empty() || worth < self.config.settle_debt {
            return Ok(false);
        }
        let call = ITermPool::collectCall { loans };
        let done = self.do_for_loan(deed, &call, report).await?;
        let sent = done.is_some();
        report.collected.extend(done);
        Ok(sent)
    }

    /// Loans of a series that may have something for it, each once in a while.
    fn loans_to_look_at(&mut self, series: &Series, now: u64) -> Vec<U256> {
        let taken = self.journal.tip.term.taken(U256::from(series.offer));
        let mut due = Vec::new();
        for loan in taken {
            if due.len() >= MOST_LOOKED_AT {
                break;
            }
            let asked =
                self.emptied.contains(&loan) || !self.is_to_look("claims", loan, now, LOOK_AT_LOAN);
            if !asked {
                due.push(loan);
            }
        }
        due
    }
}
