//! Loans that a put protects, with real markets and tokens: every end of a loan, every deadline to the second with the oracle
//! dead, tokens and markets that misbehave; OPT-1 and OPT-2 after whatever is done.

use std::collections::BTreeMap;

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::option_loan::IOptionLoan::{Phase, Status, Terms};
use ballast_bindings::{IOptionLoan, IOptionMarket, IOwned};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::option_market::{agreed, animal, animal_at, calm, make, strikes};

sol! {
    /// `src/zoo/MoodyToken.sol`.
    interface IMoody {
        function become(uint8 mood) external;
    }

    /// `src/zoo/GreedyMarket.sol`.
    interface IGreedy {
        function talk() external;
    }

    /// `src/zoo/ReenteringToken.sol`.
    interface IReentering {
        function arm(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }
}

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;
const LIFE: u64 = 30 * DAY;
const WINDOW: u64 = DAY;
const GRACE: u64 = 6 * HOUR;
const WAD: u128 = 1_000_000_000_000_000_000;
/// A whole dollar of USDC.
const DOLLAR: u128 = 1_000_000;
/// The offer's strike, dollars: a tenth below the price.
const STRIKE: u128 = 1_800;

fn number(value: u128) -> U256 {
    U256::from(value)
}

/// The program, a market, their tokens, and who lends and borrows.
pub struct Desk<'a> {
    pub stage: &'a Stage,
    pub at: Address,
    market: Address,
    pub debt: Address,
    collateral: Address,
    expiry: u64,
    pub lender: Actor,
    pub borrower: Actor,
    pub friend: Actor,
}

impl<'a> Desk<'a> {
    /// In USDC and ETH at 2,000 dollars; the market has a million.
    pub async fn new(stage: &'a Stage) -> Self {
        calm(stage).await;
        Self::of(stage, stage.token("USDC"), stage.token("ETH")).await
    }

    pub async fn of(stage: &'a Stage, debt: Address, collateral: Address) -> Self {
        let at = stage
            .construct("option-loan", &[])
            .await
            .expect("option loans");
        let expiry = stage.node.now().await + LIFE;
        let market = market(stage, debt, collateral, expiry).await;
        let desk = Self {
            stage,
            at,
            market,
            debt,
            collateral,
            expiry,
            lender: stage.actor("lender").await,
            borrower: stage.actor("borrower").await,
            friend: stage.actor("friend").await,
        };
        for actor in [&desk.lender, &desk.borrower, &desk.friend] {
            for (token, amount) in [(debt, 1_000_000 * WAD), (collateral, 1_000 * WAD)] {
                let account = actor.address();
                let amount = number(amount);
                stage
                    .does(&stage.owner, token, &IToken::mintCall { account, amount })
                    .await;
                stage.approve_at(token, actor, at).await;
            }
        }
        desk
    }

    pub async fn terms(&self) -> Terms {
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
        self.stage.does(&self.lender, self.at, &call).await.returned
    }

    pub fn taking(&self, offer: U256, amount: u128) -> IOptionLoan::takeCall {
        IOptionLoan::takeCall {
            offer,
            amount: number(amount),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            upFront: false,
            receiver: self.borrower.address(),
        }
    }

    pub async fn take(&self, offer: U256, amount: u128) -> U256 {
        let call = self.taking(offer, amount);
        self.stage
            .does(&self.borrower, self.at, &call)
            .await
            .returned
    }

