//! Storage: cache, flush, loss of what is not flushed, transient storage, prices.

use alloy::primitives::U256;

use crate::{
    chain::{Chain, Facts},
    wat::{module, storage, store},
};

#[test]
fn what_is_flushed_is_there_in_the_next_transaction() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    assert_eq!(
        chain.send(program, store(1, 7, 42), U256::ZERO).word(),
        U256::ZERO
    );
    let read = chain.send(program, store(0, 7, 0), U256::ZERO);
    assert!(read.is_success());
    assert_eq!(read.word(), U256::from(42));
    assert_eq!(
        chain.send(program, store(0, 8, 0), U256::ZERO).word(),
        U256::ZERO
    );
}

#[test]
fn what_is_not_flushed_is_lost() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    assert!(
        chain
            .send(program, store(2, 7, 42), U256::ZERO)
            .is_success()
    );
    assert_eq!(
        chain.send(program, store(0, 7, 0), U256::ZERO).word(),
        U256::ZERO
    );
}

#[test]
fn writing_costs_what_the_evm_takes() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    let unflushed = chain.call(program, store(2, 7, 0)).gas();
    let mut flush = |key, value| {
        let outcome = chain.send(program, store(1, key, value), U256::ZERO);
        assert!(outcome.is_success());
        outcome.gas()
    };
    let no_op = flush(7, 0);
    let set = flush(7, 1);
    let reset = flush(7, 2);
    // The slot is warm, because the program has loaded it; a value that did not change is not written at all.
    // Call data of 1 instead of 0 costs 12 gas more; the dust of ink is below 1.
    assert!((19_995..=20_015).contains(&(set - no_op)), "{set} {no_op}");
    assert!(
        (2_895..=2_915).contains(&(reset - no_op)),
        "{reset} {no_op}"
    );
    assert!(no_op - unflushed < 20, "{no_op} {unflushed}");
}

#[test]
fn clearing_a_slot_is_refunded() {
    let mut chain = Chain::new();
    let program = chain.program(&storage());
    chain.send(program, store(1, 7, 1), U256::ZERO);
    let reset = chain.send(program, store(1, 7, 2), U256::ZERO).gas();
    let cleared = chain.send(program, store(1, 7, 0), U256::ZERO).gas();
    let difference = reset - cleared;
    assert!((4_795..=4_815).contains(&difference), "{difference}");
}

#[test]
fn transient_storage_lasts_one_transaction() {
    let mut chain = Chain::new();
    let program = chain.program(&module(
        r#"
        (call $tload (i32.const 0x300) (i32.const 0x100))
        (i32.store8 (i32.const 0x13f) (i32.const 9))
        (call $tstore (i32.const 0x300) (i32.const 0x120))
        (call $tload (i32.const 0x300) (i32.const 0x140))
        (call $write_result (i32.const 0x100) (i32.const 0x60))
        (i32.const 0)"#,
    ));
    for _ in 0..2 {
        let output = chain.send(program, [], U256::ZERO).output();
        assert_eq!(output[31], 0);
        assert_eq!(output[0x5F], 9);
    }
}
