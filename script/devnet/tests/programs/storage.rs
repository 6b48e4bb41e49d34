//! Storage: what lasts beyond a transaction and what does not. Prices are in the suite of fidelity.

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
