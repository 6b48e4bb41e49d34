//! Collateral that passes to a reserve's suppliers with the debt that it stands for.
//!
//! The pool keeps it in an account of its own for each pair of assets, so that nobody's claims change and no token moves:
//! the debt is owed by what is the suppliers' own, and the unwinder sells that account's collateral like anybody's.

use alloy_primitives::{Address, keccak256};
use alloy_sol_types::{SolError, SolEvent};
use ballast_common::{
    abi::IDebtBook,
    dispatch::{Input, Output},
    guard,
    owned::only,
};
use ballast_pool_state::{
    error::{Result, about, nonzero, take},
    layout::Key,
};
use stylus_sdk::prelude::*;

use crate::Extension;

/// What passes: amounts in token units.
pub(crate) struct Passage {
    account: Address,
    collateral_asset: Address,
    collateral_amount: u128,
    debt_asset: Address,
    debt_amount: u128,
}

impl Passage {
    /// The arguments of `IDebtBook.passInKind`.
    pub(crate) fn read(input: &mut Input) -> Self {
        Self {
            account: input.address(),
            collateral_asset: input.address(),
            collateral_amount: input.amount(),
            debt_asset: input.address(),
            debt_amount: input.amount(),
        }
    }
}

/// The account that holds `collateral` for the suppliers of `debt`: of a hash, so that nobody has a key for it.
pub(crate) fn holder(collateral: &Address, debt: &Address) -> Address {
    let mut pair = [0; 40];
    let (first, second) = pair.split_at_mut(20);
    first.copy_from_slice(collateral.as_slice());
    second.copy_from_slice(debt.as_slice());
    Address::from_word(keccak256(pair))
}

impl Extension {
    /// Adds escrowed collateral to an account; `strange` as of `State::store_amounts`.
    #[inline(never)]
    fn give_collateral(
        &mut self,
        reserve: u8,
        account: &Address,
        amount: u128,
        strange: bool,
    ) -> Result<()> {
        let before = self.amounts(account, reserve);
        let mut after = before;
        after.collateral = before.collateral.saturating_add(amount);
        self.store_amounts(account, reserve, before, after, strange)
    }

    /// Takes what another account was given.
    #[inline(never)]
    fn lower_collateral(
        &mut self,
        asset: Address,
        reserve: u8,
        account: &Address,
        amount: u128,
    ) -> Result<()> {
        let before = self.amounts(account, reserve);
        let mut after = before;
        after.collateral = take(asset, before.collateral, nonzero(amount)?)?;
        self.store_amounts(account, reserve, before, after, false)
    }

    /// `IDebtBook.payOpener`: what was paid.
    #[inline(never)]
    pub(crate) fn pay_opener(
        &mut self,
        account: Address,
        asset: Address,
        amount: u128,
        opener: Address,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        only(self.vm(), self.address_at(Key::UNWINDER))?;
        let reserve = self.reserve(&asset)?;
        // An account without room for another asset gets nothing, and holds no sale up.
        if self
            .give_collateral(reserve, &opener, amount, true)
            .is_err()
        {
            return Ok(0);
        }
        self.lower_collateral(asset, reserve, &account, amount)?;
        let mut event = Output::event(&IDebtBook::OpenerPaid::SIGNATURE_HASH);
        event
            .address(&account)
            .address(&opener)
            .address(&asset)
            .amount(amount);
        event.emit(self.vm(), 2);
        Ok(amount)
    }

    /// `IDebtBook.passInKind`: the debt that moved, and who holds it now.
    #[inline(never)]
    pub(crate) fn pass_in_kind(&mut self, passage: Passage) -> Result<(u128, Address)> {
        guard::enter(self.vm())?;
        only(self.vm(), self.address_at(Key::UNWINDER))?;
        let Passage {
            account,
            collateral_asset,
            collateral_amount,
            debt_asset,
            debt_amount,
        } = passage;
        let holder = holder(&collateral_asset, &debt_asset);
        if account == holder {
            return Err(about(IDebtBook::NothingToPass::SELECTOR, &account));
        }
        let from = self.reserve(&collateral_asset)?;
        let (reserve, market) = self.accrued(&debt_asset)?;
        self.store_market(reserve, &market);

        self.give_collateral(from, &holder, collateral_amount, false)?;
        self.lower_collateral(collateral_asset, from, &account, collateral_amount)?;

        // Shares move as they are, so that nothing is rounded between the two: down, against the account.
        let before = self.amounts(&account, reserve);
        let owed = nonzero(market.debt_assets_up(before.debt_shares)?)?;
        let moved = nonzero(debt_amount)?.min(owed);
        let shares = if moved == owed {
            before.debt_shares
        } else {
            market.debt_shares_down(moved)?.min(before.debt_shares)
        };
        let mut after = before;
        after.debt_shares = before.debt_shares.saturating_sub(nonzero(shares)?);
        self.store_amounts(&account, reserve, before, after, false)?;
        let before = self.amounts(&holder, reserve);
        let mut after = before;
        after.debt_shares = before.debt_shares.saturating_add(shares);
        self.store_amounts(&holder, reserve, before, after, false)?;

        let mut event = Output::event(&IDebtBook::PassedInKind::SIGNATURE_HASH);
        event
            .address(&account)
            .address(&holder)
            .address(&collateral_asset)
            .address(&debt_asset)
            .amount(collateral_amount)
            .amount(moved)
            .amount(shares);
        event.emit(self.vm(), 2);
        Ok((moved, holder))
    }
}
