//! Collars with real loans, markets and tokens: opened at no cost, every end of them, every deadline to the second with the
//! oracle dead, others who act on their loans, tokens that misbehave; what is whose to the unit after whatever is done.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::collar::ICollar::{self, Bid, Call, Phase, Status};
use ballast_bindings::option_loan::IOptionLoan::Terms;
use ballast_bindings::{IOptionLoan, IOptionMarket, IOwned};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::option_loan::{IMoody, IReentering, market};
use crate::option_market::{animal, calm};

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
const WINDOW: u64 = DAY;
/// Others may exercise the puts after six hours, and the call's holder the call for three.
const GRACE: u64 = 6 * HOUR;
const CALLABLE: u64 = 3 * HOUR;
const WAD: u128 = 1_000_000_000_000_000_000;
/// A whole dollar of USDC.
const DOLLAR: u128 = 1_000_000;
/// Of the puts, dollars: a tenth below the price.
const PUTS: u128 = 1_800;
/// Of the calls: a fifth above it.
const CALLS: u128 = 2_400;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// The programs, a market, their tokens, and who lends, owns and buys.
pub struct Desk<'a> {
    pub stage: &'a Stage,
    pub loans: Address,
    pub at: Address,
    pub market: Address,
    pub debt: Address,
    collateral: Address,
    expiry: u64,
    pub lender: Actor,
    pub owner: Actor,
    pub buyer: Actor,
    pub friend: Actor,
}

impl<'a> Desk<'a> {
    /// In USDC and ETH at 2,000 dollars; the market has a million.
    pub async fn new(stage: &'a Stage) -> Self {
        calm(stage).await;
        Self::of(stage, stage.token("USDC"), stage.token("ETH")).await
    }

    async fn of(stage: &'a Stage, debt: Address, collateral: Address) -> Self {
        let loans = stage.construct("option-loan", &[]).await.expect("loans");
        let at = stage
            .construct("collar", &(loans,).abi_encode_params())
            .await
            .expect("collars");
        let expiry = stage.node.now().await + LIFE;
        let desk = Self {
            stage,
            loans,
            at,
            market: market(stage, debt, collateral, expiry).await,
            debt,
            collateral,
            expiry,
            lender: stage.actor("lender").await,
            owner: stage.actor("owner of a collar").await,
            buyer: stage.actor("buyer").await,
            friend: stage.actor("friend").await,
        };
        for actor in [&desk.lender, &desk.owner, &desk.buyer, &desk.friend] {
            for (token, amount) in [(debt, 1_000_000 * WAD), (collateral, 1_000 * WAD)] {
                let account = actor.address();
                let amount = number(amount);
                stage
                    .does(&stage.owner, token, &IToken::mintCall { account, amount })
                    .await;
                stage.approve_at(token, actor, at).await;
                stage.approve_at(token, actor, loans).await;
            }
        }
        desk
    }

    pub fn terms(&self) -> Terms {
        Terms {
            market: self.market,
            strike: 0,
            size: 100_000 * DOLLAR,
            least: 1,
            rate: 120_000_000_000_000_000,
            grace: GRACE as u32,
            expiry: U40::from(self.expiry),
            allowed: Address::ZERO,
        }
    }

    pub async fn offer(&self, terms: Terms) -> U256 {
        let call = IOptionLoan::makeOfferCall { terms };
        self.stage
            .does(&self.lender, self.loans, &call)
            .await
            .returned
    }

    /// 160 dollars for an ether: more than the puts cost.
    pub fn bidding(&self) -> Bid {
        Bid {
            market: self.market,
            strike: CALLS * WAD,
            price: 160 * WAD,
            size: 50 * WAD,
            least: 1,
            window: CALLABLE as u32,
            expiry: U40::from(self.expiry),
            allowed: Address::ZERO,
        }
    }

    pub async fn bid(&self, terms: Bid) -> U256 {
        let call = ICollar::makeBidCall { terms };
        self.stage.does(&self.buyer, self.at, &call).await.returned
    }

    pub fn opening(&self, offer: U256, amount: u128, bid: U256) -> ICollar::openCall {
        ICollar::openCall {
            offer,
            amount: number(amount),
            bid,
            mostCollateral: U256::MAX,
            leastPaid: U256::ZERO,
            receiver: self.owner.address(),
        }
    }

    pub async fn open(&self, offer: U256, amount: u128, bid: U256) -> U256 {
        let call = self.opening(offer, amount, bid);
        self.stage.does(&self.owner, self.at, &call).await.returned
    }

    fn exercising(&self, collar: U256) -> ICollar::exerciseCallCall {
        ICollar::exerciseCallCall {
            collar,
            receiver: self.buyer.address(),
        }
    }

    pub fn repaying(&self, collar: U256, principal: U256) -> ICollar::repayCall {
        ICollar::repayCall {
            collar,
            principal,
            most: U256::MAX,
            receiver: self.owner.address(),
        }
    }

    pub fn claiming(&self, collar: U256) -> ICollar::claimCall {
        ICollar::claimCall {
            collar,
            receiver: self.owner.address(),
        }
    }

    fn putting(&self, collar: U256) -> ICollar::exercisePutsCall {
        ICollar::exercisePutsCall {
            collar,
            receiver: self.owner.address(),
        }
    }

    pub async fn collar(&self, collar: U256) -> ICollar::Collar {
        self.stage
            .read(self.at, &ICollar::collarAtCall { collar })
            .await
    }

    async fn status(&self, collar: U256) -> Status {
        self.stage
            .read(self.at, &ICollar::statusOfCall { collar })
            .await
    }

