//! Loans that yield repays, beside the book: the same debt on shares of the same collateral, whose rate grows as staked ether's does.
//! Growth is sold, and the keeper buys it where that pays.

use alloy::primitives::aliases::{U40, U80};
use alloy::primitives::{Address, I256, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolEvent, SolValue};
use ballast_bindings::oracle::IOracle;
use ballast_bindings::yield_loan::IYieldLoan::{self, Terms};
use ballast_deploy::chain::Chain;
use ballast_simulate::Path;
use ballast_simulate::show::format::exact;
use risk_core::fixed::{YEAR, mul_div_down, mul_div_up};

use super::put::create;
use super::twin::{self, Twin, ether, mint, overflow, single};
use super::{End, Group};
use crate::endpoint::{Actor, Endpoint, Signed};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, narrow, signed, usd};
use crate::market::{Market, whole};
use crate::opening::{Parties, approve};
use crate::scenario::WAD;
use crate::summary::Usd;

sol! {
    /// `src/zoo/MoodyFeed.sol` of the Foundry project: whatever it is asked for, it tells what was written.
    interface IRate {
        function write(uint80 id, int256 answer, uint256 started, uint256 updated, uint80 answeredIn) external;
        function stEthPerToken() external view returns (uint256);
    }
}

/// Growth of the rate in a year, bps, as of staked ether; what the offers count on; and what the loans cost.
const GROWS: u128 = 400;
const FLOOR: u128 = 300;
const RATE: u128 = 200;
/// By how much growth must exceed interest, bps.
const MARGIN: u16 = 2_000;
/// At how much under spot growth is sold in the end, bps.
const DISCOUNT: u16 = 200;
/// Times that the rate is told in the walk.
const TELLS: u64 = 24;
const DAY: u32 = 86_400;

/// The loans of one walk.
#[derive(Debug)]
pub(super) struct Loans {
    program: Address,
    shares: Vec<Shares>,
    teller: Actor,
    /// Seconds of the path.
    start: u64,
    end: u64,
    twins: Vec<Twin>,
}

/// Shares of one collateral.
#[derive(Debug)]
struct Shares {
    of: Address,
    token: Address,
    rate: Address,
}

/// What events say of one loan, token units.
#[derive(Debug, Default)]
struct Told {
    paid: u128,
    sales: u64,
    sold: u128,
    unlocked: u128,
    forfeited: u128,
    /// Dates that were missed; and of a loan without dates, what nobody may take.
    missed: u64,
    early: u64,
    turned: bool,
}

impl Loans {
    /// Opens one for each loan of the book with one collateral and one debt.
    pub async fn open(
        endpoint: &Endpoint,
        market: &mut Market,
        parties: &Parties,
        path: &Path,
    ) -> Result<Self> {
        let program = twin::program(market, "yield-loan")?;
        let counts = endpoint.view(program, &IYieldLoan::countsCall {}).await?;
        let mut teller = Actor::named("who tells rates", endpoint)?;
        endpoint.meet(&mut teller).await?;
        let mut loans = Self {
            program,
            shares: Vec::new(),
            teller,
            start: path.start,
            end: path.end,
            twins: Vec::new(),
        };
        for (place, opened) in single(parties).into_iter().enumerate() {
            let number = counts.loans.saturating_add(U256::from(place + 1));
            let mut twin = Twin::of(endpoint, market, opened, "growth", number).await?;
            twin.rate = WAD / 10_000 * RATE;
            loans.twins.push(twin);
        }
        loans.make_shares(endpoint, market).await?;
        let mut lender = Actor::named("growth lender", endpoint)?;
        endpoint.meet(&mut lender).await?;
        let mut out = vec![ether(
            market,
            "the lender of loans that yield repays",
            lender.address(),
        )?];
        for place in 0..loans.twins.len() {
            let offer = counts.offers.saturating_add(U256::from(place + 1));
            let value = loans.loan_to_value(endpoint, market, place).await?;
            loans.lend(market, &mut lender, place, value, &mut out)?;
            loans.take(market, place, offer, &mut out)?;
        }
        endpoint.send(&out).await?;
        for twin in &mut loans.twins {
            let call = IYieldLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(program, &call).await?;
            if state.borrower != twin.borrower.address() {
                return Err(Error::Audit(format!(
                    "growth loan {} is of {}, not of {}: others use the program",
                    twin.number,
                    state.borrower,
                    twin.borrower.address()
                )));
            }
            (twin.start, twin.locked) = (state.start.to(), state.collateral);
        }
        Ok(loans)
    }

