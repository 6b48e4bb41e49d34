use super::*;
use crate::{
    assess::{Asset, Look},
    book::Account,
};
use alloy::primitives::address;
use risk_core::{
    fixed::Wad,
    health::{AssetRisk, Auction, StressParameters},
};

const ETH: Address = address!("0x0000000000000000000000000000000000000001");
const USDC: Address = address!("0x0000000000000000000000000000000000000002");
const ALICE: Address = address!("0x00000000000000000000000000000000000000aa");
const UNIT: u128 = 1_000_000_000_000_000_000;

/// The world as alerts see it, all well.
struct World {
    now: u64,
    eth: Asset,
    usdc: Asset,
    book: Book,
    fund: U256,
    dues: Vec<Due>,
    balance: u128,
    activation: u64,
}

impl World {
    fn new() -> Self {
        let asset = |dollars: u128| Asset {
            feed: 0,
            decimals: 18,
            spot: dollars * UNIT,
            smoothed: dollars * UNIT,
            flags: 0,
            updated_at: 1_000,
            debt: U256::from(1_000_000),
            debt_shares: U256::from(1_000_000),
            borrow_rate: U256::from(UNIT / 50),
            risk: AssetRisk::NONE,
        };
        Self {
            now: 1_000,
            eth: asset(3_000),
            usdc: asset(1),
            book: Book::default(),
            fund: U256::from(UNIT / 10),
            dues: Vec::new(),
            balance: UNIT,
            activation: 100 * 86_400,
        }
    }

    fn loan(&mut self, account: Address, health: f64, debt: u128) {
        let look = Look {
            health: (health * 1e18) as u128,
            debt: debt * UNIT,
            ..Look::default()
        };
        let account_ = Account {
            look: Some(look),
            ..Account::default()
        };
        self.book.accounts_mut().insert(account, account_);
    }

    /// What is told `seconds` later.
    fn after(&mut self, alerts: &mut Alerts, seconds: u64) -> Vec<(Kind, Stage)> {
        self.told(alerts, seconds)
            .iter()
            .map(|notice| (notice.kind, notice.stage))
            .collect()
    }

    fn told(&mut self, alerts: &mut Alerts, seconds: u64) -> Vec<Notice> {
        self.now += seconds;
        let market = Market::new(
            BTreeMap::from([(ETH, self.eth.clone()), (USDC, self.usdc.clone())]),
            [Wad::ZERO; 4],
            [0; 6],
            StressParameters {
                z: Wad::ONE,
                horizon: 3_600,
            },
            Auction {
                duration: 600,
                discount: Wad::ZERO,
            },
        )
        .unwrap();
        alerts.observe(
            &Observation {
                now: self.now,
                book: &self.book,
                market: &market,
                coverage: &BTreeMap::from([(USDC, self.fund)]),
                dues: &self.dues,
                balance: Some(U256::from(self.balance)),
                activations: &BTreeMap::from([(ETH, self.activation)]),
                names: &BTreeMap::from([(ETH, "ETH".to_owned())]),
            },
            Vec::new(),
        )
    }
}

fn alerts() -> Alerts {
    Alerts::new(AlertRules {
        pegged: vec![USDC],
        accounts: vec![ALICE],
        ..AlertRules::default()
    })
}

#[test]
fn all_well_says_nothing() {
    let (mut alerts, mut world) = (alerts(), World::new());
    world.loan(ALICE, 1.5, 10_000);
    for _ in 0..100 {
        assert_eq!(world.after(&mut alerts, 60), []);
    }
}

#[test]
fn a_condition_is_told_once_and_its_end_once() {
    let (mut alerts, mut world) = (alerts(), World::new());
    world.usdc.flags = 1;
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::StaleFeed, Stage::Firing)]
    );
    assert_eq!(world.after(&mut alerts, 1), []);
    // It flickers.
    world.usdc.flags = 0;
    assert_eq!(world.after(&mut alerts, 10), []);
    world.usdc.flags = 1;
    assert_eq!(world.after(&mut alerts, 10), []);
    world.usdc.flags = 0;
    assert_eq!(world.after(&mut alerts, 299), []);
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::StaleFeed, Stage::Resolved)]
    );
    assert_eq!(world.after(&mut alerts, 1_000), []);
}

