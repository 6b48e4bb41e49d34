//! What comes in of loans and of what was left of the offer, and what holders take of it.

use alloc::vec::Vec;

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    call,
    convert::narrow,
    dispatch::{Input, Output},
    guard,
    positions::id_of,
    revert::{Failure, Result, address},
    shares::Shares,
    token,
};
use ballast_loan_state::abi::ITermLoan;
use stylus_sdk::prelude::*;

use crate::{
    TermPool,
    income::Due,
    program::ITermPool,
    series::failed,
    storage::{Both, Series},
};

/// Words of the answers of `ITermLoan.offerAt` and `loanAt`: what is left of an offer, and of which offer a loan is.
const LEFT: usize = 3;
const OFFER: usize = 1;

impl TermPool {
    /// An account's parts of what came in, which are not stored.
    ///
    /// # Errors
    /// [`risk_core::RiskError`]: none, see [`Due::add`].
    #[inline(never)]
    pub(crate) fn reckoned(&self, account: &Address, income: Both) -> Result<[Due; 2]> {
        let ([mut cash, mut collateral], mark) = self.dues(account);
        let (shares, all) = (self.balance(account), self.supply());
        cash.add(income.0.saturating_sub(mark.0), shares, all)?;
        collateral.add(income.1.saturating_sub(mark.1), shares, all)?;
        Ok([cash, collateral])
    }

    /// What was not taken of the offer; all deposits where none was published.
    ///
    /// # Errors
    /// `CallFailed`.
    #[inline(never)]
    pub(crate) fn left(&self, series: &Series) -> Result<u128> {
        let supply = self.supply();
        if series.offer == 0 {
            return Ok(supply);
        }
        let answer = self.told(&series.program, series.offer)?;
        let left = answer.get(LEFT).and_then(narrow);
        // The program cannot have more of it than was lent to it.
        let left = left.ok_or_else(|| failed(&series.program, &[]))?;
        Ok(left.min(supply))
    }

    /// What came in, with what was left of the offer from its end on; and that alone, if it does not count yet.
    ///
    /// # Errors
    /// `CallFailed`.
    fn income_now(&self, series: &Series) -> Result<(Both, Option<u128>)> {
        let (cash, collateral) = self.income();
        if series.closed || self.vm().block_timestamp() <= series.expiry {
            return Ok(((cash, collateral), None));
        }
        let left = self.left(series)?;
        Ok(((cash.saturating_add(left), collateral), Some(left)))
    }

    /// [`Self::income_now`], stored.
    #[inline(never)]
    fn close(&mut self, series: &mut Series) -> Result<()> {
        if let (income, Some(left)) = self.income_now(series)? {
            series.closed = true;
            self.put_series(series);
            self.put_income(income);
            Output::event(&ITermPool::Left::SIGNATURE_HASH)
                .amount(left)
                .emit(self.vm(), 0);
        }
        Ok(())
    }

    /// `ITermPool.collect`. `loans` are `count` numbers.
    #[inline(never)]
    pub(crate) fn collect(&mut self, count: u64, loans: &mut Input) -> Result<Both, Vec<u8>> {
        guard::enter(self.vm()).map_err(Failure::from)?;
        let mut series = self.series();
        self.close(&mut series)?;
        let mut total = (0_u128, 0_u128);
        for _ in 0..count {
            let loan = loans.word();
            loans.finish()?;
            let (cash, collateral) = self.collect_one(&series, loan)?;
            total.0 = total.0.saturating_add(cash);
            total.1 = total.1.saturating_add(collateral);
        }
        Ok(total)
    }

