//! Soft liquidation by an automatic market maker, as in crvUSD and LlamaLend.
//!
//! Collateral lies in bands of prices. While the price falls through a band, arbitrage turns its collateral into the debt
//! asset, and back while it rises; the market maker sells below and buys above the market, so both directions cost. A loan
//! whose health falls under zero is closed whole: the liquidator repays the debt and takes what the bands hold.
//!
//! ```text
//! band n:  top p(n) = top * ((A-1)/A)^n, bottom p(n+1);  with u = p_oracle / p(n):
//! (f + x)(g + y) = p_oracle A^2 y0^2,  f = A y0 p_oracle u,  g = (A-1) y0 / u
//! at the market maker's price p = r p_oracle:  x = A y0 p_oracle (sqrt r - u),  y = y0 (A / sqrt r - (A-1) / u)
//! health = (sum of x and of y sold on the way down) (1 - liquidation discount) / debt - 1
//! ```
//!
//! **What is taken as it is in Curve's contracts**: bands, invariant, health, whole liquidation, the fee that stays with the
//! bands. **What differs**: bands begin at the price that the loan's own debt demands, not at the nearest of a common grid;
//! the oracle is the exponential average of the market's price; loans with several collaterals or debts are split into pairs
//! in proportion to their values, as their owners would have to; bands do not pool loans, which changes nothing for a band's
//! owners, who share its trades in proportion. A loan's greatest debt is its threshold's less [`Llamma::margin`], so that it
//! may borrow what it may elsewhere. Debts that nobody repays stay: there is no rule that writes them off.
//!
//! A pair is passed over where no arbitrage is possible: all collateral is left and both prices are above the bands, and the
//! debt has grown by less than its health at opening allowed.
//!
//! Rounding: what the market maker gives rounds down, what it takes up.

use super::{Account, Balances, Desk, Engine, Moment, Sale, SaleKind};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down, scale_up};
use risk_core::fixed::Wad;
use risk_core::oracle::ema;

/// Units of gas of a whole liquidation, and of a trade with the market maker: from the contracts' published tests.
const LIQUIDATION_GAS: u128 = 500_000;
const TRADE_GAS: u128 = 250_000;

/// The engine, and its settings; ratios WAD.
#[derive(Debug, Clone)]
pub struct Llamma {
    /// A: a band is 1/A wide.
    pub amplification: u128,
    /// Bands of a loan.
    pub bands: u32,
    /// How much less than the threshold may be borrowed.
    pub margin: u128,
    /// Of the value on the way down, when health is told; less than the loan discount by what opening keeps away.
    pub liquidation_discount: u128,
    /// What a loan at the limit keeps away from liquidation.
    pub loan_discount: u128,
    /// Of trades with the bands.
    pub fee: u128,
    /// Half-life of the oracle's average, seconds.
    pub half_life: u64,
    fenced: bool,
    oracles: Vec<Oracle>,
    pairs: Vec<Pair>,
    accounts: usize,
    busy: bool,
}

impl Default for Llamma {
    fn default() -> Self {
        Self {
            amplification: 100,
            bands: 10,
            margin: WAD / 20,
            liquidation_discount: WAD / 100 * 6,
            loan_discount: WAD / 100 * 9,
            fee: WAD / 1_000 * 6,
            half_life: 600,
            fenced: true,
            oracles: Vec::new(),
            pairs: Vec::new(),
            accounts: 0,
            busy: false,
        }
    }
}

/// The price of a collateral in a debt asset, WAD tokens.
#[derive(Debug, Clone, Copy)]
struct Oracle {
    collateral: usize,
    debt: usize,
    spot: u128,
    average: u128,
    at: u64,
}

/// A loan of one collateral against one debt.
#[derive(Debug, Clone)]
struct Pair {
    account: usize,
    loan: usize,
    oracle: usize,
    /// Debt as of `growth`, WAD tokens.
    owed: u128,
    growth: u128,
    bands: Vec<Band>,
    /// Value on the way down over debt of a loan at its limit, WAD.
    limit: u128,
    /// Growth of debt up to which health cannot be under zero while nothing is sold.
    safe_growth: u128,
    due: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Band {
    top: u128,
    bottom: u128,
    /// Debt asset.
    x: u128,
    /// Collateral.
    y: u128,
}

fn ratio(oracle: &Oracle, prices: &[u128]) -> Result<u128> {
    let price = |asset: usize| prices.get(asset).copied().unwrap_or(0);
    scale_down(price(oracle.collateral), WAD, price(oracle.debt), "a price")
}

/// The root of a WAD, WAD, rounded down.
fn root(wad: u128) -> u128 {
    risk_core::fixed::sqrt(Wad(wad)).0
}

impl Llamma {
    /// Evaluates every pair at every moment, for tests of the fence.
    #[must_use]
    pub const fn unfenced(mut self) -> Self {
        self.fenced = false;
        self
    }

