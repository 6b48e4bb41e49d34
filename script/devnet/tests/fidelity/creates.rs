//! Creates: which code may be put down, how large, and what programs pay for it.

use alloy::primitives::{Address, B256, keccak256};

use crate::{
    code::init_code,
    model::{GAS, HOST, POINTER, REQUEST, gas_up, intrinsic, read, straight, write},
    probe::{Sample, compare, probe, whole},
    support::{Answer, LIMIT, Lab},
    wat::module,
};

const CODE_LIMIT: usize = 24_576;

#[tokio::test]
async fn code_that_begins_with_ef_is_refused_unless_it_is_a_program() {
    let lab = Lab::new();
    let cases: [(&[u8], bool); 12] = [
        (&[0xEF], false),
        (&[0xEF, 0x00], false),
        (&[0xEF, 0x01, 0x00], false),
        (&[0xEF, 0xEF], false),
        (&[0xEF, 0xF0], false),
        (&[0xEF, 0xF0, 0x00], false),
        // Fragments and their roots are for later versions of ArbOS.
        (&[0xEF, 0xF0, 0x01, 0x00], false),
        (&[0xEF, 0xF0, 0x02, 0x00, 0x00], false),
        (&[0xEF, 0xF0, 0x03, 0x00], false),
        // Nobody looks behind the prefix before activation.
        (&[0xEF, 0xF0, 0x00, 0x00], true),
        (&[0xEF, 0xF0, 0x00, 0xFF, 0xFF], true),
        (&[0xFE, 0xEF], true),
    ];
    for (code, is_taken) in cases {
        let receipt = lab.create(&init_code(code)).await;
        assert_eq!(receipt.status(), is_taken, "{code:02x?}");
        if !is_taken {
            assert_eq!(
                receipt.gas_used, LIMIT,
                "{code:02x?}: all gas of the create is gone"
            );
        }
    }
}

#[tokio::test]
async fn the_longest_code_and_the_longest_init_code() {
    let lab = Lab::new();
    for first in [0xEF, 0x00] {
        let mut code = vec![0xAA; CODE_LIMIT];
        code[..4].copy_from_slice(&[first, 0xF0, 0x00, 0x00]);
        let receipt = lab.create(&init_code(&code)).await;
        assert!(receipt.status());
        code.push(0);
        let receipt = lab.create(&init_code(&code)).await;
        assert!(!receipt.status() && receipt.gas_used == LIMIT);
    }
    let longest = vec![0; 2 * CODE_LIMIT];
    assert!(lab.create(&longest).await.status());
    let raw = lab.signed(
        alloy::primitives::TxKind::Create,
        [longest, vec![0]].concat(),
        Default::default(),
        LIMIT,
    );
    let refused = lab
        .post(
            "eth_sendRawTransaction",
            serde_json::json!([alloy::primitives::hex::encode_prefixed(raw)]),
        )
        .await;
    assert!(
        refused["error"]["message"]
            .as_str()
            .unwrap()
            .contains("initcode"),
        "{refused}"
    );
}

/// A deployment as a whole: init code and its words, the copy, the code's bytes.
#[tokio::test]
async fn a_deployment_costs_what_ethereum_takes() {
    let lab = Lab::new();
    for length in [1u64, 100, 5_000] {
        let code = vec![0; length as usize];
        let init = init_code(&code);
        let words = length.div_ceil(32);
        // PUSH32, DUP1, three PUSH1, CODECOPY by the word with its memory, PUSH1, RETURN.
        let run = 3 + 3 + 3 + 3 + 3 + (3 * words + 3 * words + words * words / 512) + 3;
        let receipt = lab.create(&init).await;
        let before = intrinsic(&init) + 32_000 + 2 * (init.len() as u64).div_ceil(32);
        assert_eq!(
            receipt.gas_used,
            before + run + 200 * length,
            "{length} bytes"
        );
    }
}

/// A sample that creates from init code of this length at 0; the salt makes it a CREATE2.
fn create(length: u64, salt: Option<u64>, inside: u64) -> Sample {
    let start = format!("i32.const 0\ni32.const {length}\ni32.const 0x8000");
    let end = "i32.const 0x8040\ni32.const 0x8060";
    let (code, pointers, base) = match salt {
        None => (format!("{start}\n{end}\ncall $create1"), 3, 32_000),
        Some(salt) => (
            format!("{start}\ni32.const {salt}\n{end}\ncall $create2"),
            4,
            32_000 + 6 * length.div_ceil(32),
        ),
    };
    let ink = HOST + pointers * POINTER + REQUEST + 2 * read(length);
    Sample::host(&code, ink + (base + inside) * GAS)
}

