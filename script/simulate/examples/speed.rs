//! How long each engine takes for 10,000 loans over 6,000 bars on one core: `cargo run -p ballast-simulate --example speed`.
//! Numbers of loans and bars may be given as arguments, and the name of one engine. Time is the thread's on the processor, where
//! the system tells it, so that what else runs on the machine does not count.
#![allow(clippy::unwrap_used)]

#[path = "../tests/engines/market.rs"]
#[allow(dead_code)]
mod market;

use ballast_simulate::engine::{Bottomless, run};

/// Seconds that this thread has run.
fn on_processor() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn main() {
    let only = std::env::args().nth(3);
    let mut arguments = std::env::args()
        .skip(1)
        .take(2)
        .map(|text| text.parse::<u64>().unwrap());
    let (loans, bars) = (
        arguments.next().unwrap_or(10_000),
        arguments.next().unwrap_or(6_000),
    );
    // A bar is four ticks: open, high, low, close. Every third day a quarter of the price is lost and mostly regained.
    let mut state = 1_u64;
    let mut random = |bound: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) % bound
    };
    let moves: Vec<(i16, i16, i8)> = (0..bars * 4)
        .map(|tick| {
            let phase = tick % 3_456;
            let drift = if phase < 360 {
                -8
            } else if phase < 800 {
                6
            } else {
                0
            };
            let noise = random(41) as i16 - 20 + drift;
            (noise, noise * 4 / 5, random(3) as i8 - 1)
        })
        .collect();
    let seeds: Vec<(u32, u16)> = (0..loans)
        .map(|_| (random(200_000) as u32, 3_000 + random(4_800) as u16))
        .collect();
    let (accounts, path) = (market::book(&seeds), market::path(&moves));
    for [mut engine, _] in market::engines() {
        if only.as_deref().is_some_and(|name| name != engine.name()) {
            continue;
        }
        let begun = (std::time::Instant::now(), on_processor());
        let outcome = run(
            &mut *engine,
            &accounts,
            &path,
            &market::conditions(),
            &mut Bottomless,
        )
        .unwrap();
        println!(
            "{:<10} {:>7.2} s  {} sales of {} loans",
            outcome.engine,
            on_processor()
                .zip(begun.1)
                .map_or(begun.0.elapsed().as_secs_f64(), |(now, then)| now - then),
            outcome.totals.sales,
            outcome.totals.loans_sold
        );
    }
}