    async fn loan(&self, loan: U256) -> IOptionLoan::Loan {
        self.stage
            .read(self.loans, &IOptionLoan::loanAtCall { loan })
            .await
    }

    /// What an account has of the debt asset and of the collateral.
    pub async fn has(&self, account: Address) -> [U256; 2] {
        let of = |token| async move {
            self.stage
                .read(token, &IToken::balanceOfCall { account })
                .await
        };
        [of(self.debt).await, of(self.collateral).await]
    }

    async fn puts(&self, owner: Address) -> U256 {
        let id = U256::ZERO;
        self.stage
            .read(self.market, &IOptionMarket::balanceOf_1Call { owner, id })
            .await
    }

    async fn collars(&self) -> u64 {
        let counts = self.stage.read(self.at, &ICollar::countsCall {}).await;
        counts.collars.to()
    }

    /// Collars have exactly what is theirs, here and in their loans; a call that can be exercised still finds its collateral,
    /// and its cost covers what is owed; the loans have what they lock and owe, and puts that cover it (OPT-2).
    pub async fn adds_up(&self) {
        let (mut cash, mut collateral, mut puts) = (U256::ZERO, U256::ZERO, U256::ZERO);
        let now = self.stage.node.now().await;
        for id in 1..=self.collars().await {
            let id = U256::from(id);
            let (is, status) = (self.collar(id).await, self.status(id).await);
            cash += number(is.cash);
            collateral += number(is.collateral);
            puts += number(is.puts);
            if matches!(is.call, Call::Open) && now <= status.callUntil.to::<u64>() {
                let loan = self.loan(U256::from(is.loan)).await;
                assert_eq!(loan.borrower, self.at);
                let escrowed = status.collateral + number(loan.collateral);
                assert_eq!(escrowed, number(is.amount), "the call is covered");
                assert!(status.cost >= status.owed, "the call pays the loan");
            }
        }
        assert_eq!(self.has(self.at).await, [cash, collateral]);
        assert_eq!(self.puts(self.at).await, puts);
        let counts = IOptionLoan::countsCall {};
        let counts = self.stage.read(self.loans, &counts).await;
        let (mut cash, mut collateral) = (U256::ZERO, U256::ZERO);
        for loan in 1..=counts.loans.to::<u64>() {
            let loan = U256::from(loan);
            let is = self.loan(loan).await;
            cash += number(is.cash) + number(is.withheldCash);
            collateral +=
                number(is.collateral) + number(is.forfeited) + number(is.withheldCollateral);
            let call = IOptionLoan::statusOfCall { loan };
            let status = self.stage.read(self.loans, &call).await;
            assert!(status.floor + U256::ONE >= status.owedAtMost, "OPT-2");
        }
        assert_eq!(self.has(self.loans).await, [cash, collateral]);
        let book = IOptionMarket::bookCall {};
        let book = self.stage.read(self.market, &book).await;
        assert!(book.cash >= book.locked, "OPT-1");
    }

    /// Goes to a second; prices stay as they are, and grow old.
    pub async fn at(&self, time: u64) {
        let now = self.stage.node.now().await;
        if time > now {
            self.stage.node.travel(time - now).await;
        }
    }

    /// The last second of the call.
    pub fn until(&self) -> u64 {
        self.expiry + CALLABLE
    }
}

#[test]
fn a_collar_costs_nothing_and_its_call_is_exercised() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (owner, buyer, lender) = (
            desk.owner.address(),
            desk.buyer.address(),
            desk.lender.address(),
        );
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let amount = 10_000 * DOLLAR;
        let quote = ICollar::quoteCall {
            offer,
            amount: number(amount),
            bid,
        };
        let quote = stage.read(desk.at, &quote).await;
        assert!(quote.callPremium >= quote.putPremium);
        assert_eq!(
            quote.paid,
            number(amount) + quote.callPremium - quote.putPremium
        );
        let before = [
            desk.has(owner).await,
            desk.has(buyer).await,
            desk.has(lender).await,
        ];
        // At least all that is borrowed: no cost.
        let call = ICollar::openCall {
            leastPaid: number(amount),
            ..desk.opening(offer, amount, bid)
        };
        let opened = stage.does(&desk.owner, desk.at, &call).await;
        let (collar, event): (_, ICollar::Opened) = (opened.returned, opened.event(desk.at));
        assert_eq!(
            (event.collateral, event.premium, event.paid),
            (quote.collateral, quote.callPremium, quote.paid)
        );
        assert_eq!(
            [
                desk.has(owner).await,
                desk.has(buyer).await,
                desk.has(lender).await
            ],
            [
                [before[0][0] + quote.paid, before[0][1] - quote.collateral],
                [before[1][0] - quote.callPremium, before[1][1]],
                [before[2][0] - number(amount), before[2][1]],
            ]
        );
        let is = desk.collar(collar).await;
        assert_eq!((is.owner, is.bid, is.loan), (owner, 1, 1));
        let holder = ICollar::ownerOfCall { tokenId: collar };
        assert_eq!(stage.read(desk.at, &holder).await, buyer);
        let left = stage.read(desk.at, &ICollar::bidAtCall { bid }).await;
        assert_eq!(number(left.terms.size), number(50 * WAD) - quote.collateral);
        desk.adds_up().await;

        // At the expiry the price is above the call's strike, and nobody tells it any longer.
        stage.price("ETH", "3000").await;
        desk.at(desk.expiry).await;
        let status = desk.status(collar).await;
        assert!(matches!(status.phase, Phase::Callable));
        assert_eq!(status.cost, quote.cost);
        let before = [desk.has(owner).await, desk.has(buyer).await];
        let not = ICollar::ERC721InsufficientApproval {
            operator: owner,
            tokenId: collar,
        };
        let exercise = desk.exercising(collar);
        stage.refuses(&desk.owner, desk.at, &exercise, not).await;
        let done = stage.does(&desk.buyer, desk.at, &exercise).await;
        let event: ICollar::CallExercised = done.event(desk.at);
        assert_eq!((event.cost, event.repaid), (status.cost, status.owed));
        assert_eq!(
            desk.has(buyer).await,
            [before[1][0] - status.cost, before[1][1] + quote.collateral]
        );
        desk.adds_up().await;
        let ended = ICollar::CallEnded { collar };
        stage.refuses(&desk.buyer, desk.at, &exercise, ended).await;
        // What is above the loan is the owner's, and the puts, whoever asks for them.
        let claimed = stage
            .does(&desk.friend, desk.at, &desk.claiming(collar))
            .await;
        assert_eq!(claimed.returned.cash, status.cost - status.owed);
        assert_eq!(claimed.returned.puts, quote.collateral);
        assert_eq!(
            desk.has(owner).await[0],
            before[0][0] + claimed.returned.cash
        );
        assert_eq!(desk.puts(owner).await, quote.collateral);
        let none = ICollar::ZeroAmount {};
        stage
            .refuses(&desk.owner, desk.at, &desk.claiming(collar), none)
            .await;
        let claim = IOptionLoan::claimCall {
            loan: U256::from(is.loan),
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: lender,
        };
        let paid = stage.does(&desk.lender, desk.loans, &claim).await.returned;
        assert_eq!(
            (paid.cashPaid, paid.collateralPaid),
            (status.owed, U256::ZERO)
        );
        desk.adds_up().await;
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
        assert_eq!(desk.has(desk.loans).await, [U256::ZERO; 2]);
        let gas =
            [&opened.receipt, &done.receipt, &claimed.receipt].map(|receipt| receipt.gas_used);
        println!("gas, uncached: open, exercise the call, claim: {gas:?}");
    });
}