#[test]
fn what_lasts_is_told_again_and_what_doubles_at_once() {
    let (mut alerts, mut world) = (alerts(), World::new());
    world.loan(ETH, 0.99, 5_000);
    assert_eq!(world.after(&mut alerts, 1), [(Kind::Health, Stage::Firing)]);
    world.loan(USDC, 0.98, 4_000);
    assert_eq!(world.after(&mut alerts, 1), []);
    world.loan(Address::repeat_byte(7), 0.95, 1_000);
    let told = world.told(&mut alerts, 1);
    assert_eq!(told.len(), 1, "twice the debt");
    assert!(told[0].text.contains("3 loans that owe $10000") && told[0].text.contains("0.95"));
    assert_eq!(world.after(&mut alerts, 14_399), []);
    assert_eq!(world.after(&mut alerts, 1), [(Kind::Health, Stage::Firing)]);
}

#[test]
fn loans_that_are_named_are_told_one_by_one_and_small_ones_not_at_all() {
    let (mut alerts, mut world) = (alerts(), World::new());
    world.loan(ALICE, 1.01, 10);
    world.loan(ETH, 0.5, 999);
    let told = world.told(&mut alerts, 1);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].key, ALICE.to_string());
}

#[test]
fn every_kind_has_its_condition() {
    let (mut alerts, mut world) = (alerts(), World::new());
    assert_eq!(world.after(&mut alerts, 0), []);
    world.eth.spot = 2_699 * UNIT;
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::PriceDrop, Stage::Firing)]
    );
    world.usdc.spot = UNIT / 100 * 98;
    assert_eq!(world.after(&mut alerts, 1), [(Kind::Depeg, Stage::Firing)]);
    world.eth.flags = 8;
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::Depeg, Stage::Firing)],
        "by the oracle"
    );
    world.usdc.borrow_rate = U256::from(UNIT / 14);
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::RateJump, Stage::Firing)]
    );
    world.fund = U256::from(UNIT / 1_000 * 5 - 1);
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::FundCoverage, Stage::Firing)]
    );
    world.balance = UNIT / 101;
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::GasBalance, Stage::Firing)]
    );
    world.activation = 30 * 86_400 - 1;
    assert_eq!(
        world.after(&mut alerts, 1),
        [(Kind::Activation, Stage::Firing)]
    );
    assert_eq!(alerts.failed(world.now, 2, "x"), []);
    assert_eq!(alerts.failed(world.now, 3, "x")[0].kind, Kind::Failing);
    let kinds: HashSet<Kind> = alerts.firing().collect();
    assert_eq!(kinds.len(), 7);
}

#[test]
fn falls_and_rises_are_measured_within_the_window() {
    let (mut alerts, mut world) = (alerts(), World::new());
    // 9% an hour, for a day.
    for _ in 0..24 {
        assert_eq!(world.after(&mut alerts, 3_601), []);
        world.eth.spot = world.eth.spot / 100 * 91;
    }
    world.eth.spot = world.eth.spot / 100 * 50;
    assert_eq!(
        world.after(&mut alerts, 1_000),
        [(Kind::PriceDrop, Stage::Firing)]
    );
}

#[test]
fn no_more_than_so_many_a_minute_and_none_is_lost() {
    let (_, mut world) = (alerts(), World::new());
    let mut alerts = Alerts::new(AlertRules {
        per_minute: 2,
        accounts: (0..5).map(Address::with_last_byte).collect(),
        ..AlertRules::default()
    });
    for index in 0..5 {
        world.loan(Address::with_last_byte(index), 0.9, 10);
    }
    let mut told = HashSet::new();
    for expected in [2, 0, 2, 0, 1, 0] {
        let notices = world.told(&mut alerts, 30);
        assert_eq!(notices.len(), expected);
        told.extend(notices.into_iter().map(|notice| notice.key));
    }
    assert_eq!(told.len(), 5);
}

