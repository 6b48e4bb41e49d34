//! Ink of every host function, at several lengths where the length matters.

use crate::{
    model::{GAS, HOST, POINTER, REQUEST, gas_up, intrinsic, read, write},
    probe::{Sample, compare, probe, verify, whole},
    support::Lab,
    wat::HEADER,
};

const COLD: u64 = 2_600 * GAS;
const WARM: u64 = 100 * GAS;
/// Gas of bringing code.
const CODE: u64 = 700 * GAS;
/// Accounts without code that nobody has touched, and a value of 1 at 0x320.
const ITEMS: &str = r#"
    (data (i32.const 0x200) "\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11\11")
    (data (i32.const 0x220) "\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22\22")
    (data (i32.const 0x240) "\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33\33")
    (data (i32.const 0x260) "\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44\44")
    (data (i32.const 0x293) "\04")
    (data (i32.const 0x2bf) "\03")
    (data (i32.const 0x2df) "\01\00")
    (data (i32.const 0x33e) "\01\00")
"#;

fn environment() -> Vec<Sample> {
    let mut samples = Vec::new();
    for name in [
        "basefee",
        "coinbase",
        "address",
        "sender",
        "value",
        "gas_price",
        "origin",
    ] {
        samples.push(Sample::host(
            &format!("i32.const 0x1000\ncall ${name}"),
            HOST + POINTER,
        ));
    }
    for name in [
        "gas_left",
        "ink_left",
        "gas_limit",
        "number",
        "timestamp",
        "chainid",
        "reentrant",
        "ink_price",
    ] {
        samples.push(Sample::host(&format!("call ${name}\ndrop"), HOST));
    }
    samples
}

fn results() -> Vec<Sample> {
    let write_result = |n: u64| {
        Sample::host(
            &format!("i32.const 0\ni32.const {n}\ncall $write_result"),
            HOST + 2 * read(n),
        )
    };
    [0, 1, 32, 33, 1_000].map(write_result).into()
}

fn storage() -> Vec<Sample> {
    let words = HOST + 2 * POINTER;
    let transient = words + REQUEST + 100 * GAS;
    let load = "i32.const 0\ni32.const 0x1000\ncall $load";
    vec![
        Sample::host(load, words + (2_100 + 5) * GAS),
        Sample::host(load, words),
        Sample::host("i32.const 0x2a0\ni32.const 0x2c0\ncall $cache", words),
        Sample::host(
            "i32.const 0\ncall $flush",
            HOST + REQUEST + (2_100 + 20_000) * GAS,
        ),
        Sample::host("i32.const 1\ncall $flush", HOST + REQUEST),
        Sample::host("i32.const 0\ni32.const 0x1000\ncall $tload", transient),
        Sample::host("i32.const 0\ni32.const 0x1000\ncall $tstore", transient),
    ]
}

fn calls() -> Vec<Sample> {
    let base = |n: u64| HOST + 3 * POINTER + REQUEST + 2 * read(n);
    let call = |to: u64, n: u64| {
        format!(
            "i32.const {to}\ni32.const 0\ni32.const {n}\ni32.const 0x1000\ni64.const -1\ni32.const 0x1020\ncall $call\ndrop"
        )
    };
    let other = |name: &str, n: u64| {
        format!(
            "i32.const 0x200\ni32.const 0\ni32.const {n}\ni64.const -1\ni32.const 0x1020\ncall {name}\ndrop"
        )
    };
    // The identity precompile is warm and charges for itself.
    let identity = |n: u64| base(n) + WARM + (15 + 3 * n.div_ceil(32)) * GAS;
    let returned = |offset: u64, size: u64, copied: u64| {
        let code = format!(
            "i32.const 0x1000\ni32.const {offset}\ni32.const {size}\ncall $read_return_data\ndrop"
        );
        Sample::host(&code, HOST + REQUEST + write(copied))
    };
    vec![
        Sample::host("call $return_data_size\ndrop", HOST),
        returned(0, 10, 0),
        Sample::host(&call(0x200, 0), base(0) + COLD),
        Sample::host(&call(0x200, 32), base(32) + WARM),
        Sample::host(&other("$delegate", 33), base(33) + WARM),
        Sample::host(&other("$static", 500), base(500) + WARM),
        Sample::host(&call(0x280, 100), identity(100)),
        Sample::host("call $return_data_size\ndrop", HOST),
        returned(0, 100, 100),
        returned(0, 20, 20),
        returned(90, 50, 10),
        returned(100, 50, 0),
        returned(4_000_000_000, 4_000_000_000, 0),
        // Without data the destination may be anywhere.
        Sample::host(
            "i32.const -1\ni32.const 100\ni32.const 1\ncall $read_return_data\ndrop",
            HOST + REQUEST + write(0),
        ),
    ]
}

