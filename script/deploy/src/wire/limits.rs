//! Who may enter and pause a pool, how fast it may be left, how its changes come to hold, and its seal.

use alloy::primitives::{Address, U256};
use ballast_bindings::IPool;

use super::compare::{Comparison, unless_unset};
use super::{Call, Setting, Wiring};
use crate::config::RiskSettings;
use crate::{Difference, Error};

/// An amount whose flash fee, rounded up, is the fee in bps.
const WHOLE: u64 = 10_000;

impl Wiring<'_> {
    pub(super) async fn limits(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let name = self.name(&format!("pool.reserve.{symbol}"));
        let call = IPool::limitsCall {
            asset: self.token_address(symbol)?,
        };
        let found = match unless_unset(&name, self.chain.call(self.pool_address()?, &call).await)? {
            Ok(found) => found,
            Err(unset) => return Ok(unset),
        };
        let expected = self.asset(symbol)?.reserve;
        Ok(Comparison::of(name)
            .field("gated", &expected.gated, &found.gated)
            .field("outflowCap", &expected.outflow_cap, &found.outflowCap)
            .field("outflowWindow", &expected.window(), &found.window)
            .done())
    }

    pub(super) fn set_limits(&self, symbol: &str) -> Result<Call, Error> {
        let reserve = self.asset(symbol)?.reserve;
        let call = IPool::setLimitsCall {
            asset: self.token_address(symbol)?,
            gated: reserve.gated,
            outflowCap: reserve.outflow_cap,
            window: reserve.window(),
        };
        Ok(Call::new(
            &format!("pool.setLimits of {symbol}"),
            self.pool_address()?,
            &call,
        ))
    }

    pub(super) async fn flash_fee(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let name = self.name(&format!("pool.reserve.{symbol}"));
        let call = IPool::flashFeeCall {
            token: self.token_address(symbol)?,
            amount: U256::from(WHOLE),
        };
        let found = match unless_unset(&name, self.chain.call(self.pool_address()?, &call).await)? {
            Ok(found) => found,
            Err(unset) => return Ok(unset),
        };
        let expected = U256::from(self.asset(symbol)?.reserve.flash_fee);
        Ok(Comparison::of(name)
            .field("flashFee", &expected, &found)
            .done())
    }

    pub(super) fn set_flash_fee(&self, symbol: &str) -> Result<Call, Error> {
        let call = IPool::setFlashFeeCall {
            asset: self.token_address(symbol)?,
            fee: self.asset(symbol)?.reserve.flash_fee,
        };
        Ok(Call::new(
            &format!("pool.setFlashFee of {symbol}"),
            self.pool_address()?,
            &call,
        ))
    }

    /// The pool tells it with a reserve only; one that has none yet has what every new one has.
    pub(super) async fn ramp(&self) -> Result<Vec<Difference>, Error> {
        let expected = U256::from(self.risk_settings().ramp);
        let mut found = U256::from(RiskSettings::RAMP);
        if let Some(asset) = self.assets().first() {
            let call = IPool::rampCall {
                asset: self.token_address(&asset.symbol)?,
            };
            let read = self.chain.call(self.pool_address()?, &call).await;
            if let Ok(set) = unless_unset("pool.ramp", read)? {
                found = set.duration;
            }
        }
        Ok(Comparison::of(self.name("pool"))
            .field("ramp", &expected, &found)
            .done())
    }

    pub(super) fn set_ramp(&self) -> Result<Call, Error> {
        let call = IPool::setRampCall {
            duration: U256::from(self.risk_settings().ramp),
        };
        Ok(Call::new("pool.setRamp", self.pool_address()?, &call))
    }

    async fn told_roles(&self) -> Result<IPool::rolesReturn, Error> {
        self.chain
            .call(self.pool_address()?, &IPool::rolesCall {})
            .await
    }

    fn role(&self, role: &str, expected: Option<Address>, found: Address) -> Vec<Difference> {
        Comparison::of(self.name("pool"))
            .field(role, &expected.unwrap_or_default(), &found)
            .done()
    }

    pub(super) async fn guardian(&self) -> Result<Vec<Difference>, Error> {
        let found = self.told_roles().await?.guardian;
        Ok(self.role("guardian", self.roles().guardian, found))
    }

    pub(super) fn set_guardian(&self) -> Result<Call, Error> {
        let guardian = self.roles().guardian.unwrap_or_default();
        let call = IPool::setGuardianCall { guardian };
        Ok(Call::new("pool.setGuardian", self.pool_address()?, &call))
    }

    pub(super) async fn gatekeeper(&self) -> Result<Vec<Difference>, Error> {
        let found = self.told_roles().await?.gatekeeper;
        Ok(self.role("gatekeeper", self.roles().gatekeeper, found))
    }

    pub(super) fn set_gatekeeper(&self) -> Result<Call, Error> {
        let gatekeeper = self.roles().gatekeeper.unwrap_or_default();
        let call = IPool::setGatekeeperCall { gatekeeper };
        Ok(Call::new("pool.setGatekeeper", self.pool_address()?, &call))
    }

    /// Whether the configuration wants the pool sealed.
    pub(super) fn seals(&self) -> bool {
        self.market.is_some_and(|market| market.sealed)
    }

    /// Whether it is.
    pub(super) async fn is_sealed(&self) -> Result<bool, Error> {
        Ok(self.told_roles().await?.settingsSealed)
    }

    pub(super) async fn sealed(&self) -> Result<Vec<Difference>, Error> {
        let found = self.is_sealed().await?;
        Ok(Comparison::of(self.name("pool"))
            .field("sealed", &self.seals(), &found)
            .done())
    }

    pub(super) fn seal(&self) -> Result<Call, Error> {
        let call = IPool::sealSettingsCall {};
        Ok(Call::new("pool.sealSettings", self.pool_address()?, &call))
    }

    /// Refuses where anything but the seal is not as configured.
    pub(super) async fn as_configured_but_seal(&self, settings: &[Setting]) -> Result<(), Error> {
        let mut differences = Vec::new();
        for setting in settings
            .iter()
            .filter(|setting| **setting != Setting::Sealed)
        {
            // Boxed: reading a setting is a large future, and this stands within another.
            differences.extend(Box::pin(self.differences(setting)).await?);
        }
        differences.extend(self.nothing_else().await?);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(Error::Differences(differences))
        }
    }
}
