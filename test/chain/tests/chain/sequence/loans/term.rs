//! Term loans: TERM-1.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use ballast_bindings::ITermLoan;
use ballast_bindings::term_loan::ITermLoan::{Kind, Loan, Step, Terms as Offered};
use ballast_chain_tests::outcome;
use rand::Rng;

use super::super::world::{Role, World};
use super::{TOKENS, named, number};
use crate::sequence::market::LST;

/// Debts and collaterals.
const PAIRS: [(&str, &str); 3] = [("USDC", "ETH"), ("ETH", "USDC"), ("USDC", LST)];

/// What is known of term loans.
#[derive(Clone)]
pub struct Terms {
    pub at: Address,
    /// By their numbers, from 1.
    loans: Vec<Loan>,
    /// Of each loan, debt and collateral.
    pairs: Vec<(Address, Address)>,
    offers: usize,
}

impl Terms {
    pub fn new(at: Address) -> Self {
        Self {
            at,
            loans: Vec::new(),
            pairs: Vec::new(),
            offers: 0,
        }
    }

    fn running(&self) -> Vec<usize> {
        let all = 1..=self.loans.len();
        all.filter(|id| self.loans[id - 1].principal > 0).collect()
    }

    fn claimable(&self) -> Vec<usize> {
        let all = 1..=self.loans.len();
        let owes = |loan: &Loan| loan.cash > 0 || loan.forfeited > 0;
        all.filter(|id| owes(&self.loans[id - 1])).collect()
    }
}

impl World {
    /// Somebody does something with a term loan.
    pub async fn term_loans(&mut self) {
        let at = self.loans().term.at;
        match self.below(24) {
            0..4 => self.offer_term().await,
            4..10 => {
                let offers = self.loans().term.offers;
                let offer = self.one_of(&(1..=offers).collect::<Vec<_>>(), offers);
                let call = ITermLoan::takeCall {
                    offer,
                    amount: self.part_of_offer(at, offer).await,
                    most: U256::MAX,
                    receiver: self.actor().address(),
                };
                let actor = self.mostly(Role::Borrower);
                let about = format!("{} of offer {offer}", call.amount);
                self.act("term: take", &actor, at, &call, &about).await;
            }
            10..14 => {
                let (loan, borrower) = self.running_term();
                let actor = self.who(borrower);
                let call = ITermLoan::payInstalmentCall {
                    loan,
                    most: U256::MAX,
                    receiver: actor.address(),
                };
                self.act("term: pay", &actor, at, &call, &loan.to_string())
                    .await;
            }
            14..17 => {
                let (loan, borrower) = self.running_term();
                let actor = self.who(borrower);
                let known = self.known_term(loan);
                let principal = self.some_of(number(known.map_or(1, |loan| loan.principal)));
                let call = ITermLoan::repayCall {
                    loan,
                    principal,
                    most: U256::MAX,
                    receiver: actor.address(),
                };
                let about = format!("{principal} of {loan}");
                self.act("term: repay", &actor, at, &call, &about).await;
            }
            17 => {
                let (loan, _) = self.running_term();
                let actor = self.actor();
                let call = ITermLoan::settleCall { loan };
                self.act("term: settle", &actor, at, &call, &loan.to_string())
                    .await;
            }
            18..20 => {
                let (loan, borrower) = self.running_term();
                let actor = self.who(borrower);
                let offers = self.loans().term.offers;
                let offer = self.one_of(&(1..=offers).collect::<Vec<_>>(), offers);
                let call = ITermLoan::refinanceCall {
                    loan,
                    offer,
                    amount: self.part_of_offer(at, offer).await,
                    mostCollateral: U256::MAX,
                    mostPaid: U256::MAX,
                    receiver: actor.address(),
                };
                let about = format!("{loan} by offer {offer}");
                self.act("term: refinance", &actor, at, &call, &about).await;
            }
            20..22 => {
                let claimable = self.loans().term.claimable();
                let most = self.loans().term.loans.len();
                let loan = self.one_of(&claimable, most);
                let actor = self.holder_of(at, loan).await;
                let call = ITermLoan::claimCall {
                    loan,
                    cash: U256::MAX,
                    collateral: U256::MAX,
                    receiver: actor.address(),
                };
                self.act("term: claim", &actor, at, &call, &loan.to_string())
                    .await;
            }
            22 => {
                let (loan, _) = self.running_term();
                let actor = self.holder_of(at, loan).await;
                let call = ITermLoan::transferFromCall {
                    from: actor.address(),
                    to: self.actor().address(),
                    tokenId: loan,
                };
                self.act("term: hand on", &actor, at, &call, &loan.to_string())
                    .await;
            }
            _ => {
                let offers = self.loans().term.offers;
                let offer = self.one_of(&(1..=offers).collect::<Vec<_>>(), offers);
                let lender = if offer.is_zero() {
                    Address::ZERO
                } else {
                    let call = ITermLoan::offerAtCall { offer };
                    let data = self.try_read(at, &call).await;
                    data.map_or(Address::ZERO, |known| known.lender)
                };
                let actor = self.who(lender);
                let call = ITermLoan::cancelOfferCall { offer };
                self.act("term: cancel", &actor, at, &call, &offer.to_string())
                    .await;
            }
        }
    }

    fn known_term(&mut self, loan: U256) -> Option<Loan> {
        let id = usize::try_from(loan).ok()?.checked_sub(1)?;
        self.loans().term.loans.get(id).cloned()
    }

    fn running_term(&mut self) -> (U256, Address) {
        let running = self.loans().term.running();
        let most = self.loans().term.loans.len();
        let loan = self.one_of(&running, most);
        let borrower = self.known_term(loan).map(|loan| loan.borrower);
        (loan, borrower.unwrap_or_default())
    }