fn creates() -> Vec<Sample> {
    // Init code of zero bytes stops at once and leaves an account without code.
    let create1 = |n: u64| {
        let code = format!(
            "i32.const 0x2000\ni32.const {n}\ni32.const 0x1000\ni32.const 0x1040\ni32.const 0x1020\ncall $create1"
        );
        Sample::host(
            &code,
            HOST + 3 * POINTER + REQUEST + 2 * read(n) + 32_000 * GAS,
        )
    };
    let create2 = |n: u64, salt: u64| {
        let code = format!(
            "i32.const 0x2000\ni32.const {n}\ni32.const 0x1000\ni32.const {salt}\ni32.const 0x1040\ni32.const 0x1020\ncall $create2"
        );
        Sample::host(
            &code,
            HOST + 4 * POINTER + REQUEST + 2 * read(n) + (32_000 + 6 * n.div_ceil(32)) * GAS,
        )
    };
    vec![
        create1(0),
        create1(100),
        create2(0, 0x2a0),
        create2(33, 0x2c0),
    ]
}

fn logs() -> Vec<Sample> {
    let log = |n: u64, topics: u64| {
        let code = format!("i32.const 0\ni32.const {n}\ni32.const {topics}\ncall $emit_log");
        let gas = 375 * (1 + topics) + 8 * (n - 32 * topics);
        Sample::host(&code, HOST + REQUEST + read(n) + gas * GAS)
    };
    vec![log(0, 0), log(32, 1), log(33, 0), log(100, 2), log(228, 4)]
}

fn accounts() -> Vec<Sample> {
    let word = HOST + 2 * POINTER + REQUEST;
    let at =
        |name: &str, account: u64| format!("i32.const {account}\ni32.const 0x1000\ncall {name}");
    let size = |account: u64| format!("i32.const {account}\ncall $code_size\ndrop");
    let none = HOST + REQUEST + CODE;
    vec![
        Sample::host(&at("$balance", 0x220), word + COLD),
        Sample::host(&at("$balance", 0x220), word + WARM),
        Sample::host(&at("$codehash", 0x240), word + COLD),
        Sample::host(&at("$codehash", 0x240), word + WARM),
        // What has no code is looked up each time.
        Sample::host(&size(0x260), none + COLD),
        Sample::host(&size(0x260), none + WARM),
    ]
}

fn arithmetic() -> Vec<Sample> {
    let keccak = |n: u64| {
        let code = format!("i32.const 0\ni32.const {n}\ni32.const 0x1000\ncall $keccak");
        Sample::host(&code, 121_800 + 21_000 * n.div_ceil(32).saturating_sub(2))
    };
    let pow = |exponent: u64, bytes: u64| {
        let code = format!("i32.const 0x2a0\ni32.const {exponent}\ncall $pow");
        Sample::host(&code, 23_520 + 3_000 + 17_500 * (1 + bytes))
    };
    let mut samples: Vec<Sample> = [0, 1, 32, 64, 65, 96, 1_000].map(keccak).into();
    // Exponents of no, one, two and 32 significant bytes.
    samples.extend([pow(0x3000, 0), pow(0x2a0, 1), pow(0x2c1, 2), pow(0x2df, 32)]);
    for (name, price) in [("$div", 43_520), ("$mod", 43_520)] {
        for divisor in [0x2c0, 0x3000] {
            samples.push(Sample::host(
                &format!("i32.const 0x2a0\ni32.const {divisor}\ncall {name}"),
                price,
            ));
        }
    }
    for (name, price) in [("$add_mod", 49_560), ("$mul_mod", 52_660)] {
        for modulus in [0x2c0, 0x3000] {
            let code =
                format!("i32.const 0x2a0\ni32.const 0x2c0\ni32.const {modulus}\ncall {name}");
            samples.push(Sample::host(&code, price));
        }
    }
    samples
}

