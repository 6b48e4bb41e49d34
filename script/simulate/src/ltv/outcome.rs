//! What the loan-to-value engine did. USD in WAD.

use crate::error::{Error, Result};

/// One liquidation call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForcedSale {
    /// Unix second.
    pub time: u64,
    /// The loan's id.
    pub loan: usize,
    /// Symbol of the collateral seized.
    pub collateral: String,
    /// Symbol of the debt repaid.
    pub debt: String,
    /// Collateral seized, WAD tokens.
    pub seized: u128,
    /// Debt repaid, WAD tokens.
    pub repaid: u128,
    /// Value seized at spot, rounded down: the size of the sale.
    pub seized_usd: u128,
    /// Value repaid at spot, rounded down.
    pub repaid_usd: u128,
    /// What the borrower pays beyond his debt: seized less repaid.
    pub penalty_usd: u128,
}

/// Debt written off because no collateral was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LenderLoss {
    /// Unix second.
    pub time: u64,
    /// The loan's id.
    pub loan: usize,
    /// Value of the debt at spot, rounded up.
    pub usd: u128,
}

/// What became of one loan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoanOutcome {
    /// The loan's id.
    pub id: usize,
    /// Liquidation calls.
    pub liquidations: u64,
    /// Collateral sold by force, at spot.
    pub sold_usd: u128,
    /// Debt repaid by it, at spot.
    pub repaid_usd: u128,
    /// The borrower's penalty.
    pub penalty_usd: u128,
    /// The lenders' loss, at spot when it was written off.
    pub lender_loss_usd: u128,
    /// Collateral less debt at the start (0 if debt was more).
    pub opening_equity_usd: u128,
    /// Collateral at the end.
    pub final_collateral_usd: u128,
    /// Debt at the end, with interest.
    pub final_debt_usd: u128,
    /// Collateral less debt at the end (0 if debt is more).
    pub final_equity_usd: u128,
}

/// Sums over all loans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Loans.
    pub loans: u64,
    /// Loans liquidated at least once.
    pub liquidated_loans: u64,
    /// Liquidation calls.
    pub liquidations: u64,
    /// Collateral sold by force, at spot.
    pub sold_usd: u128,
    /// Debt repaid by it, at spot.
    pub repaid_usd: u128,
    /// The borrowers' penalties.
    pub penalty_usd: u128,
    /// The lenders' losses.
    pub lender_loss_usd: u128,
    /// Equity at the start.
    pub opening_equity_usd: u128,
    /// Equity at the end.
    pub final_equity_usd: u128,
    /// Debt at the end, with interest.
    pub final_debt_usd: u128,
}

/// What the engine did over a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LtvOutcome {
    /// Per loan, in the order given.
    pub loans: Vec<LoanOutcome>,
    /// Every liquidation call in order of time.
    pub sales: Vec<ForcedSale>,
    /// Every write-off in order of time.
    pub losses: Vec<LenderLoss>,
    /// Sums over all loans.
    pub totals: Totals,
}

impl Totals {
    /// Sums the loans.
    ///
    /// # Errors
    /// [`Error::Overflow`].
    pub fn of(loans: &[LoanOutcome]) -> Result<Self> {
        let mut totals = Self::default();
        for loan in loans {
            totals.loans += 1;
            totals.liquidated_loans += u64::from(loan.liquidations > 0);
            totals.liquidations += loan.liquidations;
            for (sum, value) in [
                (&mut totals.sold_usd, loan.sold_usd),
                (&mut totals.repaid_usd, loan.repaid_usd),
                (&mut totals.penalty_usd, loan.penalty_usd),
                (&mut totals.lender_loss_usd, loan.lender_loss_usd),
                (&mut totals.opening_equity_usd, loan.opening_equity_usd),
                (&mut totals.final_equity_usd, loan.final_equity_usd),
                (&mut totals.final_debt_usd, loan.final_debt_usd),
            ] {
                *sum = sum
                    .checked_add(value)
                    .ok_or(Error::Overflow { what: "a total" })?;
            }
        }
        Ok(totals)
    }
}
