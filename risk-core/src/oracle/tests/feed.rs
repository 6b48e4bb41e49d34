//! Rounds, ages and decimals.

use super::*;

#[test]
fn rounds_are_believed_or_not() {
    let round = Round {
        id: 7,
        answer: 5,
        started_at: 99,
        updated_at: 100,
        answered_in: 7,
    };
    let fault = |round| round_fault(&round, 100);
    assert_eq!(fault(round), None);
    assert_eq!(
        fault(Round {
            updated_at: 0,
            ..round
        }),
        Some(Fault::Incomplete)
    );
    assert_eq!(fault(Round { id: 0, ..round }), Some(Fault::Incomplete));
    assert_eq!(
        fault(Round { answer: 0, ..round }),
        Some(Fault::NotPositive)
    );
    assert_eq!(
        fault(Round {
            answer: -1,
            ..round
        }),
        Some(Fault::NotPositive)
    );
    assert_eq!(
        fault(Round {
            updated_at: 101,
            ..round
        }),
        Some(Fault::WrongTime)
    );
    assert_eq!(
        fault(Round {
            started_at: 101,
            ..round
        }),
        Some(Fault::WrongTime)
    );
    assert_eq!(
        fault(Round {
            answered_in: 6,
            ..round
        }),
        Some(Fault::CarriedOver)
    );
    assert!(follows(&round, &Round { id: 8, ..round }));
    assert!(!follows(&round, &round));
    assert!(!follows(
        &round,
        &Round {
            id: 8,
            updated_at: 99,
            ..round
        }
    ));
}

#[test]
fn age_ends_with_its_last_second() {
    assert!(!stale(100, 160, 60) && stale(100, 161, 60));
    assert!(stale(101, 100, 60) && stale(0, 30, 60));
    assert!(sequencer_halted(true, 100, 60, 159) && !sequencer_halted(true, 100, 60, 160));
    assert!(sequencer_halted(false, 100, 60, 900) && sequencer_halted(true, 901, 0, 900));
    assert!(sequencer_halted(true, 0, 0, 900));
}

#[test]
fn tokens_of_any_decimals_have_a_price() {
    assert_eq!(
        rescale_down(123_456_789, 8, 18),
        Ok(1_234_567_890_000_000_000)
    );
    assert_eq!(
        (rescale_down(1_999, 3, 0), rescale_up(1_001, 3, 0)),
        (Ok(1), Ok(2))
    );
    assert_eq!(rescale_down(1, 39, 18), Err(RiskError::OutOfDomain));
    assert_eq!(rescale_up(1, 18, 39), Err(RiskError::OutOfDomain));
    assert_eq!(compose(whole(2_000), Wad(WAD / 10 * 12)), Ok(whole(2_400)));
    assert_eq!(
        compose(whole(2_000), Wad::ZERO),
        Err(RiskError::OutOfDomain)
    );
    // Two ether at $2,000 in dollars of six decimals at $1.
    let amount = U256::from(2 * WAD);
    let quote = |price| quote_down(amount, (whole(2_000), 18), (price, 6));
    assert_eq!(quote(whole(1)), Ok(U256::from(4_000_000_000_u64)));
    assert_eq!(quote(Wad::ZERO), Err(RiskError::DivisionByZero));
}

proptest! {
    #[test]
    fn exchanging_there_and_back_never_gains(
        amount in any::<u128>(), base in 1..1_000_000 * WAD, quote in 1..1_000_000 * WAD, decimals in 0_u8..=24, others in 0_u8..=24,
    ) {
        let amount = U256::from(amount);
        let (base, quote) = ((Wad(base), decimals), (Wad(quote), others));
        let there = quote_down(amount, base, quote).unwrap();
        prop_assert!(quote_down(there, quote, base).unwrap() <= amount);
    }

    #[test]
    fn rescaling_brackets(value in any::<u128>(), shift in 0_u32..128, from in 0_u8..=38, to in 0_u8..=38) {
        let value = value >> shift;
        if let (Ok(down), Ok(up)) = (rescale_down(value, from, to), rescale_up(value, from, to)) {
            prop_assert!(down <= up && up - down <= 1);
            prop_assert!(rescale_up(down, to, from).unwrap() <= value);
            prop_assert!(to > from || rescale_down(up, to, from).is_ok_and(|back| back >= value) || up > u128::MAX / 10);
        }
    }
}