    pub fn repaying(&self, loan: U256, principal: U256) -> IOptionLoan::repayCall {
        IOptionLoan::repayCall {
            loan,
            principal,
            most: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    fn rolling(&self, loan: U256, offer: U256, amount: u128) -> IOptionLoan::rollCall {
        IOptionLoan::rollCall {
            loan,
            offer,
            amount: number(amount),
            mostCollateral: U256::MAX,
            mostPremium: U256::MAX,
            mostPaid: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    pub fn claiming(&self, loan: U256, receiver: Address) -> IOptionLoan::claimCall {
        IOptionLoan::claimCall {
            loan,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver,
        }
    }

    pub async fn loan(&self, loan: U256) -> IOptionLoan::Loan {
        self.stage
            .read(self.at, &IOptionLoan::loanAtCall { loan })
            .await
    }

    async fn status(&self, loan: U256) -> Status {
        self.stage
            .read(self.at, &IOptionLoan::statusOfCall { loan })
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

    /// What the market withholds for the program of the debt asset.
    async fn withheld(&self) -> U256 {
        let (account, token) = (self.at, self.debt);
        let call = IOptionMarket::withheldOfCall { account, token };
        self.stage.read(self.market, &call).await
    }

    async fn puts(&self, owner: Address) -> U256 {
        self.puts_of(self.market, 0, owner).await
    }

    async fn puts_of(&self, market: Address, strike: u8, owner: Address) -> U256 {
        let id = U256::from(strike);
        self.stage
            .read(market, &IOptionMarket::balanceOf_1Call { owner, id })
            .await
    }

    /// The program and what the market withholds for it are exactly what its loans lock and owe, a put for every unit of
    /// collateral whose puts can be exercised, and these cover what is owed (OPT-2). The market has what its puts can ask for (OPT-1).
    pub async fn adds_up(&self) {
        let counts = self.stage.read(self.at, &IOptionLoan::countsCall {}).await;
        let (mut cash, mut collateral) = (U256::ZERO, U256::ZERO);
        let mut puts = BTreeMap::<(Address, u8), U256>::new();
        for id in 1..=counts.loans.to::<u64>() {
            let loan = self.loan(U256::from(id)).await;
            cash += number(loan.cash) + number(loan.withheldCash);
            collateral +=
                number(loan.collateral) + number(loan.forfeited) + number(loan.withheldCollateral);
            let offer = U256::from(loan.offer);
            let offer = IOptionLoan::offerAtCall { offer };
            let terms = self.stage.read(self.at, &offer).await.terms;
            *puts.entry((terms.market, terms.strike)).or_default() +=
                number(loan.collateral) + number(loan.withheldPuts);
            let status = self.status(U256::from(id)).await;
            assert!(status.floor + U256::ONE >= status.owedAtMost, "OPT-2");
            assert!(status.owedAtMost >= status.owed);
        }
        let [held, locked] = self.has(self.at).await;
        assert_eq!([held + self.withheld().await, locked], [cash, collateral]);
        for ((market, strike), puts) in puts {
            assert!(self.puts_of(market, strike, self.at).await >= puts);
        }
        let book = IOptionMarket::bookCall {};
        let book = self.stage.read(self.market, &book).await;
        assert!(book.cash >= book.locked, "OPT-1");
        let [held, delivered] = self.has(self.market).await;
        assert!(held >= book.cash && delivered >= book.underlying);
    }

    /// Goes to a second; prices stay as they are, and grow old.
    pub async fn at(&self, time: u64) {
        let now = self.stage.node.now().await;
        self.stage.node.travel(time - now).await;
    }
}

/// A market with puts at 1,800 and 2,200 dollars, in which somebody wrote a million.
pub async fn market(stage: &Stage, debt: Address, collateral: Address, expiry: u64) -> Address {
    let terms = agreed(stage, collateral, debt, expiry);
    let at = make(stage, terms, strikes(&[STRIKE, 2_200])).await;
    let writer = stage.actor("writer").await;
    let (account, amount) = (writer.address(), number(1_000_000 * WAD));
    stage
        .does(&stage.owner, debt, &IToken::mintCall { account, amount })
        .await;
    stage.approve_at(debt, &writer, at).await;
    let call = IOptionMarket::depositCall {
        assets: number(1_000_000 * DOLLAR),
        receiver: account,
    };
    stage.does(&writer, at, &call).await;
    at
}

#[test]
fn a_loan_is_opened_with_its_puts_and_repaid_with_what_they_are_still_worth() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        let offer = desk.offer(desk.terms().await).await;
        let amount = 10_000 * DOLLAR;
        let quote = IOptionLoan::quoteCall {
            offer,
            amount: number(amount),
        };
        let quote = stage.read(desk.at, &quote).await;
        let before = [desk.has(borrower).await, desk.has(lender).await];
        let taken = stage
            .does(&desk.borrower, desk.at, &desk.taking(offer, amount))
            .await;
        let (loan, opened): (_, IOptionLoan::Opened) = (taken.returned, taken.event(desk.at));
        assert_eq!(
            (opened.principal, opened.collateral, opened.premium),
            (number(amount), quote.collateral, quote.premium)
        );
        // 31 days at 12% and 1,800 dollars for an ether: 5.612 ether.
        assert!(
            quote.owedAtMost > number(10_102 * DOLLAR)
                && quote.owedAtMost < number(10_103 * DOLLAR)
        );
        assert!(quote.floor >= quote.owedAtMost);
        assert_eq!(
            desk.has(borrower).await,
            [
                before[0][0] + number(amount) - quote.premium,
                before[0][1] - quote.collateral
            ]
        );
        assert_eq!(
            desk.has(lender).await,
            [before[1][0] - number(amount), before[1][1]]
        );
        assert_eq!(desk.puts(desk.at).await, quote.collateral);
        let status = desk.status(loan).await;
        assert!(matches!(status.phase, Phase::Running));
        assert_eq!(
            (status.owed, status.owedAtMost, status.floor),
            (number(amount), quote.owedAtMost, quote.floor)
        );
        desk.adds_up().await;

        // With the premium up front all of the amount is paid out.
        let up_front = IOptionLoan::takeCall {
            upFront: true,
            receiver: desk.friend.address(),
            ..desk.taking(offer, amount)
        };
        let friend = desk.has(desk.friend.address()).await[0];
        let mine = desk.has(borrower).await[0];
        let second = stage.does(&desk.borrower, desk.at, &up_front).await;
        let premium = second.event::<IOptionLoan::Opened>(desk.at).premium;
        assert_eq!(
            desk.has(desk.friend.address()).await[0],
            friend + number(amount)
        );
        assert_eq!(desk.has(borrower).await[0], mine - premium);

        // A friend repays half: half of the collateral and of the puts are the borrower's.
        stage.advance(10 * DAY).await;
        let half = stage
            .does(
                &desk.friend,
                desk.at,
                &desk.repaying(loan, number(amount / 2)),
            )
            .await;
        let event: IOptionLoan::Repaid = half.event(desk.at);
        assert_eq!(event.unlocked, quote.collateral / number(2));
        assert_eq!(desk.puts(borrower).await, event.unlocked);
        desk.adds_up().await;
        // The rest, and the market still buys its puts.
        let owed = desk.status(loan).await.owed;
        let limited = IOptionLoan::repayCall {
            most: owed - U256::ONE,
            ..desk.repaying(loan, U256::MAX)
        };
        let error = IOptionLoan::PaymentAboveLimit {
            needed: owed,
            limit: owed - U256::ONE,
        };
        stage
            .refuses(&desk.borrower, desk.at, &limited, error)
            .await;
        let repaid = stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        assert_eq!(repaid.returned.paid, owed);
        assert_eq!(desk.puts(borrower).await, quote.collateral);
        let sell = IOptionMarket::closeCall {
            strike: U256::ZERO,
            amount: quote.collateral,
            least: U256::ONE,
            receiver: borrower,
        };
        let sold = stage
            .does(&desk.borrower, desk.market, &sell)
            .await
            .returned;
        assert!(sold < quote.premium);
        let ended = IOptionLoan::UnknownLoan { loan };
        stage
            .refuses(
                &desk.borrower,
                desk.at,
                &desk.repaying(loan, U256::ONE),
                ended,
            )
            .await;
        let claimed = stage
            .does(&desk.lender, desk.at, &desk.claiming(loan, lender))
            .await;
        assert_eq!(
            claimed.returned.cashPaid,
            half.returned.paid + repaid.returned.paid
        );
        desk.adds_up().await;
        let gas = [
            &taken.receipt,
            &half.receipt,
            &repaid.receipt,
            &claimed.receipt,
        ]
        .map(|receipt| receipt.gas_used);
        println!("gas, uncached: take, repay half, repay all, claim: {gas:?}");
    });
}

#[test]
fn every_deadline_holds_to_the_second_at_every_price_and_without_an_oracle() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let (first, second, third) = (
            desk.take(offer, 10_000 * DOLLAR).await,
            desk.take(offer, 20_000 * DOLLAR).await,
            desk.take(offer, 30_000 * DOLLAR).await,
        );
        // The price is a cent, and nobody tells it any longer.
        stage.price("ETH", "0.01").await;
        let (expiry, until) = (desk.expiry, desk.expiry + WINDOW);
        let exercise = |loan| IOptionLoan::exerciseCall { loan };
        let not_yet = |from: u64| IOptionLoan::NotExercisable {
            from: U256::from(from),
            until: U256::from(until),
        };
        desk.at(expiry - 1).await;
        stage
            .refuses(&desk.borrower, desk.at, &exercise(first), not_yet(expiry))
            .await;
        stage
            .refuses(
                &desk.lender,
                desk.at,
                &exercise(first),
                not_yet(expiry + GRACE + 1),
            )
            .await;
        let expired = IOptionMarket::Expired {
            expiry: U256::from(expiry),
        };

        // At the expiry the borrower may, and nobody else; and nobody borrows any longer.
        desk.at(expiry).await;
        let late: IOptionLoan::MarketFailed = stage
            .refuses_as(&desk.borrower, desk.at, &desk.taking(offer, DOLLAR))
            .await;
        assert_eq!(late.reason, Bytes::from(expired.abi_encode()));
        stage
            .refuses(
                &desk.lender,
                desk.at,
                &exercise(first),
                not_yet(expiry + GRACE + 1),
            )
            .await;
        let status = desk.status(first).await;
        assert!(matches!(status.phase, Phase::Grace));
        let before = desk.has(desk.borrower.address()).await;
        let done = stage.does(&desk.borrower, desk.at, &exercise(first)).await;
        let event: IOptionLoan::PutsExercised = done.event(desk.at);
        assert_eq!(
            (done.returned.cash, done.returned.toLender),
            (status.floor, status.owed)
        );
        assert_eq!((event.cash, event.toLender), (status.floor, status.owed));
        let surplus = status.floor - status.owed;
        assert_eq!(
            desk.has(desk.borrower.address()).await,
            [before[0] + surplus, before[1]]
        );
        desk.adds_up().await;

        // In the last second of grace nobody else, and one later anyone.
        desk.at(expiry + GRACE).await;
        stage
            .refuses(
                &desk.friend,
                desk.at,
                &exercise(second),
                not_yet(expiry + GRACE + 1),
            )
            .await;
        desk.at(expiry + GRACE + 1).await;
        let status = desk.status(second).await;
        assert!(matches!(status.phase, Phase::Exercisable));
        let done = stage.does(&desk.friend, desk.at, &exercise(second)).await;
        assert_eq!(
            number(desk.loan(second).await.cash),
            status.owed,
            "OPT-2: all that is owed, at a price of a cent"
        );
        desk.adds_up().await;
        println!(
            "gas, uncached: exercise by anyone: {}",
            done.receipt.gas_used
        );

        // The last second of the window, and one later: then the collateral is all there is, after another grace.
        desk.at(until + 1).await;
        stage
            .refuses(
                &desk.friend,
                desk.at,
                &exercise(third),
                not_yet(expiry + GRACE + 1),
            )
            .await;
        let from = until + GRACE + 1;
        let forfeit = IOptionLoan::forfeitCall { loan: third };
        desk.at(from - 1).await;
        let early = IOptionLoan::NotForfeitable {
            from: U256::from(from),
        };
        stage.refuses(&desk.lender, desk.at, &forfeit, early).await;
        desk.at(from).await;
        let locked = desk.loan(third).await.collateral;
        let lost = stage.does(&desk.friend, desk.at, &forfeit).await;
        let event: IOptionLoan::Forfeited = lost.event(desk.at);
        assert_eq!(
            (lost.returned, event.collateral),
            (number(locked), number(locked))
        );
        for loan in [first, second, third] {
            stage
                .does(
                    &desk.lender,
                    desk.at,
                    &desk.claiming(loan, desk.lender.address()),
                )
                .await;
        }
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn the_last_second_of_the_window_exercises_and_after_it_a_loan_can_still_be_repaid() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let (first, second) = (
            desk.take(offer, 10_000 * DOLLAR).await,
            desk.take(offer, 10_000 * DOLLAR).await,
        );
        // A price a thousand times as high takes nothing away, either.
        stage.price("ETH", "2000000").await;
        desk.at(desk.expiry + WINDOW).await;
        let exercise = IOptionLoan::exerciseCall { loan: first };
        stage.does(&desk.lender, desk.at, &exercise).await;
        desk.adds_up().await;
        desk.at(desk.expiry + WINDOW + GRACE + 100).await;
        let status = desk.status(second).await;
        assert!(matches!(status.phase, Phase::Forfeitable));
        assert_eq!(status.owed, status.owedAtMost, "interest has ended");
        let collateral = number(desk.loan(second).await.collateral);
        let before = desk.has(desk.borrower.address()).await;
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(second, U256::MAX))
            .await;
        assert_eq!(
            desk.has(desk.borrower.address()).await,
            [before[0] - status.owed, before[1] + collateral]
        );
        assert_eq!(
            desk.puts(desk.borrower.address()).await,
            U256::ZERO,
            "puts that nobody can exercise stay"
        );
        desk.adds_up().await;
    });
}