#[test]
fn every_deadline_holds_to_the_second_without_an_oracle() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let owner = desk.owner.address();
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let mut collars = vec![];
        for thousands in 1..=5 {
            collars.push(desk.open(offer, thousands * 1_000 * DOLLAR, bid).await);
        }
        stage.price("ETH", "0.01").await;
        let (expiry, until) = (desk.expiry, desk.until());
        let closed = || ICollar::NotExercisable {
            from: U256::from(expiry),
            until: U256::from(until),
        };
        let called = || ICollar::CallOpen {
            until: U256::from(until),
        };
        let release = |collar| ICollar::releaseCall {
            collar,
            borrower: owner,
        };
        let put = |loan| IOptionLoan::exerciseCall { loan };
        let not_yet = |from: u64| IOptionLoan::NotExercisable {
            from: U256::from(from),
            until: U256::from(expiry + WINDOW),
        };
        // A second before, nobody may do anything but repay.
        desk.at(expiry - 1).await;
        let first = desk.exercising(collars[0]);
        stage.refuses(&desk.buyer, desk.at, &first, closed()).await;
        for at in [expiry - 1, expiry, until] {
            desk.at(at).await;
            let putting = desk.putting(collars[0]);
            stage
                .refuses(&desk.owner, desk.at, &putting, called())
                .await;
            let releasing = release(collars[0]);
            stage
                .refuses(&desk.owner, desk.at, &releasing, called())
                .await;
            let none = ICollar::ZeroAmount {};
            stage
                .refuses(&desk.owner, desk.at, &desk.claiming(collars[0]), none)
                .await;
            // Not even the owner can have the puts exercised past the collar, nor anyone else.
            for actor in [&desk.owner, &desk.lender] {
                let error = not_yet(expiry + GRACE + 1);
                stage
                    .refuses(actor, desk.loans, &put(collars[0]), error)
                    .await;
            }
            if at == expiry {
                let second = desk.exercising(collars[1]);
                stage.does(&desk.buyer, desk.at, &second).await;
            }
        }
        // The last second of the call, and one later.
        stage.does(&desk.buyer, desk.at, &first).await;
        desk.adds_up().await;
        desk.at(until + 1).await;
        let third = desk.exercising(collars[2]);
        stage.refuses(&desk.buyer, desk.at, &third, closed()).await;
        let status = desk.status(collars[2]).await;
        assert!(matches!(status.phase, Phase::Over));
        assert_eq!(
            [status.callUntil, status.graceUntil, status.until].map(|time| time.to::<u64>()),
            [until, expiry + GRACE, expiry + WINDOW]
        );
        // The collar is its owner's: nobody else's.
        let only = IOwned::Unauthorised {
            caller: desk.buyer.address(),
        };
        let putting = desk.putting(collars[2]);
        stage.refuses(&desk.buyer, desk.at, &putting, only).await;
        let loan = U256::from(desk.collar(collars[2]).await.loan);
        let call = IOptionLoan::statusOfCall { loan };
        let floor = stage.read(desk.loans, &call).await.floor;
        let before = desk.has(owner).await;
        let done = stage.does(&desk.owner, desk.at, &putting).await;
        assert_eq!(done.returned, floor - status.owed);
        assert_eq!(
            desk.has(owner).await,
            [before[0] + done.returned, before[1]],
            "the floor, at a price of a cent"
        );
        desk.adds_up().await;

        // Past grace anyone exercises: what is above what is owed waits for the collar's owner, to the unit.
        desk.at(expiry + GRACE).await;
        let error = not_yet(expiry + GRACE + 1);
        stage
            .refuses(&desk.friend, desk.loans, &put(collars[3]), error)
            .await;
        desk.at(expiry + GRACE + 1).await;
        let owed = desk.status(collars[3]).await.owed;
        let done = stage
            .does(&desk.friend, desk.loans, &put(collars[3]))
            .await
            .returned;
        assert_eq!(done.toLender, owed, "OPT-2: all that is owed");
        desk.adds_up().await;
        assert_eq!(desk.status(collars[3]).await.cash, done.cash - owed);
        let claimed = stage
            .does(&desk.owner, desk.at, &desk.claiming(collars[3]))
            .await
            .returned;
        assert_eq!(claimed.cash, done.cash - owed);
        desk.adds_up().await;

        // Nobody exercises: the collateral is the lender's.
        let end = expiry + WINDOW + GRACE + 1;
        desk.at(end).await;
        assert_eq!(desk.status(collars[4]).await.forfeitFrom, U256::from(end));
        let forfeit = IOptionLoan::forfeitCall { loan: collars[4] };
        stage.does(&desk.friend, desk.loans, &forfeit).await;
        let none = ICollar::ZeroAmount {};
        stage
            .refuses(&desk.owner, desk.at, &desk.claiming(collars[4]), none)
            .await;
        desk.adds_up().await;
    });
}

