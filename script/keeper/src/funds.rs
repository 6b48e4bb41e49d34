//! Insurance funds: how far they cover what is lent, and what they sell.

use crate::{
    Keeper, KeeperError,
    config::WAD,
    decide::{FillOrder, Hold, Rules, plan_fill},
    report::{Planned, TickReport},
    turn::{fail, pass},
};
use alloy::primitives::{Address, U256};
use ballast_bindings::{IInsurance, unwinder::IUnwinder::Quote};
use std::collections::BTreeMap;

/// What buying from a fund is called.
const BUY: &str = "buy";

/// An insurance fund as of the last look.
#[derive(Clone, Debug)]
pub(crate) struct Fund {
    address: Address,
    /// WAD, the largest number where nothing is lent; none where the fund cannot tell.
    pub coverage: Option<U256>,
    /// Collaterals that it holds.
    held: Vec<Address>,
}

impl Keeper {
    /// Looks at the funds of all reserves. What cannot be read is logged, and known of again at the next look.
    pub(crate) async fn look_at_funds(&mut self) {
        let mut funds = BTreeMap::new();
        for reserve in self.reserves.iter().filter(|r| !r.insurance.is_zero()) {
            let address = reserve.insurance;
            let call = IInsurance::coverageCall {};
            let coverage = match self.view("coverage", address, &call).await {
                Ok(coverage) => Some(coverage.ratio),
                Err(error) => {
                    tracing::warn!(fund = %address, %error, "coverage");
                    None
                }
            };
            let held = match self.held(address).await {
                Ok(held) => held,
                Err(error) => {
                    tracing::warn!(fund = %address, %error, "holdings");
                    Vec::new()
                }
            };
            let fund = Fund {
                address,
                coverage,
                held,
            };
            funds.insert(reserve.asset, fund);
        }
        self.funds = funds;
    }

    /// Collaterals of which a fund holds some.
    async fn held(&self, fund: Address) -> Result<Vec<Address>, KeeperError> {
        if !self.config.buy_from_funds {
            return Ok(Vec::new());
        }
        let call = IInsurance::collateralsCall {};
        let mut held = Vec::new();
        for collateral in self.view("collaterals", fund, &call).await? {
            let call = IInsurance::holdingCall { collateral };
            if !self.view("holding", fund, &call).await?.amount.is_zero() {
                held.push(collateral);
            }
        }
        Ok(held)
    }

    /// How far funds cover what is lent, by what people call the asset; none where nothing is lent.
    pub(crate) fn coverage(&self) -> BTreeMap<String, f64> {
        let known = self.funds.iter().filter_map(|(asset, fund)| {
            let ratio = fund.coverage.filter(|ratio| *ratio != U256::MAX)?;
            Some((self.name(*asset), f64::from(ratio) / f64::from(WAD)))
        });
        known.collect()
    }

    /// What people call an asset.
    pub(crate) fn name(&self, asset: Address) -> String {
        let known = self.config.names.get(&asset);
        known.map_or_else(|| asset.to_string(), String::clone)
    }

    /// Buys what funds sell, by the rules of fills. Whatever fails ends up in the report and ends one purchase only.
    pub(crate) async fn buy_from_funds(&mut self, rules: &Rules, report: &mut TickReport) {
        let sales: Vec<_> = self
            .funds
            .iter()
            .flat_map(|(asset, fund)| fund.held.iter().map(|held| (fund.address, *asset, *held)))
            .collect();
        for (fund, asset, collateral) in sales {
            if self.is_stopping() {
                return;
            }
            match self.buy(fund, asset, collateral, rules, report).await {
                Ok(()) => {}
                Err(error) if error.is_normal() => {
                    tracing::info!(%fund, %collateral, %error, "sale passed over");
                    pass(report, fund, BUY.to_owned(), error.to_string());
                }
                Err(error) => fail(report, fund, BUY.to_owned(), &error),
            }
        }
    }

    /// Buys one collateral of one fund, or says why not.
    async fn buy(
        &mut self,
        fund: Address,
        asset: Address,
        collateral: Address,
        rules: &Rules,
        report: &mut TickReport,
    ) -> Result<(), KeeperError> {
        let order = match self.sale(fund, asset, collateral, rules).await? {
            Ok(order) => order,
            Err(Hold::NothingReleased) => return Ok(()),
            Err(hold) => {
                pass(report, fund, BUY.to_owned(), hold.to_string());
                return Ok(());
            }
        };
        if self.config.dry_run {
            let action = format!(
                "{BUY} ({} of {collateral} for at most {} of {asset})",
                order.collateral_amount, order.repay_limit
            );
            let account = Some(fund);
            report.planned.push(Planned { account, action });
            return Ok(());
        }
        self.approve(fund, asset, order.repay_limit).await?;
        let call = IInsurance::buyCall {
            collateral,
            amount: order.collateral_amount,
            limit: order.repay_limit,
            receiver: self.sender.account,
        };
        let about = (BUY, collateral, asset);
        let done = self.attempt(fund, about, fund, &call, report).await?;
        report.bought.extend(done);
        Ok(())
    }

    /// What to buy of what a fund sells now.
    async fn sale(
        &self,
        fund: Address,
        asset: Address,
        collateral: Address,
        rules: &Rules,
    ) -> Result<Result<FillOrder, Hold>, KeeperError> {
        let call = IInsurance::saleCall { collateral };
        let sale = self.view("sale", fund, &call).await?;
        let quote = Quote {
            collateralAsset: collateral,
            debtAsset: asset,
            collateralAmount: sale.amount,
            repayAmount: sale.cost,
            price: sale.price,
            ..Quote::default()
        };
        let offer = self.offer(quote).await?;
        Ok(offer.map_or(Err(Hold::NothingReleased), |offer| plan_fill(&offer, rules)))
    }
}
