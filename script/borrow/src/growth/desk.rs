//! The program of loans that yield repays, as one session sees it.

use alloy::primitives::{Address, U256};
use ballast_bindings::yield_loan::IYieldLoan::{self, Terms};
use ballast_deploy::Error;

use crate::failure::Failure;
use crate::loan::{self, Kind, Limits, refusal};
use crate::session::{Asset, Session};

/// The program.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Whose.
    pub session: &'a Session,
    /// Where.
    pub program: Address,
}

/// An offer as it stands.
#[derive(Clone, Debug)]
pub struct Offer {
    /// From 1.
    pub number: U256,
    /// Whose cash it is.
    pub lender: Address,
    /// `size` being what is left.
    pub terms: Terms,
    /// What is lent.
    pub debt: Asset,
    /// Shares that are locked.
    pub collateral: Asset,
}

impl Offer {
    /// What limits who takes it.
    pub fn limits(&self, program: Address) -> Limits<'_> {
        Limits {
            program,
            debt: &self.debt,
            lender: self.lender,
            left: U256::from(self.terms.size),
            least: U256::from(self.terms.least),
            expiry: self.terms.expiry.to(),
            allowed: self.terms.allowed,
        }
    }

    /// Whether growth is sold; else it is handed to the lender.
    pub const fn sells(&self) -> bool {
        self.terms.discount > 0
    }
}

/// A loan as it stands.
#[derive(Clone, Debug)]
pub struct Loan {
    /// From 1.
    pub number: U256,
    /// As stored.
    pub state: IYieldLoan::Loan,
    /// As if settled.
    pub owed: IYieldLoan::owedReturn,
    /// What can be harvested; none while the offer's oracle tells no rate.
    pub growth: Option<IYieldLoan::growthReturn>,
    /// Whose terms hold.
    pub offer: Offer,
    /// Who holds the lender's position.
    pub holder: Address,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        !self.owed.principal.is_zero()
    }

    /// Principal and interest.
    pub fn all(&self) -> U256 {
        self.owed.principal.saturating_add(self.owed.interest)
    }

    /// Shares that are locked once it is settled.
    pub fn locked(&self) -> U256 {
        U256::from(self.state.collateral).saturating_sub(self.owed.forfeits)
    }

    /// Shares that the position's holder can claim, what is missed and not settled yet included.
    pub fn shares(&self) -> U256 {
        U256::from(self.state.shares).saturating_add(self.owed.forfeits)
    }

    /// Whether the position's holder can claim anything.
    pub fn has_claims(&self) -> bool {
        self.state.cash > 0 || !self.shares().is_zero()
    }

    /// The rate that holds, WAD per year.
    pub const fn rate(&self) -> u64 {
        if self.state.turned {
            self.offer.terms.termRate
        } else {
            self.offer.terms.rate
        }
    }
}

impl<'a> Desk<'a> {
    /// The deployment's.
    ///
    /// # Errors
    /// Usage where it has none.
    pub fn open(session: &'a Session) -> Result<Self, Failure> {
        let program = Kind::Growth.program(session)?;
        Ok(Self { session, program })
    }

    fn refused(&self, error: Error) -> Failure {
        refusal::explain(self.session, Kind::Growth, error)
    }

    /// An offer.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn offer(&self, number: U256) -> Result<Offer, Failure> {
        let call = IYieldLoan::offerAtCall { offer: number };
        let at = self.session.read(self.program, &call).await;
        let at = at.map_err(|error| self.refused(error))?;
        Ok(Offer {
            number,
            lender: at.lender,
            debt: self.session.token(at.terms.debtAsset).await?,
            collateral: self.session.token(at.terms.collateralAsset).await?,
            terms: at.terms,
        })
    }

    /// Every offer that can be taken now.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn offers(&self) -> Result<Vec<Offer>, Failure> {
        let (now, mut offers) = (loan::now(self.session).await?, Vec::new());
        for number in Kind::Growth.offers(self.session).await? {
            let offer = self.offer(number).await?;
            if offer.terms.size > 0 && now <= offer.terms.expiry.to() {
                offers.push(offer);
            }
        }
        Ok(offers)
    }

    /// Shares that a loan would lock now.
    ///
    /// # Errors
    /// As the program refuses.
    pub async fn collateral_for(&self, offer: U256, amount: U256) -> Result<U256, Failure> {
        let call = IYieldLoan::collateralForCall { offer, amount };
        let needed = self.session.read(self.program, &call).await;
        needed.map_err(|error| self.refused(error))
    }

    /// A loan.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn loan(&self, number: U256) -> Result<Loan, Failure> {
        let (session, program) = (self.session, self.program);
        let refused = |error: Error| self.refused(error);
        let call = IYieldLoan::loanAtCall { loan: number };
        let state = session.read(program, &call).await.map_err(refused)?;
        let call = IYieldLoan::owedCall { loan: number };
        let owed = session.read(program, &call).await.map_err(refused)?;
        let call = IYieldLoan::ownerOfCall { tokenId: number };
        let holder = session.read(program, &call).await.map_err(refused)?;
        let call = IYieldLoan::growthCall { loan: number };
        let growth = match session.read(program, &call).await {
            Ok(growth) => Some(growth),
            Err(Error::Reverted { .. }) => None,
            Err(error) => return Err(error.into()),
        };
        let offer = self.offer(U256::from(state.offer)).await?;
        Ok(Loan {
            number,
            state,
            owed,
            growth,
            offer,
            holder,
        })
    }

    /// Loans of which an account owes or awaits something, and those whose positions it holds and something is owed to or can be
    /// claimed of.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn loans_of(&self, account: Address) -> Result<Vec<Loan>, Failure> {
        let mut loans = Vec::new();
        for number in Kind::Growth.loans_of(self.session, account).await? {
            let loan = self.loan(number).await?;
            let owes = loan.state.borrower == account && (loan.lives() || loan.state.withheld > 0);
            let holds = loan.holder == account && (loan.lives() || loan.has_claims());
            if owes || holds {
                loans.push(loan);
            }
        }
        Ok(loans)
    }
}
