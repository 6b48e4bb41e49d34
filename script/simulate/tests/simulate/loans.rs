//! Loans that no price takes anything from: quotes and courses, by hand.

use ballast_simulate::loans::backed::Backed;
use ballast_simulate::loans::known::{Known, Market};
use ballast_simulate::loans::outcome::World;
use ballast_simulate::loans::pool::Asked;
use ballast_simulate::loans::quote::{Offer, Premium, Protected, Quotes, Repayment};
use ballast_simulate::loans::{
    Behaviour, Kind, Outcome, Settings, Window, asked, backed, follow, pool, protected, term,
};
use ballast_simulate::{Error, History};
use risk_core::amortise::{self, fair_rate_of, interest};
use risk_core::fixed::{SignedWad, Wad};
use risk_core::option::{Kind as Option_, Terms, quote_down, quote_up};

use crate::{WAD, closes};

/// A day, seconds.
pub(crate) const DAY: u64 = 86_400;
/// When the histories begin.
pub(crate) const START: u64 = 1_700_000_000;

/// The command line's settings on market data with these arguments; sales cost nothing unless they say so.
pub(crate) fn settings(more: &[&str]) -> Settings {
    use clap::Parser;
    let impact: &[&str] = if more.contains(&"--impact") {
        &[]
    } else {
        &["--impact", "off"]
    };
    let words = ["ballast-simulate", "loans", "--data", "x"];
    let words = words.iter().chain(impact).chain(more);
    let arguments = ballast_simulate::cli::Arguments::parse_from(words);
    match arguments.command {
        Some(ballast_simulate::cli::Command::Loans(loans)) => Settings::of(&loans).unwrap(),
        _ => panic!("not loans"),
    }
}

/// A market at $2,000 with a volatility of 80%.
pub(crate) fn market() -> Market {
    Market {
        time: START,
        spot: 2_000 * WAD,
        low: 2_000 * WAD,
        fast: Wad(WAD / 5 * 4),
        slow: Wad(WAD / 5 * 4),
    }
}

/// Sells at the price.
pub(crate) fn free(_: u64, _: u128) -> ballast_simulate::Result<u128> {
    Ok(0)
}

/// Ether's closes, hour by hour, and a window of them.
fn hourly(prices: &[u128]) -> History {
    closes("ETH", START, 3_600, prices)
}

fn window(settings: &Settings, prices: &[u128]) -> Window {
    Window::new(settings, "a window", "ETH", "USDC", &[hourly(prices)]).unwrap()
}

/// Prices that go up and down by a percent, so that there is a volatility.
fn restless(hours: u128) -> Vec<u128> {
    (0..hours).map(|hour| 2_000 + hour % 2 * 20).collect()
}

fn quotes(settings: &Settings, market: &Market) -> Quotes {
    Quotes::new(settings, market, 7 * DAY, 1_200 * WAD, WAD).unwrap()
}

#[test]
fn later_prices_change_no_quote() {
    let settings = settings(&["--tenors", "2"]);
    let prices = restless(120);
    let calm = window(&settings, &prices);
    // From the hour that closes after the opening on, everything is different.
    let opened = START + 2 * DAY;
    let mut later = prices.clone();
    for price in later.iter_mut().skip(48) {
        *price *= 3;
    }
    let mut earlier = prices.clone();
    earlier[47] = 2_300;
    let of = |prices: &[u128]| {
        let window = window(&settings, prices);
        let ask = asked(&settings, &window, opened, WAD / 2).unwrap();
        let market = window.known.market(opened).unwrap();
        let quotes = Quotes::new(&settings, &market, 2 * DAY, ask.principal, ask.collateral);
        (ask, market, quotes.unwrap())
    };
    assert_eq!(of(&later), of(&prices), "what comes later is not known");
    assert_ne!(of(&earlier), of(&prices), "what came before is");
    let quoted = of(&prices).2;
    assert!(quoted.term.iter().all(Option::is_some));
    assert!(quoted.protected.iter().all(Option::is_some));
    assert_ne!(
        window(&settings, &later).known.price(opened + 3_600),
        calm.known.price(opened + 3_600)
    );
}

