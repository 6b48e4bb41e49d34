//! Views that judge an account.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::{dispatch::Output, revert::Result};
use ballast_unwinder_state::{Case, stages};

use crate::Extension;

impl Extension {
    /// `IUnwinder.status`, encoded.
    #[inline(never)]
    pub(crate) fn status(&self, book: &Address, account: &Address) -> Result<Vec<u8>> {
        let Case {
            portfolio,
            assessment,
            schedule,
            ..
        } = self.case(book, account)?;
        let mut out = Output::new();
        out.number(u64::from(stages::stage(
            &assessment,
            &schedule,
            portfolio.buffer,
        )));
        let healths = [
            assessment.health,
            assessment.smoothed_health,
            assessment.spot_health,
            assessment.critical_health,
        ];
        for health in healths {
            out.health(health);
        }
        out.amount(assessment.collateral)
            .amount(assessment.debt)
            .amount(assessment.stress);
        Ok(out.number(u64::from(portfolio.flags())).done())
    }

    /// `IUnwinder.quote` and, for a `wanted` pair, `IUnwinder.quotePair`, encoded: what `fill` would do now.
    #[inline(never)]
    pub(crate) fn quote(
        &self,
        book: &Address,
        account: &Address,
        wanted: Option<&[Address; 2]>,
    ) -> Result<Vec<u8>> {
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let moment = self.moment(book, &case, wanted)?;
        let Case {
            portfolio,
            assessment,
            parameters,
            ..
        } = &case;
        let auction = moment.schedule.auction_start;
        let ends_at = if auction > 0 {
            auction.saturating_add(u64::from(parameters.auction_duration))
        } else {
            moment.schedule.end
        };
        let mut out = Output::new();
        match moment.offer {
            Some(offer) => {
                out.address(&offer.sold.asset).address(&offer.owed.asset);
                out.amount(offer.collateral_amount)
                    .amount(offer.cost(offer.collateral_amount)?);
                out.amount(offer.price)
                    .amount(offer.floor)
                    .amount(offer.need)
            }
            None => out.bytes(&[0; 7 * 32]),
        };
        Ok(out
            .number(case.clock.told(ends_at))
            .number(u64::from(stages::stage(
                assessment,
                &moment.schedule,
                portfolio.buffer,
            )))
            .done())
    }

    /// `IUnwinder.limits`, encoded: why no more than a quote says may be bought.
    #[inline(never)]
    pub(crate) fn limits(&self, book: &Address, account: &Address) -> Result<Vec<u8>> {
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let moment = self.moment(book, &case, None)?;
        let mut out = Output::new();
        match moment.flow {
            Some(flow) => out
                .amount(flow.capacity.0)
                .amount(flow.level.0)
                .health(flow.admitted_health().0),
            None => out.health(u128::MAX).health(u128::MAX).health(u128::MAX),
        };
        Ok(out
            .amount(moment.cost_left)
            .amount(moment.schedule.available())
            .number(case.clock.told(case.trace.moved_at))
            .done())
    }
}
