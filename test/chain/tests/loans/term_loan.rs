//! Term loans with real tokens: every verb, every deadline to the second, tokens that misbehave, and the value of all loans
//! to the wei.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, Bytes, U256};
use alloy::sol;
use alloy::sol_types::{SolCall, SolError};
use ballast_bindings::term_loan::ITermLoan::{Kind, Step, Terms};
use ballast_bindings::{IOwned, IPool, ITermLoan};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

sol! {
    /// `src/zoo/MoodyToken.sol`.
    interface IMoody {
        function become(uint8 mood) external;
    }

    /// `src/zoo/ReenteringToken.sol`.
    interface IReentering {
        function arm(address target, bytes calldata data) external;
        function succeeded() external view returns (bool);
        function answer() external view returns (bytes memory);
    }
}

pub(crate) const DAY: u64 = 86_400;
pub(crate) const MONTH: u64 = 30 * DAY;
pub(crate) const GRACE: u64 = 2 * DAY;

pub(crate) fn number(value: u128) -> U256 {
    U256::from(value)
}

/// The program, two tokens, and who lends and borrows.
pub(crate) struct Desk<'a> {
    pub(crate) stage: &'a Stage,
    pub(crate) at: Address,
    pub(crate) debt: Address,
    pub(crate) collateral: Address,
    pub(crate) lender: Actor,
    pub(crate) borrower: Actor,
}

impl<'a> Desk<'a> {
    /// With USDC and ETH.
    pub(crate) async fn new(stage: &'a Stage) -> Self {
        let desk = Self::of(stage, stage.token("USDC"), stage.token("ETH")).await;
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        for account in [lender, borrower] {
            stage
                .mint("USDC", account, stage.amount("USDC", "1000000"))
                .await;
            stage
                .mint("ETH", account, stage.amount("ETH", "1000"))
                .await;
        }
        desk
    }

    /// With these tokens, of which nobody has any.
    pub(crate) async fn of(stage: &'a Stage, debt: Address, collateral: Address) -> Self {
        let at = stage.construct("term-loan", &[]).await.expect("term loans");
        let (lender, borrower) = (stage.actor("lender").await, stage.actor("borrower").await);
        for actor in [&lender, &borrower] {
            for token in [debt, collateral] {
                stage.approve_at(token, actor, at).await;
            }
        }
        Self {
            stage,
            at,
            debt,
            collateral,
            lender,
            borrower,
        }
    }

    /// Three months of equal principal at 12% a year, two days of grace, up to 120,000 USDC, 1,500 for an ETH.
    pub(crate) async fn terms(&self) -> Terms {
        Terms {
            debtAsset: self.debt,
            collateralAsset: self.collateral,
            size: 120_000_000_000,
            least: 1,
            loanPerCollateral: 1_500_000_000,
            loanToValue: 0,
            oracle: Address::ZERO,
            rate: 120_000_000_000_000_000,
            kind: Kind::EqualPrincipal,
            count: 3,
            period: MONTH as u32,
            grace: GRACE as u32,
            expiry: U40::from(self.stage.node.now().await + 10 * MONTH),
            allowed: Address::ZERO,
        }
    }

    pub(crate) async fn offer(&self, terms: Terms) -> U256 {
        let call = ITermLoan::makeOfferCall {
            terms,
            steps: vec![],
        };
        self.stage.does(&self.lender, self.at, &call).await.returned
    }

    pub(crate) async fn take(&self, offer: U256, amount: u128) -> U256 {
        let call = self.taking(offer, amount);
        self.stage
            .does(&self.borrower, self.at, &call)
            .await
            .returned
    }

