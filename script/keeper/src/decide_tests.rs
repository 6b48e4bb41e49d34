//! Cases of the judgement.

use super::*;

const NOW: u64 = 1_000_000;

/// Hundredths as WAD.
fn wad(hundredths: u64) -> U256 {
    U256::from(hundredths) * WAD / U256::from(100)
}

fn rules() -> Rules {
    Rules {
        target: wad(102),
        min_margin: crate::config::bps_to_wad(20),
        min_profit: U256::ZERO,
        gas_cost: U256::ZERO,
        backstop: wad(10),
    }
}

fn status(stage: u8, health: u64, critical: u64) -> Status {
    Status {
        stage,
        health: wad(health),
        smoothedHealth: wad(health),
        spotHealth: wad(health),
        criticalHealth: wad(critical),
        collateral: wad(150_000),
        debt: wad(100_000),
        stress: wad(30_000),
        flags: 0,
    }
}

fn open(end: u64) -> Schedule {
    Schedule {
        start: NOW - 600,
        end,
        accountedUntil: NOW,
        ..none()
    }
}

fn noted(seconds_ago: u64, round: u64) -> Schedule {
    Schedule {
        criticalSince: NOW - seconds_ago,
        criticalRound: round,
        ..open(NOW + 3600)
    }
}

fn none() -> Schedule {
    Schedule {
        start: 0,
        end: 0,
        accountedUntil: 0,
        criticalSince: 0,
        criticalRound: 0,
        auctionStart: 0,
        closedAt: 0,
        released: U256::ZERO,
        sold: U256::ZERO,
    }
}

/// One WETH at a spot of $2,000 against USDC, at `price` in tenths of a dollar; the keeper has `funds` USDC.
fn offer(price_tenths: u64, funds: u64) -> Offer {
    let quote = Quote {
        collateralAsset: Address::repeat_byte(1),
        debtAsset: Address::repeat_byte(2),
        collateralAmount: WAD,
        repayAmount: U256::from(price_tenths * 100_000),
        price: wad(price_tenths * 10),
        floor: wad(198_000),
        need: wad(500_000),
        endsAt: NOW + 3600,
        stage: 2,
    };
    let available = U256::from(funds * 1_000_000);
    Offer {
        quote,
        spot: wad(200_000),
        debt_spot: WAD,
        decimals: 18,
        debt_decimals: 6,
        available,
    }
}

fn order(collateral: U256, micro_dollars: u64) -> Action {
    Action::Fill(FillOrder {
        collateral_asset: Address::repeat_byte(1),
        debt_asset: Address::repeat_byte(2),
        collateral_amount: collateral,
        repay_limit: U256::from(micro_dollars),
    })
}

fn check(name: &str, status: &Status, schedule: &Schedule, newest_round: u64, expected: &[Action]) {
    let moment = Moment {
        now: NOW,
        newest_round,
        paused_by: status.flags,
        ..Moment::default()
    };
    let decision = decide(status, schedule, &[], moment, &rules());
    assert_eq!(decision.actions, expected, "{name}");
}

