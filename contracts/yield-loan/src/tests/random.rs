//! Whatever happens to a loan, in any order.

use proptest::prelude::*;

use super::*;

/// Something that is done, some time after what was done before, at some rate.
#[derive(Clone, Debug)]
enum Act {
    Harvest,
    Sell(u128),
    Repay(u128),
    Turn,
    Settle,
}

fn acts() -> impl Strategy<Value = Vec<(Act, u64, u128)>> {
    let amount = || (0_u32..120).prop_flat_map(|bits| 1..=1_u128 << bits);
    let act = prop_oneof![
        3 => Just(Act::Harvest),
        3 => amount().prop_map(Act::Sell),
        3 => amount().prop_map(Act::Repay),
        1 => Just(Act::Turn),
        2 => Just(Act::Settle),
    ];
    prop::collection::vec((act, 0..90 * DAY, WAD / 2..3 * WAD), 1..40)
}

proptest! {
    /// YLD-1, and every share and unit of debt accounted for.
    #[test]
    fn principal_never_grows_and_nothing_is_lost(
        acts in acts(), principal in 1_u128..1 << 100, shares in 1_u128..1 << 100, sells in any::<bool>(), rate in 0..WAD as u64 * 2,
    ) {
        let offer = Offer { rate, ..if sells { sold() } else { offer() } };
        let mut loan = loan(principal, shares);
        let (mut now, mut out, mut cash) = (START, 0_u128, 0_u128);
        for (act, wait, told) in acts {
            now += wait;
            let was = loan;
            let believed = loan.believed(&offer, Wad(told), now);
            let value = |loan: &Loan| U256::from(loan.locked.collateral) * U256::from(was.mark.0);
            match act {
                Act::Harvest if !sells => {
                    let (shares, paid) = harvest(&mut loan, &offer, believed, now);
                    out += paid.unlocked;
                    prop_assert_eq!(loan.shares, was.shares + shares);
                    prop_assert!(paid.interest == was.interest(&offer, now).unwrap() || paid.principal == 0);
                    // What is left is worth at the rate what all was worth at its mark.
                    let left = U256::from(loan.locked.collateral + paid.unlocked) * U256::from(believed.0);
                    prop_assert!(shares == 0 || left >= value(&was));
                }
                Act::Sell(most) if sells && loan.lives() => {
                    let grown = loan.grown(believed).unwrap();
                    if grown == 0 { continue; }
                    let asked = grown.min(most);
                    let sale = loan.price(&offer, asked, asked / 3, now).unwrap();
                    prop_assert!(sale.0 <= asked && sale.1 <= loan.debt(&offer, now).unwrap());
                    let paid = loan.sell(&offer, grown, sale, now).unwrap();
                    prop_assert_eq!(paid.total(), sale.1);
                    (out, cash) = (out + sale.0 + paid.unlocked, cash + sale.1);
                    prop_assert!(loan.sale_from >= was.sale_from && loan.sale_from <= now);
                }
                Act::Repay(amount) if loan.lives() => {
                    let debt = loan.debt(&offer, now).unwrap();
                    let paid = loan.repay(&offer, amount, now).unwrap();
                    prop_assert_eq!(paid.total(), amount.min(debt));
                    (out, cash) = (out + paid.unlocked, cash + paid.total());
                    prop_assert!(loan.debt(&offer, now).unwrap() == debt - paid.total());
                }
                Act::Turn if loan.lapsed(&offer, false, now).unwrap() => {
                    let debt = loan.debt(&offer, now).unwrap();
                    out += loan.turn(&offer, now).unwrap();
                    prop_assert_eq!(loan.debt(&offer, now).unwrap(), debt);
                }
                _ => {
                    let missed = loan.settle(&offer, now).unwrap();
                    prop_assert!(missed.principal == 0 || loan.turned);
                    prop_assert_eq!(loan.shares, was.shares + missed.collateral);
                    prop_assert_eq!(loan.locked.principal, was.locked.principal - missed.principal);
                }
            }
            // YLD-1.
            prop_assert!(loan.locked.principal <= was.locked.principal);
            prop_assert!(loan.locked.principal <= loan.opened);
            prop_assert_eq!(loan.locked.collateral + loan.shares + out, shares);
            prop_assert_eq!(loan.cash, cash);
            prop_assert!(loan.lives() || (loan.locked.collateral == 0 && loan.interest(&offer, now).unwrap() == 0));
            prop_assert!(loan.mark >= was.mark);
        }
    }

    /// A borrower who does nothing for ever loses no more than the share of what he missed, at any rate and time.
    #[test]
    fn no_rate_takes_collateral_away(told in 0..u128::MAX, after in 0..300 * 365 * DAY) {
        let (offer, now) = (offer(), START + after);
        let mut loan = loan(90 * WAD, 100 * WAD);
        let before = loan;
        prop_assert_eq!(loan.settle(&offer, now).unwrap().collateral, 0);
        prop_assert_eq!(loan, before);
        // What growth can cost is bounded by the cap, and pays at the rate.
        let believed = loan.believed(&offer, Wad(told), now);
        let (shares, paid) = harvest(&mut loan, &offer, believed, now);
        prop_assert!(paid.total() <= risk_core::fixed::mul_div_up(shares, believed.0, WAD).unwrap());
        prop_assert!(paid.total() + 2 * believed.0.div_ceil(WAD) >= risk_core::fixed::mul_div_down(shares, believed.0, WAD).unwrap());
    }
}
