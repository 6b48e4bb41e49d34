//! One account's view of one pool.

use alloy::primitives::{Address, I256, U256};
use alloy::signers::local::PrivateKeySigner;
use alloy::sol;
use alloy::sol_types::SolCall;
use ballast_bindings::lens::ILens::{self, Change, Health, Holding, Limits, Market};
use ballast_bindings::unwinder::IUnwinder::{self, Parameters};
use ballast_deploy::chain::Chain;
use ballast_deploy::{Deployment, Error, Record, key};

use crate::amount::{self, Amount};
use crate::cli::Connection;
use crate::failure::Failure;

sol! {
    /// What paying needs of a token.
    interface IToken {
        function balanceOf(address account) external view returns (uint256);
        function allowance(address owner, address spender) external view returns (uint256);
        function approve(address spender, uint256 amount) external returns (bool);
        function decimals() external view returns (uint8);
    }
}

/// Who a command needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A key that signs.
    Signer,
    /// An account: the one named, else the key's.
    Account,
    /// The same, else one that has nothing.
    Anyone,
}

/// A token of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// As the deployment names it; else its address.
    pub symbol: String,
    /// Where.
    pub address: Address,
    /// Of its amounts.
    pub decimals: u8,
}

impl Asset {
    /// An amount with its symbol.
    pub fn say(&self, amount: U256) -> String {
        format!("{} {}", amount::tokens(amount, self.decimals), self.symbol)
    }

    /// A number of whole tokens in units.
    ///
    /// # Errors
    /// Usage.
    pub fn units(&self, number: &str) -> Result<U256, Failure> {
        amount::units(number, &self.symbol, self.decimals).map_err(Failure::Usage)
    }

    /// A given amount in units; none for words.
    ///
    /// # Errors
    /// Usage.
    pub fn given(&self, amount: &Amount) -> Result<Option<U256>, Failure> {
        match amount {
            Amount::Number(number) => self.units(number).map(Some),
            Amount::All | Amount::Enough => Ok(None),
        }
    }
}

/// A pool on an endpoint, and an account in it.
#[derive(Debug)]
pub struct Session {
    /// The endpoint.
    pub chain: Chain,
    /// Whose positions are meant.
    pub account: Address,
    /// The pool.
    pub pool: Address,
    /// Its unwinder.
    pub unwinder: Address,
    /// Its reserves.
    pub markets: Vec<Market>,
    /// The program of term loans, if there is one.
    pub term_loan: Option<Address>,
    /// The program of loans that puts protect, if there is one.
    pub option_loan: Option<Address>,
    /// The program of collars on these, if there is one.
    pub collar: Option<Address>,
    /// The program of loans that yield repays, if there is one.
    pub yield_loan: Option<Address>,
    /// What tells of loans without liquidation, if there is one.
    pub loan_lens: Option<Address>,
    /// A block before everything that was deployed.
    pub first_block: u64,
    lens: Address,
    signer: Option<PrivateKeySigner>,
    symbols: Vec<(String, Address)>,
}

impl Session {
    /// Connects and reads the pool's reserves.
    ///
    /// # Errors
    /// Usage for a missing file, key or market; else what failed.
    pub async fn open(connection: &Connection, who: Who) -> Result<Self, Failure> {
        let deployment = Deployment::load(&connection.deployments)?;
        let record = Record::load(&connection.deployments)?;
        let (pool, unwinder) = place(&deployment, connection.market.as_deref())?;
        let file = connection.private_key_file.as_deref();
        let signer = match (who, connection.account) {
            (Who::Account | Who::Anyone, Some(_)) => None,
            (Who::Anyone, None) if file.is_none() && std::env::var(key::KEY_VARIABLE).is_err() => {
                None
            }
            (Who::Account, None) => Some(key::signer(file).map_err(|error| {
                Failure::Usage(format!("{error}; or name an --account to look at"))
            })?),
            _ => Some(key::signer(file)?),
        };
        let account = connection.account.or(signer.as_ref().map(|s| s.address()));
        let account = account.unwrap_or_default();
        let chain = match signer.clone() {
            Some(signer) => {
                Chain::connect_within(&connection.rpc_url, signer, connection.timeout()).await?
            }
            None => Chain::watch(&connection.rpc_url, account, connection.timeout()).await?,
        };
        chain.check_id(&connection.deployments, deployment.chain_id)?;
        let tokens = deployment.tokens.iter();
        let mut session = Self {
            chain,
            account,
            pool,
            unwinder,
            markets: Vec::new(),
            term_loan: deployment.loan("term-loan"),
            option_loan: deployment.loan("option-loan"),
            collar: deployment.loan("collar"),
            yield_loan: deployment.loan("yield-loan"),
            loan_lens: deployment.loan("loan-lens"),
            first_block: record.map_or(0, |record| record.anchor.number),
            lens: deployment.lens,
            signer,
            symbols: tokens
                .map(|(symbol, token)| (symbol.clone(), token.address))
                .collect(),
        };
        session.markets = session.lens(&ILens::marketsCall { pool }).await?;
        Ok(session)
    }

    /// The key.
    ///
    /// # Errors
    /// Where the session was opened for reading.
    pub fn signer(&self) -> Result<&PrivateKeySigner, Error> {
        let none = || Error::Key("there is no key to sign with".to_owned());
        self.signer.as_ref().ok_or_else(none)
    }

    /// Asks the lens.
    async fn lens<C: SolCall>(&self, call: &C) -> Result<C::Return, Failure> {
        Ok(self.read(self.lens, call).await?)
    }

    /// Asks any contract.
    pub async fn read<C: SolCall>(&self, to: Address, call: &C) -> Result<C::Return, Error> {
        self.chain.call(to, call).await
    }

