//! Settings: what each should be, what it is, and the call that makes it so.
//!
//! One list serves both ways: [`apply`] sends a call for every setting that is not as configured, [`verify`] reads
//! every one back. Settings that no call can change (owners, the oracle of the pool) are only verified.

mod compare;
mod funds;
mod oracle;
mod pool;
mod unwinder;

use alloy::primitives::Address;
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall;
use ballast_bindings::IOracle;

use crate::chain::Chain;
use crate::{Config, Difference, Error, Progress, Record};

/// One thing to be set or verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Half-lives of the oracle's averages.
    HalfLives,
    /// The sequencer-uptime feed.
    SequencerFeed,
    /// The feed of an asset.
    Feed(String),
    /// The reserve of an asset.
    Reserve(String),
    /// The pool's risk parameters.
    Risk,
    /// The pool's unwinder.
    PoolUnwinder,
    /// The fund that covers a reserve.
    Insurance(String),
    /// The unwinder serves the pool.
    Book,
    /// The unwinder's parameters.
    Parameters,
    /// The pool may claim on a fund.
    FundBook(String),
    /// A fund's cooldown.
    Cooldown(String),
    /// What construction fixed.
    Fixed,
}

/// A deployment's addresses while it is wired.
pub struct Wiring<'a> {
    /// The endpoint.
    pub chain: &'a Chain,
    /// What should be.
    pub config: &'a Config,
    /// What is where.
    pub record: &'a Record,
}

/// A transaction that sets something.
pub(crate) struct Call {
    doing: String,
    request: TransactionRequest,
}

impl Call {
    fn new<C: SolCall>(doing: &str, to: Address, call: &C) -> Self {
        let request = TransactionRequest::default()
            .to(to)
            .input(call.abi_encode().into());
        Self {
            doing: doing.to_owned(),
            request,
        }
    }
}

