//! Engines: ways of dealing with loans that can no longer be carried, run side by side on the same prices and books.
//!
//! [`run`] walks a path of prices and hands every moment to one [`Engine`]. What engines have in common is here and in
//! [`event`]; each has a module of its own. Amounts are WAD whole tokens, prices WAD USD per whole token, USD and ratios
//! WAD, times unix seconds. No money passes through a float.

pub mod ballast;
pub mod llamma;
pub mod ltv;

mod event;
mod run;

pub use event::{Ending, Loss, Outcome, Sale, SaleKind, Totals};
pub use run::run;

use crate::book::Loan;
use crate::error::Result;

/// A loan, and how much it may borrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The loan as opened. Its id is its place in the book.
    pub loan: Loan,
    /// Debt over collateral at which loan-to-value engines see a health of 1, WAD. Ballast goes by its own rules: a book
    /// at equal borrowing power has here what makes the others see the health that Ballast sees.
    pub threshold: u128,
}

/// What surrounds the engines, the same for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// Seconds from the moment at which there is something to do for keepers until they have done it; rounded up to the
    /// next moment of the run.
    pub latency: u64,
    /// Most seconds between two looks of the keepers while something is under way; the path's own moments come in any case.
    pub look_every: u64,
    /// USD per unit of gas, WAD. A keeper acts only where what he gains covers his gas.
    pub gas_price: u128,
    /// Interest per year on every debt, compounded continuously, WAD.
    pub interest_per_year: u128,
    /// The insurance that pays for losses, as far as it reaches; none: lenders bear all.
    pub fund: Option<Fund>,
}

/// An insurance fund: one for the whole book, in USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fund {
    /// What it holds at the start, USD.
    pub capital: u128,
    /// What it is paid per year, as a share of the debt, WAD.
    pub premium_per_year: u128,
    /// Share of its capital that it pays within [`Fund::window`], WAD.
    pub window_cap: u128,
    /// Seconds of the rolling window.
    pub window: u64,
}

/// What sales do to the market. All shares are WAD. The engines see prices already lowered by [`Depth::displacement`], and
/// who buys from them sells on at [`Depth::slippage`] below that.
pub trait Depth {
    /// By how much the price of `asset` lies below the path's at `time`, because of sales before.
    fn displacement(&self, asset: usize, time: u64) -> u128;
    /// What selling `usd` of `asset` at `time` loses on average to the seller, on top of the displacement.
    fn slippage(&self, asset: usize, time: u64, usd: u128) -> u128;
    /// Sells. A negative sale is a purchase and is told as `bought`.
    fn trade(&mut self, asset: usize, time: u64, sold: u128, bought: u128);
}

/// A market that takes everything at the path's price.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bottomless;

impl Depth for Bottomless {
    fn displacement(&self, _: usize, _: u64) -> u128 {
        0
    }

    fn slippage(&self, _: usize, _: u64, _: u128) -> u128 {
        0
    }

    fn trade(&mut self, _: usize, _: u64, _: u128, _: u128) {}
}

/// A moment of the run, as engines see it.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Unix second.
    pub time: u64,
    /// Price of every asset of the path, in its order, displaced by the sales so far.
    pub prices: &'a [u128],
    /// Assets whose feed has a new round at this moment.
    pub rounds: &'a [usize],
    /// What a unit of debt has grown to since the first moment, by the interest of [`Conditions`], RAY.
    pub growth: u128,
}

/// What an account holds and owes: index of the asset in the path, amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balances {
    /// Held, the borrower's.
    pub collateral: Vec<(usize, u128)>,
    /// Owed.
    pub debt: Vec<(usize, u128)>,
}

/// Market, conditions and record of a run, as an engine may use them.
pub struct Desk<'a> {
    /// The market's answer to sales.
    pub depth: &'a mut dyn Depth,
    /// What surrounds the engines.
    pub conditions: &'a Conditions,
    /// Every sale so far; engines push theirs.
    pub sales: &'a mut Vec<Sale>,
    /// Debts that nobody will pay; engines push theirs, the run settles them with the fund.
    pub losses: &'a mut Vec<Loss>,
    /// What the fund has earned beside its premiums on all debts, USD; engines add theirs.
    pub earned_usd: &'a mut u128,
}

/// A protocol's way of dealing with loans.
pub trait Engine {
    /// Name in reports.
    fn name(&self) -> &str;

    /// Takes the book over at the first moment.
    ///
    /// # Errors
    /// Parameters that contradict themselves, assets without a price, overflow.
    fn open(&mut self, accounts: &[Account], assets: &[String], moment: &Moment<'_>) -> Result<()>;

    /// Lets time pass to the moment, and keepers act.
    ///
    /// # Errors
    /// Overflow.
    fn step(&mut self, moment: &Moment<'_>, desk: &mut Desk<'_>) -> Result<()>;

    /// Whether keepers have to look again before the next price: something is under way.
    fn is_busy(&self) -> bool;

    /// How many accounts it has taken over.
    fn accounts(&self) -> usize;

    /// What an account holds and owes, by its place in the book; debts with interest up to `growth` of [`Moment`].
    fn balances(&self, account: usize, growth: u128) -> Balances;

    /// What an account has paid beside its sales so far, USD: fees, and interest for distress.
    fn charges(&self, _account: usize) -> u128 {
        0
    }
}