#[test]
fn a_loan_is_rolled_into_a_later_market_in_one_step() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let borrower = desk.borrower.address();
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 10_000 * DOLLAR).await;
        stage.advance(20 * DAY).await;
        let later = market(stage, desk.debt, desk.collateral, desk.expiry + LIFE).await;
        let next = desk
            .offer(Terms {
                market: later,
                strike: 1,
                expiry: U40::from(desk.expiry + LIFE),
                ..desk.terms().await
            })
            .await;
        let locked = number(desk.loan(loan).await.collateral);
        let owed = desk.status(loan).await.owed;
        let before = desk.has(borrower).await;
        // As much again: interest and premium are lacking, and are pulled.
        let short = IOptionLoan::rollCall {
            mostPaid: U256::ZERO,
            ..desk.rolling(loan, next, 10_000 * DOLLAR)
        };
        let _: IOptionLoan::PaymentAboveLimit =
            stage.refuses_as(&desk.borrower, desk.at, &short).await;
        let only = IOwned::Unauthorised {
            caller: desk.lender.address(),
        };
        let rolling = desk.rolling(loan, next, 10_000 * DOLLAR);
        stage.refuses(&desk.lender, desk.at, &rolling, only).await;
        let rolled = stage.does(&desk.borrower, desk.at, &rolling).await;
        let event: IOptionLoan::Rolled = rolled.event(desk.at);
        assert_eq!((event.loan, event.by), (loan, rolled.returned));
        let premium = rolled.event::<IOptionLoan::Opened>(desk.at).premium;
        let lacking = owed + premium - number(10_000 * DOLLAR);
        let new = number(desk.loan(rolled.returned).await.collateral);
        // At 2,200 dollars an ether less is locked than at 1,800.
        assert!(new < locked);
        assert_eq!(
            desk.has(borrower).await,
            [before[0] - lacking, before[1] + locked - new]
        );
        assert_eq!(desk.puts(borrower).await, locked, "the old puts");
        let id = U256::ONE;
        let held = IOptionMarket::balanceOf_1Call { owner: desk.at, id };
        assert_eq!(stage.read(later, &held).await, new);
        desk.adds_up().await;
        println!("gas, uncached: roll: {}", rolled.receipt.gas_used);
        // More than is owed pays out what is left, and locks more.
        let before = desk.has(borrower).await;
        let again = desk.rolling(rolled.returned, next, 20_000 * DOLLAR);
        let again = stage.does(&desk.borrower, desk.at, &again).await;
        let premium = again.event::<IOptionLoan::Opened>(desk.at).premium;
        let repaid = again.event::<IOptionLoan::Repaid>(desk.at);
        let paid_out = number(20_000 * DOLLAR) - repaid.principal - repaid.interest - premium;
        assert_eq!(desk.has(borrower).await[0], before[0] + paid_out);
        // Only into the same two assets.
        let other = market(stage, desk.collateral, desk.debt, desk.expiry + LIFE).await;
        let other = desk
            .offer(Terms {
                market: other,
                expiry: U40::from(desk.expiry + LIFE),
                ..desk.terms().await
            })
            .await;
        let error = IOptionLoan::OtherAssets {
            debtAsset: desk.collateral,
            collateralAsset: desk.debt,
        };
        let call = desk.rolling(again.returned, other, 1_000);
        stage.refuses(&desk.borrower, desk.at, &call, error).await;
    });
}