    pub(crate) fn taking(&self, offer: U256, amount: u128) -> ITermLoan::takeCall {
        ITermLoan::takeCall {
            offer,
            amount: number(amount),
            most: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    pub(crate) fn paying(&self, loan: U256) -> ITermLoan::payInstalmentCall {
        ITermLoan::payInstalmentCall {
            loan,
            most: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    pub(crate) fn repaying(&self, loan: U256, principal: U256) -> ITermLoan::repayCall {
        ITermLoan::repayCall {
            loan,
            principal,
            most: U256::MAX,
            receiver: self.borrower.address(),
        }
    }

    fn claiming(&self, loan: U256, receiver: Address) -> ITermLoan::claimCall {
        ITermLoan::claimCall {
            loan,
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver,
        }
    }

    pub(crate) async fn loan(&self, loan: U256) -> ITermLoan::Loan {
        self.stage
            .read(self.at, &ITermLoan::loanAtCall { loan })
            .await
    }

    async fn owed(&self, loan: U256) -> ITermLoan::owedReturn {
        self.stage
            .read(self.at, &ITermLoan::owedCall { loan })
            .await
    }

    pub(crate) async fn balances(&self, account: Address) -> [U256; 2] {
        let of = |token| async move {
            self.stage
                .read(token, &IToken::balanceOfCall { account })
                .await
        };
        [of(self.debt).await, of(self.collateral).await]
    }

    /// The program has exactly what its loans lock and owe.
    async fn adds_up(&self) {
        let counts = self.stage.read(self.at, &ITermLoan::countsCall {}).await;
        let (mut cash, mut collateral) = (U256::ZERO, U256::ZERO);
        for loan in 1..=counts.loans.to::<u64>() {
            let loan = self.loan(U256::from(loan)).await;
            cash += number(loan.cash);
            collateral += number(loan.collateral) + number(loan.forfeited) + number(loan.withheld);
        }
        assert_eq!(self.balances(self.at).await, [cash, collateral]);
    }

    /// Goes to a second.
    pub(crate) async fn at(&self, time: u64) {
        self.stage
            .node
            .travel(time - self.stage.node.now().await)
            .await;
    }
}

#[test]
fn a_loan_is_paid_missed_and_repaid_to_the_wei() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        let offer = desk.offer(desk.terms().await).await;
        let [had, _] = desk.balances(borrower).await;
        let taken = stage
            .does(&desk.borrower, desk.at, &desk.taking(offer, 90_000_000_001))
            .await;
        let opened: ITermLoan::Opened = taken.event(desk.at);
        // 60 ETH and what the last millionth of a dollar asks for.
        let collateral = number(60_000_000_000_666_666_667);
        assert_eq!(
            (opened.principal, opened.collateral),
            (number(90_000_000_001), collateral)
        );
        assert_eq!(
            desk.balances(borrower).await[0],
            had + number(90_000_000_001)
        );
        assert_eq!(desk.balances(desk.at).await, [U256::ZERO, collateral]);
        let (loan, start) = (taken.returned, stage.node.now().await);

        // The first is paid a second before its grace ends, by somebody else: the collateral is the borrower's.
        desk.at(start + MONTH + GRACE).await;
        let friend = stage.rich("friend", &[("USDC", "100000")]).await;
        stage.approve_at(desk.debt, &friend, desk.at).await;
        let told = desk.owed(loan).await;
        let [_, before] = desk.balances(borrower).await;
        let paid = stage.does(&friend, desk.at, &desk.paying(loan)).await;
        let event: ITermLoan::InstalmentPaid = paid.event(desk.at);
        assert_eq!((event.payer, event.number), (friend.address(), U256::ONE));
        assert_eq!(
            event.principal + event.interest,
            number(told.next.principal + told.next.interest)
        );
        assert_eq!(paid.returned.paid, event.principal + event.interest);
        assert_eq!(desk.balances(borrower).await[1], before + event.unlocked);
        desk.adds_up().await;

        // The second is missed by a second: its share is the lender's, whoever says so.
        desk.at(start + 2 * MONTH + GRACE).await;
        assert_eq!(desk.owed(loan).await.forfeits, U256::ZERO);
        desk.at(start + 2 * MONTH + GRACE + 1).await;
        let forfeits = desk.owed(loan).await.forfeits;
        let settled = stage
            .does(&friend, desk.at, &ITermLoan::settleCall { loan })
            .await;
        let event: ITermLoan::Forfeited = settled.event(desk.at);
        assert_eq!(
            (event.number, event.collateral, settled.returned),
            (number(2), forfeits, forfeits)
        );
        assert!(forfeits > number(20_000_000_000_000_000_000) - number(1_000_000_000));
        desk.adds_up().await;

        // The rest is repaid, with interest on it since the first payment.
        let owed = desk.owed(loan).await;
        let most = owed.principal + owed.interest;
        let repay = ITermLoan::repayCall {
            most,
            ..desk.repaying(loan, U256::MAX)
        };
        let repaid = stage.does(&desk.borrower, desk.at, &repay).await;
        assert_eq!(repaid.returned.paid, most);
        desk.adds_up().await;
        let ended = ITermLoan::UnknownLoan { loan };
        stage
            .refuses(&desk.borrower, desk.at, &desk.paying(loan), ended)
            .await;

        // What the lender gets is all that was paid and forfeited; nothing stays.
        let state = desk.loan(loan).await;
        let [cash, kind] = desk.balances(lender).await;
        let claimed = stage
            .does(&desk.lender, desk.at, &desk.claiming(loan, lender))
            .await;
        let event: ITermLoan::Claimed = claimed.event(desk.at);
        assert_eq!(
            (event.cash, event.collateral),
            (number(state.cash), forfeits)
        );
        assert_eq!(
            desk.balances(lender).await,
            [cash + number(state.cash), kind + forfeits]
        );
        assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
        let gas = [
            &taken.receipt,
            &paid.receipt,
            &settled.receipt,
            &repaid.receipt,
            &claimed.receipt,
        ]
        .map(|receipt| receipt.gas_used);
        println!("gas, uncached: take, pay, settle, repay all, claim: {gas:?}");
    });
}

#[test]
fn collateral_is_by_value_at_the_opening_and_no_price_matters_after_it() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        stage.settle_at("ETH", "2000").await;
        let terms = Terms {
            loanPerCollateral: 0,
            loanToValue: 5_000,
            oracle: stage.oracle(),
            ..desk.terms().await
        };
        let offer = desk.offer(terms.clone()).await;
        let ask = ITermLoan::collateralForCall {
            offer,
            amount: number(10_000_000_000),
        };
        let needed = stage.read(desk.at, &ask).await;
        // 10,000 USDC at half of 2,000 dollars are 10 ETH, and no less.
        assert!(
            needed >= number(9_999_000_000_000_000_000)
                && needed < number(10_010_000_000_000_000_000),
            "{needed}"
        );
        let limit = needed - U256::ONE;
        let costly = ITermLoan::takeCall {
            most: limit,
            ..desk.taking(offer, 10_000_000_000)
        };
        let error = ITermLoan::CollateralAboveLimit { needed, limit };
        stage.refuses(&desk.borrower, desk.at, &costly, error).await;
        let loan = desk.take(offer, 10_000_000_000).await;
        assert_eq!(number(desk.loan(loan).await.collateral), needed);
        // With both limits, the one that asks for more holds.
        let both = desk
            .offer(Terms {
                loanPerCollateral: 500_000_000,
                ..terms.clone()
            })
            .await;
        let ask = ITermLoan::collateralForCall {
            offer: both,
            amount: number(10_000_000_000),
        };
        assert_eq!(
            stage.read(desk.at, &ask).await,
            number(20_000_000_000_000_000_000)
        );
        // An oracle that is none, or has no price any more, opens nothing.
        let blind = desk
            .offer(Terms {
                oracle: desk.debt,
                ..terms
            })
            .await;
        let error = ITermLoan::NoPrice { oracle: desk.debt };
        stage
            .refuses(
                &desk.borrower,
                desk.at,
                &desk.taking(blind, 1_000_000),
                error,
            )
            .await;
        desk.at(stage.node.now().await + 20 * DAY).await;
        let error = ITermLoan::NoPrice {
            oracle: stage.oracle(),
        };
        stage
            .refuses(
                &desk.borrower,
                desk.at,
                &desk.taking(offer, 1_000_000),
                error,
            )
            .await;
        // What was opened goes on without it.
        stage
            .does(&desk.borrower, desk.at, &desk.paying(loan))
            .await;
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
            .await;
        stage
            .does(
                &desk.lender,
                desk.at,
                &desk.claiming(loan, desk.lender.address()),
            )
            .await;
        desk.adds_up().await;
    });
}