    /// Shares of every collateral, one to one at the start, their rate, and their price in the oracle.
    async fn make_shares(&mut self, endpoint: &Endpoint, market: &mut Market) -> Result<()> {
        let chain = Chain::connect(&endpoint.url, market.owner.signer().clone()).await?;
        let oracle = market.deployment.oracle;
        let mut made: Vec<(Address, u8)> = Vec::new();
        for twin in &self.twins {
            let asset = &twin.collateral;
            if made.iter().any(|(of, _)| *of == asset.token) {
                continue;
            }
            made.push((asset.token, asset.feed));
            let name = format!("Staked {}", asset.symbol);
            let places = U256::from(asset.decimals);
            let arguments = (name.clone(), name, places).abi_encode_params();
            let token = create(&chain, "DevToken", &arguments).await?;
            let rate = create(&chain, "MoodyFeed", &(U256::from(18),).abi_encode_params()).await?;
            self.shares.push(Shares {
                of: asset.token,
                token,
                rate,
            });
        }
        // The deployer sent from the same account.
        endpoint.meet(&mut market.owner).await?;
        let mut out = vec![ether(market, "who tells rates", self.teller.address())?];
        self.tell(WAD, &mut out)?;
        let count = endpoint.view(oracle, &IOracle::feedCountCall {}).await?;
        let mut next = u8::try_from(count).map_err(|_| Error::Overflow("feeds"))?;
        for (shares, (_, feed)) in self.shares.iter().zip(&made) {
            let source = IOracle::RateSource {
                target: shares.rate,
                selector: IRate::stEthPerTokenCall::SELECTOR.into(),
                shareDecimals: 18,
                rateDecimals: 18,
                growthBps: 10_000,
                toleranceBps: 5_000,
                anchor: 0,
            };
            let call = IOracle::setRateFeedCall {
                asset: shares.rate,
                source,
                varianceFloor: 0,
                varianceCap: 0,
            };
            out.push(market.owner.call("a feed of a rate", oracle, &call)?);
            let call = IOracle::setDerivedFeedCall {
                asset: shares.token,
                kind: IOracle::Kind::Product,
                first: next,
                second: *feed,
                toleranceBps: 0,
                varianceFloor: 0,
                varianceCap: u64::try_from(WAD).map_err(|_| Error::Overflow("a cap"))?,
            };
            out.push(market.owner.call("a feed of shares", oracle, &call)?);
            for feed in [next, next.saturating_add(1)] {
                let call = IOracle::setStoredAgeCall { feed, storedAge: 0 };
                out.push(market.owner.call("a feed read live", oracle, &call)?);
            }
            next = next.saturating_add(2);
        }
        endpoint.send(&out).await
    }

    /// Tells a rate of all shares.
    fn tell(&mut self, rate: u128, out: &mut Vec<Signed>) -> Result<()> {
        for shares in &self.shares {
            let call = IRate::writeCall {
                id: U80::ZERO,
                answer: I256::try_from(rate).map_err(|_| Error::Overflow("a rate"))?,
                started: U256::ZERO,
                updated: U256::ZERO,
                answeredIn: U80::ZERO,
            };
            out.push(self.teller.call("telling a rate", shares.rate, &call)?);
        }
        Ok(())
    }

    /// The rate at a second of the path: it grows in a straight line.
    fn rate_at(&self, time: u64) -> Result<u128> {
        let seconds = time.saturating_sub(self.start);
        let grown = mul_div_down(WAD / 10_000 * GROWS, seconds.into(), YEAR.into());
        Ok(WAD.saturating_add(grown.map_err(overflow)?))
    }

    fn shares_of(&self, twin: &Twin) -> Result<&Shares> {
        let found = self
            .shares
            .iter()
            .find(|shares| shares.of == twin.collateral.token);
        found.ok_or_else(|| Error::Audit(format!("{} has no shares", twin.owner)))
    }