#[test]
fn a_loan_of_one_unit_by_the_lender_itself_and_what_is_beyond_every_limit() {
    travelling(async |stage| {
        let mut desk = Desk::new(stage).await;
        desk.borrower = desk.lender.clone();
        let me = desk.lender.address();
        let offer = desk.offer(desk.terms().await).await;
        // A unit and its interest, rounded up, are two, and their puts cost a unit: nothing is left to pay out.
        let before = desk.has(me).await[0];
        let all = desk.take(offer, 1).await;
        assert_eq!(desk.has(me).await[0], before - U256::ONE);
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(all, U256::MAX))
            .await;
        let call = IOptionLoan::takeCall {
            upFront: true,
            ..desk.taking(offer, 1)
        };
        let loan = stage.does(&desk.borrower, desk.at, &call).await.returned;
        desk.adds_up().await;
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        assert_eq!(desk.loan(loan).await.cash, 1, "no second has passed");
        for loan in [all, loan] {
            stage
                .does(&desk.lender, desk.at, &desk.claiming(loan, me))
                .await;
        }
        desk.adds_up().await;
        // Limits.
        let whole = 100_000 * DOLLAR - 2;
        for (amount, error) in [
            (whole + 1, (number(whole + 1), number(1), number(whole))),
            (0, (U256::ZERO, number(1), number(whole))),
        ] {
            let (amount_, least, most) = error;
            let error = IOptionLoan::AmountOutOfBounds {
                amount: amount_,
                least,
                most,
            };
            stage
                .refuses(&desk.borrower, desk.at, &desk.taking(offer, amount), error)
                .await;
        }
        let quote = IOptionLoan::quoteCall {
            offer,
            amount: number(DOLLAR),
        };
        let quote = stage.read(desk.at, &quote).await;
        let tight = IOptionLoan::takeCall {
            mostCollateral: quote.collateral - U256::ONE,
            ..desk.taking(offer, DOLLAR)
        };
        let error = IOptionLoan::CollateralAboveLimit {
            needed: quote.collateral,
            limit: quote.collateral - U256::ONE,
        };
        stage.refuses(&desk.borrower, desk.at, &tight, error).await;
        let cheap = IOptionLoan::takeCall {
            mostPremium: quote.premium - U256::ONE,
            ..desk.taking(offer, DOLLAR)
        };
        let error: IOptionLoan::MarketFailed =
            stage.refuses_as(&desk.borrower, desk.at, &cheap).await;
        assert_eq!(
            error.reason[..4],
            IOptionMarket::PremiumAboveLimit::SELECTOR
        );
        // The market's writers cannot cover it all; and what is too large is refused.
        let size = u128::MAX;
        let large = desk
            .offer(Terms {
                size,
                ..desk.terms().await
            })
            .await;
        let error: IOptionLoan::MarketFailed = stage
            .refuses_as(
                &desk.borrower,
                desk.at,
                &desk.taking(large, 500_000 * DOLLAR),
            )
            .await;
        assert_eq!(error.reason[..4], IOptionMarket::DepthExceeded::SELECTOR);
        let _: IOwned::RiskCalculation = stage
            .refuses_as(&desk.borrower, desk.at, &desk.taking(large, u128::MAX))
            .await;
        let cancel = IOptionLoan::cancelOfferCall { offer: large };
        stage.does(&desk.lender, desk.at, &cancel).await;
        let gone = IOptionLoan::UnknownOffer { offer: large };
        stage
            .refuses(&desk.borrower, desk.at, &desk.taking(large, 1), gone)
            .await;
        // A market that is none, a strike that it has not, a market whose oracle is dead.
        let terms = desk.terms().await;
        for (market, strike) in [(desk.debt, 0), (desk.market, 2)] {
            let terms = Terms {
                market,
                strike,
                ..terms.clone()
            };
            let error = IOptionLoan::InvalidMarket { market };
            let call = IOptionLoan::makeOfferCall { terms };
            stage.refuses(&desk.lender, desk.at, &call, error).await;
        }
        desk.at(stage.node.now().await + 2 * HOUR).await;
        let dead: IOptionLoan::MarketFailed = stage
            .refuses_as(&desk.borrower, desk.at, &desk.taking(offer, DOLLAR))
            .await;
        assert_eq!(dead.reason[..4], IOptionMarket::PriceUnavailable::SELECTOR);
    });
}

