//! Coming and leaving: ERC-4626 with a cooldown.

use alloy_primitives::Address;
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    dispatch::Output,
    guard,
    revert::{Result, address, bare, nonzero, number, pair},
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    Insurance,
    abi::IInsurance,
    fund::{self, CAPITAL_MAX, Fund},
    layout::Stake,
};

/// Seconds after the cooldown within which cooled shares are paid out.
const REDEEM_WINDOW: u64 = 172_800;

/// Who leaves.
pub(crate) struct Exit {
    /// Of shares, or of assets.
    pub(crate) amount: u128,
    pub(crate) receiver: Address,
    pub(crate) owner: Address,
}

impl Insurance {
    /// The fund as those who come find it: collateral marked high.
    ///
    /// # Errors
    /// `FundExhausted`; `PriceUnavailable` while collateral has no price.
    #[inline(never)]
    pub(crate) fn priced_high(&self) -> Result<Fund> {
        let fund = self.fund().with(self.worth()?.high()?);
        if fund.exhausted() {
            return Err(bare(IInsurance::FundExhausted::SELECTOR));
        }
        Ok(fund)
    }

    /// The fund as those who leave find it: collateral marked low, less what is expected to be claimed.
    ///
    /// # Errors
    /// Overflow.
    #[inline(never)]
    pub(crate) fn priced_low(&self) -> Result<Fund> {
        Ok(self.fund().with(self.worth()?.low).less(self.expected()))
    }

