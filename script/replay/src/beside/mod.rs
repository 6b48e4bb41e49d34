//! Loans without liquidation beside the book: loans of the book once more, on the same collateral, through the same prices.
//!
//! A module for each kind opens its loans, does at their moments what their borrowers do, and tells from the chain's events
//! what everybody ended with.

mod growth;
mod put;
mod term;
mod twin;

use clap::ValueEnum;
use serde::Serialize;

use crate::endpoint::Endpoint;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::market::Market;
use crate::opening::Parties;
use crate::summary::Usd;
use ballast_simulate::Path;

/// A kind of loans without liquidation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Fixed rate and dates, locked collateral, instalments that may be missed.
    Term,
    /// Protected by puts of a market that is made for them, and exercised where nobody repays.
    Put,
    /// The collateral's yield repays them, at no date.
    Growth,
}

/// The loans that are carried beside the book.
#[derive(Debug, Default)]
pub struct Beside {
    term: Option<term::Loans>,
    put: Option<put::Loans>,
    growth: Option<growth::Loans>,
}

/// How one loan ended, at the last prices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct End {
    /// Whose loan of the book it is once more.
    pub owner: String,
    /// What was locked.
    pub locked: String,
    /// Lent.
    pub lent: Usd,
    /// Per year; WAD as dollars are.
    pub rate: Usd,
    /// Paid for puts.
    pub premium: Usd,
    /// Paid back, interest included.
    pub paid: Usd,
    /// Still owed at the end.
    pub owed: Usd,
    /// Payments: instalments, repayments, sales of growth.
    pub instalments_paid: u64,
    /// Instalments missed, which forfeited their share; puts that were exercised.
    pub instalments_missed: u64,
    /// Collateral that came back.
    pub unlocked: Usd,
    /// Collateral that became the lender's, or went to the writers of puts.
    pub forfeited: Usd,
    /// What the borrower has of all this: what was lent less what was paid, and collateral less what is owed on it.
    pub borrower: Usd,
    /// What the same loan of the pool left its borrower with: what was lent, and collateral less debt.
    pub in_pool: Usd,
    /// What the lender gained: what was paid and forfeited, less what was lent.
    pub lender: Usd,
    /// What the writers of its puts gained: the premium, and what they were delivered less what they paid.
    pub writers: Usd,
}

/// The loans of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Of which kind.
    pub kind: String,
    /// How they were lent and how their borrowers act, in a sentence.
    pub terms: String,
    /// Collateral taken before its date, by whatever: what no price may do.
    pub forced_sales: u64,
    /// Who bears what a fall costs, in half a sentence.
    pub bears: String,
    /// Each of them.
    pub loans: Vec<End>,
    /// All of them.
    pub all: End,
}

impl Group {
    /// Sums its loans up.
    fn sum(&mut self) {
        let mut all = End {
            owner: "all".to_owned(),
            ..End::default()
        };
        for loan in &self.loans {
            for (sum, part) in [
                (&mut all.lent, loan.lent),
                (&mut all.premium, loan.premium),
                (&mut all.paid, loan.paid),
                (&mut all.owed, loan.owed),
                (&mut all.writers, loan.writers),
                (&mut all.unlocked, loan.unlocked),
                (&mut all.forfeited, loan.forfeited),
                (&mut all.borrower, loan.borrower),
                (&mut all.in_pool, loan.in_pool),
                (&mut all.lender, loan.lender),
            ] {
                sum.0 = sum.0.saturating_add(part.0);
            }
            all.instalments_paid += loan.instalments_paid;
            all.instalments_missed += loan.instalments_missed;
        }
        self.all = all;
    }
}

impl Kind {
    /// Whether these prices last long enough for it.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] where they do not.
    pub fn check(self, path: &Path) -> Result<()> {
        match self {
            Self::Term => term::dates(path).map(|_| ()),
            Self::Put => put::dates(path).map(|_| ()),
            Self::Growth => Ok(()),
        }
    }
}

impl Beside {
    /// Opens loans of these kinds, by transactions.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] where the prices do not last long enough; as [`crate::opening::open_book`].
    pub async fn open(
        kinds: &[Kind],
        endpoint: &Endpoint,
        market: &mut Market,
        parties: &Parties,
        path: &Path,
    ) -> Result<Self> {
        let mut beside = Self::default();
        if kinds.contains(&Kind::Term) {
            beside.term = Some(term::Loans::open(endpoint, market, parties, path).await?);
        }
        if kinds.contains(&Kind::Put) {
            beside.put = Some(put::Loans::open(endpoint, market, parties, path).await?);
        }
        if kinds.contains(&Kind::Growth) {
            beside.growth = Some(growth::Loans::open(endpoint, market, parties, path).await?);
        }
        Ok(beside)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let counts = [
            self.term.as_ref().map_or(0, term::Loans::count),
            self.put.as_ref().map_or(0, put::Loans::count),
            self.growth.as_ref().map_or(0, growth::Loans::count),
        ];
        counts.into_iter().sum()
    }

    /// Seconds of the path at which borrowers do something, or a rate is told.
    #[must_use]
    pub fn moments(&self, market: &Market) -> Vec<u64> {
        let mut moments = Vec::new();
        if let Some(loans) = &self.term {
            moments.extend(loans.moments(market.shift));
        }
        if let Some(loans) = &self.put {
            moments.extend(loans.moments(market.shift));
        }
        if let Some(loans) = &self.growth {
            moments.extend(loans.moments());
        }
        moments
    }

    /// Does what borrowers do at this second of the path.
    ///
    /// # Errors
    /// [`crate::Error::Rpc`], [`crate::Error::Transaction`].
    pub async fn act(&mut self, endpoint: &Endpoint, market: &Market, time: u64) -> Result<()> {
        if let Some(loans) = &mut self.term {
            loans.act(endpoint, market, time).await?;
        }
        if let Some(loans) = &mut self.put {
            loans.act(endpoint, market, time).await?;
        }
        if let Some(loans) = &mut self.growth {
            loans.act(endpoint, time).await?;
        }
        Ok(())
    }

    /// How everything ended, and what does not add up.
    ///
    /// # Errors
    /// [`crate::Error::Rpc`], [`crate::Error::Overflow`].
    pub async fn results(
        &self,
        endpoint: &Endpoint,
        market: &Market,
        ledger: &Ledger,
    ) -> Result<(Vec<Group>, Vec<String>)> {
        let mut told = Vec::new();
        if let Some(loans) = &self.term {
            told.push(loans.result(endpoint, market, ledger).await?);
        }
        if let Some(loans) = &self.put {
            told.push(loans.result(endpoint, market, ledger).await?);
        }
        if let Some(loans) = &self.growth {
            told.push(loans.result(endpoint, market, ledger).await?);
        }
        let (mut groups, mut wrong) = (Vec::new(), Vec::new());
        for (mut group, more) in told {
            group.sum();
            groups.push(group);
            wrong.extend(more);
        }
        Ok((groups, wrong))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_the_sum_of_its_loans() {
        let end = |lent, lender, missed| End {
            lent: Usd(lent),
            lender: Usd(lender),
            instalments_missed: missed,
            ..End::default()
        };
        let mut group = Group {
            loans: vec![end(5, -2, 1), end(7, 3, 2)],
            ..Group::default()
        };
        group.sum();
        let all = &group.all;
        assert_eq!(
            (all.lent, all.lender, all.instalments_missed),
            (Usd(12), Usd(1), 3)
        );
    }
}