#[test]
fn a_collateral_token_that_fails_midway_stops_no_repayment() {
    travelling(async |stage| {
        calm(stage).await;
        let moody = animal(stage, "MoodyToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), moody).await;
        let (borrower, stranger) = (desk.borrower.address(), desk.friend.address());
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 9_000 * DOLLAR).await;
        let collateral = number(desk.loan(loan).await.collateral);
        let become_ = |mood| IMoody::becomeCall { mood };
        stage.does(&stage.owner, moody, &become_(2)).await;
        let repaid = stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        let event: IOptionLoan::Withheld = repaid.event(desk.at);
        assert_eq!((event.collateral, event.puts), (collateral, U256::ZERO));
        assert_eq!(desk.puts(borrower).await, collateral);
        desk.adds_up().await;
        let claim = IOptionLoan::claimWithheldCall {
            loan,
            receiver: borrower,
        };
        let only = IOwned::Unauthorised { caller: stranger };
        stage.refuses(&desk.friend, desk.at, &claim, only).await;
        // Asked for again it still fails, and stays.
        let again = stage.does(&desk.borrower, desk.at, &claim).await;
        assert_eq!(again.returned.collateral, U256::ZERO);
        desk.adds_up().await;
        stage.does(&stage.owner, moody, &become_(0)).await;
        let claimed = stage.does(&desk.borrower, desk.at, &claim).await;
        assert_eq!(claimed.returned.collateral, collateral);
        stage
            .refuses(&desk.borrower, desk.at, &claim, IOptionLoan::ZeroAmount {})
            .await;
        desk.adds_up().await;
        // A loan whose collateral cannot be delivered is not exercised, and not lost: it is while it can be, or is the lender's.
        let loan = desk.take(offer, 9_000 * DOLLAR).await;
        desk.at(desk.expiry + GRACE + 1).await;
        stage.does(&stage.owner, moody, &become_(1)).await;
        let exercise = IOptionLoan::exerciseCall { loan };
        let error: IOptionLoan::MarketFailed =
            stage.refuses_as(&desk.lender, desk.at, &exercise).await;
        assert_eq!(error.reason[..4], IOptionMarket::TransferFailed::SELECTOR);
        desk.adds_up().await;
        stage.does(&stage.owner, moody, &become_(0)).await;
        stage.does(&desk.lender, desk.at, &exercise).await;
        desk.adds_up().await;
    });
}

