//! The program of collars, its bids and its loans, as one session sees them.

use alloy::primitives::{Address, U256};
use ballast_bindings::collar::ICollar::{self, Bid, Call, Collar, Phase, Status};
use ballast_bindings::{IOptionLoan, IOptionMarket};
use ballast_deploy::Error;

use crate::amount::{Amount, duration};
use crate::failure::Failure;
use crate::loan::{self, Kind, refusal};
use crate::put::desk as put;
use crate::session::{Asset, Session};

/// The program.
#[derive(Debug)]
pub struct Desk<'a> {
    /// Whose.
    pub session: &'a Session,
    /// Where.
    pub program: Address,
}

/// A bid as it stands, and what its calls are on.
#[derive(Clone, Debug)]
pub struct Offered {
    /// From 1.
    pub number: U256,
    /// Whose cash it is.
    pub buyer: Address,
    /// `size` being what is left.
    pub terms: Bid,
    /// What calls are paid in.
    pub debt: Asset,
    /// What they are on.
    pub collateral: Asset,
    /// When their market expires, and they can be exercised.
    pub from: u64,
    /// Last second of that.
    pub until: u64,
}

/// A collar as it stands.
#[derive(Clone, Debug)]
pub struct Held {
    /// From 1.
    pub number: U256,
    /// As stored.
    pub state: Collar,
    /// Where it stands.
    pub status: Status,
    /// Whose terms the call has.
    pub bid: Offered,
    /// Who holds the call.
    pub holder: Address,
    /// Principal of its loan; zero where that is repaid or released.
    pub principal: U256,
    /// Collateral that is locked in it.
    pub locked: U256,
    /// Its rate, WAD per year.
    pub rate: U256,
}

impl Held {
    /// Whether its loan is owed.
    pub fn lives(&self) -> bool {
        !self.principal.is_zero()
    }

    /// Whether its owner can claim anything now, or once the call is over.
    pub fn waits(&self) -> bool {
        let status = &self.status;
        !(status.cash.is_zero() && status.collateral.is_zero() && status.puts.is_zero())
    }

    /// Whether its call can still be exercised, now or later.
    pub fn is_called(&self) -> bool {
        self.state.call == Call::Open && self.status.phase != Phase::Over
    }

    /// What can be done with it, for people.
    pub fn phase(&self) -> &'static str {
        match self.status.phase {
            Phase::Running => "running: repay, which frees the puts and not the collateral",
            Phase::Callable => "the call's holder may exercise it",
            _ if self.lives() => "its owner's alone: repay, exercise the puts, or release",
            _ => "ended: claim what is left",
        }
    }

    /// The same for programs.
    pub fn phase_name(&self) -> &'static str {
        match self.status.phase {
            Phase::Running => "running",
            Phase::Callable => "callable",
            _ => "over",
        }
    }

    /// What became of the call, for programs.
    pub fn call_name(&self) -> &'static str {
        match self.state.call {
            Call::Open if self.is_called() => "open",
            Call::Open => "lapsed",
            Call::Exercised => "exercised",
            _ => "cancelled",
        }
    }
}

impl<'a> Desk<'a> {
    /// The deployment's.
    ///
    /// # Errors
    /// Usage where it has none.
    pub fn open(session: &'a Session) -> Result<Self, Failure> {
        let program = Kind::Collar.program(session)?;
        Ok(Self { session, program })
    }

    /// Words for what failed.
    pub fn refused(&self, error: Error) -> Failure {
        refusal::explain(self.session, Kind::Collar, error)
    }