#[test]
fn table_of_stages() {
    let later = NOW + 3600;
    let closed = Schedule {
        closedAt: NOW - 5,
        ..open(later)
    };
    let auction = Schedule {
        auctionStart: NOW - 100,
        ..open(NOW - 200)
    };
    let auction_noted = Schedule {
        auctionStart: NOW - 100,
        ..noted(500, 50)
    };
    let debtless = Status {
        debt: U256::ZERO,
        ..status(0, 1_000_000, 1_000_000)
    };
    let stale = |status: Status| Status { flags: 1, ..status };
    use Action::{Close, Observe, Open, Resolve};

    check("calm", &status(0, 150, 170), &none(), 0, &[]);
    check("watch", &status(1, 101, 120), &none(), 0, &[]);
    check("exactly 1", &status(1, 100, 120), &none(), 0, &[]);
    check("under 1", &status(2, 99, 110), &none(), 0, &[Open]);
    check(
        "under 1 and critical: opened first",
        &status(2, 80, 90),
        &none(),
        0,
        &[Open],
    );
    check(
        "under 1 after a schedule that closed",
        &status(2, 99, 110),
        &closed,
        0,
        &[Open],
    );
    check(
        "calm after a schedule that closed",
        &status(0, 130, 150),
        &closed,
        0,
        &[],
    );
    check(
        "stale, under 1",
        &stale(status(2, 99, 110)),
        &none(),
        0,
        &[],
    );

    check(
        "metered, nothing new",
        &status(2, 99, 110),
        &open(later),
        0,
        &[],
    );
    check(
        "metered over 1 under target",
        &status(1, 101, 115),
        &open(later),
        0,
        &[],
    );
    check("recovered", &status(1, 102, 115), &open(later), 0, &[Close]);
    check(
        "recovered, but stale",
        &stale(status(1, 102, 115)),
        &open(later),
        0,
        &[],
    );
    check("repaid in full", &debtless, &open(later), 0, &[Close]);
    check(
        "repaid in full, stale",
        &stale(debtless.clone()),
        &open(later),
        0,
        &[Close],
    );
    check("no debt, no schedule", &debtless, &none(), 0, &[]);

    check(
        "past the end",
        &status(2, 99, 110),
        &open(NOW),
        0,
        &[Observe(Reason::PastEnd)],
    );
    check(
        "a second before the end",
        &status(2, 99, 110),
        &open(NOW + 1),
        0,
        &[],
    );
    check(
        "past the end, stale",
        &stale(status(2, 99, 110)),
        &open(NOW),
        0,
        &[],
    );
    check(
        "past the end, auction runs",
        &status(3, 99, 110),
        &auction,
        0,
        &[],
    );

    check(
        "first critical",
        &status(2, 90, 99),
        &open(later),
        60,
        &[Observe(Reason::Critical)],
    );
    check(
        "critical for 59 s",
        &status(2, 90, 99),
        &noted(59, 50),
        60,
        &[],
    );
    check(
        "critical for 60 s, same round",
        &status(2, 90, 99),
        &noted(60, 60),
        60,
        &[],
    );
    check(
        "critical for 60 s, new round",
        &status(2, 90, 99),
        &noted(60, 50),
        60,
        &[Observe(Reason::StillCritical)],
    );
    check(
        "critical no longer",
        &status(2, 98, 105),
        &noted(60, 50),
        60,
        &[Observe(Reason::CriticalOver)],
    );
    check(
        "critical auction runs",
        &status(3, 90, 99),
        &auction_noted,
        60,
        &[],
    );
    check(
        "critical auction over",
        &status(3, 98, 105),
        &auction_noted,
        60,
        &[Observe(Reason::CriticalOver)],
    );

    check("shortfall", &status(5, 0, 0), &open(later), 0, &[Resolve]);
    check(
        "shortfall without schedule",
        &status(5, 0, 0),
        &none(),
        0,
        &[Resolve],
    );
    check(
        "shortfall though stale",
        &stale(status(5, 0, 0)),
        &open(later),
        0,
        &[Resolve],
    );
}

#[test]
fn table_of_fills() {
    let decide = |offer: &Offer, rules: &Rules| {
        let moment = Moment {
            now: NOW,
            ..Moment::default()
        };
        decide(
            &status(2, 99, 110),
            &open(NOW + 3600),
            std::slice::from_ref(offer),
            moment,
            rules,
        )
    };
    let limit = wad(199_600);

    let dear = decide(&offer(19_961, 5_000), &rules());
    assert_eq!(
        dear.hold,
        Some(Hold::TooDear {
            price: wad(199_610),
            limit
        })
    );
    assert!(dear.actions.is_empty());

    let at_limit = decide(&offer(19_960, 5_000), &rules());
    assert_eq!(
        at_limit,
        Decision {
            actions: vec![order(WAD, 1_996_000_000)],
            hold: None
        }
    );

    let premium = decide(&offer(20_100, 5_000), &rules());
    assert!(
        matches!(premium.hold, Some(Hold::TooDear { .. })),
        "a slice starts over spot"
    );

    let half = decide(&offer(19_800, 990), &rules());
    assert_eq!(
        half.actions,
        [order(WAD / U256::from(2), 990_000_000)],
        "as much as there are funds"
    );

    let poor = decide(&offer(19_800, 0), &rules());
    assert_eq!(
        poor.hold,
        Some(Hold::NoFunds {
            cost: U256::from(1_980_000_000),
            available: U256::ZERO
        })
    );

    let mut nothing = offer(19_800, 5_000);
    nothing.quote.collateralAmount = U256::ZERO;
    assert_eq!(decide(&nothing, &rules()).hold, Some(Hold::NothingReleased));
}

