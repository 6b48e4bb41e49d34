//! Storage: what loading, caching and flushing cost for every history of a slot, and what comes back.

use alloy::primitives::{Address, U256};
use serde_json::json;

use crate::{
    model::{GAS, HOST, POINTER, REQUEST, gas_up, intrinsic, read, sstore, straight},
    probe::{Sample, compare, probe, whole},
    support::{Answer, Lab},
};

const WORDS: u64 = HOST + 2 * POINTER;
/// Where keys begin, one word each: slot numbers as they are.
const KEYS: u64 = 0x4000;
/// The words 0, 1 and 2.
const VALUES: u64 = 0x3F00;

/// Fee for keeping the nth slot read.
fn read_fee(nth: u64) -> u64 {
    match nth {
        0..=32 => 0,
        33..=128 => 2,
        _ => 10,
    }
}

/// Fee for keeping the nth slot written.
fn write_fee(nth: u64) -> u64 {
    match nth {
        0..=8 => 0,
        9..=64 => 7,
        _ => 10,
    }
}

/// Writes down what a frame does to its slots, and what it must cost.
#[derive(Default)]
struct Story {
    samples: Vec<Sample>,
    reads: u64,
    writes: u64,
    refund: i64,
}

impl Story {
    fn load(&mut self, slot: u64, gas: u64) {
        self.reads += 1;
        let code = format!(
            "i32.const {}\ni32.const 0x100\ncall $load",
            KEYS + 32 * slot
        );
        self.samples.push(Sample::host(
            &code,
            WORDS + (gas + read_fee(self.reads)) * GAS,
        ));
    }

    fn cache(&mut self, slot: u64, value: u64) {
        self.writes += 1;
        let code = format!(
            "i32.const {}\ni32.const {}\ncall $cache",
            KEYS + 32 * slot,
            VALUES + 32 * value
        );
        self.samples
            .push(Sample::host(&code, WORDS + write_fee(self.writes) * GAS));
    }

    fn flush(&mut self, clear: bool, gas: u64) {
        let code = format!("i32.const {}\ncall $flush", u64::from(clear));
        self.samples
            .push(Sample::host(&code, HOST + REQUEST + gas * GAS));
    }

    /// Gas of a flushed write, whose refund is remembered.
    fn write(&mut self, original: u64, current: u64, new: u64) -> u64 {
        let (gas, refund) = sstore(original, current, new);
        self.refund += refund;
        gas
    }
}

/// The words 0 to 2 and the keys of this many slots.
fn items(slots: u64) -> String {
    let word = |number: u64| {
        U256::from(number)
            .to_be_bytes::<32>()
            .map(|byte| format!("\\{byte:02x}"))
            .concat()
    };
    let keys: String = (0..slots).map(word).collect();
    format!(
        "(data (i32.const {VALUES}) \"{}{}{}\")\n(data (i32.const {KEYS}) \"{keys}\")",
        word(0),
        word(1),
        word(2)
    )
}

/// Sets slots of an account as if an earlier transaction had.
async fn preset(lab: &Lab, account: Address, slot: u64, value: u64) {
    let key = format!("0x{slot:x}");
    let value = format!("0x{value:064x}");
    lab.result("anvil_setStorageAt", json!([account, key, value]))
        .await;
}

/// Each original value, first and second write, with and without a load before, clearing and keeping the cache.
fn matrix() -> (Story, Vec<u64>) {
    let mut story = Story::default();
    let mut originals = Vec::new();
    for original in [0, 1] {
        for first in [0, 1, 2] {
            for second in [0, 1, 2] {
                for (loads, clears) in [(false, false), (false, true), (true, false), (true, true)]
                {
                    let slot = originals.len() as u64;
                    originals.push(original);
                    let mut cold = 2_100;
                    if loads {
                        story.load(slot, cold + 5);
                        cold = 0;
                    }
                    story.cache(slot, first);
                    // What was loaded is written only if it differs; what was not is always written.
                    let gas = if loads && first == original {
                        0
                    } else {
                        cold + story.write(original, original, first)
                    };
                    story.flush(clears, gas);
                    story.cache(slot, second);
                    let gas = if !clears && second == first {
                        0
                    } else {
                        story.write(original, first, second)
                    };
                    story.flush(true, gas);
                }
            }
        }
    }
    (story, originals)
}

