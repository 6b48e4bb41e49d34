//! Term loans beside the book: an offer for each at its fair rate, three instalments, borrowers who pay what is worth paying.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, U256};
use alloy::sol_types::SolEvent;
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool;
use ballast_bindings::term_loan::ITermLoan::{self, Kind, Terms};
use ballast_simulate::Path;
use ballast_simulate::show::format::exact;
use risk_core::amortise::{Market as Puts, Plan, fair_rate_of};
use risk_core::fixed::{SignedWad, Wad, mul_div_down, mul_div_up, sqrt};

use super::twin::{self, Twin, ether, mint, overflow, single};
use super::{End, Group};
use crate::endpoint::{Actor, Endpoint, Signed};
use crate::error::{Error, Result};
use crate::ledger::{Ledger, narrow, signed, usd};
use crate::market::{Market, whole};
use crate::opening::{IToken, OpenedLoan, Parties, approve};
use crate::scenario::WAD;
use crate::summary::Usd;

/// Instalments of each.
const COUNT: u16 = 3;
/// Parts of the walk: between two instalments, and of grace.
const PERIOD: u64 = 30;
const GRACE: u64 = 5;
const WHOLE: u64 = 100;
/// Shortest period that the program takes, seconds.
const LEAST_PERIOD: u64 = 3_600;
/// How long before the end of its grace a borrower decides, seconds.
const BEFORE: u64 = 60;
/// Highest rate that the program takes, WAD per year.
const MOST_RATE: u128 = 10 * WAD;
/// Rounds in which a rate comes to pay for the puts on what it adds to the instalments.
const ROUNDS: usize = 16;

/// The loans of one walk.
#[derive(Debug)]
pub(super) struct Loans {
    program: Address,
    period: u64,
    grace: u64,
    twins: Vec<Twin>,
}

/// What events say of one loan, token units.
#[derive(Debug, Default)]
struct Told {
    paid: u128,
    instalments_paid: u64,
    instalments_missed: u64,
    unlocked: u128,
    forfeited: u128,
    /// Principal paid or forfeited.
    ended: u128,
    /// Instalments forfeited before the end of their grace.
    early: u64,
}

impl Loans {
    /// Opens one for each loan of the book with one collateral and one debt.
    pub async fn open(
        endpoint: &Endpoint,
        market: &mut Market,
        parties: &Parties,
        path: &Path,
    ) -> Result<Self> {
        let program = twin::program(market, "term-loan")?;
        let (period, grace) = dates(path)?;
        let counts = endpoint.view(program, &ITermLoan::countsCall {}).await?;
        let mut loans = Self {
            program,
            period,
            grace,
            twins: Vec::new(),
        };
        let mut lender = Actor::named("term lender", endpoint)?;
        endpoint.meet(&mut lender).await?;
        let mut out = vec![ether(market, "term lender", lender.address())?];
        for (place, opened) in single(parties).into_iter().enumerate() {
            let next = U256::from(place + 1);
            let offer = counts.offers.saturating_add(next);
            let number = counts.loans.saturating_add(next);
            let twin = loans.twin(endpoint, market, opened, number).await?;
            loans.lend(market, &mut lender, &twin, &mut out)?;
            loans.take(market, twin, offer, &mut out)?;
        }
        endpoint.send(&out).await?;
        for twin in &mut loans.twins {
            let call = ITermLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(program, &call).await?;
            if state.borrower != twin.borrower.address() {
                return Err(Error::Audit(format!(
                    "term loan {} is of {}, not of {}: others use the program",
                    twin.number,
                    state.borrower,
                    twin.borrower.address()
                )));
            }
            twin.start = state.start.to();
        }
        Ok(loans)
    }

    /// The same collateral and debt as a loan of the book, at the rate that is fair at this moment.
    async fn twin(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        opened: &OpenedLoan,
        number: U256,
    ) -> Result<Twin> {
        let mut twin = Twin::of(endpoint, market, opened, "term", number).await?;
        // Rounded up as the program does, so that the offer asks for this and no unit more.
        twin.locked = mul_div_up(twin.principal, WAD, twin.per_collateral).map_err(overflow)?;
        twin.rate = self.fair_rate(endpoint, market, &twin).await?;
        Ok(twin)
    }

