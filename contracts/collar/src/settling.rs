//! How collars end: calls exercised or given up, loans repaid, puts exercised; and what owners get.

use alloc::boxed::Box;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    convert::wide,
    dispatch::Output,
    guard,
    owned::only,
    positions::Positions,
    revert::{Result, about, address, bare, number, pair},
    token,
};
use risk_core::RiskError;
use stylus_sdk::prelude::*;

use crate::{
    CollarProgram,
    collar::{Call, Collar, Holding, Phase},
    program::{ICollar, IOptionLoan},
    terms::{Bid, Calls},
};

impl CollarProgram {
    /// A collar and the bid whose terms hold.
    ///
    /// # Errors
    /// `UnknownCollar`.
    #[inline(never)]
    pub(crate) fn known(&self, id: u64) -> Result<(Collar, Box<Bid>)> {
        let collar = self.collar(id)?;
        Ok((collar, self.terms(collar.bid)))
    }

    /// Refuses a call that has ended, and whoever may not move it.
    #[inline(never)]
    fn only_holder(&self, id: u64, collar: &Collar) -> Result<()> {
        if collar.call != Call::Open {
            return Err(number(ICollar::CallEnded::SELECTOR, id));
        }
        self.only_mover(id, &self.holder(id)?)
    }

    /// Refuses all but the owner of a collar whose call is over and whose loan is here.
    #[inline(never)]
    fn only_free(&self, id: u64, collar: &Collar, calls: &Calls) -> Result<()> {
        only(self.vm(), collar.owner)?;
        if collar.phase(calls, self.time()) != Phase::Over {
            return Err(number(ICollar::CallOpen::SELECTOR, calls.until()));
        }
        with_loan(id, collar)
    }

    /// Where what is the owner's goes: where the owner says who calls, else to the owner.
    fn target(&self, collar: &Collar, receiver: Address) -> Result<Address> {
        if self.vm().msg_sender() == collar.owner {
            address(receiver)
        } else {
            Ok(collar.owner)
        }
    }

    /// Sends what is the owner's here and now, and keeps what cannot be sent: one token does not hold up another. Gives what
    /// was sent.
    #[inline(never)]
    fn hand_out(
        &mut self,
        id: u64,
        collar: &mut Collar,
        calls: &Calls,
        to: Address,
    ) -> Result<Holding> {
        let mut sent = collar.free(collar.here, calls, self.time());
        if !sent.any() {
            return Ok(sent);
        }
        let all = collar.here;
        collar.here = all.less(&sent);
        self.put_here(id, collar);
        let vm = self.vm().clone();
        if !token::sent(&vm, self, calls.debt_asset, to, wide(sent.cash)) {
            sent.cash = 0;
        }
        if !token::sent(&vm, self, calls.collateral_asset, to, wide(sent.collateral)) {
            sent.collateral = 0;
        }
        if sent.puts > 0 && !self.send_puts(calls.market, collar.strike, to, sent.puts) {
            sent.puts = 0;
        }
        collar.here = all.less(&sent);
        self.put_here(id, collar);
        let mut log = Output::event(&ICollar::Claimed::SIGNATURE_HASH);
        log.number(id).address(&to).amount(sent.cash);
        log.amount(sent.collateral)
            .amount(sent.puts)
            .emit(self.vm(), 2);
        Ok(sent)
    }

