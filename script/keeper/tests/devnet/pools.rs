//! Pools of term lenders: published at their start, and what their loans paid and forfeited collected.

use crate::loans::{DAY, Desk, MONTH, following};
use crate::scene::{keeper, purse};
use alloy::primitives::{Address, B256, U256, aliases::U40};
use alloy::sol_types::SolValue;
use ballast_bindings::term_loan::ITermLoan::{Step, Terms};
use ballast_bindings::{ITermLoan, ITermPool};
use ballast_chain_tests::{Stage, stage};
use ballast_keeper::TickReport;

const WEEK: u64 = 7 * DAY;

/// A series of a week of deposits and three days of taking, of 100,000 dollars at most.
async fn series(desk: &Desk<'_>, start: u64) -> Address {
    let terms = Terms {
        size: 100_000_000_000,
        expiry: U40::from(start + 3 * DAY),
        ..desk.terms().await
    };
    let text = |value: &str| B256::right_padding_from(value.as_bytes());
    let names = (text("Ballast USDC for ETH"), text("bSERIES"));
    let steps = Vec::<Step>::new();
    let arguments = (desk.at, U256::from(start), names.0, names.1, terms, steps);
    let pool = desk
        .stage
        .construct("term-pool", &arguments.abi_encode_params())
        .await
        .expect("a series");
    let usdc = desk.stage.token("USDC");
    desk.stage.approve_at(usdc, &desk.lender, pool).await;
    pool
}

async fn deposit(desk: &Desk<'_>, pool: Address, dollars: &str) {
    let call = ITermPool::depositCall {
        assets: desk.stage.amount("USDC", dollars),
        receiver: desk.lender.address(),
    };
    desk.stage.does(&desk.lender, pool, &call).await;
}

async fn take(desk: &Desk<'_>, offer: U256, dollars: &str) -> U256 {
    let call = ITermLoan::takeCall {
        offer,
        amount: desk.stage.amount("USDC", dollars),
        most: U256::MAX,
        receiver: desk.borrower.address(),
    };
    desk.stage
        .does(&desk.borrower, desk.at, &call)
        .await
        .returned
}

async fn go_to(stage: &Stage, time: u64) {
    stage.node.travel(time - stage.node.now().await).await;
    stage.refresh().await;
}

fn quiet(report: &TickReport) {
    let sent = report.published.len() + report.collected.len();
    assert!(sent == 0 && report.errors.is_empty(), "{report:?}");
}

#[test]
fn a_series_is_published_at_its_start_and_its_loans_are_collected() {
    stage::travelling(async |stage| {
        let desk = Desk::new(stage).await;
        let start = stage.node.now().await + WEEK;
        let (pool, dust) = (series(&desk, start).await, series(&desk, start).await);
        deposit(&desk, pool, "60000").await;
        deposit(&desk, dust, "9").await;
        let (first, second) = (purse(stage, "first").await, purse(stage, "second").await);
        let mut config = following(stage);
        config.pools = vec![pool, dust, stage.pool()];
        let mut working = keeper(stage, &first, config.clone());
        let report = working.tick().await.unwrap();
        let sent = report.published.len() + report.collected.len();
        assert_eq!((sent, report.errors.len()), (0, 0), "{report:?}");
        // What is no pool of lenders is passed over.
        assert!(
            report
                .skipped
                .iter()
                .any(|skipped| skipped.account == Some(stage.pool())),
            "{report:?}"
        );
        config.pools.pop();
        let mut working = keeper(stage, &first, config.clone());
        let mut other = keeper(stage, &second, config.clone());
        quiet(&working.tick().await.unwrap());

        go_to(stage, start).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.published.len(), 1, "{report:?}");
        assert_eq!(report.published[0].account, pool);
        quiet(&other.tick().await.unwrap());
        go_to(stage, start + 601).await;
        quiet(&working.tick().await.unwrap());
        let told = stage.read(pool, &ITermPool::seriesCall {}).await;
        let offer = U256::from(told.offer);

        // One pays, one misses.
        let paying = take(&desk, offer, "30000").await;
        let missing = take(&desk, offer, "15000").await;
        let opened = stage.node.now().await;
        go_to(stage, opened + MONTH).await;
        desk.pay(paying).await;
        let report = working.tick().await.unwrap();
        assert_eq!(report.collected.len(), 1, "{report:?}");
        assert_eq!(report.collected[0].account, pool);
        let income = stage.read(pool, &ITermPool::incomeCall {}).await;
        assert!(
            income.cashIn > stage.amount("USDC", "25000"),
            "with what was left"
        );
        assert_eq!(income.collateralIn, U256::ZERO);
        go_to(stage, opened + MONTH + 2 * DAY + 60).await;
        let report = working.tick().await.unwrap();
        assert_eq!((report.settled.len(), report.collected.len()), (1, 1));
        let income = stage.read(pool, &ITermPool::incomeCall {}).await;
        assert!(income.collateralIn > U256::ZERO);
        let state = stage
            .read(desk.at, &ITermLoan::loanAtCall { loan: missing })
            .await;
        assert_eq!((state.forfeited, state.settled), (0, 1));

        // Nothing is collected twice, nor where too little is at stake.
        let height = stage.node.height().await;
        quiet(&other.tick().await.unwrap());
        go_to(stage, opened + MONTH + 3 * DAY).await;
        let before = stage.node.height().await;
        quiet(&working.tick().await.unwrap());
        quiet(&keeper(stage, &first, config).tick().await.unwrap());
        assert_eq!(stage.node.height().await, before);
        assert!(height < before, "prices only");
    });
}