#[test]
fn a_debt_token_that_is_paused_through_the_window_costs_no_loan_its_puts() {
    travelling(async |stage| {
        calm(stage).await;
        let moody = animal_at(stage, "MoodyToken", "USDC").await;
        let desk = Desk::of(stage, moody, stage.token("ETH")).await;
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        let offer = desk.offer(desk.terms().await).await;
        let mut loans = vec![];
        for amount in [9_000, 5_000, 1_000] {
            loans.push(desk.take(offer, amount * DOLLAR).await);
        }
        let become_ = |mood| IMoody::becomeCall { mood };
        desk.at(desk.expiry + GRACE + 1).await;
        stage.does(&stage.owner, moody, &become_(2)).await;
        let mut floors = U256::ZERO;
        for loan in loans.iter().copied() {
            let status = desk.status(loan).await;
            let exercise = IOptionLoan::exerciseCall { loan };
            let done = stage.does(&desk.friend, desk.at, &exercise).await;
            let event: IOptionLoan::CashAwaited = done.event(desk.at);
            assert_eq!((event.loan, event.cash), (loan, status.floor));
            let event: IOptionLoan::Withheld = done.event(desk.at);
            assert_eq!(event.cash, status.floor - done.returned.toLender);
            assert_eq!(number(desk.loan(loan).await.cash), done.returned.toLender);
            floors += status.floor;
            assert_eq!(desk.withheld().await, floors);
            desk.adds_up().await;
        }
        // Nothing is paid while it is not there, and nothing is lost by asking.
        let rest = |loan| IOptionLoan::claimWithheldCall {
            loan,
            receiver: borrower,
        };
        let claim = desk.claiming(loans[0], lender);
        let error: IOptionLoan::MarketFailed =
            stage.refuses_as(&desk.lender, desk.at, &claim).await;
        assert_eq!(error.reason[..4], IOptionMarket::TransferFailed::SELECTOR);
        let asked = stage
            .does(&desk.borrower, desk.at, &rest(loans[0]))
            .await
            .returned;
        assert_eq!(asked.cash, U256::ZERO);
        assert_eq!(desk.withheld().await, floors);
        desk.adds_up().await;
        // The first claim, long after the window, takes all of it over; the others find theirs here.
        stage.does(&stage.owner, moody, &become_(0)).await;
        desk.at(desk.expiry + 30 * DAY).await;
        for (place, loan) in loans.iter().copied().enumerate() {
            let state = desk.loan(loan).await;
            let before = [desk.has(lender).await[0], desk.has(borrower).await[0]];
            let claim = desk.claiming(loan, lender);
            if place == 1 {
                stage.does(&desk.borrower, desk.at, &rest(loan)).await;
                stage.does(&desk.lender, desk.at, &claim).await;
            } else {
                stage.does(&desk.lender, desk.at, &claim).await;
                stage.does(&desk.borrower, desk.at, &rest(loan)).await;
            }
            let after = [desk.has(lender).await[0], desk.has(borrower).await[0]];
            let paid = [number(state.cash), number(state.withheldCash)];
            assert_eq!(after, [before[0] + paid[0], before[1] + paid[1]]);
            assert_eq!(desk.withheld().await, U256::ZERO);
            desk.adds_up().await;
        }
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn a_market_that_burns_all_gas_or_talks_at_length_prices_nobody_out_of_repaying() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let arguments = (desk.collateral, desk.debt, U256::from(desk.expiry)).abi_encode_params();
        let market = stage.create(&stage.owner, "GreedyMarket", &arguments).await;
        let terms = Terms {
            market,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        for talks in [false, true] {
            let loan = desk.take(offer, 1_000 * DOLLAR).await;
            if talks {
                stage
                    .does(&stage.owner, market, &IGreedy::talkCall {})
                    .await;
            }
            let locked = number(desk.loan(loan).await.collateral);
            let repaid = stage
                .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
                .await;
            let event: IOptionLoan::Withheld = repaid.event(desk.at);
            assert_eq!((event.collateral, event.puts), (U256::ZERO, locked));
            let gas = repaid.receipt.gas_used;
            println!("gas, uncached: repay where the market talks ({talks}): {gas}");
            assert!(gas < 4_000_000, "{gas}");
        }
    });
}

#[test]
fn tokens_that_take_fees_are_refused_and_one_that_calls_back_finds_every_verb_locked() {
    travelling(async |stage| {
        calm(stage).await;
        let fee = animal(stage, "FeeToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), fee).await;
        let offer = desk.offer(desk.terms().await).await;
        let _: IOptionLoan::TransferMismatch = stage
            .refuses_as(&desk.borrower, desk.at, &desk.taking(offer, 1_000 * DOLLAR))
            .await;
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
        let token = animal(stage, "ReenteringToken").await;
        let desk = Desk::of(stage, stage.token("USDC"), token).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 1_000 * DOLLAR).await;
        let me = desk.borrower.address();
        let inner = [
            desk.taking(offer, DOLLAR).abi_encode(),
            desk.repaying(loan, U256::ONE).abi_encode(),
            desk.rolling(loan, offer, DOLLAR).abi_encode(),
            desk.claiming(loan, me).abi_encode(),
            IOptionLoan::exerciseCall { loan }.abi_encode(),
            IOptionLoan::claimWithheldCall { loan, receiver: me }.abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: desk.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(
                    &desk.borrower,
                    desk.at,
                    &desk.repaying(loan, number(DOLLAR)),
                )
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, Bytes::from(IOwned::Reentered {}.abi_encode()));
            desk.adds_up().await;
        }
    });
}

