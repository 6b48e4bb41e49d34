//! Settings: what each should be, what it is, and the call that makes it so.
//!
//! One list serves both ways: [`apply`] sends a call for every setting that is not as configured, [`verify`] reads
//! every one back. Settings that no call can change (owners, the oracle of the pool) are only verified.

mod compare;
mod feed;
mod funds;
mod limits;
mod oracle;
mod pool;
mod state;
mod unwinder;
mod vault;

pub use state::Pending;

use alloy::primitives::{Address, Bytes};
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::SolCall;
use ballast_bindings::{IOracle, IOwned};

use crate::chain::Chain;
use crate::config::{Asset, Market, PriceFeed, RiskSettings, Roles, UnwinderSettings};
use crate::deployment::RecordedMarket;
use crate::timelock::Timelock;
use crate::{Config, Difference, Error, Progress, Record};

/// One thing to be set or verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Half-lives of the oracle's averages.
    HalfLives,
    /// The sequencer-uptime feed.
    SequencerFeed,
    /// Who may tighten the oracle.
    OracleGuardian,
    /// A feed, of an asset or by its name.
    Feed(String),
    /// For how long a feed's stored round stands for the live one.
    StoredAge(String),
    /// How long changes of the pool take.
    Ramp,
    /// The reserve of an asset.
    Reserve(String),
    /// Allow-list and outflow cap of a reserve.
    Limits(String),
    /// The fee of flash loans of an asset.
    FlashFee(String),
    /// The pool's risk parameters.
    Risk,
    /// Who may pause the pool.
    Guardian,
    /// Who keeps the pool's allow-list.
    Gatekeeper,
    /// The pool's unwinder.
    PoolUnwinder,
    /// The fund that covers a reserve.
    Insurance(String),
    /// The unwinder serves the pool.
    Book,
    /// The unwinder's parameters.
    Parameters,
    /// What unwinds may take of markets and cost their accounts.
    Budgets,
    /// The pool may claim on a fund.
    FundBook(String),
    /// Who tells a fund what collateral is worth.
    FundOracle(String),
    /// A fund's terms.
    FundTerms(String),
    /// How much a fund, the first, may hold of a collateral.
    FundCollateral(String, String),
    /// The fees of an asset's vault.
    VaultFees(String),
    /// The pool's settings are sealed, or not.
    Sealed,
    /// What construction fixed.
    Fixed,
}

impl Setting {
    /// Whether sealing the pool's settings ends it.
    const fn is_sealed_with_pool(&self) -> bool {
        matches!(
            self,
            Self::Reserve(_)
                | Self::Limits(_)
                | Self::FlashFee(_)
                | Self::Risk
                | Self::Ramp
                | Self::PoolUnwinder
                | Self::Insurance(_)
        )
    }
}

/// A deployment's addresses while it is wired.
pub struct Wiring<'a> {
    /// The endpoint.
    pub chain: &'a Chain,
    /// What should be.
    pub config: &'a Config,
    /// What is where.
    pub record: &'a Record,
    /// The isolated market that is wired; none: the large pool and what all share.
    pub market: Option<&'a Market>,
}

/// A transaction that sets something.
pub(crate) struct Call {
    doing: String,
    to: Address,
    data: Bytes,
}

impl Call {
    fn new<C: SolCall>(doing: &str, to: Address, call: &C) -> Self {
        Self {
            doing: doing.to_owned(),
            to,
            data: call.abi_encode().into(),
        }
    }
}

