//! The deployment file: what is where.

use std::collections::BTreeMap;
use std::path::Path;

use alloy::primitives::{Address, B256};
use serde::{Deserialize, Serialize};

use crate::Error;

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Where.
    pub address: Address,
    /// Of its amounts.
    pub decimals: u8,
}

/// A feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// Where the price comes from.
    pub aggregator: Address,
    /// Its number in the oracle.
    pub id: u8,
}

/// The programs of an isolated market.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// Symbol of the asset that is escrowed.
    pub collateral: String,
    /// Symbol of the asset that is lent.
    pub debt: String,
    /// Its pool.
    pub pool: Address,
    /// Its unwinder.
    pub unwinder: Address,
    /// Its insurance fund, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance: Option<Address>,
}

/// A finished deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Of the chain.
    pub chain_id: u64,
    /// Newest block when it was finished.
    pub block: u64,
    /// Who deployed, and owns until a handover is accepted.
    pub owner: Address,
    /// The oracle.
    pub oracle: Address,
    /// The pool.
    pub pool: Address,
    /// The program whose code the pool runs for its cold paths; users never call it.
    pub pool_extension: Address,
    /// The program whose code runs for the pool's settings.
    pub pool_settings: Address,
    /// The unwinder.
    pub unwinder: Address,
    /// The program whose code the unwinder runs for its cold paths; users never call it.
    pub unwinder_extension: Address,
    /// The program whose code runs for the unwinder's settings.
    pub unwinder_settings: Address,
    /// The insurance fund of each insured asset.
    pub insurance: BTreeMap<String, Address>,
    /// The vault of each asset that has one.
    pub vaults: BTreeMap<String, Address>,
    /// The isolated markets, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub markets: BTreeMap<String, Market>,
    /// The timelock that owns everything, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timelock: Option<Address>,
    /// What wallets read.
    pub lens: Address,
    /// Margin calls and standing orders.
    pub orders: Address,
    /// The programs of loans without liquidation that are deployed, by name: see [`crate::config::Loans`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub loans: BTreeMap<String, Address>,
    /// The tokens, by symbol.
    pub tokens: BTreeMap<String, Token>,
    /// The feeds, by symbol.
    pub feeds: BTreeMap<String, Feed>,
    /// Hash of each program's code.
    pub code_hashes: BTreeMap<String, B256>,
    /// Hash of the configuration.
    pub config_hash: B256,
}

impl Deployment {
    /// Reads the file of a finished deployment.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Record`] where the deployment was not finished.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let record =
            Record::load(path)?.ok_or_else(|| Error::file(path, "no such file; deploy first"))?;
        record.deployment().ok_or_else(|| Error::Record {
            path: path.to_owned(),
            reason:
                "the deployment is not finished; run `ballast-deploy run` again to go on with it"
                    .to_owned(),
        })
    }

    /// The program of a kind of loan without liquidation, if it is deployed.
    #[must_use]
    pub fn loan(&self, name: &str) -> Option<Address> {
        self.loans.get(name).copied()
    }

    /// Every program that is activated, with its address. All but extensions, settings, lenses, the orders and the loans
    /// have an owner.
    #[must_use]
    pub fn programs(&self) -> Vec<(String, Address)> {
        let single = [
            ("oracle", self.oracle),
            ("pool", self.pool),
            ("pool-extension", self.pool_extension),
            ("pool-settings", self.pool_settings),
            ("unwinder", self.unwinder),
            ("unwinder-extension", self.unwinder_extension),
            ("unwinder-settings", self.unwinder_settings),
            ("lens", self.lens),
            ("orders", self.orders),
        ];
        let single = single.map(|(name, address)| (name.to_owned(), address));
        let of_assets = [("insurance", &self.insurance), ("vault", &self.vaults)];
        let of_assets = of_assets.into_iter().flat_map(|(name, programs)| {
            let named = move |(symbol, at): (&String, &Address)| (format!("{name}.{symbol}"), *at);
            programs.iter().map(named)
        });
        let markets = self.markets.iter().flat_map(|(name, market)| {
            let own = [
                ("pool", Some(market.pool)),
                ("unwinder", Some(market.unwinder)),
                ("insurance", market.insurance),
            ];
            own.into_iter()
                .filter_map(move |(kind, at)| Some((format!("market.{name}.{kind}"), at?)))
        });
        let loans = self.loans.iter().map(|(name, at)| (name.clone(), *at));
        let all = single
            .into_iter()
            .chain(loans)
            .chain(of_assets)
            .chain(markets);
        all.collect()
    }
}

/// A block that the record was begun on: a chain that does not have it is another chain, or was started anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its number.
    pub number: u64,
    /// Its hash.
    pub hash: B256,
}