#[test]
fn a_borrower_has_all_that_comes_wait_until_it_claims() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let borrower = desk.borrower.address();
        let offer = desk.offer(desk.terms().await).await;
        let (first, second) = (
            desk.take(offer, 10_000 * DOLLAR).await,
            desk.take(offer, 20_000 * DOLLAR).await,
        );
        let withhold = |loan, on| IOptionLoan::withholdCall { loan, on };
        let only = IOwned::Unauthorised {
            caller: desk.friend.address(),
        };
        stage
            .refuses(&desk.friend, desk.at, &withhold(first, true), only)
            .await;
        for loan in [first, second] {
            let set = stage
                .does(&desk.borrower, desk.at, &withhold(loan, true))
                .await;
            assert!(set.event::<IOptionLoan::WithholdingSet>(desk.at).on);
            assert!(desk.loan(loan).await.withholding);
        }
        let before = desk.has(borrower).await;
        let locked = desk.loan(first).await.collateral;
        // Whoever repays, and whatever receiver is named.
        let mut paid = U256::ZERO;
        for actor in [&desk.friend, &desk.borrower] {
            let half = desk.repaying(first, number(5_000 * DOLLAR));
            let half = stage.does(actor, desk.at, &half).await.returned.paid;
            if actor.address() == borrower {
                paid = half;
            }
            desk.adds_up().await;
        }
        assert_eq!(desk.has(borrower).await, [before[0] - paid, before[1]]);
        let waits = desk.loan(first).await;
        assert_eq!(
            (waits.withheldCollateral, waits.withheldPuts),
            (locked, locked)
        );
        let claim = |loan| IOptionLoan::claimWithheldCall {
            loan,
            receiver: borrower,
        };
        let claimed = stage
            .does(&desk.borrower, desk.at, &claim(first))
            .await
            .returned;
        assert_eq!(
            (claimed.collateral, claimed.puts),
            (number(locked), number(locked))
        );
        assert_eq!(desk.has(borrower).await[1], before[1] + number(locked));
        desk.adds_up().await;
        // The rest of exercise by anyone, too; and it goes with the loan to another borrower, who is sent what comes.
        desk.at(desk.expiry + GRACE + 1).await;
        let exercise = IOptionLoan::exerciseCall { loan: second };
        let done = stage.does(&desk.friend, desk.at, &exercise).await.returned;
        let rest = done.cash - done.toLender;
        assert_eq!(number(desk.loan(second).await.withheldCash), rest);
        desk.adds_up().await;
        let change = IOptionLoan::changeBorrowerCall {
            loan: second,
            borrower: desk.friend.address(),
        };
        stage.does(&desk.borrower, desk.at, &change).await;
        assert!(!desk.loan(second).await.withholding);
        let claimed = stage
            .does(&desk.friend, desk.at, &claim(second))
            .await
            .returned;
        assert_eq!(claimed.cash, rest);
        desk.adds_up().await;
    });
}

#[test]
fn a_position_has_the_selectors_of_erc_721_and_pays_who_holds_it() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        let known = |id: u32| IOptionLoan::supportsInterfaceCall {
            id: id.to_be_bytes().into(),
        };
        assert!(stage.read(desk.at, &known(0x80ac_58cd)).await);
        assert!(!stage.read(desk.at, &known(0x0f63_2fb3)).await);
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 1_000 * DOLLAR).await;
        let (from, to) = (desk.lender.address(), desk.friend.address());
        let give = IOptionLoan::transferFromCall {
            from,
            to,
            tokenId: loan,
        };
        stage.does(&desk.lender, desk.at, &give).await;
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        let error = IOptionLoan::ERC721InsufficientApproval {
            operator: from,
            tokenId: loan,
        };
        stage
            .refuses(&desk.lender, desk.at, &desk.claiming(loan, from), error)
            .await;
        let before = desk.has(to).await;
        let paid = stage
            .does(&desk.friend, desk.at, &desk.claiming(loan, to))
            .await
            .returned
            .cashPaid;
        assert_eq!(desk.has(to).await, [before[0] + paid, before[1]]);
        desk.adds_up().await;
    });
}

