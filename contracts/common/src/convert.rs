//! Narrowing and widening between the ABI's 256-bit words and the programs' 128-bit amounts.

use alloy_primitives::{Address, B256, U256};

/// Low 128 bits of `value`, or `None` where it does not fit.
pub fn narrow(value: U256) -> Option<u128> {
    let [low, high, third, fourth] = *value.as_limbs();
    if third | fourth == 0 { Some(u128::from(low) | (u128::from(high) << 64)) } else { None }
}

/// A 128-bit amount as an ABI word.
pub fn wide(value: u128) -> U256 {
    U256::from_limbs([value as u64, (value >> 64) as u64, 0, 0])
}

/// The halves of a storage word: the upper and lower 128 bits.
pub fn halves(word: B256) -> (u128, u128) {
    let (mut upper, mut lower) = ([0u8; 16], [0u8; 16]);
    let (first, second) = word.0.split_at(16);
    upper.copy_from_slice(first);
    lower.copy_from_slice(second);
    (u128::from_be_bytes(upper), u128::from_be_bytes(lower))
}

/// A storage word from its upper and lower 128 bits.
pub fn join(upper: u128, lower: u128) -> B256 {
    let mut word = [0u8; 32];
    let (first, second) = word.split_at_mut(16);
    first.copy_from_slice(&upper.to_be_bytes());
    second.copy_from_slice(&lower.to_be_bytes());
    B256::new(word)
}

/// `bits` bits of `word` starting `shift` bits above its lowest; `bits` at most 64.
pub fn field(word: U256, shift: usize, bits: usize) -> u64 {
    let low = word.wrapping_shr(shift).as_limbs().first().copied().unwrap_or_default();
    if bits >= 64 { low } else { low & !(u64::MAX.wrapping_shl(bits as u32)) }
}

/// An address as an ABI word.
pub fn address_word(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        assert_eq!(narrow(U256::from(u128::MAX)), Some(u128::MAX));
        assert_eq!(narrow(U256::from(u128::MAX) + U256::from(1)), None);
        assert_eq!(wide(u128::MAX), U256::from(u128::MAX));
        assert_eq!(halves(join(7, 9)), (7, 9));
        assert_eq!(field(U256::from(0xab12u64) << 100, 104, 8), 0xb1);
        assert_eq!(field(U256::MAX, 0, 64), u64::MAX);
    }
}
