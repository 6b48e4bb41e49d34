//! Reads of one account, and of many at once.

use crate::{
    Keeper, KeeperError,
    decide::{BACKSTOP, Moment, Offer, is_distressing, is_open, is_worth_charging, worth},
};
use alloy::{
    primitives::{Address, U256},
    sol,
};
use ballast_bindings::{
    IDebtBook, IInsurance, IOracle,
    unwinder::IUnwinder::{self, Outlook, Quote, Schedule, Status},
};
use futures_util::{StreamExt, stream};
use risk_core::fixed::wide_mul_div_up;

/// Most pairs of one account that are quoted.
const MOST_PAIRS: usize = 8;
/// The oracle's flag of an asset that has left what it is pegged to: its price is the present one all the same.
const DEPEGGED: u8 = 8;

sol! {
    /// What the keeper needs of a token.
    interface IToken {
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
        function decimals() external view returns (uint8);
    }
}

/// Everything that is decided upon.
pub(crate) struct Standing {
    pub status: Status,
    pub schedule: Schedule,
    /// What may be bought, the pair that is to be sold first before others; none where no schedule is open or quotes revert.
    pub offers: Vec<Offer>,
    pub moment: Moment,
}

impl Keeper {
    /// Reads everything about many accounts, several at once, in their order.
    pub(crate) async fn standings(
        &self,
        accounts: &[Address],
    ) -> Vec<(Address, Result<Standing, KeeperError>)> {
        stream::iter(accounts.iter().copied())
            .map(|account| async move { (account, self.standing(account).await) })
            .buffered(self.config.concurrency.max(1))
            .collect()
            .await
    }

    /// Reads everything about one account, as of now.
    pub(crate) async fn standing(&self, account: Address) -> Result<Standing, KeeperError> {
        let (pool, unwinder) = (self.config.pool, self.config.unwinder);
        let now = self.rpc.head().await?.timestamp;
        let status = self
            .view(
                "status",
                unwinder,
                &IUnwinder::statusCall {
                    book: pool,
                    account,
                },
            )
            .await?;
        let schedule = self
            .view(
                "schedule",
                unwinder,
                &IUnwinder::scheduleCall {
                    book: pool,
                    account,
                },
            )
            .await?;
        let mut moment = Moment {
            now,
            expected: self.expected(account),
            ..Moment::default()
        };
        let distressing = is_open(&schedule) && is_distressing(&status);
        let mut rate = U256::ZERO;
        if distressing || status.flags & !DEPEGGED != 0 {
            match self.outlook(account).await {
                // What is flagged pauses only where enough of the debt is owed in it.
                Ok(outlook) if outlook.blockedBy.is_zero() => rate = outlook.distressRate,
                Ok(outlook) => moment.paused_by = outlook.flags,
                // Beyond what can be reckoned: as if all that is flagged paused.
                Err(error) if error.is_revert() => moment.paused_by = status.flags & !DEPEGGED,
                Err(error) => return Err(error),
            }
        }
        let mut offers = Vec::new();
        if is_open(&schedule) && moment.paused_by == 0 {
            let quote = self.quote(account, None).await?;
            if schedule.criticalSince != 0 && schedule.auctionStart == 0 {
                moment.newest_round = self.newest_round(account).await?;
            }
            if let Some(quote) = quote {
                if status.stage == BACKSTOP {
                    moment.backstop_ends = if self.holds_in_kind(account) {
                        0
                    } else {
                        quote.endsAt
                    };
                    moment.insured = self.insures(&quote).await?;
                }
                if is_worth_charging(&status, rate) {
                    moment.charged_until = self.charged_until(account, quote.debtAsset).await?;
                }
                offers = self.offers(account, quote, now).await?;
            }
        }
        Ok(Standing {
            status,
            schedule,
            offers,
            moment,
        })
    }

    /// What may be bought of an account: the pair that is to be sold first, and where that stands unsold for a slice's interval
    /// others too.
    async fn offers(
        &self,
        account: Address,
        quote: Quote,
        now: u64,
    ) -> Result<Vec<Offer>, KeeperError> {
        let first = (quote.collateralAsset, quote.debtAsset);
        let mut offers = Vec::new();
        offers.extend(self.offer(quote).await?);
        let others = self.pairs(account).into_iter();
        let others: Vec<_> = others
            .filter(|pair| *pair != first)
            .take(MOST_PAIRS)
            .collect();
        if others.is_empty() || now < self.movable_at(account).await? {
            return Ok(offers);
        }
        for pair in others {
            if let Some(quote) = self.quote(account, Some(pair)).await? {
                offers.extend(self.offer(quote).await?);
            }
        }
        Ok(offers)
    }

    /// Every pair of what an account has escrowed and what it owes, as events tell.
    fn pairs(&self, account: Address) -> Vec<(Address, Address)> {
        let held = self.book().accounts().get(&account);
        let holdings = held.map_or(&[][..], |account| &account.holdings);
        let sold = holdings.iter().filter(|held| !held.collateral.is_zero());
        sold.flat_map(|sold| {
            let owed = holdings.iter().filter(|held| !held.shares.is_zero());
            owed.map(|owed| (sold.asset, owed.asset))
        })
        .collect()
    }

    /// From when any pair of an account may be filled.
    async fn movable_at(&self, account: Address) -> Result<u64, KeeperError> {
        let call = IUnwinder::limitsCall {
            book: self.config.pool,
            account,
        };
        let limits = match self.view("limits", self.config.unwinder, &call).await {
            Ok(limits) => limits,
            Err(error) if error.is_revert() => return Ok(u64::MAX),
            Err(error) => return Err(error),
        };
        let interval = self.parameters.as_ref().map(|known| known.sliceInterval);
        let interval = interval.and_then(|interval| u64::try_from(interval).ok());
        Ok(limits.movedAt.saturating_add(interval.unwrap_or(u64::MAX)))
    }

