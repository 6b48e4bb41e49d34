//! A whole deployment, step by step, each step written down.

mod assets;
mod conflicts;
mod markets;
mod ownership;
mod preflight;

use std::path::{Path, PathBuf};

use alloy::primitives::{Address, B256, keccak256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol_types::SolValue;
use serde::Serialize;

use crate::chain::{self, Chain};
use crate::deployment::Anchor;
use crate::wire::{self, Pending, Wiring};
use crate::{
    Config, Deployment, Difference, Error, Program, Progress, Record, build_programs, project_root,
};
use conflicts::conflicts;

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

/// What verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What is not as configured.
    pub differences: Vec<Difference>,
    /// Ownership that was offered and not accepted yet.
    pub pending: Vec<Pending>,
}

impl Verdict {
    /// Whether everything is as configured, and its owners' that are configured.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty() && self.pending.is_empty()
    }
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
        config.check_chain(chain.id())?;
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
                let conflicts = conflicts(&record, config);
                if !conflicts.is_empty() {
                    return Err(Error::Record {
                        path: path.to_owned(),
                        reason: format!(
                            "the configuration asks for what this deployment cannot become:\n  {}",
                            conflicts.join("\n  ")
                        ),
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
        self.preflight().await?;
        self.record.complete &= self.record.config_hash == self.config.hash();
        self.record.config_hash = self.config.hash();
        self.save().await?;
        self.assets(progress).await?;
        self.programs(programs, progress).await?;
        self.markets(programs, progress).await?;
        wire::apply(&self.wiring(), progress).await?;
        if self.vaults(programs, progress).await? {
            wire::apply(&self.wiring(), progress).await?;
        }
        for feed in self.config.price_feeds() {
            let id = self.wiring().feed_id(feed.name).await?;
            if let Some(feed) = self.record.feeds.get_mut(feed.name) {
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

    /// Reads everything back and compares it with the configuration: code, owners, settings, pauses, and who has yet to
    /// accept ownership. Sends nothing.
    ///
    /// # Errors
    /// [`Error::Rpc`].
    pub async fn verify(&self, progress: &dyn Progress) -> Result<Verdict, Error> {
        let wiring = self.wiring();
        let mut differences = wire::differences(&wiring, progress).await?;
        differences.extend(wiring.state().await?);
        let pending = wiring.pending().await?;
        progress.finish();
        Ok(Verdict {
            differences,
            pending,
        })
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
        let loans = self.config.loans.programs();
        let count = 9 + insured.len() + loans.iter().filter(|(_, wanted)| *wanted).count();
        progress.stage("programs", count as u64);
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
        let settings = self
            .program(programs, "unwinder-settings", &[], progress)
            .await?;
        self.record.unwinder_settings = Some(settings);
        self.save().await?;
        let extension = self
            .program(
                programs,
                "unwinder-extension",
                &(settings,).abi_encode_params(),
                progress,
            )
            .await?;
        self.record.unwinder_extension = Some(extension);
        self.save().await?;
        let unwinder = self
            .program(
                programs,
                "unwinder",
                &(owner, extension).abi_encode_params(),
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
        let orders = self.program(programs, "orders", &[], progress).await?;
        self.record.orders = Some(orders);
        self.save().await?;
        for (name, wanted) in loans {
            if wanted {
                let collared = self.record.loans.get("option-loan").copied();
                let arguments = match name {
                    "collar" => (collared.unwrap_or_default(),).abi_encode_params(),
                    _ => Vec::new(),
                };
                let at = self.program(programs, name, &arguments, progress).await?;
                self.record.loans.insert(name.to_owned(), at);
                self.save().await?;
            }
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
        let six = alloy::primitives::U256::from(6);
        let token = ("Name".to_owned(), "SYM".to_owned(), six).abi_encode_params();
        assert_eq!(token.len(), 32 * 3 + 64 * 2);
        assert_eq!(token[95], 6);
    }
}
