//! Plans over several pairs against the same decisions made anew for every leg.

use super::*;

proptest! {
    /// Delta evaluation decides what a full evaluation of what is left decides: every leg sells what `need` says of a pair
    /// that releases as much as the best, and the legs end where the target is reached or nothing is left.
    #[test]
    fn a_plan_agrees_with_full_evaluation(
        book in any_book(), factors in any_factors(), parameters in any_parameters(), discount in 0..WAD / 20,
        target in WAD..WAD / 10 * 11, health in 0.8..1.02_f64,
    ) {
        let book = at_health(book, &factors, parameters, health);
        let (target, discount) = (Wad(target), Wad(discount));
        let proceeds = Wad(WAD - discount.0);
        let plan = plan(&book, &factors, parameters, target, proceeds).unwrap();
        let bound = ACCURACY * float(Wad(gross(&book)));
        let mut left = book.clone();
        for leg in plan.legs() {
            prop_assert!(gap(&left, &factors, parameters, target) < bound);
            // The best pair by full evaluation of the same probe, or one that releases as much.
            let best = best_pair(&left, &factors, parameters, discount).unwrap().expect("a pair");
            let shortfall = -gap(&left, &factors, parameters, Wad::ONE);
            let released = |pair: Pair| {
                let kept = float(proceeds);
                let capacity = float(left[pair.collateral].collateral).min(float(left[pair.debt].debt) / kept);
                let probe = shortfall.max(float(debt(&left)) / 128.0).min(capacity);
                let sell = Wad((probe * 1e18) as u128).min(left[pair.collateral].collateral);
                let repay = Wad((sell.0 as f64 * kept) as u128).min(left[pair.debt].debt);
                let later = after(&left, pair, sell, repay);
                let stress = |book: &[Position]| float(stress(book, &factors, parameters).unwrap().total);
                (stress(&left) - stress(&later), float(sell))
            };
            let ((ours, sold), (theirs, other)) = (released(leg.pair), released(best));
            if sold > 1.0 && other > 1.0 {
                prop_assert!(ours / sold >= theirs / other - 2.0 * bound * (1.0 / sold + 1.0 / other));
            }
            let alone = need(&left, &factors, parameters, leg.pair, target, discount).unwrap();
            let capacity = left[leg.pair.collateral].collateral.0.min(mul_div_up(left[leg.pair.debt].debt.0, WAD, proceeds.0).unwrap());
            let difference = leg.sale.sell.0.abs_diff(alone.sell.0);
            let reached = gap(&after(&left, leg.pair, alone.sell, alone.repay), &factors, parameters, target);
            let near = difference <= (capacity >> 19) + 1 || reached.abs() <= 4.0 * bound;
            prop_assert!(
                near,
                "{} and {} of {}", leg.sale.sell.0, alone.sell.0, capacity
            );
            left = after(&left, leg.pair, leg.sale.sell, leg.sale.repay);
        }
        let end = gap(&left, &factors, parameters, target);
        let more = best_pair(&left, &factors, parameters, discount).unwrap();
        let done = if plan.reached { end >= -bound } else { end < bound && more.is_none() };
        prop_assert!(done);
    }

    /// The sum of the legs is the plan, and no position gives more than it has.
    #[test]
    fn the_sum_of_legs_is_the_plan(book in any_book(), factors in any_factors(), parameters in any_parameters(), health in 0.5..1.0_f64) {
        let book = at_health(book, &factors, parameters, health);
        let plan = plan(&book, &factors, parameters, TARGET, Wad(WAD / 100 * 99)).unwrap();
        let mut left = book.clone();
        let (mut sold, mut repaid) = (0, 0);
        for leg in plan.legs() {
            prop_assert!(leg.sale.sell.0 > 0);
            sold += leg.sale.sell.0;
            repaid += leg.sale.repay.0;
            left = after(&left, leg.pair, leg.sale.sell, leg.sale.repay); // panics where it takes too much
        }
        prop_assert_eq!((plan.sell().0, plan.repay().0), (sold, repaid));
        prop_assert!(plan.legs().len() <= MAX_LEGS);
        prop_assert_eq!(debt(&book).0 - debt(&left).0, repaid);
    }

    /// UNW-3: non-critical sales of an asset never exceed its flow budget, and the neediest may always draw.
    #[test]
    fn unw_3_flow(
        capacity in 0..1_u128 << 90, rate in 0..1_u128 << 80, lowest in 0..WAD, span in 1..WAD,
        draws in prop::collection::vec((0_u64..600, 0..2 * WAD, 0..1_u128 << 91), 1..40),
    ) {
        let mut bucket = Flow { capacity: Wad(capacity), level: Wad(capacity), highest: Wad(lowest + span), lowest: Wad(lowest) };
        let (mut sold, mut elapsed) = (0, 0_u128);
        for (seconds, health, asked) in draws {
            bucket = bucket.refilled(Wad(rate), seconds);
            elapsed += u128::from(seconds);
            let (health, before) = (Wad(health), bucket);
            let (left, drawn) = bucket.drawn(health, Wad(asked));
            bucket = left;
            sold += drawn.0;
            prop_assert!(sold <= capacity + rate * elapsed / 60, "within the budget");
            prop_assert!(drawn.0 <= asked && drawn <= before.drawable(health));
            // Admitted health falls with the level, and one that draws is still admitted after.
            prop_assert!(bucket.admitted_health() <= before.admitted_health());
            if drawn.0 > 0 && health > bucket.lowest {
                prop_assert!(bucket.admitted_health().0 + 1 >= health.0);
            }
            prop_assert_eq!(bucket.drawable(bucket.lowest), bucket.level);
            prop_assert!(bucket.drawable(Wad(health.0 / 2)) >= bucket.drawable(health), "the needier draw no less");
        }
    }

    /// UNW-3: cost stays within the budget while the schedule runs above its floor rate, which never stands still.
    #[test]
    fn unw_3_cost(
        position in 1_000 * WAD..1_u128 << 90, bps in 10_u16..500, discount in 1..WAD / 20, rate in WAD / 100..WAD,
        steps in prop::collection::vec((1_u64..4_000, 0..1_u128 << 90), 1..40),
    ) {
        let (mut left, mut cost, mut elapsed) = (Wad::ZERO, 0_u128, 0_u128);
        for (seconds, planned) in steps {
            left = cost_refilled(left, Wad(position), bps, seconds);
            elapsed += u128::from(seconds);
            let floor = floor_release(Wad(planned), Wad(rate), seconds, 43_200);
            prop_assert!(planned == 0 || floor.0 > 0);
            let sold = within_cost(Wad(planned), floor, left, Wad(discount));
            prop_assert!(sold.0 <= planned && (sold >= floor || sold.0 == planned));
            let spent = mul_div_up(sold.0, discount, WAD).unwrap();
            if sold > floor {
                prop_assert!(spent <= left.0 + 1);
                cost += spent;
            }
            left = left.saturating_sub(Wad(spent));
            prop_assert!(cost <= position / 10_000 * u128::from(bps) * elapsed / 86_400 + 40_000_000);
        }
    }

    #[test]
    fn exponential_and_stepped_prices_fall_to_the_floor(
        floor in 1..1_u128 << 90, above in 0..1_u128 << 90, first in 0_u64..4_000, second in 0_u64..4_000, total in 1_u64..4_000,
        steps in 1_u32..100,
    ) {
        let (start, floor) = (Wad(floor + above), Wad(floor));
        let stairs = |elapsed| dutch_stairs(start, floor, elapsed, total, steps);
        prop_assert_eq!((stairs(0), stairs(total)), (start, floor));
        prop_assert!(stairs(first.min(second)) >= stairs(first.max(second)));
        prop_assert!(stairs(first) >= dutch_linear(start, floor, first, total), "no step before its time");
        let Ok(price) = dutch_exponential(start, floor, first, total) else { return Ok(()) };
        prop_assert!(price >= floor && price <= start);
        // Below the straight line, for it falls fastest at first.
        prop_assert!(price.0 <= dutch_linear(start, floor, first, total).0 + price.0 / 1_000_000_000_000_000 + 2);
        prop_assert_eq!(dutch_exponential(start, floor, total, total), Ok(floor));
    }
}
