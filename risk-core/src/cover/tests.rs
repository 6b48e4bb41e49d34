use super::*;
use crate::RiskError;
use crate::fixed::{RAY, Ray, WAD, Wad, YEAR};
use proptest::prelude::*;

#[test]
fn a_premium_pays_the_expected_loss_and_the_load() {
    // 2% of losing 30% of a million, half as much again as load.
    let cost = premium(
        1_000_000,
        Wad::from_bps(200),
        Wad::from_bps(3_000),
        Wad(WAD / 2),
    );
    assert_eq!(cost, Ok(9_000));
    assert_eq!(premium(1, Wad(1), Wad(1), Wad::ZERO), Ok(1));
    assert_eq!(
        premium(u128::MAX, Wad::ONE, Wad::ONE, Wad::ONE),
        Err(RiskError::Overflow)
    );
    assert_eq!(
        premium(1, Wad(WAD + 1), Wad::ONE, Wad::ONE),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(
        premium(1, Wad::ONE, Wad(WAD + 1), Wad::ONE),
        Err(RiskError::OutOfDomain)
    );
}

#[test]
fn a_hazard_is_the_same_over_any_horizon() {
    // 1 - e^-1 a year is a hazard of one.
    let rate = |p, horizon| premium_rate(Wad(p), horizon, Wad::ONE, Wad::ZERO);
    assert!(rate(632_120_558_828_557_678, YEAR).unwrap().0.abs_diff(WAD) < 8);
    assert!(
        rate(393_469_340_287_366_577, YEAR / 2)
            .unwrap()
            .0
            .abs_diff(WAD)
            < 16
    );
    assert_eq!(rate(0, YEAR), Ok(Wad::ZERO));
    assert_eq!(rate(WAD, YEAR), Err(RiskError::OutOfDomain));
    assert_eq!(rate(1, 0), Err(RiskError::DivisionByZero));
}

#[test]
fn coverage_and_provision_at_their_edges() {
    assert_eq!(coverage(5, 0), Wad::MAX);
    assert_eq!(coverage(0, 5), Wad::ZERO);
    assert_eq!(coverage(2, 3), Wad(2 * WAD / 3));
    assert_eq!(coverage(u128::MAX, 1), Wad::MAX);
    assert_eq!(provision(100, 110, Wad::from_bps(1_000)), Ok(1));
    assert_eq!(provision(100, 112, Wad::from_bps(1_000)), Ok(0));
    assert_eq!(provision(100, u128::MAX, Wad::MAX), Ok(100));
}

#[test]
fn layers_bear_in_order() {
    let layers = Waterfall {
        position_yield: 1,
        auction: 2,
        fund: 3,
        reserves: 4,
        suppliers: 5,
    };
    let split = |loss| {
        let split = waterfall(loss, &layers);
        [
            split.position_yield,
            split.auction,
            split.fund,
            split.reserves,
            split.suppliers,
            split.unmet,
        ]
    };
    assert_eq!(split(0), [0; 6]);
    assert_eq!(split(2), [1, 1, 0, 0, 0, 0]);
    assert_eq!(split(6), [1, 2, 3, 0, 0, 0]);
    assert_eq!(split(11), [1, 2, 3, 4, 1, 0]);
    assert_eq!(split(17), [1, 2, 3, 4, 5, 2]);
}

#[test]
fn a_window_pays_its_cap_once() {
    let (state, paid) = Window::default().draw(150, 100, 10, 25).unwrap();
    assert_eq!(
        (paid, state),
        (
            100,
            Window {
                period: 2,
                current: 100,
                previous: 0
            }
        )
    );
    for (now, left) in [
        (25, 0),
        (29, 0),
        (30, 0),
        (39, 0),
        (40, 100),
        (u64::MAX, 100),
        (0, 0),
    ] {
        assert_eq!(state.available(100, 10, now), Ok(left), "at {now}");
    }
    // A cap that has been lowered below what was paid pays nothing.
    assert_eq!(state.draw(1, 50, 10, 26).unwrap().1, 0);
    assert_eq!(state.draw(1, 50, 0, 26), Err(RiskError::DivisionByZero));
}

prop_compose! {
    fn any_layers()(amounts in any::<[u128; 5]>(), shift in 0_u32..128) -> Waterfall {
        let [position_yield, auction, fund, reserves, suppliers] = amounts.map(|amount| amount >> shift);
        Waterfall { position_yield, auction, fund, reserves, suppliers }
    }
}

proptest! {
    #[test]
    fn the_waterfall_conserves_to_the_unit(loss in any::<u128>(), shift in 0_u32..128, layers in any_layers()) {
        let loss = loss >> shift;
        let split = waterfall(loss, &layers);
        let borne = [
            (split.position_yield, layers.position_yield),
            (split.auction, layers.auction),
            (split.fund, layers.fund),
            (split.reserves, layers.reserves),
            (split.suppliers, layers.suppliers),
            (split.unmet, u128::MAX),
        ];
        prop_assert_eq!(borne.iter().try_fold(0_u128, |sum, (part, _)| sum.checked_add(*part)), Some(loss));
        let mut exhausted = true;
        for (part, available) in borne {
            prop_assert!(part <= available);
            prop_assert!(part == 0 || exhausted, "a layer bears before those above it are used up");
            exhausted = part == available;
        }
    }

    #[test]
    fn shares_of_a_payment_never_exceed_cap_or_claim(
        claims in prop::collection::vec(0_u128..1 << 110, 1..20), share in 0..=WAD, extra in 0_u128..1 << 100,
    ) {
        let all: u128 = claims.iter().sum();
        prop_assume!(all > 0);
        for available in [crate::fixed::mul_div_down(all, share, WAD).unwrap(), all + extra] {
            let single: Vec<u128> = claims.iter().map(|claim| pro_rata_payment(*claim, all, available).unwrap()).collect();
            prop_assert!(single.iter().sum::<u128>() <= available.min(all));
            let mut payments = vec![0; claims.len()];
            let paid = share_out(&claims, available, &mut payments).unwrap();
            prop_assert_eq!(paid, available.min(all));
            prop_assert_eq!(payments.iter().sum::<u128>(), paid);
            for ((claim, payment), single) in claims.iter().zip(&payments).zip(single) {
                prop_assert!(payment <= claim && single <= *claim);
                prop_assert!(payment.abs_diff(single) <= 1);
            }
        }
    }

    #[test]
    fn shares_of_a_loss_cover_it(claims in prop::collection::vec(0_u128..1 << 110, 1..20), share in 0..=WAD, index in RAY..100 * RAY) {
        let all: u128 = claims.iter().sum();
        prop_assume!(all > 0);
        let loss = crate::fixed::mul_div_down(all, share, WAD).unwrap();
        let parts: Vec<u128> = claims.iter().map(|claim| pro_rata_loss(*claim, all, loss).unwrap()).collect();
        let sum: u128 = parts.iter().sum();
        prop_assert!(sum >= loss && sum <= loss + claims.len() as u128);
        prop_assert!(parts.iter().zip(&claims).all(|(part, claim)| part <= claim));
        // By index: what is left of all claims is never more than what is left.
        let after = written_down(Ray(index), all, loss).unwrap();
        let left: u128 = claims.iter().map(|claim| crate::fixed::mul_div_down(*claim, after.0, index).unwrap()).sum();
        prop_assert!(left <= all - loss);
    }

    #[test]
    fn no_window_pays_more_than_the_cap(
        cap in 0_u128..1_000, length in 1_u64..50, draws in prop::collection::vec((0_u64..30, 0_u128..600), 1..60),
    ) {
        let (mut state, mut now, mut history) = (Window::default(), 1_000, Vec::new());
        for (wait, wanted) in draws {
            now += wait;
            let available = state.available(cap, length, now).unwrap();
            let (next, paid) = state.draw(wanted, cap, length, now).unwrap();
            prop_assert_eq!(paid, wanted.min(available));
            state = next;
            history.push((now, paid));
            let within: u128 = history.iter().filter(|(at, _)| at + length > now).map(|(_, paid)| paid).sum();
            prop_assert!(within <= cap);
        }
        prop_assert_eq!(state.available(cap, length, now + 2 * length), Ok(cap));
    }

    #[test]
    fn premiums_rise_with_what_they_cover(
        exposure in 0_u128..1 << 100, more in 0_u128..1 << 90, p in 0..WAD, q in 0..WAD, severity in 0..=WAD, load in 0..3 * WAD,
    ) {
        let (low, high) = (Wad(p.min(q)), Wad(p.max(q)));
        let cost = |exposure, p| premium(exposure, p, Wad(severity), Wad(load)).unwrap();
        prop_assert!(cost(exposure, low) <= cost(exposure + more, high));
        let expected = crate::fixed::mul_div_down(exposure, high.0, WAD).unwrap();
        prop_assert!(cost(exposure, high) >= crate::fixed::mul_div_down(expected, severity, WAD).unwrap());
        let rate = |p| premium_rate(p, YEAR / 12, Wad(severity), Wad(load)).unwrap();
        // ln may be off by two units either way, which twelve months magnify.
        prop_assert!(rate(low).0 <= rate(high).0 + 4 * 12 * 4);
    }

    #[test]
    fn total(n in any::<[u128; 4]>(), t in any::<[u64; 3]>(), claims in prop::collection::vec(any::<u128>(), 0..5), shift in 0_u32..128) {
        let [a, b, c, d] = n.map(|n| n >> shift);
        let _ = (premium(a, Wad(b), Wad(c), Wad(d)), premium_rate(Wad(a), t[0], Wad(b), Wad(c)));
        let _ = (coverage(a, b), provision(a, b, Wad(c)));
        let _ = (pro_rata_loss(a, b, c), pro_rata_payment(a, b, c), written_down(Ray(a), b, c));
        let mut payments = [0; 4];
        let _ = share_out(&claims, a, &mut payments);
        let window = Window { period: t[0], current: a, previous: b };
        let _ = (window.available(c, t[1], t[2]), window.draw(c, d, t[1], t[2]));
    }
}