/// A deployment under way, as written to disk after every step. Its JSON is that of [`Deployment`] and more, with
/// `null` for what is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Of the chain.
    pub chain_id: u64,
    /// Newest block when it was last written.
    pub block: u64,
    /// Where it began.
    pub anchor: Anchor,
    /// Who deploys.
    pub owner: Address,
    /// Makes the addresses of the programs.
    pub salt: B256,
    /// Hash of the configuration.
    pub config_hash: B256,
    /// Everything is there, set and verified.
    pub complete: bool,
    /// The oracle.
    pub oracle: Option<Address>,
    /// The pool.
    pub pool: Option<Address>,
    /// The pool's extension.
    #[serde(default)]
    pub pool_extension: Option<Address>,
    /// The pool's settings.
    #[serde(default)]
    pub pool_settings: Option<Address>,
    /// The unwinder.
    pub unwinder: Option<Address>,
    /// The unwinder's extension.
    #[serde(default)]
    pub unwinder_extension: Option<Address>,
    /// The unwinder's settings.
    #[serde(default)]
    pub unwinder_settings: Option<Address>,
    /// The funds.
    pub insurance: BTreeMap<String, Address>,
    /// The vaults.
    #[serde(default)]
    pub vaults: BTreeMap<String, Address>,
    /// The isolated markets.
    #[serde(default)]
    pub markets: BTreeMap<String, RecordedMarket>,
    /// The timelock.
    #[serde(default)]
    pub timelock: Option<Address>,
    /// The lens.
    #[serde(default)]
    pub lens: Option<Address>,
    /// Margin calls and standing orders.
    #[serde(default)]
    pub orders: Option<Address>,
    /// Programs of loans without liquidation, by name.
    #[serde(default)]
    pub loans: BTreeMap<String, Address>,
    /// The tokens.
    pub tokens: BTreeMap<String, Token>,
    /// The feeds; no number before the oracle knows them.
    pub feeds: BTreeMap<String, RecordedFeed>,
    /// Of the programs.
    pub code_hashes: BTreeMap<String, B256>,
    /// Ordinary contracts whose creation was about to be sent: what, and the address that it has if it was mined.
    pub pending: BTreeMap<String, Address>,
}

/// A feed that may have no number yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedFeed {
    /// Where the price comes from.
    pub aggregator: Address,
    /// Its number in the oracle.
    pub id: Option<u8>,
}

/// An isolated market of which not everything may be there yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedMarket {
    /// Symbol of the asset that is escrowed.
    pub collateral: String,
    /// Symbol of the asset that is lent.
    pub debt: String,
    /// Its pool.
    pub pool: Option<Address>,
    /// Its unwinder.
    pub unwinder: Option<Address>,
    /// Its insurance fund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insurance: Option<Address>,
}

impl Record {
    /// An empty one.
    #[must_use]
    pub fn new(
        chain_id: u64,
        anchor: Anchor,
        owner: Address,
        salt: B256,
        config_hash: B256,
    ) -> Self {
        Self {
            chain_id,
            block: anchor.number,
            anchor,
            owner,
            salt,
            config_hash,
            complete: false,
            oracle: None,
            pool: None,
            pool_extension: None,
            pool_settings: None,
            unwinder: None,
            unwinder_extension: None,
            unwinder_settings: None,
            insurance: BTreeMap::new(),
            vaults: BTreeMap::new(),
            markets: BTreeMap::new(),
            timelock: None,
            lens: None,
            orders: None,
            loans: BTreeMap::new(),
            tokens: BTreeMap::new(),
            feeds: BTreeMap::new(),
            code_hashes: BTreeMap::new(),
            pending: BTreeMap::new(),
        }
    }

