//! The simulator against the programs: what its engine sells over a path, the programs sell too, to the wei.
//!
//! The engine runs a book over a crash and keeps every call of its keepers. The same book is opened on the chain, the same
//! rounds are published, and the same calls are sent at the same seconds; each must succeed. Fillers ask for all there is,
//! so what they get and pay is what the programs offer. At the end balances and healths must agree too, which holds the
//! engine to the oracle's averages, the factors' variances and the pool's interest.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use alloy::primitives::{I256, U256};
use ballast_bindings::oracle::IOracle;
use ballast_bindings::pool::IPool;
use ballast_bindings::unwinder::IUnwinder;
use ballast_chain_tests::{Actor, Stage, stage};
use ballast_simulate::engine::ballast::{
    AssetTerms, Ballast, HalfLives, Step, Terms, UnwindTerms, Verb,
};
use ballast_simulate::engine::{Account, Bottomless, Conditions, Outcome, Sale, SaleKind, run};
use ballast_simulate::{Loan, Path, PriceEvent};

const WAD: u128 = 1_000_000_000_000_000_000;
/// WAD per unit of a feed's answer.
const GRAIN: u128 = 10_000_000_000;
/// What is lent to the pool before anything is borrowed, whole tokens.
const SUPPLIES: [(&str, u64); 3] = [("USDC", 5_000_000), ("ETH", 500), ("BTC", 50)];
/// Seconds between two rounds, and between two looks of the keepers.
const ROUND: u64 = 300;
const LOOK: u64 = 75;

/// Terms of the engine, as the deployment was configured.
async fn terms(stage: &Stage) -> Terms {
    let config = &stage.config;
    let ratio = |ratio: ballast_deploy::config::Ratio| u128::try_from(ratio.0).unwrap();
    let mut assets = Vec::new();
    for (place, asset) in config.assets.iter().enumerate() {
        let feed = stage.at.feeds[&asset.symbol].id;
        let listed = stage
            .read(stage.oracle(), &IOracle::feedAtCall { feed })
            .await;
        let feeds = vec![feed];
        let reading = stage
            .read(stage.oracle(), &IOracle::readCall { feeds })
            .await;
        let supplied = SUPPLIES
            .iter()
            .find(|(symbol, _)| *symbol == asset.symbol)
            .map_or(0, |(_, whole)| *whole);
        let reserve = &asset.reserve;
        assets.push(AssetTerms {
            symbol: asset.symbol.clone(),
            decimals: asset.decimals,
            feed_decimals: 8,
            risk: asset.risk.asset_risk(),
            variance: reading[0].slowVariance.to(),
            variance_floor: listed.varianceFloor.into(),
            variance_cap: listed.varianceCap.into(),
            heartbeat: listed.heartbeat.into(),
            price: reading[0].spot.to(),
            reserve: Some(ballast_simulate::engine::ballast::ReserveConfig {
                base_rate: reserve.base_rate,
                slope_below: reserve.slope_below,
                slope_above: reserve.slope_above,
                kink: reserve.kink,
                reserve_factor: reserve.reserve_factor,
                premium_factor: reserve.premium_factor,
                supply_cap: reserve.supply_cap,
                borrow_cap: reserve.borrow_cap,
                feed,
                decimals: asset.decimals,
                flags: 3,
                place: place as u8 + 1,
            }),
            cash: u128::from(supplied) * 10_u128.pow(asset.decimals.into()),
        });
    }
    let place = |symbol: &String| assets.iter().position(|a| a.symbol == *symbol).unwrap();
    let unwinder = &config.unwinder;
    Terms {
        factors: config.risk.factors.each_ref().map(place),
        correlations: config.risk.correlations,
        z: ratio(config.risk.z_score),
        horizon: config.risk.horizon,
        buffer: ratio(config.risk.buffer),
        half_lives: HalfLives {
            smoothing: config.oracle.smoothing,
            fast: config.oracle.fast,
            slow: config.oracle.slow,
        },
        unwind: UnwindTerms {
            target: ratio(unwinder.target),
            recovery: unwinder.recovery,
            minimum_recovery: unwinder.minimum_recovery,
            urgency: ratio(unwinder.urgency),
            slice_interval: unwinder.slice_interval,
            slice_premium: ratio(unwinder.slice_premium),
            slice_discount: ratio(unwinder.slice_discount),
            auction_duration: unwinder.auction_duration,
            auction_discount: ratio(unwinder.auction_discount),
            dust: ratio(unwinder.dust),
            flow: unwinder.flow_budget,
            cost: unwinder.cost_budget,
            floor: ratio(unwinder.floor_rate),
            backstop: unwinder.backstop,
        },
        rate_bps: 0,
        assets,
    }
}

