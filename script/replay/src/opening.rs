//! Funding everybody and opening the loans, by transactions.

use std::collections::BTreeMap;

use alloy::primitives::{Address, U256, utils::parse_ether};
use alloy::sol;
use ballast_bindings::insurance::IInsurance;
use ballast_bindings::pool::IPool;
use ballast_simulate::{Book, Loan};

use crate::endpoint::{Actor, Endpoint, Signed};
use crate::error::{Error, Result};
use crate::market::{AssetHandle, Limits, Market, units};

sol! {
    /// What the demo needs of a development token.
    interface IToken {
        function mint(address account, uint256 amount) external;
        function approve(address spender, uint256 amount) external returns (bool);
        function balanceOf(address account) external view returns (uint256);
    }
}

/// Loans whose transactions are sent together.
const TOGETHER: usize = 10;
/// Share of the supply that is lent out, percent.
const UTILISATION: u128 = 80;
/// What the lenders supply, percent of all.
const LENDERS: [(&str, u128); 3] = [("lender one", 50), ("lender two", 30), ("lender three", 20)];
/// Stake of the insurance fund, percent of the debt that it covers.
const STAKE: u128 = 2;
/// The keeper's purse: how many times all debt of an asset.
const PURSE: u128 = 3;

/// One opened loan.
#[derive(Debug, Clone)]
pub struct OpenedLoan {
    /// The loan as opened.
    pub loan: Loan,
    /// Its account.
    pub account: Address,
}

/// Everybody who takes part.
#[derive(Debug)]
pub struct Parties {
    /// The loans, in the order of the book.
    pub loans: Vec<OpenedLoan>,
    /// The keeper.
    pub keeper: Actor,
    /// The lenders, with the share of each in percent.
    pub lenders: Vec<(Address, u128)>,
}

/// Funds lenders, insurance, keeper and borrowers, and opens every loan of the book. `opened` is told the number of
/// loans opened so far.
///
/// # Errors
/// [`Error::Transaction`] for the first transaction that fails, [`Error::Opening`] for a loan that the pool would
/// refuse; [`Error::Rpc`]. No loan is passed over.
pub async fn open_book(
    endpoint: &Endpoint,
    market: &mut Market,
    book: &Book,
    limits: &Limits,
    opened: &(dyn Fn(usize) + Sync),
) -> Result<Parties> {
    let assets = market.assets()?;
    let debts = totals(book, &assets);
    let pool = market.deployment.pool;
    let mut desk = Desk {
        endpoint,
        owner: market.owner.clone(),
        assets: &assets,
        pool,
    };
    let mut lenders = Vec::with_capacity(LENDERS.len());
    for (name, share) in LENDERS {
        let supplies = debts.iter().map(|(symbol, debt)| {
            let supply = debt / UTILISATION * share + 1;
            (symbol.clone(), supply)
        });
        let address = desk.lender(name, &supplies.collect::<Vec<_>>()).await?;
        lenders.push((address, share));
    }
    desk.stakes(&debts).await?;
    let keeper = desk.keeper(&debts).await?;
    let mut loans = Vec::with_capacity(book.loans.len());
    for part in book.loans.chunks(TOGETHER) {
        let mut transactions = Vec::new();
        for loan in part {
            if !limits.can_open(loan) {
                return Err(Error::Opening {
                    owner: loan.owner.clone(),
                    reason: "its health is under what the pool demands".to_owned(),
                });
            }
            let account = desk.open(loan, &mut transactions).await?;
            loans.push(OpenedLoan {
                loan: loan.clone(),
                account,
            });
        }
        endpoint.send(&transactions).await?;
        opened(loans.len());
    }
    market.owner = desk.owner;
    Ok(Parties {
        loans,
        keeper,
        lenders,
    })
}

/// All debt by symbol, token units.
fn totals(book: &Book, assets: &[AssetHandle]) -> BTreeMap<String, u128> {
    let mut debts = BTreeMap::new();
    for (symbol, amount) in book.loans.iter().flat_map(|loan| &loan.debt) {
        let decimals = assets
            .iter()
            .find(|asset| asset.symbol == *symbol)
            .map_or(18, |asset| asset.decimals);
        let sum: &mut u128 = debts.entry(symbol.clone()).or_default();
        *sum = sum.saturating_add(units(*amount, decimals));
    }
    debts
}

/// Sends on behalf of everybody.
struct Desk<'a> {
    endpoint: &'a Endpoint,
    owner: Actor,
    assets: &'a [AssetHandle],
    pool: Address,
}