    /// The pool's borrow rate, and what the puts are worth by the larger of the oracle's two volatilities.
    async fn fair_rate(&self, endpoint: &Endpoint, market: &Market, twin: &Twin) -> Result<u128> {
        let feeds = vec![twin.collateral.feed, twin.debt.feed];
        let oracle = market.deployment.oracle;
        let readings = endpoint.view(oracle, &IOracle::readCall { feeds }).await?;
        let [locked, lent] = readings.as_slice() else {
            return Err(Error::Audit("the oracle gives no two readings".to_owned()));
        };
        let call = IPool::reserveStateCall {
            asset: twin.debt.token,
        };
        let state = endpoint.view(market.deployment.pool, &call).await?;
        let variance = narrow(locked.fastVariance.max(locked.slowVariance))?;
        let spot = mul_div_down(narrow(locked.spot)?, WAD, narrow(lent.spot)?).map_err(overflow)?;
        let puts = Puts {
            spot: Wad(spot),
            volatility: sqrt(Wad(variance)),
            carry: SignedWad(0),
            base: Wad(narrow(state.borrowRate)?),
        };
        let principal = whole(twin.principal, twin.debt.decimals);
        let collateral = whole(twin.locked, twin.collateral.decimals);
        let mut rate = puts.base;
        for _ in 0..ROUNDS {
            rate = fair_rate_of(&self.plan(), principal, collateral, self.grace, rate, &puts)
                .map_err(overflow)?;
            if rate.0 > MOST_RATE {
                return Ok(MOST_RATE);
            }
        }
        Ok(rate.0)
    }