/// ETH and BTC fall in jerks, recover a little, fall on.
fn crash(start: u64, rounds: u64, eth: u128, btc: u128) -> Path {
    let assets = ["ETH", "BTC", "USDC", "SOL"].map(str::to_owned).to_vec();
    let mut events = Vec::new();
    let (mut ether, mut bitcoin) = (eth, btc);
    let mut noise = 7_u128;
    for round in 1..=rounds {
        noise = noise
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1)
            % (1 << 62);
        // Down about 1% a round, with jumps of 3%, and up 1.2% after two thirds.
        let jerk = noise % 9_000;
        let falls = round * 3 < rounds * 2 || round * 6 > rounds * 5;
        let share = match (falls, round % 9) {
            (true, 4) => 970_000 - jerk,
            (true, _) => 995_500 - jerk + 3_000,
            (false, _) => 1_008_000 + jerk / 4,
        };
        ether = ether * share / 1_000_000;
        bitcoin = bitcoin * (1_000_000 + (share.max(980_000) - 980_000) * 3 / 4 + 980_000)
            / 2_000_000
            * 1_000
            / 997;
        let time = start + round * ROUND;
        for (asset, price) in [(0, ether), (1, bitcoin)] {
            let price = price / GRAIN * GRAIN;
            events.push(PriceEvent { time, asset, price });
        }
    }
    Path {
        assets,
        start,
        end: start + rounds * ROUND,
        initial: vec![eth, btc, WAD, 150 * WAD],
        events,
        cuts: Vec::new(),
    }
}

