//! Pools of term lenders with real loans and tokens: everything that comes in is paid out to the wei, whoever claims when, and
//! tokens that misbehave harm nobody else.

use alloy::primitives::aliases::U40;
use alloy::primitives::{Address, B256, U256};
use alloy::sol_types::{SolCall, SolError, SolValue};
use ballast_bindings::term_loan::ITermLoan::{Step, Terms};
use ballast_bindings::term_pool::ITermPool::Phase;
use ballast_bindings::{IOwned, ITermLoan, ITermPool};
use ballast_chain_tests::stage::{IToken, test, travelling};
use ballast_chain_tests::{Actor, Stage, outcome};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::term_loan::{DAY, Desk, GRACE, IMoody, IReentering, MONTH, number};

/// Most that the series below take: a thousand dollars.
const CAP: u128 = 1_000_000_000;

fn text(value: &str) -> B256 {
    B256::right_padding_from(value.as_bytes())
}

/// A series on a desk's program, and who lends by it.
struct Club<'a> {
    stage: &'a Stage,
    desk: Desk<'a>,
    pool: Address,
    start: u64,
    expiry: u64,
    members: Vec<Actor>,
}

impl<'a> Club<'a> {
    /// A series of a week of deposits and three days of taking, and three who have a thousand dollars' worth each.
    async fn new(stage: &'a Stage, desk: Desk<'a>) -> Self {
        let start = stage.node.now().await + 7 * DAY;
        let expiry = start + 3 * DAY;
        let terms = Self::terms(&desk, expiry).await;
        let pool = stage
            .construct("term-pool", &Self::arguments(&desk, start, terms))
            .await
            .expect("a series");
        let mut members = Vec::new();
        for name in ["ann", "ben", "cleo"] {
            let member = stage.actor(name).await;
            let mint = IToken::mintCall {
                account: member.address(),
                amount: number(CAP),
            };
            stage.does(&stage.owner, desk.debt, &mint).await;
            stage.approve_at(desk.debt, &member, pool).await;
            members.push(member);
        }
        Self {
            stage,
            desk,
            pool,
            start,
            expiry,
            members,
        }
    }

    async fn terms(desk: &Desk<'_>, expiry: u64) -> Terms {
        Terms {
            size: CAP,
            least: 1_000,
            expiry: U40::from(expiry),
            ..desk.terms().await
        }
    }

    fn arguments(desk: &Desk<'_>, start: u64, terms: Terms) -> Vec<u8> {
        let (name, symbol) = (text("Ballast USDC for ETH"), text("bSERIES"));
        let start = U256::from(start);
        (desk.at, start, name, symbol, terms, Vec::<Step>::new()).abi_encode_params()
    }

    async fn deposit(&self, member: usize, amount: u128) {
        let member = &self.members[member];
        let call = ITermPool::depositCall {
            assets: number(amount),
            receiver: member.address(),
        };
        let shares = self.stage.does(member, self.pool, &call).await.returned;
        assert_eq!(shares, number(amount));
    }

    /// Goes to the start and publishes, as somebody.
    async fn publish(&self) -> U256 {
        self.desk.at(self.start).await;
        let done = self
            .stage
            .does(&self.desk.borrower, self.pool, &ITermPool::publishCall {})
            .await;
        let event: ITermPool::Published = done.event(self.pool);
        assert_eq!(event.offer, done.returned);
        done.returned
    }

    async fn collect(&self, loans: &[U256]) -> ITermPool::collectReturn {
        let call = ITermPool::collectCall {
            loans: loans.to_vec(),
        };
        let done = self.stage.does(&self.desk.borrower, self.pool, &call).await;
        let events = outcome::events::<ITermPool::Collected>(&done.receipt, self.pool);
        let sum = events.iter().fold([U256::ZERO; 2], |sum, event| {
            assert!(loans.contains(&event.loan));
            [sum[0] + event.cash, sum[1] + event.collateral]
        });
        assert_eq!(sum, [done.returned.cash, done.returned.collateral]);
        done.returned
    }

    fn claiming(&self, member: usize) -> ITermPool::claimCall {
        ITermPool::claimCall {
            cash: U256::MAX,
            collateral: U256::MAX,
            receiver: self.members[member].address(),
        }
    }

    async fn claim(&self, member: usize) -> [U256; 2] {
        let paid = self
            .stage
            .does(&self.members[member], self.pool, &self.claiming(member))
            .await
            .returned;
        [paid.cashPaid, paid.collateralPaid]
    }