    /// ((A-1)/A)^k, WAD, rounded down.
    fn steps(&self, count: u32) -> u128 {
        (0..count).fold(WAD, |value, _| {
            value / self.amplification * (self.amplification - 1)
        })
    }

    /// What a token of collateral over all bands is worth on the way down, as a share of the top: the mean of the bands'
    /// geometric means.
    fn mean_share(&self) -> u128 {
        let middle = root(self.steps(1));
        let sum: u128 = (0..self.bands).map(|band| self.steps(band)).sum();
        sum / u128::from(self.bands) * middle / WAD
    }

    fn check(&self) -> Result<()> {
        let holds = (2..=10_000).contains(&self.amplification)
            && (1..=50).contains(&self.bands)
            && self.fee < WAD / 10
            && self.margin < WAD
            && self.liquidation_discount < self.loan_discount
            && self.loan_discount < WAD / 2;
        if holds {
            return Ok(());
        }
        Err(Error::Parameter {
            name: "soft liquidation",
            value: format!("A {} N {}", self.amplification, self.bands),
            advice: "give A from 2 to 10000, 1 to 50 bands, a fee below 10%, and a liquidation discount below the loan's",
        })
    }

    /// Puts collateral into bands for a debt at its limit of `most` debt over collateral.
    fn place(&self, held: u128, owed: u128, most: u128) -> Result<Vec<Band>> {
        // A loan at its limit has its top at the price: top = debt / (collateral * most).
        let per_token = scale_up(owed, WAD, held, "a band")?;
        let top = scale_up(per_token, WAD, most, "a band")?;
        let count = u128::from(self.bands);
        let part = held / count;
        let mut bands = Vec::new();
        let mut upper = top;
        for index in 0..self.bands {
            let lower = scale_down(upper, self.amplification - 1, self.amplification, "a band")?;
            let rest = if index == 0 { held - part * count } else { 0 };
            bands.push(Band {
                top: upper,
                bottom: lower,
                x: 0,
                y: part + rest,
            });
            upper = lower;
        }
        Ok(bands)
    }

    /// The bands' y0 at an oracle price: the root of p A y0^2 - y0 ((A-1) x p(n)/p + p^2/p(n) A y) - x y, in units of y.
    fn invariant(&self, band: &Band, oracle: u128, u: u128) -> Result<u128> {
        let a = self.amplification;
        let mut worth = scale_down(band.x, WAD, oracle, "a band")?;
        let mut held = band.y;
        let mut linear = scale_down((a - 1) * worth, WAD, u, "a band")?.saturating_add(scale_down(
            a * held,
            u,
            WAD,
            "a band",
        )?);
        // Squares fit 128 bits.
        let shift = (128 - linear.leading_zeros()).saturating_sub(60);
        (worth, held, linear) = (worth >> shift, held >> shift, linear >> shift);
        let square = (linear * linear).saturating_add((4 * a * worth).saturating_mul(held));
        Ok(((linear + square.isqrt()) / (2 * a)) << shift)
    }

    /// Arbitrage with one band at a market price: what it gives and takes, and whether it sells collateral. None where the
    /// band's price is within the fee of the market's.
    fn arbitrage(&self, band: &Band, oracle: u128, market: u128) -> Result<Option<Trade>> {
        if band.x == 0 && band.y == 0 {
            return Ok(None);
        }
        let a = self.amplification;
        let u = scale_down(oracle, WAD, band.top, "a band")?.max(1);
        let y0 = self.invariant(band, oracle, u)?;
        let kept = WAD - self.fee;
        let at = |price: u128| -> Result<(u128, u128)> {
            let low = u;
            let high = scale_down(u, a, a - 1, "a band")?;
            let r = root(scale_down(price, WAD, oracle, "a band")?).clamp(low, high);
            let x = scale_down(a * y0, oracle, WAD, "a band")?;
            let x = scale_up(x, r - low, WAD, "a band")?;
            let full = scale_down(a * y0, WAD, r, "a band")?;
            let y = full.saturating_sub(scale_down((a - 1) * y0, WAD, u, "a band")?);
            Ok((x, y))
        };
        // Down: the market maker's price is under the market's less the fee, collateral is bought from it.
        let (x, y) = at(scale_down(market, kept, WAD, "a band")?)?;
        if x > band.x && y < band.y {
            let taken = scale_up(x - band.x, WAD, kept, "a trade")?;
            return Ok(Some(Trade {
                sells: true,
                collateral: band.y - y,
                debt: taken,
            }));
        }
        let (x, y) = at(scale_up(market, WAD, kept, "a band")?)?;
        if x < band.x && y > band.y {
            let taken = scale_up(y - band.y, WAD, kept, "a trade")?;
            return Ok(Some(Trade {
                sells: false,
                collateral: taken,
                debt: band.x - x,
            }));
        }
        Ok(None)
    }
}

/// A trade with the bands, tokens.
#[derive(Debug, Clone, Copy)]
struct Trade {
    sells: bool,
    collateral: u128,
    debt: u128,
}

impl Pair {
    fn debt_at(&self, growth: u128) -> Result<u128> {
        scale_up(self.owed, growth, self.growth, "a debt")
    }

