//! A whole deployment, step by step, each step written down.

use std::path::{Path, PathBuf};

use alloy::network::TransactionBuilder;
use alloy::primitives::{Address, B256, Bytes, I256, U256, keccak256};
use alloy::rpc::types::TransactionRequest;
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::{SolCall, SolValue};
use ballast_bindings::IOwned;

use crate::chain::interfaces::{IDevToken, IMockFeed};
use crate::chain::{self, Chain};
use crate::config::{Asset, FeedSource};
use crate::deployment::{Anchor, RecordedFeed, RecordedMarket};
use crate::timelock::{self, Timelock};
use crate::wire::{self, Wiring};
use crate::{
    Config, Deployment, Error, Program, Progress, Record, Token, build_programs, project_root,
    solidity,
};
use ballast_bindings::IAggregator;

/// Builds and deploys everything that `config` says, sets and verifies it. Nothing is written to disk but build
/// results: for a record to resume from, use [`Deployer`].
///
/// # Errors
/// Every [`Error`]; what is on chain by then stays there.
pub async fn deploy_all(
    rpc_url: &str,
    signer: PrivateKeySigner,
    config: &Config,
    progress: &dyn Progress,
) -> Result<Deployment, Error> {
    let root = project_root();
    let programs = build_programs(&root, progress)?;
    let chain = Chain::connect(rpc_url, signer).await?;
    Deployer::begin(chain, &root, config, None)
        .await?
        .run(&programs, progress)
        .await
}

/// A deployment under way.
#[derive(Debug)]
pub struct Deployer<'a> {
    chain: Chain,
    root: PathBuf,
    config: &'a Config,
    path: Option<PathBuf>,
    record: Record,
}

impl<'a> Deployer<'a> {
    /// Begins a deployment, or goes on with the one recorded at `path`.
    ///
    /// # Errors
    /// [`Error::Config`]; [`Error::OtherChain`], [`Error::Record`] for a record of another chain, of a chain that was
    /// since started anew, or of another account; [`Error::File`]; [`Error::Rpc`].
    pub async fn begin(
        chain: Chain,
        root: &Path,
        config: &'a Config,
        path: Option<&Path>,
    ) -> Result<Self, Error> {
        config.validate()?;
        let recorded = match path {
            Some(path) => Record::load(path)?.map(|record| (record, path)),
            None => None,
        };
        let record = match recorded {
            Some((record, path)) => {
                record.check(path, chain.id(), chain.from())?;
                if chain.block_hash(record.anchor.number).await? != Some(record.anchor.hash) {
                    let reason = "the chain was started anew since this was recorded; delete the file, or pass another --out";
                    return Err(Error::Record {
                        path: path.to_owned(),
                        reason: reason.to_owned(),
                    });
                }
                record
            }
            None => {
                let (number, hash, _) = chain.head().await?;
                let nonce = chain.nonce().await?;
                let fresh = keccak256((chain.id(), chain.from(), nonce).abi_encode());
                let salt = config.salt.unwrap_or(fresh);
                Record::new(
                    chain.id(),
                    Anchor { number, hash },
                    chain.from(),
                    salt,
                    config.hash(),
                )
            }
        };
        Ok(Self {
            chain,
            root: root.to_owned(),
            config,
            path: path.map(Path::to_path_buf),
            record,
        })
    }

    /// Does what is not done yet.
    ///
    /// # Errors
    /// Every [`Error`]. What was done is recorded: a second run goes on from there.
    pub async fn run(
        mut self,
        programs: &[Program],
        progress: &dyn Progress,
    ) -> Result<Deployment, Error> {
        self.same_sources(programs)?;
        self.record.complete &= self.record.config_hash == self.config.hash();
        self.record.config_hash = self.config.hash();
        self.save().await?;
        self.assets(progress).await?;
        self.programs(programs, progress).await?;
        self.markets(programs, progress).await?;
        wire::apply(&self.wiring(), progress).await?;
        self.vaults(programs, progress).await?;
        for asset in &self.config.assets {
            let id = self.wiring().feed_id(&asset.symbol).await?;
            if let Some(feed) = self.record.feeds.get_mut(&asset.symbol) {
                feed.id = Some(id);
            }
        }
        wire::verify(&self.wiring(), progress).await?;
        self.timelock(progress).await?;
        self.hand_over().await?;
        self.record.complete = true;
        let wrong = self.wiring().owners().await?;
        if !wrong.is_empty() {
            return Err(Error::Differences(wrong));
        }
        self.save().await?;
        progress.finish();
        let unfinished = || Error::Config("the record lacks an address".to_owned());
        self.record.deployment().ok_or_else(unfinished)
    }