#[test]
fn small_profits_are_left() {
    // One WETH at $1,980 gains $20.
    let offer = offer(19_800, 5_000);
    let with = |dollars: u64| Rules {
        min_profit: wad(dollars * 100),
        ..rules()
    };
    assert!(plan_fill(&offer, &with(20)).is_ok());
    assert_eq!(
        plan_fill(&offer, &with(21)),
        Err(Hold::SmallProfit {
            profit: wad(2_000),
            gas: U256::ZERO
        })
    );
}

#[test]
fn gas_is_part_of_the_cost() {
    // One WETH at $1,980 gains $20.
    let offer = offer(19_800, 5_000);
    let with = |gas: u64| Rules {
        min_profit: wad(500),
        gas_cost: wad(gas),
        ..rules()
    };
    assert!(plan_fill(&offer, &with(1_500)).is_ok());
    assert_eq!(
        plan_fill(&offer, &with(1_501)),
        Err(Hold::SmallProfit {
            profit: wad(499),
            gas: wad(1_501)
        })
    );
    assert!(plan_fill(&offer, &with(2_001)).is_err(), "a loss");
}

#[test]
fn a_debt_token_over_its_peg_counts() {
    let mut offer = offer(19_800, 5_000);
    offer.debt_spot = wad(102);
    assert_eq!(
        plan_fill(&offer, &rules()),
        Err(Hold::SmallProfit {
            profit: U256::ZERO,
            gas: U256::ZERO
        }),
        "it costs $2,019.60"
    );
}

#[test]
fn one_wei_that_costs_a_whole_unit_is_left() {
    let mut offer = offer(19_800, 5_000);
    offer.quote.collateralAmount = U256::ONE;
    offer.quote.repayAmount = U256::ONE;
    assert!(matches!(
        plan_fill(&offer, &rules()),
        Err(Hold::SmallProfit { .. })
    ));
}

#[test]
fn observing_comes_before_filling() {
    let moment = Moment {
        now: NOW,
        ..Moment::default()
    };
    let offer = offer(19_800, 5_000);
    let decision = decide(
        &status(2, 90, 99),
        &open(NOW + 3600),
        &[offer],
        moment,
        &rules(),
    );
    assert_eq!(
        decision.actions,
        [Action::Observe(Reason::Critical), order(WAD, 1_980_000_000)]
    );
}

#[test]
fn absurd_values_do_not_panic() {
    let mut offer = offer(19_800, 5_000);
    offer.decimals = 255;
    offer.debt_decimals = 255;
    offer.spot = U256::MAX;
    offer.debt_spot = U256::MAX;
    offer.quote.collateralAmount = U256::MAX;
    offer.quote.repayAmount = U256::MAX;
    let everything = Rules {
        target: U256::MAX,
        min_margin: U256::MAX,
        min_profit: U256::MAX,
        gas_cost: U256::MAX,
        backstop: U256::MAX,
    };
    let nothing = Rules {
        target: U256::ZERO,
        min_margin: U256::ZERO,
        min_profit: U256::ZERO,
        gas_cost: U256::ZERO,
        backstop: U256::ZERO,
    };
    assert!(plan_fill(&offer, &everything).is_err());
    assert!(plan_fill(&offer, &nothing).is_err());
    let schedule = Schedule {
        end: u64::MAX,
        criticalSince: u64::MAX,
        ..open(u64::MAX)
    };
    let moment = Moment {
        now: u64::MAX,
        newest_round: u64::MAX,
        charged_until: Some(u64::MAX),
        expected: U256::MAX,
        ..Moment::default()
    };
    decide(&status(2, 90, 90), &schedule, &[offer], moment, &everything);
}

