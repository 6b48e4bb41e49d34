//! What of debts is expected not to come back: noted before it is lost, so that nobody gains by leaving the insurance fund
//! first.

use alloc::vec::Vec;

use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ballast_common::{
    abi::IDebtBook,
    convert::{narrow, wide},
    dispatch::Output,
    guard,
};
use ballast_pool_state::{
    error::Result,
    layout::{Key, ReserveField},
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
        self.note_expected(account, asset, reserve, noted);
        Ok(noted)
    }

    /// Notes what of a debt is expected not to come back.
    pub(crate) fn note_expected(
        &mut self,
        account: Address,
        asset: Address,
        reserve: u8,
        expected: u128,
    ) {
        let key = Key::expected(&account, reserve);
        let before = narrow(self.word_at(key)).unwrap_or_default();
        if before == expected {
            return;
        }
        let all = self
            .all_expected(reserve)
            .saturating_sub(before)
            .saturating_add(expected);
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
