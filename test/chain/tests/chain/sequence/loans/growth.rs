//! Loans that growth repays: YLD-1.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use ballast_bindings::IYieldLoan;
use ballast_bindings::yield_loan::IYieldLoan::{Loan, Terms};
use ballast_chain_tests::outcome;
use rand::Rng;

use super::super::market::{LST, RATE};
use super::super::world::{Role, World};
use super::{HOUR, TOKENS, named, number};

/// What is known of these loans.
#[derive(Clone)]
pub struct Growth {
    pub at: Address,
    /// By their numbers, from 1.
    loans: Vec<Loan>,
    /// Of each loan, the debt; all lock the same shares.
    debts: Vec<Address>,
    offers: usize,
}

impl Growth {
    pub fn new(at: Address) -> Self {
        Self {
            at,
            loans: Vec::new(),
            debts: Vec::new(),
            offers: 0,
        }
    }

    fn running(&self) -> Vec<usize> {
        let all = 1..=self.loans.len();
        all.filter(|id| self.loans[id - 1].principal > 0).collect()
    }

    fn claimable(&self) -> Vec<usize> {
        let all = 1..=self.loans.len();
        let owes = |loan: &Loan| loan.cash > 0 || loan.shares > 0;
        all.filter(|id| owes(&self.loans[id - 1])).collect()
    }
}

impl World {
    /// Somebody does something with a loan that growth repays.
    pub async fn yield_loans(&mut self) {
        let at = self.loans().growth.at;
        match self.below(22) {
            0..4 => self.offer_yield().await,
            4..9 => {
                let actor = self.mostly(Role::Borrower);
                let offers = self.loans().growth.offers;
                let offer = self.one_of(&(1..=offers).collect::<Vec<_>>(), offers);
                let call = IYieldLoan::offerAtCall { offer };
                let known = self.try_read(at, &call).await;
                let left = known.map_or(1, |known| known.terms.size);
                let amount = self.some_of(number(left / 3));
                let call = IYieldLoan::takeCall {
                    offer,
                    amount,
                    most: U256::MAX,
                    receiver: self.actor().address(),
                };
                let about = format!("{amount} of offer {offer}");
                self.act("yield: take", &actor, at, &call, &about).await;
            }
            9..15 => {
                let (loan, _) = self.running_yield();
                let actor = self.mostly(Role::Keeper);
                if self.in_kind(loan) != (self.below(20) == 0) {
                    let call = IYieldLoan::harvestCall { loan };
                    self.act("yield: harvest", &actor, at, &call, &loan.to_string())
                        .await;
                    return;
                }
                let call = IYieldLoan::growthCall { loan };
                let growth = self.try_read(at, &call).await;
                let growth = growth.map_or(U256::ONE, |growth| growth.shares);
                let call = IYieldLoan::buyYieldCall {
                    loan,
                    shares: self.some_of(growth),
                    most: U256::MAX,
                    receiver: actor.address(),
                };
                self.act("yield: buy", &actor, at, &call, &loan.to_string())
                    .await;
            }
            15..17 => {
                let (loan, borrower) = self.running_yield();
                let actor = self.who(borrower);
                let principal = self.known_yield(loan).map_or(1, |loan| loan.principal);
                let call = IYieldLoan::repayCall {
                    loan,
                    amount: self.some_of(number(principal)),
                    receiver: actor.address(),
                };
                self.act("yield: repay", &actor, at, &call, &loan.to_string())
                    .await;
            }
            17 => {
                let (loan, _) = self.running_yield();
                let actor = self.mostly(Role::Keeper);
                let call = IYieldLoan::turnCall { loan };
                self.act("yield: turn", &actor, at, &call, &loan.to_string())
                    .await;
            }
            18 => {
                let (loan, _) = self.running_yield();
                let actor = self.mostly(Role::Keeper);
                let call = IYieldLoan::settleCall { loan };
                self.act("yield: settle", &actor, at, &call, &loan.to_string())
                    .await;
            }
            19 => {
                let (loan, _) = self.running_yield();
                let actor = self.holder_of(at, loan).await;
                let call = IYieldLoan::transferFromCall {
                    from: actor.address(),
                    to: self.actor().address(),
                    tokenId: loan,
                };
                self.act("yield: hand on", &actor, at, &call, &loan.to_string())
                    .await;
            }
            _ => {
                let claimable = self.loans().growth.claimable();
                let most = self.loans().growth.loans.len();
                let loan = self.one_of(&claimable, most);
                let actor = self.holder_of(at, loan).await;
                let call = IYieldLoan::claimCall {
                    loan,
                    cash: U256::MAX,
                    shares: U256::MAX,
                    receiver: actor.address(),
                };
                self.act("yield: claim", &actor, at, &call, &loan.to_string())
                    .await;
            }
        }
    }

    fn known_yield(&mut self, loan: U256) -> Option<Loan> {
        let id = usize::try_from(loan).ok()?.checked_sub(1)?;
        self.loans().growth.loans.get(id).cloned()
    }

    /// Whether a loan's growth goes to the lender as it is.
    fn in_kind(&mut self, loan: U256) -> bool {
        let usdc = self.stage.token("USDC");
        let debts = &self.loans().growth.debts;
        let debt = usize::try_from(loan)
            .ok()
            .and_then(|id| debts.get(id.checked_sub(1)?));
        debt.is_none_or(|debt| *debt != usdc)
    }

