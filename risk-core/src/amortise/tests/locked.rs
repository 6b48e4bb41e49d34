//! Locked collateral: what leaves with principal.

use super::*;

#[test]
fn a_missed_instalment_forfeits_its_share_only() {
    let loan = Locked {
        principal: 900,
        collateral: 10,
    };
    let (loan, released) = loan.repay(300).unwrap();
    let (loan, taken) = loan.forfeit(300).unwrap();
    let (loan, last) = loan.repay(300).unwrap();
    assert_eq!((released, taken, last, loan), (3, 4, 3, Locked::default()));
    assert_eq!(loan.repay(1), Err(RiskError::OutOfDomain));
    // What secures nothing leaves with the last of it.
    assert_eq!(
        Locked {
            principal: 0,
            collateral: 7
        }
        .repay(0),
        Ok((Locked::default(), 7))
    );
    let one_unit = Locked {
        principal: 1,
        collateral: u128::MAX,
    };
    assert_eq!(one_unit.repay(1), Ok((Locked::default(), u128::MAX)));
}

proptest! {
    #[test]
    fn all_collateral_leaves_in_the_end_and_never_too_early(
        principal in any_amount(), collateral in any_amount(), parts in prop::collection::vec((0..WAD, any::<bool>()), 0..30),
    ) {
        let start = Locked { principal, collateral };
        let (mut loan, mut left) = (start, 0_u128);
        let mut forfeits = 0;
        for (share, missed) in parts {
            let part = mul_div_down(loan.principal, share, WAD).unwrap();
            let before = loan;
            let (next, moved) = if missed { loan.forfeit(part) } else { loan.repay(part) }.unwrap();
            forfeits += u128::from(missed);
            prop_assert_eq!(before.principal - next.principal, part);
            prop_assert_eq!(before.collateral - next.collateral, moved);
            // Within a unit of its share, never above it where it goes to the borrower.
            if part < before.principal {
                let down = mul_div_down(before.collateral, part, before.principal).unwrap();
                let up = mul_div_up(before.collateral, part, before.principal).unwrap();
                prop_assert_eq!(moved, if missed { up } else { down });
            }
            loan = next;
            left += moved;
            // What is locked is never under its part of the whole, but for a unit for each forfeit.
            if principal > 0 {
                let least = mul_div_up(collateral, loan.principal, principal).unwrap();
                prop_assert!(loan.collateral + forfeits >= least.min(collateral));
            }
        }
        let (end, last) = loan.repay(loan.principal).unwrap();
        prop_assert_eq!(end, Locked::default());
        prop_assert_eq!(left + last, collateral);
    }

    #[test]
    fn repaying_in_parts_unlocks_no_more_than_at_once(
        principal in any_amount(), collateral in any_amount(), a in 0..WAD, b in 0..WAD,
    ) {
        let loan = Locked { principal, collateral };
        let first = mul_div_down(principal, a, WAD).unwrap();
        let second = mul_div_down(principal - first, b, WAD).unwrap();
        let (rest, one) = loan.repay(first).unwrap();
        let (_, two) = rest.repay(second).unwrap();
        prop_assert!(one + two <= loan.repay(first + second).unwrap().1);
    }
}
