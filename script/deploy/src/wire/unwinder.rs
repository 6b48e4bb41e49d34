//! Settings of the unwinder.

use ballast_bindings::IUnwinder;

use super::compare::{Comparison, fields};
use super::{Call, Wiring};
use crate::{Difference, Error};

impl Wiring<'_> {
    pub(super) async fn book(&self) -> Result<Vec<Difference>, Error> {
        let call = IUnwinder::isBookCall {
            book: self.pool_address()?,
        };
        let found = self.chain.call(self.unwinder_address()?, &call).await?;
        Ok(Comparison::of(self.name("unwinder"))
            .field("isBook(pool)", &true, &found)
            .done())
    }

    pub(super) fn set_book(&self) -> Result<Call, Error> {
        let call = IUnwinder::setBookCall {
            book: self.pool_address()?,
            allowed: true,
        };
        Ok(Call::new(
            "unwinder.setBook",
            self.unwinder_address()?,
            &call,
        ))
    }

    pub(super) async fn parameters(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.unwinder_address()?, &IUnwinder::parametersCall {})
            .await?;
        let expected = self.unwinder_settings().parameters();
        let comparison = fields!(
            Comparison::of(self.name("unwinder.parameters")),
            expected,
            found,
            target,
            recovery,
            minimumRecovery,
            urgency,
            sliceInterval,
            slicePremium,
            sliceDiscount,
            auctionDuration,
            auctionDiscount,
            dust,
        );
        Ok(comparison.done())
    }

    pub(super) fn set_parameters(&self) -> Result<Call, Error> {
        let call = IUnwinder::setParametersCall {
            parameters: self.unwinder_settings().parameters(),
        };
        Ok(Call::new(
            "unwinder.setParameters",
            self.unwinder_address()?,
            &call,
        ))
    }

    pub(super) async fn budgets(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.unwinder_address()?, &IUnwinder::budgetsCall {})
            .await?;
        let expected = self.unwinder_settings().budgets();
        let comparison = Comparison::of(self.name("unwinder.budgets"));
        let comparison = fields!(
            comparison, expected, found, flow, cost, floor, openerFee, backstop
        );
        Ok(comparison.done())
    }

    pub(super) fn set_budgets(&self) -> Result<Call, Error> {
        let call = IUnwinder::setBudgetsCall {
            budgets: self.unwinder_settings().budgets(),
        };
        Ok(Call::new(
            "unwinder.setBudgets",
            self.unwinder_address()?,
            &call,
        ))
    }
}
