//! What suppliers and borrowers do.

use alloc::vec::Vec;

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    convert::{narrow, wide},
    dispatch::{Input, Output},
    token,
};
use ballast_pool_state::{
    ICallbacks, IPool,
    error::{Result, about, address, nonzero, require_cap, require_cash, take},
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED, Key, Verb},
    lock,
    market::{AMOUNT_MAX, add, minted},
};
use stylus_sdk::prelude::*;

use crate::Pool;

/// What every verb is told: an asset, an amount, whose position changes; who is paid where somebody is; and what the caller
/// wants to be called back with before it pays, if it does.
#[derive(Clone, Copy)]
pub(crate) struct Action<'a> {
    pub(crate) asset: Address,
    pub(crate) amount: u128,
    pub(crate) account: Address,
    pub(crate) receiver: Address,
    pub(crate) data: Option<&'a [u8]>,
}

/// What stands behind the three arguments that every verb has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nothing.
    Plain,
    /// Who is paid.
    Paying,
    /// What to call back with.
    Calling,
}

impl<'a> Action<'a> {
    /// The arguments.
    ///
    /// # Errors
    /// No data, for malformed ones.
    #[inline(never)]
    pub(crate) fn read(input: &mut Input<'a>, form: Form) -> Result<Self, Vec<u8>> {
        let mut action = Self {
            asset: input.address(),
            amount: input.amount(),
            account: input.address(),
            receiver: Address::ZERO,
            data: None,
        };
        match form {
            Form::Plain => {}
            Form::Paying => action.receiver = input.address(),
            Form::Calling => action.data = Some(input.bytes()),
        }
        input.finish().map(|()| action)
    }
}

/// Accounts whose health is judged later, at the end of a multicall; none where each verb judges at once.
pub(crate) type Checks = Option<Vec<Address>>;

/// Verbs hold the lock, which `Pool::act` takes and gives back.
impl Pool {
    /// Pulls tokens in, from the caller or a payer whom the caller speaks for.
    #[inline(never)]
    pub(crate) fn pull(&mut self, asset: &Address, from: &Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        Ok(token::pull(&vm, self, *asset, *from, wide(amount))?)
    }

    /// What a caller offers: the amount, or where that means all, its whole balance.
    #[inline(never)]
    fn offered(&self, asset: Address, amount: u128) -> Result<u128> {
        if amount < u128::MAX {
            return nonzero(amount);
        }
        let balance = token::balance(self.vm(), asset, self.vm().msg_sender())?;
        nonzero(narrow(balance).unwrap_or(u128::MAX))
    }

    /// Pulls in what an action costs its payer, who is called back before that if the action says so: with the window open for
    /// verbs, but in sales of collateral, where the pool stays locked.
    #[inline(never)]
    pub(crate) fn collect(
        &mut self,
        action: &Action,
        payer: &Address,
        callback: [u8; 4],
        amount: u128,
    ) -> Result<()> {
        if let Some(data) = action.data {
            let mut call = Output::selected(callback);
            call.amount(amount)
                .number(64)
                .number(data.len() as u64)
                .bytes(data);
            let window = callback != ICallbacks::onSettleCall::SELECTOR;
            let vm = self.vm().clone();
            lock::call_back(&vm, self, *payer, call.data(), window)?;
        }
        self.pull(&action.asset, payer, amount)
    }

    /// Refuses where an account's health does not allow opening, at once or at the end of the multicall.
    #[inline(never)]
    fn judge_opening(&self, account: Address, checks: &mut Checks) -> Result<()> {
        match checks {
            None => self.require_opening(&account),
            Some(later) => {
                if !later.contains(&account) {
                    later.push(account);
                }
                Ok(())
            }
        }
    }

    /// Tells what came in of whom, for whom: the amount, and shares where it stands for some.
    #[inline(never)]
    fn log_in(&self, event: &B256, action: &Action, payer: &Address, amounts: &[u128]) {
        let mut event = Output::event(event);
        event
            .address(&action.asset)
            .address(payer)
            .address(&action.account);
        for amount in amounts {
            event.amount(*amount);
        }
        event.emit(self.vm(), 3);
    }

    /// Tells what goes out, and sends it: the first of the amounts.
    #[inline(never)]
    fn pay_out(&mut self, event: &B256, action: &Action, amounts: &[u128]) -> Result<()> {
        let mut event = Output::event(event);
        event
            .address(&action.asset)
            .address(&action.account)
            .address(&action.receiver);
        for amount in amounts {
            event.amount(*amount);
        }
        event.emit(self.vm(), 2);
        let paid = amounts.first().copied().unwrap_or_default();
        self.send(&action.asset, &action.receiver, paid)
    }

