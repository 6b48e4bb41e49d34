//! Collars: owners are told of their time, puts are exercised after it, and what is theirs is sent to them.

use crate::puts::{DAY, DOLLAR, Desk, GRACE, HOUR, following};
use crate::scene::{keeper, purse, wad};
use alloy::primitives::{Address, U256, aliases::U40};
use ballast_bindings::ICollar;
use ballast_bindings::collar::ICollar::Bid;
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_keeper::{
    KeeperConfig, TickReport,
    alerts::{Kind, Notice},
    loans::{Loans, collar, put},
};

const CALLABLE: u64 = 3 * HOUR;

fn program(stage: &Stage) -> Address {
    stage.at.loans["collar"]
}

/// Also where little is at stake: an owner's part of puts that pay just what is owed.
fn watching(stage: &Stage) -> KeeperConfig {
    let mut config = following(stage);
    config.collar = stage.at.loan("collar");
    config.settle_debt = wad();
    config
}

/// A buyer who bids $160 for calls at $2,400, and an owner of a collar on a loan of $10,000.
async fn open(desk: &Desk<'_>) -> (Actor, Actor, ICollar::Collar, U256) {
    let stage = desk.stage;
    let at = program(stage);
    let rich = [("USDC", "1000000"), ("ETH", "1000")];
    let [buyer, owner] = [
        stage.rich("buyer", &rich).await,
        stage.rich("owner of a collar", &rich).await,
    ];
    for actor in [&buyer, &owner] {
        for symbol in ["USDC", "ETH"] {
            stage.approve_at(stage.token(symbol), actor, at).await;
        }
    }
    let whole = wad().to::<u128>();
    let terms = Bid {
        market: desk.market,
        strike: 2_400 * whole,
        price: 160 * whole,
        size: 50 * whole,
        least: 1,
        window: CALLABLE as u32,
        expiry: U40::from(desk.expiry),
        allowed: Address::ZERO,
    };
    let bid = stage
        .does(&buyer, at, &ICollar::makeBidCall { terms })
        .await
        .returned;
    let call = ICollar::openCall {
        offer: desk.offer,
        amount: U256::from(10_000 * DOLLAR),
        bid,
        mostCollateral: U256::MAX,
        leastPaid: U256::ZERO,
        receiver: owner.address(),
    };
    let collar = stage.does(&owner, at, &call).await.returned;
    let state = stage.read(at, &ICollar::collarAtCall { collar }).await;
    (buyer, owner, state, collar)
}

fn told(report: &TickReport, kind: Kind) -> Option<&Notice> {
    report.notices.iter().find(|notice| notice.kind == kind)
}

#[test]
fn owners_are_told_of_their_time_and_sent_what_the_puts_paid() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (_, owner, state, collar) = open(&desk).await;
        let account = owner.address();
        let purse = purse(stage, "keeper").await;
        let mut config = watching(stage);
        config.alerts.accounts = vec![account];
        let mut working = keeper(stage, &purse, config.clone());
        let due = desk.expiry + CALLABLE;
        let all = |overdue, missed, next_due| Loans {
            live: 1,
            usd: 10_000.0,
            overdue,
            missed,
            next_due,
        };
        let report = working.tick().await.unwrap();
        assert_eq!(report.loans[collar::KIND], all(0, 0, Some(due)));
        assert_eq!(report.loans[put::KIND], Loans::default());
        assert!(told(&report, Kind::InstalmentDue).is_none());

        // A day before the call's end, and once it is over.
        desk.at(due - DAY).await;
        let report = working.tick().await.unwrap();
        let notice = told(&report, Kind::InstalmentDue).expect("it falls due");
        let said = format!("collar loan {collar} of {account}");
        assert!(notice.text.contains(&said), "{report:?}");
        stage.settle_at("ETH", "1700").await;
        desk.at(due + HOUR).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.loans[collar::KIND], all(1, 0, None));
        assert!(told(&report, Kind::InstalmentOverdue).is_some());
        assert!(report.exercised.is_empty() && report.collected.is_empty());

        // After the owner's time the puts are exercised, and then what is the owner's is sent.
        desk.at(desk.expiry + GRACE + 1).await;
        let before = stage.balance("USDC", account).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.exercised.len(), 1, "{report:?}");
        assert_eq!(report.exercised[0].account, program(stage));
        assert_eq!(desk.loan(U256::from(state.loan)).await.principal, 0);
        let mut poor = config.clone();
        poor.settle_debt = U256::from(10) * wad();
        let report = keeper(stage, &purse, poor).tick().await.unwrap();
        assert!(report.collected.is_empty(), "a few dollars: {report:?}");
        let report = working.tick().await.unwrap();
        assert_eq!(report.collected.len(), 1, "{report:?}");
        assert_eq!(report.collected[0].account, account);
        let got = stage.balance("USDC", account).await - before;
        let most = U256::from(5 * DOLLAR);
        assert!(got > U256::from(DOLLAR) && got < most, "{got}");

        // Nothing is left, and nothing is sent twice.
        let height = stage.node.height().await;
        for keeper in [&mut working, &mut keeper(stage, &purse, config)] {
            let report = keeper.tick().await.unwrap();
            assert!(report.collected.is_empty() && report.errors.is_empty());
            assert_eq!(report.loans[collar::KIND], Loans::default());
        }
        assert_eq!(stage.node.height().await, height);
    });
}

#[test]
fn what_a_call_pays_above_the_debt_is_sent_to_the_owner() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let (buyer, owner, state, collar) = open(&desk).await;
        let purse = purse(stage, "keeper").await;
        let mut working = keeper(stage, &purse, watching(stage));
        desk.at(desk.expiry).await;
        let call = ICollar::exerciseCallCall {
            collar,
            receiver: buyer.address(),
        };
        let paid = stage.does(&buyer, program(stage), &call).await.returned;
        assert_eq!(paid.collateral, U256::from(state.amount));
        let before = stage.balance("USDC", owner.address()).await;
        let mut dry = watching(stage);
        dry.dry_run = true;
        let report = keeper(stage, &purse, dry).tick().await.unwrap();
        let plan = format!("claim collar loan {collar}");
        assert!(report.planned.iter().any(|planned| planned.action == plan));
        let report = working.tick().await.unwrap();
        assert_eq!(report.collected.len(), 1, "{report:?}");
        let got = stage.balance("USDC", owner.address()).await - before;
        // A third above the puts' strike.
        assert!(got > paid.cost / U256::from(5) && got < paid.cost / U256::from(3));
    });
}