    /// Some of what is left of an offer.
    async fn part_of_offer(&mut self, at: Address, offer: U256) -> U256 {
        let call = ITermLoan::offerAtCall { offer };
        let known = self.try_read(at, &call).await;
        let left = known.map_or(1, |known| known.terms.size);
        self.some_of(number(left / 3))
    }

    async fn offer_term(&mut self) {
        let at = self.loans().term.at;
        let actor = self.mostly(Role::Supplier);
        let (debt, collateral) = PAIRS[self.below(PAIRS.len())];
        let size = self.purse(&actor, debt, 2).await;
        let share: u16 = self.random.random_range(3_000..9_500);
        let usd = self.prices[Self::index(collateral)] * f64::from(share) / 1e4;
        let fixed = self.below(2) == 0;
        let per = self.units(Self::index(debt), usd).saturating_to::<u128>();
        let kind = [
            Kind::Bullet,
            Kind::EqualPrincipal,
            Kind::EqualPayment,
            Kind::Custom,
        ][self.below(4)];
        let (period, grace) = (self.hours(6, 30), self.hours(1, 12));
        let count = match kind {
            Kind::Bullet => 1,
            _ => [2_u16, 4, 5][self.below(3)],
        };
        let steps = if matches!(kind, Kind::Custom) {
            let step = |part| Step {
                due: period * u32::from(part),
                share: 10_000 / count,
            };
            (1..=count).map(step).collect()
        } else {
            Vec::new()
        };
        let terms = Offered {
            debtAsset: self.stage.token(debt),
            collateralAsset: self.stage.token(collateral),
            size: size.saturating_to(),
            least: 1,
            loanPerCollateral: if fixed { per } else { 0 },
            loanToValue: if fixed { 0 } else { share },
            oracle: if fixed {
                Address::ZERO
            } else {
                self.stage.oracle()
            },
            rate: self.random.random_range(0..500_000_000_000_000_000),
            kind,
            count,
            period,
            grace,
            expiry: U40::from(self.stage.node.now().await + u64::from(self.hours(1, 90))),
            allowed: self.admitted(),
        };
        let about = format!("{size} {debt} for {collateral}");
        let call = ITermLoan::makeOfferCall { terms, steps };
        self.act("term: offer", &actor, at, &call, &about).await;
    }

    /// TERM-1: collateral and principal of a loan fall by what its events tell, and by nothing else. Who lent what.
    pub async fn check_term(
        &mut self,
        receipt: &TransactionReceipt,
    ) -> Vec<(Address, Address, U256)> {
        let at = self.loans().term.at;
        let counts = self.stage.read(at, &ITermLoan::countsCall {}).await;
        let (offers, count) = (counts.offers.to::<usize>(), counts.loans.to::<usize>());
        self.loans().term.offers = offers;
        let mut seen = named(receipt, at, count);
        if count > 0 {
            seen.insert(1 + self.below(count));
        }
        let opened: Vec<ITermLoan::Opened> = outcome::events(receipt, at);
        let paid: Vec<ITermLoan::InstalmentPaid> = outcome::events(receipt, at);
        let early: Vec<ITermLoan::RepaidEarly> = outcome::events(receipt, at);
        let lost: Vec<ITermLoan::Forfeited> = outcome::events(receipt, at);
        for event in &opened {
            let call = ITermLoan::offerAtCall { offer: event.offer };
            let terms = self.stage.read(at, &call).await.terms;
            self.loans()
                .term
                .pairs
                .push((terms.debtAsset, terms.collateralAsset));
        }
        for id in seen {
            let loan = U256::from(id);
            let is = self.stage.read(at, &ITermLoan::loanAtCall { loan }).await;
            let mut left = [U256::ZERO; 2];
            if let Some(known) = self.loans().term.loans.get(id - 1) {
                left = [number(known.principal), number(known.collateral)];
            }
            for event in opened.iter().filter(|event| event.loan == loan) {
                left = [event.principal, event.collateral];
            }
            let falls = paid
                .iter()
                .filter(|event| event.loan == loan)
                .map(|event| [event.principal, event.unlocked]);
            let early = early.iter().filter(|event| event.loan == loan);
            let falls = falls.chain(early.map(|event| [event.principal, event.unlocked]));
            let lost = lost.iter().filter(|event| event.loan == loan);
            let falls = falls.chain(lost.map(|event| [event.principal, event.collateral]));
            for [principal, collateral] in falls {
                left = [left[0] - principal, left[1] - collateral];
            }
            assert_eq!(
                [number(is.principal), number(is.collateral)],
                left,
                "TERM-1: loan {loan}"
            );
            let loans = &mut self.loans().term.loans;
            if id > loans.len() {
                assert_eq!(id, loans.len() + 1, "a loan without an event");
                loans.push(is);
            } else {
                loans[id - 1] = is;
            }
        }
        assert_eq!(self.loans().term.loans.len(), count);
        let known = &self.loans.as_ref().expect("loans").term;
        let mut sums = Vec::new();
        for symbol in TOKENS {
            let token = self.stage.token(symbol);
            let mut sum = U256::ZERO;
            for (loan, (debt, collateral)) in known.loans.iter().zip(&known.pairs) {
                if *debt == token {
                    sum += number(loan.cash);
                }
                if *collateral == token {
                    sum += number(loan.collateral) + number(loan.forfeited) + number(loan.withheld);
                }
            }
            sums.push((symbol, sum));
        }
        self.has_exactly(at, &sums).await;
        let lent = |event: &ITermLoan::Opened| (at, event.lender, event.principal);
        opened.iter().map(lent).collect()
    }
}
