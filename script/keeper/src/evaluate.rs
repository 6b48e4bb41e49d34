//! Reads of one account, and of many at once.

use crate::{
    Keeper, KeeperError,
    decide::{Moment, Offer, is_open},
};
use alloy::{
    primitives::{Address, U256},
    sol,
};
use ballast_bindings::{
    IDebtBook, IOracle,
    unwinder::IUnwinder::{self, Schedule, Status},
};
use futures_util::{StreamExt, stream};

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
    /// What may be bought; none where no schedule is open or the quote reverts.
    pub offer: Option<Offer>,
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
        let running = is_open(&schedule) && status.flags == 0;
        let offer = if running {
            self.offer(account).await?
        } else {
            None
        };
        let newest_round = if running && schedule.criticalSince != 0 && schedule.auctionStart == 0 {
            self.newest_round(account).await?
        } else {
            0
        };
        Ok(Standing {
            status,
            schedule,
            offer,
            moment: Moment { now, newest_round },
        })
    }

    /// What may be bought of an account; none where the quote reverts, as it does where nothing is for sale.
    async fn offer(&self, account: Address) -> Result<Option<Offer>, KeeperError> {
        let call = IUnwinder::quoteCall {
            book: self.config.pool,
            account,
        };
        let quote = match self.view("quote", self.config.unwinder, &call).await {
            Ok(quote) => quote,
            Err(error) if error.is_revert() => {
                tracing::debug!(%account, %error, "no quote");
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if quote.collateralAmount.is_zero() || quote.repayAmount.is_zero() {
            return Ok(None);
        }
        let oracle = self.config.oracle;
        let spot = self
            .view(
                "price",
                oracle,
                &IOracle::priceCall {
                    asset: quote.collateralAsset,
                },
            )
            .await?
            .spot;
        let debt_spot = self
            .view(
                "price",
                oracle,
                &IOracle::priceCall {
                    asset: quote.debtAsset,
                },
            )
            .await?
            .spot;
        let decimals = self.decimals(quote.collateralAsset).await?;
        let debt_decimals = self.decimals(quote.debtAsset).await?;
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