    async fn claimable(&self, member: usize) -> [U256; 2] {
        let account = self.members[member].address();
        let call = ITermPool::claimableCall { account };
        let told = self.stage.read(self.pool, &call).await;
        [told.cash, told.collateral]
    }

    async fn shares(&self, member: usize) -> U256 {
        let account = self.members[member].address();
        let call = ITermPool::balanceOfCall { account };
        self.stage.read(self.pool, &call).await
    }

    async fn income(&self) -> ITermPool::incomeReturn {
        self.stage.read(self.pool, &ITermPool::incomeCall {}).await
    }

    async fn series(&self) -> ITermPool::Series {
        self.stage.read(self.pool, &ITermPool::seriesCall {}).await
    }

    async fn total_assets(&self) -> U256 {
        self.stage
            .read(self.pool, &ITermPool::totalAssetsCall {})
            .await
    }

    async fn give(&self, from: usize, to: usize, value: U256) {
        let call = ITermPool::transferCall {
            to: self.members[to].address(),
            value,
        };
        self.stage.does(&self.members[from], self.pool, &call).await;
    }

    /// The pool has exactly what it counts for somebody, `gifts` aside; what holders can claim is all of what is not lent, but
    /// for less than a unit each.
    async fn adds_up(&self, gifts: [u128; 2]) {
        let held = self.desk.balances(self.pool).await;
        let income = self.income().await;
        let waiting = [
            self.total_assets().await,
            income.collateralIn - income.collateralPaid,
        ];
        let given = [0, 1].map(|index: usize| waiting[index] + number(gifts[index]));
        assert_eq!(held, given);
        let collected = [income.cashIn - income.cashPaid, waiting[1]];
        let ended = self.series().await.closed;
        let mut claims = [U256::ZERO; 2];
        for member in 0..self.members.len() {
            let of = self.claimable(member).await;
            claims = [claims[0] + of[0], claims[1] + of[1]];
        }
        // Before it counts, `claimable` tells of what was left already.
        let cash = if ended { collected[0] } else { waiting[0] };
        assert!(claims[0] <= cash && claims[1] <= collected[1], "{claims:?}");
        let dust = U256::from(self.members.len());
        assert!(!ended || cash - claims[0] < dust, "{claims:?} of {cash}");
        assert!(collected[1] - claims[1] < dust, "{claims:?}");
    }
}

