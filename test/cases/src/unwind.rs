//! Sizes and schedules of unwinds.

use crate::Book;
#[cfg(not(target_arch = "wasm32"))]
use crate::books::{DEFAULTS, book, factors};
#[cfg(not(target_arch = "wasm32"))]
use risk_core::fixed::WAD;
use risk_core::fixed::Wad;
use risk_core::health::{Factors, StressParameters};
use risk_core::unwind::{self, Flow, OpenSchedule, Pair, Plan, Span, Standing};

crate::wire_structs! {
    Flow { capacity, level, highest, lowest }
    OpenSchedule { end, auction_start, auction_duration, critical }
    Span { start, end }
    Standing { health, buffer, target, collateral, debt, schedule }
}

/// A bucket half full.
#[cfg(not(target_arch = "wasm32"))]
const FLOW: Flow = Flow {
    capacity: Wad(1_000_000 * WAD),
    level: Wad(500_000 * WAD),
    highest: Wad::ONE,
    lowest: Wad(WAD / 10 * 9),
};

/// The plan of a book of a few positions, or an empty one: its own functions only read it.
fn planned(book: &Book, factors: &Factors, parameters: StressParameters) -> Option<Plan> {
    unwind::plan(book, factors, parameters, Wad::ONE, Wad::ONE).ok()
}