impl Wiring<'_> {
    /// All settings, in the order in which they can be made.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let symbols = || self.config.assets.iter().map(|asset| asset.symbol.clone());
        let insured = || {
            self.config
                .assets
                .iter()
                .filter(|asset| asset.insured)
                .map(|asset| asset.symbol.clone())
        };
        let mut settings = vec![Setting::Fixed, Setting::HalfLives, Setting::SequencerFeed];
        settings.extend(symbols().map(Setting::Feed));
        settings.extend(symbols().map(Setting::Reserve));
        settings.extend([Setting::Risk, Setting::PoolUnwinder]);
        // The pool takes only a fund whose book it is.
        settings.extend(insured().map(Setting::FundBook));
        settings.extend(insured().map(Setting::Insurance));
        settings.extend([Setting::Book, Setting::Parameters]);
        settings.extend(insured().map(Setting::Cooldown));
        settings
    }

    /// What of a setting is not as configured.
    async fn differences(&self, setting: &Setting) -> Result<Vec<Difference>, Error> {
        match setting {
            Setting::HalfLives => self.half_lives().await,
            Setting::SequencerFeed => self.sequencer_feed().await,
            Setting::Feed(symbol) => self.feed(symbol).await,
            Setting::Reserve(symbol) => self.reserve(symbol).await,
            Setting::Risk => self.risk().await,
            Setting::PoolUnwinder => self.pool_unwinder().await,
            Setting::Insurance(symbol) => self.insurance(symbol).await,
            Setting::Book => self.book().await,
            Setting::Parameters => self.parameters().await,
            Setting::FundBook(symbol) => self.fund_book(symbol).await,
            Setting::Cooldown(symbol) => self.cooldown(symbol).await,
            Setting::Fixed => self.fixed().await,
        }
    }

    /// The transaction that makes a setting as configured; none where none can.
    async fn call(&self, setting: &Setting) -> Result<Option<Call>, Error> {
        Ok(Some(match setting {
            Setting::HalfLives => self.set_half_lives()?,
            Setting::SequencerFeed => self.set_sequencer_feed()?,
            Setting::Feed(symbol) => self.set_feed(symbol)?,
            Setting::Reserve(symbol) => self.set_reserve(symbol).await?,
            Setting::Risk => self.set_risk().await?,
            Setting::PoolUnwinder => self.set_pool_unwinder()?,
            Setting::Insurance(symbol) => self.set_insurance(symbol)?,
            Setting::Book => self.set_book()?,
            Setting::Parameters => self.set_parameters()?,
            Setting::FundBook(symbol) => self.set_fund_book(symbol)?,
            Setting::Cooldown(symbol) => self.set_cooldown(symbol)?,
            Setting::Fixed => return Ok(None),
        }))
    }

    fn oracle_address(&self) -> Result<Address, Error> {
        self.record.oracle.ok_or_else(|| unknown("oracle"))
    }

    fn pool_address(&self) -> Result<Address, Error> {
        self.record.pool.ok_or_else(|| unknown("pool"))
    }

    fn extension_address(&self) -> Result<Address, Error> {
        self.record
            .pool_extension
            .ok_or_else(|| unknown("pool-extension"))
    }

    fn settings_address(&self) -> Result<Address, Error> {
        self.record
            .pool_settings
            .ok_or_else(|| unknown("pool-settings"))
    }

    fn unwinder_address(&self) -> Result<Address, Error> {
        self.record.unwinder.ok_or_else(|| unknown("unwinder"))
    }

    fn fund_address(&self, symbol: &str) -> Result<Address, Error> {
        self.record
            .insurance
            .get(symbol)
            .copied()
            .ok_or_else(|| unknown(&format!("insurance.{symbol}")))
    }

    fn token_address(&self, symbol: &str) -> Result<Address, Error> {
        self.record
            .tokens
            .get(symbol)
            .map(|token| token.address)
            .ok_or_else(|| unknown(&format!("token {symbol}")))
    }

    fn asset(&self, symbol: &str) -> Result<&crate::config::Asset, Error> {
        self.config
            .asset(symbol)
            .ok_or_else(|| unknown(&format!("asset {symbol}")))
    }

    /// Number of an asset's feed in the oracle.
    ///
    /// # Errors
    /// [`Error::Reverted`] where there is none yet.
    pub async fn feed_id(&self, symbol: &str) -> Result<u8, Error> {
        let call = IOracle::feedOfCall {
            asset: self.token_address(symbol)?,
        };
        self.chain.call(self.oracle_address()?, &call).await
    }
}

fn unknown(what: &str) -> Error {
    Error::Config(format!("{what} is not deployed"))
}

/// Makes every setting as configured and returns how many were not.
///
/// # Errors
/// [`Error::Reverted`] with the program's reason; [`Error::Differences`] for what no call can change; [`Error::Rpc`].
pub async fn apply(wiring: &Wiring<'_>, progress: &dyn Progress) -> Result<usize, Error> {
    let settings = wiring.settings();
    progress.stage("wire", settings.len() as u64);
    let mut changed = 0;
    for setting in &settings {
        progress.step(&format!("{setting:?}"));
        let differences = wiring.differences(setting).await?;
        if differences.is_empty() {
            continue;
        }
        match wiring.call(setting).await? {
            Some(call) => {
                wiring.chain.send(&call.doing, call.request).await?;
                changed += 1;
            }
            None => return Err(Error::Differences(differences)),
        }
    }
    Ok(changed)
}

/// Reads every setting back.
///
/// # Errors
/// [`Error::Differences`] with all that is not as configured; [`Error::Rpc`].
pub async fn verify(wiring: &Wiring<'_>, progress: &dyn Progress) -> Result<(), Error> {
    let settings = wiring.settings();
    progress.stage("verify", settings.len() as u64);
    let mut differences = Vec::new();
    for setting in &settings {
        progress.step(&format!("{setting:?}"));
        differences.extend(wiring.differences(setting).await?);
    }
    differences.extend(wiring.nothing_else().await?);
    if differences.is_empty() {
        Ok(())
    } else {
        Err(Error::Differences(differences))
    }
}
