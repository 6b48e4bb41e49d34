//! What programs read and write by hand is what Solidity encodes.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::{SolCall, SolError, SolInterface, SolValue, sol};
use risk_core::RiskError;

use crate::{
    abi::IOwned,
    dispatch::{Input, Output, one, one_address, one_amount},
    revert::{self, Failure, bounded, nonzero},
    token::TokenError,
};

sol! {
    #![sol(all_derives)]
    interface ITold {
        error ZeroAmount();
        error TransferFailed(address token);
        error TransferMismatch(address token, uint256 expected, uint256 received);
        error Next(uint64 next);
        error Short(address asset, uint256 available, uint256 wanted);
        error Flagged(address asset, uint8 flags);
        error Failed(address target, bytes reason);
        function take(address asset, uint256 amount, bool flag, uint16 rate, bytes32 word) external;
    }
}

const ASSET: Address = Address::repeat_byte(0xab);

fn told(failure: Failure) -> ITold::IToldErrors {
    let error = ITold::IToldErrors::abi_decode_validate(&failure.0).unwrap();
    assert_eq!(error.abi_encode(), failure.0, "the exact encoding");
    error
}

fn owned(failure: Failure) -> IOwned::IOwnedErrors {
    let error = IOwned::IOwnedErrors::abi_decode_validate(&failure.0).unwrap();
    assert_eq!(error.abi_encode(), failure.0, "the exact encoding");
    error
}

fn number(value: u128) -> U256 {
    U256::from(value)
}

#[test]
fn arguments_read_as_they_were_encoded() {
    let call = ITold::takeCall {
        asset: ASSET,
        amount: number(u128::MAX),
        flag: true,
        rate: u16::MAX,
        word: B256::repeat_byte(7),
    };
    let data = call.abi_encode();
    let mut input = Input::new(&data[4..]);
    assert_eq!(input.address(), ASSET);
    assert_eq!(input.amount(), u128::MAX);
    assert!(input.flag());
    assert_eq!(input.number(u64::from(u16::MAX)), u64::from(u16::MAX));
    assert_eq!(input.bytes32(), B256::repeat_byte(7));
    assert_eq!(input.finish(), Ok(()));
    assert_eq!(input.word(), U256::ZERO, "past the end");
    assert_eq!(input.finish(), Err(vec![]));

    let mut by_hand = Output::selected(ITold::takeCall::SELECTOR);
    by_hand.address(&ASSET).amount(u128::MAX).number(1);
    by_hand.number(u64::from(u16::MAX)).bytes(&[7; 32]);
    assert_eq!(by_hand.data(), data);
}

#[test]
fn every_missing_byte_is_noticed() {
    for length in 0..32 {
        let bytes = vec![0; length];
        let mut input = Input::new(&bytes);
        input.word();
        assert_eq!(input.finish(), Err(vec![]), "{length}");
    }
}

#[test]
fn dirty_upper_bits_are_noticed_and_stay_noticed() {
    for byte in 0..12 {
        let mut word = [0; 64];
        word[byte] = 1;
        let mut input = Input::new(&word);
        input.address();
        assert_eq!(input.finish(), Err(vec![]), "byte {byte} of an address");
        input.address();
        assert_eq!(input.finish(), Err(vec![]), "whatever follows");
    }
    for bit in 1usize..256 {
        let word: [u8; 32] = U256::ONE.wrapping_shl(bit).to_be_bytes();
        let mut input = Input::new(&word);
        input.flag();
        assert_eq!(input.finish(), Err(vec![]), "bit {bit} of a flag");
        if bit >= 64 {
            let mut input = Input::new(&word);
            input.number(u64::MAX);
            assert_eq!(input.finish(), Err(vec![]), "bit {bit} of a number");
        }
    }
    let word = number(256).to_be_bytes::<32>();
    let mut input = Input::new(&word);
    input.number(255);
    assert_eq!(input.finish(), Err(vec![]));
}

#[test]
fn amounts_of_128_bits_and_more_are_the_largest() {
    for (word, expected) in [
        (U256::MAX, u128::MAX),
        (U256::ONE << 128, u128::MAX),
        (number(u128::MAX), u128::MAX),
        (number(5), 5),
    ] {
        let bytes = word.to_be_bytes::<32>();
        let mut input = Input::new(&bytes);
        assert_eq!(input.amount(), expected);
        assert_eq!(input.finish(), Ok(()), "not malformed");
    }
}

#[test]
fn output_is_what_solidity_encodes() {
    let mut out = Output::new();
    out.address(&ASSET)
        .amount(u128::MAX)
        .number(u64::MAX)
        .word(U256::MAX)
        .health(7)
        .health(u128::MAX);
    let expected = (
        ASSET,
        number(u128::MAX),
        u64::MAX,
        U256::MAX,
        number(7),
        U256::MAX,
    );
    assert_eq!(out.done(), expected.abi_encode_params());
    assert_eq!(one(U256::MAX), U256::MAX.abi_encode());
    assert_eq!(one_amount(9), number(9).abi_encode());
    assert_eq!(one_address(&ASSET), ASSET.abi_encode());
}

