//! What is assumed of loans, options and markets.

use risk_core::fixed::Wad;

use crate::cli::Loans;
use crate::depth::DepthModel;
use crate::error::{Error, Result};
use crate::fixed::WAD;

/// A day, seconds.
pub const DAY: u64 = 86_400;
const HOUR: u64 = 3_600;

/// Everything that shapes a run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Lengths of loans, seconds.
    pub tenors: Vec<u64>,
    /// Debt over collateral at the opening, WAD.
    pub ltvs: Vec<u128>,
    /// The same for loans on staked ether, by its rate.
    pub staked_ltvs: Vec<u128>,
    /// Seconds from one opening to the next.
    pub every: u64,
    /// Seconds of the history before the first opening, from which volatility is estimated.
    pub warm_up: u64,
    /// Seconds after a date in which it can still be met.
    pub grace: u64,
    /// Seconds after an option's expiry in which it can be exercised; at least the grace.
    pub window: u64,
    /// Instalments of a plan of equal payments.
    pub instalments: u16,
    /// Debt tokens of a loan against dollars, WAD; against ether a two-thousandth.
    pub size: u128,
    /// Rate per year of lending dollars in the pool, and of lending without risk.
    pub base: Wad,
    /// The same for ether.
    pub ether: Wad,
    /// Growth of staked ether's rate per year.
    pub staking: Wad,
    /// Of a put's value, bps.
    pub spread: u16,
    /// Of the price, bps.
    pub edge: u16,
    /// How much quoted volatility rises where all of the writers' cash is locked.
    pub skew: Wad,
    /// Part of their cash that is.
    pub used: Wad,
    /// How far a price moves between rounds of a feed, WAD.
    pub rounds: u128,
    /// What sales do to prices; none: nothing.
    pub depth: Option<DepthModel>,
    /// Seconds keepers of pools are late.
    pub latency: u64,
    /// Most seconds between two looks of theirs while something is under way.
    pub look_every: u64,
    /// USD per gas, WAD gwei.
    pub gas_price: u128,
    /// Of the synthetic crash and depeg.
    pub seed: u64,
}

impl Settings {
    /// As the command line asks. The synthetic crash lasts two days, so its loans are shorter where nobody says how long.
    ///
    /// # Errors
    /// [`Error::Parameter`]; those of the depth model.
    pub fn of(arguments: &Loans) -> Result<Self> {
        let synthetic = arguments.data.is_none();
        let or = |given: Option<u64>, crash: u64, other: u64| {
            given.unwrap_or(if synthetic { crash } else { other })
        };
        let tenors = if arguments.tenors.is_empty() {
            if synthetic {
                vec![DAY]
            } else {
                vec![7 * DAY, 14 * DAY, 30 * DAY]
            }
        } else {
            arguments.tenors.clone()
        };
        let grace = or(arguments.grace, 2 * HOUR, DAY);
        let settings = Self {
            tenors,
            ltvs: arguments.ltvs.clone(),
            staked_ltvs: arguments.staked_ltvs.clone(),
            every: or(arguments.every, HOUR, 6 * HOUR),
            warm_up: or(arguments.warm_up, 12 * HOUR, DAY),
            grace,
            window: grace.max(HOUR),
            instalments: arguments.instalments,
            size: arguments.size,
            base: Wad(arguments.interest),
            ether: Wad(arguments.ether_interest),
            staking: Wad(arguments.staking_yield),
            spread: arguments.spread,
            edge: arguments.edge,
            skew: Wad(arguments.skew),
            used: Wad(arguments.used),
            rounds: arguments.rounds,
            depth: arguments.depth_model()?,
            latency: arguments.latency,
            look_every: arguments.look_every,
            gas_price: arguments.gas_price,
            seed: arguments.seed,
        };
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<()> {
        let refuse = |name, value: String, advice| {
            Err(Error::Parameter {
                name,
                value,
                advice,
            })
        };
        for tenor in &self.tenors {
            if *tenor / u64::from(self.instalments.max(1)) < HOUR {
                return refuse(
                    "a tenor in seconds",
                    tenor.to_string(),
                    "give at least an hour for each instalment",
                );
            }
        }
        for ltv in self.ltvs.iter().chain(&self.staked_ltvs) {
            if *ltv < WAD / 100 || *ltv >= WAD {
                return refuse(
                    "a loan-to-value",
                    crate::decimal::format_wad(*ltv),
                    "give at least 0.01 and less than 1",
                );
            }
        }
        if !(WAD..=10_000_000 * WAD).contains(&self.size) {
            return refuse(
                "the size of a loan",
                crate::decimal::format_wad(self.size),
                "give 1 to 10000000 dollars",
            );
        }
        Ok(())
    }
}
