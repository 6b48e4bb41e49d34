//! The program of term loans, as one session sees it.

use alloy::primitives::{Address, U256};
use ballast_bindings::term_loan::ITermLoan::{self, Step, Terms};
use ballast_deploy::Error;

use super::plan::{self, Payment, Standing};
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
    /// Of a custom plan.
    pub steps: Vec<Step>,
    /// What is lent.
    pub debt: Asset,
    /// What is locked.
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
}

/// A loan as it stands.
#[derive(Clone, Debug)]
pub struct Loan {
    /// From 1.
    pub number: U256,
    /// As stored.
    pub state: ITermLoan::Loan,
    /// As if settled.
    pub owed: ITermLoan::owedReturn,
    /// Whose terms hold.
    pub offer: Offer,
    /// Who holds the lender's position.
    pub holder: Address,
    /// What can still be paid.
    pub payments: Vec<Payment>,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        !self.owed.principal.is_zero()
    }

    /// Whether the position's holder can claim anything, or will once it is settled.
    pub fn has_claims(&self) -> bool {
        self.state.cash > 0 || self.state.forfeited > 0 || !self.owed.forfeits.is_zero()
    }

    /// Collateral that the position's holder can claim, what is missed and not settled yet included.
    pub fn forfeited(&self) -> U256 {
        U256::from(self.state.forfeited).saturating_add(self.owed.forfeits)
    }

    /// Collateral that is locked once it is settled.
    pub fn locked(&self) -> U256 {
        U256::from(self.state.collateral).saturating_sub(self.owed.forfeits)
    }
}

impl<'a> Desk<'a> {
    /// The deployment's.
    ///
    /// # Errors
    /// Usage where it has none.
    pub fn open(session: &'a Session) -> Result<Self, Failure> {
        let program = Kind::Term.program(session)?;
        Ok(Self { session, program })
    }

    /// Time of the newest block.
    pub async fn now(&self) -> Result<u64, Failure> {
        loan::now(self.session).await
    }

    /// An offer.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn offer(&self, number: U256) -> Result<Offer, Failure> {
        let call = ITermLoan::offerAtCall { offer: number };
        let at = self.session.read(self.program, &call).await;
        let at = at.map_err(|error| refusal::explain(self.session, Kind::Term, error))?;
        let debt = self.session.token(at.terms.debtAsset).await?;
        let collateral = self.session.token(at.terms.collateralAsset).await?;
        Ok(Offer {
            number,
            lender: at.lender,
            terms: at.terms,
            steps: at.steps,
            debt,
            collateral,
        })
    }

    /// Every offer that can be taken now.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn offers(&self) -> Result<Vec<Offer>, Failure> {
        let numbers = Kind::Term.offers(self.session).await?;
        let (now, mut offers) = (self.now().await?, Vec::new());
        for number in numbers {
            let offer = self.offer(number).await?;
            if offer.terms.size > 0 && now <= offer.terms.expiry.to() {
                offers.push(offer);
            }
        }
        Ok(offers)
    }

    /// A loan.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn loan(&self, number: U256) -> Result<Loan, Failure> {
        let refused = |error: Error| refusal::explain(self.session, Kind::Term, error);
        let (session, program) = (self.session, self.program);
        let call = ITermLoan::loanAtCall { loan: number };
        let state = session.read(program, &call).await.map_err(refused)?;
        let call = ITermLoan::owedCall { loan: number };
        let owed = session.read(program, &call).await.map_err(refused)?;
        let call = ITermLoan::ownerOfCall { tokenId: number };
        let holder = session.read(program, &call).await.map_err(refused)?;
        let offer = self.offer(U256::from(state.offer)).await?;
        let (standing, now) = (Standing::of(&state), self.now().await?);
        let payments = plan::payments(&offer.terms, &offer.steps, &standing, now)
            .map_err(|error| Failure::Failed(format!("the plan of loan {number}: {error:?}")))?;
        Ok(Loan {
            number,
            state,
            owed,
            offer,
            holder,
            payments,
        })
    }

    /// Loans that an account owes or has unlocked collateral in, and those whose positions it holds and something is owed to or
    /// can be claimed of.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn loans_of(&self, account: Address) -> Result<Vec<Loan>, Failure> {
        let numbers = Kind::Term.loans_of(self.session, account).await?;
        let mut loans = Vec::new();
        for number in numbers {
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