#[test]
fn collateral_of_a_repaid_loan_stays_for_the_call_and_then_is_the_owners() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (owner, buyer) = (desk.owner.address(), desk.buyer.address());
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let called = desk.open(offer, 10_000 * DOLLAR, bid).await;
        let lapsed = desk.open(offer, 20_000 * DOLLAR, bid).await;
        stage.advance(10 * DAY).await;
        // The owner repays a part here, and a friend the rest past the collar.
        let owed = desk.status(called).await.owed;
        let most = owed / number(4) - U256::ONE;
        let limited = ICollar::repayCall {
            most,
            ..desk.repaying(called, number(2_500 * DOLLAR))
        };
        let error: ICollar::PaymentAboveLimit =
            stage.refuses_as(&desk.owner, desk.at, &limited).await;
        assert!(error.needed > most && error.needed <= most + number(2));
        let before = desk.has(owner).await;
        let call = desk.repaying(called, number(2_500 * DOLLAR));
        let part = stage.does(&desk.owner, desk.at, &call).await;
        assert_eq!(
            desk.has(owner).await,
            [before[0] - part.returned, before[1]],
            "collateral stays"
        );
        let quarter = desk.puts(owner).await;
        assert_eq!(
            quarter,
            desk.status(called).await.collateral,
            "puts are freed"
        );
        desk.adds_up().await;
        let rest = IOptionLoan::repayCall {
            loan: called,
            principal: U256::MAX,
            most: U256::MAX,
            receiver: desk.friend.address(),
        };
        stage.does(&desk.friend, desk.loans, &rest).await;
        desk.adds_up().await;
        let amount = number(desk.collar(called).await.amount);
        let status = desk.status(called).await;
        assert_eq!(
            (status.owed, status.collateral, status.puts),
            (U256::ZERO, amount, amount - quarter)
        );
        let claimed = stage
            .does(&desk.owner, desk.at, &desk.claiming(called))
            .await
            .returned;
        assert_eq!(
            (claimed.collateral, claimed.puts),
            (U256::ZERO, amount - quarter)
        );
        let ended = IOptionLoan::UnknownLoan { loan: called };
        let call = desk.repaying(called, U256::ONE);
        stage.refuses(&desk.owner, desk.at, &call, ended).await;
        // A friend repays all of the other here: what is freed is the owner's.
        let before = desk.puts(owner).await;
        let call = desk.repaying(lapsed, U256::MAX);
        stage.does(&desk.friend, desk.at, &call).await;
        let second = number(desk.collar(lapsed).await.amount);
        assert_eq!(desk.puts(owner).await, before + second);
        desk.adds_up().await;

        // The call is on the collateral still, all of whose price is the owner's.
        desk.at(desk.until()).await;
        let before = desk.has(buyer).await;
        let exercise = desk.exercising(called);
        let done = stage.does(&desk.buyer, desk.at, &exercise).await;
        let event: ICollar::CallExercised = done.event(desk.at);
        assert_eq!((event.repaid, event.collateral), (U256::ZERO, amount));
        assert_eq!(
            desk.has(buyer).await,
            [before[0] - event.cost, before[1] + amount]
        );
        let none = ICollar::ZeroAmount {};
        stage
            .refuses(&desk.owner, desk.at, &desk.claiming(lapsed), none)
            .await;
        desk.at(desk.until() + 1).await;
        let before = desk.has(owner).await;
        for collar in [called, lapsed] {
            stage
                .does(&desk.owner, desk.at, &desk.claiming(collar))
                .await;
        }
        assert_eq!(
            desk.has(owner).await,
            [before[0] + event.cost, before[1] + second]
        );
        desk.adds_up().await;
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn a_call_is_bought_back_and_the_loan_rolled() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (owner, buyer) = (desk.owner.address(), desk.buyer.address());
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let collar = desk.open(offer, 10_000 * DOLLAR, bid).await;
        let cancel = ICollar::cancelCallCall { collar };
        let not = ICollar::ERC721InsufficientApproval {
            operator: owner,
            tokenId: collar,
        };
        stage.refuses(&desk.owner, desk.at, &cancel, not).await;
        // A contract that does not take positions refuses a safe transfer.
        let unsafe_ = ICollar::safeTransferFrom_0Call {
            from: buyer,
            to: desk.debt,
            tokenId: collar,
        };
        stage.refused(&desk.buyer, desk.at, &unsafe_).await;
        let give = ICollar::transferFromCall {
            from: buyer,
            to: owner,
            tokenId: collar,
        };
        stage.does(&desk.buyer, desk.at, &give).await;
        stage.does(&desk.owner, desk.at, &cancel).await;
        let ended = ICollar::CallEnded { collar };
        stage.refuses(&desk.owner, desk.at, &cancel, ended).await;
        desk.adds_up().await;
        // Handed on, the collar is another's; who released it may roll the loan.
        let change = ICollar::changeOwnerCall {
            collar,
            owner: desk.friend.address(),
        };
        let only = IOwned::Unauthorised { caller: buyer };
        stage.refuses(&desk.buyer, desk.at, &change, only).await;
        stage.does(&desk.owner, desk.at, &change).await;
        let release = ICollar::releaseCall {
            collar,
            borrower: owner,
        };
        let only = IOwned::Unauthorised { caller: owner };
        stage.refuses(&desk.owner, desk.at, &release, only).await;
        let half = desk.repaying(collar, number(5_000 * DOLLAR));
        stage.does(&desk.friend, desk.at, &half).await;
        let loan = U256::from(desk.collar(collar).await.loan);
        stage.does(&desk.friend, desk.at, &release).await;
        let is = desk.loan(loan).await;
        assert_eq!((is.borrower, is.withholding), (owner, false));
        let released = ICollar::LoanReleased { collar };
        stage.refuses(&desk.friend, desk.at, &half, released).await;
        let roll = IOptionLoan::rollCall {
            loan,
            offer,
            amount: number(6_000 * DOLLAR),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            mostPaid: U256::MAX,
            receiver: owner,
        };
        stage.does(&desk.owner, desk.loans, &roll).await;
        desk.adds_up().await;
        assert_eq!(desk.status(collar).await.owed, U256::ZERO);
    });
}