#[test]
fn what_was_never_told_is_not_told_to_be_over() {
    let mut world = World::new();
    let mut alerts = Alerts::new(AlertRules {
        per_minute: 0,
        ..AlertRules::default()
    });
    world.usdc.flags = 1;
    assert_eq!(world.after(&mut alerts, 1), []);
    world.usdc.flags = 0;
    assert_eq!(world.after(&mut alerts, 1_000), []);
    assert_eq!(alerts.firing().count(), 0);
}

#[test]
fn a_change_of_settings_is_told_once_however_often_it_is_read() {
    let mut alerts = alerts();
    let log = Log {
        transaction_hash: Some(B256::repeat_byte(5)),
        log_index: Some(3),
        ..Log::default()
    };
    let change = || vec![Notice::changed(&log, "pool: PausesSet")];
    alerts.hear(change());
    assert_eq!(alerts.tell(10).len(), 1);
    alerts.hear(change());
    assert_eq!(alerts.tell(20).len(), 0);
}

#[test]
fn instalments_are_told_before_they_fall_due_and_in_their_grace() {
    let (mut alerts, mut world) = (alerts(), World::new());
    let due = |loan: u64, borrower, due, usd| Due {
        kind: "term",
        loan: U256::from(loan),
        borrower,
        due,
        until: due + 7_200,
        protected_until: None,
        usd,
    };
    let start = world.now;
    let day = start + 86_400;
    world.dues = vec![
        due(1, ETH, day + 10, 5_000.0),
        due(2, USDC, day + 20, 4_000.0),
        due(3, USDC, day + 5, 999.0),
        due(4, ALICE, day + 30, 1.0),
    ];
    assert_eq!(world.after(&mut alerts, 9), [], "small ones do not count");
    let told = world.told(&mut alerts, 1);
    assert_eq!((told.len(), told[0].kind), (1, Kind::InstalmentDue));
    assert!(
        told[0].text.contains("1 loans that owe $5000")
            && told[0].text.contains("term loan 1")
            && told[0].text.contains("falls due in 24.0 hours"),
        "{told:?}"
    );
    assert_eq!(world.after(&mut alerts, 10), [], "not twice as much");
    let told = world.told(&mut alerts, 10);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].key, "term 4", "named, however small");
    // Past their dates.
    world.now = day;
    let told = world.told(&mut alerts, 25);
    let late = told
        .iter()
        .find(|told| told.kind == Kind::InstalmentOverdue);
    let text = &late.unwrap().text;
    assert!(
        text.contains("2 loans that owe $9000") && text.contains("lost in 2.0 hours"),
        "{text}"
    );
    // Paid: all are over.
    world.dues.clear();
    let told = world.after(&mut alerts, 301);
    let over = [Kind::InstalmentDue, Kind::InstalmentOverdue].map(|kind| (kind, Stage::Resolved));
    assert_eq!(told, over);
}

#[test]
fn puts_that_nobody_exercises_are_told_in_the_last_hour_of_their_window() {
    let (mut alerts, mut world) = (alerts(), World::new());
    let start = world.now;
    let put = |loan: u64, until, usd| Due {
        kind: "put",
        loan: U256::from(loan),
        borrower: USDC,
        due: 0,
        until: start - 1,
        protected_until: Some(until),
        usd,
    };
    let end = start + 3_610;
    world.dues = vec![put(1, end, 5_000.0), put(2, end + 1, 999.0)];
    assert_eq!(world.told(&mut alerts, 9).len(), 0, "{:?}", world.dues);
    let told = world.told(&mut alerts, 1);
    assert_eq!((told.len(), told[0].kind), (1, Kind::Unexercised));
    assert!(
        told[0].text.contains("1 loans that owe $5000")
            && told[0].text.contains("put loan 1 end in 60 minutes"),
        "{told:?}"
    );
    // The window is over: nothing protects it any more, and nothing can be done.
    world.now = end + 1;
    let told = world.after(&mut alerts, 301);
    assert_eq!(told, [(Kind::Unexercised, Stage::Resolved)]);
}
