//! The program of loans that puts protect, and their markets, as one session sees them.

use alloy::primitives::{Address, U256};
use ballast_bindings::IOptionMarket;
use ballast_bindings::option_loan::IOptionLoan::{self, Phase, Status, Terms};
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

/// An offer as it stands, and the puts that protect its loans.
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
    /// What is locked.
    pub collateral: Asset,
    /// Debt tokens for a whole token of the collateral, WAD.
    pub strike: U256,
    /// When loans of it fall due.
    pub due: u64,
    /// Last second in which their puts can be exercised.
    pub until: u64,
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
            expiry: self
                .terms
                .expiry
                .to::<u64>()
                .min(self.due.saturating_sub(1)),
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
    pub state: IOptionLoan::Loan,
    /// Where it stands.
    pub status: Status,
    /// Whose terms hold.
    pub offer: Offer,
    /// Who holds the lender's position.
    pub holder: Address,
}

impl Loan {
    /// Whether anything is owed.
    pub fn lives(&self) -> bool {
        self.state.principal > 0
    }

    /// Whether the position's holder can claim anything.
    pub fn has_claims(&self) -> bool {
        self.state.cash > 0 || self.state.forfeited > 0
    }

    /// Whether anything waits for the borrower.
    pub fn withholds(&self) -> bool {
        let state = &self.state;
        state.withheldCash > 0 || state.withheldCollateral > 0 || state.withheldPuts > 0
    }

    /// What can be done with it, for people.
    pub fn phase(&self) -> &'static str {
        match self.status.phase {
            Phase::Running => "running: repay or roll",
            Phase::Grace => "due: repay, roll, or exercise",
            Phase::Exercisable => "past its grace: repay or roll, or whoever comes first exercises",
            Phase::Late => "its puts have lapsed: repay",
            Phase::Forfeitable => "repay, before anyone makes the collateral the lender's",
            _ => "ended",
        }
    }

    /// The same for programs.
    pub fn phase_name(&self) -> &'static str {
        match self.status.phase {
            Phase::Running => "running",
            Phase::Grace => "grace",
            Phase::Exercisable => "exercisable",
            Phase::Late => "late",
            Phase::Forfeitable => "forfeitable",
            _ => "ended",
        }
    }
}

impl<'a> Desk<'a> {
    /// The deployment's.
    ///
    /// # Errors
    /// Usage where it has none.
    pub fn open(session: &'a Session) -> Result<Self, Failure> {
        let program = Kind::Put.program(session)?;
        Ok(Self { session, program })
    }

    fn refused(&self, error: Error) -> Failure {
        refusal::explain(self.session, Kind::Put, error)
    }

    /// An offer.
    ///
    /// # Errors
    /// Where there is none of this number, or its market does not tell its terms.
    pub async fn offer(&self, number: U256) -> Result<Offer, Failure> {
        let session = self.session;
        let call = IOptionLoan::offerAtCall { offer: number };
        let at = session.read(self.program, &call).await;
        let at = at.map_err(|error| self.refused(error))?;
        let market = at.terms.market;
        let puts = session.read(market, &IOptionMarket::termsCall {}).await?;
        let strike = U256::from(at.terms.strike);
        let call = IOptionMarket::strikeAtCall { strike };
        let strike = session.read(market, &call).await?;
        let due = puts.expiry.to::<u64>();
        Ok(Offer {
            number,
            lender: at.lender,
            debt: session.token(puts.debtAsset).await?,
            collateral: session.token(puts.underlying).await?,
            strike: U256::from(strike.settings.price),
            due,
            until: due.saturating_add(u64::from(puts.window)),
            terms: at.terms,
        })
    }

    /// Every offer that can be taken now. One whose market does not answer is none.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn offers(&self) -> Result<Vec<Offer>, Failure> {
        let (now, mut offers) = (loan::now(self.session).await?, Vec::new());
        for number in Kind::Put.offers(self.session).await? {
            if let Ok(offer) = self.offer(number).await
                && offer.terms.size > 0
                && now <= offer.limits(self.program).expiry
            {
                offers.push(offer);
            }
        }
        Ok(offers)
    }

    /// What a loan of an offer would be now.
    ///
    /// # Errors
    /// As the program and the market refuse.
    pub async fn quote(
        &self,
        offer: U256,
        amount: U256,
    ) -> Result<IOptionLoan::quoteReturn, Failure> {
        let call = IOptionLoan::quoteCall { offer, amount };
        let quote = self.session.read(self.program, &call).await;
        quote.map_err(|error| self.refused(error))
    }

    /// A loan.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn loan(&self, number: U256) -> Result<Loan, Failure> {
        let (session, program) = (self.session, self.program);
        let refused = |error: Error| self.refused(error);
        let call = IOptionLoan::loanAtCall { loan: number };
        let state = session.read(program, &call).await.map_err(refused)?;
        let call = IOptionLoan::statusOfCall { loan: number };
        let status = session.read(program, &call).await.map_err(refused)?;
        let call = IOptionLoan::ownerOfCall { tokenId: number };
        let holder = session.read(program, &call).await.map_err(refused)?;
        let offer = self.offer(U256::from(state.offer)).await?;
        Ok(Loan {
            number,
            state,
            status,
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
        for number in Kind::Put.loans_of(self.session, account).await? {
            let loan = self.loan(number).await?;
            let owes = loan.state.borrower == account && (loan.lives() || loan.withholds());
            let holds = loan.holder == account && (loan.lives() || loan.has_claims());
            if owes || holds {
                loans.push(loan);
            }
        }
        Ok(loans)
    }
}