    /// Collects a loan's claims. What counts is what arrived, at most what was told: nobody can add to it from outside, and a
    /// token that delivers less makes nobody's part worth nothing.
    #[inline(never)]
    fn collect_one(&mut self, series: &Series, loan: U256) -> Result<Both> {
        let (vm, program) = (self.vm().clone(), series.program);
        let mut question = Output::selected(ITermLoan::loanAtCall::SELECTOR);
        let answer = self.ask(&program, question.word(loan))?;
        // Anyone can send positions of other loans, which may be in other tokens.
        if series.offer == 0 || answer.get(OFFER).map_or(0, id_of) != series.offer {
            let mut refusal = Output::selected(ITermPool::OtherLoan::SELECTOR);
            return Err(Failure(refusal.word(loan).done()));
        }
        let this = vm.contract_address();
        let held = |asset| token::balance(&vm, asset, this);
        let before = [series.debt_asset, series.collateral_asset].map(|asset| held(asset).ok());
        let [cash, collateral] = before.map(|balance| balance.is_some());
        let mut reason = Vec::new();
        for (cash, collateral) in [(cash, collateral), (cash, false), (false, collateral)] {
            if !cash && !collateral {
                continue;
            }
            let most = |wanted| if wanted { U256::MAX } else { U256::ZERO };
            let mut question = Output::selected(ITermLoan::claimCall::SELECTOR);
            question
                .word(loan)
                .word(most(cash))
                .word(most(collateral))
                .address(&this);
            match call::write(&vm, self, program, question.data()) {
                Err(data) => reason = data,
                Ok(told) => {
                    let arrived = |place, asset, before: Option<U256>| -> Result<u128> {
                        let told = told.get(place).and_then(narrow);
                        match told.ok_or_else(|| failed(&program, &[]))? {
                            0 => Ok(0),
                            told => {
                                let more = held(asset)?.saturating_sub(before.unwrap_or(U256::MAX));
                                Ok(told.min(narrow(more).unwrap_or(u128::MAX)))
                            }
                        }
                    };
                    let [before_cash, before_collateral] = before;
                    let got = (
                        arrived(0, series.debt_asset, before_cash)?,
                        arrived(1, series.collateral_asset, before_collateral)?,
                    );
                    let sum = self.income();
                    self.put_income((sum.0.saturating_add(got.0), sum.1.saturating_add(got.1)));
                    let mut log = Output::event(&ITermPool::Collected::SIGNATURE_HASH);
                    log.word(loan).amount(got.0).amount(got.1).emit(&vm, 1);
                    return Ok(got);
                }
            }
        }
        Err(failed(&program, &reason))
    }

    /// `ITermPool.claim`.
    #[inline(never)]
    pub(crate) fn claim(
        &mut self,
        cash: u128,
        collateral: u128,
        receiver: &Address,
    ) -> Result<Both> {
        guard::enter(self.vm())?;
        address(*receiver)?;
        let mut series = self.series();
        self.close(&mut series)?;
        let (owner, income) = (self.vm().msg_sender(), self.income());
        let mut dues = self.reckoned(&owner, income)?;
        let [of_cash, of_collateral] = &mut dues;
        let (cash, collateral) = (of_cash.take(cash), of_collateral.take(collateral));
        self.put_dues(&owner, &dues, income);
        let paid = self.paid();
        self.put_paid((
            paid.0.saturating_add(cash),
            paid.1.saturating_add(collateral),
        ));
        let mut log = Output::event(&ITermPool::Claimed::SIGNATURE_HASH);
        log.address(&owner).address(receiver);
        log.amount(cash).amount(collateral).emit(self.vm(), 2);
        self.send(series.debt_asset, receiver, cash)?;
        self.send(series.collateral_asset, receiver, collateral)?;
        Ok((cash, collateral))
    }

    /// `ITermPool.claimable`.
    #[inline(never)]
    pub(crate) fn claimable(&self, account: &Address) -> Result<Both> {
        let (income, _) = self.income_now(&self.series())?;
        let [cash, collateral] = self.reckoned(account, income)?;
        Ok((cash.whole, collateral.whole))
    }

    /// `ITermPool.totalAssets`.
    #[inline(never)]
    pub(crate) fn total_assets(&self) -> Result<u128> {
        let series = self.series();
        let waiting = if series.closed {
            0
        } else {
            self.left(&series)?
        };
        let (income, paid) = (self.income().0, self.paid().0);
        Ok(waiting.saturating_add(income.saturating_sub(paid)))
    }
}
