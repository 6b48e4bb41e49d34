//! The cap on net outflow: what is forgotten, and that no order of flows lets more out.

use alloy_primitives::U256;
use proptest::prelude::*;

use super::START;
use crate::limits::Limits;

const CAP: u128 = 1_000_000_000;
const WINDOW: u32 = 86_400;

fn limits(net: i128) -> Limits {
    Limits {
        outflow_cap: 1_000,
        window: WINDOW,
        gated: false,
        net,
        updated_at: START,
    }
}

#[test]
fn words_are_laid_out_as_documented() {
    let limits = Limits {
        outflow_cap: 0x0102_0304_0506_0708,
        window: 0x7f_fffe,
        gated: true,
        net: -1,
        updated_at: 0xa1_a2a3_a4a5,
    };
    let hex = alloy_primitives::hex::encode(limits.pack().to_be_bytes::<32>());
    assert_eq!(
        hex,
        "0102030405060708a1a2a3a4a5fffffeffffffffffffffffffffffffffffffff"
    );
    assert_eq!(Limits::unpack(limits.pack()), limits);
    assert_eq!(Limits::unpack(U256::ZERO), Limits::default());
    let open = Limits {
        gated: false,
        net: 7,
        ..limits
    };
    assert_eq!(Limits::unpack(open.pack()), open);
}

#[test]
fn a_window_forgets_the_whole_cap_evenly() {
    let after = |net: i128, seconds| {
        let mut limits = limits(net);
        limits.forget(START + seconds, CAP);
        (limits.net, limits.room(CAP))
    };
    assert_eq!(after(CAP as i128, 0), (CAP as i128, 0));
    assert_eq!(after(CAP as i128, 43_200), (500_000_000, 500_000_000));
    assert_eq!(after(CAP as i128, 86_400), (0, CAP));
    assert_eq!(after(CAP as i128, u64::MAX >> 24), (0, CAP));
    // What flowed in lets as much out again, and is forgotten as well.
    assert_eq!(after(-(CAP as i128), 0), (-(CAP as i128), 2 * CAP));
    assert_eq!(after(-(CAP as i128), 43_200), (-500_000_000, 1_500_000_000));
    assert_eq!(after(-(CAP as i128), 86_401), (0, CAP));
}

#[test]
fn seconds_that_forget_nothing_are_not_lost() {
    // One unit in 86.4 seconds.
    let mut limits = limits(5);
    for second in 1..=864 {
        limits.forget(START + second, 1_000);
    }
    assert_eq!(limits.net, 0, "polled every second");
}

proptest! {
    #[test]
    fn words_round_trip(outflow_cap: u64, window in 0u32..1 << 23, gated: bool, net: i128, updated_at in 0u64..1 << 40) {
        let limits = Limits { outflow_cap, window, gated, net, updated_at };
        prop_assert_eq!(Limits::unpack(limits.pack()), limits);
    }

    /// Whatever flows when, what went out net over any window since the start is at most twice the cap: what a bucket
    /// that is full holds, and what is forgotten meanwhile.
    #[test]
    fn net_outflow_in_a_window_is_bounded(flows in prop::collection::vec((0u64..20_000, 0u128..2 * CAP, any::<bool>()), 1..40)) {
        let mut limits = limits(0);
        let mut now = START;
        let mut passed: Vec<(u64, i128)> = Vec::new();
        for (wait, amount, out) in flows {
            now += wait;
            limits.forget(now, CAP);
            if out {
                let amount = amount.min(limits.room(CAP));
                limits.net += amount as i128;
                passed.push((now, amount as i128));
            } else {
                limits.net -= amount as i128;
                passed.push((now, -(amount as i128)));
            }
            // From every moment to now, as far as a window reaches.
            for (start, (since, _)) in passed.iter().enumerate() {
                if now - since > u64::from(WINDOW) { continue }
                let inflow: i128 = passed[..start].iter().map(|(_, flow)| (-flow).max(0)).sum();
                let net: i128 = passed[start..].iter().map(|(_, flow)| flow).sum();
                prop_assert!(net - inflow <= 2 * CAP as i128, "{net} since {since}");
            }
        }
    }
}