impl<'a> Wiring<'a> {
    /// This one and that of every isolated market, in the order in which they can be made.
    fn all(&self) -> Vec<Wiring<'a>> {
        let Self {
            chain,
            config,
            record,
            ..
        } = *self;
        let of = |market| Wiring {
            chain,
            config,
            record,
            market,
        };
        let markets = config.markets.iter().map(|market| of(Some(market)));
        [of(None)].into_iter().chain(markets).collect()
    }

    /// The assets of the pool that is wired, as it has them.
    fn assets(&self) -> Vec<Asset> {
        match self.market {
            None => self.config.assets.clone(),
            Some(market) => {
                let symbols = market.symbols().into_iter();
                let assets = symbols.filter_map(|symbol| self.config.asset(symbol));
                assets.map(|asset| market.asset(asset)).collect()
            }
        }
    }

    /// All settings, in the order in which they can be made.
    #[must_use]
    pub fn settings(&self) -> Vec<Setting> {
        let assets = self.assets();
        let symbols = || assets.iter().map(|asset| asset.symbol.clone());
        let insured = || {
            assets
                .iter()
                .filter(|asset| asset.insured)
                .map(|asset| asset.symbol.clone())
        };
        let mut settings = vec![Setting::Fixed];
        if self.market.is_none() {
            settings.extend([Setting::HalfLives, Setting::SequencerFeed]);
            for feed in self.config.price_feeds() {
                let name = || feed.name.to_owned();
                settings.extend([Setting::Feed(name()), Setting::StoredAge(name())]);
            }
            settings.push(Setting::OracleGuardian);
        }
        // A change that comes along with another ramp takes that one.
        settings.push(Setting::Ramp);
        settings.extend(symbols().map(Setting::Reserve));
        settings.extend(symbols().map(Setting::Limits));
        settings.extend(symbols().map(Setting::FlashFee));
        settings.extend([Setting::Risk, Setting::PoolUnwinder]);
        // The pool takes only a fund whose book it is.
        settings.extend(insured().map(Setting::FundBook));
        settings.extend(symbols().map(Setting::Insurance));
        settings.extend([Setting::Book, Setting::Parameters, Setting::Budgets]);
        for fund in insured() {
            settings.push(Setting::FundOracle(fund.clone()));
            settings.push(Setting::FundTerms(fund.clone()));
            let backed = self.backed(&fund).into_iter();
            settings.extend(backed.map(|symbol| Setting::FundCollateral(fund.clone(), symbol)));
        }
        // A gate that is set is kept, and nothing is open before somebody may pause it for long.
        settings.extend([Setting::Guardian, Setting::Gatekeeper]);
        if self.market.is_none() {
            let vaults = self.record.vaults.keys().cloned();
            settings.extend(vaults.map(Setting::VaultFees));
        }
        settings.push(Setting::Sealed);
        settings
    }

    /// What of a setting is not as configured.
    async fn differences(&self, setting: &Setting) -> Result<Vec<Difference>, Error> {
        match setting {
            Setting::HalfLives => self.half_lives().await,
            Setting::SequencerFeed => self.sequencer_feed().await,
            Setting::OracleGuardian => self.oracle_guardian().await,
            Setting::StoredAge(name) => self.stored_age(name).await,
            Setting::Ramp => self.ramp().await,
            Setting::Limits(symbol) => self.limits(symbol).await,
            Setting::FlashFee(symbol) => self.flash_fee(symbol).await,
            Setting::Guardian => self.guardian().await,
            Setting::Gatekeeper => self.gatekeeper().await,
            Setting::VaultFees(symbol) => self.vault_fees(symbol).await,
            Setting::Sealed => self.sealed().await,
            Setting::Feed(symbol) => self.feed(symbol).await,
            Setting::Reserve(symbol) => self.reserve(symbol).await,
            Setting::Risk => self.risk().await,
            Setting::PoolUnwinder => self.pool_unwinder().await,
            Setting::Insurance(symbol) => self.insurance(symbol).await,
            Setting::Book => self.book().await,
            Setting::Parameters => self.parameters().await,
            Setting::Budgets => self.budgets().await,
            Setting::FundBook(symbol) => self.fund_book(symbol).await,
            Setting::FundOracle(symbol) => self.fund_oracle(symbol).await,
            Setting::FundTerms(symbol) => self.fund_terms(symbol).await,
            Setting::FundCollateral(fund, symbol) => self.fund_collateral(fund, symbol).await,
            Setting::Fixed => self.fixed().await,
        }
    }

    /// The transaction that makes a setting as configured; none where none can.
    async fn call(&self, setting: &Setting) -> Result<Option<Call>, Error> {
        Ok(Some(match setting {
            Setting::HalfLives => self.set_half_lives()?,
            Setting::SequencerFeed => self.set_sequencer_feed()?,
            Setting::OracleGuardian => self.set_oracle_guardian()?,
            Setting::Feed(name) => self.set_feed(name).await?,
            Setting::StoredAge(name) => self.set_stored_age(name).await?,
            Setting::Ramp => self.set_ramp()?,
            Setting::Limits(symbol) => self.set_limits(symbol)?,
            Setting::FlashFee(symbol) => self.set_flash_fee(symbol)?,
            Setting::Guardian => self.set_guardian()?,
            Setting::Gatekeeper => self.set_gatekeeper()?,
            Setting::VaultFees(symbol) => self.set_vault_fees(symbol)?,
            // What is sealed stays so.
            Setting::Sealed if self.seals() => self.seal()?,
            Setting::Reserve(symbol) => self.set_reserve(symbol).await?,
            Setting::Risk => self.set_risk().await?,
            Setting::PoolUnwinder => self.set_pool_unwinder()?,
            Setting::Insurance(symbol) => self.set_insurance(symbol)?,
            Setting::Book => self.set_book()?,
            Setting::Parameters => self.set_parameters()?,
            Setting::Budgets => self.set_budgets()?,
            Setting::FundBook(symbol) => self.set_fund_book(symbol)?,
            Setting::FundOracle(symbol) => self.set_fund_oracle(symbol)?,
            Setting::FundTerms(symbol) => self.set_fund_terms(symbol)?,
            Setting::FundCollateral(fund, symbol) => self.set_fund_collateral(fund, symbol)?,
            Setting::Fixed | Setting::Sealed => return Ok(None),
        }))
    }

    fn oracle_address(&self) -> Result<Address, Error> {
        self.record.oracle.ok_or_else(|| unknown("oracle"))
    }

    fn pool_address(&self) -> Result<Address, Error> {
        let own = match self.market {
            None => self.record.pool,
            Some(market) => self.recorded(market)?.pool,
        };
        own.ok_or_else(|| unknown(&self.name("pool")))
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
        let own = match self.market {
            None => self.record.unwinder,
            Some(market) => self.recorded(market)?.unwinder,
        };
        own.ok_or_else(|| unknown(&self.name("unwinder")))
    }

    fn fund_address(&self, symbol: &str) -> Result<Address, Error> {
        let own = match self.market {
            None => self.record.insurance.get(symbol).copied(),
            Some(market) => self.recorded(market)?.insurance,
        };
        own.ok_or_else(|| unknown(&self.name(&format!("insurance.{symbol}"))))
    }

    fn recorded(&self, market: &Market) -> Result<&'a RecordedMarket, Error> {
        let recorded = self.record.markets.get(&market.name);
        recorded.ok_or_else(|| unknown(&format!("market {}", market.name)))
    }

    /// A name of a setting or program, within its market.
    fn name(&self, name: &str) -> String {
        self.market.map_or_else(
            || name.to_owned(),
            |market| format!("market.{}.{name}", market.name),
        )
    }

    fn risk_settings(&self) -> &'a RiskSettings {
        let own = self.market.and_then(|market| market.risk.as_ref());
        own.unwrap_or(&self.config.risk)
    }

    fn roles(&self) -> &'a Roles {
        let own = self.market.and_then(|market| market.roles.as_ref());
        own.unwrap_or(&self.config.roles)
    }

    fn unwinder_settings(&self) -> &'a UnwinderSettings {
        let own = self.market.and_then(|market| market.unwinder.as_ref());
        own.unwrap_or(&self.config.unwinder)
    }

    fn token_address(&self, symbol: &str) -> Result<Address, Error> {
        self.record
            .tokens
            .get(symbol)
            .map(|token| token.address)
            .ok_or_else(|| unknown(&format!("token {symbol}")))
    }

    /// An asset as the pool that is wired has it.
    fn asset(&self, symbol: &str) -> Result<Asset, Error> {
        let asset = self.config.asset(symbol);
        let asset = asset.ok_or_else(|| unknown(&format!("asset {symbol}")))?;
        Ok(self
            .market
            .map_or_else(|| asset.clone(), |market| market.asset(asset)))
    }

    fn price_feed(&self, name: &str) -> Result<PriceFeed<'a>, Error> {
        let mut feeds = self.config.price_feeds().into_iter();
        let found = feeds.find(|feed| feed.name == name);
        found.ok_or_else(|| unknown(&format!("feed {name}")))
    }

    /// The address by which the oracle knows a feed: the asset's token, or what stands for it.
    fn priced(&self, name: &str) -> Result<Address, Error> {
        if self.config.asset(name).is_some() {
            self.token_address(name)
        } else {
            Ok(PriceFeed::stand_in(name))
        }
    }

    /// Number of a feed in the oracle, an asset's or a named one's.
    ///
    /// # Errors
    /// [`Error::Reverted`] where there is none yet.
    pub async fn feed_id(&self, name: &str) -> Result<u8, Error> {
        let call = IOracle::feedOfCall {
            asset: self.priced(name)?,
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
/// [`Error::Reverted`] with the program's reason; [`Error::Differences`] for what no call can change; [`Error::Sealed`] for
/// changes of a sealed market; [`Error::Timelock`] with the calls that another owner has to make; [`Error::Rpc`].
pub async fn apply(wiring: &Wiring<'_>, progress: &dyn Progress) -> Result<usize, Error> {
    let (mut changed, mut others, mut waiting) = (0, Vec::new(), 0_usize);
    for wiring in wiring.all() {
        let settings = wiring.settings();
        let sealed = wiring.is_sealed().await?;
        progress.stage(&wiring.name("wire"), settings.len() as u64);
        for setting in &settings {
            progress.step(&format!("{setting:?}"));
            let differences = wiring.differences(setting).await?;
            if differences.is_empty() {
                continue;
            }
            if sealed && setting.is_sealed_with_pool() {
                return Err(Error::Sealed(differences));
            }
            let call = match wiring.call(setting).await {
                // What it is about is not there before others have sent theirs.
                Err(Error::Reverted { .. }) if !others.is_empty() => {
                    waiting += 1;
                    continue;
                }
                call => call?,
            };
            let Some(mut call) = call else {
                return Err(Error::Differences(differences));
            };
            if *setting == Setting::Sealed && !others.is_empty() {
                waiting += 1;
                continue;
            }
            if *setting == Setting::Sealed {
                // For ever, so only what is read back as configured.
                wiring.as_configured_but_seal(&settings).await?;
            }
            call.doing = wiring.name(&call.doing);
            let owner = wiring.chain.call(call.to, &IOwned::ownerCall {}).await?;
            if owner == wiring.chain.from() {
                let request = TransactionRequest::default()
                    .to(call.to)
                    .input(call.data.into());
                wiring.chain.send(&call.doing, request).await?;
                changed += 1;
            } else {
                others.push((owner, call));
            }
        }
    }
    if others.is_empty() {
        return Ok(changed);
    }
    let mut text = for_others(wiring, others).await?;
    if waiting > 0 {
        text.push_str(&format!(
            "\n{waiting} more settings can be made only after these."
        ));
    }
    Err(Error::Timelock(text))
}

/// What is another owner's to send.
async fn for_others(wiring: &Wiring<'_>, others: Vec<(Address, Call)>) -> Result<String, Error> {
    let line = |(owner, call): &(Address, Call)| {
        format!(
            "\n  {owner}: {}, to {} data {}",
            call.doing, call.to, call.data
        )
    };
    let mut text = format!("{} settings are another owner's to make:", others.len());
    text.extend(others.iter().map(line));
    if let (Some(settings), Some(at)) = (&wiring.config.timelock, wiring.record.timelock) {
        let of_timelock = others.into_iter().filter(|(owner, _)| *owner == at);
        let calls = of_timelock.map(|(_, call)| (call.to, call.data)).collect();
        let timelock = Timelock {
            chain: wiring.chain,
            at,
            settings,
        };
        text.push('\n');
        text.push_str(&timelock.proposal(calls, wiring.record.salt).await?);
    }
    Ok(text)
}

/// Reads every setting back: all that is not as configured.
///
/// # Errors
/// [`Error::Rpc`].
pub async fn differences(
    wiring: &Wiring<'_>,
    progress: &dyn Progress,
) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for wiring in wiring.all() {
        let settings = wiring.settings();
        progress.stage(&wiring.name("verify"), settings.len() as u64);
        for setting in &settings {
            progress.step(&format!("{setting:?}"));
            differences.extend(wiring.differences(setting).await?);
        }
        differences.extend(wiring.nothing_else().await?);
    }
    differences.extend(wiring.owners().await?);
    Ok(differences)
}

/// Reads every setting back.
///
/// # Errors
/// [`Error::Differences`] with all that is not as configured; [`Error::Rpc`].
pub async fn verify(wiring: &Wiring<'_>, progress: &dyn Progress) -> Result<(), Error> {
    let differences = differences(wiring, progress).await?;
    if differences.is_empty() {
        Ok(())
    } else {
        Err(Error::Differences(differences))
    }
}
