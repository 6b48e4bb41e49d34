//! Underlyings that are held together with their puts: all exercised in the window, where that pays their holders.

use super::{Deed, noted, value};
use crate::{Keeper, KeeperError, config::WAD, decide::worth, report::TickReport};
use alloy::primitives::U256;
use ballast_bindings::{
    IProtected,
    protected::IProtected::{Phase, Protection},
};
use risk_core::fixed::wide_mul_div_down;

/// Seconds between two looks at a program.
const LOOK: u64 = 600;

impl Keeper {
    /// Exercises the programs that are watched, where that is due.
    pub(super) async fn serve_protected(&mut self, report: &mut TickReport) {
        for program in self.config.protected.clone() {
            let number = U256::from_be_slice(program.as_slice());
            if self.is_stopping() || !self.is_to_look("protected", number, report.timestamp, LOOK) {
                continue;
            }
            let deed = Deed {
                action: "exercise",
                kind: "protected",
                program,
                loan: U256::ZERO,
                borrower: program,
            };
            let result = self.exercise_all(deed, report).await;
            noted(report, &deed, result);
        }
    }

    /// Exercises all puts of a program where they are worth it; whether it was sent. The program asks its own sources whether the
    /// underlying is under the strike by its margin.
    async fn exercise_all(
        &mut self,
        deed: Deed,
        report: &mut TickReport,
    ) -> Result<bool, KeeperError> {
        let call = IProtected::protectionCall {};
        let told = self.view("protection", deed.program, &call).await?;
        if told.phase != Phase::Window {
            return Ok(false);
        }
        let call = IProtected::totalSupplyCall {};
        let shares = self.view("totalSupply", deed.program, &call).await?;
        let (Some(floor), Some(spot)) = (self.floor(&told, shares), self.spot(&told, shares))
        else {
            return Ok(false);
        };
        if floor <= spot || floor < self.config.settle_debt {
            return Ok(false);
        }
        let done = self
            .do_for_loan(deed, &IProtected::exerciseCall {}, report)
            .await?;
        let sent = done.is_some();
        report.exercised.extend(done);
        Ok(sent)
    }

    /// USD, WAD, of what shares would be exercised for; none where the market has no price of it.
    fn floor(&self, told: &Protection, shares: U256) -> Option<U256> {
        let assets = &self.market.as_ref()?.assets;
        let (underlying, asset) = (assets.get(&told.underlying)?, assets.get(&told.asset)?);
        let price = U256::from(told.price);
        let whole = worth(wide_mul_div_down, shares, price, underlying.decimals)?;
        wide_mul_div_down(whole, U256::from(asset.spot), WAD).ok()
    }

    /// USD, WAD, of what they would be exercised with.
    fn spot(&self, told: &Protection, shares: U256) -> Option<U256> {
        value(self.market.as_ref()?, told.underlying, shares)
    }
}