#[test]
fn a_series_lends_collects_and_pays_to_the_wei() {
    travelling(async |stage| {
        let club = Club::new(stage, Desk::new(stage).await).await;
        club.deposit(0, 300_000_001).await;
        club.deposit(1, 600_000_000).await;
        club.deposit(2, 99_999_999).await;
        let full = ITermPool::AboveCap {
            assets: U256::from(1),
            left: U256::ZERO,
        };
        let more = ITermPool::depositCall {
            assets: U256::from(1),
            receiver: club.members[0].address(),
        };
        stage
            .refuses(&club.members[0], club.pool, &more, full)
            .await;
        // One leaves with a part of what it gave.
        let withdraw = ITermPool::withdrawCall {
            assets: number(100_000_000),
            receiver: club.members[1].address(),
            owner: club.members[1].address(),
        };
        stage.does(&club.members[1], club.pool, &withdraw).await;
        club.adds_up([0; 2]).await;
        let early = ITermPool::NotPublishable {
            start: U256::from(club.start),
            expiry: U256::from(club.expiry),
        };
        let publish = ITermPool::publishCall {};
        club.desk.at(club.start - 1).await;
        stage
            .refuses(&club.members[2], club.pool, &publish, early)
            .await;
        let offer = club.publish().await;
        let told = stage
            .read(club.desk.at, &ITermLoan::offerAtCall { offer })
            .await;
        assert_eq!((told.lender, told.terms.size), (club.pool, 900_000_000));
        let template = club.series().await.template;
        let template = ITermLoan::offerAtCall {
            offer: U256::from(template),
        };
        let kept = stage.read(club.desk.at, &template).await.terms;
        assert_eq!((kept.rate, kept.least), (told.terms.rate, told.terms.least));
        let closed = ITermPool::Closed {
            start: U256::from(club.start),
        };
        stage
            .refuses(&club.members[1], club.pool, &withdraw, closed)
            .await;
        // Two loans of 400 and 300 dollars; 200 are left. One is repaid at once.
        let first = club.desk.take(offer, 400_000_000).await;
        let second = club.desk.take(offer, 300_000_000).await;
        assert_eq!(club.total_assets().await, number(200_000_000));
        club.adds_up([0; 2]).await;
        let third = club.desk.take(offer, 100_000_000).await;
        stage
            .does(
                &club.desk.borrower,
                club.desk.at,
                &club.desk.repaying(third, U256::MAX),
            )
            .await;
        let got = club.collect(&[first, third]).await;
        assert!(got.cash >= number(100_000_000));
        club.adds_up([0; 2]).await;
        // Claims are open while loans are taken: of what came in.
        let [cash, collateral] = club.claim(1).await;
        assert_eq!(
            (cash, collateral),
            (
                got.cash * number(500_000_000) / number(900_000_000),
                U256::ZERO
            )
        );
        // What was left of the offer, once it has ended.
        club.desk.at(club.expiry).await;
        assert_eq!(club.series().await.phase, Phase::Taking);
        let before = club.claimable(0).await;
        club.desk.at(club.expiry + 1).await;
        let left = number(100_000_000);
        let part = |came: U256| came * number(300_000_001) / number(900_000_000);
        assert_eq!(before[0], part(got.cash));
        assert_eq!(club.claimable(0).await[0], part(got.cash + left));
        let done = stage
            .does(
                &club.members[0],
                club.pool,
                &ITermPool::collectCall { loans: vec![] },
            )
            .await;
        let event: ITermPool::Left = done.event(club.pool);
        assert_eq!(event.cash, left);
        club.adds_up([0; 2]).await;
        // The first pays an instalment and misses the others, the second misses all.
        club.desk.at(club.start + MONTH).await;
        stage
            .does(&club.desk.borrower, club.desk.at, &club.desk.paying(first))
            .await;
        club.collect(&[first]).await;
        // Who sells takes what was collected, who buys what comes.
        club.give(0, 2, number(300_000_001)).await;
        let sold = club.claimable(0).await;
        club.desk.at(club.start + 3 * MONTH + GRACE + 1).await;
        let got = club.collect(&[second, first]).await;
        assert!(got.collateral > U256::ZERO && got.cash.is_zero());
        assert_eq!(club.claimable(0).await, sold);
        assert_eq!(
            club.claimable(2).await[1],
            got.collateral * number(400_000_000) / number(900_000_000)
        );
        let income = club.income().await;
        for (member, first_shares) in [(0, 300_000_001), (1, 500_000_000), (2, 99_999_999)] {
            let [cash, collateral] = club.claim(member).await;
            let held = club.desk.balances(club.members[member].address()).await;
            assert_eq!(held[1], collateral);
            // All cash came in while the first holders held.
            let gave = number(first_shares);
            let all = income.cashIn * gave / number(900_000_000);
            assert_eq!(held[0], number(CAP) - gave + all, "{member} {cash}");
        }
        let collateral = club.desk.balances(club.members[1].address()).await[1];
        assert_eq!(
            collateral,
            income.collateralIn * number(500_000_000) / number(900_000_000)
        );
        club.adds_up([0; 2]).await;
        let left = club.desk.balances(club.pool).await;
        assert!(left.iter().all(|dust| *dust < U256::from(3)), "{left:?}");
    });
}

#[test]
fn what_nobody_takes_or_publishes_comes_back_whole() {
    travelling(async |stage| {
        for published in [true, false] {
            let club = Club::new(stage, Desk::new(stage).await).await;
            club.deposit(0, 1).await;
            club.deposit(1, 999_999).await;
            if published {
                club.publish().await;
            }
            club.desk.at(club.expiry).await;
            assert_eq!(club.claimable(1).await, [U256::ZERO; 2]);
            club.desk.at(club.expiry + 1).await;
            for (member, amount) in [(1, 999_999), (0, 1), (2, 0)] {
                assert_eq!(club.claim(member).await, [number(amount), U256::ZERO]);
                assert_eq!(club.claim(member).await, [U256::ZERO; 2]);
                club.adds_up([0; 2]).await;
            }
            assert_eq!(club.desk.balances(club.pool).await, [U256::ZERO; 2]);
        }
    });
}