#[tokio::test]
async fn every_history_of_a_slot_costs_what_the_evm_takes() {
    let lab = Lab::new();
    let (story, originals) = matrix();
    assert!(story.writes > 70, "{}", story.writes);
    let program = lab
        .program(&probe(&items(originals.len() as u64), "", &story.samples))
        .await;
    for (slot, original) in originals.iter().enumerate() {
        preset(&lab, program, slot as u64, *original).await;
    }
    compare(&lab, program, [], &story.samples).await;

    let entry = lab.entry(program).await;
    let receipt = lab.send(program, []).await;
    assert!(receipt.status());
    let used = intrinsic(&[]) + entry + gas_up(whole("", 0, &story.samples));
    let refund = u64::try_from(story.refund).unwrap().min(used / 5);
    assert_eq!(
        receipt.gas_used,
        used - refund,
        "used {used}, refund {refund}"
    );
}

#[tokio::test]
async fn a_refund_below_the_fifth_comes_back_whole() {
    let lab = Lab::new();
    let mut story = Story::default();
    story.cache(0, 0);
    let gas = 2_100 + story.write(1, 1, 0);
    story.flush(false, gas);
    // Set and cleared again within the transaction: a refund of the EVM's own.
    story.cache(1, 1);
    let gas = 2_100 + story.write(0, 0, 1);
    story.flush(true, gas);
    story.cache(1, 0);
    let gas = story.write(0, 1, 0);
    story.flush(true, gas);
    // A lot of work, so that the fifth is not the limit.
    for _ in 0..3 {
        let create = "i32.const 0\ni32.const 0\ni32.const 0x100\ni32.const 0x200\ni32.const 0x220\ncall $create1";
        let ink = HOST + 3 * POINTER + REQUEST + 2 * read(0) + 32_000 * GAS;
        story.samples.push(Sample::host(create, ink));
    }
    let program = lab.program(&probe(&items(2), "", &story.samples)).await;
    preset(&lab, program, 0, 1).await;
    let entry = lab.entry(program).await;
    let receipt = lab.send(program, []).await;
    let used = intrinsic(&[]) + entry + gas_up(whole("", 0, &story.samples));
    assert_eq!(story.refund, 4_800 + 19_900);
    assert!(24_700 < used / 5, "{used}");
    assert_eq!(receipt.gas_used, used - 24_700);
    assert_eq!(lab.slot(program, 0).await, U256::ZERO);
}

#[tokio::test]
async fn many_reads_and_writes_pay_for_their_place_in_the_cache() {
    let lab = Lab::new();
    let mut story = Story::default();
    for slot in 0..140 {
        story.load(slot, 2_105);
    }
    // Reading again costs the fee again; clearing the cache forgets slots, not counts.
    story.load(0, 0);
    for slot in 0..80 {
        story.cache(slot, 1);
    }
    story.flush(true, 80 * 20_000);
    story.load(0, 105);
    story.cache(0, 2);
    story.flush(false, 100);
    let program = lab.program(&probe(&items(140), "", &story.samples)).await;
    compare(&lab, program, [], &story.samples).await;
}

#[tokio::test]
async fn what_is_not_flushed_is_lost_and_what_is_not_held_is_not_allowed() {
    let lab = Lab::new();
    let mut story = Story::default();
    story.cache(0, 1);
    story.flush(false, 2_100 + 20_000);
    story.cache(0, 2);
    story.cache(1, 1);
    let program = lab.program(&probe(&items(2), "", &story.samples)).await;
    assert!(lab.send(program, []).await.status());
    assert_eq!(lab.slot(program, 0).await, U256::from(1));
    assert_eq!(lab.slot(program, 1).await, U256::ZERO);
    // Whoever loads must hold the gas of a cold slot, though this slot costs nothing any more.
    let mut story = Story::default();
    story.load(0, 2_105);
    story.load(0, 0);
    let program = lab.program(&probe(&items(1), "", &story.samples)).await;
    let entry = lab.entry(program).await;
    let rest = whole("", 0, &story.samples);
    // Up to the second load's demand: everything but its value's way into memory and what follows it.
    let after = rest - upto_second_load(&story);
    let enough = intrinsic(&[]) + entry + gas_up(rest - after + 2_115 * GAS);
    assert!(matches!(
        lab.call_with(program, [], enough).await,
        Answer::Success(_)
    ));
    assert!(matches!(
        lab.call_with(program, [], enough - 1).await,
        Answer::Halt(_)
    ));
}

/// Ink taken when the second load demands its gas: the first sample, and the second up to the host's base price.
fn upto_second_load(story: &Story) -> u64 {
    let look = straight("call $ink_left") + HOST;
    let keep = "i64.sub\nlocal.set $x\ni32.const 0\nlocal.get $x\ni64.store\ncall $ink_left\n";
    let second = "local.set $x\ni32.const 0\ni32.const 0\ncall $load";
    look + story.samples[0].expected() + straight(keep) + HOST + straight(second) + WORDS
}