    /// What an account has to expect, and why.
    async fn outlook(&self, account: Address) -> Result<Outlook, KeeperError> {
        let call = IUnwinder::outlookCall {
            book: self.config.pool,
            account,
            horizon: 1,
        };
        self.view("outlook", self.config.unwinder, &call).await
    }

    /// Whether an account is the debt book's own, which holds for suppliers what passed in kind.
    fn holds_in_kind(&self, account: Address) -> bool {
        let known = self.book().accounts().get(&account);
        known.is_some_and(|account| account.holds_in_kind)
    }

    /// Up to when distress is charged on a debt.
    async fn charged_until(
        &self,
        account: Address,
        asset: Address,
    ) -> Result<Option<u64>, KeeperError> {
        let call = IDebtBook::distressCall {
            account,
            debtAsset: asset,
        };
        let meter = self.view("distress", self.config.pool, &call).await?;
        Ok(u64::try_from(meter.last).ok())
    }

    /// What of an account's debts is noted as expected not to come back, USD, WAD, as events tell.
    fn expected(&self, account: Address) -> U256 {
        let noted = self.book().accounts().get(&account);
        let Some((account, market)) = noted.zip(self.market.as_ref()) else {
            return U256::ZERO;
        };
        let usd = account.expected.iter().filter_map(|(asset, amount)| {
            let asset = market.assets.get(asset)?;
            worth(
                wide_mul_div_up,
                *amount,
                U256::from(asset.spot),
                asset.decimals,
            )
        });
        usd.fold(U256::ZERO, U256::saturating_add)
    }

    /// Whether an insurance fund covers what is owed, and may buy more of what is sold.
    async fn insures(&self, quote: &Quote) -> Result<bool, KeeperError> {
        let Some(fund) = self.fund_of(quote.debtAsset) else {
            return Ok(false);
        };
        let call = IInsurance::holdingCall {
            collateral: quote.collateralAsset,
        };
        let holding = self.view("holding", fund, &call).await?;
        Ok(!holding.purchasable.is_zero())
    }

    /// The insurance fund of an asset.
    pub(crate) fn fund_of(&self, asset: Address) -> Option<Address> {
        let mut reserves = self.reserves.iter();
        let reserve = reserves.find(|reserve| reserve.asset == asset)?;
        (!reserve.insurance.is_zero()).then_some(reserve.insurance)
    }

    /// What may be bought of an account, of the pair that is to be sold first or of another; none where the quote reverts, as
    /// it does where nothing is for sale.
    async fn quote(
        &self,
        account: Address,
        pair: Option<(Address, Address)>,
    ) -> Result<Option<Quote>, KeeperError> {
        let (book, unwinder) = (self.config.pool, self.config.unwinder);
        let quote = match pair {
            None => {
                let call = IUnwinder::quoteCall { book, account };
                self.view("quote", unwinder, &call).await
            }
            Some((collateral, debt)) => {
                let call = IUnwinder::quotePairCall {
                    book,
                    account,
                    collateralAsset: collateral,
                    debtAsset: debt,
                };
                self.view("quotePair", unwinder, &call).await
            }
        };
        match quote {
            Ok(quote) => Ok(Some(quote)),
            Err(error) if error.is_revert() => {
                tracing::debug!(%account, %error, "no quote");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What a quote is worth to the keeper; none of an empty one.
    pub(crate) async fn offer(&self, quote: Quote) -> Result<Option<Offer>, KeeperError> {
        if quote.collateralAmount.is_zero() || quote.repayAmount.is_zero() {
            return Ok(None);
        }
        let (spot, decimals) = self.priced(quote.collateralAsset).await?;
        let (debt_spot, debt_decimals) = self.priced(quote.debtAsset).await?;
        let available = self.funds(quote.debtAsset).await?;
        Ok(Some(Offer {
            quote,
            spot,
            debt_spot,
            decimals,
            debt_decimals,
            available,
        }))
    }

    /// Spot price and decimals of a token, as of now.
    pub(crate) async fn priced(&self, asset: Address) -> Result<(U256, u8), KeeperError> {
        let call = IOracle::priceCall { asset };
        let reading = self.view("price", self.config.oracle, &call).await?;
        Ok((reading.spot, self.decimals(asset).await?))
    }

    /// Newest update time of the feeds that an account's health depends on.
    async fn newest_round(&self, account: Address) -> Result<u64, KeeperError> {
        let portfolio = self
            .view(
                "portfolio",
                self.config.pool,
                &IDebtBook::portfolioCall { account },
            )
            .await?;
        Ok(portfolio
            .holdings
            .iter()
            .map(|holding| holding.updatedAt)
            .max()
            .unwrap_or_default())
    }

    /// Tokens that the keeper has.
    pub(crate) async fn funds(&self, token: Address) -> Result<U256, KeeperError> {
        self.view(
            "balanceOf",
            token,
            &IToken::balanceOfCall {
                account: self.sender.account,
            },
        )
        .await
    }

    async fn decimals(&self, token: Address) -> Result<u8, KeeperError> {
        match self.reserves.iter().find(|reserve| reserve.asset == token) {
            Some(reserve) => Ok(reserve.decimals),
            None => self.view("decimals", token, &IToken::decimalsCall {}).await,
        }
    }

    /// Calls a view function as the keeper's account.
    pub(crate) async fn view<C: alloy::sol_types::SolCall>(
        &self,
        what: &'static str,
        to: Address,
        call: &C,
    ) -> Result<C::Return, KeeperError> {
        self.rpc.call(what, self.sender.account, to, call).await
    }
}