    /// The loan's debt per value of its collateral at this moment, bps, rounded up.
    async fn loan_to_value(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        place: usize,
    ) -> Result<u16> {
        let Some(twin) = self.twins.get(place) else {
            return Ok(0);
        };
        let feeds = vec![twin.collateral.feed, twin.debt.feed];
        let oracle = market.deployment.oracle;
        let readings = endpoint.view(oracle, &IOracle::readCall { feeds }).await?;
        let [locked, lent] = readings.as_slice() else {
            return Err(Error::Audit("the oracle gives no two readings".to_owned()));
        };
        let debt = usd(twin.principal, narrow(lent.spot)?, twin.debt.decimals, true)?;
        let worth = usd(
            twin.held,
            narrow(locked.spot)?,
            twin.collateral.decimals,
            false,
        )?;
        let ratio = mul_div_up(debt, 10_000, worth).map_err(overflow)?;
        Ok(u16::try_from(ratio.saturating_add(1))
            .unwrap_or(u16::MAX)
            .min(10_000))
    }

    /// The lender's cash and offer.
    fn lend(
        &self,
        market: &mut Market,
        lender: &mut Actor,
        place: usize,
        loan_to_value: u16,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let Some(twin) = self.twins.get(place) else {
            return Ok(());
        };
        let shares = self.shares_of(twin)?;
        out.push(mint(market, &twin.debt, lender.address(), twin.principal)?);
        let all = approve(self.program, u128::MAX);
        out.push(lender.call("approving loans that yield repays", twin.debt.token, &all)?);
        let narrow = |wad: u128| u64::try_from(wad).map_err(|_| Error::Overflow("a rate"));
        let terms = Terms {
            debtAsset: twin.debt.token,
            collateralAsset: shares.token,
            size: twin.principal,
            least: twin.principal,
            oracle: market.deployment.oracle,
            rateAsset: shares.rate,
            rate: narrow(twin.rate)?,
            yieldFloor: narrow(WAD / 10_000 * FLOOR)?,
            margin: MARGIN,
            loanToValue: loan_to_value,
            growthCap: 10_000,
            discount: DISCOUNT,
            patience: 7 * DAY,
            longest: 0,
            termRate: narrow(WAD / 10)?,
            count: 3,
            period: 30 * DAY,
            grace: 7 * DAY,
            expiry: U40::MAX,
            allowed: twin.borrower.address(),
        };
        let what = format!("offering a loan that yield repays to {}", twin.owner);
        let call = IYieldLoan::makeOfferCall { terms };
        out.push(lender.call(&what, self.program, &call)?);
        Ok(())
    }

    /// The borrower's shares, and the loan.
    fn take(
        &mut self,
        market: &mut Market,
        place: usize,
        offer: U256,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let program = self.program;
        let token = match self.twins.get(place) {
            Some(twin) => self.shares_of(twin)?.token,
            None => return Ok(()),
        };
        let Some(twin) = self.twins.get_mut(place) else {
            return Ok(());
        };
        let account = twin.borrower.address();
        out.push(ether(market, &twin.owner, account)?);
        out.push(twin::mint_at(market, token, account, twin.held)?);
        let what = format!("approving shares for {}", twin.owner);
        let call = approve(program, u128::MAX);
        out.push(twin.borrower.call(&what, token, &call)?);
        let call = IYieldLoan::takeCall {
            offer,
            amount: U256::from(twin.principal),
            most: U256::from(twin.held),
            receiver: account,
        };
        let what = format!("taking a loan that yield repays for {}", twin.owner);
        out.push(twin.borrower.call(&what, program, &call)?);
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.twins.len()
    }

    /// When rates are told, seconds of the path.
    pub fn moments(&self) -> Vec<u64> {
        let span = self.end.saturating_sub(self.start);
        (1..TELLS)
            .map(|part| self.start + span * part / TELLS)
            .collect()
    }

