//! Deposits, withdrawals and fees.

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IOwned::Reentered,
    convert::{address_word, wide},
    event, guard,
    revert::{Failure, Result, about, address, bounded, nonzero},
    token,
};
use stylus_sdk::prelude::*;

use crate::{
    Vault,
    program::{Fees, IVault},
    shares::{Capital, MAX_MANAGEMENT, MAX_PERFORMANCE, Rates, Taken},
};

/// How much, for whom, of whom.
#[derive(Clone, Copy)]
pub(crate) struct Exit {
    pub(crate) amount: u128,
    pub(crate) receiver: Address,
    pub(crate) owner: Address,
}

/// Refuses to end shares for nothing of a claim that is something: all of it is provided for, and may yet come back.
fn paid_for(capital: &Capital, shares: u128, assets: u128) -> Result<()> {
    if capital.assets_down(shares)? > 0 {
        nonzero(assets)?;
    }
    Ok(())
}

impl Vault {
    /// What the vault lends and who shares it, with the fees that are due; they are not stored.
    #[inline(never)]
    pub(crate) fn current(&self) -> Result<(Capital, Fees, Taken)> {
        let (shares, highest) = self.totals();
        let (assets, exit) = self.lent()?;
        let mut capital = Capital {
            assets,
            exit,
            shares,
            highest,
        };
        let fees = self.load_fees();
        let elapsed = self.vm().block_timestamp().saturating_sub(fees.taken_at);
        let taken = capital.take(fees.rates, elapsed);
        Ok((capital, fees, taken))
    }

    /// [`Self::current`], with the fees minted and stored.
    #[inline(never)]
    fn accrue(&mut self) -> Result<Capital> {
        let (capital, mut fees, taken) = self.current()?;
        self.store_totals(&capital);
        if fees.rates.management > 0 {
            fees.taken_at = self.vm().block_timestamp();
            self.store_fees(&fees);
        }
        let minted = taken.management.saturating_add(taken.performance);
        if minted > 0 {
            self.credit(&fees.recipient, minted);
            self.transferred(&Address::ZERO, &fees.recipient, minted);
            let parts = [wide(taken.management), wide(taken.performance)];
            let recipient = [address_word(fees.recipient)];
            event::emit(
                self.vm(),
                IVault::FeesTaken::SIGNATURE_HASH,
                &recipient,
                &parts,
            );
        }
        Ok(capital)
    }

    /// Pulls assets from the caller. Nothing for nothing.
    #[inline(never)]
    fn pull(&mut self, assets: u128) -> Result<()> {
        if assets == 0 {
            return Ok(());
        }
        let (vm, asset) = (self.vm().clone(), self.asset());
        let payer = vm.msg_sender();
        Ok(token::pull(&vm, self, asset, payer, wide(assets))?)
    }

    /// Pulls what `quote` says of the present price, and refuses where the price moved meanwhile.
    #[inline(never)]
    fn pull_quoted(&mut self, quote: impl Fn(&Capital) -> Result<u128>) -> Result<(Capital, u128)> {
        let assets = quote(&self.current()?.0)?;
        self.pull(assets)?;
        let capital = self.accrue()?;
        if quote(&capital)? == assets {
            Ok((capital, assets))
        } else {
            Err(Reentered {}.into())
        }
    }

    /// `IVault.deposit`.
    #[inline(never)]
    pub(crate) fn deposit(&mut self, assets: u128, receiver: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        self.pull(assets)?;
        let capital = self.accrue()?;
        // Down: against the depositor.
        let shares = capital.shares_down(assets)?;
        if assets > 0 {
            nonzero(shares)?;
        }
        self.admit(capital, receiver, assets, shares)?;
        Ok(shares)
    }

    /// `IVault.mint`.
    #[inline(never)]
    pub(crate) fn mint(&mut self, shares: u128, receiver: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        // Up: against the depositor.
        let (capital, assets) = self.pull_quoted(|capital| Ok(capital.assets_up(shares)?))?;
        self.admit(capital, receiver, assets, shares)?;
        Ok(assets)
    }

    /// Mints shares for assets that were pulled in, and lends these.
    #[inline(never)]
    fn admit(
        &mut self,
        mut capital: Capital,
        receiver: Address,
        assets: u128,
        shares: u128,
    ) -> Result<()> {
        capital.shares = capital.shares_with(shares)?;
        self.store_totals(&capital);
        self.credit(&receiver, shares);
        self.transferred(&Address::ZERO, &receiver, shares);
        let parties = [self.vm().msg_sender(), receiver].map(address_word);
        let amounts = [wide(assets), wide(shares)];
        event::emit(
            self.vm(),
            IVault::Deposit::SIGNATURE_HASH,
            &parties,
            &amounts,
        );
        let this = self.vm().contract_address();
        self.supply(assets, &this)
    }