#[test]
fn volatility_is_the_greater_and_at_least_the_floor() {
    let settings = settings(&[]);
    // Prices that stand still: variances fall from where feeds begin towards the floors of 60% and 2%.
    let still = window(&settings, &[2_000; 240]);
    let market = still.known.market(START + 9 * DAY).unwrap();
    assert_eq!(
        market.fast.0 / 10,
        WAD / 1_000 * 62,
        "the fast one is there"
    );
    assert!(market.slow > market.fast);
    assert_eq!(market.volatility(), market.slow);
    let wild: Vec<u128> = (0..240).map(|hour| 2_000 + hour % 2 * 200).collect();
    let wild = window(&settings, &wild);
    let market = wild.known.market(START + 9 * DAY).unwrap();
    assert!(market.fast.0 > 8 * WAD && market.volatility() == market.fast);
    assert!(market.low < market.spot.max(wild.known.price(START + 9 * DAY - 3_600)));
}

#[test]
fn a_debt_that_loses_value_makes_the_collateral_dearer() {
    let settings = settings(&[]);
    let dollar = closes("USDC", START, 3_600, &[2; 240]);
    let both = [hourly(&[2_000; 240]), dollar];
    let known = Window::new(&settings, "", "ETH", "USDC", &both)
        .unwrap()
        .known;
    assert_eq!(known.price(START + DAY), 1_000 * WAD);
    assert_eq!(known.debt_usd(START + DAY), 2 * WAD);
    // Its feed moves, so its volatility is its own and not the floor's.
    let alone = window(&settings, &[2_000; 240]).known;
    let fast = |known: &Known| known.market(START + DAY).unwrap().fast;
    assert!(fast(&known) > fast(&alone));
    let unknown = Window::new(
        &settings,
        "",
        "DOGE",
        "USDC",
        &[closes("DOGE", START, 3_600, &[1; 9])],
    );
    assert!(matches!(unknown, Err(Error::MissingPrices { .. })));
}

#[test]
fn a_term_rate_is_fair_by_its_own_lights_and_the_least() {
    let settings = settings(&[]);
    let quoted = quotes(&settings, &market());
    let on = amortise::Market {
        spot: Wad(2_000 * WAD),
        volatility: market().volatility(),
        carry: SignedWad::ZERO,
        base: settings.base,
    };
    for offer in quoted.term.map(Option::unwrap) {
        let fair = |rate: Wad| {
            let at = Offer { rate, ..offer };
            fair_rate_of(
                &at.plan(),
                at.principal,
                at.collateral,
                settings.grace,
                rate,
                &on,
            )
            .unwrap()
        };
        assert!(offer.rate > settings.base, "{offer:?}");
        assert!(fair(offer.rate).0.abs_diff(offer.rate.0) <= WAD / 1_000_000_000);
        let lower = Wad(offer.rate.0 - offer.rate.0 / 1_000);
        assert!(fair(lower) > lower, "a lower rate is not fair");
    }
    // At the collateral's whole value no rate up to 1,000% is.
    let all = Quotes::new(&settings, &market(), 7 * DAY, 2_000 * WAD, WAD).unwrap();
    assert_eq!(all.term[0], None);
}

