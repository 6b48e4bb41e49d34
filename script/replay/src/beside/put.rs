//! Loans that puts protect, beside the book: a market of puts for each pair, a strike at each loan's own limit, borrowers who repay
//! where that is worth it. The keeper exercises the others.

use alloy::network::TransactionBuilder;
use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, U256, keccak256};
use alloy::rpc::types::TransactionRequest;
use alloy::sol_types::{SolEvent, SolValue};
use ballast_bindings::option_loan::IOptionLoan::{self, Terms};
use ballast_bindings::option_market::IOptionMarket::{self, Strike};
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool;
use ballast_deploy::chain::{self, Chain};
use ballast_deploy::{Program, Silent, build_programs, project_root};
use ballast_simulate::Path;
use ballast_simulate::show::format::exact;
use risk_core::fixed::{Wad, YEAR, mul_div_up, sqrt};

use super::twin::{self, Twin, ether, mint, overflow, single};
use super::{End, Group};
use crate::endpoint::{Actor, Endpoint, Signed};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, narrow, usd};
use crate::market::{Market, whole};
use crate::opening::{Parties, approve};
use crate::scenario::WAD;
use crate::summary::Usd;

/// Parts of the walk, percent: when the loans fall due, and for how long from then on their puts can be exercised.
const LIFE: u64 = 60;
const WINDOW: u64 = 30;
/// Seconds of grace, the least that the program takes; the window is twice as long at least.
const GRACE: u64 = 3_600;
/// How long before the end of its grace a borrower decides, seconds.
const BEFORE: u64 = 60;
/// Most strikes of a market.
const MOST_STRIKES: usize = 8;
/// Longest that a price may be old, seconds.
const STALENESS: u32 = 14_400;

/// The loans of one walk.
#[derive(Debug)]
pub(super) struct Loans {
    program: Address,
    /// Chain seconds.
    made: u64,
    expiry: u64,
    until: u64,
    markets: Vec<PutMarket>,
    twins: Vec<Twin>,
}

/// The puts of one pair.
#[derive(Debug)]
struct PutMarket {
    at: Address,
    underlying: Address,
    debt: Address,
    /// Debt tokens for a whole token, WAD, rising.
    strikes: Vec<u128>,
}

/// What events say of one loan, token units.
#[derive(Debug, Default)]
struct Told {
    premium: u128,
    paid: u128,
    repayments: u64,
    unlocked: u128,
    /// Cash of its puts, and what of that is the lender's.
    cash: u128,
    to_lender: u128,
    delivered: u128,
    forfeited: u128,
    /// Ends by others than the borrower before their time.
    early: u64,
    ends: u64,
}

impl Loans {
    /// Opens one for each loan of the book with one collateral and one debt.
    pub async fn open(
        endpoint: &Endpoint,
        market: &mut Market,
        parties: &Parties,
        path: &Path,
    ) -> Result<Self> {
        let program = twin::program(market, "option-loan")?;
        let (life, window) = dates(path)?;
        let counts = endpoint.view(program, &IOptionLoan::countsCall {}).await?;
        let made = endpoint.head().await?.time;
        let expiry = made.saturating_add(life);
        let mut loans = Self {
            program,
            made,
            expiry,
            until: expiry.saturating_add(window),
            markets: Vec::new(),
            twins: Vec::new(),
        };
        for (place, opened) in single(parties).into_iter().enumerate() {
            let number = counts.loans.saturating_add(U256::from(place + 1));
            let mut twin = Twin::of(endpoint, market, opened, "put", number).await?;
            let call = IPool::reserveStateCall {
                asset: twin.debt.token,
            };
            let state = endpoint.view(market.deployment.pool, &call).await?;
            twin.rate = narrow(state.borrowRate)?;
            loans.twins.push(twin);
        }
        loans.make_markets(endpoint, market, window).await?;
        loans.fund_writers(endpoint, market).await?;
        let mut out = Vec::new();
        let mut lender = Actor::named("put lender", endpoint)?;
        endpoint.meet(&mut lender).await?;
        out.push(ether(
            market,
            "the lender of protected loans",
            lender.address(),
        )?);
        for place in 0..loans.twins.len() {
            let offer = counts.offers.saturating_add(U256::from(place + 1));
            loans.lend(market, &mut lender, place, &mut out)?;
            loans.take(market, place, offer, &mut out)?;
        }
        endpoint.send(&out).await?;
        for twin in &mut loans.twins {
            let call = IOptionLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(program, &call).await?;
            if state.borrower != twin.borrower.address() {
                return Err(Error::Audit(format!(
                    "put loan {} is of {}, not of {}: others use the program",
                    twin.number,
                    state.borrower,
                    twin.borrower.address()
                )));
            }
            (twin.start, twin.locked) = (state.start.to(), state.collateral);
        }
        Ok(loans)
    }

