//! Loans that growth repays.

use super::*;

#[test]
fn simple_interest_is_exact_and_rounded_up() {
    let rate = Wad(WAD / 10);
    assert_eq!(simple_interest(1_000, rate, YEAR), Ok(100));
    assert_eq!(simple_interest(1_000, rate, YEAR + 1), Ok(101));
    assert_eq!(simple_interest(1, rate, 1), Ok(1));
    assert_eq!(simple_interest(u128::MAX, rate, 0), Ok(0));
    assert_eq!(simple_interest(u128::MAX, Wad(0), u64::MAX), Ok(0));
    assert_eq!(
        simple_interest(1, Wad(u128::MAX), 2),
        Err(RiskError::Overflow)
    );
    assert_eq!(
        simple_interest(u128::MAX, Wad(2 * WAD), YEAR),
        Err(RiskError::Overflow)
    );
}

#[test]
fn growth_is_what_stands_above_the_mark() {
    let grown = harvestable(1_000, Wad(WAD), Wad(WAD / 4 * 5));
    assert_eq!(grown, Ok(200));
    assert_eq!(
        marked(1_000, Wad(WAD), 200),
        Ok(Wad(WAD / 4 * 5)),
        "all of it is taken"
    );
    assert_eq!(marked(1_000, Wad(WAD), 0), Ok(Wad(WAD)));
    for rate in [0, 1, WAD - 1, WAD] {
        assert_eq!(harvestable(1_000, Wad(WAD), Wad(rate)), Ok(0), "{rate}");
    }
    assert_eq!(
        harvestable(u128::MAX, Wad(1), Wad(u128::MAX)),
        Ok(u128::MAX - 1)
    );
    assert_eq!(
        harvestable(1, Wad(WAD), Wad(u128::MAX)),
        Ok(0),
        "a unit stays"
    );
    assert_eq!(
        harvestable(1_000, Wad(0), Wad(WAD)),
        Err(RiskError::OutOfDomain)
    );
    assert_eq!(marked(5, Wad(WAD), 5), Err(RiskError::OutOfDomain));
    assert_eq!(marked(5, Wad(WAD), 6), Err(RiskError::OutOfDomain));
}

#[test]
fn collateral_earns_the_interest_or_stands_for_the_debt() {
    let earnings = Earnings {
        rate: Wad(WAD / 50),
        floor: Wad(WAD / 40),
        margin: 2_500,
        loan_to_value: 9_000,
    };
    // 2% with a quarter on top is all of 2.5%; nine tenths ask for more.
    assert_eq!(earnings.value_needed(900), Ok(1_000));
    assert_eq!(earnings.value_needed(901), Ok(1_002));
    let dear = Earnings {
        rate: Wad(WAD / 25),
        ..earnings
    };
    assert_eq!(dear.value_needed(1_000), Ok(2_000));
    let free = Earnings {
        rate: Wad(0),
        floor: Wad(0),
        ..earnings
    };
    assert_eq!(free.value_needed(9), Ok(10));
    let barren = Earnings {
        floor: Wad(0),
        ..earnings
    };
    assert_eq!(barren.value_needed(9), Err(RiskError::DivisionByZero));
    assert_eq!(
        Earnings::default().value_needed(1),
        Err(RiskError::DivisionByZero)
    );
}

proptest! {
    /// However the growth is taken, in parts or at once, what is left is worth what all was worth at the mark.
    #[test]
    fn harvests_never_touch_what_was_locked(
        collateral in 1_u128..1 << 100, mark in WAD / 2..2 * WAD, rises in prop::collection::vec((0..WAD / 10, 0..=WAD), 1..12),
    ) {
        let (mut left, mut at, mut rate) = (collateral, Wad(mark), mark);
        for (rise, part) in rises {
            rate += mul_div_down(rate, rise, WAD).unwrap();
            let grown = harvestable(left, at, Wad(rate)).unwrap();
            let taken = mul_div_down(grown, part, WAD).unwrap();
            at = marked(left, at, taken).unwrap();
            left -= taken;
            prop_assert!(at <= Wad(rate));
            prop_assert!(harvestable(left, at, Wad(rate)).unwrap() <= grown - taken);
            // left * rate >= collateral * mark, in 256 bits.
            let value = |units: u128, rate: u128| ruint::aliases::U256::from(units) * ruint::aliases::U256::from(rate);
            prop_assert!(value(left, rate) >= value(collateral, mark));
        }
    }

    #[test]
    fn simple_interest_is_additive_but_for_a_unit(
        principal in 0_u128..1 << 100, rate in 0..10 * WAD, first in 0..10 * YEAR, second in 0..10 * YEAR,
    ) {
        let rate = Wad(rate);
        let owed = |seconds| simple_interest(principal, rate, seconds).unwrap();
        let parts = owed(first) + owed(second);
        prop_assert!(parts >= owed(first + second) && parts <= owed(first + second) + 1);
    }

    #[test]
    fn what_is_needed_earns_enough(
        principal in 1_u128..1 << 90, rate in 1..WAD, floor in 1..WAD, margin in 0_u16..10_000, loan_to_value in 1_u16..=10_000,
    ) {
        let earnings = Earnings { rate: Wad(rate), floor: Wad(floor), margin, loan_to_value };
        let value = earnings.value_needed(principal).unwrap();
        let earned = mul_div_down(value, floor, WAD).unwrap();
        let asked = mul_div_down(principal, rate, WAD).unwrap();
        prop_assert!(earned + 1 >= asked);
        prop_assert!(mul_div_up(value, loan_to_value.into(), 10_000).unwrap() >= principal);
    }
}
