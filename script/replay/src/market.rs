//! The market that is deployed for a scenario, and what it lets a loan borrow.

use std::path::Path;

use alloy::primitives::{Address, U256};
use alloy::signers::local::PrivateKeySigner;
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool;
use ballast_deploy::config::{Asset, FeedSource, Ratio};
use ballast_deploy::{Config, Deployment, Progress, deploy_all};
use ballast_simulate::book::is_dollar;
use ballast_simulate::{Book, Loan};
use risk_core::fixed::{Wad, mul_div_down, mul_div_up};
use risk_core::health::{self, AssetRisk, Factors, Position, StressParameters};

use crate::endpoint::{Actor, Endpoint};
use crate::error::{Error, Result};
use crate::existing;
use crate::scenario::{Scenario, WAD};

/// Symbols that the deployer knows defaults for.
const KNOWN: [&str; 6] = ["USDC", "ETH", "BTC", "SOL", "LINK", "AVAX"];
/// First issuer and family number of assets without defaults.
const FIRST_NUMBER: u8 = 16;

/// A deployed market.
#[derive(Debug)]
pub struct Market {
    /// Addresses.
    pub deployment: Deployment,
    /// Settings.
    pub config: Config,
    /// First block of the deployment: events are read from here.
    pub from_block: u64,
    /// Who deployed, owns the tokens and publishes prices.
    pub owner: Actor,
    /// Seconds that the chain's time is ahead of the path's.
    pub shift: u64,
}

/// One asset as the demo uses it.
#[derive(Debug, Clone)]
pub struct AssetHandle {
    /// Its symbol.
    pub symbol: String,
    /// Its token.
    pub token: Address,
    /// Decimals of the token.
    pub decimals: u8,
    /// Its price feed.
    pub aggregator: Address,
    /// Number of its feed in the oracle.
    pub feed: u8,
    /// Its insurance fund.
    pub fund: Option<Address>,
    /// Seconds after which its price is stale.
    pub heartbeat: u32,
    /// The price at the start, WAD USD.
    pub opening_price: u128,
}

/// The devnet's configuration with every asset of the scenario, at the path's opening prices. Borrowing is open for
/// all of them, since books may owe any. What was assumed is added to `notes`.
///
/// # Errors
/// [`Error::Deploy`] for a configuration that contradicts itself.
pub fn configure(scenario: &Scenario, notes: &mut Vec<String>) -> Result<Config> {
    let symbols: Vec<&str> = scenario.path.assets.iter().map(String::as_str).collect();
    let known: Vec<&str> = symbols
        .iter()
        .copied()
        .filter(|symbol| KNOWN.contains(symbol))
        .collect();
    let mut config = Config::devnet_with(&known)?;
    let mut number = FIRST_NUMBER;
    for symbol in symbols.iter().filter(|symbol| !KNOWN.contains(symbol)) {
        let asset = stranger(symbol, number)?;
        notes.push(match (is_dollar(symbol), *symbol) {
            (true, _) => format!("{symbol} takes the risk profile of USDC, of another issuer"),
            (_, "WSTETH") => {
                "WSTETH takes ETH's risk profile, with a basis of 2% to its family".to_owned()
            }
            _ => format!("{symbol} takes the risk profile of LINK, for want of its own"),
        });
        config.assets.push(asset);
        number = number.saturating_add(1);
    }
    for asset in &mut config.assets {
        asset.reserve.borrow_enabled = true;
        if asset.reserve.borrow_cap == 0 {
            asset.reserve.borrow_cap = asset.reserve.supply_cap / 2;
        }
    }
    for (symbol, price) in scenario.path.initial_prices() {
        config.start_price(&symbol, Ratio(U256::from(price)))?;
    }
    for asset in &config.assets {
        if !symbols.contains(&asset.symbol.as_str()) {
            notes.push(format!(
                "{} is deployed as a risk factor only: it has no price file, so its feed stands still",
                asset.symbol
            ));
        }
    }
    config.validate()?;
    Ok(config)
}

/// An asset without defaults, made after one that has them.
fn stranger(symbol: &str, number: u8) -> Result<Asset> {
    let (like, decimals, family, basis) = match symbol {
        "USDT" => ("USDC", 6, None, 100),
        _ if is_dollar(symbol) => ("USDC", 18, None, 100),
        "WSTETH" => ("ETH", 18, None, 200),
        _ => ("LINK", 18, Some(number), 0),
    };
    let template = Config::devnet_with(&[like])?;
    let mut asset = template
        .asset(like)
        .cloned()
        .ok_or_else(|| Error::Usage(format!("no defaults for {symbol}")))?;
    asset.symbol = symbol.to_owned();
    asset.name = symbol.to_owned();
    asset.decimals = decimals;
    asset.risk.issuer = number;
    asset.risk.family = family.unwrap_or(asset.risk.family);
    asset.risk.basis = basis;
    Ok(asset)
}

