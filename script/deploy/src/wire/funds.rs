//! Settings of insurance funds, and what construction fixed.

use alloy::primitives::Address;
use ballast_bindings::{IInsurance, IOwned, IPool};

use super::compare::Comparison;
use super::{Call, Wiring};
use crate::chain::interfaces::IDevToken;
use crate::{Difference, Error};

impl Wiring<'_> {
    pub(super) async fn fund_book(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.fund_address(symbol)?, &IInsurance::bookCall {})
            .await?;
        let comparison = Comparison::of(format!("insurance.{symbol}"));
        Ok(comparison
            .field("book", &self.pool_address()?, &found)
            .done())
    }

    pub(super) fn set_fund_book(&self, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::setBookCall {
            book: self.pool_address()?,
        };
        Ok(Call::new(
            &format!("insurance.setBook of {symbol}"),
            self.fund_address(symbol)?,
            &call,
        ))
    }

    pub(super) async fn cooldown(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.fund_address(symbol)?, &IInsurance::cooldownCall {})
            .await?;
        let comparison = Comparison::of(format!("insurance.{symbol}"));
        Ok(comparison
            .field("cooldown", &self.config.insurance.cooldown, &found)
            .done())
    }

    pub(super) fn set_cooldown(&self, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::setCooldownCall {
            cooldown: self.config.insurance.cooldown,
        };
        Ok(Call::new(
            &format!("insurance.setCooldown of {symbol}"),
            self.fund_address(symbol)?,
            &call,
        ))
    }

    /// Code, owners, and constructor arguments. An owner is the deployer, or the account that it handed over to.
    pub(super) async fn fixed(&self) -> Result<Vec<Difference>, Error> {
        let mut comparison = Comparison::of("fixed");
        let mut programs = vec![
            ("oracle".to_owned(), self.oracle_address()?),
            ("pool".to_owned(), self.pool_address()?),
            ("unwinder".to_owned(), self.unwinder_address()?),
        ];
        programs.extend(
            self.record
                .insurance
                .iter()
                .map(|(symbol, at)| (format!("insurance.{symbol}"), *at)),
        );
        for (name, address) in programs {
            let owner = self.chain.call(address, &IOwned::ownerCall {}).await?;
            let kind = name.split('.').next().unwrap_or_default();
            let expected = self.record.code_hashes.get(kind).copied();
            comparison = comparison.field(
                &format!("{name}.codeHash"),
                &expected,
                &self.chain.code_hash(address).await?,
            );
            if Some(owner) != self.config.handover {
                comparison = comparison.field(&format!("{name}.owner"), &self.record.owner, &owner);
            }
        }
        let pool = self.pool_address()?;
        let oracle = self.chain.call(pool, &IPool::oracleCall {}).await?;
        comparison = comparison.field("pool.oracle", &self.oracle_address()?, &oracle);
        let extension = self.chain.call(pool, &IPool::extensionCall {}).await?;
        let deployed = self.extension_address()?;
        comparison = comparison
            .field("pool.extension", &deployed, &extension)
            .field(
                "pool-extension.codeHash",
                &self.record.code_hashes.get("pool-extension").copied(),
                &self.chain.code_hash(deployed).await?,
            );
        let settings = self.chain.call(pool, &IPool::settingsCall {}).await?;
        let deployed = self.settings_address()?;
        comparison = comparison
            .field("pool.settings", &deployed, &settings)
            .field(
                "pool-settings.codeHash",
                &self.record.code_hashes.get("pool-settings").copied(),
                &self.chain.code_hash(deployed).await?,
            );
        for (symbol, fund) in &self.record.insurance {
            let asset = self.chain.call(*fund, &IInsurance::assetCall {}).await?;
            comparison = comparison.field(
                &format!("insurance.{symbol}.asset"),
                &self.token_address(symbol)?,
                &asset,
            );
        }
        for (symbol, token) in &self.record.tokens {
            let decimals = self
                .chain
                .call(token.address, &IDevToken::decimalsCall {})
                .await?;
            let expected = self.asset(symbol)?.decimals;
            comparison =
                comparison.field(&format!("token.{symbol}.decimals"), &expected, &decimals);
        }
        Ok(comparison.done())
    }

    /// Reserves and feeds are those configured, and no others.
    pub(super) async fn nothing_else(&self) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.pool_address()?, &IPool::reservesCall {})
            .await?;
        let configured = self
            .config
            .assets
            .iter()
            .map(|asset| self.token_address(&asset.symbol));
        let expected: Vec<Address> = configured.collect::<Result<_, _>>()?;
        let (mut expected, mut found) = (expected, found);
        expected.sort_unstable();
        found.sort_unstable();
        let comparison = Comparison::of("exactly").field("pool.reserves", &expected, &found);
        Ok(self.feed_count(comparison).await?.done())
    }
}