#[test]
fn gifts_of_tokens_and_positions_change_nothing() {
    travelling(async |stage| {
        let club = Club::new(stage, Desk::new(stage).await).await;
        club.deposit(0, 500_000_000).await;
        let gifts = [7_000_000_u128, 3_000_000_000];
        for (token, amount) in [(club.desk.debt, gifts[0]), (club.desk.collateral, gifts[1])] {
            let give = IToken::transferCall {
                to: club.pool,
                amount: number(amount),
            };
            stage.does(&club.desk.lender, token, &give).await;
        }
        assert_eq!(club.total_assets().await, number(500_000_000));
        let offer = club.publish().await;
        let loan = club.desk.take(offer, 500_000_000).await;
        // A position of another's loan, which has something to claim.
        let other = club.desk.offer(club.desk.terms().await).await;
        let foreign = club.desk.take(other, 1_000_000).await;
        let give = ITermLoan::transferFromCall {
            from: club.desk.lender.address(),
            to: club.pool,
            tokenId: foreign,
        };
        stage.does(&club.desk.lender, club.desk.at, &give).await;
        stage
            .does(
                &club.desk.borrower,
                club.desk.at,
                &club.desk.repaying(foreign, U256::MAX),
            )
            .await;
        let collect = ITermPool::collectCall {
            loans: vec![loan, foreign],
        };
        let error = ITermPool::OtherLoan { loan: foreign };
        stage
            .refuses(&club.desk.borrower, club.pool, &collect, error)
            .await;
        let unknown = ITermPool::collectCall {
            loans: vec![foreign + U256::from(1)],
        };
        let refused = stage
            .refused(&club.desk.borrower, club.pool, &unknown)
            .await;
        let refused = ITermPool::CallFailed::abi_decode_validate(&refused).expect("the reason");
        let reason = ITermLoan::UnknownLoan {
            loan: foreign + U256::from(1),
        };
        assert_eq!(refused.target, club.desk.at);
        assert_eq!(refused.reason[..], reason.abi_encode());
        stage
            .does(
                &club.desk.borrower,
                club.desk.at,
                &club.desk.repaying(loan, U256::MAX),
            )
            .await;
        let got = club.collect(&[loan]).await;
        assert!(got.cash >= number(500_000_000));
        club.desk.at(club.expiry + 1).await;
        club.adds_up(gifts).await;
        assert_eq!(club.claim(0).await, [got.cash, U256::ZERO]);
        club.adds_up(gifts).await;
    });
}

#[test]
fn terms_that_the_program_refuses_make_no_series() {
    test(async |stage| {
        let desk = Desk::new(stage).await;
        let now = stage.node.now().await;
        let good = Club::terms(&desk, now + 3 * DAY).await;
        let make = async |start: u64, terms: Terms| {
            let arguments = Club::arguments(&desk, start, terms);
            stage.construct("term-pool", &arguments).await
        };
        make(now + DAY, good.clone()).await.expect("a series");
        let same = Terms {
            collateralAsset: good.debtAsset,
            ..good.clone()
        };
        let unlimited = Terms {
            loanPerCollateral: 0,
            ..good.clone()
        };
        for (start, terms, reason) in [
            (now + DAY, same, "SameAsset"),
            (now + DAY, unlimited, "ParameterOutOfBounds"),
            (now, good.clone(), "ParameterOutOfBounds"),
            (now + 3 * DAY + 1, good, "ParameterOutOfBounds"),
        ] {
            let refused = make(start, terms).await.expect_err(reason).to_string();
            let failed = refused.contains("CallFailed") || refused.contains(reason);
            assert!(failed, "{reason}: {refused}");
        }
    });
}

#[test]
fn tokens_that_take_fees_are_refused() {
    test(async |stage| {
        let token = stage.create(&stage.owner, "FeeToken", &[]).await;
        let club = Club::new(stage, Desk::of(stage, token, stage.token("ETH")).await).await;
        let deposit = ITermPool::depositCall {
            assets: number(1_000_000),
            receiver: club.members[0].address(),
        };
        let refused = stage.refused(&club.members[0], club.pool, &deposit).await;
        assert_eq!(refused[..4], ITermPool::TransferMismatch::SELECTOR);
        assert_eq!(club.total_assets().await, U256::ZERO);
    });
}