    /// Sends tokens out.
    #[inline(never)]
    pub(crate) fn send(&mut self, asset: &Address, to: &Address, amount: u128) -> Result<()> {
        let vm = self.vm().clone();
        Ok(token::send(&vm, self, *asset, *to, wide(amount))?)
    }

    /// `IPool.supply`.
    #[inline(never)]
    pub(crate) fn supply(&mut self, action: Action<'_>) -> Result<u128> {
        let Action {
            asset,
            amount: assets,
            account,
            ..
        } = action;
        address(account)?;
        let (reserve, mut market) = self.accrued(&asset)?;
        let assets = self.offered(asset, assets)?;
        self.guard(&asset, &market.config, Verb::Supply, &account, assets)?;
        let total = market
            .cash
            .saturating_add(market.debt())
            .saturating_add(market.escrow)
            .saturating_add(assets);
        require_cap(asset, market.config.cap(market.config.supply_cap), total)?;
        // Down: against the supplier. Where losses left next to nothing, a share's price is beyond what shares can count.
        let exhausted = |_| about(IPool::ReserveExhausted::SELECTOR, &asset);
        let shares = nonzero(market.supply_shares_down(assets).map_err(exhausted)?)?;
        market.cash = add(market.cash, assets)?;
        market.supply_shares = minted(market.supply_shares, shares).map_err(exhausted)?;
        self.store_market(reserve, &market);
        let held = self.supply_of(&account, reserve).saturating_add(shares);
        self.put(Key::supply(&account, reserve), wide(held));
        let payer = self.vm().msg_sender();
        let event = &IPool::Supplied::SIGNATURE_HASH;
        self.log_in(event, &action, &payer, &[assets, shares]);
        let callback = ICallbacks::onSupplyCall::SELECTOR;
        self.collect(&action, &payer, callback, assets)?;
        Ok(shares)
    }

    /// `IPool.withdraw`.
    #[inline(never)]
    pub(crate) fn withdraw(&mut self, action: Action<'_>) -> Result<u128> {
        let Action {
            asset,
            amount: assets,
            account,
            receiver,
            ..
        } = action;
        address(receiver)?;
        self.require_authorised(&account)?;
        let (reserve, mut market) = self.accrued(&asset)?;
        let held = self.supply_of(&account, reserve);
        let available = market.supply_assets_down(held)?;
        let (paid, burned) = if assets == u128::MAX {
            (available, held)
        } else {
            take(asset, available, assets)?;
            // Up: against the supplier.
            (assets, market.supply_shares_up(assets)?.min(held))
        };
        nonzero(paid)?;
        self.guard(&asset, &market.config, Verb::Withdraw, &account, paid)?;
        market.cash = require_cash(asset, market.cash, paid)?;
        market.supply_shares = market.supply_shares.saturating_sub(burned);
        self.store_market(reserve, &market);
        self.put(
            Key::supply(&account, reserve),
            wide(held.saturating_sub(burned)),
        );
        let event = &IPool::Withdrawn::SIGNATURE_HASH;
        self.pay_out(event, &action, &[paid, burned])?;
        Ok(paid)
    }

    /// `IPool.depositCollateral`.
    #[inline(never)]
    pub(crate) fn deposit_collateral(&mut self, action: Action<'_>) -> Result<u128> {
        let Action {
            asset,
            amount: value,
            account,
            ..
        } = action;
        address(account)?;
        let payer = self.vm().msg_sender();
        let config = self.config(&asset)?;
        let value = self.offered(asset, value)?;
        let reserve = config.place.wrapping_sub(1);
        let before = self.amounts(&account, reserve);
        let escrow = self.escrow(reserve).saturating_add(value);
        let total = self.lent(reserve).saturating_add(escrow);
        let cap = config.cap(config.supply_cap);
        let mut open = self.guard(&asset, &config, Verb::Collateral, &account, value);
        if !config.allows(COLLATERAL_ENABLED) {
            open = Err(about(IPool::NotEnabled::SELECTOR, &asset));
        }
        if let Err(refusal) = open.and_then(|()| require_cap(asset, cap, total)) {
            // Whoever owes may always add to collateral that stands for it already; not with a callback, in which what
            // is booked and not there yet can be taken out: that would lend what caps and pauses close.
            if action.data.is_some() || before.collateral == 0 || !self.indebted(&account) {
                return Err(refusal);
            }
            require_cap(asset, AMOUNT_MAX, escrow)?;
        }
        self.store_escrow(reserve, escrow);
        let mut amounts = before;
        amounts.collateral = add(amounts.collateral, value)?;
        // Whom the account made its manager is no stranger to it.
        let strange = self.require_authorised(&account).is_err();
        self.store_amounts(&account, reserve, before, amounts, strange)?;
        let event = &IPool::CollateralDeposited::SIGNATURE_HASH;
        self.log_in(event, &action, &payer, &[value]);
        let callback = ICallbacks::onDepositCollateralCall::SELECTOR;
        self.collect(&action, &payer, callback, value)?;
        Ok(value)
    }