#[test]
fn a_put_covers_the_debt_to_the_last_second_of_grace_and_no_more() {
    let settings = settings(&[]);
    let [front, financed, collar] = quotes(&settings, &market()).protected.map(Option::unwrap);
    for loan in [front, financed, collar] {
        let seconds = 7 * DAY + settings.grace;
        let owed = loan.principal + interest(loan.principal, loan.rate, seconds).unwrap();
        let cash =
            |strike: u128| risk_core::fixed::mul_div_down(loan.collateral, strike, WAD).unwrap();
        assert!(cash(loan.strike) >= owed && cash(loan.strike - 1) < owed);
        // Dearer than the formula at the greater volatility: skew, edge, window and spread.
        let terms = Terms {
            spot: Wad(market().spot),
            strike: Wad(loan.strike),
            rate: SignedWad::ZERO,
            carry: SignedWad::ZERO,
            volatility: market().volatility(),
            seconds: 7 * DAY,
        };
        let value = quote_up(Option_::Put, &terms).unwrap().price.0;
        assert!(
            loan.premium > value + value / 20,
            "{} {value}",
            loan.premium
        );
    }
    assert_eq!(front.received + front.premium, 1_200 * WAD);
    let lacks = 1_200 * WAD - financed.received;
    assert!(
        lacks <= WAD / 1_000_000,
        "all of it is received, but {lacks}"
    );
    assert!(financed.strike > front.strike && financed.premium > front.premium);
    // The call pays for all of the put, by the writers' own bid.
    let call = Terms {
        spot: Wad(2_000 * WAD - 10 * WAD),
        strike: Wad(collar.call.unwrap()),
        rate: SignedWad::ZERO,
        carry: SignedWad::ZERO,
        volatility: market().slow,
        seconds: 7 * DAY,
    };
    let bid = quote_down(Option_::Call, &call).unwrap().price.0;
    assert!(bid / 100 * 95 + 100 >= collar.premium && collar.received == 1_200 * WAD);
}

fn bullet(principal: u128) -> Offer {
    Offer {
        repayment: Repayment::Bullet,
        tenor: 7 * DAY,
        count: 1,
        principal,
        collateral: WAD,
        rate: Wad(WAD / 5),
    }
}

fn follow_term(offer: &Offer, behaviour: Behaviour, price: &dyn Fn(u64) -> u128) -> Outcome {
    let world = World {
        price,
        sale_cost: &free,
    };
    term::play(offer, behaviour, START, DAY, WAD / 2, &world).unwrap()
}

#[test]
fn a_bullet_is_repaid_where_the_collateral_is_worth_it_and_else_left() {
    let offer = bullet(1_000 * WAD);
    let owed = 1_000 * WAD + interest(1_000 * WAD, offer.rate, 8 * DAY).unwrap();
    // Whatever happens before the date: nobody looks.
    let then = |last: u128| move |time: u64| if time < START + 8 * DAY { 1 } else { last };
    let kept = follow_term(&offer, Behaviour::Rational, &then(owed));
    assert_eq!((kept.given_up, kept.forced), (0, 0), "at par it is kept");
    assert_eq!(kept.gains.lender, (owed - 1_000 * WAD) as i128);
    assert_eq!(kept.cost(), kept.gains.lender);
    let left = follow_term(&offer, Behaviour::Rational, &then(owed - 1));
    assert_eq!((left.given_up, left.forced), (1, 0));
    let left = follow_term(&offer, Behaviour::Rational, &then(600 * WAD));
    assert_eq!(left.gains.lender, -400 * WAD as i128);
    assert_eq!(left.cost(), -400 * WAD as i128, "the borrower has the cash");
    let repaid = follow_term(&offer, Behaviour::Repays, &|time| {
        if time > START + 7 * DAY { 1 } else { 600 * WAD }
    });
    assert!(repaid.given_up == 0 && repaid.gains.lender > 0);
    assert_eq!(repaid.lent_time, 1_000 * WAD * u128::from(7 * DAY));
}

#[test]
fn a_missed_instalment_forfeits_its_share_only() {
    let offer = Offer {
        repayment: Repayment::Instalments,
        tenor: 8 * DAY,
        count: 4,
        rate: Wad(0),
        ..bullet(1_000 * WAD)
    };
    // The second is missed, and the collateral comes back afterwards.
    let price = |time: u64| {
        if time == START + 5 * DAY {
            600 * WAD
        } else {
            2_000 * WAD
        }
    };
    let outcome = follow_term(&offer, Behaviour::Rational, &price);
    assert_eq!(outcome.given_up, 1);
    assert_eq!(
        outcome.gains.lender,
        -100 * WAD as i128,
        "250 for a quarter at 600"
    );
    assert_eq!(outcome.parts.given_up, -100 * WAD as i128);
    assert_eq!(
        outcome.parts.sold_low,
        350 * WAD as i128,
        "a quarter that is worth 500 now"
    );
    assert_eq!(outcome.cost(), 250 * WAD as i128);
    assert_eq!(outcome.gains.market, 350 * WAD as i128);
    let days = u128::from(DAY) * (3 + 5 + 7 + 9);
    assert_eq!(outcome.lent_time, 250 * WAD * days);
}

