//! Vaults, and the programs of isolated markets.

use alloy::sol_types::SolValue;

use super::Deployer;
use crate::deployment::RecordedMarket;
use crate::{Error, Program, Progress};

impl Deployer<'_> {
    /// The vaults, once their reserves are there: construction asks the pool for them. Whether one is new that has fees to
    /// be set.
    pub(super) async fn vaults(
        &mut self,
        programs: &[Program],
        progress: &dyn Progress,
    ) -> Result<bool, Error> {
        let mut fees = false;
        let config = self.config;
        let vaulted: Vec<_> = config.assets.iter().filter(|asset| asset.vault).collect();
        progress.stage("vaults", vaulted.len() as u64);
        let (owner, pool) = (self.record.owner, self.record.pool.unwrap_or_default());
        for asset in vaulted {
            let token = self
                .record
                .tokens
                .get(&asset.symbol)
                .map(|token| token.address)
                .unwrap_or_default();
            let arguments =
                (owner, pool, token, asset.vault_name(), asset.vault_symbol()).abi_encode_params();
            let vault = self
                .program(programs, "vault", &arguments, progress)
                .await?;
            let known = self.record.vaults.insert(asset.symbol.clone(), vault);
            fees |= known.is_none() && asset.vault_fees.is_some();
            self.save().await?;
        }
        Ok(fees)
    }

    /// The programs of the isolated markets, which have the code of those before.
    pub(super) async fn markets(
        &mut self,
        programs: &[Program],
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let owner = self.record.owner;
        for market in &self.config.markets {
            progress.stage(&market.name, 2 + u64::from(market.insured));
            let salt = market.salt(self.record.salt);
            let (oracle, extension) = (self.record.oracle, self.record.pool_extension);
            let shared = (
                owner,
                oracle.unwrap_or_default(),
                extension.unwrap_or_default(),
            );
            let token = self
                .record
                .tokens
                .get(&market.debt)
                .map(|token| token.address);
            let recorded = self.record.markets.entry(market.name.clone()).or_default();
            let [collateral, debt] = market.symbols().map(str::to_owned);
            (recorded.collateral, recorded.debt) = (collateral, debt);
            let arguments = shared.abi_encode_params();
            let pool = self
                .program_with(programs, "pool", &arguments, salt, progress)
                .await?;
            self.market(&market.name, |recorded| recorded.pool = Some(pool))
                .await?;
            let extension = self.record.unwinder_extension.unwrap_or_default();
            let arguments = (owner, extension).abi_encode_params();
            let unwinder = self
                .program_with(programs, "unwinder", &arguments, salt, progress)
                .await?;
            self.market(&market.name, |recorded| recorded.unwinder = Some(unwinder))
                .await?;
            if market.insured {
                let arguments = (owner, token.unwrap_or_default()).abi_encode_params();
                let fund = self
                    .program_with(programs, "insurance", &arguments, salt, progress)
                    .await?;
                self.market(&market.name, |recorded| recorded.insurance = Some(fund))
                    .await?;
            }
        }
        Ok(())
    }

    /// Writes something of a market down.
    async fn market(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut RecordedMarket),
    ) -> Result<(), Error> {
        if let Some(recorded) = self.record.markets.get_mut(name) {
            write(recorded);
        }
        self.save().await
    }
}