#[test]
fn what_does_not_fit_is_refused_and_nothing_changes() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let terms = desk.terms();
        let offer = desk.offer(terms.clone()).await;
        let bid = desk.bid(desk.bidding()).await;
        let opening = desk.opening(offer, 1_000 * DOLLAR, bid);
        let before = desk.has(desk.owner.address()).await;
        // Limits of the caller.
        let quote = ICollar::quoteCall {
            offer,
            amount: number(1_000 * DOLLAR),
            bid,
        };
        let quote = stage.read(desk.at, &quote).await;
        let limit = quote.collateral - U256::ONE;
        let tight = ICollar::openCall {
            mostCollateral: limit,
            ..opening.clone()
        };
        let error = ICollar::CollateralAboveLimit {
            needed: quote.collateral,
            limit,
        };
        stage.refuses(&desk.owner, desk.at, &tight, error).await;
        let dear = ICollar::openCall {
            leastPaid: quote.paid + U256::ONE,
            ..opening.clone()
        };
        let error = ICollar::PaymentBelowLimit {
            paid: quote.paid,
            limit: quote.paid + U256::ONE,
        };
        stage.refuses(&desk.owner, desk.at, &dear, error).await;
        let nowhere = ICollar::openCall {
            receiver: Address::ZERO,
            ..opening.clone()
        };
        let zero = IOwned::ZeroAddress {};
        stage.refuses(&desk.owner, desk.at, &nowhere, zero).await;
        // Bids that do not fit the loan.
        let made = async |change: &dyn Fn(&mut Bid)| {
            let mut terms = desk.bidding();
            change(&mut terms);
            desk.bid(terms).await
        };
        let of = |bid| ICollar::openCall {
            bid,
            ..opening.clone()
        };
        let low = made(&|bid| bid.strike = PUTS * WAD - 1).await;
        let error = ICollar::StrikeBelowPuts {
            strike: number(PUTS * WAD - 1),
            puts: number(PUTS * WAD),
        };
        stage.refuses(&desk.owner, desk.at, &of(low), error).await;
        let long = made(&|bid| bid.window = (GRACE - HOUR + 1) as u32).await;
        let error = ICollar::GraceTooShort {
            grace: U256::from(GRACE),
            least: U256::from(GRACE + 1),
        };
        stage.refuses(&desk.owner, desk.at, &of(long), error).await;
        let just = made(&|bid| bid.window = (GRACE - HOUR) as u32).await;
        stage.does(&desk.owner, desk.at, &of(just)).await;
        let other = market(stage, desk.debt, desk.collateral, desk.expiry + DAY).await;
        let other = made(&|bid| bid.market = other).await;
        let error = ICollar::OtherMarket {
            market: desk.market,
        };
        stage.refuses(&desk.owner, desk.at, &of(other), error).await;
        let small = made(&|bid| (bid.size, bid.least) = (WAD, WAD)).await;
        let error: ICollar::AmountOutOfBounds =
            stage.refuses_as(&desk.owner, desk.at, &of(small)).await;
        assert_eq!([error.least, error.most], [number(WAD); 2]);
        let friend = desk.friend.address();
        let closed = made(&|bid| bid.allowed = friend).await;
        let error = ICollar::NotAllowed {
            caller: desk.owner.address(),
        };
        stage
            .refuses(&desk.owner, desk.at, &of(closed), error)
            .await;
        stage.does(&desk.friend, desk.at, &of(closed)).await;
        let cancel = ICollar::cancelBidCall { bid: closed };
        let only = IOwned::Unauthorised { caller: friend };
        stage.refuses(&desk.friend, desk.at, &cancel, only).await;
        stage.does(&desk.buyer, desk.at, &cancel).await;
        let gone = ICollar::UnknownBid { bid: closed };
        stage
            .refuses(&desk.friend, desk.at, &of(closed), gone)
            .await;
        let now = stage.node.now().await;
        let brief = made(&|bid| bid.expiry = U40::from(now + HOUR / 2)).await;
        // Amounts of nothing, of more than there is, and of all.
        let none = desk.opening(offer, 0, bid);
        let zero = ICollar::ZeroAmount {};
        stage.refuses(&desk.owner, desk.at, &none, zero).await;
        let much = desk.opening(offer, 200_000 * DOLLAR, bid);
        let _: ICollar::AmountOutOfBounds = stage.refuses_as(&desk.owner, desk.at, &much).await;
        let wide = made(&|bid| bid.size = u128::MAX).await;
        let much = desk.opening(offer, 200_000 * DOLLAR, wide);
        let _: IOptionLoan::AmountOutOfBounds = stage.refuses_as(&desk.owner, desk.at, &much).await;
        let huge = desk
            .offer(Terms {
                size: u128::MAX,
                ..terms.clone()
            })
            .await;
        let call = desk.opening(huge, u128::MAX, wide);
        let _: IOwned::RiskCalculation = stage.refuses_as(&desk.owner, desk.at, &call).await;
        // The market's writers cannot cover it.
        let call = desk.opening(huge, 500_000 * DOLLAR, wide);
        let error: IOptionLoan::MarketFailed = stage.refuses_as(&desk.owner, desk.at, &call).await;
        assert_eq!(error.reason[..4], IOptionMarket::DepthExceeded::SELECTOR);
        // A lender that takes another borrower only.
        let mine = desk
            .offer(Terms {
                allowed: desk.owner.address(),
                ..terms.clone()
            })
            .await;
        let error = IOptionLoan::NotAllowed { caller: desk.at };
        let call = desk.opening(mine, 1_000 * DOLLAR, bid);
        stage.refuses(&desk.owner, desk.at, &call, error).await;
        // A buyer without allowance.
        let nothing = IToken::approveCall {
            spender: desk.at,
            amount: U256::ZERO,
        };
        stage.does(&desk.buyer, desk.debt, &nothing).await;
        let error = ICollar::TransferFailed { token: desk.debt };
        stage.refuses(&desk.owner, desk.at, &opening, error).await;
        stage.approve_at(desk.debt, &desk.buyer, desk.at).await;
        desk.at(now + HOUR / 2 + 1).await;
        let error = ICollar::BidExpired {
            expiry: U256::from(now + HOUR / 2),
        };
        stage.refuses(&desk.owner, desk.at, &of(brief), error).await;
        // Bids for what is no market, or out of bounds.
        for (terms, error) in [
            (
                Bid {
                    market: desk.debt,
                    ..desk.bidding()
                },
                ICollar::InvalidMarket { market: desk.debt }.abi_encode(),
            ),
            (
                Bid {
                    size: 0,
                    ..desk.bidding()
                },
                ICollar::ZeroAmount {}.abi_encode(),
            ),
            (
                Bid {
                    strike: 0,
                    ..desk.bidding()
                },
                ICollar::ZeroAmount {}.abi_encode(),
            ),
            (
                Bid {
                    window: (WINDOW - 2 * HOUR + 1) as u32,
                    ..desk.bidding()
                },
                IOwned::ParameterOutOfBounds {
                    position: U256::from(5),
                    value: U256::from(WINDOW - 2 * HOUR + 1),
                }
                .abi_encode(),
            ),
        ] {
            let call = ICollar::makeBidCall { terms };
            let refused = stage.refused(&desk.buyer, desk.at, &call).await;
            assert_eq!(refused, Bytes::from(error));
        }
        desk.adds_up().await;
        assert_eq!(desk.collars().await, 2);
        let mine = number(desk.collar(U256::ONE).await.amount);
        let collateral = desk.has(desk.owner.address()).await[1];
        assert_eq!(collateral, before[1] - mine);
        // What collars are made of must be such a program.
        for loans in [Address::ZERO, desk.debt] {
            let arguments = (loans,).abi_encode_params();
            assert!(stage.construct("collar", &arguments).await.is_err());
        }
        let loans = stage.read(desk.at, &ICollar::loansCall {}).await;
        assert_eq!(loans, desk.loans);
    });
}