/// Deploys the market on the node, or goes on with the one in the file `recorded`. Says which.
///
/// # Errors
/// [`Error::Deploy`], [`Error::Rpc`]; [`Error::Usage`] for a file that does not fit.
pub async fn deploy(
    endpoint: &Endpoint,
    key: PrivateKeySigner,
    config: Config,
    path_start: u64,
    recorded: Option<&Path>,
    progress: &dyn Progress,
) -> Result<(Market, String)> {
    let before = endpoint.head().await?;
    let (deployment, did) = match recorded {
        Some(path) => existing::deployment(endpoint, key.clone(), &config, path, progress).await?,
        None => {
            let deployment = deploy_all(&endpoint.url, key.clone(), &config, progress).await?;
            (deployment, "deployed afresh".to_owned())
        }
    };
    let mut owner = Actor::new(key, endpoint);
    endpoint.meet(&mut owner).await?;
    let head = endpoint.head().await?;
    let mut market = Market {
        deployment,
        config,
        from_block: before.number,
        owner,
        shift: head.time.saturating_sub(path_start),
    };
    if let Some(path) = recorded {
        market.refresh(endpoint, path).await?;
    }
    Ok((market, did))
}

impl Market {
    /// The assets, in the order of the configuration.
    ///
    /// # Errors
    /// [`Error::Audit`] if the deployment lacks one.
    pub fn assets(&self) -> Result<Vec<AssetHandle>> {
        let handle = |asset: &Asset| {
            let symbol = &asset.symbol;
            let lacks = || Error::Audit(format!("the deployment has no {symbol}"));
            let token = self.deployment.tokens.get(symbol).ok_or_else(lacks)?;
            let feed = self.deployment.feeds.get(symbol).ok_or_else(lacks)?;
            let opening_price = match &asset.feed {
                FeedSource::Mock { price, .. } => u128::try_from(price.0).unwrap_or(0),
                _ => 0,
            };
            Ok(AssetHandle {
                symbol: symbol.clone(),
                token: token.address,
                decimals: token.decimals,
                aggregator: feed.aggregator,
                feed: feed.id,
                fund: self.deployment.insurance.get(symbol).copied(),
                heartbeat: asset.heartbeat,
                opening_price,
            })
        };
        self.config.assets.iter().map(handle).collect()
    }

    /// What the pool lets a loan borrow at this moment.
    ///
    /// # Errors
    /// [`Error::Rpc`]; [`Error::Overflow`].
    pub async fn limits(&self, endpoint: &Endpoint) -> Result<Limits> {
        let assets = self.assets()?;
        let call = IPool::riskCall {};
        let risk = endpoint.view(self.deployment.pool, &call).await?;
        let mut feeds: Vec<u8> = assets.iter().map(|asset| asset.feed).collect();
        feeds.extend(risk.factorFeeds);
        let call = IOracle::readCall { feeds };
        let readings = endpoint.view(self.deployment.oracle, &call).await?;
        let narrow = |value: U256| {
            u128::try_from(value).map_err(|_| Error::Overflow("a setting of the market"))
        };
        let mut variances = [Wad(0); health::FACTORS];
        for (slot, reading) in variances.iter_mut().zip(readings.iter().skip(assets.len())) {
            *slot = Wad(narrow(reading.fastVariance.max(reading.slowVariance))?);
        }
        let mut correlations = [0_i16; 6];
        for (slot, pair) in correlations
            .iter_mut()
            .zip(risk.correlations.as_slice().chunks_exact(2))
        {
            if let [high, low] = pair {
                *slot = i16::from_be_bytes([*high, *low]);
            }
        }
        let factors = Factors::new(variances, correlations)
            .map_err(|_| Error::Overflow("the risk factors"))?;
        let parameters = StressParameters {
            z: Wad(narrow(risk.zScore)?),
            horizon: u64::try_from(risk.horizon).unwrap_or(u64::MAX),
        };
        let mut limits = Vec::with_capacity(assets.len());
        for ((asset, reading), configured) in assets.iter().zip(&readings).zip(&self.config.assets)
        {
            limits.push(AssetLimit {
                symbol: asset.symbol.clone(),
                decimals: asset.decimals,
                prices: [narrow(reading.spot)?, narrow(reading.smoothed)?],
                risk: configured.risk.asset_risk(),
            });
        }
        Ok(Limits {
            assets: limits,
            factors,
            parameters,
            required: WAD.saturating_add(narrow(risk.buffer)?),
        })
    }
}

/// One asset as the opening rule sees it.
#[derive(Debug, Clone)]
struct AssetLimit {
    symbol: String,
    decimals: u8,
    /// Spot and smoothed.
    prices: [u128; 2],
    risk: AssetRisk,
}

/// The pool's opening rule, run natively on the readings of the moment by the code that the pool links.
#[derive(Debug, Clone)]
pub struct Limits {
    assets: Vec<AssetLimit>,
    factors: Factors,
    parameters: StressParameters,
    required: u128,
}