/// Many loans, any verb by anybody at any time and price: OPT-1, OPT-2 and the value of everything after each.
#[test]
fn whatever_is_done_opt_2_holds_and_every_unit_is_somebodys() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let seed = std::env::var("BALLAST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(13);
        let mut chance = StdRng::seed_from_u64(seed);
        let accounts = [
            desk.lender.address(),
            desk.borrower.address(),
            desk.friend.address(),
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
        let terms = desk.terms().await;
        let mut offers = vec![];
        for (strike, grace) in [(0, GRACE), (0, HOUR), (1, 3 * HOUR)] {
            let terms = Terms {
                strike,
                grace: grace as u32,
                size: u128::MAX,
                ..terms.clone()
            };
            offers.push(desk.offer(terms).await);
        }
        let mut done = BTreeMap::<&str, u32>::new();
        let mut loans = 0_u64;
        let mut dollars = 2_000_u32;
        for round in 0..160 {
            let actor = [&desk.borrower, &desk.borrower, &desk.friend, &desk.lender]
                [chance.random_range(0..4)];
            let loan = U256::from(chance.random_range(0..=loans));
            let before = if loan.is_zero() {
                None
            } else {
                Some((desk.loan(loan).await, desk.status(loan).await))
            };
            let offer = offers[chance.random_range(0..offers.len())];
            let amount = 1_u128 << chance.random_range(0..34);
            let (name, sent) = match chance.random_range(0..9) {
                0..=2 => {
                    let call = IOptionLoan::takeCall {
                        upFront: chance.random_bool(0.5),
                        ..desk.taking(offer, amount)
                    };
                    ("take", stage.tries(actor, desk.at, &call).await.map(|_| ()))
                }
                3 => {
                    let call = desk.repaying(loan, number(amount));
                    (
                        "repay",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
                4 => {
                    let call = desk.repaying(loan, U256::MAX);
                    (
                        "repay all",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
                5 => {
                    let call = IOptionLoan::exerciseCall { loan };
                    (
                        "exercise",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
                6 => {
                    let call = IOptionLoan::forfeitCall { loan };
                    (
                        "forfeit",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
                7 => {
                    let call = desk.claiming(loan, actor.address());
                    (
                        "claim",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
                _ => {
                    let call = desk.rolling(loan, offer, amount);
                    ("roll", stage.tries(actor, desk.at, &call).await.map(|_| ()))
                }
            };
            match &sent {
                Ok(()) => *done.entry(name).or_default() += 1,
                Err(data) => assert!(data.len() >= 4, "{name} failed without a reason"),
            }
            // OPT-2, and that nothing but repayment, exercise and the end of all dates takes collateral away.
            if let Some((was, status)) = before
                && name != "take"
            {
                let is = desk.loan(loan).await;
                if sent.is_err() {
                    assert_eq!(is, was, "{name} failed");
                } else if name == "exercise" {
                    let got = number(is.cash - was.cash);
                    assert_eq!(got, status.owed.min(status.floor), "OPT-2");
                } else if is.collateral < was.collateral {
                    assert!(is.principal < was.principal, "{name}");
                }
            }
            loans = stage
                .read(desk.at, &IOptionLoan::countsCall {})
                .await
                .loans
                .to();
            desk.adds_up().await;
            assert_eq!(everything().await, whole, "after {name}");
            let now = stage.node.now().await;
            if now < desk.expiry && round < 110 && chance.random_bool(0.4) {
                let step = chance.random_range(80..125);
                dollars = (dollars * step / 100).clamp(20, 20_000);
                stage.node.travel(chance.random_range(0..6 * HOUR)).await;
                stage.refresh().await;
                stage.price("ETH", &dollars.to_string()).await;
            } else if round == 110 && now < desk.expiry {
                desk.at(desk.expiry).await;
            } else if now >= desk.expiry && chance.random_bool(0.5) {
                stage.node.travel(chance.random_range(0..2 * HOUR)).await;
            }
        }
        println!("seed {seed}: {loans} loans, {done:?}");
        assert!(done.len() >= 6 && loans > 10, "{done:?}");
        // At the end of all dates everything can be settled and claimed, and nothing is left.
        let end = desk.expiry + WINDOW + GRACE + 1;
        if stage.node.now().await < end {
            desk.at(end).await;
        }
        for loan in 1..=loans {
            let loan = U256::from(loan);
            if desk.loan(loan).await.principal > 0 {
                let call = IOptionLoan::forfeitCall { loan };
                stage.does(&desk.friend, desk.at, &call).await;
            }
            stage
                .does(
                    &desk.lender,
                    desk.at,
                    &desk.claiming(loan, desk.lender.address()),
                )
                .await;
        }
        assert_eq!(desk.has(desk.at).await, [U256::ZERO; 2]);
    });
}