#[test]
fn one_unit_all_by_one_account_and_a_call_at_the_puts_strike() {
    travelling(async |stage| {
        let mut desk = Desk::new(stage).await;
        desk.owner = desk.lender.clone();
        desk.buyer = desk.lender.clone();
        let me = desk.lender.address();
        let whole = desk.has(me).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = Bid {
            strike: PUTS * WAD,
            ..desk.bidding()
        };
        let bid = desk.bid(bid).await;
        let one = desk.open(offer, 1, bid).await;
        let some = desk.open(offer, 7_777_777_777, bid).await;
        desk.adds_up().await;
        // The latest moment, at which most is owed.
        desk.at(desk.until()).await;
        for collar in [one, some] {
            let status = desk.status(collar).await;
            assert!(status.cost >= status.owed, "{status:?}");
            let exercise = desk.exercising(collar);
            let done = stage.does(&desk.buyer, desk.at, &exercise).await;
            let event: ICollar::CallExercised = done.event(desk.at);
            assert_eq!(event.repaid, status.owed);
            stage
                .does(&desk.owner, desk.at, &desk.claiming(collar))
                .await;
            let claim = IOptionLoan::claimCall {
                loan: collar,
                cash: U256::MAX,
                collateral: U256::MAX,
                receiver: me,
            };
            stage.does(&desk.lender, desk.loans, &claim).await;
        }
        desk.adds_up().await;
        // But for the puts' premiums all is back.
        let [cash, collateral] = desk.has(me).await;
        assert_eq!(collateral, whole[1]);
        assert!(cash < whole[0]);
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
        assert_eq!(desk.has(desk.loans).await, [U256::ZERO; 2]);
    });
}

