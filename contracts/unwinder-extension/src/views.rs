//! Views that judge an account.

use alloc::vec::Vec;

use alloy_primitives::Address;
use ballast_common::{dispatch::Output, revert::Result};
use ballast_unwinder_state::Case;

use crate::Extension;

impl Extension {
    /// `IUnwinder.status`, encoded.
    #[inline(never)]
    pub(crate) fn status(&self, book: &Address, account: &Address) -> Result<Vec<u8>> {
        let case = self.case(book, account)?;
        let mut out = Output::new();
        out.number(u64::from(case.stage(&case.schedule)));
        let Case {
            portfolio,
            assessment,
            ..
        } = case;
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

    /// `IUnwinder.prepare`, encoded: what the core begins a fill with.
    #[inline(never)]
    pub(crate) fn prepare(
        &self,
        book: &Address,
        account: &Address,
        wanted: &[Address; 2],
    ) -> Result<Vec<u8>> {
        let case = self.case(book, account)?;
        case.require_open(account)?;
        case.require_prices()?;
        let [sold, _] = wanted;
        let wanted = Some(wanted).filter(|_| !sold.is_zero());
        Ok(case.moment(wanted)?.encode())
    }
}
