//! What loans cost, by what is known at the opening and nothing else, and by the functions that the programs run.
//!
//! - A term loan's rate is the one at which `fair_rate_of` gives itself back: base rate and the puts that the borrower
//!   holds.
//! - A put costs what `IOptionMarket` asks: valued without interest to the end of the window, at the lower of spot and
//!   average less the edge, at the greater of fast and slow volatility raised by the skew, and a spread on top. The strike is the
//!   least at which its cash covers the debt to the last second of grace.
//! - A collar's call is sold at the slow volatility, without skew and for the life without the window, less the spread, at
//!   the highest strike that pays for the put.

use risk_core::amortise::{self, Plan, fair_rate_of, interest};
use risk_core::fixed::{SignedWad, Wad};
use risk_core::option::{
    Kind, MAX_VOLATILITY, Terms, collar_call_strike, quote_up, quoted_volatility,
};

use super::known::Market;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_up};

/// Rounds of the search for a rate or a premium that gives itself back.
const ROUNDS: usize = 200;
/// When it has been found: to within a ten-billionth.
const NEAR: u128 = WAD / 10_000_000_000;
/// Highest rate of an offer, as `ITermLoan` has it.
const MAX_RATE: u128 = 10 * WAD;

/// How a term loan is repaid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repayment {
    /// At the end.
    Bullet,
    /// In equal payments.
    Instalments,
}

/// A term loan as offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// How it is repaid.
    pub repayment: Repayment,
    /// Seconds.
    pub tenor: u64,
    /// Instalments.
    pub count: u16,
    /// Debt tokens, WAD.
    pub principal: u128,
    /// Collateral tokens, WAD.
    pub collateral: u128,
    /// Per year, WAD.
    pub rate: Wad,
}

impl Offer {
    /// The plan.
    #[must_use]
    pub fn plan(&self) -> Plan<'static> {
        match self.repayment {
            Repayment::Bullet => Plan::Bullet { term: self.tenor },
            Repayment::Instalments => Plan::EqualPayment {
                period: self.tenor / u64::from(self.count.max(1)),
                count: self.count,
                rate: self.rate,
            },
        }
    }
}

/// Who pays for the put, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Premium {
    /// The borrower, at the opening.
    UpFront,
    /// The loan: it is that much larger.
    Financed,
    /// A call on the same collateral, sold to the writers.
    Call,
}

/// A loan with a put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protected {
    /// Who pays for the put.
    pub by: Premium,
    /// Seconds.
    pub tenor: u64,
    /// Debt tokens, WAD.
    pub principal: u128,
    /// What the borrower has of it at the opening.
    pub received: u128,
    /// Collateral tokens, WAD.
    pub collateral: u128,
    /// Of the loan, per year, WAD.
    pub rate: Wad,
    /// Debt tokens per token of collateral, WAD.
    pub strike: u128,
    /// Debt tokens.
    pub premium: u128,
    /// Strike of the call that pays for it.
    pub call: Option<u128>,
}

/// Everything that is offered at one opening; none where nobody offers: no rate, strike or premium solves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotes {
    /// Term loans.
    pub term: [Option<Offer>; 2],
    /// Loans with a put.
    pub protected: [Option<Protected>; 3],
}

impl Quotes {
    /// All quotes of a loan of `principal` against `collateral`.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn new(
        settings: &Settings,
        market: &Market,
        tenor: u64,
        principal: u128,
        collateral: u128,
    ) -> Result<Self> {
        let quoter = Quoter {
            settings,
            market,
            tenor,
            principal,
            collateral,
        };
        Ok(Self {
            term: [
                quoter.term(Repayment::Bullet),
                quoter.term(Repayment::Instalments),
            ],
            protected: [
                quoter.protected(Premium::UpFront)?,
                quoter.protected(Premium::Financed)?,
                quoter.protected(Premium::Call)?,
            ],
        })
    }
}

struct Quoter<'a> {
    settings: &'a Settings,
    market: &'a Market,
    tenor: u64,
    principal: u128,
    collateral: u128,
}