    /// A bid.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn bid(&self, number: U256) -> Result<Offered, Failure> {
        let session = self.session;
        let call = ICollar::bidAtCall { bid: number };
        let at = session.read(self.program, &call).await;
        let at = at.map_err(|error| self.refused(error))?;
        let terms = session
            .read(at.terms.market, &IOptionMarket::termsCall {})
            .await?;
        let from = terms.expiry.to::<u64>();
        Ok(Offered {
            number,
            buyer: at.buyer,
            debt: session.token(terms.debtAsset).await?,
            collateral: session.token(terms.underlying).await?,
            from,
            until: from.saturating_add(u64::from(at.terms.window)),
            terms: at.terms,
        })
    }

    /// Every bid that can be taken now.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn bids(&self, now: u64) -> Result<Vec<Offered>, Failure> {
        let mut bids = Vec::new();
        for number in Kind::Collar.offers(self.session).await? {
            let bid = self.bid(number).await?;
            if bid.terms.size > 0 && now <= bid.terms.expiry.to::<u64>() && now < bid.from {
                bids.push(bid);
            }
        }
        Ok(bids)
    }

    /// What a collar would be now.
    ///
    /// # Errors
    /// As the program refuses.
    pub async fn quote(
        &self,
        offer: U256,
        amount: U256,
        bid: U256,
    ) -> Result<ICollar::quoteReturn, Failure> {
        let call = ICollar::quoteCall { offer, amount, bid };
        let quote = self.session.read(self.program, &call).await;
        quote.map_err(|error| self.refused(error))
    }

    /// A collar.
    ///
    /// # Errors
    /// Where there is none of this number.
    pub async fn collar(&self, number: U256) -> Result<Held, Failure> {
        let (session, program) = (self.session, self.program);
        let refused = |error: Error| self.refused(error);
        let call = ICollar::collarAtCall { collar: number };
        let state = session.read(program, &call).await.map_err(refused)?;
        let call = ICollar::statusOfCall { collar: number };
        let status = session.read(program, &call).await.map_err(refused)?;
        let call = ICollar::ownerOfCall { tokenId: number };
        let holder = session.read(program, &call).await.map_err(refused)?;
        let bid = self.bid(U256::from(state.bid)).await?;
        let (mut principal, mut locked, mut rate) = (U256::ZERO, U256::ZERO, U256::ZERO);
        if state.loan > 0 {
            let loans = Kind::Put.program(session)?;
            let call = IOptionLoan::loanAtCall {
                loan: U256::from(state.loan),
            };
            let loan = session.read(loans, &call).await.map_err(refused)?;
            let call = IOptionLoan::offerAtCall {
                offer: U256::from(loan.offer),
            };
            let offer = session.read(loans, &call).await.map_err(refused)?;
            (principal, locked) = (U256::from(loan.principal), U256::from(loan.collateral));
            rate = U256::from(offer.terms.rate);
        }
        Ok(Held {
            number,
            state,
            status,
            bid,
            holder,
            principal,
            locked,
            rate,
        })
    }

    /// Collars that an account owns and owes or awaits something of, and those whose calls it holds and can still exercise.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn collars_of(&self, account: Address) -> Result<Vec<Held>, Failure> {
        let mut collars = Vec::new();
        for number in Kind::Collar.loans_of(self.session, account).await? {
            let collar = self.collar(number).await?;
            let owns = collar.state.owner == account && (collar.lives() || collar.waits());
            let holds = collar.holder == account && collar.is_called();
            if owns || holds {
                collars.push(collar);
            }
        }
        Ok(collars)
    }
}

/// A collar that would be opened: an offer of loans, so much of it, and a bid.
#[derive(Debug)]
pub struct Match {
    /// Of protected loans.
    pub offer: put::Offer,
    /// Units of it.
    pub amount: U256,
    /// For the call.
    pub bid: Offered,
    /// What the program tells of them.
    pub quote: ICollar::quoteReturn,
}

impl Desk<'_> {
    /// An offer and a bid with what they come to.
    ///
    /// # Errors
    /// Where there is none of these numbers, or the program refuses.
    pub async fn matched(&self, offer: U256, amount: &Amount, bid: U256) -> Result<Match, Failure> {
        let loans = put::Desk::open(self.session)?;
        let bid = self.bid(bid).await?;
        let offer = loans.offer(offer).await?;
        let amount = offer.limits(loans.program).wanted(amount)?;
        let quote = self.quote(offer.number, amount, bid.number).await?;
        Ok(Match {
            offer,
            amount,
            bid,
            quote,
        })
    }

    /// Why a collar cannot be had now, if it cannot.
    ///
    /// # Errors
    /// Of the endpoint.
    pub async fn obstacle(&self, one: &Match, now: u64) -> Result<Option<String>, Failure> {
        let (session, bid, terms) = (self.session, &one.bid, &one.bid.terms);
        let mut limits = one.offer.limits(Kind::Put.program(session)?);
        // This program borrows, for who calls.
        if limits.allowed == self.program {
            limits.allowed = Address::ZERO;
        }
        let not_this = !limits.allowed.is_zero() && limits.allowed == session.account;
        if not_this {
            let text = "no: the offer is for this account, and not for the program of collars";
            return Ok(Some(text.to_owned()));
        }
        if let Some(text) = limits.obstacle(session, one.amount, now).await? {
            return Ok(Some(text));
        }
        let (locked, left) = (one.quote.collateral, U256::from(terms.size));
        let say = |amount| bid.collateral.say(amount);
        let (window, grace) = (u64::from(terms.window), u64::from(one.offer.terms.grace));
        let text = if terms.market != one.offer.terms.market {
            "no: the bid is for calls of another market than the offer's puts".to_owned()
        } else if left.is_zero() || now > terms.expiry.to::<u64>() {
            "no: the bid has ended".to_owned()
        } else if locked > left {
            format!(
                "no: the bid is for {} more, and the loan locks {}",
                say(left),
                say(locked)
            )
        } else if locked < U256::from(terms.least) && locked < left {
            format!(
                "no: the bid takes {} at least",
                say(U256::from(terms.least))
            )
        } else if U256::from(terms.strike) < one.offer.strike {
            "no: the call's strike is below the puts'".to_owned()
        } else if grace < window.saturating_add(3_600) {
            format!(
                "no: the offer's grace ends less than an hour after the call's window of {}",
                duration(U256::from(window))
            )
        } else if !loan::admits(session, terms.allowed).await {
            format!("no: the bid is not for {}", session.account)
        } else {
            let there = loan::payable(session, &bid.debt, bid.buyer, self.program).await?;
            if there >= one.quote.callPremium {
                return Ok(None);
            }
            let there = bid.debt.say(there);
            format!("no: its buyer has, or allows, only {there}")
        };
        Ok(Some(text))
    }
}