impl Desk<'_> {
    fn asset(&self, symbol: &str) -> Result<&AssetHandle> {
        self.assets
            .iter()
            .find(|asset| asset.symbol == symbol)
            .ok_or_else(|| Error::Audit(format!("{symbol} is not deployed")))
    }

    /// An account with ether for its fees.
    async fn account(&mut self, name: &str, out: &mut Vec<Signed>) -> Result<Actor> {
        let mut actor = Actor::named(name, self.endpoint)?;
        self.endpoint.meet(&mut actor).await?;
        let ether = parse_ether("1").unwrap_or(U256::ZERO);
        out.push(
            self.owner
                .transfer(&format!("ether for {name}"), actor.address(), ether)?,
        );
        Ok(actor)
    }

    fn mint(&mut self, symbol: &str, to: Address, amount: u128) -> Result<Signed> {
        let token = self.asset(symbol)?.token;
        let call = IToken::mintCall {
            account: to,
            amount: U256::from(amount),
        };
        self.owner.call(&format!("minting {symbol}"), token, &call)
    }

    async fn lender(&mut self, name: &str, supplies: &[(String, u128)]) -> Result<Address> {
        let mut out = Vec::new();
        let mut actor = self.account(name, &mut out).await?;
        let account = actor.address();
        for (symbol, amount) in supplies {
            let token = self.asset(symbol)?.token;
            out.push(self.mint(symbol, account, *amount)?);
            out.push(actor.call("approving the pool", token, &approve(self.pool, *amount))?);
            let supply = IPool::supplyCall {
                asset: token,
                assets: U256::from(*amount),
                onBehalf: account,
            };
            out.push(actor.call(&format!("supplying {symbol}"), self.pool, &supply)?);
        }
        self.endpoint.send(&out).await?;
        Ok(account)
    }

    async fn stakes(&mut self, debts: &BTreeMap<String, u128>) -> Result<()> {
        let mut out = Vec::new();
        let mut actor = self.account("staker", &mut out).await?;
        let account = actor.address();
        for (symbol, debt) in debts {
            let asset = self.asset(symbol)?.clone();
            let Some(fund) = asset.fund else {
                continue;
            };
            let stake = debt / 100 * STAKE + 1;
            out.push(self.mint(symbol, account, stake)?);
            out.push(actor.call("approving the fund", asset.token, &approve(fund, stake))?);
            let deposit = IInsurance::depositCall {
                assets: U256::from(stake),
                receiver: account,
            };
            out.push(actor.call(&format!("staking {symbol}"), fund, &deposit)?);
        }
        self.endpoint.send(&out).await
    }

    async fn keeper(&mut self, debts: &BTreeMap<String, u128>) -> Result<Actor> {
        let mut out = Vec::new();
        let actor = self.account("keeper", &mut out).await?;
        let ether = parse_ether("1000").unwrap_or(U256::ZERO);
        out.push(
            self.owner
                .transfer("ether for the keeper", actor.address(), ether)?,
        );
        for (symbol, debt) in debts {
            out.push(self.mint(symbol, actor.address(), debt.saturating_mul(PURSE))?);
        }
        self.endpoint.send(&out).await?;
        Ok(actor)
    }

    /// Adds the transactions that open a loan.
    async fn open(&mut self, loan: &Loan, out: &mut Vec<Signed>) -> Result<Address> {
        let mut actor = self.account(&loan.owner, out).await?;
        let account = actor.address();
        let pool = self.pool;
        for (symbol, amount) in &loan.collateral {
            let asset = self.asset(symbol)?.clone();
            let amount = units(*amount, asset.decimals);
            let what = |verb: &str| format!("{verb} {symbol} for {}", loan.owner);
            out.push(self.mint(symbol, account, amount)?);
            out.push(actor.call(&what("approving"), asset.token, &approve(pool, amount))?);
            let deposit = IPool::depositCollateralCall {
                asset: asset.token,
                amount: U256::from(amount),
                onBehalf: account,
            };
            out.push(actor.call(&what("depositing"), pool, &deposit)?);
        }
        for (symbol, amount) in &loan.debt {
            let asset = self.asset(symbol)?;
            let borrow = IPool::borrowCall {
                asset: asset.token,
                assets: U256::from(units(*amount, asset.decimals)),
                account,
                receiver: account,
            };
            let what = format!("borrowing {symbol} for {}", loan.owner);
            out.push(actor.call(&what, pool, &borrow)?);
        }
        Ok(account)
    }
}

/// Lets `spender` pull `amount`.
pub(crate) fn approve(spender: Address, amount: u128) -> IToken::approveCall {
    IToken::approveCall {
        spender,
        amount: U256::from(amount),
    }
}