impl Quoter<'_> {
    /// The least rate that is fair by its own lights: from below, for a higher rate is never fair at a lower one.
    fn term(&self, repayment: Repayment) -> Option<Offer> {
        let market = amortise::Market {
            spot: Wad(self.market.spot),
            volatility: self.market.volatility().min(Wad(MAX_VOLATILITY)),
            carry: SignedWad::ZERO,
            base: self.settings.base,
        };
        let mut offer = Offer {
            repayment,
            tenor: self.tenor,
            count: match repayment {
                Repayment::Bullet => 1,
                Repayment::Instalments => self.settings.instalments,
            },
            principal: self.principal,
            collateral: self.collateral,
            rate: self.settings.base,
        };
        for _ in 0..ROUNDS {
            let fair = fair_rate_of(
                &offer.plan(),
                self.principal,
                self.collateral,
                self.settings.grace,
                offer.rate,
                &market,
            )
            .ok()?;
            let found = fair.0 <= offer.rate.0.saturating_add(NEAR);
            offer.rate = offer.rate.max(fair);
            if offer.rate.0 > MAX_RATE {
                return None;
            }
            if found {
                return Some(offer);
            }
        }
        None
    }

    /// Strike and premium that cover a principal.
    fn put(&self, principal: u128) -> Result<Option<(u128, u128)>> {
        let overflow = |_| Error::Overflow { what: "a strike" };
        let seconds = self.tenor.saturating_add(self.settings.grace);
        let owed = interest(principal, self.settings.base, seconds).map_err(overflow)?;
        let owed = principal.saturating_add(owed);
        let strike = scale_up(owed, WAD, self.collateral, "a strike")?;
        let edge = Wad::from_bps(self.settings.edge);
        let low = Wad(self.market.low);
        let (Ok(off), Ok(volatility)) = (
            low.mul_up(edge),
            quoted_volatility(
                self.market.fast,
                self.market.slow,
                self.settings.skew,
                self.settings.used,
            ),
        ) else {
            return Ok(None);
        };
        let quote = quote_up(
            Kind::Put,
            &Terms {
                spot: low.saturating_sub(off),
                strike: Wad(strike),
                rate: SignedWad::ZERO,
                carry: SignedWad::ZERO,
                volatility: volatility.min(Wad(MAX_VOLATILITY)),
                seconds: self.tenor.saturating_add(self.settings.window),
            },
        );
        let Ok(quote) = quote else {
            return Ok(None);
        };
        let spread = Wad::from_bps(self.settings.spread);
        let price = quote.price.mul_up(spread).map_err(overflow)?;
        let price = quote.price.saturating_add(price);
        let premium = scale_up(self.collateral, price.0, WAD, "a premium")?;
        Ok(Some((strike, premium)))
    }

    fn protected(&self, by: Premium) -> Result<Option<Protected>> {
        let loan = |principal, received, (strike, premium)| Protected {
            by,
            tenor: self.tenor,
            principal,
            received,
            collateral: self.collateral,
            rate: self.settings.base,
            strike,
            premium,
            call: None,
        };
        match by {
            Premium::UpFront => {
                let put = self.put(self.principal)?;
                let paid = put.filter(|(_, premium)| *premium < self.principal);
                Ok(paid.map(|put| loan(self.principal, self.principal - put.1, put)))
            }
            Premium::Financed => {
                // From below: more principal needs a higher strike, which costs more.
                let mut principal = self.principal;
                for _ in 0..ROUNDS {
                    let Some(put) = self.put(principal)? else {
                        return Ok(None);
                    };
                    let wanted = self.principal.saturating_add(put.1);
                    let near = scale_up(principal, NEAR, WAD, "a premium")?;
                    if wanted <= principal.saturating_add(near) {
                        // The last strike covers the last principal; what is missing of the premium the borrower adds.
                        return Ok(Some(loan(principal, principal.saturating_sub(put.1), put)));
                    }
                    principal = wanted;
                }
                Ok(None)
            }
            Premium::Call => {
                let Some(put) = self.put(self.principal)? else {
                    return Ok(None);
                };
                let edge = Wad::from_bps(self.settings.edge);
                let low = Wad(self.market.low);
                let Ok(off) = low.mul_up(edge) else {
                    return Ok(None);
                };
                let terms = Terms {
                    spot: low.saturating_sub(off),
                    strike: Wad::ZERO,
                    rate: SignedWad::ZERO,
                    carry: SignedWad::ZERO,
                    volatility: self.market.slow.min(Wad(MAX_VOLATILITY)),
                    seconds: self.tenor,
                };
                // Per token of collateral, rounded up: the call pays for all of the put.
                let premium = scale_up(put.1, WAD, self.collateral, "a premium")?;
                let spread = Wad::from_bps(self.settings.spread);
                let call = collar_call_strike(&terms, Wad(premium), spread);
                // A call below the put would take the collateral at any price.
                let call = call.ok().filter(|call| call.0 > put.0);
                Ok(call.map(|call| Protected {
                    call: Some(call.0),
                    ..loan(self.principal, self.principal, put)
                }))
            }
        }
    }
}