crate::functions! { unwind;
    "best_pair" (book: Book, factors: Factors, parameters: StressParameters, discount: Wad)
        => unwind::best_pair(&book, &factors, parameters, discount), {
        "8 positions": (book(8), factors(), DEFAULTS, Wad(WAD / 100)),
    }
    "need" (book: Book, factors: Factors, parameters: StressParameters, sold: usize, repaid: usize, target: Wad)
        => unwind::need(&book, &factors, parameters, Pair { collateral: sold, debt: repaid }, target, Wad::ONE), {
        "8 positions": (book(8), factors(), DEFAULTS, 6, 7, Wad(WAD / 100 * 94)),
    }
    "max_discount" (book: Book, factors: Factors, parameters: StressParameters, sold: usize, repaid: usize, sell: Wad)
        => unwind::max_discount(&book, &factors, parameters, Pair { collateral: sold, debt: repaid }, sell), {
        "8 positions": (book(8), factors(), DEFAULTS, 6, 7, Wad(10_000 * WAD)),
    }
    "plan" (book: Book, factors: Factors, parameters: StressParameters, target: Wad, proceeds: Wad)
        => unwind::plan(&book, &factors, parameters, target, proceeds), {
        "8 positions, 3 pairs sold": (book(8), factors(), DEFAULTS, Wad(WAD / 100 * 130), Wad(WAD / 100 * 99)),
        "8 positions, 5 pairs sold": (book(8), factors(), DEFAULTS, Wad(2 * WAD), Wad(WAD / 100 * 99)),
        "8 positions, at the target": (book(8), factors(), DEFAULTS, Wad(WAD / 100 * 102), Wad(WAD / 100 * 99)),
    }
    "remaining" (urgency: Wad, elapsed: u64, total: u64) => unwind::remaining(urgency, elapsed, total), {
        "urgency one": (Wad::ONE, 3_600, 43_200),
        "straight": (Wad::ZERO, 3_600, 43_200),
        "urgency 20": (Wad(20 * WAD), 3_600, 43_200),
    }
    "Plan::legs" (book: Book, factors: Factors, parameters: StressParameters)
        => planned(&book, &factors, parameters).map(|plan| plan.legs().len()), {
        "with a plan of 2 positions": (book(2), factors(), DEFAULTS),
    }
    "Plan::sell" (book: Book, factors: Factors, parameters: StressParameters)
        => planned(&book, &factors, parameters).map(|plan| plan.sell()), {
        "with a plan of 2 positions": (book(2), factors(), DEFAULTS),
    }
    "Plan::repay" (book: Book, factors: Factors, parameters: StressParameters)
        => planned(&book, &factors, parameters).map(|plan| plan.repay()), {
        "with a plan of 2 positions": (book(2), factors(), DEFAULTS),
    }
    "duration" (health: Wad, critical: Wad, minimum: u64, maximum: u64)
        => unwind::duration(health, critical, minimum, maximum), {
        "between": (Wad(WAD / 100 * 96), Wad(WAD / 100 * 90), 900, 43_200),
    }
    "newly_released" (need: Wad, available: Wad, before: Wad, after: Wad)
        => unwind::newly_released(need, available, before, after), {
        "a step": (Wad(5_000 * WAD), Wad(70 * WAD), Wad(WAD / 100 * 71), Wad(WAD / 100 * 70)),
    }
    "dutch_linear" (start: Wad, floor: Wad, elapsed: u64, duration: u64)
        => unwind::dutch_linear(start, floor, elapsed, duration), {
        "at a third": (Wad(3_015 * WAD), Wad(2_970 * WAD), 100, 300),
    }
    "dutch_exponential" (start: Wad, floor: Wad, elapsed: u64, duration: u64)
        => unwind::dutch_exponential(start, floor, elapsed, duration), {
        "at a third": (Wad(3_015 * WAD), Wad(2_970 * WAD), 100, 300),
        "over a wide range": (Wad(3_000_000 * WAD), Wad(WAD / 1_000), 100, 300),
    }
    "dutch_stairs" (start: Wad, floor: Wad, elapsed: u64, duration: u64, steps: u32)
        => unwind::dutch_stairs(start, floor, elapsed, duration, steps), {
        "at a third": (Wad(3_015 * WAD), Wad(2_970 * WAD), 100, 300, 10),
    }
    "Flow::refilled" (flow: Flow, per_minute: Wad, elapsed: u64) => flow.refilled(per_minute, elapsed), {
        "a minute": (FLOW, Wad(20_000 * WAD), 60),
    }
    "Flow::admitted_health" (flow: Flow) => flow.admitted_health(), { "half full": (FLOW,), }
    "Flow::drawable" (flow: Flow, health: Wad) => flow.drawable(health), { "a low health": (FLOW, Wad(WAD / 100 * 91)), }
    "Flow::drawn" (flow: Flow, health: Wad, asked: Wad) => flow.drawn(health, asked), {
        "a low health": (FLOW, Wad(WAD / 100 * 91), Wad(10_000 * WAD)),
    }
    "cost_refilled" (left: Wad, position: Wad, bps: u16, elapsed: u64)
        => unwind::cost_refilled(left, position, bps, elapsed), {
        "five minutes": (Wad(300 * WAD), Wad(100_000 * WAD), 100, 300),
    }
    "floor_release" (need: Wad, rate: Wad, elapsed: u64, total: u64) => unwind::floor_release(need, rate, elapsed, total), {
        "five minutes": (Wad(5_000 * WAD), Wad(WAD / 10), 300, 43_200),
    }
    "within_cost" (planned: Wad, floor: Wad, left: Wad, discount: Wad)
        => unwind::within_cost(planned, floor, left, discount), {
        "beyond the budget": (Wad(50_000 * WAD), Wad(30 * WAD), Wad(100 * WAD), Wad(WAD / 100)),
    }
    "stage" (standing: Standing, now: u64) => unwind::stage(&standing, now), {
        "metered": (
            Standing {
                health: Wad(WAD / 100 * 97),
                buffer: Wad(WAD / 20),
                target: Wad(WAD / 100 * 102),
                collateral: Wad(100_000 * WAD),
                debt: Wad(80_000 * WAD),
                schedule: Some(OpenSchedule {
                    end: 50_000,
                    auction_start: None,
                    auction_duration: 1_800,
                    critical: false,
                }),
            },
            10_000,
        ),
    }
    "critical_confirmed" (since: u64, first: u64, now: u64, round: u64)
        => unwind::critical_confirmed(since, first, now, round), {
        "confirmed": (1_000, 7, 1_100, 9),
    }
    "critical_level" (spot: Wad, critical: Wad) => unwind::critical_level(spot, critical), {
        "near": (Wad(WAD / 100 * 97), Wad(WAD / 100 * 103)),
    }
    "reopened" (previous: Span, closed: u64, now: u64, duration: u64, recovery: u64)
        => unwind::reopened(previous, closed, now, duration, recovery), {
        "within the recovery duration": (Span { start: 0, end: 43_200 }, 9_000, 12_000, 30_000, 43_200),
    }
}