#[test]
fn bytes_are_padded_to_whole_words() {
    for length in [0usize, 1, 31, 32, 33, 64] {
        let mut out = Output::new();
        out.number(7).bytes(&vec![0xee; length]);
        let data = out.done();
        assert_eq!(data.len(), 32 + length.div_ceil(32) * 32);
        assert!(data[32 + length..].iter().all(|byte| *byte == 0));
    }
}

#[test]
fn reverts_decode_with_the_generated_types() {
    let zero = ITold::ZeroAmount {};
    assert_eq!(
        told(revert::bare(ITold::ZeroAmount::SELECTOR)),
        ITold::IToldErrors::ZeroAmount(zero)
    );
    let failed = ITold::TransferFailed { token: ASSET };
    assert_eq!(
        told(revert::about(ITold::TransferFailed::SELECTOR, &ASSET)),
        ITold::IToldErrors::TransferFailed(failed)
    );
    let next = ITold::Next { next: u64::MAX };
    assert_eq!(
        told(revert::number(ITold::Next::SELECTOR, u64::MAX)),
        ITold::IToldErrors::Next(next)
    );
    let flagged = ITold::Flagged {
        asset: ASSET,
        flags: 255,
    };
    assert_eq!(
        told(revert::about_one(ITold::Flagged::SELECTOR, &ASSET, 255)),
        ITold::IToldErrors::Flagged(flagged)
    );
    let short = ITold::Short {
        asset: ASSET,
        available: number(u128::MAX),
        wanted: number(2),
    };
    assert_eq!(
        told(revert::about_two(
            ITold::Short::SELECTOR,
            &ASSET,
            u128::MAX,
            2
        )),
        ITold::IToldErrors::Short(short)
    );
    for length in [0usize, 1, 32, 37, 100] {
        let reason = vec![0x5a; length];
        let failed = ITold::Failed {
            target: ASSET,
            reason: Bytes::from(reason.clone()),
        };
        assert_eq!(
            told(revert::because(ITold::Failed::SELECTOR, &ASSET, &reason)),
            ITold::IToldErrors::Failed(failed)
        );
    }
}

#[test]
fn shared_refusals_decode_with_the_generated_types() {
    let caller = ASSET;
    assert_eq!(
        owned(IOwned::Unauthorised { caller }.into()),
        IOwned::IOwnedErrors::Unauthorised(IOwned::Unauthorised { caller })
    );
    assert_eq!(
        owned(IOwned::Reentered {}.into()),
        IOwned::IOwnedErrors::Reentered(IOwned::Reentered {})
    );
    assert_eq!(
        owned(revert::address(Address::ZERO).unwrap_err()),
        IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {})
    );
    assert_eq!(revert::address(ASSET), Ok(ASSET));
    for error in [
        RiskError::Overflow,
        RiskError::OutOfDomain,
        RiskError::DivisionByZero,
        RiskError::TooManyPositions,
    ] {
        let code = error as u8;
        assert_eq!(
            owned(error.into()),
            IOwned::IOwnedErrors::RiskCalculation(IOwned::RiskCalculation { code })
        );
    }
    let zero = ITold::IToldErrors::ZeroAmount(ITold::ZeroAmount {});
    assert_eq!(told(nonzero(0).unwrap_err()), zero);
    assert_eq!(nonzero(1), Ok(1));
}

#[test]
fn parameters_are_bounded_on_both_sides_inclusively() {
    for value in [3, 5] {
        assert_eq!(bounded(9, value, 3, 5), Ok(value));
    }
    for value in [2, 6, u128::MAX] {
        let error = IOwned::ParameterOutOfBounds {
            position: number(9),
            value: number(value),
        };
        assert_eq!(
            owned(bounded(9, value, 3, 5).unwrap_err()),
            IOwned::IOwnedErrors::ParameterOutOfBounds(error)
        );
    }
}

#[test]
fn refusals_of_tokens_carry_what_happened() {
    let failed = ITold::TransferFailed { token: ASSET };
    assert_eq!(
        told(TokenError::Failed(ASSET).into()),
        ITold::IToldErrors::TransferFailed(failed)
    );
    let mismatch = ITold::TransferMismatch {
        token: ASSET,
        expected: U256::MAX,
        received: number(3),
    };
    let error = TokenError::Mismatch {
        token: ASSET,
        expected: U256::MAX,
        received: number(3),
    };
    assert_eq!(
        told(error.into()),
        ITold::IToldErrors::TransferMismatch(mismatch)
    );
}
