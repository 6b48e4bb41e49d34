//! Markets of puts and the loans that they protect: OPT-1 and OPT-2.

use std::collections::{BTreeMap, BTreeSet};

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::aliases::{U40, U96};
use alloy::primitives::{Address, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::SolValue;
use ballast_bindings::option_loan::IOptionLoan::{Loan, Terms as Offered};
use ballast_bindings::option_market::IOptionMarket::{Strike, Terms};
use ballast_bindings::{IOptionLoan, IOptionMarket};
use ballast_chain_tests::outcome;
use rand::Rng;

use super::super::world::{Role, World};
use super::{HOUR, TOKENS, WAD, allow, named, number};

/// Seconds that a market's puts live, and can be exercised.
const LIFE: u64 = 24 * 3_600;
const WINDOW: u32 = 12 * HOUR;
/// Strikes, percent of the price when the market is made.
const STRIKES: [u32; 3] = [75, 90, 105];
/// A unit of USDC in WAD dollars for a wei of ETH.
const UNIT: u128 = 1_000_000_000_000;

/// A market, and what is known of it.
#[derive(Clone, Debug)]
pub struct Market {
    at: Address,
    expiry: u64,
    /// WAD dollars for an ether.
    strikes: [u128; STRIKES.len()],
    /// Puts that there are of each strike, by events.
    supply: [U256; STRIKES.len()],
}

impl Market {
    fn until(&self) -> u64 {
        self.expiry + u64::from(WINDOW)
    }
}

/// What is known of markets and option loans.
#[derive(Clone)]
pub struct Puts {
    pub at: Address,
    markets: Vec<Market>,
    /// By their numbers, from 1.
    loans: Vec<Loan>,
    /// Market and strike of each offer.
    offers: Vec<(usize, u8)>,
    /// Markets and strikes of which somebody had puts, but for the loans' own.
    held: BTreeSet<(usize, U256, Address)>,
}

impl Puts {
    pub fn new(at: Address) -> Self {
        Self {
            at,
            markets: Vec::new(),
            loans: Vec::new(),
            offers: Vec::new(),
            held: BTreeSet::new(),
        }
    }

    pub fn is_market(&self, account: Address) -> bool {
        self.markets.iter().any(|market| market.at == account)
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

    /// The market of an offer's loan, and its strike.
    fn of(&self, loan: &Loan) -> (usize, u8) {
        self.offers[usize::try_from(loan.offer).expect("a number") - 1]
    }
}

impl World {
    /// Makes a market around today's price, in which everybody may write and buy.
    pub async fn make_market(&mut self) {
        let stage = self.stage.clone();
        let expiry = stage.node.now().await + LIFE;
        let price = self.prices[Self::index("ETH")];
        let strikes = STRIKES.map(|percent| {
            let dollars = (price * f64::from(percent) / 100.0).round();
            U256::from(dollars).to::<u128>() * WAD
        });
        let terms = Terms {
            underlying: stage.token("ETH"),
            debtAsset: stage.token("USDC"),
            oracle: stage.oracle(),
            expiry: U40::from(expiry),
            window: WINDOW,
            staleness: 2 * HOUR,
            skew: self.random.random_range(0..WAD as u64),
            spread: self.random.random_range(0..1_000),
            edge: self.random.random_range(0..200),
            depth: 200 * WAD,
        };
        let list = strikes.map(|price| Strike {
            price: U96::from(price),
            volatility: self.random.random_range(0..15_000),
        });
        let extension = stage.at.loans["option-market-extension"];
        let arguments = (terms, list.to_vec(), extension).abi_encode_params();
        let made = stage.construct("option-market", &arguments).await;
        let Ok(at) = made else {
            self.note("no market: the oracle has no price".to_owned());
            return;
        };
        let actors = self.actors.clone();
        allow(&stage, &actors, at).await;
        self.note(format!("a market of puts is made, {at}"));
        self.loans().put.markets.push(Market {
            at,
            expiry,
            strikes,
            supply: [U256::ZERO; STRIKES.len()],
        });
        for _ in 0..3 {
            let writer = self.of(Role::Supplier);
            self.write(&writer, at).await;
        }
    }

    /// Somebody writes puts, holds them, lends or borrows against them.
    pub async fn puts(&mut self) {
        let now = self.stage.node.now().await;
        let markets = self.loans().put.markets.len();
        let last = self.loans().put.markets.last();
        if last.is_none_or(|market| market.expiry < now + 4 * u64::from(HOUR)) {
            return self.make_market().await;
        }
        // The newest mostly; one whose window is open often.
        let mut open = self.loans().put.markets.iter();
        let open = open.rposition(|market| market.expiry <= now && now <= market.until());
        let index = match (open, self.below(10)) {
            (Some(open), 0..6) => open,
            (_, 9) => self.below(markets),
            _ => markets - 1,
        };
        match self.below(12) {
            0..5 => self.trade(index).await,
            _ => self.protected().await,
        }
    }

    async fn write(&mut self, actor: &ballast_chain_tests::Actor, at: Address) {
        let assets = self.purse(actor, "USDC", 3).await;
        let call = IOptionMarket::depositCall {
            assets,
            receiver: actor.address(),
        };
        self.act("put: write", actor, at, &call, &assets.to_string())
            .await;
    }

    /// With the market itself.
    async fn trade(&mut self, index: usize) {
        let at = self.loans().put.markets[index].at;
        let strike = U256::from(self.below(STRIKES.len() + 1));
        match self.below(11) {
            0 => {
                let actor = self.mostly(Role::Supplier);
                self.write(&actor, at).await;
            }
            1 => {
                let actor = self.mostly(Role::Supplier);
                let account = actor.address();
                let call = IOptionMarket::balanceOf_0Call { account };
                let held = self.stage.read(at, &call).await;
                let call = IOptionMarket::redeemCall {
                    shares: self.some_of(held),
                    receiver: account,
                    owner: account,
                };
                let about = call.shares.to_string();
                self.act("put: redeem", &actor, at, &call, &about).await;
            }
            2 => {
                let actor = self.mostly(Role::Supplier);
                let account = actor.address();
                let call = IOptionMarket::balanceOf_0Call { account };
                let held = self.stage.read(at, &call).await;
                let call = IOptionMarket::requestRedeemCall {
                    shares: self.some_of(held),
                    least: U256::ZERO,
                };
                let about = call.shares.to_string();
                self.act("put: request", &actor, at, &call, &about).await;
            }
            3 => {
                let actor = self.actor();
                let most = U256::from(self.below(4));
                let call = IOptionMarket::serveCall { most };
                self.act("put: serve", &actor, at, &call, &most.to_string())
                    .await;
            }
            4 => {
                let call = IOptionMarket::requestsCall {};
                let waiting = self.stage.read(at, &call).await;
                let request = waiting.first;
                let call = IOptionMarket::requestAtCall { request };
                let owner = self.try_read(at, &call).await.map(|known| known.owner);
                let actor = self.who(owner.unwrap_or_default());
                let call = IOptionMarket::endRequestCall { request };
                self.act("put: end request", &actor, at, &call, &request.to_string())
                    .await;
            }
            5..8 => {
                let actor = self.mostly(Role::Borrower);
                let most = self.some_of(number(4 * WAD));
                let call = IOptionMarket::buyCall {
                    strike,
                    amount: most,
                    most: U256::MAX,
                    receiver: actor.address(),
                };
                let about = format!("{most} of strike {strike}");
                let bought = self.act("put: buy", &actor, at, &call, &about).await;
                // ALL-1: who sells back at once has lost.
                if let Some(bought) = bought
                    && self.below(3) == 0
                {
                    let call = IOptionMarket::closeCall {
                        strike,
                        amount: most,
                        least: U256::ZERO,
                        receiver: actor.address(),
                    };
                    let closed = self.act("put: close", &actor, at, &call, &about).await;
                    let paid = closed.map_or(U256::ZERO, |closed| closed.returned);
                    assert!(
                        paid <= bought.returned || !self.stage.node.stands_still,
                        "ALL-1: bought for {}, sold for {paid}",
                        bought.returned
                    );
                }
            }
            kind => {
                let held = self.loans().put.held.iter();
                let held = held.filter(|(market, ..)| *market == index);
                let held: Vec<_> = held.copied().collect();
                let (actor, strike) = if held.is_empty() {
                    (self.actor(), strike)
                } else {
                    let (_, strike, holder) = held[self.below(held.len())];
                    (self.who(holder), strike)
                };
                let (owner, id) = (actor.address(), strike);
                let call = IOptionMarket::balanceOf_1Call { owner, id };
                let held = self.stage.read(at, &call).await;
                let (amount, receiver) = (self.some_of(held), owner);
                let about = format!("{amount} of strike {strike}");
                if kind == 8 {
                    let call = IOptionMarket::closeCall {
                        strike,
                        amount,
                        least: U256::ZERO,
                        receiver,
                    };
                    self.act("put: close", &actor, at, &call, &about).await;
                } else {
                    let call = IOptionMarket::exerciseCall {
                        strike,
                        amount,
                        receiver,
                    };
                    self.act("put: exercise", &actor, at, &call, &about).await;
                }
            }
        }
    }

    fn known_protected(&mut self, loan: U256) -> Option<Loan> {
        let id = usize::try_from(loan).ok()?.checked_sub(1)?;
        self.loans().put.loans.get(id).cloned()
    }

    fn running_protected(&mut self) -> (U256, Address) {
        let running = self.loans().put.running();
        let most = self.loans().put.loans.len();
        let loan = self.one_of(&running, most);
        let borrower = self.known_protected(loan).map(|loan| loan.borrower);
        (loan, borrower.unwrap_or_default())
    }

    /// An offer, the latest mostly, and some of what is left of it.
    async fn protected_offer(&mut self, at: Address) -> (U256, U256) {
        let offers = self.loans().put.offers.len();
        let late: Vec<_> = (offers.saturating_sub(5).max(1)..=offers).collect();
        let offer = self.one_of(&late, offers);
        let call = IOptionLoan::offerAtCall { offer };
        let known = self.try_read(at, &call).await;
        let left = known.map_or(1, |known| known.terms.size);
        (offer, self.some_of(number(left / 3)))
    }

    /// With a loan that puts protect.
    async fn protected(&mut self) {
        let at = self.loans().put.at;
        match self.below(20) {
            0..3 => {
                let actor = self.mostly(Role::Supplier);
                let size = self.purse(&actor, "USDC", 2).await;
                let market = self.loans().put.markets.last().expect("a market").clone();
                let terms = Offered {
                    market: market.at,
                    strike: u8::try_from(self.below(STRIKES.len() + 1)).expect("few"),
                    size: size.saturating_to(),
                    least: 1,
                    rate: self.random.random_range(0..500_000_000_000_000_000),
                    grace: self.hours(1, 10),
                    expiry: U40::from(market.expiry),
                    allowed: self.admitted(),
                };
                let call = IOptionLoan::makeOfferCall { terms };
                self.act("protected: offer", &actor, at, &call, &size.to_string())
                    .await;
            }
            3..8 => {
                let actor = self.mostly(Role::Borrower);
                let (offer, amount) = self.protected_offer(at).await;
                let call = IOptionLoan::takeCall {
                    offer,
                    amount,
                    mostCollateral: U256::MAX,
                    mostPremium: U256::MAX,
                    upFront: self.below(2) == 0,
                    receiver: actor.address(),
                };
                let about = format!("{amount} of offer {offer}");
                self.act("protected: take", &actor, at, &call, &about).await;
            }
            8..10 => {
                let (loan, borrower) = self.running_protected();
                let actor = self.who(borrower);
                let known = self.known_protected(loan);
                let principal = self.some_of(number(known.map_or(1, |loan| loan.principal)));
                let call = IOptionLoan::repayCall {
                    loan,
                    principal,
                    most: U256::MAX,
                    receiver: actor.address(),
                };
                let about = format!("{principal} of {loan}");
                self.act("protected: repay", &actor, at, &call, &about)
                    .await;
            }
            10..12 => {
                let (loan, borrower) = self.running_protected();
                let actor = self.who(borrower);
                let (offer, amount) = self.protected_offer(at).await;
                let call = IOptionLoan::rollCall {
                    loan,
                    offer,
                    amount,
                    mostCollateral: U256::MAX,
                    mostPremium: U256::MAX,
                    mostPaid: U256::MAX,
                    receiver: actor.address(),
                };
                let about = format!("{loan} by offer {offer}");
                self.act("protected: roll", &actor, at, &call, &about).await;
            }
            12..15 => {
                let (loan, borrower) = self.running_protected();
                let actor = self.who(borrower);
                let call = IOptionLoan::exerciseCall { loan };
                self.act("protected: exercise", &actor, at, &call, &loan.to_string())
                    .await;
            }
            15 => {
                let (loan, _) = self.running_protected();
                let actor = self.actor();
                let call = IOptionLoan::forfeitCall { loan };
                self.act("protected: forfeit", &actor, at, &call, &loan.to_string())
                    .await;
            }
            16..18 => {
                let claimable = self.loans().put.claimable();
                let most = self.loans().put.loans.len();
                let loan = self.one_of(&claimable, most);
                let actor = self.holder_of(at, loan).await;
                let call = IOptionLoan::claimCall {
                    loan,
                    cash: U256::MAX,
                    collateral: U256::MAX,
                    receiver: actor.address(),
                };
                self.act("protected: claim", &actor, at, &call, &loan.to_string())
                    .await;
            }
            18 => {
                let (loan, _) = self.running_protected();
                let actor = self.holder_of(at, loan).await;
                let call = IOptionLoan::transferFromCall {
                    from: actor.address(),
                    to: self.actor().address(),
                    tokenId: loan,
                };
                self.act("protected: hand on", &actor, at, &call, &loan.to_string())
                    .await;
            }
            _ => {
                let (loan, borrower) = self.running_protected();
                let actor = self.who(borrower);
                let call = IOptionLoan::changeBorrowerCall {
                    loan,
                    borrower: self.of(Role::Borrower).address(),
                };
                self.act("protected: change", &actor, at, &call, &loan.to_string())
                    .await;
            }
        }
    }

    /// OPT-1: a market has the cash for every put that there is.
    async fn market_is_covered(&mut self, receipt: &TransactionReceipt, index: usize) {
        let market = self.loans().put.markets[index].clone();
        let mut supply = market.supply;
        for event in outcome::events::<IOptionMarket::Transfer_1>(receipt, market.at) {
            let strike = event.id.to::<usize>();
            if event.sender.is_zero() {
                supply[strike] += event.amount;
            }
            if ![Address::ZERO, self.loans().put.at].contains(&event.receiver) {
                let held = (index, event.id, event.receiver);
                self.loans().put.held.insert(held);
            }
            if event.receiver.is_zero() {
                supply[strike] -= event.amount;
            }
        }
        self.loans().put.markets[index].supply = supply;
        let book = self.stage.read(market.at, &IOptionMarket::bookCall {});
        let book = book.await;
        let now = self.stage.node.now().await;
        if now <= market.until() {
            let mut due = U256::ZERO;
            for (strike, supply) in supply.into_iter().enumerate() {
                let call = IOptionMarket::strikeAtCall {
                    strike: U256::from(strike),
                };
                let told = self.stage.read(market.at, &call).await;
                assert_eq!(told.open, supply, "OPT-1: puts of {market:?}");
                due += supply * number(market.strikes[strike]) / number(WAD) / number(UNIT);
            }
            assert!(
                book.cash >= book.locked && book.locked >= due,
                "OPT-1: {} for {due} of {market:?}",
                book.cash
            );
        }
        for (symbol, counted) in [("USDC", book.cash), ("ETH", book.underlying)] {
            let held = self.stage.balance(symbol, market.at).await;
            assert!(held >= counted, "POOL-5: {symbol} of {market:?}");
        }
    }

    /// OPT-1 of markets; OPT-2; collateral of a protected loan falls by what its events tell. Who lent what.
    pub async fn check_puts(
        &mut self,
        receipt: &TransactionReceipt,
        before: BlockNumberOrTag,
    ) -> Vec<(Address, Address, U256)> {
        let at = self.loans().put.at;
        for index in 0..self.loans().put.markets.len() {
            let market = self.loans().put.markets[index].at;
            let touched = |log: &alloy::rpc::types::Log| log.address() == market;
            if receipt.inner.logs().iter().any(touched) || self.below(8) == 0 {
                self.market_is_covered(receipt, index).await;
            }
        }
        let counts = self.stage.read(at, &IOptionLoan::countsCall {}).await;
        let (offers, count) = (counts.offers.to::<usize>(), counts.loans.to::<usize>());
        for offer in self.loans().put.offers.len() + 1..=offers {
            let call = IOptionLoan::offerAtCall {
                offer: U256::from(offer),
            };
            let terms = self.stage.read(at, &call).await.terms;
            let mut markets = self.loans().put.markets.iter();
            let market = markets.position(|market| market.at == terms.market);
            let market = market.expect("a market that is known");
            self.loans().put.offers.push((market, terms.strike));
        }
        let mut seen = named(receipt, at, count);
        if count > 0 {
            seen.insert(1 + self.below(count));
        }
        let opened: Vec<IOptionLoan::Opened> = outcome::events(receipt, at);
        let repaid: Vec<IOptionLoan::Repaid> = outcome::events(receipt, at);
        let exercised: Vec<IOptionLoan::PutsExercised> = outcome::events(receipt, at);
        let forfeited: Vec<IOptionLoan::Forfeited> = outcome::events(receipt, at);
        for id in seen {
            let loan = U256::from(id);
            let is = self.stage.read(at, &IOptionLoan::loanAtCall { loan }).await;
            let mut left = [U256::ZERO; 2];
            if let Some(known) = self.loans().put.loans.get(id - 1) {
                left = [number(known.principal), number(known.collateral)];
            }
            for event in opened.iter().filter(|event| event.loan == loan) {
                left = [event.principal, event.collateral];
            }
            for event in repaid.iter().filter(|event| event.loan == loan) {
                left = [left[0] - event.principal, left[1] - event.unlocked];
            }
            for event in exercised.iter().filter(|event| event.loan == loan) {
                assert_eq!(event.collateral, left[1], "OPT-2: loan {loan}");
                left = [U256::ZERO; 2];
                let call = IOptionLoan::statusOfCall { loan };
                let owner = self.stage.owner.address();
                let was = self.stage.read_at(owner, at, &call, before).await;
                assert!(
                    event.toLender == was.owed.min(was.floor) || !self.stage.node.stands_still,
                    "OPT-2: loan {loan}: {} of {was:?}",
                    event.toLender
                );
            }
            for event in forfeited.iter().filter(|event| event.loan == loan) {
                assert_eq!(event.collateral, left[1], "OPT-2: loan {loan}");
                left = [U256::ZERO; 2];
            }
            assert_eq!(
                [number(is.principal), number(is.collateral)],
                left,
                "OPT-2: loan {loan}"
            );
            if is.principal > 0 {
                let call = IOptionLoan::statusOfCall { loan };
                let status = self.stage.read(at, &call).await;
                assert!(
                    status.floor + U256::ONE >= status.owedAtMost
                        && status.owedAtMost >= status.owed,
                    "OPT-2: loan {loan}: {status:?}"
                );
            }
            let loans = &mut self.loans().put.loans;
            if id > loans.len() {
                assert_eq!(id, loans.len() + 1, "a loan without an event");
                loans.push(is);
            } else {
                loans[id - 1] = is;
            }
        }
        assert_eq!(self.loans().put.loans.len(), count);
        self.puts_are_held().await;
        let lent = |event: &IOptionLoan::Opened| (at, event.lender, event.principal);
        opened.iter().map(lent).collect()
    }

    /// The program has what its loans lock and owe, and a put for every unit that is locked.
    async fn puts_are_held(&mut self) {
        let known = self.loans().put.clone();
        let (mut cash, mut collateral) = (U256::ZERO, U256::ZERO);
        let mut puts = BTreeMap::<(usize, u8), U256>::new();
        for loan in &known.loans {
            cash += number(loan.cash) + number(loan.withheldCash);
            collateral +=
                number(loan.collateral) + number(loan.forfeited) + number(loan.withheldCollateral);
            *puts.entry(known.of(loan)).or_default() +=
                number(loan.collateral) + number(loan.withheldPuts);
        }
        let [usdc, eth, lst] = TOKENS;
        let sums = [(usdc, cash), (eth, collateral), (lst, U256::ZERO)];
        self.has_exactly(known.at, &sums).await;
        for ((market, strike), puts) in puts {
            let (owner, id) = (known.at, U256::from(strike));
            let call = IOptionMarket::balanceOf_1Call { owner, id };
            let held = self.stage.read(known.markets[market].at, &call).await;
            assert!(held >= puts, "OPT-2: {held} puts for {puts}");
        }
    }
}