    fn plan(&self) -> Plan<'static> {
        Plan::EqualPrincipal {
            period: self.period,
            count: COUNT,
        }
    }

    /// The lender's cash and offer.
    fn lend(
        &self,
        market: &mut Market,
        lender: &mut Actor,
        twin: &Twin,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let token = twin.debt.token;
        out.push(mint(market, &twin.debt, lender.address(), twin.principal)?);
        let all = approve(self.program, u128::MAX);
        out.push(lender.call("approving the term loans", token, &all)?);
        let narrow = |seconds: u64| u32::try_from(seconds).map_err(|_| Error::Overflow("a date"));
        let terms = Terms {
            debtAsset: token,
            collateralAsset: twin.collateral.token,
            size: twin.principal,
            least: twin.principal,
            loanPerCollateral: twin.per_collateral,
            loanToValue: 0,
            oracle: Address::ZERO,
            rate: u64::try_from(twin.rate).map_err(|_| Error::Overflow("a rate"))?,
            kind: Kind::EqualPrincipal,
            count: COUNT,
            period: narrow(self.period)?,
            grace: narrow(self.grace)?,
            expiry: U40::MAX,
            allowed: twin.borrower.address(),
        };
        let steps = Vec::new();
        let what = format!("offering a term loan to {}", twin.owner);
        let call = ITermLoan::makeOfferCall { terms, steps };
        out.push(lender.call(&what, self.program, &call)?);
        Ok(())
    }

    /// The borrower's collateral, the loan, and what its interest takes.
    fn take(
        &mut self,
        market: &mut Market,
        mut twin: Twin,
        offer: U256,
        out: &mut Vec<Signed>,
    ) -> Result<()> {
        let account = twin.borrower.address();
        out.push(ether(market, &twin.owner, account)?);
        out.push(mint(market, &twin.collateral, account, twin.locked)?);
        let mut interest = 1_u128;
        for number in 1..=COUNT {
            let payment = self.plan().payment(twin.principal, Wad(twin.rate), number);
            let payment = payment.map_err(overflow)?;
            // Twice: for the time of grace.
            interest = interest.saturating_add(payment.interest.saturating_mul(2));
        }
        out.push(mint(market, &twin.debt, account, interest)?);
        for (asset, amount) in [(&twin.collateral, twin.locked), (&twin.debt, u128::MAX)] {
            let call = approve(self.program, amount);
            let what = format!("approving {} for {}", asset.symbol, twin.owner);
            out.push(twin.borrower.call(&what, asset.token, &call)?);
        }
        let call = ITermLoan::takeCall {
            offer,
            amount: U256::from(twin.principal),
            most: U256::from(twin.locked),
            receiver: account,
        };
        let what = format!("taking a term loan for {}", twin.owner);
        out.push(twin.borrower.call(&what, self.program, &call)?);
        self.twins.push(twin);
        Ok(())
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.twins.len()
    }

    /// When borrowers decide whether to pay, seconds of the path.
    pub fn moments(&self, shift: u64) -> Vec<u64> {
        let twins = self.twins.iter();
        twins
            .flat_map(|twin| (1..=COUNT).map(move |number| self.decides(twin, number)))
            .map(|time| time.saturating_sub(shift))
            .collect()
    }

    /// Chain second at which a borrower decides about an instalment.
    fn decides(&self, twin: &Twin, number: u16) -> u64 {
        let due = twin.start.saturating_add(self.period * u64::from(number));
        due.saturating_add(self.grace).saturating_sub(BEFORE)
    }

    /// Borrowers who decide now pay where what is unlocked is worth what is paid.
    pub async fn act(&mut self, endpoint: &Endpoint, market: &Market, time: u64) -> Result<()> {
        let now = time.saturating_add(market.shift);
        let (program, oracle) = (self.program, market.deployment.oracle);
        let mut out = Vec::new();
        for place in 0..self.twins.len() {
            let deciding = |twin: &Twin| (1..=COUNT).any(|n| self.decides(twin, n) == now);
            let Some(twin) = self.twins.get(place).filter(|twin| deciding(twin)) else {
                continue;
            };
            let call = ITermLoan::owedCall { loan: twin.number };
            let next = endpoint.view(program, &call).await?.next;
            if next.principal == 0 {
                continue;
            }
            let feeds = vec![twin.collateral.feed, twin.debt.feed];
            let readings = endpoint.view(oracle, &IOracle::readCall { feeds }).await?;
            let [locked, lent] = readings.as_slice() else {
                return Err(Error::Audit("the oracle gives no two readings".to_owned()));
            };
            let pays = next.principal.saturating_add(next.interest);
            let cost = usd(pays, narrow(lent.spot)?, twin.debt.decimals, true)?;
            let worth = usd(
                next.unlocks,
                narrow(locked.spot)?,
                twin.collateral.decimals,
                false,
            )?;
            if worth < cost {
                continue;
            }
            let Some(twin) = self.twins.get_mut(place) else {
                continue;
            };
            let call = ITermLoan::payInstalmentCall {
                loan: twin.number,
                most: U256::MAX,
                receiver: twin.borrower.address(),
            };
            let what = format!("paying an instalment of {}", twin.owner);
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
            let call = ITermLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(self.program, &call).await?;
            // What is locked leaves by payment or forfeiture alone, to the unit.
            let left = twin
                .locked
                .checked_sub(told.unlocked.saturating_add(told.forfeited));
            if left != Some(state.collateral) {
                wrong.push(format!(
                    "TERM-1 loan {}: {} locked, {} unlocked, {} forfeited, and {} is left",
                    twin.number, twin.locked, told.unlocked, told.forfeited, state.collateral
                ));
            }
            if twin.principal.checked_sub(told.ended) != Some(state.principal) {
                wrong.push(format!(
                    "term loan {}: of {}, {} was paid or forfeited, and {} is owed",
                    twin.number, twin.principal, told.ended, state.principal
                ));
            }
            let left = (state.collateral, state.principal);
            ends.push(
                self.end(endpoint, market, ledger, twin, &told, left)
                    .await?,
            );
        }
        wrong.extend(self.backing(endpoint).await?);
        if forced > 0 {
            wrong.push(format!(
                "TERM-1: {forced} instalments were forfeited before their grace was over"
            ));
        }
        let hours = |seconds: u64| seconds as f64 / 3_600.0;
        let terms = format!(
            "{} loans of the book with one collateral and one debt, once more as term loans: the same collateral and debt, \
             {COUNT} instalments {:.1} hours apart and {:.1} hours of grace (as many months would be usual; so they fall into \
             these prices), at the rate that the pool asked at the start and what the right not to pay was worth by the \
             oracle's volatility then. At the end of its grace each borrower pays an instalment if what it unlocks is worth \
             that.",
            self.twins.len(),
            hours(self.period),
            hours(self.grace)
        );
        let group = Group {
            kind: "term".to_owned(),
            terms,
            forced_sales: forced,
            bears:
                "lenders bear the fall under what is owed where borrowers miss, borrowers the rest"
                    .to_owned(),
            loans: ends,
            ..Group::default()
        };
        Ok((group, wrong))
    }

    /// What the events of the program say of one loan.
    fn told(&self, twin: &Twin, logs: &[(u64, &alloy::primitives::Log)]) -> Result<Told> {
        let mut told = Told::default();
        let mut settled = 0_u64;
        for (time, log) in logs {
            if let Ok(e) = ITermLoan::InstalmentPaid::decode_log(log) {
                if e.loan != twin.number {
                    continue;
                }
                let number = u64::try_from(e.number).unwrap_or(u64::MAX);
                told.instalments_paid += number.saturating_sub(settled);
                settled = number;
                told.ended = told.ended.saturating_add(narrow(e.principal)?);
                let paid = e.principal.saturating_add(e.interest);
                told.paid = told.paid.saturating_add(narrow(paid)?);
                told.unlocked = told.unlocked.saturating_add(narrow(e.unlocked)?);
            } else if let Ok(e) = ITermLoan::Forfeited::decode_log(log) {
                if e.loan != twin.number {
                    continue;
                }
                let number = u64::try_from(e.number).unwrap_or(u64::MAX);
                told.instalments_missed += number.saturating_sub(settled);
                settled = number;
                told.ended = told.ended.saturating_add(narrow(e.principal)?);
                told.forfeited = told.forfeited.saturating_add(narrow(e.collateral)?);
                let until = twin.start + self.period.saturating_mul(number) + self.grace;
                told.early += u64::from(*time <= until);
            }
        }
        Ok(told)
    }

    /// One loan at the last prices. `left`: collateral still locked, principal still owed.
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
        // The borrower may leave what is owed for what is locked.
        let equity = (held(left.0)? - lent(left.1)?).max(0);
        let in_pool = twin.in_pool(endpoint, market, ledger).await?;
        let locked = whole(twin.locked, twin.collateral.decimals);
        let (principal, paid) = (lent(twin.principal)?, lent(told.paid)?);
        let (unlocked, forfeited) = (held(told.unlocked)?, held(told.forfeited)?);
        let standing = lent(left.1)?.min(held(left.0)?);
        Ok(End {
            owner: twin.owner.clone(),
            locked: format!("{} {}", exact(signed(locked)), twin.collateral.symbol),
            lent: Usd(principal),
            rate: Usd::of(twin.rate),
            paid: Usd(paid),
            instalments_paid: told.instalments_paid,
            instalments_missed: told.instalments_missed,
            unlocked: Usd(unlocked),
            forfeited: Usd(forfeited),
            borrower: Usd(principal - paid + unlocked + equity),
            in_pool: Usd(principal + in_pool),
            lender: Usd(paid + forfeited + standing - principal),
            owed: Usd(lent(left.1)?),
            ..End::default()
        })
    }

    /// POOL-5 of the program: its tokens are at least what it owes to borrowers and positions.
    async fn backing(&self, endpoint: &Endpoint) -> Result<Vec<String>> {
        let mut owed = std::collections::BTreeMap::<(Address, String), U256>::new();
        for twin in &self.twins {
            let call = ITermLoan::loanAtCall { loan: twin.number };
            let state = endpoint.view(self.program, &call).await?;
            for (asset, amounts) in [
                (&twin.debt, [state.cash, 0, 0]),
                (
                    &twin.collateral,
                    [state.collateral, state.forfeited, state.withheld],
                ),
            ] {
                let sum = owed.entry((asset.token, asset.symbol.clone())).or_default();
                for amount in amounts {
                    *sum = sum.saturating_add(U256::from(amount));
                }
            }
        }
        let mut wrong = Vec::new();
        for ((token, symbol), owed) in owed {
            let account = self.program;
            let call = IToken::balanceOfCall { account };
            let held = endpoint.view(token, &call).await?;
            if held < owed {
                wrong.push(format!(
                    "term loans: {held} of {symbol} are there, {owed} are owed"
                ));
            }
        }
        Ok(wrong)
    }
}

/// Seconds between two instalments, and of grace, so that all fall into the walk.
///
/// # Errors
/// [`Error::Usage`] where the program takes no period that is so short.
pub(super) fn dates(path: &Path) -> Result<(u64, u64)> {
    let span = path.end.saturating_sub(path.start);
    let (period, grace) = (span * PERIOD / WHOLE, span * GRACE / WHOLE);
    if period >= LEAST_PERIOD {
        return Ok((period, grace));
    }
    Err(Error::Usage(format!(
        "--with term: {span} s of prices are too few for {COUNT} instalments; give {} hours at least",
        (LEAST_PERIOD * WHOLE).div_ceil(PERIOD * 3_600)
    )))
}