    fn held(&self) -> (u128, u128) {
        self.bands
            .iter()
            .fold((0, 0), |(x, y), band| (x + band.x, y + band.y))
    }

    /// What the bands come to, in the debt asset, if the price goes down from here.
    fn down_value(&self, oracle: u128) -> Result<u128> {
        let mut sum = 0_u128;
        for band in &self.bands {
            let from = oracle.clamp(band.bottom.min(oracle), band.top);
            let to = band.bottom.min(from);
            let middle = scale_down(root(from), root(to), WAD, "a band")?;
            sum = sum
                .saturating_add(band.x)
                .saturating_add(scale_down(band.y, middle, WAD, "a band")?);
        }
        Ok(sum)
    }
}

impl Engine for Llamma {
    fn name(&self) -> &str {
        "LLAMMA"
    }

    fn open(&mut self, accounts: &[Account], assets: &[String], moment: &Moment<'_>) -> Result<()> {
        self.check()?;
        (self.pairs, self.oracles) = (Vec::new(), Vec::new());
        self.accounts = accounts.len();
        let share = self.mean_share();
        for (place, account) in accounts.iter().enumerate() {
            let loan = &account.loan;
            let most = scale_down(account.threshold, WAD - self.margin, WAD, "a limit")?;
            let index = |symbol: &String| assets.iter().position(|asset| asset == symbol);
            let value = |side: &[(String, u128)]| -> Result<Vec<(usize, u128, u128)>> {
                side.iter()
                    .filter_map(|(symbol, amount)| Some((index(symbol)?, *amount)))
                    .map(|(asset, amount)| {
                        let price = moment.prices.get(asset).copied().unwrap_or(0);
                        Ok((asset, amount, scale_down(amount, price, WAD, "a value")?))
                    })
                    .collect()
            };
            let (held, owed) = (value(&loan.collateral)?, value(&loan.debt)?);
            let all = |side: &[(usize, u128, u128)]| side.iter().map(|part| part.2).sum::<u128>();
            let (worth, due) = (all(&held).max(1), all(&owed).max(1));
            // The last pair of each takes what rounding left, so that nothing is lost.
            let mut left: Vec<u128> = owed.iter().map(|debt| debt.1).collect();
            for (row, collateral) in held.iter().enumerate() {
                let mut rest = collateral.1;
                for (column, debt) in owed.iter().enumerate() {
                    let mine = if column + 1 == owed.len() {
                        rest
                    } else {
                        scale_down(collateral.1, debt.2, due, "a pair")?
                    };
                    rest -= mine;
                    let Some(unpaid) = left.get_mut(column) else {
                        continue;
                    };
                    let theirs = if row + 1 == held.len() {
                        *unpaid
                    } else {
                        scale_down(debt.1, collateral.2, worth, "a pair")?
                    };
                    *unpaid -= theirs;
                    if mine == 0 || (theirs == 0 && debt.1 > 0) {
                        continue;
                    }
                    let same = |o: &Oracle| o.collateral == collateral.0 && o.debt == debt.0;
                    let oracle = match self.oracles.iter().position(same) {
                        Some(known) => known,
                        None => {
                            let mut oracle = Oracle {
                                collateral: collateral.0,
                                debt: debt.0,
                                spot: 0,
                                average: 0,
                                at: moment.time,
                            };
                            oracle.spot = ratio(&oracle, moment.prices)?;
                            oracle.average = oracle.spot;
                            self.oracles.push(oracle);
                            self.oracles.len() - 1
                        }
                    };
                    let bands = self.place(mine, theirs, most)?;
                    let mut pair = Pair {
                        account: place,
                        loan: loan.id,
                        oracle,
                        owed: theirs,
                        growth: moment.growth,
                        bands,
                        limit: scale_up(share, WAD, most, "a limit")?,
                        safe_growth: 0,
                        due: None,
                    };
                    let top = pair.bands.first().map_or(0, |band| band.top);
                    let down = pair.down_value(top)?;
                    let over = scale_down(down, WAD, pair.owed.max(1), "a health")?;
                    pair.safe_growth = scale_down(
                        moment.growth,
                        self.health_of(over, pair.limit),
                        WAD,
                        "a growth",
                    )?;
                    self.pairs.push(pair);
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        for oracle in &mut self.oracles {
            let seconds = moment.time.saturating_sub(oracle.at);
            let average = ema(
                Wad(oracle.average),
                Wad(oracle.spot),
                seconds,
                self.half_life,
            );
            oracle.average = average
                .map_err(|_| Error::Overflow { what: "an average" })?
                .0;
            oracle.spot = ratio(oracle, moment.prices)?;
            oracle.at = moment.time;
        }
        let mut pairs = std::mem::take(&mut self.pairs);
        let mut busy = false;
        let mut result = Ok(());
        for pair in &mut pairs {
            result = self.visit(pair, moment, desk);
            if result.is_err() {
                break;
            }
            busy = busy || pair.due.is_some();
        }
        self.pairs = pairs;
        self.busy = busy;
        result
    }

    fn is_busy(&self) -> bool {
        self.busy
    }

    fn accounts(&self) -> usize {
        self.accounts
    }

    fn balances(&self, account: usize, growth: u128) -> Balances {
        let mut balances = Balances::default();
        for pair in self.pairs.iter().filter(|pair| pair.account == account) {
            let Some(oracle) = self.oracles.get(pair.oracle) else {
                continue;
            };
            let (x, y) = pair.held();
            balances.collateral.push((oracle.collateral, y));
            balances.collateral.push((oracle.debt, x));
            let owed = pair.debt_at(growth).unwrap_or(u128::MAX);
            balances.debt.push((oracle.debt, owed));
        }
        balances
    }
}

impl Llamma {
    /// Health, where 1 is the contracts' zero: value on the way down over debt, relative to that of a loan at its limit,
    /// times what the two discounts keep it away from liquidation. With the contracts' own limit, (1 - loan discount) of the
    /// value, this is their health.
    fn health_of(&self, value_over_debt: u128, limit: u128) -> u128 {
        let kept =
            (WAD - self.liquidation_discount).saturating_mul(WAD) / (WAD - self.loan_discount);
        let relative = scale_down(value_over_debt, WAD, limit, "a health").unwrap_or(0);
        scale_down(relative, kept, WAD, "a health").unwrap_or(u128::MAX)
    }

    fn visit(&self, pair: &mut Pair, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()> {
        let Some(oracle) = self.oracles.get(pair.oracle).copied() else {
            return Ok(());
        };
        if pair.owed == 0 {
            return Ok(());
        }
        let (x, _) = pair.held();
        let top = pair.bands.first().map_or(0, |band| band.top);
        // Above the bands the market maker's price exceeds the market's: nobody buys, and there is nothing to sell for.
        let lowest = oracle.average.min(oracle.spot);
        if self.fenced
            && x == 0
            && pair.due.is_none()
            && lowest > scale_up(top, WAD + WAD / 100, WAD, "a fence")?
            && moment.growth <= pair.safe_growth
        {
            return Ok(());
        }
        self.trade(pair, &oracle, moment, desk)?;
        self.liquidate(pair, &oracle, moment, desk)
    }

    /// Arbitrage band by band, as far as it pays its costs.
    fn trade(
        &self,
        pair: &mut Pair,
        oracle: &Oracle,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        let price = |asset: usize| moment.prices.get(asset).copied().unwrap_or(0);
        let (spot, debt_price) = (price(oracle.collateral), price(oracle.debt));
        let mut sums = [Trade {
            sells: true,
            collateral: 0,
            debt: 0,
        }; 2];
        let mut after = pair.bands.clone();
        for band in &mut after {
            let Some(trade) = self.arbitrage(band, oracle.average, oracle.spot)? else {
                continue;
            };
            let sum = &mut sums[usize::from(!trade.sells)];
            sum.sells = trade.sells;
            sum.collateral += trade.collateral;
            sum.debt += trade.debt;
            if trade.sells {
                band.y -= trade.collateral;
                band.x += trade.debt;
            } else {
                band.y += trade.collateral;
                band.x -= trade.debt;
            }
        }
        let mut records = Vec::new();
        let (mut gains, mut costs) = (0_u128, 0_u128);
        for sum in sums.iter().filter(|sum| sum.collateral > 0 || sum.debt > 0) {
            let sold_usd = scale_down(sum.collateral, spot, WAD, "a value")?;
            let repaid_usd = scale_down(sum.debt, debt_price, WAD, "a value")?;
            let slippage = desk
                .depth
                .slippage(oracle.collateral, moment.time, sold_usd);
            let slippage_usd = scale_up(sold_usd, slippage.min(WAD), WAD, "slippage")?;
            let gas_usd = TRADE_GAS.saturating_mul(desk.conditions.gas_price);
            let (gain, cost) = if sum.sells {
                (sold_usd, repaid_usd)
            } else {
                (repaid_usd, sold_usd)
            };
            gains = gains.saturating_add(gain);
            costs = costs
                .saturating_add(cost)
                .saturating_add(slippage_usd)
                .saturating_add(gas_usd);
            records.push(Sale {
                time: moment.time,
                loan: pair.loan,
                kind: if sum.sells {
                    SaleKind::SoftSale
                } else {
                    SaleKind::SoftPurchase
                },
                asset: oracle.collateral,
                debt: oracle.debt,
                amount: sum.collateral,
                price: scale_down(repaid_usd, WAD, sum.collateral.max(1), "a price")?,
                spot,
                repaid: sum.debt,
                sold_usd,
                repaid_usd,
                slippage_usd,
                gas_usd,
            });
        }
        if records.is_empty() || gains < costs {
            return Ok(());
        }
        pair.bands = after;
        for sale in records {
            let (sold, bought) = match sale.kind {
                SaleKind::SoftPurchase => (0, sale.sold_usd),
                _ => (sale.sold_usd, 0),
            };
            desk.depth.trade(sale.asset, moment.time, sold, bought);
            desk.sales.push(sale);
        }
        Ok(())
    }

    /// Closes a pair whose health is under zero, where that pays.
    fn liquidate(
        &self,
        pair: &mut Pair,
        oracle: &Oracle,
        moment: &Moment<'_>,
        desk: &mut Desk<'_>,
    ) -> Result<()> {
        let owed = pair.debt_at(moment.growth)?;
        let value = pair.down_value(oracle.average)?;
        let over = scale_down(value, WAD, owed.max(1), "a health")?;
        if self.health_of(over, pair.limit) >= WAD {
            pair.due = None;
            return Ok(());
        }
        let due = *pair
            .due
            .get_or_insert(moment.time.saturating_add(desk.conditions.latency));
        if moment.time < due {
            return Ok(());
        }
        let price = |asset: usize| moment.prices.get(asset).copied().unwrap_or(0);
        let (spot, debt_price) = (price(oracle.collateral), price(oracle.debt));
        let (x, y) = pair.held();
        // What the bands hold of the debt asset repays first; the rest buys the collateral.
        let own = x.min(owed);
        let repay = owed - own;
        let sold_usd = scale_down(y, spot, WAD, "a value")?.saturating_add(scale_down(
            x - own,
            debt_price,
            WAD,
            "a value",
        )?);
        let repaid_usd = scale_up(repay, debt_price, WAD, "a value")?;
        let slippage = desk
            .depth
            .slippage(oracle.collateral, moment.time, sold_usd);
        let slippage_usd = scale_up(sold_usd, slippage.min(WAD), WAD, "slippage")?;
        let gas_usd = LIQUIDATION_GAS.saturating_mul(desk.conditions.gas_price);
        if sold_usd
            < repaid_usd
                .saturating_add(slippage_usd)
                .saturating_add(gas_usd)
        {
            return Ok(());
        }
        pair.bands
            .iter_mut()
            .for_each(|band| (band.x, band.y) = (0, 0));
        (pair.owed, pair.growth, pair.due) = (0, moment.growth, None);
        desk.depth
            .trade(oracle.collateral, moment.time, sold_usd, 0);
        desk.sales.push(Sale {
            time: moment.time,
            loan: pair.loan,
            kind: SaleKind::Liquidation,
            asset: oracle.collateral,
            debt: oracle.debt,
            amount: y,
            price: scale_down(repaid_usd, WAD, y.max(1), "a price")?,
            spot,
            repaid: repay,
            sold_usd,
            repaid_usd: scale_down(repay, debt_price, WAD, "a value")?,
            slippage_usd,
            gas_usd,
        });
        Ok(())
    }
}