    /// `IPool.withdrawCollateral`.
    #[inline(never)]
    pub(crate) fn withdraw_collateral(
        &mut self,
        action: Action<'_>,
        checks: &mut Checks,
    ) -> Result<u128> {
        let Action {
            asset,
            amount: wanted,
            account,
            receiver,
            ..
        } = action;
        address(receiver)?;
        self.require_authorised(&account)?;
        let reserve = self.reserve(&asset)?;
        let available = self.amounts(&account, reserve).collateral;
        let paid = nonzero(if wanted == u128::MAX {
            available
        } else {
            wanted
        })?;
        self.take_collateral(asset, reserve, account, paid)?;
        self.judge_opening(account, checks)?;
        let event = &IPool::CollateralWithdrawn::SIGNATURE_HASH;
        self.pay_out(event, &action, &[paid])?;
        Ok(paid)
    }

    /// `IPool.borrow`.
    #[inline(never)]
    pub(crate) fn borrow(&mut self, action: Action<'_>, checks: &mut Checks) -> Result<u128> {
        let Action {
            asset,
            amount: assets,
            account,
            receiver,
            ..
        } = action;
        let assets = nonzero(assets)?;
        address(receiver)?;
        self.require_authorised(&account)?;
        let (reserve, mut market) = self.accrued(&asset)?;
        if !market.config.allows(BORROW_ENABLED) {
            return Err(about(IPool::NotEnabled::SELECTOR, &asset));
        }
        self.guard(&asset, &market.config, Verb::Borrow, &account, assets)?;
        require_cash(asset, market.cash, assets)?;
        // Up: against the borrower.
        let shares = market.borrow(assets)?;
        let cap = market.config.cap(market.config.borrow_cap);
        require_cap(asset, cap, market.debt())?;
        self.store_market(reserve, &market);
        let before = self.amounts(&account, reserve);
        let mut amounts = before;
        amounts.debt_shares = add(amounts.debt_shares, shares)?;
        self.store_amounts(&account, reserve, before, amounts, false)?;
        self.judge_opening(account, checks)?;
        let event = &IPool::Borrowed::SIGNATURE_HASH;
        self.pay_out(event, &action, &[assets, shares])?;
        Ok(shares)
    }

    /// `IPool.repay`.
    #[inline(never)]
    pub(crate) fn repay(&mut self, action: Action<'_>) -> Result<u128> {
        let (repaid, shares) = self.reduce_debt(&action)?;
        let payer = self.vm().msg_sender();
        let event = &IPool::Repaid::SIGNATURE_HASH;
        self.log_in(event, &action, &payer, &[repaid, shares]);
        let callback = ICallbacks::onRepayCall::SELECTOR;
        self.collect(&action, &payer, callback, repaid)?;
        Ok(repaid)
    }

    /// Takes up to an action's amount off its account's debt and stores it: what must be pulled in, and the shares burned.
    #[inline(never)]
    pub(crate) fn reduce_debt(&mut self, action: &Action) -> Result<(u128, u128)> {
        let Action {
            asset,
            amount: assets,
            account,
            ..
        } = *action;
        let (reserve, mut market) = self.accrued(&asset)?;
        let before = self.amounts(&account, reserve);
        let (repaid, burned) = market.repay(assets, before.debt_shares)?;
        nonzero(repaid)?;
        self.guard(&asset, &market.config, Verb::Repay, &account, repaid)?;
        self.store_market(reserve, &market);
        let mut amounts = before;
        amounts.debt_shares = amounts.debt_shares.saturating_sub(burned);
        self.store_amounts(&account, reserve, before, amounts, false)?;
        Ok((repaid, burned))
    }

    /// Takes collateral out of an account and of escrow, and stores it.
    #[inline(never)]
    pub(crate) fn take_collateral(
        &mut self,
        asset: Address,
        reserve: u8,
        account: Address,
        value: u128,
    ) -> Result<()> {
        let before = self.amounts(&account, reserve);
        let mut amounts = before;
        amounts.collateral = take(asset, amounts.collateral, value)?;
        self.store_amounts(&account, reserve, before, amounts, false)?;
        let escrow = self.escrow(reserve).saturating_sub(value);
        self.store_escrow(reserve, escrow);
        Ok(())
    }
}