    /// Rates are told.
    pub async fn act(&mut self, endpoint: &Endpoint, time: u64) -> Result<()> {
        if !self.moments().contains(&time) {
            return Ok(());
        }
        let (rate, mut out) = (self.rate_at(time)?, Vec::new());
        self.tell(rate, &mut out)?;
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
        let (mut ends, mut wrong, mut forced) = (Vec::new(), Vec::new(), 0);
        for twin in &self.twins {
            let told = self.told(twin, logs.iter().map(|log| &log.inner))?;
            forced += told.early;
            let call = IYieldLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(self.program, &call).await?;
            let gone = told
                .sold
                .saturating_add(told.unlocked)
                .saturating_add(told.forfeited);
            if twin.locked.checked_sub(gone) != Some(state.collateral) {
                wrong.push(format!(
                    "growth loan {}: {} locked, {gone} sold, unlocked or forfeited, and {} is left",
                    twin.number, twin.locked, state.collateral
                ));
            }
            if state.principal > twin.principal {
                wrong.push(format!(
                    "YLD-1 loan {}: {} was lent, and {} of principal is owed",
                    twin.number, twin.principal, state.principal
                ));
            }
            let call = IYieldLoan::owedCall { loan: twin.number };
            let owed = endpoint.view(self.program, &call).await?;
            let owed = narrow(owed.principal.saturating_add(owed.interest))?;
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
        if forced > 0 {
            wrong.push(format!(
                "{forced} growth loans forfeited collateral without dates"
            ));
        }
        let terms = format!(
            "{} loans of the book with one collateral and one debt, once more on shares whose rate grows by {}% a year: the same debt \
             and as many shares, at {}% a year, at the debt per value that the loan of the pool began with, and without a date. Growth \
             is sold for what is owed; who buys it gets at most {}% under spot. Nobody does anything else: the borrower may leave \
             at any time, and the fall of the collateral touches nothing while its yield pays the interest.",
            self.twins.len(),
            GROWS / 100,
            RATE / 100,
            DISCOUNT / 100
        );
        let bears = "borrowers bear it as owners, and may wait; lenders what a loan that is given up is not worth any more";
        let group = Group {
            kind: "growth".to_owned(),
            terms,
            forced_sales: forced,
            bears: bears.to_owned(),
            loans: ends,
            ..Group::default()
        };
        Ok((group, wrong))
    }

    /// What the events of the program say of one loan.
    fn told<'a>(
        &self,
        twin: &Twin,
        logs: impl Iterator<Item = &'a alloy::primitives::Log>,
    ) -> Result<Told> {
        let mut told = Told::default();
        for log in logs {
            if let Ok(e) = IYieldLoan::YieldSold::decode_log(log) {
                if e.loan == twin.number {
                    let paid = narrow(e.principal.saturating_add(e.interest))?;
                    told.paid = told.paid.saturating_add(paid);
                    told.sold = told.sold.saturating_add(narrow(e.shares)?);
                    told.unlocked = told.unlocked.saturating_add(narrow(e.unlocked)?);
                    told.sales += 1;
                }
            } else if let Ok(e) = IYieldLoan::Turned::decode_log(log) {
                if e.loan == twin.number {
                    told.turned = true;
                    told.unlocked = told.unlocked.saturating_add(narrow(e.unlocked)?);
                }
            } else if let Ok(e) = IYieldLoan::Forfeited::decode_log(log)
                && e.loan == twin.number
            {
                told.forfeited = told.forfeited.saturating_add(narrow(e.collateral)?);
                told.missed += 1;
                told.early += u64::from(!told.turned);
            }
        }
        Ok(told)
    }

    /// One loan at the last prices. `left`: shares still locked, debt units still owed.
    async fn end(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        ledger: &Ledger,
        twin: &Twin,
        told: &Told,
        left: (u128, u128),
    ) -> Result<End> {
        let rate = self.rate_at(self.moments().last().copied().unwrap_or(self.start))?;
        let lent = |units| twin.lent(ledger, units);
        let held = |shares: u128| {
            let units = mul_div_down(shares, rate, WAD).map_err(overflow)?;
            twin.worth(ledger, units)
        };
        let equity = (held(left.0)? - lent(left.1)?).max(0);
        let standing = lent(left.1)?.min(held(left.0)?);
        let (principal, paid) = (lent(twin.principal)?, lent(told.paid)?);
        let kept = held(
            told.unlocked
                .saturating_add(twin.held.saturating_sub(twin.locked)),
        )?;
        let forfeited = held(told.forfeited)?;
        let in_pool = twin.in_pool(endpoint, market, ledger).await?;
        let locked = signed(whole(twin.locked, twin.collateral.decimals));
        Ok(End {
            owner: twin.owner.clone(),
            locked: format!("{} shares of {}", exact(locked), twin.collateral.symbol),
            lent: Usd(principal),
            rate: Usd::of(twin.rate),
            paid: Usd(paid),
            owed: Usd(lent(left.1)?),
            instalments_paid: told.sales,
            instalments_missed: told.missed,
            unlocked: Usd(held(told.unlocked)?),
            forfeited: Usd(forfeited),
            // Growth paid: nothing comes out of the borrower's pocket.
            borrower: Usd(principal + kept + equity),
            in_pool: Usd(principal + in_pool),
            lender: Usd(paid + forfeited + standing - principal),
            ..End::default()
        })
    }
}