#[test]
fn tokens_that_take_fees_fail_or_call_back_take_nothing_from_anyone() {
    travelling(async |stage| {
        calm(stage).await;
        let fee = animal(stage, "FeeToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), fee).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let _: ICollar::TransferMismatch = stage
            .refuses_as(
                &desk.owner,
                desk.at,
                &desk.opening(offer, 1_000 * DOLLAR, bid),
            )
            .await;
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);

        // One that calls back finds every verb locked.
        let token = animal(stage, "ReenteringToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), token).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        let owner = desk.owner.address();
        let inner = [
            desk.opening(offer, DOLLAR, bid).abi_encode(),
            desk.exercising(collar).abi_encode(),
            ICollar::cancelCallCall { collar }.abi_encode(),
            desk.repaying(collar, U256::ONE).abi_encode(),
            desk.putting(collar).abi_encode(),
            desk.claiming(collar).abi_encode(),
            ICollar::releaseCall {
                collar,
                borrower: owner,
            }
            .abi_encode(),
            ICollar::changeOwnerCall { collar, owner }.abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: desk.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(&desk.owner, desk.at, &desk.opening(offer, DOLLAR, bid))
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, Bytes::from(IOwned::Reentered {}.abi_encode()));
            desk.adds_up().await;
        }

        // One that starts failing: the call waits for its token, and so does the owner, and nobody else.
        let moody = animal(stage, "MoodyToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), moody).await;
        let owner = desk.owner.address();
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        let called = desk.open(offer, 3_000 * DOLLAR, bid).await;
        let repaid = desk.open(offer, 2_000 * DOLLAR, bid).await;
        let become_ = |mood| IMoody::becomeCall { mood };
        desk.at(desk.expiry).await;
        stage.does(&stage.owner, moody, &become_(2)).await;
        let failed = ICollar::TransferFailed { token: moody };
        let exercise = desk.exercising(called);
        stage.refuses(&desk.buyer, desk.at, &exercise, failed).await;
        let repay = desk.repaying(repaid, U256::MAX);
        stage.does(&desk.owner, desk.at, &repay).await;
        desk.adds_up().await;
        let second = number(desk.collar(repaid).await.amount);
        assert_eq!(desk.puts(owner).await, second);
        assert_eq!(desk.status(repaid).await.collateral, second);
        stage.does(&stage.owner, moody, &become_(0)).await;
        stage.does(&desk.buyer, desk.at, &exercise).await;
        desk.adds_up().await;
        desk.at(desk.until() + 1).await;
        stage.does(&stage.owner, moody, &become_(2)).await;
        let held = stage
            .does(&desk.owner, desk.at, &desk.claiming(called))
            .await
            .returned;
        assert!(held.cash > U256::ZERO && held.puts > U256::ZERO);
        let none = ICollar::ZeroAmount {};
        stage
            .refuses(&desk.owner, desk.at, &desk.claiming(repaid), none)
            .await;
        // What it says it sent, and did not, is taken in for nobody.
        stage.does(&stage.owner, moody, &become_(3)).await;
        let lies = ICollar::TransferMismatch {
            token: moody,
            expected: second,
            received: U256::ZERO,
        };
        stage
            .refuses(&desk.owner, desk.at, &desk.claiming(repaid), lies)
            .await;
        stage.does(&stage.owner, moody, &become_(0)).await;
        let before = desk.has(owner).await[1];
        stage
            .does(&desk.owner, desk.at, &desk.claiming(repaid))
            .await;
        assert_eq!(desk.has(owner).await[1], before + second);
        desk.adds_up().await;
    });
}

#[test]
fn donations_count_for_nothing() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms()).await;
        let bid = desk.bid(desk.bidding()).await;
        for token in [desk.debt, desk.collateral] {
            let (account, amount) = (desk.at, number(5));
            let mint = IToken::mintCall { account, amount };
            stage.does(&stage.owner, token, &mint).await;
        }
        let collar = desk.open(offer, 1_000 * DOLLAR, bid).await;
        stage
            .does(&desk.owner, desk.at, &desk.repaying(collar, U256::MAX))
            .await;
        let cancel = ICollar::cancelCallCall { collar };
        stage.does(&desk.buyer, desk.at, &cancel).await;
        let claimed = stage
            .does(&desk.owner, desk.at, &desk.claiming(collar))
            .await
            .returned;
        let amount = number(desk.collar(collar).await.amount);
        assert_eq!(
            (claimed.cash, claimed.collateral, claimed.puts),
            (U256::ZERO, amount, U256::ZERO),
            "puts were sent with the repayment"
        );
        assert_eq!(desk.has(desk.at).await, [number(5); 2]);
    });
}

