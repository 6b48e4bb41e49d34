//! Settings of insurance funds, and what construction fixed.

use alloy::primitives::Address;
use ballast_bindings::{ICollar, IInsurance, IOwned, IPool, IUnwinder, IVault};

use super::compare::{Comparison, fields};
use super::{Call, Wiring, unknown};
use crate::chain::interfaces::IDevToken;
use crate::timelock::Timelock;
use crate::{Difference, Error};

/// Collaterals that a fund has places for.
const FUND_PLACES: usize = 8;

impl Wiring<'_> {
    pub(super) async fn fund_book(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.fund_address(symbol)?, &IInsurance::booksCall {})
            .await?;
        let comparison = Comparison::of(self.name(&format!("insurance.{symbol}")));
        Ok(comparison
            .field("books", &vec![self.pool_address()?], &found)
            .done())
    }

    pub(super) fn set_fund_book(&self, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::addBookCall {
            book: self.pool_address()?,
            weight: 1,
        };
        Ok(Call::new(
            &format!("insurance.addBook of {symbol}"),
            self.fund_address(symbol)?,
            &call,
        ))
    }

    pub(super) async fn fund_oracle(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.fund_address(symbol)?, &IInsurance::oracleCall {})
            .await?;
        let comparison = Comparison::of(self.name(&format!("insurance.{symbol}")));
        Ok(comparison
            .field("oracle", &self.oracle_address()?, &found)
            .done())
    }

    pub(super) fn set_fund_oracle(&self, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::setOracleCall {
            oracle: self.oracle_address()?,
        };
        Ok(Call::new(
            &format!("insurance.setOracle of {symbol}"),
            self.fund_address(symbol)?,
            &call,
        ))
    }

    pub(super) async fn fund_terms(&self, symbol: &str) -> Result<Vec<Difference>, Error> {
        let found = self
            .chain
            .call(self.fund_address(symbol)?, &IInsurance::termsCall {})
            .await?;
        let expected = self.config.insurance.terms();
        let comparison = fields!(
            Comparison::of(self.name(&format!("insurance.{symbol}"))),
            expected,
            found,
            cooldown,
            claimShare,
            discount,
            heldShare,
            purchaseShare,
            saleInterval,
            saleShare,
            salePremium,
            saleDiscount,
        );
        Ok(comparison.done())
    }

    pub(super) fn set_fund_terms(&self, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::setTermsCall {
            terms: self.config.insurance.terms(),
        };
        Ok(Call::new(
            &format!("insurance.setTerms of {symbol}"),
            self.fund_address(symbol)?,
            &call,
        ))
    }

    /// What a fund may hold: every collateral of its pool but its own asset, and so no more than it has places for.
    pub(super) fn backed(&self, fund: &str) -> Vec<String> {
        let collateral = self.assets().into_iter();
        collateral
            .filter(|asset| asset.reserve.collateral_enabled && asset.symbol != fund)
            .map(|asset| asset.symbol)
            .take(FUND_PLACES)
            .collect()
    }

    pub(super) async fn fund_collateral(
        &self,
        fund: &str,
        symbol: &str,
    ) -> Result<Vec<Difference>, Error> {
        let call = IInsurance::holdingCall {
            collateral: self.token_address(symbol)?,
        };
        let found = self.chain.call(self.fund_address(fund)?, &call).await?;
        let comparison = Comparison::of(self.name(&format!("insurance.{fund}.{symbol}")));
        let share = self.config.insurance.collateral_share;
        Ok(comparison.field("share", &share, &found.share).done())
    }

    pub(super) fn set_fund_collateral(&self, fund: &str, symbol: &str) -> Result<Call, Error> {
        let call = IInsurance::setCollateralCall {
            collateral: self.token_address(symbol)?,
            share: self.config.insurance.collateral_share,
        };
        Ok(Call::new(
            &format!("insurance.setCollateral of {fund} for {symbol}"),
            self.fund_address(fund)?,
            &call,
        ))
    }

    /// The programs of the pool that is wired that have an owner: kind, name, address.
    pub(super) fn owned(&self) -> Result<Vec<(&'static str, String, Address)>, Error> {
        let mut programs = vec![
            ("pool", "pool".to_owned(), self.pool_address()?),
            ("unwinder", "unwinder".to_owned(), self.unwinder_address()?),
        ];
        if self.market.is_none() {
            programs.insert(0, ("oracle", "oracle".to_owned(), self.oracle_address()?));
            let vaults = self.record.vaults.iter();
            programs.extend(vaults.map(|(symbol, at)| ("vault", format!("vault.{symbol}"), *at)));
        }
        for (symbol, fund) in self.funds()? {
            programs.push(("insurance", format!("insurance.{symbol}"), fund));
        }
        Ok(programs)
    }

    /// The funds of the pool that is wired, by the asset that they cover.
    fn funds(&self) -> Result<Vec<(String, Address)>, Error> {
        let insured = self.assets().into_iter().filter(|asset| asset.insured);
        insured
            .map(|asset| Ok((asset.symbol.clone(), self.fund_address(&asset.symbol)?)))
            .collect()
    }

    /// Who owns what. An owner is the deployer, or the account that it handed over to; once all is done, the timelock.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn owners(&self) -> Result<Vec<Difference>, Error> {
        let (record, mut differences) = (self.record, Vec::new());
        for wiring in self.all() {
            let mut comparison = Comparison::of(wiring.name("fixed"));
            for (_, name, address) in wiring.owned()? {
                let owner = self.chain.call(address, &IOwned::ownerCall {}).await?;
                let expected = match (&self.config.timelock, record.timelock) {
                    (Some(_), Some(timelock)) if record.complete => timelock,
                    (_, candidate) if candidate.or(self.config.handover) == Some(owner) => owner,
                    // Until it is accepted; see `pending`.
                    _ if owner == record.owner => owner,
                    _ => self.config.handover.unwrap_or(record.owner),
                };
                comparison = comparison.field(&format!("{name}.owner"), &expected, &owner);
            }
            differences.extend(comparison.done());
        }
        if let (Some(settings), Some(at), true) =
            (&self.config.timelock, record.timelock, record.complete)
        {
            let timelock = Timelock {
                chain: self.chain,
                at,
                settings,
            };
            differences.extend(
                timelock
                    .differences(record.owner, record.anchor.number)
                    .await?,
            );
        }
        Ok(differences)
    }

    /// Code and constructor arguments.
    pub(super) async fn fixed(&self) -> Result<Vec<Difference>, Error> {
        let mut comparison = Comparison::of(self.name("fixed"));
        for (kind, name, address) in self.owned()? {
            comparison = comparison.field(
                &format!("{name}.codeHash"),
                &self.record.code_hashes.get(kind).copied(),
                &self.chain.code_hash(address).await?,
            );
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
        let unwinder = self.unwinder_address()?;
        let extension = self
            .chain
            .call(unwinder, &IUnwinder::extensionCall {})
            .await?;
        let settings = self
            .chain
            .call(unwinder, &IUnwinder::settingsCall {})
            .await?;
        let parts = [
            ("extension", self.record.unwinder_extension, extension),
            ("settings", self.record.unwinder_settings, settings),
        ];
        for (part, deployed, found) in parts {
            let name = format!("unwinder-{part}");
            let deployed = deployed.ok_or_else(|| unknown(&name))?;
            comparison = comparison
                .field(&format!("unwinder.{part}"), &deployed, &found)
                .field(
                    &format!("{name}.codeHash"),
                    &self.record.code_hashes.get(&name).copied(),
                    &self.chain.code_hash(deployed).await?,
                );
        }
        for (symbol, fund) in self.funds()? {
            let asset = self.chain.call(fund, &IInsurance::assetCall {}).await?;
            comparison = comparison.field(
                &format!("insurance.{symbol}.asset"),
                &self.token_address(&symbol)?,
                &asset,
            );
        }
        if self.market.is_some() {
            return Ok(comparison.done());
        }
        let mut loans = Vec::new();
        for (name, wanted) in self.config.loans.programs() {
            let deployed = self.record.loans.get(name).copied();
            comparison = comparison.field(&format!("loans.{name}"), &wanted, &deployed.is_some());
            loans.extend(wanted.then_some((name, deployed)));
        }
        let always = [("lens", self.record.lens), ("orders", self.record.orders)];
        for (name, at) in always.into_iter().chain(loans) {
            comparison = comparison.field(
                &format!("{name}.codeHash"),
                &self.record.code_hashes.get(name).copied(),
                &self.chain.code_hash(at.unwrap_or_default()).await?,
            );
        }
        if let Some(collars) = self.record.loans.get("collar") {
            let of = self.chain.call(*collars, &ICollar::loansCall {}).await?;
            let loans = self.record.loans.get("option-loan").copied();
            comparison = comparison.field("collar.loans", &loans, &Some(of));
        }
        for (symbol, vault) in &self.record.vaults {
            let asset = self.chain.call(*vault, &IVault::assetCall {}).await?;
            let lends_to = self.chain.call(*vault, &IVault::poolCall {}).await?;
            let name = self.chain.call(*vault, &IVault::nameCall {}).await?;
            comparison = comparison
                .field(
                    &format!("vault.{symbol}.asset"),
                    &self.token_address(symbol)?,
                    &asset,
                )
                .field(&format!("vault.{symbol}.pool"), &pool, &lends_to)
                .field(
                    &format!("vault.{symbol}.name"),
                    &format!("Ballast {symbol}"),
                    &name,
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
        let assets = self.assets();
        let configured = assets.iter().map(|asset| self.token_address(&asset.symbol));
        let expected: Vec<Address> = configured.collect::<Result<_, _>>()?;
        let (mut expected, mut found) = (expected, found);
        expected.sort_unstable();
        found.sort_unstable();
        let comparison =
            Comparison::of(self.name("exactly")).field("pool.reserves", &expected, &found);
        match self.market {
            None => Ok(self.feed_count(comparison).await?.done()),
            Some(_) => Ok(comparison.done()),
        }
    }
}