    fn running_yield(&mut self) -> (U256, Address) {
        let running = self.loans().growth.running();
        let most = self.loans().growth.loans.len();
        let loan = self.one_of(&running, most);
        let borrower = self.known_yield(loan).map(|loan| loan.borrower);
        (loan, borrower.unwrap_or_default())
    }

    async fn offer_yield(&mut self) {
        let at = self.loans().growth.at;
        let actor = self.mostly(Role::Supplier);
        let sold = self.below(2) == 0;
        let debt = if sold { "USDC" } else { "ETH" };
        let size = self.purse(&actor, debt, 2).await;
        // What is paid here in days others pay in years.
        let rate = self.random.random_range(1..300_000_000_000_000_000);
        let terms = Terms {
            debtAsset: self.stage.token(debt),
            collateralAsset: self.stage.token(LST),
            size: size.saturating_to(),
            least: 1,
            oracle: self.stage.oracle(),
            rateAsset: RATE,
            rate,
            yieldFloor: rate * 2,
            margin: 2_000,
            loanToValue: self.random.random_range(1_000..9_000),
            growthCap: self.random.random_range(6_000..10_000),
            discount: if sold { 300 } else { 0 },
            patience: self.hours(24, 72),
            longest: self.hours(24, 200),
            termRate: self.random.random_range(0..500_000_000_000_000_000),
            count: self.random.random_range(1..5),
            period: self.hours(2, 12),
            grace: self.hours(1, 6),
            expiry: U40::from(self.stage.node.now().await + u64::from(90 * HOUR)),
            allowed: self.admitted(),
        };
        let call = IYieldLoan::makeOfferCall { terms };
        let about = format!("{size} {debt}");
        self.act("yield: offer", &actor, at, &call, &about).await;
    }

    /// YLD-1: principal never grows; it and the shares fall by what events tell, and by nothing else. Who lent what.
    pub async fn check_growth(
        &mut self,
        receipt: &TransactionReceipt,
    ) -> Vec<(Address, Address, U256)> {
        let at = self.loans().growth.at;
        let counts = self.stage.read(at, &IYieldLoan::countsCall {}).await;
        let (offers, count) = (counts.offers.to::<usize>(), counts.loans.to::<usize>());
        self.loans().growth.offers = offers;
        let mut seen = named(receipt, at, count);
        if count > 0 {
            seen.insert(1 + self.below(count));
        }
        let opened: Vec<IYieldLoan::Opened> = outcome::events(receipt, at);
        let harvested: Vec<IYieldLoan::Harvested> = outcome::events(receipt, at);
        let sold: Vec<IYieldLoan::YieldSold> = outcome::events(receipt, at);
        let repaid: Vec<IYieldLoan::Repaid> = outcome::events(receipt, at);
        let turned: Vec<IYieldLoan::Turned> = outcome::events(receipt, at);
        let lost: Vec<IYieldLoan::Forfeited> = outcome::events(receipt, at);
        for event in &opened {
            let offer = event.offer;
            let call = IYieldLoan::offerAtCall { offer };
            let terms = self.stage.read(at, &call).await.terms;
            self.loans().growth.debts.push(terms.debtAsset);
        }
        for id in seen {
            let loan = U256::from(id);
            let is = self.stage.read(at, &IYieldLoan::loanAtCall { loan }).await;
            let mut left = [U256::ZERO; 2];
            if let Some(known) = self.loans().growth.loans.get(id - 1) {
                left = [number(known.principal), number(known.collateral)];
            }
            for event in opened.iter().filter(|event| event.loan == loan) {
                left = [event.principal, event.collateral];
            }
            let mut falls = Vec::new();
            for event in harvested.iter().filter(|event| event.loan == loan) {
                falls.push([event.principal, event.shares + event.unlocked]);
            }
            for event in sold.iter().filter(|event| event.loan == loan) {
                falls.push([event.principal, event.shares + event.unlocked]);
            }
            for event in repaid.iter().filter(|event| event.loan == loan) {
                falls.push([event.principal, event.unlocked]);
            }
            for event in turned.iter().filter(|event| event.loan == loan) {
                falls.push([U256::ZERO, event.unlocked]);
            }
            for event in lost.iter().filter(|event| event.loan == loan) {
                falls.push([event.principal, event.collateral]);
            }
            for [principal, shares] in falls {
                left = [left[0] - principal, left[1] - shares];
            }
            assert_eq!(
                [number(is.principal), number(is.collateral)],
                left,
                "YLD-1: loan {loan}"
            );
            let loans = &mut self.loans().growth.loans;
            if id > loans.len() {
                assert_eq!(id, loans.len() + 1, "a loan without an event");
                loans.push(is);
            } else {
                loans[id - 1] = is;
            }
        }
        assert_eq!(self.loans().growth.loans.len(), count);
        let known = &self.loans.as_ref().expect("loans").growth;
        let mut sums = Vec::new();
        for symbol in TOKENS {
            let token = self.stage.token(symbol);
            let mut sum = U256::ZERO;
            for (loan, debt) in known.loans.iter().zip(&known.debts) {
                if *debt == token {
                    sum += number(loan.cash);
                }
                if symbol == LST {
                    sum += number(loan.collateral) + number(loan.shares) + number(loan.withheld);
                }
            }
            sums.push((symbol, sum));
        }
        self.has_exactly(at, &sums).await;
        let lent = |event: &IYieldLoan::Opened| (at, event.lender, event.principal);
        opened.iter().map(lent).collect()
    }
}
