//! What engines do, as plain records. USD in WAD.

use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};

/// Why collateral was sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SaleKind {
    /// A liquidation call of a loan-to-value engine.
    Liquidation,
    /// A slice of a metered unwind.
    Slice,
    /// A fill of an auction.
    Auction,
    /// The insurance fund or the suppliers took it.
    Backstop,
    /// An automatic market maker sold collateral in a fall.
    SoftSale,
    /// An automatic market maker bought collateral back in a rise: `amount` is bought, `repaid` spent.
    SoftPurchase,
}

/// One trade with an account's collateral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// Unix second.
    pub time: u64,
    /// The loan's id.
    pub loan: usize,
    /// Why.
    pub kind: SaleKind,
    /// The collateral, as index into the path's assets.
    pub asset: usize,
    /// The debt that was repaid, likewise.
    pub debt: usize,
    /// Collateral, WAD tokens.
    pub amount: u128,
    /// What was paid for it, WAD USD per whole token.
    pub price: u128,
    /// What it was worth at that moment, WAD USD per whole token.
    pub spot: u128,
    /// Debt repaid, WAD tokens.
    pub repaid: u128,
    /// Value at spot of the collateral, rounded down.
    pub sold_usd: u128,
    /// Value at spot of the debt repaid, rounded down.
    pub repaid_usd: u128,
    /// What the buyer lost to slippage when he sold on.
    pub slippage_usd: u128,
    /// The buyer's gas.
    pub gas_usd: u128,
}

impl Sale {
    /// What the borrower lost by the trade: of a sale the value sold less that repaid, of a purchase the reverse; zero
    /// where he gained.
    #[must_use]
    pub fn penalty_usd(&self) -> u128 {
        match self.kind {
            SaleKind::SoftPurchase => self.repaid_usd.saturating_sub(self.sold_usd),
            _ => self.sold_usd.saturating_sub(self.repaid_usd),
        }
    }

    /// What the borrower gained by the trade, where it went above spot.
    #[must_use]
    pub fn gain_usd(&self) -> u128 {
        match self.kind {
            SaleKind::SoftPurchase => self.sold_usd.saturating_sub(self.repaid_usd),
            _ => self.repaid_usd.saturating_sub(self.sold_usd),
        }
    }

    /// Share of spot that the price lies below it, WAD, rounded down; zero where it lies above.
    #[must_use]
    pub fn discount(&self) -> u128 {
        scale_down(
            self.spot.saturating_sub(self.price),
            WAD,
            self.spot,
            "a discount",
        )
        .unwrap_or(0)
    }

    /// Whether collateral left the account.
    #[must_use]
    pub fn is_forced(&self) -> bool {
        self.kind != SaleKind::SoftPurchase
    }
}

/// Debt that no collateral stands behind any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Unix second.
    pub time: u64,
    /// The loan's id.
    pub loan: usize,
    /// Value of the debt written off at spot, rounded up.
    pub usd: u128,
    /// What the insurance fund paid of it.
    pub insured_usd: u128,
}

/// What became of one loan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ending {
    /// The loan's id.
    pub loan: usize,
    /// Trades by which collateral left.
    pub sales: u64,
    /// First of them, unix second; 0: none.
    pub first_sale: u64,
    /// Last of them.
    pub last_sale: u64,
    /// Collateral sold, at spot.
    pub sold_usd: u128,
    /// Collateral bought back, at spot.
    pub bought_usd: u128,
    /// Debt repaid by sales, at spot.
    pub repaid_usd: u128,
    /// What the borrower lost against spot by trades.
    pub penalty_usd: u128,
    /// What the borrower gained against spot by trades.
    pub gain_usd: u128,
    /// Fees, and interest for distress.
    pub charges_usd: u128,
    /// Debt written off, before insurance.
    pub loss_usd: u128,
    /// Of it paid by the insurance.
    pub insured_usd: u128,
    /// Collateral at the start.
    pub opening_collateral_usd: u128,
    /// Debt at the start.
    pub opening_debt_usd: u128,
    /// Collateral at the end.
    pub final_collateral_usd: u128,
    /// Debt at the end, with interest.
    pub final_debt_usd: u128,
}