#[test]
fn a_collateral_token_that_fails_stops_no_cash() {
    travelling(async |stage| {
        let moody = stage.create(&stage.owner, "MoodyToken", &[]).await;
        let desk = Desk::of(stage, stage.token("USDC"), moody).await;
        let borrower = desk.borrower.address();
        stage
            .mint("USDC", borrower, stage.amount("USDC", "1000000"))
            .await;
        let mint = IToken::mintCall {
            account: borrower,
            amount: U256::from(10).pow(U256::from(24)),
        };
        stage.does(&stage.owner, moody, &mint).await;
        let club = Club::new(stage, desk).await;
        club.deposit(0, 400_000_000).await;
        club.deposit(1, 200_000_000).await;
        let offer = club.publish().await;
        let loan = club.desk.take(offer, 600_000_000).await;
        let opened = stage.node.now().await;
        stage
            .does(&club.desk.borrower, club.desk.at, &club.desk.paying(loan))
            .await;
        club.desk.at(opened + 2 * MONTH + GRACE + 1).await;
        // Returns false, reverts, returns true without moving, returns false though it moves.
        let feels = async |mood: u8| {
            stage
                .does(&stage.owner, moody, &IMoody::becomeCall { mood })
                .await;
        };
        feels(2).await;
        let got = club.collect(&[loan]).await;
        assert!(got.cash > number(200_000_000) && got.collateral.is_zero());
        club.adds_up([0; 2]).await;
        for mood in [1, 4] {
            feels(mood).await;
            let again = club.collect(&[loan]).await;
            assert_eq!((again.cash, again.collateral), (U256::ZERO, U256::ZERO));
        }
        feels(0).await;
        let got = club.collect(&[loan]).await;
        assert!(got.collateral > U256::ZERO);
        club.adds_up([0; 2]).await;
        // Nor does it stop claims of cash.
        feels(2).await;
        let all = club.claiming(0);
        let error = ITermPool::TransferFailed { token: moody };
        stage
            .refuses(&club.members[0], club.pool, &all, error)
            .await;
        let cash = ITermPool::claimCall {
            collateral: U256::ZERO,
            ..all
        };
        let paid = stage
            .does(&club.members[0], club.pool, &cash)
            .await
            .returned;
        assert!(paid.cashPaid > U256::ZERO && paid.collateralPaid.is_zero());
        feels(0).await;
        let [cash, collateral] = club.claim(0).await;
        assert!(cash.is_zero());
        // Two thirds of what is told to have arrived.
        assert_eq!(collateral, got.collateral * number(2) / number(3));
        // What did not arrive counts for nobody, though the program says that it sent it.
        club.desk.at(opened + 3 * MONTH + GRACE + 1).await;
        feels(3).await;
        let lied = club.collect(&[loan]).await;
        assert_eq!(lied.collateral, U256::ZERO);
        feels(0).await;
        club.adds_up([0; 2]).await;
    });
}

#[test]
fn a_token_that_calls_back_finds_every_verb_locked() {
    travelling(async |stage| {
        let token = stage.create(&stage.owner, "ReenteringToken", &[]).await;
        let desk = Desk::of(stage, token, stage.token("ETH")).await;
        let borrower = desk.borrower.address();
        stage.mint("ETH", borrower, number(10_u128.pow(24))).await;
        let mint = IToken::mintCall {
            account: borrower,
            amount: number(CAP),
        };
        stage.does(&stage.owner, token, &mint).await;
        let club = Club::new(stage, desk).await;
        let me = club.members[0].address();
        let inner = [
            ITermPool::depositCall {
                assets: number(1),
                receiver: me,
            }
            .abi_encode(),
            ITermPool::withdrawCall {
                assets: number(0),
                receiver: me,
                owner: me,
            }
            .abi_encode(),
            ITermPool::publishCall {}.abi_encode(),
            ITermPool::collectCall { loans: vec![] }.abi_encode(),
            club.claiming(0).abi_encode(),
        ];
        let mut deposits = 0;
        let locked = IOwned::Reentered {}.abi_encode();
        for data in &inner {
            let arm = IReentering::armCall {
                target: club.pool,
                data: data.clone().into(),
            };
            stage.does(&stage.owner, token, &arm).await;
            club.deposit(0, 1_000_000).await;
            deposits += 1_000_000;
            assert!(!stage.read(token, &IReentering::succeededCall {}).await);
            assert_eq!(
                stage.read(token, &IReentering::answerCall {}).await[..],
                locked
            );
        }
        let offer = club.publish().await;
        let loan = club.desk.take(offer, deposits).await;
        stage
            .does(
                &club.desk.borrower,
                club.desk.at,
                &club.desk.repaying(loan, U256::MAX),
            )
            .await;
        // While it is told that cash arrived, and while a claim is paid.
        club.collect(&[loan]).await;
        assert!(!stage.read(token, &IReentering::succeededCall {}).await);
        let paid = club.claim(0).await;
        assert!(!stage.read(token, &IReentering::succeededCall {}).await);
        assert!(paid[0] >= number(deposits));
        club.adds_up([0; 2]).await;
    });
}