    /// Reads a file; none where there is none.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn load(path: &Path) -> Result<Option<Self>, Error> {
        match std::fs::read(path) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| Error::file(path, error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::file(path, error)),
        }
    }

    /// Writes a file whole or not at all: a temporary file beside it, renamed.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let wrong = |error: std::io::Error| Error::file(path, error);
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(wrong)?;
        }
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| Error::file(path, error))?;
        text.push(b'\n');
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}", std::process::id()));
        let temporary = Path::new(&name);
        let mut file = std::fs::File::create(temporary).map_err(wrong)?;
        std::io::Write::write_all(&mut file, &text)
            .and_then(|()| file.sync_all())
            .map_err(wrong)?;
        std::fs::rename(temporary, path).map_err(wrong)
    }

    /// Whether this record may be gone on with on a chain with this id, by this account.
    ///
    /// # Errors
    /// [`Error::OtherChain`]; [`Error::Record`] for another account.
    pub fn check(&self, path: &Path, chain_id: u64, owner: Address) -> Result<(), Error> {
        if self.chain_id != chain_id {
            return Err(Error::OtherChain {
                path: path.to_owned(),
                recorded: self.chain_id,
                actual: chain_id,
            });
        }
        if self.owner == owner {
            return Ok(());
        }
        let reason = format!(
            "begun by {}, but the key given is that of {owner}; use the same key, or another --out",
            self.owner
        );
        Err(Error::Record {
            path: path.to_owned(),
            reason,
        })
    }

    /// Every program that has an owner and is there.
    #[must_use]
    pub fn owned(&self) -> Vec<Address> {
        let single = [self.oracle, self.pool, self.unwinder];
        let markets = self
            .markets
            .values()
            .flat_map(|market| [market.pool, market.unwinder, market.insurance]);
        let of_assets = self.insurance.values().chain(self.vaults.values());
        let programs = single.into_iter().chain(markets).flatten();
        programs.chain(of_assets.copied()).collect()
    }

    /// The finished deployment, if it is finished.
    #[must_use]
    pub fn deployment(&self) -> Option<Deployment> {
        if !self.complete {
            return None;
        }
        let feeds = self.feeds.iter().map(|(symbol, feed)| {
            let id = feed.id?;
            Some((
                symbol.clone(),
                Feed {
                    aggregator: feed.aggregator,
                    id,
                },
            ))
        });
        let markets = self.markets.iter().map(|(name, market)| {
            let whole = Market {
                collateral: market.collateral.clone(),
                debt: market.debt.clone(),
                pool: market.pool?,
                unwinder: market.unwinder?,
                insurance: market.insurance,
            };
            Some((name.clone(), whole))
        });
        Some(Deployment {
            chain_id: self.chain_id,
            block: self.block,
            owner: self.owner,
            oracle: self.oracle?,
            pool: self.pool?,
            pool_extension: self.pool_extension?,
            pool_settings: self.pool_settings?,
            unwinder: self.unwinder?,
            unwinder_extension: self.unwinder_extension?,
            unwinder_settings: self.unwinder_settings?,
            insurance: self.insurance.clone(),
            vaults: self.vaults.clone(),
            markets: markets.collect::<Option<_>>()?,
            timelock: self.timelock,
            lens: self.lens?,
            orders: self.orders?,
            loans: self.loans.clone(),
            tokens: self.tokens.clone(),
            feeds: feeds.collect::<Option<_>>()?,
            code_hashes: self.code_hashes.clone(),
            config_hash: self.config_hash,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let anchor = Anchor {
            number: 3,
            hash: B256::repeat_byte(3),
        };
        Record::new(
            412_346,
            anchor,
            Address::repeat_byte(1),
            B256::ZERO,
            B256::ZERO,
        )
    }

    #[test]
    fn an_unfinished_record_goes_on_and_is_no_deployment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/deployments.json");
        assert_eq!(Record::load(&path).unwrap(), None);
        let mut record = record();
        record.oracle = Some(Address::repeat_byte(2));
        record.feeds.insert(
            "ETH".to_owned(),
            RecordedFeed {
                aggregator: Address::repeat_byte(3),
                id: None,
            },
        );
        record.save(&path).unwrap();
        assert_eq!(Record::load(&path).unwrap(), Some(record));
        assert!(matches!(Deployment::load(&path), Err(Error::Record { .. })));
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "no temporary file stays"
        );
    }

    #[test]
    fn a_finished_record_reads_as_deployment() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deployments.json");
        let mut record = record();
        (record.oracle, record.pool_extension) =
            (Some(Address::repeat_byte(2)), Some(Address::repeat_byte(5)));
        record.pool_settings = Some(Address::repeat_byte(6));
        (record.pool, record.unwinder) =
            (Some(Address::repeat_byte(3)), Some(Address::repeat_byte(4)));
        record.unwinder_extension = Some(Address::repeat_byte(7));
        record.unwinder_settings = Some(Address::repeat_byte(8));
        record.lens = Some(Address::repeat_byte(6));
        record.orders = Some(Address::repeat_byte(9));
        let loan = ("term-loan".to_owned(), Address::repeat_byte(10));
        record.loans.extend([loan]);
        record.feeds.insert(
            "ETH".to_owned(),
            RecordedFeed {
                aggregator: Address::repeat_byte(3),
                id: Some(7),
            },
        );
        record.complete = true;
        record.save(&path).unwrap();
        let deployment = Deployment::load(&path).unwrap();
        assert_eq!(deployment.feeds["ETH"].id, 7);
        let json = serde_json::to_vec(&deployment).unwrap();
        assert_eq!(
            serde_json::from_slice::<Deployment>(&json).unwrap(),
            deployment
        );
        let text = std::fs::read(&path).unwrap();
        assert_eq!(
            serde_json::from_slice::<Deployment>(&text).unwrap(),
            deployment,
            "the file has the same shape"
        );
    }

    #[test]
    fn other_chains_and_accounts_are_refused() {
        let (record, path) = (record(), Path::new("deployments.json"));
        record
            .check(path, 412_346, Address::repeat_byte(1))
            .unwrap();
        assert!(matches!(
            record.check(path, 1, Address::repeat_byte(1)),
            Err(Error::OtherChain { .. })
        ));
        assert!(matches!(
            record.check(path, 412_346, Address::ZERO),
            Err(Error::Record { .. })
        ));
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deployments.json");
        std::fs::write(&path, "{").unwrap();
        assert!(
            Record::load(&path)
                .unwrap_err()
                .to_string()
                .contains("deployments.json")
        );
    }
}