impl Ending {
    /// Collateral less debt at the start, zero where debt was more.
    #[must_use]
    pub fn opening_equity_usd(&self) -> u128 {
        self.opening_collateral_usd
            .saturating_sub(self.opening_debt_usd)
    }

    /// Collateral less debt at the end, zero where debt is more.
    #[must_use]
    pub fn final_equity_usd(&self) -> u128 {
        self.final_collateral_usd
            .saturating_sub(self.final_debt_usd)
    }
}

/// Sums over all loans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Loans.
    pub loans: u64,
    /// Loans of which collateral was sold.
    pub loans_sold: u64,
    /// Trades by which collateral left.
    pub sales: u64,
    /// Collateral sold, at spot.
    pub sold_usd: u128,
    /// Collateral bought back, at spot.
    pub bought_usd: u128,
    /// Debt repaid by sales, at spot.
    pub repaid_usd: u128,
    /// What borrowers lost against spot by trades.
    pub penalty_usd: u128,
    /// What borrowers gained against spot by trades.
    pub gain_usd: u128,
    /// Fees, and interest for distress.
    pub charges_usd: u128,
    /// Buyers' slippage.
    pub slippage_usd: u128,
    /// Buyers' gas.
    pub gas_usd: u128,
    /// Debt written off, before insurance.
    pub loss_usd: u128,
    /// Of it paid by the insurance.
    pub insured_usd: u128,
    /// Premiums paid to the fund.
    pub premium_usd: u128,
    /// Debt beyond collateral at the end that is not written off yet.
    pub uncovered_usd: u128,
    /// Equity at the start.
    pub opening_equity_usd: u128,
    /// Equity at the end.
    pub final_equity_usd: u128,
    /// Debt at the start.
    pub opening_debt_usd: u128,
    /// Debt at the end, with interest.
    pub final_debt_usd: u128,
}

/// What an engine did over a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The engine's name.
    pub engine: String,
    /// Symbols, in the path's order: what indices in sales mean.
    pub assets: Vec<String>,
    /// Every trade in order of time.
    pub sales: Vec<Sale>,
    /// Every write-off in order of time.
    pub losses: Vec<Loss>,
    /// Per loan, in the book's order.
    pub endings: Vec<Ending>,
    /// Sums.
    pub totals: Totals,
    /// What the fund holds at the end, USD.
    pub fund_usd: u128,
}

impl Totals {
    /// Sums the endings and the buyers' costs.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(endings: &[Ending], sales: &[Sale]) -> Result<Self> {
        let mut totals = Self::default();
        let add = |sum: &mut u128, value: u128| -> Result<()> {
            *sum = sum
                .checked_add(value)
                .ok_or(Error::Overflow { what: "a total" })?;
            Ok(())
        };
        for ending in endings {
            totals.loans += 1;
            totals.loans_sold += u64::from(ending.sales > 0);
            totals.sales += ending.sales;
            let uncovered = ending
                .final_debt_usd
                .saturating_sub(ending.final_collateral_usd);
            for (sum, value) in [
                (&mut totals.sold_usd, ending.sold_usd),
                (&mut totals.bought_usd, ending.bought_usd),
                (&mut totals.repaid_usd, ending.repaid_usd),
                (&mut totals.penalty_usd, ending.penalty_usd),
                (&mut totals.gain_usd, ending.gain_usd),
                (&mut totals.charges_usd, ending.charges_usd),
                (&mut totals.loss_usd, ending.loss_usd),
                (&mut totals.insured_usd, ending.insured_usd),
                (&mut totals.uncovered_usd, uncovered),
                (&mut totals.opening_equity_usd, ending.opening_equity_usd()),
                (&mut totals.final_equity_usd, ending.final_equity_usd()),
                (&mut totals.opening_debt_usd, ending.opening_debt_usd),
                (&mut totals.final_debt_usd, ending.final_debt_usd),
            ] {
                add(sum, value)?;
            }
        }
        for sale in sales {
            add(&mut totals.slippage_usd, sale.slippage_usd)?;
            add(&mut totals.gas_usd, sale.gas_usd)?;
        }
        Ok(totals)
    }
}