/// Milli-units of an asset, as WAD.
type Side<'a> = &'a [(&'a str, u128)];

fn book(loans: &[(Side<'_>, Side<'_>)]) -> Vec<Account> {
    let side = |side: Side<'_>| -> Vec<(String, u128)> {
        side.iter()
            .map(|(symbol, milli)| ((*symbol).to_owned(), milli * WAD / 1_000))
            .collect()
    };
    loans
        .iter()
        .enumerate()
        .map(|(id, (collateral, debt))| {
            let (collateral, debt) = (side(collateral), side(debt));
            let shape = Loan::shape_of(&collateral, &debt);
            Account {
                loan: Loan {
                    id,
                    owner: format!("borrower {id}"),
                    collateral,
                    debt,
                    shape,
                },
                threshold: WAD,
            }
        })
        .collect()
}

/// WAD as the decimal number of whole tokens that the stage takes.
fn whole(wad: u128) -> String {
    format!("{}.{:018}", wad / WAD, wad % WAD)
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

/// Runs the book on both sides and compares; returns what the engine did.
async fn compare(stage: &Stage, accounts: &[Account], rounds: u64) -> (Outcome, Vec<Step>) {
    // The engine's keepers open without a fee.
    let unwinder = stage.unwinder();
    let mut budgets = stage.read(unwinder, &IUnwinder::budgetsCall {}).await;
    budgets.openerFee = U256::ZERO;
    let set = IUnwinder::setBudgetsCall { budgets };
    stage.does(&stage.owner, unwinder, &set).await;

    let start = stage.node.now().await;
    let terms = terms(stage).await;
    let price = |symbol: &str| terms.assets[terms.place(symbol).unwrap()].price;
    let path = crash(start, rounds, price("ETH"), price("BTC"));
    let conditions = Conditions {
        latency: 0,
        look_every: LOOK,
        gas_price: 0,
        interest_per_year: 0,
        fund: None,
    };
    let mut engine = Ballast::new(terms).unwrap().recording();
    let outcome = run(&mut engine, accounts, &path, &conditions, &mut Bottomless).unwrap();
    let journal = engine.journal().to_vec();

    for (symbol, amount) in SUPPLIES {
        let amount = amount.to_string();
        let lender = stage
            .rich(&format!("lender of {symbol}"), &[(symbol, &amount)])
            .await;
        stage.supply(&lender, symbol, &amount).await;
    }
    let purse = [("USDC", "9000000"), ("ETH", "1000"), ("BTC", "100")];
    let keeper = stage.rich("keeper", &purse).await;
    let mut owners = Vec::new();
    for account in accounts {
        let mut tokens: Vec<(&str, String)> = Vec::new();
        for (symbol, amount) in &account.loan.collateral {
            tokens.push((symbol, whole(*amount)));
        }
        let tokens: Vec<(&str, &str)> = tokens.iter().map(|(s, a)| (*s, a.as_str())).collect();
        let owner = stage.rich(&account.loan.owner, &tokens).await;
        for (symbol, amount) in &tokens {
            stage.deposit(&owner, symbol, amount).await;
        }
        for (symbol, amount) in &account.loan.debt {
            stage.borrow(&owner, symbol, &whole(*amount)).await;
        }
        owners.push(owner);
    }
    assert_eq!(stage.node.now().await, start, "opening takes no time");

    let mut sales = outcome.sales.iter();
    let mut steps = journal.iter().peekable();
    let mut events = path.events.iter().peekable();
    let mut now = start;
    loop {
        let next = [
            steps.peek().map(|step| step.time),
            events.peek().map(|event| event.time),
        ];
        let Some(next) = next.into_iter().flatten().min() else {
            break;
        };
        if next > now {
            stage.node.travel(next - now).await;
            now = next;
        }
        let mut published = false;
        while let Some(event) = events.next_if(|event| event.time == now) {
            let answer = I256::try_from(event.price / GRAIN).unwrap();
            stage
                .answer(&path.assets[event.asset], answer, U256::from(now))
                .await;
            published = true;
        }
        if published {
            stage.poke().await;
        }
        while let Some(step) = steps.next_if(|step| step.time == now) {
            act(stage, &keeper, &owners[step.loan], step, &mut sales, &path).await;
        }
    }
    if path.end > now {
        stage.node.travel(path.end - now).await;
    }
    assert!(sales.next().is_none(), "a sale that no call made");
    for (place, owner) in owners.iter().enumerate() {
        agree(stage, &engine, place, owner, &path).await;
    }
    (outcome, journal)
}

/// Sends a keeper's call; a fill must be the engine's next sale.
async fn act(
    stage: &Stage,
    keeper: &Actor,
    owner: &Actor,
    step: &Step,
    sales: &mut std::slice::Iter<'_, Sale>,
    path: &Path,
) {
    let (book, account, unwinder) = (stage.pool(), owner.address(), stage.unwinder());
    match step.verb {
        Verb::Open => {
            let call = IUnwinder::openCall { book, account };
            stage.does(keeper, unwinder, &call).await;
        }
        Verb::Observe => {
            let call = IUnwinder::observeCall { book, account };
            stage.does(keeper, unwinder, &call).await;
        }
        Verb::Charge => {
            let call = IUnwinder::chargeDistressCall { book, account };
            stage.does(keeper, unwinder, &call).await;
        }
        Verb::Close => {
            let call = IUnwinder::closeCall { book, account };
            stage.does(keeper, unwinder, &call).await;
        }
        Verb::Resolve => {
            let call = IUnwinder::resolveCall { book, account };
            stage.does(keeper, unwinder, &call).await;
        }
        Verb::Fill => {
            let sale = sales.next().expect("a sale for the fill");
            assert_eq!((sale.time, sale.loan), (step.time, step.loan));
            let (sold, owed) = (&path.assets[sale.asset], &path.assets[sale.debt]);
            let call = IUnwinder::fillCall {
                book,
                account,
                collateralAsset: stage.token(sold),
                debtAsset: stage.token(owed),
                collateralAmount: U256::from(u128::MAX),
                repayLimit: U256::from(u128::MAX),
                receiver: keeper.address(),
            };
            let done = stage.does(keeper, unwinder, &call).await;
            let filled = done.event::<IUnwinder::Filled>(unwinder);
            let units = |symbol: &str, wad: u128| stage.amount(symbol, &whole(wad));
            let stage_number = match sale.kind {
                SaleKind::Slice => 2,
                SaleKind::Auction => 3,
                kind => panic!("{kind:?}"),
            };
            assert_eq!(
                (
                    filled.collateralAmount,
                    filled.repayAmount,
                    filled.price,
                    filled.spot,
                    filled.stage
                ),
                (
                    units(sold, sale.amount),
                    units(owed, sale.repaid),
                    U256::from(sale.price),
                    U256::from(sale.spot),
                    stage_number
                ),
                "{sale:?}"
            );
        }
    }
}

/// Balances and health at the end, to the wei.
async fn agree(stage: &Stage, engine: &Ballast, place: usize, owner: &Actor, path: &Path) {
    use ballast_simulate::engine::Engine;
    let balances = engine.balances(place, risk_core::fixed::RAY);
    for (asset, symbol) in path.assets.iter().enumerate() {
        let of = |side: &[(usize, u128)]| {
            let held = side.iter().find(|(own, _)| *own == asset);
            stage.amount(symbol, &whole(held.map_or(0, |(_, amount)| *amount)))
        };
        let position: IPool::Position = stage.position(symbol, owner.address()).await;
        assert_eq!(
            position.collateral,
            of(&balances.collateral),
            "{symbol} of {place}"
        );
        assert_eq!(
            position.debt,
            of(&balances.debt),
            "{symbol} owed by {place}"
        );
    }
    let call = IUnwinder::statusCall {
        book: stage.pool(),
        account: owner.address(),
    };
    let status = stage.read(stage.unwinder(), &call).await;
    if !status.debt.is_zero() {
        assert_eq!(
            status.health,
            U256::from(engine.health(place).unwrap()),
            "health of {place}"
        );
    }
}

#[test]
fn one_loan_through_a_few_rounds_is_sold_as_simulated() {
    stage::travelling(async |stage: &Stage| {
        let accounts = book(&[(&[("ETH", 10_000)], &[("USDC", 23_500_000)])]);
        let (outcome, journal) = compare(stage, &accounts, 30).await;
        assert!(!outcome.sales.is_empty(), "{journal:?}");
    });
}

#[test]
fn a_dozen_loans_through_a_crash_are_sold_as_simulated() {
    stage::travelling(async |stage: &Stage| {
        let accounts = book(&[
            (&[("ETH", 10_000)], &[("USDC", 23_500_000)]),
            (&[("ETH", 100_000)], &[("USDC", 225_000_000)]),
            (&[("ETH", 400)], &[("USDC", 900_000)]),
            (&[("ETH", 7_000)], &[("USDC", 14_000_000)]),
            (&[("ETH", 30_000)], &[("USDC", 45_000_000)]),
            (&[("BTC", 1_000)], &[("USDC", 47_000_000)]),
            (&[("BTC", 2_500)], &[("USDC", 110_000_000)]),
            (&[("BTC", 100)], &[("USDC", 4_700_000)]),
            (&[("ETH", 20_000), ("BTC", 500)], &[("USDC", 70_000_000)]),
            (&[("ETH", 3_000), ("BTC", 1_500)], &[("USDC", 75_000_000)]),
            (&[("ETH", 40_000)], &[("BTC", 1_000), ("USDC", 10_000_000)]),
            (&[("BTC", 3_000), ("USDC", 20_000_000)], &[("ETH", 40_000)]),
        ]);
        let (outcome, journal) = compare(stage, &accounts, 48).await;
        let kinds = |kind: SaleKind| {
            outcome
                .sales
                .iter()
                .filter(|sale| sale.kind == kind)
                .count()
        };
        assert!(
            kinds(SaleKind::Slice) >= 20,
            "{} slices",
            kinds(SaleKind::Slice)
        );
        assert!(outcome.totals.loans_sold >= 5, "{:?}", outcome.totals);
        let verbs = |verb: Verb| journal.iter().filter(|step| step.verb == verb).count();
        assert!(verbs(Verb::Open) >= 5 && verbs(Verb::Fill) == outcome.sales.len());
        println!(
            "{} slices, {} auctions, {} opened, {} closed",
            kinds(SaleKind::Slice),
            kinds(SaleKind::Auction),
            verbs(Verb::Open),
            verbs(Verb::Close)
        );
    });
}
