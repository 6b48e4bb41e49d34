//! Signatures of accounts: EIP-712 digests, keys (the chain's `ecrecover`), contracts (ERC-1271).

use alloc::vec::Vec;

use alloy_primitives::{Address, B256, U256, address, b256};
use stylus_sdk::stylus_core::Host;

use crate::{call, convert::word_address, dispatch::Output};

/// keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)").
pub const DOMAIN_TYPE: B256 =
    b256!("8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f");
/// keccak256("1"), the version of every program's domain.
pub const VERSION: B256 = b256!("c89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc6");
/// Half of the order of secp256k1: a signature with a greater s has a twin with a lesser.
const HALF_ORDER: U256 = U256::from_limbs([
    0xdfe9_2f46_681b_20a0,
    0x5d57_6e73_57a4_501d,
    0xffff_ffff_ffff_ffff,
    0x7fff_ffff_ffff_ffff,
]);
const ECRECOVER: Address = address!("0000000000000000000000000000000000000001");
/// `isValidSignature(bytes32,bytes)`, which is also what it returns, leftmost.
const IS_VALID: u32 = 0x1626_ba7e;

/// The domain of a program at its own address, by the chain's id of this moment, so that no signature holds on another
/// branch of it.
#[inline(never)]
pub fn domain_separator<H: Host + ?Sized>(vm: &H, name: &[u8]) -> B256 {
    let mut domain = Output::event(&DOMAIN_TYPE);
    domain
        .bytes(vm.native_keccak256(name).as_slice())
        .bytes(VERSION.as_slice())
        .number(vm.chain_id())
        .address(&vm.contract_address());
    vm.native_keccak256(domain.data())
}

/// The same domain in words, for whoever signs: ERC-5267's `eip712Domain()`. A name has at most 32 bytes.
#[inline(never)]
pub fn domain<H: Host + ?Sized>(vm: &H, name: &[u8]) -> Vec<u8> {
    let mut told = Output::new();
    // Name, version, chain and contract count; behind the seven words of the head stand name, version and no extensions.
    told.word(U256::from(0x0f).wrapping_shl(248))
        .number(224)
        .number(288)
        .number(vm.chain_id())
        .address(&vm.contract_address())
        .number(0)
        .number(352);
    told.number(name.len() as u64).bytes(name);
    told.number(1).bytes(b"1").number(0).done()
}

/// What is signed: a struct, encoded behind the hash of its type, in a domain.
#[inline(never)]
pub fn digest<H: Host + ?Sized>(vm: &H, domain: &B256, message: &Output) -> B256 {
    let mut data = Vec::with_capacity(66);
    data.extend_from_slice(&[0x19, 0x01]);
    data.extend_from_slice(domain.as_slice());
    data.extend_from_slice(vm.native_keccak256(message.data()).as_slice());
    vm.native_keccak256(&data)
}

/// Whose key signed; zero where nobody's did, s lies in the upper half of the order, or v is neither 27 nor 28.
#[inline(never)]
pub fn signer<H: Host + ?Sized>(vm: &H, digest: &B256, v: u8, r: U256, s: U256) -> Address {
    if s > HALF_ORDER {
        return Address::ZERO;
    }
    let mut question = Output::new();
    question
        .bytes(digest.as_slice())
        .number(v.into())
        .word(r)
        .word(s);
    // Answers with nothing where there is no such key.
    call::read(vm, ECRECOVER, question.data())
        .ok()
        .and_then(|words| words.get(0))
        .map_or(Address::ZERO, word_address)
}

/// The parts v, r and s of a signature of 65 bytes (r, s, v); zeros, which no key makes, for any other length.
pub fn parts(signature: &[u8]) -> (u8, U256, U256) {
    let word = |start: usize| {
        let bytes = signature.get(start..).and_then(<[u8]>::first_chunk::<32>);
        bytes.map_or(U256::ZERO, |bytes| U256::from_be_bytes(*bytes))
    };
    match signature.get(64..) {
        Some([v]) => (*v, word(0), word(32)),
        _ => (0, U256::ZERO, U256::ZERO),
    }
}

/// Whether an account with code says that it has signed (ERC-1271).
#[inline(never)]
pub fn accepted<H: Host + ?Sized>(
    vm: &H,
    account: &Address,
    digest: &B256,
    signature: &[u8],
) -> bool {
    let mut question = Output::selected(IS_VALID.to_be_bytes());
    question
        .bytes(digest.as_slice())
        .number(64)
        .number(signature.len() as u64)
        .bytes(signature);
    let expected = U256::from(IS_VALID).wrapping_shl(224);
    vm.code_size(*account) > 0
        && call::read(vm, *account, question.data())
            .ok()
            .and_then(|words| words.get(0))
            == Some(expected)
}

/// Whether an account's key has signed (65 bytes), or the account, being a contract, says that it has. An account with a key
/// and code (EIP-7702) may do either.
#[inline(never)]
pub fn has_signed<H: Host + ?Sized>(
    vm: &H,
    account: &Address,
    digest: &B256,
    signature: &[u8],
) -> bool {
    let (v, r, s) = parts(signature);
    let signer = signer(vm, digest, v, r, s);
    (signer == *account && !signer.is_zero()) || accepted(vm, account, digest, signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloy_primitives::keccak256;

    #[test]
    fn constants_are_what_they_say() {
        let domain =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
        assert_eq!(DOMAIN_TYPE, keccak256(domain));
        assert_eq!(VERSION, keccak256("1"));
        let selector = &keccak256("isValidSignature(bytes32,bytes)")[..4];
        assert_eq!(selector, IS_VALID.to_be_bytes());
        let order = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
        let order: U256 = order.parse().unwrap();
        assert_eq!(HALF_ORDER, order >> 1);
    }

    #[test]
    fn signatures_have_65_bytes() {
        let mut bytes = [7; 65];
        bytes[64] = 27;
        let word = U256::from_be_bytes([7; 32]);
        assert_eq!(parts(&bytes), (27, word, word));
        for short in [&bytes[..64], &[][..], &[1; 66][..]] {
            assert_eq!(parts(short), (0, U256::ZERO, U256::ZERO));
        }
    }
}
