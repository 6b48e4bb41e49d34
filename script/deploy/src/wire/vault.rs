//! Settings of vaults.

use alloy::primitives::Address;
use ballast_bindings::IVault;

use super::compare::{Comparison, fields};
use super::{Call, Wiring, unknown};
use crate::config::VaultFees;
use crate::{Difference, Error};

impl Wiring<'_> {
    fn vault_address(&self, symbol: &str) -> Result<Address, Error> {
        let vault = self.record.vaults.get(symbol).copied();
        vault.ok_or_else(|| unknown(&format!("vault.{symbol}")))
    }

    fn expected_fees(&self, symbol: &str) -> Result<VaultFees, Error> {
        Ok(self.asset(symbol)?.vault_fees.unwrap_or(VaultFees {
            performance: 0,
            management: 0,
            recipient: Address::ZERO,
        }))
    }

    pub(super) async fn vault_fees(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let vault = self.vault_address(symbol)?;
        let found = self.chain.call(vault, &IVault::feesCall {}).await?;
        let expected = self.expected_fees(symbol)?;
        let comparison = Comparison::of(format!("vault.{symbol}.fees"));
        Ok(fields!(
            comparison,
            expected,
            found,
            performance,
            management,
            recipient
        )
        .done())
    }

    pub(super) fn set_vault_fees(&self, symbol: &str) -> Result<Call, Error> {
        let VaultFees {
            performance,
            management,
            recipient,
        } = self.expected_fees(symbol)?;
        let call = IVault::setFeesCall {
            performance,
            management,
            recipient,
        };
        Ok(Call::new(
            &format!("vault.setFees of {symbol}"),
            self.vault_address(symbol)?,
            &call,
        ))
    }
}