    /// Debt tokens for a whole token of the collateral, WAD, with which a loan locks no more than it has in the book, rounded up.
    fn limit(&self, twin: &Twin) -> Result<u128> {
        let seconds = self.until.saturating_sub(self.made);
        let part = mul_div_up(twin.rate, seconds.into(), YEAR.into()).map_err(overflow)?;
        // e^x is under 1 + x + x^2 where x is under one.
        let square = mul_div_up(part, part, WAD).map_err(overflow)?;
        let grows = WAD
            .saturating_add(part)
            .saturating_add(square)
            .saturating_add(1);
        let most = mul_div_up(twin.principal, grows, WAD).map_err(overflow)?;
        let owed = whole(most.saturating_add(2), twin.debt.decimals);
        let held = whole(twin.held, twin.collateral.decimals);
        mul_div_up(owed, WAD, held).map_err(overflow)
    }

    /// Deploys a market for each pair, with strikes at the loans' limits, as many as it takes.
    async fn make_markets(
        &mut self,
        endpoint: &Endpoint,
        market: &mut Market,
        window: u64,
    ) -> Result<()> {
        let programs = build_programs(&project_root(), &Silent)?;
        let chain = Chain::connect(&endpoint.url, market.owner.signer().clone()).await?;
        let mut pairs: Vec<(Address, Address)> = Vec::new();
        for twin in &self.twins {
            let pair = (twin.collateral.token, twin.debt.token);
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
        for (underlying, debt) in pairs {
            let of = |twin: &&Twin| (twin.collateral.token, twin.debt.token) == (underlying, debt);
            let twins: Vec<&Twin> = self.twins.iter().filter(of).collect();
            let mut limits = Vec::with_capacity(twins.len());
            for twin in &twins {
                limits.push(self.limit(twin)?);
            }
            let strikes = strikes(limits);
            let volatility = volatility(endpoint, market, &twins).await?;
            let depth = twins.iter().map(|twin| twin.held);
            let terms = IOptionMarket::Terms {
                underlying,
                debtAsset: debt,
                oracle: market.deployment.oracle,
                expiry: U40::from(self.expiry),
                window: u32::try_from(window).map_err(|_| Error::Overflow("a window"))?,
                staleness: STALENESS,
                skew: u64::try_from(WAD / 2).map_err(|_| Error::Overflow("a skew"))?,
                spread: 500,
                edge: 50,
                // What any of them may need at once: the loans are opened in one go.
                depth: depth.fold(0, u128::saturating_add).saturating_mul(2),
            };
            let strike = |price: &u128| Strike {
                price: U96::from(*price),
                volatility,
            };
            let list: Vec<Strike> = strikes.iter().map(strike).collect();
            let extension = twin::program(market, "option-market-extension")?;
            let arguments = (terms, list, extension).abi_encode_params();
            let at = construct(&chain, &programs, &arguments).await?;
            self.markets.push(PutMarket {
                at,
                underlying,
                debt,
                strikes,
            });
        }
        // The deployer sent from the same account.
        endpoint.meet(&mut market.owner).await
    }

    fn market_of(&self, twin: &Twin) -> Result<&PutMarket> {
        let pair = (twin.collateral.token, twin.debt.token);
        let found = self.markets.iter().find(|m| (m.underlying, m.debt) == pair);
        found.ok_or_else(|| Error::Audit(format!("{} has no market of puts", twin.owner)))
    }

    /// The lowest strike that covers a loan by no more collateral than it has.
    fn strike_of(&self, twin: &Twin) -> Result<(Address, u8)> {
        let market = self.market_of(twin)?;
        let limit = self.limit(twin)?;
        let place = market.strikes.iter().position(|strike| *strike >= limit);
        let place = place.and_then(|place| u8::try_from(place).ok());
        let place = place.ok_or_else(|| Error::Audit(format!("{} has no strike", twin.owner)))?;
        Ok((market.at, place))
    }

    /// Writers with cash for twice all puts that will be bought: half of it stays free, as skew is moderate then.
    async fn fund_writers(&self, endpoint: &Endpoint, market: &mut Market) -> Result<()> {
        let mut writer = Actor::named("put writer", endpoint)?;
        endpoint.meet(&mut writer).await?;
        let account = writer.address();
        let mut out = vec![ether(market, "the writers of puts", account)?];
        for place in 0..self.markets.len() {
            let Some(puts) = self.markets.get(place) else {
                continue;
            };
            let twins = self.twins.iter();
            let of = |twin: &&Twin| {
                (twin.collateral.token, twin.debt.token) == (puts.underlying, puts.debt)
            };
            let sum = twins
                .filter(of)
                .fold(0_u128, |sum, twin| sum.saturating_add(twin.principal));
            let cash = sum.saturating_mul(3);
            out.push(twin::mint_at(market, puts.debt, account, cash)?);
            out.push(writer.call(
                "approving a market of puts",
                puts.debt,
                &approve(puts.at, cash),
            )?);
            let call = IOptionMarket::depositCall {
                assets: U256::from(cash),
                receiver: account,
            };
            out.push(writer.call("writing puts", puts.at, &call)?);
        }
        endpoint.send(&out).await
    }

    /// The lender's cash and offer.
    fn lend(
        &self,
        market: &mut Market,
        lender: &mut Actor,
        place: usize,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let Some(twin) = self.twins.get(place) else {
            return Ok(());
        };
        let token = twin.debt.token;
        out.push(mint(market, &twin.debt, lender.address(), twin.principal)?);
        let all = approve(self.program, u128::MAX);
        out.push(lender.call("approving protected loans", token, &all)?);
        let (puts, strike) = self.strike_of(twin)?;
        let terms = Terms {
            market: puts,
            strike,
            size: twin.principal,
            least: twin.principal,
            rate: u64::try_from(twin.rate).map_err(|_| Error::Overflow("a rate"))?,
            grace: u32::try_from(GRACE).map_err(|_| Error::Overflow("a grace"))?,
            expiry: U40::MAX,
            allowed: twin.borrower.address(),
        };
        let what = format!("offering a protected loan to {}", twin.owner);
        let call = IOptionLoan::makeOfferCall { terms };
        out.push(lender.call(&what, self.program, &call)?);
        Ok(())
    }

    /// The borrower's collateral, the loan, and what repaying it takes.
    fn take(
        &mut self,
        market: &mut Market,
        place: usize,
        offer: U256,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let program = self.program;
        let Some(twin) = self.twins.get_mut(place) else {
            return Ok(());
        };
        let account = twin.borrower.address();
        out.push(ether(market, &twin.owner, account)?);
        out.push(mint(market, &twin.collateral, account, twin.held)?);
        // Premium and interest: what is paid of it is in the events.
        out.push(mint(market, &twin.debt, account, twin.principal)?);
        for asset in [&twin.collateral, &twin.debt] {
            let what = format!("approving {} for {}", asset.symbol, twin.owner);
            let call = approve(program, u128::MAX);
            out.push(twin.borrower.call(&what, asset.token, &call)?);
        }
        let call = IOptionLoan::takeCall {
            offer,
            amount: U256::from(twin.principal),
            mostCollateral: U256::from(twin.held),
            mostPremium: U256::from(twin.principal),
            upFront: false,
            receiver: account,
        };
        let what = format!("taking a protected loan for {}", twin.owner);
        out.push(twin.borrower.call(&what, program, &call)?);
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.twins.len()
    }

    /// When borrowers decide whether to repay, seconds of the path.
    pub fn moments(&self, shift: u64) -> Vec<u64> {
        vec![self.decides().saturating_sub(shift)]
    }

    fn decides(&self) -> u64 {
        self.expiry.saturating_add(GRACE).saturating_sub(BEFORE)
    }

    /// Borrowers repay where what is locked is worth more than its puts pay; the others leave them to whoever exercises.
    pub async fn act(&mut self, endpoint: &Endpoint, market: &Market, time: u64) -> Result<()> {
        if time.saturating_add(market.shift) != self.decides() {
            return Ok(());
        }
        let (program, oracle) = (self.program, market.deployment.oracle);
        let mut out = Vec::new();
        for twin in &mut self.twins {
            let call = IOptionLoan::statusOfCall { loan: twin.number };
            let status = endpoint.view(program, &call).await?;
            let feeds = vec![twin.collateral.feed, twin.debt.feed];
            let readings = endpoint.view(oracle, &IOracle::readCall { feeds }).await?;
            let [locked, lent] = readings.as_slice() else {
                return Err(Error::Audit("the oracle gives no two readings".to_owned()));
            };
            let pays = usd(
                narrow(status.floor)?,
                narrow(lent.spot)?,
                twin.debt.decimals,
                true,
            )?;
            let worth = usd(
                twin.locked,
                narrow(locked.spot)?,
                twin.collateral.decimals,
                false,
            )?;
            if worth <= pays || status.owed.is_zero() {
                continue;
            }
            let call = IOptionLoan::repayCall {
                loan: twin.number,
                principal: U256::MAX,
                most: U256::MAX,
                receiver: twin.borrower.address(),
            };
            let what = format!("repaying the protected loan of {}", twin.owner);
            out.push(twin.borrower.call(&what, program, &call)?);
        }
        endpoint.send(&out).await
    }

    /// How each ended, from events, at the last prices; and what does not add up.
    pub async fn result(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        ledger: &Ledger,
    ) -> Result<(Group, Vec<String>)> {
        let logs = endpoint.logs(&[self.program], market.from_block).await?;
        let logs: Vec<_> = logs
            .iter()
            .map(|log| (log.block_timestamp.unwrap_or_default(), &log.inner))
            .collect();
        let (mut ends, mut wrong, mut forced) = (Vec::new(), Vec::new(), 0);
        for twin in &self.twins {
            let told = self.told(twin, &logs)?;
            forced += told.early;
            let call = IOptionLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(self.program, &call).await?;
            let gone = told
                .unlocked
                .saturating_add(told.delivered)
                .saturating_add(told.forfeited);
            if twin.locked.checked_sub(gone) != Some(state.collateral) {
                wrong.push(format!(
                    "put loan {}: {} locked, {gone} unlocked, delivered or forfeited, and {} is left",
                    twin.number, twin.locked, state.collateral
                ));
            }
            if told.cash > 0 && told.to_lender < twin.principal {
                wrong.push(format!(
                    "OPT-2 loan {}: the lender got {} of {}",
                    twin.number, told.to_lender, twin.principal
                ));
            }
            let call = IOptionLoan::statusOfCall { loan: twin.number };
            let status = endpoint.view(self.program, &call).await?;
            let owed = if state.principal == 0 {
                0
            } else {
                narrow(status.owed)?
            };
            let end = self.end(
                endpoint,
                market,
                ledger,
                twin,
                &told,
                (state.collateral, owed),
            );
            ends.push(end.await?);
        }
        for puts in &self.markets {
            let book = endpoint.view(puts.at, &IOptionMarket::bookCall {}).await?;
            if book.cash < book.locked {
                wrong.push(format!(
                    "OPT-1: {} has {} of {}",
                    puts.at, book.cash, book.locked
                ));
            }
        }
        if forced > 0 {
            wrong.push(format!(
                "{forced} puts were exercised by others before the borrowers' time was over"
            ));
        }
        let hours = |seconds: u64| seconds as f64 / 3_600.0;
        let terms = format!(
            "{} loans of the book with one collateral and one debt, once more with a put on what they lock: the same debt, due \
             {:.1} hours from the start, with puts that can be exercised for {:.1} hours (as many months and days would be usual; so \
             they fall into these prices), at the rate that the pool asked at the start. Each strike is where the loan's own collateral \
             just covers all that it can owe; premiums are the market's, by the oracle's volatility. Borrowers repay \
             where what is locked is worth more than its puts pay; the keeper exercises the others.",
            self.twins.len(),
            hours(self.expiry.saturating_sub(self.made)),
            hours(self.until.saturating_sub(self.expiry)),
        );
        let bears =
            "writers of the puts bear it below the strike, for the premium; lenders nothing";
        let group = Group {
            kind: "put".to_owned(),
            terms,
            forced_sales: forced,
            bears: bears.to_owned(),
            loans: ends,
            ..Group::default()
        };
        Ok((group, wrong))
    }

    /// What the events of the program say of one loan.
    fn told(&self, twin: &Twin, logs: &[(u64, &alloy::primitives::Log)]) -> Result<Told> {
        let mut told = Told::default();
        for (time, log) in logs {
            if let Ok(e) = IOptionLoan::Opened::decode_log(log) {
                if e.loan == twin.number {
                    told.premium = narrow(e.premium)?;
                }
            } else if let Ok(e) = IOptionLoan::Repaid::decode_log(log) {
                if e.loan == twin.number {
                    let paid = narrow(e.principal.saturating_add(e.interest))?;
                    told.paid = told.paid.saturating_add(paid);
                    told.unlocked = told.unlocked.saturating_add(narrow(e.unlocked)?);
                    told.repayments += 1;
                }
            } else if let Ok(e) = IOptionLoan::PutsExercised::decode_log(log) {
                if e.loan == twin.number {
                    (told.cash, told.to_lender) = (narrow(e.cash)?, narrow(e.toLender)?);
                    told.delivered = narrow(e.collateral)?;
                    let early = *time <= self.expiry.saturating_add(GRACE);
                    told.early += u64::from(early && e.by != twin.borrower.address());
                    told.ends += 1;
                }
            } else if let Ok(e) = IOptionLoan::Forfeited::decode_log(log)
                && e.loan == twin.number
            {
                told.forfeited = narrow(e.collateral)?;
                told.ends += 1;
            }
        }
        Ok(told)
    }

    /// One loan at the last prices. `left`: collateral still locked, debt units still owed.
    async fn end(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        ledger: &Ledger,
        twin: &Twin,
        told: &Told,
        left: (u128, u128),
    ) -> Result<End> {
        let lent = |units| twin.lent(ledger, units);
        let held = |units| twin.worth(ledger, units);
        let equity = (held(left.0)? - lent(left.1)?).max(0);
        let standing = lent(left.1)?.min(held(left.0)?);
        let (principal, premium, paid) =
            (lent(twin.principal)?, lent(told.premium)?, lent(told.paid)?);
        let (cash, to_lender) = (lent(told.cash)?, lent(told.to_lender)?);
        let kept = held(
            told.unlocked
                .saturating_add(twin.held.saturating_sub(twin.locked)),
        )?;
        let (delivered, forfeited) = (held(told.delivered)?, held(told.forfeited)?);
        let in_pool = twin.in_pool(endpoint, market, ledger).await?;
        let locked = crate::ledger::signed(whole(twin.locked, twin.collateral.decimals));
        Ok(End {
            owner: twin.owner.clone(),
            locked: format!("{} {}", exact(locked), twin.collateral.symbol),
            lent: Usd(principal),
            rate: Usd::of(twin.rate),
            premium: Usd(premium),
            paid: Usd(paid),
            owed: Usd(lent(left.1)?),
            instalments_paid: told.repayments,
            instalments_missed: told.ends,
            unlocked: Usd(held(told.unlocked)?),
            forfeited: Usd(delivered + forfeited),
            borrower: Usd(principal - premium - paid + kept + cash - to_lender + equity),
            in_pool: Usd(principal + in_pool),
            lender: Usd(paid + to_lender + forfeited + standing - principal),
            writers: Usd(premium - cash + delivered),
        })
    }
}

/// Strikes that cover all these limits, rising: each limit where there are few, else the highest of as many equal parts.
fn strikes(mut limits: Vec<u128>) -> Vec<u128> {
    limits.sort_unstable();
    limits.dedup();
    if limits.len() <= MOST_STRIKES {
        return limits;
    }
    let last = |part: usize| (part + 1) * limits.len() / MOST_STRIKES - 1;
    (0..MOST_STRIKES)
        .filter_map(|part| limits.get(last(part)).copied())
        .collect()
}

/// The larger of the oracle's two volatilities of what these loans lock, bps per root year.
async fn volatility(endpoint: &Endpoint, market: &Market, twins: &[&Twin]) -> Result<u32> {
    let Some(twin) = twins.first() else {
        return Ok(1);
    };
    let feeds = vec![twin.collateral.feed];
    let oracle = market.deployment.oracle;
    let readings = endpoint.view(oracle, &IOracle::readCall { feeds }).await?;
    let variance = readings.first().map(|r| r.fastVariance.max(r.slowVariance));
    let root = sqrt(Wad(narrow(variance.unwrap_or_default())?)).0;
    let bps = mul_div_up(root, 10_000, WAD).map_err(overflow)?;
    Ok(u32::try_from(bps).unwrap_or(u32::MAX).clamp(1, 100_000))
}

/// Another instance of the market.
async fn construct(chain: &Chain, programs: &[Program], arguments: &[u8]) -> Result<Address> {
    let named = |program: &&Program| program.name == "option-market";
    let program = programs.iter().find(named);
    let program = program.ok_or_else(|| Error::Audit("no market of puts was built".to_owned()))?;
    let salt = keccak256(("demo".to_owned(), chain.nonce().await?).abi_encode());
    Ok(chain::deploy(chain, program, arguments, salt)
        .await?
        .address)
}

/// Deploys a Solidity contract of the project.
pub(super) async fn create(
    chain: &Chain,
    contract: &'static str,
    arguments: &[u8],
) -> Result<Address> {
    let code = ballast_deploy::solidity::creation_code(&project_root(), contract)?;
    let code = [code.as_ref(), arguments].concat();
    let request = TransactionRequest::default().with_deploy_code(code);
    let receipt = chain.send(contract, request).await?;
    let none = || Error::Audit(format!("{contract} was not deployed"));
    receipt.contract_address.ok_or_else(none)
}

/// Seconds until the loans fall due, and of their puts' window, so that all falls into the walk.
///
/// # Errors
/// [`Error::Usage`] where the program takes no dates that are so close.
pub(super) fn dates(path: &Path) -> Result<(u64, u64)> {
    let span = path.end.saturating_sub(path.start);
    let (life, window) = (span * LIFE / 100, span * WINDOW / 100);
    if window >= 2 * GRACE {
        return Ok((life, window));
    }
    Err(Error::Usage(format!(
        "--with put: {span} s of prices are too few for a date and a window; give {} hours at least",
        (2 * GRACE * 100).div_ceil(WINDOW * 3_600)
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_cover_every_limit_and_rise() {
        assert_eq!(strikes(vec![3, 1, 3, 2]), [1, 2, 3]);
        let many: Vec<u128> = (1..=25).rev().collect();
        let chosen = strikes(many);
        assert_eq!(chosen, [3, 6, 9, 12, 15, 18, 21, 25]);
    }
}
