//! Signatures and texts.

use alloy_primitives::{U256, keccak256};

use crate::permit::{PERMIT_TYPE, one_text, text};

#[test]
fn the_type_is_what_it_says() {
    let permit =
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
    assert_eq!(PERMIT_TYPE, keccak256(permit));
}

#[test]
fn texts_end_at_the_first_zero_and_may_fill_the_word() {
    let mut word = [0; 32];
    word[..3].copy_from_slice(b"abc");
    assert_eq!(text(U256::from_be_bytes(word)), b"abc");
    assert_eq!(text(U256::from_be_bytes([b'x'; 32])), [b'x'; 32]);
    assert_eq!(text(U256::ZERO), b"");
    assert_eq!(one_text(U256::from_be_bytes(word)).len(), 96);
    assert_eq!(one_text(U256::ZERO).len(), 64);
}