#[test]
fn a_loan_is_refinanced_in_one_step_and_its_collateral_stays() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let first = desk.offer(desk.terms().await).await;
        let loan = desk.take(first, 30_000_000_000).await;
        let start = stage.node.now().await;
        let dearer = desk
            .offer(Terms {
                loanPerCollateral: 3_000_000_000,
                ..desk.terms().await
            })
            .await;
        let receiver = stage.actor("receiver").await.address();
        let move_to = |loan, offer, amount: u128, most_paid: u128| ITermLoan::refinanceCall {
            loan,
            offer,
            amount: number(amount),
            mostCollateral: U256::MAX,
            mostPaid: number(most_paid),
            receiver,
        };
        desk.at(start + MONTH).await;
        // More is lent against less: both differences go to the receiver. The first instalment is due and paid in it.
        let owed = desk.owed(loan).await;
        let total = owed.principal + owed.interest;
        let before = [
            desk.balances(desk.borrower.address()).await,
            desk.balances(desk.lender.address()).await,
        ];
        let done = stage
            .does(
                &desk.borrower,
                desk.at,
                &move_to(loan, dearer, 45_000_000_000, 0),
            )
            .await;
        let event: ITermLoan::Refinanced = done.event(desk.at);
        assert_eq!((event.loan, event.by), (loan, done.returned));
        assert_eq!(done.events::<ITermLoan::InstalmentPaid>(desk.at).len(), 1);
        assert_eq!(done.events::<ITermLoan::RepaidEarly>(desk.at).len(), 1);
        let five = number(5_000_000_000_000_000_000);
        assert_eq!(
            desk.balances(receiver).await,
            [number(45_000_000_000) - total, five]
        );
        let after = [
            desk.balances(desk.borrower.address()).await,
            desk.balances(desk.lender.address()).await,
        ];
        assert_eq!(after[0], before[0], "nothing is the borrower's to pay");
        assert_eq!(
            after[1],
            [before[1][0] - number(45_000_000_000), before[1][1]]
        );
        assert_eq!(number(desk.loan(loan).await.cash), total);
        desk.adds_up().await;
        // Less is lent, against as much: the borrower pays the difference and adds collateral.
        let by = done.returned;
        let lacking = number(15_000_000_000);
        let error = ITermLoan::PaymentAboveLimit {
            needed: lacking,
            limit: lacking - U256::ONE,
        };
        let short = move_to(by, first, 30_000_000_000, 14_999_999_999);
        stage.refuses(&desk.borrower, desk.at, &short, error).await;
        let done = stage
            .does(
                &desk.borrower,
                desk.at,
                &move_to(by, first, 30_000_000_000, 15_000_000_000),
            )
            .await;
        let last = desk.balances(desk.borrower.address()).await;
        assert_eq!(last, [after[0][0] - lacking, after[0][1] - five]);
        desk.adds_up().await;
        // Only into an offer of the same assets, and only by the borrower.
        let other = Terms {
            debtAsset: desk.collateral,
            collateralAsset: desk.debt,
            loanPerCollateral: u128::MAX,
            ..desk.terms().await
        };
        let (debt, collateral) = (other.debtAsset, other.collateralAsset);
        let other = desk.offer(other).await;
        let error = ITermLoan::OtherAssets {
            debtAsset: debt,
            collateralAsset: collateral,
        };
        let call = move_to(done.returned, other, 1_000, u128::MAX);
        stage.refuses(&desk.borrower, desk.at, &call, error).await;
        let caller = desk.lender.address();
        let call = move_to(done.returned, first, 1_000, u128::MAX);
        stage
            .refuses(
                &desk.lender,
                desk.at,
                &call,
                IOwned::Unauthorised { caller },
            )
            .await;
    });
}