    /// `IInsurance.deposit`, and `mint` for `shares`: assets and shares.
    #[inline(never)]
    pub(crate) fn deposit(
        &mut self,
        amount: u128,
        receiver: Address,
        in_shares: bool,
    ) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let priced = self.priced_high()?;
        let (assets, shares) = if in_shares {
            (priced.to_assets_up(amount)?, amount)
        } else {
            (amount, priced.to_shares_down(amount)?)
        };
        nonzero(shares)?;
        nonzero(assets)?;
        let fund = self.fund().stake(assets, shares)?;
        let stake = self.stake_of(&receiver);
        let free = fund::add(stake.free, shares)?;
        self.store_fund(&fund);
        self.store_stake(&receiver, &Stake { free, ..stake });
        self.log_transfer(&Address::ZERO, &receiver, shares);
        let mut event = Output::event(&IInsurance::Deposit::SIGNATURE_HASH);
        event
            .address(&self.vm().msg_sender())
            .address(&receiver)
            .amount(assets)
            .amount(shares);
        event.emit(self.vm(), 2);
        self.pull(assets)?;
        Ok((assets, shares))
    }

    /// `IInsurance.requestRedeem`.
    #[inline(never)]
    pub(crate) fn request_redeem(&mut self, shares: u128) -> Result<()> {
        let account = self.vm().msg_sender();
        let stake = self.stake_of(&account);
        // None more to put in cooldown may still start it again for those that are in it.
        if shares > 0 || stake.cooling == 0 {
            up_to(stake.free, shares)?;
        }
        let cooldown = self.terms().cooldown;
        let stake = Stake {
            free: fund::subtract(stake.free, shares)?,
            cooling: fund::add(stake.cooling, shares)?,
            mature_at: self.vm().block_timestamp().saturating_add(cooldown),
        };
        self.store_stake(&account, &stake);
        let mut event = Output::event(&IInsurance::RedeemRequested::SIGNATURE_HASH);
        event
            .address(&account)
            .amount(shares)
            .number(stake.mature_at)
            .emit(self.vm(), 1);
        Ok(())
    }

    /// `IInsurance.redeem`, and `withdraw` for assets: assets and shares.
    #[inline(never)]
    pub(crate) fn redeem(&mut self, exit: Exit, in_shares: bool) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        let Exit {
            amount,
            receiver,
            owner,
        } = exit;
        address(receiver)?;
        let caller = self.vm().msg_sender();
        if owner != caller {
            return Err(bare(IInsurance::NotTransferable::SELECTOR));
        }
        let stake = self.stake_of(&owner);
        if in_shares {
            // Before the price is asked for, which costs more.
            up_to(stake.cooling, amount)?;
        }
        let now = self.vm().block_timestamp();
        if now < stake.mature_at {
            return Err(number(IInsurance::CoolingDown::SELECTOR, stake.mature_at));
        }
        let expired = stake.mature_at.saturating_add(REDEEM_WINDOW);
        if now >= expired {
            return Err(number(IInsurance::RequestExpired::SELECTOR, expired));
        }
        let priced = self.priced_low()?;
        let (assets, shares) = if in_shares {
            (priced.to_assets_down(amount)?, amount)
        } else {
            (amount, priced.to_shares_up(amount)?)
        };
        up_to(stake.cooling, shares)?;
        nonzero(assets)?;
        let fund = self.fund();
        if assets > fund.capital {
            let error = IInsurance::InsufficientCash::SELECTOR;
            return Err(pair(error, fund.capital, assets));
        }
        self.store_fund(&fund.unstake(assets, shares)?);
        let cooling = fund::subtract(stake.cooling, shares)?;
        self.store_stake(&owner, &Stake { cooling, ..stake });
        self.log_transfer(&owner, &Address::ZERO, shares);
        let mut event = Output::event(&IInsurance::Withdraw::SIGNATURE_HASH);
        event
            .address(&caller)
            .address(&receiver)
            .address(&owner)
            .amount(assets)
            .amount(shares);
        event.emit(self.vm(), 3);
        let asset = self.asset();
        self.send(&asset, &receiver, assets)?;
        Ok((assets, shares))
    }

    fn log_transfer(&self, from: &Address, to: &Address, shares: u128) {
        let mut event = Output::event(&IInsurance::Transfer::SIGNATURE_HASH);
        event.address(from).address(to).amount(shares);
        event.emit(self.vm(), 2);
    }

    /// `IInsurance.maxDeposit` and `maxMint`: assets, and shares for them.
    #[inline(never)]
    pub(crate) fn max_in(&self, receiver: &Address) -> (u128, u128) {
        match self.priced_high() {
            Ok(priced) if !receiver.is_zero() => {
                let assets = CAPITAL_MAX.saturating_sub(self.fund().capital);
                match priced.to_shares_down(assets) {
                    Ok(shares) => (assets, shares),
                    Err(_) => (0, 0),
                }
            }
            _ => (0, 0),
        }
    }

    /// `IInsurance.maxWithdraw` and `maxRedeem`: assets, and shares for them.
    #[inline(never)]
    pub(crate) fn max_out(&self, owner: &Address) -> (u128, u128) {
        let (stake, now) = (self.stake_of(owner), self.vm().block_timestamp());
        let expired = stake.mature_at.saturating_add(REDEEM_WINDOW);
        let Ok(priced) = self.priced_low() else {
            return (0, 0);
        };
        if now < stake.mature_at || now >= expired {
            return (0, 0);
        }
        let cash = self.fund().capital;
        let whole = priced.to_assets_down(stake.cooling);
        match (whole, priced.to_shares_down(cash)) {
            (Ok(assets), _) if assets <= cash => (assets, stake.cooling),
            (_, Ok(shares)) => (cash, shares.min(stake.cooling)),
            _ => (0, 0),
        }
    }

    /// An amount at the price of those who come or of those who leave.
    pub(crate) fn converted(
        &self,
        amount: u128,
        coming: bool,
        convert: fn(&Fund, u128) -> Result<u128, RiskError>,
    ) -> Result<u128> {
        let priced = if coming {
            self.priced_high()?
        } else {
            self.priced_low()?
        };
        Ok(convert(&priced, amount)?)
    }
}

/// Refuses more shares than there are, and none.
fn up_to(available: u128, wanted: u128) -> Result<u128> {
    if wanted > available {
        let error = IInsurance::InsufficientShares::SELECTOR;
        return Err(pair(error, available, wanted));
    }
    nonzero(wanted)
}