/// Creates by programs: init code runs and is paid for, its words are not.
#[tokio::test]
async fn programs_pay_for_what_they_create() {
    let lab = Lab::new();
    let code = [0x5Bu8; 40];
    let init = init_code(&code);
    let inside = 3 * 5 + (3 * 2 + 3 * 2) + 3 + 200 * 40;
    let length = init.len() as u64;
    let samples = [
        create(length, None, inside),
        create(length, Some(0x9000), inside),
    ];
    let setup = "i32.const 0\ncall $read_args";
    let program = lab.program(&probe("", setup, &samples)).await;
    compare(&lab, program, init.clone(), &samples).await;
    let receipt = lab.send(program, init.clone()).await;
    let ink = whole(setup, HOST + write(length), &samples);
    assert_eq!(
        receipt.gas_used,
        intrinsic(&init) + lab.entry(program).await + gas_up(ink)
    );
    // Accounts of programs begin with nonce 1.
    let created = [
        program.create(1),
        program.create2(B256::ZERO, keccak256(&init)),
    ];
    for address in created {
        let found = lab
            .result("eth_getCode", serde_json::json!([address, "latest"]))
            .await;
        assert_eq!(found, alloy::primitives::hex::encode_prefixed(code));
    }
}

/// Creates from call data, then returns the address and what came back.
const TELLER: &str = "
    (call $read_args (i32.const 0))
    (call $create1 (i32.const 0) (local.get $len) (i32.const 0x8000) (i32.const 0x9000) (i32.const 0x8060))
    (local.set $n (call $return_data_size))
    (drop (call $read_return_data (i32.const 0x9014) (i32.const 0) (local.get $n)))
    (call $write_result (i32.const 0x9000) (i32.add (i32.const 20) (local.get $n)))
    (i32.const 0)";

#[tokio::test]
async fn failed_creates_give_the_zero_address_and_data_only_of_reverts() {
    let lab = Lab::new();
    let teller = lab.program(&module(TELLER)).await;
    let told = async |init: &[u8]| lab.call(teller, init.to_vec()).await.success().to_vec();
    let zero = Address::ZERO.to_vec();
    // PUSH1 0xAB, PUSH0, MSTORE8, PUSH1 3, PUSH0, then REVERT, INVALID or, of nothing, RETURN.
    let start = [0x60, 0xAB, 0x5F, 0x53, 0x60, 3, 0x5F];
    assert_eq!(
        told(&[&start[..], &[0xFD]].concat()).await,
        [&zero[..], &[0xAB, 0, 0]].concat()
    );
    assert_eq!(told(&[&start[..], &[0xFE]].concat()).await, zero);
    assert_eq!(told(&init_code(&[0xEF, 0x00])).await, zero);
    let made = told(&init_code(&[1])).await;
    assert_eq!(
        made,
        teller.create(1).to_vec(),
        "a create that succeeds returns no data"
    );
}

/// A create that fails takes what it was given: all but a 64th, which was withheld.
#[tokio::test]
async fn a_64th_is_withheld_from_creates() {
    let lab = Lab::new();
    let setup = "i32.const 0\ncall $read_args\n";
    // INVALID
    let init = [0xFEu8];
    let sample = create(1, None, 0);
    let flat = format!("{setup}{}\ni32.const 0\nend", sample.code);
    let program = lab.program(&module(&flat.replace("\nend", ""))).await;
    let upto = straight(&format!("{setup}{}", sample.code))
        + HOST
        + write(1)
        + HOST
        + 3 * POINTER
        + REQUEST
        + 2 * read(1);
    for limit in [500_000u64, 500_063, 3_000_000] {
        let start = limit - intrinsic(&init) - lab.entry(program).await;
        let held = (start * GAS - upto) / GAS - 32_000;
        let left =
            start * GAS - upto - (32_000 + held - held / 64) * GAS - straight("i32.const 0\nend");
        let receipt = lab.send_with(program, init, 0, limit).await;
        assert_eq!(receipt.gas_used, limit - left / GAS, "of {limit}");
    }
}

#[tokio::test]
async fn a_create_that_cannot_be_paid_ends_the_program() {
    let lab = Lab::new();
    let setup = "i32.const 0\ncall $read_args\n";
    let sample = create(0, None, 0);
    let program = lab
        .program(&module(&format!("{setup}{}\ni32.const 0", sample.code)))
        .await;
    let upto = straight(&format!("{setup}{}", sample.code))
        + HOST
        + write(0)
        + HOST
        + 3 * POINTER
        + REQUEST
        + 2 * read(0);
    let before = 21_000 + lab.entry(program).await + gas_up(upto);
    assert_eq!(
        lab.call_with(program, [], before + 31_999).await,
        Answer::Revert(Default::default())
    );
    let receipt = lab.send_with(program, [], 0, before + 31_999).await;
    assert_eq!(receipt.gas_used, before, "what was left is kept");
    assert!(
        lab.send_with(program, [], 0, before + 32_001)
            .await
            .status()
    );
}