    /// `ICollar.exerciseCall`.
    #[inline(never)]
    pub(crate) fn exercise_call(&mut self, id: u64, receiver: Address) -> Result<(u128, u128)> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (mut collar, bid) = self.known(id)?;
        let calls = &bid.calls;
        self.only_holder(id, &collar)?;
        if collar.phase(calls, self.time()) != Phase::Callable {
            let error = ICollar::NotExercisable::SELECTOR;
            return Err(pair(error, calls.expiry.into(), calls.until().into()));
        }
        collar.call = Call::Exercised;
        self.put_collar(id, &collar);
        let (amount, cost) = (collar.amount, calls.cost(collar.amount)?);
        let by = self.vm().msg_sender();
        self.pull(calls.debt_asset, by, cost)?;
        let principal = self.collect(id, &mut collar, calls)?;
        let mut repaid = 0;
        if principal > 0 {
            repaid = self.repay_loan(&collar, calls, principal)?;
            self.collect(id, &mut collar, calls)?;
        }
        // The strike is no lower than the puts', at which all that can be owed was covered.
        let rest = Holding {
            cash: cost.checked_sub(repaid).ok_or(RiskError::Overflow)?,
            ..Holding::default()
        };
        if collar.here.collateral < amount {
            let error = ICollar::TransferFailed::SELECTOR;
            return Err(about(error, &calls.collateral_asset));
        }
        let delivered = Holding {
            collateral: amount,
            ..Holding::default()
        };
        collar.here = collar.here.with(&rest)?.less(&delivered);
        self.put_here(id, &collar);
        let mut log = Output::event(&ICollar::CallExercised::SIGNATURE_HASH);
        log.number(id).address(&receiver).address(&by);
        log.amount(amount)
            .amount(cost)
            .amount(repaid)
            .emit(self.vm(), 2);
        self.send(calls.collateral_asset, receiver, amount)?;
        Ok((cost, amount))
    }

    /// `ICollar.cancelCall`.
    #[inline(never)]
    pub(crate) fn cancel_call(&mut self, id: u64) -> Result<()> {
        guard::enter(self.vm())?;
        let mut collar = self.collar(id)?;
        self.only_holder(id, &collar)?;
        collar.call = Call::Cancelled;
        self.put_collar(id, &collar);
        let mut log = Output::event(&ICollar::CallCancelled::SIGNATURE_HASH);
        log.number(id)
            .address(&self.vm().msg_sender())
            .emit(self.vm(), 1);
        Ok(())
    }

    /// `ICollar.repay`.
    #[inline(never)]
    pub(crate) fn repay(
        &mut self,
        id: u64,
        principal: u128,
        most: u128,
        receiver: Address,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        let (mut collar, bid) = self.known(id)?;
        let calls = &bid.calls;
        with_loan(id, &collar)?;
        let to = self.target(&collar, receiver)?;
        let all = self.collect(id, &mut collar, calls)?;
        let principal = if principal == u128::MAX {
            all
        } else {
            principal
        };
        let cost = collar.owed(calls, principal, self.time())?;
        if cost > most {
            return Err(pair(ICollar::PaymentAboveLimit::SELECTOR, cost, most));
        }
        let payer = self.vm().msg_sender();
        self.pull(calls.debt_asset, payer, cost)?;
        self.repay_loan(&collar, calls, principal)?;
        let mut log = Output::event(&ICollar::Repaid::SIGNATURE_HASH);
        log.number(id).address(&payer).amount(cost);
        log.emit(self.vm(), 1);
        self.collect(id, &mut collar, calls)?;
        self.hand_out(id, &mut collar, calls, to)?;
        Ok(cost)
    }

    /// `ICollar.exercisePuts`.
    #[inline(never)]
    pub(crate) fn exercise_puts(&mut self, id: u64, receiver: Address) -> Result<u128> {
        guard::enter(self.vm())?;
        address(receiver)?;
        let (mut collar, bid) = self.known(id)?;
        let calls = &bid.calls;
        self.only_free(id, &collar, calls)?;
        let mut order = Output::selected(IOptionLoan::exerciseCall::SELECTOR);
        self.tell(order.number(collar.loan))?;
        self.collect(id, &mut collar, calls)?;
        Ok(self.hand_out(id, &mut collar, calls, receiver)?.cash)
    }

    /// `ICollar.claim`.
    #[inline(never)]
    pub(crate) fn claim(&mut self, id: u64, receiver: Address) -> Result<Holding> {
        guard::enter(self.vm())?;
        let (mut collar, bid) = self.known(id)?;
        let calls = &bid.calls;
        let to = self.target(&collar, receiver)?;
        self.collect(id, &mut collar, calls)?;
        if !collar.free(collar.here, calls, self.time()).any() {
            return Err(bare(ICollar::ZeroAmount::SELECTOR));
        }
        self.hand_out(id, &mut collar, calls, to)
    }

    /// `ICollar.release`.
    #[inline(never)]
    pub(crate) fn release(&mut self, id: u64, borrower: Address) -> Result<()> {
        guard::enter(self.vm())?;
        address(borrower)?;
        let (mut collar, bid) = self.known(id)?;
        self.only_free(id, &collar, &bid.calls)?;
        let mut order = Output::selected(IOptionLoan::changeBorrowerCall::SELECTOR);
        order.number(collar.loan).address(&borrower);
        collar.loan = 0;
        self.put_collar(id, &collar);
        Output::event(&ICollar::Released::SIGNATURE_HASH)
            .number(id)
            .address(&borrower)
            .emit(self.vm(), 2);
        self.tell(&order)?;
        Ok(())
    }

    /// `ICollar.changeOwner`.
    #[inline(never)]
    pub(crate) fn change_owner(&mut self, id: u64, owner: Address) -> Result<()> {
        guard::enter(self.vm())?;
        address(owner)?;
        let mut collar = self.collar(id)?;
        only(self.vm(), collar.owner)?;
        let mut log = Output::event(&ICollar::OwnerChanged::SIGNATURE_HASH);
        log.number(id)
            .address(&collar.owner)
            .address(&owner)
            .emit(self.vm(), 3);
        collar.owner = owner;
        self.put_collar(id, &collar);
        Ok(())
    }
}

/// Refuses a collar whose loan was released.
fn with_loan(id: u64, collar: &Collar) -> Result<()> {
    if collar.loan == 0 {
        return Err(number(ICollar::LoanReleased::SELECTOR, id));
    }
    Ok(())
}