/// Random deposits, loans, payments, misses, collections, claims, transfers and gifts.
#[test]
fn whatever_is_done_every_wei_is_somebodys() {
    travelling(async |stage| {
        let seed = std::env::var("BALLAST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(1);
        let actions = std::env::var("BALLAST_ACTIONS")
            .ok()
            .and_then(|count| count.parse().ok())
            .unwrap_or(120);
        println!("seed {seed}, {actions} actions");
        let mut random = StdRng::seed_from_u64(seed);
        let club = Club::new(stage, Desk::new(stage).await).await;
        let total: u128 = 900_000_000;
        for member in 0..3 {
            club.deposit(member, total / 3 - 1 + random.random_range(0..3))
                .await;
        }
        let offer = club.publish().await;
        let (mut loans, mut gifts) = (Vec::new(), [0_u128; 2]);
        for _ in 0..actions {
            let now = stage.node.now().await;
            match random.random_range(0..9) {
                0 | 1 if now <= club.expiry => {
                    let amount = random.random_range(1_000..100_000_000);
                    let call = club.desk.taking(offer, amount);
                    if let Ok(done) = stage.tries(&club.desk.borrower, club.desk.at, &call).await {
                        loans.push(done.returned);
                    }
                }
                2 if !loans.is_empty() => {
                    let loan = loans[random.random_range(0..loans.len())];
                    let call = club.desk.paying(loan);
                    let _ended = stage.tries(&club.desk.borrower, club.desk.at, &call).await;
                }
                3 if !loans.is_empty() => {
                    let loan = loans[random.random_range(0..loans.len())];
                    let amount = U256::from(random.random_range(1..50_000_000_u64));
                    let call = club.desk.repaying(loan, amount);
                    let _below = stage.tries(&club.desk.borrower, club.desk.at, &call).await;
                }
                4 => {
                    let some: Vec<_> = loans
                        .iter()
                        .copied()
                        .filter(|_| random.random_bool(0.5))
                        .collect();
                    club.collect(&some).await;
                }
                5 => {
                    let member = random.random_range(0..3);
                    let told = club.claimable(member).await;
                    assert_eq!(club.claim(member).await, told);
                }
                6 => {
                    let (from, to) = (random.random_range(0..3), random.random_range(0..3));
                    let value = club.shares(from).await / U256::from(random.random_range(1..4_u64));
                    let of = |member| club.claimable(member);
                    let closed = club.series().await.closed;
                    let before = (of(from).await, of(to).await);
                    club.give(from, to, value).await;
                    if closed {
                        assert_eq!((of(from).await, of(to).await), before);
                    }
                }
                7 => {
                    let amount = random.random_range(1..1_000_000_u128);
                    let index = random.random_range(0..2);
                    let token = [club.desk.debt, club.desk.collateral][index];
                    let give = IToken::transferCall {
                        to: club.pool,
                        amount: number(amount),
                    };
                    stage.does(&club.desk.lender, token, &give).await;
                    gifts[index] += amount;
                }
                _ => club.desk.at(now + random.random_range(1..3 * DAY)).await,
            }
            club.adds_up(gifts).await;
        }
        // In the end everything is paid or forfeited, and comes to whom it belongs.
        club.desk.at(stage.node.now().await + 4 * MONTH).await;
        club.collect(&loans).await;
        let mut paid = [U256::ZERO; 2];
        for member in 0..3 {
            club.claim(member).await;
        }
        let income = club.income().await;
        paid[0] += income.cashPaid;
        paid[1] += income.collateralPaid;
        assert!(income.cashIn - paid[0] < U256::from(3));
        assert!(income.collateralIn - paid[1] < U256::from(3));
        club.adds_up(gifts).await;
        println!(
            "{} loans, {} cash, {} collateral",
            loans.len(),
            paid[0],
            paid[1]
        );
    });
}
