use super::*;
use crate::fixed::WAD;
use proptest::prelude::*;

const MONTH: u64 = 2_592_000;

fn structure() -> [Tenor; 3] {
    [(1, 300), (3, 400), (12, 450)].map(|(months, bps)| Tenor {
        term: months * MONTH,
        rate: Wad::from_bps(bps),
    })
}

#[test]
fn points_are_met_and_ends_are_flat() {
    let points = structure();
    for point in points {
        assert_eq!(term_rate(&points, point.term), Ok(point.rate));
    }
    assert_eq!(term_rate(&points, 0), Ok(Wad::from_bps(300)));
    assert_eq!(term_rate(&points, u64::MAX), Ok(Wad::from_bps(450)));
    // Half of the way in rate * time: (1 * 3% + 3 * 4%) / 2 over two months.
    assert_eq!(
        term_rate(&points, 2 * MONTH),
        Ok(Wad(37_500_000_000_000_000))
    );
}

#[test]
fn unsound_structures_are_refused() {
    let out = Err(RiskError::OutOfDomain);
    assert_eq!(term_rate(&[], 1), out);
    let [first, second, third] = structure();
    assert_eq!(term_rate(&[second, first], 1), out);
    assert_eq!(term_rate(&[first, first], 1), out);
    assert_eq!(term_rate(&[Tenor { term: 0, ..first }], 1), out);
    // Cheaper for longer than for shorter, even past the term that is asked.
    assert_eq!(
        term_rate(
            &[
                first,
                second,
                Tenor {
                    rate: Wad(1),
                    ..third
                }
            ],
            1
        ),
        out
    );
    let many: Vec<Tenor> = (1..=17)
        .map(|term| Tenor {
            term,
            rate: Wad::ONE,
        })
        .collect();
    assert_eq!(term_rate(&many, 1), out);
    assert_eq!(term_rate(&many[..MAX_TENORS], 1), Ok(Wad::ONE));
    let huge = Tenor {
        term: 2,
        rate: Wad::MAX,
    };
    assert_eq!(term_rate(&[huge], 1), Err(RiskError::Overflow));
}

proptest! {
    #[test]
    fn rolling_over_never_beats_the_longer_term(
        forwards in prop::collection::vec((1..10 * MONTH, 0..WAD), 1..MAX_TENORS), a in 0..100 * MONTH, b in 0..100 * MONTH,
    ) {
        let (mut term, mut cost) = (0, 0);
        let points: Vec<Tenor> = forwards.iter().map(|(length, forward)| {
            term += length;
            cost += u128::from(*length) * forward;
            Tenor { term, rate: Wad(cost.div_ceil(u128::from(term))) }
        }).collect();
        // Rounded rates may make a forward rate negative by less than a unit.
        prop_assume!(points.windows(2).all(|two| two[0].rate.0 * u128::from(two[0].term) <= two[1].rate.0 * u128::from(two[1].term)));
        let (short, long) = (a.min(b), a.max(b));
        let paid = |term: u64| term_rate(&points, term).unwrap().0 * u128::from(term);
        prop_assert!(paid(short) <= paid(long) + 2 * u128::from(short));
    }

    #[test]
    fn total(points in prop::collection::vec((any::<u64>(), any::<u128>(), 0_u32..128), 0..20), term in any::<u64>()) {
        let points: Vec<Tenor> = points.iter().map(|(term, rate, shift)| Tenor { term: *term, rate: Wad(rate >> shift) }).collect();
        let _ = term_rate(&points, term);
    }
}