#[test]
fn tokens_that_take_fees_are_refused_and_those_that_return_nothing_work() {
    travelling(async |stage| {
        let [fee, silent, usdc] = [
            stage.create(&stage.owner, "FeeToken", &[]).await,
            stage.create(&stage.owner, "SilentToken", &[]).await,
            stage.token("USDC"),
        ];
        for (debt, collateral) in [(usdc, fee), (fee, usdc), (silent, usdc), (usdc, silent)] {
            let desk = Desk::of(stage, debt, collateral).await;
            for account in [desk.lender.address(), desk.borrower.address()] {
                for token in [debt, collateral] {
                    let amount = number(1_000_000);
                    stage
                        .does(&stage.owner, token, &IToken::mintCall { account, amount })
                        .await;
                }
            }
            let terms = Terms {
                size: 100_000,
                loanPerCollateral: 1_000_000_000_000_000_000,
                ..desk.terms().await
            };
            let offer = desk.offer(terms).await;
            if [debt, collateral].contains(&fee) {
                let (expected, received) = (number(100_000), number(99_000));
                let error = ITermLoan::TransferMismatch {
                    token: fee,
                    expected,
                    received,
                };
                stage
                    .refuses(&desk.borrower, desk.at, &desk.taking(offer, 100_000), error)
                    .await;
                assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
                continue;
            }
            let loan = desk.take(offer, 100_000).await;
            stage
                .does(&desk.borrower, desk.at, &desk.paying(loan))
                .await;
            stage
                .does(&desk.borrower, desk.at, &desk.repaying(loan, U256::MAX))
                .await;
            stage
                .does(
                    &desk.lender,
                    desk.at,
                    &desk.claiming(loan, desk.lender.address()),
                )
                .await;
            assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
        }
    });
}