#[test]
fn what_a_lender_is_given_he_sells_at_the_market_s_cost() {
    let price = |_: u64| 600 * WAD;
    let world = World {
        price: &price,
        sale_cost: &|_, value| Ok(value / 10),
    };
    let offer = bullet(1_000 * WAD);
    let outcome = term::play(&offer, Behaviour::Rational, START, DAY, 0, &world).unwrap();
    assert_eq!(outcome.gains.lender, -460 * WAD as i128);
    assert_eq!(outcome.gains.market, 60 * WAD as i128);
    assert_eq!(outcome.gains.sum(), 0);
}

fn put(by: Premium, call: Option<u128>) -> Protected {
    Protected {
        by,
        tenor: 7 * DAY,
        principal: 1_000 * WAD,
        received: 990 * WAD,
        collateral: WAD,
        rate: Wad(0),
        strike: 1_000 * WAD,
        premium: 10 * WAD,
        call,
    }
}

fn follow_put(loan: &Protected, behaviour: Behaviour, last: u128) -> Outcome {
    let price = |_: u64| last;
    let world = World {
        price: &price,
        sale_cost: &free,
    };
    protected::play(loan, behaviour, START, DAY, 0, &world).unwrap()
}

#[test]
fn a_put_is_exercised_below_the_strike_only() {
    let loan = put(Premium::UpFront, None);
    let at = follow_put(&loan, Behaviour::Rational, 1_000 * WAD);
    assert_eq!(
        (at.given_up, at.gains.lender, at.gains.writer),
        (0, 0, 10 * WAD as i128)
    );
    let below = follow_put(&loan, Behaviour::Rational, 1_000 * WAD - 1);
    assert_eq!((below.given_up, below.gains.lender), (1, 0));
    let half = follow_put(&loan, Behaviour::Rational, 500 * WAD);
    assert_eq!(
        (half.gains.lender, half.gains.writer),
        (0, -490 * WAD as i128)
    );
    assert_eq!(half.cost(), -490 * WAD as i128);
    assert_eq!(
        (half.parts.premium, half.parts.given_up),
        (10 * WAD as i128, -500 * WAD as i128)
    );
    // One who repays whatever happens wastes it.
    let wasted = follow_put(&loan, Behaviour::Repays, 500 * WAD);
    assert_eq!((wasted.given_up, wasted.cost()), (0, 10 * WAD as i128));
    assert_eq!(wasted.gains.lender, 0);
}

#[test]
fn a_call_takes_what_lies_above_its_strike() {
    let loan = put(Premium::Call, Some(1_500 * WAD));
    let at = follow_put(&loan, Behaviour::Repays, 1_500 * WAD);
    assert_eq!((at.given_up, at.cost()), (0, 0));
    let above = follow_put(&loan, Behaviour::Repays, 1_800 * WAD);
    assert_eq!((above.given_up, above.forced), (1, 0));
    assert_eq!(
        (above.cost(), above.gains.writer),
        (300 * WAD as i128, 300 * WAD as i128)
    );
    assert_eq!((above.gains.lender, above.gains.market), (0, 0));
}

/// Staked ether at 1.1 ether, lent 0.9 of an ether.
pub(crate) fn staked(growth: u128) -> Backed {
    Backed {
        tenor: 10 * DAY,
        principal: WAD / 10 * 9,
        collateral: WAD,
        rate: Wad(WAD / 40),
        share_rate: WAD / 10 * 11,
        growth: Wad(growth),
    }
}

fn follow_staked(loan: &Backed, behaviour: Behaviour, price: u128) -> Outcome {
    let price = |_: u64| price;
    let world = World {
        price: &price,
        sale_cost: &free,
    };
    backed::play(loan, behaviour, START, 0, &world).unwrap()
}