    /// The asset of this symbol or address.
    ///
    /// # Errors
    /// Usage, with the assets that there are.
    pub fn asset(&self, name: &str) -> Result<Asset, Failure> {
        let asked: Option<Address> = name.parse().ok();
        let known =
            |asset: &Asset| Some(asset.address) == asked || asset.symbol.eq_ignore_ascii_case(name);
        let assets: Vec<Asset> = self.markets.iter().map(|m| self.named(m.asset)).collect();
        if let Some(asset) = assets.iter().find(|asset| known(asset)) {
            return Ok(asset.clone());
        }
        let symbols: Vec<_> = assets.iter().map(|asset| asset.symbol.as_str()).collect();
        Err(Failure::Usage(format!(
            "this pool has no reserve of {name}; it has {}",
            symbols.join(", ")
        )))
    }

    /// The asset at this address.
    pub fn named(&self, address: Address) -> Asset {
        let symbol = self.symbols.iter().find(|(_, at)| *at == address);
        let market = self.markets.iter().find(|market| market.asset == address);
        Asset {
            symbol: symbol.map_or_else(|| address.to_string(), |(symbol, _)| symbol.clone()),
            address,
            decimals: market.map_or(18, |market| market.decimals),
        }
    }

    /// The token at this address, also where the pool has no reserve of it.
    ///
    /// # Errors
    /// Where it is no token.
    pub async fn token(&self, address: Address) -> Result<Asset, Failure> {
        let known = self.named(address);
        if self.market(&known).is_ok() {
            return Ok(known);
        }
        let decimals = self.read(address, &IToken::decimalsCall {}).await?;
        Ok(Asset { decimals, ..known })
    }

    /// The address of a token that the deployment names, or that is named by its address.
    ///
    /// # Errors
    /// Usage, with the tokens that there are.
    pub fn address(&self, name: &str) -> Result<Address, Failure> {
        if let Ok(address) = name.parse() {
            return Ok(address);
        }
        let mut symbols = self.symbols.iter();
        let found = symbols.find(|(symbol, _)| symbol.eq_ignore_ascii_case(name));
        found.map(|(_, address)| *address).ok_or_else(|| {
            let all: Vec<_> = self
                .symbols
                .iter()
                .map(|(symbol, _)| symbol.as_str())
                .collect();
            Failure::Usage(format!(
                "the deployment has no token {name}; it has {}",
                all.join(", ")
            ))
        })
    }

    /// The reserve of an asset, as it was when the session began.
    ///
    /// # Errors
    /// Where the pool has none.
    pub fn market(&self, asset: &Asset) -> Result<&Market, Failure> {
        let found = self.markets.iter().find(|m| m.asset == asset.address);
        found.ok_or_else(|| Failure::Failed(format!("no reserve of {}", asset.symbol)))
    }

    /// Everything that the account has.
    pub async fn standing(&self) -> Result<ILens::accountReturn, Failure> {
        let (pool, owner) = (self.pool, self.account);
        self.lens(&ILens::accountCall { pool, owner }).await
    }

    /// The most that the account can do now with an asset.
    pub async fn limits(&self, asset: Address) -> Result<Limits, Failure> {
        let (pool, owner) = (self.pool, self.account);
        self.lens(&ILens::limitsCall { pool, owner, asset }).await
    }

    /// Health after `changes`.
    pub async fn health_after(&self, changes: Vec<Change>) -> Result<Health, Failure> {
        let (pool, owner) = (self.pool, self.account);
        self.lens(&ILens::healthAfterCall {
            pool,
            owner,
            changes,
        })
        .await
    }

    /// The least collateral to add for borrowing `amount`; the largest value where none is enough.
    pub async fn collateral_for(
        &self,
        debt: &Asset,
        amount: U256,
        collateral: &Asset,
    ) -> Result<U256, Failure> {
        self.lens(&ILens::quoteBorrowCall {
            pool: self.pool,
            owner: self.account,
            debtAsset: debt.address,
            amount,
            collateralAsset: collateral.address,
        })
        .await
    }

    /// The unwinder's settings.
    pub async fn terms(&self) -> Result<Parameters, Failure> {
        let call = IUnwinder::parametersCall {};
        Ok(self.read(self.unwinder, &call).await?)
    }

    /// Tokens that an account has.
    pub async fn balance(&self, asset: &Asset, account: Address) -> Result<U256, Failure> {
        let call = IToken::balanceOfCall { account };
        Ok(self.read(asset.address, &call).await?)
    }
}

/// What an account holds of an asset, nothing included.
pub fn holding<'a>(holdings: &'a [Holding], asset: &Asset) -> Option<&'a Holding> {
    holdings
        .iter()
        .find(|holding| holding.asset == asset.address)
}

/// A change of collateral and debt, token units.
pub fn change(asset: &Asset, collateral: I256, debt: I256) -> Change {
    Change {
        asset: asset.address,
        collateral,
        debt,
    }
}

/// An amount as a change; what is beyond counts as the most.
pub fn signed(amount: U256) -> I256 {
    I256::try_from(amount).unwrap_or(I256::MAX)
}

/// Pool and unwinder.
fn place(deployment: &Deployment, market: Option<&str>) -> Result<(Address, Address), Failure> {
    let Some(name) = market else {
        return Ok((deployment.pool, deployment.unwinder));
    };
    if let Some(market) = deployment.markets.get(name) {
        return Ok((market.pool, market.unwinder));
    }
    let names: Vec<_> = deployment.markets.keys().map(String::as_str).collect();
    let known = if names.is_empty() {
        "there are none, leave --market out".to_owned()
    } else {
        format!("there are {}", names.join(", "))
    };
    Err(Failure::Usage(format!(
        "the deployment has no market {name}; {known}"
    )))
}
