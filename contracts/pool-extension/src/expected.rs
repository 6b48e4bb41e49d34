//! What of debts is expected not to come back: noted before it is lost, so that nobody gains by leaving the insurance fund
//! or the reserve first.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::{SolCall, SolEvent};
use ballast_common::{
    abi::{IDebtBook, IInsurance},
    call,
    convert::{narrow, pair, split, wide},
    dispatch::Output,
    guard,
};
use ballast_pool_state::{
    IPool,
    error::Result,
    layout::{Key, Provision, ReserveField},
};
use stylus_sdk::prelude::*;

use crate::Extension;

impl Extension {
    /// `IDebtBook.expectShortfall`: what is noted.
    #[inline(never)]
    pub(crate) fn expect_shortfall(
        &mut self,
        account: Address,
        asset: Address,
        expected: u128,
    ) -> Result<u128> {
        guard::enter(self.vm())?;
        let config = self.config(&asset)?;
        let reserve = config.place.wrapping_sub(1);
        let debt_shares = self.amounts(&account, reserve).debt_shares;
        let debt = if debt_shares > 0 {
            self.current(config)?.debt_assets_up(debt_shares)?
        } else {
            0
        };
        let told = if self.vm().msg_sender() == self.address_at(Key::UNWINDER) {
            expected
        } else {
            // Whoever else calls has what was repaid taken off.
            narrow(self.word_at(Key::expected(&account, reserve))).unwrap_or_default()
        };
        let noted = told.min(debt);
        self.note_expected(account, asset, reserve, noted)?;
        Ok(noted)
    }

    /// Notes what of a debt is expected not to come back, and provides for what of all that nobody else will bear.
    ///
    /// # Errors
    /// Of the fees' division.
    pub(crate) fn note_expected(
        &mut self,
        account: Address,
        asset: Address,
        reserve: u8,
        expected: u128,
    ) -> Result<()> {
        let key = Key::expected(&account, reserve);
        let before = narrow(self.word_at(key)).unwrap_or_default();
        let mut all = self.all_expected(reserve);
        if before != expected {
            all = all.saturating_sub(before).saturating_add(expected);
            self.put(key, wide(expected));
            self.put(Key::reserve(reserve, ReserveField::Expected), wide(all));
            let mut event = Output::event(&IDebtBook::ShortfallExpected::SIGNATURE_HASH);
            event
                .address(&account)
                .address(&asset)
                .amount(expected)
                .amount(all);
            event.emit(self.vm(), 2);
        }
        self.provide(asset, reserve, all)
    }

    /// Provides for what of `all` that is expected not to come back neither fees nor the insurance fund will bear: who leaves
    /// bears his part of it. A fund that does not answer bears nothing.
    #[inline(never)]
    fn provide(&mut self, asset: Address, reserve: u8, all: u128) -> Result<()> {
        let key = Key::reserve(reserve, ReserveField::Claims);
        let (shares, half) = split(self.word_at(key));
        let (fees, before) = Provision::beside(half);
        let mut uncovered = all;
        if all > 0 {
            let market = self.market_of(self.config(&asset)?);
            let earned = market.earned(self.split(reserve))?;
            uncovered = all
                .min(market.debt())
                .saturating_sub(earned.reserves)
                .saturating_sub(earned.premium)
                .saturating_sub(self.claimable(reserve));
        }
        let provision = Provision::holding(uncovered);
        if provision == before {
            return Ok(());
        }
        self.put(key, pair(shares, provision.with(fees)));
        let mut event = Output::event(&IPool::Provided::SIGNATURE_HASH);
        event.address(&asset).amount(provision.amount());
        event.emit(self.vm(), 1);
        Ok(())
    }

    /// What a reserve could claim of its insurance fund now.
    fn claimable(&self, reserve: u8) -> u128 {
        let fund = self.address_at(Key::reserve(reserve, ReserveField::Insurance));
        let mut question = Output::selected(IInsurance::claimableCall::SELECTOR);
        question.address(&self.vm().contract_address());
        call::read(self.vm(), fund, question.data())
            .ok()
            .and_then(|words| words.get(0))
            .and_then(narrow)
            .unwrap_or_default()
    }

    fn all_expected(&self, reserve: u8) -> u128 {
        narrow(self.field(reserve, ReserveField::Expected)).unwrap_or_default()
    }

    /// `IDebtBook.exposure`, encoded.
    #[inline(never)]
    pub(crate) fn exposure(&self, asset: Address) -> Result<Vec<u8>> {
        let config = self.config(&asset)?;
        let debt = self.current(config)?.debt();
        let expected = self.all_expected(config.place.wrapping_sub(1)).min(debt);
        Ok(Output::new().amount(debt).amount(expected).done())
    }
}