    /// Reads every setting back and compares it with the configuration.
    ///
    /// # Errors
    /// [`Error::Differences`]; [`Error::Rpc`].
    pub async fn verify(&self, progress: &dyn Progress) -> Result<(), Error> {
        wire::verify(&self.wiring(), progress).await?;
        progress.finish();
        Ok(())
    }

    fn wiring(&self) -> Wiring<'_> {
        Wiring {
            chain: &self.chain,
            config: self.config,
            record: &self.record,
            market: None,
        }
    }

    async fn save(&mut self) -> Result<(), Error> {
        self.record.block = self.chain.head().await?.0;
        self.path
            .as_deref()
            .map_or(Ok(()), |path| self.record.save(path))
    }

    /// Tokens and feeds.
    async fn assets(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let config = self.config;
        let ours =
            |asset: &Asset| asset.token.is_none() || matches!(asset.feed, FeedSource::Mock { .. });
        if config.assets.iter().any(ours) {
            progress.stage("solidity", 1);
            progress.step("forge build");
            solidity::ensure_built(&self.root)?;
        }
        progress.stage("assets", 2 * config.assets.len() as u64);
        for asset in &config.assets {
            progress.step(&format!("token {}", asset.symbol));
            self.token(asset).await?;
            progress.step(&format!("feed {}", asset.symbol));
            self.feed(asset).await?;
        }
        Ok(())
    }

    async fn token(&mut self, asset: &Asset) -> Result<(), Error> {
        if let Some(token) = self.record.tokens.get(&asset.symbol) {
            return self.expect_code(&asset.symbol, token.address).await;
        }
        let address = match asset.token {
            Some(address) => {
                self.expect_code(&asset.symbol, address).await?;
                address
            }
            None => {
                let arguments = (
                    asset.name.clone(),
                    asset.symbol.clone(),
                    U256::from(asset.decimals),
                )
                    .abi_encode_params();
                self.create(
                    &format!("token.{}", asset.symbol),
                    "DevToken",
                    &arguments,
                    (&IDevToken::symbolCall {}, &asset.symbol),
                )
                .await?
            }
        };
        self.record.tokens.insert(
            asset.symbol.clone(),
            Token {
                address,
                decimals: asset.decimals,
            },
        );
        self.save().await
    }

    async fn feed(&mut self, asset: &Asset) -> Result<(), Error> {
        let aggregator = match (self.record.feeds.get(&asset.symbol), &asset.feed) {
            (Some(feed), _) => {
                let aggregator = feed.aggregator;
                self.expect_code(&asset.symbol, aggregator).await?;
                aggregator
            }
            (None, FeedSource::Aggregator { address }) => {
                self.expect_code(&asset.symbol, *address).await?;
                *address
            }
            (None, FeedSource::Mock { decimals, .. }) => {
                let description = format!("{} / USD", asset.symbol);
                let arguments = (U256::from(*decimals), description.clone()).abi_encode_params();
                self.create(
                    &format!("feed.{}", asset.symbol),
                    "MockFeed",
                    &arguments,
                    (&IAggregator::descriptionCall {}, &description),
                )
                .await?
            }
        };
        let known = self
            .record
            .feeds
            .get(&asset.symbol)
            .and_then(|feed| feed.id);
        self.record.feeds.insert(
            asset.symbol.clone(),
            RecordedFeed {
                aggregator,
                id: known,
            },
        );
        self.save().await?;
        if let FeedSource::Mock { decimals, price } = &asset.feed
            && self
                .chain
                .call(aggregator, &IMockFeed::latestRoundCall {})
                .await?
                .is_zero()
        {
            // The oracle refuses a feed without an answer.
            let answer = I256::try_from(price.with_decimals(*decimals)).map_err(|error| {
                Error::Config(format!("{}: price {price}: {error}", asset.symbol))
            })?;
            let (_, _, now) = self.chain.head().await?;
            let call = IMockFeed::setCall {
                answer,
                updatedAt: alloy::primitives::U256::from(now),
            };
            self.chain
                .transact(
                    &format!("first price of {}", asset.symbol),
                    aggregator,
                    &call,
                )
                .await?;
        }
        Ok(())
    }

    /// Creates an ordinary contract. Its address is written down before the transaction is sent, so that a run
    /// stopped in between finds it, and knows it by the answer to one call.
    async fn create<C: SolCall>(
        &mut self,
        what: &str,
        contract: &str,
        arguments: &[u8],
        (known, answer): (&C, &C::Return),
    ) -> Result<Address, Error>
    where
        C::Return: PartialEq,
    {
        if let Some(pending) = self.record.pending.get(what).copied()
            && self.chain.code_hash(pending).await?.is_some()
            && self
                .chain
                .call(pending, known)
                .await
                .is_ok_and(|found| found == *answer)
        {
            self.record.pending.remove(what);
            return Ok(pending);
        }
        let code: Bytes = [&solidity::creation_code(&self.root, contract)?, arguments]
            .concat()
            .into();
        let expected = self.chain.from().create(self.chain.nonce().await?);
        self.record.pending.insert(what.to_owned(), expected);
        self.save().await?;
        let receipt = self
            .chain
            .send(
                &format!("creating {what}"),
                TransactionRequest::default().with_deploy_code(code),
            )
            .await?;
        self.record.pending.remove(what);
        receipt.contract_address.ok_or_else(|| Error::Rpc {
            doing: format!("creating {what}"),
            reason: "the receipt names no contract".to_owned(),
        })
    }

    async fn expect_code(&self, symbol: &str, address: Address) -> Result<(), Error> {
        match self.chain.code_hash(address).await? {
            Some(_) => Ok(()),
            None => Err(Error::Config(format!(
                "{symbol}: no contract at {address} on chain {}",
                self.chain.id()
            ))),
        }
    }

    /// The programs, in an order in which each constructor knows what it needs.
    async fn programs(
        &mut self,
        programs: &[Program],
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let owner = self.record.owner;
        let insured: Vec<_> = self
            .config
            .assets
            .iter()
            .filter(|asset| asset.insured)
            .collect();
        progress.stage("programs", 5 + insured.len() as u64);
        let oracle = self
            .program(programs, "oracle", &(owner,).abi_encode_params(), progress)
            .await?;
        self.record.oracle = Some(oracle);
        self.save().await?;
        let settings = self
            .program(programs, "pool-settings", &[], progress)
            .await?;
        self.record.pool_settings = Some(settings);
        self.save().await?;
        let extension = self
            .program(
                programs,
                "pool-extension",
                &(settings,).abi_encode_params(),
                progress,
            )
            .await?;
        self.record.pool_extension = Some(extension);
        self.save().await?;
        let pool = self
            .program(
                programs,
                "pool",
                &(owner, oracle, extension).abi_encode_params(),
                progress,
            )
            .await?;
        self.record.pool = Some(pool);
        self.save().await?;
        let unwinder = self
            .program(
                programs,
                "unwinder",
                &(owner,).abi_encode_params(),
                progress,
            )
            .await?;
        self.record.unwinder = Some(unwinder);
        self.save().await?;
        for asset in insured {
            let token = self
                .record
                .tokens
                .get(&asset.symbol)
                .map(|token| token.address)
                .unwrap_or_default();
            let arguments = (owner, token).abi_encode_params();
            let fund = self
                .program(programs, "insurance", &arguments, progress)
                .await?;
            self.record.insurance.insert(asset.symbol.clone(), fund);
            self.save().await?;
        }
        let lens = self.program(programs, "lens", &[], progress).await?;
        self.record.lens = Some(lens);
        self.save().await?;
        let term_loan = self.program(programs, "term-loan", &[], progress).await?;
        self.record.term_loan = Some(term_loan);
        self.save().await?;
        Ok(())
    }

    /// The vaults, once their reserves are there: construction asks the pool for them.
    async fn vaults(&mut self, programs: &[Program], progress: &dyn Progress) -> Result<(), Error> {
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
            self.record.vaults.insert(asset.symbol.clone(), vault);
            self.save().await?;
        }
        Ok(())
    }

    /// One program.
    async fn program(
        &mut self,
        programs: &[Program],
        name: &str,
        arguments: &[u8],
        progress: &dyn Progress,
    ) -> Result<Address, Error> {
        let salt = self.record.salt;
        self.program_with(programs, name, arguments, salt, progress)
            .await
    }

    async fn program_with(
        &mut self,
        programs: &[Program],
        name: &str,
        arguments: &[u8],
        salt: B256,
        progress: &dyn Progress,
    ) -> Result<Address, Error> {
        progress.step(name);
        let program = programs.iter().find(|program| program.name == name);
        let program = program.ok_or_else(|| Error::wasm(name, "not built"))?;
        let deployed = chain::deploy(&self.chain, program, arguments, salt).await?;
        self.record
            .code_hashes
            .insert(name.to_owned(), deployed.code_hash);
        Ok(deployed.address)
    }

    /// What was deployed before was made from the same sources.
    fn same_sources(&self, programs: &[Program]) -> Result<(), Error> {
        for program in programs {
            if let (Some(recorded), Some(path)) =
                (self.record.code_hashes.get(&program.name), &self.path)
                && *recorded != program.code_hash()
            {
                let reason = format!(
                    "{} was deployed from other sources (code {recorded}, now {}); programs are immutable: \
                     pass another --out for a new deployment, or check out the sources it was made from",
                    program.name,
                    program.code_hash()
                );
                return Err(Error::Record {
                    path: path.clone(),
                    reason,
                });
            }
        }
        Ok(())
    }

    /// The programs of the isolated markets, which have the code of those before.
    async fn markets(
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
            let arguments = (owner,).abi_encode_params();
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

    /// The timelock, in which the deployer has every role until ownership has passed.
    async fn timelock(&mut self, progress: &dyn Progress) -> Result<(), Error> {
        let Some(settings) = &self.config.timelock else {
            return Ok(());
        };
        if self.record.timelock.is_some() {
            return Ok(());
        }
        progress.stage("timelock", 1);
        progress.step("forge build");
        solidity::ensure_built(&self.root)?;
        let arguments = timelock::constructor(settings, self.chain.from());
        let marker = timelock::marker(self.chain.from());
        let created = self
            .create(
                "timelock",
                "TimelockController",
                &arguments,
                (&marker, &true),
            )
            .await?;
        self.record.timelock = Some(created);
        self.save().await
    }

    /// Offers ownership to the configured account, or gives it to the timelock.
    async fn hand_over(&self) -> Result<(), Error> {
        let candidate = self.record.timelock.or(self.config.handover);
        let Some(candidate) = candidate else {
            return Ok(());
        };
        let mut offered = Vec::new();
        for program in self.record.owned() {
            if self.chain.call(program, &IOwned::ownerCall {}).await? == self.chain.from() {
                let call = IOwned::transferOwnershipCall { candidate };
                self.chain
                    .transact(&format!("offering ownership of {program}"), program, &call)
                    .await?;
                offered.push(program);
            }
        }
        match (&self.config.timelock, self.record.timelock) {
            (Some(settings), Some(at)) => {
                let timelock = Timelock {
                    chain: &self.chain,
                    at,
                    settings,
                };
                timelock.take(&offered, self.record.salt).await
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructor_arguments_are_plain_abi() {
        let owner = Address::repeat_byte(1);
        assert_eq!(
            (owner,).abi_encode_params(),
            [&[0; 12][..], owner.as_slice()].concat()
        );
        let token = ("Name".to_owned(), "SYM".to_owned(), U256::from(6)).abi_encode_params();
        assert_eq!(token.len(), 32 * 3 + 64 * 2);
        assert_eq!(token[95], 6);
    }
}