    /// `IVault.withdraw`.
    #[inline(never)]
    pub(crate) fn withdraw(&mut self, exit: Exit) -> Result<u128> {
        let capital = self.leave(&exit)?;
        // Up: against who leaves.
        let shares = capital.leaving().shares_up(exit.amount)?;
        self.pay(capital, &exit, exit.amount, shares)?;
        Ok(shares)
    }

    /// `IVault.redeem`.
    #[inline(never)]
    pub(crate) fn redeem(&mut self, exit: Exit) -> Result<u128> {
        let capital = self.leave(&exit)?;
        // Down: against who leaves.
        let assets = capital.leaving().assets_down(exit.amount)?;
        paid_for(&capital, exit.amount, assets)?;
        self.pay(capital, &exit, assets, exit.amount)?;
        Ok(assets)
    }

    fn leave(&mut self, exit: &Exit) -> Result<Capital> {
        guard::enter(self.vm())?;
        address(exit.receiver)?;
        self.accrue()
    }

    #[inline(never)]
    fn pay(&mut self, capital: Capital, exit: &Exit, assets: u128, shares: u128) -> Result<()> {
        let event = IVault::Withdraw::SIGNATURE_HASH;
        self.burn(capital, exit, assets, shares, event)?;
        self.take_back(assets, &exit.receiver)
    }

    /// `IVault.redeemInKind`.
    #[inline(never)]
    pub(crate) fn redeem_in_kind(&mut self, exit: Exit) -> Result<u128> {
        guard::enter(self.vm())?;
        address(exit.receiver)?;
        // Down: against who leaves.
        let (capital, assets) =
            self.pull_quoted(|capital| Ok(capital.leaving().assets_down(exit.amount)?))?;
        paid_for(&capital, exit.amount, assets)?;
        // Shares go with the claim that they stand for: the token calls others back from within either.
        self.supply(assets, &exit.receiver)?;
        let event = IVault::RedeemedInKind::SIGNATURE_HASH;
        self.burn(capital, &exit, assets, exit.amount, event)?;
        let lender = self.vm().msg_sender();
        self.take_back(assets, &lender)?;
        Ok(assets)
    }

    /// Burns shares of the owner, and tells of the exit.
    #[inline(never)]
    fn burn(
        &mut self,
        mut capital: Capital,
        exit: &Exit,
        assets: u128,
        shares: u128,
        event: B256,
    ) -> Result<()> {
        self.spend(&exit.owner, shares)?;
        self.debit(&exit.owner, shares)?;
        capital.shares = capital.shares.saturating_sub(shares);
        self.store_totals(&capital);
        self.transferred(&exit.owner, &Address::ZERO, shares);
        let parties = [self.vm().msg_sender(), exit.receiver, exit.owner].map(address_word);
        event::emit(self.vm(), event, &parties, &[wide(assets), wide(shares)]);
        Ok(())
    }

    /// `IVault.takeFees`.
    pub(crate) fn take_fees(&mut self) -> Result<()> {
        guard::enter(self.vm())?;
        self.accrue().map(|_| ())
    }

    /// `IVault.setFees`.
    #[inline(never)]
    pub(crate) fn set_fees(&mut self, rates: Rates, recipient: Address) -> Result<()> {
        guard::enter(self.vm())?;
        self.owned.only_owner()?;
        bounded(0, rates.performance.into(), 0, MAX_PERFORMANCE.into())?;
        bounded(1, rates.management.into(), 0, MAX_MANAGEMENT.into())?;
        if rates != Rates::default() {
            address(recipient)?;
        }
        self.accrue()?;
        self.store_fees(&Fees {
            rates,
            recipient,
            taken_at: self.vm().block_timestamp(),
        });
        let words = [
            wide(rates.performance.into()),
            wide(rates.management.into()),
            address_word(recipient),
        ];
        event::emit(self.vm(), IVault::FeesSet::SIGNATURE_HASH, &[], &words);
        Ok(())
    }

    /// Fixes what construction fixes, and lets the pool pull the asset.
    pub(crate) fn initialise(&mut self, [owner, pool, asset]: [Address; 3]) -> Result<()> {
        self.owned.initialise(owner)?;
        address(pool)?;
        let decimals = token::decimals(self.vm(), address(asset)?)?;
        self.store_place(&pool, &asset, decimals);
        if self.reserve().is_none() {
            return Err(about(IVault::CallFailed::SELECTOR, &pool));
        }
        let vm = self.vm().clone();
        token::approve(&vm, self, asset, pool).map_err(Failure::from)
    }
}