fn at(moment: Moment) -> Moment {
    Moment { now: NOW, ..moment }
}

#[test]
fn another_pair_is_filled_where_the_first_is_not_worth_it() {
    let (dear, mut other) = (offer(20_100, 5_000), offer(19_800, 5_000));
    other.quote.collateralAsset = Address::repeat_byte(3);
    let decision = decide(
        &status(2, 99, 110),
        &open(NOW + 3600),
        &[dear, other],
        at(Moment::default()),
        &rules(),
    );
    let [Action::Fill(order)] = decision.actions.as_slice() else {
        panic!("{decision:?}")
    };
    assert_eq!(order.collateral_asset, Address::repeat_byte(3));
    assert_eq!(decision.hold, None);
}

#[test]
fn distress_is_charged_at_once_and_every_half_hour_where_it_costs_anything() {
    let mut deep = status(2, 99, 110);
    let charges = |status: &Status, until: Option<u64>| {
        let moment = at(Moment {
            charged_until: until,
            ..Moment::default()
        });
        let decision = decide(status, &open(NOW + 3600), &[], moment, &rules());
        decision.actions == [Action::Charge]
    };
    assert!(!charges(&deep, Some(0)), "two thirds of the collateral");
    deep.collateral = wad(125_000);
    deep.debt = wad(100_000);
    assert!(charges(&deep, Some(0)), "it begins");
    assert!(charges(&deep, Some(NOW - 1_800)));
    assert!(!charges(&deep, Some(NOW - 1_799)));
    assert!(!charges(&deep, None), "not asked");
    deep.health = wad(100);
    assert!(!charges(&deep, Some(0)), "none from health 1");
    // A thousand dollars at 17.6% a year owe a cent in half an hour.
    assert!(is_worth_charging(&deep, wad(18)));
    assert!(!is_worth_charging(&deep, wad(17)));
}

#[test]
fn after_an_auction_the_fund_buys_and_then_it_passes_in_kind() {
    let decides = |ends: u64, insured: bool, funds: u64| {
        let moment = at(Moment {
            backstop_ends: ends,
            insured,
            ..Moment::default()
        });
        let auction = Schedule {
            auctionStart: NOW - 700,
            ..open(NOW - 800)
        };
        let offers = [offer(18_000, funds)];
        let decision = decide(&status(4, 90, 99), &auction, &offers, moment, &rules());
        let actions = decision.actions.iter();
        actions.map(Action::kind).collect::<Vec<_>>()
    };
    assert_eq!(
        decides(NOW + 1, true, 5_000),
        ["observe", "fill", "backstop"]
    );
    assert_eq!(decides(NOW + 1, true, 0), ["observe", "backstop"]);
    assert_eq!(
        decides(NOW, true, 0),
        ["observe", "backstop", "pass in kind"]
    );
    assert_eq!(decides(NOW, false, 0), ["observe", "pass in kind"]);
    assert_eq!(decides(0, false, 0), ["observe"]);
}

#[test]
fn shortfalls_are_told_when_they_come_grow_and_go() {
    let tells_at = |critical: u64, debt: u64, noted: u64| {
        let under = Status {
            collateral: wad(100_000),
            debt: wad(debt * 100),
            ..status(2, 90, critical)
        };
        let moment = at(Moment {
            expected: wad(noted * 100),
            ..Moment::default()
        });
        let decision = decide(&under, &none(), &[], moment, &rules());
        decision.actions.contains(&Action::Tell)
    };
    let tells = |debt, noted| tells_at(99, debt, noted);
    assert!(!tells_at(100, 1_100, 0), "who is not critical is carried");
    assert!(tells_at(100, 1_100, 1), "and nothing stays noted of him");
    assert!(!tells(900, 0), "nine tenths of the collateral bring it");
    assert!(!tells(909, 0), "under ten dollars");
    assert!(tells(910, 0));
    assert!(!tells(1_100, 200));
    assert!(!tells(1_100, 182), "a tenth is not worth a transaction");
    assert!(tells(1_100, 180));
    assert!(tells(900, 1), "nothing stays noted");
}
