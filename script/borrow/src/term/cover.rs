//! What it costs a lender to cover what is missed with puts of a market: the lens's word.

use alloy::primitives::{Address, U256};
use alloy::sol_types::SolInterface;
use ballast_bindings::ILoanLens;
use ballast_bindings::loan_lens::ILoanLens::{Cover, Fit, ILoanLensErrors};
use ballast_deploy::Error;
use clap::Args;
use serde_json::{Value, json};

use super::desk::Offer;
use crate::amount::{duration, exact, percent, tokens};
use crate::failure::Failure;
use crate::session::Session;
use crate::table::table;

/// Whether cover is asked for.
#[derive(Clone, Copy, Debug, Args)]
pub struct Covering {
    /// A market of puts: say what its lender pays there so that no missed instalment costs it anything
    #[arg(long, value_name = "ADDRESS")]
    pub cover: Option<Address>,
    /// Seconds that must be left to exercise after an instalment is missed
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 43_200,
        requires = "cover"
    )]
    pub reserve: u64,
}

/// Cover as the market sells it now.
#[derive(Debug)]
pub struct Told {
    market: Address,
    reserve: u64,
    until: u64,
    premium: U256,
    rate: U256,
    covers: Vec<Cover>,
}

impl Covering {
    /// Of a loan that would be taken of an offer; none where it is not asked for.
    ///
    /// # Errors
    /// Usage where the deployment has no lens of loans; where the market does not tell, or is of other assets.
    pub async fn of_offer(
        &self,
        session: &Session,
        program: Address,
        offer: U256,
        amount: U256,
    ) -> Result<Option<Told>, Failure> {
        let Some(market) = self.cover else {
            return Ok(None);
        };
        let call = ILoanLens::coverOfferCall {
            program,
            offer,
            amount,
            market,
            reserve: U256::from(self.reserve),
        };
        let told = session.read(lens(session)?, &call).await;
        let told = told.map_err(|error| explain(market, error))?;
        Ok(Some(self.told(
            market,
            told.covers,
            [told.until, told.premium, told.rate],
        )))
    }

    /// Of a loan; none where it is not asked for.
    ///
    /// # Errors
    /// As [`Self::of_offer`].
    pub async fn of_loan(
        &self,
        session: &Session,
        program: Address,
        loan: U256,
    ) -> Result<Option<Told>, Failure> {
        let Some(market) = self.cover else {
            return Ok(None);
        };
        let call = ILoanLens::coverCall {
            program,
            loan,
            market,
            reserve: U256::from(self.reserve),
        };
        let told = session.read(lens(session)?, &call).await;
        let told = told.map_err(|error| explain(market, error))?;
        Ok(Some(self.told(
            market,
            told.covers,
            [told.until, told.premium, told.rate],
        )))
    }

    fn told(&self, market: Address, covers: Vec<Cover>, sums: [U256; 3]) -> Told {
        let [until, premium, rate] = sums;
        Told {
            market,
            reserve: self.reserve,
            until: until.saturating_to(),
            premium,
            rate,
            covers,
        }
    }
}

fn lens(session: &Session) -> Result<Address, Failure> {
    session.loan_lens.ok_or_else(|| {
        let text = "this deployment has no lens of loans; name another --deployments";
        Failure::Usage(text.to_owned())
    })
}

fn explain(market: Address, error: Error) -> Failure {
    let text = match &error {
        Error::Reverted { data, .. } => match ILoanLensErrors::abi_decode(data) {
            Ok(ILoanLensErrors::OtherAssets(_)) => format!(
                "the puts of {market} are on another asset than the loan's collateral, or pay another than is lent"
            ),
            Ok(ILoanLensErrors::CallFailed(e)) => {
                format!(
                    "{} does not answer as it should: is it a market of puts?",
                    e.target
                )
            }
            _ => return error.into(),
        },
        _ => return error.into(),
    };
    Failure::Failed(text)
}

const fn name(fit: Fit) -> &'static str {
    match fit {
        Fit::Covered => "covered",
        Fit::Late => "late",
        Fit::High => "high",
        _ => "short",
    }
}

impl Told {
    /// For people.
    pub fn text(&self, offer: &Offer, now: u64) -> String {
        let (debt, locked) = (&offer.debt, &offer.collateral);
        let row = |cover: &Cover| {
            let from = cover.from.saturating_to::<u64>().saturating_sub(now);
            let (premium, when) = match cover.fit {
                Fit::Covered => (
                    debt.say(cover.premium),
                    format!("in {}", duration(U256::from(from))),
                ),
                Fit::Late => ("its window ends too soon".to_owned(), String::new()),
                Fit::High => ("no strike is as high".to_owned(), String::new()),
                _ => ("not sold now".to_owned(), String::new()),
            };
            vec![
                cover.number.to_string(),
                debt.say(cover.owed),
                locked.say(cover.collateral),
                tokens(cover.price, 18),
                premium,
                when,
            ]
        };
        let rows: Vec<_> = self.covers.iter().map(row).collect();
        let head = ["no.", "owed", "puts", "strike", "premium", "delivered"];
        format!(
            "cover by puts of {}: {} for its lender, {} a year; exercised until unix time {}, {} of it kept in reserve\n{}",
            self.market,
            debt.say(self.premium),
            percent(self.rate),
            self.until,
            duration(U256::from(self.reserve)),
            table(&head, &rows)
        )
    }

    /// For programs.
    pub fn json(&self, offer: &Offer) -> Value {
        let debt = |units| tokens(units, offer.debt.decimals);
        let each = |cover: &Cover| {
            json!({
                "number": cover.number.saturating_to::<u64>(),
                "fit": name(cover.fit),
                "owed": debt(cover.owed),
                "puts": tokens(cover.collateral, offer.collateral.decimals),
                "strike": exact(cover.price),
                "strike_number": cover.strike.saturating_to::<u64>(),
                "missed_after": cover.missedAfter.saturating_to::<u64>(),
                "from": cover.from.saturating_to::<u64>(),
                "premium": debt(cover.premium),
            })
        };
        json!({
            "market": self.market,
            "reserve_seconds": self.reserve,
            "until": self.until,
            "premium": debt(self.premium),
            "rate": exact(self.rate),
            "instalments": self.covers.iter().map(each).collect::<Vec<_>>(),
        })
    }
}