/// Many collars and loans, any verb by anybody at any time and price.
#[test]
fn whatever_is_done_calls_are_covered_and_every_unit_is_somebodys() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let seed = std::env::var("BALLAST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(17);
        let mut chance = StdRng::seed_from_u64(seed);
        let accounts = [
            desk.lender.address(),
            desk.owner.address(),
            desk.buyer.address(),
            desk.friend.address(),
            desk.loans,
            desk.at,
            desk.market,
        ];
        let everything = async || {
            let mut all = [U256::ZERO; 2];
            for account in accounts {
                let has = desk.has(account).await;
                all = [all[0] + has[0], all[1] + has[1]];
            }
            all
        };
        let whole = everything().await;
        let mut offers = vec![];
        for grace in [GRACE, 4 * HOUR] {
            let terms = Terms {
                grace: grace as u32,
                size: u128::MAX,
                ..desk.terms()
            };
            offers.push(desk.offer(terms).await);
        }
        let mut bids = vec![];
        for (strike, price) in [(CALLS, 120), (PUTS, 300), (5_000, 1)] {
            let terms = Bid {
                strike: strike * WAD,
                price: price * WAD,
                size: 1_000 * WAD,
                ..desk.bidding()
            };
            bids.push(desk.bid(terms).await);
        }
        let mut done = std::collections::BTreeMap::<&str, u32>::new();
        let mut dollars = 2_000_u32;
        for round in 0..240 {
            let count = desk.collars().await;
            let collar = U256::from(chance.random_range(0..=count));
            let loan = collar; // no others are taken
            let before = if collar.is_zero() {
                None
            } else {
                Some((desk.collar(collar).await, desk.status(collar).await))
            };
            let was = if collar.is_zero() {
                0
            } else {
                desk.loan(loan).await.cash
            };
            let amount = 1_u128 << chance.random_range(0..34);
            // Nobody can open any longer.
            let late = stage.node.now().await >= desk.expiry;
            let verb = chance.random_range(if late { 3 } else { 0 }..12);
            let actors = [&desk.owner, &desk.owner, &desk.buyer, &desk.friend];
            let actor = match verb {
                3 if late => &desk.buyer,
                7 if late => &desk.owner,
                _ => actors[chance.random_range(0..4)],
            };
            macro_rules! tries {
                ($name:literal, $to:expr, $call:expr) => {
                    ($name, stage.tries(actor, $to, &$call).await.map(|_| ()))
                };
            }
            let (name, sent) = match verb {
                0..=2 => {
                    let offer = offers[chance.random_range(0..offers.len())];
                    let bid = bids[chance.random_range(0..bids.len())];
                    tries!("open", desk.at, desk.opening(offer, amount, bid))
                }
                3 => tries!("exercise the call", desk.at, desk.exercising(collar)),
                4 => tries!("repay", desk.at, desk.repaying(collar, number(amount))),
                5 => tries!("repay all", desk.at, desk.repaying(collar, U256::MAX)),
                6 => tries!("claim", desk.at, desk.claiming(collar)),
                7 => tries!("exercise the puts", desk.at, desk.putting(collar)),
                8 => tries!(
                    "exercise past the collar",
                    desk.loans,
                    IOptionLoan::exerciseCall { loan }
                ),
                9 => tries!(
                    "repay past the collar",
                    desk.loans,
                    IOptionLoan::repayCall {
                        loan,
                        principal: number(amount),
                        most: U256::MAX,
                        receiver: actor.address(),
                    }
                ),
                10 => tries!("forfeit", desk.loans, IOptionLoan::forfeitCall { loan }),
                _ if chance.random_bool(0.3) => {
                    tries!("cancel", desk.at, ICollar::cancelCallCall { collar })
                }
                _ => tries!("claim again", desk.at, desk.claiming(collar)),
            };
            match &sent {
                Ok(()) => *done.entry(name).or_default() += 1,
                Err(data) => assert!(data.len() >= 4, "{name} failed without a reason"),
            }
            if let Some((before, status)) = before {
                let is = desk.collar(collar).await;
                if sent.is_err() {
                    assert_eq!(is, before, "{name} failed");
                } else if name == "exercise the call" {
                    let got = desk.loan(loan).await.cash - was;
                    assert_eq!(number(got), status.owed, "the lender is paid in full");
                } else if name.starts_with("exercise ") {
                    let got = number(desk.loan(loan).await.cash - was);
                    assert!(got + U256::ONE >= status.owed, "OPT-2");
                }
            }
            desk.adds_up().await;
            assert_eq!(everything().await, whole, "after {name}");
            let now = stage.node.now().await;
            if now < desk.expiry && round < 100 && chance.random_bool(0.4) {
                let step = chance.random_range(80..125);
                dollars = (dollars * step / 100).clamp(20, 20_000);
                stage.node.travel(chance.random_range(0..6 * HOUR)).await;
                stage.refresh().await;
                stage.price("ETH", &dollars.to_string()).await;
            } else if round == 100 && now < desk.expiry {
                desk.at(desk.expiry).await;
            } else if now >= desk.expiry && chance.random_bool(0.4) {
                stage.node.travel(chance.random_range(0..HOUR / 2)).await;
            }
        }
        let collars = desk.collars().await;
        println!("seed {seed}: {collars} collars, {done:?}");
        assert!(done.len() >= 9 && collars > 8, "{done:?}");
        // At the end of all dates everything can be settled and claimed, and nothing is left.
        let end = desk.expiry + WINDOW + GRACE + 1;
        if stage.node.now().await < end {
            desk.at(end).await;
        }
        for collar in 1..=collars {
            let collar = U256::from(collar);
            if desk.loan(collar).await.principal > 0 {
                let call = IOptionLoan::forfeitCall { loan: collar };
                stage.does(&desk.friend, desk.loans, &call).await;
            }
            let call = desk.claiming(collar);
            if let Err(data) = stage.tries(&desk.owner, desk.at, &call).await {
                assert_eq!(data, Bytes::from(ICollar::ZeroAmount {}.abi_encode()));
            }
            let claim = IOptionLoan::claimCall {
                loan: collar,
                cash: U256::MAX,
                collateral: U256::MAX,
                receiver: desk.lender.address(),
            };
            stage.does(&desk.lender, desk.loans, &claim).await;
        }
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
        assert_eq!(desk.has(desk.loans).await, [U256::ZERO; 2]);
        assert_eq!(everything().await, whole);
    });
}
