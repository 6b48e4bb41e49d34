//! Narrowing and widening between the ABI's 256-bit words and the programs' 128-bit amounts, and the
//! 64-bit limbs that storage words are packed from.

use alloy_primitives::{Address, B256, U256};

/// `value` as 128 bits, or `None` where it does not fit.
pub fn narrow(value: U256) -> Option<u128> {
    let [low, high, third, fourth] = *value.as_limbs();
    if third | fourth == 0 {
        Some(join64(high, low))
    } else {
        None
    }
}

/// A 128-bit amount as an ABI word.
pub fn wide(value: u128) -> U256 {
    pair(0, value)
}

/// The halves of a storage word: the upper and lower 128 bits.
pub fn halves(word: B256) -> (u128, u128) {
    split(U256::from_be_bytes(word.0))
}

/// A storage word from its upper and lower 128 bits.
pub fn join(upper: u128, lower: u128) -> B256 {
    B256::new(pair(upper, lower).to_be_bytes())
}

/// `bits` bits of `word` starting `shift` bits above its lowest; `bits` at most 64.
pub fn field(word: U256, shift: usize, bits: usize) -> u64 {
    let [low, ..] = *word.wrapping_shr(shift).as_limbs();
    if bits >= 64 {
        low
    } else {
        low & !(u64::MAX.wrapping_shl(bits as u32))
    }
}

/// The upper and lower 128 bits of a word.
pub fn split(word: U256) -> (u128, u128) {
    let [low, high, third, fourth] = *word.as_limbs();
    (join64(fourth, third), join64(high, low))
}

/// A word from its upper and lower 128 bits.
pub fn pair(upper: u128, lower: u128) -> U256 {
    U256::from_limbs([
        lower as u64,
        (lower >> 64) as u64,
        upper as u64,
        (upper >> 64) as u64,
    ])
}

/// What the product of an amount of one token and its price in another, WAD, is divided by to give units of that:
/// 10^(18 + decimals of the one - decimals of the other), at most 10^36 for decimals up to 18.
pub fn price_scale(of: u8, by: u8) -> u128 {
    let exponent = u32::from(of).saturating_add(18).saturating_sub(by.into());
    (0..exponent).fold(1, |scale: u128, _| scale.wrapping_mul(10))
}

/// 128 bits from their upper and lower 64.
pub fn join64(high: u64, low: u64) -> u128 {
    (u128::from(high) << 64) | u128::from(low)
}

/// An address as an ABI word.
pub fn address_word(address: Address) -> U256 {
    U256::from_be_bytes(address.into_word().0)
}

/// The address in the lower 160 bits of a word.
pub fn word_address(word: U256) -> Address {
    Address::from_word(B256::new(word.to_be_bytes()))
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
        assert_eq!(split(pair(7, 9)), (7, 9));
        assert_eq!(pair(1, 0), U256::from(1) << 128);
        assert_eq!(field(U256::from(0xab12u64) << 100, 104, 8), 0xb1);
        assert_eq!(price_scale(18, 6), 10_u128.pow(30));
        assert_eq!(
            (price_scale(0, 18), price_scale(18, 0)),
            (1, 10_u128.pow(36))
        );
        let address = Address::repeat_byte(0xab);
        assert_eq!(word_address(address_word(address)), address);
    }
}