impl Limits {
    /// Opening health of a loan, WAD, rounded as the pool rounds; none if it cannot be computed.
    #[must_use]
    pub fn opening_health(&self, loan: &Loan) -> Option<u128> {
        let mut lowest = u128::MAX;
        for which in 0..2 {
            let mut positions: Vec<Position> = Vec::with_capacity(self.assets.len());
            for asset in &self.assets {
                let held = amount_of(&loan.collateral, &asset.symbol);
                let owed = amount_of(&loan.debt, &asset.symbol);
                if held == 0 && owed == 0 {
                    continue;
                }
                let unit = 10_u128.checked_pow(u32::from(asset.decimals))?;
                let price = *asset.prices.get(which)?;
                let held = units(held, asset.decimals);
                let owed = units(owed, asset.decimals);
                positions.push(Position {
                    collateral: Wad(mul_div_down(held, price, unit).ok()?),
                    debt: Wad(mul_div_up(owed, price, unit).ok()?),
                    risk: asset.risk,
                });
            }
            let stress = health::stress(&positions, &self.factors, self.parameters).ok()?;
            let health = health::health(
                health::collateral(&positions),
                stress.total,
                health::debt(&positions),
            );
            lowest = lowest.min(health.0);
        }
        Some(lowest)
    }

    /// Whether the pool would let the loan be opened.
    #[must_use]
    pub fn can_open(&self, loan: &Loan) -> bool {
        self.opening_health(loan)
            .is_some_and(|health| health >= self.required)
    }

    /// What opening demands, WAD.
    #[must_use]
    pub fn required(&self) -> u128 {
        self.required
    }

    /// Cuts the amounts of a book to what tokens can express, and debts to what may be opened: a loan over the limit
    /// keeps its collateral and gets the most debt that passes, less a thousandth. Says so in the book's notes.
    ///
    /// # Errors
    /// [`Error::Opening`] for a loan that may owe nothing at all.
    pub fn fit(&self, book: &mut Book) -> Result<()> {
        let mut cut = 0_usize;
        for loan in &mut book.loans {
            for (symbol, amount) in loan.collateral.iter_mut().chain(&mut loan.debt) {
                if let Some(asset) = self.assets.iter().find(|asset| asset.symbol == *symbol) {
                    *amount = whole(units(*amount, asset.decimals), asset.decimals);
                }
            }
            loan.collateral.retain(|(_, amount)| *amount > 0);
            loan.debt.retain(|(_, amount)| *amount > 0);
            if !self.can_open(loan) {
                self.cut_debt(loan)?;
                cut += 1;
            }
        }
        if cut > 0 {
            book.notes.push(format!(
                "{cut} loans owe more in the file than this market lends on their collateral: they are opened with the most that it lends, less a thousandth (both engines run on the book as opened)"
            ));
        }
        Ok(())
    }

    fn cut_debt(&self, loan: &mut Loan) -> Result<()> {
        let asked = loan.debt.clone();
        let scaled = |share: u128| -> Vec<(String, u128)> {
            let part = |(symbol, amount): &(String, u128)| {
                let decimals = self
                    .assets
                    .iter()
                    .find(|asset| asset.symbol == *symbol)
                    .map_or(18, |asset| asset.decimals);
                let amount = mul_div_down(*amount, share, WAD).unwrap_or(0);
                (symbol.clone(), whole(units(amount, decimals), decimals))
            };
            asked
                .iter()
                .map(part)
                .filter(|(_, amount)| *amount > 0)
                .collect()
        };
        let (mut admitted, mut refused) = (0_u128, WAD);
        for _ in 0..40 {
            let middle = admitted + (refused - admitted) / 2;
            loan.debt = scaled(middle);
            if self.can_open(loan) {
                admitted = middle;
            } else {
                refused = middle;
            }
        }
        loan.debt = scaled(admitted / 1_000 * 999);
        if loan.debt.is_empty() || loan.collateral.is_empty() || !self.can_open(loan) {
            return Err(Error::Opening {
                owner: loan.owner.clone(),
                reason: "its collateral carries no debt here; take it out of the book".to_owned(),
            });
        }
        Ok(())
    }
}

/// The amount of a symbol in a list, 0 if it is not there.
pub(crate) fn amount_of(amounts: &[(String, u128)], symbol: &str) -> u128 {
    amounts
        .iter()
        .filter(|(name, _)| name == symbol)
        .fold(0, |sum: u128, (_, amount)| sum.saturating_add(*amount))
}

/// WAD tokens as token units, rounded down.
pub(crate) fn units(wad: u128, decimals: u8) -> u128 {
    let power = |exponent: u8| 10_u128.saturating_pow(u32::from(exponent));
    if decimals <= 18 {
        wad / power(18 - decimals)
    } else {
        wad.saturating_mul(power(decimals - 18))
    }
}

/// Token units as WAD tokens, rounded down.
pub(crate) fn whole(units: u128, decimals: u8) -> u128 {
    let power = |exponent: u8| 10_u128.saturating_pow(u32::from(exponent));
    if decimals <= 18 {
        units.saturating_mul(power(18 - decimals))
    } else {
        units / power(decimals - 18)
    }
}