#[test]
fn a_collateral_token_that_fails_midway_stops_no_repayment() {
    travelling(async |stage| {
        let moody = stage.create(&stage.owner, "MoodyToken", &[]).await;
        let desk = Desk::of(stage, stage.token("USDC"), moody).await;
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        for account in [lender, borrower] {
            stage.mint("USDC", account, number(1_000_000)).await;
        }
        let mint = IToken::mintCall {
            account: borrower,
            amount: number(900_000),
        };
        stage.does(&stage.owner, moody, &mint).await;
        let terms = Terms {
            size: 900_000,
            loanPerCollateral: 1_000_000_000_000_000_000,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let loan = desk.take(offer, 900_000).await;
        let start = stage.node.now().await;
        for (mood, withheld) in [(1, 300_000_u128), (2, 600_000)] {
            stage
                .does(&stage.owner, moody, &IMoody::becomeCall { mood })
                .await;
            let paid = stage
                .does(&desk.borrower, desk.at, &desk.paying(loan))
                .await;
            let event: ITermLoan::Withheld = paid.event(desk.at);
            assert_eq!((event.loan, event.collateral), (loan, number(300_000)));
            assert_eq!(desk.loan(loan).await.withheld, withheld);
            desk.adds_up().await;
        }
        let claim = ITermLoan::claimUnlockedCall {
            loan,
            receiver: lender,
        };
        let error = ITermLoan::TransferFailed { token: moody };
        stage
            .refuses(&desk.borrower, desk.at, &claim, error.clone())
            .await;
        let caller = lender;
        stage
            .refuses(
                &desk.lender,
                desk.at,
                &claim,
                IOwned::Unauthorised { caller },
            )
            .await;
        // The lender's cash does not wait for what was forfeited.
        desk.at(start + 3 * MONTH + GRACE + 1).await;
        stage
            .refuses(&desk.lender, desk.at, &desk.claiming(loan, lender), error)
            .await;
        let cash = ITermLoan::claimCall {
            collateral: U256::ZERO,
            ..desk.claiming(loan, lender)
        };
        let claimed = stage.does(&desk.lender, desk.at, &cash).await.returned;
        assert!(claimed.cashPaid > number(600_000) && claimed.collateralPaid.is_zero());
        // When it is well again, everybody gets what is theirs.
        stage
            .does(&stage.owner, moody, &IMoody::becomeCall { mood: 0 })
            .await;
        let done = stage.does(&desk.borrower, desk.at, &claim).await;
        let event: ITermLoan::UnlockedClaimed = done.event(desk.at);
        assert_eq!(
            (event.receiver, event.collateral),
            (lender, number(600_000))
        );
        stage
            .refuses(&desk.borrower, desk.at, &claim, ITermLoan::ZeroAmount {})
            .await;
        stage
            .does(&desk.lender, desk.at, &desk.claiming(loan, lender))
            .await;
        assert_eq!(desk.balances(lender).await[1], number(900_000));
        assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn a_debt_token_that_fails_changes_nothing() {
    travelling(async |stage| {
        let moody = stage.create(&stage.owner, "MoodyToken", &[]).await;
        let desk = Desk::of(stage, moody, stage.token("ETH")).await;
        for account in [desk.lender.address(), desk.borrower.address()] {
            stage.mint("ETH", account, number(1_000_000)).await;
            let mint = IToken::mintCall {
                account,
                amount: number(1_000_000),
            };
            stage.does(&stage.owner, moody, &mint).await;
        }
        let terms = Terms {
            size: 600_000,
            loanPerCollateral: 1_000_000_000_000_000_000,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let loan = desk.take(offer, 300_000).await;
        let before = (desk.loan(loan).await, desk.balances(desk.at).await);
        let error = ITermLoan::TransferFailed { token: moody };
        // Returns false, reverts, returns true without moving, returns false though it moves.
        for mood in 1..=4 {
            stage
                .does(&stage.owner, moody, &IMoody::becomeCall { mood })
                .await;
            if mood == 3 {
                let refused = stage
                    .refused(&desk.borrower, desk.at, &desk.paying(loan))
                    .await;
                assert_eq!(refused[..4], ITermLoan::TransferMismatch::SELECTOR);
            } else {
                stage
                    .refuses(&desk.borrower, desk.at, &desk.paying(loan), error.clone())
                    .await;
                stage
                    .refuses(
                        &desk.borrower,
                        desk.at,
                        &desk.repaying(loan, U256::MAX),
                        error.clone(),
                    )
                    .await;
                stage
                    .refuses(
                        &desk.borrower,
                        desk.at,
                        &desk.taking(offer, 300_000),
                        error.clone(),
                    )
                    .await;
            }
            assert_eq!(
                (desk.loan(loan).await, desk.balances(desk.at).await),
                before
            );
        }
    });
}

#[test]
fn a_token_that_calls_back_finds_every_verb_locked() {
    travelling(async |stage| {
        let token = stage.create(&stage.owner, "ReenteringToken", &[]).await;
        let desk = Desk::of(stage, token, stage.token("ETH")).await;
        for account in [desk.lender.address(), desk.borrower.address()] {
            stage.mint("ETH", account, number(10_000_000)).await;
            let mint = IToken::mintCall {
                account,
                amount: number(10_000_000),
            };
            stage.does(&stage.owner, token, &mint).await;
        }
        let terms = Terms {
            size: 6_000_000,
            loanPerCollateral: 1_000_000_000_000_000_000,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let loan = desk.take(offer, 300_000).await;
        let me = desk.borrower.address();
        let refinance = ITermLoan::refinanceCall {
            loan,
            offer,
            amount: number(1_000),
            mostCollateral: U256::MAX,
            mostPaid: U256::MAX,
            receiver: me,
        };
        let inner = [
            desk.taking(offer, 1_000).abi_encode(),
            desk.paying(loan).abi_encode(),
            desk.repaying(loan, number(1)).abi_encode(),
            desk.claiming(loan, me).abi_encode(),
            ITermLoan::claimUnlockedCall { loan, receiver: me }.abi_encode(),
            refinance.abi_encode(),
        ];
        for data in inner {
            let arm = IReentering::armCall {
                target: desk.at,
                data: data.into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            stage
                .does(&desk.borrower, desk.at, &desk.repaying(loan, number(1_000)))
                .await;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            let answer = stage.read(token, &IReentering::answerCall {}).await;
            assert_eq!(answer, Bytes::from(IOwned::Reentered {}.abi_encode()));
            desk.adds_up().await;
        }
        // What moves no tokens finds the state as it was written: settling within is settling before.
        let arm = IReentering::armCall {
            target: desk.at,
            data: ITermLoan::settleCall { loan }.abi_encode().into(),
        };
        stage.does(&stage.owner, token, &arm).await;
        let before = desk.loan(loan).await;
        stage
            .does(&desk.borrower, desk.at, &desk.repaying(loan, number(1_000)))
            .await;
        assert!(stage.read(token, &IReentering::succeededCall {}).await);
        assert_eq!(desk.loan(loan).await.principal, before.principal - 1_000);
        desk.adds_up().await;
    });
}

#[test]
fn lender_and_borrower_may_be_one_account_and_a_loan_one_unit() {
    travelling(async |stage| {
        let mut desk = Desk::new(stage).await;
        desk.borrower = desk.lender.clone();
        let me = desk.lender.address();
        let before = desk.balances(me).await;
        let terms = Terms {
            count: 120,
            period: DAY as u32,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        // A millionth of a dollar asks for 1/1,500 of that in ETH, rounded up.
        let [paid, missed] = [desk.take(offer, 1).await, desk.take(offer, 1).await];
        assert_eq!(desk.loan(paid).await.collateral, 666_666_667);
        assert_eq!(
            desk.balances(me).await,
            [before[0], before[1] - number(2 * 666_666_667)]
        );
        let done = stage
            .does(&desk.borrower, desk.at, &desk.paying(paid))
            .await
            .returned;
        // The unit and its interest, rounded up.
        assert_eq!((done.paid, done.unlocked), (number(2), number(666_666_667)));
        desk.at(stage.node.now().await + DAY + GRACE + 1).await;
        for loan in [paid, missed] {
            stage
                .does(&desk.lender, desk.at, &desk.claiming(loan, me))
                .await;
        }
        assert_eq!(desk.balances(me).await, before);
        assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn an_offer_is_for_whom_its_list_admits() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        // The pool's own allow-list is such a list.
        let terms = Terms {
            allowed: stage.pool(),
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let caller = desk.borrower.address();
        let error = ITermLoan::NotAllowed { caller };
        stage
            .refuses(
                &desk.borrower,
                desk.at,
                &desk.taking(offer, 1_000_000),
                error.clone(),
            )
            .await;
        let allow = IPool::setAllowedCall {
            account: caller,
            allowed: true,
        };
        let gatekeeper = IPool::setGatekeeperCall {
            gatekeeper: stage.owner.address(),
        };
        stage.does(&stage.owner, stage.pool(), &gatekeeper).await;
        stage.does(&stage.owner, stage.pool(), &allow).await;
        desk.take(offer, 1_000_000).await;
        let one = desk
            .offer(Terms {
                allowed: caller,
                ..desk.terms().await
            })
            .await;
        desk.take(one, 1_000_000).await;
        let nobody = desk
            .offer(Terms {
                allowed: desk.lender.address(),
                ..desk.terms().await
            })
            .await;
        stage
            .refuses(
                &desk.borrower,
                desk.at,
                &desk.taking(nobody, 1_000_000),
                error,
            )
            .await;
    });
}

#[test]
fn a_position_goes_only_to_who_takes_it_and_pays_who_holds_it() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let offer = desk.offer(desk.terms().await).await;
        let loan = desk.take(offer, 3_000_000_000).await;
        stage
            .does(&desk.borrower, desk.at, &desk.paying(loan))
            .await;
        let (from, deaf) = (desk.lender.address(), stage.pool());
        let safely = |to, data: &[u8]| ITermLoan::safeTransferFrom_1Call {
            from,
            to,
            tokenId: loan,
            data: data.to_vec().into(),
        };
        // The pool's own refusal is passed on where it gives one; it gives none.
        let error = ITermLoan::ERC721InvalidReceiver { receiver: deaf };
        stage
            .refuses(&desk.lender, desk.at, &safely(deaf, b"take it"), error)
            .await;
        let buyer = stage.actor("buyer").await;
        stage
            .does(&desk.lender, desk.at, &safely(buyer.address(), b""))
            .await;
        let operator = from;
        let error = ITermLoan::ERC721InsufficientApproval {
            operator,
            tokenId: loan,
        };
        stage
            .refuses(&desk.lender, desk.at, &desk.claiming(loan, from), error)
            .await;
        let claim = desk.claiming(loan, buyer.address());
        let cash = stage.does(&buyer, desk.at, &claim).await.returned.cashPaid;
        assert_eq!(desk.balances(buyer.address()).await, [cash, U256::ZERO]);
        assert!(cash > number(1_000_000_000));
        desk.adds_up().await;
    });
}

/// Many loans of many offers, any verb by anybody at any time: TERM-1 and the value of everything after each.
#[test]
fn whatever_is_done_every_wei_is_somebodys() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let seed = std::env::var("BALLAST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(7);
        let mut chance = StdRng::seed_from_u64(seed);
        let (lender, borrower) = (desk.lender.address(), desk.borrower.address());
        let everything = async || {
            let held = [
                desk.balances(lender).await,
                desk.balances(borrower).await,
                desk.balances(desk.at).await,
            ];
            [
                held[0][0] + held[1][0] + held[2][0],
                held[0][1] + held[1][1] + held[2][1],
            ]
        };
        let whole = everything().await;
        let mut offers = vec![];
        for kind in [
            Kind::Bullet,
            Kind::EqualPrincipal,
            Kind::EqualPayment,
            Kind::Custom,
        ] {
            let (count, period, steps) = match kind {
                Kind::Bullet => (1, MONTH, vec![]),
                Kind::Custom => {
                    let step = |days: u64, share| Step {
                        due: (days * DAY) as u32,
                        share,
                    };
                    (0, 0, vec![step(3, 1), step(20, 4_999), step(70, 5_000)])
                }
                _ => (9, 10 * DAY, vec![]),
            };
            let terms = Terms {
                kind,
                count,
                period: period as u32,
                size: u128::MAX,
                ..desk.terms().await
            };
            let call = ITermLoan::makeOfferCall { terms, steps };
            offers.push(stage.does(&desk.lender, desk.at, &call).await.returned);
        }
        let mut done = std::collections::BTreeMap::<&str, u32>::new();
        let mut loans = 0_u64;
        for _ in 0..240 {
            let actor = if chance.random_bool(0.8) {
                &desk.borrower
            } else {
                &desk.lender
            };
            let loan = U256::from(chance.random_range(0..=loans));
            let before = if loan.is_zero() {
                None
            } else {
                Some((desk.loan(loan).await, desk.owed(loan).await))
            };
            let offer = offers[chance.random_range(0..offers.len())];
            let amount = number(1_u128 << chance.random_range(0..34));
            let receiver = actor.address();
            let (name, sent) = match chance.random_range(0..9) {
                0 | 1 => (
                    "take",
                    stage
                        .tries(actor, desk.at, &desk.taking(offer, amount.to()))
                        .await
                        .map(|_| ()),
                ),
                2 | 3 => (
                    "pay",
                    stage
                        .tries(actor, desk.at, &desk.paying(loan))
                        .await
                        .map(|_| ()),
                ),
                4 => (
                    "repay",
                    stage
                        .tries(actor, desk.at, &desk.repaying(loan, amount))
                        .await
                        .map(|_| ()),
                ),
                5 => (
                    "repay all",
                    stage
                        .tries(actor, desk.at, &desk.repaying(loan, U256::MAX))
                        .await
                        .map(|_| ()),
                ),
                6 => (
                    "settle",
                    stage
                        .tries(actor, desk.at, &ITermLoan::settleCall { loan })
                        .await
                        .map(|_| ()),
                ),
                7 => (
                    "claim",
                    stage
                        .tries(actor, desk.at, &desk.claiming(loan, receiver))
                        .await
                        .map(|_| ()),
                ),
                _ => {
                    let call = ITermLoan::refinanceCall {
                        loan,
                        offer,
                        amount,
                        mostCollateral: U256::MAX,
                        mostPaid: U256::MAX,
                        receiver,
                    };
                    (
                        "refinance",
                        stage.tries(actor, desk.at, &call).await.map(|_| ()),
                    )
                }
            };
            if let Err(data) = &sent {
                assert!(data.len() >= 4, "{name} failed without a reason");
            } else {
                *done.entry(name).or_default() += 1;
            }
            // TERM-1: what was locked is still, but for what the verb says.
            if let Some((was, owed)) = before
                && !["take"].contains(&name)
            {
                let is = desk.loan(loan).await;
                if sent.is_err() {
                    assert_eq!(is, was, "{name} failed");
                } else if ["settle", "claim"].contains(&name) {
                    assert_eq!(
                        number(was.collateral - is.collateral),
                        owed.forfeits,
                        "{name}"
                    );
                    assert_eq!(number(is.principal), owed.principal, "{name}");
                } else {
                    let unlocked = number(was.collateral - is.collateral) - owed.forfeits;
                    assert!(
                        unlocked.is_zero() || number(is.principal) < owed.principal,
                        "{name}"
                    );
                }
            }
            loans = stage
                .read(desk.at, &ITermLoan::countsCall {})
                .await
                .loans
                .to();
            desk.adds_up().await;
            assert_eq!(everything().await, whole);
            // Less than a year in all, for which a program stays activated.
            if chance.random_bool(0.5) {
                stage.node.travel(chance.random_range(0..3 * DAY)).await;
            }
        }
        println!("seed {seed}: {loans} loans, {done:?}");
        assert!(done.len() >= 7 && loans > 10, "{done:?}");
        // At the end of all dates nothing is locked, and when all is claimed nothing is left.
        stage.node.travel(100 * DAY).await;
        for loan in 1..=loans {
            let loan = U256::from(loan);
            stage
                .does(&desk.lender, desk.at, &desk.claiming(loan, lender))
                .await;
            assert_eq!(desk.loan(loan).await.collateral, 0);
        }
        assert_eq!(desk.balances(desk.at).await, [U256::ZERO; 2]);
    });
}

#[test]
fn a_position_has_the_selectors_of_erc_721() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        // Of ERC-721, as wallets and markets ask for it.
        let known = |id: u32| ITermLoan::supportsInterfaceCall {
            id: id.to_be_bytes().into(),
        };
        assert!(stage.read(desk.at, &known(0x80ac_58cd)).await);
        let selectors = [
            ITermLoan::balanceOfCall::SELECTOR,
            ITermLoan::ownerOfCall::SELECTOR,
            ITermLoan::approveCall::SELECTOR,
            ITermLoan::getApprovedCall::SELECTOR,
            ITermLoan::setApprovalForAllCall::SELECTOR,
            ITermLoan::isApprovedForAllCall::SELECTOR,
            ITermLoan::transferFromCall::SELECTOR,
            ITermLoan::safeTransferFrom_0Call::SELECTOR,
            ITermLoan::safeTransferFrom_1Call::SELECTOR,
        ];
        let id = selectors
            .iter()
            .fold(0, |id, selector| id ^ u32::from_be_bytes(*selector));
        assert_eq!(id, 0x80ac_58cd);
    });
}

/// The most that one call ever settles.
#[test]
fn all_instalments_of_the_longest_plan_can_be_missed_at_once() {
    travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let terms = Terms {
            kind: Kind::EqualPayment,
            count: 120,
            period: DAY as u32,
            ..desk.terms().await
        };
        let offer = desk.offer(terms).await;
        let loan = desk.take(offer, 30_000_000_000).await;
        desk.at(stage.node.now().await + 120 * DAY + GRACE + 1)
            .await;
        let settled = stage
            .does(&desk.lender, desk.at, &ITermLoan::settleCall { loan })
            .await;
        let gas = settled.receipt.gas_used;
        println!("gas, uncached: settle 120 missed instalments: {gas}");
        assert!(gas < 8_000_000, "a quarter of a block: {gas}");
        assert_eq!(settled.returned, number(20_000_000_000_000_000_000));
        assert_eq!(desk.loan(loan).await.settled, 120);
        desk.adds_up().await;
    });
}