fn pages() -> Vec<Sample> {
    let pay =
        |pages: u64, extra: u64| Sample::host(&format!("i32.const {pages}\ncall $pay"), extra);
    // The second page is free, and only 16 bits of the number count.
    vec![
        pay(0, HOST),
        pay(65_536, HOST),
        pay(1, 0),
        pay(65_537, 1_000 * GAS),
    ]
}

fn all() -> Vec<Sample> {
    [
        environment(),
        results(),
        storage(),
        calls(),
        creates(),
        logs(),
        accounts(),
        arithmetic(),
        pages(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[tokio::test]
async fn every_host_function_costs_its_price() {
    verify(&Lab::new(), ITEMS, "", &all()).await;
}

/// `exit_early` cannot be measured from inside, `read_args` and code of accounts have tests of their own.
#[test]
fn no_host_function_is_left_out() {
    let samples = all();
    let names = HEADER
        .lines()
        .filter_map(|line| line.split("(func $").nth(1));
    let names: Vec<&str> = names
        .filter_map(|rest| rest.split([' ', ')']).next())
        .collect();
    assert_eq!(names.len(), 42);
    let elsewhere = ["exit_early", "read_args", "code"];
    let is_called = |name: &str| {
        let call = format!("call ${name}");
        samples
            .iter()
            .any(|sample| sample.code.lines().any(|line| line == call))
    };
    for name in names {
        assert!(is_called(name) || elsewhere.contains(&name), "{name}");
    }
}

#[tokio::test]
async fn arguments_are_paid_for_by_their_length() {
    let lab = Lab::new();
    let sample = |n: u64| Sample::host("i32.const 0\ncall $read_args", HOST + write(n));
    let program = lab.program(&probe("", "", &[sample(0)])).await;
    for n in [0, 1, 32, 33, 64, 1_000, 20_000] {
        compare(&lab, program, vec![7; n as usize], &[sample(n)]).await;
    }
}

#[tokio::test]
async fn code_is_paid_for_in_full_and_remembered() {
    let lab = Lab::new();
    let length = 1_000u64;
    let contract = lab.deploy(&vec![0; length as usize]).await;
    let read_code = |offset: u64, size: u64| {
        format!(
            "i32.const 0\ni32.const {offset}\ni32.const {size}\ni32.const 0x1000\ncall $code\ndrop"
        )
    };
    let whole = HOST + REQUEST + write(length);
    let samples = [
        Sample::host(&read_code(0, 10), whole + COLD + CODE),
        Sample::host(&read_code(0, 1_000), whole),
        Sample::host(&read_code(5_000, 10), whole),
        Sample::host("i32.const 0\ncall $code_size\ndrop", HOST + REQUEST),
        Sample::host(
            "i32.const 0x200\ncall $code_size\ndrop",
            HOST + REQUEST + CODE + COLD,
        ),
        // Looking at an account without code does not drive out the last code.
        Sample::host("i32.const 0\ncall $code_size\ndrop", HOST + REQUEST),
        Sample::host(
            "i32.const 0\ni32.const 0x1000\ncall $codehash",
            HOST + 2 * POINTER + REQUEST + WARM,
        ),
    ];
    let program = lab
        .program(&probe(ITEMS, "i32.const 0\ncall $read_args", &samples))
        .await;
    compare(&lab, program, contract.to_vec(), &samples).await;
}

/// A whole transaction: what comes before the program, its entry, and every operation and host function in it.
#[tokio::test]
async fn a_transaction_costs_the_sum_of_its_parts() {
    let lab = Lab::new();
    let samples: Vec<Sample> = [environment(), results(), logs(), arithmetic()]
        .into_iter()
        .flatten()
        .collect();
    let setup = "i32.const 0x4000\ncall $read_args";
    let program = lab.program(&probe(ITEMS, setup, &samples)).await;
    let entry = lab.entry(program).await;
    for data in [vec![], vec![0; 40], vec![1; 100]] {
        let ink = whole(setup, HOST + write(data.len() as u64), &samples);
        let receipt = lab.send(program, data.clone()).await;
        assert!(receipt.status());
        assert_eq!(receipt.gas_used, intrinsic(&data) + entry + gas_up(ink));
        assert_eq!(receipt.inner.logs().len(), logs().len());
    }
}