#[test]
fn yield_pays_interest_then_principal() {
    // 3% of 1.1 is more than 2.5% of 0.9: principal falls, so interest is less than on all of it.
    let loan = staked(WAD / 100 * 3);
    let covered = follow_staked(&loan, Behaviour::Repays, WAD / 10 * 11);
    let whole = interest(loan.principal, loan.rate, loan.tenor).unwrap() as i128;
    assert!(covered.parts.interest < whole && covered.parts.interest > whole / 1_000 * 999);
    assert!(covered.lent_time < loan.principal * u128::from(loan.tenor));
    // Without growth nothing is harvested: interest waits, and principal with it.
    let waits = follow_staked(&staked(0), Behaviour::Repays, WAD / 10 * 11);
    assert_eq!(waits.lent_time, loan.principal * u128::from(loan.tenor));
    let daily = interest(loan.principal, loan.rate, DAY).unwrap() as i128 * 10;
    assert_eq!(
        (waits.parts.interest, waits.gains.lender),
        (daily, daily),
        "in a bucket that bears none"
    );
}

#[test]
fn no_price_of_staked_ether_takes_it_before_the_end() {
    let loan = staked(WAD / 100 * 3);
    for price in [0, WAD / 2, WAD / 10 * 8, 1_000 * WAD] {
        let rational = follow_staked(&loan, Behaviour::Rational, price);
        let repaid = follow_staked(&loan, Behaviour::Repays, price);
        assert_eq!((rational.forced, repaid.forced), (0, 0));
        assert_eq!(rational.given_up, u64::from(price < WAD / 10 * 9));
        assert!(repaid.gains.lender >= rational.gains.lender);
    }
    // Handed over at the rate, worth half of it: the lender bears the depeg of what he was handed.
    let half = follow_staked(&loan, Behaviour::Repays, WAD / 10 * 11 / 2);
    let peg = follow_staked(&loan, Behaviour::Repays, WAD / 10 * 11);
    assert!(half.gains.lender < peg.gains.lender && half.parts.given_up < 0);
}

#[test]
fn a_pool_sells_in_a_crash_and_all_of_it_is_accounted_for() {
    let settings = settings(&[]);
    // A day of calm, then a fall of 45% within a day, and a day after it.
    let fall = |hour: u128| 2_000 - 900 * (hour.clamp(24, 48) - 24) / 24;
    let prices: Vec<u128> = (0..72).map(fall).collect();
    let window = window(&settings, &prices);
    let price = |time: u64| window.known.price(time);
    let world = World {
        price: &price,
        sale_cost: &free,
    };
    let opened = START + DAY;
    let ask = |ltv: u128| asked(&settings, &window, opened, ltv).unwrap();
    let loans: Vec<Asked> = [WAD / 10, WAD / 10 * 7, WAD / 20 * 19].map(ask).into();
    let outcomes = pool::play(&settings, &window, &loans, opened, 2 * DAY - 3_600, &world).unwrap();
    assert_eq!(outcomes.len(), 4, "Ballast does not open the last");
    for outcome in &outcomes {
        assert!(outcome.gains.sum().abs() <= 4, "{outcome:?}");
        assert!((outcome.parts.sum() - outcome.cost()).abs() <= 4);
        assert_eq!(
            outcome.forced > 0,
            outcome.ltv == WAD / 10 * 7,
            "{outcome:?}"
        );
        assert!(outcome.parts.interest > 0);
    }
    let aave = outcomes
        .iter()
        .find(|o| o.kind == Kind::PoolAave && o.forced > 0)
        .unwrap();
    assert!(aave.parts.penalty > 0);
    // The same loan is walked away from at its date, and nothing is sold before.
    let followed = follow(
        &crate::loans::settings(&["--tenors", "1", "--grace", "2"]),
        &window,
    )
    .unwrap();
    assert!(
        followed
            .outcomes
            .iter()
            .all(|one| one.kind.is_pool() || one.forced == 0)
    );
    let bullets = followed
        .outcomes
        .iter()
        .filter(|one| one.kind == Kind::Bullet);
    assert!(bullets.clone().any(|one| one.given_up > 0));
}
